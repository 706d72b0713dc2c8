#include "bench.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contest.h"
#include "peer_lua.h"
#include "peer_plain.h"
#include "peer_sqlite.h"
#include "peer_xstate.h"

#define BATCH 1024        /* events of one push */
#define BATCH_SHARED 8192 /* the same where threads share one, and wait for one another at its end */
#define GROUP 10000       /* events of one transaction */
#define SHARDS_MEASURED 2 /* of the shards' row */

/* ---- contenders ---------------------------------------------------------------------------------------------------- */

/* A job for a peer that keeps files. */
struct peer_job {
    const struct workload *workload; /* events */
    char path[512];                  /* file or folder */
};

static const char *run_plain(struct contender *self) {
    double begin = workload_clock();
    peer_plain(self->job, &self->lines, &self->bytes);
    self->seconds = workload_clock() - begin;
    return NULL;
}

static const char *run_lua(struct contender *self) {
    return peer_lua(self->job, &self->lines, &self->seconds);
}

static const char *run_sqlite(struct contender *self) {
    const struct peer_job *job = self->job;
    return peer_sqlite(job->workload, job->path, GROUP, &self->lines, &self->seconds);
}

static const char *run_xstate(struct contender *self) {
    const struct peer_job *job = self->job;
    return peer_xstate(job->workload, job->path, &self->lines, &self->seconds);
}

static const char *run_product(struct contender *self) {
    struct jrt_engine_usage usage;
    double begin = workload_clock();
    product_run(self->job, &self->lines, &usage);
    self->seconds = workload_clock() - begin;
    self->bytes = usage.memory;
    return NULL;
}

static void append(struct lines *to, const struct lines *from) {
    if (to->room - to->size < from->size) {
        to->room = to->size + from->size;
        to->bytes = workload_need(realloc(to->bytes, to->room));
    }
    memcpy(to->bytes + to->size, from->bytes, from->size);
    to->size += from->size;
    to->count += from->count;
}

/* As run_product, with lines of each shard put together after the clock has stopped. The first shard's go straight in. */
static const char *run_shards(struct contender *self) {
    const struct product_job *job = self->job;
    static struct lines other[SHARDS_MEASURED];
    struct jrt_engine_usage usage;
    for (uint32_t i = 0; i < job->shards; i++) other[i].size = other[i].count = 0;
    double begin = workload_clock();
    product_run(job, other, &usage);
    self->seconds = workload_clock() - begin;
    for (uint32_t i = 0; i < job->shards; i++) append(&self->lines, &other[i]);
    return NULL;
}

static struct product_job job_of(const struct bench *bench, const struct workload *workload) {
    return (struct product_job){.product = bench->product, .workload = workload, .shards = 1, .batch = BATCH};
}

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

/* What one contender needs for an event, below the table. */
static void note_time(struct bench *bench, const struct contender *one, size_t events, const char *size) {
    char measure[96];
    if (one->absent) return;
    snprintf(measure, sizeof measure, "%s, %s users", one->name, size);
    table_add(&bench->times, measure, (struct goal){"ns an event", 0, 0, false},
              figure_scaled(figure_of(one->times, bench->rounds), 1e9 / (double)events));
}

/* The row of one contender's time over another's. */
static void add_ratio(struct bench *bench, const char *measure, struct goal goal, const struct contender *over,
                      const struct contender *under) {
    const char *absent = over->absent ? over->absent : under->absent;
    if (absent)
        table_skip(&bench->table, measure, goal, absent);
    else
        table_add(&bench->table, measure, goal, figure_ratio(over->times, under->times, bench->rounds));
}

static const char *size_name(char text[32], uint32_t users) {
    if (users >= 999999)
        snprintf(text, 32, "%u million", (users + 1) / 1000000);
    else
        snprintf(text, 32, "%u,%03u", users / 1000, users % 1000);
    return text;
}

/* Memory without anybody who collects lines, so that nothing but the engine takes any. */
static void memory_row(struct bench *bench, const struct product_job *job, const char *measure, struct goal goal) {
    struct jrt_engine_usage usage;
    product_run(job, NULL, &usage);
    double each = (double)usage.memory / (double)usage.users;
    table_add(&bench->table, measure, goal, (struct figure){each, each, each});
}

