#include "zones.h"

#include "hash.h"
#include "tzif.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_DIRECTORY "/usr/share/zoneinfo"

enum {
    NAME_MAX_SIZE = 64,      /* bytes of a name; the longest of IANA's has 32 */
    FILE_MAX_SIZE = 1 << 18, /* bytes of a file; the largest has 4 KB */
    PLACES = 8192,           /* of the names' table, a power of 2 */
    UNKNOWN_MAX = 4096,      /* names remembered as unknown, and names in all: half of the places */
    WEST_MOST = 93600        /* no clock is further from UTC, in seconds */
};

/* A name that was asked for. */
struct zone_name {
    char text[NAME_MAX_SIZE]; /* not ended by a NUL */
    uint8_t size;             /* bytes; 0: the place is free */
    uint32_t zone;            /* its number, or NO_ZONE */
};
#define NO_ZONE UINT32_MAX

struct zone {
    struct tzif spans; /* its clock */
    uint32_t last;     /* the span of the last question: the next is mostly about the same */
};

struct zones {
    char *directory;                /* where the files are */
    struct zone *items;             /* by number; 0 is UTC */
    uint32_t count;                 /* of zones */
    uint32_t name_count;            /* places taken */
    enum jrt_status status;         /* JRT_OK while all that was asked for could be read */
    struct zone_name names[PLACES]; /* open addressing, linear */
};

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static bool name_allowed(const char *name, size_t size) {
    if (size == 0 || size > NAME_MAX_SIZE || name[0] == '/') return false;
    for (size_t i = 0; i < size; i++) {
        char c = name[i];
        bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                     c == '+' || c == '-' || c == '/';
        if (!plain) return false;
    }
    return true;
}

/* Does errno say that there is no such file, and not that something is wrong with the machine? */
static bool is_absent(void) {
    return errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ENAMETOOLONG;
}

/* All bytes of the open file, which is a plain one; false: they can't be read. */
static bool read_bytes(int fd, unsigned char *bytes, size_t *used) {
    while (*used < FILE_MAX_SIZE) {
        ssize_t got = read(fd, bytes + *used, FILE_MAX_SIZE - *used);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return got == 0;
        *used += (size_t)got;
    }
    return true;
}

/* The file's bytes to `bytes`, as many as `used` says then; none where there is no such file, or it is no plain one or too
 * large. False: it could not be found out. */
static bool read_file(const char *path, unsigned char *bytes, size_t *used) {
    *used = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return is_absent();
    struct stat status;
    bool fine = fstat(fd, &status) == 0;
    if (fine && S_ISREG(status.st_mode) && status.st_size <= FILE_MAX_SIZE) fine = read_bytes(fd, bytes, used);
    close(fd);
    return fine;
}

static uint32_t add_zone(struct zones *zones, struct tzif spans) {
    struct zone *items = realloc(zones->items, (zones->count + 1) * sizeof *items);
    if (!items) {
        tzif_free(&spans);
        zones->status = JRT_NO_MEMORY;
        return NO_ZONE;
    }
    zones->items = items;
    items[zones->count] = (struct zone){.spans = spans};
    return zones->count++;
}

static uint32_t load(struct zones *zones, const char *name, size_t size) {
    size_t room = strlen(zones->directory) + size + 2;
    char *path = malloc(room);
    unsigned char *bytes = malloc(FILE_MAX_SIZE);
    uint32_t zone = NO_ZONE;
    struct tzif spans;
    size_t length = 0;
    if (path && bytes) {
        snprintf(path, room, "%s/%.*s", zones->directory, (int)size, name);
        if (!read_file(path, bytes, &length))
            zones->status = JRT_NO_ZONE;
        else if (length > 0 && tzif_parse(bytes, length, &spans))
            zone = add_zone(zones, spans);
        else if (length > 0 && spans.no_memory)
            zones->status = JRT_NO_MEMORY;
    } else {
        zones->status = JRT_NO_MEMORY;
    }
    free(path);
    free(bytes);
    return zone;
}

/* ---- struct jrt_zones ---------------------------------------------------------------------------------------------- */

static struct zone_name *place_of(struct zones *zones, const char *name, size_t size) {
    size_t place = hash_bytes(name, size) & (PLACES - 1);
    while (zones->names[place].size > 0) {
        struct zone_name *found = &zones->names[place];
        if (found->size == size && memcmp(found->text, name, size) == 0) return found;
        place = (place + 1) & (PLACES - 1);
    }
    return &zones->names[place];
}

