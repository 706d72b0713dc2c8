/* The table of users: found again after growth and moves, equal hashes kept apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hash.h"
#include "user_table.h"

/* The state of user i in a round: its length and bytes follow from both. */
static size_t make_state(unsigned char *state, uint32_t i, uint32_t round) {
    size_t size = 1 + (size_t)((i * 2654435761u + round * 40503u) >> 7) % 3000;
    if (round % 3 == 1) size = size / 50 + 1;
    for (size_t k = 0; k < size; k++) state[k] = (unsigned char)(i + round * 7 + k);
    return size;
}

static void users_are_found_with_their_states(void **state) {
    (void)state;
    enum { USERS = 5000, ROUNDS = 5 };
    struct user_table table;
    unsigned char bytes[4096];
    char id[64];
    assert_true(user_table_init(&table));
    uint64_t total = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        total = 0;
        for (uint32_t i = 0; i < USERS; i++) {
            size_t id_size =
                (size_t)snprintf(id, sizeof id, "user-%u-%.*s", i, (int)(i % 30), "012345678901234567890123456789");
            uint64_t hash = hash_bytes(id, id_size);
            uint32_t record = user_find(&table, hash, id, id_size);
            assert_true((record == USER_NONE) == (round == 0));
            size_t size = make_state(bytes, i, round);
            total += size;
            uint32_t stored = user_store(&table, record, hash, id, id_size, bytes, size);
            user_at(&table, stored)->mark = i & USER_NO_MARK;
            assert_true(stored != USER_NONE);
            assert_int_equal(user_find(&table, hash, id, id_size), stored);
        }
        for (uint32_t i = 0; i < USERS; i++) {
            size_t id_size =
                (size_t)snprintf(id, sizeof id, "user-%u-%.*s", i, (int)(i % 30), "012345678901234567890123456789");
            uint32_t found = user_find(&table, hash_bytes(id, id_size), id, id_size);
            struct user_record *record = user_at(&table, found);
            assert_int_equal(record->state_size, make_state(bytes, i, round));
            assert_memory_equal(user_state(record), bytes, record->state_size);
            assert_memory_equal(user_id(record), id, id_size);
            assert_int_equal(record->mark, i);
        }
    }
    assert_int_equal(table.count, USERS);
    assert_int_equal(table.state_bytes, total);
    user_table_free(&table);
}

static void equal_hashes_are_kept_apart(void **state) {
    (void)state;
    enum { USERS = 3000 };
    struct user_table table;
    assert_true(user_table_init(&table));
    for (uint32_t i = 0; i < USERS; i++) {
        uint32_t stored = user_store(&table, USER_NONE, UINT64_MAX - i % 2, (char *)&i, sizeof i, &i, sizeof i);
        assert_true(stored != USER_NONE);
    }
    for (uint32_t i = 0; i < USERS; i++) {
        uint32_t record = user_find(&table, UINT64_MAX - i % 2, (char *)&i, sizeof i);
        assert_true(record != USER_NONE);
        assert_memory_equal(user_state(user_at(&table, record)), &i, sizeof i);
    }
    assert_int_equal(user_find(&table, UINT64_MAX, "nobody", 6), USER_NONE);
    assert_int_equal(user_find(&table, 12345, "nobody", 6), USER_NONE);
    user_table_free(&table);
}

