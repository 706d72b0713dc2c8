/* How a mistake is mended, so that parsing goes on as if it had not been made: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"

enum { MENDS_LIMIT = 4 }; /* repairs in a row at one token, after which it is given up */

void repair_push(struct parse *p, int kind, struct token before) {
    struct token token = {0};
    token.kind = kind;
    token.span = kind == TOK_NEWLINE ? span_after(p->previous.span) : span_before(before.span);
    parse_push(p, token);
}

int repair_head(const struct parse *p) {
    return p->open_count == 0 ? TOK_END : p->open[p->open_count - 1].head;
}

bool repair_begins(int kind) {
    switch (kind) {
    case TOK_ACCOUNT:
    case TOK_AFTER:
    case TOK_AT:
    case TOK_AT_MOST:
    case TOK_CHANNEL:
    case TOK_CONDITION:
    case TOK_DELIVER:
    case TOK_ENTER:
    case TOK_EVENT:
    case TOK_EXIT:
    case TOK_EXPECT:
    case TOK_GIVEN:
    case TOK_GOAL:
    case TOK_GO_ON:
    case TOK_GO_TO:
    case TOK_GROUP:
    case TOK_IF:
    case TOK_JOURNEY:
    case TOK_KEEP:
    case TOK_KEEP_WAITING:
    case TOK_LANGUAGE:
    case TOK_LEAVE:
    case TOK_LIMITS:
    case TOK_MILESTONE:
    case TOK_OFF:
    case TOK_ONE:
    case TOK_ONLY:
    case TOK_ONLY_IF:
    case TOK_PRIORITY:
    case TOK_PROJECT:
    case TOK_PROMISE:
    case TOK_QUIET:
    case TOK_REMEMBER:
    case TOK_RENAMED:
    case TOK_REPEAT:
    case TOK_REPORTS:
    case TOK_SEND:
    case TOK_SET:
    case TOK_SPLIT:
    case TOK_STAGE:
    case TOK_START:
    case TOK_STAY:
    case TOK_STOP:
    case TOK_STOP_REPEATING:
    case TOK_TEMPLATE:
    case TOK_TEST:
    case TOK_TIMEZONE:
    case TOK_TO:
    case TOK_USER:
    case TOK_WAIT:
    case TOK_WAIT_AGAIN:
    case TOK_WHEN: return true;
    default: return false;
    }
}

/* Whether a token begins a statement, where statements stand: in a test its lines, else those of a stage. */
static bool begins_statement(const struct parse *p, int kind) {
    switch (kind) {
    case TOK_GIVEN:
    case TOK_EXPECT:
    case TOK_EVENT:
    case TOK_USER:
    case TOK_ACCOUNT:
    case TOK_AFTER:
    case TOK_AT: return repair_head(p) == TOK_TEST;
    case TOK_SEND:
    case TOK_WAIT:
    case TOK_IF:
    case TOK_SPLIT:
    case TOK_REPEAT:
    case TOK_GO_TO:
    case TOK_GO_ON:
    case TOK_EXIT:
    case TOK_STAY:
    case TOK_MILESTONE:
    case TOK_REMEMBER:
    case TOK_SET:
    case TOK_STOP:
    case TOK_STOP_REPEATING:
    case TOK_WAIT_AGAIN:
    case TOK_KEEP_WAITING:
    case TOK_WHEN:
    case TOK_OFF: return repair_head(p) != TOK_TEST;
    case TOK_START: return true;
    default: return false;
    }
}

/* ---- a line end is missing before the token ---- */

/* Whether a block begins on what is left of the line. */
static bool opens_on_line(struct parse *p) {
    for (uint32_t i = 0; i <= TOKEN_FAR && token_peek(p, i) != TOK_NEWLINE && token_peek(p, i) != TOK_END; i++)
        if (token_peek(p, i) == TOK_LBRACE) return true;
    return false;
}