static int find(void *self, const char *name, size_t size, uint32_t *zone) {
    struct zones *zones = self;
    if (!name_allowed(name, size)) return 0;
    struct zone_name *place = place_of(zones, name, size);
    uint32_t number = place->size > 0 ? place->zone : load(zones, name, size);
    /* Once there is no room for more, names that come late are read each time. No more zones exist than names fit, so this
     * is about made-up names only. */
    if (place->size == 0 && zones->name_count < UNKNOWN_MAX) {
        memcpy(place->text, name, size);
        place->size = (uint8_t)size;
        place->zone = number;
        zones->name_count++;
    }
    if (number == NO_ZONE) return 0;
    *zone = number;
    return 1;
}

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* The span of an instant in UTC seconds that is before the cycle's end. */
static uint32_t span_at(struct zone *zone, int64_t second) {
    const struct tzif *spans = &zone->spans;
    uint32_t last = zone->last;
    if (spans->starts[last] <= second && (last + 1 == spans->count || second < spans->starts[last + 1])) return last;
    uint32_t low = 0, high = spans->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (spans->starts[middle] <= second) {
            low = middle;
        } else {
            high = middle;
        }
    }
    zone->last = low;
    return low;
}

/* What to subtract from a second so that it falls before the cycle's end. */
static int64_t folded(const struct zone *zone, int64_t second) {
    if (second < zone->spans.cycle) return 0;
    return ((second - zone->spans.cycle) / TZIF_CYCLE + 1) * TZIF_CYCLE;
}

static int64_t to_local(void *self, uint32_t number, int64_t utc) {
    struct zones *zones = self;
    struct zone *zone = &zones->items[number < zones->count ? number : 0];
    int64_t second = floor_divide(utc, 1000);
    uint32_t span = span_at(zone, second - folded(zone, second));
    return utc + zone->spans.offsets[span] * 1000ll;
}

/* The smallest instant whose clock is at or after `local`: in a gap that is the first instant after it, in an overlap the
 * first of the two. */
static int64_t to_utc(void *self, uint32_t number, int64_t local) {
    struct zones *zones = self;
    struct zone *zone = &zones->items[number < zones->count ? number : 0];
    const struct tzif *spans = &zone->spans;
    int64_t second = floor_divide(local, 1000);
    int64_t milliseconds = local - second * 1000;
    /* Two days before the end of the cycle, so that its last spans are looked at with those before them. */
    int64_t fold = folded(zone, second + 2 * 86400);
    second -= fold;
    uint32_t span = span_at(zone, second - WEST_MOST);
    while (span + 1 < spans->count && spans->starts[span + 1] + spans->offsets[span] <= second) span++;
    int64_t at = second - spans->offsets[span];
    if (at < spans->starts[span]) return (spans->starts[span] + fold) * 1000;
    return (at + fold) * 1000 + milliseconds;
}

/* ---- life ---------------------------------------------------------------------------------------------------------- */

static uint32_t add_utc(struct zones *zones) {
    struct tzif spans = {.count = 1, .room = 1, .cycle = INT64_MAX};
    spans.starts = malloc(sizeof *spans.starts);
    spans.offsets = malloc(sizeof *spans.offsets);
    if (!spans.starts || !spans.offsets) {
        tzif_free(&spans);
        return NO_ZONE;
    }
    spans.starts[0] = INT64_MIN;
    spans.offsets[0] = 0;
    return add_zone(zones, spans);
}

struct zones *zones_new(const char *directory) {
    struct zones *zones = calloc(1, sizeof *zones);
    if (!zones) return NULL;
    zones->directory = strdup(directory ? directory : SYSTEM_DIRECTORY);
    if (!zones->directory || add_utc(zones) == NO_ZONE) {
        zones_free(zones);
        return NULL;
    }
    struct zone_name *utc = place_of(zones, "UTC", 3);
    memcpy(utc->text, "UTC", 3);
    utc->size = 3;
    zones->name_count = 1;
    return zones;
}

void zones_free(struct zones *zones) {
    if (!zones) return;
    for (uint32_t i = 0; i < zones->count; i++) tzif_free(&zones->items[i].spans);
    free(zones->items);
    free(zones->directory);
    free(zones);
}

enum jrt_status zones_status(const struct zones *zones) {
    return zones->status;
}

struct jrt_zones zones_interface(struct zones *zones) {
    return (struct jrt_zones){.self = zones, .find = find, .to_local = to_local, .to_utc = to_utc};
}
