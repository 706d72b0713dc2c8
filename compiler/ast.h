/*
 * ast - the syntax tree: what the author wrote, with the place of every piece.
 *
 * Promises: a tree says what stands in the text and nothing about what it means. No name is looked up, no type is known.
 * Every node has a span, and nodes come in the order of the text, so that a formatter can print them again. Comments are in
 * a list beside the tree (struct ast_file). Everything belongs to the arena of the compilation and is never changed after
 * parse_source has returned it.
 *
 * Lists: always singly linked through `next`, with a list head { first, last, count }:
 *
 *     for (const struct stmt *s = block->stmts.first; s != NULL; s = s->next)
 *
 * Poison: what could not be parsed is a node of kind ..._ERROR with the span of the broken text. It has been reported; who
 * meets one says nothing and goes on. An optional pointer that is NULL, and a name whose `text` is NULL, were not written.
 *
 * `off`: the node is parsed and checked like any other, and then left out.
 *
 * Numbers are exact decimals in millionths (NUMBER_ONE is 1). Durations are milliseconds. A clock time is milliseconds since
 * midnight. Days are bits: DAY_BIT(0) is Monday, DAY_BIT(6) Sunday. Percentages are hundredths of a percent (50% is 5000).
 */
#ifndef JDL_AST_H
#define JDL_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "source.h"

enum { AST_DEPTH = 64 }; /* how deep blocks, brackets and expressions may each be nested */

#define NUMBER_ONE INT64_C(1000000) /* the number 1, in millionths */
#define DAY_BIT(n) ((uint8_t)(1u << (n)))

/* Declares the head of a list of struct TYPE. */
#define AST_LIST(TYPE)                                                                                                 \
    struct TYPE##_list {                                                                                               \
        struct TYPE *first; /* NULL when empty */                                                                      \
        struct TYPE *last;  /* NULL when empty */                                                                      \
        uint32_t count;     /* nodes in the list */                                                                    \
    }

/* ---- names, durations, moments -------------------------------------------------------------------------------------- */

/* A bare name (`first_steps`) or a quoted one (`"Signed Up"`). */
struct name {
    const char *text; /* without quotes, escapes resolved, ended by a NUL; NULL if it was not written */
    uint32_t length;  /* bytes of text */
    struct span span; /* as written, quotes included */
};

/* One name of a list (`only journey a, b`, `reports completed, seen`). */
struct name_item {
    struct name_item *next; /* the one after it */
    struct name name;       /* the name */
};
AST_LIST(name_item);

enum duration_unit {
    UNIT_WEEK,   /* 7 days */
    UNIT_DAY,    /* 24 hours */
    UNIT_HOUR,   /* 60 minutes */
    UNIT_MINUTE, /* 60 seconds */
    UNIT_SECOND, /* 1000 ms */
    UNIT_COUNT   /* how many units there are */
};

/* `1 day 12 hours`: whole amounts, units from the largest to the smallest, each at most once. */
struct duration {
    int64_t ms;                 /* the whole; above 0 */
    struct span span;           /* as written; an empty span at 0 when it was not written */
    int64_t amount[UNIT_COUNT]; /* as written for each unit, 0 where it was not */
};

/* The instant that `wait until` or a date trigger speaks of. */
enum moment_kind {
    MOMENT_CLOCK, /* `09:00`, or `Monday 09:00`, `Monday to Friday 09:00`: the next time that the clock reads it */
    MOMENT_VALUE  /* a time value, with an offset or without: `3 days before user.trial_ends`, `2026-03-02 10:00` */
};

enum moment_side {
    SIDE_AT,     /* no offset */
    SIDE_BEFORE, /* `D before value` */
    SIDE_AFTER   /* `D after value` */
};

struct moment {
    enum moment_kind kind;  /* which form */
    struct span span;       /* the whole */
    uint8_t days;           /* MOMENT_CLOCK: bits of the days named; 0 when none was: any day */
    int64_t clock_ms;       /* MOMENT_CLOCK: the clock time */
    struct expr *value;     /* MOMENT_VALUE: path, literal or sum */
    enum moment_side side;  /* MOMENT_VALUE: on which side of the value */
    struct duration offset; /* MOMENT_VALUE with SIDE_BEFORE or SIDE_AFTER */
};

