/* compare_facts - see compare_facts.h. */
#include "compare_facts.h"

#include <inttypes.h>

#include "words.h"

struct gathering {
    struct arena *arena;       /* for texts */
    const struct model *model; /* what is told */
    struct facts facts;        /* so far */
};

static void add(struct gathering *g, const char *about, const char *key, const char *text) {
    struct fact *fact = VEC_PUSH(g->arena, g->facts.list);
    *fact = (struct fact){.about = about, .key = key, .text = text};
}

static const char *source(const struct gathering *g, struct span span) {
    return words_source(g->arena, g->model, span);
}

/* ---- types ---------------------------------------------------------------------------------------------------------- */

static const char *type_name(struct gathering *g, enum jbc_type type, const struct type_of *whole) {
    switch (type) {
    case JBC_BOOL: return "yes/no";
    case JBC_NUMBER: return "number";
    case JBC_TIME: return "time";
    case JBC_DURATION: return "duration";
    case JBC_CLOCK: return "time of day";
    case JBC_TEXT: break;
    case JBC_LIST: return arena_format(g->arena, "list of %s", type_name(g, whole->item, whole));
    case JBC_TYPE_END: break;
    }
    if (whole->zone) return "timezone";
    if (whole->words == JBC_NONE) return "text";
    const struct model_enum *words = &g->model->enums[whole->words];
    const char *made = "";
    for (uint32_t i = 0; i < words->word_count; i++)
        made = words_join(g->arena, made, ", ", arena_format(g->arena, "\"%s\"", words->words[i]));
    return arena_format(g->arena, "one of %s", made);
}

static const char *field(struct gathering *g, const struct model_field *one) {
    const char *optional = one->type.optional ? " optional" : "";
    return arena_format(g->arena, "%s: %s%s", one->name, type_name(g, one->type.kind, &one->type), optional);
}

static const char *fields(struct gathering *g, const char *lead, const struct model_field *list, uint32_t count) {
    const char *made = "";
    for (uint32_t i = 0; i < count; i++) made = words_join(g->arena, made, ", ", field(g, &list[i]));
    return *made == '\0' ? lead : arena_format(g->arena, "%s { %s }", lead, made);
}

/* ---- the project ---------------------------------------------------------------------------------------------------- */

static void add_limits(struct gathering *g, const char *lead, const struct model_limits *limits) {
    for (uint32_t i = 0; i < limits->count; i++) {
        const char *key = arena_format(g->arena, "limit %s %" PRIu32, lead, i);
        add(g, "limit", key, words_join(g->arena, lead, ": ", source(g, limits->items[i].span)));
    }
}

static void add_channel(struct gathering *g, const struct model_channel *channel) {
    struct arena *arena = g->arena;
    const char *lead = arena_format(arena, "channel %s", channel->name);
    add(g, "channel", lead, channel->team ? arena_format(arena, "%s, to the team", lead) : lead);
    if (channel->reach != NULL) {
        const char *text = arena_format(arena, "%s: only if %s", lead, source(g, channel->reach->span));
        add(g, "condition", arena_format(arena, "%s only if", lead), text);
    }
    for (uint32_t i = 0; i < channel->hours_count; i++) {
        const char *key = arena_format(arena, "%s hours %" PRIu32, lead, i);
        add(g, "hours", key, arena_format(arena, "%s: %s", lead, source(g, channel->hours[i].span)));
    }
    add_limits(g, lead, &channel->limits);
}

static void add_declarations(struct gathering *g) {
    const struct model *model = g->model;
    struct arena *arena = g->arena;
    for (uint32_t i = 0; i < model->event_count; i++) {
        const char *lead = arena_format(arena, "event \"%s\"", model->events[i].name);
        add(g, "event", lead, fields(g, lead, model->events[i].fields, model->events[i].field_count));
    }
    for (uint32_t i = 0; i < model->trait_count; i++) {
        const char *owner = model->traits[i].account ? "account" : "user";
        const char *key = arena_format(arena, "trait %s.%s", owner, model->traits[i].field.name);
        add(g, "trait", key, arena_format(arena, "%s.%s", owner, field(g, &model->traits[i].field)));
    }
    for (uint32_t i = 0; i < model->channel_count; i++) add_channel(g, &model->channels[i]);
    for (uint32_t i = 0; i < model->template_count; i++) {
        const struct model_template *one = &model->templates[i];
        if (!one->declared) continue;
        const char *lead = arena_format(arena, "template %s", words_template(arena, model, i));
        add(g, "template", lead, fields(g, lead, one->fields, one->field_count));
    }
    for (uint32_t i = 0; i < model->condition_count; i++) {
        const char *lead = arena_format(arena, "condition %s", model->conditions[i].name);
        add(g, "condition", lead, arena_format(arena, "%s: %s", lead, source(g, model->conditions[i].value->span)));
    }
}

struct facts facts_of_project(struct arena *arena, const struct model *model) {
    struct gathering g = {.arena = arena, .model = model};
    add(&g, "project", "project", arena_format(arena, "project \"%s\"", model->name));
    add(&g, "timezone", "timezone", arena_format(arena, "timezone: %s", source(&g, model->zone->span)));
    if (model->id_window > 0) {
        const char *window = words_duration(arena, model->id_window);
        add(&g, "project", "id window", arena_format(arena, "event id window: %s", window));
    }
    if (model->keep_out > 0) {
        add(&g, "project", "keep out", arena_format(arena, "keep %s out", words_percent(arena, model->keep_out)));
    }
    add_limits(&g, "all messages", &model->limits);
    add_declarations(&g);
    return g.facts;
}

