#include "formatting.h"

/* A statement, field or declaration begins at the span. */
static void mark_entry(struct format *f, struct span span) {
    f->pieces[format_piece_at(f, span.begin)].entry = true;
}

static void mark_names(struct format *f, const struct name_item_list *names, uint32_t level) {
    if (names->count > 1) format_mark_list(f, span_join(names->first->name.span, names->last->name.span), level);
}

static void mark_type(struct format *f, const struct type *type) {
    for (; type != NULL; type = type->element) mark_names(f, &type->choices, 1);
}

static void mark_typed(struct format *f, const struct typed_list *fields) {
    for (const struct typed *typed = fields->first; typed != NULL; typed = typed->next) {
        mark_entry(f, typed->span);
        mark_type(f, typed->type);
    }
}

static void mark_fields(struct format *f, const struct field_list *fields) {
    for (const struct field *field = fields->first; field != NULL; field = field->next) {
        mark_entry(f, field->span);
        format_mark_expr(f, field->value, 1);
    }
}

static void mark_limits(struct format *f, const struct limit_list *limits) {
    for (const struct limit *limit = limits->first; limit != NULL; limit = limit->next) mark_entry(f, limit->span);
}

/* Minus signs before numbers, between two bytes. */
static void mark_signs(struct format *f, struct span span) {
    for (uint32_t i = format_piece_at(f, span.begin); f->pieces[i].begin < span.end; i++) {
        if (f->pieces[i].sign == '-') f->pieces[i].tight = true;
    }
}

static void mark_moment(struct format *f, const struct moment *moment) {
    format_mark_list(f, moment->span, 1);
    format_mark_expr(f, moment->value, 1);
}

static void mark_trigger(struct format *f, const struct trigger *trigger) {
    if (trigger == NULL) return;
    format_mark_where(f, trigger->where, trigger->span, 1);
    format_mark_expr(f, trigger->path, 1);
    format_mark_expr(f, trigger->value, 1);
    format_mark_expr(f, trigger->condition, 1);
    if (trigger->kind == TRIGGER_MOMENT) mark_moment(f, &trigger->moment);
    if (trigger->kind == TRIGGER_EVERY_CLOCK) format_mark_list(f, trigger->span, 1);
}

/* ---- statements ---- */

static void mark_block(struct format *f, const struct block *block);

static void mark_send(struct format *f, const struct stmt *stmt) {
    const struct send_option_list *options = &stmt->send.options;
    uint32_t begin = format_piece_at(f, stmt->span.begin);
    uint32_t end = format_piece_at(f, stmt->span.end - 1) + 1;
    struct fold_chain *chain = format_chain(f, begin, end);
    chain->blocks = true;
    for (const struct send_option *option = options->first; option != NULL; option = option->next) {
        if (option != options->first) format_fold(f, chain, format_piece_at(f, option->span.begin) - 1, 1);
        mark_fields(f, &option->fields);
    }
}

static void mark_wait(struct format *f, const struct stmt *stmt) {
    format_mark_expr(f, stmt->wait.value, 1);
    if (stmt->wait.kind == WAIT_UNTIL) mark_moment(f, &stmt->wait.moment);
    for (const struct arm *arm = stmt->wait.arms.first; arm != NULL; arm = arm->next) {
        mark_entry(f, arm->span);
        mark_trigger(f, arm->trigger);
        mark_block(f, &arm->body);
    }
}

static void tie_block(struct format *f, struct fold_chain *tie, const struct block *block) {
    uint32_t open = format_piece_at(f, block->span.begin);
    if (tie->begin == 0) tie->begin = open;
    tie->end = f->pieces[open].partner + 1;
    f->pieces[open].tie = tie;
    mark_block(f, block);
}

static void mark_if(struct format *f, const struct stmt *stmt) {
    struct fold_chain *tie = ARENA_NEW(f->arena, struct fold_chain);
    for (const struct branch *branch = stmt->if_.branches.first; branch != NULL; branch = branch->next) {
        format_mark_expr(f, branch->condition, 1);
        tie_block(f, tie, &branch->body);
    }
    if (stmt->if_.has_otherwise) tie_block(f, tie, &stmt->if_.otherwise);
    tie->written = f->pieces[tie->begin].line != f->pieces[tie->end - 1].last_line;
}

static void mark_split(struct format *f, const struct stmt *stmt) {
    for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next) {
        mark_entry(f, arm->span);
        mark_block(f, &arm->body);
    }
}

static void mark_stmt(struct format *f, const struct stmt *stmt) {
    mark_entry(f, stmt->span);
    switch (stmt->kind) {
    case STMT_SEND: mark_send(f, stmt); return;
    case STMT_WAIT: mark_wait(f, stmt); return;
    case STMT_IF: mark_if(f, stmt); return;
    case STMT_SPLIT: mark_split(f, stmt); return;
    case STMT_REPEAT: mark_block(f, &stmt->repeat.body); return;
    case STMT_REMEMBER:
    case STMT_SET: format_mark_expr(f, stmt->value, 1); return;
    case STMT_START_JOURNEY: mark_fields(f, &stmt->fields); return;
    case STMT_ERROR:
    case STMT_GO_TO:
    case STMT_EXIT:
    case STMT_STAY:
    case STMT_MILESTONE:
    case STMT_STOP_JOURNEY:
    case STMT_STOP_REPEATING:
    case STMT_GO_ON:
    case STMT_WAIT_AGAIN:
    case STMT_KEEP_WAITING: return;
    }
}

