/* Which events can concern a user at all: looked up in the stored state, before it is opened.
 *
 * Most events of a busy product reach users whose runs wait for something else. For each journey, stage and wait a mask of
 * 64 bits says which events its triggers and tallies look at (an event's bit is its index modulo 64, so two may share
 * one); a condition looks at all of them. It never says no wrongly. */
#ifndef JRT_LISTEN_H
#define JRT_LISTEN_H

#include "context.h"
#include "stored.h"

/* Fills the masks of a context; once. */
void listen_index(struct jrt_context *context);
/* May this TRACK event change anything for the user of this state? The state must be one of the program. */
bool listen_concerns(const struct jrt_context *context, const struct stored *state, const struct jrt_event *event);

#endif
