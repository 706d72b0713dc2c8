#include "state.h"

#include <string.h>

#include "paranoid.h"
#include "render.h"
#include "stored.h"

#define HOLD_SIZE ((uint32_t)sizeof(struct hold))

/* ---- heap: an entry is its size and its bytes, filled up to 4; a reference is the offset of the bytes ---- */

static uint32_t heap_entry_size(uint32_t size) {
    return 4 + ((size + 3) & ~3u);
}

uint32_t heap_add(struct state *state, const void *bytes, uint32_t size) {
    uint32_t at = state->head.heap_size;
    if (size > JRT_STATE_MAX || heap_entry_size(size) > JRT_STATE_MAX - at) {
        state->full = true;
        return 0;
    }
    memcpy(state->heap + at, &size, 4);
    if (size > 0) memcpy(state->heap + at + 4, bytes, size);
    memset(state->heap + at + 4 + size, 0, heap_entry_size(size) - 4 - size);
    state->head.heap_size = at + heap_entry_size(size);
    return at + 4;
}

uint8_t *heap_edit(struct state *state, uint32_t reference, uint32_t *size) {
    PARANOID(paranoid_heap(state->heap, state->head.heap_size, reference);)
    memcpy(size, state->heap + reference - 4, 4);
    return state->heap + reference;
}

const uint8_t *heap_get(const struct state *state, uint32_t reference, uint32_t *size) {
    PARANOID(paranoid_heap(state->heap, state->head.heap_size, reference);)
    memcpy(size, state->heap + reference - 4, 4);
    return state->heap + reference;
}

/* ---- rings ---- */

int64_t ring_get(const uint8_t *ring, uint32_t index) {
    int64_t at;
    memcpy(&at, ring + 8 * (size_t)index, 8);
    return at;
}

/* Keeps the newest `length` instants in order; a late one finds its place. */
void ring_add(uint8_t *ring, uint32_t length, int64_t at) {
    uint32_t place = 0;
    while (place < length && ring_get(ring, place) > at) place++;
    if (place == length) return;
    memmove(ring + 8 * (size_t)(place + 1), ring + 8 * (size_t)place, 8 * (size_t)(length - place - 1));
    memcpy(ring + 8 * (size_t)place, &at, 8);
}

/* ---- slots ---- */

static bool in_heap(uint8_t storage) {
    return storage == JBC_STORE_TEXT || storage == JBC_STORE_LIST || storage == JBC_STORE_BLOB;
}

const uint8_t *slot_place(const struct state *state, const struct jbc_run *run, const struct jbc_slot *slot) {
    PARANOID(paranoid_slot(state->program, run, slot);)
    return (slot->journey == JBC_NONE16 ? state->fixed : (const uint8_t *)run) + slot->offset;
}

uint8_t *slot_edit(struct state *state, struct jbc_run *run, const struct jbc_slot *slot) {
    PARANOID(paranoid_slot(state->program, run, slot);)
    if (slot->journey == JBC_NONE16) return state_fixed(state, slot->offset, program_storage_size(slot->storage));
    return (uint8_t *)run + slot->offset;
}

void slot_clear(struct state *state, uint8_t *place, const struct jbc_slot *slot) {
    const int64_t never = JBC_NEVER;
    const int64_t no_timer[2] = {INT64_MAX, JBC_NEVER};
    switch ((enum jbc_storage)slot->storage) {
    case JBC_STORE_BOOL:
    case JBC_STORE_WORD8: *place = 0; break;
    case JBC_STORE_WORD16:
    case JBC_STORE_COUNT: memset(place, 0, 2); break;
    case JBC_STORE_TEXT:
    case JBC_STORE_LIST:
    case JBC_STORE_BLOB:
        state->garbage = true;
        memset(place, 0, 4);
        break;
    case JBC_STORE_SERIAL: memset(place, 0, 4); break;
    case JBC_STORE_I64: memcpy(place, &never, 8); break;
    case JBC_STORE_TIMER: memcpy(place, no_timer, 16); break;
    case JBC_STORE_END: break;
    }
}

/* The word of an enumeration as a text. `place` counts from 1. */
static struct jrt_value word_load(const jrt_program *program, const struct jbc_slot *slot, uint32_t place) {
    const struct jbc_enumeration *words = &program->enumerations[slot->words];
    if (place == 0 || place > words->member_count) return value_missing();
    uint32_t size;
    const char *text = program_string(program, program->members[words->first_member + place - 1].name, &size);
    return value_text(text, size);
}

