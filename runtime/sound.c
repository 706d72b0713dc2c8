#include "sound.h"

#include <string.h>

#include "calendar.h"
#include "decode.h"
#include "stored.h"
#include "trigger.h"

/* The state under examination. */
struct sound {
    const jrt_program *program; /* its program */
    struct state *state;        /* read, but for its heap */
    const uint8_t *heap;        /* state->head.heap_size bytes, at any address */
};

/* ---- small things ---- */

static int64_t read_i64(const uint8_t *place) {
    int64_t number;
    memcpy(&number, place, 8);
    return number;
}

/* Due never, or at an instant; a long wait's may lie behind the last one that the calendar knows, and never comes. */
static bool is_due(int64_t at) {
    return at >= JRT_TIME_MIN;
}

/* The bytes of a heap reference; NULL where it leads nowhere. */
static const uint8_t *heap_bytes(const struct sound *s, uint32_t reference, uint32_t *size) {
    if (reference < 4 || reference % 4 != 0 || reference > s->state->head.heap_size) return NULL;
    memcpy(size, s->heap + reference - 4, 4);
    return *size <= s->state->head.heap_size - reference ? s->heap + reference : NULL;
}

/* Instants in order, newest first, unset ones last. */
static bool ring_sound(const uint8_t *ring, uint32_t length) {
    int64_t newer = INT64_MAX;
    for (uint32_t i = 0; i < length; i++) {
        int64_t at = read_i64(ring + 8 * (size_t)i);
        if (at != JBC_NEVER && !calendar_knows(at) && !calendar_knows(ring_complete_since(at))) return false;
        if (at > newer) return false;
        newer = at;
    }
    return true;
}

/* The latest day or week that messages fell into is one of the calendar, as some zone has it. */
static bool tally_sound(const uint8_t *place) {
    int32_t period;
    memcpy(&period, place, sizeof period);
    int64_t last = JRT_TIME_MAX / JBC_DAY_MS + 1;
    return period >= -last && period <= last;
}

/* ---- slots ---- */

static bool blob_sound(const uint8_t *bytes, uint32_t size) {
    if (size % 16 != 0 || size / 16 > JRT_KEYS_MAX) return false;
    for (uint32_t at = 0; at < size; at += 16) {
        int64_t instant = read_i64(bytes + at + 8);
        if (instant != 0 && !calendar_knows(instant)) return false;
    }
    return true;
}

static bool reference_sound(const struct sound *s, const uint8_t *place, uint8_t storage) {
    uint32_t reference;
    uint32_t size = 0;
    memcpy(&reference, place, 4);
    if (reference == 0) return true;
    const uint8_t *bytes = heap_bytes(s, reference, &size);
    if (!bytes) return false;
    if (storage == JBC_STORE_LIST) return values_check(bytes, size);
    if (storage == JBC_STORE_BLOB) return blob_sound(bytes, size);
    return size <= JRT_TEXT_MAX;
}

static bool slot_sound(const struct sound *s, const uint8_t *base, const struct jbc_slot *slot) {
    const uint8_t *place = base + slot->offset;
    int64_t number;
    switch ((enum jbc_storage)slot->storage) {
    case JBC_STORE_BOOL: return *place <= 2;
    case JBC_STORE_WORD8:
    case JBC_STORE_WORD16:
    case JBC_STORE_COUNT:
    case JBC_STORE_SERIAL: return true;
    case JBC_STORE_I64:
        number = read_i64(place);
        return number == JBC_NEVER || slot->type != JBC_TIME || calendar_knows(number);
    case JBC_STORE_TIMER:
        number = read_i64(place + 8);
        return is_due(read_i64(place)) &&
               (number == JBC_NEVER || number == TRIGGER_NO_OCCURRENCE || calendar_knows(number));
    case JBC_STORE_TEXT:
    case JBC_STORE_LIST:
    case JBC_STORE_BLOB: return reference_sound(s, place, slot->storage);
    case JBC_STORE_END: break;
    }
    return false;
}

