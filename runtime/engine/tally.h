/* Counts by name: how often each text was seen, within a group.
 *
 * It does: count up to a bound of different names, and what is beyond it in `others`. tally_merge adds one tally to
 * another; the sum does not depend on the order. Texts are copied. A failed allocation is remembered in `failed`.
 * tally_free releases all. */
#ifndef JRT_TALLY_H
#define JRT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally_row {
    uint32_t group; /* the caller's own */
    uint32_t size;  /* bytes of the name */
    char *name;     /* not ended by a NUL */
    uint64_t count; /* times seen */
};

struct tally {
    struct tally_row *rows; /* in no order; tally_sort makes one */
    uint32_t count;         /* rows */
    uint32_t room;          /* rows that fit */
    uint32_t most;          /* different names; 0: no bound */
    uint64_t others;        /* times that a name beyond the bound was seen */
    bool failed;            /* no memory: the counts are not whole */
    uint32_t recent[64];    /* places of rows, plus 1, where to look first */
};

void tally_add(struct tally *tally, uint32_t group, const char *name, size_t size, uint64_t times);
void tally_merge(struct tally *tally, const struct tally *from);
/* By group, then the more often seen first, then by bytes of the name. */
void tally_sort(struct tally *tally);
void tally_free(struct tally *tally);

#endif
