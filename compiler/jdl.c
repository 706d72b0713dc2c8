/* jdl - see jdl.h: the passes of a compilation, one after the other. */
#include "jdl.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "check.h"
#include "compare.h"
#include "describe.h"
#include "diag.h"
#include "emit.h"
#include "encode.h"
#include "flow.h"
#include "format.h"
#include "graph.h"
#include "layout.h"
#include "lint.h"
#include "parse.h"
#include "prove.h"
#include "source.h"

struct jdl_result {
    struct arena *arena;                /* owns everything, this too */
    struct jdl_diagnostic *diagnostics; /* in order of place */
    size_t diagnostic_count;            /* how many */
    size_t counts[JDL_NOTE + 1];        /* of each severity */
    const void *bytecode;               /* or NULL */
    size_t bytecode_size;               /* bytes */
    const struct jdl_test *tests;       /* in order */
    size_t test_count;                  /* how many */
    const char *formatted;              /* or NULL */
    size_t formatted_length;            /* bytes */
    struct arena_memory memory;         /* of the host, for what is asked later */
    const struct flow *flow;            /* of a project without errors; else NULL */
};

/* One compilation on its way. */
struct compilation {
    struct arena *arena;               /* owns everything */
    struct sources *sources;           /* the texts */
    struct diags *diags;               /* what there is to say */
    const struct jdl_options *options; /* of the host */
    struct jdl_result *result;         /* what comes out */
    const struct flow *flow;           /* of the checked project; or NULL */
};

/* ---- diagnostics for the host --------------------------------------------------------------------------------------- */

static struct jdl_place place_of(const struct compilation *c, struct span span) {
    struct jdl_place place = {.text = span.file, .begin = span.begin, .end = span.end};
    const struct source *source = sources_of(c->sources, span);
    struct place begin = source_place(source, span.begin);
    struct place end = source_place(source, span.end);
    place.line = begin.line;
    place.column = begin.column;
    place.end_line = end.line;
    place.end_column = end.column;
    return place;
}

static void copy_labels(const struct compilation *c, const struct diag *diag, struct jdl_diagnostic *made) {
    for (const struct diag_label *label = diag->label; label != NULL; label = label->next) {
        made->label_count++;
    }
    struct jdl_label *labels = ARENA_ARRAY(c->arena, struct jdl_label, made->label_count);
    size_t i = 0;
    for (const struct diag_label *label = diag->label; label != NULL; label = label->next, i++) {
        labels[i].place = place_of(c, label->span);
        labels[i].text = label->text;
    }
    made->labels = labels;
}

static void copy_edits(const struct compilation *c, const struct diag *diag, struct jdl_diagnostic *made) {
    for (const struct diag_edit *edit = diag->edit; edit != NULL; edit = edit->next) {
        made->edit_count++;
    }
    struct jdl_edit *edits = ARENA_ARRAY(c->arena, struct jdl_edit, made->edit_count);
    size_t i = 0;
    made->sure = made->edit_count > 0;
    for (const struct diag_edit *edit = diag->edit; edit != NULL; edit = edit->next, i++) {
        edits[i].place = place_of(c, edit->span);
        edits[i].replacement = edit->replacement;
        made->sure = made->sure && edit->trust == FIX_SURE;
    }
    made->edits = edits;
}

static enum jdl_severity severity_of(enum diag_severity severity) {
    switch (severity) {
    case SEVERITY_ERROR: return JDL_ERROR;
    case SEVERITY_WARNING: return JDL_WARNING;
    case SEVERITY_NOTE: return JDL_NOTE;
    }
    return JDL_ERROR;
}

