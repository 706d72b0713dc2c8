/* prove_real - see proving.h: can the conditions on a way all be so? */
#include <string.h>

#include "proving.h"
#include "solving.h"
#include "words.h"

/* A look at a way, step by step. */
struct look {
    struct real *real;         /* what comes out */
    struct solver solver;      /* the conditions so far */
    const struct space *space; /* whose way it is */
    struct space *live;        /* the same, for questions about what is live */
    const struct model *model; /* the project */
    bool *watched;             /* of each trait: a trigger that takes the run elsewhere looks at it */
    bool *heard;               /* of each event: likewise */
    uint32_t *parts;           /* of each split: the part that was taken, or JBC_NONE */
    uint32_t serial;           /* of the last event */
    uint32_t step;             /* where on the way */
    uint32_t dates;            /* waits for a time from data so far */
    bool begun;                /* the run has begun */
    bool past;                 /* one of them was past */
};

static void fail(struct look *look, struct span span, const char *format, bool quoted) {
    if (look->real->reason != NULL) return;
    look->real->failed = look->step;
    const char *words = quoted ? words_source(look->space->arena, look->model, span) : "";
    look->real->reason = arena_format(look->space->arena, format, words);
}

static void wish(struct look *look, const struct value *value, bool truth) {
    if (look->real->reason != NULL || solver_wish(&look->solver, value, truth)) return;
    fail(look, value->span,
         truth ? "it would need `%s` to be true at that moment, and it is not clear whether it can be"
               : "it would need `%s` to be false at that moment, and it is not clear whether it can be",
         true);
}

/* ---- what triggers look at ---- */

static void watch_value(void *self, const struct value *value) {
    struct look *look = self;
    if (value->kind == VALUE_TRAIT) look->watched[value->index] = true;
}

static void watch(struct look *look, const struct model_trigger *trigger) {
    const struct model_visitor visitor = {.self = look, .value = watch_value};
    if (!space_takes(look->space, trigger)) return;
    if (trigger->kind == JBC_ON_EVENT) look->heard[trigger->match] = true;
    if (trigger->kind == JBC_ON_BECOMES || trigger->kind == JBC_ON_CHANGES) look->watched[trigger->match] = true;
    if (trigger->kind == JBC_ON_TRUE || trigger->kind == JBC_ON_TURNS_TRUE)
        model_visit_value(look->model, trigger->test, &visitor);
}

static bool has_rested(const struct look *look) {
    for (uint32_t i = 0; i < look->step; i++) {
        if (space_rests(look->space, look->real->way->steps[i].from.node)) return true;
    }
    return false;
}

/* A question about the past is free if no event that answers it moves the run, nor stands on the way. What the past was
 * before the entry is anybody's choice. */
static bool is_free(void *self, const struct value *asked, bool *happened) {
    struct look *look = self;
    if (asked->kind == VALUE_IN_JOURNEY) return asked->index != look->space->journey;
    if (asked->kind == VALUE_IN_GROUP) return look->space->of->group == NULL;
    uint32_t event = asked->query->event;
    bool since_entry = asked->query->window == QUERY_SINCE_ENTRY;
    if (since_entry && !has_rested(look)) return false;
    if (look->heard[event] && look->begun) return false;
    for (const struct model_trigger *enter = look->space->of->enters.first; enter != NULL && !since_entry;
         enter = enter->next) {
        if (enter->kind == JBC_ON_EVENT && enter->match == event) *happened = true;
    }
    for (uint32_t i = 0; i < look->real->way->count && look->begun; i++) {
        const struct space_move *move = &look->real->way->steps[i].move;
        if (move->way == SPACE_HAPPENS && look->space->event == event) return false;
        if (move->way != SPACE_FIRES) continue;
        const struct model_trigger *trigger = move->edge->trigger;
        bool about = trigger->kind == JBC_ON_EVENT || trigger->kind == JBC_ON_NO_EVENT;
        if (about && trigger->match == event) return false;
    }
    for (uint32_t i = 0; i < look->solver.subjects.count; i++) {
        const struct value *other = look->solver.subjects.items[i].asked;
        bool same = other != NULL && other->query != NULL && other->query->event == event;
        if (same && !model_same_value(other, asked)) return false;
    }
    return true;
}

/* ---- the beginning ---- */

static void set_variables(struct look *look) {
    const struct model_journey *of = look->space->of;
    for (uint32_t i = 0; i < of->variable_count; i++) {
        bool given = of->started; /* a `start journey` may fill it */
        look->solver.variables[i] =
            given || of->variables[i].first == NULL ? NULL : solver_place(&look->solver, of->variables[i].first);
    }
}