static bool slots_sound(const struct sound *s, const uint8_t *base, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++)
        if (!slot_sound(s, base, &s->program->slots[i])) return false;
    return true;
}

/* ---- the fixed part ---- */

static bool fixed_sound(const struct sound *s) {
    const jrt_program *p = s->program;
    for (uint32_t i = 0; i < p->slot_count; i++)
        if (p->slots[i].journey == JBC_NONE16 && !slot_sound(s, s->state->fixed, &p->slots[i])) return false;
    for (uint32_t i = 0; i < p->history_count; i++) {
        const struct jbc_history *history = &p->historys[i];
        if (!ring_sound(s->state->fixed + history->offset + (history->counted ? 8 : 0), history->ring)) return false;
    }
    for (uint32_t i = 0; i < p->limit_count; i++) {
        const struct jbc_limit *limit = &p->limits[i];
        const uint8_t *place = s->state->fixed + limit->offset;
        if (limit->kind == JBC_SLIDING ? !ring_sound(place, limit->most) : !tally_sound(place)) return false;
    }
    return true;
}

/* ---- runs ---- */

static bool wait_sound(const jrt_program *p, const struct jbc_run *run) {
    bool armed = (run->flags & RUN_ARMED) != 0;
    if (armed && run->phase != RUN_HELD) return false;
    if (run->wait == JBC_NONE16) return run->phase != RUN_WAITING && !armed;
    return run->wait < p->wait_count && p->waits[run->wait].stage == run->stage;
}

/* Size, journey, flags and that there is such a stage are stored.h's promises. */
static bool run_sound(const struct sound *s, const struct jbc_run *run) {
    const jrt_program *p = s->program;
    const struct jbc_journey *journey = &p->journeys[run->journey];
    const struct jbc_stage *stage = &p->stages[run->stage];
    if (stage->journey != run->journey || run->phase == RUN_FLOWING || run->phase >= RUN_ENDED) return false;
    if (run->serial > s->state->head.serial || !wait_sound(p, run)) return false;
    if (!calendar_knows(run->entered) || !calendar_knows(run->asked) || !calendar_knows(run->began) ||
        !is_due(run->due))
        return false;
    const uint8_t *base = (const uint8_t *)run;
    return slots_sound(s, base, journey->first_slot, journey->slot_count) &&
           slots_sound(s, base, stage->first_slot, stage->slot_count);
}

/* Runs stand in the order of their serials, which begin with 1 and are therefore different. */
static bool runs_sound(const struct sound *s) {
    const struct jbc_run *run;
    uint32_t serial = 0;
    for (uint32_t at = 0; at < s->state->head.runs_size; at += run->size) {
        run = state_run_at(s->state, at);
        if (!run_sound(s, run) || run->serial <= serial) return false;
        serial = run->serial;
    }
    return true;
}

/* ---- held messages ---- */

/* Is it where the run's flow goes on after the SEND of this statement, which is in the code once at most? In the code of
 * another stage it would take what lives with this one for something else. */
static bool pc_sound(const jrt_program *p, const struct jbc_run *run, const struct hold *hold) {
    uint32_t pc = decode_behind_send(p->code, p->code_size, hold->send);
    if (pc == JBC_NONE || hold->pc != pc) return false;
    const struct jbc_journey *journey = &p->journeys[run->journey];
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++) {
        const struct jbc_func *func = &p->funcs[p->stages[i].func];
        if (pc >= func->pc && pc - func->pc < func->size) return i == run->stage;
    }
    return true; /* a when of the journey has taken the run over */
}

/* A run's flow waits for one message at a time. */
static bool flow_hold_sound(const struct sound *s, const struct jbc_run *run, const struct hold *hold) {
    for (const struct hold *other = state_hold(s->state, 0); other != hold; other++)
        if (other->place == JBC_PLACE_FLOW && other->run == hold->run) return false;
    return run->phase == RUN_HELD && hold->stage == run->stage && pc_sound(s->program, run, hold);
}

