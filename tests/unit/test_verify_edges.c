/* The verifier at its edges: the ways to break a claim that the other tests of it leave out, what is just allowed, and which
 * instruction may stand in which kind of function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/compile.h"
#include "tests/unit/victim.h"

/* ---- functions that are used as nothing ---- */

/* A predicate of a journey, or of none, that computes something and is then no. */
static void computed(struct victim *v, uint32_t journey, const int64_t (*ops)[2], size_t count, uint16_t stack) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, journey);
    for (size_t i = 0; i < count; i++) victim_op(v, (enum jbc_op)ops[i][0], ops[i][1], 0, 0);
    victim_op(v, JBC_OP_KNOWN, 0, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, stack);
}
#define COMPUTED(journey, stack, ...)                                                                                  \
    do {                                                                                                               \
        static const int64_t ops_[][2] = {__VA_ARGS__};                                                                \
        computed(v, journey, ops_, sizeof ops_ / sizeof *ops_, stack);                                                 \
    } while (0)

#define LIST_OF(type) (JBC_LIST | (type) << 4)

/* A take-over of the journey: what stands before, and GO_TO 1. */
static void taken_over(struct victim *v, const int64_t (*ops)[2], size_t count, uint16_t stack) {
    uint32_t func = victim_take_over(v);
    for (size_t i = 0; i < count; i++) victim_op(v, (enum jbc_op)ops[i][0], ops[i][1], 0, 0);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, stack);
}
#define TAKEN_OVER(stack, ...)                                                                                         \
    do {                                                                                                               \
        static const int64_t ops_[][2] = {__VA_ARGS__};                                                                \
        taken_over(v, ops_, sizeof ops_ / sizeof *ops_, stack);                                                        \
    } while (0)

/* ---- breaks ---- */

/* A second enumeration of one word. */
static uint32_t other_words(struct victim *v) {
    uint32_t member = BUILD(v->b, MEMBER, member, .name = build_text(v->b, "gold"));
    return BUILD(v->b, ENUM, enumeration, .first_member = member, .member_count = 1);
}

static void many_words(struct victim *v) {
    uint32_t first = BUILD(v->b, MEMBER, member, .name = build_text(v->b, "w"));
    for (uint32_t i = 1; i < 256; i++) BUILD(v->b, MEMBER, member, .name = build_text(v->b, "w"));
    SLOT(SLOT_PLAN)->words = BUILD(v->b, ENUM, enumeration, .first_member = first, .member_count = 256);
}

static void many_params(struct victim *v) {
    AT(ALTERNATIVE, alternative, 3)->param_count = JRT_FIELDS_MAX + 1;
    for (uint32_t i = 0; i < JRT_FIELDS_MAX; i++)
        BUILD(v->b, PARAM, param, .name = build_text(v->b, "to"), .type = JBC_TEXT);
}

/* A function of keyed that reads its key, used by a wait's arm of main. */
static void of_another_journey(struct victim *v) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, 1);
    victim_op(v, JBC_OP_LOAD, SLOT_KEY, 0, 0);
    victim_op(v, JBC_OP_KNOWN, 0, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, 1);
    TRIGGER(ON_ARM_TRUE)->test = func;
}

/* Stage 1's loop counts in a slot of the run, and a take-over behind it stores there. */
static void counter_of_others(struct victim *v) {
    SET16(v->s.again + 1, SLOT_TALLY);
    SET16(v->s.stop + 1, SLOT_TALLY);
    TAKEN_OVER(1, {JBC_OP_NUMBER, 0}, {JBC_OP_STORE, SLOT_TALLY});
}

/* A take-over with a loop, and a function behind it that stores into its counter. */
static void counter_of_earlier(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t body = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, 2, body);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 0);
    victim_retire(v, v->s.enter);
    uint32_t enter = victim_more(v, JBC_FUNC_ENTER, 0);
    victim_op(v, JBC_OP_NUMBER, 1, 0, 0);
    victim_op(v, JBC_OP_STORE, SLOT_TALLY, 0, 0);
    victim_op(v, JBC_OP_RETURN, 0, 0, 0);
    victim_end(v, enter, 1);
    TRIGGER(ON_ENTER)->body = enter;
}

