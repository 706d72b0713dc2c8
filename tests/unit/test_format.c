/* The formatter: every rule of the layout by an example; and, given files, what must hold for all scripts: laid out, they
 * say the same, and laid out again, they stay as they are. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "ast.h"
#include "ast_json.h"
#include "diag.h"
#include "files.h"
#include "format.h"
#include "jdl.h"
#include "parse.h"

/* ---- what every script must hold ------------------------------------------------------------------------------------ */

/* A text that was parsed. */
struct parsed {
    struct arena *arena;     /* owns everything */
    struct ast ast;          /* the tree */
    struct ast_file *file;   /* the only file in it */
    const char *first_error; /* what is wrong, or NULL */
};

static void parse(struct parsed *parsed, const char *text, size_t length) {
    parsed->arena = arena_new(NULL);
    assert_non_null(parsed->arena);
    if (setjmp(*arena_trap(parsed->arena)) != 0) fail_msg("out of memory");
    struct diags *diags = diags_new(parsed->arena);
    const struct source *source = sources_add(sources_new(parsed->arena), "a.journey", text, length);
    parsed->ast = (struct ast){0};
    parsed->file = parse_source(parsed->arena, source, diags, &parsed->ast);
    parsed->first_error = diags->first ? diags->first->message : NULL;
}

/* The tree without the places, which the layout changes. Of two comments round one comma the second gets its own line. */
static void drop_places(json_t *value) {
    void *next;
    const char *key;
    json_t *member;
    size_t index;
    json_object_del(value, "span");
    json_object_del(value, "own_line");
    json_object_foreach_safe(value, next, key, member) drop_places(member);
    json_array_foreach(value, index, member) drop_places(member);
}

static json_t *meaning(const struct parsed *parsed) {
    json_t *tree = ast_json(&parsed->ast);
    assert_non_null(tree);
    drop_places(tree);
    return tree;
}

enum verdict {
    VERDICT_FINE,        /* all holds; the text is no project of its own */
    VERDICT_COMPILED,    /* all holds, and both compile to the same bytes */
    VERDICT_BROKEN,      /* the text can't be read */
    VERDICT_UNREADABLE,  /* laid out, it can't be read any more */
    VERDICT_CHANGED,     /* laid out, it says something else */
    VERDICT_UNSTABLE,    /* laid out again, it changes */
    VERDICT_OTHER_BYTES, /* laid out, it compiles to something else, or not at all */
    VERDICT_OTHER_WORDS  /* laid out, a comparison with what it was finds changes */
};

static const char *const verdicts[] = {"fine",
                                       "fine",
                                       "can't be read",
                                       "can't be read any more",
                                       "says something else",
                                       "changes again",
                                       "compiles to something else",
                                       "is taken for a change"};

static jdl_result *compile(const char *text, size_t length) {
    const struct jdl_text one = {"a.journey", text, length};
    const struct jdl_options options = {.strip = 1};
    jdl_result *result = NULL;
    jdl_compile(&one, 1, &options, &result);
    return result;
}

static void count_change(void *self, const struct jdl_change *change) {
    (void)change;
    ++*(size_t *)self;
}

/* FINE where the text does not compile by itself; places in the script aside, which the layout changes. */
static enum verdict judge_bytes(const char *before, size_t before_length, const char *after, size_t after_length) {
    jdl_result *old = compile(before, before_length), *new = compile(after, after_length);
    size_t old_size = 0, new_size = 0;
    const void *old_bytes = jdl_bytecode(old, &old_size), *new_bytes = jdl_bytecode(new, &new_size);
    enum verdict verdict = old_bytes ? VERDICT_COMPILED : VERDICT_FINE;
    bool same = old_size == new_size && (old_size == 0 || memcmp(old_bytes, new_bytes, old_size) == 0);
    size_t changes = 0;
    if (old_bytes && new_bytes) assert_int_equal(jdl_compare(old, new, count_change, &changes), JDL_OK);
    if (changes > 0) verdict = VERDICT_OTHER_WORDS;
    if (!same || jdl_count(old, JDL_ERROR) != jdl_count(new, JDL_ERROR)) verdict = VERDICT_OTHER_BYTES;
    jdl_result_free(old);
    jdl_result_free(new);
    return verdict;
}

