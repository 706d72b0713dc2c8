/* One user of a loaded program, driven by dice: made-up events, times and zones, for the fuzzers that run programs.
 *
 * It does: give every event values of the types that the program declares, and check that each state which comes out is
 * sound. Everything follows from `dice`, so a finding can be repeated. It aborts where something is wrong. */
#ifndef TESTS_DRIVE_H
#define TESTS_DRIVE_H

#include <stdbool.h>

#include "runtime/program.h"
#include "runtime/value.h"

struct drive {
    const jrt_program *program;              /* accepted */
    jrt_context *context;                    /* of it */
    uint64_t dice;                           /* the next number */
    uint8_t *state;                          /* of the user; NULL: never seen */
    size_t size;                             /* bytes of it */
    uint32_t hears;                          /* as the last result said */
    int64_t now;                             /* the clock */
    struct jrt_value values[JRT_FIELDS_MAX]; /* of the event */
    uint32_t traits[JRT_FIELDS_MAX];         /* of an update */
    uint8_t list[64];                        /* the bytes of a list */
    bool answers;                            /* events are mostly such as some trigger looks for */
};

/* Makes the context; false: there is no memory. drive_close is due after either answer. */
bool drive_open(struct drive *drive, const jrt_program *program, uint64_t dice);
void drive_close(struct drive *drive);

/* So many times: time moves on, what is due fires, and an event comes in. */
void drive_run(struct drive *drive, uint32_t steps);

/* The same, but the events are mostly such as some trigger of the program looks for. */
void drive_answer(struct drive *drive, uint32_t steps);

/* So many times: the user's state is changed as by a stranger, and where it is still sound, goes on from there for some
 * steps; then the user is as before. */
void drive_strange(struct drive *drive, uint32_t times);

/* Goes on from this state, which jrt_state_check must have accepted. */
void drive_set_state(struct drive *drive, const uint8_t *state, size_t size);

#endif
