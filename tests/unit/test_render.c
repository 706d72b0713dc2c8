/* Texts made of values, and what is asked of two values; the expectations are those of docs/language.md and render.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/render.h"
#include "runtime/value.h"

#define MILLION 1000000ll
#define HOUR 3600000ll

static char memory[64 << 10];

static struct scratch scratch_new(void) {
    return (struct scratch){.bytes = memory, .size = sizeof memory};
}

static struct jrt_value text(const char *bytes) {
    return value_text(bytes, (uint32_t)strlen(bytes));
}

static void is_text(struct jrt_value value, const char *wanted) {
    assert_int_equal(value.type, JBC_TEXT);
    assert_int_equal(value.size, strlen(wanted));
    assert_memory_equal(value.as.text, wanted, value.size);
}

static struct jrt_value list_of(struct scratch *scratch, const struct jrt_value *items, uint32_t count) {
    struct jrt_value list = {.type = JBC_LIST, .size = values_size(items, count)};
    char *bytes = scratch_take(scratch, list.size);
    assert_non_null(bytes);
    values_write((uint8_t *)bytes, items, count);
    list.as.text = bytes;
    return list;
}

/* ---- texts ---- */

static void values_are_shown(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    is_text(render_show(&scratch, value_of(JBC_NUMBER, 12 * MILLION)), "12");
    is_text(render_show(&scratch, value_of(JBC_NUMBER, -500000)), "-0.5");
    is_text(render_show(&scratch, value_of(JBC_NUMBER, 1234567)), "1.234567");
    is_text(render_show(&scratch, value_of(JBC_BOOL, 1)), "yes");
    is_text(render_show(&scratch, value_of(JBC_BOOL, 0)), "no");
    is_text(render_show(&scratch, value_of(JBC_CLOCK, 9 * HOUR + 5 * 60000)), "09:05");
    is_text(render_show(&scratch, text("as it is")), "as it is");
    assert_int_equal(render_show(&scratch, value_missing()).type, 0);
    const struct jrt_value words[] = {text("a"), text("b")};
    is_text(render_show(&scratch, list_of(&scratch, words, 2)), "a, b");
    const struct jrt_value numbers[] = {value_of(JBC_NUMBER, MILLION), value_of(JBC_NUMBER, 2500000)};
    is_text(render_show(&scratch, list_of(&scratch, numbers, 2)), "1, 2.5");
}

static void numbers_have_so_many_decimals(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    is_text(render_fixed(&scratch, value_of(JBC_NUMBER, 2 * MILLION), 2), "2.00");
    is_text(render_fixed(&scratch, value_of(JBC_NUMBER, 2345000), 2), "2.35");
    is_text(render_fixed(&scratch, value_of(JBC_NUMBER, -2345000), 2), "-2.35");
    is_text(render_fixed(&scratch, value_of(JBC_NUMBER, 999999), 0), "1");
    assert_int_equal(render_fixed(&scratch, value_missing(), 2).type, 0);
}

