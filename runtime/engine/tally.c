#include "tally.h"

#include <stdlib.h>
#include <string.h>

static bool is_row(const struct tally_row *row, uint32_t group, const char *name, size_t size) {
    return row->group == group && row->size == size && memcmp(row->name, name, size) == 0;
}

/* The few names that come again and again are found without a search. */
static struct tally_row *find(struct tally *tally, uint32_t group, const char *name, size_t size) {
    uint32_t *recent = &tally->recent[(group * 7 + size + (size > 0 ? (unsigned char)name[0] : 0)) % 64];
    if (*recent > 0 && is_row(&tally->rows[*recent - 1], group, name, size)) return &tally->rows[*recent - 1];
    for (uint32_t i = 0; i < tally->count; i++) {
        if (!is_row(&tally->rows[i], group, name, size)) continue;
        *recent = i + 1;
        return &tally->rows[i];
    }
    return NULL;
}

static struct tally_row *add_row(struct tally *tally, uint32_t group, const char *name, size_t size) {
    if (tally->count == tally->room) {
        uint32_t room = tally->room ? tally->room * 2 : 16;
        struct tally_row *rows = realloc(tally->rows, room * sizeof *rows);
        if (!rows) return NULL;
        tally->rows = rows;
        tally->room = room;
    }
    char *copy = malloc(size ? size : 1);
    if (!copy) return NULL;
    if (size > 0) memcpy(copy, name, size);
    struct tally_row *row = &tally->rows[tally->count++];
    *row = (struct tally_row){.group = group, .size = (uint32_t)size, .name = copy};
    return row;
}

void tally_add(struct tally *tally, uint32_t group, const char *name, size_t size, uint64_t times) {
    struct tally_row *row = find(tally, group, name, size);
    if (!row && tally->most > 0 && tally->count >= tally->most) {
        tally->others += times;
        return;
    }
    if (!row) row = add_row(tally, group, name, size);
    if (row) {
        row->count += times;
    } else {
        tally->failed = true;
    }
}

void tally_merge(struct tally *tally, const struct tally *from) {
    for (uint32_t i = 0; i < from->count; i++) {
        const struct tally_row *row = &from->rows[i];
        tally_add(tally, row->group, row->name, row->size, row->count);
    }
    tally->others += from->others;
    tally->failed |= from->failed;
}

static int by_group_and_count(const void *left, const void *right) {
    const struct tally_row *a = left, *b = right;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    int order = memcmp(a->name, b->name, a->size < b->size ? a->size : b->size);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

void tally_sort(struct tally *tally) {
    memset(tally->recent, 0, sizeof tally->recent);
    if (tally->count > 1) qsort(tally->rows, tally->count, sizeof *tally->rows, by_group_and_count);
}

void tally_free(struct tally *tally) {
    for (uint32_t i = 0; i < tally->count; i++) free(tally->rows[i].name);
    free(tally->rows);
    *tally = (struct tally){.most = tally->most};
}
