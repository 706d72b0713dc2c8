/* Promises: small journeys, and the verdicts that one works out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/jdl.h"

static const char declared[] =
    "event \"Begin\" { kind: one of \"a\", \"b\", size: number }\n"
    "event \"A\" { size: number }\nevent \"B\"\nevent \"C\"\n"
    "user { vip: yes/no, seats: number, ok: yes/no, ends: time optional, delay: duration optional, zone: timezone optional }\n"
    "channel email { template \"one\", template \"two\", template \"three\" }\n"
    "channel push { template \"one\" }\n"
    "channel mail { only if user.ok is yes\n template \"one\", template \"two\" }\n"
    "channel sms { quiet hours 21:00 to 08:00\n template \"one\", template \"two\" }\n"
    "channel letter { deliver Monday to Friday 09:00 to 17:00\n template \"one\" }\n"
    "channel scarce { at most 1 per 7 days, otherwise hold up to 2 days\n template \"one\" }\n"
    "channel task { template \"call\" }\n";

/* One promise of one journey. */
struct promised {
    const char *promise; /* without the word */
    const char *verdict; /* "proved", "unknown", or what must stand in the refutation */
    const char *journey; /* its lines */
};

static void find_verdict(char *found, size_t room, const char *zone, const struct promised *one) {
    char text[8000];
    snprintf(text, sizeof text, "language 1\nproject \"P\" { timezone: %s }\n%sjourney j {\n%s%s\n%s\n}\n", zone,
             declared, strstr(one->journey, "enter when") != NULL ? "" : "enter when event \"Begin\"\n", one->promise,
             one->journey);
    struct jdl_text source = {"t.journey", text, strlen(text)};
    struct jdl_options options = {.check_only = 1};
    jdl_result *result = NULL;
    enum jdl_status status = jdl_compile(&source, 1, &options, &result);
    size_t count = 0;
    const struct jdl_diagnostic *all = jdl_diagnostics(result, &count);
    found[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (strncmp(all[i].message, "promise ", 8) == 0) {
            snprintf(found, room, "%s", all[i].message + 8);
            assert_int_equal(status, all[i].severity == JDL_ERROR ? JDL_FINDINGS : JDL_OK);
        } else if (all[i].severity == JDL_ERROR) {
            print_error("%u: %s\n%s", all[i].place.line, all[i].message, text);
            fail();
        }
    }
    jdl_result_free(result);
}

static void check_in(const char *zone, const struct promised *cases, size_t count) {
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const struct promised *one = &cases[i];
        char found[1000];
        find_verdict(found, sizeof found, zone, one);
        const char *begin =
            strcmp(one->verdict, "proved") == 0 || strcmp(one->verdict, "unknown") == 0 ? one->verdict : "refuted";
        const char *words = begin == one->verdict ? "" : one->verdict;
        if (strncmp(found, begin, strlen(begin)) == 0 && strstr(found, words) != NULL) continue;
        print_error("%s\n%s\nwanted: %s\nfound:  %s\n", one->promise, one->journey, one->verdict, found);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

#define CHECK(cases) check_in("\"UTC\"", cases, sizeof cases / sizeof *cases)
#define CHECK_IN(zone, cases) check_in(zone, cases, sizeof cases / sizeof *cases)
#define STAGE(lines) "stage s {\n" lines "\n}"

/* ---- at most N in any D ---- */

#define TWO_A_WEEK_APART STAGE("send email \"one\"\nwait 7 days\nsend email \"two\"\nexit as x")

static void windows_leave_out_their_begin(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise at most 1 email in any 7 days", "proved", TWO_A_WEEK_APART},
        {"promise at most 1 email in any 8 days", "email \"one\"; 7 days later email \"two\": 2 messages in 7 days",
         TWO_A_WEEK_APART},
        {"promise at most 2 emails in any 8 days", "proved", TWO_A_WEEK_APART},
        {"promise at most 1 message in any 8 days", "2 messages in 7 days", TWO_A_WEEK_APART},
        {"promise at most 1 push in any 8 days", "proved", TWO_A_WEEK_APART},
        {"promise at most 1 message in any 8 days", "proved",
         STAGE("send email \"one\"\nwait 7 days\nsend task \"call\"\nexit as x")},
        {"promise at most 1 email in any 1 day", "2 messages at one moment",
         STAGE("send email \"one\"\nsend email \"two\"\nexit as x")},
    };
    CHECK(cases);
}

