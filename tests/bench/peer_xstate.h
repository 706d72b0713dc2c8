/* The same job with XState v5 on Node, as a process of its own that measures itself: peer_xstate.mjs. */
#ifndef BENCH_PEER_XSTATE_H
#define BENCH_PEER_XSTATE_H

#include "workload.h"

/* Does the job; `folder` holds node_modules, and takes the files that go to and fro. NULL, or why it can't. */
const char *peer_xstate(const struct workload *workload, const char *folder, struct lines *lines, double *seconds);

#endif
