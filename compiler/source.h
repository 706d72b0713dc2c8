/*
 * source - the texts of a compilation, and places in them.
 *
 * Promises: a place is a span of byte offsets in one file, from the token to the instruction; line and column are found
 * only when something is printed. A source keeps its own copy of the text, ended by a NUL, for as long as the arena lives.
 * Never reads a file: bytes are handed in.
 */
#ifndef JDL_SOURCE_H
#define JDL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

enum { SOURCE_LIMIT = 16 * 1024 * 1024 }; /* bytes of one file; longer ones are reported and not read */

/* A stretch of one file: begin is the first byte, end is one past the last. An empty span is a place between two bytes. */
struct span {
    uint32_t file;  /* index in the set of sources */
    uint32_t begin; /* offset of the first byte */
    uint32_t end;   /* offset behind the last byte */
};

/* One text. */
struct source {
    const char *name;           /* as it is shown to the user, usually a path */
    const char *text;           /* the bytes, a BOM included, ended by a NUL that is not counted */
    uint32_t length;            /* bytes of text; 0 if the text is over the limit */
    uint32_t index;             /* its place in the set, the file of its spans */
    size_t given;               /* bytes that were handed in, to say how much too long a text is */
    const uint32_t *line_begin; /* offset at which each line begins */
    uint32_t line_count;        /* at least 1 */
};

/* All texts of a compilation, in the order in which they were added. */
struct sources {
    struct arena *arena;   /* owns everything below */
    struct source **items; /* one for each file */
    uint32_t count;        /* files so far */
    uint32_t capacity;     /* room in items */
};

/* A place as people say it. */
struct place {
    uint32_t line;   /* 1 is the first line */
    uint32_t column; /* 1 is the first character: Unicode code points, a tab is one */
};

/* An empty set. */
struct sources *sources_new(struct arena *arena);

/* Adds a text; name and bytes are copied. A text over SOURCE_LIMIT is added without its bytes; parse.h reports it. */
struct source *sources_add(struct sources *sources, const char *name, const char *bytes, size_t length);

/* The text that a span belongs to. */
const struct source *sources_of(const struct sources *sources, struct span span);

/* Line and column of an offset; an offset beyond the end means the end. */
struct place source_place(const struct source *source, uint32_t offset);

/* The offset at which the line of an offset begins. */
uint32_t source_line_begin(const struct source *source, uint32_t offset);

/* The bytes of a line (1 is the first) without its line end; length is set. */
const char *source_line(const struct source *source, uint32_t line, uint32_t *length);

/* The offset of the first byte that is not UTF-8, from an offset on; the text's length if there is none. */
uint32_t source_bad_utf8(const struct source *source, uint32_t from);

/* From the beginning of one span to the end of another in the same file. */
struct span span_join(struct span first, struct span last);

/* The empty place at the beginning, or at the end, of a span. */
struct span span_before(struct span span);
struct span span_after(struct span span);

#endif
