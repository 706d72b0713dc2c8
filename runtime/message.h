/* Messages: asking, checking, holding, handing over.
 *
 * A message is asked for with the values of that moment. It is handed over after its checks, in this order: the user can
 * be reached, delivery hours, limits. What may not go now is held, or skipped with a record. What goes to the team goes
 * at once. */
#ifndef JRT_MESSAGE_H
#define JRT_MESSAGE_H

#include "context.h"

enum message_fate {
    MESSAGE_SENT,    /* handed over */
    MESSAGE_SKIPPED, /* a record says why */
    MESSAGE_HELD     /* it waits */
};

/* Asks for a send's message. `pc`: where the flow goes on after it. */
enum message_fate message_ask(struct jrt_context *context, struct jbc_run *run, uint32_t send,
                              const struct jrt_value *values, uint32_t pc);
/* A held message's release has come: checks it again. The hold is gone unless it is held on. */
enum message_fate message_release(struct jrt_context *context, struct hold *hold);
/* The zone has changed: held messages are looked at again when their channel opens now. */
void message_refresh(struct jrt_context *context);
/* Drops the run's held messages of the places up to `last` with a reason. */
void message_drop(struct jrt_context *context, const struct jbc_run *run, enum jbc_place last, const char *reason);
/* The run's held message that its flow waits for; NULL: none. */
struct hold *message_flow_hold(const struct jrt_context *context, const struct jbc_run *run);

#endif
