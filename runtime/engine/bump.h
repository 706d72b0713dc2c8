/* Memory that is handed out piece by piece and taken back as a whole.
 *
 * Pieces keep their place until bump_reset, which keeps the memory for the next use; so a reader that has seen its largest
 * block allocates no more. Pieces are aligned to 8 bytes. */
#ifndef JRT_BUMP_H
#define JRT_BUMP_H

#include <stddef.h>

struct bump_chunk {
    struct bump_chunk *next; /* the chunk after it */
    size_t size;             /* bytes behind this head */
};

struct bump {
    struct bump_chunk *first;   /* all chunks */
    struct bump_chunk *current; /* the one that is being handed out */
    size_t used;                /* of the current one, bytes */
};

/* Zero it before the first use. NULL: no memory. */
void *bump_take(struct bump *bump, size_t size);
/* Gives the end of the last piece back, which was `taken` long and needs only `kept`. */
void bump_trim(struct bump *bump, size_t taken, size_t kept);
void bump_reset(struct bump *bump);
void bump_free(struct bump *bump);

#endif
