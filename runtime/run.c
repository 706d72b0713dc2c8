#include "run.h"

#include <string.h>

#include "calendar.h"
#include "interp.h"
#include "message.h"
#include "trigger.h"

/* ---- stages ---- */

uint32_t run_enter_stage(struct jrt_context *context, struct jbc_run *run, uint32_t index) {
    const jrt_program *program = context->program;
    const struct jbc_stage *stage = &program->stages[index];
    if (context->state.head.heap_size > 0) context->state.garbage = true; /* what lived with the stage before */
    run->stage = (uint16_t)index;
    run->wait = JBC_NONE16;
    run->phase = RUN_FLOWING;
    run->flags = RUN_LEFT;
    run->due = INT64_MAX;
    for (uint32_t i = 0; i < stage->slot_count; i++) {
        const struct jbc_slot *slot = &program->slots[stage->first_slot + i];
        slot_clear(&context->state, slot_edit(&context->state, run, slot), slot);
    }
    context_fresh(context, run, true);
    context_trace(context, JRT_TRACE_STAGE, index);
    trigger_arm_range(context, run, stage->first_when, stage->when_count);
    return program->funcs[stage->func].pc;
}

/* A run that moves again and again within one instant rests, so that a call always ends. */
static bool moves_on(struct jrt_context *context, struct jbc_run *run) {
    if (++run->moves <= JRT_MOVES_MAX) return true;
    if (run->moves == JRT_MOVES_MAX + 1)
        context_error(context, run, "the run moved too often at one instant; it rests until something new happens");
    return false;
}

uint32_t run_go_to(struct jrt_context *context, struct jbc_run *run, uint32_t stage) {
    message_drop(context, run, JBC_PLACE_STAGE, "moved on");
    uint32_t from = run->stage;
    uint32_t pc = run_enter_stage(context, run, stage);
    struct jrt_action action = {.kind = JRT_STAGE, .from = from};
    context_act(context, run, &action);
    if (moves_on(context, run)) return pc;
    run_stay(context, run);
    return RUN_RESTS;
}

void run_stay(struct jrt_context *context, struct jbc_run *run) {
    message_drop(context, run, JBC_PLACE_FLOW, "moved on");
    run->phase = RUN_STAYING;
    run->wait = JBC_NONE16;
    run->due = INT64_MAX;
}

void run_end(struct jrt_context *context, struct jbc_run *run, struct jrt_value outcome, const char *reason) {
    message_drop(context, run, JBC_PLACE_RUN, reason);
    struct jrt_action action = {.kind = JRT_EXIT, .name = outcome.as.text, .name_size = outcome.size};
    context_act(context, run, &action);
    run->phase = RUN_ENDED;
    run->flags |= RUN_LEFT;
    if (!context->ends_heard) return;
    struct effect *effect = context_effect(context, EFFECT_ENDED, run->journey);
    if (!effect) return;
    effect->value = outcome;
    effect->run = context->state.head.serial;
}

/* ---- waits ---- */

static const struct jbc_wait *wait_of(const struct jrt_context *context, const struct jbc_run *run) {
    return &context->program->waits[run->wait];
}

/* The skip of the message directly before the wait is the first thing that it sees: the arm that asks for it; JBC_NONE:
 * none. The consequence still waits for its round, where the whens see it. */
static uint32_t skip_arm(struct jrt_context *context, struct jbc_run *run, const struct jbc_wait *wait) {
    for (uint32_t e = context->effect_next; e < context->effect_count; e++) {
        struct effect *effect = &context->effects[e];
        if (effect->kind != EFFECT_SKIPPED || effect->run != run->serial || effect->wait != run->wait) continue;
        effect->wait = JBC_NONE; /* its arms have seen it */
        struct stimulus skip = {.kind = STIMULUS_REPORT,
                                .name = effect->name,
                                .time = context->now,
                                .status = value_text("skipped", 7),
                                .run = run->serial,
                                .stage = JBC_NONE};
        for (uint32_t i = wait->first_arm; i < wait->first_arm + wait->arm_count; i++) {
            const struct jbc_trigger *arm = &context->program->triggers[i];
            if (arm->kind == JBC_ON_REPORT && trigger_match(context, run, arm, &skip)) return i;
        }
    }
    return JBC_NONE;
}

