/* What a new version finds again, and what of the user goes on with it: language.md, rulings 84 to 90. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/value.h"
#include "tests/unit/change.h"

#define ONE ((struct jrt_value)value_of(JBC_NUMBER, 1000000))
#define NONE ((struct jrt_value)value_of(JBC_NUMBER, 0))

/* ---- triggers ---- */

/* All that fires one of the triggers below. */
static void happen(struct rig *rig) {
    rig_event(rig, "B");
    rig_set(rig, "name", value_text("x", 1));
    rig_set(rig, "csm", value_text("x", 1));
    rig_event(rig, "A");
    rig_report(rig, "e", "opened", 1);
    rig_report(rig, "f", "opened", 1);
    rig_report(rig, "f", "clicked", 1);
    rig_set(rig, "plan", value_text("free", 4));
    rig_set(rig, "plan", value_text("pro", 3));
    rig_set(rig, "seats", ONE);
    rig_set(rig, "seats", NONE);
    rig_after(rig, RIG_DAY); /* k and l end */
}

static int hits(struct rig *rig) {
    int count = 0;
    for (const char *at = rig->log; (at = strstr(at, "milestone hit\n")) != NULL; at++) count++;
    rig->log[0] = '\0';
    return count;
}

/* What has fired once does not fire again if it asks the same, and once more if it asks something else. */
static void triggers_are_found_by_what_they_ask(void **unused) {
    (void)unused;
    const char *triggers[] = {"event \"A\"",
                              "event \"B\"",
                              "event \"A\" where (user.name is \"x\")",
                              "event \"A\" where (account.csm is \"x\")",
                              "event \"A\" where (in journey k)",
                              "event \"A\" where (in journey l)",
                              "email \"e\" opened",
                              "email \"f\" opened",
                              "email \"f\" clicked",
                              "user.plan becomes \"free\"",
                              "user.plan becomes \"pro\"",
                              "user.plan changes",
                              "user.seats changes",
                              "(user.seats is 1) becomes true",
                              "(user.seats is 0) becomes true",
                              "journey k ended",
                              "journey k ended as done",
                              "journey l ended"};
    const size_t count = sizeof triggers / sizeof *triggers;
    for (size_t from = 0; from < count; from++)
        for (size_t to = 0; to < count; to++) {
            const char *form =
                "journey j { enter when event \"C\"\n when %s once { milestone hit }\n"
                "stage s { send email \"e\"\n send email \"f\"\n stay } }\n"
                "journey k { enter when event \"B\"\n enter again always\n stage s { wait 1 day\n exit as done } }\n"
                "journey l { enter when event \"B\"\n enter again always\n stage s { wait 1 day\n exit as done } }\n";
            char older[800], newer[800];
            snprintf(older, sizeof older, form, triggers[from]);
            snprintf(newer, sizeof newer, form, triggers[to]);
            struct change change;
            change_open(&change, older, newer);
            rig_event(&change.rig, "C");
            happen(&change.rig);
            assert_int_equal(hits(&change.rig), 1);
            change_deploy(&change);
            happen(&change.rig);
            if (hits(&change.rig) != (from != to)) fail_msg("%s, then %s", triggers[from], triggers[to]);
            change_close(&change);
        }
}

/* A goal is no `leave`: what was the one and is now the other looks from now on. */
static void a_goal_is_not_a_leave(void **unused) {
    (void)unused;
    const char *ends[] = {"goal no event \"A\" for 5 days", "leave when no event \"A\" for 5 days as gone"};
    const char *outcomes[] = {"exit goal\n", "exit gone\n"};
    for (int from = 0; from < 2; from++)
        for (int to = 0; to < 2; to++) {
            const char *form = "journey j { enter when event \"C\"\n %s\n stage s { stay } }\n";
            char older[300], newer[300];
            snprintf(older, sizeof older, form, ends[from]);
            snprintf(newer, sizeof newer, form, ends[to]);
            struct change change;
            change_open(&change, older, newer);
            rig_event(&change.rig, "C");
            rig_after(&change.rig, 3 * RIG_DAY);
            change_deploy(&change);
            rig_after(&change.rig, (from == to ? 2 : 5) * RIG_DAY - 1);
            rig_expect(&change.rig, "");
            rig_after(&change.rig, 1);
            rig_expect(&change.rig, outcomes[to]);
            change_close(&change);
        }
}

