#include "tests/unit/sample.h"

#include <string.h>

#define DAY JBC_DAY_MS
#define NONE JBC_NONE

static uint32_t op(struct sample *s, enum jbc_op name, int64_t first) {
    return build_op(&s->build, name, first, 0, 0);
}

static uint32_t op2(struct sample *s, enum jbc_op name, int64_t first, int64_t second) {
    return build_op(&s->build, name, first, second, 0);
}

static uint32_t text(struct sample *s, const char *string) {
    return build_text(&s->build, string);
}

/* A jump forward whose target is not known yet; `land` lets it lead to the next instruction. */
static uint32_t leap(struct sample *s, enum jbc_op name) {
    return op(s, name, build_pc(&s->build));
}

static void land(struct sample *s, uint32_t pc) {
    build_jump(&s->build, pc, build_pc(&s->build));
}

static uint32_t begin(struct sample *s, enum jbc_func_kind kind, uint8_t type, uint32_t journey) {
    return build_func(&s->build, kind, type, journey);
}

/* ---- functions of the project ---- */

/* MISSING text; ELSE L; TEXT "UTC"; L: YIELD */
static void func_zone(struct sample *s) {
    s->zone = begin(s, JBC_FUNC_VALUE, JBC_TEXT, NONE);
    op(s, JBC_OP_MISSING, JBC_TEXT);
    uint32_t known = leap(s, JBC_OP_ELSE);
    op(s, JBC_OP_TEXT, text(s, "UTC"));
    land(s, known);
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->zone, 1);
}

/* FIELD 0 0; TEXT "pro"; EQ; YIELD */
static void func_where(struct sample *s) {
    s->where = begin(s, JBC_FUNC_PREDICATE, 0, NONE);
    op2(s, JBC_OP_FIELD, 0, 0);
    op(s, JBC_OP_TEXT, text(s, "pro"));
    s->compare = op(s, JBC_OP_EQ, 0);
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->where, 2);
}

/* TRAIT opt_in; YIELD */
static void func_reach(struct sample *s) {
    s->reach = begin(s, JBC_FUNC_PREDICATE, 0, NONE);
    op(s, JBC_OP_TRAIT, 1);
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->reach, 1);
}

/* ---- functions of main ---- */

static void func_enter(struct sample *s) {
    s->enter = begin(s, JBC_FUNC_ENTER, 0, 0);
    op2(s, JBC_OP_FIELD, 0, 0);
    op(s, JBC_OP_STORE, SLOT_CART);
    op(s, JBC_OP_RETURN, 0);
    build_end(&s->build, s->enter, 1);
}

static void func_init(struct sample *s) {
    s->init = begin(s, JBC_FUNC_INIT, 0, 0);
    op(s, JBC_OP_TEXT, text(s, "a"));
    op(s, JBC_OP_TEXT, text(s, "b"));
    op(s, JBC_OP_LIST, 2);
    op(s, JBC_OP_STORE, SLOT_LIST);
    op(s, JBC_OP_RETURN, 0);
    build_end(&s->build, s->init, 2);
}

/* A function that sends one message and returns. */
static uint32_t func_sender(struct sample *s, enum jbc_func_kind kind, uint32_t send) {
    uint32_t func = begin(s, kind, 0, 0);
    op(s, JBC_OP_USER_ID, 0);
    op(s, JBC_OP_SEND, send);
    op(s, JBC_OP_RETURN, 0);
    build_end(&s->build, func, 1);
    return func;
}

static void func_take_run(struct sample *s) {
    s->take_run = begin(s, JBC_FUNC_FLOW, 0, 0);
    op(s, JBC_OP_GO_TO, 1);
    build_end(&s->build, s->take_run, 0);
}

static void func_ready(struct sample *s) {
    s->ready = begin(s, JBC_FUNC_PREDICATE, 0, 0);
    op(s, JBC_OP_LOAD, SLOT_RECEIPT);
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->ready, 1);
}

static void func_until(struct sample *s) {
    s->until = begin(s, JBC_FUNC_VALUE, JBC_TIME, NONE);
    op(s, JBC_OP_TRAIT, 3);
    op(s, JBC_OP_DURATION, 3 * DAY);
    op(s, JBC_OP_SUB, 0);
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->until, 2);
}

