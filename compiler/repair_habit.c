/* Schedules, arms and fields as other tools have them: words missing, or in another order. See parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"

/* ---- schedules ---- */

/* `when Monday at 09:00`, `when on Monday`, `when each day`, `when weekly`. */
static bool schedule(struct parse *p, struct token token) {
    static const char *const words[] = {"on", "each", NULL};
    static const char *const periods[] = {"hourly", "daily", "weekly", "monthly", NULL};
    int next = token_peek(p, 0);
    if (token.kind == TOK_DAYNAME) return repair_insert(p, token, TOK_EVERY, "every") == REPAIR_AGAIN;
    bool times = next == TOK_DAYNAME || next == TOK_NUMBER || (next == TOK_DAY && token_peek(p, 1) == TOK_AT);
    if (times && token_is_any(p, &token, words)) return repair_take_for(p, token, TOK_EVERY, 0, "every");
    if (next == TOK_AT && token_is(p, &token, "everyday")) {
        repair_say(p, DIAG_MISSPELT, token.span, "every day");
        repair_push(p, TOK_EVERY, token);
        token.kind = TOK_DAY;
        parse_push(p, token);
        return true;
    }
    bool ends = next == TOK_LBRACE || next == TOK_ONCE || next == TOK_AT;
    if (!ends || !token_is_any(p, &token, periods)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
    diag_help(diag, "write `every 7 days`, `every day at 09:00` or `every Monday at 09:00`");
    repair_push(p, TOK_EVERY, token);
    literal_some_duration(p, &token);
    parse_push(p, token);
    while (next == TOK_AT && !repair_ends_line(token_peek(p, 0)) && token_peek(p, 0) != TOK_LBRACE) token_drop(p, 1);
    return true;
}

/* `Monday and Thursday`. */
static bool days_and(struct parse *p, struct token token) {
    if (p->previous.kind != TOK_DAYNAME || token_peek(p, 0) != TOK_DAYNAME || !parse_accepts(p, TOK_LIST_COMMA))
        return false;
    struct diag *diag = diag_add(p->diags, DIAG_NEAR_MISS, token.span, token_text(p, &token));
    diag_help(diag, "write `,`: a list has a comma between two of its words");
    diag_fix(diag, (struct span){token.span.file, p->previous.span.end, token.span.end}, ",", FIX_SURE);
    token.kind = TOK_LIST_COMMA;
    parse_push(p, token);
    return true;
}

/* `at most 3 emails a day`, `at most 1 every week`: as `per day` and `per week`, of which more is said. */
static bool per_words(struct parse *p, struct token token) {
    static const char *const words[] = {"a", "an", "each", "every", NULL};
    int next = token_peek(p, 0);
    if (!token_is_any(p, &token, words) || !parse_accepts(p, TOK_PER) || (next != TOK_DAY && next != TOK_WEEK))
        return false;
    token.kind = TOK_PER;
    parse_push(p, token);
    return true;
}

/* ---- arms and messages ---- */

/* `for "Plan Created" {`. */
static bool event_missing(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    if (repair_head(p) == TOK_TEST && p->statement_next && parse_accepts(p, TOK_EVENT) &&
        repair_is_event(p, token_text(p, &token)))
        return repair_insert(p, token, TOK_EVENT, "event") == REPAIR_AGAIN;
    if (p->previous.kind != TOK_FOR || p->statement != TOK_FOR || !(next == TOK_LBRACE || next == TOK_WHERE))
        return false;
    return repair_insert(p, token, TOK_EVENT, "event") == REPAIR_AGAIN;
}

/* `... or "tip"` in a send: the channel is missing; `... or send email "tip"`: the word is there once. */
static bool other_message(struct parse *p, struct token token) {
    if (p->statement != TOK_SEND || p->previous.kind != TOK_OR) return false;
    if (token.kind == TOK_TEXT) {
        repair_channel_missing(p, token);
        return true;
    }
    if (token.kind != TOK_SEND || token_peek(p, 0) != TOK_IDENT || token_peek(p, 1) != TOK_TEXT) return false;
    return repair_drop(p, token, "`send` stands once: `send push \"tip\" or email \"tip\"`") == REPAIR_AGAIN;
}

/* `email.replied "welcome"`. */
static bool report_behind_dot(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_DOT || token_peek(p, 2) != TOK_TEXT || !token_is_word(p, token_ahead(p, 1)))
        return false;
    struct token report = *token_ahead(p, 1);
    struct token text = *token_ahead(p, 2);
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, text.span),
               arena_format(p->arena, "%s %s %s", token_text(p, &token), token_text(p, &text), token_text(p, &report)));
    token_drop(p, 3);
    report.kind = TOK_IDENT;
    token_back(p, report);
    token_back(p, text);
    token_back(p, token);
    return true;
}

