/* JSON lines in: every shape of message, every reason for a reject, exact values, and the same verdict on JSON as
 * another parser's. The program is put together by hand, so that nothing but the reader is tested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "decimal.h"
#include "events_in.h"
#include "hash.h"
#include "iso.h"
#include "json_in.h"
#include "readings.h"
#include "value.h"

/* ---- a program ----------------------------------------------------------------------------------------------------- */

enum { EVENT_SIGNED_UP, EVENT_PAGE, EVENT_BARE, EVENT_COUNT };
enum {
    FIELD_PLAN,
    FIELD_SEATS,
    FIELD_ENDS,
    FIELD_OK,
    FIELD_CLOCK,
    FIELD_LENGTH,
    FIELD_TAGS,
    FIELD_ODD,
    SIGNED_UP_FIELDS
};
enum { TRAIT_PLAN, TRAIT_NAME, TRAIT_CSM, TRAIT_COUNT };

/* clang-format off */
#define TEXTS(T)                                                                                                       \
    T("Signed Up")                                                                                                     \
    T("Page Viewed")                                                                                                   \
    T("Bare") T("plan") T("seats") T("ends") T("ok") T("clock") T("length") T("tags") T("Odd \"Name\"") T("name")      \
        T("free") T("pro") T("csm") T("email") T("welcome") T("Europe/Berlin")
/* clang-format on */

struct made {
    char text[1024];                        /* of all strings */
    struct jbc_string strings[32];          /* in the order of TEXTS */
    struct jbc_event events[EVENT_COUNT];   /* */
    struct jbc_field fields[16];            /* */
    struct jbc_trait traits[TRAIT_COUNT];   /* */
    struct jbc_enumeration enumerations[1]; /* free, pro */
    struct jbc_member members[2];           /* */
    struct jbc_channel channels[1];         /* email */
    struct jbc_template templates[1];       /* welcome */
    struct jbc_project project;             /* */
    struct jrt_program program;             /* points at all of the above */
};

static uint32_t string_of(const struct made *made, const char *text) {
    for (uint32_t i = 0; i < made->program.string_count; i++) {
        if (made->strings[i].size == strlen(text) && !memcmp(made->text + made->strings[i].offset, text, strlen(text)))
            return i;
    }
    fail_msg("no string %s", text);
    return 0;
}

static void make_program(struct made *made) {
    static const char *const texts[] = {
#define T(text) text,
        TEXTS(T)
#undef T
    };
    memset(made, 0, sizeof *made);
    uint32_t used = 0;
    for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint32_t size = (uint32_t)strlen(texts[i]);
        memcpy(made->text + used, texts[i], size);
        made->strings[i] = (struct jbc_string){used, size};
        used += size;
    }
    made->program.strings = made->strings;
    made->program.string_count = sizeof texts / sizeof *texts;
    made->program.text = made->text;
    static const struct {
        const char *name;
        uint8_t type, item;
        bool words;
    } fields[] = {
        {"plan", JBC_TEXT, 0, true},         {"seats", JBC_NUMBER, 0, false},      {"ends", JBC_TIME, 0, false},
        {"ok", JBC_BOOL, 0, false},          {"clock", JBC_CLOCK, 0, false},       {"length", JBC_DURATION, 0, false},
        {"tags", JBC_LIST, JBC_TEXT, false}, {"Odd \"Name\"", JBC_TEXT, 0, false}, {"name", JBC_TEXT, 0, false}};
    for (uint32_t i = 0; i < sizeof fields / sizeof *fields; i++)
        made->fields[i] = (struct jbc_field){.name = string_of(made, fields[i].name),
                                             .words = fields[i].words ? 0 : JBC_NONE,
                                             .type = fields[i].type,
                                             .item = fields[i].item};
    made->events[EVENT_SIGNED_UP] =
        (struct jbc_event){.name = string_of(made, "Signed Up"), .field_count = SIGNED_UP_FIELDS};
    made->events[EVENT_PAGE] =
        (struct jbc_event){.name = string_of(made, "Page Viewed"), .first_field = SIGNED_UP_FIELDS, .field_count = 1};
    made->events[EVENT_BARE] = (struct jbc_event){.name = string_of(made, "Bare")};
    made->enumerations[0] = (struct jbc_enumeration){0, 2};
    made->members[0].name = string_of(made, "free");
    made->members[1].name = string_of(made, "pro");
    made->traits[TRAIT_PLAN] = (struct jbc_trait){.name = string_of(made, "plan"), .type = JBC_TEXT};
    made->traits[TRAIT_NAME] = (struct jbc_trait){.name = string_of(made, "name"), .words = JBC_NONE, .type = JBC_TEXT};
    made->traits[TRAIT_CSM] =
        (struct jbc_trait){.name = string_of(made, "csm"), .words = JBC_NONE, .type = JBC_TEXT, .account = 1};
    made->channels[0].name = string_of(made, "email");
    made->templates[0] = (struct jbc_template){.name = string_of(made, "welcome"), .channel = 0, .newest = JBC_NONE};
    made->project.zone_fallback = string_of(made, "Europe/Berlin");
    made->program.project = &made->project;
    made->program.events = made->events;
    made->program.event_count = EVENT_COUNT;
    made->program.fields = made->fields;
    made->program.field_count = sizeof fields / sizeof *fields;
    made->program.traits = made->traits;
    made->program.trait_count = TRAIT_COUNT;
    made->program.enumerations = made->enumerations;
    made->program.enumeration_count = 1;
    made->program.members = made->members;
    made->program.member_count = 2;
    made->program.channels = made->channels;
    made->program.channel_count = 1;
    made->program.templates = made->templates;
    made->program.template_count = 1;
}

