/* Corners of what runs do that the scripts of tests/lang don't come to: many whens, two zones at once, messages of users who
 * are gone, waits of odd data, states and events from elsewhere. */
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
#include "runtime/deliver.h"
#include "runtime/match.h"
#include "runtime/render.h"
#include "runtime/stored.h"
#include "runtime/value.h"
#include "tests/unit/build.h"
#include "tests/unit/compile.h"
#include "tests/unit/rig.h"

#define HOUR 3600000ll
#define HEAD                                                                                                           \
    "language 1\nproject \"T\" { timezone: user.timezone or \"UTC\" }\nevent \"A\"\nevent \"B\" { word: text }\nevent \"C\"\n"
#define USER "user { name: text optional, seats: number optional, seen: time optional, timezone: timezone optional }\n"

static void open_text(struct compiled *compiled, struct rig *rig, const char *text) {
    *compiled = compile_text(text);
    rig_open(rig, compiled->program);
}

static void open(struct compiled *compiled, struct rig *rig, const char *journeys) {
    *compiled = compile_journeys(journeys);
    rig_open(rig, compiled->program);
}

static void close(struct compiled *compiled, struct rig *rig) {
    rig_close(rig);
    compile_free(compiled);
}

static size_t count_lines(const char *log, const char *line) {
    size_t count = 0, size = strlen(line);
    for (; *log; log = strchr(log, '\n') + 1) count += strncmp(log, line, size) == 0 && log[size] == '\n';
    return count;
}

static struct jrt_value number(int64_t n) {
    return value_of(JBC_NUMBER, n * JBC_MILLION);
}

/* ---- whens ---- */

/* An arm that goes on, and all whens of the journey, see the same update: also those behind the 64th. */
static void more_whens_than_are_looked_at_ahead(void **unused) {
    (void)unused;
    char script[8192];
    int used = snprintf(script, sizeof script, "journey a { enter when event \"C\"\n");
    for (int i = 0; i < 70; i++)
        used += snprintf(script + used, sizeof script - (size_t)used,
                         "when (user.seats is 1) becomes true { milestone m%d }\n", i);
    snprintf(
        script + used, sizeof script - (size_t)used,
        "when event \"A\" { milestone never }\nstage s { wait up to 2 days { for user.seats is 1 { go on }\n otherwise { exit as late } }\n"
        "wait 1 day\n exit as done } }\n");
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig, script);
    rig_event(&rig, "C");
    rig_set(&rig, "seats", number(1));
    for (int i = 0; i < 70; i++) {
        char line[32];
        snprintf(line, sizeof line, "milestone m%d", i);
        assert_int_equal(count_lines(rig.log, line), 1);
    }
    close(&compiled, &rig);
}

/* Another key's event turns nothing, also not in a run that a when has taken over and whose message is held. */
static void a_run_that_was_taken_over_hears_another_key(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(&compiled, &rig,
              HEAD "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
                   "journey a { enter when event \"B\"\n one per word\n stage s {\n"
                   "when event \"A\" { send email \"f\"\n exit as taken }\n"
                   "when (count of event \"B\" in last 9 days is at least 3) becomes true { milestone three }\n"
                   "wait 9 days\n exit as late } }\n" USER);
    rig_event_with(&rig, "B", "word", value_text("a", 1));
    rig_event(&rig, "A");
    rig_event_with(&rig, "B", "word", value_text("b", 1));
    rig_event_with(&rig, "B", "word", value_text("c", 1));
    rig_expect(&rig, "");
    rig_after(&rig, RIG_DAY / 3);
    rig_expect(&rig, "send email f\nexit taken\n");
    close(&compiled, &rig);
}

static void two_runs_remember_in_one_step(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n remember n: 0\n when (n is 2) becomes true { milestone a }\n"
         "when event \"A\" { remember n: n + 1\n remember n: n + 1 }\n stage s { stay } }\n"
         "journey b { enter when event \"C\"\n remember n: 0\n when (n is 1) becomes true { milestone b }\n"
         "when event \"A\" { remember n: n + 1 }\n stage s { stay } }\n");
    rig_event(&rig, "C");
    rig_event(&rig, "A");
    rig_expect(&rig, "milestone a\nmilestone b\n");
    close(&compiled, &rig);
}

