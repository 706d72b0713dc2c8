/* Mending: which edits are made, which are not, and what every other byte of the script is afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fix.h"

static struct files one_file(const char *text) {
    struct files files = {.items = calloc(1, sizeof *files.items), .count = 1};
    assert_non_null(files.items);
    files.items[0] = (struct file){strdup("a.journey"), strdup(text), strlen(text)};
    return files;
}

static struct jdl_edit edit(uint32_t begin, uint32_t end, const char *replacement) {
    return (struct jdl_edit){.place = {.text = 0, .begin = begin, .end = end}, .replacement = replacement};
}

static struct jdl_diagnostic diagnostic(const struct jdl_edit *edits, size_t count, int sure) {
    return (struct jdl_diagnostic){.code = "J0101", .edits = edits, .edit_count = count, .sure = sure};
}

/* What becomes of the text; the number of diagnostics mended is checked too. */
static void becomes(const char *before, const struct jdl_diagnostic *items, size_t count, size_t mended,
                    const char *after) {
    struct files files = one_file(before);
    unsigned char changed[1] = {0};
    size_t got = 99;
    assert_true(fix_apply(&files, items, count, changed, &got));
    assert_int_equal(got, mended);
    assert_string_equal(files.items[0].text, after);
    assert_int_equal(files.items[0].length, strlen(after));
    assert_int_equal(changed[0], mended > 0);
    files_free(&files);
}

static void test_replaces_inserts_and_deletes(void **state) {
    (void)state;
    struct jdl_edit edits[] = {edit(2, 4, "is"), edit(9, 9, "!"), edit(5, 6, "")};
    struct jdl_diagnostic items[] = {diagnostic(&edits[0], 1, 1), diagnostic(&edits[1], 1, 1),
                                     diagnostic(&edits[2], 1, 1)};
    becomes("x == 33 z", items, 3, 3, "x is 3 z!");
}

static void test_leaves_what_is_not_sure(void **state) {
    (void)state;
    struct jdl_edit edits[] = {edit(0, 1, "y")};
    struct jdl_diagnostic items[] = {diagnostic(edits, 1, 0)};
    becomes("x", items, 1, 0, "x");
}

static void test_makes_all_edits_of_a_mend_or_none(void **state) {
    (void)state;
    struct jdl_edit first[] = {edit(0, 2, "A")};
    struct jdl_edit second[] = {edit(4, 5, "B"), edit(1, 3, "C")}; /* its second one overlaps the first mend */
    struct jdl_edit third[] = {edit(4, 5, "D")};
    struct jdl_diagnostic items[] = {diagnostic(first, 1, 1), diagnostic(second, 2, 1), diagnostic(third, 1, 1)};
    becomes("abcdef", items, 3, 2, "AcdDf");
}

static void test_two_insertions_at_one_point_are_made_one_after_the_other(void **state) {
    (void)state;
    struct jdl_edit edits[] = {edit(1, 1, "1"), edit(1, 1, "2")};
    struct jdl_diagnostic items[] = {diagnostic(&edits[0], 1, 1), diagnostic(&edits[1], 1, 1)};
    becomes("ab", items, 2, 1, "a1b");
}

static void test_keeps_the_line_ends_of_the_script(void **state) {
    (void)state;
    struct jdl_edit edits[] = {edit(4, 5, "\nc")};
    struct jdl_diagnostic items[] = {diagnostic(edits, 1, 1)};
    becomes("a\r\nb;", items, 1, 1, "a\r\nb\r\nc");
    becomes("a\nbb;", items, 1, 1, "a\nbb\nc");
}

static void test_refuses_edits_outside_the_text(void **state) {
    (void)state;
    struct jdl_edit edits[] = {edit(1, 9, "x")};
    struct jdl_diagnostic items[] = {diagnostic(edits, 1, 1)};
    becomes("ab", items, 1, 0, "ab");
    edits[0].place = (struct jdl_place){.text = JDL_NONE};
    becomes("ab", items, 1, 0, "ab");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replaces_inserts_and_deletes),
        cmocka_unit_test(test_leaves_what_is_not_sure),
        cmocka_unit_test(test_makes_all_edits_of_a_mend_or_none),
        cmocka_unit_test(test_two_insertions_at_one_point_are_made_one_after_the_other),
        cmocka_unit_test(test_keeps_the_line_ends_of_the_script),
        cmocka_unit_test(test_refuses_edits_outside_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
