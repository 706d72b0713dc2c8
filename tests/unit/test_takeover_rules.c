/* A new version fires nothing by itself, and what it changes is all that changes: language.md, rulings 15 and 85 to 90. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "runtime/value.h"
#include "tests/unit/change.h"

/* ---- triggers ---- */

/* What stands in the place of another trigger does not count from where that did. */
static void a_trigger_of_another_kind_counts_from_now(void **unused) {
    (void)unused;
    const char *whens[] = {"when (user.seats is 1) becomes true { milestone hit }",
                           "when after 4 days { milestone hit }", "when every 4 days { milestone hit }",
                           "when no event \"A\" for 4 days { milestone hit }"};
    for (size_t from = 0; from < 4; from++)
        for (size_t to = 1; to < 4; to++) {
            char older[300], newer[300];
            const char *form = "journey j { enter when event \"C\"\n %s\n stage s { stay } }\n";
            struct change change;
            snprintf(older, sizeof older, form, whens[from]);
            snprintf(newer, sizeof newer, form, whens[to]);
            change_open(&change, older, newer);
            rig_event(&change.rig, "C");
            rig_after(&change.rig, 3 * RIG_DAY);
            change_deploy(&change);
            rig_after(&change.rig, RIG_DAY - 1);
            rig_expect(&change.rig, "");
            rig_after(&change.rig, 1);
            rig_expect(&change.rig, from == to ? "milestone hit\n" : "");
            rig_after(&change.rig, 3 * RIG_DAY - 1);
            rig_expect(&change.rig, "");
            rig_after(&change.rig, 1);
            rig_expect(&change.rig, from == to ? "" : "milestone hit\n");
            change_close(&change);
        }
}

/* A condition that says something else is live anew: that it is true already is its base, also where it was false before. */
static void a_condition_that_changed_does_not_turn(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n when (user.seats is 2) becomes true { milestone hit }\n stage s { stay } }\n",
        "journey j { enter when event \"C\"\n when (user.seats is at least 1) becomes true { milestone hit }\n"
        "stage s { stay } }\n"
        "journey k { enter when (user.seats is 1) becomes true\n stage s { exit as entered } }\n");
    rig_set(&change.rig, "seats", value_of(JBC_NUMBER, 1000000));
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_event(&change.rig, "A");
    rig_expect(&change.rig, "");
    rig_set(&change.rig, "seats", value_of(JBC_NUMBER, 0));
    rig_set(&change.rig, "seats", value_of(JBC_NUMBER, 1000000));
    rig_expect(&change.rig, "milestone hit\nexit entered\n");
    change_close(&change);
}

/* How often something has fired goes on through a renamed stage, and with another `when` before it. */
static void once_is_once_in_a_renamed_stage(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change, "journey j { enter when event \"C\"\n stage s { when event \"A\" once { milestone hit }\n stay } }\n",
        "journey j { enter when event \"C\"\n renamed stage s to t\n"
        "stage t { when event \"B\" once { milestone other }\n when event \"A\" once { milestone hit }\n stay } }\n");
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "A");
    rig_expect(&change.rig, "milestone hit\n");
    change_deploy(&change);
    rig_event(&change.rig, "A");
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "milestone other\n");
    change_close(&change);
}

/* A goal whose time was over, and for which there is none any more, looks from the takeover on. */
static void a_goal_that_is_one_again_begins_anew(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n goal no event \"A\" for 3 days within 1 day\n stage s { stay } }\n",
        "journey j { enter when event \"C\"\n goal no event \"A\" for 3 days\n stage s { stay } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 5 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, 3 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit goal\n");
    change_close(&change);
}

/* An answer more does not make the others begin anew. */
static void answers_go_on_beside_a_new_one(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n stage s { wait up to 9 days { for no event \"A\" for 5 days { exit as silent }\n"
        "otherwise { exit as late } } } }\n",
        "journey j { enter when event \"C\"\n stage s { wait up to 9 days { for no event \"B\" for 4 days { exit as b }\n"
        "for no event \"A\" for 5 days { exit as silent }\n otherwise { exit as late } } } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 3 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, 2 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit silent\n");
    change_close(&change);
}

/* A schedule that comes more often by the new version, and would have come several times since, comes once. */
static void a_shorter_schedule_catches_up_once(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change,
                "journey j { enter when event \"C\"\n when every 9 days { milestone hit }\n stage s { stay } }\n",
                "journey j { enter when event \"C\"\n when every 1 day { milestone hit }\n stage s { stay } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 5 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, 0);
    rig_expect(&change.rig, "milestone hit\n");
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "milestone hit\n");
    change_close(&change);
}