static void against_plain(struct bench *bench) {
    uint32_t users = bench->full ? 999999 : 300000;
    char size[32], measure[96];
    struct workload workload = workload_make(users, WORKLOAD_EVENTS);
    struct product_job job = job_of(bench, &workload);
    struct contender contenders[] = {{.name = "plain C", .run = run_plain, .job = &workload},
                                     {.name = "journey", .run = run_product, .job = &job}};
    contest_hold(contenders, 2, bench->rounds);
    size_name(size, users);
    snprintf(measure, sizeof measure, "binary events, %s users, one core: time over plain C's", size);
    add_ratio(bench, measure, (struct goal){"x", 2.0, 1.5, false}, &contenders[1], &contenders[0]);
    note_time(bench, &contenders[0], workload.count, size);
    note_time(bench, &contenders[1], workload.count, size);
    contest_free(contenders, 2);
    memory_row(bench, &job, "memory for each user in one journey", (struct goal){"bytes", 96, 64, false});
    workload_free(&workload);
}

static void against_lua(struct bench *bench) {
    struct workload workload = workload_make(99999, WORKLOAD_EVENTS);
    struct product_job job = job_of(bench, &workload);
    struct contender contenders[] = {{.name = "journey", .run = run_product, .job = &job},
                                     {.name = "LuaJIT", .run = run_lua, .job = &workload},
                                     {.name = "plain C", .run = run_plain, .job = &workload}};
    contest_hold(contenders, 3, bench->rounds);
    add_ratio(bench, "the same, 99,999 users: LuaJIT's time over ours", (struct goal){"x", 7, 10, true}, &contenders[1],
              &contenders[0]);
    for (size_t i = 0; i < 3; i++) note_time(bench, &contenders[i], workload.count, "99,999");
    contest_free(contenders, 3);
    workload_free(&workload);
}

static void against_sqlite(struct bench *bench) {
    uint32_t users = bench->full ? 99999 : 30000;
    char size[32];
    struct workload workload = workload_make(users, WORKLOAD_EVENTS);
    struct peer_job sqlite = {.workload = &workload};
    struct product_job job = job_of(bench, &workload);
    snprintf(sqlite.path, sizeof sqlite.path, "%s/bench/peer.sqlite", bench->build);
    struct contender contenders[] = {{.name = "journey, in memory", .run = run_product, .job = &job},
                                     {.name = "SQLite, FULL, groups of 10,000", .run = run_sqlite, .job = &sqlite}};
    contest_hold(contenders, 2, bench->rounds);
    table_skip(&bench->table, "durable, groups of 10,000 events: SQLite's time over ours",
               (struct goal){"x", 10, 20, true}, "there are no durable runs yet");
    add_ratio(bench, "SQLite FULL's time over ours, which is in memory only", (struct goal){"x", 0, 0, true},
              &contenders[1], &contenders[0]);
    note_time(bench, &contenders[1], workload.count, size_name(size, users));
    contest_free(contenders, 2);
    workload_free(&workload);
}

static void against_xstate(struct bench *bench) {
    struct workload workload = workload_make(9999, WORKLOAD_EVENTS);
    struct peer_job xstate = {.workload = &workload};
    struct product_job job = job_of(bench, &workload);
    snprintf(xstate.path, sizeof xstate.path, "%s/bench", bench->build);
    struct contender contenders[] = {{.name = "journey", .run = run_product, .job = &job},
                                     {.name = "XState on Node", .run = run_xstate, .job = &xstate}};
    contest_hold(contenders, 2, bench->rounds);
    add_ratio(bench, "the same, 9,999 users: XState's time over ours", (struct goal){"x", 0, 0, true}, &contenders[1],
              &contenders[0]);
    note_time(bench, &contenders[0], workload.count, "9,999");
    note_time(bench, &contenders[1], workload.count, "9,999");
    contest_free(contenders, 2);
    workload_free(&workload);
}