/* Two things on one line: declarations may share it, statements may not. */
static enum repair break_line(struct parse *p, struct token token) {
    int head = repair_head(p);
    bool declarations =
        head == TOK_END || head == TOK_PROJECT || head == TOK_CHANNEL || head == TOK_JOURNEY || head == TOK_LIMITS;
    bool named = token_is_word(p, &token) && token_peek(p, 0) == TOK_COLON;
    int previous = p->previous.kind;
    bool first = p->previous.span.begin == p->statement_span.begin; /* else it is a name: `ended as goal` */
    bool headless = first && (previous == TOK_ENTER || previous == TOK_LEAVE || previous == TOK_GOAL);
    if (!parse_accepts(p, TOK_NEWLINE) || previous == TOK_NEWLINE || headless) return REPAIR_NONE;
    bool in_test = token.kind == TOK_AFTER || token.kind == TOK_AT || token.kind == TOK_EXPECT;
    bool outside = head == TOK_END && (token.kind == TOK_TO || token.kind == TOK_AT_MOST);
    if (declarations && !outside && ((repair_begins(token.kind) && !in_test) || named)) {
        repair_push(p, TOK_NEWLINE, token);
        token_back(p, token);
        return REPAIR_AGAIN;
    }
    if (named && parse_accepts(p, TOK_COMMA)) return repair_insert(p, token, TOK_COMMA, ",");
    bool lines = head == TOK_TEST || head == TOK_STAGE || head == TOK_IF || head == TOK_FOR || head == TOK_WHEN;
    bool report = token.kind == TOK_IDENT && token_peek(p, 0) == TOK_TEXT && lines;
    bool postfix = token.kind == TOK_IF && p->statement != TOK_IF && (previous != TOK_RBRACE || !opens_on_line(p));
    if (postfix || (!report && !begins_statement(p, token.kind))) return REPAIR_NONE;
    struct diag *diag = diag_add(p->diags, DIAG_TWO_STATEMENTS, token.span);
    diag_help(diag, "begin a new line before `%s`", token_text(p, &token));
    uint32_t indent = repair_indentation(p, token.span.begin);
    const char *new_line = arena_format(p->arena, "\n%*s", (int)(indent < 200 ? indent : 200), "");
    diag_fix(diag, (struct span){token.span.file, p->previous.span.end, token.span.begin}, new_line, FIX_SURE);
    repair_push(p, TOK_NEWLINE, token);
    token_back(p, token);
    return REPAIR_AGAIN;
}

/* ---- something is too much ---- */

const char *repair_inside(struct parse *p, const struct token *text) {
    const char *bytes = p->source->text;
    uint32_t begin = text->span.begin + 1, end = text->span.end;
    if (end > begin && bytes[end - 1] == '"') end--;
    return arena_copy(p->arena, bytes + begin, end > begin ? end - begin : 0);
}

void repair_say(struct parse *p, enum diag_id id, struct span wrong, const char *written) {
    struct diag *diag = diag_add(p->diags, id, wrong, token_span_text(p, wrong));
    diag_help(diag, "write `%s`", written);
    bool touches = wrong.begin > 0 && isalnum((unsigned char)p->source->text[wrong.begin - 1]) != 0 &&
                   isalnum((unsigned char)written[0]) != 0;
    diag_fix(diag, wrong, touches ? arena_format(p->arena, " %s", written) : written, FIX_SURE);
}

bool repair_take_for(struct parse *p, struct token token, int kind, uint32_t more, const char *written) {
    if (more > 0) token.span = span_join(token.span, token_ahead(p, more - 1)->span);
    repair_say(p, DIAG_NEAR_MISS, token.span, written);
    token_drop(p, more);
    token.kind = kind;
    token_back(p, token);
    return true;
}

bool repair_ends_line(int kind) {
    return kind == TOK_NEWLINE || kind == TOK_RBRACE || kind == TOK_END;
}

bool repair_in_trigger(const struct parse *p) {
    return p->statement == TOK_ENTER || p->statement == TOK_LEAVE || p->statement == TOK_WHEN ||
           p->statement == TOK_GOAL || p->statement == TOK_FOR;
}

uint32_t repair_insertion_end(const struct parse *p, uint32_t begin) {
    const char *text = p->source->text;
    for (uint32_t at = begin; text[at] != '\n' && text[at] != '\0'; at++) {
        if (text[at] == '}' && text[at + 1] == '}') return at + 2;
    }
    return 0;
}