/* Its place from 1, 0 where it is no word of the enumeration. */
static uint32_t word_find(const jrt_program *program, const struct jbc_slot *slot, struct jrt_value value) {
    const struct jbc_enumeration *words = &program->enumerations[slot->words];
    for (uint32_t i = 0; i < words->member_count; i++) {
        uint32_t size;
        const char *text = program_string(program, program->members[words->first_member + i].name, &size);
        if (value_equal(value, value_text(text, size))) return i + 1;
    }
    return 0;
}

static struct jrt_value load_heap(const struct state *state, const uint8_t *place, enum jbc_type type) {
    uint32_t reference;
    memcpy(&reference, place, 4);
    if (reference == 0) return value_missing();
    struct jrt_value value = {.type = (uint8_t)type};
    value.as.text = (const char *)heap_get(state, reference, &value.size);
    return value;
}

struct jrt_value slot_load(const struct state *state, const struct jbc_run *run, uint32_t index) {
    const struct jbc_slot *slot = &state->program->slots[index];
    const uint8_t *place = slot_place(state, run, slot);
    uint16_t short_number;
    int64_t number;
    uint32_t serial;
    switch ((enum jbc_storage)slot->storage) {
    case JBC_STORE_BOOL: return *place ? value_of(JBC_BOOL, *place - 1) : value_missing();
    case JBC_STORE_WORD8: return word_load(state->program, slot, *place);
    case JBC_STORE_WORD16: memcpy(&short_number, place, 2); return word_load(state->program, slot, short_number);
    case JBC_STORE_COUNT:
        memcpy(&short_number, place, 2);
        if (short_number == TALLY_UNKNOWN) return value_missing();
        return value_of(JBC_NUMBER, (int64_t)short_number * JBC_MILLION);
    case JBC_STORE_SERIAL: memcpy(&serial, place, 4); return value_of(JBC_NUMBER, serial);
    case JBC_STORE_I64:
    case JBC_STORE_TIMER:
        memcpy(&number, place, 8);
        return number == JBC_NEVER ? value_missing() : value_of((enum jbc_type)slot->type, number);
    case JBC_STORE_TEXT: return load_heap(state, place, JBC_TEXT);
    case JBC_STORE_LIST:
    case JBC_STORE_BLOB: return load_heap(state, place, JBC_LIST);
    case JBC_STORE_END: break;
    }
    return value_missing();
}

void slot_store(struct state *state, struct jbc_run *run, uint32_t index, struct jrt_value value) {
    const struct jbc_slot *slot = &state->program->slots[index];
    uint8_t *place = slot_edit(state, run, slot);
    slot_clear(state, place, slot);
    if (value.type == 0) return;
    uint32_t reference;
    uint16_t short_number;
    switch ((enum jbc_storage)slot->storage) {
    case JBC_STORE_BOOL: *place = (uint8_t)(1 + (value.as.number != 0)); break;
    case JBC_STORE_WORD8: *place = (uint8_t)word_find(state->program, slot, value); break;
    case JBC_STORE_WORD16:
        short_number = (uint16_t)word_find(state->program, slot, value);
        memcpy(place, &short_number, 2);
        break;
    case JBC_STORE_COUNT:
        short_number = (uint16_t)(value.as.number / JBC_MILLION);
        memcpy(place, &short_number, 2);
        break;
    case JBC_STORE_SERIAL:
        reference = (uint32_t)value.as.number;
        memcpy(place, &reference, 4);
        break;
    case JBC_STORE_I64:
    case JBC_STORE_TIMER: memcpy(place, &value.as.number, 8); break;
    case JBC_STORE_TEXT:
        reference = heap_add(state, value.as.text, render_cut(value.as.text, value.size));
        memcpy(place, &reference, 4);
        break;
    case JBC_STORE_LIST:
    case JBC_STORE_BLOB:
        reference = heap_add(state, value.as.text, value.size);
        memcpy(place, &reference, 4);
        break;
    case JBC_STORE_END: break;
    }
}

uint32_t slot_count(const struct state *state, const struct jbc_run *run, uint32_t slot) {
    uint16_t count;
    memcpy(&count, slot_place(state, run, &state->program->slots[slot]), 2);
    return count;
}

void slot_add_one(struct state *state, struct jbc_run *run, uint32_t slot) {
    uint16_t count = (uint16_t)slot_count(state, run, slot);
    if (count == TALLY_UNKNOWN) count = 0;
    if (count < TALLY_UNKNOWN - 1) count++;
    memcpy(slot_edit(state, run, &state->program->slots[slot]), &count, 2);
}

/* ---- runs and holds ---- */

