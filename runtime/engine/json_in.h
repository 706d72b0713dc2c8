/* Lines of JSON into events: Segment's messages, CloudEvents 1.0, reports about messages. docs/operations.md is the
 * contract: which member means what, what is rejected and why. This file knows blocks and lines, events_in.c messages.
 *
 * It does: read a block of whole lines, each checked to the last byte; keep the events that the project knows, with values
 * of the declared types; write down every line and field that can't be used, and why; count the rest. A bad line never
 * touches the lines beside it. It never looks at a clock, at a user's state, or at another block.
 *
 * Ownership: json_in_free releases all. Events point into the block and into the reader; both must stay until they have
 * been processed. Threads: a reader is for one thread; the names and the program are shared. */
#ifndef JRT_JSON_IN_H
#define JRT_JSON_IN_H

#include "buffer.h"
#include "bump.h"
#include "convert.h"
#include "engine.h"
#include "input_names.h"
#include "json_guess.h"
#include "json_index.h"
#include "tally.h"

#define JSON_LINE_MAX (1u << 20)        /* bytes of a line; a longer one is rejected */
#define JSON_BLOCK_MAX (2u << 20)       /* bytes of a block */
#define JSON_UNKNOWN_NAMES 64u          /* names of unknown events that are counted one by one */
#define JSON_REJECT_TEXT_MAX (1u << 16) /* bytes of a rejected line that the rejects file repeats */
#define JSON_ESCAPES_MAX 64u            /* escapes of a line that are noted; one with more is read exactly */

/* What a line was, counted. */
struct json_counts {
    uint64_t lines;            /* with blank ones */
    uint64_t blank;            /* white space only */
    uint64_t rejected;         /* can't be used */
    uint64_t fields;           /* values that did not fit */
    uint64_t unknown_events;   /* lines with an event that the project does not declare */
    uint64_t unknown_messages; /* reports about a message that the project does not declare */
    uint64_t events;           /* events handed on */
};

/* A line of the rejects file without its begin, `{"line":N`: the number of the block's first line is not known here. */
struct json_reject {
    uint64_t line; /* within the block, from 0 */
    size_t end;    /* where its bytes end in reject_bytes */
};

/* How lines are read. What comes out is the same. */
enum json_care {
    JSON_GUESS, /* by a shape that is known, else quickly, else exactly */
    JSON_QUICK, /* quickly, else exactly */
    JSON_EXACT  /* exactly */
};

struct json_in {
    const jrt_program *program;      /* whose events */
    const struct input_names *names; /* shared */
    struct json_index *index;        /* places of the tokens */
    struct zones *zones;             /* for times without an offset */
    struct converter converter;      /* of values */
    struct bump bump;                /* values and texts of the block's events */

    struct jrt_engine_event *events; /* of the block */
    size_t event_count;              /* how many */
    size_t event_room;               /* how many fit */
    int64_t clock; /* the largest time in the block so far, unknown events included; INT64_MIN: none */

    struct json_reject *rejects; /* of the block */
    size_t reject_count;         /* how many */
    size_t reject_room;          /* how many fit */
    struct buffer reject_bytes;  /* of the block */

    struct json_counts counts; /* since the reader was made */
    struct tally unknown;      /* names of unknown events, since then */
    uint64_t block_lines;      /* lines of the block */
    bool failed;               /* no memory: the block is not whole */
    enum json_care care;       /* JSON_GUESS; tests compare */

    struct json_guess guess;                /* shapes of lines */
    uint32_t escapes[JSON_ESCAPES_MAX + 3]; /* places of the present line's, as the walk wants them */
};

/* JRT_NO_MEMORY, or JRT_NO_LIBRARY: there is no reader. `zone_dir`: see zones.h. */
enum jrt_status json_in_new(const jrt_program *program, const struct input_names *names, const char *zone_dir,
                            struct json_in **made);
void json_in_free(struct json_in *reader);

/* Reads a block of whole lines in place of the last one; `bytes` must be readable JSON_PADDING further. Each event's `now` is
 * the largest time up to it. false: no memory. */
bool json_in_read(struct json_in *reader, const char *bytes, size_t size);

/* For events_in.c: writes down that the line, or a value in it, can't be used. */
struct line;
void json_in_reject(struct json_in *reader, const struct line *line, bool field, const char *reason);
/* Room for one event more; NULL: no memory. */
struct jrt_engine_event *json_in_event(struct json_in *reader);

#endif