/* ---- waits ---- */

/* 09:00 in Berlin is 08:00 here; for somebody who has gone to Tokyo meanwhile it comes at midnight, and not before. */
static void a_wait_that_says_the_same_ends_as_before(void **unused) {
    (void)unused;
    const char *script = "journey j { enter when event \"C\"\n stage s { wait until 09:00\n exit as nine } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_set(&change.rig, "timezone", value_text("Europe/Berlin", 13));
    rig_after(&change.rig, 10 * RIG_DAY / 24);
    rig_event(&change.rig, "C"); /* at 11:00 in Berlin */
    rig_after(&change.rig, 20 * RIG_DAY / 24);
    rig_set(&change.rig, "timezone", value_text("Pacific/Honolulu", 16)); /* 20:00 there: 13 hours to go */
    change_deploy(&change);
    rig_after(&change.rig, 13 * RIG_DAY / 24 - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit nine\n");
    change_close(&change);
}

/* Ruling 81: `now` is when the wait began. */
static void now_is_when_the_wait_began(void **unused) {
    (void)unused;
    const char *form = "journey j { enter when event \"C\"\n stage s { wait until %d days after (user.seen or now) {\n"
                       "if past or unknown { exit as past } }\n exit as over } }\n";
    char older[300], newer[300];
    snprintf(older, sizeof older, form, 5);
    snprintf(newer, sizeof newer, form, 6);
    struct change change;
    change_open(&change, older, newer);
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 3 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, 3 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit over\n");
    change_close(&change);
}

/* Who is in a repeat goes on with it, also with fewer rounds; for who comes to it later it has all of them. */
static void a_repeat_goes_on_for_who_is_in_it(void **unused) {
    (void)unused;
    const char *form =
        "journey j { enter when event \"C\"\n stage s {\n%s repeat up to %d times { wait 1 day\n milestone round }\n"
        "exit as done } }\n";
    for (int before = 0; before < 2; before++) {
        char older[300], newer[300];
        snprintf(older, sizeof older, form, "", 3);
        snprintf(newer, sizeof newer, form, before ? "wait 1 day\n" : "", 2);
        struct change change;
        change_open(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_after(&change.rig, RIG_DAY);
        rig_expect(&change.rig, "milestone round\n");
        change_deploy(&change);
        rig_after(&change.rig, RIG_DAY);
        rig_expect(&change.rig, before ? "" : "milestone round\nexit done\n");
        rig_after(&change.rig, 2 * RIG_DAY);
        rig_expect(&change.rig, before ? "milestone round\nmilestone round\nexit done\n" : "");
        change_close(&change);
    }
}

/* ---- runs ---- */

/* A count since the entry that only the new version asks for is not known: nobody is mailed by mistake. */
static void a_new_count_since_the_entry_is_not_known(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"C\"\n stage s { when event \"B\" { milestone b }\n stay } }\n",
                "journey j { enter when event \"C\"\n stage s { when event \"B\" {\n"
                "if event \"A\" never happened since entry { milestone never }\n"
                "if not (event \"A\" never happened since entry) { milestone not_never }\n"
                "if event \"A\" happened since entry { milestone happened }\n"
                "if count of event \"A\" since entry is 1 { milestone one } }\n stay } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, RIG_DAY);
    rig_event(&change.rig, "A");
    change_deploy(&change);
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "");
    rig_event(&change.rig, "A");
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "milestone not_never\nmilestone happened\nmilestone one\n");
    change_close(&change);
}

/* A new variable gets its first value from the entry as far as that is known. */
static void a_new_variable_reads_the_entry(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"B\"\n stage s { wait 1 day\n if entry.word is \"x\" { exit as x }\n exit as done } }\n",
        "journey j { enter when event \"B\"\n remember first: entry.word\n stage s { wait 1 day\n"
        "if first is \"x\" { exit as kept }\n exit as lost } }\n");
    rig_event_with(&change.rig, "B", "word", value_text("x", 1));
    change_deploy(&change);
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "exit kept\n");
    change_close(&change);
}

