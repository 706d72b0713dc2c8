/* check_head - how a journey is entered, its key and its variables: what all statements of the project may need to know. */
#include "checker.h"

#include <string.h>

/* ---- enter ---------------------------------------------------------------------------------------------------------- */

static void enter_check(struct checker *c, struct journey_check *journey, const struct journey_item *item,
                        struct model_trigger ***end) {
    struct model_trigger *made = ARENA_NEW(c->arena, struct model_trigger);
    struct scope scope = scope_project();
    made->role = JBC_ROLE_ENTER;
    made->place = journey->model->enters.count;
    check_trigger(c, &scope, item->trigger, made);
    made->head = item->head;
    const struct bind_event *event = NULL;
    if (item->trigger->kind == TRIGGER_EVENT) {
        event = bind_find_event(c->names, item->trigger->event.text);
    }
    uint32_t place = event == NULL ? JBC_NONE : (uint32_t)(event - c->names->events.items);
    if (item->condition != NULL) {
        scope.event = place; /* `event.x` is a field of the event that would enter, and so is `entry.x` */
        scope.entering = place != JBC_NONE;
        made->only_if = check_condition(c, &scope, item->condition);
    }
    if (c->off) {
        return;
    }
    **end = made;
    *end = &made->next;
    journey->model->enters.count++;
    *VEC_PUSH(c->arena, journey->enter_events) = place;
}

/* ---- the key -------------------------------------------------------------------------------------------------------- */

static void say_no_key(struct checker *c, const struct journey_check *journey, const struct journey_item *item) {
    const struct trigger *trigger = item->trigger;
    bool event = trigger->kind == TRIGGER_EVENT;
    const char *what = event ? arena_format(c->arena, "event \"%s\"", trigger->event.text) : "what enters here";
    struct diag *diag = diag_add(c->diags, DIAG_NO_KEY, journey->bind->key_span, what, journey->bind->key);
    diag_label(diag, event ? trigger->event.span : trigger->span, "this enters without it");
    diag_help(diag, "every event that enters must have the field");
}

static void key_of_enter(struct checker *c, struct journey_check *journey, const struct journey_item *item,
                         struct model_trigger *enter, uint32_t place) {
    if (place == JBC_NONE) {
        if (item->trigger->kind != TRIGGER_EVENT) {
            say_no_key(c, journey, item);
        }
        return;
    }
    const struct bind_event *event = &c->names->events.items[place];
    uint32_t field = bind_find_field(event->fields, event->field_count, journey->bind->key);
    if (field == JBC_NONE) {
        say_no_key(c, journey, item);
        return;
    }
    struct type_of *type = &journey->model->key_type;
    const struct type_of *here = &event->fields[field].type;
    if (here->kind == JBC_LIST) {
        diag_add(c->diags, DIAG_LIST_KEY, journey->bind->key_span, journey->bind->key);
        return;
    }
    if (type->kind != 0 && here->kind != 0 && type->kind != here->kind) {
        struct diag *diag = diag_add(c->diags, DIAG_KEY_TYPE, item->trigger->event.span, journey->bind->key,
                                     type_say(c, here), type_say(c, type));
        diag_label(diag, journey->bind->key_span, "the runs of this journey are told apart by it");
        return;
    }
    enter->key_field = field;
    uint32_t words = type->kind == 0 || type->words == here->words ? here->words : JBC_NONE;
    if (type->kind == 0) {
        *type = *here;
    }
    type->words = words;
    type->optional = false; /* a missing key does not enter */
}

