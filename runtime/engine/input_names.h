/* The names that come in: of messages' members, events, fields, traits, channels, templates, found by hash.
 *
 * It does: answer in constant time which event, field, trait or template of the program a text names. Within a scope a
 * name means one thing. It is made once and never changed, so any number of threads may share it; the program's texts
 * stay where they are, and must outlive it. input_names_free releases it. */
#ifndef JRT_INPUT_NAMES_H
#define JRT_INPUT_NAMES_H

#include <stdbool.h>

#include "program.h"

enum input_scope {
    INPUT_MEMBERS,        /* of a message: index as line.h numbers them */
    INPUT_EVENTS,         /* index of the event */
    INPUT_USER_TRAITS,    /* index of the trait */
    INPUT_ACCOUNT_TRAITS, /* index of the trait */
    INPUT_CHANNELS,       /* index of the channel */
    INPUT_EMAIL_EVENTS,   /* index as events_in.c numbers them */
    INPUT_SCOPE_END       /* the fields of event e have the scope INPUT_SCOPE_END + e, after them come channels */
};

struct input_name {
    uint64_t hash;    /* of the text, with the scope */
    const char *text; /* NULL: the place is free */
    uint32_t size;    /* bytes */
    uint32_t scope;   /* see input_scope */
    uint32_t index;   /* what it names */
};

struct input_names {
    struct input_name *places; /* open addressing */
    uint64_t mask;             /* places minus 1 */
    uint32_t events;           /* of the program */
};

/* `members` and `email_events` are lists that end in NULL. false: no memory. */
bool input_names_init(struct input_names *names, const jrt_program *program, const char *const *members,
                      const char *const *email_events);
void input_names_free(struct input_names *names);

static inline uint32_t input_fields_of(uint32_t event) {
    return INPUT_SCOPE_END + event;
}

static inline uint32_t input_templates_of(const struct input_names *names, uint32_t channel) {
    return INPUT_SCOPE_END + names->events + channel;
}

/* JBC_NONE: nothing of that name. */
uint32_t input_find(const struct input_names *names, uint32_t scope, const char *text, size_t size);

#endif
