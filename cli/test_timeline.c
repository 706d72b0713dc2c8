/* The timeline of a test: what went in, what came out, what was missed, each at its virtual time. */
#include "test_report.h"
#include "places.h"

#include <string.h>

enum {
    SHOWN = 120, /* lines of a long timeline that are always shown */
    NEAR = 6     /* lines before and behind a problem that are shown in any case */
};

static const char RED[] = "\033[1;31m", GREEN[] = "\033[32m", PLAIN[] = "\033[0m";

static void paint(const struct test_report *report, const char *color, FILE *out) {
    if (report->color) fputs(color, out);
}

static void script_place(const struct test_report *report, const struct jdl_place *place, FILE *out) {
    if (place->text >= report->files->count) return;
    fprintf(out, "%s:%u", report->files->items[place->text].name, place->line);
}

/* The mark in the margin: `-` was to happen and did not, `+` happened and was not to. */
static char mark_of(const struct test_entry *entry) {
    if (entry->kind == TEST_MISSED) return '-';
    return entry->problem ? '+' : ' ';
}

/* `sent by onboarding.journey:33` */
static void sender(const struct test_report *report, const struct test_entry *entry, FILE *out) {
    if (entry->send == JBC_NONE) return;
    struct place place = places_at(report->program, places_send(report->program, entry->send));
    if (place.line == 0) return;
    fprintf(out, ", sent by %.*s:%u", (int)place.file_size, place.file, place.line);
}

static void problem(const struct test_report *report, const struct test_entry *entry, const char *lead, FILE *out) {
    fprintf(out, "%s%*s^ ", lead, 24, "");
    if (entry->kind == TEST_MISSED) {
        fputs("missed (", out);
        script_place(report, &entry->step->place, out);
        fprintf(out, "): %s\n", entry->problem);
        return;
    }
    fprintf(out, "%s", entry->problem);
    sender(report, entry, out);
    fputc('\n', out);
    if (!entry->paste) return;
    fprintf(out, "%s%*s  if it is right, write below ", lead, 24, "");
    script_place(report, entry->below, out);
    fprintf(out, ":\n%s%*s      %s\n", lead, 24, "", entry->paste);
}

/* Stage moves tell where a run is; entries of other journeys than the test speaks of are told too. */
static void entry_line(const struct test_report *report, const struct test_entry *entry, const char *lead, FILE *out) {
    bool input = entry->kind == TEST_INPUT;
    fprintf(out, "%s%-19s ", lead, entry->when ? entry->when : "");
    if (entry->problem)
        paint(report, RED, out);
    else if (input)
        paint(report, GREEN, out);
    fprintf(out, "%c %s%s", mark_of(entry), input ? "" : "    ", entry->text ? entry->text : "");
    if (entry->problem || input) paint(report, PLAIN, out);
    fputc('\n', out);
    if (entry->problem) problem(report, entry, lead, out);
}

/* Is there a problem within reach of the entry? */
static bool near_problem(const struct test_run *run, size_t index) {
    size_t from = index > NEAR ? index - NEAR : 0, to = index + NEAR < run->count ? index + NEAR : run->count - 1;
    for (size_t i = from; i <= to; i++) {
        if (run->entries[i].problem) return true;
    }
    return false;
}

void test_timeline(const struct test_report *report, const struct test_run *run, const char *lead, FILE *out) {
    size_t left_out = 0;
    for (size_t i = 0; i < run->count; i++) {
        if (i >= SHOWN && i + NEAR < run->count && !near_problem(run, i)) {
            left_out++;
            continue;
        }
        if (left_out > 0) fprintf(out, "%s... %zu lines without a problem ...\n", lead, left_out);
        left_out = 0;
        entry_line(report, &run->entries[i], lead, out);
    }
    if (!run->broken) return;
    fprintf(out, "%s%*s", lead, 20, "");
    paint(report, RED, out);
    fprintf(out, "! %s\n", run->broken);
    paint(report, PLAIN, out);
    if (!run->broken_paste) return;
    fprintf(out, "%s%*s  write into the test, above `start at`:\n", lead, 24, "");
    fprintf(out, "%s%*s      %s\n", lead, 24, "", run->broken_paste);
}

void test_first_problem(const struct test_report *report, const struct test_run *run, FILE *out) {
    const struct test_entry *first = NULL;
    for (size_t i = 0; i < run->count && !first; i++) {
        if (run->entries[i].problem) first = &run->entries[i];
    }
    if (!first) {
        if (run->broken) fputs(run->broken, out);
        return;
    }
    fprintf(out, "%s %s: %s", first->kind == TEST_MISSED ? "missed:" : "not expected:", first->text, first->problem);
    if (first->kind != TEST_MISSED) return;
    fputs(" (", out);
    script_place(report, &first->step->place, out);
    fputc(')', out);
}
