#include "enter.h"

#include <string.h>

#include "run.h"
#include "interp.h"
#include "trigger.h"

/* An entry of a keyed journey, as its mark keeps it. */
struct mark {
    uint64_t key; /* value_hash */
    int64_t at;   /* instant of the last entry */
};

/* ---- who may enter ---- */

static bool kept_out(const struct jrt_context *context, uint32_t journey, struct jrt_value name, uint32_t share) {
    uint8_t forced = context->forced_out[journey];
    if (forced != 0) return forced == 2;
    return share > 0 && context_share(context, name, value_text("keep out", 8)) < share;
}

static bool kept_out_of_project(const struct jrt_context *context) {
    const struct jbc_project *project = context->program->project;
    return kept_out(context, context->program->journey_count, value_text("", 0), project->keep_out);
}

static struct jrt_value key_of(const struct jrt_context *context, const struct jbc_run *run) {
    uint32_t key = context->program->journeys[run->journey].key;
    return key == JBC_NONE ? value_missing() : slot_load(&context->state, run, key);
}

/* The mark of this key in the journey's BLOB; NULL: none. */
static uint8_t *find_mark(struct jrt_context *context, uint32_t slot, uint64_t key, uint32_t *count) {
    *count = 0;
    struct jrt_value blob = slot_load(&context->state, NULL, slot);
    if (blob.type == 0) return NULL;
    uint8_t *marks = (uint8_t *)(uintptr_t)blob.as.text;
    *count = blob.size / (uint32_t)sizeof(struct mark);
    for (uint32_t i = 0; i < *count; i++) {
        struct mark mark;
        memcpy(&mark, marks + i * sizeof mark, sizeof mark);
        if (mark.key == key) return marks + i * sizeof mark;
    }
    return NULL;
}

/* When this journey was last entered (with this key), JBC_NEVER: not yet. */
static int64_t last_entry(struct jrt_context *context, const struct jbc_journey *journey, struct jrt_value key) {
    if (journey->mark == JBC_NONE) return JBC_NEVER;
    if (journey->key == JBC_NONE) {
        struct jrt_value at = slot_load(&context->state, NULL, journey->mark);
        return at.type == 0 ? JBC_NEVER : at.as.number;
    }
    uint32_t count;
    const uint8_t *place = find_mark(context, journey->mark, value_hash(key), &count);
    if (!place) return JBC_NEVER;
    struct mark mark;
    memcpy(&mark, place, sizeof mark);
    return mark.at;
}

/* Adds a mark; where there are JRT_KEYS_MAX, the oldest goes. */
static void add_mark(struct jrt_context *context, uint32_t slot, struct mark mark) {
    uint32_t count;
    uint8_t *place = find_mark(context, slot, mark.key, &count);
    if (place) {
        memcpy(place, &mark, sizeof mark);
        return;
    }
    uint32_t kept = count < JRT_KEYS_MAX ? count : JRT_KEYS_MAX - 1;
    uint32_t size = (kept + 1) * (uint32_t)sizeof mark;
    char *marks = scratch_take(&context->scratch, size);
    if (!marks) {
        context->state.full = true;
        return;
    }
    struct jrt_value old = slot_load(&context->state, NULL, slot);
    if (kept > 0) memcpy(marks, old.as.text + (count - kept) * sizeof mark, kept * sizeof mark);
    memcpy(marks + kept * sizeof mark, &mark, sizeof mark);
    struct jrt_value blob = value_text(marks, size);
    slot_store(&context->state, NULL, slot, blob);
}

static void mark_entry(struct jrt_context *context, const struct jbc_journey *journey, struct jrt_value key) {
    if (journey->mark == JBC_NONE) return;
    if (journey->key == JBC_NONE)
        slot_store(&context->state, NULL, journey->mark, value_of(JBC_TIME, context->now));
    else
        add_mark(context, journey->mark, (struct mark){.key = value_hash(key), .at = context->now});
}

/* Why the run may not begin; NULL: it may. It is already among the state's runs, without a serial. */
static const char *refusal(struct jrt_context *context, const struct jbc_run *entering, struct jrt_value key) {
    const struct state *state = &context->state;
    const struct jbc_journey *journey = &context->program->journeys[entering->journey];
    uint32_t live = 0;
    uint32_t same_journey = 0;
    bool same_group = false;
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) {
        const struct jbc_run *run = state_run_at(state, at);
        if (run == entering || run->phase == RUN_ENDED) continue;
        live++;
        if (run->journey == entering->journey) {
            same_journey++;
            if (journey->key == JBC_NONE || value_equal(key_of(context, run), key)) return "already in";
        } else if (journey->group != JBC_NONE && context->program->journeys[run->journey].group == journey->group) {
            same_group = true;
        }
    }
    int64_t last = last_entry(context, journey, key);
    if (last != JBC_NEVER) {
        if (journey->again == JBC_AGAIN_NEVER || context->now - last < journey->again_after) return "again";
    }
    if (same_group) return "group";
    if (live >= JRT_RUNS_MAX || same_journey >= JRT_KEYED_MAX) return "limit";
    return NULL;
}

static void refuse(struct jrt_context *context, uint32_t journey, struct jrt_value key, const char *reason) {
    struct jrt_action action = {
        .kind = JRT_REFUSED, .journey = journey, .stage = JBC_NONE, .key = key, .reason = reason};
    context_act(context, NULL, &action);
}

/* ---- the first steps ---- */

