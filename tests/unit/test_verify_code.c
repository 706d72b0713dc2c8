/* The verifier and the operand stack, loops and movement: what is allowed, and what is refused for a less obvious cause. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/victim.h"

/* ---- loops, circles, depth ---- */

/* Stage 2: JUMP again; body: BOOL; IF_NO again; GO_TO 2; again: REPEAT tally 3 body; STAY. The body is reached by the
 * REPEAT alone. */
static void circle_in_loop(struct victim *v) {
    victim_retire(v, v->s.flow[2]);
    uint32_t func = victim_more(v, JBC_FUNC_FLOW, 0);
    STAGE(2)->func = func;
    uint32_t over = victim_op(v, JBC_OP_JUMP, 0, 0, 0);
    uint32_t body = victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    uint32_t no = victim_op(v, JBC_OP_IF_NO, 0, 0, 0);
    victim_op(v, JBC_OP_GO_TO, 2, 0, 0);
    uint32_t again = victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, 3, body);
    victim_op(v, JBC_OP_STAY, 0, 0, 0);
    build_jump(v->b, over, again);
    build_jump(v->b, no, again);
    victim_end(v, func, 1);
}

static void test_a_circle_through_a_loop_is_refused(void **state) {
    (void)state;
    struct jrt_fault fault;
    assert_int_equal(victim_load(PHASE_RECORDS, circle_in_loop, &fault), JRT_BAD_BYTES);
    assert_string_equal(fault.reason, audit_claim_reason(CLAIM_CIRCLE));
    assert_int_equal(fault.section, JBC_SECTION_STAGE);
    assert_int_equal(fault.place, 2);
}

/* Stage 2: STAY; then, reached by nothing, GO_TO 2. */
static void dead_code(struct victim *v) {
    victim_retire(v, v->s.flow[2]);
    uint32_t func = victim_more(v, JBC_FUNC_FLOW, 0);
    STAGE(2)->func = func;
    victim_op(v, JBC_OP_STAY, 0, 0, 0);
    victim_op(v, JBC_OP_GO_TO, 2, 0, 0);
    victim_end(v, func, 0);
}

static void test_what_nothing_reaches_makes_no_circle(void **state) {
    (void)state;
    struct jrt_fault fault;
    assert_int_equal(victim_load(PHASE_RECORDS, dead_code, &fault), JRT_OK);
}

/* Loops side by side and inside of each other are fine. */
static void nested_loops(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t outer = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    uint32_t inner = victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, 1000, inner);
    victim_op(v, JBC_OP_REPEAT, SLOT_FIRED, 1000, outer);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 0);
}

static void test_loops_may_nest(void **state) {
    (void)state;
    struct jrt_fault fault;
    assert_int_equal(victim_load(PHASE_RECORDS, nested_loops, &fault), JRT_OK);
}

/* 64 values are as many as there is room for. */
static void full_stack(struct victim *v) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, JBC_NONE);
    for (uint32_t i = 0; i < JRT_STACK_MAX; i++) victim_op(v, JBC_OP_NUMBER, i, 0, 0);
    victim_op(v, JBC_OP_LIST, JRT_STACK_MAX, 0, 0);
    victim_op(v, JBC_OP_KNOWN, 0, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, JRT_STACK_MAX);
}

static void test_the_stack_may_be_full(void **state) {
    (void)state;
    struct jrt_fault fault;
    assert_int_equal(victim_load(PHASE_RECORDS, full_stack, &fault), JRT_OK);
}

/* A list of numbers is no list of texts. */
static void mixed_lists(struct victim *v) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, JBC_NONE);
    victim_op(v, JBC_OP_TRAIT, 2, 0, 0);
    victim_op(v, JBC_OP_NUMBER, 1, 0, 0);
    victim_op(v, JBC_OP_LIST, 1, 0, 0);
    victim_op(v, JBC_OP_EQ, 0, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, 2);
}

