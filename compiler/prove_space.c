/* prove_space - see proving.h: the states of a run, and what can happen in each. */
#include <string.h>

#include "proving.h"

enum { TRACKED_MAX = 16, FACT_NO = 1, FACT_YES = 2, FACT_BITS = 2 };

/* ---- conditions that are asked more than once ---- */

static bool is_entry_only(const struct space *space, const struct value *value);

static bool items_are_entry_only(const struct space *space, const struct value *value) {
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        if (!is_entry_only(space, item)) return false;
    }
    return true;
}

/* Does it read nothing but the entering event? Then its answer lasts for the whole run. */
static bool is_entry_only(const struct space *space, const struct value *value) {
    if (value == NULL) return true;
    if (value->kind == VALUE_CONDITION) return is_entry_only(space, space->model->conditions[value->index].value);
    bool reads = value->kind >= VALUE_FIELD && value->kind <= VALUE_IN_GROUP && value->kind != VALUE_ENTRY;
    return !reads && value->kind != VALUE_WITHIN && is_entry_only(space, value->left) &&
           is_entry_only(space, value->right) && is_entry_only(space, value->upper) &&
           is_entry_only(space, value->condition) && items_are_entry_only(space, value);
}

static void track_condition(struct space *space, const struct value *value, const struct model_branch *self) {
    for (uint32_t i = 0; i < space->tracked.count; i++) {
        if (model_same_value(space->tracked.items[i], value)) return;
    }
    for (uint32_t n = space->first; n <= space->last; n++) {
        const struct flow_node *node = &space->flow->nodes[n];
        if (node->kind != FLOW_STMT || node->stmt->kind != MODEL_IF) continue;
        for (const struct model_branch *one = node->stmt->branches; one != NULL; one = one->next) {
            if (one == self || space->tracked.count == TRACKED_MAX || !model_same_value(one->condition, value))
                continue;
            if (is_entry_only(space, value)) space->lasting |= 3ull << (FACT_BITS * space->tracked.count);
            *VEC_PUSH(space->arena, space->tracked) = value;
            return;
        }
    }
}

/* Notes the answer to a condition; false if it was answered otherwise before. */
static bool assume(const struct space *space, struct space_state *state, const struct value *value, bool truth) {
    int known = space_known(space, value, state->notes);
    if (known >= 0) return known == (truth ? 1 : 0);
    for (uint32_t i = 0; i < space->tracked.count; i++) {
        if (!model_same_value(space->tracked.items[i], value)) continue;
        uint64_t fact = state->facts >> (FACT_BITS * i) & 3;
        uint64_t wanted = truth ? FACT_YES : FACT_NO;
        if (fact != 0) return fact == wanted;
        state->facts |= wanted << (FACT_BITS * i);
        return true;
    }
    return true;
}

static int known_of_items(const struct space *space, const struct value *value, uint32_t notes, int decides) {
    int all = 1 - decides;
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        int known = space_known(space, item, notes);
        if (known == decides) return decides;
        if (known < 0) all = -1;
    }
    return all;
}

int space_known(const struct space *space, const struct value *value, uint32_t notes) {
    if (value == NULL) return -1;
    if (value->kind == VALUE_CONDITION) return space_known(space, space->model->conditions[value->index].value, notes);
    if (value->kind == VALUE_BOOL) return value->number != 0;
    if (value->kind == VALUE_AND) return known_of_items(space, value, notes, 0);
    if (value->kind == VALUE_OR) return known_of_items(space, value, notes, 1);
    if (value->kind == VALUE_NOT) {
        int known = space_known(space, value->left, notes);
        return known < 0 ? -1 : 1 - known;
    }
    bool seen = (notes & NOTE_SEEN) != 0 && value->kind == VALUE_HAPPENED && value->query->event == space->event &&
                value->query->window == QUERY_EVER &&
                (value->query->where == NULL || model_same_value(value->query->where, space->event_where));
    return seen ? 1 : -1;
}

/* ---- making a space ---- */

static uint32_t add_slot(struct space *space, uint32_t radix, bool visit) {
    struct space_slot *slot = VEC_PUSH(space->arena, space->slots);
    *slot = (struct space_slot){.step = space->product, .radix = radix, .visit = visit};
    if (space->product > UINT64_MAX / radix) space->too_large = true;
    if (!space->too_large) space->product *= radix;
    return space->slots.count - 1;
}

