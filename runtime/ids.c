#include "ids.h"

#include <string.h>

#define LONG_FORM 0x80u /* of the last byte */

static inline uint64_t fold(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * 0xd6e8feb86659fd93u;
    return hash ^ hash >> 32;
}

uint64_t ids_hash(const char *id, size_t size) {
    uint64_t hash = 0x9e3779b97f4a7c15u ^ size, word;
    for (; size >= 8; size -= 8, id += 8) {
        memcpy(&word, id, 8);
        hash = fold(hash, word);
    }
    word = 0;
    if (size > 0) {
        memcpy(&word, id, size);
        hash = fold(hash, word);
    }
    return hash * 0xd6e8feb86659fd93u;
}

/* Drops the `gone` oldest. */
static void drop(struct ids *ids, uint32_t gone) {
    ids->count -= gone;
    memmove(ids->hash, ids->hash + gone, ids->count * sizeof *ids->hash);
    memmove(ids->at, ids->at + gone, ids->count * sizeof *ids->at);
}

bool ids_see(struct ids *ids, uint64_t hash, int64_t at, int64_t window) {
    uint32_t gone = 0;
    if (ids->count > 0 && at < ids->at[ids->count - 1]) at = ids->at[ids->count - 1];
    while (gone < ids->count && ids->at[gone] <= at - window) gone++;
    for (uint32_t i = gone; i < ids->count; i++)
        if (ids->hash[i] == hash) return true;
    if (gone == 0 && ids->count == JRT_IDS_MAX) gone = 1;
    if (gone > 0) drop(ids, gone);
    ids->hash[ids->count] = hash;
    ids->at[ids->count++] = at;
    return false;
}

uint8_t *ids_write(const struct ids *ids, uint8_t *to) {
    uint32_t older = ids->count - 1;
    int64_t newest = ids->at[older];
    size_t width = older > 0 && (uint64_t)newest - (uint64_t)ids->at[0] > UINT32_MAX ? 8 : 4;
    memcpy(to, ids->hash, ids->count * sizeof *ids->hash);
    to += ids->count * sizeof *ids->hash;
    for (uint32_t i = 0; i < older; i++, to += width) {
        uint64_t before = (uint64_t)newest - (uint64_t)ids->at[i];
        memcpy(to, &before, 8); /* what follows overwrites those that don't count */
    }
    memcpy(to, &newest, 8);
    to[8] = (uint8_t)(ids->count | (width == 8 ? LONG_FORM : 0));
    return to + 9;
}

const uint8_t *ids_read(struct ids *ids, const uint8_t *begin, const uint8_t *end) {
    if (end - begin < 9) return NULL;
    uint32_t count = end[-1] & (LONG_FORM - 1);
    size_t width = (end[-1] & LONG_FORM) != 0 ? 8 : 4;
    if (count == 0 || count > JRT_IDS_MAX) return NULL;
    size_t size = count * sizeof *ids->hash + (count - 1) * width + 9;
    if ((size_t)(end - begin) < size) return NULL;
    int64_t newest;
    memcpy(&newest, end - 9, 8);
    memcpy(ids->hash, end - size, count * sizeof *ids->hash);
    const uint8_t *from = end - size + count * sizeof *ids->hash;
    for (uint32_t i = 0; i + 1 < count; i++, from += width) {
        uint64_t before = 0;
        memcpy(&before, from, width);
        ids->at[i] = (int64_t)((uint64_t)newest - before);
        if (ids->at[i] > newest || (i > 0 && ids->at[i] < ids->at[i - 1])) return NULL;
    }
    ids->at[count - 1] = newest;
    ids->count = count;
    return end - size;
}
