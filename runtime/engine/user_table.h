/* The users of one shard: their ids and states, found by hash.
 *
 * It does: keep a record for each user (8 bytes, id and state in one block of a slab) and an index of 12 bytes a place: 32
 * bits of the hash, 32 of the record, 32 of what the user hears, so that most events can be left out without going to the
 * record. The index is kept in the order of those hash bits and probed linearly: a look that finds nobody ends soon, and it
 * grows by reading and writing in order. Ids are compared whole: equal hashes are only slow.
 * It never forgets a user. A record moves when its state outgrows its block; who keeps references is told.
 *
 * Ownership: user_table_free releases all. Pointers into a record hold until the next call that stores. */
#ifndef JRT_USER_TABLE_H
#define JRT_USER_TABLE_H

#include "slab.h"

#define USER_NONE SLAB_NONE /* no such user */

#define USER_ID_MAX 1023u      /* bytes of an id */
#define USER_LOOK 4u           /* places that a look goes over at once */
#define USER_NO_MARK 0xffffffu /* no entry in the timers; what the first bytes of a free block say too */

struct user_record {
    uint64_t mark : 24;       /* user_mark of its entry in the timers that counts, or USER_NO_MARK */
    uint64_t state_size : 21; /* bytes */
    uint64_t id_size : 10;    /* bytes; the id follows, then the state */
    uint64_t class_ : 7;      /* of its block */
    uint64_t broken : 1;      /* 1: its timers can't be fired any more; see shard.h */
    uint64_t zero : 1;        /* 0 */
};

_Static_assert(sizeof(struct user_record) == 8, "one word");
_Static_assert((SLAB_FREE & USER_NO_MARK) == USER_NO_MARK, "a free block must look like a user without an entry");

/* What a record keeps of a timer's mark. Where it takes an old entry for the one that counts, its owner is only looked at
 * once more. */
static inline uint32_t user_mark(uint32_t mark) {
    uint32_t kept = mark & USER_NO_MARK;
    return kept == USER_NO_MARK ? 0 : kept;
}

struct user_place {
    uint32_t hash;   /* upper half of the hash; all bits set where the place is free */
    uint32_t record; /* USER_NONE: the place is free */
    uint32_t hears;  /* as jrt_result has it */
};

struct user_table {
    struct user_place *places; /* the index */
    uint64_t place_count;      /* places that hashes are spread over */
    uint64_t place_room;       /* with those behind them that probing may run into */
    uint64_t count;            /* users */
    uint64_t state_bytes;      /* of all states */
    uint64_t record_bytes;     /* of all states and ids */
    struct slab slab;          /* the records */
};

bool user_table_init(struct user_table *table);
void user_table_free(struct user_table *table);

static inline struct user_record *user_at(const struct user_table *table, uint32_t record) {
    return (struct user_record *)slab_at(&table->slab, record);
}

static inline const char *user_id(const struct user_record *record) {
    return (const char *)(record + 1);
}

static inline void *user_state(struct user_record *record) {
    return (char *)(record + 1) + record->id_size;
}

static inline uint64_t user_place_of(const struct user_table *table, uint32_t hash) {
    return (uint64_t)hash * table->place_count >> 32;
}

/* USER_NONE: never seen. */
uint32_t user_find(const struct user_table *table, uint64_t hash, const char *id, size_t size);

/* The first place of a hash, if there is one; else where it would be. */
static inline struct user_place *user_first_of(const struct user_table *table, uint32_t hash) {
    struct user_place *place = &table->places[user_place_of(table, hash)];
    /* How far it is can't be foreseen, so the first steps are done without a jump: those that are less stand in front. */
    place += (place[0].hash < hash) + (place[1].hash < hash) + (place[2].hash < hash) + (place[3].hash < hash);
    while (place->hash < hash) place++;
    return place;
}

/* What the user of this hash hears at most, for others of the same hash are taken in; 0: nobody has it. `record`: the
 * first of them, for prefetching; its id has not been looked at. */
static inline uint32_t user_hears(const struct user_table *table, uint64_t hash, uint32_t *record) {
    uint32_t upper = (uint32_t)(hash >> 32), hears = 0;
    const struct user_place *place = user_first_of(table, upper);
    *record = place->hash == upper ? place->record : USER_NONE;
    for (; place->hash == upper && place->record != USER_NONE; place++) hears |= place->hears;
    return hears;
}

/* Notes what a user hears from now on. */
void user_listen(struct user_table *table, uint32_t record, uint64_t hash, uint32_t hears);

/* Stores a state, and with `record` USER_NONE the user, who hears nothing yet. Returns the record, which is another one if it had to move; USER_NONE
 * where there is no memory, and nothing has changed then. A new record has no mark. */
uint32_t user_store(struct user_table *table, uint32_t record, uint64_t hash, const char *id, size_t id_size,
                    const void *state, size_t size);

/* Bytes that a user's state may grow to where it stands. */
size_t user_room(const struct user_table *table, uint32_t record);
/* It has grown to so many there, or shrunk. */
void user_grow(struct user_table *table, uint32_t record, size_t size);

/* Bytes of index and records. */
uint64_t user_table_memory(const struct user_table *table);

#endif
