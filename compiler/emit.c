/* emit - see emit.h: the records of a project, in the order of their sections. */
#include "emit.h"

#include "emit_expr.h"
#include "emit_stage.h"
#include "emit_trigger.h"
#include "emitter.h"

enum { WHOLE_DAY = 86400000 }; /* ms */

/* ---- declarations ---- */

static void emit_enums(struct emitter *e) {
    for (uint32_t i = 0; i < e->model->enum_count; i++) {
        const struct model_enum *one = &e->model->enums[i];
        struct jbc_enumeration *made = EMIT_RECORD(e, enumerations, "`one of` types");
        *made = (struct jbc_enumeration){.first_member = e->out->members.count, .member_count = one->word_count};
        for (uint32_t k = 0; k < one->word_count; k++) {
            uint32_t name = emit_string(e, one->words[k]);
            EMIT_RECORD(e, members, "words of `one of` types")->name = name;
        }
    }
}

static void emit_field_record(struct emitter *e, const struct model_field *field) {
    e->place = field->span;
    uint8_t type = emit_type(&field->type);
    struct jbc_field made = {.words = field->type.words,
                             .type = type & 15,
                             .item = type >> 4,
                             .optional = field->type.optional,
                             .zone = field->type.zone};
    made.name = emit_string(e, field->outside);
    made.label = emit_string(e, field->name);
    *EMIT_RECORD(e, fields, "fields of events") = made;
}

static void emit_events(struct emitter *e) {
    const struct layout *layout = e->layout;
    for (uint32_t i = 0; i < e->model->event_count; i++) {
        const struct model_event *event = &e->model->events[i];
        e->place = event->span;
        struct jbc_event made = {.name = emit_string(e, event->name),
                                 .first_field = e->out->fields.count,
                                 .field_count = event->field_count,
                                 .first_history = layout->event_histories[i],
                                 .history_count = layout->event_histories[i + 1] - layout->event_histories[i]};
        *EMIT_RECORD(e, events, "events") = made;
        for (uint32_t k = 0; k < event->field_count; k++) emit_field_record(e, &event->fields[k]);
    }
}

static void emit_traits(struct emitter *e) {
    for (uint32_t i = 0; i < e->model->trait_count; i++) {
        const struct model_trait *trait = &e->model->traits[i];
        e->place = trait->field.span;
        uint8_t type = emit_type(&trait->field.type);
        struct jbc_trait made = {.name = emit_string(e, trait->field.outside),
                                 .words = trait->field.type.words,
                                 .slot = e->layout->traits[i],
                                 .type = type & 15,
                                 .item = type >> 4,
                                 .optional = trait->field.type.optional,
                                 .account = trait->account};
        *EMIT_RECORD(e, traits, "traits") = made;
    }
}

static void emit_slots(struct emitter *e) {
    for (uint32_t i = 0; i < e->layout->slot_count; i++) {
        const struct layout_slot *slot = &e->layout->slots[i];
        e->place = slot->span;
        struct jbc_slot made = {.words = slot->words,
                                .name = emit_string(e, slot->name),
                                .journey = slot->journey == JBC_NONE ? JBC_NONE16 : (uint16_t)slot->journey,
                                .offset = (uint16_t)slot->offset,
                                .storage = (uint8_t)slot->storage,
                                .type = slot->type,
                                .item = slot->item,
                                .optional = slot->optional};
        *EMIT_RECORD(e, slots, "things to remember of a user") = made;
    }
}

static void emit_histories(struct emitter *e) {
    for (uint32_t i = 0; i < e->layout->history_count; i++) {
        const struct layout_history *history = &e->layout->histories[i];
        e->place = history->span;
        struct jbc_history made = {.event = history->event,
                                   .where = emit_predicate(e, history->where, JBC_NONE),
                                   .offset = (uint16_t)history->offset,
                                   .ring = (uint16_t)history->ring,
                                   .counted = history->counted};
        *EMIT_RECORD(e, historys, "different questions about past events") = made;
    }
}

/* ---- channels ---- */

/* Hours that end when they begin are a whole day. */
static void emit_hours(struct emitter *e, const struct model_hours *hours) {
    e->place = hours->span;
    struct jbc_hours *made = EMIT_RECORD(e, hourss, "lines with hours");
    *made = (struct jbc_hours){
        .from = hours->from, .to = hours->to % WHOLE_DAY, .deliver = hours->deliver, .days = hours->days};
}

