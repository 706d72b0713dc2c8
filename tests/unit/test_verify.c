/* The verifier: for every claim of claims.def the sample is broken in one place, and refused with that claim's reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/checksum.h"
#include "tests/unit/victim.h"

static void mend_checksum(struct jbc_header *header) {
    size_t summed = offsetof(struct jbc_header, checksum) + sizeof header->checksum;
    header->checksum = (uint32_t)checksum_hash(0, (const uint8_t *)header + summed, header->size - summed);
}

/* ---- breaks of the file; after those of the second list the sums are mended ---- */

#define BREAKS_OF_SUMS(X)                                                                                              \
    X(SIZE_SAID, v->header->size += 8;)                                                                                \
    X(CHECKSUM, v->header->checksum ^= 1;)                                                                             \
    X(TOO_OLD, v->header->version = 0;)                                                                                \
    X(TOO_NEW, v->header->oldest_reader = JBC_VERSION + 1;)                                                            \
    X(MAGIC, v->header->magic[4] = '\n';)                                                                              \
    X(CONTENT_HASH, v->header->content_hash ^= 1; mend_checksum(v->header);)                                           \
    X(LAYOUT_HASH, v->header->layout_hash ^= 1; mend_checksum(v->header);)

#define BREAKS_OF_FILE(X)                                                                                              \
    X(ZERO, v->header->zero = 1;)                                                                                      \
    X(SECTION_TABLE, v->header->section_count = 1u << 20;)                                                             \
    X(SECTION_KIND, v->table[3].kind = v->table[2].kind;)                                                              \
    X(SECTION_PLACE, v->table[3].offset += 8;)                                                                         \
    X(SECTION_SIZE, v->table[3].size = 0x7ffffff8;)                                                                    \
    X(SECTION_COUNT, v->table[3].count++;)                                                                             \
    X(FILE_END, v->table[v->header->section_count - 1].size -= (uint32_t)sizeof(struct jbc_span);                      \
      v->table[v->header->section_count - 1].count--;)

/* ---- breaks of records ---- */

