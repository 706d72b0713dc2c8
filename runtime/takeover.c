#include "takeover.h"

#include <string.h>

#include "calendar.h"
#include "carry.h"
#include "decode.h"
#include "deliver.h"
#include "interp.h"
#include "match.h"
#include "run.h"
#include "trigger.h"

/* ---- triggers ---- */

/* A list of triggers: of a wait, a stage, or a journey. */
struct list {
    uint32_t first; /* index */
    uint32_t count; /* how many */
};

/* Those of the new list that ask the same as one of the older go on for it: their timers, and how often they have fired. */
static void copy_triggers(struct jrt_context *context, struct jbc_run *run, struct list list, const struct state *old,
                          const struct jbc_run *old_run, struct list older) {
    for (uint32_t i = list.first; i < list.first + list.count; i++) {
        const struct jbc_trigger *to = &context->program->triggers[i];
        uint32_t other = match_trigger(context->program, list.first, i, old->program, older.first, older.count);
        if (other == JBC_NONE) continue;
        const struct jbc_trigger *from = &old->program->triggers[other];
        /* A goal that was none any more, and is one again, begins anew. */
        if (old_run && from->role == JBC_ROLE_GOAL && !goal_counts(from, old_run, context->now)) continue;
        carry_slot(context, run, to->fired, old, old_run, from->fired);
        if (to->timer == JBC_NONE || !trigger_is_armed(old, old_run, from)) continue;
        carry_slot(context, run, to->timer, old, old_run, from->timer);
        trigger_take_over(context, run, to, from);
    }
}

/* The same, but only how often they have fired. */
static void copy_fired(struct jrt_context *context, struct jbc_run *run, struct list list, const struct state *old,
                       const struct jbc_run *old_run, struct list older) {
    for (uint32_t i = list.first; i < list.first + list.count; i++) {
        const struct jbc_trigger *to = &context->program->triggers[i];
        uint32_t other = match_trigger(context->program, list.first, i, old->program, older.first, older.count);
        /* By time it counts for each visit, in a slot of its stage. */
        if (other == JBC_NONE || (to->timer != JBC_NONE && to->kind != JBC_ON_TURNS_TRUE)) continue;
        carry_slot(context, run, to->fired, old, old_run, old->program->triggers[other].fired);
    }
}

/* What is new among the entries counts from now, and by what is known now. */
static void copy_enters(struct jrt_context *context, const struct state *old) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    for (uint32_t i = 0; i < context->timed_enter_count; i++)
        trigger_arm_from_now(context, &p->triggers[context->timed_enters[i]]);
    for (uint32_t k = 0; k < q->journey_count; k++) {
        uint32_t i = match_journey(p, q, k);
        if (i == JBC_NONE) continue;
        struct list list = {p->journeys[i].first_enter, p->journeys[i].enter_count};
        copy_triggers(context, NULL, list, old, NULL,
                      (struct list){q->journeys[k].first_enter, q->journeys[k].enter_count});
    }
}

/* ---- runs ---- */

/* Timers, and how often something has fired, go on with what asks the same, and not by their names. */
static bool is_of_trigger(const jrt_program *p, const struct jbc_slot *slot) {
    uint32_t size;
    const char *name = program_string(p, slot->name, &size);
    return slot->storage == JBC_STORE_TIMER || (size > 6 && memcmp(name, "fired.", 6) == 0);
}

/* Slots of a range go on by their names. */
static void copy_by_name(struct jrt_context *context, struct jbc_run *run, struct list slots, const struct state *old,
                         const struct jbc_run *old_run, struct list older) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    for (uint32_t i = slots.first; i < slots.first + slots.count; i++) {
        if (p->slots[i].name == JBC_NONE || is_of_trigger(p, &p->slots[i])) continue;
        for (uint32_t k = older.first; k < older.first + older.count; k++)
            if (match_text(p, p->slots[i].name, q, q->slots[k].name)) carry_slot(context, run, i, old, old_run, k);
    }
}