/* `keep on waiting`, `keep-waiting`, `continue waiting`. */
static bool keep_waiting(struct parse *p, struct token token) {
    if (token.kind != TOK_KEEP && !token_is(p, &token, "continue")) return false;
    uint32_t filler = token_peek(p, 0) == TOK_ON || token_peek(p, 0) == TOK_MINUS;
    if (token_peek(p, filler) != TOK_WAITING || !parse_accepts(p, TOK_KEEP_WAITING)) return false;
    return repair_take_for(p, token, TOK_KEEP_WAITING, filler + 1, "keep waiting");
}

/* `is less then 3`. */
static bool then_for_than(struct parse *p, struct token token) {
    int both = token.kind == TOK_LESS ? TOK_LESS_THAN : TOK_MORE_THAN;
    if (!token_is(p, token_ahead(p, 0), "then") || !parse_accepts(p, both)) return false;
    return repair_take_for(p, token, both, 1, both == TOK_LESS_THAN ? "less than" : "more than");
}

/* A second `}` on the line of an arm, though another arm follows. */
static bool arm_closed_twice(struct parse *p, struct token token) {
    if (repair_head(p) != TOK_WAIT || p->previous.kind != TOK_RBRACE || token.line_start ||
        token_peek(p, 0) != TOK_NEWLINE)
        return false;
    int below = token_peek(p, 1);
    if (below != TOK_FOR && below != TOK_OTHERWISE) return false;
    const char *opened = p->source->text + p->open[p->open_count - 1].span.end;
    if (memchr(opened, '\n', token.span.begin - p->open[p->open_count - 1].span.end) == NULL) return false;
    struct diag *diag = diag_add(p->diags, DIAG_STRAY_BRACE, token.span);
    diag_help(diag, "leave it out: one `}` ends the arm, and the wait goes on below");
    diag_fix(diag, token.span, "", FIX_SURE);
    return true;
}

/* `when event "X" (seats is 3) {`. */
static bool where_missing(struct parse *p, struct token token) {
    enum { FAR = 40 }; /* tokens, after which nobody looks */
    if (p->previous.kind != TOK_TEXT || p->before_previous.kind != TOK_EVENT || !parse_accepts(p, TOK_WHERE))
        return false;
    uint32_t depth = 1;
    uint32_t i = 0;
    for (; i < FAR && depth > 0 && token_peek(p, i) != TOK_NEWLINE; i++) {
        depth += token_peek(p, i) == TOK_LPAREN;
        depth -= token_peek(p, i) == TOK_RPAREN;
    }
    return depth == 0 && token_peek(p, i) == TOK_LBRACE && repair_insert(p, token, TOK_WHERE, "where") == REPAIR_AGAIN;
}

/* `channel push` and, on the next line, `only if ...`: the `{` is missing. */
static bool channel_open(struct parse *p, struct token token) {
    if (p->statement != TOK_CHANNEL || !parse_accepts(p, TOK_LBRACE)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, p->previous.span, "{", "after this");
    diag_help(diag, "a block stands between `{` and `}`");
    diag_fix(diag, span_after(p->previous.span), " {", FIX_UNSURE);
    p->open_block_known = p->stray_closer_known = true;
    repair_push(p, TOK_LBRACE, token);
    token_back(p, token);
    return true;
}

/* `is 5 or more`. */
static bool or_more(struct parse *p, struct token token) {
    static const char *const more[] = {"more", "higher", "above", "over", "greater", NULL};
    static const char *const less[] = {"less", "fewer", "lower", "below", "under", NULL};
    const struct token *word = token_ahead(p, 1);
    bool at_least = token_is_any(p, word, more);
    if (p->previous.kind != TOK_IS || token_peek(p, 0) != TOK_OR || token_peek(p, 2) == TOK_THAN ||
        !(at_least || token_is_any(p, word, less)))
        return false;
    const char *words = at_least ? "at least" : "at most";
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, word->span),
               arena_format(p->arena, "%s %s", words, token_text(p, &token)));
    token_drop(p, 2);
    repair_push(p, at_least ? TOK_AT_LEAST : TOK_AT_MOST, token);
    parse_push(p, token);
    return true;
}

