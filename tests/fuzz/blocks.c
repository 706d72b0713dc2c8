#include "tests/fuzz/blocks.h"

#include <stdlib.h>

#define LARGE 65536 /* bytes from which on a block is kept */
#define KEPT 8      /* blocks that are kept at most */

struct kept {
    void *block; /* NULL: none */
    size_t size; /* of it */
};

/* One for all, as the process is the fuzzer's alone and has one thread that drives programs. */
static struct kept kept[KEPT];

void *blocks_take(void *self, size_t size) {
    (void)self;
    for (int i = 0; size >= LARGE && i < KEPT; i++) {
        if (!kept[i].block || kept[i].size != size) continue;
        void *block = kept[i].block;
        kept[i].block = NULL;
        return block;
    }
    void *block = malloc(size + (size == 0));
    if (!block) abort();
    return block;
}

/* The oldest makes room for it. */
void blocks_give(void *self, void *block, size_t size) {
    (void)self;
    if (size < LARGE || !block) {
        free(block);
        return;
    }
    int place = 0;
    while (place < KEPT - 1 && kept[place].block) place++;
    if (kept[place].block) {
        free(kept[0].block);
        for (int i = 0; i + 1 < KEPT; i++) kept[i] = kept[i + 1];
    }
    kept[place] = (struct kept){block, size};
}
