/* One mistake, one error: at its place, with words that help, and with a fix that makes the script right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

/* A piece with one mistake. */
struct mistake {
    const char *where;  /* see script_wrap */
    const char *piece;  /* what is written; the mistake is on its line `line` */
    const char *code;   /* of the one error */
    int line;           /* in the piece, 1 is the first */
    const char *at;     /* the text that the error stands at */
    const char *mended; /* the piece after the fix; NULL if there is none that is sure */
};

/* The whole script that a piece should become. */
static void check_fix(const struct mistake *mistake, const struct script *script) {
    char *wanted = script_wrap(mistake->where, mistake->mended);
    char *mended = script_mend(script);
    assert_string_equal(mended, wanted);
    struct script again = script_parse(mended);
    if (again.diags->count != 0) script_print(&again);
    assert_int_equal(again.diags->count, 0);
    script_free(&again);
    free(mended);
    free(wanted);
}

static void check(const struct mistake *mistakes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct mistake *mistake = &mistakes[i];
        char *text = script_wrap(mistake->where, mistake->piece);
        struct script script = script_parse(text);
        const struct diag *diag = script.diags->first;
        bool one = script.diags->count == 1 && strcmp(diag_info(diag->id)->code, mistake->code) == 0 &&
                   (int)source_place(script.source, diag->span.begin).line == SCRIPT_LINES + mistake->line;
        bool there = one && strncmp(text + diag->span.begin, mistake->at, strlen(mistake->at)) == 0;
        if (!there) {
            print_message("wanted one %s on line %d at %s\n", mistake->code, mistake->line, mistake->at);
            script_print(&script);
            fail();
        }
        assert_true(diag->message[0] != '\0');
        if (mistake->mended != NULL) check_fix(mistake, &script);
        /* What follows is read as if nothing had happened. */
        const struct decl *last = script.ast->files.first->decls.last;
        assert_int_equal(last->kind, DECL_EVENT);
        assert_string_equal(last->name.text, "Tail");
        script_free(&script);
        free(text);
    }
}

#define CHECK(mistakes) check(mistakes, sizeof(mistakes) / sizeof((mistakes)[0]))

static void signs(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"stage", "if a = 1 { stay }", "J0104", 1, "=", "if a is 1 { stay }"},
        {"stage", "if a == 1 { stay }", "J0104", 1, "==", "if a is 1 { stay }"},
        {"stage", "if a != 1 { stay }", "J0104", 1, "!=", "if a is not 1 { stay }"},
        {"stage", "if a <> 1 { stay }", "J0104", 1, "<>", "if a is not 1 { stay }"},
        {"stage", "if a >= 1 { stay }", "J0104", 1, ">=", "if a is at least 1 { stay }"},
        {"stage", "if a <= 1 { stay }", "J0104", 1, "<=", "if a is at most 1 { stay }"},
        {"stage", "if a > 1 { stay }", "J0104", 1, ">", "if a is more than 1 { stay }"},
        {"stage", "if a < 1 { stay }", "J0104", 1, "<", "if a is less than 1 { stay }"},
        {"stage", "if a>=1 { stay }", "J0104", 1, ">=", "if a is at least 1 { stay }"},
        {"stage", "if a is >= 1 { stay }", "J0104", 1, ">=", "if a is at least 1 { stay }"},
        {"stage", "if a \xE2\x89\xA5 1 { stay }", "J0104", 1, "\xE2\x89\xA5", "if a is at least 1 { stay }"},
        {"stage", "if a is 1 && b is 2 { stay }", "J0104", 1, "&&", "if a is 1 and b is 2 { stay }"},
        {"stage", "if a is 1 || b is 2 { stay }", "J0104", 1, "||", "if a is 1 or b is 2 { stay }"},
        {"stage", "if !(a is 1) { stay }", "J0104", 1, "!", "if not (a is 1) { stay }"},
        {"stage", "remember n = 1", "J0104", 1, "=", "remember n: 1"},
        {"stage", "send email \"w\" { a = 1 }", "J0104", 1, "=", "send email \"w\" { a: 1 }"},
        {"stage", "-> last", "J0104", 1, "->", "go to last"},
        {"stage", "stay;", "J0137", 1, ";", "stay"},
        {"stage", "milestone a; milestone b", "J0137", 1, ";", NULL},
        {"stage", "// a note", "J0156", 1, "//", "# a note"},
        {"stage", "/* a\n note */", "J0156", 1, "/*", NULL},
        {"stage", "send email \xE2\x80\x9Cwelcome\xE2\x80\x9D", "J0114", 1, "\xE2\x80\x9C", "send email \"welcome\""},
        {"stage", "send email 'welcome'", "J0114", 1, "'", "send email \"welcome\""},
        {"stage",
         "send\xC2\xA0"
         "email \"w\"",
         "J0138", 1, "\xC2\xA0", "send email \"w\""},
        {"stage", "split s { 50 % a { stay } 50% b { stay } }", "J0124", 1, "50",
         "split s { 50% a { stay } 50% b { stay } }"},
        {"file", "channel c { quiet hours 21:00 - 08:00 }", "J0104", 1, "-",
         "channel c { quiet hours 21:00 to 08:00 }"},
    };
    CHECK(mistakes);
}