static void key_check(struct checker *c, struct journey_check *journey) {
    if (journey->bind->key == NULL) {
        return;
    }
    journey->model->key = journey->bind->key;
    struct model_trigger *enter = journey->model->enters.first;
    uint32_t i = 0;
    for (const struct journey_item *item = journey->bind->decl->journey.first; item != NULL; item = item->next) {
        if (item->kind == ITEM_ENTER && !item->off && enter != NULL) {
            key_of_enter(c, journey, item, enter, journey->enter_events.items[i++]);
            enter = enter->next;
        }
    }
    bool broken = false; /* what could not be read may be how one enters */
    for (const struct journey_item *item = journey->bind->decl->journey.first; item != NULL; item = item->next) {
        broken = broken || item->kind == ITEM_ERROR;
    }
    if (!journey->bind->has_enter && !broken) {
        struct diag *diag = diag_add(c->diags, DIAG_KEY_WITHOUT_EVENT, journey->bind->key_span, journey->bind->key);
        diag_help(diag, "add `enter when event ...`, or take `one per` away");
    }
}

/* ---- variables ------------------------------------------------------------------------------------------------------ */

static void variable_by_type(struct checker *c, struct journey_check *journey, struct bind_variable *bind) {
    struct model_variable *variable = &bind->variable;
    variable->type = bind_type(c->names, bind->item->type);
    variable->required = variable->type.kind != 0 && !variable->type.optional;
    if (variable->required && (journey->bind->has_enter || (!journey->bind->started && !c->off))) {
        struct diag *diag = diag_add(c->diags, DIAG_NO_FIRST_VALUE, variable->span, variable->name);
        if (journey->bind->has_enter) {
            diag_help(diag, "give it a first value, `remember %s: ...`, or make it `optional`", variable->name);
        } else {
            diag_help(diag, "nobody starts this journey with it: give it a first value, or make it `optional`");
        }
    }
}

static void variable_by_value(struct checker *c, struct journey_check *journey, struct bind_variable *bind) {
    struct scope scope = scope_project();
    struct model_variable *variable = &bind->variable;
    scope.run = journey;
    scope.in_run = true;
    scope.insertions = true;
    struct value *value = check_value(c, &scope, bind->item->value);
    if (value == NULL) {
        return;
    }
    if (value->type.kind == 0 || (value->type.kind == JBC_LIST && value->type.item == 0)) {
        struct diag *diag = diag_add(c->diags, DIAG_NO_TYPE, value->span, variable->name);
        diag_help(diag, "say its type: `remember %s: text optional`", variable->name);
        return;
    }
    variable->first = value;
    variable->type = value->type;
    if (value->kind == VALUE_TEXT || value->kind == VALUE_IF || value->kind == VALUE_FALLBACK) {
        variable->type.zone = false;
    }
}

static void variables_check(struct checker *c, struct journey_check *journey) {
    for (uint32_t i = 0; i < journey->bind->variables.count; i++) {
        struct bind_variable *bind = &journey->bind->variables.items[i];
        bool off = c->off;
        c->off = off || bind->off;
        if (bind->item->type != NULL) {
            variable_by_type(c, journey, bind);
        } else {
            variable_by_value(c, journey, bind);
        }
        c->off = off;
        bind->known = true;
    }
}

static void fill_variables(struct checker *c, struct journey_check *journey) {
    struct model_journey *model = journey->model;
    model->variables = ARENA_ARRAY(c->arena, struct model_variable, journey->bind->variables.count);
    for (uint32_t i = 0; i < journey->bind->variables.count; i++) {
        const struct bind_variable *bind = &journey->bind->variables.items[i];
        if (!bind->off) {
            model->variables[bind->index] = bind->variable;
            model->variable_count++;
        }
    }
}

void check_journey_head(struct checker *c, struct journey_check *journey) {
    struct model_trigger **end = &journey->model->enters.first;
    c->off = journey->bind->off;
    for (const struct journey_item *item = journey->bind->decl->journey.first; item != NULL; item = item->next) {
        if (item->kind == ITEM_ENTER) {
            c->off = journey->bind->off || item->off;
            enter_check(c, journey, item, &end);
        }
    }
    c->off = journey->bind->off;
    journey->entered = true;
    key_check(c, journey);
    variables_check(c, journey);
    fill_variables(c, journey);
    c->off = false;
}
