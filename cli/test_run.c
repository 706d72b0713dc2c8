#include "test_run.h"
#include "coverage.h"
#include "test_match.h"
#include "value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct jrt_user USER = {"test-user", 9};
static const char ACCOUNT[] = "test-account";

/* A test under way. */
struct driver {
    const struct test_bench *bench;          /* what it runs on */
    struct test_run *run;                    /* its result */
    jrt_context *context;                    /* the interpreter's */
    struct wording words;                    /* with the user's zone of this moment */
    void *state;                             /* the user's state; NULL: never seen */
    size_t size;                             /* bytes */
    int64_t due;                             /* when it next needs a tick */
    int64_t now;                             /* the virtual clock */
    size_t first;                            /* the first entry of the step under way */
    const struct jdl_place *below;           /* the line that the step under way begins with */
    struct test_live live[JRT_RUNS_MAX + 1]; /* the runs, as the actions tell */
    size_t live_count;                       /* how many */
    bool no_memory;                          /* something could not be kept */
    bool quiet;                              /* actions are not part of the timeline: the zone is being found out */
};

/* ---- the timeline ------------------------------------------------------------------------------------------------ */

struct test_entry *test_run_add(struct test_run *run, enum test_entry_kind kind, int64_t at) {
    if (run->count == run->capacity) {
        size_t capacity = run->capacity ? run->capacity * 2 : 32;
        struct test_entry *entries = realloc(run->entries, capacity * sizeof *entries);
        if (!entries) return NULL;
        run->entries = entries;
        run->capacity = capacity;
    }
    struct test_entry *entry = &run->entries[run->count++];
    *entry = (struct test_entry){.kind = kind, .at = at, .send = JBC_NONE};
    return entry;
}

static struct test_entry *add(struct driver *driver, enum test_entry_kind kind, int64_t at) {
    struct test_entry *entry = test_run_add(driver->run, kind, at);
    char when[WORDING_TIME];
    if (!entry) {
        driver->no_memory = true;
        return NULL;
    }
    wording_time(&driver->words, at, when);
    entry->when = pool_copy(&driver->run->pool, when, strlen(when));
    return entry;
}

static void broken(struct driver *driver, const char *why) {
    if (!driver->run->broken) driver->run->broken = why;
}

/* ---- what comes out of the interpreter --------------------------------------------------------------------------- */

static struct jrt_value keep_value(struct pool *pool, struct jrt_value value) {
    if (value.type != JBC_TEXT && value.type != JBC_LIST) return value;
    value.as.text = pool_copy(pool, value.as.text, value.size);
    return value.as.text ? value : value_missing();
}

/* A copy of the action that outlives the interpreter's call. */
static struct jrt_action keep_action(struct pool *pool, const struct jrt_action *action) {
    struct jrt_action kept = *action;
    kept.name = pool_copy(pool, action->name, action->name_size);
    kept.key = keep_value(pool, action->key);
    kept.params = NULL;
    kept.values = NULL;
    struct jrt_value *values = action->value_count > 0 ? pool_take(pool, action->value_count * sizeof *values) : NULL;
    for (uint32_t i = 0; values && i < action->value_count; i++) values[i] = keep_value(pool, action->values[i]);
    kept.values = values;
    if (!values) kept.value_count = 0;
    return kept;
}

static const char *words_of(struct driver *driver, const struct jrt_action *action) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out) wording_action(&driver->words, action, out);
    bool fine = out && fclose(out) == 0;
    const char *kept = fine ? pool_copy(&driver->run->pool, text, size) : NULL;
    free(text);
    if (!fine) driver->no_memory = true;
    return kept ? kept : "";
}

/* Follows the runs from stage to stage. */
static void follow(struct driver *driver, const struct jrt_action *action) {
    size_t at = 0;
    while (at < driver->live_count && driver->live[at].run != action->run) at++;
    if (action->kind == JRT_EXIT && at < driver->live_count) driver->live[at] = driver->live[--driver->live_count];
    if (action->kind != JRT_ENTER && action->kind != JRT_STAGE) return;
    if (at == driver->live_count && driver->live_count <= JRT_RUNS_MAX) driver->live_count++;
    if (at == driver->live_count) return;
    bool kept_out = action->kind == JRT_ENTER && action->reason;
    driver->live[at] = (struct test_live){action->run, action->journey, kept_out ? JBC_NONE : action->stage};
}

