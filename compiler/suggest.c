/* suggest - see suggest.h. The distance is Damerau's and Levenshtein's, in its form that looks at neighbours only. */
#include "suggest.h"

#include <stdbool.h>
#include <string.h>

enum {
    LONGEST = 80, /* bytes of a name that are looked at */
    LETTER = 10,  /* what another letter costs */
    LOOKS = 2,    /* what another case, or another kind of gap, costs */
    FAR = 1000000 /* more than any distance */
};

static char plain(char c) {
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c == '-' || c == ' ' ? '_' : c;
}

static unsigned cost(char a, char b) {
    if (a == b) {
        return 0;
    }
    return plain(a) == plain(b) ? LOOKS : LETTER;
}

/* What a letter costs that is there once and missing in the other name. */
static unsigned lone(char c) {
    return plain(c) == '_' ? LOOKS : LETTER;
}

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

static unsigned distance(const char *a, size_t a_size, const char *b, size_t b_size) {
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0];
    unsigned *above = rows[1];
    unsigned *row = rows[2];
    for (size_t j = 0; j <= b_size; j++) {
        above[j] = j == 0 ? 0 : above[j - 1] + lone(b[j - 1]);
        before[j] = FAR;
    }
    for (size_t i = 1; i <= a_size; i++) {
        row[0] = above[0] + lone(a[i - 1]);
        for (size_t j = 1; j <= b_size; j++) {
            unsigned here = above[j - 1] + cost(a[i - 1], b[j - 1]);
            here = least(here, least(above[j] + lone(a[i - 1]), row[j - 1] + lone(b[j - 1])));
            bool swapped = i > 1 && j > 1 && plain(a[i - 1]) == plain(b[j - 2]) && plain(a[i - 2]) == plain(b[j - 1]);
            row[j] = swapped ? least(here, before[j - 2] + LETTER) : here;
        }
        unsigned *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[b_size];
}

void suggest_begin(struct suggest *suggest, const char *wanted) {
    suggest->wanted = wanted;
    suggest->best = NULL;
    suggest->distance = FAR;
    suggest->count = 0;
}

void suggest_offer(struct suggest *suggest, const char *name) {
    if (suggest->wanted == NULL || name == NULL) {
        return;
    }
    if (suggest->count < SUGGEST_LISTED) suggest->listed[suggest->count] = name;
    suggest->count++;
    size_t wanted_size = strlen(suggest->wanted);
    size_t size = strlen(name);
    if (wanted_size > LONGEST || size > LONGEST || wanted_size == 0) {
        return;
    }
    unsigned found = distance(suggest->wanted, wanted_size, name, size);
    /* A third of the letters may be wrong; of short names two, of the shortest one. */
    unsigned longer = (unsigned)(wanted_size > size ? wanted_size : size);
    unsigned most = longer > 6 ? longer * LETTER / 3 : longer > 3 ? 2 * LETTER : LETTER;
    unsigned whole = (unsigned)(wanted_size < size ? wanted_size : size) * LETTER;
    if (found <= most && found < whole && found < suggest->distance) {
        suggest->best = name;
        suggest->distance = found;
    }
}

const char *suggest_best(const struct suggest *suggest) {
    return suggest->best;
}
