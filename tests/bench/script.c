#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workload.h"

#define JOURNEY "journey onboarding {"
#define PROJECT "timezone: \"UTC\" }"
#define ENTERING "event \"signed_up\"        {"

char *script_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s can't be read; the measurements are run from the tree's root\n", path);
        exit(2);
    }
    char *bytes = workload_need(malloc((1 << 20) + 1));
    size_t size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    bytes[size] = '\0';
    return bytes;
}

char *script_replace(const char *text, const char *from, const char *to) {
    size_t from_size = strlen(from), to_size = strlen(to), count = 0;
    for (const char *at = strstr(text, from); at; at = strstr(at + from_size, from)) count++;
    char *made = workload_need(malloc(strlen(text) + count * to_size + 1));
    char *end = made;
    const char *rest = text;
    for (const char *at = strstr(rest, from); at; at = strstr(rest, from)) {
        memcpy(end, rest, (size_t)(at - rest));
        end += at - rest;
        memcpy(end, to, to_size);
        end += to_size;
        rest = at + from_size;
    }
    strcpy(end, rest);
    return made;
}

static char *copy(const char *text) {
    return strcpy(workload_need(malloc(strlen(text) + 1)), text);
}

static void add(struct script *script, char *name, char *bytes) {
    script->texts[script->count++] = (struct jdl_text){name, bytes, strlen(bytes)};
}

static struct script empty(size_t room) {
    return (struct script){workload_need(calloc(room, sizeof(struct jdl_text))), 0};
}

struct script script_of(const char *source) {
    struct script script = empty(1);
    add(&script, copy("onboarding.journey"), copy(source));
    return script;
}

struct script script_with_window(const char *source) {
    struct script script = empty(1);
    add(&script, copy("onboarding.journey"),
        script_replace(source, PROJECT, "timezone: \"UTC\"\n  event id window: 24 hours\n}"));
    return script;
}

/* The declarations: what stands before the journey, and an entering event for each copy but the first. */
static char *declarations(const char *source, const char *journey, size_t copies, bool own) {
    char *made = workload_need(malloc((size_t)(journey - source) + copies * 128 + 1));
    memcpy(made, source, (size_t)(journey - source));
    char *end = made + (journey - source);
    *end = '\0';
    for (size_t i = 1; own && i < copies; i++)
        end += sprintf(
            end, "event \"signed_up_%04zu\" { plan: one of \"free\", \"pro\", \"enterprise\", count: number }\n", i);
    return made;
}

static char *copy_of(const char *journey, size_t number, bool own) {
    char name[64], event[64];
    snprintf(name, sizeof name, "journey onboarding_%04zu {", number);
    snprintf(event, sizeof event, "\"signed_up_%04zu\"", number);
    char *renamed = script_replace(journey, JOURNEY, name);
    char *made = own ? script_replace(renamed, "\"signed_up\"", event) : copy(renamed);
    free(renamed);
    char *whole = workload_need(malloc(strlen(made) + 16));
    sprintf(whole, "language 1\n\n%s", made);
    free(made);
    return whole;
}

struct script script_copies(const char *source, size_t copies, bool own) {
    const char *journey = strstr(source, JOURNEY);
    if (!journey || !strstr(source, PROJECT) || !strstr(source, ENTERING)) {
        fputs("onboarding.journey is not what the measurements take it for\n", stderr);
        exit(2);
    }
    struct script script = empty(copies + 1);
    add(&script, copy("declarations.journey"), declarations(source, journey, copies, own));
    for (size_t i = 0; i < copies; i++) {
        char name[64];
        snprintf(name, sizeof name, "onboarding_%04zu.journey", i);
        if (i > 0) {
            add(&script, copy(name), copy_of(journey, i, own));
            continue;
        }
        char *first = workload_need(malloc(strlen(journey) + 16));
        sprintf(first, "language 1\n\n%s", journey);
        add(&script, copy(name), first);
    }
    return script;
}

void script_free(struct script *script) {
    for (size_t i = 0; i < script->count; i++) {
        free((void *)(uintptr_t)script->texts[i].name);
        free((void *)(uintptr_t)script->texts[i].bytes);
    }
    free(script->texts);
    *script = (struct script){0};
}

size_t script_size(const struct script *script) {
    size_t size = 0;
    for (size_t i = 0; i < script->count; i++) size += script->texts[i].length;
    return size;
}
