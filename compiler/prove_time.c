/* prove_time - see proving.h: clocks, hours and holds, as far as proofs need them. */
#include <string.h>

#include "proving.h"

bool zone_constant(const struct model *model) {
    return model->zone->kind == VALUE_TEXT;
}

bool zone_utc(const struct model *model) {
    static const char *const names[] = {"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu"};
    for (size_t i = 0; zone_constant(model) && i < sizeof names / sizeof *names; i++) {
        if (strcmp(model->zone->text, names[i]) == 0) return true;
    }
    return false;
}

int64_t clock_gap(int64_t at, uint32_t clock, uint32_t days) {
    int64_t today = at / DAY_MS;
    for (int64_t day = today; day <= today + 7; day++) {
        int64_t then = day * DAY_MS + clock;
        if (then > at && (days >> (day % 7) & 1) != 0) return then - at;
    }
    return WEEK_MS;
}

uint32_t space_channel(const struct space *space, uint32_t template_) {
    return space->model->templates[template_].channel;
}

static bool any_limit(const struct model_limits *limits, uint32_t channel, bool hold) {
    for (uint32_t i = 0; i < limits->count; i++) {
        const struct model_limit *one = &limits->items[i];
        bool about = one->channel == JBC_NONE || one->channel == channel;
        if (about && (!hold || one->hold > 0)) return true;
    }
    return false;
}

bool space_limited(const struct space *space, uint32_t channel) {
    return any_limit(&space->model->limits, channel, false) ||
           any_limit(&space->model->channels[channel].limits, channel, false) ||
           any_limit(&space->of->limits, channel, false);
}

bool space_held_by_hours(const struct space *space, const struct model_stmt *send) {
    if (send->always) return false;
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        const struct model_channel *channel = &space->model->channels[space_channel(space, one->template_)];
        if (!channel->team && channel->hours_count > 0) return true;
    }
    return false;
}

bool space_held_by_limit(const struct space *space, const struct model_stmt *send) {
    if (send->always) return false;
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        uint32_t index = space_channel(space, one->template_);
        const struct model_channel *channel = &space->model->channels[index];
        if (channel->team) continue;
        if (any_limit(&space->model->limits, index, true) || any_limit(&channel->limits, index, true)) return true;
        if (any_limit(&space->of->limits, index, true)) return true;
    }
    return false;
}

int64_t zone_slack(const struct model *model) {
    if (zone_utc(model)) return 0;
    return zone_constant(model) ? HOUR_MS : DAY_MS + HOUR_MS; /* a change of zone adds 24 hours at the most */
}

static int64_t longest_of(const struct model_limits *limits, uint32_t channel) {
    int64_t longest = 0;
    for (uint32_t i = 0; i < limits->count; i++) {
        const struct model_limit *one = &limits->items[i];
        bool about = one->channel == JBC_NONE || one->channel == channel;
        if (about && one->hold > longest) longest = one->hold;
    }
    return longest;
}

int64_t space_longest_hold(const struct space *space, const struct model_stmt *send, bool limits) {
    int64_t spell = 0;
    int64_t limit = 0;
    uint32_t with_hours = 0;
    for (const struct model_alternative *one = send->alternatives; one != NULL && !send->always; one = one->next) {
        uint32_t index = space_channel(space, one->template_);
        const struct model_channel *channel = &space->model->channels[index];
        if (channel->team) continue;
        const int64_t holds[] = {longest_of(&space->model->limits, index), longest_of(&channel->limits, index),
                                 longest_of(&space->of->limits, index)};
        for (size_t i = 0; i < 3 && limits; i++) limit = holds[i] > limit ? holds[i] : limit;
        if (channel->hours_count == 0) continue;
        int64_t closed = channel->longest_closed + zone_slack(space->model);
        spell = closed > spell ? closed : spell;
        with_hours++;
    }
    if (with_hours > 1) return INT64_MAX;
    return limit == 0 ? spell : spell + limit + spell;
}

bool space_rests(const struct space *space, uint32_t node) {
    const struct flow_node *at = &space->flow->nodes[node];
    if (!flow_rests(space->flow, at)) return false;
    if (at->stmt->kind != MODEL_SEND) return true;
    return space_held_by_hours(space, at->stmt) || space_held_by_limit(space, at->stmt);
}
