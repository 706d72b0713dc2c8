/*
 * emit_trigger - the records of triggers and waits, with the functions that test them.
 *
 * Promises: where blocks begin, and which functions they are, is left to emit_stage.h.
 */
#ifndef JDL_EMIT_TRIGGER_H
#define JDL_EMIT_TRIGGER_H

#include "emitter.h"

/* The triggers of a list, which belong to a journey. An enter gets its ENTER function too. */
void emit_triggers(struct emitter *e, const struct model_triggers *list, uint32_t journey);

/* A wait with its arms. */
void emit_wait_record(struct emitter *e, uint32_t wait);

/* Where a range of triggers begins in the TRIGGER section; 0 for an empty one. */
uint32_t emit_first_trigger(const struct model_triggers *list);

#endif