static bool goes_back(const struct space *space, const struct model_trigger *arm) {
    uint32_t top = space->flow->trigger_nodes[arm->number];
    for (uint32_t n = top + 1; n <= space->flow->nodes[top].last; n++) {
        const struct flow_node *node = &space->flow->nodes[n];
        if (node->kind != FLOW_STMT) continue;
        if (node->stmt->kind == MODEL_KEEP_WAITING || node->stmt->kind == MODEL_WAIT_AGAIN) return true;
    }
    return false;
}

static void look_at_node(struct space *space, uint32_t n) {
    const struct flow_node *node = &space->flow->nodes[n];
    if (node->kind == FLOW_ARM) space->returns[node->trigger->number] = goes_back(space, node->trigger);
    if (node->kind == FLOW_WHEN && node->trigger->role == JBC_ROLE_WHEN_TAKE && node->trigger->most > 0)
        space_count_when(space, node->trigger, node->trigger->most);
    if (node->kind != FLOW_STMT) return;
    if (node->stmt->kind == MODEL_REPEAT && node->stmt->times > 1)
        space->slot_of_node[n] = add_slot(space, node->stmt->times, true);
    if (node->stmt->kind != MODEL_IF) return;
    for (const struct model_branch *one = node->stmt->branches; one != NULL; one = one->next)
        track_condition(space, one->condition, one);
}

struct space *space_new(struct arena *arena, const struct flow *flow, uint32_t journey) {
    struct space *space = ARENA_NEW(arena, struct space);
    space->arena = arena;
    space->flow = flow;
    space->model = flow->model;
    space->journey = journey;
    space->of = &flow->model->journeys[journey];
    space->first = flow->journey_nodes[journey];
    space->last = flow->nodes[space->first].last;
    space->event = JBC_NONE;
    space->product = 1;
    space->matters = ARENA_ARRAY(arena, bool, flow->trigger_count);
    space->returns = ARENA_ARRAY(arena, bool, flow->trigger_count);
    space->slot_of_node = ARENA_ARRAY(arena, uint32_t, flow->node_count);
    space->slot_of_trigger = ARENA_ARRAY(arena, uint32_t, flow->trigger_count);
    for (uint32_t i = 0; i < flow->node_count; i++) space->slot_of_node[i] = JBC_NONE;
    for (uint32_t i = 0; i < flow->trigger_count; i++) space->slot_of_trigger[i] = JBC_NONE;
    for (uint32_t n = space->first; n <= space->last; n++) look_at_node(space, n);
    return space;
}

void space_count_when(struct space *space, const struct model_trigger *trigger, uint32_t most) {
    bool timed = trigger->kind == JBC_ON_NO_EVENT || trigger->kind == JBC_ON_DATE || trigger->kind == JBC_ON_EVERY ||
                 trigger->kind == JBC_ON_AFTER;
    if (most == UINT32_MAX) return;
    space->slot_of_trigger[trigger->number] = add_slot(space, most + 1, timed && trigger->stage != JBC_NONE);
}

struct space_state space_begin(const struct space *space) {
    return (struct space_state){.node = space->first, .rest = JBC_NONE, .phase = JBC_NONE, .entered = PROVING_BEFORE};
}

uint32_t space_used(const struct space *space, const struct space_state *state, uint32_t slot) {
    const struct space_slot *one = &space->slots.items[slot];
    return (uint32_t)(state->uses / one->step % one->radix);
}

static void set_used(const struct space *space, struct space_state *state, uint32_t slot, uint32_t count) {
    const struct space_slot *one = &space->slots.items[slot];
    state->uses += ((uint64_t)count - space_used(space, state, slot)) * one->step;
}

void space_use_up(const struct space *space, struct space_state *state, const struct model_trigger *trigger) {
    uint32_t slot = space->slot_of_trigger[trigger->number];
    if (slot != JBC_NONE) set_used(space, state, slot, space->slots.items[slot].radix - 1);
}

