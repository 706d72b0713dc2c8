/* emit_expr - see emit_expr.h. */
#include "emit_expr.h"

enum { JOIN_AT_ONCE = 8 }; /* texts on the stack before they are made one */

/* ---- reads ---- */

static void emit_load(struct emitter *e, uint32_t slot) {
    emit_op16(e, JBC_OP_LOAD, slot);
}

/* A field of the event that fired; of its copy where the flow may have rested since. */
static void emit_event(struct emitter *e, const struct value *value) {
    uint32_t copy = JBC_NONE;
    if (value->trigger != NULL && e->journey != JBC_NONE) copy = layout_find_copy(e->layout, e->journey, value);
    if (copy != JBC_NONE)
        emit_load(e, copy);
    else if (value->kind == VALUE_FIELD)
        emit_field(e, value->index, value->field);
    else
        emit_op(e, value->kind == VALUE_EVENT_TIME ? JBC_OP_EVENT_TIME : JBC_OP_EVENT_ID);
}

/* `entry.x`: before the run exists it is the event's own. */
static void emit_entry(struct emitter *e, const struct value *value, uint32_t journey) {
    const struct model_entry *entry = &e->model->journeys[journey].entries[value->index];
    if (e->entering == JBC_NONE) {
        emit_load(e, e->layout->journeys[journey].entries[value->index]);
        return;
    }
    const struct model_trigger *enter = e->model->journeys[journey].enters.first;
    for (uint32_t i = 0; i < e->entering; i++) enter = enter->next;
    uint32_t field = entry->fields[e->entering];
    if (field == JBC_NONE)
        emit_op8(e, JBC_OP_MISSING, emit_type(&entry->type));
    else if (field == (uint32_t)MODEL_FIELD_TIME)
        emit_op(e, JBC_OP_EVENT_TIME);
    else if (field == (uint32_t)MODEL_FIELD_ID)
        emit_op(e, JBC_OP_EVENT_ID);
    else
        emit_field(e, enter->match, field);
}

static void emit_number(struct emitter *e, int64_t number) {
    emit_op64(e, JBC_OP_NUMBER, number);
}

static void emit_tally(struct emitter *e, const struct query *query) {
    emit_load(e, layout_find_tally(e->layout, e->journey, query));
}

static void emit_counted(struct emitter *e, const struct query *query) {
    switch (query->window) {
    case QUERY_EVER: emit_op16(e, JBC_OP_COUNT, layout_find_history(e->layout, query)); break;
    case QUERY_LAST: emit_count_in(e, layout_find_history(e->layout, query), query->ms); break;
    case QUERY_SINCE_ENTRY: emit_tally(e, query); break;
    }
}

static void emit_happened(struct emitter *e, const struct query *query) {
    if (query->window == QUERY_EVER) {
        emit_op16(e, JBC_OP_LAST, layout_find_history(e->layout, query));
        emit_op(e, JBC_OP_KNOWN);
        return;
    }
    emit_counted(e, query);
    emit_number(e, JBC_MILLION);
    emit_op(e, JBC_OP_GE);
}

/* What is not known to have happened is not known to have never happened. */
static void emit_never(struct emitter *e, const struct query *query) {
    if (query->window == QUERY_EVER) {
        emit_op16(e, JBC_OP_NEVER, layout_find_history(e->layout, query));
        return;
    }
    emit_counted(e, query);
    emit_number(e, JBC_MILLION);
    emit_op(e, JBC_OP_LT);
}

static void emit_receipt(struct emitter *e, const struct value *value) {
    emit_load(e, layout_find_receipt(e->layout, e->journey, value->index, value->text));
    emit_op8(e, JBC_OP_BOOL, 1);
    emit_op(e, JBC_OP_EQ);
}

/* ---- operations ---- */

static void emit_unary(struct emitter *e, const struct value *value, enum jbc_op op) {
    emit_value(e, value->left);
    emit_op(e, op);
}

static void emit_binary(struct emitter *e, const struct value *value, enum jbc_op op) {
    emit_value(e, value->left);
    emit_value(e, value->right);
    emit_op(e, op);
}

static void emit_between(struct emitter *e, const struct value *value) {
    struct label end = {0};
    emit_value(e, value->left);
    emit_value(e, value->right);
    emit_op(e, JBC_OP_GE);
    emit_jump(e, JBC_OP_AND, &end);
    emit_value(e, value->left);
    emit_value(e, value->upper);
    emit_op(e, JBC_OP_LE);
    emit_label(e, &end);
}

