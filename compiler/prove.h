/*
 * prove - what is promised about journeys, proved or refuted.
 *
 * Promises: every promise of the model gets one verdict, a diagnostic on its line. "Proved" is said only where no sequence
 * of events and no timing can break the promise; "refuted" only with a timeline that can really happen; all else is
 * "unknown", with the reason. The work is bounded: a journey that is too large to look at is unknown too.
 *
 * One run is looked at, by itself: `at most` counts what hours make of the script with limits off; all else takes limits
 * into account, as messages that may be held or skipped at any time. Events are those that reach the run after its entry.
 */
#ifndef JDL_PROVE_H
#define JDL_PROVE_H

#include "diag.h"
#include "flow.h"

/* The graph must have passed flow_check. `go_on` is asked before each promise, with `self`; false: it said no. */
bool prove_promises(struct arena *arena, struct diags *diags, const struct flow *flow, bool (*go_on)(const void *self),
                    const void *self);

#endif
