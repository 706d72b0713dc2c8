/*
 * lint - what is correct and yet probably not meant, and the comments that speak to the compiler.
 *
 * Promises: no lint is an error. lint_project looks at a sound project only, and what it finds it adds to the diagnostics;
 * the work is linear in the size of the project. lint_comments comes last, when all passes have spoken: it reports `# TODO`,
 * and takes out every warning and note that an `# allow CODE: reason` speaks of.
 *
 * An `allow` counts for its own line when something stands before it, for the next line when nothing does (comments between
 * them are skipped), and for the whole file when it stands above the first declaration. Errors are never allowed.
 */
#ifndef JDL_LINT_H
#define JDL_LINT_H

#include <stdbool.h>

#include "ast.h"
#include "diag.h"
#include "flow.h"

void lint_project(struct arena *arena, struct diags *diags, const struct flow *flow);

/* `whole`: every pass has run, so that an `allow` which meets nothing can be reported. */
void lint_comments(struct arena *arena, struct diags *diags, const struct sources *sources, const struct ast *ast,
                   bool whole);

/* Is it a note about what may well be right, to be shown only on demand? */
bool lint_is_hint(enum diag_id id);

#endif
