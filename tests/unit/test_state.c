/* States at their edges: every way in which the stored form tells a thing, what does not fit it, and bytes that are none;
 * and what jrt.h calls misuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/calendar.h"
#include "runtime/context.h"
#include "runtime/state.h"
#include "runtime/stored.h"
#include "tests/unit/compile.h"
#include "tests/unit/rig.h"

/* ---- a state by itself ---- */

/* Room for a state of the program, with as many bytes for runs. */
static uint8_t *lay(struct state *state, const jrt_program *program, uint32_t runs_room) {
    *state = (struct state){.program = program, .runs_room = runs_room};
    uint8_t *memory = calloc(1, state_lay(state, NULL));
    assert_non_null(memory);
    state_lay(state, memory);
    state_prepare(state);
    assert_true(state_open_bytes(state, NULL, 0));
    state->head.clock = RIG_BEGIN;
    return memory;
}

static size_t write(const struct state *state) {
    return stored_write(state, state->heap, state->out + STATE_OUT - IDS_ROOM - state->head.heap_size);
}

/* The fixed part has several pieces, and slots of each storage. */
static const char wide[] =
    "journey j { enter when event \"Begin\"\n one per key\n enter again after 1 day\n remember said: \"x\"\n remember n: 0\n"
    "when event \"A\" at most 9 times { remember n: n + 1 }\n"
    "stage s { wait up to 9 days { for many { exit as much }\n for user.plan is \"pro\" and user.seats is 5 { exit as pro }\n"
    "for user.opt_in is yes and user.seen is within 2 days { exit as seen }\n for user.name is said { exit as name }\n"
    "for (count of event \"A\" in last 30 days is at least 9) { exit as nine }\n otherwise { exit as late } } } }\n"
    "condition many: count of event \"C\" in last 30 days is at least 9\n";

/* ---- the form ---- */

static void numbers_of_four_bytes(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct state state, read;
    uint8_t *memory = lay(&state, compiled.program, 4096), *other = lay(&read, compiled.program, 4096);
    const uint32_t numbers[] = {0, 255, 256, UINT32_MAX};
    for (size_t i = 0; i < 16; i++) {
        state.head.sequence = numbers[i % 4];
        state.head.serial = numbers[i / 4];
        size_t size = write(&state);
        assert_true(state_open_bytes(&read, state.out, size));
        assert_int_equal(read.head.sequence, state.head.sequence);
        assert_int_equal(read.head.serial, state.head.serial);
    }
    free(memory);
    free(other);
    compile_free(&compiled);
}

/* The begin says in some of its bits how it goes on: what no writer says is no state. */
static void begins_that_nobody_writes(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct state state;
    uint8_t *memory = lay(&state, compiled.program, 4096);
    struct stored stored;
    const uint64_t due_never = 0, due_after = 1ull << 50, due_apart = 2ull << 50, due_end = 3ull << 50;
    const uint64_t apart = 1ull << 49, nothing = 1ull << 63;
    const struct {
        uint64_t form; /* the bits */
        bool stands;   /* is it a begin? */
    } begins[] = {{due_never | 5, true},
                  {due_after | 5, true},
                  {due_apart | 5, true},
                  {due_end | 5, false},
                  {apart, true},
                  {apart | 1, false},
                  {apart | due_after, false},
                  {apart | due_apart, true},
                  {apart | due_end, false},
                  {nothing, false}};
    uint8_t bytes[64] = {0};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        memcpy(bytes + 4, &begins[i].form, 8);
        assert_int_equal(stored_begin(&stored, bytes, sizeof bytes), begins[i].stands);
    }
    assert_false(stored_begin(&stored, bytes, 13));
    assert_int_equal(jrt_due(bytes, 13), INT64_MAX);
    const uint64_t holds = 1ull << 60;
    memcpy(bytes + 4, &holds, 8);
    bytes[14] = JRT_HOLDS_MAX;
    assert_true(stored_begin(&stored, bytes, sizeof bytes));
    bytes[14] = JRT_HOLDS_MAX + 1;
    assert_false(stored_begin(&stored, bytes, sizeof bytes));
    free(memory);
    compile_free(&compiled);
}

