/*
 * checker - what the check_*.c files share: one checker for each compilation.
 *
 * Promises: every function here takes a piece of the syntax tree and gives the piece of the model that it means, or NULL when
 * it is wrong, which has then been reported; NULL given in, or broken syntax, gives NULL without another word. What is
 * switched off is checked in the same way with `off` set, and its result is thrown away: nothing of it gets an index.
 */
#ifndef JDL_CHECKER_H
#define JDL_CHECKER_H

#include "ast.h"
#include "bind.h"
#include "diag.h"
#include "model.h"
#include "vec.h"

/* A journey while it is being checked. */
struct journey_check {
    struct bind_journey *bind;          /* its names */
    uint32_t place;                     /* of `bind` among the journeys */
    struct model_journey *model;        /* what it becomes */
    VEC(uint32_t) enter_events;         /* for each enter that is on: place among the events, or JBC_NONE */
    VEC(struct model_entry) entries;    /* `entry.x` that were read */
    bool entered;                       /* its enters are known: `entry` may be read */
    struct model_promise **promise_end; /* where the next promise goes */
    struct model_meta **meta_end;       /* where the next line of metadata goes */
    struct model_rename **rename_end;   /* where the next renamed stage goes */
    VEC(struct model_limit) limits;     /* its own */
};

/* A name that was not found, and has been reported. */
struct unknown {
    struct diag *diag; /* the message, on the first place where it stands */
    uint32_t places;   /* how many there are */
};

struct checker {
    struct arena *arena;            /* owns everything */
    struct names *names;            /* all names */
    struct diags *diags;            /* where mistakes go */
    struct model *model;            /* what is being made */
    bool off;                       /* what is being checked is switched off */
    uint32_t advised;               /* searches for a nearest name so far */
    uint32_t searched;              /* searches of all texts for a name so far */
    uint32_t inside;                /* place of the journey that is being checked, or JBC_NONE */
    VEC(struct unknown) unknowns;   /* names that were not found */
    uint32_t nested;                /* named conditions that are being checked, each for the one before */
    struct journey_check *journeys; /* one for each journey of the names */
    VEC(struct model_wait) waits;   /* of the model */
    VEC(struct model_split) splits; /* of the model */
    VEC(struct model_part) parts;   /* of the model */
};

/* What an expression may read where it stands. */
struct scope {
    struct journey_check *run; /* the journey whose variables and entry it may read; or NULL */
    bool in_run;               /* `since entry` and `was opened` have a run to ask */
    uint32_t fields_of;        /* in a `where`: place of the event whose fields bare names are; else JBC_NONE */
    uint32_t event;            /* place of the event that `event.x` reads, or JBC_NONE */
    bool entering;             /* that event is about to enter, so that `entry.x` reads it too */
    const struct model_trigger *trigger; /* the block's trigger whose event that is; NULL in a `where` */
    struct bind_condition *condition;    /* the named condition that is being checked, or NULL */
    bool insertions;                     /* texts may hold `{{ }}` */
    bool inserted;                       /* the value stands between those */
};

/* An empty scope: traits, history and conditions only. */
struct scope scope_project(void);

/* ---- types (check_type.c) ------------------------------------------------------------------------------------------- */

/* A type in words: "a number", "one of `free`, `pro`". */
const char *type_say(const struct checker *c, const struct type_of *type);
/* The words of a `one of` type, quoted, with commas; long lists are cut. */
const char *type_words(const struct checker *c, uint32_t words);
/* A type of nothing but its kind. */
struct type_of type_plain(enum jbc_type kind);
/* May values of the two be compared, or stand for one another? */
bool type_alike(const struct type_of *a, const struct type_of *b);
/* Makes a value fit a type: a literal word must be one of its words, `unknown` needs an optional type, and a value that may be
 * missing needs one too. `what` says whose type it is ("the field `seats`"). False if it does not fit, which is reported. */
bool type_fit(struct checker *c, struct value *value, const struct type_of *want, const char *what);
/* The same, but a missing value is no matter. */
bool type_fit_kind(struct checker *c, struct value *value, const struct type_of *want, const char *what);
/* Brings two values to one type, as far as literals allow. */
bool type_join(struct checker *c, struct value *a, struct value *b);
/* The same for two values of which one will be taken: texts need no word in common, for the choice may be any text then. */
bool type_choose(struct checker *c, struct value *a, struct value *b);
/* Reports a value that may be missing where one is required. */
bool type_required(struct checker *c, const struct value *value, const char *what);

/* ---- values (check_value.c, check_path.c, check_compare.c, check_history.c, check_text.c, check_time.c) --------------- */

