/* check_path - what a name in an expression stands for. */
#include "checker.h"
#include "suggest.h"

#include <string.h>

static bool is_same(const char *a, const char *b) {
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- traits --------------------------------------------------------------------------------------------------------- */

static struct value *trait_of(struct checker *c, const struct expr *expr, bool account) {
    const struct name *name = &expr->path.name;
    if (is_same(name->text, "id")) {
        struct type_of type = type_plain(JBC_TEXT);
        type.optional = account; /* a user may belong to no account */
        return value_new(c, account ? VALUE_ACCOUNT_ID : VALUE_USER_ID, type, expr->span);
    }
    const struct bind_trait *trait = name_trait(c, name, account);
    if (trait == NULL || trait->trait.field.type.kind == 0) {
        return NULL;
    }
    struct value *value = value_new(c, VALUE_TRAIT, trait->trait.field.type, expr->span);
    value->index = trait->index;
    return value;
}

/* ---- the event ------------------------------------------------------------------------------------------------------ */

static struct value *field_value(struct checker *c, const struct scope *scope, uint32_t event, uint32_t field,
                                 struct span span) {
    const struct bind_event *bound = &c->names->events.items[event];
    if (bound->fields[field].type.kind == 0) {
        return NULL;
    }
    struct value *value = value_new(c, VALUE_FIELD, bound->fields[field].type, span);
    value->index = bound->index;
    value->field = field;
    value->trigger = scope->trigger;
    return value;
}

static struct value *event_of(struct checker *c, const struct scope *scope, const struct expr *expr) {
    const struct name *name = &expr->path.name;
    if (scope->event == JBC_NONE) {
        struct diag *diag = diag_add(c->diags, DIAG_NO_EVENT_HERE, expr->span);
        if (scope->trigger != NULL) {
            diag_label(diag, scope->trigger->span, "this is what fired, and it is no event");
        } else {
            diag_help(diag,
                      "`event` is there in the block of an arm or a `when` on an event; for the event that entered the "
                      "run write `entry.%s`",
                      name->text == NULL ? "x" : name->text);
        }
        return NULL;
    }
    struct type_of text = type_plain(JBC_TEXT);
    text.optional = true;
    struct value *value = NULL;
    if (is_same(name->text, "time")) {
        value = value_new(c, VALUE_EVENT_TIME, type_plain(JBC_TIME), expr->span);
    } else if (is_same(name->text, "id")) {
        value = value_new(c, VALUE_EVENT_ID, text, expr->span);
    }
    if (value != NULL) {
        value->trigger = scope->trigger;
        return value;
    }
    const struct bind_event *event = &c->names->events.items[scope->event];
    const char *what = arena_format(c->arena, "event \"%s\"", event->name);
    uint32_t field = name_field(c, name, event->fields, event->field_count, what);
    return field == JBC_NONE ? NULL : field_value(c, scope, scope->event, field, expr->span);
}

/* ---- the entering event --------------------------------------------------------------------------------------------- */

/* What stands for `entry.NAME` in one enter; JBC_NONE if its event has no such field. */
static uint32_t field_in(struct checker *c, uint32_t event, const char *name, struct type_of *type) {
    if (event == JBC_NONE) {
        return JBC_NONE;
    }
    *type = type_plain(JBC_TIME);
    if (is_same(name, "time")) {
        return MODEL_FIELD_TIME;
    }
    if (is_same(name, "id")) {
        *type = type_plain(JBC_TEXT);
        type->optional = true;
        return MODEL_FIELD_ID;
    }
    const struct bind_event *bound = &c->names->events.items[event];
    uint32_t field = bind_find_field(bound->fields, bound->field_count, name);
    if (field != JBC_NONE) {
        *type = bound->fields[field].type;
    }
    return field;
}

static void unknown_entry(struct checker *c, const struct journey_check *run, const struct name *name) {
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < run->enter_events.count; i++) {
        uint32_t event = run->enter_events.items[i];
        for (uint32_t k = 0; event != JBC_NONE && k < c->names->events.items[event].field_count; k++) {
            suggest_offer(&near, c->names->events.items[event].fields[k].name);
        }
    }
    struct diag *diag = name_unknown(c, DIAG_UNKNOWN_ENTRY, name, &near);
    if (diag != NULL && suggest_best(&near) == NULL && run->enter_events.count == 0) {
        diag_help(diag,
                  "this journey has no `enter when event`: what `start journey` brings along goes into `remember`");
    } else if (diag != NULL && suggest_best(&near) == NULL && near.count > 0) {
        diag_help(diag, "`entry` is the event that began the run; of the one that has just come read `event.%s`",
                  name->text);
    }
}