/* What a run counts since its entry and did not before is not known, until it happens. */
static void forget_tallies(struct jrt_context *context, struct jbc_run *run, const struct jbc_journey *journey) {
    const uint16_t unknown = TALLY_UNKNOWN;
    for (uint32_t i = journey->first_tally; i < journey->first_tally + journey->tally_count; i++) {
        const struct jbc_slot *slot = &context->program->slots[context->program->tallys[i].slot];
        memcpy(slot_edit(&context->state, run, slot), &unknown, sizeof unknown);
    }
}

/* The key, the entry's fields, variables and counters; a variable that is new gets its first value. */
static void copy_named(struct jrt_context *context, struct jbc_run *run, const struct state *old,
                       const struct jbc_run *old_run) {
    const struct jbc_journey *to = &context->program->journeys[run->journey];
    const struct jbc_journey *from = &old->program->journeys[old_run->journey];
    struct list slots = {to->first_slot, to->slot_count};
    struct list older = {from->first_slot, from->slot_count};
    forget_tallies(context, run, to);
    copy_by_name(context, run, slots, old, old_run, older);
    context->beginning = true;
    interp_call(context, run, to->init);
    context->beginning = false;
    copy_by_name(context, run, slots, old, old_run, older);
}

/* Where a run goes on. */
struct place {
    uint32_t wait; /* that it rests in, or whose answers are live already while a message is held; JBC_NONE: none */
    uint32_t pc;   /* of the statement, JBC_NONE: it stays for good */
    uint32_t then; /* of the same in the older version */
    bool found;    /* false: that place is gone */
};

/* The end of the repeat with that counter, in the function of the statement at `pc`; false: it counts none there. */
static bool find_repeat(const jrt_program *p, uint32_t pc, uint32_t counter, struct decode_instruction *at) {
    const struct jbc_func *func = p->funcs;
    while (pc >= func->pc + func->size) func++;
    *at = (struct decode_instruction){.next = func->pc};
    while (decode_at(p->code, func->pc + func->size, at->next, at))
        if (at->op == JBC_OP_REPEAT && at->operand[0] == counter) return true;
    return false;
}

static bool goes_round(const struct decode_instruction *repeat, uint32_t pc) {
    return repeat->operand[2] <= pc && pc < repeat->pc;
}

/* Repeats that the run is in go on by their order in what it runs. */
static void copy_rounds(struct jrt_context *context, struct jbc_run *run, const struct place *place, struct list slots,
                        const struct state *old, const struct jbc_run *old_run, struct list older) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    struct decode_instruction at = {0}, then = {0};
    uint32_t k = older.first;
    for (uint32_t i = slots.first; i < slots.first + slots.count; i++) {
        if (!find_repeat(p, place->pc, i, &at)) continue;
        while (k < older.first + older.count && !find_repeat(q, place->then, k, &then)) k++;
        if (k == older.first + older.count) return;
        if (goes_round(&at, place->pc) && goes_round(&then, place->then)) carry_slot(context, run, i, old, old_run, k);
        k++;
    }
}

/* The answers of one wait go on for those of another. */
static void copy_arms(struct jrt_context *context, struct jbc_run *run, uint32_t wait, const struct state *old,
                      const struct jbc_run *old_run, uint32_t older) {
    const struct jbc_wait *to = &context->program->waits[wait];
    const struct jbc_wait *from = &old->program->waits[older];
    copy_triggers(context, run, (struct list){to->first_arm, to->arm_count}, old, old_run,
                  (struct list){from->first_arm, from->arm_count});
}