static void copy_diagnostics(struct compilation *c) {
    struct jdl_result *result = c->result;
    diags_sort(c->diags);
    result->diagnostics = ARENA_ARRAY(c->arena, struct jdl_diagnostic, c->diags->count);
    for (const struct diag *diag = c->diags->first; diag != NULL; diag = diag->next) {
        const struct diag_info *info = diag_info(diag->id);
        struct jdl_diagnostic *made = &result->diagnostics[result->diagnostic_count++];
        made->code = info->code;
        made->severity = severity_of(info->severity);
        made->hint = lint_is_hint(diag->id);
        made->title = info->title;
        made->message = diag->message;
        made->help = diag->help;
        made->place = place_of(c, diag->span);
        copy_labels(c, diag, made);
        copy_edits(c, diag, made);
    }
    result->counts[JDL_ERROR] = c->diags->errors;
    result->counts[JDL_WARNING] = c->diags->warnings;
    result->counts[JDL_NOTE] = c->diags->notes;
    for (size_t i = 0; c->options->on_diagnostic != NULL && i < result->diagnostic_count; i++) {
        c->options->on_diagnostic(c->options->self, &result->diagnostics[i]);
    }
}

/* ---- the passes ----------------------------------------------------------------------------------------------------- */

static bool goes_on(const void *compilation) {
    const struct compilation *c = compilation;
    return c->options->go_on == NULL || c->options->go_on(c->options->self) != 0;
}

/* From the model to bytes; what is over a limit is reported. False: canceled. */
static bool translate(struct compilation *c, const struct model *model) {
    struct flow *flow = flow_new(c->arena, model);
    c->flow = flow;
    if (!flow_check(c->arena, c->diags, flow)) {
        return true;
    }
    if (!prove_promises(c->arena, c->diags, flow, goes_on, c)) {
        return false;
    }
    lint_project(c->arena, c->diags, flow);
    if (!goes_on(c)) {
        return false;
    }
    struct layout *layout = layout_new(c->arena, c->diags, flow);
    struct emitted *emitted = layout == NULL ? NULL : emit_project(c->arena, c->diags, model, flow, layout);
    if (emitted == NULL || c->options->check_only) {
        return true;
    }
    c->result->bytecode = encode_program(c->arena, emitted, c->options->strip != 0, &c->result->bytecode_size);
    if (c->result->bytecode == NULL) {
        diag_add(c->diags, DIAG_PROGRAM_TOO_LARGE, model->span);
    }
    return true;
}

/* Parses and checks all texts. `plainly`: as they stand; NULL where one can't be read so, or does not mean anything, and then
 * nothing is said. */
static const struct ast *read_texts(struct compilation *c, bool plainly, struct checked *checked) {
    const struct jdl_options *options = c->options;
    const struct check_host host = {options->go_on, options->self, options->zone_exists, options->zone_names,
                                    options->zones};
    struct ast *ast = ARENA_NEW(c->arena, struct ast);
    struct diags before = *c->diags;
    *checked = (struct checked){0};
    for (uint32_t i = 0; i < c->sources->count; i++) {
        checked->canceled = !goes_on(c);
        if (checked->canceled) return ast;
        if (!plainly)
            parse_source(c->arena, c->sources->items[i], c->diags, ast);
        else if (parse_plainly(c->arena, c->sources->items[i], c->diags, ast) == NULL)
            return NULL;
    }
    *checked = check_project(c->arena, c->sources, c->diags, ast, &host);
    if (!plainly || c->diags->errors == 0) return ast;
    diags_rewind(c->diags, &before);
    return NULL;
}

static enum jdl_status run(struct compilation *c, const struct jdl_text *texts, size_t count) {
    struct checked checked;
    for (size_t i = 0; i < count; i++) {
        sources_add(c->sources, texts[i].name, texts[i].bytes == NULL ? "" : texts[i].bytes, texts[i].length);
    }
    const struct ast *ast = read_texts(c, true, &checked);
    if (ast == NULL) ast = read_texts(c, false, &checked);
    if (checked.canceled) {
        return JDL_CANCELED;
    }
    if (checked.model != NULL && c->diags->errors == 0 && !translate(c, checked.model)) {
        return JDL_CANCELED;
    }
    lint_comments(c->arena, c->diags, c->sources, ast, checked.model != NULL && c->diags->errors == 0);
    copy_diagnostics(c);
    if (c->result->counts[JDL_ERROR] > 0) {
        c->result->bytecode = NULL;
        return JDL_FINDINGS;
    }
    c->result->flow = c->flow;
    c->result->tests = checked.tests;
    c->result->test_count = checked.test_count;
    return JDL_OK;
}

