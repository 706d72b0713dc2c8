/* Whole sentences that people write by habit, where each word could be taken or the words are ours: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"

/* ---- names and texts ---- */

/* A word in small letters. */
static const char *small(struct parse *p, const struct token *word) {
    char *text = arena_copy(p->arena, p->source->text + word->span.begin, word->span.end - word->span.begin);
    for (char *c = text; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return text;
}

/* `walk-through`, `e-mail`: one name; of a stage or channel that the script declares without the dash, that one. */
static bool dashed_name(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    bool channel = previous == TOK_SEND || previous == TOK_EXPECT || (previous == TOK_OR && p->statement == TOK_SEND);
    bool own = previous == TOK_STAGE || previous == TOK_MILESTONE || previous == TOK_SPLIT || previous == TOK_GO_TO ||
               previous == TOK_AS || previous == TOK_JOURNEY || previous == TOK_CHANNEL;
    if (!token_is_word(p, &token) || token_peek(p, 0) != TOK_MINUS) return false;
    struct span whole = token.span;
    const struct token *dash = token_ahead(p, 0);
    if (dash->kind != TOK_MINUS || !token_touches(&token, dash)) return false;
    const char *joined = small(p, &token);
    const char *squeezed = joined;
    uint32_t count = 0;
    for (; token_peek(p, count) == TOK_MINUS && token_ahead(p, count)->span.begin == whole.end; count += 2) {
        const struct token *word = token_ahead(p, count + 1);
        if (!token_is_word(p, word) || word->span.begin != whole.end + 1) break;
        whole.end = word->span.end;
        joined = arena_format(p->arena, "%s_%s", joined, small(p, word));
        squeezed = arena_format(p->arena, "%s%s", squeezed, small(p, word));
    }
    bool field = token_peek(p, count) == TOK_COLON && repair_head(p) != TOK_JOURNEY;
    if (count == 0 || !(own || channel || field)) return false;
    bool known = repair_declared(p, channel ? "channel" : "stage", squeezed) ||
                 (previous == TOK_STAGE && repair_declared(p, "go to", squeezed));
    const char *name = known ? squeezed : joined;
    struct diag *diag = diag_add(p->diags, DIAG_BAD_NAME, whole, token_span_text(p, whole));
    diag_help(diag, "write `%s`", name);
    diag_fix(diag, whole, name, FIX_SURE);
    token_drop(p, count);
    repair_rename(p, token.span.begin, name);
    token.kind = TOK_IDENT;
    token.span = whole;
    parse_push(p, token);
    return true;
}

/* `""Template Chosen""`, as spreadsheets write it. */
static bool doubled_quotes(struct parse *p, struct token token) {
    const struct token *first = token_ahead(p, 0);
    if (token.span.end - token.span.begin != 2 || !token_touches(&token, first) || !token_is_word(p, first))
        return false;
    const char *text = p->source->text;
    const char *begin = text + token.span.end;
    const char *end = begin + strcspn(begin, "\"\n");
    if (end == begin || end[0] != '"' || end[1] != '"') return false;
    struct span whole = {token.span.file, token.span.begin, (uint32_t)(end - text) + 2};
    repair_say(p, DIAG_ODD_PHRASE, whole, arena_format(p->arena, "\"%.*s\"", (int)(end - begin), begin));
    while (token_ahead(p, 0)->span.begin < whole.end && token_peek(p, 0) != TOK_NEWLINE) token_drop(p, 1);
    token.span = (struct span){whole.file, whole.begin + 1, whole.end - 1};
    token_back(p, token);
    return true;
}

/* `e-mail "welcome"` at the beginning of a line. */
static bool mail_with_dash(struct parse *p, struct token token) {
    bool mail = (token_is(p, &token, "e") || token_is(p, &token, "E")) && token_is(p, token_ahead(p, 1), "mail");
    if (!p->statement_next || !mail || token_peek(p, 0) != TOK_MINUS || token_peek(p, 2) != TOK_TEXT ||
        !parse_accepts(p, TOK_SEND))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 1)->span);
    repair_say(p, DIAG_NEAR_MISS, whole, "send email");
    token_drop(p, 2);
    repair_push(p, TOK_SEND, token);
    repair_rename(p, token.span.begin, "email");
    token.kind = TOK_IDENT;
    token.span = whole;
    parse_push(p, token);
    return true;
}

/* Drops the tokens before an offset, which are on this line. */
static void drop_to(struct parse *p, uint32_t end) {
    while (token_ahead(p, 0)->span.begin < end && !repair_ends_line(token_peek(p, 0))) token_drop(p, 1);
}

