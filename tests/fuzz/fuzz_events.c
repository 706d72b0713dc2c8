/* Fuzzer: bytes -> lines of events -> a run. The bytes are a file of events for a small project that reads every type of
 * value. They must never harm memory or stop the run; every line must be an event, a reject, blank, or of an unknown name;
 * and two threads that read in small pieces, and one that reads the bytes where they stand, must do the same as one that reads
 * all at once. Lines whose shape is guessed, lines
 * that are read quickly, and lines that are read exactly must give the same events, rejects and counts. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/jdl.h"
#include "events_in.h"
#include "readings.h"
#include "runtime/engine/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char script[] =
    "language 1\n"
    "project \"F\" { timezone: user.timezone or \"Europe/Berlin\"\n event id window: 24 hours }\n"
    "event \"A\" { t: text, n: number, w: one of \"x\", \"y\", at: time, c: time of day, d: duration, l: list of number }\n"
    "event \"B\"\n"
    "user { p: text optional, timezone: timezone optional, ends: time optional }\n"
    "account { q: text optional }\n"
    "channel email { template \"m\" { t: text, n: number } }\n"
    "journey j {\n"
    "  enter when event \"A\" where w is \"x\"\n"
    "  enter again always\n"
    "  stage s {\n"
    "    send email \"m\" { t: entry.t, n: entry.n }\n"
    "    wait up to 2 days {\n"
    "      for event \"B\" { exit as b }\n"
    "      for email \"m\" opened { exit as seen }\n"
    "      otherwise { exit as late }\n"
    "    }\n"
    "  }\n"
    "}\n"
    "journey k {\n"
    "  enter when 1 day before user.ends\n"
    "  stage s { exit as done }\n"
    "}\n";

/* What one run gave. */
struct outcome {
    uint64_t actions;              /* sum of the lines' hashes, whatever their order */
    uint64_t rejects;              /* a hash of all, in order */
    struct jrt_feed_counts counts; /* of the input */
};

struct input {
    const uint8_t *next; /* what comes */
    size_t left;         /* bytes */
    size_t most;         /* bytes of a piece */
};

static void demand(int holds) {
    if (!holds) abort();
}

static uint64_t hash(uint64_t sum, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) sum = (sum ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return sum;
}

static void on_lines(void *self, const char *bytes, size_t size) {
    struct outcome *outcome = self;
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        demand(end != NULL);
        outcome->actions += hash(0xcbf29ce484222325u, bytes, (size_t)(end - bytes));
        size -= (size_t)(end - bytes) + 1;
        bytes = end + 1;
    }
}

static void on_rejects(void *self, const char *bytes, size_t size) {
    struct outcome *outcome = self;
    demand(bytes[size - 1] == '\n');
    outcome->rejects = hash(outcome->rejects, bytes, size);
}

static long read_some(void *self, char *bytes, size_t size) {
    struct input *input = self;
    size_t take = input->left < input->most ? input->left : input->most;
    if (take > size) take = size;
    if (take > 0) memcpy(bytes, input->next, take);
    input->next += take;
    input->left -= take;
    return (long)take;
}

/* `most`: bytes of a piece; 0: the lines are read where they stand. */
static struct outcome run(const jrt_program *program, const uint8_t *data, size_t size, uint32_t shards, size_t most) {
    struct outcome outcome = {0};
    struct input input = {data, size, most};
    struct jrt_engine_options engine_options = {.shards = shards, .self = &outcome, .on_lines = on_lines};
    struct jrt_feed_options feed_options = {.self = &outcome, .on_rejects = on_rejects};
    jrt_engine *engine;
    jrt_feed *feed;
    demand(jrt_engine_new(program, &engine_options, &engine) == JRT_OK);
    demand(jrt_feed_new(engine, &feed_options, &feed) == JRT_OK);
    if (most == 0) {
        char *copy = calloc(1, size + JRT_FEED_PADDING);
        demand(copy != NULL);
        if (size > 0) memcpy(copy, data, size);
        demand(jrt_feed_push(feed, copy, size) == JRT_OK);
        free(copy);
    } else {
        demand(jrt_feed_read(feed, read_some, &input) == JRT_OK);
    }
    demand(jrt_engine_finish(engine, INT64_MIN) == JRT_OK);
    jrt_feed_count(feed, &outcome.counts);
    jrt_feed_free(feed);
    jrt_engine_free(engine);
    return outcome;
}

/* The project, compiled once: it is the same for all inputs, and stays until the end. */
static const jrt_program *project(void) {
    static jrt_program *program;
    if (program) return program;
    struct jdl_text text = {"fuzz.journey", script, sizeof script - 1};
    static jdl_result *result;
    struct jrt_fault fault;
    size_t bytes;
    demand(jdl_compile(&text, 1, NULL, &result) == JDL_OK);
    const void *code = jdl_bytecode(result, &bytes);
    demand(jrt_load(code, bytes, NULL, &program, &fault) == JRT_OK);
    return program;
}

/* Reads the lines twice over, so that shapes which the first time teaches are met again. */
static void read_in_all_ways(const jrt_program *program, const uint8_t *data, size_t size) {
    struct input_names names;
    struct json_in *readers[3];
    size_t whole = 2 * size + 1;
    if (whole > JSON_BLOCK_MAX) return;
    char *block = malloc(whole + JSON_PADDING);
    demand(block && input_names_init(&names, program, line_members, events_in_email));
    memset(block, '1', whole + JSON_PADDING);
    if (size > 0) memcpy(block, data, size);
    block[size] = '\n';
    if (size > 0) memcpy(block + size + 1, data, size);
    for (unsigned i = 0; i < 3; i++) {
        demand(json_in_new(program, &names, NULL, &readers[i]) == JRT_OK);
        readers[i]->care = (enum json_care)i;
        demand(json_in_read(readers[i], block, whole));
        demand(!readings_differ(readers[0], readers[i]));
    }
    for (unsigned i = 0; i < 3; i++) json_in_free(readers[i]);
    input_names_free(&names);
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const jrt_program *program = project();
    read_in_all_ways(program, data, size);
    struct outcome one = run(program, data, size, 1, SIZE_MAX), two = run(program, data, size, 2, 61);
    struct outcome there = run(program, data, size, 1, 0);
    demand(one.actions == two.actions && one.rejects == two.rejects);
    demand(one.actions == there.actions && one.rejects == there.rejects);
    demand(memcmp(&one.counts, &there.counts, sizeof one.counts) == 0);
    demand(memcmp(&one.counts, &two.counts, sizeof one.counts) == 0);
    const struct jrt_feed_counts *counts = &one.counts;
    uint64_t skipped = counts->blank + counts->rejected + counts->unknown_events + counts->unknown_messages;
    demand(counts->lines == skipped + counts->events);
    return 0;
}
