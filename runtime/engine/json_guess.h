/* The guess that a line has the shape of one before it: the speculative reading.
 *
 * It does: keep the shapes of some lines; where one fits, note where the
 * line's members stand without walking over it. What comes out is what json_quick notes, and thus what line_read does: a
 * shape that does not fit to the byte costs a comparison and nothing else. Where lines have no shape in common it soon gives
 * up, and tries again now and then.
 *
 * Threads: a guess is for one thread. It allocates nothing. */
#ifndef JRT_JSON_GUESS_H
#define JRT_JSON_GUESS_H

#include "json_shape.h"
#include "line.h"

#define GUESS_LINES 8   /* shapes of lines */
#define GUESS_MEMBERS 8 /* members of a line with a shape that mean something */

/* The shape of a line, and what stands where, all in tokens from its first bracket. */
struct guess_line {
    struct json_shape shape;                    /* of the line's object */
    uint32_t hits;                              /* lines that it fitted; halved at times */
    uint32_t member_count;                      /* how many */
    uint16_t members[GUESS_MEMBERS];            /* which: an enum line_member */
    uint16_t values[GUESS_MEMBERS];             /* where each one's value stands */
    uint16_t inner_of;                          /* the object whose names have been noted; 0: none */
    uint16_t inner_count;                       /* how many names */
    uint16_t inner[LINE_KNOWN_MAX];             /* where they stand */
    struct line_meanings meanings[LINE_SCOPES]; /* of those names, as far as they were asked for */
};

struct json_guess {
    struct guess_line lines[GUESS_LINES]; /* learnt one after the other */
    uint32_t last;                        /* the line's shape that fitted last */
    uint32_t wait;                        /* misses before a shape is learnt again */
    uint32_t turn;                        /* as many were waited for the last time */
    uint32_t misses;                      /* lines since one fitted */
    uint64_t hits;                        /* lines that were not walked over, since the beginning */
};

/* Reads a line as json_quick does, if it has a known shape. */
bool json_guess_line(struct json_guess *guess, struct line *line);
/* Learns from a line that json_quick has read, whose first token was at `index`. */
void json_guess_learn(struct json_guess *guess, const struct line *line, uint32_t index);

#endif
