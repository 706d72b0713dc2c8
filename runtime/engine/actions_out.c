#include "actions_out.h"

#include "decimal.h"
#include "iso.h"
#include "value.h"

#include <stdlib.h>

static const char *const type_names[] = {
    [JRT_SEND] = "send",   [JRT_SKIPPED] = "skipped", [JRT_MILESTONE] = "milestone", [JRT_EXIT] = "exit",
    [JRT_STAGE] = "stage", [JRT_SET] = "set",         [JRT_START] = "start",         [JRT_REFUSED] = "refused",
    [JRT_ENTER] = "enter", [JRT_ERROR] = "error",
};

/* ---- the program's names ------------------------------------------------------------------------------------------- */

bool actions_out_init(struct actions_out *printer, const jrt_program *program) {
    *printer = (struct actions_out){.program = program};
    printer->texts = calloc(program->string_count + 1u, sizeof *printer->texts);
    if (!printer->texts) return false;
    for (uint32_t i = 0; i < program->string_count; i++) {
        uint32_t size;
        const char *text = program_string(program, i, &size);
        printer->texts[i].offset = (uint32_t)printer->bytes.used;
        buffer_json(&printer->bytes, text, size);
        printer->texts[i].size = (uint32_t)printer->bytes.used - printer->texts[i].offset;
    }
    if (printer->bytes.failed) actions_out_free(printer);
    return printer->texts != NULL;
}

void actions_out_free(struct actions_out *printer) {
    buffer_free(&printer->bytes);
    free(printer->texts);
    printer->texts = NULL;
}

static void add_string(const struct actions_out *printer, struct buffer *out, uint32_t string) {
    const struct actions_text *text = &printer->texts[string];
    buffer_add(out, printer->bytes.bytes + text->offset, text->size);
}

/* ---- values -------------------------------------------------------------------------------------------------------- */

/* A printed text that needs no escapes, in quotes. */
static void add_quoted(struct buffer *out, const char *text, size_t size) {
    buffer_literal(out, "\"");
    buffer_add(out, text, size);
    buffer_literal(out, "\"");
}

static void add_value(struct buffer *out, struct jrt_value value);

/* The items one after the other: a list of 256 is read piece by piece without a copy of all. */
static void add_list(struct buffer *out, struct jrt_value list) {
    struct jrt_value items[JRT_LIST_MAX];
    uint32_t count = values_read((const uint8_t *)list.as.text, items, JRT_LIST_MAX);
    buffer_literal(out, "[");
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) buffer_literal(out, ",");
        add_value(out, items[i]);
    }
    buffer_literal(out, "]");
}

static void add_value(struct buffer *out, struct jrt_value value) {
    char text[ISO_DURATION_SIZE];
    switch ((enum jbc_type)value.type) {
    case JBC_BOOL: value.as.number ? buffer_literal(out, "true") : buffer_literal(out, "false"); return;
    case JBC_NUMBER: buffer_add(out, text, decimal_print(value.as.number, text)); return;
    case JBC_TIME: add_quoted(out, text, iso_print_time(value.as.number, text)); return;
    case JBC_DURATION: add_quoted(out, text, iso_print_duration(value.as.number, text)); return;
    case JBC_CLOCK: add_quoted(out, text, iso_print_clock(value.as.number, text)); return;
    case JBC_TEXT: buffer_json(out, value.as.text, value.size); return;
    case JBC_LIST: add_list(out, value); return;
    case JBC_TYPE_END: break;
    }
    buffer_literal(out, "null");
}

/* ---- lines --------------------------------------------------------------------------------------------------------- */

static void add_at(struct buffer *out, int64_t at) {
    char text[ISO_TIME_SIZE];
    buffer_literal(out, ",\"at\":");
    add_quoted(out, text, iso_print_time(at, text));
}

/* `{"type":...,"id":...,"at":...,"user":...`; the id's parts are hash, run and sequence. */
static void add_head(struct buffer *out, const char *type, const struct jrt_user *user, uint64_t hash, const char *run,
                     size_t run_size, uint64_t sequence, int64_t at) {
    buffer_literal(out, "{\"type\":");
    add_quoted(out, type, strlen(type));
    buffer_literal(out, ",\"id\":\"");
    buffer_hex(out, hash);
    buffer_literal(out, "-");
    buffer_add(out, run, run_size);
    buffer_literal(out, "-");
    buffer_number(out, sequence);
    buffer_literal(out, "\"");
    add_at(out, at);
    buffer_literal(out, ",\"user\":");
    buffer_json(out, user->id, user->size);
}

