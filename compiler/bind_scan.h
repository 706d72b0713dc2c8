/*
 * bind_scan - what the statements of journeys make for others to name.
 *
 * Promises: after bind_project, one walk over all statements that are on. It notes milestones and outcomes, which journeys a
 * `start journey` names, and which stages a `go to` names. It reports nothing.
 */
#ifndef JDL_BIND_SCAN_H
#define JDL_BIND_SCAN_H

#include "bind.h"

void bind_scan(struct names *names);

#endif
