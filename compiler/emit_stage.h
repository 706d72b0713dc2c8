/*
 * emit_stage - statements as instructions: the functions of stages, of side steps, and of the blocks of goals and leaves.
 *
 * Promises: the records of triggers and waits are there already, by number; what is found on the way (where an arm, an
 * `otherwise`, a part begins; which function is a side step's body) is written into them.
 */
#ifndef JDL_EMIT_STAGE_H
#define JDL_EMIT_STAGE_H

#include "emitter.h"

/* The FLOW function of a stage, with all its arms and take-overs, and the functions of its side steps. */
void emit_stage(struct emitter *e, uint32_t stage);

/* The functions of the blocks of a journey's goals, leaves and whens. */
void emit_journey_blocks(struct emitter *e, uint32_t journey);

#endif
