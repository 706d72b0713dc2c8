/*
 * vec - arrays that grow, in the arena of a compilation.
 *
 * Promises: VEC(T) is a plain struct that is empty when zeroed; VEC_PUSH gives a pointer to a new, zeroed last item. A push
 * may move the items, so a pointer to one lives until the next push. Nothing is freed before the arena is.
 */
#ifndef JDL_VEC_H
#define JDL_VEC_H

#include <stdint.h>

#include "arena.h"

#define VEC(T)                                                                                                         \
    struct {                                                                                                           \
        T *items;          /* NULL while empty */                                                                      \
        uint32_t count;    /* how many there are */                                                                    \
        uint32_t capacity; /* how many there is room for */                                                            \
    }

/* Makes room for one more item and returns where the items are now. */
static inline void *vec_room(struct arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    uint32_t more = *capacity == 0 ? 8 : *capacity * 2;
    void *grown = arena_grow(arena, items, (size_t)count * size, (size_t)more * size);
    *capacity = more;
    return grown;
}

/* A pointer to a new last item; `vec` is a VEC, named twice or more. */
#define VEC_PUSH(arena, vec)                                                                                           \
    ((vec).items = vec_room((arena), (vec).items, (vec).count, &(vec).capacity, sizeof *(vec).items),                  \
     &(vec).items[(vec).count++])

#endif
