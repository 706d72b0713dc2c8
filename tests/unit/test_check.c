/* The checks of scripts: each case is a piece of a script in which `#!` and a code stand on the line of each mistake. What is
 * found must be just that, and what has no mistake must give a program that the runtime takes. Notes are not looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/jdl.h"
#include "runtime/jrt.h"

enum { SCRIPT_MAX = 16384, FOUND_MAX = 64, SAID_MAX = 4096 };

static const char declarations[] =
    "language 1\n"
    "project \"P\" { timezone: user.zone or \"UTC\" }\n"
    "event \"Signed Up\" { plan: one of \"free\", \"pro\", role: text optional, seats: number }\n"
    "event \"Paid\" { order_id: text, total: number, items: list of text, due: time optional }\n"
    "event \"Ping\"\n"
    "user {\n"
    "  name: text optional, plan: one of \"free\", \"pro\", seats: number, vip: yes/no, zone: timezone optional\n"
    "  ends: time optional, renews: time, pause: duration, wake: time of day, tags: list of text\n"
    "}\n"
    "account { csm: text optional }\n"
    "channel email {\n"
    "  only if user.vip is yes\n"
    "  template \"welcome\" { name: text, seats: number optional }\n"
    "  template \"tip\", reports completed\n"
    "}\n"
    "channel task\n"
    "condition big: user.seats is at least 10\n"
    "condition lately: count of event \"Ping\" in last 7 days is at least 3\n";

/* Where a piece is put. */
enum around {
    PROJECT, /* as it is, below the declarations */
    JOURNEY, /* among the lines of a journey that has a stage */
    STAGE,   /* among the statements of a stage */
    IF,      /* a condition */
    VALUE,   /* the value of a task's field */
    TEST     /* among the lines of a test, after it has begun */
};

struct piece {
    enum around around; /* where it is put */
    const char *text;   /* with `#!` and a code on each line that has a mistake */
};

static const char *const before[] = {
    "",
    "journey j \"J\" {\nenter when event \"Signed Up\"\nremember count: 0\n",
    "journey j \"J\" {\nenter when event \"Signed Up\"\nremember count: 0\nremember last: time optional\nstage first {\n",
    "journey j \"J\" {\nenter when event \"Signed Up\"\nremember count: 0\nstage first {\nif ",
    "journey j \"J\" {\nenter when event \"Signed Up\"\nremember count: 0\nstage first {\nsend task \"t\" { v: ",
    "journey j \"J\" {\nenter when event \"Signed Up\"\nstage first {\nmilestone begun\n"
    "split half { 50% a { set user.name: \"x\" } 50% b { send email \"tip\" } }\nexit as done\n}\n}\n"
    "test \"t\" {\ngiven user { plan: \"pro\", seats: 3, vip: yes, renews: 2026-05-01, pause: 2 days, wake: 08:00, tags: [] }\n"
    "start at 2026-03-02 10:00\n",
};

static const char *const after[] = {
    "",
    "\nstage first { exit as done }\n}\n",
    ("\nexit as done\n}\nstage second { when event \"Ping\" { go to first }\nstay\n}\nstage third { stay }\n"
     "when event \"Paid\" where total is 1 { go to second }\nwhen event \"Paid\" where total is 2 { go to third }\n}\n"),
    "{ milestone yes_it_is }\nexit as done\n}\n}\n",
    " }\nexit as done\n}\n}\n",
    "\n}\n",
};

/* Lists codes and lines of what stands behind `#!`. */
static void expected(const char *script, char *out) {
    unsigned line = 1;
    for (const char *at = script; *at != '\0'; at++) {
        if (*at == '\n') {
            line++;
        }
        if (strncmp(at, "#! ", 3) == 0) {
            const char *end = at + strcspn(at, "\n");
            for (const char *code = strchr(at, 'J'); code != NULL && code < end; code = strchr(code + 1, 'J')) {
                out += sprintf(out, "%.5s:%u ", code, line);
            }
        }
    }
    *out = '\0';
}

static void found(const jdl_result *result, char *out, char *said) {
    size_t count = 0;
    const struct jdl_diagnostic *list = jdl_diagnostics(result, &count);
    *out = '\0';
    *said = '\0';
    for (size_t i = 0; i < count && i < FOUND_MAX; i++) {
        bool lint = strncmp(list[i].code, "J09", 3) == 0; /* what is correct has tests of its own */
        if (list[i].severity != JDL_NOTE && !lint) {
            out += sprintf(out, "%s:%u ", list[i].code, (unsigned)list[i].place.line);
            size_t used = strlen(said);
            snprintf(said + used, SAID_MAX - used, "%s:%u %s\n", list[i].code, (unsigned)list[i].place.line,
                     list[i].message);
        }
    }
}

static void check_script(const char *name, const char *script) {
    char want[FOUND_MAX * 16];
    char got[FOUND_MAX * 16];
    char said[SAID_MAX];
    struct jdl_text text = {name, script, strlen(script)};
    jdl_result *result = NULL;
    enum jdl_status status = jdl_compile(&text, 1, NULL, &result);
    assert_non_null(result);
    expected(script, want);
    found(result, got, said);
    if (strcmp(want, got) != 0) {
        fail_msg("in:\n%s\nexpected %s\nfound    %s\n%s", script, want, got, said);
    }
    size_t size = 0;
    assert_int_equal(status, jdl_count(result, JDL_ERROR) == 0 ? JDL_OK : JDL_FINDINGS);
    const void *bytes = jdl_bytecode(result, &size);
    assert_int_equal(bytes != NULL, status == JDL_OK);
    if (bytes != NULL) {
        jrt_program *program = NULL;
        struct jrt_fault fault = {0};
        if (jrt_load(bytes, size, NULL, &program, &fault) != JRT_OK) {
            fail_msg("in:\n%s\nthe program is refused: %s, section %u, place %u", script, fault.reason, fault.section,
                     fault.place);
        }
        jrt_program_free(program);
    }
    jdl_result_free(result);
}