void repair_take_whole(struct parse *p, struct token token, uint32_t end) {
    while (token_ahead(p, 0)->span.begin < end && token_peek(p, 0) != TOK_END) token_drop(p, 1);
    repair_rename(p, token.span.begin, NULL);
    token.kind = TOK_IDENT;
    token.span.end = end;
    parse_push(p, token);
}

enum repair repair_drop(struct parse *p, struct token token, const char *why) {
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, token_text(p, &token));
    diag_help(diag, "%s", why);
    struct span gone = token.span;
    bool blank_before = gone.begin == 0 || strchr(" \t\n", p->source->text[gone.begin - 1]) != NULL;
    if (p->source->text[gone.end] == ' ' && blank_before) gone.end++;
    diag_fix(diag, gone, "", FIX_SURE);
    return REPAIR_AGAIN;
}

static enum repair drop_word(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    int next = token_peek(p, 0);
    if (token.kind == TOK_COLON && next == TOK_LBRACE)
        return repair_drop(p, token, "a block begins with `{`, without a colon");
    if (token.kind == TOK_COLON && next == TOK_NEWLINE && parse_accepts(p, TOK_LBRACE)) {
        struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, ":");
        diag_help(diag, "a block stands between `{` and `}`; a colon and an indentation mean nothing");
        diag_fix(diag, (struct span){token.span.file, p->previous.span.end, token.span.end}, " {", FIX_UNSURE);
        repair_push(p, TOK_LBRACE, *token_ahead(p, 0));
        if (p->open_count > 0) p->open[p->open_count - 1].by_layout = true;
        p->open_block_known = p->stray_closer_known = true;
        return REPAIR_AGAIN;
    }
    if (token.kind == TOK_COLON && previous == TOK_AGAIN) return repair_drop(p, token, "no colon stands here");
    if ((token.kind == TOK_COLON || token.kind == TOK_IS) && p->statement == TOK_EXPECT) {
        struct diag *said = repair_said(p, DIAG_TOO_MUCH, token.span); /* of the same line */
        if (said == NULL) said = repair_said(p, DIAG_NEAR_MISS, token.span);
        if (said == NULL)
            return repair_drop(p, token,
                               "after `with` comes the name of a field, then its value, without a colon or `is`");
        diag_fix(said, (struct span){token.span.file, p->previous.span.end, token.span.end}, "", FIX_SURE);
        return REPAIR_AGAIN;
    }
    bool bullet = token.kind == TOK_MINUS || token.kind == TOK_STAR || token.kind == TOK_PLUS ||
                  token_is(p, &token, "•") || token_is(p, &token, "·") || token_is(p, &token, "–");
    if (bullet && p->statement_next && token.line_start && token_is_word(p, token_ahead(p, 0)))
        return repair_drop(p, token, "a line begins with its word; no sign stands before it");
    bool verb = token.kind == TOK_WHEN || token.kind == TOK_IDENT;
    if (verb && p->statement_next && repair_head(p) == TOK_TEST && next == TOK_EVENT)
        return repair_drop(p, token, "in a test an event stands alone: `event \"...\"`");
    bool amount = next == TOK_NUMBER && (parse_accepts(p, TOK_DURATION) || parse_accepts(p, TOK_PERCENT));
    if (token.kind == TOK_COLON && (parse_accepts(p, next) || amount))
        return repair_drop(p, token, "no colon stands here");
    if (token.kind == TOK_DOT && (next == TOK_NEWLINE || next == TOK_RBRACE) && parse_accepts(p, TOK_NEWLINE))
        return repair_drop(p, token, "a statement ends with its line; no sign is needed");
    if (token.kind == TOK_WITH && next == TOK_LBRACE && parse_accepts(p, TOK_LBRACE))
        return repair_drop(p, token, "the braces follow at once");
    if (token.kind == TOK_FOR && previous == TOK_WAIT && next == TOK_NUMBER)
        return repair_drop(p, token,
                           arena_format(p->arena, "write `wait %s %s`", token_text(p, token_ahead(p, 0)),
                                        token_text(p, token_ahead(p, 1))));
    if (token.kind == TOK_WHEN && previous == TOK_ENTER) return repair_drop(p, token, "`when` stands there already");
    if (token.kind == TOK_LBRACE && previous == TOK_LBRACE) {
        repair_drop(p, token, "one `{` is enough, and one `}`");
        p->open[p->open_count - 1].doubled = p->diags->last;
        return REPAIR_AGAIN;
    }
    bool time = next == TOK_CLOCK && (previous == TOK_DAYNAME || previous == TOK_UNTIL);
    if (token.kind == TOK_AT && time)
        return repair_drop(p, token, "write `wait until Monday 09:00`, or `wait until 09:00`");
    bool behind_block = (previous == TOK_RBRACE || p->before_previous.kind == TOK_RBRACE) &&
                        repair_head(p) != TOK_JOURNEY && (next == TOK_NEWLINE || next == TOK_RBRACE);
    if (token.kind == TOK_COMMA && (behind_block || (previous == TOK_RBRACE && repair_head(p) == TOK_WAIT)))
        return repair_drop(p, token, "a block ends with `}`; no comma is needed");
    if (token.kind == TOK_COMMA && (previous == TOK_NEWLINE || previous == TOK_LBRACE || previous == TOK_COMMA))
        return repair_drop(p, token, "nothing comes before this comma");
    return REPAIR_NONE;
}

