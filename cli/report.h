/* Diagnostics in the formats that people and machines read.
 *
 * It does: write what the compiler has found, for people (with the lines of the script, the place underlined, and the line
 * as it would read after the mend), and for programs: JSON (docs/diagnostics.schema.json), SARIF 2.1.0, GitHub's workflow
 * commands, JUnit, and one line each in GNU's form.
 * It never: decides an exit code, or leaves anything out of a machine's format. For people, and in the short form, what
 * comes after the 50th is only counted, unless `all` is asked for.
 *
 * Everything in a report belongs to whoever made it; the texts are those that were compiled, in the same order. */
#ifndef JOURNEY_REPORT_H
#define JOURNEY_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "files.h"
#include "jdl.h"

enum report_format {
    REPORT_HUMAN,  /* for people */
    REPORT_SHORT,  /* one line each: file:line:col: error: words [code] */
    REPORT_JSON,   /* docs/diagnostics.schema.json */
    REPORT_SARIF,  /* SARIF 2.1.0 */
    REPORT_GITHUB, /* workflow commands, errors first */
    REPORT_JUNIT   /* an XML test suite */
};

#define REPORT_FORMATS "human|short|json|sarif|github|junit" /* their names, in the order of the enumeration */

enum { REPORT_MOST = 50 }; /* shown to people unless all are asked for */

struct report {
    const struct files *files;          /* the texts, as they were compiled */
    const struct jdl_diagnostic *items; /* in order */
    size_t count;                       /* how many */
    enum report_format format;          /* how to write them */
    bool color;                         /* with colours; for people only */
    bool all;                           /* also what comes after REPORT_MOST */
    size_t hidden;                      /* notes that are shown on demand and were left out before */
};

/* The format of that name, which must be one of REPORT_FORMATS. */
enum report_format report_format_named(const char *name);

/* Is it read by people, and so belongs on standard error? */
bool report_for_people(enum report_format format);

/* Writes it all, with the summary line where the format has one. */
void report_write(const struct report *report, FILE *out);

/* The diagnostics alone, for people: for subcommands that need the project to be sound and say something else then. */
void report_findings(const struct report *report, FILE *out);

/* How many diagnostics are that bad. */
size_t report_count(const struct report *report, enum jdl_severity severity);

/* The file's name of a place, NULL for a place in no text. */
const char *report_name(const struct report *report, const struct jdl_place *place);

/* "error", "warning", "note" */
const char *report_severity(enum jdl_severity severity);

/* One of the formats each; report_write finds them. */
void report_human(const struct report *report, FILE *out, size_t most);
void report_json(const struct report *report, FILE *out);
void report_sarif(const struct report *report, FILE *out);
void report_github(const struct report *report, FILE *out);
void report_junit(const struct report *report, FILE *out);

#endif
