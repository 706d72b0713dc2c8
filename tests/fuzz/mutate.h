/* Changes of a compiled project that leave it looking like one: what a fuzzer needs to get past the file's frame and to the
 * claims behind it.
 *
 * It does: change single fields of records and single operands of instructions, mostly into what could stand there, and
 * mend what a file says of itself. The file keeps its size. */
#ifndef TESTS_MUTATE_H
#define TESTS_MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* Some changes, chosen by the seed. 0: the bytes are no file whose parts could be found. */
int mutate_program(uint8_t *bytes, size_t size, uint32_t seed);

/* Makes everything so that a file says of itself: magic, size, sums. */
void mutate_mend(uint8_t *bytes, size_t size);

#endif
