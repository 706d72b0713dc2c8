/* check_channel - channels: who is reached, when, how often, by which templates. */
#include "checker.h"
#include "hours.h"

#include <string.h>

enum { EVERY_DAY = 127 };

/* A channel while its lines are gathered. */
struct channel_check {
    struct bind_channel *bind;      /* its names */
    struct model_channel *model;    /* what it becomes */
    VEC(struct model_hours) hours;  /* in order */
    VEC(struct model_limit) limits; /* in order */
    VEC(const char *) reports;      /* in order */
};

static void add_reach(struct checker *c, struct channel_check *channel, const struct channel_item *item) {
    struct scope scope = scope_project();
    struct value *value = check_condition(c, &scope, item->condition);
    if (value == NULL || c->off) {
        return;
    }
    struct value *before = channel->model->reach;
    if (before == NULL) {
        channel->model->reach = value;
        return;
    }
    struct value *both = value_new(c, VALUE_AND, type_plain(JBC_BOOL), value->span);
    before->next = value;
    both->items = before;
    both->item_count = 2;
    channel->model->reach = both;
}

static void add_hours(struct checker *c, struct channel_check *channel, const struct channel_item *item) {
    if (item->from_ms == item->to_ms) {
        diag_help(diag_add(c->diags, DIAG_EMPTY_HOURS, item->span),
                  "write two times that differ; `00:00 to 24:00` is all day");
        return;
    }
    if (channel->bind->team) {
        diag_add(c->diags, DIAG_TEAM_HOURS, item->span, channel->bind->name);
    }
    if (c->off) {
        return;
    }
    struct model_hours hours = {.span = item->span,
                                .from = (uint32_t)item->from_ms,
                                .to = (uint32_t)item->to_ms,
                                .deliver = item->kind == CHANNEL_DELIVER,
                                .days = item->kind == CHANNEL_DELIVER && item->days != 0 ? item->days : EVERY_DAY};
    *VEC_PUSH(c->arena, channel->hours) = hours;
}

static void add_limit(struct checker *c, struct channel_check *channel, const struct limit *limit) {
    struct model_limit made = {0};
    if (!check_limit(c, limit, &made)) {
        return;
    }
    if (made.channel != JBC_NONE && made.channel != channel->bind->index && !c->off) {
        struct diag *diag =
            diag_add(c->diags, DIAG_OTHER_CHANNEL, limit->what.span, channel->bind->name, limit->what.text);
        diag_help(diag, "put it into that channel, or into the project's `limits { }`");
        return;
    }
    if (channel->bind->team && limit->what.text == NULL) {
        diag_add(c->diags, DIAG_TEAM_LIMIT, limit->span, channel->bind->name);
    }
    made.channel = JBC_NONE;
    if (!c->off) {
        *VEC_PUSH(c->arena, channel->limits) = made;
    }
}

static void add_reports(struct checker *c, struct channel_check *channel, const struct channel_item *item) {
    for (const struct name_item *one = item->names.first; one != NULL; one = one->next) {
        bool twice = false;
        for (uint32_t i = 0; i < channel->reports.count; i++) {
            twice = twice || strcmp(channel->reports.items[i], one->name.text) == 0;
        }
        if (twice) {
            diag_add(c->diags, DIAG_DUPLICATE_WORD, one->name.span, one->name.text);
        } else if (!c->off) {
            *VEC_PUSH(c->arena, channel->reports) = one->name.text;
        }
    }
}

static void add_item(struct checker *c, struct channel_check *channel, const struct channel_item *item) {
    switch (item->kind) {
    case CHANNEL_ONLY_IF: add_reach(c, channel, item); break;
    case CHANNEL_QUIET:
    case CHANNEL_DELIVER: add_hours(c, channel, item); break;
    case CHANNEL_LIMIT: add_limit(c, channel, item->limit); break;
    case CHANNEL_REPORTS: add_reports(c, channel, item); break;
    case CHANNEL_ERROR:
    case CHANNEL_TO:
    case CHANNEL_TEMPLATE: break;
    }
}

