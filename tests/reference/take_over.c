/*
 * take_over - runs lines of events under one version of a project, and what comes after them under another, which takes the
 * users over; for the comparison with the reference evaluator.
 *
 * Usage: take_over OLD NEW EVENTS LINES SETTLED UNTIL SHARDS ACTIONS REJECTS. OLD and NEW are scripts. The older version reads
 * LINES lines of EVENTS; then, if SETTLED is no "-", its time goes on to that instant. The newer one reads the others, and its
 * time goes on until UNTIL. Instants are milliseconds since 1970. ACTIONS and REJECTS are written as `journey run` does.
 * Exits with 1 when a script has errors, with 2 when something can't be done, also when the users can't be taken over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "feed.h"
#include "jdl.h"

/* The bytes of a file, and behind them what the feed may read. */
struct bytes {
    char *text;  /* to be freed */
    size_t size; /* without the padding */
};

/* A version at work. */
struct version {
    jdl_result *compiled; /* its bytecode stands in it */
    jrt_program *program; /* the same, loaded */
    jrt_engine *engine;   /* that runs it */
    jrt_feed *feed;       /* that fills the engine */
};

/* Where lines go. */
struct outputs {
    FILE *actions; /* of both versions */
    FILE *rejects; /* likewise */
};

static void stop(const char *what, const char *why) {
    fprintf(stderr, "take_over: %s: %s\n", what, why);
    exit(2);
}

static void check(enum jrt_status status, const char *what) {
    if (status != JRT_OK) stop(what, jrt_status_text(status));
}

static struct bytes read_file(const char *path) {
    FILE *stream = fopen(path, "rb");
    if (!stream || fseek(stream, 0, SEEK_END) != 0) stop(path, "can't be read");
    long size = ftell(stream);
    rewind(stream);
    struct bytes bytes = {calloc((size_t)(size < 0 ? 0 : size) + JRT_FEED_PADDING, 1), size < 0 ? 0 : (size_t)size};
    if (!bytes.text || fread(bytes.text, 1, bytes.size, stream) != bytes.size) stop(path, "can't be read");
    fclose(stream);
    return bytes;
}

static void on_lines(void *self, const char *bytes, size_t size) {
    fwrite(bytes, 1, size, ((struct outputs *)self)->actions);
}

static void on_rejects(void *self, const char *bytes, size_t size) {
    fwrite(bytes, 1, size, ((struct outputs *)self)->rejects);
}

/* Says what is wrong with a script, and ends. */
static void refuse(const char *path, const jdl_result *compiled) {
    size_t count;
    const struct jdl_diagnostic *all = jdl_diagnostics(compiled, &count);
    for (size_t i = 0; i < count; i++)
        if (all[i].severity == JDL_ERROR) fprintf(stderr, "%s:%u: %s\n", path, all[i].place.line, all[i].message);
    exit(1);
}

static struct version open_version(const char *path, uint32_t shards, struct outputs *outputs) {
    struct version version = {0};
    struct bytes script = read_file(path);
    struct jdl_text text = {path, script.text, script.size};
    enum jdl_status status = jdl_compile(&text, 1, NULL, &version.compiled);
    if (status == JDL_FINDINGS) refuse(path, version.compiled);
    if (status != JDL_OK) stop(path, jdl_status_text(status));
    free(script.text);
    size_t size;
    struct jrt_fault fault;
    const void *bytes = jdl_bytecode(version.compiled, &size);
    check(jrt_load(bytes, size, NULL, &version.program, &fault), path);
    struct jrt_engine_options options = {.shards = shards, .self = outputs, .on_lines = on_lines};
    check(jrt_engine_new(version.program, &options, &version.engine), "making an engine");
    struct jrt_feed_options feed = {.self = outputs, .on_rejects = on_rejects};
    check(jrt_feed_new(version.engine, &feed, &version.feed), "making a feed");
    return version;
}

static void close_version(struct version *version) {
    jrt_feed_free(version->feed);
    jrt_engine_free(version->engine);
    jrt_program_free(version->program);
    jdl_result_free(version->compiled);
}

/* Where a line begins, counted from 0, or the end. */
static size_t begin_of(const struct bytes *events, unsigned long line) {
    size_t at = 0;
    for (; line > 0 && at < events->size; line--) {
        const char *end = memchr(events->text + at, '\n', events->size - at);
        at = end ? (size_t)(end - events->text) + 1 : events->size;
    }
    return at;
}

/* The numbers of lines go on where the older version has stopped: blank ones are counted, and nothing else. */
static void skip_lines(struct version *version, unsigned long lines) {
    struct bytes blank = {calloc(lines + JRT_FEED_PADDING, 1), lines};
    if (!blank.text) stop("making blank lines", "out of memory");
    memset(blank.text, '\n', lines);
    check(jrt_feed_push(version->feed, blank.text, blank.size), "skipping lines");
    free(blank.text);
}

int main(int argc, char **argv) {
    if (argc != 10) stop("arguments", "OLD NEW EVENTS LINES SETTLED UNTIL SHARDS ACTIONS REJECTS are wanted");
    struct outputs outputs = {fopen(argv[8], "wb"), fopen(argv[9], "wb")};
    if (!outputs.actions || !outputs.rejects) stop("ACTIONS or REJECTS", "can't be written");
    uint32_t shards = (uint32_t)strtoul(argv[7], NULL, 10);
    unsigned long lines = strtoul(argv[4], NULL, 10);
    struct version older = open_version(argv[1], shards, &outputs);
    struct version newer = open_version(argv[2], shards, &outputs);
    struct bytes events = read_file(argv[3]);
    size_t split = begin_of(&events, lines);
    check(jrt_feed_push(older.feed, events.text, split), "running the older version");
    if (strcmp(argv[5], "-") != 0)
        check(jrt_engine_finish(older.engine, strtoll(argv[5], NULL, 10)), "running the older version");
    check(jrt_engine_take_over(newer.engine, older.engine), "taking over");
    skip_lines(&newer, lines);
    check(jrt_feed_push(newer.feed, events.text + split, events.size - split), "running the newer version");
    check(jrt_engine_finish(newer.engine, strtoll(argv[6], NULL, 10)), "running the newer version");
    close_version(&newer);
    close_version(&older);
    free(events.text);
    if (fclose(outputs.actions) != 0 || fclose(outputs.rejects) != 0) stop("ACTIONS or REJECTS", "can't be written");
    return 0;
}
