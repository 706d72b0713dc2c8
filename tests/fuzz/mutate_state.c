#include "tests/fuzz/mutate_state.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/decode.h"
#include "runtime/state.h"
#include "runtime/stored.h"
#include "runtime/value.h"
#include "tests/fuzz/blocks.h"

struct mutation {
    const jrt_program *program; /* whose state it is */
    struct state *state;        /* read */
    uint64_t *dice;             /* the next number */
};

static uint32_t roll(struct mutation *m, uint32_t below) {
    *m->dice = *m->dice * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)(*m->dice >> 33) % below;
}

/* An instant near the clock, now and then one that is none. */
static int64_t any_instant(struct mutation *m) {
    static const int64_t odd[] = {INT64_MIN, JBC_NEVER, INT64_MAX, JRT_TIME_MIN - 1, JRT_TIME_MAX + 1, 0, -1};
    if (roll(m, 4) == 0) return odd[roll(m, sizeof odd / sizeof *odd)];
    return m->state->head.clock + ((int64_t)roll(m, 2000) - 1000) * 3600000;
}

/* A record's index, now and then one too many. */
static uint16_t any_index(struct mutation *m, uint32_t count) {
    return (uint16_t)(roll(m, 16) == 0 ? count : roll(m, count));
}

static struct jbc_run *any_run(struct mutation *m) {
    uint32_t count = 0;
    for (uint32_t at = 0; at < m->state->head.runs_size; at += state_run_at(m->state, at)->size) count++;
    if (count == 0) return NULL;
    uint32_t at = 0;
    for (uint32_t chosen = roll(m, count); chosen > 0; chosen--) at += state_run_at(m->state, at)->size;
    return state_run_at(m->state, at);
}

/* Another stage of its journey, now and then of any, and often one of that stage's waits. */
static void move_run(struct mutation *m, struct jbc_run *run) {
    const struct jbc_journey *journey = &m->program->journeys[run->journey];
    run->stage = (uint16_t)(journey->first_stage + roll(m, journey->stage_count));
    if (roll(m, 4) == 0) run->stage = (uint16_t)roll(m, m->program->stage_count);
    const struct jbc_stage *stage = &m->program->stages[run->stage];
    run->wait = JBC_NONE16;
    if (stage->wait_count > 0 && roll(m, 4) != 0)
        run->wait = (uint16_t)(stage->first_wait + roll(m, stage->wait_count));
}

static void change_run(struct mutation *m) {
    struct jbc_run *run = any_run(m);
    if (!run) return;
    switch (roll(m, 8)) {
    case 0: move_run(m, run); break;
    case 1: run->stage = any_index(m, m->program->stage_count); break;
    case 2: run->wait = any_index(m, m->program->wait_count + 1); break;
    case 3: run->phase = (uint8_t)roll(m, RUN_PHASE_END + 1); break;
    case 4: run->flags = (uint8_t)roll(m, 4); break;
    case 5: run->serial = roll(m, m->state->head.serial + 2); break;
    case 6: run->due = any_instant(m); break;
    default: run->entered = run->asked = run->began = any_instant(m); break;
    }
}

/* Values for the message: mostly as many as it has, mostly missing ones. */
static void change_values(struct mutation *m, struct hold *hold) {
    const struct jbc_send *send = &m->program->sends[hold->send];
    struct jrt_value values[JRT_STACK_MAX + 2] = {{0}};
    uint8_t row[16 * (JRT_STACK_MAX + 2)];
    uint32_t count = m->program->journeys[send->journey].key != JBC_NONE;
    for (uint32_t i = 0; i < send->alternative_count; i++)
        count += m->program->alternatives[send->first_alternative + i].param_count;
    if (roll(m, 4) == 0) count = roll(m, count + 2);
    if (count > JRT_STACK_MAX + 1) return;
    for (uint32_t i = 0; i < count; i++)
        if (roll(m, 4) == 0) values[i] = (struct jrt_value){.type = (uint8_t)roll(m, JBC_TEXT), .as.number = 1};
    values_write(row, values, count);
    hold->values = heap_add(m->state, row, values_size(values, count));
}

/* A message of another statement, as if that had been asked for. */
static void change_send(struct mutation *m, struct hold *hold) {
    hold->send = any_index(m, m->program->send_count);
    if (hold->send >= m->program->send_count) return;
    hold->place = (uint8_t)m->program->sends[hold->send].place;
    if (roll(m, 8) != 0) hold->pc = decode_behind_send(m->program->code, m->program->code_size, hold->send);
    if (roll(m, 4) != 0) change_values(m, hold);
}

