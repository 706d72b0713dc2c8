#include "events_in.h"

#include "hash.h"
#include "iso.h"

#include <stdio.h>
#include <string.h>

#include "value.h"

/* A text of a message. */
struct piece {
    const char *text; /* NULL: none */
    uint32_t size;    /* bytes */
};

/* What all messages have. */
struct head {
    struct piece user; /* whose */
    struct piece id;   /* the message's own, or none */
    int64_t time;      /* its stamp */
};

#define EMAIL_EVENTS(E)                                                                                                \
    E("Email Delivered", "delivered")                                                                                  \
    E("Email Opened", "opened")                                                                                        \
    E("Email Link Clicked", "clicked")                                                                                 \
    E("Email Bounced", "bounced")                                                                                      \
    E("Email Marked as Spam", "unsubscribed")                                                                          \
    E("Unsubscribed", "unsubscribed")

#define EMAIL_EVENT_NAME(name, status) name,
#define EMAIL_EVENT_STATUS(name, status) status,
const char *const events_in_email[] = {EMAIL_EVENTS(EMAIL_EVENT_NAME) NULL};
static const char *const email_statuses[] = {EMAIL_EVENTS(EMAIL_EVENT_STATUS)};

static bool piece_is(struct piece piece, const char *word) {
    return piece.text && piece.size == strlen(word) && memcmp(piece.text, word, piece.size) == 0;
}

/* ---- what all messages have ---------------------------------------------------------------------------------------- */

static struct piece text_of(struct json_in *reader, const struct line *line, enum line_member member) {
    struct piece piece;
    if (!line_text(line, member, &reader->bump, &piece.text, &piece.size)) return (struct piece){0};
    return piece;
}

static struct piece id_of(struct json_in *reader, const struct line *line, enum line_member member) {
    struct piece piece;
    if (!line_id(line, member, &reader->bump, &piece.text, &piece.size)) return (struct piece){0};
    return piece;
}

/* The stamp, with an offset. */
static bool read_time(struct json_in *reader, const struct line *line, enum line_member member, int64_t *time) {
    struct piece text = text_of(reader, line, member);
    struct iso_time parsed;
    if (!text.text || !iso_parse_time(text.text, text.size, &parsed) || !parsed.has_offset) return false;
    *time = parsed.ms;
    return true;
}

static enum line_member stamp_of(const struct line *line) {
    if (line_has(line, LINE_SPECVERSION)) return LINE_TIME;
    return line_has(line, LINE_TIMESTAMP) ? LINE_TIMESTAMP : LINE_ORIGINAL_TIMESTAMP;
}

static void turn_clock(struct json_in *reader, int64_t time) {
    if (time > reader->clock) reader->clock = time;
}

/* NULL: read. Else why the line can't be used. */
static const char *read_head(struct json_in *reader, const struct line *line, struct head *head) {
    bool cloud = line_has(line, LINE_SPECVERSION);
    head->user = id_of(reader, line, cloud ? LINE_CLOUD_USER : LINE_USER_ID);
    if (!head->user.text) head->user = id_of(reader, line, cloud ? LINE_SUBJECT : LINE_ANONYMOUS_ID);
    if (!head->user.text)
        return cloud ? "says no user: a CloudEvent names it in \"userid\" or \"subject\""
                     : "says no user: \"userId\" or \"anonymousId\" is missing";
    if (head->user.size > JRT_USER_ID_MAX) return "has a user id that is longer than 512 bytes";
    enum line_member stamp = stamp_of(line);
    if (!line_has(line, stamp)) return cloud ? "has no \"time\"" : "has no \"timestamp\"";
    if (!read_time(reader, line, stamp, &head->time))
        return cloud ? "has a \"time\" that is not like 2026-03-02T10:00:00Z, with Z or an offset such as +01:00"
                     : "has a \"timestamp\" that is not like 2026-03-02T10:00:00Z, with Z or an offset such as +01:00";
    head->id = id_of(reader, line, cloud ? LINE_ID : LINE_MESSAGE_ID);
    return NULL;
}

/* An event with its head; the caller fills in the rest. */
static struct jrt_engine_event *begin(struct json_in *reader, const struct head *head, enum jrt_event_kind kind) {
    struct jrt_engine_event *made = json_in_event(reader);
    if (!made) return NULL;
    reader->converter.civil = 0;
    turn_clock(reader, head->time);
    *made = (struct jrt_engine_event){
        .user = {head->user.text, head->user.size},
        .event = {.kind = kind, .time = head->time, .id = head->id.text, .id_size = head->id.size},
        .now = reader->clock,
    };
    return made;
}

