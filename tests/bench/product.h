/* The same job by the product: the journey compiled from its script, run by the engine in batches. */
#ifndef BENCH_PRODUCT_H
#define BENCH_PRODUCT_H

#include "workload.h"

struct product; /* the compiled journey */

/* Compiles the script at `path`; ends the program with a message where that fails. */
struct product *product_open(const char *path);
void product_close(struct product *product);

/* Does the job. `bytes` takes the memory of the engine's tables, states and timers. */
void product_run(const struct product *product, const struct workload *workload, uint32_t shards, struct lines *lines,
                 size_t *bytes);

#endif