/* ---- a journey ------------------------------------------------------------------------------------------------------ */

static void add_promises(struct gathering *g, const struct model_journey *journey) {
    for (const struct model_promise *one = journey->promises; one != NULL; one = one->next) {
        const char *text = source(g, one->span);
        add(g, "promise", arena_format(g->arena, "promise %s", text), text);
    }
}

static void add_entry(struct gathering *g, const struct model_journey *journey) {
    struct arena *arena = g->arena;
    const char *again = "enter again never";
    if (journey->again == JBC_AGAIN_ALWAYS) again = "enter again always";
    if (journey->again == JBC_AGAIN_AFTER)
        again = arena_format(arena, "enter again after %s", words_duration(arena, journey->again_after));
    add(g, "entry", "again", again);
    if (journey->key != NULL) add(g, "entry", "key", arena_format(arena, "one per %s", journey->key));
    if (journey->group != NULL) add(g, "entry", "group", arena_format(arena, "group %s", journey->group));
    if (journey->keep_out > 0)
        add(g, "entry", "keep out", arena_format(arena, "keep %s out", words_percent(arena, journey->keep_out)));
}

struct facts facts_of_rules(struct arena *arena, const struct flow *flow, uint32_t index) {
    const struct model *model = flow->model;
    const struct model_journey *journey = &model->journeys[index];
    struct gathering g = {.arena = arena, .model = model};
    if (journey->title != NULL) add(&g, "title", "title", arena_format(arena, "title \"%s\"", journey->title));
    for (const struct model_meta *one = journey->meta; one != NULL; one = one->next) {
        const char *key = arena_format(arena, "metadata %s", one->key);
        add(&g, "metadata", key, arena_format(arena, "%s: \"%s\"", one->key, one->value));
    }
    add_entry(&g, journey);
    if (journey->priority != 0)
        add(&g, "priority", "priority", arena_format(arena, "priority %" PRId32, journey->priority));
    for (uint32_t i = 0; i < journey->variable_count; i++) {
        const struct model_variable *one = &journey->variables[i];
        const char *key = arena_format(arena, "variable %s", one->name);
        const char *type = type_name(&g, one->type.kind, &one->type);
        const char *value = one->first != NULL ? words_source(arena, model, one->first->span) : type;
        add(&g, "variable", key, arena_format(arena, "remember %s: %s", one->name, value));
    }
    const char *begin = model->stages[journey->first_stage].name;
    add(&g, "entry", "first stage", arena_format(arena, "runs begin in stage %s", begin));
    add_promises(&g, journey);
    return g.facts;
}

/* ---- statements ----------------------------------------------------------------------------------------------------- */

static const char *about_of(const struct outline_line *line) {
    switch (line->kind) {
    case OUTLINE_WHEN:
        if (line->trigger->role == JBC_ROLE_ENTER) return "entry";
        if (line->trigger->role == JBC_ROLE_GOAL) return "goal";
        return line->trigger->role == JBC_ROLE_LEAVE ? "leave" : "when";
    case OUTLINE_SEND: return "message";
    case OUTLINE_WAIT: return "wait";
    case OUTLINE_ARM: return "arm";
    case OUTLINE_CONDITION: return "condition";
    case OUTLINE_SPLIT:
    case OUTLINE_PART: return "split";
    case OUTLINE_REPEAT: return "repeat";
    case OUTLINE_ACT: return "action";
    case OUTLINE_MOVE:
    case OUTLINE_STEP: break;
    }
    return "move";
}

static void add_outline(struct gathering *g, struct outline outline) {
    for (uint32_t i = 0; i < outline.count; i++) {
        const struct outline_line *line = &outline.lines[i];
        const char *text = line->text;
        if (line->kind == OUTLINE_SEND) text = arena_format(g->arena, "send %s", text);
        if (*line->detail != '\0') text = arena_format(g->arena, "%s { %s }", text, line->detail);
        add(g, about_of(line), NULL, text);
        struct fact *fact = &g->facts.list.items[g->facts.list.count - 1];
        fact->depth = line->depth;
        fact->inside = line->inside;
    }
}

struct facts facts_of_triggers(struct arena *arena, const struct flow *flow, uint32_t index) {
    const struct model_journey *journey = &flow->model->journeys[index];
    struct gathering g = {.arena = arena, .model = flow->model};
    add_outline(&g, outline_triggers(arena, flow, &journey->enters, JBC_ROLE_END));
    add_outline(&g, outline_triggers(arena, flow, &journey->ends, JBC_ROLE_END));
    for (uint32_t i = 0; i < journey->limits.count; i++) {
        add(&g, "limit", NULL, words_source(arena, flow->model, journey->limits.items[i].span));
    }
    add_outline(&g, outline_triggers(arena, flow, &journey->whens, JBC_ROLE_END));
    return g.facts;
}

struct facts facts_of_stage(struct arena *arena, const struct flow *flow, uint32_t stage) {
    struct gathering g = {.arena = arena, .model = flow->model};
    add_outline(&g, outline_stage(arena, flow, stage));
    return g.facts;
}
