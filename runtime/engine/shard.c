#include "shard.h"

#include "hash.h"

#include <stdlib.h>

enum { AHEAD = 16, LINE = 64 };

/* ---- actions ------------------------------------------------------------------------------------------------------- */

static void on_action(void *self, const struct jrt_action *action) {
    struct shard *shard = self;
    const struct jrt_engine_options *options = &shard->plan->options;
    funnel_count(&shard->funnel, action, shard->sign);
    if (shard->sign < 0) return;
    if (options->on_lines) actions_out_add(&shard->plan->printer, &shard->out, &shard->user, shard->hash, action);
    if (options->on_action) options->on_action(options->self, shard->index, &shard->user, action);
}

/* Says that a step of the present user failed. */
static void report(struct shard *shard, int64_t at, uint64_t serial, const char *reason) {
    const struct jrt_engine_options *options = &shard->plan->options;
    struct jrt_action action = {.kind = JRT_ERROR, .at = at, .journey = JBC_NONE, .stage = JBC_NONE, .reason = reason};
    funnel_count(&shard->funnel, &action, 1);
    if (options->on_lines) actions_out_error(&shard->out, &shard->user, shard->hash, at, serial, reason);
    if (options->on_action) options->on_action(options->self, shard->index, &shard->user, &action);
}

/* ---- one step ------------------------------------------------------------------------------------------------------ */

/* A step as it is asked for: an event, or (event NULL) the timers due at `now`. */
struct step {
    uint32_t record;               /* of the user; USER_NONE: never seen */
    int64_t now;                   /* the clock */
    const struct jrt_event *event; /* or NULL */
    uint64_t serial;               /* the event's number, 0 for timers */
};

static enum jrt_status call(struct shard *shard, const struct step *step, struct jrt_result *result) {
    void *state = NULL;
    size_t size = 0;
    if (step->record != USER_NONE) {
        struct user_record *record = user_at(&shard->users, step->record);
        state = user_state(record);
        size = record->state_size;
    }
    if (!step->event) return jrt_tick(shard->context, &shard->user, state, size, step->now, result);
    return jrt_step(shard->context, &shard->user, state, size, step->now, step->event, result);
}

/* Runs a step. What a failed one has said is taken back: the same step says the same again. */
static bool run_step(struct shard *shard, const struct step *step, struct jrt_result *result) {
    size_t before = shard->out.used;
    enum jrt_status status = call(shard, step, result);
    if (zones_status(shard->zones) != JRT_OK) {
        shard->status = zones_status(shard->zones);
        return false;
    }
    if (status == JRT_OK) return true;
    shard->out.used = before;
    shard->sign = -1;
    (void)call(shard, step, result);
    shard->sign = 1;
    if (status == JRT_NO_MEMORY) shard->status = status;
    report(shard, step->now, step->serial, jrt_status_text(status));
    return false;
}

/* ---- civil times --------------------------------------------------------------------------------------------------- */

/* The user's zone as it will be after the event: a profile may bring a zone and a date at once. A silent update shows
 * what the state will say of it. */
static uint32_t zone_after(struct shard *shard, const struct step *step) {
    struct jrt_event profile = *step->event;
    struct step draft = {.record = step->record, .now = step->now, .event = &profile};
    struct jrt_result result;
    uint32_t zone = 0;
    profile.kind = JRT_EVENT_PROFILE;
    if (step->event->kind != JRT_EVENT_UPDATE && step->event->kind != JRT_EVENT_PROFILE) {
        profile.count = 0;
        profile.account = NULL;
    }
    profile.id = NULL;
    shard->draft.used = 0;
    if (call(shard, &draft, &result) != JRT_OK) return 0;
    buffer_add(&shard->draft, result.state, result.size);
    if (jrt_zone_of(shard->context, &shard->user, shard->draft.bytes, result.size, &zone) != JRT_OK) return 0;
    return zone;
}

static bool make_settled(struct shard *shard, uint32_t count) {
    if (count <= shard->settled_room) return true;
    struct jrt_value *settled = realloc(shard->settled, count * sizeof *settled);
    if (!settled) return false;
    shard->settled = settled;
    shard->settled_room = count;
    return true;
}

