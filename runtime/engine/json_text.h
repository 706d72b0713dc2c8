/* One line of JSON over the places that json_index found: strict, and nothing is built.
 *
 * It does: walk over values, checking all of the grammar that json_index leaves open, so that what is accepted is JSON to
 * the last byte; say where a line goes wrong. Nesting is at most JSON_DEPTH_MAX deep. Texts come out where they stand, or
 * without their escapes in memory of the caller's. */
#ifndef JRT_JSON_TEXT_H
#define JRT_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bump.h"

#define JSON_DEPTH_MAX 64 /* brackets inside brackets */

struct json_walk {
    const char *bytes;       /* the block */
    const uint32_t *places;  /* of the block's tokens; one past the last is the block's size */
    uint32_t next;           /* the token to look at: an index into places */
    uint32_t end;            /* where the line ends: an offset into bytes */
    bool escapes;            /* there is a backslash somewhere in the line */
    const uint32_t *escaped; /* the places of its escapes, ascending; then three times UINT32_MAX; NULL: not known */
    uint32_t escape_count;   /* how many */
    const char *problem;     /* why it is no JSON: static; NULL while all is well */
    uint32_t problem_at;     /* where: an offset into bytes */
};

enum json_kind {
    JSON_IS_TEXT,   /* text and size: what stands between the quotes, escapes as they are */
    JSON_IS_NUMBER, /* text and size: as it stands */
    JSON_IS_YES,    /* true */
    JSON_IS_NO,     /* false */
    JSON_IS_NULL,   /* null */
    JSON_IS_OBJECT, /* { */
    JSON_IS_ARRAY   /* [ */
};

struct json_token {
    enum json_kind kind; /* of a value that has been walked over */
    const char *text;    /* see the kinds */
    uint32_t size;       /* bytes */
};

/* The byte of the next token; 0: the line is at its end. */
static inline char json_peek(const struct json_walk *walk) {
    uint32_t place = walk->places[walk->next];
    return place < walk->end ? walk->bytes[place] : '\0';
}

/* Walks over one value with all that is in it. false: it is not JSON, and the walk says why. */
bool json_skip(struct json_walk *walk);
/* Over a member's name and its colon. */
bool json_skip_name(struct json_walk *walk);
/* Notes a problem at the next token, or that the line ends there; false. */
bool json_fail(struct json_walk *walk, const char *problem);

/* Where the token at `index` ends: before the next token, or the line's end, without white space. */
static inline uint32_t json_token_end(const struct json_walk *walk, uint32_t index) {
    uint32_t end = walk->places[index + 1] < walk->end ? walk->places[index + 1] : walk->end;
    for (;; end--) {
        char c = walk->bytes[end - 1];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return end;
    }
}

/* A name or text at `index`. Mostly its closing quote stands right before the next token. */
static inline struct json_token json_text_at(const struct json_walk *walk, uint32_t index) {
    uint32_t begin = walk->places[index] + 1, end = walk->places[index + 1] - 1;
    if (__builtin_expect(walk->bytes[end] != '"' || end >= walk->end, 0)) end = json_token_end(walk, index) - 1;
    return (struct json_token){JSON_IS_TEXT, walk->bytes + begin, end - begin};
}

/* The token of a value that json_skip has accepted, at a place it walked over. */
static inline struct json_token json_token_at(const struct json_walk *walk, uint32_t index) {
    uint32_t begin = walk->places[index];
    const char *text = walk->bytes + begin;
    uint32_t size = json_token_end(walk, index) - begin;
    switch (*text) {
    case '"': return (struct json_token){JSON_IS_TEXT, text + 1, size - 2};
    case '{': return (struct json_token){JSON_IS_OBJECT, text, 1};
    case '[': return (struct json_token){JSON_IS_ARRAY, text, 1};
    case 't': return (struct json_token){JSON_IS_YES, text, size};
    case 'f': return (struct json_token){JSON_IS_NO, text, size};
    case 'n': return (struct json_token){JSON_IS_NULL, text, size};
    default: return (struct json_token){JSON_IS_NUMBER, text, size};
    }
}

/* Walks over an object that json_skip has accepted, whose bracket is at `index`. Each call moves on to the next member and
 * gives its name and the index of its value; false: there is none. Begin with `next` of a walk set to the bracket. */
bool json_next_member(struct json_walk *walk, struct json_token *name, uint32_t *value);
/* The same for the items of an array. */
bool json_next_item(struct json_walk *walk, uint32_t *value);

/* Has a text escapes? */
static inline bool json_has_escapes(const struct json_walk *walk, struct json_token text) {
    if (!walk->escapes) return false;
    if (!walk->escaped) return memchr(text.text, '\\', text.size) != NULL;
    /* Four at a time without a branch: most lines have no more. */
    uint32_t begin = (uint32_t)(text.text - walk->bytes);
    bool found = false;
    for (uint32_t i = 0; i < walk->escape_count; i += 4) {
        for (uint32_t k = i; k < i + 4; k++) found |= walk->escaped[k] - begin < text.size;
    }
    return found;
}
/* The character of an escape, whose letter behind the backslash is at `*at`; moves behind it. -1: there is none, or half a
 * character. */
int32_t json_escape(const char **at, const char *end);
/* Moves behind an escape as json_escape does. false: there is none. */
static inline bool json_pass_escape(const char **at, const char *end) {
    char letter = **at;
    bool single = letter == '"' || letter == '\\' || letter == '/' || letter == 'n' || letter == 't' || letter == 'r' ||
                  letter == 'b' || letter == 'f';
    if (!single || *at == end) return json_escape(at, end) >= 0;
    (*at)++;
    return true;
}
/* A text that json_skip has accepted without its escapes, in `bump`. NULL: no memory. */
const char *json_unescape(struct bump *bump, struct json_token text, uint32_t *size);

#endif
