/* The engine against the plainest host there can be: an array of states, looked through from end to end. What must be the
 * same is every action of every user, whatever the number of shards, the size of the batches and the cuts of the input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "actions_out.h"
#include "feed.h"
#include "hash.h"
#include "summary.h"
#include "tests/unit/compile.h"
#include "zones.h"

static const char script[] = "language 1\n"
                             "project \"Engine\" { timezone: user.timezone or \"Europe/Berlin\" }\n"
                             "event \"Signed Up\" { plan: one of \"free\", \"pro\", seats: number optional }\n"
                             "event \"Logged In\"\n"
                             "event \"Paid\" { amount: number, order: text }\n"
                             "event \"Noise\" { x: number optional }\n"
                             "user { name: text optional, timezone: timezone optional, ends: time optional }\n"
                             "channel email {\n"
                             "  quiet hours 21:00 to 08:00\n"
                             "  template \"welcome\" { name: text, seats: number }\n"
                             "  template \"nudge\"\n"
                             "}\n"
                             "channel task { template \"call\" { amount: number, order: text } }\n"
                             "limits { at most 3 messages per 7 days, otherwise skip }\n"
                             "journey onboarding {\n"
                             "  enter when event \"Signed Up\"\n"
                             "  enter again after 10 days\n"
                             "  goal event \"Paid\" within 20 days\n"
                             "  when no event \"Logged In\" for 5 days { send email \"nudge\" }\n"
                             "  stage first {\n"
                             "    send email \"welcome\" { name: user.name or \"there\", seats: entry.seats or 1 }\n"
                             "    wait up to 2 days {\n"
                             "      for event \"Logged In\" { go to second }\n"
                             "      otherwise {\n"
                             "        send email \"nudge\"\n"
                             "        go to second\n"
                             "      }\n"
                             "    }\n"
                             "  }\n"
                             "  stage second {\n"
                             "    split half { 50% a { milestone a } 50% b { wait until 09:00 } }\n"
                             "    wait up to 3 days {\n"
                             "      for email \"nudge\" opened { exit as engaged }\n"
                             "      otherwise { exit as silent }\n"
                             "    }\n"
                             "  }\n"
                             "}\n"
                             "journey orders {\n"
                             "  enter when event \"Paid\"\n"
                             "  enter again always\n"
                             "  one per order\n"
                             "  stage only {\n"
                             "    wait 90 minutes\n"
                             "    send task \"call\" { amount: entry.amount, order: entry.order }\n"
                             "    exit as done\n"
                             "  }\n"
                             "}\n"
                             "journey ending {\n"
                             "  enter when 1 day before user.ends\n"
                             "  enter again always\n"
                             "  stage only {\n"
                             "    milestone warned\n"
                             "    exit as done\n"
                             "  }\n"
                             "}\n";

/* ---- events -------------------------------------------------------------------------------------------------------- */

enum { USERS = 200, EVENTS = 6000, FIELDS = 2 };

struct world {
    struct compiled compiled;                /* the script */
    struct jrt_engine_event events[EVENTS];  /* of all users, by time, some of them late */
    char ids[USERS][24];                     /* of the users */
    struct jrt_value values[EVENTS][FIELDS]; /* of the events */
    uint32_t traits[EVENTS][FIELDS];         /* of the updates */
    char orders[EVENTS][16];                 /* texts of the events */
};

static uint64_t random_state;

static uint64_t draw(uint64_t below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (random_state >> 11) % below;
}

static uint32_t named(const jrt_program *program, const char *kind, const char *name) {
    uint32_t count = kind[0] == 'e'   ? program->event_count
                     : kind[0] == 't' ? program->trait_count
                                      : program->template_count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t string = kind[0] == 'e'   ? program->events[i].name
                          : kind[0] == 't' ? program->traits[i].name
                                           : program->templates[i].name;
        if (compile_is(program, string, name)) return i;
    }
    fail_msg("no %s", name);
    return 0;
}

static struct jrt_value value_made(uint8_t type, int64_t number, const char *text) {
    struct jrt_value value = {.type = type};
    value.as.number = number;
    if (text) {
        value.size = (uint32_t)strlen(text);
        value.as.text = text;
    }
    return value;
}

