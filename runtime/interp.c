#include "interp.h"

#include <string.h>

#include "calendar.h"
#include "run.h"
#include "message.h"
#include "paranoid.h"
#include "render.h"

/* How a function's code ended. */
enum ending {
    ENDED_YIELD, /* with a value */
    ENDED_RETURN /* without: it returned, rested, or the run ended */
};

struct machine {
    struct jrt_context *context;
    struct jbc_run *run;                   /* NULL: a function of the project */
    const uint8_t *at;                     /* the next byte */
    uint32_t top;                          /* values on the stack */
    struct jrt_value stack[JRT_STACK_MAX]; /* the operand stack */
};

/* ---- operands ---- */

static uint8_t read8(struct machine *m) {
    return *m->at++;
}

static uint16_t read16(struct machine *m) {
    uint16_t n;
    memcpy(&n, m->at, 2);
    m->at += 2;
    return n;
}

static uint32_t read32(struct machine *m) {
    uint32_t n;
    memcpy(&n, m->at, 4);
    m->at += 4;
    return n;
}

static int64_t read64(struct machine *m) {
    int64_t n;
    memcpy(&n, m->at, 8);
    m->at += 8;
    return n;
}

static void jump(struct machine *m, uint32_t distance) {
    m->at += (int32_t)distance;
}

static uint32_t machine_pc(const struct machine *m) {
    return (uint32_t)(m->at - m->context->program->code);
}

/* ---- the stack ---- */

static void push(struct machine *m, struct jrt_value value) {
    m->stack[m->top++] = value;
}

static struct jrt_value pop(struct machine *m) {
    return m->stack[--m->top];
}

static void push_bool(struct machine *m, bool yes) {
    push(m, value_of(JBC_BOOL, yes));
}

/* The instant at which the comparison of a and b changes by time alone bounds the condition's horizon. */
static void bound_horizon(struct machine *m, int64_t at) {
    if (at < m->context->horizon) m->context->horizon = at;
}

static void compare(struct machine *m, enum jbc_op op) {
    struct jrt_value b = pop(m);
    struct jrt_value a = pop(m);
    if (a.type == 0 || b.type == 0) {
        push_bool(m, false);
        return;
    }
    if (a.rate != b.rate) bound_horizon(m, value_crossing(a, b, m->context->now));
    int order = value_order(a, b);
    push_bool(m, op == JBC_OP_LT ? order < 0 : op == JBC_OP_LE ? order <= 0 : op == JBC_OP_GT ? order > 0 : order >= 0);
}

static void equal(struct machine *m) {
    struct jrt_value b = pop(m);
    struct jrt_value a = pop(m);
    if (a.rate != b.rate) bound_horizon(m, value_crossing(a, b, m->context->now));
    push_bool(m, value_equal(a, b));
}

static void within(struct machine *m) {
    struct jrt_value length = pop(m);
    struct jrt_value time = pop(m);
    struct jrt_value now = value_of(JBC_TIME, m->context->now);
    now.rate = 1;
    if (time.type == 0 || length.type == 0) {
        push_bool(m, false);
        return;
    }
    struct jrt_value end = value_add(now, length);
    bound_horizon(m, value_crossing(time, now, m->context->now));
    bound_horizon(m, value_crossing(time, end, m->context->now));
    push_bool(m, end.type != 0 && value_order(time, now) >= 0 && value_order(time, end) <= 0);
}

static void starts_or_ends(struct machine *m, bool starts) {
    struct jrt_value part = pop(m);
    struct jrt_value whole = pop(m);
    bool yes = whole.type == JBC_TEXT && part.type == JBC_TEXT && part.size <= whole.size;
    if (yes && part.size > 0) {
        const char *from = starts ? whole.as.text : whole.as.text + whole.size - part.size;
        yes = memcmp(from, part.as.text, part.size) == 0;
    }
    push_bool(m, yes);
}

