#include "linediff.h"
#include "cli.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONTEXT = 3,        /* unchanged lines round a change */
    MOST_CHANGES = 2000 /* with more, no search for what is the same */
};

/* A line with its end. */
struct text_line {
    const char *bytes; /* where it begins */
    size_t length;     /* bytes, the end included */
};

/* A text as lines. */
struct lines {
    struct text_line *items; /* in order */
    size_t count;            /* how many */
};

/* Lines that are the same on both sides, in the middle of what differs: for each old line whether it is kept, for each new
 * one whether it was there. */
struct comparison {
    struct lines before; /* the old text */
    struct lines after;  /* the new text */
    bool *kept;          /* for each old line */
    bool *old;           /* for each new line */
};

static bool split(const char *text, size_t length, struct lines *lines) {
    size_t count = 0;
    for (const char *at = text, *end = text + length; at < end; count++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        at = stop ? stop + 1 : end;
    }
    lines->items = calloc(count + 1, sizeof *lines->items);
    lines->count = count;
    if (!lines->items) return false;
    const char *at = text, *end = text + length;
    for (size_t i = 0; i < count; i++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        const char *next = stop ? stop + 1 : end;
        lines->items[i] = (struct text_line){at, (size_t)(next - at)};
        at = next;
    }
    return true;
}