/* ---- hours that never open ------------------------------------------------------------------------------------------ */

static void check_opens(struct checker *c, const struct channel_check *channel) {
    if (hours_ever_open(channel->hours.items, channel->hours.count)) {
        return;
    }
    struct span last = channel->hours.items[channel->hours.count - 1].span;
    struct diag *diag = diag_add(c->diags, DIAG_NEVER_OPEN, last, channel->bind->name);
    for (uint32_t i = 0; i + 1 < channel->hours.count; i++) {
        diag_label(diag, channel->hours.items[i].span, "together with this");
    }
    diag_help(diag, "leave some time of the week open");
}

/* ---- limits of the project that name a channel ------------------------------------------------------------------------ */

static void project_limits(struct checker *c, const struct decl *decl, struct channel_check *channels,
                           struct model_limits *all, uint32_t *capacity) {
    for (const struct limit *limit = decl->limits.first; limit != NULL; limit = limit->next) {
        bool off = c->off;
        struct model_limit made = {0};
        c->off = off || decl->off || limit->off;
        bool fine = check_limit(c, limit, &made) && !c->off;
        c->off = off;
        if (!fine) {
            continue;
        }
        if (made.channel == JBC_NONE) {
            all->items = vec_room(c->arena, all->items, all->count, capacity, sizeof *all->items);
            all->items[all->count++] = made;
            continue;
        }
        for (uint32_t i = 0; i < c->names->channels.count; i++) {
            if (channels[i].bind->index == made.channel) {
                made.channel = JBC_NONE;
                *VEC_PUSH(c->arena, channels[i].limits) = made;
                break;
            }
        }
    }
}

static void check_channel(struct checker *c, struct channel_check *channel) {
    const struct decl *decl = channel->bind->decl;
    for (const struct channel_item *item = decl->channel.first; item != NULL; item = item->next) {
        c->off = decl->off || item->off;
        add_item(c, channel, item);
    }
    c->off = false;
    if (channel->hours.count > 0) {
        check_opens(c, channel);
    }
}

static void fill_model(struct checker *c, const struct channel_check *channel) {
    struct model_channel *model = channel->model;
    model->name = channel->bind->name;
    model->span = channel->bind->span;
    model->team = channel->bind->team;
    model->declared = channel->bind->declared;
    model->hours = channel->hours.items;
    model->hours_count = channel->hours.count;
    model->longest_closed = model->hours_count == 0 ? 0 : hours_longest_closed(model->hours, model->hours_count);
    model->limits.items = channel->limits.items;
    model->limits.count = channel->limits.count;
    model->reports = channel->reports.items;
    model->report_count = channel->reports.count;
    if (!channel->bind->off) {
        c->model->channels[channel->bind->index] = *model;
    }
}

void check_channels(struct checker *c) {
    uint32_t count = c->names->channels.count;
    struct channel_check *channels = ARENA_ARRAY(c->arena, struct channel_check, count);
    c->model->channels = ARENA_ARRAY(c->arena, struct model_channel, c->names->channel_count);
    c->model->channel_count = c->names->channel_count;
    for (uint32_t i = 0; i < count; i++) {
        channels[i].bind = &c->names->channels.items[i];
        channels[i].model = ARENA_NEW(c->arena, struct model_channel);
        check_channel(c, &channels[i]);
    }
    uint32_t capacity = 0;
    for (uint32_t i = 0; i < c->names->file_count; i++) {
        for (const struct decl *decl = c->names->files[i]->decls.first; decl != NULL; decl = decl->next) {
            if (decl->kind == DECL_LIMITS) {
                project_limits(c, decl, channels, &c->model->limits, &capacity);
            }
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        fill_model(c, &channels[i]);
    }
}
