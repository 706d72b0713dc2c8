#include "report.h"

#include <assert.h>
#include <string.h>

enum report_format report_format_named(const char *name) {
    static const char *const names[] = {"human", "short", "json", "sarif", "github", "junit"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) return (enum report_format)i;
    }
    assert(0 && "a format that is not in REPORT_FORMATS");
    return REPORT_HUMAN;
}

bool report_for_people(enum report_format format) {
    return format == REPORT_HUMAN;
}

size_t report_count(const struct report *report, enum jdl_severity severity) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) count += report->items[i].severity == severity;
    return count;
}

const char *report_name(const struct report *report, const struct jdl_place *place) {
    return place->text < report->files->count ? report->files->items[place->text].name : NULL;
}

const char *report_severity(enum jdl_severity severity) {
    switch (severity) {
    case JDL_ERROR: return "error";
    case JDL_WARNING: return "warning";
    case JDL_NOTE: return "note";
    }
    return "error";
}

/* ---- the short form ---------------------------------------------------------------------------------------------- */

/* A name or message on one line, whatever it holds. */
static void one_line(FILE *out, const char *text) {
    for (; *text; text++) fputc((unsigned char)*text < 0x20 ? ' ' : *text, out);
}

static void short_line(const struct report *report, const struct jdl_diagnostic *item, FILE *out) {
    const char *name = report_name(report, &item->place);
    if (name) {
        one_line(out, name);
        fprintf(out, ":%u:%u: ", item->place.line, item->place.column);
    } else {
        fputs("journey: ", out);
    }
    fprintf(out, "%s: ", report_severity(item->severity));
    one_line(out, item->message);
    if (item->help) {
        fputs("; ", out);
        one_line(out, item->help);
    }
    fprintf(out, " [%s]\n", item->code);
}

static void report_short(const struct report *report, FILE *out, size_t most) {
    for (size_t i = 0; i < most; i++) short_line(report, &report->items[i], out);
}

/* ---- the summary ------------------------------------------------------------------------------------------------- */

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

/* How many can be mended unseen. */
static size_t sure_count(const struct report *report) {
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) count += report->items[i].sure && report->items[i].edit_count > 0;
    return count;
}

static const struct jdl_diagnostic *first_error(const struct report *report) {
    for (size_t i = 0; i < report->count; i++) {
        if (report->items[i].severity == JDL_ERROR) return &report->items[i];
    }
    return NULL;
}

/* Appends "2 errors", with a comma before it where something stands already. */
static void part(FILE *out, size_t *parts, size_t count, const char *what) {
    if (count == 0) return;
    fprintf(out, "%s%zu %s%s", *parts > 0 ? ", " : "", count, what, plural(count));
    (*parts)++;
}

static void summary(const struct report *report, FILE *out) {
    size_t parts = 0, sure = sure_count(report), scripts = report->files->count;
    part(out, &parts, report_count(report, JDL_ERROR), "error");
    part(out, &parts, report_count(report, JDL_WARNING), "warning");
    part(out, &parts, report_count(report, JDL_NOTE), "note");
    fprintf(out, "%s in %zu script%s\n", parts > 0 ? "" : "nothing to mend", scripts, plural(scripts));
    if (sure > 0 && report->count == 1)
        fprintf(out, "help: `journey check --fix` mends it\n");
    else if (sure > 0 && sure == report->count)
        fprintf(out, "help: `journey check --fix` mends them all\n");
    else if (sure > 0)
        fprintf(out, "help: `journey check --fix` mends %zu of them\n", sure);
    const struct jdl_diagnostic *first = first_error(report);
    if (report->hidden > 0)
        fprintf(out, "help: `journey check --notes` shows %zu note%s more, on what may well be right\n", report->hidden,
                plural(report->hidden));
    if (first) fprintf(out, "help: `journey explain %s` tells more about a message, with an example\n", first->code);
}

static void left_out(const struct report *report, FILE *out, size_t most) {
    if (most == report->count) return;
    fprintf(out, "... and %zu more; --all shows them too\n", report->count - most);
}

void report_findings(const struct report *report, FILE *out) {
    size_t most = report->all || report->count < REPORT_MOST ? report->count : REPORT_MOST;
    report_human(report, out, most);
    left_out(report, out, most);
}

void report_write(const struct report *report, FILE *out) {
    size_t most = report->all || report->count < REPORT_MOST ? report->count : REPORT_MOST;
    switch (report->format) {
    case REPORT_HUMAN:
        report_findings(report, out);
        summary(report, out);
        break;
    case REPORT_SHORT:
        report_short(report, out, most);
        left_out(report, out, most);
        break;
    case REPORT_JSON: report_json(report, out); break;
    case REPORT_SARIF: report_sarif(report, out); break;
    case REPORT_GITHUB: report_github(report, out); break;
    case REPORT_JUNIT: report_junit(report, out); break;
    }
}