static void begin_visit(const struct space *space, struct space_state *state) {
    for (uint32_t i = 0; i < space->slots.count; i++) {
        if (space->slots.items[i].visit) set_used(space, state, i, 0);
    }
}

/* ---- moves ---- */

static struct space_move *add_move(struct space *space, const struct space_state *from, enum space_way way,
                                   const struct flow_edge *edge) {
    struct space_move *move = VEC_PUSH(space->arena, space->moves);
    *move = (struct space_move){.way = way, .edge = edge, .template_ = JBC_NONE, .to = *from};
    if (edge == NULL) return move;
    move->to.node = edge->to;
    if (!space_rests(space, edge->to)) return move;
    move->to.rest = JBC_NONE;
    move->to.began = 0;
    move->to.resumed = 0;
    return move;
}

/* What a rest leaves behind. */
static void leave_rest(const struct space *space, struct space_state *to) {
    to->facts &= space->lasting;
    to->skipped = 0;
}

static void follow(struct space *space, const struct space_state *from, enum flow_way way) {
    const struct flow_node *node = &space->flow->nodes[from->node];
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        if (space->flow->edges[e].way == way) add_move(space, from, SPACE_GOES, &space->flow->edges[e]);
    }
}

static void round_moves(struct space *space, const struct space_state *from, const struct flow_node *node) {
    uint32_t slot = space->slot_of_node[node->stmt->number];
    uint32_t done = slot == JBC_NONE ? 1 : space_used(space, from, slot) + 1;
    bool again = done < node->stmt->times;
    uint32_t first = space->moves.count;
    follow(space, from, again ? FLOW_AROUND : FLOW_ENOUGH);
    for (uint32_t i = first; slot != JBC_NONE && i < space->moves.count; i++)
        set_used(space, &space->moves.items[i].to, slot, again ? done : 0);
}

static void if_moves(struct space *space, const struct space_state *from, const struct flow_node *node) {
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct flow_edge *edge = &space->flow->edges[e];
        struct space_state state = *from;
        bool fits = true;
        for (const struct model_branch *one = node->stmt->branches; one != NULL && fits; one = one->next) {
            fits = assume(space, &state, one->condition, one == edge->branch);
            if (one == edge->branch) break;
        }
        if (fits) add_move(space, &state, SPACE_GOES, edge);
    }
}

/* Back to the wait, or to the message that is held before it. After a wait in between it is not known since when. */
static void return_moves(struct space *space, const struct space_state *from, const struct flow_node *node) {
    const struct flow_edge *edge = &space->flow->edges[node->first_edge];
    bool at_send = from->rest != JBC_NONE && space->flow->nodes[from->rest].stmt->kind == MODEL_SEND;
    bool keeps = node->stmt->kind == MODEL_KEEP_WAITING;
    struct space_move *move = add_move(space, from, SPACE_GOES, edge);
    if (at_send) {
        move->to.node = from->rest;
        move->to.resumed = 1;
    }
    if (keeps && from->rest == edge->to) {
        move->to.began = from->began;
        move->to.resumed = 1;
    } else if (keeps && !at_send) {
        move->to.began = PROVING_BEFORE;
        move->to.resumed = 1;
    }
}

static void send_moves(struct space *space, const struct space_state *from, const struct flow_node *node) {
    const struct flow_edge *edge = &space->flow->edges[node->first_edge];
    bool reach = true;
    bool limit = false;
    bool rests = space_rests(space, from->node);
    for (const struct model_alternative *one = node->stmt->alternatives; one != NULL; one = one->next) {
        const struct model_channel *channel = &space->model->channels[space_channel(space, one->template_)];
        bool always = channel->team || channel->reach == NULL;
        limit = limit ||
                (!channel->team && !node->stmt->always && space_limited(space, space_channel(space, one->template_)));
        reach = reach && !always;
        if (!channel->team && space_known(space, channel->reach, from->notes) == 0) continue;
        struct space_move *move = add_move(space, from, SPACE_HANDS_OVER, edge);
        move->template_ = one->template_;
        move->to.skipped = 0;
        if (rests) leave_rest(space, &move->to);
    }
    if ((!reach && !limit) || node->stmt->alternatives == NULL) return;
    struct space_move *move = add_move(space, from, SPACE_SKIPS, edge);
    move->template_ = node->stmt->alternatives->template_;
    move->doubts = reach ? 0 : DOUBT_LIMIT;
    if (rests) leave_rest(space, &move->to);
    move->to.skipped = from->node + 1;
}