static void func_delay(struct sample *s) {
    s->delay = begin(s, JBC_FUNC_VALUE, JBC_DURATION, NONE);
    op(s, JBC_OP_NOW, 0);
    op(s, JBC_OP_LAST, 0);
    op(s, JBC_OP_SUB, 0);
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->delay, 2);
}

static void func_word(struct sample *s) {
    s->word = begin(s, JBC_FUNC_VALUE, JBC_TEXT, NONE);
    op(s, JBC_OP_TEXT, text(s, "free"));
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->word, 1);
}

/* `left right OP; NOT; AND out`: one comparison after the other. */
static void compared(struct sample *s, enum jbc_op left, int64_t one, enum jbc_op right, int64_t other,
                     enum jbc_op compare, uint32_t out[], uint32_t *count) {
    op2(s, left, one, DAY);
    op2(s, right, other, DAY);
    op(s, compare, 0);
    op(s, JBC_OP_NOT, 0);
    out[(*count)++] = leap(s, JBC_OP_AND);
}

static void arithmetic(struct sample *s, enum jbc_op left, enum jbc_op right, enum jbc_op operation, enum jbc_op same) {
    op(s, left, DAY);
    op(s, right, DAY);
    op(s, operation, 0);
    op(s, same, DAY);
    op(s, JBC_OP_LE, 0);
}

/* All that computes, joined by AND and OR; at the deepest three values. */
static void func_all(struct sample *s) {
    uint32_t out[40];
    uint32_t count = 0;
    s->all = begin(s, JBC_FUNC_PREDICATE, 0, 0);
    compared(s, JBC_OP_NUMBER, 1, JBC_OP_COUNT, 0, JBC_OP_LT, out, &count);
    compared(s, JBC_OP_COUNT_IN, 0, JBC_OP_DAY_OF_WEEK, 0, JBC_OP_GT, out, &count);
    compared(s, JBC_OP_TIME, 0, JBC_OP_CIVIL, DAY, JBC_OP_GE, out, &count);
    compared(s, JBC_OP_EVENT_TIME, 0, JBC_OP_TRAIT, 3, JBC_OP_LE, out, &count);
    compared(s, JBC_OP_EVENT_ID, 0, JBC_OP_ACCOUNT_ID, 0, JBC_OP_STARTS, out, &count);
    compared(s, JBC_OP_LOAD, SLOT_CART, JBC_OP_USER_ID, 0, JBC_OP_ENDS, out, &count);
    compared(s, JBC_OP_LOAD, SLOT_LIST, JBC_OP_TEXT, text(s, "a"), JBC_OP_CONTAINS, out, &count);
    compared(s, JBC_OP_TRAIT, 2, JBC_OP_MISSING, JBC_LIST | JBC_TEXT << 4, JBC_OP_EQ, out, &count);
    compared(s, JBC_OP_NOW, 0, JBC_OP_DURATION, DAY, JBC_OP_WITHIN, out, &count);
    compared(s, JBC_OP_NEVER, 0, JBC_OP_BOOL, 1, JBC_OP_EQ, out, &count);
    compared(s, JBC_OP_IN_JOURNEY, 1, JBC_OP_IN_GROUP, text(s, "group"), JBC_OP_EQ, out, &count);
    arithmetic(s, JBC_OP_NUMBER, JBC_OP_NUMBER, JBC_OP_ADD, JBC_OP_NUMBER);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_TIME, JBC_OP_DURATION, JBC_OP_ADD, JBC_OP_TIME);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_DURATION, JBC_OP_TIME, JBC_OP_ADD, JBC_OP_TIME);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_TIME, JBC_OP_TIME, JBC_OP_SUB, JBC_OP_DURATION);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_DURATION, JBC_OP_NUMBER, JBC_OP_MUL, JBC_OP_DURATION);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_NUMBER, JBC_OP_DURATION, JBC_OP_MUL, JBC_OP_DURATION);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_NUMBER, JBC_OP_NUMBER, JBC_OP_MUL, JBC_OP_NUMBER);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_DURATION, JBC_OP_NUMBER, JBC_OP_DIV, JBC_OP_DURATION);
    out[count++] = leap(s, JBC_OP_OR);
    arithmetic(s, JBC_OP_DURATION, JBC_OP_DURATION, JBC_OP_DIV, JBC_OP_NUMBER);
    out[count++] = leap(s, JBC_OP_OR);
    op(s, JBC_OP_TIME_OF_DAY, 0);
    op(s, JBC_OP_CLOCK, 0);
    op(s, JBC_OP_CLOCK, DAY / 2);
    op(s, JBC_OP_CLOCK_IN, 0);
    out[count++] = leap(s, JBC_OP_OR);
    op(s, JBC_OP_NUMBER, 2500000);
    op(s, JBC_OP_NEG, 0);
    op(s, JBC_OP_ROUND, 1);
    op(s, JBC_OP_ROUNDED, 2);
    op(s, JBC_OP_UPCASE, 0);
    op(s, JBC_OP_NOW, 0);
    op(s, JBC_OP_DATE, text(s, "%d %B"));
    op(s, JBC_OP_DOWNCASE, 0);
    op(s, JBC_OP_BOOL, 1);
    op(s, JBC_OP_SHOW, 0);
    op(s, JBC_OP_CAPITALIZE, 0);
    op(s, JBC_OP_CONCAT, 3);
    op(s, JBC_OP_KNOWN, 0);
    while (count > 0) land(s, out[--count]);
    op(s, JBC_OP_YIELD, 0);
    build_end(&s->build, s->all, 3);
}

