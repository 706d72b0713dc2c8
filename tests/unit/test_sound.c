/* jrt_state_check: a state that the runtime made is sound; with one thing in it made wrong, it is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/decode.h"
#include "runtime/state.h"
#include "runtime/stored.h"
#include "runtime/trigger.h"
#include "runtime/value.h"
#include "tests/unit/compile.h"
#include "tests/unit/rig.h"
#include "tests/unit/sample.h"

/* It is midnight, so that every message of the channel is held by its hours: three journeys hold one each. */
static const char script[] =
    "language 1\n"
    "project \"Sound\" { timezone: \"UTC\"\n event id window: 24 hours }\n"
    "limits { at most 3 messages per 7 days, otherwise skip }\n"
    "event \"Go\" { word: text }\n"
    "event \"Met\"\n"
    "user { name: text optional, tags: list of text optional, ends: time optional, happy: yes/no\n"
    "  plan: one of \"free\", \"pro\", seats: number optional }\n"
    "channel email { quiet hours 22:00 to 08:00\n template \"m\" { t: text, n: number optional }, template \"o\" }\n"
    "journey held { enter when event \"Go\"\n enter again never\n"
    "  stage one { send email \"m\" { t: \"x\", n: 2 }\n wait 3 days\n go to two }\n"
    "  stage two { send email \"o\"\n exit as done } }\n"
    "journey waiting { enter when event \"Go\"\n enter again never\n remember said: \"a text\"\n"
    "  stage one { when after 1 day { milestone late }\n wait up to 2 days {\n"
    "      for user.happy is yes { exit as happy }\n"
    "      for user.plan is \"pro\" and user.seats is at least 2 and user.name is \"Bo\" { exit as paid }\n"
    "      for user.tags contains \"b\" { exit as tagged }\n otherwise { exit as done } } } }\n"
    "journey keyed { enter when event \"Go\"\n one per word\n enter again after 1 day\n"
    "  when event \"Met\" { send email \"o\" }\n"
    "  stage one { wait 9 days\n exit as done } }\n"
    "journey met { enter when event \"Go\"\n enter again never\n goal event \"Met\" { send email \"o\" }\n"
    "  stage one { wait 5 days\n exit as done } }\n"
    "journey dated { enter when 1 day before user.ends\n enter again never\n stage s { exit as done } }\n"
    "condition often: count of event \"Met\" in last 7 days is at least 3\n"
    "condition nine: count of event \"Met\" is at least 9\n"
    "journey counted { enter when often becomes true\n enter again always\n"
    "  stage s { wait 1 hour\n exit as done } }\n"
    "journey ever { enter when nine becomes true\n enter again never\n"
    "  stage s { if count of event \"Go\" in last 7 days is at least 2 { exit as late }\n exit as done } }\n";

struct state_under_test {
    struct compiled compiled;   /* the script */
    const jrt_program *program; /* of it */
    struct rig rig;             /* its user */
    uint8_t *memory;            /* for the state's blocks */
    struct state state;         /* read from what the rig keeps, to be changed */
};

static size_t write(struct state_under_test *t) {
    struct state *state = &t->state;
    return stored_write(state, state->heap, state->out + STATE_OUT - IDS_ROOM - state->head.heap_size);
}

static void expect(struct state_under_test *t, enum jrt_status status) {
    size_t size = write(t);
    assert_true(size > 0);
    assert_int_equal(jrt_state_check(t->program, t->state.out, size), status);
}

static void begin(struct state_under_test *t) {
    *t = (struct state_under_test){.compiled = compile_text(script)};
    t->program = t->compiled.program;
    rig_open(&t->rig, t->program);
    const struct jrt_value word = value_text("word", 4);
    uint8_t bytes[32];
    values_write(bytes, &word, 1);
    struct jrt_value tags = {.type = JBC_LIST, .size = values_size(&word, 1), .as.text = (const char *)bytes};
    assert_int_equal(rig_set(&t->rig, "name", word), JRT_OK);
    assert_int_equal(rig_set(&t->rig, "tags", tags), JRT_OK);
    assert_int_equal(rig_set(&t->rig, "ends", value_of(JBC_TIME, RIG_BEGIN + 9 * RIG_DAY)), JRT_OK);
    assert_int_equal(rig_event_with(&t->rig, "Go", "word", word), JRT_OK);
    assert_int_equal(rig_event(&t->rig, "Met"), JRT_OK);
    struct state *state = &t->state;
    *state = (struct state){.program = t->program, .runs_room = JRT_RUN_MAX};
    t->memory = calloc(1, state_lay(state, NULL));
    assert_non_null(t->memory);
    state_lay(state, t->memory);
    state_prepare(state);
    assert_true(state_open_bytes(state, t->rig.state, t->rig.size));
    expect(t, JRT_OK);
}

