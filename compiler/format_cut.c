#include <assert.h>
#include <string.h>

#include "formatting.h"

/* The text is known to parse, so whatever stands in it has one of the forms of grammar/journey.l; here they are only told
 * apart as far as the layout needs it. */
struct cutter {
    struct format *f;                 /* where pieces and remarks go */
    uint32_t at;                      /* the next byte */
    uint32_t line;                    /* its line */
    uint32_t piece_room;              /* room in f->pieces */
    uint32_t remark_room;             /* room in f->remarks */
    uint32_t first_remark;            /* the first one that belongs to the next piece */
    uint32_t open[2 * AST_DEPTH + 2]; /* brackets that are open */
    uint32_t open_count;              /* how many */
};

static char peek(const struct cutter *c, uint32_t ahead) {
    return c->at + ahead < c->f->length ? c->f->text[c->at + ahead] : '\0';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

/* ---- results ---- */

static struct remark *add_remark(struct cutter *c) {
    struct format *f = c->f;
    if (f->remark_count == c->remark_room) {
        uint32_t room = c->remark_room == 0 ? 64 : c->remark_room * 2;
        f->remarks = arena_grow(f->arena, f->remarks, c->remark_room * sizeof *f->remarks, room * sizeof *f->remarks);
        c->remark_room = room;
    }
    return &f->remarks[f->remark_count++];
}

static struct piece *add_piece(struct cutter *c, enum piece_kind kind) {
    struct format *f = c->f;
    if (f->count == c->piece_room) {
        uint32_t room = c->piece_room == 0 ? 256 : c->piece_room * 2;
        f->pieces = arena_grow(f->arena, f->pieces, c->piece_room * sizeof *f->pieces, room * sizeof *f->pieces);
        c->piece_room = room;
    }
    struct piece *piece = &f->pieces[f->count++];
    piece->kind = kind;
    piece->begin = c->at;
    piece->line = c->line;
    piece->remarks = c->first_remark;
    piece->remark_count = f->remark_count - c->first_remark;
    c->first_remark = f->remark_count;
    return piece;
}

/* Columns are characters; a long text counts with its first line. */
static uint32_t columns(const char *text, uint32_t begin, uint32_t end) {
    uint32_t count = 0;
    for (uint32_t i = begin; i < end && text[i] != '\n'; i++) count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

static void finish(struct cutter *c, uint32_t end) {
    struct piece *piece = &c->f->pieces[c->f->count - 1];
    for (; c->at < end; c->at++) {
        if (c->f->text[c->at] == '\n') c->line++;
    }
    piece->end = end;
    piece->last_line = c->line;
    piece->width = columns(c->f->text, piece->begin, end);
}

/* ---- forms ---- */

/* Behind `}}`, or where an insertion is not closed. Quotes inside come in pairs. */
static uint32_t insertion_end(const struct cutter *c, uint32_t at) {
    const char *text = c->f->text;
    while (at < c->f->length && text[at] != '\n') {
        if (text[at] == '}' && text[at + 1] == '}') return at + 2;
        if (text[at] == '"' || text[at] == '\'') {
            uint32_t close = at + 1;
            while (close < c->f->length && text[close] != text[at] && text[close] != '\n') close++;
            if (text[close] == text[at]) at = close;
        }
        at++;
    }
    return at;
}

static uint32_t text_end(const struct cutter *c, const char *quotes) {
    const char *text = c->f->text;
    size_t width = strlen(quotes);
    uint32_t at = c->at + (uint32_t)width;
    while (at < c->f->length) {
        if (strncmp(text + at, quotes, width) == 0) return at + (uint32_t)width;
        if (text[at] == '\\' && text[at + 1] != '\n')
            at += 2;
        else if (text[at] == '{' && text[at + 1] == '{')
            at = insertion_end(c, at + 2);
        else
            at++;
    }
    return c->f->length;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static uint32_t digits(const struct cutter *c, uint32_t at) {
    while (is_digit(c->f->text[at]) || c->f->text[at] == '_') at++;
    return at;
}

/* A number, percentage, clock time or date. */
static uint32_t number_end(const struct cutter *c) {
    const char *text = c->f->text;
    uint32_t end = digits(c, c->at);
    if (end == c->at + 2 && text[end] == ':' && is_digit(text[end + 1]) && is_digit(text[end + 2])) return end + 3;
    bool year = end == c->at + 4 && text[end] == '-' && is_digit(text[end + 1]) && is_digit(text[end + 2]);
    if (year && text[end + 3] == '-' && is_digit(text[end + 4]) && is_digit(text[end + 5])) return end + 6;
    if (text[end] == '.' && is_digit(text[end + 1])) end = digits(c, end + 1);
    return text[end] == '%' ? end + 1 : end;
}

static uint32_t word_end(const struct cutter *c) {
    uint32_t end = c->at;
    while (is_letter(c->f->text[end]) || is_digit(c->f->text[end])) end++;
    if (end == c->at + 3 && strncmp(c->f->text + c->at, "yes/no", 6) == 0 && !is_letter(c->f->text[end + 3])) end += 3;
    return end;
}

static void cut_remark(struct cutter *c) {
    const char *text = c->f->text;
    struct remark *remark = add_remark(c);
    remark->begin = c->at;
    remark->line = c->line;
    remark->own_line = c->f->count == 0 || c->f->pieces[c->f->count - 1].last_line != c->line;
    while (c->at < c->f->length && text[c->at] != '\n') c->at++;
    remark->end = c->at;
    while (is_blank(text[remark->end - 1])) remark->end--;
}

static void cut_sign(struct cutter *c) {
    char sign = c->f->text[c->at];
    bool opens = sign == '{' || sign == '(' || sign == '[';
    bool closes = sign == '}' || sign == ')' || sign == ']';
    struct piece *piece = add_piece(c, opens ? PIECE_OPEN : closes ? PIECE_CLOSE : PIECE_SIGN);
    piece->sign = sign;
    uint32_t self = c->f->count - 1;
    if (opens) {
        assert(c->open_count < sizeof c->open / sizeof c->open[0]);
        c->open[c->open_count++] = self;
    } else if (closes) {
        assert(c->open_count > 0);
        piece->partner = c->open[--c->open_count];
        c->f->pieces[piece->partner].partner = self;
    }
    finish(c, c->at + 1);
}

/* ---- the whole ---- */

static void cut_one(struct cutter *c) {
    char first = c->f->text[c->at];
    if (first == '#') {
        cut_remark(c);
    } else if (first == '"' && peek(c, 1) == '"' && peek(c, 2) == '"') {
        add_piece(c, PIECE_LONG);
        finish(c, text_end(c, "\"\"\""));
    } else if (first == '"') {
        add_piece(c, PIECE_TEXT);
        finish(c, text_end(c, "\""));
    } else if (is_digit(first)) {
        add_piece(c, PIECE_WORD);
        finish(c, number_end(c));
    } else if (is_letter(first)) {
        add_piece(c, PIECE_WORD);
        finish(c, word_end(c));
    } else {
        cut_sign(c);
    }
}

void format_cut(struct format *f) {
    struct cutter c = {0};
    c.f = f;
    if (f->length >= 3 && memcmp(f->text, "\xEF\xBB\xBF", 3) == 0) c.at = 3;
    while (c.at < f->length) {
        if (f->text[c.at] == '\n') c.line++;
        if (f->text[c.at] == '\n' || is_blank(f->text[c.at]))
            c.at++;
        else
            cut_one(&c);
    }
    add_piece(&c, PIECE_END);
    finish(&c, f->length);
}

uint32_t format_piece_at(const struct format *f, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = f->count - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (f->pieces[middle].end > offset)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
