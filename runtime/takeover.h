/* A new version of a program takes over the users of an older one.
 *
 * What has the same name and type goes on: traits, histories (of the same event and `where`), limits, variables, runs by
 * journey and stage (through `renamed stage`), waits and repeats by their order in the stage; triggers and held messages go on
 * with those that ask the same. A wait that says the same keeps its time, another's is computed anew from when it began. A
 * run whose place is gone ends `as removed`, a message that is gone leaves a record. Nothing else fires: what is due by now
 * is due at the next tick. */
#ifndef JRT_TAKEOVER_H
#define JRT_TAKEOVER_H

#include "context.h"

/* Fills context->state, which is fresh, from the older program's open state. */
void takeover(struct jrt_context *context, struct state *old);

#endif