static void make_event(struct world *world, uint32_t i, int64_t at) {
    const jrt_program *program = world->compiled.program;
    struct jrt_event *event = &world->events[i].event;
    struct jrt_value *values = world->values[i];
    const char *id = world->ids[draw(USERS)];
    world->events[i].user = (struct jrt_user){id, strlen(id)};
    *event = (struct jrt_event){.kind = JRT_EVENT_TRACK, .time = at, .values = values, .traits = world->traits[i]};
    if (draw(20) == 0) event->time = at - (int64_t)draw(3) * 86400000;
    switch (draw(10)) {
    case 0:
    case 1:
        event->name = named(program, "event", "Signed Up");
        event->count = 2;
        values[0] = value_made(JBC_TEXT, 0, draw(2) ? "free" : "pro");
        if (draw(2)) values[1] = value_made(JBC_NUMBER, (int64_t)draw(9) * 500000, NULL);
        break;
    case 2:
    case 3:
    case 4: event->name = named(program, "event", "Logged In"); break;
    case 5:
        event->name = named(program, "event", "Paid");
        event->count = 2;
        snprintf(world->orders[i], sizeof world->orders[i], "o%u", (unsigned)draw(4));
        values[0] = value_made(JBC_NUMBER, (int64_t)draw(1000) * 10000, NULL);
        values[1] = value_made(JBC_TEXT, 0, world->orders[i]);
        break;
    case 6:
        event->kind = JRT_EVENT_REPORT;
        event->name = named(program, "message", "nudge");
        event->status = "opened";
        event->status_size = 6;
        break;
    case 7:
    case 8:
        event->kind = JRT_EVENT_UPDATE;
        event->count = 2;
        world->traits[i][0] = named(program, "trait", "ends");
        values[0] = value_made(JBC_TIME, at + (int64_t)draw(5) * 86400000 + 7, NULL);
        world->traits[i][1] = named(program, "trait", "timezone");
        values[1] = value_made(JBC_TEXT, 0, draw(3) ? "America/New_York" : "Mars/Olympus");
        break;
    default:
        event->name = named(program, "event", "Noise");
        event->count = 1;
        break;
    }
}

static int set_up(void **state) {
    struct world *world = calloc(1, sizeof *world);
    world->compiled = compile_text(script);
    random_state = 88172645463325252ull;
    for (uint32_t i = 0; i < USERS; i++)
        snprintf(world->ids[i], sizeof world->ids[i], "user-%u-\"%c", i * 7919, 'a' + (char)(i % 26));
    int64_t at = 1767225600000;
    for (uint32_t i = 0; i < EVENTS; i++) {
        at += (int64_t)draw(draw(4) ? 600000 : 3600000);
        if (draw(5) == 0) at = at / 3600000 * 3600000; /* many events and timers at one instant */
        make_event(world, i, at);
    }
    *state = world;
    return 0;
}

static int tear_down(void **state) {
    struct world *world = *state;
    compile_free(&world->compiled);
    free(world);
    return 0;
}

/* ---- lines --------------------------------------------------------------------------------------------------------- */

static void take_lines(void *self, const char *bytes, size_t size) {
    buffer_add(self, bytes, size);
}

