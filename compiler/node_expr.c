#include "node.h"

#include <assert.h>
#include <string.h>

struct expr *node_expr(struct parse *p, enum expr_kind kind, struct span span) {
    struct expr *expr = ARENA_NEW(p->arena, struct expr);
    expr->kind = kind;
    expr->span = span;
    expr->depth = 1;
    return expr;
}

/* The bytes of a span, in the arena. */
static const char *slice(struct parse *p, struct span span) {
    return arena_copy(p->arena, p->source->text + span.begin, span.end - span.begin);
}

/* The span of an expression with the parentheses round it. */
static struct span outer_span(const struct parse *p, const struct expr *expr) {
    struct span span = expr->span;
    if (!expr->parenthesised) return span;
    while (span.begin > 0 && p->source->text[span.begin] != '(') span.begin--;
    while (span.end < p->source->length && p->source->text[span.end - 1] != ')') span.end++;
    return span;
}

/* Takes over the depth of a child; an expression that is too deep is said once and becomes poison. */
static void deepen(struct parse *p, struct expr *expr, const struct expr *child) {
    if (child == NULL || child->depth < expr->depth) return;
    if (child->depth < AST_DEPTH) {
        expr->depth = (uint8_t)(child->depth + 1);
        return;
    }
    if (!p->too_deep) diag_add(p->diags, DIAG_NESTED_TOO_DEEP, expr->span, AST_DEPTH);
    p->too_deep = true;
    struct expr *next = expr->next;
    struct span span = expr->span;
    memset(expr, 0, sizeof *expr);
    expr->kind = EXPR_ERROR;
    expr->next = next;
    expr->span = span;
    expr->depth = 1;
}

struct expr *node_number(struct parse *p, struct span span, int64_t number) {
    struct expr *expr = node_expr(p, EXPR_NUMBER, span);
    expr->number = number;
    return expr;
}

struct expr *node_duration(struct parse *p, struct span span, const struct duration *duration) {
    struct expr *expr = node_expr(p, EXPR_DURATION, span);
    expr->duration = *duration;
    return expr;
}

struct expr *node_clock(struct parse *p, struct span span, int64_t clock_ms) {
    struct expr *expr = node_expr(p, EXPR_CLOCK, span);
    expr->clock_ms = clock_ms;
    return expr;
}

struct expr *node_day(struct parse *p, struct span span, uint8_t day) {
    struct expr *expr = node_expr(p, EXPR_DAY, span);
    expr->day = day;
    return expr;
}

struct expr *node_date(struct parse *p, enum expr_kind kind, struct span span, const struct date *date) {
    struct expr *expr = node_expr(p, kind, span);
    expr->date = *date;
    return expr;
}

struct expr *node_truth(struct parse *p, struct span span, bool truth) {
    struct expr *expr = node_expr(p, EXPR_TRUTH, span);
    expr->truth = truth;
    return expr;
}

struct expr *node_path(struct parse *p, struct span span, enum path_root root, struct name name) {
    struct expr *expr = node_expr(p, EXPR_PATH, span);
    expr->path.root = root;
    expr->path.name = name;
    return expr;
}

bool node_is_part(const char *word) {
    static const char *const parts[] = {"traits", "properties", "props",  "attributes", "profile",
                                        "data",   "fields",     "custom", "payload"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(parts[i], word) == 0) return true;
    return false;
}

struct expr *node_unknown_root(struct parse *p, struct span span, struct name root, struct name name) {
    static const char *const users[] = {"profile",   "contact", "customer", "person", "users",  "subscriber",
                                        "recipient", "lead",    "member",   "traits", "visitor"};
    static const char *const accounts[] = {"company", "organization", "organisation", "workspace", "group", "tenant"};
    struct diag *diag = diag_add(p->diags, DIAG_UNKNOWN_ROOT, root.span, root.text);
    const char *ours = NULL;
    for (size_t i = 0; i < sizeof users / sizeof *users; i++)
        if (strcmp(users[i], root.text) == 0) ours = "user";
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++)
        if (strcmp(accounts[i], root.text) == 0) ours = "account";
    if (ours != NULL) {
        diag_help(diag, "a trait of the %s is `%s.%s`", ours, ours, name.text == NULL ? "..." : name.text);
        diag_fix(diag, root.span, ours, FIX_UNSURE);
        return node_expr(p, EXPR_ERROR, span);
    }
    diag_help(
        diag,
        "write `user.` for a trait of the user, `account.` for one of the account, `event.` for a field of the event "
        "that has just come, or `entry.` for one of the event that began the run");
    return node_expr(p, EXPR_ERROR, span);
}