#define BREAKS_OF_RECORDS(X)                                                                                           \
    X(ONE_PROJECT, build_add(v->b, JBC_SECTION_PROJECT, PROJECT);)                                                     \
    X(UTF8, v->b->bytes[JBC_SECTION_TEXT][0] = 0xff;)                                                                  \
    X(STRING_PLACE, AT(STRING, string, 0)->size = 1u << 20;)                                                           \
    X(RANGE, JOURNEY(1)->stage_count = 2;)                                                                             \
    X(ONE_OWNER, STAGE(2)->wait_count = 1;)                                                                            \
    X(REFERENCE, STAGE(0)->func = 99;)                                                                                 \
    X(OWNED, STAGE(0)->wait_count = 0;)                                                                                \
    X(FUNC_ORDER, FUNC(1)->pc++;)                                                                                      \
    X(FUNC_SIZE, FUNC(0)->size = 0;)                                                                                   \
    X(FUNC_PLACE, FUNC(v->s.flow[3] + 1)->size = 2;)                                                                   \
    X(FUNC_ALL, victim_op(v, JBC_OP_RETURN, 0, 0, 0);)                                                                 \
    X(FUNC_KIND, FUNC(0)->kind = JBC_FUNC_END;)                                                                        \
    X(FUNC_TYPE, FUNC(0)->type = 0;)                                                                                   \
    X(STACK_MAX, FUNC(0)->stack = JRT_STACK_MAX + 1;)                                                                  \
    X(DURATION, AT(LIMIT, limit, 0)->window = 0;)                                                                      \
    X(KEEP_OUT, JOURNEY(0)->keep_out = 10001;)                                                                         \
    X(FIXED_SIZE, PROJECT->fixed_size = 121;)                                                                          \
    X(IDS, PROJECT->ids = JBC_NONE;)                                                                                   \
    X(WORDS, BUILD(v->b, ENUM, enumeration, .first_member = 0);)                                                       \
    X(TYPE, AT(FIELD, field, 0)->type = JBC_TYPE_END;)                                                                 \
    X(WORDS_TYPE, AT(TRAIT, trait, 1)->words = 0;)                                                                     \
    X(FLAG, AT(TRAIT, trait, 0)->account = 2;)                                                                         \
    X(FIELD_ZONE, AT(FIELD, field, 0)->zone = 1; AT(FIELD, field, 0)->type = JBC_NUMBER;                               \
      AT(FIELD, field, 0)->words = JBC_NONE;)                                                                          \
    X(STORAGE, SLOT(SLOT_CART)->storage = JBC_STORE_END;)                                                              \
    X(SLOT_TYPE, SLOT(SLOT_CART)->type = JBC_NUMBER;)                                                                  \
    X(FIXED_SLOT, AT(TRAIT, trait, 4)->slot = SLOT_CART;)                                                              \
    X(TRAIT_SLOT, AT(TRAIT, trait, 4)->slot = SLOT_OPT_IN;)                                                            \
    X(HISTORY_EVENT, AT(HISTORY, history, 0)->event = 1;)                                                              \
    X(RING, AT(HISTORY, history, 0)->ring = JRT_RING_MAX + 1;)                                                         \
    X(WINDOW_KIND, AT(LIMIT, limit, 1)->kind = JBC_WINDOW_END;)                                                        \
    X(LIMIT_MOST, AT(LIMIT, limit, 1)->most = 0;)                                                                      \
    X(HOURS, AT(HOURS, hours, 0)->to = 86400000;)                                                                      \
    X(DAYS, AT(HOURS, hours, 0)->days = 128;)                                                                          \
    X(AGAIN, JOURNEY(0)->again = JBC_AGAIN_END;)                                                                       \
    X(MARK, JOURNEY(0)->mark = JBC_NONE;)                                                                              \
    X(KEY, JOURNEY(1)->key_label = JBC_NONE;)                                                                          \
    X(STAGES, JOURNEY(1)->stage_count = 0;                                                                             \
      BUILD(v->b, JOURNEY, journey, .title = JBC_NONE, .group = JBC_NONE, .again = JBC_AGAIN_ALWAYS, .mark = JBC_NONE, \
            .key = JBC_NONE, .key_label = JBC_NONE, .init = JOURNEY(1)->init, .first_stage = 3, .stage_count = 1,      \
            .run_size = 48, .stage_area = 48);)                                                                        \
    X(RUN_SIZE, JOURNEY(0)->run_size = JRT_RUN_MAX + 8;)                                                               \
    X(STAGE_AREA, JOURNEY(0)->stage_area = 40;)                                                                        \
    X(STAGE_JOURNEY, STAGE(3)->journey = 0;)                                                                           \
    X(RENAME, AT(RENAME, rename, 0)->stage = 3;)                                                                       \
    X(ALTERNATIVES, BUILD(v->b, SEND, send, .next_wait = JBC_NONE);)                                                   \
    X(PLACE_KIND, AT(SEND, send, 0)->place = JBC_PLACE_END;)                                                           \
    X(PARTS, BUILD(v->b, SPLIT, split, .name = 0);)                                                                    \
    X(PARTS_RISE, AT(PART, part, 1)->below = 4000;)                                                                    \
    X(PARTS_WHOLE, AT(PART, part, 1)->below = 9999;)                                                                   \
    X(SLOT_OWNED, SLOT(SLOT_CART)->journey = JBC_NONE16;)                                                              \
    X(AREA, SLOT(SLOT_CART)->offset = 80;)                                                                             \
    X(OVERLAP, SLOT(SLOT_CART)->offset = 51;)                                                                          \
    X(ALIGNED, AT(HISTORY, history, 0)->offset = 60;)                                                                  \
    X(SLOT_JOURNEY, SLOT(SLOT_CART)->journey = 1;)                                                                     \
    X(SPAN_PC, AT(SPAN, span, 0)->pc++;)                                                                               \
    X(SPAN_ORDER, AT(SPAN, span, 1)->pc = AT(SPAN, span, 0)->pc;)                                                      \
    X(SPAN_LINE, AT(SPAN, span, 0)->line = 0;)

