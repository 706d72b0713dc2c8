#include "zone_names.h"

#include <ctype.h>
#include <dirent.h>
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

static const char *folder_of(const struct zone_names *names) {
    return names->folder ? names->folder : SYSTEM;
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
static bool walk(struct zone_names *names, const char *below, int depth) {
    char path[1024], name[512];
    struct dirent **entries = NULL;
    snprintf(path, sizeof path, "%s/%s", folder_of(names), below);
    int count = depth < DEEPEST ? scandir(path, &entries, may_be_zone, alphasort) : 0;
    bool fine = true;
    for (int i = 0; i < count; i++) {
        int length = snprintf(name, sizeof name - 1, "%s%s", below, entries[i]->d_name);
        bool fits = length > 0 && (size_t)length < sizeof name - 1;
        bool deeper = is_folder(path, entries[i]);
        if (deeper && fits) strcat(name, "/");
        if (fits && fine) fine = deeper ? walk(names, name, depth + 1) : add(names, name);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

static void forget(struct zone_names *names) {
    for (size_t i = 0; i < names->count; i++) free(names->items[i]);
    free(names->items);
    names->items = NULL;
    names->count = 0;
}

/* A list that is not whole would call zones unknown that exist; none at all is better. */
const char *const *zone_names_all(struct zone_names *names, size_t *count) {
    if (!names->listed) {
        bool fine = walk(names, "", 0);
        if (!fine || (names->count > 0 && !add(names, "UTC"))) forget(names);
        names->listed = true;
    }
    *count = names->count;
    return (const char *const *)names->items;
}

/* Is it written like the names of the list: parts that begin with a capital, without a full stop, not too deep? */
static bool reads_like_zone(const char *name) {
    int depth = 0;
    for (const char *part = name;; depth++) {
        if (depth == DEEPEST || !isupper((unsigned char)*part)) return false;
        const char *slash = strchr(part, '/');
        if (!slash) break;
        part = slash + 1;
    }
    return !strchr(name, '.');
}

/* Most names are right, and then one look suffices. */
bool zone_names_has(struct zone_names *names, const char *name) {
    char path[1024];
    struct stat status;
    int length = snprintf(path, sizeof path, "%s/%s", folder_of(names), name);
    bool fits = length > 0 && (size_t)length < sizeof path && reads_like_zone(name);
    if (fits && stat(path, &status) == 0 && S_ISREG(status.st_mode)) return true;
    size_t count;
    const char *const *all = zone_names_all(names, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i], name) == 0) return true;
    }
    return count == 0;
}

void zone_names_free(struct zone_names *names) {
    forget(names);
    names->listed = false;
}
