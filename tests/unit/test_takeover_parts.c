/* A new version takes a user over, part by part: what it finds again goes on, what it does not find begins anew. Expectations
 * are from language.md, "A new version of a journey", and rulings 15, 29, 45, 71 and 85 to 90. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/context.h"
#include "runtime/decode.h"
#include "runtime/match.h"
#include "runtime/value.h"
#include "tests/unit/change.h"
#include "tests/unit/sample.h"

/* A step of the user, whose state is kept. */
static void step(struct change *change, const struct jrt_user *user, const struct jrt_event *event) {
    struct jrt_result result;
    struct rig *rig = &change->rig;
    assert_int_equal(jrt_step(rig->context, user, rig->state, rig->size, rig->now, event, &result), JRT_OK);
    unsigned char *state = malloc(result.size);
    assert_non_null(state);
    memcpy(state, result.state, result.size);
    free(rig->state);
    rig->state = state;
    rig->size = result.size;
}

#define HEAD "language 1\nproject \"T\" { timezone: \"UTC\" }\nevent \"A\" { n: number }\nevent \"B\"\nevent \"C\"\n"

/* ---- waits ---- */

static void a_wait_until_a_time_of_the_new_version(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n stage s { wait up to 9 days { for user.seen is before 2020-01-01 { exit as one }\n"
        "otherwise { exit as late } } } }\n",
        "journey j { enter when event \"C\"\n stage s { wait until user.seen { for user.seats is 1 { exit as one }\n"
        "if past or unknown { exit as unknown } }\n exit as seen } }\n");
    rig_event(&change.rig, "C");
    rig_set(&change.rig, "seen", value_of(JBC_TIME, RIG_BEGIN + 3 * RIG_DAY));
    change_deploy(&change);
    rig_after(&change.rig, 3 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit seen\n");
    change_close(&change);
}

/* The time is not known: the wait goes on as long as it would have. */
static void a_wait_until_a_time_that_is_not_known(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n stage s { wait up to 2 days { for user.seats is 1 { exit as one }\n"
        "otherwise { exit as late } } } }\n",
        "journey j { enter when event \"C\"\n stage s { wait until user.seen { for user.seats is 1 { exit as one }\n"
        "if past or unknown { exit as unknown } }\n exit as over } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_after(&change.rig, 2 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit over\n");
    change_close(&change);
}

/* `wait VALUE, at most D` counts from the begin of the wait: less than none is none, more than the bound is the bound. */
static void a_wait_of_data_counts_from_its_begin(void **unused) {
    (void)unused;
    const struct {
        int64_t lag; /* days; 0: not known */
        int64_t due; /* days after the begin of the wait */
    } cases[] = {{3, 3}, {9, 5}, {-3, 1}, {0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct change change;
        change_open_texts(&change,
                          HEAD "user { lag: duration }\njourney j { enter when event \"C\"\n stage s {\n"
                               "if user.lag is 99 days { exit as odd }\n wait 8 days\n exit as late } }\n",
                          HEAD "user { lag: duration }\njourney j { enter when event \"C\"\n stage s {\n"
                               "wait user.lag, at most 5 days\n exit as over } }\n");
        if (cases[i].lag != 0) rig_set(&change.rig, "lag", value_of(JBC_DURATION, cases[i].lag * RIG_DAY));
        rig_event(&change.rig, "C");
        rig_after(&change.rig, RIG_DAY - 1);
        change_deploy(&change);
        rig_expect(&change.rig, "");
        if (cases[i].due > 1) {
            rig_after(&change.rig, (cases[i].due - 1) * RIG_DAY);
            rig_expect(&change.rig, "");
        }
        rig_after(&change.rig, 1);
        rig_expect(&change.rig, "exit over\n");
        change_close(&change);
    }
}

static void a_wait_for_a_clock_time(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"C\"\n stage s { wait until 09:00\n exit as nine } }\n",
                "journey j { enter when event \"C\"\n stage s { wait until 11:00\n exit as eleven } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_after(&change.rig, 11 * RIG_DAY / 24 - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit eleven\n");
    change_close(&change);
}

static void a_run_whose_wait_is_gone_ends(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"C\"\n stage s { wait 1 day\n wait 3 days\n exit as done } }\n",
                "journey j { enter when event \"C\"\n stage s { wait 1 day\n exit as done } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 2 * RIG_DAY);
    change_deploy(&change);
    rig_expect(&change.rig, "exit removed\n");
    change_close(&change);
}

static void a_run_that_stays_goes_on_staying(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"C\"\n stage s { stay } }\n",
                "journey j { enter when event \"C\"\n when event \"B\" { exit as heard }\n stage s { stay } }\n");
    rig_event(&change.rig, "C");
    change_deploy(&change);
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "exit heard\n");
    change_close(&change);
}

/* ---- histories ---- */

#define COUNTED(more)                                                                                                  \
    HEAD "journey j { enter when event \"C\"\n enter again always\n stage s { " more " exit as done } }\n"

/* Counted before and now: the number goes on. Counted only now: it is not known until the next one. */
static void numbers_of_events_go_on(void **unused) {
    (void)unused;
    struct change change;
    change_open_texts(
        &change, COUNTED("if count of event \"B\" is 2 { milestone two }\n"),
        COUNTED("if count of event \"B\" is 3 { milestone three }\n if count of event \"A\" is 1 { milestone one }\n"
                "if count of event \"A\" is 0 { milestone none }\n"));
    rig_event(&change.rig, "B");
    rig_event(&change.rig, "B");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "exit done\n");
    rig_event(&change.rig, "B");
    rig_event(&change.rig, "A");
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "milestone three\nmilestone one\nexit done\n");
    change_close(&change);
}