/* ---- expressions ---------------------------------------------------------------------------------------------------- */

/* Values and conditions are one type; the checker sorts them by what they yield. */
enum expr_kind {
    EXPR_ERROR,       /* poison */
    EXPR_NUMBER,      /* `3`, `2.5`, `1_000`: number */
    EXPR_TRUTH,       /* `yes`, `no`: truth */
    EXPR_UNKNOWN,     /* `unknown` */
    EXPR_TEXT,        /* `"..."`, `"""..."""`: text */
    EXPR_LIST,        /* `["a", "b"]`, or the bare list after `is one of`: items */
    EXPR_DURATION,    /* `3 days`: duration */
    EXPR_CLOCK,       /* `09:00`: clock_ms */
    EXPR_DAY,         /* `Monday`: day */
    EXPR_DATE,        /* `2026-03-02`: date */
    EXPR_INSTANT,     /* `2026-03-02 10:00`: date and its clock_ms */
    EXPR_PATH,        /* `user.plan`, `nudges`: path */
    EXPR_NOW,         /* `now` */
    EXPR_TIME_OF_DAY, /* `time of day` */
    EXPR_DAY_OF_WEEK, /* `day of week` */
    EXPR_NEGATE,      /* `-x`: left */
    EXPR_ADD,         /* `left + right` */
    EXPR_SUBTRACT,    /* `left - right` */
    EXPR_MULTIPLY,    /* `left * right` */
    EXPR_DIVIDE,      /* `left / right` */
    EXPR_COMPARE,     /* `left is ... right`: compare */
    EXPR_NOT,         /* `not x`: left */
    EXPR_AND,         /* `a and b and c`: items, two or more */
    EXPR_OR,          /* `a or b or c`: items; logic over conditions, the fall-back over values */
    EXPR_IF,          /* `left if condition otherwise right` */
    EXPR_COUNT,       /* `count of event "X" [where] [window]`: history */
    EXPR_HAPPENED,    /* `event "X" [where] happened [window]`, or `never happened`: history */
    EXPR_TIME_SINCE,  /* `time since event "X" [where]`: history */
    EXPR_REPORT,      /* `email "welcome" was opened`: report */
    EXPR_IN_JOURNEY   /* `in journey onboarding`: journey */
};

enum compare_op {
    COMPARE_IS,          /* `is right` */
    COMPARE_IS_NOT,      /* `is not right` */
    COMPARE_ONE_OF,      /* `is one of right`: an EXPR_LIST, or one path or bracketed list */
    COMPARE_NOT_ONE_OF,  /* `is not one of right` */
    COMPARE_AT_LEAST,    /* `is at least right` */
    COMPARE_AT_MOST,     /* `is at most right` */
    COMPARE_MORE_THAN,   /* `is more than right` */
    COMPARE_LESS_THAN,   /* `is less than right` */
    COMPARE_BETWEEN,     /* `is between right and upper` */
    COMPARE_CONTAINS,    /* `contains right` */
    COMPARE_STARTS_WITH, /* `starts with right` */
    COMPARE_ENDS_WITH,   /* `ends with right` */
    COMPARE_KNOWN,       /* `is known`; right is NULL */
    COMPARE_UNKNOWN,     /* `is unknown`; right is NULL */
    COMPARE_BEFORE,      /* `is before right` */
    COMPARE_AFTER,       /* `is after right` */
    COMPARE_WITHIN       /* `is within right`: a duration from now on */
};

enum path_root {
    ROOT_NAME,    /* a bare name: a field in `where`, a variable, a condition */
    ROOT_USER,    /* `user.x` */
    ROOT_ACCOUNT, /* `account.x` */
    ROOT_EVENT,   /* `event.x` */
    ROOT_ENTRY    /* `entry.x` */
};

enum history_window {
    WINDOW_EVER,       /* no window written */
    WINDOW_LAST,       /* `in last D` */
    WINDOW_SINCE_ENTRY /* `since entry` */
};

