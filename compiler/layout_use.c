/* layout_use - see layout_use.h: going through all values that become code. */
#include "layout_use.h"

#include <string.h>

/* A read of the event that fired a trigger. */
struct read {
    const struct value *value; /* what is read */
    uint32_t node;             /* at which statement */
    bool later;                /* by a wait or an arm: at any time while it waits */
    uint32_t next;             /* another read of the same trigger, or JBC_NONE */
};

struct collector {
    struct arena *arena;       /* owns everything */
    const struct flow *flow;   /* of the project */
    const struct model *model; /* the same */
    struct layout_use *use;    /* what is being made */
    uint32_t *seen;            /* for each named condition: the place for which it was gone through, plus 1 */
    uint32_t place;            /* a journey, or the number of journeys for what belongs to none */
    bool entering;             /* there is no run yet: `entry` is the event */
    uint32_t node;             /* the statement that is being gone through */
    bool later;                /* as in struct read */
    VEC(struct read) reads;    /* of this journey */
    uint32_t *first_read;      /* for each trigger by number: its first read, or JBC_NONE */
    uint32_t *last_read;       /* likewise the last */
};

/* ---- what a single value needs ---- */

static void use_history(struct collector *c, const struct value *value) {
    const struct query *query = value->query;
    uint32_t *link = &c->use->first_history[query->event];
    struct use_history *items = c->use->histories.items;
    while (*link != JBC_NONE && !model_same_value(items[*link].history.where, query->where)) link = &items[*link].next;
    if (*link == JBC_NONE) {
        *link = c->use->histories.count; /* before the push, which may move what `link` points into */
        struct use_history *one = VEC_PUSH(c->arena, c->use->histories);
        one->next = JBC_NONE;
        one->history = (struct layout_history){.event = query->event, .where = query->where, .span = value->span};
        items = c->use->histories.items;
        struct layout_history *made = &items[c->use->histories.count - 1].history;
        made->ring = query->ring;
        made->counted = query->counted;
        return;
    }
    struct layout_history *found = &items[*link].history;
    if (query->ring > found->ring) {
        found->ring = query->ring;
        found->span = value->span;
    }
    found->counted = found->counted || query->counted;
}

static void use_tally(struct collector *c, const struct query *query) {
    if (c->place == c->model->journey_count) return;
    struct use_journey *use = &c->use->journeys[c->place];
    for (uint32_t i = 0; i < use->tallies.count; i++) {
        const struct layout_tally *one = &use->tallies.items[i];
        if (one->event == query->event && model_same_value(one->where, query->where)) return;
    }
    struct layout_tally *made = VEC_PUSH(c->arena, use->tallies);
    *made = (struct layout_tally){.event = query->event, .where = query->where, .slot = JBC_NONE};
}

static void use_receipt(struct collector *c, const struct value *value) {
    if (c->place == c->model->journey_count) return;
    struct use_journey *use = &c->use->journeys[c->place];
    for (uint32_t i = 0; i < use->receipts.count; i++) {
        const struct layout_receipt *one = &use->receipts.items[i];
        if (one->template_ == value->index && strcmp(one->status, value->text) == 0) return;
    }
    struct layout_receipt *made = VEC_PUSH(c->arena, use->receipts);
    *made = (struct layout_receipt){.template_ = value->index, .status = value->text, .slot = JBC_NONE};
}

static void use_event(struct collector *c, const struct value *value) {
    const struct model_trigger *trigger = value->trigger;
    if (trigger == NULL || (trigger->role != JBC_ROLE_ARM && trigger->role != JBC_ROLE_WHEN_TAKE)) return;
    uint32_t index = c->reads.count;
    struct read *read = VEC_PUSH(c->arena, c->reads);
    *read = (struct read){.value = value, .node = c->node, .later = c->later, .next = JBC_NONE};
    if (c->first_read[trigger->number] == JBC_NONE)
        c->first_read[trigger->number] = index;
    else
        c->reads.items[c->last_read[trigger->number]].next = index;
    c->last_read[trigger->number] = index;
}

static void use_value(struct collector *c, const struct value *value);

/* Each named condition once for each journey. */
static void use_condition(struct collector *c, uint32_t index) {
    if (c->seen[index] == c->place + 1) return;
    c->seen[index] = c->place + 1;
    use_value(c, c->model->conditions[index].value);
}

static void use_query(struct collector *c, const struct value *value) {
    if (value->query->window == QUERY_SINCE_ENTRY)
        use_tally(c, value->query);
    else
        use_history(c, value);
}

static void use_value(struct collector *c, const struct value *value) {
    if (value == NULL) return;
    if (value->kind == VALUE_TRAIT) c->use->traits[value->index] = 1;
    if (value->kind == VALUE_ACCOUNT_ID) c->use->account_id = true;
    if (value->kind == VALUE_ENTRY && !c->entering) c->use->journeys[c->place].entries[value->index] = 1;
    if (value->kind == VALUE_CONDITION) use_condition(c, value->index);
    if (value->kind == VALUE_RECEIPT) use_receipt(c, value);
    if (value->query != NULL) use_query(c, value);
    if (value->kind == VALUE_FIELD || value->kind == VALUE_EVENT_TIME || value->kind == VALUE_EVENT_ID)
        use_event(c, value);
    use_value(c, value->condition);
    use_value(c, value->left);
    use_value(c, value->right);
    use_value(c, value->upper);
    for (const struct value *item = value->items; item != NULL; item = item->next) use_value(c, item);
}

