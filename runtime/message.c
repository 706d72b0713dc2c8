#include "message.h"

#include <string.h>

#include "calendar.h"
#include "interp.h"

/* What the checks say of a message now. */
struct verdict {
    enum message_fate fate; /* SENT: it may go */
    uint32_t alternative;   /* the one that it is about */
    const char *reason;     /* SKIPPED */
    int64_t release;        /* HELD: when it is looked at again */
    bool hours;             /* HELD: by the channel's hours, else by a limit */
};

/* ---- hours ---- */

static bool hours_contain(struct jrt_context *context, const struct jbc_hours *hours, int64_t at) {
    return calendar_in_window(&context->host.zones, context_zone(context), at, hours->from, hours->to, hours->days);
}

/* Open: outside all quiet hours, and inside some delivery hours where there are any. */
static bool channel_open(struct jrt_context *context, const struct jbc_channel *channel, int64_t at) {
    bool has_deliver = false;
    bool delivers = false;
    for (uint32_t i = 0; i < channel->hours_count; i++) {
        const struct jbc_hours *hours = &context->program->hourss[channel->first_hours + i];
        bool inside = hours_contain(context, hours, at);
        if (!hours->deliver && inside) return false;
        has_deliver |= hours->deliver != 0;
        delivers |= hours->deliver != 0 && inside;
    }
    return delivers || !has_deliver;
}

/* The first edge after `at` that may open it: the end of a quiet window or the begin of a delivery window. */
static int64_t next_edge(struct jrt_context *context, const struct jbc_channel *channel, int64_t at) {
    int64_t edge = INT64_MAX;
    for (uint32_t i = 0; i < channel->hours_count; i++) {
        const struct jbc_hours *hours = &context->program->hourss[channel->first_hours + i];
        uint32_t clock = hours->deliver ? hours->from : hours->to;
        uint32_t days = hours->deliver ? hours->days : CALENDAR_ANY_DAY;
        int64_t next = calendar_next(&context->host.zones, context_zone(context), at, clock, days);
        if (next < edge) edge = next;
    }
    return edge;
}

static int64_t next_open(struct jrt_context *context, const struct jbc_channel *channel) {
    int64_t at = context->now;
    /* Every edge of two weeks, should all windows but one of them overlap; the compiler refuses hours that never open. */
    for (uint32_t i = 0; i < 14 * (channel->hours_count + 1); i++) {
        at = next_edge(context, channel, at);
        if (at == INT64_MAX || channel_open(context, channel, at)) break;
    }
    return at;
}

/* ---- limits ---- */

/* The calendar day or week that it is for the user, as a number that grows from one to the next. */
static int32_t current_period(struct jrt_context *context, const struct jbc_limit *limit) {
    const struct jrt_zones *zones = &context->host.zones;
    int64_t day = calendar_day(zones->to_local(zones->self, context_zone(context), context->now));
    return (int32_t)(limit->kind == JBC_CALENDAR_WEEK ? calendar_week(day) : day);
}

/* When the period after this one begins on the user's clock. */
static int64_t period_end(struct jrt_context *context, const struct jbc_limit *limit, int32_t period) {
    const struct jrt_zones *zones = &context->host.zones;
    int64_t day = limit->kind == JBC_CALENDAR_WEEK ? calendar_monday((int64_t)period + 1) : (int64_t)period + 1;
    return zones->to_utc(zones->self, context_zone(context), day * JBC_DAY_MS);
}

/* What a limit of a calendar day or week keeps: the latest period that a message fell into, and how many did. In a zone
 * further west that day or week may seem to lie ahead still; it is not begun anew, so that it never has more than its number. */
struct tally {
    int32_t period; /* see current_period() */
    uint32_t count; /* of messages */
};

static struct tally tally_get(const uint8_t *place) {
    struct tally tally;
    memcpy(&tally, place, sizeof tally);
    return tally;
}

