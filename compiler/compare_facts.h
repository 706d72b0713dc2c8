/*
 * compare_facts - a project as facts in words: what compare matches.
 *
 * Promises: two facts say the same exactly when their keys and texts are equal. A key says what a fact is about where the
 * project has one such thing ("event Logged In"); facts without a key are matched by their order. Texts belong to the arena.
 */
#ifndef JDL_COMPARE_FACTS_H
#define JDL_COMPARE_FACTS_H

#include "outline.h"
#include "vec.h"

struct fact {
    const char *about; /* one word, as jdl_change has it */
    const char *key;   /* what it is about; or NULL */
    const char *text;  /* in words */
    uint32_t depth;    /* of a statement: how far it is indented */
    uint32_t inside;   /* of a statement: how many facts behind it stand inside it */
};

struct facts {
    VEC(struct fact) list; /* in order */
};

/* Timezone, limits, events, traits, channels, templates, conditions. All have keys. */
struct facts facts_of_project(struct arena *arena, const struct model *model);

/* A journey's rules, title, metadata, variables, promises: all have keys. */
struct facts facts_of_rules(struct arena *arena, const struct flow *flow, uint32_t journey);

/* Enters, goals, leaves, limits and whens of a journey, in order. */
struct facts facts_of_triggers(struct arena *arena, const struct flow *flow, uint32_t journey);

/* A stage's whens and statements, in order. */
struct facts facts_of_stage(struct arena *arena, const struct flow *flow, uint32_t stage);

#endif
