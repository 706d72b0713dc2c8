#include "pack.h"

#include <stddef.h>
#include <string.h>

#include "bytecode.h"

/* How a word is kept: half a byte. */
enum way {
    WAY_ZERO,                                   /* 0 */
    WAY_NEVER,                                  /* JBC_NEVER */
    WAY_MAX,                                    /* INT64_MAX */
    WAY_CLOCK,                                  /* the clock */
    WAY_RECENT,                                 /* the first of the recent ones; the next three ways are the others */
    WAY_BYTES1 = WAY_RECENT + (int)PACK_RECENT, /* itself, in 1 byte */
    WAY_BYTES2,                                 /* in 2 */
    WAY_BYTES4,                                 /* in 4 */
    WAY_BYTES8,                                 /* in 8 */
    WAY_BEFORE4,                                /* so long before the clock, in 4 bytes */
    WAY_BEFORE5,                                /* in 5 */
    WAY_AFTER4,                                 /* so long after the clock, in 4 bytes */
    WAY_AFTER5                                  /* in 5 */
};

_Static_assert(WAY_AFTER5 == 15, "a way takes half a byte");

static const uint8_t way_size[16] = {[WAY_BYTES1] = 1,  [WAY_BYTES2] = 2,  [WAY_BYTES4] = 4, [WAY_BYTES8] = 8,
                                     [WAY_BEFORE4] = 4, [WAY_BEFORE5] = 5, [WAY_AFTER4] = 4, [WAY_AFTER5] = 5};

static void remember(struct pack *pack, uint64_t word) {
    pack->recent[pack->next] = word;
    pack->next = (pack->next + 1) % PACK_RECENT;
}

/* ---- writing ---- */

static unsigned way_of_distance(const struct pack *pack, uint64_t word, uint64_t *kept) {
    uint64_t before = pack->clock - word;
    uint64_t after = word - pack->clock;
    bool is_before = before <= after;
    *kept = is_before ? before : after;
    if (*kept <= UINT32_MAX) return is_before ? WAY_BEFORE4 : WAY_AFTER4;
    if (*kept >> 40 == 0) return is_before ? WAY_BEFORE5 : WAY_AFTER5;
    *kept = word;
    return WAY_BYTES8;
}

/* How the word is kept, and in `kept` the bytes that are. */
static unsigned way_of(struct pack *pack, uint64_t word, uint64_t *kept) {
    *kept = word;
    if (word == 0) return WAY_ZERO;
    if (word == pack->clock) return WAY_CLOCK;
    for (uint32_t i = 0; i < PACK_RECENT; i++)
        if (word == pack->recent[i]) return WAY_RECENT + i;
    if (word == (uint64_t)JBC_NEVER) return WAY_NEVER;
    if (word == (uint64_t)INT64_MAX) return WAY_MAX;
    if (word <= UINT32_MAX) return word <= UINT8_MAX ? WAY_BYTES1 : word <= UINT16_MAX ? WAY_BYTES2 : WAY_BYTES4;
    unsigned way = way_of_distance(pack, word, kept);
    if (way != WAY_BYTES8) remember(pack, word);
    return way;
}

uint8_t *pack_write(struct pack *pack, uint8_t *to, const uint8_t *words, uint32_t count) {
    uint8_t *ways = to;
    to += (count + 1) / 2;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t word, kept;
        memcpy(&word, words + 8 * (size_t)i, 8);
        unsigned way = way_of(pack, word, &kept);
        ways[i / 2] = (uint8_t)(i % 2 == 0 ? way : ways[i / 2] | way << 4);
        /* There is room for all eight; what follows overwrites those that don't count. */
        memcpy(to, &kept, 8);
        to += way_size[way];
    }
    return to;
}

/* ---- reading ---- */

static uint64_t word_of(struct pack *pack, unsigned way, uint64_t kept) {
    if (way >= WAY_RECENT && way < WAY_BYTES1) return pack->recent[way - WAY_RECENT];
    switch (way) {
    case WAY_ZERO: return 0;
    case WAY_NEVER: return (uint64_t)JBC_NEVER;
    case WAY_MAX: return (uint64_t)INT64_MAX;
    case WAY_CLOCK: return pack->clock;
    case WAY_BEFORE4:
    case WAY_BEFORE5: kept = pack->clock - kept; break;
    case WAY_AFTER4:
    case WAY_AFTER5: kept = pack->clock + kept; break;
    default: return kept;
    }
    remember(pack, kept);
    return kept;
}

/* The lowest `size` bytes at `from`. */
static uint64_t bytes_at(const uint8_t *from, const uint8_t *end, size_t size) {
    uint64_t word = 0;
    if (end - from < 8) {
        memcpy(&word, from, size);
        return word;
    }
    memcpy(&word, from, 8);
    return size == 0 ? 0 : word << (64 - 8 * size) >> (64 - 8 * size);
}

const uint8_t *pack_read(struct pack *pack, const uint8_t *from, const uint8_t *end, uint8_t *words, uint32_t count) {
    const uint8_t *ways = from;
    if ((size_t)(end - from) < (count + 1) / 2) return NULL;
    from += (count + 1) / 2;
    for (uint32_t i = 0; i < count; i++) {
        unsigned way = i % 2 == 0 ? ways[i / 2] & 15u : ways[i / 2] >> 4;
        size_t size = way_size[way];
        if ((size_t)(end - from) < size) return NULL;
        uint64_t word = word_of(pack, way, bytes_at(from, end, size));
        memcpy(words + 8 * (size_t)i, &word, 8);
        from += size;
    }
    return from;
}