/* Is there room for one more message now? If not, when there will be. */
static bool limit_has_room(struct jrt_context *context, const struct jbc_limit *limit, int64_t *room) {
    const uint8_t *place = context->state.fixed + limit->offset;
    if (limit->kind == JBC_SLIDING) {
        int64_t oldest = ring_get(place, limit->most - 1);
        if (oldest == JBC_NEVER || oldest <= context->now - limit->window) return true;
        *room = oldest + limit->window;
        return false;
    }
    struct tally tally = tally_get(place);
    if (tally.count < limit->most || current_period(context, limit) > tally.period) return true;
    *room = period_end(context, limit, tally.period);
    return false;
}

static void limit_count(struct jrt_context *context, const struct jbc_limit *limit) {
    uint8_t *place = state_fixed(&context->state, limit->offset, (uint32_t)program_limit_size(limit));
    if (limit->kind == JBC_SLIDING) {
        ring_add(place, limit->most, context->now);
        return;
    }
    int32_t current = current_period(context, limit);
    struct tally tally = tally_get(place);
    if (tally.count == 0 || current > tally.period) tally = (struct tally){.period = current};
    tally.count++;
    memcpy(place, &tally, sizeof tally);
}

/* A range of limits that a message counts against: of the project, the channel, the journey. */
struct limit_range {
    uint32_t first; /* into LIMIT */
    uint32_t count; /* how many */
};

static void limits_of(const jrt_program *program, const struct jbc_send *send, const struct jbc_channel *channel,
                      struct limit_range ranges[3]) {
    const struct jbc_journey *journey = &program->journeys[send->journey];
    ranges[0] = (struct limit_range){program->project->first_limit, program->project->limit_count};
    ranges[1] = (struct limit_range){channel->first_limit, channel->limit_count};
    ranges[2] = (struct limit_range){journey->first_limit, journey->limit_count};
}

/* A journey's limit may count the messages of one channel only. */
static bool limit_is_for(const jrt_program *program, const struct jbc_limit *limit, const struct jbc_channel *channel) {
    return limit->channel == JBC_NONE || channel == &program->channels[limit->channel];
}

/* What the limits say: SENT where all have room. `refused`: when one first refused it, JBC_NEVER: none did. */
static struct verdict ask_limits(struct jrt_context *context, const struct jbc_send *send,
                                 const struct jbc_channel *channel, int64_t refused) {
    struct verdict verdict = {.fate = MESSAGE_SENT};
    struct limit_range ranges[3];
    limits_of(context->program, send, channel, ranges);
    int64_t since = refused == JBC_NEVER ? context->now : refused;
    int64_t release = context->now;
    int64_t deadline = INT64_MAX;
    bool full = false;
    for (uint32_t r = 0; r < 3; r++) {
        for (uint32_t i = 0; i < ranges[r].count; i++) {
            const struct jbc_limit *limit = &context->program->limits[ranges[r].first + i];
            int64_t room = context->now;
            if (!limit_is_for(context->program, limit, channel) || limit_has_room(context, limit, &room)) continue;
            full = true;
            if (room > release) release = room;
            int64_t until = limit->hold == 0 ? JBC_NEVER : since + limit->hold;
            if (until < deadline) deadline = until;
        }
    }
    if (!full) return verdict;
    verdict.fate = refused != JBC_NEVER || release > deadline ? MESSAGE_SKIPPED : MESSAGE_HELD;
    verdict.reason = "limit";
    verdict.release = release;
    return verdict;
}

/* ---- the checks ---- */

static const struct jbc_channel *channel_of(const jrt_program *program, uint32_t alternative) {
    return &program->channels[program->templates[program->alternatives[alternative].template_].channel];
}

static bool reachable(struct jrt_context *context, const struct jbc_channel *channel) {
    return channel->team || channel->reach == JBC_NONE || interp_test(context, NULL, channel->reach);
}

/* The first alternative that can be reached and is in no limit; if none, the first that can be reached; if none,
 * JBC_NONE. */
