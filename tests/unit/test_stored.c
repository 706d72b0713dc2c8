/* Words in few bytes, and ids at the end of a state: what is written is read again, and nothing that is cut short is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bytecode.h"
#include "ids.h"
#include "pack.h"

#define CLOCK 1767225600000ll
#define WORDS 24u

/* Every way of keeping a word, its edges, and instants that come again. */
static const int64_t words[WORDS] = {0,
                                     1,
                                     255,
                                     256,
                                     65535,
                                     65536,
                                     UINT32_MAX,
                                     UINT32_MAX + 1ll,
                                     -1,
                                     JBC_NEVER,
                                     JBC_NEVER + 1,
                                     INT64_MAX,
                                     INT64_MAX - 1,
                                     CLOCK,
                                     CLOCK - 1,
                                     CLOCK + 1,
                                     CLOCK - 1,
                                     CLOCK - UINT32_MAX,
                                     CLOCK - UINT32_MAX - 1,
                                     CLOCK + UINT32_MAX,
                                     CLOCK + UINT32_MAX + 1,
                                     CLOCK - (1ll << 40),
                                     CLOCK + (1ll << 40) - 1,
                                     CLOCK - UINT32_MAX - 1};

static void words_are_read_as_written(void **state) {
    (void)state;
    uint8_t row[PACK_ROOM(WORDS)];
    for (uint32_t count = 0; count <= WORDS; count++) {
        int64_t found[WORDS] = {0};
        struct pack pack = pack_begin(CLOCK, INT64_MAX);
        size_t size = (size_t)(pack_write(&pack, row, (const uint8_t *)words, count) - row);
        assert_true(size <= PACK_ROOM(count));
        for (size_t cut = 0; cut <= size; cut++) {
            /* In memory of its own size, so that sanitizers see a read behind it. */
            uint8_t *copy = malloc(cut + 1);
            assert_non_null(copy);
            memcpy(copy, row, cut);
            pack = pack_begin(CLOCK, INT64_MAX);
            const uint8_t *end = pack_read(&pack, copy, copy + cut, (uint8_t *)found, count);
            assert_ptr_equal(end, cut == size ? copy + cut : NULL);
            free(copy);
        }
        assert_memory_equal(found, words, count * sizeof *words);
    }
}

static void instants_of_a_user_take_few_bytes(void **state) {
    (void)state;
    const int64_t instants[] = {CLOCK - 3 * JBC_DAY_MS, CLOCK, CLOCK - 3 * JBC_DAY_MS, CLOCK + 7 * JBC_DAY_MS};
    uint8_t row[PACK_ROOM(4)];
    struct pack pack = pack_begin(CLOCK, CLOCK + 7 * JBC_DAY_MS);
    /* Two bytes say how; only the first needs four, the third is it again, the last was given at the begin. */
    assert_int_equal(pack_write(&pack, row, (const uint8_t *)instants, 4) - row, 6);
}

/* The window is (at - window, at]. */
static void an_id_is_known_inside_its_window(void **state) {
    (void)state;
    struct ids ids = {.count = 0};
    assert_false(ids_see(&ids, 7, 1000, 100));
    assert_true(ids_see(&ids, 7, 1099, 100));
    assert_false(ids_see(&ids, 8, 1099, 100));
    assert_false(ids_see(&ids, 7, 1100, 100));
    assert_int_equal(ids.count, 2);
    assert_true(ids_see(&ids, 8, 1198, 100));
}

static void the_oldest_id_goes_where_there_is_no_room(void **state) {
    (void)state;
    struct ids ids = {.count = 0};
    for (uint64_t i = 0; i <= JRT_IDS_MAX; i++) assert_false(ids_see(&ids, i + 1, 5, 100));
    assert_int_equal(ids.count, JRT_IDS_MAX);
    assert_true(ids_see(&ids, 2, 5, 100));
    assert_false(ids_see(&ids, 1, 5, 100));
}

/* `step`: ms between them. */
static void keep_ids(uint32_t count, int64_t step) {
    struct ids ids = {.count = 0}, found;
    uint8_t bytes[IDS_ROOM];
    for (uint32_t i = 0; i < count; i++) ids_see(&ids, (i + 1) * 0x123456789abcdefull, CLOCK + i * step, INT64_MAX / 2);
    size_t size = (size_t)(ids_write(&ids, bytes) - bytes);
    assert_true(size <= IDS_ROOM);
    for (size_t cut = 1; cut <= size; cut++) {
        const uint8_t *begin = ids_read(&found, bytes + cut, bytes + size);
        assert_null(begin);
    }
    assert_ptr_equal(ids_read(&found, bytes, bytes + size), bytes);
    assert_int_equal(found.count, count);
    assert_memory_equal(found.each, ids.each, count * sizeof *ids.each);
    if (count == 1 || step == 0) return;
    memcpy(bytes, &ids.each[1], sizeof ids.each[1]);
    memcpy(bytes + sizeof ids.each[1], &ids.each[0], sizeof ids.each[0]);
    assert_null(ids_read(&found, bytes, bytes + size));
}

static void ids_are_read_as_written(void **state) {
    (void)state;
    for (uint32_t count = 1; count <= JRT_IDS_MAX; count++) {
        keep_ids(count, 0);
        keep_ids(count, 1000);
        keep_ids(count, 90 * JBC_DAY_MS);
    }
}

static void ids_of_any_length_differ(void **state) {
    (void)state;
    const char *id = "0123456789abcdef0123456789abcdef";
    for (size_t one = 0; one < 32; one++)
        for (size_t other = one + 1; other <= 32; other++) assert_true(ids_hash(id, one) != ids_hash(id, other));
    assert_true(ids_hash("12345678", 8) == ids_hash("12345678", 8));
    assert_true(ids_hash("12345678", 8) != ids_hash("12345679", 8));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_as_written),        cmocka_unit_test(instants_of_a_user_take_few_bytes),
        cmocka_unit_test(an_id_is_known_inside_its_window), cmocka_unit_test(the_oldest_id_goes_where_there_is_no_room),
        cmocka_unit_test(ids_are_read_as_written),          cmocka_unit_test(ids_of_any_length_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
