/* Words of 64 bits in few bytes: how a stored state keeps instants and small numbers.
 *
 * A row of words is half a byte for each that says how it is kept, two in a byte, the first in the lower half; then the
 * bytes of those that need any. A word is one that is frequent (zero, JBC_NEVER, INT64_MAX, the clock), one of the last
 * four that were kept as a distance to the clock, such a distance in 4 or 5 bytes, or its own lower 1, 2, 4 or all 8 bytes.
 *
 * Reading trusts nothing: it never leaves the bytes, and says when they don't suffice. Writing needs PACK_ROOM(count)
 * bytes at hand. Nothing is allocated. */
#ifndef JRT_PACK_H
#define JRT_PACK_H

#include <stdbool.h>
#include <stdint.h>

#define PACK_RECENT 4u                                      /* words that are remembered */
#define PACK_ROOM(count) (((count) + 1u) / 2 + 8 * (count)) /* bytes of a row at most */

/* What both ends know of the words so far. */
struct pack {
    uint64_t clock;               /* distances are to it */
    uint64_t recent[PACK_RECENT]; /* words kept as distances, in a ring; the first one is given at the begin */
    uint32_t next;                /* of the ring: where the next one goes */
};

static inline struct pack pack_begin(int64_t clock, int64_t first) {
    return (struct pack){.clock = (uint64_t)clock, .recent = {(uint64_t)first, (uint64_t)clock}, .next = 1};
}

/* Writes a row of `count` words from bytes at any address; where the next thing goes. */
uint8_t *pack_write(struct pack *pack, uint8_t *to, const uint8_t *words, uint32_t count);

/* Reads a row into `words`; where it ended, NULL: it is not whole. */
const uint8_t *pack_read(struct pack *pack, const uint8_t *from, const uint8_t *end, uint8_t *words, uint32_t count);

#endif
