/* The code of a loaded program as a listing for people: one line for each instruction, with the names behind its numbers,
 * and the line of the script that it comes from where the program knows it.
 *
 * It does: hand the listing to a callback, piece by piece. It never: allocates, or changes the program. Nothing of the
 * runtime needs it, so a service that does not list anything does not link it. */
#ifndef JRT_DISASM_H
#define JRT_DISASM_H

#include "program.h"

typedef void disasm_write(void *self, const char *text, size_t size);

void disasm_program(const jrt_program *program, disasm_write *write, void *self);

#endif
