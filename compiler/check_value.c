/* check_value - values and conditions: literals, arithmetic, choices, logic. */
#include "checker.h"

#include <string.h>

struct scope scope_project(void) {
    struct scope scope = {.fields_of = JBC_NONE, .event = JBC_NONE};
    return scope;
}

struct value *value_new(struct checker *c, enum value_kind kind, struct type_of type, struct span span) {
    struct value *value = ARENA_NEW(c->arena, struct value);
    value->kind = kind;
    value->type = type;
    value->span = span;
    value->index = JBC_NONE;
    value->field = JBC_NONE;
    return value;
}

bool value_is_literal(const struct value *value) {
    return value->kind <= VALUE_LIST;
}

bool value_is_condition(const struct value *value) {
    bool compares = value->kind >= VALUE_EQUAL && value->kind <= VALUE_OR;
    return compares || value->kind == VALUE_CONDITION || value->kind == VALUE_HAPPENED ||
           value->kind == VALUE_RECEIPT || value->kind == VALUE_IN_JOURNEY || value->kind == VALUE_IN_GROUP;
}

/* ---- literals ------------------------------------------------------------------------------------------------------- */

static struct value *literal(struct checker *c, enum value_kind kind, enum jbc_type type, int64_t number,
                             struct span span) {
    struct value *value = value_new(c, kind, type_plain(type), span);
    value->number = number;
    return value;
}

