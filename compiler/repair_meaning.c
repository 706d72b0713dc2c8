/* What the parser could take, though something else is meant: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"
#include "suggest.h"

/* ---- line breaks ---- */

/* Whether the words ahead go on with the line before: ruling 1. Sets the one that does. */
static bool breaks_before(struct parse *p, int *kind) {
    int first = token_peek(p, 0);
    if (token_peek(p, 1) == TOK_COLON) return false;
    *kind = first;
    if (first == TOK_ONCE || first == TOK_WITHIN || first == TOK_AS) return true;
    if (first == TOK_OTHERWISE) return p->previous.kind == TOK_RBRACE && repair_head(p) != TOK_WAIT;
    if (first == TOK_AT && token_peek(p, 1) == TOK_MOST) {
        *kind = TOK_AT_MOST;
        return token_peek(p, 2) == TOK_NUMBER && token_peek(p, 3) == TOK_TIMES;
    }
    if (p->previous.kind == TOK_COLON && p->open_count == 0 && p->statement == TOK_CONDITION) return true;
    if (p->previous.kind == TOK_WAIT) return first == TOK_NUMBER;
    if (first == TOK_LBRACE) return true;
    if (first != TOK_IF) return false;
    for (uint32_t i = 1; i < 30; i++) {
        int next = token_peek(p, i);
        if (next == TOK_OTHERWISE) return true;
        if (next == TOK_LBRACE || next == TOK_RBRACE || next == TOK_NEWLINE || next == TOK_END) return false;
    }
    return false;
}

/* A line end before a word that goes on with the line: says so, and takes the line end for a blank. */
static bool bad_break(struct parse *p) {
    int kind = TOK_END;
    if (parse_ends_in_operator(p) || !breaks_before(p, &kind) || !parse_accepts(p, kind)) return false;
    struct span first = token_ahead(p, 0)->span;
    struct span gap = {first.file, p->previous.span.end, first.begin};
    if (kind == TOK_AT_MOST) first.end = token_ahead(p, 1)->span.end;
    struct diag *diag = kind == TOK_LBRACE ? diag_add(p->diags, DIAG_BRACE_LINE, first)
                                           : diag_add(p->diags, DIAG_BAD_BREAK, first, parse_kind_name(kind));
    diag_help(diag, "put it at the end of the line before");
    bool comment = memchr(p->source->text + gap.begin, '#', gap.end - gap.begin) != NULL;
    if (!comment) diag_fix(diag, gap, " ", FIX_SURE);
    return true;
}

/* ---- what could be taken, but is not meant ---- */

bool repair_may_search(struct parse *p) {
    enum { SEARCHES = 100 }; /* in one text, after which nobody looks: a text full of mistakes must not take long */
    return p->name_searches++ < SEARCHES;
}

/* Whether the script has a name of its own that is written so: `remember set: 0`, `channel events`. */
static bool is_own_name(struct parse *p, const struct token *token) {
    static const char channel[] = "channel ";
    if (!repair_may_search(p)) return false;
    const char *text = p->source->text;
    const char *word = token_text(p, token);
    size_t length = strlen(word);
    size_t before = sizeof channel - 1;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + length, word)) {
        bool begins = at == text || strchr(" \t\r\n{,", at[-1]) != NULL;
        const char *behind = at + length + strspn(at + length, " \t");
        bool declared = (size_t)(at - text) > before && strncmp(at - before, channel, before) == 0 &&
                        strchr(" \t\r\n{,", at[length]) != NULL;
        if (begins && (*behind == ':' || declared)) return true;
    }
    return false;
}

/* `is greater than`, `is equal to`, `is null`. */
static bool after_is(struct parse *p, struct token token) {
    static const char *const more[] = {"greater", "bigger", "larger", "higher", "above", "over", NULL};
    static const char *const less[] = {"smaller", "lower", "fewer", "below", "under", NULL};
    static const char *const equal[] = {"equal", "equals", "exactly", NULL};
    int next = token_peek(p, 0);
    uint32_t than = next == TOK_THAN ? 1 : 0;
    if (next == TOK_NEWLINE || next == TOK_LBRACE || next == TOK_DOT) return false;
    if ((token_is_any(p, &token, more) || token_is_any(p, &token, less) || token_is_any(p, &token, equal)) &&
        is_own_name(p, &token))
        return false;
    if (token_is_any(p, &token, more)) return repair_take_for(p, token, TOK_MORE_THAN, than, "more than");
    if (token_is_any(p, &token, less)) return repair_take_for(p, token, TOK_LESS_THAN, than, "less than");
    if (!token_is_any(p, &token, equal)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, token_text(p, &token));
    struct span gone = token.span;
    if (next == TOK_TO) {
        gone.end = token_ahead(p, 0)->span.end;
        token_drop(p, 1);
    }
    diag_help(diag, "`is` alone says it");
    diag_fix(diag, (struct span){gone.file, p->previous.span.end, gone.end}, "", FIX_SURE);
    return true;
}

