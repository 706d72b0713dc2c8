/* Timers in the order of their instants: a hierarchical wheel.
 *
 * It does: take a timer in, and give out the earliest, each in constant time whatever their number. Seven levels of 256
 * buckets cover the whole calendar; a timer sits at the level of the highest byte in which its instant differs from the
 * wheel's, and comes down as the wheel turns. Timers of one instant come out in the order in which they went in. An entry
 * takes 8 bytes: 32 bits that name its owner, and the lower 32 bits of its instant, the mark.
 *
 * It never looks for an entry to remove: the owner keeps the mark of the entry that counts, and drops any other that
 * comes out. An owner whose instant moves to a later one keeps its entry, which comes out early, and goes in again then; a
 * timer more than some decades ahead may come out early by itself. So what comes out is a wish to look at the owner.
 * The wheel never turns back: instants before its own count as its own. An empty one turns to the limit of a taking. */
#ifndef JRT_TIMERS_H
#define JRT_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

#define TIMERS_LEVELS 7
#define TIMERS_BUCKETS 256
#define TIMERS_NO_MARK UINT32_MAX /* an owner without an entry */
#define TIMERS_IN_CHUNK 15        /* entries of one chunk, which has 128 bytes */

struct timer_entry {
    uint32_t owner; /* whatever names it */
    uint32_t mark;  /* lower 32 bits of the instant, counted from JRT_TIME_MIN */
};

struct timer_chunk {
    uint32_t next;  /* of the bucket, or of the free ones; UINT32_MAX: none */
    uint16_t first; /* entries taken out */
    uint16_t end;   /* entries put in */
    struct timer_entry entries[TIMERS_IN_CHUNK];
};

struct timer_bucket {
    uint32_t head; /* chunk to take from; UINT32_MAX: empty */
    uint32_t tail; /* chunk to put into */
};

struct timers {
    uint64_t now;                                               /* the wheel's instant, counted from JRT_TIME_MIN */
    uint64_t bound;                                             /* nothing is due before it */
    uint64_t count;                                             /* entries */
    struct timer_bucket buckets[TIMERS_LEVELS][TIMERS_BUCKETS]; /* by level and byte of the instant */
    uint64_t filled[TIMERS_LEVELS][TIMERS_BUCKETS / 64];        /* a bit for each bucket that has entries */
    struct timer_chunk **segments;                              /* memory of the chunks */
    uint32_t segment_count;                                     /* how many */
    uint32_t chunk_count;                                       /* chunks handed out so far */
    uint32_t free;                                              /* first chunk given back; UINT32_MAX: none */
    bool failed;                              /* no memory: entries are lost, the wheel is of no use */
    void *self;                               /* passed to `soon` */
    void (*soon)(void *self, uint32_t owner); /* it will come out before long: prefetch; or NULL */
};

void timers_init(struct timers *timers);
void timers_free(struct timers *timers);

/* Adds an entry and sets its mark. false: no memory. */
bool timers_add(struct timers *timers, int64_t due, uint32_t owner, uint32_t *mark);

/* May one be due before `limit`? If not, there is nothing to take, and the wheel need not turn. */
static inline bool timers_may_take(const struct timers *timers, int64_t limit) {
    return timers->count > 0 ? timers->bound < (uint64_t)limit - (uint64_t)JRT_TIME_MIN || limit < JRT_TIME_MIN : true;
}

/* Takes the earliest out, if it is due before `limit`: its instant and its entry. false: there is none, or there was no
 * memory to turn the wheel, and `failed` is set. */
bool timers_take(struct timers *timers, int64_t limit, int64_t *due, struct timer_entry *entry);

/* Drops every entry for which `keep` says no. */
void timers_sweep(struct timers *timers, bool (*keep)(void *self, struct timer_entry entry), void *self);

uint64_t timers_memory(const struct timers *timers);

#endif
