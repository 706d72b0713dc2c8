/* The names of the machine's time zones, so that a misspelt one in a script is found when it is compiled.
 *
 * It does: look into the folder that the runtime reads zones from, by names alone; no file is opened. The folder is listed
 * only when a name is not found in it at once. Where it is missing, every name is taken for a zone's. The names belong to the
 * list until zone_names_free. */
#ifndef JOURNEY_ZONE_NAMES_H
#define JOURNEY_ZONE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct zone_names {
    const char *folder; /* NULL: the system's */
    bool listed;        /* what follows is filled */
    char **items;       /* "Europe/Lisbon", in the order of their bytes */
    size_t count;       /* how many; 0: the folder is missing */
};

/* Is there a zone of this name? */
bool zone_names_has(struct zone_names *names, const char *name);

/* All of them. */
const char *const *zone_names_all(struct zone_names *names, size_t *count);

void zone_names_free(struct zone_names *names);

#endif