/* ---- values -------------------------------------------------------------------------------------------------------- */

static void reject_value(struct json_in *reader, const struct line *line, const char *what, struct json_token name,
                         struct json_token value, const char *why) {
    char reason[512];
    int shown =
        value.kind == JSON_IS_TEXT || value.kind == JSON_IS_NUMBER ? (int)(value.size < 40 ? value.size : 40) : 0;
    const char *quote = value.kind == JSON_IS_TEXT ? "\"" : "";
    if (shown > 0)
        snprintf(reason, sizeof reason, "%s \"%.*s\" %s: %s%.*s%s", what, (int)(name.size < 100 ? name.size : 100),
                 name.text, why, quote, shown, value.text, quote);
    else
        snprintf(reason, sizeof reason, "%s \"%.*s\" %s", what, (int)(name.size < 100 ? name.size : 100), name.text,
                 why);
    reader->counts.fields++;
    json_in_reject(reader, line, true, reason);
}

/* The value behind a name as a field or trait, missing with a reject where it does not fit. */
static void read_value(struct json_in *reader, const struct line *line, const char *what, uint32_t name,
                       struct convert_type type, struct jrt_value *value) {
    const char *why = convert(&reader->converter, &line->walk, name + 2, type, value);
    if (!why) return;
    struct json_token text = line_plain(&line->walk, json_text_at(&line->walk, name), &reader->bump);
    reject_value(reader, line, what, text, json_token_at(&line->walk, name + 2), why);
}

static struct convert_type field_type(const struct jbc_field *field) {
    return (struct convert_type){field->words, field->type, field->item};
}

/* Members of an object that mean something. */
struct known {
    uint32_t names[LINE_INNER_MAX];    /* index of each one's name in the line */
    uint32_t meanings[LINE_INNER_MAX]; /* what it names */
    uint32_t count;                    /* how many */
};

static struct input_key key_of(struct json_in *reader, const struct line *line, uint32_t name) {
    struct json_token text = json_text_at(&line->walk, name);
    struct input_key key = input_key_inside(text.text, text.size);
    if (!input_key_has_escape(&key)) return key;
    text = line_without_escapes(text, &reader->bump);
    return input_key_of(text.text, text.size);
}

/* What the object's names mean in the scope, where it is kept with the line's shape; NULL: that can't be kept. */
static struct line_meanings *kept_meanings(const struct line *line, uint32_t object, uint32_t scope) {
    if (!line->meanings || line->inner_of != object) return NULL;
    return &line->meanings[scope % LINE_SCOPES];
}

static void keep_meanings(struct line_meanings *kept, const struct known *known, uint32_t object, uint32_t scope) {
    kept->scope = scope;
    kept->count = known->count;
    for (uint32_t i = 0; i < known->count; i++) {
        kept->names[i] = (uint16_t)(known->names[i] - object);
        kept->meanings[i] = known->meanings[i];
    }
}

static void take_meanings(const struct line_meanings *kept, struct known *known, uint32_t object) {
    known->count = kept->count;
    for (uint32_t i = 0; i < kept->count; i++) {
        known->names[i] = object + kept->names[i];
        known->meanings[i] = kept->meanings[i];
    }
}

/* Looks the next names of an object up in a scope. Begin with `*from` 0; false: there are no more. Which are known can't be
 * foreseen, so all are looked up before anything is done with them. */
static bool find_known(struct json_in *reader, const struct line *line, uint32_t object, uint32_t scope, uint32_t *from,
                       struct known *known) {
    struct line_meanings *kept = kept_meanings(line, object, scope);
    if (kept && *from == 0 && kept->scope == scope) {
        take_meanings(kept, known, object);
        *from = object;
        return true;
    }
    uint32_t room[LINE_INNER_MAX], count;
    const uint32_t *names = line_names(line, object, from, room, &count);
    known->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct input_key key = key_of(reader, line, names[i]);
        uint32_t meaning = input_find_key(reader->names, scope, &key);
        known->names[known->count] = names[i];
        known->meanings[known->count] = meaning;
        known->count += meaning != JBC_NONE;
    }
    if (kept && names) keep_meanings(kept, known, object, scope);
    return names != NULL;
}

