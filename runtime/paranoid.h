/* A second opinion on every step of the interpreter, for the builds that the fuzzers run (make PARANOID=1).
 *
 * It does: look again, when an instruction is about to run, at every claim of claims.def that the instruction rests on, and
 * at what the verifier believed of the operand stack there; by slow and plain code that shares nothing with the verifier
 * but the decoder. What does not hold aborts: a verifier that accepts too much would stay silent otherwise.
 * It never: changes anything, and in other builds it isn't there: PARANOID(...) is nothing, and so are paranoid*.c. */
#ifndef JRT_PARANOID_H
#define JRT_PARANOID_H

#include "context.h"
#include "decode.h"

#ifdef JRT_PARANOID
#define PARANOID(...) __VA_ARGS__
#else
#define PARANOID(...)
#endif

/* What is written down of an instruction: the depth of the stack plus 1, then the types from the deepest on. */
#define PARANOID_NOTE (1u + JRT_STACK_MAX)

/* One run of the machine, as it should be. */
struct paranoid {
    const struct jrt_context *context; /* of the machine */
    const struct jbc_run *run;         /* of the machine, or NULL */
    struct decode_instruction before;  /* the instruction that ran last */
    uint32_t func;                     /* the function that it is in */
    uint32_t steps;                    /* instructions since the runtime went on somewhere */
    bool begun;                        /* `before` is one */
};

/* What the verifier knows at a pc, written down while it looks. `types` as audit_type makes them, deepest first. */
void paranoid_note(const struct jrt_program *program, uint32_t pc, const uint8_t *types, uint32_t depth);

/* A program for which a context is made: where things lie in the state, and where and with what the runtime goes on. */
void paranoid_program(const struct jrt_program *program);

/* A state that a call begins with, which sound.h has accepted, if it came from elsewhere. */
void paranoid_state(const struct state *state);

/* A machine begins. */
struct paranoid paranoid_begin(const struct jrt_context *context, const struct jbc_run *run);
/* The instruction at `pc` is about to run with this stack. */
void paranoid_step(struct paranoid *watch, uint32_t pc, const struct jrt_value *stack, uint32_t top);
/* A function of one of these kinds (bits) is called with this run, which may be NULL. */
void paranoid_call(const struct jrt_context *context, const struct jbc_run *run, uint32_t func, uint32_t kinds);
/* A slot of the run, or of the fixed part where it is NULL, is about to be used. */
void paranoid_slot(const struct jrt_program *program, const struct jbc_run *run, const struct jbc_slot *slot);
/* A reference into a heap of `size` bytes is about to be followed. */
void paranoid_heap(const uint8_t *heap, uint32_t size, uint32_t reference);

#endif
