/* `journey inspect`: what a file of bytecode holds, what it needs from the outside, and its code as a listing. */
#include "cli.h"
#include "disasm.h"
#include "files.h"
#include "json.h"
#include "program.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"asm", 0, NULL, NULL, "also list the code, instruction by instruction"},
    {"json", 0, NULL, NULL, "write it as one JSON document"},
    {NULL, 0, NULL, NULL, NULL},
};

/* Prints with a string of the program, by its id, for each `%`. What could move the cursor of a terminal becomes `?`: the
 * strings are those of a file that may come from anywhere. */
static void say(const jrt_program *program, const char *format, ...) {
    va_list ids;
    va_start(ids, format);
    for (; *format; format++) {
        if (*format != '%') {
            putchar(*format);
            continue;
        }
        uint32_t size;
        const char *text = program_string(program, va_arg(ids, uint32_t), &size);
        for (uint32_t i = 0; i < size; i++) putchar((unsigned char)text[i] < ' ' || text[i] == 0x7f ? '?' : text[i]);
    }
    va_end(ids);
}

static const char *type_name(uint8_t type) {
    static const char *const names[JBC_TYPE_END] = {
        [JBC_BOOL] = "yes/no",       [JBC_NUMBER] = "number", [JBC_TIME] = "time",     [JBC_DURATION] = "duration",
        [JBC_CLOCK] = "time of day", [JBC_TEXT] = "text",     [JBC_LIST] = "list of ",
    };
    return names[type];
}

/* ---- for people ---- */

/* A type as a script writes it. */
static void show_type(const jrt_program *program, uint8_t type, uint8_t item, uint32_t words) {
    if (type == JBC_LIST) fputs(type_name(type), stdout);
    if (words == JBC_NONE) {
        fputs(type_name(type == JBC_LIST ? item : type), stdout);
        return;
    }
    const struct jbc_enumeration *enumeration = &program->enumerations[words];
    fputs("one of ", stdout);
    for (uint32_t i = 0; i < enumeration->member_count; i++)
        say(program, i > 0 ? ", \"%\"" : "\"%\"", program->members[enumeration->first_member + i].name);
}

static void show_events(const jrt_program *program) {
    if (program->event_count > 0) puts("\nevents");
    for (uint32_t i = 0; i < program->event_count; i++) {
        const struct jbc_event *event = &program->events[i];
        say(program, "  \"%\"\n", event->name);
        for (uint32_t k = event->first_field; k < event->first_field + event->field_count; k++) {
            const struct jbc_field *field = &program->fields[k];
            say(program, "    %: ", field->name);
            show_type(program, field->type, field->item, field->words);
            puts(field->optional ? " optional" : "");
        }
    }
}

static void show_traits(const jrt_program *program, bool account) {
    bool first = true;
    for (uint32_t i = 0; i < program->trait_count; i++) {
        const struct jbc_trait *trait = &program->traits[i];
        if (trait->account != account) continue;
        if (first) puts(account ? "\naccount" : "\nuser");
        first = false;
        say(program, "  %: ", trait->name);
        show_type(program, trait->type, trait->item, trait->words);
        puts(trait->optional ? " optional" : "");
    }
}

static void show_channels(const jrt_program *program) {
    if (program->channel_count > 0) puts("\nchannels");
    for (uint32_t i = 0; i < program->channel_count; i++) {
        const struct jbc_channel *channel = &program->channels[i];
        say(program, channel->team ? "  %, to the team\n" : "  %\n", channel->name);
    }
    if (program->template_count > 0) puts("\ntemplates");
    for (uint32_t i = 0; i < program->template_count; i++) {
        const struct jbc_template *template_ = &program->templates[i];
        const struct jbc_channel *channel = &program->channels[template_->channel];
        say(program, "  % \"%\"\n", channel->name, template_->name);
    }
}

static void show_journeys(const jrt_program *program) {
    if (program->journey_count > 0) puts("\njourneys");
    for (uint32_t i = 0; i < program->journey_count; i++) {
        const struct jbc_journey *journey = &program->journeys[i];
        say(program, "  %", journey->name);
        if (journey->title != JBC_NONE) say(program, " \"%\"", journey->title);
        printf("\n    a run takes %" PRIu32 " bytes, texts not counted\n    stages: ", journey->run_size);
        for (uint32_t k = 0; k < journey->stage_count; k++)
            say(program, k > 0 ? ", %" : "%", program->stages[journey->first_stage + k].name);
        putchar('\n');
    }
    if (program->meta_count > 0) puts("\nmetadata");
    for (uint32_t i = 0; i < program->meta_count; i++) {
        const struct jbc_meta *meta = &program->metas[i];
        say(program, "  %, %: \"%\"\n", program->journeys[meta->journey].name, meta->key, meta->value);
    }
}

