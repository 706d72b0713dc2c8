#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "timers.h"

#define SPAN (30ll * 86400000) /* ms over which they are due */

static void fail(const char *why) {
    fprintf(stderr, "the timers could not be measured: %s\n", why);
    exit(1);
}

/* What the engine does: it prefetches what the owner keeps. */
static void soon(void *self, uint32_t owner) {
    const uint32_t *marks = self;
    __builtin_prefetch(&marks[owner]);
}

/* All in, then all out; all must come out, in order, each at its instant. `in` and `out`: the seconds that one takes. */
static void one_round(const int64_t *due, uint32_t *marks, uint32_t count, double *in, double *out) {
    struct timers *timers = workload_need(malloc(sizeof *timers));
    struct timer_entry entry;
    int64_t at, last = INT64_MIN;
    uint32_t taken = 0;
    uint64_t sum = 0;
    timers_init(timers);
    timers->self = marks;
    timers->soon = soon;
    /* An empty wheel turns to where the time is. */
    if (timers_take(timers, WORKLOAD_BEGIN, &at, &entry)) fail("one came out before any was in");
    double begin = workload_clock();
    for (uint32_t i = 0; i < count; i++) {
        if (!timers_add(timers, due[i], i, &marks[i])) fail("there is no memory");
    }
    double middle = workload_clock();
    while (timers_take(timers, WORKLOAD_BEGIN + SPAN, &at, &entry)) {
        /* The mark holds the lower bits of the instant: that of the owner, which is not looked at here, agrees. */
        if (marks[entry.owner] != entry.mark) fail("an entry came out with the wrong mark");
        if (at < last) fail("they came out in the wrong order");
        last = at;
        sum += (uint64_t)at;
        taken++;
    }
    *out = (workload_clock() - middle) / count;
    *in = (middle - begin) / count;
    for (uint32_t i = 0; i < count; i++) sum -= (uint64_t)due[i];
    if (taken != count || sum != 0) fail("not all came out at their instants");
    timers_free(timers);
    free(timers);
}

void rows_timers(struct bench *bench) {
    uint32_t count = bench->full ? 10000000 : 3000000;
    char measure[96];
    double in[ROUNDS_MAX], out[ROUNDS_MAX], sum[ROUNDS_MAX];
    int64_t *due = workload_need(malloc(count * sizeof *due));
    uint32_t *marks = workload_need(malloc(count * sizeof *marks));
    uint64_t state = WORKLOAD_SEED;
    for (uint32_t i = 0; i < count; i++) due[i] = WORKLOAD_BEGIN + (int64_t)(workload_draw(&state) % SPAN);
    for (size_t round = 0; round <= bench->rounds; round++) {
        size_t to = round == 0 ? 0 : round - 1; /* the first warms up */
        one_round(due, marks, count, &in[to], &out[to]);
        sum[to] = in[to] + out[to];
    }
    snprintf(measure, sizeof measure, "%u million pending timers, random due: insert and fire", count / 1000000);
    table_add(&bench->table, measure, (struct goal){"ns", 150, 60, false},
              figure_scaled(figure_of(sum, bench->rounds), 1e9));
    table_add(&bench->times, "timers, insert", (struct goal){"ns", 0, 0, false},
              figure_scaled(figure_of(in, bench->rounds), 1e9));
    table_add(&bench->times, "timers, fire", (struct goal){"ns", 0, 0, false},
              figure_scaled(figure_of(out, bench->rounds), 1e9));
    free(due);
    free(marks);
}
