/* describe - see describe.h. */
#include "describe.h"

#include <inttypes.h>
#include <string.h>

#include "describe_page.h"
#include "graph.h"
#include "outline.h"
#include "words.h"

struct description {
    struct arena *arena;                        /* for texts */
    const struct flow *flow;                    /* what is described */
    const struct model *model;                  /* its model */
    const struct jdl_describe_options *options; /* the host's */
    struct page page;                           /* what is written */
};

static const char *source(const struct description *d, struct span span) {
    return words_source(d->arena, d->model, span);
}

/* ---- for whom ------------------------------------------------------------------------------------------------------- */

static const char *again_words(const struct description *d, const struct model_journey *journey) {
    switch (journey->again) {
    case JBC_AGAIN_NEVER: return "Each only once.";
    case JBC_AGAIN_ALWAYS: return "Again whenever it happens again and they are not in it.";
    case JBC_AGAIN_AFTER:
        return arena_format(d->arena, "Again %s after they entered, at the earliest.",
                            words_duration(d->arena, journey->again_after));
    case JBC_AGAIN_END: break;
    }
    return "";
}

static void write_entry(struct description *d, const struct model_journey *journey) {
    struct arena *arena = d->arena;
    const char *who = "";
    for (const struct model_trigger *one = journey->enters.first; one != NULL; one = one->next) {
        const char *trigger = words_trigger(arena, d->model, one);
        if (one->only_if != NULL)
            trigger = arena_format(arena, "%s, only if %s", trigger, source(d, one->only_if->span));
        who = words_join(arena, who, "; or ", trigger);
    }
    if (*who == '\0')
        page_paragraph(&d->page, "Who enters.", "Nobody by themselves: other journeys start it.");
    else
        page_paragraph(&d->page, "Who enters.",
                       arena_format(arena, "Users when: %s. %s", who, again_words(d, journey)));
    if (journey->key != NULL)
        page_item(&d->page, 0,
                  arena_format(arena, "One run for each %s: a user may be in it several times.", journey->key), false);
    if (journey->group != NULL)
        page_item(&d->page, 0,
                  arena_format(arena, "A user is in one journey of the group %s at a time.", journey->group), false);
    if (journey->keep_out > 0)
        page_item(&d->page, 0,
                  arena_format(arena, "%s of them are kept out, for comparison: they get nothing.",
                               words_percent(arena, journey->keep_out)),
                  false);
}

/* ---- how it goes ---------------------------------------------------------------------------------------------------- */

static const char *line_words(struct description *d, const struct outline_line *line) {
    return line->kind == OUTLINE_SEND ? arena_format(d->arena, "send %s", line->text) : line->text;
}

/* What has but one line inside stands on one line with it. */
static void write_outline(struct description *d, struct outline outline) {
    for (uint32_t i = 0; i < outline.count; i++) {
        const struct outline_line *line = &outline.lines[i];
        const char *text = line_words(d, line);
        bool is_send = line->kind == OUTLINE_SEND;
        if (line->inside == 1 && line->kind != OUTLINE_WAIT) {
            text = arena_format(d->arena, "%s: %s", text, line_words(d, &outline.lines[++i]));
            is_send = outline.lines[i].kind == OUTLINE_SEND;
        } else if (line->inside > 0) {
            text = arena_format(d->arena, "%s:", text);
        }
        page_item(&d->page, line->depth, text, is_send);
    }
}

static void write_stages(struct description *d, const struct model_journey *journey) {
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++) {
        const struct model_stage *stage = &d->model->stages[i];
        page_heading(&d->page, 3, stage->title != NULL ? stage->title : "Stage", stage->name);
        write_outline(d, outline_stage(d->arena, d->flow, i));
    }
    struct outline always = outline_triggers(d->arena, d->flow, &journey->whens, JBC_ROLE_END);
    struct outline ends = outline_triggers(d->arena, d->flow, &journey->ends, JBC_ROLE_END);
    if (always.count + ends.count == 0) return;
    page_heading(&d->page, 3, "At any time", "");
    write_outline(d, ends);
    write_outline(d, always);
}

