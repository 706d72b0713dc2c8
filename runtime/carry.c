#include "carry.h"

#include <string.h>

#include "calendar.h"
#include "match.h"

/* ---- slots ---- */

static bool same_type(const struct jbc_slot *a, const struct jbc_slot *b) {
    return a->type == b->type && a->item == b->item;
}

void carry_slot(struct jrt_context *context, struct jbc_run *run, uint32_t slot, const struct state *old,
                const struct jbc_run *old_run, uint32_t old_slot) {
    if (slot == JBC_NONE || old_slot == JBC_NONE) return;
    const struct jbc_slot *to = &context->program->slots[slot];
    const struct jbc_slot *from = &old->program->slots[old_slot];
    if (!same_type(to, from)) return;
    if (to->storage == JBC_STORE_TIMER)
        memcpy(slot_edit(&context->state, run, to), slot_place(old, old_run, from), 16);
    else
        slot_store(&context->state, run, slot, slot_load(old, old_run, old_slot));
}

static void copy_traits(struct jrt_context *context, const struct state *old) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    for (uint32_t i = 0; i < p->trait_count; i++) {
        for (uint32_t k = 0; k < q->trait_count && p->traits[i].slot != JBC_NONE; k++) {
            if (match_trait(p, i, q, k)) carry_slot(context, NULL, p->traits[i].slot, old, NULL, q->traits[k].slot);
        }
    }
    carry_slot(context, NULL, p->project->account_id, old, NULL, q->project->account_id);
    if (p->project->id_window != 0 && q->project->id_window != 0) context->state.ids = old->ids;
    carry_slot(context, NULL, p->project->first_seen, old, NULL, q->project->first_seen);
    for (uint32_t i = 0; i < p->template_count; i++) {
        for (uint32_t k = 0; k < q->template_count; k++) {
            if (match_template(p, i, q, k))
                carry_slot(context, NULL, p->templates[i].newest, old, NULL, q->templates[k].newest);
        }
    }
}

/* What was not kept is not known: only from now on is the history complete. */
static void copy_history(struct jrt_context *context, const struct jbc_history *to, const struct state *old) {
    const struct jbc_history *from = match_history(context->program, to, old->program);
    uint8_t *place = state_fixed(&context->state, to->offset, (uint32_t)program_history_size(to));
    uint8_t *ring = place + (to->counted ? 8 : 0);
    const uint8_t *old_ring = from ? old->fixed + from->offset + (from->counted ? 8 : 0) : NULL;
    uint32_t unknown = HISTORY_UNKNOWN;
    if (to->counted && from && from->counted)
        memcpy(place, old->fixed + from->offset, 4);
    else if (to->counted)
        memcpy(place, &unknown, 4);
    uint32_t kept = from ? (from->ring < to->ring ? from->ring : to->ring) : 0;
    if (kept > 0) memcpy(ring, old_ring, 8 * (size_t)kept);
    int64_t oldest = kept > 0 ? ring_get(ring, kept - 1) : context->now;
    /* Where the oldest place is unset or a mark, the ring says already since when it is complete. */
    if (kept == to->ring || oldest < JRT_TIME_MIN) return;
    int64_t mark = ring_mark(oldest);
    memcpy(ring + 8 * (size_t)kept, &mark, 8);
}

static void copy_limit(struct jrt_context *context, const struct jbc_limit *to, const struct state *old,
                       const struct jbc_limit *from) {
    uint8_t *place = state_fixed(&context->state, to->offset, (uint32_t)program_limit_size(to));
    const uint8_t *old_place = old->fixed + from->offset;
    if (to->kind != JBC_SLIDING) {
        memcpy(place, old_place, 8);
        return;
    }
    uint32_t kept = from->most < to->most ? from->most : to->most;
    memcpy(place, old_place, 8 * (size_t)kept);
}

static bool same_channel(const jrt_program *p, uint32_t channel, const jrt_program *q, uint32_t other) {
    if (channel == JBC_NONE || other == JBC_NONE) return channel == other;
    return match_text(p, p->channels[channel].name, q, q->channels[other].name);
}

/* The limit of an older range that counts the same messages in the same kind of window, and looks back the furthest. */
static const struct jbc_limit *find_limit(const jrt_program *p, const struct jbc_limit *to, const jrt_program *q,
                                          uint32_t first, uint32_t count) {
    const struct jbc_limit *found = NULL;
    for (uint32_t k = first; k < first + count; k++) {
        const struct jbc_limit *from = &q->limits[k];
        if (from->kind != to->kind || !same_channel(p, to->channel, q, from->channel)) continue;
        if (!found || from->most > found->most) found = from;
    }
    return found;
}

static void copy_limits(struct jrt_context *context, uint32_t first, uint32_t count, const struct state *old,
                        uint32_t old_first, uint32_t old_count) {
    for (uint32_t i = first; i < first + count; i++) {
        const struct jbc_limit *to = &context->program->limits[i];
        const struct jbc_limit *from = find_limit(context->program, to, old->program, old_first, old_count);
        if (from) copy_limit(context, to, old, from);
    }
}

static void copy_all_limits(struct jrt_context *context, const struct state *old) {
    const jrt_program *p = context->program;
    const jrt_program *q = old->program;
    copy_limits(context, p->project->first_limit, p->project->limit_count, old, q->project->first_limit,
                q->project->limit_count);
    for (uint32_t i = 0; i < p->channel_count; i++)
        for (uint32_t k = 0; k < q->channel_count; k++)
            if (match_text(p, p->channels[i].name, q, q->channels[k].name))
                copy_limits(context, p->channels[i].first_limit, p->channels[i].limit_count, old,
                            q->channels[k].first_limit, q->channels[k].limit_count);
    for (uint32_t k = 0; k < q->journey_count; k++) {
        uint32_t i = match_journey(p, q, k);
        if (i == JBC_NONE) continue;
        copy_limits(context, p->journeys[i].first_limit, p->journeys[i].limit_count, old, q->journeys[k].first_limit,
                    q->journeys[k].limit_count);
        bool both_keyed = (p->journeys[i].key == JBC_NONE) == (q->journeys[k].key == JBC_NONE);
        if (both_keyed) carry_slot(context, NULL, p->journeys[i].mark, old, NULL, q->journeys[k].mark);
    }
}

/* ---- all ---- */

void carry_fixed(struct jrt_context *context, const struct state *old) {
    copy_traits(context, old);
    for (uint32_t i = 0; i < context->program->history_count; i++)
        copy_history(context, &context->program->historys[i], old);
    copy_all_limits(context, old);
}
