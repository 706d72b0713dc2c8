/*
 * check_block - statements in their blocks: where the flow can go, and what may stand where.
 *
 * Promises: a block is gone through once, in the order of the text, with a frame that says what is round it and a path that
 * says what can have happened on the way here. Each statement changes the path. What is switched off changes nothing.
 */
#ifndef JDL_CHECK_BLOCK_H
#define JDL_CHECK_BLOCK_H

#include "checker.h"

enum frame_mode {
    FRAME_STAGE, /* a stage's statements, arms included */
    FRAME_WHEN,  /* a when's block */
    FRAME_FINAL  /* a goal's or leave's block */
};

/* In which answer of a wait a block stands. */
enum answer {
    ANSWER_ARM,       /* `for ...` */
    ANSWER_OTHERWISE, /* the time ran out */
    ANSWER_PAST       /* `if past`, `if unknown` */
};

/* A wait in one of whose answers the block stands. */
struct wait_frame {
    struct wait_frame *outer; /* the one round it, or NULL */
    struct model_stmt *stmt;  /* the wait */
    enum answer answer;       /* in which of its answers */
    bool went_on;             /* some path goes on below it */
    bool off;                 /* the wait itself is switched off: what is in it is not off beside it */
};

/* A repeat in which the block stands. */
struct loop_frame {
    struct loop_frame *outer; /* the one round it, or NULL */
    struct model_stmt *stmt;  /* the repeat */
    bool stopped;             /* some path stops repeating */
    bool off;                 /* the repeat itself is switched off */
};

/* What is round a statement. */
struct frame {
    enum frame_mode mode;    /* whose block it is */
    const char *owner;       /* FRAME_FINAL: "goal" or "leave" */
    struct scope scope;      /* what expressions may read */
    uint32_t stage;          /* index of the stage, or JBC_NONE */
    struct wait_frame *wait; /* the innermost, or NULL */
    struct loop_frame *loop; /* the innermost, or NULL */
    uint32_t wait_depth;     /* how many waits are round it */
};

/* What can have happened on the way to a place. */
struct path {
    bool falls;              /* the flow can get here */
    bool waited;             /* since the innermost answer began, there was another wait on some way */
    bool broken;             /* something on the way is wrong: say nothing about where it leads */
    const struct stmt *last; /* why it does not get here: the statement that ends the way */
};

/* The statements of a block; `path` goes in as it is at its begin and comes out as it is at its end. */
struct model_block *block_check(struct checker *c, const struct frame *frame, const struct block *block,
                                struct path *path);

/* Two ways come together. */
struct path path_join(struct path a, struct path b);

/* A wait, and its answers (check_wait.c). */
bool wait_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                struct path *path);

/* An answer's block, which must say where the user goes. */
struct model_block *answer_check(struct checker *c, const struct frame *frame, const struct block *block,
                                 struct span head, struct path *path);

/* Moves and what leads back to a wait or out of a repeat (check_move.c). */
bool move_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                struct path *path);

#endif