/* A run that is kept out is in no stage: it goes on until its goal is over, by the new version. */
static void a_kept_out_run_goes_on(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n goal event \"A\" within 4 days\n keep 100% out\n stage s { stay } }\n",
        "journey j { enter when event \"C\"\n goal event \"A\" within 6 days\n stage t { stay } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_after(&change.rig, 6 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit kept_out\n");
    change_close(&change);
}

/* ---- limits and messages ---- */

/* Each limit goes on with what it has counted, also where several are of one kind. */
static void limits_of_one_kind_go_on(void **unused) {
    (void)unused;
    const char *script =
        "limits { at most 1 message per 1 day, otherwise skip\n at most 2 messages per 9 days, otherwise skip }\n"
        "journey j { enter when event \"C\"\n enter again always\n stage s { send email \"f\"\n exit as done } }\n";
    struct change change;
    change_open(&change, script, script);
    for (int i = 0; i < 2; i++) {
        rig_event(&change.rig, "C");
        rig_after(&change.rig, RIG_DAY);
    }
    rig_expect(&change.rig, "send email f\nexit done\nsend email f\nexit done\n");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "skipped email f limit\nexit done\n");
    change_close(&change);
}

/* Messages that were asked for at one instant, by runs in turn, stay in the order of asking. */
static void held_messages_stay_in_order(void **unused) {
    (void)unused;
    const char *script =
        "limits { at most 1 message per 2 days, otherwise hold up to 9 days }\n"
        "journey j { enter when event \"C\"\n when event \"B\" { send email \"e\" }\n stage s { stay } }\n"
        "journey k { enter when event \"C\"\n stage s { send email \"f\"\n send email \"f\"\n stay } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_event(&change.rig, "C"); /* k's second message is asked for first, by the later run */
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "send email f\n");
    change_deploy(&change);
    rig_after(&change.rig, 2 * RIG_DAY);
    rig_expect(&change.rig, "send email f\nskipped email e limit\n");
    change_close(&change);
}

/* While a message is held, the wait that is live is the one behind it in the new version. */
static void the_wait_behind_a_held_message_is_the_new_one(void **unused) {
    (void)unused;
    const char *form = "limits { at most 1 message per 4 days, otherwise hold up to 9 days }\n"
                       "journey j { enter when event \"C\"\n stage s { send email \"f\"\n%s send email \"e\"\n%s"
                       "wait up to 9 days { for event \"A\" { exit as a }\n otherwise { exit as late } } } }\n";
    for (int between = 0; between < 2; between++) {
        char older[500], newer[500];
        snprintf(older, sizeof older, form, "", "");
        snprintf(newer, sizeof newer, form, "wait 1 day\n", between ? "milestone between\n" : "");
        struct change change;
        change_open(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, "send email f\n");
        change_deploy(&change);
        rig_event(&change.rig, "A");
        rig_expect(&change.rig, between ? "" : "skipped email e moved on\nexit a\n");
        rig_after(&change.rig, 4 * RIG_DAY);
        rig_expect(&change.rig, between ? "send email e\nmilestone between\n" : "");
        change_close(&change);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trigger_of_another_kind_counts_from_now),
        cmocka_unit_test(a_condition_that_changed_does_not_turn),
        cmocka_unit_test(once_is_once_in_a_renamed_stage),
        cmocka_unit_test(a_goal_that_is_one_again_begins_anew),
        cmocka_unit_test(answers_go_on_beside_a_new_one),
        cmocka_unit_test(a_shorter_schedule_catches_up_once),
        cmocka_unit_test(a_wait_that_says_the_same_ends_as_before),
        cmocka_unit_test(now_is_when_the_wait_began),
        cmocka_unit_test(a_repeat_goes_on_for_who_is_in_it),
        cmocka_unit_test(a_new_count_since_the_entry_is_not_known),
        cmocka_unit_test(a_new_variable_reads_the_entry),
        cmocka_unit_test(a_kept_out_run_goes_on),
        cmocka_unit_test(limits_of_one_kind_go_on),
        cmocka_unit_test(held_messages_stay_in_order),
        cmocka_unit_test(the_wait_behind_a_held_message_is_the_new_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
