/* Amounts, lengths and hours as they are written elsewhere: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"

/* ---- numbers ---- */

/* `1,500`, `499,99`: a comma inside a number. */
static bool comma_in_number(struct parse *p, struct token token) {
    const struct token *rest = token_ahead(p, 0);
    bool list = p->before_previous.kind == TOK_ONE_OF || p->before_previous.kind == TOK_LIST_COMMA ||
                p->before_previous.kind == TOK_LBRACKET || p->statement == TOK_WAIT;
    if (list || p->previous.kind != TOK_NUMBER || rest->kind != TOK_NUMBER || !token_touches(&p->previous, &token) ||
        !token_touches(&token, rest))
        return false;
    struct span whole = span_join(p->previous.span, rest->span);
    const char *before = token_text(p, &p->previous);
    const char *behind = token_text(p, rest);
    struct diag *diag = diag_add(p->diags, DIAG_BAD_NUMBER, whole,
                                 arena_format(p->arena, "`%s` is no number", token_span_text(p, whole)));
    bool thousands = strlen(behind) == 3 && strchr(before, '.') == NULL;
    const char *meant = arena_format(p->arena, "%s%c%s", before, thousands ? '_' : '.', behind);
    if (thousands)
        diag_help(diag, "write `%s`, or with a decimal point `%s.%s`", meant, before, behind);
    else
        diag_help(diag, "the decimal point is a point: `%s`", meant);
    diag_fix(diag, whole, meant, thousands ? FIX_UNSURE : FIX_SURE);
    token_drop(p, 1);
    return true;
}

/* `$30`, `30 EUR`: a number stands without its currency. */
static bool currency(struct parse *p, struct token token) {
    static const char *const signs[] = {"$", "€", "£", NULL};
    static const char *const names[] = {"EUR",   "USD",     "GBP",  "CHF", "JPY", "eur", "usd", "euro",
                                        "euros", "dollars", "USD.", "€",   "$",   "£",   NULL};
    const char *why = "a number stands alone, without its currency";
    if (token_is_any(p, &token, signs) && token_peek(p, 0) == TOK_NUMBER && parse_accepts(p, TOK_NUMBER)) {
        return repair_drop(p, token, why) == REPAIR_AGAIN;
    }
    int asked = p->before_previous.kind;
    int next = token_peek(p, 0);
    bool counted =
        (asked == TOK_AT_LEAST || asked == TOK_AT_MOST || asked == TOK_MORE_THAN || asked == TOK_LESS_THAN) &&
        token.kind == TOK_IDENT && p->statement != TOK_AT_MOST && p->statement != TOK_PROMISE &&
        (repair_ends_line(next) || next == TOK_AND || next == TOK_LBRACE);
    if (counted) why = "a number stands alone, without what it counts";
    bool behind = p->previous.kind == TOK_NUMBER && (counted || token_is_any(p, &token, names));
    if (!behind || parse_accepts(p, token.kind)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, token_text(p, &token));
    diag_help(diag, "%s", why);
    diag_fix(diag, (struct span){token.span.file, p->previous.span.end, token.span.end}, "", FIX_SURE);
    return true;
}

/* `percent_off: 15%`: a share stands in splits and keep-outs only. */
static bool share_as_number(struct parse *p, struct token token) {
    if (parse_accepts(p, TOK_PERCENT) || !parse_accepts(p, TOK_NUMBER)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_BAD_PERCENT, token.span, "a value is a number, without `%`");
    const char *number =
        arena_copy(p->arena, p->source->text + token.span.begin, token.span.end - token.span.begin - 1);
    diag_help(diag, "write `%s`", number);
    diag_fix(diag, token.span, number, FIX_SURE);
    token.kind = TOK_NUMBER;
    token.number = (int64_t)token.percent * (NUMBER_ONE / 100);
    parse_push(p, token);
    return true;
}

/* ---- lengths ---- */

/* `P21D`, `PT36H` in words; NULL: it is no such length. */
static const char *iso_words(struct parse *p, const char *text) {
    static const char letters[] = "WDHMS";
    static const char *const units[] = {"week", "day", "hour", "minute", "second"};
    const char *words = "";
    if (*text++ != 'P') return NULL;
    bool time = false;
    while (*text != '\0') {
        if (*text == 'T') {
            time = true;
            text++;
        }
        size_t digits = strspn(text, "0123456789");
        const char *letter = digits == 0 || text[digits] == '\0' ? NULL : strchr(letters, text[digits]);
        if (letter == NULL || (*letter == 'M' && !time)) return NULL;
        bool one = digits == 1 && *text == '1';
        words = arena_format(p->arena, "%s%s%.*s %s%s", words, *words == '\0' ? "" : " ", (int)digits, text,
                             units[letter - letters], one ? "" : "s");
        text += digits + 1;
    }
    return *words == '\0' ? NULL : words;
}

/* `wait P21D`, `in last P7D`. */
static bool iso_duration(struct parse *p, struct token token) {
    if (p->source->text[token.span.begin] != 'P' || !parse_accepts(p, TOK_DURATION)) return false;
    const char *words = iso_words(p, token_text(p, &token));
    if (words == NULL) return false;
    repair_say(p, DIAG_ODD_PHRASE, token.span, words);
    literal_some_duration(p, &token);
    parse_push(p, token);
    return true;
}

