/* index - see index.h: chains behind a table of heads, which doubles when there are more names than heads. */
#include "index.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { FIRST_HEADS = 64 };

/* FNV-1a. */
static uint64_t hash_of(uint32_t kind, uint32_t owner, const char *name) {
    uint64_t hash = UINT64_C(14695981039346656037) ^ kind;
    hash = (hash * UINT64_C(1099511628211)) ^ owner;
    for (const char *c = name; *c != '\0'; c++) {
        hash = (hash * UINT64_C(1099511628211)) ^ (unsigned char)*c;
    }
    hash *= UINT64_C(1099511628211);
    return hash ^ (hash >> 32);
}

static void more_heads(struct arena *arena, struct index *index) {
    uint32_t count = index->head_count == 0 ? FIRST_HEADS : index->head_count * 2;
    index->heads = ARENA_ARRAY(arena, uint32_t, count);
    memset(index->heads, 0xff, count * sizeof *index->heads);
    index->head_count = count;
    for (uint32_t i = 0; i < index->count; i++) {
        uint32_t *head = &index->heads[index->entries[i].hash & (count - 1)];
        index->entries[i].next = *head;
        *head = i;
    }
}

void index_add(struct arena *arena, struct index *index, uint32_t kind, uint32_t owner, const char *name,
               uint32_t place) {
    if (name == NULL) {
        return;
    }
    if (index->count == index->head_count) {
        more_heads(arena, index);
    }
    if (index->count == index->capacity) {
        uint32_t room = index->capacity == 0 ? FIRST_HEADS : index->capacity * 2;
        index->entries = arena_grow(arena, index->entries, index->count * sizeof *index->entries,
                                    (size_t)room * sizeof *index->entries);
        index->capacity = room;
    }
    struct index_entry entry = {hash_of(kind, owner, name), name, kind, owner, place, INDEX_NONE};
    uint32_t *head = &index->heads[entry.hash & (index->head_count - 1)];
    entry.next = *head;
    *head = index->count;
    index->entries[index->count++] = entry;
}

static bool is_key(const struct index_entry *entry, uint64_t hash, uint32_t kind, uint32_t owner, const char *name) {
    return entry->hash == hash && entry->kind == kind && entry->owner == owner && strcmp(entry->name, name) == 0;
}

static const struct index_entry *search(const struct index *index, uint32_t at, uint64_t hash, uint32_t kind,
                                        uint32_t owner, const char *name) {
    while (at != INDEX_NONE && !is_key(&index->entries[at], hash, kind, owner, name)) {
        at = index->entries[at].next;
    }
    return at == INDEX_NONE ? NULL : &index->entries[at];
}

const struct index_entry *index_find(const struct index *index, uint32_t kind, uint32_t owner, const char *name) {
    if (name == NULL || index->head_count == 0) {
        return NULL;
    }
    uint64_t hash = hash_of(kind, owner, name);
    return search(index, index->heads[hash & (index->head_count - 1)], hash, kind, owner, name);
}

const struct index_entry *index_next(const struct index *index, const struct index_entry *entry) {
    return search(index, entry->next, entry->hash, entry->kind, entry->owner, entry->name);
}
