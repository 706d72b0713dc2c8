/* The syntax tree of every form of the language: a piece of a script, a path into its tree, and what must stand there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/script.h"

/* One look into the tree of a piece. */
struct look {
    const char *where; /* see script_wrap */
    const char *piece; /* what is written there */
    const char *path;  /* from the piece's own node on */
    const char *json;  /* what must stand at the path */
};

/* The path of the piece's first node, for each place. */
static const char *root_of(const char *where) {
    if (strcmp(where, "file") == 0) return "decls.1";
    if (strcmp(where, "journey") == 0) return "decls.1.items.1";
    return strcmp(where, "stage") == 0 ? "decls.1.items.1.body.0" : "decls.1.items.1";
}

static void look(const struct look *looks, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char *text = script_wrap(looks[i].where, looks[i].piece);
        struct script script = script_parse(text);
        if (script.diags->count != 0) {
            script_print(&script);
            fail();
        }
        char path[160];
        snprintf(path, sizeof path, "%s.%s", root_of(looks[i].where), looks[i].path);
        script_is(&script, path, looks[i].json);
        script_free(&script);
        free(text);
    }
}

#define LOOK(looks) look(looks, sizeof(looks) / sizeof((looks)[0]))

static void declarations(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"file", "project \"Acme\" { timezone: user.zone or \"UTC\" }", "items.0.value.kind", "\"or\""},
        {"file", "project \"Acme\" {\n  event id window: 24 hours\n}", "items.0.ms", "86400000"},
        {"file", "project \"Acme\" { keep 2.5% out }", "items.0.share", "250"},
        {"file", "event \"Signed Up\" { plan: text }", "name", "\"Signed Up\""},
        {"file", "event \"A\" { plan: one of \"a\", \"b\", n: number optional }", "fields.0.type.choices",
         "[\"a\", \"b\"]"},
        {"file", "event \"A\" { plan: one of \"a\", \"b\", n: number optional }", "fields.1.type.optional", "true"},
        {"file", "event \"A\" { plan: one of \"a\", \"b\", \"Order ID\" as id: text }", "fields.1.outside",
         "\"Order ID\""},
        {"file", "event \"A\" { x: list of one of \"a\" }", "fields.0.type.element.kind", "\"one_of\""},
        {"file", "event \"A\" { x: time of day, y: yes/no, z: timezone }", "fields.0.type.kind", "\"time_of_day\""},
        {"file", "event \"A\" { x: time of day, y: yes/no, z: timezone }", "fields.1.type.kind", "\"yes_no\""},
        {"file", "user {\n  a: duration optional\n\n  b: time\n}", "fields.1.name", "\"b\""},
        {"file", "account { csm: text optional }", "kind", "\"account\""},
        {"file", "channel email", "items", "[]"},
        {"file", "channel email { only if a\n quiet hours 21:00 to 08:00 }", "items.1.from_ms", "75600000"},
        {"file", "channel email {\n quiet hours 21:00 to 08:00\n only if a\n}", "items.1.kind", "\"only_if\""},
        {"file", "channel email { deliver 09:00 to 17:00 }", "items.0.days", "[]"},
        {"file", "channel email { deliver Monday to Friday 09:00 to 17:00 }", "items.0.days", "[0, 1, 2, 3, 4]"},
        {"file", "channel email { deliver Saturday to Monday, Wednesday 09:00 to 17:00 }", "items.0.days",
         "[0, 2, 5, 6]"},
        {"file", "channel email { at most 1 per calendar day, otherwise skip }", "items.0.limit.per",
         "\"calendar_day\""},
        {"file", "channel c { deliver 08:00 to 24:00 }", "items.0.to_ms", "86400000"},
        {"file", "channel c { to: team, template \"x\" { a: text }, reports done, seen }", "items.0.team", "true"},
        {"file", "channel c { to: team, template \"x\" { a: text }, reports done, seen }", "items.2.names",
         "[\"done\", \"seen\"]"},
        {"file", "limits { at most 4 emails per 7 days, otherwise hold up to 2 days }", "limits.0.what", "\"emails\""},
        {"file", "limits { at most 4 emails per 7 days, otherwise hold up to 2 days }", "limits.0.held_ms",
         "172800000"},
        {"file", "limits {\n at most 4 per calendar week, otherwise skip\n off at most 1 per 1 day, otherwise skip\n}",
         "limits.1.off", "true"},
        {"file", "condition c: user.a is 1", "condition.op", "\"is\""},
        {"file", "off journey j { stage a { stay } }", "off", "true"},
        {"file", "journey j \"Title\" { stage a { stay } }", "title", "\"Title\""},
    };
    LOOK(looks);
}

