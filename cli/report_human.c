/* Diagnostics for people: the message, the lines of the script with the place underlined, and the mend. */
#include "report.h"
#include "utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 120, /* columns of a line that are shown */
    LEAD = 40,    /* columns shown before the place where a line is cut at its front */
    PREVIEW = 6,  /* lines of a mend that are shown at most */
    MARKS = 32    /* places of one message that are shown at most */
};

static const char RED[] = "\033[1;31m", YELLOW[] = "\033[1;33m", CYAN[] = "\033[1;36m", BLUE[] = "\033[1;34m";
static const char GREEN[] = "\033[1;32m", BOLD[] = "\033[1m", PLAIN[] = "\033[0m";

/* What is written to, and how. */
struct pen {
    const struct report *report; /* what is written */
    FILE *out;                   /* where to */
    int gutter;                  /* columns of the line numbers */
};

/* One underlined place. */
struct mark {
    const struct jdl_place *place; /* where */
    const char *text;              /* the words on it; NULL for the first place, whose words are the message */
};

static void paint(const struct pen *pen, const char *color) {
    if (pen->report->color) fputs(color, pen->out);
}

static const char *color_of(enum jdl_severity severity) {
    switch (severity) {
    case JDL_ERROR: return RED;
    case JDL_WARNING: return YELLOW;
    case JDL_NOTE: return CYAN;
    }
    return RED;
}

/* A text of ours with words of the script in it: what could steer a terminal is replaced. */
static void words(const struct pen *pen, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        if (utf8_printable(code))
            fwrite(text + at, 1, size, pen->out);
        else
            fputs(code == '\n' ? "\n  " : "\xEF\xBF\xBD", pen->out);
        at += size;
    }
}

/* ---- one line of a script ---------------------------------------------------------------------------------------- */

/* A line of some text, without its end. */
struct line {
    const char *text; /* its first byte */
    size_t length;    /* bytes */
};

/* The line that the byte stands on. */
static struct line line_at(const char *text, size_t length, size_t at) {
    size_t begin = at < length ? at : length, end = begin;
    while (begin > 0 && text[begin - 1] != '\n') begin--;
    while (end < length && text[end] != '\n') end++;
    if (end > begin && text[end - 1] == '\r') end--;
    return (struct line){text + begin, end - begin};
}

/* The part of a line that is shown, in columns. */
struct window {
    size_t from; /* the first */
    size_t to;   /* behind the last */
};

/* The whole line where it fits; else the part around the column. */
static struct window window_around(size_t column) {
    size_t from = column > WINDOW - LEAD ? column - LEAD : 0;
    return (struct window){from, from + WINDOW};
}

static void show_char(FILE *out, const char *text, const struct utf8_char *next) {
    if (next->code == '\t') {
        for (size_t i = 0; i < next->columns; i++) fputc(' ', out);
    } else if (next->code == 0xFFFD || !utf8_printable(next->code)) {
        fputs("\xEF\xBF\xBD", out);
    } else {
        fwrite(text, 1, next->size, out);
    }
}

static void show_line(FILE *out, struct line line, struct window window) {
    struct utf8_walk walk;
    struct utf8_char next;
    utf8_begin(&walk, line.text, line.length);
    if (window.from > 0) fputs("...", out);
    size_t end = line.length;
    while (walk.column < window.to && utf8_next(&walk, &next)) {
        if (walk.column - next.columns >= window.from) show_char(out, line.text + walk.at - next.size, &next);
        end = walk.at;
    }
    if (end < line.length) fputs("...", out);
    utf8_end(&walk);
}

/* The columns that begin and end at these bytes of the line. */
static struct window columns_between(struct line line, size_t begin, size_t end) {
    size_t from = utf8_columns(line.text, begin < line.length ? begin : line.length);
    size_t to = utf8_columns(line.text, end < line.length ? end : line.length);
    return (struct window){from, to > from ? to : from + 1};
}

static void gutter(const struct pen *pen, uint32_t line, const char *sign) {
    paint(pen, BLUE);
    if (line > 0)
        fprintf(pen->out, "%*u", pen->gutter, line);
    else
        fprintf(pen->out, "%*s", pen->gutter, "");
    fprintf(pen->out, " %s", sign);
    paint(pen, PLAIN);
}

/* Blanks up to the marked columns, then the sign under each of them. */
static void underline(const struct pen *pen, struct window marked, struct window shown, char sign, const char *color) {
    size_t from = marked.from - shown.from + (shown.from > 0 ? 3 : 0);
    size_t to = marked.to < shown.to ? marked.to : shown.to;
    fprintf(pen->out, " %*s", (int)from, "");
    paint(pen, color);
    for (size_t i = marked.from; i < to || i == marked.from; i++) fputc(sign, pen->out);
}

/* ---- the lines of a message -------------------------------------------------------------------------------------- */

static int by_line(const void *left, const void *right) {
    const struct mark *a = left, *b = right;
    if (a->place->line != b->place->line) return a->place->line < b->place->line ? -1 : 1;
    if (!a->text || !b->text) return a->text ? 1 : -1;
    return a->place->begin < b->place->begin ? -1 : a->place->begin > b->place->begin;
}

