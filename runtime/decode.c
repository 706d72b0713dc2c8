#include "decode.h"

#define OP(name, operands, pops, pushes, meaning) {#name, operands, pops, pushes, meaning},
static const struct decode_info infos[] = {
#include "opcodes.def"
};
#undef OP

const struct decode_info *decode_info(uint32_t op) {
    return op < JBC_OP_COUNT_OF ? &infos[op] : NULL;
}

/* Bytes of an operand that is not `f`, which is read as two. */
static uint32_t operand_size(char letter) {
    switch (letter) {
    case 'b':
    case 'T': return 1;
    case 'i': return 8;
    case 'r':
    case 's':
    case 'g': return 4;
    default: return 2;
    }
}

static int64_t read_operand(const uint8_t *at, char letter) {
    switch (letter) {
    case 'r': return decode_i32(at);
    case 'i': return decode_i64(at);
    default: break;
    }
    switch (operand_size(letter)) {
    case 1: return *at;
    case 2: return decode_u16(at);
    default: return decode_u32(at);
    }
}

int decode_at(const uint8_t *code, uint32_t size, uint32_t pc, struct decode_instruction *instruction) {
    if (pc >= size || code[pc] >= JBC_OP_COUNT_OF) return 0;
    const struct decode_info *info = &infos[code[pc]];
    instruction->op = (enum jbc_op)code[pc];
    instruction->pc = pc;
    instruction->info = info;
    uint32_t at = pc + 1;
    int count = 0;
    for (const char *letter = info->operands; *letter; letter++) {
        for (int half = 0; half < (*letter == 'f' ? 2 : 1); half++) {
            uint32_t bytes = operand_size(*letter);
            if (size - at < bytes) return 0;
            instruction->operand[count++] = read_operand(code + at, *letter);
            at += bytes;
        }
    }
    instruction->next = at;
    /* A jump counts from the end of the instruction, and stands last in it. */
    if (count > 0 && info->operands[strlen(info->operands) - 1] == 'r') instruction->operand[count - 1] += at;
    return 1;
}

uint32_t decode_behind_send(const uint8_t *code, uint32_t size, uint32_t send) {
    struct decode_instruction in = {.next = 0};
    for (uint32_t pc = 0; decode_at(code, size, pc, &in); pc = in.next)
        if (in.op == JBC_OP_SEND && in.operand[0] == send) return in.next;
    return JBC_NONE;
}
