/*
 * model - the checked project: every name bound, every type known, nothing left to doubt.
 *
 * Promises: a model exists only for a project without errors, and whoever reads it needs no syntax tree. What is switched
 * off is not in it. Everything is plain data in the arena of the compilation and is never changed after check_project has
 * returned it, but for the places marked "flow's own", which are zero until the flow graph is made.
 *
 * Numbering. The index of an event, enumeration, trait, channel, template, journey, stage, wait, split or part is its place
 * in the array of that name below, and the same number is its record in the bytecode. Declarations are in the order of file
 * names (by bytes), then of their place in the file. Templates: those with a `template` line first, channel by channel;
 * then, for channels without such lines, those that are used, in the order of use. Stages go journey by journey, and so do
 * waits, splits and parts: within a journey the blocks of goals, leaves and whens first, then stage by stage, each as it
 * stands in the text.
 *
 * Units are those of bytecode.h: numbers millionths, durations and instants ms, clock times ms of the day, JBC_NONE for an
 * index of nothing. Texts end in a NUL and are never NULL unless a comment says so. Lists are linked by `next` and keep the
 * order of the text.
 */
#ifndef JDL_MODEL_H
#define JDL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "bytecode.h"
#include "source.h"

/* ---- types and values ----------------------------------------------------------------------------------------------- */

struct type_of {
    enum jbc_type kind; /* what the machine keeps; a weekday is a NUMBER, Monday 1; a word and a zone are TEXTs */
    enum jbc_type item; /* LIST: the items' type; else 0 */
    uint32_t words;     /* TEXT, or the items of a LIST: index of its `one of` type; JBC_NONE for any text */
    bool optional;      /* may be missing */
    bool zone;          /* TEXT: names a time zone */
    bool day;           /* NUMBER: is a weekday */
};

enum value_kind {
    /* literals */
    VALUE_MISSING,  /* `unknown`; the type says of what */
    VALUE_BOOL,     /* number: 0 no, 1 yes */
    VALUE_NUMBER,   /* number: millionths */
    VALUE_CIVIL,    /* number: a date and clock as ms of the epoch if it were UTC; type TIME */
    VALUE_DURATION, /* number: ms, maybe negative */
    VALUE_CLOCK,    /* number: ms of the day */
    VALUE_TEXT,     /* text, without insertions */
    VALUE_LIST,     /* items */
    /* reads */
    VALUE_FIELD,       /* index: event, field: its field; trigger: see struct value */
    VALUE_EVENT_TIME,  /* `event.time`; trigger */
    VALUE_EVENT_ID,    /* `event.id`; trigger */
    VALUE_TRAIT,       /* index */
    VALUE_USER_ID,     /* `user.id` */
    VALUE_ACCOUNT_ID,  /* `account.id` */
    VALUE_VARIABLE,    /* index: into the journey's variables */
    VALUE_ENTRY,       /* index: into the journey's entries */
    VALUE_CONDITION,   /* index: a named condition, to be put in its place; field is the checker's own */
    VALUE_NOW,         /* */
    VALUE_TIME_OF_DAY, /* */
    VALUE_DAY_OF_WEEK, /* */
    VALUE_COUNT,       /* query; number */
    VALUE_HAPPENED,    /* query; `never happened` is a NOT of it */
    VALUE_TIME_SINCE,  /* query, always EVER; missing while it never happened; duration */
    VALUE_RECEIPT,     /* index: template, text: the status; has this run got that report? */
    VALUE_IN_JOURNEY,  /* index: journey */
    VALUE_IN_GROUP,    /* text: group */
    /* arithmetic */
    VALUE_NEGATE,   /* left */
    VALUE_ADD,      /* left, right */
    VALUE_SUBTRACT, /* left, right */
    VALUE_MULTIPLY, /* left, right */
    VALUE_DIVIDE,   /* left, right */
    /* comparisons: all BOOL and never missing; no, where an operand is missing */
    VALUE_EQUAL,      /* left, right of one kind */
    VALUE_LESS,       /* left, right: `is less than`, `is before` */
    VALUE_LESS_EQUAL, /* left, right */
    VALUE_MORE,       /* left, right: `is more than`, `is after` */
    VALUE_MORE_EQUAL, /* left, right */
    VALUE_BETWEEN,    /* left >= right and left <= upper */
    VALUE_ONE_OF,     /* left is one of items; one or more */
    VALUE_CONTAINS,   /* left, a TEXT or LIST, contains right */
    VALUE_STARTS,     /* left, right */
    VALUE_ENDS,       /* left, right */
    VALUE_KNOWN,      /* left; `is unknown` is a NOT of it */
    VALUE_WITHIN,     /* left, a time, is within right, a duration, from now on */
    VALUE_CLOCK_IN,   /* left, a clock, is in [right, upper) */
    /* choice */
    VALUE_NOT,      /* left */
    VALUE_AND,      /* items, two or more */
    VALUE_OR,       /* items, two or more */
    VALUE_FALLBACK, /* items, two or more: the first that is not missing */
    VALUE_IF,       /* left if condition, otherwise right */
    /* texts: of a missing operand a missing one */
    VALUE_SHOW,       /* left, a NUMBER, BOOL, CLOCK or LIST, as TEXT; never of a TEXT */
    VALUE_ROUND,      /* left, a NUMBER, rounded to `number` decimals (0 to 6, not millionths) */
    VALUE_ROUNDED,    /* the same as TEXT with just so many decimals */
    VALUE_DATE,       /* left, a TIME, by the format `text` */
    VALUE_UPCASE,     /* left */
    VALUE_DOWNCASE,   /* left */
    VALUE_CAPITALIZE, /* left */
    VALUE_JOIN        /* items, all TEXT, two to 255: one after the other */
};

