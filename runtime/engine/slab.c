#include "slab.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    CHUNK_UNITS = 1 << SLAB_CHUNK_BITS,
    SPAN_UNITS = 4096,   /* 64 KiB are cut into blocks of one class at a time */
    LINE_UNITS = 4,      /* of a line of the cache */
    HUGE_PAGE = 2 << 20, /* bytes */
    FINE_UNITS = 32      /* up to here each number of units has its class */
};

bool slab_init(struct slab *slab) {
    *slab = (struct slab){.chunk_used = CHUNK_UNITS};
    uint32_t units = 1;
    for (bool more = true; more && slab->class_count < SLAB_CLASSES;) {
        slab->classes[slab->class_count++] = (struct slab_class){.free = SLAB_NONE, .units = units};
        more = units * SLAB_UNIT < SLAB_BLOCK_MAX;
        units += units < FINE_UNITS ? 1 : units / 8;
    }
    slab->chunks = malloc(SLAB_CHUNKS_MAX * sizeof *slab->chunks);
    return slab->chunks != NULL;
}

void slab_free(struct slab *slab) {
    for (uint32_t i = 0; i < slab->chunk_count; i++) free(slab->chunks[i]);
    free(slab->chunks);
    *slab = (struct slab){0};
}

uint32_t slab_class_of(const struct slab *slab, size_t size) {
    uint32_t units = (uint32_t)((size + SLAB_UNIT - 1) / SLAB_UNIT);
    if (units <= FINE_UNITS) return units > 0 ? units - 1 : 0;
    uint32_t low = FINE_UNITS - 1, high = slab->class_count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (slab->classes[middle].units < units) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* A chunk more. What is left of the last one is given up: less than one span. */
static bool add_chunk(struct slab *slab) {
    size_t size = (size_t)CHUNK_UNITS * SLAB_UNIT;
    if (slab->chunk_count == SLAB_CHUNKS_MAX) return false;
    void *chunk = aligned_alloc(HUGE_PAGE, size);
    if (!chunk) return false;
    /* Only a wish: without huge pages it works the same. */
    (void)madvise(chunk, size, MADV_HUGEPAGE);
    slab->chunks[slab->chunk_count++] = chunk;
    slab->chunk_used = 0;
    return true;
}

/* A span for the class: as many whole blocks as fit. What is left of it is given up, so that each begins at a line of the
 * cache. */
static bool add_span(struct slab *slab, struct slab_class *class_) {
    uint32_t units =
        class_->units > SPAN_UNITS ? (class_->units + LINE_UNITS - 1) / LINE_UNITS * LINE_UNITS : SPAN_UNITS;
    if (CHUNK_UNITS - slab->chunk_used < units && !add_chunk(slab)) return false;
    class_->fresh = (slab->chunk_count - 1) << SLAB_CHUNK_BITS | slab->chunk_used;
    class_->left = units - units % class_->units;
    slab->chunk_used += units;
    return true;
}

uint32_t slab_take(struct slab *slab, uint32_t class_number) {
    struct slab_class *class_ = &slab->classes[class_number];
    uint32_t block = class_->free;
    if (block != SLAB_NONE) {
        memcpy(&class_->free, (char *)slab_at(slab, block) + 4, 4);
        return block;
    }
    if (class_->left == 0 && !add_span(slab, class_)) return SLAB_NONE;
    block = class_->fresh;
    class_->fresh += class_->units;
    class_->left -= class_->units;
    return block;
}

void slab_give(struct slab *slab, uint32_t class_number, uint32_t block) {
    struct slab_class *class_ = &slab->classes[class_number];
    uint32_t head[2] = {SLAB_FREE, class_->free};
    memcpy(slab_at(slab, block), head, sizeof head);
    class_->free = block;
}

uint64_t slab_memory(const struct slab *slab) {
    return (uint64_t)slab->chunk_count * CHUNK_UNITS * SLAB_UNIT;
}
