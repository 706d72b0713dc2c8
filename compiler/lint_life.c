/* lint_life - how a run ends, or doesn't. */
#include "linting.h"

static const struct flow_node *node_at(const struct lint *lint, uint32_t index) {
    return &lint->flow->nodes[index];
}

static bool has_goal(const struct model_journey *journey) {
    for (const struct model_trigger *one = journey->ends.first; one != NULL; one = one->next) {
        if (one->role == JBC_ROLE_GOAL) return true;
    }
    return false;
}

/* ---- goals, leaves --------------------------------------------------------------------------------------------------- */

static void count_send(void *self, const struct model_stmt *stmt) {
    uint32_t *count = self;
    *count += stmt->kind == MODEL_SEND;
}

static void no_goal(struct lint *lint) {
    uint32_t sends = 0;
    const struct model_visitor visitor = {.self = &sends, .stmt = count_send};
    if (has_goal(lint->journey)) return;
    model_visit_journey(lint->model, lint->journey, &visitor);
    if (sends == 0) return;
    struct diag *diag = diag_add(lint->diags, DIAG_NO_GOAL, lint->journey->span, lint->journey->name);
    diag_help(diag, "say what it is for: `goal event \"...\"`");
}

/* Does some other goal or leave end the run for good where this one does? */
static bool ends_too(const struct lint *lint, const struct model_trigger *goal) {
    for (const struct model_trigger *one = lint->journey->ends.first; one != NULL; one = one->next) {
        if (one != goal && one->within == 0 && model_covers(one, goal)) return true;
    }
    return false;
}

/* ---- how long a run may last ----------------------------------------------------------------------------------------- */

/* The longest that a statement takes, holds not counted; INT64_MAX: nobody knows. */
static int64_t longest_stmt(const struct lint *lint, const struct model_stmt *stmt) {
    enum { DAY = 86400000 };
    if (stmt == NULL || (stmt->kind != MODEL_WAIT && stmt->kind != MODEL_STAY)) return 0;
    if (stmt->kind == MODEL_STAY) return INT64_MAX;
    const struct model_wait *wait = &lint->model->waits[stmt->index];
    switch (wait->kind) {
    case JBC_WAIT_FOR:
    case JBC_WAIT_UP_TO:
    case JBC_WAIT_DATA: return wait->duration;
    case JBC_WAIT_CLOCK: return wait->days == 127 ? (int64_t)DAY : 7 * (int64_t)DAY;
    case JBC_WAIT_UNTIL: break;
    case JBC_WAIT_END: break;
    }
    return INT64_MAX;
}

/* An edge that a run's time goes along: not back to a wait whose clock runs on. */
static bool takes_time(const struct lint *lint, const struct flow_edge *edge) {
    const struct flow_node *from = node_at(lint, edge->from);
    return from->reached && (from->stmt == NULL || from->stmt->kind != MODEL_KEEP_WAITING);
}

static bool any_takes_over(const struct model_triggers *whens) {
    for (const struct model_trigger *one = whens->first; one != NULL; one = one->next) {
        if (one->role == JBC_ROLE_WHEN_TAKE) return true;
    }
    return false;
}

