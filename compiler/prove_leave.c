/*
 * prove_leave - see proving.h: `everyone leaves within 60 days`.
 *
 * All states and moves make a graph, each move with the time that it takes at the most. Where the graph has a circle that
 * takes time, or a place where one may stay, nobody must ever leave; else the longest way is the answer. Side steps take no
 * time and are left out.
 */
#include <string.h>

#include "proving.h"
#include "words.h"

#define LONG INT64_MAX /* as long as one likes */

/* A move from one state to another. */
struct edge {
    uint32_t from;  /* state */
    uint32_t to;    /* state */
    uint32_t place; /* among the moves of `from` */
    int64_t takes;  /* ms at the most */
};

struct leaving {
    struct prover *prover;  /* whose promise */
    struct search search;   /* has found the states */
    bool capped;            /* stages with a timer that ends the visit take that long, whatever is in them */
    int64_t *caps;          /* of each stage: that time; LONG: none */
    VEC(struct edge) edges; /* by `from` */
    uint32_t *first;        /* of each state and one more: its first edge */
    uint32_t *part;         /* of each state: its circle; the ends come first */
    int64_t *longest;       /* of each circle: from there to the end */
    uint32_t *best;         /* of each circle: the edge of the longest way, plus 1; 0: it ends here */
    uint32_t parts;         /* how many circles */
    uint32_t *stays;        /* of each circle: a state in which one may stay, plus 1; 0: none */
};

/* ---- how long a move takes at the most ---- */

static int64_t clock_most(const struct prover *prover, const struct model_wait *wait) {
    int64_t most = 0;
    for (int64_t day = 0; day < 7; day++) {
        if ((wait->days >> day & 1) == 0) continue;
        int64_t gap = clock_gap(day * DAY_MS + wait->clock, wait->clock, wait->days);
        most = gap > most ? gap : most;
    }
    return most + zone_slack(prover->model);
}

static int64_t wait_most(const struct prover *prover, const struct model_wait *wait) {
    switch (wait->kind) {
    case JBC_WAIT_FOR:
    case JBC_WAIT_UP_TO:
    case JBC_WAIT_DATA: return wait->duration;
    case JBC_WAIT_CLOCK: return clock_most(prover, wait);
    case JBC_WAIT_UNTIL:
    case JBC_WAIT_END: break;
    }
    return LONG;
}

static int64_t move_most(const struct leaving *l, const struct space_state *from) {
    const struct flow_node *node = &l->prover->flow->nodes[from->node];
    bool taken = node->within != NULL && node->within->role == JBC_ROLE_WHEN_TAKE;
    bool cap = l->capped && node->stage != JBC_NONE && l->caps[node->stage] != LONG && !taken;
    if (node->kind == FLOW_STAGE && cap) return l->caps[node->stage];
    if (node->kind != FLOW_STMT || cap || from->resumed == 1) return 0;
    if (node->stmt->kind == MODEL_WAIT) return wait_most(l->prover, &l->prover->model->waits[node->stmt->index]);
    if (node->stmt->kind == MODEL_STAY) return LONG;
    bool holds = node->stmt->kind == MODEL_SEND && space_rests(l->search.space, from->node);
    return holds ? space_longest_hold(l->search.space, node->stmt, true) : 0;
}

/* ---- the graph ---- */

static bool step(struct search *search, const struct space_state *from, struct space_move *move, int64_t *at,
                 bool *found) {
    (void)search;
    (void)from;
    (void)at;
    (void)found;
    if (move->to.began == PROVING_BEFORE) move->to.resumed = 0; /* back after a wait: taken for a wait from its start */
    move->to.began = 0;
    return true;
}

static void add_edges(struct leaving *l, uint32_t state) {
    struct search *search = &l->search;
    const struct space_state from = *search_state(search, state);
    l->first[state] = l->edges.count;
    space_moves(search->space, &from);
    for (uint32_t i = 0; i < search->space->moves.count; i++) {
        struct space_move move = search->space->moves.items[i];
        int64_t at = 0;
        bool found = false;
        step(search, &from, &move, &at, &found);
        uint32_t to = search_number(search, &move.to);
        *VEC_PUSH(l->prover->arena, l->edges) = (struct edge){state, to, i, move_most(l, &from)};
    }
}