static void fire_moves(struct space *space, const struct space_state *from);
static bool must_see_skip(struct space *space, const struct space_state *from);

static void wait_moves(struct space *space, const struct space_state *from) {
    const struct flow_node *node = &space->flow->nodes[from->node];
    bool skip = must_see_skip(space, from);
    for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
        const struct flow_edge *edge = &space->flow->edges[e];
        if (edge->way == FLOW_FIRES || (edge->way == FLOW_TIME && skip)) continue;
        leave_rest(space, &add_move(space, from, SPACE_GOES, edge)->to);
    }
    fire_moves(space, from);
}

static void stmt_moves(struct space *space, const struct space_state *from, const struct flow_node *node) {
    switch (node->stmt->kind) {
    case MODEL_SEND:
        send_moves(space, from, node);
        if (space_rests(space, from->node)) fire_moves(space, from);
        break;
    case MODEL_WAIT: wait_moves(space, from); break;
    case MODEL_STAY: fire_moves(space, from); break;
    case MODEL_IF: if_moves(space, from, node); break;
    case MODEL_SPLIT: follow(space, from, FLOW_PART); break;
    case MODEL_GO_TO: follow(space, from, FLOW_MOVE); break;
    case MODEL_WAIT_AGAIN:
    case MODEL_KEEP_WAITING: return_moves(space, from, node); break;
    case MODEL_REPEAT:
    case MODEL_MILESTONE:
    case MODEL_REMEMBER:
    case MODEL_SET:
    case MODEL_START:
    case MODEL_STOP:
    case MODEL_GO_ON:
    case MODEL_STOP_REPEATING: follow(space, from, FLOW_ON); break;
    case MODEL_EXIT: break;
    }
}

/* Counters that no longer count are set to nothing, so that states that differ in them alone are one. */
static void clear_counters(struct space *space, const struct flow_node *node, uint32_t first) {
    const struct model_stmt *repeat = NULL;
    bool moves = node->kind == FLOW_STMT && node->stmt->kind == MODEL_GO_TO;
    if (node->kind == FLOW_STMT && node->stmt->kind == MODEL_REPEAT) repeat = node->stmt;
    if (node->kind == FLOW_STMT && node->stmt->kind == MODEL_STOP_REPEATING) repeat = node->stmt->target;
    for (uint32_t i = first; i < space->moves.count; i++) {
        struct space_state *to = &space->moves.items[i].to;
        if (moves) begin_visit(space, to);
        if (moves) to->notes &= (uint16_t)~NOTE_STAGE_HELD;
        if (repeat != NULL && space->slot_of_node[repeat->number] != JBC_NONE)
            set_used(space, to, space->slot_of_node[repeat->number], 0);
    }
}

void space_moves(struct space *space, const struct space_state *from) {
    const struct flow_node *node = &space->flow->nodes[from->node];
    space->moves.count = 0;
    switch (node->kind) {
    case FLOW_JOURNEY: follow(space, from, FLOW_BEGIN); break;
    case FLOW_STAGE:
    case FLOW_GOAL:
    case FLOW_LEAVE:
    case FLOW_WHEN:
    case FLOW_ARM: follow(space, from, FLOW_ON); break;
    case FLOW_STMT: stmt_moves(space, from, node); break;
    case FLOW_ROUND: round_moves(space, from, node); break;
    case FLOW_END: break;
    case FLOW_BACK: {
        struct space_move *move = add_move(space, from, SPACE_RETURNS, NULL);
        move->to.node = from->rest;
        move->to.rest = JBC_NONE;
        move->to.resumed = 1;
        break;
    }
    }
    clear_counters(space, node, 0);
}

/* ---- triggers ---- */

static bool skip_report(const struct model_trigger *trigger) {
    return trigger->kind == JBC_ON_REPORT && strcmp(trigger->word, "skipped") == 0;
}

static bool names(const struct model_stmt *send, uint32_t template_) {
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        if (one->template_ == template_) return true;
    }
    return false;
}