static void end(struct state_under_test *t) {
    free(t->memory);
    rig_close(&t->rig);
    compile_free(&t->compiled);
}

/* Writes `value` over a member, finds it refused, and puts back what was there. */
static void refused(struct state_under_test *t, void *place, const void *value, size_t size) {
    unsigned char before[16];
    assert_true(size <= sizeof before);
    memcpy(before, place, size);
    assert_memory_not_equal(before, value, size);
    memcpy(place, value, size);
    expect(t, JRT_BAD_STATE);
    memcpy(place, before, size);
    expect(t, JRT_OK);
}

#define REFUSED(member, number)                                                                                        \
    do {                                                                                                               \
        __typeof__(member) value_ = (__typeof__(value_))(number);                                                      \
        refused(&t, &(member), &value_, sizeof value_);                                                                \
    } while (0)

/* The user's run of that journey, which has one. */
static struct jbc_run *run_of(struct state_under_test *t, const char *journey) {
    uint16_t index = (uint16_t)(compile_journey(t->program, journey) - t->program->journeys);
    struct jbc_run *run;
    for (uint32_t at = 0; at < t->state.head.runs_size; at += run->size) {
        run = state_run_at(&t->state, at);
        if (run->journey == index) return run;
    }
    fail_msg("there is no run of %s", journey);
    return NULL;
}

/* The held message of a place, of which there is one. */
static struct hold *hold_in(struct state_under_test *t, enum jbc_place place) {
    for (uint32_t i = 0; i < state_hold_count(&t->state); i++)
        if (state_hold(&t->state, i)->place == place) return state_hold(&t->state, i);
    fail_msg("no message is held in place %d", place);
    return NULL;
}

/* Where the first slot of this storage and type is that is not missing: in the fixed part or, with `run`, in that. */
static uint8_t *slot_of(struct state_under_test *t, struct jbc_run *run, uint8_t storage, uint8_t type) {
    const jrt_program *p = t->program;
    for (uint32_t i = 0; i < p->slot_count; i++) {
        const struct jbc_slot *slot = &p->slots[i];
        if (slot->storage != storage || slot->type != type) continue;
        if (slot->journey != (run ? run->journey : JBC_NONE16)) continue;
        uint8_t *place = slot_edit(&t->state, run, slot);
        if (storage != JBC_STORE_BLOB || *place != 0) return place;
    }
    fail_msg("there is no slot of storage %d and type %d", storage, type);
    return NULL;
}

/* Where the bytes of a text, list or blob are that the slot refers to. */
static uint8_t *bytes_of(struct state_under_test *t, const uint8_t *place, uint32_t *size) {
    uint32_t reference;
    memcpy(&reference, place, 4);
    assert_int_not_equal(reference, 0);
    return heap_edit(&t->state, reference, size);
}

static void heads_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct state_head *head = &t.state.head;
    REFUSED(head->layout, head->layout + 1);
    REFUSED(head->due, JRT_TIME_MIN - 1);
    REFUSED(head->clock, JRT_TIME_MAX + 1);
    REFUSED(head->clock, JRT_TIME_MIN - 1);
    REFUSED(head->serial, 0);
    head->due = INT64_MAX;
    expect(&t, JRT_OK);
    size_t size = write(&t);
    assert_int_equal(jrt_state_check(t.program, NULL, size), JRT_BAD_STATE);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(jrt_state_check(t.program, t.state.out, cut), JRT_BAD_STATE);
    assert_int_equal(jrt_state_check(t.program, t.state.out, size + 1), JRT_BAD_STATE);
    assert_int_equal(jrt_state_check(t.program, t.state.out, JRT_STATE_MAX + 1), JRT_BAD_STATE);
    end(&t);
}

