/* The engine: many users, events in batches, actions out.
 *
 * It does: keep every user's state in memory, found by hash and split over shards; stamp events with the clock (the
 * largest time seen); fire timers in the order of their instants before each event; hand out the actions. The actions of
 * a run are the same whatever the number of shards and the size of the batches; only the order of their lines differs
 * with the number of shards, and with one shard they come in the order of time.
 * It never: reads a clock, an input or an output; allocates for an event once its tables have grown to what the users
 * need; loses a user's state because of a failed step.
 *
 * Ownership: the program must outlive the engine. Events, and all that they point to, are only read during the call.
 * Threads: an engine is for one thread at a time; it runs its shards on threads of its own. */
#ifndef JRT_ENGINE_H
#define JRT_ENGINE_H

#include "jrt.h"

#ifdef __cplusplus
extern "C" {
#endif

#define JRT_SHARDS_MAX 64u /* shards of one engine */
#define JRT_USER_ID_MAX                                                                                                \
    512u /* bytes of a user's id; a longer one: the line is rejected, of an event pushed it is JRT_MISUSE */

typedef struct jrt_engine jrt_engine;

struct jrt_engine_options {
    uint32_t shards;      /* 1 to JRT_SHARDS_MAX; 0: 1 */
    const char *zone_dir; /* the IANA files; NULL: the system's */
    void *self;           /* passed to the callbacks */
    /* Actions as JSON lines, whole lines, on the caller's thread: after each push, shard after shard. NULL: nobody wants
     * them as JSON. */
    void (*on_lines)(void *self, const char *bytes, size_t size);
    /* Each action as it is, on its shard's thread; NULL: nobody wants that. */
    void (*on_action)(void *self, uint32_t shard, const struct jrt_user *user, const struct jrt_action *action);
};

/* One event for one user. */
struct jrt_engine_event {
    struct jrt_user user;   /* whose */
    struct jrt_event event; /* what */
    uint32_t civil; /* values that are times without an offset, as if in UTC, marked by 1 in their member `zero`: they
                               are read on the user's clock when the event is processed; lists can't hold such */
    uint64_t hash;  /* the engine's own */
    int64_t now;    /* the engine's own: the clock when the event is processed */
};

JRT_API enum jrt_status jrt_engine_new(const jrt_program *program, const struct jrt_engine_options *options,
                                       jrt_engine **engine);
JRT_API void jrt_engine_free(jrt_engine *engine);

/* Processes the events in order. Returns when all of them, and every timer due before the clock, are done. After an error
 * the engine can only be freed. */
JRT_API enum jrt_status jrt_engine_push(jrt_engine *engine, struct jrt_engine_event *events, size_t count);

/* Fires every timer that is due at or before `until`, at least at or before the clock. INT64_MIN: just the clock. The
 * clock stands at `until` then. */
JRT_API enum jrt_status jrt_engine_finish(jrt_engine *engine, int64_t until);

/* A new version goes into service: takes over every user of an engine that runs an older program, with its clock. `engine` has
 * taken nothing in yet, and has as many shards. The older one is only read: if this fails, it can go on. */
JRT_API enum jrt_status jrt_engine_take_over(jrt_engine *engine, const jrt_engine *older);

/* The clock: the largest time seen; INT64_MIN before the first event. */
JRT_API int64_t jrt_engine_clock(const jrt_engine *engine);

/* What has been used. */
struct jrt_engine_usage {
    uint64_t users;         /* with a state */
    uint64_t state_bytes;   /* of their states */
    uint64_t memory;        /* bytes of tables, states and timers */
    uint64_t timers;        /* pending */
    uint64_t unknown_zones; /* names of time zones that fell back */
};
JRT_API void jrt_engine_usage(const jrt_engine *engine, struct jrt_engine_usage *usage);

#ifdef __cplusplus
}
#endif
#endif
