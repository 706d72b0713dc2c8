/*
 * text - what is inside quotes: escapes, insertions, long texts.
 *
 * Promises: takes the span of a text token and reads the bytes from the source. What is wrong inside is reported at its
 * place, and the text is made all the same from what is right. A quote that is missing has been reported by the token
 * stream. Internal to the parser.
 */
#ifndef JDL_TEXT_H
#define JDL_TEXT_H

#include "ast.h"
#include "parsing.h"

/* A quoted name: one line, no insertion. */
struct name text_name(struct parse *p, struct span span);

/* A text as a value: EXPR_TEXT. */
struct expr *text_expr(struct parse *p, struct span span);

#endif
