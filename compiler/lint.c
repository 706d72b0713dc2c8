/* lint - see lint.h: the round through a project, and what all lints ask. */
#include "lint.h"

#include <string.h>

#include "linting.h"

/* ---- triggers -------------------------------------------------------------------------------------------------------- */

bool lint_ends_in_time(const struct model_trigger *trigger) {
    bool moves =
        trigger->role == JBC_ROLE_WHEN_TAKE || trigger->role == JBC_ROLE_GOAL || trigger->role == JBC_ROLE_LEAVE;
    return moves && (trigger->kind == JBC_ON_AFTER || trigger->kind == JBC_ON_EVERY);
}

static bool any_ends_in_time(const struct model_triggers *list) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        if (lint_ends_in_time(one)) return true;
    }
    return false;
}

/* ---- limits, durations ----------------------------------------------------------------------------------------------- */

static const struct model_limit *find_limit(const struct model_limits *limits, uint32_t channel, bool skips) {
    for (uint32_t i = 0; i < limits->count; i++) {
        const struct model_limit *limit = &limits->items[i];
        bool counts = limit->channel == JBC_NONE || limit->channel == channel;
        if (counts && (!skips || limit->hold == 0)) return limit;
    }
    return NULL;
}

const struct model_limit *lint_limit(const struct lint *lint, uint32_t channel, bool skips) {
    const struct model_limit *limit = find_limit(&lint->model->channels[channel].limits, channel, skips);
    if (limit == NULL) limit = find_limit(&lint->journey->limits, channel, skips);
    return limit != NULL ? limit : find_limit(&lint->model->limits, channel, skips);
}

const char *lint_duration(struct arena *arena, int64_t ms) {
    static const struct {
        int64_t ms;       /* of one */
        const char *name; /* in the singular */
    } units[] = {{86400000, "day"}, {3600000, "hour"}, {60000, "minute"}, {1000, "second"}};
    const char *said = "";
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t count = ms / units[i].ms;
        ms %= units[i].ms;
        if (count == 0) continue;
        said = arena_format(arena, "%s%s%lld %s%s", said, *said == '\0' ? "" : " ", (long long)count, units[i].name,
                            count == 1 ? "" : "s");
    }
    return said;
}

/* ---- what is known before -------------------------------------------------------------------------------------------- */

static void note_stop(void *self, const struct model_stmt *stmt) {
    struct lint *lint = self;
    if (stmt->kind == MODEL_STOP) lint->stopped[stmt->index] = 1;
}

static void note_stops(struct lint *lint) {
    const struct model_visitor visitor = {.self = lint, .stmt = note_stop};
    for (uint32_t j = 0; j < lint->model->journey_count; j++) {
        model_visit_journey(lint->model, &lint->model->journeys[j], &visitor);
    }
}

static void note_stays(struct lint *lint) {
    const struct model *model = lint->model;
    for (uint32_t i = 0; i < lint->flow->node_count; i++) {
        const struct flow_node *node = &lint->flow->nodes[i];
        if (node->kind != FLOW_STMT || node->stmt->kind != MODEL_STAY || !node->reached) continue;
        if (node->stage != JBC_NONE) lint->stays[node->stage] = 1;
    }
    for (uint32_t i = 0; i < model->stage_count; i++) {
        const struct model_journey *journey = &model->journeys[model->stages[i].journey];
        bool ends = any_ends_in_time(&model->stages[i].whens) || any_ends_in_time(&journey->whens) ||
                    any_ends_in_time(&journey->ends);
        lint->stays[i] = lint->stays[i] && !ends;
    }
}

void lint_project(struct arena *arena, struct diags *diags, const struct flow *flow) {
    struct lint lint = {.arena = arena, .diags = diags, .model = flow->model, .flow = flow};
    lint.stopped = ARENA_ARRAY(arena, uint8_t, flow->model->journey_count);
    lint.stays = ARENA_ARRAY(arena, uint8_t, flow->model->stage_count);
    lint.sent = ARENA_ARRAY(arena, uint32_t, flow->model->template_count);
    note_stops(&lint);
    note_stays(&lint);
    lint_uses(&lint);
    for (uint32_t j = 0; j < flow->model->journey_count; j++) {
        lint.journey = &flow->model->journeys[j];
        lint_names(&lint);
        lint_life(&lint);
        lint_fires(&lint);
        lint_sends(&lint);
    }
}

/* ---- hints ----------------------------------------------------------------------------------------------------------- */

bool lint_is_hint(enum diag_id id) {
    const struct diag_info *info = diag_info(id);
    return info->severity == SEVERITY_NOTE && strncmp(info->code, "J09", 3) == 0 && strcmp(info->code, "J0930") >= 0;
}
