#include "json_in.h"

#include "events_in.h"
#include "json_marks.h"
#include "json_quick.h"
#include "zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- results ------------------------------------------------------------------------------------------------------- */

struct jrt_engine_event *json_in_event(struct json_in *reader) {
    if (reader->event_count == reader->event_room) {
        size_t room = reader->event_room ? reader->event_room * 2 : 1024;
        struct jrt_engine_event *events = realloc(reader->events, room * sizeof *events);
        if (!events) {
            reader->failed = true;
            return NULL;
        }
        reader->events = events;
        reader->event_room = room;
    }
    return &reader->events[reader->event_count++];
}

static struct json_reject *add_reject(struct json_in *reader) {
    if (reader->reject_count == reader->reject_room) {
        size_t room = reader->reject_room ? reader->reject_room * 2 : 64;
        struct json_reject *rejects = realloc(reader->rejects, room * sizeof *rejects);
        if (!rejects) {
            reader->failed = true;
            return NULL;
        }
        reader->rejects = rejects;
        reader->reject_room = room;
    }
    return &reader->rejects[reader->reject_count++];
}

void json_in_reject(struct json_in *reader, const struct line *line, bool field, const char *reason) {
    struct json_reject *reject = add_reject(reader);
    struct buffer *out = &reader->reject_bytes;
    if (!reject) return;
    buffer_add(out, field ? ",\"kind\":\"field\",\"reason\":" : ",\"kind\":\"line\",\"reason\":", field ? 25 : 24);
    buffer_json(out, reason, strlen(reason));
    buffer_literal(out, ",\"text\":");
    buffer_json(out, line->text, line->size < JSON_REJECT_TEXT_MAX ? line->size : JSON_REJECT_TEXT_MAX);
    buffer_literal(out, "}\n");
    *reject = (struct json_reject){line->number, out->used};
    if (out->failed) reader->failed = true;
}

static void reject_line(struct json_in *reader, const struct line *line, const char *reason) {
    reader->counts.rejected++;
    json_in_reject(reader, line, false, reason);
}

/* The column, in characters from 1, of an offset in the line. */
static unsigned column_of(const struct line *line, const char *at) {
    unsigned column = 1;
    for (const char *c = line->text; c < at; c++) column += ((unsigned char)*c & 0xc0) != 0x80;
    return column;
}

static void reject_no_json(struct json_in *reader, const struct line *line) {
    char reason[160];
    if (!line->walk.problem) {
        reject_line(reader, line, "is JSON, but no object");
        return;
    }
    snprintf(reason, sizeof reason, "is no JSON: at column %u, %s",
             column_of(line, line->walk.bytes + line->walk.problem_at), line->walk.problem);
    reject_line(reader, line, reason);
}

/* ---- lines --------------------------------------------------------------------------------------------------------- */

static bool is_blank(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') return false;
    }
    return true;
}

/* A line whose tokens and escapes are known, without a look at each of its bytes. false: nothing is known of it then. */
static bool read_fast(struct json_in *reader, struct line *line) {
    struct json_guess *guess = reader->care == JSON_GUESS ? &reader->guess : NULL;
    uint32_t begin = line->walk.next;
    if (guess && json_guess_line(guess, line)) return true;
    if (!json_quick(line, reader->names, &reader->bump)) return false;
    if (guess) json_guess_learn(guess, line, begin);
    return true;
}

/* A line whose tokens are known: its walk stands at the first of them. */
static void read_line(struct json_in *reader, struct line *line, bool exact) {
    if ((!exact && read_fast(reader, line)) || line_read(line, reader->names, &reader->bump)) {
        events_in_add(reader, line);
    } else {
        reject_no_json(reader, line);
    }
}

/* A line of a block that as a whole is no JSON: it is looked at alone. */
static void read_line_alone(struct json_in *reader, struct line *line) {
    uint32_t count;
    switch (json_index_run(reader->index, line->text, line->size)) {
    case JSON_INDEX_FINE:
        line->walk = (struct json_walk){.bytes = line->text, .end = line->size};
        line->walk.escapes = memchr(line->text, '\\', line->size) != NULL;
        line->walk.places = json_index_places(reader->index, &count);
        read_line(reader, line, true);
        break;
    case JSON_INDEX_NOT_UTF8: reject_line(reader, line, "is not valid UTF-8"); break;
    case JSON_INDEX_OPEN_TEXT:
        reject_line(reader, line, "is no JSON: a text has no end, or holds a control character");
        break;
    case JSON_INDEX_NO_MEMORY: reader->failed = true; break;
    }
}

/* A block of lines, as far as it has been read. */
struct block {
    const char *bytes;       /* all of it */
    uint32_t size;           /* bytes */
    bool escapes;            /* there is a backslash somewhere */
    struct json_marks marks; /* if so: of what comes next */
    bool indexed;            /* as a whole it is text as JSON has it, so that the walk knows its tokens */
    struct json_walk walk;   /* at the next line's first token */
};

/* Where the line ends that begins at `begin`, and where its escapes are. false: one of them is not well written, or there
 * are too many. */
