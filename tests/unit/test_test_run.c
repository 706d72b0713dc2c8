/* Tests of scripts as they run: what makes one fail and what may be left unsaid, where its timeline says so, and that time,
 * history and forced splits are as the test says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "coverage.h"
#include "test_run.h"
#include "tests/unit/compile.h"

static const char project[] =
    "language 1\n"
    "project \"P\" {\n timezone: user.timezone or \"UTC\"\n}\n"
    "event \"Begin\" { plan: text, tags: list of text optional }\n"
    "event \"A\"\n"
    "event \"B\"\n"
    "user { timezone: timezone optional, score: number optional, seen: time optional, patience: duration optional }\n"
    "channel email { template \"e\" { plan: text, number: number } }\n"
    "channel push {\n only if user.score is known\n template \"p\"\n}\n"
    "journey one {\n enter when event \"Begin\"\n keep 10% out\n goal event \"B\" within 30 days\n stage first {\n"
    "  when event \"A\" { set user.score: 7 }\n"
    "  send email \"e\" { plan: entry.plan, number: 1 }\n"
    "  send email \"e\" { plan: entry.plan, number: 2 }\n"
    "  send push \"p\"\n"
    "  milestone begun\n"
    "  start journey two { why: entry.plan }\n"
    "  wait 2 days\n"
    "  go to second\n }\n"
    " stage second {\n  split halves {\n   50% left { milestone l }\n   50% right { milestone r }\n  }\n"
    "  wait user.patience or 1 day, at most 3 days\n  exit as done\n }\n}\n"
    "journey two {\n remember why: text optional\n stage only {\n  wait 50 days\n  exit as old\n }\n}\n"
    "journey three {\n enter when event \"A\"\n enter again always\n stage only {\n  wait until 09:00\n  milestone morning\n"
    "  wait 60 days\n  exit as old\n }\n}\n";

/* Lines that many tests below begin with: a run of `one` has begun, and all that it did is expected. */
#define BEGUN                                                                                                          \
    "event \"Begin\" { plan: \"pro\" }\n"                                                                              \
    "expect email \"e\" with number 1\n"                                                                               \
    "expect email \"e\" with number 2\n"                                                                               \
    "expect skipped push \"p\" because consent\n"                                                                      \
    "expect milestone begun\n"                                                                                         \
    "expect start journey two with why \"pro\"\n"

/* Runs a test with this body; the problems that it shows must be these, one a line: "- the missed line", "+ what was not
 * expected", "! why it could not go on". */
static void shows(const char *body, const char *expected) {
    char text[8192], found[4096] = "";
    snprintf(text, sizeof text, "%stest \"t\" {\n%s}\n", project, body);
    struct compiled compiled = compile_text(text);
    size_t count;
    const struct jdl_test *tests = jdl_tests(compiled.result, &count);
    assert_int_equal(count, 1);
    struct zones *zones = zones_new(NULL);
    assert_non_null(zones);
    struct test_bench bench = {.program = compiled.program, .zones = zones};
    struct test_run run;
    assert_true(test_run(&bench, &tests[0], &run));
    for (size_t i = 0; i < run.count; i++) {
        const struct test_entry *entry = &run.entries[i];
        if (!entry->problem) continue;
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "%c %s\n", entry->kind == TEST_MISSED ? '-' : '+', entry->text);
    }
    if (run.broken) {
        size_t used = strlen(found);
        snprintf(found + used, sizeof found - used, "! %s\n", run.broken);
    }
    assert_string_equal(found, expected);
    assert_int_equal(run.passed, *expected == '\0');
    test_run_free(&run);
    zones_free(zones);
    compile_free(&compiled);
}

#define START "start at 2026-03-02 10:00\n"
#define LEFT "given split halves is left\n"

static void test_all_that_is_named_passes(void **state) {
    (void)state;
    shows(START BEGUN, "");
}

static void test_whatever_is_not_named_fails(void **state) {
    (void)state;
    shows(START "event \"Begin\" { plan: \"pro\" }\n", "+ email \"e\" with plan \"pro\", number 1\n"
                                                       "+ email \"e\" with plan \"pro\", number 2\n"
                                                       "+ skipped push \"p\" because consent\n"
                                                       "+ milestone begun\n"
                                                       "+ start journey two with why \"pro\"\n");
    shows(START BEGUN "event \"A\"\n", "+ set user.score: 7\n");
    shows(START BEGUN "event \"B\"\n", "+ exit as goal\n");
}

static void test_entries_stages_and_refusals_may_be_left_unsaid(void **state) {
    (void)state;
    shows(START BEGUN "event \"Begin\" { plan: \"free\" }\n", "");
    shows(START BEGUN "event \"Begin\" { plan: \"free\" }\nexpect refused because already in\n", "");
    shows(START BEGUN "event \"Begin\" { plan: \"free\" }\nexpect refused because group\n",
          "- expect refused because group\n");
}

