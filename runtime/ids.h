/* The ids of a user's newest events, so that one that comes a second time is known.
 *
 * Kept are the newest JRT_IDS_MAX inside the window, each as a hash and the instant of its arrival, in the order of arrival.
 * Stored, they stand at the end of a state as they are here, 16 bytes each, little endian, and then their number in a byte.
 * So they can be read and written without the rest of the state. Reading trusts nothing. */
#ifndef JRT_IDS_H
#define JRT_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

struct id {
    uint64_t hash; /* ids_hash */
    int64_t at;    /* when it came */
};

struct ids {
    uint32_t count;              /* how many */
    struct id each[JRT_IDS_MAX]; /* the oldest first */
};

#define IDS_ROOM (JRT_IDS_MAX * sizeof(struct id) + 1u) /* bytes that they are stored in at most */

/* The hash of an id. */
uint64_t ids_hash(const char *id, size_t size);

/* Was it seen in (at - window, at]? `at` is taken for the newest one's instant if it is before that. If not, it is
 * remembered; where there are JRT_IDS_MAX, in place of the oldest. */
bool ids_see(struct ids *ids, uint64_t hash, int64_t at, int64_t window);

/* What became of an id in a stored state. */
enum ids_note {
    IDS_NEW,   /* it is remembered */
    IDS_KNOWN, /* it was seen in the window; nothing has changed */
    IDS_FULL,  /* there is no room; nothing has changed */
    IDS_BROKEN /* what stands there are no ids; nothing has changed */
};

/* The same as ids_see in the bytes at whose end they stand: `*size` of them, which may become `room`. `any`: there are some. */
enum ids_note ids_note(uint8_t *bytes, size_t *size, size_t room, bool any, uint64_t hash, int64_t at, int64_t window);

/* Writes them, at least one; where they end. */
uint8_t *ids_write(const struct ids *ids, uint8_t *to);

/* Reads them from the end of these bytes; where they begin, NULL: they are not whole, or not in order. */
const uint8_t *ids_read(struct ids *ids, const uint8_t *begin, const uint8_t *end);

#endif