/* Stage 0: a send, a wait with arms, a split, a take-over.
 *
 *        USER_ID; SEND 0; WAIT 0
 *  arm0: GO_ON below
 *  arm1: KEEP_WAITING 0
 *  arm2: WAIT_AGAIN 0
 *  over: MILESTONE "late"
 * below: SPLIT 0
 * part0: TEXT "free"; SET plan; JUMP end
 * part1: TEXT "why"; START 0; STOP keyed
 *   end: STAY
 *  take: GO_TO 1 */
static void func_stage_0(struct sample *s) {
    s->flow[0] = begin(s, JBC_FUNC_FLOW, 0, 0);
    op(s, JBC_OP_USER_ID, 0);
    s->send = op(s, JBC_OP_SEND, 0);
    s->wait[0] = op(s, JBC_OP_WAIT, 0);
    s->arm[0] = leap(s, JBC_OP_GO_ON);
    s->arm[1] = op(s, JBC_OP_KEEP_WAITING, 0);
    s->arm[2] = op(s, JBC_OP_WAIT_AGAIN, 0);
    s->over = op(s, JBC_OP_MILESTONE, text(s, "late"));
    land(s, s->arm[0]);
    s->split = op(s, JBC_OP_SPLIT, 0);
    s->part[0] = op(s, JBC_OP_TEXT, text(s, "free"));
    op(s, JBC_OP_SET, 0);
    uint32_t end = leap(s, JBC_OP_JUMP);
    s->part[1] = op(s, JBC_OP_TEXT, text(s, "why"));
    op(s, JBC_OP_START, 0);
    op(s, JBC_OP_STOP, 1);
    land(s, end);
    op(s, JBC_OP_STAY, 0);
    s->take = op(s, JBC_OP_GO_TO, 1);
    build_end(&s->build, s->flow[0], 1);
}

/* Stage 1: a loop that may be stopped, and all other waits.
 *
 *        JUMP again
 *  body: EVENT_ID; STORE saved; WAIT 1; LOAD saved; KNOWN; IF_NO on; NUMBER 0; STORE counter; JUMP after
 *    on: ADD_ONE visits
 * again: REPEAT counter 4 body
 * after: WAIT 2; WAIT 3; WAIT 4; EXIT "done"
 *  past: EXIT "late" */