/* `evnt "X"`, `Event "X"`: read as a channel if it were not for its likeness. */
static bool misspelt_event(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    bool trigger = previous == TOK_WHEN || previous == TOK_FOR || previous == TOK_GOAL || previous == TOK_NO ||
                   (previous == TOK_NEWLINE && repair_head(p) == TOK_TEST);
    if (!trigger || token_peek(p, 0) != TOK_TEXT) return false;
    struct suggest suggest;
    suggest_begin(&suggest, token_text(p, &token));
    suggest_offer(&suggest, "event");
    if (suggest_best(&suggest) == NULL || !parse_accepts(p, TOK_EVENT) || is_own_name(p, &token)) return false;
    return repair_take_for(p, token, TOK_EVENT, 0, "event");
}

/* `wait till 09:00`, `wait unitl Monday 09:00`. */
static bool misspelt_until(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    bool time = next == TOK_CLOCK || next == TOK_DATE || next == TOK_DAYNAME || next == TOK_NUMBER;
    if (p->previous.kind != TOK_WAIT || !time) return false;
    struct suggest suggest;
    suggest_begin(&suggest, token_text(p, &token));
    suggest_offer(&suggest, "until");
    if (suggest_best(&suggest) == NULL && !token_is(p, &token, "till")) return false;
    return repair_take_for(p, token, TOK_UNTIL, 0, "until");
}

/* `wait until monday 09:00`. */
static bool small_day(struct parse *p, struct token token) {
    for (unsigned day = 0; day < 7; day++) {
        const char *name = day_name(day);
        const char *text = p->source->text + token.span.begin;
        if (token.span.end - token.span.begin != strlen(name) || strncmp(text + 1, name + 1, strlen(name) - 1) != 0 ||
            text[0] != name[0] + ('a' - 'A'))
            continue;
        token.day = (uint8_t)day;
        return !is_own_name(p, &token) && repair_take_for(p, token, TOK_DAYNAME, 0, name);
    }
    return false;
}

/* A line that ends without its `{`, though the next one can only stand in a block. */
static bool missing_brace(struct parse *p, struct token token) {
    const struct token *first = token_ahead(p, 0);
    int second = token_peek(p, 1);
    bool deeper = repair_indentation(p, first->span.begin) > repair_indentation(p, p->statement_span.begin);
    if (!deeper || !parse_accepts(p, TOK_LBRACE) || !parse_accepts(p, TOK_NEWLINE) || first->kind == TOK_LBRACE)
        return false;
    bool arm = p->statement == TOK_WAIT && (first->kind == TOK_FOR || first->kind == TOK_OTHERWISE ||
                                            (first->kind == TOK_IF && second == TOK_PAST));
    bool own_line = p->statement == TOK_GOAL || p->statement == TOK_LEAVE ||
                    (repair_head(p) == TOK_CHANNEL && first->kind == TOK_TO);
    bool field = token_is_word(p, first) && second == TOK_COLON && !own_line;
    bool line = p->statement == TOK_CHANNEL && (first->kind == TOK_ONLY || first->kind == TOK_QUIET ||
                                                first->kind == TOK_TEMPLATE || first->kind == TOK_DELIVER);
    bool send = (p->statement == TOK_GOAL || p->statement == TOK_LEAVE) && first->kind == TOK_SEND;
    if (!arm && !field && !line && !send) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, p->previous.span, "{", "after this");
    diag_help(diag, "a block stands between `{` and `}`");
    diag_fix(diag, span_after(p->previous.span), " {", FIX_UNSURE);
    p->open_block_known = p->stray_closer_known = true;
    repair_push(p, TOK_LBRACE, token);
    return true;
}