enum query_window {
    QUERY_EVER,       /* no window */
    QUERY_LAST,       /* (now - ms, now] */
    QUERY_SINCE_ENTRY /* of the run: a tally */
};

/* What is asked of the past. Queries with the same event and an equal `where` share a history (or a tally). */
struct query {
    uint32_t event;           /* index */
    struct value *where;      /* reads that event's fields and literals only; NULL for all */
    enum query_window window; /* which */
    int64_t ms;               /* QUERY_LAST: up to 400 days */
    uint32_t ring;            /* instants that this use needs: 1 for HAPPENED, TIME_SINCE; 0 for a COUNT that is EVER */
    bool counted;             /* the number of all occurrences is needed: a COUNT that is EVER */
};

struct value {
    struct value *next;      /* the one after it among items */
    enum value_kind kind;    /* which members are used */
    struct type_of type;     /* what it yields */
    struct span span;        /* where it stands in the text */
    struct value *left;      /* operand */
    struct value *right;     /* operand */
    struct value *upper;     /* operand */
    struct value *condition; /* VALUE_IF */
    struct value *items;     /* first operand of many */
    uint32_t item_count;     /* how many */
    uint32_t index;          /* see value_kind */
    uint32_t field;          /* VALUE_FIELD: place among the event's fields */
    int64_t number;          /* see value_kind */
    const char *text;        /* see value_kind; else NULL */
    struct query *query;     /* VALUE_COUNT, HAPPENED, TIME_SINCE */
    /* FIELD, EVENT_TIME, EVENT_ID: the arm, when, goal or leave in whose block it stands, and whose event it reads, also
     * after the flow has rested; NULL in a `where`: the event under test. */
    const struct model_trigger *trigger;
};

/* ---- declarations --------------------------------------------------------------------------------------------------- */

/* A `one of` type. Two with the same words in the same order are one. */
struct model_enum {
    const char **words;  /* as written */
    uint32_t word_count; /* 1 to 65535 */
};

/* A field of an event or a template, or a trait. */
struct model_field {
    const char *name;    /* the script's own */
    const char *outside; /* as it comes in; the same text without `"..." as` */
    struct type_of type; /* of its values */
    struct span span;    /* of its name */
};