struct value *value_new(struct checker *c, enum value_kind kind, struct type_of type, struct span span);
bool value_is_literal(const struct value *value);
/* Is it a condition, and not merely a yes/no value? */
bool value_is_condition(const struct value *value);
/* Whatever it yields. */
struct value *check_value(struct checker *c, const struct scope *scope, const struct expr *expr);
/* A value that fits a type. */
struct value *check_as(struct checker *c, const struct scope *scope, const struct expr *expr,
                       const struct type_of *want, const char *what);
struct value *check_condition(struct checker *c, const struct scope *scope, const struct expr *expr);
/* `where`, whose bare names are fields of the event at that place. */
struct value *check_where(struct checker *c, const struct scope *scope, const struct expr *expr, uint32_t event);
struct value *check_path(struct checker *c, const struct scope *scope, const struct expr *expr);
struct value *check_compare(struct checker *c, const struct scope *scope, const struct expr *expr);
/* A count comes without its ring: the comparison that it stands in knows that. */
struct value *check_history(struct checker *c, const struct scope *scope, const struct expr *expr);
struct value *check_report_asked(struct checker *c, const struct scope *scope, const struct expr *expr);
struct value *check_text(struct checker *c, const struct scope *scope, const struct expr *expr);
/* What `becomes true` and condition arms may ask of time. */
bool check_time_use(struct checker *c, const struct value *value);
/* The check of a named condition, once. */
void check_named_condition(struct checker *c, struct bind_condition *condition);

/* ---- names (check_name.c) ------------------------------------------------------------------------------------------- */

/* Look-ups that report what is unknown, with the nearest name, and what is switched off; places or NULL as in bind.h. */
struct bind_event *name_event(struct checker *c, const struct name *name);
struct bind_trait *name_trait(struct checker *c, const struct name *name, bool account);
struct bind_channel *name_channel(struct checker *c, const struct name *name);
struct bind_journey *name_journey(struct checker *c, const struct name *name);
struct bind_stage *name_stage(struct checker *c, const struct journey_check *journey, const struct name *name);
/* The template of a message as a place among the templates; `use` makes one in channels that take any name. */
uint32_t name_template(struct checker *c, const struct message_ref *message, bool use);
/* The field of an event or a template; `what` is how the owner is called. */
uint32_t name_field(struct checker *c, const struct name *name, const struct model_field *fields, uint32_t count,
                    const char *what);
/* Is the report one that the template's channel makes? */
bool name_report(struct checker *c, uint32_t template_, const struct name *report);
/* `messages` gives true and JBC_NONE, a channel, with or without s, true and its place. */
bool name_what(struct checker *c, const struct name *what, uint32_t *channel);
/* Reports a mistake in a name, with the nearest of what was offered to `near`. */
struct suggest;
/* Begins the search for the nearest name; after very many mistakes it suggests nothing any more, for that takes long. */
void name_near(struct checker *c, struct suggest *near, const char *wanted);
struct diag *name_unknown(struct checker *c, enum diag_id id, const struct name *name, const struct suggest *near);

/* ---- triggers and statements (check_trigger.c, check_stmt.c, check_send.c) ------------------------------------------- */

/* Fills in a trigger from its words; false if it is wrong. role and place are set by the caller before. */
bool check_trigger(struct checker *c, const struct scope *scope, const struct trigger *trigger,
                   struct model_trigger *made);
/* The scope inside the block of a trigger: `event` is what fired it. */
struct scope scope_of_block(const struct scope *outer, struct checker *c, const struct trigger *trigger,
                            const struct model_trigger *made);

/* A goal's or leave's block; `owner` is "goal" or "leave". */
struct model_block *check_final(struct checker *c, const struct scope *scope, const struct block *block,
                                const char *owner);
/* A when's block; says whether it takes the run over. */
struct model_block *check_when_block(struct checker *c, const struct scope *scope, const struct block *block,
                                     uint32_t stage, bool *takes);
/* A stage's statements; `stage` is its index. */
struct model_block *check_stage_block(struct checker *c, const struct scope *scope, const struct block *block,
                                      uint32_t stage);

/* Are there no more fields than one place may have? */
bool check_field_count(struct checker *c, const struct field_list *fields);
bool check_send(struct checker *c, const struct scope *scope, const struct stmt *stmt, struct model_stmt *made);
bool check_start(struct checker *c, const struct scope *scope, const struct stmt *stmt, struct model_stmt *made);

/* ---- limits, channels, journeys (check_limit.c, check_channel.c, check_head.c, check_journey.c, check_promise.c) ------- */

/* One `at most ...`; false if it is wrong. */
bool check_limit(struct checker *c, const struct limit *limit, struct model_limit *made);
void check_channels(struct checker *c);
/* Triggers of entry, key, variables: what other journeys and statements need to know. */
void check_journey_head(struct checker *c, struct journey_check *journey);
/* All the rest. */
void check_journey_body(struct checker *c, struct journey_check *journey);
void check_promise(struct checker *c, struct journey_check *journey, const struct promise *promise);

#endif