static int digits(uint32_t number) {
    int count = 1;
    while (number >= 10) {
        number /= 10;
        count++;
    }
    return count;
}

/* Consecutive marks on one line: the line, and a row for each. */
static size_t show_marks(const struct pen *pen, const struct mark *marks, size_t count, enum jdl_severity severity) {
    const struct file *file = &pen->report->files->items[marks->place->text];
    struct line line = line_at(file->text, file->length, marks->place->begin);
    size_t start = (size_t)(line.text - file->text), used = 0;
    struct window first = columns_between(line, marks->place->begin - start, marks->place->end - start);
    struct window shown = window_around(first.from);
    gutter(pen, marks->place->line, "| ");
    show_line(pen->out, line, shown);
    fputc('\n', pen->out);
    for (; used < count && marks[used].place->line == marks->place->line; used++) {
        const struct mark *mark = &marks[used];
        struct window marked = columns_between(line, mark->place->begin - start, mark->place->end - start);
        if (marked.from < shown.from || marked.from >= shown.to) continue;
        gutter(pen, 0, "|");
        underline(pen, marked, shown, mark->text ? '-' : '^', mark->text ? BLUE : color_of(severity));
        if (mark->text && *mark->text) {
            fputc(' ', pen->out);
            words(pen, mark->text);
        }
        paint(pen, PLAIN);
        fputc('\n', pen->out);
    }
    return used;
}

/* The places of one message that lie in one text. */
static void snippet(struct pen *pen, struct mark *marks, size_t count, enum jdl_severity severity) {
    qsort(marks, count, sizeof *marks, by_line);
    gutter(pen, 0, "|\n");
    for (size_t i = 0; i < count;) {
        if (i > 0 && marks[i].place->line > marks[i - 1].place->line + 1) gutter(pen, 0, "...\n");
        i += show_marks(pen, marks + i, count - i, severity);
    }
}

static void place_line(const struct pen *pen, const char *arrow, const struct jdl_place *place) {
    paint(pen, BLUE);
    fprintf(pen->out, "%*s%s ", pen->gutter, "", arrow);
    paint(pen, PLAIN);
    words(pen, report_name(pen->report, place));
    fprintf(pen->out, ":%u:%u\n", place->line, place->column);
}

/* The labels in other texts than the message's own, each by itself. */
static void labels_elsewhere(struct pen *pen, const struct jdl_diagnostic *item) {
    for (size_t i = 0; i < item->label_count; i++) {
        const struct jdl_place *place = &item->labels[i].place;
        if (!report_name(pen->report, place)) continue;
        if (place->text == item->place.text) continue;
        struct mark mark = {place, item->labels[i].text ? item->labels[i].text : ""};
        place_line(pen, ":::", place);
        snippet(pen, &mark, 1, item->severity);
    }
}

static void places(struct pen *pen, const struct jdl_diagnostic *item) {
    struct mark marks[MARKS] = {{&item->place, NULL}};
    size_t count = 1;
    if (!report_name(pen->report, &item->place)) return;
    pen->gutter = digits(item->place.line);
    for (size_t i = 0; i < item->label_count; i++) {
        const struct jdl_label *label = &item->labels[i];
        if (digits(label->place.line) > pen->gutter) pen->gutter = digits(label->place.line);
        if (label->place.text != item->place.text || count == MARKS) continue;
        marks[count++] = (struct mark){&label->place, label->text ? label->text : ""};
    }
    place_line(pen, "-->", &item->place);
    snippet(pen, marks, count, item->severity);
    labels_elsewhere(pen, item);
}

/* ---- the mend ---------------------------------------------------------------------------------------------------- */

/* The lines that a mend changes, as they will read. */
struct preview {
    char *text;           /* to be freed; NULL where there is nothing to show */
    size_t length;        /* bytes */
    uint32_t line;        /* the number of its first line */
    struct window *marks; /* bytes of `text` that are new; to be freed */
    size_t mark_count;    /* how many */
};

static int by_begin(const void *left, const void *right) {
    const struct jdl_edit *a = *(const struct jdl_edit *const *)left, *b = *(const struct jdl_edit *const *)right;
    return a->place.begin < b->place.begin ? -1 : a->place.begin > b->place.begin;
}

/* Copies the bytes from `from` to `to` with the edits applied. */
static void apply(struct preview *preview, const char *text, size_t from, size_t to, const struct jdl_edit **edits,
                  size_t count) {
    size_t at = from;
    for (size_t i = 0; i < count; i++) {
        size_t kept = edits[i]->place.begin - at, added = strlen(edits[i]->replacement);
        memcpy(preview->text + preview->length, text + at, kept);
        preview->length += kept;
        memcpy(preview->text + preview->length, edits[i]->replacement, added);
        preview->marks[i] = (struct window){preview->length, preview->length + added};
        preview->length += added;
        at = edits[i]->place.end;
    }
    memcpy(preview->text + preview->length, text + at, to - at);
    preview->length += to - at;
}

