/* Figures: the median of several rounds with their spread, and the table that they are printed in.
 *
 * A ratio is taken round by round, before the median: what slows the machine down for a while then slows down both sides
 * of it. Rows are kept in the order in which they were added; nothing is printed before table_print. */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#define ROUNDS_MAX 64 /* rounds of one measurement */
#define TABLE_ROWS 64 /* rows of one table */

struct figure {
    double median; /* of the rounds */
    double low;    /* the smallest */
    double high;   /* the largest */
};

struct figure figure_of(const double *values, size_t count);
struct figure figure_ratio(const double *over, const double *under, size_t count);
struct figure figure_scaled(struct figure figure, double factor);

/* One row: what is asked for, and what came out. */
struct row {
    char measure[96];  /* what was measured, with its size */
    char must[32];     /* as the job says it; empty: nothing is asked */
    char aim[32];      /* the same */
    char measured[64]; /* median and spread; or why there is none */
    char verdict[16];  /* aim, must, missed, or empty */
};

struct table {
    struct row rows[TABLE_ROWS]; /* in order */
    size_t count;                /* how many */
};

/* What a row asks of its figure. */
struct goal {
    const char *unit;  /* behind the numbers: "x", "bytes", "ns" */
    double must;       /* the worst that will do; 0: nothing is asked */
    double aim;        /* what is hoped for */
    bool more_is_good; /* true: at least that much; false: at most */
};

void table_add(struct table *table, const char *measure, struct goal goal, struct figure figure);
/* A row whose figure could not be had. */
void table_skip(struct table *table, const char *measure, struct goal goal, const char *reason);
void table_print(const struct table *table);

#endif
