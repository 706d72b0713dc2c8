#include "product.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytecode.h"
#include "engine.h"
#include "jdl.h"
#include "jrt.h"
#include "program.h"

#define BATCH 1024 /* events of one push */

struct product {
    jdl_result *result;                      /* owns the bytecode */
    jrt_program *program;                    /* in it */
    uint32_t events[WORKLOAD_NAMES];         /* index of each */
    struct jrt_value plans[3];               /* words of the script */
};

struct run {
    const struct jrt_program *program; /* for names */
    struct lines *lines;               /* for each shard */
};

static void fail(const char *why) {
    fprintf(stderr, "the product could not be measured: %s\n", why);
    exit(2);
}

static char *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    char *bytes = malloc(1 << 20);
    *size = bytes ? fread(bytes, 1, 1 << 20, file) : 0;
    fclose(file);
    return bytes;
}

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

struct product *product_open(const char *path) {
    struct product *product = calloc(1, sizeof *product);
    size_t size;
    char *bytes = read_file(path, &size);
    if (!product || !bytes) fail("no memory");
    struct jdl_text text = {path, bytes, size};
    if (jdl_compile(&text, 1, NULL, &product->result) != JDL_OK) fail("the script has errors");
    size_t program_size;
    const void *program = jdl_bytecode(product->result, &program_size);
    struct jrt_fault fault;
    if (jrt_load(program, program_size, NULL, &product->program, &fault) != JRT_OK) fail(fault.reason);
    free(bytes);
    index_names(product);
    return product;
}

void product_close(struct product *product) {
    jrt_program_free(product->program);
    jdl_result_free(product->result);
    free(product);
}

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
    const struct jrt_program *p = run->program;
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

void product_run(const struct product *product, const struct workload *workload, uint32_t shards, struct lines *lines,
                 size_t *bytes) {
    static struct jrt_engine_event batch[BATCH];
    static struct jrt_value values[BATCH][2];
    struct run run = {product->program, lines};
    struct jrt_engine_options options = {.shards = shards, .self = &run, .on_action = on_action};
    jrt_engine *engine;
    if (jrt_engine_new(product->program, &options, &engine) != JRT_OK) fail("the engine could not be made");
    for (size_t i = 0; i < workload->count;) {
        size_t count = workload->count - i < BATCH ? workload->count - i : BATCH;
        for (size_t k = 0; k < count; k++, i++) {
            const struct workload_event *event = &workload->events[i];
            values[k][0] = product->plans[event->plan];
            values[k][1] = (struct jrt_value){.type = JBC_NUMBER, .as.number = (int64_t)event->count * JBC_MILLION};
            batch[k].user = (struct jrt_user){event->id, sizeof event->id};
            batch[k].event = (struct jrt_event){.kind = JRT_EVENT_TRACK,
                                                .name = product->events[event->name],
                                                .time = event->time,
                                                .values = values[k],
                                                .count = 2};
        }
        if (jrt_engine_push(engine, batch, count) != JRT_OK) fail("an event was refused");
    }
    if (jrt_engine_finish(engine, INT64_MIN) != JRT_OK) fail("the end was refused");
    struct jrt_engine_usage usage;
    jrt_engine_usage(engine, &usage);
    *bytes = (size_t)usage.memory;
    jrt_engine_free(engine);
}