static void test_one_line_names_one_action(void **state) {
    (void)state;
    /* The line without a number fits both messages; it takes the one that the other line leaves. */
    shows(START "event \"Begin\" { plan: \"pro\" }\n"
                "expect email \"e\"\nexpect email \"e\" with number 1\n"
                "expect skipped push \"p\"\nexpect milestone begun\nexpect start journey two\n",
          "");
    shows(START "event \"Begin\" { plan: \"pro\" }\n"
                "expect email \"e\"\n"
                "expect skipped push \"p\"\nexpect milestone begun\nexpect start journey two\n",
          "+ email \"e\" with plan \"pro\", number 2\n");
    shows(START BEGUN "expect milestone begun\n", "- expect milestone begun\n");
}

static void test_values_are_compared_exactly(void **state) {
    (void)state;
    shows(START "event \"Begin\" { plan: \"pro\" }\n"
                "expect email \"e\" with number 1.000001\nexpect email \"e\" with number 2, plan \"Pro\"\n"
                "expect skipped push \"p\"\nexpect milestone begun\nexpect start journey two with why \"free\"\n",
          "+ email \"e\" with plan \"pro\", number 1\n"
          "+ email \"e\" with plan \"pro\", number 2\n"
          "+ start journey two with why \"pro\"\n"
          "- expect email \"e\" with number 1.000001\n"
          "- expect email \"e\" with number 2, plan \"Pro\"\n"
          "- expect start journey two with why \"free\"\n");
    shows(START BEGUN "event \"A\"\nexpect set user.score: 8\n", "+ set user.score: 7\n- expect set user.score: 8\n");
}

static void test_a_line_can_be_narrowed(void **state) {
    (void)state;
    shows(START BEGUN "event \"B\"\nexpect exit as goal of journey one at 2026-03-02 10:00\n", "");
    shows(START BEGUN "event \"B\"\nexpect exit as goal of journey two\n",
          "+ exit as goal\n- expect exit as goal of journey two\n");
    shows(START BEGUN "event \"B\"\nexpect exit as goal at 2026-03-02 10:01\n",
          "+ exit as goal\n- expect exit as goal at 2026-03-02 10:01\n");
    shows(START BEGUN "event \"B\"\nexpect exit as goal\nexpect nothing of journey two\n", "");
}

static void test_nothing(void **state) {
    (void)state;
    shows(START BEGUN "after 1 day\nexpect nothing\n", "");
    shows(START BEGUN "event \"B\"\nexpect nothing\n", "+ exit as goal\n- expect nothing\n");
}

static void test_stages(void **state) {
    (void)state;
    shows(START BEGUN "expect stage first\nexpect stage only of journey two\n", "");
    shows(START BEGUN "expect stage second\n", "- expect stage second\n");
    shows(LEFT START BEGUN "after 2 days\nexpect milestone l\nexpect stage second at 2026-03-04 10:00\n", "");
    shows(LEFT START BEGUN "after 49 hours\nexpect milestone l\nexpect stage second at 2026-03-04 11:00\n",
          "- expect stage second at 2026-03-04 11:00\n");
    shows(START BEGUN "event \"B\"\nexpect exit as goal\nexpect stage first\n", "- expect stage first\n");
}

static void test_splits_must_be_decided(void **state) {
    (void)state;
    shows("given split halves is right\n" START BEGUN "after 2 days\nexpect milestone r\n", "");
    shows(START BEGUN "after 2 days\nexpect milestone r\n",
          "! this test reaches the split halves of journey one, and does not say which part: left or right\n");
}

static void test_kept_out(void **state) {
    (void)state;
    shows("given kept out\n" START
          "event \"Begin\" { plan: \"pro\" }\nexpect nothing\nafter 30 days\nexpect exit as kept_out\n",
          "");
    shows("given kept out\n" START "event \"A\"\nafter 1 day\nexpect milestone morning\n", "");
    shows("given kept out of project\n" START
          "event \"Begin\" { plan: \"pro\" }\nevent \"A\"\nafter 90 days\nexpect nothing\n",
          "");
}

static void test_only_some_journeys(void **state) {
    (void)state;
    shows("only journey one\n" START BEGUN "event \"A\"\nexpect set user.score: 7\nafter 1 day\nexpect nothing\n", "");
    shows("only journey two\n" START "event \"Begin\" { plan: \"pro\" }\nevent \"A\"\nafter 1 day\nexpect nothing\n",
          "");
}

static void test_time_is_the_users(void **state) {
    (void)state;
    shows("given user { timezone: \"Asia/Tokyo\" }\n" START "event \"A\"\nafter 23 hours\n"
          "expect milestone morning at 2026-03-03 09:00\n",
          "");
    /* The clock moves with the user: 10:00 in Tokyo is 01:00 in UTC, where 09:00 is eight hours away. */
    shows("given user { timezone: \"Asia/Tokyo\" }\n" START "event \"A\"\nuser { timezone: \"UTC\" }\n"
          "at 2026-03-02 08:59\nexpect nothing\nat 2026-03-02 09:00\nexpect milestone morning\n",
          "");
}

