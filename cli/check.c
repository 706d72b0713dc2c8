/* `journey check`: every mistake of a project, and the mends that are sure. */
#include "cli.h"
#include "fix.h"
#include "output.h"
#include "scripts.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 64 }; /* of mending: a mend may bring to light what another one can mend */

static const struct cli_option options[] = {
    {"fix", 0, NULL, NULL, "apply the mends that are sure, then check what is left"},
    {"format", 0, "FORMAT", REPORT_FORMATS, "how to say it; human goes to standard error"},
    {"fail-on", 0, "LEVEL", "error|warning|never", "what makes the exit code 1"},
    {"notes", 0, NULL, NULL, "also show notes on what may well be right and is worth a look"},
    {"all", 0, NULL, NULL, "show more than 50 messages"},
    {NULL, 0, NULL, NULL, NULL},
};

/* ---- --fix ------------------------------------------------------------------------------------------------------- */

/* Mends in memory until there is nothing sure left; the compiler's last answer. */
static int mend_all(struct scripts *scripts, const struct jdl_options *compile, unsigned char *changed, size_t *total) {
    int code = scripts_compile(scripts, compile);
    for (int round = 0; round < ROUNDS && (code == CLI_OK || code == CLI_FINDINGS); round++) {
        struct report report = scripts_report(scripts);
        size_t mended = 0;
        if (!fix_apply(&scripts->files, report.items, report.count, changed, &mended)) return CLI_CANNOT;
        if (mended == 0) return code;
        *total += mended;
        code = scripts_compile(scripts, compile);
    }
    return code;
}

static bool write_back(const struct files *files, const unsigned char *changed) {
    for (size_t i = 0; i < files->count; i++) {
        if (!changed[i]) continue;
        struct output *output = output_open(files->items[i].name);
        if (!output) return false;
        output_bytes(output, files->items[i].text, files->items[i].length);
        if (!output_close(output)) return false;
    }
    return true;
}

static bool reads_standard_input(const struct cli_args *args) {
    for (size_t i = 0; i < args->path_count; i++) {
        if (strcmp(args->paths[i], "-") == 0) return true;
    }
    return false;
}

static int fix(struct scripts *scripts, const struct jdl_options *compile) {
    unsigned char *changed = calloc(scripts->files.count + 1, 1);
    if (!changed) return cli_cannot("out of memory");
    size_t total = 0, files = 0;
    int code = mend_all(scripts, compile, changed, &total);
    for (size_t i = 0; i < scripts->files.count; i++) files += changed[i];
    if (code == CLI_OK || code == CLI_FINDINGS) {
        if (!write_back(&scripts->files, changed))
            code = CLI_CANNOT;
        else if (total > 0)
            fprintf(stderr, "mended %zu mistake%s in %zu script%s\n", total, total == 1 ? "" : "s", files,
                    files == 1 ? "" : "s");
    }
    free(changed);
    return code;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static int verdict(const struct cli_args *args, const struct report *report) {
    if (cli_value_is(args, "fail-on", "error", "never")) return CLI_OK;
    size_t count = report_count(report, JDL_ERROR);
    if (cli_value_is(args, "fail-on", "error", "warning")) count += report_count(report, JDL_WARNING);
    return count > 0 ? CLI_FINDINGS : CLI_OK;
}

/* JSON, SARIF and JUnit keep what people are shown on demand only. */
static bool shows_hints(const struct cli_args *args, enum report_format format) {
    return cli_given(args, "notes") || format == REPORT_JSON || format == REPORT_SARIF || format == REPORT_JUNIT;
}

/* Leaves the hints out; the memory that the report's items are in then, or NULL. */
static struct jdl_diagnostic *leave_hints(struct report *report) {
    struct jdl_diagnostic *kept = calloc(report->count + 1, sizeof *kept);
    size_t count = 0;
    for (size_t i = 0; kept && i < report->count; i++) {
        if (!report->items[i].hint) kept[count++] = report->items[i];
    }
    if (!kept) return NULL;
    report->hidden = report->count - count;
    report->items = kept;
    report->count = count;
    return kept;
}

static int check(const struct cli_args *args, struct scripts *scripts) {
    static const struct jdl_options compile = {.check_only = 1};
    if (!scripts_read(scripts, args->paths, args->path_count)) return CLI_CANNOT;
    int code = cli_given(args, "fix") ? fix(scripts, &compile) : scripts_compile(scripts, &compile);
    if (code != CLI_OK && code != CLI_FINDINGS) return code;
    const char *format = cli_value(args, "format");
    struct report report = scripts_report(scripts);
    report.format = report_format_named(format ? format : "human");
    report.all = cli_given(args, "all");
    FILE *out = report_for_people(report.format) ? stderr : stdout;
    report.color = cli_color(args, out);
    struct jdl_diagnostic *kept = shows_hints(args, report.format) ? NULL : leave_hints(&report);
    report_write(&report, out);
    code = verdict(args, &report);
    free(kept);
    return code;
}

static int run(const struct cli_args *args) {
    struct scripts scripts = {0};
    if (cli_given(args, "fix") && reads_standard_input(args)) {
        cli_cannot("standard input can't be mended in place");
        cli_help_line("write the script into a file, and give its path");
        return CLI_CANNOT;
    }
    int code = check(args, &scripts);
    scripts_free(&scripts);
    return code;
}

const struct cli_command cli_check = {
    .name = "check",
    .summary = "find every mistake, with its place and its mend",
    .usage = "PATH... [options]",
    .examples = "  journey check .                              every script below this folder\n"
                "  journey check . --fix                        mend what is sure\n"
                "  journey check . --notes                      also what may well be right, but is worth a look\n"
                "  journey check . --format github              in a workflow\n"
                "  journey check . --format json --fail-on never >findings.json\n",
    .notes =
        "All *.journey files under the paths are one project. Messages for people go to standard error, all other\n"
        "formats to standard output. Exit codes: 0 nothing that --fail-on names (by default: error), 1 there is, 2 a\n"
        "script could not be read.\n"
        "A warning or note is allowed by a comment: `# allow J0916: the two belong together`, at the end of its line,\n"
        "on the line above, or above `language 1` for the whole file. The reason is required.\n",
    .options = options,
    .min_paths = 1,
    .max_paths = CLI_MANY,
    .missing = "say which scripts to check: files, or folders of *.journey files",
    .run = run,
};
