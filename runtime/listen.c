#include "listen.h"

static uint64_t bit_of(uint32_t event) {
    return 1ull << (event % 64);
}

static uint64_t mask_of(const jrt_program *p, uint32_t first, uint32_t count) {
    uint64_t mask = 0;
    for (uint32_t i = first; i < first + count; i++) {
        const struct jbc_trigger *trigger = &p->triggers[i];
        switch ((enum jbc_trigger_kind)trigger->kind) {
        case JBC_ON_EVENT:
        case JBC_ON_NO_EVENT: mask |= bit_of(trigger->match); break;
        case JBC_ON_TRUE:
        case JBC_ON_TURNS_TRUE: return UINT64_MAX;
        case JBC_ON_REPORT:
        case JBC_ON_BECOMES:
        case JBC_ON_CHANGES:
        case JBC_ON_ENDED:
        case JBC_ON_DATE:
        case JBC_ON_EVERY:
        case JBC_ON_AFTER:
        case JBC_ON_END: break;
        }
    }
    return mask;
}

/* A condition may begin a journey with any event that lets time pass. */
static void mark_entry(const jrt_program *p, const struct jbc_trigger *trigger, uint8_t *marks) {
    if (trigger->kind == JBC_ON_EVENT || trigger->kind == JBC_ON_NO_EVENT) marks[trigger->match] |= LISTEN_BEGINS;
    if (trigger->kind != JBC_ON_TURNS_TRUE) return;
    for (uint32_t i = 0; i < p->event_count; i++) marks[i] |= LISTEN_BEGINS;
}

void listen_mark(const jrt_program *program, uint8_t *marks) {
    for (uint32_t i = 0; i < program->event_count; i++)
        marks[i] = program->events[i].history_count > 0 ? LISTEN_LOOKED_AT | LISTEN_BEGINS : 0;
    for (uint32_t i = 0; i < program->tally_count; i++) marks[program->tallys[i].event] |= LISTEN_LOOKED_AT;
    for (uint32_t i = 0; i < program->trigger_count; i++) {
        const struct jbc_trigger *trigger = &program->triggers[i];
        if (trigger->kind == JBC_ON_EVENT || trigger->kind == JBC_ON_NO_EVENT)
            marks[trigger->match] |= LISTEN_LOOKED_AT;
        if (trigger->role == JBC_ROLE_ENTER) mark_entry(program, trigger, marks);
    }
}

void listen_index(struct jrt_context *context) {
    const jrt_program *p = context->program;
    listen_mark(p, context->marks);
    context->always_hears = 0;
    for (uint32_t i = 0; i < p->event_count; i++)
        if ((context->marks[i] & LISTEN_BEGINS) != 0) context->always_hears |= bit_of(i);
    for (uint32_t i = 0; i < p->journey_count; i++) {
        const struct jbc_journey *journey = &p->journeys[i];
        uint64_t mask = mask_of(p, journey->first_end, journey->end_count);
        mask |= mask_of(p, journey->first_when, journey->when_count);
        for (uint32_t k = journey->first_tally; k < journey->first_tally + journey->tally_count; k++)
            mask |= bit_of(p->tallys[k].event);
        context->journey_hears[i] = mask;
    }
    for (uint32_t i = 0; i < p->stage_count; i++)
        context->stage_hears[i] = mask_of(p, p->stages[i].first_when, p->stages[i].when_count);
    for (uint32_t i = 0; i < p->wait_count; i++)
        context->wait_hears[i] = mask_of(p, p->waits[i].first_arm, p->waits[i].arm_count);
}

static uint64_t mask_of_run(const struct jrt_context *context, const struct jbc_run *run) {
    uint64_t mask = context->journey_hears[run->journey] | context->stage_hears[run->stage];
    return run->wait < context->program->wait_count ? mask | context->wait_hears[run->wait] : mask;
}

uint64_t listen_stored(const struct jrt_context *context, const struct stored *stored) {
    const jrt_program *p = context->program;
    const uint8_t *next = stored->next;
    uint64_t mask = context->always_hears;
    if (stored->layout != p->header->layout_hash) return UINT64_MAX;
    for (uint32_t i = 0; i < stored->run_count; i++) {
        struct jbc_run run;
        if (!stored_run(stored, &next, &run) || run.journey >= p->journey_count || run.stage >= p->stage_count)
            return UINT64_MAX;
        mask |= mask_of_run(context, &run);
    }
    return mask;
}

uint64_t listen_open(const struct jrt_context *context) {
    const struct state *state = &context->state;
    uint64_t mask = context->always_hears;
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size)
        mask |= mask_of_run(context, state_run_at(state, at));
    return mask;
}
