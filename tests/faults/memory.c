#include "tests/faults/memory.h"

#include <stdatomic.h>
#include <stdlib.h>

static bool is_out(struct memory *memory) {
    size_t call = ++memory->calls;
    return memory->fail != 0 && (memory->for_good ? call >= memory->fail : call == memory->fail);
}

/* The wrapped ones are not asked: what is counted here fails by its own count. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *memory_resize(void *self, void *old, size_t size) {
    struct memory *memory = self;
    if (size == 0) {
        memory->live -= old != NULL;
        free(old);
        return NULL;
    }
    if (is_out(memory)) return NULL;
    memory->live += old == NULL;
    return __real_realloc(old, size);
}

static void *take(void *self, size_t size) {
    struct memory *memory = self;
    if (is_out(memory)) return NULL;
    memory->live++;
    return __real_malloc(size);
}

static void give(void *self, void *block, size_t size) {
    struct memory *memory = self;
    (void)size;
    memory->live -= block != NULL;
    free(block);
}

struct jrt_allocator memory_allocator(struct memory *memory) {
    return (struct jrt_allocator){memory, take, give};
}

/* ---- malloc and its kin, which the engine calls on several threads ---- */

static atomic_size_t wrapped_calls, wrapped_fail; /* so far; the how-many-th fails, 0: none */
static atomic_bool wrapped_for_good;              /* and all after it */
static atomic_bool wrapped_counts;                /* they are counted */

static bool wrapped_is_out(void) {
    if (!wrapped_counts) return false;
    size_t fail = wrapped_fail;
    size_t call = ++wrapped_calls;
    return fail != 0 && (wrapped_for_good ? call >= fail : call == fail);
}

void *__wrap_malloc(size_t size) {
    return wrapped_is_out() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    return wrapped_is_out() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size) {
    return wrapped_is_out() ? NULL : __real_realloc(old, size);
}

void memory_malloc_fails(size_t nth, bool for_good) {
    wrapped_calls = 0;
    wrapped_fail = nth;
    wrapped_for_good = for_good;
    wrapped_counts = true;
}

size_t memory_malloc_over(void) {
    wrapped_counts = false;
    return wrapped_calls;
}
