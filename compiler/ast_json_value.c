#include "ast_json_value.h"

#include <assert.h>

json_t *ast_json_node(const char *kind, struct span span) {
    return json_pack("{s:s, s:[i,i,i]}", "kind", kind, "span", (int)span.file, (int)span.begin, (int)span.end);
}

void ast_json_put(json_t *object, const char *key, json_t *value) {
    json_object_set_new(object, key, value);
}

/* Short for the many calls below. */
static void put(json_t *object, const char *key, json_t *value) {
    ast_json_put(object, key, value);
}

json_t *ast_json_name(struct name name) {
    return name.text == NULL ? json_null() : json_string(name.text);
}

json_t *ast_json_names(const struct name_item_list *names) {
    json_t *array = json_array();
    for (const struct name_item *item = names->first; item != NULL; item = item->next)
        json_array_append_new(array, ast_json_name(item->name));
    return array;
}

json_t *ast_json_days(uint8_t days) {
    json_t *array = json_array();
    for (unsigned day = 0; day < 7; day++)
        if (days & DAY_BIT(day)) json_array_append_new(array, json_integer(day));
    return array;
}

/* ---- texts ---- */

static const char *filter_name(enum filter_kind kind) {
    static const char *const names[] = {"error", "default", "capitalize", "upcase", "downcase", "round", "date"};
    assert((size_t)kind < sizeof names / sizeof names[0]);
    return names[kind];
}

static json_t *filters(const struct filter_list *list) {
    json_t *array = json_array();
    for (const struct filter *filter = list->first; filter != NULL; filter = filter->next) {
        json_t *node = ast_json_node(filter_name(filter->kind), filter->span);
        put(node, "argument", ast_json_expr(filter->argument));
        json_array_append_new(array, node);
    }
    return array;
}

static json_t *parts(const struct text_part_list *list) {
    json_t *array = json_array();
    for (const struct text_part *part = list->first; part != NULL; part = part->next) {
        bool plain = part->kind == PART_PLAIN;
        json_t *node = ast_json_node(plain ? "plain" : "insert", part->span);
        if (plain) {
            put(node, "text", json_stringn(part->plain, part->plain_length));
        } else {
            put(node, "value", ast_json_expr(part->value));
            put(node, "filters", filters(&part->filters));
        }
        json_array_append_new(array, node);
    }
    return array;
}

/* ---- expressions ---- */

static json_t *items(const struct expr_list *list) {
    json_t *array = json_array();
    for (const struct expr *item = list->first; item != NULL; item = item->next)
        json_array_append_new(array, ast_json_expr(item));
    return array;
}

static void put_operands(json_t *node, const struct expr *expr) {
    put(node, "left", ast_json_expr(expr->left));
    put(node, "right", ast_json_expr(expr->right));
}

static void put_message(json_t *node, struct message_ref message) {
    put(node, "channel", ast_json_name(message.channel));
    put(node, "template", ast_json_name(message.template));
}

static void put_history(json_t *node, const struct history *history) {
    static const char *const windows[] = {"ever", "last", "since_entry"};
    put(node, "event", ast_json_name(history->event));
    put(node, "where", ast_json_expr(history->where));
    put(node, "window", json_string(windows[history->window]));
    put(node, "last_ms", history->window == WINDOW_LAST ? json_integer(history->last.ms) : json_null());
    put(node, "never", json_boolean(history->never));
}

static void put_date(json_t *node, const struct expr *expr) {
    put(node, "year", json_integer(expr->date.year));
    put(node, "month", json_integer(expr->date.month));
    put(node, "day", json_integer(expr->date.day));
    if (expr->kind == EXPR_INSTANT) put(node, "clock_ms", json_integer(expr->date.clock_ms));
}

static void put_path(json_t *node, const struct expr *expr) {
    static const char *const roots[] = {"name", "user", "account", "event", "entry"};
    put(node, "root", json_string(roots[expr->path.root]));
    put(node, "name", ast_json_name(expr->path.name));
}

static void put_members(json_t *node, const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_ERROR:
    case EXPR_UNKNOWN:
    case EXPR_NOW:
    case EXPR_TIME_OF_DAY:
    case EXPR_DAY_OF_WEEK: break;
    case EXPR_NUMBER: put(node, "micros", json_integer(expr->number)); break;
    case EXPR_TRUTH: put(node, "value", json_boolean(expr->truth)); break;
    case EXPR_TEXT:
        put(node, "parts", parts(&expr->text.parts));
        put(node, "long", json_boolean(expr->text.is_long));
        break;
    case EXPR_LIST:
    case EXPR_AND:
    case EXPR_OR: put(node, "items", items(&expr->items)); break;
    case EXPR_DURATION: put(node, "ms", json_integer(expr->duration.ms)); break;
    case EXPR_CLOCK: put(node, "clock_ms", json_integer(expr->clock_ms)); break;
    case EXPR_DAY: put(node, "day", json_integer(expr->day)); break;
    case EXPR_DATE:
    case EXPR_INSTANT: put_date(node, expr); break;
    case EXPR_PATH: put_path(node, expr); break;
    case EXPR_NEGATE:
    case EXPR_NOT: put(node, "left", ast_json_expr(expr->left)); break;
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE: put_operands(node, expr); break;
    case EXPR_COMPARE:
        put(node, "op", json_string(compare_op_name(expr->compare.op)));
        put_operands(node, expr);
        put(node, "upper", ast_json_expr(expr->compare.upper));
        break;
    case EXPR_IF:
        put_operands(node, expr);
        put(node, "condition", ast_json_expr(expr->condition));
        break;
    case EXPR_COUNT:
    case EXPR_HAPPENED:
    case EXPR_TIME_SINCE: put_history(node, &expr->history); break;
    case EXPR_REPORT:
        put_message(node, expr->report.message);
        put(node, "report", ast_json_name(expr->report.report));
        break;
    case EXPR_IN_JOURNEY: put(node, "journey", ast_json_name(expr->journey)); break;
    }
}

