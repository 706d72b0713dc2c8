/* The scripts of the language with memory that runs out: each allocation in turn fails while a script is compiled, laid out
 * and loaded, while a context is made, a state is looked at and taken over, while its tests run, and while an engine runs their
 * stories. What must come is the status for it, nothing left behind (what the sanitizer finds at the end), and afterwards
 * the same results as ever.
 *
 * Usage: starve [--most N] [--seed N] SCRIPT...
 * --most N: of the allocations of one kind for one script, N at most, at equal distances, from a place that the seed gives;
 * 0: all. Whether one fails or all from it on takes turns; with 0, both are tried. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/jdl.h"
#include "files.h"
#include "runtime/value.h"
#include "test_run.h"
#include "tests/faults/memory.h"
#include "tests/faults/timeline.h"

enum kind { COMPILE, FORMAT, LOAD, CONTEXT, CHECK, TAKEOVER, TESTS, ENGINE, KINDS };

static const char *const names[KINDS] = {"compile", "format",   "load",  "context",
                                         "check",   "takeover", "tests", "engine"};

/* A user's state as it is kept. */
struct kept {
    struct jrt_user user; /* whose */
    unsigned char *bytes; /* NULL: none yet */
    size_t size;          /* bytes */
    int64_t due;          /* when a timer is next */
};

/* What an engine has said. */
struct heard {
    char *bytes;   /* the lines so far */
    size_t size;   /* bytes */
    size_t room;   /* for so many */
    size_t sure;   /* bytes that came before the call that failed */
    bool too_many; /* there was no room */
};

/* All that a script comes to with enough memory, and what to try. */
struct trial {
    const char *name;          /* of the script */
    struct file file;          /* its text */
    size_t most;               /* allocations to fail of a kind; 0: all */
    size_t seed;               /* where to begin */
    size_t failed[KINDS];      /* allocations that have failed */
    size_t asked[KINDS];       /* allocations that there are */
    size_t findings;           /* what was wrong */
    jdl_result *result;        /* compiled */
    const void *bytes;         /* its bytecode */
    size_t size;               /* bytes of it */
    struct memory memory;      /* the program's */
    jrt_program *program;      /* loaded */
    struct zones *zones;       /* the machine's */
    struct timeline timeline;  /* of its tests */
    const struct jdl_test *of; /* the test that runs now */
    struct kept *now;          /* the state that is looked at and taken over now */
    struct kept taken;         /* what became of that one, with enough memory */
    struct heard wanted;       /* what the engine says, with enough memory */
};

/* ---- one allocation after the other ---- */

/* What is done with the nth allocation failing (0: none). False: something is wrong, which has been said. `asked` becomes how many
 * there were. */
typedef bool attempt_with(struct trial *trial, size_t nth, bool for_good, size_t *asked);

static bool wrong(struct trial *trial, enum kind kind, size_t nth, const char *what) {
    printf("%s: %s, allocation %zu: %s\n", trial->name, names[kind], nth, what);
    trial->findings++;
    return false;
}

static void starve(struct trial *trial, enum kind kind, attempt_with *attempt) {
    size_t count = 0, step = 1, first = 1, asked;
    if (!attempt(trial, 0, false, &count)) return;
    if (trial->most > 0 && count > trial->most) {
        step = (count + trial->most - 1) / trial->most;
        first = 1 + trial->seed % step;
    }
    for (size_t nth = first; nth <= count; nth += step) {
        for (int for_good = 0; for_good < 2; for_good++) {
            if (trial->most > 0 && (nth / step + trial->seed + (size_t)for_good) % 2 != 0) continue;
            trial->failed[kind]++;
            if (!attempt(trial, nth, for_good != 0, &asked)) return;
        }
    }
    trial->asked[kind] += count;
    attempt(trial, 0, false, &asked);
}

/* ---- the compiler ---- */

static bool compile(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct memory memory = {.fail = nth, .for_good = for_good};
    struct jdl_text text = {trial->name, trial->file.text, trial->file.length};
    struct jdl_options options = {.resize = memory_resize, .memory = &memory};
    jdl_result *result = NULL;
    enum jdl_status status = jdl_compile(&text, 1, &options, &result);
    bool fine = true;
    size_t size = 0;
    const void *bytes = status == JDL_OK ? jdl_bytecode(result, &size) : NULL;
    if (nth > 0 && (status != JDL_NO_MEMORY || result)) fine = wrong(trial, COMPILE, nth, "it went on");
    if (nth == 0 && (!bytes || size != trial->size || memcmp(bytes, trial->bytes, size) != 0))
        fine = wrong(trial, COMPILE, nth, "it gives other bytecode than before");
    jdl_result_free(result);
    if (memory.live != 0) fine = wrong(trial, COMPILE, nth, "something was not given back");
    *asked = memory.calls;
    return fine;
}

