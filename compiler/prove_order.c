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

/* Is the way that was found real? If not, perhaps the shortest one without any doubt is. */
static bool is_real(struct search *search, struct real *real) {
    for (int turn = 0; turn < 2; turn++) {
        search->sure = turn == 1;
        if (turn == 1 && search_run(search) != SEARCH_FOUND) return false;
        struct real look = {.space = search->space, .way = &search->way, .arms = REAL_EARLY};
        real_conditions(&look);
        bool fine = look.reason == NULL && real_some(&look, NULL, NULL);
        if (fine || turn == 0) *real = look;
        if (fine) return true;
    }
    return false;
}

void prove_order(struct prover *prover) {
    struct space *space = space_new(prover->arena, prover->flow, prover->journey);
    struct search search = {.space = space, .step = step, .self = prover};
    struct real real = {0};
    bool can = prover->promise->kind == PROMISE_OF_CAN_HAPPEN;
    const char *stage = prover->model->stages[prover->promise->stage].name;
    enum search_result result = search_run(&search);
    if (result == SEARCH_TOO_MUCH) {
        verdict_too_much(prover);
    } else if (result == SEARCH_NONE) {
        if (can) verdict_set(prover, VERDICT_REFUTED, arena_format(prover->arena, "no way leads to stage %s", stage));
    } else if (!is_real(&search, &real)) {
        const char *way = verdict_stages(prover, &search.way);
        verdict_set(prover, VERDICT_UNKNOWN, arena_format(prover->arena, "the way %s is not sure to happen: %s", way, real.reason));
    } else if (!can) {
        const char *way = verdict_stages(prover, &search.way);
        const char *earlier = prover->model->stages[prover->promise->earlier].name;
        verdict_set(prover, VERDICT_REFUTED, arena_format(prover->arena, "%s, without stage %s before it", way, earlier));
    }
}
