/*
 * proving - what the proofs of promises share.
 *
 * The ways of one run are looked at as a space: a state is a place of the flow graph with what matters of the way to it,
 * a move is what can happen next. A space may offer moves that can never happen, for it does not look into conditions; it
 * never leaves out one that can. So where no way breaks a promise, the promise is proved. A way that seems to break it is
 * looked at closely (prove_real.c) before anybody is told that it is real. What remains is unknown, with the reason.
 *
 * Internal to prove*.c. Everything belongs to the arena of the compilation.
 */
#ifndef JDL_PROVING_H
#define JDL_PROVING_H

#include "arena.h"
#include "flow.h"
#include "vec.h"

enum {
    PROVING_BUDGET = 100000, /* states of one search */
    PROVING_MOVES = 200,     /* moves of a way that is looked at closely */
    HOUR_MS = 3600000,
    DAY_MS = 24 * HOUR_MS,
    WEEK_MS = 7 * DAY_MS,
    WEEK_MINUTES = 7 * 24 * 60,
    PROVING_BEFORE = -1, /* as an instant: before the first message that counts */
    PROVING_NOW = -2     /* as an instant: now, and no time has passed since */
};

/* Why a move may be none that happens. */
enum doubt {
    DOUBT_LATE = 1,    /* an event would have to come late, by its own time */
    DOUBT_LIMIT = 2,   /* a limit would have to be full */
    DOUBT_EARLIER = 4, /* a trigger that is asked before it may act first */
    DOUBT_TIMED = 8    /* when it happens is only known to be not before */
};

/* What a proof notes in a state, beside its place. */
enum note {
    NOTE_SEEN = 1,        /* the promise's event has happened */
    NOTE_STAGE_HELD = 2,  /* a message that is dropped when the stage is left waits beside the flow */
    NOTE_JOURNEY_HELD = 4 /* one that is dropped when the run ends */
};

/* Compared and hashed as bytes: no gaps. */
struct space_state {
    int64_t began;    /* when the wait to return to began; PROVING_BEFORE */
    int64_t entered;  /* when the stage was entered; PROVING_BEFORE, PROVING_NOW */
    uint64_t uses;    /* rounds of repeats and firings of whens, in one number */
    uint64_t facts;   /* what is known of conditions, two bits each */
    uint32_t node;    /* place */
    uint32_t rest;    /* in an arm or a side step: where the flow rests; else JBC_NONE */
    uint32_t skipped; /* the send that was skipped last since the flow rested, plus 1; 0: none */
    uint32_t phase;   /* what the clock reads, see prove_count.c */
    uint32_t count;   /* messages so far */
    uint16_t resumed; /* 1: back from an arm or side step */
    uint16_t notes;   /* enum note */
};

enum space_way {
    SPACE_GOES,       /* edge */
    SPACE_FIRES,      /* edge: a trigger */
    SPACE_HANDS_OVER, /* a message, template_; then along edge */
    SPACE_SKIPS,      /* a message; then along edge */
    SPACE_HAPPENS,    /* the promise's event, and the flow rests on */
    SPACE_RETURNS     /* the end of a side step */
};

struct space_move {
    enum space_way way;           /* what happens */
    const struct flow_edge *edge; /* or NULL */
    uint32_t template_;           /* HANDS_OVER, SKIPS: index; else JBC_NONE */
    uint32_t doubts;              /* enum doubt */
    struct space_state to;        /* where it leads */
};

/* A repeat or a bounded when. */
struct space_slot {
    uint64_t step;  /* its place in `uses` */
    uint32_t radix; /* it counts below this */
    bool visit;     /* begins anew in each visit of the stage */
};

struct space {
    struct arena *arena;                /* owns everything */
    const struct flow *flow;            /* the graph */
    const struct model *model;          /* of it */
    const struct model_journey *of;     /* whose ways they are */
    uint32_t journey;                   /* its index */
    uint32_t first;                     /* its first node */
    uint32_t last;                      /* its last node */
    bool *matters;                      /* for each trigger: is this side step worth a look? takeovers always are */
    bool *returns;                      /* for each trigger: an arm that can go back to its wait */
    uint32_t *slot_of_node;             /* for each node: of a repeat; JBC_NONE */
    uint32_t *slot_of_trigger;          /* for each trigger: of a when; JBC_NONE */
    VEC(struct space_slot) slots;       /* */
    uint64_t product;                   /* of their radices */
    bool too_large;                     /* the counters do not fit */
    VEC(const struct value *) tracked;  /* conditions asked more than once */
    uint64_t lasting;                   /* bits of the facts that a rest leaves as they are */
    uint32_t event;                     /* whose happening is noted; JBC_NONE: none's */
    const struct value *event_where;    /* its `where` */
    VEC(struct space_move) moves;       /* of the last call of space_moves */
    VEC(const struct flow_edge *) live; /* of the last call of space_live */
};

