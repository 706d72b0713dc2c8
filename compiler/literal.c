/* What numbers, times and durations are worth: the part of the token stream that reads digits (parsing.h). */
#include "parsing.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "journey.tab.h"
#include "suggest.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

static const int64_t NUMBER_LIMIT = INT64_C(9000000000000);       /* nine trillion */
static const int64_t DURATION_LIMIT_MS = INT64_C(36500) * DAY_MS; /* a hundred years */

/* The first `length` bytes of a token, in the arena. */
static const char *digits_of(struct parse *p, const struct token *token, uint32_t length) {
    return arena_copy(p->arena, p->source->text + token->span.begin, length);
}

/* Reads `1_000.25` in millionths; NULL, or what is wrong with it. */
static const char *read_decimal(const char *text, uint32_t length, int64_t *millionths) {
    int64_t whole = 0;
    int64_t part = 0;
    int64_t unit = NUMBER_ONE;
    bool behind_point = false;
    for (uint32_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '_') {
            if (i + 1 == length || !isdigit((unsigned char)text[i + 1])) return "a `_` stands between two digits";
            continue;
        }
        if (c == '.') {
            behind_point = true;
            continue;
        }
        if (behind_point && unit == 1) return "a number has at most six places behind the point";
        if (behind_point) {
            unit /= 10;
            part += (c - '0') * unit;
        } else if ((whole = whole * 10 + (c - '0')) > NUMBER_LIMIT) {
            return "a number goes up to nine trillion (9_000_000_000_000)";
        }
    }
    *millionths = whole * NUMBER_ONE + part;
    return NULL;
}

void literal_number(struct parse *p, struct token *token) {
    token->number = 0;
    const char *wrong =
        read_decimal(p->source->text + token->span.begin, token->span.end - token->span.begin, &token->number);
    if (wrong != NULL) diag_add(p->diags, DIAG_BAD_NUMBER, token->span, wrong);
}

void literal_percent(struct parse *p, struct token *token) {
    int64_t millionths = 0;
    uint32_t length = token->span.end - token->span.begin - 1;
    const char *wrong = read_decimal(p->source->text + token->span.begin, length, &millionths);
    if (wrong == NULL && millionths % (NUMBER_ONE / 100) != 0) wrong = "a percentage has at most two decimals";
    if (wrong == NULL && millionths > 100 * NUMBER_ONE) wrong = "a percentage is at most 100%";
    if (wrong != NULL) {
        diag_add(p->diags, DIAG_BAD_PERCENT, token->span, wrong);
        millionths = 0;
    }
    token->percent = (uint32_t)(millionths / (NUMBER_ONE / 100));
}

/* ---- clock times ---- */

/* A clock time that is not written as `09:00`: 9:00, 9am, 9:30 p.m., 10:00:00. */
static void odd_clock(struct parse *p, struct token *token, int hour, int minute, bool evening, bool morning) {
    if (evening && hour < 12) hour += 12;
    if (morning && hour == 12) hour = 0;
    const char *written = digits_of(p, token, token->span.end - token->span.begin);
    struct diag *diag = hour > 23 || minute > 59 ? NULL : repair_said(p, DIAG_BAD_CLOCK, token->span);
    if (diag != NULL) {
        diag_label(diag, token->span, "and this is `%02d:%02d`", hour, minute);
        diag_fix(diag, token->span, arena_format(p->arena, "%02d:%02d", hour, minute), FIX_SURE);
        token->number = (int64_t)hour * HOUR_MS + (int64_t)minute * MINUTE_MS;
        return;
    }
    diag = diag_add(p->diags, DIAG_BAD_CLOCK, token->span, written);
    if (hour > 23 || minute > 59) {
        diag_help(diag, "a clock time goes from 00:00 to 23:59");
        return;
    }
    const char *meant = arena_format(p->arena, "%02d:%02d", hour, minute);
    diag_help(diag, "write `%s`: two digits for the hour, two for the minutes, 24 hours a day", meant);
    diag_fix(diag, token->span, meant, FIX_SURE);
    token->number = (int64_t)hour * HOUR_MS + (int64_t)minute * MINUTE_MS;
}

