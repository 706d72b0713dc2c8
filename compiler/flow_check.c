/* flow_check - what never happens, and what never ends: stages where nobody comes, triggers that the goal or a leave is
 * always before, circles without a wait. */
#include "flow.h"

enum { LABELS_SHOWN = 8 }; /* of the places on a long way round */

struct walk {
    struct diags *diags;     /* where mistakes go */
    const struct flow *flow; /* the graph */
    uint8_t *colour;         /* of each node: 0 not seen, 1 on the way from the root, 2 done */
    uint32_t *way;           /* the nodes on the way from the root */
    uint32_t *next_edge;     /* of each of them: the next edge to try */
    uint32_t depth;          /* how many are on the way */
    bool found;              /* something was reported */
};

/* ---- where nobody comes ---- */

/* For each stage a `go to` that leads into it, as its edge plus 1. */
static uint32_t *find_comers(struct arena *arena, const struct flow *flow) {
    uint32_t *comers = ARENA_ARRAY(arena, uint32_t, flow->model->stage_count);
    for (uint32_t e = flow->edge_count; e-- > 0;) {
        if (flow->edges[e].way == FLOW_MOVE) comers[flow->nodes[flow->edges[e].to].stage] = e + 1;
    }
    return comers;
}

static void report_stage(struct diags *diags, const struct flow *flow, const struct flow_node *node, uint32_t comer) {
    const struct model_stage *stage = &flow->model->stages[node->stage];
    struct diag *diag = diag_add(diags, DIAG_STAGE_UNREACHED, node->span, stage->name);
    if (comer != 0) {
        const struct flow_edge *edge = &flow->edges[comer - 1];
        diag_label(diag, flow->nodes[edge->from].span, "this leads to it, but nobody comes here either");
    }
    diag_help(diag, "lead somebody there with `go to %s`, or switch it off: `off stage %s`", stage->name, stage->name);
}

static bool check_reached(struct arena *arena, struct diags *diags, const struct flow *flow) {
    const uint32_t *comers = find_comers(arena, flow);
    bool fine = true;
    for (uint32_t i = 0; i < flow->model->stage_count; i++) {
        const struct flow_node *node = &flow->nodes[flow->stage_nodes[i]];
        if (node->reached) continue;
        report_stage(diags, flow, node, comers[i]);
        fine = false;
    }
    return fine;
}

/* ---- what the goal or a leave is always before ---- */

/* The goal or leave that takes whatever would fire the trigger, or NULL. */
static const struct model_trigger *end_before(const struct model_journey *journey,
                                              const struct model_trigger *trigger) {
    for (const struct model_trigger *one = journey->ends.first; one != NULL && one != trigger; one = one->next) {
        if (one->within == 0 && model_covers(one, trigger)) return one;
    }
    return NULL;
}

/* Reports each trigger that can't fire, since the run is over by then. */
static bool check_ends(struct diags *diags, const struct flow *flow) {
    bool fine = true;
    for (uint32_t i = 0; i < flow->node_count; i++) {
        const struct model_trigger *one = flow->nodes[i].trigger;
        const struct model_trigger *end =
            one == NULL ? NULL : end_before(&flow->model->journeys[flow->nodes[i].journey], one);
        if (end == NULL) continue;
        const char *name = end->role == JBC_ROLE_GOAL ? "goal" : "`leave`";
        struct diag *diag = diag_add(diags, DIAG_END_BEFORE, one->span, name);
        diag_label(diag, end->span, "this comes first, and ends the journey");
        diag_help(diag, "take it out; what is to be done then stands behind the %s, in `{ ... }`", name);
        fine = false;
    }
    return fine;
}

/* ---- circles ---- */

/* Does a user get along this edge at once? Behind a wait time passes; a trigger fires when something new happens; a
 * repeat counts how often it goes around. */
static bool at_once(const struct flow_node *node, const struct flow_edge *edge) {
    bool waits = node->kind == FLOW_STMT && (node->stmt->kind == MODEL_WAIT || node->stmt->kind == MODEL_STAY);
    return !waits && edge->way != FLOW_FIRES && edge->way != FLOW_AROUND;
}

/* All circles lead through a `go to`; the one that closes it is reported. */
static void report_circle(struct walk *walk, const struct flow_edge *edge) {
    const struct flow *flow = walk->flow;
    const struct flow_node *from = &flow->nodes[edge->from];
    const char *name = flow->model->stages[flow->nodes[edge->to].stage].name;
    struct diag *diag = diag_add(walk->diags, DIAG_LOOP_WITHOUT_WAIT, from->span, name);
    uint32_t begin = walk->depth;
    while (begin > 0 && walk->way[begin - 1] != edge->to) begin--;
    for (uint32_t i = begin, shown = 0; i < walk->depth && shown < LABELS_SHOWN; i++) {
        const struct flow_node *node = &flow->nodes[walk->way[i]];
        if (node == from || node->kind != FLOW_STMT || node->stmt->kind != MODEL_GO_TO) continue;
        diag_label(diag, node->span, "on the way round");
        shown++;
    }
    diag_help(diag, "put a `wait` somewhere on the way round, or leave it with `exit as`");
    walk->found = true;
}

static void enter(struct walk *walk, uint32_t node) {
    walk->colour[node] = 1;
    walk->way[walk->depth] = node;
    walk->next_edge[walk->depth++] = walk->flow->nodes[node].first_edge;
}

/* Deep first from one stage, with the way kept in an array: graphs may be large. */
static void walk_from(struct walk *walk, uint32_t root) {
    const struct flow *flow = walk->flow;
    enter(walk, root);
    while (walk->depth > 0) {
        uint32_t at = walk->way[walk->depth - 1];
        const struct flow_node *node = &flow->nodes[at];
        uint32_t e = walk->next_edge[walk->depth - 1];
        if (e == node->first_edge + node->edge_count) {
            walk->colour[at] = 2;
            walk->depth--;
            continue;
        }
        walk->next_edge[walk->depth - 1]++;
        const struct flow_edge *edge = &flow->edges[e];
        if (!at_once(node, edge)) continue;
        if (walk->colour[edge->to] == 1) report_circle(walk, edge);
        if (walk->colour[edge->to] == 0) enter(walk, edge->to);
    }
}

bool flow_check(struct arena *arena, struct diags *diags, const struct flow *flow) {
    struct walk walk = {.diags = diags, .flow = flow};
    walk.colour = ARENA_ARRAY(arena, uint8_t, flow->node_count);
    walk.way = ARENA_ARRAY(arena, uint32_t, flow->node_count);
    walk.next_edge = ARENA_ARRAY(arena, uint32_t, flow->node_count);
    for (uint32_t i = 0; i < flow->model->stage_count; i++) {
        if (walk.colour[flow->stage_nodes[i]] == 0) walk_from(&walk, flow->stage_nodes[i]);
    }
    bool fine = check_reached(arena, diags, flow);
    fine &= check_ends(diags, flow);
    return fine && !walk.found;
}