/* A loop at the end of all code counts in a slot that stage 1, which lies before it, adds to. */
static void counter_of_later(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t body = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_VISITS, 2, body);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 0);
}

/* A loop whose body changes its counter, and then leaves the loop or stays in it. */
static void counter_in_loop(struct victim *v, enum jbc_op change, bool leaves) {
    uint32_t func = victim_take_over(v);
    uint32_t body = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    if (change == JBC_OP_STORE) victim_op(v, JBC_OP_NUMBER, 0, 0, 0);
    victim_op(v, change, SLOT_TALLY, 0, 0);
    uint32_t jump = victim_op(v, JBC_OP_JUMP, 0, 0, 0);
    uint32_t again = victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, 2, body);
    build_jump(v->b, jump, leaves ? victim_op(v, JBC_OP_GO_TO, 1, 0, 0) : again);
    if (!leaves) victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, change == JBC_OP_STORE);
}

/* BOOL; AND part; SPLIT; part: GO_TO 1. The jump brings a value to the part, the split none. */
static void part_with_value(struct victim *v) {
    uint32_t func = victim_take_over(v);
    victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    uint32_t keeps = victim_op(v, JBC_OP_AND, 0, 0, 0);
    uint32_t split = BUILD(v->b, SPLIT, split, .journey = 0, .name = 0, .first_part = 2, .part_count = 1);
    victim_op(v, JBC_OP_SPLIT, split, 0, 0);
    uint32_t part = victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    BUILD(v->b, PART, part, .name = 0, .below = 10000, .pc = part);
    build_jump(v->b, keeps, part);
    victim_end(v, func, 1);
}

/* BOOL; AND stay; GO_ON stay; stay: STAY. The first jump brings a value there, the second none. */
static void go_on_with_value(struct victim *v) {
    victim_retire(v, v->s.flow[2]);
    uint32_t func = victim_more(v, JBC_FUNC_FLOW, 0);
    STAGE(2)->func = func;
    victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    uint32_t keeps = victim_op(v, JBC_OP_AND, 0, 0, 0);
    uint32_t on = victim_op(v, JBC_OP_GO_ON, 0, 0, 0);
    uint32_t stay = victim_op(v, JBC_OP_STAY, 0, 0, 0);
    build_jump(v->b, keeps, stay);
    build_jump(v->b, on, stay);
    victim_end(v, func, 1);
}

static void go_on_in_take_over(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t on = victim_op(v, JBC_OP_GO_ON, 0, 0, 0);
    build_jump(v->b, on, victim_op(v, JBC_OP_GO_TO, 1, 0, 0));
    victim_end(v, func, 0);
}

/* A take-over of the journey that says its message waits with the stage, of which there is none. */
static void send_beside_no_stage(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t send = BUILD(v->b, SEND, send, .first_alternative = 4, .alternative_count = 1, .next_wait = JBC_NONE,
                          .place = JBC_PLACE_STAGE);
    BUILD(v->b, ALTERNATIVE, alternative, .template_ = 0, .first_param = 4, .param_count = 0);
    victim_op(v, JBC_OP_SEND, send, 0, 0);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 0);
}

/* NUMBER; IF_NO on; on: GO_TO 1. */
static void odd_choice(struct victim *v) {
    uint32_t func = victim_take_over(v);
    victim_op(v, JBC_OP_NUMBER, 1, 0, 0);
    uint32_t no = victim_op(v, JBC_OP_IF_NO, 0, 0, 0);
    build_jump(v->b, no, victim_op(v, JBC_OP_GO_TO, 1, 0, 0));
    victim_end(v, func, 1);
}

