/* From a tracking plan in JSON Schema to declarations.
 *
 * It does: read a plan as Segment's Protocols export it: {"rules": {"events": [{"name", "description", "rules": SCHEMA}],
 * "identify": SCHEMA, "group": SCHEMA}}, or as its API gives it: {"rules": [{"type": "TRACK", "key": NAME, "jsonSchema":
 * SCHEMA}]}. A SCHEMA describes the message: its properties or traits are found in it.
 *
 * string with `enum` is `one of`, with the format date or date-time a time, with the format time a time of day; number and
 * integer are numbers, boolean is yes/no, an array of one of these a list. What is not `required`, or may be null, is
 * optional. All else has no type in the language and becomes a comment. */
#ifndef JOURNEY_TRACKING_PLAN_H
#define JOURNEY_TRACKING_PLAN_H

#include <jansson.h>

/* What the plan declares, as declare.h describes it, for the caller to release; NULL: this is no such plan. */
json_t *tracking_plan_read(const json_t *plan);

#endif