static void journeys(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"journey", "owner: \"x@y\"", "text", "\"x@y\""},
        {"journey", "goal: \"not the goal\"", "kind", "\"metadata\""},
        {"journey", "enter when event \"A\" where a is 1\n  only if b", "condition.name", "\"b\""},
        {"journey", "enter again never", "again", "\"never\""},
        {"journey", "enter again always", "again", "\"always\""},
        {"journey", "enter again after 30 days", "ms", "2592000000"},
        {"journey", "one per order_id", "name", "\"order_id\""},
        {"journey", "keep 10% out", "share", "1000"},
        {"journey", "priority -5", "priority", "-5"},
        {"journey", "group onboarding", "name", "\"onboarding\""},
        {"journey", "goal event \"A\"", "body", "null"},
        {"journey", "goal event \"A\" within 14 days { milestone m }", "within_ms", "1209600000"},
        {"journey", "goal event \"A\" within 14 days { milestone m }", "body.0.name", "\"m\""},
        {"journey", "leave when event \"A\"", "outcome", "null"},
        {"journey", "leave when event \"A\" as closed { send task \"x\" }", "outcome", "\"closed\""},
        {"journey", "leave when journey x ended as y as z", "trigger.outcome", "\"y\""},
        {"journey", "leave when journey x ended as y as z", "outcome", "\"z\""},
        {"journey", "limits { at most 3 messages per 7 days, otherwise skip }", "limits.0.hold", "false"},
        {"journey", "remember nudges: 0", "value.micros", "0"},
        {"journey", "remember x: [1 day, x] * 3", "value.kind", "\"multiply\""},
        {"journey", "remember x: for if is is 3 otherwise where", "value.kind", "\"if\""},
        {"journey", "renamed stage go to come", "to", "\"come\""},
        {"journey", "remember cart: text optional", "type.optional", "true"},
        {"journey", "remember cart: text", "type.kind", "\"text\""},
        {"journey", "remember cart: list of number", "type.element.kind", "\"number\""},
        {"journey", "remember cart: one of \"a\", \"b\" optional", "type.choices", "[\"a\", \"b\"]"},
        {"journey", "remember seen: time of day", "type.kind", "\"time_of_day\""},
        {"journey", "remember seen: (time of day)", "value.kind", "\"time_of_day\""},
        {"journey", "when event \"A\" once { milestone m }", "when.bound", "\"once\""},
        {"journey", "when event \"A\" at most 3 times { milestone m }", "when.times", "3"},
        {"journey", "off when event \"A\" { milestone m }", "off", "true"},
        {"journey", "promise at most 3 messages in any 7 days", "promise.what", "\"messages\""},
        {"journey", "promise everyone leaves within 60 days", "promise.ms", "5184000000"},
        {"journey", "promise no email after event \"A\" where b is 1", "promise.where.op", "\"is\""},
        {"journey", "promise stage a only after stage b", "promise.earlier", "\"b\""},
        {"journey", "promise stage a can happen", "promise.kind", "\"stage_can_happen\""},
        {"journey", "renamed stage old to new", "to", "\"new\""},
        {"journey", "stage event \"Title\" { stay }", "title", "\"Title\""},
        {"journey", "stage event \"Title\" { stay }", "name", "\"event\""},
        {"journey", "stage a {\n when event \"A\" { stay }\n off when every 1 day { stay }\n stay\n}", "whens.1.off",
         "true"},
        {"journey", "stage a { off stay }", "body.0.off", "true"},
    };
    LOOK(looks);
}

