#include "engine.h"

#include "shard.h"

#include <stdlib.h>

struct jrt_engine {
    struct shard_plan plan;         /* what the shards share */
    struct crew *crew;              /* a thread for each shard */
    struct shard *shards;           /* by number */
    struct event_part *slices;      /* of a pushed batch, one for each thread */
    uint32_t shard_count;           /* how many */
    int64_t clock;                  /* the largest time seen */
    uint64_t serial;                /* events taken in */
    int64_t limit;                  /* timers due before it shall fire, for the threads */
    const struct event_part *parts; /* the present batch, for the threads */
    uint32_t part_count;            /* its parts */
    enum jrt_status status;         /* JRT_OK, or what made it stop */
};

/* ---- life ---------------------------------------------------------------------------------------------------------- */

static bool make_shards(jrt_engine *engine) {
    engine->crew = crew_new(engine->shard_count);
    engine->shards = calloc(engine->shard_count, sizeof *engine->shards);
    engine->slices = calloc(engine->shard_count, sizeof *engine->slices);
    if (!engine->crew || !engine->shards || !engine->slices) return false;
    for (uint32_t i = 0; i < engine->shard_count; i++) {
        if (!shard_init(&engine->shards[i], &engine->plan, i)) return false;
    }
    return true;
}

enum jrt_status jrt_engine_new(const jrt_program *program, const struct jrt_engine_options *options,
                               jrt_engine **engine) {
    if (!program || !options || !engine || options->shards > JRT_SHARDS_MAX) return JRT_MISUSE;
    jrt_engine *made = calloc(1, sizeof *made);
    *engine = NULL;
    if (!made) return JRT_NO_MEMORY;
    made->plan.program = program;
    made->plan.options = *options;
    made->shard_count = options->shards ? options->shards : 1;
    made->clock = INT64_MIN;
    if (!wanted_init(&made->plan.wanted, program) || !actions_out_init(&made->plan.printer, program) ||
        !make_shards(made)) {
        jrt_engine_free(made);
        return JRT_NO_MEMORY;
    }
    *engine = made;
    return JRT_OK;
}

void jrt_engine_free(jrt_engine *engine) {
    if (!engine) return;
    crew_free(engine->crew);
    for (uint32_t i = 0; i < engine->shard_count; i++) {
        if (engine->shards) shard_free(&engine->shards[i]);
        if (engine->slices) event_part_free(&engine->slices[i]);
    }
    free(engine->shards);
    free(engine->slices);
    wanted_free(&engine->plan.wanted);
    actions_out_free(&engine->plan.printer);
    free(engine);
}

/* ---- a batch ------------------------------------------------------------------------------------------------------- */

static void work_on_shard(void *self, uint32_t index) {
    jrt_engine *engine = self;
    struct shard *shard = &engine->shards[index];
    for (uint32_t i = 0; i < engine->part_count; i++) shard_run(shard, &engine->parts[i]);
    shard_fire(shard, engine->limit);
    if (shard->out.failed) shard->status = JRT_NO_MEMORY;
}

/* Hands the lines out, and finds out whether all went well. */
static enum jrt_status collect(jrt_engine *engine) {
    const struct jrt_engine_options *options = &engine->plan.options;
    for (uint32_t i = 0; i < engine->shard_count; i++) {
        struct shard *shard = &engine->shards[i];
        if (shard->status != JRT_OK) engine->status = shard->status;
        if (options->on_lines && shard->out.used > 0)
            options->on_lines(options->self, shard->out.bytes, shard->out.used);
        shard->out.used = 0;
    }
    return engine->status;
}

static enum jrt_status run(jrt_engine *engine, const struct event_part *parts, uint32_t count, int64_t limit) {
    engine->parts = parts;
    engine->part_count = count;
    engine->limit = limit;
    crew_run(engine->crew, work_on_shard, engine);
    return collect(engine);
}

enum jrt_status engine_run_parts(jrt_engine *engine, struct event_part *parts, uint32_t count) {
    if (engine->status != JRT_OK) return engine->status;
    for (uint32_t i = 0; i < count; i++) {
        if (parts[i].misused) engine->status = JRT_MISUSE;
        if (parts[i].failed) engine->status = JRT_NO_MEMORY;
        parts[i].base = engine->clock;
        parts[i].serial = engine->serial + 1;
        if (parts[i].clock > engine->clock) engine->clock = parts[i].clock;
        engine->serial += parts[i].count;
    }
    if (engine->status != JRT_OK) return engine->status;
    return run(engine, parts, count, engine->clock);
}

static void prepare_slice(void *self, uint32_t index) {
    jrt_engine *engine = self;
    event_part_prepare(&engine->slices[index], &engine->plan.wanted, engine->shard_count, false);
}

enum jrt_status jrt_engine_push(jrt_engine *engine, struct jrt_engine_event *events, size_t count) {
    if (!engine || (count > 0 && !events)) return JRT_MISUSE;
    uint32_t slices = engine->shard_count;
    for (uint32_t i = 0; i < slices; i++) {
        size_t begin = count / slices * i, end = i + 1 == slices ? count : count / slices * (i + 1);
        engine->slices[i].events = events + begin;
        engine->slices[i].count = end - begin;
    }
    crew_run(engine->crew, prepare_slice, engine);
    return engine_run_parts(engine, engine->slices, slices);
}

enum jrt_status jrt_engine_finish(jrt_engine *engine, int64_t until) {
    if (!engine) return JRT_MISUSE;
    if (until > engine->clock && engine->clock != INT64_MIN) engine->clock = until;
    if (engine->status != JRT_OK || engine->clock == INT64_MIN) return engine->status;
    return run(engine, NULL, 0, engine->clock + 1);
}

/* ---- a new version ------------------------------------------------------------------------------------------------- */

enum jrt_status jrt_engine_take_over(jrt_engine *engine, const jrt_engine *older) {
    if (!engine || !older || engine->shard_count != older->shard_count || engine->clock != INT64_MIN) return JRT_MISUSE;
    if (engine->status != JRT_OK || older->status != JRT_OK) return JRT_MISUSE;
    engine->clock = older->clock;
    engine->serial = older->serial;
    for (uint32_t i = 0; i < engine->shard_count; i++)
        shard_take_over(&engine->shards[i], &older->shards[i], older->clock);
    return collect(engine);
}

/* ---- looking in ---------------------------------------------------------------------------------------------------- */

int64_t jrt_engine_clock(const jrt_engine *engine) {
    return engine->clock;
}

void jrt_engine_usage(const jrt_engine *engine, struct jrt_engine_usage *usage) {
    *usage = (struct jrt_engine_usage){0};
    for (uint32_t i = 0; i < engine->shard_count; i++) {
        const struct shard *shard = &engine->shards[i];
        usage->users += shard->users.count;
        usage->state_bytes += shard->users.state_bytes;
        usage->memory += user_table_memory(&shard->users) + timers_memory(&shard->timers);
        usage->timers += shard->timers.count;
        usage->unknown_zones += jrt_unknown_zones(shard->context);
    }
}

struct crew *engine_crew(jrt_engine *engine) {
    return engine->crew;
}

const struct wanted *engine_wanted(const jrt_engine *engine) {
    return &engine->plan.wanted;
}

const jrt_program *engine_program(const jrt_engine *engine) {
    return engine->plan.program;
}

void engine_add_funnel(const jrt_engine *engine, struct funnel *funnel) {
    for (uint32_t i = 0; i < engine->shard_count; i++) funnel_merge(funnel, &engine->shards[i].funnel);
}