/* `,"name":"value"` of a text that is not in the program's table; nothing where there is none. */
static void add_text(struct buffer *out, const char *lead, const char *text, size_t size) {
    if (!text) return;
    buffer_add(out, lead, strlen(lead));
    buffer_json(out, text, size);
}

static void add_stage(const struct actions_out *printer, struct buffer *out, const char *lead, uint32_t stage) {
    if (stage == JBC_NONE) return;
    buffer_add(out, lead, strlen(lead));
    add_string(printer, out, printer->program->stages[stage].name);
}

static void add_message(const struct actions_out *printer, struct buffer *out, const struct jrt_action *action) {
    const struct jbc_template *template_ = &printer->program->templates[action->template_];
    buffer_literal(out, ",\"channel\":");
    add_string(printer, out, printer->program->channels[template_->channel].name);
    buffer_literal(out, ",\"template\":");
    add_string(printer, out, template_->name);
}

static void add_data(const struct actions_out *printer, struct buffer *out, const struct jrt_action *action) {
    buffer_literal(out, ",\"data\":{");
    for (uint32_t i = 0; i < action->value_count; i++) {
        if (i > 0) buffer_literal(out, ",");
        add_string(printer, out, printer->program->params[action->first_param + i].name);
        buffer_literal(out, ":");
        add_value(out, action->values[i]);
    }
    buffer_literal(out, "}");
}

static void add_set(const struct actions_out *printer, struct buffer *out, const struct jrt_action *action) {
    buffer_literal(out, ",\"trait\":");
    add_string(printer, out, printer->program->traits[action->trait].name);
    buffer_literal(out, ",\"value\":");
    add_value(out, action->value_count > 0 ? action->values[0] : value_missing());
}

static void add_reason(struct buffer *out, const struct jrt_action *action) {
    if (action->reason) add_text(out, ",\"reason\":", action->reason, strlen(action->reason));
}

/* What the kind of action adds to the common head. */
static void add_rest(const struct actions_out *printer, struct buffer *out, const struct jrt_action *action) {
    switch (action->kind) {
    case JRT_SEND:
        add_message(printer, out, action);
        add_data(printer, out, action);
        return;
    case JRT_SKIPPED:
        add_message(printer, out, action);
        add_reason(out, action);
        return;
    case JRT_MILESTONE: add_text(out, ",\"name\":", action->name, action->name_size); return;
    case JRT_EXIT: add_text(out, ",\"outcome\":", action->name, action->name_size); return;
    case JRT_STAGE:
        add_stage(printer, out, ",\"from\":", action->from);
        add_stage(printer, out, ",\"to\":", action->stage);
        return;
    case JRT_SET: add_set(printer, out, action); return;
    case JRT_START:
        buffer_literal(out, ",\"started\":");
        add_string(printer, out, printer->program->journeys[action->other].name);
        return;
    case JRT_REFUSED: add_reason(out, action); return;
    case JRT_ENTER:
        action->reason ? buffer_literal(out, ",\"kept_out\":true") : buffer_literal(out, ",\"kept_out\":false");
        return;
    case JRT_ERROR:
        add_text(out, ",\"name\":", action->name, action->name_size);
        add_reason(out, action);
        return;
    }
}

void actions_out_add(const struct actions_out *printer, struct buffer *out, const struct jrt_user *user, uint64_t hash,
                     const struct jrt_action *action) {
    char run[20];
    size_t size = decimal_print((int64_t)action->run * JBC_MILLION, run);
    add_head(out, type_names[action->kind], user, hash, run, size, action->sequence, action->at);
    if (action->journey != JBC_NONE) {
        buffer_literal(out, ",\"journey\":");
        add_string(printer, out, printer->program->journeys[action->journey].name);
    }
    if (action->gone) add_text(out, ",\"journey\":", action->gone, action->gone_size);
    if (action->key.type != 0) {
        buffer_literal(out, ",\"key\":");
        add_value(out, action->key);
    }
    if (action->kind != JRT_STAGE) add_stage(printer, out, ",\"stage\":", action->stage);
    add_rest(printer, out, action);
    buffer_literal(out, "}\n");
}

void actions_out_error(struct buffer *out, const struct jrt_user *user, uint64_t hash, int64_t at, uint64_t serial,
                       const char *reason) {
    add_head(out, "error", user, hash, "e", 1, serial, at);
    add_text(out, ",\"reason\":", reason, strlen(reason));
    buffer_literal(out, "}\n");
}