/* ---- circles, by Tarjan's algorithm ---- */

struct circles {
    uint32_t *number; /* of each state: in the order of finding, plus 1; 0: not found */
    uint32_t *low;    /* the least number that it leads back to */
    uint32_t *stack;  /* states of circles that are not closed */
    uint32_t *way;    /* states on the way */
    uint32_t *next;   /* of each of them: its next edge */
    uint32_t stacked; /* how many on the stack */
    uint32_t depth;   /* how many on the way */
    uint32_t found;   /* how many were found */
};

static void push(struct leaving *l, struct circles *c, uint32_t state) {
    c->number[state] = c->low[state] = ++c->found;
    c->stack[c->stacked++] = state;
    c->way[c->depth] = state;
    c->next[c->depth++] = l->first[state];
}

static void close_circle(struct leaving *l, struct circles *c, uint32_t state) {
    uint32_t one;
    do {
        one = c->stack[--c->stacked];
        l->part[one] = l->parts;
    } while (one != state);
    l->parts++;
}

static void find_circles(struct leaving *l, uint32_t count) {
    struct arena *arena = l->prover->arena;
    struct circles c = {.number = ARENA_ARRAY(arena, uint32_t, count),
                        .low = ARENA_ARRAY(arena, uint32_t, count),
                        .stack = ARENA_ARRAY(arena, uint32_t, count),
                        .way = ARENA_ARRAY(arena, uint32_t, count),
                        .next = ARENA_ARRAY(arena, uint32_t, count)};
    for (uint32_t i = 0; i < count; i++) l->part[i] = JBC_NONE;
    push(l, &c, 0);
    while (c.depth > 0) {
        uint32_t state = c.way[c.depth - 1];
        if (c.next[c.depth - 1] < l->first[state + 1]) {
            uint32_t to = l->edges.items[c.next[c.depth - 1]++].to;
            if (c.number[to] == 0)
                push(l, &c, to);
            else if (l->part[to] == JBC_NONE && c.number[to] < c.low[state])
                c.low[state] = c.number[to];
            continue;
        }
        c.depth--;
        if (c.low[state] == c.number[state])
            close_circle(l, &c, state);
        else if (c.depth > 0 && c.low[state] < c.low[c.way[c.depth - 1]])
            c.low[c.way[c.depth - 1]] = c.low[state];
    }
}

/* ---- the longest way ---- */

static int64_t plus(int64_t a, int64_t b) {
    return a == LONG || b == LONG || a > LONG - b ? LONG : a + b;
}

static bool may_stay(const struct leaving *l, uint32_t state) {
    const struct flow_node *node = &l->prover->flow->nodes[search_state(&l->search, state)->node];
    bool cap = l->capped && node->stage != JBC_NONE && l->caps[node->stage] != LONG;
    return node->kind == FLOW_STMT && node->stmt->kind == MODEL_STAY && !cap;
}

/* The parts are numbered from the ends on, so what an edge leads to is known before where it comes from. */
static void measure(struct leaving *l, uint32_t count) {
    uint32_t *order = ARENA_ARRAY(l->prover->arena, uint32_t, count);
    uint32_t *place = ARENA_ARRAY(l->prover->arena, uint32_t, l->parts + 1);
    for (uint32_t i = 0; i < count; i++) place[l->part[i] + 1]++;
    for (uint32_t i = 0; i < l->parts; i++) place[i + 1] += place[i];
    for (uint32_t i = 0; i < count; i++) order[place[l->part[i]]++] = i;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t state = order[k];
        uint32_t part = l->part[state];
        if (may_stay(l, state)) {
            l->longest[part] = LONG;
            l->stays[part] = state + 1;
            continue;
        }
        for (uint32_t e = l->first[state]; e < l->first[state + 1]; e++) {
            const struct edge *edge = &l->edges.items[e];
            bool inside = l->part[edge->to] == part;
            if (inside && edge->takes == 0) continue;
            int64_t most = inside ? LONG : plus(edge->takes, l->longest[l->part[edge->to]]);
            bool known = l->best[part] != 0 || l->stays[part] != 0;
            if (most < l->longest[part] || (most == l->longest[part] && known)) continue;
            l->longest[part] = most;
            l->best[part] = e + 1;
        }
    }
}