#define EDGE_BREAKS(X)                                                                                                 \
    X(SLOT_OURS, 1, COMPUTED(JBC_NONE, 1, {JBC_OP_LOAD, SLOT_CART});)                                                  \
    X(WORDS_TYPE, 1, AT(TRAIT, trait, 2)->item = JBC_NUMBER; AT(TRAIT, trait, 2)->words = 0;)                          \
    X(TRAIT_SLOT, 1, SLOT(SLOT_PLAN)->words = other_words(v);)                                                         \
    X(OPERAND, 1, COMPUTED(JBC_NONE, 1, {JBC_OP_EMPTY, JBC_TEXT});)                                                    \
    X(OPERAND, 2, COMPUTED(JBC_NONE, 1, {JBC_OP_EMPTY, LIST_OF(JBC_LIST)});)                                           \
    X(STACK_TYPE, 9, odd_choice(v);)                                                                                   \
    X(SLOT_TYPE, 1, SLOT(SLOT_OPT_IN)->words = 0;)                                                                     \
    X(SLOT_TYPE, 2, many_words(v);)                                                                                    \
    X(SLOT_TYPE, 3, SLOT(SLOT_TALLY)->storage = JBC_STORE_WORD16;)                                                     \
    X(SLOT_TYPE, 4, SLOT(SLOT_TRIAL)->type = JBC_BOOL;)                                                                \
    X(SLOT_TYPE, 5, SLOT(SLOT_TRIAL)->words = 0;)                                                                      \
    X(SLOT_TYPE, 6, SLOT(SLOT_TAGS)->words = 0;)                                                                       \
    X(SLOT_TYPE, 7, SLOT(SLOT_TALLY)->words = 0;)                                                                      \
    X(SLOT_TYPE, 8, SLOT(SLOT_RUN_TIMER)->words = 0;)                                                                  \
    X(SLOT_TYPE, 9, SLOT(SLOT_CART)->storage = JBC_STORE_WORD16;)                                                      \
    X(FIELDS_MAX, 1, many_params(v);)                                                                                  \
    X(STACK_TYPE, 1, COMPUTED(JBC_NONE, 1, {JBC_OP_LIST, 1});)                                                         \
    X(STACK_TYPE, 2, COMPUTED(JBC_NONE, 1, {JBC_OP_TRAIT, 2}, {JBC_OP_LIST, 1});)                                      \
    X(STACK_TYPE, 3, COMPUTED(JBC_NONE, 1, {JBC_OP_NOW, 0}, {JBC_OP_SHOW, 0});)                                        \
    X(STACK_TYPE, 4, COMPUTED(JBC_NONE, 1, {JBC_OP_MISSING, LIST_OF(JBC_CLOCK)}, {JBC_OP_SHOW, 0});)                   \
    X(STACK_TYPE, 5, COMPUTED(JBC_NONE, 1, {JBC_OP_BOOL, 1}, {JBC_OP_NEG, 0});)                                        \
    X(STACK_TYPE, 6, COMPUTED(JBC_NONE, 1, {JBC_OP_BOOL, 1}, {JBC_OP_CONCAT, 1});)                                     \
    X(STACK_TYPE, 7, COMPUTED(JBC_NONE, 1, {JBC_OP_BOOL, 1}, {JBC_OP_KNOWN, 0}, {JBC_OP_CONTAINS, 0});)                \
    X(STACK_TYPE, 8, SLOT(SLOT_ASKED)->storage = JBC_STORE_BOOL; SLOT(SLOT_ASKED)->type = JBC_BOOL;)                   \
    X(USE_SLOTS, 1, of_another_journey(v);)                                                                            \
    X(USE_KIND, 1, AT(TALLY, tally, 0)->where = v->s.word;)                                                            \
    X(ENTRY, 1, v->code[v->s.wait[2]] = JBC_OP_WAIT_AGAIN; WAIT(2)->pc++;)                                             \
    X(LOOP_KEPT, 1, counter_of_others(v);)                                                                             \
    X(LOOP_KEPT, 2, counter_of_earlier(v);)                                                                            \
    X(LOOP_KEPT, 5, counter_of_later(v);)                                                                              \
    X(LOOP_KEPT, 3, counter_in_loop(v, JBC_OP_STORE, false);)                                                          \
    X(LOOP_KEPT, 4, counter_in_loop(v, JBC_OP_ADD_ONE, true);)                                                         \
    X(STACK_JOIN, 1, part_with_value(v);)                                                                              \
    X(STACK_JOIN, 2, go_on_with_value(v);)                                                                             \
    X(REST_PLACE, 1, go_on_in_take_over(v);)                                                                           \
    X(SEND_PLACE, 1, send_beside_no_stage(v);)

