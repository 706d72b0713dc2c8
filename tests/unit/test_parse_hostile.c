/* Texts that are meant to hurt: what is no text, what is too long or too deep, and a host that has no memory left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/ast_json.h"
#include "compiler/parse.h"
#include "tests/unit/script.h"

/* The only message of a text is this one, on this line. */
static void only(const struct script *script, const char *code, uint32_t line) {
    if (script->diags->count != 1) print_message("%u messages\n", script->diags->count);
    assert_int_equal(script->diags->count, 1);
    assert_string_equal(diag_info(script->diags->first->id)->code, code);
    assert_int_equal(source_place(script->source, script->diags->first->span.begin).line, line);
}

/* `count` times the piece between two others; belongs to the caller. */
static char *repeated(const char *before, const char *piece, size_t count, const char *after) {
    size_t size = strlen(piece);
    char *text = malloc(strlen(before) + count * size + strlen(after) + 1);
    assert_non_null(text);
    char *end = text + sprintf(text, "%s", before);
    for (size_t i = 0; i < count; i++, end += size) memcpy(end, piece, size);
    strcpy(end, after);
    return text;
}

static struct script parse_repeated(const char *before, const char *piece, size_t count, const char *after) {
    char *text = repeated(before, piece, count, after);
    struct script script = script_parse(text);
    free(text);
    return script;
}

static void bytes(void **state) {
    (void)state;
    static const char nul[] = "language 1\nevent \"A\"\0\n";
    struct script script = script_parse_bytes(nul, sizeof nul - 1);
    only(&script, "J0802", 2);
    script_free(&script);
    static const char *const broken[] = {
        "language 1\n# caf\xE9\nevent \"A\"\n",     /* an older encoding */
        "language 1\nevent \"\xC0\xAF\"\n",         /* longer than needed */
        "language 1\nevent \"\xED\xA0\x80\"\n",     /* half a pair */
        "language 1\nevent \"\xF4\x90\x80\x80\"\n", /* beyond Unicode */
        "language 1\nevent \"A\" \xE2\x82",         /* cut off */
        "language 1\nevent \xFF\"A\"\n",
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        script = script_parse(broken[i]);
        only(&script, "J0803", 2);
        script_free(&script);
    }
    script = script_parse("\xEF\xBB\xBFlanguage 1\n\xEF\xBB\xBF"
                          "event \"A\"\n");
    only(&script, "J0101", 2);
    script_free(&script);
}

/* Every byte, and every pair of a byte and a brace, is taken without harm. */
static void every_byte(void **state) {
    (void)state;
    for (int byte = 1; byte < 256; byte++) {
        char text[64];
        int length = sprintf(text, "language 1\nevent \"A\" %c { %c\n}%c", byte, byte, byte);
        struct script script = script_parse_bytes(text, (size_t)length);
        assert_true(script.diags->count <= 4);
        script_free(&script);
    }
}

static void lengths(void **state) {
    (void)state;
    char *text = repeated("language 1\n# ", "x", SOURCE_LIMIT, "\n");
    struct script script = script_parse(text);
    only(&script, "J0801", 1);
    assert_int_equal(script.ast->files.first->decls.count, 0);
    script_free(&script);
    free(text);
    script = parse_repeated("language 1\ncondition c: a is \"", "long ", 1000000, "\"\nevent \"A\"\n");
    assert_int_equal(script.diags->count, 0);
    script_is(&script, "decls.2.kind", "\"event\"");
    script_free(&script);
    script = parse_repeated("language 1 ", "event \"A\" { a: text } ", 20000, "");
    assert_int_equal(script.diags->count, 0);
    assert_int_equal(script.ast->files.first->decls.count, 20001);
    script_free(&script);
}

static void depths(void **state) {
    (void)state;
    static const struct {
        const char *before; /* the beginning of a file */
        const char *piece;  /* what is repeated */
        const char *after;  /* the end */
    } texts[] = {
        {"language 1\ncondition c: ", "(", "a"},
        {"language 1\ncondition c: ", "not ", "a\n"},
        {"language 1\ncondition c: ", "- ", "a is 1\n"},
        {"language 1\ncondition c: a is ", "1 + ", "1\n"},
        {"language 1\njourney j { stage s { ", "if a { ", ""},
        {"language 1\ncondition c: a is ", "[", ""},
        {"language 1\ncondition c: ", "count of event \"A\" where (", ""},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct script script = parse_repeated(texts[i].before, texts[i].piece, 10000, texts[i].after);
        only(&script, "J0127", 2);
        script_free(&script);
    }
    struct script script = parse_repeated("language 1\ncondition c: ", "(", 64, "a");
    assert_true(script.diags->count >= 1);
    assert_string_not_equal(diag_info(script.diags->first->id)->code, "J0127");
    script_free(&script);
    script = parse_repeated("language 1\ncondition c: ", "a is 1 or ", 10000, "a\n");
    assert_int_equal(script.diags->count, 0);
    const struct expr *condition = script.ast->files.first->decls.last->condition;
    assert_int_equal(condition->items.count, 10001);
    assert_true(condition->depth <= 3);
    script_free(&script);
}

