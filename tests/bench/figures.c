#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct figure figure_of(const double *values, size_t count) {
    double sorted[ROUNDS_MAX];
    if (count > ROUNDS_MAX) count = ROUNDS_MAX;
    if (count == 0) return (struct figure){0};
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, ascending);
    double median = count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    return (struct figure){median, sorted[0], sorted[count - 1]};
}

struct figure figure_ratio(const double *over, const double *under, size_t count) {
    double ratios[ROUNDS_MAX];
    if (count > ROUNDS_MAX) count = ROUNDS_MAX;
    for (size_t i = 0; i < count; i++) ratios[i] = over[i] / under[i];
    return figure_of(ratios, count);
}

struct figure figure_scaled(struct figure figure, double factor) {
    return (struct figure){figure.median * factor, figure.low * factor, figure.high * factor};
}

/* ---- the table ----------------------------------------------------------------------------------------------------- */

static struct row *next_row(struct table *table, const char *measure) {
    if (table->count == TABLE_ROWS) {
        fputs("the table has no room for another row\n", stderr);
        exit(2);
    }
    struct row *row = &table->rows[table->count++];
    snprintf(row->measure, sizeof row->measure, "%s", measure);
    return row;
}

/* A number with as many decimals as are worth reading. */
static const char *number(char text[32], double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    snprintf(text, 32, "%.*f", decimals, value);
    return text;
}

static void write_goal(char text[32], const struct goal *goal, double value) {
    char digits[32];
    if (goal->must <= 0) return;
    snprintf(text, 32, "%s %.12s %.12s", goal->more_is_good ? ">=" : "<=", number(digits, value), goal->unit);
}

static const char *verdict(const struct goal *goal, double value) {
    if (goal->must <= 0) return "";
    if (goal->more_is_good ? value >= goal->aim : value <= goal->aim) return "aim";
    return (goal->more_is_good ? value >= goal->must : value <= goal->must) ? "must" : "missed";
}

void table_add(struct table *table, const char *measure, struct goal goal, struct figure figure) {
    struct row *row = next_row(table, measure);
    char median[32], low[32], high[32];
    write_goal(row->must, &goal, goal.must);
    write_goal(row->aim, &goal, goal.aim);
    number(median, figure.median);
    if (figure.low < figure.high)
        snprintf(row->measured, sizeof row->measured, "%.16s %.16s (%.12s-%.12s)", median, goal.unit,
                 number(low, figure.low), number(high, figure.high));
    else
        snprintf(row->measured, sizeof row->measured, "%.16s %.16s", median, goal.unit);
    snprintf(row->verdict, sizeof row->verdict, "%s", verdict(&goal, figure.median));
}

void table_skip(struct table *table, const char *measure, struct goal goal, const char *reason) {
    struct row *row = next_row(table, measure);
    write_goal(row->must, &goal, goal.must);
    write_goal(row->aim, &goal, goal.aim);
    snprintf(row->measured, sizeof row->measured, "skipped: %.50s", reason);
}

static int longest(const struct table *table, size_t offset) {
    size_t width = 0;
    for (size_t i = 0; i < table->count; i++) {
        size_t length = strlen((const char *)&table->rows[i] + offset);
        if (length > width) width = length;
    }
    return (int)width;
}

void table_print(const struct table *table) {
    if (table->count == 0) return;
    int measure = longest(table, offsetof(struct row, measure));
    int must = longest(table, offsetof(struct row, must));
    int aim = longest(table, offsetof(struct row, aim));
    int measured = longest(table, offsetof(struct row, measured));
    if (must < 4) must = 4;
    if (aim < 3) aim = 3;
    printf("| %-*s | %-*s | %-*s | %-*s | reached |\n", measure, "measure", must, "must", aim, "aim", measured,
           "median (spread)");
    printf("|%.*s|%.*s|%.*s|%.*s|---------|\n", measure + 2,
           "--------------------------------------------------------------------------------------------------------",
           must + 2, "--------------------------------------", aim + 2, "--------------------------------------",
           measured + 2, "--------------------------------------------------------------------");
    for (size_t i = 0; i < table->count; i++) {
        const struct row *row = &table->rows[i];
        printf("| %-*s | %-*s | %-*s | %-*s | %-7s |\n", measure, row->measure, must, row->must, aim, row->aim,
               measured, row->measured, row->verdict);
    }
}
