/* emit_stage - see emit_stage.h. */
#include "emit_stage.h"

#include <assert.h>
#include <string.h>

#include "emit_expr.h"
#include "layout_use.h"

/* A wait in one of whose blocks, or a repeat in whose block, the statements at hand stand. */
struct scope {
    const struct scope *outer;     /* the one around it, or NULL */
    const struct model_stmt *stmt; /* the wait or the repeat */
    struct label *below;           /* behind it */
    bool in_arm;                   /* in an arm `for ...`: the wait is not over yet */
    uint32_t counter;              /* a repeat's slot; JBC_NONE: it has none */
};

static void emit_block(struct emitter *e, const struct model_block *block, const struct scope *scope);

/* ---- messages ---- */

/* How the outside calls a field of a message. */
static const char *param_name(const struct model_template *template_, const char *name) {
    for (uint32_t i = 0; i < template_->field_count; i++) {
        if (strcmp(template_->fields[i].name, name) == 0) return template_->fields[i].outside;
    }
    return name;
}

static void add_alternative(struct emitter *e, const struct model_alternative *one) {
    const struct model_template *template_ = &e->model->templates[one->template_];
    uint32_t first = e->out->params.count;
    for (const struct model_param *param = one->params; param != NULL; param = param->next) {
        uint32_t name = emit_string(e, param_name(template_, param->name));
        struct jbc_param *made = EMIT_RECORD(e, params, "fields of messages");
        uint8_t type = emit_type(&param->type);
        *made =
            (struct jbc_param){.name = name, .type = type & 15, .item = type >> 4, .optional = param->type.optional};
    }
    struct jbc_alternative *made = EMIT_RECORD(e, alternatives, "messages to send");
    *made =
        (struct jbc_alternative){.template_ = one->template_, .first_param = first, .param_count = one->param_count};
}

static void emit_send(struct emitter *e, const struct model_stmt *stmt) {
    const struct flow_node *node = &e->flow->nodes[stmt->number];
    uint32_t index = e->out->sends.count;
    uint32_t values = 0;
    enum jbc_place place = e->sends == JBC_PLACE_FLOW && node->keeps_waiting ? JBC_PLACE_STAGE : e->sends;
    struct jbc_send *made = EMIT_RECORD(e, sends, "`send` statements");
    *made = (struct jbc_send){.journey = e->journey,
                              .first_alternative = e->out->alternatives.count,
                              .alternative_count = stmt->alternative_count,
                              .next_wait = JBC_NONE,
                              .always = stmt->always,
                              .place = (uint16_t)place};
    if (place == JBC_PLACE_FLOW && node->stage != JBC_NONE) made->next_wait = flow_next_wait(e->flow, stmt->number);
    for (const struct model_alternative *one = stmt->alternatives; one != NULL; one = one->next) {
        add_alternative(e, one);
        for (const struct model_param *param = one->params; param != NULL; param = param->next) {
            emit_value(e, param->value);
        }
        values += one->param_count;
    }
    emit_span(e, stmt->head);
    emit_many16(e, JBC_OP_SEND, index, values);
}

static void emit_start(struct emitter *e, const struct model_stmt *stmt) {
    const uint32_t *variables = e->layout->journeys[stmt->index].variables;
    uint32_t index = e->out->starts.count;
    struct jbc_start *made = EMIT_RECORD(e, starts, "`start journey` statements");
    *made = (struct jbc_start){
        .journey = stmt->index, .first_argument = e->out->arguments.count, .argument_count = stmt->argument_count};
    for (const struct model_argument *one = stmt->arguments; one != NULL; one = one->next) {
        EMIT_RECORD(e, arguments, "values for journeys that are started")->slot = variables[one->variable];
        emit_value(e, one->value);
    }
    emit_span(e, stmt->head);
    emit_many16(e, JBC_OP_START, index, stmt->argument_count);
}

/* ---- waits ---- */

