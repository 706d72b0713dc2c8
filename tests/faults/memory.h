/* Memory that runs out: the how-many-th allocation fails, once or from then on.
 *
 * For the compiler by its hook, for the core by its allocator, and for what calls malloc itself (the engine, the command's
 * parts) by wrapping that: a program that is linked with this file is linked with --wrap=malloc, calloc and realloc. What is
 * asked through the first two is counted, and so is what has not been given back. */
#ifndef TEST_MEMORY_H
#define TEST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/jrt.h"

struct memory {
    size_t calls;  /* allocations asked for */
    size_t fail;   /* the how-many-th of them fails; 0: none */
    bool for_good; /* and so do all after it */
    size_t live;   /* blocks that have not been given back */
};

/* As realloc, size 0 frees: for struct jdl_options, whose `memory` is a struct memory. */
void *memory_resize(void *self, void *old, size_t size);

/* For the core; it borrows the memory. */
struct jrt_allocator memory_allocator(struct memory *memory);

/* The nth call of malloc, calloc or realloc from now on fails, on whatever thread. */
void memory_malloc_fails(size_t nth, bool for_good);

/* No more of them fails; how many there were since. */
size_t memory_malloc_over(void);

#endif