static void on_action(void *self, const struct jrt_action *action) {
    struct driver *driver = self;
    if (driver->quiet || driver->run->broken) return;
    follow(driver, action);
    if (driver->bench->coverage) coverage_action(driver->bench->coverage, action);
    struct test_entry *entry = add(driver, TEST_ACTION, action->at);
    if (!entry) return;
    entry->action = keep_action(&driver->run->pool, action);
    entry->text = words_of(driver, &entry->action);
    if (action->kind == JRT_SEND || action->kind == JRT_SKIPPED) entry->send = action->send;
}

/* A split that the test did not decide: the hash would decide it, and another name of the split another way. */
static void unforced(struct driver *driver, uint32_t index) {
    const jrt_program *program = driver->bench->program;
    const struct jbc_split *split = &program->splits[index];
    struct pool *pool = &driver->run->pool;
    if (driver->run->broken) return;
    uint32_t size, journey_size, part_size;
    const char *name = program_string(program, split->name, &size);
    const char *journey = program_string(program, program->journeys[split->journey].name, &journey_size);
    const char *parts = "";
    for (uint32_t i = 0; i < split->part_count; i++) {
        const char *part = program_string(program, program->parts[split->first_part + i].name, &part_size);
        const char *between = i == 0 ? "" : i + 1 == split->part_count ? " or " : ", ";
        parts = pool_format(pool, "%s%s%.*s", parts, between, (int)part_size, part);
    }
    const char *first = program_string(program, program->parts[split->first_part].name, &part_size);
    broken(driver,
           pool_format(pool, "this test reaches the split %.*s of journey %.*s, and does not say which part: %s",
                       (int)size, name, (int)journey_size, journey, parts));
    driver->run->broken_paste = pool_format(pool, "given split %.*s is %.*s", (int)size, name, (int)part_size, first);
}

static void on_trace(void *self, enum jrt_trace_kind kind, uint32_t index) {
    struct driver *driver = self;
    if (driver->quiet) return;
    if (driver->bench->coverage) coverage_trace(driver->bench->coverage, kind, index);
    if (kind == JRT_TRACE_UNFORCED) unforced(driver, index);
}

/* Takes a call's result over. False: the call failed, and the test can't go on. */
static bool accept(struct driver *driver, enum jrt_status status, const struct jrt_result *result) {
    if (status == JRT_NO_MEMORY) driver->no_memory = true;
    if (status != JRT_OK) {
        broken(driver, pool_format(&driver->run->pool, "the interpreter stopped: %s", jrt_status_text(status)));
        return false;
    }
    if (result->size > driver->size || !driver->state) {
        void *state = realloc(driver->state, result->size > 0 ? result->size : 1);
        if (!state) {
            driver->no_memory = true;
            return false;
        }
        driver->state = state;
    }
    memmove(driver->state, result->state, result->size);
    driver->size = result->size;
    driver->due = result->due;
    uint32_t zone;
    if (jrt_zone_of(driver->context, &USER, driver->state, driver->size, &zone) == JRT_OK) driver->words.zone = zone;
    return true;
}

static bool put(struct driver *driver, const struct jrt_event *event) {
    struct jrt_result result;
    enum jrt_status status = jrt_step(driver->context, &USER, driver->state, driver->size, driver->now, event, &result);
    return accept(driver, status, &result);
}

/* Fires what is due by then, instant after instant. */
static bool move_to(struct driver *driver, int64_t then) {
    enum { MOST = 1000000 }; /* a project that fires for ever at one instant must not hang the test */
    int fired = 0;
    for (; driver->due <= then && fired < MOST; fired++) {
        struct jrt_result result;
        enum jrt_status status = jrt_tick(driver->context, &USER, driver->state, driver->size, then, &result);
        if (!accept(driver, status, &result)) return false;
    }
    if (fired == MOST) broken(driver, "the project never comes to rest");
    driver->now = then;
    return fired < MOST;
}

/* ---- what goes in ------------------------------------------------------------------------------------------------ */

static int64_t on_clock(const struct driver *driver, int64_t civil) {
    return driver->words.zones.to_utc(driver->words.zones.self, driver->words.zone, civil);
}

static struct jrt_value value_in(struct driver *driver, const struct jdl_value *value);

