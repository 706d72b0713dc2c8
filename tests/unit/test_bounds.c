/* What the runtime bounds: more consequences, rounds, moves, runs, messages, texts and timers of one call than there may be.
 * Each time the call ends, the user's state stays sound (rig.h looks), and the script's owner is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/limits.h"
#include "runtime/value.h"
#include "tests/unit/compile.h"
#include "tests/unit/rig.h"

static size_t count_lines(const char *log, const char *line) {
    size_t count = 0, size = strlen(line);
    for (; *log; log = strchr(log, '\n') + 1) count += strncmp(log, line, size) == 0 && log[size] == '\n';
    return count;
}

static void open(struct compiled *compiled, struct rig *rig, const char *journeys) {
    *compiled = compile_journeys(journeys);
    rig_open(rig, compiled->program);
}

static void close(struct compiled *compiled, struct rig *rig) {
    rig_close(rig);
    compile_free(compiled);
}

/* ---- consequences ---- */

#define TOO_MANY "error too many consequences of one event; the rest of them was dropped"

/* One journey sets a trait JRT_EFFECTS_MAX times; then nothing else of one event has a consequence. */
static void more_consequences_than_there_may_be(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(
        &compiled, &rig,
        "journey a { enter when event \"C\"\n remember n: 0\n remember m: 0\n when (n is 1) becomes true { milestone never }\n"
        "stage s { repeat up to 256 times { set user.seats: 1 }\n set user.seats: 2\n start journey b { who: \"x\" }\n"
        "remember n: 1\n send push \"p\"\n exit as done } }\n"
        "journey b { remember who: \"\"\n stage s { exit as done } }\n"
        "journey c { enter when event \"B\"\n stage s { wait up to 9 days {\n for journey a ended { exit as heard }\n"
        "for push \"p\" skipped { exit as skip }\n otherwise { exit as silence } } } }\n");
    rig_event(&rig, "B");
    rig_event(&rig, "C");
    assert_true(count_lines(rig.log, TOO_MANY) >= 3);
    assert_int_equal(count_lines(rig.log, "exit heard"), 0);
    close(&compiled, &rig);
}

/* Each end begins the other journey. */
static void consequences_without_an_end(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n enter when journey b ended\n enter again always\n"
         "stage s { milestone a\n exit as done } }\n"
         "journey b { enter when journey a ended\n enter again always\n stage s { exit as done } }\n");
    rig_event(&rig, "C");
    assert_int_equal(count_lines(rig.log, "milestone a"), 1 + JRT_ROUNDS_MAX / 2);
    assert_int_equal(
        count_lines(rig.log, "error the consequences of one event did not end; the rest of them was dropped"), 1);
    close(&compiled, &rig);
}

/* ---- moves ---- */

#define TOO_OFTEN "error the run moved too often at one instant; it rests until something new happens"

