/* Diagnostics as JSON, in the shape that docs/diagnostics.schema.json fixes. */
#include "report.h"
#include "json.h"

#include <ctype.h>
#include <string.h>

#define FORMAT_VERSION "1.0"

static json_t *position(uint32_t line, uint32_t column, uint32_t byte) {
    return json_pack("{s:I,s:I,s:I}", "line", (json_int_t)line, "column", (json_int_t)column, "byte", (json_int_t)byte);
}

/* A place; null for one in no text. */
static json_t *range(const struct report *report, const struct jdl_place *place) {
    const char *name = report_name(report, place);
    if (!name) return json_null();
    json_t *object = json_object();
    json_put(object, "filename", json_words(name));
    json_put(object, "start", position(place->line, place->column, place->begin));
    json_put(object, "end", position(place->end_line, place->end_column, place->end));
    return object;
}

static json_t *labels(const struct report *report, const struct jdl_diagnostic *item) {
    json_t *array = json_array();
    for (size_t i = 0; i < item->label_count; i++) {
        json_t *label = json_object();
        json_put(label, "range", range(report, &item->labels[i].place));
        json_put(label, "text", json_words(item->labels[i].text ? item->labels[i].text : ""));
        json_add(array, label);
    }
    return array;
}

static json_t *suggestions(const struct report *report, const struct jdl_diagnostic *item) {
    json_t *array = json_array();
    for (size_t i = 0; i < item->edit_count; i++) {
        json_t *edit = json_object();
        json_put(edit, "range", range(report, &item->edits[i].place));
        json_put(edit, "text", json_words(item->edits[i].replacement));
        json_put(edit, "applicability", json_string(item->sure ? "sure" : "unsure"));
        json_add(array, edit);
    }
    return array;
}

/* Where the long help stands: the heading of the code in the list of messages. */
static json_t *url(const char *code) {
    char text[64] = "docs/errors.md#";
    size_t length = strlen(text);
    for (; *code && length < sizeof text - 1; code++) text[length++] = (char)tolower((unsigned char)*code);
    text[length] = '\0';
    return json_string(text);
}

static json_t *diagnostic(const struct report *report, const struct jdl_diagnostic *item) {
    json_t *object = json_object();
    json_put(object, "code", json_words(item->code));
    json_put(object, "severity", json_string(report_severity(item->severity)));
    json_put(object, "title", json_words(item->title));
    json_put(object, "summary", json_words(item->message));
    json_put(object, "detail", json_words(item->help ? item->help : ""));
    json_put(object, "range", range(report, &item->place));
    json_put(object, "labels", labels(report, item));
    json_put(object, "suggestions", suggestions(report, item));
    json_put(object, "url", url(item->code));
    return object;
}

void report_json(const struct report *report, FILE *out) {
    json_t *document = json_object(), *array = json_array();
    for (size_t i = 0; i < report->count; i++) json_add(array, diagnostic(report, &report->items[i]));
    size_t errors = report_count(report, JDL_ERROR);
    json_put(document, "format_version", json_string(FORMAT_VERSION));
    json_put(document, "valid", json_boolean(errors == 0));
    json_put(document, "error_count", json_integer((json_int_t)errors));
    json_put(document, "warning_count", json_integer((json_int_t)report_count(report, JDL_WARNING)));
    json_put(document, "note_count", json_integer((json_int_t)report_count(report, JDL_NOTE)));
    json_put(document, "diagnostics", array);
    json_write(document, out);
}