/* Waits go on by their order in the stage, also those in whose answers the flow is. */
static void copy_waits(struct jrt_context *context, struct jbc_run *run, const struct state *old,
                       const struct jbc_run *old_run) {
    const struct jbc_stage *to = &context->program->stages[run->stage];
    const struct jbc_stage *from = &old->program->stages[old_run->stage];
    for (uint32_t i = 0; i < to->wait_count && i < from->wait_count; i++) {
        uint32_t wait = to->first_wait + i, older = from->first_wait + i;
        carry_slot(context, run, context->program->waits[wait].first, old, old_run, old->program->waits[older].first);
        copy_arms(context, run, wait, old, old_run, older);
    }
}

/* What lives with the stage. */
static void copy_stage(struct jrt_context *context, struct jbc_run *run, const struct state *old,
                       const struct jbc_run *old_run) {
    const struct jbc_stage *to = &context->program->stages[run->stage];
    const struct jbc_stage *from = &old->program->stages[old_run->stage];
    copy_by_name(context, run, (struct list){to->first_slot, to->slot_count}, old, old_run,
                 (struct list){from->first_slot, from->slot_count});
    copy_waits(context, run, old, old_run);
}

/* The repeats around its place: of the stage, or of what takes over from the whole journey. */
static void copy_place(struct jrt_context *context, struct jbc_run *run, const struct place *place,
                       const struct state *old, const struct jbc_run *old_run) {
    if (place->pc == JBC_NONE) return;
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    const struct jbc_journey *older = &old->program->journeys[old_run->journey];
    const struct jbc_stage *to = &context->program->stages[run->stage];
    const struct jbc_stage *from = &old->program->stages[old_run->stage];
    copy_rounds(context, run, place, (struct list){to->first_slot, to->slot_count}, old, old_run,
                (struct list){from->first_slot, from->slot_count});
    copy_rounds(context, run, place, (struct list){journey->first_slot, journey->slot_count}, old, old_run,
                (struct list){older->first_slot, older->slot_count});
}

/* Those of the journey, and of all its stages: what counts for the whole run does so in stages that it is not in. */
static void copy_run_triggers(struct jrt_context *context, struct jbc_run *run, const struct state *old,
                              const struct jbc_run *old_run) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    const struct jbc_journey *to = &p->journeys[run->journey];
    const struct jbc_journey *from = &q->journeys[old_run->journey];
    copy_triggers(context, run, (struct list){to->first_end, to->end_count}, old, old_run,
                  (struct list){from->first_end, from->end_count});
    copy_triggers(context, run, (struct list){to->first_when, to->when_count}, old, old_run,
                  (struct list){from->first_when, from->when_count});
    for (uint32_t k = from->first_stage; k < from->first_stage + from->stage_count; k++) {
        uint32_t stage = match_stage(p, run->journey, q, k);
        /* Where another stage has become the run's own as well, the run was not in it. */
        if (stage == JBC_NONE || (stage == run->stage && k != old_run->stage)) continue;
        struct list list = {p->stages[stage].first_when, p->stages[stage].when_count};
        struct list older = {q->stages[k].first_when, q->stages[k].when_count};
        if (stage == run->stage)
            copy_triggers(context, run, list, old, old_run, older);
        else
            copy_fired(context, run, list, old, old_run, older);
    }
}

/* ---- waits ---- */

/* A value as it was when the wait began: `now` in it is that time. */
static struct jrt_value value_then(struct jrt_context *context, struct jbc_run *run, uint32_t func) {
    int64_t now = context->now;
    context->now = run->began;
    struct jrt_value value = interp_value(context, run, func);
    context->now = now;
    return value;
}

