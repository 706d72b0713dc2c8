#include "diff_report.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

bool diff_ends_users(const struct diff_report *report) {
    for (size_t i = 0; i < report->fates->count; i++) {
        if (report->fates->items[i].effect == FATE_ENDS) return true;
    }
    return false;
}

static bool same(const char *a, const char *b) {
    return !a || !b ? a == b : strcmp(a, b) == 0;
}

/* "journey tour, stage hello" */
static void put_place(struct output *out, const struct fate *fate, const char *quote) {
    if (fate->journey) output_format(out, "journey %s%s%s", quote, fate->journey, quote);
    if (fate->stage) output_format(out, ", stage %s%s%s", quote, fate->stage, quote);
    if (fate->journey) output_text(out, ": ");
}

/* Is the line about the stage as a whole, and so the heading of what follows? */
static bool is_heading(const struct change *change) {
    return change->kind != JDL_CHANGED && same(change->about, "stage");
}

/* Does the line want the name of its stage above it? */
static bool wants_heading(const struct change *change, const struct change *last) {
    bool other_stage = !last || !same(last->journey, change->journey) || !same(last->stage, change->stage);
    return change->stage && other_stage && !is_heading(change);
}

/* ---- for people -------------------------------------------------------------------------------------------------- */

static void human_change(struct output *out, const struct change *change, const char *indent) {
    const char *text = change->before ? change->before : change->after;
    output_format(out, "%s%-7s  %s", indent, change_name(change->kind), text);
    if (change->inside) output_format(out, "   (in: %s)", change->inside);
    output_text(out, "\n");
    if (change->kind == JDL_CHANGED) output_format(out, "%s    now  %s\n", indent, change->after);
}

static void human_changes(const struct diff_report *report, struct output *out) {
    const struct change *last = NULL;
    if (report->changes->count == 0) {
        output_text(out, report->limited ? "no name changed\n" : "nothing changed in meaning\n");
    }
    for (size_t i = 0; i < report->changes->count; i++) {
        const struct change *change = &report->changes->items[i];
        bool new_journey = !last || !same(last->journey, change->journey);
        if (new_journey && i > 0) output_text(out, "\n");
        if (new_journey && change->journey) output_format(out, "journey %s\n", change->journey);
        if (new_journey && !change->journey) output_text(out, "the project\n");
        if (wants_heading(change, last)) output_format(out, "  stage %s\n", change->stage);
        human_change(out, change, change->stage && !is_heading(change) ? "    " : "  ");
        last = change;
    }
}

void diff_human(const struct diff_report *report, struct output *out) {
    human_changes(report, out);
    if (report->limited) output_format(out, "\nnote: %s\n", report->limited);
    output_text(out, "\nusers inside\n");
    if (report->fates->count == 0) output_text(out, "  go on as before\n");
    for (size_t i = 0; i < report->fates->count; i++) {
        const struct fate *fate = &report->fates->items[i];
        output_format(out, "  %-7s  ", fate_name(fate->effect));
        put_place(out, fate, "");
        output_format(out, "%s\n", fate->text);
        if (fate->help) output_format(out, "           help: %s\n", fate->help);
    }
}

/* ---- Markdown ---------------------------------------------------------------------------------------------------- */