/* Is the skip of the send directly before the wait the first thing that one of its arms sees? */
static bool must_see_skip(struct space *space, const struct space_state *from) {
    if (from->skipped == 0) return false;
    const struct model_stmt *wait = space->flow->nodes[from->node].stmt;
    const struct model_stmt *send = space->flow->nodes[from->skipped - 1].stmt;
    if (send->alternative_count != 1 || flow_next_wait(space->flow, from->skipped - 1) != wait->index) return false;
    for (const struct model_trigger *arm = space->model->waits[wait->index].arms.first; arm != NULL; arm = arm->next) {
        if (skip_report(arm) && arm->match == send->alternatives->template_) return true;
    }
    return false;
}

/* Is the template sent by a message that does not hold its flow, whose skip may be seen at any moment? */
static bool sent_beside(const struct space *space, uint32_t template_) {
    for (uint32_t n = space->first; n <= space->last; n++) {
        const struct flow_node *node = &space->flow->nodes[n];
        if (node->kind != FLOW_STMT || node->stmt->kind != MODEL_SEND || !names(node->stmt, template_)) continue;
        if (node->keeps_waiting || (node->within != NULL && node->within->role == JBC_ROLE_WHEN_SIDE)) return true;
    }
    return false;
}

/* May an arm or when see now that a message was skipped? */
static bool sees_skip(const struct space *space, const struct space_state *from, const struct model_trigger *trigger) {
    if (!skip_report(trigger) || sent_beside(space, trigger->match)) return true;
    if (trigger->role != JBC_ROLE_ARM) return true;
    if (from->skipped == 0 || !names(space->flow->nodes[from->skipped - 1].stmt, trigger->match)) return false;
    const struct flow_node *node = &space->flow->nodes[from->node];
    uint32_t next = flow_next_wait(space->flow, from->skipped - 1);
    return node->stmt->kind == MODEL_WAIT && next == node->stmt->index;
}

bool space_takes(const struct space *space, const struct model_trigger *trigger) {
    if (trigger->role == JBC_ROLE_GOAL || trigger->role == JBC_ROLE_LEAVE) return true;
    if (trigger->role == JBC_ROLE_WHEN_TAKE) return true;
    return trigger->role == JBC_ROLE_ARM &&
           !space->flow->nodes[space->flow->trigger_nodes[trigger->number]].keeps_waiting;
}

static void add_live(struct space *space, uint32_t node, enum flow_kind kind, enum flow_kind other) {
    const struct flow_node *at = &space->flow->nodes[node];
    for (uint32_t e = at->first_edge; e < at->first_edge + at->edge_count; e++) {
        const struct flow_edge *edge = &space->flow->edges[e];
        if (edge->way != FLOW_FIRES) continue;
        enum flow_kind found = space->flow->nodes[edge->to].kind;
        if (found == kind || found == other) *VEC_PUSH(space->arena, space->live) = edge;
    }
}

void space_live(struct space *space, uint32_t node) {
    const struct flow_node *at = &space->flow->nodes[node];
    bool taken = at->within != NULL && at->within->role == JBC_ROLE_WHEN_TAKE;
    uint32_t wait = JBC_NONE;
    space->live.count = 0;
    add_live(space, space->first, FLOW_GOAL, FLOW_LEAVE);
    if (at->stmt->kind == MODEL_WAIT) wait = node;
    if (at->stmt->kind == MODEL_SEND && at->stage != JBC_NONE && !taken) {
        uint32_t next = flow_next_wait(space->flow, node);
        for (uint32_t n = node + 1; next != JBC_NONE && n <= space->last && wait == JBC_NONE; n++) {
            const struct flow_node *one = &space->flow->nodes[n];
            if (one->kind == FLOW_STMT && one->stmt->kind == MODEL_WAIT && one->stmt->index == next) wait = n;
        }
    }
    if (wait != JBC_NONE) add_live(space, wait, FLOW_ARM, FLOW_ARM);
    if (!taken && at->stage != JBC_NONE) add_live(space, space->flow->stage_nodes[at->stage], FLOW_WHEN, FLOW_WHEN);
    add_live(space, space->first, FLOW_WHEN, FLOW_WHEN);
}

