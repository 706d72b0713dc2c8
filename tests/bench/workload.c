#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const workload_names[WORKLOAD_NAMES] = {"signed_up",        "login",         "project_created",
                                                    "invited_teammate", "video_watched", "report_created",
                                                    "upgraded",         "noise_event"};
const char *const workload_plans[3] = {"free", "pro", "enterprise"};

static const uint16_t drawn[16] = {LOGIN,
                                   LOGIN,
                                   LOGIN,
                                   PROJECT_CREATED,
                                   PROJECT_CREATED,
                                   PROJECT_CREATED,
                                   INVITED_TEAMMATE,
                                   INVITED_TEAMMATE,
                                   VIDEO_WATCHED,
                                   VIDEO_WATCHED,
                                   REPORT_CREATED,
                                   REPORT_CREATED,
                                   UPGRADED,
                                   UPGRADED,
                                   NOISE_EVENT,
                                   NOISE_EVENT};

void *workload_need(void *memory) {
    if (memory) return memory;
    fputs("there is not enough memory for this measurement\n", stderr);
    exit(2);
}

uint64_t workload_draw(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static uint64_t splitmix(uint64_t index) {
    uint64_t z = index + 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void user_id(uint32_t index, char id[16]) {
    char text[24];
    snprintf(text, sizeof text, "u%015llx", (unsigned long long)(splitmix(index) & 0xfffffffffffffffu));
    memcpy(id, text, 16);
}

static uint8_t user_plan(uint32_t index) {
    uint32_t top = (uint32_t)(splitmix(index) >> 60);
    return top <= 7 ? 0 : top <= 12 ? 1 : 2;
}

struct workload workload_make(uint32_t users, uint32_t each) {
    struct workload w = {.count = (size_t)users * each, .users = users};
    uint32_t *slots = workload_need(malloc(w.count * sizeof *slots));
    uint8_t *seen = workload_need(calloc(users, 1));
    w.events = workload_need(malloc(w.count * sizeof *w.events));
    for (size_t i = 0; i < w.count; i++) slots[i] = (uint32_t)(i / each);
    uint64_t state = WORKLOAD_SEED;
    for (size_t i = w.count - 1; i > 0; i--) {
        size_t k = workload_draw(&state) % (i + 1);
        uint32_t other = slots[i];
        slots[i] = slots[k];
        slots[k] = other;
    }
    for (size_t i = 0; i < w.count; i++) {
        struct workload_event *event = &w.events[i];
        uint64_t r = workload_draw(&state);
        user_id(slots[i], event->id);
        event->time = WORKLOAD_BEGIN + (int64_t)((__int128)i * WORKLOAD_SPAN / (int64_t)w.count);
        event->name = seen[slots[i]] ? drawn[(r >> 20) % 16] : SIGNED_UP;
        event->plan = user_plan(slots[i]);
        event->zero = 0;
        event->count = (int32_t)((r >> 40) % 4);
        seen[slots[i]] = 1;
    }
    free(slots);
    free(seen);
    return w;
}

void workload_free(struct workload *workload) {
    free(workload->events);
    *workload = (struct workload){0};
}

void lines_add(struct lines *lines, int64_t time, const char *id, const char *what) {
    size_t what_size = strlen(what);
    if (lines->room - lines->size < 64 + what_size) {
        lines->room = lines->room == 0 ? 1 << 20 : lines->room * 2;
        lines->bytes = workload_need(realloc(lines->bytes, lines->room));
    }
    char *to = lines->bytes + lines->size;
    for (int i = 12; i >= 0; i--, time /= 10) to[i] = (char)('0' + time % 10);
    to[13] = ' ';
    memcpy(to + 14, id, 16);
    to[30] = ' ';
    memcpy(to + 31, what, what_size);
    to[31 + what_size] = '\n';
    lines->size += 32 + what_size;
    lines->count++;
}

static int compare(const void *a, const void *b) {
    const char *x = *(const char *const *)a;
    const char *y = *(const char *const *)b;
    while (*x == *y && *x != '\n') x++, y++;
    return (unsigned char)*x - (unsigned char)*y;
}

void lines_sort(struct lines *lines) {
    const char **starts = workload_need(malloc((lines->count + 1) * sizeof *starts));
    char *sorted = workload_need(malloc(lines->room + 1));
    char *at = lines->bytes;
    for (size_t i = 0; i < lines->count; i++) {
        starts[i] = at;
        at = (char *)memchr(at, '\n', (size_t)(lines->bytes + lines->size - at)) + 1;
    }
    qsort(starts, lines->count, sizeof *starts, compare);
    size_t size = 0;
    for (size_t i = 0; i < lines->count; i++) {
        size_t length = (size_t)((const char *)memchr(starts[i], '\n', 256) - starts[i]) + 1;
        memcpy(sorted + size, starts[i], length);
        size += length;
    }
    free(starts);
    free(lines->bytes);
    lines->bytes = sorted;
}

void lines_free(struct lines *lines) {
    free(lines->bytes);
    *lines = (struct lines){0};
}

double workload_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
