/*
 * compare - what two versions of a project say differently.
 *
 * It does: turn both into facts in words (compare_facts), match them, and hand out what was added, removed and changed.
 * Journeys and stages are matched by name, a stage also by `renamed stage`; declarations by name; statements line by line.
 * It never: says what becomes of users inside; that is read from the bytecode. Never fails; memory is the arena's.
 */
#ifndef JDL_COMPARE_H
#define JDL_COMPARE_H

#include "flow.h"
#include "jdl.h"

typedef void compare_change(void *self, const struct jdl_change *change);

void compare_projects(struct arena *arena, const struct flow *older, const struct flow *newer,
                      compare_change *on_change, void *self);

#endif
