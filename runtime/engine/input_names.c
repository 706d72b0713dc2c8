#include "input_names.h"

#include <stdlib.h>

struct input_key input_key_of(const char *text, uint32_t size) {
    struct input_key key = {.text = text, .size = size};
    uint32_t some = size < 8 ? size : 8;
    if (size == 0) return key;
    memcpy(&key.first, text, some);
    memcpy(&key.last, text + size - some, some);
    return key;
}

uint32_t input_find_further(const struct input_names *names, uint32_t scope, const struct input_key *key) {
    uint32_t at = (uint32_t)input_hash(scope, key) & names->mask;
    for (;; at = (at + 1) & names->mask) {
        const struct input_place *place = &names->places[at];
        for (unsigned i = 0; i < 2; i++) {
            const struct input_name *name = &names->names[place->names[i]];
            if (place->names[i] != 0 && input_is(name, scope, key)) return name->index;
        }
        if (!place->more) return JBC_NONE;
    }
}

/* Of two things with one name the first counts; the compiler lets none of them through. */
static void add(struct input_names *names, uint32_t scope, const char *text, uint32_t size, uint32_t index) {
    struct input_key key = input_key_of(text, size);
    uint64_t hash = input_hash(scope, &key);
    if (input_find_further(names, scope, &key) != JBC_NONE) return;
    struct input_place *place = &names->places[hash & names->mask];
    for (uint64_t at = hash; place->names[1] != 0; place = &names->places[++at & names->mask]) place->more = 1;
    unsigned which = place->names[0] != 0;
    place->tags[which] = input_tag(hash);
    if (place->tags[0] == place->tags[1]) place->more = 1;
    place->names[which] = names->count;
    names->names[names->count++] = (struct input_name){key, scope, index};
}

static void add_string(struct input_names *names, const jrt_program *program, uint32_t scope, uint32_t string,
                       uint32_t index) {
    uint32_t size;
    const char *text = program_string(program, string, &size);
    add(names, scope, text, size, index);
}

static uint32_t add_words(struct input_names *names, uint32_t scope, const char *const *words) {
    uint32_t count = 0;
    for (; words[count]; count++) {
        if (names) add(names, scope, words[count], (uint32_t)strlen(words[count]), count);
    }
    return count;
}

static void add_program(struct input_names *names, const jrt_program *program) {
    for (uint32_t i = 0; i < program->event_count; i++) {
        const struct jbc_event *event = &program->events[i];
        add_string(names, program, INPUT_EVENTS, event->name, i);
        for (uint32_t k = 0; k < event->field_count; k++)
            add_string(names, program, input_fields_of(i), program->fields[event->first_field + k].name, k);
    }
    for (uint32_t i = 0; i < program->trait_count; i++) {
        uint32_t scope = program->traits[i].account ? INPUT_ACCOUNT_TRAITS : INPUT_USER_TRAITS;
        add_string(names, program, scope, program->traits[i].name, i);
    }
    for (uint32_t i = 0; i < program->channel_count; i++)
        add_string(names, program, INPUT_CHANNELS, program->channels[i].name, i);
    for (uint32_t i = 0; i < program->template_count; i++) {
        const struct jbc_template *template_ = &program->templates[i];
        add_string(names, program, input_templates_of(names, template_->channel), template_->name, i);
    }
}

bool input_names_init(struct input_names *names, const jrt_program *program, const char *const *members,
                      const char *const *email_events) {
    uint64_t count = add_words(NULL, 0, members) + add_words(NULL, 0, email_events);
    count += (uint64_t)program->event_count + program->field_count + program->trait_count + program->channel_count +
             program->template_count;
    uint64_t places = 64;
    while (places < count * 2) places *= 2;
    *names = (struct input_names){.mask = (uint32_t)(places - 1), .count = 1, .events = program->event_count};
    names->places = calloc(places, sizeof *names->places);
    names->names = calloc(count + 1, sizeof *names->names);
    if (!names->places || !names->names) {
        input_names_free(names);
        return false;
    }
    names->names[0] = (struct input_name){.scope = INPUT_SCOPE_NONE, .index = JBC_NONE};
    add_words(names, INPUT_MEMBERS, members);
    add_words(names, INPUT_EMAIL_EVENTS, email_events);
    add_program(names, program);
    return true;
}

void input_names_free(struct input_names *names) {
    free(names->places);
    free(names->names);
    *names = (struct input_names){0};
}