static void check_pieces(const struct piece *pieces, size_t count) {
    static char script[SCRIPT_MAX];
    for (size_t i = 0; i < count; i++) {
        enum around around = pieces[i].around;
        int size =
            snprintf(script, sizeof script, "%s%s%s%s", declarations, before[around], pieces[i].text, after[around]);
        assert_in_range(size, 1, SCRIPT_MAX - 1);
        check_script("piece.journey", script);
    }
}

#define CHECK(pieces) check_pieces(pieces, sizeof(pieces) / sizeof *(pieces))

/* ---- names ---------------------------------------------------------------------------------------------------------- */

static void unknown_names(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {JOURNEY, "leave when event \"Signd Up\" as gone  #! J0201"},
        {IF, "user.nam is \"x\" {  #! J0202\n} \nif yes is yes "},
        {IF, "account.name is \"x\" {  #! J0203\n} \nif yes is yes "},
        {JOURNEY, "when event \"Paid\" where totl is 3 { milestone m }  #! J0206"},
        {JOURNEY, "when event \"Paid\" { remember count: event.totl }  #! J0204"},
        {IF, "entry.sets is 3 {  #! J0205\n} \nif yes is yes "},
        {STAGE, "remember cont: 1  #! J0207"},
        {STAGE, "send mail \"welcome\"  #! J0208"},
        {STAGE, "send email \"tipp\"  #! J0209"},
        {JOURNEY, "when event \"Ping\" { go to fourth }  #! J0210"},
        {STAGE, "start journey k  #! J0211"},
        {STAGE, "if in journey k { milestone m }  #! J0211"},
        {JOURNEY, "when email \"tip\" finished { milestone m }  #! J0212"},
        {JOURNEY, "when email \"tip\" completed { milestone m }"},
        {JOURNEY, "when email \"tip\" opened { milestone m }\nwhen journey j ended as over { milestone n }  #! J0213"},
        {STAGE, "start journey j { cunt: 1 }  #! J0217"},
        {STAGE, "send email \"welcome\" { nam: \"x\" }  #! J0204"},
        {STAGE, "if biig { milestone m }  #! J0206"},
        {STAGE, "if total is 3 { milestone m }  #! J0206"},
    };
    CHECK(pieces);
}

static void names_that_are_there_twice(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {PROJECT, "event \"Ping\"  #! J0220"},
        {PROJECT, "off event \"Ping\" { x: number }"},
        {PROJECT, "user { name: text }  #! J0220"},
        {PROJECT, "account { name: text optional }"},
        {PROJECT, "channel email  #! J0220"},
        {PROJECT, "condition big: user.vip is yes  #! J0220"},
        {PROJECT, "event \"A\" { x: one of \"a\", \"b\", \"a\" }  #! J0221"},
        {PROJECT, "event \"A\" { time: time }  #! J0222"},
        {PROJECT, "event \"A\" { x: text, x: text }  #! J0220"},
        {PROJECT, "user { id: text }  #! J0222"},
        {PROJECT, "project \"Q\" { timezone: \"UTC\" }  #! J0232"},
        {JOURNEY, "stage a { stay }\nstage a { stay }  #! J0220"},
        {JOURNEY, "remember count: 1  #! J0220"},
        {JOURNEY, "priority 1\npriority 2  #! J0235"},
        {JOURNEY, "group a\noff group b"},
        {JOURNEY, "remember total: 0\nwhen event \"Paid\" where total is 3 { milestone m }  #! J0223"},
        {JOURNEY, "remember big: 0\nwhen event \"Ping\" where (big) { milestone m }  #! J0223"},
        {STAGE, "split x { 50% a { } 50% a { } }  #! J0220"},
        {STAGE, "split x { 100% a { } }\nsplit x { 100% a { } }  #! J0220"},
        {STAGE, "send email \"welcome\" { name: \"a\", name: \"b\" }  #! J0220"},
    };
    CHECK(pieces);
}

static void what_is_switched_off(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {PROJECT, "off event \"Off\"\njourney k \"K\" {\nenter when event \"Off\"  #! J0224\nstage a { stay }\n}"},
        {PROJECT, "off event \"Off\"\noff journey k \"K\" {\nenter when event \"Off\"\nstage a { stay }\n}"},
        {JOURNEY, "off stage gone { stay }\nwhen event \"Ping\" { go to gone }  #! J0224"},
        {JOURNEY, "off stage gone { stay }\noff when event \"Ping\" { go to gone }"},
        {JOURNEY, "off stage wrong { go to nowhere }  #! J0210"},
        {STAGE, "off exit as done\nmilestone m"},
        {STAGE, "off send email \"tipp\"  #! J0209"},
        {STAGE, "off wait up to 1 day {\nfor event \"Ping\" { go on }\notherwise { exit as late }\n}\nmilestone m"},
        {STAGE, "wait up to 1 day {\noff for event \"Ping\" { milestone m }  #! J0402\notherwise { go on }\n}"},
        {STAGE, "wait up to 1 day {  #! J0504\nfor event \"Ping\" { go on }\noff otherwise { go on }\n}"},
    };
    CHECK(pieces);
}

