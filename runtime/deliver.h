/* What happens reaches the runs: in order of priority and entry, and in each run goal, leave, the wait's arms, the stage's
 * whens, the journey's whens. The first that leaves the stage or the run ends it for that run. Then come the entries
 * (enter.h) and, as new rounds, what `set`, `start`, `stop`, `remember` and ended runs caused. */
#ifndef JRT_DELIVER_H
#define JRT_DELIVER_H

#include "context.h"

/* To all live runs, then the entries. */
void deliver(struct jrt_context *context, const struct stimulus *stimulus);
/* The rounds of consequences, JRT_ROUNDS_MAX at most. */
void deliver_rounds(struct jrt_context *context);
/* Stores the traits and tells the stimulus what they were. Arrays of it are in scratch memory. */
void deliver_store(struct jrt_context *context, const uint32_t *traits, const struct jrt_value *values, uint32_t count,
                   struct stimulus *stimulus);

/* A goal, leave, arm or when fires: counts, traces, and runs what it says. */
void deliver_end(struct jrt_context *context, struct jbc_run *run, uint32_t trigger);
void deliver_arm(struct jrt_context *context, struct jbc_run *run, uint32_t trigger);
void deliver_when(struct jrt_context *context, struct jbc_run *run, uint32_t trigger);

/* Are the arms of its wait live, and has the wait's own clock begun? */
static inline bool run_arms_live(const struct jbc_run *run) {
    return run->phase == RUN_WAITING || (run->phase == RUN_HELD && (run->flags & RUN_ARMED) != 0);
}

/* Is the goal still one? `within` is inclusive. */
static inline bool goal_counts(const struct jbc_trigger *trigger, const struct jbc_run *run, int64_t now) {
    return trigger->within == 0 || now - run->entered <= trigger->within;
}

/* The live runs in order of priority and entry, as offsets; how many. Those that begin later are not among them. */
uint32_t deliver_order(const struct jrt_context *context, uint32_t *offsets);

#endif