static void words(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"stage", "if a { stay } else { stay }", "J0103", 1, "else", "if a { stay } otherwise { stay }"},
        {"stage", "if a { stay } elif b { stay }", "J0103", 1, "elif", "if a { stay } otherwise if b { stay }"},
        {"stage", "unless a { stay }", "J0103", 1, "unless", "if not a { stay }"},
        {"stage", "if a then { stay }", "J0137", 1, "then", "if a { stay }"},
        {"stage", "if a is true { stay }", "J0103", 1, "true", "if a is yes { stay }"},
        {"stage", "if a is false { stay }", "J0103", 1, "false", "if a is no { stay }"},
        {"stage", "if a is null { stay }", "J0103", 1, "null", "if a is unknown { stay }"},
        {"stage", "if a is set { stay }", "J0103", 1, "set", "if a is known { stay }"},
        {"stage", "if a is greater than 1 { stay }", "J0103", 1, "greater than", "if a is more than 1 { stay }"},
        {"stage", "if a is equal to 1 { stay }", "J0137", 1, "equal", "if a is 1 { stay }"},
        {"stage", "if a equals 1 { stay }", "J0103", 1, "equals", "if a is 1 { stay }"},
        {"stage", "if a in [1, 2] { stay }", "J0103", 1, "in", "if a is one of [1, 2] { stay }"},
        {"stage", "if a includes \"x\" { stay }", "J0103", 1, "includes", "if a contains \"x\" { stay }"},
        {"stage", "if a at least 1 { stay }", "J0136", 1, "at least", "if a is at least 1 { stay }"},
        {"stage", "mail \"w\"", "J0103", 1, "mail", "send email \"w\""},
        {"stage", "email \"w\"", "J0103", 1, "email", "send email \"w\""},
        {"stage", "push \"w\"", "J0136", 1, "push", "send push \"w\""},
        {"stage", "delay 2 days", "J0103", 1, "delay", "wait 2 days"},
        {"stage", "sleep 2 days", "J0103", 1, "sleep", "wait 2 days"},
        {"stage", "pause 2 days", "J0103", 1, "pause", "wait 2 days"},
        {"stage", "wait for 2 days", "J0137", 1, "for", "wait 2 days"},
        {"stage", "wait till 09:00", "J0103", 1, "till", "wait until 09:00"},
        {"stage", "wait 09:00", "J0142", 1, "09:00", "wait until 09:00"},
        {"stage", "goto last", "J0103", 1, "goto", "go to last"},
        {"stage", "jump to last", "J0103", 1, "jump to", "go to last"},
        {"stage", "go to stage last", "J0137", 1, "stage", "go to last"},
        {"stage", "exit engaged", "J0136", 1, "engaged", "exit as engaged"},
        {"stage", "repeat 4 times { stay }", "J0136", 1, "4", "repeat up to 4 times { stay }"},
        {"stage", "let n: 1", "J0103", 1, "let", "remember n: 1"},
        {"stage", "while a { stay }", "J0161", 1, "while", NULL},
        {"stage", "sned email \"w\"", "J0105", 1, "sned", "send email \"w\""},
        {"stage", "Send email \"w\"", "J0105", 1, "Send", "send email \"w\""},
        {"stage", "STAY", "J0105", 1, "STAY", "stay"},
        {"stage", "wait up to 3 days {\n when event \"A\" { go on }\n otherwise { go on }\n}", "J0103", 2, "when",
         "wait up to 3 days {\n for event \"A\" { go on }\n otherwise { go on }\n}"},
        {"stage", "wait up to 3 days {\n if event \"A\" { go on }\n otherwise { go on }\n}", "J0103", 2, "if",
         "wait up to 3 days {\n for event \"A\" { go on }\n otherwise { go on }\n}"},
        {"stage", "wait up to 3 days {\n for event \"A\" { go on }\n timeout { go on }\n}", "J0103", 3, "timeout",
         "wait up to 3 days {\n for event \"A\" { go on }\n otherwise { go on }\n}"},
        {"stage", "wait up to 3 days {\n for evnt \"A\" { go on }\n otherwise { go on }\n}", "J0103", 2, "evnt",
         "wait up to 3 days {\n for event \"A\" { go on }\n otherwise { go on }\n}"},
        {"stage", "wait up to 3 days {\n for after 1 day { go on }\n otherwise { go on }\n}", "J0163", 2, "after",
         NULL},
        {"journey", "start when event \"A\"", "J0103", 1, "start", "enter when event \"A\""},
        {"journey", "exit when event \"A\"", "J0103", 1, "exit", "leave when event \"A\""},
        {"journey", "enter event \"A\"", "J0136", 1, "event", "enter when event \"A\""},
        {"journey", "enter on event \"A\"", "J0103", 1, "on", "enter when event \"A\""},
        {"journey", "enter when event \"A\" if b is 1", "J0103", 1, "if", "enter when event \"A\" where b is 1"},
        {"journey", "goal when event \"A\"", "J0137", 1, "when", "goal event \"A\""},
        {"journey", "step a { stay }", "J0103", 1, "step", "stage a { stay }"},
        {"journey", "on event \"A\" { stay }", "J0103", 1, "on", "when event \"A\" { stay }"},
        {"journey", "promise at most 3 emails per 7 days", "J0103", 1, "per", "promise at most 3 emails in any 7 days"},
        {"journey", "owner \"x\"", "J0136", 1, "owner", "owner: \"x\""},
        {"journey", "send email \"w\"", "J0160", 1, "send", NULL},
        {"file", "workflow j { stage a { stay } }", "J0103", 1, "workflow", "journey j { stage a { stay } }"},
        {"file", "limits { max 3 per 7 days, otherwise skip }", "J0103", 1, "max",
         "limits { at most 3 per 7 days, otherwise skip }"},
        {"file", "limits { at most 3 per 7 days otherwise skip }", "J0136", 1, "7 days",
         "limits { at most 3 per 7 days, otherwise skip }"},
        {"file", "event \"A\" { b: string }", "J0103", 1, "string", "event \"A\" { b: text }"},
        {"file", "event \"A\" { b: integer }", "J0103", 1, "integer", "event \"A\" { b: number }"},
        {"file", "event \"A\" { b: boolean }", "J0103", 1, "boolean", "event \"A\" { b: yes/no }"},
        {"file", "event \"A\" { b: enum \"x\", \"y\" }", "J0103", 1, "enum", "event \"A\" { b: one of \"x\", \"y\" }"},
        {"file", "event \"A\" { b: text c: number }", "J0136", 1, "text", "event \"A\" { b: text, c: number }"},
        {"file", "event \"A\" { b: text required }", "J0137", 1, "required", "event \"A\" { b: text }"},
        {"file", "condition c user.a is 1", "J0136", 1, "c", "condition c: user.a is 1"},
        {"file", "channel c { quiet hours from 21:00 to 08:00 }", "J0137", 1, "from",
         "channel c { quiet hours 21:00 to 08:00 }"},
        {"file", "import \"other\"", "J0161", 1, "import", NULL},
        {"test", "assert nothing", "J0103", 1, "assert", "expect nothing"},
        {"test", "expect email \"w\" with a: 1", "J0137", 1, ":", "expect email \"w\" with a 1"},
        {"test", "expect email \"w\" a 1", "J0136", 1, "a", "expect email \"w\" with a 1"},
        {"test", "given split s: a", "J0104", 1, ":", NULL},
    };
    CHECK(mistakes);
}

