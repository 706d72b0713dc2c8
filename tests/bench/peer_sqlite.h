/* The same job with every user's state in SQLite: WAL, synchronous FULL, one transaction for each group of events, which
 * holds the new states and the lines of output, so that neither is ever there without the other. */
#ifndef BENCH_PEER_SQLITE_H
#define BENCH_PEER_SQLITE_H

#include "workload.h"

/* Does the job with a database at `path`, which is made anew. NULL, or why it can't. */
const char *peer_sqlite(const struct workload *workload, const char *path, size_t group, struct lines *lines,
                        double *seconds);

#endif