/* Whether a text that was laid out can still be read. If not, that is a bug, and nobody's script shall suffer from it. */
static bool is_readable(struct compilation *c, const char *bytes, size_t length) {
    struct sources *sources = sources_new(c->arena);
    struct ast *ast = ARENA_NEW(c->arena, struct ast);
    return !parse_source(c->arena, sources_add(sources, "", bytes, length), diags_new(c->arena), ast)->broken;
}

/* Lays one text out. */
static enum jdl_status format(struct compilation *c, const struct jdl_text *text, size_t count) {
    (void)count;
    struct ast *ast = ARENA_NEW(c->arena, struct ast);
    struct source *source = sources_add(c->sources, text->name, text->bytes == NULL ? "" : text->bytes, text->length);
    const struct ast_file *file = parse_source(c->arena, source, c->diags, ast);
    copy_diagnostics(c);
    if (file->broken) {
        return JDL_FINDINGS;
    }
    size_t length = 0;
    const char *formatted = format_file(c->arena, file, &length);
    if (is_readable(c, formatted, length)) {
        c->result->formatted = formatted;
        c->result->formatted_length = length;
    }
    return JDL_OK;
}

/* What is done with texts. */
typedef enum jdl_status task(struct compilation *c, const struct jdl_text *texts, size_t count);

/* Everything from here on may leave through the arena's trap, when there is no more memory. */
static enum jdl_status work_trapped(task *work, struct arena *arena, const struct arena_memory *memory,
                                    const struct jdl_text *texts, size_t count, const struct jdl_options *options,
                                    jdl_result **result) {
    if (setjmp(*arena_trap(arena)) != 0) {
        return JDL_NO_MEMORY;
    }
    struct compilation c = {.arena = arena, .options = options};
    c.sources = sources_new(arena);
    c.diags = diags_new(arena);
    c.result = ARENA_NEW(arena, struct jdl_result);
    c.result->arena = arena;
    c.result->memory = *memory;
    enum jdl_status status = work(&c, texts, count);
    *result = c.result;
    return status;
}

static void *resize_with_libc(void *memory, void *old, size_t size) {
    (void)memory;
    if (size == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, size);
}

static bool is_usable(const struct jdl_text *texts, size_t count) {
    if (texts == NULL || count == 0 || count >= JDL_NONE) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (texts[i].name == NULL || (texts[i].bytes == NULL && texts[i].length > 0)) {
            return false;
        }
    }
    return true;
}

static enum jdl_status work_on(task *work, const struct jdl_text *texts, size_t count,
                               const struct jdl_options *options, jdl_result **result) {
    static const struct jdl_options usual = {0};
    if (result == NULL) {
        return JDL_MISUSE;
    }
    *result = NULL;
    if (!is_usable(texts, count)) {
        return JDL_MISUSE;
    }
    const struct jdl_options *said = options == NULL ? &usual : options;
    const struct arena_memory memory = {said->resize == NULL ? resize_with_libc : said->resize, said->memory,
                                        said->memory_limit};
    struct arena *arena = arena_new(&memory);
    enum jdl_status status =
        arena == NULL ? JDL_NO_MEMORY : work_trapped(work, arena, &memory, texts, count, said, result);
    if (status == JDL_NO_MEMORY) {
        arena_free(arena);
        *result = NULL;
    }
    return status;
}

enum jdl_status jdl_compile(const struct jdl_text *texts, size_t count, const struct jdl_options *options,
                            jdl_result **result) {
    return work_on(run, texts, count, options, result);
}

enum jdl_status jdl_format(const struct jdl_text *text, const struct jdl_options *options, jdl_result **result) {
    return work_on(format, text, 1, options, result);
}

/* ---- results -------------------------------------------------------------------------------------------------------- */

void jdl_result_free(jdl_result *result) {
    if (result != NULL) {
        arena_free(result->arena);
    }
}

const struct jdl_diagnostic *jdl_diagnostics(const jdl_result *result, size_t *count) {
    *count = result == NULL ? 0 : result->diagnostic_count;
    return result == NULL ? NULL : result->diagnostics;
}