static void names(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"file", "event Signed Up { a: text }", "J0108", 1, "Signed Up", "event \"Signed Up\" { a: text }"},
        {"file", "event \"A\" { b: one of x, y optional, n: number }", "J0108", 1, "x",
         "event \"A\" { b: one of \"x\", \"y\" optional, n: number }"},
        {"file", "event \"A\" { b: one of \"x\", y }", "J0108", 1, "y", "event \"A\" { b: one of \"x\", \"y\" }"},
        {"file", "event signed_up", "J0108", 1, "signed_up", "event \"signed_up\""},
        {"stage", "send email welcome", "J0108", 1, "welcome", "send email \"welcome\""},
        {"stage", "wait up to 3 days { for event Logged In { go on } otherwise { go on } }", "J0108", 1, "Logged In",
         "wait up to 3 days { for event \"Logged In\" { go on } otherwise { go on } }"},
        {"stage", "go to \"First Step\"", "J0109", 1, "\"First", "go to first_step"},
        {"stage", "milestone \"m\"", "J0109", 1, "\"m\"", "milestone m"},
        {"file", "journey \"My journey\" { stage a { stay } }", "J0109", 1, "\"My",
         "journey my_journey { stage a { stay } }"},
        {"file", "event \"A\" { \"plan\": text }", "J0109", 1, "\"plan\"", "event \"A\" { plan: text }"},
        {"file", "event \"A\" { \"Order ID\": text }", "J0109", 1, "\"Order",
         "event \"A\" { \"Order ID\" as order_id: text }"},
        {"stage", "go to FirstStep", "J0110", 1, "FirstStep", "go to first_step"},
        {"stage", "go to first-step", "J0110", 1, "first-step", "go to first_step"},
        {"stage", "go to First-Step", "J0110", 1, "First-Step", "go to first_step"},
        {"stage", "if customer.plan is 1 { stay }", "J0132", 1, "customer", NULL},
        {"journey", "remember before: 0", "J0159", 1, "before", NULL},
        {"stage", "set nudges: 1", "J0144", 1, "nudges", NULL},
        {"file", "channel c { to: someone }", "J0146", 1, "someone", NULL},
        {"journey", "when event.x changes { stay }", "J0149", 1, "event.x", NULL},
        {"journey", "when user.x becomes true { stay }", "J0150", 1, "user.x", "when user.x becomes yes { stay }"},
    };
    CHECK(mistakes);
}