static uint32_t choose(struct jrt_context *context, const struct jbc_send *send) {
    uint32_t first = JBC_NONE;
    for (uint32_t i = 0; i < send->alternative_count; i++) {
        uint32_t alternative = send->first_alternative + i;
        const struct jbc_channel *channel = channel_of(context->program, alternative);
        if (!reachable(context, channel)) continue;
        if (first == JBC_NONE) first = alternative;
        if (send->always || channel->team || send->alternative_count == 1) return alternative;
        if (ask_limits(context, send, channel, JBC_NEVER).fate == MESSAGE_SENT) return alternative;
    }
    return first;
}

static struct verdict judge(struct jrt_context *context, const struct jbc_send *send, int64_t refused) {
    struct verdict verdict = {.fate = MESSAGE_SENT, .alternative = choose(context, send)};
    if (verdict.alternative == JBC_NONE) {
        verdict.alternative = send->first_alternative;
        verdict.fate = MESSAGE_SKIPPED;
        verdict.reason = "consent";
        return verdict;
    }
    const struct jbc_channel *channel = channel_of(context->program, verdict.alternative);
    if (send->always || channel->team) return verdict;
    if (channel->hours_count > 0 && !channel_open(context, channel, context->now)) {
        verdict.fate = MESSAGE_HELD;
        verdict.hours = true;
        verdict.release = next_open(context, channel);
        return verdict;
    }
    uint32_t alternative = verdict.alternative;
    verdict = ask_limits(context, send, channel, refused);
    verdict.alternative = alternative;
    return verdict;
}

/* ---- records ---- */

/* What the record of a message needs, whether it is held or not. */
struct message {
    uint32_t send;                  /* index */
    uint32_t run;                   /* serial */
    uint32_t stage;                 /* index */
    struct jbc_run *alive;          /* its run, NULL: it has ended */
    struct jrt_value key;           /* of a keyed run that has ended */
    const struct jrt_value *values; /* of all alternatives */
};

static struct jrt_action message_action(const struct jrt_context *context, const struct message *message,
                                        enum jrt_action_kind kind, uint32_t alternative) {
    return (struct jrt_action){.kind = kind,
                               .run = message->run,
                               .journey = context->program->sends[message->send].journey,
                               .stage = message->stage,
                               .key = message->key,
                               .send = message->send,
                               .template_ = context->program->alternatives[alternative].template_};
}

static void hand_over(struct jrt_context *context, const struct message *message, uint32_t alternative) {
    const jrt_program *program = context->program;
    const struct jbc_send *send = &program->sends[message->send];
    const struct jbc_alternative *chosen = &program->alternatives[alternative];
    struct jrt_action action = message_action(context, message, JRT_SEND, alternative);
    action.first_param = chosen->first_param;
    action.value_count = chosen->param_count;
    action.values = message->values;
    for (uint32_t i = send->first_alternative; i < alternative; i++)
        action.values += program->alternatives[i].param_count;
    context_act(context, message->alive, &action);
    uint32_t newest = program->templates[chosen->template_].newest;
    if (newest != JBC_NONE) slot_store(&context->state, NULL, newest, value_of(JBC_NUMBER, message->run));
    const struct jbc_channel *channel = channel_of(program, alternative);
    if (channel->team) return;
    struct limit_range ranges[3];
    limits_of(program, send, channel, ranges);
    for (uint32_t r = 0; r < 3; r++) {
        for (uint32_t i = 0; i < ranges[r].count; i++) {
            const struct jbc_limit *limit = &program->limits[ranges[r].first + i];
            if (limit_is_for(program, limit, channel)) limit_count(context, limit);
        }
    }
}

/* `email "x" was skipped` is true from now on; who waits for the report hears of it in the next round. */
static void note_skip(struct jrt_context *context, struct jbc_run *run, uint32_t template_) {
    const jrt_program *p = context->program;
    const struct jbc_journey *journey = &p->journeys[run->journey];
    for (uint32_t i = journey->first_receipt; i < journey->first_receipt + journey->receipt_count; i++) {
        const struct jbc_receipt *receipt = &p->receipts[i];
        if (receipt->template_ == template_ && value_equal(program_value(p, receipt->status), value_text("skipped", 7)))
            slot_store(&context->state, run, receipt->slot, value_of(JBC_BOOL, 1));
    }
}

