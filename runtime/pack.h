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

#include <stdint.h>

#include "bytecode.h"

#define PACK_ROOM(count) (((count) + 1u) / 2 + 8 * (count)) /* bytes of a row at most */

/* How a word is kept: half a byte. */
enum pack_way {
    PACK_ZERO,                     /* 0 */
    PACK_NEVER,                    /* JBC_NEVER */
    PACK_MAX,                      /* INT64_MAX */
    PACK_CLOCK,                    /* the clock */
    PACK_RECENT,                   /* the first of PACK_RECENTS recent ones; the next three ways are the others */
    PACK_RECENTS = 4,              /* how many */
    PACK_BYTES1 = PACK_RECENT + 4, /* itself, in 1 byte */
    PACK_BYTES2,                   /* in 2 */
    PACK_BYTES4,                   /* in 4 */
    PACK_BYTES8,                   /* in 8 */
    PACK_BEFORE4,                  /* so long before the clock, in 4 bytes */
    PACK_BEFORE5,                  /* in 5 */
    PACK_AFTER4,                   /* so long after the clock, in 4 bytes */
    PACK_AFTER5,                   /* in 5 */
    PACK_WAYS                      /* one more than the last */
};

/* What both ends know of the words so far. */
struct pack {
    uint64_t base[PACK_WAYS]; /* of each way: what its bytes are counted from, or the word itself */
    uint32_t next;            /* of the recent ones, a ring: where the next one goes */
};

/* Distances are to `clock`; `first` is remembered as if it had been kept before. */
struct pack pack_begin(int64_t clock, int64_t first);

/* Writes a row of `count` words from bytes at any address; where the next thing goes. */
uint8_t *pack_write(struct pack *pack, uint8_t *to, const uint8_t *words, uint32_t count);

/* Reads a row into `words`; where it ended, NULL: it is not whole. */
const uint8_t *pack_read(struct pack *pack, const uint8_t *from, const uint8_t *end, uint8_t *words, uint32_t count);

#endif
