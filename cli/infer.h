/* From a stream of Segment's messages or CloudEvents to declarations.
 *
 * It does: read JSON lines; note for every event its fields, for every user and account the traits, with their types. It
 * never: keeps values, but for the few short words of what looks like an enumeration. Lines that are no messages are counted
 * and left out.
 *
 * The rules. A field is optional unless every occurrence of its event had it; a trait, unless every user (account) met has
 * it at the end. A text is a time if all its values are ISO dates or instants, a time of day if all are like 09:00, a
 * timezone if all are names like Europe/Rome; it is `one of` if it was seen at least 20 times with at most 8 different
 * values, short ones, each 4 times on average. Where values of several types were seen, the most frequent counts, and a note
 * says so. Objects, and lists of anything but one simple type, have no type in the language. */
#ifndef JOURNEY_INFER_H
#define JOURNEY_INFER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct inference;

/* NULL: out of memory. */
struct inference *infer_new(void);
void infer_free(struct inference *inference);

/* One line of the stream. */
void infer_line(struct inference *inference, const char *line, size_t length);

/* What was found, as declare.h describes it, for the caller to release; NULL: out of memory. */
json_t *infer_result(struct inference *inference);

/* Lines so far, and those of them that were no messages; blank lines do not count. */
size_t infer_lines(const struct inference *inference);
size_t infer_unusable(const struct inference *inference);

/* Messages that do not say when they were sent, so that they can be declared from and not be run. */
size_t infer_untimed(const struct inference *inference);

#endif
