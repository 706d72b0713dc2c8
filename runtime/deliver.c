#include "deliver.h"

#include <string.h>

#include "enter.h"
#include "run.h"
#include "interp.h"
#include "message.h"
#include "trigger.h"

/* ---- order ---- */

/* Does the run at offset a go before the one at b? Higher priority first, then the earlier entry. */
static bool goes_first(const struct jrt_context *context, uint32_t a, uint32_t b) {
    const struct jbc_run *first = state_run_at(&context->state, a);
    const struct jbc_run *second = state_run_at(&context->state, b);
    int32_t priority = context->program->journeys[first->journey].priority;
    int32_t other = context->program->journeys[second->journey].priority;
    return priority != other ? priority > other : first->serial < second->serial;
}

uint32_t deliver_order(const struct jrt_context *context, uint32_t *offsets) {
    const struct state *state = &context->state;
    uint32_t count = 0;
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) {
        if (state_run_at(state, at)->phase == RUN_ENDED || count == JRT_RUNS_MAX) continue;
        uint32_t place = count++;
        for (; place > 0 && goes_first(context, at, offsets[place - 1]); place--) offsets[place] = offsets[place - 1];
        offsets[place] = at;
    }
    return count;
}

/* ---- firing ---- */

void deliver_end(struct jrt_context *context, struct jbc_run *run, uint32_t index) {
    const struct jbc_trigger *trigger = &context->program->triggers[index];
    context_trace(context, JRT_TRACE_TRIGGER, index);
    bool block = trigger->body != JBC_NONE && run->phase != RUN_KEPT_OUT;
    if (block) interp_call(context, run, trigger->body);
    run_end(context, run, program_value(context->program, trigger->outcome), "left");
}

void deliver_arm(struct jrt_context *context, struct jbc_run *run, uint32_t index) {
    context_trace(context, JRT_TRACE_TRIGGER, index);
    interp_flow(context, run, context->program->triggers[index].pc);
}

void deliver_when(struct jrt_context *context, struct jbc_run *run, uint32_t index) {
    const struct jbc_trigger *trigger = &context->program->triggers[index];
    context_trace(context, JRT_TRACE_TRIGGER, index);
    if (trigger->role == JBC_ROLE_WHEN_SIDE) {
        interp_call(context, run, trigger->body);
        return;
    }
    message_drop(context, run, JBC_PLACE_FLOW, "moved on");
    run->wait = JBC_NONE16;
    run->phase = RUN_FLOWING;
    run->flags = (uint8_t)((run->flags & ~RUN_ARMED) | RUN_TAKEN);
    if (trigger->pc != JBC_NONE)
        interp_flow(context, run, trigger->pc);
    else
        interp_call(context, run, trigger->body);
}

/* ---- one run ---- */

/* With `one per`, an event that has the key's field reaches only the run with that value. */
static bool reaches(const struct jrt_context *context, const struct jbc_run *run, const struct stimulus *stimulus) {
    const jrt_program *program = context->program;
    const struct jbc_journey *journey = &program->journeys[run->journey];
    if (stimulus->kind == STIMULUS_REPORT) return stimulus->run == run->serial;
    if (stimulus->kind == STIMULUS_ENDED) return run->serial <= stimulus->newest;
    if (stimulus->kind != STIMULUS_EVENT || journey->key == JBC_NONE || !context->event) return true;
    const struct jbc_event *event = &program->events[stimulus->name];
    for (uint32_t i = 0; i < event->field_count; i++) {
        if (program->fields[event->first_field + i].label != journey->key_label) continue;
        struct jrt_value value = context->event->values[i];
        return value.type == 0 || value_equal(value, slot_load(&context->state, run, journey->key));
    }
    return true;
}

/* What the run counts and remembers of it. `since entry` is (entry, now]. */
static void note(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus) {
    const jrt_program *program = context->program;
    const struct jbc_journey *journey = &program->journeys[run->journey];
    if (stimulus->kind == STIMULUS_EVENT && stimulus->time > run->entered) {
        for (uint32_t i = journey->first_tally; i < journey->first_tally + journey->tally_count; i++) {
            const struct jbc_tally *tally = &program->tallys[i];
            if (tally->event != stimulus->name) continue;
            if (tally->where == JBC_NONE || interp_test(context, run, tally->where))
                slot_add_one(&context->state, run, tally->slot);
        }
    }
    if (stimulus->kind != STIMULUS_REPORT) return;
    for (uint32_t i = journey->first_receipt; i < journey->first_receipt + journey->receipt_count; i++) {
        const struct jbc_receipt *receipt = &program->receipts[i];
        if (receipt->template_ == stimulus->name &&
            value_equal(program_value(program, receipt->status), stimulus->status))
            slot_store(&context->state, run, receipt->slot, value_of(JBC_BOOL, 1));
    }
}

