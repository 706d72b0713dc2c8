/* What `journey diff` says becomes of users inside is what happens when the runtime takes them over: each case compares two
 * versions, and then puts a user into the older one and goes on with the newer one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/fate.h"
#include "runtime/value.h"
#include "tests/unit/compile.h"
#include "tests/unit/rig.h"

struct story {
    const char *older;   /* journeys of the first version */
    const char *newer;   /* of the second */
    const char *said;    /* what is said: an effect and a stage a line */
    const char *also;    /* an event on the half of the way, its field `many` 5; or NULL */
    int64_t before;      /* how long after event C the second version comes, in ms */
    const char *logged;  /* what the user has seen until then */
    const char *at_once; /* what the take-over does */
    int64_t wait;        /* how much later one looks again */
    const char *later;   /* what has happened meanwhile */
};

static void say(const struct fates *fates, char *said, size_t size) {
    size_t used = 0;
    said[0] = '\0';
    for (size_t i = 0; i < fates->count; i++) {
        const struct fate *fate = &fates->items[i];
        int more = snprintf(said + used, size - used, "%s%s%s\n", fate_name(fate->effect), fate->stage ? " " : "",
                            fate->stage ? fate->stage : "");
        used += (size_t)more;
        assert_true(used < size);
    }
}

static void play(const struct story *story) {
    struct compiled older = compile_journeys(story->older), newer = compile_journeys(story->newer);
    struct rig rig;
    char said[1024];
    struct fates fates = fates_find(older.program, newer.program);
    assert_false(fates.failed);
    say(&fates, said, sizeof said);
    assert_string_equal(said, story->said);
    fates_free(&fates);
    rig_open(&rig, older.program);
    assert_int_equal(rig_event(&rig, "C"), JRT_OK);
    rig_after(&rig, story->before / 2);
    if (story->also)
        assert_int_equal(rig_event_with(&rig, story->also, "many", value_of(JBC_NUMBER, 5 * JBC_MILLION)), JRT_OK);
    rig_after(&rig, story->before - story->before / 2);
    rig_expect(&rig, story->logged);
    assert_int_equal(rig_take_over(&rig, newer.program), JRT_OK);
    rig_expect(&rig, story->at_once);
    rig_after(&rig, story->wait);
    rig_expect(&rig, story->later);
    rig_close(&rig);
    compile_free(&older);
    compile_free(&newer);
}

#define STORY(name, ...)                                                                                               \
    static void name(void **unused) {                                                                                  \
        (void)unused;                                                                                                  \
        static const struct story story = {__VA_ARGS__};                                                               \
        play(&story);                                                                                                  \
    }

#define ENTER "journey j { enter when event \"C\"\n"
#define TWO_DAYS "wait 2 days\n exit as done }\n"

STORY(nothing_changed, .older = ENTER "stage s {" TWO_DAYS "}", .newer = ENTER "stage s {" TWO_DAYS "}", .said = "",
      .before = RIG_DAY, .logged = "", .at_once = "", .wait = RIG_DAY, .later = "exit done\n")

STORY(stage_gone, .older = ENTER "stage one {" TWO_DAYS "}", .newer = ENTER "stage two {" TWO_DAYS "}",
      .said = "ends one\n", .before = RIG_DAY, .logged = "", .at_once = "exit removed\n", .wait = 9 * RIG_DAY,
      .later = "")

STORY(another_stage_gone, .older = ENTER "stage one { wait 2 days\n go to two }\n stage two {" TWO_DAYS "}",
      .newer = ENTER "stage one {" TWO_DAYS "}", .said = "ends two\n", .before = RIG_DAY, .logged = "", .at_once = "",
      .wait = RIG_DAY, .later = "exit done\n")

STORY(stage_renamed, .older = ENTER "stage one {" TWO_DAYS "}",
      .newer = ENTER "renamed stage one to two\n stage two {" TWO_DAYS "}", .said = "moves one\n", .before = RIG_DAY,
      .logged = "", .at_once = "", .wait = RIG_DAY, .later = "exit done\n")

STORY(wait_shorter, .older = ENTER "stage s { wait 7 days\n exit as done } }", .newer = ENTER "stage s {" TWO_DAYS "}",
      .said = "sooner s\n", .before = 3 * RIG_DAY, .logged = "", .at_once = "", .wait = 0, .later = "exit done\n")

STORY(wait_longer, .older = ENTER "stage s {" TWO_DAYS "}", .newer = ENTER "stage s { wait 7 days\n exit as done } }",
      .said = "later s\n", .before = RIG_DAY, .logged = "", .at_once = "", .wait = 6 * RIG_DAY - 1, .later = "")

STORY(wait_of_another_kind, .older = ENTER "stage s { wait 7 days\n exit as done } }",
      .newer = ENTER "stage s { wait until 09:00\n exit as done } }", .said = "anew s\n", .before = RIG_DAY,
      .logged = "", .at_once = "", .wait = 0, .later = "exit done\n")

STORY(second_wait_gone, .older = ENTER "stage s { wait 2 days\n milestone half\n wait 2 days\n exit as done } }",
      .newer = ENTER "stage s {" TWO_DAYS "}", .said = "ends s\n", .before = 3 * RIG_DAY, .logged = "milestone half\n",
      .at_once = "exit removed\n", .wait = RIG_DAY, .later = "")