static bool format(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct memory memory = {.fail = nth, .for_good = for_good};
    struct jdl_text text = {trial->name, trial->file.text, trial->file.length};
    struct jdl_options options = {.resize = memory_resize, .memory = &memory};
    jdl_result *result = NULL;
    enum jdl_status status = jdl_format(&text, &options, &result);
    bool fine = true;
    if (nth > 0 && (status != JDL_NO_MEMORY || result)) fine = wrong(trial, FORMAT, nth, "it went on");
    if (nth == 0 && status != JDL_OK) fine = wrong(trial, FORMAT, nth, "it can't be laid out");
    jdl_result_free(result);
    if (memory.live != 0) fine = wrong(trial, FORMAT, nth, "something was not given back");
    *asked = memory.calls;
    return fine;
}

/* ---- the core ---- */

static bool load(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct memory memory = {.fail = nth, .for_good = for_good};
    struct jrt_allocator allocator = memory_allocator(&memory);
    jrt_program *program = NULL;
    enum jrt_status status = jrt_load(trial->bytes, trial->size, &allocator, &program, NULL);
    bool fine = status == (nth > 0 ? JRT_NO_MEMORY : JRT_OK) && (nth == 0) == (program != NULL);
    jrt_program_free(program);
    *asked = memory.calls;
    return (fine && memory.live == 0) || wrong(trial, LOAD, nth, jrt_status_text(status));
}

static void on_action(void *self, const struct jrt_action *action) {
    (void)self;
    (void)action;
}

static struct jrt_host host_of(const struct trial *trial, struct memory *memory) {
    return (struct jrt_host){
        .allocator = memory_allocator(memory), .zones = zones_interface(trial->zones), .on_action = on_action};
}

static bool context(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct memory memory = {.fail = nth, .for_good = for_good};
    struct jrt_host host = host_of(trial, &memory);
    jrt_context *made = NULL;
    enum jrt_status status = jrt_context_new(trial->program, &host, &made);
    bool fine = status == (nth > 0 ? JRT_NO_MEMORY : JRT_OK) && (nth == 0) == (made != NULL);
    jrt_context_free(made);
    *asked = memory.calls;
    return (fine && memory.live == 0) || wrong(trial, CONTEXT, nth, jrt_status_text(status));
}

static bool keep(struct kept *kept, const struct jrt_result *result) {
    unsigned char *bytes = malloc(result->size + 1);
    if (!bytes) return false;
    memcpy(bytes, result->state, result->size);
    free(kept->bytes);
    *kept = (struct kept){kept->user, bytes, result->size, result->due};
    return true;
}

/* A step of one user: first what is due before it. */
static enum jrt_status step(jrt_context *context, struct kept *kept, const struct jrt_engine_event *event) {
    struct jrt_result result;
    while (kept->bytes && kept->due < event->now) {
        enum jrt_status status = jrt_tick(context, &kept->user, kept->bytes, kept->size, event->now - 1, &result);
        if (status != JRT_OK || !keep(kept, &result)) return status == JRT_OK ? JRT_NO_MEMORY : status;
    }
    struct jrt_value values[JRT_FIELDS_MAX];
    struct jrt_event plain = event->event;
    for (uint32_t i = 0; i < plain.count; i++) {
        values[i] = plain.values[i];
        values[i].zero = 0;
    }
    plain.values = values;
    enum jrt_status status = jrt_step(context, &event->user, kept->bytes, kept->size, event->now, &plain, &result);
    kept->user = event->user;
    return status == JRT_OK && !keep(kept, &result) ? JRT_NO_MEMORY : status;
}

static struct kept *state_of(struct trial *trial, struct kept *all, const struct jrt_user *user) {
    size_t at = 0;
    while (at + 1 < trial->timeline.users && all[at].user.id != NULL && strcmp(all[at].user.id, user->id) != 0) at++;
    return &all[at];
}

static bool check(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct memory *memory = &trial->memory;
    size_t before = memory->calls, live = memory->live;
    memory->fail = nth > 0 ? before + nth : 0;
    memory->for_good = for_good;
    enum jrt_status status = jrt_state_check(trial->program, trial->now->bytes, trial->now->size);
    memory->fail = 0;
    *asked = memory->calls - before;
    bool fine = status == (nth > 0 ? JRT_NO_MEMORY : JRT_OK) && memory->live == live;
    return fine || wrong(trial, CHECK, nth, jrt_status_text(status));
}

