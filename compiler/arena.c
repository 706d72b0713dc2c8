#include "arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Tests set it to 0: then each piece is a block of its own, whose ends a sanitizer sees. */
#ifndef ARENA_BLOCK_SIZE
#define ARENA_BLOCK_SIZE ((size_t)64 * 1024)
#endif

enum {
    BLOCK_SIZE = ARENA_BLOCK_SIZE, /* bytes of an ordinary block; a larger piece gets a block of its own */
    ALIGNMENT = 16                 /* of every piece */
};

/* The head of a block; its bytes follow. */
struct block {
    _Alignas(ALIGNMENT) struct block *next; /* the block taken before it */
};

struct arena {
    struct arena_memory memory; /* where blocks come from */
    struct block *blocks;       /* all blocks, the latest first */
    char *free;                 /* the next free byte of the current block */
    size_t left;                /* free bytes of the current block */
    size_t taken;               /* bytes taken from the host */
    jmp_buf trap;               /* where to leave to */
    int armed;                  /* the trap has been asked for */
};

static void *resize_with_libc(void *user, void *old, size_t size) {
    (void)user;
    if (size == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, size);
}

struct arena *arena_new(const struct arena_memory *memory) {
    struct arena_memory from = {resize_with_libc, NULL, 0};
    if (memory != NULL) from = *memory;
    struct arena *arena = from.resize(from.user, NULL, sizeof *arena);
    if (arena == NULL) return NULL;
    memset(arena, 0, sizeof *arena);
    arena->memory = from;
    arena->taken = sizeof *arena;
    return arena;
}

void arena_free(struct arena *arena) {
    if (arena == NULL) return;
    struct block *block = arena->blocks;
    while (block != NULL) {
        struct block *next = block->next;
        arena->memory.resize(arena->memory.user, block, 0);
        block = next;
    }
    struct arena_memory memory = arena->memory;
    memory.resize(memory.user, arena, 0);
}

jmp_buf *arena_trap(struct arena *arena) {
    arena->armed = 1;
    return &arena->trap;
}

void arena_fail(struct arena *arena) {
    assert(arena->armed);
    longjmp(arena->trap, 1);
}

/* A block with room for size bytes behind its head. */
static struct block *take_block(struct arena *arena, size_t size) {
    size_t whole = sizeof(struct block) + size;
    if (whole < size || (arena->memory.limit != 0 && whole > arena->memory.limit - arena->taken)) arena_fail(arena);
    struct block *block = arena->memory.resize(arena->memory.user, NULL, whole);
    if (block == NULL) arena_fail(arena);
    arena->taken += whole;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size) {
    if (size > SIZE_MAX - 2 * BLOCK_SIZE) arena_fail(arena);
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *piece = arena->free;
    if (size > BLOCK_SIZE / 4) {
        piece = take_block(arena, size) + 1;
    } else if (size > arena->left || piece == NULL) {
        struct block *block = take_block(arena, BLOCK_SIZE);
        piece = block + 1;
        arena->free = (char *)piece + size;
        arena->left = BLOCK_SIZE - size;
    } else {
        arena->free += size;
        arena->left -= size;
    }
    return memset(piece, 0, size);
}

void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size) {
    assert(new_size >= old_size);
    void *grown = arena_alloc(arena, new_size);
    if (old_size > 0) memcpy(grown, old, old_size);
    return grown;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0) memcpy(copy, bytes, length);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    char *text = arena_alloc(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_size(const struct arena *arena) {
    return arena->taken;
}