/* Where the limit leaves too little room there is no state, and with enough it is always the same. */
static void a_state_needs_its_room(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "A");
    rig_event(&rig, "C");
    rig_event_with(&rig, "Begin", "key", value_text("k", 1));
    struct state state;
    uint8_t *memory = lay(&state, compiled.program, 4096);
    assert_true(state_open_bytes(&state, rig.state, rig.size));
    /* Words that can't be packed, so that each part needs all the room that it asks for. */
    uint8_t *words[] = {state.runs + JBC_RUN_HEAD, state_fixed(&state, 0, compiled.program->project->fixed_size),
                        (uint8_t *)state_add_hold(&state)};
    const size_t sizes[] = {state.head.runs_size - JBC_RUN_HEAD, compiled.program->project->fixed_size,
                            sizeof(struct hold)};
    for (size_t i = 0; i < 3; i++) memset(words[i], 0xa5, sizes[i]);
    size_t whole = write(&state), written = 0;
    assert_true(whole > 0);
    for (size_t room = 0; room < whole + 1024; room++) {
        size_t size = stored_write(&state, state.heap, state.out + room);
        assert_true(size == whole || (size == 0 && written == 0));
        if (size > 0) written++;
    }
    assert_true(written > 0 && written < whole + 1024);
    free(memory);
    rig_close(&rig);
    compile_free(&compiled);
}

static void more_runs_than_the_form_can_tell(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    uint32_t size = compiled.program->journeys[0].run_size;
    struct state state, small;
    uint8_t *memory = lay(&state, compiled.program, 200 * size), *other = lay(&small, compiled.program, 2 * size);
    for (uint32_t i = 1; i <= STORED_RUNS_MAX; i++) {
        state_add_run(&state, 0)->serial = i;
        state.head.serial = i;
        assert_true(write(&state) > 0);
    }
    assert_false(state_open_bytes(&small, state.out, write(&state)));
    assert_non_null(state_add_run(&state, 0));
    assert_int_equal(write(&state), 0);
    free(memory);
    free(other);
    compile_free(&compiled);
}

/* Journeys, stages and waits above 255 take two bytes each. */
static void places_of_two_bytes(void **unused) {
    (void)unused;
    size_t room = 64 * 1024, used = 0;
    char *script = malloc(room);
    assert_non_null(script);
    for (int i = 0; i < 300; i++)
        used += (size_t)snprintf(script + used, room - used,
                                 "journey j%d { enter when event \"%s\"\n enter again always\n stage s { wait 2 days\n"
                                 "milestone m%d\n %s } }\n",
                                 i,
                                 i == 3    ? "A"
                                 : i > 290 ? "C"
                                           : "B",
                                 i, i == 292 ? "stay" : "exit as done");
    struct compiled compiled = compile_journeys(script);
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "C");
    rig_event(&rig, "A");
    rig_after(&rig, 2 * RIG_DAY - 1);
    rig_expect(&rig, "");
    rig_after(&rig, 1);
    rig_expect(&rig, "milestone m291\nexit done\nmilestone m292\nmilestone m293\nexit done\nmilestone m294\nexit done\n"
                     "milestone m295\nexit done\nmilestone m296\nexit done\nmilestone m297\nexit done\nmilestone m298\n"
                     "exit done\nmilestone m299\nexit done\nmilestone m3\nexit done\n");
    rig_close(&rig);
    compile_free(&compiled);
    free(script);
}

/* A wait above 255 in a stage and a journey below. */
static void waits_of_two_bytes(void **unused) {
    (void)unused;
    char *script = malloc(32768);
    assert_non_null(script);
    int used = snprintf(script, 32768, "journey j { enter when event \"C\"\n stage s {\n");
    for (int i = 0; i < 300; i++) used += snprintf(script + used, (size_t)(32768 - used), "wait 1 minute\n");
    snprintf(script + used, (size_t)(32768 - used), "go to t }\n stage t { wait 1 minute\n exit as done } }\n");
    struct compiled compiled = compile_journeys(script);
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "C");
    rig_after(&rig, 301 * 60000 - 1);
    rig_expect(&rig, "");
    rig_after(&rig, 1);
    rig_expect(&rig, "exit done\n");
    rig_close(&rig);
    compile_free(&compiled);
    free(script);
}