/* Keeps what is read of the event after the flow may have rested. */
static void emit_copies(struct emitter *e, const struct model_trigger *trigger) {
    const struct layout_journey *journey = &e->layout->journeys[e->journey];
    for (uint32_t i = journey->first_copy; i < journey->first_copy + journey->copy_count; i++) {
        const struct layout_copy *copy = &e->layout->copies[i];
        if (copy->trigger != trigger) continue;
        if (copy->event != JBC_NONE)
            emit_field(e, copy->event, copy->field);
        else
            emit_op(e, copy->field == (uint32_t)MODEL_FIELD_TIME ? JBC_OP_EVENT_TIME : JBC_OP_EVENT_ID);
        emit_op16(e, JBC_OP_STORE, copy->slot);
    }
}

/* A block that the runtime goes on at by itself; where it begins. */
static uint32_t emit_entered(struct emitter *e, const struct model_block *block, const struct scope *scope) {
    uint32_t pc = emit_here(e);
    e->alive = true;
    emit_block(e, block, scope);
    return pc;
}

static void emit_wait(struct emitter *e, const struct model_stmt *stmt, const struct scope *outer) {
    const struct model_wait *wait = &e->model->waits[stmt->index];
    struct jbc_wait *made = &e->out->waits.items[stmt->index];
    struct label below = {0};
    struct scope scope = {.outer = outer, .stmt = stmt, .below = &below, .in_arm = true, .counter = JBC_NONE};
    made->pc = emit_here(e);
    emit_op16(e, JBC_OP_WAIT, stmt->index);
    for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
        e->out->triggers.items[arm->number].pc = emit_here(e);
        e->alive = true;
        emit_copies(e, arm);
        emit_block(e, arm->body, &scope);
    }
    scope.in_arm = false;
    if (wait->past != NULL) made->on_past = emit_entered(e, wait->past, &scope);
    if (wait->unknown != NULL) {
        bool same = wait->unknown == wait->past;
        made->on_unknown = same ? made->on_past : emit_entered(e, wait->unknown, &scope);
    }
    if (wait->otherwise != NULL) made->on_time = emit_entered(e, wait->otherwise, &scope);
    emit_label(e, &below);
    if (wait->otherwise != NULL) return;
    made->on_time = emit_here(e);
    e->alive = true;
}

static const struct scope *find_scope(const struct scope *scope, const struct model_stmt *target) {
    while (scope != NULL && scope->stmt != target) scope = scope->outer;
    assert(scope != NULL);
    return scope;
}

static void emit_go_on(struct emitter *e, const struct model_stmt *stmt, const struct scope *scope) {
    const struct scope *wait = find_scope(scope, stmt->target);
    emit_jump(e, wait->in_arm ? JBC_OP_GO_ON : JBC_OP_JUMP, wait->below);
}

/* ---- branches and loops ---- */

static void emit_if(struct emitter *e, const struct model_stmt *stmt, const struct scope *scope) {
    struct label end = {0};
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) {
        struct label no = {0};
        emit_value(e, one->condition);
        emit_span(e, one == stmt->branches ? stmt->head : one->condition->span);
        emit_jump(e, JBC_OP_IF_NO, &no);
        emit_block(e, one->body, scope);
        bool more = one->next != NULL || stmt->otherwise != NULL;
        if (more && e->alive) emit_jump(e, JBC_OP_JUMP, &end);
        emit_label(e, &no);
    }
    if (stmt->otherwise != NULL) emit_block(e, stmt->otherwise, scope);
    emit_label(e, &end);
}

static void emit_split(struct emitter *e, const struct model_stmt *stmt, const struct scope *scope) {
    const struct model_split *split = &e->model->splits[stmt->index];
    struct label end = {0};
    emit_op16(e, JBC_OP_SPLIT, stmt->index);
    for (uint32_t i = split->first_part; i < split->first_part + split->part_count; i++) {
        bool last = i + 1 == split->first_part + split->part_count;
        e->out->parts.items[i].pc = emit_entered(e, e->model->parts[i].body, scope);
        if (!last && e->alive) emit_jump(e, JBC_OP_JUMP, &end);
    }
    emit_label(e, &end);
}

