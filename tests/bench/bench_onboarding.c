/* The measurements of the job 'onboarding': docs/performance.md says what they are and how they are taken.
 *
 * Usage, from the tree's root: bench_onboarding --build DIR [--full] [--rounds N] [--only GROUP]
 *                              bench_onboarding --once USERS --only plain|journey|ids|json|json-repeated   without a clock
 * Nothing is printed before all contenders of all rows have come to the same lines. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_lines.h"
#include "peer_plain.h"

/* The groups of rows, in the order of the table. */
static const struct {
    const char *name;            /* for --only */
    void (*run)(struct bench *); /* adds the rows */
} groups[] = {{"machine", rows_machine},
              {"events", rows_events},
              {"json", rows_json},
              {"timers", rows_timers},
              {"programs", rows_programs}};

/* What the command line says. */
struct options {
    const char *build; /* folder; NULL: not given */
    const char *only;  /* group, or who does the job once; NULL: all groups */
    size_t rounds;     /* measured */
    uint32_t once;     /* users; 0: measure */
    bool full;         /* the sizes of the job */
};

static void usage(void) {
    fputs("usage: bench_onboarding --build DIR [--full] [--rounds N] [--only machine|events|json|timers|programs]\n"
          "       bench_onboarding --once USERS --only plain|journey|ids|json|json-repeated\n",
          stderr);
    exit(2);
}

static struct options read_options(int count, char **words) {
    struct options options = {.rounds = 5};
    for (int i = 1; i < count; i++) {
        const char *next = i + 1 < count ? words[i + 1] : NULL;
        if (strcmp(words[i], "--full") == 0) {
            options.full = true;
            continue;
        }
        if (!next) usage();
        if (strcmp(words[i], "--build") == 0)
            options.build = next;
        else if (strcmp(words[i], "--only") == 0)
            options.only = next;
        else if (strcmp(words[i], "--rounds") == 0)
            options.rounds = strtoul(next, NULL, 10);
        else if (strcmp(words[i], "--once") == 0)
            options.once = (uint32_t)strtoul(next, NULL, 10);
        else
            usage();
        i++;
    }
    if ((!options.build && !options.once) || options.rounds < 1 || options.rounds > ROUNDS_MAX) usage();
    return options;
}

/* For callgrind and perf: the job once, by plain C, by us, by us with ids, or by us from lines of JSON. */
static void once(const struct product *product, uint32_t users, const char *by) {
    struct workload workload = workload_make(users, WORKLOAD_EVENTS);
    struct json_lines json = {0};
    struct product_job job = {.product = product, .workload = &workload, .shards = 1, .batch = 1024};
    struct lines lines = {0};
    struct jrt_engine_usage used;
    size_t bytes;
    if (!by) usage();
    if (strncmp(by, "json", 4) == 0) {
        json = by[4] == '\0' ? json_lines_mixed(&workload) : json_lines_repeated(&workload);
        job.workload = NULL;
        job.json = json.bytes;
        job.json_size = json.size;
    }
    char *ids = strcmp(by, "ids") == 0 ? product_ids(workload.count) : NULL;
    job.ids = ids;
    if (strcmp(by, "plain") == 0)
        peer_plain(&workload, &lines, &bytes);
    else
        product_run(&job, &lines, &used);
    printf("%zu events, %zu lines of output\n", workload.count, lines.count);
    free(ids);
    lines_free(&lines);
    json_lines_free(&json);
    workload_free(&workload);
}

static void measure(struct bench *bench, const char *only) {
    bool found = false;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        if (only && strcmp(only, groups[i].name) != 0) continue;
        found = true;
        groups[i].run(bench);
        fprintf(stderr, "measured: %s\n", groups[i].name);
    }
    if (!found) usage();
}

static void print_table(const char *title, const struct table *table) {
    if (table->count == 0) return;
    printf("\n%s:\n\n", title);
    table_print(table);
}

static void print(const struct bench *bench) {
    printf("%zu alternating rounds; ratios round by round; median (smallest-largest)\n", bench->rounds);
    print_table("The job", &bench->table);
    print_table("The times behind it", &bench->times);
    print_table("The machine", &bench->limits);
}

int main(int count, char **words) {
    struct options options = read_options(count, words);
    struct bench *bench = workload_need(calloc(1, sizeof *bench));
    bench->full = options.full;
    bench->rounds = options.rounds;
    bench->build = options.build;
    bench->source = script_file("tests/bench/onboarding.journey");
    bool ids = options.once && options.only && strcmp(options.only, "ids") == 0;
    struct script script = ids ? script_with_window(bench->source) : script_of(bench->source);
    bench->product = product_open(&script);
    if (options.once) {
        once(bench->product, options.once, options.only);
    } else {
        measure(bench, options.only);
        print(bench);
    }
    product_close(bench->product);
    script_free(&script);
    free(bench->source);
    free(bench);
    return 0;
}
