/* Memory for the fuzzers that keeps large blocks for the next one of the same size: to get and give back megabytes for each
 * input would take most of their time. A block is of just its size, so sanitizers see what lies outside of it. */
#ifndef TESTS_BLOCKS_H
#define TESTS_BLOCKS_H

#include <stddef.h>

/* As an allocator of jrt.h; `self` is not used. They end the program where there is no memory. */
void *blocks_take(void *self, size_t size);
void blocks_give(void *self, void *block, size_t size);

#endif