/* Can the loop be left, and be come to again, without its counter going back to 0? By a statement that leads out of it
 * within the stage; in what lives with the whole run also by one that leads to a stage. */
static bool leaks_count(const struct emitter *e, const struct model_stmt *repeat) {
    const struct flow_node *top = &e->flow->nodes[repeat->number];
    for (uint32_t i = repeat->number + 1; i <= top->last; i++) {
        const struct flow_node *node = &e->flow->nodes[i];
        if (node->kind != FLOW_STMT) continue;
        const struct model_stmt *target = node->stmt->target;
        bool outside = target != NULL && (target->number < repeat->number || target->number > top->last);
        if (outside || (node->stage == JBC_NONE && node->stmt->kind == MODEL_GO_TO)) return true;
    }
    return false;
}

static void emit_zero(struct emitter *e, uint32_t counter) {
    emit_op64(e, JBC_OP_NUMBER, 0);
    emit_op16(e, JBC_OP_STORE, counter);
}

/* The block is done once in any case, so REPEAT stands behind it and counts the times that are left. */
static void emit_loop(struct emitter *e, const struct model_stmt *stmt, const struct scope *outer) {
    uint32_t counter = e->layout->counters[stmt->number];
    struct label after = {0};
    struct scope scope = {.outer = outer, .stmt = stmt, .below = &after, .counter = counter};
    if (counter != JBC_NONE && leaks_count(e, stmt)) emit_zero(e, counter);
    uint32_t begin = emit_here(e);
    uint64_t cost = e->cost;
    emit_block(e, stmt->body, &scope);
    if (counter != JBC_NONE && e->alive && emit_here(e) != begin) {
        e->place = stmt->head;
        emit_repeat(e, counter, stmt->times - 1, begin, cost);
    }
    emit_label(e, &after);
}

/* Out of an arm the wait ends too. */
static void emit_stop_repeating(struct emitter *e, const struct model_stmt *stmt, const struct scope *scope) {
    bool in_arm = false;
    for (; scope != NULL && scope->stmt != stmt->target; scope = scope->outer) in_arm = in_arm || scope->in_arm;
    const struct scope *repeat = find_scope(scope, stmt->target);
    if (repeat->counter != JBC_NONE) emit_zero(e, repeat->counter);
    emit_jump(e, in_arm ? JBC_OP_GO_ON : JBC_OP_JUMP, repeat->below);
}

/* ---- statements ---- */

static void emit_valued(struct emitter *e, const struct model_stmt *stmt, enum jbc_op op, uint32_t operand) {
    emit_value(e, stmt->value);
    emit_span(e, stmt->head);
    emit_op16(e, op, operand);
}

static void emit_stmt(struct emitter *e, const struct model_stmt *stmt, const struct scope *scope) {
    e->place = stmt->head;
    emit_span(e, stmt->head);
    switch (stmt->kind) {
    case MODEL_SEND: emit_send(e, stmt); break;
    case MODEL_WAIT: emit_wait(e, stmt, scope); break;
    case MODEL_IF: emit_if(e, stmt, scope); break;
    case MODEL_SPLIT: emit_split(e, stmt, scope); break;
    case MODEL_REPEAT: emit_loop(e, stmt, scope); break;
    case MODEL_GO_TO: emit_op16(e, JBC_OP_GO_TO, stmt->index); break;
    case MODEL_EXIT: emit_op32(e, JBC_OP_EXIT, emit_string(e, stmt->text)); break;
    case MODEL_STAY: emit_op(e, JBC_OP_STAY); break;
    case MODEL_MILESTONE: emit_op32(e, JBC_OP_MILESTONE, emit_string(e, stmt->text)); break;
    case MODEL_REMEMBER:
        emit_valued(e, stmt, JBC_OP_STORE, e->layout->journeys[e->journey].variables[stmt->index]);
        break;
    case MODEL_SET: emit_valued(e, stmt, JBC_OP_SET, stmt->index); break;
    case MODEL_START: emit_start(e, stmt); break;
    case MODEL_STOP: emit_op16(e, JBC_OP_STOP, stmt->index); break;
    case MODEL_STOP_REPEATING: emit_stop_repeating(e, stmt, scope); break;
    case MODEL_GO_ON: emit_go_on(e, stmt, scope); break;
    case MODEL_WAIT_AGAIN: emit_op16(e, JBC_OP_WAIT_AGAIN, stmt->target->index); break;
    case MODEL_KEEP_WAITING: emit_op16(e, JBC_OP_KEEP_WAITING, stmt->target->index); break;
    }
}