/* `"say "hi""`: quotes inside a text. */
static bool quotes_inside(struct parse *p, struct token token) {
    const struct token *word = token_ahead(p, 0);
    if (token.flags != 0 || !token_touches(&token, word) || !token_is_word(p, word) || token_peek(p, 1) != TOK_TEXT ||
        !token_touches(word, token_ahead(p, 1)))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 1)->span);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    diag_help(diag, "a quote inside a text is written `\\\"`");
    for (uint32_t i = whole.begin + 1; i + 1 < whole.end; i++)
        if (p->source->text[i] == '"') diag_fix(diag, (struct span){whole.file, i, i}, "\\", FIX_SURE);
    token_drop(p, 2);
    token.span = whole;
    token_back(p, token);
    return true;
}

/* `https://acme.com` without quotes. */
static bool address(struct parse *p, struct token token) {
    static const char *const schemes[] = {"http", "https", "mailto", NULL};
    if (!token_is_any(p, &token, schemes) || token_peek(p, 0) != TOK_COLON ||
        !token_touches(&token, token_ahead(p, 0)) || !parse_accepts(p, TOK_TEXT))
        return false;
    const char *begin = p->source->text + token.span.begin;
    size_t length = strcspn(begin, " \t\r\n,{}\"");
    struct span whole = {token.span.file, token.span.begin, token.span.begin + (uint32_t)length};
    const char *quoted = arena_format(p->arena, "\"%s\"", token_span_text(p, whole));
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_QUOTES, whole);
    diag_help(diag, "write `%s`", quoted);
    diag_fix(diag, whole, quoted, FIX_SURE);
    drop_to(p, whole.end);
    token.kind = TOK_TEXT;
    token.span = whole;
    parse_push(p, token);
    return true;
}

/* `start at "2026-03-02 10:00"`: a date in quotes. */
static bool quoted_date(struct parse *p, struct token token) {
    if (parse_accepts(p, TOK_TEXT) || !parse_accepts(p, TOK_INSTANT)) return false;
    const char *bare = repair_inside(p, &token);
    if (!isdigit((unsigned char)bare[0])) return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
    diag_help(diag, "a date stands without quotes: `%s`", bare);
    diag_fix(diag, token.span, bare, FIX_UNSURE);
    parse_poison(p, token.span);
    return true;
}

/* `user.first_name | default: "there"` outside of a text. */
static bool filter_outside(struct parse *p, struct token token) {
    static const char *const filters[] = {"capitalize", "upcase", "downcase", "round", "date", NULL};
    if (!token_is(p, &token, "|")) return false;
    const struct token *name = token_ahead(p, 0);
    if (token_is(p, name, "default") && token_peek(p, 1) == TOK_COLON && parse_accepts(p, TOK_OR)) {
        repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, 1)->span), "or");
        token_drop(p, 2);
        token.kind = TOK_OR;
        token_back(p, token);
        return true;
    }
    if (!token_is_any(p, name, filters)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, span_join(token.span, name->span), "|");
    diag_help(diag, "a filter stands inside a text: `\"{{ user.first_name | %s }}\"`", token_text(p, name));
    while (!repair_ends_line(token_peek(p, 0)) && token_peek(p, 0) != TOK_COMMA) token_drop(p, 1);
    return true;
}

/* `"a", "b" and "c"`, `"a" / "b"` in a list of texts. */
static bool list_word(struct parse *p, struct token token) {
    int behind = token_peek(p, 1);
    if (behind == token.kind && token_peek(p, 2) == TOK_TEXT) behind = token_peek(p, 3);
    bool ends = repair_ends_line(behind) || behind == TOK_LBRACE || behind == TOK_COMMA || behind == TOK_OPTIONAL ||
                behind == TOK_AND || behind == TOK_ONCE;
    bool list = p->before_previous.kind == TOK_ONE_OF || p->before_previous.kind == TOK_LIST_COMMA;
    if (p->brackets > 0 || p->previous.kind != TOK_TEXT || token_peek(p, 0) != TOK_TEXT || !list || !ends ||
        !parse_accepts(p, TOK_LIST_COMMA))
        return false;
    struct diag *diag = repair_said(p, DIAG_NEAR_MISS, token.span); /* of the same list */
    if (diag == NULL) diag = diag_add(p->diags, DIAG_NEAR_MISS, token.span, token_text(p, &token));
    diag_help(diag, "write `,`: a list has a comma between two of its words");
    diag_fix(diag, (struct span){token.span.file, p->previous.span.end, token.span.end}, ",", FIX_SURE);
    token.kind = TOK_LIST_COMMA;
    parse_push(p, token);
    return true;
}

/* ---- words that are too much ---- */

/* `the user.plan`, `enter when the event "X"`. */
static bool article(struct parse *p, struct token token) {
    static const char *const articles[] = {"the", "a", "an", NULL};
    int next = token_peek(p, 0);
    bool path = (next == TOK_USER || next == TOK_ACCOUNT || next == TOK_ENTRY) && token_peek(p, 1) == TOK_DOT;
    bool thing = path || next == TOK_EVENT || next == TOK_COUNT;
    if (!thing || !token_is_any(p, &token, articles)) return false;
    return repair_drop(p, token, "no article stands here") == REPAIR_AGAIN;
}

