/*
 * graphing - a picture as boxes and arrows, before it is written in a format. Internal to graph.
 *
 * Promises: graph_picture makes it from the flow graph and what the host has counted; graph_dot and graph_mermaid write it. All
 * texts are plain, nothing is escaped, and all of it belongs to the arena.
 */
#ifndef JDL_GRAPHING_H
#define JDL_GRAPHING_H

#include "graph.h"
#include "outline.h"
#include "vec.h"

enum picture_shape {
    PICTURE_BEGIN,  /* who enters */
    PICTURE_STAGE,  /* a stage */
    PICTURE_ALWAYS, /* what is live in every stage */
    PICTURE_GOAL,   /* the goal is reached */
    PICTURE_END     /* another end */
};

enum { PICTURE_UNCOUNTED = -1 }; /* in place of a number of users */

enum picture_row_kind {
    PICTURE_MESSAGE, /* what the user or the team gets */
    PICTURE_WAIT,    /* time passes */
    PICTURE_WHEN,    /* what happens besides, whenever something else does */
    PICTURE_PLAIN    /* anything else */
};

/* A line in a box. */
struct picture_row {
    enum picture_row_kind kind;    /* how it is set off */
    uint32_t depth;                /* how far it is indented */
    const char *lead;              /* the reason, where it stands on the same line: `on Logged In`; or empty */
    const char *text;              /* in words */
    const struct model_stmt *send; /* of a message; else NULL */
    int64_t count;                 /* messages handed over, or PICTURE_UNCOUNTED */
    bool untested;                 /* no test came to it */
};

struct picture_box {
    enum picture_shape shape;     /* what it is */
    uint32_t journey;             /* index: in whose frame it stands */
    uint32_t number;              /* among the boxes of its shape in the whole picture, from 1 */
    uint32_t only_from;           /* an end that has a box for each stage: the stage's box; else JBC_NONE */
    const char *name;             /* the stage's or the outcome's; else empty */
    const char *title;            /* the heading */
    const char *subtitle;         /* a line below it; or empty */
    VEC(struct picture_row) rows; /* what is in it */
    int64_t count;                /* users who came here, or PICTURE_UNCOUNTED */
    int64_t inside;               /* of them, who are here now, or PICTURE_UNCOUNTED */
    bool untested;                /* no test came here */
};

/* Why users go the way of an arrow. */
struct picture_label {
    const char *text; /* the reason; empty: at once */
    bool known;       /* the trigger, the part or the wait's end tells whether a test went this way */
    bool untested;    /* and none did */
};

struct picture_arrow {
    uint32_t from;                    /* box */
    uint32_t to;                      /* box */
    VEC(struct picture_label) labels; /* the reasons, in the order of the text; none: at once */
    bool aside;                       /* at any time, or from one journey to another: dashed */
    int64_t count;                    /* users who went this way, or PICTURE_UNCOUNTED */
    bool untested;                    /* no test went this way */
};

struct picture_frame {
    uint32_t journey;  /* index */
    const char *title; /* of the journey */
};

struct picture {
    VEC(struct picture_frame) frames; /* a journey each */
    VEC(struct picture_box) boxes;    /* frame by frame */
    VEC(struct picture_arrow) arrows; /* frame by frame, then those between frames */
    int64_t most;                     /* the largest count of an arrow; 0 without counts */
    const char *legend;               /* what numbers and marks mean; empty without them */
};

/* What the pieces of making one share. */
struct graph_maker {
    struct arena *arena;                     /* owns everything */
    const struct flow *flow;                 /* what it is a picture of */
    const struct jdl_graph_options *options; /* the host's, with its numbers */
    struct picture *picture;                 /* so far */
    uint32_t *stage_boxes;                   /* for each stage: its box */
    uint32_t journey;                        /* whose boxes are being made */
    uint32_t first_box;                      /* of that journey */
};

/* The picture of `count` journeys from `first` on. */
struct picture *graph_picture(struct arena *arena, const struct flow *flow, uint32_t first, uint32_t count,
                              const struct jdl_graph_options *options);

/* The box of an outcome of the journey at hand, made when it is first asked for. An outcome that many stages lead to has a
 * box beside each of them: arrows across the whole picture say less. */
uint32_t graph_end(struct graph_maker *maker, const char *outcome, uint32_t from);

/* Adds a reason to the arrow between two boxes, made when it is first asked for. Its text may be empty. */
struct picture_arrow *graph_arrow(struct graph_maker *maker, uint32_t from, uint32_t to, struct picture_label label);

/* A reason that no trigger tells, and one that a trigger does; `text` NULL: the trigger's words. */
struct picture_label graph_reason(const char *text);
struct picture_label graph_reason_of(const struct graph_maker *maker, const struct model_trigger *trigger,
                                     const char *text);

/* Adds the arrows of a block's moves; `cause` is why its first statement comes. */
void graph_ways(struct graph_maker *maker, uint32_t box, const struct model_block *block, struct picture_label cause);

/* Adds the lines of an outline to a box, without what the arrows show. */
void graph_rows(struct graph_maker *maker, uint32_t box, struct outline outline);

/* Fills the numbers in that the host has counted, and says in the legend what they are. */
void graph_count(struct graph_maker *maker);

/* Marks what no test came to; numbers are gone then. */
void graph_mark(struct graph_maker *maker);

/* Text that goes to the host. */
struct graph_out {
    jdl_write *write; /* the host's */
    void *self;       /* handed to it */
};
void graph_put(const struct graph_out *out, const char *text);

/* A reason as it stands on an arrow, the first or a further one. */
const char *graph_label(struct arena *arena, const struct picture_arrow *arrow, uint32_t index);

/* A number as people write it: 1,204. */
const char *graph_number(struct arena *arena, int64_t number);

/* A text cut into lines of about `width` characters, at blanks; of a text of more than about 200
 * characters the last line ends in dots. */
struct graph_lines {
    const char **items; /* in order */
    uint32_t count;     /* 0 for an empty text */
};
struct graph_lines graph_wrap(struct arena *arena, const char *text, uint32_t width);

void graph_dot(struct arena *arena, const struct picture *picture, const struct graph_out *out);
void graph_mermaid(struct arena *arena, const struct picture *picture, const struct graph_out *out);

#endif
