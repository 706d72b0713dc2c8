#include "test_report.h"

#include <assert.h>
#include <string.h>

enum test_format test_format_named(const char *name) {
    static const char *const names[] = {"human", "tap", "junit", "json"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) return (enum test_format)i;
    }
    assert(0 && "a format that is not in TEST_FORMATS");
    return TEST_FORMAT_HUMAN;
}

size_t test_report_failed(const struct test_report *report) {
    size_t failed = 0;
    for (size_t i = 0; i < report->count; i++) failed += !report->runs[i].passed;
    return failed;
}

/* ---- for people -------------------------------------------------------------------------------------------------- */

static void failure(const struct test_report *report, const struct test_run *run, FILE *out) {
    const struct jdl_place *place = &run->test->place;
    fprintf(out, "%sFAILED%s  \"%s\"", report->color ? "\033[1;31m" : "", report->color ? "\033[0m" : "",
            run->test->name);
    if (place->text < report->files->count)
        fprintf(out, " (%s:%u)", report->files->items[place->text].name, place->line);
    fputs("\n", out);
    test_timeline(report, run, "  ", out);
    fputs("\n", out);
}

/* What is missing, under a heading: promises, or all else. */
static void missing(const struct test_report *report, bool promises, const char *heading, FILE *out) {
    bool any = false;
    for (size_t i = 0; i < report->covered_count; i++) {
        const struct coverage_item *item = &report->covered[i];
        if (item->reached || (strcmp(item->kind, "promise") == 0) != promises) continue;
        if (!any) fprintf(out, "%s\n", heading);
        any = true;
        fputs("  ", out);
        if (item->file) fprintf(out, "%s:%u: ", item->file, item->line);
        fprintf(out, "%s\n", item->text);
    }
}

static void covered(const struct test_report *report, FILE *out) {
    size_t reached = 0;
    for (size_t i = 0; i < report->covered_count; i++) reached += report->covered[i].reached;
    missing(report, false, "no test reaches", out);
    missing(report, true, "the compiler neither proves nor refutes", out);
    size_t percent = report->covered_count > 0 ? reached * 100 / report->covered_count : 100;
    fprintf(out, "%zu of %zu reached, %zu %%\n", reached, report->covered_count, percent);
}

static void human(const struct test_report *report, FILE *out) {
    for (size_t i = 0; i < report->count; i++) {
        if (!report->runs[i].passed) failure(report, &report->runs[i], out);
    }
    if (report->covered) covered(report, out);
    size_t failed = test_report_failed(report);
    fprintf(out, "%zu passed, %zu failed\n", report->count - failed, failed);
}

void test_report_write(const struct test_report *report, FILE *out) {
    switch (report->format) {
    case TEST_FORMAT_HUMAN: human(report, out); return;
    case TEST_FORMAT_TAP: test_report_tap(report, out); return;
    case TEST_FORMAT_JUNIT: test_report_junit(report, out); return;
    case TEST_FORMAT_JSON: test_report_json(report, out); return;
    }
}
