/* What becomes of users inside when a service goes on with another version of a project.
 *
 * It does: compare two programs by what the runtime goes by (match.h): names of journeys, stages and variables, the order of
 * waits in a stage, the histories and traits that are kept. So it holds for bytecode as for scripts.
 * It never: reads a state, so it speaks of all who may be inside. Texts belong to the result, names to the programs. */
#ifndef JOURNEY_FATE_H
#define JOURNEY_FATE_H

#include "program.h"

#include <stdbool.h>
#include <stddef.h>

enum fate_effect {
    FATE_ENDS,    /* their runs end `as removed` */
    FATE_MAY_END, /* so do those whose message is held at that moment */
    FATE_DROPS,   /* a message that is held at that moment is never sent */
    FATE_MOVES,   /* they go on in a stage that was renamed */
    FATE_SOONER,  /* a wait is shorter */
    FATE_LATER,   /* a wait is longer */
    FATE_ANEW,    /* a wait is of another kind, or for another time: its end is computed anew */
    FATE_FORGETS, /* a variable or an entry's field begins anew */
    FATE_EMPTY    /* a history or a trait is read for the first time */
};

struct fate {
    enum fate_effect effect; /* what happens */
    char *journey;           /* name; NULL: all users */
    char *stage;             /* name in the older version; or NULL */
    char *text;              /* a sentence without a full stop */
    char *help;              /* how to mend it; or NULL */
};

struct fates {
    struct fate *items; /* those that end first, then as journeys and stages stand in the older version */
    size_t count;       /* how many */
    bool failed;        /* the machine had no memory: the list is not whole */
};

struct fates fates_find(const jrt_program *older, const jrt_program *newer);

/* The effect in one word, as JSON has it: "ends". */
const char *fate_name(enum fate_effect effect);

void fates_free(struct fates *fates);

#endif
