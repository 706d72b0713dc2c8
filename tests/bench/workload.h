/* The events of the measurements: made by a seeded generator, the same everywhere.
 *
 * N users with 20 events each, in an order shuffled by xorshift64 (13, 7, 17; seed 88172645463325252), spread evenly over
 * 30 days from 2026-01-01. A user's first event is signed_up; the later ones are drawn. Every implementation writes a line
 * for each send, skip, milestone and exit: time in ms, user, what. */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include <stddef.h>
#include <stdint.h>

#define WORKLOAD_BEGIN 1767225600000ll     /* 2026-01-01T00:00Z */
#define WORKLOAD_SPAN (30 * 86400000ll)    /* ms */
#define WORKLOAD_EVENTS 20u                /* of a user, in the job */
#define WORKLOAD_SEED 88172645463325252ull /* of the shuffle */

enum workload_name {
    SIGNED_UP,
    LOGIN,
    PROJECT_CREATED,
    INVITED_TEAMMATE,
    VIDEO_WATCHED,
    REPORT_CREATED,
    UPGRADED,
    NOISE_EVENT,
    WORKLOAD_NAMES /* how many there are */
};

extern const char *const workload_names[WORKLOAD_NAMES];
extern const char *const workload_plans[3]; /* free, pro, enterprise */

struct workload_event {
    char id[16];   /* the user: `u` and 15 hex digits */
    int64_t time;  /* ms */
    uint16_t name; /* enum workload_name */
    uint8_t plan;  /* into workload_plans */
    uint8_t zero;  /* 0 */
    int32_t count; /* 0 to 3 */
};

struct workload {
    struct workload_event *events; /* in order of time */
    size_t count;                  /* how many */
    uint32_t users;                /* whose */
};

/* `each`: events of a user. Ends the program where there is no memory: a measurement has nothing to fall back to. */
struct workload workload_make(uint32_t users, uint32_t each);
void workload_free(struct workload *workload);

/* Lines of output, collected. */
struct lines {
    char *bytes;  /* one after the other, each ended by a newline */
    size_t size;  /* bytes */
    size_t room;  /* bytes */
    size_t count; /* lines */
};

/* Adds "time user what". */
void lines_add(struct lines *lines, int64_t time, const char *id, const char *what);
/* Sorts them; two implementations agree when the sorted bytes are the same. */
void lines_sort(struct lines *lines);
void lines_free(struct lines *lines);

/* `memory`, if it is some; otherwise the program ends. */
void *workload_need(void *memory);
/* One draw of xorshift64 (13, 7, 17). */
uint64_t workload_draw(uint64_t *state);

/* Seconds of a clock that only goes forward. */
double workload_clock(void);

#endif
