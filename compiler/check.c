/* check - see check.h: the order of the checks, the project's own lines, and the model put together. */
#include "check.h"

#include <string.h>

#include "bind_scan.h"
#include "check_hold.h"
#include "checker.h"
#include "plan.h"
#include "suggest.h"

/* ---- the project's lines -------------------------------------------------------------------------------------------- */

/* The constant that is there when all else is missing. */
static const struct value *constant_of(const struct value *value) {
    if (value->kind == VALUE_TEXT) {
        return value;
    }
    if (value->kind == VALUE_IF) {
        return constant_of(value->right);
    }
    const struct value *last = value->kind == VALUE_FALLBACK ? value->items : NULL;
    while (last != NULL && last->next != NULL) {
        last = last->next;
    }
    return last == NULL ? NULL : constant_of(last);
}

/* By the zone the clock is read, so it cannot depend on the clock, nor on what happens. */
static bool reads_traits_only(struct checker *c, const struct value *value) {
    if (value == NULL) {
        return true;
    }
    bool reads = value->kind >= VALUE_FIELD && value->kind <= VALUE_IN_GROUP;
    bool trait = value->kind == VALUE_TRAIT || value->kind == VALUE_USER_ID || value->kind == VALUE_ACCOUNT_ID;
    if (value->kind == VALUE_CIVIL || value->kind == VALUE_WITHIN ||
        (reads && !trait && value->kind != VALUE_CONDITION)) {
        diag_add(c->diags, DIAG_ZONE_READS, value->span);
        return false;
    }
    if (value->kind == VALUE_CONDITION) {
        return reads_traits_only(c, c->names->conditions.items[value->field].value);
    }
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        if (!reads_traits_only(c, item)) {
            return false;
        }
    }
    return reads_traits_only(c, value->left) && reads_traits_only(c, value->right) &&
           reads_traits_only(c, value->upper) && reads_traits_only(c, value->condition);
}

static void zone_exists(struct checker *c, const struct check_host *host, const struct value *zone) {
    if (host->zone_exists == NULL || host->zone_exists(host->zones, zone->text)) {
        return;
    }
    struct suggest near;
    name_near(c, &near, zone->text);
    size_t count = 0;
    const char *const *names = host->zone_names == NULL ? NULL : host->zone_names(host->zones, &count);
    for (size_t i = 0; i < count; i++) {
        suggest_offer(&near, names[i]);
    }
    struct diag *diag = diag_add(c->diags, DIAG_UNKNOWN_ZONE, zone->span, zone->text);
    if (suggest_best(&near) != NULL) {
        const char *text = arena_format(c->arena, "\"%s\"", suggest_best(&near));
        diag_help(diag, "did you mean `%s`?", text);
        diag_fix(diag, zone->span, text, FIX_UNSURE);
    } else {
        diag_help(diag, "write a zone of the IANA list: \"Europe/Lisbon\", \"America/New_York\", \"UTC\"");
    }
}

/* Looks up each zone that is written out: `user.timezone or "Europe/Lisbon" or "UTC"`. */
static void zones_exist(struct checker *c, const struct check_host *host, const struct value *value) {
    if (value == NULL) {
        return;
    }
    if (value->kind == VALUE_TEXT) {
        zone_exists(c, host, value);
    } else if (value->kind == VALUE_IF) {
        zones_exist(c, host, value->left);
        zones_exist(c, host, value->right);
    }
    for (const struct value *item = value->kind == VALUE_FALLBACK ? value->items : NULL; item != NULL;
         item = item->next) {
        zones_exist(c, host, item);
    }
}

static void zone_check(struct checker *c, const struct check_host *host, const struct project_item *item) {
    struct scope scope = scope_project();
    struct type_of zone = type_plain(JBC_TEXT);
    zone.zone = true;
    zone.optional = true;
    struct value *value = check_as(c, &scope, item->value, &zone, "the project's timezone");
    if (value == NULL || !reads_traits_only(c, value)) {
        return;
    }
    const struct value *constant = constant_of(value);
    if (constant == NULL) {
        struct diag *diag = diag_add(c->diags, DIAG_ZONE_FALLBACK, value->span);
        diag_help(diag, "add ` or \"UTC\"`: the zone of users whose own is not known");
        diag_fix(diag, span_after(value->span), " or \"UTC\"", FIX_UNSURE);
        return;
    }
    zones_exist(c, host, value);
    if (!c->off) {
        c->model->zone = value;
        c->model->zone_fallback = constant->text;
    }
}

static void project_item(struct checker *c, const struct check_host *host, const struct project_item *item,
                         const struct project_item **seen) {
    if (item->kind == PROJECT_ERROR) {
        return;
    }
    if (!item->off && seen[item->kind] != NULL) {
        static const char *const says[] = {"", "timezone", "event id window", "keep out"};
        struct diag *diag = diag_add(c->diags, DIAG_SAID_TWICE, item->span, says[item->kind]);
        diag_label(diag, seen[item->kind]->span, "the first one is here");
        return;
    }
    c->off = item->off;
    if (item->kind == PROJECT_TIMEZONE) {
        zone_check(c, host, item);
    } else if (item->kind == PROJECT_WINDOW) {
        c->model->id_window = c->off ? c->model->id_window : item->duration.ms;
    } else {
        c->model->keep_out = c->off ? c->model->keep_out : item->share;
    }
    seen[item->kind] = item->off ? seen[item->kind] : item;
    c->off = false;
}

