/*
 * emit_expr - values and conditions as instructions.
 *
 * Promises: emit_value leaves exactly one value of the value's type on the stack. Named conditions are put in their place.
 */
#ifndef JDL_EMIT_EXPR_H
#define JDL_EMIT_EXPR_H

#include "emitter.h"

void emit_value(struct emitter *e, const struct value *value);

/* A PREDICATE or VALUE function of its own; `journey`: whose slots it may read, or JBC_NONE. Its index; JBC_NONE for NULL. */
uint32_t emit_predicate(struct emitter *e, const struct value *value, uint32_t journey);
uint32_t emit_value_function(struct emitter *e, const struct value *value, const struct type_of *type,
                             uint32_t journey);

#endif