/* `user.timezone, or "UTC"`. */
static bool comma_before_or(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_OR || token_peek(p, 1) == TOK_COLON || !parse_accepts(p, TOK_OR)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, ",");
    diag_help(diag, "no comma stands before `or`");
    diag_fix(diag, token.span, "", FIX_SURE);
    return true;
}

/* `wait until Monday, 09:00`. */
static bool comma_before_clock(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_CLOCK || p->previous.kind != TOK_DAYNAME || p->statement != TOK_WAIT) return false;
    return repair_drop(p, token, "write `wait until Monday 09:00`") == REPAIR_AGAIN;
}

/* `wait 7,5 days`: a comma for the decimal point. */
static bool decimal_comma(struct parse *p, struct token token) {
    const struct token *rest = token_ahead(p, 0);
    if (p->previous.kind != TOK_NUMBER || rest->kind != TOK_NUMBER || !token_touches(&p->previous, &token) ||
        !token_touches(&token, rest) || p->statement != TOK_WAIT)
        return false;
    const char *written = token_span_text(p, span_join(p->previous.span, rest->span));
    struct diag *diag = diag_add(p->diags, DIAG_BAD_DURATION, span_join(p->previous.span, token_ahead(p, 1)->span),
                                 arena_format(p->arena, "`%s` is no number", written));
    diag_help(diag, "a duration is made of whole numbers: `7 days 12 hours`");
    while (!repair_ends_line(token_peek(p, 0)) && token_peek(p, 0) != TOK_LBRACE) token_drop(p, 1);
    return true;
}

/* ---- where the flow goes ---- */

/* `leave as done` in a stage, `exit as done` behind `leave when ...`. */
static bool leave_and_exit(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_AS) return false;
    bool trigger = p->previous.kind == TOK_TEXT && p->before_previous.kind == TOK_EVENT;
    if (token.kind == TOK_EXIT && p->statement == TOK_LEAVE && trigger && parse_accepts(p, TOK_AS))
        return repair_drop(p, token, "leave it out: `leave when event \"...\" as closed`") == REPAIR_AGAIN;
    if (token.kind != TOK_LEAVE || !p->statement_next || repair_head(p) == TOK_JOURNEY || !parse_accepts(p, TOK_EXIT))
        return false;
    repair_say(p, DIAG_NEAR_MISS, token.span, "exit");
    token.kind = TOK_EXIT;
    token_back(p, token);
    return true;
}

/* `call` alone on its line, where a stage has that name; `end` or `done` at the end of a stage. */
static bool lone_word(struct parse *p, struct token token) {
    static const char *const ends[] = {"end", "done", "finished", "complete", "completed", NULL};
    if (!p->statement_next || !repair_ends_line(token_peek(p, 0)) || !parse_accepts(p, TOK_GO_TO) ||
        parse_accepts(p, token.kind))
        return false;
    bool last = token_peek(p, 0) == TOK_RBRACE || token_peek(p, 1) == TOK_RBRACE;
    const char *name = token_text(p, &token);
    if (repair_declared(p, "stage", name)) {
        struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "go to", "before this");
        diag_help(diag, "write `go to %s`", name);
        diag_fix(diag, span_before(token.span), "go to ", FIX_SURE);
        repair_push(p, TOK_GO_TO, token);
        token.kind = TOK_IDENT;
        parse_push(p, token);
        return true;
    }
    if (!last || !token_is_any(p, &token, ends) || p->open_block_known) return false;
    struct diag *diag = diag_add(p->diags, DIAG_NEAR_MISS, token.span, name);
    diag_help(diag, "a run ends with an outcome: write `exit as done`");
    diag_fix(diag, token.span, "exit as done", FIX_UNSURE);
    repair_push(p, TOK_EXIT, token);
    repair_push(p, TOK_AS, token);
    repair_rename(p, token.span.begin, "done");
    token.kind = TOK_IDENT;
    parse_push(p, token);
    return true;
}

/* `}` and, on the next line, `else {`. */
static bool else_below(struct parse *p) {
    static const char *const words[] = {"else", "elif", "elsif", "elseif", NULL};
    const struct token *word = token_ahead(p, 0);
    if (p->previous.kind != TOK_RBRACE || !token_is_any(p, word, words) || repair_head(p) == TOK_WAIT ||
        !parse_accepts(p, TOK_OTHERWISE))
        return false;
    const char *meant = token_is(p, word, "else") ? "otherwise" : "otherwise if";
    struct diag *diag = diag_add(p->diags, DIAG_NEAR_MISS, word->span, token_text(p, word));
    diag_help(diag, "write `} %s`, on one line", meant);
    struct span gap = {word->span.file, p->previous.span.end, word->span.end};
    bool comment = memchr(p->source->text + gap.begin, '#', gap.end - gap.begin) != NULL;
    diag_fix(diag, comment ? word->span : gap, comment ? meant : arena_format(p->arena, " %s", meant), FIX_SURE);
    repair_push(p, TOK_OTHERWISE, *word);
    if (strcmp(meant, "otherwise") != 0) repair_push(p, TOK_IF, *word);
    token_drop(p, 1);
    return true;
}

