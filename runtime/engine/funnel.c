#include "funnel.h"

#include <stdlib.h>
#include <string.h>

bool funnel_init(struct funnel *funnel, const jrt_program *program) {
    *funnel = (struct funnel){.program = program};
    funnel->entered = calloc(program->journey_count + 1u, sizeof *funnel->entered);
    funnel->kept_out = calloc(program->journey_count + 1u, sizeof *funnel->kept_out);
    funnel->stages = calloc(program->stage_count + 1u, sizeof *funnel->stages);
    funnel->sent = calloc(program->template_count + 1u, sizeof *funnel->sent);
    if (funnel->entered && funnel->kept_out && funnel->stages && funnel->sent) return true;
    funnel_free(funnel);
    return false;
}

void funnel_free(struct funnel *funnel) {
    free(funnel->entered);
    free(funnel->kept_out);
    free(funnel->stages);
    free(funnel->sent);
    tally_free(&funnel->ended);
    tally_free(&funnel->milestones);
    tally_free(&funnel->refused);
    tally_free(&funnel->skipped);
    tally_free(&funnel->errors);
    *funnel = (struct funnel){0};
}

/* A run that is kept out runs no stage, so that its entry is not one of the first stage's. */
static void count_entry(struct funnel *funnel, const struct jrt_action *action, uint64_t times) {
    funnel->entered[action->journey] += times;
    if (action->reason) {
        funnel->kept_out[action->journey] += times;
    } else {
        funnel->stages[funnel->program->journeys[action->journey].first_stage] += times;
    }
}

void funnel_count(struct funnel *funnel, const struct jrt_action *action, int sign) {
    uint64_t times = sign < 0 ? UINT64_MAX : 1; /* adding the former takes one away */
    const char *reason = action->reason ? action->reason : "";
    switch (action->kind) {
    case JRT_SEND: funnel->sent[action->template_] += times; return;
    case JRT_SKIPPED: tally_add(&funnel->skipped, action->template_, reason, strlen(reason), times); return;
    case JRT_MILESTONE: tally_add(&funnel->milestones, action->journey, action->name, action->name_size, times); return;
    case JRT_EXIT: tally_add(&funnel->ended, action->journey, action->name, action->name_size, times); return;
    case JRT_STAGE: funnel->stages[action->stage] += times; return;
    case JRT_REFUSED: tally_add(&funnel->refused, action->journey, reason, strlen(reason), times); return;
    case JRT_ENTER: count_entry(funnel, action, times); return;
    case JRT_ERROR: tally_add(&funnel->errors, 0, reason, strlen(reason), times); return;
    case JRT_SET:
    case JRT_START: return;
    }
}

static void add_all(uint64_t *to, const uint64_t *from, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) to[i] += from[i];
}

void funnel_merge(struct funnel *funnel, const struct funnel *from) {
    const jrt_program *program = funnel->program;
    add_all(funnel->entered, from->entered, program->journey_count);
    add_all(funnel->kept_out, from->kept_out, program->journey_count);
    add_all(funnel->stages, from->stages, program->stage_count);
    add_all(funnel->sent, from->sent, program->template_count);
    tally_merge(&funnel->ended, &from->ended);
    tally_merge(&funnel->milestones, &from->milestones);
    tally_merge(&funnel->refused, &from->refused);
    tally_merge(&funnel->skipped, &from->skipped);
    tally_merge(&funnel->errors, &from->errors);
}

bool funnel_failed(const struct funnel *funnel) {
    return funnel->ended.failed || funnel->milestones.failed || funnel->refused.failed || funnel->skipped.failed ||
           funnel->errors.failed;
}
