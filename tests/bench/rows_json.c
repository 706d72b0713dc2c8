#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contest.h"
#include "json_lines.h"
#include "peer_plain.h"
#include "peer_simdjson.h"

/* Lines to read, and what their fields must add up to. */
struct json_job {
    const struct json_lines *lines; /* the bytes */
    struct simdjson_sums sums;      /* of the workload */
};

static struct simdjson_sums sums_of(const struct workload *workload) {
    struct simdjson_sums sums = {.lines = workload->count};
    for (size_t i = 0; i < workload->count; i++) {
        const struct workload_event *event = &workload->events[i];
        const char *name = workload_names[event->name], *plan = workload_plans[event->plan];
        sums.counts += (uint64_t)event->count;
        sums.texts += sizeof event->id + strlen(name) + strlen(plan);
        sums.marks += (unsigned char)event->id[15] + (uint64_t)(unsigned char)name[strlen(name) - 1] +
                      (unsigned char)plan[strlen(plan) - 1] + (uint64_t)('0' + event->time % 10);
    }
    return sums;
}

static const char *run_simdjson(struct contender *self) {
    const struct json_job *job = self->job;
    struct simdjson_sums sums;
    double begin = workload_clock();
    int fine = peer_simdjson(job->lines->bytes, job->lines->size, &sums);
    self->seconds = workload_clock() - begin;
    if (fine && memcmp(&sums, &job->sums, sizeof sums) == 0) return NULL;
    fputs("simdjson did not read what the workload says, so there are no figures\n", stderr);
    exit(1);
}

static const char *run_plain(struct contender *self) {
    peer_plain(self->job, &self->lines, &self->bytes);
    return NULL;
}

static const char *run_product(struct contender *self) {
    struct jrt_engine_usage usage;
    double begin = workload_clock();
    product_run(self->job, &self->lines, &usage);
    self->seconds = workload_clock() - begin;
    return NULL;
}

static void note_speed(struct bench *bench, const struct contender *one, const struct json_lines *lines,
                       const char *shape) {
    char measure[96];
    double speeds[ROUNDS_MAX], each[ROUNDS_MAX];
    for (size_t i = 0; i < bench->rounds; i++) {
        speeds[i] = (double)lines->size / one->times[i] / 1e6;
        each[i] = one->times[i] / (double)lines->count * 1e9;
    }
    snprintf(measure, sizeof measure, "%s, %s, %zu bytes a line", one->name, shape, lines->size / lines->count);
    table_add(&bench->times, measure, (struct goal){"MB/s", 0, 0, true}, figure_of(speeds, bench->rounds));
    table_add(&bench->times, measure, (struct goal){"ns a line", 0, 0, false}, figure_of(each, bench->rounds));
}

static void one_shape(struct bench *bench, const struct workload *workload, struct json_lines lines, const char *shape,
                      struct goal goal) {
    char measure[96];
    struct json_job peer = {&lines, sums_of(workload)};
    struct product_job job = {.product = bench->product, .json = lines.bytes, .json_size = lines.size, .shards = 1};
    struct contender contenders[] = {{.name = "plain C", .run = run_plain, .job = workload},
                                     {.name = "simdjson alone", .run = run_simdjson, .job = &peer, .silent = true},
                                     {.name = "journey from JSON", .run = run_product, .job = &job}};
    contest_hold(contenders, 3, bench->rounds);
    snprintf(measure, sizeof measure, "JSON, %s, end to end: time over simdjson's alone", shape);
    table_add(&bench->table, measure, goal, figure_ratio(contenders[2].times, contenders[1].times, bench->rounds));
    note_speed(bench, &contenders[1], &lines, shape);
    note_speed(bench, &contenders[2], &lines, shape);
    contest_free(contenders, 3);
    json_lines_free(&lines);
}

void rows_json(struct bench *bench) {
    struct workload workload = workload_make(bench->full ? 99999 : 30000, WORKLOAD_EVENTS);
    one_shape(bench, &workload, json_lines_mixed(&workload), "mixed shapes", (struct goal){"x", 1.3, 1.0, false});
    one_shape(bench, &workload, json_lines_repeated(&workload), "repeated shape", (struct goal){"x", 1.3, 0.6, false});
    workload_free(&workload);
}
