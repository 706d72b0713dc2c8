/* check_send - messages with their fields, and journeys that are started with their variables. */
#include "checker.h"
#include "suggest.h"

#include <string.h>

/* Reports a field that is given twice. */
static bool given_twice(struct checker *c, const struct field_list *fields, const struct field *field) {
    for (const struct field *old = fields->first; old != field; old = old->next) {
        if (old->name.text != NULL && field->name.text != NULL && strcmp(old->name.text, field->name.text) == 0) {
            struct diag *diag =
                diag_add(c->diags, DIAG_DUPLICATE, field->name.span, "field", bind_shown(c->names, &field->name));
            diag_label(diag, old->name.span, "the first one is here");
            diag_help(diag, "give each field once");
            return true;
        }
    }
    return false;
}

bool check_field_count(struct checker *c, const struct field_list *fields) {
    if (fields->count <= JRT_FIELDS_MAX) {
        return true;
    }
    diag_add(c->diags, DIAG_TOO_MANY, fields->first->span, "fields in one place", (int)JRT_FIELDS_MAX);
    return false;
}

static struct model_param *param_new(struct checker *c, const char *name, struct value *value,
                                     const struct type_of *type) {
    struct model_param *param = ARENA_NEW(c->arena, struct model_param);
    param->name = name;
    param->value = value;
    param->type = *type;
    return param;
}

/* A channel without `template` lines takes any fields. */
static bool free_fields(struct checker *c, const struct scope *scope, const struct field_list *fields,
                        struct model_alternative *made) {
    struct model_param **end = &made->params;
    bool whole = true;
    for (const struct field *field = fields->first; field != NULL; field = field->next) {
        bool twice = given_twice(c, fields, field);
        struct value *value = check_value(c, scope, field->value);
        if (value != NULL && value->kind == VALUE_MISSING) {
            diag_add(c->diags, DIAG_UNKNOWN_REQUIRED, value->span,
                     arena_format(c->arena, "the field `%s`", field->name.text));
            value = NULL;
        }
        if (value == NULL || twice) {
            whole = false;
            continue;
        }
        *end = param_new(c, field->name.text, value, &value->type);
        end = &(*end)->next;
        made->param_count++;
    }
    return whole;
}

static void say_missing(struct checker *c, const struct send_option *option, const struct model_field *field) {
    struct diag *diag =
        diag_add(c->diags, DIAG_MISSING_FIELD, option->span, field->name,
                 arena_format(c->arena, "%s \"%s\"", option->message.channel.text, option->message.template.text));
    diag_label(diag, field->span, "it is declared here as %s", type_say(c, &field->type));
    diag_help(diag, "add `%s: ...`, or declare it `optional`", field->name);
}

/* The fields that the template declares, each as often as it wants, in the template's order. */
static bool declared_fields(struct checker *c, const struct scope *scope, const struct send_option *option,
                            const struct bind_template *bound, struct model_alternative *made) {
    const char *owner = arena_format(c->arena, "the template \"%s\"", bound->name);
    struct value **values = ARENA_ARRAY(c->arena, struct value *, bound->field_count);
    bool *given = ARENA_ARRAY(c->arena, bool, bound->field_count);
    bool whole = true;
    bool unknown = false;
    for (const struct field *field = option->fields.first; field != NULL; field = field->next) {
        if (given_twice(c, &option->fields, field)) {
            whole = false;
            continue;
        }
        uint32_t place = name_field(c, &field->name, bound->fields, bound->field_count, owner);
        if (place == JBC_NONE) {
            check_value(c, scope, field->value);
            unknown = true; /* most likely the one that would be missing */
            continue;
        }
        const char *what = arena_format(c->arena, "the field `%s`", field->name.text);
        given[place] = true;
        values[place] = check_as(c, scope, field->value, &bound->fields[place].type, what);
        whole = whole && values[place] != NULL;
    }
    struct model_param **end = &made->params;
    for (uint32_t i = 0; i < bound->field_count; i++) {
        if (!given[i] && !bound->fields[i].type.optional && !unknown) {
            say_missing(c, option, &bound->fields[i]);
            whole = false;
        }
        if (values[i] != NULL) {
            *end = param_new(c, bound->fields[i].name, values[i], &bound->fields[i].type);
            end = &(*end)->next;
            made->param_count++;
        }
    }
    return whole && !unknown;
}