static void places_of_names(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {STAGE, "remember count: event.total  #! J0227"},
        {JOURNEY, "when email \"tip\" opened { remember count: event.total }  #! J0227"},
        {JOURNEY, "when event \"Paid\" { remember count: event.total }"},
        {STAGE,
         "wait up to 1 day {\nfor event \"Paid\" {\nwait 1 hour\nremember count: event.total\ngo on\n}\notherwise { go on }\n}"},
        {PROJECT, "journey k \"K\" {\nenter when event \"Paid\" where entry.total is 3  #! J0228\nstage a { stay }\n}"},
        {PROJECT,
         "journey k \"K\" {\nenter when event \"Paid\" where total is 3 only if event.total is 3\nstage a { stay }\n}"},
        {PROJECT,
         "journey k \"K\" {\nenter when event \"Paid\" only if email \"tip\" was opened  #! J0229\nstage a { stay }\n}"},
        {PROJECT, "condition seen: email \"tip\" was opened\nchannel push { only if seen }  #! J0229"},
        {PROJECT, "condition seen: email \"tip\" was opened\ncondition both: seen and big\njourney k \"K\" {\n"
                  "enter when event \"Paid\"\nstage a {\nif both { exit as x }\nstay\n}\n}"},
        {PROJECT, "condition a: b\ncondition b: not a  #! J0226"},
        {PROJECT, "condition a: not a  #! J0226"},
        {JOURNEY, "remember b: later + 1  #! J0230\nremember later: 1"},
        {STAGE, "milestone goal\nexit as goal  #! J0225\nmilestone m  #! J0403"},
        {JOURNEY, "leave when event \"Ping\" as stopped  #! J0225"},
        {JOURNEY, "renamed stage first to second  #! J0237 J0210"},
        {JOURNEY, "renamed stage zero to first"},
        {PROJECT, "journey k \"K\" {  #! J0236\nenter when event \"Paid\"\n}"},
    };
    CHECK(pieces);
}

static void keys_and_entries(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {PROJECT,
         "journey k \"K\" {\nenter when event \"Paid\"\nenter when event \"Ping\"\none per order_id  #! J0238\n"
         "stage a { stay }\n}"},
        {PROJECT, "journey k \"K\" {\nenter when event \"Paid\"\none per items  #! J0240\nstage a { stay }\n}"},
        {PROJECT, "journey k \"K\" {\none per order_id  #! J0241\nstage a { stay }\n}"},
        {PROJECT, "event \"Odd\" { order_id: number }\njourney k \"K\" {\nenter when event \"Paid\"\none per order_id\n"
                  "leave when event \"Odd\"  #! J0239\nstage a { stay }\n}"},
        {PROJECT, "journey k \"K\" {\nenter when event \"Paid\"\none per order_id\nstage a { stay }\n}\n"
                  "journey m \"M\" {\nenter when event \"Ping\"\nstage a {\nstart journey k  #! J0503\nstay\n}\n}"},
        {PROJECT, "journey k \"K\" {\nenter when event \"Paid\"\nenter when event \"Ping\"\nstage a {\n"
                  "send email \"welcome\" { name: entry.order_id }  #! J0305\nstay\n}\n}"},
        {PROJECT,
         "journey k \"K\" {\nenter when event \"Paid\"\nstage a {\nsend email \"welcome\" { name: entry.order_id }\n"
         "stay\n}\n}"},
        /* Whoever is started by a journey brings no event. */
        {PROJECT,
         "journey k \"K\" {\nenter when event \"Paid\"\nstage a {\nsend email \"welcome\" { name: entry.order_id }  #! J0305\n"
         "start journey k\nstay\n}\n}"},
        {PROJECT,
         "journey k \"K\" {\nremember who: text\nstage a { stay }\n}\njourney m \"M\" {\nenter when event \"Ping\"\n"
         "stage a {\nstart journey k  #! J0502\nstart journey k { who: \"x\" }\nstart journey k { who: 3 }  #! J0301\n"
         "stay\n}\n}"},
        {JOURNEY, "remember who: text  #! J0329"},
        {PROJECT,
         "event \"Odd\" { total: text }\njourney k \"K\" {\nenter when event \"Paid\"\nenter when event \"Odd\"\n"
         "stage a {\nif entry.total is known { stay }  #! J0242\nstay\n}\n}"},
        {JOURNEY, "remember who: unknown  #! J0328"},
    };
    CHECK(pieces);
}

/* ---- types ---------------------------------------------------------------------------------------------------------- */

static void types_of_values(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {STAGE, "send email \"welcome\" { name: 3 }  #! J0301"},
        {STAGE, "send email \"welcome\" { name: user.name }  #! J0305"},
        {STAGE, "send email \"welcome\" { name: user.name or \"there\", seats: user.seats }"},
        {STAGE, "send email \"welcome\" { name: \"a\", seats: unknown }"},
        {STAGE, "send email \"welcome\" { name: unknown }  #! J0306"},
        {STAGE, "send email \"welcome\"  #! J0501"},
        {STAGE, "set user.plan: \"prro\"  #! J0302"},
        {STAGE, "set user.plan: \"pro\" if big otherwise \"free\""},
        {STAGE, "set user.plan: \"pro\" if big otherwise \"fre\"  #! J0302"},
        {STAGE, "set user.name: unknown\nset user.seats: unknown  #! J0306"},
        {STAGE, "set user.plan: user.name or \"x\"  #! J0301"},
        {STAGE, "set user.plan: entry.plan"},
        {STAGE, "set user.zone: \"Europe/Lisbon\"\nset user.zone: user.name  #! J0301"},
        {STAGE, "remember count: \"three\"  #! J0301"},
        {STAGE, "remember last: 2026-03-02 10:00"},
        {STAGE, "set user.tags: [\"a\", \"b\"]\nset user.tags: [1]  #! J0301"},
        {STAGE, "set user.tags: [[\"a\"]]  #! J0314"},
        {STAGE, "set user.id: \"a\"  #! J0243"},
        {VALUE, "user.name + \"x\"  #! J0310\n"},
        {VALUE, "user.seats + user.seats * 2 - -3"},
        {VALUE, "user.renews - now"},
        {VALUE, "user.renews + 3 days - 2 * user.pause"},
        {VALUE, "user.renews + user.renews  #! J0310\n"},
        {VALUE, "user.ends + 3 days  #! J0305\n"},
        {VALUE, "(user.ends or user.renews) + 3 days"},
        {VALUE, "3 / 0  #! J0312\n"},
        {VALUE, "-user.plan  #! J0311\n"},
        {VALUE, "day of week + 1  #! J0310\n"},
        {VALUE, "9_000_000_000_000 * 9_000_000  #! J0313\n"},
        {VALUE, "user.pause / 2 days"},
        {VALUE, "count of event \"Ping\"  #! J0317\n"},
        {VALUE, "user.vip is yes"},
        {VALUE, "user.seats or \"none\"  #! J0303\n"},
        {VALUE, "user.plan or \"none\""},
        {VALUE, "user.plan or \"prro\"  #! J0302\n"},
        {VALUE, "\"nothing\" if big otherwise user.plan"},
        {VALUE, "3 if user.vip otherwise 4  #! J0307\n"},
        {VALUE, "3 if user.vip is yes otherwise \"x\"  #! J0303\n"},
    };
    CHECK(pieces);
}