static void become(struct look *look, const struct model_trigger *trigger, bool truth) {
    struct value *trait = ARENA_NEW(look->space->arena, struct value);
    struct value *equal = ARENA_NEW(look->space->arena, struct value);
    *trait = (struct value){.kind = VALUE_TRAIT, .index = trigger->match, .span = trigger->span};
    trait->type = look->model->traits[trigger->match].field.type;
    *equal = (struct value){.kind = VALUE_EQUAL, .left = trait, .right = trigger->value, .span = trigger->span};
    equal->type.kind = JBC_BOOL;
    wish(look, equal, truth);
}

static void begin(struct look *look) {
    const struct model_journey *of = look->space->of;
    const struct model_trigger *enter = of->enters.first;
    set_variables(look);
    if (enter == NULL) return;
    look->solver.entry = of->entries;
    look->solver.entry_count = enter->kind == JBC_ON_EVENT ? of->entry_count : 0;
    if (enter->test != NULL && enter->kind != JBC_ON_NO_EVENT) wish(look, enter->test, true);
    look->solver.entry_count = 0;
    if (enter->kind == JBC_ON_BECOMES) become(look, enter, true);
    if (enter->only_if != NULL) wish(look, enter->only_if, true);
}

/* ---- rests ---- */

/* Traits that no trigger looks at may change while the flow rests. */
static void change_traits(struct look *look) {
    for (uint32_t i = 0; i < look->model->trait_count; i++) {
        if (!look->watched[i]) look->solver.trait_serials[i]++;
    }
}

/* Conditions that would have moved the run on before. */
static void stay_quiet(struct look *look, const struct model_trigger *fired) {
    for (uint32_t i = 0; i < look->live->live.count; i++) {
        const struct model_trigger *one = look->live->live.items[i]->trigger;
        bool asks = one->kind == JBC_ON_TRUE || one->kind == JBC_ON_TURNS_TRUE;
        if (asks && one != fired && space_takes(look->space, one)) wish(look, one->test, false);
    }
}

static void change_value(void *self, const struct value *value) {
    struct look *look = self;
    if (value->kind == VALUE_TRAIT && look->watched[value->index]) look->solver.trait_serials[value->index]++;
}

/* What is asked before the trigger that fires must not fire itself. */
static void pass_over(struct look *look, const struct model_trigger *fired) {
    for (uint32_t i = 0; i < look->live->live.count; i++) {
        const struct model_trigger *one = look->live->live.items[i]->trigger;
        if (one == fired) break;
        if (!space_takes(look->space, one) || one->kind != fired->kind || one->match != fired->match) continue;
        if (one->kind == JBC_ON_EVENT) wish(look, one->test, false);
        if (one->kind == JBC_ON_BECOMES) become(look, one, false);
    }
}

static bool was_handed(const struct look *look, uint32_t template_, enum space_way way) {
    for (uint32_t i = 0; i < look->step; i++) {
        const struct space_move *move = &look->real->way->steps[i].move;
        if (move->way == way && move->template_ == template_) return true;
    }
    return false;
}

static bool was_started(const struct look *look, uint32_t journey) {
    for (uint32_t i = 0; i < look->step; i++) {
        const struct flow_node *node = &look->space->flow->nodes[look->real->way->steps[i].from.node];
        if (node->kind == FLOW_STMT && node->stmt->kind == MODEL_START && node->stmt->index == journey) return true;
    }
    return look->model->journeys[journey].enters.first != NULL;
}

/* What fires together with it may remember something else, or use up its own bound. */
static void fire_others(struct look *look, const struct model_trigger *fired) {
    for (uint32_t i = 0; i < look->live->live.count; i++) {
        const struct model_trigger *one = look->live->live.items[i]->trigger;
        if (one == fired || one->role != JBC_ROLE_WHEN_SIDE || one->kind != fired->kind || one->match != fired->match)
            continue;
        uint32_t top = look->space->flow->trigger_nodes[one->number];
        for (uint32_t n = top; n <= look->space->flow->nodes[top].last; n++) {
            const struct flow_node *node = &look->space->flow->nodes[n];
            if (node->kind == FLOW_STMT && node->stmt->kind == MODEL_REMEMBER)
                look->solver.variables[node->stmt->index] = NULL;
        }
        for (uint32_t k = 0; one->most > 0 && k < look->real->way->count; k++) {
            const struct space_move *move = &look->real->way->steps[k].move;
            if (move->way == SPACE_FIRES && move->edge->trigger == one)
                fail(look, one->span, "`%s` may have fired before as often as it may", true);
        }
    }
}

