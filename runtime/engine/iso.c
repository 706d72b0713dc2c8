#include "iso.h"

#include <string.h>

#include "bytecode.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY JBC_DAY_MS

/* ---- the calendar -------------------------------------------------------------------------------------------------- */

/* Days since 1970-01-01, after H. Hinnant's days_from_civil. The year is 1 to 9999. */
static int64_t day_number(uint32_t year, uint32_t month, uint32_t day) {
    uint32_t y = month <= 2 ? year - 1 : year;
    uint32_t era = y / 400, of_era = y - era * 400;
    uint32_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    uint32_t days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return (int64_t)era * 146097 + days - 719468;
}

static uint32_t days_of_month(uint32_t year, uint32_t month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1u : 0u);
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

/* Exactly `count` digits, at most nine. */
static bool digits(const char *text, size_t count, uint32_t *number) {
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t digit = (uint32_t)(unsigned char)text[i] - '0';
        if (digit > 9) return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}

/* `YYYY-MM-DD`, ten bytes. */
static bool parse_date(const char *text, int64_t *day) {
    uint32_t year, month, of_month;
    if (text[4] != '-' || text[7] != '-') return false;
    if (!digits(text, 4, &year) || !digits(text + 5, 2, &month) || !digits(text + 8, 2, &of_month)) return false;
    if (year == 0 || month == 0 || month > 12 || of_month == 0 || of_month > days_of_month(year, month)) return false;
    *day = day_number(year, month, of_month);
    return true;
}

/* A fraction of a second behind its point; what is finer than a millisecond is cut off. Returns the bytes it takes. */
static size_t parse_fraction(const char *text, size_t size, uint32_t *ms) {
    size_t count = 0;
    uint32_t value = 0;
    while (count < size && count < 9 && text[count] >= '0' && text[count] <= '9') {
        if (count < 3) value = value * 10 + (uint32_t)(text[count] - '0');
        count++;
    }
    for (size_t i = count; i < 3; i++) value *= 10;
    *ms = value;
    return count;
}

/* `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fff`. Returns the bytes it takes, 0: it is none. A leap second counts as the next
 * minute's first. */
static size_t parse_hours(const char *text, size_t size, uint32_t last_second, int64_t *ms) {
    uint32_t hour, minute, second = 0, fraction = 0;
    if (size < 5 || text[2] != ':' || !digits(text, 2, &hour) || !digits(text + 3, 2, &minute)) return 0;
    size_t used = 5;
    if (size > 5 && text[5] == ':') {
        if (size < 8 || !digits(text + 6, 2, &second)) return 0;
        used = 8;
        if (size > 8 && (text[8] == '.' || text[8] == ',')) {
            size_t more = parse_fraction(text + 9, size - 9, &fraction);
            if (more == 0) return 0;
            used += 1 + more;
        }
    }
    if (hour > 23 || minute > 59 || second > last_second) return 0;
    *ms = (int64_t)hour * HOUR + minute * MINUTE + second * SECOND + fraction;
    return used;
}