/* The first arm whose condition is true and has not acted since it turned true; JBC_NONE: none. */
static uint32_t true_arm(struct jrt_context *context, struct jbc_run *run, const struct jbc_wait *wait) {
    for (uint32_t i = wait->first_arm; i < wait->first_arm + wait->arm_count; i++) {
        const struct jbc_trigger *arm = &context->program->triggers[i];
        if (arm->kind == JBC_ON_TRUE && trigger_time(context, run, arm)) return i;
    }
    return JBC_NONE;
}

/* Where an arm leads that acts at once; RUN_RESTS: none does. */
static uint32_t act_at_once(struct jrt_context *context, struct jbc_run *run) {
    const struct jbc_wait *wait = wait_of(context, run);
    uint32_t arm = skip_arm(context, run, wait);
    if (arm == JBC_NONE) arm = true_arm(context, run, wait);
    if (arm == JBC_NONE) return RUN_RESTS;
    context_trace(context, JRT_TRACE_TRIGGER, arm);
    return context->program->triggers[arm].pc;
}

/* The next time its clock reads what `wait until 09:00` says. */
static int64_t clock_due(struct jrt_context *context, const struct jbc_wait *wait) {
    return calendar_next(&context->host.zones, context_zone(context), context->now, wait->clock, wait->days);
}

/* The script's own bound has done its work: nothing is wrong, but whoever looks after the data wants to know. */
static void record_cut(struct jrt_context *context, const struct jbc_run *run) {
    static const char why[] = "a wait from data was longer than its bound, and was cut to it";
    struct jrt_action action = {.kind = JRT_ERROR, .name = "bound", .name_size = 5, .reason = why};
    context_act(context, run, &action);
}

/* `wait VALUE, at most D`: a negative duration is none, a longer one is cut. */
static int64_t data_due(struct jrt_context *context, struct jbc_run *run, const struct jbc_wait *wait) {
    struct jrt_value value = interp_value(context, run, wait->value);
    int64_t duration = value.type == JBC_DURATION && value.as.number > 0 ? value.as.number : 0;
    if (duration > wait->duration) {
        duration = wait->duration;
        record_cut(context, run);
    }
    return context->now + duration;
}

/* `wait until TIME`: sets due, or returns where the flow goes on at once. `now` in it is when the wait began, so that it follows
 * what it speaks of, and no other update moves it. */
static uint32_t until_due(struct jrt_context *context, struct jbc_run *run, const struct jbc_wait *wait) {
    int64_t now = context->now;
    context->now = run->began;
    struct jrt_value value = interp_value(context, run, wait->value);
    context->now = now;
    if (value.type == 0) {
        context_trace(context, JRT_TRACE_UNKNOWN, run->wait);
        return wait->on_unknown != JBC_NONE ? wait->on_unknown : wait->on_time;
    }
    run->due = value.as.number;
    if (run->due >= context->now) return RUN_RESTS;
    context_trace(context, JRT_TRACE_PAST, run->wait);
    return wait->on_past != JBC_NONE ? wait->on_past : wait->on_time;
}

static uint32_t set_due(struct jrt_context *context, struct jbc_run *run, const struct jbc_wait *wait) {
    switch ((enum jbc_wait_kind)wait->kind) {
    case JBC_WAIT_FOR:
    case JBC_WAIT_UP_TO: run->due = context->now + wait->duration; break;
    case JBC_WAIT_DATA: run->due = data_due(context, run, wait); break;
    case JBC_WAIT_CLOCK:
        run->due = clock_due(context, wait);
        slot_store(&context->state, run, wait->first, value_of(JBC_TIME, run->due));
        break;
    case JBC_WAIT_UNTIL: return until_due(context, run, wait);
    case JBC_WAIT_END: break;
    }
    return RUN_RESTS;
}

/* The arms look for events from now on. */
static void arm_wait(struct jrt_context *context, struct jbc_run *run, uint32_t wait, bool again) {
    const struct jbc_wait *w = &context->program->waits[wait];
    run->wait = (uint16_t)wait;
    run->asked = context->now;
    run->flags |= RUN_BEGAN;
    context_fresh(context, run, false);
    if (again)
        trigger_arm_again(context, run, w->first_arm, w->arm_count);
    else
        trigger_arm_range(context, run, w->first_arm, w->arm_count);
}

