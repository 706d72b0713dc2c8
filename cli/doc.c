/* `journey doc`: a page about a project in plain English. */
#include "buffer.h"
#include "cli.h"
#include "graph_svg.h"
#include "output.h"
#include "scripts.h"

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"format", 0, "FORMAT", "markdown|html", "markdown by default, or html by the ending of -o"},
    {"output", 'o', "FILE", NULL, "where to write it; standard output by default"},
    {NULL, 0, NULL, NULL, NULL},
};

static bool wants_html(const struct cli_args *args) {
    const char *path = cli_value(args, "output");
    const char *dot = path ? strrchr(path, '.') : NULL;
    if (cli_given(args, "format")) return cli_value_is(args, "format", "", "html");
    return dot && (strcmp(dot, ".html") == 0 || strcmp(dot, ".htm") == 0);
}

/* The page on its way. */
struct page_job {
    const struct scripts *scripts; /* the project */
    struct buffer text;            /* the page so far */
    struct graph_svg *drawer;      /* opened for the first picture */
    char *svg;                     /* the last picture */
    bool failed;                   /* a picture could not be drawn; reported */
};

static void add_piece(void *self, const char *text, size_t length) {
    buffer_add(self, text, length);
}

static const char *draw(void *self, const char *journey) {
    struct page_job *job = self;
    const struct jdl_graph_options picture = {.format = JDL_DOT, .journey = journey};
    struct buffer dot = {0};
    size_t length = 0;
    if (job->failed) return NULL;
    free(job->svg);
    job->svg = NULL;
    bool fine = jdl_graph(job->scripts->result, &picture, add_piece, &dot) == JDL_OK;
    buffer_add(&dot, "", 1); /* Graphviz wants a NUL at the end */
    if (!fine || dot.failed) {
        cli_cannot("out of memory");
        job->failed = true;
    } else {
        if (!job->drawer) job->drawer = graph_svg_open();
        if (!job->drawer || !graph_svg_draw(job->drawer, dot.bytes, true, &job->svg, &length)) job->failed = true;
    }
    buffer_free(&dot);
    return job->svg;
}

static int write_page(const struct cli_args *args, struct page_job *job) {
    const struct jdl_describe_options page = {wants_html(args) ? JDL_HTML : JDL_MARKDOWN, draw, job};
    enum jdl_status status = jdl_describe(job->scripts->result, &page, add_piece, &job->text);
    if (job->failed) return CLI_CANNOT;
    if (status == JDL_NO_MEMORY || job->text.failed) return cli_cannot("out of memory");
    if (status != JDL_OK) return cli_bug("there is no page about a project without errors");
    struct output *output = output_open(cli_value(args, "output"));
    if (!output) return CLI_CANNOT;
    output_bytes(output, job->text.bytes, job->text.used);
    return output_close(output) ? CLI_OK : CLI_CANNOT;
}

static int run(const struct cli_args *args) {
    static const struct jdl_options compile = {.check_only = 1};
    struct scripts scripts = {0};
    if (args->path_count == 1 && files_is_bytecode(args->paths[0])) {
        cli_cannot("bytecode does not keep the words that a page needs");
        cli_help_line("give the scripts that %s was built from", args->paths[0]);
        return CLI_CANNOT;
    }
    int code = scripts_open(&scripts, args, &compile);
    struct page_job job = {.scripts = &scripts};
    if (code == CLI_OK) code = write_page(args, &job);
    buffer_free(&job.text);
    graph_svg_close(job.drawer);
    free(job.svg);
    scripts_free(&scripts);
    return code;
}

const struct cli_command cli_doc = {
    .name = "doc",
    .summary = "write a page in plain English: what it does, for whom, what it sends",
    .usage = "PATH... [options]",
    .examples = "  journey doc . -o journeys.md                 for a code host, with Mermaid pictures\n"
                "  journey doc . -o journeys.html               one file for a browser, with pictures in it\n",
    .options = options,
    .min_paths = 1,
    .max_paths = CLI_MANY,
    .missing = "say which scripts to describe: files, or folders of *.journey files",
    .run = run,
};