/* A kept-out run sees goals and leaves until the longest `within` of its goals is over; without one it ends at once. */
static void begin_kept_out(struct jrt_context *context, struct jbc_run *run, const struct jbc_journey *journey) {
    int64_t longest = 0;
    for (uint32_t i = 0; i < journey->end_count; i++) {
        const struct jbc_trigger *end = &context->program->triggers[journey->first_end + i];
        if (end->role == JBC_ROLE_GOAL && end->within > longest) longest = end->within;
    }
    run->phase = RUN_KEPT_OUT;
    run->due = context->now + longest;
    if (longest == 0)
        run_end(context, run, value_text("kept_out", 8), "left");
    else
        trigger_arm_range(context, run, journey->first_end, journey->end_count);
}

static void begin(struct jrt_context *context, struct jbc_run *run, const struct jbc_start *start,
                  const struct jrt_value *values) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    struct jrt_value name = program_value(context->program, journey->name);
    bool out = kept_out(context, run->journey, name, journey->keep_out);
    struct jrt_action action = {.kind = JRT_ENTER, .reason = out ? "kept out" : NULL};
    context_act(context, run, &action);
    context->beginning = true;
    interp_call(context, run, journey->init);
    context->beginning = false;
    for (uint32_t i = 0; start && values && i < start->argument_count; i++)
        slot_store(&context->state, run, context->program->arguments[start->first_argument + i].slot, values[i]);
    if (out) {
        begin_kept_out(context, run, journey);
        return;
    }
    trigger_arm_range(context, run, journey->first_end, journey->end_count);
    trigger_arm_range(context, run, journey->first_when, journey->when_count);
    interp_flow(context, run, run_enter_stage(context, run, journey->first_stage));
}

/* Tries to begin a run. false: it was refused, with a record; a missing key or a user who is kept out of the project
 * leaves none. */
static bool try_enter(struct jrt_context *context, uint32_t index, const struct jbc_trigger *trigger,
                      const struct jbc_start *start, const struct jrt_value *values) {
    const struct jbc_journey *journey = &context->program->journeys[index];
    if (kept_out_of_project(context)) return false;
    struct jbc_run *run = state_add_run(&context->state, index);
    if (!run) {
        refuse(context, index, value_missing(), "limit");
        return false;
    }
    run->phase = RUN_FLOWING;
    run->stage = (uint16_t)journey->first_stage;
    run->entered = run->asked = run->began = context->now;
    context->beginning = true;
    if (trigger && trigger->body != JBC_NONE) interp_call(context, run, trigger->body);
    context->beginning = false;
    struct jrt_value key = key_of(context, run);
    bool keyless = journey->key != JBC_NONE && key.type == 0;
    const char *reason = keyless ? NULL : refusal(context, run, key);
    if (keyless || reason) {
        if (reason) refuse(context, index, key, reason);
        context->state.head.runs_size -= run->size; /* it is the last of the block */
        context->state.garbage = true;
        return false;
    }
    run->serial = ++context->state.head.serial;
    mark_entry(context, journey, key);
    begin(context, run, start, values);
    return true;
}

static bool only_if(struct jrt_context *context, const struct jbc_trigger *trigger) {
    return trigger->only_if == JBC_NONE || interp_test(context, NULL, trigger->only_if);
}

static void enter_by(struct jrt_context *context, uint32_t index) {
    const struct jbc_trigger *trigger = &context->program->triggers[index];
    context_trace(context, JRT_TRACE_TRIGGER, index);
    try_enter(context, trigger->journey, trigger, NULL, NULL);
}

/* The first of its enters that fires begins a run; the others are asked too, since their timers move. */
static void enter_journey(struct jrt_context *context, uint32_t index, const struct stimulus *stimulus) {
    const struct jbc_journey *journey = &context->program->journeys[index];
    uint32_t fired = JBC_NONE;
    for (uint32_t i = journey->first_enter; i < journey->first_enter + journey->enter_count; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[i];
        bool fires = trigger_match(context, NULL, trigger, stimulus);
        if (fires && fired == JBC_NONE && !context->quiet && only_if(context, trigger)) fired = i;
    }
    if (fired != JBC_NONE) enter_by(context, fired);
}

void enter_stimulus(struct jrt_context *context, const struct stimulus *stimulus) {
    uint32_t list = stimulus->kind == STIMULUS_EVENT ? stimulus->name : context->program->event_count;
    for (uint32_t i = context->enter_first[list]; i < context->enter_first[list + 1]; i++) {
        uint32_t journey = context->enter_journeys[i];
        if (context->enabled[journey]) enter_journey(context, journey, stimulus);
    }
}

void enter_quietly(struct jrt_context *context, const struct stimulus *stimulus) {
    for (uint32_t i = 0; i < context->timed_enter_count; i++)
        trigger_hear_before(context, &context->program->triggers[context->timed_enters[i]], stimulus);
    enter_stimulus(context, stimulus);
}

void enter_time(struct jrt_context *context, uint32_t index) {
    const struct jbc_trigger *trigger = &context->program->triggers[index];
    bool fires = trigger_time(context, NULL, trigger);
    if (fires && context->enabled[trigger->journey] && only_if(context, trigger)) enter_by(context, index);
}

bool enter_start(struct jrt_context *context, uint32_t index, const struct jrt_value *values) {
    const struct jbc_start *start = &context->program->starts[index];
    if (!context->enabled[start->journey]) return true;
    return try_enter(context, start->journey, NULL, start, values);
}

void enter_first_sight(struct jrt_context *context) {
    uint32_t slot = context->program->project->first_seen;
    if (slot != JBC_NONE) slot_store(&context->state, NULL, slot, value_of(JBC_TIME, context->now));
    for (uint32_t i = 0; i < context->timed_enter_count; i++)
        trigger_arm(context, NULL, &context->program->triggers[context->timed_enters[i]]);
}