struct jbc_run *state_add_run(struct state *state, uint32_t journey) {
    const struct jbc_journey *j = &state->program->journeys[journey];
    if (j->run_size > state->runs_room - state->head.runs_size) return NULL;
    struct jbc_run *run = state_run_at(state, state->head.runs_size);
    memset(run, 0, j->run_size);
    run->size = (uint16_t)j->run_size;
    run->journey = (uint16_t)journey;
    run->wait = JBC_NONE16;
    run->due = INT64_MAX;
    for (uint32_t i = 0; i < j->slot_count; i++) {
        const struct jbc_slot *slot = &state->program->slots[j->first_slot + i];
        slot_clear(state, slot_edit(state, run, slot), slot);
    }
    state->head.runs_size += j->run_size;
    return run;
}

struct jbc_run *state_find_run(struct state *state, uint32_t serial) {
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) {
        struct jbc_run *run = state_run_at(state, at);
        if (run->serial == serial && run->phase != RUN_ENDED) return run;
    }
    return NULL;
}

struct hold *state_add_hold(struct state *state) {
    if (state_hold_count(state) >= JRT_HOLDS_MAX) return NULL;
    struct hold *hold = state_hold(state, state_hold_count(state));
    memset(hold, 0, HOLD_SIZE);
    state->head.holds_size += HOLD_SIZE;
    return hold;
}

/* ---- life ---- */

/* The fixed part in whole pieces. */
static size_t fixed_room(const jrt_program *program) {
    return (program->project->fixed_size + (size_t)STATE_PIECE) & ~(size_t)(STATE_PIECE - 1);
}

/* The next piece of memory from `used` on, aligned to 16 bytes; NULL while nothing but its size is asked for. */
static void *lay(uint8_t *base, size_t *used, size_t size) {
    size_t at = (*used + 15) & ~(size_t)15;
    *used = at + size;
    return base ? base + at : NULL;
}

size_t state_lay_blocks(struct state *state, uint8_t *base) {
    size_t used = 0;
    state->heap_slots = lay(base, &used, state->program->slot_count * sizeof *state->heap_slots);
    state->fixed = lay(base, &used, fixed_room(state->program));
    state->fresh = lay(base, &used, fixed_room(state->program));
    state->runs = lay(base, &used, state->runs_room + (size_t)8);
    state->holds = lay(base, &used, JRT_HOLDS_MAX * sizeof(struct hold));
    return used;
}

size_t state_lay(struct state *state, uint8_t *base) {
    size_t used = state_lay_blocks(state, base);
    state->heap = lay(base, &used, JRT_STATE_MAX);
    state->out = lay(base, &used, STATE_OUT);
    return used;
}

static void make_fresh(struct state *state) {
    const jrt_program *program = state->program;
    const int64_t never = JBC_NEVER;
    for (uint32_t i = 0; i < program->slot_count; i++) {
        if (program->slots[i].journey != JBC_NONE16) continue;
        if (in_heap(program->slots[i].storage)) state->heap_slots[state->heap_slot_count++] = i;
        slot_clear(state, slot_edit(state, NULL, &program->slots[i]), &program->slots[i]);
    }
    for (uint32_t i = 0; i < program->history_count; i++) {
        const struct jbc_history *history = &program->historys[i];
        uint8_t *ring = state->fixed + history->offset + (history->counted ? 8 : 0);
        for (uint32_t k = 0; k < history->ring; k++) memcpy(ring + 8 * (size_t)k, &never, 8);
    }
    for (uint32_t i = 0; i < program->limit_count; i++) {
        const struct jbc_limit *limit = &program->limits[i];
        if (limit->kind != JBC_SLIDING) continue;
        for (uint32_t k = 0; k < limit->most; k++) memcpy(state->fixed + limit->offset + 8 * (size_t)k, &never, 8);
    }
}

void state_prepare(struct state *state) {
    size_t size = fixed_room(state->program);
    memset(state->fixed, 0, size);
    state->heap_slot_count = 0;
    make_fresh(state);
    memcpy(state->fresh, state->fixed, size);
    memset(state->touched, 0, sizeof state->touched);
    state->touched_words = (uint32_t)(size / STATE_PIECE + 63) / 64;
}

bool state_is_fresh(const struct state *state) {
    const struct state_head *head = &state->head;
    if (head->sequence != 0 || head->serial != 0 || head->runs_size != 0 || head->holds_size != 0 ||
        head->heap_size != 0 || head->due != INT64_MAX || state->ids.count != 0)
        return false;
    for (uint32_t piece = 0; state_next_touched(state, &piece); piece++)
        if (memcmp(state->fixed + piece * STATE_PIECE, state->fresh + piece * STATE_PIECE, STATE_PIECE) != 0)
            return false;
    return true;
}

