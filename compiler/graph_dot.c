/* graph_dot - a picture as a DOT text, which Graphviz lays out. Colours stand once, in the table of graph_paint. */
#include <inttypes.h>

#include "graphing.h"

enum { BOX_WIDTH = 34, ARROW_WIDTH = 24, END_WIDTH = 26 }; /* characters of a line */

enum paint {
    PAINT_TEXT,    /* what is read first */
    PAINT_QUIET,   /* what is read second */
    PAINT_LINE,    /* arrows, frames of stages */
    PAINT_STAGE,   /* in a stage */
    PAINT_MESSAGE, /* behind a message */
    PAINT_BEGIN,   /* in the first box, and other ends */
    PAINT_ALWAYS,  /* in what is live at any time */
    PAINT_GOAL,    /* in the goal */
    PAINT_GREEN,   /* round the goal */
    PAINT_NUMBER,  /* counts */
    PAINT_UNTESTED /* what no test came to */
};

static const char *graph_paint(enum paint paint) {
    switch (paint) {
    case PAINT_TEXT: return "#1d2939";
    case PAINT_QUIET: return "#5d6b82";
    case PAINT_LINE: return "#8590a5";
    case PAINT_STAGE: return "#ffffff";
    case PAINT_MESSAGE: return "#e3eefc";
    case PAINT_BEGIN: return "#eef1f5";
    case PAINT_ALWAYS: return "#fdf5de";
    case PAINT_GOAL: return "#dff5e6";
    case PAINT_GREEN: return "#2f8f57";
    case PAINT_NUMBER: return "#a8430f";
    case PAINT_UNTESTED: return "#c01f3a";
    }
    return "";
}

struct dot {
    struct arena *arena;           /* for texts */
    const struct picture *picture; /* what is written */
    const struct graph_out *out;   /* where to */
};

/* ---- texts ---------------------------------------------------------------------------------------------------------- */

/* A text inside a label in Graphviz's HTML. */
static void put_escaped(const struct dot *d, const char *text) {
    for (; *text != '\0'; text++) {
        char one[2] = {*text, '\0'};
        switch (*text) {
        case '&': graph_put(d->out, "&amp;"); break;
        case '<': graph_put(d->out, "&lt;"); break;
        case '>': graph_put(d->out, "&gt;"); break;
        case '"': graph_put(d->out, "&quot;"); break;
        default: graph_put(d->out, one); break;
        }
    }
}

static void put_quoted(const struct dot *d, const char *text) {
    graph_put(d->out, "\"");
    for (; *text != '\0'; text++) {
        char one[2] = {*text, '\0'};
        if (*text == '"' || *text == '\\') graph_put(d->out, "\\");
        graph_put(d->out, one);
    }
    graph_put(d->out, "\"");
}

/* Lines of a text, indented by blanks behind an empty character: some that show SVG drop blanks at the beginning. */
static void put_lines(const struct dot *d, const char *text, uint32_t width, uint32_t depth) {
    const struct graph_lines lines = graph_wrap(d->arena, text, width);
    for (uint32_t i = 0; i < lines.count; i++) {
        if (depth > 0) graph_put(d->out, "&#8203;");
        for (uint32_t k = 0; k < depth; k++) graph_put(d->out, "&#160;&#160;&#160;&#160;");
        put_escaped(d, lines.items[i]);
        if (lines.count > 1) graph_put(d->out, "<BR ALIGN=\"LEFT\"/>");
    }
}

static void open_font(const struct dot *d, enum paint paint, int size) {
    graph_put(d->out, arena_format(d->arena, "<FONT COLOR=\"%s\" POINT-SIZE=\"%d\">", graph_paint(paint), size));
}

static void close_font(const struct dot *d) {
    graph_put(d->out, "</FONT>");
}

/* ---- boxes ---------------------------------------------------------------------------------------------------------- */

static const char *id_of(const struct dot *d, const struct picture_box *box) {
    static const char *const letters[] = {"b", "s", "a", "g", "e"};
    return arena_format(d->arena, "%s%" PRIu32, letters[box->shape], box->number);
}

static bool is_end(const struct picture_box *box) {
    return box->shape == PICTURE_GOAL || box->shape == PICTURE_END;
}