static struct jrt_value list_in(struct driver *driver, const struct jdl_value *value) {
    struct pool *pool = &driver->run->pool;
    struct jrt_value *items = pool_take(pool, (value->item_count + (size_t)1) * sizeof *items);
    if (!items) return value_missing();
    for (uint32_t i = 0; i < value->item_count; i++) items[i] = value_in(driver, &value->items[i]);
    uint32_t size = values_size(items, value->item_count);
    uint8_t *bytes = pool_take(pool, size);
    if (!bytes) return value_missing();
    values_write(bytes, items, value->item_count);
    struct jrt_value list = {.type = JBC_LIST, .size = size};
    list.as.text = (const char *)bytes;
    return list;
}

/* A literal of the plan, as the interpreter takes it; a date is read on the user's clock of this moment. */
static struct jrt_value value_in(struct driver *driver, const struct jdl_value *value) {
    if (value->type == JBC_TEXT) return value_text(value->text, (uint32_t)strlen(value->text));
    if (value->type == JBC_LIST) return list_in(driver, value);
    if (value->type == 0) return value_missing();
    return value_of((enum jbc_type)value->type, value->civil ? on_clock(driver, value->number) : value->number);
}

/* A profile update; its account is named where it sets the account's traits. */
static bool update(struct driver *driver, enum jrt_event_kind kind, const struct jdl_given *values, size_t count) {
    struct pool *pool = &driver->run->pool;
    struct jrt_value *in = pool_take(pool, (count + 1) * sizeof *in);
    uint32_t *traits = pool_take(pool, (count + 1) * sizeof *traits);
    if (!in || !traits) return false;
    struct jrt_event event = {.kind = kind, .time = driver->now, .values = in, .traits = traits};
    for (size_t i = 0; i < count; i++) {
        if (values[i].index == JDL_NONE) continue;
        in[event.count] = value_in(driver, &values[i].value);
        traits[event.count++] = values[i].index;
        if (driver->bench->program->traits[values[i].index].account) event.account = ACCOUNT;
    }
    event.account_size = event.account ? sizeof ACCOUNT - 1 : 0;
    return put(driver, &event);
}

static bool track(struct driver *driver, enum jrt_event_kind kind, uint32_t index, int64_t time,
                  const struct jdl_given *values, size_t count) {
    uint32_t fields = driver->bench->program->events[index].field_count;
    struct jrt_value *in = pool_take(&driver->run->pool, (fields + (size_t)1) * sizeof *in);
    if (!in) return false;
    for (size_t i = 0; i < count; i++) {
        if (values[i].index < fields) in[values[i].index] = value_in(driver, &values[i].value);
    }
    struct jrt_event event = {.kind = kind, .name = index, .time = time, .values = in, .count = fields};
    return put(driver, &event);
}

/* A message that no journey sends has no place in the program, and a report about it concerns nobody. */
static bool report(struct driver *driver, const struct jdl_step *step) {
    if (step->index == JDL_NONE) return true;
    struct jrt_event event = {.kind = JRT_EVENT_REPORT, .name = step->index, .time = driver->now};
    event.status = step->text;
    event.status_size = strlen(step->text);
    return put(driver, &event);
}

static bool at(struct driver *driver, const struct jdl_step *step) {
    int64_t then = on_clock(driver, step->ms);
    if (then >= driver->now) return move_to(driver, then);
    char clock[WORDING_TIME];
    wording_time(&driver->words, driver->now, clock);
    broken(driver,
           pool_format(&driver->run->pool, "line %u goes back in time: it is %s already", step->place.line, clock));
    return false;
}

static bool input(struct driver *driver, const struct jdl_step *step) {
    switch (step->kind) {
    case JDL_STEP_EVENT:
        return track(driver, JRT_EVENT_TRACK, step->index, driver->now, step->values, step->value_count);
    case JDL_STEP_UPDATE: return update(driver, JRT_EVENT_UPDATE, step->values, step->value_count);
    case JDL_STEP_REPORT: return report(driver, step);
    case JDL_STEP_AFTER: return move_to(driver, driver->now + step->ms);
    case JDL_STEP_AT: return at(driver, step);
    case JDL_STEP_EXPECT: break;
    }
    return true;
}

/* ---- from the first line to the last ----------------------------------------------------------------------------- */