/* A top-level member as a field, where the event declares it and the properties don't have it: a page's name. */
static void read_top_field(struct json_in *reader, const struct line *line, enum line_member member, uint32_t event,
                           struct jrt_value *values) {
    const char *name = line_members[member];
    uint32_t field = input_find(reader->names, input_fields_of(event), name, (uint32_t)strlen(name));
    if (field == JBC_NONE || values[field].type != 0 || line->at[member] == 0) return;
    const struct jbc_field *declared = &reader->program->fields[reader->program->events[event].first_field + field];
    read_value(reader, line, "field", line->at[member] - 2, field_type(declared), &values[field]);
}

static void read_fields(struct json_in *reader, const struct line *line, uint32_t object, uint32_t event,
                        struct jrt_value *values) {
    const struct jbc_field *fields = &reader->program->fields[reader->program->events[event].first_field];
    struct known known;
    for (uint32_t from = 0; find_known(reader, line, object, input_fields_of(event), &from, &known);) {
        for (uint32_t i = 0; i < known.count; i++) {
            uint32_t field = known.meanings[i];
            read_value(reader, line, "field", known.names[i], field_type(&fields[field]), &values[field]);
        }
    }
}

static void add_track(struct json_in *reader, const struct line *line, const struct head *head, uint32_t event,
                      enum line_member payload, bool top_fields) {
    const struct jbc_event *declared = &reader->program->events[event];
    size_t bytes = declared->field_count * sizeof(struct jrt_value);
    struct jrt_value *values = bump_take(&reader->bump, bytes);
    struct jrt_engine_event *made = values ? begin(reader, head, JRT_EVENT_TRACK) : NULL;
    if (!made) {
        reader->failed = true;
        return;
    }
    memset(values, 0, bytes);
    made->event.name = event;
    made->event.values = values;
    made->event.count = declared->field_count;
    uint32_t object = line_object(line, payload);
    if (object == 0 && line_has(line, payload)) {
        reader->counts.fields++;
        json_in_reject(reader, line, true,
                       payload == LINE_DATA ? "\"data\" is no object: the event has no fields"
                                            : "\"properties\" is no object: the event has no fields");
    }
    if (object != 0 && declared->field_count > 0) read_fields(reader, line, object, event, values);
    if (top_fields) {
        read_top_field(reader, line, LINE_NAME, event, values);
        read_top_field(reader, line, LINE_CATEGORY, event, values);
    }
    made->civil = reader->converter.civil;
}

/* ---- profiles ------------------------------------------------------------------------------------------------------ */

/* One trait of an update: of two of one name the last counts. */
static void read_trait(struct json_in *reader, const struct line *line, uint32_t name, uint32_t meaning,
                       struct jrt_event *event, struct jrt_value *values, uint32_t *traits) {
    const struct jbc_trait *trait = &reader->program->traits[meaning];
    uint32_t place = 0;
    while (place < event->count && traits[place] != meaning) place++;
    traits[place] = meaning;
    if (place == event->count) event->count++;
    read_value(reader, line, "trait", name, (struct convert_type){trait->words, trait->type, trait->item},
               &values[place]);
}

static void read_traits(struct json_in *reader, const struct line *line, uint32_t object, uint32_t scope,
                        struct jrt_event *event, struct jrt_value *values, uint32_t *traits) {
    struct known known;
    for (uint32_t from = 0; find_known(reader, line, object, scope, &from, &known);) {
        for (uint32_t i = 0; i < known.count; i++)
            read_trait(reader, line, known.names[i], known.meanings[i], event, values, traits);
    }
}

static void add_update(struct json_in *reader, const struct line *line, const struct head *head, uint32_t scope,
                       struct piece account) {
    uint32_t object = line_object(line, LINE_TRAITS), known = 0;
    if (object != 0) {
        struct known found;
        for (uint32_t from = 0; find_known(reader, line, object, scope, &from, &found);) known += found.count;
    } else if (line_has(line, LINE_TRAITS)) {
        reader->counts.fields++;
        json_in_reject(reader, line, true, "\"traits\" is no object: no trait was updated");
    }
    struct jrt_value *values = bump_take(&reader->bump, known * sizeof *values);
    uint32_t *traits = bump_take(&reader->bump, known * sizeof *traits);
    struct jrt_engine_event *made = values && traits ? begin(reader, head, JRT_EVENT_UPDATE) : NULL;
    if (!made) {
        reader->failed = true;
        return;
    }
    made->event.values = values;
    made->event.traits = traits;
    made->event.account = account.text;
    made->event.account_size = account.size;
    if (known > 0) read_traits(reader, line, object, scope, &made->event, values, traits);
    made->civil = reader->converter.civil;
}

