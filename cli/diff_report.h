/* What `journey diff` prints, in its three formats. It writes to the output that it is handed, and decides nothing. */
#ifndef JOURNEY_DIFF_REPORT_H
#define JOURNEY_DIFF_REPORT_H

#include "changes.h"
#include "fate.h"
#include "output.h"

struct diff_report {
    const struct changes *changes; /* what changed */
    const struct fates *fates;     /* what becomes of users inside */
    const char *limited;           /* what could not be compared, a sentence; or NULL */
    const jdl_result *older;       /* for pictures; NULL: bytecode */
    const jdl_result *newer;       /* likewise */
};

/* Are users inside ended? */
bool diff_ends_users(const struct diff_report *report);

void diff_human(const struct diff_report *report, struct output *out);

/* Fit for a comment on a pull request: pictures of the journeys that changed, before and after, folded. */
void diff_markdown(const struct diff_report *report, struct output *out);

/* As docs/changes.schema.json has it. False: out of memory. */
bool diff_json(const struct diff_report *report, struct output *out);

#endif
