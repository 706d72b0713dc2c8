/* emit_trigger - see emit_trigger.h. */
#include "emit_trigger.h"

#include "emit_expr.h"

uint32_t emit_first_trigger(const struct model_triggers *list) {
    return list->first != NULL ? list->first->number : 0;
}

/* Keeps the key, and what the run reads of the event that begins it. JBC_NONE: nothing is kept. */
static uint32_t emit_enter(struct emitter *e, const struct model_trigger *trigger, uint32_t journey) {
    const struct model_journey *model = &e->model->journeys[journey];
    const struct layout_journey *layout = &e->layout->journeys[journey];
    bool keyed = layout->key != JBC_NONE && trigger->key_field != JBC_NONE;
    bool kept = keyed;
    for (uint32_t i = 0; i < model->entry_count; i++) {
        kept = kept || (layout->entries[i] != JBC_NONE && model->entries[i].fields[trigger->place] != JBC_NONE);
    }
    if (!kept || e->stopped) return JBC_NONE;
    uint32_t func = emit_begin(e, JBC_FUNC_ENTER, 0, journey, trigger->head);
    if (keyed) {
        emit_field(e, trigger->match, trigger->key_field);
        emit_op16(e, JBC_OP_STORE, layout->key);
    }
    for (uint32_t i = 0; i < model->entry_count; i++) {
        uint32_t field = model->entries[i].fields[trigger->place];
        if (layout->entries[i] == JBC_NONE || field == JBC_NONE) continue;
        if (field == (uint32_t)MODEL_FIELD_TIME)
            emit_op(e, JBC_OP_EVENT_TIME);
        else if (field == (uint32_t)MODEL_FIELD_ID)
            emit_op(e, JBC_OP_EVENT_ID);
        else
            emit_field(e, trigger->match, field);
        emit_op16(e, JBC_OP_STORE, layout->entries[i]);
    }
    emit_op(e, JBC_OP_RETURN);
    emit_end(e);
    return func;
}

static bool has_duration(const struct model_trigger *trigger) {
    bool every = trigger->kind == JBC_ON_EVERY && trigger->days == 0;
    return every || trigger->kind == JBC_ON_NO_EVENT || trigger->kind == JBC_ON_AFTER || trigger->kind == JBC_ON_DATE;
}

/* An enter is tested before its run exists, so its functions read no slots of a run. */
static void emit_trigger(struct emitter *e, const struct model_trigger *trigger, uint32_t journey) {
    struct jbc_trigger *made = &e->out->triggers.items[trigger->number];
    bool enters = trigger->role == JBC_ROLE_ENTER;
    bool clock = trigger->kind == JBC_ON_EVERY && trigger->days != 0;
    uint32_t run = enters ? JBC_NONE : journey;
    e->place = trigger->head;
    *made = (struct jbc_trigger){.duration = has_duration(trigger) ? trigger->duration : 0,
                                 .within = trigger->within,
                                 .journey = journey,
                                 .match = trigger->match,
                                 .value = JBC_NONE,
                                 .body = JBC_NONE,
                                 .pc = JBC_NONE,
                                 .timer = e->layout->timers[trigger->number],
                                 .fired = e->layout->fired[trigger->number],
                                 .most = trigger->most,
                                 .clock = clock ? trigger->clock : 0,
                                 .days = clock ? trigger->days : 0,
                                 .kind = (uint8_t)trigger->kind,
                                 .role = (uint8_t)trigger->role};
    made->word = emit_string(e, trigger->word);
    made->outcome = emit_string(e, trigger->outcome);
    e->entering = enters ? trigger->place : JBC_NONE;
    made->test = emit_predicate(e, trigger->test, run);
    if (trigger->value != NULL) {
        bool trait = trigger->kind == JBC_ON_BECOMES;
        const struct type_of *type = trait ? &e->model->traits[trigger->match].field.type : &trigger->value->type;
        made->value = emit_value_function(e, trigger->value, type, run);
    }
    made->only_if = emit_predicate(e, trigger->only_if, run);
    e->entering = JBC_NONE;
    if (enters) made->body = emit_enter(e, trigger, journey);
}

void emit_triggers(struct emitter *e, const struct model_triggers *list, uint32_t journey) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) emit_trigger(e, one, journey);
}

void emit_wait_record(struct emitter *e, uint32_t index) {
    const struct model_wait *wait = &e->model->waits[index];
    uint32_t journey = e->model->stages[wait->stage].journey;
    bool clock = wait->kind == JBC_WAIT_CLOCK;
    bool length = wait->kind == JBC_WAIT_FOR || wait->kind == JBC_WAIT_DATA || wait->kind == JBC_WAIT_UP_TO;
    struct jbc_wait *made = &e->out->waits.items[index];
    *made = (struct jbc_wait){.duration = length ? wait->duration : 0,
                              .stage = wait->stage,
                              .value = JBC_NONE,
                              .clock = clock ? wait->clock : 0,
                              .first_arm = emit_first_trigger(&wait->arms),
                              .arm_count = wait->arms.count,
                              .on_past = JBC_NONE,
                              .on_unknown = JBC_NONE,
                              .kind = (uint16_t)wait->kind,
                              .days = clock ? wait->days : 0,
                              .first = e->layout->waits[index]};
    if (wait->value != NULL) made->value = emit_value_function(e, wait->value, &wait->value->type, journey);
    emit_triggers(e, &wait->arms, journey);
}
