/* What the instructions compute, by small functions made by hand: each gives just this value, also of what is missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/context.h"
#include "runtime/interp.h"
#include "tests/unit/rig.h"
#include "tests/unit/sample.h"

#define DAY RIG_DAY
#define NOW RIG_BEGIN
#define HOUR 3600000ll

struct line {
    enum jbc_op op; /* an instruction */
    int64_t first;  /* its operands */
    int64_t second; /* ditto */
};

/* A VALUE function, an instruction a line, and what it gives. */
struct example {
    const char *name;         /* for the message of a failing test */
    const struct line *lines; /* all but the YIELD */
    size_t count;             /* of them */
    struct jrt_value gives;   /* type 0: it is missing */
    uint8_t type;             /* of it, when it is not */
};

#define LINES(...) (const struct line[]){__VA_ARGS__}, sizeof((const struct line[]){__VA_ARGS__}) / sizeof(struct line)
#define NUMBER(n)                                                                                                      \
    { JBC_OP_NUMBER, (n), 0 }
#define TIME(n)                                                                                                        \
    { JBC_OP_TIME, (n), 0 }
#define DURATION(n)                                                                                                    \
    { JBC_OP_DURATION, (n), 0 }
#define CLOCK(n)                                                                                                       \
    { JBC_OP_CLOCK, (n), 0 }
#define NO(type)                                                                                                       \
    { JBC_OP_MISSING, (type), 0 }
