/* bind - see bind.h: declarations in, tables of names out. */
#include "bind.h"

#include <stdlib.h>
#include <string.h>

#include "limits.h"

static bool is_same(const char *a, const char *b) {
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static void say_twice(struct names *names, enum bind_kind kind, const char *what, const struct name *again,
                      struct span first) {
    names->doubtful |= 1u << kind;
    struct diag *diag = diag_add(names->diags, DIAG_DUPLICATE, again->span, what, bind_shown(names, again));
    diag_label(diag, first, "the first one is here");
    diag_help(diag, "give one of the two another name, or put them together");
}

/* A name that was mended while it was read may have been meant otherwise: what is not found may be it. */
static void note_mended(struct names *names, enum bind_kind kind, const struct name *name) {
    const struct source *source = sources_of(names->sources, name->span);
    if (names->broken && (name->text == NULL || name->span.end - name->span.begin != name->length ||
                          memcmp(source->text + name->span.begin, name->text, name->length) != 0)) {
        names->doubtful |= 1u << kind;
    }
}

/* ---- types ---------------------------------------------------------------------------------------------------------- */

static bool same_words(const struct model_enum *one, const char *const *words, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!is_same(one->words[i], words[i])) {
            return false;
        }
    }
    return one->word_count == count;
}

/* All words in one text, each with a line end behind it, which no word has. */
static const char *joined(struct names *names, const char *const *words, uint32_t count) {
    size_t size = 1;
    for (uint32_t i = 0; i < count; i++) {
        size += strlen(words[i]) + 1;
    }
    char *text = arena_alloc(names->arena, size);
    char *end = text;
    for (uint32_t i = 0; i < count; i++) {
        size_t length = strlen(words[i]);
        memcpy(end, words[i], length);
        end[length] = '\n';
        end += length + 1;
    }
    return text;
}

uint32_t bind_enum(struct names *names, const char *const *words, uint32_t count) {
    const char *key = joined(names, words, count);
    const struct index_entry *entry = index_find(&names->index, BIND_ENUM, count, key);
    for (; entry != NULL; entry = index_next(&names->index, entry)) {
        if (same_words(&names->enums.items[entry->place], words, count)) {
            return entry->place;
        }
    }
    index_add(names->arena, &names->index, BIND_ENUM, count, key, names->enums.count);
    struct model_enum *made = VEC_PUSH(names->arena, names->enums);
    made->words = ARENA_ARRAY(names->arena, const char *, count);
    for (uint32_t i = 0; i < count; i++) {
        made->words[i] = words[i];
    }
    made->word_count = count;
    return names->enums.count - 1;
}

static uint32_t enum_of(struct names *names, const struct type *type) {
    uint32_t count = 0;
    uint32_t list = names->lists++;
    const char **words = ARENA_ARRAY(names->arena, const char *, type->choices.count);
    for (const struct name_item *item = type->choices.first; item != NULL; item = item->next) {
        if (index_find(&names->index, BIND_WORD, list, item->name.text) != NULL) {
            diag_add(names->diags, DIAG_DUPLICATE_WORD, item->name.span, item->name.text);
        } else {
            index_add(names->arena, &names->index, BIND_WORD, list, item->name.text, count);
            words[count++] = item->name.text;
        }
    }
    if (count > JRT_RECORDS_MAX) {
        diag_add(names->diags, DIAG_TOO_MANY, type->span, "words of one type", (int)JRT_RECORDS_MAX);
    }
    return bind_enum(names, words, count);
}

static enum jbc_type kind_of(enum type_kind kind) {
    switch (kind) {
    case TYPE_TEXT:
    case TYPE_TIMEZONE:
    case TYPE_ONE_OF: return JBC_TEXT;
    case TYPE_NUMBER: return JBC_NUMBER;
    case TYPE_YES_NO: return JBC_BOOL;
    case TYPE_TIME: return JBC_TIME;
    case TYPE_TIME_OF_DAY: return JBC_CLOCK;
    case TYPE_DURATION: return JBC_DURATION;
    case TYPE_LIST: return JBC_LIST;
    case TYPE_ERROR: break;
    }
    return 0;
}

