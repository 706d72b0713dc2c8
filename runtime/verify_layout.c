#include "verify_layout.h"

#include <string.h>

/* A part of the state with a byte for each of its own: 1 where something lies. */
struct area {
    uint8_t *taken; /* the bytes */
    uint32_t begin; /* offset where one may begin to use it */
    uint32_t end;   /* offset behind it */
};

static bool take(struct audit *audit, const struct area *area, uint32_t offset, uint64_t size, uint32_t section,
                 uint32_t index) {
    bool inside = offset >= area->begin && offset <= area->end && size <= area->end - offset;
    if (!audit_that(audit, inside, CLAIM_AREA, section, index)) return false;
    bool is_free = size == 0 || !memchr(area->taken + offset, 1, (size_t)size);
    if (!audit_that(audit, is_free, CLAIM_OVERLAP, section, index)) return false;
    memset(area->taken + offset, 1, (size_t)size);
    return true;
}

static uint64_t slot_size(const struct jbc_slot *slot) {
    return program_storage_size(slot->storage);
}

/* ---- the fixed part ---- */

static bool fixed_parts(struct audit *audit, const struct area *area) {
    const struct jrt_program *program = audit->program;
    for (uint32_t i = 0; i < program->slot_count; i++) {
        const struct jbc_slot *slot = &program->slots[i];
        bool owned = audit->owners[JBC_SECTION_SLOT][i].index != AUDIT_NOBODY;
        if (!audit_that(audit, owned == (slot->journey != JBC_NONE16), CLAIM_SLOT_OWNED, JBC_SECTION_SLOT, i))
            return false;
        if (!owned && !take(audit, area, slot->offset, slot_size(slot), JBC_SECTION_SLOT, i)) return false;
    }
    for (uint32_t i = 0; i < program->history_count; i++) {
        const struct jbc_history *history = &program->historys[i];
        if (!audit_that(audit, history->offset % 8 == 0, CLAIM_ALIGNED, JBC_SECTION_HISTORY, i) ||
            !take(audit, area, history->offset, program_history_size(history), JBC_SECTION_HISTORY, i))
            return false;
    }
    for (uint32_t i = 0; i < program->limit_count; i++) {
        const struct jbc_limit *limit = &program->limits[i];
        if (!take(audit, area, limit->offset, program_limit_size(limit), JBC_SECTION_LIMIT, i)) return false;
    }
    return true;
}

static bool fixed_check(struct audit *audit) {
    uint32_t size = audit->program->project->fixed_size;
    struct area area = {.taken = audit_alloc(audit, size + (size_t)1, 1), .end = size};
    bool done = area.taken && fixed_parts(audit, &area);
    audit_release(audit, area.taken, size + (size_t)1, 1);
    return done;
}

/* ---- runs ---- */

static bool take_slots(struct audit *audit, const struct area *area, uint32_t journey, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++) {
        const struct jbc_slot *slot = &audit->program->slots[i];
        if (!audit_that(audit, slot->journey == journey, CLAIM_SLOT_JOURNEY, JBC_SECTION_SLOT, i) ||
            !take(audit, area, slot->offset, slot_size(slot), JBC_SECTION_SLOT, i))
            return false;
    }
    return true;
}

static void give_back(const struct jrt_program *program, const struct area *area, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++)
        memset(area->taken + program->slots[i].offset, 0, (size_t)slot_size(&program->slots[i]));
}

static bool run_check(struct audit *audit, uint32_t index, uint8_t *taken) {
    const struct jrt_program *program = audit->program;
    const struct jbc_journey *journey = &program->journeys[index];
    struct area area = {.taken = taken, .begin = JBC_RUN_HEAD, .end = journey->stage_area};
    if (!take_slots(audit, &area, index, journey->first_slot, journey->slot_count)) return false;
    give_back(program, &area, journey->first_slot, journey->slot_count);
    area.begin = journey->stage_area;
    area.end = journey->run_size;
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++) {
        const struct jbc_stage *stage = &program->stages[i];
        if (!take_slots(audit, &area, index, stage->first_slot, stage->slot_count)) return false;
        give_back(program, &area, stage->first_slot, stage->slot_count);
    }
    return true;
}

bool layout_check(struct audit *audit) {
    if (!fixed_check(audit)) return false;
    uint8_t *taken = audit_alloc(audit, JRT_RUN_MAX, 1);
    bool done = taken != NULL;
    for (uint32_t i = 0; done && i < audit->program->journey_count; i++) done = run_check(audit, i, taken);
    audit_release(audit, taken, JRT_RUN_MAX, 1);
    return done;
}
