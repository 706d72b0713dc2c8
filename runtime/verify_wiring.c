#include "verify_wiring.h"

static bool holds(const struct wiring_place *place, bool condition, enum audit_claim claim) {
    return audit_that(place->audit, condition, claim, place->section, place->index);
}

/* ---- functions, slots, entries ---- */

/* Are the slots that the function touches there? */
static bool touches_present(const struct wiring_place *place, uint32_t func) {
    uint32_t touches = place->audit->funcs[func].touches;
    if (touches == JBC_NONE) return true;
    if (place->journey == JBC_NONE || place->audit->program->funcs[func].journey != place->journey) return false;
    return touches == AUDIT_NOBODY || touches == place->stage;
}

bool wiring_func(const struct wiring_place *place, uint32_t func, enum jbc_func_kind kind, uint8_t type) {
    if (func == JBC_NONE) return true;
    const struct jbc_func *record = &place->audit->program->funcs[func];
    return holds(place, record->kind == kind, CLAIM_USE_KIND) &&
           holds(place, type == 0 || record->type == type, CLAIM_USE_TYPE) &&
           holds(place, touches_present(place, func), CLAIM_USE_SLOTS);
}

bool wiring_own(const struct wiring_place *place, uint32_t func, enum jbc_func_kind kind) {
    struct audit_func *known = &place->audit->funcs[func];
    uint32_t journey = place->audit->program->funcs[func].journey;
    if (!wiring_func(place, func, kind, 0) || !holds(place, !known->used, CLAIM_USE_ONCE) ||
        !holds(place, journey == place->journey, CLAIM_USE_JOURNEY))
        return false;
    known->used = true;
    known->stage = place->stage;
    return true;
}

bool wiring_slot(const struct wiring_place *place, uint32_t slot, enum jbc_storage storage, enum wiring_area area) {
    const struct audit_owner *owner = &place->audit->owners[JBC_SECTION_SLOT][slot];
    bool of_run = owner->section == JBC_SECTION_JOURNEY && owner->index == place->journey;
    bool of_stage = owner->section == JBC_SECTION_STAGE && owner->index == place->stage;
    /* Where the slot of a run is asked for, there is no stage at hand. */
    bool there = (of_run && area != WIRING_STAGE) || of_stage;
    if (area == WIRING_FIXED) there = owner->index == AUDIT_NOBODY;
    return holds(place, place->audit->program->slots[slot].storage == storage, CLAIM_USE_STORAGE) &&
           holds(place, there, CLAIM_USE_AREA);
}

bool wiring_entry(const struct wiring_place *place, uint32_t func, uint32_t pc, uint32_t least) {
    const struct jbc_func *record = &place->audit->program->funcs[func];
    bool inside = pc >= record->pc && pc - record->pc < record->size;
    if (!holds(place, inside && (place->audit->marks[pc] & MARK_START), CLAIM_ENTRY) ||
        !holds(place, pc >= least, CLAIM_ENTRY_FORWARD))
        return false;
    place->audit->marks[pc] |= MARK_ENTRY;
    return true;
}

/* ---- records ---- */

static bool fixed_slot(const struct wiring_place *place, uint32_t slot, enum jbc_storage storage, uint8_t type) {
    if (slot == JBC_NONE) return true;
    bool typed = type == 0 || place->audit->program->slots[slot].type == type;
    return wiring_slot(place, slot, storage, WIRING_FIXED) && holds(place, typed, CLAIM_USE_STORAGE);
}

/* The clock is found by the zone, so the function that finds the zone can't ask the clock. */
static bool project_wiring(const struct wiring_place *place, const struct jbc_project *project) {
    return wiring_func(place, project->zone, JBC_FUNC_VALUE, JBC_TEXT) &&
           holds(place, !place->audit->funcs[project->zone].reads_clock, CLAIM_ZONE_CLOCK) &&
           fixed_slot(place, project->ids, JBC_STORE_BLOB, 0) &&
           fixed_slot(place, project->first_seen, JBC_STORE_I64, JBC_TIME) &&
           fixed_slot(place, project->account_id, JBC_STORE_TEXT, JBC_TEXT);
}

static bool history_wiring(const struct wiring_place *place, const struct jbc_history *history) {
    return wiring_func(place, history->where, JBC_FUNC_PREDICATE, 0);
}

static bool channel_wiring(const struct wiring_place *place, const struct jbc_channel *channel) {
    return wiring_func(place, channel->reach, JBC_FUNC_PREDICATE, 0);
}

