/* flow - see flow.h: making the graph, and what is asked of it. */
#include "flow.h"

#include "vec.h"

struct builder {
    struct arena *arena;                /* owns everything */
    const struct model *model;          /* what is being made a graph of */
    struct flow *flow;                  /* what is being made */
    VEC(struct flow_node) nodes;        /* so far */
    VEC(struct flow_edge) edges;        /* so far, in the order in which they were found */
    uint32_t journey;                   /* whose nodes are being made */
    uint32_t stage;                     /* likewise, or JBC_NONE */
    const struct model_trigger *within; /* in whose block */
};

/* ---- numbers of triggers ---- */

static void number_list(struct builder *b, const struct model_triggers *list, uint32_t *count) {
    for (struct model_trigger *one = list->first; one != NULL; one = one->next) {
        one->number = *count;
        if (b->flow->triggers != NULL) b->flow->triggers[*count] = one;
        ++*count;
    }
}

/* Goes through all triggers in the order of the TRIGGER section; the first time only to count them. */
static uint32_t number_triggers(struct builder *b) {
    const struct model *model = b->model;
    uint32_t count = 0;
    for (uint32_t j = 0; j < model->journey_count; j++) {
        const struct model_journey *journey = &model->journeys[j];
        number_list(b, &journey->enters, &count);
        number_list(b, &journey->ends, &count);
        number_list(b, &journey->whens, &count);
        for (uint32_t s = 0; s < journey->stage_count; s++) {
            const struct model_stage *stage = &model->stages[journey->first_stage + s];
            number_list(b, &stage->whens, &count);
            for (uint32_t w = 0; w < stage->wait_count; w++) {
                number_list(b, &model->waits[stage->first_wait + w].arms, &count);
            }
        }
    }
    return count;
}

/* ---- nodes ---- */

static uint32_t add_node(struct builder *b, enum flow_kind kind, struct span span) {
    uint32_t index = b->nodes.count;
    struct flow_node *node = VEC_PUSH(b->arena, b->nodes);
    node->kind = kind;
    node->journey = b->journey;
    node->stage = b->stage;
    node->within = b->within;
    node->span = span;
    node->follow = JBC_NONE;
    return index;
}

static void nodes_of_block(struct builder *b, const struct model_block *block);

static void nodes_of_triggers(struct builder *b, const struct model_triggers *list) {
    const struct model_trigger *outer = b->within;
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        enum flow_kind kind = one->role == JBC_ROLE_GOAL    ? FLOW_GOAL
                              : one->role == JBC_ROLE_LEAVE ? FLOW_LEAVE
                              : one->role == JBC_ROLE_ARM   ? FLOW_ARM
                                                            : FLOW_WHEN;
        uint32_t index = add_node(b, kind, one->span);
        b->nodes.items[index].trigger = one;
        b->flow->trigger_nodes[one->number] = index;
        b->within = one;
        nodes_of_block(b, one->body);
        if (kind == FLOW_GOAL || kind == FLOW_LEAVE) add_node(b, FLOW_END, one->span);
        if (one->role == JBC_ROLE_WHEN_SIDE) add_node(b, FLOW_BACK, one->span);
        b->within = outer;
        b->nodes.items[index].last = b->nodes.count - 1;
    }
}

static void nodes_of_wait(struct builder *b, const struct model_wait *wait) {
    nodes_of_triggers(b, &wait->arms);
    nodes_of_block(b, wait->past);
    if (wait->unknown != wait->past) nodes_of_block(b, wait->unknown);
    nodes_of_block(b, wait->otherwise);
}

static void nodes_inside(struct builder *b, const struct model_stmt *stmt) {
    const struct model *model = b->model;
    if (stmt->kind == MODEL_WAIT) nodes_of_wait(b, &model->waits[stmt->index]);
    if (stmt->kind == MODEL_IF) {
        for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next)
            nodes_of_block(b, one->body);
        nodes_of_block(b, stmt->otherwise);
    }
    if (stmt->kind == MODEL_SPLIT) {
        const struct model_split *split = &model->splits[stmt->index];
        for (uint32_t i = 0; i < split->part_count; i++) nodes_of_block(b, model->parts[split->first_part + i].body);
    }
    if (stmt->kind == MODEL_REPEAT) {
        nodes_of_block(b, stmt->body);
        uint32_t round = add_node(b, FLOW_ROUND, stmt->head);
        b->nodes.items[round].stmt = stmt;
    }
}