/* What is heard stays with the user while the table grows and the record moves; of one hash it is all that any of them hears. */
static void what_users_hear_is_found_by_their_hash(void **state) {
    (void)state;
    enum { USERS = 4000 };
    struct user_table table;
    uint32_t record;
    char large[500] = {0};
    assert_true(user_table_init(&table));
    for (uint32_t i = 0; i < USERS; i++) {
        uint64_t hash = hash_bytes(&i, sizeof i);
        uint32_t stored = user_store(&table, USER_NONE, hash, (char *)&i, sizeof i, &i, sizeof i);
        assert_int_equal(user_hears(&table, hash, &record), 0);
        assert_int_equal(record, stored);
        user_listen(&table, stored, hash, i);
    }
    for (uint32_t i = 0; i < USERS; i += 3) {
        uint64_t hash = hash_bytes(&i, sizeof i);
        uint32_t old = user_find(&table, hash, (char *)&i, sizeof i);
        assert_int_not_equal(user_store(&table, old, hash, (char *)&i, sizeof i, large, sizeof large), old);
    }
    for (uint32_t i = 0; i < USERS; i++) {
        uint64_t hash = hash_bytes(&i, sizeof i);
        assert_int_equal(user_hears(&table, hash, &record), i);
        assert_int_equal(record, user_find(&table, hash, (char *)&i, sizeof i));
    }
    for (uint32_t i = 1; i <= 8; i *= 2) {
        uint32_t stored = user_store(&table, USER_NONE, UINT64_MAX, (char *)&i, sizeof i, &i, sizeof i);
        user_listen(&table, stored, UINT64_MAX, i);
    }
    assert_int_equal(user_hears(&table, UINT64_MAX, &record), 15);
    assert_int_equal(user_hears(&table, 12345, &record), 0);
    assert_int_equal(record, USER_NONE);
    user_table_free(&table);
}

/* A block that was given back is taken for the next of its size, and its memory never becomes part of a larger one. */
static void blocks_are_used_again(void **state) {
    (void)state;
    struct slab slab;
    assert_true(slab_init(&slab));
    uint32_t class_ = slab_class_of(&slab, 100);
    uint32_t first = slab_take(&slab, class_), second = slab_take(&slab, class_);
    slab_give(&slab, class_, first);
    uint32_t free_mark;
    memcpy(&free_mark, slab_at(&slab, first), sizeof free_mark);
    assert_int_equal(free_mark, SLAB_FREE);
    assert_int_equal(slab_take(&slab, class_), first);
    assert_true(first != second);
    slab_free(&slab);
}

static void classes_have_room_for_their_sizes(void **state) {
    (void)state;
    struct slab slab;
    assert_true(slab_init(&slab));
    for (size_t size = 1; size <= SLAB_BLOCK_MAX; size += 1 + size / 37) {
        uint32_t class_ = slab_class_of(&slab, size);
        assert_true(slab_room(&slab, class_) >= size);
        if (class_ > 0) assert_true(slab_room(&slab, class_ - 1) < size);
    }
    uint32_t largest = slab_class_of(&slab, (1u << 20) + 1024);
    uint32_t block = slab_take(&slab, largest);
    memset(slab_at(&slab, block), 1, slab_room(&slab, largest));
    slab_free(&slab);
}

/* Worked out by hand from the definition in hash.h, with Python's integers. */
static void hashes_are_the_same_everywhere(void **state) {
    (void)state;
    static const struct {
        const char *text; /* hashed */
        uint64_t hash;    /* expected */
    } rows[] = {
        {"", 0xe1838add5d9bc7b1ull},
        {"a", 0x2310f7baa3283c92ull},
        {"abc", 0xac2c97f45822d324ull},
        {"user", 0x1aa8236fb3afbf38ull},
        {"user-12", 0xb14428744d830a20ull},
        {"u1234567", 0x7d7b7d22171afb7bull},
        {"u12345678", 0x6c09451b88507287ull},
        {"19mr8mf4r-abcdef", 0xccbd6ee65e46642eull},
        {"NTI3ODQ3ZmUtODgxNC00MjhiLTk0YjctM2JlNGQ5OGFlNGE3", 0x9c9b03af3f07ec44ull},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(hash_bytes(rows[i].text, strlen(rows[i].text)), rows[i].hash);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(users_are_found_with_their_states),      cmocka_unit_test(equal_hashes_are_kept_apart),
        cmocka_unit_test(what_users_hear_is_found_by_their_hash), cmocka_unit_test(blocks_are_used_again),
        cmocka_unit_test(classes_have_room_for_their_sizes),      cmocka_unit_test(hashes_are_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