static void clock_in(struct machine *m) {
    struct jrt_value to = pop(m);
    struct jrt_value from = pop(m);
    struct jrt_value clock = pop(m);
    bool known = to.type != 0 && from.type != 0 && clock.type != 0;
    int64_t c = clock.as.number;
    bool wraps = known && to.as.number <= from.as.number;
    push_bool(m, known && (wraps ? c >= from.as.number || c < to.as.number : c >= from.as.number && c < to.as.number));
}

/* ---- values ---- */

static struct jrt_value make_list(struct machine *m, uint32_t count) {
    m->top -= count;
    const struct jrt_value *items = m->stack + m->top;
    struct jrt_value list = {.type = JBC_LIST, .size = values_size(items, count)};
    char *bytes = scratch_take(&m->context->scratch, list.size);
    if (!bytes) return value_missing();
    values_write((uint8_t *)bytes, items, count);
    list.as.text = bytes;
    return list;
}

static struct jrt_value event_field(struct machine *m) {
    uint16_t name = read16(m);
    uint16_t field = read16(m);
    const struct jrt_event *event = m->context->event;
    if (!event || (event->kind != JRT_EVENT_TRACK && event->kind != JRT_EVENT_HISTORY)) return value_missing();
    if (event->name != name || field >= event->count) return value_missing();
    return event->values[field];
}

static struct jrt_value event_id(const struct jrt_context *context) {
    if (!context->event || !context->event->id) return value_missing();
    return value_text(context->event->id, render_cut(context->event->id, context->event->id_size));
}

static struct jrt_value trait(const struct jrt_context *context, uint32_t index) {
    uint32_t slot = context->program->traits[index].slot;
    return slot == JBC_NONE ? value_missing() : slot_load(&context->state, NULL, slot);
}

static int64_t local_now(struct jrt_context *context) {
    const struct jrt_zones *zones = &context->host.zones;
    return zones->to_local(zones->self, context_zone(context), context->now);
}

static int64_t civil_to_instant(struct jrt_context *context, int64_t civil) {
    const struct jrt_zones *zones = &context->host.zones;
    return zones->to_utc(zones->self, context_zone(context), civil);
}

static const uint8_t *history_ring(const struct jrt_context *context, const struct jbc_history *history) {
    return context->state.fixed + history->offset + (history->counted ? 8 : 0);
}

static struct jrt_value history_count(const struct jrt_context *context, uint32_t index) {
    uint32_t count;
    memcpy(&count, context->state.fixed + context->program->historys[index].offset, 4);
    if (count == HISTORY_UNKNOWN) return value_missing();
    return value_of(JBC_NUMBER, (int64_t)count * JBC_MILLION);
}

static struct jrt_value history_last(const struct jrt_context *context, uint32_t index) {
    const struct jbc_history *history = &context->program->historys[index];
    int64_t last = history->ring > 0 ? ring_get(history_ring(context, history), 0) : JBC_NEVER;
    return last < JRT_TIME_MIN ? value_missing() : value_of(JBC_TIME, last);
}

static bool history_never(const struct jrt_context *context, uint32_t index) {
    return ring_get(history_ring(context, &context->program->historys[index]), 0) == JBC_NEVER;
}

/* Instants in (now - window, now]; an instant leaves the window exactly `window` after it. */
static struct jrt_value history_count_in(struct machine *m, uint32_t index, int64_t window) {
    const struct jbc_history *history = &m->context->program->historys[index];
    const uint8_t *ring = history_ring(m->context, history);
    int64_t from = m->context->now - window;
    uint32_t count = 0;
    for (uint32_t i = 0; i < history->ring; i++) {
        int64_t at = ring_get(ring, i);
        int64_t complete = ring_complete_since(at);
        if (count == 0 && complete != JBC_NEVER && complete > from) {
            bound_horizon(m, complete + window);
            return value_missing();
        }
        if (at < JRT_TIME_MIN || at <= from) break;
        bound_horizon(m, at + window);
        count++;
    }
    return value_of(JBC_NUMBER, (int64_t)count * JBC_MILLION);
}