/* A counted history that also keeps instants, and one that keeps more of them than before. */
static void longer_histories_are_known_from_what_they_kept(void **unused) {
    (void)unused;
    struct change change;
    change_open_texts(
        &change,
        COUNTED(
            "if count of event \"B\" is 9 or count of event \"B\" in last 9 days is at least 2 { milestone two }\n"),
        COUNTED("if count of event \"B\" is 9 or count of event \"B\" in last 9 days is at least 4 { milestone four }\n"
                "if count of event \"B\" in last 9 days is less than 4 { milestone fewer }\n"));
    for (int i = 0; i < 3; i++) rig_event(&change.rig, "B");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "milestone fewer\nexit done\n"); /* two are kept: what was not is not counted */
    rig_event(&change.rig, "B");
    rig_event(&change.rig, "B");
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "milestone four\nexit done\n");
    change_close(&change);
}

/* Histories are found by their event and their `where`, word for word. */
static void a_history_is_found_by_what_it_asks(void **unused) {
    (void)unused;
    const char *wheres[] = {"n is 2 and w is \"x\"",          "n is 3 and w is \"x\"", "n is 2 and w is \"y\"",
                            "n is 2 or w is \"x\"",           "n is 2 and v is \"x\"", "n is 2",
                            "n is less than 2 and w is \"x\""};
    const char *form = "language 1\nproject \"T\" { timezone: \"UTC\" }\nevent \"A\" { n: number, w: text, v: text }\n"
                       "event \"C\"\njourney j { enter when event \"C\"\n enter again always\n stage s {\n"
                       "if event \"A\" where (%s) happened in last 9 days { milestone yes }\n exit as done } }\n";
    char older[1024], newer[1024];
    snprintf(older, sizeof older, form, wheres[0]);
    for (size_t i = 0; i < sizeof wheres / sizeof *wheres; i++) {
        struct change change;
        snprintf(newer, sizeof newer, form, wheres[i]);
        change_open_texts(&change, older, newer);
        struct jrt_user user = {"ana", 3};
        struct jrt_value values[3] = {value_of(JBC_NUMBER, 2000000), value_text("x", 1), value_missing()};
        struct jrt_event event = {.time = RIG_BEGIN, .values = values, .count = 3};
        step(&change, &user, &event);
        change_deploy(&change);
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, i == 0 ? "milestone yes\nexit done\n" : "exit done\n");
        change_close(&change);
    }
}

/* The sample with a predicate more: an instruction that names something, KNOWN, YIELD. */
static jrt_program *load_naming(const char *more_text, enum jbc_op op, int64_t first, uint8_t **bytes) {
    struct sample sample;
    size_t size;
    jrt_program *program = NULL;
    struct jrt_fault fault = {.reason = ""};
    sample_build(&sample);
    build_text(&sample.build, more_text);
    uint32_t func = build_func(&sample.build, JBC_FUNC_PREDICATE, 0, JBC_NONE);
    build_op(&sample.build, op, first, 0, 0);
    build_op(&sample.build, JBC_OP_KNOWN, 0, 0, 0);
    build_op(&sample.build, JBC_OP_YIELD, 0, 0, 0);
    build_end(&sample.build, func, 1);
    *bytes = build_finish(&sample.build, &size);
    if (jrt_load(*bytes, size, NULL, &program, &fault) != JRT_OK) fail_msg("%s", fault.reason);
    sample_free(&sample);
    return program;
}

static void functions_are_the_same_where_they_name_the_same(void **unused) {
    (void)unused;
    const struct {
        enum jbc_op one;   /* an instruction */
        int64_t operand;   /* what it names */
        enum jbc_op other; /* that of the other program */
        int64_t of_other;  /* ditto */
        bool same;         /* do they match? */
    } pairs[] = {{JBC_OP_TRAIT, 1, JBC_OP_TRAIT, 1, true},       {JBC_OP_TRAIT, 1, JBC_OP_TRAIT, 2, false},
                 {JBC_OP_IN_GROUP, 3, JBC_OP_IN_GROUP, 3, true}, {JBC_OP_IN_GROUP, 3, JBC_OP_IN_GROUP, 4, false},
                 {JBC_OP_TEXT, 3, JBC_OP_TEXT, 3, true},         {JBC_OP_TEXT, 3, JBC_OP_IN_GROUP, 3, false},
                 {JBC_OP_COUNT, 0, JBC_OP_COUNT, 0, true},       {JBC_OP_FIELD, 0, JBC_OP_FIELD, 0, true},
                 {JBC_OP_NOW, 0, JBC_OP_NOW, 0, true},           {JBC_OP_NOW, 0, JBC_OP_USER_ID, 0, false}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        uint8_t *bytes = NULL, *others = NULL;
        jrt_program *p = load_naming("one", pairs[i].one, pairs[i].operand, &bytes);
        jrt_program *q = load_naming("another", pairs[i].other, pairs[i].of_other, &others);
        assert_int_equal(match_func(p, p->func_count - 1, q, q->func_count - 1), pairs[i].same);
        assert_false(match_func(p, p->func_count - 1, q, JBC_NONE));
        assert_false(match_func(p, JBC_NONE, q, q->func_count - 1));
        jrt_program_free(p);
        jrt_program_free(q);
        free(bytes);
        free(others);
    }
}