/* How long the run may last; LONG: as long as one likes. */
static int64_t solve(struct leaving *l, bool capped) {
    struct arena *arena = l->prover->arena;
    uint32_t count = search_count(&l->search);
    l->capped = capped;
    l->edges.count = 0;
    l->parts = 0;
    l->first = ARENA_ARRAY(arena, uint32_t, count + 1);
    l->part = ARENA_ARRAY(arena, uint32_t, count);
    l->longest = ARENA_ARRAY(arena, int64_t, count);
    l->best = ARENA_ARRAY(arena, uint32_t, count);
    l->stays = ARENA_ARRAY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) add_edges(l, i);
    l->first[count] = l->edges.count;
    find_circles(l, count);
    measure(l, count);
    return l->longest[l->part[0]];
}

/* ---- the way itself ---- */

static void add_step(struct leaving *l, struct way *way, uint32_t number) {
    const struct edge *edge = &l->edges.items[number];
    const struct space_state from = *search_state(&l->search, edge->from);
    struct way_step *step_made = &way->steps[way->count++];
    space_moves(l->search.space, &from);
    *step_made = (struct way_step){.from = from, .move = l->search.space->moves.items[edge->place]};
    step_made->move.to = *search_state(&l->search, edge->to);
}

/* The shortest way inside a part, in moves. */
static void go_inside(struct leaving *l, struct way *way, uint32_t from, uint32_t to) {
    uint32_t count = search_count(&l->search);
    uint32_t *came = ARENA_ARRAY(l->prover->arena, uint32_t, count);
    uint32_t *queue = ARENA_ARRAY(l->prover->arena, uint32_t, count);
    uint32_t head = 0;
    uint32_t tail = 0;
    if (from == to) return;
    queue[tail++] = to; /* backwards from the end, so that the way comes out forwards */
    came[to] = 1;
    while (came[from] == 0 && head < tail) {
        uint32_t state = queue[head++];
        for (uint32_t e = 0; e < l->edges.count; e++) {
            const struct edge *edge = &l->edges.items[e];
            if (edge->to != state || came[edge->from] != 0 || l->part[edge->from] != l->part[to]) continue;
            came[edge->from] = e + 2;
            queue[tail++] = edge->from;
        }
    }
    while (from != to) {
        uint32_t e = came[from] - 2;
        add_step(l, way, e);
        from = l->edges.items[e].to;
    }
}

/* The longest way; where it goes in a circle, so many times around; where one may stay, up to there. */
static void build_way(struct leaving *l, struct way *way, struct real *real, uint32_t rounds) {
    const struct flow *flow = l->prover->flow;
    uint32_t at = 0;
    way->steps = ARENA_ARRAY(l->prover->arena, struct way_step, (3 + rounds) * ((size_t)search_count(&l->search) + 1));
    way->count = 0;
    while (l->best[l->part[at]] != 0 || l->stays[l->part[at]] != 0) {
        uint32_t stays = l->stays[l->part[at]];
        if (stays != 0 && l->best[l->part[at]] == 0) {
            go_inside(l, way, at, stays - 1);
            real->stays = &flow->nodes[search_state(&l->search, stays - 1)->node];
            return;
        }
        uint32_t e = l->best[l->part[at]] - 1;
        const struct edge edge = l->edges.items[e];
        go_inside(l, way, at, edge.from);
        if (edge.takes == LONG) {
            real->stays = &flow->nodes[search_state(&l->search, edge.from)->node];
            return;
        }
        uint32_t before = way->count;
        add_step(l, way, e);
        at = edge.to;
        if (l->part[edge.to] != l->part[edge.from]) continue;
        for (uint32_t round = 0; round < rounds; round++) {
            go_inside(l, way, edge.to, edge.from);
            add_step(l, way, e);
        }
        real->stays = &flow->nodes[search_state(&l->search, edge.from)->node];
        real->circle = true;
        for (uint32_t i = before; i < way->count; i++) {
            const struct flow_node *node = &flow->nodes[way->steps[i].from.node];
            real->enters = real->enters || node->kind == FLOW_STAGE;
            if (real->stays->kind == FLOW_STAGE && space_rests(l->search.space, way->steps[i].from.node))
                real->stays = node;
        }
        return;
    }
}

/* ---- verdicts ---- */