/* Notes what each enter has for the name; false if two of them differ in type. */
static bool entry_fields(struct checker *c, const struct journey_check *run, const struct name *name,
                         struct model_entry *entry, uint32_t *found) {
    for (uint32_t i = 0; i < run->enter_events.count; i++) {
        struct type_of type = {0};
        uint32_t field = field_in(c, run->enter_events.items[i], name->text, &type);
        entry->fields[i] = field;
        if (field == JBC_NONE) {
            continue;
        }
        bool differs = *found > 0 && (!type_alike(&entry->type, &type) || entry->type.words != type.words);
        if (differs && (entry->type.kind != JBC_TEXT || type.kind != JBC_TEXT)) {
            diag_add(c->diags, DIAG_ENTRY_TYPES, name->span, name->text, type_say(c, &entry->type), type_say(c, &type));
            return false;
        }
        bool optional = type.optional || (*found > 0 && entry->type.optional);
        entry->type = type;
        entry->type.optional = optional;
        entry->type.words = differs ? JBC_NONE : type.words;
        (*found)++;
    }
    return true;
}

static struct value *entry_of(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct journey_check *run = scope->run;
    const struct name *name = &expr->path.name;
    if (scope->entering) {
        return event_of(c, scope, expr);
    }
    if (run == NULL || !run->entered) {
        diag_add(c->diags, DIAG_NO_ENTRY, expr->span);
        return NULL;
    }
    uint32_t place = 0;
    while (place < run->entries.count && !is_same(run->entries.items[place].name, name->text)) {
        place++;
    }
    if (place == run->entries.count) {
        struct model_entry entry = {.name = name->text};
        entry.fields = ARENA_ARRAY(c->arena, uint32_t, run->enter_events.count);
        uint32_t found = 0;
        if (!entry_fields(c, run, name, &entry, &found)) {
            return NULL;
        }
        if (found == 0) {
            unknown_entry(c, run, name);
            return NULL;
        }
        entry.type.optional = entry.type.optional || found < run->enter_events.count || run->bind->started;
        if (c->off) { /* what is off must not make the run keep more */
            struct value *thrown = value_new(c, VALUE_ENTRY, entry.type, expr->span);
            return entry.type.kind == 0 ? NULL : thrown;
        }
        *VEC_PUSH(c->arena, run->entries) = entry;
    }
    if (run->entries.items[place].type.kind == 0) {
        return NULL;
    }
    struct value *value = value_new(c, VALUE_ENTRY, run->entries.items[place].type, expr->span);
    value->index = place;
    return value;
}

/* ---- bare names ----------------------------------------------------------------------------------------------------- */

