/* The same job by the product: journeys compiled from their scripts, run by the engine, fed in batches or by lines of JSON.
 *
 * Ends the program with a message where something is refused: that would be a mistake of the measurement or the product. */
#ifndef BENCH_PRODUCT_H
#define BENCH_PRODUCT_H

#include "engine.h"
#include "script.h"
#include "workload.h"

struct product; /* compiled journeys */

struct product *product_open(const struct script *script);
void product_close(struct product *product);

/* What to do. */
struct product_job {
    const struct product *product;   /* the journeys */
    const struct workload *workload; /* events in binary form; NULL: the lines below */
    const char *ids;                 /* message ids of the events, PRODUCT_ID_SIZE bytes each; NULL: they have none */
    const char *json;                /* lines, instead of a workload */
    size_t json_size;                /* bytes */
    uint32_t shards;                 /* of the engine; so many threads turn the events into the engine's form too */
    size_t batch;                    /* events of one push */
};

#define PRODUCT_ID_SIZE 16 /* bytes of a message id */

/* So many message ids, one behind the other, drawn from the seed; the caller frees them. */
char *product_ids(size_t count);

/* Does the job. `lines`: one for each shard, or NULL: nobody wants them. */
void product_run(const struct product_job *job, struct lines *lines, struct jrt_engine_usage *usage);

#endif