/* The longest that a run of the journey lasts, holds not counted; INT64_MAX: nobody knows, as where it goes in circles. */
static int64_t longest_run(const struct lint *lint) {
    const struct flow *flow = lint->flow;
    uint32_t first = flow->journey_nodes[lint->journey - lint->model->journeys];
    uint32_t count = node_at(lint, first)->last - first + 1, waiting = 0, seen = 0, done = 0;
    uint32_t *before = ARENA_ARRAY(lint->arena, uint32_t, count);
    uint32_t *stack = ARENA_ARRAY(lint->arena, uint32_t, count);
    int64_t *time = ARENA_ARRAY(lint->arena, int64_t, count);
    int64_t longest = 0;
    if (any_takes_over(&lint->journey->whens)) return INT64_MAX;
    for (uint32_t i = 0; i < lint->journey->stage_count; i++) {
        if (any_takes_over(&lint->model->stages[lint->journey->first_stage + i].whens)) return INT64_MAX;
    }
    uint32_t begin = node_at(lint, first)->first_edge, end = begin;
    for (uint32_t i = 0; i < count; i++) end += node_at(lint, first + i)->edge_count;
    for (uint32_t e = begin; e < end; e++) before[flow->edges[e].to - first] += takes_time(lint, &flow->edges[e]);
    for (uint32_t i = 0; i < count; i++) {
        seen += node_at(lint, first + i)->reached;
        if (before[i] == 0 && node_at(lint, first + i)->reached) stack[waiting++] = i;
    }
    while (waiting > 0) {
        uint32_t i = stack[--waiting];
        const struct flow_node *node = node_at(lint, first + i);
        int64_t takes = longest_stmt(lint, node->stmt);
        if (takes == INT64_MAX) return INT64_MAX;
        done++;
        longest = time[i] + takes > longest ? time[i] + takes : longest;
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            uint32_t to = flow->edges[e].to - first;
            if (!takes_time(lint, &flow->edges[e])) continue;
            if (time[to] < time[i] + takes) time[to] = time[i] + takes;
            if (--before[to] == 0) stack[waiting++] = to;
        }
    }
    return done == seen ? longest : INT64_MAX;
}

static void goals_within(struct lint *lint) {
    for (const struct model_trigger *one = lint->journey->ends.first; one != NULL; one = one->next) {
        if (one->within == 0 || ends_too(lint, one) || longest_run(lint) <= one->within) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_GOAL_WITHIN, one->head, lint_duration(lint->arena, one->within));
        diag_help(diag, "to let it end the run later too, add a `leave when` on the same");
    }
}

static void enter_and_leave(struct lint *lint) {
    if (lint->journey->again == JBC_AGAIN_ALWAYS) return;
    for (const struct model_trigger *enter = lint->journey->enters.first; enter != NULL; enter = enter->next) {
        for (const struct model_trigger *end = lint->journey->ends.first; end != NULL; end = end->next) {
            if (end->role != JBC_ROLE_LEAVE || !model_covers(end, enter)) continue;
            struct diag *diag = diag_add(lint->diags, DIAG_ENTER_AND_LEAVE, end->span);
            diag_label(diag, enter->span, "the same event enters it");
            diag_help(diag, "to begin anew, add `enter again always`; to go on undisturbed, take this `leave` out");
            break;
        }
    }
}

/* ---- where no end is to be found ------------------------------------------------------------------------------------- */

/* The nodes of a journey, and from which of them some way leads to an `exit as`. */
struct ways {
    const struct lint *lint; /* the journey */
    uint32_t first;          /* its first node */
    uint32_t count;          /* how many nodes it has */
    uint8_t *ends;           /* of each */
};

static bool is_exit(const struct flow_node *node) {
    return node->kind == FLOW_STMT && node->stmt->kind == MODEL_EXIT;
}

/* Against the direction of the edges, from every exit. A `stay` goes where its stage's `when`s go. */
static void find_ends(struct ways *ways) {
    const struct flow *flow = ways->lint->flow;
    struct arena *arena = ways->lint->arena;
    uint32_t edges = 0;
    for (uint32_t i = 0; i < ways->count; i++) edges += node_at(ways->lint, ways->first + i)->edge_count;
    uint32_t *begin = ARENA_ARRAY(arena, uint32_t, ways->count + 1);
    uint32_t *sources = ARENA_ARRAY(arena, uint32_t, edges);
    uint32_t *waiting = ARENA_ARRAY(arena, uint32_t, ways->count);
    uint32_t first_edge = node_at(ways->lint, ways->first)->first_edge, count = 0;
    for (uint32_t e = first_edge; e < first_edge + edges; e++) begin[flow->edges[e].to - ways->first]++;
    for (uint32_t i = 1; i <= ways->count; i++) begin[i] += begin[i - 1];
    for (uint32_t e = first_edge; e < first_edge + edges; e++) {
        sources[--begin[flow->edges[e].to - ways->first]] = flow->edges[e].from - ways->first;
    }
    for (uint32_t i = 0; i < ways->count; i++) {
        ways->ends[i] = is_exit(node_at(ways->lint, ways->first + i));
        if (ways->ends[i]) waiting[count++] = i;
    }
    while (count > 0) {
        uint32_t to = waiting[--count];
        for (uint32_t i = begin[to]; i < begin[to + 1]; i++) {
            if (ways->ends[sources[i]]) continue;
            ways->ends[sources[i]] = 1;
            waiting[count++] = sources[i];
        }
    }
}

