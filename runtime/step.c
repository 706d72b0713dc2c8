#include <string.h>

#include "calendar.h"
#include "deliver.h"
#include "enter.h"
#include "run.h"
#include "interp.h"
#include "listen.h"
#include "message.h"
#include "paranoid.h"
#include "render.h"
#include "sound.h"
#include "stored.h"
#include "takeover.h"
#include "trigger.h"

/* ---- when something is due ---- */

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t run_due(const struct jrt_context *context, const struct jbc_run *run) {
    const jrt_program *p = context->program;
    const struct jbc_journey *journey = &p->journeys[run->journey];
    int64_t due = INT64_MAX;
    if (run->phase == RUN_WAITING || run->phase == RUN_KEPT_OUT) due = run->due;
    if (context->timed_ends[run->journey])
        due = earlier(due, trigger_due_range(context, run, journey->first_end, journey->end_count));
    if (run->phase == RUN_KEPT_OUT) return due;
    if (context->timed_whens[run->journey])
        due = earlier(due, trigger_due_range(context, run, journey->first_when, journey->when_count));
    const struct jbc_stage *stage = &p->stages[run->stage];
    if (context->timed_stages[run->stage] && (run->flags & RUN_TAKEN) == 0)
        due = earlier(due, trigger_due_range(context, run, stage->first_when, stage->when_count));
    if (run_arms_live(run) && context->timed_waits[run->wait])
        due =
            earlier(due, trigger_due_range(context, run, p->waits[run->wait].first_arm, p->waits[run->wait].arm_count));
    return due;
}

static int64_t state_due(const struct jrt_context *context) {
    const struct state *state = &context->state;
    int64_t due = INT64_MAX;
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size)
        if (state_run_at(state, at)->phase != RUN_ENDED) due = earlier(due, run_due(context, state_run_at(state, at)));
    for (uint32_t i = 0; i < state_hold_count(state); i++)
        if (!state_hold(state, i)->gone) due = earlier(due, state_hold(state, i)->release);
    for (uint32_t i = 0; i < context->timed_enter_count; i++)
        due = earlier(due, trigger_due(context, NULL, &context->program->triggers[context->timed_enters[i]]));
    return due;
}

/* ---- the timers of one instant, in the order of ruling 34 ---- */

/* The first trigger of a range whose timer is due now; JBC_NONE: none. */
static uint32_t due_trigger(const struct jrt_context *context, const struct jbc_run *run, uint32_t first,
                            uint32_t count) {
    for (uint32_t i = first; i < first + count; i++)
        if (trigger_due(context, run, &context->program->triggers[i]) <= context->now) return i;
    return JBC_NONE;
}

static bool fire_end(struct jrt_context *context, struct jbc_run *run) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    uint32_t index = due_trigger(context, run, journey->first_end, journey->end_count);
    if (index == JBC_NONE) {
        bool over = run->phase == RUN_KEPT_OUT && run->due <= context->now;
        if (over) run_end(context, run, value_text("kept_out", 8), "left");
        return over;
    }
    const struct jbc_trigger *trigger = &context->program->triggers[index];
    if (trigger_time(context, run, trigger) && goal_counts(trigger, run, context->now))
        deliver_end(context, run, index);
    return true;
}

static bool fire_arm(struct jrt_context *context, struct jbc_run *run) {
    if (!run_arms_live(run)) return false;
    const struct jbc_wait *wait = &context->program->waits[run->wait];
    uint32_t index = due_trigger(context, run, wait->first_arm, wait->arm_count);
    if (index == JBC_NONE) return false;
    if (trigger_time(context, run, &context->program->triggers[index])) deliver_arm(context, run, index);
    return true;
}

static bool fire_when(struct jrt_context *context, struct jbc_run *run) {
    const struct jbc_journey *journey = &context->program->journeys[run->journey];
    const struct jbc_stage *stage = &context->program->stages[run->stage];
    if (run->phase == RUN_KEPT_OUT) return false;
    uint32_t index = JBC_NONE;
    if ((run->flags & RUN_TAKEN) == 0) index = due_trigger(context, run, stage->first_when, stage->when_count);
    if (index == JBC_NONE) index = due_trigger(context, run, journey->first_when, journey->when_count);
    if (index == JBC_NONE) return false;
    const struct jbc_trigger *trigger = &context->program->triggers[index];
    if (trigger_time(context, run, trigger) && trigger_count(context, run, trigger)) deliver_when(context, run, index);
    return true;
}

