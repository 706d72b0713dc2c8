#include "convert.h"

#include "decimal.h"
#include "iso.h"
#include "render.h"
#include "value.h"

#include <assert.h>
#include <string.h>

/* What a value is, after "should be ... but is". */
static const char *const wrong[][7] = {
    /*            JSON_IS_TEXT        JSON_IS_NUMBER        JSON_IS_YES           JSON_IS_NO            JSON_IS_NULL JSON_IS_OBJECT JSON_IS_ARRAY */
    [JBC_BOOL] = {"should be true or false, but is a text", "should be true or false, but is a number", NULL, NULL,
                  NULL, "should be true or false, but is an object", "should be true or false, but is a list"},
    [JBC_NUMBER] = {"should be a number, but is a text", NULL, "should be a number, but is true",
                    "should be a number, but is false", NULL, "should be a number, but is an object",
                    "should be a number, but is a list"},
    [JBC_TIME] = {NULL, "should be a time as text, but is a number", "should be a time as text, but is true",
                  "should be a time as text, but is false", NULL, "should be a time as text, but is an object",
                  "should be a time as text, but is a list"},
    [JBC_DURATION] = {NULL, NULL, "should be a duration, but is true", "should be a duration, but is false", NULL,
                      "should be a duration, but is an object", "should be a duration, but is a list"},
    [JBC_CLOCK] = {NULL, "should be a time of day as text, but is a number",
                   "should be a time of day as text, but is true", "should be a time of day as text, but is false",
                   NULL, "should be a time of day as text, but is an object",
                   "should be a time of day as text, but is a list"},
    [JBC_TEXT] = {NULL, "should be a text, but is a number", "should be a text, but is true",
                  "should be a text, but is false", NULL, "should be a text, but is an object",
                  "should be a text, but is a list"},
    [JBC_LIST] = {"should be a list, but is a text", "should be a list, but is a number",
                  "should be a list, but is true", "should be a list, but is false", NULL,
                  "should be a list, but is an object", NULL},
};

static bool is_word(const jrt_program *program, uint32_t words, const char *text, uint32_t size) {
    const struct jbc_enumeration *enumeration = &program->enumerations[words];
    for (uint32_t i = 0; i < enumeration->member_count; i++) {
        uint32_t word_size;
        const char *word = program_string(program, program->members[enumeration->first_member + i].name, &word_size);
        if (word_size == size && memcmp(word, text, size) == 0) return true;
    }
    return false;
}

/* The text of a token, without escapes. false: no memory. */
static bool plain_text(struct converter *converter, const struct json_walk *walk, struct json_token *token) {
    if (!json_has_escapes(walk, *token)) return true;
    token->text = json_unescape(converter->bump, *token, &token->size);
    if (!token->text) converter->failed = true;
    return token->text != NULL;
}

static const char *convert_number(struct json_token token, enum jbc_type type, struct jrt_value *value) {
    int64_t millionths;
    if (decimal_parse(token.text, token.size, &millionths) != DECIMAL_FINE)
        return "is too large; a number goes up to nine trillion";
    *value = value_of(type, type == JBC_DURATION ? millionths / JBC_MILLION : millionths);
    return NULL;
}

static const char *convert_time(struct converter *converter, struct json_token token, struct jrt_value *value) {
    struct iso_time time;
    if (!iso_parse_time(token.text, token.size, &time))
        return "should be a time such as 2026-03-02T10:00:00Z or a date such as 2026-03-02";
    *value = value_of(JBC_TIME, time.ms);
    value->zero = !time.has_offset;
    converter->civil += !time.has_offset;
    return NULL;
}

/* A text token whose escapes are gone. */
static const char *convert_text(struct converter *converter, struct json_token token, struct convert_type type,
                                struct jrt_value *value) {
    int64_t ms;
    switch ((enum jbc_type)type.type) {
    case JBC_TIME: return convert_time(converter, token, value);
    case JBC_DURATION:
        if (!iso_parse_duration(token.text, token.size, &ms)) return "should be a duration such as P3D or PT12H";
        *value = value_of(JBC_DURATION, ms);
        return NULL;
    case JBC_CLOCK:
        if (!iso_parse_clock(token.text, token.size, &ms)) return "should be a time of day such as 09:00";
        *value = value_of(JBC_CLOCK, ms);
        return NULL;
    case JBC_TEXT:
        if (type.words != JBC_NONE && !is_word(converter->program, type.words, token.text, token.size))
            return "is none of the words that the project allows";
        *value = value_text(token.text, render_cut(token.text, token.size));
        return NULL;
    case JBC_BOOL:
    case JBC_NUMBER:
    case JBC_LIST:
    case JBC_TYPE_END: break;
    }
    assert(type.type < JBC_TYPE_END);
    return wrong[type.type][JSON_IS_TEXT];
}

/* A civil time in a list, on the fallback zone's clock. */
static void settle(struct converter *converter, struct jrt_value *time) {
    time->as.number = converter->zones.to_utc(converter->zones.self, converter->zone, time->as.number);
    time->zero = 0;
    converter->civil--;
}

static const char *convert_list(struct converter *converter, const struct json_walk *walk, uint32_t index,
                                struct convert_type type, struct jrt_value *value) {
    struct jrt_value items[JRT_LIST_MAX];
    struct convert_type item_type = {.words = type.words, .type = type.item, .item = 0};
    struct json_walk inside = *walk;
    uint32_t item, count = 0;
    inside.next = index;
    while (json_next_item(&inside, &item)) {
        if (count == JRT_LIST_MAX) return "has more than 256 items";
        if (json_token_at(walk, item).kind == JSON_IS_NULL) return "is a list with a null in it";
        const char *reason = convert(converter, walk, item, item_type, &items[count]);
        if (reason) return "is a list with an item that does not fit";
        if (items[count].zero) settle(converter, &items[count]);
        count++;
    }
    uint32_t size = values_size(items, count);
    uint8_t *bytes = bump_take(converter->bump, size);
    if (!bytes) {
        converter->failed = true;
        return NULL;
    }
    values_write(bytes, items, count);
    *value = (struct jrt_value){.type = JBC_LIST, .size = size};
    value->as.text = (const char *)bytes;
    return NULL;
}

const char *convert(struct converter *converter, const struct json_walk *walk, uint32_t index, struct convert_type type,
                    struct jrt_value *value) {
    struct json_token token = json_token_at(walk, index);
    *value = value_missing();
    if (token.kind == JSON_IS_NULL) return NULL;
    const char *reason = wrong[type.type][token.kind];
    if (reason) return reason;
    switch (token.kind) {
    case JSON_IS_TEXT: return plain_text(converter, walk, &token) ? convert_text(converter, token, type, value) : NULL;
    case JSON_IS_NUMBER: return convert_number(token, (enum jbc_type)type.type, value);
    case JSON_IS_YES: *value = value_of(JBC_BOOL, 1); return NULL;
    case JSON_IS_NO: *value = value_of(JBC_BOOL, 0); return NULL;
    case JSON_IS_ARRAY: return convert_list(converter, walk, index, type, value);
    case JSON_IS_OBJECT:
    case JSON_IS_NULL: break;
    }
    return NULL;
}