#define PLAIN(op)                                                                                                      \
    { JBC_OP_##op, 0, 0 }
#define YES                                                                                                            \
    { .type = JBC_BOOL, .as.number = 1 }
#define FALSE                                                                                                          \
    { .type = JBC_BOOL, .as.number = 0 }
#define MISSING                                                                                                        \
    { .type = 0 }
#define IS(kind, n)                                                                                                    \
    { .type = JBC_##kind, .as.number = (n) }

static const struct example examples[] = {
    {"an instant", LINES(TIME(NOW)), IS(TIME, NOW), JBC_TIME},
    {"missing is less than nothing", LINES(NO(JBC_NUMBER), NUMBER(1), PLAIN(LT)), FALSE, JBC_BOOL},
    {"nothing is less than missing", LINES(NUMBER(1), NO(JBC_NUMBER), PLAIN(LT)), FALSE, JBC_BOOL},
    {"now and what was", LINES(PLAIN(NOW), TIME(NOW - 1), PLAIN(GT)), YES, JBC_BOOL},
    {"what comes and now", LINES(TIME(NOW + 1), PLAIN(NOW), PLAIN(LE)), FALSE, JBC_BOOL},
    {"now and now", LINES(PLAIN(NOW), PLAIN(NOW), PLAIN(GE)), YES, JBC_BOOL},
    {"within, at the end", LINES(TIME(NOW + DAY), DURATION(DAY), PLAIN(WITHIN)), YES, JBC_BOOL},
    {"within, behind the end", LINES(TIME(NOW + DAY + 1), DURATION(DAY), PLAIN(WITHIN)), FALSE, JBC_BOOL},
    {"within, before the begin", LINES(TIME(NOW - 1), DURATION(DAY), PLAIN(WITHIN)), FALSE, JBC_BOOL},
    {"within of no time", LINES(NO(JBC_TIME), DURATION(DAY), PLAIN(WITHIN)), FALSE, JBC_BOOL},
    {"within no duration", LINES(TIME(NOW), NO(JBC_DURATION), PLAIN(WITHIN)), FALSE, JBC_BOOL},
    {"within more than the calendar", LINES(TIME(NOW), DURATION(JRT_DURATION_MAX), PLAIN(WITHIN)), FALSE, JBC_BOOL},
    {"in hours", LINES(CLOCK(9 * HOUR), CLOCK(9 * HOUR), CLOCK(17 * HOUR), PLAIN(CLOCK_IN)), YES, JBC_BOOL},
    {"at their end", LINES(CLOCK(17 * HOUR), CLOCK(9 * HOUR), CLOCK(17 * HOUR), PLAIN(CLOCK_IN)), FALSE, JBC_BOOL},
    {"before them", LINES(CLOCK(8 * HOUR), CLOCK(9 * HOUR), CLOCK(17 * HOUR), PLAIN(CLOCK_IN)), FALSE, JBC_BOOL},
    {"over midnight", LINES(CLOCK(23 * HOUR), CLOCK(22 * HOUR), CLOCK(6 * HOUR), PLAIN(CLOCK_IN)), YES, JBC_BOOL},
    {"after midnight", LINES(CLOCK(5 * HOUR), CLOCK(22 * HOUR), CLOCK(6 * HOUR), PLAIN(CLOCK_IN)), YES, JBC_BOOL},
    {"between the nights", LINES(CLOCK(6 * HOUR), CLOCK(22 * HOUR), CLOCK(6 * HOUR), PLAIN(CLOCK_IN)), FALSE, JBC_BOOL},
    {"no clock", LINES(NO(JBC_CLOCK), CLOCK(0), CLOCK(HOUR), PLAIN(CLOCK_IN)), FALSE, JBC_BOOL},
    {"no begin", LINES(CLOCK(0), NO(JBC_CLOCK), CLOCK(HOUR), PLAIN(CLOCK_IN)), FALSE, JBC_BOOL},
    {"no end", LINES(CLOCK(0), CLOCK(0), NO(JBC_CLOCK), PLAIN(CLOCK_IN)), FALSE, JBC_BOOL},
    {"no text starts", LINES(NO(JBC_TEXT), PLAIN(USER_ID), PLAIN(STARTS)), FALSE, JBC_BOOL},
    {"with no text", LINES(PLAIN(USER_ID), NO(JBC_TEXT), PLAIN(STARTS)), FALSE, JBC_BOOL},
    {"a text starts with itself", LINES(PLAIN(USER_ID), PLAIN(USER_ID), PLAIN(STARTS)), YES, JBC_BOOL},
    {"and ends with it", LINES(PLAIN(USER_ID), PLAIN(USER_ID), PLAIN(ENDS)), YES, JBC_BOOL},
    {"a longer one", LINES(PLAIN(USER_ID), PLAIN(EVENT_ID), PLAIN(STARTS)), FALSE, JBC_BOOL},
    {"the end of a text", LINES(PLAIN(EVENT_ID), PLAIN(USER_ID), PLAIN(ENDS)), YES, JBC_BOOL},
    {"the begin of another", LINES(PLAIN(EVENT_ID), PLAIN(USER_ID), PLAIN(STARTS)), FALSE, JBC_BOOL},
    {"nothing at all", LINES(PLAIN(USER_ID), NO(JBC_TEXT), {JBC_OP_CONCAT, 1, 0}, PLAIN(ENDS)), YES, JBC_BOOL},
    {"rounded", LINES(NUMBER(1250000), {JBC_OP_ROUND, 1, 0}), IS(NUMBER, 1300000), JBC_NUMBER},
    {"the event's stamp", LINES(PLAIN(EVENT_TIME)), IS(TIME, NOW - DAY), JBC_TIME},
    {"no account", LINES(PLAIN(ACCOUNT_ID)), MISSING, JBC_TEXT},
    {"no journey", LINES({JBC_OP_IN_JOURNEY, 0, 0}), FALSE, JBC_BOOL},
    {"not in the group", LINES({JBC_OP_IN_GROUP, 0, 0}), FALSE, JBC_BOOL},
    {"the date of nothing", LINES(NO(JBC_TIME), {JBC_OP_DATE, 0, 0}), MISSING, JBC_TEXT},
    {"never", LINES({JBC_OP_NEVER, 0, 0}), YES, JBC_BOOL},
    {"the last of none", LINES({JBC_OP_LAST, 0, 0}), MISSING, JBC_TIME},
    {"no number is none", LINES(NO(JBC_NUMBER), PLAIN(SHOW)), MISSING, JBC_TEXT},
    {"now is not what was", LINES(PLAIN(NOW), TIME(NOW - 1), PLAIN(EQ)), FALSE, JBC_BOOL},
    {"now is now", LINES(TIME(NOW), PLAIN(NOW), PLAIN(EQ)), YES, JBC_BOOL},
    {"a trait that is not kept", LINES({JBC_OP_TRAIT, 4, 0}), MISSING, JBC_TEXT},
    {"a field of another event", LINES({JBC_OP_FIELD, 0, 0}), MISSING, JBC_TEXT},
};

/* A program with the example as its last function, as deep as the verifier finds it; the rest is the sample's. */
static jrt_program *load_example(const struct example *example, uint8_t **bytes, uint32_t *func) {
    struct sample sample;
    size_t size;
    jrt_program *program = NULL;
    struct jrt_fault fault = {.reason = ""};
    sample_build(&sample);
    *func = build_func(&sample.build, JBC_FUNC_VALUE, example->type, JBC_NONE);
    for (size_t i = 0; i < example->count; i++)
        build_op(&sample.build, example->lines[i].op, example->lines[i].first, example->lines[i].second, 0);
    build_op(&sample.build, JBC_OP_YIELD, 0, 0, 0);
    for (uint16_t depth = 1; depth < 8 && !program; depth++) {
        build_end(&sample.build, *func, depth);
        *bytes = build_finish(&sample.build, &size);
        if (jrt_load(*bytes, size, NULL, &program, &fault) != JRT_OK) free(*bytes);
    }
    sample_free(&sample);
    if (!program) fail_msg("%s: %s", example->name, fault.reason);
    return program;
}

static void test_instructions_give_their_values(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        uint8_t *bytes = NULL;
        uint32_t func;
        jrt_program *program = load_example(&examples[i], &bytes, &func);
        struct rig rig;
        rig_open(&rig, program);
        struct jrt_user user = {"ana", 3};
        struct jrt_event event = {.kind = JRT_EVENT_REPORT, .time = NOW - DAY, .id = "banana", .id_size = 6};
        rig.context->user = &user;
        rig.context->event = &event;
        rig.context->now = NOW;
        struct jrt_value value = interp_value(rig.context, NULL, func);
        if (value.type != examples[i].gives.type) fail_msg("%s: is of type %u", examples[i].name, value.type);
        if (value.type != 0) assert_int_equal(value.as.number, examples[i].gives.as.number);
        rig_close(&rig);
        jrt_program_free(program);
        free(bytes);
    }
}

/* Fields, id and stamp are those of the event that fired, if one did. */
static void test_the_event_is_the_one_that_fired(void **state) {
    (void)state;
    const struct example fields[] = {{"field", LINES({JBC_OP_FIELD, 0, 0}), MISSING, JBC_TEXT},
                                     {"id", LINES(PLAIN(EVENT_ID)), MISSING, JBC_TEXT},
                                     {"stamp", LINES(PLAIN(EVENT_TIME)), MISSING, JBC_TIME}};
    const struct jrt_value plan = {.type = JBC_TEXT, .size = 3, .as.text = "pro"};
    struct jrt_event event = {.time = NOW, .values = &plan, .count = 1}, other = event, named = event, report = event;
    other.name = 1;
    other.count = 0;
    named.id = "i";
    named.id_size = 1;
    named.kind = JRT_EVENT_HISTORY;
    report.kind = JRT_EVENT_REPORT;
    const struct jrt_event *events[] = {NULL, &event, &other, &named, &report};
    const bool known[3][5] = {
        {false, true, false, true, false}, {false, false, false, true, false}, {false, true, true, true, true}};
    for (size_t i = 0; i < 3; i++) {
        uint8_t *bytes = NULL;
        uint32_t func;
        jrt_program *program = load_example(&fields[i], &bytes, &func);
        struct rig rig;
        rig_open(&rig, program);
        for (size_t k = 0; k < 5; k++) {
            rig.context->event = events[k];
            assert_int_equal(interp_value(rig.context, NULL, func).type != 0, known[i][k]);
        }
        rig_close(&rig);
        jrt_program_free(program);
        free(bytes);
    }
}

/* Who is in a journey is in its group; ADD_ONE adds one. */
static void test_runs_are_looked_at(void **state) {
    (void)state;
    struct sample sample;
    size_t size;
    jrt_program *program = NULL;
    struct jrt_fault fault = {.reason = ""};
    sample_build(&sample);
    uint32_t group = BUILT(&sample.build, JOURNEY, journey, 0)->group, other = build_text(&sample.build, "other");
    const int64_t asks[][2] = {
        {JBC_OP_IN_GROUP, group}, {JBC_OP_IN_GROUP, other}, {JBC_OP_IN_JOURNEY, 0}, {JBC_OP_IN_JOURNEY, 1}};
    uint32_t funcs[4];
    for (size_t i = 0; i < 4; i++) {
        funcs[i] = build_func(&sample.build, JBC_FUNC_PREDICATE, 0, JBC_NONE);
        build_op(&sample.build, (enum jbc_op)asks[i][0], asks[i][1], 0, 0);
        build_op(&sample.build, JBC_OP_YIELD, 0, 0, 0);
        build_end(&sample.build, funcs[i], 1);
    }
    struct jbc_func *old = BUILT(&sample.build, FUNC, func, sample.side_run);
    old->kind = JBC_FUNC_INIT;
    old->stack = 0;
    memset(sample.build.bytes[JBC_SECTION_CODE] + old->pc, JBC_OP_RETURN, old->size);
    uint32_t adds = build_func(&sample.build, JBC_FUNC_SIDE, 0, 0);
    build_op(&sample.build, JBC_OP_ADD_ONE, SLOT_VISITS, 0, 0);
    build_op(&sample.build, JBC_OP_RETURN, 0, 0, 0);
    build_end(&sample.build, adds, 0);
    BUILT(&sample.build, TRIGGER, trigger, ON_RUN_SIDE)->body = adds;
    uint8_t *bytes = build_finish(&sample.build, &size);
    sample_free(&sample);
    if (jrt_load(bytes, size, NULL, &program, &fault) != JRT_OK) fail_msg("%s", fault.reason);
    struct rig rig;
    rig_open(&rig, program);
    for (size_t i = 0; i < 4; i++) assert_false(interp_test(rig.context, NULL, funcs[i]));
    struct jbc_run *run = state_add_run(&rig.context->state, 0);
    assert_non_null(run);
    run->phase = RUN_STAYING;
    for (size_t i = 0; i < 4; i++) assert_int_equal(interp_test(rig.context, NULL, funcs[i]), i % 2 == 0);
    interp_call(rig.context, run, adds);
    interp_call(rig.context, run, adds);
    assert_int_equal(slot_count(&rig.context->state, run, SLOT_VISITS), 2);
    rig_close(&rig);
    jrt_program_free(program);
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_event_is_the_one_that_fired),
        cmocka_unit_test(test_runs_are_looked_at),
        cmocka_unit_test(test_instructions_give_their_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