/* Does some `when` of the list lead to an end? */
static bool whens_end(const struct ways *ways, const struct model_triggers *whens) {
    for (const struct model_trigger *one = whens->first; one != NULL; one = one->next) {
        if (ways->ends[ways->lint->flow->trigger_nodes[one->number] - ways->first]) return true;
    }
    return false;
}

/* Reports the first `stay` without a way out; where there is none, the first stage. */
static bool report_endless(struct lint *lint, const struct ways *ways) {
    const struct flow_node *stage = NULL;
    for (uint32_t i = 0; i < ways->count; i++) {
        const struct flow_node *node = node_at(lint, ways->first + i);
        if (!node->reached || node->stage == JBC_NONE) continue;
        if (whens_end(ways, &lint->model->stages[node->stage].whens)) continue;
        if (node->kind == FLOW_STAGE && !ways->ends[i] && stage == NULL) stage = node;
        if (node->kind == FLOW_STMT && node->stmt->kind == MODEL_STAY) {
            stage = node;
            break;
        }
    }
    if (stage == NULL) return false;
    struct diag *diag = diag_add(lint->diags, DIAG_NEVER_ENDS, stage->span);
    diag_help(diag, "end it with `exit as ...`, or say in the journey what ends it: `leave when event \"...\"`");
    return true;
}

/* Reports a journey that nobody can leave; false if there is a way. */
static bool never_ends(struct lint *lint) {
    const struct model_journey *journey = lint->journey;
    uint32_t place = (uint32_t)(journey - lint->model->journeys);
    if (journey->ends.count > 0 || lint->stopped[place]) return false;
    struct ways ways = {.lint = lint, .first = lint->flow->journey_nodes[place]};
    ways.count = node_at(lint, ways.first)->last - ways.first + 1;
    ways.ends = ARENA_ARRAY(lint->arena, uint8_t, ways.count);
    find_ends(&ways);
    return !whens_end(&ways, &journey->whens) && report_endless(lint, &ways);
}

/* ---- what may go on for long ----------------------------------------------------------------------------------------- */

static bool promises_an_end(const struct model_journey *journey) {
    for (const struct model_promise *one = journey->promises; one != NULL; one = one->next) {
        if (one->kind == PROMISE_OF_LEAVING) return true;
    }
    return false;
}

static bool ends_in_time(const struct model_triggers *list) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        if (lint_ends_in_time(one)) return true;
    }
    return false;
}

#define AT_THE_LATEST "say when it ends at the latest: `leave when after 90 days`"

static void lives_long(struct lint *lint) {
    const struct model_journey *journey = lint->journey;
    const struct flow_node *top = node_at(lint, lint->flow->journey_nodes[journey - lint->model->journeys]);
    if (promises_an_end(journey) || ends_in_time(&journey->ends) || ends_in_time(&journey->whens)) return;
    for (const struct flow_node *node = top; node <= &lint->flow->nodes[top->last]; node++) {
        if (node->kind != FLOW_STMT || !node->reached || node->stage == JBC_NONE) continue;
        const struct model_stage *stage = &lint->model->stages[node->stage];
        if (node->stmt->kind == MODEL_STAY && lint->stays[node->stage]) {
            diag_help(diag_add(lint->diags, DIAG_LIVES_FOR_EVER, node->span), AT_THE_LATEST);
        }
        if (node->stmt->kind == MODEL_WAIT_AGAIN && !ends_in_time(&stage->whens)) {
            diag_help(diag_add(lint->diags, DIAG_WAIT_AGAIN_OFTEN, node->span), AT_THE_LATEST);
        }
    }
}

void lint_life(struct lint *lint) {
    no_goal(lint);
    goals_within(lint);
    enter_and_leave(lint);
    if (!never_ends(lint)) lives_long(lint);
}
