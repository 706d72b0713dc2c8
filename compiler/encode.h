/*
 * encode - the bytes of a .jbc file.
 *
 * Promises: the same program gives the same bytes on every machine. Sections that are empty are left out. It looks at no
 * record: what is right in `emitted` is right in the file.
 */
#ifndef JDL_ENCODE_H
#define JDL_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "emit.h"

/* The file, aligned to 8 bytes; NULL if it would be over JRT_PROGRAM_MAX. `strip`: without spans and metadata. */
const void *encode_program(struct arena *arena, const struct emitted *emitted, bool strip, size_t *size);

#endif