/* ---- a reader and a block ------------------------------------------------------------------------------------------ */

struct bench {
    struct made made;         /* the program */
    struct input_names names; /* of it */
    struct json_in *reader;   /* of it */
    struct json_in *quick;    /* the same, but it never guesses */
    struct json_in *exact;    /* the same, but it reads every line exactly */
    char *block;              /* the last one read: exactly as long as it must be */
};

static int set_up(void **state) {
    struct bench *bench = calloc(1, sizeof *bench);
    make_program(&bench->made);
    assert_true(input_names_init(&bench->names, &bench->made.program, line_members, events_in_email));
    struct json_in **readers[] = {&bench->reader, &bench->quick, &bench->exact};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        assert_int_equal(json_in_new(&bench->made.program, &bench->names, NULL, readers[i]), JRT_OK);
    bench->quick->care = JSON_QUICK;
    bench->exact->care = JSON_EXACT;
    *state = bench;
    return 0;
}

static int tear_down(void **state) {
    struct bench *bench = *state;
    json_in_free(bench->reader);
    json_in_free(bench->quick);
    json_in_free(bench->exact);
    input_names_free(&bench->names);
    free(bench->block);
    free(bench);
    return 0;
}

/* Whatever is guessed or read quickly must come out as it does when it is read with more care. */
static void read_again(struct bench *bench, struct json_in *careful, size_t size) {
    assert_true(json_in_read(careful, bench->block, size));
    const char *what = readings_differ(bench->reader, careful);
    if (what) fail_msg("%s read with care: another result for %.*s", what, (int)size, bench->block);
}

static struct json_in *read_bytes(struct bench *bench, const char *bytes, size_t size) {
    free(bench->block);
    bench->block = malloc(size + JSON_PADDING);
    memcpy(bench->block, bytes, size);
    memset(bench->block + size, '"', JSON_PADDING);
    assert_true(json_in_read(bench->reader, bench->block, size));
    read_again(bench, bench->quick, size);
    read_again(bench, bench->exact, size);
    return bench->reader;
}

static struct json_in *read_text(struct bench *bench, const char *text) {
    return read_bytes(bench, text, strlen(text));
}

static const struct jrt_engine_event *only_event(struct bench *bench, const char *text) {
    struct json_in *reader = read_text(bench, text);
    if (reader->reject_count > 0) fail_msg("%.*s", (int)reader->reject_bytes.used, reader->reject_bytes.bytes);
    assert_int_equal(reader->event_count, 1);
    return &reader->events[0];
}

/* The line is rejected with exactly this reason. */
static void rejected(struct bench *bench, const char *text, const char *kind, const char *reason) {
    struct json_in *reader = read_text(bench, text);
    if (reader->reject_count != 1) fail_msg("%zu rejects for %s", reader->reject_count, text);
    char whole[4096];
    snprintf(whole, sizeof whole, "{\"line\":1%.*s", (int)reader->reject_bytes.used, reader->reject_bytes.bytes);
    json_t *record = json_loads(whole, 0, NULL);
    assert_non_null(record);
    assert_string_equal(json_string_value(json_object_get(record, "kind")), kind);
    assert_string_equal(json_string_value(json_object_get(record, "reason")), reason);
    json_decref(record);
}

#define STAMP "\"timestamp\":\"2026-03-02T10:00:00Z\""
#define AT 1772445600000
#define HEAD "\"userId\":\"u1\"," STAMP
#define SIGNED_UP(properties) "{\"type\":\"track\",\"event\":\"Signed Up\"," HEAD ",\"properties\":{" properties "}}\n"

static void text_is(struct jrt_value value, const char *text) {
    assert_int_equal(value.type, JBC_TEXT);
    assert_int_equal(value.size, strlen(text));
    assert_memory_equal(value.as.text, text, value.size);
}

static void number_is(struct jrt_value value, enum jbc_type type, int64_t number) {
    assert_int_equal(value.type, type);
    assert_int_equal(value.as.number, number);
}

/* ---- messages ------------------------------------------------------------------------------------------------------ */

static void a_track_becomes_an_event(void **state) {
    const struct jrt_engine_event *got = only_event(
        *state, "{\"messageId\":\"m-1\",\"properties\":{\"seats\":3,\"colour\":{\"x\":[1,{}]},\"plan\":\"pro\"},"
                "\"context\":{\"ip\":null},\"event\":\"Signed Up\",\"type\":\"track\"," HEAD "}\n");
    assert_int_equal(got->event.kind, JRT_EVENT_TRACK);
    assert_int_equal(got->event.name, EVENT_SIGNED_UP);
    assert_int_equal(got->event.time, AT);
    assert_int_equal(got->now, AT);
    assert_memory_equal(got->user.id, "u1", got->user.size);
    assert_memory_equal(got->event.id, "m-1", got->event.id_size);
    assert_int_equal(got->event.count, SIGNED_UP_FIELDS);
    text_is(got->event.values[FIELD_PLAN], "pro");
    number_is(got->event.values[FIELD_SEATS], JBC_NUMBER, 3000000);
    assert_int_equal(got->event.values[FIELD_OK].type, 0);
}

