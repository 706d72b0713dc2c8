/* One instruction at a time, out of bytes.
 *
 * It does: read an instruction with all its operands (decode_at, which never reads past the end it is given), tell what
 * opcodes.def says of it (decode_info), and read single operands fast (the inline functions, for code that the verifier
 * has accepted). It never: judges an operand's value. It owns nothing. */
#ifndef JRT_DECODE_H
#define JRT_DECODE_H

#include <string.h>

#include "bytecode.h"

#define DECODE_OPERANDS 3 /* the most operands of an instruction; `f` counts as two */

struct decode_info {
    const char *name;     /* "COUNT_IN" */
    const char *operands; /* a letter each, as opcodes.def says */
    const char *pops;     /* a type each, leftmost deepest */
    const char *pushes;   /* the same */
    const char *meaning;  /* one line, maybe empty */
};

struct decode_instruction {
    enum jbc_op op;                   /* what it does */
    uint32_t pc;                      /* offset into CODE of its opcode */
    uint32_t next;                    /* offset of the byte behind it */
    int64_t operand[DECODE_OPERANDS]; /* in order; a jump as the offset into CODE that it leads to, unchecked */
    const struct decode_info *info;   /* what opcodes.def says of it */
};

/* Reads the instruction at `pc` of `size` bytes of code. 0: no such opcode, or it is cut short. */
int decode_at(const uint8_t *code, uint32_t size, uint32_t pc, struct decode_instruction *instruction);

/* The offset behind the SEND of this statement, which is in the code once at most; JBC_NONE: it is not. */
uint32_t decode_behind_send(const uint8_t *code, uint32_t size, uint32_t send);

/* What opcodes.def says of an opcode; NULL for a byte that is none. */
const struct decode_info *decode_info(uint32_t op);

static inline uint16_t decode_u16(const uint8_t *at) {
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint32_t decode_u32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline int32_t decode_i32(const uint8_t *at) {
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline int64_t decode_i64(const uint8_t *at) {
    int64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

#endif
