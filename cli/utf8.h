/* UTF-8 as people see it: characters, and the columns that they take on a terminal.
 *
 * It does: cut bytes into characters, count the columns of wide characters, combining marks, tabs and emoji (also those made
 * of several characters), and replace what can't be shown. What is no UTF-8 counts as one character for each byte.
 * It never: changes the bytes that it looks at. The widths are those of the system's own C.UTF-8 locale, which a walk
 * switches on for its thread and utf8_end switches off again; without that locale every character is one column wide. */
#ifndef JOURNEY_UTF8_H
#define JOURNEY_UTF8_H

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_TAB 4u /* a tab leads to the next multiple of this */

/* One character of a line. */
struct utf8_char {
    uint32_t code;  /* its code point; 0xFFFD for what is no UTF-8 */
    size_t size;    /* its bytes */
    size_t columns; /* how far it moves the cursor */
};

/* A walk along one line. */
struct utf8_walk {
    const char *text; /* the line */
    size_t length;    /* its bytes */
    size_t at;        /* bytes walked */
    size_t column;    /* columns walked */
    bool joined;      /* the last character was a zero-width joiner: the next is part of the same picture */
    bool half_flag;   /* the last was the first of the two letters that make a flag */
    bool narrow;      /* the last took one column: a variation selector makes it a picture of two */
    locale_t widths;  /* where widths are looked up; 0 if there is no such locale */
    locale_t before;  /* the thread's locale outside the walk */
};

void utf8_begin(struct utf8_walk *walk, const char *text, size_t length);
/* The next character; false at the end of the line. */
bool utf8_next(struct utf8_walk *walk, struct utf8_char *next);
void utf8_end(struct utf8_walk *walk);

/* Decodes the character at the beginning of at least one byte: its size; `*code` is 0xFFFD where it is no UTF-8. */
size_t utf8_decode(const char *text, size_t length, uint32_t *code);

/* May this character be printed as it is? Control characters may not, nor those that turn the direction of writing. */
bool utf8_printable(uint32_t code);

/* Columns of a whole text. */
size_t utf8_columns(const char *text, size_t length);

/* A copy that is UTF-8 for certain, to be freed; NULL where there is no memory. */
char *utf8_clean(const char *text, size_t length);

#endif
