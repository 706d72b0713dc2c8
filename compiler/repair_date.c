/* Dates and days that are written otherwise: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

/* ---- dates ---- */

/* The month that a word names, from 1; 0 if none. */
static int month_of(const struct parse *p, const struct token *token) {
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (!token_is_word(p, token) || token->span.end - token->span.begin < 3) return 0;
    const char *text = p->source->text + token->span.begin;
    for (int month = 0; month < 12; month++)
        if (strncasecmp(text, months + (size_t)month * 3, 3) == 0) return month + 1;
    return 0;
}

/* `March 15, 2026`, `15 March 2026`, with a clock time behind it or not. */
static bool date_in_words(struct parse *p, struct token token) {
    /* Every token comes here: names are compared only beside a number. */
    bool day_first = token.kind == TOK_NUMBER;
    if (!day_first && token_peek(p, 0) != TOK_NUMBER) return false;
    int month = month_of(p, day_first ? token_ahead(p, 0) : &token);
    if (month == 0 || !parse_accepts(p, TOK_DATE)) return false;
    int64_t day = (day_first ? token.number : token_ahead(p, 0)->number) / NUMBER_ONE;
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    token_drop(p, 1);
    uint32_t comma = token_peek(p, 0) == TOK_COMMA;
    int64_t year = token_peek(p, comma) == TOK_NUMBER ? token_ahead(p, comma)->number / NUMBER_ONE : 0;
    if (year >= 1970) {
        whole.end = token_ahead(p, comma)->span.end;
        token_drop(p, comma + 1);
    }
    struct diag *diag =
        diag_add(p->diags, DIAG_BAD_DATE, whole,
                 arena_format(p->arena, "`%s` is not how a date is written", token_span_text(p, whole)));
    const char *meant = arena_format(p->arena, "%04d-%02d-%02d", year >= 1970 ? (int)year : 2026, month, (int)day);
    diag_help(diag, "write the year, the month and the day: `%s`", meant);
    if (year >= 1970) diag_fix(diag, whole, meant, FIX_SURE);
    token.date = ARENA_NEW(p->arena, struct date);
    *token.date = (struct date){year >= 1970 ? (int)year : 2026, (uint8_t)month, (uint8_t)(day % 32), 0};
    token.kind = TOK_DATE;
    token.span = whole;
    bool at = token_peek(p, 0) == TOK_AT && token_peek(p, 1) == TOK_CLOCK;
    token_drop(p, at);
    if (token_peek(p, 0) == TOK_CLOCK) {
        token.kind = TOK_INSTANT;
        token.date->clock_ms = token_ahead(p, 0)->number;
        token.span.end = token_ahead(p, 0)->span.end;
        token_drop(p, 1);
    }
    parse_push(p, token);
    return true;
}

/* `2026-03-02 at 10:00`, `2026-03-02, 10:00`. */
static bool date_and_time(struct parse *p, struct token token) {
    int between = token_peek(p, 0);
    bool list = between == TOK_COMMA && p->brackets > 0; /* two items */
    if ((between != TOK_AT && between != TOK_COMMA) || list || token_peek(p, 1) != TOK_CLOCK) return false;
    struct token clock = *token_ahead(p, 1);
    struct span whole = span_join(token.span, clock.span);
    repair_say(p, DIAG_ODD_PHRASE, whole,
               arena_format(p->arena, "%s %s", token_text(p, &token), token_text(p, &clock)));
    token_drop(p, 2);
    token.kind = TOK_INSTANT;
    token.date->clock_ms = clock.number;
    token.span = whole;
    token_back(p, token);
    return true;
}

/* The day that a word names, in whatever spelling; 7 if none. */
static uint8_t day_of(const struct parse *p, const struct token *token) {
    uint32_t length = token->span.end - token->span.begin;
    uint8_t day = 0;
    for (; day < 7 && length >= 3; day++)
        if (strncasecmp(p->source->text + token->span.begin, day_name(day), length) == 0) return day;
    return 7;
}

/* `Mon-Fri`, `monday to friday`, `Monday through Friday`. */
static bool range_of_days(struct parse *p, struct token token) {
    static const char *const words[] = {"to", "-", "–", "—", "through", "thru", "till", "until", "and", NULL};
    if (p->previous.kind != TOK_DELIVER || !token_is_word(p, &token)) return false;
    struct token last = *token_ahead(p, 1);
    uint8_t first = day_of(p, &token);
    if (first == 7 || !parse_accepts(p, TOK_DAYNAME)) return false;
    if (day_of(p, &last) == 7 || !token_is_any(p, token_ahead(p, 0), words)) return false;
    bool right = token.kind == TOK_DAYNAME && last.kind == TOK_DAYNAME && token_peek(p, 0) == TOK_TO;
    if (right || token_is(p, token_ahead(p, 0), "and")) return false;
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, last.span),
               arena_format(p->arena, "%s to %s", day_name(first), day_name(day_of(p, &last))));
    token_drop(p, 2);
    token.kind = last.kind = TOK_DAYNAME;
    token.day = first;
    last.day = day_of(p, &last);
    parse_push(p, token);
    repair_push(p, TOK_TO, last);
    parse_push(p, last);
    return true;
}

bool repair_date(struct parse *p, struct token token) {
    if (token.kind == TOK_DATE) return date_and_time(p, token);
    return date_in_words(p, token) || range_of_days(p, token);
}