static int by_text(const void *left, const void *right) {
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Sorts the lines; returns how many. */
static size_t sort_lines(struct buffer *lines) {
    size_t count = 0, next = 0;
    buffer_add(lines, "", 1);
    for (size_t i = 0; i < lines->used; i++) count += lines->bytes[i] == '\n';
    char **all = malloc((count + 1) * sizeof *all);
    char *copy = malloc(lines->used);
    memcpy(copy, lines->bytes, lines->used);
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n")) all[next++] = line;
    qsort(all, next, sizeof *all, by_text);
    lines->used = 0;
    for (size_t i = 0; i < next; i++) {
        buffer_add(lines, all[i], strlen(all[i]));
        buffer_literal(lines, "\n");
    }
    buffer_add(lines, "", 1);
    free(copy);
    free(all);
    return next;
}

static void same_lines(struct buffer *expected, struct buffer *got) {
    sort_lines(expected);
    sort_lines(got);
    if (expected->used == got->used && memcmp(expected->bytes, got->bytes, got->used) == 0) return;
    size_t at = 0, begin = 0;
    while (at < expected->used && at < got->used && expected->bytes[at] == got->bytes[at]) {
        if (expected->bytes[at++] == '\n') begin = at;
    }
    fail_msg("expected %.300s\ngot %.300s", expected->bytes + begin, got->bytes + begin);
}

/* ---- the plain host ------------------------------------------------------------------------------------------------ */

struct plain_user {
    const char *id; /* NULL: the place is free */
    void *state;    /* its bytes */
    size_t size;    /* how many */
};

struct plain {
    struct plain_user users[USERS]; /* in order of first sight */
    struct actions_out printer;     /* of the program */
    struct buffer lines;            /* of its actions */
    struct jrt_user user;           /* of the step */
    jrt_context *context;           /* */
};

static void plain_action(void *self, const struct jrt_action *action) {
    struct plain *plain = self;
    actions_out_add(&plain->printer, &plain->lines, &plain->user, hash_bytes(plain->user.id, plain->user.size), action);
}

static void plain_keep(struct plain_user *user, const struct jrt_result *result) {
    if (result->state != user->state) {
        user->state = realloc(user->state, result->size);
        memcpy(user->state, result->state, result->size);
    }
    user->size = result->size;
}

static void plain_fire(struct plain *plain, struct plain_user *user, int64_t limit) {
    struct jrt_result result;
    plain->user = (struct jrt_user){user->id, strlen(user->id)};
    while (user->state && jrt_due(user->state, user->size) < limit) {
        assert_int_equal(jrt_tick(plain->context, &plain->user, user->state, user->size, limit - 1, &result), JRT_OK);
        plain_keep(user, &result);
    }
}

static void plain_run(const struct world *world, int64_t until, struct buffer *lines) {
    struct plain *plain = calloc(1, sizeof *plain);
    struct zones *zones = zones_new(NULL);
    struct jrt_host host = {.zones = zones_interface(zones), .self = plain, .on_action = plain_action};
    assert_true(actions_out_init(&plain->printer, world->compiled.program));
    assert_int_equal(jrt_context_new(world->compiled.program, &host, &plain->context), JRT_OK);
    int64_t clock = INT64_MIN;
    for (uint32_t i = 0; i < EVENTS; i++) {
        const struct jrt_engine_event *event = &world->events[i];
        struct plain_user *user = plain->users;
        struct jrt_result result;
        while (user->id && user->id != event->user.id) user++;
        user->id = event->user.id;
        if (event->event.time > clock) clock = event->event.time;
        plain_fire(plain, user, clock);
        plain->user = event->user;
        assert_int_equal(jrt_step(plain->context, &plain->user, user->state, user->size, clock, &event->event, &result),
                         JRT_OK);
        plain_keep(user, &result);
    }
    for (struct plain_user *user = plain->users; user < plain->users + USERS; user++) {
        if (user->id) plain_fire(plain, user, until + 1);
        free(user->state);
    }
    *lines = plain->lines;
    jrt_context_free(plain->context);
    actions_out_free(&plain->printer);
    zones_free(zones);
    free(plain);
}

/* ---- the engine ---------------------------------------------------------------------------------------------------- */

static int64_t end_of(const struct world *world) {
    int64_t end = 0;
    for (uint32_t i = 0; i < EVENTS; i++)
        if (world->events[i].event.time > end) end = world->events[i].event.time;
    return end + 30 * JBC_DAY_MS;
}

static void engine_run(struct world *world, uint32_t shards, size_t batch, struct buffer *lines) {
    jrt_engine *engine;
    *lines = (struct buffer){0};
    struct jrt_engine_options options = {.shards = shards, .self = lines, .on_lines = take_lines};
    assert_int_equal(jrt_engine_new(world->compiled.program, &options, &engine), JRT_OK);
    for (size_t at = 0; at < EVENTS; at += batch) {
        size_t count = EVENTS - at < batch ? EVENTS - at : batch;
        assert_int_equal(jrt_engine_push(engine, world->events + at, count), JRT_OK);
    }
    assert_int_equal(jrt_engine_finish(engine, end_of(world)), JRT_OK);
    jrt_engine_free(engine);
}

static void the_engine_does_what_the_plain_host_does(void **state) {
    struct world *world = *state;
    struct buffer expected, got;
    plain_run(world, end_of(world), &expected);
    assert_true(expected.used > 100000);
    static const struct {
        uint32_t shards;
        size_t batch;
    } ways[] = {{1, 1}, {1, 100}, {1, EVENTS}, {2, 777}, {5, 64}, {3, EVENTS}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        engine_run(world, ways[i].shards, ways[i].batch, &got);
        same_lines(&expected, &got);
        buffer_free(&got);
        expected.used--;
    }
    buffer_free(&expected);
}

/* An engine of the same program takes all users over in the middle, and goes on as if nothing had been. */
static void a_takeover_by_the_same_program_changes_nothing(void **state) {
    struct world *world = *state;
    struct buffer expected, got = {0};
    jrt_engine *older, *newer, *other;
    struct jrt_engine_options options = {.shards = 3, .self = &got, .on_lines = take_lines};
    const jrt_program *program = world->compiled.program;
    size_t half = EVENTS / 2;
    engine_run(world, 3, EVENTS, &expected);
    assert_int_equal(jrt_engine_new(program, &options, &older), JRT_OK);
    assert_int_equal(jrt_engine_new(program, &options, &newer), JRT_OK);
    assert_int_equal(jrt_engine_push(older, world->events, half), JRT_OK);
    assert_int_equal(jrt_engine_take_over(newer, older), JRT_OK);
    assert_true(jrt_engine_clock(newer) == jrt_engine_clock(older));
    struct jrt_engine_usage was, is;
    jrt_engine_usage(older, &was);
    jrt_engine_usage(newer, &is);

    assert_true(was.users > USERS / 2 && is.users == was.users);
    /* One that has begun takes nobody over, nor does one with another number of shards. */
    options.shards = 2;
    assert_int_equal(jrt_engine_new(program, &options, &other), JRT_OK);
    assert_int_equal(jrt_engine_take_over(newer, older), JRT_MISUSE);
    assert_int_equal(jrt_engine_take_over(other, older), JRT_MISUSE);
    assert_int_equal(jrt_engine_take_over(NULL, older), JRT_MISUSE);
    assert_int_equal(jrt_engine_take_over(other, NULL), JRT_MISUSE);
    jrt_engine_free(other);
    jrt_engine_free(older);
    assert_int_equal(jrt_engine_push(newer, world->events + half, EVENTS - half), JRT_OK);
    assert_int_equal(jrt_engine_finish(newer, end_of(world)), JRT_OK);
    jrt_engine_free(newer);
    same_lines(&expected, &got);
    buffer_free(&expected);
    buffer_free(&got);
}

static void one_shard_speaks_in_the_order_of_time_whatever_the_batches(void **state) {
    struct buffer one, other;
    engine_run(*state, 1, 1, &one);
    engine_run(*state, 1, 500, &other);
    assert_int_equal(one.used, other.used);
    assert_memory_equal(one.bytes, other.bytes, one.used);
    buffer_add(&one, "", 1);
    char last[32] = "";
    size_t count = 0;
    for (char *line = strtok(one.bytes, "\n"); line; line = strtok(NULL, "\n"), count++) {
        const char *at = strstr(line, "\"at\":\"");
        assert_non_null(at);
        assert_true(strncmp(last, at + 6, 24) <= 0);
        memcpy(last, at + 6, 24);
    }
    assert_true(count > 1000);
    buffer_free(&one);
    buffer_free(&other);
}

static void every_line_is_json_with_an_id_of_its_own(void **state) {
    struct buffer lines;
    engine_run(*state, 2, 1000, &lines);
    buffer_add(&lines, "", 1);
    json_t *seen = json_object();
    for (char *line = strtok(lines.bytes, "\n"); line; line = strtok(NULL, "\n")) {
        json_t *action = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(action);
        const char *id = json_string_value(json_object_get(action, "id"));
        const char *user = json_string_value(json_object_get(action, "user"));
        char expected[17];
        snprintf(expected, sizeof expected, "%016llx", (unsigned long long)hash_bytes(user, strlen(user)));
        assert_memory_equal(id, expected, 16);
        assert_null(json_object_get(seen, id));
        json_object_set_new(seen, id, json_true());
        json_decref(action);
    }
    assert_true(json_object_size(seen) > 1000);
    json_decref(seen);
    buffer_free(&lines);
}

/* The tables stop growing when nobody new comes. */
static void memory_follows_the_users(void **state) {
    struct world *world = *state;
    jrt_engine *engine;
    struct buffer lines = {0};
    struct jrt_engine_options options = {.self = &lines, .on_lines = take_lines};
    assert_int_equal(jrt_engine_new(world->compiled.program, &options, &engine), JRT_OK);
    assert_int_equal(jrt_engine_push(engine, world->events, EVENTS), JRT_OK);
    struct jrt_engine_usage usage, later;
    jrt_engine_usage(engine, &usage);
    assert_int_equal(usage.users, USERS);
    assert_true(usage.timers > 0 && usage.unknown_zones > 0 && usage.state_bytes > 0);
    for (int round = 0; round < 5; round++) {
        for (uint32_t i = 0; i < EVENTS; i++) world->events[i].event.time += 60 * JBC_DAY_MS;
        assert_int_equal(jrt_engine_push(engine, world->events, EVENTS), JRT_OK);
        lines.used = 0;
    }
    jrt_engine_usage(engine, &later);
    assert_int_equal(later.users, USERS);
    assert_int_equal(later.memory, usage.memory);
    jrt_engine_free(engine);
    buffer_free(&lines);
}

/* ---- time ---------------------------------------------------------------------------------------------------------- */

static void the_end_waits_for_nobody_and_until_for_all(void **state) {
    struct world *world = *state;
    struct jrt_value values[2] = {value_made(JBC_NUMBER, 1000000, NULL), value_made(JBC_TEXT, 0, "o")};
    struct jrt_engine_event event = {.user = {"u", 1}};
    event.event = (struct jrt_event){
        .name = named(world->compiled.program, "event", "Paid"), .time = 1767225600000, .values = values, .count = 2};
    struct buffer lines = {0};
    struct jrt_engine_options options = {.self = &lines, .on_lines = take_lines};
    jrt_engine *engine;
    assert_int_equal(jrt_engine_new(world->compiled.program, &options, &engine), JRT_OK);
    assert_int_equal(jrt_engine_clock(engine), INT64_MIN);
    assert_int_equal(jrt_engine_finish(engine, 1767225600000), JRT_OK);
    assert_int_equal(jrt_engine_push(engine, &event, 1), JRT_OK);
    assert_int_equal(jrt_engine_finish(engine, INT64_MIN), JRT_OK);
    buffer_add(&lines, "", 1);
    assert_null(strstr(lines.bytes, "\"call\""));
    lines.used--;
    assert_int_equal(jrt_engine_finish(engine, 1767225600000 + 90 * 60000 - 1), JRT_OK);
    buffer_add(&lines, "", 1);
    assert_null(strstr(lines.bytes, "\"call\""));
    lines.used--;
    assert_int_equal(jrt_engine_finish(engine, 1767225600000 + 90 * 60000), JRT_OK);
    buffer_add(&lines, "", 1);
    assert_non_null(strstr(lines.bytes, "\"template\":\"call\",\"data\":{\"amount\":1,\"order\":\"o\"}"));
    assert_int_equal(jrt_engine_clock(engine), 1767225600000 + 90 * 60000);
    jrt_engine_free(engine);
    buffer_free(&lines);
}

/* ---- lines of events ----------------------------------------------------------------------------------------------- */

static const char input[] =
    "\xef\xbb\xbf{\"type\":\"identify\",\"userId\":\"ana\",\"timestamp\":\"2026-01-01T10:00:00Z\",\"traits\":{\"name\":\"An\\u00e9\",\"timezone\":\"Asia/Tokyo\",\"ends\":\"2026-01-05\"}}\n"
    "\n"
    "{\"type\":\"track\",\"userId\":\"ana\",\"event\":\"Signed Up\",\"timestamp\":\"2026-01-01T10:00:01Z\",\"properties\":{\"plan\":\"gold\",\"seats\":2.5}}\r\n"
    "nonsense\n"
    "{\"type\":\"track\",\"userId\":\"bo\",\"event\":\"Paid\",\"timestamp\":\"2026-01-02T10:00:00+02:00\",\"properties\":{\"amount\":10,\"order\":\"x\"}}\n"
    "{\"type\":\"track\",\"userId\":\"bo\",\"event\":\"Elsewhere\",\"timestamp\":\"2026-01-09T00:00:00Z\"}";

/* An input that comes in pieces. */
struct pieces {
    const char *next; /* what comes */
    size_t left;      /* bytes */
    size_t most;      /* bytes of a piece */
};

static long read_piece(void *self, char *bytes, size_t size) {
    struct pieces *pieces = self;
    size_t take = pieces->left < pieces->most ? pieces->left : pieces->most;
    if (take > size) take = size;
    memcpy(bytes, pieces->next, take);
    pieces->next += take;
    pieces->left -= take;
    return (long)take;
}

/* What a feed run gives: lines of actions, of rejects, and the summary. */
struct given {
    struct buffer actions; /* lines */
    struct buffer rejects; /* lines */
    struct buffer summary; /* text */
};

static void feed_actions(void *self, const char *bytes, size_t size) {
    buffer_add(&((struct given *)self)->actions, bytes, size);
}

static void feed_rejects(void *self, const char *bytes, size_t size) {
    buffer_add(&((struct given *)self)->rejects, bytes, size);
}

/* All at once from memory that ends right behind the padding. */
static enum jrt_status push_whole(jrt_feed *feed, const char *bytes, size_t size) {
    char *copy = malloc(size + JRT_FEED_PADDING);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    memset(copy + size, '"', JRT_FEED_PADDING);
    enum jrt_status status = jrt_feed_push(feed, copy, size);
    free(copy);
    return status;
}

/* `most`: bytes of a piece; 0: the lines are read where they stand. */
static void feed_run(const struct world *world, const char *bytes, size_t size, size_t most, uint32_t shards,
                     struct given *given) {
    jrt_engine *engine;
    jrt_feed *feed;
    *given = (struct given){0};
    struct jrt_engine_options options = {.shards = shards, .self = given, .on_lines = feed_actions};
    struct jrt_feed_options feed_options = {.self = given, .on_rejects = feed_rejects};
    struct pieces pieces = {bytes, size, most};
    assert_int_equal(jrt_engine_new(world->compiled.program, &options, &engine), JRT_OK);
    assert_int_equal(jrt_feed_new(engine, &feed_options, &feed), JRT_OK);
    if (most == 0)
        assert_int_equal(push_whole(feed, bytes, size), JRT_OK);
    else
        assert_int_equal(jrt_feed_read(feed, read_piece, &pieces), JRT_OK);
    assert_int_equal(jrt_engine_finish(engine, INT64_MIN), JRT_OK);
    assert_true(summary_write(engine, feed, &given->summary));
    buffer_add(&given->actions, "", 1);
    buffer_add(&given->rejects, "", 1);
    buffer_add(&given->summary, "", 1);
    jrt_feed_free(feed);
    jrt_engine_free(engine);
}

static void given_free(struct given *given) {
    buffer_free(&given->actions);
    buffer_free(&given->rejects);
    buffer_free(&given->summary);
}

static void lines_go_all_the_way(void **state) {
    static const size_t mosts[] = {0, 1, 7, 100, 1 << 20};
    struct given given, again;
    feed_run(*state, input, sizeof input - 1, 1 << 20, 1, &given);
    /* A date is read on the user's own clock, which the same message brings: a day before midnight in Tokyo. */
    assert_non_null(
        strstr(given.actions.bytes, "\"at\":\"2026-01-03T15:00:00.000Z\",\"user\":\"ana\",\"journey\":\"ending\""));
    /* It is evening in Tokyo, in no quiet hours. */
    assert_non_null(
        strstr(given.actions.bytes,
               "\"at\":\"2026-01-01T10:00:01.000Z\",\"user\":\"ana\",\"journey\":\"onboarding\",\"stage\":\"first\","
               "\"channel\":\"email\",\"template\":\"welcome\",\"data\":{\"name\":\"An\xc3\xa9\",\"seats\":2.5}}"));
    assert_non_null(strstr(
        given.actions.bytes,
        "\"at\":\"2026-01-02T09:30:00.000Z\",\"user\":\"bo\",\"journey\":\"orders\",\"key\":\"x\",\"stage\":\"only\","
        "\"channel\":\"task\",\"template\":\"call\",\"data\":{\"amount\":10,\"order\":\"x\"}}"));
    assert_string_equal(
        strtok(given.rejects.bytes, "\n"),
        "{\"line\":3,\"kind\":\"field\",\"reason\":\"field \\\"plan\\\" is none of the words that the project allows: \\\"gold\\\"\","
        "\"text\":\"{\\\"type\\\":\\\"track\\\",\\\"userId\\\":\\\"ana\\\",\\\"event\\\":\\\"Signed Up\\\",\\\"timestamp\\\":"
        "\\\"2026-01-01T10:00:01Z\\\",\\\"properties\\\":{\\\"plan\\\":\\\"gold\\\",\\\"seats\\\":2.5}}\\r\"}");
    assert_string_equal(
        strtok(NULL, "\n"),
        "{\"line\":4,\"kind\":\"line\",\"reason\":\"is no JSON: at column 1, an unknown word; JSON knows true, false and null\",\"text\":\"nonsense\"}");
    for (size_t i = 0; i < sizeof mosts / sizeof *mosts; i++) {
        for (uint32_t shards = 1; shards <= 3; shards++) {
            feed_run(*state, input, sizeof input - 1, mosts[i], shards, &again);
            assert_string_equal(given.summary.bytes, again.summary.bytes);
            if (shards == 1) assert_string_equal(given.actions.bytes, again.actions.bytes);
            assert_int_equal(given.actions.used, again.actions.used);
            assert_int_equal(given.rejects.used, again.rejects.used);
            given_free(&again);
        }
    }
    given_free(&given);
}

static void the_summary_says_what_became_of_everybody(void **state) {
    struct given given;
    feed_run(*state, input, sizeof input - 1, 1 << 20, 1, &given);
    static const char *const lines[] = {
        "events                                         3\n",
        "users                                          2\n",
        "unknown events                                 1   \"Elsewhere\" 1\n",
        "rejected lines                                 1\n",
        "values that did not fit                        1\n",
        "the clock stands at                 2026-01-09T00:00:00.000Z\n",
        "journey onboarding\n  entered                                      1\n  stage first                                  1  100.0 %\n",
        "    as done                                    1  100.0 %\n  still inside                                 0    0.0 %\n",
        "  email \"welcome\"                              1           0\n",
        "  task \"call\"                                  1           0\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(given.summary.bytes, lines[i])) fail_msg("no %s in\n%s", lines[i], given.summary.bytes);
    given_free(&given);
}

/* Two megabytes without a line break are one bad line; what comes after it is fine. */
static void a_line_without_an_end_is_one_reject(void **state) {
    static const char last[] =
        "\n{\"type\":\"track\",\"userId\":\"u\",\"event\":\"Logged In\",\"timestamp\":\"2026-01-01T10:00:00Z\"}\nx";
    size_t size = (2 << 20) + 17;
    char *bytes = malloc(size + sizeof last);
    memset(bytes, 'x', size);
    memcpy(bytes + size, last, sizeof last);
    for (uint32_t round = 0; round < 6; round++) {
        struct given given;
        feed_run(*state, bytes, size + sizeof last - 1, round < 3 ? 100000 : 0, round % 3 + 1, &given);
        assert_memory_equal(given.rejects.bytes, "{\"line\":1,\"kind\":\"line\",\"reason\":\"is longer than 1 MiB\"",
                            55);
        const char *second = strchr(given.rejects.bytes, '\n') + 1;
        assert_memory_equal(second, "{\"line\":3,", 10);
        assert_non_null(strstr(given.summary.bytes, "rejected lines                                 2\n"));
        given_free(&given);
    }
    free(bytes);
}

/* A line may be far longer than what is read at once for speed. */
static void a_long_line_is_read_whole(void **state) {
    enum { LONG = 700000, COUNT = 4 };
    static const char head[] = "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"Logged In\",\"x\":\"";
    static const char tail[] = "\",\"timestamp\":\"2026-01-01T10:00:00Z\"}\n";
    size_t size = 0;
    char *bytes = malloc(COUNT * (LONG + sizeof head + sizeof tail));
    assert_non_null(bytes);
    for (unsigned i = 0; i < COUNT; i++) {
        size_t fill = i % 2 ? 10 : LONG;
        memcpy(bytes + size, head, sizeof head - 1);
        memset(bytes + size + sizeof head - 1, 'x', fill);
        size += sizeof head - 1 + fill;
        memcpy(bytes + size, tail, sizeof tail - 1);
        size += sizeof tail - 1;
    }
    for (uint32_t round = 0; round < 6; round++) {
        struct given given;
        feed_run(*state, bytes, size, round < 3 ? 100000 : 0, round % 3 + 1, &given);
        assert_string_equal(given.rejects.bytes, "");
        assert_non_null(strstr(given.summary.bytes, "events                                         4\n"));
        given_free(&given);
    }
    free(bytes);
}

/* ---- states that are full ------------------------------------------------------------------------------------------ */

static void a_full_state_changes_nothing_and_says_so(void **state) {
    (void)state;
    enum { TRAITS = 300, LENGTH = 4000 };
    struct buffer text = {0};
    char line[128];
    buffer_literal(&text, "language 1\nproject \"Full\" { timezone: \"UTC\" }\nevent \"Go\"\nuser {\n");
    for (int i = 0; i < TRAITS; i++)
        buffer_add(&text, line, (size_t)snprintf(line, sizeof line, "  t%d: text optional\n", i));
    buffer_literal(&text, "}\njourney j {\n  enter when event \"Go\"\n  enter again always\n  stage s {\n");
    for (int i = 0; i < TRAITS; i++)
        buffer_add(&text, line,
                   (size_t)snprintf(line, sizeof line, "    if user.t%d is known { milestone m%d }\n", i, i));
    buffer_literal(&text, "    exit as done\n  }\n}\n");
    buffer_add(&text, "", 1);
    struct compiled compiled = compile_text(text.bytes);
    struct world world = {.compiled = compiled};
    struct buffer events = {0};
    char long_text[LENGTH + 1];
    memset(long_text, 'y', LENGTH);
    long_text[LENGTH] = '\0';
    for (int i = 0; i < TRAITS; i++) {
        snprintf(
            line, sizeof line,
            "{\"type\":\"identify\",\"userId\":\"u\",\"timestamp\":\"2026-01-01T10:00:00Z\",\"traits\":{\"t%d\":\"", i);
        buffer_add(&events, line, strlen(line));
        buffer_add(&events, long_text, LENGTH);
        buffer_literal(&events, "\"}}\n");
    }
    buffer_literal(&events,
                   "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"Go\",\"timestamp\":\"2026-01-01T10:00:01Z\"}\n");
    struct given given;
    feed_run(&world, events.bytes, events.used, 1 << 20, 1, &given);
    size_t errors = 0, milestones = 0;
    for (char *at = strtok(given.actions.bytes, "\n"); at; at = strtok(NULL, "\n")) {
        errors += strstr(at, "\"type\":\"error\"") != NULL;
        milestones += strstr(at, "\"type\":\"milestone\"") != NULL;
    }
    assert_true(errors > 10);
    assert_true(milestones > 200);
    assert_int_equal(errors + milestones, TRAITS);
    assert_non_null(strstr(given.summary.bytes, "\nerrors\n"));
    given_free(&given);
    buffer_free(&events);
    buffer_free(&text);
    compile_free(&compiled);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_engine_does_what_the_plain_host_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_takeover_by_the_same_program_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_shard_speaks_in_the_order_of_time_whatever_the_batches, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_line_is_json_with_an_id_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_follows_the_users, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_end_waits_for_nobody_and_until_for_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_go_all_the_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_summary_says_what_became_of_everybody, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_without_an_end_is_one_reject, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_line_is_read_whole, set_up, tear_down),
        cmocka_unit_test(a_full_state_changes_nothing_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
