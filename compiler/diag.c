#include "diag.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct diag_info registry[] = {
#define D(code, severity, name, title, message, explanation) {#code, severity, #name, title, message, explanation},
#include "diagnostics.def"
#undef D
};

const struct diag_info *diag_info(enum diag_id id) {
    assert(id < DIAG_COUNT);
    return &registry[id];
}

enum diag_id diag_find(const char *code) {
    for (int id = 0; id < DIAG_COUNT; id++)
        if (strcmp(registry[id].code, code) == 0) return (enum diag_id)id;
    return DIAG_COUNT;
}

struct diags *diags_new(struct arena *arena) {
    struct diags *diags = ARENA_NEW(arena, struct diags);
    diags->arena = arena;
    return diags;
}

/* A growing text; with out == NULL it only counts. */
struct filling {
    char *out;     /* where the text goes */
    size_t length; /* bytes so far */
};

static void put(struct filling *filling, const char *bytes, size_t length) {
    if (filling->out != NULL) memcpy(filling->out + filling->length, bytes, length);
    filling->length += length;
}

/* Fills the message's %s and %d; the registry is ours, so any other % is a bug of ours. */
static void fill(struct filling *filling, const char *message, va_list arguments) {
    for (const char *p = message; *p != '\0'; p++) {
        if (*p != '%') {
            put(filling, p, 1);
            continue;
        }
        p++;
        char number[16];
        if (*p == 's') {
            const char *text = va_arg(arguments, const char *);
            put(filling, text, strlen(text));
        } else if (*p == 'd') {
            int length = snprintf(number, sizeof number, "%d", va_arg(arguments, int));
            put(filling, number, (size_t)length);
        } else {
            assert(*p == '%');
            put(filling, p, 1);
        }
    }
}

/* The number of messages that are as bad as this one. */
static uint32_t *counter(struct diags *diags, enum diag_id id) {
    switch (registry[id].severity) {
    case SEVERITY_ERROR: return &diags->errors;
    case SEVERITY_WARNING: return &diags->warnings;
    case SEVERITY_NOTE: break;
    }
    return &diags->notes;
}

static void append(struct diags *diags, struct diag *diag) {
    diag->next = NULL;
    if (diags->last == NULL)
        diags->first = diag;
    else
        diags->last->next = diag;
    diags->last = diag;
    diags->count++;
}

struct diag *diag_add(struct diags *diags, enum diag_id id, struct span span, ...) {
    assert(id < DIAG_COUNT);
    struct diag *diag = ARENA_NEW(diags->arena, struct diag);
    diag->owner = diags;
    diag->id = id;
    diag->span = span;
    va_list arguments;
    va_start(arguments, span);
    va_list again;
    va_copy(again, arguments);
    struct filling filling = {NULL, 0};
    fill(&filling, registry[id].message, arguments);
    filling = (struct filling){arena_alloc(diags->arena, filling.length + 1), 0};
    fill(&filling, registry[id].message, again);
    va_end(again);
    va_end(arguments);
    diag->message = filling.out;
    ++*counter(diags, id);
    diag->order = diags->count + diags->dropped;
    if (diags->count < DIAGS_LIMIT)
        append(diags, diag);
    else
        diags->dropped++;
    return diag;
}

/* Text made as by vprintf. */
static const char *format_text(struct arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    assert(length >= 0);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void diag_label(struct diag *diag, struct span span, const char *format, ...) {
    struct diag_label *label = ARENA_NEW(diag->owner->arena, struct diag_label);
    label->span = span;
    va_list arguments;
    va_start(arguments, format);
    label->text = format_text(diag->owner->arena, format, arguments);
    va_end(arguments);
    struct diag_label **end = &diag->label;
    while (*end != NULL) end = &(*end)->next;
    *end = label;
}

void diag_help(struct diag *diag, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag->help = format_text(diag->owner->arena, format, arguments);
    va_end(arguments);
}

void diag_fix(struct diag *diag, struct span span, const char *replacement, enum fix_trust trust) {
    struct diag_edit *edit = ARENA_NEW(diag->owner->arena, struct diag_edit);
    edit->span = span;
    edit->replacement = arena_copy(diag->owner->arena, replacement, strlen(replacement));
    edit->trust = trust;
    struct diag_edit **end = &diag->edit;
    while (*end != NULL) end = &(*end)->next;
    *end = edit;
}

void diags_rewind(struct diags *diags, const struct diags *before) {
    *diags = *before;
    if (diags->last != NULL) diags->last->next = NULL;
}

void diags_take(struct diags *diags, struct diag **at) {
    struct diag *gone = *at;
    *at = gone->next;
    diags->count--;
    --*counter(diags, gone->id);
    if (diags->last != gone) return;
    diags->last = diags->first;
    while (diags->last != NULL && diags->last->next != NULL) diags->last = diags->last->next;
}

static int by_place(const void *left, const void *right) {
    const struct diag *a = *(struct diag *const *)left;
    const struct diag *b = *(struct diag *const *)right;
    if (a->span.file != b->span.file) return a->span.file < b->span.file ? -1 : 1;
    if (a->span.begin != b->span.begin) return a->span.begin < b->span.begin ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* Whether one of the diagnostics kept at the same beginning makes this one superfluous. */
static bool superfluous(const struct diag *diag, struct diag *const *kept, uint32_t count_kept) {
    bool error = registry[diag->id].severity == SEVERITY_ERROR;
    while (count_kept > 0) {
        const struct diag *other = kept[--count_kept];
        if (other->span.file != diag->span.file || other->span.begin != diag->span.begin) return false;
        if (error && registry[other->id].severity == SEVERITY_ERROR) return true;
        if (other->id == diag->id && strcmp(other->message, diag->message) == 0) return true;
    }
    return false;
}

void diags_sort(struct diags *diags) {
    if (diags->count == 0) return;
    struct diag **all = ARENA_ARRAY(diags->arena, struct diag *, diags->count);
    uint32_t total = 0;
    for (struct diag *diag = diags->first; diag != NULL; diag = diag->next) all[total++] = diag;
    qsort(all, total, sizeof(struct diag *), by_place);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < total; i++)
        if (!superfluous(all[i], all, kept)) all[kept++] = all[i];
    diags->first = diags->last = NULL;
    diags->count = diags->errors = diags->warnings = diags->notes = 0;
    for (uint32_t i = 0; i < kept; i++) {
        append(diags, all[i]);
        ++*counter(diags, all[i]->id);
    }
}
