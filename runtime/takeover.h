/* A new version of a program takes over the users of an older one.
 *
 * What has the same name and type goes on: traits, histories (of the same event and `where`), limits, variables, runs by
 * journey, stage (through `renamed stage`), the wait's order in its stage, and held messages whose send statement is the
 * same. Times are computed anew from when the wait began. A run whose place is gone ends `as removed`. Nothing else
 * fires: what is due by now is due at the next tick. */
#ifndef JRT_TAKEOVER_H
#define JRT_TAKEOVER_H

#include "context.h"

/* Fills context->state, which is fresh, from the older program's open state. */
void takeover(struct jrt_context *context, struct state *old);

#endif
