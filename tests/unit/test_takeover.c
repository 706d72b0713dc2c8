/* A new version of a script takes over the users inside: language.md, "A new version", and ruling 15. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/change.h"

static void same_version_goes_on(void **unused) {
    (void)unused;
    const char *script = "journey j { enter when event \"C\"\n"
                         "stage s { wait 2 days\n send email \"f\"\n exit as done } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_event(&change.rig, "C");
    rig_after(&change.rig, RIG_DAY);
    change_deploy(&change);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "send email f\nexit done\n");
    change_close(&change);
}

static void shorter_wait_counts_from_its_begin(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change,
                "journey j { enter when event \"C\"\n stage s { wait 7 days\n send email \"f\"\n exit as done } }\n",
                "journey j { enter when event \"C\"\n stage s { wait 5 days\n send email \"f\"\n exit as done } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 6 * RIG_DAY);
    change_deploy(&change);
    rig_expect(&change.rig, ""); /* a deployment fires nothing by itself */
    rig_after(&change.rig, 0);
    rig_expect(&change.rig, "send email f\nexit done\n");
    change_close(&change);
}

static void longer_wait_counts_from_its_begin(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change,
                "journey j { enter when event \"C\"\n stage s { wait 5 days\n send email \"f\"\n exit as done } }\n",
                "journey j { enter when event \"C\"\n stage s { wait 7 days\n send email \"f\"\n exit as done } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 4 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, 3 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "send email f\nexit done\n");
    change_close(&change);
}

static void variables_go_on_by_name(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change,
                "journey j { enter when event \"C\"\n remember other: \"x\"\n remember seen: 0\n"
                "stage s { when event \"C\" { remember seen: seen + 1 }\n wait 2 days\n exit as done } }\n",
                "journey j { enter when event \"C\"\n remember seen: 0\n remember more: 5\n"
                "stage s { when event \"C\" { remember seen: seen + 1 }\n wait 2 days\n"
                "if seen is 3 and more is 5 { exit as kept }\n exit as lost } }\n");
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "refused already in\nrefused already in\nrefused already in\n");
    rig_after(&change.rig, 2 * RIG_DAY);
    rig_expect(&change.rig, "exit kept\n");
    change_close(&change);
}

static void stage_that_is_gone_ends_its_runs(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n stage old_one { wait 2 days\n send email \"f\"\n exit as done } }\n",
        "journey j { enter when event \"C\"\n stage new_one { wait 2 days\n send email \"f\"\n exit as done } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_expect(&change.rig, "exit removed\n");
    rig_after(&change.rig, 9 * RIG_DAY);
    rig_expect(&change.rig, "");
    change_close(&change);
}

static void renamed_stage_moves_them(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n stage old_one { wait 2 days\n send email \"f\"\n exit as done } }\n",
        "journey j { enter when event \"C\"\n renamed stage old_one to new_one\n"
        "stage first { go to new_one }\n"
        "stage new_one { wait 3 days\n send email \"f\"\n exit as done } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 3 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "send email f\nexit done\n");
    change_close(&change);
}

static void journey_that_is_gone_ends_its_runs(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"C\"\n stage s { wait 2 days\n exit as done } }\n",
                "journey k { enter when event \"C\"\n stage s { wait 2 days\n exit as done } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_expect(&change.rig, "exit removed\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 2 * RIG_DAY);
    rig_expect(&change.rig, "exit done\n");
    change_close(&change);
}

static void entered_once_stays_entered(void **unused) {
    (void)unused;
    const char *script = "journey j { enter when event \"C\"\n enter again never\n stage s { exit as done } }\n";
    struct change change;
    change_open(&change, script,
                "journey j { enter when event \"C\"\n enter again never\n stage s { wait 1 day\n exit as done } }\n");
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "exit done\n");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "refused again\n");
    change_close(&change);
}

static void limit_goes_on(void **unused) {
    (void)unused;
    const char *script =
        "journey j { enter when event \"C\"\n limits { at most 1 message per 7 days, otherwise skip }\n"
        "stage s { when event \"C\" { send email \"f\" }\n send email \"f\"\n wait 9 days\n exit as done } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "send email f\n");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "skipped email f limit\nrefused already in\n");
    change_close(&change);
}

