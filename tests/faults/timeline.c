#include "tests/faults/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/value.h"

/* One story while it is told. */
struct story {
    struct timeline *timeline;  /* whose */
    const jrt_program *program; /* of the project */
    struct jrt_user user;       /* who */
    int64_t now;                /* the clock of the story */
};

static struct jrt_value value_in(struct pool *pool, const struct jdl_value *value, uint32_t *civil) {
    if (value->type == JBC_TEXT) return value_text(value->text, (uint32_t)strlen(value->text));
    if (value->type != JBC_LIST) {
        struct jrt_value made = value_of((enum jbc_type)value->type, value->number);
        made.zero = value->civil;
        *civil += value->civil;
        return value->type == 0 ? value_missing() : made;
    }
    uint32_t none = 0;
    struct jrt_value *items = pool_take(pool, (value->item_count + (size_t)1) * sizeof *items);
    for (uint32_t i = 0; items && i < value->item_count; i++) {
        items[i] = value_in(pool, &value->items[i], &none);
        items[i].zero = 0;
    }
    uint32_t size = items ? values_size(items, value->item_count) : 0;
    uint8_t *row = items ? pool_take(pool, size) : NULL;
    if (!row) return value_missing();
    values_write(row, items, value->item_count);
    return (struct jrt_value){.type = JBC_LIST, .size = size, .as.text = (const char *)row};
}

/* The event at the story's clock, with room for so many values; NULL: no memory. */
static struct jrt_engine_event *add(struct story *story, enum jrt_event_kind kind, size_t values) {
    struct timeline *timeline = story->timeline;
    if (timeline->count == timeline->room) {
        size_t room = timeline->room * 2 + 16;
        struct jrt_engine_event *events = realloc(timeline->events, room * sizeof *events);
        if (!events) return NULL;
        timeline->events = events;
        timeline->room = room;
    }
    struct jrt_value *in = pool_take(&timeline->pool, (values + 1) * sizeof *in);
    uint32_t *traits = pool_take(&timeline->pool, (values + 1) * sizeof *traits);
    if (!in || !traits) return NULL;
    struct jrt_engine_event *event = &timeline->events[timeline->count++];
    *event = (struct jrt_engine_event){.user = story->user};
    event->event = (struct jrt_event){.kind = kind, .time = story->now, .values = in, .traits = traits};
    event->now = story->now;
    return event;
}

static bool update(struct story *story, enum jrt_event_kind kind, const struct jdl_given *given, size_t count) {
    struct jrt_engine_event *event = add(story, kind, count);
    if (!event) return false;
    struct jrt_value *values = (struct jrt_value *)event->event.values;
    uint32_t *traits = (uint32_t *)event->event.traits;
    for (size_t i = 0; i < count; i++) {
        if (given[i].index == JDL_NONE) continue;
        values[event->event.count] = value_in(&story->timeline->pool, &given[i].value, &event->civil);
        traits[event->event.count++] = given[i].index;
        if (story->program->traits[given[i].index].account) event->event.account = "account";
    }
    event->event.account_size = event->event.account ? 7 : 0;
    return true;
}

static bool track(struct story *story, enum jrt_event_kind kind, uint32_t index, int64_t ago,
                  const struct jdl_given *given, size_t count) {
    uint32_t fields = story->program->events[index].field_count;
    struct jrt_engine_event *event = add(story, kind, fields);
    if (!event) return false;
    struct jrt_value *values = (struct jrt_value *)event->event.values;
    event->event.name = index;
    event->event.time -= ago;
    event->event.count = fields;
    for (size_t i = 0; i < count; i++)
        if (given[i].index < fields)
            values[given[i].index] = value_in(&story->timeline->pool, &given[i].value, &event->civil);
    return true;
}

static bool report(struct story *story, const struct jdl_step *step) {
    if (step->index == JDL_NONE) return true;
    struct jrt_engine_event *event = add(story, JRT_EVENT_REPORT, 0);
    if (!event) return false;
    event->event.name = step->index;
    event->event.status = step->text;
    event->event.status_size = strlen(step->text);
    return true;
}

static bool tell(struct story *story, const struct jdl_step *step) {
    switch (step->kind) {
    case JDL_STEP_EVENT: return track(story, JRT_EVENT_TRACK, step->index, 0, step->values, step->value_count);
    case JDL_STEP_UPDATE: return update(story, JRT_EVENT_UPDATE, step->values, step->value_count);
    case JDL_STEP_REPORT: return report(story, step);
    case JDL_STEP_AFTER: story->now += step->ms; return true;
    case JDL_STEP_AT: story->now = step->ms > story->now ? step->ms : story->now; return true;
    case JDL_STEP_EXPECT: break;
    }
    return true;
}

static bool tell_all(struct story *story, const struct jdl_test *test) {
    struct timeline *timeline = story->timeline;
    const char *name = pool_format(&timeline->pool, "user-%zu", timeline->users++);
    story->user = (struct jrt_user){name, strlen(name)};
    story->now = test->start;
    bool fine = update(story, JRT_EVENT_PROFILE, test->traits, test->trait_count);
    for (size_t i = 0; fine && i < test->past_count; i++)
        fine = track(story, JRT_EVENT_HISTORY, test->past[i].event, test->past[i].ago, test->past[i].values,
                     test->past[i].value_count);
    for (size_t i = 0; fine && i < test->step_count; i++) fine = tell(story, &test->steps[i]);
    if (story->now > timeline->end) timeline->end = story->now;
    return fine;
}

/* By the clock; of one instant in the order in which they were told, which `hash` says until the engine sets it. */
static int by_time(const void *one, const void *other) {
    const struct jrt_engine_event *a = one, *b = other;
    if (a->now != b->now) return a->now < b->now ? -1 : 1;
    return a->hash < b->hash ? -1 : a->hash > b->hash;
}

bool timeline_make(struct timeline *timeline, const jrt_program *program, const jdl_result *result) {
    *timeline = (struct timeline){.end = INT64_MIN};
    size_t count;
    const struct jdl_test *tests = jdl_tests(result, &count);
    struct story story = {.timeline = timeline, .program = program};
    for (size_t i = 0; i < count; i++)
        if (!tell_all(&story, &tests[i])) return false;
    for (size_t i = 0; i < timeline->count; i++) timeline->events[i].hash = i;
    if (timeline->count > 0) qsort(timeline->events, timeline->count, sizeof *timeline->events, by_time);
    return !timeline->pool.failed;
}

void timeline_free(struct timeline *timeline) {
    free(timeline->events);
    pool_free(&timeline->pool);
}
