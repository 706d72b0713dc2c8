/* prove_order - see proving.h: `stage call only after stage tip`, `stage call can happen`. */
#include "proving.h"

static bool step(struct search *search, const struct space_state *from, struct space_move *move, int64_t *at,
                 bool *found) {
    const struct prover *prover = search->self;
    const struct model_promise *promise = prover->promise;
    (void)from;
    (void)at;
    *found = move->to.node == prover->flow->stage_nodes[promise->stage];
    move->to.began = 0;
    if (*found || promise->kind == PROMISE_OF_CAN_HAPPEN) return true;
    return move->to.node != prover->flow->stage_nodes[promise->earlier];
}

void prove_order(struct prover *prover) {
    struct space *space = space_new(prover->arena, prover->flow, prover->journey);
    struct search search = {.space = space, .step = step, .self = prover};
    struct real real = {0};
    bool is_real = false;
    bool can = prover->promise->kind == PROMISE_OF_CAN_HAPPEN;
    struct arena *arena = prover->arena;
    const char *stage = prover->model->stages[prover->promise->stage].name;
    enum search_result result = real_search(&search, &real, NULL, NULL, &is_real);
    if (result == SEARCH_TOO_MUCH) {
        verdict_too_much(prover);
    } else if (result == SEARCH_NONE) {
        if (can) verdict_set(prover, VERDICT_REFUTED, arena_format(arena, "no way leads to stage %s", stage));
    } else if (!is_real) {
        const char *way = verdict_stages(prover, real.way);
        verdict_set(prover, VERDICT_UNKNOWN,
                    arena_format(arena, "the way %s is not sure to happen: %s", way, real.reason));
    } else if (!can) {
        const char *way = verdict_stages(prover, real.way);
        const char *earlier = prover->model->stages[prover->promise->earlier].name;
        verdict_set(prover, VERDICT_REFUTED, arena_format(arena, "%s, without stage %s before it", way, earlier));
        prover->verdict.timeline = verdict_timeline(prover, &real, NULL);
    }
}
