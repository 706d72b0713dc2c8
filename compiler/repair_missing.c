/* A word or sign that is missing before a token: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

/* Whether the token stands on the line of the one before it. */
static bool same_line(const struct parse *p, const struct token *token) {
    const char *text = p->source->text + p->previous.span.end;
    return memchr(text, '\n', token->span.begin - p->previous.span.end) == NULL;
}

enum repair repair_insert(struct parse *p, struct token token, int kind, const char *written) {
    bool glued = kind == TOK_COLON || kind == TOK_COMMA || kind == TOK_LIST_COMMA;
    struct span place = glued ? span_after(p->previous.span) : span_before(token.span);
    struct span shown = glued ? p->previous.span : token.span;
    struct diag *diag = kind == TOK_LIST_COMMA ? repair_said(p, DIAG_MISSING_WORD, shown) : NULL; /* of the same list */
    if (diag == NULL)
        diag = diag_add(p->diags, DIAG_MISSING_WORD, shown, written, glued ? "after this" : "before this");
    bool blank_before = !glued && place.begin > 0 && strchr(" \t\n", p->source->text[place.begin - 1]) == NULL;
    const char *with_blank = arena_format(p->arena, "%s%s%s", blank_before ? " " : "", written, glued ? "" : " ");
    if (kind == TOK_AS)
        diag_help(diag, "write `exit as %s`", token_text(p, &token));
    else
        diag_help(diag, "add `%s`", written);
    diag_fix(diag, place, with_blank, FIX_SURE);
    repair_push(p, kind, token);
    token_back(p, token);
    return REPAIR_AGAIN;
}

static bool begins_value(int kind) {
    switch (kind) {
    case TOK_NUMBER:
    case TOK_TEXT:
    case TOK_DURATION:
    case TOK_CLOCK:
    case TOK_DATE:
    case TOK_INSTANT:
    case TOK_YES:
    case TOK_NO:
    case TOK_UNKNOWN:
    case TOK_NOW:
    case TOK_YES_NO:
    case TOK_ONE_OF:
    case TOK_TEXT_W:
    case TOK_NUMBER_W:
    case TOK_TIME:
    case TOK_DURATION_W:
    case TOK_TIMEZONE:
    case TOK_LIST:
    case TOK_IDENT:
    case TOK_USER:
    case TOK_ACCOUNT:
    case TOK_ENTRY:
    case TOK_EVENT:
    case TOK_NOT:
    case TOK_COUNT: return true;
    default: return false;
    }
}

static bool begins_comparison(int kind) {
    switch (kind) {
    case TOK_AT_LEAST:
    case TOK_AT_MOST:
    case TOK_MORE_THAN:
    case TOK_LESS_THAN:
    case TOK_BETWEEN:
    case TOK_ONE_OF:
    case TOK_BEFORE:
    case TOK_AFTER:
    case TOK_WITHIN:
    case TOK_KNOWN:
    case TOK_UNKNOWN:
    case TOK_NOT: return true;
    default: return false;
    }
}

static bool begins_trigger(int kind) {
    return kind == TOK_EVENT || kind == TOK_NO || kind == TOK_JOURNEY || kind == TOK_USER || kind == TOK_ACCOUNT ||
           kind == TOK_EVERY || kind == TOK_DURATION || kind == TOK_IDENT || kind == TOK_LPAREN;
}