/* The same of stages. */
static void stages_of_two_bytes(void **unused) {
    (void)unused;
    char *script = malloc(32768);
    assert_non_null(script);
    int used = snprintf(script, 32768,
                        "journey j { enter when event \"C\"\n when event \"A\" { exit as left_it }\n"
                        "stage s { if user.seats is 5 { go to s0 }\n go to s299 }\n");
    for (int i = 0; i < 299; i++)
        used +=
            snprintf(script + used, (size_t)(32768 - used), "stage s%d { milestone m%d\n go to s%d }\n", i, i, i + 1);
    snprintf(script + used, (size_t)(32768 - used), "stage s299 { stay } }\n");
    struct compiled compiled = compile_journeys(script);
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "C");
    rig_event(&rig, "A");
    rig_expect(&rig, "exit left_it\n");
    rig_close(&rig);
    compile_free(&compiled);
    free(script);
}

/* A state at its limit has no room for an id, nor has a call for the state. */
static void a_full_state_stays_as_it_is(void **unused) {
    (void)unused;
    struct compiled compiled = compile_text(
        "language 1\nproject \"F\" { timezone: \"UTC\"\n event id window: 1 day }\nevent \"A\"\nevent \"B\"\n"
        "user { name: text optional }\njourney j { enter when event \"A\" where user.name is \"x\"\n stage s { when event "
        "\"B\" { exit as b }\n stay } }\n");
    struct state state;
    uint8_t *memory = lay(&state, compiled.program, 4096);
    struct ids ids = {.count = 0};
    ids_see(&ids, 5, RIG_BEGIN, RIG_DAY);
    size_t empty = write(&state);
    state.head.heap_size = JRT_STATE_MAX - (uint32_t)empty - 4;
    size_t size = write(&state);
    assert_true(size <= JRT_STATE_MAX && size > JRT_STATE_MAX - 16);
    uint8_t *full = malloc(size);
    assert_non_null(full);
    memcpy(full, state.out, size);
    struct rig rig;
    rig_open(&rig, compiled.program);
    struct jrt_user user = {"ana", 3};
    struct jrt_result result;
    struct jrt_event event = {.time = RIG_BEGIN, .id = "one", .id_size = 3};
    for (event.name = 0; event.name < 2; event.name++)
        assert_int_equal(jrt_step(rig.context, &user, full, size, RIG_BEGIN, &event, &result), JRT_FULL);
    size_t noted = size;
    event.name = 1;
    assert_int_equal(jrt_note(rig.context, full, &noted, JRT_STATE_MAX, RIG_BEGIN, &event), JRT_FULL);
    assert_int_equal(noted, size);
    assert_memory_equal(full, state.out, size);
    state.ids = ids;
    assert_int_equal(state_close(&state), 0);
    free(full);
    free(memory);
    rig_close(&rig);
    compile_free(&compiled);
}

