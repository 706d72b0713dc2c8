/* A small project with one of nearly everything that bytecode can say, made by hand, for tests to load and to break.
 *
 * Journey 0, "main", has three stages and every kind of trigger; journey 1, "keyed", is begun by main alone, has a key, and
 * rests. Comments in sample.c show each function as a listing. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "tests/unit/build.h"

struct sample {
    struct build build; /* what it is made of; sample_free gives it back */
    /* functions */
    uint32_t zone;       /* of the project */
    uint32_t where;      /* of the history and the entering event */
    uint32_t reach;      /* of the channel */
    uint32_t enter;      /* ENTER of main */
    uint32_t init;       /* INIT of main */
    uint32_t goal;       /* FINAL of main's goal */
    uint32_t side_run;   /* SIDE of main's when */
    uint32_t take_run;   /* FLOW of main's take-over */
    uint32_t side_stage; /* SIDE of a when of stage 0 */
    uint32_t ready;      /* PREDICATE over main's slots */
    uint32_t until;      /* VALUE, a time */
    uint32_t delay;      /* VALUE, a duration */
    uint32_t word;       /* VALUE, a text */
    uint32_t all;        /* PREDICATE with all that computes */
    uint32_t flow[4];    /* FLOW of each stage; the last of keyed */
    /* places in the code */
    uint32_t send;    /* the first SEND of stage 0 */
    uint32_t wait[5]; /* the WAIT of each wait */
    uint32_t arm[3];  /* where each arm of wait 0 begins */
    uint32_t over;    /* where wait 0 goes on in time */
    uint32_t take;    /* where the take-over of stage 0 begins */
    uint32_t split;   /* the SPLIT */
    uint32_t part[2]; /* where its parts begin */
    uint32_t again;   /* the REPEAT of stage 1 */
    uint32_t body;    /* where its body begins */
    uint32_t stop;    /* the STORE that stops it */
    uint32_t past;    /* `if past` of wait 3 */
    uint32_t compare; /* the EQ of `where` */
};

/* Slots of the sample: of the fixed part, then of main, of its stages, of keyed. */
enum {
    SLOT_IDS,
    SLOT_ACCOUNT,
    SLOT_SEEN,
    SLOT_PLAN,
    SLOT_OPT_IN,
    SLOT_TAGS,
    SLOT_TRIAL,
    SLOT_NEWEST,
    SLOT_MARK_MAIN,
    SLOT_MARK_KEYED,
    SLOT_ENTER_TIMER,
    SLOT_CART,
    SLOT_TALLY,
    SLOT_RECEIPT,
    SLOT_RUN_TIMER,
    SLOT_FIRED,
    SLOT_VISITS,
    SLOT_LIST,
    SLOT_ARM_TIMER,
    SLOT_WHEN_TIMER,
    SLOT_TRUE_TIMER,
    SLOT_COUNTER,
    SLOT_FIRST,
    SLOT_SAVED,
    SLOT_KEY,
    SLOT_ASKED
};

/* Triggers, in the order of their records. */
enum {
    ON_ENTER,
    ON_ENTER_DATE,
    ON_GOAL,
    ON_LEAVE,
    ON_RUN_SIDE,
    ON_RUN_TAKE,
    ON_STAGE_SIDE,
    ON_STAGE_TAKE,
    ON_ARM_EVENT,
    ON_ARM_REPORT,
    ON_ARM_TRUE
};

void sample_build(struct sample *sample);
void sample_free(struct sample *sample);

#endif
