/* The names that come in: of messages' members, events, fields, traits, channels, templates, found by hash.
 *
 * It does: answer in constant time which event, field, trait or template of the program a text names. Within a scope a
 * name means one thing. A name is looked up by its key: its first and its last eight bytes, which are all of most names. It is made once and never changed, so any number of threads may share it; the program's texts
 * stay where they are, and must outlive it. input_names_free releases it. */
#ifndef JRT_INPUT_NAMES_H
#define JRT_INPUT_NAMES_H

#include <stdbool.h>
#include <string.h>

#include "hash.h"
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

/* A name as it is looked for. */
struct input_key {
    uint64_t first;   /* its first eight bytes, or all with zeros behind them */
    uint64_t last;    /* its last eight bytes, or the same */
    const char *text; /* all of it */
    uint32_t size;    /* bytes */
};

#define INPUT_SCOPE_NONE UINT32_MAX /* no scope */

struct input_name {
    struct input_key key; /* its text */
    uint32_t scope;       /* see input_scope */
    uint32_t index;       /* what it names */
};

/* Two names that belong at one place, if there are two. */
struct input_place {
    uint32_t tags[2];  /* of each, see input_tag; 0: none */
    uint32_t names[2]; /* which they are; 0: none */
    uint32_t more;     /* not 0: others that belong here stand further on */
};

/* A look at one place without a jump finds nearly every name, and nearly every name that is not there. */
struct input_names {
    struct input_place *places; /* by hash */
    struct input_name *names;   /* from 1; what stands at 0 is like no name */
    uint32_t count;             /* names, with the one at 0 */
    uint32_t mask;              /* places minus 1 */
    uint32_t events;            /* of the program */
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

struct input_key input_key_of(const char *text, uint32_t size);

/* The same for a text behind whose begin eight bytes may be read, whatever they hold. */
static inline struct input_key input_key_inside(const char *text, uint32_t size) {
    static const uint64_t masks[9] = {
        0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, 0xffffffffffffffff};
    uint32_t eight = size < 8 ? 8 : size;
    uint64_t mask = masks[size < 8 ? size : 8];
    struct input_key key = {.text = text, .size = size};
    memcpy(&key.first, text, 8);
    memcpy(&key.last, text + eight - 8, 8);
    key.first &= mask;
    key.last &= mask;
    return key;
}

static inline uint64_t input_has_byte(uint64_t word, uint64_t byte) {
    uint64_t zero = word ^ byte * 0x0101010101010101;
    return (zero - 0x0101010101010101) & ~zero & 0x8080808080808080;
}

/* Is there a backslash in a name that is still as JSON has it? */
static inline bool input_key_has_escape(const struct input_key *key) {
    if (key->size > 16) return memchr(key->text, '\\', key->size) != NULL;
    return (input_has_byte(key->first, '\\') | input_has_byte(key->last, '\\')) != 0;
}

/* What a long name has between its ends counts too: many may begin and end alike. */
static inline uint64_t input_hash(uint32_t scope, const struct input_key *key) {
    uint64_t last = key->last;
    if (__builtin_expect(key->size > 16, 0)) last = hash_bytes(key->text + 8, key->size - 8);
    return hash_fold(key->first + ((uint64_t)key->size << 56) + scope, last ^ HASH_A);
}

/* Is this the name? */
static inline bool input_is(const struct input_name *name, uint32_t scope, const struct input_key *key) {
    uint64_t differs = (name->key.first ^ key->first) | (name->key.last ^ key->last) | (name->key.size ^ key->size) |
                       (name->scope ^ scope);
    if (__builtin_expect(key->size > 16, 0) && differs == 0) return memcmp(name->key.text, key->text, key->size) == 0;
    return differs == 0;
}

/* What tells two names of one place apart, nearly always: the upper half of the hash, but never 0. */
static inline uint32_t input_tag(uint64_t hash) {
    return (uint32_t)(hash >> 32) | 1;
}

/* The same beyond the place where the name belongs. */
uint32_t input_find_further(const struct input_names *names, uint32_t scope, const struct input_key *key);

/* JBC_NONE: nothing of that name. */
static inline uint32_t input_find_key(const struct input_names *names, uint32_t scope, const struct input_key *key) {
    uint64_t hash = input_hash(scope, key);
    const struct input_place *place = &names->places[hash & names->mask];
    /* Which of the two, and whether it is there, can't be foreseen: no jumps. */
    uint32_t second = 0u - (uint32_t)(place->tags[1] == input_tag(hash));
    const struct input_name *name = &names->names[place->names[second & 1]];
    uint32_t index = name->index | (0u - (uint32_t)!input_is(name, scope, key));
    if (__builtin_expect(place->more, 0) && index == JBC_NONE) return input_find_further(names, scope, key);
    return index;
}

static inline uint32_t input_find(const struct input_names *names, uint32_t scope, const char *text, uint32_t size) {
    struct input_key key = input_key_of(text, size);
    return input_find_key(names, scope, &key);
}

#endif
