#include "json_quick.h"

#include "json_shape.h"

static inline char byte_at(struct json_tokens tokens, uint32_t index) {
    return tokens.bytes[tokens.places[index]];
}

/* The byte of a token; 0: the line is at its end. */
static inline char peek(struct json_tokens tokens, uint32_t index) {
    uint32_t place = tokens.places[index];
    return place < tokens.end ? tokens.bytes[place] : '\0';
}

/* ---- scalars ------------------------------------------------------------------------------------------------------- */

static inline const char *over_digits(const char *at) {
    while ((unsigned char)(*at - '0') < 10) at++;
    return at;
}

const char *json_quick_number(const char *at) {
    if (*at == '-') at++;
    const char *first = at;
    at = over_digits(at);
    if (at == first || (*first == '0' && at != first + 1)) return NULL;
    if (*at == '.') {
        first = at + 1;
        at = over_digits(first);
        if (at == first) return NULL;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        if (*at == '-' || *at == '+') at++;
        first = at;
        at = over_digits(first);
        if (at == first) return NULL;
    }
    return at;
}

/* May a number or word end before this byte? */
static inline bool is_behind(char c) {
    return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Is the token at `index` a number or a word, with something behind it? */
static bool is_scalar(struct json_tokens tokens, uint32_t index) {
    const char *at = tokens.bytes + tokens.places[index];
    if (tokens.places[index + 1] >= tokens.end) return false;
    switch (*at) {
    case 't': return memcmp(at, "true", 4) == 0 && is_behind(at[4]);
    case 'f': return memcmp(at, "false", 5) == 0 && is_behind(at[5]);
    case 'n': return memcmp(at, "null", 4) == 0 && is_behind(at[4]);
    default: at = json_quick_number(at); return at && is_behind(*at);
    }
}

/* ---- objects and lists --------------------------------------------------------------------------------------------- */

/* The brackets that are open. */
struct nest {
    uint64_t objects; /* a bit for each, the innermost in bit 0: it is that of an object */
    uint32_t depth;   /* how many */
};

/* Over the opening bracket at `index`, and the closing one if nothing is between them. 0: too deep. */
static inline uint32_t open(struct json_tokens tokens, struct nest *nest, uint32_t index) {
    bool object = byte_at(tokens, index) == '{';
    if (nest->depth == JSON_DEPTH_MAX) return 0;
    if (peek(tokens, index + 1) == (object ? '}' : ']')) return index + 2;
    nest->objects = nest->objects << 1 | object;
    nest->depth++;
    return index + 1;
}

/* Behind a value: over closing brackets and a comma. 0: neither stands there. */
static inline uint32_t close(struct json_tokens tokens, struct nest *nest, uint32_t index) {
    for (;;) {
        char c = peek(tokens, index);
        if (c == ',') return index + 1;
        if (c != (nest->objects & 1 ? '}' : ']')) return 0;
        nest->objects >>= 1;
        index++;
        if (--nest->depth == 0) return index;
    }
}

/* Does a name with its colon stand at `index`, and something behind? */
static inline bool is_name(struct json_tokens tokens, uint32_t index) {
    return tokens.places[index + 3] < tokens.end && byte_at(tokens, index) == '"' && byte_at(tokens, index + 1) == ':';
}

/* Over an object or a list. 0: it is not JSON. `note`: where its names are to be noted; NULL: nowhere. */
static uint32_t over_nested(struct json_tokens tokens, uint32_t index, struct line *note) {
    struct nest nest = {0};
    uint32_t count = 0, begin = index;
    index = open(tokens, &nest, index);
    while (nest.depth > 0 && index != 0) {
        if (nest.objects & 1) {
            if (!is_name(tokens, index)) return 0;
            if (note && nest.depth == 1) {
                if (count == LINE_INNER_MAX) return 0;
                note->inner[count++] = index;
            }
            index += 2;
        }
        char c = peek(tokens, index);
        if (c == '"') {
            index++;
        } else if (c == '{' || c == '[') {
            uint32_t depth = nest.depth;
            index = open(tokens, &nest, index);
            if (index == 0) return 0;
            if (nest.depth > depth) continue;
        } else {
            if (!is_scalar(tokens, index)) return 0;
            index++;
        }
        index = close(tokens, &nest, index);
    }
    if (note) {
        note->inner_of = begin;
        note->inner_count = count;
    }
    return index;
}

/* ---- a line -------------------------------------------------------------------------------------------------------- */

/* The key of the name at `index`. */
static inline struct input_key key_at(const struct line *line, struct bump *bump, uint32_t index) {
    struct json_token name = json_text_at(&line->walk, index);
    struct input_key key = input_key_inside(name.text, name.size);
    if (!line->walk.escapes || !input_key_has_escape(&key)) return key;
    name = line_without_escapes(name, bump);
    return input_key_of(name.text, name.size);
}

bool json_quick(struct line *line, const struct input_names *names, struct bump *bump) {
    struct json_walk *walk = &line->walk;
    struct json_tokens tokens = {walk->bytes, walk->places, walk->end};
    uint32_t index = walk->next;
    memset(line->at, 0, sizeof line->at);
    line->inner_of = 0;
    line->meanings = NULL;
    if (peek(tokens, index++) != '{' || peek(tokens, index) == '}') return false;
    for (char c = ','; c == ','; index++) {
        if (!is_name(tokens, index)) return false;
        struct input_key key = key_at(line, bump, index);
        uint32_t member = input_find_key(names, INPUT_MEMBERS, &key);
        if (member > LINE_MEMBER_COUNT) member = LINE_MEMBER_COUNT;
        index += 2;
        line->at[member] = index;
        switch (byte_at(tokens, index)) {
        case '"': index++; break;
        case '{': index = over_nested(tokens, index, line_is_payload(member) ? line : NULL); break;
        case '[': index = over_nested(tokens, index, NULL); break;
        default: index = is_scalar(tokens, index) ? index + 1 : 0;
        }
        if (index == 0) return false;
        c = peek(tokens, index);
        if (c != ',' && c != '}') return false;
    }
    if (tokens.places[index] < tokens.end) return false;
    walk->next = index;
    return true;
}