static void values_are_converted_exactly(void **state) {
    const struct jrt_value *values =
        only_event(
            *state,
            SIGNED_UP("\"seats\":-0.1e1,\"ends\":\"2026-07-01\",\"ok\":true,\"clock\":\"09:30\",\"length\":\"P1DT12H\","
                      "\"tags\":[\"a\",\"\\u00e9\"],\"Odd \\\"Name\\\"\":\"x\\ny\",\"plan\":null"))
            ->event.values;
    number_is(values[FIELD_SEATS], JBC_NUMBER, -1000000);
    number_is(values[FIELD_ENDS], JBC_TIME, 1782864000000); /* a date: civil, to be read on the user's clock */
    assert_int_equal(values[FIELD_ENDS].zero, 1);
    number_is(values[FIELD_OK], JBC_BOOL, 1);
    number_is(values[FIELD_CLOCK], JBC_CLOCK, 34200000);
    number_is(values[FIELD_LENGTH], JBC_DURATION, 129600000);
    text_is(values[FIELD_ODD], "x\ny");
    assert_int_equal(values[FIELD_PLAN].type, 0);
    struct jrt_value items[4];
    assert_int_equal(values[FIELD_TAGS].type, JBC_LIST);
    assert_int_equal(values_read((const uint8_t *)values[FIELD_TAGS].as.text, items, 4), 2);
    text_is(items[0], "a");
    text_is(items[1], "\xc3\xa9");
}

static void of_two_members_of_one_name_the_last_counts(void **state) {
    const struct jrt_engine_event *got =
        only_event(*state, "{\"type\":\"page\",\"type\":\"track\",\"event\":\"Bare\",\"event\":\"Signed Up\"," HEAD
                           ",\"properties\":{\"plan\":\"free\",\"plan\":\"pro\"}}");
    text_is(got->event.values[FIELD_PLAN], "pro");
}

static void the_user_is_the_user_id_else_the_anonymous_one(void **state) {
    const struct jrt_engine_event *got =
        only_event(*state, "{\"type\":\"track\",\"event\":\"Bare\",\"userId\":null,\"anonymousId\":\"a\"," STAMP "}");
    assert_int_equal(got->user.size, 1);
    got = only_event(*state, "{\"type\":\"track\",\"event\":\"Bare\",\"userId\":4711,\"anonymousId\":\"a\"," STAMP "}");
    assert_memory_equal(got->user.id, "4711", got->user.size);
}

static void the_time_is_the_timestamp_else_the_original(void **state) {
    const struct jrt_engine_event *got = only_event(*state, "{\"type\":\"track\",\"event\":\"Bare\",\"userId\":\"u\","
                                                            "\"originalTimestamp\":\"2026-03-02T11:30:00.25+01:30\"}");
    assert_int_equal(got->event.time, AT + 250);
}

static void an_identify_updates_traits(void **state) {
    const struct jrt_engine_event *got =
        only_event(*state, "{\"type\":\"identify\"," HEAD
                           ",\"traits\":{\"name\":\"Ana\",\"csm\":\"x\",\"plan\":\"pro\",\"plan\":null,\"z\":1}}");
    assert_int_equal(got->event.kind, JRT_EVENT_UPDATE);
    assert_int_equal(got->event.count, 2);
    assert_int_equal(got->event.traits[0], TRAIT_NAME);
    text_is(got->event.values[0], "Ana");
    assert_int_equal(got->event.traits[1], TRAIT_PLAN);
    assert_int_equal(got->event.values[1].type, 0);
    assert_null(got->event.account);
}

static void a_group_updates_the_account(void **state) {
    const struct jrt_engine_event *got = only_event(*state, "{\"type\":\"group\",\"groupId\":\"acme\"," HEAD
                                                            ",\"traits\":{\"plan\":\"free\",\"csm\":\"rui\"}}");
    assert_int_equal(got->event.count, 1);
    assert_int_equal(got->event.traits[0], TRAIT_CSM);
    assert_memory_equal(got->event.account, "acme", got->event.account_size);
    got = only_event(*state, "{\"type\":\"group\",\"groupId\":7," HEAD "}");
    assert_int_equal(got->event.count, 0);
    assert_int_equal(got->event.account_size, 1);
}

static void pages_are_an_event_of_their_own(void **state) {
    const struct jrt_engine_event *got = only_event(*state, "{\"type\":\"page\",\"name\":\"Home\"," HEAD "}");
    assert_int_equal(got->event.name, EVENT_PAGE);
    text_is(got->event.values[0], "Home");
    got = only_event(*state, "{\"type\":\"page\",\"name\":\"Home\"," HEAD ",\"properties\":{\"name\":\"Start\"}}");
    text_is(got->event.values[0], "Start");
    assert_int_equal(read_text(*state, "{\"type\":\"screen\"," HEAD "}")->event_count, 0);
}

