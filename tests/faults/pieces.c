/* The compiler's memory with a block for each piece: every allocation that a pass makes is one of the host's, which may fail,
 * and whose ends a sanitizer sees. */
#define ARENA_BLOCK_SIZE ((size_t)0)
#include "compiler/arena.c"
