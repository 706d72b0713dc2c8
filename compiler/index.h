/*
 * index - from a name to the places in a table where it stands.
 *
 * Promises: a look-up takes the same time however many names there are. A key is a kind, an owner and a name; the same key may
 * be added often, and its places come out newest first. Names are not copied: they must live as long as the index. Nothing
 * is ever taken out. Everything belongs to the arena.
 */
#ifndef JDL_INDEX_H
#define JDL_INDEX_H

#include <stdint.h>

#include "arena.h"

#define INDEX_NONE 0xffffffffu /* no entry */

/* One name. */
struct index_entry {
    uint64_t hash;    /* of its key */
    const char *name; /* never NULL */
    uint32_t kind;    /* whatever the user of the index says */
    uint32_t owner;   /* likewise */
    uint32_t place;   /* likewise */
    uint32_t next;    /* an older entry with the same head, or INDEX_NONE */
};

struct index {
    struct index_entry *entries; /* in the order of adding */
    uint32_t count;              /* how many */
    uint32_t capacity;           /* room in entries */
    uint32_t *heads;             /* newest entry of each chain, or INDEX_NONE */
    uint32_t head_count;         /* a power of two, or 0 */
};

void index_add(struct arena *arena, struct index *index, uint32_t kind, uint32_t owner, const char *name,
               uint32_t place);

/* The newest entry of a key, and the next older one with the same key; NULL if there is none, or `name` is NULL. */
const struct index_entry *index_find(const struct index *index, uint32_t kind, uint32_t owner, const char *name);
const struct index_entry *index_next(const struct index *index, const struct index_entry *entry);

#endif
