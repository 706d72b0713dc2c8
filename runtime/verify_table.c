#include "verify_table.h"

#include <string.h>

#include "checksum.h"
#include "record.h"

#define THE_FILE JBC_SECTION_COUNT /* the section of a fault that lies in none */

/* ---- header and sections ---- */

static bool header_check(struct audit *audit, size_t size) {
    const struct jbc_header *header = audit->program->header;
    size_t summed = offsetof(struct jbc_header, checksum) + sizeof header->checksum;
    return audit_that(audit, size >= sizeof *header && size <= JRT_PROGRAM_MAX, CLAIM_FILE_SIZE, THE_FILE, 0) &&
           audit_that(audit, memcmp(header->magic, JBC_MAGIC, sizeof header->magic) == 0, CLAIM_MAGIC, THE_FILE, 0) &&
           audit_that(audit, header->version >= JBC_OLDEST, CLAIM_TOO_OLD, THE_FILE, 0) &&
           audit_that(audit, header->oldest_reader <= JBC_VERSION, CLAIM_TOO_NEW, THE_FILE, 0) &&
           audit_that(audit, header->size == size, CLAIM_SIZE_SAID, THE_FILE, 0) &&
           audit_that(audit,
                      (uint32_t)checksum_hash(0, audit->program->bytes + summed, size - summed) == header->checksum,
                      CLAIM_CHECKSUM, THE_FILE, 0) &&
           audit_that(audit, header->zero == 0, CLAIM_ZERO, THE_FILE, 0);
}

static bool is_zero(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0) return false;
    return true;
}

static void set_table(struct jrt_program *program, const struct jbc_section *section) {
    const void *at = program->bytes + section->offset;
    if (section->kind == JBC_SECTION_TEXT) {
        program->text = at;
        program->text_size = section->size;
    }
    if (section->kind == JBC_SECTION_CODE) {
        program->code = at;
        program->code_size = section->size;
    }
#define SET_TABLE(record, SECTION, meaning)                                                                            \
    if (section->kind == JBC_SECTION_##SECTION) {                                                                      \
        program->record##s = at;                                                                                       \
        program->record##_count = section->count;                                                                      \
    }
    JBC_RECORDS(SET_TABLE)
#undef SET_TABLE
}

/* `end` is where the section before it, or the table, ended. */
static bool section_check(struct audit *audit, const struct jbc_section *section, int64_t last_kind, uint32_t *end) {
    const uint8_t *bytes = audit->program->bytes;
    uint32_t size = audit->program->header->size;
    const struct record_info *info = record_info(section->kind);
    if (!info || section->kind <= last_kind) return audit_broken(audit, CLAIM_SECTION_KIND, section->kind, 0);
    bool records = section->kind > JBC_SECTION_CODE;
    uint32_t begin = (*end + 7) & ~7u;
    if (!audit_that(audit, begin <= size && section->offset == begin, CLAIM_SECTION_PLACE, section->kind, 0) ||
        !audit_that(audit, is_zero(bytes + *end, begin - *end), CLAIM_ZERO, section->kind, 0) ||
        !audit_that(audit, section->size <= size - begin, CLAIM_SECTION_SIZE, section->kind, 0) ||
        !audit_that(audit, section->size % info->size == 0 && section->size / info->size == section->count,
                    CLAIM_SECTION_COUNT, section->kind, 0) ||
        !audit_that(audit, !records || section->count <= JRT_RECORDS_MAX, CLAIM_RECORDS_MAX, section->kind, 0))
        return false;
    *end = begin + section->size;
    set_table(audit->program, section);
    return true;
}

