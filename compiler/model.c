/* model - see model.h: comparing values, and going through a model. */
#include "model.h"

#include <string.h>

static bool same_text(const char *a, const char *b) {
    if (a == NULL || b == NULL) {
        return a == b;
    }
    return strcmp(a, b) == 0;
}

static bool same_type(const struct type_of *a, const struct type_of *b) {
    return a->kind == b->kind && a->item == b->item && a->words == b->words;
}

static bool same_query(const struct query *a, const struct query *b) {
    if (a == NULL || b == NULL) {
        return a == b;
    }
    return a->event == b->event && a->window == b->window && a->ms == b->ms && model_same_value(a->where, b->where);
}

bool model_same_value(const struct value *a, const struct value *b) {
    if (a == NULL || b == NULL) {
        return a == b;
    }
    bool same = a->kind == b->kind && same_type(&a->type, &b->type) && a->index == b->index && a->field == b->field &&
                a->number == b->number && a->trigger == b->trigger && a->item_count == b->item_count &&
                same_text(a->text, b->text) && same_query(a->query, b->query);
    if (!same || !model_same_value(a->left, b->left) || !model_same_value(a->right, b->right) ||
        !model_same_value(a->upper, b->upper) || !model_same_value(a->condition, b->condition)) {
        return false;
    }
    const struct value *x = a->items;
    for (const struct value *y = b->items; y != NULL; y = y->next, x = x->next) {
        if (!model_same_value(x, y)) {
            return false;
        }
    }
    return true;
}

bool model_same_trigger(const struct model_trigger *a, const struct model_trigger *b) {
    return a->kind == b->kind && a->match == b->match && a->duration == b->duration && a->clock == b->clock &&
           a->days == b->days && same_text(a->word, b->word) && model_same_value(a->test, b->test) &&
           model_same_value(a->value, b->value);
}

bool model_covers(const struct model_trigger *a, const struct model_trigger *b) {
    if (a->kind == JBC_ON_CHANGES && b->kind == JBC_ON_BECOMES) return a->match == b->match;
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case JBC_ON_EVENT: return a->match == b->match && (a->test == NULL || model_same_value(a->test, b->test));
    case JBC_ON_ENDED: return a->match == b->match && (a->word == NULL || same_text(a->word, b->word));
    case JBC_ON_REPORT:
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES:
    case JBC_ON_TRUE: return model_same_trigger(a, b);
    case JBC_ON_TURNS_TRUE:
    case JBC_ON_NO_EVENT:
    case JBC_ON_DATE:
    case JBC_ON_EVERY:
    case JBC_ON_AFTER:
    case JBC_ON_END: break;
    }
    return false;
}

void model_visit_value(const struct model *model, const struct value *value, const struct model_visitor *visitor) {
    if (value == NULL || visitor->value == NULL) {
        return;
    }
    visitor->value(visitor->self, value);
    model_visit_value(model, value->condition, visitor);
    model_visit_value(model, value->left, visitor);
    model_visit_value(model, value->right, visitor);
    model_visit_value(model, value->upper, visitor);
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        model_visit_value(model, item, visitor);
    }
    if (value->query != NULL) {
        model_visit_value(model, value->query->where, visitor);
    }
    if (value->kind == VALUE_CONDITION) {
        model_visit_value(model, model->conditions[value->index].value, visitor);
    }
}

static void visit_send(const struct model *model, const struct model_stmt *stmt, const struct model_visitor *visitor) {
    for (const struct model_alternative *one = stmt->alternatives; one != NULL; one = one->next) {
        for (const struct model_param *param = one->params; param != NULL; param = param->next) {
            model_visit_value(model, param->value, visitor);
        }
    }
}

static void visit_wait(const struct model *model, const struct model_wait *wait, const struct model_visitor *visitor) {
    model_visit_value(model, wait->value, visitor);
    model_visit_triggers(model, &wait->arms, visitor);
    model_visit_block(model, wait->past, visitor);
    if (wait->unknown != wait->past) {
        model_visit_block(model, wait->unknown, visitor);
    }
    model_visit_block(model, wait->otherwise, visitor);
}

static void visit_inside(const struct model *model, const struct model_stmt *stmt,
                         const struct model_visitor *visitor) {
    switch (stmt->kind) {
    case MODEL_SEND: visit_send(model, stmt, visitor); break;
    case MODEL_WAIT: visit_wait(model, &model->waits[stmt->index], visitor); break;
    case MODEL_IF:
        for (const struct model_branch *branch = stmt->branches; branch != NULL; branch = branch->next) {
            model_visit_value(model, branch->condition, visitor);
            model_visit_block(model, branch->body, visitor);
        }
        model_visit_block(model, stmt->otherwise, visitor);
        break;
    case MODEL_SPLIT: {
        const struct model_split *split = &model->splits[stmt->index];
        for (uint32_t i = 0; i < split->part_count; i++) {
            model_visit_block(model, model->parts[split->first_part + i].body, visitor);
        }
        break;
    }
    case MODEL_REPEAT: model_visit_block(model, stmt->body, visitor); break;
    case MODEL_REMEMBER:
    case MODEL_SET: model_visit_value(model, stmt->value, visitor); break;
    case MODEL_START:
        for (const struct model_argument *one = stmt->arguments; one != NULL; one = one->next) {
            model_visit_value(model, one->value, visitor);
        }
        break;
    case MODEL_GO_TO:
    case MODEL_EXIT:
    case MODEL_STAY:
    case MODEL_MILESTONE:
    case MODEL_STOP:
    case MODEL_STOP_REPEATING:
    case MODEL_GO_ON:
    case MODEL_WAIT_AGAIN:
    case MODEL_KEEP_WAITING: break;
    }
}

void model_visit_block(const struct model *model, const struct model_block *block,
                       const struct model_visitor *visitor) {
    if (block == NULL) {
        return;
    }
    for (const struct model_stmt *stmt = block->first; stmt != NULL; stmt = stmt->next) {
        if (visitor->stmt != NULL) {
            visitor->stmt(visitor->self, stmt);
        }
        visit_inside(model, stmt, visitor);
    }
}

void model_visit_triggers(const struct model *model, const struct model_triggers *list,
                          const struct model_visitor *visitor) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        if (visitor->trigger != NULL) {
            visitor->trigger(visitor->self, one);
        }
        model_visit_value(model, one->test, visitor);
        model_visit_value(model, one->value, visitor);
        model_visit_value(model, one->only_if, visitor);
        model_visit_block(model, one->body, visitor);
    }
}

void model_visit_stage(const struct model *model, const struct model_stage *stage,
                       const struct model_visitor *visitor) {
    model_visit_triggers(model, &stage->whens, visitor);
    model_visit_block(model, stage->body, visitor);
}

void model_visit_journey(const struct model *model, const struct model_journey *journey,
                         const struct model_visitor *visitor) {
    model_visit_triggers(model, &journey->enters, visitor);
    for (uint32_t i = 0; i < journey->variable_count; i++) {
        model_visit_value(model, journey->variables[i].first, visitor);
    }
    model_visit_triggers(model, &journey->ends, visitor);
    model_visit_triggers(model, &journey->whens, visitor);
    for (const struct model_promise *promise = journey->promises; promise != NULL; promise = promise->next) {
        model_visit_value(model, promise->where, visitor);
    }
    for (uint32_t i = 0; i < journey->stage_count; i++) {
        model_visit_stage(model, &model->stages[journey->first_stage + i], visitor);
    }
}