/* The space of a journey; side steps do not matter yet. */
struct space *space_new(struct arena *arena, const struct flow *flow, uint32_t journey);
/* Has a when counted, up to `most` firings. */
void space_count_when(struct space *space, const struct model_trigger *trigger, uint32_t most);
struct space_state space_begin(const struct space *space);
/* All that can happen next. */
void space_moves(struct space *space, const struct space_state *from);
/* What is live while the flow rests at a node, in the order in which it is asked. */
void space_live(struct space *space, uint32_t node);
/* How often a when has fired in the state. */
uint32_t space_used(const struct space *space, const struct space_state *state, uint32_t slot);

/* Has it fired as often as it may. */
void space_use_up(const struct space *space, struct space_state *state, const struct model_trigger *trigger);

/* Does the flow rest here? A send only if it may really be held. */
bool space_rests(const struct space *space, uint32_t node);
/* May the message be held by hours, or by a limit? */
bool space_held_by_hours(const struct space *space, const struct model_stmt *send);
bool space_held_by_limit(const struct space *space, const struct model_stmt *send);
/* How long at the most, by hours and, if asked for, by limits; INT64_MAX: one of several channels may hold it again and again. */
int64_t space_longest_hold(const struct space *space, const struct model_stmt *send, bool limits);
/* Is the channel under a limit, of its own, the project's or the journey's? */
bool space_limited(const struct space *space, uint32_t channel);
uint32_t space_channel(const struct space *space, uint32_t template_);
/* Does it take the run somewhere else, or end it? */
bool space_takes(const struct space *space, const struct model_trigger *trigger);
/* What is known of a condition in any case: 1 true, 0 false, -1 nothing. */
int space_known(const struct space *space, const struct value *value, uint32_t notes);

/* ---- searches ---- */

enum search_result {
    SEARCH_NONE,    /* there is no such way */
    SEARCH_FOUND,   /* there is one: the shortest */
    SEARCH_TOO_MUCH /* the budget is used up */
};

/* One step of a way. */
struct way_step {
    struct space_state from; /* before it */
    int64_t at;              /* the time after it */
    struct space_move move;  /* what happens */
};

struct way {
    struct way_step *steps; /* from the beginning of the run */
    uint32_t count;         /* how many */
};

struct searching;

/* Whose question a search answers. `step` changes a move's state as the promise needs it, adds the time that it takes at
 * least to `at`, and says whether it is of interest; `found` is set when the promise is broken by it. */
struct search {
    struct space *space; /* what is searched */
    bool (*step)(struct search *search, const struct space_state *from, struct space_move *move, int64_t *at,
                 bool *found);             /* see above */
    void *self;                            /* for step */
    uint32_t variants;                     /* how often each move is offered to step; 0 is 1 */
    uint32_t variant;                      /* which time it is, from 0 */
    bool sure;                             /* only moves without a doubt, and none along these edges */
    VEC(const struct flow_edge *) avoided; /* see above */
    struct way way;                        /* FOUND */
    struct searching *searching;           /* the search's own */
};

/* The shortest way to a state that breaks the promise. */
enum search_result search_run(struct search *search);
/* After SEARCH_NONE: how many states there are, each of them, and the number of one; number 0 is the beginning. */
uint32_t search_count(const struct search *search);
const struct space_state *search_state(const struct search *search, uint32_t number);
uint32_t search_number(const struct search *search, const struct space_state *state);

/* ---- real ways ---- */

enum real_arms {
    REAL_EARLY, /* events come as soon as they can */
    REAL_LATE   /* and as late as they can */
};

/* A message on a way. */
struct real_message {
    int64_t at;         /* when it is handed over */
    uint32_t step;      /* of the way */
    uint32_t template_; /* index */
};

