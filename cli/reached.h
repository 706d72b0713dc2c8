/* What a project's tests come to, for a picture.
 *
 * It does: run every test of compiled scripts on the interpreter, as `journey test` does, and note which triggers, waits and
 * parts they came upon and which stages, moves, ends and messages.
 * It never: says whether a test passes; only how many fail. Everything belongs to the structure until reached_free, which may
 * be called after any answer. */
#ifndef JOURNEY_REACHED_H
#define JOURNEY_REACHED_H

#include "coverage.h"
#include "pool.h"
#include "scripts.h"

struct reached {
    struct jdl_reached parts;  /* for jdl_graph */
    struct jdl_tally *tallies; /* for jdl_graph, one for each place, a test counting as one */
    size_t tally_count;        /* how many */
    size_t tally_room;         /* room */
    size_t tests;              /* how many there are */
    size_t failed;             /* of them, those that fail */
    jrt_program *program;      /* what they ran on */
    struct coverage *coverage; /* owns what `parts` points to */
    struct pool pool;          /* owns the names in the tallies */
};

/* Runs the tests of scripts that were compiled with bytecode. An exit code; anything but CLI_OK is reported. */
int reached_by_tests(const struct scripts *scripts, struct reached *reached);
void reached_free(struct reached *reached);

#endif