/* What was kept without a number has none until the next one. */
static void a_number_that_was_not_kept(void **unused) {
    (void)unused;
    struct change change;
    change_open_texts(&change, COUNTED("if event \"B\" happened in last 9 days { milestone lately }\n"),
                      COUNTED("if event \"B\" happened in last 9 days { milestone lately }\n"
                              "if count of event \"B\" is at least 1 { milestone counted }\n"));
    rig_event(&change.rig, "B");
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "milestone lately\nexit done\n");
    rig_event(&change.rig, "B");
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "milestone lately\nmilestone counted\nexit done\n");
    change_close(&change);
}

/* A ring that was not full has kept all, however long the new one is; one that was full has not, nor has the next one. */
static void rings_that_grow(void **unused) {
    (void)unused;
    const char *form = COUNTED("if count of event \"B\" in last 9 days is at least %d { milestone enough }\n"
                               "if event \"B\" never happened in last 9 days { milestone never }\n");
    char versions[3][600];
    for (int i = 0; i < 3; i++) snprintf(versions[i], sizeof versions[i], form, 2 + 2 * i);
    for (int events = 0; events < 3; events++) {
        struct change change;
        change_open_texts(&change, versions[0], versions[1]);
        struct compiled last = compile_text(versions[2]);
        rig_event(&change.rig, "A");
        for (int i = 0; i < events; i++) rig_event(&change.rig, "B");
        change_deploy(&change);
        assert_int_equal(rig_take_over(&change.rig, last.program), JRT_OK);
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, events == 0 ? "milestone never\nexit done\n" : "exit done\n");
        for (int i = events; i < 6; i++) rig_event(&change.rig, "B");
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, "milestone enough\nexit done\n");
        compile_free(&last);
        change_close(&change);
    }
}

/* A ring that a new version has begun to keep is known from then on, in one after it too, however much it has filled. */
static void a_ring_that_was_begun_goes_on_growing(void **unused) {
    (void)unused;
    const char *form = COUNTED("if count of event \"B\" in last 9 days is at least %d { milestone enough }\n"
                               "if event \"B\" never happened in last 2 days { milestone never }\n");
    char versions[3][600];
    for (int i = 0; i < 3; i++) snprintf(versions[i], sizeof versions[i], form, 2 + 2 * i);
    struct change change;
    change_open_texts(&change, versions[0], versions[1]);
    struct compiled last = compile_text(versions[2]);
    rig_event(&change.rig, "B");
    rig_event(&change.rig, "B");
    change_deploy(&change);
    rig_event(&change.rig, "B"); /* three, and since when they are known: the ring is full */
    rig_after(&change.rig, 3 * RIG_DAY);
    assert_int_equal(rig_take_over(&change.rig, last.program), JRT_OK);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "milestone never\nexit done\n"); /* known for three days, so for two */
    for (int i = 0; i < 3; i++) rig_event(&change.rig, "B");
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "milestone enough\nexit done\n");
    compile_free(&last);
    change_close(&change);
}

/* ---- limits ---- */

/* The new version's limit goes on where the older one had one of its kind, else it begins anew. */
static void limits_go_on_by_their_kind(void **unused) {
    (void)unused;
    const char *form = HEAD
        "limits { at most %s, otherwise skip }\nchannel email { template \"f\" }\n"
        "journey j { enter when event \"C\"\n enter again always\n stage s { send email \"f\"\n exit as done } }\n";
    const char *kinds[] = {"1 message per 7 days", "1 message per calendar day", "2 messages per 7 days"};
    const char *expect[3][3] = {{"skipped email f limit", "send email f", "send email f"},
                                {"send email f", "skipped email f limit", "send email f"},
                                {"skipped email f limit", "send email f", "send email f"}};
    for (int from = 0; from < 3; from++)
        for (int to = 0; to < 3; to++) {
            char older[800], newer[800], line[100];
            snprintf(older, sizeof older, form, kinds[from]);
            snprintf(newer, sizeof newer, form, kinds[to]);
            struct change change;
            change_open_texts(&change, older, newer);
            rig_event(&change.rig, "C");
            rig_expect(&change.rig, "send email f\nexit done\n");
            change_deploy(&change);
            rig_event(&change.rig, "C");
            snprintf(line, sizeof line, "%s\nexit done\n", expect[from][to]);
            rig_expect(&change.rig, line);
            change_close(&change);
        }
}

/* ---- the profile ---- */

static void a_trait_of_another_type_begins_anew(void **unused) {
    (void)unused;
    struct change change;
    change_open_texts(
        &change,
        HEAD
        "user { size: number, words: list of text }\njourney j { enter when event \"C\" where user.size is 1 and user.words contains \"a\"\n stage s { stay } }\n",
        HEAD
        "user { size: text, words: list of number }\njourney j { enter when event \"C\"\n stage s { if user.size is known { exit as known }\n"
        "if user.words contains 1 { exit as one }\n exit as unknown } }\n");
    rig_set(&change.rig, "size", value_of(JBC_NUMBER, 1000000));
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "exit unknown\n");
    change_close(&change);
}