static void lines(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"stage", "milestone a  milestone b", "J0107", 1, "milestone b", NULL},
        {"stage", "if a { stay } send email \"w\"", "J0107", 1, "send", NULL},
        {"test", "expect nothing after 3 days", "J0107", 1, "after", NULL},
        {"journey", "goal event \"A\"\n    within 3 days", "J0106", 2, "within", "goal event \"A\" within 3 days"},
        {"journey", "leave when event \"A\"\n    as closed", "J0106", 2, "as", "leave when event \"A\" as closed"},
        {"journey", "when event \"A\"\n once { stay }", "J0106", 2, "once", "when event \"A\" once { stay }"},
        {"journey", "when event \"A\"\n at most 3 times { stay }", "J0106", 2, "at most",
         "when event \"A\" at most 3 times { stay }"},
        {"stage", "remember x: 1\n  if a otherwise 2", "J0106", 2, "if", "remember x: 1 if a otherwise 2"},
        {"stage", "send email \"w\" {\n x: 1\n  if a otherwise 2\n}", "J0106", 3, "if",
         "send email \"w\" {\n x: 1 if a otherwise 2\n}"},
        {"stage", "if a {\n stay\n}\notherwise {\n stay\n}", "J0106", 4, "otherwise",
         "if a {\n stay\n} otherwise {\n stay\n}"},
        {"stage", "if a\n{\n stay\n}", "J0158", 2, "{", "if a {\n stay\n}"},
        {"stage", "if a:\n stay", "J0137", 1, ":", NULL},
        {"stage", "when event \"A\" { stay }\nmilestone m\nwhen event \"B\" { stay }", "J0131", 3, "when", NULL},
        {"stage", "if a {\n when event \"A\" { stay }\n}", "J0131", 2, "when", NULL},
        {"stage", "wait up to\nmilestone m", "J0102", 1, "to", NULL},
        {"stage", "exit\nmilestone m", "J0102", 1, "exit", NULL},
        {"file", "condition c: user.a is 1 and", "J0102", 1, "and", NULL},
    };
    CHECK(mistakes);
}