static void skip(struct jrt_context *context, const struct message *message, uint32_t alternative, const char *reason) {
    const struct jbc_send *send = &context->program->sends[message->send];
    struct jrt_action action = message_action(context, message, JRT_SKIPPED, alternative);
    action.reason = reason;
    context_act(context, message->alive, &action);
    if (context->skips_heard && message->alive) note_skip(context, message->alive, action.template_);
    if (!context->skips_heard || !message->alive || send->place == JBC_PLACE_USER) return;
    struct effect *effect = context_effect(context, EFFECT_SKIPPED, action.template_);
    if (!effect) return;
    effect->run = message->run;
    effect->stage = message->alive->stage;
    effect->wait = send->next_wait;
    effect->from_flow = send->place == JBC_PLACE_FLOW;
}

/* ---- asking and releasing ---- */

/* All alternatives' values. */
static uint32_t value_count(const jrt_program *program, const struct jbc_send *send) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < send->alternative_count; i++)
        count += program->alternatives[send->first_alternative + i].param_count;
    return count;
}

static void hold_until(struct hold *hold, int64_t release) {
    hold->release = release;
    hold->first = (uint32_t)((release - hold->asked + 999) / 1000);
}

/* Keeps the message for later; false: there is no room for one more. */
static bool hold_message(struct jrt_context *context, const struct message *message, const struct verdict *verdict,
                         uint32_t pc) {
    const struct jbc_send *send = &context->program->sends[message->send];
    uint32_t key = context->program->journeys[send->journey].key;
    struct jrt_value values[JRT_STACK_MAX + 1];
    uint32_t count = value_count(context->program, send);
    memcpy(values, message->values, count * sizeof *values);
    if (key != JBC_NONE) values[count++] = slot_load(&context->state, message->alive, key);
    uint32_t size = values_size(values, count);
    uint8_t *row = (uint8_t *)scratch_take(&context->scratch, size);
    struct hold *hold = row ? state_add_hold(&context->state) : NULL;
    if (!hold) return false;
    values_write(row, values, count);
    hold->values = heap_add(&context->state, row, size);
    hold->asked = context->now;
    hold_until(hold, verdict->release);
    hold->refused = verdict->hours ? JBC_NEVER : context->now;
    hold->hours = verdict->hours;
    hold->which = (uint8_t)(verdict->alternative - send->first_alternative);
    hold->run = message->run;
    hold->pc = pc;
    hold->send = (uint16_t)message->send;
    hold->stage = (uint16_t)message->stage;
    hold->place = (uint8_t)send->place;
    return true;
}

/* The message of a hold, with its values read into `values`. */
static struct message held_message(struct jrt_context *context, const struct hold *hold, struct jrt_value *values) {
    uint32_t size;
    uint32_t count = values_read(heap_get(&context->state, hold->values, &size), values, JRT_STACK_MAX + 1);
    uint32_t key = context->program->journeys[context->program->sends[hold->send].journey].key;
    return (struct message){.send = hold->send,
                            .run = hold->run,
                            .stage = hold->stage,
                            .alive = state_find_run(&context->state, hold->run),
                            .key = key != JBC_NONE ? values[count - 1] : value_missing(),
                            .values = values};
}

/* The wait behind this message is not the one that a skip from an earlier pass was about. */
static void forget_skips(struct jrt_context *context, const struct jbc_run *run, uint32_t wait) {
    for (uint32_t i = context->effect_next; i < context->effect_count; i++) {
        struct effect *effect = &context->effects[i];
        if (effect->kind == EFFECT_SKIPPED && effect->run == run->serial && effect->wait == wait)
            effect->wait = JBC_NONE;
    }
}