struct expr *node_unary(struct parse *p, enum expr_kind kind, struct span span, struct expr *operand) {
    struct expr *expr = node_expr(p, kind, span);
    expr->left = operand;
    deepen(p, expr, operand);
    return expr;
}

struct expr *node_binary(struct parse *p, enum expr_kind kind, struct span span, struct expr *left,
                         struct expr *right) {
    struct expr *expr = node_expr(p, kind, span);
    expr->left = left;
    expr->right = right;
    deepen(p, expr, left);
    deepen(p, expr, right);
    return expr;
}

struct expr *node_logic(struct parse *p, enum expr_kind kind, struct span span, struct expr *left, struct expr *right) {
    if (left->kind == kind && !left->parenthesised) {
        AST_ADD(&left->items, right);
        left->span = span;
        deepen(p, left, right);
        return left;
    }
    struct expr *expr = node_expr(p, kind, span);
    AST_ADD(&expr->items, left);
    AST_ADD(&expr->items, right);
    deepen(p, expr, left);
    deepen(p, expr, right);
    return expr;
}

/* `a or b and c` as if `or` bound tighter: every stretch of `or` in parentheses. */
static const char *or_first(struct parse *p, const struct expr * or) {
    const char *done = "";
    const char *group = "";
    bool several = false;
    for (const struct expr *item = or->items.first; item != NULL; item = item->next) {
        bool is_and = item->kind == EXPR_AND && !item->parenthesised;
        const struct expr *part = is_and ? item->items.first : item;
        bool first = true;
        for (; part != NULL; part = is_and ? part->next : NULL, first = false) {
            const char *text = slice(p, outer_span(p, part));
            if (first && *group != '\0') {
                group = arena_format(p->arena, "%s or %s", group, text);
                several = true;
            } else if (first) {
                group = text;
            } else {
                done = arena_format(p->arena, several ? "%s(%s) and " : "%s%s and ", done, group);
                group = text;
                several = false;
            }
        }
    }
    return arena_format(p->arena, several ? "%s(%s)" : "%s%s", done, group);
}

/* The same as it is read without parentheses: every stretch of `and` in some. */
static const char *and_first(struct parse *p, const struct expr * or) {
    const char *text = "";
    for (const struct expr *item = or->items.first; item != NULL; item = item->next) {
        bool group = item->kind == EXPR_AND && !item->parenthesised;
        const char *part = slice(p, outer_span(p, item));
        text = arena_format(p->arena, group ? "%s%s(%s)" : "%s%s%s", text, *text == '\0' ? "" : " or ", part);
    }
    return text;
}

struct expr *node_condition(struct parse *p, struct expr *condition) {
    if (condition->kind != EXPR_OR || condition->parenthesised) return condition;
    const struct expr *mixed = condition->items.first;
    while (mixed != NULL && (mixed->kind != EXPR_AND || mixed->parenthesised)) mixed = mixed->next;
    if (mixed == NULL) return condition;
    const char *as_read = and_first(p, condition);
    struct diag *diag = diag_add(p->diags, DIAG_MIXED_LOGIC, condition->span);
    diag_help(diag, "write `%s`, or `%s`", as_read, or_first(p, condition));
    diag_fix(diag, condition->span, as_read, FIX_UNSURE);
    return condition;
}

struct expr *node_choice(struct parse *p, struct span span, struct expr *yes, struct expr *condition, struct expr *no) {
    struct expr *expr = node_binary(p, EXPR_IF, span, node_condition(p, yes), node_condition(p, no));
    if (expr->kind != EXPR_IF) return expr;
    expr->condition = node_condition(p, condition);
    deepen(p, expr, condition);
    return expr;
}

struct expr *node_compare(struct parse *p, struct span span, struct span op_span, enum compare_op op, struct expr *left,
                          struct expr *right, struct expr *upper) {
    struct expr *expr = node_binary(p, EXPR_COMPARE, span, left, right);
    if (expr->kind != EXPR_COMPARE) return expr;
    expr->compare.op = op;
    expr->compare.op_span = op_span;
    expr->compare.upper = upper;
    deepen(p, expr, upper);
    return expr;
}

/* Whether a value is nothing but the word `known`: after `is` it asks whether there is a value, whatever is called so. */
static bool is_known_word(const struct expr *value) {
    return value->kind == EXPR_PATH && value->path.root == ROOT_NAME && !value->parenthesised &&
           strcmp(value->path.name.text, "known") == 0;
}