/* Makes instants of an event's civil times, in a copy of its values; the step is of `settled` then. */
static bool settle(struct shard *shard, struct step *step, struct jrt_event *settled) {
    struct jrt_zones zones = zones_interface(shard->zones);
    uint32_t zone = zone_after(shard, step);
    *settled = *step->event;
    if (!make_settled(shard, settled->count)) return false;
    for (uint32_t i = 0; i < settled->count; i++) {
        struct jrt_value *value = &shard->settled[i];
        *value = settled->values[i];
        if (value->type == JBC_TIME && value->zero) value->as.number = zones.to_utc(zones.self, zone, value->as.number);
        value->zero = 0;
    }
    settled->values = shard->settled;
    step->event = settled;
    return !shard->draft.failed;
}

/* ---- the states and their timers ----------------------------------------------------------------------------------- */

static bool keep_entry(void *self, struct timer_entry entry) {
    struct shard *shard = self;
    return user_at(&shard->users, entry.owner)->mark == user_mark(entry.mark);
}

/* Gives the user an entry in the timers in place of the one that counted. */
static void queue(struct shard *shard, uint32_t record, int64_t due) {
    struct user_record *user = user_at(&shard->users, record);
    uint32_t mark;
    shard->queued += user->mark == USER_NO_MARK;
    if (timers_add(&shard->timers, due, record, &mark))
        user->mark = user_mark(mark) & USER_NO_MARK;
    else
        shard->status = JRT_NO_MEMORY;
    /* Entries that no longer count are swept out before they are the most. */
    if (shard->timers.count > 2 * shard->queued + 4096) timers_sweep(&shard->timers, keep_entry, shard);
}

static void unqueue(struct shard *shard, uint32_t record) {
    struct user_record *user = user_at(&shard->users, record);
    shard->queued -= user->mark != USER_NO_MARK;
    user->mark = USER_NO_MARK;
}

/* Has the user an entry in the timers that comes out at `due` or before? */
static bool is_queued(struct shard *shard, uint32_t record, int64_t due) {
    if (record == USER_NONE) return false;
    struct user_record *user = user_at(&shard->users, record);
    return user->mark != USER_NO_MARK && jrt_due(user_state(user), user->state_size) <= due;
}

/* Keeps a step's state. Its timer gets an entry if none is there that comes out in time; the old entry is only that if the
 * user's record, which it names, has not moved. */
static void keep(struct shard *shard, uint32_t record, const struct jrt_result *result) {
    bool queued = result->due == INT64_MAX || is_queued(shard, record, result->due);
    uint32_t kept =
        user_store(&shard->users, record, shard->hash, shard->user.id, shard->user.size, result->state, result->size);
    if (kept == USER_NONE) {
        shard->status = JRT_NO_MEMORY;
        return;
    }
    user_listen(&shard->users, kept, shard->hash, result->hears);
    if (kept != record) unqueue(shard, kept);
    if (result->due != INT64_MAX && (!queued || kept != record)) queue(shard, kept, result->due);
}

/* ---- timers -------------------------------------------------------------------------------------------------------- */

/* Macros, since compilers take a function that only prefetches for one without effect and drop the call. */
#define FETCH_PLACE(shard, hash)                                                                                       \
    do {                                                                                                               \
        const struct user_place *place_ =                                                                              \
            &(shard)->users.places[user_place_of(&(shard)->users, (uint32_t)((hash) >> 32))];                          \
        __builtin_prefetch(place_);                                                                                    \
        __builtin_prefetch(place_ + USER_LOOK); /* what is looked at may go on in the next line */                     \
    } while (0)
#define FETCH_RECORD(shard, record)                                                                                    \
    do {                                                                                                               \
        const char *bytes_ = (const char *)user_at(&(shard)->users, record);                                           \
        for (uint32_t line_ = 0; line_ < (shard)->lines; line_++) __builtin_prefetch(bytes_ + line_ * LINE);           \
    } while (0)

static void soon(void *self, uint32_t owner) {
    struct shard *shard = self;
    FETCH_RECORD(shard, owner);
}

