#include "paranoid.h"

#ifdef JRT_PARANOID

#include <stdlib.h>

static void demand(bool holds) {
    if (!holds) abort();
}

static void is_instant(int64_t at) {
    demand(at >= JRT_TIME_MIN && at <= JRT_TIME_MAX);
}

/* ---- the heap ---- */

static const uint8_t *entry(const struct state *state, uint32_t reference, uint32_t *size) {
    demand(reference >= 4 && reference % 4 == 0 && reference <= state->head.heap_size);
    memcpy(size, state->heap + reference - 4, 4);
    demand(*size <= state->head.heap_size - reference);
    return state->heap + reference;
}

/* A row of values takes just these bytes. Of each, its type is noted; there are `most` places. */
static uint32_t row_of(const uint8_t *bytes, uint32_t size, uint8_t *types, uint32_t most) {
    uint16_t count;
    demand(size >= 2);
    memcpy(&count, bytes, 2);
    uint32_t at = 2;
    for (uint32_t i = 0; i < count; i++) {
        demand(at < size && bytes[at] < JBC_TYPE_END);
        if (i < most) types[i] = bytes[at];
        bool has_bytes = bytes[at] == JBC_TEXT || bytes[at] == JBC_LIST;
        uint32_t length = 0;
        demand(size - at >= (has_bytes ? 5u : 9u));
        if (has_bytes) memcpy(&length, bytes + at + 1, 4);
        demand(length <= size - at - 5);
        at += has_bytes ? 5 + length : 9;
    }
    demand(at == size);
    return count;
}

static void slot_is_fine(const struct state *state, const struct jbc_slot *slot, const uint8_t *base) {
    uint32_t reference, size;
    uint8_t type;
    if (slot->storage == JBC_STORE_BOOL) demand(base[slot->offset] <= 2);
    if (slot->storage != JBC_STORE_TEXT && slot->storage != JBC_STORE_LIST && slot->storage != JBC_STORE_BLOB) return;
    memcpy(&reference, base + slot->offset, 4);
    if (reference == 0) return;
    const uint8_t *bytes = entry(state, reference, &size);
    if (slot->storage == JBC_STORE_LIST) row_of(bytes, size, &type, 1);
    if (slot->storage == JBC_STORE_BLOB) demand(size % 16 == 0 && size <= 16 * JRT_KEYS_MAX);
}

/* ---- runs ---- */

static bool in_range(uint32_t index, uint32_t first, uint32_t count) {
    return index >= first && index - first < count;
}

static void run_is_fine(const struct state *state, const struct jbc_run *run) {
    const struct jrt_program *p = state->program;
    demand(run->journey < p->journey_count && run->size == p->journeys[run->journey].run_size);
    const struct jbc_journey *journey = &p->journeys[run->journey];
    demand(in_range(run->stage, journey->first_stage, journey->stage_count));
    const struct jbc_stage *stage = &p->stages[run->stage];
    bool waits = run->phase == RUN_WAITING, held = run->phase == RUN_HELD, armed = (run->flags & RUN_ARMED) != 0;
    demand(waits || held || run->phase == RUN_STAYING || run->phase == RUN_KEPT_OUT);
    demand(!armed || held);
    if (waits || armed || run->wait != JBC_NONE16) demand(in_range(run->wait, stage->first_wait, stage->wait_count));
    is_instant(run->entered);
    is_instant(run->asked);
    is_instant(run->began);
    demand(run->moves == 0 && (run->flags & ~RUN_STORED_FLAGS) == 0);
    for (uint32_t i = 0; i < p->slot_count; i++)
        if (in_range(i, journey->first_slot, journey->slot_count) || in_range(i, stage->first_slot, stage->slot_count))
            slot_is_fine(state, &p->slots[i], (const uint8_t *)run);
}

static const struct jbc_run *run_of(const struct state *state, uint32_t serial) {
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size)
        if (state_run_at(state, at)->serial == serial) return state_run_at(state, at);
    return NULL;
}

