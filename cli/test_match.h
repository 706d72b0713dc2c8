/* Comparing what a step of a test did with what it was to do.
 *
 * A step is what lies between two inputs or moves of time. Within it the order is free; each action is named by one `expect`
 * line and each line names one action. A test is closed: a send, skip, milestone, set, start or exit that no line names is
 * a failure; stage moves, entries and refusals may be left unsaid.
 *
 * It marks the step's entries in the timeline and adds one for each line that nothing fulfilled. */
#ifndef JOURNEY_TEST_MATCH_H
#define JOURNEY_TEST_MATCH_H

#include "test_run.h"

/* The runs that are live, as the actions tell. */
struct test_live {
    uint32_t run;     /* serial */
    uint32_t journey; /* index */
    uint32_t stage;   /* index; JBC_NONE: kept out, in no stage */
};

/* A step that is over. */
struct test_step {
    struct test_run *run;           /* whose timeline it is part of */
    const struct wording *words;    /* the zone is the user's at the end of the step */
    size_t first;                   /* its first entry */
    size_t end;                     /* behind its last */
    const struct jdl_step *expects; /* its `expect` lines */
    size_t expect_count;            /* how many */
    const struct jdl_place *below;  /* the line that it begins with */
    const struct test_live *live;   /* the runs at its end */
    size_t live_count;              /* how many */
    int64_t now;                    /* its end */
};

/* False: out of memory. */
bool test_match(const struct test_step *step);

#endif
