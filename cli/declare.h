/* Declarations, as `journey init --from` finds them in a stream of events or a tracking plan, and as script.
 *
 * It does: hold what was found as a JSON document, and write it as a script with a first journey and its tests, laid out. The
 * journey begins with what sounds like a sign-up, waits for another event, and writes an e-mail where users have an address.
 * It never: reads a file or says anything. The JSON values are jansson's: whoever makes one releases it.
 *
 *     { "events": [ { "name": "Signed Up", "note": "..." or none, "fields": [FIELD...] } ], "user": [FIELD...],
 *       "account": [FIELD...], "email": true where there are reports about e-mail }
 *     FIELD: { "key": "planName", "type": TYPE, "words": [...] of a `one of`, "item": TYPE of a list, "optional": true or
 *              false, "note": "..." or none }
 *     TYPE: "text", "number", "yes/no", "time", "time of day", "timezone", "one of", "list", or "none": the language has no
 *           such values, and the note says what was there */
#ifndef JOURNEY_DECLARE_H
#define JOURNEY_DECLARE_H

#include <jansson.h>
#include <stdbool.h>

/* One script that was made. Release the text with free. */
struct declared {
    char *declarations; /* the project, its events, its traits */
    char *journey;      /* a first journey; NULL where there is no event */
    char *tests;        /* its tests; NULL likewise */
};

/* Writes the scripts. False: out of memory, or a bug that was reported. */
bool declare_scripts(const json_t *found, const char *project, struct declared *result);
void declare_free(struct declared *result);

/* A field to be filled in: {"key": key, "type": type, "optional": optional}; NULL: out of memory. */
json_t *declare_field(const char *key, const char *type, bool optional);

#endif