static void nodes_of_block(struct builder *b, const struct model_block *block) {
    if (block == NULL) return;
    for (struct model_stmt *stmt = block->first; stmt != NULL; stmt = stmt->next) {
        uint32_t index = add_node(b, FLOW_STMT, stmt->head);
        b->nodes.items[index].stmt = stmt;
        stmt->number = index;
        nodes_inside(b, stmt);
        b->nodes.items[index].last = b->nodes.count - 1;
    }
}

static void nodes_of_journey(struct builder *b, uint32_t index) {
    const struct model_journey *journey = &b->model->journeys[index];
    b->journey = index;
    b->stage = JBC_NONE;
    uint32_t top = add_node(b, FLOW_JOURNEY, journey->span);
    b->flow->journey_nodes[index] = top;
    nodes_of_triggers(b, &journey->ends);
    nodes_of_triggers(b, &journey->whens);
    for (uint32_t s = 0; s < journey->stage_count; s++) {
        b->stage = journey->first_stage + s;
        const struct model_stage *stage = &b->model->stages[b->stage];
        uint32_t node = add_node(b, FLOW_STAGE, stage->span);
        b->flow->stage_nodes[b->stage] = node;
        nodes_of_triggers(b, &stage->whens);
        nodes_of_block(b, stage->body);
        b->nodes.items[node].last = b->nodes.count - 1;
    }
    b->nodes.items[top].last = b->nodes.count - 1;
}

/* ---- edges ---- */

/* NULL if there is nowhere to go: the checker has seen to it that no user comes to such a place. */
static struct flow_edge *add_edge(struct builder *b, uint32_t from, uint32_t to, enum flow_way way) {
    if (to == JBC_NONE) return NULL;
    struct flow_edge *edge = VEC_PUSH(b->arena, b->edges);
    edge->from = from;
    edge->to = to;
    edge->way = way;
    edge->part = JBC_NONE;
    return edge;
}

/* The first node of a block; what comes after it if it is empty or not there. */
static uint32_t entrance(const struct model_block *block, uint32_t after) {
    return block != NULL && block->first != NULL ? block->first->number : after;
}

static void edges_of_block(struct builder *b, const struct model_block *block, uint32_t after);

static void edges_of_triggers(struct builder *b, const struct model_triggers *list, uint32_t from) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        uint32_t node = b->flow->trigger_nodes[one->number];
        add_edge(b, from, node, FLOW_FIRES)->trigger = one;
        const struct flow_node *last = &b->nodes.items[b->nodes.items[node].last];
        bool ends = last->kind == FLOW_END || last->kind == FLOW_BACK;
        uint32_t after = ends ? b->nodes.items[node].last : JBC_NONE;
        add_edge(b, node, entrance(one->body, after), FLOW_ON);
        edges_of_block(b, one->body, after);
    }
}

static void edges_of_wait(struct builder *b, const struct model_wait *wait, uint32_t node, uint32_t below) {
    edges_of_triggers(b, &wait->arms, node);
    if (wait->past != NULL) add_edge(b, node, entrance(wait->past, below), FLOW_PAST);
    if (wait->unknown != NULL) add_edge(b, node, entrance(wait->unknown, below), FLOW_UNKNOWN);
    add_edge(b, node, entrance(wait->otherwise, below), FLOW_TIME);
    edges_of_block(b, wait->past, JBC_NONE);
    if (wait->unknown != wait->past) edges_of_block(b, wait->unknown, JBC_NONE);
    edges_of_block(b, wait->otherwise, JBC_NONE);
}

