/* From a message to an event: what Segment's types, CloudEvents and reports about messages mean to a project.
 *
 * docs/operations.md lists every shape and every reason for a reject. Nothing here looks at more than the one line. */
#ifndef JRT_EVENTS_IN_H
#define JRT_EVENTS_IN_H

#include "json_in.h"
#include "line.h"

/* Segment's e-mail events, which are reports where the project does not declare them; NULL behind the last. */
extern const char *const events_in_email[];

/* Adds the line's event to the reader's, or counts or rejects it. */
void events_in_add(struct json_in *reader, struct line *line);

#endif
