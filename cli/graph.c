/* `journey graph`: a picture of the journeys, as SVG, Mermaid or DOT. */
#include "cli.h"
#include "buffer.h"
#include "graph_svg.h"
#include "output.h"
#include "reached.h"
#include "scripts.h"
#include "tallies.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "svg|mermaid|dot", "svg by default; by the ending of -o: .mmd mermaid, .dot dot"},
    {"journey", 0, "NAME", NULL, "only this journey"},
    {"counts", 0, "ACTIONS", NULL, "users per stage and arrow, from what `journey run --actions` wrote"},
    {"coverage", 0, NULL, NULL, "run the tests in the scripts, and mark in red what none of them comes to"},
    {"output", 'o', "FILE", NULL, "where to write it; standard output by default"},
    {NULL, 0, NULL, NULL, NULL},
};

enum format { FORMAT_SVG, FORMAT_MERMAID, FORMAT_DOT };

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static enum format format_of(const struct cli_args *args) {
    const char *path = cli_value(args, "output"), *format = cli_value(args, "format");
    if (format) return strcmp(format, "dot") == 0 ? FORMAT_DOT : *format == 'm' ? FORMAT_MERMAID : FORMAT_SVG;
    if (path && ends_with(path, ".mmd")) return FORMAT_MERMAID;
    if (path && (ends_with(path, ".dot") || ends_with(path, ".gv"))) return FORMAT_DOT;
    return FORMAT_SVG;
}

/* Says which journeys there are. */
static int no_such_journey(const struct scripts *scripts, const char *name) {
    const char *names[256] = {0};
    size_t count = 0;
    for (; count < 255 && jdl_journey_at(scripts->result, count); count++)
        names[count] = jdl_journey_at(scripts->result, count);
    const char *near = cli_nearest(name, names);
    cli_cannot("there is no journey \"%s\"", name);
    if (near || count == 1)
        cli_help_line("did you mean --journey=%s?", near ? near : names[0]);
    else if (count > 0)
        cli_help_line("there are %s%s%s%s%s", names[0], names[1] ? ", " : "", names[1] ? names[1] : "",
                      count > 2 ? ", " : "",
                      count > 3  ? "and others"
                      : names[2] ? names[2]
                                 : "");
    return CLI_CANNOT;
}

static bool has_journey(const struct scripts *scripts, const char *name) {
    const char *one;
    for (size_t i = 0; (one = jdl_journey_at(scripts->result, i)) != NULL; i++) {
        if (strcmp(one, name) == 0) return true;
    }
    return false;
}

static void add_piece(void *self, const char *text, size_t length) {
    buffer_add(self, text, length);
}

/* The picture as DOT or Mermaid, with a NUL behind it, which Graphviz wants. */
static int make_text(const struct scripts *scripts, const struct jdl_graph_options *picture, struct buffer *text) {
    enum jdl_status status = jdl_graph(scripts->result, picture, add_piece, text);
    buffer_add(text, "", 1);
    if (status == JDL_NO_MEMORY || text->failed) return cli_cannot("out of memory");
    if (status != JDL_OK) return cli_bug("there is no picture of a project without errors");
    text->used--;
    return CLI_OK;
}

static int write_out(const struct cli_args *args, const char *bytes, size_t length) {
    struct output *output = output_open(cli_value(args, "output"));
    if (!output) return CLI_CANNOT;
    output_bytes(output, bytes, length);
    return output_close(output) ? CLI_OK : CLI_CANNOT;
}

static int write_svg(const struct cli_args *args, const char *dot) {
    struct graph_svg *drawer = graph_svg_open();
    char *svg = NULL;
    size_t length = 0;
    int code = CLI_CANNOT;
    if (drawer && graph_svg_draw(drawer, dot, false, &svg, &length)) code = write_out(args, svg, length);
    graph_svg_close(drawer);
    free(svg);
    return code;
}

static int write_picture(const struct cli_args *args, const struct scripts *scripts, struct jdl_graph_options *picture,
                         enum format format) {
    struct buffer text = {0};
    picture->format = format == FORMAT_MERMAID ? JDL_MERMAID : JDL_DOT;
    int code = make_text(scripts, picture, &text);
    if (code == CLI_OK)
        code = format == FORMAT_SVG ? write_svg(args, text.bytes) : write_out(args, text.bytes, text.used);
    buffer_free(&text);
    return code;
}

