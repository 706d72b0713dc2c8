/*
 * suggest - which name was meant?
 *
 * Promises: of all the names offered the nearest one is kept, by the number of letters that were mistyped, left out, added
 * or swapped; case, blanks, `-` and `_` count less than letters. A name that is too far away is never suggested. Of two that
 * are equally near the one offered first wins, so that the same script always gets the same advice.
 */
#ifndef JDL_SUGGEST_H
#define JDL_SUGGEST_H

enum { SUGGEST_LISTED = 6 }; /* names that are remembered, to be listed where none is near */

struct suggest {
    const char *wanted;                 /* what was written */
    const char *best;                   /* the nearest so far, or NULL */
    unsigned distance;                  /* how far that is; tenths of a letter */
    unsigned count;                     /* names offered */
    const char *listed[SUGGEST_LISTED]; /* the first of them */
};

/* Begins a search; `wanted` must live as long as it. */
void suggest_begin(struct suggest *suggest, const char *wanted);

/* Offers a name; it must live as long as the result is used. */
void suggest_offer(struct suggest *suggest, const char *name);

/* The nearest name, or NULL when none is near enough. */
const char *suggest_best(const struct suggest *suggest);

#endif