/* The state goes over to the same program, which changes nothing that can be seen but the order of what is in it. */
static bool take_over(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct memory memory = {0};
    struct jrt_host host = host_of(trial, &memory);
    jrt_context *context = NULL;
    struct jrt_result first, second;
    int64_t end = trial->timeline.end;
    unsigned char *before = malloc(trial->now->size + 1);
    if (!before || jrt_context_new(trial->program, &host, &context) != JRT_OK) {
        free(before);
        return wrong(trial, TAKEOVER, nth, "there is no memory for it at all");
    }
    memcpy(before, trial->now->bytes, trial->now->size);
    memory.fail = nth > 0 ? memory.calls + nth : 0;
    memory.for_good = for_good;
    size_t calls = memory.calls, live = memory.live;
    enum jrt_status status =
        jrt_takeover(context, trial->program, &trial->now->user, trial->now->bytes, trial->now->size, end, &first);
    *asked = memory.calls - calls;
    memory.fail = 0;
    bool fine = status == (nth > 0 ? JRT_NO_MEMORY : JRT_OK) && memory.live == live;
    if (!fine) wrong(trial, TAKEOVER, nth, jrt_status_text(status));
    if (memcmp(before, trial->now->bytes, trial->now->size) != 0)
        fine = wrong(trial, TAKEOVER, nth, "the state has changed");
    /* With memory again, the same context takes it over. */
    status =
        jrt_takeover(context, trial->program, &trial->now->user, trial->now->bytes, trial->now->size, end, &second);
    if (status != JRT_OK) fine = wrong(trial, TAKEOVER, nth, "with memory again it can't be taken over");
    if (status == JRT_OK && !trial->taken.bytes) fine = keep(&trial->taken, &second) && fine;
    if (status == JRT_OK &&
        (second.size != trial->taken.size || memcmp(second.state, trial->taken.bytes, second.size) != 0))
        fine = wrong(trial, TAKEOVER, nth, "with memory again it becomes something else");
    free(before);
    jrt_context_free(context);
    return fine;
}

/* Runs the stories on the core, sees that no step allocates, and starves what is done with the states. */
static void walk(struct trial *trial) {
    struct memory memory = {0};
    struct jrt_host host = host_of(trial, &memory);
    jrt_context *context = NULL;
    struct kept *all = calloc(trial->timeline.users + 1, sizeof *all);
    if (!all || jrt_context_new(trial->program, &host, &context) != JRT_OK) {
        wrong(trial, CONTEXT, 0, "there is no memory for it at all");
        free(all);
        return;
    }
    size_t before = memory.calls;
    enum jrt_status status = JRT_OK;
    for (size_t i = 0; status == JRT_OK && i < trial->timeline.count; i++) {
        const struct jrt_engine_event *event = &trial->timeline.events[i];
        status = step(context, state_of(trial, all, &event->user), event);
    }
    if (status != JRT_OK) wrong(trial, CONTEXT, 0, jrt_status_text(status));
    if (memory.calls != before) wrong(trial, CONTEXT, 0, "a step has allocated");
    for (size_t i = 0; i < trial->timeline.users; i++) {
        trial->now = &all[i];
        if (all[i].size == 0 || i >= 3) continue;
        starve(trial, CHECK, check);
        starve(trial, TAKEOVER, take_over);
        free(trial->taken.bytes);
        trial->taken = (struct kept){0};
    }
    for (size_t i = 0; i < trial->timeline.users; i++) free(all[i].bytes);
    jrt_context_free(context);
    free(all);
}

/* ---- the tests, as `journey test` runs them ---- */

static bool run_test(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct test_run run = {0};
    memory_malloc_fails(nth, for_good);
    struct test_bench bench = {.program = trial->program, .zones = zones_new(NULL)};
    bool whole = bench.zones && test_run(&bench, trial->of, &run);
    if (bench.zones && zones_status(bench.zones) != JRT_OK) whole = false;
    *asked = memory_malloc_over();
    bool fine = whole ? run.passed : nth > 0;
    if (!fine) wrong(trial, TESTS, nth, whole ? "a test fails" : "there is no memory at all");
    test_run_free(&run);
    zones_free(bench.zones);
    return fine;
}

/* ---- the engine ---- */

static void on_lines(void *self, const char *bytes, size_t size) {
    struct heard *heard = self;
    heard->too_many = heard->too_many || size > heard->room - heard->size;
    if (heard->too_many) return;
    memcpy(heard->bytes + heard->size, bytes, size);
    heard->size += size;
}

