/*
 * bind - the first pass: all names of a project, whatever file and order they stand in.
 *
 * Promises: bind_project goes once over the declarations, in the order of file names and then of place, gives everything that
 * is not switched off its index, makes the types, and reports names that are there twice. It looks at no expression and no
 * statement. Afterwards the tables do not change, but for templates of channels that take any name and for `one of` types.
 *
 * Things that are switched off are in the tables, marked, so that they can be checked and spoken of; their index is
 * JBC_NONE. A look-up prefers what is on. The tables belong to the arena.
 */
#ifndef JDL_BIND_H
#define JDL_BIND_H

#include "ast.h"
#include "diag.h"
#include "index.h"
#include "model.h"
#include "vec.h"

/* Kinds of names in the index; each with its owner, or 0. */
enum bind_kind {
    BIND_EVENT,         /* */
    BIND_USER_TRAIT,    /* */
    BIND_ACCOUNT_TRAIT, /* */
    BIND_CHANNEL,       /* */
    BIND_TEMPLATE,      /* owner: place of its channel */
    BIND_CONDITION,     /* */
    BIND_JOURNEY,       /* */
    BIND_GROUP,         /* */
    BIND_STAGE,         /* owner: place of its journey */
    BIND_ANY_STAGE,     /* of whatever journey */
    BIND_VARIABLE,      /* owner: place of its journey */
    BIND_MILESTONE,     /* owner: place of its journey */
    BIND_ANY_MILESTONE, /* of whatever journey */
    BIND_OUTCOME,       /* owner: place of its journey, JBC_NONE: of the language */
    BIND_ANY_OUTCOME,   /* of whatever journey */
    BIND_SPLIT,         /* owner: place of its journey; place: index in the model */
    BIND_ANY_SPLIT,     /* of whatever journey; likewise */
    BIND_META,          /* metadata; owner: place of its journey */
    BIND_RENAME,        /* an old name of a stage; owner: place of its journey */
    BIND_ENUM,          /* by its words, with a line end behind each */
    BIND_WORD,          /* owner: a number of its own for each `one of` as written */
    BIND_FIELD,         /* of an event or a template; not in the index */
    BIND_UNKNOWN        /* a name that was not found; 32 and above, owner: whose name it is */
};

struct bind_event {
    const char *name;           /* as it comes in */
    struct span span;           /* of the name */
    bool off;                   /* switched off */
    uint32_t index;             /* in the model */
    struct model_field *fields; /* in order */
    uint32_t field_count;       /* how many */
};

struct bind_trait {
    struct model_trait trait; /* name and type */
    bool off;                 /* its block is switched off */
    uint32_t index;           /* in the model */
};

struct bind_template {
    const char *name;           /* */
    struct span span;           /* where it is declared or first used */
    uint32_t channel;           /* place among the channels below */
    bool off;                   /* it, or its channel, is switched off */
    bool declared;              /* by a `template` line */
    bool reported;              /* somebody asks for reports about it */
    uint32_t index;             /* in the model */
    struct model_field *fields; /* declared: in order */
    uint32_t field_count;       /* how many */
};

struct bind_channel {
    const struct decl *decl; /* as written */
    const char *name;        /* */
    struct span span;        /* of the name */
    bool off;                /* switched off */
    bool team;               /* what goes to the team */
    bool declared;           /* it has `template` lines */
    uint32_t index;          /* in the model */
};

enum bind_state {
    BIND_NEW,  /* not looked at yet */
    BIND_BUSY, /* being checked: who comes here again goes in a circle */
    BIND_DONE  /* checked */
};

struct bind_condition {
    const struct decl *decl; /* as written */
    const char *name;        /* */
    struct span span;        /* of the name */
    bool off;                /* switched off */
    uint32_t index;          /* in the model */
    enum bind_state state;   /* of its check */
    struct value *value;     /* DONE: what it says; NULL if it is broken */
    bool needs_run;          /* DONE: it asks something of a run */
    uint32_t levels;         /* DONE: how deep named conditions stand inside of each other in it; 0: none does */
    uint32_t inside;         /* DONE: how many named conditions it is made of, each as often as it is said */
};

struct bind_stage {
    const struct journey_item *item; /* as written */
    const char *name;                /* */
    struct span span;                /* of the name */
    bool off;                        /* it, or its journey, is switched off */
    uint32_t journey;                /* place among the journeys below */
    uint32_t index;                  /* in the model */
    uint32_t comers;                 /* `go to` that name it */
};

struct bind_variable {
    const struct journey_item *item; /* as written */
    struct model_variable variable;  /* its type has kind 0 while it is not known, and if it is broken */
    bool known;                      /* its declaration has been checked */
    bool off;                        /* it, or its journey, is switched off */
    uint32_t index;                  /* in the journey's variables of the model */
};

