#include "ids.h"

#include <string.h>

_Static_assert(sizeof(struct id) == 16, "an id is stored as it is");

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

static struct id id_at(const uint8_t *bytes, uint32_t index) {
    struct id id;
    memcpy(&id, bytes + index * sizeof id, sizeof id);
    return id;
}

/* As ids_see, in bytes at any address, where there is room for `most` ids. */
static enum ids_note see(uint8_t *bytes, uint32_t *count, size_t most, uint64_t hash, int64_t at, int64_t window) {
    uint32_t gone = 0;
    if (*count > 0 && at < id_at(bytes, *count - 1).at) at = id_at(bytes, *count - 1).at;
    while (gone < *count && id_at(bytes, gone).at <= at - window) gone++;
    for (uint32_t i = gone; i < *count; i++)
        if (id_at(bytes, i).hash == hash) return IDS_KNOWN;
    if (gone == 0 && *count == JRT_IDS_MAX) gone = 1;
    uint32_t left = *count - gone;
    if (left >= most) return IDS_FULL;
    if (gone > 0) memmove(bytes, bytes + gone * sizeof(struct id), left * sizeof(struct id));
    struct id id = {hash, at};
    memcpy(bytes + left * sizeof id, &id, sizeof id);
    *count = left + 1;
    return IDS_NEW;
}

bool ids_see(struct ids *ids, uint64_t hash, int64_t at, int64_t window) {
    return see((uint8_t *)ids->each, &ids->count, JRT_IDS_MAX, hash, at, window) == IDS_KNOWN;
}

/* Bytes of the ids at the end of these; 0: they are not whole. */
static size_t size_at(const uint8_t *begin, const uint8_t *end) {
    uint32_t count = begin == end ? 0 : end[-1];
    size_t size = count * sizeof(struct id) + 1;
    return count == 0 || count > JRT_IDS_MAX || (size_t)(end - begin) < size ? 0 : size;
}

enum ids_note ids_note(uint8_t *bytes, size_t *size, size_t room, bool any, uint64_t hash, int64_t at, int64_t window) {
    size_t used = any ? size_at(bytes, bytes + *size) : 0;
    if (any && used == 0) return IDS_BROKEN;
    uint32_t count = (uint32_t)(used / sizeof(struct id));
    size_t before = *size - used;
    if (room <= before) return IDS_FULL;
    uint8_t *begin = bytes + before;
    enum ids_note note = see(begin, &count, (room - before - 1) / sizeof(struct id), hash, at, window);
    if (note != IDS_NEW) return note;
    *size = before + count * sizeof(struct id) + 1;
    bytes[*size - 1] = (uint8_t)count;
    return IDS_NEW;
}

uint8_t *ids_write(const struct ids *ids, uint8_t *to) {
    size_t size = ids->count * sizeof *ids->each;
    memcpy(to, ids->each, size);
    to[size] = (uint8_t)ids->count;
    return to + size + 1;
}

const uint8_t *ids_read(struct ids *ids, const uint8_t *begin, const uint8_t *end) {
    size_t size = size_at(begin, end);
    uint32_t count = (uint32_t)(size / sizeof *ids->each);
    if (size == 0) return NULL;
    memcpy(ids->each, end - size, size - 1);
    for (uint32_t i = 1; i < count; i++)
        if (ids->each[i].at < ids->each[i - 1].at) return NULL;
    ids->count = count;
    return end - size;
}