/* May the arms of the run's wait see it? Only what came after the wait began, an event by its own stamp; of the skips of the
 * flow itself only the one of the send directly before it. */
static bool arms_see(const struct jrt_context *context, const struct jbc_run *run, const struct stimulus *stimulus) {
    if (!run_arms_live(run)) return false;
    if (stimulus->kind == STIMULUS_EVENT) return stimulus->time >= run->asked;
    bool skip = stimulus->kind == STIMULUS_REPORT && stimulus->stage != JBC_NONE;
    if (skip && stimulus->from_flow && stimulus->wait != run->wait) return false;
    if (skip || stimulus->kind == STIMULUS_ENDED) return stimulus->place >= context_freshness(context, run).wait;
    return true;
}

/* All silences that are live hear it, also those whose turn does not come because something else moves the run. */
static void hear_all(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus) {
    const jrt_program *p = context->program;
    const struct jbc_journey *journey = &p->journeys[run->journey];
    const struct jbc_stage *stage = &p->stages[run->stage];
    if (stimulus->kind != STIMULUS_EVENT) return;
    if (context->timed_ends[run->journey])
        trigger_hear_range(context, run, journey->first_end, journey->end_count, stimulus);
    if (run->phase == RUN_KEPT_OUT) return;
    if (context->timed_whens[run->journey])
        trigger_hear_range(context, run, journey->first_when, journey->when_count, stimulus);
    if (context->timed_stages[run->stage])
        trigger_hear_range(context, run, stage->first_when, stage->when_count, stimulus);
    if (arms_see(context, run, stimulus) && context->timed_waits[run->wait])
        trigger_hear_range(context, run, p->waits[run->wait].first_arm, p->waits[run->wait].arm_count, stimulus);
}

/* Goals and leaves; true: one has ended the run. */
static bool see_ends(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    for (uint32_t i = journey->first_end; i < journey->first_end + journey->end_count; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[i];
        if (!trigger_match(context, run, trigger, stimulus)) continue;
        if (!goal_counts(trigger, run, context->now)) continue;
        deliver_end(context, run, i);
        return true;
    }
    return false;
}

/* What the journey's whens make of a stimulus, asked before anything above them acts: an arm or a when of the stage may leave
 * the stage, and then none of them sees it, now or later; their conditions and dates are up to date all the same. */
struct ahead {
    bool asked;      /* they have been */
    uint64_t turned; /* bits of the first 64 whose condition has turned true; the others are asked in their turn */
};

static void look_ahead(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus,
                       struct ahead *ahead) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    if (ahead->asked) return;
    ahead->asked = true;
    for (uint32_t i = 0; i < journey->when_count && i < 64; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[journey->first_when + i];
        bool timed =
            trigger->kind == JBC_ON_TURNS_TRUE || trigger->kind == JBC_ON_DATE || trigger->kind == JBC_ON_EVERY;
        if (timed && trigger_match(context, run, trigger, stimulus)) ahead->turned |= UINT64_C(1) << i;
    }
}

static void see_arms(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus,
                     struct ahead *ahead) {
    /* A late event from before the wait began is no news to an arm on that event, but it may turn a condition true now. */
    bool late = run_arms_live(run) && stimulus->kind == STIMULUS_EVENT && stimulus->time < run->asked;
    if (!late && !arms_see(context, run, stimulus)) return;
    const struct jbc_wait *wait = &context->program->waits[run->wait];
    for (uint32_t i = wait->first_arm; i < wait->first_arm + wait->arm_count; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[i];
        if (late && trigger->kind == JBC_ON_EVENT) continue;
        if (!trigger_match(context, run, trigger, stimulus)) continue;
        look_ahead(context, run, stimulus, ahead);
        run->flags &= (uint8_t)~RUN_BEGAN;
        deliver_arm(context, run, i);
        /* After `keep waiting` the arms below see it too; else this wait is over or begins anew. */
        if ((run->flags & (RUN_LEFT | RUN_BEGAN)) != 0 || !run_arms_live(run)) return;
    }
}

/* One when; false: the run was taken over or moved. */
static bool see_when(struct jrt_context *context, struct jbc_run *run, uint32_t index) {
    const struct jbc_trigger *trigger = &context->program->triggers[index];
    if (!trigger_count(context, run, trigger)) return true;
    deliver_when(context, run, index);
    return trigger->role != JBC_ROLE_WHEN_TAKE && (run->flags & RUN_LEFT) == 0;
}

static bool see_stage_whens(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus,
                            struct ahead *ahead) {
    const struct jbc_stage *stage = &context->program->stages[run->stage];
    for (uint32_t i = stage->first_when; i < stage->first_when + stage->when_count; i++) {
        if (!trigger_match(context, run, &context->program->triggers[i], stimulus)) continue;
        look_ahead(context, run, stimulus, ahead);
        if (!see_when(context, run, i)) return false;
    }
    return true;
}

