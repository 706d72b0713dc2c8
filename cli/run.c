/* `journey run`: events in, actions out, on the clock of the events. */
#include "cli.h"
#include "engine.h"
#include "feed.h"
#include "iso.h"
#include "output.h"
#include "program.h"
#include "program_file.h"
#include "scripts.h"
#include "summary.h"
#include "zones.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct cli_option options[] = {
    {"events", 0, "FILE", NULL, "events as JSON lines; `-`, the usual, is standard input"},
    {"actions", 0, "FILE", NULL, "where the actions go, as JSON lines; `-`, the usual, is standard output"},
    {"rejects", 0, "FILE", NULL, "where lines and values that can't be used go, with the reason"},
    {"until", 0, "TIME", NULL, "after the last event let time pass until then: 2026-01-31 or 2026-01-31T10:00Z"},
    {"shards", 0, "N", NULL, "threads that share the users; 1 unless said otherwise"},
    {"summary", 0, NULL, NULL, "at the end, what became of the users, journey by journey"},
    {"clock", 0, "CLOCK", "event", "what moves time: the largest time seen in the events"},
    {NULL, 0, NULL, NULL, NULL},
};

/* One run of the subcommand. */
struct run {
    const struct cli_args *args; /* as parsed */
    struct scripts scripts;      /* the project, if it came as scripts */
    struct program_file file;    /* the project, if it came compiled */
    jrt_program *made;           /* the program, if it came as scripts */
    const jrt_program *program;  /* the program */
    jrt_engine *engine;          /* runs it */
    jrt_feed *feed;              /* reads the events */
    int events;                  /* where they come from */
    int read_error;              /* errno of a failed read */
    struct output *actions;      /* where they go */
    struct output *rejects;      /* or NULL */
    char *first_reject;          /* the first line of the rejects, or NULL */
    int64_t until;               /* --until, or INT64_MIN */
    struct timespec begun;       /* when the reading began */
    bool progress;               /* a progress line stands on the terminal */
};

/* ---- the project --------------------------------------------------------------------------------------------------- */

static int refuse(const char *path, enum jrt_status status, const struct jrt_fault *fault) {
    if (status == JRT_NO_MEMORY) return cli_cannot("out of memory");
    cli_cannot("\"%s\" is no project that can be run: %s", path,
               fault->reason ? fault->reason : jrt_status_text(status));
    cli_help_line("build it anew: journey build PATH... -o %s", path);
    return CLI_CANNOT;
}

static int open_bytecode(struct run *run, const char *path) {
    enum jrt_status status = JRT_OK;
    struct jrt_fault fault = {0};
    switch (program_file_open(path, &run->file, &status, &fault)) {
    case PROGRAM_FILE_FINE: run->program = run->file.program; return CLI_OK;
    case PROGRAM_FILE_UNREADABLE: return cli_cannot("can't read \"%s\": %s", path, strerror(errno));
    case PROGRAM_FILE_REFUSED: break;
    }
    return refuse(path, status, &fault);
}

static int failed(enum jrt_status status) {
    if (status == JRT_NO_MEMORY) return cli_cannot("out of memory");
    if (status == JRT_NO_ZONE) return cli_cannot("the file of a time zone could not be read");
    if (status == JRT_NO_LIBRARY) {
        cli_cannot("events are read by simdjson, and its library can't be loaded");
        cli_help_line(
            "install simdjson, in the version that journey was built with (on Debian: apt install libsimdjson14)");
        return CLI_CANNOT;
    }
    return cli_bug("the engine stopped: %s", jrt_status_text(status));
}

static int open_project(struct run *run) {
    const struct cli_args *args = run->args;
    if (args->path_count == 1 && files_is_bytecode(args->paths[0])) return open_bytecode(run, args->paths[0]);
    int code = scripts_open(&run->scripts, args, NULL);
    if (code != CLI_OK) return code;
    struct jrt_fault fault = {0};
    size_t size = 0;
    const void *bytes = jdl_bytecode(run->scripts.result, &size);
    enum jrt_status status = jrt_load(bytes, size, NULL, &run->made, &fault);
    if (status == JRT_NO_MEMORY) return cli_cannot("out of memory");
    if (status != JRT_OK)
        return cli_bug("the compiled project is refused: %s", fault.reason ? fault.reason : "no reason");
    run->program = run->made;
    return CLI_OK;
}