/* An id is noted where the state stands: in bytes that are whole, and where there is room. */
static void ids_are_noted_in_place(void **unused) {
    (void)unused;
    struct compiled compiled = compile_text(
        "language 1\nproject \"F\" { timezone: \"UTC\"\n event id window: 1 day }\nevent \"A\"\nevent \"B\"\n"
        "journey j { enter when event \"A\"\n stage s { wait 9 days\n go to t }\n stage t { when event \"B\" { exit as b }\n "
        "wait 1 day\n exit as done } }\n");
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "A");
    struct jrt_event event = {.name = 1, .time = RIG_BEGIN, .id = "one", .id_size = 3};
    uint8_t bytes[256];
    size_t size = rig.size;
    jrt_context *c = rig.context;
    memcpy(bytes, rig.state, size);
    assert_int_equal(jrt_note(NULL, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_MISUSE);
    assert_int_equal(jrt_note(c, NULL, &size, sizeof bytes, RIG_BEGIN, &event), JRT_MISUSE);
    assert_int_equal(jrt_note(c, bytes, NULL, sizeof bytes, RIG_BEGIN, &event), JRT_MISUSE);
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, NULL), JRT_MISUSE);
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, JRT_TIME_MAX + 1, &event), JRT_MISUSE);
    event.name = 2;
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_MISUSE);
    event.name = 1;
    assert_int_equal(jrt_note(c, bytes, &size, size - 1, RIG_BEGIN, &event), JRT_FULL);
    assert_int_equal(jrt_note(c, bytes, &size, size, RIG_BEGIN, &event), JRT_FULL);
    for (size_t cut = 0; cut < 18; cut++) {
        size_t left = cut;
        assert_int_equal(jrt_note(c, bytes, &left, sizeof bytes, RIG_BEGIN, &event), JRT_BAD_STATE);
    }
    const size_t odd[][2] = {
        {0, 1}, {11, 0x80}, {10, 0x0c}}; /* another layout, a bit that none has, a due of no form */
    for (size_t i = 0; i < 3; i++) {
        uint8_t before = bytes[odd[i][0]];
        bytes[odd[i][0]] ^= (uint8_t)odd[i][1];
        if (i == 2) bytes[10] |= 0x0c;
        assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_BAD_STATE);
        bytes[odd[i][0]] = before;
    }
    assert_memory_equal(bytes, rig.state, size);
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_OK);
    assert_int_equal(size, rig.size + sizeof(struct id) + 1);
    assert_int_equal(jrt_state_check(compiled.program, bytes, size), JRT_OK);
    size_t same = size;
    assert_int_equal(jrt_note(c, bytes, &same, 2 * (size_t)JRT_STATE_MAX, RIG_BEGIN, &event), JRT_OK);
    assert_int_equal(same, size);
    bytes[size - 1] = 0;
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_BAD_STATE);
    bytes[size - 1] = JRT_IDS_MAX + 1;
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_BAD_STATE);
    bytes[size - 1] = JRT_IDS_MAX;
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_BAD_STATE);
    event.id = NULL;
    assert_int_equal(jrt_note(c, bytes, &size, sizeof bytes, RIG_BEGIN, &event), JRT_OK);
    rig_close(&rig);
    compile_free(&compiled);
}

/* ---- slots ---- */

static const struct jbc_slot *slot_with(const jrt_program *program, enum jbc_storage storage, uint32_t *index) {
    for (*index = 0; *index < program->slot_count; (*index)++)
        if (program->slots[*index].storage == storage) return &program->slots[*index];
    fail_msg("no slot of storage %d", (int)storage);
    return NULL;
}

static void a_count_stops_at_its_end(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct state state;
    uint32_t index;
    uint8_t *memory = lay(&state, compiled.program, 4096);
    struct jbc_run *run = state_add_run(&state, 0);
    slot_with(compiled.program, JBC_STORE_COUNT, &index);
    slot_store(&state, run, index, value_of(JBC_NUMBER, 65533 * (int64_t)JBC_MILLION));
    for (int i = 0; i < 3; i++) slot_add_one(&state, run, index);
    assert_int_equal(slot_count(&state, run, index), TALLY_UNKNOWN - 1);
    free(memory);
    compile_free(&compiled);
}

/* A word that the enumeration does not have may stand in a state from elsewhere: it is missing. */
static void a_word_that_is_none_is_missing(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct state state;
    uint32_t index;
    uint8_t *memory = lay(&state, compiled.program, 4096);
    const struct jbc_slot *slot = slot_with(compiled.program, JBC_STORE_WORD8, &index);
    slot_store(&state, NULL, index, value_text("pro", 3));
    assert_int_equal(slot_load(&state, NULL, index).type, JBC_TEXT);
    *slot_edit(&state, NULL, slot) = 200;
    assert_int_equal(slot_load(&state, NULL, index).type, 0);
    slot_store(&state, NULL, index, value_text("gold", 4));
    assert_int_equal(slot_load(&state, NULL, index).type, 0);
    free(memory);
    compile_free(&compiled);
}

