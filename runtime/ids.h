/* The ids of a user's newest events, so that one that comes a second time is known.
 *
 * Kept are the newest JRT_IDS_MAX inside the window, each as a hash and the instant of its arrival, in the order of arrival.
 * Stored, they stand at the end of a state: the hashes, for each but the newest how long before it it came (4 bytes each, or
 * 8 where one of them came that long before), the newest one's instant, and their number in a byte with the highest bit set
 * for the long form. So they can be read and written without the rest of the state. Reading trusts nothing. */
#ifndef JRT_IDS_H
#define JRT_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "limits.h"

#define IDS_ROOM (JRT_IDS_MAX * 16u + 16u) /* bytes that ids_write needs at hand */

struct ids {
    uint32_t count;             /* how many */
    uint64_t hash[JRT_IDS_MAX]; /* of each, the oldest first */
    int64_t at[JRT_IDS_MAX];    /* when each came */
};

/* The hash of an id. */
uint64_t ids_hash(const char *id, size_t size);

/* Was it seen in (at - window, at]? `at` is taken for the newest one's instant if it is before that. If not, it is remembered; where there is no room, in place of the oldest. */
bool ids_see(struct ids *ids, uint64_t hash, int64_t at, int64_t window);

/* Writes them, at least one; where they end. */
uint8_t *ids_write(const struct ids *ids, uint8_t *to);

/* Reads them from the end of these bytes; where they begin, NULL: they are not whole. */
const uint8_t *ids_read(struct ids *ids, const uint8_t *begin, const uint8_t *end);

#endif
