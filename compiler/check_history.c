/* check_history - questions about the past: counts, `happened`, `time since`, reports about messages of a run. */
#include "checker.h"

/* The `where` of a history is looked at when the event comes, so it may read nothing that changes later. */
static bool reads_fields_only(struct checker *c, const struct value *value) {
    if (value == NULL) {
        return true;
    }
    bool reads = value->kind >= VALUE_TRAIT && value->kind <= VALUE_IN_GROUP;
    if (reads) {
        struct diag *diag = diag_add(c->diags, DIAG_HISTORY_WHERE, value->span);
        diag_help(diag, "compare the event's fields with values that stand in the script");
        return false;
    }
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        if (!reads_fields_only(c, item)) {
            return false;
        }
    }
    return reads_fields_only(c, value->left) && reads_fields_only(c, value->right) &&
           reads_fields_only(c, value->upper) && reads_fields_only(c, value->condition);
}

/* Marks that a run is needed here, or says that there is none. */
static bool need_run(struct checker *c, const struct scope *scope, struct span span, const char *what) {
    if (scope->condition != NULL) {
        scope->condition->needs_run = true;
        return true;
    }
    if (!scope->in_run) {
        diag_add(c->diags, DIAG_NOT_IN_RUN, span, what);
        return false;
    }
    return true;
}

static bool fill_window(struct checker *c, const struct scope *scope, const struct expr *expr, struct query *query) {
    const struct history *history = &expr->history;
    switch (history->window) {
    case WINDOW_EVER: query->window = QUERY_EVER; break;
    case WINDOW_LAST:
        query->window = QUERY_LAST;
        query->ms = history->last.ms;
        if (query->ms > JRT_WINDOW_MAX) {
            diag_help(diag_add(c->diags, DIAG_LONG_WINDOW, history->last.span),
                      "write at most `400 days`, or no window: ever");
            return false;
        }
        break;
    case WINDOW_SINCE_ENTRY: query->window = QUERY_SINCE_ENTRY; return need_run(c, scope, expr->span, "`since entry`");
    }
    return true;
}

struct value *check_history(struct checker *c, const struct scope *scope, const struct expr *expr) {
    const struct history *history = &expr->history;
    const struct bind_event *event = name_event(c, &history->event);
    if (event == NULL) {
        return NULL;
    }
    struct query *query = ARENA_NEW(c->arena, struct query);
    query->event = event->index;
    if (history->where != NULL) {
        query->where = check_where(c, scope, history->where, (uint32_t)(event - c->names->events.items));
        if (query->where == NULL || !reads_fields_only(c, query->where)) {
            return NULL;
        }
    }
    if (!fill_window(c, scope, expr, query)) {
        return NULL;
    }
    struct type_of type = type_plain(JBC_BOOL);
    enum value_kind kind = VALUE_HAPPENED;
    query->ring = 1;
    if (expr->kind == EXPR_COUNT) {
        kind = VALUE_COUNT;
        type = type_plain(JBC_NUMBER);
        query->ring = 0;
        query->counted = query->window == QUERY_EVER;
    } else if (expr->kind == EXPR_TIME_SINCE) {
        kind = VALUE_TIME_SINCE;
        type = type_plain(JBC_DURATION);
        type.optional = true;
    }
    struct value *value = value_new(c, kind, type, expr->span);
    value->query = query;
    if (kind == VALUE_HAPPENED && history->never) {
        struct value *never = value_new(c, VALUE_NOT, type, expr->span);
        never->left = value;
        return never;
    }
    return value;
}

struct value *check_report_asked(struct checker *c, const struct scope *scope, const struct expr *expr) {
    uint32_t template_ = name_template(c, &expr->report.message, true);
    if (template_ == JBC_NONE || !name_report(c, template_, &expr->report.report)) {
        return NULL;
    }
    if (!need_run(c, scope, expr->span, "`was ...`")) {
        return NULL;
    }
    struct bind_template *bound = &c->names->templates.items[template_];
    bound->reported = bound->reported || !c->off;
    struct value *value = value_new(c, VALUE_RECEIPT, type_plain(JBC_BOOL), expr->span);
    value->index = bound->index;
    value->text = expr->report.report.text;
    return value;
}