static void another_journey_is_not_this_one(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(
        &compiled, &rig,
        "journey a { enter when event \"C\"\n stage s { wait 9 days\n exit as done } }\n"
        "journey b { enter when event \"A\"\n stage s { stay } }\n"
        "journey c { enter when event \"B\"\n enter again always\n stage s { if in journey b { exit as in_b }\n exit as not_in_b } }\n");
    rig_event(&rig, "C");
    rig_event(&rig, "B");
    rig_event(&rig, "A");
    rig_event(&rig, "B");
    rig_expect(&rig, "exit not_in_b\nexit in_b\n");
    close(&compiled, &rig);
}

static void an_empty_text_is_kept(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n stage s { set user.name: \"\"\n wait 1 day\n"
         "if user.name is \"\" { exit as empty }\n exit as other } }\n");
    rig_event(&rig, "C");
    rig_after(&rig, RIG_DAY);
    rig_expect(&rig, "set\nexit empty\n");
    close(&compiled, &rig);
}

/* ---- moves ---- */

/* A run that moved too often rests, and what it set comes too late to move it on within the call. */
static void too_often_is_said_once(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(
        &compiled, &rig,
        "journey a { enter when event \"C\"\n when user.name changes { go to t }\n stage s { go to t }\n"
        "stage t { set user.name: \"{{ user.name | default: 'x' }}x\"\n wait until user.seen { if past or unknown { go on } }\n go to u }\n"
        "stage u { wait until user.seen { if past or unknown { go on } }\n go to t } }\n");
    rig_event(&rig, "C");
    assert_int_equal(
        count_lines(rig.log, "error the run moved too often at one instant; it rests until something new happens"), 1);
    close(&compiled, &rig);
}

/* The 65th move is a wait that is over at once: it is over a second later. */
static void a_wait_too_many_takes_a_second(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(
        &compiled, &rig,
        "journey a { enter when event \"C\"\n stage t { milestone t\n wait until user.seen { if past or unknown { go on } }\n go to u }\n"
        "stage u { wait until user.seen { if past or unknown { go on } }\n go to t } }\n");
    rig_event(&rig, "C");
    size_t before = count_lines(rig.log, "milestone t");
    assert_int_equal(jrt_due(rig.state, rig.size), rig.now + 1000);
    rig.log[0] = '\0';
    rig_after(&rig, 1000);
    assert_true(before > 10 && count_lines(rig.log, "milestone t") > 10);
    close(&compiled, &rig);
}

/* A chain of arms, each of which turns the next one's condition true; it is longer than a run may move. */
static void arms_that_keep_waiting_for_each_other(void **unused) {
    (void)unused;
    char script[8192];
    int used = snprintf(script, sizeof script,
                        "journey a { enter when event \"C\"\n remember n: 0\n stage s { wait up to 2 days {\n");
    for (int i = 0; i < 70; i++)
        used += snprintf(script + used, sizeof script - (size_t)used, "for n is %d { remember n: %d\n keep waiting }\n",
                         i, i + 1);
    snprintf(script + used, sizeof script - (size_t)used,
             "otherwise { if n is less than 70 { exit as cut }\n exit as whole } } } }\n");
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig, script);
    rig_event(&rig, "C");
    rig_expect(&rig, "error the run moved too often at one instant; it rests until something new happens\n");
    rig_after(&rig, 2 * RIG_DAY);
    rig_expect(&rig, "exit whole\n");
    close(&compiled, &rig);
}

/* ---- waits ---- */

static void waits_of_odd_data(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(
        &compiled, &rig,
        "language 1\nproject \"T\" { timezone: \"UTC\" }\nevent \"C\"\nuser { lag: duration }\n"
        "journey a { enter when event \"C\"\n enter again always\n stage s { wait user.lag, at most 2 days\n exit as done } }\n");
    rig_event(&rig, "C");
    rig_expect(&rig, "exit done\n");
    rig_set(&rig, "lag", value_of(JBC_DURATION, -5));
    rig_event(&rig, "C");
    rig_expect(&rig, "exit done\n");
    rig_set(&rig, "lag", value_of(JBC_DURATION, 5));
    rig_event(&rig, "C");
    rig_expect(&rig, "");
    rig_after(&rig, 5);
    rig_expect(&rig, "exit done\n");
    rig_set(&rig, "lag", value_of(JBC_DURATION, 3 * RIG_DAY));
    rig_event(&rig, "C");
    rig_after(&rig, 2 * RIG_DAY);
    rig_expect(&rig, "error a wait from data was longer than its bound, and was cut to it\nexit done\n");
    close(&compiled, &rig);
}