static void edges_of_if(struct builder *b, const struct model_stmt *stmt, uint32_t after) {
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) {
        struct flow_edge *edge = add_edge(b, stmt->number, entrance(one->body, after), FLOW_YES);
        if (edge != NULL) edge->branch = one;
        edges_of_block(b, one->body, after);
    }
    add_edge(b, stmt->number, entrance(stmt->otherwise, after), FLOW_NO);
    edges_of_block(b, stmt->otherwise, after);
}

static void edges_of_split(struct builder *b, const struct model_stmt *stmt, uint32_t after) {
    const struct model_split *split = &b->model->splits[stmt->index];
    for (uint32_t i = split->first_part; i < split->first_part + split->part_count; i++) {
        const struct model_block *body = b->model->parts[i].body;
        struct flow_edge *edge = add_edge(b, stmt->number, entrance(body, after), FLOW_PART);
        if (edge != NULL) edge->part = i;
        edges_of_block(b, body, after);
    }
}

/* The block is done at least once, so the question whether it was often enough comes behind it. */
static void edges_of_repeat(struct builder *b, const struct model_stmt *stmt, uint32_t after) {
    uint32_t round = b->nodes.items[stmt->number].last;
    add_edge(b, stmt->number, entrance(stmt->body, round), FLOW_ON);
    if (stmt->times > 1) add_edge(b, round, entrance(stmt->body, round), FLOW_AROUND);
    add_edge(b, round, after, FLOW_ENOUGH);
    edges_of_block(b, stmt->body, round);
}

/* `go on` and `stop repeating` lead to what follows their target, which is known before the target's inside is. */
static void edges_of_stmt(struct builder *b, const struct model_stmt *stmt, uint32_t after) {
    uint32_t node = stmt->number;
    switch (stmt->kind) {
    case MODEL_SEND:
    case MODEL_MILESTONE:
    case MODEL_REMEMBER:
    case MODEL_SET:
    case MODEL_START:
    case MODEL_STOP: add_edge(b, node, after, FLOW_ON); break;
    case MODEL_WAIT: edges_of_wait(b, &b->model->waits[stmt->index], node, after); break;
    case MODEL_IF: edges_of_if(b, stmt, after); break;
    case MODEL_SPLIT: edges_of_split(b, stmt, after); break;
    case MODEL_REPEAT: edges_of_repeat(b, stmt, after); break;
    case MODEL_GO_TO: add_edge(b, node, b->flow->stage_nodes[stmt->index], FLOW_MOVE); break;
    case MODEL_EXIT:
    case MODEL_STAY: break;
    case MODEL_STOP_REPEATING:
    case MODEL_GO_ON: add_edge(b, node, b->nodes.items[stmt->target->number].follow, FLOW_ON); break;
    case MODEL_WAIT_AGAIN:
    case MODEL_KEEP_WAITING: add_edge(b, node, stmt->target->number, FLOW_RETURN); break;
    }
}

static void edges_of_block(struct builder *b, const struct model_block *block, uint32_t after) {
    if (block == NULL) return;
    for (const struct model_stmt *stmt = block->first; stmt != NULL; stmt = stmt->next) {
        uint32_t follow = stmt->next != NULL ? stmt->next->number : after;
        b->nodes.items[stmt->number].follow = follow;
        edges_of_stmt(b, stmt, follow);
    }
}

static void edges_of_journey(struct builder *b, uint32_t index) {
    const struct model_journey *journey = &b->model->journeys[index];
    uint32_t top = b->flow->journey_nodes[index];
    add_edge(b, top, b->flow->stage_nodes[journey->first_stage], FLOW_BEGIN);
    edges_of_triggers(b, &journey->ends, top);
    edges_of_triggers(b, &journey->whens, top);
    for (uint32_t s = journey->first_stage; s < journey->first_stage + journey->stage_count; s++) {
        const struct model_stage *stage = &b->model->stages[s];
        uint32_t node = b->flow->stage_nodes[s];
        edges_of_triggers(b, &stage->whens, node);
        add_edge(b, node, entrance(stage->body, JBC_NONE), FLOW_ON);
        edges_of_block(b, stage->body, JBC_NONE);
    }
}