static void runs_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct jbc_run *held = run_of(&t, "held");
    struct jbc_run *waiting = run_of(&t, "waiting");
    assert_int_equal(held->phase, RUN_HELD);
    assert_int_equal(held->flags & RUN_ARMED, RUN_ARMED);
    assert_int_equal(waiting->phase, RUN_WAITING);
    REFUSED(held->journey, t.program->journey_count);
    REFUSED(held->stage, t.program->stage_count);
    REFUSED(held->stage, waiting->stage);
    REFUSED(held->serial, 0);
    REFUSED(held->serial, t.state.head.serial + 1);
    REFUSED(waiting->serial, held->serial);
    REFUSED(waiting->wait, t.program->wait_count);
    REFUSED(waiting->wait, held->wait);
    REFUSED(waiting->wait, JBC_NONE16);
    REFUSED(held->wait, JBC_NONE16);
    REFUSED(waiting->phase, RUN_FLOWING);
    REFUSED(waiting->phase, RUN_ENDED);
    REFUSED(waiting->phase, RUN_PHASE_END);
    REFUSED(waiting->flags, waiting->flags | RUN_ARMED);
    REFUSED(waiting->entered, JRT_TIME_MAX + 1);
    REFUSED(waiting->asked, JBC_NEVER);
    REFUSED(waiting->began, JRT_TIME_MIN - 1);
    REFUSED(waiting->due, JBC_NEVER);
    end(&t);
}

/* A run stays for good where it neither waits nor is held, and then has no wait. */
static void a_run_may_rest_without_a_wait(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct jbc_run *run = run_of(&t, "waiting");
    run->phase = RUN_STAYING;
    run->wait = JBC_NONE16;
    expect(&t, JRT_OK);
    end(&t);
}

static void more_runs_than_may_live_are_refused(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    uint16_t journey = run_of(&t, "waiting")->journey;
    struct jbc_run pattern = *run_of(&t, "waiting");
    t.state.head.runs_size = t.state.head.holds_size = 0;
    for (uint32_t i = 1; i <= JRT_RUNS_MAX + 1; i++) {
        expect(&t, JRT_OK);
        struct jbc_run *run = state_add_run(&t.state, journey);
        assert_non_null(run);
        *run = pattern;
        run->serial = t.state.head.serial = i;
    }
    expect(&t, JRT_BAD_STATE);
    end(&t);
}

static void slots_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    const int64_t late = JRT_TIME_MAX + 1;
    refused(&t, slot_of(&t, NULL, JBC_STORE_BOOL, JBC_BOOL), &(uint8_t){3}, 1);
    refused(&t, slot_of(&t, NULL, JBC_STORE_I64, JBC_TIME), &late, 8);
    memcpy(slot_of(&t, NULL, JBC_STORE_I64, JBC_NUMBER), &late, 8);
    expect(&t, JRT_OK);
    uint8_t *timer = slot_of(&t, NULL, JBC_STORE_TIMER, 0);
    refused(&t, timer, &(int64_t){JBC_NEVER}, 8);
    refused(&t, timer + 8, &late, 8);
    memcpy(timer + 8, &(int64_t){TRIGGER_NO_OCCURRENCE}, 8);
    expect(&t, JRT_OK);
    struct jbc_run *run = run_of(&t, "waiting");
    refused(&t, slot_of(&t, run, JBC_STORE_TIMER, 0), &(int64_t){JBC_NEVER}, 8);
    refused(&t, slot_of(&t, run, JBC_STORE_TEXT, JBC_TEXT), &(uint32_t){UINT32_MAX}, 4);
    end(&t);
}

