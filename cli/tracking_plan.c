#include "tracking_plan.h"
#include "declare.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static bool sayable(const char *text) {
    size_t length = strlen(text);
    for (const char *c = text; *c; c++) {
        if (iscntrl((unsigned char)*c)) return false;
    }
    return length > 0 && length <= 200;
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

/* The one schema among those of `anyOf` or `oneOf` that is not of null alone, `*nullable` if there was one; else the schema. */
static const json_t *sole_schema(const json_t *schema, bool *nullable) {
    const json_t *among = json_object_get(schema, "anyOf"), *sole = NULL;
    if (!among) among = json_object_get(schema, "oneOf");
    size_t i, others = 0;
    json_t *one;
    json_array_foreach(among, i, one) {
        if (strcmp(text_of(one, "type"), "null") == 0) {
            *nullable = true;
        } else {
            sole = one;
            others++;
        }
    }
    return others == 1 ? sole : schema;
}

/* The type of a schema, "null" left out; `*nullable` if it was there. NULL where there are several. */
static const char *schema_type(const json_t *schema, bool *nullable) {
    const json_t *type = json_object_get(schema, "type");
    const char *found = json_string_value(type);
    size_t i;
    json_t *one;
    if (!type && (json_object_get(schema, "enum") || json_is_string(json_object_get(schema, "const")))) return "string";
    json_array_foreach(type, i, one) {
        const char *name = json_string_value(one);
        if (name && strcmp(name, "null") == 0)
            *nullable = true;
        else if (found || !name)
            return NULL;
        else
            found = name;
    }
    return found;
}

/* The texts of an `enum`, or the one of a `const`; NULL if it is none of texts alone. */
static json_t *words_of(const json_t *schema) {
    const json_t *listed = json_object_get(schema, "enum");
    json_t *words = json_array(), *word = json_object_get(schema, "const");
    size_t i;
    if (json_is_string(word) && sayable(json_string_value(word))) json_array_append(words, word);
    json_array_foreach(listed, i, word) {
        bool fits = json_is_string(word) && sayable(json_string_value(word));
        if (fits) json_array_append(words, word);
        if (!fits && !json_is_null(word)) json_array_clear(words);
        if (!fits && !json_is_null(word)) break;
    }
    if (json_array_size(words) > 0) return words;
    json_decref(words);
    return NULL;
}

static const char *simple_type(const json_t *schema, const char *type) {
    const char *format = text_of(schema, "format");
    if (!type) return NULL;
    if (strcmp(type, "boolean") == 0) return "yes/no";
    if (strcmp(type, "number") == 0 || strcmp(type, "integer") == 0) return "number";
    if (strcmp(type, "string") != 0) return NULL;
    if (strcmp(format, "date-time") == 0 || strcmp(format, "date") == 0) return "time";
    return strcmp(format, "time") == 0 ? "time of day" : "text";
}

static json_t *field_of(const char *key, const json_t *schema, bool required) {
    bool nullable = false, item_nullable = false;
    schema = sole_schema(schema, &nullable);
    const char *type = schema_type(schema, &nullable);
    const char *simple = simple_type(schema, type), *description = text_of(schema, "description");
    const json_t *items = json_object_get(schema, "items");
    const char *item = simple_type(items, items ? schema_type(items, &item_nullable) : NULL);
    bool list = type && strcmp(type, "array") == 0 && item && !item_nullable;
    json_t *words = simple && strcmp(simple, "text") == 0 ? words_of(schema) : NULL;
    bool zone = simple && strcmp(simple, "text") == 0 && !words && strcasecmp(key, "timezone") == 0;
    const char *known = words ? "one of" : zone ? "timezone" : list ? "list" : simple;
    json_t *field = declare_field(key, known ? known : "none", !required || nullable || zone);
    if (words) json_object_set_new(field, "words", words);
    if (list) json_object_set_new(field, "item", json_string(item));
    if (!known)
        json_object_set_new(field, "note", json_string("has no type here"));
    else if (*description)
        json_object_set_new(field, "note", json_string(description));
    return field;
}

static bool is_required(const json_t *schema, const char *key) {
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(schema, "required"), i, name) {
        if (json_is_string(name) && strcmp(json_string_value(name), key) == 0) return true;
    }
    return false;
}

