#include "feed_inside.h"

#include "events_in.h"
#include "json_in.h"
#include "zones.h"
#include "line.h"
#include "parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    PART_SIZE = 256 << 10,                 /* bytes of a block for each thread */
    BLOCK_ROOM = JSON_LINE_MAX + (1 << 16) /* bytes of a block at least: the longest line fits, and one byte more */
};

/* What one thread reads of a block. */
struct piece {
    const char *bytes; /* whole lines */
    size_t size;       /* how many */
};

struct jrt_feed {
    jrt_engine *engine;              /* where the events go */
    struct jrt_feed_options options; /* as given */
    struct input_names names;        /* of the program */
    uint32_t reader_count;           /* as many as the engine has threads */
    struct json_in **readers;        /* one for each thread */
    struct event_part *parts;        /* the same */
    struct piece *pieces;            /* the same */
    struct buffer rejects;           /* lines to hand out */
    uint64_t lines;                  /* before the present block */
    char *block;                     /* what is being read */
    size_t room;                     /* bytes of a block; JSON_PADDING more are allocated */
    bool begun;                      /* the first block is behind us */
};

/* ---- life ---------------------------------------------------------------------------------------------------------- */

static enum jrt_status make_readers(jrt_feed *feed, const jrt_program *program) {
    feed->readers = calloc(feed->reader_count, sizeof *feed->readers);
    feed->parts = calloc(feed->reader_count, sizeof *feed->parts);
    feed->pieces = calloc(feed->reader_count, sizeof *feed->pieces);
    if (!feed->readers || !feed->parts || !feed->pieces) return JRT_NO_MEMORY;
    for (uint32_t i = 0; i < feed->reader_count; i++) {
        enum jrt_status status = json_in_new(program, &feed->names, feed->options.zone_dir, &feed->readers[i]);
        if (status != JRT_OK) return status;
    }
    feed->room = (size_t)PART_SIZE * feed->reader_count;
    if (feed->room < BLOCK_ROOM) feed->room = BLOCK_ROOM;
    feed->block = malloc(feed->room + JSON_PADDING);
    if (!feed->block) return JRT_NO_MEMORY;
    memset(feed->block, 0, feed->room + JSON_PADDING);
    return JRT_OK;
}

enum jrt_status jrt_feed_new(jrt_engine *engine, const struct jrt_feed_options *options, jrt_feed **feed) {
    if (!engine || !options || !feed) return JRT_MISUSE;
    const jrt_program *program = engine_program(engine);
    jrt_feed *made = calloc(1, sizeof *made);
    *feed = NULL;
    if (!made) return JRT_NO_MEMORY;
    made->engine = engine;
    made->options = *options;
    made->reader_count = crew_size(engine_crew(engine));
    bool named = input_names_init(&made->names, program, line_members, events_in_email);
    enum jrt_status status = named ? make_readers(made, program) : JRT_NO_MEMORY;
    if (status != JRT_OK) {
        jrt_feed_free(made);
        return status;
    }
    *feed = made;
    return JRT_OK;
}

void jrt_feed_free(jrt_feed *feed) {
    if (!feed) return;
    for (uint32_t i = 0; i < feed->reader_count; i++) {
        if (feed->readers) json_in_free(feed->readers[i]);
        if (feed->parts) event_part_free(&feed->parts[i]);
    }
    free(feed->readers);
    free(feed->parts);
    free(feed->pieces);
    free(feed->block);
    input_names_free(&feed->names);
    buffer_free(&feed->rejects);
    free(feed);
}

/* ---- a block ------------------------------------------------------------------------------------------------------- */

/* Cuts whole lines into as many pieces as there are threads, of about the same size. */
static void cut(jrt_feed *feed, const char *bytes, size_t size) {
    const char *at = bytes, *end = bytes + size;
    for (uint32_t i = 0; i < feed->reader_count; i++) {
        const char *stop = i + 1 == feed->reader_count ? end : bytes + size / feed->reader_count * (i + 1);
        if (stop < at) stop = at;
        const char *line_end = stop == end ? NULL : memchr(stop, '\n', (size_t)(end - stop));
        stop = line_end ? line_end + 1 : end;
        feed->pieces[i] = (struct piece){at, (size_t)(stop - at)};
        at = stop;
    }
}

static void read_piece(void *self, uint32_t index) {
    jrt_feed *feed = self;
    struct json_in *reader = feed->readers[index];
    struct event_part *part = &feed->parts[index];
    bool fine = json_in_read(reader, feed->pieces[index].bytes, feed->pieces[index].size);
    part->events = reader->events;
    part->count = reader->event_count;
    part->clock = reader->clock;
    event_part_prepare(part, engine_wanted(feed->engine), feed->reader_count, true);
    if (!fine) part->failed = true;
}

static void hand_out_rejects(jrt_feed *feed) {
    for (uint32_t i = 0; i < feed->reader_count; i++) {
        const struct json_in *reader = feed->readers[i];
        size_t begin = 0;
        for (size_t r = 0; r < reader->reject_count; r++) {
            const struct json_reject *reject = &reader->rejects[r];
            buffer_literal(&feed->rejects, "{\"line\":");
            buffer_number(&feed->rejects, feed->lines + reject->line + 1);
            buffer_add(&feed->rejects, reader->reject_bytes.bytes + begin, reject->end - begin);
            begin = reject->end;
        }
        feed->lines += reader->block_lines;
    }
    if (feed->options.on_rejects && feed->rejects.used > 0)
        feed->options.on_rejects(feed->options.self, feed->rejects.bytes, feed->rejects.used);
    feed->rejects.used = 0;
}