/* What a history query asks. */
struct history {
    struct name event;          /* quoted */
    struct expr *where;         /* condition, or NULL */
    enum history_window window; /* WINDOW_EVER for time since */
    struct duration last;       /* WINDOW_LAST */
    bool never;                 /* EXPR_HAPPENED: `never happened` */
};

/* A message, as reports and `send` name it. */
struct message_ref {
    struct name channel;  /* bare */
    struct name template; /* quoted */
};

struct date {
    int32_t year;     /* 1970 to 9999 */
    uint8_t month;    /* 1 to 12 */
    uint8_t day;      /* 1 to 31; the date exists */
    int64_t clock_ms; /* EXPR_INSTANT: the clock time; else 0 */
};

enum text_part_kind {
    PART_PLAIN, /* plain */
    PART_INSERT /* value and filters */
};

enum filter_kind {
    FILTER_ERROR,      /* poison: reported already */
    FILTER_DEFAULT,    /* `default: "there"`: argument is a text, a number or a path */
    FILTER_CAPITALIZE, /* `capitalize` */
    FILTER_UPCASE,     /* `upcase` */
    FILTER_DOWNCASE,   /* `downcase` */
    FILTER_ROUND,      /* `round`, `round: 2`: argument is a number or NULL */
    FILTER_DATE        /* `date: "%d %B"`: argument is a text */
};

/* One `| name: argument` of an insertion. */
struct filter {
    struct filter *next;   /* the one applied after it */
    enum filter_kind kind; /* which */
    struct span span;      /* name and argument */
    struct expr *argument; /* EXPR_TEXT (plain), EXPR_NUMBER or EXPR_PATH; NULL without */
};
AST_LIST(filter);

/* A stretch of a text: plain, or a value inserted. Plain parts are never empty, and never stand side by side. */
struct text_part {
    struct text_part *next;     /* the one after it */
    enum text_part_kind kind;   /* which */
    struct span span;           /* as written */
    const char *plain;          /* PART_PLAIN: escapes resolved, indentation of long texts removed; ended by a NUL */
    uint32_t plain_length;      /* bytes of plain */
    struct expr *value;         /* PART_INSERT: EXPR_PATH or EXPR_ERROR */
    struct filter_list filters; /* PART_INSERT */
};
AST_LIST(text_part);

AST_LIST(expr);

struct expr {
    struct expr *next;   /* the one after it in a list */
    enum expr_kind kind; /* which member below is used */
    struct span span;    /* the whole; without the parentheses round it */
    bool parenthesised;  /* it stands in parentheses of its own */
    uint8_t depth;       /* 1 for a leaf, else one more than the deepest child; at most AST_DEPTH */
    struct expr *left;   /* operand, see expr_kind */
    struct expr *right;  /* operand, see expr_kind */
    union {
        int64_t number;                  /* EXPR_NUMBER, in millionths */
        bool truth;                      /* EXPR_TRUTH */
        struct {                         /* EXPR_TEXT */
            struct text_part_list parts; /* none for "" */
            bool is_long;                /* written between `"""` */
        } text;
        struct expr_list items;   /* EXPR_LIST, EXPR_AND, EXPR_OR */
        struct duration duration; /* EXPR_DURATION */
        int64_t clock_ms;         /* EXPR_CLOCK */
        uint8_t day;              /* EXPR_DAY: 0 is Monday */
        struct date date;         /* EXPR_DATE, EXPR_INSTANT */
        struct {                  /* EXPR_PATH */
            enum path_root root;  /* what stands before the dot */
            struct name name;     /* what stands behind it, or the bare name */
        } path;
        struct {                 /* EXPR_COMPARE: left and right are the operands */
            enum compare_op op;  /* which comparison */
            struct expr *upper;  /* COMPARE_BETWEEN: the second bound; else NULL */
            struct span op_span; /* the words of the comparison */
        } compare;
        struct expr *condition;         /* EXPR_IF */
        struct history history;         /* EXPR_COUNT, EXPR_HAPPENED, EXPR_TIME_SINCE */
        struct {                        /* EXPR_REPORT */
            struct message_ref message; /* about which message */
            struct name report;         /* `opened` */
        } report;
        struct name journey; /* EXPR_IN_JOURNEY */
    };
};