static void the_same_name_elsewhere_is_another(void **unused) {
    (void)unused;
    struct change change;
    change_open_texts(
        &change,
        HEAD
        "user { size: number }\naccount { size: number }\njourney j { enter when event \"C\" where user.size is 1 and account.size is 1\n stage s { stay } }\n",
        HEAD
        "account { size: number }\njourney j { enter when event \"C\"\n stage s { if account.size is known { exit as known }\n exit as unknown } }\n");
    rig_set(&change.rig, "size", value_of(JBC_NUMBER, 1000000));
    change_deploy(&change);
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "exit unknown\n");
    change_close(&change);
}

/* ---- entries ---- */

static void marks_of_keys_and_of_none_differ(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"B\"\n enter again never\n stage s { exit as done } }\n",
                "journey j { enter when event \"B\"\n one per word\n enter again never\n stage s { exit as done } }\n");
    rig_event_with(&change.rig, "B", "word", value_text("a", 1));
    change_deploy(&change);
    rig_event_with(&change.rig, "B", "word", value_text("a", 1));
    rig_event_with(&change.rig, "B", "word", value_text("a", 1));
    rig_expect(&change.rig, "exit done\nexit done\nrefused again\n");
    change_close(&change);
}

/* The timers of entries go on with what asks the same, however long. */
static void entries_by_time(void **unused) {
    (void)unused;
    const char *silent = "enter when no event \"C\" for 5 days\n", *event = "enter when event \"B\"\n";
    const struct {
        const char *newer; /* its enters */
        int64_t days;      /* after which it enters */
    } cases[] = {{"enter when no event \"C\" for 5 days\n", 5},
                 {"enter when no event \"C\" for 5 days\n enter when event \"A\"\n", 5},
                 {"enter when no event \"C\" for 6 days\n", 6}};
    (void)event;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct change change;
        char older[256], newer[256];
        snprintf(older, sizeof older, "journey j { %s stage s { exit as done } }\n", silent);
        snprintf(newer, sizeof newer, "journey j { %s stage s { exit as done } }\n", cases[i].newer);
        change_open(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_after(&change.rig, 3 * RIG_DAY);
        change_deploy(&change);
        rig_after(&change.rig, (cases[i].days - 3) * RIG_DAY - 1);
        rig_expect(&change.rig, "");
        rig_after(&change.rig, 1);
        rig_expect(&change.rig, "exit done\n");
        change_close(&change);
    }
}

static void entries_in_another_order_go_on(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when no event \"C\" for 5 days\n enter when event \"A\"\n stage s { exit as done } }\n",
        "journey j { enter when event \"A\"\n enter when no event \"C\" for 5 days\n stage s { exit as done } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 3 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, 2 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit done\n");
    change_close(&change);
}

/* Nothing has happened since the first sight: the silence counts from there in the new version too. */
static void a_silence_since_the_first_sight(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when no event \"C\" for 5 days\n stage s { exit as done } }\n",
                "journey j { enter when no event \"C\" for 6 days\n stage s { exit as done } }\n");
    rig_event(&change.rig, "A");
    rig_after(&change.rig, 3 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, 3 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit done\n");
    change_close(&change);
}

/* ---- timers of runs ---- */

static void silences_and_dates_count_as_before(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n when no event \"A\" for 4 days { milestone silent }\n"
        "when 1 day before user.seen { milestone soon }\n when every 3 days { milestone third }\n stage s { stay } }\n",
        "journey j { enter when event \"C\"\n when no event \"A\" for 6 days { milestone silent }\n"
        "when 2 days before user.seen { milestone soon }\n when every 3 days { milestone third }\n stage s { stay } }\n");
    rig_set(&change.rig, "seen", value_of(JBC_TIME, RIG_BEGIN + 12 * RIG_DAY));
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 2 * RIG_DAY);
    change_deploy(&change);
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "milestone third\n");
    rig_after(&change.rig, 3 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    assert_true(strstr(change.rig.log, "milestone silent\n") != NULL);
    change.rig.log[0] = '\0';
    rig_after(&change.rig, 4 * RIG_DAY);
    assert_true(strstr(change.rig.log, "milestone soon\n") != NULL);
    change_close(&change);
}

/* A timer that has fired does not fire again. */
static void what_has_fired_has_fired(void **unused) {
    (void)unused;
    const char *script =
        "journey j { enter when event \"C\"\n when after 1 day { milestone day }\n stage s { stay } }\n";
    struct change change;
    change_open(&change, script, script);
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 2 * RIG_DAY);
    rig_expect(&change.rig, "milestone day\n");
    change_deploy(&change);
    rig_after(&change.rig, 9 * RIG_DAY);
    rig_expect(&change.rig, "");
    change_close(&change);
}

