/*
 * arena - the memory of one compilation.
 *
 * Promises: memory comes in blocks, is zeroed and aligned for any type, and is freed all at once by arena_free. No single
 * piece is ever freed before. arena_alloc never returns NULL: when the host has no more memory, or the arena's limit is
 * reached, it leaves through the trap that the owner of the compilation has set. Everything that a pass allocates comes
 * from its arena, so leaving that way loses nothing. Passes that hold something else (a file, a JSON tree) must not
 * allocate from the arena while they hold it.
 *
 * The owner writes, once, in the function that made the arena:
 *
 *     struct arena *arena = arena_new(NULL);
 *     if (arena == NULL || setjmp(*arena_trap(arena)) != 0) {
 *         arena_free(arena);
 *         return out_of_memory;
 *     }
 *
 * Never: a global, a thread, a call back into the compiler. One arena belongs to one thread at a time.
 */
#ifndef JDL_ARENA_H
#define JDL_ARENA_H

#include <setjmp.h>
#include <stddef.h>

struct arena;

/* Where blocks come from; the same shape as realloc: size 0 frees, otherwise old is NULL. */
struct arena_memory {
    void *(*resize)(void *user, void *old, size_t size); /* NULL when there is no more memory */
    void *user;                                          /* handed to resize */
    size_t limit;                                        /* bytes in all, 0 for no limit */
};

/* A new arena; memory may be NULL for malloc without a limit. NULL when there is not even memory for that. */
struct arena *arena_new(const struct arena_memory *memory);

/* Frees the arena and all that came from it; arena may be NULL. */
void arena_free(struct arena *arena);

/* Where arena_alloc leaves to; to be handed to setjmp before the first allocation. A later call replaces the trap. */
jmp_buf *arena_trap(struct arena *arena);

/* Zeroed memory; never NULL. size may be 0. */
void *arena_alloc(struct arena *arena, size_t size);

/* An array grown to new_size bytes: the old bytes are copied, the rest is zeroed. The old array stays as it was. */
void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size);

/* A copy of length bytes, ended by a NUL. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* Text made as by printf, ended by a NUL. */
char *arena_format(struct arena *arena, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* Leaves through the trap: for memory that a generated scanner or parser asked for and did not get. */
_Noreturn void arena_fail(struct arena *arena);

/* Bytes taken from the host so far. */
size_t arena_size(const struct arena *arena);

/* One zeroed TYPE, or COUNT of them. */
#define ARENA_NEW(arena, TYPE) ((TYPE *)arena_alloc((arena), sizeof(TYPE)))
#define ARENA_ARRAY(arena, TYPE, COUNT) ((TYPE *)arena_alloc((arena), sizeof(TYPE) * (size_t)(COUNT)))

#endif
