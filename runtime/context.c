#include "context.h"

#include <stdlib.h>
#include <string.h>

#include "interp.h"
#include "listen.h"
#include "paranoid.h"
#include "render.h"

/* ---- making one ---- */

static void *default_alloc(void *self, size_t size) {
    (void)self;
    return malloc(size);
}

static void default_release(void *self, void *memory, size_t size) {
    (void)self;
    (void)size;
    free(memory);
}

/* The context's tables lie in one block: this hands out its pieces, or only adds them up while `base` is NULL. */
struct carver {
    uint8_t *base; /* the block, or NULL */
    size_t used;   /* bytes */
};

static void *carve(struct carver *carver, size_t count, size_t size) {
    carver->used = (carver->used + 15) & ~(size_t)15;
    void *piece = carver->base ? carver->base + carver->used : NULL;
    carver->used += count * size;
    return piece;
}

static uint32_t largest_run(const jrt_program *program) {
    uint32_t largest = 0;
    for (uint32_t i = 0; i < program->journey_count; i++)
        if (program->journeys[i].run_size > largest) largest = program->journeys[i].run_size;
    return largest;
}

/* One more than may be live: an entry is tried in a run that is dropped when it is refused. */
static uint32_t runs_room(const jrt_program *program) {
    return (JRT_RUNS_MAX * 2) * largest_run(program);
}

/* Does the enter trigger look at this event (or, for event_count, at what is no event)? A condition looks at everything. */
static bool looks_at(const struct jbc_trigger *enter, uint32_t event, uint32_t event_count) {
    if (enter->kind == JBC_ON_TURNS_TRUE) return true;
    bool by_event = enter->kind == JBC_ON_EVENT || enter->kind == JBC_ON_NO_EVENT;
    return by_event ? enter->match == event : event == event_count;
}

static bool may_enter(const jrt_program *p, const struct jbc_journey *journey, uint32_t event) {
    for (uint32_t i = 0; i < journey->enter_count; i++)
        if (looks_at(&p->triggers[journey->first_enter + i], event, p->event_count)) return true;
    return false;
}

/* How many entries the index of enters has. */
static uint32_t count_enters(const jrt_program *p) {
    uint32_t count = 0;
    for (uint32_t event = 0; event <= p->event_count; event++)
        for (uint32_t i = 0; i < p->journey_count; i++) count += may_enter(p, &p->journeys[i], event);
    return count;
}

static void carve_all(struct jrt_context *context, struct carver *carver) {
    const jrt_program *p = context->program;
    state_lay(&context->state, carve(carver, state_lay(&context->state, NULL), 1));
    context->scratch.bytes = carve(carver, JRT_SCRATCH_MAX, 1);
    context->order = carve(carver, p->journey_count, sizeof(uint32_t));
    context->enter_first = carve(carver, p->event_count + 2, sizeof(uint32_t));
    context->enter_journeys = carve(carver, count_enters(p), sizeof(uint32_t));
    context->forced_parts = carve(carver, p->split_count, sizeof(uint32_t));
    context->forced_out = carve(carver, p->journey_count + 1, 1);
    context->enabled = carve(carver, p->journey_count, 1);
    context->timed_stages = carve(carver, p->stage_count, 1);
    context->timed_waits = carve(carver, p->wait_count, 1);
    context->timed_ends = carve(carver, p->journey_count, 1);
    context->timed_whens = carve(carver, p->journey_count, 1);
    context->follows = carve(carver, p->journey_count, 1);
    context->marks = carve(carver, p->event_count, 1);
    context->journey_hears = carve(carver, p->journey_count, sizeof(uint64_t));
    context->stage_hears = carve(carver, p->stage_count, sizeof(uint64_t));
    context->wait_hears = carve(carver, p->wait_count, sizeof(uint64_t));
    context->timed_enters = carve(carver, p->trigger_count, sizeof(uint32_t));
}

