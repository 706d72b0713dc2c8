#include "verify_audit.h"

#include <string.h>

struct claim_text {
    const char *claim;  /* what always holds */
    const char *reason; /* what is wrong where it doesn't */
};

#define CLAIM(name, claim, reason) {claim, reason},
static const struct claim_text texts[] = {
#include "claims.def"
};
#undef CLAIM

/* The sections whose records belong to one instruction each. */
static const uint32_t statements[] = {JBC_SECTION_SEND, JBC_SECTION_START, JBC_SECTION_SPLIT};

const char *audit_claim_text(uint32_t claim) {
    return claim < CLAIM_COUNT ? texts[claim].claim : NULL;
}

const char *audit_claim_reason(uint32_t claim) {
    return claim < CLAIM_COUNT ? texts[claim].reason : NULL;
}

bool audit_broken(struct audit *audit, enum audit_claim claim, uint32_t section, uint32_t place) {
    audit->fault->reason = texts[claim].reason;
    audit->fault->section = section;
    audit->fault->place = place;
    return false;
}

void *audit_alloc(struct audit *audit, size_t count, size_t size) {
    const struct jrt_allocator *allocator = &audit->program->allocator;
    void *memory = NULL;
    if (count <= SIZE_MAX / size) memory = allocator->alloc(allocator->self, count * size);
    if (memory)
        memset(memory, 0, count * size);
    else
        audit->no_memory = true;
    return memory;
}

void audit_release(struct audit *audit, void *memory, size_t count, size_t size) {
    const struct jrt_allocator *allocator = &audit->program->allocator;
    if (memory) allocator->release(allocator->self, memory, count * size);
}

uint32_t audit_count(const struct audit *audit, uint32_t section) {
#define COUNT_OF(record, SECTION, meaning)                                                                             \
    if (section == JBC_SECTION_##SECTION) return audit->program->record##_count;
    JBC_RECORDS(COUNT_OF)
#undef COUNT_OF
    return 0;
}

static bool open_owners(struct audit *audit) {
    for (uint32_t kind = JBC_SECTION_CODE + 1; kind < JBC_SECTION_COUNT; kind++) {
        uint32_t count = audit_count(audit, kind);
        if (count == 0) continue;
        audit->owners[kind] = audit_alloc(audit, count, sizeof *audit->owners[kind]);
        if (!audit->owners[kind]) return false;
        for (uint32_t i = 0; i < count; i++) audit->owners[kind][i].index = AUDIT_NOBODY;
    }
    return true;
}

/* One byte or thing more than needed everywhere, so that an empty section too has its memory. */
bool audit_open(struct audit *audit) {
    const struct jrt_program *program = audit->program;
    if (!open_owners(audit)) return false;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        audit->spent[statements[i]] = audit_alloc(audit, audit_count(audit, statements[i]) + (size_t)1, 1);
        if (!audit->spent[statements[i]]) return false;
    }
    audit->marks = audit_alloc(audit, program->code_size + (size_t)1, 1);
    audit->funcs = audit_alloc(audit, program->func_count + (size_t)1, sizeof *audit->funcs);
    audit->counters = audit_alloc(audit, program->slot_count + (size_t)1, sizeof *audit->counters);
    audit->loops = audit_alloc(audit, program->slot_count + (size_t)1, sizeof *audit->loops);
    if (!audit->marks || !audit->funcs || !audit->counters || !audit->loops) return false;
    for (uint32_t i = 0; i < program->slot_count; i++) audit->counters[i] = JBC_NONE;
    for (uint32_t i = 0; i < program->func_count; i++)
        audit->funcs[i] = (struct audit_func){.touches = JBC_NONE, .stage = JBC_NONE};
    return true;
}

void audit_close(struct audit *audit) {
    const struct jrt_program *program = audit->program;
    for (uint32_t kind = 0; kind < JBC_SECTION_COUNT; kind++) {
        audit_release(audit, audit->owners[kind], audit_count(audit, kind), sizeof *audit->owners[kind]);
        audit_release(audit, audit->spent[kind], audit_count(audit, kind) + (size_t)1, 1);
    }
    audit_release(audit, audit->marks, program->code_size + (size_t)1, 1);
    audit_release(audit, audit->funcs, program->func_count + (size_t)1, sizeof *audit->funcs);
    audit_release(audit, audit->counters, program->slot_count + (size_t)1, sizeof *audit->counters);
    audit_release(audit, audit->loops, program->slot_count + (size_t)1, sizeof *audit->loops);
    audit_release(audit, audit->moves, audit->move_room + (size_t)1, sizeof *audit->moves);
}