static void change_hold(struct mutation *m) {
    uint32_t count = state_hold_count(m->state);
    if (count == 0) return;
    struct hold *hold = state_hold(m->state, roll(m, count));
    switch (roll(m, 14)) {
    case 8:
    case 10: hold->pc = roll(m, m->program->code_size); break;
    case 9:
    case 11:
        if (hold->send < m->program->send_count) change_values(m, hold);
        break;
    case 0: hold->values = 4 * roll(m, m->state->head.heap_size / 4 + 2); break;
    case 1: hold->stage = any_index(m, m->program->stage_count); break;
    case 2: hold->release = any_instant(m); break;
    case 3: hold->which = (uint8_t)roll(m, 4); break;
    case 4: hold->run = roll(m, m->state->head.serial + 2); break;
    case 5: *hold = *state_hold(m->state, roll(m, count)); break;
    case 6: hold->place = (uint8_t)roll(m, JBC_PLACE_END + 1); break;
    default: change_send(m, hold); break;
    }
}

/* Some bytes where a slot lies: a reference to somewhere, an instant, a small number. */
static void change_slot(struct mutation *m) {
    if (m->program->slot_count == 0) return;
    const struct jbc_slot *slot = &m->program->slots[roll(m, m->program->slot_count)];
    struct jbc_run *run = slot->journey == JBC_NONE16 ? NULL : any_run(m);
    if (slot->journey != JBC_NONE16 && (!run || run->journey != slot->journey)) return;
    uint8_t *place = slot_edit(m->state, run, slot);
    uint32_t size = program_storage_size(slot->storage);
    int64_t value = roll(m, 2) ? any_instant(m) : 4 * (int64_t)roll(m, m->state->head.heap_size / 4 + 2);
    if (size < 8)
        memcpy(place, &value, size);
    else
        memcpy(place + (size == 16 && roll(m, 2) ? 8 : 0), &value, 8);
}

/* Some bytes of the heap, where sizes and rows of values are. */
static void change_heap(struct mutation *m) {
    if (m->state->head.heap_size == 0) return;
    m->state->heap[roll(m, m->state->head.heap_size)] = (uint8_t)roll(m, roll(m, 2) ? 9 : 256);
}

/* A word of the fixed part, where rings and counts are too. */
static void change_fixed(struct mutation *m) {
    uint32_t words = m->program->project->fixed_size / 8;
    if (words == 0) return;
    int64_t value = any_instant(m);
    memcpy(state_fixed(m->state, 8 * roll(m, words), 8), &value, 8);
}

/* Held messages are rare, and most is to be known of them: they have their turn often where there are some. */
static void change(struct mutation *m) {
    switch (roll(m, state_hold_count(m->state) > 0 ? 10 : 5)) {
    case 0: change_slot(m); break;
    case 1: change_heap(m); break;
    case 2: change_fixed(m); break;
    case 3:
    case 4: change_run(m); break;
    default: change_hold(m); break;
    }
}

static uint32_t largest_run(const jrt_program *program) {
    uint32_t largest = 0;
    for (uint32_t i = 0; i < program->journey_count; i++)
        if (program->journeys[i].run_size > largest) largest = program->journeys[i].run_size;
    return largest;
}

uint8_t *mutate_state(const jrt_program *program, const uint8_t *bytes, size_t size, uint64_t *dice, size_t *new_size) {
    struct state *state = calloc(1, sizeof *state);
    if (!state) abort();
    *state = (struct state){.program = program, .runs_room = largest_run(program) * (STORED_RUNS_MAX + 1)};
    size_t room = state_lay(state, NULL);
    uint8_t *memory = blocks_take(NULL, room);
    state_lay(state, memory);
    state_prepare(state);
    uint8_t *changed = NULL;
    if (state_open_bytes(state, bytes, size)) {
        struct mutation m = {program, state, dice};
        for (uint32_t i = 1 + roll(&m, 3); i > 0; i--) change(&m);
        *new_size = stored_write(state, state->heap, state->out + STATE_OUT - IDS_ROOM - state->head.heap_size);
        changed = *new_size > 0 ? malloc(*new_size) : NULL;
        if (changed) memcpy(changed, state->out, *new_size);
    }
    blocks_give(NULL, memory, room);
    free(state);
    return changed;
}