json_t *ast_json_expr(const struct expr *expr) {
    if (expr == NULL) return json_null();
    json_t *node = ast_json_node(expr_kind_name(expr->kind), expr->span);
    put(node, "parenthesised", json_boolean(expr->parenthesised));
    put_members(node, expr);
    return node;
}

/* ---- moments and triggers ---- */

json_t *ast_json_moment(const struct moment *moment) {
    static const char *const sides[] = {"at", "before", "after"};
    json_t *node = ast_json_node(moment->kind == MOMENT_CLOCK ? "clock" : "value", moment->span);
    if (moment->kind == MOMENT_CLOCK) {
        put(node, "days", ast_json_days(moment->days));
        put(node, "clock_ms", json_integer(moment->clock_ms));
        return node;
    }
    put(node, "value", ast_json_expr(moment->value));
    put(node, "side", json_string(sides[moment->side]));
    put(node, "offset_ms", json_integer(moment->offset.ms));
    return node;
}

static void put_event(json_t *node, const struct trigger *trigger) {
    put(node, "event", ast_json_name(trigger->event));
    put(node, "where", ast_json_expr(trigger->where));
}

json_t *ast_json_trigger(const struct trigger *trigger) {
    if (trigger == NULL) return json_null();
    json_t *node = ast_json_node(trigger_kind_name(trigger->kind), trigger->span);
    switch (trigger->kind) {
    case TRIGGER_ERROR: break;
    case TRIGGER_EVENT: put_event(node, trigger); break;
    case TRIGGER_REPORT:
        put_message(node, trigger->message);
        put(node, "report", ast_json_name(trigger->report));
        break;
    case TRIGGER_BECOMES:
        put(node, "path", ast_json_expr(trigger->path));
        put(node, "value", ast_json_expr(trigger->value));
        break;
    case TRIGGER_CHANGES: put(node, "path", ast_json_expr(trigger->path)); break;
    case TRIGGER_BECOMES_TRUE:
    case TRIGGER_CONDITION: put(node, "condition", ast_json_expr(trigger->condition)); break;
    case TRIGGER_SILENCE:
        put_event(node, trigger);
        put(node, "ms", json_integer(trigger->duration.ms));
        break;
    case TRIGGER_JOURNEY_ENDED:
        put(node, "journey", ast_json_name(trigger->journey));
        put(node, "outcome", ast_json_name(trigger->outcome));
        break;
    case TRIGGER_MOMENT: put(node, "moment", ast_json_moment(&trigger->moment)); break;
    case TRIGGER_EVERY:
    case TRIGGER_AFTER: put(node, "ms", json_integer(trigger->duration.ms)); break;
    case TRIGGER_EVERY_CLOCK:
        put(node, "days", ast_json_days(trigger->days));
        put(node, "clock_ms", json_integer(trigger->clock_ms));
        break;
    }
    return node;
}

/* ---- fields, types, limits ---- */

json_t *ast_json_type(const struct type *type) {
    if (type == NULL) return json_null();
    json_t *node = ast_json_node(type_kind_name(type->kind), type->span);
    put(node, "optional", json_boolean(type->optional));
    if (type->kind == TYPE_ONE_OF) put(node, "choices", ast_json_names(&type->choices));
    if (type->kind == TYPE_LIST) put(node, "element", ast_json_type(type->element));
    return node;
}

json_t *ast_json_typed(const struct typed_list *fields) {
    json_t *array = json_array();
    for (const struct typed *field = fields->first; field != NULL; field = field->next) {
        json_t *node = ast_json_node("field", field->span);
        put(node, "name", ast_json_name(field->name));
        put(node, "outside", ast_json_name(field->outside));
        put(node, "type", ast_json_type(field->type));
        json_array_append_new(array, node);
    }
    return array;
}

json_t *ast_json_fields(const struct field_list *fields) {
    json_t *array = json_array();
    for (const struct field *field = fields->first; field != NULL; field = field->next) {
        json_t *node = ast_json_node("field", field->span);
        put(node, "name", ast_json_name(field->name));
        put(node, "value", ast_json_expr(field->value));
        json_array_append_new(array, node);
    }
    return array;
}

json_t *ast_json_limit(const struct limit *limit) {
    static const char *const windows[] = {"error", "sliding", "calendar_day", "calendar_week"};
    json_t *node = ast_json_node("limit", limit->span);
    put(node, "off", json_boolean(limit->off));
    put(node, "count", json_integer(limit->count));
    put(node, "what", ast_json_name(limit->what));
    put(node, "per", json_string(windows[limit->per]));
    put(node, "window_ms", limit->per == LIMIT_SLIDING ? json_integer(limit->window.ms) : json_null());
    put(node, "hold", json_boolean(limit->hold));
    put(node, "held_ms", limit->hold ? json_integer(limit->held.ms) : json_null());
    return node;
}

json_t *ast_json_limits(const struct limit_list *limits) {
    json_t *array = json_array();
    for (const struct limit *limit = limits->first; limit != NULL; limit = limit->next)
        json_array_append_new(array, ast_json_limit(limit));
    return array;
}
