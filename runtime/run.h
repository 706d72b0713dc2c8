/* What the statements that rest or move do to a run: stages, waits, the end.
 *
 * The interpreter calls these for GO_TO, WAIT and so on; deliver and step call them when a trigger or a timer moves a
 * run. Where a function returns a pc, the flow goes on there at once; RUN_RESTS: the run rests or has ended. */
#ifndef JRT_RUN_H
#define JRT_RUN_H

#include "context.h"

#define RUN_RESTS JBC_NONE

/* Enters a stage: what lives with it begins. Returns its first instruction. */
uint32_t run_enter_stage(struct jrt_context *context, struct jbc_run *run, uint32_t stage);
/* Leaves the stage it is in, then the same. */
uint32_t run_go_to(struct jrt_context *context, struct jbc_run *run, uint32_t stage);
/* Begins the wait; `again`: from its start. */
uint32_t run_wait(struct jrt_context *context, struct jbc_run *run, uint32_t wait, bool again);
uint32_t run_keep_waiting(struct jrt_context *context, struct jbc_run *run, uint32_t wait);
/* The wait is over by an arm: whatever was held for it is dropped. */
void run_end_wait(struct jrt_context *context, struct jbc_run *run);
/* Rests behind a held message whose next statement is `wait` (JBC_NONE: another). */
void run_hold(struct jrt_context *context, struct jbc_run *run, uint32_t wait);
void run_stay(struct jrt_context *context, struct jbc_run *run);
/* The run ends; `outcome` is a text. Messages are dropped with `reason`. */
void run_end(struct jrt_context *context, struct jbc_run *run, struct jrt_value outcome, const char *reason);
/* The wait's time has come. Returns where the flow goes on. */
uint32_t run_time(struct jrt_context *context, struct jbc_run *run);
/* A trait or the zone has changed: the wait's time is computed anew. Returns a pc where it is past or unknown now. */
uint32_t run_refresh(struct jrt_context *context, struct jbc_run *run, bool zone_changed);

#endif