/* What a slot refers to must be an entry of the heap. */
static void references_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    uint8_t *slot = slot_of(&t, NULL, JBC_STORE_TEXT, JBC_TEXT);
    uint32_t reference, size;
    memcpy(&reference, slot, 4);
    refused(&t, slot, &(uint32_t){3}, 4);
    refused(&t, slot, &(uint32_t){reference + 1}, 4);
    refused(&t, slot, &(uint32_t){t.state.head.heap_size + 4}, 4);
    uint8_t *text = bytes_of(&t, slot, &size);
    uint32_t left = t.state.head.heap_size - reference;
    refused(&t, text - 4, &(uint32_t){left + 1}, 4);
    uint8_t long_text[JRT_TEXT_MAX + 1] = {0};
    reference = heap_add(&t.state, long_text, JRT_TEXT_MAX);
    memcpy(slot, &reference, 4);
    expect(&t, JRT_OK);
    reference = heap_add(&t.state, long_text, JRT_TEXT_MAX + 1);
    refused(&t, slot, &reference, 4);
    uint8_t *list = bytes_of(&t, slot_of(&t, NULL, JBC_STORE_LIST, JBC_LIST), &size);
    refused(&t, list, &(uint16_t){2}, 2);
    refused(&t, list + 2, &(uint8_t){JBC_TYPE_END}, 1);
    end(&t);
}

/* Keys that a keyed journey remembers: pairs of a hash and an instant. */
static void remembered_keys_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    uint8_t *slot = slot_of(&t, NULL, JBC_STORE_BLOB, 0);
    uint32_t size;
    uint8_t *blob = bytes_of(&t, slot, &size);
    assert_int_equal(size, 16);
    refused(&t, blob + 8, &(int64_t){JRT_TIME_MAX + 1}, 8);
    refused(&t, blob - 4, &(uint32_t){15}, 4);
    uint8_t many[16 * (JRT_KEYS_MAX + 1)] = {0};
    uint32_t reference = heap_add(&t.state, many, 16 * JRT_KEYS_MAX);
    memcpy(slot, &reference, 4);
    expect(&t, JRT_OK);
    reference = heap_add(&t.state, many, 16 * (JRT_KEYS_MAX + 1));
    refused(&t, slot, &reference, 4);
    end(&t);
}

/* Instants of a ring, newest first. */
static void check_ring(struct state_under_test *t, uint32_t offset) {
    uint8_t *ring = state_fixed(&t->state, offset, 16);
    const int64_t one[2] = {RIG_BEGIN, RIG_BEGIN - 1}, marked[2] = {RIG_BEGIN, ring_mark(RIG_BEGIN)};
    memcpy(ring, one, 16);
    expect(t, JRT_OK);
    memcpy(ring, marked, 16);
    expect(t, JRT_OK);
    refused(t, ring, &(int64_t){JRT_TIME_MAX + 1}, 8);
    refused(t, ring, &(int64_t){JBC_NEVER}, 8);
    refused(t, ring + 8, &(int64_t){RIG_BEGIN + 1}, 8);
    refused(t, ring + 8, &(int64_t){JRT_TIME_MIN - 1}, 8);
}

static void rings_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    const jrt_program *p = t.program;
    uint32_t plain = 0, counted = 0, sliding = 0;
    for (uint32_t i = 0; i < p->history_count; i++) {
        if (p->historys[i].ring < 2) continue;
        uint32_t *kind = p->historys[i].counted ? &counted : &plain;
        (*kind)++;
        check_ring(&t, p->historys[i].offset + (p->historys[i].counted ? 8u : 0));
    }
    for (uint32_t i = 0; i < p->limit_count; i++) {
        if (p->limits[i].kind != JBC_SLIDING) continue;
        sliding++;
        check_ring(&t, p->limits[i].offset);
    }
    assert_true(plain >= 1 && counted >= 1 && sliding == 1);
    end(&t);
}

static void held_messages_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct hold *hold = hold_in(&t, JBC_PLACE_FLOW);
    struct jbc_run *waiting = run_of(&t, "waiting");
    const struct jbc_send *send = &t.program->sends[hold->send];
    REFUSED(hold->asked, JBC_NEVER);
    REFUSED(hold->refused, JRT_TIME_MIN - 1);
    REFUSED(hold->release, JBC_NEVER);
    REFUSED(hold->run, 0);
    REFUSED(hold->run, waiting->serial);
    REFUSED(hold->values, 0);
    REFUSED(hold->values, hold->values + 1);
    REFUSED(hold->values, hold->values + 4);
    REFUSED(hold->values, t.state.head.heap_size + 4);
    REFUSED(hold->pc, hold->pc + 1);
    REFUSED(hold->send, t.program->send_count);
    REFUSED(hold->send, hold->send + 1);
    REFUSED(hold->stage, t.program->stage_count);
    REFUSED(hold->stage, hold->stage + 1);
    REFUSED(hold->stage, waiting->stage);
    REFUSED(hold->place, JBC_PLACE_RUN);
    REFUSED(hold->gone, 1);
    REFUSED(hold->hours, 2);
    REFUSED(hold->which, send->alternative_count);
    REFUSED(run_of(&t, "held")->phase, RUN_KEPT_OUT);
    hold->refused = hold->asked;
    expect(&t, JRT_OK);
    end(&t);
}