static bool find_escapes(struct json_in *reader, struct block *block, uint32_t begin, uint32_t *end, uint32_t *count) {
    const char *behind = block->bytes + begin, *last = block->bytes + block->size;
    uint32_t mark = json_marks_next(&block->marks);
    bool sound = true;
    for (; mark < block->size && block->bytes[mark] == '\\'; mark = json_marks_next(&block->marks)) {
        /* The second of two backslashes belongs to the first. */
        if (block->bytes + mark < behind) continue;
        behind = block->bytes + mark + 1;
        sound = sound && *count < JSON_ESCAPES_MAX && json_pass_escape(&behind, last);
        if (sound) reader->escapes[(*count)++] = mark;
    }
    for (uint32_t i = 0; i < 3; i++) reader->escapes[*count + i] = UINT32_MAX;
    *end = mark;
    return sound;
}

static uint32_t find_end(const struct block *block, uint32_t begin) {
    const char *end = memchr(block->bytes + begin, '\n', block->size - begin);
    return end ? (uint32_t)(end - block->bytes) : block->size;
}

/* Finds the line that begins at `begin`. false: its escapes are not well written, or there are too many. */
static bool find_line(struct json_in *reader, struct block *block, struct line *line, uint32_t begin) {
    uint32_t end, count = 0;
    bool sound = true;
    if (block->escapes)
        sound = find_escapes(reader, block, begin, &end, &count);
    else
        end = find_end(block, begin);
    line->text = block->bytes + begin;
    line->size = end - begin;
    line->walk = block->walk;
    line->walk.end = end;
    line->walk.escapes = count > 0 || !sound;
    line->walk.escaped = sound ? reader->escapes : NULL;
    line->walk.escape_count = count;
    return sound;
}

/* One line, without its line break. */
static void take_line(struct json_in *reader, struct line *line, bool indexed, bool sound) {
    if (is_blank(line->text, line->size)) {
        reader->counts.blank++;
    } else if (line->size > JSON_LINE_MAX) {
        reject_line(reader, line, "is longer than 1 MiB");
    } else if (indexed) {
        read_line(reader, line, !sound || reader->care == JSON_EXACT);
    } else {
        read_line_alone(reader, line);
    }
}

/* Moves the block's walk behind the line, which may have been left anywhere. */
static void pass_line(struct block *block, const struct line *line, uint32_t end) {
    struct json_walk *walk = &block->walk;
    if (line->walk.next > walk->next) walk->next = line->walk.next;
    while (walk->places[walk->next] < end) walk->next++;
}

bool json_in_read(struct json_in *reader, const char *bytes, size_t size) {
    struct line line = {0};
    struct block block = {.bytes = bytes, .size = (uint32_t)size, .walk = {.bytes = bytes}};
    uint64_t number = 0;
    bump_reset(&reader->bump);
    reader->event_count = reader->reject_count = reader->reject_bytes.used = 0;
    reader->clock = INT64_MIN;
    block.indexed = json_index_run(reader->index, bytes, size) == JSON_INDEX_FINE;
    uint32_t token_count;
    block.walk.places = json_index_places(reader->index, &token_count);
    block.escapes = memchr(bytes, '\\', size) != NULL;
    if (block.escapes) block.marks = json_marks_begin(bytes, block.size);
    for (uint32_t at = 0; at < block.size && !reader->failed; number++) {
        bool sound = find_line(reader, &block, &line, at);
        uint32_t end = at + line.size;
        line.number = number;
        take_line(reader, &line, block.indexed, sound);
        if (block.indexed) pass_line(&block, &line, end);
        at = end < block.size ? end + 1 : end;
    }
    reader->block_lines = number;
    reader->counts.lines += number;
    reader->counts.events += reader->event_count;
    reader->failed |= reader->converter.failed || reader->unknown.failed;
    return !reader->failed;
}

/* ---- life ---------------------------------------------------------------------------------------------------------- */

enum jrt_status json_in_new(const jrt_program *program, const struct input_names *names, const char *zone_dir,
                            struct json_in **made) {
    struct json_in *reader = calloc(1, sizeof *reader);
    *made = NULL;
    if (!reader) return JRT_NO_MEMORY;
    reader->program = program;
    reader->names = names;
    reader->unknown.most = JSON_UNKNOWN_NAMES;
    enum jrt_status status = json_index_new(JSON_BLOCK_MAX, &reader->index);
    reader->zones = zones_new(zone_dir);
    if (status != JRT_OK || !reader->zones) {
        json_in_free(reader);
        return status != JRT_OK ? status : JRT_NO_MEMORY;
    }
    struct converter *converter = &reader->converter;
    *converter = (struct converter){.program = program, .zones = zones_interface(reader->zones), .bump = &reader->bump};
    uint32_t size;
    const char *name = program_string(program, program->project->zone_fallback, &size);
    /* Where the machine does not have the zone, its clock is UTC. */
    if (!converter->zones.find(converter->zones.self, name, size, &converter->zone)) converter->zone = 0;
    *made = reader;
    return JRT_OK;
}

void json_in_free(struct json_in *reader) {
    if (!reader) return;
    json_index_free(reader->index);
    zones_free(reader->zones);
    bump_free(&reader->bump);
    free(reader->events);
    free(reader->rejects);
    buffer_free(&reader->reject_bytes);
    tally_free(&reader->unknown);
    free(reader);
}