static enum verdict judge(const char *text, size_t length) {
    struct parsed before, after;
    parse(&before, text, length);
    enum verdict verdict = before.file->broken ? VERDICT_BROKEN : VERDICT_FINE;
    if (verdict == VERDICT_FINE) {
        size_t once_length = 0, twice_length = 0;
        const char *once = format_file(before.arena, before.file, &once_length);
        parse(&after, once, once_length);
        if (after.file->broken) {
            verdict = VERDICT_UNREADABLE;
        } else {
            json_t *old = meaning(&before), *new = meaning(&after);
            if (!json_equal(old, new)) verdict = VERDICT_CHANGED;
            const char *twice = format_file(after.arena, after.file, &twice_length);
            if (twice_length != once_length || memcmp(once, twice, once_length) != 0) verdict = VERDICT_UNSTABLE;
            json_decref(old);
            json_decref(new);
            if (verdict == VERDICT_FINE) verdict = judge_bytes(text, length, once, once_length);
        }
        arena_free(after.arena);
    }
    arena_free(before.arena);
    return verdict;
}

/* Judges files; scripts that can't be read are counted and no failure. */
static int judge_files(char **paths) {
    size_t fine = 0, compiled = 0, broken = 0, wrong = 0;
    for (; *paths; paths++) {
        char *text;
        size_t length;
        if (!files_read(*paths, FILES_LARGEST_SCRIPT, &text, &length)) return 2;
        enum verdict verdict = judge(text, length);
        free(text);
        fine += verdict == VERDICT_FINE || verdict == VERDICT_COMPILED;
        compiled += verdict == VERDICT_COMPILED;
        broken += verdict == VERDICT_BROKEN;
        wrong += verdict > VERDICT_BROKEN;
        if (verdict > VERDICT_BROKEN) printf("%s: laid out, it %s\n", *paths, verdicts[verdict]);
    }
    printf("%zu fine, %zu of them compiled, %zu can't be read, %zu wrong\n", fine, compiled, broken, wrong);
    return wrong > 0;
}

/* ---- the rules by examples ------------------------------------------------------------------------------------------ */

/* Lays the text out and compares; the result must be its own layout too. */
static void lays_out(const char *text, const char *expected) {
    struct parsed parsed;
    parse(&parsed, text, strlen(text));
    if (parsed.file->broken) fail_msg("can't be read: %s\n%s", parsed.first_error, text);
    size_t length = 0;
    const char *result = format_file(parsed.arena, parsed.file, &length);
    assert_string_equal(result, expected);
    assert_int_equal(length, strlen(expected));
    arena_free(parsed.arena);
    assert_string_equal(verdicts[judge(text, strlen(text))], "fine");
    assert_string_equal(verdicts[judge(expected, strlen(expected))], "fine");
}

/* A script whose only stage has these lines. */
#define STAGE(lines) "language 1\njourney j {\n  stage s {\n" lines "  }\n}\n"

static void blanks_and_indentation(void **state) {
    (void)state;
    lays_out("language   1\n event\t\"A\"{a:number,b :text}\n", "language 1\nevent \"A\" { a: number, b: text }\n");
    lays_out("language 1\njourney j {\nowner :\"me\"\n\t\tstage s {\n stay\n}\n  }",
             "language 1\njourney j {\n  owner: \"me\"\n  stage s {\n    stay\n  }\n}\n");
    lays_out(
        "language 1\nuser { a: number, b: yes/no optional }\ncondition c: not(user . a+-1 is - 2)and user.b is yes",
        "language 1\nuser { a: number, b: yes/no optional }\n"
        "condition c: not (user.a + -1 is -2) and user.b is yes\n");
    lays_out("language 1\njourney j {\n  priority - 5\n}\n", "language 1\njourney j {\n  priority -5\n}\n");
}

static void blank_lines(void **state) {
    (void)state;
    lays_out("\n\nlanguage 1\n\n\n\nevent \"A\" {\n\n  a: number\n\n\n  b: text\n\n}\n\n\n",
             "language 1\n\nevent \"A\" {\n  a: number\n\n  b: text\n}\n");
    lays_out("language 1\nevent \"A\"\nevent \"B\"", "language 1\nevent \"A\"\nevent \"B\"\n");
}

static void line_ends_and_mark(void **state) {
    (void)state;
    lays_out("\xEF\xBB\xBFlanguage 1\r\n\r\n# a comment \r\nevent \"A\"\r\n",
             "language 1\n\n# a comment\nevent \"A\"\n");
}