/* The mend's edits in order; false where they are not all in one text, or overlap. */
static bool order_edits(const struct report *report, const struct jdl_diagnostic *item, const struct jdl_edit **edits) {
    const struct jdl_place *first = &item->edits[0].place;
    if (!report_name(report, first)) return false;
    for (size_t i = 0; i < item->edit_count; i++) edits[i] = &item->edits[i];
    qsort(edits, item->edit_count, sizeof *edits, by_begin);
    for (size_t i = 0; i < item->edit_count; i++) {
        if (edits[i]->place.text != first->text || edits[i]->place.end > report->files->items[first->text].length)
            return false;
        if (i > 0 && edits[i]->place.begin < edits[i - 1]->place.end) return false;
    }
    return true;
}

static struct preview make_preview(const struct report *report, const struct jdl_diagnostic *item) {
    struct preview preview = {0};
    const struct jdl_edit **edits = calloc(item->edit_count, sizeof *edits);
    if (edits && order_edits(report, item, edits)) {
        const struct file *file = &report->files->items[edits[0]->place.text];
        const struct jdl_edit *last = edits[item->edit_count - 1];
        size_t from = (size_t)(line_at(file->text, file->length, edits[0]->place.begin).text - file->text);
        struct line end = line_at(file->text, file->length, last->place.end);
        size_t to = (size_t)(end.text - file->text) + end.length, size = to > from ? to - from : 0;
        if (to < last->place.end) to = last->place.end;
        for (size_t i = 0; i < item->edit_count; i++) size += strlen(edits[i]->replacement);
        preview.line = edits[0]->place.line;
        preview.marks = calloc(item->edit_count, sizeof *preview.marks);
        preview.mark_count = item->edit_count;
        if (size < (size_t)WINDOW * PREVIEW) preview.text = malloc(size + 1);
        if (preview.text && preview.marks) apply(&preview, file->text, from, to, edits, item->edit_count);
    }
    free(edits);
    return preview;
}

/* One line of the mend, with what is new underlined. */
static void preview_line(const struct pen *pen, const struct preview *preview, struct line line, uint32_t number) {
    size_t start = (size_t)(line.text - preview->text);
    bool underlined = false;
    gutter(pen, number, "| ");
    show_line(pen->out, line, (struct window){0, WINDOW});
    fputc('\n', pen->out);
    size_t column = 0;
    for (size_t i = 0; i < preview->mark_count; i++) {
        struct window mark = preview->marks[i];
        if (mark.from == mark.to || mark.from < start || mark.to > start + line.length) continue;
        struct window marked = columns_between(line, mark.from - start, mark.to - start);
        if (marked.to > WINDOW || marked.from < column) continue;
        if (!underlined) gutter(pen, 0, "| ");
        paint(pen, GREEN);
        fprintf(pen->out, "%*s", (int)(marked.from - column), "");
        for (size_t c = marked.from; c < marked.to; c++) fputc('~', pen->out);
        paint(pen, PLAIN);
        column = marked.to;
        underlined = true;
    }
    if (underlined) fputc('\n', pen->out);
}

static void mend(struct pen *pen, const struct jdl_diagnostic *item) {
    struct preview preview = make_preview(pen->report, item);
    uint32_t lines = 1;
    for (size_t i = 0; preview.text && i < preview.length; i++) lines += preview.text[i] == '\n';
    if (preview.text && preview.marks && lines <= PREVIEW) {
        uint32_t number = preview.line;
        if (digits(number + lines - 1) > pen->gutter) pen->gutter = digits(number + lines - 1);
        gutter(pen, 0, "|\n");
        for (size_t at = 0; at <= preview.length;) {
            struct line line = line_at(preview.text, preview.length, at);
            preview_line(pen, &preview, line, number++);
            at += line.length;
            while (at < preview.length && preview.text[at] != '\n') at++;
            at++;
        }
    }
    free(preview.text);
    free(preview.marks);
}

/* ---- one message ------------------------------------------------------------------------------------------------- */

static void message(struct pen *pen, const struct jdl_diagnostic *item) {
    pen->gutter = 1;
    paint(pen, color_of(item->severity));
    fprintf(pen->out, "%s[%s]", report_severity(item->severity), item->code);
    paint(pen, PLAIN);
    paint(pen, BOLD);
    fputs(": ", pen->out);
    words(pen, item->message);
    paint(pen, PLAIN);
    fputc('\n', pen->out);
    places(pen, item);
    if (item->help || item->edit_count > 0) {
        paint(pen, GREEN);
        fputs("help", pen->out);
        paint(pen, PLAIN);
        fputs(": ", pen->out);
        words(pen, item->help ? item->help : "it would then read");
        fputc('\n', pen->out);
    }
    if (item->edit_count > 0) mend(pen, item);
    fputc('\n', pen->out);
}

void report_human(const struct report *report, FILE *out, size_t most) {
    struct pen pen = {.report = report, .out = out};
    assert(most <= report->count);
    for (size_t i = 0; i < most; i++) message(&pen, &report->items[i]);
}