/* A message of a side step needs its run alone; that of a goal none. */
static void messages_beside_the_flow_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct hold *side = hold_in(&t, JBC_PLACE_RUN);
    struct jbc_run *waiting = run_of(&t, "waiting");
    REFUSED(side->run, waiting->serial);
    REFUSED(side->run, t.state.head.serial + 1);
    struct hold *goal = hold_in(&t, JBC_PLACE_USER);
    REFUSED(goal->stage, waiting->stage);
    goal->run = 0;
    expect(&t, JRT_OK);
    end(&t);
}

/* Puts a row of values in the place of a held message's. */
static void set_values(struct state_under_test *t, struct hold *hold, const struct jrt_value *values, uint32_t count) {
    static uint8_t bytes[16 * 128];
    assert_true(values_size(values, count) <= sizeof bytes);
    values_write(bytes, values, count);
    hold->values = heap_add(&t->state, bytes, values_size(values, count));
    assert_int_not_equal(hold->values, 0);
}

/* A run's flow waits for one message at a time. */
static void a_run_waits_for_one_message(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct hold *first = hold_in(&t, JBC_PLACE_FLOW);
    struct hold *second = state_add_hold(&t.state);
    assert_non_null(second);
    *second = *first;
    expect(&t, JRT_BAD_STATE);
    t.state.head.holds_size -= (uint32_t)sizeof *second;
    expect(&t, JRT_OK);
    end(&t);
}

/* A program made by hand: the sample, and a send that no instruction uses. A run of its first journey is held. */
static void begin_by_hand(struct state_under_test *t, uint8_t **bytes, jrt_program **program) {
    struct sample sample;
    size_t size;
    sample_build(&sample);
    uint32_t unused = BUILD(&sample.build, SEND, send, .first_alternative = 4, .alternative_count = 1,
                            .next_wait = JBC_NONE, .place = JBC_PLACE_FLOW);
    assert_int_equal(unused, 4);
    BUILD(&sample.build, ALTERNATIVE, alternative, .template_ = 0, .first_param = 4);
    *bytes = build_finish(&sample.build, &size);
    sample_free(&sample);
    assert_int_equal(jrt_load(*bytes, size, NULL, program, NULL), JRT_OK);
    *t = (struct state_under_test){.program = *program};
    t->state = (struct state){.program = *program, .runs_room = JRT_RUN_MAX};
    t->memory = calloc(1, state_lay(&t->state, NULL));
    assert_non_null(t->memory);
    state_lay(&t->state, t->memory);
    state_prepare(&t->state);
    t->state.head = (struct state_head){.layout = (*program)->header->layout_hash, .serial = 1, .due = INT64_MAX};
    struct jbc_run *run = state_add_run(&t->state, 0);
    assert_non_null(run);
    run->serial = 1;
    run->phase = RUN_HELD;
    expect(t, JRT_OK);
}

/* Where the flow goes on is behind the message's own statement, which stands in the flow of the run's stage. */
static void the_flow_goes_on_in_its_stage(void **unused) {
    (void)unused;
    struct state_under_test t;
    uint8_t *bytes;
    jrt_program *program;
    begin_by_hand(&t, &bytes, &program);
    struct jbc_run *run = state_run_at(&t.state, 0);
    struct hold *hold = state_add_hold(&t.state);
    const struct jrt_value word = value_text("w", 1);
    hold->run = 1;
    hold->refused = JBC_NEVER;
    set_values(&t, hold, &word, 1);
    hold->pc = decode_behind_send(program->code, program->code_size, 0);
    assert_int_not_equal(hold->pc, JBC_NONE);
    expect(&t, JRT_OK);
    run->stage = hold->stage = 1;
    expect(&t, JRT_BAD_STATE);
    run->stage = hold->stage = 0;
    hold->send = 4;
    hold->pc = decode_behind_send(program->code, program->code_size, 4);
    assert_int_equal(hold->pc, JBC_NONE);
    set_values(&t, hold, NULL, 0);
    expect(&t, JRT_BAD_STATE);
    jrt_program_free(program);
    free(bytes);
    free(t.memory);
}

