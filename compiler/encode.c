/* encode - see encode.h. */
#include "encode.h"

#include <string.h>

#include "checksum.h"

/* A section as it will lie in the file. */
struct part {
    const void *bytes; /* its records */
    uint32_t count;    /* how many */
    uint32_t size;     /* bytes of one */
};

static void collect(const struct emitted *emitted, bool strip, struct part parts[JBC_SECTION_COUNT]) {
    parts[JBC_SECTION_TEXT] = (struct part){emitted->text.items, emitted->text.count, 1};
    parts[JBC_SECTION_CODE] = (struct part){emitted->code.items, emitted->code.count, 1};
#define COLLECT(record, SECTION, meaning)                                                                              \
    parts[JBC_SECTION_##SECTION] =                                                                                     \
        (struct part){emitted->record##s.items, emitted->record##s.count, sizeof *emitted->record##s.items};
    JBC_RECORDS(COLLECT)
#undef COLLECT
    if (!strip) return;
    parts[JBC_SECTION_SPAN].count = 0;
    parts[JBC_SECTION_META].count = 0;
}

static uint64_t align8(uint64_t offset) {
    return (offset + 7) & ~UINT64_C(7);
}

/* Where each section lies; the file's size. */
static uint64_t place(const struct part parts[JBC_SECTION_COUNT], struct jbc_section sections[JBC_SECTION_COUNT],
                      uint32_t *count) {
    *count = 0;
    for (uint32_t kind = 0; kind < JBC_SECTION_COUNT; kind++) *count += parts[kind].count > 0;
    uint64_t end = sizeof(struct jbc_header) + *count * sizeof(struct jbc_section);
    struct jbc_section *section = sections;
    for (uint32_t kind = 0; kind < JBC_SECTION_COUNT; kind++) {
        if (parts[kind].count == 0) continue;
        end = align8(end);
        uint64_t size = (uint64_t)parts[kind].count * parts[kind].size;
        *section++ = (struct jbc_section){
            .kind = kind, .offset = (uint32_t)end, .size = (uint32_t)size, .count = parts[kind].count};
        end += size;
    }
    return align8(end);
}

const void *encode_program(struct arena *arena, const struct emitted *emitted, bool strip, size_t *size) {
    struct part parts[JBC_SECTION_COUNT];
    struct jbc_section sections[JBC_SECTION_COUNT];
    uint32_t count;
    collect(emitted, strip, parts);
    uint64_t whole = place(parts, sections, &count);
    if (whole > JRT_PROGRAM_MAX) return NULL;
    uint8_t *bytes = arena_alloc(arena, (size_t)whole);
    uint64_t hash = 0;
    memcpy(bytes + sizeof(struct jbc_header), sections, count * sizeof *sections);
    for (uint32_t i = 0; i < count; i++) {
        const struct jbc_section *section = &sections[i];
        memcpy(bytes + section->offset, parts[section->kind].bytes, section->size);
        if (section->kind == JBC_SECTION_SPAN || section->kind == JBC_SECTION_META) continue;
        hash = checksum_hash(hash, bytes + section->offset, section->size);
    }
    /* A state points into the code and means records by their numbers, so its layout depends on all that behaves. */
    struct jbc_header header = {.version = JBC_VERSION,
                                .oldest_reader = JBC_VERSION,
                                .size = (uint32_t)whole,
                                .section_count = count,
                                .content_hash = hash,
                                .layout_hash = (uint32_t)(hash ^ hash >> 32)};
    memcpy(header.magic, JBC_MAGIC, sizeof header.magic);
    size_t summed = offsetof(struct jbc_header, checksum) + sizeof header.checksum;
    memcpy(bytes, &header, sizeof header);
    header.checksum = (uint32_t)checksum_hash(0, bytes + summed, (size_t)whole - summed);
    memcpy(bytes, &header, sizeof header);
    *size = (size_t)whole;
    return bytes;
}