bool table_read(struct audit *audit, size_t size) {
    struct jrt_program *program = audit->program;
    program->header = (const void *)program->bytes;
    if (!header_check(audit, size)) return false;
    const struct jbc_header *header = program->header;
    const struct jbc_section *sections = (const void *)(program->bytes + sizeof *header);
    uint32_t room = (uint32_t)((size - sizeof *header) / sizeof *sections);
    if (!audit_that(audit, header->section_count <= room, CLAIM_SECTION_TABLE, THE_FILE, 0)) return false;
    uint32_t end = (uint32_t)(sizeof *header + header->section_count * sizeof *sections);
    uint64_t hash = 0;
    int64_t last_kind = -1;
    for (uint32_t i = 0; i < header->section_count; i++) {
        if (!section_check(audit, &sections[i], last_kind, &end)) return false;
        last_kind = sections[i].kind;
        if (last_kind == JBC_SECTION_SPAN || last_kind == JBC_SECTION_META) continue;
        hash = checksum_hash(hash, program->bytes + sections[i].offset, sections[i].size);
    }
    program->project = program->projects;
    return audit_that(audit, size - end < 8 && is_zero(program->bytes + end, size - end), CLAIM_FILE_END, THE_FILE,
                      0) &&
           audit_that(audit, hash == header->content_hash, CLAIM_CONTENT_HASH, THE_FILE, 0) &&
           audit_that(audit, header->layout_hash == (uint32_t)(hash ^ hash >> 32), CLAIM_LAYOUT_HASH, THE_FILE, 0) &&
           audit_that(audit, program->project_count == 1, CLAIM_ONE_PROJECT, JBC_SECTION_PROJECT, 0);
}

/* ---- texts ---- */

static bool is_tail(uint8_t byte) {
    return (byte & 0xc0) == 0x80;
}

/* Are the next eight bytes a character each? */
static bool is_ascii(const uint8_t *at) {
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return (eight & 0x8080808080808080u) == 0;
}

/* Bytes of the character at `at`; 0: it is none, or a form that UTF-8 forbids. */
static uint32_t character(const uint8_t *at, uint32_t room) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (at[0] < 0x80) return 1;
    uint32_t size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc0 || at[0] >= 0xf8 || size > room) return 0;
    uint32_t code = at[0] & (0x7fu >> size);
    for (uint32_t i = 1; i < size; i++) {
        if (!is_tail(at[i])) return 0;
        code = code << 6 | (at[i] & 0x3fu);
    }
    return code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : size;
}

/* TEXT as a whole is checked once, so a string only has to begin and end between characters. */
static bool texts_check(struct audit *audit) {
    const struct jrt_program *program = audit->program;
    const uint8_t *text = (const uint8_t *)program->text;
    uint32_t size = program->text_size;
    for (uint32_t at = 0, step; at < size; at += step) {
        bool eight = size - at >= 8 && is_ascii(text + at);
        step = eight ? 8 : character(text + at, size - at);
        if (!audit_that(audit, step > 0, CLAIM_UTF8, JBC_SECTION_TEXT, at)) return false;
    }
    for (uint32_t i = 0; i < program->string_count; i++) {
        const struct jbc_string *string = &program->strings[i];
        if (!audit_that(audit, string->offset <= size && string->size <= size - string->offset, CLAIM_STRING_PLACE,
                        JBC_SECTION_STRING, i) ||
            !audit_that(audit, string->size <= JRT_TEXT_MAX, CLAIM_STRING_SIZE, JBC_SECTION_STRING, i))
            return false;
        uint32_t end = string->offset + string->size;
        bool whole = (string->offset == size || !is_tail(text[string->offset])) && (end == size || !is_tail(text[end]));
        if (!audit_that(audit, whole, CLAIM_STRING_WHOLE, JBC_SECTION_STRING, i)) return false;
    }
    return true;
}

/* ---- references ---- */

/* Makes the record the owner of a range. Each record is in one range at most, so all ranges together are no longer than
 * their section, and whatever walks them is linear in the file. */
static bool own_range(struct audit *audit, struct audit_owner owner, uint32_t section, int64_t first, int64_t count) {
    int64_t room = audit_count(audit, section);
    if (!audit_that(audit, first <= room && count <= room - first, CLAIM_RANGE, owner.section, owner.index))
        return false;
    for (int64_t i = first; i < first + count; i++) {
        struct audit_owner *present = &audit->owners[section][i];
        if (!audit_that(audit, present->index == AUDIT_NOBODY, CLAIM_ONE_OWNER, section, (uint32_t)i)) return false;
        *present = owner;
    }
    return true;
}