/* 09:00 on a Monday comes 25 hours later in Pago Pago than in Kiritimati; a wait is put off by 24 hours at most. */
static void a_clock_time_moves_by_a_day_at_most(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(&compiled, &rig,
              HEAD "journey a { enter when event \"C\"\n stage s { wait until Monday 09:00\n exit as done } }\n" USER);
    rig_set(&rig, "timezone", value_text("Pacific/Kiritimati", 18));
    rig_event(&rig, "C"); /* a Thursday; Monday 09:00 there is Sunday 19:00 UTC */
    int64_t first = RIG_BEGIN + 3 * RIG_DAY + 19 * HOUR;
    assert_int_equal(jrt_due(rig.state, rig.size), first);
    rig_set(&rig, "timezone", value_text("Pacific/Pago_Pago", 17));
    assert_int_equal(jrt_due(rig.state, rig.size), first + RIG_DAY);
    close(&compiled, &rig);
}

/* What comes every so many days does not look at clocks. */
static void every_three_days_in_another_zone(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(
        &compiled, &rig,
        HEAD
        "journey a { enter when event \"C\"\n when every 3 days { milestone third }\n when every day at 09:00 { milestone nine }\n stage s { stay } }\n" USER);
    rig_event(&rig, "C");
    rig_set(&rig, "timezone", value_text("Pacific/Kiritimati", 18));
    rig_after(&rig, 3 * RIG_DAY - 1);
    assert_int_equal(count_lines(rig.log, "milestone third"), 0);
    rig_after(&rig, 1);
    assert_int_equal(count_lines(rig.log, "milestone third"), 1);
    close(&compiled, &rig);
}

/* ---- messages ---- */

/* A limit's message is looked at anew in another zone: there may be room, or not. */
static void a_limit_in_another_zone(void **unused) {
    (void)unused;
    const struct {
        const char *limit; /* of messages */
        int64_t due;       /* hours after midnight UTC, in Kiritimati */
    } cases[] = {{"1 message per calendar day", 10}, {"1 message per 24 hours", 24}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char script[1024];
        snprintf(
            script, sizeof script,
            HEAD
            "limits { at most %s, otherwise hold up to 3 days }\nchannel email { template \"f\" }\n"
            "journey a { enter when event \"C\"\n stage s { send email \"f\"\n send email \"f\"\n exit as done } }\n" USER,
            cases[i].limit);
        struct compiled compiled;
        struct rig rig;
        open_text(&compiled, &rig, script);
        rig_event(&rig, "C");
        rig_expect(&rig, "send email f\n");
        rig_set(&rig, "timezone", value_text("Pacific/Kiritimati", 18));
        assert_int_equal(jrt_due(rig.state, rig.size), RIG_BEGIN + cases[i].due * HOUR);
        rig_after(&rig, cases[i].due * HOUR);
        rig_expect(&rig, "send email f\nexit done\n");
        close(&compiled, &rig);
    }
}

/* It is tomorrow there already: the message goes at once. */
static void a_day_that_is_over_in_another_zone(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(
        &compiled, &rig,
        HEAD
        "limits { at most 1 message per calendar day, otherwise hold up to 3 days }\nchannel email { template \"f\" }\n"
        "journey a { enter when event \"C\"\n stage s { send email \"f\"\n send email \"f\"\n exit as done } }\n" USER);
    rig_after(&rig, 12 * HOUR);
    rig_event(&rig, "C");
    rig_expect(&rig, "send email f\n");
    rig_set(&rig, "timezone", value_text("Pacific/Kiritimati", 18));
    rig_after(&rig, 0);
    rig_expect(&rig, "send email f\nexit done\n");
    close(&compiled, &rig);
}