#define DEFINE(name, number, ...)                                                                                      \
    static void break_##name##_##number(struct victim *v) {                                                            \
        (void)v;                                                                                                       \
        __VA_ARGS__                                                                                                    \
    }
EDGE_BREAKS(DEFINE)
#define LISTED(name, number, ...) {CLAIM_##name, PHASE_RECORDS, break_##name##_##number},
static const struct victim_break breaks[] = {EDGE_BREAKS(LISTED)};

static void test_each_break_is_refused_with_its_reason(void **state) {
    (void)state;
    assert_int_equal(victim_survivors(breaks, sizeof breaks / sizeof *breaks), 0);
}

/* ---- what is just allowed ---- */

static void long_characters(struct victim *v) {
    build_text(v->b, "\xc2\x80 \xed\x9f\xbf \xee\x80\x80 \xf4\x8f\xbf\xbf");
}

/* A string of nothing, behind the last byte of all texts. */
static void empty_string_at_the_end(struct victim *v) {
    BUILD(v->b, STRING, string, .offset = v->b->sizes[JBC_SECTION_TEXT], .size = 0);
}

/* A history that keeps nothing takes no byte, and may lie where something else does. */
static void history_of_nothing(struct victim *v) {
    AT(EVENT, event, 1)->history_count = 1;
    BUILD(v->b, HISTORY, history, .event = 1, .where = JBC_NONE, .offset = 64);
}

static void words_of_two_bytes(struct victim *v) {
    many_words(v);
    AT(TRAIT, trait, 0)->words = SLOT(SLOT_PLAN)->words;
    SLOT(SLOT_PLAN)->storage = JBC_STORE_WORD16;
    SLOT(SLOT_PLAN)->offset = 18;
}

static void loops_side_by_side(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t one = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, 3, one);
    uint32_t other = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_FIRED, 3, other);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 0);
}

/* A counter may be set anywhere outside of its loop, and inside where the loop is left at once. */
static void counter_before_its_loop(struct victim *v) {
    uint32_t func = victim_take_over(v);
    victim_op(v, JBC_OP_NUMBER, 0, 0, 0);
    victim_op(v, JBC_OP_STORE, SLOT_TALLY, 0, 0);
    uint32_t body = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, 3, body);
    victim_op(v, JBC_OP_NUMBER, 0, 0, 0);
    victim_op(v, JBC_OP_STORE, SLOT_TALLY, 0, 0);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 1);
}

static void counter_left_at_once(struct victim *v) {
    counter_in_loop(v, JBC_OP_STORE, true);
}

static void shown_numbers(struct victim *v) {
    COMPUTED(JBC_NONE, 1, {JBC_OP_MISSING, LIST_OF(JBC_NUMBER)}, {JBC_OP_SHOW, 0});
}

/* A value that an argument gives may be counted in its slot: main begins itself, and says its tally. */
static void counted_argument(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t start = BUILD(v->b, START, start, .journey = 0, .first_argument = 1, .argument_count = 1);
    BUILD(v->b, ARGUMENT, argument, .slot = SLOT_TALLY);
    victim_op(v, JBC_OP_NUMBER, 5, 0, 0);
    victim_op(v, JBC_OP_START, start, 0, 0);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 1);
}

/* Two stages go to the same third one. */
static void two_ways_into_a_stage(struct victim *v) {
    for (uint32_t stage = 1; stage <= 2; stage++) {
        victim_retire(v, v->s.flow[2]);
        uint32_t func = victim_more(v, JBC_FUNC_FLOW, 0);
        STAGE(2)->func = func;
        victim_op(v, JBC_OP_BOOL, 1, 0, 0);
        uint32_t no = victim_op(v, JBC_OP_IF_NO, 0, 0, 0);
        victim_op(v, JBC_OP_GO_TO, 0, 0, 0);
        build_jump(v->b, no, victim_op(v, JBC_OP_GO_TO, 0, 0, 0));
        victim_end(v, func, 1);
        v->s.flow[2] = func;
    }
}