/* A circle that depends on the clock is gone until it has lasted long enough: not every round of it is like the last. */
static bool is_longer(void *self, struct real *real) {
    const struct leaving *l = self;
    bool goes_on = real->stays != NULL && !(real->circle && real_clock(real));
    return goes_on || real->end > l->prover->promise->ms;
}

static const char *tell_stage(struct prover *prover, const char *text, uint32_t stage, int64_t takes) {
    const char *one = arena_format(prover->arena, "stage %s %s", prover->model->stages[stage].name,
                                   words_duration(prover->arena, takes));
    return words_join(prover->arena, text, ", ", one);
}

/* `stage first 3 days, stage second 5 days`, and labels at what takes the time. */
static const char *tell_times(struct prover *prover, const struct real *real) {
    const char *text = "";
    uint32_t stage = JBC_NONE;
    int64_t sum = 0;
    for (uint32_t i = 0; i < real->taken; i++) {
        const struct flow_node *node = &prover->flow->nodes[real->way->steps[i].from.node];
        if (sum > 0 && node->stage != stage) text = tell_stage(prover, text, stage, sum);
        if (node->stage != stage) sum = 0;
        int64_t takes = real->times[i] - (i > 0 ? real->times[i - 1] : 0);
        if (node->stage == JBC_NONE) continue;
        stage = node->stage;
        sum += takes;
        if (takes > 0) verdict_label(prover, node->span, words_duration(prover->arena, takes));
    }
    return sum > 0 ? tell_stage(prover, text, stage, sum) : text;
}

static const char *tell_stay(struct prover *prover, const struct real *real) {
    struct arena *arena = prover->arena;
    const struct model_stmt *stmt = real->stays->stmt;
    const char *stage = real->stays->stage == JBC_NONE ? "" : prover->model->stages[real->stays->stage].name;
    if (real->circle) {
        const char *way = verdict_stages(prover, real->way);
        verdict_label(prover, real->stays->span, "comes again and again");
        return arena_format(arena, "%s, and `%s` again and again", way,
                            words_head(arena, prover->model, real->stays->span));
    }
    if (stmt->kind == MODEL_STAY) {
        verdict_label(prover, real->stays->span, "for as long as nothing moves them");
        return arena_format(arena, "they may stay in stage %s for ever", stage);
    }
    verdict_label(prover, real->stays->span, "as late as one likes");
    return arena_format(arena, "the time of `%s` may be as late as one likes",
                        words_head(arena, prover->model, real->stays->span));
}

/* Does a time depend on what may be anything? */
struct freedom {
    const struct model_journey *of; /* whose entries they are */
    bool is_free;                   /* it does */
};

static void note_free(void *self, const struct value *value) {
    struct freedom *freedom = self;
    bool entry = value->kind == VALUE_ENTRY && freedom->of->enters.first != NULL &&
                 freedom->of->entries[value->index].fields[0] != (uint32_t)MODEL_FIELD_TIME;
    if (value->kind == VALUE_TRAIT || value->kind == VALUE_FIELD || entry) freedom->is_free = true;
}

static bool may_be_late(const struct prover *prover, const struct flow_node *stays) {
    struct freedom freedom = {.of = &prover->model->journeys[prover->journey]};
    const struct model_visitor visitor = {.self = &freedom, .value = note_free};
    if (stays->stmt->kind != MODEL_WAIT) return stays->stmt->kind == MODEL_STAY;
    model_visit_value(prover->model, prover->model->waits[stays->stmt->index].value, &visitor);
    return freedom.is_free;
}

/* Goes the longest way of the last solution by the clock, in a circle so often that it lasts long enough. */
static bool go_way(struct leaving *l, struct real *real) {
    enum { ROUNDS = 4, MOST_MOVES = 4000 };
    struct arena *arena = l->prover->arena;
    bool fine = false;
    for (uint32_t rounds = ROUNDS; !fine && (real->way == NULL || real->way->count < MOST_MOVES); rounds *= 4) {
        struct way *way = ARENA_NEW(arena, struct way);
        *real =
            (struct real){.space = l->search.space, .way = way, .arms = REAL_LATE, .enough = l->prover->promise->ms};
        build_way(l, way, real, rounds);
        if (rounds == ROUNDS) real_conditions(real);
        if (real->reason != NULL) return false;
        fine = real_some(real, is_longer, l);
        if (!real->circle || !real_clock(real) || real->reason != NULL) break;
    }
    return fine;
}