/* The message is gone in the round before the one in which the zone changes. */
static void a_message_that_is_gone_has_no_zone(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(
        &compiled, &rig,
        HEAD
        "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
        "journey a { enter when event \"C\"\n when event \"A\" { set user.timezone: \"Asia/Tokyo\"\n exit as gone }\n"
        "stage s { send email \"f\"\n exit as done } }\n" USER);
    rig_event(&rig, "C");
    rig_event(&rig, "A");
    rig_expect(&rig, "skipped email f moved on\nset\nexit gone\n");
    assert_int_equal(jrt_due(rig.state, rig.size), INT64_MAX);
    close(&compiled, &rig);
}

/* Each run hears of its own message: the one of another is not what its wait looks for. */
static void skips_of_two_runs(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(
        &compiled, &rig,
        HEAD
        "limits { at most 1 message per 2 days, otherwise skip }\nchannel email { template \"f\" }\n"
        "journey a { priority 5\n enter when event \"C\"\n stage s { send email \"f\"\n send email \"f\"\n wait 1 day\n exit as done } }\n"
        "journey b { enter when event \"C\"\n stage s { send email \"f\"\n"
        "wait up to 3 days { for email \"f\" skipped { exit as skipped }\n otherwise { exit as late } } } }\n"
        "journey d { enter when event \"C\"\n stage s {\n"
        "wait up to 3 days { for email \"f\" skipped { exit as skipped }\n otherwise { exit as late } } } }\n" USER);
    rig_event(&rig, "C");
    rig_expect(&rig, "send email f\nskipped email f limit\nskipped email f limit\nexit skipped\n");
    rig_after(&rig, RIG_DAY);
    rig_expect(&rig, "exit done\n");
    rig_after(&rig, 2 * RIG_DAY);
    rig_expect(&rig, "exit late\n");
    close(&compiled, &rig);
}

/* A goal's message has outlived its run; that it is skipped is nobody's news. */
static void a_skip_without_a_run(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(
        &compiled, &rig,
        HEAD
        "limits { at most 1 message per 2 days, otherwise hold up to 9 days }\nchannel email { template \"f\" }\n"
        "journey a { enter when event \"C\"\n goal event \"A\" { send email \"f\" }\n stage s { send email \"f\"\n wait 9 days\n exit as done } }\n"
        "journey b { enter when event \"C\"\n stage s { wait up to 20 days { for email \"f\" skipped { exit as skipped }\n otherwise { exit as late } } } }\n"
        "journey d { priority 5\n enter when event \"C\"\n goal event \"A\" { send email \"f\" }\n stage s { wait 9 days\n exit as done } }\n" USER);
    rig_event(&rig, "C");
    rig_event(&rig, "A");
    rig.log[0] = '\0';
    rig_after(&rig, 19 * RIG_DAY);
    rig_expect(&rig, "send email f\nskipped email f limit\n");
    close(&compiled, &rig);
}

/* A side step's message stays where its run moves on in the flow. */
static void a_side_message_stays(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(
        &compiled, &rig,
        HEAD
        "channel email { quiet hours 22:00 to 08:00\n template \"f\", template \"g\" }\n"
        "journey a { enter when event \"C\"\n when event \"A\" { send email \"g\" }\n"
        "stage s { send email \"f\"\n wait up to 9 days { for event \"B\" { go on }\n otherwise { exit as late } }\n go to t }\n"
        "stage t { wait 9 days\n exit as done } }\n" USER);
    rig_event(&rig, "C");
    rig_event(&rig, "A");
    rig_event_with(&rig, "B", "word", value_text("w", 1));
    rig_expect(&rig, "skipped email f moved on\n");
    rig_after(&rig, RIG_DAY);
    rig_expect(&rig, "send email g\n");
    close(&compiled, &rig);
}

