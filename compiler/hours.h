/*
 * hours - when a channel is open, by the minute, in a week.
 *
 * Promises: pure arithmetic on the hours of a model: quiet hours close, delivery hours are the only ones that open where there
 * are any. Nights that the clocks change are not looked at.
 */
#ifndef JDL_HOURS_H
#define JDL_HOURS_H

#include "model.h"

/* Is there a minute of the week in which all of these are open? */
bool hours_ever_open(const struct model_hours *hours, uint32_t count);

/* The longest spell, in ms, in which they are closed; a week if they never open. */
int64_t hours_longest_closed(const struct model_hours *hours, uint32_t count);

/* For each minute of a week from Monday on, how many minutes until they are open; 0: they are. */
void hours_until_open(const struct model_hours *hours, uint32_t count, uint32_t *minutes);

#endif
