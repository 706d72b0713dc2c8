/* What of a project the tests have reached.
 *
 * It does: list everything of a program that a run can come to (stages, triggers and arms, what a wait does when its time
 * comes, both ways of every branch, parts of splits, outcomes), and note what the interpreter's trace and actions tell.
 * Promises are listed too: no test can show that one holds, so one is reached when the compiler has proved it.
 * It never: runs anything. The program must outlive it. */
#ifndef JOURNEY_COVERAGE_H
#define JOURNEY_COVERAGE_H

#include <stdbool.h>

#include "files.h"
#include "jdl.h"
#include "jrt.h"
#include "places.h"
#include "pool.h"
#include "program.h"
#include "wording.h"

struct coverage;

/* One thing that a test may reach. */
struct coverage_item {
    const char *kind; /* "stage", "arm", "branch", ..., "promise" */
    const char *text; /* in the words of a script */
    const char *file; /* where it stands; NULL: not known */
    uint32_t line;    /* from 1; 0: not known */
    bool reached;     /* some test came to it; of a promise: it is proved */
};

/* NULL: out of memory. */
struct coverage *coverage_new(const jrt_program *program);
void coverage_free(struct coverage *coverage);

void coverage_trace(struct coverage *coverage, enum jrt_trace_kind kind, uint32_t index);
void coverage_action(struct coverage *coverage, const struct jrt_action *action);

/* The promises among what the compiler found in these scripts; both must outlive the coverage. */
void coverage_promises(struct coverage *coverage, const struct files *files, const jdl_result *result);

/* The same for a picture, by the records' indexes; it lives as long as the coverage. */
void coverage_reached(const struct coverage *coverage, struct jdl_reached *reached);

/* Everything, in order of file and line. The list and its texts are the pool's; false: out of memory. */
bool coverage_list(const struct coverage *coverage, const struct wording *words, struct pool *pool,
                   struct coverage_item **items, size_t *count);

#endif
