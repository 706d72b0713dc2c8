/* Triggers: what makes a run begin, end, go on or step aside.
 *
 * A trigger that time moves, or that has an edge, has a TIMER slot {due, base}: `due` is the instant of its next look,
 * INT64_MAX for none; `base` is what it counts from: the begin of a silence, the last instant computed of a date, or
 * whether a condition was true (1) or not (0); 2 for the condition of an arm that is true and has acted. */
#ifndef JRT_TRIGGER_H
#define JRT_TRIGGER_H

#include "context.h"

/* The base of an entry's silence as long as there was no occurrence: it counts from the first sight of the user. */
#define TRIGGER_NO_OCCURRENCE (JBC_NEVER + 1)

/* Begins to live now: sets its timer. */
void trigger_arm(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger);
void trigger_arm_range(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count);
/* The arms of a wait that begins anew: a condition that has acted has done so until it is false. */
void trigger_arm_again(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count);

/* Does it fire on this stimulus? Moves its timer on the way. A condition fires when it is true and was not before. Does not
 * look at `once`. */
bool trigger_match(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                   const struct stimulus *stimulus);
/* The silences of a range hear an event, whoever fires on it. */
void trigger_hear_range(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count,
                        const struct stimulus *stimulus);
/* Its timer is due, or its condition is to be looked at: does it fire? Sets the timer anew. */
bool trigger_time(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger);
/* An arm's condition may act at once, if it has not yet: it counts as if it had not been true before. */
void trigger_forget(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger);
/* Asks the conditions of a range that fire when they turn true, and lets none of them fire. */
void trigger_settle_range(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count);
/* An enter's silence that began before the user was first seen: it counts from the newest occurrence, and what is over
 * already does not fire. */
void trigger_hear_before(struct jrt_context *context, const struct jbc_trigger *trigger,
                         const struct stimulus *stimulus);
/* An enter that is new in a new version looks from now on: a silence counts from now, and not from before. */
void trigger_arm_from_now(struct jrt_context *context, const struct jbc_trigger *trigger);
/* Has a trigger of an older version a timer that was ever set? */
bool trigger_is_armed(const struct state *old, const struct jbc_run *run, const struct jbc_trigger *trigger);
/* A new version has taken the run over with the timer of the older one's trigger: what has not fired counts from the same
 * begin. */
void trigger_take_over(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                       const struct jbc_trigger *old);
/* When its timer is due; INT64_MAX: never. */
int64_t trigger_due(const struct jrt_context *context, const struct jbc_run *run, const struct jbc_trigger *trigger);
/* The earliest of a range. */
int64_t trigger_due_range(const struct jrt_context *context, const struct jbc_run *run, uint32_t first, uint32_t count);

/* Counts a firing against `once` and `at most N times`; false: it has fired often enough. */
bool trigger_count(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger);

#endif