/* A user of a version that did not look at when it first saw them: silences count from the next event. */
static void a_silence_that_only_the_new_version_hears(void **unused) {
    (void)unused;
    struct change change;
    change_open(&change, "journey j { enter when event \"A\"\n stage s { stay } }\n",
                "journey j { enter when event \"A\"\n stage s { stay } }\n"
                "journey k { enter when no event \"C\" for 5 days\n stage s { exit as silent } }\n");
    rig_event(&change.rig, "A");
    change_deploy(&change);
    rig_after(&change.rig, RIG_DAY);
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 5 * RIG_DAY - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit silent\n");
    change_close(&change);
}

/* What is live in a stage goes on with what asks the same; the rest counts from now. */
static void what_a_stage_keeps(void **unused) {
    (void)unused;
    const char *whens[] = {"when after 4 days { milestone four }\n",
                           "when after 4 days { milestone four }\n when after 6 days { milestone six }\n",
                           "when event \"A\" at most 2 times { milestone a }\n"};
    for (size_t from = 0; from < 3; from++)
        for (size_t to = 0; to < 3; to++) {
            char older[400], newer[400];
            const char *form = "journey j { enter when event \"C\"\n stage s { %s wait 20 days\n exit as done } }\n";
            snprintf(older, sizeof older, form, whens[from]);
            snprintf(newer, sizeof newer, form, whens[to]);
            struct change change;
            change_open(&change, older, newer);
            rig_event(&change.rig, "C");
            rig_after(&change.rig, 3 * RIG_DAY);
            change_deploy(&change);
            rig_after(&change.rig, RIG_DAY);
            rig_expect(&change.rig, to != 2 && from != 2 ? "milestone four\n" : "");
            rig_after(&change.rig, 3 * RIG_DAY);
            rig_expect(&change.rig, to == 1 && from == 1   ? "milestone six\n"
                                    : to != 2 && from == 2 ? "milestone four\n"
                                                           : "");
            change_close(&change);
        }
}

/* As many things, but of another type: a timer, and an instant. */
static void a_stage_that_keeps_another_type(void **unused) {
    (void)unused;
    struct change change;
    change_open(
        &change,
        "journey j { enter when event \"C\"\n stage s { when after 1 hour { milestone hour }\n wait 2 days\n exit as done } }\n",
        "journey j { enter when event \"C\"\n stage s { wait until 09:00\n exit as done } }\n");
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 2 * RIG_DAY / 24);
    rig_expect(&change.rig, "milestone hour\n");
    change_deploy(&change);
    rig_after(&change.rig, 7 * RIG_DAY / 24 - 1);
    rig_expect(&change.rig, "");
    rig_after(&change.rig, 1);
    rig_expect(&change.rig, "exit done\n");
    change_close(&change);
}

/* ---- messages ---- */

#define MAIL                                                                                                           \
    HEAD "limits { at most 1 message per 2 days, otherwise hold up to 9 days }\n"                                      \
         "channel email { template \"f\", template \"e\" { a: text, b: number } }\n"                                   \
         "channel push { template \"e\" { a: text, b: number } }\n"

/* A message is found by its template, channel and values; these stand in the order of the template. */
static void held_messages_are_found_by_their_values(void **unused) {
    (void)unused;
    const struct {
        const char *newer;  /* the second statement of the new version */
        const char *expect; /* two days later */
    } cases[] = {{"send email \"e\" { a: \"x\", b: 1 }", "send email e\nexit done\n"},
                 {"send push \"e\" { a: \"x\", b: 1 }", ""},
                 {"send email \"f\"", ""},
                 {"send email \"e\" { a: \"x\", b: 1 } or push \"e\" { a: \"x\", b: 1 }", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char newer[1024];
        snprintf(newer, sizeof newer, MAIL "journey j { enter when event \"C\"\n stage s { %s\n exit as done } }\n",
                 cases[i].newer);
        struct change change;
        change_open_texts(
            &change,
            MAIL
            "journey k { enter when event \"B\"\n stage s { send email \"f\"\n exit as done } }\n"
            "journey j { enter when event \"C\"\n stage s { send email \"e\" { a: \"x\", b: 1 }\n exit as done } }\n",
            newer);
        rig_event(&change.rig, "B");
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, "send email f\nexit done\n");
        change_deploy(&change);
        rig_expect(&change.rig, *cases[i].expect ? "" : "skipped email e left\nexit removed\n");
        rig_after(&change.rig, 2 * RIG_DAY);
        rig_expect(&change.rig, cases[i].expect);
        change_close(&change);
    }
}

