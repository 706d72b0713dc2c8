/* Reading scripts and writing results, on a folder of the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "output.h"

static int enter_folder(void **state) {
    char *folder = strdup("folder-of-test-XXXXXX");
    *state = folder;
    return folder && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state) {
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", (char *)*state);
    int failed = chdir("..") != 0 || system(command) != 0;
    free(*state);
    return failed ? -1 : 0;
}

static void put(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void assert_holds(const char *path, const char *expected) {
    char *text = NULL;
    size_t length = 0;
    assert_true(files_read(path, 1 << 20, &text, &length));
    assert_int_equal(length, strlen(expected));
    assert_string_equal(text, expected);
    free(text);
}

static size_t names_in_folder(void) {
    FILE *list = popen("ls -A | wc -l", "r");
    unsigned long count = 0;
    assert_non_null(list);
    assert_int_equal(fscanf(list, "%lu", &count), 1);
    pclose(list);
    return count;
}

static void test_collects_in_order_and_once(void **state) {
    (void)state;
    assert_int_equal(mkdir("shop", 0755), 0);
    assert_int_equal(mkdir("shop/b", 0755), 0);
    assert_int_equal(mkdir("shop/.hidden", 0755), 0);
    put("shop/z.journey", "last");
    put("shop/B.journey", "first");
    put("shop/b/x.journey", "middle");
    put("shop/notes.txt", "no script");
    put("shop/.hidden/y.journey", "hidden");
    put("shop/.journey", "hidden too");
    assert_int_equal(symlink("..", "shop/b/up"), 0);

    struct files files;
    assert_true(files_collect((const char *[]){"shop/", "shop/z.journey", "./shop"}, 3, &files));
    assert_int_equal(files.count, 3);
    assert_string_equal(files.items[0].name, "shop/B.journey");
    assert_string_equal(files.items[1].name, "shop/b/x.journey");
    assert_string_equal(files.items[2].name, "shop/z.journey");
    assert_string_equal(files.items[1].text, "middle");
    assert_int_equal(files.items[1].length, 6);
    files_free(&files);

    assert_int_equal(chdir("shop"), 0);
    assert_true(files_collect((const char *[]){"."}, 1, &files));
    assert_string_equal(files.items[0].name, "B.journey");
    files_free(&files);
    assert_int_equal(chdir(".."), 0);
}

static void test_refuses_what_is_no_script(void **state) {
    (void)state;
    assert_int_equal(mkdir("empty", 0755), 0);
    put("notes.txt", "no script");
    put("a.journey", "language 1");
    struct files files;
    assert_false(files_collect((const char *[]){"empty"}, 1, &files));
    assert_false(files_collect((const char *[]){"a.journey", "empty"}, 2, &files));
    assert_false(files_collect((const char *[]){"notes.txt"}, 1, &files));
    assert_false(files_collect((const char *[]){"missing.journey"}, 1, &files));
    assert_int_equal(files.count, 0);
    assert_null(files.items);
}

static void test_reads_bytes_as_they_are(void **state) {
    (void)state;
    FILE *file = fopen("a.journey", "wb");
    assert_non_null(file);
    fwrite("a\0b\r\n", 1, 5, file);
    fclose(file);
    char *text = NULL;
    size_t length = 0;
    assert_true(files_read("a.journey", 5, &text, &length));
    assert_int_equal(length, 5);
    assert_memory_equal(text, "a\0b\r\n", 6);
    free(text);
    assert_false(files_read("a.journey", 4, &text, &length));
    assert_false(files_read(".", 4, &text, &length));
}

static void test_bytecode_is_told_by_its_ending(void **state) {
    (void)state;
    assert_true(files_is_bytecode("build/shop.jbc"));
    assert_false(files_is_bytecode("shop.journey"));
    assert_false(files_is_bytecode("shop.jbc.bak"));
    assert_false(files_is_bytecode("jbc"));
}

static void test_a_result_appears_whole(void **state) {
    (void)state;
    put("out", "before");
    assert_int_equal(chmod("out", 0640), 0);
    struct output *output = output_open("out");
    assert_non_null(output);
    output_text(output, "one ");
    output_format(output, "%d %s", 2, "three");
    output_bytes(output, NULL, 0);
    assert_holds("out", "before");
    assert_true(output_close(output));
    assert_holds("out", "one 2 three");
    struct stat status;
    assert_int_equal(stat("out", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_int_equal(names_in_folder(), 1);
}

static void test_a_discarded_result_leaves_no_trace(void **state) {
    (void)state;
    put("out", "before");
    struct output *output = output_open("out");
    assert_non_null(output);
    output_text(output, "half");
    output_discard(output);
    assert_holds("out", "before");
    assert_int_equal(names_in_folder(), 1);
}

static void test_long_results(void **state) {
    (void)state;
    enum { LENGTH = 200000 };
    char *text = malloc(LENGTH + 1);
    assert_non_null(text);
    memset(text, 'x', LENGTH);
    text[LENGTH] = '\0';
    struct output *output = output_open("out");
    assert_non_null(output);
    output_text(output, "<");
    output_text(output, text);
    output_format(output, "%s>", text);
    assert_true(output_close(output));
    char *read = NULL;
    size_t length = 0;
    assert_true(files_read("out", 1 << 20, &read, &length));
    assert_int_equal(length, 2 * LENGTH + 2);
    assert_int_equal(read[0], '<');
    assert_int_equal(read[LENGTH], 'x');
    assert_int_equal(read[2 * LENGTH + 1], '>');
    free(read);
    free(text);
}

static void test_a_link_stays_a_link(void **state) {
    (void)state;
    put("real", "before");
    assert_int_equal(symlink("real", "link"), 0);
    struct output *output = output_open("link");
    assert_non_null(output);
    output_text(output, "after");
    assert_true(output_close(output));
    assert_holds("real", "after");
    struct stat status;
    assert_int_equal(lstat("link", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
}

static void test_failures_are_noticed(void **state) {
    (void)state;
    assert_null(output_open("no/such/folder/out"));
    assert_null(output_open("."));
    struct output *output = output_open("/dev/full");
    if (!output) skip();
    assert_false(output_failed(output));
    output_text(output, "x");
    assert_false(output_close(output));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_collects_in_order_and_once, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_no_script, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(test_reads_bytes_as_they_are, enter_folder, leave_folder),
        cmocka_unit_test(test_bytecode_is_told_by_its_ending),
        cmocka_unit_test_setup_teardown(test_a_result_appears_whole, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(test_a_discarded_result_leaves_no_trace, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(test_long_results, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(test_a_link_stays_a_link, enter_folder, leave_folder),
        cmocka_unit_test_setup_teardown(test_failures_are_noticed, enter_folder, leave_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
