#include "check.h"

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

const char *check_claim_text(uint32_t claim) {
    return claim < CLAIM_COUNT ? texts[claim].claim : NULL;
}

const char *check_claim_reason(uint32_t claim) {
    return claim < CLAIM_COUNT ? texts[claim].reason : NULL;
}

bool check_that(struct check *check, bool holds, enum check_claim claim, uint32_t section, uint32_t place) {
    if (holds) return true;
    check->fault->reason = texts[claim].reason;
    check->fault->section = section;
    check->fault->place = place;
    return false;
}

void *check_alloc(struct check *check, size_t count, size_t size) {
    const struct jrt_allocator *allocator = &check->program->allocator;
    void *memory = NULL;
    if (count <= SIZE_MAX / size) memory = allocator->alloc(allocator->self, count * size);
    if (memory)
        memset(memory, 0, count * size);
    else
        check->no_memory = true;
    return memory;
}

void check_release(struct check *check, void *memory, size_t count, size_t size) {
    const struct jrt_allocator *allocator = &check->program->allocator;
    if (memory) allocator->release(allocator->self, memory, count * size);
}

uint32_t check_count(const struct check *check, uint32_t section) {
#define COUNT_OF(record, SECTION, meaning)                                                                             \
    if (section == JBC_SECTION_##SECTION) return check->program->record##_count;
    JBC_RECORDS(COUNT_OF)
#undef COUNT_OF
    return 0;
}

static bool open_owners(struct check *check) {
    for (uint32_t kind = JBC_SECTION_CODE + 1; kind < JBC_SECTION_COUNT; kind++) {
        uint32_t count = check_count(check, kind);
        if (count == 0) continue;
        check->owners[kind] = check_alloc(check, count, sizeof *check->owners[kind]);
        if (!check->owners[kind]) return false;
        for (uint32_t i = 0; i < count; i++) check->owners[kind][i].index = CHECK_NOBODY;
    }
    return true;
}

/* One byte or thing more than needed everywhere, so that an empty section too has its memory. */
bool check_open(struct check *check) {
    const struct jrt_program *program = check->program;
    if (!open_owners(check)) return false;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        check->spent[statements[i]] = check_alloc(check, check_count(check, statements[i]) + (size_t)1, 1);
        if (!check->spent[statements[i]]) return false;
    }
    check->marks = check_alloc(check, program->code_size + (size_t)1, 1);
    check->funcs = check_alloc(check, program->func_count + (size_t)1, sizeof *check->funcs);
    check->counters = check_alloc(check, program->slot_count + (size_t)1, sizeof *check->counters);
    check->loops = check_alloc(check, program->slot_count + (size_t)1, sizeof *check->loops);
    if (!check->marks || !check->funcs || !check->counters || !check->loops) return false;
    for (uint32_t i = 0; i < program->slot_count; i++) check->counters[i] = JBC_NONE;
    for (uint32_t i = 0; i < program->func_count; i++)
        check->funcs[i] = (struct check_func){.touches = JBC_NONE, .stage = JBC_NONE};
    return true;
}

void check_close(struct check *check) {
    const struct jrt_program *program = check->program;
    for (uint32_t kind = 0; kind < JBC_SECTION_COUNT; kind++) {
        check_release(check, check->owners[kind], check_count(check, kind), sizeof *check->owners[kind]);
        check_release(check, check->spent[kind], check_count(check, kind) + (size_t)1, 1);
    }
    check_release(check, check->marks, program->code_size + (size_t)1, 1);
    check_release(check, check->funcs, program->func_count + (size_t)1, sizeof *check->funcs);
    check_release(check, check->counters, program->slot_count + (size_t)1, sizeof *check->counters);
    check_release(check, check->loops, program->slot_count + (size_t)1, sizeof *check->loops);
    check_release(check, check->moves, check->move_room + (size_t)1, sizeof *check->moves);
}