/* What may act before a live trigger: 0 nothing, DOUBT_EARLIER maybe, otherwise it can never fire here. */
static int acts_before(const struct space *space, uint32_t place) {
    const struct model_trigger *trigger = space->live.items[place]->trigger;
    int doubts = 0;
    for (uint32_t i = 0; i < place; i++) {
        const struct model_trigger *one = space->live.items[i]->trigger;
        /* A condition is looked at when its wait begins, not when the other one fires. */
        bool covers = one->kind != JBC_ON_TRUE && model_covers(one, trigger);
        if (!space_takes(space, one) || !covers) continue;
        bool sure = one->within == 0 && one->most == 0 && (one->role != JBC_ROLE_ARM || trigger->role == JBC_ROLE_ARM);
        if (sure) return -1;
        doubts = DOUBT_EARLIER;
    }
    return doubts;
}

/* Could the event of the promise be what fires the trigger? */
static bool is_event(const struct space *space, const struct model_trigger *trigger) {
    return space->event != JBC_NONE && trigger->kind == JBC_ON_EVENT && trigger->match == space->event;
}

static void fire(struct space *space, const struct space_state *from, const struct flow_edge *edge, int doubts) {
    const struct model_trigger *trigger = edge->trigger;
    uint32_t slot = space->slot_of_trigger[trigger->number];
    if (slot != JBC_NONE && space_used(space, from, slot) + 1 >= space->slots.items[slot].radix) return;
    bool back = trigger->role == JBC_ROLE_WHEN_SIDE || space->returns[trigger->number];
    struct space_move *move = add_move(space, from, SPACE_FIRES, edge);
    move->doubts = (uint32_t)doubts;
    leave_rest(space, &move->to);
    move->to.rest = back ? from->node : JBC_NONE;
    move->to.resumed = 0;
    if (!back) move->to.began = 0;
    if (slot != JBC_NONE) set_used(space, &move->to, slot, space_used(space, from, slot) + 1);
    if (!is_event(space, trigger)) return;
    bool sure = space->event_where == NULL || model_same_value(space->event_where, trigger->test);
    struct space_move other = *move;
    move->to.notes |= NOTE_SEEN;
    if (!sure) *VEC_PUSH(space->arena, space->moves) = other;
}

/* The promise's event happens and leaves the flow where it is, if nothing must take it elsewhere. */
static void happen(struct space *space, const struct space_state *from) {
    uint32_t doubts = 0;
    if (space->event == JBC_NONE || (from->notes & NOTE_SEEN) != 0) return;
    for (uint32_t i = 0; i < space->live.count; i++) {
        const struct model_trigger *one = space->live.items[i]->trigger;
        uint32_t slot = space->slot_of_trigger[one->number];
        bool bound = one->most > 0 && (slot == JBC_NONE || space_used(space, from, slot) >= one->most);
        bool takes = is_event(space, one) && space_takes(space, one) && one->within == 0 && !bound;
        if (!takes || (one->test != NULL && !model_same_value(one->test, space->event_where))) continue;
        if (one->role != JBC_ROLE_ARM) return;
        doubts = DOUBT_LATE;
    }
    struct space_move *move = add_move(space, from, SPACE_HAPPENS, NULL);
    move->doubts = doubts;
    move->to.notes |= NOTE_SEEN;
    leave_rest(space, &move->to);
}

static void fire_moves(struct space *space, const struct space_state *from) {
    bool skip = space->flow->nodes[from->node].stmt->kind == MODEL_WAIT && must_see_skip(space, from);
    space_live(space, from->node);
    for (uint32_t i = 0; i < space->live.count; i++) {
        const struct model_trigger *trigger = space->live.items[i]->trigger;
        if (trigger->role == JBC_ROLE_WHEN_SIDE && !space->matters[trigger->number]) continue;
        if (skip && trigger->role != JBC_ROLE_WHEN_SIDE && !skip_report(trigger) && trigger->kind != JBC_ON_TRUE)
            continue;
        if (!sees_skip(space, from, trigger)) continue;
        int doubts = acts_before(space, i);
        if (doubts >= 0) fire(space, from, space->live.items[i], doubts);
    }
    if (!skip) happen(space, from);
}