/* `wait -3 weeks`. */
static bool negative_wait(struct parse *p, struct token token) {
    if (p->previous.kind != TOK_WAIT || token_peek(p, 0) != TOK_NUMBER || !token_is_word(p, token_ahead(p, 1)))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 1)->span);
    struct diag *diag =
        diag_add(p->diags, DIAG_BAD_DURATION, whole,
                 arena_format(p->arena, "`%s` is no duration: one is longer than nothing", token_span_text(p, whole)));
    diag_help(diag, "for a time before another one write `wait until 3 days before user.trial_ends { ... }`");
    return true;
}

/* `wait user.rides days`: a number of the profile and a unit. */
static bool unit_of_path(struct parse *p, struct token token) {
    static const char *const units[] = {"day", "days", "hour", "hours", "minute", "minutes", "week", "weeks", NULL};
    bool path = p->previous.kind == TOK_IDENT && p->before_previous.kind == TOK_DOT;
    if (p->statement != TOK_WAIT || !path || !token_is_any(p, &token, units)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
    diag_help(diag,
              "a length that comes from data is a trait of the type `duration`: `wait user.refill_after, at most 90 "
              "days`");
    while (!repair_ends_line(token_peek(p, 0))) token_drop(p, 1);
    parse_poison(p, span_join(p->statement_span, token.span));
    return true;
}

/* ---- hours ---- */

/* `between 09:00 and 18:00`, `from 09:00 until 18:00`, `on Monday` in hours. */
static bool hours_words(struct parse *p, struct token token) {
    bool deliver = p->statement == TOK_DELIVER;
    if (!deliver && !(p->statement == TOK_QUIET && p->previous.kind == TOK_HOURS)) return false;
    if (deliver && token_peek(p, 0) == TOK_DAYNAME && (token.kind == TOK_ON || token_is(p, &token, "from")))
        return repair_drop(p, token, "write `deliver Monday to Friday 09:00 to 17:00`") == REPAIR_AGAIN;
    static const char *const firsts[] = {"between", "from", "at", NULL};
    static const char *const seconds[] = {"and", "until", "till", "to", NULL};
    if (token_peek(p, 0) != TOK_CLOCK || !token_is_any(p, &token, firsts)) return false;
    if (token_peek(p, 1) == TOK_TO && token.kind != TOK_BETWEEN) return false; /* one word too many */
    const struct token *end = token_ahead(p, 2);
    if (!token_is_any(p, token_ahead(p, 1), seconds) || end->kind != TOK_CLOCK) return false;
    struct span whole = span_join(token.span, end->span);
    repair_say(p, DIAG_ODD_PHRASE, whole,
               arena_format(p->arena, "%s to %s", token_text(p, token_ahead(p, 0)), token_text(p, end)));
    token_retype(p, 1, TOK_TO);
    return true;
}

/* `wait until 10:00 on Monday`. */
static bool day_behind(struct parse *p, struct token token) {
    uint32_t on = token_peek(p, 0) == TOK_ON || token_is(p, token_ahead(p, 0), "next");
    if (p->previous.kind != TOK_UNTIL || token_peek(p, on) != TOK_DAYNAME) return false;
    struct token day = *token_ahead(p, on);
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, day.span),
               arena_format(p->arena, "%s %s", token_text(p, &day), token_text(p, &token)));
    token_drop(p, on + 1);
    literal_day(p, &day);
    parse_push(p, day);
    token_back(p, token);
    return true;
}

/* `today is weekend`, `today is Monday`. */
static bool today(struct parse *p, struct token token) {
    static const char *const weekends[] = {"weekend", "weekends", NULL};
    static const char *const weekdays[] = {"weekday", "workday", NULL};
    if (!token_is(p, &token, "today") || token_peek(p, 0) != TOK_IS || repair_declared(p, "remember", "today") ||
        !parse_accepts(p, TOK_COUNT))
        return false;
    uint32_t a = token_is(p, token_ahead(p, 1), "a") || token_is(p, token_ahead(p, 1), "the");
    struct token day = *token_ahead(p, 1 + a);
    bool weekend = token_is_any(p, &day, weekends);
    if (!weekend && !token_is_any(p, &day, weekdays) && day.kind != TOK_DAYNAME) return false;
    const char *meant = weekend                   ? "is one of Saturday, Sunday"
                        : day.kind == TOK_DAYNAME ? arena_format(p->arena, "is %s", token_text(p, &day))
                                                  : "is not one of Saturday, Sunday";
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, day.span), arena_format(p->arena, "day of week %s", meant));
    token_drop(p, 2 + a);
    repair_push(p, TOK_DAY, token);
    repair_push(p, TOK_OF, token);
    repair_push(p, TOK_WEEK, token);
    repair_push(p, TOK_IS, token);
    day.kind = TOK_DAYNAME;
    day.day = 0;
    parse_push(p, day);
    return true;
}

bool repair_amount(struct parse *p, struct token token) {
    switch (token.kind) {
    case TOK_COMMA:
    case TOK_LIST_COMMA: return comma_in_number(p, token);
    case TOK_PERCENT: return share_as_number(p, token);
    case TOK_MINUS: return negative_wait(p, token);
    case TOK_CLOCK: return day_behind(p, token);
    case TOK_SIGN: return currency(p, token);
    case TOK_WORD: return currency(p, token) || iso_duration(p, token);
    default: break;
    }
    if (!token_is_word(p, &token)) return false;
    return hours_words(p, token) || currency(p, token) || unit_of_path(p, token) || today(p, token);
}