static void triggers(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"journey", "when event \"A\" where percent is at least 80 { stay }", "when.trigger.where.op", "\"at_least\""},
        {"journey", "when event \"A\" where not a is 1 and b contains \"x\" { stay }", "when.trigger.where.kind",
         "\"and\""},
        {"journey", "when event \"A\" where (count of event \"B\" is 3) { stay }", "when.trigger.where.left.kind",
         "\"count\""},
        {"journey", "when email \"w\" opened { stay }", "when.trigger.report", "\"opened\""},
        {"journey", "when send \"w\" event { stay }", "when.trigger.channel", "\"send\""},
        {"journey", "when user.plan becomes \"pro\" { stay }", "when.trigger.value.parts.0.text", "\"pro\""},
        {"journey", "when account.tier changes { stay }", "when.trigger.path.root", "\"account\""},
        {"journey", "when power_user becomes true { stay }", "when.trigger.condition.name", "\"power_user\""},
        {"journey", "when (user.a is 1 and b) becomes true { stay }", "when.trigger.condition.kind", "\"and\""},
        {"journey", "when no event \"A\" for 7 days at most 3 times { stay }", "when.trigger.ms", "604800000"},
        {"journey", "when no event \"A\" where b is 1 for 7 days { stay }", "when.trigger.where.kind", "\"compare\""},
        {"journey", "when journey nps ended { stay }", "when.trigger.outcome", "null"},
        {"journey", "when journey nps ended as answered { stay }", "when.trigger.outcome", "\"answered\""},
        {"journey", "when 3 days before user.ends { stay }", "when.trigger.moment.offset_ms", "259200000"},
        {"journey", "when 3 days before user.ends { stay }", "when.trigger.moment.side", "\"before\""},
        {"journey", "when at user.ends { stay }", "when.trigger.moment.side", "\"at\""},
        {"journey", "when 2 hours after entry.due { stay }", "when.trigger.moment.value.root", "\"entry\""},
        {"journey", "enter when at 2026-06-11 09:00", "trigger.moment.value.kind", "\"instant\""},
        {"journey", "when every 7 days { stay }", "when.trigger.ms", "604800000"},
        {"journey", "when every day at 09:00 { stay }", "when.trigger.clock_ms", "32400000"},
        {"journey", "when every Monday at 09:00 { stay }", "when.trigger.days", "[0]"},
        {"journey", "when after 7 days { stay }", "when.trigger.kind", "\"after\""},
    };
    LOOK(looks);
}