/* ---- open and close ---- */

/* Makes the fixed part a new user's again. */
static void forget(struct state *state) {
    for (uint32_t piece = 0; state_next_touched(state, &piece); piece++) {
        memcpy(state->fixed + piece * STATE_PIECE, state->fresh + piece * STATE_PIECE, STATE_PIECE);
        state->touched[piece / 64] &= ~(1ull << (piece % 64));
    }
}

bool state_open(struct state *state, struct stored *stored) {
    uint32_t layout = state->program->header->layout_hash;
    state->garbage = state->full = false;
    forget(state);
    state->ids.count = 0;
    if (!stored) {
        state->head = (struct state_head){.layout = layout, .due = INT64_MAX, .clock = JBC_NEVER};
        return true;
    }
    if (stored->layout != layout || !stored_ids(stored, &state->ids) || !stored_read(stored, state)) return false;
    if (state->head.heap_size > 0) memcpy(state->heap, stored->next, state->head.heap_size);
    return true;
}

bool state_open_bytes(struct state *state, const void *bytes, size_t size) {
    struct stored stored;
    if (size == 0) return state_open(state, NULL);
    return stored_begin(&stored, bytes, size) && state_open(state, &stored);
}

/* Drops ended runs and gone holds. */
static void drop_ended(struct state *state) {
    uint32_t kept = 0;
    for (uint32_t at = 0, size; at < state->head.runs_size; at += size) {
        struct jbc_run *run = state_run_at(state, at);
        size = run->size;
        run->moves = 0;
        run->flags &= RUN_STORED_FLAGS;
        if (run->phase == RUN_ENDED) {
            state->garbage = true;
            continue;
        }
        if (kept != at) memmove(state->runs + kept, state->runs + at, size);
        kept += size;
    }
    state->head.runs_size = kept;
    uint32_t holds = 0;
    for (uint32_t i = 0; i < state_hold_count(state); i++) {
        if (state_hold(state, i)->gone)
            state->garbage = true;
        else
            *state_hold(state, holds++) = *state_hold(state, i);
    }
    state->head.holds_size = holds * HOLD_SIZE;
}

/* Copies the entry that a reference names to the new heap and renews the reference. */
static void heap_move(struct state *state, uint8_t *to, uint32_t *used, uint8_t *place) {
    uint32_t reference;
    uint32_t size;
    memcpy(&reference, place, 4);
    if (reference == 0) return;
    heap_get(state, reference, &size);
    memcpy(to + *used, state->heap + reference - 4, heap_entry_size(size));
    reference = *used + 4;
    memcpy(place, &reference, 4);
    *used += heap_entry_size(size);
}

static void heap_move_slots(struct state *state, uint8_t *to, uint32_t *used, struct jbc_run *run, uint32_t first,
                            uint32_t count) {
    for (uint32_t i = first; i < first + count; i++) {
        const struct jbc_slot *slot = &state->program->slots[i];
        if (in_heap(slot->storage)) heap_move(state, to, used, slot_edit(state, run, slot));
    }
}

/* Writes the heap to `to` without what nothing refers to; its size. */
static uint32_t heap_write(struct state *state, uint8_t *to) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < state->heap_slot_count; i++)
        heap_move(state, to, &used, state->fixed + state->program->slots[state->heap_slots[i]].offset);
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) {
        struct jbc_run *run = state_run_at(state, at);
        const struct jbc_journey *journey = &state->program->journeys[run->journey];
        const struct jbc_stage *stage = &state->program->stages[run->stage];
        heap_move_slots(state, to, &used, run, journey->first_slot, journey->slot_count);
        heap_move_slots(state, to, &used, run, stage->first_slot, stage->slot_count);
    }
    for (uint32_t i = 0; i < state_hold_count(state); i++)
        heap_move(state, to, &used, (uint8_t *)&state_hold(state, i)->values);
    return used;
}

uint32_t state_close(struct state *state) {
    drop_ended(state);
    if (state->full) return 0;
    const uint8_t *heap = state->heap;
    if (state->garbage && state->head.heap_size > 0) {
        /* Written to the end of `out`, out of the way of all that comes before it. */
        uint8_t *end = state->out + STATE_OUT - IDS_ROOM;
        uint32_t used = heap_write(state, end - state->head.heap_size);
        heap = memmove(end - used, end - state->head.heap_size, used);
        state->head.heap_size = used;
    }
    size_t size = stored_write(state, heap, state->out + STATE_OUT - IDS_ROOM - state->head.heap_size);
    return size <= JRT_STATE_MAX ? (uint32_t)size : 0;
}
