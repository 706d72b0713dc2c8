/* The results of tests for machines: TAP 13, JUnit, JSON. */
#include "test_report.h"
#include "json.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

#define FORMAT_VERSION "1.0"

static const char *file_of(const struct test_report *report, const struct jdl_place *place) {
    return place->text < report->files->count ? report->files->items[place->text].name : "";
}

/* What a function writes, as a text to be freed; NULL: out of memory. */
static char *written(const struct test_report *report, const struct test_run *run,
                     void (*write)(const struct test_report *, const struct test_run *, FILE *)) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    write(report, run, out);
    if (fclose(out) == 0) return text;
    free(text);
    return NULL;
}

static void write_timeline(const struct test_report *report, const struct test_run *run, FILE *out) {
    test_timeline(report, run, "", out);
}

/* ---- TAP --------------------------------------------------------------------------------------------------------- */

/* A `#` in a description would begin a directive. */
static void description(const char *text, FILE *out) {
    for (; *text; text++) {
        if (*text == '#' || *text == '\\') fputc('\\', out);
        fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
    }
}

static void yaml_quoted(const char *text, FILE *out) {
    fputc('\'', out);
    for (; *text; text++) {
        if (*text == '\'') fputc('\'', out);
        fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
    }
    fputc('\'', out);
}

static void tap_details(const struct test_report *report, const struct test_run *run, FILE *out) {
    char *problem = written(report, run, test_first_problem);
    fputs("  ---\n  message: ", out);
    yaml_quoted(problem ? problem : "", out);
    fputs("\n  file: ", out);
    yaml_quoted(file_of(report, &run->test->place), out);
    fprintf(out, "\n  line: %u\n  timeline: |\n", run->test->place.line);
    test_timeline(report, run, "    ", out);
    fputs("  ...\n", out);
    free(problem);
}

static void tap_coverage(const struct test_report *report, FILE *out) {
    for (size_t i = 0; i < report->covered_count; i++) {
        const struct coverage_item *item = &report->covered[i];
        if (item->reached) continue;
        bool promise = strcmp(item->kind, "promise") == 0;
        fputs(promise ? "# neither proved nor refuted: " : "# no test reaches ", out);
        if (item->file) fprintf(out, "%s:%u: ", item->file, item->line);
        fprintf(out, "%s\n", item->text);
    }
}

void test_report_tap(const struct test_report *report, FILE *out) {
    fprintf(out, "TAP version 13\n1..%zu\n", report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct test_run *run = &report->runs[i];
        fprintf(out, "%sok %zu - ", run->passed ? "" : "not ", i + 1);
        description(run->test->name, out);
        fputc('\n', out);
        if (!run->passed) tap_details(report, run, out);
    }
    tap_coverage(report, out);
}

/* ---- JUnit ------------------------------------------------------------------------------------------------------- */

static void junit_case(const struct test_report *report, const struct test_run *run, FILE *out) {
    const char *file = file_of(report, &run->test->place);
    char line[16];
    snprintf(line, sizeof line, "%u", run->test->place.line);
    fputs("    <testcase", out);
    xml_attribute(out, "name", run->test->name);
    xml_attribute(out, "classname", file);
    xml_attribute(out, "file", file);
    xml_attribute(out, "line", line);
    if (run->passed) {
        fputs("/>\n", out);
        return;
    }
    char *problem = written(report, run, test_first_problem), *timeline = written(report, run, write_timeline);
    fputs(">\n      <failure", out);
    xml_attribute(out, "message", problem ? problem : "");
    fputs(" type=\"test\">", out);
    xml_text(out, timeline ? timeline : "");
    fputs("</failure>\n    </testcase>\n", out);
    free(problem);
    free(timeline);
}