static bool fire_wait(struct jrt_context *context, struct jbc_run *run) {
    if (run->phase != RUN_WAITING || run->due > context->now) return false;
    interp_flow(context, run, run_time(context, run));
    return true;
}

/* Held messages are released by priority, then by the time of asking; the block keeps them in the order of asking. */
static bool fire_release(struct jrt_context *context) {
    struct hold *first = NULL;
    int32_t priority = 0;
    for (uint32_t i = 0; i < state_hold_count(&context->state); i++) {
        struct hold *hold = state_hold(&context->state, i);
        if (hold->gone || hold->release > context->now) continue;
        int32_t own = context->program->journeys[context->program->sends[hold->send].journey].priority;
        if (first && own <= priority) continue;
        first = hold;
        priority = own;
    }
    if (!first) return false;
    uint32_t pc = first->pc;
    bool flow = first->place == JBC_PLACE_FLOW;
    struct jbc_run *run = flow ? state_find_run(&context->state, first->run) : NULL;
    if (message_release(context, first) == MESSAGE_HELD || !run) return true;
    run->phase = RUN_FLOWING;
    interp_flow(context, run, pc);
    return true;
}

static bool fire_enter(struct jrt_context *context) {
    for (uint32_t i = 0; i < context->timed_enter_count; i++) {
        const struct jbc_trigger *trigger = &context->program->triggers[context->timed_enters[i]];
        if (trigger_due(context, NULL, trigger) > context->now) continue;
        enter_time(context, context->timed_enters[i]);
        return true;
    }
    return false;
}

/* The live runs in order, by their places in the block. */
struct order {
    uint32_t offsets[JRT_RUNS_MAX];
    uint32_t count; /* how many */
};

static bool fire_of_runs(struct jrt_context *context, const struct order *order,
                         bool (*fire)(struct jrt_context *, struct jbc_run *)) {
    for (uint32_t i = 0; i < order->count; i++)
        if (fire(context, state_run_at(&context->state, order->offsets[i]))) return true;
    return false;
}

/* Fires the first timer that is due, in the order of kinds; false: none is. */
static bool fire_next(struct jrt_context *context) {
    struct order order;
    order.count = deliver_order(context, order.offsets);
    return fire_of_runs(context, &order, fire_end) || fire_of_runs(context, &order, fire_arm) ||
           fire_release(context) || fire_of_runs(context, &order, fire_when) ||
           fire_of_runs(context, &order, fire_wait) || fire_enter(context);
}

/* Fires all that are due. */
static void fire_all(struct jrt_context *context) {
    for (uint32_t fired = 0; fired < JRT_FIRES_MAX && fire_next(context); fired++) {
        deliver_rounds(context);
        if (state_due(context) > context->now) return;
    }
}

/* ---- calls ---- */

/* Opens the state for a call, NULL: the user was never seen. The clock never runs backwards. */
static enum jrt_status call_begin(struct jrt_context *context, const struct jrt_user *user, struct stored *stored,
                                  int64_t now) {
    if (!state_open(&context->state, stored)) return JRT_BAD_STATE;
    PARANOID(paranoid_state(&context->state);)
    context->user = user;
    context->event = NULL;
    context->scratch.used = 0;
    context->scratch.ran_out = false;
    context->effect_count = context->effect_next = context->fresh_count = 0;
    context->zone_known = false;
    context->quiet = false;
    context->now = now > context->state.head.clock ? now : context->state.head.clock;
    if (!stored) enter_first_sight(context);
    return JRT_OK;
}

static enum jrt_status call_end(struct jrt_context *context, const void *state, size_t size,
                                struct jrt_result *result) {
    if (context->scratch.ran_out) context_error(context, NULL, "too many texts in one step: some of them are missing");
    context->state.head.clock = context->now;
    context->state.head.due = state_due(context);
    uint32_t new_size = state_close(&context->state);
    if (new_size == 0) return JRT_FULL;
    result->state = context->state.out;
    result->size = new_size;
    result->due = context->state.head.due;
    result->hears = listen_fold(listen_open(context));
    if (!state || size == 0)
        result->changed = !state_is_fresh(&context->state);
    else
        result->changed = size != new_size || memcmp(state, context->state.out, size) != 0;
    return JRT_OK;
}

