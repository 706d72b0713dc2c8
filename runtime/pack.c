#include "pack.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

_Static_assert(PACK_WAYS == 16, "a way takes half a byte");

static const uint8_t way_size[PACK_WAYS] = {
    [PACK_BYTES1] = 1,  [PACK_BYTES2] = 2,  [PACK_BYTES4] = 4, [PACK_BYTES8] = 8,
    [PACK_BEFORE4] = 4, [PACK_BEFORE5] = 5, [PACK_AFTER4] = 4, [PACK_AFTER5] = 5};

struct pack pack_begin(int64_t clock, int64_t first) {
    uint64_t at = (uint64_t)clock;
    return (struct pack){.base = {[PACK_NEVER] = (uint64_t)JBC_NEVER,
                                  [PACK_MAX] = (uint64_t)INT64_MAX,
                                  [PACK_CLOCK] = at,
                                  [PACK_RECENT] = (uint64_t)first,
                                  [PACK_RECENT + 1] = at,
                                  [PACK_BEFORE4] = at,
                                  [PACK_BEFORE5] = at,
                                  [PACK_AFTER4] = at,
                                  [PACK_AFTER5] = at},
                         .next = 1};
}

static void remember(struct pack *pack, uint64_t word) {
    pack->base[PACK_RECENT + pack->next] = word;
    pack->next = (pack->next + 1) % PACK_RECENTS;
}

/* ---- writing ---- */

static unsigned way_of_distance(const struct pack *pack, uint64_t word, uint64_t *kept) {
    uint64_t before = pack->base[PACK_CLOCK] - word;
    uint64_t after = word - pack->base[PACK_CLOCK];
    bool is_before = before <= after;
    *kept = is_before ? before : after;
    if (*kept <= UINT32_MAX) return is_before ? PACK_BEFORE4 : PACK_AFTER4;
    if (*kept >> 40 == 0) return is_before ? PACK_BEFORE5 : PACK_AFTER5;
    *kept = word;
    return PACK_BYTES8;
}

/* How the word is kept, and in `kept` the bytes that are. */
static unsigned way_of(struct pack *pack, uint64_t word, uint64_t *kept) {
    *kept = word;
    if (word == 0) return PACK_ZERO;
    if (word == pack->base[PACK_CLOCK]) return PACK_CLOCK;
    for (unsigned way = PACK_RECENT; way < PACK_RECENT + PACK_RECENTS; way++)
        if (word == pack->base[way]) return way;
    if (word == (uint64_t)JBC_NEVER) return PACK_NEVER;
    if (word == (uint64_t)INT64_MAX) return PACK_MAX;
    if (word <= UINT32_MAX) return word <= UINT8_MAX ? PACK_BYTES1 : word <= UINT16_MAX ? PACK_BYTES2 : PACK_BYTES4;
    unsigned way = way_of_distance(pack, word, kept);
    if (way != PACK_BYTES8) remember(pack, word);
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

/* The lowest `size` bytes at `from`, 8 at most; there are `left`, which are no fewer. */
static uint64_t bytes_at(const uint8_t *from, size_t left, size_t size) {
    uint64_t word = 0;
    if (left < 8)
        memcpy(&word, from, size);
    else
        memcpy(&word, from, 8);
    return size == 0 ? 0 : word << (64 - 8 * size) >> (64 - 8 * size);
}

const uint8_t *pack_read(struct pack *pack, const uint8_t *from, const uint8_t *end, uint8_t *words, uint32_t count) {
    const uint8_t *ways = from;
    if ((size_t)(end - from) < (count + 1) / 2) return NULL;
    from += (count + 1) / 2;
    for (uint32_t i = 0; i < count; i++) {
        unsigned way = (unsigned)ways[i / 2] >> (i % 2 * 4) & 15u;
        size_t size = way_size[way], left = (size_t)(end - from);
        if (left < size) return NULL;
        uint64_t kept = bytes_at(from, left, size);
        bool is_before = way == PACK_BEFORE4 || way == PACK_BEFORE5;
        uint64_t word = is_before ? pack->base[way] - kept : pack->base[way] + kept;
        if (way >= PACK_BEFORE4) remember(pack, word);
        memcpy(words + 8 * (size_t)i, &word, 8);
        from += size;
    }
    return from;
}
