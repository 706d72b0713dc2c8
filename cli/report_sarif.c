/* Diagnostics as SARIF 2.1.0, the format of code scanning. One run; a rule for each code that occurs. */
#include "report.h"
#include "cli.h"
#include "json.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

enum { LONGEST_DESCRIPTION = 1024 }; /* characters of a rule's full description that code scanning takes */

static json_t *message(const char *text) {
    json_t *object = json_object();
    json_put(object, "text", json_words(text));
    return object;
}

static const char *level(enum jdl_severity severity) {
    return report_severity(severity); /* SARIF has the same three words */
}

/* ---- rules ------------------------------------------------------------------------------------------------------- */

/* A text cut to what a description may be long, never inside a character. */
static json_t *description(const char *text) {
    size_t length = strlen(text), at = 0;
    for (size_t count = 0; at < length && count < LONGEST_DESCRIPTION; count++) {
        uint32_t code;
        at += utf8_decode(text + at, length - at, &code);
    }
    char *cut = json_take(at + 1);
    memcpy(cut, text, at);
    cut[at] = '\0';
    json_t *object = message(cut);
    free(cut);
    return object;
}

static json_t *rule(const struct jdl_diagnostic *item) {
    struct jdl_code code;
    const char *explanation = jdl_explain(item->code, &code) && *code.explanation ? code.explanation : item->title;
    json_t *object = json_object(), *help = message(explanation), *configuration = json_object();
    json_put(help, "markdown", json_words(explanation));
    json_put(configuration, "level", json_string(level(item->severity)));
    json_put(object, "id", json_words(item->code));
    json_put(object, "shortDescription", message(item->title));
    json_put(object, "fullDescription", description(explanation));
    json_put(object, "help", help);
    json_put(object, "defaultConfiguration", configuration);
    return object;
}

/* The place of the code's rule in the list, which it is added to where it is new. */
static size_t rule_index(json_t *rules, const struct jdl_diagnostic *item) {
    size_t index;
    json_t *known;
    json_array_foreach(rules, index, known) {
        const char *id = json_string_value(json_object_get(known, "id"));
        if (id && strcmp(id, item->code) == 0) return index;
    }
    json_add(rules, rule(item));
    return index;
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

/* A path as a relative URI: what has a meaning in URIs is escaped. */
static json_t *uri(const char *name) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    char *text = json_take(strlen(name) * 3 + 1), *to = text;
    while (strncmp(name, "./", 2) == 0) name += 2;
    for (; *name; name++) {
        if (strchr(plain, *name))
            *to++ = *name;
        else
            to += sprintf(to, "%%%02X", (unsigned char)*name);
    }
    *to = '\0';
    json_t *string = json_string(text);
    free(text);
    return string;
}

static json_t *artifact(const char *name) {
    json_t *object = json_object();
    json_put(object, "uri", uri(name));
    return object;
}

static json_t *region(const struct jdl_place *place) {
    return json_pack("{s:I,s:I,s:I,s:I}", "startLine", (json_int_t)place->line, "startColumn",
                     (json_int_t)place->column, "endLine", (json_int_t)place->end_line, "endColumn",
                     (json_int_t)place->end_column);
}

/* A message about the project as a whole is put at the beginning of its first script, for there must be a place. */
static json_t *location(const struct report *report, const struct jdl_place *place) {
    static const struct jdl_place first = {.line = 1, .column = 1, .end_line = 1, .end_column = 1};
    const struct jdl_place *shown = report_name(report, place) ? place : &first;
    json_t *physical = json_object(), *object = json_object();
    json_put(physical, "artifactLocation", artifact(report_name(report, shown)));
    json_put(physical, "region", region(shown));
    json_put(object, "physicalLocation", physical);
    return object;
}

static json_t *related(const struct report *report, const struct jdl_diagnostic *item) {
    json_t *array = json_array();
    for (size_t i = 0; i < item->label_count; i++) {
        const struct jdl_label *label = &item->labels[i];
        if (!report_name(report, &label->place)) continue;
        json_t *object = location(report, &label->place);
        json_put(object, "id", json_integer((json_int_t)i + 1));
        if (label->text && *label->text) json_put(object, "message", message(label->text));
        json_add(array, object);
    }
    return array;
}

/* ---- results ----------------------------------------------------------------------------------------------------- */

