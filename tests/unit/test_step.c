/* What jrt.h promises of a step: no allocation, all or nothing, the same bytes again, and no harm by a damaged state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/compile.h"
#include "tests/unit/rig.h"

/* A bit of everything that a state can hold: variables, texts, histories, limits, held messages, timers, keys. */
static const char plain[] =
    "limits { at most 2 messages per 2 days, otherwise hold up to 3 days }\n"
    "journey j { enter when event \"C\"\n enter again after 1 day\n remember note: \"none\"\n remember seen_c: 0\n"
    "goal event \"B\" within 30 days { send email \"f\" }\n leave when no event \"C\" for 20 days as silent\n"
    "when event \"A\" at most 3 times { send email \"e\" { word: note } }\n"
    "stage s { when every 5 days { send email \"e\" { word: \"again {{ user.name | default: 'you' }}\" } }\n"
    "when event \"C\" { remember seen_c: seen_c + 1\n remember note: \"seen {{ seen_c }}\" }\n"
    "send email \"f\"\n wait up to 12 days { for event \"C\" { keep waiting }\n otherwise { go to t } } }\n"
    "stage t { wait until 09:00\n if count of event \"C\" in last 7 days is at least 2 { stay }\n exit as done } }\n";

/* The same story every time: events, updates and time, drawn by a generator. */
static void story(struct rig *rig, uint32_t steps, uint32_t seed) {
    const char *const events[] = {"A", "B", "C", "C", "C"};
    for (uint32_t i = 0; i < steps; i++) {
        seed = seed * 1664525u + 1013904223u;
        uint32_t draw = seed >> 16;
        if (draw % 7 == 0) {
            const char *name = draw % 2 == 0 ? "Ana" : "Bartholomew the Elder";
            struct jrt_value value = {.type = JBC_TEXT, .size = (uint32_t)strlen(name), .as.text = name};
            assert_int_equal(rig_set(rig, "name", value), JRT_OK);
        } else {
            assert_int_equal(rig_event(rig, events[draw % 5]), JRT_OK);
        }
        rig_after(rig, (int64_t)(draw % 40) * 3600000);
        if (strlen(rig->log) > sizeof rig->log / 2) rig->log[0] = '\0';
    }
}

static void step_allocates_nothing(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(plain);
    struct rig rig;
    rig_open(&rig, compiled.program);
    size_t before = rig.allocations;
    assert_true(before > 0);
    story(&rig, 500, 1);
    assert_true(rig.size > 0);
    assert_int_equal(rig.allocations, before);
    rig_close(&rig);
    compile_free(&compiled);
}

static void same_story_same_bytes(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(plain);
    struct rig one, two;
    rig_open(&one, compiled.program);
    rig_open(&two, compiled.program);
    story(&one, 300, 7);
    story(&two, 300, 7);
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.state, two.state, one.size);
    assert_string_equal(one.log, two.log);
    rig_close(&one);
    rig_close(&two);
    compile_free(&compiled);
}

/* A takeover makes a context for the older program: each of its allocations may fail. */
static void takeover_without_memory(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(plain);
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "C");
    struct jrt_user user = {"ana", 3};
    struct jrt_result result;
    for (size_t nth = 1; nth <= 2; nth++) {
        rig.allocations = 0;
        rig.fail_at = nth;
        assert_int_equal(jrt_takeover(rig.context, compiled.program, &user, rig.state, rig.size, rig.now, &result),
                         JRT_NO_MEMORY);
    }
    rig.fail_at = 0;
    assert_int_equal(jrt_takeover(rig.context, compiled.program, &user, rig.state, rig.size, rig.now, &result), JRT_OK);
    rig.log[0] = '\0';
    rig_close(&rig);
    compile_free(&compiled);
}

/* Every byte of a rich state, changed: the check refuses it, or what follows does no harm (sanitizers watch). */
static void damaged_states_do_no_harm(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(plain);
    struct rig rig;
    rig_open(&rig, compiled.program);
    story(&rig, 40, 3);
    rig_event(&rig, "C");
    size_t size = rig.size;
    unsigned char *whole = malloc(size);
    assert_non_null(whole);
    memcpy(whole, rig.state, size);
    struct jrt_user user = {"ana", 3};
    struct jrt_value none[8] = {{0}};
    uint32_t accepted = 0;
    for (size_t i = 0; i < size * 4; i++) {
        unsigned char *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, whole, size);
        copy[i / 4] ^= (unsigned char)(i % 4 == 0 ? 0x01 : i % 4 == 1 ? 0x80 : i % 4 == 2 ? 0xff : 0x10);
        if (jrt_state_check(compiled.program, copy, size) == JRT_OK) {
            accepted++;
            struct jrt_result result;
            struct jrt_event event = {.kind = JRT_EVENT_TRACK, .name = 3, .time = rig.now, .values = none};
            event.count = compiled.program->events[3].field_count;
            (void)jrt_step(rig.context, &user, copy, size, rig.now, &event, &result);
            (void)jrt_tick(rig.context, &user, copy, size, rig.now + 90 * RIG_DAY, &result);
        }
        free(copy);
        rig.log[0] = '\0';
    }
    assert_true(accepted > 0 && accepted < size * 4);
    for (size_t cut = 0; cut < size; cut++) {
        unsigned char *copy = malloc(cut + 1);
        assert_non_null(copy);
        memcpy(copy, whole, cut);
        assert_int_equal(jrt_state_check(compiled.program, copy, cut), JRT_BAD_STATE);
        free(copy);
    }
    free(whole);
    rig_close(&rig);
    compile_free(&compiled);
}