size_t jdl_count(const jdl_result *result, enum jdl_severity severity) {
    return result == NULL || severity > JDL_NOTE ? 0 : result->counts[severity];
}

const void *jdl_bytecode(const jdl_result *result, size_t *size) {
    *size = result == NULL || result->bytecode == NULL ? 0 : result->bytecode_size;
    return result == NULL ? NULL : result->bytecode;
}

const struct jdl_test *jdl_tests(const jdl_result *result, size_t *count) {
    *count = result == NULL ? 0 : result->test_count;
    return result == NULL ? NULL : result->tests;
}

const char *jdl_formatted(const jdl_result *result, size_t *length) {
    *length = result == NULL ? 0 : result->formatted_length;
    return result == NULL ? NULL : result->formatted;
}

/* ---- pictures ------------------------------------------------------------------------------------------------------- */

const char *jdl_journey_at(const jdl_result *result, size_t number) {
    const struct model *model = result == NULL || result->flow == NULL ? NULL : result->flow->model;
    return model == NULL || number >= model->journey_count ? NULL : model->journeys[number].name;
}

enum jdl_status jdl_graph(const jdl_result *result, const struct jdl_graph_options *options, jdl_write *write,
                          void *self) {
    if (result == NULL || result->flow == NULL || options == NULL || write == NULL) return JDL_MISUSE;
    struct arena *arena = arena_new(&result->memory);
    if (arena == NULL || setjmp(*arena_trap(arena)) != 0) {
        arena_free(arena);
        return JDL_NO_MEMORY;
    }
    bool found = graph_write(arena, result->flow, options, write, self);
    arena_free(arena);
    return found ? JDL_OK : JDL_MISUSE;
}

/* ---- a page --------------------------------------------------------------------------------------------------------- */

enum jdl_status jdl_describe(const jdl_result *result, const struct jdl_describe_options *options, jdl_write *write,
                             void *self) {
    if (result == NULL || result->flow == NULL || options == NULL || write == NULL) return JDL_MISUSE;
    struct arena *arena = arena_new(&result->memory);
    if (arena == NULL || setjmp(*arena_trap(arena)) != 0) {
        arena_free(arena);
        return JDL_NO_MEMORY;
    }
    describe_write(arena, result->flow, options, write, self);
    arena_free(arena);
    return JDL_OK;
}

/* ---- two versions --------------------------------------------------------------------------------------------------- */

enum jdl_status jdl_compare(const jdl_result *older, const jdl_result *newer,
                            void (*on_change)(void *self, const struct jdl_change *change), void *self) {
    bool whole = older != NULL && newer != NULL && older->flow != NULL && newer->flow != NULL && on_change != NULL;
    if (!whole) return JDL_MISUSE;
    struct arena *arena = arena_new(&newer->memory);
    if (arena == NULL || setjmp(*arena_trap(arena)) != 0) {
        arena_free(arena);
        return JDL_NO_MEMORY;
    }
    compare_projects(arena, older->flow, newer->flow, on_change, self);
    arena_free(arena);
    return JDL_OK;
}

/* ---- messages ------------------------------------------------------------------------------------------------------- */

int jdl_code_at(size_t number, struct jdl_code *code) {
    if (number >= DIAG_COUNT) {
        return 0;
    }
    const struct diag_info *info = diag_info((enum diag_id)number);
    code->code = info->code;
    code->severity = severity_of(info->severity);
    code->title = info->title;
    code->explanation = info->explanation;
    return 1;
}

int jdl_explain(const char *name, struct jdl_code *code) {
    enum diag_id id = name == NULL ? DIAG_COUNT : diag_find(name);
    return id == DIAG_COUNT ? 0 : jdl_code_at((size_t)id, code);
}

const char *jdl_status_text(enum jdl_status status) {
    switch (status) {
    case JDL_OK: return "done";
    case JDL_FINDINGS: return "the scripts have errors";
    case JDL_CANCELED: return "canceled";
    case JDL_NO_MEMORY: return "out of memory";
    case JDL_MISUSE: return "called with a missing pointer";
    }
    return "unknown";
}