/* Journeys by priority; a stable insertion, since there are few and they are mostly of one priority. */
static void order_journeys(struct jrt_context *context) {
    const jrt_program *p = context->program;
    for (uint32_t i = 0; i < p->journey_count; i++) {
        uint32_t at = i;
        for (; at > 0 && p->journeys[context->order[at - 1]].priority < p->journeys[i].priority; at--)
            context->order[at] = context->order[at - 1];
        context->order[at] = i;
    }
}

static void index_enters(struct jrt_context *context) {
    const jrt_program *p = context->program;
    uint32_t count = 0;
    for (uint32_t event = 0; event <= p->event_count; event++) {
        context->enter_first[event] = count;
        for (uint32_t i = 0; i < p->journey_count; i++)
            if (may_enter(p, &p->journeys[context->order[i]], event))
                context->enter_journeys[count++] = context->order[i];
    }
    context->enter_first[p->event_count + 1] = count;
}

static uint8_t has_timer(const jrt_program *p, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++)
        if (p->triggers[i].timer != JBC_NONE) return 1;
    return 0;
}

static bool is_word(const jrt_program *p, uint32_t string, const char *word) {
    return value_equal(program_value(p, string), value_text(word, (uint32_t)strlen(word)));
}

static bool is_followed(const struct jbc_trigger *trigger) {
    bool asks = trigger->kind == JBC_ON_TRUE || trigger->kind == JBC_ON_TURNS_TRUE;
    return trigger->role != JBC_ROLE_ENTER && (asks || trigger->kind == JBC_ON_DATE);
}

static void index_follows(struct jrt_context *context) {
    const jrt_program *p = context->program;
    memset(context->follows, 0, p->journey_count);
    for (uint32_t i = 0; i < p->trigger_count; i++)
        if (is_followed(&p->triggers[i])) context->follows[p->triggers[i].journey] = 1;
    for (uint32_t i = 0; i < p->wait_count; i++)
        if (p->waits[i].kind == JBC_WAIT_UNTIL) context->follows[p->stages[p->waits[i].stage].journey] = 1;
}

static void index_timers(struct jrt_context *context) {
    const jrt_program *p = context->program;
    for (uint32_t i = 0; i < p->stage_count; i++)
        context->timed_stages[i] = has_timer(p, p->stages[i].first_when, p->stages[i].when_count);
    for (uint32_t i = 0; i < p->wait_count; i++)
        context->timed_waits[i] = has_timer(p, p->waits[i].first_arm, p->waits[i].arm_count);
    for (uint32_t i = 0; i < p->journey_count; i++) {
        context->timed_ends[i] = has_timer(p, p->journeys[i].first_end, p->journeys[i].end_count);
        context->timed_whens[i] = has_timer(p, p->journeys[i].first_when, p->journeys[i].when_count);
    }
    for (uint32_t i = 0; i < p->trigger_count; i++) {
        const struct jbc_trigger *trigger = &p->triggers[i];
        context->ends_heard |= trigger->kind == JBC_ON_ENDED;
        context->skips_heard |= trigger->kind == JBC_ON_REPORT && is_word(p, trigger->word, "skipped");
    }
    /* By priority, as entries that an event causes. */
    for (uint32_t i = 0; i < p->journey_count; i++) {
        const struct jbc_journey *journey = &p->journeys[context->order[i]];
        for (uint32_t k = journey->first_enter; k < journey->first_enter + journey->enter_count; k++)
            if (p->triggers[k].timer != JBC_NONE) context->timed_enters[context->timed_enter_count++] = k;
    }
    for (uint32_t i = 0; i < p->receipt_count; i++)
        context->skips_heard |= is_word(p, p->receipts[i].status, "skipped");
}

static size_t context_size(struct jrt_context *context) {
    struct carver carver = {NULL, 0};
    carve_all(context, &carver);
    return carver.used;
}

