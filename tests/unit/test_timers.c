/* The timers' wheel against a plain sorted list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "limits.h"
#include "timers.h"

static uint64_t random_state;

static uint64_t draw(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

struct expected {
    int64_t due;    /* instant */
    uint32_t owner; /* also the order of adding */
};

static int by_due(const void *left, const void *right) {
    const struct expected *a = left, *b = right;
    if (a->due != b->due) return a->due < b->due ? -1 : 1;
    return a->owner < b->owner ? -1 : a->owner > b->owner;
}

/* An empty wheel that stands at an instant, as an engine's does at its first event. */
static void begin(struct timers *timers, int64_t at) {
    int64_t due;
    struct timer_entry entry;
    timers_init(timers);
    assert_false(timers_take(timers, at, &due, &entry));
}

static void timers_come_out_by_instant_then_as_added(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    static const int64_t spans[] = {1, 300, 70000, 20000000, 3000000000, 400000000000};
    struct expected *expected = malloc(COUNT * sizeof *expected);
    for (size_t span = 0; span < sizeof spans / sizeof *spans; span++) {
        struct timers timers;
        begin(&timers, 1767225600000);
        random_state = 88172645463325252ull + span;
        for (uint32_t i = 0; i < COUNT; i++) {
            uint32_t mark = TIMERS_NO_MARK;
            expected[i] = (struct expected){1767225600000 + (int64_t)(draw() % (uint64_t)spans[span]), i};
            assert_true(timers_add(&timers, expected[i].due, i, &mark));
            assert_true(mark != TIMERS_NO_MARK);
        }
        qsort(expected, COUNT, sizeof *expected, by_due);
        for (uint32_t i = 0; i < COUNT; i++) {
            int64_t due = 0;
            struct timer_entry entry;
            assert_false(timers_take(&timers, expected[i].due, &due, &entry) && due >= expected[i].due);
            assert_true(timers_take(&timers, expected[i].due + 1, &due, &entry));
            assert_int_equal(due, expected[i].due);
            assert_int_equal(entry.owner, expected[i].owner);
        }
        assert_int_equal(timers.count, 0);
        timers_free(&timers);
    }
    free(expected);
}

/* Adding while taking, as an engine does: the reference is an array that is searched whole. */
static void adding_between_takings_keeps_the_order(void **state) {
    (void)state;
    enum { COUNT = 400, STEPS = 20000 };
    struct timers timers;
    static int64_t dues[COUNT];
    static uint32_t marks[COUNT];
    begin(&timers, 0);
    random_state = 42;
    int64_t now = 0;
    int early = 0;
    for (uint32_t i = 0; i < COUNT; i++) dues[i] = INT64_MAX;
    for (int step = 0; step < STEPS; step++) {
        uint32_t owner = (uint32_t)(draw() % COUNT);
        if (dues[owner] == INT64_MAX) {
            dues[owner] = now + (int64_t)(draw() % (1ull << draw() % 38));
            assert_true(timers_add(&timers, dues[owner], owner, &marks[owner]));
        }
        int64_t limit = now + (int64_t)(draw() % (1ull << draw() % 34)), last = now, due;
        struct timer_entry entry;
        while (timers_take(&timers, limit, &due, &entry)) {
            assert_true(due >= last && due < limit);
            assert_int_equal(entry.mark, marks[entry.owner]);
            last = due;
            if (due < dues[entry.owner]) {
                /* Only what was put in across a border of 2^40 ms comes out early, and the steps cross a few of them. */
                assert_true(early++ < STEPS / 10);
                assert_true(timers_add(&timers, dues[entry.owner], entry.owner, &marks[entry.owner]));
                continue;
            }
            assert_int_equal(due, dues[entry.owner]);
            for (uint32_t i = 0; i < COUNT; i++) assert_true(dues[i] >= due);
            dues[entry.owner] = INT64_MAX;
        }
        for (uint32_t i = 0; i < COUNT; i++) assert_true(dues[i] >= limit);
        now = limit;
    }
    timers_free(&timers);
}

static void the_whole_calendar_is_covered(void **state) {
    (void)state;
    static const int64_t instants[] = {JRT_TIME_MIN, -1, 0, 1767225600000, 4102444800000, JRT_TIME_MAX - 1};
    enum { COUNT = sizeof instants / sizeof *instants };
    struct timers timers;
    timers_init(&timers);
    uint32_t marks[COUNT];
    for (uint32_t i = 0; i < COUNT; i++) assert_true(timers_add(&timers, instants[i], i, &marks[i]));
    /* One that comes out early goes in again, as the header asks of its owner. */
    uint32_t seen = 0;
    int64_t due, last = INT64_MIN;
    struct timer_entry entry;
    for (int turns = 0; timers_take(&timers, INT64_MAX, &due, &entry); turns++) {
        assert_true(turns < 100);
        assert_true(due >= last && due <= instants[entry.owner]);
        last = due;
        if (due < instants[entry.owner]) {
            assert_true(timers_add(&timers, instants[entry.owner], entry.owner, &marks[entry.owner]));
            continue;
        }
        assert_int_equal(entry.owner, seen++);
    }
    assert_int_equal(seen, COUNT);
    timers_free(&timers);
}

static void what_is_past_comes_out_at_once(void **state) {
    (void)state;
    struct timers timers;
    begin(&timers, 4000);
    uint32_t mark;
    int64_t due;
    struct timer_entry entry;
    assert_true(timers_add(&timers, 5000, 1, &mark));
    assert_true(timers_take(&timers, 6000, &due, &entry));
    assert_true(timers_add(&timers, 1000, 2, &mark));
    assert_true(timers_take(&timers, 6000, &due, &entry));
    assert_int_equal(entry.owner, 2);
    assert_int_equal(due, 5000);
    assert_int_equal(entry.mark, mark);
    timers_free(&timers);
}

static bool is_even(void *self, struct timer_entry entry) {
    (void)self;
    return entry.owner % 2 == 0;
}

static void a_sweep_keeps_the_rest_in_order(void **state) {
    (void)state;
    struct timers timers;
    begin(&timers, 1000000);
    uint32_t mark;
    for (uint32_t i = 0; i < 1000; i++) assert_true(timers_add(&timers, 1000000 + (int64_t)i / 100 * 977, i, &mark));
    timers_sweep(&timers, is_even, NULL);
    assert_int_equal(timers.count, 500);
    int64_t due;
    struct timer_entry entry;
    for (uint32_t i = 0; i < 1000; i += 2) {
        assert_true(timers_take(&timers, INT64_MAX, &due, &entry));
        assert_int_equal(entry.owner, i);
    }
    assert_false(timers_take(&timers, INT64_MAX, &due, &entry));
    timers_free(&timers);
}

static void chunks_are_used_again(void **state) {
    (void)state;
    struct timers timers;
    begin(&timers, 0);
    int64_t due;
    struct timer_entry entry;
    uint32_t mark;
    for (int64_t round = 0; round < 2000; round++) {
        for (uint32_t i = 0; i < 100; i++) assert_true(timers_add(&timers, round * 50000 + i * 400, i, &mark));
        while (timers_take(&timers, (round + 1) * 50000, &due, &entry)) continue;
    }
    assert_int_equal(timers.segment_count, 1);
    timers_free(&timers);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_come_out_by_instant_then_as_added),
        cmocka_unit_test(adding_between_takings_keeps_the_order),
        cmocka_unit_test(the_whole_calendar_is_covered),
        cmocka_unit_test(what_is_past_comes_out_at_once),
        cmocka_unit_test(a_sweep_keeps_the_rest_in_order),
        cmocka_unit_test(chunks_are_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