static void mark_block(struct format *f, const struct block *block) {
    for (const struct stmt *stmt = block->stmts.first; stmt != NULL; stmt = stmt->next) mark_stmt(f, stmt);
}

static void mark_when(struct format *f, const struct when *when) {
    mark_trigger(f, when->trigger);
    mark_block(f, &when->body);
}

/* ---- journeys ---- */

static void mark_stage(struct format *f, const struct stage *stage) {
    for (const struct when *when = stage->whens.first; when != NULL; when = when->next) {
        mark_entry(f, when->span);
        mark_when(f, when);
    }
    mark_block(f, &stage->body);
}

/* `only if` of an `enter` has its own line. */
static void mark_only_if(struct format *f, const struct expr *condition) {
    if (condition == NULL) return;
    uint32_t only = format_piece_at(f, condition->span.begin);
    while (f->pieces[only].kind != PIECE_WORD || f->pieces[only].begin >= condition->span.begin) only--;
    only--;
    f->pieces[only].fold = FOLD_ALWAYS;
    f->pieces[only].level = 1;
    format_mark_expr(f, condition, 1);
}

static void mark_promise(struct format *f, const struct promise *promise) {
    format_mark_where(f, promise->where, promise->span, 1);
}

static void mark_journey_item(struct format *f, const struct journey_item *item) {
    mark_entry(f, item->span);
    switch (item->kind) {
    case ITEM_ENTER:
        mark_trigger(f, item->trigger);
        mark_only_if(f, item->condition);
        return;
    case ITEM_PRIORITY: mark_signs(f, item->span); return;
    case ITEM_GOAL:
    case ITEM_LEAVE:
        mark_trigger(f, item->trigger);
        mark_block(f, &item->body);
        return;
    case ITEM_LIMITS: mark_limits(f, &item->limits); return;
    case ITEM_REMEMBER:
        format_mark_expr(f, item->value, 1);
        mark_type(f, item->type);
        return;
    case ITEM_WHEN: mark_when(f, item->when); return;
    case ITEM_PROMISE: mark_promise(f, item->promise); return;
    case ITEM_STAGE: mark_stage(f, item->stage); return;
    case ITEM_ERROR:
    case ITEM_METADATA:
    case ITEM_ENTER_AGAIN:
    case ITEM_ONE_PER:
    case ITEM_KEEP_OUT:
    case ITEM_GROUP:
    case ITEM_RENAMED: return;
    }
}

/* ---- tests ---- */

static void mark_expect(struct format *f, const struct test_item *item) {
    const struct field_list *with = &item->expect.fields;
    if (with->first != NULL) {
        uint32_t begin = format_piece_at(f, item->span.begin);
        uint32_t end = format_piece_at(f, item->span.end - 1) + 1;
        format_fold(f, format_chain(f, begin, end), format_piece_at(f, with->first->span.begin) - 1, 1);
        format_mark_list(f, span_join(with->first->span, with->last->span), 2);
    }
    for (const struct field *field = with->first; field != NULL; field = field->next)
        format_mark_expr(f, field->value, 2);
    format_mark_expr(f, item->expect.value, 1);
}

static void mark_test_item(struct format *f, const struct test_item *item) {
    mark_entry(f, item->span);
    mark_names(f, &item->names, 1);
    mark_fields(f, &item->fields);
    if (item->kind == TEST_EXPECT) mark_expect(f, item);
}

/* ---- declarations ---- */

static void mark_channel_item(struct format *f, const struct channel_item *item) {
    mark_entry(f, item->span);
    format_mark_expr(f, item->condition, 1);
    mark_typed(f, &item->fields);
    mark_names(f, &item->names, 1);
    if (item->kind == CHANNEL_DELIVER) format_mark_list(f, item->span, 1);
}

static void mark_decl(struct format *f, const struct decl *decl) {
    mark_entry(f, decl->span);
    format_mark_expr(f, decl->condition, 1);
    mark_typed(f, &decl->fields);
    mark_limits(f, &decl->limits);
    for (const struct project_item *item = decl->project.first; item != NULL; item = item->next) {
        mark_entry(f, item->span);
        format_mark_expr(f, item->value, 1);
    }
    for (const struct channel_item *item = decl->channel.first; item != NULL; item = item->next)
        mark_channel_item(f, item);
    for (const struct journey_item *item = decl->journey.first; item != NULL; item = item->next)
        mark_journey_item(f, item);
    for (const struct test_item *item = decl->test.first; item != NULL; item = item->next) mark_test_item(f, item);
}

/* A comma before a closing bracket says nothing. Comments before a comma stand behind it. */
static void mark_commas(struct format *f) {
    for (uint32_t i = 0; i + 1 < f->count; i++) {
        struct piece *piece = &f->pieces[i];
        struct piece *next = &f->pieces[i + 1];
        if (piece->sign != ',') continue;
        piece->dropped = next->kind == PIECE_CLOSE;
        if (piece->remark_count > 0) {
            next->remarks = piece->remarks;
            next->remark_count += piece->remark_count;
            piece->remark_count = 0;
        }
    }
}

void format_mark(struct format *f) {
    mark_commas(f);
    for (const struct decl *decl = f->file->decls.first; decl != NULL; decl = decl->next) mark_decl(f, decl);
}
