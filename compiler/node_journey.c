#include "node.h"

#include <string.h>

/* ---- journeys ---- */

struct journey_item *node_journey_item(struct parse *p, enum journey_item_kind kind, struct span span) {
    struct journey_item *item = ARENA_NEW(p->arena, struct journey_item);
    item->kind = kind;
    item->span = span;
    item->head = span;
    item->name = node_no_name(span);
    item->text = node_no_name(span);
    item->renamed_to = node_no_name(span);
    return item;
}

struct journey_item *node_named_item(struct parse *p, enum journey_item_kind kind, struct span span, struct name name) {
    struct journey_item *item = node_journey_item(p, kind, span);
    item->name = name;
    return item;
}

struct journey_item *node_trigger_item(struct parse *p, enum journey_item_kind kind, struct span span,
                                       struct span head_end, struct trigger *trigger) {
    struct journey_item *item = node_journey_item(p, kind, span);
    item->trigger = trigger;
    item->head.end = head_end.end > trigger->span.end ? head_end.end : trigger->span.end;
    return item;
}

struct journey_item *node_again(struct parse *p, struct span span, enum again_kind again,
                                const struct duration *after) {
    struct journey_item *item = node_journey_item(p, ITEM_ENTER_AGAIN, span);
    item->again = again;
    if (after != NULL) item->duration = *after;
    return item;
}

struct journey_item *node_goal(struct parse *p, struct span span, struct span head_end, struct trigger *trigger,
                               const struct duration *within) {
    struct journey_item *item = node_trigger_item(p, ITEM_GOAL, span, head_end, trigger);
    if (within != NULL) item->duration = *within;
    return item;
}

/* The type that a value spells when it is nothing but a type's words; TYPE_ERROR if it is not. */
static enum type_kind spelled_type(const struct expr *value) {
    if (value->parenthesised) return TYPE_ERROR;
    if (value->kind == EXPR_TIME_OF_DAY) return TYPE_TIME_OF_DAY;
    if (value->kind != EXPR_PATH || value->path.root != ROOT_NAME) return TYPE_ERROR;
    static const struct {
        const char *word;    /* as written */
        enum type_kind kind; /* what it means */
    } types[] = {{"text", TYPE_TEXT},
                 {"number", TYPE_NUMBER},
                 {"time", TYPE_TIME},
                 {"duration", TYPE_DURATION},
                 {"timezone", TYPE_TIMEZONE}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].word, value->path.name.text) == 0) return types[i].kind;
    return TYPE_ERROR;
}

struct journey_item *node_remember_type(struct parse *p, struct span span, struct name name, struct type *type) {
    struct journey_item *item = node_named_item(p, ITEM_REMEMBER, span, name);
    item->type = type;
    return item;
}

struct journey_item *node_remember_value(struct parse *p, struct span span, struct name name, struct expr *value) {
    enum type_kind kind = spelled_type(value);
    if (kind != TYPE_ERROR) return node_remember_type(p, span, name, node_type(p, kind, value->span));
    struct journey_item *item = node_named_item(p, ITEM_REMEMBER, span, name);
    item->value = value;
    return item;
}

struct journey_item *node_remember_optional(struct parse *p, struct span span, struct name name, struct expr *value,
                                            struct span optional) {
    struct journey_item *item = node_remember_value(p, span, name, value);
    if (item->type != NULL) {
        node_optional(item->type, span_join(value->span, optional));
        return item;
    }
    struct diag *diag = diag_add(p->diags, DIAG_OPTIONAL_VALUE, optional);
    diag_help(diag, "give the variable a type (`remember %s: text optional`) or a value (`remember %s: \"none\"`)",
              name.text, name.text);
    return item;
}

struct journey_item *node_stage(struct parse *p, struct span span, struct span head_end, struct span body,
                                struct name name, struct name title, const struct lines *lines) {
    struct journey_item *item = node_named_item(p, ITEM_STAGE, span, name);
    item->head.end = head_end.end > name.span.end ? head_end.end : name.span.end;
    item->has_body = true;
    item->stage = ARENA_NEW(p->arena, struct stage);
    item->stage->name = name;
    item->stage->title = title;
    item->stage->whens = lines->whens;
    item->stage->body.stmts = lines->stmts;
    item->stage->body.span = body;
    const struct stmt *first = lines->stmts.first;
    const struct when *late = lines->whens.first;
    while (late != NULL && (first == NULL || first->kind == STMT_ERROR || late->span.begin < first->span.begin))
        late = late->next;
    if (late != NULL) {
        struct diag *diag = diag_add(p->diags, DIAG_WHEN_PLACE, late->head, "it stands after a statement");
        diag_label(diag, first->head, "the first statement of the stage");
        diag_help(diag,
                  "move it to the top of the stage: it is live from there on, as long as the user is in the stage");
    }
    return item;
}

struct when *node_when(struct parse *p, struct span span, struct span head_end, struct trigger *trigger, int64_t bound,
                       struct block body) {
    struct when *when = ARENA_NEW(p->arena, struct when);
    when->span = span;
    when->head = span;
    when->head.end = head_end.end > trigger->span.end ? head_end.end : trigger->span.end;
    when->trigger = trigger;
    when->bound = bound == 0 ? BOUND_NONE : bound < 0 ? BOUND_ONCE : BOUND_AT_MOST;
    when->times = bound < 0 ? 1 : bound;
    when->body = body;
    return when;
}

