/* check_compare - `is`, `is at least`, `contains` and their like: what may be compared with what. */
#include "checker.h"

#include <assert.h>

static struct value *compared(struct checker *c, enum value_kind kind, struct value *left, struct value *right,
                              struct span span) {
    struct value *value = value_new(c, kind, type_plain(JBC_BOOL), span);
    value->left = left;
    value->right = right;
    return value;
}

static struct value *negated(struct checker *c, struct value *value) {
    if (value == NULL) {
        return NULL;
    }
    return compared(c, VALUE_NOT, value, NULL, value->span);
}

static const char *op_say(enum compare_op op) {
    switch (op) {
    case COMPARE_IS: return "is";
    case COMPARE_IS_NOT: return "is not";
    case COMPARE_ONE_OF: return "is one of";
    case COMPARE_NOT_ONE_OF: return "is not one of";
    case COMPARE_AT_LEAST: return "is at least";
    case COMPARE_AT_MOST: return "is at most";
    case COMPARE_MORE_THAN: return "is more than";
    case COMPARE_LESS_THAN: return "is less than";
    case COMPARE_BETWEEN: return "is between";
    case COMPARE_CONTAINS: return "contains";
    case COMPARE_STARTS_WITH: return "starts with";
    case COMPARE_ENDS_WITH: return "ends with";
    case COMPARE_KNOWN: return "is known";
    case COMPARE_UNKNOWN: return "is unknown";
    case COMPARE_BEFORE: return "is before";
    case COMPARE_AFTER: return "is after";
    case COMPARE_WITHIN: return "is within";
    }
    return "is";
}

/* The operator does not suit what stands before it. */
static struct value *unsuitable(struct checker *c, const struct expr *expr, const struct value *left) {
    enum compare_op op = expr->compare.op;
    struct diag *diag =
        diag_add(c->diags, DIAG_UNSUITABLE, expr->compare.op_span, op_say(op), type_say(c, &left->type));
    bool less = op == COMPARE_LESS_THAN || op == COMPARE_AT_MOST;
    if (left->type.kind == JBC_TIME && (less || op == COMPARE_MORE_THAN || op == COMPARE_AT_LEAST)) {
        diag_help(diag, "times compare by `is before`, `is after` and `is between`");
        diag_fix(diag, expr->compare.op_span, less ? "is before" : "is after", FIX_UNSURE);
    } else if (left->type.kind == JBC_TIME) {
        diag_help(diag, "times compare by `is before`, `is after` and `is between`");
    } else if (left->type.kind == JBC_LIST) {
        diag_help(diag, "a list is asked by `contains`");
    } else if (left->type.day) {
        diag_help(diag, "write `is Monday`, or `is one of Monday, Tuesday`");
    } else if (left->type.kind == JBC_TEXT || left->type.kind == JBC_BOOL) {
        diag_help(diag, "write `is` or `is not`");
    } else {
        diag_help(diag, "numbers and durations compare by `is at least`, `is at most`, `is more than`, `is less than`");
    }
    return NULL;
}

/* ---- counts --------------------------------------------------------------------------------------------------------- */

/* The comparison with its sides changed. */
static enum compare_op turned(enum compare_op op) {
    return op == COMPARE_AT_LEAST    ? COMPARE_AT_MOST
           : op == COMPARE_AT_MOST   ? COMPARE_AT_LEAST
           : op == COMPARE_MORE_THAN ? COMPARE_LESS_THAN
           : op == COMPARE_LESS_THAN ? COMPARE_MORE_THAN
                                     : op;
}

/* Takes a whole number that a count may be compared with. */
static bool count_literal(struct checker *c, const struct value *value, bool windowed, int64_t *largest) {
    if (value->kind != VALUE_NUMBER || value->type.day || value->number < 0 || value->number % JBC_MILLION != 0) {
        struct diag *diag = diag_add(c->diags, DIAG_COUNT_LITERAL, value->span);
        diag_help(diag, "write a whole number, as in `is at least 3`");
        return false;
    }
    int64_t number = value->number / JBC_MILLION;
    if (windowed && number >= JRT_RING_MAX) {
        diag_add(c->diags, DIAG_TOO_MANY, value->span, "events to count in a window", (int)JRT_RING_MAX - 1);
        return false;
    }
    *largest = number > *largest ? number : *largest;
    return true;
}