static void test_time_never_goes_back(void **state) {
    (void)state;
    /* What the compiler can't know: the move of the zone makes the written clock an earlier instant. */
    unsigned last = 1 + 6; /* the line that begins the test, and those in it */
    for (const char *c = project; *c; c++) last += *c == '\n';
    char expected[128];
    snprintf(expected, sizeof expected, "! line %u goes back in time: it is 2026-03-02 19:00 already\n", last);
    shows("given user { timezone: \"Asia/Tokyo\" }\n" START "user { timezone: \"UTC\" }\nat 2026-03-02 10:00\n"
          "user { timezone: \"Asia/Tokyo\" }\nat 2026-03-02 12:00\n",
          expected);
}

static void test_what_a_bound_cut_is_no_failure(void **state) {
    (void)state;
    shows("given user { patience: 9 days }\n" LEFT START BEGUN
          "after 2 days\nexpect milestone l\nat 2026-03-07 10:00\nexpect exit as done\n",
          "");
}

static void test_the_line_to_paste(void **state) {
    (void)state;
    char text[8192];
    snprintf(text, sizeof text, "%stest \"t\" {\n" START BEGUN "event \"B\"\n}\n", project);
    struct compiled compiled = compile_text(text);
    size_t count;
    const struct jdl_test *tests = jdl_tests(compiled.result, &count);
    struct zones *zones = zones_new(NULL);
    struct test_bench bench = {.program = compiled.program, .zones = zones};
    struct test_run run;
    assert_true(test_run(&bench, &tests[0], &run));
    const struct test_entry *last = &run.entries[run.count - 1];
    assert_string_equal(last->paste, "expect exit as goal");
    assert_int_equal(last->below->line, tests[0].steps[tests[0].step_count - 1].place.line);
    assert_string_equal(last->when, "2026-03-02 10:00");
    test_run_free(&run);
    zones_free(zones);
    compile_free(&compiled);
}

/* ---- what tests reach -------------------------------------------------------------------------------------------- */

static bool reached(const struct coverage_item *items, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(items[i].text, text) == 0) return items[i].reached;
    }
    print_message("not in the list: %s\n", text);
    fail();
    return false;
}

static void test_coverage(void **state) {
    (void)state;
    char text[8192];
    snprintf(text, sizeof text, "%stest \"t\" {\n" LEFT START BEGUN "after 2 days\nexpect milestone l\n}\n", project);
    struct compiled compiled = compile_text(text);
    size_t tests_count, count;
    const struct jdl_test *tests = jdl_tests(compiled.result, &tests_count);
    struct zones *zones = zones_new(NULL);
    struct coverage *coverage = coverage_new(compiled.program);
    assert_non_null(coverage);
    struct test_bench bench = {.program = compiled.program, .zones = zones, .coverage = coverage};
    struct wording words = {.program = compiled.program, .zones = zones_interface(zones)};
    struct test_run run;
    struct pool pool = {0};
    struct coverage_item *items;
    assert_true(test_run(&bench, &tests[0], &run));
    assert_true(run.passed);
    assert_true(coverage_list(coverage, &words, &pool, &items, &count));
    assert_true(reached(items, count, "stage first of journey one"));
    assert_true(reached(items, count, "stage second of journey one"));
    assert_true(reached(items, count, "stage only of journey two"));
    assert_false(reached(items, count, "stage only of journey three"));
    assert_true(reached(items, count, "split halves: left of journey one"));
    assert_false(reached(items, count, "split halves: right of journey one"));
    assert_true(reached(items, count, "enter when event \"Begin\" of journey one"));
    assert_false(reached(items, count, "when event \"A\" of journey one"));
    assert_false(reached(items, count, "goal event \"B\" of journey one"));
    assert_false(reached(items, count, "exit as goal of journey one"));
    assert_false(reached(items, count, "exit as done of journey one"));
    test_run_free(&run);
    pool_free(&pool);
    coverage_free(coverage);
    zones_free(zones);
    compile_free(&compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_is_named_passes),
        cmocka_unit_test(test_whatever_is_not_named_fails),
        cmocka_unit_test(test_entries_stages_and_refusals_may_be_left_unsaid),
        cmocka_unit_test(test_one_line_names_one_action),
        cmocka_unit_test(test_values_are_compared_exactly),
        cmocka_unit_test(test_a_line_can_be_narrowed),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_splits_must_be_decided),
        cmocka_unit_test(test_kept_out),
        cmocka_unit_test(test_only_some_journeys),
        cmocka_unit_test(test_time_is_the_users),
        cmocka_unit_test(test_time_never_goes_back),
        cmocka_unit_test(test_what_a_bound_cut_is_no_failure),
        cmocka_unit_test(test_the_line_to_paste),
        cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