static void blocks_on_one_line(void **state) {
    (void)state;
    const char *kept = STAGE("    if user.a is yes { stay } otherwise { exit as b }\n");
    lays_out(kept, kept);
    lays_out(STAGE("    if user.a is yes { stay } otherwise {\n      exit as b }\n"),
             STAGE("    if user.a is yes {\n      stay\n    } otherwise {\n      exit as b\n    }\n"));
    lays_out(STAGE("    wait up to 1 day { for event \"A\" { go on } otherwise { stay }\n    }\n"),
             STAGE("    wait up to 1 day {\n      for event \"A\" { go on }\n      otherwise { stay }\n    }\n"));
    lays_out(STAGE("    split x { 50% a { stay } 50% b { } }\n    repeat up to 2 times {\n    }\n"),
             STAGE("    split x { 50% a { stay } 50% b { } }\n    repeat up to 2 times { }\n"));
    lays_out("language 1\nuser {\n  a: number, b: text,\n}\n", "language 1\nuser {\n  a: number\n  b: text\n}\n");
}

static void the_edge_of_the_line(void **state) {
    (void)state;
    /* 120 columns stay, 121 do not. */
    const char *fits =
        STAGE("    send email \"x\" { a: \"0123456789012345678901234567890123456789012345678901234567890123"
              "4567890123456789\", b: 1234567 }\n");
    lays_out(fits, fits);
    lays_out(STAGE("    send email \"x\" { a: \"0123456789012345678901234567890123456789012345678901234567890123"
                   "4567890123456789\", b: 12345678 }\n"),
             STAGE("    send email \"x\" {\n      a: \"0123456789012345678901234567890123456789012345678901234567890123"
                   "4567890123456789\"\n      b: 12345678\n    }\n"));
}

static void comments(void **state) {
    (void)state;
    lays_out(
        "# top\nlanguage 1 # one\n\n\n# two\n\n# three\nevent \"A\" { # four\n  # five\n\n  a: number,   # six\n\n # seven\n\n}"
        "\n# eight",
        "# top\nlanguage 1                                    # one\n\n# two\n\n# three\n"
        "event \"A\" {                                   # four\n  # five\n\n"
        "  a: number                                   # six\n\n  # seven\n}\n# eight\n");
    lays_out(STAGE("    stay\n    # nothing else\n"), STAGE("    stay\n    # nothing else\n"));
}

static void columns_of_comments(void **state) {
    (void)state;
    /* 44 columns leave two blanks before column 47, 45 do not: then it is column 63, which 60 leave and 61 do not. */
    lays_out("language 1\nevent \"890123456789012345678901234567890123\" # a\n"
             "event \"8901234567890123456789012345678901234\" # b\n"
             "event \"8901234567890123456789012345678901234567890123456789\" # c\n"
             "event \"89012345678901234567890123456789012345678901234567890\" # d\n",
             "language 1\nevent \"890123456789012345678901234567890123\"  # a\n"
             "event \"8901234567890123456789012345678901234\"                 # b\n"
             "event \"8901234567890123456789012345678901234567890123456789\"  # c\n"
             "event \"89012345678901234567890123456789012345678901234567890\"    # d\n");
}

static void conditions(void **state) {
    (void)state;
    lays_out(
        "language 1\njourney j {\n  enter when event \"A\" where a is 1 and b is 2 only if user.x is yes and\n user.y is 1\n}\n",
        "language 1\njourney j {\n  enter when event \"A\" where a is 1 and b is 2\n    only if user.x is yes\n"
        "    and user.y is 1\n}\n");
    lays_out(
        "language 1\ncondition c: user.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa is yes and (user.bbbbbbbbbbbbbbbbbbbbbbbbbbbbb is 1 or "
        "user.c is 2)\n",
        "language 1\ncondition c: user.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa is yes\n"
        "  and (user.bbbbbbbbbbbbbbbbbbbbbbbbbbbbb is 1 or user.c is 2)\n");
    lays_out(STAGE("    if user.a is yes # why\n    and user.b is yes { stay }\n"),
             STAGE("    if user.a is yes                          # why\n        and user.b is yes { stay }\n"));
    lays_out(STAGE("    if user.a is yes and (user.b is 1\n     or user.c is 2) {\n stay }\n"),
             STAGE("    if user.a is yes and (user.b is 1\n          or user.c is 2) {\n      stay\n    }\n"));
}

