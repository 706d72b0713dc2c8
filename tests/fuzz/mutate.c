#include "tests/fuzz/mutate.h"

#include <stdbool.h>
#include <string.h>

#include "runtime/checksum.h"
#include "runtime/decode.h"
#include "runtime/program.h"
#include "runtime/record.h"

struct file {
    uint8_t *bytes;                                 /* all of it */
    size_t size;                                    /* bytes */
    struct jbc_section sections[JBC_SECTION_COUNT]; /* by kind; count 0: none */
    uint64_t dice;                                  /* the next number */
};

static uint32_t roll(struct file *file, uint32_t below) {
    file->dice = file->dice * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)(file->dice >> 33) % below;
}

/* Finds the sections that lie in the file. */
static bool open_file(struct file *file) {
    struct jbc_header header;
    if (file->size < sizeof header || file->size > JRT_PROGRAM_MAX) return false;
    memcpy(&header, file->bytes, sizeof header);
    for (uint32_t i = 0; i < header.section_count && i < JBC_SECTION_COUNT; i++) {
        struct jbc_section section;
        size_t at = sizeof header + i * sizeof section;
        if (at + sizeof section > file->size) return false;
        memcpy(&section, file->bytes + at, sizeof section);
        bool fits = section.kind < JBC_SECTION_COUNT && section.offset <= file->size &&
                    section.size <= file->size - section.offset;
        if (!fits || (uint64_t)section.count * record_info(section.kind)->size > section.size) return false;
        file->sections[section.kind] = section;
    }
    return true;
}

static uint8_t *record_place(const struct file *file, uint32_t kind, uint32_t index) {
    return file->bytes + file->sections[kind].offset + (size_t)index * record_info(kind)->size;
}

/* ---- code ---- */

static bool any_function(struct file *file, struct jbc_func *func) {
    if (file->sections[JBC_SECTION_FUNC].count == 0) return false;
    memcpy(func, record_place(file, JBC_SECTION_FUNC, roll(file, file->sections[JBC_SECTION_FUNC].count)),
           sizeof *func);
    uint32_t size = file->sections[JBC_SECTION_CODE].size;
    return func->pc <= size && func->size <= size - func->pc;
}

/* Some instruction of the function; false: its code is none. */
static bool any_instruction(struct file *file, const struct jbc_func *func, struct decode_instruction *in) {
    const uint8_t *code = file->bytes + file->sections[JBC_SECTION_CODE].offset;
    uint32_t end = func->pc + func->size;
    uint32_t count = 0;
    for (uint32_t pc = func->pc; decode_at(code, end, pc, in); pc = in->next) count++;
    if (count == 0) return false;
    uint32_t chosen = roll(file, count);
    uint32_t pc = func->pc;
    for (uint32_t i = 0; i < chosen; i++, pc = in->next) decode_at(code, end, pc, in);
    return decode_at(code, end, pc, in) != 0;
}

static uint32_t section_of(char letter) {
    static const char letters[] = "sgftvyjSWPAG";
    static const uint8_t kinds[] = {JBC_SECTION_STRING, JBC_SECTION_STRING,  JBC_SECTION_EVENT,   JBC_SECTION_TRAIT,
                                    JBC_SECTION_SLOT,   JBC_SECTION_HISTORY, JBC_SECTION_JOURNEY, JBC_SECTION_SEND,
                                    JBC_SECTION_WAIT,   JBC_SECTION_SPLIT,   JBC_SECTION_START,   JBC_SECTION_STAGE};
    const char *found = strchr(letters, letter);
    return found ? kinds[found - letters] : JBC_SECTION_COUNT;
}

/* Another opcode with operands of the same kinds in the place of this one, each as often. false: there is none. */
static bool change_opcode(struct file *file, const struct decode_instruction *in, uint8_t *at) {
    uint32_t alike = 0;
    for (uint32_t op = 0; op < JBC_OP_COUNT_OF; op++) {
        if (op == (uint32_t)in->op || strcmp(decode_info(op)->operands, in->info->operands) != 0) continue;
        if (roll(file, ++alike) == 0) *at = (uint8_t)op;
    }
    return alike > 0;
}

