#include "product.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytecode.h"
#include "feed.h"
#include "jrt.h"
#include "parts.h"
#include "program.h"

struct product {
    jdl_result *result;              /* owns the bytecode */
    jrt_program *program;            /* in it */
    uint32_t events[WORKLOAD_NAMES]; /* index of each */
    struct jrt_value plans[3];       /* words of the script */
};

/* A run of the job. */
struct run {
    const struct product_job *job;  /* what to do */
    struct lines *lines;            /* for each shard */
    struct jrt_engine_event *batch; /* events in the engine's form */
    struct jrt_value (*values)[2];  /* theirs: plan and count */
    size_t first;                   /* event of the workload that the batch begins with */
    size_t count;                   /* events in the batch */
};

static void fail(const char *why) {
    fprintf(stderr, "the product could not be measured: %s\n", why);
    exit(2);
}

/* ---- compiling ----------------------------------------------------------------------------------------------------- */

static void index_names(struct product *product) {
    const struct jrt_program *p = product->program;
    for (uint32_t name = 0; name < WORKLOAD_NAMES; name++) {
        for (uint32_t i = 0; i < p->event_count; i++) {
            uint32_t size;
            const char *text = program_string(p, p->events[i].name, &size);
            if (size == strlen(workload_names[name]) && memcmp(text, workload_names[name], size) == 0)
                product->events[name] = i;
        }
    }
    for (uint32_t i = 0; i < 3; i++)
        product->plans[i] = (struct jrt_value){
            .type = JBC_TEXT, .size = (uint32_t)strlen(workload_plans[i]), .as.text = workload_plans[i]};
}

struct product *product_open(const struct script *script) {
    struct product *product = workload_need(calloc(1, sizeof *product));
    if (jdl_compile(script->texts, script->count, NULL, &product->result) != JDL_OK) {
        size_t count = 0;
        const struct jdl_diagnostic *first = product->result ? jdl_diagnostics(product->result, &count) : NULL;
        fail(count > 0 ? first->message : "the script could not be compiled");
    }
    size_t size;
    const void *program = jdl_bytecode(product->result, &size);
    struct jrt_fault fault;
    if (jrt_load(program, size, NULL, &product->program, &fault) != JRT_OK) fail(fault.reason);
    index_names(product);
    return product;
}

void product_close(struct product *product) {
    jrt_program_free(product->program);
    jdl_result_free(product->result);
    free(product);
}

/* ---- what comes out ------------------------------------------------------------------------------------------------ */

static char *add(char *to, const char *text, size_t size) {
    memcpy(to, text, size);
    return to + size;
}

static char *add_string(char *to, const struct jrt_program *program, uint32_t string) {
    uint32_t size;
    const char *text = program_string(program, string, &size);
    return add(to, text, size);
}

static void on_action(void *self, uint32_t shard, const struct jrt_user *user, const struct jrt_action *action) {
    const struct run *run = self;
    const struct jrt_program *p = run->job->product->program;
    char what[256];
    char *to = what;
    if (action->kind == JRT_SEND || action->kind == JRT_SKIPPED) {
        to = action->kind == JRT_SEND ? add(to, "send ", 5) : add(to, "skip ", 5);
        to = add_string(to, p, p->channels[p->templates[action->template_].channel].name);
        to = add(to, " ", 1);
        to = add_string(to, p, p->templates[action->template_].name);
    } else if (action->kind == JRT_MILESTONE || action->kind == JRT_EXIT) {
        to = action->kind == JRT_EXIT ? add(to, "exit ", 5) : add(to, "milestone ", 10);
        to = add(to, action->name, action->name_size);
    } else {
        return;
    }
    *to = '\0';
    lines_add(&run->lines[shard], action->at, user->id, what);
}

/* ---- binary events ------------------------------------------------------------------------------------------------- */

