/* lint_use - names that nothing uses, and names that are easily taken for each other. */
#include <string.h>

#include "index.h"
#include "linting.h"

/* What is used, a byte for each. */
struct used {
    const struct model *model;           /* the project */
    const struct model_journey *journey; /* the one that is looked at */
    uint8_t *events;                     /* */
    uint8_t *templates;                  /* */
    uint8_t *conditions;                 /* */
    uint8_t *variables;                  /* of the journey; NULL outside of one */
};

static void use_value(void *self, const struct value *value) {
    struct used *used = self;
    if (value->query != NULL) used->events[value->query->event] = 1;
    if (value->kind == VALUE_RECEIPT) used->templates[value->index] = 1;
    if (value->kind == VALUE_CONDITION) used->conditions[value->index] = 1;
    if (value->kind == VALUE_VARIABLE && used->variables != NULL) used->variables[value->index] = 1;
}

static void use_trigger(void *self, const struct model_trigger *trigger) {
    struct used *used = self;
    if (trigger->kind == JBC_ON_EVENT || trigger->kind == JBC_ON_NO_EVENT) used->events[trigger->match] = 1;
    if (trigger->kind == JBC_ON_REPORT) used->templates[trigger->match] = 1;
}

static void use_stmt(void *self, const struct model_stmt *stmt) {
    struct used *used = self;
    for (const struct model_alternative *one = stmt->alternatives; one != NULL; one = one->next) {
        used->templates[one->template_] = 1;
    }
}

static void report_variables(struct lint *lint, const struct used *used) {
    for (uint32_t i = 0; i < used->journey->variable_count; i++) {
        const struct model_variable *variable = &used->journey->variables[i];
        if (used->variables[i]) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_UNUSED_VARIABLE, variable->span, variable->name);
        diag_help(diag, "read it somewhere, or take it out");
    }
}

static void use_journey(struct lint *lint, struct used *used, const struct model_journey *journey) {
    const struct model_visitor visitor = {used, use_value, use_stmt, use_trigger};
    used->journey = journey;
    used->variables = ARENA_ARRAY(lint->arena, uint8_t, journey->variable_count);
    model_visit_journey(lint->model, journey, &visitor);
    for (const struct model_promise *one = journey->promises; one != NULL; one = one->next) {
        if (one->kind == PROMISE_OF_NONE_AFTER) used->events[one->event] = 1;
    }
    report_variables(lint, used);
    used->variables = NULL;
}

/* What the project's declarations use; the inside of a condition counts once the condition itself does. */
static void use_declarations(const struct model *model, struct used *used) {
    const struct model_visitor visitor = {used, use_value, use_stmt, use_trigger};
    model_visit_value(model, model->zone, &visitor);
    for (uint32_t i = 0; i < model->channel_count; i++) model_visit_value(model, model->channels[i].reach, &visitor);
}

static void report_declarations(struct lint *lint, const struct used *used) {
    const struct model *model = lint->model;
    for (uint32_t i = 0; i < model->condition_count; i++) {
        if (used->conditions[i]) continue;
        struct diag *diag =
            diag_add(lint->diags, DIAG_UNUSED_CONDITION, model->conditions[i].span, model->conditions[i].name);
        diag_help(diag, "use it somewhere, or take it out");
    }
    for (uint32_t i = 0; i < model->event_count; i++) {
        if (used->events[i]) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_UNUSED_EVENT, model->events[i].span, model->events[i].name);
        diag_help(diag, "use it in a journey, or take it out");
    }
    for (uint32_t i = 0; i < model->template_count; i++) {
        const struct model_template *one = &model->templates[i];
        if (used->templates[i] || !one->declared) continue;
        const char *channel = model->channels[one->channel].name;
        struct diag *diag = diag_add(lint->diags, DIAG_UNUSED_TEMPLATE, one->span, channel, one->name);
        diag_help(diag, "send it, `send %s \"%s\"`, or take it out", channel, one->name);
    }
}