static bool in_run_of(const struct jrt_context *context, uint32_t journey, uint32_t group) {
    const struct state *state = &context->state;
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) {
        const struct jbc_run *run = state_run_at(state, at);
        if (run->phase == RUN_ENDED) continue;
        if (group == JBC_NONE ? run->journey == journey : context->program->journeys[run->journey].group == group)
            return true;
    }
    return false;
}

static struct jrt_value format_date(struct machine *m, uint32_t string, struct jrt_value time) {
    if (time.type == 0) return time;
    struct jrt_context *context = m->context;
    const struct jrt_zones *zones = &context->host.zones;
    uint32_t size;
    const char *format = program_string(context->program, string, &size);
    int64_t local = zones->to_local(zones->self, context_zone(context), time.as.number);
    return render_date(&context->scratch, local, format, size);
}

/* ---- statements ---- */

/* Rests if the message is held; else goes on. */
static bool send(struct machine *m) {
    struct jrt_context *context = m->context;
    uint32_t index = read16(m);
    const struct jbc_send *statement = &context->program->sends[index];
    uint32_t count = 0;
    for (uint32_t i = 0; i < statement->alternative_count; i++)
        count += context->program->alternatives[statement->first_alternative + i].param_count;
    m->top -= count;
    enum message_fate fate = message_ask(context, m->run, index, m->stack + m->top, machine_pc(m));
    if (fate != MESSAGE_HELD || statement->place != JBC_PLACE_FLOW) return false;
    run_hold(context, m->run, statement->next_wait);
    return true;
}

static void milestone(struct machine *m, uint32_t name) {
    struct jrt_action action = {.kind = JRT_MILESTONE};
    struct jrt_value text = program_value(m->context->program, name);
    action.name = text.as.text;
    action.name_size = text.size;
    context_act(m->context, m->run, &action);
}

/* In the next round the run's conditions and dates are asked anew, once for all that it remembered until then. */
static void follow(struct jrt_context *context, const struct jbc_run *run) {
    for (uint32_t i = context->effect_next; i < context->effect_count; i++)
        if (context->effects[i].kind == EFFECT_REMEMBERED && context->effects[i].run == run->serial) return;
    struct effect *effect = context_effect(context, EFFECT_REMEMBERED, JBC_NONE);
    if (effect) effect->run = run->serial;
}

static void store(struct machine *m, uint32_t slot) {
    struct jrt_context *context = m->context;
    struct jrt_value value = pop(m);
    bool follows = m->run && !context->beginning && context->follows[m->run->journey];
    bool same = follows && value_equal(slot_load(&context->state, m->run, slot), value);
    slot_store(&context->state, m->run, slot, value);
    if (follows && !same) follow(context, m->run);
}

static void set_trait(struct machine *m, uint32_t index) {
    struct jrt_value value = pop(m);
    struct jrt_value kept = context_keep(m->context, value);
    if (kept.type != value.type) return; /* no room; call_end tells of it */
    struct jrt_action action = {.kind = JRT_SET, .trait = index, .values = &value, .value_count = 1};
    context_act(m->context, m->run, &action);
    struct effect *effect = context_effect(m->context, EFFECT_SET, index);
    if (effect) effect->value = kept;
}

static void start_journey(struct machine *m, uint32_t index) {
    struct jrt_context *context = m->context;
    const struct jbc_start *start = &context->program->starts[index];
    m->top -= start->argument_count;
    struct jrt_value *values = m->stack + m->top;
    struct jrt_action action = {.kind = JRT_START,
                                .other = start->journey,
                                .send = index,
                                .values = values,
                                .value_count = start->argument_count};
    context_act(context, m->run, &action);
    struct effect *effect = context_effect(context, EFFECT_START, index);
    if (!effect || start->argument_count == 0) return;
    uint32_t bytes = start->argument_count * (uint32_t)sizeof *values;
    context->scratch.used = (context->scratch.used + 15) & ~15u;
    struct jrt_value *kept = (struct jrt_value *)(void *)scratch_take(&context->scratch, bytes);
    if (!kept) {
        context_error(context, m->run, "too many texts in one step: a journey was started without its values");
        return;
    }
    for (uint32_t i = 0; i < start->argument_count; i++) kept[i] = context_keep(context, values[i]);
    effect->values = kept;
}

