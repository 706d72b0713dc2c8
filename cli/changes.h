/* What changed from one version of a project to another, as a list for `journey diff`.
 *
 * It does: collect the compiler's comparison of two projects of scripts, or compare what two programs name: events, traits,
 * channels, templates, journeys, stages and parts of splits. Bytecode keeps no more words than that.
 * The texts belong to the list. */
#ifndef JOURNEY_CHANGES_H
#define JOURNEY_CHANGES_H

#include "jdl.h"
#include "program.h"

#include <stdbool.h>

struct change {
    enum jdl_change_kind kind; /* which texts are there */
    char *about;               /* "message", "wait", "stage", ... */
    char *journey;             /* or NULL */
    char *stage;               /* or NULL */
    char *inside;              /* or NULL */
    char *before;              /* or NULL */
    char *after;               /* or NULL */
};

struct changes {
    struct change *items; /* in order: the project's, then journey by journey */
    size_t count;         /* how many */
    bool failed;          /* the machine had no memory: the list is not whole */
};

struct changes changes_of_scripts(const jdl_result *older, const jdl_result *newer);
struct changes changes_of_programs(const jrt_program *older, const jrt_program *newer);
void changes_free(struct changes *changes);

/* "added", "removed", "changed". */
const char *change_name(enum jdl_change_kind kind);

#endif
