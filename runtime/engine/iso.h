/* ISO 8601: instants, dates, durations, clock times.
 *
 * It does: read `2026-03-02`, `2026-03-02T10:00`, seconds and up to nine decimals of them, `Z` or an offset such as
 * `+01:00`, a blank for the `T`; `P3D`, `P1DT12H`, `PT0.5S`, `P2W` (a day is 24 hours; months and years are refused, for
 * they have no length); `09:00`, `09:00:30`. It prints instants in UTC with milliseconds. It never looks at a zone. */
#ifndef JRT_ISO_H
#define JRT_ISO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ISO_TIME_SIZE 24     /* bytes of a printed instant */
#define ISO_DURATION_SIZE 40 /* bytes of the longest printed duration */
#define ISO_CLOCK_SIZE 12    /* bytes of the longest printed clock time */

struct iso_time {
    int64_t ms;      /* UTC, or civil time as if it were UTC where there is no offset */
    bool has_clock;  /* false: a date */
    bool has_offset; /* false: on some clock that is known from elsewhere */
};

/* false: none of the forms, no such day, or outside the years 1 to 9999. */
bool iso_parse_time(const char *text, size_t size, struct iso_time *time);
bool iso_parse_duration(const char *text, size_t size, int64_t *ms);
bool iso_parse_clock(const char *text, size_t size, int64_t *ms);

/* Each writes no NUL and returns how many bytes. `ms` of an instant lies within the years 1 to 9999; what does not is
 * printed as the nearest that does. */
size_t iso_print_time(int64_t ms, char *out);
size_t iso_print_duration(int64_t ms, char *out);
size_t iso_print_clock(int64_t ms, char *out);

#endif
