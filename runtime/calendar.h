/* Civil time: dates, clocks and weekdays in a zone of the host's.
 *
 * It does: the proleptic Gregorian calendar on 64-bit milliseconds, and clock times through struct jrt_zones. It never
 * reads a clock or a zone file itself. A clock time comes once a day: in a gap it is the first instant after it, in an
 * overlap its first pass. Algorithm for dates: days_from_civil / civil_from_days, H. Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms". */
#ifndef JRT_CALENDAR_H
#define JRT_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "jrt.h"
#include "limits.h"

struct civil {
    int64_t year;         /* 1 to 9999 */
    uint32_t month;       /* 1 to 12 */
    uint32_t day;         /* 1 to 31 */
    uint32_t hour;        /* 0 to 23 */
    uint32_t minute;      /* 0 to 59 */
    uint32_t second;      /* 0 to 59 */
    uint32_t weekday;     /* 0 Monday to 6 Sunday */
    uint32_t day_of_year; /* 1 to 366 */
};

/* Is it an instant of the years 1 to 9999? */
static inline bool calendar_knows(int64_t at) {
    return at >= JRT_TIME_MIN && at <= JRT_TIME_MAX;
}

/* The days that `days` masks allow: bit 0 Monday; 0 allows every day. */
#define CALENDAR_ANY_DAY 127u

int64_t calendar_day(int64_t local);    /* days since 1970-01-01, of civil ms */
uint32_t calendar_weekday(int64_t day); /* 0 Monday to 6 Sunday */
int64_t calendar_week(int64_t day);     /* weeks since the one of 1969-12-29, from Monday */
int64_t calendar_monday(int64_t week);  /* its first day */
struct civil calendar_civil(int64_t local);

/* The first instant strictly after `after` at which the zone's clock reads `clock` on an allowed day. */
int64_t calendar_next(const struct jrt_zones *zones, uint32_t zone, int64_t after, uint32_t clock, uint32_t days);

/* A window of the day, [from, to), over midnight where to <= from, beginning on the allowed days: is the instant in it? */
bool calendar_in_window(const struct jrt_zones *zones, uint32_t zone, int64_t at, uint32_t from, uint32_t to,
                        uint32_t days);

#endif