static void fire_report(struct look *look, const struct model_trigger *trigger) {
    bool skip = strcmp(trigger->word, "skipped") == 0;
    if (!was_handed(look, trigger->match, skip ? SPACE_SKIPS : SPACE_HANDS_OVER))
        fail(look, trigger->span, "`%s` is about a message that is not on this way", true);
}

static void fire(struct look *look, const struct model_trigger *trigger) {
    const struct model_visitor visitor = {.self = look, .value = change_value};
    look->solver.event = ++look->serial;
    look->solver.trigger_serials[trigger->number] = look->serial;
    if (trigger->kind == JBC_ON_TURNS_TRUE) wish(look, trigger->test, false);
    stay_quiet(look, trigger);
    change_traits(look);
    bool trait = trigger->kind == JBC_ON_BECOMES || trigger->kind == JBC_ON_CHANGES;
    if (trait && look->watched[trigger->match]) look->solver.trait_serials[trigger->match]++;
    if (trigger->kind == JBC_ON_TRUE || trigger->kind == JBC_ON_TURNS_TRUE)
        model_visit_value(look->model, trigger->test, &visitor);
    pass_over(look, trigger);
    bool now = trigger->kind == JBC_ON_EVENT || trigger->kind == JBC_ON_TRUE || trigger->kind == JBC_ON_TURNS_TRUE;
    if (now && trigger->test != NULL) wish(look, trigger->test, true);
    if (trigger->kind == JBC_ON_BECOMES) become(look, trigger, true);
    if (now || trait) stay_quiet(look, trigger); /* what the event makes true acts too, and mostly first */
    if (trigger->kind == JBC_ON_REPORT) fire_report(look, trigger);
    if (trigger->kind == JBC_ON_ENDED && !was_started(look, trigger->match))
        fail(look, trigger->span, "`%s` is about a journey that nothing on this way starts", true);
    fire_others(look, trigger);
}

/* The promise's event happens, and nothing acts on it. */
static void happen(struct look *look) {
    look->solver.event = ++look->serial;
    stay_quiet(look, NULL);
    change_traits(look);
    if (look->space->event_where != NULL) wish(look, look->space->event_where, true);
    for (uint32_t i = 0; i < look->live->live.count; i++) {
        const struct model_trigger *one = look->live->live.items[i]->trigger;
        bool hears = one->kind == JBC_ON_EVENT && one->match == look->space->event && space_takes(look->space, one);
        if (hears && one->test != NULL) wish(look, one->test, false);
    }
}

/* ---- statements ---- */

static void hand_over(struct look *look, const struct model_stmt *send, const struct space_move *move) {
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        const struct model_channel *channel = &look->model->channels[space_channel(look->space, one->template_)];
        bool chosen = move->way == SPACE_HANDS_OVER && one->template_ == move->template_;
        bool open = channel->team || channel->reach == NULL;
        if (chosen) {
            if (!open) wish(look, channel->reach, true);
            return;
        }
        if (!open) wish(look, channel->reach, false);
        if (open && (move->doubts & DOUBT_LIMIT) == 0)
            fail(look, one->span, "`%s` would have to be over a limit", true);
    }
}

static void choose_part(struct look *look, uint32_t part) {
    const struct model_part *of = &look->model->parts[part];
    const char *name = look->model->splits[of->split].name;
    for (uint32_t i = 0; i < look->model->split_count; i++) {
        bool other = look->parts[i] != JBC_NONE && (i != of->split || look->parts[i] != part);
        if (other && strcmp(look->model->splits[i].name, name) == 0)
            fail(look, of->span, "part `%s` of the split is not where the same user was sent before", true);
    }
    look->parts[of->split] = part;
}

static void branch(struct look *look, const struct model_stmt *stmt, const struct flow_edge *edge) {
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) {
        wish(look, one->condition, one == edge->branch);
        if (one == edge->branch) break;
    }
}

/* A time from data: past, unknown, or still to come. */
static void wait_for_date(struct look *look, const struct model_wait *wait, const struct flow_edge *edge) {
    look->past = look->past || edge->way == FLOW_PAST;
    if (++look->dates > 1 && look->past)
        fail(look, wait->span, "the times of `%s` and of a wait before it may not go together", true);
    if (edge->way == FLOW_UNKNOWN && wait->value->kind != VALUE_TRAIT)
        fail(look, wait->span, "the time of `%s` would have to be unknown", true);
}

