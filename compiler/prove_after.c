/* prove_after - see proving.h: `no email after event "Unsubscribed"`. */
#include "proving.h"
#include "words.h"

/* Where a message waits that does not hold its flow; 0: it holds it. */
static uint32_t held_where(const struct space *space, uint32_t node) {
    const struct flow_node *at = &space->flow->nodes[node];
    if (at->stmt->always || space_rests(space, node)) return 0;
    if (!space_held_by_hours(space, at->stmt) && !space_held_by_limit(space, at->stmt)) return 0;
    bool stage = at->within != NULL && at->within->stage != JBC_NONE;
    return stage ? NOTE_STAGE_HELD : NOTE_JOURNEY_HELD;
}

/* A message for the user of a goal or leave is not dropped any more. */
static bool is_last(const struct space *space, uint32_t node) {
    const struct model_trigger *within = space->flow->nodes[node].within;
    return within != NULL && (within->role == JBC_ROLE_GOAL || within->role == JBC_ROLE_LEAVE);
}

static bool hand_over(const struct search *search, const struct space_state *from, struct space_move *move,
                      bool *found) {
    const struct prover *prover = search->self;
    if (!prove_counts(prover, move->template_)) return search->variant == 0;
    *found = (from->notes & NOTE_SEEN) != 0;
    if (search->variant == 0) return true;
    uint32_t where = *found ? 0 : held_where(search->space, from->node);
    if (where == 0) return false;
    move->to.notes |= (uint16_t)where;
    if (!space_held_by_hours(search->space, search->space->flow->nodes[from->node].stmt)) move->doubts |= DOUBT_LIMIT;
    *found = is_last(search->space, from->node);
    return true;
}

static bool step(struct search *search, const struct space_state *from, struct space_move *move, int64_t *at,
                 bool *found) {
    const uint32_t held = NOTE_STAGE_HELD | NOTE_JOURNEY_HELD;
    (void)at;
    move->to.began = 0;
    if (move->way == SPACE_HANDS_OVER) return hand_over(search, from, move, found);
    if (search->variant != 0) return false;
    const struct flow_node *node = &search->space->flow->nodes[move->to.node];
    bool rests = node->kind == FLOW_STMT && space_rests(search->space, move->to.node);
    *found = rests && (move->to.notes & NOTE_SEEN) != 0 && (move->to.notes & held) != 0;
    return true;
}

/* The message that breaks the promise: the last that is handed over, or that was held. */
static const struct way_step *message_of(const struct way *way) {
    const uint32_t held = NOTE_STAGE_HELD | NOTE_JOURNEY_HELD;
    const struct way_step *last = &way->steps[way->count - 1];
    if (last->move.way == SPACE_HANDS_OVER) return last;
    for (uint32_t i = way->count; i-- > 0;) {
        const struct way_step *one = &way->steps[i];
        if (one->move.way == SPACE_HANDS_OVER && (one->move.to.notes & ~one->from.notes & held) != 0) return one;
    }
    return last;
}

static void tell(struct prover *prover, const struct real *real, const char *reason) {
    const struct way *way = real->way;
    const struct way_step *message = message_of(way);
    const struct flow_node *node = &prover->flow->nodes[message->from.node];
    const char *event = prover->model->events[prover->promise->event].name;
    const char *words = words_template(prover->arena, prover->model, message->move.template_);
    bool held = (message->move.to.notes & ~message->from.notes & (NOTE_STAGE_HELD | NOTE_JOURNEY_HELD)) != 0;
    bool happened = false; /* else it comes while the last message is held */
    for (uint32_t i = 0; i < way->count; i++) {
        const struct way_step *one = &way->steps[i];
        bool now = (one->move.to.notes & ~one->from.notes & NOTE_SEEN) != 0;
        if (now && one->move.way == SPACE_HAPPENS && prover->flow->nodes[one->from.node].stmt == node->stmt)
            held = true;
        if (!now) continue;
        happened = true;
        uint32_t at = one->move.way == SPACE_FIRES ? one->move.to.node : one->from.node;
        verdict_label(prover, prover->flow->nodes[at].span, "the event comes here");
    }
    verdict_label(prover, node->span, "and then this is sent");
    const char *text =
        held ? arena_format(prover->arena, "%s is held, then comes event \"%s\", then it is handed over", words, event)
             : arena_format(prover->arena, "event \"%s\", then %s", event, words);
    if (reason == NULL) verdict_set(prover, VERDICT_REFUTED, text);
    const char *later = happened ? NULL : arena_format(prover->arena, "event \"%s\"", event);
    if (reason == NULL) prover->verdict.timeline = verdict_timeline(prover, real, later);
    if (reason != NULL) verdict_set(prover, VERDICT_UNKNOWN, arena_format(prover->arena, "%s: %s", text, reason));
}

void prove_after(struct prover *prover) {
    struct space *space = space_new(prover->arena, prover->flow, prover->journey);
    struct search search = {.space = space, .step = step, .self = prover, .variants = 2};
    space->event = prover->promise->event;
    space->event_where = prover->promise->where;
    prove_matters(prover, space);
    struct real real = {0};
    bool is_real = false;
    enum search_result result = real_search(&search, &real, NULL, NULL, &is_real);
    if (result == SEARCH_TOO_MUCH) verdict_too_much(prover);
    if (result == SEARCH_FOUND) tell(prover, &real, is_real ? NULL : real.reason);
}