static void blocks(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"journey", "stage a {\n    stay\n\n  stage b { stay }", "J0111", 1, "{", NULL},
        {"journey", "  stage a {\n    if x {\n      stay\n    stay\n  }\n  stage b { stay }", "J0111", 2, "{", NULL},
        {"journey", "  stage a {\n    stay\n  }\n  }\n  stage b { stay }", "J0112", 4, "}", NULL},
        {"journey", "  stage a {\n    if x {\n      stay\n    end\n    stay\n  }\n  stage b { stay }", "J0101", 4,
         "end", NULL},
        {"stage", "send email \"w\" { a: 1 foo\nstay", "J0101", 1, "foo", NULL},
        {"stage", "if a { stay } otherwise { stay stay\nstay", "J0101", 1, "stay\n", NULL},
        {"file", "event \"A\" {\n  a: text\nfoo\njourney j { stage a { stay } }", "J0101", 3, "foo", NULL},
        {"file", "event \"A\" {\n  a: text\n\njourney j { stage a { stay } }", "J0111", 1, "{", NULL},
        {"file", "}", "J0112", 1, "}", NULL},
        {"stage", "wait up to 3 days\n      for event \"A\" { go on }\n      otherwise { go on }\n    }", "J0136", 1,
         "3 days", NULL},
        {"stage", "send email \"w\" { a: 1\n    milestone m", "J0111", 1, "{", NULL},
        {"test", "  event \"A\" a: 1 }\n  expect nothing", "J0101", 1, "a", NULL},
        {"test", "  user { a: 1\n  event \"A\"\n  expect nothing", "J0111", 1, "{", NULL},
        {"stage", "if (a is 1 { stay }", "J0157", 1, "1", NULL},
        {"stage", "if a is 1) { stay }", "J0137", 1, ")", NULL},
        {"stage", "wait 2 days {\n for event \"A\" { go on }\n}", "J0162", 1, "2 days", NULL},
    };
    CHECK(mistakes);
}

