/*
 * check_hold - messages that may be held, and what then happens round them.
 *
 * Promises: it goes through a finished model and only warns: of a statement between a message that may be held and the wait
 * for its answer, and of a message that may be held past the time that the next line waits for.
 */
#ifndef JDL_CHECK_HOLD_H
#define JDL_CHECK_HOLD_H

#include "checker.h"

void check_holds(struct checker *c);

#endif
