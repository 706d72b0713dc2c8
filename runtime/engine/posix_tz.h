/* The rule in the footer of a time zone file: a POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`.
 *
 * It does: parse it, with RFC 8536's wider hours, and say when in a year the clock changes. Nothing is allocated. */
#ifndef JRT_POSIX_TZ_H
#define JRT_POSIX_TZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum posix_tz_form {
    POSIX_TZ_JULIAN,   /* Jn: day 1 to 365, 29 February never counted */
    POSIX_TZ_ZERO,     /* n: day 0 to 365, 29 February counted */
    POSIX_TZ_MONTH_DAY /* Mm.w.d: a weekday's first to fourth, or last, in a month */
};

struct posix_tz_date {
    enum posix_tz_form form; /* which members are used */
    int32_t month;           /* MONTH_DAY: 1 to 12 */
    int32_t week;            /* MONTH_DAY: 1 to 5, 5 is the last */
    int32_t day;             /* MONTH_DAY: 0 Sunday to 6; else the day of the year */
    int32_t time;            /* seconds after that day's midnight, -167 to 167 hours */
};

struct posix_tz {
    int32_t standard;           /* offset ahead of UTC in seconds */
    int32_t daylight;           /* the same while daylight saving lasts */
    bool changes;               /* false: it is standard time for ever */
    struct posix_tz_date start; /* of daylight saving, by the clock of standard time */
    struct posix_tz_date end;   /* of it, by the clock of daylight saving */
};

bool posix_tz_parse(const char *text, size_t size, struct posix_tz *rule);
/* The UTC seconds of a year's change; `before` is the offset that its clock has until then. */
int64_t posix_tz_instant(const struct posix_tz_date *date, int64_t year, int32_t before);

#endif