struct model_event {
    const char *name;           /* as it comes in */
    struct model_field *fields; /* in order */
    uint32_t field_count;       /* how many */
    struct span span;           /* of its name */
};

struct model_trait {
    struct model_field field; /* name and type */
    bool account;             /* of the account; else of the user */
};

struct model_hours {
    struct span span; /* the line */
    uint32_t from;    /* ms of the day */
    uint32_t to;      /* ms of the day; less than from: over midnight; 24:00 is 86400000 */
    bool deliver;     /* delivery hours; else quiet hours */
    uint8_t days;     /* bit 0 Monday .. bit 6 Sunday; 127 for every day */
};

/* `at most 4 messages per 7 days, otherwise hold up to 2 days`. */
struct model_limit {
    struct span span;     /* the line */
    enum jbc_window kind; /* which window */
    int64_t window;       /* JBC_SLIDING: ms */
    int64_t hold;         /* ms to hold at most; 0: skip */
    uint32_t most;        /* 1 to JRT_RING_MAX */
    uint32_t channel;     /* a journey's limit on one channel's messages (`at most 2 emails`); JBC_NONE: on all */
};

struct model_limits {
    struct model_limit *items; /* in order */
    uint32_t count;            /* how many */
};

struct model_channel {
    const char *name;           /* */
    struct span span;           /* of its name */
    bool team;                  /* what goes to the team */
    bool declared;              /* it has `template` lines, and no other templates exist */
    struct value *reach;        /* all its `only if`, joined by AND; NULL without; reads no run */
    struct model_hours *hours;  /* in order */
    uint32_t hours_count;       /* how many */
    int64_t longest_closed;     /* ms of the longest spell in which they are closed; a week if they never open */
    struct model_limits limits; /* its own, and those of the project's `limits` that name it */
    const char **reports;       /* what it reports besides the known ones */
    uint32_t report_count;      /* how many */
};

struct model_template {
    const char *name;           /* */
    uint32_t channel;           /* index */
    bool declared;              /* by a `template` line; else by its use, with any fields */
    struct model_field *fields; /* declared: in order */
    uint32_t field_count;       /* how many */
    struct span span;           /* of its name, where it is declared or first used */
    bool reported;              /* a trigger or a RECEIPT of some journey asks for reports about it */
};

/* `condition x: ...`. It may read `since entry` and receipts: then it is used in runs only. */
struct model_condition {
    const char *name;    /* */
    struct span span;    /* of its name */
    struct value *value; /* BOOL */
    bool needs_run;      /* it asks something of a run */
};

/* ---- journeys ------------------------------------------------------------------------------------------------------- */

/* `remember x: ...` at the journey's top. */
struct model_variable {
    const char *name;    /* */
    struct span span;    /* of its name */
    struct type_of type; /* what it keeps */
    struct value *first; /* its first value; NULL: missing, or filled by every `start journey` */
    bool required;       /* every `start journey` must fill it */
};

enum { MODEL_FIELD_TIME = 0xfffffffe, MODEL_FIELD_ID = 0xfffffffd }; /* in place of a field: event.time, event.id */

/* `entry.x`, read somewhere in the journey. */
struct model_entry {
    const char *name;    /* x */
    struct type_of type; /* optional if not every way in has it */
    uint32_t *fields;    /* for each enter: the field, MODEL_FIELD_TIME, MODEL_FIELD_ID, or JBC_NONE */
};