/* `name: value` in braces, or `name value` after `with`. */
struct field {
    struct field *next; /* the one after it */
    struct name name;   /* bare */
    struct expr *value; /* never NULL; EXPR_ERROR if it is broken */
    struct span span;   /* name and value */
};
AST_LIST(field);

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

/* ---- journeys ------------------------------------------------------------------------------------------------------- */

enum type_kind {
    TYPE_ERROR,       /* poison */
    TYPE_TEXT,        /* `text` */
    TYPE_NUMBER,      /* `number` */
    TYPE_YES_NO,      /* `yes/no` */
    TYPE_TIME,        /* `time`: an instant */
    TYPE_TIME_OF_DAY, /* `time of day` */
    TYPE_DURATION,    /* `duration` */
    TYPE_TIMEZONE,    /* `timezone` */
    TYPE_ONE_OF,      /* `one of "a", "b"`: choices */
    TYPE_LIST         /* `list of TYPE`: element */
};

/* A type as written. */
struct type {
    enum type_kind kind;           /* which */
    bool optional;                 /* the value may be missing */
    struct span span;              /* with `optional` */
    struct name_item_list choices; /* TYPE_ONE_OF: quoted */
    struct type *element;          /* TYPE_LIST: never optional, never a list */
};

/* A typed field of an event, a template or a profile: `plan: text optional`, `"Plan Name" as plan: text`. */
struct typed {
    struct typed *next;  /* the one after it */
    struct name outside; /* the quoted name before `as`; text is NULL without */
    struct name name;    /* the script's own, bare */
    struct type *type;   /* never NULL */
    struct span span;    /* the whole */
};
AST_LIST(typed);

enum limit_window {
    LIMIT_ERROR,        /* reported: no window, or `per day` alone */
    LIMIT_SLIDING,      /* `per 7 days`: window */
    LIMIT_CALENDAR_DAY, /* `per calendar day` */
    LIMIT_CALENDAR_WEEK /* `per calendar week` */
};

/* `at most 4 messages per 7 days, otherwise hold up to 2 days`. */
struct limit {
    struct limit *next;     /* the one after it in `limits { }` */
    bool off;               /* switched off */
    struct span span;       /* the whole */
    int64_t count;          /* at least 1 */
    struct name what;       /* `messages`, or a channel, as written; text is NULL without */
    enum limit_window per;  /* which window */
    struct duration window; /* LIMIT_SLIDING */
    bool hold;              /* `otherwise hold up to`; else `otherwise skip` */
    struct duration held;   /* hold: how long at most */
};
AST_LIST(limit);

enum promise_kind {
    PROMISE_ERROR,            /* poison */
    PROMISE_AT_MOST,          /* `at most 3 messages in any 7 days`: count, what, duration */
    PROMISE_EVERYONE_LEAVES,  /* `everyone leaves within 60 days`: duration */
    PROMISE_NONE_AFTER,       /* `no email after event "X" [where C]`: what, event, where */
    PROMISE_STAGE_ONLY_AFTER, /* `stage a only after stage b`: stage, earlier */
    PROMISE_STAGE_CAN_HAPPEN  /* `stage a can happen`: stage */
};

struct promise {
    enum promise_kind kind;   /* which members are used */
    struct span span;         /* the whole, from `promise` on */
    int64_t count;            /* PROMISE_AT_MOST: 0 or more */
    struct name what;         /* `messages`, `message`, or a channel with or without a plural s, as written */
    struct duration duration; /* PROMISE_AT_MOST, PROMISE_EVERYONE_LEAVES */
    struct name event;        /* PROMISE_NONE_AFTER */
    struct expr *where;       /* PROMISE_NONE_AFTER: or NULL */
    struct name stage;        /* PROMISE_STAGE_... */
    struct name earlier;      /* PROMISE_STAGE_ONLY_AFTER */
};

/* `stage name "Title" { whens, then statements }`. */
struct stage {
    struct name name;       /* bare */
    struct name title;      /* quoted; text is NULL without */
    struct when_list whens; /* in order */
    struct block body;      /* the statements; its span has the braces, so it covers the whens too */
};

