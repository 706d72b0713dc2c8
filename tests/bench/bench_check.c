/* What an editor waits for: a whole project checked in process after each change to one of its files.
 *
 * Usage, from the tree's root: bench_check [FILE...]   FILE...: the scripts of one more project, with promises and tests */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "ast.h"
#include "diag.h"
#include "figures.h"
#include "parse.h"
#include "script.h"
#include "source.h"
#include "workload.h"

#define ROUNDS 50 /* measured, after five that warm up */
#define WARMUP 5

/* How long the compiler goes on without asking whether it should. */
struct patience {
    double last;    /* when it asked last */
    double longest; /* between two questions, so far */
};

static int go_on(void *self) {
    struct patience *patience = self;
    double now = workload_clock();
    if (now - patience->last > patience->longest) patience->longest = now - patience->last;
    patience->last = now;
    return 1;
}

static size_t lines_of(const struct script *script) {
    size_t lines = 0;
    for (size_t i = 0; i < script->count; i++) {
        for (size_t k = 0; k < script->texts[i].length; k++) lines += script->texts[i].bytes[k] == '\n';
    }
    return lines;
}

/* The last text with one more comment each time, so that no two checks are of the same project. */
static char *changed(const char *text, size_t length, size_t round) {
    char *copy = workload_need(malloc(length + 32));
    memcpy(copy, text, length);
    snprintf(copy + length, 32, "# change %zu\n", round);
    return copy;
}

static void measure(struct table *table, const char *what, struct script *script) {
    struct jdl_text *last = &script->texts[script->count - 1];
    const struct jdl_text before = *last;
    double times[ROUNDS], waits[ROUNDS];
    for (size_t round = 0; round < WARMUP + ROUNDS; round++) {
        char *text = changed(before.bytes, before.length, round);
        *last = (struct jdl_text){before.name, text, strlen(text)};
        double begin = workload_clock();
        struct patience patience = {.last = begin};
        const struct jdl_options options = {.check_only = 1, .go_on = go_on, .self = &patience};
        jdl_result *result = NULL;
        if (jdl_compile(script->texts, script->count, &options, &result) != JDL_OK) {
            fprintf(stderr, "%s has errors\n", what);
            exit(1);
        }
        jdl_result_free(result);
        go_on(&patience);
        if (round >= WARMUP) {
            times[round - WARMUP] = (workload_clock() - begin) * 1e3;
            waits[round - WARMUP] = patience.longest * 1e3;
        }
        free(text);
    }
    *last = before;
    char name[96];
    snprintf(name, sizeof name, "%s: %zu lines in %zu files", what, lines_of(script), script->count);
    table_add(table, name, (struct goal){"ms", 5, 5, false}, figure_of(times, ROUNDS));
    snprintf(name, sizeof name, "%s: the longest time between two questions whether to go on", what);
    table_add(table, name, (struct goal){"ms", 0, 0, false}, figure_of(waits, ROUNDS));
}

/* Parses all texts, and does nothing with the trees. */
static void parse_all(const struct script *script) {
    struct arena *arena = workload_need(arena_new(NULL));
    if (setjmp(*arena_trap(arena)) != 0) {
        fprintf(stderr, "no memory\n");
        exit(1);
    }
    struct sources *sources = sources_new(arena);
    struct diags *diags = diags_new(arena);
    struct ast *ast = ARENA_NEW(arena, struct ast);
    for (size_t i = 0; i < script->count; i++) {
        const struct jdl_text *text = &script->texts[i];
        const struct source *source = sources_add(sources, text->name, text->bytes, text->length);
        if (parse_plainly(arena, source, diags, ast)) continue;
        fprintf(stderr, "the script has errors\n");
        exit(1);
    }
    arena_free(arena);
}

/* How many times longer a check takes than parsing alone: both in turn, in one run. */
static void measure_ratio(struct table *table, struct script *script) {
    enum { TURNS = 10 }; /* after one that warms up */
    double ratios[TURNS];
    for (size_t turn = 0; turn <= TURNS; turn++) {
        double begin = workload_clock();
        parse_all(script);
        double parsed = workload_clock();
        const struct jdl_options options = {.check_only = 1};
        jdl_result *result = NULL;
        if (jdl_compile(script->texts, script->count, &options, &result) != JDL_OK) {
            fprintf(stderr, "the script has errors\n");
            exit(1);
        }
        double checked = workload_clock();
        jdl_result_free(result);
        if (turn > 0) ratios[turn - 1] = (checked - parsed) / (parsed - begin);
    }
    table_add(table, "1,000 journeys: a check, in times of parsing alone", (struct goal){"times", 3, 3, false},
              figure_of(ratios, TURNS));
}

/* A project as it lies in files. */
static struct script script_of_files(char **paths, size_t count) {
    struct script script = {.texts = workload_need(calloc(count, sizeof *script.texts)), .count = count};
    for (size_t i = 0; i < count; i++) {
        char *text = script_file(paths[i]);
        script.texts[i] = (struct jdl_text){workload_need(strdup(paths[i])), text, strlen(text)};
    }
    return script;
}

int main(int count, char **words) {
    static const size_t copies[] = {25, 50, 100};
    struct table *table = workload_need(calloc(1, sizeof *table));
    char *source = script_file("tests/bench/onboarding.journey");
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        char what[32];
        struct script script = script_copies(source, copies[i], true);
        snprintf(what, sizeof what, "%zu journeys", copies[i]);
        measure(table, what, &script);
        script_free(&script);
    }
    struct script many = script_copies(source, 1000, true);
    measure_ratio(table, &many);
    script_free(&many);
    if (count > 1) {
        struct script script = script_of_files(words + 1, (size_t)count - 1);
        measure(table, "the project given", &script);
        script_free(&script);
    }
    table_print(table);
    free(source);
    free(table);
    return 0;
}