/* ---- where values stand ---- */

static void use_trigger(struct collector *c, const struct model_trigger *trigger) {
    bool watches = trigger->kind == JBC_ON_BECOMES || trigger->kind == JBC_ON_CHANGES;
    if (watches) c->use->traits[trigger->match] = 1;
    c->entering = trigger->role == JBC_ROLE_ENTER;
    c->later = true;
    use_value(c, trigger->test);
    use_value(c, trigger->value);
    use_value(c, trigger->only_if);
    c->entering = false;
    c->later = false;
}

static void use_stmt(struct collector *c, const struct model_stmt *stmt) {
    for (const struct model_alternative *one = stmt->alternatives; one != NULL; one = one->next) {
        for (const struct model_param *param = one->params; param != NULL; param = param->next)
            use_value(c, param->value);
    }
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) use_value(c, one->condition);
    for (const struct model_argument *one = stmt->arguments; one != NULL; one = one->next) use_value(c, one->value);
    use_value(c, stmt->value);
    if (stmt->kind == MODEL_WAIT) {
        const struct model_wait *wait = &c->model->waits[stmt->index];
        c->later = true;
        use_value(c, wait->value);
        c->later = false;
    }
}

/* Which reads must be kept: those that come after a rest, and those that a wait may do again. */
static void find_copies(struct collector *c, const struct model_trigger *trigger, uint8_t *rested) {
    struct use_journey *use = &c->use->journeys[c->place];
    uint32_t begin = use->copies.count;
    uint32_t first = c->first_read[trigger->number];
    if (first == JBC_NONE) return;
    flow_mark_rested(c->arena, c->flow, trigger, rested);
    for (uint32_t i = first; i != JBC_NONE; i = c->reads.items[i].next) {
        const struct read *read = &c->reads.items[i];
        bool known = !read->later && !rested[read->node];
        for (uint32_t k = begin; k < use->copies.count && !known; k++) {
            const struct value *other = use->copies.items[k].value;
            known = other->kind == read->value->kind && other->index == read->value->index &&
                    other->field == read->value->field;
        }
        if (known) continue;
        struct use_copy *made = VEC_PUSH(c->arena, use->copies);
        made->value = read->value;
    }
}

static void use_all_of_journey(struct collector *c, uint32_t index, uint8_t *rested) {
    const struct model_journey *journey = &c->model->journeys[index];
    const struct flow *flow = c->flow;
    uint32_t top = flow->journey_nodes[index];
    c->place = index;
    c->use->journeys[index].entries = ARENA_ARRAY(c->arena, uint8_t, journey->entry_count);
    for (const struct model_trigger *one = journey->enters.first; one != NULL; one = one->next) use_trigger(c, one);
    for (uint32_t i = 0; i < journey->variable_count; i++) use_value(c, journey->variables[i].first);
    for (uint32_t i = top; i <= flow->nodes[top].last; i++) {
        const struct flow_node *node = &flow->nodes[i];
        c->node = i;
        if (node->trigger != NULL) use_trigger(c, node->trigger);
        if (node->kind == FLOW_STMT) use_stmt(c, node->stmt);
    }
    for (uint32_t i = top; i <= flow->nodes[top].last; i++) {
        if (flow->nodes[i].trigger != NULL) find_copies(c, flow->nodes[i].trigger, rested);
    }
    c->reads.count = 0;
}

struct layout_use *layout_use_new(struct arena *arena, const struct flow *flow) {
    const struct model *model = flow->model;
    struct layout_use *use = ARENA_NEW(arena, struct layout_use);
    struct collector c = {.arena = arena, .flow = flow, .model = model, .use = use};
    uint8_t *rested = ARENA_ARRAY(arena, uint8_t, flow->node_count);
    use->traits = ARENA_ARRAY(arena, uint8_t, model->trait_count);
    use->journeys = ARENA_ARRAY(arena, struct use_journey, model->journey_count);
    use->first_history = ARENA_ARRAY(arena, uint32_t, model->event_count);
    c.seen = ARENA_ARRAY(arena, uint32_t, model->condition_count);
    c.first_read = ARENA_ARRAY(arena, uint32_t, flow->trigger_count);
    c.last_read = ARENA_ARRAY(arena, uint32_t, flow->trigger_count);
    for (uint32_t i = 0; i < model->event_count; i++) use->first_history[i] = JBC_NONE;
    for (uint32_t i = 0; i < flow->trigger_count; i++) c.first_read[i] = JBC_NONE;
    c.place = model->journey_count;
    use_value(&c, model->zone);
    for (uint32_t i = 0; i < model->channel_count; i++) use_value(&c, model->channels[i].reach);
    for (uint32_t j = 0; j < model->journey_count; j++) use_all_of_journey(&c, j, rested);
    return use;
}

/* ---- questions ---- */

bool layout_goes_around(const struct flow *flow, uint32_t round) {
    return flow->nodes[round].reached && flow->nodes[round].stmt->times > 1;
}

bool layout_copies(const struct layout_copy *copy, const struct value *value) {
    if (value->kind == VALUE_FIELD) return copy->event == value->index && copy->field == value->field;
    bool time = value->kind == VALUE_EVENT_TIME;
    return copy->event == JBC_NONE && copy->field == (uint32_t)(time ? MODEL_FIELD_TIME : MODEL_FIELD_ID);
}