void literal_clock(struct parse *p, struct token *token, bool odd) {
    uint32_t length = token->span.end - token->span.begin;
    const char *text = digits_of(p, token, length);
    char *rest = NULL;
    int hour = (int)strtol(text, &rest, 10);
    int minute = *rest == ':' ? (int)strtol(rest + 1, &rest, 10) : 0;
    token->number = 0;
    token->kind = TOK_CLOCK;
    if (!odd && hour < 24 && minute < 60) {
        token->number = (int64_t)hour * HOUR_MS + (int64_t)minute * MINUTE_MS;
    } else if (!odd && hour == 24 && minute == 0) {
        token->number = DAY_MS; /* right at the end of hours; elsewhere literal_time_of_day says that it is not */
    } else {
        bool evening = strpbrk(rest, "pP") != NULL;
        bool morning = strpbrk(rest, "aA") != NULL;
        odd_clock(p, token, hour, minute, evening, morning);
    }
}

int64_t literal_time_of_day(struct parse *p, int64_t clock_ms, struct span span) {
    if (clock_ms < DAY_MS) return clock_ms;
    struct diag *diag = diag_add(p->diags, DIAG_BAD_CLOCK, span, "24:00");
    diag_help(diag, "midnight is `00:00`; only hours end at `24:00`");
    diag_fix(diag, span, "00:00", FIX_SURE);
    return 0;
}

void literal_day(struct parse *p, struct token *token) {
    token->day = 0;
    while (token->day < 6 && !token_is(p, token, day_name(token->day))) token->day++;
}

/* ---- dates ---- */

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool date_exists(int year, int month, int day) {
    return year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

/* `2026-3-2`, `2026-03-02T10:00Z`, `3/2/2026`: says how it is written. */
static void odd_date(struct parse *p, struct token *token) {
    const char *text = digits_of(p, token, token->span.end - token->span.begin);
    struct diag *diag = diag_add(p->diags, DIAG_BAD_DATE, token->span, arena_format(p->arena, "`%s` is no date", text));
    char *rest = NULL;
    int first = (int)strtol(text, &rest, 10);
    int second = (int)strtol(rest + 1, &rest, 10);
    int third = (int)strtol(rest + 1, &rest, 10);
    if (first < 1000 && (date_exists(third, second, first) || date_exists(third, first, second))) {
        const char *day_first = arena_format(p->arena, "%04d-%02d-%02d", third, second, first);
        const char *month_first = arena_format(p->arena, "%04d-%02d-%02d", third, first, second);
        bool both = first != second && date_exists(third, second, first) && date_exists(third, first, second);
        const char *meant = date_exists(third, second, first) ? day_first : month_first;
        if (both)
            diag_help(diag, "write the year first, then month and day: `%s` or `%s`", month_first, day_first);
        else
            diag_help(diag, "write the year first, then month and day: `%s`", meant);
        diag_fix(diag, token->span, meant, both ? FIX_UNSURE : FIX_SURE);
        return;
    }
    if (first < 1000) {
        diag_help(diag, "write the year first, then month and day: `2026-03-02` is the second of March");
        return;
    }
    if (!date_exists(first, second, third)) {
        diag_help(diag, "write it as `2026-03-02`: year, month, day");
        return;
    }
    const char *meant = arena_format(p->arena, "%04d-%02d-%02d", first, second, third);
    *token->date = (struct date){first, (uint8_t)second, (uint8_t)third, 0};
    bool whole = true;
    if ((*rest == 'T' || *rest == 't') && strlen(rest) >= 6) {
        int hour = (int)strtol(rest + 1, &rest, 10);
        int minute = *rest == ':' ? (int)strtol(rest + 1, &rest, 10) : 0;
        meant = arena_format(p->arena, "%s %02d:%02d", meant, hour % 24, minute % 60);
        token->date->clock_ms = (int64_t)(hour % 24) * HOUR_MS + (int64_t)(minute % 60) * MINUTE_MS;
        token->kind = TOK_INSTANT;
        whole = *rest == '\0';
    }
    diag_help(diag, whole ? "write `%s`" : "write `%s`: it is read on the project's clock, in minutes", meant);
    diag_fix(diag, token->span, meant, whole ? FIX_SURE : FIX_UNSURE);
}

void literal_date(struct parse *p, struct token *token, bool odd) {
    token->kind = TOK_DATE;
    token->date = ARENA_NEW(p->arena, struct date);
    *token->date = (struct date){1970, 1, 1, 0};
    if (odd) {
        odd_date(p, token);
        return;
    }
    const char *text = digits_of(p, token, 10);
    int year = atoi(text);
    int month = atoi(text + 5);
    int day = atoi(text + 8);
    if (date_exists(year, month, day)) {
        *token->date = (struct date){year, (uint8_t)month, (uint8_t)day, 0};
        return;
    }
    struct diag *diag = diag_add(p->diags, DIAG_BAD_DATE, token->span, arena_format(p->arena, "there is no %s", text));
    if (year < 1970)
        diag_help(diag, "dates go from 1970 to 9999");
    else if (month < 1 || month > 12)
        diag_help(diag, "a date is year, month, day: `2026-03-02` is the second of March");
    else
        diag_help(diag, "that month has %d days", days_in_month(year, month));
}

/* ---- durations ---- */

/* The unit that a word means, in whatever spelling; UNIT_COUNT if it is none. `proper` if it is ours. */
static enum duration_unit unit_of(const char *word, size_t length, bool *proper) {
    static const struct {
        const char *word;        /* a spelling */
        enum duration_unit unit; /* what it means */
        bool proper;             /* one of the language's own */
    } units[] = {
        {"second", UNIT_SECOND, true},  {"seconds", UNIT_SECOND, true}, {"minute", UNIT_MINUTE, true},
        {"minutes", UNIT_MINUTE, true}, {"hour", UNIT_HOUR, true},      {"hours", UNIT_HOUR, true},
        {"day", UNIT_DAY, true},        {"days", UNIT_DAY, true},       {"week", UNIT_WEEK, true},
        {"weeks", UNIT_WEEK, true},     {"sec", UNIT_SECOND, false},    {"secs", UNIT_SECOND, false},
        {"s", UNIT_SECOND, false},      {"min", UNIT_MINUTE, false},    {"mins", UNIT_MINUTE, false},
        {"m", UNIT_MINUTE, false},      {"h", UNIT_HOUR, false},        {"hr", UNIT_HOUR, false},
        {"hrs", UNIT_HOUR, false},      {"d", UNIT_DAY, false},         {"w", UNIT_WEEK, false},
        {"wk", UNIT_WEEK, false},       {"wks", UNIT_WEEK, false},
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strlen(units[i].word) == length && strncasecmp(units[i].word, word, length) == 0) {
            *proper = units[i].proper && strncmp(units[i].word, word, length) == 0;
            return units[i].unit;
        }
    }
    return UNIT_COUNT;
}