static void literals(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"stage", "wait 2 months", "J0121", 1, "months", NULL},
        {"stage", "wait 1 year", "J0121", 1, "year", NULL},
        {"stage", "wait 3days", "J0121", 1, "3days", "wait 3 days"},
        {"stage", "wait 24h", "J0121", 1, "24h", "wait 24 hours"},
        {"stage", "wait 5 min", "J0121", 1, "5 min", "wait 5 minutes"},
        {"stage", "wait 3 das", "J0105", 1, "das", "wait 3 days"},
        {"stage", "wait 1.5 hours", "J0120", 1, "1.5 hours", "wait 1 hour 30 minutes"},
        {"stage", "wait 0 days", "J0120", 1, "0 days", NULL},
        {"stage", "wait 2 hours 1 day", "J0120", 1, "1 day", NULL},
        {"stage", "wait 40000 days", "J0120", 1, "40000 days", NULL},
        {"stage", "wait 3", "J0143", 1, "3", NULL},
        {"stage", "wait until 9am", "J0122", 1, "9am", "wait until 09:00"},
        {"stage", "wait until 9:30 pm", "J0122", 1, "9:30", NULL},
        {"stage", "wait until 24:00", "J0122", 1, "24:00", "wait until 00:00"},
        {"file", "channel c { quiet hours 24:00 to 08:00 }", "J0122", 1, "24:00",
         "channel c { quiet hours 00:00 to 08:00 }"},
        {"test", "at 2026-03-02 24:00", "J0122", 1, "24:00", "at 2026-03-02 00:00"},
        {"stage", "wait until 25:00", "J0122", 1, "25:00", NULL},
        {"stage", "wait until monday 09:00", "J0103", 1, "monday", "wait until Monday 09:00"},
        {"stage", "wait until Moday 09:00", "J0105", 1, "Moday", "wait until Monday 09:00"},
        {"stage", "wait until 2026-02-30 10:00", "J0123", 1, "2026-02-30", NULL},
        {"test", "at 2026-3-2 10:00", "J0123", 1, "2026-3-2", "at 2026-03-02 10:00"},
        {"test", "at 02/03/2026", "J0123", 1, "02/03/2026", NULL},
        {"test", "after 3", "J0143", 1, "3", NULL},
        {"stage", "remember x: 9_000_000_000_001", "J0119", 1, "9_", NULL},
        {"stage", "remember x: 0.1234567", "J0119", 1, "0.", NULL},
        {"stage", "repeat up to 2.5 times { stay }", "J0139", 1, "2.5", NULL},
        {"stage", "split s { 12.345% a { stay } }", "J0124", 1, "12.345%", NULL},
        {"file", "channel c { at most 1 per day, otherwise skip }", "J0133", 1, "day", NULL},
        {"file", "channel c { at most 1 per 7 days }", "J0134", 1, "at most", NULL},
        {"stage", "wait up to 3 days", "J0140", 1, "wait", NULL},
        {"stage", "wait for event \"A\"", "J0141", 1, "for", NULL},
    };
    CHECK(mistakes);
}

static void texts(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"stage", "remember x: \"abc", "J0113", 1, "\"abc", NULL},
        {"stage", "send email \"w\" { a: \"x }", "J0113", 1, "\"x", NULL},
        {"stage", "remember x: \"a {{ user.b\"", "J0113", 1, "\"a", NULL},
        {"stage", "remember x: \"50\\% off\"", "J0115", 1, "\\%", NULL},
        {"stage", "remember x: \"{{ }}\"", "J0116", 1, "}}", NULL},
        {"stage", "remember x: \"{{ user.a or b }}\"", "J0116", 1, "or", NULL},
        {"stage", "remember x: \"{{ user. }}\"", "J0116", 1, "user.", NULL},
        {"stage", "remember x: \"{{ user.a | upper }}\"", "J0117", 1, "upper", "remember x: \"{{ user.a | upcase }}\""},
        {"stage", "remember x: \"{{ user.a | default }}\"", "J0155", 1, "default", NULL},
        {"stage", "remember x: \"{{ user.a | round: 'x' }}\"", "J0155", 1, "round", NULL},
        {"stage", "remember x: \"{{ shop.a }}\"", "J0132", 1, "shop", NULL},
        {"stage", "send email \"w {{ a }}\"", "J0118", 1, "{{", NULL},
        {"stage", "remember x: \"\"\"a\n b\n \"\"\"", "J0147", 1, "\"\"\"", NULL},
        {"stage", "remember x: \"\"\"\n {{ a\n }}\n \"\"\"", "J0116", 2, "{{", NULL},
        {"file", "event \"\"\"\nA\n\"\"\"", "J0148", 1, "\"\"\"", NULL},
    };
    CHECK(mistakes);
}

