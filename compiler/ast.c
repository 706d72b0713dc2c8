#include "ast.h"

#include <assert.h>

const char *expr_kind_name(enum expr_kind kind) {
    static const char *const names[] = {
        [EXPR_ERROR] = "error",
        [EXPR_NUMBER] = "number",
        [EXPR_TRUTH] = "truth",
        [EXPR_UNKNOWN] = "unknown",
        [EXPR_TEXT] = "text",
        [EXPR_LIST] = "list",
        [EXPR_DURATION] = "duration",
        [EXPR_CLOCK] = "clock",
        [EXPR_DAY] = "day",
        [EXPR_DATE] = "date",
        [EXPR_INSTANT] = "instant",
        [EXPR_PATH] = "path",
        [EXPR_NOW] = "now",
        [EXPR_TIME_OF_DAY] = "time_of_day",
        [EXPR_DAY_OF_WEEK] = "day_of_week",
        [EXPR_NEGATE] = "negate",
        [EXPR_ADD] = "add",
        [EXPR_SUBTRACT] = "subtract",
        [EXPR_MULTIPLY] = "multiply",
        [EXPR_DIVIDE] = "divide",
        [EXPR_COMPARE] = "compare",
        [EXPR_NOT] = "not",
        [EXPR_AND] = "and",
        [EXPR_OR] = "or",
        [EXPR_IF] = "if",
        [EXPR_COUNT] = "count",
        [EXPR_HAPPENED] = "happened",
        [EXPR_TIME_SINCE] = "time_since",
        [EXPR_REPORT] = "report",
        [EXPR_IN_JOURNEY] = "in_journey",
    };
    assert((size_t)kind < sizeof names / sizeof names[0]);
    return names[kind];
}

const char *compare_op_name(enum compare_op op) {
    static const char *const names[] = {
        [COMPARE_IS] = "is",
        [COMPARE_IS_NOT] = "is_not",
        [COMPARE_ONE_OF] = "one_of",
        [COMPARE_NOT_ONE_OF] = "not_one_of",
        [COMPARE_AT_LEAST] = "at_least",
        [COMPARE_AT_MOST] = "at_most",
        [COMPARE_MORE_THAN] = "more_than",
        [COMPARE_LESS_THAN] = "less_than",
        [COMPARE_BETWEEN] = "between",
        [COMPARE_CONTAINS] = "contains",
        [COMPARE_STARTS_WITH] = "starts_with",
        [COMPARE_ENDS_WITH] = "ends_with",
        [COMPARE_KNOWN] = "known",
        [COMPARE_UNKNOWN] = "unknown",
        [COMPARE_BEFORE] = "before",
        [COMPARE_AFTER] = "after",
        [COMPARE_WITHIN] = "within",
    };
    assert((size_t)op < sizeof names / sizeof names[0]);
    return names[op];
}

const char *trigger_kind_name(enum trigger_kind kind) {
    static const char *const names[] = {
        [TRIGGER_ERROR] = "error",
        [TRIGGER_EVENT] = "event",
        [TRIGGER_REPORT] = "report",
        [TRIGGER_BECOMES] = "becomes",
        [TRIGGER_CHANGES] = "changes",
        [TRIGGER_BECOMES_TRUE] = "becomes_true",
        [TRIGGER_SILENCE] = "silence",
        [TRIGGER_JOURNEY_ENDED] = "journey_ended",
        [TRIGGER_MOMENT] = "moment",
        [TRIGGER_EVERY] = "every",
        [TRIGGER_EVERY_CLOCK] = "every_clock",
        [TRIGGER_AFTER] = "after",
        [TRIGGER_CONDITION] = "condition",
    };
    assert((size_t)kind < sizeof names / sizeof names[0]);
    return names[kind];
}

const char *stmt_kind_name(enum stmt_kind kind) {
    static const char *const names[] = {
        [STMT_ERROR] = "error",
        [STMT_SEND] = "send",
        [STMT_WAIT] = "wait",
        [STMT_IF] = "if",
        [STMT_SPLIT] = "split",
        [STMT_REPEAT] = "repeat",
        [STMT_GO_TO] = "go_to",
        [STMT_EXIT] = "exit",
        [STMT_STAY] = "stay",
        [STMT_MILESTONE] = "milestone",
        [STMT_REMEMBER] = "remember",
        [STMT_SET] = "set",
        [STMT_START_JOURNEY] = "start_journey",
        [STMT_STOP_JOURNEY] = "stop_journey",
        [STMT_STOP_REPEATING] = "stop_repeating",
        [STMT_GO_ON] = "go_on",
        [STMT_WAIT_AGAIN] = "wait_again",
        [STMT_KEEP_WAITING] = "keep_waiting",
    };
    assert((size_t)kind < sizeof names / sizeof names[0]);
    return names[kind];
}

const char *type_kind_name(enum type_kind kind) {
    static const char *const names[] = {
        [TYPE_ERROR] = "error",       [TYPE_TEXT] = "text",         [TYPE_NUMBER] = "number",
        [TYPE_YES_NO] = "yes_no",     [TYPE_TIME] = "time",         [TYPE_TIME_OF_DAY] = "time_of_day",
        [TYPE_DURATION] = "duration", [TYPE_TIMEZONE] = "timezone", [TYPE_ONE_OF] = "one_of",
        [TYPE_LIST] = "list",
    };
    assert((size_t)kind < sizeof names / sizeof names[0]);
    return names[kind];
}

const char *day_name(unsigned day) {
    static const char *const names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    assert(day < 7);
    return names[day];
}

const char *unit_name(enum duration_unit unit) {
    static const char *const names[] = {"week", "day", "hour", "minute", "second"};
    assert(unit < UNIT_COUNT);
    return names[unit];
}

int64_t unit_ms(enum duration_unit unit) {
    static const int64_t ms[] = {INT64_C(604800000), INT64_C(86400000), INT64_C(3600000), INT64_C(60000),
                                 INT64_C(1000)};
    assert(unit < UNIT_COUNT);
    return ms[unit];
}
