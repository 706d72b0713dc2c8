/* From a tracking plan in JSON Schema to declarations.
 *
 * It does: read a plan in the forms in which tools for tracking plans give it away. It is a list of rules: `rules`,
 * `rules.events` or `events`, at the top or in `data` (`trackingPlan`). A rule has a `name` or `key`, a `description`, a
 * schema as `rules`, `jsonSchema` or `schema`, and a `type` or `eventType`: track if it is missing, identify, group, page or
 * screen. Beside the list there may be `identify` and `group`. A schema describes the whole message, and properties or traits
 * are found in it; or these alone.
 *
 * string with `enum` or `const` is `one of`, with the format date or date-time a time, with the format time a time of day; number and
 * integer are numbers, boolean is yes/no, an array of one of these a list. What is not `required`, or may be null, is
 * optional. All else has no type in the language and becomes a comment. */
#ifndef JOURNEY_TRACKING_PLAN_H
#define JOURNEY_TRACKING_PLAN_H

#include <jansson.h>
#include <stdbool.h>

/* Is the document one? */
bool tracking_plan_is(const json_t *document);

/* What the plan declares, as declare.h describes it, for the caller to release; NULL: nothing. */
json_t *tracking_plan_read(const json_t *plan);

#endif