/* A text as code: between more backticks than stand in it one after another. */
static void put_code(struct output *out, const char *text) {
    size_t longest = 0, run = 0;
    for (const char *at = text; *at; at++) {
        run = *at == '`' ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    const char *blank = longest > 0 ? " " : "";
    for (size_t i = 0; i <= longest; i++) output_text(out, "`");
    output_format(out, "%s%s%s", blank, text, blank);
    for (size_t i = 0; i <= longest; i++) output_text(out, "`");
}

static void markdown_change(struct output *out, const struct change *change, const char *indent) {
    output_format(out, "%s- **%s** ", indent, change_name(change->kind));
    put_code(out, change->before ? change->before : change->after);
    if (change->kind == JDL_CHANGED) {
        output_text(out, " to ");
        put_code(out, change->after);
    }
    if (change->inside) {
        output_text(out, " in ");
        put_code(out, change->inside);
    }
    output_text(out, "\n");
}

static void markdown_changes(const struct diff_report *report, struct output *out) {
    const struct change *last = NULL;
    if (report->changes->count == 0)
        output_text(out, report->limited ? "No name changed.\n" : "Nothing changed in meaning.\n");
    for (size_t i = 0; i < report->changes->count; i++) {
        const struct change *change = &report->changes->items[i];
        bool new_journey = !last || !same(last->journey, change->journey);
        if (new_journey) output_text(out, i > 0 ? "\n" : "");
        if (new_journey && change->journey) output_format(out, "**Journey `%s`**\n\n", change->journey);
        if (new_journey && !change->journey) output_text(out, "**The project**\n\n");
        if (wants_heading(change, last)) output_format(out, "- stage `%s`\n", change->stage);
        markdown_change(out, change, change->stage && !is_heading(change) ? "  " : "");
        last = change;
    }
}

static void markdown_fates(const struct diff_report *report, struct output *out) {
    output_text(out, "\n### Users inside\n\n");
    if (report->fates->count == 0) output_text(out, "They go on as before.\n");
    for (size_t i = 0; i < report->fates->count; i++) {
        const struct fate *fate = &report->fates->items[i];
        bool is_end = fate->effect == FATE_ENDS;
        output_format(out, "- **%s**%s ", fate_name(fate->effect), is_end ? " :warning:" : "");
        put_place(out, fate, "`");
        output_format(out, "%s.%s%s%s\n", fate->text, fate->help ? " _Help:_ " : "", fate->help ? fate->help : "",
                      fate->help ? "." : "");
    }
}

static void put_piece(void *self, const char *text, size_t length) {
    output_bytes(self, text, length);
}

static bool has_journey(const jdl_result *result, const char *name) {
    const char *one;
    for (size_t i = 0; (one = jdl_journey_at(result, i)) != NULL; i++) {
        if (strcmp(one, name) == 0) return true;
    }
    return false;
}

static void picture(struct output *out, const jdl_result *result, const char *journey, const char *when) {
    const struct jdl_graph_options options = {.format = JDL_MERMAID, .journey = journey};
    if (!has_journey(result, journey)) return;
    output_format(out, "\n<details><summary>Journey <code>%s</code> %s</summary>\n\n```mermaid\n", journey, when);
    (void)jdl_graph(result, &options, put_piece, out);
    output_text(out, "```\n\n</details>\n");
}

static void markdown_pictures(const struct diff_report *report, struct output *out) {
    const char *last = NULL;
    for (size_t i = 0; i < report->changes->count; i++) {
        const char *journey = report->changes->items[i].journey;
        if (!journey || same(journey, last)) continue;
        picture(out, report->older, journey, "before");
        picture(out, report->newer, journey, "after");
        last = journey;
    }
}

void diff_markdown(const struct diff_report *report, struct output *out) {
    output_text(out, "### What changes\n\n");
    markdown_changes(report, out);
    if (report->limited) output_format(out, "\n_Note:_ %s.\n", report->limited);
    markdown_fates(report, out);
    if (report->older && report->newer) markdown_pictures(report, out);
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static json_t *change_object(const struct change *change) {
    json_t *object = json_object();
    json_put(object, "kind", json_string(change_name(change->kind)));
    json_put(object, "about", json_words(change->about));
    json_put(object, "journey", json_words(change->journey));
    json_put(object, "stage", json_words(change->stage));
    json_put(object, "inside", json_words(change->inside));
    json_put(object, "before", json_words(change->before));
    json_put(object, "after", json_words(change->after));
    return object;
}

static json_t *fate_object(const struct fate *fate) {
    json_t *object = json_object();
    json_put(object, "effect", json_string(fate_name(fate->effect)));
    json_put(object, "journey", json_words(fate->journey));
    json_put(object, "stage", json_words(fate->stage));
    json_put(object, "text", json_words(fate->text));
    json_put(object, "help", json_words(fate->help));
    return object;
}

bool diff_json(const struct diff_report *report, struct output *out) {
    json_t *document = json_object(), *changes = json_array(), *users = json_array();
    for (size_t i = 0; i < report->changes->count; i++) json_add(changes, change_object(&report->changes->items[i]));
    for (size_t i = 0; i < report->fates->count; i++) json_add(users, fate_object(&report->fates->items[i]));
    json_put(document, "format_version", json_string("1.0"));
    json_put(document, "ends_users", json_boolean(diff_ends_users(report)));
    json_put(document, "limited", json_words(report->limited));
    json_put(document, "changes", changes);
    json_put(document, "users", users);
    char *text = document ? json_dumps(document, JSON_INDENT(2)) : NULL;
    json_decref(document);
    if (!text) return false;
    output_format(out, "%s\n", text);
    free(text);
    return true;
}