/* `is not unknown`, `is not known`: says which word is meant. */
static struct expr *not_known(struct parse *p, struct span span, struct span op_span, enum compare_op op,
                              struct expr *left) {
    const char *meant = op == COMPARE_KNOWN ? "is known" : "is unknown";
    struct diag *diag = diag_add(p->diags, DIAG_IS_NOT_FORM, op_span, slice(p, op_span));
    diag_help(diag, "write `%s`", meant);
    diag_fix(diag, op_span, meant, FIX_SURE);
    return node_compare(p, span, op_span, op, left, NULL, NULL);
}

struct expr *node_is(struct parse *p, struct span span, struct span op_span, enum compare_op op, struct expr *left,
                     struct expr *right) {
    bool known = is_known_word(right);
    bool unknown = right->kind == EXPR_UNKNOWN && !right->parenthesised;
    if (!known && !unknown) return node_compare(p, span, op_span, op, left, right, NULL);
    op_span = span_join(op_span, right->span);
    if (op == COMPARE_IS_NOT) return not_known(p, span, op_span, known ? COMPARE_UNKNOWN : COMPARE_KNOWN, left);
    return node_compare(p, span, op_span, known ? COMPARE_KNOWN : COMPARE_UNKNOWN, left, NULL, NULL);
}

/* The words of a comparison that `is not` cannot stand before, without the `not`. */
static const char *plain_words(enum compare_op op) {
    switch (op) {
    case COMPARE_AT_LEAST: return "is at least";
    case COMPARE_AT_MOST: return "is at most";
    case COMPARE_MORE_THAN: return "is more than";
    case COMPARE_LESS_THAN: return "is less than";
    case COMPARE_BETWEEN: return "is between";
    case COMPARE_BEFORE: return "is before";
    case COMPARE_AFTER: return "is after";
    case COMPARE_WITHIN: return "is within";
    case COMPARE_IS:
    case COMPARE_IS_NOT:
    case COMPARE_ONE_OF:
    case COMPARE_NOT_ONE_OF:
    case COMPARE_CONTAINS:
    case COMPARE_STARTS_WITH:
    case COMPARE_ENDS_WITH:
    case COMPARE_KNOWN:
    case COMPARE_UNKNOWN: break;
    }
    assert(0 && "an operator that `is not` may stand before");
    return "is";
}

struct expr *node_not_compare(struct parse *p, struct span span, struct span op_span, enum compare_op op,
                              struct expr *left, struct expr *right, struct expr *upper) {
    struct diag *diag = diag_add(p->diags, DIAG_IS_NOT_FORM, op_span, slice(p, op_span));
    const char *words = plain_words(op);
    struct span last = upper != NULL ? outer_span(p, upper) : outer_span(p, right);
    struct span operands = {span.file, op_span.end, last.end};
    diag_help(diag, "write `not (%s %s%s)`", slice(p, outer_span(p, left)), words, slice(p, operands));
    diag_fix(diag, span_before(span), "not (", FIX_SURE);
    diag_fix(diag, op_span, words, FIX_SURE);
    diag_fix(diag, span_after(last), ")", FIX_SURE);
    return node_unary(p, EXPR_NOT, span, node_compare(p, span, op_span, op, left, right, upper));
}

struct history *node_history_window(struct parse *p, enum history_window window, const struct duration *last) {
    struct history *history = ARENA_NEW(p->arena, struct history);
    history->window = window;
    if (last != NULL) history->last = *last;
    return history;
}

struct expr *node_history(struct parse *p, enum expr_kind kind, struct span span, struct evref ref,
                          const struct history *window) {
    struct expr *expr = node_expr(p, kind, span);
    if (window != NULL) expr->history = *window;
    expr->history.event = ref.event;
    expr->history.where = ref.where;
    deepen(p, expr, ref.where);
    return expr;
}

struct expr *node_report(struct parse *p, struct span span, struct message_ref message, struct name report) {
    struct expr *expr = node_expr(p, EXPR_REPORT, span);
    expr->report.message = message;
    expr->report.report = report;
    return expr;
}

struct expr *node_list(struct parse *p, struct span span, struct expr_list items) {
    struct expr *expr = node_expr(p, EXPR_LIST, span);
    expr->items = items;
    for (const struct expr *item = items.first; item != NULL && expr->kind == EXPR_LIST; item = item->next)
        deepen(p, expr, item);
    return expr;
}

struct expr *node_bare_list(struct parse *p, struct span span, struct expr_list items) {
    if (items.count == 1 && items.first->kind == EXPR_LIST) return items.first;
    return node_list(p, span, items);
}

struct expr *node_paren(struct expr *inner) {
    inner->parenthesised = true;
    return inner;
}
