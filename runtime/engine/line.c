#include "line.h"

#include <string.h>

#define LINE_NAME(NAME, text) text,
const char *const line_members[] = {LINE_MEMBERS(LINE_NAME) NULL};
#undef LINE_NAME

/* A name or text without its escapes. Without memory it stays as it is: it then names nothing, and the reader's next
 * allocation fails too. */
static struct json_token plain(const struct json_walk *walk, struct json_token token, struct bump *bump) {
    if (!json_has_escapes(walk, token)) return token;
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
        struct json_token name = plain(walk, json_token_at(walk, at), bump);
        uint32_t member = input_find(names, INPUT_MEMBERS, name.text, name.size);
        if (member != JBC_NONE) line->at[member] = walk->next;
        if (!json_skip(walk)) return false;
    } while (take(walk, ','));
    return take(walk, '}') || json_fail(walk, "a comma or a closing bracket is missing");
}

bool line_read(struct line *line, const struct input_names *names, struct bump *bump) {
    struct json_walk *walk = &line->walk;
    memset(line->at, 0, sizeof line->at);
    walk->problem = NULL;
    bool is_object = json_peek(walk) == '{';
    if (is_object ? !read_members(line, names, bump) : !json_skip(walk)) return false;
    if (json_peek(walk) != '\0') return json_fail(walk, "something stands behind the value");
    return is_object;
}

static bool text_of(const struct line *line, struct json_token token, struct bump *bump, const char **text,
                    uint32_t *size) {
    token = plain(&line->walk, token, bump);
    *text = token.text;
    *size = token.size;
    return token.size > 0;
}

bool line_text(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size) {
    if (line->at[member] == 0) return false;
    struct json_token token = json_token_at(&line->walk, line->at[member]);
    return token.kind == JSON_IS_TEXT && text_of(line, token, bump, text, size);
}

static bool is_whole(struct json_token token) {
    for (uint32_t i = 0; i < token.size; i++) {
        if (token.text[i] < '0' || token.text[i] > '9') return false;
    }
    return true;
}

bool line_id(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size) {
    if (line->at[member] == 0) return false;
    struct json_token token = json_token_at(&line->walk, line->at[member]);
    if (token.kind == JSON_IS_NUMBER && is_whole(token)) {
        *text = token.text;
        *size = token.size;
        return true;
    }
    return token.kind == JSON_IS_TEXT && text_of(line, token, bump, text, size);
}

bool line_has(const struct line *line, enum line_member member) {
    return line->at[member] != 0 && json_token_at(&line->walk, line->at[member]).kind != JSON_IS_NULL;
}

uint32_t line_object(const struct line *line, enum line_member member) {
    uint32_t at = line->at[member];
    return at != 0 && json_token_at(&line->walk, at).kind == JSON_IS_OBJECT ? at : 0;
}
