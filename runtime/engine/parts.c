#include "parts.h"

#include "hash.h"

#include <stdlib.h>

/* The shard of a user: the lower half of the hash, for the upper one orders the table. */
static uint32_t shard_of(uint64_t hash, uint32_t shards) {
    return (uint32_t)((hash & UINT32_MAX) * shards >> 32);
}

static bool make_order(struct event_part *part) {
    if (part->order_room >= part->count) return true;
    uint32_t *order = realloc(part->order, part->count * 2 * sizeof *order);
    if (!order) return false;
    part->order = order;
    part->order_room = part->count;
    return true;
}

/* Stamps all events, and hashes the users of those that are wanted, whose numbers go to `order`; how many those are. */
static size_t choose(struct event_part *part, const struct wanted *wanted, bool stamped) {
    struct jrt_engine_event *event = part->events;
    uint32_t *order = part->order;
    size_t count = part->count, chosen = 0;
    int64_t clock = INT64_MIN;
    for (size_t i = 0; i < count; i++, event++) {
        if (event->event.time > clock) clock = event->event.time;
        if (!stamped) event->now = clock;
        enum wanted_answer answer = wanted_ask(wanted, &event->event);
        if (answer == WANTED_NOT) continue;
        if (answer == WANTED_UNKNOWN || event->user.size > JRT_USER_ID_MAX) {
            part->misused = true;
            continue;
        }
        event->hash = hash_bytes(event->user.id, event->user.size);
        order[chosen++] = (uint32_t)i;
    }
    if (!stamped) part->clock = clock;
    return chosen;
}

/* Counting sort of the first `count` numbers: the events of a shard keep their order. */
static void sort_by_shard(struct event_part *part, size_t count, uint32_t shards) {
    size_t next[JRT_SHARDS_MAX + 1] = {0};
    uint32_t *chosen = part->order + part->order_room;
    memcpy(chosen, part->order, count * sizeof *chosen);
    for (size_t i = 0; i < count; i++) next[shard_of(part->events[chosen[i]].hash, shards) + 1]++;
    for (uint32_t s = 0; s < shards; s++) next[s + 1] += next[s];
    memcpy(part->starts, next, sizeof next);
    for (size_t i = 0; i < count; i++) part->order[next[shard_of(part->events[chosen[i]].hash, shards)]++] = chosen[i];
}

void event_part_prepare(struct event_part *part, const struct wanted *wanted, uint32_t shards, bool stamped) {
    part->misused = false;
    part->failed = !make_order(part);
    if (part->failed) return;
    size_t count = part->count == 0 ? 0 : choose(part, wanted, stamped);
    part->starts[0] = 0;
    part->starts[1] = count;
    if (shards > 1 && count > 0) sort_by_shard(part, count, shards);
}

void event_part_free(struct event_part *part) {
    free(part->order);
    *part = (struct event_part){0};
}