struct type_of bind_type(struct names *names, const struct type *type) {
    struct type_of made = {.kind = kind_of(type->kind), .words = JBC_NONE, .optional = type->optional};
    made.zone = type->kind == TYPE_TIMEZONE;
    if (type->kind == TYPE_ONE_OF) {
        made.words = enum_of(names, type);
    }
    if (type->kind == TYPE_LIST) {
        struct type_of item = bind_type(names, type->element);
        made.item = item.kind;
        made.words = item.words;
        made.kind = item.kind == 0 ? 0 : JBC_LIST;
    }
    return made;
}

/* ---- fields, events, traits ----------------------------------------------------------------------------------------- */

static struct model_field field_of(struct names *names, const struct typed *typed) {
    struct model_field field = {.name = typed->name.text,
                                .outside = typed->outside.text != NULL ? typed->outside.text : typed->name.text,
                                .type = bind_type(names, typed->type),
                                .span = typed->name.span};
    return field;
}

/* `event.time`, `event.id`, `user.id` and `account.id` are there already. */
static bool is_built_in(const char *name, bool event) {
    return is_same(name, "id") || (event && is_same(name, "time"));
}

static struct model_field *fields_of(struct names *names, const struct typed_list *list, const char *what, bool event,
                                     uint32_t *count) {
    struct model_field *fields = ARENA_ARRAY(names->arena, struct model_field, list->count);
    *count = 0;
    for (const struct typed *typed = list->first; typed != NULL && *count <= JRT_FIELDS_MAX; typed = typed->next) {
        struct model_field field = field_of(names, typed);
        note_mended(names, BIND_FIELD, &typed->name);
        uint32_t twice = bind_find_field(fields, *count, field.name);
        if (twice != JBC_NONE && (field.type.kind == 0 || fields[twice].type.kind == 0)) {
            names->doubtful |= 1u << BIND_FIELD; /* one of the two could not be read */
        } else if (twice != JBC_NONE) {
            say_twice(names, BIND_FIELD, what, &typed->name, fields[twice].span);
        } else if (event && is_built_in(field.name, true)) {
            struct diag *diag = diag_add(names->diags, DIAG_BUILT_IN, typed->name.span, "event", field.name);
            diag_help(diag, "read it under another name: `\"%s\" as its_%s: ...`", field.name, field.name);
        } else {
            fields[(*count)++] = field;
        }
    }
    if (*count > JRT_FIELDS_MAX) {
        diag_add(names->diags, DIAG_TOO_MANY, list->first->span, "fields in one place", (int)JRT_FIELDS_MAX);
    }
    return fields;
}

static bool same_type(const struct type_of *a, const struct type_of *b) {
    return a->kind == b->kind && a->words == b->words && a->item == b->item && a->optional == b->optional;
}

/* Adds to the fields those of a second declaration of the same thing, which has been reported. What the two don't agree on has
 * no known type and may be missing, so that its uses are no mistakes. */
static void merge_fields(struct names *names, struct model_field **fields, uint32_t *count,
                         const struct model_field *more, uint32_t more_count) {
    struct model_field *all = ARENA_ARRAY(names->arena, struct model_field, *count + more_count);
    uint32_t all_count = 0;
    for (uint32_t i = 0; i < *count; i++) {
        uint32_t other = bind_find_field(more, more_count, (*fields)[i].name);
        all[all_count] = (*fields)[i];
        if (other == JBC_NONE || !same_type(&(*fields)[i].type, &more[other].type)) {
            all[all_count].type = (struct type_of){.words = JBC_NONE, .optional = true};
        }
        all_count++;
    }
    for (uint32_t i = 0; i < more_count; i++) {
        if (bind_find_field(*fields, *count, more[i].name) == JBC_NONE) {
            all[all_count] = more[i];
            all[all_count++].type = (struct type_of){.words = JBC_NONE, .optional = true};
        }
    }
    *fields = all;
    *count = all_count;
}

static void bind_event(struct names *names, const struct decl *decl) {
    struct bind_event *old = bind_find_event(names, decl->name.text);
    if (old != NULL && !old->off && !decl->off) {
        say_twice(names, BIND_EVENT, "event", &decl->name, old->span);
        uint32_t count = 0;
        const struct model_field *fields = fields_of(names, &decl->fields, "field", true, &count);
        merge_fields(names, &old->fields, &old->field_count, fields, count);
        return;
    }
    struct bind_event event = {.name = decl->name.text, .span = decl->name.span, .off = decl->off, .index = JBC_NONE};
    event.fields = fields_of(names, &decl->fields, "field", true, &event.field_count);
    event.index = decl->off ? JBC_NONE : names->event_count++;
    index_add(names->arena, &names->index, BIND_EVENT, 0, event.name, names->events.count);
    *VEC_PUSH(names->arena, names->events) = event;
}

