/*
 * plan - the tests of a project as plain data.
 *
 * Promises: every test is checked, with every name and value in it, also what is switched off; a test that is on becomes one
 * jdl_test of jdl.h in terms of the program's indexes, so that whoever runs it needs to know nothing of scripts. Everything
 * belongs to the arena.
 */
#ifndef JDL_PLAN_H
#define JDL_PLAN_H

#include "checker.h"
#include "jdl.h"

/* What the tests become. */
struct plan {
    VEC(struct jdl_test) tests; /* in the order of files and text */
    VEC(uint32_t) required;     /* places of the traits that every test must give */
    struct unknown *missing;    /* for each trait: where the first test does not give it */
    uint32_t *given;            /* for each trait: number of the last test that gives it, from 1 */
    uint32_t number;            /* of the test that is being made, from 1 */
};

void plan_tests(struct checker *c, struct plan *plan);

/* A test while it is made. */
struct plan_test {
    struct plan *plan;       /* whose it is */
    struct jdl_test *test;   /* what it becomes */
    const struct decl *decl; /* as written */
    VEC(uint32_t) only;      /* see jdl_test, and so on below */
    VEC(struct jdl_given) traits;
    VEC(struct jdl_past) past;
    VEC(struct jdl_forced) forced;
    VEC(struct jdl_step) steps;
    VEC(struct name) forced_names;     /* splits that are decided */
    const struct test_item *given[2];  /* the last `given user`, `given account`, or NULL */
    const struct test_item *start;     /* `start at`, or NULL */
    const struct test_item *nothing;   /* `expect nothing` in this step, or NULL */
    const struct test_item *something; /* another `expect` of an action in this step, or NULL */
    int64_t clock;                     /* the date and clock that it is at least by now */
    bool broken;                       /* a line of it could not be read */
    bool misnamed;                     /* a trait is given that there is not */
    bool early;                        /* something happens before the beginning, which has been said */
    bool kept_out;                     /* said already */
    bool kept_out_of_project;          /* likewise */
};

/* ---- shared by plan*.c ---------------------------------------------------------------------------------------------- */

/* The place of a span for the host. */
struct jdl_place plan_place(const struct checker *c, struct span span);
/* A literal that fits a type; false if it does not, which is reported. `what` says whose type it is. */
bool plan_literal(struct checker *c, const struct expr *expr, const struct type_of *want, const char *what,
                  struct jdl_value *made);
/* A literal of whatever type. */
bool plan_any_literal(struct checker *c, const struct expr *expr, struct jdl_value *made);
/* A date and clock, as ms of the epoch as if in UTC. */
bool plan_moment(struct checker *c, const struct expr *expr, int64_t *ms);
/* The fields of an event; with `whole`, all that are required must be there. */
const struct jdl_given *plan_fields(struct checker *c, const struct test_item *item, const struct bind_event *event,
                                    bool whole, size_t *count);
/* `expect ...` (plan_expect.c). */
void plan_expect(struct checker *c, struct plan_test *test, const struct test_item *item);
/* A step as written, on one line. */
const char *plan_source(struct checker *c, struct span span);

#endif