static void func_stage_1(struct sample *s) {
    s->flow[1] = begin(s, JBC_FUNC_FLOW, 0, 0);
    uint32_t check = leap(s, JBC_OP_JUMP);
    s->body = op(s, JBC_OP_EVENT_ID, 0);
    op(s, JBC_OP_STORE, SLOT_SAVED);
    s->wait[1] = op(s, JBC_OP_WAIT, 1);
    op(s, JBC_OP_LOAD, SLOT_SAVED);
    op(s, JBC_OP_KNOWN, 0);
    uint32_t on = leap(s, JBC_OP_IF_NO);
    op(s, JBC_OP_NUMBER, 0);
    s->stop = op(s, JBC_OP_STORE, SLOT_COUNTER);
    uint32_t after = leap(s, JBC_OP_JUMP);
    land(s, on);
    op(s, JBC_OP_ADD_ONE, SLOT_VISITS);
    land(s, check);
    s->again = build_op(&s->build, JBC_OP_REPEAT, SLOT_COUNTER, 4, s->body);
    land(s, after);
    for (uint32_t i = 2; i <= 4; i++) s->wait[i] = op(s, JBC_OP_WAIT, i);
    op(s, JBC_OP_EXIT, text(s, "done"));
    s->past = op(s, JBC_OP_EXIT, text(s, "late"));
    build_end(&s->build, s->flow[1], 1);
}

/* A stage that goes to another one at once. */
static void func_stage_2(struct sample *s) {
    s->flow[2] = begin(s, JBC_FUNC_FLOW, 0, 0);
    op(s, JBC_OP_GO_TO, 0);
    build_end(&s->build, s->flow[2], 0);
}

static void func_keyed(struct sample *s) {
    s->flow[3] = begin(s, JBC_FUNC_FLOW, 0, 1);
    op(s, JBC_OP_STAY, 0);
    build_end(&s->build, s->flow[3], 0);
}

/* The INIT function of keyed comes last; its record is one more than that of the last stage. */
static void func_init_keyed(struct sample *s) {
    uint32_t func = begin(s, JBC_FUNC_INIT, 0, 1);
    op(s, JBC_OP_RETURN, 0);
    build_end(&s->build, func, 0);
}

static void functions(struct sample *s) {
    func_zone(s);
    func_where(s);
    func_reach(s);
    func_enter(s);
    func_init(s);
    s->goal = func_sender(s, JBC_FUNC_FINAL, 1);
    s->side_run = func_sender(s, JBC_FUNC_SIDE, 2);
    func_take_run(s);
    s->side_stage = func_sender(s, JBC_FUNC_SIDE, 3);
    func_ready(s);
    func_until(s);
    func_delay(s);
    func_word(s);
    func_all(s);
    func_stage_0(s);
    func_stage_1(s);
    func_stage_2(s);
    func_keyed(s);
    func_init_keyed(s);
}

/* ---- declarations and the state ---- */

static void slot(struct sample *s, uint32_t journey, uint32_t offset, enum jbc_storage storage, uint8_t type,
                 uint32_t words) {
    BUILD(&s->build, SLOT, slot, .words = words, .name = NONE, .journey = (uint16_t)journey, .offset = (uint16_t)offset,
          .storage = (uint8_t)storage, .type = type, .item = type == JBC_LIST ? JBC_TEXT : 0, .optional = 1);
}

static void slots(struct sample *s) {
    const uint32_t fixed = JBC_NONE16;
    slot(s, fixed, 0, JBC_STORE_BLOB, 0, NONE);
    slot(s, fixed, 4, JBC_STORE_TEXT, JBC_TEXT, NONE);
    slot(s, fixed, 8, JBC_STORE_I64, JBC_TIME, NONE);
    slot(s, fixed, 16, JBC_STORE_WORD8, JBC_TEXT, 0);
    slot(s, fixed, 17, JBC_STORE_BOOL, JBC_BOOL, NONE);
    slot(s, fixed, 20, JBC_STORE_LIST, JBC_LIST, NONE);
    slot(s, fixed, 24, JBC_STORE_I64, JBC_TIME, NONE);
    slot(s, fixed, 32, JBC_STORE_SERIAL, 0, NONE);
    slot(s, fixed, 40, JBC_STORE_I64, JBC_TIME, NONE);
    slot(s, fixed, 36, JBC_STORE_BLOB, 0, NONE);
    slot(s, fixed, 48, JBC_STORE_TIMER, 0, NONE);
    slot(s, 0, 48, JBC_STORE_TEXT, JBC_TEXT, NONE);
    slot(s, 0, 52, JBC_STORE_COUNT, JBC_NUMBER, NONE);
    slot(s, 0, 54, JBC_STORE_BOOL, JBC_BOOL, NONE);
    slot(s, 0, 56, JBC_STORE_TIMER, 0, NONE);
    slot(s, 0, 72, JBC_STORE_COUNT, JBC_NUMBER, NONE);
    slot(s, 0, 74, JBC_STORE_COUNT, JBC_NUMBER, NONE);
    slot(s, 0, 76, JBC_STORE_LIST, JBC_LIST, NONE);
    slot(s, 0, 80, JBC_STORE_TIMER, 0, NONE);
    slot(s, 0, 96, JBC_STORE_TIMER, 0, NONE);
    slot(s, 0, 112, JBC_STORE_TIMER, 0, NONE);
    slot(s, 0, 80, JBC_STORE_COUNT, JBC_NUMBER, NONE);
    slot(s, 0, 88, JBC_STORE_I64, JBC_TIME, NONE);
    slot(s, 0, 96, JBC_STORE_TEXT, JBC_TEXT, NONE);
    slot(s, 1, 48, JBC_STORE_TEXT, JBC_TEXT, NONE);
    slot(s, 1, 52, JBC_STORE_TEXT, JBC_TEXT, NONE);
}

