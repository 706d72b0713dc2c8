#include "formatting.h"

/* ---- measuring ---- */

static bool spaced(const struct piece *before, const struct piece *piece) {
    switch (piece->sign) {
    case ',':
    case ':':
    case '.':
    case ')':
    case ']': return false;
    default: break;
    }
    return before->sign != '(' && before->sign != '[' && before->sign != '.' && !before->tight;
}

/* Whether a block or a list in brackets can't stand on one line whatever its length. */
static bool surely_broken(const struct format *f, uint32_t open) {
    const struct piece *close = &f->pieces[f->pieces[open].partner];
    if (f->pieces[open].partner == open + 1) return close->remark_count > 0;
    if (f->pieces[open].sign == '{') return f->pieces[open].line != close->last_line;
    bool remarks = false;
    for (uint32_t i = open + 1; i <= f->pieces[open].partner; i++) remarks = remarks || f->pieces[i].remark_count > 0;
    return remarks || f->pieces[open + 1].line != f->pieces[open].line;
}

/* Whether the line breaks before a piece; where nothing is decided yet, up to group_end it does not if it need not, and
 * from there on it does if it may. */
static bool breaks_before(const struct piece *piece, bool behind_group) {
    if (piece->remark_count > 0) return true;
    switch (piece->fold) {
    case FOLD_NONE: return false;
    case FOLD_ALWAYS: return true;
    case FOLD_FILL: return behind_group;
    case FOLD_CHAIN: return piece->chain->decided ? piece->chain->broken : piece->chain->written || behind_group;
    }
    return false;
}

/* Columns from a piece to the end of its line, if everything before group_end stays on it. */
static uint32_t reach(const struct format *f, uint32_t from, uint32_t group_end, uint32_t to) {
    uint32_t width = 0;
    for (uint32_t i = from; i < to && width <= FORMAT_WIDTH; i++) {
        const struct piece *piece = &f->pieces[i];
        bool behind_group = i >= group_end;
        if (piece->dropped) continue;
        if (i != from && breaks_before(piece, behind_group)) break;
        width += (i != from && spaced(piece - 1, piece) ? 1 : 0) + piece->width;
        if (piece->kind == PIECE_LONG) break;
        bool block = piece->sign == '{' || piece->sign == '[';
        if (block && (surely_broken(f, i) || (behind_group && piece->partner != i + 1))) break;
    }
    return width;
}

static bool fits(const struct format *f, uint32_t from, uint32_t group_end, uint32_t to) {
    return f->column + reach(f, from, group_end, to) <= FORMAT_WIDTH;
}

/* ---- placing ---- */

/* A line of the result under way: an entry with all that hangs on it. */
struct line {
    uint32_t to;     /* behind its last piece */
    uint32_t indent; /* columns before its first piece */
    uint32_t hang;   /* columns more before the lines that go on with it */
    uint32_t now;    /* columns before the line that is being placed */
    bool blocks;     /* blocks are indented from that line, not from the first one */
};

static void place_entries(struct format *f, uint32_t from, uint32_t to, uint32_t indent);
static void place_line(struct format *f, uint32_t from, uint32_t to, uint32_t indent);

static void begin_line(struct format *f, uint32_t i, uint32_t indent, uint32_t remark_indent) {
    f->pieces[i].new_line = true;
    f->pieces[i].indent = indent;
    f->pieces[i].remark_indent = remark_indent;
    f->column = indent;
}

static void place_flat(struct format *f, uint32_t i) {
    struct piece *piece = &f->pieces[i];
    if (piece->dropped) return;
    piece->space = spaced(piece - 1, piece);
    f->column += (piece->space ? 1 : 0) + piece->width;
}

/* A block; f->column stands before its `{`. */
static void place_block(struct format *f, uint32_t open, const struct line *line) {
    struct piece *piece = &f->pieces[open];
    bool broken = surely_broken(f, open) || !fits(f, open, piece->partner + 1, line->to);
    if (piece->tie != NULL) {
        struct fold_chain *tie = piece->tie;
        if (!tie->decided) tie->broken = tie->written || !fits(f, open, tie->end, line->to);
        tie->decided = true;
        broken = tie->broken && (piece->partner != open + 1 || broken);
    }
    f->column++;
    if (broken) {
        uint32_t indent = line->blocks ? line->now : line->indent;
        place_entries(f, open + 1, piece->partner, indent + FORMAT_STEP);
        begin_line(f, piece->partner, indent, indent + FORMAT_STEP);
        f->column++;
        return;
    }
    for (uint32_t i = open + 1; i <= piece->partner; i++) place_flat(f, i);
}