enum jrt_status jrt_context_new(const jrt_program *program, const struct jrt_host *host, jrt_context **result) {
    if (!program || !host || !result || !host->on_action || !host->zones.find || !host->zones.to_local ||
        !host->zones.to_utc)
        return JRT_MISUSE;
    PARANOID(paranoid_program(program);)
    struct jrt_allocator allocator = host->allocator;
    if (!allocator.alloc) allocator = (struct jrt_allocator){NULL, default_alloc, default_release};
    struct jrt_context *context = allocator.alloc(allocator.self, sizeof *context);
    if (!context) return JRT_NO_MEMORY;
    memset(context, 0, sizeof *context);
    context->program = context->state.program = program;
    context->host = *host;
    context->host.allocator = allocator;
    context->state.runs_room = runs_room(program);
    context->scratch.size = JRT_SCRATCH_MAX;
    context->memory_size = context_size(context);
    context->memory = allocator.alloc(allocator.self, context->memory_size);
    if (!context->memory) {
        allocator.release(allocator.self, context, sizeof *context);
        return JRT_NO_MEMORY;
    }
    struct carver carver = {context->memory, 0};
    carve_all(context, &carver);
    order_journeys(context);
    index_enters(context);
    for (uint32_t i = 0; i < program->split_count; i++) context->forced_parts[i] = JBC_NONE;
    memset(context->forced_out, 0, program->journey_count + 1);
    memset(context->enabled, 1, program->journey_count);
    index_timers(context);
    index_follows(context);
    listen_index(context);
    state_prepare(&context->state);
    *result = context;
    return JRT_OK;
}

void jrt_context_free(jrt_context *context) {
    if (!context) return;
    struct jrt_allocator allocator = context->host.allocator;
    allocator.release(allocator.self, context->memory, context->memory_size);
    allocator.release(allocator.self, context, sizeof *context);
}

/* ---- for tests ---- */

void jrt_force_split(jrt_context *context, uint32_t split, uint32_t part) {
    if (split < context->program->split_count) context->forced_parts[split] = part;
}

void jrt_force_keep_out(jrt_context *context, uint32_t journey, int kept_out) {
    uint32_t place = journey == JBC_NONE ? context->program->journey_count : journey;
    if (place <= context->program->journey_count) context->forced_out[place] = (uint8_t)(kept_out ? 2 : 1);
}

enum jrt_status jrt_only_journeys(jrt_context *context, const uint8_t *enabled) {
    uint32_t count = context->program->journey_count;
    if (enabled)
        memcpy(context->enabled, enabled, count);
    else
        memset(context->enabled, 1, count);
    return JRT_OK;
}

uint64_t jrt_unknown_zones(const jrt_context *context) {
    return context->unknown_zones;
}

/* ---- what all files of the interpreter use ---- */

static bool find_zone(struct jrt_context *context, struct jrt_value name) {
    const struct jrt_zones *zones = &context->host.zones;
    return name.type == JBC_TEXT && zones->find(zones->self, name.as.text, name.size, &context->zone) != 0;
}

uint32_t context_zone(struct jrt_context *context) {
    if (context->zone_known) return context->zone;
    context->zone_known = true;
    const struct jbc_project *project = context->program->project;
    int64_t horizon = context->horizon;
    struct jrt_value name = interp_value(context, NULL, project->zone);
    context->horizon = horizon;
    if (find_zone(context, name)) return context->zone;
    context->unknown_zones++;
    if (!find_zone(context, program_value(context->program, project->zone_fallback)))
        find_zone(context, value_text("UTC", 3));
    return context->zone;
}

enum jrt_status jrt_zone_of(jrt_context *context, const struct jrt_user *user, const void *state, size_t size,
                            uint32_t *zone) {
    if (!context || !user || !zone) return JRT_MISUSE;
    if (!state_open_bytes(&context->state, state, state ? size : 0)) return JRT_BAD_STATE;
    uint64_t unknown = context->unknown_zones;
    context->user = user;
    context->event = NULL;
    context->scratch.used = 0;
    context->zone_known = false;
    context->now = context->state.head.clock;
    *zone = context_zone(context);
    context->unknown_zones = unknown;
    return JRT_OK;
}