/* Days since the epoch of a date, by the calendar in which leap days come last. */
static int64_t day_number(const struct date *date) {
    int64_t year = date->month <= 2 ? date->year - 1 : date->year;
    int64_t era = year / 400;
    int64_t of_era = year - era * 400;
    int64_t month = date->month <= 2 ? date->month + 9 : date->month - 3;
    int64_t of_year = (153 * month + 2) / 5 + date->day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct value *check_list(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct type_of type = type_plain(JBC_LIST);
    struct value *list = value_new(c, VALUE_LIST, type, expr->span);
    struct value **end = &list->items;
    if (expr->items.count > JRT_LIST_MAX) {
        diag_add(c->diags, DIAG_TOO_MANY, expr->span, "items in a list", (int)JRT_LIST_MAX);
        return NULL;
    }
    for (const struct expr *one = expr->items.first; one != NULL; one = one->next) {
        struct value *item = check_value(c, scope, one);
        if (item == NULL || !type_required(c, item, "an item of a list")) {
            return NULL;
        }
        if (list->items != NULL && !type_join(c, list->items, item)) {
            return NULL;
        }
        if (item->type.kind == JBC_LIST) {
            diag_add(c->diags, DIAG_LIST_IN_LIST, item->span);
            return NULL;
        }
        list->type.item = item->type.kind;
        *end = item;
        end = &item->next;
        list->item_count++;
    }
    return list;
}

/* ---- arithmetic ----------------------------------------------------------------------------------------------------- */

/* What `a op b` yields; 0 if the two do not go together. */
static enum jbc_type sum_of(enum expr_kind op, enum jbc_type a, enum jbc_type b) {
    bool add = op == EXPR_ADD;
    bool take = op == EXPR_SUBTRACT;
    if ((add || take) && a == b && (a == JBC_NUMBER || a == JBC_DURATION)) {
        return a;
    }
    if ((add || take) && a == JBC_TIME && b == JBC_DURATION) {
        return JBC_TIME;
    }
    if (add && a == JBC_DURATION && b == JBC_TIME) {
        return JBC_TIME;
    }
    if (take && a == JBC_TIME && b == JBC_TIME) {
        return JBC_DURATION;
    }
    if (op == EXPR_MULTIPLY && (a == JBC_NUMBER || b == JBC_NUMBER)) {
        enum jbc_type other = a == JBC_NUMBER ? b : a;
        return other == JBC_NUMBER || other == JBC_DURATION ? other : 0;
    }
    if (op == EXPR_DIVIDE && b == JBC_NUMBER && (a == JBC_NUMBER || a == JBC_DURATION)) {
        return a;
    }
    return op == EXPR_DIVIDE && a == JBC_DURATION && b == JBC_DURATION ? JBC_NUMBER : 0;
}

static const char *sum_say(enum expr_kind op) {
    return op == EXPR_ADD ? "+" : op == EXPR_SUBTRACT ? "-" : op == EXPR_MULTIPLY ? "*" : "/";
}

static enum value_kind sum_kind(enum expr_kind op) {
    return op == EXPR_ADD        ? VALUE_ADD
           : op == EXPR_SUBTRACT ? VALUE_SUBTRACT
           : op == EXPR_MULTIPLY ? VALUE_MULTIPLY
                                 : VALUE_DIVIDE;
}

static bool is_plain_number(const struct value *value) {
    return value->kind == VALUE_NUMBER || value->kind == VALUE_DURATION;
}

/* The exact result of two literals, half away from zero; false if it is over the range. */
static bool fold(const struct value *a, const struct value *b, enum expr_kind op, int64_t *result) {
    __extension__ typedef __int128 wide;
    wide x = a->number;
    wide y = b->number;
    wide sum = 0;
    wide unit = JBC_MILLION;
    if (op == EXPR_ADD || op == EXPR_SUBTRACT) {
        sum = op == EXPR_ADD ? x + y : x - y;
    } else {
        wide above = op == EXPR_MULTIPLY ? x * y : x * unit;
        wide below = op == EXPR_MULTIPLY ? unit : y;
        if (below < 0) {
            above = -above;
            below = -below;
        }
        wide half = below / 2;
        sum = above >= 0 ? (above + half) / below : -((-above + half) / below);
    }
    *result = (int64_t)sum;
    return sum < INT64_MAX && sum > -(wide)INT64_MAX;
}

static struct value *check_sum(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct value *left = check_value(c, scope, expr->left);
    struct value *right = check_value(c, scope, expr->right);
    if (left == NULL || right == NULL) {
        return NULL;
    }
    enum jbc_type kind = sum_of(expr->kind, left->type.kind, right->type.kind);
    if (kind == 0 || left->type.day || right->type.day) {
        struct diag *diag = diag_add(c->diags, DIAG_NO_SUM, expr->span, type_say(c, &left->type), sum_say(expr->kind),
                                     type_say(c, &right->type));
        if (left->type.kind == JBC_TEXT || right->type.kind == JBC_TEXT) {
            diag_help(diag, "texts are put together by insertion: \"{{ user.first_name }}, hello\"");
        } else if (left->type.kind == JBC_TIME || right->type.kind == JBC_TIME) {
            diag_help(diag, "to a time one adds a duration: `+ 3 days`");
        }
        return NULL;
    }
    if (!type_required(c, left, "arithmetic") || !type_required(c, right, "arithmetic")) {
        return NULL;
    }
    bool zero = expr->kind == EXPR_DIVIDE && is_plain_number(right) && right->number == 0;
    if (zero) {
        diag_add(c->diags, DIAG_DIVIDED_BY_ZERO, right->span);
        return NULL;
    }
    struct value *value = value_new(c, sum_kind(expr->kind), type_plain(kind), expr->span);
    value->left = left;
    value->right = right;
    if (is_plain_number(left) && is_plain_number(right)) {
        value->kind = kind == JBC_NUMBER ? VALUE_NUMBER : VALUE_DURATION;
        value->left = NULL;
        value->right = NULL;
        bool exact = fold(left, right, expr->kind, &value->number);
        int64_t most = kind == JBC_NUMBER ? INT64_MAX : JRT_DURATION_MAX;
        if (!exact || value->number > most || value->number < -most) {
            diag_add(c->diags, DIAG_TOO_LARGE, expr->span);
            return NULL;
        }
    }
    return value;
}

static struct value *check_negate(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct value *left = check_value(c, scope, expr->left);
    if (left == NULL) {
        return NULL;
    }
    if ((left->type.kind != JBC_NUMBER && left->type.kind != JBC_DURATION) || left->type.day) {
        diag_add(c->diags, DIAG_NO_MINUS, expr->span, type_say(c, &left->type));
        return NULL;
    }
    if (!type_required(c, left, "arithmetic")) {
        return NULL;
    }
    if (is_plain_number(left)) {
        struct value *value = literal(c, left->kind, left->type.kind, -left->number, expr->span);
        return value;
    }
    struct value *value = value_new(c, VALUE_NEGATE, type_plain(left->type.kind), expr->span);
    value->left = left;
    return value;
}

/* ---- choices and logic ---------------------------------------------------------------------------------------------- */

static struct value *check_if(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct value *condition = check_condition(c, scope, expr->condition);
    struct value *left = check_value(c, scope, expr->left);
    struct value *right = check_value(c, scope, expr->right);
    if (condition == NULL || left == NULL || right == NULL || !type_choose(c, left, right)) {
        return NULL;
    }
    struct value *value = value_new(c, VALUE_IF, left->type, expr->span);
    value->type.optional = left->type.optional || right->type.optional;
    value->type.zone = left->type.zone && right->type.zone;
    if (left->type.words != right->type.words || left->kind == VALUE_TEXT || right->kind == VALUE_TEXT) {
        value->type.words = JBC_NONE; /* whoever wants a word looks at both sides */
    }
    if (left->type.kind == JBC_LIST && left->type.item == 0) {
        value->type.item = right->type.item;
    }
    value->condition = condition;
    value->left = left;
    value->right = right;
    return value;
}

/* Puts checked values into a list of operands, the first of which is known; false if one is broken. */
static bool check_items(struct checker *c, const struct scope *scope, const struct expr *expr, struct value *into,
                        struct value *first, bool conditions) {
    bool whole = true;
    into->items = first;
    into->item_count = 1;
    struct value **end = &first->next;
    for (const struct expr *one = expr->items.first->next; one != NULL; one = one->next) {
        struct value *item = conditions ? check_condition(c, scope, one) : check_value(c, scope, one);
        if (item == NULL) {
            whole = false;
            continue;
        }
        *end = item;
        end = &item->next;
        into->item_count++;
    }
    return whole;
}

static struct value *check_fallback(struct checker *c, struct value *value) {
    struct value *first = value->items;
    bool optional = true;
    bool zone = true;
    bool same = true;
    for (struct value *one = first; one != NULL; one = one->next) {
        if (one != first && value_is_condition(one)) {
            struct diag *diag = diag_add(c->diags, DIAG_MIXED_OR, value->span);
            diag_help(diag, "put the values in parentheses: `(user.plan or \"free\") is \"pro\"`");
            return NULL;
        }
        if (one != first && !type_choose(c, first, one)) {
            return NULL;
        }
        optional = optional && one->type.optional;
        zone = zone && (one->type.zone || one->kind == VALUE_TEXT);
        same = same && one->type.words == first->type.words;
    }
    value->type = first->type;
    value->type.optional = optional;
    value->type.zone = zone;
    value->type.words = same ? first->type.words : JBC_NONE;
    return value;
}

static struct value *check_or(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct value *value = value_new(c, VALUE_FALLBACK, type_plain(JBC_BOOL), expr->span);
    /* The first side says which `or` it is: a condition's, or a value's. */
    struct value *first = check_value(c, scope, expr->items.first);
    if (first == NULL) {
        return NULL;
    }
    bool logic = value_is_condition(first);
    if (!check_items(c, scope, expr, value, first, logic)) {
        return NULL;
    }
    if (logic) {
        value->kind = VALUE_OR;
        return value;
    }
    return check_fallback(c, value);
}

static struct value *check_and(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct value *value = value_new(c, VALUE_AND, type_plain(JBC_BOOL), expr->span);
    struct value *first = check_condition(c, scope, expr->items.first);
    if (first == NULL) {
        first = value_new(c, VALUE_BOOL, type_plain(JBC_BOOL), expr->span); /* so that the others are looked at too */
        check_items(c, scope, expr, value, first, true);
        return NULL;
    }
    return check_items(c, scope, expr, value, first, true) ? value : NULL;
}

static struct value *check_not(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct value *value = value_new(c, VALUE_NOT, type_plain(JBC_BOOL), expr->span);
    value->left = check_condition(c, scope, expr->left);
    return value->left == NULL ? NULL : value;
}

static struct value *check_in_journey(struct checker *c, const struct scope *scope, const struct expr *expr) {
    (void)scope;
    const struct name *name = &expr->journey;
    bool group =
        bind_find_journey(c->names, name->text) == NULL && name->text != NULL && bind_has_group(c->names, name->text);
    struct value *value = value_new(c, group ? VALUE_IN_GROUP : VALUE_IN_JOURNEY, type_plain(JBC_BOOL), expr->span);
    if (group) {
        value->text = name->text;
        return value;
    }
    const struct bind_journey *journey = name_journey(c, name);
    value->index = journey == NULL ? JBC_NONE : journey->index;
    return journey == NULL ? NULL : value;
}

/* ---- all of them ---------------------------------------------------------------------------------------------------- */

struct value *check_value(struct checker *c, const struct scope *scope, const struct expr *expr) {
    if (expr == NULL) {
        return NULL;
    }
    struct type_of number = type_plain(JBC_NUMBER);
    switch (expr->kind) {
    case EXPR_ERROR: return NULL;
    case EXPR_NUMBER: return literal(c, VALUE_NUMBER, JBC_NUMBER, expr->number, expr->span);
    case EXPR_TRUTH: return literal(c, VALUE_BOOL, JBC_BOOL, expr->truth ? 1 : 0, expr->span);
    case EXPR_UNKNOWN: {
        struct type_of none = {.words = JBC_NONE, .optional = true};
        return value_new(c, VALUE_MISSING, none, expr->span);
    }
    case EXPR_TEXT: return check_text(c, scope, expr);
    case EXPR_LIST: return check_list(c, scope, expr);
    case EXPR_DURATION: return literal(c, VALUE_DURATION, JBC_DURATION, expr->duration.ms, expr->span);
    case EXPR_CLOCK: return literal(c, VALUE_CLOCK, JBC_CLOCK, expr->clock_ms, expr->span);
    case EXPR_DAY: {
        struct value *day = literal(c, VALUE_NUMBER, JBC_NUMBER, (expr->day + 1) * (int64_t)JBC_MILLION, expr->span);
        day->type.day = true;
        return day;
    }
    case EXPR_DATE:
    case EXPR_INSTANT: {
        int64_t ms = day_number(&expr->date) * JBC_DAY_MS + expr->date.clock_ms;
        return literal(c, VALUE_CIVIL, JBC_TIME, ms, expr->span);
    }
    case EXPR_PATH: return check_path(c, scope, expr);
    case EXPR_NOW: return value_new(c, VALUE_NOW, type_plain(JBC_TIME), expr->span);
    case EXPR_TIME_OF_DAY: return value_new(c, VALUE_TIME_OF_DAY, type_plain(JBC_CLOCK), expr->span);
    case EXPR_DAY_OF_WEEK: number.day = true; return value_new(c, VALUE_DAY_OF_WEEK, number, expr->span);
    case EXPR_NEGATE: return check_negate(c, scope, expr);
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE: return check_sum(c, scope, expr);
    case EXPR_COMPARE: return check_compare(c, scope, expr);
    case EXPR_NOT: return check_not(c, scope, expr);
    case EXPR_AND: return check_and(c, scope, expr);
    case EXPR_OR: return check_or(c, scope, expr);
    case EXPR_IF: return check_if(c, scope, expr);
    case EXPR_COUNT: {
        struct diag *diag = diag_add(c->diags, DIAG_COUNT_ALONE, expr->span);
        diag_help(diag, "write `count of event \"X\" is at least 3`");
        return NULL;
    }
    case EXPR_HAPPENED:
    case EXPR_TIME_SINCE: return check_history(c, scope, expr);
    case EXPR_REPORT: return check_report_asked(c, scope, expr);
    case EXPR_IN_JOURNEY: return check_in_journey(c, scope, expr);
    }
    return NULL;
}

struct value *check_as(struct checker *c, const struct scope *scope, const struct expr *expr,
                       const struct type_of *want, const char *what) {
    struct value *value = check_value(c, scope, expr);
    if (value == NULL || want->kind == 0 || !type_fit(c, value, want, what)) {
        return NULL;
    }
    return value;
}

struct value *check_condition(struct checker *c, const struct scope *scope, const struct expr *expr) {
    struct value *value = check_value(c, scope, expr);
    if (value == NULL || value_is_condition(value)) {
        return value;
    }
    struct diag *diag = NULL;
    if (value->type.kind == JBC_BOOL && value->kind != VALUE_BOOL) {
        diag = diag_add(c->diags, DIAG_YES_NO_ALONE, value->span);
        if (!expr->parenthesised && expr->kind == EXPR_PATH) {
            diag_help(diag, "write `is yes`");
            diag_fix(diag, span_after(value->span), " is yes", FIX_SURE);
        } else {
            diag_help(diag, "compare it: `(...) is yes`");
        }
    } else {
        diag = diag_add(c->diags, DIAG_NO_CONDITION, value->span, type_say(c, &value->type));
        bool choice = value->kind == VALUE_TEXT;
        diag_help(
            diag,
            choice
                ? "for one of several write `is one of \"a\", \"b\"`; else say again what is compared: `user.plan is ...`"
                : "compare it with something: `is ...`, `is at least ...`, `is known`");
    }
    return NULL;
}

struct value *check_where(struct checker *c, const struct scope *scope, const struct expr *expr, uint32_t event) {
    struct scope inside = *scope;
    inside.fields_of = event;
    inside.event = event;
    inside.trigger = NULL;
    inside.insertions = false;
    return check_condition(c, &inside, expr);
}
