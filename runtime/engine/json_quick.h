/* The quick reading of a line: the same verdict as line_read's where it accepts, and nothing said where it doesn't.
 *
 * It does: prove that the line is one JSON object to the last byte, and note where its known members stand, in one pass over
 * the tokens. It leans on what json_index has proved for the whole block: that it is UTF-8, that every text is closed, and
 * holds no control character. It refuses what is wrong, and may refuse what is only unusual; line_read then decides. */
#ifndef JRT_JSON_QUICK_H
#define JRT_JSON_QUICK_H

#include "line.h"

/* The walk stands at the line's first token, and knows the places of its escapes, which are well written. true: the line is
 * read, and the walk stands behind it. */
bool json_quick(struct line *line, const struct input_names *names, struct bump *bump);

/* Where a JSON number that begins at `at` ends; NULL: it is none. A byte that can't be of a number must follow it. */
const char *json_quick_number(const char *at);

#endif