static void a_cloud_event_is_read(void **state) {
    const struct jrt_engine_event *got = only_event(
        *state,
        "{\"specversion\":\"1.0\",\"id\":\"c\",\"source\":\"/x\",\"type\":\"Signed Up\",\"subject\":\"s\",\"userid\":\"u\","
        "\"time\":\"2026-03-02T10:00:00Z\",\"data\":{\"seats\":2.5}}");
    assert_memory_equal(got->user.id, "u", got->user.size);
    assert_memory_equal(got->event.id, "c", got->event.id_size);
    number_is(got->event.values[FIELD_SEATS], JBC_NUMBER, 2500000);
    got = only_event(*state,
                     "{\"specversion\":\"1.0\",\"type\":\"Bare\",\"subject\":\"s\",\"time\":\"2026-03-02T10:00:00Z\"}");
    assert_memory_equal(got->user.id, "s", got->user.size);
}

static void reports_name_their_message(void **state) {
    char line[512];
    const struct jrt_engine_event *got = only_event(
        *state, "{\"type\":\"message\",\"status\":\"opened\",\"channel\":\"email\",\"template\":\"welcome\"," HEAD "}");
    assert_int_equal(got->event.kind, JRT_EVENT_REPORT);
    assert_int_equal(got->event.name, 0);
    assert_memory_equal(got->event.status, "opened", got->event.status_size);
    assert_int_equal(got->event.action_run, 0);
    snprintf(line, sizeof line,
             "{\"type\":\"message\",\"status\":\"opened\",\"channel\":\"email\",\"template\":\"welcome\"," HEAD
             ",\"actionId\":\"%016llx-12-345\"}",
             (unsigned long long)hash_bytes("u1", 2));
    assert_int_equal(only_event(*state, line)->event.action_run, 12);
    struct json_in *reader = read_text(
        *state, "{\"type\":\"message\",\"status\":\"opened\",\"channel\":\"sms\",\"template\":\"welcome\"," HEAD "}");
    assert_int_equal(reader->counts.unknown_messages, 1);
    assert_int_equal(reader->event_count + reader->reject_count, 0);
}

static void segments_email_events_are_reports(void **state) {
    const struct jrt_engine_event *got = only_event(*state, "{\"type\":\"track\",\"event\":\"Email Link Clicked\"," HEAD
                                                            ",\"properties\":{\"campaign_name\":\"welcome\"}}");
    assert_int_equal(got->event.kind, JRT_EVENT_REPORT);
    assert_memory_equal(got->event.status, "clicked", got->event.status_size);
    struct json_in *reader = read_text(*state, "{\"type\":\"track\",\"event\":\"Email Opened\"," HEAD
                                               ",\"properties\":{\"campaign_name\":\"other\"}}");
    assert_int_equal(reader->event_count + reader->reject_count, 0);
    assert_int_equal(reader->counts.unknown_messages, 1);
}

static void unknown_events_are_counted_and_turn_the_clock(void **state) {
    struct json_in *reader = read_text(
        *state, "{\"type\":\"track\",\"event\":\"Signed up\"," HEAD "}\n"
                "{\"type\":\"track\",\"event\":\"Bare\",\"userId\":\"u\",\"timestamp\":\"2026-03-01T00:00:00Z\"}\n");
    assert_int_equal(reader->reject_count, 0);
    assert_int_equal(reader->counts.unknown_events, 1);
    assert_int_equal(reader->unknown.count, 1);
    assert_memory_equal(reader->unknown.rows[0].name, "Signed up", reader->unknown.rows[0].size);
    assert_int_equal(reader->events[0].now, AT);
    assert_true(reader->events[0].event.time < AT);
}

/* ---- rejects ------------------------------------------------------------------------------------------------------- */

static void what_cannot_be_used_is_said(void **state) {
    struct bench *b = *state;
    rejected(b, "nonsense", "line", "is no JSON: at column 1, an unknown word; JSON knows true, false and null");
    rejected(b, "[1]", "line", "is JSON, but no object");
    rejected(b, "{} {}", "line", "is no JSON: at column 4, something stands behind the value");
    rejected(b, "{\"\xc3\xa9\":tru}", "line",
             "is no JSON: at column 6, an unknown word; JSON knows true, false and null");
    rejected(b, "{\"a\":1", "line", "is no JSON: at column 7, the line ends too early");
    rejected(b, "{\"a\" 1}", "line", "is no JSON: at column 6, a colon is missing");
    rejected(b, "{\"a\":1,}", "line", "is no JSON: at column 8, a name in quotes is missing");
    rejected(b, "{\"a\":01}", "line", "is no JSON: at column 6, a number is not written as JSON does");
    rejected(b, "{\"a\":\"\\x\"}", "line", "is no JSON: at column 7, a text has a wrong escape");
    rejected(b, "{\"a\":\"\\ud800\"}", "line", "is no JSON: at column 7, a text has a wrong escape");
    rejected(b, "{\"a\":\"\xff\"}", "line", "is not valid UTF-8");
    rejected(b, "{\"a\":\"b}", "line", "is no JSON: a text has no end, or holds a control character");
    rejected(b, "{}", "line", "has no \"type\"");
    rejected(
        b, "{\"type\":\"trak\"}", "line",
        "has a \"type\" that is none of track, identify, group, page, screen, message; a CloudEvent has a \"specversion\"");
    rejected(b, "{\"type\":\"track\"}", "line", "is a \"track\" without an \"event\"");
    rejected(b, "{\"type\":\"track\",\"event\":\"Bare\"}", "line",
             "says no user: \"userId\" or \"anonymousId\" is missing");
    rejected(b, "{\"type\":\"track\",\"event\":\"Bare\",\"userId\":\"u\"}", "line", "has no \"timestamp\"");
    rejected(b, "{\"type\":\"track\",\"event\":\"Bare\",\"userId\":\"u\",\"timestamp\":\"2026-03-02T10:00:00\"}",
             "line", "has a \"timestamp\" that is not like 2026-03-02T10:00:00Z, with Z or an offset such as +01:00");
    rejected(b, "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"v\"}", "line",
             "is an \"alias\", which is not supported: a user keeps one id, so send all events under it");
    rejected(b, "{\"type\":\"group\"," HEAD "}", "line", "is a \"group\" without a \"groupId\"");
    rejected(b, "{\"type\":\"message\",\"status\":\"opened\"," HEAD "}", "line",
             "is a \"message\" without a \"channel\"");
    rejected(
        b,
        "{\"type\":\"message\",\"status\":\"opened\",\"channel\":\"email\",\"template\":\"welcome\",\"actionId\":\"0000000000000000-1-1\"," HEAD
        "}",
        "line", "has an \"actionId\" that is not the id of an action for this user");
    rejected(b, "{\"specversion\":\"0.3\",\"type\":\"Bare\"}", "line",
             "has a \"specversion\" that is not 1.0: only CloudEvents 1.0 are understood");
    rejected(b, "{\"specversion\":\"1.0\",\"type\":\"Bare\",\"time\":\"2026-03-02T10:00:00Z\"}", "line",
             "says no user: a CloudEvent names it in \"userid\" or \"subject\"");
}