/* What the picture is drawn from beside the scripts. */
struct overlay {
    struct tallies tallies; /* of --counts */
    struct reached reached; /* of --coverage */
};

static int count_users(const char *path, struct overlay *overlay, struct jdl_graph_options *picture) {
    if (!tallies_read(path, &overlay->tallies)) return CLI_CANNOT;
    if (overlay->tallies.count == 0) return cli_cannot("%s holds no actions, so there is nothing to count", path);
    picture->tallies = overlay->tallies.items;
    picture->tally_count = overlay->tallies.count;
    return CLI_OK;
}

/* A failing test came to what it came to, and yet its author should know. */
static int run_tests(const struct scripts *scripts, struct overlay *overlay, struct jdl_graph_options *picture) {
    struct reached *reached = &overlay->reached;
    int code = reached_by_tests(scripts, reached);
    if (code != CLI_OK) return code;
    if (reached->tests == 0)
        fputs("note: there are no tests in these scripts, so all of the picture is red\n", stderr);
    else if (reached->failed > 0)
        fprintf(stderr, "note: %zu of %zu tests fail, which `journey test` explains; what they come to counts\n",
                reached->failed, reached->tests);
    picture->tallies = reached->tallies;
    picture->tally_count = reached->tally_count;
    picture->reached = &reached->parts;
    return CLI_OK;
}

static int graph(const struct cli_args *args, struct scripts *scripts, struct overlay *overlay) {
    const char *counts = cli_value(args, "counts");
    bool coverage = cli_given(args, "coverage");
    const struct jdl_options compile = {.check_only = !coverage};
    struct jdl_graph_options picture = {.journey = cli_value(args, "journey")};
    if (counts && coverage) return cli_cannot("--counts and --coverage are two pictures: ask for one of them");
    int code = scripts_open(scripts, args, &compile);
    if (code != CLI_OK) return code;
    if (picture.journey && !has_journey(scripts, picture.journey)) return no_such_journey(scripts, picture.journey);
    if (!jdl_journey_at(scripts->result, 0))
        return cli_cannot("the scripts declare no journey, so there is nothing to draw");
    if (counts) code = count_users(counts, overlay, &picture);
    if (coverage) code = run_tests(scripts, overlay, &picture);
    return code == CLI_OK ? write_picture(args, scripts, &picture, format_of(args)) : code;
}

static int run(const struct cli_args *args) {
    struct scripts scripts = {0};
    struct overlay overlay = {0};
    if (args->path_count == 1 && files_is_bytecode(args->paths[0])) {
        cli_cannot("bytecode does not keep the words that a picture shows");
        cli_help_line("give the scripts that %s was built from", args->paths[0]);
        return CLI_CANNOT;
    }
    int code = graph(args, &scripts, &overlay);
    tallies_free(&overlay.tallies);
    reached_free(&overlay.reached);
    scripts_free(&scripts);
    return code;
}

const struct cli_command cli_graph = {
    .name = "graph",
    .summary = "draw the journeys: stages, messages, and why users move on",
    .usage = "PATH... [options]",
    .examples = "  journey graph . -o journeys.svg               a picture for a browser, light or dark\n"
                "  journey graph . --format mermaid              for a page in Markdown on a code host\n"
                "  journey graph . --journey welcome -o w.svg    only one journey\n"
                "  journey graph . --counts actions.jsonl -o funnel.svg\n"
                "  journey graph . --coverage -o tested.svg      what no test comes to is red\n",
    .notes =
        "Boxes with corners are stages: what is sent stands on a coloured line. Round boxes are where users enter and\n"
        "how they end, the goal with a thick green line. Dashed arrows lead out of every stage, at any time.\n"
        "With --counts each user counts once for each stage and arrow, and a thick arrow is one that many took.\n"
        "With --coverage the tests run as in `journey test`: boxes, arrows and messages that none of them comes to are\n"
        "red and say so. Branches of an `if` are told apart by where they lead; `journey test --coverage` lists each.\n",
    .options = options,
    .min_paths = 1,
    .max_paths = CLI_MANY,
    .missing = "say which scripts to draw: files, or folders of *.journey files",
    .run = run,
};