static void trait(struct sample *s, const char *name, uint32_t words, uint32_t at, uint8_t type) {
    BUILD(&s->build, TRAIT, trait, .name = text(s, name), .words = words, .slot = at, .type = type,
          .item = type == JBC_LIST ? JBC_TEXT : 0, .optional = 1);
}

static void declarations(struct sample *s) {
    struct build *b = &s->build;
    BUILD(b, PROJECT, project, .id_window = DAY, .name = text(s, "sample"), .zone = s->zone,
          .zone_fallback = text(s, "UTC"), .fixed_size = 120, .ids = SLOT_IDS, .first_seen = SLOT_SEEN,
          .account_id = SLOT_ACCOUNT, .limit_count = 1);
    BUILD(b, ENUM, enumeration, .first_member = 0, .member_count = 2);
    BUILD(b, MEMBER, member, .name = text(s, "free"));
    BUILD(b, MEMBER, member, .name = text(s, "pro"));
    BUILD(b, EVENT, event, .name = text(s, "Signed Up"), .field_count = 1, .history_count = 1);
    BUILD(b, EVENT, event, .name = text(s, "Logged In"), .first_field = 1, .first_history = 1);
    BUILD(b, FIELD, field, .name = text(s, "plan"), .label = text(s, "plan"), .type = JBC_TEXT);
    trait(s, "plan", 0, SLOT_PLAN, JBC_TEXT);
    trait(s, "opt_in", NONE, SLOT_OPT_IN, JBC_BOOL);
    trait(s, "tags", NONE, SLOT_TAGS, JBC_LIST);
    trait(s, "trial_ends", NONE, SLOT_TRIAL, JBC_TIME);
    trait(s, "csm", NONE, NONE, JBC_TEXT);
    BUILD(b, HISTORY, history, .event = 0, .where = s->where, .offset = 64, .ring = 3, .counted = 1);
    BUILD(b, CHANNEL, channel, .name = text(s, "email"), .reach = s->reach, .hours_count = 1, .first_limit = 1,
          .limit_count = 1);
    BUILD(b, HOURS, hours, .from = 75600000, .to = 28800000, .days = 127);
    BUILD(b, TEMPLATE, template, .name = text(s, "welcome"), .channel = 0, .newest = SLOT_NEWEST);
    BUILD(b, LIMIT, limit, .window = 7 * DAY, .hold = 2 * DAY, .most = 2, .offset = 96, .kind = JBC_SLIDING);
    BUILD(b, LIMIT, limit, .most = 1, .offset = 112, .kind = JBC_CALENDAR_DAY);
}

/* ---- journeys ---- */

