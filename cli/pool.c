#include "pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 14, ALIGNMENT = 16 };

struct pool_block {
    struct pool_block *older; /* the one made before */
    size_t size;              /* bytes in it */
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

static bool add_block(struct pool *pool, size_t least) {
    size_t size = least > BLOCK ? least : BLOCK;
    struct pool_block *block = calloc(1, sizeof *block + size);
    if (!block) return false;
    *block = (struct pool_block){.older = pool->blocks, .size = size};
    pool->blocks = block;
    pool->used = 0;
    return true;
}

void *pool_take(struct pool *pool, size_t size) {
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    bool room = pool->blocks && rounded <= pool->blocks->size - pool->used;
    if (!room && !add_block(pool, rounded)) {
        pool->failed = true;
        return NULL;
    }
    void *piece = pool->blocks->bytes + pool->used;
    pool->used += rounded;
    return piece;
}

char *pool_copy(struct pool *pool, const char *bytes, size_t size) {
    char *copy = bytes ? pool_take(pool, size + 1) : NULL;
    if (copy && size > 0) memcpy(copy, bytes, size);
    return copy;
}

const char *pool_format(struct pool *pool, const char *format, ...) {
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    char *text = length < 0 ? NULL : pool_take(pool, (size_t)length + 1);
    if (text) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(list);
    return text ? text : "";
}

void pool_free(struct pool *pool) {
    while (pool->blocks) {
        struct pool_block *older = pool->blocks->older;
        free(pool->blocks);
        pool->blocks = older;
    }
    *pool = (struct pool){0};
}