static void lists(void **state) {
    (void)state;
    lays_out("language 1\nuser { a: one of \"a\",\n  \"b\" }\n", "language 1\nuser {\n  a: one of \"a\", \"b\"\n}\n");
    lays_out(
        "language 1\nuser {\n  a: one of \"0123456789012345678901234567890123456789\", \"0123456789012345678901234567890123456789\", "
        "\"0123456789012345\", \"b\", \"c\"\n}\n",
        "language 1\nuser {\n  a: one of \"0123456789012345678901234567890123456789\", \"0123456789012345678901234567890123456789\", "
        "\"0123456789012345\",\n    \"b\", \"c\"\n}\n");
    lays_out(STAGE("    remember a: [ 1, 2, ]\n    remember b: [\n 1, 2]\n    remember c: [1, # one\n 2]\n"),
             STAGE("    remember a: [1, 2]\n    remember b: [\n      1,\n      2\n    ]\n"
                   "    remember c: [\n      1,                                      # one\n      2\n    ]\n"));
    lays_out("language 1\ntest \"t\" {\n  expect task \"call\"\n    with a 1,\n    b \"c\"\n}\n",
             "language 1\ntest \"t\" {\n  expect task \"call\"\n    with a 1, b \"c\"\n}\n");
}

static void messages(void **state) {
    (void)state;
    lays_out(STAGE("    send push \"a\" { x: 1 } or\n   email \"b\" { y: 2 } always\n"),
             STAGE("    send push \"a\" { x: 1 }\n      or email \"b\" { y: 2 } always\n"));
    lays_out(STAGE("    send push \"a\" {\n x: 1 }\n   or email \"b\" {\n y: 2\n}\n"),
             STAGE("    send push \"a\" {\n      x: 1\n    } or email \"b\" {\n      y: 2\n    }\n"));
    lays_out(STAGE("    send push \"a\"\n   or email \"b\" {\n y: 2\n}\n"),
             STAGE("    send push \"a\"\n      or email \"b\" {\n        y: 2\n      }\n"));
}

static void long_texts(void **state) {
    (void)state;
    lays_out(STAGE("    send email \"a\" {\n  b: \"\"\"\n One\r\n   two  \n\n \\\"three\\\"\n\"\"\"\n c: 1 }\n"),
             STAGE("    send email \"a\" {\n      b: \"\"\"\n        One\n          two  \n\n        \\\"three\\\"\n"
                   "        \"\"\"\n      c: 1\n    }\n"));
    lays_out(STAGE("    send email \"a\" {\n  b: \"\"\"\n  One\"\"\"\n}\n"),
             STAGE("    send email \"a\" {\n      b: \"\"\"\n        One\"\"\"\n    }\n"));
    lays_out(STAGE("    set user.a: \"{{ user.b | default: \"x # y\" }}   z\"\n"),
             STAGE("    set user.a: \"{{ user.b | default: \"x # y\" }}   z\"\n"));
}

/* ---- the library's function ----------------------------------------------------------------------------------------- */

static void library_formats(void **state) {
    (void)state;
    const struct jdl_text text = {"a.journey", "language   1", 12};
    jdl_result *result = NULL;
    size_t length = 0;
    assert_int_equal(jdl_format(&text, NULL, &result), JDL_OK);
    assert_string_equal(jdl_formatted(result, &length), "language 1\n");
    assert_int_equal(length, 11);
    jdl_result_free(result);
}

static void library_leaves_broken_texts(void **state) {
    (void)state;
    const struct jdl_text text = {"a.journey", "language 1\nevent", 16};
    jdl_result *result = NULL;
    size_t length = 1;
    assert_int_equal(jdl_format(&text, NULL, &result), JDL_FINDINGS);
    assert_null(jdl_formatted(result, &length));
    assert_int_equal(length, 0);
    assert_int_equal(jdl_count(result, JDL_ERROR), 1);
    jdl_result_free(result);
    assert_int_equal(jdl_format(NULL, NULL, &result), JDL_MISUSE);
}

static void library_minds_the_memory(void **state) {
    (void)state;
    const struct jdl_text text = {"a.journey", "language   1", 12};
    const struct jdl_options options = {.memory_limit = 4096};
    jdl_result *result = NULL;
    assert_int_equal(jdl_format(&text, &options, &result), JDL_NO_MEMORY);
    assert_null(result);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_and_indentation),
        cmocka_unit_test(blank_lines),
        cmocka_unit_test(line_ends_and_mark),
        cmocka_unit_test(blocks_on_one_line),
        cmocka_unit_test(the_edge_of_the_line),
        cmocka_unit_test(comments),
        cmocka_unit_test(columns_of_comments),
        cmocka_unit_test(conditions),
        cmocka_unit_test(lists),
        cmocka_unit_test(messages),
        cmocka_unit_test(long_texts),
        cmocka_unit_test(library_formats),
        cmocka_unit_test(library_leaves_broken_texts),
        cmocka_unit_test(library_minds_the_memory),
    };
    return argc > 1 ? judge_files(argv + 1) : cmocka_run_group_tests(tests, NULL, NULL);
}
