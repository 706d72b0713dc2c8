#include "zone_names.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SYSTEM "/usr/share/zoneinfo"

enum { DEEPEST = 3 }; /* America/Argentina/Salta */

/* Zones and the folders they stand in begin with a capital; tables and leap seconds beside them do not. */
static int may_be_zone(const struct dirent *entry) {
    return isupper((unsigned char)entry->d_name[0]) && !strchr(entry->d_name, '.');
}

static bool add(struct zone_names *names, const char *name) {
    if (names->count % 256 == 0) {
        char **items = realloc(names->items, (names->count + 256) * sizeof *items);
        if (!items) return false;
        names->items = items;
    }
    names->items[names->count] = strdup(name);
    if (!names->items[names->count]) return false;
    names->count++;
    return true;
}

/* Some file systems do not tell with the name what it is. */
static bool is_folder(const char *path, const struct dirent *entry) {
    char whole[1536];
    struct stat status;
    if (entry->d_type != DT_UNKNOWN) return entry->d_type == DT_DIR;
    snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
    return stat(whole, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Adds what stands in a folder of zones; `below` is its own name with a slash, "" for the whole. */
static bool walk(struct zone_names *names, const char *folder, const char *below, int depth) {
    char path[1024], name[512];
    struct dirent **entries = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, below);
    int count = depth < DEEPEST ? scandir(path, &entries, may_be_zone, alphasort) : 0;
    bool fine = true;
    for (int i = 0; i < count; i++) {
        int length = snprintf(name, sizeof name - 1, "%s%s", below, entries[i]->d_name);
        bool fits = length > 0 && (size_t)length < sizeof name - 1;
        bool deeper = is_folder(path, entries[i]);
        if (deeper && fits) strcat(name, "/");
        if (fits && fine) fine = deeper ? walk(names, folder, name, depth + 1) : add(names, name);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

/* A list that is not whole would call zones unknown that exist; none at all is better. */
struct zone_names zone_names_read(const char *folder) {
    struct zone_names names = {0};
    bool fine = walk(&names, folder ? folder : SYSTEM, "", 0);
    if (fine && (names.count == 0 || add(&names, "UTC"))) return names;
    zone_names_free(&names);
    return names;
}

void zone_names_free(struct zone_names *names) {
    for (size_t i = 0; i < names->count; i++) free(names->items[i]);
    free(names->items);
    *names = (struct zone_names){0};
}