static void comparisons(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {IF, "user.seats is \"3\" {  #! J0303\n}\nif big "},
        {IF, "user.plan is \"por\" {  #! J0302\n}\nif big "},
        {IF, "user.plan is one of \"free\", \"por\" {  #! J0302\n}\nif big "},
        {IF, "user.name is one of [] {  #! J0315\n}\nif big "},
        {IF, "user.plan is entry.plan and user.name is user.plan "},
        {IF, "user.plan is at least \"free\" {  #! J0304\n}\nif big "},
        {IF, "user.renews is at least 2026-03-02 {  #! J0304\n}\nif big "},
        {IF, "user.renews is 2026-03-02 {  #! J0304\n}\nif big "},
        {IF, "user.renews is after 2026-03-02 and user.ends is within 3 days "},
        {IF, "user.renews is within 3 {  #! J0301\n}\nif big "},
        {IF, "user.seats is between 5 and 3 {  #! J0316\n}\nif big "},
        {IF, "time of day is between 22:00 and 06:00 and day of week is one of Monday, Sunday "},
        {IF, "time of day is between 09:00 and 09:00 {  #! J0316\n}\nif big "},
        {IF, "day of week is between Monday and Friday "},
        {IF, "day of week is at least Monday {  #! J0304\n}\nif big "},
        {IF, "user.tags contains \"a\" and user.name starts with \"a\" and user.wake is before 09:00 "},
        {IF, "user.tags contains 3 {  #! J0301\n}\nif big "},
        {IF, "user.tags is \"a\" {  #! J0304\n}\nif big "},
        {IF, "user.seats contains 3 {  #! J0304\n}\nif big "},
        {IF, "\"a\" is one of user.tags "},
        {IF, "user.name is unknown and not (user.seats is known) "},
        {IF, "user.name or \"x\" is \"x\" {  #! J0309\n}\nif big "},
        {IF, "(user.name or \"x\") is \"x\" or big "},
        {IF, "big is yes "},
        {IF, "user.seats {  #! J0308\n}\nif big "},
        {IF, "not user.vip {  #! J0307\n}\nif big "},
    };
    CHECK(pieces);
}

static void histories(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {IF, "count of event \"Paid\" where total is at least 3 is at least 2 "},
        {IF, "count of event \"Paid\" in last 7 days is between 2 and 4 "},
        {IF, "3 is less than count of event \"Paid\" since entry "},
        {IF, "count of event \"Paid\" is at least user.seats {  #! J0318\n}\nif big "},
        {IF, "count of event \"Paid\" is 2.5 {  #! J0318\n}\nif big "},
        {IF, "count of event \"Paid\" in last 7 days is at least 2_000 {  #! J0810\n}\nif big "},
        {IF, "count of event \"Paid\" is at least 2_000 "},
        {IF, "event \"Paid\" happened in last 401 days {  #! J0320\n}\nif big "},
        {IF, "event \"Paid\" where total is user.seats happened {  #! J0319\n}\nif big "},
        {IF, "event \"Paid\" where total is count happened {  #! J0319\n}\nif big "},
        {IF, "event \"Paid\" where total is 3 never happened in last 400 days "},
        {IF, "time since event \"Paid\" is more than 3 days "},
        {STAGE, "wait time since event \"Paid\", at most 3 days  #! J0305"},
        {STAGE,
         "wait up to 1 day {\nfor lately { go on }\nfor (time of day is before 09:00) { go on }  #! J0321\notherwise { go on }\n}"},
        {JOURNEY, "when (user.renews is before now) becomes true { milestone m }"},
        {JOURNEY, "when (user.renews - now is less than 3 days) becomes true { milestone m }  #! J0321"},
        {JOURNEY, "when (day of week is Monday) becomes true { milestone m }  #! J0321"},
    };
    CHECK(pieces);
}

static void texts(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {VALUE, "\"Hi {{ user.name | default: \"there\" | upcase }}, {{ user.seats | round: 1 }}\""},
        {VALUE, "\"Hi {{ user.name }}\"  #! J0305\n"},
        {VALUE, "\"Until {{ user.renews }}\"  #! J0323\n"},
        {VALUE, "\"Until {{ user.renews | date: \"%d %B %Y\" }}\""},
        {VALUE, "\"Until {{ user.renews | date: \"%Q\" }}\"  #! J0327\n"},
        {VALUE, "\"{{ user.pause }}\"  #! J0324\n"},
        {VALUE, "\"{{ user.tags }}\""},
        {VALUE, "\"{{ user.seats | upcase }}\"  #! J0325\n"},
        {VALUE, "\"{{ user.name | round }}\"  #! J0325\n"},
        {VALUE, "\"{{ user.seats | round: 7 }}\"  #! J0326\n"},
        {VALUE, "\"{{ count }} {{ entry.seats }} {{ user.vip }} {{ user.wake }}\""},
        {IF, "user.name is \"{{ user.plan }}\" {  #! J0322\n}\nif big "},
    };
    CHECK(pieces);
}

/* ---- where the flow goes -------------------------------------------------------------------------------------------- */