/* What is the same in every batch: where an event's values stand, and its kind. */
static void prepare(struct run *run) {
    for (size_t k = 0; k < run->job->batch; k++) {
        run->batch[k].user.size = sizeof run->job->workload->events[0].id;
        run->batch[k].event = (struct jrt_event){.kind = JRT_EVENT_TRACK, .values = run->values[k], .count = 2};
        run->values[k][1].type = JBC_NUMBER;
    }
}

/* Turns a share of the batch into the engine's form; each thread takes one. */
static void decode(void *self, uint32_t index) {
    struct run *run = self;
    const struct product *product = run->job->product;
    size_t begin = run->count * index / run->job->shards, end = run->count * (index + 1) / run->job->shards;
    for (size_t k = begin; k < end; k++) {
        const struct workload_event *event = &run->job->workload->events[run->first + k];
        run->values[k][0] = product->plans[event->plan];
        run->values[k][1].as.number = (int64_t)event->count * JBC_MILLION;
        run->batch[k].user.id = event->id;
        run->batch[k].event.name = product->events[event->name];
        run->batch[k].event.time = event->time;
        if (!run->job->ids) continue;
        run->batch[k].event.id = run->job->ids + (run->first + k) * PRODUCT_ID_SIZE;
        run->batch[k].event.id_size = PRODUCT_ID_SIZE;
    }
}

static void push_all(struct run *run, jrt_engine *engine) {
    const struct product_job *job = run->job;
    struct crew *crew = engine_crew(engine); /* threads of our own would take the processors from them */
    run->batch = workload_need(calloc(job->batch, sizeof *run->batch));
    run->values = workload_need(calloc(job->batch, sizeof *run->values));
    prepare(run);
    for (; run->first < job->workload->count; run->first += run->count) {
        size_t left = job->workload->count - run->first;
        run->count = left < job->batch ? left : job->batch;
        crew_run(crew, decode, run);
        if (jrt_engine_push(engine, run->batch, run->count) != JRT_OK) fail("an event was refused");
    }
    free(run->batch);
    free(run->values);
}

char *product_ids(size_t count) {
    char *ids = workload_need(malloc(count * PRODUCT_ID_SIZE + 1));
    uint64_t state = WORKLOAD_SEED;
    for (size_t i = 0; i < count; i++) {
        char text[32];
        snprintf(text, sizeof text, "%016llx", (unsigned long long)workload_draw(&state));
        memcpy(ids + i * PRODUCT_ID_SIZE, text, PRODUCT_ID_SIZE);
    }
    return ids;
}

/* ---- lines of JSON ------------------------------------------------------------------------------------------------- */

static void on_rejects(void *self, const char *bytes, size_t size) {
    (void)self;
    fprintf(stderr, "%.*s", (int)size, bytes);
    fail("it rejected lines that are fine");
}

static void feed_all(struct run *run, jrt_engine *engine) {
    struct jrt_feed_options options = {.self = run, .on_rejects = on_rejects};
    jrt_feed *feed;
    if (jrt_feed_new(engine, &options, &feed) != JRT_OK) fail("the feed could not be made");
    if (jrt_feed_push(feed, run->job->json, run->job->json_size) != JRT_OK) fail("a line was refused");
    jrt_feed_free(feed);
}

void product_run(const struct product_job *job, struct lines *lines, struct jrt_engine_usage *usage) {
    struct run run = {.job = job, .lines = lines};
    struct jrt_engine_options options = {.shards = job->shards, .self = &run, .on_action = lines ? on_action : NULL};
    jrt_engine *engine;
    if (jrt_engine_new(job->product->program, &options, &engine) != JRT_OK) fail("the engine could not be made");
    if (job->workload)
        push_all(&run, engine);
    else
        feed_all(&run, engine);
    if (jrt_engine_finish(engine, INT64_MIN) != JRT_OK) fail("the end was refused");
    jrt_engine_usage(engine, usage);
    jrt_engine_free(engine);
}