/* `user.plan changes to "pro"`. */
static bool changes_to(struct parse *p, struct token token) {
    if (!repair_in_trigger(p) || token_peek(p, 0) != TOK_TO || !parse_accepts(p, TOK_BECOMES)) return false;
    return repair_take_for(p, token, TOK_BECOMES, 1, "becomes");
}

/* `if user.plan is "pro" then` at the end of a line. */
static bool then_for_brace(struct parse *p, struct token token) {
    if (!token_is(p, &token, "then") || token_peek(p, 0) != TOK_NEWLINE || !parse_accepts(p, TOK_LBRACE)) return false;
    diag_help(diag_add(p->diags, DIAG_ODD_PHRASE, token.span, "then"), "a block begins with `{`, and ends with `}`");
    p->open_block_known = p->stray_closer_known = true;
    token.kind = TOK_LBRACE;
    parse_push(p, token);
    return true;
}

/* ---- waits ---- */

/* `wait until 14 days {`, `wait until 3 days`: a length, where a time is meant. */
static bool until_length(struct parse *p, struct token token) {
    if (p->previous.kind != TOK_WAIT || token_peek(p, 0) != TOK_NUMBER || token_peek(p, 1) != TOK_IDENT) return false;
    static const char *const units[] = {"second", "seconds", "minute", "minutes", "hour", "hours",
                                        "day",    "days",    "week",   "weeks",   NULL};
    const struct token *unit = token_ahead(p, 1);
    int behind = token_peek(p, 2);
    if (!(token_is_any(p, unit, units)) || !(behind == TOK_LBRACE || repair_ends_line(behind))) return false;
    if (behind != TOK_LBRACE)
        return repair_drop(p, token, "`until` takes a time; a length stands alone: `wait 2 days`") == REPAIR_AGAIN;
    repair_say(p, DIAG_NEAR_MISS, token.span, "up to");
    repair_push(p, TOK_UP, token);
    token.kind = TOK_TO;
    token_back(p, token);
    return true;
}

/* `wait no more than 3 days {`. */
static bool wait_no_more(struct parse *p, struct token token) {
    if (p->previous.kind != TOK_WAIT || token_peek(p, 0) != TOK_MORE || token_peek(p, 1) != TOK_THAN) return false;
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, 1)->span), "up to");
    token_drop(p, 2);
    repair_push(p, TOK_UP, token);
    token.kind = TOK_TO;
    token_back(p, token);
    return true;
}

/* The second of the braces that end a block which began with two. */
static void doubled_brace(struct parse *p) {
    struct open_block *block = p->open_count > 0 ? &p->open[p->open_count - 1] : NULL;
    if (block == NULL || block->doubled == NULL || token_peek(p, 0) != TOK_RBRACE) return;
    diag_fix(block->doubled, token_ahead(p, 0)->span, "", FIX_SURE);
    token_drop(p, 1);
}

/* ---- all of it ---- */

bool repair_sentence(struct parse *p, struct token token) {
    switch (token.kind) {
    case TOK_NEWLINE: return repair_by_layout(p, token) && else_below(p);
    case TOK_RBRACE: doubled_brace(p); return false;
    case TOK_TEXT: return doubled_quotes(p, token) || quotes_inside(p, token) || quoted_date(p, token);
    case TOK_SIGN: return filter_outside(p, token);
    case TOK_COMMA:
    case TOK_LIST_COMMA: return decimal_comma(p, token) || comma_before_clock(p, token) || comma_before_or(p, token);
    case TOK_AND:
    case TOK_OR:
    case TOK_SLASH: return list_word(p, token);
    case TOK_EXIT:
    case TOK_LEAVE: return leave_and_exit(p, token);
    case TOK_CHANGES: return changes_to(p, token);
    case TOK_UNTIL: return until_length(p, token);
    case TOK_NO: return wait_no_more(p, token);
    default: break;
    }
    if (!token_is_word(p, &token)) return false;
    return mail_with_dash(p, token) || dashed_name(p, token) || (token.kind == TOK_IDENT && then_for_brace(p, token)) ||
           (token.kind == TOK_IDENT && address(p, token)) || (token.kind == TOK_IDENT && article(p, token)) ||
           lone_word(p, token);
}
