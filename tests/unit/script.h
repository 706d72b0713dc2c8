/* Texts parsed in a test, and looks into their trees. */
#ifndef TESTS_SCRIPT_H
#define TESTS_SCRIPT_H

#include <jansson.h>

#include "compiler/ast.h"
#include "compiler/diag.h"
#include "compiler/source.h"

struct script {
    struct arena *arena;         /* owns all but the JSON */
    const struct source *source; /* the text */
    struct diags *diags;         /* sorted */
    struct ast *ast;             /* one file */
    json_t *json;                /* the tree as JSON */
};

/* Parses bytes; whatever is wrong with them is in diags. */
struct script script_parse_bytes(const char *bytes, size_t length);
struct script script_parse(const char *text);
void script_free(struct script *script);

/* A text put inside declarations, a journey, a stage or a test; `where` is one of "file", "journey", "stage", "test". */
char *script_wrap(const char *where, const char *piece);

/* The declarations' number and lines before the piece in script_wrap. */
enum { SCRIPT_LINES = 4 };

/* The part of a tree at a path of names and numbers, `decls.1.items.0.kind`, from the only file on; fails if there is none. */
json_t *script_at(const struct script *script, const char *path);

/* Fails unless the part at the path is this JSON. */
void script_is(const struct script *script, const char *path, const char *json);

/* The text with all edits of its diagnostics made; belongs to the caller. Fails if one is not sure. */
char *script_mend(const struct script *script);

/* Prints what was found: for the message of a failing test. */
void script_print(const struct script *script);

#endif