static bool see_journey_whens(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus,
                              struct ahead *ahead) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    for (uint32_t i = 0; i < journey->when_count; i++) {
        bool fires = trigger_match(context, run, &context->program->triggers[journey->first_when + i], stimulus);
        fires = fires || (i < 64 && (ahead->turned >> i & 1) != 0);
        if (!fires) continue;
        look_ahead(context, run, stimulus, ahead);
        if (!see_when(context, run, journey->first_when + i)) return false;
    }
    return true;
}

/* Whens that became live after a skip, or the end of a journey, don't see it. */
static bool whens_see(const struct jrt_context *context, const struct jbc_run *run, const struct stimulus *stimulus) {
    if (stimulus->kind == STIMULUS_ENDED) return stimulus->place >= context_freshness(context, run).stage;
    if (stimulus->kind != STIMULUS_REPORT || stimulus->stage == JBC_NONE) return true;
    return stimulus->stage == run->stage && stimulus->place >= context_freshness(context, run).stage;
}

/* Takes the conditions that the run looks at as they are now. */
static void settle_run(struct jrt_context *context, struct jbc_run *run) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    const struct jbc_stage *stage = &context->program->stages[run->stage];
    trigger_settle_range(context, run, journey->first_end, journey->end_count);
    if (run->phase == RUN_KEPT_OUT) return;
    trigger_settle_range(context, run, journey->first_when, journey->when_count);
    if ((run->flags & RUN_TAKEN) == 0) trigger_settle_range(context, run, stage->first_when, stage->when_count);
    if (!run_arms_live(run)) return;
    const struct jbc_wait *wait = &context->program->waits[run->wait];
    trigger_settle_range(context, run, wait->first_arm, wait->arm_count);
}

static void see(struct jrt_context *context, struct jbc_run *run, const struct stimulus *stimulus) {
    struct ahead ahead = {0};
    if (run->phase == RUN_ENDED) return;
    if (!reaches(context, run, stimulus)) {
        if (stimulus->kind != STIMULUS_EVENT) return;
        /* Another key's event is history of the user all the same; what it turned true did not turn by anything that this
         * run sees (ruling 18). */
        note(context, run, stimulus);
        settle_run(context, run);
        return;
    }
    run->flags &= (uint8_t)~RUN_LEFT;
    note(context, run, stimulus);
    hear_all(context, run, stimulus);
    if (see_ends(context, run, stimulus) || run->phase == RUN_KEPT_OUT) return;
    see_arms(context, run, stimulus, &ahead);
    if ((run->flags & RUN_LEFT) != 0) return;
    bool stage_sees = (run->flags & RUN_TAKEN) == 0 && whens_see(context, run, stimulus);
    /* A `when` that takes over and rests has not left yet: the journey's own see it too. */
    if (stage_sees && !see_stage_whens(context, run, stimulus, &ahead) && (run->flags & RUN_LEFT) != 0) return;
    if (!see_journey_whens(context, run, stimulus, &ahead)) return;
    if (stimulus->kind != STIMULUS_UPDATE) return;
    uint32_t pc = run_refresh(context, run, stimulus->zone_changed);
    if (pc != RUN_RESTS) interp_flow(context, run, pc);
}

void deliver(struct jrt_context *context, const struct stimulus *stimulus) {
    uint32_t offsets[JRT_RUNS_MAX];
    if (stimulus->kind == STIMULUS_UPDATE && stimulus->zone_changed) message_refresh(context);
    uint32_t count = deliver_order(context, offsets);
    for (uint32_t i = 0; i < count; i++) see(context, state_run_at(&context->state, offsets[i]), stimulus);
    /* A report is news for its run alone. */
    if (stimulus->kind != STIMULUS_REPORT) enter_stimulus(context, stimulus);
}

/* ---- updates ---- */

/* On another clock a condition may be true without anything having happened (ruling 37). So all are asked on the new clock
 * with the profile as it was before; only what else the update says can make them fire then. */
static void settle_zone(struct jrt_context *context, const struct stimulus *stimulus) {
    uint32_t offsets[JRT_RUNS_MAX];
    uint32_t count = deliver_order(context, offsets);
    for (uint32_t i = 0; i < stimulus->trait_count; i++)
        slot_store(&context->state, NULL, context->program->traits[stimulus->traits[i]].slot, stimulus->olds[i]);
    for (uint32_t i = 0; i < count; i++) settle_run(context, state_run_at(&context->state, offsets[i]));
    for (uint32_t i = 0; i < context->timed_enter_count; i++)
        trigger_settle_range(context, NULL, context->timed_enters[i], 1);
}

static void store_traits(struct jrt_context *context, const uint32_t *traits, const struct jrt_value *values,
                         uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t slot = context->program->traits[traits[i]].slot;
        if (slot != JBC_NONE) slot_store(&context->state, NULL, slot, values[i]);
    }
}