static enum jrt_status take_block(jrt_feed *feed, const char *bytes, size_t size) {
    static const char mark[] = "\xef\xbb\xbf"; /* which some editors put at the begin of a file */
    if (!feed->begun && size >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    feed->begun = true;
    cut(feed, bytes, size);
    crew_run(engine_crew(feed->engine), read_piece, feed);
    hand_out_rejects(feed);
    if (feed->rejects.failed) return JRT_NO_MEMORY;
    for (uint32_t i = 0; i < feed->reader_count; i++) {
        enum jrt_status status = zones_status(feed->readers[i]->zones);
        if (status != JRT_OK) return status;
    }
    return engine_run_parts(feed->engine, feed->parts, feed->reader_count);
}

/* Bytes of the lines that one block takes from the begin of many: what fits into the fast memory, or the first line, or as
 * much of that as shows that it is too long. `*gone`: bytes that are done with then. */
static size_t next_block(const jrt_feed *feed, const char *bytes, size_t size, size_t *gone) {
    size_t most = (size_t)PART_SIZE * feed->reader_count, whole = size < most ? size : most;
    *gone = size;
    if (whole == size) return size;
    while (whole > 0 && bytes[whole - 1] != '\n') whole--;
    *gone = whole;
    if (whole > 0) return whole;
    const char *stop = memchr(bytes + most, '\n', size - most);
    *gone = stop ? (size_t)(stop - bytes) + 1 : size;
    return *gone < BLOCK_ROOM ? *gone : BLOCK_ROOM;
}

static enum jrt_status take_lines(jrt_feed *feed, const char *bytes, size_t size) {
    enum jrt_status status = JRT_OK;
    size_t gone;
    for (; size > 0 && status == JRT_OK; bytes += gone, size -= gone)
        status = take_block(feed, bytes, next_block(feed, bytes, size, &gone));
    return status;
}

enum jrt_status jrt_feed_push(jrt_feed *feed, const char *bytes, size_t size) {
    if (!feed || (size > 0 && !bytes)) return JRT_MISUSE;
    return take_lines(feed, bytes, size);
}

/* ---- the input ----------------------------------------------------------------------------------------------------- */

/* An input being read. */
struct input {
    long (*read)(void *self, char *bytes, size_t size); /* the caller's */
    void *self;                                         /* passed to it */
    size_t used;                                        /* bytes in the block */
    bool ended;                                         /* it has no more, or failed */
    bool skipping;                                      /* inside a line that was too long: its rest is dropped */
};

static void fill(jrt_feed *feed, struct input *input) {
    bool prompt = feed->reader_count == 1;
    while (!input->ended && input->used < feed->room) {
        size_t wanted = feed->room - input->used;
        long got = input->read(input->self, feed->block + input->used, wanted);
        if (got <= 0) {
            input->ended = true;
            return;
        }
        input->used += (size_t)got;
        if (prompt && (size_t)got < wanted) return;
    }
}

/* Drops the rest of a line that was too long. */
static void drop_rest(jrt_feed *feed, struct input *input) {
    const char *stop = memchr(feed->block, '\n', input->used);
    size_t gone = stop ? (size_t)(stop - feed->block) + 1 : input->used;
    memmove(feed->block, feed->block + gone, input->used - gone);
    input->used -= gone;
    input->skipping = !stop;
}

/* Bytes up to the last line break; without one, all there is if the line can't grow any more, else none. */
static size_t whole_lines(const jrt_feed *feed, struct input *input) {
    if (input->ended) return input->used;
    size_t size = input->used;
    while (size > 0 && feed->block[size - 1] != '\n') size--;
    if (size > 0) return size;
    if (input->used < feed->room) return 0;
    /* Longer than any line may be: the reader rejects it by its length. */
    input->skipping = true;
    return input->used;
}

enum jrt_status jrt_feed_read(jrt_feed *feed, long (*read)(void *self, char *bytes, size_t size), void *self) {
    if (!feed || !read) return JRT_MISUSE;
    struct input input = {.read = read, .self = self};
    enum jrt_status status = JRT_OK;
    while (status == JRT_OK && !(input.ended && input.used == 0)) {
        if (feed->options.go_on && !feed->options.go_on(feed->options.self)) break;
        fill(feed, &input);
        if (input.skipping) {
            drop_rest(feed, &input);
            continue;
        }
        size_t whole = whole_lines(feed, &input);
        if (whole == 0) continue;
        status = take_lines(feed, feed->block, whole);
        memmove(feed->block, feed->block + whole, input.used - whole);
        input.used -= whole;
    }
    return status;
}

/* ---- looking in ---------------------------------------------------------------------------------------------------- */

void jrt_feed_count(const jrt_feed *feed, struct jrt_feed_counts *counts) {
    *counts = (struct jrt_feed_counts){0};
    for (uint32_t i = 0; i < feed->reader_count; i++) {
        const struct json_counts *from = &feed->readers[i]->counts;
        counts->lines += from->lines;
        counts->blank += from->blank;
        counts->rejected += from->rejected;
        counts->fields += from->fields;
        counts->unknown_events += from->unknown_events;
        counts->unknown_messages += from->unknown_messages;
        counts->events += from->events;
    }
}

void feed_add_unknown(const jrt_feed *feed, struct tally *names) {
    for (uint32_t i = 0; i < feed->reader_count; i++) tally_merge(names, &feed->readers[i]->unknown);
}