/* An enter, goal, leave, when or arm. */
struct model_trigger {
    struct model_trigger *next; /* the one after it, of the same role and owner */
    enum jbc_role role;         /* a when that ends in a move on every path: WHEN_TAKE */
    enum jbc_trigger_kind kind; /* which members are used, as in records.def */
    struct span span;           /* the trigger's words */
    struct span head;           /* the line without its block */
    uint32_t match;   /* EVENT, NO_EVENT: event; REPORT: template; BECOMES, CHANGES: trait; ENDED: journey; else NONE */
    const char *word; /* REPORT: the status; ENDED: the outcome or NULL; else NULL */
    struct value *test;    /* EVENT, NO_EVENT: `where` or NULL; TRUE, TURNS_TRUE: the condition */
    struct value *value;   /* BECOMES: the value; DATE: the time */
    int64_t duration;      /* NO_EVENT, AFTER, EVERY: ms; DATE: ms added, negative: before */
    uint32_t clock;        /* EVERY with days: ms of the day */
    uint8_t days;          /* EVERY: days of the week, 127 for every day; 0: by duration */
    struct value *only_if; /* enter: its condition, or NULL */
    uint32_t key_field;    /* enter of a keyed journey: the event's field that is the key; else JBC_NONE */
    int64_t within;        /* goal: ms, 0 for ever */
    const char *outcome;   /* goal: "goal"; leave: its name; else NULL */
    uint32_t most;         /* when: `once` 1, `at most N times` N, 0 without a bound */
    struct model_block
        *body;       /* goal, leave, when, arm: what happens then; NULL for enter, and a goal or leave without block */
    uint32_t stage;  /* arm, or a stage's when: index of the stage; else JBC_NONE */
    uint32_t place;  /* its how-many-th among its role's triggers of the journey, stage or wait, from 0 */
    uint32_t number; /* flow's own: its place among the triggers and index of its TRIGGER record */
};

struct model_triggers {
    struct model_trigger *first; /* in order */
    struct model_trigger *last;  /* NULL when there is none */
    uint32_t count;              /* how many */
};

/* `name: text` of a journey. */
struct model_meta {
    struct model_meta *next; /* the one after it */
    const char *key;         /* */
    const char *value;       /* */
};

/* `renamed stage old to new`. */
struct model_rename {
    struct model_rename *next; /* the one after it */
    const char *old;           /* a name that is no stage any more */
    uint32_t stage;            /* index */
};

enum promise_what {
    PROMISE_OF_AT_MOST,    /* count, channel, ms: in any window of ms */
    PROMISE_OF_LEAVING,    /* ms: everyone leaves within */
    PROMISE_OF_NONE_AFTER, /* channel, event, where */
    PROMISE_OF_ONLY_AFTER, /* stage only after earlier */
    PROMISE_OF_CAN_HAPPEN  /* stage */
};

struct model_promise {
    struct model_promise *next; /* the one after it */
    enum promise_what kind;     /* which members are used */
    struct span span;           /* the line */
    uint32_t count;             /* messages */
    uint32_t channel;           /* index, or JBC_NONE for all messages to the user */
    int64_t ms;                 /* duration */
    uint32_t event;             /* index */
    struct value *where;        /* or NULL */
    uint32_t stage;             /* index */
    uint32_t earlier;           /* index */
};

struct model_journey {
    const char *name;        /* */
    const char *title;       /* or NULL */
    struct span span;        /* of its name */
    uint32_t file;           /* of the sources */
    struct model_meta *meta; /* first */
    int32_t priority;        /* the higher goes first */
    const char *group;       /* or NULL */
    uint32_t keep_out;       /* hundredths of a percent */
    enum jbc_again again;    /* ALWAYS by default without an enter */
    int64_t again_after;     /* ms, with JBC_AGAIN_AFTER */
    const char *key;         /* `one per x`: x; or NULL */
    struct type_of key_type; /* of the key */
    uint32_t
        *key_fields; /* keyed: for each event of the project its field of that name and kind, or JBC_NONE; else NULL */
    struct model_triggers enters;     /* as written */
    struct model_triggers ends;       /* goals, then leaves, each as written */
    struct model_triggers whens;      /* live in every stage */
    struct model_limits limits;       /* its own */
    struct model_variable *variables; /* in order */
    uint32_t variable_count;          /* how many */
    struct model_entry *entries;      /* in the order of first use */
    uint32_t entry_count;             /* how many */
    struct model_promise *promises;   /* first */
    struct model_rename *renames;     /* first */
    uint32_t first_stage;             /* index; the run begins in it */
    uint32_t stage_count;             /* 1 or more */
    bool started;                     /* some `start journey` names it */
};