/* Hours that a file made elsewhere closes for good: the message is held on and on, and every call ends. */
static void hours_that_never_open(void **unused) {
    (void)unused;
    struct compiled compiled =
        compile_text(HEAD "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
                          "journey a { enter when event \"C\"\n stage s { send email \"f\"\n exit as done } }\n" USER);
    size_t size;
    const uint8_t *whole = jdl_bytecode(compiled.result, &size);
    uint8_t *bytes = malloc(size);
    assert_non_null(bytes);
    memcpy(bytes, whole, size);
    size_t at = (size_t)((const uint8_t *)compiled.program->hourss - whole);
    memset(bytes + at, 0, offsetof(struct jbc_hours, to) + sizeof(uint32_t));
    build_mend(bytes, size);
    jrt_program *program;
    assert_int_equal(jrt_load(bytes, size, NULL, &program, NULL), JRT_OK);
    assert_int_equal(program->hourss[0].from, program->hourss[0].to);
    struct rig rig;
    rig_open(&rig, program);
    rig_event(&rig, "C");
    for (int i = 0; i < 5; i++) {
        int64_t due = jrt_due(rig.state, rig.size);
        assert_true(due > rig.now && due < INT64_MAX);
        rig_after(&rig, due - rig.now);
    }
    rig_expect(&rig, "");
    rig_close(&rig);
    jrt_program_free(program);
    free(bytes);
    compile_free(&compiled);
}

/* ---- silences ---- */

/* A late event from before the user was first seen does not begin a silence. */
static void a_silence_before_the_first_sight(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig, "journey a { enter when no event \"C\" for 5 days\n stage s { exit as done } }\n");
    rig_event(&rig, "A");
    struct jrt_user user = {"ana", 3};
    struct jrt_event event = {.name = 3, .time = RIG_BEGIN - 9 * RIG_DAY};
    struct jrt_result result;
    assert_true(compile_is(compiled.program, compiled.program->events[3].name, "C"));
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, RIG_BEGIN, &event, &result), JRT_OK);
    assert_int_equal(result.due, INT64_MAX);
    close(&compiled, &rig);
}

/* The user was silent since the first sight, and has entered for that: only what came after it begins another silence. */
static void late_events_behind_a_silence(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when no event \"C\" for 5 days\n enter again always\n stage s { exit as done } }\n");
    rig_event(&rig, "A");
    rig_after(&rig, 5 * RIG_DAY);
    rig_expect(&rig, "exit done\n");
    struct jrt_user user = {"ana", 3};
    struct jrt_event event = {.name = 3, .time = RIG_BEGIN - RIG_DAY};
    struct jrt_result result;
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, rig.now, &event, &result), JRT_OK);
    assert_int_equal(result.due, INT64_MAX);
    event.time = RIG_BEGIN + 2 * RIG_DAY;
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, rig.now, &event, &result), JRT_OK);
    assert_int_equal(result.due, RIG_BEGIN + 7 * RIG_DAY);
    close(&compiled, &rig);
}

/* ---- states and events from elsewhere ---- */

/* A count of all occurrences stops one before the number that says it is not known. */
static void a_history_counts_to_its_end(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(
        &compiled, &rig,
        "journey a { enter when event \"B\" where word is \"x\"\n stage s { if count of event \"C\" is 3 { exit as three }\n exit as done } }\n");
    rig_event(&rig, "C");
    struct state *state = &rig.context->state;
    const struct jbc_history *history = &compiled.program->historys[0];
    assert_int_equal(history->counted, 1);
    for (int i = 0; i < 2; i++) {
        assert_true(state_open_bytes(state, rig.state, rig.size));
        memcpy(state_fixed(state, history->offset, 4), &(uint32_t){HISTORY_UNKNOWN - 1}, 4);
        uint32_t size = state_close(state);
        memcpy(rig.state = realloc(rig.state, size), state->out, size);
        rig.size = size;
        rig_event(&rig, "C");
        assert_true(state_open_bytes(state, rig.state, rig.size));
        uint32_t count;
        memcpy(&count, state->fixed + history->offset, 4);
        assert_int_equal(count, HISTORY_UNKNOWN - 1);
    }
    close(&compiled, &rig);
}

