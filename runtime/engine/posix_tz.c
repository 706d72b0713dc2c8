#include "posix_tz.h"

/* A text being read. */
struct reader {
    const char *next; /* the character to look at */
    const char *end;  /* behind the last */
};

static bool take(struct reader *reader, char wanted) {
    if (reader->next == reader->end || *reader->next != wanted) return false;
    reader->next++;
    return true;
}

static bool take_number(struct reader *reader, int32_t most, int32_t *number) {
    int32_t value = 0;
    const char *begin = reader->next;
    while (reader->next != reader->end && *reader->next >= '0' && *reader->next <= '9') {
        value = value * 10 + (*reader->next++ - '0');
        if (value > most) return false;
    }
    *number = value;
    return reader->next != begin;
}

/* `CET` or `<+0330>`; what it says does not matter. */
static bool take_name(struct reader *reader) {
    const char *begin = reader->next;
    if (take(reader, '<')) {
        while (reader->next != reader->end && *reader->next != '>') reader->next++;
        return take(reader, '>');
    }
    while (reader->next != reader->end &&
           ((*reader->next >= 'A' && *reader->next <= 'Z') || (*reader->next >= 'a' && *reader->next <= 'z')))
        reader->next++;
    return reader->next != begin;
}

/* `[+-]hh[:mm[:ss]]` in seconds. */
static bool take_time(struct reader *reader, int32_t *seconds) {
    int32_t hours = 0, minutes = 0, rest = 0;
    bool negative = take(reader, '-');
    if (!negative) take(reader, '+');
    if (!take_number(reader, 167, &hours)) return false;
    if (take(reader, ':')) {
        if (!take_number(reader, 59, &minutes)) return false;
        if (take(reader, ':') && !take_number(reader, 59, &rest)) return false;
    }
    *seconds = hours * 3600 + minutes * 60 + rest;
    if (negative) *seconds = -*seconds;
    return true;
}

static bool take_date(struct reader *reader, struct posix_tz_date *date) {
    *date = (struct posix_tz_date){.form = POSIX_TZ_ZERO, .time = 7200};
    if (take(reader, 'M')) {
        date->form = POSIX_TZ_MONTH_DAY;
        if (!take_number(reader, 12, &date->month) || date->month == 0 || !take(reader, '.')) return false;
        if (!take_number(reader, 5, &date->week) || date->week == 0 || !take(reader, '.')) return false;
        if (!take_number(reader, 6, &date->day)) return false;
    } else {
        if (take(reader, 'J')) date->form = POSIX_TZ_JULIAN;
        if (!take_number(reader, 365, &date->day)) return false;
        if (date->form == POSIX_TZ_JULIAN && date->day == 0) return false;
    }
    return !take(reader, '/') || take_time(reader, &date->time);
}

/* Offsets in a TZ string count west of Greenwich, ours count east. */
static bool take_offset(struct reader *reader, int32_t *offset) {
    if (!take_time(reader, offset) || *offset > 90000 || *offset < -90000) return false;
    *offset = -*offset;
    return true;
}

bool posix_tz_parse(const char *text, size_t size, struct posix_tz *rule) {
    struct reader reader = {text, text + size};
    *rule = (struct posix_tz){0};
    if (!take_name(&reader) || !take_offset(&reader, &rule->standard)) return false;
    rule->daylight = rule->standard;
    if (reader.next == reader.end) return true;
    rule->changes = true;
    rule->daylight = rule->standard + 3600;
    if (!take_name(&reader)) return false;
    if (reader.next != reader.end && *reader.next != ',' && !take_offset(&reader, &rule->daylight)) return false;
    return take(&reader, ',') && take_date(&reader, &rule->start) && take(&reader, ',') &&
           take_date(&reader, &rule->end) && reader.next == reader.end;
}

/* ---- dates --------------------------------------------------------------------------------------------------------- */

static bool is_leap(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970-01-01 to the first day of a year after 0. */
static int64_t year_begin(int64_t year) {
    int64_t before = year - 1;
    return before * 365 + before / 4 - before / 100 + before / 400 - 719162;
}

static int64_t month_begin(int64_t year, int32_t month) {
    static const int16_t days_before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return year_begin(year) + days_before[month - 1] + (month > 2 && is_leap(year));
}

static int64_t month_day(const struct posix_tz_date *date, int64_t year) {
    int64_t first = month_begin(year, date->month);
    int64_t next = date->month == 12 ? year_begin(year + 1) : month_begin(year, date->month + 1);
    /* 1970-01-01 was a Thursday, 4 when Sunday is 0; 719163 days before it make the sum positive. */
    int32_t weekday = (int32_t)((first + 719163 * 7 + 4) % 7);
    int64_t day = first + (date->day - weekday + 7) % 7 + 7 * (date->week - 1);
    return day < next ? day : day - 7;
}

int64_t posix_tz_instant(const struct posix_tz_date *date, int64_t year, int32_t before) {
    int64_t day = 0;
    switch (date->form) {
    case POSIX_TZ_JULIAN: day = year_begin(year) + date->day - 1 + (date->day >= 60 && is_leap(year)); break;
    case POSIX_TZ_ZERO: day = year_begin(year) + date->day; break;
    case POSIX_TZ_MONTH_DAY: day = month_day(date, year); break;
    }
    return day * 86400 + date->time - before;
}
