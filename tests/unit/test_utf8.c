/* Characters and the columns they take: wide ones, marks, tabs, pictures made of several, and what is no UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "utf8.h"

static size_t columns(const char *text) {
    return utf8_columns(text, strlen(text));
}

static void test_plain_and_accented(void **state) {
    (void)state;
    assert_int_equal(columns(""), 0);
    assert_int_equal(columns("journey"), 7);
    assert_int_equal(columns("caf\xC3\xA9"), 4);
    assert_int_equal(columns("cafe\xCC\x81"), 4); /* the accent is a mark of its own */
}

static void test_wide(void **state) {
    (void)state;
    assert_int_equal(columns("\xE6\xB3\xA8\xE5\x86\x8C"), 4); /* two Chinese characters */
    assert_int_equal(columns("a\xEF\xBC\xA1"), 3);            /* a full-width A */
}

static void test_pictures(void **state) {
    (void)state;
    assert_int_equal(columns("\xF0\x9F\x8E\x89"), 2);                             /* a party popper */
    assert_int_equal(columns("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"), 2); /* joined: a woman at work */
    assert_int_equal(columns("\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD"), 2);             /* a thumb with its tone */
    assert_int_equal(columns("\xF0\x9F\x87\xB5\xF0\x9F\x87\xB9"), 2);             /* a flag is two letters */
    assert_int_equal(columns("\xF0\x9F\x87\xB5\xF0\x9F\x87\xB9\xF0\x9F\x87\xAA\xF0\x9F\x87\xB8"), 4); /* two flags */
    assert_int_equal(columns("\xE2\x9D\xA4\xEF\xB8\x8F"), 2);  /* a heart made a picture */
    assert_int_equal(columns("1\xEF\xB8\x8F\xE2\x83\xA3"), 2); /* the key of a telephone */
}

static void test_tabs_lead_to_the_next_stop(void **state) {
    (void)state;
    assert_int_equal(columns("\t"), 4);
    assert_int_equal(columns("abc\t"), 4);
    assert_int_equal(columns("abcd\tx"), 9);
}

static void test_what_is_no_utf8(void **state) {
    (void)state;
    uint32_t code = 0;
    assert_int_equal(columns("\xFF\xFE"), 2);
    assert_int_equal(utf8_decode("\xC0\xAF", 2, &code), 1); /* a longer form of a shorter character */
    assert_int_equal(code, 0xFFFD);
    assert_int_equal(utf8_decode("\xED\xA0\x80", 3, &code), 1); /* half of a pair of another encoding */
    assert_int_equal(utf8_decode("\xE6\xB3", 2, &code), 1);     /* cut short */
    assert_int_equal(utf8_decode("\xF0\x9F\x8E\x89", 4, &code), 4);
    assert_int_equal(code, 0x1F389);
}

static void test_clean(void **state) {
    (void)state;
    char *clean = utf8_clean("a\xFF\0b", 4);
    assert_non_null(clean);
    assert_string_equal(clean, "a\xEF\xBF\xBD\xEF\xBF\xBD"
                               "b");
    free(clean);
    clean = utf8_clean("\xE6\xB3\xA8", 3);
    assert_string_equal(clean, "\xE6\xB3\xA8");
    free(clean);
}

static void test_what_would_steer_a_terminal(void **state) {
    (void)state;
    assert_false(utf8_printable(0x1B));
    assert_false(utf8_printable(0x9B));
    assert_false(utf8_printable(0x202E));
    assert_true(utf8_printable('a'));
    assert_true(utf8_printable(0x6CE8));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_and_accented),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_tabs_lead_to_the_next_stop),
        cmocka_unit_test(test_what_is_no_utf8),
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_what_would_steer_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
