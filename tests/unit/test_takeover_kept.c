/* What a new version keeps of messages, runs that are kept out, entries and limits: language.md, rulings 15, 71, 85 to 90. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "runtime/match.h"
#include "runtime/value.h"
#include "tests/unit/change.h"

#define ONE ((struct jrt_value)value_of(JBC_NUMBER, 1000000))

/* ---- messages ---- */

#define WORDS "language 1\nproject \"T\" { timezone: \"UTC\" }\nevent \"A\" { word: text }\nevent \"B\"\nevent \"C\"\n"
#define QUIET "{ quiet hours 22:00 to 08:00\n"

/* A message that is gone leaves a record if its template is there, of the same name in the same channel: where its run ends
 * or has ended, `left`. Another run keeps its own. */
static void a_record_needs_its_template(void **unused) {
    (void)unused;
    const struct {
        const char *templates; /* of the new version */
        const char *records;   /* of the takeover */
    } cases[] = {
        {"channel email " QUIET "template \"f\", template \"g\" }\nchannel push { template \"p\" }\n",
         "skipped email g left of j.s\nexit removed of j.s\nskipped email g left of l.\n"},
        {"channel push { template \"g\" }\nchannel email " QUIET "template \"f\" }\n", "exit removed of j.s\n"},
        {"channel email " QUIET "template \"f\" }\n", "exit removed of j.s\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *form = WORDS "%sjourney j { enter when event \"C\"\n stage s { %s exit as done } }\n"
                                 "journey k { enter when event \"C\"\n stage s { send email \"f\"\n exit as done } }\n"
                                 "journey l { enter when event \"C\"\n goal event \"B\" { %s }\n stage s { stay } }\n";
        char older[900], newer[900];
        snprintf(older, sizeof older, form, cases[0].templates, "send email \"g\"\n", "send email \"g\"");
        snprintf(newer, sizeof newer, form, cases[i].templates, "", "milestone reached");
        struct change change;
        change_open_texts(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_event(&change.rig, "B");
        rig_expect(&change.rig, "exit goal\n");
        change.rig.whose = true;
        change_deploy(&change);
        rig_expect(&change.rig, cases[i].records);
        rig_after(&change.rig, RIG_DAY);
        rig_expect(&change.rig, "send email f of k.s\nexit done of k.s\n");
        change_close(&change);
    }
}

/* A run that goes on, in another stage too, drops what the new version does not send: `moved on`, in its own name and by its
 * key. Where its place is gone it ends in its own name and by its key, also if its journey is gone. Nothing hears either. */
static void records_say_whose_they_are(void **unused) {
    (void)unused;
    const struct {
        const char *name;    /* of the journey in the new version */
        const char *renamed; /* a line of it */
        const char *stage;   /* its first */
        const char *records; /* of the takeover */
    } cases[] = {
        {"j", "renamed stage s to t", "t", "skipped email f moved on of j.t x\nskipped email f moved on of j.t y\n"},
        {"j", "", "t",
         "skipped email f left of j. x\nexit removed of j. x\n"
         "skipped email f left of j. y\nexit removed of j. y\n"},
        {"i", "", "s",
         "skipped email f left of j. x\nexit removed of j. x\n"
         "skipped email f left of j. y\nexit removed of j. y\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *form = WORDS
            "channel email " QUIET "template \"f\", template \"g\" }\n"
            "journey %s { enter when event \"A\"\n one per word\n %s\n when email \"f\" skipped { milestone heard }\n"
            "when event \"B\" { send email \"%s\" }\n stage %s { stay } }\n"
            "journey k { enter when journey %s ended\n stage s { exit as heard } }\n";
        char older[900], newer[900];
        snprintf(older, sizeof older, form, "j", "", "f", "s", "j");
        snprintf(newer, sizeof newer, form, cases[i].name, cases[i].renamed, "g", cases[i].stage, cases[i].name);
        struct change change;
        change_open_texts(&change, older, newer);
        change.rig.whose = true;
        rig_event_with(&change.rig, "A", "word", value_text("x", 1));
        rig_event_with(&change.rig, "A", "word", value_text("y", 1));
        rig_event(&change.rig, "B");
        change_deploy(&change);
        rig_expect(&change.rig, cases[i].records);
        rig_event(&change.rig, "C");
        rig_after(&change.rig, RIG_DAY);
        rig_expect(&change.rig, "");
        change_close(&change);
    }
}

/* A goal's message belongs to the user: it goes on though the stage in which the goal was reached is gone. */
static void a_goals_message_outlives_its_stage(void **unused) {
    (void)unused;
    const char *form = WORDS "channel email " QUIET "template \"f\" }\njourney j { enter when event \"C\"\n"
                             "goal event \"B\" { send email \"f\" }\n stage %s { stay } }\n";
    char older[500], newer[500];
    snprintf(older, sizeof older, form, "s");
    snprintf(newer, sizeof newer, form, "t");
    struct change change;
    change_open_texts(&change, older, newer);
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "exit goal\n");
    change_deploy(&change);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "send email f\n");
    change_close(&change);
}

/* A stage's send statement is found in that stage, among those of its flow and of what takes over; nowhere if that is gone. */
static void a_send_is_found_in_its_stage(void **unused) {
    (void)unused;
    const char *form =
        "journey j { enter when event \"C\"\n stage s { when event \"A\" { send email \"f\"\n go to %s }\n"
        "when event \"B\" { send email \"f\" }\n send email \"e\"\n stay }\n"
        "stage %s { send email \"e\"\n stay } }\n";
    char older[600], newer[600];
    snprintf(older, sizeof older, form, "t", "t");
    snprintf(newer, sizeof newer, form, "u", "u");
    struct change change;
    change_open(&change, older, newer);
    const jrt_program *p = change.newer.program, *q = change.older.program;
    assert_int_equal(q->send_count, 4);
    uint32_t gone = 0;
    for (uint32_t i = 0; i < q->send_count; i++) {
        uint32_t found = match_send(p, 0, q, i);
        gone += found == JBC_NONE;
        if (found == JBC_NONE) continue;
        uint32_t template_ = q->alternatives[q->sends[i].first_alternative].template_;
        assert_int_equal(p->alternatives[p->sends[found].first_alternative].template_, template_);
        assert_int_equal(match_send(q, 0, p, found), i);
    }
    assert_int_equal(gone, 1);
    change_close(&change);
}

/* A message holds the flow, and in the new version a wait stands directly behind it: that is live from the takeover on. */
static void a_wait_behind_a_held_message_becomes_live(void **unused) {
    (void)unused;
    const char *form =
        "limits { at most 1 message per 2 days, otherwise hold up to 9 days }\n"
        "journey j { enter when event \"C\"\n stage s { send email \"f\"\n send email \"e\"\n %s"
        "wait up to 3 days { for event \"A\" { exit as a }\n for no event \"B\" for 1 day { exit as silent }\n"
        "otherwise { exit as late } } } }\n";
    const struct {
        int64_t event;   /* days before the takeover when the event happened; -1: there is none */
        const char *day; /* what the day behind the takeover brings */
    } cases[] = {{1, "skipped email e moved on\nexit silent\n"},
                 {0, "skipped email e moved on\nexit a\n"},
                 {-1, "skipped email e moved on\nexit silent\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char older[600], newer[600];
        snprintf(older, sizeof older, form, "milestone between\n");
        snprintf(newer, sizeof newer, form, "");
        struct change change;
        change_open(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, "send email f\n");
        rig_after(&change.rig, RIG_DAY / 2);
        change_deploy(&change);
        rig_after(&change.rig, RIG_DAY - 1);
        rig_expect(&change.rig, "");
        if (cases[i].event >= 0) rig_late(&change.rig, "A", cases[i].event * RIG_DAY);
        rig_after(&change.rig, 1);
        rig_expect(&change.rig, cases[i].day);
        change_close(&change);
    }
}

/* ---- runs that are kept out ---- */

/* Kept out, a run goes on until the last goal of the new version is over, and ends at once if none has a `within`. */
static void kept_out_until_the_last_goal(void **unused) {
    (void)unused;
    const struct {
        const char *newer; /* goals and leaves */
        int64_t days;      /* after the entry when it is over; the takeover is after 1 */
    } cases[] = {
        {"goal event \"A\" within 6 days\n goal event \"B\" within 3 days\n leave when user.seats becomes 1 as gone\n",
         6},
        {"goal event \"A\" within 2 days\n goal event \"B\" within 5 days\n", 5},
        {"goal event \"A\" within 5 days\n goal event \"B\"\n", 5},
        {"goal event \"A\"\n", 1},
        {"leave when user.seats becomes 1 as gone\n", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char newer[400];
        snprintf(newer, sizeof newer, "journey j { enter when event \"C\"\n %s stage t { stay } }\n", cases[i].newer);
        struct change change;
        change_open(
            &change,
            "journey j { enter when event \"C\"\n goal event \"A\" within 4 days\n keep 100% out\n stage s { stay } }\n",
            newer);
        rig_event(&change.rig, "C");
        rig_after(&change.rig, RIG_DAY);
        change_deploy(&change);
        rig_expect(&change.rig, "");
        if (cases[i].days > 1) rig_after(&change.rig, (cases[i].days - 1) * RIG_DAY - 1);
        rig_expect(&change.rig, "");
        rig_after(&change.rig, cases[i].days > 1);
        rig_expect(&change.rig, "exit kept_out\n");
        change_close(&change);
    }
}

/* ---- entries ---- */

/* A condition that a takeover makes true is the base: neither a report nor what comes then begins a run. */
static void entries_sleep_through_a_takeover(void **unused) {
    (void)unused;
    const char *entries[] = {"(in journey j) becomes true", "(not in journey g) becomes true",
                             "(user.seats is 1) becomes true", "journey g ended", "journey g ended as removed"};
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        const char *form = "journey j { enter when event \"C\"\n when email \"f\" opened { milestone opened }\n"
                           "stage s { send email \"f\"\n if user.seats is 9 { exit as nine }\n stay } }\n"
                           "journey g { enter when event \"C\"\n stage %s { stay } }\n"
                           "journey k { enter when event \"B\"\n %s%s\n stage s { exit as entered } }\n";
        char older[700], newer[700];
        snprintf(older, sizeof older, form, "s", "", "");
        snprintf(newer, sizeof newer, form, "t", "enter when ", entries[i]);
        struct change change;
        change_open(&change, older, newer);
        rig_set(&change.rig, "seats", ONE);
        rig_event(&change.rig, "C");
        change_deploy(&change);
        rig_expect(&change.rig, "send email f\nexit removed\n");
        rig_report(&change.rig, "f", "opened", 1);
        rig_event(&change.rig, "A");
        rig_after(&change.rig, RIG_DAY);
        rig_expect(&change.rig, "milestone opened\n");
        rig_event(&change.rig, "B");
        rig_expect(&change.rig, "exit entered\n");
        change_close(&change);
    }
}

/* A report is news for its run alone: an entry whose condition has come true by now looks with the next event. */
static void a_report_wakes_no_entry(void **unused) {
    (void)unused;
    const char *script = "journey k { enter when (in journey j) becomes true\n stage s { exit as entered } }\n"
                         "journey j { enter when event \"C\"\n when email \"f\" opened { milestone opened }\n"
                         "stage s { send email \"f\"\n stay } }\n"
                         "journey l { enter when event \"A\" where word is \"l\"\n stage s { stay } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "send email f\n");
    change_deploy(&change);
    rig_report(&change.rig, "f", "opened", 1);
    rig_expect(&change.rig, "milestone opened\n");
    rig_event(&change.rig, "A");
    rig_expect(&change.rig, "exit entered\n");
    change_close(&change);
}

/* ---- limits ---- */

/* What a user gets who comes again after a limit, of the project or of the journey, has become another. */
static void count_again(bool in_journey, const char *limit, const char *newer_limit, const char *expected) {
    char older[700], newer[700], lines[200];
    const char *form = WORDS "%s\nchannel email { template \"f\" }\nchannel push { template \"p\" }\n"
                             "journey j { enter when event \"C\"\n enter again always\n %s\n"
                             "stage s { send email \"f\"\n send push \"p\"\n exit as done } }\n";
    char one[100], other[100];
    snprintf(one, sizeof one, "limits { at most %s per 9 days, otherwise skip }", limit);
    snprintf(other, sizeof other, "limits { at most %s per 9 days, otherwise skip }", newer_limit);
    snprintf(older, sizeof older, form, in_journey ? "" : one, in_journey ? one : "");
    snprintf(newer, sizeof newer, form, in_journey ? "" : other, in_journey ? other : "");
    struct change change;
    change_open_texts(&change, older, newer);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "send email f\nsend push p\nexit done\n");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    snprintf(lines, sizeof lines, "%sexit done\n", expected);
    rig_expect(&change.rig, lines);
    change_close(&change);
}

/* A limit goes on with what one has counted of the same messages: of a channel, or of all. */
static void limits_go_on_by_what_they_count(void **unused) {
    (void)unused;
    const char *limits[] = {"2 messages", "1 email", "1 push"};
    const char *skips[] = {"skipped email f limit\nskipped push p limit\n", "skipped email f limit\nsend push p\n",
                           "send email f\nskipped push p limit\n"};
    for (int from = 0; from < 3; from++)
        for (int to = 0; to < 3; to++)
            for (int in_journey = 0; in_journey < 2; in_journey++) {
                const char *expected = from == to ? skips[to] : "send email f\nsend push p\n";
                count_again(in_journey, limits[from], limits[to], expected);
            }
}

/* Of several, the one that looks back at the most messages goes on, wherever it stands. */
static void the_limit_that_looks_back_the_furthest(void **unused) {
    (void)unused;
    const char *limits[] = {"at most 1 message per 1 day, otherwise skip\n",
                            "at most 3 messages per 9 days, otherwise skip\n"};
    for (int order = 0; order < 2; order++) {
        char older[600], newer[600];
        const char *form = "limits { %s%s }\njourney j { enter when event \"C\"\n enter again always\n"
                           "stage s { send email \"f\"\n exit as done } }\n";
        snprintf(older, sizeof older, form, limits[order], limits[1 - order]);
        snprintf(newer, sizeof newer, form, "at most 3 messages per 9 days, otherwise skip\n", "");
        struct change change;
        change_open(&change, older, newer);
        for (int i = 0; i < 2; i++) {
            rig_event(&change.rig, "C");
            rig_after(&change.rig, RIG_DAY);
        }
        change_deploy(&change);
        change.rig.log[0] = '\0';
        rig_event(&change.rig, "C");
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, "send email f\nexit done\nskipped email f limit\nexit done\n");
        change_close(&change);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_needs_its_template),
        cmocka_unit_test(records_say_whose_they_are),
        cmocka_unit_test(a_goals_message_outlives_its_stage),
        cmocka_unit_test(a_send_is_found_in_its_stage),
        cmocka_unit_test(a_wait_behind_a_held_message_becomes_live),
        cmocka_unit_test(kept_out_until_the_last_goal),
        cmocka_unit_test(entries_sleep_through_a_takeover),
        cmocka_unit_test(a_report_wakes_no_entry),
        cmocka_unit_test(limits_go_on_by_what_they_count),
        cmocka_unit_test(the_limit_that_looks_back_the_furthest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