struct model_stage {
    const char *name;            /* */
    const char *title;           /* or NULL */
    struct span span;            /* of its name */
    uint32_t journey;            /* index */
    struct model_triggers whens; /* as written */
    struct model_block *body;    /* its statements */
    uint32_t first_wait;         /* index into waits */
    uint32_t wait_count;         /* in the order of the text, those in arms and whens included */
};

/* ---- statements ----------------------------------------------------------------------------------------------------- */

struct model_block {
    struct model_stmt *first; /* or NULL */
    uint32_t count;           /* statements */
    struct span span;         /* with the braces */
    bool ends;                /* no path runs off its end */
};

/* `name: value` of a message. */
struct model_param {
    struct model_param *next; /* the one after it */
    const char *name;         /* */
    struct value *value;      /* */
    struct type_of type;      /* as the template declares it; else of the value */
};

/* One message of a send. */
struct model_alternative {
    struct model_alternative *next; /* the one after `or` */
    struct span span;               /* the whole */
    uint32_t template_;             /* index */
    struct model_param *params; /* in the order of the template's fields, those not given left out; else as written */
    uint32_t param_count;       /* how many */
};

/* A variable that a start journey fills. */
struct model_argument {
    struct model_argument *next; /* the one after it */
    uint32_t variable;           /* into the variables of the journey that is started */
    struct value *value;         /* */
};

/* `if` or `otherwise if` with its block. */
struct model_branch {
    struct model_branch *next; /* the one after it */
    struct value *condition;   /* BOOL */
    struct model_block *body;  /* if it holds */
};

struct model_wait {
    uint32_t stage;                /* index */
    enum jbc_wait_kind kind;       /* which members are used, as in records.def */
    int64_t duration;              /* FOR, UP_TO; DATA: the bound */
    struct value *value;           /* DATA: a duration; UNTIL: a time, offset included */
    uint32_t clock;                /* CLOCK: ms of the day */
    uint8_t days;                  /* CLOCK: bits; 127 for any day */
    struct model_triggers arms;    /* UP_TO, CLOCK, UNTIL */
    struct model_block *otherwise; /* UP_TO: when the time ran out; else NULL: on with the line below */
    struct model_block *past;      /* UNTIL: `if past`; NULL if not asked */
    struct model_block *unknown;   /* UNTIL: `if unknown`; may be the same block as past; NULL if not asked */
    struct span span;              /* of the statement */
    uint32_t depth;                /* how many waits of whose arms this stands in */
};

struct model_split {
    const char *name;    /* */
    uint32_t journey;    /* index */
    uint32_t first_part; /* index into parts */
    uint32_t part_count; /* 1 or more */
    struct span span;    /* of its name */
};

struct model_part {
    const char *name;         /* */
    uint32_t split;           /* index */
    uint32_t below;           /* hashes below this, of 10,000; the last: 10,000 */
    struct model_block *body; /* its statements */
    struct span span;         /* of its name */
};

enum model_stmt_kind {
    MODEL_SEND,           /* send */
    MODEL_WAIT,           /* index: into waits */
    MODEL_IF,             /* branches, otherwise */
    MODEL_SPLIT,          /* index: into splits */
    MODEL_REPEAT,         /* times, body */
    MODEL_GO_TO,          /* index: stage */
    MODEL_EXIT,           /* text: the outcome */
    MODEL_STAY,           /* */
    MODEL_MILESTONE,      /* text: its name */
    MODEL_REMEMBER,       /* index: variable, value */
    MODEL_SET,            /* index: trait, value */
    MODEL_START,          /* index: journey, arguments */
    MODEL_STOP,           /* index: journey */
    MODEL_STOP_REPEATING, /* target: the MODEL_REPEAT */
    MODEL_GO_ON,          /* target: the MODEL_WAIT below which the flow goes on */
    MODEL_WAIT_AGAIN,     /* target: the MODEL_WAIT */
    MODEL_KEEP_WAITING    /* target: the MODEL_WAIT */
};

