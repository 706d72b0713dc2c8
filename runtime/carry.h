/* What a new version knows of a user from before: values of slots, the profile, histories, and what limits have counted.
 *
 * It does: carry over what both versions keep, by names and types; mark histories as not known that only the newer one reads.
 * It never: looks at a run or a message, or says anything; takeover.h does the rest. */
#ifndef JRT_CARRY_H
#define JRT_CARRY_H

#include "context.h"

/* A slot's value; a word that the new enumeration lacks is missing. Nothing where one of the slots is none, or their types
 * differ. `run` and `old_run` may be NULL for slots of the fixed part. */
void carry_slot(struct jrt_context *context, struct jbc_run *run, uint32_t slot, const struct state *old,
                const struct jbc_run *old_run, uint32_t old_slot);
/* The fixed part of a state, but for the timers of entries. */
void carry_fixed(struct jrt_context *context, const struct state *old);

#endif
