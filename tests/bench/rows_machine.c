#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "workload.h"

#define MEMORY ((size_t)512 << 20) /* bytes walked over: far more than the caches hold */
#define LINE 64                    /* bytes of a cache line */
#define VISITS 4000000u            /* lines visited at random in one round */
#define AHEAD 32                   /* visits that are prefetched */
#define SYNCS 50                   /* fdatasyncs of one round */

/* Memory as the engine asks for it: in huge pages where the system has them. */
static char *walk_memory(void) {
    char *memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) workload_need(NULL);
    madvise(memory, MEMORY, MADV_HUGEPAGE);
    memset(memory, 0, MEMORY);
    return memory;
}

/* Seconds of one visit: each line is changed, as a user's state is. */
static double visit(char *memory, const uint32_t *where, int prefetch) {
    double begin = workload_clock();
    uint32_t carried = 0;
    for (uint32_t i = 0; i < VISITS; i++) {
        if (prefetch && i + AHEAD < VISITS) __builtin_prefetch(memory + (size_t)where[i + AHEAD] * LINE, 1);
        /* The next place hangs on what was read (it is 0), as the work on a user does on its state. */
        uint32_t *line = (uint32_t *)(void *)(memory + (size_t)(where[i] + carried) * LINE);
        line[0]++;
        carried = line[1];
    }
    return (workload_clock() - begin) / VISITS;
}

static double read_through(const char *memory, uint64_t *sum) {
    double begin = workload_clock();
    const uint64_t *at = (const uint64_t *)(const void *)memory;
    uint64_t a = 0, b = 0, c = 0, d = 0;
    for (size_t i = 0; i < MEMORY / 8; i += 4) a += at[i], b += at[i + 1], c += at[i + 2], d += at[i + 3];
    *sum += a + b + c + d;
    return (double)MEMORY / (workload_clock() - begin);
}

static double sync_file(int file) {
    char block[4096] = {1};
    double times[ROUNDS_MAX];
    for (int i = 0; i < SYNCS; i++) {
        if (write(file, block, sizeof block) != (ssize_t)sizeof block) return 0;
        double begin = workload_clock();
        if (fdatasync(file) != 0) return 0;
        times[i] = workload_clock() - begin;
    }
    return figure_of(times, SYNCS).median;
}

static void disk_row(struct bench *bench) {
    char path[512];
    double times[ROUNDS_MAX];
    snprintf(path, sizeof path, "%s/bench/sync", bench->build);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    for (size_t round = 0; file >= 0 && round < bench->rounds; round++) times[round] = sync_file(file) * 1e6;
    if (file < 0) {
        table_skip(&bench->limits, "fdatasync of 4 KiB more", (struct goal){0}, "the file can't be made");
        return;
    }
    table_add(&bench->limits, "fdatasync of 4 KiB more", (struct goal){"us", 0, 0, false},
              figure_of(times, bench->rounds));
    close(file);
    unlink(path);
}

void rows_machine(struct bench *bench) {
    double without[ROUNDS_MAX], with[ROUNDS_MAX], through[ROUNDS_MAX];
    uint64_t sum = 0, state = WORKLOAD_SEED;
    char *memory = walk_memory();
    uint32_t *where = workload_need(malloc(VISITS * sizeof *where));
    for (uint32_t i = 0; i < VISITS; i++) where[i] = (uint32_t)(workload_draw(&state) % (MEMORY / LINE));
    for (size_t round = 0; round < bench->rounds; round++) {
        without[round] = visit(memory, where, 0);
        with[round] = visit(memory, where, 1);
        through[round] = read_through(memory, &sum);
    }
    struct goal ns = {"ns", 0, 0, false};
    table_add(&bench->limits, "random line of 512 MB, one after the other", ns,
              figure_scaled(figure_of(without, bench->rounds), 1e9));
    table_add(&bench->limits, "random line of 512 MB, prefetched 32 ahead", ns,
              figure_scaled(figure_of(with, bench->rounds), 1e9));
    table_add(&bench->limits, sum > 0 ? "sequential read of 512 MB" : "sequential read of nothing",
              (struct goal){"GB/s", 0, 0, true}, figure_scaled(figure_of(through, bench->rounds), 1e-9));
    free(where);
    munmap(memory, MEMORY);
    disk_row(bench);
}
