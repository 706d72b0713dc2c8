#include "json_text.h"

#include "decimal.h"

#include <string.h>

/* ---- scalars ------------------------------------------------------------------------------------------------------- */

static bool fail(struct json_walk *walk, const char *problem, uint32_t at) {
    walk->problem = problem;
    walk->problem_at = at;
    return false;
}

bool json_fail(struct json_walk *walk, const char *problem) {
    uint32_t place = walk->places[walk->next];
    return fail(walk, place < walk->end ? problem : "the line ends too early", place < walk->end ? place : walk->end);
}

static int hex_digit(char c) {
    unsigned digit = (unsigned)(unsigned char)c - '0', letter = ((unsigned)(unsigned char)c | 0x20) - 'a';
    return digit < 10 ? (int)digit : letter < 6 ? (int)letter + 10 : -1;
}

/* Four hexadecimal digits; negative: there are not. */
static int32_t hex_4(const char *at, const char *end) {
    if (end - at < 4) return -1;
    return hex_digit(at[0]) * 4096 | hex_digit(at[1]) * 256 | hex_digit(at[2]) * 16 | hex_digit(at[3]);
}

int32_t json_escape(const char **at, const char *end) {
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (*at == end) return -1;
    char letter = *(*at)++;
    if (letter != 'u') {
        const char *found = letter ? strchr(letters, letter) : NULL;
        return found ? meanings[found - letters] : -1;
    }
    int32_t first = hex_4(*at, end);
    if (first < 0 || (first >= 0xdc00 && first <= 0xdfff)) return -1;
    *at += 4;
    if (first < 0xd800 || first > 0xdbff) return first;
    if (end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u') return -1;
    int32_t second = hex_4(*at + 2, end);
    if (second < 0xdc00 || second > 0xdfff) return -1;
    *at += 6;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static bool check_escapes(struct json_walk *walk, uint32_t begin, uint32_t end) {
    const char *at = walk->bytes + begin, *last = walk->bytes + end;
    while ((at = memchr(at, '\\', (size_t)(last - at)))) {
        uint32_t place = (uint32_t)(at++ - walk->bytes);
        if (json_escape(&at, last) < 0) return fail(walk, "a text has a wrong escape", place);
    }
    return true;
}

static bool check_text(struct json_walk *walk) {
    uint32_t begin = walk->places[walk->next], end = json_token_end(walk, walk->next);
    if (end - begin < 2 || walk->bytes[end - 1] != '"') return fail(walk, "a text does not end", begin);
    return !walk->escapes || check_escapes(walk, begin + 1, end - 1);
}

static bool check_number(struct json_walk *walk) {
    uint32_t begin = walk->places[walk->next];
    int64_t ignored;
    enum decimal_result result = decimal_parse(walk->bytes + begin, json_token_end(walk, walk->next) - begin, &ignored);
    return result != DECIMAL_NO_NUMBER || json_fail(walk, "a number is not written as JSON does");
}

static bool check_word(struct json_walk *walk, const char *word, uint32_t size) {
    uint32_t begin = walk->places[walk->next];
    bool same = json_token_end(walk, walk->next) - begin == size && memcmp(walk->bytes + begin, word, size) == 0;
    return same || json_fail(walk, "an unknown word; JSON knows true, false and null");
}

static bool check_scalar(struct json_walk *walk) {
    switch (json_peek(walk)) {
    case '"': return check_text(walk);
    case 't': return check_word(walk, "true", 4);
    case 'f': return check_word(walk, "false", 5);
    case 'n': return check_word(walk, "null", 4);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return check_number(walk);
    default: return json_fail(walk, "a value is missing");
    }
}

/* ---- structure ----------------------------------------------------------------------------------------------------- */

bool json_skip_name(struct json_walk *walk) {
    if (json_peek(walk) != '"') return json_fail(walk, "a name in quotes is missing");
    if (!check_text(walk)) return false;
    walk->next++;
    if (json_peek(walk) != ':') return json_fail(walk, "a colon is missing");
    walk->next++;
    return true;
}

/* Behind a value, with `depth` brackets open: over commas' next name, or closing brackets. `*more`: a value follows. */
static bool after_value(struct json_walk *walk, uint64_t objects, uint32_t *depth, bool *more) {
    *more = false;
    while (*depth > 0) {
        bool object = (objects >> (*depth - 1) & 1) != 0;
        char c = json_peek(walk);
        if (c == ',') {
            walk->next++;
            *more = true;
            return !object || json_skip_name(walk);
        }
        if (c != (object ? '}' : ']')) return json_fail(walk, "a comma or a closing bracket is missing");
        walk->next++;
        (*depth)--;
    }
    return true;
}

/* Opens a bracket. `*empty`: its closing one follows, and both have been walked over. */
static bool open_bracket(struct json_walk *walk, char c, uint64_t *objects, uint32_t *depth, bool *empty) {
    bool object = c == '{';
    if (*depth == JSON_DEPTH_MAX) return json_fail(walk, "brackets are nested more than 64 deep");
    walk->next++;
    *empty = json_peek(walk) == (object ? '}' : ']');
    if (*empty) {
        walk->next++;
        return true;
    }
    *objects = (*objects & ~(1ull << *depth)) | (uint64_t)object << *depth;
    (*depth)++;
    return !object || json_skip_name(walk);
}

bool json_skip(struct json_walk *walk) {
    uint64_t objects = 0; /* bit d: the bracket at depth d is that of an object */
    uint32_t depth = 0;
    bool more = true;
    while (more) {
        char c = json_peek(walk);
        if (c == '{' || c == '[') {
            bool empty = false;
            if (!open_bracket(walk, c, &objects, &depth, &empty)) return false;
            if (!empty) continue;
        } else {
            if (!check_scalar(walk)) return false;
            walk->next++;
        }
        if (!after_value(walk, objects, &depth, &more)) return false;
    }
    return true;
}

/* Over a value that is known to be sound: brackets are counted, nothing else is looked at. */
static void pass(struct json_walk *walk) {
    uint32_t depth = 0;
    do {
        char c = walk->bytes[walk->places[walk->next++]];
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
    } while (depth > 0);
}

bool json_next_member(struct json_walk *walk, struct json_token *name, uint32_t *value) {
    /* It stands at the opening bracket, at the comma before the next member, or at the closing bracket. */
    if (walk->bytes[walk->places[walk->next]] == '}') return false;
    walk->next++;
    if (walk->bytes[walk->places[walk->next]] != '"') return false;
    *name = json_token_at(walk, walk->next);
    walk->next += 2;
    *value = walk->next;
    pass(walk);
    return true;
}

bool json_next_item(struct json_walk *walk, uint32_t *value) {
    if (walk->bytes[walk->places[walk->next]] == ']') return false;
    walk->next++;
    if (walk->bytes[walk->places[walk->next]] == ']') return false;
    *value = walk->next;
    pass(walk);
    return true;
}

/* ---- texts --------------------------------------------------------------------------------------------------------- */

static char *put_character(char *out, uint32_t c) {
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    } else {
        *out++ = (char)(0xf0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

const char *json_unescape(struct bump *bump, struct json_token text, uint32_t *size) {
    char *bytes = bump_take(bump, text.size); /* an escape is longer than what it stands for */
    if (!bytes) return NULL;
    char *out = bytes;
    const char *at = text.text, *end = at + text.size;
    while (at != end) {
        if (*at != '\\') {
            *out++ = *at++;
            continue;
        }
        at++;
        out = put_character(out, (uint32_t)json_escape(&at, end));
    }
    *size = (uint32_t)(out - bytes);
    bump_trim(bump, text.size, *size);
    return bytes;
}
