/* Where in the scripts a program's code comes from.
 *
 * It does: find the file and line of an instruction by the spans in the bytecode, and of the statement that asks for a
 * message. It never fails for bytecode without spans: there is no place then. Texts belong to the program. */
#ifndef JOURNEY_PLACES_H
#define JOURNEY_PLACES_H

#include "program.h"

/* A line of a script; `line` 0: not known. */
struct place {
    const char *file;   /* its name, not ended by a NUL */
    uint32_t file_size; /* bytes */
    uint32_t line;      /* from 1 */
};

/* The place of the instruction at `pc`, or of the last one before it that has one. */
struct place places_at(const struct jrt_program *program, uint32_t pc);

/* The pc of the instruction that asks for the message of a send statement; JBC_NONE: it could not be found. */
uint32_t places_send(const struct jrt_program *program, uint32_t send);

#endif