/* What a closer look at a way has found. */
struct real {
    const struct space *space;     /* whose way it is */
    const struct way *way;         /* looked at */
    enum real_arms arms;           /* how events come */
    int64_t enough;                /* a run that lasts longer than this may end as it likes; 0: none may */
    const struct flow_node *stays; /* where the flow rests for ever in the end; or NULL */
    bool circle;                   /* it does not rest there, but comes by again and again */
    bool enters;                   /* and enters stages anew on the way */
    const char *reason;            /* why it may be none that happens; NULL: it does happen */
    uint32_t failed;               /* the step that it is about */
    uint32_t **holds;              /* for each channel: minutes until it is open, by the minute of the week; or NULL */
    VEC(struct real_message) messages;        /* handed over to the user, by time */
    VEC(const struct model_trigger *) broken; /* silences that their event must keep from coming */
    int64_t *times;                           /* after each step, from the beginning of the run */
    int64_t *begun;                           /* the run's own */
    int64_t *fired;                           /* likewise */
    int64_t *heard;                           /* likewise */
    uint32_t taken;                           /* how many steps were taken before a timer ended the way */
    uint32_t minute;                          /* of the week in UTC: when the run began */
    int64_t end;                              /* the time in the end */
};

/* Are the conditions on the way such that it can be gone? Sets the reason. */
void real_conditions(struct real *real);
/* Goes the way by the clock, from this minute of a week in UTC. False: a timer would act first, which `reason` names. */
bool real_run(struct real *real, uint32_t minute);
/* Does the way depend on the minute in which it begins? */
bool real_clock(const struct real *real);

/* Goes the way from every minute of a week that makes a difference, until `wanted` is content with one; NULL: with any. */
bool real_some(struct real *real, bool (*wanted)(void *self, struct real *real), void *self);

/* Searches for a way that breaks the promise, and is real: the shortest, or else one that does without what could not be
 * there. Says whether there is any way; then `real` is about the real one, or about the shortest, with the reason or with
 * none if `wanted` was never content. */
enum search_result real_search(struct search *search, struct real *real, bool (*wanted)(void *self, struct real *real),
                               void *self, bool *is_real);

/* The wait after an instant of the week until the clock reads this on one of the days. */
int64_t clock_gap(int64_t at, uint32_t clock, uint32_t days);

/* ---- verdicts ---- */

enum verdict_kind {
    VERDICT_PROVED,  /* it holds in all cases */
    VERDICT_REFUTED, /* here is a timeline */
    VERDICT_UNKNOWN  /* it could not be worked out */
};

/* A statement that the verdict speaks of. */
struct verdict_label {
    struct span span; /* where */
    const char *text; /* what of it */
};

struct verdict {
    enum verdict_kind kind;           /* */
    const char *text;                 /* what breaks it, or the reason; NULL: proved */
    const char *timeline;             /* refuted: line by line; or NULL */
    VEC(struct verdict_label) labels; /* in order of the timeline */
};

struct prover {
    struct arena *arena;                 /* owns everything */
    const struct flow *flow;             /* the graph */
    const struct model *model;           /* of it */
    uint32_t journey;                    /* whose promise it is */
    const struct model_promise *promise; /* to prove */
    struct verdict verdict;              /* what comes out */
};

void prove_count(struct prover *prover); /* at most N in any D */
void prove_leave(struct prover *prover); /* everyone leaves within D */
void prove_after(struct prover *prover); /* no email after event */
void prove_order(struct prover *prover); /* only after; can happen */

/* Does a message on the channel count for the promise? */
bool prove_counts(const struct prover *prover, uint32_t template_);
/* Has the side steps looked at that ask for such a message. */
void prove_matters(const struct prover *prover, struct space *space);

void verdict_set(struct prover *prover, enum verdict_kind kind, const char *text);
void verdict_label(struct prover *prover, struct span span, const char *text);
/* What happens on a way that real_run has gone, line by line with day and time; `at_last`, or NULL, comes a minute after
 * its last step. */
const char *verdict_timeline(struct prover *prover, const struct real *real, const char *at_last);
/* What a search that used up its budget means. */
void verdict_too_much(struct prover *prover);
/* The stages of a way, each once: `stage first, then stage call`. */
const char *verdict_stages(struct prover *prover, const struct way *way);

/* Is the project's zone always the same, and is it one whose clocks never change? */
bool zone_constant(const struct model *model);
bool zone_utc(const struct model *model);
/* By how much a closed spell, or the time until a clock reads something, may be longer than on a usual day. */
int64_t zone_slack(const struct model *model);

#endif
