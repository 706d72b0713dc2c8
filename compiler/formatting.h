/*
 * formatting - what the steps of the formatter share; internal to format.c and the files named below.
 *
 *     text --format_cut--> pieces --format_mark, by the tree--> marked pieces --format_place--> placed pieces
 *          --format_write--> text
 *
 * A piece is a word, number, text or sign, exactly as written. Since what is written comes from the pieces and not from the
 * tree, nothing can get lost; the tree only says where entries begin and where a line may be broken.
 */
#ifndef JDL_FORMATTING_H
#define JDL_FORMATTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "ast.h"

enum {
    FORMAT_WIDTH = 120,      /* columns of a line; comments at its end do not count */
    FORMAT_STEP = 2,         /* columns of one indentation */
    FORMAT_REMARK_NEAR = 46, /* a comment at a line's end begins behind so many columns, */
    FORMAT_REMARK_FAR = 62,  /* or behind so many, */
    FORMAT_REMARK_GAP = 2,   /* if so many blanks at least stand before it then; */
    FORMAT_REMARK_BEYOND = 4 /* or so many blanks behind a line that is too long for both */
};

enum piece_kind {
    PIECE_WORD,  /* a word, a number, a date, a clock time, a percentage */
    PIECE_TEXT,  /* `"..."` */
    PIECE_LONG,  /* between `"""` */
    PIECE_SIGN,  /* `.` `,` `:` and the arithmetic */
    PIECE_OPEN,  /* `{` `(` `[` */
    PIECE_CLOSE, /* `}` `)` `]` */
    PIECE_END    /* behind the last one */
};

/* A place where the line may be broken, before a piece. */
enum fold_kind {
    FOLD_NONE,  /* it may not */
    FOLD_CHAIN, /* with the others of its chain, or not at all: before `and`, `or`, `where`, `with` */
    FOLD_FILL,  /* when the line is full: between the members of a list */
    FOLD_ALWAYS /* before `only if` of an `enter` */
};

/* A comment, as written. */
struct remark {
    uint32_t begin; /* the `#` */
    uint32_t end;   /* behind its last character that is no blank */
    uint32_t line;  /* where it stands, 0 is the first line */
    bool own_line;  /* nothing stands before it on its line */
};

/* What the tree says about a piece, and where it is placed. */
struct piece {
    enum piece_kind kind;     /* what it is */
    char sign;                /* the character of a sign or bracket, else 0 */
    uint32_t begin;           /* first byte */
    uint32_t end;             /* behind the last one */
    uint32_t line;            /* where it begins, 0 is the first line */
    uint32_t last_line;       /* where it ends */
    uint32_t width;           /* columns; of a long text, of its first line */
    uint32_t partner;         /* a bracket's other half; else 0 */
    uint32_t remarks;         /* the first of the comments before it */
    uint32_t remark_count;    /* how many */
    bool entry;               /* a statement, field, declaration begins here */
    bool tight;               /* a minus sign that belongs to the number behind it */
    enum fold_kind fold;      /* whether the line may be broken before it */
    uint32_t level;           /* how many steps deeper the new line then is */
    struct fold_chain *chain; /* the chain of a FOLD_CHAIN */
    struct fold_chain *opens; /* the outermost chain that begins here, or NULL */
    struct fold_chain *tie;   /* `{` of an `if`: all its blocks, which are broken together; else NULL */
    bool dropped;             /* a comma that is not written */
    bool new_line;            /* placed: it begins a line */
    bool blank_before;        /* placed: a blank line may stand before it */
    bool space;               /* placed: a blank stands before it */
    uint32_t indent;          /* placed with new_line: columns before it */
    uint32_t remark_indent;   /* placed: columns before comments that have their own line */
    uint32_t inner_indent;    /* placed: columns before the lines of a long text */
};

/* Breaks that go together: all words of `a and b and c` begin a line, or none; all blocks of an `if` are on one line, or none. */
struct fold_chain {
    struct fold_chain *inner; /* the next one that begins at the same piece, inside this one */
    uint32_t begin;           /* the first piece of the whole */
    uint32_t end;             /* behind the last one */
    bool written;             /* the author has broken the line there */
    bool blocks;  /* blocks in it are indented from the line on which they begin: the messages of a `send` */
    bool decided; /* `broken` is set */
    bool broken;  /* the lines are broken */
};

/* One file under way. */
struct format {
    struct arena *arena;         /* owns everything */
    const struct ast_file *file; /* the tree */
    const char *text;            /* the bytes */
    uint32_t length;             /* how many */
    struct piece *pieces;        /* in order; the last one is the END */
    uint32_t count;              /* how many, the END included */
    struct remark *remarks;      /* in order */
    uint32_t remark_count;       /* how many */
    uint32_t column;             /* while placing: where the next piece would stand */
};

/* Cuts the text into pieces and remarks (format_cut.c). */
void format_cut(struct format *f);

/* The piece that holds the byte; the first behind it if there is none. */
uint32_t format_piece_at(const struct format *f, uint32_t offset);

/* Marks the pieces by the tree (format_mark.c). */
void format_mark(struct format *f);

/* Marks the places in an expression where a line may be broken; new lines are `level` steps deeper (format_fold.c). */
void format_mark_expr(struct format *f, const struct expr *expr, uint32_t level);
void format_mark_where(struct format *f, const struct expr *where, struct span whole, uint32_t level);
void format_mark_list(struct format *f, struct span list, uint32_t level);
struct fold_chain *format_chain(struct format *f, uint32_t begin, uint32_t end);
void format_fold(struct format *f, struct fold_chain *chain, uint32_t piece, uint32_t level);

/* Decides the place of every piece (format_place.c). */
void format_place(struct format *f);

/* Writes the pieces at their places (format_write.c). */
const char *format_write(struct format *f, size_t *length);

#endif