static void statements(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"stage", "send email \"w\" { a: user.b or \"c\", d: 1 }", "options.0.fields.1.name", "\"d\""},
        {"stage", "send push \"w\" { a: 1 } or email \"v\"", "options.1.template", "\"v\""},
        {"stage", "send push \"w\"\n  or email \"v\" always", "always", "true"},
        {"stage", "send email \"w\" {\n a: 1\n\n b: 2, c: 3\n }", "options.0.fields.2.value.micros", "3000000"},
        {"stage", "wait 2 days", "ms", "172800000"},
        {"stage", "wait 1 week 2 days 3 hours 4 minutes 5 seconds", "ms", "788645000"},
        {"stage", "wait user.a, at most 90 days", "max_ms", "7776000000"},
        {"stage", "wait until 09:00", "moment.clock_ms", "32400000"},
        {"stage", "wait until Monday 09:00", "moment.days", "[0]"},
        {"stage", "wait until 3 days before user.ends", "arms", "null"},
        {"stage", "wait until 2026-03-02 10:00 { if past { stay } }", "arms.0.kind", "\"past\""},
        {"stage", "wait until user.x { if past or unknown { stay } for a { stay } }", "arms.0.kind",
         "\"past_or_unknown\""},
        {"stage", "wait until user.x + 1 day { if unknown { stay } }", "moment.value.kind", "\"add\""},
        {"stage", "wait up to 3 days {\n for event \"A\" { go on }\n otherwise { go on }\n }", "arms.1.kind",
         "\"otherwise\""},
        {"stage", "wait up to 3 days { for event \"A\" { go on } otherwise { go on } }", "arms.0.trigger.kind",
         "\"event\""},
        {"stage", "wait up to 3 days { off for a { go on } otherwise { go on } }", "arms.0.off", "true"},
        {"stage", "wait up to 3 days { for a and not b { go on } }", "arms.0.trigger.condition.kind", "\"and\""},
        {"stage", "wait up to 3 days { for event \"A\" where b is 1 happened { go on } }",
         "arms.0.trigger.condition.kind", "\"happened\""},
        {"stage", "wait up to 3 days { for email \"w\" was opened { go on } }", "arms.0.trigger.kind", "\"condition\""},
        {"stage", "wait up to 3 days { for email \"w\" skipped { go on } }", "arms.0.trigger.report", "\"skipped\""},
        {"stage", "wait up to 3 days { for user.a becomes unknown { go on } }", "arms.0.trigger.value.kind",
         "\"unknown\""},
        {"stage", "wait up to 3 days { for (a) becomes true { go on } }", "arms.0.trigger.kind", "\"becomes_true\""},
        {"stage", "if a { stay }", "otherwise", "null"},
        {"stage", "if a { stay } otherwise if b { go to x } otherwise { exit as y }", "branches.1.body.0.stage",
         "\"x\""},
        {"stage", "if a { stay } otherwise if b { go to x } otherwise { exit as y }", "otherwise.0.outcome", "\"y\""},
        {"stage", "split s { 50% a { stay } 49.5% b { stay } 0.5% c { } }", "arms.1.share", "4950"},
        {"stage", "split s {\n 50% a { stay }\n 50% b { stay }\n}", "arms.1.name", "\"b\""},
        {"stage", "repeat up to 4 times { stop repeating }", "body.0.kind", "\"stop_repeating\""},
        {"stage", "repeat up to 4 times { wait again }", "times", "4"},
        {"stage", "go to event", "stage", "\"event\""},
        {"stage", "exit as as", "outcome", "\"as\""},
        {"stage", "stay", "off", "false"},
        {"stage", "off milestone m", "off", "true"},
        {"stage", "remember n: n + 1", "value.kind", "\"add\""},
        {"stage", "set user.a: unknown", "value.kind", "\"unknown\""},
        {"stage", "start journey j { a: 1 }", "fields.0.name", "\"a\""},
        {"stage", "start journey j", "fields", "[]"},
        {"stage", "stop journey j", "journey", "\"j\""},
        {"stage", "go on", "kind", "\"go_on\""},
        {"stage", "keep waiting", "kind", "\"keep_waiting\""},
    };
    LOOK(looks);
}

