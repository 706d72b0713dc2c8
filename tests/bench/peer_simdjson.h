/* simdjson on demand, alone: reads from each line the fields that the job needs (type, user, event, time, plan, count),
 * unescaped, numbers as numbers, and does nothing with them but add them up. What it skips it does not validate. */
#ifndef BENCH_PEER_SIMDJSON_H
#define BENCH_PEER_SIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What was read, added up, to be compared with the workload. */
struct simdjson_sums {
    uint64_t lines;  /* with all six fields */
    uint64_t counts; /* sum of `count` */
    uint64_t texts;  /* bytes of event names, plans, and users' ids */
    uint64_t marks;  /* sum of the last byte of each of them, and of the millisecond's last digit */
};

/* `bytes` must be readable 64 further. Returns 0 if a line could not be read. */
int peer_simdjson(const char *bytes, size_t size, struct simdjson_sums *sums);

#ifdef __cplusplus
}
#endif
#endif
