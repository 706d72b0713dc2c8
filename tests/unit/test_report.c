/* Diagnostics as people and machines see them, from findings made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "report.h"

/* A report about one or two scripts, and what it prints. */
struct scene {
    struct file texts[2];            /* the scripts */
    struct files files;              /* the same */
    struct jdl_diagnostic items[80]; /* what was found */
    struct report report;            /* the whole */
};

static void begin(struct scene *scene, const char *first, const char *second) {
    *scene = (struct scene){0};
    scene->texts[0] = (struct file){(char *)(uintptr_t) "shop/a.journey", (char *)(uintptr_t)first, strlen(first)};
    scene->texts[1] = (struct file){(char *)(uintptr_t) "b.journey", (char *)(uintptr_t)second, strlen(second)};
    scene->files = (struct files){scene->texts, 2};
    scene->report = (struct report){.files = &scene->files, .items = scene->items};
}

/* The place of the first occurrence of the words, which are ASCII and on one line. */
static struct jdl_place place_of(const struct scene *scene, uint32_t text, const char *words) {
    const char *script = scene->texts[text].text, *at = strstr(script, words);
    assert_non_null(at);
    struct jdl_place place = {.text = text, .line = 1, .column = 1};
    for (const char *c = script; c < at; c++) {
        place.column++;
        if (((unsigned char)*c & 0xC0) == 0x80) place.column--;
        if (*c != '\n') continue;
        place.line++;
        place.column = 1;
    }
    place.begin = (uint32_t)(at - script);
    place.end = place.begin + (uint32_t)strlen(words);
    place.end_line = place.line;
    place.end_column = place.column + (uint32_t)strlen(words);
    return place;
}

static struct jdl_diagnostic *find(struct scene *scene, enum jdl_severity severity, const char *message,
                                   struct jdl_place place) {
    struct jdl_diagnostic *item = &scene->items[scene->report.count++];
    *item = (struct jdl_diagnostic){.code = "J0101", .severity = severity, .title = "a title", .message = message};
    item->place = place;
    return item;
}

static char *print(struct scene *scene, enum report_format format) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    scene->report.format = format;
    report_write(&scene->report, out);
    fclose(out);
    return text;
}

static void prints(struct scene *scene, enum report_format format, const char *expected) {
    char *text = print(scene, format);
    assert_string_equal(text, expected);
    free(text);
}

static bool has(const char *text, const char *words) {
    if (strstr(text, words)) return true;
    print_message("not printed: %s\n--- in\n%s\n", words, text);
    return false;
}

/* ---- for people -------------------------------------------------------------------------------------------------- */

static void test_underlines_behind_tabs_and_wide_characters(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "one\n\t\xE6\xB3\xA8\xE5\x86\x8C emial x\n", "");
    struct jdl_diagnostic *item = find(&scene, JDL_ERROR, "there is no channel `emial`", place_of(&scene, 0, "emial"));
    struct jdl_edit edit = {item->place, "email"};
    item->help = "did you mean `email`?";
    item->edits = &edit;
    item->edit_count = 1;
    prints(&scene, REPORT_HUMAN,
           "error[J0101]: there is no channel `emial`\n"
           " --> shop/a.journey:2:5\n"
           "  |\n"
           "2 |     \xE6\xB3\xA8\xE5\x86\x8C emial x\n"
           "  |          ^^^^^\n"
           "help: did you mean `email`?\n"
           "  |\n"
           "2 |     \xE6\xB3\xA8\xE5\x86\x8C email x\n"
           "  |          ~~~~~\n"
           "\n"
           "1 error in 2 scripts\n"
           "help: `journey explain J0101` tells more about a message, with an example\n");
}

static void test_second_places_here_and_elsewhere(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "first a\n2\n3\nagain a\n", "other a\n");
    struct jdl_diagnostic *item = find(&scene, JDL_WARNING, "`a` stands there twice", place_of(&scene, 0, "again"));
    struct jdl_label labels[] = {{place_of(&scene, 0, "first"), "the first one"},
                                 {place_of(&scene, 1, "other"), "and another"}};
    item->labels = labels;
    item->label_count = 2;
    prints(&scene, REPORT_HUMAN,
           "warning[J0101]: `a` stands there twice\n"
           " --> shop/a.journey:4:1\n"
           "  |\n"
           "1 | first a\n"
           "  | ----- the first one\n"
           "  ...\n"
           "4 | again a\n"
           "  | ^^^^^\n"
           " ::: b.journey:1:1\n"
           "  |\n"
           "1 | other a\n"
           "  | ----- and another\n"
           "\n"
           "1 warning in 2 scripts\n");
}

