/* `journey diff`: what changed in meaning between two versions, and what becomes of users inside. */
#include "cli.h"
#include "diff_report.h"
#include "program_file.h"
#include "scripts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "human|markdown|json", "how to say it; markdown is fit for a comment, with pictures"},
    {"output", 'o', "FILE", NULL, "where to write it; standard output by default"},
    {NULL, 0, NULL, NULL, NULL},
};

/* One of the two versions. */
struct version {
    struct scripts scripts;   /* if it came as scripts */
    struct program_file file; /* if it came compiled */
    jrt_program *made;        /* the program, if it came as scripts */
    jrt_program *program;     /* the program */
};

static int open_bytecode(struct version *version, const char *path) {
    enum jrt_status status = JRT_OK;
    struct jrt_fault fault = {0};
    switch (program_file_open(path, &version->file, &status, &fault)) {
    case PROGRAM_FILE_FINE: version->program = version->file.program; return CLI_OK;
    case PROGRAM_FILE_UNREADABLE: return cli_cannot("can't read \"%s\": %s", path, strerror(errno));
    case PROGRAM_FILE_REFUSED: break;
    }
    if (status == JRT_NO_MEMORY) return cli_cannot("out of memory");
    cli_cannot("\"%s\" is no compiled project: %s", path, fault.reason ? fault.reason : jrt_status_text(status));
    cli_help_line("give the scripts themselves, or build it anew: journey build PATH... -o %s", path);
    return CLI_CANNOT;
}

static int open_version(struct version *version, const struct cli_args *args, size_t index) {
    struct cli_args one = *args;
    one.paths = &args->paths[index];
    one.path_count = 1;
    if (files_is_bytecode(args->paths[index])) return open_bytecode(version, args->paths[index]);
    int code = scripts_open(&version->scripts, &one, NULL);
    if (code == CLI_FINDINGS) {
        cli_cannot("%s has errors, so it can't be compared", args->paths[index]);
        return CLI_CANNOT;
    }
    if (code != CLI_OK) return code;
    size_t size = 0;
    struct jrt_fault fault = {0};
    const void *bytes = jdl_bytecode(version->scripts.result, &size);
    enum jrt_status status = bytes ? jrt_load(bytes, size, NULL, &version->made, &fault) : JRT_BAD_BYTES;
    version->program = version->made;
    if (status == JRT_OK) return CLI_OK;
    if (status == JRT_NO_MEMORY) return cli_cannot("out of memory");
    return cli_bug("the compiled project is refused: %s", fault.reason ? fault.reason : jrt_status_text(status));
}

static void close_version(struct version *version) {
    jrt_program_free(version->made);
    scripts_free(&version->scripts);
    if (version->file.program) program_file_close(&version->file);
}

static int write_report(const struct cli_args *args, const struct diff_report *report) {
    struct output *out = output_open(cli_value(args, "output"));
    bool fine = true;
    if (!out) return CLI_CANNOT;
    if (cli_value_is(args, "format", "human", "markdown"))
        diff_markdown(report, out);
    else if (cli_value_is(args, "format", "human", "json"))
        fine = diff_json(report, out);
    else
        diff_human(report, out);
    if (!output_close(out)) return CLI_CANNOT;
    if (!fine) return cli_cannot("out of memory");
    return diff_ends_users(report) ? CLI_FINDINGS : CLI_OK;
}

static int compare(const struct cli_args *args, const struct version *older, const struct version *newer) {
    struct diff_report report = {.older = older->scripts.result, .newer = newer->scripts.result};
    bool words = report.older && report.newer;
    struct changes changes =
        words ? changes_of_scripts(report.older, report.newer) : changes_of_programs(older->program, newer->program);
    struct fates fates = fates_find(older->program, newer->program);
    if (!words)
        report.limited =
            "bytecode keeps no words: only the names of events, traits, channels, templates, journeys, stages "
            "and parts of splits were compared, and what becomes of users inside; give the scripts of both "
            "versions to compare messages, waits and conditions";
    report.changes = &changes;
    report.fates = &fates;
    int code = changes.failed || fates.failed ? cli_cannot("out of memory") : write_report(args, &report);
    changes_free(&changes);
    fates_free(&fates);
    return code;
}

static int run(const struct cli_args *args) {
    struct version older = {0}, newer = {0};
    int code = open_version(&older, args, 0);
    if (code == CLI_OK) code = open_version(&newer, args, 1);
    if (code == CLI_OK) code = compare(args, &older, &newer);
    close_version(&older);
    close_version(&newer);
    return code;
}

const struct cli_command cli_diff = {
    .name = "diff",
    .summary = "say what changed in meaning, and what becomes of users inside",
    .usage = "OLD NEW [options]",
    .examples = "  journey diff ../main/journeys journeys       two folders of scripts\n"
                "  journey diff live.jbc .                      what is live, and what shall be\n"
                "  journey diff old new --format markdown       for a comment on a pull request, with pictures\n",
    .notes =
        "Comments, layout and tests are no changes. Of bytecode only names can be compared, and what becomes of users.\n"
        "Exit codes: 0 users inside go on, 1 runs would end `as removed`, 2 the job could not be done. Runs that end only\n"
        "if their message is held at that very moment are named, and do not make it 1.\n",
    .options = options,
    .min_paths = 2,
    .max_paths = 2,
    .missing = "say which two versions to compare: scripts, folders of scripts, or files of bytecode",
    .run = run,
};
