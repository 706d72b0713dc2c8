/* The interpreter: one switch over the instructions of verified code.
 *
 * It never looks at what the verifier has proved: operands, jumps, stack depth, types. It does no I/O and allocates
 * nothing. */
#ifndef JRT_INTERP_H
#define JRT_INTERP_H

#include "context.h"

/* The result of a PREDICATE: missing counts as no. context->horizon then says until when it holds. */
bool interp_test(struct jrt_context *context, struct jbc_run *run, uint32_t func);
/* The result of a VALUE function. */
struct jrt_value interp_value(struct jrt_context *context, struct jbc_run *run, uint32_t func);
/* Runs an ENTER, INIT, SIDE or FINAL function. If a side step moves, the run is moved. */
void interp_call(struct jrt_context *context, struct jbc_run *run, uint32_t func);
/* Runs the flow from an instruction until the run rests or ends. */
void interp_flow(struct jrt_context *context, struct jbc_run *run, uint32_t pc);

#endif