static void values(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"file", "condition c: a or b or c", "condition.items.2.name", "\"c\""},
        {"file", "condition c: a or (b or c)", "condition.items.1.kind", "\"or\""},
        {"file", "condition c: (a or b) and c", "condition.items.0.parenthesised", "true"},
        {"file", "condition c: not a and b", "condition.kind", "\"and\""},
        {"file", "condition c: not a is 1", "condition.left.kind", "\"compare\""},
        {"file", "condition c: user.a is 1 + 2 * 3 - -4", "condition.right.left.right.kind", "\"multiply\""},
        {"file", "condition c: 8 - 4 - 2 is 2", "condition.left.left.kind", "\"subtract\""},
        {"file", "condition c: user.a is between 3 and 5 and b", "condition.items.0.upper.micros", "5000000"},
        {"file", "condition c: user.a is one of \"a\", \"b\" and b", "condition.items.0.right.items.1.parts.0.text",
         "\"b\""},
        {"file", "condition c: user.a is not one of [1, 2]", "condition.right.items.0.micros", "1000000"},
        {"file", "condition c: user.a is one of x", "condition.right.kind", "\"path\""},
        {"file", "condition c: user.a is unknown", "condition.op", "\"unknown\""},
        {"file", "condition c: user.a is known", "condition.op", "\"known\""},
        {"file", "condition c: known is 1", "condition.left.name", "\"known\""},
        {"file", "condition c: user.a is not \"x\"", "condition.op", "\"is_not\""},
        {"file", "condition c: user.a is within 3 days", "condition.right.ms", "259200000"},
        {"file", "condition c: user.a is before now", "condition.right.kind", "\"now\""},
        {"file", "condition c: user.a is after 2026-02-28", "condition.right.day", "28"},
        {"file", "condition c: user.a starts with \"x\"", "condition.op", "\"starts_with\""},
        {"file", "condition c: user.a ends with \"x\"", "condition.op", "\"ends_with\""},
        {"file", "condition c: time of day is between 09:00 and 17:00", "condition.left.kind", "\"time_of_day\""},
        {"file", "condition c: day of week is one of Monday, Sunday", "condition.right.items.1.day", "6"},
        {"file", "condition c: count of event \"A\" where a is 1 in last 7 days is at least 3",
         "condition.left.last_ms", "604800000"},
        {"file", "condition c: count of event \"A\" where a is 1 and b is 2 since entry is 3", "condition.left.window",
         "\"since_entry\""},
        {"file", "condition c: count of event \"A\" is more than 3", "condition.left.window", "\"ever\""},
        {"file", "condition c: event \"A\" never happened in last 1 day", "condition.never", "true"},
        {"file", "condition c: event \"A\" where x is 1 happened", "condition.where.right.micros", "1000000"},
        {"file", "condition c: time since event \"A\" is more than 2 hours", "condition.left.kind", "\"time_since\""},
        {"file", "condition c: count is 1 and time is 2 and day is 3", "condition.items.2.left.name", "\"day\""},
        {"file", "condition c: in journey j", "condition.journey", "\"j\""},
        {"file", "condition c: email \"w\" was opened", "condition.report", "\"opened\""},
        {"file", "condition c: a\n  and b\n  and\n  c and (\n d\n)", "kind", "\"condition\""},
        {"stage", "remember x: a or b if c otherwise d", "value.left.kind", "\"or\""},
        {"stage", "remember x: (1 if a otherwise 2) if b otherwise 3", "value.left.parenthesised", "true"},
        {"stage", "remember x: 9_000_000_000_000", "value.micros", "9000000000000000000"},
        {"stage", "remember x: 1_000.000_001", "value.micros", "1000000001"},
        {"stage", "remember x: yes", "value.value", "true"},
        {"stage", "remember x: [\"a\",\n \"b\"]", "value.items.1.parts.0.text", "\"b\""},
        {"stage", "remember x: []", "value.items", "[]"},
        {"stage", "remember x: 2028-02-29", "value.month", "2"},
    };
    LOOK(looks);
}

static void texts(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"stage", "remember x: \"\"", "value.parts", "[]"},
        {"stage", "remember x: \"a\\\"b\\\\c\\nd\\{{e}}\"", "value.parts.0.text", "\"a\\\"b\\\\c\\nd{{e}}\""},
        {"stage", "remember x: \"a {{ user.b }} c\"", "value.parts.1.value.name", "\"b\""},
        {"stage", "remember x: \"a {{ user.b }} c\"", "value.parts.2.text", "\" c\""},
        {"stage", "remember x: \"{{ n | default: \"}}\" | upcase }}\"", "value.parts.0.filters.0.argument.parts.0.text",
         "\"}}\""},
        {"stage", "remember x: \"{{ n | default: 'it' | round: 2 }}\"", "value.parts.0.filters.1.argument.micros",
         "2000000"},
        {"stage", "remember x: \"{{n|date:'%d'}}\"", "value.parts.0.filters.0.kind", "\"date\""},
        {"stage", "remember x: \"\"\"\n    one\n      two {{ a }}\n\n    three\n    \"\"\"", "value.parts.0.text",
         "\"one\\n  two \""},
        {"stage", "remember x: \"\"\"\n    one\n      two {{ a }}\n\n    three\n    \"\"\"", "value.parts.2.text",
         "\"\\n\\nthree\""},
        {"stage", "remember x: \"\"\"\n    \"q\" \\\"\n    \"\"\"", "value.parts.0.text", "\"\\\"q\\\" \\\"\""},
        {"stage", "remember x: \"\"\"\n\"\"\"", "value.parts", "[]"},
        {"stage", "remember x: \"na\xC3\xAFve \xF0\x9F\x98\x80\"", "value.parts.0.text",
         "\"na\xC3\xAFve \xF0\x9F\x98\x80\""},
    };
    LOOK(looks);
}