static void held_messages_of_other_types_are_others(void **unused) {
    (void)unused;
    const char *form = HEAD
        "limits { at most 1 message per 2 days, otherwise hold up to 9 days }\n"
        "channel email { template \"f\", template \"e\" { %s } }\n"
        "journey j { enter when event \"C\"\n stage s { send email \"f\"\n send email \"e\" { %s }\n exit as done } }\n";
    const char *params[][2] = {{"a: text", "a: \"x\""},
                               {"a: number", "a: 1"},
                               {"b: text", "b: \"x\""},
                               {"a: text, c: text", "a: \"x\", c: \"y\""}};
    for (size_t i = 0; i < 4; i++) {
        char older[1024], newer[1024];
        snprintf(older, sizeof older, form, params[0][0], params[0][1]);
        snprintf(newer, sizeof newer, form, params[i][0], params[i][1]);
        struct change change;
        change_open_texts(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_expect(&change.rig, "send email f\n");
        change_deploy(&change);
        rig_expect(&change.rig, i == 0 ? "" : "skipped email e left\nexit removed\n");
        change_close(&change);
    }
}

/* Of two that ask for the same, the second one is the second one again. */
static void the_second_of_two_alike(void **unused) {
    (void)unused;
    const char *form = MAIL
        "journey j { enter when event \"C\"\n stage s { send email \"f\"\n milestone one\n%s send email \"f\"\n milestone two\n"
        "send email \"f\"\n milestone three\n exit as done } }\n";
    char older[1024], newer[1024];
    snprintf(older, sizeof older, form, "");
    snprintf(newer, sizeof newer, form, "milestone between\n");
    struct change change;
    change_open_texts(&change, older, newer);
    rig_event(&change.rig, "C");
    rig_after(&change.rig, 2 * RIG_DAY);
    rig_expect(&change.rig, "send email f\nmilestone one\nsend email f\nmilestone two\n");
    change_deploy(&change);
    rig_after(&change.rig, 2 * RIG_DAY);
    rig_expect(&change.rig, "send email f\nmilestone three\nexit done\n");
    change_close(&change);
}

/* Messages beside the flow: of a side step, which goes with its run, and of goals, which nothing drops. */
static void messages_beside_the_flow(void **unused) {
    (void)unused;
    const char *form = MAIL
        "journey j { enter when event \"C\"\n goal event \"A\" { send email \"f\"%s }\n leave when user.gone becomes yes as moved_away\n"
        "when event \"B\" { send email \"e\" { a: \"x\", b: 1 } }\n stage s { send email \"f\"\n wait 9 days\n exit as done } }\n"
        "user { gone: yes/no }\n"
        "journey %s { enter when event \"C\"\n goal event \"A\" { send email \"f\" }\n stage s { wait 9 days\n exit as done } }\n";
    for (int gone = 0; gone < 2; gone++) {
        char older[1200], newer[1200];
        snprintf(older, sizeof older, form, "", "k");
        snprintf(newer, sizeof newer, form, gone ? "\n send email \"f\"" : "", gone ? "other" : "k");
        struct change change;
        change_open_texts(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_event(&change.rig, "B");
        rig_expect(&change.rig, "send email f\n");
        rig_event(&change.rig, "A");
        change_deploy(&change);
        change.rig.log[0] = '\0';
        rig_after(&change.rig, 8 * RIG_DAY);
        /* The first is sent; there is no room for the other, if it is still there. */
        rig_expect(&change.rig, gone ? "send email f\n" : "send email f\nskipped email f limit\n");
        change_close(&change);
    }
}

/* A message of a journey with a key carries the key: without one, or with one anew, it is another message. */
static void messages_with_a_key(void **unused) {
    (void)unused;
    const char *form =
        "language 1\nproject \"T\" { timezone: \"UTC\" }\nevent \"B\" { word: text }\n"
        "limits { at most 1 message per 2 days, otherwise hold up to 9 days }\nchannel email { template \"f\" }\n"
        "journey j { enter when event \"B\"\n %s stage s { send email \"f\"\n send email \"f\"\n exit as done } }\n";
    for (int keyed = 0; keyed < 4; keyed++) {
        char older[800], newer[800];
        snprintf(older, sizeof older, form, keyed & 1 ? "one per word\n" : "");
        snprintf(newer, sizeof newer, form, keyed & 2 ? "one per word\n" : "");
        struct change change;
        change_open_texts(&change, older, newer);
        rig_event_with(&change.rig, "B", "word", value_text("a", 1));
        rig_expect(&change.rig, "send email f\n");
        change_deploy(&change);
        rig_after(&change.rig, 2 * RIG_DAY);
        rig_expect(&change.rig,
                   keyed == 0 || keyed == 3 ? "send email f\nexit done\n" : "skipped email f left\nexit removed\n");
        change_close(&change);
    }
}

static void a_message_whose_stage_is_gone(void **unused) {
    (void)unused;
    struct change change;
    change_open_texts(
        &change,
        MAIL
        "journey j { enter when event \"C\"\n when event \"B\" { go to t }\n stage s { send email \"f\"\n send email \"f\"\n exit as done }\n stage t { send email \"f\"\n exit as done } }\n",
        MAIL
        "journey j { enter when event \"C\"\n renamed stage other to t\n stage t { send email \"f\"\n exit as done } }\n"
        "journey k { enter when event \"B\"\n renamed stage s to u\n stage u { stay } }\n");
    rig_event(&change.rig, "C");
    rig_expect(&change.rig, "send email f\n");
    change_deploy(&change);
    rig_expect(&change.rig, "skipped email f left\nexit removed\n");
    change_close(&change);
}

/* Each run keeps its own messages; one beside the flow that the new version lacks is gone, and its run goes on. */
static void messages_of_several_runs(void **unused) {
    (void)unused;
    const char *form = HEAD
        "channel email { quiet hours 22:00 to 08:00\n template \"f\", template \"g\", template \"h\" }\n"
        "journey j { enter when event \"C\"\n when event \"B\" { send email \"%s\" }\n"
        "stage s { send email \"f\"\n wait up to 2 days { for event \"A\" { exit as a }\n otherwise { exit as done } } } }\n"
        "journey k { enter when event \"C\"\n stage s { send email \"f\"\n exit as done } }\n"
        "journey l { enter when event \"B\"\n goal event \"A\" { send email \"g\" }\n stage s { stay } }\n";
    for (int lacks = 0; lacks < 2; lacks++) {
        char older[1200], newer[1200];
        snprintf(older, sizeof older, form, "h");
        snprintf(newer, sizeof newer, form, lacks ? "g" : "h");
        struct change change;
        change_open_texts(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_after(&change.rig, RIG_DAY / 24);
        rig_event(&change.rig, "B");
        change_deploy(&change);
        rig_expect(&change.rig, lacks ? "skipped email h moved on\n" : "");
        rig_after(&change.rig, RIG_DAY / 3);
        rig_expect(&change.rig, lacks ? "send email f\nsend email f\nexit done\n"
                                      : "send email f\nsend email f\nexit done\nsend email h\n");
        rig_after(&change.rig, 2 * RIG_DAY);
        rig_expect(&change.rig, "exit done\n");
        change_close(&change);
    }
}

/* A goal's message goes on beside runs that are still there. */
static void a_goals_message_beside_a_run(void **unused) {
    (void)unused;
    const char *script =
        HEAD "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
             "journey j { enter when event \"C\"\n goal event \"B\" { send email \"f\" }\n stage s { stay } }\n"
             "journey k { enter when event \"C\"\n stage s { wait 9 days\n exit as done } }\n";
    struct change change;
    change_open_texts(&change, script, script);
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "B");
    rig_expect(&change.rig, "exit goal\n");
    change_deploy(&change);
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "send email f\n");
    change_close(&change);
}

/* The send statement in a side step on that event. */
static uint32_t send_of_when(const jrt_program *p, const char *event) {
    for (uint32_t i = 0; i < p->trigger_count; i++) {
        const struct jbc_trigger *trigger = &p->triggers[i];
        if (trigger->role != JBC_ROLE_WHEN_SIDE || !compile_is(p, p->events[trigger->match].name, event)) continue;
        const struct jbc_func *func = &p->funcs[trigger->body];
        struct decode_instruction at = {.next = func->pc};
        while (decode_at(p->code, func->pc + func->size, at.next, &at))
            if (at.op == JBC_OP_SEND) return (uint32_t)at.operand[0];
    }
    fail_msg("nothing is sent on %s", event);
    return JBC_NONE;
}

/* Of two side steps that ask for the same, the second one is the second one again. */
static void the_second_of_two_alike_beside(void **unused) {
    (void)unused;
    const char *form =
        HEAD "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
             "journey j { enter when event \"C\"\n goal event \"Z\" { %s }\n when event \"A\" { send email \"f\" }\n"
             "when event \"B\" { send email \"f\" }\n stage s { stay } }\nevent \"Z\"\n";
    char older[800], newer[800];
    snprintf(older, sizeof older, form, "milestone z");
    snprintf(newer, sizeof newer, form, "send email \"f\"");
    struct change change;
    change_open_texts(&change, older, newer);
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "B");
    change_deploy(&change);
    struct state *state = &change.rig.context->state;
    assert_true(state_open_bytes(state, change.rig.state, change.rig.size));
    assert_int_equal(state_hold_count(state), 1);
    assert_int_equal(state_hold(state, 0)->send, send_of_when(change.newer.program, "B"));
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "send email f\n");
    change_close(&change);
}