static bool is_long_unit(const char *word, size_t length) {
    return (length == 5 && strncmp(word, "month", 5) == 0) || (length == 6 && strncmp(word, "months", 6) == 0) ||
           (length == 4 && strncmp(word, "year", 4) == 0) || (length == 5 && strncmp(word, "years", 5) == 0);
}

/* The parts of a duration as they are read. */
struct duration_reader {
    struct duration *duration; /* what it is so far */
    enum duration_unit last;   /* the unit before; UNIT_COUNT at the beginning */
    bool bad;                  /* something has been reported */
};

static void bad_part(struct parse *p, struct duration_reader *reader, struct span span, const char *wrong,
                     const char *help) {
    if (!reader->bad) {
        struct diag *diag = diag_add(p->diags, DIAG_BAD_DURATION, span, wrong);
        if (help != NULL) diag_help(diag, "%s", help);
    }
    reader->bad = true;
}

/* `1.5 hours`, in words of whole units. */
static const char *whole_words(struct parse *p, int64_t millionths, enum duration_unit unit) {
    int64_t ms = millionths / 1000 * (unit_ms(unit) / 1000);
    const char *words = "";
    for (unsigned u = UNIT_WEEK; u < UNIT_COUNT; u++) {
        int64_t size = unit_ms((enum duration_unit)u);
        int64_t count = ms / size;
        if (count == 0 || (u == UNIT_WEEK && unit != UNIT_WEEK)) continue;
        ms -= count * size;
        words = arena_format(p->arena, "%s%s%lld %s%s", words, *words == '\0' ? "" : " ", (long long)count,
                             unit_name((enum duration_unit)u), count == 1 ? "" : "s");
    }
    return words;
}

/* Adds one amount of a unit; span is the amount and the unit. */
static void add_part(struct parse *p, struct duration_reader *reader, const struct token *amount,
                     enum duration_unit unit, struct span span) {
    struct duration *duration = reader->duration;
    int64_t count = amount->number / NUMBER_ONE;
    if (amount->number % NUMBER_ONE != 0) {
        const char *words = whole_words(p, amount->number, unit);
        if (!reader->bad) {
            struct diag *diag = diag_add(p->diags, DIAG_BAD_DURATION, span, "a duration is made of whole numbers");
            diag_help(diag, "write `%s`", words);
            diag_fix(diag, span, words, FIX_SURE);
        }
        reader->bad = true;
    }
    if (reader->last != UNIT_COUNT && unit <= reader->last)
        bad_part(p, reader, span, "the units of a duration go from the largest to the smallest, each once",
                 "write it like `1 week 2 days 12 hours`");
    if (count > DURATION_LIMIT_MS / unit_ms(unit)) {
        bad_part(p, reader, span, "a duration is at most a hundred years (36500 days)", NULL);
        count = 1;
    }
    reader->last = unit;
    duration->amount[unit] += count;
    duration->ms += count * unit_ms(unit);
}

