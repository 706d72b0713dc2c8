/* What a program did, in the words of a script.
 *
 * It does: write values, messages, triggers and actions as an author would write them, so that the words for an action are
 * those of the `expect` line that names it. Instants are shown on the user's clock.
 * It never: keeps anything; the texts are written to the stream that it is handed. */
#ifndef JOURNEY_WORDING_H
#define JOURNEY_WORDING_H

#include <stdio.h>

#include "jrt.h"
#include "program.h"

/* What words are made with. */
struct wording {
    const jrt_program *program; /* whose names they are */
    struct jrt_zones zones;     /* of the machine */
    uint32_t zone;              /* the user's */
};

enum { WORDING_TIME = 48 }; /* bytes of an instant in words, with its NUL */

/* "2026-03-02 10:00", with seconds where there are some. */
void wording_time(const struct wording *wording, int64_t instant, char text[WORDING_TIME]);
/* The same of a date and clock that is on no zone's clock yet. */
void wording_civil(int64_t civil, char text[WORDING_TIME]);

void wording_value(const struct wording *wording, const struct jrt_value *value, FILE *out);

/* A name in the program, without quotes. */
void wording_name(const struct wording *wording, uint32_t string, FILE *out);

/* `email "welcome"` */
void wording_message(const struct wording *wording, uint32_t template_, FILE *out);

/* `event "Video Watched"`, `email "welcome" opened`, `after 7 days`; without its `where`. */
void wording_trigger(const struct wording *wording, const struct jbc_trigger *trigger, FILE *out);

/* `email "welcome" with first_name "Ana"`, `exit as goal`, ... */
void wording_action(const struct wording *wording, const struct jrt_action *action, FILE *out);

#endif