/* What is nothing but mistakes is not read to its end, and does not take long. */
static void nothing_but_mistakes(void **state) {
    (void)state;
    static const char *const pieces[] = {"foo bar\n", "event Foo ", "if = { ", "\"a {{ ",
                                         "} ",        "a: ",        "; ",      "event \"A\" { a = text } "};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct script script = parse_repeated("language 1\n", pieces[i], 30000, "");
        assert_true(script.diags->count >= 1 && script.diags->count <= 10001);
        script_free(&script);
    }
    struct script script = parse_repeated("language 1\n", "foo bar\n", 30000, "");
    assert_int_equal(script.diags->errors, 10001);
    assert_string_equal(diag_info(script.diags->last->id)->code, "J0804");
    script_free(&script);
}

/* ---- a host without memory ---- */

/* A host that gives memory so many times. */
struct host {
    size_t left;  /* times */
    size_t taken; /* pieces that were not given back */
};

/* Repairs look ahead, but never farther than tokens are kept, whatever follows and for how long. */
static void far_ahead(void **state) {
    (void)state;
    static const char *const begins[] = {
        "user { a: one of (",
        "user { a: \"x\" or ",
        "user { a: either ",
        "journey j { on event \"A\" where ",
        "journey j { if event ",
        "journey j { stage s { send ",
        "event ",
        "event Signed ",
        "journey j { stage s { wait ",
        "journey j { stage s { split s { a: ",
        "journey j { stage s { if ",
        "journey j { stage s { if a then ",
        "journey j { stage s { exit as done } if ",
        "journey j { stage s { exit as done if ",
        "journey j { stage s { wait 1 day { } if ",
        "limits { at most ",
        "test \"t\" { given ",
        "project ",
        "condition c: ",
        "channel email { ",
        "journey j { enter ",
        "journey j { goal ",
    };
    static const char *const fills[] = {"\"w\", ", "\"w\" or ", "word ",       "1 ",  "and ",
                                        "{ ",      "( ",        "n is 1 and ", "is ", "% "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        for (size_t k = 0; k < sizeof fills / sizeof *fills; k++)
            for (size_t count = 24; count < 72; count += count == 36 ? 20 : 1) {
                char *text = repeated(begins[i], fills[k], count, "\n");
                struct script script = script_parse(text);
                assert_true(script.diags->count > 0);
                script_free(&script);
                free(text);
            }
}

static void *resize(void *user, void *old, size_t size) {
    struct host *host = user;
    if (size == 0) {
        host->taken -= old != NULL;
        free(old);
        return NULL;
    }
    if (host->left == 0) return NULL;
    host->left--;
    host->taken += old == NULL;
    return realloc(old, size);
}

/* Whether a text could be parsed with that many pieces of memory. */
static bool parses_with(const char *text, size_t pieces, size_t limit) {
    struct host host = {pieces, 0};
    struct arena_memory memory = {resize, &host, limit};
    struct arena *arena = arena_new(&memory);
    if (arena == NULL) return false;
    if (setjmp(*arena_trap(arena)) != 0) {
        arena_free(arena);
        assert_int_equal(host.taken, 0);
        return false;
    }
    struct sources *sources = sources_new(arena);
    struct diags *diags = diags_new(arena);
    struct ast *ast = ARENA_NEW(arena, struct ast);
    parse_source(arena, sources_add(sources, "t", text, strlen(text)), diags, ast);
    assert_int_equal(diags->count, 0);
    arena_free(arena);
    assert_int_equal(host.taken, 0);
    return true;
}

static void no_memory(void **state) {
    (void)state;
    char *text =
        repeated("language 1\n", "event \"A\" { a: text }\ncondition c: a is 1 and \"x {{ y }}\" is z\n", 500, "");
    size_t pieces = 0;
    while (!parses_with(text, pieces, 0)) pieces++;
    assert_true(pieces > 5);
    assert_false(parses_with(text, 1000000, 100000));
    assert_true(parses_with(text, 1000000, 100000000));
    free(text);
}

int main(void) {
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(bytes),     cmocka_unit_test(every_byte),           cmocka_unit_test(lengths),
        cmocka_unit_test(depths),    cmocka_unit_test(nothing_but_mistakes), cmocka_unit_test(no_memory),
        cmocka_unit_test(far_ahead),
    };
    return cmocka_run_group_tests(cases, NULL, NULL);
}