/* Runs the stories in batches; what was heard before the one that failed is sure. */
static enum jrt_status run_engine(const struct trial *trial, struct heard *heard) {
    enum { BATCH = 7 };
    struct jrt_engine_options options = {.shards = 1 + (uint32_t)trial->seed % 2, .self = heard, .on_lines = on_lines};
    jrt_engine *engine = NULL;
    enum jrt_status status = jrt_engine_new(trial->program, &options, &engine);
    for (size_t i = 0; status == JRT_OK && i < trial->timeline.count; i += BATCH) {
        struct jrt_engine_event batch[BATCH];
        size_t left = trial->timeline.count - i, count = left < BATCH ? left : BATCH;
        memcpy(batch, trial->timeline.events + i, count * sizeof *batch);
        heard->sure = heard->size;
        status = jrt_engine_push(engine, batch, count);
    }
    if (status == JRT_OK) {
        heard->sure = heard->size;
        status = jrt_engine_finish(engine, trial->timeline.end);
    }
    if (status == JRT_OK) heard->sure = heard->size;
    jrt_engine_free(engine);
    return status;
}

static bool engine(struct trial *trial, size_t nth, bool for_good, size_t *asked) {
    struct heard heard = {.bytes = trial->wanted.bytes ? malloc(trial->wanted.room) : NULL, .room = trial->wanted.room};
    bool first = !trial->wanted.bytes;
    if (first) heard = (struct heard){.bytes = malloc(1 << 20), .room = 1 << 20};
    if (!heard.bytes) return wrong(trial, ENGINE, nth, "there is no memory to listen");
    memory_malloc_fails(nth, for_good);
    enum jrt_status status = run_engine(trial, &heard);
    *asked = memory_malloc_over();
    bool fine = true;
    if (status != JRT_OK && (nth == 0 || *asked < nth || status != JRT_NO_MEMORY))
        fine = wrong(trial, ENGINE, nth, jrt_status_text(status));
    if (heard.too_many && nth == 0) fine = wrong(trial, ENGINE, nth, "it says too much");
    if (first) {
        trial->wanted = heard;
        return fine;
    }
    if (heard.sure > trial->wanted.size || memcmp(heard.bytes, trial->wanted.bytes, heard.sure) != 0 ||
        (status == JRT_OK && heard.size != trial->wanted.size))
        fine = wrong(trial, ENGINE, nth, "it says something else");
    free(heard.bytes);
    return fine;
}

/* ---- a script ---- */

static bool prepare(struct trial *trial) {
    struct jdl_text text = {trial->name, trial->file.text, trial->file.length};
    trial->zones = zones_new(NULL);
    if (!trial->zones || jdl_compile(&text, 1, NULL, &trial->result) != JDL_OK) return false;
    trial->bytes = jdl_bytecode(trial->result, &trial->size);
    struct jrt_allocator allocator = memory_allocator(&trial->memory);
    return jrt_load(trial->bytes, trial->size, &allocator, &trial->program, NULL) == JRT_OK &&
           timeline_make(&trial->timeline, trial->program, trial->result);
}

static void try_tests(struct trial *trial) {
    size_t count;
    const struct jdl_test *tests = jdl_tests(trial->result, &count);
    for (size_t i = 0; i < count; i++) {
        trial->of = &tests[i];
        starve(trial, TESTS, run_test);
    }
}

static void try_script(struct trial *trial) {
    if (!files_read(trial->name, FILES_LARGEST_SCRIPT, &trial->file.text, &trial->file.length) || !prepare(trial)) {
        wrong(trial, COMPILE, 0, "it can't be compiled");
    } else {
        starve(trial, COMPILE, compile);
        starve(trial, FORMAT, format);
        starve(trial, LOAD, load);
        starve(trial, CONTEXT, context);
        walk(trial);
        try_tests(trial);
        if (trial->timeline.count > 0) starve(trial, ENGINE, engine);
        free(trial->wanted.bytes);
    }
    timeline_free(&trial->timeline);
    jrt_program_free(trial->program);
    jdl_result_free(trial->result);
    zones_free(trial->zones);
    free(trial->file.text);
    if (trial->memory.live != 0) wrong(trial, LOAD, 0, "something was not given back");
}

int main(int argc, char **argv) {
    size_t most = 0, seed = 1, scripts = 0, failed[KINDS] = {0}, asked[KINDS] = {0}, all = 0, findings = 0;
    int at = 1;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2)
        *(strcmp(argv[at], "--most") == 0 ? &most : &seed) = strtoul(argv[at + 1], NULL, 10);
    for (; at < argc; at++, scripts++) {
        struct trial trial = {.name = argv[at], .most = most, .seed = seed + scripts};
        try_script(&trial);
        findings += trial.findings;
        for (int i = 0; i < KINDS; i++) {
            failed[i] += trial.failed[i];
            asked[i] += trial.asked[i];
            all += trial.failed[i];
        }
    }
    printf("%zu scripts, seed %zu; allocations failed, of those asked for:", scripts, seed);
    for (int i = 0; i < KINDS; i++)
        printf(" %s %zu of %zu%s", names[i], failed[i], asked[i], i + 1 < KINDS ? "," : "\n");
    printf("%zu passed, %zu failed\n", all - findings, findings);
    return findings > 0 || all == 0 ? 1 : 0;
}
