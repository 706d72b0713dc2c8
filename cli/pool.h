/* Memory that is given back all at once: what a test remembers of its run.
 *
 * Everything that a pool hands out is zeroed, aligned for any type, and lives until pool_free. Where there is no memory left,
 * NULL comes back and `failed` stays set, so that a caller may look once at the end. */
#ifndef JOURNEY_POOL_H
#define JOURNEY_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct pool_block;

struct pool {
    struct pool_block *blocks; /* the newest first */
    size_t used;               /* bytes of the newest */
    bool failed;               /* something could not be handed out */
};

void *pool_take(struct pool *pool, size_t size);
/* A copy of the bytes with a NUL behind them. NULL for NULL. */
char *pool_copy(struct pool *pool, const char *bytes, size_t size);
/* Text made as by printf; "" where there is no memory. */
const char *pool_format(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pool_free(struct pool *pool);

#endif
