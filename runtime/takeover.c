#include "takeover.h"

#include <string.h>

#include "calendar.h"
#include "decode.h"
#include "interp.h"
#include "match.h"
#include "run.h"
#include "trigger.h"

/* ---- the fixed part ---- */

static bool same_type(const struct jbc_slot *a, const struct jbc_slot *b) {
    return a->type == b->type && a->item == b->item;
}

/* Copies a slot's value; a word that the new enumeration lacks is missing. */
static void copy_slot(struct jrt_context *context, struct jbc_run *run, uint32_t slot, const struct state *old,
                      const struct jbc_run *old_run, uint32_t old_slot) {
    if (slot == JBC_NONE || old_slot == JBC_NONE) return;
    const struct jbc_slot *to = &context->program->slots[slot];
    const struct jbc_slot *from = &old->program->slots[old_slot];
    if (!same_type(to, from)) return;
    if (to->storage == JBC_STORE_TIMER && from->storage == JBC_STORE_TIMER)
        memcpy(slot_edit(&context->state, run, to), slot_place(old, old_run, from), 16);
    else
        slot_store(&context->state, run, slot, slot_load(old, old_run, old_slot));
}

static void copy_traits(struct jrt_context *context, const struct state *old) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    for (uint32_t i = 0; i < p->trait_count; i++) {
        for (uint32_t k = 0; k < q->trait_count && p->traits[i].slot != JBC_NONE; k++) {
            if (p->traits[i].account != q->traits[k].account) continue;
            if (match_text(p, p->traits[i].name, q, q->traits[k].name))
                copy_slot(context, NULL, p->traits[i].slot, old, NULL, q->traits[k].slot);
        }
    }
    copy_slot(context, NULL, p->project->account_id, old, NULL, q->project->account_id);
    if (p->project->id_window != 0 && q->project->id_window != 0) context->state.ids = old->ids;
    copy_slot(context, NULL, p->project->first_seen, old, NULL, q->project->first_seen);
    for (uint32_t i = 0; i < p->template_count; i++) {
        for (uint32_t k = 0; k < q->template_count; k++) {
            const struct jbc_template *a = &p->templates[i];
            const struct jbc_template *b = &q->templates[k];
            if (match_text(p, a->name, q, b->name) &&
                match_text(p, p->channels[a->channel].name, q, q->channels[b->channel].name))
                copy_slot(context, NULL, a->newest, old, NULL, b->newest);
        }
    }
}

/* What was not kept is not known: only from now on is the history complete. */
static void copy_history(struct jrt_context *context, const struct jbc_history *to, const struct state *old) {
    const struct jbc_history *from = match_history(context->program, to, old->program);
    uint8_t *place = state_fixed(&context->state, to->offset, (uint32_t)program_history_size(to));
    uint8_t *ring = place + (to->counted ? 8 : 0);
    const uint8_t *old_ring = from ? old->fixed + from->offset + (from->counted ? 8 : 0) : NULL;
    uint32_t unknown = HISTORY_UNKNOWN;
    if (to->counted && from && from->counted)
        memcpy(place, old->fixed + from->offset, 4);
    else if (to->counted)
        memcpy(place, &unknown, 4);
    uint32_t kept = from ? (from->ring < to->ring ? from->ring : to->ring) : 0;
    if (kept > 0) memcpy(ring, old_ring, 8 * (size_t)kept);
    int64_t oldest = kept > 0 ? ring_get(ring, kept - 1) : context->now;
    /* Where the oldest place is unset or a mark, the ring says already since when it is complete. */
    if (kept == to->ring || oldest < JRT_TIME_MIN) return;
    int64_t mark = ring_mark(oldest);
    memcpy(ring + 8 * (size_t)kept, &mark, 8);
}