static void journeys(struct sample *s) {
    struct build *b = &s->build;
    BUILD(b, JOURNEY, journey, .name = text(s, "main"), .title = NONE, .group = text(s, "group"), .keep_out = 1000,
          .again = JBC_AGAIN_NEVER, .mark = SLOT_MARK_MAIN, .key = NONE, .key_label = NONE, .init = s->init,
          .first_enter = ON_ENTER, .enter_count = 2, .first_end = ON_GOAL, .end_count = 2, .first_when = ON_RUN_SIDE,
          .when_count = 2, .stage_count = 3, .first_limit = 2, .first_slot = SLOT_CART,
          .slot_count = SLOT_LIST - SLOT_CART + 1, .tally_count = 1, .receipt_count = 1, .run_size = 128,
          .stage_area = 80);
    BUILD(b, JOURNEY, journey, .again_after = 30 * DAY, .name = text(s, "keyed"), .title = text(s, "Keyed"),
          .group = NONE, .again = JBC_AGAIN_AFTER, .mark = SLOT_MARK_KEYED, .key = SLOT_KEY,
          .key_label = text(s, "plan"), .init = s->flow[3] + 1, .first_stage = 3, .stage_count = 1,
          .first_slot = SLOT_KEY, .slot_count = 2, .run_size = 56, .stage_area = 56);
    BUILD(b, STAGE, stage, .name = text(s, "a"), .title = NONE, .func = s->flow[0], .first_when = ON_STAGE_SIDE,
          .when_count = 2, .wait_count = 1, .first_slot = SLOT_ARM_TIMER, .slot_count = 3);
    BUILD(b, STAGE, stage, .name = text(s, "b"), .title = NONE, .func = s->flow[1], .first_wait = 1, .wait_count = 4,
          .first_slot = SLOT_COUNTER, .slot_count = 3);
    BUILD(b, STAGE, stage, .name = text(s, "c"), .title = NONE, .func = s->flow[2]);
    BUILD(b, STAGE, stage, .name = text(s, "rest"), .title = NONE, .journey = 1, .func = s->flow[3]);
    BUILD(b, TALLY, tally, .event = 1, .where = NONE, .slot = SLOT_TALLY);
    BUILD(b, RECEIPT, receipt, .template_ = 0, .status = text(s, "opened"), .slot = SLOT_RECEIPT);
    BUILD(b, RENAME, rename, .journey = 0, .old = text(s, "old"), .stage = 1);
    BUILD(b, META, meta, .journey = 0, .key = text(s, "owner"), .value = text(s, "growth"));
}

static void wait(struct sample *s, struct jbc_wait made, uint32_t index, uint32_t on_time) {
    made.pc = s->wait[index];
    made.on_time = on_time;
    if (made.on_past == 0) made.on_past = made.on_unknown = NONE;
    build_add(&s->build, JBC_SECTION_WAIT, &made);
}

static void waits(struct sample *s) {
    uint32_t length = s->wait[4] - s->wait[3];
    wait(s,
         (struct jbc_wait){.duration = 3 * DAY,
                           .value = NONE,
                           .first_arm = ON_ARM_EVENT,
                           .arm_count = 3,
                           .kind = JBC_WAIT_UP_TO,
                           .first = NONE},
         0, s->over);
    wait(s, (struct jbc_wait){.duration = DAY, .stage = 1, .value = NONE, .kind = JBC_WAIT_FOR, .first = NONE}, 1,
         s->wait[1] + length);
    wait(s,
         (struct jbc_wait){
             .stage = 1, .value = NONE, .clock = 32400000, .kind = JBC_WAIT_CLOCK, .days = 1, .first = SLOT_FIRST},
         2, s->wait[3]);
    wait(s,
         (struct jbc_wait){.stage = 1,
                           .value = s->until,
                           .kind = JBC_WAIT_UNTIL,
                           .first = NONE,
                           .on_past = s->past,
                           .on_unknown = s->past},
         3, s->wait[4]);
    wait(s,
         (struct jbc_wait){.duration = 90 * DAY, .stage = 1, .value = s->delay, .kind = JBC_WAIT_DATA, .first = NONE},
         4, s->wait[4] + length);
}

static const struct jbc_trigger empty_trigger = {.match = NONE,
                                                 .word = NONE,
                                                 .test = NONE,
                                                 .value = NONE,
                                                 .only_if = NONE,
                                                 .body = NONE,
                                                 .pc = NONE,
                                                 .outcome = NONE,
                                                 .timer = NONE,
                                                 .fired = NONE};

static struct jbc_trigger *trigger(struct sample *s, enum jbc_trigger_kind kind, enum jbc_role role) {
    struct jbc_trigger made = empty_trigger;
    made.kind = (uint8_t)kind;
    made.role = (uint8_t)role;
    return BUILT(&s->build, TRIGGER, trigger, build_add(&s->build, JBC_SECTION_TRIGGER, &made));
}