static void emit_channels(struct emitter *e) {
    for (uint32_t i = 0; i < e->model->channel_count; i++) {
        const struct model_channel *channel = &e->model->channels[i];
        e->place = channel->span;
        struct jbc_channel made = {.first_hours = e->out->hourss.count,
                                   .first_limit = e->layout->channel_limits[i],
                                   .limit_count = channel->limits.count,
                                   .team = channel->team};
        made.name = emit_string(e, channel->name);
        made.reach = emit_predicate(e, channel->reach, JBC_NONE);
        for (uint32_t k = 0; k < channel->hours_count; k++) emit_hours(e, &channel->hours[k]);
        made.hours_count = e->out->hourss.count - made.first_hours;
        *EMIT_RECORD(e, channels, "channels") = made;
    }
    for (uint32_t i = 0; i < e->model->template_count; i++) {
        const struct model_template *template_ = &e->model->templates[i];
        e->place = template_->span;
        struct jbc_template made = {
            .name = emit_string(e, template_->name), .channel = template_->channel, .newest = e->layout->templates[i]};
        *EMIT_RECORD(e, templates, "templates") = made;
    }
}

static void emit_limits(struct emitter *e) {
    for (uint32_t i = 0; i < e->layout->limit_count; i++) {
        const struct model_limit *limit = e->layout->limits[i].limit;
        bool of_journey = i >= e->layout->limit_count - e->journey_limits;
        e->place = limit->span;
        struct jbc_limit *made = EMIT_RECORD(e, limits, "limits");
        *made = (struct jbc_limit){.window = limit->kind == JBC_SLIDING ? limit->window : 0,
                                   .hold = limit->hold,
                                   .most = limit->most,
                                   .channel = of_journey ? limit->channel : JBC_NONE,
                                   .offset = (uint16_t)e->layout->limits[i].offset,
                                   .kind = (uint16_t)limit->kind};
    }
}

/* ---- journeys ---- */

static void emit_splits(struct emitter *e) {
    for (uint32_t i = 0; i < e->model->split_count; i++) {
        const struct model_split *split = &e->model->splits[i];
        e->place = split->span;
        struct jbc_split made = {.journey = split->journey,
                                 .name = emit_string(e, split->name),
                                 .first_part = split->first_part,
                                 .part_count = split->part_count};
        *EMIT_RECORD(e, splits, "`split` statements") = made;
    }
    for (uint32_t i = 0; i < e->model->part_count; i++) {
        const struct model_part *part = &e->model->parts[i];
        e->place = part->span;
        struct jbc_part made = {.name = emit_string(e, part->name), .below = part->below};
        *EMIT_RECORD(e, parts, "parts of splits") = made;
    }
}

/* Triggers and waits refer to each other, so there is a record for each before the first is written. */
static void make_room(struct emitter *e) {
    for (uint32_t i = 0; i < e->flow->trigger_count; i++) {
        e->place = e->flow->triggers[i]->head;
        EMIT_RECORD(e, triggers, "triggers");
    }
    for (uint32_t i = 0; i < e->model->wait_count; i++) {
        e->place = e->model->waits[i].span;
        EMIT_RECORD(e, waits, "waits");
    }
}

static void emit_asked(struct emitter *e, const struct layout_journey *layout) {
    for (uint32_t i = layout->first_tally; i < layout->first_tally + layout->tally_count; i++) {
        const struct layout_tally *tally = &e->layout->tallies[i];
        struct jbc_tally made = {
            .event = tally->event, .where = emit_predicate(e, tally->where, JBC_NONE), .slot = tally->slot};
        *EMIT_RECORD(e, tallys, "questions about what happened since the entry") = made;
    }
    for (uint32_t i = layout->first_receipt; i < layout->first_receipt + layout->receipt_count; i++) {
        const struct layout_receipt *receipt = &e->layout->receipts[i];
        struct jbc_receipt made = {
            .template_ = receipt->template_, .status = emit_string(e, receipt->status), .slot = receipt->slot};
        *EMIT_RECORD(e, receipts, "questions about reports") = made;
    }
}

static void emit_metas(struct emitter *e, uint32_t index) {
    const struct model_journey *journey = &e->model->journeys[index];
    for (const struct model_meta *one = journey->meta; one != NULL; one = one->next) {
        struct jbc_meta made = {.journey = index};
        made.key = emit_string(e, one->key);
        made.value = emit_string(e, one->value);
        *EMIT_RECORD(e, metas, "lines about journeys") = made;
    }
    for (const struct model_rename *one = journey->renames; one != NULL; one = one->next) {
        struct jbc_rename made = {.journey = index, .old = emit_string(e, one->old), .stage = one->stage};
        *EMIT_RECORD(e, renames, "renamed stages") = made;
    }
}

/* First values may read `entry`: the ENTER function has run before. */
static uint32_t emit_init(struct emitter *e, uint32_t index) {
    const struct model_journey *journey = &e->model->journeys[index];
    uint32_t func = emit_begin(e, JBC_FUNC_INIT, 0, index, journey->span);
    for (uint32_t i = 0; i < journey->variable_count; i++) {
        const struct model_variable *variable = &journey->variables[i];
        if (variable->first == NULL) continue;
        e->place = variable->span;
        emit_value(e, variable->first);
        emit_op16(e, JBC_OP_STORE, e->layout->journeys[index].variables[i]);
    }
    emit_op(e, JBC_OP_RETURN);
    emit_end(e);
    return func;
}

