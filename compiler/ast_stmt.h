/* ast_stmt - the syntax tree's triggers and statements, with their blocks; ast.h says what holds for all nodes. */
#ifndef JDL_AST_STMT_H
#define JDL_AST_STMT_H

#include "ast_expr.h"

/* ---- triggers ------------------------------------------------------------------------------------------------------- */

enum trigger_kind {
    TRIGGER_ERROR,         /* poison */
    TRIGGER_EVENT,         /* `event "X" [where C]`: event, where */
    TRIGGER_REPORT,        /* `email "welcome" opened`: message, report */
    TRIGGER_BECOMES,       /* `user.plan becomes "pro"`: path, value */
    TRIGGER_CHANGES,       /* `user.plan changes`: path */
    TRIGGER_BECOMES_TRUE,  /* `power_user becomes true`, `(C) becomes true`: condition */
    TRIGGER_SILENCE,       /* `no event "X" [where C] for D`: event, where, duration */
    TRIGGER_JOURNEY_ENDED, /* `journey x ended [as y]`: journey, outcome */
    TRIGGER_MOMENT,        /* `at value`, `D before value`, `D after value`: moment (MOMENT_VALUE) */
    TRIGGER_EVERY,         /* `every 7 days`: duration */
    TRIGGER_EVERY_CLOCK,   /* `every day at 09:00`, `every Monday, Friday at 09:00`: days (0 for any day), clock_ms */
    TRIGGER_AFTER,         /* `after 7 days`: duration */
    TRIGGER_CONDITION /* only after `for`: a condition that is looked at when the wait begins and then on: condition */
};

struct trigger {
    enum trigger_kind kind;     /* which members are used */
    struct span span;           /* the whole */
    struct name event;          /* TRIGGER_EVENT, TRIGGER_SILENCE */
    struct expr *where;         /* TRIGGER_EVENT, TRIGGER_SILENCE: condition or NULL */
    struct message_ref message; /* TRIGGER_REPORT */
    struct name report;         /* TRIGGER_REPORT */
    struct expr *path;          /* TRIGGER_BECOMES, TRIGGER_CHANGES: an EXPR_PATH */
    struct expr *value;         /* TRIGGER_BECOMES */
    struct expr *condition;     /* TRIGGER_BECOMES_TRUE, TRIGGER_CONDITION */
    struct duration duration;   /* TRIGGER_SILENCE, TRIGGER_EVERY, TRIGGER_AFTER */
    struct name journey;        /* TRIGGER_JOURNEY_ENDED */
    struct name outcome;        /* TRIGGER_JOURNEY_ENDED: text is NULL without `as` */
    struct moment moment;       /* TRIGGER_MOMENT */
    uint8_t days;               /* TRIGGER_EVERY_CLOCK: bits, 0 for `every day` */
    int64_t clock_ms;           /* TRIGGER_EVERY_CLOCK */
};

/* ---- statements ----------------------------------------------------------------------------------------------------- */

AST_LIST(stmt);

/* `{ ... }` */
struct block {
    struct stmt_list stmts; /* in order */
    struct span span;       /* with the braces */
};

enum stmt_kind {
    STMT_ERROR,          /* poison */
    STMT_SEND,           /* send */
    STMT_WAIT,           /* wait */
    STMT_IF,             /* if_ */
    STMT_SPLIT,          /* split */
    STMT_REPEAT,         /* repeat */
    STMT_GO_TO,          /* `go to stage`: name */
    STMT_EXIT,           /* `exit as outcome`: name */
    STMT_STAY,           /* `stay` */
    STMT_MILESTONE,      /* `milestone name`: name */
    STMT_REMEMBER,       /* `remember name: value`: name, value */
    STMT_SET,            /* `set user.x: value`: path, value */
    STMT_START_JOURNEY,  /* `start journey name { fields }`: name, fields */
    STMT_STOP_JOURNEY,   /* `stop journey name`: name */
    STMT_STOP_REPEATING, /* `stop repeating` */
    STMT_GO_ON,          /* `go on` */
    STMT_WAIT_AGAIN,     /* `wait again` */
    STMT_KEEP_WAITING    /* `keep waiting` */
};

/* One of the messages of a `send`: `email "welcome" { ... }`. */
struct send_option {
    struct send_option *next;   /* the one after `or` */
    struct message_ref message; /* channel and template */
    struct field_list fields;   /* may be empty */
    bool has_fields;            /* braces were written, even empty ones */
    struct span span;           /* the whole */
};
AST_LIST(send_option);