static void put_row(const struct dot *d, const struct picture_row *row) {
    uint32_t depth = row->depth < 8 ? row->depth : 8;
    const char *paint = row->kind == PICTURE_MESSAGE ? graph_paint(PAINT_MESSAGE) : NULL;
    const char *background = paint == NULL ? "" : arena_format(d->arena, " BGCOLOR=\"%s\"", paint);
    graph_put(d->out, arena_format(d->arena, "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\"%s>", background));
    open_font(d, row->untested ? PAINT_UNTESTED : paint == NULL ? PAINT_QUIET : PAINT_TEXT, 11);
    const char *text = *row->lead == '\0' ? row->text : arena_format(d->arena, "%s: %s", row->lead, row->text);
    if (row->untested) text = arena_format(d->arena, "%s (no test)", text);
    put_lines(d, text, BOX_WIDTH - 2 * depth, depth);
    close_font(d);
    if (row->count != PICTURE_UNCOUNTED) {
        open_font(d, PAINT_NUMBER, 11);
        graph_put(d->out, arena_format(d->arena, "&#160; <B>%s sent</B>", graph_number(d->arena, row->count)));
        close_font(d);
    }
    graph_put(d->out, "</TD></TR>\n");
}

static void put_count(const struct dot *d, const struct picture_box *box) {
    if (box->count == PICTURE_UNCOUNTED && !box->untested) return;
    const char *users = box->count == 1 ? "user" : "users";
    const char *text = arena_format(d->arena, "%s %s", graph_number(d->arena, box->count), users);
    if (box->inside > 0) text = arena_format(d->arena, "%s, %s here now", text, graph_number(d->arena, box->inside));
    if (box->untested) text = "no test comes here";
    graph_put(d->out, is_end(box) ? "<TR><TD>" : "<TR><TD ALIGN=\"LEFT\">");
    open_font(d, box->untested ? PAINT_UNTESTED : PAINT_NUMBER, 11);
    graph_put(d->out, arena_format(d->arena, "<B>%s</B>", text));
    close_font(d);
    graph_put(d->out, "</TD></TR>\n");
}