static void tests(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"test", "only journey a, b", "names", "[\"a\", \"b\"]"},
        {"test", "given user { a: \"x\", b: yes }", "fields.1.value.value", "true"},
        {"test", "given account { csm: \"rui\" }", "kind", "\"given_account\""},
        {"test", "given event \"A\" 40 days ago", "ago_ms", "3456000000"},
        {"test", "given event \"A\" { a: 1 } 40 days ago", "fields.0.name", "\"a\""},
        {"test", "given split s is short", "arm", "\"short\""},
        {"test", "given kept out", "of_project", "false"},
        {"test", "given kept out of project", "of_project", "true"},
        {"test", "event \"A\" { a: 2026-03-16 15:00 }", "fields.0.value.clock_ms", "54000000"},
        {"test", "event \"A\"", "fields", "[]"},
        {"test", "user { a: unknown }", "fields.0.value.kind", "\"unknown\""},
        {"test", "account { a: 1 }", "kind", "\"account\""},
        {"test", "in_app \"tour\" dismissed", "report", "\"dismissed\""},
        {"test", "after 3 days", "ms", "259200000"},
        {"test", "at 2026-03-09 08:00", "time.clock_ms", "28800000"},
        {"test", "off expect nothing", "off", "true"},
        {"test", "expect nothing", "expect.kind", "\"nothing\""},
        {"test", "expect email \"w\" with a \"x\", b -2, c [1, 2] at 2026-03-05", "expect.fields.1.value.left.micros",
         "2000000"},
        {"test", "expect email \"w\" with a \"x\", b -2, c [1, 2] at 2026-03-05", "expect.at.day", "5"},
        {"test", "expect email \"w\"\n    with a \"x\",\n    b 2 of journey j", "expect.journey", "\"j\""},
        {"test", "expect skipped email \"w\" because moved on", "expect.reason", "\"moved on\""},
        {"test", "expect skipped email \"w\" because limit of journey j at 2026-03-05 10:00", "expect.at.kind",
         "\"instant\""},
        {"test", "expect milestone m", "expect.name", "\"m\""},
        {"test", "expect set user.a: [\"x\"]", "expect.value.kind", "\"list\""},
        {"test", "expect start journey j with a 1", "expect.fields.0.name", "\"a\""},
        {"test", "expect stage s of journey j", "expect.kind", "\"stage\""},
        {"test", "expect exit as goal", "expect.name", "\"goal\""},
        {"test", "expect refused because already in", "expect.reason", "\"already in\""},
    };
    LOOK(looks);
}

/* Every word of the language is a name where only a name can stand. */
static void words_as_names(void **state) {
    (void)state;
    static const char *const words[] = {
        "account", "after",     "again",   "always",  "and",      "as",      "at",        "becomes",  "before",
        "channel", "count",     "day",     "deliver", "ended",    "enter",   "entry",     "event",    "every",
        "exit",    "expect",    "for",     "given",   "go",       "goal",    "group",     "happened", "hold",
        "if",      "in",        "is",      "journey", "keep",     "known",   "language",  "last",     "least",
        "limits",  "milestone", "more",    "never",   "no",       "not",     "now",       "of",       "off",
        "on",      "once",      "one",     "only",    "optional", "or",      "otherwise", "out",      "past",
        "per",     "priority",  "project", "promise", "remember", "repeat",  "send",      "set",      "since",
        "skip",    "split",     "stage",   "start",   "stay",     "stop",    "template",  "test",     "text",
        "than",    "time",      "times",   "to",      "true",     "unknown", "until",     "up",       "user",
        "wait",    "was",       "week",    "when",    "where",    "window",  "with",      "within",   "yes",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char text[800];
        snprintf(
            text, sizeof text,
            "language 1\nevent \"A\" { %s: text, x: number }\nuser {\n  %s: text\n  %s: number\n}\n"
            "journey %s {\n  group %s\n  %s: \"x\"\n  stage %s {\n    milestone %s\n    set user.%s: \"x\"\n    send email \"x\" {\n"
            "      %s: user.%s\n      y: event.%s\n    }\n    go to %s\n    exit as %s\n  }\n}\ntest \"t\" {\n"
            "  expect email \"x\" with %s \"y\"\n}\n",
            words[i], words[i], words[i], words[i], words[i], words[i], words[i], words[i], words[i], words[i],
            words[i], words[i], words[i], words[i], words[i]);
        struct script script = script_parse(text);
        if (script.diags->count != 0) {
            print_message("%s:\n", words[i]);
            script_print(&script);
            fail();
        }
        script_is(&script, "decls.4.kind", "\"test\"");
        script_free(&script);
    }
}

