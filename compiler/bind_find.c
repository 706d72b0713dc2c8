/* bind_find - look-ups in the tables of bind.h. */
#include "bind.h"

#include <string.h>

static bool is_same(const char *a, const char *b) {
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Defines a look-up over a table: the one that fits and is on, else the first that fits. */
#define FIND(TYPE, vec, fits)                                                                                          \
    TYPE *found = NULL;                                                                                                \
    for (uint32_t i = 0; i < (vec).count; i++) {                                                                       \
        TYPE *one = &(vec).items[i];                                                                                   \
        if ((fits) && (found == NULL || (found->off && !one->off))) {                                                  \
            found = one;                                                                                               \
        }                                                                                                              \
    }                                                                                                                  \
    return found

struct bind_event *bind_find_event(struct names *names, const char *name) {
    FIND(struct bind_event, names->events, is_same(one->name, name));
}

struct bind_trait *bind_find_trait(struct names *names, const char *name, bool account) {
    FIND(struct bind_trait, names->traits, one->trait.account == account && is_same(one->trait.field.name, name));
}

struct bind_channel *bind_find_channel(struct names *names, const char *name) {
    FIND(struct bind_channel, names->channels, is_same(one->name, name));
}

struct bind_condition *bind_find_condition(struct names *names, const char *name) {
    FIND(struct bind_condition, names->conditions, is_same(one->name, name));
}

struct bind_journey *bind_find_journey(struct names *names, const char *name) {
    FIND(struct bind_journey, names->journeys, is_same(one->name, name));
}

struct bind_variable *bind_find_variable(struct bind_journey *journey, const char *name) {
    FIND(struct bind_variable, journey->variables, is_same(one->variable.name, name));
}

struct bind_stage *bind_find_stage(struct names *names, const struct bind_journey *journey, const char *name) {
    struct bind_stage *found = NULL;
    for (uint32_t i = 0; i < journey->stage_count; i++) {
        struct bind_stage *one = &names->stages.items[journey->first_stage + i];
        if (is_same(one->name, name) && (found == NULL || (found->off && !one->off))) {
            found = one;
        }
    }
    return found;
}

uint32_t bind_find_template(const struct names *names, uint32_t channel, const char *name) {
    uint32_t found = JBC_NONE;
    for (uint32_t i = 0; i < names->templates.count; i++) {
        const struct bind_template *one = &names->templates.items[i];
        bool better = found == JBC_NONE || (names->templates.items[found].off && !one->off);
        if (one->channel == channel && is_same(one->name, name) && better) {
            found = i;
        }
    }
    return found;
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
    for (uint32_t i = 0; i < names->journeys.count; i++) {
        if (!names->journeys.items[i].off && is_same(names->journeys.items[i].group, name)) {
            return true;
        }
    }
    return false;
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

#define MARK(vec, word, owner)                                                                                         \
    do {                                                                                                               \
        for (uint32_t i = 0; i < (vec).count; i++) {                                                                   \
            if ((vec).items[i].journey == (owner) && is_same((vec).items[i].name, (word))) {                           \
                return;                                                                                                \
            }                                                                                                          \
        }                                                                                                              \
        struct bind_mark mark = {.name = (word), .journey = (owner)};                                                  \
        *VEC_PUSH(names->arena, vec) = mark;                                                                           \
    } while (0)

void bind_milestone(struct names *names, const char *name, uint32_t journey) {
    MARK(names->milestones, name, journey);
}

void bind_outcome(struct names *names, const char *name, uint32_t journey) {
    MARK(names->outcomes, name, journey);
}