static void project_check(struct checker *c, const struct check_host *host) {
    const struct decl *decl = c->names->project;
    const struct project_item *seen[PROJECT_KEEP_OUT + 1] = {NULL};
    if (decl == NULL) {
        if (!c->names->broken && c->names->file_count > 0) {
            struct span begin = {c->names->files[0]->source->index, 0, 0};
            diag_help(diag_add(c->diags, DIAG_NO_PROJECT, begin), "add `project \"My product\" { timezone: \"UTC\" }`");
        }
        return;
    }
    c->model->name = decl->name.text;
    c->model->span = decl->name.span;
    for (const struct project_item *item = decl->project.first; item != NULL; item = item->next) {
        project_item(c, host, item, seen);
    }
    if (seen[PROJECT_TIMEZONE] == NULL && !c->names->broken) {
        struct diag *diag = diag_add(c->diags, DIAG_NO_ZONE, decl->head);
        diag_help(diag, "add `timezone: \"UTC\"`, or `timezone: user.timezone or \"UTC\"`");
    }
}

/* ---- the model ------------------------------------------------------------------------------------------------------ */

static void fill_declared(struct checker *c) {
    struct names *names = c->names;
    struct model *model = c->model;
    model->enums = names->enums.items;
    model->enum_count = names->enums.count;
    model->events = ARENA_ARRAY(c->arena, struct model_event, names->event_count);
    model->event_count = names->event_count;
    for (uint32_t i = 0; i < names->events.count; i++) {
        const struct bind_event *one = &names->events.items[i];
        if (!one->off) {
            struct model_event event = {one->name, one->fields, one->field_count, one->span};
            model->events[one->index] = event;
        }
    }
    model->traits = ARENA_ARRAY(c->arena, struct model_trait, names->trait_count);
    model->trait_count = names->trait_count;
    for (uint32_t i = 0; i < names->traits.count; i++) {
        if (!names->traits.items[i].off) {
            model->traits[names->traits.items[i].index] = names->traits.items[i].trait;
        }
    }
}

static void fill_used(struct checker *c) {
    struct names *names = c->names;
    struct model *model = c->model;
    model->templates = ARENA_ARRAY(c->arena, struct model_template, names->template_count);
    model->template_count = names->template_count;
    for (uint32_t i = 0; i < names->templates.count; i++) {
        const struct bind_template *one = &names->templates.items[i];
        if (!one->off) {
            struct model_template made = {.name = one->name, .declared = one->declared, .fields = one->fields};
            made.channel = names->channels.items[one->channel].index;
            made.field_count = one->field_count;
            made.span = one->span;
            made.reported = one->reported;
            model->templates[one->index] = made;
        }
    }
    model->conditions = ARENA_ARRAY(c->arena, struct model_condition, names->condition_count);
    model->condition_count = names->condition_count;
    for (uint32_t i = 0; i < names->conditions.count; i++) {
        const struct bind_condition *one = &names->conditions.items[i];
        if (!one->off) {
            struct model_condition made = {one->name, one->span, one->value, one->needs_run};
            model->conditions[one->index] = made;
        }
    }
    model->waits = c->waits.items;
    model->wait_count = c->waits.count;
    model->splits = c->splits.items;
    model->split_count = c->splits.count;
    model->parts = c->parts.items;
    model->part_count = c->parts.count;
}

static bool go_on(const struct check_host *host) {
    return host->go_on == NULL || host->go_on(host->self) != 0;
}

/* Heads of all journeys first, for a body may speak of any other journey. */
static bool journeys_check(struct checker *c, const struct check_host *host) {
    uint32_t count = c->names->journeys.count;
    c->journeys = ARENA_ARRAY(c->arena, struct journey_check, count);
    c->model->journeys = ARENA_ARRAY(c->arena, struct model_journey, c->names->journey_count);
    c->model->journey_count = c->names->journey_count;
    c->model->stages = ARENA_ARRAY(c->arena, struct model_stage, c->names->stage_count);
    c->model->stage_count = c->names->stage_count;
    for (uint32_t i = 0; i < count; i++) {
        struct bind_journey *bind = &c->names->journeys.items[i];
        c->journeys[i].bind = bind;
        c->journeys[i].place = i;
        c->journeys[i].model = bind->off ? ARENA_NEW(c->arena, struct model_journey) : &c->model->journeys[bind->index];
        check_journey_head(c, &c->journeys[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!go_on(host)) {
            return false;
        }
        check_journey_body(c, &c->journeys[i]);
    }
    return true;
}

struct checked check_project(struct arena *arena, const struct sources *sources, struct diags *diags,
                             const struct ast *ast, const struct check_host *host) {
    struct checked checked = {0};
    struct checker c = {.arena = arena, .diags = diags, .model = ARENA_NEW(arena, struct model), .inside = JBC_NONE};
    uint32_t before = diags->errors;
    c.names = bind_project(arena, sources, diags, ast);
    bind_scan(c.names);
    c.model->sources = sources;
    fill_declared(&c);
    project_check(&c, host);
    for (uint32_t i = 0; i < c.names->conditions.count; i++) {
        check_named_condition(&c, &c.names->conditions.items[i]);
    }
    check_channels(&c);
    if (!journeys_check(&c, host)) {
        checked.canceled = true;
        return checked;
    }
    struct plan plan = {0};
    plan_tests(&c, &plan);
    fill_declared(&c); /* once more: checking may have added types */
    fill_used(&c);
    checked.tests = plan.tests.items;
    checked.test_count = plan.tests.count;
    if (diags->errors == before && !c.names->broken) {
        check_holds(&c);
        checked.model = c.model;
    }
    return checked;
}