/* The event's histories take it in. */
static void remember(struct jrt_context *context, const struct jrt_event *event) {
    const struct jbc_event *declared = &context->program->events[event->name];
    for (uint32_t i = declared->first_history; i < declared->first_history + declared->history_count; i++) {
        const struct jbc_history *history = &context->program->historys[i];
        if (history->where != JBC_NONE && !interp_test(context, NULL, history->where)) continue;
        uint8_t *place = state_fixed(&context->state, history->offset, (uint32_t)program_history_size(history));
        if (history->counted) {
            uint32_t count;
            memcpy(&count, place, 4);
            if (count == HISTORY_UNKNOWN) count = 0;
            if (count < HISTORY_UNKNOWN - 1) count++;
            memcpy(place, &count, 4);
            place += 8;
        }
        ring_add(place, history->ring, event->time);
    }
}

static void take_account(struct jrt_context *context, const struct jrt_event *event) {
    uint32_t slot = context->program->project->account_id;
    if (slot == JBC_NONE || !event->account) return;
    slot_store(&context->state, NULL, slot,
               value_text(event->account, render_cut(event->account, event->account_size)));
}

/* Is the event's id to be remembered? One that nothing looks at changes nothing, however often it comes: its id would only
 * take the place of one that counts. */
static bool asks_for_id(const struct jrt_context *context, const struct jrt_event *event) {
    bool happens = event->kind == JRT_EVENT_TRACK || event->kind == JRT_EVENT_HISTORY;
    return context->program->project->id_window != 0 && event->id &&
           (!happens || (context->marks[event->name] & LISTEN_LOOKED_AT) != 0);
}

static uint64_t hash_of_id(const struct jrt_event *event) {
    return ids_hash(event->id, event->id_size);
}

static bool seen_before(struct jrt_context *context, const struct jrt_event *event) {
    if (!asks_for_id(context, event)) return false;
    return ids_see(&context->state.ids, hash_of_id(event), context->now, context->program->project->id_window);
}

/* What the event is to triggers. false: it cannot concern anybody. */
static bool stimulus_of(struct jrt_context *context, const struct jrt_event *event, struct stimulus *stimulus) {
    *stimulus = (struct stimulus){
        .kind = STIMULUS_EVENT, .name = event->name, .time = event->time, .stage = JBC_NONE, .wait = JBC_NONE};
    switch (event->kind) {
    case JRT_EVENT_TRACK:
    case JRT_EVENT_HISTORY: remember(context, event); return true;
    case JRT_EVENT_UPDATE:
    case JRT_EVENT_PROFILE:
        take_account(context, event);
        deliver_store(context, event->traits, event->values, event->count, stimulus);
        return true;
    case JRT_EVENT_REPORT: break;
    }
    uint32_t newest = context->program->templates[event->name].newest;
    if (newest == JBC_NONE) return false;
    stimulus->kind = STIMULUS_REPORT;
    stimulus->status = value_text(event->status, (uint32_t)event->status_size);
    stimulus->run = event->action_run;
    if (stimulus->run == 0) stimulus->run = (uint32_t)slot_load(&context->state, NULL, newest).as.number;
    return stimulus->run != 0;
}

static bool traits_exist(const jrt_program *program, const struct jrt_event *event) {
    for (uint32_t i = 0; i < event->count; i++)
        if (event->traits[i] >= program->trait_count) return false;
    return true;
}

static bool event_is_usable(const jrt_program *program, const struct jrt_event *event) {
    if (!calendar_knows(event->time)) return false;
    switch (event->kind) {
    case JRT_EVENT_TRACK:
    case JRT_EVENT_HISTORY:
        return event->name < program->event_count && event->count == program->events[event->name].field_count;
    case JRT_EVENT_REPORT: return event->name < program->template_count && event->status;
    case JRT_EVENT_UPDATE:
    case JRT_EVENT_PROFILE: return traits_exist(program, event);
    }
    return false;
}

/* Notes the event's id in a state, in place. */
static enum ids_note note_id(const struct jrt_context *context, void *state, size_t *size, size_t room, int64_t now,
                             const struct jrt_event *event) {
    const jrt_program *p = context->program;
    if (!asks_for_id(context, event)) return IDS_KNOWN;
    if (room > JRT_STATE_MAX) room = JRT_STATE_MAX;
    return stored_note_id(state, size, room, p->header->layout_hash, hash_of_id(event), now, p->project->id_window);
}

static enum jrt_status status_of(enum ids_note note) {
    return note == IDS_FULL ? JRT_FULL : note == IDS_BROKEN ? JRT_BAD_STATE : JRT_OK;
}

