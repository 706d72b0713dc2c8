/* The measurements of the job, by group. Each adds rows to the table and notes to the list below it; none prints. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "figures.h"
#include "product.h"

struct bench {
    bool full;               /* the sizes that the job asks for; otherwise smaller ones */
    size_t rounds;           /* measured rounds of each contest */
    const char *build;       /* folder of what was built; `bench` in it takes files */
    char *source;            /* the job's script */
    struct product *product; /* it, compiled */
    struct table table;      /* rows of the job */
    struct table times;      /* the times behind them */
    struct table limits;     /* what the machine can do */
};

void rows_events(struct bench *bench);   /* binary events: plain C, LuaJIT, SQLite, XState, ids, shards, memory */
void rows_json(struct bench *bench);     /* lines of JSON against simdjson alone */
void rows_timers(struct bench *bench);   /* the calendar of timers */
void rows_programs(struct bench *bench); /* loading, compiling, start-up */
void rows_machine(struct bench *bench);  /* memory and disk */

#endif
