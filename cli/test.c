/* `journey test`: the tests in the scripts, run on virtual time. */
#include "cli.h"
#include "coverage.h"
#include "scripts.h"
#include "test_report.h"
#include "test_run.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"filter", 0, "TEXT", NULL, "only tests whose names contain this text"},
    {"coverage", 0, NULL, NULL, "list what no test reaches, and promises without a proof"},
    {"format", 0, "FORMAT", TEST_FORMATS, "how to say it"},
    {NULL, 0, NULL, NULL, NULL},
};

/* All that a run of the tests works with. */
struct session {
    const struct cli_args *args; /* what was asked for */
    struct scripts scripts;      /* compiled */
    jrt_program *program;        /* loaded */
    struct test_bench bench;     /* what the tests run on */
    struct test_run *runs;       /* one for each test that ran */
    size_t count;                /* how many */
    struct pool pool;            /* owns the list of what was reached */
};

static int load(struct session *session) {
    struct jrt_fault fault = {0};
    size_t size = 0;
    const void *bytes = jdl_bytecode(session->scripts.result, &size);
    if (!bytes) return cli_bug("the scripts have no errors, and yet there is no bytecode");
    enum jrt_status status = jrt_load(bytes, size, NULL, &session->program, &fault);
    if (status == JRT_NO_MEMORY) return cli_cannot("out of memory");
    if (status != JRT_OK) {
        const char *section = program_section_name(fault.section);
        return cli_bug("the compiled project is refused: %s (%s, %u)", fault.reason ? fault.reason : "no reason given",
                       section ? section : "the file", fault.place);
    }
    session->bench.program = session->program;
    session->bench.zones = zones_new(NULL);
    if (!session->bench.zones) return cli_cannot("out of memory");
    if (!cli_given(session->args, "coverage")) return CLI_OK;
    session->bench.coverage = coverage_new(session->program);
    if (!session->bench.coverage) return cli_cannot("out of memory");
    coverage_promises(session->bench.coverage, &session->scripts.files, session->scripts.result);
    return CLI_OK;
}

/* Nothing to run is worth a word: it is easily taken for success. */
static int nothing_to_run(const struct session *session, size_t all) {
    const char *filter = cli_value(session->args, "filter");
    if (all > 0) {
        cli_cannot("no test's name contains \"%s\"", filter);
        cli_help_line("%zu test%s there; without --filter all of them run", all, all == 1 ? " is" : "s are");
        return CLI_CANNOT;
    }
    fputs("note: there are no tests in these scripts; a test begins with `test \"what it shows\" {`\n", stderr);
    return CLI_OK;
}

static int run_all(struct session *session) {
    const char *filter = cli_value(session->args, "filter");
    size_t all = 0;
    const struct jdl_test *tests = jdl_tests(session->scripts.result, &all);
    session->runs = calloc(all + 1, sizeof *session->runs);
    if (!session->runs) return cli_cannot("out of memory");
    for (size_t i = 0; i < all; i++) {
        if (filter && !strstr(tests[i].name, filter)) continue;
        if (!test_run(&session->bench, &tests[i], &session->runs[session->count++])) return cli_cannot("out of memory");
    }
    return session->count > 0 ? CLI_OK : nothing_to_run(session, all);
}

static int tell(struct session *session) {
    const char *format = cli_value(session->args, "format");
    struct test_report report = {.files = &session->scripts.files, .program = session->program};
    report.runs = session->runs;
    report.count = session->count;
    report.format = test_format_named(format ? format : "human");
    report.color = report.format == TEST_FORMAT_HUMAN && cli_color(session->args, stdout);
    struct coverage_item *covered = NULL;
    struct wording words = {.program = session->program, .zones = zones_interface(session->bench.zones)};
    if (session->bench.coverage &&
        !coverage_list(session->bench.coverage, &words, &session->pool, &covered, &report.covered_count))
        return cli_cannot("out of memory");
    report.covered = covered;
    test_report_write(&report, stdout);
    return test_report_failed(&report) > 0 ? CLI_FINDINGS : CLI_OK;
}

static int run(const struct cli_args *args) {
    struct session session = {.args = args};
    int code = scripts_open(&session.scripts, args, NULL);
    if (code == CLI_OK) code = load(&session);
    if (code == CLI_OK) code = run_all(&session);
    if (code == CLI_OK && zones_status(session.bench.zones) != JRT_OK)
        code = cli_cannot("%s", jrt_status_text(zones_status(session.bench.zones)));
    if (code == CLI_OK) code = tell(&session);
    for (size_t i = 0; i < session.count; i++) test_run_free(&session.runs[i]);
    free(session.runs);
    pool_free(&session.pool);
    coverage_free(session.bench.coverage);
    zones_free(session.bench.zones);
    jrt_program_free(session.program);
    scripts_free(&session.scripts);
    return code;
}

const struct cli_command cli_test = {
    .name = "test",
    .summary = "run the tests that stand in the scripts",
    .usage = "PATH... [options]",
    .examples = "  journey test .                               all tests below this folder\n"
                "  journey test . --filter weekend              those with this word in their names\n"
                "  journey test . --coverage                    and what none of them reaches\n"
                "  journey test . --format junit >tests.xml     for continuous integration\n",
    .notes =
        "Tests run on the interpreter that a service uses, in virtual time. A failing one is shown with its timeline:\n"
        "`-` marks what was expected and did not happen, `+` what happened and was not expected. Exit codes: 0 all\n"
        "pass, 1 some fail or the scripts have errors, 2 it could not be done.\n",
    .options = options,
    .min_paths = 1,
    .max_paths = CLI_MANY,
    .missing = "say which scripts to test: files, or folders of *.journey files",
    .run = run,
};
