/* How the cost of an event grows: with users, events of a user, journeys loaded, and journeys that a user is in.
 *
 * Usage, from the tree's root: bench_growth [--full]   --full: up to 1,000 journeys and 10 million users, as memory allows */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "product.h"

#define ROUNDS 5                 /* measured, after one that warms up */
#define MEMORY_OF_A_USER 1500ull /* bytes that a user takes in this program, events and lines included */

/* One size: the figures of a run. */
static void measure(struct table *table, const char *what, const struct product *product, uint32_t users,
                    uint32_t each) {
    struct workload workload = workload_make(users, each);
    struct product_job job = {.product = product, .workload = &workload, .shards = 1, .batch = 1024};
    struct jrt_engine_usage usage;
    struct lines lines = {0};
    double times[ROUNDS];
    /* The short ones are repeated, so that a round takes long enough for the clock. */
    size_t repeats = workload.count < 400000 ? 400000 / workload.count : 1;
    for (size_t round = 0; round <= ROUNDS; round++) {
        double begin = workload_clock();
        for (size_t i = 0; i < repeats; i++) {
            lines.size = lines.count = 0;
            product_run(&job, &lines, &usage);
        }
        if (round > 0) times[round - 1] = (workload_clock() - begin) * 1e9 / (double)workload.count / (double)repeats;
    }
    char measure[96];
    snprintf(measure, sizeof measure, "%s; %.2f lines an event, %.0f bytes a user", what,
             (double)lines.count / (double)workload.count, (double)usage.memory / (double)usage.users);
    table_add(table, measure, (struct goal){"ns an event", 0, 0, false}, figure_of(times, ROUNDS));
    lines_free(&lines);
    workload_free(&workload);
}

static uint64_t free_memory(void) {
    char line[128];
    unsigned long long kilobytes = 0;
    FILE *file = fopen("/proc/meminfo", "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "MemAvailable: %llu", &kilobytes) == 1) break;
    }
    if (file) fclose(file);
    return kilobytes * 1024;
}

static void with_users(struct table *table, const char *source, int full) {
    static const uint32_t sizes[] = {999, 9999, 99999, 999999, 9999999};
    struct script script = script_of(source);
    struct product *product = product_open(&script);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char what[64];
        if (sizes[i] > 99999 && !full) continue;
        snprintf(what, sizeof what, "%u users", sizes[i]);
        if (sizes[i] * MEMORY_OF_A_USER > free_memory())
            table_skip(table, what, (struct goal){0}, "too little memory is free");
        else
            measure(table, what, product, sizes[i], WORKLOAD_EVENTS);
    }
    product_close(product);
    script_free(&script);
}

static void with_events(struct table *table, const char *source) {
    static const uint32_t each[] = {5, 20, 80, 320};
    struct script script = script_of(source);
    struct product *product = product_open(&script);
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        char what[64];
        snprintf(what, sizeof what, "9,999 users, %u events each", each[i]);
        measure(table, what, product, 9999, each[i]);
    }
    product_close(product);
    script_free(&script);
}

/* `own`: every journey but the first waits for an event that never comes; otherwise users enter all of them. */
static void with_journeys(struct table *table, const char *source, bool own, const size_t *copies, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char what[64];
        struct script script = script_copies(source, copies[i], own);
        struct product *product = product_open(&script);
        snprintf(what, sizeof what, own ? "9,999 users, %zu journeys loaded" : "9,999 users, %zu runs each", copies[i]);
        measure(table, what, product, 9999, WORKLOAD_EVENTS);
        product_close(product);
        script_free(&script);
    }
}

int main(int count, char **words) {
    static const size_t loaded[] = {1, 10, 100, 1000}, runs[] = {1, 2, 4, 8, 16};
    int full = count > 1 && strcmp(words[1], "--full") == 0;
    struct table *table = workload_need(calloc(1, sizeof *table));
    char *source = script_file("tests/bench/onboarding.journey");
    with_users(table, source, full);
    with_events(table, source);
    with_journeys(table, source, true, loaded, 4);
    with_journeys(table, source, false, runs, 5);
    table_print(table);
    free(source);
    free(table);
    return 0;
}