static void copy_limit(struct jrt_context *context, const struct jbc_limit *to, const struct state *old,
                       const struct jbc_limit *from) {
    uint8_t *place = state_fixed(&context->state, to->offset, (uint32_t)program_limit_size(to));
    const uint8_t *old_place = old->fixed + from->offset;
    if (to->kind != JBC_SLIDING) {
        memcpy(place, old_place, 8);
        return;
    }
    uint32_t kept = from->most < to->most ? from->most : to->most;
    memcpy(place, old_place, 8 * (size_t)kept);
}

/* The first limit of the older range with the same kind of window goes on in each of the new one. */
static void copy_limits(struct jrt_context *context, uint32_t first, uint32_t count, const struct state *old,
                        uint32_t old_first, uint32_t old_count) {
    const jrt_program *p = context->program;
    for (uint32_t i = first; i < first + count; i++) {
        for (uint32_t k = old_first; k < old_first + old_count; k++) {
            const struct jbc_limit *from = &old->program->limits[k];
            if (from->kind != p->limits[i].kind) continue;
            copy_limit(context, &p->limits[i], old, from);
            break;
        }
    }
}

static void copy_all_limits(struct jrt_context *context, const struct state *old) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    copy_limits(context, p->project->first_limit, p->project->limit_count, old, q->project->first_limit,
                q->project->limit_count);
    for (uint32_t i = 0; i < p->channel_count; i++)
        for (uint32_t k = 0; k < q->channel_count; k++)
            if (match_text(p, p->channels[i].name, q, q->channels[k].name))
                copy_limits(context, p->channels[i].first_limit, p->channels[i].limit_count, old,
                            q->channels[k].first_limit, q->channels[k].limit_count);
    for (uint32_t k = 0; k < q->journey_count; k++) {
        uint32_t i = match_journey(p, q, k);
        if (i == JBC_NONE) continue;
        copy_limits(context, p->journeys[i].first_limit, p->journeys[i].limit_count, old, q->journeys[k].first_limit,
                    q->journeys[k].limit_count);
        bool both_keyed = (p->journeys[i].key == JBC_NONE) == (q->journeys[k].key == JBC_NONE);
        if (both_keyed) copy_slot(context, NULL, p->journeys[i].mark, old, NULL, q->journeys[k].mark);
    }
}

/* The timers of enter triggers go on where the journey has as many enters, of the same kinds, as before. */
static void copy_enters(struct jrt_context *context, const struct state *old) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    for (uint32_t k = 0; k < q->journey_count; k++) {
        uint32_t i = match_journey(p, q, k);
        if (i == JBC_NONE || p->journeys[i].enter_count != q->journeys[k].enter_count) continue;
        for (uint32_t n = 0; n < p->journeys[i].enter_count; n++) {
            const struct jbc_trigger *to = &p->triggers[p->journeys[i].first_enter + n];
            const struct jbc_trigger *from = &q->triggers[q->journeys[k].first_enter + n];
            if (to->kind != from->kind || to->timer == JBC_NONE) continue;
            copy_slot(context, NULL, to->timer, old, NULL, from->timer);
            trigger_take_over(context, NULL, to);
        }
    }
}

/* ---- runs ---- */

/* Variables, entry fields and counters go on by their names. */
static void copy_named(struct jrt_context *context, struct jbc_run *run, const struct state *old,
                       const struct jbc_run *old_run) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    const struct jbc_journey *to = &p->journeys[run->journey];
    const struct jbc_journey *from = &q->journeys[old_run->journey];
    for (uint32_t i = to->first_slot; i < to->first_slot + to->slot_count; i++) {
        for (uint32_t k = from->first_slot; k < from->first_slot + from->slot_count; k++) {
            bool named = p->slots[i].name != JBC_NONE && match_text(p, p->slots[i].name, q, q->slots[k].name);
            if (named) copy_slot(context, run, i, old, old_run, k);
        }
    }
}