enum again_kind {
    AGAIN_NEVER,  /* `enter again never` */
    AGAIN_ALWAYS, /* `enter again always` */
    AGAIN_AFTER   /* `enter again after D` */
};

enum journey_item_kind {
    ITEM_ERROR,       /* poison */
    ITEM_METADATA,    /* `owner: "x"`: name, text */
    ITEM_ENTER,       /* `enter when T [only if C]`: trigger, condition */
    ITEM_ENTER_AGAIN, /* again, duration */
    ITEM_ONE_PER,     /* `one per order_id`: name */
    ITEM_KEEP_OUT,    /* `keep 10% out`: share */
    ITEM_PRIORITY,    /* `priority 5`: priority */
    ITEM_GROUP,       /* `group x`: name */
    ITEM_GOAL,        /* `goal T [within D] [{ }]`: trigger, duration (ms 0 without), body */
    ITEM_LEAVE,       /* `leave when T [as x] [{ }]`: trigger, name (text NULL without), body */
    ITEM_LIMITS,      /* `limits { }`: limits */
    ITEM_REMEMBER,    /* `remember x: value` or a type: name, value or type */
    ITEM_WHEN,        /* when */
    ITEM_PROMISE,     /* promise */
    ITEM_RENAMED,     /* `renamed stage old to new`: name, renamed_to */
    ITEM_STAGE        /* stage */
};

/* One line or block of a journey. */
struct journey_item {
    struct journey_item *next;   /* the one after it */
    enum journey_item_kind kind; /* which members are used */
    bool off;                    /* switched off */
    struct span span;            /* the whole, with `off` and blocks */
    struct span head;            /* without the block */
    struct name name;            /* see journey_item_kind */
    struct name text;            /* ITEM_METADATA: quoted */
    struct name renamed_to;      /* ITEM_RENAMED */
    struct trigger *trigger;     /* ITEM_ENTER, ITEM_GOAL, ITEM_LEAVE */
    struct expr *condition;      /* ITEM_ENTER: `only if`, or NULL */
    enum again_kind again;       /* ITEM_ENTER_AGAIN */
    struct duration duration;    /* ITEM_ENTER_AGAIN with AGAIN_AFTER; ITEM_GOAL: `within` */
    uint32_t share;              /* ITEM_KEEP_OUT: hundredths of a percent */
    int64_t priority;            /* ITEM_PRIORITY: may be negative */
    struct block body;           /* ITEM_GOAL, ITEM_LEAVE */
    bool has_body;               /* the block was written */
    struct limit_list limits;    /* ITEM_LIMITS */
    struct expr *value;          /* ITEM_REMEMBER by a value; else NULL */
    struct type *type;           /* ITEM_REMEMBER by a type; else NULL */
    struct when *when;           /* ITEM_WHEN */
    struct promise *promise;     /* ITEM_PROMISE */
    struct stage *stage;         /* ITEM_STAGE */
};
AST_LIST(journey_item);

/* ---- tests ---------------------------------------------------------------------------------------------------------- */

enum test_item_kind {
    TEST_ERROR,          /* poison */
    TEST_ONLY_JOURNEY,   /* `only journey a, b`: names */
    TEST_GIVEN_USER,     /* `given user { }`: fields */
    TEST_GIVEN_ACCOUNT,  /* `given account { }`: fields */
    TEST_GIVEN_EVENT,    /* `given event "X" [{ }] D ago`: event, fields, duration */
    TEST_GIVEN_SPLIT,    /* `given split x is arm`: name, arm */
    TEST_GIVEN_KEPT_OUT, /* `given kept out`, `given kept out of project`: of_project */
    TEST_START_AT,       /* `start at 2026-03-02 10:00`: time */
    TEST_EVENT,          /* `event "X" [{ }]`: event, fields */
    TEST_USER,           /* `user { }`: fields */
    TEST_ACCOUNT,        /* `account { }`: fields */
    TEST_REPORT,         /* `email "welcome" opened`: message, report */
    TEST_AFTER,          /* `after D`: duration */
    TEST_AT,             /* `at 2026-03-09 08:00`: time */
    TEST_EXPECT          /* expect */
};