static void events_that_are_none(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig, "journey a { enter when event \"C\"\n stage s { wait 2 days\n exit as done } }\n");
    rig_event(&rig, "C");
    struct jrt_user user = {"ana", 3};
    struct jrt_event event = {.kind = (enum jrt_event_kind)99, .time = RIG_BEGIN};
    struct jrt_result result;
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, RIG_BEGIN, &event, &result), JRT_MISUSE);
    event.kind = JRT_EVENT_TRACK;
    event.name = 3;
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size - 1, RIG_BEGIN, &event, &result), JRT_BAD_STATE);
    close(&compiled, &rig);
}

/* A state whose places are none, and an event that nothing in it would listen to. */
static void places_that_are_none(void **unused) {
    (void)unused;
    struct compiled compiled = compile_text(
        "language 1\nproject \"T\" { timezone: \"UTC\"\n event id window: 1 day }\nevent \"A\"\nevent \"C\"\n"
        "journey a { enter when event \"C\"\n stage s { wait 2 days\n go to t }\n stage t { when event \"A\" { exit as a }\n "
        "wait 1 day\n exit as done } }\n");
    struct rig rig;
    rig_open(&rig, compiled.program);
    rig_event(&rig, "C");
    struct jrt_user user = {"ana", 3};
    struct jrt_event event = {.name = 0, .time = RIG_BEGIN, .id = "i", .id_size = 1};
    struct jrt_result result;
    size_t place = 0; /* of the run: a byte of form, journey, stage, wait */
    struct stored stored;
    assert_true(stored_begin(&stored, rig.state, rig.size));
    place = (size_t)(stored.next - rig.state);
    for (size_t i = 1; i <= 2; i++) {
        uint8_t before = rig.state[place + i];
        rig.state[place + i] = 200;
        assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, RIG_BEGIN, &event, &result), JRT_BAD_STATE);
        assert_int_equal(jrt_state_check(compiled.program, rig.state, rig.size), JRT_BAD_STATE);
        rig.state[place + i] = before;
    }
    assert_int_equal(jrt_step(rig.context, &user, rig.state, place + 2, RIG_BEGIN, &event, &result), JRT_BAD_STATE);
    uint64_t form;
    memcpy(&form, rig.state + 4, 8);
    form |= 1ull << 62; /* it has ids at its end, which is the run's row */
    memcpy(rig.state + 4, &form, 8);
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, RIG_BEGIN, &event, &result), JRT_BAD_STATE);
    assert_false(state_open_bytes(&rig.context->state, rig.state, rig.size));
    rig.state[0] ^= 1;
    assert_int_equal(jrt_step(rig.context, &user, rig.state, rig.size, RIG_BEGIN, &event, &result), JRT_BAD_STATE);
    rig_close(&rig);
    compile_free(&compiled);
}

/* An update needs room for what the traits were before; without it there is no new state. */
static void an_update_without_room(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig, "journey a { enter when user.seats becomes 1\n stage s { exit as done } }\n");
    struct jrt_user user = {"ana", 3};
    struct jrt_context *context = rig.context;
    context->user = &user;
    context->now = RIG_BEGIN;
    assert_true(state_open_bytes(&context->state, NULL, 0));
    struct jrt_value one = number(1);
    struct stimulus stimulus;
    for (uint32_t left = 0; left <= 64; left += 16) {
        context->scratch.used = context->scratch.size - left;
        context->state.full = false;
        deliver_store(context, &(uint32_t){0}, &one, 1, &stimulus);
        assert_int_equal(context->state.full, left < 16 + sizeof one);
    }
    close(&compiled, &rig);
}

/* The project's zone is not known to the host, nor is there a name: UTC. */
static void a_zone_without_a_name(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_text(&compiled, &rig,
              HEAD "journey a { enter when event \"C\"\n stage s { wait until 09:00\n exit as done } }\n" USER);
    rig_set(&rig, "timezone", value_text("Nowhere/Else", 12));
    rig_event(&rig, "C");
    assert_int_equal(jrt_due(rig.state, rig.size), RIG_BEGIN + 9 * HOUR);
    assert_true(jrt_unknown_zones(rig.context) > 0);
    close(&compiled, &rig);
}

/* ---- values ---- */