/* Where one word is missing, by what stands around it; 0: whatever it is. */
static const struct {
    int previous;        /* the token before */
    int token;           /* the one that does not fit */
    int statement;       /* what began the statement */
    int head;            /* what began the block */
    int kind;            /* the token that is missing */
    const char *written; /* as it is written */
} gaps[] = {
    {TOK_UP, TOK_DURATION, 0, 0, TOK_TO, "to"},
    {TOK_UP, TOK_NUMBER, 0, 0, TOK_TO, "to"},
    {TOK_AGAIN, TOK_DURATION, 0, 0, TOK_AFTER, "after"},
    {TOK_START, TOK_DATE, 0, 0, TOK_AT, "at"},
    {TOK_START, TOK_INSTANT, 0, 0, TOK_AT, "at"},
    {TOK_DAYNAME, TOK_CLOCK, 0, 0, TOK_AT, "at"},
    {TOK_DAY, TOK_CLOCK, 0, 0, TOK_AT, "at"},
    {TOK_COUNT, TOK_EVENT, 0, 0, TOK_OF, "of"},
    {TOK_GIVEN, TOK_LBRACE, 0, 0, TOK_USER, "user"},
    {TOK_IDENT, TOK_IDENT, TOK_GIVEN, 0, TOK_IS, "is"},
    {TOK_IN, TOK_DURATION, TOK_PROMISE, 0, TOK_ANY, "any"},
    {0, TOK_AFTER, TOK_PROMISE, 0, TOK_ONLY, "only"},
    {TOK_AFTER, TOK_TEXT, TOK_PROMISE, 0, TOK_EVENT, "event"},
    {TOK_HAPPENED, TOK_LAST, 0, 0, TOK_IN, "in"},
    {TOK_START, TOK_IDENT, 0, 0, TOK_JOURNEY, "journey"},
    {TOK_IN, TOK_IDENT, 0, 0, TOK_JOURNEY, "journey"},
    {TOK_STOP, TOK_IDENT, 0, 0, TOK_JOURNEY, "journey"},
    {TOK_NUMBER, TOK_LBRACE, 0, 0, TOK_TIMES, "times"},
    {0, TOK_OTHERWISE, TOK_AT_MOST, 0, TOK_COMMA, ","},
    {0, TOK_AT_MOST, TOK_WAIT, 0, TOK_COMMA, ","},
    {TOK_WHEN, TOK_TEXT, 0, 0, TOK_EVENT, "event"},
    {TOK_FOR, TOK_TEXT, 0, 0, TOK_EVENT, "event"},
    {TOK_GOAL, TOK_TEXT, 0, 0, TOK_EVENT, "event"},
    {TOK_NO, TOK_TEXT, 0, 0, TOK_EVENT, "event"},
    {TOK_OF, TOK_TEXT, 0, 0, TOK_EVENT, "event"},
    {TOK_SINCE, TOK_TEXT, 0, 0, TOK_EVENT, "event"},
    {0, TOK_TEXT, 0, TOK_CHANNEL, TOK_TEMPLATE, "template"},
};

static enum repair in_table(struct parse *p, struct token token) {
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        bool here = gaps[i].token == token.kind && (gaps[i].previous == 0 || gaps[i].previous == p->previous.kind) &&
                    (gaps[i].statement == 0 || gaps[i].statement == p->statement) &&
                    (gaps[i].head == 0 || gaps[i].head == repair_head(p));
        bool receiver = gaps[i].kind == TOK_TEMPLATE && p->previous.kind == TOK_COLON; /* `to: "team"` */
        if (here && !receiver && parse_accepts(p, gaps[i].kind))
            return repair_insert(p, token, gaps[i].kind, gaps[i].written);
    }
    return REPAIR_NONE;
}

/* `repeat 4 times`, `hold 2 days`, `hold for 2 days`: two words are missing. */
static enum repair up_to(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    if (!parse_accepts(p, TOK_UP)) return REPAIR_NONE;
    if (previous == TOK_REPEAT && token.kind == TOK_NUMBER) {
        struct diag *diag = repair_said(p, DIAG_NEAR_MISS, token.span); /* `loop 3 times`: one message tells of both */
        if (diag == NULL) diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "up to", "before this");
        diag_help(diag, "write `repeat up to %s times { ... }`", token_text(p, &token));
        diag_fix(diag, span_before(token.span), "up to ", FIX_SURE);
        repair_push(p, TOK_UP, token);
        repair_push(p, TOK_TO, token);
        token_back(p, token);
        return REPAIR_AGAIN;
    }
    if (previous == TOK_HOLD && token.kind == TOK_DURATION) {
        repair_push(p, TOK_UP, token);
        return repair_insert(p, token, TOK_TO, "up to");
    }
    if (previous != TOK_HOLD || token.kind != TOK_FOR) return REPAIR_NONE;
    repair_say(p, DIAG_NEAR_MISS, token.span, "up to");
    repair_push(p, TOK_UP, token);
    repair_push(p, TOK_TO, token);
    return REPAIR_AGAIN;
}

