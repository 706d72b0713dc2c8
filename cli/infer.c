#include "infer.h"
#include "declare.h"
#include "events_in.h"
#include "iso.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_WORDS = 8,    /* different values of a `one of` */
    LONGEST_WORD = 24, /* bytes of one */
    LEAST_SEEN = 20,   /* occurrences before a text can be a `one of` */
    LEAST_EACH = 4     /* occurrences for each of its words, on average */
};

struct inference {
    json_t *events;   /* by name: {"seen": n, "fields": {key: TALLY}} */
    json_t *profiles; /* "user" and "account": {"fields": {key: TALLY}, "owners": {id: {key: true}}} */
    size_t lines;     /* that were not blank */
    size_t unusable;  /* of them */
    size_t untimed;   /* messages that do not say when */
    bool email;       /* reports about e-mail were seen */
    bool failed;      /* out of memory */
};

/* A TALLY: {"seen": n, "text": n, "number": n, "yes/no": n, "time": n, "time of day": n, "timezone": n, "list": n,
 * "object": n, "items": {type: n}, "words": {word: n} while they are few}. The first four add up to what was seen. */

struct inference *infer_new(void) {
    struct inference *inference = calloc(1, sizeof *inference);
    if (!inference) return NULL;
    inference->events = json_object();
    inference->profiles =
        json_pack("{s:{s:{}, s:{}}, s:{s:{}, s:{}}}", "user", "fields", "owners", "account", "fields", "owners");
    inference->failed = !inference->events || !inference->profiles;
    return inference;
}

void infer_free(struct inference *inference) {
    if (!inference) return;
    json_decref(inference->events);
    json_decref(inference->profiles);
    free(inference);
}

size_t infer_lines(const struct inference *inference) {
    return inference->lines;
}

size_t infer_unusable(const struct inference *inference) {
    return inference->unusable;
}