static bool same(const struct comparison *c, size_t before, size_t after) {
    const struct text_line *a = &c->before.items[before], *b = &c->after.items[after];
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* ---- what is the same: the shortest edit script of Myers ---------------------------------------------------------- */

/* The part of the two texts that is searched. */
struct part {
    size_t before;       /* first old line */
    size_t after;        /* first new line */
    size_t before_count; /* old lines */
    size_t after_count;  /* new lines */
};

/* One row of the search after another: how far one gets with so many changes, on each diagonal. */
struct rows {
    size_t *items[MOST_CHANGES + 1]; /* 2 * changes + 1 each; NULL where the search has not come */
    long changes;                    /* of the last one */
};

/* How far the row before lets one get on the diagonal, with one more change. */
static size_t best_start(const struct rows *rows, long changes, long diagonal, bool *inserted) {
    const size_t *last = rows->items[changes - 1];
    long at = diagonal + changes - 1;
    size_t down = diagonal < changes - 1 ? last[at + 1] : 0;
    size_t right = diagonal > -(changes - 1) ? last[at - 1] + 1 : 0;
    *inserted = diagonal == -changes || (diagonal != changes && right <= down);
    return *inserted ? down : right;
}

static bool search_row(const struct comparison *c, const struct part *part, struct rows *rows, long changes,
                       bool *found) {
    size_t *row = calloc((size_t)(2 * changes + 1), sizeof *row);
    rows->items[changes] = row;
    rows->changes = changes;
    if (!row) return false;
    for (long diagonal = -changes; diagonal <= changes; diagonal += 2) {
        bool inserted;
        size_t x = changes == 0 ? 0 : best_start(rows, changes, diagonal, &inserted);
        while (x < part->before_count && (long)x - diagonal >= 0 && (size_t)((long)x - diagonal) < part->after_count &&
               same(c, part->before + x, part->after + (size_t)((long)x - diagonal)))
            x++;
        row[diagonal + changes] = x;
        if (x >= part->before_count && (long)x - diagonal >= (long)part->after_count) *found = true;
    }
    return true;
}

/* Walks back from the end and marks the lines on the way that are the same. */
static void mark_same(struct comparison *c, const struct part *part, const struct rows *rows) {
    size_t x = part->before_count, y = part->after_count;
    for (long changes = rows->changes; changes >= 0; changes--) {
        long diagonal = (long)x - (long)y;
        bool inserted = false;
        size_t start = changes == 0 ? 0 : best_start(rows, changes, diagonal, &inserted);
        for (; x > start && y > 0; x--, y--) {
            c->kept[part->before + x - 1] = true;
            c->old[part->after + y - 1] = true;
        }
        if (changes == 0) break;
        if (inserted)
            y--;
        else
            x--;
    }
}

static bool compare_part(struct comparison *c, const struct part *part) {
    struct rows *rows = calloc(1, sizeof *rows);
    bool fine = rows != NULL, found = false;
    for (long changes = 0; fine && !found && changes <= MOST_CHANGES; changes++)
        fine = search_row(c, part, rows, changes, &found);
    if (fine && found) mark_same(c, part, rows);
    for (size_t i = 0; rows && i <= MOST_CHANGES; i++) free(rows->items[i]);
    free(rows);
    return fine;
}

/* Most texts that are compared differ little: what is the same at both ends needs no search. */
static bool compare(struct comparison *c) {
    size_t begin = 0, end = 0;
    size_t shorter = c->before.count < c->after.count ? c->before.count : c->after.count;
    while (begin < shorter && same(c, begin, begin)) begin++;
    while (end < shorter - begin && same(c, c->before.count - 1 - end, c->after.count - 1 - end)) end++;
    for (size_t i = 0; i < begin; i++) c->kept[i] = c->old[i] = true;
    for (size_t i = 1; i <= end; i++) c->kept[c->before.count - i] = c->old[c->after.count - i] = true;
    struct part part = {begin, begin, c->before.count - begin - end, c->after.count - begin - end};
    return compare_part(c, &part);
}

/* ---- the diff ---------------------------------------------------------------------------------------------------- */

static void write_line(struct output *output, char mark, const struct text_line *line) {
    output_bytes(output, &mark, 1);
    output_bytes(output, line->bytes, line->length);
    if (line->bytes[line->length - 1] != '\n') output_text(output, "\n\\ No newline at end of file\n");
}

/* Where two texts are: at the same time before this old and this new line. */
struct point {
    size_t before; /* old line */
    size_t after;  /* new line */
};

static bool changed_at(const struct comparison *c, struct point at) {
    return (at.before < c->before.count && !c->kept[at.before]) || (at.after < c->after.count && !c->old[at.after]);
}

static bool at_end(const struct comparison *c, struct point at) {
    return at.before >= c->before.count && at.after >= c->after.count;
}

static struct point over_change(const struct comparison *c, struct point at) {
    while (at.before < c->before.count && !c->kept[at.before]) at.before++;
    while (at.after < c->after.count && !c->old[at.after]) at.after++;
    return at;
}

/* The end of a hunk that begins with a change: behind the last change that is near enough, without what follows it. */
static struct point hunk_end(const struct comparison *c, struct point at) {
    for (;;) {
        struct point end = over_change(c, at);
        at = end;
        for (size_t same_lines = 0; same_lines <= 2 * CONTEXT && !at_end(c, at) && !changed_at(c, at); same_lines++) {
            at.before++;
            at.after++;
        }
        if (at_end(c, at) || !changed_at(c, at)) return end;
    }
}

/* One side of a hunk's head: its first line and how many, which is left out if it is one; of none the line before. */
static void write_range(struct output *output, char mark, size_t begin, size_t end) {
    output_format(output, " %c%zu", mark, begin + (end > begin));
    if (end - begin != 1) output_format(output, ",%zu", end - begin);
}

static void write_hunk(struct output *output, const struct comparison *c, struct point begin, struct point end) {
    output_text(output, "@@");
    write_range(output, '-', begin.before, end.before);
    write_range(output, '+', begin.after, end.after);
    output_text(output, " @@\n");
    for (struct point at = begin; at.before < end.before || at.after < end.after;) {
        if (at.before < end.before && !c->kept[at.before]) {
            write_line(output, '-', &c->before.items[at.before++]);
        } else if (at.after < end.after && !c->old[at.after]) {
            write_line(output, '+', &c->after.items[at.after++]);
        } else {
            write_line(output, ' ', &c->before.items[at.before++]);
            at.after++;
        }
    }
}

static void write_hunks(struct output *output, const struct comparison *c) {
    struct point at = {0, 0};
    size_t same_lines = 0;
    while (!at_end(c, at)) {
        if (!changed_at(c, at)) {
            at.before++;
            at.after++;
            same_lines++;
            continue;
        }
        size_t lead = same_lines < CONTEXT ? same_lines : CONTEXT;
        struct point begin = {at.before - lead, at.after - lead};
        at = hunk_end(c, at);
        struct point end = at;
        for (size_t i = 0; i < CONTEXT && end.before < c->before.count; i++) {
            end.before++;
            end.after++;
        }
        write_hunk(output, c, begin, end);
        same_lines = 0;
    }
}

bool linediff_write(struct output *output, const struct linediff_side *before, const struct linediff_side *after) {
    if (before->length == after->length && memcmp(before->text, after->text, before->length) == 0) return true;
    struct comparison c = {0};
    bool fine = split(before->text, before->length, &c.before) && split(after->text, after->length, &c.after);
    c.kept = fine ? calloc(c.before.count + 1, 1) : NULL;
    c.old = fine ? calloc(c.after.count + 1, 1) : NULL;
    fine = c.kept && c.old && compare(&c);
    if (fine) {
        output_format(output, "--- %s\n+++ %s\n", before->label, after->label);
        write_hunks(output, &c);
    } else {
        cli_cannot("out of memory");
    }
    free(c.before.items);
    free(c.after.items);
    free(c.kept);
    free(c.old);
    return fine;
}
