#include "timers.h"

#include <stdlib.h>
#include <string.h>

#include "limits.h"

#define NONE UINT32_MAX
#define SEGMENT_BITS 10 /* chunks of one segment: 128 KiB */
#define SEGMENT_CHUNKS (1u << SEGMENT_BITS)
#define SEGMENTS_STEP 256 /* the list of segments grows by so many */

static uint64_t from_epoch(int64_t at) {
    if (at < JRT_TIME_MIN) at = JRT_TIME_MIN;
    if (at > JRT_TIME_MAX) at = JRT_TIME_MAX;
    return (uint64_t)(at - JRT_TIME_MIN);
}

static uint32_t mark_of(uint64_t at) {
    uint32_t low = (uint32_t)at;
    return low == TIMERS_NO_MARK ? low - 1 : low;
}

/* ---- chunks -------------------------------------------------------------------------------------------------------- */

static struct timer_chunk *chunk_at(const struct timers *timers, uint32_t chunk) {
    return &timers->segments[chunk >> SEGMENT_BITS][chunk & (SEGMENT_CHUNKS - 1)];
}

static bool add_segment(struct timers *timers) {
    if (timers->segment_count % SEGMENTS_STEP == 0) {
        size_t room = timers->segment_count + SEGMENTS_STEP;
        struct timer_chunk **segments = realloc(timers->segments, room * sizeof(*segments));
        if (!segments) return false;
        timers->segments = segments;
    }
    struct timer_chunk *segment = aligned_alloc(64, SEGMENT_CHUNKS * sizeof *segment);
    if (!segment) return false;
    timers->segments[timers->segment_count++] = segment;
    return true;
}

static uint32_t take_chunk(struct timers *timers) {
    uint32_t chunk = timers->free;
    if (chunk != NONE) {
        timers->free = chunk_at(timers, chunk)->next;
    } else {
        if (timers->chunk_count == timers->segment_count * SEGMENT_CHUNKS && !add_segment(timers)) return NONE;
        chunk = timers->chunk_count++;
    }
    struct timer_chunk *fresh = chunk_at(timers, chunk);
    fresh->next = NONE;
    fresh->first = fresh->end = 0;
    return chunk;
}

static void give_chunk(struct timers *timers, uint32_t chunk) {
    chunk_at(timers, chunk)->next = timers->free;
    timers->free = chunk;
}

/* ---- buckets ------------------------------------------------------------------------------------------------------- */

static bool put(struct timers *timers, unsigned level, unsigned place, struct timer_entry entry) {
    struct timer_bucket *bucket = &timers->buckets[level][place];
    if (bucket->head == NONE || chunk_at(timers, bucket->tail)->end == TIMERS_IN_CHUNK) {
        uint32_t chunk = take_chunk(timers);
        if (chunk == NONE) return false;
        if (bucket->head == NONE) {
            bucket->head = chunk;
            timers->filled[level][place / 64] |= 1ull << (place % 64);
        } else {
            chunk_at(timers, bucket->tail)->next = chunk;
        }
        bucket->tail = chunk;
    }
    struct timer_chunk *tail = chunk_at(timers, bucket->tail);
    tail->entries[tail->end++] = entry;
    return true;
}

static struct timer_entry take_first(struct timers *timers, unsigned level, unsigned place) {
    struct timer_bucket *bucket = &timers->buckets[level][place];
    struct timer_chunk *head = chunk_at(timers, bucket->head);
    struct timer_entry entry = head->entries[head->first++];
    if (head->first == head->end) {
        uint32_t empty = bucket->head;
        bucket->head = head->next;
        give_chunk(timers, empty);
        if (bucket->head == NONE) timers->filled[level][place / 64] &= ~(1ull << (place % 64));
    }
    return entry;
}

/* The first filled bucket of a level from `place` on; TIMERS_BUCKETS: none. */
static unsigned next_filled(const struct timers *timers, unsigned level, unsigned place) {
    for (unsigned word = place / 64; word < TIMERS_BUCKETS / 64; word++) {
        uint64_t bits = timers->filled[level][word];
        if (word == place / 64) bits &= ~0ull << (place % 64);
        if (bits != 0) return word * 64 + (unsigned)__builtin_ctzll(bits);
    }
    return TIMERS_BUCKETS;
}

/* ---- the wheel ----------------------------------------------------------------------------------------------------- */

static bool insert(struct timers *timers, uint64_t at, struct timer_entry entry) {
    uint64_t differs = at ^ timers->now;
    unsigned level = differs == 0 ? 0 : (unsigned)(63 - __builtin_clzll(differs)) / 8;
    if (level <= 1 && timers->soon) timers->soon(timers->self, entry.owner);
    if (put(timers, level, at >> (8 * level) & 255, entry)) return true;
    timers->failed = true;
    return false;
}

/* The instant of an entry in a bucket that begins at `begin`. Above the fifth level a bucket is longer than the mark tells:
 * the bits between are taken as 0, so that the entry comes out early. */
static uint64_t instant(uint64_t begin, unsigned level, struct timer_entry entry) {
    uint64_t low = level >= 4 ? entry.mark : entry.mark & ((1ull << (8 * level)) - 1);
    return begin | low;
}

