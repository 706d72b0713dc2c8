/*
 * parse - from one text to its syntax tree.
 *
 * Promises: everything happens in memory; there are no globals, so that any number of texts may be parsed, again and again,
 * in any number of threads (each with its own arena). A text is parsed to its end whatever is wrong with it: one mistake
 * gives one error, a broken statement becomes a poison node, and the next statement is read as if nothing had happened.
 * Time and memory are bounded by the length of the text, which is at most SOURCE_LIMIT.
 *
 * Checks here, so that later passes need not: the form of every literal, text escapes and insertions, nesting of at most
 * AST_DEPTH, `and` mixed with `or`, one statement a line, `language 1` at the top, `when` lines first in a stage, split
 * percentages of at most two decimals, durations above zero, dates that exist. Never looks at what a name means.
 */
#ifndef JDL_PARSE_H
#define JDL_PARSE_H

#include "arena.h"
#include "ast.h"
#include "diag.h"
#include "source.h"

/* Parses one text of the set and appends the result to the tree, if the grammar takes it as it stands; else returns NULL, and
 * nothing has been said. It is quick, for it does not look for what people write by habit from other tools; where a name in
 * the text turns out to be wrong, parse_source may know better. */
struct ast_file *parse_plainly(struct arena *arena, const struct source *source, struct diags *diags, struct ast *ast);

/* Parses one text of the set and appends the result to the tree. What is wrong goes to diags. Never NULL; the file's
 * `broken` flag says whether anything in it was an error. */
struct ast_file *parse_source(struct arena *arena, const struct source *source, struct diags *diags, struct ast *ast);

#endif