static void values_at_their_edges(void **unused) {
    (void)unused;
    struct jrt_value now = value_of(JBC_TIME, 0), late = value_of(JBC_TIME, JRT_TIME_MAX);
    now.rate = 1;
    struct jrt_value lag = value_subtract(now, value_of(JBC_TIME, 5));
    assert_int_equal(lag.rate, 1);
    assert_int_equal(value_add(lag, lag).rate, 1);
    struct jrt_value back = value_subtract(value_of(JBC_TIME, 5), now);
    assert_int_equal(value_add(back, back).rate, -1);
    assert_int_equal(value_crossing(value_missing(), now, 0), INT64_MAX);
    assert_int_equal(value_crossing(now, late, INT64_MAX - 5), INT64_MAX);
    struct jrt_value text = value_text("abcdefgh", 8), bytes = value_of(JBC_NUMBER, 0x6867666564636261);
    assert_true(value_hash(text) != value_hash(bytes));
    assert_true(value_hash(value_text("a", 1)) == value_hash(value_text("a", 1)));
}

static void texts_at_their_edges(void **unused) {
    (void)unused;
    static char memory[4 * JRT_TEXT_MAX], tails[JRT_TEXT_MAX + 8];
    struct scratch scratch = {.bytes = memory, .size = sizeof memory};
    memset(tails, '\x80', sizeof tails);
    assert_int_equal(render_cut(tails, sizeof tails), 0);
    struct jrt_value parts[2] = {value_text("x", 1), value_text(tails, JRT_TEXT_MAX)};
    assert_int_equal(render_concat(&scratch, parts, 2).size, 1);
    assert_int_equal(render_show(&scratch, value_of(JBC_TIME, 5)).size, 0);
    const struct jrt_value time = value_of(JBC_TIME, 5);
    uint8_t row[16];
    values_write(row, &time, 1);
    struct jrt_value list = {.type = JBC_LIST, .size = values_size(&time, 1), .as.text = (const char *)row};
    assert_int_equal(render_show(&scratch, list).size, 0);
    struct jrt_value odd = render_upcase(&scratch, value_text("\x80z", 2));
    assert_int_equal(odd.size, 2);
    assert_memory_equal(odd.as.text, "\x80Z", 2);
}

static void names_that_are_none(void **unused) {
    (void)unused;
    struct compiled compiled = compile_journeys("journey a { enter when event \"C\"\n stage s { exit as done } }\n");
    const jrt_program *p = compiled.program;
    assert_true(match_text(p, JBC_NONE, p, JBC_NONE));
    assert_false(match_text(p, JBC_NONE, p, 0));
    assert_false(match_text(p, 0, p, JBC_NONE));
    compile_free(&compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_whens_than_are_looked_at_ahead),
        cmocka_unit_test(a_run_that_was_taken_over_hears_another_key),
        cmocka_unit_test(two_runs_remember_in_one_step),
        cmocka_unit_test(another_journey_is_not_this_one),
        cmocka_unit_test(an_empty_text_is_kept),
        cmocka_unit_test(too_often_is_said_once),
        cmocka_unit_test(a_wait_too_many_takes_a_second),
        cmocka_unit_test(arms_that_keep_waiting_for_each_other),
        cmocka_unit_test(waits_of_odd_data),
        cmocka_unit_test(a_clock_time_moves_by_a_day_at_most),
        cmocka_unit_test(every_three_days_in_another_zone),
        cmocka_unit_test(a_limit_in_another_zone),
        cmocka_unit_test(a_day_that_is_over_in_another_zone),
        cmocka_unit_test(a_message_that_is_gone_has_no_zone),
        cmocka_unit_test(skips_of_two_runs),
        cmocka_unit_test(a_skip_without_a_run),
        cmocka_unit_test(a_side_message_stays),
        cmocka_unit_test(hours_that_never_open),
        cmocka_unit_test(a_silence_before_the_first_sight),
        cmocka_unit_test(late_events_behind_a_silence),
        cmocka_unit_test(a_history_counts_to_its_end),
        cmocka_unit_test(events_that_are_none),
        cmocka_unit_test(places_that_are_none),
        cmocka_unit_test(an_update_without_room),
        cmocka_unit_test(a_zone_without_a_name),
        cmocka_unit_test(values_at_their_edges),
        cmocka_unit_test(texts_at_their_edges),
        cmocka_unit_test(names_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