/* Is there such a way that can be gone, and breaks the promise? */
static bool judge(struct leaving *l, int64_t most) {
    struct prover *prover = l->prover;
    struct arena *arena = prover->arena;
    struct real real = {.way = NULL};
    bool fine = go_way(l, &real);
    if (fine && real.stays != NULL && !real.circle && !may_be_late(prover, real.stays)) fine = false;
    if (fine) prover->verdict.timeline = verdict_timeline(prover, &real, NULL);
    if (fine && real.stays != NULL) {
        verdict_set(prover, VERDICT_REFUTED, tell_stay(prover, &real));
    } else if (fine) {
        const char *times = tell_times(prover, &real);
        verdict_set(prover, VERDICT_REFUTED, arena_format(arena, "%s: %s", times, words_duration(arena, real.end)));
    } else {
        const char *long_ = most == LONG ? "there may be no end to it"
                                         : arena_format(arena, "it may take up to %s", words_duration(arena, most));
        const char *why = real.reason != NULL
                              ? real.reason
                              : "if messages are held, and clocks and time zones change, as long as can be";
        verdict_set(prover, VERDICT_UNKNOWN, arena_format(arena, "%s: %s", long_, why));
    }
    return fine;
}

/* After how long a leave ends every run; LONG: there is none. */
static int64_t leave_bound(const struct prover *prover) {
    int64_t bound = LONG;
    const struct model_trigger *one = prover->model->journeys[prover->journey].ends.first;
    for (; one != NULL; one = one->next) {
        bool sure = one->kind == JBC_ON_AFTER && one->within == 0;
        if (sure && one->duration < bound) bound = one->duration;
    }
    return bound;
}

static bool find_caps(struct leaving *l) {
    const struct model *model = l->prover->model;
    bool any = false;
    l->caps = ARENA_ARRAY(l->prover->arena, int64_t, model->stage_count);
    for (uint32_t i = 0; i < model->stage_count; i++) {
        l->caps[i] = LONG;
        for (const struct model_trigger *one = model->stages[i].whens.first; one != NULL; one = one->next) {
            bool timer = one->kind == JBC_ON_AFTER || (one->kind == JBC_ON_EVERY && one->days == 0);
            if (!timer || one->role != JBC_ROLE_WHEN_TAKE || one->duration >= l->caps[i]) continue;
            l->caps[i] = one->duration;
            any = any || model->stages[i].journey == l->prover->journey;
        }
    }
    return any;
}

/* Who is kept out stays until the longest `within` of the goals is over. */
static int64_t kept_out(const struct prover *prover, const struct model_trigger **goal) {
    int64_t longest = 0;
    const struct model_journey *of = &prover->model->journeys[prover->journey];
    for (const struct model_trigger *one = of->ends.first; one != NULL && of->keep_out > 0; one = one->next) {
        if (one->role != JBC_ROLE_GOAL || one->within <= longest) continue;
        longest = one->within;
        *goal = one;
    }
    return longest;
}

void prove_leave(struct prover *prover) {
    struct leaving l = {.prover = prover};
    const struct model_trigger *goal = NULL;
    int64_t kept = kept_out(prover, &goal);
    int64_t bound = leave_bound(prover);
    l.search.space = space_new(prover->arena, prover->flow, prover->journey);
    l.search.step = step;
    if (bound <= prover->promise->ms) return;
    if (goal != NULL && kept > prover->promise->ms) {
        verdict_label(prover, goal->head, "until then");
        verdict_set(prover, VERDICT_REFUTED,
                    arena_format(prover->arena, "who is kept out stays for %s, to see whether the goal is reached",
                                 words_duration(prover->arena, kept)));
        return;
    }
    if (search_run(&l.search) == SEARCH_TOO_MUCH) {
        verdict_too_much(prover);
        return;
    }
    int64_t most = solve(&l, false);
    if (most <= prover->promise->ms) return;
    if (!find_caps(&l)) {
        judge(&l, most);
        return;
    }
    int64_t capped = solve(&l, true);
    if (capped <= prover->promise->ms || judge(&l, capped)) return;
    solve(&l, false);
    judge(&l, most);
}