/* The first trigger of all is a goal. */
static void no_enter(struct victim *v) {
    victim_retire(v, v->s.enter);
    JOURNEY(0)->enter_count = 0;
    JOURNEY(0)->first_end = 0;
    JOURNEY(0)->first_when = ON_RUN_SIDE - ON_GOAL;
    STAGE(0)->first_when = ON_STAGE_SIDE - ON_GOAL;
    WAIT(0)->first_arm = ON_ARM_EVENT - ON_GOAL;
    size_t size = sizeof(struct jbc_trigger);
    uint8_t *triggers = v->b->bytes[JBC_SECTION_TRIGGER];
    v->b->sizes[JBC_SECTION_TRIGGER] -= (uint32_t)(ON_GOAL * size);
    memmove(triggers, triggers + ON_GOAL * size, v->b->sizes[JBC_SECTION_TRIGGER]);
}

static void test_what_is_just_allowed_loads(void **state) {
    (void)state;
    static void (*const changes[])(struct victim *) = {
        long_characters,      empty_string_at_the_end, history_of_nothing, words_of_two_bytes,    loops_side_by_side,
        counter_left_at_once, counter_before_its_loop, shown_numbers,      two_ways_into_a_stage, no_enter,
        counted_argument,
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct jrt_fault fault = {.reason = ""};
        if (victim_load(PHASE_RECORDS, changes[i], &fault) != JRT_OK)
            fail_msg("change %zu: %s (section %u, place %u)", i, fault.reason, fault.section, fault.place);
    }
}

/* A goal that stands first in its journey is not behind the leave of the journey before it. */
static void test_goals_and_leaves_of_two_journeys(void **state) {
    (void)state;
    struct compiled compiled =
        compile_journeys("journey a { enter when event \"C\"\n leave when event \"A\" as gone\n"
                         "stage s { start journey b\n stay } }\n"
                         "journey b { goal event \"A\"\n stage s { wait 2 days\n exit as done } }\n");
    bool met = false;
    for (uint32_t i = 1; i < compiled.program->trigger_count; i++) {
        const struct jbc_trigger *before = &compiled.program->triggers[i - 1], *trigger = before + 1;
        met |= before->role == JBC_ROLE_LEAVE && trigger->role == JBC_ROLE_GOAL;
    }
    assert_true(met);
    compile_free(&compiled);
}

/* ---- the file ---- */

/* The sample with bytes of `filling` behind it. */
static enum jrt_status load_with_more(size_t more, uint8_t filling, struct jrt_fault *fault) {
    struct sample sample;
    size_t size;
    jrt_program *program = NULL;
    sample_build(&sample);
    uint8_t *bytes = build_finish(&sample.build, &size);
    sample_free(&sample);
    uint8_t *longer = malloc(size + more);
    assert_non_null(longer);
    memcpy(longer, bytes, size);
    memset(longer + size, filling, more);
    build_mend(longer, size + more);
    enum jrt_status status = jrt_load(longer, size + more, NULL, &program, fault);
    jrt_program_free(program);
    free(longer);
    free(bytes);
    return status;
}

static void test_only_zeros_fill_the_file_up(void **state) {
    (void)state;
    struct jrt_fault fault;
    assert_int_equal(load_with_more(0, 0, &fault), JRT_OK);
    assert_int_equal(load_with_more(7, 0, &fault), JRT_OK);
    assert_int_equal(load_with_more(7, 1, &fault), JRT_BAD_BYTES);
    assert_string_equal(fault.reason, audit_claim_reason(CLAIM_FILE_END));
    assert_int_equal(load_with_more(8, 0, &fault), JRT_BAD_BYTES);
    assert_string_equal(fault.reason, audit_claim_reason(CLAIM_FILE_END));
}

