/* `journey fmt`: lays scripts out in the one canonical way. */
#include "cli.h"
#include "files.h"
#include "jdl.h"
#include "linediff.h"
#include "output.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"check", 0, NULL, NULL, "write nothing; list the files that are not laid out, and end with 1 if there are any"},
    {"diff", 0, NULL, NULL, "write nothing; show what would change"},
    {"stdin-filepath", 0, "NAME", NULL, "read standard input; messages call it NAME"},
    {NULL, 0, NULL, NULL, NULL},
};

/* One run of the subcommand. */
struct run {
    const struct cli_args *args; /* the command line */
    struct output *out;          /* where lists, differences and the text from standard input go */
    bool from_input;             /* the script comes from standard input */
    int code;                    /* what to return, so far */
};

/* A failure to do the job outweighs findings. */
static void note_code(struct run *run, int code) {
    if (code > run->code) run->code = code;
}

/* A script that can't be read stays as it is: what is laid out around a mistake is not what was meant. */
static void say_broken(struct run *run, const struct file *file, const jdl_result *result) {
    struct files one = {(struct file *)file, 1};
    struct report report = {.files = &one, .color = cli_color(run->args, stderr)};
    report.items = jdl_diagnostics(result, &report.count);
    report_findings(&report, stderr);
    fprintf(stderr, "%s: left as it is, for it can't be read; `journey fmt` lays it out when that is mended\n",
            file->name);
    note_code(run, CLI_FINDINGS);
}

static void write_difference(struct run *run, const struct file *file, const char *text, size_t length) {
    size_t size = strlen(file->name) + 3;
    char *labels = malloc(2 * size);
    if (!labels) {
        note_code(run, cli_cannot("out of memory"));
        return;
    }
    snprintf(labels, size, "a/%s", file->name);
    snprintf(labels + size, size, "b/%s", file->name);
    struct linediff_side before = {labels, file->text, file->length};
    struct linediff_side after = {labels + size, text, length};
    if (!linediff_write(run->out, &before, &after)) note_code(run, CLI_CANNOT);
    free(labels);
}

static void write_file(struct run *run, const struct file *file, const char *text, size_t length) {
    struct output *output = output_open(file->name);
    if (output) output_bytes(output, text, length);
    if (!output || !output_close(output)) {
        note_code(run, CLI_CANNOT);
        return;
    }
    output_format(run->out, "%s\n", file->name);
}

static void use_result(struct run *run, const struct file *file, const char *text, size_t length) {
    bool same = length == file->length && memcmp(text, file->text, length) == 0;
    bool check = cli_given(run->args, "check"), diff = cli_given(run->args, "diff");
    if (!same && diff) write_difference(run, file, text, length);
    if (!same && check) {
        if (!diff) output_format(run->out, "%s\n", file->name);
        note_code(run, CLI_FINDINGS);
    }
    if (check || diff) return;
    if (run->from_input)
        output_bytes(run->out, text, length);
    else if (!same)
        write_file(run, file, text, length);
}

static void format_file(struct run *run, const struct file *file) {
    struct jdl_text text = {file->name, file->text, file->length};
    jdl_result *result = NULL;
    enum jdl_status status = jdl_format(&text, NULL, &result);
    size_t length = 0;
    const char *formatted = jdl_formatted(result, &length);
    if (status == JDL_FINDINGS)
        say_broken(run, file, result);
    else if (status != JDL_OK)
        note_code(run, cli_cannot("%s: %s", file->name, jdl_status_text(status)));
    else if (!formatted)
        note_code(run, cli_bug("%s can be read, but not when it is laid out; it was left as it is", file->name));
    else
        use_result(run, file, formatted, length);
    jdl_result_free(result);
}

/* ---- which scripts ----------------------------------------------------------------------------------------------- */

static bool wants_input(const struct cli_args *args, bool *input) {
    *input = cli_given(args, "stdin-filepath");
    for (size_t i = 0; i < args->path_count; i++) *input = *input || strcmp(args->paths[i], "-") == 0;
    if (*input && (args->path_count > 1 || (args->path_count == 1 && strcmp(args->paths[0], "-") != 0))) {
        cli_cannot("standard input is laid out alone, without other paths");
        cli_help_line("journey fmt --stdin-filepath shop.journey <shop.journey");
        return false;
    }
    if (*input || args->path_count > 0) return true;
    cli_cannot("%s", args->command->missing);
    cli_help_line("`journey fmt .` lays out all scripts under the present folder");
    return false;
}

static bool read_scripts(const struct cli_args *args, bool input, struct files *files) {
    static const char *const dash[] = {"-"};
    if (!files_collect(input ? dash : args->paths, input ? 1 : args->path_count, files)) return false;
    const char *name = cli_value(args, "stdin-filepath");
    if (!input || !name) return true;
    char *copy = strdup(name);
    if (!copy) {
        cli_cannot("out of memory");
        files_free(files);
        return false;
    }
    free(files->items[0].name);
    files->items[0].name = copy;
    return true;
}

static int run(const struct cli_args *args) {
    struct run run = {.args = args, .code = CLI_OK};
    struct files files = {0};
    if (!wants_input(args, &run.from_input) || !read_scripts(args, run.from_input, &files)) return CLI_CANNOT;
    run.out = output_open(NULL);
    for (size_t i = 0; run.out && i < files.count; i++) format_file(&run, &files.items[i]);
    if (!run.out || !output_close(run.out)) note_code(&run, CLI_CANNOT);
    files_free(&files);
    return run.code;
}

const struct cli_command cli_fmt = {
    .name = "fmt",
    .summary = "lay scripts out in the one canonical way",
    .usage = "PATH... [--check] [--diff]",
    .examples =
        "  journey fmt .                                rewrites the scripts that need it, and lists them\n"
        "  journey fmt --check .                        for an automatic check: writes nothing, ends with 1\n"
        "  journey fmt --diff shop.journey              shows what would change\n"
        "  journey fmt - <shop.journey                  for an editor: from standard input to standard output\n",
    .notes =
        "Only blanks, line ends and the commas between entries change, never what a script means. A script with a\n"
        "mistake that keeps it from being read is left as it is, and the exit code is 1. A file is replaced as a whole\n"
        "or not at all.\n",
    .options = options,
    .min_paths = 0,
    .max_paths = CLI_MANY,
    .missing = "say which scripts to lay out: files, or folders of *.journey files",
    .run = run,
};