static void logic(void **state) {
    (void)state;
    static const struct mistake mistakes[] = {
        {"stage", "if a or b and c { stay }", "J0125", 1, "a or", NULL},
        {"stage", "if a and b or c and d or e { stay }", "J0125", 1, "a and", NULL},
        {"stage", "if (a or b and c) and d { stay }", "J0125", 1, "a or", NULL},
        {"journey", "enter when event \"A\" where a or b and c", "J0125", 1, "a or", NULL},
        {"stage", "if a is not at least 3 { stay }", "J0126", 1, "is not at least",
         "if not (a is at least 3) { stay }"},
        {"stage", "if a is not between 3 and 5 { stay }", "J0126", 1, "is not between",
         "if not (a is between 3 and 5) { stay }"},
        {"stage", "if a is not known { stay }", "J0126", 1, "is not known", "if a is unknown { stay }"},
        {"stage", "if a is not unknown { stay }", "J0126", 1, "is not unknown", "if a is known { stay }"},
        {"journey", "when event \"A\" where n is not more than (1) { stay }", "J0126", 1, "is not",
         "when event \"A\" where not (n is more than (1)) { stay }"},
        {"journey", "when event \"A\" where count of event \"B\" is 1 { stay }", "J0101", 1, "of", NULL},
    };
    CHECK(mistakes);
}

static void both_readings(void **state) {
    (void)state;
    struct script script = script_parse("language 1\ncondition c: a is 1 or b and (d or e) or f\n");
    assert_int_equal(script.diags->count, 1);
    assert_string_equal(script.diags->first->help,
                        "write `a is 1 or (b and (d or e)) or f`, or `(a is 1 or b) and ((d or e) or f)`");
    script_free(&script);
}

static void first_lines(void **state) {
    (void)state;
    static const struct {
        const char *text; /* a whole file */
        const char *code; /* of its one error */
    } files[] = {
        {"", "J0128"},
        {"# only a comment\n", "J0128"},
        {"event \"A\"\n", "J0128"},
        {"language 2\nevent \"A\"\n", "J0129"},
        {"event \"A\"\nlanguage 1\n", "J0130"},
        {"language 1\nlanguage 1\n", "J0130"},
        {"langauge 1\nevent \"A\"\n", "J0105"},
        {"language one\nevent \"A\"\n", "J0103"},
        {"hello world\n", "J0101"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct script script = script_parse(files[i].text);
        if (script.diags->count != 1) script_print(&script);
        assert_int_equal(script.diags->count, 1);
        assert_string_equal(diag_info(script.diags->first->id)->code, files[i].code);
        assert_true(script.ast->files.first->broken);
        script_free(&script);
    }
}

/* Several mistakes: each is found, in one go, in order. */
static void several(void **state) {
    (void)state;
    struct script script = script_parse("language 1\n"
                                        "evnt \"A\"\n"
                                        "journey j {\n"
                                        "  enter when event \"A\"\n"
                                        "  stage a {\n"
                                        "    sned email \"w\"\n"
                                        "    wait 3 moons\n"
                                        "    if user.a >= 3 { go to b } else { stay }\n"
                                        "    exit\n"
                                        "  }\n"
                                        "  stage b { stay }\n"
                                        "}\n"
                                        "test t {\n"
                                        "  expct nothing\n"
                                        "}\n");
    static const uint32_t wanted[] = {2, 6, 7, 8, 8, 9, 13, 14};
    uint32_t found = 0;
    for (const struct diag *diag = script.diags->first; diag != NULL; diag = diag->next, found++) {
        if (found == sizeof wanted / sizeof wanted[0] ||
            source_place(script.source, diag->span.begin).line != wanted[found])
            script_print(&script);
        assert_true(found < sizeof wanted / sizeof wanted[0]);
        assert_int_equal(source_place(script.source, diag->span.begin).line, wanted[found]);
    }
    assert_int_equal(found, sizeof wanted / sizeof wanted[0]);
    script_is(&script, "decls.2.items.2.name", "\"b\"");
    script_free(&script);
}

int main(void) {
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(signs),       cmocka_unit_test(words),   cmocka_unit_test(names),
        cmocka_unit_test(lines),       cmocka_unit_test(blocks),  cmocka_unit_test(literals),
        cmocka_unit_test(texts),       cmocka_unit_test(logic),   cmocka_unit_test(both_readings),
        cmocka_unit_test(first_lines), cmocka_unit_test(several),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