/* What lives with a stage goes on where the stage keeps the same things in the same order. */
static void copy_stage_slots(struct jrt_context *context, struct jbc_run *run, const struct state *old,
                             const struct jbc_run *old_run) {
    const struct jbc_stage *to = &context->program->stages[run->stage];
    const struct jbc_stage *from = &old->program->stages[old_run->stage];
    bool same = to->slot_count == from->slot_count;
    for (uint32_t i = 0; i < to->slot_count && same; i++)
        same = same_type(&context->program->slots[to->first_slot + i], &old->program->slots[from->first_slot + i]) &&
               context->program->slots[to->first_slot + i].storage == old->program->slots[from->first_slot + i].storage;
    for (uint32_t i = 0; i < to->slot_count && same; i++)
        copy_slot(context, run, to->first_slot + i, old, old_run, from->first_slot + i);
}

/* When the wait's time comes by the new version, counted from when it began. */
static int64_t due_anew(struct jrt_context *context, struct jbc_run *run, int64_t old_due) {
    const struct jbc_wait *wait = &context->program->waits[run->wait];
    struct jrt_value value;
    switch ((enum jbc_wait_kind)wait->kind) {
    case JBC_WAIT_FOR:
    case JBC_WAIT_UP_TO: return run->began + wait->duration;
    case JBC_WAIT_CLOCK:
        return calendar_next(&context->host.zones, context_zone(context), run->began, wait->clock, wait->days);
    case JBC_WAIT_UNTIL:
        value = interp_value(context, run, wait->value);
        return value.type == 0 ? old_due : value.as.number;
    case JBC_WAIT_DATA:
        value = interp_value(context, run, wait->value);
        if (value.type == 0 || value.as.number < 0) return run->began;
        return run->began + (value.as.number < wait->duration ? value.as.number : wait->duration);
    case JBC_WAIT_END: break;
    }
    return old_due;
}

static bool copy_hold(struct jrt_context *context, const struct state *old, const struct hold *from, uint32_t journey,
                      uint32_t stage) {
    uint32_t key = context->program->journeys[journey].key;
    uint32_t old_key = old->program->journeys[old->program->sends[from->send].journey].key;
    bool same_key = (key == JBC_NONE) == (old_key == JBC_NONE);
    uint32_t send = same_key ? match_send(context->program, journey, old->program, from->send) : JBC_NONE;
    const jrt_program *p = context->program;
    bool flows = from->place == JBC_PLACE_FLOW;
    uint32_t pc = flows && send != JBC_NONE ? decode_behind_send(p->code, p->code_size, send) : from->pc;
    struct hold *to = send == JBC_NONE || (flows && pc == JBC_NONE) ? NULL : state_add_hold(&context->state);
    if (!to) return false;
    *to = *from;
    to->send = (uint16_t)send;
    to->stage = (uint16_t)stage;
    to->pc = pc;
    uint32_t size;
    const uint8_t *row = heap_get(old, from->values, &size);
    to->values = heap_add(&context->state, row, size);
    return true;
}

/* The held messages of a run (0: of the user). false: its flow waits for one that is gone. */
static bool copy_holds(struct jrt_context *context, const struct state *old, const struct jbc_run *old_run,
                       const struct jbc_run *run) {
    bool flow_kept = true;
    for (uint32_t i = 0; i < state_hold_count(old); i++) {
        const struct hold *hold = state_hold(old, i);
        if (hold->run != old_run->serial || hold->place == JBC_PLACE_USER) continue;
        if (!copy_hold(context, old, hold, run->journey, run->stage) && hold->place == JBC_PLACE_FLOW)
            flow_kept = false;
    }
    return flow_kept;
}

/* They go in the order in which they were asked for, as before. */
static void order_holds(struct state *state) {
    for (uint32_t i = 1; i < state_hold_count(state); i++) {
        struct hold hold = *state_hold(state, i);
        uint32_t place = i;
        for (; place > 0 && state_hold(state, place - 1)->asked > hold.asked; place--)
            *state_hold(state, place) = *state_hold(state, place - 1);
        *state_hold(state, place) = hold;
    }
}