static void paths(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {JOURNEY, "stage a { milestone m }  #! J0401"},
        {JOURNEY, "when event \"Ping\" { go to first }\nstage a {\nif big { stay }\n}  #! J0401"},
        {JOURNEY, "when event \"Ping\" { go to first }\nstage a {\nif big { stay } otherwise { exit as x }\n}"},
        {JOURNEY,
         "when event \"Ping\" { go to first }\nstage a {\nrepeat up to 3 times {\nwait 1 day\nexit as x\n}\n}"},
        {JOURNEY,
         "when event \"Ping\" { go to first }\nstage a {\nrepeat up to 3 times {\nif big { stop repeating }\nexit as x\n}\n}  #! J0401"},
        {STAGE, "stay\nmilestone m  #! J0403\nmilestone n"},
        {STAGE, "if big { exit as x } otherwise { stay }\nmilestone m  #! J0403"},
        {STAGE,
         "wait up to 1 day {\nfor event \"Ping\" { exit as x }\notherwise { exit as y }\n}\nmilestone m  #! J0403"},
        {STAGE, "wait up to 1 day {\nfor event \"Ping\" { exit as x }\notherwise { go on }\n}\nmilestone m"},
        {STAGE, "wait up to 1 day {\nfor event \"Ping\" { milestone m }  #! J0402\notherwise { go on }\n}"},
        {STAGE, "wait up to 1 day {  #! J0504\nfor event \"Ping\" { go on }\n}"},
        {STAGE, "wait up to 1 day {\notherwise { keep waiting }  #! J0406\n}\nmilestone m"},
        {STAGE, "wait until user.renews  #! J0504"},
        {STAGE, "wait until user.ends { if past { go on } }  #! J0504"},
        {STAGE, "wait until user.ends { if past or unknown { go on } }"},
        {STAGE, "wait until 3 days before user.renews {\nfor event \"Ping\" { go on }\nif past { go on }\n}"},
        {STAGE, "wait until user.renews {\nif past { go on }\nif unknown { go on }\n}"},
        {STAGE, "wait until 09:00 { if past { go on } }  #! J0505"},
        {STAGE, "wait until 09:00 { for event \"Ping\" { wait again } }"},
        {STAGE, "wait until user.renews {\nif past { wait again }  #! J0406\n}"},
        {STAGE, "wait until user.renews {\nif past { go on }\nif past { go on }  #! J0506\n}"},
        {STAGE, "go on  #! J0404\nmilestone m  #! J0403"},
        {STAGE, "stop repeating  #! J0405\nmilestone m"},
        {STAGE,
         "wait up to 1 day {\nfor event \"Ping\" {\nwait 1 hour\nkeep waiting  #! J0407\n}\notherwise { go on }\n}"},
        {STAGE, "wait up to 1 day {\nfor event \"Ping\" {\nsend task \"t\"\nkeep waiting\n}\notherwise { go on }\n}"},
        {STAGE, "wait user.pause, at most 3 days\nwait user.seats, at most 3 days  #! J0301"},
        {STAGE, "split x { 50% a { } 40% b { } }  #! J0412"},
        {STAGE, "split x { 0% a { } 100% b { } }  #! J0413"},
        {STAGE, "split x { 50% a { stay } 50% b { exit as x } }\nmilestone m  #! J0403"},
        {STAGE, "repeat up to 5_000 times { wait 1 day }  #! J0810"},
    };
    CHECK(pieces);
}

static void blocks(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {JOURNEY, "goal event \"Ping\" { wait 1 day }  #! J0409"},
        {JOURNEY, "goal event \"Ping\" { go to first }  #! J0410"},
        {JOURNEY, "goal event \"Ping\" { send task \"t\" }"},
        {JOURNEY, "leave when event \"Ping\" { send email \"tip\" }  #! J0513"},
        {JOURNEY, "leave when event \"Ping\" { send task \"t\" }"},
        {JOURNEY, "when event \"Ping\" { wait 1 day }  #! J0408"},
        {JOURNEY, "when event \"Ping\" { stay }  #! J0411"},
        {JOURNEY, "when event \"Ping\" { go on }  #! J0404"},
        {JOURNEY, "when event \"Ping\" { if big { go to first } }"},
        {JOURNEY, "when user.plan becomes \"prro\" { milestone m }  #! J0302"},
        {JOURNEY, "when user.plan changes { milestone m }\nwhen account.csm becomes \"x\" { milestone n }"},
        {JOURNEY, "when at user.ends { milestone m }\nwhen 3 days before user.seats { milestone n }  #! J0301"},
        {JOURNEY, "when journey j ended as goal { milestone m }"},
        {JOURNEY, "enter when after 7 days  #! J0415"},
        {JOURNEY,
         "enter when no event \"Ping\" for 7 days\nenter when every Monday at 09:00\nenter when at 2026-06-11 09:00"},
        {JOURNEY, "keep 10% out  #! J0514"},
        {JOURNEY, "keep 10% out\ngoal event \"Ping\" within 30 days"},
    };
    CHECK(pieces);
}

/* ---- channels and the project --------------------------------------------------------------------------------------- */

static void channels(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {PROJECT, "channel push {\nquiet hours 08:00 to 20:00\ndeliver Monday to Friday 09:00 to 17:00  #! J0509\n}"},
        {PROJECT, "channel push {\nquiet hours 20:00 to 08:00\ndeliver Monday to Friday 09:00 to 17:00\n}"},
        {PROJECT, "channel push { quiet hours 09:00 to 09:00 }  #! J0508"},
        {PROJECT, "channel chat { quiet hours 20:00 to 08:00 }  #! J0510"},
        {PROJECT, "limits { at most 3 tasks per 7 days, otherwise skip }  #! J0511"},
        {PROJECT, "limits { at most 3 emails per 7 days, otherwise skip }"},
        {PROJECT, "limits { at most 3 emials per 7 days, otherwise skip }  #! J0208"},
        {PROJECT, "limits { at most 3_000 messages per 7 days, otherwise skip }  #! J0810"},
        {PROJECT, "channel push { at most 3 emails per 7 days, otherwise skip }  #! J0512"},
        {PROJECT, "channel push { only if user.vip }  #! J0307"},
        {JOURNEY, "limits { at most 1 email per calendar day, otherwise hold up to 2 days }"},
        {JOURNEY, "promise at most 3 emials in any 7 days  #! J0208"},
        {JOURNEY, "promise stage first only after stage zero  #! J0210"},
        {JOURNEY, "promise no email after event \"Pong\"  #! J0201"},
        {JOURNEY, "promise everyone leaves within 60 days\npromise at most 1 email in any 24 hours"},
    };
    CHECK(pieces);
}