/* ---- input and output ---------------------------------------------------------------------------------------------- */

static void on_lines(void *self, const char *bytes, size_t size) {
    output_bytes(((struct run *)self)->actions, bytes, size);
}

static void on_rejects(void *self, const char *bytes, size_t size) {
    struct run *run = self;
    if (run->rejects) output_bytes(run->rejects, bytes, size);
    const char *end = run->first_reject ? NULL : memchr(bytes, '\n', size);
    if (end) run->first_reject = strndup(bytes, (size_t)(end - bytes));
}

static long read_events(void *self, char *bytes, size_t size) {
    struct run *run = self;
    for (;;) {
        ssize_t got = read(run->events, bytes, size);
        if (got >= 0) return (long)got;
        if (errno == EINTR) continue;
        run->read_error = errno;
        return -1;
    }
}

/* A line on the terminal for runs over a second; stops a run whose output can't be written. */
static int go_on(void *self) {
    struct run *run = self;
    struct timespec now;
    if (output_failed(run->actions) || (run->rejects && output_failed(run->rejects))) return 0;
    if (!isatty(STDERR_FILENO) || clock_gettime(CLOCK_MONOTONIC, &now) != 0 || now.tv_sec < run->begun.tv_sec + 2)
        return 1;
    struct jrt_feed_counts counts;
    jrt_feed_count(run->feed, &counts);
    fprintf(stderr, "\r%llu lines read", (unsigned long long)counts.lines);
    run->progress = true;
    return 1;
}

static int open_events(struct run *run) {
    const char *path = cli_value(run->args, "events");
    if (!path || strcmp(path, "-") == 0) {
        if (isatty(STDIN_FILENO)) fputs("journey: reading events from the terminal; Ctrl-D ends them\n", stderr);
        run->events = STDIN_FILENO;
        return CLI_OK;
    }
    run->events = open(path, O_RDONLY | O_CLOEXEC);
    if (run->events < 0) return cli_cannot("can't read \"%s\": %s", path, strerror(errno));
    return CLI_OK;
}

static int open_outputs(struct run *run) {
    const char *rejects = cli_value(run->args, "rejects");
    run->actions = output_open(cli_value(run->args, "actions"));
    if (!run->actions) return CLI_CANNOT;
    if (!rejects) return CLI_OK;
    run->rejects = output_open(rejects);
    return run->rejects ? CLI_OK : CLI_CANNOT;
}

/* ---- the end ------------------------------------------------------------------------------------------------------- */

/* A date is its first instant on the clock of the project's fallback zone. */
static int read_until(struct run *run) {
    const char *text = cli_value(run->args, "until");
    struct iso_time time;
    run->until = INT64_MIN;
    if (!text) return CLI_OK;
    if (!iso_parse_time(text, strlen(text), &time) || (time.has_clock && !time.has_offset)) {
        cli_cannot("--until wants a date or an instant, not \"%s\"", text);
        cli_help_line("write it as 2026-01-31 or 2026-01-31T10:00Z");
        return CLI_CANNOT;
    }
    run->until = time.ms;
    if (time.has_offset) return CLI_OK;
    struct zones *zones = zones_new(NULL);
    if (!zones) return cli_cannot("out of memory");
    struct jrt_zones clock = zones_interface(zones);
    uint32_t zone, size;
    const char *name = program_string(run->program, run->program->project->zone_fallback, &size);
    if (clock.find(clock.self, name, size, &zone)) run->until = clock.to_utc(clock.self, zone, time.ms);
    enum jrt_status status = zones_status(zones);
    zones_free(zones);
    return status == JRT_OK ? CLI_OK : failed(status);
}

static void clear_progress(struct run *run) {
    if (run->progress) fputs("\r                              \r", stderr);
    run->progress = false;
}

/* Rejects that nobody asked to see are still said. */
static void show_rejects(const struct run *run) {
    struct jrt_feed_counts counts;
    jrt_feed_count(run->feed, &counts);
    if (run->rejects || counts.rejected + counts.fields == 0) return;
    fprintf(stderr, "journey: %llu %s of the events could not be used, and %llu %s did not fit",
            (unsigned long long)counts.rejected, counts.rejected == 1 ? "line" : "lines",
            (unsigned long long)counts.fields, counts.fields == 1 ? "value" : "values");
    json_t *first = run->first_reject ? json_loads(run->first_reject, 0, NULL) : NULL;
    const char *reason = json_string_value(json_object_get(first, "reason"));
    if (reason)
        fprintf(stderr, "; the first, line %lld: %s", (long long)json_integer_value(json_object_get(first, "line")),
                reason);
    fputc('\n', stderr);
    json_decref(first);
    cli_help_line("--rejects FILE writes all of them down, each with the reason");
}

