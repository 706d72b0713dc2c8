/* The names of the machine's time zones, so that a misspelt one in a script is found when it is compiled.
 *
 * It does: list the folder that the runtime reads zones from, by names alone; no file is opened. Where that folder is missing
 * the list is empty, and the compiler then takes any name. The names belong to the list until zone_names_free. */
#ifndef JOURNEY_ZONE_NAMES_H
#define JOURNEY_ZONE_NAMES_H

#include <stddef.h>

struct zone_names {
    char **items; /* "Europe/Lisbon", in the order of their bytes */
    size_t count; /* how many */
};

/* `folder` NULL: the system's. */
struct zone_names zone_names_read(const char *folder);
void zone_names_free(struct zone_names *names);

#endif