/* Sorts the edges by the node they lead away from; those of one node keep their order. */
static void sort_edges(struct builder *b) {
    struct flow *flow = b->flow;
    uint32_t *place = ARENA_ARRAY(b->arena, uint32_t, flow->node_count + 1);
    flow->edges = ARENA_ARRAY(b->arena, struct flow_edge, flow->edge_count);
    for (uint32_t i = 0; i < flow->edge_count; i++) flow->nodes[b->edges.items[i].from].edge_count++;
    for (uint32_t i = 0; i < flow->node_count; i++) {
        flow->nodes[i].first_edge = place[i];
        place[i + 1] = place[i] + flow->nodes[i].edge_count;
    }
    for (uint32_t i = 0; i < flow->edge_count; i++) flow->edges[place[b->edges.items[i].from]++] = b->edges.items[i];
}

/* ---- what is known of each node ---- */

static void mark_reached(struct builder *b) {
    struct flow *flow = b->flow;
    uint32_t *waiting = ARENA_ARRAY(b->arena, uint32_t, flow->node_count);
    uint32_t count = 0;
    for (uint32_t j = 0; j < b->model->journey_count; j++) {
        flow->nodes[flow->journey_nodes[j]].reached = true;
        waiting[count++] = flow->journey_nodes[j];
    }
    while (count > 0) {
        const struct flow_node *node = &flow->nodes[waiting[--count]];
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            uint32_t to = flow->edges[e].to;
            if (flow->nodes[to].reached) continue;
            flow->nodes[to].reached = true;
            waiting[count++] = to;
        }
    }
}

/* Is it the end of a path that does not go on waiting? */
static bool moves_on(const struct flow_node *node) {
    if (node->kind != FLOW_STMT) return node->kind != FLOW_ARM && node->kind != FLOW_ROUND;
    switch (node->stmt->kind) {
    case MODEL_WAIT:
    case MODEL_GO_TO:
    case MODEL_EXIT:
    case MODEL_STAY:
    case MODEL_GO_ON:
    case MODEL_WAIT_AGAIN: return true;
    case MODEL_SEND:
    case MODEL_IF:
    case MODEL_SPLIT:
    case MODEL_REPEAT:
    case MODEL_MILESTONE:
    case MODEL_REMEMBER:
    case MODEL_SET:
    case MODEL_START:
    case MODEL_STOP:
    case MODEL_STOP_REPEATING:
    case MODEL_KEEP_WAITING: break;
    }
    return false;
}

/* All nodes keep waiting but those from which some path moves on: found against the edges' direction. `keep waiting`
 * itself leads to the wait, and is the end of its path. */
static void mark_keeps_waiting(struct builder *b) {
    struct flow *flow = b->flow;
    uint32_t *first = ARENA_ARRAY(b->arena, uint32_t, flow->node_count + 1);
    uint32_t *sources = ARENA_ARRAY(b->arena, uint32_t, flow->edge_count);
    uint32_t *waiting = ARENA_ARRAY(b->arena, uint32_t, flow->node_count);
    uint32_t count = 0;
    for (uint32_t e = 0; e < flow->edge_count; e++) first[flow->edges[e].to]++;
    for (uint32_t i = 1; i <= flow->node_count; i++) first[i] += first[i - 1];
    for (uint32_t e = flow->edge_count; e-- > 0;) sources[--first[flow->edges[e].to]] = flow->edges[e].from;
    for (uint32_t i = 0; i < flow->node_count; i++) {
        flow->nodes[i].keeps_waiting = !moves_on(&flow->nodes[i]);
        if (!flow->nodes[i].keeps_waiting) waiting[count++] = i;
    }
    while (count > 0) {
        uint32_t to = waiting[--count];
        for (uint32_t i = first[to]; i < first[to + 1]; i++) {
            struct flow_node *node = &flow->nodes[sources[i]];
            bool is_end = node->kind == FLOW_STMT && node->stmt->kind == MODEL_KEEP_WAITING;
            if (!node->keeps_waiting || is_end) continue;
            node->keeps_waiting = false;
            waiting[count++] = sources[i];
        }
    }
}

