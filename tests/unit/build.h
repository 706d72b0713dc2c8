/* An assembler for tests: puts records and instructions together into the bytes of a .jbc file.
 *
 * It does: keep each section's bytes, and write header, table, sums and sections. It never judges what it is given, so a
 * test can build wrong programs as well as right ones. Memory comes from malloc and fails an assertion when there is
 * none; build_free gives it back, but for what build_finish returned, which is the caller's to free. */
#ifndef TESTS_BUILD_H
#define TESTS_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "runtime/bytecode.h"

struct build {
    uint8_t *bytes[JBC_SECTION_COUNT]; /* of each section */
    uint32_t sizes[JBC_SECTION_COUNT]; /* bytes used */
    uint32_t rooms[JBC_SECTION_COUNT]; /* bytes allocated */
};

void build_free(struct build *build);

/* A string's id; equal texts have one. */
uint32_t build_text(struct build *build, const char *text);

/* Adds a record, and is its index. */
uint32_t build_add(struct build *build, uint32_t section, const void *record);
#define BUILD(build, SECTION, record, ...) build_add(build, JBC_SECTION_##SECTION, &(struct jbc_##record){__VA_ARGS__})

/* A record, to be changed; it moves when another one is added. */
void *build_at(const struct build *build, uint32_t section, uint32_t index);
#define BUILT(build, SECTION, record, index) ((struct jbc_##record *)build_at(build, JBC_SECTION_##SECTION, index))

/* Begins a function at the end of the code, and ends it; `stack` is how deep its stack gets. */
uint32_t build_func(struct build *build, enum jbc_func_kind kind, uint8_t type, uint32_t journey);
void build_end(struct build *build, uint32_t func, uint16_t stack);

/* Adds an instruction, and is its pc; operands in order, those it has none for are not looked at. A jump's operand is the
 * pc that it leads to; build_jump sets it later. */
uint32_t build_op(struct build *build, enum jbc_op op, int64_t first, int64_t second, int64_t third);
void build_jump(struct build *build, uint32_t pc, uint32_t target);

/* Where the next instruction will be. */
uint32_t build_pc(const struct build *build);

/* The file. */
uint8_t *build_finish(const struct build *build, size_t *size);

/* Sets size, hashes and checksum to what the bytes say, as far as the section table lies within them. */
void build_mend(uint8_t *bytes, size_t size);

#endif
