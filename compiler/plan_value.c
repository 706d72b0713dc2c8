/* plan_value - literals, fields, places and source lines of tests. */
#include "plan.h"

#include <string.h>

struct jdl_place plan_place(const struct checker *c, struct span span) {
    const struct source *source = sources_of(c->names->sources, span);
    struct place begin = source_place(source, span.begin);
    struct place end = source_place(source, span.end);
    struct jdl_place place = {.text = span.file, .begin = span.begin, .end = span.end};
    place.line = begin.line;
    place.column = begin.column;
    place.end_line = end.line;
    place.end_column = end.column;
    return place;
}

const char *plan_source(struct checker *c, struct span span) {
    const struct source *source = sources_of(c->names->sources, span);
    char *text = arena_copy(c->arena, source->text + span.begin, span.end - span.begin);
    size_t length = 0;
    bool comment = false;
    bool quoted = false;
    for (const char *at = text; *at != '\0'; at++) {
        bool blank = *at == '\n' || *at == '\r' || (!quoted && (*at == ' ' || *at == '\t'));
        quoted = *at == '"' && !comment && (at == text || at[-1] != '\\') ? !quoted : quoted;
        comment = *at == '\n' ? false : comment || (*at == '#' && !quoted);
        if (comment || (blank && (length == 0 || text[length - 1] == ' '))) {
            continue;
        }
        text[length++] = blank ? ' ' : *at; /* never ahead of `at` */
    }
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    text[length] = '\0';
    return text;
}

static struct jdl_value value_of(struct checker *c, const struct value *value) {
    struct jdl_value made = {.type = (uint8_t)value->type.kind, .number = value->number};
    if (value->kind == VALUE_MISSING) {
        made.type = 0;
    }
    made.civil = value->kind == VALUE_CIVIL;
    made.text = value->kind == VALUE_TEXT ? value->text : NULL;
    if (value->kind == VALUE_LIST) {
        struct jdl_value *items = ARENA_ARRAY(c->arena, struct jdl_value, value->item_count);
        for (const struct value *item = value->items; item != NULL; item = item->next) {
            items[made.item_count++] = value_of(c, item);
        }
        made.items = items;
    }
    return made;
}

static bool is_constant(const struct value *value) {
    if (!value_is_literal(value)) {
        return false;
    }
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        if (!is_constant(item)) {
            return false;
        }
    }
    return true;
}

static struct value *constant(struct checker *c, const struct expr *expr) {
    struct scope scope = scope_project();
    struct value *value = check_value(c, &scope, expr);
    if (value != NULL && !is_constant(value)) {
        diag_help(diag_add(c->diags, DIAG_TEST_LITERAL, value->span),
                  "write the value itself: `\"pro\"`, `3`, `yes`, `2026-03-02 10:00`");
        return NULL;
    }
    return value;
}

bool plan_literal(struct checker *c, const struct expr *expr, const struct type_of *want, const char *what,
                  struct jdl_value *made) {
    struct value *value = constant(c, expr);
    if (value == NULL || want->kind == 0 || !type_fit(c, value, want, what)) {
        return false;
    }
    *made = value_of(c, value);
    return true;
}

bool plan_any_literal(struct checker *c, const struct expr *expr, struct jdl_value *made) {
    const struct value *value = constant(c, expr);
    if (value == NULL) {
        return false;
    }
    *made = value_of(c, value);
    return true;
}

bool plan_moment(struct checker *c, const struct expr *expr, int64_t *ms) {
    struct type_of time = type_plain(JBC_TIME);
    struct jdl_value value = {0};
    if (expr == NULL || !plan_literal(c, expr, &time, "a moment of a test", &value)) {
        return false;
    }
    *ms = value.number;
    return true;
}

const struct jdl_given *plan_fields(struct checker *c, const struct test_item *item, const struct bind_event *event,
                                    bool whole, size_t *count) {
    struct jdl_given *given = ARENA_ARRAY(c->arena, struct jdl_given, item->fields.count);
    const char *owner = arena_format(c->arena, "event \"%s\"", event->name);
    bool *seen = ARENA_ARRAY(c->arena, bool, event->field_count);
    for (const struct field *field = item->fields.first; field != NULL; field = field->next) {
        uint32_t place = name_field(c, &field->name, event->fields, event->field_count, owner);
        if (place == JBC_NONE) {
            whole = false;
            continue;
        }
        if (seen[place]) {
            diag_add(c->diags, DIAG_DUPLICATE, field->name.span, "field", bind_shown(c->names, &field->name));
            continue;
        }
        seen[place] = true;
        const char *what = arena_format(c->arena, "the field `%s`", field->name.text);
        struct jdl_given *made = &given[*count];
        made->index = place;
        made->name = event->fields[place].outside;
        *count += plan_literal(c, field->value, &event->fields[place].type, what, &made->value) ? 1 : 0;
    }
    for (uint32_t i = 0; whole && i < event->field_count; i++) {
        if (!seen[i] && !event->fields[i].type.optional && event->fields[i].type.kind != 0) {
            struct diag *diag =
                diag_add(c->diags, DIAG_EVENT_FIELD, item->event.span, event->name, event->fields[i].name);
            diag_label(diag, event->fields[i].span, "it is declared here, and not as optional");
            diag_help(diag, "add `{ %s: ... }`", event->fields[i].name);
            break;
        }
    }
    return given;
}