/* ---- what it sends -------------------------------------------------------------------------------------------------- */

/* When a line comes: the lines in which it stands, and the wait before it. */
static const char *when_words(struct description *d, const struct outline *outline, uint32_t at) {
    const char *made = "";
    const char *after = "";
    uint32_t depth = outline->lines[at].depth;
    for (uint32_t i = at; i-- > 0;) {
        const struct outline_line *line = &outline->lines[i];
        if (line->depth == depth && line->kind == OUTLINE_WAIT && *after == '\0' && *made == '\0')
            after = arena_format(d->arena, "after: %s", line->text);
        if (line->depth >= depth) continue;
        depth = line->depth;
        made = words_join(d->arena, line->text, ", ", made);
    }
    made = words_join(d->arena, made, ", ", after);
    return *made == '\0' ? "at its beginning" : made;
}

static void write_sends(struct description *d, struct outline outline, const char *where) {
    for (uint32_t i = 0; i < outline.count; i++) {
        const struct outline_line *line = &outline.lines[i];
        if (line->kind != OUTLINE_SEND) continue;
        const char *cells[] = {line->text, where, when_words(d, &outline, i), line->detail};
        page_row(&d->page, cells, 4);
    }
}

static bool sends(struct outline outline) {
    for (uint32_t i = 0; i < outline.count; i++) {
        if (outline.lines[i].kind == OUTLINE_SEND) return true;
    }
    return false;
}

static void write_messages(struct description *d, const struct model_journey *journey) {
    static const char *const head[] = {"Message", "Where", "When", "With"};
    struct outline always = outline_triggers(d->arena, d->flow, &journey->whens, JBC_ROLE_END);
    struct outline ends = outline_triggers(d->arena, d->flow, &journey->ends, JBC_ROLE_END);
    bool any = sends(always) || sends(ends);
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count && !any; i++)
        any = sends(outline_stage(d->arena, d->flow, i));
    page_heading(&d->page, 3, "What it sends", "");
    if (!any) {
        page_paragraph(&d->page, "", "Nothing.");
        return;
    }
    page_table(&d->page, head, 4);
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++)
        write_sends(d, outline_stage(d->arena, d->flow, i), d->model->stages[i].name);
    write_sends(d, always, "any stage");
    write_sends(d, ends, "at its end");
    page_table_end(&d->page);
}

/* ---- a journey ------------------------------------------------------------------------------------------------------ */

static void write_promises(struct description *d, const struct model_journey *journey) {
    if (journey->limits.count > 0) page_heading(&d->page, 3, "Its limits", "");
    for (uint32_t i = 0; i < journey->limits.count; i++)
        page_item(&d->page, 0, source(d, journey->limits.items[i].span), false);
    if (journey->promises == NULL) return;
    page_heading(&d->page, 3, "What it promises", "");
    for (const struct model_promise *one = journey->promises; one != NULL; one = one->next) {
        const char *text = source(d, one->span);
        page_item(&d->page, 0, strncmp(text, "promise ", 8) == 0 ? text + 8 : text, false);
    }
}

static void write_picture(struct description *d, const char *journey) {
    const struct jdl_graph_options picture = {.format = JDL_MERMAID, .journey = journey};
    if (d->page.format == JDL_MARKDOWN) {
        page_raw(&d->page, "```mermaid\n");
        graph_write(d->arena, d->flow, &picture, d->page.write, d->page.self);
        page_raw(&d->page, "```\n\n");
        return;
    }
    const char *svg = d->options->picture == NULL ? NULL : d->options->picture(d->options->self, journey);
    if (svg != NULL) page_raw(&d->page, svg);
}

