/*
 * emit - from the model to records and instructions.
 *
 * Promises: whatever the model says comes out, in the order of the model, so the same model gives the same program. What is
 * over a limit of limits.h is reported with its place in the script; then there is no program. The result belongs to the
 * arena and is ready for encode.h.
 */
#ifndef JDL_EMIT_H
#define JDL_EMIT_H

#include "arena.h"
#include "diag.h"
#include "flow.h"
#include "layout.h"
#include "model.h"
#include "vec.h"

#define EMIT_TABLE(record, SECTION, meaning) VEC(struct jbc_##record) record##s; /* meaning: records.def */
struct emitted {
    VEC(char) text;    /* the bytes of all strings */
    VEC(uint8_t) code; /* the instructions of all functions */
    JBC_RECORDS(EMIT_TABLE)
};
#undef EMIT_TABLE

/* The program of a model. NULL if something is over a limit, which has been reported. */
struct emitted *emit_project(struct arena *arena, struct diags *diags, const struct model *model,
                             const struct flow *flow, const struct layout *layout);

#endif