static void emit_one_of(struct emitter *e, const struct value *value) {
    struct label end = {0};
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        emit_value(e, value->left);
        emit_value(e, item);
        emit_op(e, JBC_OP_EQ);
        if (item->next != NULL) emit_jump(e, JBC_OP_OR, &end);
    }
    emit_label(e, &end);
}

/* AND, OR or ELSE between all items. */
static void emit_chain(struct emitter *e, const struct value *value, enum jbc_op op) {
    struct label end = {0};
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        emit_value(e, item);
        if (item->next != NULL) emit_jump(e, op, &end);
    }
    emit_label(e, &end);
}

/* Of the two values only one is ever there. */
static void emit_choice(struct emitter *e, const struct value *value) {
    struct label otherwise = {0};
    struct label end = {0};
    emit_value(e, value->condition);
    emit_jump(e, JBC_OP_IF_NO, &otherwise);
    emit_value(e, value->left);
    emit_jump(e, JBC_OP_JUMP, &end);
    e->depth--;
    emit_label(e, &otherwise);
    emit_value(e, value->right);
    emit_label(e, &end);
}

static void emit_join(struct emitter *e, const struct value *value) {
    uint32_t ready = 0;
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        emit_value(e, item);
        ready++;
        if (ready == JOIN_AT_ONCE || item->next == NULL) {
            emit_many8(e, JBC_OP_CONCAT, ready, ready);
            ready = 1;
        }
    }
}

static void emit_list(struct emitter *e, const struct value *value) {
    if (value->item_count == 0) {
        emit_op8(e, JBC_OP_EMPTY, emit_type(&value->type));
        return;
    }
    for (const struct value *item = value->items; item != NULL; item = item->next) emit_value(e, item);
    emit_many8(e, JBC_OP_LIST, value->item_count, value->item_count);
}

static void emit_text(struct emitter *e, const struct value *value) {
    struct span outer = e->place;
    e->place = value->span;
    emit_op32(e, JBC_OP_TEXT, emit_string(e, value->text));
    e->place = outer;
}

/* What is not known is false whichever way it is asked for: `not (... never happened)` says `happened`. */
static void emit_not(struct emitter *e, const struct value *value) {
    const struct value *asked = value;
    bool never = false;
    for (; asked->kind == VALUE_NOT; asked = asked->left) never = !never;
    if (asked->kind != VALUE_HAPPENED)
        emit_unary(e, value, JBC_OP_NOT);
    else if (never)
        emit_never(e, asked->query);
    else
        emit_happened(e, asked->query);
}

static void emit_time_since(struct emitter *e, const struct value *value) {
    emit_op(e, JBC_OP_NOW);
    emit_op16(e, JBC_OP_LAST, layout_find_history(e->layout, value->query));
    emit_op(e, JBC_OP_SUB);
}

static void emit_clock_in(struct emitter *e, const struct value *value) {
    emit_value(e, value->left);
    emit_value(e, value->right);
    emit_value(e, value->upper);
    emit_op(e, JBC_OP_CLOCK_IN);
}

static void emit_date(struct emitter *e, const struct value *value) {
    emit_value(e, value->left);
    emit_op32(e, JBC_OP_DATE, emit_string(e, value->text));
}

static void emit_rounding(struct emitter *e, const struct value *value, enum jbc_op op) {
    emit_value(e, value->left);
    emit_op8(e, op, (uint32_t)value->number);
}