bool repair_meaning(struct parse *p, struct token token) {
    static const char *const nothing[] = {"null", "none", "nil", "undefined", "empty", "missing", "blank", NULL};
    int next = token_peek(p, 0);
    if (token.kind == TOK_END) return false;
    if (repair_idiom(p, token) || repair_trigger(p, token) || repair_history(p, token) || repair_amount(p, token))
        return true;
    if (repair_sentence(p, token) || repair_habit(p, token) || repair_phrase(p, token) || repair_line(p, token))
        return true;
    bool is_not = token.kind == TOK_NOT && p->previous.kind == TOK_IS && token_peek(p, 1) != TOK_DOT;
    if (is_not && token_is_any(p, token_ahead(p, 0), nothing) && !is_own_name(p, token_ahead(p, 0))) {
        repair_rename(p, token.span.begin, "known");
        return repair_take_for(p, token, TOK_KNOWN, 1, "known");
    }
    if (token.kind == TOK_NEWLINE)
        return repair_by_layout(p, token) && (repair_dedent(p, token) || bad_break(p) || missing_brace(p, token));
    bool whole = token.kind == TOK_STAY || token.kind == TOK_GO_ON || token.kind == TOK_STOP_REPEATING ||
                 token.kind == TOK_WAIT_AGAIN || token.kind == TOK_KEEP_WAITING;
    if (!whole && token_is_word(p, &token) && p->statement_next && token.line_start &&
        repair_closer(p, token) == REPAIR_AGAIN)
        return true;
    if (token.kind == TOK_COMMA && repair_by_layout(p, token) && parse_accepts(p, TOK_LIST_COMMA)) {
        repair_choices(p, NULL);
        if (token_peek(p, 0) != TOK_TEXT) return false;
        token.kind = TOK_LIST_COMMA;
        token_back(p, token);
        return true;
    }
    if ((token.kind == TOK_UP || token.kind == TOK_UNTIL) && p->previous.kind == TOK_WAIT && next == TOK_COMMA) {
        token.kind = TOK_IDENT; /* `wait up, at most 3 days` waits for what the variable `up` holds */
        token_back(p, token);
        return true;
    }
    if (token.kind == TOK_IF && repair_head(p) == TOK_WAIT && p->statement_next && next != TOK_PAST &&
        next != TOK_UNKNOWN)
        return repair_take_for(p, token, TOK_FOR, 0, "for");
    if (token.kind == TOK_STAGE && p->previous.kind == TOK_GO_TO && token_is_word(p, token_ahead(p, 0)))
        return repair_drop(p, token, "write `go to` and the stage's name alone") == REPAIR_AGAIN;
    bool compares = p->previous.kind == TOK_IS && parse_accepts(p, TOK_AT_LEAST);
    if (token.kind == TOK_SET && compares && next != TOK_DOT && !is_own_name(p, &token))
        return repair_take_for(p, token, TOK_KNOWN, 0, "known");
    if (token.kind == TOK_WHEN && p->previous.kind == TOK_GOAL && next != TOK_COLON && next != TOK_BECOMES)
        return repair_drop(p, token, "a goal needs no `when`: `goal event \"...\"`") == REPAIR_AGAIN;
    if (token.kind != TOK_IDENT) return false;
    if (misspelt_event(p, token) || misspelt_until(p, token)) return true;
    if (next != TOK_COLON && next != TOK_DOT && parse_accepts(p, TOK_DAYNAME) && small_day(p, token)) return true;
    if (p->previous.kind == TOK_IS || (p->previous.kind == TOK_NOT && p->before_previous.kind == TOK_IS)) {
        if (token_is_any(p, &token, nothing) && next != TOK_DOT && !is_own_name(p, &token))
            return repair_take_for(p, token, TOK_UNKNOWN, 0, "unknown");
        if (after_is(p, token)) return true;
    }
    if (next == TOK_COLON || next == TOK_DOT || !parse_accepts(p, TOK_NUMBER)) return false;
    if (token_is(p, &token, "false")) return !is_own_name(p, &token) && repair_take_for(p, token, TOK_NO, 0, "no");
    bool no_value = token_is(p, &token, "null") || token_is(p, &token, "nil") || token_is(p, &token, "undefined");
    if (no_value && !is_own_name(p, &token)) return repair_take_for(p, token, TOK_UNKNOWN, 0, "unknown");
    return false;
}
