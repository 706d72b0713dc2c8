#include "graph_svg.h"
#include "cli.h"

#include <gvc.h>
#include <stdlib.h>
#include <string.h>

/* For each colour of the picture the one that takes its place on a dark page. */
static const char style[] = "<style>\n"
                            "text { font-family: Helvetica, Arial, \"Liberation Sans\", sans-serif }\n"
                            "@media (prefers-color-scheme: dark) {\n"
                            "  [fill=\"#1d2939\"] { fill: #e6eaf0 }\n"
                            "  [fill=\"#5d6b82\"] { fill: #a3aec0 }\n"
                            "  [fill=\"#8590a5\"] { fill: #7d899e }\n"
                            "  [fill=\"#ffffff\"] { fill: #1c2430 }\n"
                            "  [fill=\"#e3eefc\"] { fill: #1f3a5f }\n"
                            "  [fill=\"#eef1f5\"] { fill: #2a3340 }\n"
                            "  [fill=\"#fdf5de\"] { fill: #383019 }\n"
                            "  [fill=\"#dff5e6\"] { fill: #18402a }\n"
                            "  [fill=\"#a8430f\"] { fill: #f6a878 }\n"
                            "  [fill=\"#c01f3a\"] { fill: #ff8d9c }\n"
                            "  [stroke=\"#8590a5\"] { stroke: #7d899e }\n"
                            "  [stroke=\"#2f8f57\"] { stroke: #4fb87b }\n"
                            "  [stroke=\"#c01f3a\"] { stroke: #ff8d9c }\n"
                            "}\n"
                            "</style>\n";

/* The document with the style behind its opening tag. */
static char *with_style(const char *svg, bool inline_, size_t *length) {
    const char *begin = strstr(svg, "<svg");
    const char *tag = begin ? strchr(begin, '>') : NULL;
    if (!tag) return NULL;
    if (!inline_) begin = svg;
    size_t head = (size_t)(tag + 1 - begin), rest = strlen(tag + 1);
    char *whole = malloc(head + sizeof style + rest + 1);
    if (!whole) return NULL;
    memcpy(whole, begin, head);
    whole[head] = '\n';
    memcpy(whole + head + 1, style, sizeof style - 1);
    memcpy(whole + head + sizeof style, tag + 1, rest + 1);
    *length = head + sizeof style + rest;
    return whole;
}

static bool render(GVC_t *context, const char *dot, bool inline_, char **svg, size_t *length) {
    Agraph_t *graph = agmemread(dot);
    char *drawn = NULL;
    unsigned int size = 0;
    if (!graph || gvLayout(context, graph, "dot") != 0) {
        agclose(graph);
        return false;
    }
    bool fine = gvRenderData(context, graph, "svg", &drawn, &size) == 0 && drawn;
    if (fine) {
        *svg = with_style(drawn, inline_, length);
        fine = *svg != NULL;
        gvFreeRenderData(drawn);
    }
    gvFreeLayout(context, graph);
    agclose(graph);
    return fine;
}

struct graph_svg {
    GVC_t *context; /* the library's */
};

struct graph_svg *graph_svg_open(void) {
    struct graph_svg *drawer = calloc(1, sizeof *drawer);
    if (drawer) drawer->context = gvContext();
    if (!drawer || !drawer->context) {
        cli_cannot("out of memory");
        free(drawer);
        return NULL;
    }
    agseterr(AGMAX);
    return drawer;
}

void graph_svg_close(struct graph_svg *drawer) {
    if (!drawer) return;
    gvFreeContext(drawer->context);
    free(drawer);
}

bool graph_svg_draw(struct graph_svg *drawer, const char *dot, bool inline_, char **svg, size_t *length) {
    *svg = NULL;
    bool fine = render(drawer->context, dot, inline_, svg, length);
    if (!fine) {
        const char *reason = aglasterr();
        cli_cannot("Graphviz can't draw the picture%s%s", reason ? ": " : "", reason ? reason : "");
        cli_help_line("--format dot writes the text that it was handed, --format mermaid needs no Graphviz");
    }
    return fine;
}