/* When the wait's time comes by the new version, counted from when it began, where it does not say the same as before. */
static int64_t due_anew(struct jrt_context *context, struct jbc_run *run, int64_t old_due) {
    const struct jbc_wait *wait = &context->program->waits[run->wait];
    struct jrt_value value;
    switch ((enum jbc_wait_kind)wait->kind) {
    case JBC_WAIT_FOR:
    case JBC_WAIT_UP_TO: return run->began + wait->duration;
    case JBC_WAIT_CLOCK:
        old_due = calendar_next(&context->host.zones, context_zone(context), run->began, wait->clock, wait->days);
        slot_store(&context->state, run, wait->first, value_of(JBC_TIME, old_due));
        return old_due;
    case JBC_WAIT_UNTIL:
        value = value_then(context, run, wait->value);
        return value.type == 0 ? old_due : value.as.number;
    case JBC_WAIT_DATA:
        value = value_then(context, run, wait->value);
        if (value.type == 0 || value.as.number < 0) return run->began;
        return run->began + (value.as.number < wait->duration ? value.as.number : wait->duration);
    case JBC_WAIT_END: break;
    }
    return old_due;
}

/* ---- messages ---- */

/* The template of a message, in the new program; JBC_NONE: it has none of that name. */
static uint32_t template_of(const jrt_program *p, const jrt_program *q, uint32_t template_) {
    for (uint32_t i = 0; i < p->template_count; i++)
        if (match_template(p, i, q, template_)) return i;
    return JBC_NONE;
}

/* What a record says of something of the older version. */
static struct jrt_action record_of(const struct state *old, uint32_t old_journey, uint32_t journey, uint32_t serial) {
    struct jrt_value name = program_value(old->program, old->program->journeys[old_journey].name);
    return (struct jrt_action){
        .run = serial, .journey = journey, .stage = JBC_NONE, .gone = name.as.text, .gone_size = name.size};
}

static struct jrt_value key_of_hold(const struct state *old, const struct hold *hold, struct jrt_value *values) {
    uint32_t size;
    uint32_t count = values_read(heap_get(old, hold->values, &size), values, JRT_STACK_MAX + 1);
    uint32_t key = old->program->journeys[old->program->sends[hold->send].journey].key;
    return key == JBC_NONE ? value_missing() : values[count - 1];
}

/* A message that the new version does not have leaves a record, if it has the template. */
static void drop_hold(struct jrt_context *context, const struct state *old, const struct hold *hold, uint32_t journey,
                      uint32_t stage, const char *reason) {
    const struct jbc_send *send = &old->program->sends[hold->send];
    uint32_t template_ = old->program->alternatives[send->first_alternative + hold->which].template_;
    struct jrt_value values[JRT_STACK_MAX + 1];
    struct jrt_action action = record_of(old, send->journey, journey, hold->run);
    action.kind = JRT_SKIPPED;
    action.stage = stage;
    action.reason = reason;
    action.key = key_of_hold(old, hold, values);
    action.template_ = template_of(context->program, old->program, template_);
    if (action.template_ != JBC_NONE) context_act(context, NULL, &action);
}

/* Where a held message's send statement is now; JBC_NONE: nowhere. */
static uint32_t find_send(const struct jrt_context *context, const struct state *old, const struct hold *hold,
                          uint32_t journey) {
    const jrt_program *q = old->program;
    bool keyed = context->program->journeys[journey].key != JBC_NONE;
    if (keyed != (q->journeys[q->sends[hold->send].journey].key != JBC_NONE)) return JBC_NONE;
    return match_send(context->program, journey, q, hold->send);
}

static void copy_hold(struct jrt_context *context, const struct state *old, const struct hold *from, uint32_t send,
                      uint32_t stage) {
    const jrt_program *p = context->program;
    struct hold *to = state_add_hold(&context->state);
    if (!to) return;
    *to = *from;
    to->send = (uint16_t)send;
    to->stage = (uint16_t)stage;
    if (from->place == JBC_PLACE_FLOW) to->pc = decode_behind_send(p->code, p->code_size, send);
    uint32_t size;
    const uint8_t *row = heap_get(old, from->values, &size);
    to->values = heap_add(&context->state, row, size);
}

/* Is it one of this run's own? Messages of goals and leaves are the user's. */
static bool is_of(const struct hold *hold, const struct jbc_run *run) {
    return hold->run == run->serial && hold->place != JBC_PLACE_USER;
}