/* Lines of the cache that most records take, three at most. */
static uint32_t lines_of(const struct user_table *users) {
    if (users->count == 0) return 1;
    uint64_t each = sizeof(struct user_record) + users->record_bytes / users->count;
    return each <= LINE ? 1 : each <= 2 * LINE ? 2 : 3;
}

/* The steps that follow are about the user of a record. */
static void speak_of(struct shard *shard, const struct user_record *user) {
    shard->user = (struct jrt_user){user_id(user), user->id_size};
    shard->hash = hash_bytes(shard->user.id, shard->user.size);
}

/* The entry of a user has come out at `at`: its timers fire, or the entry goes in again at their instant. */
static void fire(struct shard *shard, uint32_t record, int64_t at) {
    struct user_record *user = user_at(&shard->users, record);
    int64_t due = jrt_due(user_state(user), user->state_size);
    unqueue(shard, record);
    if (user->broken || due == INT64_MAX) return;
    if (due > at) {
        queue(shard, record, due);
        return;
    }
    struct jrt_result result;
    struct step step = {.record = record, .now = at};
    /* A step only reads the id, and the record stays where it is until the state is kept. */
    speak_of(shard, user);
    FETCH_PLACE(shard, shard->hash); /* where what the user hears is noted afterwards */
    if (run_step(shard, &step, &result)) {
        keep(shard, record, &result);
    } else {
        user->broken = 1;
        user_listen(&shard->users, record, shard->hash, UINT32_MAX);
    }
}

static void fire_due(struct shard *shard, int64_t limit) {
    int64_t at;
    struct timer_entry entry;
    while (shard->status == JRT_OK && timers_take(&shard->timers, limit, &at, &entry)) {
        if (keep_entry(shard, entry)) fire(shard, entry.owner, at);
    }
    if (shard->timers.failed) shard->status = JRT_NO_MEMORY;
}

void shard_fire(struct shard *shard, int64_t limit) {
    if (timers_may_take(&shard->timers, limit)) fire_due(shard, limit);
}

/* ---- events -------------------------------------------------------------------------------------------------------- */

/* May the event be anything to its user, as the index has it? `record`: where the user's state is, most likely. */
static inline bool is_heard(const struct shard *shard, const struct jrt_engine_event *event, uint32_t *record) {
    const struct jrt_event *what = &event->event;
    uint32_t hears = user_hears(&shard->users, event->hash, record);
    if ((hears >> (what->name % 32) & 1) != 0) return true;
    return what->kind != JRT_EVENT_TRACK || wanted_begins(&shard->plan->wanted, what);
}

/* Takes an event in that its user does not hear; the id may be left of it. false: that has to be done by a step. */
static bool pass_over(struct shard *shard, const struct jrt_engine_event *event, uint32_t record, int64_t now) {
    const struct wanted *wanted = &shard->plan->wanted;
    if (!wanted->ids) return record != USER_NONE || !wanted->first;
    if (record == USER_NONE) return false;
    struct user_record *user = user_at(&shard->users, record);
    size_t size = user->state_size, room = user_room(&shard->users, record);
    if (jrt_note(shard->context, user_state(user), &size, room, now, &event->event) != JRT_OK) return false;
    user_grow(&shard->users, record, size);
    return true;
}

static void take_event(struct shard *shard, const struct jrt_engine_event *event, int64_t now, uint64_t serial) {
    uint32_t record;
    if (timers_may_take(&shard->timers, now)) fire_due(shard, now);
    bool heard = is_heard(shard, event, &record);
    if (!heard && !wanted_unheard(&shard->plan->wanted)) return;
    record = user_find(&shard->users, event->hash, event->user.id, event->user.size);
    if (!heard && pass_over(shard, event, record, now)) return;
    struct step step = {.record = record, .now = now, .event = &event->event, .serial = serial};
    struct jrt_result result;
    shard->user = event->user;
    shard->hash = event->hash;
    if (record != USER_NONE && user_at(&shard->users, record)->broken) {
        report(shard, now, serial, "the user's timers could not be fired before: the event was left out");
        return;
    }
    struct jrt_event settled;
    if (event->civil > 0 && !settle(shard, &step, &settled)) {
        shard->status = JRT_NO_MEMORY;
        return;
    }
    if (!run_step(shard, &step, &result) || !result.changed) return;
    keep(shard, record, &result);
}

