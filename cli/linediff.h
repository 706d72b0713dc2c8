/* The difference of two texts as a unified diff, the form that `diff -u`, `patch` and code hosts read.
 *
 * It does: compare lines, show three unchanged ones round each change, say where a last line has no end. It never: ignores
 * blanks or the kind of line ends. Where almost nothing is the same, it shows the whole as one change. */
#ifndef JOURNEY_LINEDIFF_H
#define JOURNEY_LINEDIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "output.h"

/* One of the two texts. */
struct linediff_side {
    const char *label; /* the name in the head, "a/shop.journey" */
    const char *text;  /* the bytes */
    size_t length;     /* how many */
};

/* Writes nothing if the texts are the same. False: out of memory, reported. */
bool linediff_write(struct output *output, const struct linediff_side *before, const struct linediff_side *after);

#endif