enum wait_kind {
    WAIT_DURATION, /* `wait 2 days`: duration; no arms */
    WAIT_VALUE, /* `wait user.x, at most 90 days`: value, duration is the bound (ms 0 and reported if missing); no arms */
    WAIT_UNTIL, /* `wait until ...`: moment; arms may be there */
    WAIT_UP_TO  /* `wait up to 3 days { ... }`: duration; arms */
};

enum arm_kind {
    ARM_ERROR,           /* poison */
    ARM_FOR,             /* `for trigger { }` */
    ARM_PAST,            /* `if past { }` */
    ARM_UNKNOWN,         /* `if unknown { }` */
    ARM_PAST_OR_UNKNOWN, /* `if past or unknown { }` */
    ARM_OTHERWISE        /* `otherwise { }` */
};

/* One answer of a wait. */
struct arm {
    struct arm *next;        /* the one after it */
    enum arm_kind kind;      /* which */
    bool off;                /* switched off */
    struct span span;        /* the whole */
    struct span head;        /* without the block */
    struct trigger *trigger; /* ARM_FOR */
    struct block body;       /* what happens then */
};
AST_LIST(arm);

/* One `if`, or `otherwise if`, with its block. */
struct branch {
    struct branch *next;    /* the one after it */
    struct expr *condition; /* never NULL */
    struct block body;      /* if it holds */
};
AST_LIST(branch);

/* One `50% short { }` of a split. */
struct split_arm {
    struct split_arm *next; /* the one after it */
    uint32_t share;         /* hundredths of a percent */
    struct span share_span; /* `50%` */
    struct name name;       /* bare */
    struct block body;      /* its statements */
    struct span span;       /* the whole */
};
AST_LIST(split_arm);

struct stmt {
    struct stmt *next;        /* the one after it */
    enum stmt_kind kind;      /* which members are used */
    bool off;                 /* switched off */
    struct span span;         /* the whole, with `off` and blocks */
    struct span head;         /* the first line of it: without blocks and fields */
    struct name name;         /* see stmt_kind */
    struct expr *path;        /* STMT_SET: an EXPR_PATH */
    struct expr *value;       /* STMT_REMEMBER, STMT_SET */
    struct field_list fields; /* STMT_START_JOURNEY */
    bool has_fields;          /* STMT_START_JOURNEY: braces were written */
    union {
        struct {
            struct send_option_list options; /* at least one */
            bool always;                     /* `always`: not held, not limited */
        } send;                              /* STMT_SEND */
        struct {
            enum wait_kind kind;      /* which form */
            struct duration duration; /* see wait_kind */
            struct expr *value;       /* WAIT_VALUE */
            struct moment moment;     /* WAIT_UNTIL */
            struct arm_list arms;     /* in order, `otherwise` among them */
            bool has_arms;            /* braces were written */
        } wait;                       /* STMT_WAIT */
        struct {
            struct branch_list branches; /* `if`, then every `otherwise if` */
            struct block otherwise;      /* the last `otherwise` */
            bool has_otherwise;          /* it was written */
        } if_;                           /* STMT_IF */
        struct {
            struct split_arm_list arms; /* the split's name is stmt.name */
            bool broken;                /* an arm could not be read, so that some are missing */
        } split;                        /* STMT_SPLIT */
        struct {
            int64_t times;          /* how often at most; at least 1 */
            struct span times_span; /* the number */
            struct block body;      /* what is repeated */
        } repeat;                   /* STMT_REPEAT */
    };
};

enum when_bound {
    BOUND_NONE,   /* every time */
    BOUND_ONCE,   /* `once` */
    BOUND_AT_MOST /* `at most N times` */
};

/* `when trigger [once | at most N times] { }`, in a stage or in a journey. */
struct when {
    struct when *next;       /* the one after it in the stage */
    bool off;                /* switched off */
    struct span span;        /* the whole */
    struct span head;        /* without the block */
    struct trigger *trigger; /* never NULL */
    enum when_bound bound;   /* how often */
    int64_t times;           /* BOUND_AT_MOST: N; BOUND_ONCE: 1; else 0 */
    struct block body;       /* what happens then */
};
AST_LIST(when);

#endif
