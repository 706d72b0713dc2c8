/* ast_expr - the syntax tree's names, times, expressions and fields; ast.h says what holds for all nodes. */
#ifndef JDL_AST_EXPR_H
#define JDL_AST_EXPR_H

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

#endif