struct flow *flow_new(struct arena *arena, const struct model *model) {
    struct flow *flow = ARENA_NEW(arena, struct flow);
    struct builder b = {.arena = arena, .model = model, .flow = flow, .stage = JBC_NONE};
    flow->model = model;
    flow->trigger_count = number_triggers(&b);
    flow->triggers = ARENA_ARRAY(arena, const struct model_trigger *, flow->trigger_count);
    flow->trigger_nodes = ARENA_ARRAY(arena, uint32_t, flow->trigger_count);
    flow->journey_nodes = ARENA_ARRAY(arena, uint32_t, model->journey_count);
    flow->stage_nodes = ARENA_ARRAY(arena, uint32_t, model->stage_count);
    number_triggers(&b);
    for (uint32_t i = 0; i < flow->trigger_count; i++) flow->trigger_nodes[i] = JBC_NONE;
    for (uint32_t j = 0; j < model->journey_count; j++) nodes_of_journey(&b, j);
    for (uint32_t j = 0; j < model->journey_count; j++) edges_of_journey(&b, j);
    flow->nodes = b.nodes.items;
    flow->node_count = b.nodes.count;
    flow->edge_count = b.edges.count;
    sort_edges(&b);
    mark_reached(&b);
    mark_keeps_waiting(&b);
    return flow;
}

/* ---- questions ---- */

static bool may_be_held(const struct flow *flow, const struct flow_node *node) {
    const struct model_trigger *within = node->within;
    bool in_flow = within == NULL || within->role == JBC_ROLE_ARM || within->role == JBC_ROLE_WHEN_TAKE;
    if (!in_flow || node->keeps_waiting || node->stmt->always) return false;
    for (const struct model_alternative *one = node->stmt->alternatives; one != NULL; one = one->next) {
        if (!flow->model->channels[flow->model->templates[one->template_].channel].team) return true;
    }
    return false;
}

bool flow_rests(const struct flow *flow, const struct flow_node *node) {
    if (node->kind != FLOW_STMT) return false;
    if (node->stmt->kind == MODEL_SEND) return may_be_held(flow, node);
    return node->stmt->kind == MODEL_WAIT || node->stmt->kind == MODEL_STAY;
}

uint32_t flow_next_wait(const struct flow *flow, uint32_t node) {
    for (uint32_t steps = 0; steps < flow->node_count; steps++) {
        const struct flow_node *at = &flow->nodes[node];
        if (at->edge_count != 1) return JBC_NONE;
        node = flow->edges[at->first_edge].to;
        const struct flow_node *next = &flow->nodes[node];
        if (next->kind != FLOW_STMT) return JBC_NONE;
        if (next->stmt->kind == MODEL_WAIT) return next->stmt->index;
        if (next->stmt->kind != MODEL_GO_ON) return JBC_NONE;
    }
    return JBC_NONE;
}

void flow_mark_rested(struct arena *arena, const struct flow *flow, const struct model_trigger *trigger,
                      uint8_t *rested) {
    uint32_t top = flow->trigger_nodes[trigger->number];
    uint32_t last = flow->nodes[top].last;
    uint32_t *waiting = ARENA_ARRAY(arena, uint32_t, last - top + 1);
    for (uint32_t i = top; i <= last; i++) rested[i] = 0;
    for (uint32_t i = top + 1; i <= last; i++) {
        if (!flow_rests(flow, &flow->nodes[i])) continue;
        uint32_t count = 0;
        waiting[count++] = i;
        while (count > 0) {
            const struct flow_node *node = &flow->nodes[waiting[--count]];
            for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
                uint32_t to = flow->edges[e].to;
                if (to <= top || to > last || rested[to]) continue;
                rested[to] = 1;
                waiting[count++] = to;
            }
        }
    }
}