static void force(struct driver *driver) {
    const struct jdl_test *test = driver->run->test;
    uint32_t journeys = driver->bench->program->journey_count;
    for (size_t i = 0; i < test->forced_count; i++)
        jrt_force_split(driver->context, test->forced[i].split, test->forced[i].part);
    for (uint32_t i = 0; i < journeys; i++) {
        bool keeps_out = driver->bench->program->journeys[i].keep_out > 0;
        jrt_force_keep_out(driver->context, i, test->kept_out && keeps_out);
    }
    jrt_force_keep_out(driver->context, JBC_NONE, test->kept_out_of_project);
    uint8_t *enabled = test->only_count > 0 ? pool_take(&driver->run->pool, journeys) : NULL;
    for (size_t i = 0; enabled && i < test->only_count; i++) enabled[test->only[i]] = 1;
    if (enabled) jrt_only_journeys(driver->context, enabled);
}

/* The user's clock decides which instant the start is, and the profile decides which clock: it is asked once without a
 * trace, and then the user begins anew. */
static bool find_start(struct driver *driver) {
    const struct jdl_test *test = driver->run->test;
    driver->quiet = true;
    driver->now = test->start;
    bool fine = update(driver, JRT_EVENT_PROFILE, test->traits, test->trait_count);
    driver->quiet = false;
    driver->now = on_clock(driver, test->start);
    free(driver->state);
    driver->state = NULL;
    driver->size = 0;
    driver->due = INT64_MAX;
    return fine;
}

static bool give(struct driver *driver) {
    const struct jdl_test *test = driver->run->test;
    if (!find_start(driver) || !update(driver, JRT_EVENT_PROFILE, test->traits, test->trait_count)) return false;
    for (size_t i = 0; i < test->past_count; i++) {
        const struct jdl_past *past = &test->past[i];
        if (!track(driver, JRT_EVENT_HISTORY, past->event, driver->now - past->ago, past->values, past->value_count))
            return false;
    }
    return true;
}

/* The step under way is over: it is compared with the `expect` lines in [first, end). */
static void close_step(struct driver *driver, size_t first, size_t end) {
    const struct jdl_test *test = driver->run->test;
    struct test_step step = {.run = driver->run, .words = &driver->words, .first = driver->first};
    step.end = driver->run->count;
    step.expects = test->steps + first;
    step.expect_count = end - first;
    step.below = driver->below;
    step.live = driver->live;
    step.live_count = driver->live_count;
    step.now = driver->now;
    if (!test_match(&step)) driver->no_memory = true;
}

/* A line of the story, and then the `expect` lines below it. Timers that are due at this very instant fire after the line,
 * and before its `expect` lines look. */
static bool tell(struct driver *driver, const struct jdl_step *step) {
    driver->first = driver->run->count;
    driver->below = &step->place;
    struct test_entry *entry = add(driver, TEST_INPUT, driver->now);
    if (!entry) return false;
    entry->text = step->source;
    entry->step = step;
    return input(driver, step) && move_to(driver, driver->now);
}

static void play(struct driver *driver) {
    const struct jdl_test *test = driver->run->test;
    driver->below = &test->place;
    bool fine = give(driver);
    for (size_t i = 0; fine && i < test->step_count;) {
        if (test->steps[i].kind != JDL_STEP_EXPECT) fine = tell(driver, &test->steps[i++]);
        size_t first = i;
        while (i < test->step_count && test->steps[i].kind == JDL_STEP_EXPECT) i++;
        fine = fine && !driver->run->broken;
        if (fine) close_step(driver, first, i);
        fine = fine && !driver->no_memory;
    }
}

static bool has_problem(const struct test_run *run) {
    if (run->broken) return true;
    for (size_t i = 0; i < run->count; i++) {
        if (run->entries[i].problem) return true;
    }
    return false;
}

bool test_run(const struct test_bench *bench, const struct jdl_test *test, struct test_run *run) {
    *run = (struct test_run){.test = test};
    struct driver driver = {.bench = bench, .run = run, .due = INT64_MAX};
    driver.words = (struct wording){.program = bench->program, .zones = zones_interface(bench->zones)};
    driver.words.zones.find(driver.words.zones.self, "UTC", 3, &driver.words.zone);
    struct jrt_host host = {.zones = driver.words.zones, .self = &driver, .on_action = on_action, .on_trace = on_trace};
    if (jrt_context_new(bench->program, &host, &driver.context) != JRT_OK) return false;
    force(&driver);
    play(&driver);
    jrt_context_free(driver.context);
    free(driver.state);
    run->passed = !has_problem(run);
    return !driver.no_memory && !run->pool.failed;
}

void test_run_free(struct test_run *run) {
    free(run->entries);
    pool_free(&run->pool);
    *run = (struct test_run){0};
}
