#include "trigger.h"

#include <string.h>

#include "calendar.h"
#include "interp.h"

/* What a TIMER slot keeps. */
struct timer {
    int64_t due;  /* the next look, INT64_MAX: none */
    int64_t base; /* what it counts from; see trigger.h */
};

static struct timer timer_get(const struct jrt_context *context, const struct jbc_run *run,
                              const struct jbc_trigger *trigger) {
    struct timer timer;
    memcpy(&timer, slot_place(&context->state, run, &context->program->slots[trigger->timer]), sizeof timer);
    return timer;
}

static void timer_put(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                      struct timer timer) {
    memcpy(slot_edit(&context->state, run, &context->program->slots[trigger->timer]), &timer, sizeof timer);
}

/* ---- each kind's timer ---- */

static int64_t next_of_every(struct jrt_context *context, const struct jbc_trigger *trigger) {
    if (trigger->days == 0) return context->now + trigger->duration;
    return calendar_next(&context->host.zones, context_zone(context), context->now, trigger->clock, trigger->days);
}

/* The instant of a date trigger, JBC_NEVER where its value is missing or the calendar does not know the instant. */
static int64_t date_of(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger) {
    struct jrt_value offset = value_of(JBC_DURATION, trigger->duration);
    struct jrt_value value = value_add(interp_value(context, run, trigger->value), offset);
    return value.type == 0 ? JBC_NEVER : value.as.number;
}

static struct timer date_timer(struct jrt_context *context, int64_t at) {
    return (struct timer){.due = at != JBC_NEVER && at >= context->now ? at : INT64_MAX, .base = at};
}

/* What `base` says of a condition. */
enum known {
    NOT_TRUE,  /* when it was last asked */
    IS_TRUE,   /* it was, then */
    HAS_ACTED, /* and has acted as an arm since it turned true */
};

/* Asks the condition; its timer is then due when it may change by time alone. Returns whether it is true, and in `was`
 * whether it was. */
static bool ask(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger, bool *was) {
    bool true_now = interp_test(context, run, trigger->test);
    int64_t known = timer_get(context, run, trigger).base;
    *was = known != NOT_TRUE;
    int64_t base = !true_now ? NOT_TRUE : known == HAS_ACTED ? HAS_ACTED : IS_TRUE;
    timer_put(context, run, trigger, (struct timer){.due = context->horizon, .base = base});
    return true_now;
}

/* Asks it, and whether it acts now: it has turned true. */
static bool turns_true(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger) {
    bool was;
    if (!ask(context, run, trigger, &was) || was) return false;
    if (trigger->kind == JBC_ON_TRUE) {
        struct timer timer = timer_get(context, run, trigger);
        timer.base = HAS_ACTED;
        timer_put(context, run, trigger, timer);
    }
    return true;
}

void trigger_arm(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger) {
    struct timer timer = {.due = INT64_MAX, .base = context->now};
    bool was;
    switch ((enum jbc_trigger_kind)trigger->kind) {
    case JBC_ON_EVENT:
    case JBC_ON_REPORT:
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES:
    case JBC_ON_ENDED: return;
    case JBC_ON_TRUE:
        timer.base = NOT_TRUE;
        timer_put(context, run, trigger, timer);
        ask(context, run, trigger, &was);
        return;
    case JBC_ON_TURNS_TRUE: ask(context, run, trigger, &was); return;
    case JBC_ON_NO_EVENT:
        if (!run) timer.base = TRIGGER_NO_OCCURRENCE;
        timer.due = context->now + trigger->duration;
        break;
    case JBC_ON_AFTER: timer.due = context->now + trigger->duration; break;
    case JBC_ON_DATE: timer = date_timer(context, date_of(context, run, trigger)); break;
    case JBC_ON_EVERY: timer.due = next_of_every(context, trigger); break;
    case JBC_ON_END: return;
    }
    timer_put(context, run, trigger, timer);
}

void trigger_arm_range(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++)
        if (context->program->triggers[i].timer != JBC_NONE) trigger_arm(context, run, &context->program->triggers[i]);
}

void trigger_arm_again(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count) {
    bool was;
    for (uint32_t i = first; i < first + count; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[i];
        if (trigger->kind == JBC_ON_TRUE)
            ask(context, run, trigger, &was);
        else if (trigger->timer != JBC_NONE)
            trigger_arm(context, run, trigger);
    }
}

/* ---- stimuli ---- */