/* `if it is past {`, `if late {` among the arms of a wait: `if past`. */
static bool past_words(struct parse *p, struct token token) {
    static const char *const past[] = {"it", "late", "over", "passed", "expired", "missed", "already", "too", NULL};
    static const char *const unknown[] = {"missing", "empty", "null", "none", "undefined", NULL};
    const struct token *word = token_ahead(p, 0);
    bool is_past = token_is_any(p, word, past);
    enum { WORDS = 5 }; /* that such an arm has at most */
    uint32_t count = 1;
    while (count < WORDS && token_is_word(p, token_ahead(p, count))) count++;
    if (repair_head(p) != TOK_WAIT || !p->statement_next || !(is_past || token_is_any(p, word, unknown)) ||
        token_peek(p, count) != TOK_LBRACE || !parse_accepts(p, TOK_IF))
        return false;
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, count - 1)->span),
               is_past ? "if past" : "if unknown");
    token_drop(p, count);
    parse_push(p, token);
    repair_push(p, is_past ? TOK_PAST : TOK_UNKNOWN, *token_ahead(p, 0));
    return true;
}

/* ---- variables and traits ---- */

/* `remember user.plan: "pro"`, `set nudges to 3`. */
static bool remember_or_set(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    if (!p->statement_next) return false;
    bool trait = (next == TOK_USER || next == TOK_ACCOUNT) && token_peek(p, 1) == TOK_DOT;
    if (token.kind == TOK_REMEMBER && trait && parse_accepts(p, TOK_SET))
        return repair_take_for(p, token, TOK_SET, 0, "set");
    if (token.kind != TOK_SET || next != TOK_IDENT || token_peek(p, 1) != TOK_TO) return false;
    struct token name = *token_ahead(p, 0);
    if (!repair_declared(p, "remember", token_text(p, &name))) return false;
    struct span whole = span_join(token.span, token_ahead(p, 1)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, arena_format(p->arena, "remember %s:", token_text(p, &name)));
    token_retype(p, 1, TOK_COLON);
    repair_push(p, TOK_REMEMBER, token);
    return true;
}

/* Takes the token and the next one for the two words of this name. */
static bool take_as_one_name(struct parse *p, struct token token, const char *name) {
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    struct diag *diag = diag_add(p->diags, DIAG_BAD_NAME, whole, token_span_text(p, whole));
    diag_help(diag, "write `%s`: a name is one word, its parts joined by `_`", name);
    diag_fix(diag, whole, name, FIX_SURE);
    token_drop(p, 1);
    repair_rename(p, token.span.begin, name);
    token.kind = TOK_IDENT;
    token.span = whole;
    parse_push(p, token);
    return true;
}

/* `last weight`, where the script has a name `last_weight`. */
static bool name_in_two(struct parse *p, struct token token) {
    const struct token *next = token_ahead(p, 0);
    if (next->kind != TOK_IDENT || token_peek(p, 1) == TOK_TEXT || !parse_accepts(p, TOK_IDENT) ||
        !repair_may_search(p))
        return false;
    const char *name = arena_format(p->arena, "%s_%s", token_text(p, &token), token_text(p, next));
    size_t length = strlen(name);
    const char *text = p->source->text;
    const char *at = strstr(text, name);
    while (at != NULL && (isalnum((unsigned char)at[length]) != 0 || at[length] == '_')) at = strstr(at + 1, name);
    if (at == NULL) return false;
    return take_as_one_name(p, token, name);
}

/* ---- fields ---- */

static bool is_type(int kind) {
    return kind == TOK_TEXT_W || kind == TOK_NUMBER_W || kind == TOK_TIME || kind == TOK_DURATION_W ||
           kind == TOK_TIMEZONE || kind == TOK_YES_NO;
}

/* `first name: text`, `number seats`: where a field with its type begins. */
static bool field_words(struct parse *p, struct token token) {
    bool begins = p->previous.kind == TOK_LBRACE || p->previous.kind == TOK_NEWLINE || p->previous.kind == TOK_COMMA;
    const struct token *next = token_ahead(p, 0);
    if (!begins || !token_is_word(p, next) || !repair_declares_fields(p)) return false;
    int behind = token_peek(p, 1);
    if (is_type(token.kind) && (repair_ends_line(behind) || behind == TOK_COMMA)) {
        struct span whole = span_join(token.span, next->span);
        repair_say(p, DIAG_ODD_PHRASE, whole,
                   arena_format(p->arena, "%s: %s", token_text(p, next), token_text(p, &token)));
        struct token name = *next;
        token_drop(p, 1);
        name.kind = TOK_IDENT;
        parse_push(p, name);
        repair_push(p, TOK_COLON, token);
        token_back(p, token);
        return true;
    }
    if (behind != TOK_COLON) return false;
    const char *name = arena_format(p->arena, "%s_%s", token_text(p, &token), token_text(p, next));
    return take_as_one_name(p, token, name);
}