/* Distributes a bucket, at whose begin the wheel stands now, over the levels below. */
static bool come_down(struct timers *timers, unsigned level, unsigned place) {
    struct timer_bucket *bucket = &timers->buckets[level][place];
    uint32_t chunk = bucket->head;
    bucket->head = NONE;
    timers->filled[level][place / 64] &= ~(1ull << (place % 64));
    while (chunk != NONE) {
        struct timer_chunk *from = chunk_at(timers, chunk);
        for (unsigned i = from->first; i < from->end; i++) {
            if (!insert(timers, instant(timers->now, level, from->entries[i]), from->entries[i])) return false;
        }
        uint32_t next = from->next;
        give_chunk(timers, chunk);
        chunk = next;
    }
    return true;
}

void timers_init(struct timers *timers) {
    *timers = (struct timers){.free = NONE, .bound = UINT64_MAX};
    memset(timers->buckets, 0xff, sizeof timers->buckets);
}

void timers_free(struct timers *timers) {
    for (uint32_t i = 0; i < timers->segment_count; i++) free(timers->segments[i]);
    free(timers->segments);
    timers_init(timers);
    timers->segments = NULL;
}

bool timers_add(struct timers *timers, int64_t due, uint32_t owner, uint32_t *mark) {
    uint64_t at = from_epoch(due);
    if (at < timers->now) at = timers->now;
    struct timer_entry entry = {owner, mark_of(at)};
    if (!insert(timers, at, entry)) return false;
    if (at < timers->bound) timers->bound = at;
    timers->count++;
    *mark = entry.mark;
    return true;
}

/* Is there one entry in the bucket, and does its mark tell the instant? */
static bool is_alone(const struct timers *timers, unsigned level, unsigned place) {
    const struct timer_bucket *bucket = &timers->buckets[level][place];
    if (level > 4 || bucket->head != bucket->tail) return false;
    const struct timer_chunk *chunk = chunk_at(timers, bucket->head);
    return chunk->end - chunk->first == 1;
}

/* The earliest entry is the first of this bucket, due at `at`: takes it out if it is due before `end`. */
static bool take_at(struct timers *timers, unsigned level, unsigned place, uint64_t at, uint64_t end,
                    struct timer_entry *entry) {
    timers->bound = at;
    if (at >= end) return false;
    timers->now = at;
    timers->count--;
    *entry = take_first(timers, level, place);
    return true;
}

/* The first filled bucket of all above level 0; its level, or TIMERS_LEVELS. */
static unsigned next_level(const struct timers *timers, unsigned *place) {
    unsigned level = 1;
    for (; level < TIMERS_LEVELS; level++) {
        *place = next_filled(timers, level, (timers->now >> (8 * level) & 255) + 1);
        if (*place < TIMERS_BUCKETS) break;
    }
    return level;
}

static bool take(struct timers *timers, uint64_t end, struct timer_entry *entry) {
    while (timers->bound < end) {
        unsigned place = next_filled(timers, 0, timers->now & 255);
        if (place < TIMERS_BUCKETS) return take_at(timers, 0, place, (timers->now & ~255ull) | place, end, entry);
        unsigned level = next_level(timers, &place);
        if (level == TIMERS_LEVELS) {
            timers->bound = UINT64_MAX;
            return false;
        }
        uint64_t begin = (timers->now >> (8 * level + 8) << (8 * level + 8)) | (uint64_t)place << (8 * level);
        /* One alone need not come down: nothing else is due before it, and nothing that will be added can be. */
        if (is_alone(timers, level, place)) {
            const struct timer_chunk *chunk = chunk_at(timers, timers->buckets[level][place].head);
            return take_at(timers, level, place, instant(begin, level, chunk->entries[chunk->first]), end, entry);
        }
        timers->bound = begin;
        if (begin >= end) return false;
        timers->now = begin;
        if (!come_down(timers, level, place)) return false;
    }
    return false;
}

bool timers_take(struct timers *timers, int64_t limit, int64_t *due, struct timer_entry *entry) {
    uint64_t end = from_epoch(limit);
    if (timers->count == 0 && timers->now < end) timers->now = end;
    if (!take(timers, end, entry)) return false;
    *due = (int64_t)timers->now + JRT_TIME_MIN;
    return true;
}

/* ---- care ---------------------------------------------------------------------------------------------------------- */

static void sweep_bucket(struct timers *timers, unsigned level, unsigned place,
                         bool (*keep)(void *self, struct timer_entry entry), void *self) {
    struct timer_bucket *bucket = &timers->buckets[level][place];
    uint32_t chunk = bucket->head;
    bucket->head = NONE;
    timers->filled[level][place / 64] &= ~(1ull << (place % 64));
    while (chunk != NONE) {
        struct timer_chunk from = *chunk_at(timers, chunk);
        /* Given back first: what is kept never takes more chunks than that, so putting it back can't fail. */
        give_chunk(timers, chunk);
        for (unsigned i = from.first; i < from.end; i++) {
            bool kept = keep(self, from.entries[i]) && put(timers, level, place, from.entries[i]);
            if (!kept) timers->count--;
        }
        chunk = from.next;
    }
}

void timers_sweep(struct timers *timers, bool (*keep)(void *self, struct timer_entry entry), void *self) {
    for (unsigned level = 0; level < TIMERS_LEVELS; level++) {
        unsigned place = next_filled(timers, level, 0);
        for (; place < TIMERS_BUCKETS; place = next_filled(timers, level, place + 1)) {
            sweep_bucket(timers, level, place, keep, self);
        }
    }
}

uint64_t timers_memory(const struct timers *timers) {
    return sizeof *timers + (uint64_t)timers->segment_count * SEGMENT_CHUNKS * sizeof(struct timer_chunk);
}
