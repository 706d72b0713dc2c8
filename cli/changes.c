#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy(struct changes *changes, const char *text) {
    if (!text) return NULL;
    char *made = strdup(text);
    if (!made) changes->failed = true;
    return made;
}

static void add(void *self, const struct jdl_change *change) {
    struct changes *changes = self;
    struct change *grown = realloc(changes->items, (changes->count + 1) * sizeof *grown);
    if (!grown) {
        changes->failed = true;
        return;
    }
    changes->items = grown;
    grown[changes->count++] = (struct change){
        .kind = change->kind,
        .about = copy(changes, change->about),
        .journey = copy(changes, change->journey),
        .stage = copy(changes, change->stage),
        .inside = copy(changes, change->inside),
        .before = copy(changes, change->before),
        .after = copy(changes, change->after),
    };
}

struct changes changes_of_scripts(const jdl_result *older, const jdl_result *newer) {
    struct changes changes = {0};
    if (jdl_compare(older, newer, add, &changes) != JDL_OK) changes.failed = true;
    return changes;
}

/* ---- two programs ------------------------------------------------------------------------------------------------ */

/* A thing that a program names. */
struct named {
    const char *about; /* "stage" */
    char *journey;     /* whose it is, or NULL */
    char *text;        /* "stage welcome" */
};

/* All of them, in order. */
struct names {
    const jrt_program *program; /* whose they are */
    struct named *items;        /* up to `room` */
    size_t count;               /* how many */
    bool failed;                /* no memory */
};

/* The pieces of a name, `%s` in the pattern each; NULL: no memory. */
static char *name(const jrt_program *program, const char *pattern, uint32_t first, uint32_t second) {
    uint32_t a_size = 0, b_size = 0;
    const char *a = program_string(program, first, &a_size);
    const char *b = second == JBC_NONE ? "" : program_string(program, second, &b_size);
    size_t size = strlen(pattern) + a_size + b_size + 1;
    char *made = malloc(size), *at = made;
    if (!made) return NULL;
    for (; *pattern; pattern++) {
        if (*pattern != '%') {
            *at++ = *pattern;
            continue;
        }
        memcpy(at, a, a_size);
        at += a_size;
        a = b;
        a_size = b_size;
    }
    *at = '\0';
    return made;
}

static void put(struct names *names, const char *about, uint32_t journey, const char *pattern, uint32_t first,
                uint32_t second) {
    const jrt_program *program = names->program;
    struct named *one = &names->items[names->count++];
    one->about = about;
    one->journey = journey == JBC_NONE ? NULL : name(program, "%", program->journeys[journey].name, JBC_NONE);
    one->text = name(program, pattern, first, second);
    if (!one->text || (journey != JBC_NONE && !one->journey)) names->failed = true;
}

static struct names names_of(const jrt_program *p) {
    struct names names = {.program = p};
    size_t room = (size_t)p->event_count + p->trait_count + p->channel_count + p->template_count + p->journey_count +
                  p->stage_count + p->part_count;
    names.items = calloc(room + 1, sizeof *names.items);
    if (!names.items) {
        names.failed = true;
        return names;
    }
    for (uint32_t i = 0; i < p->event_count; i++)
        put(&names, "event", JBC_NONE, "event \"%\"", p->events[i].name, JBC_NONE);
    for (uint32_t i = 0; i < p->trait_count; i++)
        put(&names, "trait", JBC_NONE, p->traits[i].account ? "account.%" : "user.%", p->traits[i].name, JBC_NONE);
    for (uint32_t i = 0; i < p->channel_count; i++)
        put(&names, "channel", JBC_NONE, "channel %", p->channels[i].name, JBC_NONE);
    for (uint32_t i = 0; i < p->template_count; i++)
        put(&names, "template", JBC_NONE, "template % \"%\"", p->channels[p->templates[i].channel].name,
            p->templates[i].name);
    for (uint32_t i = 0; i < p->journey_count; i++)
        put(&names, "journey", i, "journey %", p->journeys[i].name, JBC_NONE);
    for (uint32_t i = 0; i < p->stage_count; i++)
        put(&names, "stage", p->stages[i].journey, "stage %", p->stages[i].name, JBC_NONE);
    for (uint32_t i = 0; i < p->split_count; i++) {
        const struct jbc_split *split = &p->splits[i];
        for (uint32_t k = split->first_part; k < split->first_part + split->part_count; k++)
            put(&names, "split", split->journey, "split %: %", split->name, p->parts[k].name);
    }
    return names;
}

static bool same(const char *a, const char *b) {
    return !a || !b ? a == b : strcmp(a, b) == 0;
}

static bool has(const struct names *names, const struct named *wanted) {
    for (size_t i = 0; i < names->count; i++) {
        if (same(names->items[i].text, wanted->text) && same(names->items[i].journey, wanted->journey)) return true;
    }
    return false;
}

/* Adds what the first program names of a journey, or of the project, and the second does not. */
static void add_missing(struct changes *changes, const struct names *from, const struct names *in, const char *journey,
                        enum jdl_change_kind kind) {
    for (size_t i = 0; i < from->count; i++) {
        const struct named *one = &from->items[i];
        struct jdl_change change = {.kind = kind, .about = one->about, .journey = one->journey};
        if (!same(one->journey, journey) || has(in, one)) continue;
        if (kind == JDL_REMOVED)
            change.before = one->text;
        else
            change.after = one->text;
        add(changes, &change);
    }
}

static void compare_journey(struct changes *changes, const struct names *before, const struct names *after,
                            const char *journey) {
    add_missing(changes, before, after, journey, JDL_REMOVED);
    add_missing(changes, after, before, journey, JDL_ADDED);
}

static void names_free(struct names *names) {
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i].journey);
        free(names->items[i].text);
    }
    free(names->items);
}

struct changes changes_of_programs(const jrt_program *older, const jrt_program *newer) {
    struct changes changes = {0};
    struct names before = names_of(older), after = names_of(newer);
    compare_journey(&changes, &before, &after, NULL);
    for (size_t i = 0; i < before.count; i++) {
        if (strcmp(before.items[i].about, "journey") == 0)
            compare_journey(&changes, &before, &after, before.items[i].journey);
    }
    for (size_t i = 0; i < after.count; i++) {
        if (strcmp(after.items[i].about, "journey") == 0 && !has(&before, &after.items[i]))
            compare_journey(&changes, &before, &after, after.items[i].journey);
    }
    changes.failed = changes.failed || before.failed || after.failed;
    names_free(&before);
    names_free(&after);
    return changes;
}

void changes_free(struct changes *changes) {
    for (size_t i = 0; i < changes->count; i++) {
        struct change *one = &changes->items[i];
        free(one->about);
        free(one->journey);
        free(one->stage);
        free(one->inside);
        free(one->before);
        free(one->after);
    }
    free(changes->items);
    *changes = (struct changes){0};
}

const char *change_name(enum jdl_change_kind kind) {
    switch (kind) {
    case JDL_ADDED: return "added";
    case JDL_REMOVED: return "removed";
    case JDL_CHANGED: return "changed";
    }
    return "";
}