void lint_uses(struct lint *lint) {
    const struct model *model = lint->model;
    struct used used = {.model = model};
    used.events = ARENA_ARRAY(lint->arena, uint8_t, model->event_count);
    used.templates = ARENA_ARRAY(lint->arena, uint8_t, model->template_count);
    used.conditions = ARENA_ARRAY(lint->arena, uint8_t, model->condition_count);
    use_declarations(model, &used);
    for (uint32_t j = 0; j < model->journey_count; j++) use_journey(lint, &used, &model->journeys[j]);
    report_declarations(lint, &used);
}

/* ---- names that are taken for each other ----------------------------------------------------------------------------- */

enum { SHORTEST_NAME = 5, OUTCOME = 1 }; /* letters of a name that is compared; a kind of the index */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Is one letter more, less or different, and no digit? A letter that stands alone behind `_` is a number, too. */
static bool one_letter_apart(const char *a, const char *b) {
    size_t same = 0, long_a = strlen(a), long_b = strlen(b);
    if (long_a < SHORTEST_NAME || long_b < SHORTEST_NAME || long_a > long_b + 1 || long_b > long_a + 1) return false;
    while (a[same] != '\0' && a[same] == b[same]) same++;
    if (is_digit(a[same]) || is_digit(b[same])) return false;
    if (a[same] == '\0' && b[same] == '\0') return false;
    if (same > 0 && a[same - 1] == '_') return false;
    const char *rest_a = a + same + (long_a >= long_b), *rest_b = b + same + (long_b >= long_a);
    return strcmp(rest_a, rest_b) == 0;
}

static void near_stages(struct lint *lint) {
    const struct model_stage *stages = &lint->model->stages[lint->journey->first_stage];
    for (uint32_t i = 1; i < lint->journey->stage_count; i++) {
        for (uint32_t k = i < LINT_PAIRS ? 0 : i - LINT_PAIRS; k < i; k++) {
            if (!one_letter_apart(stages[i].name, stages[k].name)) continue;
            struct diag *diag = diag_add(lint->diags, DIAG_NEAR_STAGES, stages[i].span, stages[i].name, stages[k].name);
            diag_label(diag, stages[k].span, "the other one");
            diag_help(diag, "give one of them a name that nobody takes for the other's");
            break;
        }
    }
}

/* The outcomes of a journey, found by name. */
struct outcomes {
    struct lint *lint;  /* where findings go */
    struct index index; /* of kind OUTCOME */
};

static void add_outcome(void *self, const struct model_stmt *stmt) {
    struct outcomes *outcomes = self;
    if (stmt->kind == MODEL_EXIT) index_add(outcomes->lint->arena, &outcomes->index, OUTCOME, 0, stmt->text, 0);
}

static void compare_milestone(void *self, const struct model_stmt *stmt) {
    const struct outcomes *outcomes = self;
    if (stmt->kind != MODEL_MILESTONE || index_find(&outcomes->index, OUTCOME, 0, stmt->text) == NULL) return;
    struct diag *diag = diag_add(outcomes->lint->diags, DIAG_SAME_NAME, stmt->head, stmt->text);
    diag_help(diag, "give one of them another name, so that the figures tell them apart");
}

static void same_names(struct lint *lint) {
    struct outcomes outcomes = {.lint = lint};
    const struct model_visitor adding = {.self = &outcomes, .stmt = add_outcome};
    const struct model_visitor comparing = {.self = &outcomes, .stmt = compare_milestone};
    for (const struct model_trigger *one = lint->journey->ends.first; one != NULL; one = one->next) {
        if (one->outcome != NULL) index_add(lint->arena, &outcomes.index, OUTCOME, 0, one->outcome, 0);
    }
    model_visit_journey(lint->model, lint->journey, &adding);
    model_visit_journey(lint->model, lint->journey, &comparing);
}

void lint_names(struct lint *lint) {
    near_stages(lint);
    same_names(lint);
}