/* A field that refers to records: all that table_check needs of it, looked up once for its section. */
struct reference {
    const struct record_field *field; /* itself */
    const struct record_field *next;  /* behind it: of a range, its length */
    uint16_t offset;                  /* bytes from the record's begin */
    int64_t count;                    /* records that there are */
};

/* The fields of a record that refer to others. */
static uint32_t references_of(const struct audit *audit, const struct record_info *info,
                              struct reference references[RECORD_FIELDS_MAX]) {
    uint32_t count = 0;
    uint16_t offset = 0;
    for (uint32_t i = 0; i < info->field_count; i++) {
        const struct record_field *field = &info->fields[i];
        if (field->form <= RECORD_OPT || field->form == RECORD_FIRST)
            references[count++] = (struct reference){field, field + 1, offset, audit_count(audit, field->section)};
        offset = (uint16_t)(offset + field->size);
    }
    return count;
}

static bool record_check(struct audit *audit, const struct reference *references, uint32_t count, const uint8_t *record,
                         struct audit_owner owner) {
    for (const struct reference *to = references; to != references + count; to++) {
        int64_t value = record_get(record + to->offset, to->field);
        if (to->field->form == RECORD_FIRST) {
            int64_t length = record_get(record + to->offset + to->field->size, to->next);
            owner.field = to->offset;
            if (!own_range(audit, owner, to->field->section, value, length)) return false;
        } else if (value >= to->count && !record_is_none(value, to->field)) {
            return audit_that(audit, false, CLAIM_REFERENCE, owner.section, owner.index);
        }
    }
    return true;
}

/* Which sections are made of ranges; SLOT is too, but what lies in the fixed part belongs to nobody. */
static bool must_be_owned(uint32_t section) {
    for (uint32_t kind = JBC_SECTION_CODE + 1; kind < JBC_SECTION_COUNT; kind++) {
        const struct record_info *info = record_info(kind);
        for (uint32_t i = 0; i < info->field_count; i++)
            if (info->fields[i].form == RECORD_FIRST && info->fields[i].section == section)
                return section != JBC_SECTION_SLOT;
    }
    return false;
}

static bool owners_check(struct audit *audit) {
    for (uint32_t kind = JBC_SECTION_CODE + 1; kind < JBC_SECTION_COUNT; kind++) {
        if (!must_be_owned(kind)) continue;
        for (uint32_t i = 0; i < audit_count(audit, kind); i++)
            if (!audit_that(audit, audit->owners[kind][i].index != AUDIT_NOBODY, CLAIM_OWNED, kind, i)) return false;
    }
    return true;
}

static const uint8_t *records_of(const struct jrt_program *program, uint32_t section) {
#define RECORDS_OF(record, SECTION, meaning)                                                                           \
    if (section == JBC_SECTION_##SECTION) return (const void *)program->record##s;
    JBC_RECORDS(RECORDS_OF)
#undef RECORDS_OF
    return NULL;
}

bool table_check(struct audit *audit) {
    if (!texts_check(audit)) return false;
    for (uint32_t kind = JBC_SECTION_CODE + 1; kind < JBC_SECTION_COUNT; kind++) {
        const struct record_info *info = record_info(kind);
        const uint8_t *records = records_of(audit->program, kind);
        struct reference references[RECORD_FIELDS_MAX];
        uint32_t count = references_of(audit, info, references), record_count = audit_count(audit, kind);
        for (uint32_t i = 0; count > 0 && i < record_count; i++) {
            struct audit_owner owner = {.index = i, .section = (uint16_t)kind};
            if (!record_check(audit, references, count, records + (size_t)i * info->size, owner)) return false;
        }
    }
    return owners_check(audit);
}