/* A hundred waits that are over as they begin: after as many as may be it rests, and goes on a second later. */
static void a_wait_that_begins_again_and_again(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n stage s { repeat up to 100 times { milestone again\n"
         "wait until user.seen { if past or unknown { go on } } }\n exit as late } }\n");
    rig_event(&rig, "C");
    assert_int_equal(count_lines(rig.log, TOO_OFTEN), 1);
    assert_int_equal(count_lines(rig.log, "milestone again"), JRT_MOVES_MAX + 1);
    rig.log[0] = '\0';
    rig_after(&rig, 1000);
    assert_int_equal(count_lines(rig.log, "milestone again"), 100 - JRT_MOVES_MAX - 1);
    assert_int_equal(count_lines(rig.log, "exit late"), 1);
    close(&compiled, &rig);
}

/* A condition that is true and has acted does not act when its wait begins again. */
static void a_condition_that_has_acted(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n stage s { wait up to 2 days {\n"
         "for user.seats is 1 { milestone again\n wait again }\n otherwise { exit as late } } } }\n");
    rig_set(&rig, "seats", value_of(JBC_NUMBER, 1000000));
    rig_event(&rig, "C");
    assert_int_equal(count_lines(rig.log, "milestone again"), 1);
    rig.log[0] = '\0';
    rig_after(&rig, 2 * RIG_DAY);
    rig_expect(&rig, "exit late\n");
    close(&compiled, &rig);
}

/* Two stages whose waits are over at once send the run to each other: it stays where it is. */
static void stages_that_send_on_and_on(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n stage s { go to t }\n"
         "stage t { milestone t\n wait until user.seen { if past or unknown { go on } }\n go to u }\n"
         "stage u { wait until user.seen { if past or unknown { go on } }\n go to t } }\n");
    rig_set(&rig, "seen", value_of(JBC_TIME, RIG_BEGIN - RIG_DAY));
    rig_event(&rig, "C");
    assert_int_equal(count_lines(rig.log, TOO_OFTEN), 1);
    assert_int_equal(count_lines(rig.log, "milestone t"), JRT_MOVES_MAX / 4);
    rig.log[0] = '\0';
    rig_event(&rig, "C");
    rig_after(&rig, 9 * RIG_DAY);
    rig_expect(&rig, "refused already in\n");
    close(&compiled, &rig);
}

/* After `keep waiting` an arm whose condition has turned true meanwhile acts at once. */
static void keep_waiting_goes_on_at_once(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n remember n: 0\n stage s { wait up to 2 days {\n"
         "for event \"B\" { remember n: n + 1\n keep waiting }\n for n is 2 { exit as twice }\n"
         "otherwise { exit as late } } } }\n");
    rig_event(&rig, "C");
    rig_event(&rig, "B");
    rig_expect(&rig, "");
    rig_event(&rig, "B");
    rig_expect(&rig, "exit twice\n");
    close(&compiled, &rig);
}

/* ---- runs ---- */

/* More runs begin and end within one call than may be live: the rest is refused. */
static void more_runs_than_have_room(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(
        &compiled, &rig,
        "journey a { enter when event \"C\"\n stage s { repeat up to 200 times { start journey b } \n exit as done } }\n"
        "journey b { enter again always\n stage s { milestone b\n exit as done } }\n"
        "journey c { enter when journey a ended\n stage s { exit as done } }\n");
    rig_event(&rig, "C");
    size_t begun = count_lines(rig.log, "milestone b");
    assert_true(begun > JRT_RUNS_MAX);
    assert_int_equal(begun + count_lines(rig.log, "refused limit"), 200 + 1); /* and c, which the end begins */
    close(&compiled, &rig);
}

/* Five keyed journeys of JRT_KEYED_MAX runs each are more than may be live. */
static void more_runs_than_may_live(void **unused) {
    (void)unused;
    char script[2048] = "", key[16];
    size_t used = 0;
    for (int i = 0; i < 5; i++)
        used += (size_t)snprintf(script + used, sizeof script - used,
                                 "journey k%d { enter when event \"B\"\n one per word\n enter again always\n"
                                 "stage s { wait 9 days\n exit as done } }\n",
                                 i);
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig, script);
    for (int i = 0; i < 17; i++) {
        snprintf(key, sizeof key, "k%02d", i);
        rig_event_with(&rig, "B", "word", value_text(key, 3));
    }
    assert_int_equal(count_lines(rig.log, "refused limit"), 5 * 17 - JRT_RUNS_MAX);
    rig.log[0] = '\0';
    rig_after(&rig, 9 * RIG_DAY);
    assert_int_equal(count_lines(rig.log, "exit done"), JRT_RUNS_MAX);
    close(&compiled, &rig);
}

/* More timers of one instant than one call fires: the next call fires the rest. */
static void more_timers_than_one_call_fires(void **unused) {
    (void)unused;
    char script[8192] = "", key[16];
    size_t used = 0;
    for (int i = 0; i < 4; i++) {
        used += (size_t)snprintf(script + used, sizeof script - used,
                                 "journey k%d { enter when event \"B\"\n one per word\n remember n: 0\n", i);
        for (int k = 0; k < 17; k++)
            used += (size_t)snprintf(script + used, sizeof script - used, "when after 1 day { remember n: n + 1 }\n");
        used += (size_t)snprintf(script + used, sizeof script - used,
                                 "stage s { wait 2 days\n if n is 17 { exit as all }\n exit as less } }\n");
    }
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig, script);
    for (int i = 0; i < 16; i++) {
        snprintf(key, sizeof key, "k%02d", i);
        rig_event_with(&rig, "B", "word", value_text(key, 3));
    }
    rig_expect(&rig, "");
    assert_true(4 * 16 * 17 > JRT_FIRES_MAX);
    struct jrt_user user = {"ana", 3};
    struct jrt_result result;
    assert_int_equal(jrt_tick(rig.context, &user, rig.state, rig.size, RIG_BEGIN + RIG_DAY, &result), JRT_OK);
    assert_int_equal(result.due, RIG_BEGIN + RIG_DAY);
    rig_after(&rig, 2 * RIG_DAY);
    assert_int_equal(count_lines(rig.log, "exit all"), JRT_RUNS_MAX);
    close(&compiled, &rig);
}

