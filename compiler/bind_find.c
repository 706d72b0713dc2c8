/* bind_find - look-ups in the tables of bind.h. */
#include "bind.h"

#include <string.h>

static bool is_same(const char *a, const char *b) {
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Defines a look-up: of those with the name the one that is on, else the first. */
#define FIND(TYPE, vec, kind, owner, name)                                                                             \
    TYPE *found = NULL;                                                                                                \
    const struct index_entry *entry = index_find(&names->index, (kind), (owner), (name));                              \
    for (; entry != NULL; entry = index_next(&names->index, entry)) {                                                  \
        TYPE *one = &(vec).items[entry->place];                                                                        \
        found = found == NULL || found->off || !one->off ? one : found;                                                \
    }                                                                                                                  \
    return found

struct bind_event *bind_find_event(struct names *names, const char *name) {
    FIND(struct bind_event, names->events, BIND_EVENT, 0, name);
}

struct bind_trait *bind_find_trait(struct names *names, const char *name, bool account) {
    FIND(struct bind_trait, names->traits, account ? BIND_ACCOUNT_TRAIT : BIND_USER_TRAIT, 0, name);
}

struct bind_channel *bind_find_channel(struct names *names, const char *name) {
    FIND(struct bind_channel, names->channels, BIND_CHANNEL, 0, name);
}

struct bind_condition *bind_find_condition(struct names *names, const char *name) {
    FIND(struct bind_condition, names->conditions, BIND_CONDITION, 0, name);
}

struct bind_journey *bind_find_journey(struct names *names, const char *name) {
    FIND(struct bind_journey, names->journeys, BIND_JOURNEY, 0, name);
}

struct bind_variable *bind_find_variable(struct names *names, struct bind_journey *journey, const char *name) {
    FIND(struct bind_variable, journey->variables, BIND_VARIABLE, journey->place, name);
}

struct bind_stage *bind_find_stage(struct names *names, const struct bind_journey *journey, const char *name) {
    FIND(struct bind_stage, names->stages, BIND_STAGE, journey->place, name);
}

static const struct bind_template *find_template(const struct names *names, uint32_t channel, const char *name) {
    FIND(const struct bind_template, names->templates, BIND_TEMPLATE, channel, name);
}

uint32_t bind_find_template(const struct names *names, uint32_t channel, const char *name) {
    const struct bind_template *found = find_template(names, channel, name);
    return found == NULL ? JBC_NONE : (uint32_t)(found - names->templates.items);
}

uint32_t bind_find_field(const struct model_field *fields, uint32_t count, const char *name) {
    for (uint32_t i = 0; i < count; i++) {
        if (is_same(fields[i].name, name)) {
            return i;
        }
    }
    return JBC_NONE;
}

bool bind_has_group(const struct names *names, const char *name) {
    return index_find(&names->index, BIND_GROUP, 0, name) != NULL;
}

const char *bind_shown(const struct names *names, const struct name *name) {
    const struct source *source = sources_of(names->sources, name->span);
    bool quoted = name->span.begin < source->length && source->text[name->span.begin] == '"';
    return arena_format(names->arena, quoted ? "\"%s\"" : "`%s`", name->text);
}

bool bind_is_plural(const char *name, const char *channel) {
    size_t size = strlen(channel);
    return strncmp(name, channel, size) == 0 && (name[size] == '\0' || strcmp(name + size, "s") == 0);
}

/* Notes a mark once for its journey, and once for all of them. */
#define MARK(vec, kind, any, name, journey)                                                                            \
    if ((name) != NULL && index_find(&names->index, (kind), (journey), (name)) == NULL) {                              \
        struct bind_mark mark = {(name), (journey)};                                                                   \
        index_add(names->arena, &names->index, (kind), (journey), (name), (vec).count);                                \
        index_add(names->arena, &names->index, (any), 0, (name), (vec).count);                                         \
        *VEC_PUSH(names->arena, vec) = mark;                                                                           \
    }

void bind_milestone(struct names *names, const char *name, uint32_t journey) {
    MARK(names->milestones, BIND_MILESTONE, BIND_ANY_MILESTONE, name, journey)
}

void bind_outcome(struct names *names, const char *name, uint32_t journey) {
    MARK(names->outcomes, BIND_OUTCOME, BIND_ANY_OUTCOME, name, journey)
}

bool bind_has_milestone(const struct names *names, const char *name, uint32_t journey) {
    const struct index *index = &names->index;
    bool any = journey == JBC_NONE;
    return index_find(index, any ? BIND_ANY_MILESTONE : BIND_MILESTONE, any ? 0 : journey, name) != NULL;
}

bool bind_has_outcome(const struct names *names, const char *name, uint32_t journey) {
    const struct index *index = &names->index;
    if (journey == JBC_NONE) {
        return index_find(index, BIND_ANY_OUTCOME, 0, name) != NULL;
    }
    return index_find(index, BIND_OUTCOME, journey, name) != NULL ||
           index_find(index, BIND_OUTCOME, JBC_NONE, name) != NULL;
}
