#include <assert.h>
#include <string.h>

#include "formatting.h"

/* The text under way. */
struct writer {
    struct format *f;  /* what is written */
    char *bytes;       /* so far */
    size_t length;     /* how many */
    size_t room;       /* how many there is room for */
    uint32_t column;   /* characters since the last line end */
    uint32_t line;     /* line of the script on which the last thing that was written ends */
    bool block_begins; /* the last thing that was written is a `{` */
};

static void put(struct writer *w, const char *bytes, size_t count) {
    if (w->room - w->length <= count) {
        size_t room = (w->length + count + 256) * 2;
        w->bytes = arena_grow(w->f->arena, w->bytes, w->length, room);
        w->room = room;
    }
    memcpy(w->bytes + w->length, bytes, count);
    w->length += count;
    for (size_t i = 0; i < count; i++)
        w->column = bytes[i] == '\n' ? 0 : w->column + (((unsigned char)bytes[i] & 0xC0) != 0x80);
}

static void put_blanks(struct writer *w, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) put(w, " ", 1);
}

/* Ends the line and begins one. An empty line goes between where it may and the script has one. */
static void next_line(struct writer *w, uint32_t line, bool blank_allowed, uint32_t indent) {
    if (w->length > 0) {
        put(w, "\n", 1);
        if (blank_allowed && line > w->line + 1) put(w, "\n", 1);
    }
    put_blanks(w, indent);
}

/* ---- comments ---- */

static void put_remark(struct writer *w, const struct remark *remark) {
    put(w, w->f->text + remark->begin, remark->end - remark->begin);
    w->line = remark->line;
}

/* A comment behind something, at the first of its two columns that is free. */
static void put_behind(struct writer *w, const struct remark *remark) {
    uint32_t least = w->column + FORMAT_REMARK_GAP;
    uint32_t column = least <= FORMAT_REMARK_NEAR ? FORMAT_REMARK_NEAR : FORMAT_REMARK_FAR;
    put_blanks(w, least <= column ? column - w->column : FORMAT_REMARK_BEYOND);
    put_remark(w, remark);
}

/* The comments before a piece that begins a line. */
static void put_remarks(struct writer *w, const struct piece *piece) {
    bool blanks = piece->blank_before || piece->kind == PIECE_END || piece->sign == '}';
    for (uint32_t i = 0; i < piece->remark_count; i++) {
        const struct remark *remark = &w->f->remarks[piece->remarks + i];
        if (i == 0 && !remark->own_line) {
            put_behind(w, remark);
            continue;
        }
        next_line(w, remark->line, blanks && !w->block_begins, piece->remark_indent);
        put_remark(w, remark);
        w->block_begins = false;
    }
}

/* ---- long texts ---- */

static uint32_t blanks_at(const char *text, uint32_t at, uint32_t end) {
    uint32_t count = 0;
    while (at + count < end && (text[at + count] == ' ' || text[at + count] == '\t')) count++;
    return count;
}

/* The end of a line of the script without its CR; `next` is the line after it. */
static uint32_t line_stop(const char *text, uint32_t at, uint32_t end, uint32_t *next) {
    const char *found = memchr(text + at, '\n', end - at);
    uint32_t stop = found == NULL ? end : (uint32_t)(found - text);
    *next = found == NULL ? end : stop + 1;
    return found != NULL && stop > at && text[stop - 1] == '\r' ? stop - 1 : stop;
}

/* The blanks that begin every line which has something else; `any` says whether there is such a line. */
static uint32_t common_blanks(const char *text, uint32_t at, uint32_t end, bool *any) {
    uint32_t first = at;
    uint32_t common = 0;
    *any = false;
    for (uint32_t next = at; at < end; at = next) {
        uint32_t stop = line_stop(text, at, end, &next);
        uint32_t count = blanks_at(text, at, stop);
        if (at + count == stop) continue;
        if (!*any) {
            first = at;
            common = count;
        }
        *any = true;
        uint32_t same = 0;
        while (same < common && same < count && text[first + same] == text[at + same]) same++;
        common = same;
    }
    return common;
}

/* A long text: other indentation, the same content. A text of blanks alone stays as it is, for they are its content. */
static void put_long(struct writer *w, const struct piece *piece) {
    const char *text = w->f->text;
    uint32_t end = piece->end - 3;
    uint32_t at = piece->begin + 3;
    uint32_t next = at;
    line_stop(text, at, end, &next);
    uint32_t last = end;
    while (last > next && (text[last - 1] == ' ' || text[last - 1] == '\t')) last--;
    bool closed_below = last == next || text[last - 1] == '\n';
    bool any = false;
    uint32_t common = common_blanks(text, next, closed_below ? last : end, &any);
    put(w, "\"\"\"", 3);
    for (at = next; at < (closed_below ? last : end); at = next) {
        uint32_t stop = line_stop(text, at, end, &next);
        uint32_t blank = blanks_at(text, at, stop);
        put(w, "\n", 1);
        if (at + (any && blank > common ? common : blank) < stop) put_blanks(w, any ? piece->inner_indent : 0);
        at += blank < common ? blank : common;
        put(w, text + at, stop - at);
    }
    if (closed_below) {
        put(w, "\n", 1);
        put_blanks(w, piece->inner_indent);
    }
    put(w, "\"\"\"", 3);
}

/* ---- the whole ---- */

static void put_piece(struct writer *w, const struct piece *piece) {
    if (piece->new_line) {
        put_remarks(w, piece);
        if (piece->kind == PIECE_END) return;
        bool blank = piece->blank_before && !w->block_begins;
        next_line(w, piece->line, blank, piece->indent);
    } else if (piece->space) {
        put(w, " ", 1);
    }
    if (piece->kind == PIECE_LONG)
        put_long(w, piece);
    else
        put(w, w->f->text + piece->begin, piece->end - piece->begin);
    w->block_begins = piece->sign == '{';
    w->line = piece->last_line;
}

const char *format_write(struct format *f, size_t *length) {
    struct writer w = {0};
    w.f = f;
    for (uint32_t i = 0; i < f->count; i++) {
        const struct piece *piece = &f->pieces[i];
        assert(piece->new_line || piece->remark_count == 0);
        if (piece->dropped)
            w.line = piece->last_line;
        else
            put_piece(&w, piece);
    }
    if (w.length > 0) put(&w, "\n", 1);
    put(&w, "", 0);
    w.bytes[w.length] = '\0';
    *length = w.length;
    return w.bytes;
}
