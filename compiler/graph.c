/* graph - see graph.h: which journeys, which format, and what both formats need. */
#include "graph.h"

#include <inttypes.h>
#include <string.h>

#include "graphing.h"

bool graph_write(struct arena *arena, const struct flow *flow, const struct jdl_graph_options *options,
                 jdl_write *write, void *self) {
    const struct graph_out out = {write, self};
    uint32_t first = 0;
    uint32_t count = flow->model->journey_count;
    if (options->journey != NULL) {
        while (first < count && strcmp(flow->model->journeys[first].name, options->journey) != 0) first++;
        if (first == count) return false;
        count = 1;
    }
    const struct picture *picture = graph_picture(arena, flow, first, count, options);
    switch (options->format) {
    case JDL_DOT: graph_dot(arena, picture, &out); break;
    case JDL_MERMAID: graph_mermaid(arena, picture, &out); break;
    }
    return true;
}

void graph_put(const struct graph_out *out, const char *text) {
    out->write(out->self, text, strlen(text));
}

const char *graph_label(struct arena *arena, const struct picture_arrow *arrow, uint32_t index) {
    const struct picture_label *label = &arrow->labels.items[index];
    bool alone = label->untested && !arrow->untested;
    return arena_format(arena, "%s%s%s", index == 0 ? "" : "or ", label->text, alone ? ": no test" : "");
}

const char *graph_number(struct arena *arena, int64_t number) {
    if (number < 1000) return arena_format(arena, "%" PRId64, number);
    return arena_format(arena, "%s,%03" PRId64, graph_number(arena, number / 1000), number % 1000);
}

/* How many bytes of a text its first `width` characters take. */
static size_t bytes_of(const char *text, uint32_t width) {
    size_t at = 0;
    for (; text[at] != '\0'; at++) {
        bool begins = ((unsigned char)text[at] & 0xc0) != 0x80;
        if (begins && width-- == 0) break;
    }
    return at;
}

/* The end of the first line of a text: at the last blank that fits, else where it is full. */
static size_t line_end(const char *text, uint32_t width) {
    size_t length = bytes_of(text, width);
    if (text[length] == '\0') return length;
    size_t blank = length;
    while (blank > 0 && text[blank] != ' ') blank--;
    return blank > 0 ? blank : length;
}

struct graph_lines graph_wrap(struct arena *arena, const char *text, uint32_t width) {
    enum { LONGEST = 200 };
    const uint32_t most = LONGEST / width;
    struct graph_lines lines = {ARENA_ARRAY(arena, const char *, most), 0};
    while (*text != '\0') {
        size_t length = line_end(text, width);
        char *line = arena_copy(arena, text, length);
        text += length;
        while (*text == ' ') text++;
        bool is_full = lines.count + 1 == most && *text != '\0';
        lines.items[lines.count++] = is_full ? arena_format(arena, "%s ...", line) : line;
        if (is_full) break;
    }
    return lines;
}