void emit_value(struct emitter *e, const struct value *value) {
    if (e->stopped) return;
    switch (value->kind) {
    case VALUE_MISSING: emit_op8(e, JBC_OP_MISSING, emit_type(&value->type)); break;
    case VALUE_BOOL: emit_op8(e, JBC_OP_BOOL, value->number != 0); break;
    case VALUE_NUMBER: emit_number(e, value->number); break;
    case VALUE_CIVIL: emit_op64(e, JBC_OP_CIVIL, value->number); break;
    case VALUE_DURATION: emit_op64(e, JBC_OP_DURATION, value->number); break;
    case VALUE_CLOCK: emit_op64(e, JBC_OP_CLOCK, value->number); break;
    case VALUE_TEXT: emit_text(e, value); break;
    case VALUE_LIST: emit_list(e, value); break;
    case VALUE_FIELD:
    case VALUE_EVENT_TIME:
    case VALUE_EVENT_ID: emit_event(e, value); break;
    case VALUE_TRAIT: emit_op16(e, JBC_OP_TRAIT, value->index); break;
    case VALUE_USER_ID: emit_op(e, JBC_OP_USER_ID); break;
    case VALUE_ACCOUNT_ID: emit_op(e, JBC_OP_ACCOUNT_ID); break;
    case VALUE_VARIABLE: emit_load(e, e->layout->journeys[e->journey].variables[value->index]); break;
    case VALUE_ENTRY: emit_entry(e, value, e->owner); break;
    case VALUE_CONDITION: emit_value(e, e->model->conditions[value->index].value); break;
    case VALUE_NOW: emit_op(e, JBC_OP_NOW); break;
    case VALUE_TIME_OF_DAY: emit_op(e, JBC_OP_TIME_OF_DAY); break;
    case VALUE_DAY_OF_WEEK: emit_op(e, JBC_OP_DAY_OF_WEEK); break;
    case VALUE_COUNT: emit_counted(e, value->query); break;
    case VALUE_HAPPENED: emit_happened(e, value->query); break;
    case VALUE_TIME_SINCE: emit_time_since(e, value); break;
    case VALUE_RECEIPT: emit_receipt(e, value); break;
    case VALUE_IN_JOURNEY: emit_op16(e, JBC_OP_IN_JOURNEY, value->index); break;
    case VALUE_IN_GROUP: emit_op32(e, JBC_OP_IN_GROUP, emit_string(e, value->text)); break;
    case VALUE_NEGATE: emit_unary(e, value, JBC_OP_NEG); break;
    case VALUE_ADD: emit_binary(e, value, JBC_OP_ADD); break;
    case VALUE_SUBTRACT: emit_binary(e, value, JBC_OP_SUB); break;
    case VALUE_MULTIPLY: emit_binary(e, value, JBC_OP_MUL); break;
    case VALUE_DIVIDE: emit_binary(e, value, JBC_OP_DIV); break;
    case VALUE_EQUAL: emit_binary(e, value, JBC_OP_EQ); break;
    case VALUE_LESS: emit_binary(e, value, JBC_OP_LT); break;
    case VALUE_LESS_EQUAL: emit_binary(e, value, JBC_OP_LE); break;
    case VALUE_MORE: emit_binary(e, value, JBC_OP_GT); break;
    case VALUE_MORE_EQUAL: emit_binary(e, value, JBC_OP_GE); break;
    case VALUE_BETWEEN: emit_between(e, value); break;
    case VALUE_ONE_OF: emit_one_of(e, value); break;
    case VALUE_CONTAINS: emit_binary(e, value, JBC_OP_CONTAINS); break;
    case VALUE_STARTS: emit_binary(e, value, JBC_OP_STARTS); break;
    case VALUE_ENDS: emit_binary(e, value, JBC_OP_ENDS); break;
    case VALUE_KNOWN: emit_unary(e, value, JBC_OP_KNOWN); break;
    case VALUE_WITHIN: emit_binary(e, value, JBC_OP_WITHIN); break;
    case VALUE_CLOCK_IN: emit_clock_in(e, value); break;
    case VALUE_NOT: emit_not(e, value); break;
    case VALUE_AND: emit_chain(e, value, JBC_OP_AND); break;
    case VALUE_OR: emit_chain(e, value, JBC_OP_OR); break;
    case VALUE_FALLBACK: emit_chain(e, value, JBC_OP_ELSE); break;
    case VALUE_IF: emit_choice(e, value); break;
    case VALUE_SHOW: emit_unary(e, value, JBC_OP_SHOW); break;
    case VALUE_ROUND: emit_rounding(e, value, JBC_OP_ROUND); break;
    case VALUE_ROUNDED: emit_rounding(e, value, JBC_OP_ROUNDED); break;
    case VALUE_DATE: emit_date(e, value); break;
    case VALUE_UPCASE: emit_unary(e, value, JBC_OP_UPCASE); break;
    case VALUE_DOWNCASE: emit_unary(e, value, JBC_OP_DOWNCASE); break;
    case VALUE_CAPITALIZE: emit_unary(e, value, JBC_OP_CAPITALIZE); break;
    case VALUE_JOIN: emit_join(e, value); break;
    }
}

/* ---- functions ---- */

uint32_t emit_predicate(struct emitter *e, const struct value *value, uint32_t journey) {
    if (value == NULL || e->stopped) return JBC_NONE;
    uint32_t func = emit_begin(e, JBC_FUNC_PREDICATE, 0, journey, value->span);
    emit_value(e, value);
    emit_op(e, JBC_OP_YIELD);
    emit_end(e);
    return func;
}

uint32_t emit_value_function(struct emitter *e, const struct value *value, const struct type_of *type,
                             uint32_t journey) {
    if (value == NULL || e->stopped) return JBC_NONE;
    uint32_t func = emit_begin(e, JBC_FUNC_VALUE, emit_type(type), journey, value->span);
    emit_value(e, value);
    emit_op(e, JBC_OP_YIELD);
    emit_end(e);
    return func;
}
