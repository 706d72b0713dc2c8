/* What a program did, in the words of a script; and the memory that a test keeps it in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pool.h"
#include "value.h"
#include "wording.h"
#include "zones.h"

static struct zones *zones;

static struct wording words_in(const char *zone) {
    struct wording words = {.zones = zones_interface(zones)};
    assert_int_equal(words.zones.find(words.zones.self, zone, strlen(zone), &words.zone), 1);
    return words;
}

static void reads(struct jrt_value value, const char *expected) {
    struct wording words = words_in("UTC");
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    wording_value(&words, &value, out);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static struct jrt_value text(const char *bytes) {
    return value_text(bytes, (uint32_t)strlen(bytes));
}

static void test_numbers(void **state) {
    (void)state;
    reads(value_of(JBC_NUMBER, 3000000), "3");
    reads(value_of(JBC_NUMBER, 2500000), "2.5");
    reads(value_of(JBC_NUMBER, -1), "-0.000001");
    reads(value_of(JBC_NUMBER, -10000000), "-10");
}

static void test_durations_and_clocks(void **state) {
    (void)state;
    reads(value_of(JBC_DURATION, 129600000), "1 day 12 hours");
    reads(value_of(JBC_DURATION, 0), "0 seconds");
    reads(value_of(JBC_DURATION, 1209600000), "14 days");
    reads(value_of(JBC_CLOCK, 32400000), "09:00");
    reads(value_of(JBC_CLOCK, 32430000), "09:00:30");
}

static void test_texts_can_be_pasted(void **state) {
    (void)state;
    reads(text("Ana"), "\"Ana\"");
    reads(text("say \"hi\" \\ \n{{x"), "\"say \\\"hi\\\" \\\\ \\n\\{{x\"");
    reads(value_missing(), "unknown");
    reads(value_of(JBC_BOOL, 1), "yes");
    reads(value_of(JBC_BOOL, 0), "no");
}

static void test_lists(void **state) {
    (void)state;
    struct jrt_value items[] = {text("a"), value_of(JBC_NUMBER, 2000000)};
    uint8_t bytes[64];
    assert_true(values_size(items, 2) <= sizeof bytes);
    values_write(bytes, items, 2);
    struct jrt_value list = {.type = JBC_LIST, .size = values_size(items, 2)};
    list.as.text = (const char *)bytes;
    reads(list, "[\"a\", 2]");
}

static void test_instants_on_the_users_clock(void **state) {
    (void)state;
    char time[WORDING_TIME];
    struct wording utc = words_in("UTC"), lisbon = words_in("Europe/Lisbon");
    wording_time(&utc, 1781690400000, time); /* 17 June 2026 10:00 in UTC */
    assert_string_equal(time, "2026-06-17 10:00");
    wording_time(&lisbon, 1781690400000, time);
    assert_string_equal(time, "2026-06-17 11:00");
    wording_time(&utc, 1781690401000, time);
    assert_string_equal(time, "2026-06-17 10:00:01");
    wording_time(&utc, 1781690400007, time);
    assert_string_equal(time, "2026-06-17 10:00:00.007");
}

static void test_a_pool_keeps_everything_apart(void **state) {
    (void)state;
    struct pool pool = {0};
    char *texts[2000];
    for (int i = 0; i < 2000; i++) {
        char word[32];
        int length = snprintf(word, sizeof word, "word %d", i);
        texts[i] = pool_copy(&pool, word, (size_t)length);
        assert_non_null(texts[i]);
        assert_int_equal((uintptr_t)texts[i] % 16, 0);
    }
    assert_string_equal(texts[0], "word 0");
    assert_string_equal(texts[1999], "word 1999");
    unsigned char *large = pool_take(&pool, 100000);
    assert_non_null(large);
    assert_int_equal(large[0] | large[99999], 0);
    assert_string_equal(pool_format(&pool, "%s and %d", texts[7], 8), "word 7 and 8");
    assert_null(pool_copy(&pool, NULL, 0));
    assert_false(pool.failed);
    pool_free(&pool);
}

static int open_zones(void **state) {
    (void)state;
    zones = zones_new(NULL);
    return zones ? 0 : -1;
}

static int close_zones(void **state) {
    (void)state;
    zones_free(zones);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_durations_and_clocks),
        cmocka_unit_test(test_texts_can_be_pasted),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_instants_on_the_users_clock),
        cmocka_unit_test(test_a_pool_keeps_everything_apart),
    };
    return cmocka_run_group_tests(tests, open_zones, close_zones);
}
