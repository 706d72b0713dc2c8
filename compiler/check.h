/*
 * check - from the syntax trees of a project to its model and the plans of its tests.
 *
 * Promises: every rule of the language about names, types and places is asked here, everywhere in the project, whatever else
 * is wrong; each mistake is reported once. Texts that could not be read whole are checked as far as they go, and then names
 * that are not found are not spoken of. A model is given only if nothing is wrong.
 *
 * What only the graph of the flow shows (stages and statements that nobody reaches, loops without a wait) is flow.h's.
 */
#ifndef JDL_CHECK_H
#define JDL_CHECK_H

#include <stdbool.h>

#include "ast.h"
#include "diag.h"
#include "jdl.h"
#include "model.h"

/* What the host says to a check. */
struct check_host {
    int (*go_on)(void *self);                                     /* asked now and then; 0 cancels; or NULL */
    void *self;                                                   /* handed to it */
    int (*zone_exists)(void *zones, const char *name);            /* as in struct jdl_options, and so are these: */
    const char *const *(*zone_names)(void *zones, size_t *count); /* to say which was meant */
    void *zones;                                                  /* handed to both */
};

/* What a check gives. */
struct checked {
    const struct model *model;    /* NULL if something is wrong, or it was canceled */
    const struct jdl_test *tests; /* in order */
    size_t test_count;            /* how many */
    bool canceled;                /* the host said no */
};

struct checked check_project(struct arena *arena, const struct sources *sources, struct diags *diags,
                             const struct ast *ast, const struct check_host *host);

#endif