static void held_messages(void **state) {
    (void)state;
    static const char script[] = "language 1\n"
                                 "project \"P\" { timezone: \"UTC\" }\n"
                                 "event \"A\" { due: time }\n"
                                 "channel push { quiet hours 20:00 to 08:00 }\n"
                                 "channel sms\n"
                                 "journey j \"J\" {\n"
                                 "enter when event \"A\"\n"
                                 "stage first {\n"
                                 "wait until 2 days before entry.due { if past { go on } }\n"
                                 "send push \"a\"\n" /* twelve hours at most, and a day is left */
                                 "wait until 1 day before entry.due { if past { go on } }\n"
                                 "send push \"a\"  #! J0516\n"
                                 "wait until 20 hours before entry.due { if past { go on } }\n"
                                 "send push \"a\" always\n"
                                 "wait until entry.due { if past { go on } }\n"
                                 "send sms \"a\"\n"
                                 "milestone b\n"
                                 "wait up to 1 day {\nfor event \"A\" { go on }\notherwise { go on }\n}\n"
                                 "send push \"a\"\n"
                                 "milestone b  #! J0515\n"
                                 "wait up to 1 day {\nfor event \"A\" { go on }\notherwise { go on }\n}\n"
                                 "send push \"a\"\n"
                                 "milestone b\n"
                                 "wait 1 day\n"
                                 "exit as done\n"
                                 "}\n}\n";
    check_script("held.journey", script);
}

static void the_project(void **state) {
    (void)state;
    check_script("none.journey", "language 1  #! J0231\nevent \"A\"\n");
    check_script("zone.journey", "language 1\nproject \"P\" { }  #! J0233\n");
    check_script("fallback.journey",
                 "language 1\nproject \"P\" { timezone: user.zone }  #! J0234\nuser { zone: timezone }\n");
    check_script(
        "text.journey",
        "language 1\nproject \"P\" { timezone: user.zone or \"UTC\" }  #! J0301\nuser { zone: text optional }\n");
    check_script("reads.journey",
                 "language 1\nevent \"A\"\n"
                 "project \"P\" { timezone: \"UTC\" if event \"A\" happened otherwise \"Asia/Tokyo\" }  #! J0244\n");
    check_script("once.journey",
                 "language 1\nproject \"P\" {\ntimezone: \"UTC\"\nkeep 5% out\nkeep 6% out  #! J0235\n}\n");
}

/* What could not be read is not held against what could. */
static void broken_texts(void **state) {
    (void)state;
    check_script("lost.journey", "language 1\nproject \"P\" { timezone: \"UTC\" }\nevent Signed Up  #! J0108\n"
                                 "journey j \"J\" {\nenter when event \"Signed Up\"\nstage a { stay }\n}\n");
    check_script("statement.journey",
                 "language 1\nproject \"P\" { timezone: \"UTC\" }\nevent \"A\"\n"
                 "journey j \"J\" {\nenter when event \"B\"  #! J0201\nstage a {\nmilestone 3  #! J0101\n}\n}\n");
}

/* ---- tests ---------------------------------------------------------------------------------------------------------- */

static void lines_of_tests(void **state) {
    (void)state;
    static const struct piece pieces[] = {
        {TEST, "event \"Signed Up\" { plan: \"pro\", seats: 3 }\nexpect milestone begun"},
        {TEST, "event \"Signed Up\" { plan: \"pro\" }  #! J0604"},
        {TEST, "event \"Signed Up\" { plan: \"prro\", seats: 3 }  #! J0302"},
        {TEST, "event \"Signed Up\" { plan: \"pro\", seats: user.seats }  #! J0605"},
        {TEST, "event \"Sined Up\"  #! J0201"},
        {TEST, "user { plan: \"free\", ends: unknown }\nuser { plan: unknown }  #! J0306"},
        {TEST, "user { seats: \"3\" }  #! J0301"},
        {TEST, "account { csm: \"x\" }\naccount { csn: \"x\" }  #! J0203"},
        {TEST, "after 1 day\ngiven split half is a  #! J0602"},
        {TEST, "given split half is c  #! J0215\ngiven split hlf is a  #! J0214"},
        {TEST,
         "given split half is a\ngiven kept out\ngiven event \"Paid\" { total: 3 } 4 days ago\ngiven account { csm: \"x\" }"},
        {TEST, "expect milestone begn  #! J0216"},
        {TEST, "expect exit as doen  #! J0213"},
        {TEST, "expect exit as goal\nexpect exit as stopped of journey j\nexpect exit as done of journey k  #! J0211"},
        {TEST, "expect stage secnd  #! J0210\nexpect stage first of journey j"},
        {TEST, "expect email \"tipp\"  #! J0209"},
        {TEST, "expect email \"welcome\" with nam \"x\"  #! J0204"},
        {TEST, "expect email \"welcome\" with name 3  #! J0301"},
        {TEST, "expect email \"welcome\" with name \"x\" at 2026-03-02 10:00"},
        {TEST, "expect skipped email \"tip\" because limt  #! J0606\nexpect skipped email \"tip\" because moved on"},
        {TEST, "expect set user.name: \"x\"\nexpect set user.nme: \"x\"  #! J0202"},
        {TEST, "expect nothing\nexpect milestone begun  #! J0607"},
        {TEST, "expect nothing\nexpect stage first\nafter 1 day\nexpect milestone begun"},
        {TEST, "at 2026-03-01 10:00  #! J0608"},
        {TEST, "email \"tip\" completed\nemail \"tip\" skipped  #! J0609"},
        {TEST, "start at 2026-03-03 10:00  #! J0235"},
        {TEST, "only journey j, k  #! J0211"},
        {TEST, "expect start journey j\nexpect refused because again"},
    };
    CHECK(pieces);
    static const struct piece whole[] = {
        {PROJECT,
         "test \"t\" {  #! J0601\ngiven user { plan: \"pro\", seats: 3, vip: yes, renews: 2026-05-01, pause: 2 days, wake: 08:00, tags: [] }\n}"},
        {PROJECT,
         "test \"t\" {\ngiven user { plan: \"pro\", vip: yes, renews: 2026-05-01 }  #! J0603\nstart at 2026-03-02\n}"},
        {PROJECT, "off test \"t\" { expect email \"tipp\" }  #! J0209"},
    };
    CHECK(whole);
}