static void state_of_another_program_is_refused(void **unused) {
    (void)unused;
    struct compiled one = compile_journeys(plain);
    struct compiled other =
        compile_journeys("journey j { enter when event \"C\"\n stage s { wait 2 days\n exit as done } }\n");
    struct rig rig;
    rig_open(&rig, one.program);
    rig_event(&rig, "C");
    assert_int_equal(jrt_state_check(other.program, rig.state, rig.size), JRT_BAD_STATE);
    rig.log[0] = '\0';
    rig_close(&rig);
    compile_free(&one);
    compile_free(&other);
}

static void misuse_is_told(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys(plain);
    struct rig rig;
    rig_open(&rig, compiled.program);
    struct jrt_user user = {"ana", 3};
    struct jrt_result result;
    struct jrt_value none[8] = {{0}};
    struct jrt_event event = {.kind = JRT_EVENT_TRACK, .name = compiled.program->event_count, .values = none};
    assert_int_equal(jrt_step(rig.context, &user, NULL, 0, 0, &event, &result), JRT_MISUSE);
    event.name = 0;
    event.count = compiled.program->events[0].field_count + 1;
    assert_int_equal(jrt_step(rig.context, &user, NULL, 0, 0, &event, &result), JRT_MISUSE);
    event = (struct jrt_event){.kind = JRT_EVENT_REPORT, .name = compiled.program->template_count, .status = "opened"};
    assert_int_equal(jrt_step(rig.context, &user, NULL, 0, 0, &event, &result), JRT_MISUSE);
    uint32_t trait = compiled.program->trait_count;
    event = (struct jrt_event){.kind = JRT_EVENT_UPDATE, .values = none, .traits = &trait, .count = 1};
    assert_int_equal(jrt_step(rig.context, &user, NULL, 0, 0, &event, &result), JRT_MISUSE);
    assert_int_equal(jrt_step(NULL, &user, NULL, 0, 0, &event, &result), JRT_MISUSE);
    assert_int_equal(jrt_tick(rig.context, &user, NULL, 0, 0, &result), JRT_MISUSE);
    assert_int_equal(jrt_due(NULL, 0), INT64_MAX);
    rig_close(&rig);
    compile_free(&compiled);
}

/* A clock that is set back does not turn time back. */
static void time_never_runs_backwards(void **unused) {
    (void)unused;
    struct compiled compiled =
        compile_journeys("journey j { enter when event \"C\"\n stage s { wait 2 days\n exit as done } }\n");
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "A");
    rig.now -= 5 * RIG_DAY;
    rig_event(&rig, "C");
    rig.now += 5 * RIG_DAY;
    rig_after(&rig, 2 * RIG_DAY - 1);
    rig_expect(&rig, "");
    rig_after(&rig, 1);
    rig_expect(&rig, "exit done\n");
    rig_close(&rig);
    compile_free(&compiled);
}

/* What jrt_note leaves is what a step leaves: ids come and go with the clock, some a second time. */
static void what_is_not_heard_is_noted_in_place(void **unused) {
    (void)unused;
    struct compiled compiled = compile_text(
        "language 1\nproject \"N\" { timezone: \"UTC\"\n event id window: 2 hours }\nevent \"A\"\nevent \"B\"\n"
        "journey j { enter when event \"A\"\n stage s { wait up to 90 days { for event \"A\" { exit as a }\n otherwise { "
        "go to t } } }\n stage t { wait up to 1 day { for event \"B\" { exit as b }\n otherwise { exit as done } } } }\n");
    struct rig rig;
    rig_open(&rig, compiled.program);
    assert_int_equal(rig_event(&rig, "A"), JRT_OK);
    struct jrt_user user = {"ana", 3};
    char id[16];
    struct jrt_event event = {.name = 1, .id = id};
    struct jrt_result result;
    unsigned char place[2048];
    size_t size = rig.size;
    uint32_t unchanged = 0, seed = 7;
    memcpy(place, rig.state, size);
    for (uint32_t i = 0; i < 2000; i++) {
        seed = seed * 1664525u + 1013904223u;
        event.id_size = (size_t)snprintf(id, sizeof id, "id-%u", i - (seed >> 24) % 8);
        event.time = rig.now += (seed >> 16) % (i % 500 < 250 ? 900000 : 9000);
        unsigned char before[2048];
        size_t size_before = size;
        memcpy(before, place, size);
        assert_int_equal(jrt_step(rig.context, &user, before, size, rig.now, &event, &result), JRT_OK);
        assert_int_equal(result.hears >> event.name & 1, 0);
        if (result.size > size) {
            assert_int_equal(jrt_note(rig.context, place, &size, result.size - 1, rig.now, &event), JRT_FULL);
            assert_memory_equal(place, before, size);
            assert_int_equal(size, size_before);
        }
        assert_int_equal(jrt_note(rig.context, place, &size, sizeof place, rig.now, &event), JRT_OK);
        assert_int_equal(size, result.size);
        assert_memory_equal(place, result.state, size);
        assert_int_equal(jrt_state_check(rig.program, place, size), JRT_OK);
        unchanged += !result.changed;
    }
    assert_true(unchanged > 100 && unchanged < 1900);
    place[0] ^= 1;
    assert_int_equal(jrt_note(rig.context, place, &size, sizeof place, rig.now, &event), JRT_BAD_STATE);
    assert_int_equal(jrt_note(rig.context, NULL, &size, 0, rig.now, &event), JRT_MISUSE);
    rig_close(&rig);
    compile_free(&compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step_allocates_nothing),
        cmocka_unit_test(same_story_same_bytes),
        cmocka_unit_test(takeover_without_memory),
        cmocka_unit_test(damaged_states_do_no_harm),
        cmocka_unit_test(state_of_another_program_is_refused),
        cmocka_unit_test(misuse_is_told),
        cmocka_unit_test(time_never_runs_backwards),
        cmocka_unit_test(what_is_not_heard_is_noted_in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