/* Both sides get the ids; only one project asks for them. */
static void with_window(struct bench *bench) {
    uint32_t users = bench->full ? 999999 : 99999;
    char size[32], measure[96];
    struct workload workload = workload_make(users, WORKLOAD_EVENTS);
    struct script script = script_with_window(bench->source);
    struct product *product = product_open(&script);
    struct product_job without = job_of(bench, &workload), with = without;
    without.ids = with.ids = product_ids(workload.count);
    with.product = product;
    struct contender contenders[] = {{.name = "journey", .run = run_product, .job = &without},
                                     {.name = "journey with ids", .run = run_product, .job = &with}};
    contest_hold(contenders, 2, bench->rounds);
    size_name(size, users);
    snprintf(measure, sizeof measure, "with `event id window: 24 hours`, %s users: time over that without", size);
    add_ratio(bench, measure, (struct goal){"x", 1.8, 1.4, false}, &contenders[1], &contenders[0]);
    note_time(bench, &contenders[1], workload.count, size);
    contest_free(contenders, 2);
    memory_row(bench, &with, "memory for each user with the window, its ids included",
               (struct goal){"bytes", 0, 0, false});
    free((void *)(uintptr_t)with.ids);
    product_close(product);
    script_free(&script);
    workload_free(&workload);
}

/* Plain C for one thread of several. */
struct share {
    const struct workload *workload; /* events, each thread the same */
    struct lines lines;              /* its own */
};

static void *run_share(void *self) {
    struct share *share = self;
    size_t bytes;
    share->lines.size = share->lines.count = 0;
    peer_plain(share->workload, &share->lines, &bytes);
    return NULL;
}

/* What two cores do at best: plain C twice at once, sharing nothing, against once. It is what a row of shards is up against
 * where the cores share caches, memory, or the rest of a machine. */
static void two_cores(struct bench *bench) {
    struct workload workload = workload_make(99999, WORKLOAD_EVENTS);
    struct share one = {.workload = &workload}, other = one;
    double gain[ROUNDS_MAX];
    run_share(&one);
    run_share(&other);
    for (size_t round = 0; round < bench->rounds; round++) {
        pthread_t thread;
        double begin = workload_clock();
        run_share(&one);
        double alone = workload_clock() - begin;
        begin = workload_clock();
        if (pthread_create(&thread, NULL, run_share, &other) != 0) return;
        run_share(&one);
        pthread_join(thread, NULL);
        gain[round] = 2 * alone / (workload_clock() - begin);
    }
    table_add(&bench->limits, "two cores, plain C on each: work done over one core's", (struct goal){"x", 0, 0, true},
              figure_of(gain, bench->rounds));
    lines_free(&one.lines);
    lines_free(&other.lines);
    workload_free(&workload);
}

static void two_shards(struct bench *bench) {
    uint32_t users = bench->full ? 999999 : 300000;
    char size[32], measure[96];
    struct workload workload = workload_make(users, WORKLOAD_EVENTS);
    struct product_job one = job_of(bench, &workload), two = one;
    one.batch = two.batch = BATCH_SHARED;
    two.shards = SHARDS_MEASURED;
    struct contender contenders[] = {{.name = "journey, 1 shard", .run = run_shards, .job = &one},
                                     {.name = "journey, 2 shards", .run = run_shards, .job = &two}};
    contest_hold(contenders, 2, bench->rounds);
    size_name(size, users);
    snprintf(measure, sizeof measure, "2 shards on 2 cores, %s users: one shard's time over theirs", size);
    add_ratio(bench, measure, (struct goal){"x", 1.8, 1.95, true}, &contenders[0], &contenders[1]);
    note_time(bench, &contenders[0], workload.count, size);
    note_time(bench, &contenders[1], workload.count, size);
    contest_free(contenders, 2);
    workload_free(&workload);
}

void rows_events(struct bench *bench) {
    against_plain(bench);
    against_lua(bench);
    against_sqlite(bench);
    against_xstate(bench);
    with_window(bench);
    two_shards(bench);
    two_cores(bench);
}
