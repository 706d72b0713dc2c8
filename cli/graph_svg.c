#include "graph_svg.h"
#include "cli.h"

#include <dlfcn.h>
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

/* ---- the library --------------------------------------------------------------------------------------------------- */

/* Graphviz is opened when the first picture is drawn: it brings seven libraries along, and to load them with each process
 * takes longer than to check a project. */
#define GRAPHVIZ_FUNCTIONS(FUNCTION)                                                                                   \
    FUNCTION(gvContext)                                                                                                \
    FUNCTION(gvFreeContext)                                                                                            \
    FUNCTION(gvLayout)                                                                                                 \
    FUNCTION(gvFreeLayout)                                                                                             \
    FUNCTION(gvRenderData)                                                                                             \
    FUNCTION(gvFreeRenderData)                                                                                         \
    FUNCTION(agmemread)                                                                                                \
    FUNCTION(agclose)                                                                                                  \
    FUNCTION(agseterr)                                                                                                 \
    FUNCTION(aglasterr)

#define FIELD(name) __typeof__(name) *name; /* the library's function of that name */
struct graph_svg {
    GVC_t *context; /* the library's */
    GRAPHVIZ_FUNCTIONS(FIELD)
};
#undef FIELD

static bool find(void *library, const char *name, void *function) {
    void *address = library ? dlsym(library, name) : NULL;
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

static bool open_library(struct graph_svg *drawer) {
    /* Never closed: the library remembers fonts beyond the life of what it had them from. */
    void *library = dlopen(GRAPHVIZ_FILE, RTLD_NOW | RTLD_LOCAL);
#define FIND(name) &&find(library, #name, &drawer->name)
    if (library GRAPHVIZ_FUNCTIONS(FIND)) return true;
#undef FIND
    cli_cannot("pictures as SVG need Graphviz, and its library can't be loaded: %s", dlerror());
    cli_help_line(
        "install Graphviz (on Debian: apt install libgvc6), or take --format mermaid or dot, which do without");
    return false;
}

struct graph_svg *graph_svg_open(void) {
    struct graph_svg *drawer = calloc(1, sizeof *drawer);
    bool fine = drawer && open_library(drawer);
    if (fine) drawer->context = drawer->gvContext();
    if (!drawer || (fine && !drawer->context)) cli_cannot("out of memory");
    if (!fine || !drawer->context) {
        free(drawer);
        return NULL;
    }
    drawer->agseterr(AGMAX);
    return drawer;
}

void graph_svg_close(struct graph_svg *drawer) {
    if (!drawer) return;
    drawer->gvFreeContext(drawer->context);
    free(drawer);
}

/* ---- a picture ----------------------------------------------------------------------------------------------------- */

static bool render(const struct graph_svg *drawer, const char *dot, bool inline_, char **svg, size_t *length) {
    Agraph_t *graph = drawer->agmemread(dot);
    char *drawn = NULL;
    unsigned int size = 0;
    if (!graph || drawer->gvLayout(drawer->context, graph, "dot") != 0) {
        drawer->agclose(graph);
        return false;
    }
    bool fine = drawer->gvRenderData(drawer->context, graph, "svg", &drawn, &size) == 0 && drawn;
    if (fine) {
        *svg = with_style(drawn, inline_, length);
        fine = *svg != NULL;
        drawer->gvFreeRenderData(drawn);
    }
    drawer->gvFreeLayout(drawer->context, graph);
    drawer->agclose(graph);
    return fine;
}

bool graph_svg_draw(struct graph_svg *drawer, const char *dot, bool inline_, char **svg, size_t *length) {
    *svg = NULL;
    bool fine = render(drawer, dot, inline_, svg, length);
    if (!fine) {
        const char *reason = drawer->aglasterr();
        cli_cannot("Graphviz can't draw the picture%s%s", reason ? ": " : "", reason ? reason : "");
        cli_help_line("--format dot writes the text that it was handed, --format mermaid needs no Graphviz");
    }
    return fine;
}