/* Ruling 15: a history that a new program begins to read is missing for users known before. */
static void new_history_is_unknown(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"C\"\n stage s { wait 9 days\n exit as done } }\n",
                "journey j { enter when event \"C\"\n stage s { wait 9 days\n exit as done } }\n"
                "journey k { enter when event \"B\"\n enter again always\n stage s {\n"
                "if event \"A\" never happened { milestone never }\n"
                "if event \"A\" happened { milestone happened }\n"
                "if not (event \"A\" happened in last 3 days) { milestone not_lately }\n exit as done } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "exit done\n"); /* nobody is asked or mailed by mistake */
    rig_after(&change.rig, 3 * RIG_DAY);
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "milestone not_lately\nexit done\n"); /* its window has passed */
    rig_event(&change.rig, "A");
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "milestone happened\nexit done\n");
    change_close(&change);
}

static void kept_history_is_known(void **unused) {
    (void)unused;
    const char *script = "journey k { enter when event \"B\"\n enter again always\n stage s {\n"
                         "if event \"A\" happened in last 3 days { milestone lately }\n exit as done } }\n";
    struct change change;
    change_open(&change, script,
                "journey k { enter when event \"B\"\n enter again always\n stage s { milestone hello\n"
                "if event \"A\" happened in last 3 days { milestone lately }\n exit as done } }\n");
    rig_event(&change.rig, "A");
    change_deploy(&change);
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "milestone hello\nmilestone lately\nexit done\n");
    change_close(&change);
}

static void held_message_goes_on(void **unused) {
    (void)unused;
    const char *script =
        "limits { at most 1 message per 2 days, otherwise hold up to 3 days }\n"
        "journey j { enter when event \"C\"\n stage s { send email \"f\"\n send email \"e\"\n exit as done } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "send email f\n");
    rig_after(&change.rig, RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "send email e\nexit done\n");
    change_close(&change);
}

/* A user whose second message is held in stage t, and what a new version of the stages makes of it. */
static void open_held(struct change *change, const char *newer_stages) {
    const char *head = "limits { at most 1 message per 2 days, otherwise hold up to 3 days }\n"
                       "journey j { enter when event \"C\"\n";
    char older[600], newer[600];
    snprintf(older, sizeof older,
             "%sstage s { send email \"f\"\n go to t }\n stage t { send email \"e\"\n exit as done } }\n", head);
    snprintf(newer, sizeof newer, "%s%s }\n", head, newer_stages);
    change_open(change, older, newer);
    rig_event(&change->rig, "C");
    rig_expect(&change->rig, "send email f\n");
    change_deploy(change);
}

/* What is added around the message, in its stage or before, does not matter to it. */
static void held_message_is_found_by_what_it_asks(void **unused) {
    (void)unused;
    struct change change;
    open_held(&change, "stage s { send email \"e\"\n send email \"f\"\n go to t }\n"
                       "stage t { send email \"f\"\n send email \"e\"\n milestone behind_it\n exit as done }");
    rig_after(&change.rig, 2 * RIG_DAY);
    rig_expect(&change.rig, "send email e\nmilestone behind_it\nexit done\n");
    change_close(&change);
}

static void held_message_that_left_its_stage_ends_the_run(void **unused) {
    (void)unused;
    struct change change;
    open_held(&change, "stage s { send email \"f\"\n send email \"e\"\n go to t }\n stage t { exit as done }");
    rig_expect(&change.rig, "skipped email e left\nexit removed\n");
    change_close(&change);
}

static void damaged_state_is_refused(void **unused) {
    (void)unused;
    const char *script = "journey j { enter when event \"C\"\n stage s { wait 2 days\n exit as done } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_event(&change.rig, "C");
    change.rig.size--;
    assert_int_equal(rig_take_over(&change.rig, change.newer.program), JRT_BAD_STATE);
    change.rig.size++;
    change_close(&change);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_version_goes_on),
        cmocka_unit_test(shorter_wait_counts_from_its_begin),
        cmocka_unit_test(longer_wait_counts_from_its_begin),
        cmocka_unit_test(variables_go_on_by_name),
        cmocka_unit_test(stage_that_is_gone_ends_its_runs),
        cmocka_unit_test(renamed_stage_moves_them),
        cmocka_unit_test(journey_that_is_gone_ends_its_runs),
        cmocka_unit_test(entered_once_stays_entered),
        cmocka_unit_test(limit_goes_on),
        cmocka_unit_test(new_history_is_unknown),
        cmocka_unit_test(kept_history_is_known),
        cmocka_unit_test(held_message_goes_on),
        cmocka_unit_test(held_message_is_found_by_what_it_asks),
        cmocka_unit_test(held_message_that_left_its_stage_ends_the_run),
        cmocka_unit_test(damaged_state_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
