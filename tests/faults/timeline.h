/* The stories of a project's tests as events for the runtime: each test is a user of its own, and the events of all stand in
 * the order of their times. What a test expects, and what it forces, is left out. Times of day are read as if in UTC.
 *
 * A timeline owns its events and all that they point to but for texts, which belong to the compiler's result. */
#ifndef TEST_TIMELINE_H
#define TEST_TIMELINE_H

#include "compiler/jdl.h"
#include "pool.h"
#include "runtime/engine/engine.h"
#include "runtime/program.h"

struct timeline {
    struct jrt_engine_event *events; /* in the order of their times */
    size_t count;                    /* how many */
    size_t room;                     /* for so many */
    size_t users;                    /* how many there are */
    int64_t end;                     /* when the last story ends */
    struct pool pool;                /* owns values and names */
};

/* false: no memory; timeline_free is due after either answer. */
bool timeline_make(struct timeline *timeline, const jrt_program *program, const jdl_result *result);
void timeline_free(struct timeline *timeline);

#endif