static void show_code(void *self, const char *text, size_t size) {
    (void)self;
    fwrite(text, 1, size, stdout);
}

static void show_sections(const jrt_program *program) {
    const struct jbc_section *sections = (const void *)(program->header + 1);
    puts("\nsections");
    for (uint32_t i = 0; i < program->header->section_count; i++) {
        bool bytes = sections[i].kind <= JBC_SECTION_CODE;
        printf("  %-12s %8" PRIu32 " bytes", program_section_name(sections[i].kind), sections[i].size);
        if (!bytes) printf(", %" PRIu32 " record%s", sections[i].count, sections[i].count == 1 ? "" : "s");
        putchar('\n');
    }
}

static void show(const jrt_program *program, const char *path, bool code) {
    const struct jbc_header *header = program->header;
    printf("%s: %" PRIu32 " bytes, format %u, hash %016" PRIx64 "\n", path, header->size, header->version,
           header->content_hash);
    say(program, "project \"%\"\n", program->project->name);
    printf("one event at worst: %" PRIu32 " instructions in a function, %" PRIu32 " values on its stack\n",
           program->worst, program->stack);
    printf("state: %" PRIu32 " bytes of fixed size for a user, and what runs, messages and texts need\n",
           program->project->fixed_size);
    show_events(program);
    show_traits(program, false);
    show_traits(program, true);
    show_channels(program);
    show_journeys(program);
    show_sections(program);
    if (!code) return;
    puts("\ncode");
    disasm_program(program, show_code, NULL);
}

/* ---- for machines ---- */

static json_t *words(const jrt_program *program, uint32_t id) {
    uint32_t size;
    const char *text = program_string(program, id, &size);
    return json_stringn(text, size);
}

static json_t *typed(const jrt_program *program, uint32_t name, uint8_t type, uint8_t item, uint32_t enumeration,
                     uint8_t optional) {
    json_t *object = json_object();
    json_put(object, "name", words(program, name));
    json_put(object, "type", json_string(type == JBC_LIST ? "list" : type_name(type)));
    if (type == JBC_LIST) json_put(object, "items", json_string(type_name(item)));
    if (enumeration != JBC_NONE) {
        json_t *list = json_array();
        const struct jbc_enumeration *members = &program->enumerations[enumeration];
        for (uint32_t i = 0; i < members->member_count; i++)
            json_add(list, words(program, program->members[members->first_member + i].name));
        json_put(object, "words", list);
    }
    json_put(object, "optional", json_boolean(optional));
    return object;
}

static json_t *events(const jrt_program *program) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < program->event_count; i++) {
        const struct jbc_event *event = &program->events[i];
        json_t *object = json_object();
        json_t *fields = json_array();
        for (uint32_t k = event->first_field; k < event->first_field + event->field_count; k++) {
            const struct jbc_field *field = &program->fields[k];
            json_add(fields, typed(program, field->name, field->type, field->item, field->words, field->optional));
        }
        json_put(object, "name", words(program, event->name));
        json_put(object, "fields", fields);
        json_add(list, object);
    }
    return list;
}

static json_t *traits(const jrt_program *program, bool account) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < program->trait_count; i++) {
        const struct jbc_trait *trait = &program->traits[i];
        if (trait->account != account) continue;
        json_add(list, typed(program, trait->name, trait->type, trait->item, trait->words, trait->optional));
    }
    return list;
}

static json_t *channels(const jrt_program *program) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < program->channel_count; i++) {
        json_t *object = json_object();
        json_put(object, "name", words(program, program->channels[i].name));
        json_put(object, "team", json_boolean(program->channels[i].team));
        json_put(object, "templates", json_array());
        json_add(list, object);
    }
    for (uint32_t i = 0; i < program->template_count; i++) {
        const struct jbc_template *template_ = &program->templates[i];
        json_add(json_object_get(json_array_get(list, template_->channel), "templates"),
                 words(program, template_->name));
    }
    return list;
}