static void values_that_do_not_fit_are_said_and_missing(void **state) {
    struct bench *b = *state;
    rejected(b, SIGNED_UP("\"seats\":\"three\""), "field",
             "field \"seats\" should be a number, but is a text: \"three\"");
    assert_int_equal(b->reader->event_count, 1);
    assert_int_equal(b->reader->events[0].event.values[FIELD_SEATS].type, 0);
    rejected(b, SIGNED_UP("\"plan\":\"gold\""), "field",
             "field \"plan\" is none of the words that the project allows: \"gold\"");
    rejected(b, SIGNED_UP("\"ok\":1"), "field", "field \"ok\" should be true or false, but is a number: 1");
    rejected(b, SIGNED_UP("\"seats\":9223372036855"), "field",
             "field \"seats\" is too large; a number goes up to nine trillion: 9223372036855");
    rejected(b, SIGNED_UP("\"ends\":\"soon\""), "field",
             "field \"ends\" should be a time such as 2026-03-02T10:00:00Z or a date such as 2026-03-02: \"soon\"");
    rejected(b, SIGNED_UP("\"length\":\"P1M\""), "field",
             "field \"length\" should be a duration such as P3D or PT12H: \"P1M\"");
    rejected(b, SIGNED_UP("\"tags\":[\"a\",1]"), "field", "field \"tags\" is a list with an item that does not fit");
    rejected(b, "{\"type\":\"identify\"," HEAD ",\"traits\":{\"name\":{}}}", "field",
             "trait \"name\" should be a text, but is an object");
    rejected(b, "{\"type\":\"track\",\"event\":\"Signed Up\"," HEAD ",\"properties\":[]}", "field",
             "\"properties\" is no object: the event has no fields");
}

static void a_bad_line_leaves_the_others_alone(void **state) {
    static const char *const bad[] = {
        "{\"a\":\"open}", "{\"a\":\"\x01\"}", "\xfe", "{\"a\":[}", "\"", "\\\"", "{}}", "{{", "\\", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char block[512];
        snprintf(block, sizeof block, "%s\n%s\n%s", "{\"type\":\"track\",\"event\":\"Bare\"," HEAD "}", bad[i],
                 "{\"type\":\"track\",\"event\":\"Bare\"," HEAD "}");
        struct json_in *reader = read_text(*state, block);
        assert_int_equal(reader->event_count, 2);
        assert_int_equal(reader->reject_count, *bad[i] ? 1 : 0);
        if (*bad[i]) assert_int_equal(reader->rejects[0].line, 1);
        assert_int_equal(reader->block_lines, 3);
    }
}

static void long_lines_and_deep_ones_are_rejected(void **state) {
    size_t size = JSON_LINE_MAX + 2;
    char *line = malloc(size);
    memset(line, ' ', size);
    memcpy(line, "{}", 2);
    line[size - 1] = 'x';
    struct json_in *reader = read_bytes(*state, line, size);
    assert_int_equal(reader->reject_count, 1);
    assert_non_null(strstr(reader->reject_bytes.bytes, "is longer than 1 MiB"));
    assert_true(reader->reject_bytes.used < JSON_REJECT_TEXT_MAX + 100);
    free(line);
    char deep[600] = "{\"a\":";
    for (int i = 0; i < JSON_DEPTH_MAX; i++) strcat(deep, "[");
    for (int i = 0; i < JSON_DEPTH_MAX; i++) strcat(deep, "]");
    strcat(deep, "}");
    /* Members of the top object are counted on their own. */
    rejected(*state, deep, "line", "has no \"type\"");
    memmove(deep + 6, deep + 5, strlen(deep + 5) + 1);
    rejected(*state, deep, "line", "is no JSON: at column 70, brackets are nested more than 64 deep");
}

