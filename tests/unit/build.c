#include "tests/unit/build.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/checksum.h"
#include "runtime/decode.h"
#include "runtime/record.h"

void build_free(struct build *build) {
    for (uint32_t i = 0; i < JBC_SECTION_COUNT; i++) free(build->bytes[i]);
    memset(build, 0, sizeof *build);
}

static void append(struct build *build, uint32_t section, const void *bytes, uint32_t size) {
    while (build->rooms[section] - build->sizes[section] < size) {
        build->rooms[section] = build->rooms[section] ? 2 * build->rooms[section] : 256;
        build->bytes[section] = realloc(build->bytes[section], build->rooms[section]);
        assert(build->bytes[section]);
    }
    memcpy(build->bytes[section] + build->sizes[section], bytes, size);
    build->sizes[section] += size;
}

uint32_t build_text(struct build *build, const char *text) {
    uint32_t size = (uint32_t)strlen(text);
    uint32_t count = build->sizes[JBC_SECTION_STRING] / (uint32_t)sizeof(struct jbc_string);
    for (uint32_t i = 0; i < count; i++) {
        const struct jbc_string *string = BUILT(build, STRING, string, i);
        bool same = string->size == size;
        if (same && size > 0) same = memcmp(build->bytes[JBC_SECTION_TEXT] + string->offset, text, size) == 0;
        if (same) return i;
    }
    struct jbc_string made = {.offset = build->sizes[JBC_SECTION_TEXT], .size = size};
    append(build, JBC_SECTION_TEXT, text, size);
    return build_add(build, JBC_SECTION_STRING, &made);
}

uint32_t build_add(struct build *build, uint32_t section, const void *record) {
    uint32_t size = record_info(section)->size;
    append(build, section, record, size);
    return build->sizes[section] / size - 1;
}

void *build_at(const struct build *build, uint32_t section, uint32_t index) {
    return build->bytes[section] + (size_t)index * record_info(section)->size;
}

uint32_t build_pc(const struct build *build) {
    return build->sizes[JBC_SECTION_CODE];
}

uint32_t build_func(struct build *build, enum jbc_func_kind kind, uint8_t type, uint32_t journey) {
    return BUILD(build, FUNC, func, .pc = build_pc(build), .journey = journey, .kind = (uint8_t)kind, .type = type);
}

void build_end(struct build *build, uint32_t func, uint16_t stack) {
    struct jbc_func *record = BUILT(build, FUNC, func, func);
    record->size = build_pc(build) - record->pc;
    record->stack = stack;
}

static uint32_t operand_size(char letter) {
    return strchr("bT", letter) ? 1 : strchr("rsg", letter) ? 4 : letter == 'i' ? 8 : 2;
}

uint32_t build_op(struct build *build, enum jbc_op op, int64_t first, int64_t second, int64_t third) {
    const int64_t operands[] = {first, second, third};
    uint32_t pc = build_pc(build);
    append(build, JBC_SECTION_CODE, &(uint8_t){(uint8_t)op}, 1);
    int next = 0;
    for (const char *letter = decode_info(op)->operands; *letter; letter++) {
        for (int half = 0; half < (*letter == 'f' ? 2 : 1); half++) {
            int64_t value = operands[next++];
            append(build, JBC_SECTION_CODE, &value, operand_size(*letter));
            if (*letter == 'r') build_jump(build, pc, (uint32_t)value);
        }
    }
    return pc;
}

/* A jump's distance is the last operand, and counts from the instruction's end. */
void build_jump(struct build *build, uint32_t pc, uint32_t target) {
    uint32_t end = pc + 1;
    for (const char *letter = decode_info(build->bytes[JBC_SECTION_CODE][pc])->operands; *letter; letter++)
        end += operand_size(*letter);
    int32_t distance = (int32_t)(target - end);
    memcpy(build->bytes[JBC_SECTION_CODE] + end - 4, &distance, 4);
}

static size_t padded(size_t size) {
    return (size + 7) & ~(size_t)7;
}

uint8_t *build_finish(const struct build *build, size_t *size) {
    struct jbc_section sections[JBC_SECTION_COUNT];
    uint32_t count = 0;
    for (uint32_t i = 0; i < JBC_SECTION_COUNT; i++) {
        if (build->sizes[i] == 0) continue;
        sections[count++] =
            (struct jbc_section){.kind = i, .size = build->sizes[i], .count = build->sizes[i] / record_info(i)->size};
    }
    *size = padded(sizeof(struct jbc_header) + count * sizeof *sections);
    for (uint32_t i = 0; i < count; i++) {
        sections[i].offset = (uint32_t)*size;
        *size += padded(sections[i].size);
    }
    uint8_t *bytes = calloc(1, *size);
    assert(bytes);
    struct jbc_header header = {.version = JBC_VERSION, .oldest_reader = JBC_OLDEST, .section_count = count};
    memcpy(header.magic, JBC_MAGIC, sizeof header.magic);
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + sizeof header, sections, count * sizeof *sections);
    for (uint32_t i = 0; i < count; i++)
        memcpy(bytes + sections[i].offset, build->bytes[sections[i].kind], sections[i].size);
    build_mend(bytes, *size);
    return bytes;
}

void build_mend(uint8_t *bytes, size_t size) {
    struct jbc_header header;
    if (size < sizeof header) return;
    memcpy(&header, bytes, sizeof header);
    header.size = (uint32_t)size;
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
    size_t summed = offsetof(struct jbc_header, checksum) + sizeof header.checksum;
    header.checksum = (uint32_t)checksum_hash(0, bytes + summed, size - summed);
    memcpy(bytes, &header, sizeof header);
}