/* ---- words that could be names, but hardly are ---- */

/* Whether a word begins a line of a journey. */
static bool begins_item(int kind) {
    switch (kind) {
    case TOK_ENTER:
    case TOK_ONE:
    case TOK_KEEP:
    case TOK_PRIORITY:
    case TOK_GROUP:
    case TOK_GOAL:
    case TOK_LEAVE:
    case TOK_LIMITS:
    case TOK_REMEMBER:
    case TOK_WHEN:
    case TOK_PROMISE:
    case TOK_RENAMED:
    case TOK_STAGE:
    case TOK_OFF: return true;
    default: return false;
    }
}

bool repair_begins_test_line(int kind) {
    return kind == TOK_EVENT || kind == TOK_USER || kind == TOK_ACCOUNT || kind == TOK_ONLY || kind == TOK_GIVEN ||
           kind == TOK_START || kind == TOK_AFTER || kind == TOK_AT || kind == TOK_EXPECT || kind == TOK_OFF;
}

bool repair_doubtful(struct parse *p, struct token token) {
    bool behind_comma = p->previous.kind == TOK_COMMA && token.line_start && p->brackets == 0;
    if (!(p->statement_next || behind_comma) || !token_is_word(p, &token)) return false;
    if (behind_comma && !p->statement_next) return repair_field_doubtful(p, token);
    int next = token_peek(p, 0);
    if (repair_head(p) == TOK_JOURNEY) {
        bool equals = token_is(p, token_ahead(p, 0), "=") && token_peek(p, 1) == TOK_TEXT;
        bool metadata = next == TOK_COLON || ((next == TOK_TEXT || equals) && token.kind == TOK_IDENT);
        return !begins_item(token.kind) && !metadata;
    }
    if (repair_head(p) != TOK_TEST) return repair_field_doubtful(p, token);
    return next != TOK_TEXT && !repair_begins_test_line(token.kind);
}

/* ---- all of it ---- */

enum repair repair_token(struct parse *p, struct token token) {
    if (++p->mends > MENDS_LIMIT) return REPAIR_NONE;
    if (token.kind == TOK_LIST_COMMA && parse_accepts(p, TOK_COMMA)) {
        token.kind = TOK_COMMA;
        parse_push(p, token);
        return REPAIR_AGAIN;
    }
    static enum repair (*const ways[])(struct parse *, struct token) = {
        repair_remark, repair_closer, drop_word,   repair_explain, repair_word,     repair_missing,
        break_line,    repair_day,    repair_name, repair_block,   repair_spelling, repair_foreign,
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        enum repair repair = ways[i](p, token);
        if (repair != REPAIR_NONE) return repair;
    }
    return REPAIR_NONE;
}