/* Thursday, 2026-01-01, 15:04:05. */
static void dates_follow_their_format(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    int64_t at = 1767225600000 + 15 * HOUR + 4 * 60000 + 5000;
    static const char *const formats[][2] = {
        {"%d.%m.%Y", "01.01.2026"},
        {"%y", "26"},
        {"%H:%M:%S", "15:04:05"},
        {"%I %p", "03 PM"},
        {"%A", "Thursday"},
        {"%a", "Thu"},
        {"%B", "January"},
        {"%b", "Jan"},
        {"%e", "1"},
        {"%j", "001"},
        {"100 %%", "100 %"},
        {"the %", "the %"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        is_text(render_date(&scratch, at, formats[i][0], (uint32_t)strlen(formats[i][0])), formats[i][1]);
    is_text(render_date(&scratch, at - 15 * HOUR, "%I %p", 5), "12 AM");
}

static void letters_change_their_case(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    is_text(render_upcase(&scratch, text("abc 1 äöü ÿ ĉ šž αω όύώ я ё 中 😀")), "ABC 1 ÄÖÜ Ÿ Ĉ ŠŽ ΑΩ ΌΎΏ Я Ё 中 😀");
    is_text(render_downcase(&scratch, text("ABC 1 ÄÖÜ Ÿ Ĉ ŠŽ ΑΩ ΌΎΏ Я Ё × 中")), "abc 1 äöü ÿ ĉ šž αω όύώ я ё × 中");
    is_text(render_upcase(&scratch, text("÷")), "÷");
    is_text(render_capitalize(&scratch, text("éMILE x")), "ÉMILE x");
    is_text(render_capitalize(&scratch, text("")), "");
    assert_int_equal(render_upcase(&scratch, value_missing()).type, 0);
    assert_int_equal(render_downcase(&scratch, value_missing()).type, 0);
    assert_int_equal(render_capitalize(&scratch, value_missing()).type, 0);
}

/* A text of a host may be no UTF-8; nothing is read behind it then. */
static void broken_characters_stay(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    is_text(render_upcase(&scratch, text("a\xff"
                                         "b\xc3")),
            "A\xff"
            "B\xc3");
    is_text(render_upcase(&scratch, text("\xe2\x82")), "\xe2\x82");
}

static void parts_are_put_together(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    const struct jrt_value parts[] = {text("a"), value_missing(), text("b")};
    is_text(render_concat(&scratch, parts, 3), "ab");
}

/* 4,096 bytes are the most; a character is never cut in two. */
static void long_texts_are_cut_at_a_character(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    char *half = malloc(4095);
    assert_non_null(half);
    memset(half, 'x', 4095);
    const struct jrt_value parts[] = {value_text(half, 4095), text("ä"), text("y")};
    struct jrt_value whole = render_concat(&scratch, parts, 2);
    assert_int_equal(whole.size, 4095);
    const struct jrt_value plain[] = {value_text(half, 4090), text("0123456789")};
    whole = render_concat(&scratch, plain, 2);
    assert_int_equal(whole.size, 4096);
    assert_memory_equal(whole.as.text + 4090, "012345", 6);
    free(half);
    char *bytes = malloc(JRT_TEXT_MAX + 10);
    assert_non_null(bytes);
    memset(bytes, 'x', JRT_TEXT_MAX + 10);
    assert_int_equal(render_cut(bytes, JRT_TEXT_MAX + 10), JRT_TEXT_MAX);
    memcpy(bytes + JRT_TEXT_MAX - 1, "ä", 2);
    assert_int_equal(render_cut(bytes, JRT_TEXT_MAX + 10), JRT_TEXT_MAX - 1);
    assert_int_equal(render_cut(bytes, 3), 3);
    free(bytes);
}

static void without_memory_texts_are_missing(void **unused) {
    (void)unused;
    struct scratch scratch = {.bytes = memory, .size = 8};
    assert_int_equal(render_show(&scratch, value_of(JBC_NUMBER, MILLION)).type, 0);
    assert_int_equal(render_upcase(&scratch, text("abc")).type, 0);
    const struct jrt_value parts[] = {text("a")};
    assert_int_equal(render_concat(&scratch, parts, 1).type, 0);
}

/* ---- arithmetic ---- */

static void is_number(struct jrt_value value, enum jbc_type type, int64_t number) {
    assert_int_equal(value.type, type);
    assert_int_equal(value.as.number, number);
}

static void numbers_are_exact(void **unused) {
    (void)unused;
    struct jrt_value two = value_of(JBC_NUMBER, 2 * MILLION), three = value_of(JBC_NUMBER, 3 * MILLION);
    struct jrt_value minus = value_of(JBC_NUMBER, -2 * MILLION), day = value_of(JBC_DURATION, 24 * HOUR);
    struct jrt_value time = value_of(JBC_TIME, 1767225600000);
    is_number(value_add(two, three), JBC_NUMBER, 5 * MILLION);
    is_number(value_subtract(two, three), JBC_NUMBER, -MILLION);
    is_number(value_multiply(two, three), JBC_NUMBER, 6 * MILLION);
    is_number(value_divide(two, three), JBC_NUMBER, 666667);
    is_number(value_divide(minus, three), JBC_NUMBER, -666667);
    is_number(value_divide(two, value_of(JBC_NUMBER, -3 * MILLION)), JBC_NUMBER, -666667);
    is_number(value_negate(two), JBC_NUMBER, -2 * MILLION);
    is_number(value_add(time, day), JBC_TIME, 1767225600000 + 24 * HOUR);
    is_number(value_add(day, time), JBC_TIME, 1767225600000 + 24 * HOUR);
    is_number(value_subtract(time, day), JBC_TIME, 1767225600000 - 24 * HOUR);
    is_number(value_subtract(time, time), JBC_DURATION, 0);
    is_number(value_multiply(day, two), JBC_DURATION, 48 * HOUR);
    is_number(value_multiply(two, day), JBC_DURATION, 48 * HOUR);
    is_number(value_divide(day, two), JBC_DURATION, 12 * HOUR);
    is_number(value_divide(day, day), JBC_NUMBER, MILLION);
    is_number(value_round(value_of(JBC_NUMBER, 2345000), 2), JBC_NUMBER, 2350000);
    is_number(value_round(value_of(JBC_NUMBER, -2345000), 2), JBC_NUMBER, -2350000);
    is_number(value_round(value_of(JBC_NUMBER, 2345001), 6), JBC_NUMBER, 2345001);
}

/* A missing operand, a division by zero and what is over the range give a missing result. */
static void what_has_no_result_is_missing(void **unused) {
    (void)unused;
    struct jrt_value one = value_of(JBC_NUMBER, MILLION), none = value_missing();
    struct jrt_value most = value_of(JBC_NUMBER, INT64_MAX), last = value_of(JBC_TIME, JRT_TIME_MAX);
    struct jrt_value first = value_of(JBC_TIME, JRT_TIME_MIN), hour = value_of(JBC_DURATION, HOUR);
    const struct jrt_value results[] = {
        value_add(one, none),
        value_add(none, one),
        value_subtract(one, none),
        value_subtract(none, one),
        value_multiply(one, none),
        value_multiply(none, one),
        value_divide(one, none),
        value_divide(none, one),
        value_negate(none),
        value_round(none, 2),
        value_divide(one, value_of(JBC_NUMBER, 0)),
        value_add(most, one),
        value_multiply(most, most),
        value_add(last, hour),
        value_subtract(first, hour),
        value_subtract(value_negate(most), value_of(JBC_NUMBER, 5)),
    };
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        if (results[i].type != 0) print_error("result %zu is there\n", i);
        assert_int_equal(results[i].type, 0);
    }
}

/* ---- comparisons ---- */

static void values_have_an_order(void **unused) {
    (void)unused;
    struct jrt_value one = value_of(JBC_NUMBER, 1), two = value_of(JBC_NUMBER, 2);
    assert_true(value_order(one, two) < 0 && value_order(two, one) > 0 && value_order(one, one) == 0);
    assert_true(value_order(text("a"), text("b")) < 0 && value_order(text("b"), text("a")) > 0);
    assert_true(value_order(text("a"), text("ab")) < 0 && value_order(text("ab"), text("a")) > 0);
    assert_true(value_order(text(""), text("")) == 0);
    assert_true(value_equal(text("a"), text("a")) && value_equal(text(""), text("")));
    assert_false(value_equal(text("a"), text("b")) || value_equal(text("a"), text("ab")));
    assert_false(value_equal(value_missing(), value_missing()) || value_equal(one, text("a")));
}

static void texts_and_lists_contain(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    const struct jrt_value words[] = {text("red"), text("blue")};
    struct jrt_value list = list_of(&scratch, words, 2);
    assert_true(value_contains(text("abcd"), text("bc")) && value_contains(text("abcd"), text("")));
    assert_false(value_contains(text("abcd"), text("ac")) || value_contains(text("ab"), text("abc")));
    assert_true(value_contains(list, text("blue")));
    assert_false(value_contains(list, text("blu")));
    assert_false(value_contains(value_missing(), text("a")) || value_contains(text("a"), value_missing()));
    assert_false(value_contains(list_of(&scratch, NULL, 0), text("blue")));
    assert_false(value_contains(text("a"), value_of(JBC_NUMBER, 1)));
}

/* NOW moves by a millisecond each millisecond: `now >= t` turns true at t. */
static void comparisons_change_at_their_instant(void **unused) {
    (void)unused;
    struct jrt_value now = value_of(JBC_TIME, 1000), then = value_of(JBC_TIME, 5000);
    now.rate = 1;
    int64_t at = value_crossing(now, then, 1000);
    assert_true(at == 5000 || at == 5001);
    assert_int_equal(value_crossing(then, now, 1000), at);
    assert_int_equal(value_crossing(now, now, 1000), INT64_MAX);
    assert_int_equal(value_crossing(now, value_missing(), 1000), INT64_MAX);
    assert_int_equal(value_crossing(now, value_of(JBC_TIME, 500), 1000), INT64_MAX);
}

/* ---- rows ---- */

/* A row in memory of exactly its size: no cut of it is a row, and none is read behind its end. */
static void rows_are_whole_or_refused(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    const struct jrt_value words[] = {text("red"), text("")};
    const struct jrt_value all[] = {value_of(JBC_NUMBER, 7), text("abc"), value_missing(), list_of(&scratch, words, 2)};
    uint32_t size = values_size(all, 4);
    uint8_t *row = malloc(size);
    assert_non_null(row);
    values_write(row, all, 4);
    assert_true(values_check(row, size));
    assert_int_equal(values_count(row), 4);
    struct jrt_value back[4];
    assert_int_equal(values_read(row, back, 4), 4);
    assert_true(value_equal(back[0], all[0]) && value_equal(back[1], all[1]) && back[2].type == 0);
    assert_int_equal(back[3].size, all[3].size);
    assert_int_equal(values_read(row, back, 2), 2);
    for (uint32_t cut = 0; cut < size; cut++) {
        uint8_t *part = malloc(cut + (cut == 0));
        assert_non_null(part);
        memcpy(part, row, cut);
        assert_false(values_check(part, cut));
        free(part);
    }
    row[2] = JBC_TYPE_END;
    assert_false(values_check(row, size));
    free(row);
}

static void lists_lie_no_deeper_than_one(void **unused) {
    (void)unused;
    struct scratch scratch = scratch_new();
    const struct jrt_value word[] = {text("x")};
    const struct jrt_value inner[] = {list_of(&scratch, word, 1)};
    const struct jrt_value outer[] = {list_of(&scratch, inner, 1)};
    struct jrt_value fine = list_of(&scratch, inner, 1), deep = list_of(&scratch, outer, 1);
    assert_true(values_check((const uint8_t *)fine.as.text, fine.size));
    assert_false(values_check((const uint8_t *)deep.as.text, deep.size));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_shown),
        cmocka_unit_test(numbers_have_so_many_decimals),
        cmocka_unit_test(dates_follow_their_format),
        cmocka_unit_test(letters_change_their_case),
        cmocka_unit_test(broken_characters_stay),
        cmocka_unit_test(parts_are_put_together),
        cmocka_unit_test(long_texts_are_cut_at_a_character),
        cmocka_unit_test(without_memory_texts_are_missing),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(what_has_no_result_is_missing),
        cmocka_unit_test(values_have_an_order),
        cmocka_unit_test(texts_and_lists_contain),
        cmocka_unit_test(comparisons_change_at_their_instant),
        cmocka_unit_test(rows_are_whole_or_refused),
        cmocka_unit_test(lists_lie_no_deeper_than_one),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