static const char planned[] = "language 1\n"
                              "project \"P\" { timezone: \"UTC\" }\n"
                              "off event \"Gone\"\n"
                              "event \"Order Done\" { \"Order ID\" as order_id: text, total: number }\n"
                              "event \"Ping\"\n"
                              "user { nick: text optional, seats: number }\n"
                              "channel email { template \"bill\" { total: number } }\n"
                              "channel task\n"
                              "off journey zero \"Z\" { stage a { stay } }\n"
                              "journey one \"O\" {\n"
                              "  enter when event \"Order Done\"\n"
                              "  stage a {\n"
                              "    split half {\n"
                              "      25% x { }\n"
                              "      75% y { send task \"call\" }\n"
                              "    }\n"
                              "    go to b\n"
                              "  }\n"
                              "  off stage c { stay }\n"
                              "  stage b { send email \"bill\" { total: entry.total }\n"
                              "    stay\n"
                              "  }\n"
                              "}\n"
                              "test \"first\" {\n"
                              "  only journey one\n"
                              "  given user { seats: 2.5, nick: \"Bo\" }\n"
                              "  given event \"Ping\" 2 days ago\n"
                              "  given event \"Ping\" 3 days ago\n"
                              "  given split half is y\n"
                              "  start at 2026-03-02 10:00\n"
                              "  event \"Order Done\" { total: 3, order_id: \"A\" }\n"
                              "  expect task \"call\"\n"
                              "  expect email \"bill\" with total 3   # as it was\n"
                              "  expect stage b at 2026-03-02 10:00\n"
                              "  after 1 day 12 hours\n"
                              "  user { nick: unknown }\n"
                              "}\n";

static void a_plan(void **state) {
    (void)state;
    struct jdl_text text = {"plan.journey", planned, strlen(planned)};
    jdl_result *result = NULL;
    assert_int_equal(jdl_compile(&text, 1, NULL, &result), JDL_OK);
    size_t count = 0;
    const struct jdl_test *test = jdl_tests(result, &count);
    assert_int_equal(count, 1);
    assert_string_equal(test->name, "first");
    assert_int_equal(test->place.line, 24);
    assert_int_equal(test->only_count, 1);
    assert_int_equal(test->only[0], 0); /* what is switched off has no number */
    assert_int_equal(test->trait_count, 2);
    assert_int_equal(test->traits[0].index, 1);
    assert_int_equal(test->traits[0].value.number, 2500000);
    assert_int_equal(test->past_count, 2);
    assert_int_equal(test->past[0].ago, INT64_C(3) * 86400000); /* the longest ago comes first */
    assert_int_equal(test->forced_count, 1);
    assert_int_equal(test->forced[0].split, 0);
    assert_int_equal(test->forced[0].part, 1);
    assert_int_equal(test->start, INT64_C(1772445600000));
    assert_int_equal(test->step_count, 6);

    const struct jdl_step *step = test->steps;
    assert_int_equal(step[0].kind, JDL_STEP_EVENT);
    assert_int_equal(step[0].index, 0);
    assert_int_equal(step[0].value_count, 2);
    assert_int_equal(step[0].values[0].index, 1);
    assert_int_equal(step[0].values[1].index, 0);
    assert_string_equal(step[0].values[1].name, "Order ID");
    assert_string_equal(step[0].values[1].value.text, "A");
    assert_int_equal(step[1].expect, JDL_EXPECT_SEND);
    assert_int_equal(step[1].index, 1); /* templates that are only used come after those that are declared */
    assert_int_equal(step[2].index, 0);
    assert_string_equal(step[2].values[0].name, "total");
    assert_string_equal(step[2].source, "expect email \"bill\" with total 3");
    assert_int_equal(step[2].place.line, 33);
    assert_int_equal(step[3].expect, JDL_EXPECT_STAGE);
    assert_int_equal(step[3].stage_count, 1);
    assert_int_equal(step[3].stages[0], 1);
    assert_int_equal(step[3].timed, 1);
    assert_int_equal(step[3].at, INT64_C(1772445600000));
    assert_int_equal(step[4].kind, JDL_STEP_AFTER);
    assert_int_equal(step[4].ms, INT64_C(36) * 3600000);
    assert_int_equal(step[5].kind, JDL_STEP_UPDATE);
    assert_int_equal(step[5].values[0].value.type, 0);
    jdl_result_free(result);
}

/* ---- the library ---------------------------------------------------------------------------------------------------- */

static int never(void *self) {
    (void)self;
    return 0;
}

static void count_one(void *self, const struct jdl_diagnostic *diagnostic) {
    assert_non_null(diagnostic->code);
    ++*(unsigned *)self;
}