enum jrt_status jrt_note(jrt_context *context, void *state, size_t *size, size_t room, int64_t now,
                         const struct jrt_event *event) {
    if (!context || !state || !size || !event || !calendar_knows(now) || !event_is_usable(context->program, event))
        return JRT_MISUSE;
    return status_of(note_id(context, state, size, room, now, event));
}

/* The result of an event that the state does not hear: the state as it is, or with the event's id. */
static enum jrt_status step_unheard(struct jrt_context *context, const void *state, size_t size, int64_t now,
                                    const struct jrt_event *event, struct jrt_result *result) {
    uint8_t *out = context->state.out;
    result->state = state;
    result->size = size;
    if (!asks_for_id(context, event)) return JRT_OK;
    memcpy(out, state, size);
    enum ids_note note = note_id(context, out, &size, JRT_STATE_MAX, now, event);
    if (note != IDS_NEW) return status_of(note);
    result->state = out;
    result->size = size;
    result->changed = 1;
    return JRT_OK;
}

enum jrt_status jrt_step(jrt_context *context, const struct jrt_user *user, const void *state, size_t size, int64_t now,
                         const struct jrt_event *event, struct jrt_result *result) {
    if (!context || !user || !event || !result || !calendar_knows(now) || !event_is_usable(context->program, event))
        return JRT_MISUSE;
    struct stored stored;
    bool known = state && size > 0;
    if (known && !stored_begin(&stored, state, size)) return JRT_BAD_STATE;
    uint64_t hears = known && event->kind == JRT_EVENT_TRACK ? listen_stored(context, &stored) : UINT64_MAX;
    if (known && !listen_has(hears, event->name)) {
        *result = (struct jrt_result){.due = stored.due, .hears = listen_fold(hears)};
        return step_unheard(context, state, size, now, event, result);
    }
    enum jrt_status status = call_begin(context, user, known ? &stored : NULL, now);
    if (status != JRT_OK) return status;
    context->event = event;
    context->quiet = event->kind == JRT_EVENT_HISTORY || event->kind == JRT_EVENT_PROFILE;
    struct stimulus stimulus;
    if (!seen_before(context, event) && stimulus_of(context, event, &stimulus)) {
        if (context->quiet)
            enter_quietly(context, &stimulus);
        else
            deliver(context, &stimulus);
        deliver_rounds(context);
        /* Only a late event can tell of a silence that is over already: it fires before anything else comes. */
        bool late = event->time < context->now && !context->quiet;
        if (late && state_due(context) < context->now) fire_all(context);
    }
    return call_end(context, state, size, result);
}

enum jrt_status jrt_tick(jrt_context *context, const struct jrt_user *user, const void *state, size_t size, int64_t now,
                         struct jrt_result *result) {
    if (!context || !user || !result || !state || !calendar_knows(now)) return JRT_MISUSE;
    struct stored stored;
    if (size > 0 && !stored_begin(&stored, state, size)) return JRT_BAD_STATE;
    int64_t due = size > 0 ? stored.due : INT64_MAX;
    enum jrt_status status = call_begin(context, user, size > 0 ? &stored : NULL, due <= now ? due : now);
    if (status != JRT_OK) return status;
    if (due <= now) fire_all(context);
    return call_end(context, state, size, result);
}

enum jrt_status jrt_takeover(jrt_context *context, const jrt_program *older, const struct jrt_user *user,
                             const void *state, size_t size, int64_t now, struct jrt_result *result) {
    if (!context || !older || !user || !result || !state || !calendar_knows(now)) return JRT_MISUSE;
    jrt_context *old = NULL;
    enum jrt_status status = jrt_context_new(older, &context->host, &old);
    if (status != JRT_OK) return status;
    status = state_open_bytes(&old->state, state, size) ? JRT_OK : JRT_BAD_STATE;
    if (status == JRT_OK) {
        int64_t clock = old->state.head.clock;
        call_begin(context, user, NULL, now > clock ? now : clock);
        takeover(context, &old->state);
        status = call_end(context, NULL, 0, result);
    }
    jrt_context_free(old);
    return status;
}

int64_t jrt_due(const void *state, size_t size) {
    return state ? stored_due(state, size) : INT64_MAX;
}

enum jrt_status jrt_state_check(const jrt_program *program, const void *state, size_t size) {
    return sound_state(program, state, size);
}
