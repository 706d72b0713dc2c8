/*
 * flow - the flow graph: where a user can go, statement by statement.
 *
 * Promises: one graph for the whole project, made once from the model and not changed afterwards. Every statement, arm,
 * when, goal and leave is one node; an edge says how the flow gets from one to the next. Nodes are numbered in the order of
 * the text, so what stands inside a statement or a trigger is the range behind it, up to `last`. Statements and triggers
 * know their nodes: model_stmt.number is the node, model_trigger.number the place in `triggers`, which is also its TRIGGER
 * record in the bytecode.
 *
 * flow_new never fails: the model has no errors. flow_check reports what never happens and what never ends: stages nobody
 * reaches, triggers that the goal or a leave is always before, loops without a wait. Everything belongs to the arena.
 */
#ifndef JDL_FLOW_H
#define JDL_FLOW_H

#include "arena.h"
#include "diag.h"
#include "model.h"

enum flow_kind {
    FLOW_JOURNEY, /* a journey: where its runs begin, and what is live in all its stages */
    FLOW_STAGE,   /* a stage is entered */
    FLOW_GOAL,    /* trigger; a goal, and its block behind it */
    FLOW_LEAVE,   /* trigger; a leave, and its block behind it */
    FLOW_WHEN,    /* trigger; a when, and its block behind it */
    FLOW_ARM,     /* trigger; an arm of a wait, and its block behind it */
    FLOW_STMT,    /* stmt; a statement */
    FLOW_ROUND,   /* stmt, a repeat; the end of its block: once more, or on below */
    FLOW_END,     /* the end of a goal's or leave's block: the run is over */
    FLOW_BACK     /* the end of a side step: the flow is where it was */
};

enum flow_way {
    FLOW_ON,      /* the statement is done */
    FLOW_BEGIN,   /* from a journey to its first stage */
    FLOW_FIRES,   /* trigger: it fires */
    FLOW_TIME,    /* of a wait: its time has come */
    FLOW_PAST,    /* of a wait: `if past` */
    FLOW_UNKNOWN, /* of a wait: `if unknown` */
    FLOW_YES,     /* branch: its condition holds, and none before it */
    FLOW_NO,      /* of an `if`: none of its conditions holds */
    FLOW_PART,    /* part: the split sends the user here */
    FLOW_AROUND,  /* of a FLOW_ROUND: once more */
    FLOW_ENOUGH,  /* of a FLOW_ROUND: it was done often enough */
    FLOW_MOVE,    /* `go to`: into the stage */
    FLOW_RETURN   /* `wait again`, `keep waiting`: back to the wait */
};

struct flow_edge {
    uint32_t from;                       /* node */
    uint32_t to;                         /* node */
    enum flow_way way;                   /* how */
    const struct model_trigger *trigger; /* FLOW_FIRES; else NULL */
    const struct model_branch *branch;   /* FLOW_YES; else NULL */
    uint32_t part;                       /* FLOW_PART: index into the model's parts; else JBC_NONE */
};

struct flow_node {
    enum flow_kind kind;                 /* which members are used */
    uint32_t journey;                    /* index: whose it is */
    uint32_t stage;                      /* index, or JBC_NONE: in no stage, but in all of them */
    const struct model_stmt *stmt;       /* FLOW_STMT, FLOW_ROUND; else NULL */
    const struct model_trigger *trigger; /* of a trigger's node; else NULL */
    const struct model_trigger *within; /* the innermost trigger in whose block it stands; NULL: a stage's statements */
    struct span span;                   /* where it stands */
    uint32_t first_edge;                /* into the edges, as they are tried or written */
    uint32_t edge_count;                /* how many lead away from it */
    uint32_t follow;                    /* FLOW_STMT: the node of what comes next in the text, or JBC_NONE */
    uint32_t last;                      /* the last node that stands inside it; itself if none does */
    bool reached;                       /* some user can get here */
    bool keeps_waiting; /* in an arm: every path from here leads to `keep waiting`, and none rests before */
};

struct flow {
    const struct model *model; /* what it is a graph of */
    struct flow_node *nodes;   /* in the order of the text, journey by journey */
    uint32_t node_count;       /* how many */
    struct flow_edge *edges;   /* sorted by `from` */
    uint32_t edge_count;       /* how many */
    const struct model_trigger *
        *triggers;           /* by number: for each journey enters, ends, whens, then its stages' whens and arms */
    uint32_t *trigger_nodes; /* by number: its node; JBC_NONE for an enter */
    uint32_t trigger_count;  /* how many */
    uint32_t *journey_nodes; /* for each journey */
    uint32_t *stage_nodes;   /* for each stage */
};

/* The graph of a model. Sets the numbers of its statements and triggers. */
struct flow *flow_new(struct arena *arena, const struct model *model);

/* Reports stages that nobody reaches, and loops without a wait; false if there is any. */
bool flow_check(struct arena *arena, struct diags *diags, const struct flow *flow);

/* May the flow rest in this statement? A wait, `stay`, or a send that may be held before its flow goes on. */
bool flow_rests(const struct flow *flow, const struct flow_node *node);

/* The wait that is the very next statement after this one, as an index into the model's waits; JBC_NONE if another is. */
uint32_t flow_next_wait(const struct flow *flow, uint32_t node);

/* Looks at the nodes inside the block of a trigger: where the flow may have rested since the trigger fired, the node's byte
 * in `rested` becomes 1, else 0. `rested` has a byte for each node of the graph; the others stay as they are. */
void flow_mark_rested(struct arena *arena, const struct flow *flow, const struct model_trigger *trigger,
                      uint8_t *rested);

#endif