static bool key_sound(const struct jbc_slot *slot, struct jrt_value key) {
    return key.type == 0 || key.type == slot->type;
}

static bool values_sound(const struct sound *s, const struct hold *hold) {
    const jrt_program *p = s->program;
    uint32_t size;
    const uint8_t *row = heap_bytes(s, hold->values, &size);
    if (!row || !values_check(row, size)) return false;
    struct jrt_value values[JRT_STACK_MAX + 1];
    uint32_t count = values_read(row, values, JRT_STACK_MAX + 1);
    const struct jbc_send *send = &p->sends[hold->send];
    if (values_count(row) != count) return false;
    uint32_t key = p->journeys[send->journey].key;
    if (key != JBC_NONE && (count == 0 || !key_sound(&p->slots[key], values[--count]))) return false;
    uint32_t at = 0;
    for (uint32_t i = 0; i < send->alternative_count; i++) {
        const struct jbc_alternative *alternative = &p->alternatives[send->first_alternative + i];
        for (uint32_t k = 0; k < alternative->param_count; k++, at++) {
            if (at == count) return false;
            if (values[at].type != 0 && values[at].type != p->params[alternative->first_param + k].type) return false;
        }
    }
    return at == count;
}

static bool hold_sound(const struct sound *s, const struct hold *hold) {
    const jrt_program *p = s->program;
    if (hold->send >= p->send_count || hold->stage >= p->stage_count) return false;
    const struct jbc_send *send = &p->sends[hold->send];
    if (hold->place != send->place || hold->gone != 0 || hold->hours > 1) return false;
    if (hold->which >= send->alternative_count) return false;
    if (p->stages[hold->stage].journey != send->journey) return false;
    if (!calendar_knows(hold->asked) || !is_due(hold->release)) return false;
    if (hold->refused != JBC_NEVER && !calendar_knows(hold->refused)) return false;
    if (hold->place != JBC_PLACE_USER) {
        const struct jbc_run *run = state_find_run(s->state, hold->run);
        if (!run || run->journey != send->journey) return false;
        if (hold->place == JBC_PLACE_FLOW && !flow_hold_sound(s, run, hold)) return false;
    }
    return values_sound(s, hold);
}

static bool holds_sound(const struct sound *s) {
    for (uint32_t i = 0; i < state_hold_count(s->state); i++)
        if (!hold_sound(s, state_hold(s->state, i))) return false;
    return true;
}

/* Are the blocks, read into `state`, sound? */
static bool blocks_sound(struct stored *stored, struct state *state) {
    if (!stored_ids(stored, &state->ids) || !stored_read(stored, state)) return false;
    for (uint32_t i = 0; i < state->ids.count; i++)
        if (!calendar_knows(state->ids.each[i].at)) return false;
    struct sound s = {.program = state->program, .state = state, .heap = stored->next};
    return fixed_sound(&s) && runs_sound(&s) && holds_sound(&s);
}

enum jrt_status sound_state(const jrt_program *program, const void *bytes, size_t size) {
    const struct jrt_allocator *allocator = &program->allocator;
    struct stored stored;
    if (!bytes || !stored_begin(&stored, bytes, size)) return JRT_BAD_STATE;
    if (stored.layout != program->header->layout_hash || !is_due(stored.due) || !calendar_knows(stored.clock))
        return JRT_BAD_STATE;
    struct state state = {.program = program, .runs_room = stored_runs_size(&stored, program)};
    if (stored.run_count > JRT_RUNS_MAX || state.runs_room == UINT32_MAX) return JRT_BAD_STATE;
    size_t room = state_lay_blocks(&state, NULL);
    uint8_t *memory = allocator->alloc(allocator->self, room);
    if (!memory) return JRT_NO_MEMORY;
    state_lay_blocks(&state, memory);
    state_prepare(&state);
    bool sound = blocks_sound(&stored, &state);
    allocator->release(allocator->self, memory, room);
    return sound ? JRT_OK : JRT_BAD_STATE;
}