static void events_come_as_early_as_they_can(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise at most 1 email in any 1 day", "at once email \"two\": 2 messages at one moment",
         STAGE(
             "send email \"one\"\nwait up to 3 days { for event \"A\" { go on }\n otherwise { go on } }\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 3 days", "proved",
         STAGE(
             "send email \"one\"\nwait up to 3 days { for event \"A\" { exit as y }\n otherwise { go on } }\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 3 days", "proved",
         STAGE(
             "send email \"one\"\nwait up to 9 days { for no event \"A\" for 3 days { go on }\n otherwise { go on } }\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 4 days", "3 days later",
         STAGE(
             "send email \"one\"\nwait up to 9 days { for no event \"A\" for 3 days { go on }\n otherwise { go on } }\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 1 day", "at one moment",
         STAGE("send email \"one\"\nwait user.delay or 2 days, at most 9 days\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 1 day", "at one moment",
         STAGE(
             "send email \"one\"\nwait until user.ends { if past or unknown { go on } }\nsend email \"two\"\nexit as x")},
        /* An arm above comes before this one, so it never fires. */
        {"promise at most 1 email in any 3 days", "proved",
         STAGE(
             "send email \"one\"\nwait up to 3 days { for event \"A\" { exit as y }\n for event \"A\" { go on }\n otherwise { go on } }\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 3 days", "at one moment",
         "leave when event \"A\" where size is 1\n" STAGE(
             "send email \"one\"\nwait up to 3 days { for event \"A\" { go on }\n otherwise { go on } }\nsend email \"two\"\nexit as x")},
    };
    CHECK(cases);
}

static void repeats_are_counted(void **state) {
    (void)state;
#define FOUR STAGE("repeat up to 4 times {\nsend email \"one\"\nwait 1 day\n}\nexit as x")
    static const struct promised cases[] = {
        {"promise at most 4 emails in any 30 days", "proved", FOUR},
        {"promise at most 3 emails in any 30 days", "4 messages in 3 days", FOUR},
        {"promise at most 3 emails in any 3 days", "proved", FOUR},
        {"promise at most 2 emails in any 3 days", "3 messages in 2 days", FOUR},
        {"promise at most 12 emails in any 90 days", "proved",
         STAGE("repeat up to 3 times {\nrepeat up to 4 times {\nsend email \"one\"\nwait 1 day\n}\n}\nexit as x")},
        {"promise at most 11 emails in any 90 days", "12 messages in 11 days",
         STAGE("repeat up to 3 times {\nrepeat up to 4 times {\nsend email \"one\"\nwait 1 day\n}\n}\nexit as x")},
    };
    CHECK(cases);
}

static void side_steps_may_come_at_any_moment(void **state) {
    (void)state;
#define ONCE(bound) "when event \"B\" " bound "{ send email \"three\" }\n" TWO_A_WEEK_APART
    static const struct promised cases[] = {
        {"promise at most 2 emails in any 7 days", "proved", ONCE("once ")},
        {"promise at most 1 email in any 7 days", "2 messages at one moment", ONCE("once ")},
        {"promise at most 3 emails in any 7 days", "proved", ONCE("at most 2 times ")},
        {"promise at most 2 emails in any 7 days", "3 messages", ONCE("at most 2 times ")},
        {"promise at most 100 emails in any 1 hour", "101 messages at one moment", ONCE("")},
        {"promise at most 3 emails in any 30 days", "proved", ONCE("once ")},
        {"promise at most 2 emails in any 30 days", "3 messages in 7 days", ONCE("once ")},
        /* From just before the end of the wait on. */
        {"promise at most 1 email in any 1 hour", "2 messages",
         STAGE("when event \"B\" once { send email \"three\" }\nwait 7 days\nsend email \"two\"\nexit as x")},
    };
    CHECK(cases);
}

static void timed_whens_keep_their_distance(void **state) {
    (void)state;
#define EVERY STAGE("when every 7 days { send email \"one\" }\nwait 60 days\nexit as x")
#define SILENCE                                                                                                        \
    STAGE("when no event \"A\" for 2 days once { send email \"two\" }\nsend email \"one\"\nwait 14 days\nexit as x")
    static const struct promised cases[] = {
        {"promise at most 1 email in any 7 days", "proved", EVERY},
        {"promise at most 1 email in any 8 days", "2 messages in 7 days", EVERY},
        {"promise at most 8 emails in any 49 days", "proved", EVERY},
        {"promise at most 7 emails in any 50 days", "8 messages in 49 days", EVERY},
        {"promise at most 1 email in any 2 days", "proved", SILENCE},
        {"promise at most 1 email in any 3 days", "2 days later email \"two\"", SILENCE},
        {"promise at most 1 email in any 5 days", "proved",
         STAGE("when after 5 days { send email \"two\" }\nsend email \"one\"\nwait 14 days\nexit as x")},
        {"promise at most 1 email in any 6 days", "5 days later email \"two\"",
         STAGE("when after 5 days { send email \"two\" }\nsend email \"one\"\nwait 14 days\nexit as x")},
        {"promise at most 1 email in any 7 days", "proved",
         STAGE("when every Monday at 09:00 { send email \"one\" }\nwait 60 days\nexit as x")},
        {"promise at most 1 email in any 8 days", "2 messages in 7 days",
         STAGE("when every Monday at 09:00 { send email \"one\" }\nwait 60 days\nexit as x")},
    };
    CHECK(cases);
}

static void timers_of_a_stage_come_in_their_order(void **state) {
    (void)state;
#define AFTERS(channel)                                                                                                \
    STAGE("when after 1 day { send " channel " \"one\" }\nwhen after 3 days { send " channel " \"two\" }\n"            \
          "when after 7 days { send " channel " \"one\" }\nwait 20 days\nexit as x")
    static const struct promised cases[] = {
        {"promise at most 1 email in any 2 days", "proved", AFTERS("email")},
        {"promise at most 1 email in any 3 days", "2 days later", AFTERS("email")},
        {"promise at most 2 emails in any 6 days", "proved", AFTERS("email")},
        {"promise at most 2 emails in any 7 days", "3 messages in 6 days", AFTERS("email")},
        /* Held for 11 hours at the most, the first may come that much closer to the second. */
        {"promise at most 1 sms in any 37 hours", "proved", AFTERS("sms")},
        {"promise at most 2 sms in any 24 hours", "proved", AFTERS("sms")},
        /* The take-over comes first, so the later timer never fires. */
        {"promise at most 1 email in any 30 days", "proved",
         STAGE(
             "when after 2 days { exit as y }\nwhen after 3 days { send email \"two\" }\nsend email \"one\"\nwait 20 days\nexit as x")},
    };
    CHECK(cases);
}

static void what_is_told_lasts_long_enough(void **state) {
    (void)state;
    static const struct promised cases[] = {
        /* The message is held until the morning, not for three days; and a silence is told of once. */
        {"promise stage t can happen", "unknown",
         STAGE("when no event \"A\" for 3 days { go to t }\nsend sms \"one\"\nexit as x") "\nstage t { exit as y }"},
        {"promise at most 1 email in any 30 days", "unknown",
         STAGE("when no event \"A\" for 2 days { send email \"one\" }\nwait 20 days\nexit as x")},
        /* Three days from Tuesday 16:00 on come to Sunday 16:00, and then Monday 16:00 is nearer. */
        {"promise everyone leaves within 40 days", "unknown",
         STAGE("when every 3 days once { go to s }\nwait until Monday 16:00\nexit as x")},
        {"promise everyone leaves within 10 days", "again and again",
         STAGE("when every 3 days once { go to s }\nwait until Monday 16:00\nexit as x")},
        /* The letter of the answer is held: the `when` on the same event drops it and ends the run. */
        {"promise no letter after event \"B\"", "unknown",
         STAGE("when event \"C\" { exit as y }\n"
               "wait up to 2 days { for event \"C\" { send letter \"one\"\n exit as x }\n otherwise { exit as x } }")},
        /* The run is over at 08:00, and the letter that would go at 09:00 with it. */
        {"promise at most 1 message in any 2 days", "unknown",
         "when user.vip becomes yes { send letter \"one\" }\n" STAGE("send sms \"one\"\nexit as x")},
        {"promise at most 1 message in any 2 days", "2 messages",
         "when user.vip becomes yes { send letter \"one\" }\n" STAGE("send sms \"one\"\nwait 2 days\nexit as x")},
        /* A week is longer than the two days after which the stage is left. */
        {"promise everyone leaves within 40 days", "unknown",
         STAGE("when after 2 days { exit as y }\nwait until Monday 21:00\ngo to s")},
        /* What is there since the entry needs time in which it can happen. */
        {"promise at most 1 email in any 3 days", "unknown",
         STAGE("if event \"A\" happened since entry { send email \"one\" }\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 3 days", "at one moment",
         STAGE(
             "wait 1 day\nif event \"A\" happened since entry { send email \"one\" }\nsend email \"two\"\nexit as x")},
    };
    CHECK(cases);
}

static void clocks_in_utc_are_exact(void **state) {
    (void)state;
#define DAILY STAGE("repeat up to 9 times {\nwait until 09:00\nsend email \"one\"\n}\nexit as x")
#define EVENING STAGE("wait until 09:00\nsend email \"one\"\nwait until 21:00\nsend email \"two\"\nexit as x")
#define ANY_TIME STAGE("send email \"one\"\nwait until 21:00\nsend email \"two\"\nexit as x")
    static const struct promised cases[] = {
        {"promise at most 1 email in any 24 hours", "proved", DAILY},
        {"promise at most 1 email in any 25 hours", "1 day later", DAILY},
        {"promise at most 1 email in any 12 hours", "proved", EVENING},
        {"promise at most 1 email in any 13 hours", "12 hours later", EVENING},
        {"promise at most 1 email in any 1 minute", "unknown", ANY_TIME},
        {"promise at most 1 email in any 2 minutes", "2 messages in 1 minute", ANY_TIME},
        {"promise at most 1 email in any 7 days", "proved",
         STAGE("repeat up to 9 times {\nwait until Monday 09:00\nsend email \"one\"\n}\nexit as x")},
        /* 09:00, two hours, 11:00: it is 22 hours to the next 09:00, whatever arm was taken before. */
        {"promise at most 1 email in any 22 hours", "proved",
         STAGE(
             "wait until 09:00\nwait 2 hours\nsend email \"one\"\nwait up to 10 hours { for event \"A\" { go on }\n otherwise { go on } }\n"
             "wait until 09:00\nsend email \"two\"\nexit as x")},
        {"promise at most 1 email in any 23 hours", "22 hours later",
         STAGE(
             "wait until 09:00\nwait 2 hours\nsend email \"one\"\nwait up to 10 hours { for event \"A\" { go on }\n otherwise { go on } }\n"
             "wait until 09:00\nsend email \"two\"\nexit as x")},
    };
    CHECK(cases);
}

static void other_zones_are_allowed_for(void **state) {
    (void)state;
    static const struct promised in_lisbon[] = {
        {"promise at most 1 email in any 23 hours", "proved", DAILY},
        {"promise at most 1 email in any 24 hours", "unknown", DAILY},
        {"promise at most 1 email in any 25 hours", "1 day later", DAILY},
        {"promise everyone leaves within 25 hours", "proved", STAGE("wait until 09:00\nexit as x")},
        {"promise everyone leaves within 24 hours", "unknown", STAGE("wait until 09:00\nexit as x")},
        {"promise everyone leaves within 23 hours", "1 day", STAGE("wait until 09:00\nexit as x")},
    };
    static const struct promised anywhere[] = {
        {"promise at most 1 email in any 23 hours", "unknown", DAILY},
        {"promise at most 1 email in any 25 hours", "1 day later", DAILY},
        {"promise everyone leaves within 49 hours", "proved", STAGE("wait until 09:00\nexit as x")},
        {"promise everyone leaves within 48 hours", "unknown", STAGE("wait until 09:00\nexit as x")},
        {"promise at most 1 email in any 7 days", "proved", TWO_A_WEEK_APART},
    };
    CHECK_IN("\"Europe/Lisbon\"", in_lisbon);
    CHECK_IN("user.zone or \"UTC\"", anywhere);
}

static void hours_push_messages_together(void **state) {
    (void)state;
    static const struct promised cases[] = {
        /* In the flow, waits count from the hand-over. */
        {"promise at most 1 message in any 3 hours", "proved",
         STAGE("send sms \"one\"\nwait 3 hours\nsend sms \"two\"\nexit as x")},
        {"promise at most 1 message in any 4 hours", "3 hours later sms \"two\"",
         STAGE("send sms \"one\"\nwait 3 hours\nsend sms \"two\"\nexit as x")},
        /* Beside the flow they do not: asked for at 22:00 and 05:00, both go at 08:00. */
        {"promise at most 1 sms in any 3 hours", "2 messages",
         STAGE("when every 3 hours { send sms \"one\" }\nwait 60 days\nexit as x")},
        {"promise at most 1 sms in any 13 hours", "proved",
         STAGE("when every 24 hours { send sms \"one\" }\nwait 60 days\nexit as x")},
        {"promise at most 1 email in any 3 hours", "proved",
         STAGE("when every 3 hours { send email \"one\" }\nwait 60 days\nexit as x")},
        /* The arm may fire twice before the wait is over. */
        {"promise at most 1 message in any 14 hours", "2 messages at one moment",
         STAGE(
             "wait up to 1 hour {\n for event \"A\" { send sms \"one\"\n keep waiting }\n otherwise { go on } }\nwait 14 hours\nsend email \"one\"\nexit as x")},
        {"promise at most 1 message in any 3 hours", "proved",
         STAGE(
             "wait up to 1 hour {\n for event \"A\" { exit as y }\n otherwise { go on } }\nsend sms \"two\"\nwait 14 hours\nsend email \"one\"\nexit as x")},
    };
    CHECK(cases);
}

static void limits_do_not_hide_what_is_asked_for(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise at most 1 scarce in any 7 days", "1 day later",
         STAGE("send scarce \"one\"\nwait 1 day\nsend scarce \"one\"\nexit as x")},
        {"promise at most 1 message in any 7 days", "1 day later",
         "limits { at most 1 message per 7 days, otherwise skip }\n" STAGE(
             "send email \"one\"\nwait 1 day\nsend email \"one\"\nexit as x")},
    };
    CHECK(cases);
}

static void branches_are_looked_into(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise at most 1 email in any 1 day", "proved",
         STAGE("if user.vip is yes { send email \"one\" } otherwise { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 1 day", "proved",
         STAGE(
             "if user.vip is yes { send email \"one\" }\nif user.vip is yes { milestone m } otherwise { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 1 day", "unknown",
         STAGE(
             "if user.seats is at least 3 { send email \"one\" }\nif user.seats is at most 2 { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 1 day", "at one moment",
         STAGE(
             "if user.seats is at least 3 { send email \"one\" }\nif user.seats is at most 3 { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 3 days", "2 days later",
         STAGE(
             "if user.seats is at least 3 { send email \"one\" }\nwait 2 days\nif user.seats is at most 2 { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 3 days", "proved",
         STAGE(
             "if entry.kind is \"a\" { send email \"one\" }\nwait 2 days\nif entry.kind is \"a\" { milestone m } otherwise { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 3 days", "unknown",
         STAGE(
             "if entry.kind is \"a\" { send email \"one\" }\nwait 2 days\nif entry.kind is \"b\" { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 3 days", "unknown",
         "remember n: 0\n" STAGE("remember n: n + 1\nsend email \"one\"\nif n is 2 { send email \"two\" }\nexit as x")},
        {"promise at most 1 email in any 3 days", "at one moment",
         "remember n: 0\n" STAGE("remember n: n + 2\nsend email \"one\"\nif n is 2 { send email \"two\" }\nexit as x")},
        {"promise at most 1 mail in any 3 days", "at one moment",
         STAGE("send mail \"one\"\nsend mail \"two\"\nexit as x")},
        {"promise at most 1 mail in any 3 days", "unknown",
         STAGE("if user.ok is no { send mail \"one\"\nsend mail \"two\" }\nexit as x")},
        {"promise at most 1 message in any 3 days", "proved",
         STAGE(
             "send mail \"one\"\nwait up to 3 days { for mail \"one\" skipped { send email \"one\"\n exit as y }\n otherwise { exit as x } }")},
        /* A split sends the same user the same way in every round. */
        {"promise stage t can happen", "unknown",
         "remember seen: no\n" STAGE(
             "repeat up to 2 times {\nsplit p { 50% l { remember seen: yes } 50% r { if seen is yes { go to t } } }\nwait 1 day\n}\nexit as x") "\nstage t { exit as y }"},
    };
    CHECK(cases);
}

/* ---- everyone leaves within D ---- */

static void the_longest_way_counts(void **state) {
    (void)state;
#define TWO_STAGES                                                                                                     \
    STAGE("wait up to 3 days { for event \"A\" { go to t }\n otherwise { exit as x } }")                               \
    "\nstage t { wait 5 days\nexit as x }"
    static const struct promised cases[] = {
        {"promise everyone leaves within 8 days", "proved", TWO_STAGES},
        {"promise everyone leaves within 7 days 23 hours", "stage s 3 days, stage t 5 days: 8 days", TWO_STAGES},
        {"promise everyone leaves within 4 days", "proved", STAGE("repeat up to 4 times { wait 1 day }\nexit as x")},
        {"promise everyone leaves within 3 days", "4 days", STAGE("repeat up to 4 times { wait 1 day }\nexit as x")},
        {"promise everyone leaves within 9 days", "proved",
         STAGE("wait user.delay or 1 day, at most 9 days\nexit as x")},
        {"promise everyone leaves within 8 days", "9 days",
         STAGE("wait user.delay or 1 day, at most 9 days\nexit as x")},
        {"promise everyone leaves within 2 days", "proved",
         STAGE("if user.vip is yes { wait 1 day } otherwise { wait 2 days }\nexit as x")},
        /* The arm does not begin the wait again. */
        {"promise everyone leaves within 3 days", "proved",
         STAGE(
             "wait up to 3 days { for event \"A\" { send sms \"one\"\n keep waiting }\n for event \"B\" { go on }\n otherwise { exit as x } }\nexit as y")},
        {"promise everyone leaves within 400 days", "again and again",
         STAGE("wait up to 3 days { for event \"A\" { wait again }\n otherwise { exit as x } }")},
        {"promise everyone leaves within 400 days", "again and again",
         STAGE(
             "wait up to 3 days { for event \"A\" { go to t }\n otherwise { exit as x } }") "\nstage t { wait 1 day\ngo to s }"},
        {"promise everyone leaves within 400 days", "for ever", STAGE("stay")},
        {"promise everyone leaves within 400 days", "as late as one likes",
         STAGE("wait until user.ends { if past or unknown { go on } }\nexit as x")},
        {"promise everyone leaves within 400 days", "unknown",
         STAGE("wait until 2030-01-01 09:00 { if past { go on } }\nexit as x")},
    };
    CHECK(cases);
}

static void timers_bound_a_stay(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise everyone leaves within 30 days", "proved", "leave when after 30 days\n" STAGE("stay")},
        {"promise everyone leaves within 29 days", "for ever", "leave when after 30 days\n" STAGE("stay")},
        {"promise everyone leaves within 30 days", "for ever",
         "goal event \"B\"\nleave when event \"A\"\n" STAGE("stay")},
        {"promise everyone leaves within 12 days", "proved",
         STAGE("when after 7 days { go to t }\nstay") "\nstage t { wait 5 days\nexit as x }"},
        {"promise everyone leaves within 11 days", "refuted",
         STAGE("when after 7 days { go to t }\nstay") "\nstage t { wait 5 days\nexit as x }"},
        {"promise everyone leaves within 7 days", "proved",
         STAGE(
             "when after 7 days { exit as late }\nwait up to 3 days { for event \"A\" { wait again }\n otherwise { exit as x } }")},
        {"promise everyone leaves within 99 days", "unknown",
         STAGE("when no event \"A\" for 7 days { exit as silent }\nwhen event \"A\" { exit as heard }\nstay")},
        {"promise everyone leaves within 99 days", "for ever",
         STAGE("when no event \"A\" for 7 days { exit as silent }\nstay")},
        {"promise everyone leaves within 45 days", "proved",
         "keep 10% out\ngoal event \"B\" within 45 days\n" STAGE("wait 1 day\nexit as x")},
        {"promise everyone leaves within 44 days", "kept out",
         "keep 10% out\ngoal event \"B\" within 45 days\n" STAGE("wait 1 day\nexit as x")},
        {"promise everyone leaves within 44 days", "proved",
         "goal event \"B\" within 45 days\n" STAGE("wait 1 day\nexit as x")},
    };
    CHECK(cases);
}

static void holds_add_up(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise everyone leaves within 35 hours", "proved", STAGE("send sms \"one\"\nwait 1 day\nexit as x")},
        {"promise everyone leaves within 34 hours", "stage s 1 day 11 hours",
         STAGE("send sms \"one\"\nwait 1 day\nexit as x")},
        {"promise everyone leaves within 1 day", "proved", STAGE("send sms \"one\" always\nwait 1 day\nexit as x")},
        {"promise everyone leaves within 1 day", "proved", STAGE("send task \"call\"\nwait 1 day\nexit as x")},
        /* Friday 17:00 to Monday 09:00. */
        {"promise everyone leaves within 64 hours", "proved", STAGE("send letter \"one\"\nexit as x")},
        {"promise everyone leaves within 63 hours", "2 days 16 hours", STAGE("send letter \"one\"\nexit as x")},
        {"promise everyone leaves within 3 days", "proved", STAGE("send scarce \"one\"\nwait 1 day\nexit as x")},
        {"promise everyone leaves within 2 days", "unknown", STAGE("send scarce \"one\"\nwait 1 day\nexit as x")},
        {"promise everyone leaves within 1 day", "proved",
         STAGE("when event \"A\" { send sms \"one\" }\nwait 1 day\nexit as x")},
        /* At 08:00 the second message is not held again. */
        {"promise everyone leaves within 21 hours", "unknown", STAGE("send sms \"one\"\nsend sms \"two\"\nexit as x")},
        {"promise everyone leaves within 10 hours", "11 hours", STAGE("send sms \"one\"\nsend sms \"two\"\nexit as x")},
    };
    CHECK(cases);
}

/* ---- no message after an event ---- */

static void leaving_keeps_messages_away(void **state) {
    (void)state;
#define LETTERS STAGE("send email \"one\"\nwait 3 days\nsend email \"two\"\nexit as x")
    static const struct promised cases[] = {
        {"promise no email after event \"A\"", "proved", "leave when event \"A\"\n" LETTERS},
        {"promise no email after event \"A\"", "event \"A\", then email \"two\"", LETTERS},
        {"promise no email after event \"A\"", "event \"A\", then email \"two\"",
         "leave when event \"A\" where size is 1\n" LETTERS},
        {"promise no email after event \"A\" where size is 1", "proved",
         "leave when event \"A\" where size is 1\n" LETTERS},
        {"promise no email after event \"A\" where size is 1", "proved", "leave when event \"A\"\n" LETTERS},
        {"promise no email after event \"A\" where size is 1", "then email",
         "leave when event \"A\" where size is 2\n" LETTERS},
        {"promise no push after event \"A\"", "proved", LETTERS},
        {"promise no email after event \"A\"", "then email", "goal event \"A\" within 2 days\n" LETTERS},
        {"promise no email after event \"A\"", "then email \"three\"",
         "leave when event \"A\" { send email \"three\" }\n" LETTERS},
        {"promise no email after event \"A\"", "proved", "leave when event \"A\" { send push \"one\" }\n" LETTERS},
        {"promise no message after event \"A\"", "then push", "leave when event \"A\" { send push \"one\" }\n" LETTERS},
        {"promise no email after event \"A\"", "proved", "when event \"A\" { exit as gone }\n" LETTERS},
        {"promise no email after event \"A\"", "proved", "when event \"A\" once { exit as gone }\n" LETTERS},
        {"promise no email after event \"A\"", "then email \"three\"",
         "when event \"A\" { send email \"three\" }\n" STAGE("wait 1 day\nexit as x")},
        /* Whoever only asks before each message is sure too. */
        {"promise no email after event \"A\"", "proved",
         STAGE("send email \"one\"\nwait 3 days\nif not (event \"A\" happened) { send email \"two\" }\nexit as x")},
        /* An event that comes late is not seen by an arm. */
        {"promise no email after event \"A\"", "unknown",
         STAGE(
             "send email \"one\"\nwait up to 3 days { for event \"A\" { exit as y }\n otherwise { go on } }\nsend email \"two\"\nexit as x")},
        {"promise no email after event \"A\"", "then email \"two\"",
         STAGE(
             "send email \"one\"\nwait up to 3 days { for event \"A\" { go on }\n otherwise { exit as y } }\nsend email \"two\"\nexit as x")},
    };
    CHECK(cases);
}

static void held_messages_come_after(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise no sms after event \"A\"", "is held, then comes event \"A\"", STAGE("send sms \"one\"\nexit as x")},
        {"promise no email after event \"A\"", "proved", STAGE("send email \"one\"\nexit as x")},
        {"promise no sms after event \"A\"", "proved", STAGE("send sms \"one\" always\nexit as x")},
        {"promise no sms after event \"A\"", "proved", "leave when event \"A\"\n" STAGE("send sms \"one\"\nexit as x")},
        {"promise no sms after event \"A\"", "proved",
         "leave when event \"A\"\nwhen event \"B\" { send sms \"one\" }\n" STAGE("wait 3 days\nexit as x")},
        {"promise no sms after event \"A\"", "is held",
         "leave when event \"A\"\ngoal event \"B\" { send sms \"one\" }\n" STAGE("wait 3 days\nexit as x")},
        {"promise no email after event \"A\"", "proved",
         "leave when event \"A\"\ngoal event \"B\" { send email \"one\" }\n" STAGE("wait 3 days\nexit as x")},
        /* At ten o'clock nothing is held. */
        {"promise no sms after event \"A\"", "unknown", STAGE("wait until 10:00\nsend sms \"one\"\nexit as x")},
        {"promise no scarce after event \"A\"", "unknown", STAGE("send scarce \"one\"\nexit as x")},
    };
    CHECK(cases);
}

/* ---- stages ---- */

static void stages_come_in_order(void **state) {
    (void)state;
#define PATHS                                                                                                          \
    STAGE("if user.vip is yes { go to u }\ngo to t") "\nstage t { wait 1 day\ngo to u }\nstage u { exit as x }"
    static const struct promised cases[] = {
        {"promise stage u only after stage t", "stage s, then stage u, without stage t before it", PATHS},
        {"promise stage u only after stage s", "proved", PATHS},
        {"promise stage t only after stage s", "proved", PATHS},
        {"promise stage s only after stage t", "stage s, without stage t before it", PATHS},
        {"promise stage u can happen", "proved", PATHS},
        {"promise stage t can happen", "proved", PATHS},
        {"promise stage s can happen", "proved", PATHS},
        {"promise stage t can happen", "unknown",
         STAGE(
             "if user.seats is more than 3 and user.seats is less than 3 { go to t }\nexit as x") "\nstage t { exit as y }"},
        {"promise stage t only after stage s", "proved",
         "when event \"A\" { go to t }\n" STAGE("stay") "\nstage t { stay }"},
        {"promise stage u only after stage t", "without stage t",
         "when event \"A\" { go to u }\n" STAGE("wait 1 day\ngo to t") "\nstage t { go to u }\nstage u { stay }"},
        /* The arm above comes first, so nothing leads to t. */
        {"promise stage t can happen", "no way leads to stage t",
         STAGE(
             "wait up to 1 day { for event \"A\" { exit as z }\n for event \"A\" { go to t }\n otherwise { exit as x } }") "\nstage t { exit as y }"},
        {"promise stage t can happen", "proved",
         "leave when event \"A\" where size is 3\n" STAGE(
             "wait up to 1 day { for event \"A\" { go to t }\n otherwise { exit as x } }") "\nstage t { exit as y }"},
        {"promise stage t can happen", "proved",
         STAGE(
             "send mail \"one\"\nwait up to 1 day { for mail \"one\" skipped { go to t }\n otherwise { exit as x } }") "\nstage t { exit as y }"},
        {"promise stage t can happen", "no way leads",
         STAGE(
             "send email \"one\"\nwait up to 1 day { for email \"one\" skipped { go to t }\n otherwise { exit as x } }") "\nstage t { exit as y }"},
        {"promise stage t can happen", "proved",
         STAGE(
             "send email \"one\"\nwait up to 1 day { for email \"one\" opened { go to t }\n otherwise { exit as x } }") "\nstage t { exit as y }"},
        {"promise stage t can happen", "unknown",
         STAGE(
             "wait up to 1 day { for email \"one\" opened { go to t }\n otherwise { exit as x } }") "\nstage t { exit as y }"},
        /* The wait is longer than the timer that takes over. */
        {"promise stage t can happen", "unknown",
         STAGE("when after 2 days { exit as late }\nwait 3 days\ngo to t") "\nstage t { exit as y }"},
        {"promise stage t can happen", "proved",
         STAGE("when after 4 days { exit as late }\nwait 3 days\ngo to t") "\nstage t { exit as y }"},
        /* It takes three rounds, and the takeover comes once. */
        {"promise stage t can happen", "proved",
         STAGE("repeat up to 3 times { wait 1 day }\ngo to t") "\nstage t { exit as y }"},
        {"promise stage u only after stage t", "proved",
         STAGE(
             "when event \"A\" once { go to t }\nstay") "\nstage t { wait 1 day\ngo to u }\nstage u { when event \"A\" once { go to s }\nstay }"},
        {"promise stage t can happen", "proved",
         "enter when event \"Begin\" where kind is \"a\"\n" STAGE(
             "if entry.kind is \"a\" { go to t }\nexit as x") "\nstage t { exit as y }"},
        {"promise stage t can happen", "unknown",
         "enter when event \"Begin\" where kind is \"a\"\n" STAGE(
             "if entry.kind is \"b\" { go to t }\nexit as x") "\nstage t { exit as y }"},
        {"promise stage t can happen", "unknown",
         "leave when user.vip becomes no\n" STAGE(
             "if user.vip is yes { go to u }\nexit as x") "\nstage u { wait 1 day\nif user.vip is no { go to t }\nexit as x }\nstage t { exit as y }"},
        {"promise stage t can happen", "proved",
         STAGE(
             "if user.vip is yes { go to u }\nexit as x") "\nstage u { wait 1 day\nif user.vip is no { go to t }\nexit as x }\nstage t { exit as y }"},
    };
    CHECK(cases);
}

static void too_large_a_journey_is_unknown(void **state) {
    (void)state;
    static const struct promised cases[] = {
        {"promise at most 5 emails in any 30 days", "unknown",
         STAGE(
             "repeat up to 1000 times {\nrepeat up to 1000 times {\nsend email \"one\"\nwait 30 days\n}\n}\nexit as x")},
    };
    CHECK(cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_leave_out_their_begin),
        cmocka_unit_test(events_come_as_early_as_they_can),
        cmocka_unit_test(repeats_are_counted),
        cmocka_unit_test(side_steps_may_come_at_any_moment),
        cmocka_unit_test(timed_whens_keep_their_distance),
        cmocka_unit_test(timers_of_a_stage_come_in_their_order),
        cmocka_unit_test(what_is_told_lasts_long_enough),
        cmocka_unit_test(clocks_in_utc_are_exact),
        cmocka_unit_test(other_zones_are_allowed_for),
        cmocka_unit_test(hours_push_messages_together),
        cmocka_unit_test(limits_do_not_hide_what_is_asked_for),
        cmocka_unit_test(branches_are_looked_into),
        cmocka_unit_test(the_longest_way_counts),
        cmocka_unit_test(timers_bound_a_stay),
        cmocka_unit_test(holds_add_up),
        cmocka_unit_test(leaving_keeps_messages_away),
        cmocka_unit_test(held_messages_come_after),
        cmocka_unit_test(stages_come_in_order),
        cmocka_unit_test(too_large_a_journey_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
