/* Pictures, comparisons and pages through jdl.h: what they answer to a wrong call, without memory, and to their callbacks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jdl.h"

static const char script[] = "language 1\n"
                             "project \"P\" { timezone: \"UTC\" }\n"
                             "event \"A\"\n"
                             "event \"B\"\n"
                             "channel email\n"
                             "journey j \"One\" {\n"
                             "  enter when event \"A\"\n"
                             "  stage s {\n"
                             "    send email \"hi\"\n"
                             "    wait up to 3 days {\n"
                             "      for event \"B\" { exit as came }\n"
                             "      otherwise { exit as gone }\n"
                             "    }\n"
                             "  }\n"
                             "}\n"
                             "journey k {\n"
                             "  enter when event \"B\"\n"
                             "  stage t { exit as done }\n"
                             "}\n";

struct written {
    char text[16384]; /* what was handed over, ended by a NUL */
    size_t length;    /* bytes */
};

static void take(void *self, const char *text, size_t length) {
    struct written *written = self;
    assert_true(written->length + length < sizeof written->text);
    memcpy(written->text + written->length, text, length);
    written->length += length;
    written->text[written->length] = '\0';
}

static jdl_result *compile_with(const char *text, enum jdl_status wanted, const struct jdl_options *options) {
    const struct jdl_text one = {"a.journey", text, strlen(text)};
    jdl_result *result = NULL;
    assert_int_equal(jdl_compile(&one, 1, options, &result), wanted);
    return result;
}

static jdl_result *compile(const char *text, enum jdl_status wanted) {
    return compile_with(text, wanted, NULL);
}

/* ---- pictures ---- */

static void one_journey(void **state) {
    (void)state;
    struct written all = {0}, one = {0};
    jdl_result *result = compile(script, JDL_OK);
    struct jdl_graph_options options = {.format = JDL_MERMAID};
    assert_int_equal(jdl_graph(result, &options, take, &all), JDL_OK);
    options.journey = "k";
    assert_int_equal(jdl_graph(result, &options, take, &one), JDL_OK);
    assert_non_null(strstr(all.text, "subgraph j1[\"One\"]"));
    assert_non_null(strstr(all.text, "subgraph j2[\"k\"]"));
    assert_non_null(strstr(one.text, "subgraph j1[\"k\"]"));
    assert_null(strstr(one.text, "One"));
    assert_string_equal(jdl_journey_at(result, 0), "j");
    assert_string_equal(jdl_journey_at(result, 1), "k");
    assert_null(jdl_journey_at(result, 2));
    jdl_result_free(result);
}

static void counts_stand_where_they_belong(void **state) {
    (void)state;
    struct written written = {0};
    jdl_result *result = compile(script, JDL_OK);
    const struct jdl_tally tallies[] = {
        {JDL_TALLY_ENTERED, "j", NULL, NULL, NULL, 12345}, {JDL_TALLY_KEPT_OUT, "j", NULL, NULL, NULL, 345},
        {JDL_TALLY_VISITED, "j", "s", NULL, NULL, 12000},  {JDL_TALLY_INSIDE, "j", "s", NULL, NULL, 7},
        {JDL_TALLY_ENDED, "j", "s", "came", NULL, 1000},   {JDL_TALLY_ENDED, "j", NULL, "came", NULL, 1001},
        {JDL_TALLY_SENT, "j", NULL, "hi", "email", 11000}, {JDL_TALLY_SENT, "j", NULL, "hi", "push", 1},
    };
    const struct jdl_graph_options options = {JDL_MERMAID, "j", tallies, sizeof tallies / sizeof *tallies, NULL};
    assert_int_equal(jdl_graph(result, &options, take, &written), JDL_OK);
    assert_non_null(strstr(written.text, "<b>12,345 users</b>"));
    assert_non_null(strstr(written.text, "b1 -->|\"<b>12,000</b>\"| s1"));
    assert_non_null(strstr(written.text, "<b>12,000 users, 7 here now</b>"));
    assert_non_null(strstr(written.text, "email #quot;hi#quot;, <b>11,000 sent</b>"));
    assert_non_null(strstr(written.text, "s1 -->|\"B<br/><b>1,000</b>\"| e1"));
    assert_non_null(strstr(written.text, "<b>came</b><br/><b>1,001 users</b>"));
    assert_non_null(strstr(written.text, "<b>gone</b><br/><b>0 users</b>"));
    jdl_result_free(result);
}

static void wrong_calls(void **state) {
    (void)state;
    struct written written = {0};
    jdl_result *result = compile(script, JDL_OK), *broken = compile("language 1\njourney {", JDL_FINDINGS);
    const struct jdl_graph_options picture = {.format = JDL_DOT}, missing = {.format = JDL_DOT, .journey = "x"};
    const struct jdl_describe_options page = {.format = JDL_HTML};
    assert_int_equal(jdl_graph(NULL, &picture, take, &written), JDL_MISUSE);
    assert_int_equal(jdl_graph(result, NULL, take, &written), JDL_MISUSE);
    assert_int_equal(jdl_graph(result, &picture, NULL, &written), JDL_MISUSE);
    assert_int_equal(jdl_graph(result, &missing, take, &written), JDL_MISUSE);
    assert_int_equal(jdl_graph(broken, &picture, take, &written), JDL_MISUSE);
    assert_int_equal(jdl_describe(broken, &page, take, &written), JDL_MISUSE);
    assert_int_equal(jdl_describe(result, &page, NULL, &written), JDL_MISUSE);
    assert_int_equal(jdl_compare(result, broken, NULL, NULL), JDL_MISUSE);
    assert_null(jdl_journey_at(broken, 0));
    assert_int_equal(written.length, 0);
    jdl_result_free(result);
    jdl_result_free(broken);
}