/* What a take-over of the journey asks for is not what a stage asks for, though both hold the flow: where the second of two
 * is gone, the stage's is no second one. */
static void a_take_overs_message_is_not_a_stages(void **unused) {
    (void)unused;
    const char *form = HEAD "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
                            "journey j { enter when event \"C\"\n when event \"A\" { send email \"f\"\n go to t }\n"
                            "%s stage s { wait 2 days\n send email \"f\"\n exit as done }\n stage t { stay } }\n";
    for (int gone = 0; gone < 2; gone++) {
        const char *second = "when event \"B\" { send email \"f\"\n milestone over\n go to t }\n";
        char older[800], newer[800];
        snprintf(older, sizeof older, form, second);
        snprintf(newer, sizeof newer, form, gone ? "" : second);
        struct change change;
        change_open_texts(&change, older, newer);
        rig_event(&change.rig, "C");
        rig_event(&change.rig, "B");
        change_deploy(&change);
        rig_expect(&change.rig, gone ? "skipped email f left\nexit removed\n" : "");
        rig_after(&change.rig, RIG_DAY / 3);
        rig_expect(&change.rig, gone ? "" : "send email f\nmilestone over\n");
        rig_after(&change.rig, 9 * RIG_DAY);
        rig_expect(&change.rig, "");
        change_close(&change);
    }
}

/* Messages go in the order in which they were asked for, the oldest first though its run is over. */
static void the_oldest_message_stays_the_first(void **unused) {
    (void)unused;
    const char *script =
        HEAD "channel email { quiet hours 22:00 to 08:00\n template \"f\", template \"g\" }\n"
             "journey j { enter when event \"C\"\n goal event \"B\" { send email \"g\" }\n stage s { stay } }\n"
             "journey k { enter when event \"A\"\n stage s { send email \"f\"\n exit as done } }\n";
    struct change change;
    change_open_texts(&change, script, script);
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "B");
    rig_after(&change.rig, RIG_DAY / 24);
    rig_event(&change.rig, "A");
    rig_expect(&change.rig, "exit goal\n");
    change_deploy(&change);
    rig_after(&change.rig, RIG_DAY / 3);
    rig_expect(&change.rig, "send email g\nsend email f\nexit done\n");
    change_close(&change);
}

