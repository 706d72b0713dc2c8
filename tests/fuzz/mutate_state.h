/* Changes of a user's state that leave it looking like one: what a fuzzer needs to get past the stored form and to what
 * sound.h looks at.
 *
 * It does: read a state that the runtime made, change single fields of its runs, messages, slots and rings, mostly into what
 * could stand there, and store it again. What comes out may be sound or not. */
#ifndef TESTS_MUTATE_STATE_H
#define TESTS_MUTATE_STATE_H

#include "runtime/program.h"

/* The changed state, which belongs to the caller, and its size; NULL: there is nothing to change. */
uint8_t *mutate_state(const jrt_program *program, const uint8_t *state, size_t size, uint64_t *dice, size_t *new_size);

#endif
