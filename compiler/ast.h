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

#include "ast_stmt.h"

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
    bool lost;                    /* something in it could not be read at all */
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