/* `yes / no`, `true/false`, `yes`: where a type stands. */
static bool yes_no_type(struct parse *p, struct token token) {
    if (!parse_accepts(p, TOK_YES_NO) || !repair_declares_fields(p)) return false;
    int between = token_peek(p, 0);
    bool both = between == TOK_SLASH || between == TOK_OR || between == TOK_COMMA;
    if (!both && !repair_ends_line(between) && between != TOK_OPTIONAL) return false;
    if (between == TOK_COMMA && token_peek(p, 1) != TOK_NO) both = false;
    return repair_take_for(p, token, TOK_YES_NO, both ? 2 : 0, "yes/no");
}

/* ---- all of it ---- */

bool repair_habit(struct parse *p, struct token token) {
    switch (token.kind) {
    case TOK_RBRACE: return arm_closed_twice(p, token);
    case TOK_TEXT: return event_missing(p, token) || other_message(p, token);
    case TOK_SEND: return other_message(p, token);
    case TOK_WHEN:
        if (p->previous.kind == TOK_OTHERWISE && parse_accepts(p, TOK_IF))
            return repair_take_for(p, token, TOK_IF, 0, "if");
        return !p->statement_next && repair_head(p) == TOK_SEND && parse_accepts(p, TOK_IF) &&
               !parse_accepts(p, TOK_WHEN) && repair_take_for(p, token, TOK_IF, 0, "if");
    case TOK_ONLY_IF: return channel_open(p, token);
    case TOK_LPAREN: return where_missing(p, token);
    case TOK_AND: return days_and(p, token);
    case TOK_NUMBER: return or_more(p, token);
    case TOK_IF: return past_words(p, token);
    case TOK_DURATION: {
        bool side = token_peek(p, 0) == TOK_BEFORE || token_peek(p, 0) == TOK_AFTER;
        if (p->previous.kind == TOK_WAIT && side && token_peek(p, 1) == TOK_EVENT && token_peek(p, 2) == TOK_TEXT) {
            struct span more = span_join(token_ahead(p, 0)->span, token_ahead(p, 2)->span);
            struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, more, token_span_text(p, more));
            diag_help(diag, "a wait counts from where it stands: `wait %s`", token_text(p, &token));
            token_drop(p, 3);
            return false;
        }
        return p->previous.kind == TOK_WAIT && side && repair_insert(p, token, TOK_UNTIL, "until") == REPAIR_AGAIN;
    }
    case TOK_CONDITION: {
        bool asked = p->previous.kind == TOK_FOR || p->previous.kind == TOK_IF || p->previous.kind == TOK_NOT ||
                     p->previous.kind == TOK_AND || p->previous.kind == TOK_WHEN;
        return asked && token_peek(p, 0) == TOK_IDENT && token_peek(p, 1) != TOK_TEXT &&
               repair_drop(p, token, "a condition is asked by its name alone") == REPAIR_AGAIN;
    }
    case TOK_ALWAYS:
        return p->statement == TOK_SEND && token_peek(p, 0) == TOK_LBRACE &&
               repair_drop(p, token, "`always` comes last, behind the braces") == REPAIR_AGAIN;
    case TOK_LESS:
    case TOK_MORE: return then_for_than(p, token);
    case TOK_REMEMBER:
    case TOK_SET: return remember_or_set(p, token);
    case TOK_EVERY:
        if (p->statement_next && repair_head(p) == TOK_STAGE && parse_accepts(p, TOK_WHEN))
            return repair_insert(p, token, TOK_WHEN, "when") == REPAIR_AGAIN;
        return false;
    case TOK_YES:
    case TOK_TRUE: return yes_no_type(p, token);
    default: break;
    }
    if (p->previous.kind == TOK_WHEN && schedule(p, token)) return true;
    if (!token_is_word(p, &token)) return false;
    bool period = token_peek(p, 0) == TOK_DAY || token_peek(p, 0) == TOK_WEEK;
    if (p->previous.kind == TOK_PER && token.kind == TOK_IDENT && period)
        return repair_take_for(p, token, TOK_CALENDAR, 0, "calendar");
    if (field_words(p, token) || per_words(p, token)) return true;
    if (token.kind == TOK_KEEP || token.kind == TOK_IDENT || token.kind == TOK_LAST) {
        if (keep_waiting(p, token)) return true;
        bool reported = p->previous.kind == TOK_FOR || p->previous.kind == TOK_WHEN || p->previous.kind == TOK_GOAL;
        if (reported && report_behind_dot(p, token)) return true;
        return token.kind != TOK_KEEP && name_in_two(p, token);
    }
    return false;
}