static const char *add_group(struct json_in *reader, const struct line *line, const struct head *head) {
    struct piece account = id_of(reader, line, LINE_GROUP_ID);
    if (!account.text) return "is a \"group\" without a \"groupId\"";
    add_update(reader, line, head, INPUT_ACCOUNT_TRAITS, account);
    return NULL;
}

/* ---- reports about messages ---------------------------------------------------------------------------------------- */

/* `0123456789abcdef-RUN-SEQUENCE` of this user. */
static bool read_action_id(struct piece id, struct piece user, uint32_t *run) {
    char expected[17];
    uint64_t number = 0;
    snprintf(expected, sizeof expected, "%016llx", (unsigned long long)hash_bytes(user.text, user.size));
    if (id.size < 20 || memcmp(id.text, expected, 16) != 0 || id.text[16] != '-') return false;
    uint32_t at = 17;
    for (; at < id.size && id.text[at] >= '0' && id.text[at] <= '9'; at++) {
        number = number * 10 + (uint64_t)(id.text[at] - '0');
        if (number > UINT32_MAX) return false;
    }
    if (at == 17 || at + 1 >= id.size || id.text[at++] != '-') return false;
    for (; at < id.size; at++) {
        if (id.text[at] < '0' || id.text[at] > '9') return false;
    }
    *run = (uint32_t)number;
    return true;
}

/* What a report says, wherever its parts stand in the message. */
struct report {
    struct piece status;    /* `opened` */
    struct piece channel;   /* `email` */
    struct piece template_; /* `welcome` */
    struct piece action;    /* the action's id, or none */
};

static const char *add_report(struct json_in *reader, const struct head *head, struct report report) {
    uint32_t run = 0, template_ = JBC_NONE;
    if (report.action.text && !read_action_id(report.action, head->user, &run))
        return "has an \"actionId\" that is not the id of an action for this user";
    uint32_t channel = input_find(reader->names, INPUT_CHANNELS, report.channel.text, report.channel.size);
    if (channel != JBC_NONE)
        template_ = input_find(reader->names, input_templates_of(reader->names, channel), report.template_.text,
                               report.template_.size);
    if (template_ == JBC_NONE) {
        reader->counts.unknown_messages++;
        turn_clock(reader, head->time);
        return NULL;
    }
    struct jrt_engine_event *made = begin(reader, head, JRT_EVENT_REPORT);
    if (!made) {
        reader->failed = true;
        return NULL;
    }
    made->event.name = template_;
    made->event.status = report.status.text;
    made->event.status_size = report.status.size;
    made->event.action_run = run;
    return NULL;
}

static const char *add_message(struct json_in *reader, const struct line *line, const struct head *head) {
    struct report report = {text_of(reader, line, LINE_STATUS), text_of(reader, line, LINE_CHANNEL),
                            text_of(reader, line, LINE_TEMPLATE), text_of(reader, line, LINE_ACTION_ID)};
    if (!report.status.text) return "is a \"message\" without a \"status\"";
    if (!report.channel.text) return "is a \"message\" without a \"channel\"";
    if (!report.template_.text) return "is a \"message\" without a \"template\"";
    return add_report(reader, head, report);
}

/* The first of some properties that is a text. `wanted` ends in NULL. */
static struct piece property(struct json_in *reader, const struct line *line, const char *const *wanted) {
    uint32_t object = line_object(line, LINE_PROPERTIES);
    struct piece found = {0};
    for (; object != 0 && *wanted && !found.text; wanted++) {
        struct json_walk walk = line->walk;
        struct json_token name;
        uint32_t at;
        walk.next = object;
        while (json_next_member(&walk, &name, &at)) {
            struct json_token value = json_token_at(&walk, at);
            if (value.kind != JSON_IS_TEXT || value.size == 0 ||
                !piece_is((struct piece){name.text, name.size}, *wanted))
                continue;
            value = line_plain(&line->walk, value, &reader->bump);
            found = (struct piece){value.text, value.size};
        }
    }
    return found;
}

