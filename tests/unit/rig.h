/* One user of a compiled script, driven by hand: events in, actions out as lines, time moved on. */
#ifndef TEST_RIG_H
#define TEST_RIG_H

#include <stdbool.h>

#include "runtime/program.h"

#define RIG_DAY 86400000ll
#define RIG_BEGIN 1767225600000ll /* 2026-01-01T00:00Z */

struct zones;

struct rig {
    const jrt_program *program; /* the script */
    jrt_context *context;       /* of the one thread */
    struct zones *zones;        /* the system's */
    unsigned char *state;       /* the user's, NULL before the first event */
    size_t size;                /* bytes */
    int64_t now;                /* the clock */
    char log[16384];            /* actions since rig_log: "send email a", "exit done" ..., a line each */
    bool whose;                 /* lines end in " of JOURNEY.STAGE KEY" */
    size_t allocations;         /* calls of the context's allocator */
    size_t fail_at;             /* the how-many-th of them gives nothing; 0: none */
};

void rig_open(struct rig *rig, const jrt_program *program);
void rig_close(struct rig *rig);

/* An event without fields, at the clock, or with one of them. */
enum jrt_status rig_event(struct rig *rig, const char *name);
enum jrt_status rig_event_with(struct rig *rig, const char *name, const char *field, struct jrt_value value);
/* An event without fields that happened a while ago. */
enum jrt_status rig_late(struct rig *rig, const char *name, int64_t ago);
/* A profile update of one trait; NULL: it becomes unknown. */
enum jrt_status rig_set(struct rig *rig, const char *trait, struct jrt_value value);
/* A report about the message of a template, by its name, in the run with that serial; 0: the newest. */
enum jrt_status rig_report(struct rig *rig, const char *template_, const char *status, uint32_t run);
/* Moves the clock on and fires what is due by then. */
void rig_after(struct rig *rig, int64_t ms);
/* Goes on with a newer program; the older one is only needed during the call. */
enum jrt_status rig_take_over(struct rig *rig, const jrt_program *newer);
/* The actions since the last call are these lines. */
void rig_expect(struct rig *rig, const char *lines);

#endif