static struct model_alternative *option_check(struct checker *c, const struct scope *scope,
                                              const struct send_option *option) {
    uint32_t template_ = name_template(c, &option->message, true);
    if (!check_field_count(c, &option->fields)) {
        return NULL;
    }
    if (template_ == JBC_NONE) {
        for (const struct field *field = option->fields.first; field != NULL; field = field->next) {
            check_value(c, scope, field->value);
        }
        return NULL;
    }
    struct model_alternative *made = ARENA_NEW(c->arena, struct model_alternative);
    /* Values may use templates of their own, which moves the table: take what is needed before. */
    struct bind_template bound = c->names->templates.items[template_];
    made->span = option->span;
    made->template_ = bound.index;
    bool whole =
        bound.declared ? declared_fields(c, scope, option, &bound, made) : free_fields(c, scope, &option->fields, made);
    return whole ? made : NULL;
}

bool check_send(struct checker *c, const struct scope *scope, const struct stmt *stmt, struct model_stmt *made) {
    struct scope inside = *scope;
    struct model_alternative **end = &made->alternatives;
    bool whole = true;
    inside.insertions = true;
    made->kind = MODEL_SEND;
    made->always = stmt->send.always;
    for (const struct send_option *option = stmt->send.options.first; option != NULL; option = option->next) {
        struct model_alternative *one = option_check(c, &inside, option);
        if (one == NULL) {
            whole = false;
            continue;
        }
        *end = one;
        end = &one->next;
        made->alternative_count++;
    }
    return whole;
}

/* ---- start journey -------------------------------------------------------------------------------------------------- */

static struct bind_variable *argument_of(struct checker *c, struct bind_journey *journey, const struct name *name) {
    struct bind_variable *variable = bind_find_variable(c->names, journey, name->text);
    if (variable != NULL && (!variable->off || c->off)) {
        return variable;
    }
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < journey->variables.count; i++) {
        suggest_offer(&near, journey->variables.items[i].variable.name);
    }
    struct diag *diag = name_unknown(c, DIAG_UNKNOWN_ARGUMENT, name, &near);
    if (diag != NULL) {
        diag_label(diag, journey->span, "the journey is declared here");
    }
    if (diag != NULL && suggest_best(&near) == NULL) {
        diag_help(diag, "the journey must declare it: `remember %s: ...`", name->text);
    }
    return NULL;
}

static bool all_given(struct checker *c, const struct stmt *stmt, const struct bind_journey *journey,
                      const struct model_stmt *made) {
    bool whole = true;
    for (uint32_t i = 0; i < journey->variables.count; i++) {
        const struct bind_variable *variable = &journey->variables.items[i];
        bool given = false;
        for (const struct model_argument *one = made->arguments; one != NULL; one = one->next) {
            given = given || one->variable == variable->index;
        }
        if (variable->variable.required && !variable->off && !given) {
            struct diag *diag =
                diag_add(c->diags, DIAG_MISSING_ARGUMENT, stmt->head, variable->variable.name, journey->name);
            diag_label(diag, variable->variable.span, "it is declared here without a first value");
            diag_help(diag, "add `{ %s: ... }`", variable->variable.name);
            whole = false;
        }
    }
    return whole;
}

bool check_start(struct checker *c, const struct scope *scope, const struct stmt *stmt, struct model_stmt *made) {
    struct scope inside = *scope;
    inside.insertions = true;
    made->kind = MODEL_START;
    struct bind_journey *journey = name_journey(c, &stmt->name);
    if (journey == NULL || !check_field_count(c, &stmt->fields)) {
        return false;
    }
    made->index = journey->index;
    bool whole = true;
    if (journey->key != NULL) {
        struct diag *diag = diag_add(c->diags, DIAG_START_KEYED, stmt->name.span, journey->name, journey->key);
        diag_label(diag, journey->key_span, "an event brings it");
        whole = false;
    }
    struct model_argument **end = &made->arguments;
    for (const struct field *field = stmt->fields.first; field != NULL; field = field->next) {
        bool twice = given_twice(c, &stmt->fields, field);
        struct bind_variable *variable = argument_of(c, journey, &field->name);
        if (variable == NULL || twice) {
            whole = false;
            continue;
        }
        const char *what = arena_format(c->arena, "the variable `%s` of that journey", variable->variable.name);
        struct model_argument *one = ARENA_NEW(c->arena, struct model_argument);
        one->variable = variable->index;
        one->value = check_as(c, &inside, field->value, &variable->variable.type, what);
        whole = whole && one->value != NULL;
        *end = one;
        end = &one->next;
        made->argument_count++;
    }
    return all_given(c, stmt, journey, made) && whole;
}
