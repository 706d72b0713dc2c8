/* check_time - what a condition may ask of time where its turning true must be known in advance. */
#include "checker.h"

/* `now`, or `now` and a duration: a side of `is before` and `is after` whose turn can be computed. */
static bool moves_evenly(const struct value *value) {
    if (value->kind == VALUE_NOW) {
        return true;
    }
    bool sum = value->kind == VALUE_ADD || value->kind == VALUE_SUBTRACT;
    if (!sum || value->type.kind != JBC_TIME) {
        return false;
    }
    const struct value *time = value->left->type.kind == JBC_TIME ? value->left : value->right;
    return moves_evenly(time);
}

static bool say_unsteady(struct checker *c, const struct value *value, const struct value *shown) {
    const char *what = value->kind == VALUE_TIME_OF_DAY   ? "time of day"
                       : value->kind == VALUE_DAY_OF_WEEK ? "day of week"
                                                          : "now";
    struct diag *diag = diag_add(c->diags, DIAG_TIME_USE, shown->span, what);
    if (shown != value) {
        diag_label(diag, value->span, "it stands in the condition here");
    }
    diag_help(diag, "of time it may ask counts in a window, `time since`, `is before`, `is after` and `is within`");
    return false;
}

static bool time_use(struct checker *c, const struct value *value, const struct value *shown) {
    if (value == NULL) {
        return true;
    }
    if (value->kind == VALUE_NOW || value->kind == VALUE_TIME_OF_DAY || value->kind == VALUE_DAY_OF_WEEK) {
        return say_unsteady(c, value, shown == NULL ? value : shown);
    }
    if (value->kind == VALUE_CONDITION) {
        return time_use(c, c->names->conditions.items[value->field].value, shown == NULL ? value : shown);
    }
    bool order = (value->kind == VALUE_LESS || value->kind == VALUE_MORE) && value->left->type.kind == JBC_TIME;
    bool left_free = order && moves_evenly(value->left);
    bool right_free = order && moves_evenly(value->right);
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        if (!time_use(c, item, shown)) {
            return false;
        }
    }
    return (left_free || time_use(c, value->left, shown)) && (right_free || time_use(c, value->right, shown)) &&
           time_use(c, value->upper, shown) && time_use(c, value->condition, shown);
}

bool check_time_use(struct checker *c, const struct value *value) {
    return time_use(c, value, NULL);
}
