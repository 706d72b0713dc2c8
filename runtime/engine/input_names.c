#include "input_names.h"

#include "hash.h"

#include <stdlib.h>

static uint64_t hash_of(uint32_t scope, const char *text, size_t size) {
    return hash_bytes(text, size) + scope * HASH_A;
}

/* The place of the name, or the free one where it belongs. */
static struct input_name *place_of(const struct input_names *names, uint64_t hash, uint32_t scope, const char *text,
                                   size_t size) {
    uint64_t at = hash & names->mask;
    for (;; at = (at + 1) & names->mask) {
        struct input_name *place = &names->places[at];
        if (!place->text) return place;
        if (place->hash == hash && place->scope == scope && place->size == size && memcmp(place->text, text, size) == 0)
            return place;
    }
}

uint32_t input_find(const struct input_names *names, uint32_t scope, const char *text, size_t size) {
    const struct input_name *place = place_of(names, hash_of(scope, text, size), scope, text, size);
    return place->text ? place->index : JBC_NONE;
}

/* Of two things with one name the first counts; the compiler lets none of them through. */
static void add(struct input_names *names, uint32_t scope, const char *text, uint32_t size, uint32_t index) {
    uint64_t hash = hash_of(scope, text, size);
    struct input_name *place = place_of(names, hash, scope, text, size);
    if (!place->text) *place = (struct input_name){hash, text, size, scope, index};
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
    while (places < count * 4) places *= 2;
    *names = (struct input_names){.mask = places - 1, .events = program->event_count};
    names->places = calloc(places, sizeof *names->places);
    if (!names->places) return false;
    add_words(names, INPUT_MEMBERS, members);
    add_words(names, INPUT_EMAIL_EVENTS, email_events);
    add_program(names, program);
    return true;
}

void input_names_free(struct input_names *names) {
    free(names->places);
    *names = (struct input_names){0};
}