enum expect_kind {
    EXPECT_NOTHING,   /* `expect nothing` */
    EXPECT_SEND,      /* `expect email "x" [with ...]`: message, fields */
    EXPECT_SKIPPED,   /* `expect skipped email "x" [because r]`: message, reason */
    EXPECT_MILESTONE, /* `expect milestone x`: name */
    EXPECT_SET,       /* `expect set user.x: value`: path, value */
    EXPECT_START,     /* `expect start journey x [with ...]`: name, fields */
    EXPECT_STAGE,     /* `expect stage x`: name */
    EXPECT_EXIT,      /* `expect exit as x`: name */
    EXPECT_REFUSED    /* `expect refused [because r]`: reason */
};

/* What a step must have done. */
struct expect {
    enum expect_kind kind;      /* which members are used */
    struct message_ref message; /* EXPECT_SEND, EXPECT_SKIPPED */
    struct name name;           /* EXPECT_MILESTONE, EXPECT_START, EXPECT_STAGE, EXPECT_EXIT */
    struct expr *path;          /* EXPECT_SET: an EXPR_PATH */
    struct expr *value;         /* EXPECT_SET: a literal */
    struct field_list fields;   /* `with a "x", b 2`: values are literals */
    struct name reason;         /* `because limit`, `because moved on` (one space); text is NULL without */
    struct name journey;        /* `of journey x`; text is NULL without */
    struct expr *at;            /* `at 2026-03-05 10:00`: EXPR_INSTANT, EXPR_DATE or NULL */
};

struct test_item {
    struct test_item *next;      /* the one after it */
    enum test_item_kind kind;    /* which members are used */
    bool off;                    /* switched off */
    struct span span;            /* the whole */
    struct name_item_list names; /* TEST_ONLY_JOURNEY */
    struct name event;           /* TEST_GIVEN_EVENT, TEST_EVENT: quoted */
    struct field_list fields;    /* see test_item_kind */
    bool has_fields;             /* braces were written */
    struct duration duration;    /* TEST_GIVEN_EVENT, TEST_AFTER */
    struct name name;            /* TEST_GIVEN_SPLIT: the split */
    struct name arm;             /* TEST_GIVEN_SPLIT: the arm */
    bool of_project;             /* TEST_GIVEN_KEPT_OUT */
    struct expr *time;           /* TEST_START_AT, TEST_AT: EXPR_INSTANT or EXPR_DATE */
    struct message_ref message;  /* TEST_REPORT */
    struct name report;          /* TEST_REPORT */
    struct expect expect;        /* TEST_EXPECT */
};
AST_LIST(test_item);

/* ---- declarations --------------------------------------------------------------------------------------------------- */

enum project_item_kind {
    PROJECT_ERROR,    /* poison */
    PROJECT_TIMEZONE, /* `timezone: value`: value */
    PROJECT_WINDOW,   /* `event id window: 24 hours`: duration */
    PROJECT_KEEP_OUT  /* `keep 5% out`: share */
};

struct project_item {
    struct project_item *next;   /* the one after it */
    enum project_item_kind kind; /* which members are used */
    bool off;                    /* switched off */
    struct span span;            /* the whole */
    struct expr *value;          /* PROJECT_TIMEZONE */
    struct duration duration;    /* PROJECT_WINDOW */
    uint32_t share;              /* PROJECT_KEEP_OUT: hundredths of a percent */
};
AST_LIST(project_item);

enum channel_item_kind {
    CHANNEL_ERROR,    /* poison */
    CHANNEL_ONLY_IF,  /* `only if C`: condition */
    CHANNEL_QUIET,    /* `quiet hours 21:00 to 08:00`: from_ms, to_ms */
    CHANNEL_DELIVER,  /* `deliver Monday to Friday 09:00 to 17:00`: days (0 for any day), from_ms, to_ms */
    CHANNEL_LIMIT,    /* `at most 1 per calendar day, otherwise skip`: limit */
    CHANNEL_TO,       /* `to: team`, `to: user`: to_team */
    CHANNEL_TEMPLATE, /* `template "x" [{ }]`: name, fields */
    CHANNEL_REPORTS   /* `reports completed, seen`: names */
};