static void bind_traits(struct names *names, const struct decl *decl) {
    bool account = decl->kind == DECL_ACCOUNT;
    bool twice = false; /* a block that stands there twice is one mistake */
    for (const struct typed *typed = decl->fields.first; typed != NULL; typed = typed->next) {
        const struct bind_trait *old = bind_find_trait(names, typed->name.text, account);
        if (old != NULL && !old->off && !decl->off) {
            if (!twice) {
                say_twice(names, account ? BIND_ACCOUNT_TRAIT : BIND_USER_TRAIT,
                          account ? "trait of the account" : "trait of the user", &typed->name, old->trait.field.span);
            }
            twice = true;
            continue;
        }
        if (is_built_in(typed->name.text, false)) {
            struct diag *diag =
                diag_add(names->diags, DIAG_BUILT_IN, typed->name.span, account ? "account" : "user", typed->name.text);
            diag_help(diag, "take the line out: it can be read without");
            continue;
        }
        note_mended(names, account ? BIND_ACCOUNT_TRAIT : BIND_USER_TRAIT, &typed->name);
        struct bind_trait trait = {.trait = {.field = field_of(names, typed), .account = account}, .off = decl->off};
        trait.index = decl->off ? JBC_NONE : names->trait_count++;
        index_add(names->arena, &names->index, account ? BIND_ACCOUNT_TRAIT : BIND_USER_TRAIT, 0, typed->name.text,
                  names->traits.count);
        *VEC_PUSH(names->arena, names->traits) = trait;
    }
}

/* ---- channels ------------------------------------------------------------------------------------------------------- */

static bool goes_to_team(const char *name) {
    return is_same(name, "task") || is_same(name, "webhook") || is_same(name, "chat");
}

/* `again`: the channel is declared twice, which has been reported. */
static void bind_template(struct names *names, uint32_t channel, const struct channel_item *item, bool off,
                          bool again) {
    uint32_t old = bind_find_template(names, channel, item->name.text);
    if (old != JBC_NONE && !names->templates.items[old].off && !off) {
        struct bind_template *first = &names->templates.items[old];
        if (!again) {
            say_twice(names, BIND_TEMPLATE, "template", &item->name, first->span);
        }
        uint32_t count = 0;
        const struct model_field *fields = fields_of(names, &item->fields, "field of the template", false, &count);
        merge_fields(names, &first->fields, &first->field_count, fields, count);
        return;
    }
    struct bind_template made = {.name = item->name.text, .span = item->name.span, .channel = channel, .off = off};
    made.declared = true;
    made.fields = fields_of(names, &item->fields, "field of the template", false, &made.field_count);
    made.index = off ? JBC_NONE : names->template_count++;
    index_add(names->arena, &names->index, BIND_TEMPLATE, channel, made.name, names->templates.count);
    *VEC_PUSH(names->arena, names->templates) = made;
}

static void bind_templates(struct names *names, uint32_t channel, const struct decl *decl, bool again) {
    for (const struct channel_item *item = decl->channel.first; item != NULL; item = item->next) {
        if (item->kind == CHANNEL_TEMPLATE) {
            bind_template(names, channel, item, decl->off || item->off, again);
        }
    }
}

static void bind_channel(struct names *names, const struct decl *decl) {
    const struct bind_channel *old = bind_find_channel(names, decl->name.text);
    if (old != NULL && !old->off && !decl->off) {
        say_twice(names, BIND_CHANNEL, "channel", &decl->name, old->span);
        bind_templates(names, (uint32_t)(old - names->channels.items), decl, true);
        return;
    }
    note_mended(names, BIND_CHANNEL, &decl->name);
    struct bind_channel channel = {.decl = decl, .name = decl->name.text, .span = decl->name.span, .off = decl->off};
    channel.team = goes_to_team(channel.name);
    channel.index = decl->off ? JBC_NONE : names->channel_count++;
    for (const struct channel_item *item = decl->channel.first; item != NULL; item = item->next) {
        names->lost = names->lost || item->kind == CHANNEL_ERROR;
        channel.declared = channel.declared || (item->kind == CHANNEL_TEMPLATE && !item->off);
        if (item->kind == CHANNEL_TO && !item->off) {
            channel.team = item->to_team;
        }
    }
    index_add(names->arena, &names->index, BIND_CHANNEL, 0, channel.name, names->channels.count);
    *VEC_PUSH(names->arena, names->channels) = channel;
    bind_templates(names, names->channels.count - 1, decl, false);
}