static bool test_passes(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger) {
    return trigger->test == JBC_NONE || interp_test(context, run, trigger->test);
}

static bool is_event(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                     const struct stimulus *stimulus) {
    return stimulus->kind == STIMULUS_EVENT && stimulus->name == trigger->match && test_passes(context, run, trigger);
}

/* When the user was first seen, JBC_NEVER where that is not kept. */
static int64_t first_sight(const struct jrt_context *context) {
    uint32_t slot = context->program->project->first_seen;
    struct jrt_value at = slot == JBC_NONE ? value_missing() : slot_load(&context->state, NULL, slot);
    return at.type == 0 ? JBC_NEVER : at.as.number;
}

/* Another occurrence ends the silence; the next one counts from it. */
static void hear(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger, int64_t at) {
    struct timer timer = timer_get(context, run, trigger);
    int64_t first = run ? JBC_NEVER : first_sight(context);
    if (at <= timer.base) return;
    /* It was silent since the first sight, and has fired for that: what came before does not begin another silence. */
    if (timer.base == TRIGGER_NO_OCCURRENCE && timer.due == INT64_MAX && at <= first) return;
    int64_t due = at + trigger->duration;
    timer = (struct timer){.due = due < first ? INT64_MAX : due, .base = at};
    timer_put(context, run, trigger, timer);
}

static bool trait_changed(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                          const struct stimulus *stimulus) {
    if (stimulus->kind != STIMULUS_UPDATE) return false;
    for (uint32_t i = 0; i < stimulus->trait_count; i++) {
        if (stimulus->traits[i] != trigger->match) continue;
        struct jrt_value value = slot_load(&context->state, NULL, context->program->traits[trigger->match].slot);
        struct jrt_value old = stimulus->olds[i];
        if (value_equal(old, value) || (old.type == 0 && value.type == 0)) return false;
        return trigger->kind == JBC_ON_CHANGES || value_equal(value, interp_value(context, run, trigger->value));
    }
    return false;
}

static bool word_fits(const struct jrt_context *context, const struct jbc_trigger *trigger,
                      const struct stimulus *stimulus) {
    return trigger->word == JBC_NONE || value_equal(program_value(context->program, trigger->word), stimulus->status);
}

/* The trait or the zone may have moved a date or a clock time. */
static void move_timer(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                       const struct stimulus *stimulus) {
    if (stimulus->kind != STIMULUS_UPDATE) return;
    struct timer timer = timer_get(context, run, trigger);
    if (trigger->kind == JBC_ON_DATE) {
        int64_t at = date_of(context, run, trigger);
        if (at != timer.base) timer_put(context, run, trigger, date_timer(context, at));
    } else if (stimulus->zone_changed && trigger->days != 0) {
        timer.due = next_of_every(context, trigger);
        timer_put(context, run, trigger, timer);
    }
}

bool trigger_match(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                   const struct stimulus *stimulus) {
    switch ((enum jbc_trigger_kind)trigger->kind) {
    case JBC_ON_EVENT: return is_event(context, run, trigger, stimulus);
    case JBC_ON_REPORT:
        return stimulus->kind == STIMULUS_REPORT && (!run || stimulus->run == run->serial) &&
               stimulus->name == trigger->match && word_fits(context, trigger, stimulus);
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES: return trait_changed(context, run, trigger, stimulus);
    case JBC_ON_TRUE:
    case JBC_ON_TURNS_TRUE: return turns_true(context, run, trigger);
    case JBC_ON_NO_EVENT:
        if (!run && is_event(context, run, trigger, stimulus)) hear(context, run, trigger, stimulus->time);
        return false;
    case JBC_ON_ENDED:
        return stimulus->kind == STIMULUS_ENDED && stimulus->name == trigger->match &&
               word_fits(context, trigger, stimulus);
    case JBC_ON_DATE:
    case JBC_ON_EVERY: move_timer(context, run, trigger, stimulus); return false;
    case JBC_ON_AFTER: return false;
    case JBC_ON_END: break;
    }
    return false;
}

bool trigger_time(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger) {
    if (trigger->kind == JBC_ON_TRUE || trigger->kind == JBC_ON_TURNS_TRUE) return turns_true(context, run, trigger);
    struct timer timer = timer_get(context, run, trigger);
    timer.due = trigger->kind == JBC_ON_EVERY ? next_of_every(context, trigger) : INT64_MAX;
    timer_put(context, run, trigger, timer);
    return true;
}