/* ---- held messages ---- */

static void more_held_messages_than_there_may_be(void **unused) {
    (void)unused;
    struct compiled compiled = compile_text(
        "language 1\nproject \"H\" { timezone: \"UTC\" }\nevent \"C\"\n"
        "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
        "journey a { enter when event \"C\"\n when event \"C\" { send email \"f\" }\n stage s { wait 9 days\n exit as done } }\n");
    struct rig rig;
    rig_open(&rig, compiled.program);
    for (uint32_t i = 0; i <= JRT_HOLDS_MAX + 1; i++) rig_event(&rig, "C");
    assert_int_equal(count_lines(rig.log, "skipped email f limit"), 1);
    rig.log[0] = '\0';
    rig_after(&rig, RIG_DAY / 3);
    assert_int_equal(count_lines(rig.log, "send email f"), JRT_HOLDS_MAX);
    close(&compiled, &rig);
}

/* ---- texts ---- */

#define TOO_MANY_TEXTS "error too many texts in one step: some of them are missing"

static char long_text[JRT_TEXT_MAX + 100];

static struct jrt_value a_long_text(void) {
    memset(long_text, 'x', sizeof long_text);
    return value_text(long_text, JRT_TEXT_MAX);
}

/* Traits that there is no room for: nothing is set, and the state before stays. */
static void more_texts_than_have_room(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"B\"\n stage s { repeat up to 70 times { set user.name: entry.word }\n"
         "exit as done } }\n");
    assert_int_equal(rig_event_with(&rig, "B", "word", a_long_text()), JRT_FULL);
    assert_null(rig.state);
    assert_true(count_lines(rig.log, "set") < 70);
    close(&compiled, &rig);
}

/* Texts as long as they may be, and then lists as short as they may be, until nothing more fits. */
#define FILL                                                                                                           \
    "repeat up to 64 times { remember said: \"{{ entry.word }}x\" }\n repeat up to 600 times { remember many: [\"a\"] }\n"