static void unknown_bare(struct checker *c, const struct scope *scope, const struct name *name) {
    struct suggest near;
    name_near(c, &near, name->text);
    const struct bind_event *event = scope->fields_of == JBC_NONE ? NULL : &c->names->events.items[scope->fields_of];
    for (uint32_t i = 0; event != NULL && i < event->field_count; i++) {
        suggest_offer(&near, event->fields[i].name);
    }
    for (uint32_t i = 0; scope->run != NULL && i < scope->run->bind->variables.count; i++) {
        suggest_offer(&near, scope->run->bind->variables.items[i].variable.name);
    }
    for (uint32_t i = 0; i < c->names->conditions.count; i++) {
        suggest_offer(&near, c->names->conditions.items[i].name);
    }
    struct diag *diag = name_unknown(c, DIAG_UNKNOWN_BARE, name, &near);
    if (diag == NULL || suggest_best(&near) != NULL) {
        return;
    }
    const struct bind_event *fired = scope->event == JBC_NONE ? NULL : &c->names->events.items[scope->event];
    if (bind_find_trait(c->names, name->text, false) != NULL) {
        diag_help(diag, "for the user's trait write `user.%s`", name->text);
    } else if (bind_find_trait(c->names, name->text, true) != NULL) {
        diag_help(diag, "for the account's trait write `account.%s`", name->text);
    } else if (fired != NULL && bind_find_field(fired->fields, fired->field_count, name->text) != JBC_NONE) {
        diag_help(diag, "for the field of the event write `event.%s`", name->text);
    } else if (strcmp(name->text, "today") == 0 || strcmp(name->text, "yesterday") == 0 ||
               strcmp(name->text, "tomorrow") == 0) {
        diag_help(diag,
                  "the present instant is `now`; a time near it is asked for by `is within 1 day`, `is before now`");
    } else if (strcmp(name->text, "day") == 0 || strcmp(name->text, "weekday") == 0) {
        diag_help(diag, "for the day of the week write `day of week is Monday`");
    } else if (strcmp(name->text, "time") == 0 || strcmp(name->text, "hour") == 0) {
        diag_help(diag, "for the time of day write `time of day is between 09:00 and 17:00`");
    } else if (strcmp(name->text, "weekend") == 0 || strcmp(name->text, "weekday") == 0) {
        diag_help(diag, "name the days: `day of week is one of Saturday, Sunday`");
    } else if (scope->inserted) {
        diag_help(
            diag,
            "between `{{` and `}}` stands a value, such as `user.first_name` or a variable; " DIAG_LITERAL_BRACES);
    } else if (scope->fields_of != JBC_NONE) {
        diag_help(diag, "a text stands in quotes: `\"%s\"`", name->text);
    } else if (scope->run != NULL) {
        diag_help(
            diag,
            "a text stands in quotes: `\"%s\"`; a variable is declared at the top of the journey: `remember %s: 0`",
            name->text, name->text);
    } else {
        diag_help(diag, "a text stands in quotes: `\"%s\"`", name->text);
    }
}

static struct value *variable_of(struct checker *c, struct bind_variable *variable, const struct expr *expr) {
    if (variable->off && !c->off) {
        struct diag *diag = diag_add(c->diags, DIAG_SWITCHED_OFF, expr->span, "variable", variable->variable.name);
        diag_label(diag, variable->variable.span, "it is switched off here");
        return NULL;
    }
    if (!variable->known) {
        struct diag *diag = diag_add(c->diags, DIAG_VARIABLE_BELOW, expr->span, variable->variable.name);
        diag_label(diag, variable->variable.span, "it gets its first value here");
        return NULL;
    }
    if (variable->variable.type.kind == 0) {
        return NULL; /* its declaration is broken, and that has been reported */
    }
    struct value *value = value_new(c, VALUE_VARIABLE, variable->variable.type, expr->span);
    value->index = variable->index;
    return value;
}

enum {
    CONDITIONS_DEEP = 64,    /* named conditions inside of each other */
    CONDITIONS_INSIDE = 1000 /* named conditions that one is made of: two in each of a few would soon be millions */
};

static void too_deep(struct checker *c, struct span span) {
    struct diag *diag = diag_add(c->diags, DIAG_CONDITIONS_TOO_DEEP, span, (int)CONDITIONS_DEEP);
    diag_help(diag, "write some of them out");
}

/* Notes that one named condition is part of another; false, and reported, if that makes it too large. */
static bool put_inside(struct checker *c, struct bind_condition *outer, const struct bind_condition *inner,
                       struct span span) {
    if (outer->levels <= inner->levels) {
        outer->levels = inner->levels + 1;
    }
    outer->inside += inner->inside + 1;
    if (outer->levels > CONDITIONS_DEEP) {
        too_deep(c, span);
        return false;
    }
    if (outer->inside > CONDITIONS_INSIDE) {
        diag_add(c->diags, DIAG_CONDITIONS_TOO_MANY, span, outer->name, (int)CONDITIONS_INSIDE);
        return false;
    }
    return true;
}