/* ---- without memory ---- */

struct purse {
    size_t blocks; /* how many may still be taken */
    size_t held;   /* how many are out */
};

static void *from_purse(void *memory, void *old, size_t size) {
    struct purse *purse = memory;
    if (size == 0) {
        purse->held--;
        free(old);
        return NULL;
    }
    if (purse->blocks == 0) return NULL;
    purse->blocks--;
    purse->held++;
    return malloc(size);
}

static void no_memory(void **state) {
    (void)state;
    struct purse purse = {SIZE_MAX, 0};
    struct written written = {0};
    const struct jdl_options options = {.resize = from_purse, .memory = &purse};
    jdl_result *result = compile_with(script, JDL_OK, &options);
    const struct jdl_graph_options picture = {.format = JDL_DOT};
    const struct jdl_describe_options page = {.format = JDL_MARKDOWN};
    size_t held = purse.held;
    purse.blocks = 0;
    assert_int_equal(jdl_graph(result, &picture, take, &written), JDL_NO_MEMORY);
    assert_int_equal(jdl_describe(result, &page, take, &written), JDL_NO_MEMORY);
    purse.blocks = 1;
    written.length = 0;
    enum jdl_status status = jdl_graph(result, &picture, take, &written);
    assert_true(status == JDL_OK || status == JDL_NO_MEMORY);
    assert_int_equal(purse.held, held);
    jdl_result_free(result);
    assert_int_equal(purse.held, 0);
}

/* ---- comparisons ---- */

struct seen {
    size_t count;              /* changes */
    enum jdl_change_kind kind; /* of the last */
    char about[32];            /* likewise */
    char before[128];          /* likewise, empty for NULL */
    char after[128];           /* likewise */
};

static void see(void *self, const struct jdl_change *change) {
    struct seen *seen = self;
    seen->count++;
    seen->kind = change->kind;
    strncpy(seen->about, change->about, sizeof seen->about - 1);
    strncpy(seen->before, change->before ? change->before : "", sizeof seen->before - 1);
    strncpy(seen->after, change->after ? change->after : "", sizeof seen->after - 1);
}

/* The script with one text in place of another. */
static char *with(const char *old, const char *other) {
    const char *at = strstr(script, old);
    assert_non_null(at);
    char *made = calloc(1, sizeof script + strlen(other));
    assert_non_null(made);
    memcpy(made, script, (size_t)(at - script));
    strcat(made, other);
    strcat(made, at + strlen(old));
    return made;
}

static void compare_one(const char *old, const char *other, struct seen *seen) {
    char *text = with(old, other);
    jdl_result *a = compile(script, JDL_OK), *b = compile(text, JDL_OK);
    *seen = (struct seen){0};
    assert_int_equal(jdl_compare(a, b, see, seen), JDL_OK);
    jdl_result_free(a);
    jdl_result_free(b);
    free(text);
}

static void one_change(void **state) {
    (void)state;
    struct seen seen;
    compare_one("3 days", "5 days", &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.kind, JDL_CHANGED);
    assert_string_equal(seen.about, "wait");
    assert_string_equal(seen.before, "wait up to 3 days");
    assert_string_equal(seen.after, "wait up to 5 days");
    compare_one("    send email \"hi\"\n", "", &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.kind, JDL_REMOVED);
    assert_string_equal(seen.before, "send email \"hi\"");
    compare_one("      otherwise", "      for event \"A\" { wait again }\n      otherwise", &seen);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.kind, JDL_ADDED);
    assert_string_equal(seen.after, "on A: wait again");
}

static void layout_is_no_change(void **state) {
    (void)state;
    struct seen seen;
    compare_one("wait up to 3 days {\n", "# a comment\n\n  wait   up to 3 days { # and another\n", &seen);
    assert_int_equal(seen.count, 0);
    compare_one("event \"A\"\nevent \"B\"\n", "event \"B\"\nevent \"A\"\n", &seen);
    assert_int_equal(seen.count, 0);
}

/* ---- pages ---- */

static const char *picture_of(void *self, const char *journey) {
    ++*(size_t *)self;
    return strcmp(journey, "j") == 0 ? "<svg>of j</svg>" : NULL;
}

static void page_with_pictures(void **state) {
    (void)state;
    struct written written = {0};
    size_t asked = 0;
    jdl_result *result = compile(script, JDL_OK);
    const struct jdl_describe_options options = {JDL_HTML, picture_of, &asked};
    assert_int_equal(jdl_describe(result, &options, take, &written), JDL_OK);
    assert_int_equal(asked, 2);
    assert_non_null(strstr(written.text, "<svg>of j</svg>"));
    assert_non_null(strstr(written.text, "<title>P</title>"));
    assert_non_null(strstr(written.text, "<td>email \"hi\"</td><td>s</td><td>at its beginning</td>"));
    jdl_result_free(result);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_journey),        cmocka_unit_test(counts_stand_where_they_belong),
        cmocka_unit_test(wrong_calls),        cmocka_unit_test(no_memory),
        cmocka_unit_test(one_change),         cmocka_unit_test(layout_is_no_change),
        cmocka_unit_test(page_with_pictures),
    };
    return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
