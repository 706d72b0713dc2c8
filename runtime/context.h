/* What one call works with, shared by the files of the interpreter: interp, trigger, message, deliver, step.
 *
 * A context is made once for a thread; a call opens the user's state in it, and nothing of one call is left for the next
 * but the zone's cache. Directions: step -> deliver -> trigger, interp -> message; they meet only in this structure. */
#ifndef JRT_CONTEXT_H
#define JRT_CONTEXT_H

#include "state.h"

/* What happened, as triggers see it. */
enum stimulus_kind {
    STIMULUS_EVENT,  /* name: the event */
    STIMULUS_UPDATE, /* traits with their old values */
    STIMULUS_REPORT, /* name: the template; status; run */
    STIMULUS_ENDED   /* name: the journey; status: the outcome */
};

struct stimulus {
    enum stimulus_kind kind;
    uint32_t name;                /* see the kind */
    int64_t time;                 /* the event's own stamp, else now */
    struct jrt_value status;      /* REPORT: what was reported; ENDED: the outcome */
    uint32_t run;                 /* REPORT: the serial of the run that sent the message */
    uint32_t place;               /* ENDED, a skip: of the effect; what began after it does not see it */
    uint32_t newest;              /* ENDED: runs with a larger serial began afterwards and don't see it */
    uint32_t stage;               /* a skip: only this stage's whens see it; JBC_NONE: those of any */
    uint32_t wait;                /* a skip in the flow: the wait that sees it; JBC_NONE: any */
    bool from_flow;               /* a skip in the flow: a wait that began meanwhile sees it only if it is `wait` */
    const uint32_t *traits;       /* UPDATE: which */
    const struct jrt_value *olds; /* UPDATE: what they were */
    uint32_t trait_count;         /* UPDATE */
    bool zone_changed;            /* UPDATE: clock times are computed anew */
};

/* What a step caused that acts in the next round. */
enum effect_kind {
    EFFECT_SET,       /* name: the trait; value */
    EFFECT_START,     /* name: the start statement; values */
    EFFECT_STOP,      /* name: the journey */
    EFFECT_ENDED,     /* name: the journey; value: the outcome */
    EFFECT_SKIPPED,   /* name: the template; run, wait */
    EFFECT_REMEMBERED /* run */
};

struct effect {
    enum effect_kind kind;
    uint32_t name;                  /* see the kind */
    uint32_t run;                   /* SKIPPED, REMEMBERED: serial; ENDED: the user's newest run when it ended */
    uint32_t stage;                 /* SKIPPED: the run's stage when it happened */
    uint32_t wait;                  /* SKIPPED: the wait directly behind the send, or JBC_NONE */
    bool from_flow;                 /* SKIPPED: asked for by the flow */
    struct jrt_value value;         /* see the kind; its text is in scratch memory or the program */
    const struct jrt_value *values; /* START: arguments, in scratch memory */
};

/* A run whose stage or wait began in this call: they see nothing that was caused before. */
struct fresh {
    uint32_t serial; /* of the run */
    uint32_t stage;  /* effects that there were when its stage began */
    uint32_t wait;   /* effects that there were when its wait began */
};

struct jrt_context {
    const jrt_program *program;
    struct jrt_host host;
    struct state state;
    struct scratch scratch;

    /* The call. */
    const struct jrt_user *user;
    const struct jrt_event *event; /* whose fields FIELD reads, NULL: none */
    int64_t now;                   /* the instant of what is being done */
    int64_t horizon;               /* the next instant at which the condition just asked may change by time alone */
    bool quiet;                    /* fills histories and profile only: nothing fires */

    struct effect effects[JRT_EFFECTS_MAX];
    uint32_t effect_count; /* added so far in this call */
    uint32_t effect_next;  /* the first that has not acted */
    struct fresh fresh[JRT_RUNS_MAX];
    uint32_t fresh_count; /* since there were no effects; kept where ends or skips are heard */

    uint32_t zone;          /* of the user, if zone_known */
    bool zone_known;        /* false: it must be asked for */
    uint64_t unknown_zones; /* fallen back */

    /* Made once, in the context's memory. */
    uint32_t *order;            /* journeys by priority, the higher first, then as written */
    uint32_t *enter_first;      /* for each event, and last all else: where its journeys begin in enter_journeys */
    uint32_t *enter_journeys;   /* journeys that it may begin, in order */
    uint32_t *forced_parts;     /* for each split: a part, or JBC_NONE */
    uint8_t *forced_out;        /* for each journey, and last the project: 0 by hash, 1 in, 2 out */
    uint8_t *enabled;           /* for each journey */
    uint8_t *timed_stages;      /* for each stage: some `when` has a timer */
    uint8_t *timed_waits;       /* for each wait: some arm has a timer */
    uint8_t *timed_ends;        /* for each journey: some goal or leave has a timer */
    uint8_t *timed_whens;       /* for each journey: some when of its own has a timer */
    uint8_t *follows;           /* for each journey: a condition or a date in it may follow its variables */
    uint8_t *marks;             /* for each event what it is to the program; see listen.h */
    uint64_t always_hears;      /* events that may concern every user; see listen.h */
    uint64_t *journey_hears;    /* for each journey: the events that its own triggers look at */
    uint64_t *stage_hears;      /* for each stage: those that its whens look at */
    uint64_t *wait_hears;       /* for each wait: those that its arms look at */
    uint32_t *timed_enters;     /* enter triggers that have a timer */
    uint32_t timed_enter_count; /* of those */
    bool beginning;             /* a run is being given its first values, which nothing follows yet */
    bool ends_heard;            /* some trigger asks how a journey ended */
    bool skips_heard;           /* some trigger or condition asks for `skipped` */
    void *memory;               /* the block that all of it lies in */
    size_t memory_size;         /* bytes */
};

/* The user's zone: the project's timezone value, or its fallback. */
uint32_t context_zone(struct jrt_context *context);
/* Adds an effect; where there is no room, an error record instead. */
struct effect *context_effect(struct jrt_context *context, enum effect_kind kind, uint32_t name);
/* Notes that the run's wait, or its stage and so its wait too, begins now. */
void context_fresh(struct jrt_context *context, const struct jbc_run *run, bool stage);
/* What context_fresh noted of a run; all 0 if nothing. */
struct fresh context_freshness(const struct jrt_context *context, const struct jbc_run *run);
/* A copy of the value whose text lives as long as the call. */
struct jrt_value context_keep(struct jrt_context *context, struct jrt_value value);
/* Fills in what all actions have in common and hands it to the host. `run` may be NULL. */
void context_act(struct jrt_context *context, const struct jbc_run *run, struct jrt_action *action);
void context_error(struct jrt_context *context, const struct jbc_run *run, const char *reason);
void context_trace(const struct jrt_context *context, enum jrt_trace_kind kind, uint32_t index);

/* The place of a user in [0, 10000) for a split or a keep-out: FNV-1a over the user, the journey's name and the split's
 * name, each ended by a zero byte, mixed by splitmix64's finalizer. */
uint32_t context_share(const struct jrt_context *context, struct jrt_value journey, struct jrt_value name);

static inline struct jrt_value program_value(const jrt_program *program, uint32_t string) {
    if (string == JBC_NONE) return value_missing();
    uint32_t size;
    const char *text = program_string(program, string, &size);
    return value_text(text, size);
}

#endif
