/* The job written by hand in C for just this journey, without any bytecode: the limit that a general runtime is held
 * against. Users in a hash table of structures, timers in one queue for each duration (they come due in the order in
 * which they were set), events in batches with the next ones' users prefetched. */
#ifndef BENCH_PEER_PLAIN_H
#define BENCH_PEER_PLAIN_H

#include "workload.h"

/* Does the job; nothing is left but the lines. `bytes` takes the memory it used for users and timers. */
void peer_plain(const struct workload *workload, struct lines *lines, size_t *bytes);

#endif