/* The jump leads to another instruction of the function, or a byte beside the one it led to. */
static void change_jump(struct file *file, const struct jbc_func *func, const struct decode_instruction *in,
                        uint8_t *end) {
    struct decode_instruction target;
    int32_t distance;
    memcpy(&distance, end - 4, 4);
    if (roll(file, 3) == 0)
        distance += (int32_t)roll(file, 7) - 3;
    else if (any_instruction(file, func, &target))
        distance = (int32_t)(target.pc - in->next);
    memcpy(end - 4, &distance, 4);
}

static void change_operand(struct file *file, const struct decode_instruction *in, uint8_t *at) {
    static const uint64_t numbers[] = {0,    1,        2,          3,          7,     64,        255,
                                       1000, 86400000, 1ull << 31, 1ull << 62, ~0ull, 1ull << 63};
    char letter = in->info->operands[0];
    uint32_t section = section_of(letter);
    uint64_t value = numbers[roll(file, sizeof numbers / sizeof *numbers)];
    if (section < JBC_SECTION_COUNT && roll(file, 8) != 0) value = roll(file, file->sections[section].count);
    if (section < JBC_SECTION_COUNT && roll(file, 12) == 0) value = file->sections[section].count; /* one too high */
    if (strchr("bT", letter) && roll(file, 2)) value = roll(file, 96);
    uint32_t size = strchr("bT", letter) ? 1 : strchr("sg", letter) ? 4 : letter == 'i' ? 8 : 2;
    memcpy(at, &value, size);
    if (letter == 'f' && roll(file, 2)) memcpy(at + 2, &(uint16_t){(uint16_t)roll(file, 8)}, 2);
    if (in->info->operands[1] == 'h') memcpy(at + 2, &(uint16_t){(uint16_t)(1 + roll(file, 1200))}, 2);
}

/* Some opcode; what it names is drawn first, so that those which alone name something of their kind have their turn, and each
 * of the same kind as often. */
static uint32_t any_opcode(struct file *file) {
    static const char letters[] = "sgftvyjSWPAGrbTihWGWG"; /* most is to be known of places */
    char letter = letters[roll(file, sizeof letters - 1)];
    uint32_t alike = 0, chosen = 0;
    for (uint32_t op = 0; op < JBC_OP_COUNT_OF; op++)
        if (strchr(decode_info(op)->operands, letter) && roll(file, ++alike) == 0) chosen = op;
    return chosen;
}

/* Some instruction of some function. As often as not one whose opcode was drawn first, so that rare ones have their turn;
 * the function is the first from a random one on that has it. */
static bool choose(struct file *file, struct jbc_func *func, struct decode_instruction *in) {
    if (roll(file, 2)) return any_function(file, func) && any_instruction(file, func, in);
    const uint8_t *code = file->bytes + file->sections[JBC_SECTION_CODE].offset;
    uint32_t count = file->sections[JBC_SECTION_FUNC].count;
    uint32_t op = roll(file, 3) == 0 ? roll(file, JBC_OP_COUNT_OF) : any_opcode(file);
    uint32_t first = roll(file, count);
    for (uint32_t i = 0; i < count; i++) {
        memcpy(func, record_place(file, JBC_SECTION_FUNC, (first + i) % count), sizeof *func);
        if (func->pc > file->sections[JBC_SECTION_CODE].size) continue;
        if (func->size > file->sections[JBC_SECTION_CODE].size - func->pc) continue;
        uint32_t end = func->pc + func->size;
        for (uint32_t pc = func->pc; decode_at(code, end, pc, in); pc = in->next)
            if ((uint32_t)in->op == op) return true;
    }
    return false;
}