STORY(first_of_two_waits_stays,
      .older = ENTER "stage s { wait 2 days\n milestone half\n wait 2 days\n exit as done } }",
      .newer = ENTER "stage s {" TWO_DAYS "}", .said = "ends s\n", .before = RIG_DAY, .logged = "", .at_once = "",
      .wait = RIG_DAY, .later = "exit done\n")

STORY(journey_gone, .older = ENTER "stage s {" TWO_DAYS "}",
      .newer = "journey k { enter when event \"C\"\n stage s {" TWO_DAYS "}", .said = "ends\n", .before = RIG_DAY,
      .logged = "", .at_once = "exit removed\n", .wait = RIG_DAY, .later = "")

STORY(variable_new, .older = ENTER "stage s {" TWO_DAYS "}",
      .newer = ENTER "remember word: \"first\"\n stage s { wait 2 days\n if word is \"first\" { exit as begun }\n"
                     " exit as done } }",
      .said = "forgets\n", .before = RIG_DAY, .logged = "", .at_once = "", .wait = RIG_DAY, .later = "exit begun\n")

STORY(history_new, .older = ENTER "stage s {" TWO_DAYS "}",
      .newer = ENTER "stage s { wait 2 days\n if event \"A\" never happened { exit as never }\n exit as done } }",
      .said = "empty\n", .before = RIG_DAY, .logged = "", .at_once = "", .wait = RIG_DAY, .later = "exit done\n")

/* What is counted is found again by its words, and blanks and comments are none of them. */
STORY(counts_outlive_another_layout,
      .older = ENTER "stage s { wait 2 days\n if count of event \"A\" where many is 5 since entry is 1 {\n"
                     "exit as one }\n exit as none } }",
      .newer = ENTER "stage s { wait 2 days\n if count of event \"A\" where many   is # why\n 5 since entry is 1 {\n"
                     "exit as one }\n exit as none } }",
      .said = "", .also = "A", .before = RIG_DAY, .logged = "", .at_once = "", .wait = RIG_DAY, .later = "exit one\n")

/* The second message may go a day after the first; so it is held when the newer version comes. */
#define LIMIT "limits { at most 1 message per 2 days, otherwise hold up to 3 days }\n"

STORY(held_message_goes_on, .older = LIMIT ENTER "stage s { send email \"f\"\n send email \"e\"\n exit as done } }",
      .newer = LIMIT ENTER "stage s { send email \"f\"\n send email \"e\"\n exit as other } }", .said = "",
      .before = RIG_DAY, .logged = "send email f\n", .at_once = "", .wait = RIG_DAY,
      .later = "send email e\nexit other\n")

/* A `when` of the whole journey takes over: its message is in no stage, and goes on all the same. */
STORY(held_message_of_a_take_over_goes_on,
      .older = LIMIT ENTER "when user.seats becomes 9 { send email \"e\"\n go to t }\n stage s { send email \"f\"\n"
                           " set user.seats: 9\n wait 9 days\n exit as done }\n stage t { exit as taken } }",
      .newer = LIMIT ENTER "when user.seats becomes 9 { send email \"e\"\n go to t }\n stage s { send email \"f\"\n"
                           " set user.seats: 9\n wait 8 days\n exit as done }\n stage t { exit as other } }",
      .said = "sooner s\n", .before = RIG_DAY, .logged = "send email f\nset\n", .at_once = "", .wait = RIG_DAY,
      .later = "send email e\nexit other\n")

STORY(held_message_gone, .older = LIMIT ENTER "stage s { send email \"f\"\n send email \"e\"\n exit as done } }",
      .newer = LIMIT ENTER "stage s { send email \"f\"\n send push \"p\"\n exit as done } }", .said = "may end\n",
      .before = RIG_DAY, .logged = "send email f\n", .at_once = "skipped email e left\nexit removed\n",
      .wait = 3 * RIG_DAY, .later = "")

STORY(held_message_of_a_goal_gone,
      .older = LIMIT ENTER
      "goal finished becomes true { send email \"e\" }\n stage s { send email \"f\"\n set user.seats: 9\n"
      " wait 9 days\n exit as done } }\n condition finished: user.seats is 9",
      .newer = LIMIT ENTER
      "goal finished becomes true { send push \"p\" }\n stage s { send email \"f\"\n set user.seats: 9\n"
      " wait 9 days\n exit as done } }\n condition finished: user.seats is 9",
      .said = "drops\n", .before = RIG_DAY, .logged = "send email f\nset\nexit goal\n",
      .at_once = "skipped email e left\n", .wait = 3 * RIG_DAY, .later = "")

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_changed),
        cmocka_unit_test(stage_gone),
        cmocka_unit_test(another_stage_gone),
        cmocka_unit_test(stage_renamed),
        cmocka_unit_test(wait_shorter),
        cmocka_unit_test(wait_longer),
        cmocka_unit_test(wait_of_another_kind),
        cmocka_unit_test(second_wait_gone),
        cmocka_unit_test(first_of_two_waits_stays),
        cmocka_unit_test(journey_gone),
        cmocka_unit_test(variable_new),
        cmocka_unit_test(history_new),
        cmocka_unit_test(counts_outlive_another_layout),
        cmocka_unit_test(held_message_goes_on),
        cmocka_unit_test(held_message_of_a_take_over_goes_on),
        cmocka_unit_test(held_message_gone),
        cmocka_unit_test(held_message_of_a_goal_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