/* A windowed count keeps as many instants as its comparison needs to tell yes from no. */
static bool count_ring(struct checker *c, const struct value *count, enum compare_op op,
                       const struct value *comparison) {
    struct query *query = count->query;
    bool windowed = query->window == QUERY_LAST;
    int64_t largest = 0;
    const struct value *sides[] = {comparison->left, comparison->right, comparison->upper};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        if (sides[i] != NULL && sides[i] != count && !count_literal(c, sides[i], windowed, &largest)) {
            return false;
        }
    }
    for (const struct value *one = comparison->items; one != NULL; one = one->next) {
        if (!count_literal(c, one, windowed, &largest)) {
            return false;
        }
    }
    bool exact = op == COMPARE_AT_LEAST || op == COMPARE_LESS_THAN;
    uint32_t ring = (uint32_t)(exact ? largest : largest + 1);
    query->ring = !windowed ? 0 : ring == 0 ? 1 : ring;
    return true;
}

/* ---- each kind of comparison ---------------------------------------------------------------------------------------- */

static struct value *operand(struct checker *c, const struct scope *scope, const struct expr *expr) {
    if (expr != NULL && expr->kind == EXPR_COUNT) {
        return check_history(c, scope, expr);
    }
    return check_value(c, scope, expr);
}

static struct value *check_is(struct checker *c, const struct expr *expr, struct value *left, struct value *right) {
    assert(right != NULL);
    if (left->type.kind == JBC_LIST || left->type.kind == JBC_TIME) {
        return unsuitable(c, expr, left);
    }
    if (right->kind == VALUE_MISSING) {
        diag_help(diag_add(c->diags, DIAG_UNKNOWN_REQUIRED, right->span, "a comparison"), "write `is unknown`");
        return NULL;
    }
    return type_join(c, left, right) ? compared(c, VALUE_EQUAL, left, right, expr->span) : NULL;
}

static struct value *check_one_of(struct checker *c, const struct expr *expr, struct value *left, struct value *right) {
    assert(right != NULL);
    if (left->type.kind == JBC_LIST || left->type.kind == JBC_TIME) {
        return unsuitable(c, expr, left);
    }
    if (right->type.kind != JBC_LIST) {
        return type_join(c, left, right) ? compared(c, VALUE_EQUAL, left, right, expr->span) : NULL;
    }
    if (right->kind != VALUE_LIST) {
        struct type_of item = {.kind = right->type.item, .words = right->type.words};
        struct value *contains = compared(c, VALUE_CONTAINS, right, left, expr->span);
        return type_fit_kind(c, left, &item, "an item of the list") ? contains : NULL;
    }
    if (right->items == NULL) {
        diag_add(c->diags, DIAG_EMPTY_LIST, right->span);
        return NULL;
    }
    for (struct value *one = right->items; one != NULL; one = one->next) {
        if (!type_join(c, left, one)) {
            return NULL;
        }
    }
    struct value *value = compared(c, VALUE_ONE_OF, left, NULL, expr->span);
    value->items = right->items;
    value->item_count = right->item_count;
    return value;
}

static struct value *check_order(struct checker *c, const struct expr *expr, struct value *left, struct value *right) {
    enum jbc_type kind = left->type.kind;
    if ((kind != JBC_NUMBER && kind != JBC_DURATION && kind != JBC_CLOCK) || left->type.day) {
        return unsuitable(c, expr, left);
    }
    if (!type_fit_kind(c, right, &left->type, "the other side of the comparison")) {
        return NULL;
    }
    enum value_kind made = expr->compare.op == COMPARE_AT_LEAST    ? VALUE_MORE_EQUAL
                           : expr->compare.op == COMPARE_AT_MOST   ? VALUE_LESS_EQUAL
                           : expr->compare.op == COMPARE_MORE_THAN ? VALUE_MORE
                                                                   : VALUE_LESS;
    return compared(c, made, left, right, expr->span);
}

static struct value *check_between(struct checker *c, const struct expr *expr, struct value *left, struct value *right,
                                   struct value *upper) {
    assert(right != NULL && upper != NULL);
    enum jbc_type kind = left->type.kind;
    if (kind != JBC_NUMBER && kind != JBC_DURATION && kind != JBC_CLOCK && kind != JBC_TIME) {
        return unsuitable(c, expr, left);
    }
    if (!type_fit_kind(c, right, &left->type, "the lower end") ||
        !type_fit_kind(c, upper, &left->type, "the upper end")) {
        return NULL;
    }
    bool literals = value_is_literal(right) && value_is_literal(upper);
    bool empty = kind == JBC_CLOCK ? right->number == upper->number : right->number > upper->number;
    if (literals && empty) {
        struct diag *diag = diag_add(c->diags, DIAG_EMPTY_RANGE, span_join(right->span, upper->span));
        if (left->type.day) {
            diag_help(diag, "list the days: `is one of Saturday, Sunday, Monday`");
        } else {
            diag_help(diag, "the lower end comes first");
        }
        return NULL;
    }
    struct value *value = compared(c, kind == JBC_CLOCK ? VALUE_CLOCK_IN : VALUE_BETWEEN, left, right, expr->span);
    value->upper = upper;
    return value;
}

