#include <assert.h>

#include "formatting.h"

/* ---- chains and folds ---- */

struct fold_chain *format_chain(struct format *f, uint32_t begin, uint32_t end) {
    struct fold_chain *chain = ARENA_NEW(f->arena, struct fold_chain);
    chain->begin = begin;
    chain->end = end;
    struct fold_chain **place = &f->pieces[begin].opens;
    while (*place != NULL) place = &(*place)->inner;
    *place = chain;
    return chain;
}

static bool line_break_before(const struct format *f, uint32_t piece) {
    return piece > 0 && f->pieces[piece].line != f->pieces[piece - 1].last_line;
}

/* Comments behind a word that begins a line belong to what stands before it: `a and # why` is `a # why`, then `and`. */
static void take_remarks(struct piece *piece, struct piece *next) {
    if (piece->remark_count == 0) piece->remarks = next->remarks;
    piece->remark_count += next->remark_count;
    next->remark_count = 0;
}

void format_fold(struct format *f, struct fold_chain *chain, uint32_t piece, uint32_t level) {
    f->pieces[piece].fold = FOLD_CHAIN;
    f->pieces[piece].chain = chain;
    f->pieces[piece].level = level;
    if (line_break_before(f, piece) || line_break_before(f, piece + 1)) chain->written = true;
    take_remarks(&f->pieces[piece], &f->pieces[piece + 1]);
}

/* The word before an expression and the parentheses round it. */
static uint32_t word_before(const struct format *f, const struct expr *expr) {
    uint32_t piece = format_piece_at(f, expr->span.begin);
    do {
        assert(piece > 0);
        piece--;
    } while (f->pieces[piece].sign == '(');
    return piece;
}

/* ---- expressions ---- */

void format_mark_list(struct format *f, struct span list, uint32_t level) {
    uint32_t end = format_piece_at(f, list.end - 1);
    for (uint32_t i = format_piece_at(f, list.begin); i < end; i++) {
        if (f->pieces[i].kind == PIECE_OPEN) {
            i = f->pieces[i].partner;
        } else if (f->pieces[i].sign == ',') {
            f->pieces[i + 1].fold = FOLD_FILL;
            f->pieces[i + 1].level = level;
        }
    }
}

void format_mark_where(struct format *f, const struct expr *where, struct span whole, uint32_t level) {
    if (where == NULL) return;
    uint32_t begin = format_piece_at(f, whole.begin);
    uint32_t end = format_piece_at(f, whole.end - 1) + 1;
    format_fold(f, format_chain(f, begin, end), word_before(f, where), level);
    format_mark_expr(f, where, level);
}

static void mark_items(struct format *f, const struct expr_list *items, uint32_t level) {
    for (const struct expr *item = items->first; item != NULL; item = item->next) format_mark_expr(f, item, level);
}

static void mark_logic(struct format *f, const struct expr *expr, uint32_t level) {
    uint32_t begin = format_piece_at(f, expr->span.begin);
    uint32_t end = format_piece_at(f, expr->span.end - 1) + 1;
    struct fold_chain *chain = format_chain(f, begin, end);
    for (const struct expr *item = expr->items.first->next; item != NULL; item = item->next)
        format_fold(f, chain, word_before(f, item), level);
    mark_items(f, &expr->items, level + 1);
}

void format_mark_expr(struct format *f, const struct expr *expr, uint32_t level) {
    if (expr == NULL) return;
    switch (expr->kind) {
    case EXPR_AND:
    case EXPR_OR: mark_logic(f, expr, level); return;
    case EXPR_LIST:
        if (expr->span.begin < expr->span.end && f->text[expr->span.begin] != '[')
            format_mark_list(f, expr->span, level + 1);
        mark_items(f, &expr->items, level + 1);
        return;
    case EXPR_COUNT:
    case EXPR_HAPPENED:
    case EXPR_TIME_SINCE: format_mark_where(f, expr->history.where, expr->span, level + 1); return;
    case EXPR_IF:
        format_mark_expr(f, expr->left, level);
        format_mark_expr(f, expr->condition, level);
        format_mark_expr(f, expr->right, level);
        return;
    case EXPR_COMPARE:
        format_mark_expr(f, expr->left, level);
        format_mark_expr(f, expr->right, level);
        format_mark_expr(f, expr->compare.upper, level);
        return;
    case EXPR_NEGATE:
        f->pieces[format_piece_at(f, expr->span.begin)].tight = true;
        format_mark_expr(f, expr->left, level);
        return;
    case EXPR_NOT:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
        format_mark_expr(f, expr->left, level);
        format_mark_expr(f, expr->right, level);
        return;
    case EXPR_ERROR:
    case EXPR_NUMBER:
    case EXPR_TRUTH:
    case EXPR_UNKNOWN:
    case EXPR_TEXT:
    case EXPR_DURATION:
    case EXPR_CLOCK:
    case EXPR_DAY:
    case EXPR_DATE:
    case EXPR_INSTANT:
    case EXPR_PATH:
    case EXPR_NOW:
    case EXPR_TIME_OF_DAY:
    case EXPR_DAY_OF_WEEK:
    case EXPR_REPORT:
    case EXPR_IN_JOURNEY: return;
    }
}
