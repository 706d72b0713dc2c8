/*
 * layout - where everything lies in a user's state.
 *
 * Promises: what no journey reads has no place. Slots are in the order of the SLOT section: those of the fixed part, then
 * for each journey those that live with a run, then stage by stage those that live with a visit. Equal queries share one
 * history, with the longest ring that any of them needs. The same model gives the same layout. Everything belongs to the
 * arena and is not changed after layout_new.
 */
#ifndef JDL_LAYOUT_H
#define JDL_LAYOUT_H

#include "arena.h"
#include "diag.h"
#include "flow.h"
#include "model.h"

struct layout_slot {
    uint32_t journey;         /* index, or JBC_NONE: in the fixed part */
    uint32_t offset;          /* bytes from the begin of the fixed part or the run */
    uint32_t words;           /* WORD8, WORD16: the `one of` type; else JBC_NONE */
    enum jbc_storage storage; /* how it is kept */
    uint8_t type;             /* enum jbc_type of what is loaded, or 0 */
    uint8_t item;             /* a LIST's item type, or 0 */
    bool optional;            /* may be missing */
    const char *name;         /* by which it outlives a new version, or NULL */
    struct span span;         /* what needs it */
};

struct layout_history {
    uint32_t event;            /* index */
    const struct value *where; /* or NULL */
    uint32_t ring;             /* instants */
    bool counted;              /* the number of all is kept */
    uint32_t offset;           /* in the fixed part */
    struct span span;          /* the first use */
};

struct layout_limit {
    const struct model_limit *limit; /* what it says */
    uint32_t offset;                 /* in the fixed part */
};

struct layout_tally {
    uint32_t event;            /* index */
    const struct value *where; /* or NULL */
    uint32_t slot;             /* COUNT */
};

struct layout_receipt {
    uint32_t template_; /* index */
    const char *status; /* what was reported */
    uint32_t slot;      /* BOOL */
};

/* A field of a trigger's event that is kept because the flow may have rested before it is read. */
struct layout_copy {
    const struct model_trigger *trigger; /* whose event */
    uint32_t event;                      /* index; JBC_NONE for event.time and event.id */
    uint32_t field;                      /* its field, MODEL_FIELD_TIME or MODEL_FIELD_ID */
    uint32_t slot;                       /* where it is kept */
};

struct layout_journey {
    uint32_t mark;          /* slot, or JBC_NONE */
    uint32_t key;           /* slot, or JBC_NONE */
    uint32_t *variables;    /* slot of each */
    uint32_t *entries;      /* slot of each; JBC_NONE: only read before the run exists */
    uint32_t first_slot;    /* what lives with a run */
    uint32_t slot_count;    /* how many */
    uint32_t first_limit;   /* into limits */
    uint32_t first_tally;   /* into tallies */
    uint32_t tally_count;   /* how many */
    uint32_t first_receipt; /* into receipts */
    uint32_t receipt_count; /* how many */
    uint32_t first_copy;    /* into copies */
    uint32_t copy_count;    /* how many */
    uint32_t stage_area;    /* offset in the run */
    uint32_t run_size;      /* bytes */
};

struct layout_stage {
    uint32_t first_slot; /* what lives with a visit */
    uint32_t slot_count; /* how many */
};

struct layout {
    struct layout_slot *slots;        /* as in the SLOT section */
    uint32_t slot_count;              /* how many */
    struct layout_history *histories; /* by event */
    uint32_t history_count;           /* how many */
    uint32_t *event_histories;        /* for each event, and one more: where its histories begin */
    struct layout_limit *limits;      /* of the project, of each channel, of each journey */
    uint32_t limit_count;             /* how many */
    uint32_t *channel_limits;         /* for each channel: where its limits begin */
    struct layout_tally *tallies;     /* journey by journey */
    uint32_t tally_count;             /* how many */
    struct layout_receipt *receipts;  /* journey by journey */
    uint32_t receipt_count;           /* how many */
    struct layout_copy *copies;       /* journey by journey */
    uint32_t copy_count;              /* how many */
    struct layout_journey *journeys;  /* for each journey */
    struct layout_stage *stages;      /* for each stage */
    uint32_t *traits;                 /* slot of each, or JBC_NONE: nobody reads it */
    uint32_t *templates;              /* slot of each for the newest message, or JBC_NONE */
    uint32_t *timers;                 /* slot of each trigger by number, or JBC_NONE */
    uint32_t *fired;                  /* slot of each trigger by number, or JBC_NONE */
    uint32_t *waits;                  /* slot of each wait for the instant first computed, or JBC_NONE */
    uint32_t *counters;               /* slot of each node that is a repeat, or JBC_NONE */
    uint32_t ids;                     /* slot, or JBC_NONE */
    uint32_t first_seen;              /* slot, or JBC_NONE */
    uint32_t account_id;              /* slot, or JBC_NONE */
    uint32_t fixed_size;              /* bytes */
};

/* The layout of a model. NULL if something is over a limit, which has been reported. */
struct layout *layout_new(struct arena *arena, struct diags *diags, const struct flow *flow);

/* The history of a query that is not SINCE_ENTRY. */
uint32_t layout_find_history(const struct layout *layout, const struct query *query);
/* The slot of a query SINCE_ENTRY, and of a receipt, in a journey. */
uint32_t layout_find_tally(const struct layout *layout, uint32_t journey, const struct query *query);
uint32_t layout_find_receipt(const struct layout *layout, uint32_t journey, uint32_t template_, const char *status);
/* The slot that keeps what the value reads of its trigger's event; JBC_NONE: the event is at hand. */
uint32_t layout_find_copy(const struct layout *layout, uint32_t journey, const struct value *value);

#endif
