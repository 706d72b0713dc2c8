/* Two readings of the same lines, compared: every event with all its values, every reject, all counts. */
#ifndef TEST_READINGS_H
#define TEST_READINGS_H

#include <string.h>

#include "bytecode.h"
#include "json_in.h"

static inline bool same_bytes(const char *a, size_t a_size, const char *b, size_t b_size) {
    return a_size == b_size && (a_size == 0 || memcmp(a, b, a_size) == 0);
}

static inline bool same_value(struct jrt_value a, struct jrt_value b) {
    if (a.type != b.type || a.zero != b.zero) return false;
    if (a.type == JBC_TEXT || a.type == JBC_LIST) return same_bytes(a.as.text, a.size, b.as.text, b.size);
    return a.type == 0 || a.as.number == b.as.number;
}

static inline bool same_event(const struct jrt_engine_event *a, const struct jrt_engine_event *b) {
    const struct jrt_event *x = &a->event, *y = &b->event;
    bool same = same_bytes(a->user.id, a->user.size, b->user.id, b->user.size) && a->now == b->now &&
                a->civil == b->civil && x->kind == y->kind && x->name == y->name && x->time == y->time &&
                x->count == y->count && x->action_run == y->action_run && !x->id == !y->id &&
                same_bytes(x->id, x->id_size, y->id, y->id_size) &&
                same_bytes(x->account, x->account_size, y->account, y->account_size) &&
                same_bytes(x->status, x->status_size, y->status, y->status_size);
    for (uint32_t i = 0; same && i < x->count; i++)
        same = same_value(x->values[i], y->values[i]) && (!x->traits || x->traits[i] == y->traits[i]);
    return same;
}

/* What is different, or NULL. */
static inline const char *readings_differ(const struct json_in *a, const struct json_in *b) {
    if (a->event_count != b->event_count || a->block_lines != b->block_lines || a->clock != b->clock) return "events";
    if (memcmp(&a->counts, &b->counts, sizeof a->counts) != 0) return "counts";
    if (!same_bytes(a->reject_bytes.bytes, a->reject_bytes.used, b->reject_bytes.bytes, b->reject_bytes.used))
        return "rejects";
    for (size_t i = 0; i < a->event_count; i++) {
        if (!same_event(&a->events[i], &b->events[i])) return "an event";
    }
    return NULL;
}

#endif