static void split(struct machine *m, uint32_t index) {
    struct jrt_context *context = m->context;
    const jrt_program *program = context->program;
    const struct jbc_split *s = &program->splits[index];
    uint32_t part = context->forced_parts[index];
    if (part == JBC_NONE) {
        context_trace(context, JRT_TRACE_UNFORCED, index);
        struct jrt_value journey = program_value(program, program->journeys[s->journey].name);
        uint32_t share = context_share(context, journey, program_value(program, s->name));
        for (part = s->first_part; share >= program->parts[part].below; part++) {
        }
    }
    context_trace(context, JRT_TRACE_PART, part);
    m->at = program->code + program->parts[part].pc;
}

static void repeat(struct machine *m) {
    uint32_t slot = read16(m);
    uint32_t most = read16(m);
    uint32_t back = read32(m);
    slot_add_one(&m->context->state, m->run, slot);
    if (slot_count(&m->context->state, m->run, slot) <= most)
        jump(m, back);
    else
        slot_store(&m->context->state, m->run, slot, value_of(JBC_NUMBER, 0));
}

/* Goes on where the flow goes on; false: the run rests or has ended. */
static bool go(struct machine *m, uint32_t pc) {
    m->top = 0;
    if (pc == RUN_RESTS) return false;
    m->at = m->context->program->code + pc;
    return true;
}