/* The fields that a schema of an object describes. */
static json_t *fields_of(const json_t *schema) {
    json_t *fields = json_array(), *one;
    const char *key;
    json_object_foreach((json_t *)json_object_get(schema, "properties"), key, one) {
        if (sayable(key)) json_array_append_new(fields, field_of(key, one, is_required(schema, key)));
    }
    return fields;
}

/* The part of a message's schema that describes its `properties` or `traits`; the schema itself where it describes no
 * message but those alone. */
static const json_t *part_of(const json_t *schema, const char *part) {
    const json_t *members = json_object_get(schema, "properties"), *found = json_object_get(members, part);
    const json_t *in_context = json_object_get(json_object_get(members, "context"), "properties");
    if (!found) found = json_object_get(in_context, part);
    if (found) return found;
    bool message = json_object_get(members, "context") || json_object_get(members, "properties") ||
                   json_object_get(members, "traits") || json_object_get(members, "event");
    return message ? NULL : schema;
}

/* ---- the plan ---------------------------------------------------------------------------------------------------- */

static void add_event(json_t *result, const char *name, const char *note, const json_t *schema) {
    if (!sayable(name)) return;
    json_t *event = json_pack("{s:s, s:o}", "name", name, "fields", fields_of(part_of(schema, "properties")));
    if (*note) json_object_set_new(event, "note", json_string(note));
    json_array_append_new(json_object_get(result, "events"), event);
}

static void set_traits(json_t *result, const char *owner, const json_t *schema) {
    json_t *fields = fields_of(part_of(schema, "traits"));
    if (json_array_size(fields) > 0)
        json_object_set_new(result, owner, fields);
    else
        json_decref(fields);
}

/* The first of the members that is there. */
static const json_t *first_of(const json_t *object, const char *const *names) {
    const json_t *found = NULL;
    for (; *names && !found; names++) found = json_object_get(object, *names);
    return found;
}

/* One rule, whoever wrote it: what it is about, its name, what it asks for. */
static void read_rule(json_t *result, const json_t *rule) {
    static const char *const schemas[] = {"jsonSchema", "rules", "schema", NULL};
    static const char *const kinds[] = {"eventType", "type", NULL};
    static const char *const names[] = {"key", "name", "eventName", "event", NULL};
    const json_t *schema = first_of(rule, schemas);
    const char *kind = json_string_value(first_of(rule, kinds)), *name = json_string_value(first_of(rule, names));
    const char *note = text_of(rule, "description");
    if (!*note) note = text_of(schema, "description");
    if (!kind || strcasecmp(kind, "track") == 0)
        add_event(result, name ? name : "", note, schema);
    else if (strcasecmp(kind, "page") == 0)
        add_event(result, "Page Viewed", note, schema);
    else if (strcasecmp(kind, "screen") == 0)
        add_event(result, "Screen Viewed", note, schema);
    else if (strcasecmp(kind, "identify") == 0)
        set_traits(result, "user", schema);
    else if (strcasecmp(kind, "group") == 0)
        set_traits(result, "account", schema);
}

/* The list of rules: `rules`, `rules.events` or `events`, in the plan or in the answer that carries it; NULL: none. */
static const json_t *rules_in(const json_t *plan) {
    static const char *const carriers[] = {"data", "trackingPlan", "tracking_plan", NULL};
    const json_t *rules = json_object_get(plan, "rules");
    if (!rules) rules = json_object_get(plan, "events");
    if (json_is_object(rules)) return json_is_array(json_object_get(rules, "events")) ? rules : NULL;
    if (json_is_array(rules)) return rules;
    const json_t *carried = first_of(plan, carriers);
    return json_is_object(carried) ? rules_in(carried) : NULL;
}

bool tracking_plan_is(const json_t *document) {
    return rules_in(document) != NULL;
}

json_t *tracking_plan_read(const json_t *plan) {
    const json_t *rules = rules_in(plan);
    json_t *result = json_pack("{s:[], s:[], s:[]}", "events", "user", "account"), *rule;
    size_t i;
    json_array_foreach(json_is_array(rules) ? rules : json_object_get(rules, "events"), i, rule)
        read_rule(result, rule);
    set_traits(result, "user", json_object_get(rules, "identify"));
    set_traits(result, "account", json_object_get(rules, "group"));
    bool empty = json_array_size(json_object_get(result, "events")) == 0 &&
                 json_array_size(json_object_get(result, "user")) == 0 &&
                 json_array_size(json_object_get(result, "account")) == 0;
    if (!empty) return result;
    json_decref(result);
    return NULL;
}