#define BREAKS_OF_USES(X)                                                                                              \
    X(USE_KIND, STAGE(2)->func = v->s.goal;)                                                                           \
    X(USE_TYPE, PROJECT->zone = v->s.until;)                                                                           \
    X(USE_SLOTS, AT(CHANNEL, channel, 0)->reach = v->s.ready;)                                                         \
    X(USE_ONCE, TRIGGER(ON_LEAVE)->body = v->s.goal;)                                                                  \
    X(USE_JOURNEY, FUNC(v->s.flow[3])->journey = 0;)                                                                   \
    X(FUNC_USED, TRIGGER(ON_GOAL)->body = JBC_NONE;)                                                                   \
    X(USE_STORAGE, AT(TEMPLATE, template, 0)->newest = SLOT_MARK_KEYED;)                                               \
    X(USE_AREA, AT(RECEIPT, receipt, 0)->slot = SLOT_OPT_IN;)                                                          \
    X(ZONE_CLOCK, zone_asks_clock(v);)                                                                                 \
    X(ENTRY, WAIT(0)->on_time++;)                                                                                      \
    X(ENTRY_FORWARD, WAIT(1)->on_time = v->s.body;)                                                                    \
    X(WAIT_KIND, WAIT(1)->kind = JBC_WAIT_END;)                                                                        \
    X(WAIT_STAGE, STAGE(1)->wait_count = 3; STAGE(2)->first_wait = 4; STAGE(2)->wait_count = 1;)                       \
    X(WAIT_DURATION, WAIT(1)->duration = 0;)                                                                           \
    X(WAIT_VALUE, WAIT(4)->value = JBC_NONE;)                                                                          \
    X(WAIT_FIRST, WAIT(2)->first = JBC_NONE;)                                                                          \
    X(WAIT_CLOCK, WAIT(2)->clock = 86400000;)                                                                          \
    X(WAIT_ARMS, WAIT(0)->kind = JBC_WAIT_FOR;)                                                                        \
    X(WAIT_ANSWERS, WAIT(0)->on_past = v->s.over;)                                                                     \
    X(WAIT_PC, WAIT(2)->pc = v->s.wait[3]; v->code[v->s.wait[2]] = JBC_OP_WAIT_AGAIN;)

#define BREAKS_OF_TRIGGERS(X)                                                                                          \
    X(TRIGGER_KIND, TRIGGER(ON_GOAL)->kind = JBC_ON_END;)                                                              \
    X(TRIGGER_OWNER, TRIGGER(ON_GOAL)->role = JBC_ROLE_ENTER;)                                                         \
    X(TRIGGER_ORDER, TRIGGER(ON_GOAL)->role = JBC_ROLE_LEAVE; TRIGGER(ON_GOAL)->within = 0;                            \
      TRIGGER(ON_LEAVE)->role = JBC_ROLE_GOAL;)                                                                        \
    X(TRIGGER_JOURNEY, TRIGGER(ON_ARM_EVENT)->journey = 1;)                                                            \
    X(TRIGGER_ROLE, TRIGGER(ON_GOAL)->kind = JBC_ON_TRUE;)                                                             \
    X(TRIGGER_MATCH, TRIGGER(ON_GOAL)->match = 4;)                                                                     \
    X(TRIGGER_WORD, TRIGGER(ON_ARM_REPORT)->word = JBC_NONE;)                                                          \
    X(TRIGGER_TEST, TRIGGER(ON_ARM_TRUE)->test = JBC_NONE;)                                                            \
    X(TRIGGER_VALUE, TRIGGER(ON_RUN_TAKE)->value = JBC_NONE;)                                                          \
    X(TRIGGER_TIMER, TRIGGER(ON_ARM_TRUE)->timer = JBC_NONE;)                                                          \
    X(TRIGGER_CLOCK, TRIGGER(ON_RUN_SIDE)->clock = 86400000;)                                                          \
    X(TRIGGER_DURATION, TRIGGER(ON_STAGE_SIDE)->duration = 0;)                                                         \
    X(TRIGGER_WITHIN, TRIGGER(ON_GOAL)->within = -1;)                                                                  \
    X(TRIGGER_OUTCOME, TRIGGER(ON_LEAVE)->outcome = JBC_NONE;)                                                         \
    X(TRIGGER_ONLY_IF, TRIGGER(ON_GOAL)->only_if = v->s.reach;)                                                        \
    X(TRIGGER_BODY, TRIGGER(ON_RUN_TAKE)->body = JBC_NONE;)                                                            \
    X(TRIGGER_PC, TRIGGER(ON_ARM_EVENT)->pc = JBC_NONE;)                                                               \
    X(TRIGGER_BOUND, TRIGGER(ON_RUN_SIDE)->fired = JBC_NONE;)                                                          \
    X(FIRST_SEEN, PROJECT->first_seen = JBC_NONE;)

