#include "peer_plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define DAY 86400000ll
#define AHEAD 32 /* events whose users are prefetched */

enum place { NOWHERE, WELCOME, TIP, ACTIVE, ACTIVE_STAYS, REPORT, ENDED };

struct user {
    _Alignas(64) char id[16]; /* all zero: an empty place; a user fills one line of the cache */
    int64_t sent[3];          /* the newest messages, newest first; 0: none */
    int64_t due;              /* of its wait, 0: none */
    uint32_t place;           /* enum place */
};

struct timer {
    int64_t due;    /* instant */
    uint32_t user;  /* place in the table */
    uint32_t place; /* of the user when it was set */
};

struct queue {
    struct timer *timers; /* in order of due */
    size_t first;         /* not fired */
    size_t count;         /* set */
    size_t room;          /* fit */
};

struct job {
    struct user *users;     /* open addressing */
    uint64_t mask;          /* places, minus 1 */
    struct queue queues[4]; /* 3, 4, 7, 14 days */
    struct lines *lines;    /* output */
};

static const int64_t lengths[4] = {3 * DAY, 4 * DAY, 7 * DAY, 14 * DAY};

static uint64_t hash(const char *id) {
    uint64_t a, b;
    memcpy(&a, id, 8);
    memcpy(&b, id + 8, 8);
    uint64_t h = (a ^ b * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    return h ^ h >> 32;
}

static uint64_t find(const struct job *job, const char *id) {
    uint64_t at = hash(id) & job->mask;
    while (job->users[at].id[0] && memcmp(job->users[at].id, id, 16) != 0) at = (at + 1) & job->mask;
    return at;
}

static void out(struct job *job, int64_t now, const struct user *user, const char *what) {
    lines_add(job->lines, now, user->id, what);
}

/* At most 3 messages in 7 days, otherwise skipped. */
static void message(struct job *job, int64_t now, struct user *user, const char *send, const char *skip) {
    if (user->sent[2] != 0 && user->sent[2] > now - 7 * DAY) {
        out(job, now, user, skip);
        return;
    }
    user->sent[2] = user->sent[1];
    user->sent[1] = user->sent[0];
    user->sent[0] = now;
    out(job, now, user, send);
}

static void set_timer(struct job *job, int64_t now, uint64_t at, enum place place, int length) {
    struct queue *queue = &job->queues[length];
    if (queue->count == queue->room) {
        queue->room = queue->room == 0 ? 1 << 16 : queue->room * 2;
        queue->timers = realloc(queue->timers, queue->room * sizeof *queue->timers);
        if (!queue->timers) exit(2);
    }
    struct user *user = &job->users[at];
    user->place = place;
    user->due = now + lengths[length];
    queue->timers[queue->count++] = (struct timer){user->due, (uint32_t)at, place};
}

static void enter_active(struct job *job, int64_t now, uint64_t at) {
    message(job, now, &job->users[at], "send in_app activated", "skip in_app activated");
    set_timer(job, now, at, ACTIVE, 2);
}

static void leave(struct job *job, int64_t now, struct user *user, const char *what) {
    out(job, now, user, what);
    user->place = ENDED;
    user->due = 0;
}

static void fire(struct job *job, const struct timer *timer) {
    struct user *user = &job->users[timer->user];
    if (user->due != timer->due || user->place != timer->place) return;
    user->due = 0;
    switch ((enum place)timer->place) {
    case WELCOME:
        message(job, timer->due, user, "send in_app tip", "skip in_app tip");
        set_timer(job, timer->due, timer->user, TIP, 1);
        break;
    case TIP:
        out(job, timer->due, user, "send task call");
        leave(job, timer->due, user, "exit called");
        break;
    case ACTIVE:
        message(job, timer->due, user, "send email nudge", "skip email nudge");
        user->place = ACTIVE_STAYS;
        break;
    case REPORT: leave(job, timer->due, user, "exit not_upgraded"); break;
    case NOWHERE:
    case ACTIVE_STAYS:
    case ENDED: break;
    }
}

/* Everything due before `now` (at the end: at or before it), the earliest first. */
static void fire_due(struct job *job, int64_t now) {
    for (;;) {
        struct queue *first = NULL;
        for (int i = 0; i < 4; i++) {
            struct queue *queue = &job->queues[i];
            if (queue->first == queue->count || queue->timers[queue->first].due >= now) continue;
            if (!first || queue->timers[queue->first].due < first->timers[first->first].due) first = queue;
        }
        if (!first) return;
        struct timer timer = first->timers[first->first++];
        fire(job, &timer);
    }
}

static void enter(struct job *job, const struct workload_event *event, uint64_t at) {
    struct user *user = &job->users[at];
    memcpy(user->id, event->id, 16);
    message(job, event->time, user, "send email welcome", "skip email welcome");
    set_timer(job, event->time, at, WELCOME, 0);
}

static int wanted(uint16_t name) {
    return name != LOGIN && name != VIDEO_WATCHED && name != NOISE_EVENT;
}

static void take(struct job *job, const struct workload_event *event) {
    if (event->name == SIGNED_UP) {
        uint64_t at = find(job, event->id);
        if (event->plan != 0 && job->users[at].place == NOWHERE) enter(job, event, at);
        return;
    }
    if (!wanted(event->name)) return;
    uint64_t at = find(job, event->id);
    struct user *user = &job->users[at];
    switch ((enum place)user->place) {
    case WELCOME:
        if (event->name == PROJECT_CREATED && event->count >= 1) enter_active(job, event->time, at);
        break;
    case TIP:
        if (event->name == PROJECT_CREATED) enter_active(job, event->time, at);
        break;
    case ACTIVE:
    case ACTIVE_STAYS:
        if (event->name == INVITED_TEAMMATE && user->place == ACTIVE) {
            user->place = ACTIVE_STAYS;
            user->due = 0;
        }
        if (event->name != REPORT_CREATED) break;
        out(job, event->time, user, "milestone first_report");
        message(job, event->time, user, "send email congrats", "skip email congrats");
        set_timer(job, event->time, at, REPORT, 3);
        break;
    case REPORT:
        if (event->name == UPGRADED) leave(job, event->time, user, "exit upgraded");
        break;
    case NOWHERE:
    case ENDED: break;
    }
}

/* Zeros, in huge pages where the system has them. */
static struct user *make_table(size_t size) {
    void *table = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED) exit(2);
    madvise(table, size, MADV_HUGEPAGE);
    return table;
}

void peer_plain(const struct workload *workload, struct lines *lines, size_t *bytes) {
    struct job job = {.lines = lines, .mask = 1};
    while (job.mask < workload->users * 2ull) job.mask *= 2;
    job.mask--;
    size_t size = (job.mask + 1) * sizeof *job.users;
    job.users = make_table(size);
    for (size_t i = 0; i < workload->count; i++) {
        if (i + AHEAD < workload->count && wanted(workload->events[i + AHEAD].name))
            __builtin_prefetch(&job.users[hash(workload->events[i + AHEAD].id) & job.mask]);
        fire_due(&job, workload->events[i].time);
        take(&job, &workload->events[i]);
    }
    if (workload->count > 0) fire_due(&job, workload->events[workload->count - 1].time + 1);
    *bytes = size;
    for (int i = 0; i < 4; i++) {
        *bytes += job.queues[i].room * sizeof(struct timer);
        free(job.queues[i].timers);
    }
    munmap(job.users, size);
}