/* More than 255 words take two bytes. */
static void many_words(void **unused) {
    (void)unused;
    char *script = malloc(16384);
    assert_non_null(script);
    int used = snprintf(script, 16384,
                        "language 1\nproject \"W\" { timezone: \"UTC\" }\nevent \"C\"\nuser { plan: one of \"w0\"");
    for (int i = 1; i < 300; i++) used += snprintf(script + used, (size_t)(16384 - used), ", \"w%d\"", i);
    snprintf(
        script + used, (size_t)(16384 - used),
        " }\njourney j { enter when event \"C\"\n enter again always\n stage s { if user.plan is \"w299\" { exit as last }\n"
        "if user.plan is \"w256\" { exit as other }\n exit as none } }\n");
    struct compiled compiled = compile_text(script);
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "C");
    rig_set(&rig, "plan", value_text("w299", 4));
    rig_event(&rig, "C");
    rig_set(&rig, "plan", value_text("w256", 4));
    rig_event(&rig, "C");
    rig_set(&rig, "plan", value_text("w300", 4));
    rig_event(&rig, "C");
    rig_set(&rig, "plan", value_missing());
    rig_event(&rig, "C");
    rig_expect(&rig, "exit none\nexit last\nexit other\nexit none\nexit none\n");
    rig_close(&rig);
    compile_free(&compiled);
    free(script);
}

static void what_is_too_large_for_the_heap(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct state state;
    uint8_t *memory = lay(&state, compiled.program, 4096);
    assert_int_equal(heap_add(&state, "", JRT_STATE_MAX + 1), 0);
    assert_true(state.full);
    state.full = false;
    state.head.heap_size = JRT_STATE_MAX - 8;
    assert_int_equal(heap_add(&state, "12345", 5), 0);
    assert_true(state.full);
    assert_int_equal(state_close(&state), 0);
    free(memory);
    compile_free(&compiled);
}

/* Whatever a user has, the state says so. */
static void a_fresh_state_has_nothing(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct state state;
    uint8_t *memory = lay(&state, compiled.program, 4096);
    assert_true(state_is_fresh(&state));
    uint32_t *numbers[] = {&state.head.sequence,   &state.head.serial,    &state.head.runs_size,
                           &state.head.holds_size, &state.head.heap_size, &state.ids.count};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        *numbers[i] = 1;
        assert_false(state_is_fresh(&state));
        *numbers[i] = 0;
    }
    state.head.due = 5;
    assert_false(state_is_fresh(&state));
    state.head.due = INT64_MAX;
    *state_fixed(&state, 0, 1) ^= 1;
    assert_false(state_is_fresh(&state));
    *state_fixed(&state, 0, 1) ^= 1;
    assert_true(state_is_fresh(&state));
    free(memory);
    compile_free(&compiled);
}

/* ---- bytes that are no state ---- */

/* Each byte of a state becomes each other one: what is accepted runs, and what comes of it is sound. */
static void any_byte_may_be_any_other(void **unused) {
    (void)unused;
    struct compiled compiled = compile_text(
        "language 1\nproject \"W\" { timezone: \"UTC\"\n event id window: 1 day }\nevent \"C\"\nevent \"D\"\nevent \"E\" { k: text }\n"
        "user { a: time, b: time, c: time, d: time, e: time, f: time, g: time, h: time, i: number, name: text, plan: one of \"x\", \"y\" }\n"
        "channel email { quiet hours 22:00 to 08:00\n template \"m\" { t: text } }\n"
        "journey j { enter when event \"C\"\n remember said: \"text\"\n stage s { send email \"m\" { t: said }\n wait up to 9 days {\n"
        "for user.a is within 2 days and user.b is within 2 days and user.c is within 2 days { exit as a }\n"
        "for user.d is within 2 days and user.e is within 2 days and user.f is within 2 days { exit as d }\n"
        "for user.g is within 2 days and user.h is within 2 days and user.i is 5 and user.plan is \"x\" { exit as g }\n"
        "for user.name is said { exit as n }\n for (count of event \"C\" in last 9 days is at least 3) { exit as c }\n"
        "otherwise { exit as late } } } }\n"
        "journey k { enter when event \"E\"\n one per k\n enter again never\n stage s { wait 3 days\n exit as done } }\n");
    struct rig rig;
    rig_open(&rig, compiled.program);
    const char *const dates[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    for (int i = 0; i < 8; i++) rig_set(&rig, dates[i], value_of(JBC_TIME, RIG_BEGIN + i * RIG_DAY));
    rig_set(&rig, "i", value_of(JBC_NUMBER, 7));
    rig_event(&rig, "C");
    rig_event_with(&rig, "E", "k", value_text("key", 3));
    struct jrt_user user = {"ana", 3};
    struct jrt_event event = {.time = RIG_BEGIN, .name = 1, .id = "id", .id_size = 2};
    struct jrt_result result;
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, RIG_BEGIN, &event, &result), JRT_OK);
    size_t size = result.size;
    uint8_t *state = malloc(size), *changed = malloc(size);
    assert_true(state && changed && size > 80);
    memcpy(state, result.state, size);
    size_t accepted = 0, refused = 0;
    for (size_t i = 0; i < size; i++)
        for (unsigned byte = 0; byte < 256; byte++) {
            memcpy(changed, state, size);
            changed[i] = (uint8_t)byte;
            bool sound = jrt_state_check(compiled.program, changed, size) == JRT_OK;
            accepted += sound;
            refused += !sound;
            if (!sound) continue;
            event.name = byte % 2;
            assert_int_equal(jrt_step(rig.context, &user, changed, size, RIG_BEGIN, &event, &result), JRT_OK);
            assert_int_equal(jrt_state_check(compiled.program, result.state, result.size), JRT_OK);
        }
    assert_true(accepted > size && refused > size);
    free(state);
    free(changed);
    rig_close(&rig);
    compile_free(&compiled);
}