/* A unit that is not ours: months, or an abbreviation. */
static void odd_unit(struct parse *p, struct duration_reader *reader, const struct token *amount, struct span word,
                     enum duration_unit unit) {
    const char *written = arena_copy(p->arena, p->source->text + word.begin, word.end - word.begin);
    struct span whole = span_join(amount->span, word);
    if (unit == UNIT_COUNT) {
        bool years = written[0] == 'y';
        long long count = amount->number / NUMBER_ONE * (years ? 365 : 30);
        struct diag *diag = diag_add(p->diags, DIAG_BAD_UNIT, word, written);
        const char *days = arena_format(p->arena, "%lld days", count);
        diag_help(diag, "months and years are not all equally long: say days (`%s`), or a date", days);
        diag_fix(diag, whole, days, FIX_UNSURE);
    } else {
        const char *plural = amount->number == NUMBER_ONE ? "" : "s";
        const char *number =
            arena_copy(p->arena, p->source->text + amount->span.begin, amount->span.end - amount->span.begin);
        const char *meant = arena_format(p->arena, "%s %s%s", number, unit_name(unit), plural);
        struct diag *diag = diag_add(p->diags, DIAG_BAD_UNIT, whole, arena_format(p->arena, "%s", written));
        diag_help(diag, "write `%s`", meant);
        diag_fix(diag, whole, meant, FIX_SURE);
    }
    reader->bad = true;
}

/* Reads the unit in `word` after an amount into the duration. False if it is no unit at all. */
static bool read_unit(struct parse *p, struct duration_reader *reader, const struct token *amount, struct span word) {
    const char *text = p->source->text + word.begin;
    size_t length = word.end - word.begin;
    bool proper = false;
    enum duration_unit unit = unit_of(text, length, &proper);
    bool is_long = unit == UNIT_COUNT && is_long_unit(text, length);
    if (unit == UNIT_COUNT && !is_long) return false;
    if (!proper) odd_unit(p, reader, amount, word, unit);
    if (is_long)
        reader->duration->ms += unit_ms(UNIT_DAY);
    else
        add_part(p, reader, amount, unit, span_join(amount->span, word));
    return true;
}

static void finish(struct parse *p, struct duration_reader *reader, struct token *token) {
    reader->duration->span = token->span;
    if (reader->duration->ms == 0) {
        bad_part(p, reader, token->span,
                 arena_format(p->arena, "`%s` is no duration: one is longer than nothing", token_text(p, token)),
                 "leave the wait out, or say how long it is");
        reader->duration->ms = 1;
    }
    if (reader->duration->ms > DURATION_LIMIT_MS) {
        bad_part(p, reader, token->span, "a duration is at most a hundred years (36500 days)", NULL);
        reader->duration->ms = DURATION_LIMIT_MS;
    }
    token->kind = TOK_DURATION;
    token->duration = reader->duration;
}

/* Reads `NUMBER UNIT` pairs that follow on the same line, or inside the same brackets. */
static void more_parts(struct parse *p, struct duration_reader *reader, struct token *token) {
    for (token_over_lines(p); token_peek(p, 0) == TOK_NUMBER; token_over_lines(p)) {
        uint32_t unit = p->brackets > 0 && token_peek(p, 1) == TOK_NEWLINE ? 2 : 1;
        struct token amount = *token_ahead(p, 0);
        struct token word = *token_ahead(p, unit);
        bool proper = false;
        const char *text = p->source->text + word.span.begin;
        if (!token_is_word(p, &word) || unit_of(text, word.span.end - word.span.begin, &proper) == UNIT_COUNT) return;
        token_drop(p, unit + 1);
        read_unit(p, reader, &amount, word.span);
        token->span.end = word.span.end;
    }
}