/* The summary goes where the actions don't. */
static int show_summary(const struct run *run) {
    struct buffer text = {0};
    const char *actions = cli_value(run->args, "actions");
    FILE *out = !actions || strcmp(actions, "-") == 0 ? stderr : stdout;
    bool fine = summary_write(run->engine, run->feed, &text);
    if (fine) fwrite(text.bytes, 1, text.used, out);
    buffer_free(&text);
    return fine ? CLI_OK : cli_cannot("out of memory");
}

/* ---- the run ------------------------------------------------------------------------------------------------------- */

static int open_engine(struct run *run) {
    long shards;
    if (!cli_number(run->args, "shards", 1, JRT_SHARDS_MAX, 1, &shards)) return CLI_CANNOT;
    struct jrt_engine_options engine = {.shards = (uint32_t)shards, .self = run, .on_lines = on_lines};
    struct jrt_feed_options feed = {.self = run, .on_rejects = on_rejects, .go_on = go_on};
    enum jrt_status status = jrt_engine_new(run->program, &engine, &run->engine);
    if (status == JRT_OK) status = jrt_feed_new(run->engine, &feed, &run->feed);
    return status == JRT_OK ? CLI_OK : failed(status);
}

static int process(struct run *run) {
    clock_gettime(CLOCK_MONOTONIC, &run->begun);
    enum jrt_status status = jrt_feed_read(run->feed, read_events, run);
    clear_progress(run);
    if (run->read_error) {
        const char *path = cli_value(run->args, "events");
        return cli_cannot("can't read \"%s\": %s", path ? path : "-", strerror(run->read_error));
    }
    if (status == JRT_OK) status = jrt_engine_finish(run->engine, run->until);
    return status == JRT_OK ? CLI_OK : failed(status);
}

static int run_project(struct run *run) {
    int code = open_project(run);
    if (code == CLI_OK) code = read_until(run);
    if (code == CLI_OK) code = open_engine(run);
    if (code == CLI_OK) code = open_events(run);
    if (code == CLI_OK) code = open_outputs(run);
    if (code == CLI_OK) code = process(run);
    if (code != CLI_OK) return code;
    bool fine = output_close(run->actions);
    run->actions = NULL;
    show_rejects(run);
    if (run->rejects) fine = output_close(run->rejects) && fine;
    run->rejects = NULL;
    if (!fine) return CLI_CANNOT;
    return cli_given(run->args, "summary") ? show_summary(run) : CLI_OK;
}

static int run_command(const struct cli_args *args) {
    struct run run = {.args = args, .events = -1};
    int code = run_project(&run);
    if (run.actions) output_discard(run.actions);
    if (run.rejects) output_discard(run.rejects);
    free(run.first_reject);
    if (run.events > STDIN_FILENO) close(run.events);
    jrt_feed_free(run.feed);
    jrt_engine_free(run.engine);
    jrt_program_free(run.made);
    program_file_close(&run.file);
    scripts_free(&run.scripts);
    return code;
}

const struct cli_command cli_run = {
    .name = "run",
    .summary = "process events: events in, actions out",
    .usage = "PROJECT [--events FILE] [--actions FILE] [options]",
    .examples = "  journey run . --events events.jsonl --actions actions.jsonl --summary\n"
                "  journey run acme.jbc --events events.jsonl --rejects rejects.jsonl --shards 2 >actions.jsonl\n"
                "  zcat events.gz | journey run acme.jbc --until 2026-01-31 >actions.jsonl\n",
    .notes =
        "PROJECT is a compiled project (FILE.jbc) or the paths of its scripts. Events are Segment's messages, CloudEvents,\n"
        "or reports about messages, one JSON object a line; docs/operations.md describes them, the actions and the\n"
        "rejects. A line that can't be used never stops the run.\n",
    .options = options,
    .min_paths = 1,
    .max_paths = CLI_MANY,
    .missing = "say which project to run",
    .run = run_command,
};
