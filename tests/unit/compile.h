/* Scripts compiled and loaded in a test, and their code as text. */
#ifndef TEST_COMPILE_H
#define TEST_COMPILE_H

#include "compiler/jdl.h"
#include "runtime/program.h"

struct compiled {
    jdl_result *result;   /* of the compiler */
    jrt_program *program; /* verified; its bytes belong to the result */
};

/* Compiles and loads a script that must have no errors and must pass the verifier. `journeys` is put behind declarations
 * that all scripts of the tests share: see compile.c. */
struct compiled compile_journeys(const char *journeys);
/* The same of a whole text. */
struct compiled compile_text(const char *text);
void compile_free(struct compiled *compiled);

/* Compiles a script that must have exactly these errors, as "J0450 3" (code and line among the journeys), one a line. */
void compile_fails(const char *journeys, const char *errors);

/* The code of a function, an instruction a line: strings in quotes, jumps as `@` and the number of the instruction in the
 * function, from 0. Belongs to the caller. */
char *compile_listing(const jrt_program *program, uint32_t func);
/* The number of the instruction at a pc in its function. */
uint32_t compile_number(const jrt_program *program, uint32_t func, uint32_t pc);

/* The record of that name; the test fails if there is none. */
const struct jbc_stage *compile_stage(const jrt_program *program, const char *name);
const struct jbc_journey *compile_journey(const jrt_program *program, const char *name);
/* The journey's slot of that name among `count` from `first`; NULL: none. */
const struct jbc_slot *compile_slot(const jrt_program *program, uint32_t first, uint32_t count, const char *name);
int compile_is(const jrt_program *program, uint32_t string, const char *text);

#endif