struct effect *context_effect(struct jrt_context *context, enum effect_kind kind, uint32_t name) {
    if (context->effect_count == JRT_EFFECTS_MAX) {
        context_error(context, NULL, "too many consequences of one event; the rest of them was dropped");
        return NULL;
    }
    struct effect *effect = &context->effects[context->effect_count++];
    *effect = (struct effect){.kind = kind, .name = name, .wait = JBC_NONE};
    return effect;
}

void context_fresh(struct jrt_context *context, const struct jbc_run *run, bool stage) {
    if (!context->ends_heard && !context->skips_heard) return;
    struct fresh fresh = context_freshness(context, run);
    fresh.wait = context->effect_count;
    if (stage) fresh.stage = context->effect_count;
    uint32_t i = 0;
    while (i < context->fresh_count && context->fresh[i].serial != run->serial) i++;
    if (i == JRT_RUNS_MAX)
        return; /* so many runs began and ended in one call; the last of them may see a little more */
    context->fresh[i] = fresh;
    if (i == context->fresh_count) context->fresh_count++;
}

struct fresh context_freshness(const struct jrt_context *context, const struct jbc_run *run) {
    for (uint32_t i = 0; i < context->fresh_count; i++)
        if (context->fresh[i].serial == run->serial) return context->fresh[i];
    return (struct fresh){.serial = run->serial};
}

struct jrt_value context_keep(struct jrt_context *context, struct jrt_value value) {
    value.rate = 0;
    if (value.type != JBC_TEXT && value.type != JBC_LIST) return value;
    char *bytes = scratch_take(&context->scratch, value.size);
    if (!bytes) return value_missing();
    if (value.size > 0) memcpy(bytes, value.as.text, value.size);
    value.as.text = bytes;
    return value;
}

void context_act(struct jrt_context *context, const struct jbc_run *run, struct jrt_action *action) {
    action->at = context->now;
    action->sequence = ++context->state.head.sequence;
    if (run) {
        action->run = run->serial;
        action->journey = run->journey;
        action->stage = run->stage;
        uint32_t key = context->program->journeys[run->journey].key;
        if (key != JBC_NONE) action->key = slot_load(&context->state, run, key);
    }
    context->host.on_action(context->host.self, action);
}

void context_error(struct jrt_context *context, const struct jbc_run *run, const char *reason) {
    struct jrt_action action = {.kind = JRT_ERROR, .journey = JBC_NONE, .stage = JBC_NONE, .reason = reason};
    context_act(context, run, &action);
}

void context_trace(const struct jrt_context *context, enum jrt_trace_kind kind, uint32_t index) {
    if (context->host.on_trace) context->host.on_trace(context->host.self, kind, index);
}

static uint64_t hash_text(uint64_t hash, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) hash = (hash ^ (uint8_t)text[i]) * 0x100000001b3u;
    return (hash ^ 0) * 0x100000001b3u;
}

uint32_t context_share(const struct jrt_context *context, struct jrt_value journey, struct jrt_value name) {
    uint64_t hash = 0xcbf29ce484222325u;
    hash = hash_text(hash, context->user->id, context->user->size);
    hash = hash_text(hash, journey.as.text, journey.size);
    hash = hash_text(hash, name.as.text, name.size);
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)((hash ^ hash >> 31) % 10000);
}

const char *jrt_status_text(enum jrt_status status) {
    switch (status) {
    case JRT_OK: return "done";
    case JRT_NO_MEMORY: return "there is not enough memory";
    case JRT_BAD_BYTES: return "these bytes are no valid program";
    case JRT_BAD_STATE: return "these bytes are no state of this program";
    case JRT_FULL: return "the user's state would be over its limit";
    case JRT_MISUSE: return "the runtime was called with a wrong argument";
    case JRT_NO_ZONE: return "the file of a time zone could not be read";
    case JRT_NO_LIBRARY: return "the library simdjson could not be loaded";
    }
    return "unknown status";
}
