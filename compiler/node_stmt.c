#include "node.h"

#include <string.h>

struct lines *node_lines(struct parse *p) {
    return ARENA_NEW(p->arena, struct lines);
}

struct lines *node_add_stmt(struct lines *lines, struct stmt *stmt) {
    AST_ADD(&lines->stmts, stmt);
    return lines;
}

struct lines *node_add_when(struct parse *p, struct lines *lines, struct when *when) {
    (void)p;
    AST_ADD(&lines->whens, when);
    return lines;
}

struct block node_block(struct parse *p, struct span span, const struct lines *lines) {
    struct block block = {lines->stmts, span};
    const struct when *when = lines->whens.first;
    if (when != NULL) {
        struct diag *diag = diag_add(p->diags, DIAG_WHEN_PLACE, when->head, "it stands inside another block");
        diag_help(
            diag,
            "move it to the top of the stage, or of the journey; to wait for something here, write `wait up to 3 days "
            "{ for ... { } otherwise { } }`");
        AST_ADD(&block.stmts, node_stmt(p, STMT_ERROR, when->span));
    }
    return block;
}

struct block node_no_block(struct span span) {
    return (struct block){{NULL, NULL, 0}, span_after(span)};
}

struct stmt *node_stmt(struct parse *p, enum stmt_kind kind, struct span span) {
    struct stmt *stmt = ARENA_NEW(p->arena, struct stmt);
    stmt->kind = kind;
    stmt->span = span;
    stmt->head = span;
    stmt->name = node_no_name(span);
    return stmt;
}

struct stmt *node_named_stmt(struct parse *p, enum stmt_kind kind, struct span span, struct name name) {
    struct stmt *stmt = node_stmt(p, kind, span);
    stmt->name = name;
    return stmt;
}

struct stmt *node_send(struct parse *p, struct span span, struct send_option_list options, bool always) {
    struct stmt *stmt = node_stmt(p, STMT_SEND, span);
    stmt->send.options = options;
    stmt->send.always = always;
    stmt->head.end = options.first->message.template.span.end;
    return stmt;
}

struct send_option *node_send_option(struct parse *p, struct span span, struct message_ref message,
                                     const struct field_list *fields) {
    struct send_option *option = ARENA_NEW(p->arena, struct send_option);
    option->message = message;
    option->span = span;
    option->has_fields = fields != NULL;
    if (fields != NULL) option->fields = *fields;
    return option;
}

/* ---- waits ---- */

struct stmt *node_wait_value(struct parse *p, struct span span, struct expr *value, const struct duration *bound) {
    struct stmt *stmt = node_stmt(p, STMT_WAIT, span);
    stmt->wait.moment.span = span_after(span);
    if (value->kind == EXPR_DURATION && !value->parenthesised && bound == NULL) {
        stmt->wait.kind = WAIT_DURATION;
        stmt->wait.duration = value->duration;
        return stmt;
    }
    stmt->wait.kind = WAIT_VALUE;
    stmt->wait.value = value;
    if (bound != NULL) {
        stmt->wait.duration = *bound;
        return stmt;
    }
    stmt->wait.duration.span = span_after(span);
    if (value->kind == EXPR_NUMBER) {
        struct diag *diag = diag_add(p->diags, DIAG_NO_UNIT, value->span);
        diag_help(diag, "say the unit: `wait %s days`, `wait %s hours`", node_name(p, value->span).text,
                  node_name(p, value->span).text);
        stmt->kind = STMT_ERROR;
    } else if (value->kind == EXPR_CLOCK || value->kind == EXPR_DATE || value->kind == EXPR_INSTANT) {
        struct diag *diag = diag_add(p->diags, DIAG_WAIT_UNTIL, value->span);
        diag_help(diag, "write `wait until %s`", node_name(p, value->span).text);
        diag_fix(diag, span_before(value->span), "until ", FIX_SURE);
        stmt->kind = STMT_ERROR;
    }
    return stmt;
}

struct stmt *node_wait_until(struct parse *p, struct span span, struct span head_end, const struct moment *moment,
                             const struct arm_list *arms) {
    struct stmt *stmt = node_stmt(p, STMT_WAIT, span);
    stmt->head.end = head_end.end;
    stmt->wait.kind = WAIT_UNTIL;
    stmt->wait.moment = *moment;
    stmt->wait.has_arms = arms != NULL;
    if (arms == NULL && moment->value != NULL && moment->value->kind == EXPR_ERROR) stmt->kind = STMT_ERROR;
    if (arms != NULL) stmt->wait.arms = *arms;
    return stmt;
}