static void put_heading(const struct dot *d, const struct picture_box *box) {
    bool is_stage = box->shape == PICTURE_STAGE;
    const char *align = is_end(box) ? "CENTER" : "LEFT";
    graph_put(d->out, arena_format(d->arena, "<TR><TD ALIGN=\"%s\">", align));
    open_font(d, PAINT_TEXT, is_stage ? 14 : 12);
    graph_put(d->out, "<B>");
    put_escaped(d, box->title);
    graph_put(d->out, "</B>");
    close_font(d);
    graph_put(d->out, "</TD></TR>\n");
    if (*box->subtitle == '\0') return;
    graph_put(d->out, "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">");
    open_font(d, PAINT_QUIET, 11);
    put_lines(d, box->subtitle, BOX_WIDTH, 0);
    close_font(d);
    graph_put(d->out, "</TD></TR>\n");
}

/* Stages have corners; where the way begins and where it ends is round. */
static void put_box(const struct dot *d, const struct picture_box *box) {
    static const enum paint fills[] = {PAINT_BEGIN, PAINT_STAGE, PAINT_ALWAYS, PAINT_GOAL, PAINT_BEGIN};
    bool is_stage = box->shape == PICTURE_STAGE;
    enum paint border = box->untested ? PAINT_UNTESTED : box->shape == PICTURE_GOAL ? PAINT_GREEN : PAINT_LINE;
    const char *style = is_stage ? "filled" : box->shape == PICTURE_ALWAYS ? "filled,dashed" : "filled,rounded";
    graph_put(d->out,
              arena_format(d->arena, "    %s [fillcolor=\"%s\", color=\"%s\", style=\"%s\", penwidth=%s, tooltip=",
                           id_of(d, box), graph_paint(fills[box->shape]), graph_paint(border), style,
                           box->shape == PICTURE_GOAL ? "2" : "1.2"));
    put_quoted(d, box->title);
    if (is_end(box) && box->rows.count == 0 && box->count == PICTURE_UNCOUNTED && !box->untested) {
        graph_put(d->out, ", fontname=\"Helvetica-Bold\", label=");
        put_quoted(d, box->title);
        graph_put(d->out, "];\n");
        return;
    }
    graph_put(d->out, ", label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"2\">\n");
    put_heading(d, box);
    put_count(d, box);
    for (uint32_t i = 0; i < box->rows.count; i++) put_row(d, &box->rows.items[i]);
    graph_put(d->out, "</TABLE>>];\n");
}

/* ---- arrows --------------------------------------------------------------------------------------------------------- */

/* One to four times as thick, by the share of the most used arrow. */
static const char *width_of(const struct dot *d, const struct picture_arrow *arrow) {
    int64_t most = d->picture->most;
    if (most <= 0 || arrow->count <= 0) return "1.2";
    int64_t tenths = 12 + 28 * arrow->count / most;
    return arena_format(d->arena, "%" PRId64 ".%" PRId64, tenths / 10, tenths % 10);
}

/* Does anything stand on the arrow beside its reasons? */
static bool is_noted(const struct picture_arrow *arrow) {
    return arrow->count != PICTURE_UNCOUNTED || arrow->untested;
}

static void put_label(const struct dot *d, const struct picture_arrow *arrow) {
    graph_put(d->out, ", label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\">\n");
    for (uint32_t i = 0; i < arrow->labels.count; i++) {
        graph_put(d->out, "<TR><TD ALIGN=\"LEFT\" BALIGN=\"LEFT\">");
        open_font(d, arrow->labels.items[i].untested ? PAINT_UNTESTED : PAINT_TEXT, 10);
        put_lines(d, graph_label(d->arena, arrow, i), ARROW_WIDTH, 0);
        close_font(d);
        graph_put(d->out, "</TD></TR>\n");
    }
    if (is_noted(arrow)) {
        graph_put(d->out, "<TR><TD ALIGN=\"LEFT\">");
        open_font(d, arrow->untested ? PAINT_UNTESTED : PAINT_NUMBER, 10);
        const char *note = arrow->untested ? "no test" : graph_number(d->arena, arrow->count);
        graph_put(d->out, arena_format(d->arena, "<B>%s</B>", note));
        close_font(d);
        graph_put(d->out, "</TD></TR>\n");
    }
    graph_put(d->out, "</TABLE>>");
}

static void put_arrow(const struct dot *d, const struct picture_arrow *arrow, const char *indent) {
    const struct picture_box *from = &d->picture->boxes.items[arrow->from];
    const struct picture_box *to = &d->picture->boxes.items[arrow->to];
    graph_put(d->out, arena_format(d->arena, "%s%s -> %s [penwidth=%s%s", indent, id_of(d, from), id_of(d, to),
                                   width_of(d, arrow), arrow->aside ? ", style=dashed" : ""));
    if (arrow->untested) graph_put(d->out, arena_format(d->arena, ", color=\"%s\"", graph_paint(PAINT_UNTESTED)));
    if (arrow->labels.count > 0 || is_noted(arrow)) put_label(d, arrow);
    graph_put(d->out, "];\n");
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

static void put_frame(const struct dot *d, uint32_t index) {
    const struct picture_frame *frame = &d->picture->frames.items[index];
    graph_put(d->out, arena_format(d->arena, "  subgraph cluster_%" PRIu32 " {\n    label=<<B>", index + 1));
    put_escaped(d, frame->title);
    graph_put(d->out, "</B>>;\n    margin=20;\n");
    for (uint32_t i = 0; i < d->picture->boxes.count; i++) {
        if (d->picture->boxes.items[i].journey == frame->journey) put_box(d, &d->picture->boxes.items[i]);
    }
    for (uint32_t i = 0; i < d->picture->arrows.count; i++) {
        const struct picture_arrow *arrow = &d->picture->arrows.items[i];
        bool inside = d->picture->boxes.items[arrow->from].journey == frame->journey &&
                      d->picture->boxes.items[arrow->to].journey == frame->journey;
        if (inside) put_arrow(d, arrow, "    ");
    }
    graph_put(d->out, "  }\n");
}

/* Behind all frames, for what is said of the graph holds for frames that follow. */
static void put_legend(const struct dot *d) {
    if (*d->picture->legend == '\0') return;
    graph_put(d->out, "  labelloc=b;\n  label=<");
    open_font(d, PAINT_QUIET, 11);
    put_escaped(d, d->picture->legend);
    close_font(d);
    graph_put(d->out, ">;\n");
}

void graph_dot(struct arena *arena, const struct picture *picture, const struct graph_out *out) {
    const struct dot d = {arena, picture, out};
    graph_put(out, "digraph journeys {\n");
    graph_put(out, arena_format(arena,
                                "  graph [bgcolor=transparent, color=\"%s\", fontcolor=\"%s\", fontname=Helvetica, "
                                "fontsize=16, labeljust=l, style=rounded, pad=0.15, nodesep=0.4, ranksep=0.45];\n",
                                graph_paint(PAINT_LINE), graph_paint(PAINT_TEXT)));
    graph_put(out, arena_format(
                       arena,
                       "  node [shape=box, fontname=Helvetica, fontsize=12, fontcolor=\"%s\", margin=\"0.08,0.04\"];\n",
                       graph_paint(PAINT_TEXT)));
    graph_put(out, arena_format(arena, "  edge [fontname=Helvetica, color=\"%s\", arrowsize=0.8];\n",
                                graph_paint(PAINT_LINE)));
    for (uint32_t i = 0; i < picture->frames.count; i++) put_frame(&d, i);
    for (uint32_t i = 0; i < picture->arrows.count; i++) {
        const struct picture_arrow *arrow = &picture->arrows.items[i];
        if (picture->boxes.items[arrow->from].journey != picture->boxes.items[arrow->to].journey)
            put_arrow(&d, arrow, "  ");
    }
    put_legend(&d);
    graph_put(out, "}\n");
}