static void test_a_finding_about_the_whole_project(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "", "");
    find(&scene, JDL_ERROR, "there is no project", (struct jdl_place){.text = JDL_NONE});
    char *text = print(&scene, REPORT_HUMAN);
    assert_true(has(text, "error[J0101]: there is no project\n\n1 error in 2 scripts\n"));
    free(text);
}

static void test_a_long_line_is_shown_around_its_place(void **state) {
    (void)state;
    static char line[5000];
    memset(line, 'x', sizeof line - 1);
    memcpy(line + 3000, " emial ", 7);
    struct scene scene;
    begin(&scene, line, "");
    find(&scene, JDL_ERROR, "there is no channel `emial`", place_of(&scene, 0, "emial"));
    char *text = print(&scene, REPORT_HUMAN);
    assert_true(has(text, "\n1 | ...xxx"));
    assert_true(has(text, " emial xxx"));
    assert_true(strlen(text) < 600);
    free(text);
}

static void test_bytes_that_would_steer_a_terminal_are_replaced(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "a \x1B[2J emial\n", "");
    find(&scene, JDL_ERROR, "no \x1B[2J", place_of(&scene, 0, "emial"));
    char *text = print(&scene, REPORT_HUMAN);
    assert_null(strchr(text, 0x1B));
    free(text);
}

static void test_colours_only_where_they_are_asked_for(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "x\n", "");
    find(&scene, JDL_ERROR, "wrong", place_of(&scene, 0, "x"));
    char *plain = print(&scene, REPORT_HUMAN);
    scene.report.color = true;
    char *colored = print(&scene, REPORT_HUMAN);
    assert_null(strchr(plain, 0x1B));
    assert_true(has(colored, "\033[1;31merror[J0101]\033[0m"));
    free(plain);
    free(colored);
}

static void test_only_the_first_fifty_are_shown(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "x\n", "");
    for (int i = 0; i < 63; i++) find(&scene, JDL_ERROR, "wrong", place_of(&scene, 0, "x"));
    char *text = print(&scene, REPORT_SHORT);
    size_t lines = 0;
    for (const char *c = text; *c; c++) lines += *c == '\n';
    assert_int_equal(lines, 51);
    assert_true(has(text, "... and 13 more; --all shows them too\n"));
    free(text);
    scene.report.all = true;
    text = print(&scene, REPORT_SHORT);
    assert_null(strstr(text, "more"));
    free(text);
}

static void test_nothing_found(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "x\n", "y\n");
    prints(&scene, REPORT_HUMAN, "nothing to mend in 2 scripts\n");
}

/* ---- for machines ------------------------------------------------------------------------------------------------ */

static void test_short(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "one\n  x\n", "");
    find(&scene, JDL_NOTE, "a note", place_of(&scene, 0, "x"))->help = "do it";
    find(&scene, JDL_ERROR, "no project", (struct jdl_place){.text = JDL_NONE});
    prints(&scene, REPORT_SHORT,
           "shop/a.journey:2:3: note: a note; do it [J0101]\njourney: error: no project [J0101]\n");
}

static void test_github_escapes_and_begins_with_errors(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "x\n", "y\n");
    scene.texts[0].name = (char *)(uintptr_t) "a,b:c.journey";
    find(&scene, JDL_NOTE, "100% sure\nof it", place_of(&scene, 0, "x"));
    find(&scene, JDL_ERROR, "wrong", place_of(&scene, 1, "y"))->help = "mend it";
    prints(
        &scene, REPORT_GITHUB,
        "::error file=b.journey,line=1,endLine=1,col=1,endColumn=2,title=J0101 a title::wrong%0Ahelp: mend it\n"
        "::notice file=a%2Cb%3Ac.journey,line=1,endLine=1,col=1,endColumn=2,title=J0101 a title::100%25 sure%0Aof it\n");
}