struct channel_item {
    struct channel_item *next;   /* the one after it */
    enum channel_item_kind kind; /* which members are used */
    bool off;                    /* switched off */
    struct span span;            /* the whole */
    struct expr *condition;      /* CHANNEL_ONLY_IF */
    uint8_t days;                /* CHANNEL_DELIVER: bits */
    int64_t from_ms;             /* CHANNEL_QUIET, CHANNEL_DELIVER */
    int64_t to_ms;               /* CHANNEL_QUIET, CHANNEL_DELIVER; 24:00 is 86400000 */
    struct limit *limit;         /* CHANNEL_LIMIT */
    bool to_team;                /* CHANNEL_TO */
    struct name name;            /* CHANNEL_TEMPLATE: quoted */
    struct typed_list fields;    /* CHANNEL_TEMPLATE */
    bool has_fields;             /* CHANNEL_TEMPLATE: braces were written */
    struct name_item_list names; /* CHANNEL_REPORTS: bare */
};
AST_LIST(channel_item);

enum decl_kind {
    DECL_ERROR,     /* poison */
    DECL_LANGUAGE,  /* `language 1`: version */
    DECL_PROJECT,   /* `project "x" { }`: name (quoted), project */
    DECL_EVENT,     /* `event "x" [{ }]`: name (quoted), fields */
    DECL_USER,      /* `user { }`: fields */
    DECL_ACCOUNT,   /* `account { }`: fields */
    DECL_CHANNEL,   /* `channel x [{ }]`: name (bare), channel */
    DECL_LIMITS,    /* `limits { }`: limits */
    DECL_CONDITION, /* `condition x: C`: name (bare), condition */
    DECL_JOURNEY,   /* `journey x ["Title"] { }`: name (bare), title, journey */
    DECL_TEST       /* `test "x" { }`: name (quoted), test */
};

/* One declaration of a file. */
struct decl {
    struct decl *next;                /* the one after it */
    enum decl_kind kind;              /* which members are used */
    bool off;                         /* switched off */
    struct span span;                 /* the whole, with `off` and blocks */
    struct span head;                 /* without the block */
    struct name name;                 /* see decl_kind */
    struct name title;                /* DECL_JOURNEY: quoted; text is NULL without */
    bool has_body;                    /* braces were written */
    int64_t version;                  /* DECL_LANGUAGE */
    struct expr *condition;           /* DECL_CONDITION */
    struct typed_list fields;         /* DECL_EVENT, DECL_USER, DECL_ACCOUNT */
    struct project_item_list project; /* DECL_PROJECT */
    struct channel_item_list channel; /* DECL_CHANNEL */
    struct limit_list limits;         /* DECL_LIMITS */
    struct journey_item_list journey; /* DECL_JOURNEY */
    struct test_item_list test;       /* DECL_TEST */
};
AST_LIST(decl);

/* ---- files ---------------------------------------------------------------------------------------------------------- */

/* A `#` comment, to the end of its line. */
struct comment {
    struct comment *next; /* the one after it */
    struct span span;     /* from `#`, without the line end and blanks before it */
    bool own_line;        /* nothing but blanks stands before it on its line */
};
AST_LIST(comment);

/* One text. */
struct ast_file {
    struct ast_file *next;        /* the one parsed after it */
    const struct source *source;  /* where its bytes are */
    struct decl_list decls;       /* in order */
    struct comment_list comments; /* in order */
    bool broken;                  /* an error was reported while it was parsed */
};
AST_LIST(ast_file);

/* The whole project. */
struct ast {
    struct ast_file_list files; /* in the order of parsing */
};

/* Names of kinds as JSON and tests write them: "send", "at_least". Never NULL. */
const char *expr_kind_name(enum expr_kind kind);
const char *compare_op_name(enum compare_op op);
const char *trigger_kind_name(enum trigger_kind kind);
const char *stmt_kind_name(enum stmt_kind kind);
const char *type_kind_name(enum type_kind kind);

/* Day names, 0 is "Monday"; unit words in the singular, "week". */
const char *day_name(unsigned day);
const char *unit_name(enum duration_unit unit);
int64_t unit_ms(enum duration_unit unit);

#endif
