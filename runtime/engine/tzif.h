/* A time zone file (RFC 8536, "TZif", version 2 or later) as a row of spans of constant offset.
 *
 * It does: read the 64-bit data and the footer, and write the footer's rule out for 400 years, after which the calendar
 * repeats; so any instant is found by one search. Files are hostile: every count and index is checked, leap seconds are
 * refused. It never reads a file itself. Ownership: tzif_free releases what tzif_parse made. */
#ifndef JRT_TZIF_H
#define JRT_TZIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds of 400 years, a whole number of weeks. */
#define TZIF_CYCLE (146097ll * 86400)

struct tzif {
    int64_t *starts;  /* UTC seconds at which each span begins; the first is INT64_MIN */
    int32_t *offsets; /* seconds that its clock is ahead of UTC */
    uint32_t count;   /* spans, 1 or more */
    uint32_t room;    /* spans that fit */
    int64_t cycle;    /* from this second on, what was TZIF_CYCLE before repeats; INT64_MAX: the last span goes on */
    bool no_memory;   /* tzif_parse: it was false for want of memory */
};

/* false: no zone file, or no memory; nothing is left to free. */
bool tzif_parse(const unsigned char *bytes, size_t size, struct tzif *zone);
void tzif_free(struct tzif *zone);

#endif
