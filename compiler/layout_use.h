/*
 * layout_use - what a state must keep because something reads it.
 *
 * Promises: goes through every value that becomes code, named conditions included, and through nothing else: what only a
 * promise or a test asks for costs a user nothing. Never fails. Everything belongs to the arena.
 */
#ifndef JDL_LAYOUT_USE_H
#define JDL_LAYOUT_USE_H

#include "arena.h"
#include "flow.h"
#include "layout.h"
#include "model.h"
#include "vec.h"

struct use_history {
    struct layout_history history; /* its offset is not known yet */
    uint32_t next;                 /* another one of the same event, or JBC_NONE */
};

struct use_copy {
    const struct value *value; /* the first of its reads */
};

struct use_journey {
    uint8_t *entries;                    /* for each: 1 where it is read while the run exists */
    VEC(struct layout_tally) tallies;    /* in the order of first use; slots not known yet */
    VEC(struct layout_receipt) receipts; /* likewise */
    VEC(struct use_copy) copies;         /* in the order of their triggers in the text, then of first use */
};

struct layout_use {
    uint8_t *traits;                   /* for each: 1 where it is read */
    bool account_id;                   /* `account.id` is read */
    VEC(struct use_history) histories; /* in the order of first use */
    uint32_t *first_history;           /* for each event: its first history, or JBC_NONE */
    struct use_journey *journeys;      /* for each */
};

struct layout_use *layout_use_new(struct arena *arena, const struct flow *flow);

/* Does a repeat, given by its FLOW_ROUND, ever go around a second time? */
bool layout_goes_around(const struct flow *flow, uint32_t round);

/* Does the copy keep what the value reads? Both are of the same trigger. */
bool layout_copies(const struct layout_copy *copy, const struct value *value);

#endif