/* Layouts that look wrong and are right: how lines are indented never matters. */
static void layouts(void **state) {
    (void)state;
    static const struct look looks[] = {
        {"file", "project \"a\" {\n timezone: \"UTC\"}\n user { a: text\n }", "kind", "\"project\""},
        {"file", "channel email { template \"a\"\n  to: team\n}", "items.1.team", "true"},
        {"file", "event \"A\", event \"B\" {\nenter: text }, journey j {\nstage a { stay } }", "kind", "\"event\""},
        {"stage", "wait until 09:00\n      if past {\n  stay\n  }", "kind", "\"wait\""},
        {"stage", "if event.otherwise { stay }\nif event.otherwise is 1 { stay }", "kind", "\"if\""},
        {"stage", "if a is\n within\n 3 days { stay }", "branches.0.condition.op", "\"within\""},
        {"stage", "if (a is more than 1 day\n 12\n hours) { stay }", "branches.0.condition.right.ms", "129600000"},
        {"stage", "if (a is at\n\n# note\n least 3) { stay }", "branches.0.condition.op", "\"at_least\""},
    };
    LOOK(looks);
    char text[4000] = "language 1\ncondition c: x is one of \"a\",";
    for (int i = 0; i < 400; i++) strcat(text, i % 2 == 0 ? "\n" : "# c");
    strcat(text, "\n\"b\"\n");
    struct script script = script_parse(text);
    assert_int_equal(script.diags->count, 0);
    script_is(&script, "decls.1.condition.op", "\"one_of\"");
    script_free(&script);
}

static void line_ends(void **state) {
    (void)state;
    struct script script = script_parse(
        "\xEF\xBB\xBFlanguage 1\r\n\r\nevent \"A\" {\r\n  a: text\r\n}\r\n# note \r\ncondition c: x\r\n  and y\r\n");
    assert_int_equal(script.diags->count, 0);
    script_is(&script, "decls.2.condition.kind", "\"and\"");
    script_is(&script, "comments.0.text", "\"# note\"");
    script_is(&script, "comments.0.own_line", "true");
    script_free(&script);
    script = script_parse("language 1 # one\nevent \"A#\" { a: text } event \"B\" event \"C\", event \"D\"\n");
    assert_int_equal(script.diags->count, 0);
    script_is(&script, "decls.1.name", "\"A#\"");
    script_is(&script, "decls.4.name", "\"D\"");
    script_is(&script, "comments.0.own_line", "false");
    script_free(&script);
}

static void spans(void **state) {
    (void)state;
    const char *text = "language 1\njourney j \"J\" {\n  off stage a {\n    if x is 1 { stay }\n  }\n}\n";
    struct script script = script_parse(text);
    assert_int_equal(script.diags->count, 0);
    const struct decl *journey = script.ast->files.first->decls.last;
    assert_memory_equal(text + journey->head.begin, "journey j \"J\"", journey->head.end - journey->head.begin);
    const struct journey_item *stage = journey->journey.first;
    assert_int_equal(strncmp(text + stage->span.begin, "off stage a {", 13), 0);
    assert_int_equal(text[stage->span.end - 1], '}');
    const struct stmt *branch = stage->stage->body.stmts.first;
    assert_int_equal(branch->head.end - branch->head.begin, strlen("if x is 1"));
    assert_int_equal(branch->if_.branches.first->condition->span.begin, branch->head.begin + 3);
    script_free(&script);
}

int main(void) {
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(declarations), cmocka_unit_test(journeys),       cmocka_unit_test(triggers),
        cmocka_unit_test(statements),   cmocka_unit_test(values),         cmocka_unit_test(texts),
        cmocka_unit_test(tests),        cmocka_unit_test(words_as_names), cmocka_unit_test(line_ends),
        cmocka_unit_test(spans),        cmocka_unit_test(layouts),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
