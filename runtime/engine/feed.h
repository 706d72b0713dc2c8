/* JSON lines into an engine: blocks are cut into parts at line ends, read by all of the engine's threads at once, and
 * processed in the order of the input.
 *
 * It does: number the lines, hand on the rejects, count what came in. The same lines give the same events and rejects
 * however they are cut into blocks. It never reads a file: jrt_feed_read calls the `read` that it is handed.
 *
 * Ownership: the engine must outlive the feed. Threads: as the engine's. */
#ifndef JRT_FEED_H
#define JRT_FEED_H

#include "engine.h"

typedef struct jrt_feed jrt_feed;

struct jrt_feed_options {
    const char *zone_dir; /* as the engine's */
    void *self;           /* passed to the callbacks */
    /* Lines of the rejects file, whole lines. NULL: nobody wants them. */
    void (*on_rejects)(void *self, const char *bytes, size_t size);
    /* Asked now and then; 0: stop reading. NULL: never. */
    int (*go_on)(void *self);
};

/* What came in. */
struct jrt_feed_counts {
    uint64_t lines;            /* with blank ones */
    uint64_t blank;            /* white space only */
    uint64_t rejected;         /* lines that can't be used */
    uint64_t fields;           /* values that did not fit */
    uint64_t unknown_events;   /* lines with an event that the project does not declare */
    uint64_t unknown_messages; /* reports about a message that the project does not declare */
    uint64_t events;           /* events handed on */
};

JRT_API enum jrt_status jrt_feed_new(jrt_engine *engine, const struct jrt_feed_options *options, jrt_feed **feed);
JRT_API void jrt_feed_free(jrt_feed *feed);

/* Reads until the end. `read` gives up to `size` bytes, 0 at the end, less than 0 after an error of the caller's own, which
 * ends the reading too. The last line may lack its line break. With one shard a block is processed as soon as `read` gives
 * less than was asked for; with more, only full ones are, so that the order of the output does not depend on a pipe. */
JRT_API enum jrt_status jrt_feed_read(jrt_feed *feed, long (*read)(void *self, char *bytes, size_t size), void *self);

#define JRT_FEED_PADDING 64 /* bytes that must be readable behind what jrt_feed_push is given, whatever they hold */

/* Reads whole lines where they stand, without copying them; the last may lack its line break. The bytes must stay until it
 * returns. The lines of several calls are numbered on. */
JRT_API enum jrt_status jrt_feed_push(jrt_feed *feed, const char *bytes, size_t size);

JRT_API void jrt_feed_count(const jrt_feed *feed, struct jrt_feed_counts *counts);

#endif
