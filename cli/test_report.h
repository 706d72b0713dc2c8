/* The results of tests in the formats that people and machines read.
 *
 * It does: write what each test came to, for a failing one its timeline with the missed and the unexpected lines marked in
 * place, and at the end the totals and, where it was asked for, what no test reached. Formats: for people, TAP 13, JUnit, JSON.
 * It never: decides an exit code. Everything in it belongs to whoever made it. */
#ifndef JOURNEY_TEST_REPORT_H
#define JOURNEY_TEST_REPORT_H

#include <stdio.h>

#include "coverage.h"
#include "files.h"
#include "test_run.h"

enum test_format {
    TEST_FORMAT_HUMAN, /* for people */
    TEST_FORMAT_TAP,   /* TAP version 13, details as YAML */
    TEST_FORMAT_JUNIT, /* an XML test suite for each file */
    TEST_FORMAT_JSON   /* docs/tests.schema.json */
};

#define TEST_FORMATS "human|tap|junit|json" /* their names, in the order of the enumeration */

struct test_report {
    const struct files *files;           /* the scripts */
    const jrt_program *program;          /* compiled from them */
    const struct test_run *runs;         /* in order */
    size_t count;                        /* how many */
    const struct coverage_item *covered; /* what there is to reach; NULL: nobody asked */
    size_t covered_count;                /* how many */
    enum test_format format;             /* how to write it */
    bool color;                          /* with colours; for people only */
};

/* The format of that name, which must be one of TEST_FORMATS. */
enum test_format test_format_named(const char *name);

void test_report_write(const struct test_report *report, FILE *out);

/* How many tests failed. */
size_t test_report_failed(const struct test_report *report);

/* The timeline of a run, each line behind `lead` (test_timeline.c). */
void test_timeline(const struct test_report *report, const struct test_run *run, const char *lead, FILE *out);

/* In one line, what is wrong first; "" where nothing is. */
void test_first_problem(const struct test_report *report, const struct test_run *run, FILE *out);

/* The machines' formats (test_formats.c). */
void test_report_tap(const struct test_report *report, FILE *out);
void test_report_junit(const struct test_report *report, FILE *out);
void test_report_json(const struct test_report *report, FILE *out);

#endif