/* A state from elsewhere may say of a goal's message that its run is still there: it goes on once. */
static void a_goals_message_of_a_run_that_is_there(void **unused) {
    (void)unused;
    const char *script =
        HEAD "channel email { quiet hours 22:00 to 08:00\n template \"f\" }\n"
             "journey j { enter when event \"C\"\n goal event \"B\" { send email \"f\" }\n stage s { stay } }\n"
             "journey k { enter when event \"C\"\n stage s { stay } }\n";
    struct change change;
    change_open_texts(&change, script, script);
    rig_event(&change.rig, "C");
    rig_event(&change.rig, "B");
    struct state *state = &change.rig.context->state;
    assert_true(state_open_bytes(state, change.rig.state, change.rig.size));
    state_hold(state, 0)->run = state_run_at(state, 0)->serial;
    uint32_t size = state_close(state);
    change.rig.state = realloc(change.rig.state, size);
    assert_non_null(change.rig.state);
    memcpy(change.rig.state, state->out, size);
    change.rig.size = size;
    assert_int_equal(jrt_state_check(change.older.program, change.rig.state, size), JRT_OK);
    change_deploy(&change);
    change.rig.log[0] = '\0';
    rig_after(&change.rig, RIG_DAY);
    rig_expect(&change.rig, "send email f\n");
    change_close(&change);
}

/* ---- what is remembered of event ids ---- */

static void ids_go_on_where_both_ask_for_them(void **unused) {
    (void)unused;
    const char *form =
        "language 1\nproject \"T\" { timezone: \"UTC\"\n %s }\nevent \"C\"\njourney j { enter when event \"C\"\n enter again always\n stage s { exit as done } }\n";
    const char *window = "event id window: 2 days";
    for (int both = 0; both < 4; both++) {
        char older[400], newer[400];
        snprintf(older, sizeof older, form, both & 1 ? window : "");
        snprintf(newer, sizeof newer, form, both & 2 ? window : "");
        struct change change;
        change_open_texts(&change, older, newer);
        struct jrt_user user = {"ana", 3};
        struct jrt_event event = {.time = RIG_BEGIN, .id = "one", .id_size = 3};
        step(&change, &user, &event);
        rig_expect(&change.rig, "exit done\n");
        change_deploy(&change);
        step(&change, &user, &event);
        rig_expect(&change.rig, both == 3 ? "" : "exit done\n");
        change_close(&change);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_until_a_time_of_the_new_version),
        cmocka_unit_test(a_wait_until_a_time_that_is_not_known),
        cmocka_unit_test(a_wait_of_data_counts_from_its_begin),
        cmocka_unit_test(a_wait_for_a_clock_time),
        cmocka_unit_test(a_run_whose_wait_is_gone_ends),
        cmocka_unit_test(a_run_that_stays_goes_on_staying),
        cmocka_unit_test(numbers_of_events_go_on),
        cmocka_unit_test(longer_histories_are_known_from_what_they_kept),
        cmocka_unit_test(a_history_is_found_by_what_it_asks),
        cmocka_unit_test(limits_go_on_by_their_kind),
        cmocka_unit_test(rings_that_grow),
        cmocka_unit_test(a_ring_that_was_begun_goes_on_growing),
        cmocka_unit_test(a_number_that_was_not_kept),
        cmocka_unit_test(functions_are_the_same_where_they_name_the_same),
        cmocka_unit_test(a_trait_of_another_type_begins_anew),
        cmocka_unit_test(the_same_name_elsewhere_is_another),
        cmocka_unit_test(marks_of_keys_and_of_none_differ),
        cmocka_unit_test(entries_by_time),
        cmocka_unit_test(entries_in_another_order_go_on),
        cmocka_unit_test(a_silence_since_the_first_sight),
        cmocka_unit_test(silences_and_dates_count_as_before),
        cmocka_unit_test(a_silence_that_only_the_new_version_hears),
        cmocka_unit_test(what_has_fired_has_fired),
        cmocka_unit_test(what_a_stage_keeps),
        cmocka_unit_test(a_stage_that_keeps_another_type),
        cmocka_unit_test(held_messages_are_found_by_their_values),
        cmocka_unit_test(held_messages_of_other_types_are_others),
        cmocka_unit_test(the_second_of_two_alike),
        cmocka_unit_test(messages_beside_the_flow),
        cmocka_unit_test(messages_with_a_key),
        cmocka_unit_test(a_message_whose_stage_is_gone),
        cmocka_unit_test(a_goals_message_beside_a_run),
        cmocka_unit_test(messages_of_several_runs),
        cmocka_unit_test(the_second_of_two_alike_beside),
        cmocka_unit_test(a_take_overs_message_is_not_a_stages),
        cmocka_unit_test(the_oldest_message_stays_the_first),
        cmocka_unit_test(a_goals_message_of_a_run_that_is_there),
        cmocka_unit_test(ids_go_on_where_both_ask_for_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