static void change_code(struct file *file) {
    struct jbc_func func;
    struct decode_instruction in;
    if (!choose(file, &func, &in)) return;
    uint8_t *code = file->bytes + file->sections[JBC_SECTION_CODE].offset;
    const char *operands = in.info->operands;
    bool jumps = strchr(operands, 'r') != NULL;
    if ((*operands == '\0' || roll(file, 3) == 0) && change_opcode(file, &in, code + in.pc)) return;
    if (*operands == '\0') return;
    if (jumps && (operands[0] == 'r' || roll(file, 2)))
        change_jump(file, &func, &in, code + in.next);
    else
        change_operand(file, &in, code + in.pc + 1);
}

/* ---- records ---- */

/* Another function of the same kind, where there is one; else the same. */
static int64_t like_function(struct file *file, int64_t old) {
    struct jbc_func func, other;
    uint32_t count = file->sections[JBC_SECTION_FUNC].count;
    if (old < 0 || old >= count) return roll(file, count);
    memcpy(&func, record_place(file, JBC_SECTION_FUNC, (uint32_t)old), sizeof func);
    for (uint32_t i = 0; i < 8; i++) {
        uint32_t index = roll(file, count);
        memcpy(&other, record_place(file, JBC_SECTION_FUNC, index), sizeof other);
        if (index != old && other.kind == func.kind) return index;
    }
    return old;
}

static int64_t any_field_value(struct file *file, const struct record_field *field, int64_t old) {
    static const int64_t numbers[] = {0,  1,  2,   3,    4,    5,     6,  7,         8,
                                      16, 48, 127, 1000, 1024, 10000, -1, INT64_MAX, INT64_MIN};
    bool refers = field->form == RECORD_INDEX || field->form == RECORD_OPT || field->form == RECORD_FIRST;
    uint32_t kind = roll(file, 8);
    if (kind == 0) return (int64_t)((uint64_t)old + 1);
    if (kind == 1) return (int64_t)((uint64_t)old - 1);
    if (kind == 2 && field->form != RECORD_PLAIN) return -1;
    if (refers && field->section == JBC_SECTION_FUNC && kind < 6) return like_function(file, old);
    if (refers) return roll(file, file->sections[field->section].count + 1);
    struct jbc_func func;
    struct decode_instruction in;
    bool is_pc = field->form == RECORD_PC || field->form == RECORD_PC_OPT;
    if (is_pc && any_function(file, &func) && any_instruction(file, &func, &in)) return in.pc;
    if (kind < 6) return numbers[roll(file, 8)];
    return numbers[roll(file, sizeof numbers / sizeof *numbers)];
}

/* A record names another function of the same kind: of all fields, those say what will run. */
static void change_function(struct file *file) {
    for (uint32_t tries = 0; tries < 64; tries++) {
        uint32_t kind = JBC_SECTION_PROJECT + roll(file, JBC_SECTION_COUNT - JBC_SECTION_PROJECT);
        uint32_t count = file->sections[kind].count;
        const struct record_info *info = record_info(kind);
        uint32_t chosen = roll(file, info->field_count);
        if (count == 0 || info->fields[chosen].form == RECORD_PLAIN || info->fields[chosen].section != JBC_SECTION_FUNC)
            continue;
        uint8_t *at = record_place(file, kind, roll(file, count));
        for (uint32_t i = 0; i < chosen; i++) at += info->fields[i].size;
        int64_t value = record_get(at, &info->fields[chosen]);
        if (record_is_none(value, &info->fields[chosen])) continue;
        value = like_function(file, value);
        memcpy(at, &value, info->fields[chosen].size);
        return;
    }
}