static void write_journey(struct description *d, const struct model_journey *journey) {
    page_heading(&d->page, 2, journey->title != NULL ? journey->title : journey->name, journey->name);
    for (const struct model_meta *one = journey->meta; one != NULL; one = one->next)
        page_item(&d->page, 0, arena_format(d->arena, "%s: %s", one->key, one->value), false);
    write_entry(d, journey);
    for (const struct model_trigger *one = journey->ends.first; one != NULL; one = one->next) {
        const char *trigger = words_trigger(d->arena, d->model, one);
        if (one->within > 0)
            trigger = arena_format(d->arena, "%s, within %s", trigger, words_duration(d->arena, one->within));
        if (one->role == JBC_ROLE_GOAL)
            page_paragraph(&d->page, "The goal.", arena_format(d->arena, "%s.", trigger));
        else
            page_paragraph(&d->page, "It ends early.", arena_format(d->arena, "On %s, as %s.", trigger, one->outcome));
    }
    write_picture(d, journey->name);
    write_stages(d, journey);
    write_messages(d, journey);
    write_promises(d, journey);
}

/* ---- the project ---------------------------------------------------------------------------------------------------- */

static const char *join_limits(struct description *d, const struct model_limits *limits) {
    const char *made = "";
    for (uint32_t i = 0; i < limits->count; i++) {
        made = words_join(d->arena, made, "; ", source(d, limits->items[i].span));
    }
    return made;
}

static void write_channels(struct description *d) {
    static const char *const head[] = {"Channel", "Who is reached", "Hours", "Limits"};
    if (d->model->channel_count == 0) return;
    page_heading(&d->page, 2, "Channels", "");
    page_table(&d->page, head, 4);
    for (uint32_t i = 0; i < d->model->channel_count; i++) {
        const struct model_channel *one = &d->model->channels[i];
        const char *reach = one->team ? "the team" : "every user";
        if (one->reach != NULL) reach = arena_format(d->arena, "%s, only if %s", reach, source(d, one->reach->span));
        const char *hours = "";
        for (uint32_t k = 0; k < one->hours_count; k++)
            hours = words_join(d->arena, hours, "; ", source(d, one->hours[k].span));
        const char *cells[] = {one->name, reach, *hours == '\0' ? "any" : hours, join_limits(d, &one->limits)};
        page_row(&d->page, cells, 4);
    }
    page_table_end(&d->page);
}

static void write_conditions(struct description *d) {
    if (d->model->condition_count == 0) return;
    page_heading(&d->page, 2, "Words it uses", "");
    for (uint32_t i = 0; i < d->model->condition_count; i++) {
        const struct model_condition *one = &d->model->conditions[i];
        page_item(&d->page, 0, arena_format(d->arena, "%s: %s", one->name, source(d, one->value->span)), false);
    }
}

static void write_project(struct description *d) {
    const struct model *model = d->model;
    page_heading(&d->page, 1, model->name, "");
    page_paragraph(&d->page, "Clock.",
                   arena_format(d->arena, "Times of day are those of %s.", source(d, model->zone->span)));
    if (model->keep_out > 0)
        page_paragraph(
            &d->page, "For comparison.",
            arena_format(d->arena, "%s of all users enter nothing.", words_percent(d->arena, model->keep_out)));
    if (model->limits.count > 0)
        page_paragraph(&d->page, "Over all journeys and channels.", join_limits(d, &model->limits));
}

void describe_write(struct arena *arena, const struct flow *flow, const struct jdl_describe_options *options,
                    jdl_write *write, void *self) {
    struct description d = {.arena = arena, .flow = flow, .model = flow->model, .options = options};
    d.page = (struct page){.arena = arena, .format = options->format, .write = write, .self = self};
    page_begin(&d.page, d.model->name);
    write_project(&d);
    for (uint32_t j = 0; j < d.model->journey_count; j++) write_journey(&d, &d.model->journeys[j]);
    write_channels(&d);
    write_conditions(&d);
    page_end(&d.page);
}
