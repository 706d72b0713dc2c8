#include "source.h"

#include <assert.h>
#include <string.h>

struct sources *sources_new(struct arena *arena) {
    struct sources *sources = ARENA_NEW(arena, struct sources);
    sources->arena = arena;
    return sources;
}

/* Lines end in LF; the CR of a CRLF belongs to the line end. */
static void find_lines(struct arena *arena, struct source *source) {
    uint32_t count = 1;
    for (uint32_t i = 0; i < source->length; i++) count += source->text[i] == '\n';
    uint32_t *begin = ARENA_ARRAY(arena, uint32_t, count);
    uint32_t line = 1;
    for (uint32_t i = 0; i < source->length; i++)
        if (source->text[i] == '\n') begin[line++] = i + 1;
    source->line_begin = begin;
    source->line_count = count;
}

struct source *sources_add(struct sources *sources, const char *name, const char *bytes, size_t length) {
    struct arena *arena = sources->arena;
    if (sources->count == sources->capacity) {
        uint32_t capacity = sources->capacity == 0 ? 8 : sources->capacity * 2;
        size_t size = sizeof *sources->items;
        sources->items = arena_grow(arena, sources->items, sources->capacity * size, capacity * size);
        sources->capacity = capacity;
    }
    struct source *source = ARENA_NEW(arena, struct source);
    source->name = arena_copy(arena, name, strlen(name));
    source->given = length;
    source->length = length > SOURCE_LIMIT ? 0 : (uint32_t)length;
    source->text = arena_copy(arena, bytes, source->length);
    source->index = sources->count;
    find_lines(arena, source);
    sources->items[sources->count++] = source;
    return source;
}

const struct source *sources_of(const struct sources *sources, struct span span) {
    assert(span.file < sources->count);
    return sources->items[span.file];
}

/* The last line that begins at or before the offset, counted from 0. */
static uint32_t line_of(const struct source *source, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->line_begin[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t source_line_begin(const struct source *source, uint32_t offset) {
    return source->line_begin[line_of(source, offset)];
}

struct place source_place(const struct source *source, uint32_t offset) {
    if (offset > source->length) offset = source->length;
    uint32_t line = line_of(source, offset);
    uint32_t column = 1;
    for (uint32_t i = source->line_begin[line]; i < offset; i++)
        column += ((unsigned char)source->text[i] & 0xC0) != 0x80;
    if (line == 0 && offset >= 3 && memcmp(source->text, "\xEF\xBB\xBF", 3) == 0) column--; /* a BOM is no character */
    return (struct place){line + 1, column};
}

const char *source_line(const struct source *source, uint32_t line, uint32_t *length) {
    assert(line >= 1 && line <= source->line_count);
    uint32_t begin = source->line_begin[line - 1];
    uint32_t end = line < source->line_count ? source->line_begin[line] - 1 : source->length;
    if (end > begin && source->text[end - 1] == '\r') end--;
    *length = end - begin;
    return source->text + begin;
}

/* Bytes of the UTF-8 sequence at p, of which left bytes are there; 0 if it is none (overlong and surrogates included). */
static uint32_t utf8_length(const unsigned char *p, uint32_t left) {
    if (p[0] < 0x80) return 1;
    uint32_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || left < length) return 0;
    for (uint32_t i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F)) return 0;
    if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F)) return 0;
    return length;
}

uint32_t source_bad_utf8(const struct source *source, uint32_t from) {
    const unsigned char *bytes = (const unsigned char *)source->text;
    while (from < source->length) {
        uint32_t length = utf8_length(bytes + from, source->length - from);
        if (length == 0) return from;
        from += length;
    }
    return source->length;
}

struct span span_join(struct span first, struct span last) {
    return (struct span){first.file, first.begin, last.end > first.end ? last.end : first.end};
}

struct span span_before(struct span span) {
    return (struct span){span.file, span.begin, span.begin};
}

struct span span_after(struct span span) {
    return (struct span){span.file, span.end, span.end};
}