static void the_host(void **state) {
    (void)state;
    struct jdl_text text = {"a.journey", planned, strlen(planned)};
    jdl_result *result = NULL;
    struct jdl_options options = {.go_on = never};
    assert_int_equal(jdl_compile(NULL, 1, NULL, &result), JDL_MISUSE);
    assert_null(result);
    assert_int_equal(jdl_compile(&text, 0, NULL, &result), JDL_MISUSE);
    assert_int_equal(jdl_compile(&text, 1, &options, &result), JDL_CANCELED);
    jdl_result_free(result);

    options = (struct jdl_options){.memory_limit = 40000};
    assert_int_equal(jdl_compile(&text, 1, &options, &result), JDL_NO_MEMORY);
    assert_null(result);

    size_t size = 0;
    options = (struct jdl_options){.check_only = 1};
    assert_int_equal(jdl_compile(&text, 1, &options, &result), JDL_OK);
    assert_null(jdl_bytecode(result, &size));
    jdl_result_free(result);

    unsigned told = 0;
    static const char twice[] = "language 1\nevent \"A\"\nevent \"A\"\n";
    struct jdl_text wrong = {"w.journey", twice, sizeof twice - 1};
    options = (struct jdl_options){.on_diagnostic = count_one, .self = &told};
    assert_int_equal(jdl_compile(&wrong, 1, &options, &result), JDL_FINDINGS);
    assert_int_equal(told, 2);
    assert_int_equal(jdl_count(result, JDL_ERROR), 2);
    jdl_result_free(result);
}

/* The order in which files are handed in does not matter; that of their names does. */
static void the_order_of_files(void **state) {
    (void)state;
    static const char shared[] = "language 1\nproject \"P\" { timezone: \"UTC\" }\nevent \"B\"\n";
    static const char journey[] =
        "language 1\nevent \"A\"\njourney j \"J\" {\nenter when event \"B\"\nstage a { exit as x }\n}\n";
    const struct jdl_text texts[] = {{"a.journey", journey, sizeof journey - 1},
                                     {"b.journey", shared, sizeof shared - 1}};
    const struct jdl_text turned[] = {texts[1], texts[0]};
    jdl_result *first = NULL;
    jdl_result *second = NULL;
    size_t first_size = 0;
    size_t second_size = 0;
    assert_int_equal(jdl_compile(texts, 2, NULL, &first), JDL_OK);
    assert_int_equal(jdl_compile(turned, 2, NULL, &second), JDL_OK);
    const void *a = jdl_bytecode(first, &first_size);
    const void *b = jdl_bytecode(second, &second_size);
    assert_true(first_size > 0);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(a, b, first_size);
    jdl_result_free(first);
    jdl_result_free(second);
}

static int just_utc(void *zones, const char *name) {
    (void)zones;
    return strcmp(name, "UTC") == 0;
}

static const char *const *three_zones(void *zones, size_t *count) {
    static const char *const names[] = {"Europe/London", "Europe/Lisbon", "UTC"};
    ++*(int *)zones;
    *count = 3;
    return names;
}

static void advice(void **state) {
    (void)state;
    static const char script[] = "language 1\nproject \"P\" { timezone: \"Europe/Lisbonn\" }\nevent \"Signed Up\"\n"
                                 "journey j \"J\" {\nenter when event \"Sined Up\"\nstage a { stay }\n}\n";
    const struct jdl_text text = {"a.journey", script, sizeof script - 1};
    int asked = 0;
    const struct jdl_options options = {.zone_exists = just_utc, .zone_names = three_zones, .zones = &asked};
    jdl_result *result = NULL;
    size_t count = 0;
    assert_int_equal(jdl_compile(&text, 1, &options, &result), JDL_FINDINGS);
    const struct jdl_diagnostic *list = jdl_diagnostics(result, &count);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].code, "J0218");
    assert_string_equal(list[0].help, "did you mean `\"Europe/Lisbon\"`?");
    assert_int_equal(asked, 2); /* a text with errors is read a second time, with more care */
    assert_string_equal(list[1].help, "did you mean `\"Signed Up\"`?");
    assert_int_equal(list[1].edit_count, 1);
    assert_string_equal(list[1].edits[0].replacement, "\"Signed Up\"");
    assert_int_equal(list[1].sure, 0);
    assert_int_equal(list[1].place.column, 18);
    jdl_result_free(result);

    static const char right[] = "language 1\nproject \"P\" { timezone: \"UTC\" }\n";
    const struct jdl_text fine = {"b.journey", right, sizeof right - 1};
    assert_int_equal(jdl_compile(&fine, 1, &options, &result), JDL_OK);
    assert_int_equal(asked, 2); /* a name that exists is not compared with all others */
    jdl_result_free(result);
}

static void explanations(void **state) {
    (void)state;
    struct jdl_code code;
    assert_true(jdl_explain("J0201", &code));
    assert_non_null(strstr(code.explanation, "Signed Up"));
    assert_false(jdl_explain("J9999", &code));
    size_t number = 0;
    while (jdl_code_at(number, &code)) {
        assert_int_equal(code.code[0], 'J');
        assert_true(strlen(code.title) > 3);
        assert_true(strlen(code.explanation) > 20);
        number++;
    }
    assert_true(number > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_names),
        cmocka_unit_test(names_that_are_there_twice),
        cmocka_unit_test(what_is_switched_off),
        cmocka_unit_test(places_of_names),
        cmocka_unit_test(keys_and_entries),
        cmocka_unit_test(types_of_values),
        cmocka_unit_test(comparisons),
        cmocka_unit_test(histories),
        cmocka_unit_test(texts),
        cmocka_unit_test(paths),
        cmocka_unit_test(blocks),
        cmocka_unit_test(channels),
        cmocka_unit_test(held_messages),
        cmocka_unit_test(the_project),
        cmocka_unit_test(broken_texts),
        cmocka_unit_test(lines_of_tests),
        cmocka_unit_test(a_plan),
        cmocka_unit_test(the_host),
        cmocka_unit_test(the_order_of_files),
        cmocka_unit_test(advice),
        cmocka_unit_test(explanations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