struct stmt *node_wait_up_to(struct parse *p, struct span span, struct span head_end, const struct duration *duration,
                             const struct arm_list *arms) {
    struct stmt *stmt = node_stmt(p, STMT_WAIT, span);
    stmt->head.end = head_end.end;
    stmt->wait.kind = WAIT_UP_TO;
    stmt->wait.duration = *duration;
    stmt->wait.moment.span = span_after(span);
    stmt->wait.has_arms = arms != NULL;
    if (arms != NULL) {
        stmt->wait.arms = *arms;
    } else {
        struct diag *diag = diag_add(p->diags, DIAG_WAIT_ARMS, span);
        diag_help(
            diag,
            "say what it waits for, and what happens otherwise: `%s { for event \"...\" { go on } otherwise { go on } }`;"
            " to let time pass and nothing else, leave out `up to`",
            node_name(p, span).text);
    }
    return stmt;
}

struct arm *node_arm(struct parse *p, enum arm_kind kind, struct span span, struct span head_end, struct block body) {
    struct arm *arm = ARENA_NEW(p->arena, struct arm);
    arm->kind = kind;
    arm->span = span;
    arm->head = span;
    arm->head.end = head_end.end;
    arm->body = body;
    return arm;
}

/* ---- branches ---- */

static void add_branch(struct parse *p, struct stmt *stmt, struct expr *condition, struct block body) {
    struct branch *branch = ARENA_NEW(p->arena, struct branch);
    branch->condition = node_condition(p, condition);
    branch->body = body;
    AST_ADD(&stmt->if_.branches, branch);
}

struct stmt *node_if(struct parse *p, struct span span, struct span head_end, struct expr *condition,
                     struct block body) {
    struct stmt *stmt = node_stmt(p, STMT_IF, span);
    stmt->head.end = head_end.end;
    stmt->if_.otherwise = node_no_block(span);
    add_branch(p, stmt, condition, body);
    return stmt;
}

struct stmt *node_otherwise_if(struct parse *p, struct stmt *stmt, struct span span, struct expr *condition,
                               struct block body) {
    stmt->span = span;
    add_branch(p, stmt, condition, body);
    return stmt;
}

struct stmt *node_otherwise(struct stmt *stmt, struct span span, struct block body) {
    stmt->span = span;
    stmt->if_.otherwise = body;
    stmt->if_.has_otherwise = true;
    return stmt;
}

struct stmt *node_split(struct parse *p, struct span span, struct span head_end, struct name name,
                        struct split_arm_list arms) {
    struct stmt *stmt = node_named_stmt(p, STMT_SPLIT, span, name);
    stmt->head.end = head_end.end;
    stmt->split.arms = arms;
    stmt->split.broken = p->broken_arm > span.begin;
    return stmt;
}

struct split_arm *node_split_arm(struct parse *p, struct span span, uint32_t share, struct span share_span,
                                 struct name name, struct block body) {
    struct split_arm *arm = ARENA_NEW(p->arena, struct split_arm);
    arm->share = node_share(p, share, share_span);
    arm->share_span = share_span;
    arm->name = name;
    arm->body = body;
    arm->span = span;
    return arm;
}

struct stmt *node_repeat(struct parse *p, struct span span, struct span head_end, int64_t times, struct span times_span,
                         struct block body) {
    struct stmt *stmt = node_stmt(p, STMT_REPEAT, span);
    stmt->head.end = head_end.end;
    node_whole(p, times, times_span, 1, &stmt->repeat.times);
    stmt->repeat.times_span = times_span;
    stmt->repeat.body = body;
    return stmt;
}

struct stmt *node_set(struct parse *p, struct span span, struct expr *path, struct expr *value) {
    struct stmt *stmt = node_stmt(p, STMT_SET, span);
    stmt->path = path;
    stmt->value = value;
    if (path->kind == EXPR_ERROR) stmt->kind = STMT_ERROR;
    if (path->kind != EXPR_PATH || path->path.root == ROOT_USER || path->path.root == ROOT_ACCOUNT) return stmt;
    struct diag *diag = diag_add(p->diags, DIAG_SET_PATH, path->span, node_name(p, path->span).text);
    if (path->path.root == ROOT_NAME) {
        diag_help(diag,
                  "for a variable of the run write `remember %s: ...`, for a trait of the user `set user.%s: ...`",
                  path->path.name.text, path->path.name.text);
        diag_fix(diag, (struct span){span.file, span.begin, span.begin + 3}, "remember", FIX_UNSURE);
    } else {
        diag_help(diag, "an event cannot be changed; write `set user.%s: ...`", path->path.name.text);
    }
    stmt->kind = STMT_ERROR;
    return stmt;
}

/* ---- fields ---- */

struct field *node_field(struct parse *p, struct span span, struct name name, struct expr *value) {
    struct field *field = ARENA_NEW(p->arena, struct field);
    field->name = name;
    field->value = value;
    field->span = span;
    return field;
}

struct field *node_broken_field(struct parse *p, struct span span) {
    return node_field(p, span, node_no_name(span), node_expr(p, EXPR_ERROR, span));
}