/* ---- the same verdict as another parser ---------------------------------------------------------------------------- */

static bool other_accepts(const char *bytes, size_t size) {
    json_error_t error;
    json_t *value = json_loadb(bytes, size, JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
    bool fine = value != NULL;
    if (!fine && json_error_code(&error) == json_error_numeric_overflow) fine = true;
    json_decref(value);
    return fine;
}

static bool we_accept(struct bench *bench, const char *bytes, size_t size) {
    struct json_in *reader = read_bytes(bench, bytes, size);
    buffer_add(&reader->reject_bytes, "", 1);
    const char *said = reader->reject_bytes.bytes;
    reader->reject_bytes.used--;
    return !strstr(said, "\"is no JSON:") && !strstr(said, "\"is not valid UTF-8");
}

static void we_agree_with_another_parser_on_what_is_json(void **state) {
    static const char *const seeds[] = {
        "{\"type\":\"track\",\"event\":\"Signed Up\",\"properties\":{\"seats\":-12.5e+3,\"tags\":[\"a\",\"b\\n\\u00e9\"],\"ok\":true}}",
        "{\"a\":[],\"b\":{},\"c\":[{},[null,false]],\"d\":\"\\ud83d\\ude00 \\\\ \\\"\",\"e\":0}",
        "{ \"k\" : [ 1 , 2.0 , 0e0 ] , \"\" : { \"x\" : \"\xc3\xa9\xf0\x9f\x98\x80\" } }",
    };
    static const char alphabet[] = "{}[]:,\"\\ 0129.eE+-truefalsn\x01\x1f\x7f\x80\xc3\xa9\xed\xf4u/d8";
    uint64_t random = 88172645463325252ull;
    unsigned accepted = 0, refused = 0;
    for (int round = 0; round < 60000; round++) {
        char line[256];
        size_t size = strlen(seeds[round % 3]);
        memcpy(line, seeds[round % 3], size);
        for (int change = 0; change <= round % 3; change++) {
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            size_t at = (random >> 8) % size;
            char c = alphabet[(random >> 24) % (sizeof alphabet - 1)];
            if (random % 4 == 0) {
                memmove(line + at, line + at + 1, --size - at);
            } else if (random % 4 == 1) {
                memmove(line + at + 1, line + at, size++ - at);
                line[at] = c;
            } else {
                line[at] = c;
            }
        }
        bool other = other_accepts(line, size), ours = we_accept(*state, line, size);
        if (other != ours) fail_msg("we say %d, the other %d: %.*s", ours, other, (int)size, line);
        other ? accepted++ : refused++;
    }
    assert_true(accepted > 3000 && refused > 3000);
}

/* Lines of one shape after another, every second one broken in one byte: a guess must notice each. */
static void a_guess_is_as_good_as_a_reading(void **state) {
    static const char *const shapes[] = {
        "{\"type\":\"track\",\"messageId\":\"m-%u\",\"userId\":\"u%u\",\"event\":\"Signed Up\"," STAMP
        ",\"properties\":{\"plan\":\"pro\",\"seats\":%u,\"x\":[1,true,\"y\"]},\"context\":{\"ip\":\"1.2.3.4\",\"n\":{}}}",
        "{\"type\":\"identify\", \"userId\":\"\\u00e9%u\"," STAMP
        ",\"traits\":{\"name\":\"%u\",\"plan\":\"free\",\"\\u006eame\":null,\"z\":-%u.5e1}}",
        ("{\"specversion\":\"1.0\",\"id\":\"%u\",\"type\":\"Signed Up\",\"subject\":\"s%u\","
         "\"time\":\"2026-03-02T10:00:00.000Z\",\"data\":{\"seats\":%u,\"ends\":\"2026-07-01\",\"ok\":true}}"),
    };
    static const char alphabet[] = "{}[]:,\"\\ 0129.eE+-truefalsn\n\x01\x1f\x7f\x80\xc3\xa9\xed\xf4u/d8";
    struct bench *bench = *state;
    uint64_t random = 88172645463325252ull;
    uint64_t events = 0;
    for (unsigned round = 0; round < 20000; round++) {
        char block[2048];
        size_t size = 0, broken = 0;
        for (unsigned i = 0; i < 3; i++) {
            if (i == 2) broken = size;
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            unsigned number = i == 1 ? 7 : (unsigned)(random >> 40) % 100000;
            size += (size_t)snprintf(block + size, 600, shapes[round % 3], number, number, number % 100);
            block[size++] = '\n';
        }
        size_t at = broken + (random >> 8) % (size - broken);
        if (round % 4 == 3) memmove(block + at, block + at + 1, --size - at);
        if (round % 4 < 3) block[at] = alphabet[(random >> 24) % (sizeof alphabet - 1)];
        struct json_in *reader = read_bytes(bench, block, size);
        assert_true(reader->event_count >= 2);
        events += reader->event_count;
    }
    assert_true(events > 40000 && bench->reader->guess.hits > 30000);
}

/* In lines of one shape the same names mean other fields as the event is another. */
static void names_of_one_shape_mean_what_the_event_declares(void **state) {
    static const char *const events[] = {"Signed Up", "Page Viewed", "Bare", "Other"};
    struct bench *bench = *state;
    uint64_t guessed = bench->reader->guess.hits;
    for (unsigned round = 0; round < 64; round++) {
        char block[512];
        const char *event = events[round / 2 % 4];
        int size = snprintf(block, sizeof block,
                            "{\"type\":\"track\",\"userId\":\"u%u\",\"event\":\"%s\"," STAMP
                            ",\"properties\":{\"seats\":%u,\"name\":\"n%u\",\"odd\":1}}\n",
                            round, event, round, round);
        struct json_in *reader = read_bytes(bench, block, (size_t)size);
        assert_int_equal(reader->event_count, event == events[3] ? 0 : 1);
        if (event == events[3]) continue;
        const struct jrt_event *made = &reader->events[0].event;
        if (event == events[0]) number_is(made->values[FIELD_SEATS], JBC_NUMBER, round * JBC_MILLION);
        if (event == events[1]) {
            char name[8];
            snprintf(name, sizeof name, "n%u", round);
            text_is(made->values[0], name);
        }
        if (event == events[2]) assert_int_equal(made->count, 0);
    }
    assert_true(bench->reader->guess.hits > guessed + 50);
}

/* Every split of a text into blocks at its line ends gives the same events. */
static void blocks_do_not_matter(void **state) {
    static const char *const lines[] = {SIGNED_UP("\"seats\":1"), "\n",
                                        "{\"type\":\"track\",\"event\":\"Bare\"," HEAD "}\r\n", "bad \"\n",
                                        SIGNED_UP("\"plan\":\"pro\"")};
    unsigned events = 0, rejects = 0;
    for (unsigned i = 0; i < 5; i++) {
        struct json_in *reader = read_text(*state, lines[i]);
        events += (unsigned)reader->event_count;
        rejects += (unsigned)reader->reject_count;
        assert_int_equal(reader->block_lines, 1);
    }
    char whole[2048] = "";
    for (unsigned i = 0; i < 5; i++) strcat(whole, lines[i]);
    struct json_in *reader = read_text(*state, whole);
    assert_int_equal(reader->event_count, events);
    assert_int_equal(reader->reject_count, rejects);
    assert_int_equal(events, 3);
    assert_int_equal(rejects, 1);
    assert_int_equal(reader->rejects[0].line, 3);
}

/* ---- numbers and times --------------------------------------------------------------------------------------------- */

static void decimals_are_exact(void **state) {
    (void)state;
    static const struct {
        const char *text;           /* in JSON */
        enum decimal_result result; /* expected */
        int64_t millionths;         /* expected */
        const char *printed;        /* expected */
    } rows[] = {
        {"0", DECIMAL_FINE, 0, "0"},
        {"-0", DECIMAL_FINE, 0, "0"},
        {"1", DECIMAL_FINE, 1000000, "1"},
        {"-12.5", DECIMAL_FINE, -12500000, "-12.5"},
        {"0.000001", DECIMAL_FINE, 1, "0.000001"},
        {"0.0000005", DECIMAL_FINE, 1, "0.000001"},
        {"0.00000049999999999", DECIMAL_FINE, 0, "0"},
        {"-0.0000005", DECIMAL_FINE, -1, "-0.000001"},
        {"0.1", DECIMAL_FINE, 100000, "0.1"},
        {"1e3", DECIMAL_FINE, 1000000000, "1000"},
        {"1.5E-2", DECIMAL_FINE, 15000, "0.015"},
        {"123.456e-4", DECIMAL_FINE, 12346, "0.012346"},
        {"0.0000001e3", DECIMAL_FINE, 100, "0.0001"},
        {"0e99999999999999999999", DECIMAL_FINE, 0, "0"},
        {"1e-99999999999999999999", DECIMAL_FINE, 0, "0"},
        {"1e99999999999999999999", DECIMAL_TOO_LARGE, 0, NULL},
        {"9223372036854.775807", DECIMAL_FINE, INT64_MAX, "9223372036854.775807"},
        {"-9223372036854.775807", DECIMAL_FINE, -INT64_MAX, "-9223372036854.775807"},
        {"9223372036854.775808", DECIMAL_TOO_LARGE, 0, NULL},
        {"01", DECIMAL_NO_NUMBER, 0, NULL},
        {"1.", DECIMAL_NO_NUMBER, 0, NULL},
        {".5", DECIMAL_NO_NUMBER, 0, NULL},
        {"+1", DECIMAL_NO_NUMBER, 0, NULL},
        {"1e", DECIMAL_NO_NUMBER, 0, NULL},
        {"1e+", DECIMAL_NO_NUMBER, 0, NULL},
        {"0x1", DECIMAL_NO_NUMBER, 0, NULL},
        {"", DECIMAL_NO_NUMBER, 0, NULL},
        {"-", DECIMAL_NO_NUMBER, 0, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t millionths = 0;
        char printed[DECIMAL_SIZE + 1];
        if (decimal_parse(rows[i].text, strlen(rows[i].text), &millionths) != rows[i].result)
            fail_msg("%s", rows[i].text);
        if (rows[i].result != DECIMAL_FINE) continue;
        assert_int_equal(millionths, rows[i].millionths);
        printed[decimal_print(millionths, printed)] = '\0';
        assert_string_equal(printed, rows[i].printed);
    }
}

static void times_are_read_and_printed(void **state) {
    (void)state;
    static const struct {
        const char *text;    /* in ISO 8601 */
        int64_t ms;          /* expected */
        bool clock, offset;  /* expected */
        const char *printed; /* expected */
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0, true, true, "1970-01-01T00:00:00.000Z"},
        {"2026-03-02", 1772409600000, false, false, "2026-03-02T00:00:00.000Z"},
        {"2024-02-29 23:59:60.5z", 1709251200500, true, true, "2024-03-01T00:00:00.500Z"},
        {"1969-12-31T23:59:59.999Z", -1, true, true, "1969-12-31T23:59:59.999Z"},
        {"2026-03-02T10:00+0530", 1772425800000, true, true, "2026-03-02T04:30:00.000Z"},
        {"2026-03-02T10:00:00,123456789-08", 1772474400123, true, true, "2026-03-02T18:00:00.123Z"},
        {"0001-01-01T00:00Z", -62135596800000, true, true, "0001-01-01T00:00:00.000Z"},
        {"9999-12-31T23:59:59.999Z", 253402300799999, true, true, "9999-12-31T23:59:59.999Z"},
        {"2026-03-02T10:00", 1772445600000, true, false, "2026-03-02T10:00:00.000Z"},
    };
    static const char *const bad[] = {"",
                                      "2026",
                                      "2026-02-29",
                                      "2026-13-01",
                                      "2026-00-10",
                                      "0000-01-01",
                                      "2026-03-02T",
                                      "2026-03-02T1:00Z",
                                      "2026-03-02T24:00Z",
                                      "2026-03-02T10:60Z",
                                      "2026-03-02T10:00:61Z",
                                      "2026-03-02T10:00:00.Z",
                                      "2026-03-02T10:00Zx",
                                      "2026-03-02T10:00+1",
                                      "20260302T100000Z",
                                      "9999-12-31T23:59:59-01:00",
                                      "2026-03-02X10:00Z"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct iso_time time;
        char printed[ISO_TIME_SIZE + 1];
        if (!iso_parse_time(rows[i].text, strlen(rows[i].text), &time)) fail_msg("%s", rows[i].text);
        if (time.ms != rows[i].ms) fail_msg("%s: %lld", rows[i].text, (long long)time.ms);
        assert_int_equal(time.has_clock, rows[i].clock);
        assert_int_equal(time.has_offset, rows[i].offset);
        printed[iso_print_time(time.ms, printed)] = '\0';
        assert_string_equal(printed, rows[i].printed);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct iso_time time;
        if (iso_parse_time(bad[i], strlen(bad[i]), &time)) fail_msg("%s", bad[i]);
    }
}

static void durations_and_clocks_are_read_and_printed(void **state) {
    (void)state;
    static const struct {
        const char *text;    /* in ISO 8601 */
        int64_t ms;          /* expected */
        const char *printed; /* expected */
    } rows[] = {{"P3D", 259200000, "P3D"},
                {"PT36H", 129600000, "P1DT12H"},
                {"P2W", 1209600000, "P14D"},
                {"PT0.25S", 250, "PT0.25S"},
                {"PT0S", 0, "PT0S"},
                {"-PT90M", -5400000, "-PT1H30M"},
                {"P1DT1H1M1.5S", 90061500, "P1DT1H1M1.5S"}};
    static const char *const bad[] = {
        "", "P", "PT", "3D", "P1M", "P1Y", "P1H", "PT1D", "P1D1D", "PT1M1H", "P1.5D", "PT1.S", "P99999999999999999D"};
    int64_t ms;
    char printed[ISO_DURATION_SIZE + 1];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!iso_parse_duration(rows[i].text, strlen(rows[i].text), &ms)) fail_msg("%s", rows[i].text);
        assert_int_equal(ms, rows[i].ms);
        printed[iso_print_duration(ms, printed)] = '\0';
        assert_string_equal(printed, rows[i].printed);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (iso_parse_duration(bad[i], strlen(bad[i]), &ms)) fail_msg("%s", bad[i]);
    assert_true(iso_parse_clock("23:59:30", 8, &ms));
    assert_int_equal(ms, 86370000);
    printed[iso_print_clock(ms, printed)] = '\0';
    assert_string_equal(printed, "23:59:30");
    assert_false(iso_parse_clock("24:00", 5, &ms));
    assert_false(iso_parse_clock("9:00", 4, &ms));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_track_becomes_an_event, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_are_converted_exactly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_two_members_of_one_name_the_last_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_user_is_the_user_id_else_the_anonymous_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_time_is_the_timestamp_else_the_original, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_identify_updates_traits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_group_updates_the_account, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_are_an_event_of_their_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cloud_event_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reports_name_their_message, set_up, tear_down),
        cmocka_unit_test_setup_teardown(segments_email_events_are_reports, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_events_are_counted_and_turn_the_clock, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_used_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_that_do_not_fit_are_said_and_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bad_line_leaves_the_others_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_lines_and_deep_ones_are_rejected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(we_agree_with_another_parser_on_what_is_json, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_guess_is_as_good_as_a_reading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_of_one_shape_mean_what_the_event_declares, set_up, tear_down),
        cmocka_unit_test_setup_teardown(blocks_do_not_matter, set_up, tear_down),
        cmocka_unit_test(decimals_are_exact),
        cmocka_unit_test(times_are_read_and_printed),
        cmocka_unit_test(durations_and_clocks_are_read_and_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