static struct value *condition_of(struct checker *c, const struct scope *scope, struct bind_condition *condition,
                                  const struct expr *expr) {
    if (condition->off && !c->off) {
        struct diag *diag = diag_add(c->diags, DIAG_SWITCHED_OFF, expr->span, "condition", condition->name);
        diag_label(diag, condition->span, "it is switched off here");
        return NULL;
    }
    if (condition->state == BIND_BUSY) {
        struct diag *diag = diag_add(c->diags, DIAG_CONDITION_CIRCLE, expr->span, condition->name);
        diag_label(diag, condition->span, "to know it one has to know it already");
        return NULL;
    }
    check_named_condition(c, condition);
    if (condition->value == NULL ||
        (scope->condition != NULL && !put_inside(c, scope->condition, condition, expr->span))) {
        return NULL;
    }
    if (condition->needs_run && scope->condition != NULL) {
        scope->condition->needs_run = true;
    } else if (condition->needs_run && !scope->in_run) {
        struct diag *diag = diag_add(c->diags, DIAG_NOT_IN_RUN, expr->span,
                                     arena_format(c->arena, "the condition `%s`", condition->name));
        diag_label(diag, condition->span, "it asks what happened in a run");
        return NULL;
    }
    struct value *value = value_new(c, VALUE_CONDITION, type_plain(JBC_BOOL), expr->span);
    value->index = condition->index;
    value->field = (uint32_t)(condition - c->names->conditions.items);
    return value;
}

static struct value *bare_name(struct checker *c, const struct scope *scope, const struct expr *expr) {
    const struct name *name = &expr->path.name;
    const struct bind_event *event = scope->fields_of == JBC_NONE ? NULL : &c->names->events.items[scope->fields_of];
    uint32_t field = event == NULL ? JBC_NONE : bind_find_field(event->fields, event->field_count, name->text);
    struct bind_variable *variable =
        scope->run == NULL ? NULL : bind_find_variable(c->names, scope->run->bind, name->text);
    struct bind_condition *condition = bind_find_condition(c->names, name->text);
    if ((field != JBC_NONE) + (variable != NULL && !variable->off) + (condition != NULL && !condition->off) > 1) {
        struct diag *diag = diag_add(c->diags, DIAG_AMBIGUOUS, name->span, name->text);
        if (field != JBC_NONE) {
            diag_label(diag, event->fields[field].span, "a field of the event");
        }
        if (variable != NULL) {
            diag_label(diag, variable->variable.span, "a variable of the journey");
        }
        if (condition != NULL) {
            diag_label(diag, condition->span, "a condition");
        }
        diag_help(diag, "give one of them another name");
        return NULL;
    }
    if (field != JBC_NONE) {
        return field_value(c, scope, scope->fields_of, field, expr->span);
    }
    if (variable != NULL && (!variable->off || condition == NULL)) {
        return variable_of(c, variable, expr);
    }
    if (condition != NULL) {
        return condition_of(c, scope, condition, expr);
    }
    unknown_bare(c, scope, name);
    return NULL;
}

struct value *check_path(struct checker *c, const struct scope *scope, const struct expr *expr) {
    switch (expr->path.root) {
    case ROOT_USER: return trait_of(c, expr, false);
    case ROOT_ACCOUNT: return trait_of(c, expr, true);
    case ROOT_EVENT: return event_of(c, scope, expr);
    case ROOT_ENTRY: return entry_of(c, scope, expr);
    case ROOT_NAME: return bare_name(c, scope, expr);
    }
    return NULL;
}

void check_named_condition(struct checker *c, struct bind_condition *condition) {
    if (condition->state != BIND_NEW) {
        return;
    }
    if (c->nested > CONDITIONS_DEEP) {
        too_deep(c, condition->span);
        condition->state = BIND_DONE;
        return;
    }
    condition->state = BIND_BUSY;
    bool off = c->off;
    c->off = condition->off;
    c->nested++;
    struct scope scope = scope_project();
    scope.condition = condition;
    condition->value = check_condition(c, &scope, condition->decl->condition);
    c->nested--;
    c->off = off;
    condition->state = BIND_DONE;
}
