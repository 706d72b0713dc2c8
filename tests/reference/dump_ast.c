/*
 * dump_ast - prints the syntax tree of the scripts that it is given, in the shape of ast_json.h, for the reference evaluator.
 *
 * It only parses: no name is bound and nothing is checked, so that the evaluator shares nothing else with the compiler.
 * Usage: dump_ast FILE...; exits with 1 when a text does not parse, with 2 when a file can't be read.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "ast_json.h"
#include "diag.h"
#include "parse.h"
#include "source.h"

/* The bytes of a file, ended by a NUL; NULL if it can't be read. */
static char *read_file(const char *path, size_t *length) {
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return NULL;
    }
    size_t room = 1 << 16, used = 0;
    char *bytes = malloc(room + 1);
    while (bytes != NULL) {
        used += fread(bytes + used, 1, room - used, stream);
        if (used < room) {
            break;
        }
        char *more = realloc(bytes, (room *= 2) + 1);
        if (more == NULL) {
            free(bytes);
        }
        bytes = more;
    }
    fclose(stream);
    if (bytes != NULL) {
        bytes[used] = '\0';
    }
    *length = used;
    return bytes;
}

int main(int argc, char **argv) {
    struct arena *arena = arena_new(NULL);
    if (arena == NULL || setjmp(*arena_trap(arena)) != 0) {
        return 2;
    }
    struct sources *sources = sources_new(arena);
    struct diags *diags = diags_new(arena);
    struct ast *ast = ARENA_NEW(arena, struct ast);
    for (int i = 1; i < argc; i++) {
        size_t length;
        char *bytes = read_file(argv[i], &length);
        if (bytes == NULL) {
            fprintf(stderr, "dump_ast: can't read %s\n", argv[i]);
            arena_free(arena);
            return 2;
        }
        parse_source(arena, sources_add(sources, argv[i], bytes, length), diags, ast);
        free(bytes);
    }
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) {
        const struct source *source = sources_of(sources, diag->span);
        struct place place = source_place(source, diag->span.begin);
        fprintf(stderr, "%s:%u:%u: %s\n", source->name, place.line, place.column, diag->message);
    }
    json_t *tree = ast_json(ast);
    json_dumpf(tree, stdout, JSON_COMPACT);
    json_decref(tree);
    int code = diags->errors > 0 ? 1 : 0;
    arena_free(arena);
    return code;
}