uint32_t bind_use_template(struct names *names, uint32_t channel, const struct name *name, bool off) {
    uint32_t found = bind_find_template(names, channel, name->text);
    if (found != JBC_NONE) {
        struct bind_template *known = &names->templates.items[found];
        if (known->off && !off) {
            known->off = false;
            known->index = names->template_count++;
        }
        return found;
    }
    struct bind_template made = {.name = name->text, .span = name->span, .channel = channel, .off = off};
    made.index = off ? JBC_NONE : names->template_count++;
    index_add(names->arena, &names->index, BIND_TEMPLATE, channel, made.name, names->templates.count);
    *VEC_PUSH(names->arena, names->templates) = made;
    return names->templates.count - 1;
}

/* ---- conditions and journeys ---------------------------------------------------------------------------------------- */

static void bind_condition(struct names *names, const struct decl *decl) {
    const struct bind_condition *old = bind_find_condition(names, decl->name.text);
    if (old != NULL && !old->off && !decl->off) {
        say_twice(names, BIND_CONDITION, "condition", &decl->name, old->span);
        return;
    }
    note_mended(names, BIND_CONDITION, &decl->name);
    struct bind_condition made = {.decl = decl, .name = decl->name.text, .span = decl->name.span, .off = decl->off};
    made.index = decl->off ? JBC_NONE : names->condition_count++;
    index_add(names->arena, &names->index, BIND_CONDITION, 0, made.name, names->conditions.count);
    *VEC_PUSH(names->arena, names->conditions) = made;
}

static void bind_stage(struct names *names, struct bind_journey *journey, const struct journey_item *item) {
    const struct name *name = &item->stage->name;
    bool off = journey->off || item->off;
    const struct bind_stage *old = bind_find_stage(names, journey, name->text);
    bool again = old != NULL && !old->off && !off;
    if (again) {
        say_twice(names, BIND_STAGE, "stage", name, old->span);
        journey->twice = true;
    }
    note_mended(names, BIND_STAGE, name);
    struct bind_stage made = {.item = item, .name = name->text, .span = name->span, .off = off};
    made.journey = journey->place;
    made.index = off ? JBC_NONE : names->stage_count++;
    if (!again) { /* a second one has no name, but is read for what it says */
        index_add(names->arena, &names->index, BIND_STAGE, journey->place, made.name, names->stages.count);
        index_add(names->arena, &names->index, BIND_ANY_STAGE, 0, made.name, names->stages.count);
    }
    *VEC_PUSH(names->arena, names->stages) = made;
    journey->stage_count++;
}

static void bind_variable(struct names *names, struct bind_journey *journey, const struct journey_item *item,
                          uint32_t *live) {
    bool off = journey->off || item->off;
    const struct bind_variable *old = bind_find_variable(names, journey, item->name.text);
    if (old != NULL && !old->off && !off) {
        say_twice(names, BIND_VARIABLE, "variable", &item->name, old->variable.span);
        return;
    }
    note_mended(names, BIND_VARIABLE, &item->name);
    struct bind_variable made = {.item = item, .off = off};
    made.variable.name = item->name.text;
    made.variable.span = item->name.span;
    made.index = off ? JBC_NONE : (*live)++;
    index_add(names->arena, &names->index, BIND_VARIABLE, journey->place, made.variable.name, journey->variables.count);
    *VEC_PUSH(names->arena, journey->variables) = made;
}

static void bind_item(struct names *names, struct bind_journey *journey, const struct journey_item *item,
                      uint32_t *live) {
    switch (item->kind) {
    case ITEM_STAGE: bind_stage(names, journey, item); break;
    case ITEM_REMEMBER: bind_variable(names, journey, item, live); break;
    case ITEM_ENTER: journey->has_enter = journey->has_enter || !item->off; break;
    case ITEM_GROUP: journey->group = item->off ? journey->group : item->name.text; break;
    case ITEM_ONE_PER:
        if (!item->off) {
            journey->key = item->name.text;
            journey->key_span = item->name.span;
        }
        break;
    case ITEM_LEAVE:
        if (!item->off && item->name.text != NULL) {
            bind_outcome(names, item->name.text, journey->place);
        }
        break;
    case ITEM_ERROR: names->lost = true; break;
    case ITEM_METADATA:
    case ITEM_ENTER_AGAIN:
    case ITEM_KEEP_OUT:
    case ITEM_PRIORITY:
    case ITEM_GOAL:
    case ITEM_LIMITS:
    case ITEM_WHEN:
    case ITEM_PROMISE:
    case ITEM_RENAMED: break;
    }
}