static void leave_wait(struct look *look, const struct model_stmt *stmt, const struct flow_edge *edge) {
    const struct model_wait *wait = &look->model->waits[stmt->index];
    stay_quiet(look, NULL);
    if (wait->kind == JBC_WAIT_UNTIL) wait_for_date(look, wait, edge);
    change_traits(look);
}

static void set_trait(struct look *look, const struct model_stmt *stmt) {
    if (look->watched[stmt->index]) fail(look, stmt->head, "`%s` may make a trigger fire", true);
    look->solver.trait_serials[stmt->index]++;
}

static void go(struct look *look, const struct model_stmt *stmt, const struct space_move *move) {
    switch (stmt->kind) {
    case MODEL_WAIT: leave_wait(look, stmt, move->edge); break;
    case MODEL_IF: branch(look, stmt, move->edge); break;
    case MODEL_SPLIT: choose_part(look, move->edge->part); break;
    case MODEL_REMEMBER: look->solver.variables[stmt->index] = solver_place(&look->solver, stmt->value); break;
    case MODEL_SET: set_trait(look, stmt); break;
    case MODEL_STOP:
        if (stmt->index == look->space->journey) fail(look, stmt->head, "`%s` may end the run", true);
        break;
    case MODEL_SEND:
    case MODEL_REPEAT:
    case MODEL_GO_TO:
    case MODEL_EXIT:
    case MODEL_STAY:
    case MODEL_MILESTONE:
    case MODEL_START:
    case MODEL_STOP_REPEATING:
    case MODEL_GO_ON:
    case MODEL_WAIT_AGAIN:
    case MODEL_KEEP_WAITING: break;
    }
}

static void look_at(struct look *look, const struct way_step *step) {
    const struct flow_node *node = &look->space->flow->nodes[step->from.node];
    const struct space_move *move = &step->move;
    if (move->doubts & DOUBT_LATE)
        fail(look, node->span, "only an event that comes late, by its own time, gets past `%s`", true);
    if (move->doubts & DOUBT_LIMIT) fail(look, node->span, "only if a limit is full at `%s`", true);
    if (move->doubts & DOUBT_EARLIER) fail(look, node->span, "what stands before it may act first%s", false);
    if (node->kind == FLOW_STMT && space_rests(look->space, step->from.node)) space_live(look->live, step->from.node);
    switch (move->way) {
    case SPACE_GOES:
        if (node->kind == FLOW_STMT) go(look, node->stmt, move);
        break;
    case SPACE_FIRES: fire(look, move->edge->trigger); break;
    case SPACE_HANDS_OVER:
    case SPACE_SKIPS:
        hand_over(look, node->stmt, move);
        if (space_rests(look->space, step->from.node)) change_traits(look);
        break;
    case SPACE_HAPPENS: happen(look); break;
    case SPACE_RETURNS: break;
    }
}

void real_conditions(struct real *real) {
    const struct space *space = real->space;
    struct look look = {
        .real = real, .space = space, .model = space->model, .live = ARENA_NEW(space->arena, struct space)};
    *look.live = *space;
    look.live->live.items = NULL;
    look.live->live.count = look.live->live.capacity = 0;
    solver_init(&look.solver, space->arena, space->model, space->flow->trigger_count, space->of);
    look.solver.is_free = is_free;
    look.solver.self = &look;
    look.watched = ARENA_ARRAY(space->arena, bool, space->model->trait_count);
    look.heard = ARENA_ARRAY(space->arena, bool, space->model->event_count);
    look.parts = ARENA_ARRAY(space->arena, uint32_t, space->model->split_count);
    for (uint32_t i = 0; i < space->model->split_count; i++) look.parts[i] = JBC_NONE;
    for (uint32_t n = space->first; n <= space->last; n++) {
        if (space->flow->nodes[n].trigger != NULL) watch(&look, space->flow->nodes[n].trigger);
    }
    begin(&look);
    look.begun = true;
    for (look.step = 0; look.step < real->way->count && real->reason == NULL; look.step++)
        look_at(&look, &real->way->steps[look.step]);
    if (real->stays == NULL) return;
    space_live(look.live, (uint32_t)(real->stays - space->flow->nodes));
    if (!real->circle) stay_quiet(&look, NULL);
}
