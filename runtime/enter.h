/* Entries: who may begin a run, and its first steps. */
#ifndef JRT_ENTER_H
#define JRT_ENTER_H

#include "context.h"

/* What happened is looked at by every enter trigger; those that fire begin runs. */
void enter_stimulus(struct jrt_context *context, const struct stimulus *stimulus);
/* An enter trigger's timer is due. */
void enter_time(struct jrt_context *context, uint32_t trigger);
/* `start journey`: false where it was refused. `values` are for the statement's arguments. */
bool enter_start(struct jrt_context *context, uint32_t start, const struct jrt_value *values);
/* What happened before anybody looked (JRT_EVENT_HISTORY, JRT_EVENT_PROFILE): timers and edges take it in, nothing fires.
 * What would have been due already is not. */
void enter_quietly(struct jrt_context *context, const struct stimulus *stimulus);
/* The user is seen for the first time: enter triggers with a timer begin to live. */
void enter_first_sight(struct jrt_context *context);

#endif
