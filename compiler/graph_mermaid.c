/* graph_mermaid - a picture as a Mermaid flowchart: ids are generated, labels quoted and escaped, colours are the page's, but
 * for a few lines that are to be seen in light and dark. */
#include <inttypes.h>
#include <string.h>

#include "graphing.h"

/* Characters of a line: what fits into the widest box that Mermaid makes, so that it breaks no line itself. */
enum { BOX_WIDTH = 24, ARROW_WIDTH = 24 };

struct mermaid {
    struct arena *arena;           /* for texts */
    const struct picture *picture; /* what is written */
    const struct graph_out *out;   /* where to */
};

/* Whatever Mermaid, its Markdown or HTML could take for a sign of its own becomes an entity. */
static void put_escaped(const struct mermaid *m, const char *text) {
    for (; *text != '\0'; text++) {
        char one[2] = {*text, '\0'};
        if (*text == '"')
            graph_put(m->out, "#quot;");
        else if (strchr("#<>&`[]{}|\\;$", *text) != NULL)
            graph_put(m->out, arena_format(m->arena, "#%d;", *text));
        else
            graph_put(m->out, one);
    }
}

static void put_lines(const struct mermaid *m, const char *text, uint32_t width) {
    const struct graph_lines lines = graph_wrap(m->arena, text, width);
    for (uint32_t i = 0; i < lines.count; i++) {
        if (i > 0) graph_put(m->out, "<br/>");
        put_escaped(m, lines.items[i]);
    }
}

static const char *id_of(const struct mermaid *m, uint32_t index) {
    static const char *const letters[] = {"b", "s", "a", "g", "e"};
    const struct picture_box *box = &m->picture->boxes.items[index];
    return arena_format(m->arena, "%s%" PRIu32, letters[box->shape], box->number);
}

static void put_row(const struct mermaid *m, const struct picture_row *row) {
    graph_put(m->out, "<br/>");
    for (uint32_t i = 0; i < row->depth; i++) graph_put(m->out, "#160;#160;");
    const char *text = *row->lead == '\0' ? row->text : arena_format(m->arena, "%s: %s", row->lead, row->text);
    if (row->kind != PICTURE_MESSAGE) graph_put(m->out, "<i>");
    put_lines(m, text, BOX_WIDTH);
    if (row->count != PICTURE_UNCOUNTED)
        graph_put(m->out, arena_format(m->arena, ", <b>%s sent</b>", graph_number(m->arena, row->count)));
    if (row->untested) graph_put(m->out, ", <b>no test</b>");
    if (row->kind != PICTURE_MESSAGE) graph_put(m->out, "</i>");
}

static void put_box(const struct mermaid *m, uint32_t index) {
    static const char *const opens[] = {"([\"", "[\"", "[\"", "([\"", "([\""};
    static const char *const closes[] = {"\"])", "\"]", "\"]", "\"])", "\"])"};
    const struct picture_box *box = &m->picture->boxes.items[index];
    graph_put(m->out, arena_format(m->arena, "    %s%s<b>", id_of(m, index), opens[box->shape]));
    put_escaped(m, box->title);
    graph_put(m->out, "</b>");
    if (box->count != PICTURE_UNCOUNTED) {
        const char *users = box->count == 1 ? "user" : "users";
        graph_put(m->out, arena_format(m->arena, "<br/><b>%s %s", graph_number(m->arena, box->count), users));
        if (box->inside > 0)
            graph_put(m->out, arena_format(m->arena, ", %s here now", graph_number(m->arena, box->inside)));
        graph_put(m->out, "</b>");
    }
    if (box->untested) graph_put(m->out, "<br/><b>no test comes here</b>");
    if (*box->subtitle != '\0') {
        graph_put(m->out, "<br/>");
        put_lines(m, box->subtitle, BOX_WIDTH);
    }
    for (uint32_t i = 0; i < box->rows.count; i++) put_row(m, &box->rows.items[i]);
    graph_put(m->out, arena_format(m->arena, "%s\n", closes[box->shape]));
}

static void put_arrow(const struct mermaid *m, const struct picture_arrow *arrow) {
    graph_put(m->out, arena_format(m->arena, "  %s %s", id_of(m, arrow->from), arrow->aside ? "-.->" : "-->"));
    if (arrow->labels.count > 0 || arrow->count != PICTURE_UNCOUNTED || arrow->untested) {
        graph_put(m->out, "|\"");
        for (uint32_t i = 0; i < arrow->labels.count; i++) {
            if (i > 0) graph_put(m->out, "<br/>");
            put_lines(m, graph_label(m->arena, arrow, i), ARROW_WIDTH);
        }
        if (arrow->untested) graph_put(m->out, arrow->labels.count > 0 ? "<br/><b>no test</b>" : "<b>no test</b>");
        if (arrow->count != PICTURE_UNCOUNTED)
            graph_put(m->out, arena_format(m->arena, "%s<b>%s</b>", arrow->labels.count > 0 ? "<br/>" : "",
                                           graph_number(m->arena, arrow->count)));
        graph_put(m->out, "\"|");
    }
    graph_put(m->out, arena_format(m->arena, " %s\n", id_of(m, arrow->to)));
}

/* The goal has a thick green line, what no test came to a red one. */
static void put_styles(const struct mermaid *m) {
    const struct picture *picture = m->picture;
    bool any = false;
    for (uint32_t i = 0; i < picture->boxes.count; i++) {
        const struct picture_box *box = &picture->boxes.items[i];
        const char *style = box->untested                ? "stroke:#d9354f,stroke-width:2px,stroke-dasharray:6 4"
                            : box->shape == PICTURE_GOAL ? "stroke:#2f8f57,stroke-width:3px"
                                                         : NULL;
        if (style != NULL) graph_put(m->out, arena_format(m->arena, "  style %s %s\n", id_of(m, i), style));
    }
    for (uint32_t i = 0; i < picture->arrows.count; i++) {
        if (!picture->arrows.items[i].untested) continue;
        graph_put(m->out, arena_format(m->arena, "%s%" PRIu32, any ? "," : "  linkStyle ", i));
        any = true;
    }
    if (any) graph_put(m->out, " stroke:#d9354f\n");
    if (*picture->legend == '\0') return;
    graph_put(m->out, "  legend[\"<i>");
    put_lines(m, picture->legend, BOX_WIDTH);
    graph_put(m->out, "</i>\"]\n  style legend fill:none,stroke:none\n");
}

void graph_mermaid(struct arena *arena, const struct picture *picture, const struct graph_out *out) {
    const struct mermaid m = {arena, picture, out};
    graph_put(out, "flowchart TD\n");
    for (uint32_t f = 0; f < picture->frames.count; f++) {
        graph_put(out, arena_format(arena, "  subgraph j%" PRIu32 "[\"", f + 1));
        put_escaped(&m, picture->frames.items[f].title);
        graph_put(out, "\"]\n");
        for (uint32_t i = 0; i < picture->boxes.count; i++) {
            if (picture->boxes.items[i].journey == picture->frames.items[f].journey) put_box(&m, i);
        }
        graph_put(out, "  end\n");
    }
    for (uint32_t i = 0; i < picture->arrows.count; i++) put_arrow(&m, &picture->arrows.items[i]);
    put_styles(&m);
}
