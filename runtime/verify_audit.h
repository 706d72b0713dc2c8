/* The working memory of one verification, shared by its steps.
 *
 * The steps, in this order, each in a file of its own: table (sections, texts, references), rules (each record by itself),
 * layout (the state), code (instructions and jumps), wiring (which record uses which function, and where the runtime goes
 * on), waiting (triggers and waits), typing (the operand stack), moves (stages that follow each other without a wait). A
 * step may rest on what the ones before it have found, and on nothing else. claims.def lists what they check, each claim
 * in one place.
 *
 * Everything is allocated here with the program's allocator and given back by audit_close. */
#ifndef JRT_VERIFY_AUDIT_H
#define JRT_VERIFY_AUDIT_H

#include <stdbool.h>

#include "program.h"

#define CLAIM(name, claim, reason) CLAIM_##name,
enum audit_claim {
#include "claims.def"
    CLAIM_COUNT /* how many claims there are */
};
#undef CLAIM

/* What is known of a byte of CODE. */
enum audit_mark {
    MARK_START = 1,   /* an instruction begins here */
    MARK_TARGET = 2,  /* a jump leads here */
    MARK_ENTRY = 4,   /* a function begins, or the runtime goes on, here */
    MARK_REACHED = 8, /* one gets here from the function's begin without a rest */
    MARK_LOOP = 16    /* a REPEAT leads back to here */
};

#define AUDIT_NOBODY (JBC_NONE - 1) /* no record: differs from every index and from JBC_NONE */

/* The range that a record lies in. */
struct audit_owner {
    uint32_t index;   /* the record that has the range; AUDIT_NOBODY: in no range */
    uint16_t section; /* its section */
    uint16_t field;   /* which of its fields begins the range: the field's offset */
};

struct audit_func {
    uint32_t touches; /* JBC_NONE: no slot; AUDIT_NOBODY: of the run; else the stage whose slots it also uses */
    uint32_t stage;   /* FLOW, SIDE: the stage it belongs to, or JBC_NONE */
    bool used;        /* some record names it */
    bool reads_clock; /* it needs the user's time zone */
};

struct audit_loop {
    uint32_t begin; /* offset into CODE where it goes on again */
    uint32_t end;   /* of its REPEAT */
};

struct audit_move {
    uint32_t from; /* a stage */
    uint32_t to;   /* a stage that it leads to without a wait */
};

struct audit {
    struct jrt_program *program;                   /* under examination */
    struct jrt_fault *fault;                       /* filled by the first claim that does not hold */
    struct audit_owner *owners[JBC_SECTION_COUNT]; /* for each record; NULL for an empty section */
    uint8_t *marks;                                /* enum audit_mark, for each byte of CODE */
    struct audit_func *funcs;                      /* for each function */
    uint32_t *counters;                            /* for each slot: the loop that counts in it, or JBC_NONE */
    struct audit_loop *loops;          /* in order of their ends; each has its slot, so no more than slots */
    uint32_t loop_count;               /* how many */
    uint8_t *spent[JBC_SECTION_COUNT]; /* SEND, START, SPLIT: 1 where an instruction has used the record */
    struct audit_move *moves;          /* found by typing */
    uint32_t move_room;                /* GO_TO instructions in all */
    uint32_t move_count;               /* filled entries of `moves` */
    uint32_t longest_func;             /* bytes */
    bool no_memory;                    /* the allocator gave nothing: no claim was broken */
};

/* Notes the broken claim, and is false. */
bool audit_broken(struct audit *audit, enum audit_claim claim, uint32_t section, uint32_t place);

/* True if the claim holds; else notes it and is false. */
static inline bool audit_that(struct audit *audit, bool holds, enum audit_claim claim, uint32_t section,
                              uint32_t place) {
    return holds || audit_broken(audit, claim, section, place);
}

/* The claim's sentence and the reason of a fault that breaks it. NULL past the last. */
const char *audit_claim_text(uint32_t claim);
const char *audit_claim_reason(uint32_t claim);

/* Makes the memory whose size the section table tells. False: there is none. audit_close is due after either answer, and
 * may be called for a zeroed structure too. */
bool audit_open(struct audit *audit);
void audit_close(struct audit *audit);

/* Zeroed memory for `count` things, and its return. NULL: there is none, and `no_memory` is set. */
void *audit_alloc(struct audit *audit, size_t count, size_t size);
void audit_release(struct audit *audit, void *memory, size_t count, size_t size);

/* How many records a section has. */
uint32_t audit_count(const struct audit *audit, uint32_t section);

/* A type with its item type, as slots and functions compare them: a LIST's items in the high half. */
static inline uint8_t audit_type(uint8_t type, uint8_t item) {
    unsigned both = type | (unsigned)item << 4;
    return type == JBC_LIST ? (uint8_t)both : type;
}

#endif