/* Fetches the user's record, if it will be looked at. */
static inline void fetch_record(struct shard *shard, const struct jrt_engine_event *event) {
    uint32_t record;
    bool heard = is_heard(shard, event, &record);
    if (record != USER_NONE && (heard || wanted_unheard(&shard->plan->wanted))) FETCH_RECORD(shard, record);
}

static inline void process(struct shard *shard, const struct event_part *part, uint32_t number) {
    const struct jrt_engine_event *event = &part->events[number];
    take_event(shard, event, event->now > part->base ? event->now : part->base, part->serial + number);
}

/* Events go through the memory in three steps: first their place in the index is fetched, AHEAD events later their record,
 * and as many later they are processed, when both have come. */
void shard_run(struct shard *shard, const struct event_part *part) {
    const struct jrt_engine_event *events = part->events;
    size_t count = part->starts[shard->index + 1] - part->starts[shard->index];
    if (count == 0) return; /* a part without events has no order */
    const uint32_t *order = part->order + part->starts[shard->index];
    shard->lines = lines_of(&shard->users);
    for (size_t i = 0; i < count && i < 2 * AHEAD; i++) FETCH_PLACE(shard, events[order[i]].hash);
    for (size_t i = 0; i < count && i < AHEAD; i++) fetch_record(shard, &events[order[i]]);
    for (size_t i = 0; i < count && shard->status == JRT_OK; i++) {
        if (i + 2 * AHEAD < count) FETCH_PLACE(shard, events[order[i + 2 * AHEAD]].hash);
        if (i + AHEAD < count) fetch_record(shard, &events[order[i + AHEAD]]);
        process(shard, part, order[i]);
    }
    if (shard->out.failed) shard->status = JRT_NO_MEMORY;
}

/* ---- a new version ------------------------------------------------------------------------------------------------- */

static void take_user_over(struct shard *shard, const struct shard *older, uint32_t record, int64_t now) {
    struct user_record *user = user_at(&older->users, record);
    struct jrt_result result;
    speak_of(shard, user);
    enum jrt_status status = jrt_takeover(shard->context, older->plan->program, &shard->user, user_state(user),
                                          user->state_size, now, &result);
    if (status == JRT_OK)
        keep(shard, USER_NONE, &result);
    else
        shard->status = status;
}

void shard_take_over(struct shard *shard, const struct shard *older, int64_t now) {
    for (uint64_t i = 0; i < older->users.place_room && shard->status == JRT_OK; i++) {
        uint32_t record = older->users.places[i].record;
        if (record != USER_NONE) take_user_over(shard, older, record, now);
        if (zones_status(shard->zones) != JRT_OK) shard->status = zones_status(shard->zones);
    }
    if (shard->out.failed) shard->status = JRT_NO_MEMORY;
}

/* ---- life ---------------------------------------------------------------------------------------------------------- */

bool shard_init(struct shard *shard, const struct shard_plan *plan, uint32_t index) {
    *shard = (struct shard){.plan = plan, .index = index, .sign = 1, .lines = 1};
    timers_init(&shard->timers);
    shard->timers.self = shard;
    shard->timers.soon = soon;
    shard->zones = zones_new(plan->options.zone_dir);
    bool fine = shard->zones && user_table_init(&shard->users);
    fine = fine && funnel_init(&shard->funnel, plan->program);
    if (!fine) return false;
    struct jrt_host host = {.zones = zones_interface(shard->zones), .self = shard, .on_action = on_action};
    return jrt_context_new(plan->program, &host, &shard->context) == JRT_OK;
}

void shard_free(struct shard *shard) {
    jrt_context_free(shard->context);
    zones_free(shard->zones);
    user_table_free(&shard->users);
    timers_free(&shard->timers);
    funnel_free(&shard->funnel);
    buffer_free(&shard->out);
    buffer_free(&shard->draft);
    free(shard->settled);
}
