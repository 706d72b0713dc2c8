#include "line.h"

#include <string.h>

#define LINE_NAME(NAME, text) text,
const char *const line_members[] = {LINE_MEMBERS(LINE_NAME) NULL};
#undef LINE_NAME

struct json_token line_without_escapes(struct json_token token, struct bump *bump) {
    uint32_t size;
    const char *text = json_unescape(bump, token, &size);
    if (!text) return token;
    return (struct json_token){token.kind, text, size};
}

static bool take(struct json_walk *walk, char wanted) {
    if (json_peek(walk) != wanted) return false;
    walk->next++;
    return true;
}

static bool read_members(struct line *line, const struct input_names *names, struct bump *bump) {
    struct json_walk *walk = &line->walk;
    walk->next++;
    if (take(walk, '}')) return true;
    do {
        uint32_t at = walk->next;
        if (!json_skip_name(walk)) return false;
        struct json_token name = line_plain(walk, json_token_at(walk, at), bump);
        uint32_t member = input_find(names, INPUT_MEMBERS, name.text, name.size);
        if (member != JBC_NONE) line->at[member] = walk->next;
        if (!json_skip(walk)) return false;
    } while (take(walk, ','));
    return take(walk, '}') || json_fail(walk, "a comma or a closing bracket is missing");
}

bool line_read(struct line *line, const struct input_names *names, struct bump *bump) {
    struct json_walk *walk = &line->walk;
    memset(line->at, 0, sizeof line->at);
    line->inner_of = 0;
    line->meanings = NULL;
    walk->problem = NULL;
    bool is_object = json_peek(walk) == '{';
    if (is_object ? !read_members(line, names, bump) : !json_skip(walk)) return false;
    if (json_peek(walk) != '\0') return json_fail(walk, "something stands behind the value");
    return is_object;
}

bool line_text(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size) {
    const struct json_walk *walk = &line->walk;
    uint32_t index = line->at[member];
    if (index == 0 || walk->bytes[walk->places[index]] != '"') return false;
    struct json_token token = line_plain(walk, json_text_at(walk, index), bump);
    *text = token.text;
    *size = token.size;
    return token.size > 0;
}

static bool is_whole(struct json_token token) {
    for (uint32_t i = 0; i < token.size; i++) {
        if (token.text[i] < '0' || token.text[i] > '9') return false;
    }
    return true;
}

bool line_id(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size) {
    if (line_text(line, member, bump, text, size)) return true;
    if (line->at[member] == 0) return false;
    struct json_token token = json_token_at(&line->walk, line->at[member]);
    if (token.kind != JSON_IS_NUMBER || !is_whole(token)) return false;
    *text = token.text;
    *size = token.size;
    return true;
}

uint32_t line_object(const struct line *line, enum line_member member) {
    uint32_t at = line->at[member];
    return at != 0 && line->walk.bytes[line->walk.places[at]] == '{' ? at : 0;
}

const uint32_t *line_names(const struct line *line, uint32_t object, uint32_t *from, uint32_t room[LINE_INNER_MAX],
                           uint32_t *count) {
    struct json_walk walk = line->walk;
    struct json_token name;
    uint32_t value;
    *count = 0;
    if (line->inner_of == object) {
        if (*from == 0) *count = line->inner_count;
        *from = object;
        return *count > 0 ? line->inner : NULL;
    }
    walk.next = *from == 0 ? object : *from;
    while (*count < LINE_INNER_MAX && json_next_member(&walk, &name, &value)) room[(*count)++] = value - 2;
    *from = walk.next;
    return *count > 0 ? room : NULL;
}
