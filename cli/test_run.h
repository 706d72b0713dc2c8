/* One test of a script, run on the production interpreter in virtual time.
 *
 * It does: give the interpreter what the test's plan says (profile, history, forced splits, events, reports, moves of time),
 * fire every timer in order, and compare what comes out of each step with the plan's `expect` lines (test_match.h). What
 * happened is kept as a timeline, in the words of a script.
 * It never: prints, looks at a real clock, or lets one test see another.
 *
 * A bench is shared by tests, one at a time; it borrows the program. A run owns all that it points to until test_run_free,
 * but for the plan, which belongs to the compiler's result. */
#ifndef JOURNEY_TEST_RUN_H
#define JOURNEY_TEST_RUN_H

#include "jdl.h"
#include "pool.h"
#include "program.h"
#include "wording.h"
#include "zones.h"

struct coverage;

/* What all tests of a project share. */
struct test_bench {
    const jrt_program *program; /* loaded */
    struct zones *zones;        /* the machine's time zones */
    struct coverage *coverage;  /* what was reached, or NULL where nobody asked */
};

enum test_entry_kind {
    TEST_INPUT,  /* a line of the story: an event, an update, a report, a move of time */
    TEST_ACTION, /* what the project did */
    TEST_MISSED  /* an `expect` that nothing fulfilled */
};

/* One line of the timeline. */
struct test_entry {
    enum test_entry_kind kind;     /* which it is */
    int64_t at;                    /* its instant; of what was missed: of the end of its step */
    const char *when;              /* the same on the user's clock */
    const char *text;              /* in the words of a script */
    const struct jdl_step *step;   /* INPUT, MISSED: the line; ACTION: the line that expected it, or NULL */
    struct jrt_action action;      /* ACTION: itself, its texts and values kept */
    const char *problem;           /* why the test fails here; NULL: all is well here */
    const char *paste;             /* the line that would allow it; NULL: there is none */
    const struct jdl_place *below; /* below which line of the script it would stand */
    uint32_t send;                 /* ACTION: the statement that asked for the message, or JBC_NONE */
};

struct test_run {
    const struct jdl_test *test; /* its plan */
    bool passed;                 /* nothing is wrong */
    const char *broken;          /* why it could not go on to its end; NULL: it did */
    const char *broken_paste;    /* the line that mends that, or NULL */
    struct test_entry *entries;  /* the timeline; to be read once the test has run */
    size_t count;                /* how many */
    size_t capacity;             /* room */
    struct pool pool;            /* owns every text and value */
};

/* Runs one test. False: out of memory, not reported; the run is to be freed all the same. */
bool test_run(const struct test_bench *bench, const struct jdl_test *test, struct test_run *run);
void test_run_free(struct test_run *run);

/* A new line at the end of the timeline; NULL: out of memory. For test_match.c too. */
struct test_entry *test_run_add(struct test_run *run, enum test_entry_kind kind, int64_t at);

#endif