enum message_fate message_ask(struct jrt_context *context, struct jbc_run *run, uint32_t send,
                              const struct jrt_value *values, uint32_t pc) {
    const struct jbc_send *statement = &context->program->sends[send];
    struct message message = {.send = send, .run = run->serial, .stage = run->stage, .alive = run, .values = values};
    struct verdict verdict = judge(context, statement, JBC_NEVER);
    if (statement->place == JBC_PLACE_FLOW) forget_skips(context, run, statement->next_wait);
    /* The flow is held by one message at a time: that of an answer takes the place of the one that its wait's begin is held for. */
    if (verdict.fate == MESSAGE_HELD && statement->place == JBC_PLACE_FLOW)
        message_drop(context, run, JBC_PLACE_FLOW, "moved on");
    if (verdict.fate == MESSAGE_HELD && !hold_message(context, &message, &verdict, pc)) {
        verdict.fate = MESSAGE_SKIPPED;
        verdict.reason = "limit";
    }
    if (verdict.fate == MESSAGE_SENT) hand_over(context, &message, verdict.alternative);
    if (verdict.fate == MESSAGE_SKIPPED) skip(context, &message, verdict.alternative, verdict.reason);
    return verdict.fate;
}

enum message_fate message_release(struct jrt_context *context, struct hold *hold) {
    const struct jbc_send *send = &context->program->sends[hold->send];
    struct verdict verdict = judge(context, send, hold->refused);
    if (verdict.fate == MESSAGE_HELD) {
        hold_until(hold, verdict.release);
        hold->hours = verdict.hours;
        hold->which = (uint8_t)(verdict.alternative - send->first_alternative);
        if (!verdict.hours) hold->refused = context->now;
        return MESSAGE_HELD;
    }
    struct jrt_value values[JRT_STACK_MAX + 1];
    struct message message = held_message(context, hold, values);
    hold->gone = 1;
    if (verdict.fate == MESSAGE_SENT)
        hand_over(context, &message, verdict.alternative);
    else
        skip(context, &message, verdict.alternative, verdict.reason);
    return verdict.fate;
}

/* When the chosen alternative of a held message may go, on the clock as it is now. */
static int64_t release_anew(struct jrt_context *context, const struct hold *hold) {
    const struct jbc_send *send = &context->program->sends[hold->send];
    const struct jbc_channel *channel = channel_of(context->program, send->first_alternative + hold->which);
    if (hold->hours) return channel_open(context, channel, context->now) ? context->now : next_open(context, channel);
    struct verdict verdict = ask_limits(context, send, channel, JBC_NEVER);
    return verdict.fate == MESSAGE_SENT ? context->now : verdict.release;
}

void message_refresh(struct jrt_context *context) {
    for (uint32_t i = 0; i < state_hold_count(&context->state); i++) {
        struct hold *hold = state_hold(&context->state, i);
        if (hold->gone) continue;
        int64_t anew = release_anew(context, hold);
        int64_t latest = hold->asked + (int64_t)hold->first * 1000 + JBC_DAY_MS;
        hold->release = anew < latest ? anew : latest;
    }
}

void message_drop(struct jrt_context *context, const struct jbc_run *run, enum jbc_place last, const char *reason) {
    for (uint32_t i = 0; i < state_hold_count(&context->state); i++) {
        struct hold *hold = state_hold(&context->state, i);
        if (hold->gone || hold->run != run->serial || hold->place > last) continue;
        hold->gone = 1;
        struct jrt_value values[JRT_STACK_MAX + 1];
        struct message message = held_message(context, hold, values);
        skip(context, &message, context->program->sends[hold->send].first_alternative + hold->which, reason);
    }
}

struct hold *message_flow_hold(const struct jrt_context *context, const struct jbc_run *run) {
    for (uint32_t i = 0; i < state_hold_count(&context->state); i++) {
        struct hold *hold = state_hold(&context->state, i);
        if (!hold->gone && hold->run == run->serial && hold->place == JBC_PLACE_FLOW) return hold;
    }
    return NULL;
}