/* What a stage counts for the whole run goes on while the run is in another; what it counts for a visit begins anew. */
static void what_has_fired_in_a_stage_before(void **unused) {
    (void)unused;
    const char *form =
        "journey j { enter when event \"C\"\n stage s { %s when event \"A\" once { milestone a }\n"
        "when (user.seats is 1) becomes true once { milestone one }\n when after 1 day once { milestone day }\n"
        "when event \"B\" { go to t }\n stay }\n stage t { when event \"B\" { go to s }\n stay } }\n";
    char older[800], newer[800];
    snprintf(older, sizeof older, form, "");
    snprintf(newer, sizeof newer, form, "when (user.seats is 0) becomes true once { milestone none }\n");
    struct change change;
    change_open(&change, older, newer);
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "A");
    rig_set(&change.rig, "seats", ONE);
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "milestone a\nmilestone one\nmilestone day\n");
    rig_event(&change.rig, "B");
    change_deploy(&change);
    rig_event(&change.rig, "B");
    rig_event(&change.rig, "A");
    rig_set(&change.rig, "seats", NONE);
    rig_set(&change.rig, "seats", ONE);
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "milestone none\nmilestone day\n");
    change_close(&change);
}

/* Where two stages have become one, the run's own one goes on. */
static void two_stages_become_one(void **unused) {
    (void)unused;
    const struct {
        const char *events; /* before */
        bool again;         /* does it fire behind the takeover? */
    } cases[] = {{"A", false}, {"B", true}, {"AB", true}, {"BA", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct change change;
        change_open(
            &change,
            "journey j { enter when event \"C\"\n stage s { when event \"A\" once { milestone hit }\n"
            "when event \"B\" { go to t }\n stay }\n stage t { when event \"A\" once { milestone hit }\n stay } }\n",
            "journey j { enter when event \"C\"\n renamed stage s to t\n"
            "stage t { when event \"A\" once { milestone hit }\n stay } }\n");
        rig_event(&change.rig, "C");
        for (const char *event = cases[i].events; *event; event++) rig_event(&change.rig, (char[]){*event, '\0'});
        change_deploy(&change);
        hits(&change.rig);
        rig_event(&change.rig, "A");
        rig_expect(&change.rig, cases[i].again ? "milestone hit\n" : "");
        change_close(&change);
    }
}

/* A schedule of the same days and clock goes on, also with what is due already; else the next one is that of the new clock.
 * The user comes on a Thursday at midnight. */
static void schedules_by_the_clock(void **unused) {
    (void)unused;
    const int64_t hour = RIG_DAY / 24;
    const struct {
        const char *older; /* schedule */
        const char *newer; /* ditto */
        int64_t hour;      /* of the takeover */
        int64_t first;     /* the hour when it comes */
    } cases[] = {{"day at 09:00", "day at 09:00", 6, 9},
                 {"day at 09:00", "day at 09:00", 10, 10},
                 {"day at 09:00", "day at 11:00", 6, 11},
                 {"day at 09:00", "day at 08:00", 6, 8},
                 {"day at 09:00", "Saturday at 09:00", 6, 57},
                 {"2 days", "day at 09:00", 6, 9},
                 {"day at 09:00", "2 days", 6, 54}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *form =
            "journey j { enter when event \"C\"\n when every %s { milestone hit }\n stage s { stay } }\n";
        char older[300], newer[300];
        snprintf(older, sizeof older, form, cases[i].older);
        snprintf(newer, sizeof newer, form, cases[i].newer);
        struct change change;
        change_open(&change, older, newer);
        rig_event(&change.rig, "C");
        change.rig.now += cases[i].hour * hour; /* what is due by then is not done before the takeover */
        change_deploy(&change);
        rig_expect(&change.rig, "");
        if (cases[i].first > cases[i].hour) {
            rig_after(&change.rig, (cases[i].first - cases[i].hour) * hour - 1);
            rig_expect(&change.rig, "");
            rig_after(&change.rig, 1);
        } else {
            rig_after(&change.rig, 0);
        }
        rig_expect(&change.rig, "milestone hit\n");
        change_close(&change);
    }
}

/* ---- waits ---- */

/* A wait that says something else ends when it would, had it said so from its begin. The user comes on a Thursday at midnight. */
static void waits_that_say_something_else(void **unused) {
    (void)unused;
    const struct {
        const char *newer; /* the wait */
        int64_t day;       /* when it ends, at 09:00 */
    } cases[] = {{"wait until Saturday 09:00", 2},
                 {"wait until Sunday 09:00", 3},
                 {"wait until (user.seen or now) { if past or unknown { exit as past } }", 4},
                 {"wait until 1 day after (user.seen or now) { if past or unknown { exit as past } }", 5}};
    for (size_t from = 0; from < 4; from++)
        for (size_t to = 0; to < 4; to++) {
            const char *form =
                "journey j { enter when event \"C\"\n stage s { %s\n exit as over } }\n"
                "journey k { enter when event \"B\" where user.seen is known\n stage s { exit as k } }\n";
            char older[400], newer[400];
            snprintf(older, sizeof older, form, cases[from].newer);
            snprintf(newer, sizeof newer, form, cases[to].newer);
            struct change change;
            change_open(&change, older, newer);
            rig_set(&change.rig, "seen", value_of(JBC_TIME, RIG_BEGIN + 4 * RIG_DAY + 9 * RIG_DAY / 24));
            rig_event(&change.rig, "C");
            rig_after(&change.rig, RIG_DAY);
            change_deploy(&change);
            rig_after(&change.rig, (cases[to].day - 1) * RIG_DAY + 9 * RIG_DAY / 24 - 1);
            rig_expect(&change.rig, "");
            rig_after(&change.rig, 1);
            rig_expect(&change.rig, "exit over\n");
            change_close(&change);
        }
}

/* ---- repeats ---- */

/* A repeat goes on with the rounds that are left, whatever else the stage counts; who was in none begins with the first. */
static void repeats_go_on_by_their_order(void **unused) {
    (void)unused;
    const struct {
        const char *older; /* what the stage does */
        const char *newer; /* ditto */
        const char *rest;  /* what comes after the second day */
    } cases[] = {
        {"repeat up to 3 times { wait 1 day\n milestone round }\n",
         "when every 1 hour once { milestone hour }\n repeat up to 3 times { wait 1 day\n milestone round }\n",
         "milestone hour\nmilestone round\nexit done\n"},
        {"repeat up to 3 times { wait 1 day\n milestone round }\n",
         "repeat up to 3 times { wait 1 day\n milestone round }\n repeat up to 2 times { wait 1 day\n milestone more }\n",
         "milestone round\nmilestone more\nmilestone more\nexit done\n"},
        {"repeat up to 3 times { wait 1 day\n milestone round }\n repeat up to 2 times { wait 1 day\n milestone more }\n",
         "repeat up to 3 times { wait 1 day\n milestone round }\n", "milestone round\nexit done\n"},
        {"repeat up to 2 times { wait 1 day\n milestone round }\n wait 1 day\n",
         "wait 1 day\n repeat up to 3 times { wait 1 day\n milestone new }\n",
         "milestone new\nmilestone new\nmilestone new\nexit done\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *form = "journey j { enter when event \"C\"\n stage s { %s exit as done } }\n";
        char older[400], newer[400];
        snprintf(older, sizeof older, form, cases[i].older);
        snprintf(newer, sizeof newer, form, cases[i].newer);
        struct change change;
        change_open(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_after(&change.rig, 2 * RIG_DAY);
        rig_expect(&change.rig, "milestone round\nmilestone round\n");
        change_deploy(&change);
        for (int day = 0; day < 4; day++) rig_after(&change.rig, RIG_DAY);
        rig_expect(&change.rig, cases[i].rest);
        change_close(&change);
    }
}

/* So does one in what takes over, whether it stands in the stage or in the journey. */
static void a_repeat_that_takes_over_goes_on(void **unused) {
    (void)unused;
    const char *take =
        "when event \"B\" { repeat up to 3 times { send email \"f\"\n milestone round }\n exit as done }\n";
    for (int in_stage = 0; in_stage < 2; in_stage++) {
        char script[500];
        snprintf(script, sizeof script,
                 "limits { at most 1 message per 2 days, otherwise hold up to 9 days }\n"
                 "journey j { enter when event \"C\"\n %s stage s { %s stay } }\n",
                 in_stage ? "" : take, in_stage ? take : "");
        struct change change;
        change_open(&change, script, script);
        rig_event(&change.rig, "C");
        rig_event(&change.rig, "B");
        rig_expect(&change.rig, "send email f\nmilestone round\n");
        change_deploy(&change);
        rig_after(&change.rig, 2 * RIG_DAY);
        rig_expect(&change.rig, "send email f\nmilestone round\n");
        change_deploy(&change);
        rig_after(&change.rig, 2 * RIG_DAY);
        rig_expect(&change.rig, "send email f\nmilestone round\nexit done\n");
        change_close(&change);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triggers_are_found_by_what_they_ask),
        cmocka_unit_test(a_goal_is_not_a_leave),
        cmocka_unit_test(what_has_fired_in_a_stage_before),
        cmocka_unit_test(two_stages_become_one),
        cmocka_unit_test(schedules_by_the_clock),
        cmocka_unit_test(waits_that_say_something_else),
        cmocka_unit_test(repeats_go_on_by_their_order),
        cmocka_unit_test(a_repeat_that_takes_over_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
