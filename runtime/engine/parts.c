#include "parts.h"

#include "hash.h"

#include <stdlib.h>

/* The shard of a user: the lower half of the hash, for the upper one orders the table. */
static uint32_t shard_of(uint64_t hash, uint32_t shards) {
    return (uint32_t)((hash & UINT32_MAX) * shards >> 32);
}

static bool make_order(struct event_part *part) {
    if (part->order_room >= part->count) return true;
    uint32_t *order = realloc(part->order, part->count * sizeof *order);
    if (!order) return false;
    part->order = order;
    part->order_room = part->count;
    return true;
}

/* Counting sort: the events of a shard keep their order. */
static void sort_by_shard(struct event_part *part, uint32_t shards) {
    size_t next[JRT_SHARDS_MAX + 1] = {0};
    for (size_t i = 0; i < part->count; i++) next[shard_of(part->events[i].hash, shards) + 1]++;
    for (uint32_t s = 0; s < shards; s++) next[s + 1] += next[s];
    memcpy(part->starts, next, sizeof next);
    for (size_t i = 0; i < part->count; i++) part->order[next[shard_of(part->events[i].hash, shards)]++] = (uint32_t)i;
}

void event_part_prepare(struct event_part *part, uint32_t shards, bool stamped) {
    int64_t clock = INT64_MIN;
    size_t longest = 0;
    for (size_t i = 0; i < part->count; i++) {
        struct jrt_engine_event *event = &part->events[i];
        event->hash = hash_bytes(event->user.id, event->user.size);
        if (event->user.size > longest) longest = event->user.size;
        if (event->event.time > clock) clock = event->event.time;
        if (!stamped) event->now = clock;
    }
    part->misused = longest > JRT_USER_ID_MAX;
    if (!stamped) part->clock = clock;
    if (shards == 1) return;
    part->failed = !make_order(part);
    if (!part->failed) sort_by_shard(part, shards);
}

void event_part_free(struct event_part *part) {
    free(part->order);
    *part = (struct event_part){0};
}