void trigger_settle_range(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count) {
    bool was;
    for (uint32_t i = first; i < first + count; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[i];
        if (trigger->kind == JBC_ON_TURNS_TRUE || trigger->kind == JBC_ON_TRUE) ask(context, run, trigger, &was);
    }
}

void trigger_forget(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger) {
    if (trigger->kind != JBC_ON_TRUE) return;
    struct timer timer = timer_get(context, run, trigger);
    if (timer.base == HAS_ACTED) return;
    timer.base = NOT_TRUE;
    timer_put(context, run, trigger, timer);
}

void trigger_hear_range(struct jrt_context *context, struct jbc_run *run, uint32_t first, uint32_t count,
                        const struct stimulus *stimulus) {
    for (uint32_t i = first; i < first + count; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[i];
        if (trigger->kind == JBC_ON_NO_EVENT && is_event(context, run, trigger, stimulus))
            hear(context, run, trigger, stimulus->time);
    }
}

void trigger_hear_before(struct jrt_context *context, const struct jbc_trigger *trigger,
                         const struct stimulus *stimulus) {
    if (trigger->kind != JBC_ON_NO_EVENT || !is_event(context, NULL, trigger, stimulus)) return;
    struct timer timer = timer_get(context, NULL, trigger);
    if (stimulus->time <= timer.base) return;
    int64_t due = stimulus->time + trigger->duration;
    timer = (struct timer){.due = due < context->now ? INT64_MAX : due, .base = stimulus->time};
    timer_put(context, NULL, trigger, timer);
}

void trigger_arm_from_now(struct jrt_context *context, const struct jbc_trigger *trigger) {
    trigger_arm(context, NULL, trigger);
    if (trigger->kind != JBC_ON_NO_EVENT) return;
    struct timer timer = timer_get(context, NULL, trigger);
    timer.base = context->now;
    timer_put(context, NULL, trigger, timer);
}

bool trigger_is_armed(const struct state *old, const struct jbc_run *run, const struct jbc_trigger *trigger) {
    struct timer timer;
    memcpy(&timer, slot_place(old, run, &old->program->slots[trigger->timer]), sizeof timer);
    return timer.base != JBC_NEVER; /* a date that is missing has nothing to go on with either */
}

/* A schedule of the same clock goes on; one of another length is as far from when it last fired. */
static int64_t every_anew(struct jrt_context *context, const struct jbc_trigger *trigger, const struct jbc_trigger *old,
                          int64_t due) {
    if (trigger->days == 0) return due + trigger->duration - old->duration;
    return trigger->days == old->days && trigger->clock == old->clock ? due : next_of_every(context, trigger);
}

void trigger_take_over(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger,
                       const struct jbc_trigger *old) {
    struct timer timer = timer_get(context, run, trigger);
    bool counts = trigger->kind == JBC_ON_NO_EVENT || trigger->kind == JBC_ON_AFTER;
    int64_t since = timer.base == TRIGGER_NO_OCCURRENCE ? first_sight(context) : timer.base;
    if (counts && timer.due != INT64_MAX && since != JBC_NEVER) timer.due = since + trigger->duration;
    if (trigger->kind == JBC_ON_EVERY) timer.due = every_anew(context, trigger, old, timer.due);
    if (trigger->kind == JBC_ON_DATE) {
        int64_t at = date_of(context, run, trigger);
        if (at != timer.base) timer = date_timer(context, at);
    }
    timer_put(context, run, trigger, timer);
}

int64_t trigger_due(const struct jrt_context *context, const struct jbc_run *run, const struct jbc_trigger *trigger) {
    return trigger->timer == JBC_NONE ? INT64_MAX : timer_get(context, run, trigger).due;
}

int64_t trigger_due_range(const struct jrt_context *context, const struct jbc_run *run, uint32_t first,
                          uint32_t count) {
    int64_t earliest = INT64_MAX;
    for (uint32_t i = first; i < first + count; i++) {
        int64_t due = trigger_due(context, run, &context->program->triggers[i]);
        if (due < earliest) earliest = due;
    }
    return earliest;
}

bool trigger_count(struct jrt_context *context, struct jbc_run *run, const struct jbc_trigger *trigger) {
    if (trigger->most == 0) return true;
    if (slot_count(&context->state, run, trigger->fired) >= trigger->most) return false;
    slot_add_one(&context->state, run, trigger->fired);
    return true;
}
