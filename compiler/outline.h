/*
 * outline - what a stage, a when or an end does, as indented lines of words.
 *
 * It does: go through blocks in the order of the text and give one line for each statement and for each thing that leads to
 * statements: an arm, a branch, a part, a when. Pictures show some of the lines, pages all of them, and two versions of a
 * script are compared line by line.
 * It never: fails. Everything belongs to the arena.
 */
#ifndef JDL_OUTLINE_H
#define JDL_OUTLINE_H

#include "flow.h"

enum outline_kind {
    OUTLINE_WHEN,      /* a when: `when Logged In, once` */
    OUTLINE_SEND,      /* a message; text without the verb */
    OUTLINE_WAIT,      /* a wait, arms below it */
    OUTLINE_ARM,       /* what a wait waits for; `otherwise`, `if past`, `if unknown` likewise */
    OUTLINE_CONDITION, /* `if`, `otherwise if`, `otherwise` */
    OUTLINE_SPLIT,     /* a split, parts below it */
    OUTLINE_PART,      /* a part of it */
    OUTLINE_REPEAT,    /* a repeat */
    OUTLINE_ACT,       /* milestone, remember, set, start, stop */
    OUTLINE_MOVE,      /* go to, exit: on to another box of a picture */
    OUTLINE_STEP       /* go on, stay, wait again, keep waiting, stop repeating */
};

struct outline_line {
    enum outline_kind kind;              /* what it is */
    uint32_t depth;                      /* how far it is indented, from 0 */
    uint32_t inside;                     /* how many lines behind it stand inside it */
    uint32_t wait;                       /* OUTLINE_WAIT: its place among the waits of the stage; else JBC_NONE */
    const char *text;                    /* in words */
    const char *detail;                  /* OUTLINE_SEND: the message's fields as written, or empty; else empty */
    const struct model_stmt *stmt;       /* whose line it is; NULL for an arm, a branch, a when */
    const struct model_trigger *trigger; /* of a when or an arm; else NULL */
};

struct outline {
    struct outline_line *lines; /* in the order of the text */
    uint32_t count;             /* how many */
};

/* A stage: its whens, then its statements. */
struct outline outline_stage(struct arena *arena, const struct flow *flow, uint32_t stage);

/* Triggers with what happens then; only those of one role, JBC_ROLE_END for all. */
struct outline outline_triggers(struct arena *arena, const struct flow *flow, const struct model_triggers *list,
                                enum jbc_role role);

/* The block of a trigger alone. */
struct outline outline_body(struct arena *arena, const struct flow *flow, const struct model_trigger *trigger);

#endif
