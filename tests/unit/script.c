#include "tests/unit/script.h"

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

struct script script_parse_bytes(const char *bytes, size_t length) {
    struct arena *arena = arena_new(NULL);
    assert_non_null(arena);
    if (setjmp(*arena_trap(arena)) != 0) {
        arena_free(arena);
        fail_msg("no memory");
    }
    struct script script = {0};
    script.arena = arena;
    struct sources *sources = sources_new(arena);
    script.source = sources_add(sources, "test.journey", bytes, length);
    script.diags = diags_new(arena);
    script.ast = ARENA_NEW(arena, struct ast);
    parse_source(arena, script.source, script.diags, script.ast);
    diags_sort(script.diags);
    script.json = ast_json(script.ast);
    assert_non_null(script.json);
    return script;
}

struct script script_parse(const char *text) {
    return script_parse_bytes(text, strlen(text));
}

void script_free(struct script *script) {
    json_decref(script->json);
    arena_free(script->arena);
}

char *script_wrap(const char *where, const char *piece) {
    static const struct {
        const char *where;  /* the place */
        const char *before; /* SCRIPT_LINES lines */
        const char *after;  /* what closes them */
    } places[] = {
        {"file", "language 1\n\n\n\n", "\n\nevent \"Tail\"\n"},
        {"journey", "language 1\n\njourney j \"J\" {\n  enter when event \"A\"\n",
         "\n  stage last { stay }\n}\n\nevent \"Tail\"\n"},
        {"stage", "language 1\njourney j \"J\" {\n  enter when event \"A\"\n  stage first {\n",
         "\n    exit as done\n  }\n  stage last { stay }\n}\n\nevent \"Tail\"\n"},
        {"test", "language 1\n\ntest \"t\" {\n  start at 2026-03-02 10:00\n",
         "\n  expect nothing\n}\n\nevent \"Tail\"\n"},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(places[i].where, where) != 0) continue;
        size_t size = strlen(places[i].before) + strlen(piece) + strlen(places[i].after) + 1;
        char *text = malloc(size);
        assert_non_null(text);
        snprintf(text, size, "%s%s%s", places[i].before, piece, places[i].after);
        return text;
    }
    fail_msg("no place %s", where);
    return NULL;
}

json_t *script_at(const struct script *script, const char *path) {
    char part[64];
    json_t *at = json_array_get(json_object_get(script->json, "files"), 0);
    for (const char *p = path; *p != '\0';) {
        size_t length = strcspn(p, ".");
        assert_true(length < sizeof part);
        memcpy(part, p, length);
        part[length] = '\0';
        at = json_is_array(at) ? json_array_get(at, (size_t)atoi(part)) : json_object_get(at, part);
        if (at == NULL) fail_msg("there is no %s in %s", part, path);
        p += length + (p[length] == '.');
    }
    return at;
}

void script_is(const struct script *script, const char *path, const char *json) {
    json_t *wanted = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(wanted);
    json_t *found = script_at(script, path);
    if (!json_equal(wanted, found)) {
        char *text = json_dumps(found, JSON_ENCODE_ANY | JSON_SORT_KEYS);
        print_message("%s is %s, not %s\n", path, text, json);
        free(text);
        json_decref(wanted);
        fail();
    }
    json_decref(wanted);
}

/* The last edit in the text that begins before a place and has not been made; edits are made from the end on. */
static const struct diag_edit *last_edit(const struct script *script, uint32_t before, bool inclusive) {
    const struct diag_edit *last = NULL;
    for (const struct diag *diag = script->diags->first; diag != NULL; diag = diag->next)
        for (const struct diag_edit *edit = diag->edit; edit != NULL; edit = edit->next)
            if ((edit->span.begin < before || inclusive) && (last == NULL || edit->span.begin >= last->span.begin))
                last = edit;
    return last;
}

char *script_mend(const struct script *script) {
    size_t length = script->source->length;
    char *text = malloc(length + 1);
    assert_non_null(text);
    memcpy(text, script->source->text, length + 1);
    const struct diag_edit *edit = last_edit(script, 0, true);
    while (edit != NULL) {
        assert_int_equal(edit->trust, FIX_SURE);
        size_t added = strlen(edit->replacement);
        size_t gone = edit->span.end - edit->span.begin;
        char *mended = malloc(length + added + 1);
        assert_non_null(mended);
        memcpy(mended, text, edit->span.begin);
        memcpy(mended + edit->span.begin, edit->replacement, added);
        memcpy(mended + edit->span.begin + added, text + edit->span.end, length - edit->span.end + 1);
        free(text);
        text = mended;
        length = length + added - gone;
        edit = last_edit(script, edit->span.begin, false);
    }
    return text;
}

void script_print(const struct script *script) {
    print_message("%s\n", script->source->text);
    for (const struct diag *diag = script->diags->first; diag != NULL; diag = diag->next) {
        struct place place = source_place(script->source, diag->span.begin);
        print_message("%u:%u %s %s\n", place.line, place.column, diag_info(diag->id)->code, diag->message);
    }
}