static void junit_suite(const struct test_report *report, uint32_t text, FILE *out) {
    size_t count = 0, failed = 0;
    for (size_t i = 0; i < report->count; i++) {
        if (report->runs[i].test->place.text != text) continue;
        count++;
        failed += !report->runs[i].passed;
    }
    if (count == 0) return;
    fputs("  <testsuite", out);
    xml_attribute(out, "name", report->files->items[text].name);
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", count, failed);
    for (size_t i = 0; i < report->count; i++) {
        if (report->runs[i].test->place.text == text) junit_case(report, &report->runs[i], out);
    }
    fputs("  </testsuite>\n", out);
}

void test_report_junit(const struct test_report *report, FILE *out) {
    xml_begin(out);
    fputs("<testsuites name=\"journey test\">\n", out);
    for (size_t i = 0; i < report->files->count; i++) junit_suite(report, (uint32_t)i, out);
    fputs("</testsuites>\n", out);
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static const char *kind_word(enum test_entry_kind kind) {
    switch (kind) {
    case TEST_INPUT: return "input";
    case TEST_ACTION: return "action";
    case TEST_MISSED: return "missed";
    }
    return "";
}

static json_t *entry_object(const struct test_report *report, const struct test_entry *entry) {
    json_t *object = json_object();
    json_put(object, "kind", json_string(kind_word(entry->kind)));
    json_put(object, "at", json_words(entry->when));
    json_put(object, "text", json_words(entry->text));
    if (entry->step) json_put(object, "line", json_integer(entry->step->place.line));
    if (entry->problem) json_put(object, "problem", json_words(entry->problem));
    if (!entry->paste) return object;
    json_put(object, "paste", json_words(entry->paste));
    json_put(object, "paste_below",
             json_pack("{s:o,s:I}", "file", json_words(file_of(report, entry->below)), "line",
                       (json_int_t)entry->below->line));
    return object;
}

static json_t *run_object(const struct test_report *report, const struct test_run *run) {
    json_t *object = json_object(), *timeline = json_array();
    json_put(object, "name", json_words(run->test->name));
    json_put(object, "file", json_words(file_of(report, &run->test->place)));
    json_put(object, "line", json_integer(run->test->place.line));
    json_put(object, "passed", json_boolean(run->passed));
    if (!run->passed) {
        char *problem = written(report, run, test_first_problem);
        json_put(object, "message", json_words(problem ? problem : ""));
        free(problem);
    }
    if (run->broken_paste) json_put(object, "paste", json_words(run->broken_paste));
    for (size_t i = 0; i < run->count; i++) json_add(timeline, entry_object(report, &run->entries[i]));
    json_put(object, "timeline", timeline);
    return object;
}

static json_t *coverage_object(const struct test_report *report) {
    json_t *object = json_object(), *missing = json_array();
    size_t reached = 0;
    for (size_t i = 0; i < report->covered_count; i++) {
        const struct coverage_item *item = &report->covered[i];
        reached += item->reached;
        if (item->reached) continue;
        json_t *one = json_object();
        json_put(one, "kind", json_string(item->kind));
        json_put(one, "text", json_words(item->text));
        json_put(one, "file", json_words(item->file));
        json_put(one, "line", json_integer(item->line));
        json_add(missing, one);
    }
    json_put(object, "reached", json_integer((json_int_t)reached));
    json_put(object, "total", json_integer((json_int_t)report->covered_count));
    json_put(object, "missing", missing);
    return object;
}

void test_report_json(const struct test_report *report, FILE *out) {
    json_t *document = json_object(), *tests = json_array();
    size_t failed = test_report_failed(report);
    for (size_t i = 0; i < report->count; i++) json_add(tests, run_object(report, &report->runs[i]));
    json_put(document, "format_version", json_string(FORMAT_VERSION));
    json_put(document, "passed", json_integer((json_int_t)(report->count - failed)));
    json_put(document, "failed", json_integer((json_int_t)failed));
    json_put(document, "tests", tests);
    if (report->covered) json_put(document, "coverage", coverage_object(report));
    json_write(document, out);
}