/* A field of a record gets another value, or that of the same field in another record. */
static void change_record(struct file *file) {
    uint32_t kind = JBC_SECTION_PROJECT + roll(file, JBC_SECTION_COUNT - JBC_SECTION_PROJECT);
    for (uint32_t i = 0; i < JBC_SECTION_COUNT && file->sections[kind].count == 0; i++)
        kind = JBC_SECTION_PROJECT + (kind + 1 - JBC_SECTION_PROJECT) % (JBC_SECTION_COUNT - JBC_SECTION_PROJECT);
    uint32_t count = file->sections[kind].count;
    const struct record_info *info = record_info(kind);
    if (count == 0) return;
    uint8_t *at = record_place(file, kind, roll(file, count));
    const uint8_t *other = record_place(file, kind, roll(file, count));
    uint32_t chosen = roll(file, info->field_count);
    if (info->fields[chosen].form == RECORD_PLAIN) chosen = roll(file, info->field_count);
    for (uint32_t i = 0; i < chosen; i++) {
        at += info->fields[i].size;
        other += info->fields[i].size;
    }
    int64_t value = any_field_value(file, &info->fields[chosen], record_get(at, &info->fields[chosen]));
    if (count > 1 && roll(file, 4) == 0)
        memcpy(at, other, info->fields[chosen].size);
    else
        memcpy(at, &value, info->fields[chosen].size);
}

/* ---- the whole ---- */

void mutate_mend(uint8_t *bytes, size_t size) {
    struct jbc_header header;
    size_t summed = offsetof(struct jbc_header, checksum) + sizeof header.checksum;
    if (size < sizeof header) return;
    memcpy(&header, bytes, sizeof header);
    memcpy(header.magic, JBC_MAGIC, sizeof header.magic);
    header.version = header.oldest_reader = JBC_VERSION;
    header.size = (uint32_t)size;
    header.zero = 0;
    header.content_hash = 0;
    for (uint32_t i = 0; i < header.section_count && sizeof header + (i + 1) * sizeof(struct jbc_section) <= size;
         i++) {
        struct jbc_section section;
        memcpy(&section, bytes + sizeof header + i * sizeof section, sizeof section);
        if (section.kind == JBC_SECTION_SPAN || section.kind == JBC_SECTION_META) continue;
        if (section.offset > size || section.size > size - section.offset) continue;
        header.content_hash = checksum_hash(header.content_hash, bytes + section.offset, section.size);
    }
    header.layout_hash = (uint32_t)(header.content_hash ^ header.content_hash >> 32);
    memcpy(bytes, &header, sizeof header);
    header.checksum = (uint32_t)checksum_hash(0, bytes + summed, size - summed);
    memcpy(bytes, &header, sizeof header);
}

/* A change of the code often changes how deep a stack gets, which the function says: then it says so. */
static void mend_depths(struct file *file) {
    struct jrt_fault fault;
    jrt_program *program = NULL;
    for (int tries = 0; tries < 2 * (int)JRT_STACK_MAX; tries++) {
        mutate_mend(file->bytes, file->size);
        enum jrt_status status = jrt_load(file->bytes, file->size, NULL, &program, &fault);
        jrt_program_free(program);
        program = NULL;
        if (status == JRT_OK || fault.section != JBC_SECTION_FUNC || !strstr(fault.reason, "how deep")) return;
        uint8_t *at = record_place(file, JBC_SECTION_FUNC, fault.place);
        struct jbc_func func;
        memcpy(&func, at, sizeof func);
        func.stack = (uint16_t)((func.stack + 1) % (JRT_STACK_MAX + 1));
        memcpy(at, &func, sizeof func);
    }
}

int mutate_program(uint8_t *bytes, size_t size, uint32_t seed) {
    struct file file = {.bytes = bytes, .size = size, .dice = seed};
    if (!open_file(&file)) return 0;
    uint32_t changes = 1 + roll(&file, 3);
    for (uint32_t i = 0; i < changes; i++) {
        if (roll(&file, 2))
            change_code(&file);
        else if (roll(&file, 4) == 0)
            change_function(&file);
        else
            change_record(&file);
    }
    mend_depths(&file);
    return 1;
}
