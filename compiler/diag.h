/*
 * diag - what the compiler has to say to the author.
 *
 * Promises: every message is written once, in diagnostics.def, with a code that means the same for ever. diag_add collects;
 * nothing is printed here. diags_sort puts the list in order of place and leaves at most one error at one place (the one
 * added first), so a pass need not know what an earlier one has said. Everything belongs to the arena.
 *
 * A pass returns false (or a poison node) when it has reported something; whoever gets that stays quiet.
 *
 *     struct diag *d = diag_add(diags, DIAG_UNKNOWN_STAGE, name.span, name.text);
 *     diag_label(d, stage->name.span, "the nearest name is here");
 *     diag_help(d, "did you mean `%s`?", nearest);
 *     diag_fix(d, name.span, nearest, FIX_UNSURE);
 */
#ifndef JDL_DIAG_H
#define JDL_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "source.h"

enum diag_severity {
    SEVERITY_ERROR,   /* no bytecode is made */
    SEVERITY_WARNING, /* bytecode is made; very likely not what was meant */
    SEVERITY_NOTE     /* worth knowing */
};

/* Every diagnostic, as DIAG_NAME, in the order of diagnostics.def. */
enum diag_id {
#define D(code, severity, name, title, message, explanation) DIAG_##name,
#include "diagnostics.def"
#undef D
    DIAG_COUNT /* how many there are */
};

/* One line of the registry. */
struct diag_info {
    const char *code;            /* "J0101", permanent */
    enum diag_severity severity; /* how bad it is */
    const char *name;            /* "UNKNOWN_STAGE", for tests and tools */
    const char *title;           /* a few words, the same for every occurrence */
    const char *message;         /* one sentence with %s (a text) and %d (an int) */
    const char *explanation;     /* the long help of `journey explain`, with a wrong and a right example */
};

/* A second place, with a few words on it. */
struct diag_label {
    struct diag_label *next; /* the one added after it */
    struct span span;        /* the place */
    const char *text;        /* "first defined here" */
};

enum fix_trust {
    FIX_SURE,  /* `check --fix` applies it */
    FIX_UNSURE /* shown as a suggestion only */
};

/* One edit; all edits of a diagnostic are applied together. Edits of one diagnostic do not overlap. */
struct diag_edit {
    struct diag_edit *next;  /* the one added after it */
    struct span span;        /* what goes; empty to insert */
    const char *replacement; /* what comes; "" to delete */
    enum fix_trust trust;    /* a diagnostic is applied only if all its edits are sure */
};

/* One message at one place. */
struct diag {
    struct diag *next;        /* in the order of adding; after diags_sort in the order of places */
    struct diags *owner;      /* the list that it belongs to */
    enum diag_id id;          /* which message */
    struct span span;         /* where */
    const char *message;      /* filled in, one sentence without a full stop */
    const char *help;         /* how to mend it, or NULL */
    struct diag_label *label; /* first of the second places, or NULL */
    struct diag_edit *edit;   /* first of the edits, or NULL */
    uint32_t order;           /* how many were added before it */
};

enum { DIAGS_LIMIT = 20000 }; /* messages kept; what comes after them is only counted */

/* All messages of a compilation. */
struct diags {
    struct arena *arena; /* owns everything */
    struct diag *first;  /* the list */
    struct diag *last;   /* its end */
    uint32_t count;      /* kept in the list */
    uint32_t dropped;    /* over the limit */
    uint32_t errors;     /* added so far with SEVERITY_ERROR; after diags_sort what is left of them */
    uint32_t warnings;   /* likewise */
    uint32_t notes;      /* likewise */
};

/* An empty list. */
struct diags *diags_new(struct arena *arena);

/* Adds a message. The arguments fill the %s (const char *) and %d (int) of the registry's message in order. Never NULL. */
struct diag *diag_add(struct diags *diags, enum diag_id id, struct span span, ...);

/* A second place; the text is made as by printf. */
void diag_label(struct diag *diag, struct span span, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/* What a help says wherever an insertion is wrong: perhaps none is meant. */
#define DIAG_LITERAL_BRACES "the braces themselves are written `\\{{`"

/* The help line; a second call replaces the first. */
void diag_help(struct diag *diag, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* One edit of the fix; the replacement is copied. */
void diag_fix(struct diag *diag, struct span span, const char *replacement, enum fix_trust trust);

/* Forgets all messages that were added since `before`, a copy of the list, was made. */
void diags_rewind(struct diags *diags, const struct diags *before);

/* Takes a message out of the list: `at` is the pointer that leads to it, and then leads to the one after it. */
void diags_take(struct diags *diags, struct diag **at);

/* Sorts by file, place, order of adding; drops all but the first error at one beginning, and exact repeats. */
void diags_sort(struct diags *diags);

/* The registry. diag_find takes a code ("J0101") and returns DIAG_COUNT when there is none. */
const struct diag_info *diag_info(enum diag_id id);
enum diag_id diag_find(const char *code);

#endif