/* `Z`, `+01:00`, `+0100`, `+01`; nothing at all is no offset. */
static bool parse_offset(const char *text, size_t size, struct iso_time *time) {
    uint32_t hours, minutes = 0;
    if (size == 0) return true;
    time->has_offset = true;
    if (text[0] == 'Z' || text[0] == 'z') return size == 1;
    if (text[0] != '+' && text[0] != '-') return false;
    bool colon = size > 3 && text[3] == ':';
    if (size != 3 && size != (colon ? 6 : 5)) return false;
    if (!digits(text + 1, 2, &hours)) return false;
    if (size > 3 && !digits(text + (colon ? 4 : 3), 2, &minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    int64_t offset = (int64_t)hours * HOUR + minutes * MINUTE;
    time->ms += text[0] == '-' ? offset : -offset;
    return true;
}

/* Eight bytes of a form, where `0` stands for any digit, and how much must be added to each byte's distance from it to reach
 * the top bit: 0x76 to a digit of more than 9, 0x7f to any distance from another character. */
struct form {
    char like[9];    /* the form */
    uint64_t limits; /* the first byte's in the lowest */
};

/* The digits come out as numbers, a byte each, the first in the lowest. */
static inline bool is_like(const char *text, struct form form, uint64_t *digits) {
    uint64_t word, like;
    memcpy(&word, text, 8);
    memcpy(&like, form.like, 8);
    *digits = word ^ like;
    return ((((*digits & 0x7f7f7f7f7f7f7f7f) + form.limits) | *digits) & 0x8080808080808080) == 0;
}

static uint32_t two(uint64_t digits, unsigned place) {
    return (uint32_t)(digits >> (8 * place) & 15) * 10 + (uint32_t)(digits >> (8 * place + 8) & 15);
}

/* `2026-03-02T10:00:00.000Z`, as machines write it; false: it is not that, but may be another form. */
static bool parse_usual(const char *text, struct iso_time *time) {
    static const struct form date_form = {"0000-00-", 0x7f76767f76767676};
    static const struct form hours_form = {"00T00:00", 0x76767f76767f7676};
    static const struct form seconds_form = {":00.000Z", 0x7f7676767f76767f};
    uint64_t date, hours, seconds;
    if (!is_like(text, date_form, &date) || !is_like(text + 8, hours_form, &hours) ||
        !is_like(text + 16, seconds_form, &seconds))
        return false;
    uint32_t year = two(date, 0) * 100 + two(date, 2), month = two(date, 5), day = two(hours, 0);
    uint32_t hour = two(hours, 3), minute = two(hours, 6), second = two(seconds, 1);
    uint32_t ms = two(seconds, 4) * 10 + (uint32_t)(seconds >> 48 & 15);
    if (year == 0 || month - 1 > 11 || day == 0 || day > days_of_month(year, month)) return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    *time = (struct iso_time){.has_clock = true, .has_offset = true};
    time->ms = day_number(year, month, day) * DAY + (int64_t)hour * HOUR + minute * MINUTE + second * SECOND + ms;
    return true;
}

bool iso_parse_time(const char *text, size_t size, struct iso_time *time) {
    int64_t day, clock;
    if (size == 24 && parse_usual(text, time)) return true;
    *time = (struct iso_time){0};
    if (size < 10 || !parse_date(text, &day)) return false;
    time->ms = day * DAY;
    if (size == 10) return true;
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return false;
    size_t used = parse_hours(text + 11, size - 11, 60, &clock);
    if (used == 0) return false;
    time->has_clock = true;
    time->ms += clock;
    return parse_offset(text + 11 + used, size - 11 - used, time) && time->ms >= JRT_TIME_MIN &&
           time->ms <= JRT_TIME_MAX;
}

bool iso_parse_clock(const char *text, size_t size, int64_t *ms) {
    return size > 0 && parse_hours(text, size, 59, ms) == size;
}

/* One number of a duration with its unit; each unit at most once, the larger first. */
struct unit {
    char letter;   /* in the text */
    bool of_clock; /* stands behind the T */
    int64_t ms;    /* its length */
};
static const struct unit units[] = {
    {'W', false, 7 * DAY}, {'D', false, DAY}, {'H', true, HOUR}, {'M', true, MINUTE}, {'S', true, SECOND},
};

static bool add_to(int64_t *sum, int64_t number, int64_t unit) {
    int64_t part;
    return !__builtin_mul_overflow(number, unit, &part) && !__builtin_add_overflow(*sum, part, sum);
}

bool iso_parse_duration(const char *text, size_t size, int64_t *ms) {
    bool negative = size > 0 && text[0] == '-', in_clock = false, any = false;
    size_t at = negative ? 1 : 0, next_unit = 0;
    int64_t sum = 0;
    if (at == size || text[at++] != 'P') return false;
    while (at < size) {
        if (text[at] == 'T') {
            if (in_clock || ++at == size) return false;
            in_clock = true;
        }
        int64_t number = 0;
        uint32_t fraction = 0;
        size_t first = at, dot = 0;
        for (; at < size && text[at] >= '0' && text[at] <= '9'; at++) {
            if (number > INT64_MAX / 100) return false;
            number = number * 10 + (text[at] - '0');
        }
        if (at == first || at == size) return false;
        if (text[at] == '.' || text[at] == ',') {
            dot = parse_fraction(text + at + 1, size - at - 1, &fraction);
            at += dot + 1;
            if (dot == 0 || at >= size || text[at] != 'S') return false;
        }
        while (next_unit < 5 && (units[next_unit].letter != text[at] || units[next_unit].of_clock != in_clock))
            next_unit++;
        if (next_unit == 5 || !add_to(&sum, number, units[next_unit].ms) || !add_to(&sum, fraction, 1)) return false;
        next_unit++;
        at++;
        any = true;
    }
    *ms = negative ? -sum : sum;
    return any;
}

/* ---- printing ------------------------------------------------------------------------------------------------------ */

/* `count` digits with leading zeros. */
static char *put_digits(char *out, uint32_t number, int count) {
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return out + count;
}

static char *put_number(char *out, uint64_t number) {
    char reversed[20];
    int count = 0;
    do {
        reversed[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0) *out++ = reversed[--count];
    return out;
}

/* `YYYY-MM-DD`, after H. Hinnant's civil_from_days. */
static char *put_date(char *out, int64_t day) {
    uint32_t z = (uint32_t)(day + 719468), era = z / 146097, of_era = z - era * 146097;
    uint32_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint32_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t shifted = (5 * of_year + 2) / 153;
    uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    out = put_digits(out, year_of_era + era * 400 + (month <= 2), 4);
    *out++ = '-';
    out = put_digits(out, month, 2);
    *out++ = '-';
    return put_digits(out, of_year - (153 * shifted + 2) / 5 + 1, 2);
}

size_t iso_print_time(int64_t ms, char *out) {
    if (ms < JRT_TIME_MIN) ms = JRT_TIME_MIN;
    if (ms > JRT_TIME_MAX) ms = JRT_TIME_MAX;
    int64_t day = ms / DAY - (ms % DAY < 0);
    uint32_t clock = (uint32_t)(ms - day * DAY);
    char *at = put_date(out, day);
    *at++ = 'T';
    at = put_digits(at, clock / HOUR, 2);
    *at++ = ':';
    at = put_digits(at, clock / MINUTE % 60, 2);
    *at++ = ':';
    at = put_digits(at, clock / SECOND % 60, 2);
    *at++ = '.';
    at = put_digits(at, clock % SECOND, 3);
    *at++ = 'Z';
    return (size_t)(at - out);
}

/* `.250` without its trailing zeros; nothing for 0. */
static char *put_fraction(char *out, uint32_t ms) {
    if (ms == 0) return out;
    *out++ = '.';
    out = put_digits(out, ms, 3);
    while (out[-1] == '0') out--;
    return out;
}

size_t iso_print_duration(int64_t ms, char *out) {
    char *at = out;
    uint64_t left = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
    uint64_t days = left / (uint64_t)DAY;
    uint32_t clock = (uint32_t)(left % (uint64_t)DAY);
    if (ms < 0) *at++ = '-';
    *at++ = 'P';
    if (days > 0) {
        at = put_number(at, days);
        *at++ = 'D';
    }
    if (clock > 0 || days == 0) *at++ = 'T';
    for (size_t i = 2; i < 4; i++) {
        uint32_t count = clock / (uint32_t)units[i].ms;
        clock %= (uint32_t)units[i].ms;
        if (count == 0) continue;
        at = put_number(at, count);
        *at++ = units[i].letter;
    }
    if (clock > 0 || ms == 0) {
        at = put_number(at, clock / SECOND);
        at = put_fraction(at, clock % SECOND);
        *at++ = 'S';
    }
    return (size_t)(at - out);
}

size_t iso_print_clock(int64_t ms, char *out) {
    uint32_t clock = (uint32_t)(ms < 0 || ms >= DAY ? 0 : ms);
    char *at = put_digits(out, clock / HOUR, 2);
    *at++ = ':';
    at = put_digits(at, clock / MINUTE % 60, 2);
    if (clock % MINUTE != 0) {
        *at++ = ':';
        at = put_digits(at, clock / SECOND % 60, 2);
        at = put_fraction(at, clock % SECOND);
    }
    return (size_t)(at - out);
}