struct when *node_when_off(struct when *when, struct span span) {
    when->off = true;
    when->span = span;
    return when;
}

struct promise *node_promise(struct parse *p, enum promise_kind kind, struct span span) {
    struct promise *promise = ARENA_NEW(p->arena, struct promise);
    promise->kind = kind;
    promise->span = span;
    promise->what = promise->event = promise->stage = promise->earlier = node_no_name(span);
    return promise;
}

/* ---- triggers ---- */

struct trigger *node_trigger(struct parse *p, enum trigger_kind kind, struct span span) {
    struct trigger *trigger = ARENA_NEW(p->arena, struct trigger);
    trigger->kind = kind;
    trigger->span = span;
    trigger->event = trigger->report = trigger->journey = trigger->outcome = node_no_name(span);
    trigger->message = (struct message_ref){node_no_name(span), node_no_name(span)};
    return trigger;
}

struct trigger *node_event_trigger(struct parse *p, enum trigger_kind kind, struct span span, struct evref ref) {
    struct trigger *trigger = node_trigger(p, kind, span);
    trigger->event = ref.event;
    trigger->where = ref.where;
    return trigger;
}

/* Whether a path is a trait, which `becomes` and `changes` are about; if not, it is said. */
static bool is_trait(struct parse *p, const struct expr *path, const char *word) {
    if (path->kind == EXPR_PATH && path->path.root != ROOT_USER && path->path.root != ROOT_ACCOUNT) {
        struct diag *diag = diag_add(p->diags, DIAG_NO_TRAIT, path->span, word);
        diag_help(diag, "write `user.NAME %s`, or `account.NAME %s`", word, word);
        return false;
    }
    return path->kind == EXPR_PATH;
}

struct trigger *node_becomes(struct parse *p, struct span span, struct expr *path, struct expr *value) {
    struct trigger *trigger = node_trigger(p, is_trait(p, path, "becomes") ? TRIGGER_BECOMES : TRIGGER_ERROR, span);
    trigger->path = path;
    trigger->value = value;
    return trigger;
}

struct trigger *node_changes(struct parse *p, struct span span, struct expr *path) {
    struct trigger *trigger = node_trigger(p, is_trait(p, path, "changes") ? TRIGGER_CHANGES : TRIGGER_ERROR, span);
    trigger->path = path;
    return trigger;
}

struct trigger *node_becomes_true(struct parse *p, struct span span, struct expr *condition) {
    struct trigger *trigger = node_trigger(p, TRIGGER_BECOMES_TRUE, span);
    trigger->condition = condition;
    if (condition->kind == EXPR_PATH && condition->path.root != ROOT_NAME && !condition->parenthesised) {
        struct diag *diag = diag_add(p->diags, DIAG_BECOMES_YES, span);
        struct span value = {span.file, span.end - 4, span.end};
        diag_help(diag, "for a yes/no value write `becomes yes`");
        diag_fix(diag, value, "yes", FIX_SURE);
        trigger->kind = TRIGGER_ERROR;
    }
    return trigger;
}

struct trigger *node_moment_trigger(struct parse *p, struct span span, struct moment *moment) {
    struct trigger *trigger = node_trigger(p, TRIGGER_MOMENT, span);
    trigger->moment = *moment;
    if (moment->value != NULL && moment->value->kind == EXPR_ERROR) trigger->kind = TRIGGER_ERROR;
    if (moment->kind == MOMENT_CLOCK) {
        struct diag *diag = diag_add(p->diags, DIAG_AT_CLOCK, moment->span);
        diag_help(diag, "for every day write `every day at 09:00`; for one day write its date too");
        trigger->kind = TRIGGER_ERROR;
    }
    return trigger;
}

struct moment *node_moment(struct parse *p, struct span span, struct expr *value, enum moment_side side,
                           const struct duration *offset) {
    struct moment *moment = ARENA_NEW(p->arena, struct moment);
    moment->kind = MOMENT_VALUE;
    moment->span = span_join(span.begin == span.end ? value->span : span, value->span);
    moment->side = side;
    moment->value = value;
    if (offset != NULL) moment->offset = *offset;
    if (value->kind == EXPR_DAY || value->kind == EXPR_TIME_OF_DAY || value->kind == EXPR_NUMBER) {
        diag_help(diag_add(p->diags, DIAG_NO_MOMENT, value->span),
                  "write a clock time (`09:00`, `Monday 09:00`), a date, or a trait that is a time");
        moment->value = node_expr(p, EXPR_ERROR, value->span);
    }
    if (side == SIDE_AT && value->kind == EXPR_CLOCK && !value->parenthesised) {
        moment->kind = MOMENT_CLOCK;
        moment->clock_ms = value->clock_ms;
        moment->value = NULL;
    }
    return moment;
}

struct moment *node_clock_moment(struct parse *p, struct span span, uint8_t days, int64_t clock_ms) {
    struct moment *moment = ARENA_NEW(p->arena, struct moment);
    moment->kind = MOMENT_CLOCK;
    moment->span = span;
    moment->days = days;
    moment->clock_ms = clock_ms;
    return moment;
}
