/*
 * words - what a checked project says, in the words of its script.
 *
 * It does: give triggers, waits, messages and conditions as text that a person reads in a picture or on a page. Where the
 * script's own words are the best ones they are taken from the source: comments left out, blanks where the formatter puts
 * them. So two texts are equal exactly when two scripts say the same in the same words, in whatever layout.
 * It never: fails, or escapes anything; who writes into a format does that. Texts belong to the arena.
 */
#ifndef JDL_WORDS_H
#define JDL_WORDS_H

#include "arena.h"
#include "model.h"

/* The script's own words. */
const char *words_source(struct arena *arena, const struct model *model, struct span span);

/* The same without the `{` at its end. */
const char *words_head(struct arena *arena, const struct model *model, struct span span);

/* `1 day 12 hours`; weeks are days. */
const char *words_duration(struct arena *arena, int64_t ms);

/* `5%`, `12.5%`, of hundredths of a percent. */
const char *words_percent(struct arena *arena, uint32_t hundredths);

/* A part of a split: `50% short`. */
const char *words_part(struct arena *arena, const struct model *model, uint32_t part);

/* `Logged In, where platform is "mobile"`, `email "welcome" clicked`, `no "Logged In" for 7 days`. */
const char *words_trigger(struct arena *arena, const struct model *model, const struct model_trigger *trigger);

/* How often a when may fire: `once`, `at most 3 times`; empty without a bound. */
const char *words_bound(struct arena *arena, const struct model_trigger *trigger);

/* `email "welcome"`. */
const char *words_template(struct arena *arena, const struct model *model, uint32_t template_);

/* What a send asks for: `push "hello" or email "hello", always`. */
const char *words_send(struct arena *arena, const struct model *model, const struct model_stmt *send);

/* How a wait reads: `wait up to 3 days`. */
const char *words_wait(struct arena *arena, const struct model *model, const struct model_stmt *stmt);

/* When a wait's time has come: `after 3 days`, `at 09:00`, `3 days before user.trial_ends`. */
const char *words_time(struct arena *arena, const struct model *model, const struct model_stmt *stmt);

/* A statement without what is inside it: `send email "welcome"`, `if user.plan is "pro"`, `go to tip`. */
const char *words_stmt(struct arena *arena, const struct model *model, const struct model_stmt *stmt);

/* The first text, then the second behind the separator; either may be empty. */
const char *words_join(struct arena *arena, const char *first, const char *separator, const char *second);

#endif