/* A message of a goal or a `leave`, whose run is over. */
static void copy_user_hold(struct jrt_context *context, const struct state *old, const struct hold *hold) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    uint32_t journey = match_journey(p, q, q->sends[hold->send].journey);
    uint32_t send = journey == JBC_NONE ? JBC_NONE : find_send(context, old, hold, journey);
    if (send == JBC_NONE) {
        drop_hold(context, old, hold, journey, JBC_NONE, "left");
        return;
    }
    uint32_t stage = match_stage(p, journey, q, hold->stage);
    copy_hold(context, old, hold, send, stage == JBC_NONE ? p->journeys[journey].first_stage : stage);
}

static void copy_run_hold(struct jrt_context *context, const struct state *old, const struct hold *hold) {
    const struct jbc_run *run = state_find_run(&context->state, hold->run);
    if (!run) return; /* it has ended as removed, and its messages with it */
    uint32_t send = find_send(context, old, hold, run->journey);
    if (send != JBC_NONE)
        copy_hold(context, old, hold, send, run->stage);
    else
        drop_hold(context, old, hold, run->journey, run->stage, "moved on");
}

/* In the order in which they were asked for, for they are released in it. */
static void copy_holds(struct jrt_context *context, const struct state *old) {
    for (uint32_t i = 0; i < state_hold_count(old); i++) {
        const struct hold *hold = state_hold(old, i);
        if (hold->place == JBC_PLACE_USER)
            copy_user_hold(context, old, hold);
        else
            copy_run_hold(context, old, hold);
    }
}

/* ---- runs ---- */

/* Its place is gone: it ends, and what it holds is dropped. */
static void removed(struct jrt_context *context, const struct state *old, const struct jbc_run *old_run,
                    uint32_t journey, uint32_t stage) {
    for (uint32_t i = 0; i < state_hold_count(old); i++)
        if (is_of(state_hold(old, i), old_run)) drop_hold(context, old, state_hold(old, i), journey, stage, "left");
    uint32_t key = old->program->journeys[old_run->journey].key;
    struct jrt_action action = record_of(old, old_run->journey, journey, old_run->serial);
    action.kind = JRT_EXIT;
    action.stage = stage;
    action.name = "removed";
    action.name_size = 7;
    if (key != JBC_NONE) action.key = slot_load(old, old_run, key);
    context_act(context, NULL, &action);
}

static struct place place_of(const struct jrt_context *context, uint32_t journey, uint32_t stage,
                             const struct state *old, const struct jbc_run *old_run) {
    const jrt_program *p = context->program;
    const struct place gone = {JBC_NONE, JBC_NONE, JBC_NONE, false};
    for (uint32_t i = 0; i < state_hold_count(old); i++) {
        const struct hold *hold = state_hold(old, i);
        if (!is_of(hold, old_run) || hold->place != JBC_PLACE_FLOW) continue;
        uint32_t send = find_send(context, old, hold, journey);
        if (send == JBC_NONE) return gone;
        /* What stands directly before is the `send` itself. */
        uint32_t pc = decode_behind_send(p->code, p->code_size, send) - 1;
        return (struct place){p->sends[send].next_wait, pc, hold->pc - 1, true};
    }
    if (old_run->phase != RUN_WAITING) return (struct place){JBC_NONE, JBC_NONE, JBC_NONE, true};
    uint32_t number = old_run->wait - old->program->stages[old_run->stage].first_wait;
    uint32_t wait = p->stages[stage].first_wait + number;
    if (number >= p->stages[stage].wait_count) return gone;
    return (struct place){wait, p->waits[wait].pc, old->program->waits[old_run->wait].pc, true};
}