/* `3 das`: says which unit is meant. */
static bool misspelt_unit(struct parse *p, struct duration_reader *reader, const struct token *amount,
                          const struct token *word) {
    static const char *const words[] = {"seconds", "minutes", "hours", "days", "weeks",
                                        "second",  "minute",  "hour",  "day",  "week"};
    enum { LETTER = 10 }; /* the distance of one letter */
    bool counted = token_peek(p, 1) == TOK_PER || token_peek(p, 1) == TOK_IN;
    if (word->kind != TOK_IDENT || word->span.end - word->span.begin < 3 || counted) return false;
    struct suggest suggest;
    suggest_begin(&suggest, token_text(p, word));
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) suggest_offer(&suggest, words[i]);
    const char *meant = suggest_best(&suggest);
    if (meant == NULL || suggest.distance > LETTER) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSPELT, word->span, suggest.wanted);
    diag_help(diag, "write `%s`", meant);
    diag_fix(diag, word->span, meant, FIX_SURE);
    bool proper = false;
    add_part(p, reader, amount, unit_of(meant, strlen(meant), &proper), span_join(amount->span, word->span));
    return true;
}

void literal_some_duration(struct parse *p, struct token *token) {
    token->kind = TOK_DURATION;
    token->duration = ARENA_NEW(p->arena, struct duration);
    token->duration->ms = 1;
    token->duration->span = token->span;
}

bool literal_duration(struct parse *p, struct token *token) {
    token_over_lines(p);
    struct token word = *token_ahead(p, 0);
    if (!token_is_word(p, &word)) return false;
    struct duration_reader reader = {ARENA_NEW(p->arena, struct duration), UNIT_COUNT, false};
    struct token amount = *token;
    if (!read_unit(p, &reader, &amount, word.span) && !misspelt_unit(p, &reader, &amount, &word)) return false;
    token_drop(p, 1);
    token->span.end = word.span.end;
    more_parts(p, &reader, token);
    finish(p, &reader, token);
    return true;
}

/* `5k`, `1st`: what is probably meant. */
static void number_word_help(struct parse *p, struct diag *diag, const struct token *amount, struct span word) {
    const char *letters = arena_copy(p->arena, p->source->text + word.begin, word.end - word.begin);
    long long number = amount->number / NUMBER_ONE;
    bool thousand = strcmp(letters, "k") == 0 || strcmp(letters, "K") == 0;
    bool order = strcmp(letters, "st") == 0 || strcmp(letters, "nd") == 0 || strcmp(letters, "rd") == 0 ||
                 strcmp(letters, "th") == 0;
    if (thousand)
        diag_help(diag, "write the number out: `%lld_000`", number);
    else if (order)
        diag_help(diag, "days of a month are not counted: write `every 30 days`, or `every Monday at 09:00`");
    else
        diag_help(diag, "a name begins with a letter");
}

void literal_number_word(struct parse *p, struct token *token) {
    struct token amount = *token;
    const char *text = p->source->text;
    while (amount.span.begin < token->span.end &&
           (isdigit((unsigned char)text[amount.span.begin]) || strchr("_.", text[amount.span.begin]) != NULL))
        amount.span.begin++;
    struct span word = {token->span.file, amount.span.begin, token->span.end};
    if (word.begin > 0 && text[word.begin - 1] == '_') word.begin--;
    amount.span = (struct span){token->span.file, token->span.begin, word.begin};
    literal_number(p, &amount);
    struct duration_reader reader = {ARENA_NEW(p->arena, struct duration), UNIT_COUNT, false};
    bool proper = false;
    enum duration_unit unit = unit_of(text + word.begin, word.end - word.begin, &proper);
    if (unit == UNIT_COUNT && !is_long_unit(text + word.begin, word.end - word.begin)) {
        struct diag *diag = diag_add(p->diags, DIAG_BAD_NAME, token->span, token_text(p, token));
        number_word_help(p, diag, &amount, word);
        token->kind = TOK_IDENT;
        return;
    }
    if (unit == UNIT_HOUR && amount.number < 24 * NUMBER_ONE && parse_accepts(p, TOK_CLOCK) &&
        !parse_accepts(p, TOK_DURATION)) {
        long long hour = amount.number / NUMBER_ONE;
        const char *meant = arena_format(p->arena, "%02lld:00", hour);
        struct diag *diag = repair_said(p, DIAG_BAD_CLOCK, token->span); /* of the same line */
        if (diag == NULL) {
            diag = diag_add(p->diags, DIAG_BAD_CLOCK, token->span, token_text(p, token));
            diag_help(diag, "write `%s`", meant);
        }
        diag_fix(diag, token->span, meant, FIX_SURE);
        token->kind = TOK_CLOCK;
        token->number = hour * 3600000;
        return;
    }
    if (proper) odd_unit(p, &reader, &amount, word, unit);
    read_unit(p, &reader, &amount, word);
    more_parts(p, &reader, token);
    finish(p, &reader, token);
}
