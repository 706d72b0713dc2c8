/* The workload as lines of JSON: Segment's `track` messages of about 400 bytes.
 *
 * Repeated: every line has the same members in the same order. Mixed: order of the members, optional members, escapes in
 * texts, numbers written as floats, nested properties and unknown members vary from line to line, by a seed. Both say the
 * same events. */
#ifndef BENCH_JSON_LINES_H
#define BENCH_JSON_LINES_H

#include "workload.h"

#define JSON_LINES_PADDING 64 /* zeros behind the lines, for readers that look ahead */

struct json_lines {
    char *bytes;  /* whole lines, then JSON_LINES_PADDING zeros */
    size_t size;  /* bytes of the lines */
    size_t count; /* lines */
};

struct json_lines json_lines_repeated(const struct workload *workload);
struct json_lines json_lines_mixed(const struct workload *workload);
void json_lines_free(struct json_lines *lines);

#endif