static void test_a_file_over_the_limit_is_refused_unread(void **state) {
    (void)state;
    uint64_t bytes[16] = {0};
    jrt_program *program;
    struct jrt_fault fault;
    assert_int_equal(jrt_load(bytes, (size_t)JRT_PROGRAM_MAX + 1, NULL, &program, &fault), JRT_BAD_BYTES);
    assert_string_equal(fault.reason, audit_claim_reason(CLAIM_FILE_SIZE));
}

/* ---- which instruction may stand where ---- */

/* What acts, and the functions that it may stand in: Predicate, Value, Flow, Side, fiNal, Enter, Init. All else computes,
 * and may stand in each of them. */
static const struct {
    enum jbc_op op;    /* the instruction */
    const char *kinds; /* their letters */
} acting[] = {
    {JBC_OP_YIELD, "PV"},       {JBC_OP_STORE, "FSNEI"}, {JBC_OP_ADD_ONE, "FSN"}, {JBC_OP_SEND, "FSN"},
    {JBC_OP_MILESTONE, "FSN"},  {JBC_OP_SET, "FSN"},     {JBC_OP_START, "FSN"},   {JBC_OP_STOP, "FSN"},
    {JBC_OP_SPLIT, "FSN"},      {JBC_OP_REPEAT, "FSN"},  {JBC_OP_WAIT, "F"},      {JBC_OP_WAIT_AGAIN, "F"},
    {JBC_OP_KEEP_WAITING, "F"}, {JBC_OP_GO_ON, "F"},     {JBC_OP_STAY, "F"},      {JBC_OP_GO_TO, "FS"},
    {JBC_OP_EXIT, "FS"},        {JBC_OP_RETURN, "SNEI"},
};

static const struct {
    enum jbc_func_kind kind; /* of function */
    char letter;             /* in the table above */
} kinds[] = {
    {JBC_FUNC_PREDICATE, 'P'}, {JBC_FUNC_VALUE, 'V'}, {JBC_FUNC_FLOW, 'F'}, {JBC_FUNC_SIDE, 'S'},
    {JBC_FUNC_FINAL, 'N'},     {JBC_FUNC_ENTER, 'E'}, {JBC_FUNC_INIT, 'I'},
};

static const char *kinds_of(enum jbc_op op) {
    for (size_t i = 0; i < sizeof acting / sizeof *acting; i++)
        if (acting[i].op == op) return acting[i].kinds;
    return "PVFSNEI";
}

static bool may_stand(enum jbc_op op, enum jbc_func_kind kind) {
    struct sample sample;
    size_t size;
    jrt_program *program = NULL;
    struct jrt_fault fault = {.reason = ""};
    sample_build(&sample);
    uint32_t func = build_func(&sample.build, kind, kind == JBC_FUNC_VALUE ? JBC_TEXT : 0, 0);
    build_op(&sample.build, op, 0, 0, 0);
    build_end(&sample.build, func, 0);
    uint8_t *bytes = build_finish(&sample.build, &size);
    jrt_load(bytes, size, NULL, &program, &fault);
    jrt_program_free(program);
    free(bytes);
    sample_free(&sample);
    return strcmp(fault.reason, audit_claim_reason(CLAIM_ALLOWED)) != 0;
}

static void test_instructions_stand_where_they_may(void **state) {
    (void)state;
    for (uint32_t op = 0; op < JBC_OP_COUNT_OF; op++)
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            bool expected = strchr(kinds_of((enum jbc_op)op), kinds[i].letter) != NULL;
            if (may_stand((enum jbc_op)op, kinds[i].kind) != expected)
                fail_msg("instruction %u in a function of kind %c", op, kinds[i].letter);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_break_is_refused_with_its_reason),
        cmocka_unit_test(test_what_is_just_allowed_loads),
        cmocka_unit_test(test_goals_and_leaves_of_two_journeys),
        cmocka_unit_test(test_only_zeros_fill_the_file_up),
        cmocka_unit_test(test_a_file_over_the_limit_is_refused_unread),
        cmocka_unit_test(test_instructions_stand_where_they_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