static struct value *check_text_ops(struct checker *c, const struct expr *expr, struct value *left,
                                    struct value *right) {
    bool contains = expr->compare.op == COMPARE_CONTAINS;
    struct type_of text = type_plain(JBC_TEXT);
    if (contains && left->type.kind == JBC_LIST) {
        struct type_of item = {.kind = left->type.item, .words = left->type.words};
        return type_fit_kind(c, right, &item, "an item of the list")
                   ? compared(c, VALUE_CONTAINS, left, right, expr->span)
                   : NULL;
    }
    if (left->type.kind != JBC_TEXT) {
        return unsuitable(c, expr, left);
    }
    if (!type_fit_kind(c, right, &text, "what a text is compared with")) {
        return NULL;
    }
    enum value_kind kind = contains                                  ? VALUE_CONTAINS
                           : expr->compare.op == COMPARE_STARTS_WITH ? VALUE_STARTS
                                                                     : VALUE_ENDS;
    return compared(c, kind, left, right, expr->span);
}

static struct value *check_times(struct checker *c, const struct expr *expr, struct value *left, struct value *right) {
    if (expr->compare.op == COMPARE_WITHIN) {
        struct type_of duration = type_plain(JBC_DURATION);
        if (left->type.kind != JBC_TIME) {
            return unsuitable(c, expr, left);
        }
        bool fits = type_fit_kind(c, right, &duration, "`is within`");
        return fits ? compared(c, VALUE_WITHIN, left, right, expr->span) : NULL;
    }
    if (left->type.kind != JBC_TIME && left->type.kind != JBC_CLOCK) {
        return unsuitable(c, expr, left);
    }
    if (!type_fit_kind(c, right, &left->type, "the other side of the comparison")) {
        return NULL;
    }
    return compared(c, expr->compare.op == COMPARE_BEFORE ? VALUE_LESS : VALUE_MORE, left, right, expr->span);
}

static struct value *check_op(struct checker *c, const struct expr *expr, struct value *left, struct value *right,
                              struct value *upper) {
    switch (expr->compare.op) {
    case COMPARE_IS: return check_is(c, expr, left, right);
    case COMPARE_IS_NOT: return negated(c, check_is(c, expr, left, right));
    case COMPARE_ONE_OF: return check_one_of(c, expr, left, right);
    case COMPARE_NOT_ONE_OF: return negated(c, check_one_of(c, expr, left, right));
    case COMPARE_AT_LEAST:
    case COMPARE_AT_MOST:
    case COMPARE_MORE_THAN:
    case COMPARE_LESS_THAN: return check_order(c, expr, left, right);
    case COMPARE_BETWEEN: return check_between(c, expr, left, right, upper);
    case COMPARE_CONTAINS:
    case COMPARE_STARTS_WITH:
    case COMPARE_ENDS_WITH: return check_text_ops(c, expr, left, right);
    case COMPARE_KNOWN: return compared(c, VALUE_KNOWN, left, NULL, expr->span);
    case COMPARE_UNKNOWN: return negated(c, compared(c, VALUE_KNOWN, left, NULL, expr->span));
    case COMPARE_BEFORE:
    case COMPARE_AFTER:
    case COMPARE_WITHIN: return check_times(c, expr, left, right);
    }
    return NULL;
}

struct value *check_compare(struct checker *c, const struct scope *scope, const struct expr *expr) {
    enum compare_op op = expr->compare.op;
    bool alone = op == COMPARE_KNOWN || op == COMPARE_UNKNOWN;
    struct value *left = operand(c, scope, expr->left);
    struct value *right = alone ? NULL : operand(c, scope, expr->right);
    struct value *upper = op == COMPARE_BETWEEN ? check_value(c, scope, expr->compare.upper) : NULL;
    if (left == NULL || (!alone && right == NULL) || (op == COMPARE_BETWEEN && upper == NULL)) {
        return NULL;
    }
    if (left->kind == VALUE_MISSING && left->type.kind == 0) {
        diag_add(c->diags, DIAG_UNKNOWN_REQUIRED, left->span, "a comparison");
        return NULL;
    }
    struct value *made = check_op(c, expr, left, right, upper);
    if (made == NULL || (left->kind != VALUE_COUNT && (right == NULL || right->kind != VALUE_COUNT))) {
        return made;
    }
    const struct value *inner = made->kind == VALUE_NOT ? made->left : made;
    if (left->kind == VALUE_COUNT) {
        return count_ring(c, left, op, inner) ? made : NULL;
    }
    return count_ring(c, right, turned(op), inner) ? made : NULL;
}
