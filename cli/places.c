#include "places.h"
#include "decode.h"

struct place places_at(const struct jrt_program *program, uint32_t pc) {
    uint32_t low = 0, high = program->span_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (program->spans[middle].pc <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    struct place place = {0};
    if (low == 0 || pc == JBC_NONE) return place;
    const struct jbc_span *span = &program->spans[low - 1];
    place.line = span->line;
    place.file = program_string(program, span->file, &place.file_size);
    return place;
}

uint32_t places_send(const struct jrt_program *program, uint32_t send) {
    struct decode_instruction instruction;
    for (uint32_t pc = 0; pc < program->code_size; pc = instruction.next) {
        if (!decode_at(program->code, program->code_size, pc, &instruction)) return JBC_NONE;
        if (instruction.op == JBC_OP_SEND && (uint32_t)instruction.operand[0] == send) return pc;
    }
    return JBC_NONE;
}