static void test_lists_have_items_of_a_type(void **state) {
    (void)state;
    struct jrt_fault fault;
    assert_int_equal(victim_load(PHASE_RECORDS, mixed_lists, &fault), JRT_BAD_BYTES);
    assert_string_equal(fault.reason, audit_claim_reason(CLAIM_STACK_TYPE));
    assert_int_equal(fault.section, JBC_SECTION_CODE);
}

/* ---- the types of operations ---- */

/* What each operation takes, as pairs of the signs of opcodes.def, and what it then gives. */
static const struct {
    enum jbc_op op;    /* of two operands */
    const char *pairs; /* "left right gives" in threes */
} operations[] = {
    {JBC_OP_ADD, "### ~~~ @~@ ~@@"},
    {JBC_OP_SUB, "### ~~~ @~@ @@~"},
    {JBC_OP_MUL, "### ~#~ #~~"},
    {JBC_OP_DIV, "### ~#~ ~~#"},
    {JBC_OP_EQ, "??? ##? @@? ~~? ::? $$? [[?"},
    {JBC_OP_LT, "##? @@? ~~? ::? $$?"},
    {JBC_OP_LE, "##? @@? ~~? ::? $$?"},
    {JBC_OP_GT, "##? @@? ~~? ::? $$?"},
    {JBC_OP_GE, "##? @@? ~~? ::? $$?"},
    {JBC_OP_CONTAINS, "$$? [$?"},
    {JBC_OP_STARTS, "$$?"},
    {JBC_OP_ENDS, "$$?"},
    {JBC_OP_WITHIN, "@~?"},
};
static const char type_signs[] = "?#@~:$[";

static uint8_t type_of_sign(char sign) {
    uint8_t type = (uint8_t)(JBC_BOOL + (strchr(type_signs, sign) - type_signs));
    return type == JBC_LIST ? JBC_LIST | JBC_TEXT << 4 : type;
}

/* What the operation gives for these signs; 0: it is not allowed. */
static char result_of(const char *pairs, char left, char right) {
    for (size_t i = 0; i < strlen(pairs); i += 4)
        if (pairs[i] == left && pairs[i + 1] == right) return pairs[i + 2];
    return 0;
}

static bool loads_as(enum jbc_op name, char left, char right, char result) {
    struct victim v = {0};
    size_t size;
    jrt_program *program = NULL;
    sample_build(&v.s);
    v.b = &v.s.build;
    uint32_t func = build_func(v.b, JBC_FUNC_VALUE, type_of_sign(result), JBC_NONE);
    victim_op(&v, JBC_OP_MISSING, type_of_sign(left), 0, 0);
    victim_op(&v, JBC_OP_MISSING, type_of_sign(right), 0, 0);
    victim_op(&v, name, 0, 0, 0);
    victim_op(&v, JBC_OP_YIELD, 0, 0, 0);
    build_end(v.b, func, 2);
    uint8_t *bytes = build_finish(v.b, &size);
    enum jrt_status status = jrt_load(bytes, size, NULL, &program, NULL);
    jrt_program_free(program);
    free(bytes);
    sample_free(&v.s);
    return status == JRT_OK;
}

static void test_operations_take_and_give_their_types(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        for (const char *left = type_signs; *left; left++)
            for (const char *right = type_signs; *right; right++) {
                char given = result_of(operations[i].pairs, *left, *right);
                for (const char *result = type_signs; *result; result++)
                    if (loads_as(operations[i].op, *left, *right, *result) != (given == *result))
                        fail_msg("operation %u of %c and %c as %c", (unsigned)operations[i].op, *left, *right, *result);
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_circle_through_a_loop_is_refused),
        cmocka_unit_test(test_what_nothing_reaches_makes_no_circle),
        cmocka_unit_test(test_loops_may_nest),
        cmocka_unit_test(test_the_stack_may_be_full),
        cmocka_unit_test(test_lists_have_items_of_a_type),
        cmocka_unit_test(test_operations_take_and_give_their_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