static json_t *journeys(const jrt_program *program) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < program->journey_count; i++) {
        const struct jbc_journey *journey = &program->journeys[i];
        json_t *object = json_object();
        json_t *stages = json_array();
        for (uint32_t k = 0; k < journey->stage_count; k++)
            json_add(stages, words(program, program->stages[journey->first_stage + k].name));
        json_put(object, "name", words(program, journey->name));
        json_put(object, "title", journey->title == JBC_NONE ? json_null() : words(program, journey->title));
        json_put(object, "stages", stages);
        json_put(object, "run_bytes", json_integer(journey->run_size));
        json_put(object, "metadata", json_object());
        json_add(list, object);
    }
    for (uint32_t i = 0; i < program->meta_count; i++) {
        const struct jbc_meta *meta = &program->metas[i];
        json_t *key = words(program, meta->key);
        json_t *metadata = json_object_get(json_array_get(list, meta->journey), "metadata");
        if (key && metadata) json_put(metadata, json_string_value(key), words(program, meta->value));
        json_decref(key);
    }
    return list;
}

/* The lines of the listing, one string each. */
struct lines {
    json_t *list;  /* whole lines */
    char *text;    /* of the line at hand */
    size_t length; /* of it */
    size_t room;   /* allocated */
};

static void add_code(void *self, const char *text, size_t size) {
    struct lines *lines = self;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n') {
            json_add(lines->list, json_stringn(lines->text ? lines->text : "", lines->length));
            lines->length = 0;
            continue;
        }
        if (!lines->text || lines->length == lines->room) {
            size_t room = lines->room ? 2 * lines->room : 128;
            char *grown = realloc(lines->text, room);
            if (!grown) return;
            lines->text = grown;
            lines->room = room;
        }
        lines->text[lines->length++] = text[i];
    }
}

static json_t *code_lines(const jrt_program *program) {
    struct lines lines = {.list = json_array()};
    disasm_program(program, add_code, &lines);
    free(lines.text);
    return lines.list;
}

static int show_json(const jrt_program *program, const char *path, bool code) {
    char hash[17];
    json_t *root = json_object();
    json_t *worst = json_object();
    snprintf(hash, sizeof hash, "%016" PRIx64, program->header->content_hash);
    json_put(worst, "instructions", json_integer(program->worst));
    json_put(worst, "stack", json_integer(program->stack));
    json_put(root, "file", json_words(path));
    json_put(root, "bytes", json_integer(program->header->size));
    json_put(root, "format", json_integer(program->header->version));
    json_put(root, "hash", json_string(hash));
    json_put(root, "project", words(program, program->project->name));
    json_put(root, "worst", worst);
    json_put(root, "fixed_bytes", json_integer(program->project->fixed_size));
    json_put(root, "events", events(program));
    json_put(root, "user", traits(program, false));
    json_put(root, "account", traits(program, true));
    json_put(root, "channels", channels(program));
    json_put(root, "journeys", journeys(program));
    if (code) json_put(root, "code", code_lines(program));
    return json_write(root, stdout) ? CLI_OK : CLI_CANNOT;
}

/* ---- the file ---- */

/* Says why the verifier refuses the file. */
static int refused(const char *path, const struct jrt_fault *fault) {
    const char *section = program_section_name(fault->section);
    if (section)
        fprintf(stderr, "journey: %s is refused: %s (section %s, %" PRIu32 ")\n", path, fault->reason, section,
                fault->place);
    else
        fprintf(stderr, "journey: %s is refused: %s\n", path, fault->reason);
    cli_help_line("copy the file again, or compile it again with `journey build`; nothing runs a file that is refused");
    return CLI_FINDINGS;
}

static int run(const struct cli_args *args) {
    const char *path = args->paths[0];
    char *bytes = NULL;
    size_t size = 0;
    jrt_program *program = NULL;
    struct jrt_fault fault;
    if (!files_read(path, JRT_PROGRAM_MAX, &bytes, &size)) return CLI_CANNOT;
    enum jrt_status status = jrt_load(bytes, size, NULL, &program, &fault);
    int code = CLI_OK;
    if (status == JRT_BAD_BYTES)
        code = refused(path, &fault);
    else if (status != JRT_OK)
        code = cli_cannot("there is not enough memory to verify %s", path);
    else if (cli_given(args, "json"))
        code = show_json(program, path, cli_given(args, "asm"));
    else
        show(program, path, cli_given(args, "asm"));
    jrt_program_free(program);
    free(bytes);
    return code;
}

const struct cli_command cli_inspect = {
    .name = "inspect",
    .summary = "verify a file of bytecode, and show what is in it",
    .usage = "FILE.jbc",
    .examples = "  journey inspect acme.jbc                     what it holds, and what it needs from the outside\n"
                "  journey inspect acme.jbc --asm               its code too, one line for each instruction\n",
    .notes = "The file is verified as a service would verify it; exit code 1 says that it is refused, and why.\n",
    .options = options,
    .min_paths = 1,
    .max_paths = 1,
    .missing = "say which file to inspect",
    .run = run,
};
