/*
 * linting - what the lint_*.c files share.
 *
 * Promises: each lint_... function here looks for a few things in one project and only adds to the diagnostics.
 */
#ifndef JDL_LINTING_H
#define JDL_LINTING_H

#include "diag.h"
#include "flow.h"
#include "model.h"

enum { LINT_PAIRS = 64 }; /* neighbours that a thing is compared with, so that the work stays linear */

struct lint {
    struct arena *arena;                 /* owns everything */
    struct diags *diags;                 /* where findings go */
    const struct model *model;           /* the project */
    const struct flow *flow;             /* its graph */
    const struct model_journey *journey; /* the one that is looked at */
    uint8_t *stopped;                    /* for each journey: some `stop journey` names it */
    uint32_t *sent; /* for each template: the last journey looked at that sends it, counted from 1 */
    uint8_t *stays; /* for each stage: a run may rest in it for as long as nothing happens */
};

/* lint_use.c: names that nothing uses, or that are easily taken for each other. */
void lint_uses(struct lint *lint);
void lint_names(struct lint *lint);
/* lint_life.c: how a run ends, or doesn't. */
void lint_life(struct lint *lint);
/* lint_fire.c: triggers that come too late, together, or never. */
void lint_fires(struct lint *lint);
/* lint_send.c: messages, and the waits around them. */
void lint_sends(struct lint *lint);

/* Is it a timer that comes whatever the user does, and takes the run over or ends it? */
bool lint_ends_in_time(const struct model_trigger *trigger);
/* Does a limit count what the journey sends on a channel? `skips`: only one that skips; it is returned, or NULL. */
const struct model_limit *lint_limit(const struct lint *lint, uint32_t channel, bool skips);
/* "1 day 12 hours" */
const char *lint_duration(struct arena *arena, int64_t ms);

#endif