/* ---- misuse ---- */

static void misuse_of_steps(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "C");
    jrt_context *c = rig.context;
    const jrt_program *p = compiled.program;
    struct jrt_user user = {"ana", 3};
    struct jrt_event event = {.kind = JRT_EVENT_UPDATE, .time = RIG_BEGIN};
    struct jrt_result result;
    const int64_t now = RIG_BEGIN;
    const struct {
        enum jrt_status status; /* what came */
        const char *of;         /* which call */
    } calls[] = {
        {jrt_step(c, NULL, NULL, 0, now, &event, &result), "step, user"},
        {jrt_step(c, &user, NULL, 0, now, NULL, &result), "step, event"},
        {jrt_step(c, &user, NULL, 0, now, &event, NULL), "step, result"},
        {jrt_step(c, &user, NULL, 0, JRT_TIME_MAX + 1, &event, &result), "step, now"},
        {jrt_tick(NULL, &user, rig.state, rig.size, now, &result), "tick, context"},
        {jrt_tick(c, NULL, rig.state, rig.size, now, &result), "tick, user"},
        {jrt_tick(c, &user, rig.state, rig.size, now, NULL), "tick, result"},
        {jrt_tick(c, &user, rig.state, rig.size, INT64_MAX, &result), "tick, now"},
        {jrt_takeover(NULL, p, &user, rig.state, rig.size, now, &result), "takeover, context"},
        {jrt_takeover(c, NULL, &user, rig.state, rig.size, now, &result), "takeover, older"},
        {jrt_takeover(c, p, NULL, rig.state, rig.size, now, &result), "takeover, user"},
        {jrt_takeover(c, p, &user, NULL, 0, now, &result), "takeover, state"},
        {jrt_takeover(c, p, &user, rig.state, rig.size, now, NULL), "takeover, result"},
        {jrt_takeover(c, p, &user, rig.state, rig.size, JRT_TIME_MIN - 1, &result), "takeover, now"},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].status != JRT_MISUSE) fail_msg("%s: status %d", calls[i].of, (int)calls[i].status);
    event = (struct jrt_event){.kind = JRT_EVENT_REPORT, .time = now, .name = 0};
    assert_int_equal(jrt_step(c, &user, NULL, 0, now, &event, &result), JRT_MISUSE);
    event = (struct jrt_event){.kind = JRT_EVENT_UPDATE, .time = JRT_TIME_MIN - 1};
    assert_int_equal(jrt_step(c, &user, NULL, 0, now, &event, &result), JRT_MISUSE);
    event.time = now;
    assert_int_equal(jrt_step(c, &user, "", 0, now, &event, &result), JRT_OK);
    assert_int_equal(jrt_tick(c, &user, "", 0, now, &result), JRT_OK);
    assert_int_equal(jrt_tick(c, &user, rig.state, rig.size - 1, now, &result), JRT_BAD_STATE);
    assert_int_equal(jrt_tick(c, &user, rig.state, 5, now, &result), JRT_BAD_STATE);
    assert_int_equal(jrt_step(c, &user, rig.state, 5, now, &event, &result), JRT_BAD_STATE);
    rig_close(&rig);
    compile_free(&compiled);
}