/* The values of a held message are those of its statement, in number and type. */
static void values_of_held_messages_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    uint32_t size;
    uint8_t *row = heap_edit(&t.state, hold_in(&t, JBC_PLACE_FLOW)->values, &size);
    assert_int_equal(values_count(row), 2);
    assert_int_equal(row[2], JBC_TEXT);
    refused(&t, row, &(uint16_t){1}, 2);
    refused(&t, row, &(uint16_t){3}, 2);
    refused(&t, row + 2, &(uint8_t){JBC_TYPE_END}, 1);
    refused(&t, row - 4, &(uint32_t){size - 1}, 4);
    refused(&t, row - 4, &(uint32_t){UINT32_MAX}, 4);
    uint8_t *number = row + 2 + 1 + 4 + 1;
    assert_int_equal(*number, JBC_NUMBER);
    refused(&t, number, &(uint8_t){JBC_BOOL}, 1);
    end(&t);
}

static void rows_of_held_messages_have_the_right_length(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct jrt_value many[JRT_STACK_MAX + 2] = {value_text("x", 1), value_of(JBC_NUMBER, 5)};
    struct hold *hold = hold_in(&t, JBC_PLACE_FLOW);
    set_values(&t, hold, many, 2);
    expect(&t, JRT_OK);
    set_values(&t, hold, (struct jrt_value[2]){value_missing(), value_missing()}, 2);
    expect(&t, JRT_OK);
    const uint32_t wrong[] = {0, 1, 3, JRT_STACK_MAX + 1, JRT_STACK_MAX + 2};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        set_values(&t, hold, many, wrong[i]);
        expect(&t, JRT_BAD_STATE);
    }
    end(&t);
}

/* Behind the values of a keyed run's message stands its key. */
static void keys_of_held_messages_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct hold *hold = hold_in(&t, JBC_PLACE_RUN);
    set_values(&t, hold, &(struct jrt_value){.type = JBC_TEXT, .size = 1, .as.text = "k"}, 1);
    expect(&t, JRT_OK);
    set_values(&t, hold, &(struct jrt_value){0}, 1);
    expect(&t, JRT_OK);
    set_values(&t, hold, &(struct jrt_value){.type = JBC_NUMBER}, 1);
    expect(&t, JRT_BAD_STATE);
    set_values(&t, hold, NULL, 0);
    expect(&t, JRT_BAD_STATE);
    end(&t);
}

static void times_of_ids_are_checked(void **unused) {
    (void)unused;
    struct state_under_test t;
    begin(&t);
    struct ids *ids = &t.state.ids;
    ids->count = 0;
    ids_see(ids, 77, RIG_BEGIN - 5, RIG_DAY);
    ids_see(ids, 78, RIG_BEGIN, RIG_DAY);
    expect(&t, JRT_OK);
    REFUSED(ids->each[0].at, JRT_TIME_MIN - 1);
    REFUSED(ids->each[1].at, JRT_TIME_MAX + 1);
    REFUSED(ids->each[1].at, ids->each[0].at - 1);
    end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_checked),
        cmocka_unit_test(runs_are_checked),
        cmocka_unit_test(a_run_may_rest_without_a_wait),
        cmocka_unit_test(more_runs_than_may_live_are_refused),
        cmocka_unit_test(slots_are_checked),
        cmocka_unit_test(references_are_checked),
        cmocka_unit_test(remembered_keys_are_checked),
        cmocka_unit_test(rings_are_checked),
        cmocka_unit_test(held_messages_are_checked),
        cmocka_unit_test(messages_beside_the_flow_are_checked),
        cmocka_unit_test(a_run_waits_for_one_message),
        cmocka_unit_test(the_flow_goes_on_in_its_stage),
        cmocka_unit_test(values_of_held_messages_are_checked),
        cmocka_unit_test(rows_of_held_messages_have_the_right_length),
        cmocka_unit_test(keys_of_held_messages_are_checked),
        cmocka_unit_test(times_of_ids_are_checked),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