/* ---- breaks of the code ---- */

#define BREAKS_OF_CODE(X)                                                                                              \
    X(OPCODE, v->code[v->s.compare] = JBC_OP_COUNT_OF;)                                                                \
    X(ALLOWED, v->code[v->s.compare] = JBC_OP_STAY;)                                                                   \
    X(OPERAND, SET16(v->s.send + 1, 99);)                                                                              \
    X(SLOT_STORAGE, SET16(v->s.again + 1, SLOT_SAVED);)                                                                \
    X(SLOT_OURS, FUNC(v->s.ready)->journey = 1;)                                                                       \
    X(ONE_STAGE, two_stages(v);)                                                                                       \
    X(HISTORY_KEPT, AT(HISTORY, history, 0)->counted = 0;)                                                             \
    X(WAIT_PLACE, SET16(v->s.arm[1] + 1, 1);)                                                                          \
    X(GO_TO, SET16(v->s.take + 1, 3);)                                                                                 \
    X(ONE_STATEMENT, SET16(FUNC(v->s.side_run)->pc + 2, 3);)                                                           \
    X(ACCOUNT_ID, PROJECT->account_id = JBC_NONE;)                                                                     \
    X(JUMP, SET32(v->s.arm[0] + 1, 1000);)                                                                             \
    X(LOOP_BACK, SET32(v->s.again + 5, 0);)                                                                            \
    X(LOOP_COUNTER, one_counter(v);)                                                                                   \
    X(LOOP_NESTED, crossed_loops(v);)                                                                                  \
    X(STEPS, long_loops(v);)                                                                                           \
    X(FALLS_OFF, v->code[FUNC(v->s.flow[3])->pc] = JBC_OP_EVENT_ID;)                                                   \
    X(JUMP_START, SET32(v->s.arm[0] + 1, 1);)                                                                          \
    X(STACK_DEPTH, deep_stack(v);)                                                                                     \
    X(STACK_TYPE, v->code[v->s.compare] = JBC_OP_NOT;)                                                                 \
    X(STACK_JOIN, two_ways(v);)                                                                                        \
    X(YIELD, left_over(v);)                                                                                            \
    X(LOOP_KEPT, SET16(v->s.stop + 4, 0); SET16(v->s.stop + 6, 0);)                                                    \
    X(STATEMENT_JOURNEY, AT(SEND, send, 0)->journey = 1;)                                                              \
    X(SEND_PLACE, AT(SEND, send, 3)->place = JBC_PLACE_RUN;)                                                           \
    X(SEND_WAIT, AT(SEND, send, 0)->next_wait = 1;)                                                                    \
    X(PART_PC, AT(PART, part, 0)->pc = v->s.split;)                                                                    \
    X(REST_PLACE, uint32_t f = victim_take_over(v); victim_op(v, JBC_OP_STAY, 0, 0, 0); victim_end(v, f, 0);)          \
    X(STACK_ENTRY, entry_with_value(v);)                                                                               \
    X(STACK_REST, statement_with_value(v);)                                                                            \
    X(STACK_SAID, FUNC(v->s.where)->stack = 1;)                                                                        \
    X(CIRCLE, SET16(FUNC(v->s.flow[2])->pc + 1, 2);)

static void zone_asks_clock(struct victim *v) {
    uint32_t func = build_func(v->b, JBC_FUNC_VALUE, JBC_TEXT, JBC_NONE);
    victim_op(v, JBC_OP_TIME_OF_DAY, 0, 0, 0);
    victim_op(v, JBC_OP_SHOW, 0, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, 1);
    PROJECT->zone = func;
}