static void misuse_of_contexts(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    struct rig rig;
    rig_open(&rig, compiled.program);
    struct jrt_host host = {.self = &rig};
    jrt_context *made;
    assert_int_equal(jrt_context_new(compiled.program, &host, &made), JRT_MISUSE);
    assert_int_equal(jrt_context_new(compiled.program, NULL, &made), JRT_MISUSE);
    assert_int_equal(jrt_context_new(NULL, &host, &made), JRT_MISUSE);
    jrt_context_free(NULL);
    struct jrt_host whole = rig.context->host;
    for (int lacks = 0; lacks < 4; lacks++) {
        host = whole;
        if (lacks == 0) host.on_action = NULL;
        if (lacks == 1) host.zones.find = NULL;
        if (lacks == 2) host.zones.to_local = NULL;
        if (lacks == 3) host.zones.to_utc = NULL;
        assert_int_equal(jrt_context_new(compiled.program, &host, &made), JRT_MISUSE);
    }
    assert_int_equal(jrt_context_new(compiled.program, &whole, NULL), JRT_MISUSE);
    struct jrt_user user = {"ana", 3};
    uint32_t zone;
    assert_int_equal(jrt_zone_of(NULL, &user, NULL, 0, &zone), JRT_MISUSE);
    assert_int_equal(jrt_zone_of(rig.context, NULL, NULL, 0, &zone), JRT_MISUSE);
    assert_int_equal(jrt_zone_of(rig.context, &user, NULL, 0, NULL), JRT_MISUSE);
    assert_int_equal(jrt_zone_of(rig.context, &user, "12345", 5, &zone), JRT_BAD_STATE);
    assert_int_equal(jrt_zone_of(rig.context, &user, NULL, 0, &zone), JRT_OK);
    jrt_force_split(rig.context, 99, 0);
    jrt_force_keep_out(rig.context, 99, 1);
    uint8_t none[8] = {0};
    assert_int_equal(jrt_only_journeys(rig.context, none), JRT_OK);
    rig_event(&rig, "Begin");
    assert_int_equal(jrt_only_journeys(rig.context, NULL), JRT_OK);
    rig_event_with(&rig, "Begin", "key", value_text("k", 1));
    rig_after(&rig, 9 * RIG_DAY);
    rig_expect(&rig, "exit late\n");
    rig_close(&rig);
    compile_free(&compiled);
}

static void loading_needs_its_pieces(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    size_t size;
    jrt_program *program;
    const uint8_t *bytes = jdl_bytecode(compiled.result, &size);
    const struct jrt_allocator none = {0}, half = {.alloc = compiled.program->allocator.alloc};
    assert_int_equal(jrt_load(NULL, size, NULL, &program, NULL), JRT_MISUSE);
    assert_int_equal(jrt_load(bytes, size, NULL, NULL, NULL), JRT_MISUSE);
    assert_int_equal(jrt_load(bytes + 1, size - 1, NULL, &program, NULL), JRT_MISUSE);
    assert_int_equal(jrt_load(bytes, size, &half, &program, NULL), JRT_MISUSE);
    assert_int_equal(jrt_load(bytes, size, &none, &program, NULL), JRT_OK);
    jrt_program_free(program);
    jrt_program_free(NULL);
    compile_free(&compiled);
}

static bool memory_is_out;

static void *take(void *self, size_t size) {
    (void)self;
    return memory_is_out ? NULL : malloc(size);
}

static void give(void *self, void *memory, size_t size) {
    (void)self;
    (void)size;
    free(memory);
}

