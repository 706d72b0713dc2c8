/* The sample, to be changed in one place and loaded: what the tests of the verifier share.
 *
 * A change works on the records and the code before the file is made, or on the file's bytes after; the file's sums then
 * say what the bytes say, unless the sums are what is changed. */
#ifndef TESTS_VICTIM_H
#define TESTS_VICTIM_H

#include <stdbool.h>
#include <string.h>

#include "runtime/verify_audit.h"
#include "tests/unit/sample.h"

struct victim {
    struct sample s;           /* the sample */
    struct build *b;           /* what it is made of */
    uint8_t *code;             /* of b */
    struct jbc_header *header; /* of the file; NULL while the records are at hand */
    struct jbc_section *table; /* the file's table of sections */
};

#define AT(SECTION, record, index) BUILT(v->b, SECTION, record, index)
#define TRIGGER(index) AT(TRIGGER, trigger, index)
#define SLOT(index) AT(SLOT, slot, index)
#define WAIT(index) AT(WAIT, wait, index)
#define JOURNEY(index) AT(JOURNEY, journey, index)
#define STAGE(index) AT(STAGE, stage, index)
#define FUNC(index) AT(FUNC, func, index)
#define PROJECT AT(PROJECT, project, 0)
#define SET16(pc, value) memcpy(v->code + (pc), &(uint16_t){(uint16_t)(value)}, 2)
#define SET32(pc, value) memcpy(v->code + (pc), &(uint32_t){(uint32_t)(value)}, 4)

/* Makes a function that nothing uses any more harmless. */
void victim_retire(struct victim *v, uint32_t func);

/* Begins and ends one more function at the end of the code; adds an instruction to it. */
uint32_t victim_more(struct victim *v, enum jbc_func_kind kind, uint32_t journey);
void victim_end(struct victim *v, uint32_t func, uint16_t stack);
uint32_t victim_op(struct victim *v, enum jbc_op name, int64_t first, int64_t second, int64_t third);

/* Begins a FLOW function in place of main's take-over. */
uint32_t victim_take_over(struct victim *v);

enum phase {
    PHASE_RECORDS, /* before the file is made */
    PHASE_FILE,    /* after it; the sums are mended */
    PHASE_SUMS     /* after it; they are not */
};

struct victim_break {
    enum audit_claim claim;         /* whose reason is expected */
    enum phase phase;               /* when the break is made */
    void (*make)(struct victim *v); /* makes it */
};

/* Loads the sample after a change. */
enum jrt_status victim_load(enum phase phase, void (*change)(struct victim *v), struct jrt_fault *fault);

/* How many of the breaks were not refused with their reasons; each is reported. */
size_t victim_survivors(const struct victim_break *breaks, size_t count);

#endif
