/*
 * emitter - what the emit_*.c files share: one emitter for each compilation, and the code of the function at hand.
 *
 * Promises: functions are emitted one after the other, never inside of each other. The depth of the operand stack and the
 * steps of the longest way are counted as the verifier counts them. Mistakes are reported once; after one that lets code
 * grow without end, nothing more is emitted.
 */
#ifndef JDL_EMITTER_H
#define JDL_EMITTER_H

#include "emit.h"

/* A place ahead that jumps lead to. Zeroed: nobody jumps there yet. */
struct label {
    uint32_t last; /* offset of the last operand that waits for it, plus 1; that operand names the one before */
};

struct emitter {
    struct arena *arena;         /* owns everything */
    struct diags *diags;         /* where mistakes go */
    const struct model *model;   /* what is emitted */
    const struct flow *flow;     /* its graph */
    const struct layout *layout; /* where everything lies */
    struct emitted *out;         /* what is being made */
    uint32_t *strings;           /* hash table: index of a string, plus 1 */
    uint32_t string_room;        /* its size, a power of two */
    uint32_t *files;             /* for each source: the string of its name, plus 1 */
    uint32_t func;               /* the function at hand */
    uint32_t journey;            /* whose code it is, or JBC_NONE */
    uint32_t owner;            /* the journey whose `entry` is read: of the enter's functions too, which have no run */
    uint32_t entering;         /* the enter whose functions are emitted, by its place; JBC_NONE: a run exists */
    struct span place;         /* what is being emitted, for messages */
    enum jbc_place sends;      /* where messages of the block at hand wait */
    bool alive;                /* the flow gets to the next instruction */
    uint32_t depth;            /* values on the operand stack */
    uint32_t deepest;          /* most of them in this function */
    struct span deepest_place; /* where */
    uint64_t cost;             /* steps so far, with loops as often as they go round */
    struct span cost_place;    /* where it was over the limit */
    uint32_t journey_limits;   /* how many of the limits, the last ones, are of journeys */
    bool failed;               /* something was reported */
    bool stopped;              /* nothing more is emitted */
};

/* ---- tables ---- */

/* A text as a string of the program; equal texts are one. NULL: JBC_NONE. */
uint32_t emit_string(struct emitter *e, const char *text);
/* Reports, once for each kind, that a table has more than JRT_RECORDS_MAX records. `what`: "journeys". */
void emit_count(struct emitter *e, uint32_t count, const char *what);
/* A new record; the table's name as in `emitted`. */
#define EMIT_RECORD(e, table, what)                                                                                    \
    (emit_count((e), (e)->out->table.count + 1, (what)), VEC_PUSH((e)->arena, (e)->out->table))

/* ---- functions ---- */

/* Begins a function; `type`: of a VALUE, as emit_type makes it, else 0. Its index. */
uint32_t emit_begin(struct emitter *e, enum jbc_func_kind kind, uint8_t type, uint32_t journey, struct span place);
void emit_end(struct emitter *e);
/* A type with its item type, as FUNC and MISSING write them. */
uint8_t emit_type(const struct type_of *type);

/* The offset of the next instruction. */
uint32_t emit_here(const struct emitter *e);
/* Where the next instruction stands in the text; of two that meet, the later one holds. */
void emit_span(struct emitter *e, struct span span);

/* Instructions, by their operands. What they take from the stack beyond opcodes.def is `taken`. */
void emit_op(struct emitter *e, enum jbc_op op);
void emit_op8(struct emitter *e, enum jbc_op op, uint32_t operand);
void emit_op16(struct emitter *e, enum jbc_op op, uint32_t operand);
void emit_op32(struct emitter *e, enum jbc_op op, uint32_t operand);
void emit_op64(struct emitter *e, enum jbc_op op, int64_t operand);
void emit_many8(struct emitter *e, enum jbc_op op, uint32_t operand, uint32_t taken);
void emit_many16(struct emitter *e, enum jbc_op op, uint32_t operand, uint32_t taken);
void emit_field(struct emitter *e, uint32_t event, uint32_t field);
void emit_count_in(struct emitter *e, uint32_t history, int64_t window);
/* REPEAT: back to `begin`, where the cost was `cost`. */
void emit_repeat(struct emitter *e, uint32_t slot, uint32_t times, uint32_t begin, uint64_t cost);
/* A jump to a place ahead, and that place. */
void emit_jump(struct emitter *e, enum jbc_op op, struct label *label);
void emit_label(struct emitter *e, struct label *label);

#endif
