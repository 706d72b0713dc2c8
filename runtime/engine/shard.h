/* A shard: the users whose hash it owns, their timers, and the context that runs their steps. One thread at a time.
 *
 * It does: take its events of a part in order; before each, fire every timer of its users that is due before the event's
 * clock, in the order of their instants; keep the new states; format the actions.
 *
 * A step that fails changes nothing: what it said is taken back, and an error line says why. A user whose timers can't be
 * fired (the state would be over its limit) is broken: its events only leave error lines from then on. */
#ifndef JRT_SHARD_H
#define JRT_SHARD_H

#include "actions_out.h"
#include "funnel.h"
#include "parts.h"
#include "timers.h"
#include "user_table.h"
#include "wanted.h"
#include "zones.h"

/* What all shards of an engine share, and nobody changes while they run. */
struct shard_plan {
    const jrt_program *program;        /* whose journeys */
    struct jrt_engine_options options; /* of the engine */
    struct actions_out printer;        /* of the program */
    struct wanted wanted;              /* by the program */
};

struct shard {
    const struct shard_plan *plan; /* shared */
    uint32_t index;                /* its number */
    struct zones *zones;           /* its own */
    jrt_context *context;          /* its own */
    struct user_table users;       /* whose states it keeps */
    struct timers timers;          /* theirs */
    uint32_t lines;                /* of the cache that a record takes, for prefetching */
    uint64_t queued;               /* users with an entry in the timers that counts */
    struct funnel funnel;          /* of its actions */
    struct buffer out;             /* lines of actions since they were last taken */
    struct jrt_user user;          /* of the present step */
    uint64_t hash;                 /* of that user's id */
    struct jrt_value *settled;     /* copy of an event's values whose civil times are instants */
    uint32_t settled_room;         /* values that fit */
    struct buffer draft;           /* a state to ask for the user's zone */
    int sign;                      /* 1: actions count, -1: they are taken back */
    enum jrt_status status;        /* JRT_OK, or what makes the engine stop */
};

/* false: no memory; shard_free must still be called. */
bool shard_init(struct shard *shard, const struct shard_plan *plan, uint32_t index);
void shard_free(struct shard *shard);

/* Takes its events of a prepared part. */
void shard_run(struct shard *shard, const struct event_part *part);
/* Takes over every user of a shard of an older program, at the clock; the shard has no users yet. */
void shard_take_over(struct shard *shard, const struct shard *older, int64_t now);
/* Fires every timer that is due before `limit`. */
void shard_fire(struct shard *shard, int64_t limit);

#endif