/* A list in brackets with one member a line. */
static void place_list(struct format *f, uint32_t open, const struct line *line) {
    uint32_t close = f->pieces[open].partner;
    uint32_t from = open + 1;
    uint32_t indent = line->now;
    f->column++;
    for (uint32_t i = from; i < close; i++) {
        if (f->pieces[i].kind == PIECE_OPEN) i = f->pieces[i].partner;
        if (f->pieces[i].sign != ',' && i + 1 != close) continue;
        begin_line(f, from, indent + FORMAT_STEP, indent + FORMAT_STEP);
        place_line(f, from, i + 1, indent + FORMAT_STEP);
        from = i + 1;
    }
    begin_line(f, close, indent, indent + FORMAT_STEP);
    f->column++;
}

/* What stands before a piece that goes on with a line. */
static void place_gap(struct format *f, uint32_t i, struct line *line) {
    struct piece *piece = &f->pieces[i];
    const struct piece *before = piece - 1;
    bool broken = breaks_before(piece, false);
    if (piece->fold == FOLD_FILL) broken = broken || f->column + 1 + reach(f, i, i, line->to) > FORMAT_WIDTH;
    /* `} or email "x"` goes on behind the block of the message before. */
    if (piece->fold == FOLD_CHAIN && before->sign == '}' && before->new_line) broken = piece->remark_count > 0;
    if (!broken) {
        piece->space = spaced(before, piece);
        f->column += piece->space ? 1 : 0;
        return;
    }
    uint32_t deeper = piece->level > 1 ? (piece->level - 1) * FORMAT_STEP : 0;
    line->now = line->indent + line->hang + deeper;
    begin_line(f, i, line->now, line->now);
}

static bool has_block(const struct format *f, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) {
        if (f->pieces[i].sign == '{') return true;
    }
    return false;
}

/* A long text; its lines stand one step deeper than the line on which it begins. */
static void place_long(struct format *f, struct piece *piece, const struct line *line) {
    piece->inner_indent = line->now + FORMAT_STEP;
    f->column = piece->inner_indent + 3;
}

/* One entry; its first piece has its place already. */
static void place_line(struct format *f, uint32_t from, uint32_t to, uint32_t indent) {
    bool blocks = f->pieces[from].opens != NULL && f->pieces[from].opens->blocks;
    uint32_t hang = has_block(f, from, to) && !blocks ? 2 * FORMAT_STEP : FORMAT_STEP;
    struct line line = {to, indent, hang, indent, blocks};
    for (uint32_t i = from; i < to; i++) {
        struct piece *piece = &f->pieces[i];
        if (piece->dropped) continue;
        if (i != from) place_gap(f, i, &line);
        for (struct fold_chain *chain = piece->opens; chain != NULL; chain = chain->inner) {
            chain->broken = chain->written || !fits(f, i, chain->end, to);
            chain->decided = true;
        }
        bool list_broken = piece->sign == '[' && (surely_broken(f, i) || !fits(f, i, piece->partner + 1, to));
        if (piece->sign == '{')
            place_block(f, i, &line);
        else if (list_broken && piece->partner != i + 1)
            place_list(f, i, &line);
        else if (piece->kind == PIECE_LONG)
            place_long(f, piece, &line);
        else
            f->column += piece->width;
        if (piece->sign == '{' || (list_broken && piece->partner != i + 1)) i = piece->partner;
    }
}

/* Behind the entry that begins at `from`. */
static uint32_t entry_end(const struct format *f, uint32_t from, uint32_t to) {
    uint32_t i = from;
    do {
        i = f->pieces[i].kind == PIECE_OPEN ? f->pieces[i].partner + 1 : i + 1;
    } while (i < to && !f->pieces[i].entry);
    return i;
}

/* Entries with a line each; the commas between them are not needed then. */
static void place_entries(struct format *f, uint32_t from, uint32_t to, uint32_t indent) {
    while (from < to) {
        uint32_t next = entry_end(f, from, to);
        uint32_t end = next;
        if (f->pieces[end - 1].sign == ',') f->pieces[--end].dropped = true;
        begin_line(f, from, indent, indent);
        f->pieces[from].blank_before = true;
        place_line(f, from, end, indent);
        from = next;
    }
}

void format_place(struct format *f) {
    uint32_t end = f->count - 1;
    place_entries(f, 0, end, 0);
    begin_line(f, end, 0, 0);
}
