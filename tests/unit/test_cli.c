/* The command line: options before and after paths, values, mistakes, near misses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli.h"

static int never_run(const struct cli_args *args) {
    (void)args;
    return CLI_BUG;
}

static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "human|json", "how to say it"},
    {"output", 'o', "FILE", NULL, "where to write"},
    {"fix", 0, NULL, NULL, "mend what is sure"},
    {"shards", 0, "N", NULL, "how many"},
    {NULL, 0, NULL, NULL, NULL},
};

static const struct cli_command command = {
    .name = "sample",
    .usage = "PATH...",
    .options = options,
    .min_paths = 1,
    .max_paths = 2,
    .missing = "say which paths",
    .run = never_run,
};

/* Parses the words, which end with NULL; the result is to be freed by the caller. */
static bool parse(struct cli_args *args, bool *help, char **words) {
    int count = 0;
    while (words[count]) count++;
    return cli_parse(&command, count, words, args, help);
}

static bool accepts(char **words) {
    struct cli_args args;
    bool help = false;
    bool fine = parse(&args, &help, words);
    cli_args_free(&args);
    return fine;
}

static void test_options_before_and_after_paths(void **state) {
    (void)state;
    struct cli_args args;
    bool help = true;
    assert_true(parse(&args, &help, (char *[]){"--format=json", "a", "-o", "out", "b", "--fix", NULL}));
    assert_false(help);
    assert_string_equal(cli_value(&args, "format"), "json");
    assert_string_equal(cli_value(&args, "output"), "out");
    assert_true(cli_given(&args, "fix"));
    assert_false(cli_given(&args, "shards"));
    assert_int_equal(args.path_count, 2);
    assert_string_equal(args.paths[0], "a");
    assert_string_equal(args.paths[1], "b");
    cli_args_free(&args);
}

static void test_forms_of_a_value(void **state) {
    (void)state;
    struct cli_args args;
    bool help = false;
    assert_true(parse(&args, &help, (char *[]){"--output", "x", "a", "--format", "human", NULL}));
    assert_string_equal(cli_value(&args, "output"), "x");
    assert_true(cli_value_is(&args, "format", "json", "human"));
    cli_args_free(&args);
    assert_true(parse(&args, &help, (char *[]){"-ox=y", "a", NULL}));
    assert_string_equal(cli_value(&args, "output"), "x=y");
    assert_true(cli_value_is(&args, "format", "json", "json"));
    cli_args_free(&args);
    assert_true(parse(&args, &help, (char *[]){"--output=", "a", NULL}));
    assert_string_equal(cli_value(&args, "output"), "");
    cli_args_free(&args);
}

static void test_dashes(void **state) {
    (void)state;
    struct cli_args args;
    bool help = false;
    assert_true(parse(&args, &help, (char *[]){"-", "--", "--fix", NULL}));
    assert_false(cli_given(&args, "fix"));
    assert_int_equal(args.path_count, 2);
    assert_string_equal(args.paths[0], "-");
    assert_string_equal(args.paths[1], "--fix");
    cli_args_free(&args);
}

static void test_help_wins(void **state) {
    (void)state;
    struct cli_args args;
    bool help = false;
    assert_true(parse(&args, &help, (char *[]){"--nonsense", "-h", NULL}));
    assert_true(help);
    cli_args_free(&args);
    assert_true(parse(&args, &help, (char *[]){"a", "--", "--help", NULL}));
    assert_false(help);
    cli_args_free(&args);
}

static void test_mistakes(void **state) {
    (void)state;
    assert_true(accepts((char *[]){"a", NULL}));
    assert_false(accepts((char *[]){NULL}));
    assert_false(accepts((char *[]){"a", "b", "c", NULL}));
    assert_false(accepts((char *[]){"a", "--fxi", NULL}));
    assert_false(accepts((char *[]){"a", "-x", NULL}));
    assert_false(accepts((char *[]){"a", "--fix=yes", NULL}));
    assert_false(accepts((char *[]){"a", "--fix", "--fix", NULL}));
    assert_false(accepts((char *[]){"a", "--output", NULL}));
    assert_false(accepts((char *[]){"a", "-o", "x", "--output=y", NULL}));
    assert_false(accepts((char *[]){"a", "--format=jsno", NULL}));
    assert_false(accepts((char *[]){"a", "--format=", NULL}));
    assert_false(accepts((char *[]){"a", "--color=sometimes", NULL}));
    assert_false(accepts((char *[]){"a", "--for=json", NULL}));
}

static void test_numbers(void **state) {
    (void)state;
    static const struct {
        const char *text; /* what is typed */
        bool fine;        /* is it taken? */
        long number;      /* as what */
    } cases[] = {
        {"--shards=1", true, 1},   {"--shards=64", true, 64}, {"--shards=0", false, 0},
        {"--shards=65", false, 0}, {"--shards=", false, 0},   {"--shards=2x", false, 0},
        {"--shards=x", false, 0},  {"--shards=-1", false, 0}, {"--shards=99999999999999999999", false, 0},
        {"--fix", true, 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cli_args args;
        bool help = false;
        char word[64];
        strcpy(word, cases[i].text);
        assert_true(parse(&args, &help, (char *[]){"a", word, NULL}));
        long number = 0;
        assert_int_equal(cli_number(&args, "shards", 1, 64, 7, &number), cases[i].fine);
        if (cases[i].fine) assert_int_equal(number, cases[i].number);
        cli_args_free(&args);
    }
}

static void test_near_misses(void **state) {
    (void)state;
    static const char *const names[] = {"check", "build", "run", "test", "graph", "diff", NULL};
    assert_string_equal(cli_nearest("chekc", names), "check");
    assert_string_equal(cli_nearest("bild", names), "build");
    assert_string_equal(cli_nearest("tset", names), "test");
    assert_string_equal(cli_nearest("graphs", names), "graph");
    assert_null(cli_nearest("deploy", names));
    assert_null(cli_nearest("x", names));
    assert_null(cli_nearest("a-word-that-is-longer-than-any-name-could-be", names));
}

static void test_colour(void **state) {
    (void)state;
    struct cli_args args;
    bool help = false;
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_true(parse(&args, &help, (char *[]){"a", NULL}));
    assert_false(cli_color(&args, file));
    cli_args_free(&args);
    assert_true(parse(&args, &help, (char *[]){"a", "--color=always", NULL}));
    assert_true(cli_color(&args, file));
    cli_args_free(&args);
    fclose(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_before_and_after_paths),
        cmocka_unit_test(test_forms_of_a_value),
        cmocka_unit_test(test_dashes),
        cmocka_unit_test(test_help_wins),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_near_misses),
        cmocka_unit_test(test_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