/* ---- held messages ---- */

/* The flow goes on behind the message's own SEND, which is in the function of the run's stage, or in that of none. */
static void flow_is_fine(const struct state *state, const struct hold *hold, const struct jbc_run *run) {
    const struct jrt_program *p = state->program;
    uint32_t func = 0;
    demand(run->phase == RUN_HELD && hold->stage == run->stage && hold->pc <= p->code_size);
    while (func < p->func_count && !in_range(hold->pc, p->funcs[func].pc, p->funcs[func].size)) func++;
    demand(func < p->func_count && p->funcs[func].kind == JBC_FUNC_FLOW && p->funcs[func].journey == run->journey);
    struct decode_instruction in = {.next = p->funcs[func].pc};
    while (in.next < hold->pc) demand(decode_at(p->code, p->code_size, in.next, &in) != 0);
    demand(in.next == hold->pc && in.op == JBC_OP_SEND && in.operand[0] == hold->send);
    for (uint32_t i = 0; i < p->stage_count; i++) demand(p->stages[i].func != func || i == run->stage);
    for (const struct hold *other = state_hold(state, 0); other != hold; other++)
        demand(other->place != JBC_PLACE_FLOW || other->run != hold->run);
}

static void values_are_fine(const struct state *state, const struct hold *hold) {
    const struct jrt_program *p = state->program;
    const struct jbc_send *send = &p->sends[hold->send];
    uint8_t types[JRT_STACK_MAX + 1];
    uint32_t size, at = 0;
    const uint8_t *row = entry(state, hold->values, &size);
    uint32_t count = row_of(row, size, types, JRT_STACK_MAX + 1);
    demand(count <= JRT_STACK_MAX + 1);
    for (uint32_t i = send->first_alternative; i < send->first_alternative + send->alternative_count; i++)
        for (uint32_t k = 0; k < p->alternatives[i].param_count; k++, at++) {
            demand(at < count);
            demand(types[at] == 0 || types[at] == p->params[p->alternatives[i].first_param + k].type);
        }
    uint32_t key = p->journeys[send->journey].key;
    demand(count == at + (key != JBC_NONE));
    if (key != JBC_NONE) demand(types[at] == 0 || types[at] == p->slots[key].type);
}

static void hold_is_fine(const struct state *state, const struct hold *hold) {
    const struct jrt_program *p = state->program;
    demand(hold->send < p->send_count && hold->stage < p->stage_count && hold->gone == 0);
    const struct jbc_send *send = &p->sends[hold->send];
    demand(hold->place == send->place && hold->which < send->alternative_count);
    demand(p->stages[hold->stage].journey == send->journey);
    is_instant(hold->asked);
    if (hold->place != JBC_PLACE_USER) {
        const struct jbc_run *run = run_of(state, hold->run);
        demand(run && run->journey == send->journey);
        if (hold->place == JBC_PLACE_FLOW) flow_is_fine(state, hold, run);
    }
    values_are_fine(state, hold);
}

void paranoid_state(const struct state *state) {
    const struct jrt_program *p = state->program;
    uint32_t serial = 0, runs = 0;
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size, runs++) {
        const struct jbc_run *run = state_run_at(state, at);
        demand(run->serial > serial && run->serial <= state->head.serial);
        serial = run->serial;
        run_is_fine(state, run);
    }
    demand(runs <= JRT_RUNS_MAX && state_hold_count(state) <= JRT_HOLDS_MAX && state->ids.count <= JRT_IDS_MAX);
    for (uint32_t i = 0; i < p->slot_count; i++)
        if (p->slots[i].journey == JBC_NONE16) slot_is_fine(state, &p->slots[i], state->fixed);
    for (uint32_t i = 0; i < state_hold_count(state); i++) hold_is_fine(state, state_hold(state, i));
}

#endif