/* The switch. `result` takes what YIELD leaves. */
static enum ending machine_run(struct machine *m, struct jrt_value *result) {
    struct jrt_context *context = m->context;
    struct scratch *scratch = &context->scratch;
    struct jrt_value value, other;
    uint32_t n, distance;
    PARANOID(struct paranoid watch = paranoid_begin(context, m->run);)
    for (;;) {
        uint32_t here = machine_pc(m);
        PARANOID(paranoid_step(&watch, here, m->stack, m->top);)
        enum jbc_op op = (enum jbc_op)read8(m);
        switch (op) {
        case JBC_OP_MISSING:
            read8(m);
            push(m, value_missing());
            break;
        case JBC_OP_BOOL: push_bool(m, read8(m) != 0); break;
        case JBC_OP_NUMBER: push(m, value_of(JBC_NUMBER, read64(m))); break;
        case JBC_OP_TIME: push(m, value_of(JBC_TIME, read64(m))); break;
        case JBC_OP_CIVIL: push(m, value_of(JBC_TIME, civil_to_instant(context, read64(m)))); break;
        case JBC_OP_DURATION: push(m, value_of(JBC_DURATION, read64(m))); break;
        case JBC_OP_CLOCK: push(m, value_of(JBC_CLOCK, read64(m))); break;
        case JBC_OP_TEXT: push(m, program_value(context->program, read32(m))); break;
        case JBC_OP_LIST: push(m, make_list(m, read8(m))); break;
        case JBC_OP_EMPTY:
            read8(m);
            push(m, make_list(m, 0));
            break;
        case JBC_OP_FIELD: push(m, event_field(m)); break;
        case JBC_OP_EVENT_TIME:
            push(m, context->event ? value_of(JBC_TIME, context->event->time) : value_missing());
            break;
        case JBC_OP_EVENT_ID: push(m, event_id(context)); break;
        case JBC_OP_TRAIT: push(m, trait(context, read16(m))); break;
        case JBC_OP_USER_ID: push(m, value_text(context->user->id, (uint32_t)context->user->size)); break;
        case JBC_OP_ACCOUNT_ID:
            n = context->program->project->account_id;
            push(m, n == JBC_NONE ? value_missing() : slot_load(&context->state, NULL, n));
            break;
        case JBC_OP_LOAD: push(m, slot_load(&context->state, m->run, read16(m))); break;
        case JBC_OP_NOW:
            value = value_of(JBC_TIME, context->now);
            value.rate = 1;
            push(m, value);
            break;
        case JBC_OP_TIME_OF_DAY:
            value = value_of(JBC_CLOCK, local_now(context));
            value.as.number -= calendar_day(value.as.number) * JBC_DAY_MS;
            push(m, value);
            break;
        case JBC_OP_DAY_OF_WEEK:
            n = calendar_weekday(calendar_day(local_now(context)));
            push(m, value_of(JBC_NUMBER, (int64_t)(n + 1) * JBC_MILLION));
            break;
        case JBC_OP_COUNT: push(m, history_count(context, read16(m))); break;
        case JBC_OP_COUNT_IN:
            n = read16(m);
            push(m, history_count_in(m, n, read64(m)));
            break;
        case JBC_OP_LAST: push(m, history_last(context, read16(m))); break;
        case JBC_OP_NEVER: push_bool(m, history_never(context, read16(m))); break;
        case JBC_OP_IN_JOURNEY: push_bool(m, in_run_of(context, read16(m), JBC_NONE)); break;
        case JBC_OP_IN_GROUP: push_bool(m, in_run_of(context, 0, read32(m))); break;

        case JBC_OP_ADD:
            other = pop(m);
            value = pop(m);
            push(m, value_add(value, other));
            break;
        case JBC_OP_SUB:
            other = pop(m);
            value = pop(m);
            push(m, value_subtract(value, other));
            break;
        case JBC_OP_MUL:
            other = pop(m);
            value = pop(m);
            push(m, value_multiply(value, other));
            break;
        case JBC_OP_DIV:
            other = pop(m);
            value = pop(m);
            push(m, value_divide(value, other));
            break;
        case JBC_OP_NEG: push(m, value_negate(pop(m))); break;

        case JBC_OP_EQ: equal(m); break;
        case JBC_OP_LT:
        case JBC_OP_LE:
        case JBC_OP_GT:
        case JBC_OP_GE: compare(m, op); break;
        case JBC_OP_CONTAINS:
            other = pop(m);
            value = pop(m);
            push_bool(m, value_contains(value, other));
            break;
        case JBC_OP_STARTS: starts_or_ends(m, true); break;
        case JBC_OP_ENDS: starts_or_ends(m, false); break;
        case JBC_OP_KNOWN: push_bool(m, pop(m).type != 0); break;
        case JBC_OP_WITHIN: within(m); break;
        case JBC_OP_CLOCK_IN: clock_in(m); break;
        case JBC_OP_NOT: push_bool(m, !value_is_yes(pop(m))); break;

        case JBC_OP_JUMP: jump(m, read32(m)); break;
        case JBC_OP_IF_NO:
            distance = read32(m);
            value = pop(m);
            context_trace(context, JRT_TRACE_BRANCH, here * 2 + !value_is_yes(value));
            if (!value_is_yes(value)) jump(m, distance);
            break;
        case JBC_OP_AND:
            distance = read32(m);
            if (value_is_yes(m->stack[m->top - 1]))
                m->top--;
            else
                jump(m, distance);
            break;
        case JBC_OP_OR:
            distance = read32(m);
            if (value_is_yes(m->stack[m->top - 1]))
                jump(m, distance);
            else
                m->top--;
            break;
        case JBC_OP_ELSE:
            distance = read32(m);
            if (m->stack[m->top - 1].type != 0)
                jump(m, distance);
            else
                m->top--;
            break;
        case JBC_OP_YIELD: *result = pop(m); return ENDED_YIELD;

        case JBC_OP_SHOW: push(m, render_show(scratch, pop(m))); break;
        case JBC_OP_ROUND:
            n = read8(m);
            push(m, value_round(pop(m), n));
            break;
        case JBC_OP_ROUNDED:
            n = read8(m);
            push(m, render_fixed(scratch, pop(m), n));
            break;
        case JBC_OP_DATE:
            n = read32(m);
            push(m, format_date(m, n, pop(m)));
            break;
        case JBC_OP_UPCASE: push(m, render_upcase(scratch, pop(m))); break;
        case JBC_OP_DOWNCASE: push(m, render_downcase(scratch, pop(m))); break;
        case JBC_OP_CAPITALIZE: push(m, render_capitalize(scratch, pop(m))); break;
        case JBC_OP_CONCAT:
            n = read8(m);
            m->top -= n;
            push(m, render_concat(scratch, m->stack + m->top, n));
            break;

        case JBC_OP_STORE: store(m, read16(m)); break;
        case JBC_OP_ADD_ONE: slot_add_one(&context->state, m->run, read16(m)); break;
        case JBC_OP_SEND:
            if (send(m)) return ENDED_RETURN;
            break;
        case JBC_OP_MILESTONE: milestone(m, read32(m)); break;
        case JBC_OP_SET: set_trait(m, read16(m)); break;
        case JBC_OP_START: start_journey(m, read16(m)); break;
        case JBC_OP_STOP: context_effect(context, EFFECT_STOP, read16(m)); break;
        case JBC_OP_SPLIT: split(m, read16(m)); break;
        case JBC_OP_REPEAT: repeat(m); break;

        case JBC_OP_WAIT:
            if (!go(m, run_wait(context, m->run, read16(m), false))) return ENDED_RETURN;
            break;
        case JBC_OP_WAIT_AGAIN:
            if (!go(m, run_wait(context, m->run, read16(m), true))) return ENDED_RETURN;
            break;
        case JBC_OP_KEEP_WAITING:
            if (!go(m, run_keep_waiting(context, m->run, read16(m)))) return ENDED_RETURN;
            break;
        case JBC_OP_GO_ON:
            run_end_wait(context, m->run);
            jump(m, read32(m));
            break;
        case JBC_OP_STAY: run_stay(context, m->run); return ENDED_RETURN;
        case JBC_OP_GO_TO:
            if (!go(m, run_go_to(context, m->run, read16(m)))) return ENDED_RETURN;
            break;
        case JBC_OP_EXIT:
            message_drop(context, m->run, JBC_PLACE_FLOW, "moved on");
            run_end(context, m->run, program_value(context->program, read32(m)), "left");
            return ENDED_RETURN;
        case JBC_OP_RETURN: return ENDED_RETURN;
        case JBC_OP_COUNT_OF: return ENDED_RETURN;
        }
    }
}