/* The first word of a line. */
static enum repair at_begin(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    int head = repair_head(p);
    if (token.kind == TOK_PERCENT && next == TOK_OUT && parse_accepts(p, TOK_KEEP))
        return repair_insert(p, token, TOK_KEEP, "keep");
    if (token.kind == TOK_NUMBER && (head == TOK_LIMITS || head == TOK_CHANNEL) && parse_accepts(p, TOK_AT_MOST))
        return repair_insert(p, token, TOK_AT_MOST, "at most");
    bool outcome = token.kind == TOK_EXIT || token.kind == TOK_MILESTONE || token.kind == TOK_SET;
    if (outcome && head == TOK_TEST && parse_accepts(p, TOK_EXPECT))
        return repair_insert(p, token, TOK_EXPECT, "expect");
    if (token.kind == TOK_EVENT && head == TOK_WAIT && parse_accepts(p, TOK_FOR))
        return repair_insert(p, token, TOK_FOR, "for");
    if (token.kind == TOK_DURATION && head == TOK_TEST) {
        struct span later = token_ahead(p, 0)->span;
        bool said = token_is(p, token_ahead(p, 0), "later");
        if (said) token_drop(p, 1);
        repair_insert(p, token, TOK_AFTER, "after");
        if (said) diag_fix(p->diags->last, (struct span){later.file, token.span.end, later.end}, "", FIX_SURE);
        return REPAIR_AGAIN;
    }
    if (token.kind == TOK_IDENT && next == TOK_TEXT && parse_accepts(p, TOK_SEND))
        return repair_insert(p, token, TOK_SEND, "send");
    return REPAIR_NONE;
}

enum repair repair_missing(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    int next = token_peek(p, 0);
    if (previous == TOK_EXIT && parse_accepts(p, TOK_AS) && token_is_word(p, &token) && token.kind != TOK_JOURNEY)
        return repair_insert(p, token, TOK_AS, "as");
    if ((previous == TOK_ENTER || previous == TOK_LEAVE) && begins_trigger(token.kind) && parse_accepts(p, TOK_WHEN))
        return repair_insert(p, token, TOK_WHEN, "when");
    enum repair repair = up_to(p, token);
    if (repair == REPAIR_NONE && p->statement_next) repair = at_begin(p, token);
    if (repair != REPAIR_NONE) return repair;
    if (previous == TOK_GIVEN && token.kind == TOK_IDENT && next == TOK_IS)
        return repair_insert(p, token, TOK_SPLIT, "split");
    if (token.kind == TOK_TEXT && previous == TOK_TEXT && parse_accepts(p, TOK_LIST_COMMA) && same_line(p, &token))
        return repair_insert(p, token, TOK_LIST_COMMA, ",");
    if (token.kind == TOK_IDENT && parse_accepts(p, TOK_WAS) && previous == TOK_TEXT && !parse_accepts(p, TOK_IDENT))
        return repair_insert(p, token, TOK_WAS, "was");
    if (token.kind == TOK_NUMBER && next == TOK_TIMES && parse_accepts(p, TOK_AT_MOST))
        return repair_insert(p, token, TOK_AT_MOST, "at most");
    repair = in_table(p, token);
    if (repair != REPAIR_NONE) return repair;
    if (begins_comparison(token.kind) && parse_accepts(p, TOK_IS) && same_line(p, &token))
        return repair_insert(p, token, TOK_IS, "is");
    bool field = token_is_word(p, &token) && !repair_begins(token.kind) && begins_value(next);
    if (p->statement == TOK_EXPECT && previous == TOK_TEXT && field && parse_accepts(p, TOK_WITH))
        return repair_insert(p, token, TOK_WITH, "with");
    bool item = repair_begins(previous) && p->before_previous.kind == TOK_NEWLINE && !repair_declares_fields(p);
    if (begins_value(token.kind) && parse_accepts(p, TOK_COLON) && !item && same_line(p, &token))
        return repair_insert(p, token, TOK_COLON, ":");
    return REPAIR_NONE;
}