/* The wait that the run rests in, or that is live already. Answers that are new look from now on. */
static void rest_in(struct jrt_context *context, struct jbc_run *run, uint32_t wait, const struct state *old,
                    const struct jbc_run *old_run) {
    const jrt_program *p = context->program;
    bool live = old_run->phase == RUN_WAITING || (old_run->flags & RUN_ARMED) != 0;
    run->wait = (uint16_t)wait;
    if (run->phase == RUN_HELD) run->flags |= RUN_ARMED;
    trigger_arm_range(context, run, p->waits[wait].first_arm, p->waits[wait].arm_count);
    if (!live) {
        run->asked = context->now;
        return;
    }
    copy_arms(context, run, wait, old, old_run, old_run->wait);
    if (run->phase != RUN_WAITING) return;
    if (!match_wait(p, &p->waits[wait], old->program, &old->program->waits[old_run->wait]))
        run->due = due_anew(context, run, old_run->due);
}

/* When a run that is kept out for comparison ends by the new version: with the last of its goals, else now. */
static int64_t kept_out_until(const struct jrt_context *context, const struct jbc_run *run) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    int64_t longest = 0;
    for (uint32_t i = journey->first_end; i < journey->first_end + journey->end_count; i++) {
        const struct jbc_trigger *end = &context->program->triggers[i];
        if (end->role == JBC_ROLE_GOAL && end->within > longest) longest = end->within;
    }
    return longest > 0 ? run->entered + longest : context->now;
}

/* A run of the new version for one of the older, in its stage. */
static struct jbc_run *make_run(struct jrt_context *context, uint32_t journey, uint32_t stage, const struct state *old,
                                const struct jbc_run *old_run) {
    struct jbc_run *run = state_add_run(&context->state, journey);
    if (!run) return NULL;
    run->serial = old_run->serial;
    run->stage = (uint16_t)stage;
    run->entered = old_run->entered;
    run->asked = old_run->asked;
    run->began = old_run->began;
    copy_named(context, run, old, old_run);
    run_enter_stage(context, run, stage);
    run->phase = old_run->phase;
    run->flags = old_run->flags & RUN_TAKEN;
    run->due = old_run->phase == RUN_KEPT_OUT ? kept_out_until(context, run) : old_run->due;
    return run;
}

static void copy_run(struct jrt_context *context, const struct state *old, const struct jbc_run *old_run) {
    const jrt_program *p = context->program;
    bool kept_out = old_run->phase == RUN_KEPT_OUT;
    uint32_t journey = match_journey(p, old->program, old_run->journey);
    uint32_t stage = journey == JBC_NONE ? JBC_NONE
                     : kept_out          ? p->journeys[journey].first_stage
                                         : match_stage(p, journey, old->program, old_run->stage);
    struct place place = {JBC_NONE, JBC_NONE, JBC_NONE, false};
    if (stage != JBC_NONE) place = place_of(context, journey, stage, old, old_run);
    struct jbc_run *run = place.found ? make_run(context, journey, stage, old, old_run) : NULL;
    if (!run) {
        removed(context, old, old_run, journey, stage);
        return;
    }
    const struct jbc_journey *j = &p->journeys[journey];
    trigger_arm_range(context, run, j->first_end, j->end_count);
    if (!kept_out) trigger_arm_range(context, run, j->first_when, j->when_count);
    copy_run_triggers(context, run, old, old_run);
    if (kept_out) return;
    copy_stage(context, run, old, old_run);
    copy_place(context, run, &place, old, old_run);
    if (place.wait != JBC_NONE) rest_in(context, run, place.wait, old, old_run);
}

void takeover(struct jrt_context *context, struct state *old) {
    context->state.head.sequence = old->head.sequence;
    context->state.head.serial = old->head.serial;
    carry_fixed(context, old);
    context->zone_known = false;
    for (uint32_t at = 0; at < old->head.runs_size; at += state_run_at(old, at)->size)
        copy_run(context, old, state_run_at(old, at));
    copy_holds(context, old);
    copy_enters(context, old); /* a condition may ask which runs there are */
}
