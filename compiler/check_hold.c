/* check_hold - see check_hold.h. */
#include "check_hold.h"

/* ---- how long a channel may hold ------------------------------------------------------------------------------------- */

static int64_t longest_limit(const struct model_limits *limits, uint32_t channel) {
    int64_t longest = 0;
    for (uint32_t i = 0; i < limits->count; i++) {
        bool counts = limits->items[i].channel == JBC_NONE || limits->items[i].channel == channel;
        longest = counts && limits->items[i].hold > longest ? limits->items[i].hold : longest;
    }
    return longest;
}

/* How long, at most, a send of a journey may be held; 0: never. */
static int64_t longest_hold(const struct checker *c, const struct model_journey *journey,
                            const struct model_stmt *send) {
    int64_t longest = 0;
    for (const struct model_alternative *one = send->alternatives; one != NULL && !send->always; one = one->next) {
        uint32_t index = c->model->templates[one->template_].channel;
        const struct model_channel *channel = &c->model->channels[index];
        if (channel->team) {
            continue;
        }
        int64_t hold = channel->longest_closed;
        hold += longest_limit(&c->model->limits, index) + longest_limit(&channel->limits, index) +
                longest_limit(&journey->limits, index);
        longest = hold > longest ? hold : longest;
    }
    return longest;
}

/* ---- blocks --------------------------------------------------------------------------------------------------------- */

/* A statement that takes no time and leads to the next line. */
static bool passes(const struct model_stmt *stmt) {
    return stmt->kind == MODEL_MILESTONE || stmt->kind == MODEL_REMEMBER || stmt->kind == MODEL_SET ||
           stmt->kind == MODEL_START || stmt->kind == MODEL_STOP;
}

static const char *stmt_say(const struct model_stmt *stmt) {
    return stmt->kind == MODEL_MILESTONE  ? "milestone"
           : stmt->kind == MODEL_REMEMBER ? "remember"
           : stmt->kind == MODEL_SET      ? "set"
           : stmt->kind == MODEL_START    ? "start journey"
                                          : "stop journey";
}

/* `D before x` apart: x and D; D is 0 for x alone. */
static const struct value *apart(const struct value *value, int64_t *lead) {
    bool offset = (value->kind == VALUE_SUBTRACT || value->kind == VALUE_ADD) && value->right->kind == VALUE_DURATION;
    *lead = !offset ? 0 : value->kind == VALUE_SUBTRACT ? value->right->number : -value->right->number;
    return offset ? value->left : value;
}

static bool from_data(const struct value *value) {
    int64_t lead = 0;
    return apart(value, &lead)->kind != VALUE_CIVIL;
}

/* Does an earlier wait for the same time leave room for the hold? */
static bool has_room(const struct checker *c, const struct model_stmt *before, const struct model_wait *wait,
                     int64_t hold) {
    if (before == NULL || before->kind != MODEL_WAIT) {
        return false;
    }
    const struct model_wait *earlier = &c->model->waits[before->index];
    if (earlier->kind != JBC_WAIT_UNTIL) {
        return false;
    }
    int64_t early = 0;
    int64_t late = 0;
    const struct value *a = apart(earlier->value, &early);
    const struct value *b = apart(wait->value, &late);
    return model_same_value(a, b) && early - late >= hold;
}

static void look_at(const struct checker *c, const struct model_stmt *send, const struct model_stmt *before,
                    int64_t hold) {
    const struct model_stmt *next = send->next;
    while (next != NULL && passes(next)) {
        next = next->next;
    }
    if (next == NULL || next->kind != MODEL_WAIT) {
        return;
    }
    const struct model_wait *wait = &c->model->waits[next->index];
    if (next != send->next) {
        if (wait->arms.count > 0) {
            struct diag *diag = diag_add(c->diags, DIAG_BETWEEN, send->next->head, stmt_say(send->next));
            diag_label(diag, send->head, "this message may be held");
            diag_label(diag, next->head, "meanwhile nobody waits here yet");
            diag_help(diag, "put the line before the message, or behind the wait");
        }
        return;
    }
    if (wait->kind == JBC_WAIT_UNTIL && from_data(wait->value) && !has_room(c, before, wait, hold)) {
        struct diag *diag = diag_add(c->diags, DIAG_HELD_TOO_LONG, send->head);
        diag_label(diag, next->head, "this time may be over when the message is handed over");
        diag_help(diag, "send it earlier, or add `always` if it must not be held");
    }
}

/* What one walk knows. */
struct walk {
    const struct checker *c;             /* the model */
    const struct model_journey *journey; /* whose statements */
};

/* The statements of one block, each with the one before it. */
static void walk_list(const struct walk *walk, const struct model_block *block) {
    const struct model_stmt *before = NULL;
    for (const struct model_stmt *stmt = block == NULL ? NULL : block->first; stmt != NULL; stmt = stmt->next) {
        int64_t hold = stmt->kind == MODEL_SEND ? longest_hold(walk->c, walk->journey, stmt) : 0;
        if (hold > 0) {
            look_at(walk->c, stmt, before, hold);
        }
        before = stmt;
    }
}

static void walk_inside(void *self, const struct model_stmt *stmt) {
    struct walk *walk = self;
    const struct model *model = walk->c->model;
    for (const struct model_branch *branch = stmt->branches; branch != NULL; branch = branch->next) {
        walk_list(walk, branch->body);
    }
    walk_list(walk, stmt->otherwise);
    walk_list(walk, stmt->body);
    if (stmt->kind == MODEL_SPLIT) {
        const struct model_split *split = &model->splits[stmt->index];
        for (uint32_t i = 0; i < split->part_count; i++) {
            walk_list(walk, model->parts[split->first_part + i].body);
        }
    }
    if (stmt->kind == MODEL_WAIT) {
        const struct model_wait *wait = &model->waits[stmt->index];
        for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
            walk_list(walk, arm->body);
        }
        walk_list(walk, wait->otherwise);
        walk_list(walk, wait->past);
        walk_list(walk, wait->unknown == wait->past ? NULL : wait->unknown);
    }
}

void check_holds(struct checker *c) {
    for (uint32_t i = 0; i < c->model->stage_count; i++) {
        const struct model_stage *stage = &c->model->stages[i];
        struct walk walk = {.c = c, .journey = &c->model->journeys[stage->journey]};
        struct model_visitor visitor = {.self = &walk, .stmt = walk_inside};
        walk_list(&walk, stage->body);
        model_visit_block(c->model, stage->body, &visitor);
    }
}