static void emit_block(struct emitter *e, const struct model_block *block, const struct scope *scope) {
    if (block == NULL) return;
    for (const struct model_stmt *stmt = block->first; stmt != NULL && !e->stopped; stmt = stmt->next) {
        emit_stmt(e, stmt, scope);
    }
}

/* ---- functions ---- */

/* Where a message of a block waits. */
static enum jbc_place place_of(const struct model_trigger *trigger) {
    if (trigger->role == JBC_ROLE_WHEN_TAKE) return JBC_PLACE_FLOW;
    if (trigger->role != JBC_ROLE_WHEN_SIDE) return JBC_PLACE_USER;
    return trigger->stage == JBC_NONE ? JBC_PLACE_RUN : JBC_PLACE_STAGE;
}

static enum jbc_func_kind kind_of(const struct model_trigger *trigger) {
    if (trigger->role == JBC_ROLE_WHEN_TAKE) return JBC_FUNC_FLOW;
    return trigger->role == JBC_ROLE_WHEN_SIDE ? JBC_FUNC_SIDE : JBC_FUNC_FINAL;
}

/* A block with a function of its own. */
static void emit_body(struct emitter *e, const struct model_trigger *trigger, uint32_t journey) {
    if (e->stopped) return;
    bool is_end = trigger->role == JBC_ROLE_GOAL || trigger->role == JBC_ROLE_LEAVE;
    if (is_end && (trigger->body == NULL || trigger->body->first == NULL)) return;
    uint32_t func = emit_begin(e, kind_of(trigger), 0, journey, trigger->head);
    e->sends = place_of(trigger);
    if (trigger->role == JBC_ROLE_WHEN_TAKE) emit_copies(e, trigger);
    emit_block(e, trigger->body, NULL);
    assert(e->stopped || !e->alive || trigger->role != JBC_ROLE_WHEN_TAKE);
    if (e->alive) emit_op(e, JBC_OP_RETURN);
    emit_end(e);
    e->out->triggers.items[trigger->number].body = func;
}

void emit_journey_blocks(struct emitter *e, uint32_t journey) {
    const struct model_journey *model = &e->model->journeys[journey];
    for (const struct model_trigger *one = model->ends.first; one != NULL; one = one->next) emit_body(e, one, journey);
    for (const struct model_trigger *one = model->whens.first; one != NULL; one = one->next) emit_body(e, one, journey);
}

void emit_stage(struct emitter *e, uint32_t index) {
    const struct model_stage *stage = &e->model->stages[index];
    if (e->stopped) return;
    e->out->stages.items[index].func = emit_begin(e, JBC_FUNC_FLOW, 0, stage->journey, stage->span);
    e->sends = JBC_PLACE_FLOW;
    emit_block(e, stage->body, NULL);
    assert(e->stopped || !e->alive);
    for (const struct model_trigger *one = stage->whens.first; one != NULL; one = one->next) {
        if (one->role != JBC_ROLE_WHEN_TAKE) continue;
        e->out->triggers.items[one->number].pc = emit_here(e);
        e->alive = true;
        emit_copies(e, one);
        emit_block(e, one->body, NULL);
        assert(e->stopped || !e->alive);
    }
    emit_end(e);
    for (const struct model_trigger *one = stage->whens.first; one != NULL; one = one->next) {
        if (one->role == JBC_ROLE_WHEN_SIDE) emit_body(e, one, stage->journey);
    }
}
