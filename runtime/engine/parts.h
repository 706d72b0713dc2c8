/* Events on their way into an engine: parts of a batch, each prepared by one thread, processed by all shards.
 *
 * A batch is a row of parts in the order of the input. Preparing a part stamps its events with the largest time in the part
 * so far, hashes the users of those that are wanted, and sorts their numbers by shard; parts of one batch may be prepared
 * at once. Then each shard goes through all parts in order and takes its own. */
#ifndef JRT_PARTS_H
#define JRT_PARTS_H

#include "crew.h"
#include "engine.h"
#include "program.h"
#include "wanted.h"

struct event_part {
    struct jrt_engine_event *events;   /* in the order of the input */
    size_t count;                      /* how many */
    int64_t clock;                     /* the largest time in it, events that were left out included; INT64_MIN: none */
    int64_t base;                      /* the clock before it; set by engine_run_parts */
    uint64_t serial;                   /* the number of its first event in the run; set by engine_run_parts */
    uint32_t *order;                   /* numbers of wanted events, shard after shard; behind them as many to sort */
    size_t order_room;                 /* events for which there is room */
    size_t starts[JRT_SHARDS_MAX + 1]; /* where each shard's begin in `order` */
    bool failed;                       /* no memory */
    bool misused; /* a wanted event's user is longer than JRT_USER_ID_MAX, or an event is unknown */
};

/* Zero a part before its first use. `stamped`: the events' `now` is set already. */
void event_part_prepare(struct event_part *part, const struct wanted *wanted, uint32_t shards, bool stamped);
void event_part_free(struct event_part *part);

/* For feed.c: the engine's threads, and a batch whose parts are prepared. */
struct crew *engine_crew(jrt_engine *engine);
const struct wanted *engine_wanted(const jrt_engine *engine);
const jrt_program *engine_program(const jrt_engine *engine);
enum jrt_status engine_run_parts(jrt_engine *engine, struct event_part *parts, uint32_t count);

/* For summary.c: what became of the users, added to `funnel`. */
struct funnel;
void engine_add_funnel(const jrt_engine *engine, struct funnel *funnel);

#endif