/* The code and the line without its blanks, hashed: the same finding keeps its print when lines are added above it. */
static uint64_t line_hash(const struct report *report, const struct jdl_diagnostic *item) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *c = item->code; *c; c++) hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    if (item->place.text >= report->files->count) return hash;
    const struct file *file = &report->files->items[item->place.text];
    size_t at = item->place.begin < file->length ? item->place.begin : file->length;
    while (at > 0 && file->text[at - 1] != '\n') at--;
    for (; at < file->length && file->text[at] != '\n'; at++) {
        unsigned char byte = (unsigned char)file->text[at];
        if (byte != ' ' && byte != '\t' && byte != '\r') hash = (hash ^ byte) * 0x100000001b3u;
    }
    return hash;
}

/* The hashes of all findings; to be freed. */
static uint64_t *all_hashes(const struct report *report) {
    uint64_t *hashes = json_take((report->count + 1) * sizeof *hashes);
    for (size_t i = 0; i < report->count; i++) hashes[i] = line_hash(report, &report->items[i]);
    return hashes;
}

/* The print, and which one of its kind this is in its script. */
static json_t *fingerprints(const struct report *report, size_t index, const uint64_t *hashes) {
    size_t number = 1;
    for (size_t i = 0; i < index; i++)
        number += hashes[i] == hashes[index] && report->items[i].place.text == report->items[index].place.text;
    char print[64];
    snprintf(print, sizeof print, "%016llx:%zu", (unsigned long long)hashes[index], number);
    json_t *object = json_object();
    json_put(object, "primaryLocationLineHash", json_string(print));
    return object;
}

static json_t *replacement(const struct jdl_edit *edit) {
    json_t *object = json_object();
    json_put(object, "deletedRegion", region(&edit->place));
    if (*edit->replacement) json_put(object, "insertedContent", message(edit->replacement));
    return object;
}

static json_t *fix(const struct report *report, const struct jdl_diagnostic *item) {
    json_t *replacements = json_array(), *change = json_object(), *changes = json_array(), *object = json_object();
    for (size_t i = 0; i < item->edit_count; i++) json_add(replacements, replacement(&item->edits[i]));
    json_put(change, "artifactLocation", artifact(report_name(report, &item->edits[0].place)));
    json_put(change, "replacements", replacements);
    json_add(changes, change);
    json_put(object, "description", message(item->help ? item->help : item->title));
    json_put(object, "artifactChanges", changes);
    return object;
}

static json_t *message_with_help(const struct jdl_diagnostic *item) {
    static const char between[] = "\nhelp: ";
    if (!item->help) return message(item->message);
    size_t size = strlen(item->message) + sizeof between + strlen(item->help);
    char *text = json_take(size);
    snprintf(text, size, "%s%s%s", item->message, between, item->help);
    json_t *object = message(text);
    free(text);
    return object;
}

static json_t *result(const struct report *report, size_t index, const uint64_t *hashes, json_t *rules) {
    const struct jdl_diagnostic *item = &report->items[index];
    json_t *object = json_object(), *locations = json_array(), *others = related(report, item);
    json_add(locations, location(report, &item->place));
    json_put(object, "ruleId", json_words(item->code));
    json_put(object, "ruleIndex", json_integer((json_int_t)rule_index(rules, item)));
    json_put(object, "level", json_string(level(item->severity)));
    json_put(object, "message", message_with_help(item));
    json_put(object, "locations", locations);
    if (json_array_size(others) > 0)
        json_put(object, "relatedLocations", others);
    else
        json_decref(others);
    json_put(object, "partialFingerprints", fingerprints(report, index, hashes));
    if (item->edit_count > 0 && item->sure && report_name(report, &item->edits[0].place)) {
        json_t *fixes = json_array();
        json_add(fixes, fix(report, item));
        json_put(object, "fixes", fixes);
    }
    return object;
}

void report_sarif(const struct report *report, FILE *out) {
    json_t *rules = json_array(), *results = json_array(), *driver = json_object(), *tool = json_object();
    json_t *run = json_object(), *runs = json_array(), *document = json_object();
    uint64_t *hashes = all_hashes(report);
    for (size_t i = 0; i < report->count; i++) json_add(results, result(report, i, hashes, rules));
    free(hashes);
    json_put(driver, "name", json_string("journey"));
    json_put(driver, "version", json_string(JOURNEY_VERSION));
    json_put(driver, "rules", rules);
    json_put(tool, "driver", driver);
    json_put(run, "tool", tool);
    json_put(run, "columnKind", json_string("unicodeCodePoints"));
    json_put(run, "results", results);
    json_add(runs, run);
    json_put(document, "$schema", json_string(SCHEMA));
    json_put(document, "version", json_string("2.1.0"));
    json_put(document, "runs", runs);
    json_write(document, out);
}