/* Its clock begins, and its conditions are looked at. Returns where the flow goes on, or RUN_RESTS. */
static uint32_t begin_wait(struct jrt_context *context, struct jbc_run *run) {
    const struct jbc_wait *wait = wait_of(context, run);
    run->flags &= (uint8_t)~RUN_ARMED;
    run->phase = RUN_WAITING;
    run->began = context->now;
    run->due = INT64_MAX;
    bool at_once = moves_on(context, run);
    for (uint32_t i = wait->first_arm; i < wait->first_arm + wait->arm_count; i++)
        trigger_forget(context, run, &context->program->triggers[i]);
    uint32_t pc = set_due(context, run, wait);
    bool over = pc != RUN_RESTS || run->due <= context->now;
    uint32_t arm = at_once ? act_at_once(context, run) : RUN_RESTS;
    if (arm != RUN_RESTS) return arm;
    if (!over) return RUN_RESTS;
    if (at_once) return pc != RUN_RESTS ? pc : run_time(context, run);
    run->due = context->now + 1000; /* it moved too often: a second later is soon enough */
    return RUN_RESTS;
}

uint32_t run_wait(struct jrt_context *context, struct jbc_run *run, uint32_t index, bool again) {
    if (again && message_flow_hold(context, run)) {
        arm_wait(context, run, index, true);
        run->phase = RUN_HELD;
        return RUN_RESTS;
    }
    /* Where a held message stood before it, the arms have looked since it was asked for. */
    bool armed = !again && run->wait == index && (run->flags & RUN_ARMED) != 0;
    if (!armed) {
        message_drop(context, run, JBC_PLACE_FLOW, "moved on");
        arm_wait(context, run, index, again);
    }
    return begin_wait(context, run);
}

uint32_t run_keep_waiting(struct jrt_context *context, struct jbc_run *run, uint32_t wait) {
    run->wait = (uint16_t)wait;
    run->phase = message_flow_hold(context, run) ? RUN_HELD : RUN_WAITING;
    if (run->phase == RUN_HELD) return RUN_RESTS;
    /* Its clock waited for a message that is gone now, as is one of the answer that took its place: it begins. */
    if (run->due == INT64_MAX) return begin_wait(context, run);
    if (!moves_on(context, run)) return RUN_RESTS;
    uint32_t arm = act_at_once(context, run);
    return arm != RUN_RESTS ? arm : run_refresh(context, run, false);
}

void run_end_wait(struct jrt_context *context, struct jbc_run *run) {
    message_drop(context, run, JBC_PLACE_FLOW, "moved on");
    run->wait = JBC_NONE16;
    run->flags &= (uint8_t)~RUN_ARMED;
    run->phase = RUN_FLOWING;
}

void run_hold(struct jrt_context *context, struct jbc_run *run, uint32_t wait) {
    run->phase = RUN_HELD;
    run->flags &= (uint8_t)~RUN_ARMED;
    if (wait == JBC_NONE) return;
    run->due = INT64_MAX;
    run->flags |= RUN_ARMED;
    arm_wait(context, run, wait, false);
}

uint32_t run_time(struct jrt_context *context, struct jbc_run *run) {
    context_trace(context, JRT_TRACE_WAIT, run->wait);
    uint32_t pc = wait_of(context, run)->on_time;
    run->due = INT64_MAX;
    run->wait = JBC_NONE16;
    run->phase = RUN_FLOWING;
    return pc;
}

/* A clock time in another zone: computed anew, but it ends at most 24 hours after the instant first computed. */
static void refresh_clock(struct jrt_context *context, struct jbc_run *run, const struct jbc_wait *wait) {
    int64_t due = clock_due(context, wait);
    struct jrt_value first = slot_load(&context->state, run, wait->first);
    if (first.type != 0 && due > first.as.number + JBC_DAY_MS) due = first.as.number + JBC_DAY_MS;
    run->due = due < context->now ? context->now : due;
}

uint32_t run_refresh(struct jrt_context *context, struct jbc_run *run, bool zone_changed) {
    if (run->phase != RUN_WAITING) return RUN_RESTS;
    const struct jbc_wait *wait = wait_of(context, run);
    if (wait->kind == JBC_WAIT_CLOCK && zone_changed) refresh_clock(context, run, wait);
    if (wait->kind != JBC_WAIT_UNTIL) return RUN_RESTS;
    uint32_t pc = until_due(context, run, wait);
    if (pc == RUN_RESTS) return run->due <= context->now ? run_time(context, run) : RUN_RESTS;
    run->due = INT64_MAX;
    run->wait = JBC_NONE16;
    run->phase = RUN_FLOWING;
    return pc;
}
