#include "bump.h"

#include <stdlib.h>

enum { CHUNK_SIZE = 1 << 18 };

static size_t rounded(size_t size) {
    return (size + 7) & ~(size_t)7;
}

/* The next chunk with room for `size` bytes: one from before the last reset, or a new one behind the current. */
static struct bump_chunk *next_chunk(struct bump *bump, size_t size) {
    struct bump_chunk *next = bump->current ? bump->current->next : bump->first;
    if (next && next->size >= size) return next;
    size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    struct bump_chunk *chunk = malloc(sizeof *chunk + room);
    if (!chunk) return NULL;
    *chunk = (struct bump_chunk){.next = next, .size = room};
    if (bump->current) {
        bump->current->next = chunk;
    } else {
        bump->first = chunk;
    }
    return chunk;
}

void *bump_take(struct bump *bump, size_t size) {
    size = rounded(size);
    if (!bump->current || bump->current->size - bump->used < size) {
        struct bump_chunk *chunk = next_chunk(bump, size);
        if (!chunk) return NULL;
        bump->current = chunk;
        bump->used = 0;
    }
    char *piece = (char *)(bump->current + 1) + bump->used;
    bump->used += size;
    return piece;
}

void bump_trim(struct bump *bump, size_t taken, size_t kept) {
    bump->used -= rounded(taken) - rounded(kept);
}

void bump_reset(struct bump *bump) {
    bump->current = NULL;
    bump->used = 0;
}

void bump_free(struct bump *bump) {
    while (bump->first) {
        struct bump_chunk *next = bump->first->next;
        free(bump->first);
        bump->first = next;
    }
    bump_reset(bump);
}