/* A wait's value that reads what lives with two stages, both of them its journey's. */
static void two_stages(struct victim *v) {
    SLOT(SLOT_WHEN_TIMER)->storage = JBC_STORE_TEXT;
    SLOT(SLOT_WHEN_TIMER)->type = JBC_TEXT;
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, 0);
    victim_op(v, JBC_OP_LOAD, SLOT_SAVED, 0, 0);
    victim_op(v, JBC_OP_LOAD, SLOT_WHEN_TIMER, 0, 0);
    victim_op(v, JBC_OP_EQ, 0, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, 2);
}

/* Two loops in a take-over; the second leads to `second_begin` instructions from the start. */
static void loops(struct victim *v, uint32_t other_counter, uint32_t second_begin, int64_t most) {
    uint32_t func = victim_take_over(v);
    uint32_t begin = FUNC(func)->pc;
    uint32_t milestone = 5;
    for (int i = 0; i < 3; i++) victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, most, begin);
    victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, other_counter, most, begin + second_begin * milestone);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 0);
}

static void one_counter(struct victim *v) {
    loops(v, SLOT_TALLY, 0, 2);
}

static void crossed_loops(struct victim *v) {
    loops(v, SLOT_FIRED, 1, 2);
}

/* Three loops of a thousand each, one inside of the other. */
static void long_loops(struct victim *v) {
    uint32_t func = victim_take_over(v);
    uint32_t begin = FUNC(func)->pc;
    SLOT(SLOT_RECEIPT)->storage = JBC_STORE_COUNT;
    SLOT(SLOT_RECEIPT)->type = JBC_NUMBER;
    victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    victim_op(v, JBC_OP_REPEAT, SLOT_TALLY, 1000, begin);
    victim_op(v, JBC_OP_REPEAT, SLOT_FIRED, 1000, begin);
    victim_op(v, JBC_OP_REPEAT, SLOT_RECEIPT, 1000, begin);
    victim_op(v, JBC_OP_GO_TO, 1, 0, 0);
    victim_end(v, func, 0);
}

static void deep_stack(struct victim *v) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, JBC_NONE);
    for (uint32_t i = 0; i <= JRT_STACK_MAX; i++) victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, JRT_STACK_MAX);
}

/* BOOL; IF_NO L; NUMBER; JUMP M; L: BOOL; M: YIELD */
static void two_ways(struct victim *v) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, JBC_NONE);
    victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    uint32_t no = victim_op(v, JBC_OP_IF_NO, 0, 0, 0);
    victim_op(v, JBC_OP_NUMBER, 1, 0, 0);
    uint32_t over = victim_op(v, JBC_OP_JUMP, 0, 0, 0);
    build_jump(v->b, no, victim_op(v, JBC_OP_BOOL, 0, 0, 0));
    build_jump(v->b, over, victim_op(v, JBC_OP_YIELD, 0, 0, 0));
    victim_end(v, func, 1);
}

static void left_over(struct victim *v) {
    uint32_t func = victim_more(v, JBC_FUNC_PREDICATE, JBC_NONE);
    victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    victim_op(v, JBC_OP_YIELD, 0, 0, 0);
    victim_end(v, func, 2);
}

/* The wait goes on in time where a value is already on the stack. */
static void entry_with_value(struct victim *v) {
    WAIT(1)->on_time = v->s.wait[1] + (v->s.wait[3] - v->s.wait[2]) + 3;
}

/* BOOL; MILESTONE; IF_NO L; L: GO_TO */
static void statement_with_value(struct victim *v) {
    uint32_t func = victim_take_over(v);
    victim_op(v, JBC_OP_BOOL, 1, 0, 0);
    victim_op(v, JBC_OP_MILESTONE, 0, 0, 0);
    uint32_t no = victim_op(v, JBC_OP_IF_NO, 0, 0, 0);
    build_jump(v->b, no, victim_op(v, JBC_OP_GO_TO, 1, 0, 0));
    victim_end(v, func, 1);
}

/* ---- those that need more bytes than the sample has ---- */

static void many_records(struct victim *v) {
    for (uint32_t i = 0; i <= JRT_RECORDS_MAX; i++) BUILD(v->b, META, meta, .journey = 0);
}

