#include "user_table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    FIRST_PLACES = 1024, /* of a new index */
    SPARE_PLACES = 64,   /* behind the last, so that probing seldom makes the index grow early */
    HUGE_PAGE = 2 << 20  /* bytes */
};

static struct user_place *make_places(uint64_t room) {
    size_t size = (size_t)room * sizeof(struct user_place);
    struct user_place *places;
    if (size >= HUGE_PAGE) {
        size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
        places = aligned_alloc(HUGE_PAGE, size);
        if (places) (void)madvise(places, size, MADV_HUGEPAGE);
    } else {
        places = malloc(size);
    }
    if (places) memset(places, 0xff, size);
    return places;
}

bool user_table_init(struct user_table *table) {
    *table = (struct user_table){.place_count = FIRST_PLACES, .place_room = FIRST_PLACES + SPARE_PLACES};
    table->places = make_places(table->place_room);
    return slab_init(&table->slab) && table->places != NULL;
}

void user_table_free(struct user_table *table) {
    free(table->places);
    slab_free(&table->slab);
    *table = (struct user_table){0};
}

/* The place of the record with this id. false: there is none, and `at` is where it would go in. */
static bool probe(const struct user_table *table, uint32_t hash, const char *id, size_t size, uint64_t *at) {
    const struct user_place *place = user_first_of(table, hash);
    bool found = false;
    for (; place->hash == hash && place->record != USER_NONE; place++) {
        const struct user_record *record = user_at(table, place->record);
        found = record->id_size == size && memcmp(user_id(record), id, size) == 0;
        if (found) break;
    }
    *at = (uint64_t)(place - table->places);
    return found;
}

uint32_t user_find(const struct user_table *table, uint64_t hash, const char *id, size_t size) {
    uint64_t at;
    return probe(table, (uint32_t)(hash >> 32), id, size, &at) ? table->places[at].record : USER_NONE;
}

/* An index of other size with the same content, in the same order. The last place of all must stay free: it ends every
 * probe. */
static bool spread(struct user_table *table, uint64_t count, uint64_t spare) {
    struct user_place *old = table->places;
    uint64_t old_room = table->place_room, next = 0;
    struct user_place *places = make_places(count + spare);
    if (!places) return false;
    bool fits = true;
    for (uint64_t i = 0; i < old_room && fits; i++) {
        if (old[i].record == USER_NONE) continue;
        uint64_t at = (uint64_t)old[i].hash * count >> 32;
        if (at < next) at = next;
        next = at + 1;
        fits = next < count + spare;
        if (fits) places[at] = old[i];
    }
    if (!fits) {
        free(places);
        return spread(table, count, spare * 2);
    }
    free(old);
    table->places = places;
    table->place_count = count;
    table->place_room = count + spare;
    return true;
}

/* Moves the places from `at` on further by one, up to the next free one. false: that is the last of all. */
static bool make_gap(struct user_table *table, uint64_t at) {
    uint64_t free_place = at;
    while (table->places[free_place].record != USER_NONE) free_place++;
    if (free_place + 1 == table->place_room) return false;
    memmove(&table->places[at + 1], &table->places[at], (size_t)(free_place - at) * sizeof *table->places);
    return true;
}

/* Room in the index for one user more; half as large again when four fifths are taken. */
static bool make_place(struct user_table *table) {
    if (table->count * 5 < table->place_count * 4) return true;
    return spread(table, table->place_count + table->place_count / 2, table->place_room - table->place_count);
}

static size_t record_size(size_t id_size, size_t state_size) {
    return sizeof(struct user_record) + id_size + state_size;
}

/* A new record in a block of its class, with the id. */
static uint32_t make_record(struct user_table *table, struct user_record head, const char *id, size_t size) {
    head.class_ = slab_class_of(&table->slab, size) & 127;
    uint32_t block = slab_take(&table->slab, head.class_);
    if (block == SLAB_NONE) return USER_NONE;
    struct user_record *record = user_at(table, block);
    *record = head;
    memcpy(record + 1, id, head.id_size);
    return block;
}

static uint32_t add_user(struct user_table *table, uint32_t hash, const char *id, size_t id_size, size_t size) {
    if (id_size > USER_ID_MAX || !make_place(table)) return USER_NONE;
    struct user_record head = {.mark = USER_NO_MARK, .id_size = id_size & USER_ID_MAX};
    uint32_t record = make_record(table, head, id, size);
    if (record == USER_NONE) return USER_NONE;
    uint64_t at;
    probe(table, hash, id, id_size, &at);
    while (!make_gap(table, at)) {
        if (!spread(table, table->place_count, (table->place_room - table->place_count) * 2)) {
            slab_give(&table->slab, user_at(table, record)->class_, record);
            return USER_NONE;
        }
        probe(table, hash, id, id_size, &at);
    }
    table->places[at] = (struct user_place){hash, record, 0};
    table->count++;
    table->record_bytes += id_size;
    return record;
}

/* The place of a record that is there. */
static struct user_place *place_of(struct user_table *table, uint32_t hash, uint32_t record) {
    struct user_place *place = user_first_of(table, hash);
    while (place->record != record) place++;
    return place;
}

void user_listen(struct user_table *table, uint32_t record, uint64_t hash, uint32_t hears) {
    place_of(table, (uint32_t)(hash >> 32), record)->hears = hears;
}

/* Another block, larger or much smaller. */
static uint32_t move_user(struct user_table *table, uint32_t hash, uint32_t old, size_t size) {
    struct user_record *record = user_at(table, old);
    struct user_place *place = place_of(table, hash, old);
    uint32_t moved = make_record(table, *record, user_id(record), size);
    if (moved == USER_NONE) return USER_NONE;
    place->record = moved;
    slab_give(&table->slab, record->class_, old);
    return moved;
}

uint32_t user_store(struct user_table *table, uint32_t record, uint64_t hash, const char *id, size_t id_size,
                    const void *state, size_t size) {
    size_t whole = record_size(id_size, size);
    uint32_t upper = (uint32_t)(hash >> 32);
    if (record == USER_NONE) {
        record = add_user(table, upper, id, id_size, whole);
    } else {
        size_t room = slab_room(&table->slab, user_at(table, record)->class_);
        if (whole > room || whole * 2 < room) record = move_user(table, upper, record, whole);
    }
    if (record == USER_NONE) return USER_NONE;
    user_grow(table, record, size);
    memcpy(user_state(user_at(table, record)), state, size);
    return record;
}

size_t user_room(const struct user_table *table, uint32_t record) {
    const struct user_record *user = user_at(table, record);
    return slab_room(&table->slab, user->class_) - record_size(user->id_size, 0);
}

void user_grow(struct user_table *table, uint32_t record, size_t size) {
    struct user_record *user = user_at(table, record);
    table->state_bytes += size - user->state_size;
    table->record_bytes += size - user->state_size;
    user->state_size = size & ((1u << 21) - 1);
}

uint64_t user_table_memory(const struct user_table *table) {
    return table->place_room * sizeof *table->places + slab_memory(&table->slab);
}
