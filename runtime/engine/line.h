/* One message: what its members are, before anybody knows what it means.
 *
 * line_read walks over the whole line once and notes where each known member's value stands; of two members of one name
 * the last counts. Helpers give texts and identifiers. */
#ifndef JRT_LINE_H
#define JRT_LINE_H

#include "input_names.h"
#include "json_text.h"

/* Every member that means something, once: its enum and its name. */
#define LINE_MEMBERS(M)                                                                                                \
    M(TYPE, "type")                                                                                                    \
    M(EVENT, "event")                                                                                                  \
    M(USER_ID, "userId")                                                                                               \
    M(ANONYMOUS_ID, "anonymousId")                                                                                     \
    M(MESSAGE_ID, "messageId")                                                                                         \
    M(TIMESTAMP, "timestamp")                                                                                          \
    M(ORIGINAL_TIMESTAMP, "originalTimestamp")                                                                         \
    M(PROPERTIES, "properties")                                                                                        \
    M(TRAITS, "traits")                                                                                                \
    M(GROUP_ID, "groupId")                                                                                             \
    M(NAME, "name")                                                                                                    \
    M(CATEGORY, "category")                                                                                            \
    M(STATUS, "status")                                                                                                \
    M(CHANNEL, "channel")                                                                                              \
    M(TEMPLATE, "template")                                                                                            \
    M(ACTION_ID, "actionId")                                                                                           \
    M(SPECVERSION, "specversion")                                                                                      \
    M(ID, "id")                                                                                                        \
    M(SUBJECT, "subject")                                                                                              \
    M(CLOUD_USER, "userid")                                                                                            \
    M(TIME, "time")                                                                                                    \
    M(DATA, "data")

#define LINE_ENUM(NAME, text) LINE_##NAME,
enum line_member {
    LINE_MEMBERS(LINE_ENUM) LINE_MEMBER_COUNT /* how many there are */
};
#undef LINE_ENUM

/* Their names in that order, NULL behind the last: the words of the scope INPUT_MEMBERS. */
extern const char *const line_members[];

#define LINE_INNER_MAX 64 /* members of one object that are noted */
#define LINE_KNOWN_MAX 32 /* names of an object whose meanings are kept */
#define LINE_SCOPES 16u   /* scopes for which they are */

/* What the names of the noted object mean in one scope, kept with a shape: its lines have the same names. */
struct line_meanings {
    uint32_t scope;                    /* of input_names.h; INPUT_SCOPE_NONE: nothing is kept */
    uint32_t count;                    /* names that mean something */
    uint32_t meanings[LINE_KNOWN_MAX]; /* what each names */
    uint16_t names[LINE_KNOWN_MAX];    /* where it stands, from the object's bracket */
};

struct line {
    struct json_walk walk; /* over the line's tokens */
    uint32_t at[LINE_MEMBER_COUNT +
                1]; /* index of each member's value; 0: the line has none of it; one more for the others */
    uint32_t inner[LINE_INNER_MAX]; /* index of each name in the object `inner_of`, in order */
    uint32_t inner_count;           /* how many */
    uint32_t inner_of;              /* the bracket of the object whose names have been noted; 0: of none */
    struct line_meanings *meanings; /* of those names, LINE_SCOPES of them by scope; NULL: none are kept */
    uint64_t number;                /* within the block, from 0 */
    const char *text;               /* its bytes */
    uint32_t size;                  /* how many */
};

/* Is the value of this member an object whose members mean something? */
static inline bool line_is_payload(uint32_t member) {
    return member == LINE_PROPERTIES || member == LINE_TRAITS || member == LINE_DATA;
}

/* The exact reading. false: it is no JSON object; the walk's problem says why, NULL: it is JSON, but no object. */
bool line_read(struct line *line, const struct input_names *names, struct bump *bump);

/* A name or text that has escapes without them. Without memory it stays as it is: it then names nothing, and the reader's
 * next allocation fails too. */
struct json_token line_without_escapes(struct json_token token, struct bump *bump);
static inline struct json_token line_plain(const struct json_walk *walk, struct json_token token, struct bump *bump) {
    return json_has_escapes(walk, token) ? line_without_escapes(token, bump) : token;
}

/* A member's text without escapes. false: there is none, or it is no text, or an empty one. */
bool line_text(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size);
/* The same, or a whole number as it stands: an identifier. */
bool line_id(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size);
/* Is the member there, and not null? */
static inline bool line_has(const struct line *line, enum line_member member) {
    return line->at[member] != 0 && line->walk.bytes[line->walk.places[line->at[member]]] != 'n';
}
/* The names in an object, some at each call: returns where their indices are, in `room` or in the line; NULL: there are no
 * more. Begin with `*from` 0. The value of a name is two tokens behind it. */
const uint32_t *line_names(const struct line *line, uint32_t object, uint32_t *from, uint32_t room[LINE_INNER_MAX],
                           uint32_t *count);
/* The index of a member's opening bracket; 0: it is no object. */
uint32_t line_object(const struct line *line, enum line_member member);

#endif