static void long_string(struct victim *v) {
    char text[JRT_TEXT_MAX + 2];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    build_text(v->b, text);
}

static void cut_string(struct victim *v) {
    AT(STRING, string, build_text(v->b, "\xc3\xa4"))->size = 1;
}

static void many_fields(struct victim *v) {
    AT(EVENT, event, 1)->field_count = JRT_FIELDS_MAX + 1;
    for (uint32_t i = 0; i <= JRT_FIELDS_MAX; i++) BUILD(v->b, FIELD, field, .words = JBC_NONE, .type = JBC_TEXT);
}

#define BREAKS_OF_SIZES(X)                                                                                             \
    X(RECORDS_MAX, many_records(v);)                                                                                   \
    X(STRING_SIZE, long_string(v);)                                                                                    \
    X(STRING_WHOLE, cut_string(v);)                                                                                    \
    X(FIELDS_MAX, many_fields(v);)

/* ---- the test ---- */

#define DEFINE(name, ...)                                                                                              \
    static void break_##name(struct victim *v) {                                                                       \
        (void)v;                                                                                                       \
        __VA_ARGS__                                                                                                    \
    }
BREAKS_OF_SUMS(DEFINE)
BREAKS_OF_FILE(DEFINE)
BREAKS_OF_RECORDS(DEFINE)
BREAKS_OF_USES(DEFINE)
BREAKS_OF_TRIGGERS(DEFINE)
BREAKS_OF_CODE(DEFINE)
BREAKS_OF_SIZES(DEFINE)

#define IN_RECORDS(name, ...) {CLAIM_##name, PHASE_RECORDS, break_##name},
#define IN_FILE(name, ...) {CLAIM_##name, PHASE_FILE, break_##name},
#define IN_SUMS(name, ...) {CLAIM_##name, PHASE_SUMS, break_##name},
static const struct victim_break breaks[] = {
    BREAKS_OF_RECORDS(IN_RECORDS) BREAKS_OF_USES(IN_RECORDS) BREAKS_OF_TRIGGERS(IN_RECORDS) BREAKS_OF_CODE(IN_RECORDS)
        BREAKS_OF_SIZES(IN_RECORDS) BREAKS_OF_FILE(IN_FILE) BREAKS_OF_SUMS(IN_SUMS)};

#define BREAK_COUNT (sizeof breaks / sizeof *breaks)

static void test_each_break_is_refused_with_its_reason(void **state) {
    (void)state;
    assert_int_equal(victim_survivors(breaks, BREAK_COUNT), 0);
}

static void test_a_file_without_a_header_is_refused(void **state) {
    (void)state;
    uint64_t bytes[2] = {0};
    jrt_program *program;
    struct jrt_fault fault;
    assert_int_equal(jrt_load(bytes, sizeof bytes, NULL, &program, &fault), JRT_BAD_BYTES);
    assert_string_equal(fault.reason, audit_claim_reason(CLAIM_FILE_SIZE));
}

/* A claim that nothing breaks here may not be checked at all. */
static void test_every_claim_has_a_break(void **state) {
    (void)state;
    bool broken[CLAIM_COUNT] = {[CLAIM_FILE_SIZE] = true};
    for (size_t i = 0; i < BREAK_COUNT; i++) broken[breaks[i].claim] = true;
    for (uint32_t claim = 0; claim < CLAIM_COUNT; claim++)
        if (!broken[claim]) fail_msg("no break for: %s", audit_claim_text(claim));
    assert_null(audit_claim_text(CLAIM_COUNT));
    assert_null(audit_claim_reason(CLAIM_COUNT));
}

static void test_every_claim_has_its_own_reason(void **state) {
    (void)state;
    for (uint32_t one = 0; one < CLAIM_COUNT; one++) {
        assert_non_null(audit_claim_text(one));
        for (uint32_t other = one + 1; other < CLAIM_COUNT; other++)
            assert_string_not_equal(audit_claim_reason(one), audit_claim_reason(other));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_break_is_refused_with_its_reason),
        cmocka_unit_test(test_a_file_without_a_header_is_refused),
        cmocka_unit_test(test_every_claim_has_a_break),
        cmocka_unit_test(test_every_claim_has_its_own_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