static void bind_journey(struct names *names, const struct decl *decl) {
    const struct bind_journey *old = bind_find_journey(names, decl->name.text);
    bool again = old != NULL && !old->off && !decl->off;
    if (again) {
        say_twice(names, BIND_JOURNEY, "journey", &decl->name, old->span);
    }
    note_mended(names, BIND_JOURNEY, &decl->name);
    struct bind_journey journey = {.decl = decl, .name = decl->name.text, .span = decl->name.span, .off = decl->off};
    journey.place = names->journeys.count;
    journey.index = decl->off ? JBC_NONE : names->journey_count++;
    journey.first_stage = names->stages.count;
    uint32_t live = 0;
    for (const struct journey_item *item = decl->journey.first; item != NULL; item = item->next) {
        bind_item(names, &journey, item, &live);
    }
    if (!again) { /* as with stages */
        index_add(names->arena, &names->index, BIND_JOURNEY, 0, journey.name, names->journeys.count);
    }
    if (!journey.off) {
        index_add(names->arena, &names->index, BIND_GROUP, 0, journey.group, names->journeys.count);
    }
    *VEC_PUSH(names->arena, names->journeys) = journey;
}

/* ---- the whole project ---------------------------------------------------------------------------------------------- */

static void bind_decl(struct names *names, const struct decl *decl) {
    switch (decl->kind) {
    case DECL_PROJECT:
        if (decl->off) {
            break;
        }
        if (names->project != NULL) {
            struct diag *diag = diag_add(names->diags, DIAG_TWO_PROJECTS, decl->head);
            diag_label(diag, names->project->head, "the first one is here");
        } else {
            names->project = decl;
        }
        break;
    case DECL_EVENT: bind_event(names, decl); break;
    case DECL_USER:
    case DECL_ACCOUNT: bind_traits(names, decl); break;
    case DECL_CHANNEL: bind_channel(names, decl); break;
    case DECL_CONDITION: bind_condition(names, decl); break;
    case DECL_JOURNEY: bind_journey(names, decl); break;
    case DECL_ERROR: names->lost = true; break;
    case DECL_LANGUAGE:
    case DECL_LIMITS:
    case DECL_TEST: break;
    }
}

static int by_name(const void *a, const void *b) {
    const struct ast_file *const *left = a;
    const struct ast_file *const *right = b;
    int order = strcmp((*left)->source->name, (*right)->source->name);
    if (order != 0) {
        return order;
    }
    return (*left)->source->index < (*right)->source->index ? -1 : 1;
}

static void sort_files(struct names *names, const struct ast *ast) {
    names->files = ARENA_ARRAY(names->arena, const struct ast_file *, ast->files.count);
    for (const struct ast_file *file = ast->files.first; file != NULL; file = file->next) {
        names->files[names->file_count++] = file;
        names->broken = names->broken || file->broken;
        names->unread = names->unread || file->lost;
    }
    if (names->file_count > 1) {
        qsort(names->files, names->file_count, sizeof *names->files, by_name);
    }
}

static const char *const reserved[] = {"goal", "left", "stopped", "removed", "kept_out", "refused"};

bool bind_reserved_outcome(const char *name) {
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (is_same(reserved[i], name)) {
            return true;
        }
    }
    return false;
}

struct names *bind_project(struct arena *arena, const struct sources *sources, struct diags *diags,
                           const struct ast *ast) {
    struct names *names = ARENA_NEW(arena, struct names);
    names->arena = arena;
    names->sources = sources;
    names->diags = diags;
    sort_files(names, ast);
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        bind_outcome(names, reserved[i], JBC_NONE);
    }
    for (uint32_t i = 0; i < names->file_count; i++) {
        for (const struct decl *decl = names->files[i]->decls.first; decl != NULL; decl = decl->next) {
            bind_decl(names, decl);
        }
    }
    return names;
}