static void copy_user_holds(struct jrt_context *context, const struct state *old) {
    const jrt_program *q = old->program;
    for (uint32_t i = 0; i < state_hold_count(old); i++) {
        const struct hold *hold = state_hold(old, i);
        if (hold->place != JBC_PLACE_USER) continue;
        uint32_t journey = match_journey(context->program, q, q->sends[hold->send].journey);
        if (journey != JBC_NONE)
            copy_hold(context, old, hold, journey, context->program->journeys[journey].first_stage);
    }
}

/* The run's timers by the new version: what has not fired counts from where it counted before. */
static void rearm(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++) trigger_take_over(context, run, &context->program->triggers[i]);
}

static void removed(struct jrt_context *context, const struct state *old, const struct jbc_run *old_run,
                    uint32_t journey) {
    struct jrt_value name = program_value(old->program, old->program->journeys[old_run->journey].name);
    struct jrt_action action = {.kind = JRT_EXIT,
                                .run = old_run->serial,
                                .journey = journey,
                                .stage = JBC_NONE,
                                .name = "removed",
                                .name_size = 7,
                                .gone = name.as.text,
                                .gone_size = name.size};
    context_act(context, NULL, &action);
}

/* Where the run rests; false: that place is gone. */
static bool copy_place(struct jrt_context *context, struct jbc_run *run, const struct state *old,
                       const struct jbc_run *old_run) {
    const struct jbc_stage *to = &context->program->stages[run->stage];
    run->phase = old_run->phase;
    run->flags = old_run->flags;
    run->due = old_run->due;
    if (old_run->wait == JBC_NONE16) return true;
    uint32_t number = old_run->wait - old->program->stages[old_run->stage].first_wait;
    if (number >= to->wait_count) return false;
    run->wait = (uint16_t)(to->first_wait + number);
    if (run->phase == RUN_WAITING) run->due = due_anew(context, run, old_run->due);
    return true;
}

static void copy_run(struct jrt_context *context, const struct state *old, const struct jbc_run *old_run) {
    const jrt_program *p = context->program;
    uint32_t journey = match_journey(p, old->program, old_run->journey);
    uint32_t stage = journey == JBC_NONE ? JBC_NONE : match_stage(p, journey, old->program, old_run->stage);
    struct jbc_run *run = stage == JBC_NONE ? NULL : state_add_run(&context->state, journey);
    if (!run) {
        removed(context, old, old_run, journey);
        return;
    }
    const struct jbc_journey *j = &p->journeys[journey];
    run->serial = old_run->serial;
    run->stage = (uint16_t)stage;
    run->entered = old_run->entered;
    run->asked = old_run->asked;
    run->began = old_run->began;
    interp_call(context, run, j->init);
    copy_named(context, run, old, old_run);
    run_enter_stage(context, run, stage);
    copy_stage_slots(context, run, old, old_run);
    if (!copy_place(context, run, old, old_run) || !copy_holds(context, old, old_run, run)) {
        run->phase = RUN_ENDED;
        removed(context, old, old_run, journey);
        return;
    }
    rearm(context, run, j->first_end, j->end_count);
    rearm(context, run, j->first_when, j->when_count);
    rearm(context, run, p->stages[stage].first_when, p->stages[stage].when_count);
    if (run->wait != JBC_NONE16) rearm(context, run, p->waits[run->wait].first_arm, p->waits[run->wait].arm_count);
}

void takeover(struct jrt_context *context, struct state *old) {
    context->state.head.sequence = old->head.sequence;
    context->state.head.serial = old->head.serial;
    copy_traits(context, old);
    for (uint32_t i = 0; i < context->program->history_count; i++)
        copy_history(context, &context->program->historys[i], old);
    copy_all_limits(context, old);
    copy_enters(context, old);
    for (uint32_t at = 0; at < old->head.runs_size; at += state_run_at(old, at)->size)
        copy_run(context, old, state_run_at(old, at));
    copy_user_holds(context, old);
    order_holds(&context->state);
}
