/*
 * format - lays a script out in the one canonical way.
 *
 * It does: decide every blank and every line end anew from the syntax tree, the comments and where the author put blank
 * lines; write each word, number and text as it stands in the script. The rules are in docs/language.md, "Layout".
 * It never: drops, adds, changes or moves a word or a comment; looks at what a name means; needs more than the tree and the
 * text. Only commas between the entries of a block come and go, for a line end says the same there.
 * What comes out, laid out again, stays the same byte for byte.
 *
 * Ownership: everything belongs to the arena.
 */
#ifndef JDL_FORMAT_H
#define JDL_FORMAT_H

#include <stddef.h>

#include "arena.h"
#include "ast.h"

/* The text of a file that was parsed without errors (`broken` is false), laid out: LF at the line ends, no byte order mark,
 * ended by a NUL that `length` does not count. */
const char *format_file(struct arena *arena, const struct ast_file *file, size_t *length);

#endif