/* To look at a state takes memory; without it nothing is said of the state. */
static void a_state_is_not_judged_without_memory(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(wide);
    size_t size;
    jrt_program *program;
    const uint8_t *bytes = jdl_bytecode(compiled.result, &size);
    const struct jrt_allocator allocator = {NULL, take, give};
    assert_int_equal(jrt_load(bytes, size, &allocator, &program, NULL), JRT_OK);
    struct rig rig;
    rig_open(&rig, program);
    rig_event(&rig, "C");
    memory_is_out = true;
    assert_int_equal(jrt_state_check(program, rig.state, rig.size), JRT_NO_MEMORY);
    memory_is_out = false;
    assert_int_equal(jrt_state_check(program, rig.state, rig.size), JRT_OK);
    rig_close(&rig);
    jrt_program_free(program);
    compile_free(&compiled);
}

static void every_status_has_a_text(void **unused) {
    (void)unused;
    for (int one = JRT_OK; one <= JRT_NO_LIBRARY; one++) {
        assert_string_not_equal(jrt_status_text((enum jrt_status)one), "unknown status");
        for (int other = one + 1; other <= JRT_NO_LIBRARY; other++)
            assert_string_not_equal(jrt_status_text((enum jrt_status)one), jrt_status_text((enum jrt_status)other));
    }
    assert_string_equal(jrt_status_text((enum jrt_status)(JRT_NO_LIBRARY + 1)), "unknown status");
}

/* ---- the calendar ---- */

static void leap_years_have_their_day(void **unused) {
    (void)unused;
    const struct {
        int64_t day;      /* since 1970-01-01 */
        int64_t year;     /* its year */
        uint32_t of_year; /* its day of the year */
    } days[] = {{59, 1970, 60},     {789, 1972, 60},   {790, 1972, 61},    {-25509, 1900, 59},
                {-25508, 1900, 60}, {11016, 2000, 60}, {11322, 2000, 366}, {11381, 2001, 59}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct civil civil = calendar_civil(days[i].day * JBC_DAY_MS);
        assert_int_equal(civil.year, days[i].year);
        assert_int_equal(civil.day_of_year, days[i].of_year);
    }
}

static int64_t same(void *self, uint32_t zone, int64_t at) {
    (void)self;
    (void)zone;
    return at;
}

/* A host's zone in which no clock time ever comes. */
static int64_t long_ago(void *self, uint32_t zone, int64_t at) {
    (void)self;
    (void)zone;
    return at - 100 * JBC_DAY_MS;
}

static void the_next_clock_time_comes(void **unused) {
    (void)unused;
    const struct jrt_zones plain = {.to_local = same, .to_utc = same}, odd = {.to_local = same, .to_utc = long_ago};
    const uint32_t nine = 9 * 3600000;
    assert_int_equal(calendar_next(&plain, 0, 0, nine, 0), nine);
    assert_int_equal(calendar_next(&plain, 0, nine, nine, 0), JBC_DAY_MS + nine);
    assert_int_equal(calendar_next(&plain, 0, 0, nine, 1), 4 * JBC_DAY_MS + nine); /* Monday, from a Thursday */
    assert_int_equal(calendar_next(&odd, 0, 5, nine, 0), 5 + 7 * JBC_DAY_MS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_four_bytes),
        cmocka_unit_test(begins_that_nobody_writes),
        cmocka_unit_test(a_state_needs_its_room),
        cmocka_unit_test(more_runs_than_the_form_can_tell),
        cmocka_unit_test(places_of_two_bytes),
        cmocka_unit_test(waits_of_two_bytes),
        cmocka_unit_test(stages_of_two_bytes),
        cmocka_unit_test(a_full_state_stays_as_it_is),
        cmocka_unit_test(ids_are_noted_in_place),
        cmocka_unit_test(a_count_stops_at_its_end),
        cmocka_unit_test(a_word_that_is_none_is_missing),
        cmocka_unit_test(many_words),
        cmocka_unit_test(what_is_too_large_for_the_heap),
        cmocka_unit_test(a_fresh_state_has_nothing),
        cmocka_unit_test(any_byte_may_be_any_other),
        cmocka_unit_test(misuse_of_steps),
        cmocka_unit_test(misuse_of_contexts),
        cmocka_unit_test(loading_needs_its_pieces),
        cmocka_unit_test(a_state_is_not_judged_without_memory),
        cmocka_unit_test(every_status_has_a_text),
        cmocka_unit_test(leap_years_have_their_day),
        cmocka_unit_test(the_next_clock_time_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
