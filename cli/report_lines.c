/* Diagnostics for continuous integration: GitHub's workflow commands, and JUnit. */
#include "report.h"
#include "xml.h"

#include <string.h>

/* ---- GitHub ------------------------------------------------------------------------------------------------------ */

/* A value in a workflow command; in a property a colon and a comma would end it. */
static void escaped(FILE *out, const char *text, bool property) {
    for (; *text; text++) {
        char c = *text;
        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
            fprintf(out, "%%%02X", (unsigned char)c);
        else
            fputc(c, out);
    }
}

static const char *command(enum jdl_severity severity) {
    return severity == JDL_NOTE ? "notice" : report_severity(severity);
}

static void workflow_command(const struct report *report, const struct jdl_diagnostic *item, FILE *out) {
    const char *name = report_name(report, &item->place);
    fprintf(out, "::%s ", command(item->severity));
    if (name) {
        fputs("file=", out);
        escaped(out, name, true);
        fprintf(out, ",line=%u,endLine=%u,", item->place.line, item->place.end_line);
        /* GitHub takes columns only where the place is on one line. */
        if (item->place.line == item->place.end_line)
            fprintf(out, "col=%u,endColumn=%u,", item->place.column, item->place.end_column);
    }
    fprintf(out, "title=%s ", item->code);
    escaped(out, item->title, true);
    fputs("::", out);
    escaped(out, item->message, false);
    if (item->help) {
        fputs("%0Ahelp: ", out);
        escaped(out, item->help, false);
    }
    fputc('\n', out);
}

/* Errors come first, for GitHub shows only the first of each step. */
void report_github(const struct report *report, FILE *out) {
    static const enum jdl_severity order[] = {JDL_ERROR, JDL_WARNING, JDL_NOTE};
    for (size_t severity = 0; severity < 3; severity++) {
        for (size_t i = 0; i < report->count; i++) {
            if (report->items[i].severity == order[severity]) workflow_command(report, &report->items[i], out);
        }
    }
}

/* ---- JUnit ------------------------------------------------------------------------------------------------------- */

/* Errors fail their case; warnings and notes are told in a case that passes. */
static void finding_case(const struct jdl_diagnostic *item, const char *name, FILE *out) {
    char title[128], place[64];
    snprintf(title, sizeof title, "%s %s (line %u, column %u)", item->code, item->title, item->place.line,
             item->place.column);
    snprintf(place, sizeof place, ":%u:%u: ", item->place.line, item->place.column);
    bool failed = item->severity == JDL_ERROR;
    fputs("    <testcase", out);
    xml_attribute(out, "name", title);
    xml_attribute(out, "classname", name);
    fputs(failed ? ">\n      <failure" : ">\n      <system-out>", out);
    if (failed) {
        xml_attribute(out, "message", item->message);
        xml_attribute(out, "type", item->code);
        fputc('>', out);
    }
    xml_text(out, name);
    xml_text(out, place);
    xml_text(out, item->message);
    if (item->help) {
        xml_text(out, "\nhelp: ");
        xml_text(out, item->help);
    }
    fputs(failed ? "</failure>\n    </testcase>\n" : "</system-out>\n    </testcase>\n", out);
}

/* The messages of one text, or those of no text; a text without any is a case that passes. */
static void suite(const struct report *report, const char *name, uint32_t text, FILE *out) {
    size_t count = 0, failures = 0;
    for (size_t i = 0; i < report->count; i++) {
        if (report->items[i].place.text != text) continue;
        count++;
        failures += report->items[i].severity == JDL_ERROR;
    }
    if (count == 0 && text == JDL_NONE) return;
    fputs("  <testsuite", out);
    xml_attribute(out, "name", name);
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", count > 0 ? count : 1, failures);
    for (size_t i = 0; i < report->count; i++) {
        if (report->items[i].place.text == text) finding_case(&report->items[i], name, out);
    }
    if (count == 0) {
        fputs("    <testcase name=\"nothing to mend\"", out);
        xml_attribute(out, "classname", name);
        fputs("/>\n", out);
    }
    fputs("  </testsuite>\n", out);
}

void report_junit(const struct report *report, FILE *out) {
    xml_begin(out);
    fputs("<testsuites name=\"journey check\">\n", out);
    for (size_t i = 0; i < report->files->count; i++) suite(report, report->files->items[i].name, (uint32_t)i, out);
    suite(report, "the project", JDL_NONE, out);
    fputs("</testsuites>\n", out);
}