struct bind_journey {
    const struct decl *decl;             /* as written */
    const char *name;                    /* */
    struct span span;                    /* of the name */
    uint32_t place;                      /* among the journeys */
    bool off;                            /* switched off */
    bool started;                        /* a `start journey` that is on names it */
    bool has_enter;                      /* it has an `enter` that is on */
    bool twice;                          /* two of its stages have one name, which has been reported */
    const char *group;                   /* or NULL */
    const char *key;                     /* `one per x`: x; or NULL */
    struct span key_span;                /* of x */
    uint32_t index;                      /* in the model */
    uint32_t first_stage;                /* place among the stages below */
    uint32_t stage_count;                /* how many, those switched off included */
    VEC(struct bind_variable) variables; /* in order */
};

/* A milestone, an outcome or a split that a script makes, for tests and triggers to name. */
struct bind_mark {
    const char *name; /* */
    uint32_t journey; /* place among the journeys below; JBC_NONE for a word of the language */
};

/* Everything that has a name. */
struct names {
    struct arena *arena;                 /* owns everything */
    const struct sources *sources;       /* the texts */
    struct diags *diags;                 /* where mistakes go */
    const struct ast_file **files;       /* in the order of their names */
    uint32_t file_count;                 /* how many */
    bool broken;                         /* some text could not be read whole */
    bool unread;                         /* something could not be read at all */
    bool lost;                           /* a declaration could not be read: a name that is not found may be its */
    uint32_t doubtful;                   /* a bit for each enum bind_kind of which a name is wrong or taken: likewise */
    const struct decl *project;          /* or NULL */
    struct index index;                  /* all names below, by kind */
    uint32_t lists;                      /* `one of` types as written so far */
    VEC(struct model_enum) enums;        /* the `one of` types */
    VEC(struct bind_event) events;       /* as declared */
    VEC(struct bind_trait) traits;       /* as declared */
    VEC(struct bind_channel) channels;   /* as declared */
    VEC(struct bind_template) templates; /* declared, then used */
    VEC(struct bind_condition) conditions; /* as declared */
    VEC(struct bind_journey) journeys;     /* as declared */
    VEC(struct bind_stage) stages;         /* journey by journey */
    VEC(struct bind_mark) milestones;      /* of all journeys, each once */
    VEC(struct bind_mark) outcomes;        /* likewise */
    uint32_t event_count;                  /* of those that are on */
    uint32_t trait_count;                  /* likewise */
    uint32_t channel_count;                /* likewise */
    uint32_t template_count;               /* likewise */
    uint32_t condition_count;              /* likewise */
    uint32_t journey_count;                /* likewise */
    uint32_t stage_count;                  /* likewise */
};

/* Collects the names of a whole project. */
struct names *bind_project(struct arena *arena, const struct sources *sources, struct diags *diags,
                           const struct ast *ast);

/* What a type as written means; kind 0 if it is broken (reported). */
struct type_of bind_type(struct names *names, const struct type *type);
/* The index of a `one of` type. */
uint32_t bind_enum(struct names *names, const char *const *words, uint32_t count);

/* Look-ups by name; NULL, or JBC_NONE, when there is none. */
struct bind_event *bind_find_event(struct names *names, const char *name);
struct bind_trait *bind_find_trait(struct names *names, const char *name, bool account);
struct bind_channel *bind_find_channel(struct names *names, const char *name);
struct bind_condition *bind_find_condition(struct names *names, const char *name);
struct bind_journey *bind_find_journey(struct names *names, const char *name);
struct bind_stage *bind_find_stage(struct names *names, const struct bind_journey *journey, const char *name);
struct bind_variable *bind_find_variable(struct names *names, struct bind_journey *journey, const char *name);
uint32_t bind_find_template(const struct names *names, uint32_t channel, const char *name);
uint32_t bind_find_field(const struct model_field *fields, uint32_t count, const char *name);
bool bind_has_group(const struct names *names, const char *name);

/* Is `name` the channel's name with or without a plural s (`emails`)? */
bool bind_is_plural(const char *name, const char *channel);

/* The place among the templates of one that a channel without `template` lines uses. */
uint32_t bind_use_template(struct names *names, uint32_t channel, const struct name *name, bool off);

/* Notes that a journey makes a milestone or an outcome of that name. */
void bind_milestone(struct names *names, const char *name, uint32_t journey);
void bind_outcome(struct names *names, const char *name, uint32_t journey);

/* A name as it is written, with its quotes or between back quotes. */
const char *bind_shown(const struct names *names, const struct name *name);

/* Is there a milestone or an outcome of that name: in the journey at that place, or, with JBC_NONE, in any? */
bool bind_has_milestone(const struct names *names, const char *name, uint32_t journey);
bool bind_has_outcome(const struct names *names, const char *name, uint32_t journey);

/* Is it an outcome that the language keeps for itself? */
bool bind_reserved_outcome(const char *name);

#endif
