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

struct line {
    struct json_walk walk;          /* over the line's tokens */
    uint32_t at[LINE_MEMBER_COUNT]; /* index of each member's value; 0: the line has none of it */
    uint64_t number;                /* within the block, from 0 */
    const char *text;               /* its bytes */
    uint32_t size;                  /* how many */
};

/* false: it is no JSON object; the walk's problem says why, NULL: it is JSON, but no object. */
bool line_read(struct line *line, const struct input_names *names, struct bump *bump);

/* A member's text without escapes. false: there is none, or it is no text, or an empty one. */
bool line_text(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size);
/* The same, or a whole number as it stands: an identifier. */
bool line_id(const struct line *line, enum line_member member, struct bump *bump, const char **text, uint32_t *size);
/* Is the member there, and not null? */
bool line_has(const struct line *line, enum line_member member);
/* The index of a member's opening bracket; 0: it is no object. */
uint32_t line_object(const struct line *line, enum line_member member);

#endif
