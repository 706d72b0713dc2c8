/* A new version of a script takes over a user who is inside the older one. */
#ifndef TEST_CHANGE_H
#define TEST_CHANGE_H

#include "tests/unit/compile.h"
#include "tests/unit/rig.h"

struct change {
    struct compiled older; /* first version */
    struct compiled newer; /* second version */
    struct rig rig;        /* the user */
};

/* Both versions, and a user of the older one: journeys behind the declarations of compile.c, or whole texts. */
void change_open(struct change *change, const char *older, const char *newer);
void change_open_texts(struct change *change, const char *older, const char *newer);
void change_close(struct change *change);

/* The newer version goes into service. */
void change_deploy(struct change *change);

#endif