struct model_stmt {
    struct model_stmt *next;                /* the one after it in its block */
    enum model_stmt_kind kind;              /* which members are used */
    struct span span;                       /* the whole */
    struct span head;                       /* its first line */
    uint32_t index;                         /* see model_stmt_kind */
    const char *text;                       /* see model_stmt_kind; else NULL */
    struct value *value;                    /* REMEMBER, SET */
    const struct model_stmt *target;        /* STOP_REPEATING, GO_ON, WAIT_AGAIN, KEEP_WAITING */
    struct model_alternative *alternatives; /* SEND: as written */
    uint32_t alternative_count;             /* SEND */
    bool always;                            /* SEND: not held, not limited */
    struct model_argument *arguments;       /* START: as written */
    uint32_t argument_count;                /* START */
    struct model_branch *branches;          /* IF: `if`, then every `otherwise if` */
    struct model_block *otherwise;          /* IF: or NULL */
    uint32_t times;                         /* REPEAT: 1 to JRT_REPEAT_MAX */
    struct model_block *body;               /* REPEAT */
    uint32_t number;                        /* flow's own: its node */
};

/* ---- the project ---------------------------------------------------------------------------------------------------- */

struct model {
    const struct sources *sources;      /* for spans */
    const char *name;                   /* the project's */
    struct span span;                   /* of its name */
    struct value *zone;                 /* TEXT, never missing: the user's zone */
    const char *zone_fallback;          /* the constant at its end */
    int64_t id_window;                  /* ms; 0: none */
    uint32_t keep_out;                  /* hundredths of a percent */
    struct model_limits limits;         /* over all journeys and channels */
    struct model_enum *enums;           /* */
    uint32_t enum_count;                /* */
    struct model_event *events;         /* */
    uint32_t event_count;               /* */
    struct model_trait *traits;         /* the user's and the account's, as declared */
    uint32_t trait_count;               /* */
    struct model_channel *channels;     /* */
    uint32_t channel_count;             /* */
    struct model_template *templates;   /* */
    uint32_t template_count;            /* */
    struct model_condition *conditions; /* not in the bytecode */
    uint32_t condition_count;           /* */
    struct model_journey *journeys;     /* */
    uint32_t journey_count;             /* */
    struct model_stage *stages;         /* journey by journey */
    uint32_t stage_count;               /* */
    struct model_wait *waits;           /* stage by stage */
    uint32_t wait_count;                /* */
    struct model_split *splits;         /* */
    uint32_t split_count;               /* */
    struct model_part *parts;           /* split by split */
    uint32_t part_count;                /* */
};

/* Do two values say the same, wherever they stand? NULL equals NULL. For the sharing of histories and tallies. */
bool model_same_value(const struct value *a, const struct value *b);

/* Do both triggers fire at the same things? */
bool model_same_trigger(const struct model_trigger *a, const struct model_trigger *b);
/* Does the first fire whenever the second does, if both are asked? Only where that shows in the text. */
bool model_covers(const struct model_trigger *a, const struct model_trigger *b);

/* Who is called for every value, statement and trigger of a part of the model; a callback may be NULL. */
struct model_visitor {
    void *self;                                              /* handed to the callbacks */
    void (*value)(void *self, const struct value *value);    /* each node, operands after it, into conditions too */
    void (*stmt)(void *self, const struct model_stmt *stmt); /* each statement, before what is inside it */
    void (*trigger)(void *self, const struct model_trigger *trigger); /* each trigger, before what is inside it */
};

/* They go through all of it, arms and inner blocks included, in the order of the text. NULL is nothing. */
void model_visit_value(const struct model *model, const struct value *value, const struct model_visitor *visitor);
void model_visit_block(const struct model *model, const struct model_block *block, const struct model_visitor *visitor);
void model_visit_triggers(const struct model *model, const struct model_triggers *list,
                          const struct model_visitor *visitor);
void model_visit_stage(const struct model *model, const struct model_stage *stage, const struct model_visitor *visitor);
/* Its triggers, first values of variables, promises, and stages. */
void model_visit_journey(const struct model *model, const struct model_journey *journey,
                         const struct model_visitor *visitor);

#endif