static void machine_begin(struct machine *m, struct jrt_context *context, struct jbc_run *run, uint32_t pc) {
    m->context = context;
    m->run = run;
    m->at = context->program->code + pc;
    m->top = 0;
}

struct jrt_value interp_value(struct jrt_context *context, struct jbc_run *run, uint32_t func) {
    PARANOID(paranoid_call(context, run, func, 1u << JBC_FUNC_VALUE);)
    struct machine m;
    machine_begin(&m, context, run, context->program->funcs[func].pc);
    struct jrt_value result = {0};
    machine_run(&m, &result);
    result.rate = 0;
    return result;
}

bool interp_test(struct jrt_context *context, struct jbc_run *run, uint32_t func) {
    PARANOID(paranoid_call(context, run, func, 1u << JBC_FUNC_PREDICATE);)
    struct machine m;
    machine_begin(&m, context, run, context->program->funcs[func].pc);
    struct jrt_value result = {0};
    context->horizon = INT64_MAX;
    machine_run(&m, &result);
    return value_is_yes(result);
}

void interp_call(struct jrt_context *context, struct jbc_run *run, uint32_t func) {
    PARANOID(paranoid_call(context, run, func, ~(1u << JBC_FUNC_PREDICATE | 1u << JBC_FUNC_VALUE));)
    interp_flow(context, run, context->program->funcs[func].pc);
}

void interp_flow(struct jrt_context *context, struct jbc_run *run, uint32_t pc) {
    struct machine m;
    machine_begin(&m, context, run, pc);
    struct jrt_value none;
    machine_run(&m, &none);
}
