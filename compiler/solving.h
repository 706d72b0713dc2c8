/*
 * solving - can all of these conditions be so?
 *
 * Promises: a solver collects wishes, each a condition that shall be true or false at some moment of a way, and says of
 * every new one whether it can be granted beside those before it. "Yes" is only said where values were found that grant
 * all of them; where a condition is too involved to tell, the answer is no. What is read of the outside is a subject: a
 * trait between two of its changes, a field of one event, a question about the past.
 *
 * Internal to prove*.c.
 */
#ifndef JDL_SOLVING_H
#define JDL_SOLVING_H

#include "arena.h"
#include "model.h"
#include "vec.h"

/* What has a value of its own, free to be chosen. */
struct subject {
    enum value_kind kind;      /* how it is read: TRAIT, ENTRY, FIELD, VARIABLE, or a question about the past */
    uint32_t index;            /* of the trait, entry, field, variable */
    uint32_t serial;           /* which of its values: the how-many-th of a trait, of which event */
    const struct value *asked; /* a question about the past */
    bool happened;             /* about an event that has happened at least once */
    struct type_of type;       /* of its value */
};

/* A condition on one subject, with every read put in its place. */
struct wish {
    const struct value *atom; /* comparison */
    bool truth;               /* shall it be so? */
    uint32_t subject;         /* index */
};

struct solver {
    struct arena *arena;             /* owns everything */
    const struct model *model;       /* the project */
    VEC(struct subject) subjects;    /* */
    VEC(struct wish) wishes;         /* granted so far */
    uint32_t *trait_serials;         /* of each trait: which value it has now */
    uint32_t *trigger_serials;       /* of each trigger: the event that fired it last */
    uint32_t event;                  /* the event under test */
    const struct value **variables;  /* of each variable of the journey, put in place; NULL: not known */
    const struct model_entry *entry; /* the journey's entries: a FIELD under test is one of them; or NULL */
    uint32_t entry_count;            /* how many; 0: the event under test is not the entering one */
    /* May the answer to a question about the past be chosen? Sets `happened`. */
    bool (*is_free)(void *self, const struct value *asked, bool *happened);
    void *self; /* for is_free */
};

void solver_init(struct solver *solver, struct arena *arena, const struct model *model, uint32_t triggers,
                 const struct model_journey *journey);
/* Wishes that a condition be so; false: it can not be, or it is too involved to tell. Then nothing was wished. */
bool solver_wish(struct solver *solver, const struct value *value, bool truth);
/* Puts everything that a value reads now in its place. */
const struct value *solver_place(struct solver *solver, const struct value *value);

#endif
