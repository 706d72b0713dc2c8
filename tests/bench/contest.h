/* A contest: several implementations do one job in alternating rounds, and must come to the same lines.
 *
 * It does: let each contender do the job once, unmeasured, and compare all lines, sorted, byte for byte; then hold the
 * measured rounds, one contender after the other in each, every second round in the opposite order, and compare the lines
 * again by a sum over all of them. It never hands out a figure of contenders whose lines differ: contest_hold says what
 * differs and ends the program with 1. A contender that can't run here says why, and is left out. */
#ifndef BENCH_CONTEST_H
#define BENCH_CONTEST_H

#include "figures.h"
#include "workload.h"

struct contender {
    const char *name;                           /* for messages and rows */
    const char *(*run)(struct contender *self); /* the job, once: fills in seconds, bytes and lines; NULL, or why not */
    const void *job;                            /* what `run` works on */
    bool silent;                                /* it makes no lines: it checks its results itself */
    double seconds;                             /* of the last round */
    size_t bytes;                               /* of memory, where that is known */
    struct lines lines;                         /* of the last round; the memory stays from round to round */
    const char *absent;                         /* why it is left out; NULL: it takes part */
    double times[ROUNDS_MAX];                   /* seconds of each measured round */
};

void contest_hold(struct contender *contenders, size_t count, size_t rounds);
void contest_free(struct contender *contenders, size_t count);

#endif