/* Opens a user of four journeys, each of which fills the room up and then does something that needs some. */
static void open_full(struct compiled *compiled, struct rig *rig) {
    *compiled = compile_text(
        "language 1\nproject \"T\" { timezone: \"UTC\" }\n"
        "event \"List\" { word: text }\nevent \"Held\" { word: text }\nevent \"Start\" { word: text }\n"
        "event \"Set\" { word: text }\nevent \"Keyed\" { word: text }\n"
        "user { seats: number optional }\n"
        "channel email { quiet hours 22:00 to 08:00\n template \"m\" { n: number } }\n"
        "journey a { enter when event \"List\"\n remember said: \"\"\n remember many: [\"a\"]\n stage s {\n" FILL
        "remember many: [\"p\", \"q\"]\n if many is unknown { milestone no_list }\n exit as done } }\n"
        "journey b { enter when event \"Held\"\n remember said: \"\"\n remember many: [\"a\"]\n stage s {\n" FILL
        "send email \"m\" { n: 1 }\n exit as done } }\n"
        "journey c { enter when event \"Start\"\n remember said: \"\"\n remember many: [\"a\"]\n stage s {\n" FILL
        "start journey d { n: 5 }\n exit as done } }\n"
        "journey d { remember n: 0\n stage s { if n is 0 { milestone nothing_given }\n exit as done } }\n"
        "journey e { enter when event \"Set\"\n remember said: \"\"\n remember many: [\"a\"]\n stage s {\n" FILL
        "set user.seats: 1\n exit as done } }\n"
        "journey f { priority 9\n enter when event \"Keyed\"\n remember said: \"\"\n remember many: [\"a\"]\n stage s {\n" FILL
        "exit as done } }\n"
        "journey k { enter when event \"Keyed\"\n one per word\n enter again never\n stage s { exit as done } }\n");
    rig_open(rig, compiled->program);
}

static void what_needs_room_where_there_is_none(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_full(&compiled, &rig);
    assert_int_equal(rig_event_with(&rig, "List", "word", a_long_text()), JRT_OK);
    rig_expect(&rig, "milestone no_list\nexit done\n" TOO_MANY_TEXTS "\n");
    assert_int_equal(rig_event_with(&rig, "Held", "word", a_long_text()), JRT_OK);
    rig_expect(&rig, "skipped email m limit\nexit done\n" TOO_MANY_TEXTS "\n");
    assert_int_equal(rig_event_with(&rig, "Start", "word", a_long_text()), JRT_OK);
    rig_expect(&rig, "start\nerror too many texts in one step: a journey was started without its values\nexit done\n"
                     "milestone nothing_given\nexit done\n" TOO_MANY_TEXTS "\n");
    close(&compiled, &rig);
}

/* Without the room the state would be wrong: then there is none, and the one before stays. */
static void a_step_that_lacks_room_for_the_state(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open_full(&compiled, &rig);
    assert_int_equal(rig_event_with(&rig, "Set", "word", a_long_text()), JRT_FULL);
    assert_int_equal(rig_event_with(&rig, "Keyed", "word", a_long_text()), JRT_FULL);
    assert_null(rig.state);
    close(&compiled, &rig);
}

/* A text of the host's that is longer than one may be is cut where it is kept. */
static void a_longer_text_is_cut(void **unused) {
    (void)unused;
    struct compiled compiled;
    struct rig rig;
    open(&compiled, &rig,
         "journey a { enter when event \"C\"\n stage s { send email \"e\" { word: user.name }\n exit as done } }\n");
    a_long_text();
    memcpy(long_text + JRT_TEXT_MAX - 1, "\xc3\xa4", 2);
    assert_int_equal(rig_set(&rig, "name", value_text(long_text, sizeof long_text)), JRT_OK);
    assert_true(rig.size < JRT_TEXT_MAX + 100);
    rig_event(&rig, "C");
    rig_expect(&rig, "send email e\nexit done\n");
    close(&compiled, &rig);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_consequences_than_there_may_be),
        cmocka_unit_test(consequences_without_an_end),
        cmocka_unit_test(a_wait_that_begins_again_and_again),
        cmocka_unit_test(a_condition_that_has_acted),
        cmocka_unit_test(stages_that_send_on_and_on),
        cmocka_unit_test(keep_waiting_goes_on_at_once),
        cmocka_unit_test(more_runs_than_have_room),
        cmocka_unit_test(more_runs_than_may_live),
        cmocka_unit_test(more_timers_than_one_call_fires),
        cmocka_unit_test(more_held_messages_than_there_may_be),
        cmocka_unit_test(more_texts_than_have_room),
        cmocka_unit_test(what_needs_room_where_there_is_none),
        cmocka_unit_test(a_step_that_lacks_room_for_the_state),
        cmocka_unit_test(a_longer_text_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