static bool template_wiring(const struct wiring_place *place, const struct jbc_template *template_) {
    return fixed_slot(place, template_->newest, JBC_STORE_SERIAL, 0);
}

static bool key_slot(const struct wiring_place *place, uint32_t slot) {
    if (slot == JBC_NONE) return true;
    enum jbc_storage storage = (enum jbc_storage)place->audit->program->slots[slot].storage;
    return holds(place, storage <= JBC_STORE_TEXT, CLAIM_USE_STORAGE) && wiring_slot(place, slot, storage, WIRING_RUN);
}

static bool journey_wiring(const struct wiring_place *place, const struct jbc_journey *journey) {
    struct wiring_place inside = *place;
    inside.journey = place->index;
    bool keyed = journey->key != JBC_NONE;
    return key_slot(&inside, journey->key) &&
           fixed_slot(place, journey->mark, keyed ? JBC_STORE_BLOB : JBC_STORE_I64, keyed ? 0 : JBC_TIME) &&
           wiring_func(&inside, journey->init, JBC_FUNC_INIT, 0);
}

static bool stage_wiring(const struct wiring_place *place, const struct jbc_stage *stage) {
    struct wiring_place inside = *place;
    inside.journey = stage->journey;
    inside.stage = place->index;
    return wiring_own(&inside, stage->func, JBC_FUNC_FLOW);
}

/* Tallies and receipts lie in their journey's ranges. */
static struct wiring_place in_owner(const struct wiring_place *place) {
    struct wiring_place inside = *place;
    inside.journey = place->audit->owners[place->section][place->index].index;
    return inside;
}

static bool tally_wiring(const struct wiring_place *place, const struct jbc_tally *tally) {
    struct wiring_place inside = in_owner(place);
    return wiring_func(&inside, tally->where, JBC_FUNC_PREDICATE, 0) &&
           wiring_slot(&inside, tally->slot, JBC_STORE_COUNT, WIRING_RUN);
}

static bool receipt_wiring(const struct wiring_place *place, const struct jbc_receipt *receipt) {
    struct wiring_place inside = in_owner(place);
    return wiring_slot(&inside, receipt->slot, JBC_STORE_BOOL, WIRING_RUN);
}

static bool start_wiring(const struct wiring_place *place, const struct jbc_start *start) {
    const struct jrt_program *program = place->audit->program;
    struct wiring_place inside = *place;
    inside.journey = start->journey;
    for (uint32_t i = start->first_argument; i < start->first_argument + start->argument_count; i++) {
        uint32_t slot = program->arguments[i].slot;
        enum jbc_storage storage = (enum jbc_storage)program->slots[slot].storage;
        bool holds_value = storage <= JBC_STORE_LIST || storage == JBC_STORE_COUNT;
        if (!holds(place, holds_value, CLAIM_USE_STORAGE) || !wiring_slot(&inside, slot, storage, WIRING_RUN))
            return false;
    }
    return true;
}

static bool span_wiring(const struct wiring_place *place, const struct jbc_span *span) {
    const struct jrt_program *program = place->audit->program;
    bool starts = span->pc < program->code_size && (place->audit->marks[span->pc] & MARK_START);
    bool sorted = place->index == 0 || program->spans[place->index - 1].pc < span->pc;
    return holds(place, starts, CLAIM_SPAN_PC) && holds(place, sorted, CLAIM_SPAN_ORDER) &&
           holds(place, span->line >= 1 && span->column >= 1, CLAIM_SPAN_LINE);
}

#define WIRING_OF(record, SECTION)                                                                                     \
    for (uint32_t i = 0; i < audit->program->record##_count; i++) {                                                    \
        struct wiring_place place = {audit, JBC_NONE, JBC_NONE, JBC_SECTION_##SECTION, i};                             \
        if (!record##_wiring(&place, &audit->program->record##s[i])) return false;                                     \
    }

bool wiring_check(struct audit *audit) {
    WIRING_OF(project, PROJECT)
    WIRING_OF(history, HISTORY)
    WIRING_OF(channel, CHANNEL)
    WIRING_OF(template, TEMPLATE)
    WIRING_OF(journey, JOURNEY)
    WIRING_OF(stage, STAGE)
    WIRING_OF(tally, TALLY)
    WIRING_OF(receipt, RECEIPT)
    WIRING_OF(start, START)
    WIRING_OF(span, SPAN)
    return true;
}
