/* The verifier's bounds: claims that test_verify.c breaks once are broken here in all the other ways there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/victim.h"

static void add_text(struct victim *v, const char *bytes, uint32_t size) {
    uint32_t string = build_text(v->b, "0123456789");
    memcpy(v->b->bytes[JBC_SECTION_TEXT] + AT(STRING, string, string)->offset, bytes, size);
}

/* A function that is used as nothing, with one instruction whose operand is out of bounds. */
static void odd_operand(struct victim *v, enum jbc_op name, int64_t first, int64_t second) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, JBC_NONE);
    victim_op(v, name, first, second, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, 1);
}

/* A take-over with a slot's instruction in it. */
static void odd_slot(struct victim *v, enum jbc_op name, uint32_t slot) {
    uint32_t func = victim_take_over(v);
    if (name == JBC_OP_STORE) victim_op(v, JBC_OP_NUMBER, 0, 0, 0);
    victim_op(v, name, slot, 0, 0);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 1);
}

static void side_send(struct victim *v, uint32_t send, enum jbc_place place) {
    AT(SEND, send, send)->place = (uint16_t)place;
}

#define OTHER_BREAKS(X)                                                                                                \
    X(ZERO, 1, AT(HISTORY, history, 0)->zero1 = 1;)                                                                    \
    X(ZERO, 2, AT(HISTORY, history, 0)->zero2 = 1;)                                                                    \
    X(ZERO, 3, AT(PARAM, param, 0)->zero = 1;)                                                                         \
    X(ZERO, 4, WAIT(0)->zero = 1;)                                                                                     \
    X(ZERO, 5, AT(LIMIT, limit, 0)->zero = 1;)                                                                         \
    X(FLAG, 1, AT(HISTORY, history, 0)->counted = 2;)                                                                  \
    X(FLAG, 2, SLOT(SLOT_CART)->optional = 2;)                                                                         \
    X(FLAG, 3, AT(FIELD, field, 0)->zone = 2;)                                                                         \
    X(FLAG, 4, AT(FIELD, field, 0)->optional = 2;)                                                                     \
    X(FLAG, 5, AT(SEND, send, 0)->always = 2;)                                                                         \
    X(FLAG, 6, AT(HOURS, hours, 0)->deliver = 2;)                                                                      \
    X(FLAG, 7, AT(CHANNEL, channel, 0)->team = 2;)                                                                     \
    X(FLAG, 8, AT(PARAM, param, 0)->optional = 2;)                                                                     \
    X(FLAG, 9, AT(TRAIT, trait, 0)->optional = 2;)                                                                     \
    X(TYPE, 1, AT(PARAM, param, 0)->type = 0;)                                                                         \
    X(TYPE, 2, AT(TRAIT, trait, 2)->item = JBC_LIST;)                                                                  \
    X(TYPE, 3, AT(TRAIT, trait, 0)->item = JBC_TEXT;)                                                                  \
    X(FUNC_TYPE, 1, FUNC(v->s.where)->type = JBC_BOOL;)                                                                \
    X(FUNC_SIZE, 1, FUNC(0)->size = JRT_FUNC_MAX + 1;)                                                                 \
    X(DURATION, 1, PROJECT->id_window = -1;)                                                                           \
    X(DURATION, 2, PROJECT->id_window = JRT_DURATION_MAX + 1;)                                                         \
    X(DURATION, 3, JOURNEY(1)->again_after = 0;)                                                                       \
    X(DURATION, 4, JOURNEY(0)->again_after = 1;)                                                                       \
    X(DURATION, 5, AT(LIMIT, limit, 0)->hold = -1;)                                                                    \
    X(DURATION, 6, AT(LIMIT, limit, 1)->window = 1;)                                                                   \
    X(DURATION, 7, AT(LIMIT, limit, 0)->window = JRT_DURATION_MAX + 1;)                                                \
    X(LIMIT_MOST, 1, AT(LIMIT, limit, 1)->most = JRT_RING_MAX + 1;)                                                    \
    X(DAYS, 1, AT(HOURS, hours, 0)->days = 0;)                                                                         \
    X(HOURS, 1, AT(HOURS, hours, 0)->from = 86400000;)                                                                 \
    X(SLOT_TYPE, 1, SLOT(SLOT_OPT_IN)->type = JBC_NUMBER;)                                                             \
    X(SLOT_TYPE, 2, SLOT(SLOT_PLAN)->words = JBC_NONE;)                                                                \
    X(SLOT_TYPE, 3, SLOT(SLOT_TRIAL)->type = JBC_TEXT;)                                                                \
    X(SLOT_TYPE, 4, SLOT(SLOT_TAGS)->item = 0;)                                                                        \
    X(SLOT_TYPE, 5, SLOT(SLOT_TALLY)->type = JBC_TEXT;)                                                                \
    X(SLOT_TYPE, 6, SLOT(SLOT_NEWEST)->type = JBC_LIST;)                                                               \
    X(SLOT_TYPE, 7, SLOT(SLOT_PLAN)->storage = JBC_STORE_WORD16; SLOT(SLOT_PLAN)->words = JBC_NONE;)                   \
    X(SLOT_TYPE, 8, SLOT(SLOT_CART)->item = JBC_TEXT;)                                                                 \
    X(SLOT_TYPE, 9, SLOT(SLOT_CART)->words = 0;)                                                                       \
    X(KEEP_OUT, 1, PROJECT->keep_out = 10001;)                                                                         \
    X(MARK, 1, JOURNEY(1)->again = JBC_AGAIN_ALWAYS; JOURNEY(1)->again_after = 0;)                                     \
    X(RUN_SIZE, 1, JOURNEY(0)->run_size = 124;)                                                                        \
    X(RUN_SIZE, 2, JOURNEY(1)->run_size = 40;)                                                                         \
    X(STAGE_AREA, 1, JOURNEY(0)->stage_area = 136;)                                                                    \
    X(FIXED_SIZE, 1, PROJECT->fixed_size = JRT_FIXED_MAX + 8;)                                                         \
    X(PARTS_RISE, 1, AT(PART, part, 1)->below = 10001;)                                                                \
    X(AREA, 1, AT(HISTORY, history, 0)->offset = 65528;)                                                               \
    X(AREA, 2, AT(LIMIT, limit, 0)->offset = 112;)                                                                     \
    X(AREA, 3, SLOT(SLOT_IDS)->offset = 118;)                                                                          \
    X(AREA, 4, SLOT(SLOT_SAVED)->offset = 126;)                                                                        \
    X(AREA, 5, SLOT(SLOT_SAVED)->offset = 48;)                                                                         \
    X(AREA, 6, SLOT(SLOT_CART)->offset = 40;)                                                                          \
    X(OVERLAP, 1, AT(LIMIT, limit, 1)->offset = 104;)                                                                  \
    X(OVERLAP, 2, SLOT(SLOT_WHEN_TIMER)->offset = 88;)                                                                 \
    X(SLOT_JOURNEY, 1, SLOT(SLOT_SAVED)->journey = 1;)                                                                 \
    X(UTF8, 1, add_text(v, "\xc0\x80", 2);)                                                                            \
    X(UTF8, 2, add_text(v, "\xe0\x9f\xbf", 3);)                                                                        \
    X(UTF8, 3, add_text(v, "\xed\xa0\x80", 3);)                                                                        \
    X(UTF8, 4, add_text(v, "\xf4\x90\x80\x80", 4);)                                                                    \
    X(UTF8, 5, add_text(v, "\xf8\x88\x80\x80\x80", 5);)                                                                \
    X(UTF8, 6, add_text(v, "\xe2\x82x", 3);)                                                                           \
    X(UTF8, 7, add_text(v, "012345678\xc3", 10);)                                                                      \
    X(UTF8, 8, add_text(v, "\x80", 1);)                                                                                \
    X(STRING_WHOLE, 1, uint32_t t = build_text(v->b, "\xc3\xa4"); AT(STRING, string, t)->offset++;                     \
      AT(STRING, string, t)->size = 1;)                                                                                \
    X(STRING_PLACE, 1, AT(STRING, string, 0)->offset = 1u << 31;)                                                      \
    X(RANGE, 1, JOURNEY(1)->first_stage = 0x80000000u;)                                                                \
    X(RANGE, 2, JOURNEY(1)->stage_count = 0xffffffffu;)                                                                \
    X(ONE_PROJECT, 1, v->b->sizes[JBC_SECTION_PROJECT] = 0;)                                                           \
    X(OPERAND, 1, odd_operand(v, JBC_OP_BOOL, 2, 0);)                                                                  \
    X(OPERAND, 2, odd_operand(v, JBC_OP_NUMBER, INT64_MIN, 0);)                                                        \
    X(OPERAND, 3, odd_operand(v, JBC_OP_TIME, JRT_TIME_MAX + 1, 0);)                                                   \
    X(OPERAND, 4, odd_operand(v, JBC_OP_CIVIL, JRT_TIME_MIN - 1, 0);)                                                  \
    X(OPERAND, 5, odd_operand(v, JBC_OP_DURATION, -JRT_DURATION_MAX - 1, 0);)                                          \
    X(OPERAND, 6, odd_operand(v, JBC_OP_CLOCK, 86400000, 0);)                                                          \
    X(OPERAND, 7, odd_operand(v, JBC_OP_MISSING, 0, 0);)                                                               \
    X(OPERAND, 8, odd_operand(v, JBC_OP_MISSING, JBC_LIST, 0);)                                                        \
    X(OPERAND, 9, odd_operand(v, JBC_OP_MISSING, JBC_LIST | JBC_LIST << 4, 0);)                                        \
    X(OPERAND, 10, odd_operand(v, JBC_OP_MISSING, JBC_TEXT | JBC_TEXT << 4, 0);)                                       \
    X(OPERAND, 11, odd_operand(v, JBC_OP_COUNT_IN, 0, 0);)                                                             \
    X(OPERAND, 12, odd_operand(v, JBC_OP_COUNT_IN, 0, JRT_WINDOW_MAX + 1);)                                            \
    X(OPERAND, 13, odd_operand(v, JBC_OP_LIST, 0, 0);)                                                                 \
    X(OPERAND, 14, odd_operand(v, JBC_OP_CONCAT, JRT_STACK_MAX + 1, 0);)                                               \
    X(OPERAND, 15, odd_operand(v, JBC_OP_ROUND, 7, 0);)                                                                \
    X(OPERAND, 16, odd_operand(v, JBC_OP_FIELD, 0, 1);)                                                                \
    X(OPERAND, 17, odd_operand(v, JBC_OP_FIELD, 2, 0);)                                                                \
    X(OPERAND, 18, odd_operand(v, JBC_OP_TRAIT, 5, 0);)                                                                \
    X(OPERAND, 19, odd_operand(v, JBC_OP_LOAD, 99, 0);)                                                                \
    X(OPERAND, 20, odd_operand(v, JBC_OP_IN_GROUP, 9999, 0);)                                                          \
    X(OPERAND, 21, odd_operand(v, JBC_OP_TEXT, JBC_NONE, 0);)                                                          \
    X(OPERAND, 22, SET16(v->s.again + 3, 0);)                                                                          \
    X(OPERAND, 23, SET16(v->s.again + 3, JRT_REPEAT_MAX + 1);)                                                         \
    X(SLOT_STORAGE, 1, odd_slot(v, JBC_OP_STORE, SLOT_RUN_TIMER);)                                                     \
    X(SLOT_STORAGE, 2, odd_slot(v, JBC_OP_ADD_ONE, SLOT_RECEIPT);)                                                     \
    X(SLOT_OURS, 1, odd_slot(v, JBC_OP_STORE, SLOT_TRIAL);)                                                            \
    X(SLOT_OURS, 2, odd_slot(v, JBC_OP_STORE, SLOT_KEY);)                                                              \
    X(USE_SLOTS, 1, odd_slot(v, JBC_OP_ADD_ONE, SLOT_COUNTER);)                                                        \
    X(LOOP_KEPT, 1, odd_slot(v, JBC_OP_ADD_ONE, SLOT_VISITS); SET16(v->s.again - 2, SLOT_COUNTER);)                    \
    X(STACK_TYPE, 1, odd_slot(v, JBC_OP_STORE, SLOT_CART);)                                                            \
    X(HISTORY_KEPT, 1, AT(HISTORY, history, 0)->ring = 0;)                                                             \
    X(WAIT_PLACE, 1, SET16(v->s.wait[0] + 1, 1);)                                                                      \
    X(JUMP, 1, SET32(v->s.arm[0] + 1, -5);)                                                                            \
    X(JUMP, 2, SET32(v->s.arm[0] + 1, INT32_MIN);)                                                                     \
    X(LOOP_BACK, 1, SET32(v->s.again + 5, INT32_MIN);)                                                                 \
    X(LOOP_BACK, 2, SET32(v->s.again + 5, -10);)                                                                       \
    X(OPCODE, 1, v->code[FUNC(v->s.flow[3])->pc] = JBC_OP_GO_TO;)                                                      \
    X(USE_TYPE, 1, TRIGGER(ON_RUN_TAKE)->match = 1;)                                                                   \
    X(USE_TYPE, 2, WAIT(3)->value = v->s.word;)                                                                        \
    X(USE_SLOTS, 2, TRIGGER(ON_ENTER)->test = v->s.ready;)                                                             \
    X(USE_STORAGE, 1, SLOT(SLOT_SEEN)->type = JBC_NUMBER;)                                                             \
    X(USE_STORAGE, 2, JOURNEY(1)->key = SLOT_TAGS;)                                                                    \
    X(USE_STORAGE, 3, SLOT(SLOT_FIRST)->type = JBC_NUMBER;)                                                            \
    X(USE_STORAGE, 4, AT(ARGUMENT, argument, 0)->slot = SLOT_NEWEST;)                                                  \
    X(USE_AREA, 1, AT(ARGUMENT, argument, 0)->slot = SLOT_CART;)                                                       \
    X(USE_AREA, 2, TRIGGER(ON_ARM_TRUE)->timer = SLOT_RUN_TIMER;)                                                      \
    X(USE_AREA, 3, TRIGGER(ON_ENTER_DATE)->timer = SLOT_RUN_TIMER;)                                                    \
    X(USE_AREA, 4, TRIGGER(ON_RUN_SIDE)->fired = SLOT_COUNTER;)                                                        \
    X(USE_AREA, 5, JOURNEY(1)->key = SLOT_CART;)                                                                       \
    X(ENTRY, 1, TRIGGER(ON_STAGE_TAKE)->pc = v->s.past;)                                                               \
    X(ENTRY, 2, WAIT(0)->on_time = 1u << 30;)                                                                          \
    X(ENTRY_FORWARD, 1, TRIGGER(ON_ARM_EVENT)->pc = v->s.send;)                                                        \
    X(ENTRY_FORWARD, 2, WAIT(3)->on_past = v->s.wait[3];)                                                              \
    X(SPAN_PC, 1, AT(SPAN, span, 1)->pc = 1u << 30;)                                                                   \
    X(SPAN_LINE, 1, AT(SPAN, span, 0)->column = 0;)                                                                    \
    X(WAIT_DURATION, 1, WAIT(2)->duration = 1;)                                                                        \
    X(WAIT_DURATION, 2, WAIT(0)->duration = JRT_DURATION_MAX + 1;)                                                     \
    X(WAIT_CLOCK, 1, WAIT(2)->days = 128;)                                                                             \
    X(WAIT_CLOCK, 2, WAIT(0)->clock = 1;)                                                                              \
    X(WAIT_ANSWERS, 1, WAIT(1)->on_unknown = v->s.past;)                                                               \
    X(TRIGGER_KIND, 1, TRIGGER(ON_GOAL)->role = JBC_ROLE_END;)                                                         \
    X(TRIGGER_OWNER, 1, TRIGGER(ON_ARM_TRUE)->role = JBC_ROLE_GOAL;)                                                   \
    X(TRIGGER_OWNER, 2, TRIGGER(ON_ENTER)->role = JBC_ROLE_WHEN_SIDE;)                                                 \
    X(TRIGGER_OWNER, 3, TRIGGER(ON_RUN_SIDE)->role = JBC_ROLE_ARM;)                                                    \
    X(TRIGGER_ROLE, 1, TRIGGER(ON_ENTER_DATE)->kind = JBC_ON_AFTER;)                                                   \
    X(TRIGGER_ROLE, 2, TRIGGER(ON_ARM_EVENT)->kind = JBC_ON_EVERY;)                                                    \
    X(TRIGGER_MATCH, 1, TRIGGER(ON_ENTER)->match = 2;)                                                                 \
    X(TRIGGER_MATCH, 2, TRIGGER(ON_ARM_TRUE)->match = 0;)                                                              \
    X(TRIGGER_DURATION, 1, TRIGGER(ON_ENTER)->duration = 1;)                                                           \
    X(TRIGGER_DURATION, 2, TRIGGER(ON_ENTER_DATE)->duration = JRT_DURATION_MAX + 1;)                                   \
    X(TRIGGER_DURATION, 3, TRIGGER(ON_ENTER_DATE)->duration = -JRT_DURATION_MAX - 1;)                                  \
    X(TRIGGER_DURATION, 4, TRIGGER(ON_RUN_SIDE)->duration = 1;)                                                        \
    X(TRIGGER_CLOCK, 1, TRIGGER(ON_ENTER)->clock = 1;)                                                                 \
    X(TRIGGER_CLOCK, 2, TRIGGER(ON_RUN_SIDE)->days = 128;)                                                             \
    X(TRIGGER_CLOCK, 3, TRIGGER(ON_STAGE_SIDE)->days = 1;)                                                             \
    X(TRIGGER_WITHIN, 1, TRIGGER(ON_LEAVE)->within = 1;)                                                               \
    X(TRIGGER_OUTCOME, 1, TRIGGER(ON_ENTER)->outcome = 0;)                                                             \
    X(TRIGGER_BODY, 1, TRIGGER(ON_ARM_TRUE)->body = v->s.goal;)                                                        \
    X(TRIGGER_PC, 1, TRIGGER(ON_GOAL)->pc = v->s.take;)                                                                \
    X(TRIGGER_BOUND, 1, TRIGGER(ON_GOAL)->most = 1;)                                                                   \
    X(TRIGGER_BOUND, 2, TRIGGER(ON_RUN_SIDE)->most = JRT_BOUND_MAX + 1;)                                               \
    X(SEND_PLACE, 1, side_send(v, 1, JBC_PLACE_FLOW);)                                                                 \
    X(SEND_PLACE, 2, side_send(v, 2, JBC_PLACE_STAGE);)                                                                \
    X(SEND_PLACE, 3, side_send(v, 0, JBC_PLACE_USER);)                                                                 \
    X(SEND_WAIT, 1, side_send(v, 0, JBC_PLACE_STAGE);)                                                                 \
    X(STATEMENT_JOURNEY, 1, AT(SPLIT, split, 0)->journey = 1;)                                                         \
    X(PART_PC, 1, AT(PART, part, 0)->pc = 1u << 30;)                                                                   \
    X(PART_PC, 2, AT(PART, part, 0)->pc++;)                                                                            \
    X(STACK_SAID, 1, FUNC(v->s.where)->stack = 3;)

#define DEFINE_OTHER(name, number, ...)                                                                                \
    static void break_##name##_##number(struct victim *v) {                                                            \
        (void)v;                                                                                                       \
        __VA_ARGS__                                                                                                    \
    }
OTHER_BREAKS(DEFINE_OTHER)

#define IN_OTHERS(name, number, ...) {CLAIM_##name, PHASE_RECORDS, break_##name##_##number},
static const struct victim_break breaks[] = {OTHER_BREAKS(IN_OTHERS)};

static void test_each_break_is_refused_with_its_reason(void **state) {
    (void)state;
    assert_int_equal(victim_survivors(breaks, sizeof breaks / sizeof *breaks), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_break_is_refused_with_its_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
