#include "tzif.h"

#include "posix_tz.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADER_SIZE = 44,  /* of a data block */
    MOST = 100000,     /* transitions or types of one file; the real ones have a few hundred */
    YEAR_FIRST = 1901, /* the rule is not written out before this year: 64-bit data begins there at the latest */
};

#define LATEST (1ll << 59) /* seconds; some writers begin at the minus of it, and sums of it don't overflow */

/* The counts in a header. */
struct counts {
    uint32_t utc_flags;   /* bytes */
    uint32_t std_flags;   /* bytes */
    uint32_t leaps;       /* records of time size + 4 bytes */
    uint32_t transitions; /* times and type indexes */
    uint32_t types;       /* records of 6 bytes */
    uint32_t names;       /* bytes */
};

static uint64_t big_endian(const unsigned char *bytes, size_t size) {
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) number = number << 8 | bytes[i];
    return number;
}

static int64_t signed_64(const unsigned char *bytes) {
    uint64_t number = big_endian(bytes, 8);
    int64_t result;
    memcpy(&result, &number, sizeof result);
    return result;
}

static int32_t signed_32(const unsigned char *bytes) {
    uint32_t number = (uint32_t)big_endian(bytes, 4);
    int32_t result;
    memcpy(&result, &number, sizeof result);
    return result;
}

static bool read_header(const unsigned char *bytes, size_t size, struct counts *counts) {
    if (size < HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2') return false;
    counts->utc_flags = (uint32_t)big_endian(bytes + 20, 4);
    counts->std_flags = (uint32_t)big_endian(bytes + 24, 4);
    counts->leaps = (uint32_t)big_endian(bytes + 28, 4);
    counts->transitions = (uint32_t)big_endian(bytes + 32, 4);
    counts->types = (uint32_t)big_endian(bytes + 36, 4);
    counts->names = (uint32_t)big_endian(bytes + 40, 4);
    return counts->utc_flags <= MOST && counts->std_flags <= MOST && counts->leaps <= MOST &&
           counts->transitions <= MOST && counts->types >= 1 && counts->types <= MOST && counts->names <= MOST;
}

static size_t block_size(const struct counts *counts, size_t time_size) {
    return counts->transitions * (time_size + 1) + counts->types * 6 + counts->names + counts->leaps * (time_size + 4) +
           counts->std_flags + counts->utc_flags;
}

static bool add_span(struct tzif *zone, int64_t start, int32_t offset) {
    if (zone->count > 0 && zone->offsets[zone->count - 1] == offset) return true;
    if (zone->count == zone->room) return false;
    zone->starts[zone->count] = start;
    zone->offsets[zone->count++] = offset;
    return true;
}

/* The 64-bit data. Offsets are kept within a day and two hours, as RFC 8536 asks writers to do. */
static bool add_transitions(struct tzif *zone, const unsigned char *data, const struct counts *counts) {
    const unsigned char *indexes = data + counts->transitions * 8;
    const unsigned char *types = indexes + counts->transitions;
    for (uint32_t i = 0; i < counts->types; i++) {
        int32_t offset = signed_32(types + i * 6);
        if (offset < -93600 || offset > 93600) return false;
    }
    if (!add_span(zone, INT64_MIN, signed_32(types))) return false;
    int64_t last = INT64_MIN;
    for (uint32_t i = 0; i < counts->transitions; i++) {
        int64_t start = signed_64(data + i * 8);
        if (start < -LATEST || start > LATEST) return false;
        if (indexes[i] >= counts->types || (i > 0 && start <= last)) return false;
        if (!add_span(zone, start, signed_32(types + indexes[i] * 6))) return false;
        last = start;
    }
    return true;
}

/* The year of a UTC second, near enough to begin writing the rule out: never later than the true one. */
static int64_t year_before(int64_t second) {
    int64_t year = 1970 + second / 31556952 - 1;
    return year < YEAR_FIRST ? YEAR_FIRST : year;
}

/* Writes the rule out from the last transition, until the calendar repeats. */
static bool add_rule(struct tzif *zone, const struct posix_tz *rule, int64_t last) {
    zone->cycle = INT64_MAX;
    if (!rule->changes) return add_span(zone, last == INT64_MIN ? 0 : last, rule->standard);
    int64_t first = last == INT64_MIN ? YEAR_FIRST : year_before(last);
    for (int64_t year = first; year < first + 404; year++) {
        int64_t start = posix_tz_instant(&rule->start, year, rule->standard);
        int64_t end = posix_tz_instant(&rule->end, year, rule->daylight);
        bool start_first = start < end;
        for (int turn = 0; turn < 2; turn++) {
            bool starts = start_first == (turn == 0);
            int64_t at = starts ? start : end;
            int32_t offset = starts ? rule->daylight : rule->standard;
            if (at > last && at > zone->starts[zone->count - 1] && !add_span(zone, at, offset)) return false;
        }
    }
    zone->cycle = posix_tz_instant(&rule->start, first + 402, rule->standard);
    return true;
}

static bool read_footer(const unsigned char *bytes, size_t size, struct posix_tz *rule, bool *present) {
    const unsigned char *end = size > 1 ? memchr(bytes + 1, '\n', size - 1) : NULL;
    if (!end || bytes[0] != '\n') return false;
    size_t length = (size_t)(end - bytes) - 1;
    *present = length > 0;
    return length == 0 || posix_tz_parse((const char *)bytes + 1, length, rule);
}

bool tzif_parse(const unsigned char *bytes, size_t size, struct tzif *zone) {
    struct counts counts;
    *zone = (struct tzif){.cycle = INT64_MAX};
    if (!read_header(bytes, size, &counts)) return false;
    size_t skip = HEADER_SIZE + block_size(&counts, 4);
    if (skip > size || !read_header(bytes + skip, size - skip, &counts) || counts.leaps > 0) return false;
    const unsigned char *data = bytes + skip + HEADER_SIZE;
    size_t left = size - skip - HEADER_SIZE, block = block_size(&counts, 8);
    struct posix_tz rule;
    bool has_rule = false;
    if (block > left || !read_footer(data + block, left - block, &rule, &has_rule)) return false;
    zone->room = counts.transitions + 2 + 2 * 404;
    zone->starts = malloc(zone->room * sizeof *zone->starts);
    zone->offsets = malloc(zone->room * sizeof *zone->offsets);
    bool no_memory = !zone->starts || !zone->offsets;
    bool fine = !no_memory && add_transitions(zone, data, &counts);
    if (fine && has_rule)
        fine = add_rule(zone, &rule, counts.transitions ? signed_64(data + (counts.transitions - 1) * 8) : INT64_MIN);
    if (!fine) tzif_free(zone);
    zone->no_memory = no_memory;
    return fine;
}

void tzif_free(struct tzif *zone) {
    free(zone->starts);
    free(zone->offsets);
    *zone = (struct tzif){0};
}