/* ---- rounds ---- */

void deliver_store(struct jrt_context *context, const uint32_t *traits, const struct jrt_value *values, uint32_t count,
                   struct stimulus *stimulus) {
    uint32_t zone = context_zone(context);
    uint32_t room = count > JRT_FIELDS_MAX ? JRT_FIELDS_MAX : count;
    context->scratch.used = (context->scratch.used + 15) & ~15u;
    uint32_t *stored = (uint32_t *)(void *)scratch_take(&context->scratch, room * (uint32_t)sizeof *stored);
    context->scratch.used = (context->scratch.used + 15) & ~15u;
    struct jrt_value *olds = (struct jrt_value *)(void *)scratch_take(&context->scratch, room * (uint32_t)sizeof *olds);
    *stimulus = (struct stimulus){.kind = STIMULUS_UPDATE, .time = context->now, .traits = stored, .olds = olds};
    if (!stored || !olds) {
        context->state.full = true;
        return;
    }
    for (uint32_t i = 0; i < room; i++) {
        uint32_t slot = context->program->traits[traits[i]].slot;
        if (slot == JBC_NONE) continue;
        olds[stimulus->trait_count] = slot_load(&context->state, NULL, slot);
        stored[stimulus->trait_count++] = traits[i];
    }
    store_traits(context, traits, values, room);
    context->zone_known = false;
    stimulus->zone_changed = context_zone(context) != zone;
    if (!stimulus->zone_changed) return;
    settle_zone(context, stimulus);
    store_traits(context, traits, values, room);
}

static void stop_journey(struct jrt_context *context, uint32_t journey) {
    uint32_t offsets[JRT_RUNS_MAX];
    uint32_t count = deliver_order(context, offsets);
    for (uint32_t i = 0; i < count; i++) {
        struct jbc_run *run = state_run_at(&context->state, offsets[i]);
        if (run->journey == journey) run_end(context, run, value_text("stopped", 7), "left");
    }
}

static void deliver_skip(struct jrt_context *context, const struct effect *effect) {
    struct jbc_run *run = state_find_run(&context->state, effect->run);
    if (!run) return;
    struct stimulus stimulus = {.kind = STIMULUS_REPORT,
                                .name = effect->name,
                                .time = context->now,
                                .status = value_text("skipped", 7),
                                .run = effect->run,
                                .place = context->effect_next - 1,
                                .stage = effect->stage,
                                .wait = effect->wait,
                                .from_flow = effect->from_flow};
    see(context, run, &stimulus);
}

/* What a run remembers may turn its own conditions true, or move its own dates, as an update of the profile does. */
static void deliver_remembered(struct jrt_context *context, uint32_t serial) {
    struct jbc_run *run = state_find_run(&context->state, serial);
    struct stimulus stimulus = {.kind = STIMULUS_UPDATE, .time = context->now};
    if (run) see(context, run, &stimulus);
}

static void ended(struct jrt_context *context, uint32_t journey, struct jrt_value outcome, uint32_t newest,
                  uint32_t place) {
    struct stimulus stimulus = {.kind = STIMULUS_ENDED,
                                .name = journey,
                                .time = context->now,
                                .status = outcome,
                                .place = place,
                                .newest = newest};
    deliver(context, &stimulus);
}

static void act(struct jrt_context *context, const struct effect *effect) {
    struct stimulus stimulus;
    switch (effect->kind) {
    case EFFECT_SET:
        deliver_store(context, &effect->name, &effect->value, 1, &stimulus);
        deliver(context, &stimulus);
        break;
    case EFFECT_START:
        if (!enter_start(context, effect->name, effect->values) && context->ends_heard)
            ended(context, context->program->starts[effect->name].journey, value_text("refused", 7),
                  context->state.head.serial, UINT32_MAX);
        break;
    case EFFECT_STOP: stop_journey(context, effect->name); break;
    case EFFECT_ENDED: ended(context, effect->name, effect->value, effect->run, context->effect_next - 1); break;
    case EFFECT_SKIPPED: deliver_skip(context, effect); break;
    case EFFECT_REMEMBERED: deliver_remembered(context, effect->run); break;
    }
}

void deliver_rounds(struct jrt_context *context) {
    context->event = NULL;
    for (uint32_t round = 0; context->effect_next < context->effect_count; round++) {
        if (round == JRT_ROUNDS_MAX) {
            context_error(context, NULL, "the consequences of one event did not end; the rest of them was dropped");
            break;
        }
        uint32_t end = context->effect_count;
        while (context->effect_next < end) {
            struct effect effect = context->effects[context->effect_next++];
            act(context, &effect);
        }
    }
    context->effect_count = context->effect_next = context->fresh_count = 0;
}