/* One of Segment's e-mail events as a report. */
static const char *add_email_event(struct json_in *reader, const struct line *line, const struct head *head,
                                   uint32_t number) {
    static const char *const templates[] = {"template", "template_name", "campaign_name", "campaign_id", NULL};
    static const char *const channels[] = {"channel", NULL};
    static const char *const actions[] = {"actionId", "action_id", NULL};
    const char *status = email_statuses[number];
    struct report report = {{status, (uint32_t)strlen(status)},
                            property(reader, line, channels),
                            property(reader, line, templates),
                            property(reader, line, actions)};
    if (!report.channel.text) report.channel = (struct piece){"email", 5};
    if (!report.template_.text) report.template_ = (struct piece){"", 0};
    return add_report(reader, head, report);
}

/* ---- kinds of messages --------------------------------------------------------------------------------------------- */

/* An event that the project does not declare: counted, and its time counts for the clock. */
static void skip_unknown(struct json_in *reader, const struct line *line, struct piece name) {
    int64_t time;
    reader->counts.unknown_events++;
    tally_add(&reader->unknown, 0, name.text, name.size, 1);
    if (read_time(reader, line, stamp_of(line), &time)) turn_clock(reader, time);
}

static const char *add_named(struct json_in *reader, const struct line *line, struct piece name,
                             enum line_member payload, bool top_fields) {
    struct head head;
    uint32_t event = input_find(reader->names, INPUT_EVENTS, name.text, name.size);
    uint32_t email = event == JBC_NONE && payload == LINE_PROPERTIES
                         ? input_find(reader->names, INPUT_EMAIL_EVENTS, name.text, name.size)
                         : JBC_NONE;
    if (event == JBC_NONE && email == JBC_NONE) {
        skip_unknown(reader, line, name);
        return NULL;
    }
    const char *reason = read_head(reader, line, &head);
    if (reason) return reason;
    if (email != JBC_NONE) return add_email_event(reader, line, &head, email);
    add_track(reader, line, &head, event, payload, top_fields);
    return NULL;
}

static const char *add_cloud_event(struct json_in *reader, const struct line *line) {
    struct piece version = text_of(reader, line, LINE_SPECVERSION), type = text_of(reader, line, LINE_TYPE);
    if (!version.text || version.size < 2 || memcmp(version.text, "1.", 2) != 0)
        return "has a \"specversion\" that is not 1.0: only CloudEvents 1.0 are understood";
    if (!type.text) return "is a CloudEvent without a \"type\"";
    return add_named(reader, line, type, LINE_DATA, false);
}

static const char *add_segment(struct json_in *reader, const struct line *line, struct piece type) {
    struct head head;
    if (piece_is(type, "track")) {
        struct piece name = text_of(reader, line, LINE_EVENT);
        return name.text ? add_named(reader, line, name, LINE_PROPERTIES, false)
                         : "is a \"track\" without an \"event\"";
    }
    if (piece_is(type, "page"))
        return add_named(reader, line, (struct piece){"Page Viewed", 11}, LINE_PROPERTIES, true);
    if (piece_is(type, "screen"))
        return add_named(reader, line, (struct piece){"Screen Viewed", 13}, LINE_PROPERTIES, true);
    if (piece_is(type, "alias"))
        return "is an \"alias\", which is not supported: a user keeps one id, so send all events under it";
    bool identify = piece_is(type, "identify"), group = piece_is(type, "group"), message = piece_is(type, "message");
    if (!identify && !group && !message)
        return "has a \"type\" that is none of track, identify, group, page, screen, message; a CloudEvent has a "
               "\"specversion\"";
    const char *reason = read_head(reader, line, &head);
    if (reason) return reason;
    if (group) return add_group(reader, line, &head);
    if (message) return add_message(reader, line, &head);
    add_update(reader, line, &head, INPUT_USER_TRAITS, (struct piece){0});
    return NULL;
}

void events_in_add(struct json_in *reader, struct line *line) {
    const char *reason;
    if (line_has(line, LINE_SPECVERSION)) {
        reason = add_cloud_event(reader, line);
    } else {
        struct piece type = text_of(reader, line, LINE_TYPE);
        reason = type.text ? add_segment(reader, line, type) : "has no \"type\"";
    }
    if (!reason) return;
    reader->counts.rejected++;
    json_in_reject(reader, line, false, reason);
}