size_t infer_untimed(const struct inference *inference) {
    return inference->untimed;
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

static void count(struct inference *inference, json_t *object, const char *key) {
    json_int_t before = json_integer_value(json_object_get(object, key));
    if (json_object_set_new(object, key, json_integer(before + 1)) != 0) inference->failed = true;
}

static json_int_t counted(const json_t *object, const char *key) {
    return json_integer_value(json_object_get(object, key));
}

/* The object at a key, made if it is missing. */
static json_t *object_at(struct inference *inference, json_t *object, const char *key) {
    json_t *inner = json_object_get(object, key);
    if (inner) return inner;
    inner = json_object();
    if (!inner || json_object_set_new(object, key, inner) != 0) {
        inference->failed = true;
        return NULL;
    }
    return inner;
}

static bool looks_like_zone(const char *text) {
    const char *slash = strchr(text, '/');
    if (!slash || slash == text || !isupper((unsigned char)text[0]) || !isupper((unsigned char)slash[1])) return false;
    return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/-+0123456789")] == '\0';
}

static bool is_word(const char *text) {
    size_t length = strlen(text), blanks = 0;
    for (const char *c = text; *c; c++) {
        if (iscntrl((unsigned char)*c)) return false;
        blanks += *c == ' ';
    }
    return length > 0 && length <= LONGEST_WORD && blanks <= 2;
}

static void note_text(struct inference *inference, json_t *tally, const char *text) {
    struct iso_time time;
    int64_t clock;
    count(inference, tally, "text");
    if (iso_parse_time(text, strlen(text), &time)) count(inference, tally, "time");
    if (iso_parse_clock(text, strlen(text), &clock)) count(inference, tally, "time of day");
    if (looks_like_zone(text)) count(inference, tally, "timezone");
    if (json_is_false(json_object_get(tally, "words"))) return;
    json_t *words = object_at(inference, tally, "words");
    if (words && is_word(text)) count(inference, words, text);
    if (!is_word(text) || json_object_size(words) > MOST_WORDS) json_object_set_new(tally, "words", json_false());
}

static const char *simple_type(const json_t *value) {
    return json_is_string(value) ? "text" : json_is_number(value) ? "number" : json_is_boolean(value) ? "yes/no" : NULL;
}

static void note_list(struct inference *inference, json_t *tally, const json_t *list) {
    json_t *items = object_at(inference, tally, "items");
    size_t i;
    json_t *item;
    count(inference, tally, "list");
    json_array_foreach(list, i, item) {
        if (items) count(inference, items, simple_type(item) ? simple_type(item) : "other");
    }
}

static void note_value(struct inference *inference, json_t *fields, const char *key, const json_t *value) {
    json_t *tally = fields ? object_at(inference, fields, key) : NULL;
    if (!tally || json_is_null(value)) return;
    count(inference, tally, "seen");
    if (json_is_string(value))
        note_text(inference, tally, json_string_value(value));
    else if (json_is_array(value))
        note_list(inference, tally, value);
    else if (json_is_object(value))
        count(inference, tally, "object");
    else
        count(inference, tally, simple_type(value));
}

/* ---- messages ---------------------------------------------------------------------------------------------------- */

/* A name that can stand in a script. */
static bool is_sayable(const char *text) {
    if (!text || !*text || strlen(text) > 200) return false;
    for (; *text; text++) {
        if (iscntrl((unsigned char)*text)) return false;
    }
    return true;
}

static void note_members(struct inference *inference, json_t *fields, json_t *members) {
    const char *key;
    json_t *value;
    json_object_foreach(members, key, value) {
        if (is_sayable(key)) note_value(inference, fields, key, value);
    }
}

/* Reports about e-mail are no events of the script's. */
static bool is_email_report(const char *name) {
    for (const char *const *known = events_in_email; *known; known++) {
        if (strcmp(name, *known) == 0) return true;
    }
    return false;
}

static bool note_event(struct inference *inference, const char *name, json_t *properties) {
    if (!is_sayable(name)) return false;
    if (is_email_report(name)) {
        inference->email = true;
        return true;
    }
    json_t *event = object_at(inference, inference->events, name);
    if (!event) return true;
    count(inference, event, "seen");
    note_members(inference, object_at(inference, event, "fields"), properties);
    return true;
}

/* Somebody was met, with these traits or none. */
static void note_owner(struct inference *inference, const char *kind, const char *id, json_t *traits) {
    json_t *profile = json_object_get(inference->profiles, kind);
    if (!id || !*id) return;
    json_t *owner = object_at(inference, json_object_get(profile, "owners"), id);
    const char *key;
    json_t *value;
    note_members(inference, json_object_get(profile, "fields"), traits);
    json_object_foreach(traits, key, value) {
        if (owner && !json_is_null(value)) json_object_set_new(owner, key, json_true());
        if (owner && json_is_null(value)) json_object_del(owner, key);
    }
}

static const char *user_of(const json_t *message) {
    const char *id = json_string_value(json_object_get(message, "userId"));
    return id ? id : json_string_value(json_object_get(message, "anonymousId"));
}

/* A CloudEvent: its type is the event's name, its data are the fields. */
static bool note_cloud_event(struct inference *inference, json_t *message) {
    const char *user = json_string_value(json_object_get(message, "userid"));
    if (!user) user = json_string_value(json_object_get(message, "subject"));
    note_owner(inference, "user", user, NULL);
    return note_event(inference, json_string_value(json_object_get(message, "type")), json_object_get(message, "data"));
}

/* False: no message that is understood. */
static bool note_message(struct inference *inference, json_t *message) {
    const char *type = json_string_value(json_object_get(message, "type"));
    json_t *properties = json_object_get(message, "properties"), *traits = json_object_get(message, "traits");
    if (!type) return false;
    if (json_object_get(message, "specversion")) return note_cloud_event(inference, message);
    if (strcmp(type, "group") == 0) {
        note_owner(inference, "user", user_of(message), NULL);
        note_owner(inference, "account", json_string_value(json_object_get(message, "groupId")), traits);
        return true;
    }
    json_t *in_context = json_object_get(json_object_get(message, "context"), "traits");
    bool identify = strcmp(type, "identify") == 0;
    note_owner(inference, "user", user_of(message), identify ? traits : in_context);
    if (identify || strcmp(type, "message") == 0) return true;
    if (strcmp(type, "track") == 0)
        return note_event(inference, json_string_value(json_object_get(message, "event")), properties);
    if (strcmp(type, "page") == 0) return note_event(inference, "Page Viewed", properties);
    return strcmp(type, "screen") == 0 && note_event(inference, "Screen Viewed", properties);
}

void infer_line(struct inference *inference, const char *line, size_t length) {
    size_t blank = 0;
    while (blank < length && isspace((unsigned char)line[blank])) blank++;
    if (blank == length) return;
    inference->lines++;
    json_t *message = json_loadb(line, length, JSON_DECODE_INT_AS_REAL, NULL);
    const char *when = json_object_get(message, "specversion") ? "time" : "timestamp";
    if (!json_is_object(message) || !note_message(inference, message))
        inference->unusable++;
    else if (!json_object_get(message, when))
        inference->untimed++;
    json_decref(message);
}

/* ---- the result -------------------------------------------------------------------------------------------------- */

/* The type that most values have; `*mixed` if others were seen too. */
static const char *commonest(const json_t *counts, const char *const *types, bool *mixed) {
    const char *best = types[0];
    size_t kinds = 0;
    for (; *types; types++) {
        kinds += counted(counts, *types) > 0;
        if (counted(counts, *types) > counted(counts, best)) best = *types;
    }
    *mixed = kinds > 1;
    return best;
}

static bool is_enumeration(const json_t *tally) {
    const json_t *words = json_object_get(tally, "words");
    json_int_t seen = counted(tally, "text");
    return json_is_object(words) && json_object_size(words) > 0 && seen >= LEAST_SEEN &&
           seen >= LEAST_EACH * (json_int_t)json_object_size(words);
}

static const char *text_type(const json_t *tally) {
    static const char *const types[] = {"time", "time of day", "timezone"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (counted(tally, types[i]) == counted(tally, "text")) return types[i];
    }
    return is_enumeration(tally) ? "one of" : "text";
}

static json_t *words_of(const json_t *tally) {
    json_t *list = json_array();
    const char *word;
    json_t *times;
    json_object_foreach(json_object_get(tally, "words"), word, times) json_array_append_new(list, json_string(word));
    return list;
}

static json_t *field_of(const char *key, const json_t *tally, bool optional) {
    static const char *const types[] = {"text", "number", "yes/no", "list", "object", NULL};
    static const char *const items[] = {"text", "number", "yes/no", "other", NULL};
    bool mixed, mixed_items;
    const char *type = commonest(tally, types, &mixed);
    const char *item = commonest(json_object_get(tally, "items"), items, &mixed_items);
    const char *note = mixed ? "values of other types were seen too" : NULL;
    if (strcmp(type, "text") == 0) type = text_type(tally);
    if (counted(tally, "seen") == 0) {
        type = "none";
        note = "never had a value";
    } else if (strcmp(type, "object") == 0) {
        type = "none";
        note = "an object, which has no type here";
    } else if (strcmp(type, "list") == 0 && (mixed_items || strcmp(item, "other") == 0)) {
        type = "none";
        note = "a list of several types or of objects, which has no type here";
    }
    json_t *field = declare_field(key, type, optional || strcmp(type, "timezone") == 0);
    if (strcmp(type, "one of") == 0) json_object_set_new(field, "words", words_of(tally));
    if (strcmp(type, "list") == 0) json_object_set_new(field, "item", json_string(item));
    if (note) json_object_set_new(field, "note", json_string(note));
    return field;
}

static json_t *event_of(const char *name, json_t *event) {
    json_t *fields = json_array();
    const char *key;
    json_t *tally;
    json_object_foreach(json_object_get(event, "fields"), key, tally) {
        bool optional = counted(tally, "seen") < counted(event, "seen");
        json_array_append_new(fields, field_of(key, tally, optional));
    }
    return json_pack("{s:s, s:o}", "name", name, "fields", fields);
}

/* How many owners have each trait at the end. */
static json_t *holders(struct inference *inference, json_t *owners) {
    json_t *held = json_object();
    const char *id, *key;
    json_t *traits, *yes;
    json_object_foreach(owners, id, traits) {
        json_object_foreach(traits, key, yes) count(inference, held, key);
    }
    return held;
}

static json_t *traits_of(struct inference *inference, const char *kind) {
    json_t *profile = json_object_get(inference->profiles, kind);
    json_t *owners = json_object_get(profile, "owners"), *held = holders(inference, owners), *fields = json_array();
    const char *key;
    json_t *tally;
    json_object_foreach(json_object_get(profile, "fields"), key, tally) {
        bool optional = counted(held, key) < (json_int_t)json_object_size(owners);
        json_array_append_new(fields, field_of(key, tally, optional));
    }
    json_decref(held);
    return fields;
}

json_t *infer_result(struct inference *inference) {
    json_t *events = json_array();
    const char *name;
    json_t *event;
    json_object_foreach(inference->events, name, event) json_array_append_new(events, event_of(name, event));
    json_t *result = json_pack("{s:o, s:o, s:o, s:b}", "events", events, "user", traits_of(inference, "user"),
                               "account", traits_of(inference, "account"), "email", inference->email);
    if (inference->failed) {
        json_decref(result);
        return NULL;
    }
    return result;
}