static void emit_stage_record(struct emitter *e, uint32_t index) {
    const struct model_stage *stage = &e->model->stages[index];
    const struct layout_stage *layout = &e->layout->stages[index];
    e->place = stage->span;
    struct jbc_stage made = {.journey = stage->journey,
                             .first_when = emit_first_trigger(&stage->whens),
                             .when_count = stage->whens.count,
                             .first_wait = stage->first_wait,
                             .wait_count = stage->wait_count,
                             .first_slot = layout->first_slot,
                             .slot_count = layout->slot_count};
    made.name = emit_string(e, stage->name);
    made.title = emit_string(e, stage->title);
    *EMIT_RECORD(e, stages, "stages") = made;
    emit_triggers(e, &stage->whens, stage->journey);
    for (uint32_t i = 0; i < stage->wait_count; i++) emit_wait_record(e, stage->first_wait + i);
    emit_stage(e, index);
}

static struct jbc_journey journey_record(struct emitter *e, uint32_t index) {
    const struct model_journey *journey = &e->model->journeys[index];
    const struct layout_journey *layout = &e->layout->journeys[index];
    struct jbc_journey made = {.again_after = journey->again == JBC_AGAIN_AFTER ? journey->again_after : 0,
                               .priority = journey->priority,
                               .keep_out = journey->keep_out,
                               .again = (uint32_t)journey->again,
                               .mark = layout->mark,
                               .key = layout->key,
                               .first_enter = emit_first_trigger(&journey->enters),
                               .enter_count = journey->enters.count,
                               .first_end = emit_first_trigger(&journey->ends),
                               .end_count = journey->ends.count,
                               .first_when = emit_first_trigger(&journey->whens),
                               .when_count = journey->whens.count,
                               .first_stage = journey->first_stage,
                               .stage_count = journey->stage_count,
                               .first_limit = layout->first_limit,
                               .limit_count = journey->limits.count,
                               .first_slot = layout->first_slot,
                               .slot_count = layout->slot_count,
                               .first_tally = layout->first_tally,
                               .tally_count = layout->tally_count,
                               .first_receipt = layout->first_receipt,
                               .receipt_count = layout->receipt_count,
                               .run_size = layout->run_size,
                               .stage_area = layout->stage_area};
    made.name = emit_string(e, journey->name);
    made.title = emit_string(e, journey->title);
    made.group = emit_string(e, journey->group);
    made.key_label = emit_string(e, journey->key);
    return made;
}

static void emit_journey(struct emitter *e, uint32_t index) {
    const struct model_journey *journey = &e->model->journeys[index];
    e->place = journey->span;
    e->owner = index;
    struct jbc_journey made = journey_record(e, index);
    emit_metas(e, index);
    emit_asked(e, &e->layout->journeys[index]);
    made.init = emit_init(e, index);
    *EMIT_RECORD(e, journeys, "journeys") = made;
    emit_triggers(e, &journey->enters, index);
    emit_triggers(e, &journey->ends, index);
    emit_triggers(e, &journey->whens, index);
    emit_journey_blocks(e, index);
    for (uint32_t i = 0; i < journey->stage_count; i++) emit_stage_record(e, journey->first_stage + i);
}

/* ---- all ---- */

static void emit_project_record(struct emitter *e) {
    const struct model *model = e->model;
    e->place = model->span;
    const struct type_of text = {.kind = JBC_TEXT, .words = JBC_NONE};
    struct jbc_project made = {.id_window = model->id_window,
                               .keep_out = model->keep_out,
                               .fixed_size = e->layout->fixed_size,
                               .ids = e->layout->ids,
                               .first_seen = e->layout->first_seen,
                               .account_id = e->layout->account_id,
                               .first_limit = 0,
                               .limit_count = model->limits.count};
    made.name = emit_string(e, model->name);
    made.zone = emit_value_function(e, model->zone, &text, JBC_NONE);
    made.zone_fallback = emit_string(e, model->zone_fallback);
    *EMIT_RECORD(e, projects, "projects") = made;
}

struct emitted *emit_project(struct arena *arena, struct diags *diags, const struct model *model,
                             const struct flow *flow, const struct layout *layout) {
    struct emitted *out = ARENA_NEW(arena, struct emitted);
    struct emitter e = {.arena = arena, .diags = diags, .model = model, .flow = flow, .layout = layout, .out = out};
    e.files = ARENA_ARRAY(arena, uint32_t, model->sources->count);
    e.entering = JBC_NONE;
    for (uint32_t i = 0; i < model->journey_count; i++) e.journey_limits += model->journeys[i].limits.count;
    emit_project_record(&e);
    emit_enums(&e);
    emit_events(&e);
    emit_traits(&e);
    emit_slots(&e);
    emit_histories(&e);
    emit_channels(&e);
    emit_limits(&e);
    emit_splits(&e);
    make_room(&e);
    for (uint32_t i = 0; i < model->journey_count; i++) emit_journey(&e, i);
    return e.failed ? NULL : out;
}