static void journey_triggers(struct sample *s) {
    struct jbc_trigger *t = trigger(s, JBC_ON_EVENT, JBC_ROLE_ENTER);
    t->match = 0;
    t->test = s->where;
    t->only_if = s->reach;
    t->body = s->enter;
    t = trigger(s, JBC_ON_DATE, JBC_ROLE_ENTER);
    t->value = s->until;
    t->duration = -DAY;
    t->timer = SLOT_ENTER_TIMER;
    t = trigger(s, JBC_ON_CHANGES, JBC_ROLE_GOAL);
    t->match = 2;
    t->within = 14 * DAY;
    t->body = s->goal;
    t->outcome = text(s, "goal");
    t = trigger(s, JBC_ON_ENDED, JBC_ROLE_LEAVE);
    t->match = 1;
    t->word = text(s, "done");
    t->outcome = text(s, "left");
    t = trigger(s, JBC_ON_EVERY, JBC_ROLE_WHEN_SIDE);
    t->days = 1;
    t->clock = 32400000;
    t->timer = SLOT_RUN_TIMER;
    t->body = s->side_run;
    t->most = 3;
    t->fired = SLOT_FIRED;
    t = trigger(s, JBC_ON_BECOMES, JBC_ROLE_WHEN_TAKE);
    t->match = 0;
    t->value = s->word;
    t->body = s->take_run;
}

static void stage_triggers(struct sample *s) {
    struct jbc_trigger *t = trigger(s, JBC_ON_AFTER, JBC_ROLE_WHEN_SIDE);
    t->duration = DAY;
    t->timer = SLOT_WHEN_TIMER;
    t->body = s->side_stage;
    t = trigger(s, JBC_ON_EVENT, JBC_ROLE_WHEN_TAKE);
    t->match = 1;
    t->pc = s->take;
    t = trigger(s, JBC_ON_NO_EVENT, JBC_ROLE_ARM);
    t->match = 1;
    t->duration = 7 * DAY;
    t->timer = SLOT_ARM_TIMER;
    t->pc = s->arm[0];
    t = trigger(s, JBC_ON_REPORT, JBC_ROLE_ARM);
    t->match = 0;
    t->word = text(s, "clicked");
    t->pc = s->arm[1];
    t = trigger(s, JBC_ON_TRUE, JBC_ROLE_ARM);
    t->test = s->ready;
    t->timer = SLOT_TRUE_TIMER;
    t->pc = s->arm[2];
}

static void statements(struct sample *s) {
    static const enum jbc_place places[] = {JBC_PLACE_FLOW, JBC_PLACE_USER, JBC_PLACE_RUN, JBC_PLACE_STAGE};
    for (uint32_t i = 0; i < 4; i++) {
        BUILD(&s->build, SEND, send, .first_alternative = i, .alternative_count = 1, .next_wait = i == 0 ? 0 : NONE,
              .place = (uint16_t)places[i]);
        BUILD(&s->build, ALTERNATIVE, alternative, .template_ = 0, .first_param = i, .param_count = 1);
        BUILD(&s->build, PARAM, param, .name = text(s, "to"), .type = JBC_TEXT);
    }
    BUILD(&s->build, START, start, .journey = 1, .argument_count = 1);
    BUILD(&s->build, ARGUMENT, argument, .slot = SLOT_ASKED);
    BUILD(&s->build, SPLIT, split, .journey = 0, .name = text(s, "subject"), .part_count = 2);
    BUILD(&s->build, PART, part, .name = text(s, "short"), .below = 5000, .pc = s->part[0]);
    BUILD(&s->build, PART, part, .name = text(s, "long"), .below = 10000, .pc = s->part[1]);
    BUILD(&s->build, SPAN, span, .pc = s->send, .file = text(s, "a.journey"), .line = 3, .column = 5);
    BUILD(&s->build, SPAN, span, .pc = s->split, .file = text(s, "a.journey"), .line = 9, .column = 5);
}

void sample_build(struct sample *sample) {
    memset(sample, 0, sizeof *sample);
    functions(sample);
    slots(sample);
    declarations(sample);
    journeys(sample);
    waits(sample);
    journey_triggers(sample);
    stage_triggers(sample);
    statements(sample);
}

void sample_free(struct sample *sample) {
    build_free(&sample->build);
}
