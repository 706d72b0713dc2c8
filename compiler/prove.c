/* prove - see prove.h: each promise's proof, and its verdict as a diagnostic. */
#include "prove.h"

#include "proving.h"
#include "words.h"

enum { LABELS_MAX = 12 };

void verdict_set(struct prover *prover, enum verdict_kind kind, const char *text) {
    prover->verdict.kind = kind;
    prover->verdict.text = text;
}

void verdict_label(struct prover *prover, struct span span, const char *text) {
    for (uint32_t i = 0; i < prover->verdict.labels.count; i++) {
        const struct span other = prover->verdict.labels.items[i].span;
        if (other.file == span.file && other.begin == span.begin) return;
    }
    if (prover->verdict.labels.count < LABELS_MAX)
        *VEC_PUSH(prover->arena, prover->verdict.labels) = (struct verdict_label){span, text};
}

void verdict_too_much(struct prover *prover) {
    verdict_set(prover, VERDICT_UNKNOWN, "the journey has more ways than are looked at here");
}

const char *verdict_stages(struct prover *prover, const struct way *way) {
    const char *text = "";
    bool *named = ARENA_ARRAY(prover->arena, bool, prover->model->stage_count);
    for (uint32_t i = 0; i < way->count; i++) {
        const struct flow_node *node = &prover->flow->nodes[way->steps[i].move.to.node];
        if (node->kind != FLOW_STAGE || named[node->stage]) continue;
        named[node->stage] = true;
        const char *name = arena_format(prover->arena, "stage %s", prover->model->stages[node->stage].name);
        text = words_join(prover->arena, text, ", then ", name);
        verdict_label(prover, node->span, "on the way");
    }
    return text;
}

bool prove_counts(const struct prover *prover, uint32_t template_) {
    uint32_t channel = prover->model->templates[template_].channel;
    if (prover->promise->channel != JBC_NONE) return channel == prover->promise->channel;
    return !prover->model->channels[channel].team;
}

static bool asks(const struct prover *prover, uint32_t node) {
    for (uint32_t n = node; n <= prover->flow->nodes[node].last; n++) {
        const struct flow_node *one = &prover->flow->nodes[n];
        if (one->kind != FLOW_STMT || one->stmt->kind != MODEL_SEND) continue;
        for (const struct model_alternative *a = one->stmt->alternatives; a != NULL; a = a->next) {
            if (prove_counts(prover, a->template_)) return true;
        }
    }
    return false;
}

void prove_matters(const struct prover *prover, struct space *space) {
    for (uint32_t n = space->first; n <= space->last; n++) {
        const struct flow_node *node = &prover->flow->nodes[n];
        if (node->kind == FLOW_WHEN && node->trigger->role == JBC_ROLE_WHEN_SIDE)
            space->matters[node->trigger->number] = asks(prover, n);
    }
}

static void prove(struct prover *prover) {
    switch (prover->promise->kind) {
    case PROMISE_OF_AT_MOST: prove_count(prover); break;
    case PROMISE_OF_LEAVING: prove_leave(prover); break;
    case PROMISE_OF_NONE_AFTER: prove_after(prover); break;
    case PROMISE_OF_ONLY_AFTER:
    case PROMISE_OF_CAN_HAPPEN: prove_order(prover); break;
    }
}

/* What would make the promise sure. */
static void help_unknown(struct diag *diag, const struct prover *prover) {
    const struct model_promise *promise = prover->promise;
    switch (promise->kind) {
    case PROMISE_OF_AT_MOST:
        diag_help(diag,
                  "nothing is wrong for sure; longer waits between the messages, or a shorter time in the promise, "
                  "would make it sure");
        return;
    case PROMISE_OF_LEAVING:
        diag_help(diag, "nothing is wrong for sure; `leave when after %s` in the journey would make it sure",
                  words_duration(prover->arena, promise->ms));
        return;
    case PROMISE_OF_NONE_AFTER:
        diag_help(diag, "nothing is wrong for sure; `leave when event \"%s\"` in the journey would make it sure",
                  prover->model->events[promise->event].name);
        return;
    case PROMISE_OF_ONLY_AFTER:
    case PROMISE_OF_CAN_HAPPEN:
        diag_help(diag,
                  "nothing is wrong for sure; simpler conditions on the way, or a test that goes it, would show it");
        return;
    }
}

static void report(struct diags *diags, const struct prover *prover) {
    static const enum diag_id ids[] = {[VERDICT_PROVED] = DIAG_PROMISE_PROVED,
                                       [VERDICT_REFUTED] = DIAG_PROMISE_REFUTED,
                                       [VERDICT_UNKNOWN] = DIAG_PROMISE_UNKNOWN};
    const struct verdict *verdict = &prover->verdict;
    struct diag *diag = diag_add(diags, ids[verdict->kind], prover->promise->span, verdict->text);
    if (verdict->kind == VERDICT_PROVED) return;
    for (uint32_t i = 0; i < verdict->labels.count; i++)
        diag_label(diag, verdict->labels.items[i].span, "%s", verdict->labels.items[i].text);
    if (verdict->timeline != NULL) diag_help(diag, "for example\n%s", verdict->timeline);
    if (verdict->kind == VERDICT_UNKNOWN) help_unknown(diag, prover);
}

bool prove_promises(struct arena *arena, struct diags *diags, const struct flow *flow, bool (*go_on)(const void *self),
                    const void *self) {
    for (uint32_t j = 0; j < flow->model->journey_count; j++) {
        const struct model_promise *promise = flow->model->journeys[j].promises;
        for (; promise != NULL; promise = promise->next) {
            if (!go_on(self)) return false;
            struct prover prover = {
                .arena = arena, .flow = flow, .model = flow->model, .journey = j, .promise = promise};
            prove(&prover);
            report(diags, &prover);
        }
    }
    return true;
}