static void test_json_counts_and_places(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "\xC3\xA9 emial\n", "");
    struct jdl_diagnostic *item = find(&scene, JDL_ERROR, "wrong", place_of(&scene, 0, "emial"));
    struct jdl_edit edit = {item->place, "email"};
    item->edits = &edit;
    item->edit_count = 1;
    item->sure = 1;
    find(&scene, JDL_WARNING, "whole", (struct jdl_place){.text = JDL_NONE});
    char *text = print(&scene, REPORT_JSON);
    json_t *document = json_loads(text, 0, NULL);
    assert_non_null(document);
    json_int_t errors, warnings, line, column, byte;
    const char *file, *replacement, *sure;
    int valid;
    assert_int_equal(json_unpack(document, "{s:b,s:I,s:I,s:[{s:{s:s,s:{s:I,s:I,s:I}},s:[{s:s,s:s}]},{s:n}]}", "valid",
                                 &valid, "error_count", &errors, "warning_count", &warnings, "diagnostics", "range",
                                 "filename", &file, "start", "line", &line, "column", &column, "byte", &byte,
                                 "suggestions", "text", &replacement, "applicability", &sure, "range"),
                     0);
    assert_false(valid);
    assert_int_equal(errors, 1);
    assert_int_equal(warnings, 1);
    assert_string_equal(file, "shop/a.journey");
    assert_int_equal(line, 1);
    assert_int_equal(column, 3);
    assert_int_equal(byte, 3);
    assert_string_equal(replacement, "email");
    assert_string_equal(sure, "sure");
    json_decref(document);
    free(text);
}

/* The print of a finding must not change when lines are added above it, and must differ for two on equal lines. */
static void test_sarif_fingerprints_are_stable_and_distinct(void **state) {
    (void)state;
    char *prints_of[2];
    for (int i = 0; i < 2; i++) {
        struct scene scene;
        begin(&scene, i == 0 ? "x y\nx y\n" : "new\n\nx y\n  x   y\n", "");
        struct jdl_place first = place_of(&scene, 0, "x"), second = first;
        second.line++;
        second.begin = (uint32_t)(strrchr(scene.texts[0].text, 'x') - scene.texts[0].text);
        second.end = second.begin + 1;
        find(&scene, JDL_ERROR, "wrong", first);
        find(&scene, JDL_ERROR, "wrong", second);
        char *text = print(&scene, REPORT_SARIF);
        json_t *document = json_loads(text, 0, NULL);
        assert_non_null(document);
        json_t *results = json_object_get(json_array_get(json_object_get(document, "runs"), 0), "results");
        assert_int_equal(json_array_size(results), 2);
        char both[128] = "";
        for (size_t r = 0; r < 2; r++) {
            const char *print = json_string_value(json_object_get(
                json_object_get(json_array_get(results, r), "partialFingerprints"), "primaryLocationLineHash"));
            assert_non_null(print);
            strcat(strcat(both, print), " ");
        }
        assert_true(has(both, ":1 "));
        assert_true(has(both, ":2 "));
        prints_of[i] = strdup(both);
        json_decref(document);
        free(text);
    }
    assert_string_equal(prints_of[0], prints_of[1]);
    free(prints_of[0]);
    free(prints_of[1]);
}

static void test_junit_escapes_and_counts(void **state) {
    (void)state;
    struct scene scene;
    begin(&scene, "x\n", "");
    find(&scene, JDL_ERROR, "a <b> & \"c\"\x01", place_of(&scene, 0, "x"));
    find(&scene, JDL_WARNING, "only a warning", place_of(&scene, 0, "x"));
    char *text = print(&scene, REPORT_JUNIT);
    assert_true(has(text, "<testsuite name=\"shop/a.journey\" tests=\"2\" failures=\"1\" errors=\"0\">"));
    assert_true(has(text, "message=\"a &lt;b&gt; &amp; &quot;c&quot;\xEF\xBF\xBD\""));
    assert_true(has(text, "<system-out>shop/a.journey:1:1: only a warning</system-out>"));
    assert_true(has(text, "<testcase name=\"nothing to mend\" classname=\"b.journey\"/>"));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_underlines_behind_tabs_and_wide_characters),
        cmocka_unit_test(test_second_places_here_and_elsewhere),
        cmocka_unit_test(test_a_finding_about_the_whole_project),
        cmocka_unit_test(test_a_long_line_is_shown_around_its_place),
        cmocka_unit_test(test_bytes_that_would_steer_a_terminal_are_replaced),
        cmocka_unit_test(test_colours_only_where_they_are_asked_for),
        cmocka_unit_test(test_only_the_first_fifty_are_shown),
        cmocka_unit_test(test_nothing_found),
        cmocka_unit_test(test_short),
        cmocka_unit_test(test_github_escapes_and_begins_with_errors),
        cmocka_unit_test(test_json_counts_and_places),
        cmocka_unit_test(test_sarif_fingerprints_are_stable_and_distinct),
        cmocka_unit_test(test_junit_escapes_and_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
