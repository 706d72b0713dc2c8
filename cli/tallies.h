/* How many users were where, counted from the actions that `journey run` wrote.
 *
 * It does: read the file line by line and count each user once for each stage, each way between two stages and each end;
 * messages are counted one by one. A line that is no action is an error that names it.
 * It never: keeps the lines. Memory grows with users and the places where they were, eight bytes each, and with runs that
 * are still open. Two users are told apart by a hash of 64 bits. */
#ifndef JOURNEY_TALLIES_H
#define JOURNEY_TALLIES_H

#include "jdl.h"

#include <stdbool.h>

struct tallies {
    struct jdl_tally *items; /* for jdl_graph */
    size_t count;            /* how many */
    void *names;             /* owns the texts in them */
};

/* Reads the file, `-` for standard input. False: reported. */
bool tallies_read(const char *path, struct tallies *result);
void tallies_free(struct tallies *tallies);

#endif
