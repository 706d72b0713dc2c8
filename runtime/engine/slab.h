/* Memory for many small blocks of few sizes, without a header for each.
 *
 * It does: cut large chunks into blocks of size classes (steps of 16 bytes up to 512, then an eighth of the size), hand
 * them out, and take them back for the next of the same class. A block is named by 32 bits, and its memory stays a block
 * of its class for ever, so that a stale name never points into the middle of another block.
 * It never gives memory back before slab_free. A block that is free has SLAB_FREE in its first 4 bytes. Sizes are at most
 * SLAB_BLOCK_MAX. */
#ifndef JRT_SLAB_H
#define JRT_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLAB_UNIT 16u              /* bytes that a reference counts in; blocks are aligned to it */
#define SLAB_CHUNK_BITS 17         /* a chunk has 2^17 units: 2 MiB */
#define SLAB_CHUNKS_MAX (1u << 15) /* 64 GiB in all */
#define SLAB_CLASSES 128u          /* more than the sizes need */
#define SLAB_BLOCK_MAX (3u << 19)  /* bytes of the largest block */
#define SLAB_NONE UINT32_MAX       /* no block */
#define SLAB_FREE UINT32_MAX       /* the first 4 bytes of a free block */

struct slab_class {
    uint32_t free;  /* first of the freed blocks, which are chained through their second 4 bytes; SLAB_NONE: none */
    uint32_t fresh; /* next block of the span that is being cut */
    uint32_t left;  /* units of that span that are not cut yet */
    uint32_t units; /* of one block */
};

struct slab {
    char **chunks;                           /* their memory, aligned to 2 MiB */
    uint32_t chunk_count;                    /* how many */
    uint32_t chunk_used;                     /* units of the last chunk that belong to spans */
    uint32_t class_count;                    /* sizes there are */
    struct slab_class classes[SLAB_CLASSES]; /* by size */
};

bool slab_init(struct slab *slab);
void slab_free(struct slab *slab);

/* The class of the smallest blocks with room for `size` bytes. */
uint32_t slab_class_of(const struct slab *slab, size_t size);

static inline size_t slab_room(const struct slab *slab, uint32_t class_) {
    return (size_t)slab->classes[class_].units * SLAB_UNIT;
}

/* SLAB_NONE where there is no memory. The block's bytes are those of its last user. */
uint32_t slab_take(struct slab *slab, uint32_t class_);
void slab_give(struct slab *slab, uint32_t class_, uint32_t block);

static inline void *slab_at(const struct slab *slab, uint32_t block) {
    char *chunk = slab->chunks[block >> SLAB_CHUNK_BITS];
    return chunk + (size_t)(block & ((1u << SLAB_CHUNK_BITS) - 1)) * SLAB_UNIT;
}

/* Bytes of all chunks. */
uint64_t slab_memory(const struct slab *slab);

#endif
