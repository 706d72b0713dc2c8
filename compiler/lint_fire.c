/* lint_fire - triggers that come too late, together, again and again, or never. */
#include "linting.h"

#include <string.h>

/* ---- what can never fire --------------------------------------------------------------------------------------------- */

static void report_never(struct lint *lint, const struct model_trigger *never, const struct model_trigger *first) {
    const char *why = first->role == JBC_ROLE_ARM ? "an answer above takes it first"
                                                  : "a `when` above takes it first, and leaves the stage";
    struct diag *diag = diag_add(lint->diags, DIAG_NEVER_FIRES, never->span, why);
    diag_label(diag, first->span, "this comes first");
    diag_help(diag, "take it out, or ask for something else");
}

/* Is a keep-waiting to be found in the arm? Then later answers to the same event may have their turn. */
static bool may_keep_waiting(const struct lint *lint, const struct model_trigger *arm) {
    uint32_t top = lint->flow->trigger_nodes[arm->number];
    for (uint32_t i = top; i <= lint->flow->nodes[top].last; i++) {
        const struct model_stmt *stmt = lint->flow->nodes[i].stmt;
        if (stmt != NULL && stmt->kind == MODEL_KEEP_WAITING) return true;
    }
    return false;
}

static bool takes_it(const struct lint *lint, const struct model_trigger *one) {
    if (one->role == JBC_ROLE_ARM) return !may_keep_waiting(lint, one);
    return one->role == JBC_ROLE_WHEN_TAKE && one->most == 0;
}

/* The trigger of the same list that is always quicker, or NULL. */
static const struct model_trigger *quicker(const struct lint *lint, const struct model_triggers *list,
                                           const struct model_trigger *trigger) {
    uint32_t pairs = 0;
    for (const struct model_trigger *one = list->first; one != trigger && pairs < LINT_PAIRS;
         one = one->next, pairs++) {
        if (model_covers(one, trigger) && takes_it(lint, one)) return one;
    }
    return NULL;
}

static void never_fires(struct lint *lint, const struct model_triggers *list) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        const struct model_trigger *first = quicker(lint, list, one);
        if (first != NULL) report_never(lint, one, first);
    }
}

/* ---- what nothing in the run brings about ---------------------------------------------------------------------------- */

static void note_sent(void *self, const struct model_stmt *stmt) {
    struct lint *lint = self;
    if (stmt->kind != MODEL_SEND) return;
    for (const struct model_alternative *one = stmt->alternatives; one != NULL; one = one->next) {
        lint->sent[one->template_] = (uint32_t)(lint->journey - lint->model->journeys) + 1;
    }
}

/* A report is about a message of this run, and a run that waits has not ended. */
static void without_cause(struct lint *lint, const struct model_triggers *list) {
    uint32_t journey = (uint32_t)(lint->journey - lint->model->journeys);
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        bool unsent = one->kind == JBC_ON_REPORT && lint->sent[one->match] != journey + 1;
        bool itself = one->kind == JBC_ON_ENDED && one->match == journey && lint->journey->key == NULL;
        if (!unsent && !itself) continue;
        struct diag *diag =
            diag_add(lint->diags, DIAG_NEVER_FIRES, one->span,
                     unsent ? "this journey never sends that message" : "who waits here is in it still");
        diag_help(diag, unsent ? "name a message of this journey; a report is about one that the same run has sent"
                               : "name another journey, or take it out");
    }
}

/* ---- becomes true ---------------------------------------------------------------------------------------------------- */

/* Does the stage begin by asking the same? */
static bool asked_at_start(const struct model_stage *stage, const struct value *condition) {
    for (const struct model_stmt *stmt = stage->body->first; stmt != NULL; stmt = stmt->next) {
        if (stmt->kind == MODEL_WAIT || stmt->kind == MODEL_STAY) return false;
        if (stmt->kind != MODEL_IF) continue;
        for (const struct model_branch *branch = stmt->branches; branch != NULL; branch = branch->next) {
            const struct value *asked = branch->condition;
            if (asked->kind == VALUE_NOT) asked = asked->left;
            if (model_same_value(asked, condition)) return true;
        }
    }
    return false;
}

static void becomes_only(struct lint *lint, const struct model_triggers *list, const struct model_stage *stage) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        bool moves = one->role == JBC_ROLE_ARM || one->role == JBC_ROLE_WHEN_TAKE;
        if (one->kind != JBC_ON_TURNS_TRUE || !moves) continue;
        if (one->role == JBC_ROLE_WHEN_TAKE && asked_at_start(stage, one->test)) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_BECOMES_ONLY, one->span);
        diag_help(diag, one->role == JBC_ROLE_ARM
                            ? "leave out `becomes true`, so that it is looked at as soon as the wait begins"
                            : "ask the same with an `if` at the start of the stage");
    }
}

/* ---- two timers ------------------------------------------------------------------------------------------------------ */

static bool at_one_instant(const struct model_trigger *a, const struct model_trigger *b) {
    if (a->kind != b->kind) return false;
    if (a->kind == JBC_ON_EVERY && a->days != 0 && b->days != 0)
        return a->clock == b->clock && (a->days & b->days) != 0;
    if (a->kind == JBC_ON_EVERY) return a->days == b->days && a->duration == b->duration;
    return (a->kind == JBC_ON_AFTER || a->kind == JBC_ON_DATE) && model_same_trigger(a, b);
}

static void report_timers(struct lint *lint, struct span later, struct span first) {
    struct diag *diag = diag_add(lint->diags, DIAG_TWO_TIMERS, later);
    diag_label(diag, first, "the other timer");
    diag_help(diag, "if one of the two is to come first, give it an earlier time");
}

/* Two timers of a stage, and those of a stage beside the wait that it begins with. */
static void two_timers(struct lint *lint, const struct model_stage *stage) {
    const struct model_stmt *begins = stage->body->first;
    const struct model_wait *wait =
        begins != NULL && begins->kind == MODEL_WAIT ? &lint->model->waits[begins->index] : NULL;
    bool timed = wait != NULL && (wait->kind == JBC_WAIT_FOR || wait->kind == JBC_WAIT_UP_TO);
    for (const struct model_trigger *one = stage->whens.first; one != NULL; one = one->next) {
        uint32_t pairs = 0;
        for (const struct model_trigger *other = stage->whens.first; other != one && pairs < LINT_PAIRS;
             other = other->next, pairs++) {
            if (!at_one_instant(other, one)) continue;
            report_timers(lint, one->span, other->span);
            break;
        }
        if (timed && one->kind == JBC_ON_AFTER && one->duration == wait->duration) {
            report_timers(lint, begins->head, one->span);
        }
    }
}

/* ---- again and again ------------------------------------------------------------------------------------------------- */

/* What one block sends to the user without a limit. */
struct unlimited {
    const struct lint *lint;       /* the journey */
    const struct model_stmt *send; /* the first; NULL: there is none */
};

static void find_unlimited(void *self, const struct model_stmt *stmt) {
    struct unlimited *unlimited = self;
    const struct lint *lint = unlimited->lint;
    if (stmt->kind != MODEL_SEND || unlimited->send != NULL) return;
    for (const struct model_alternative *one = stmt->alternatives; one != NULL; one = one->next) {
        uint32_t channel = lint->model->templates[one->template_].channel;
        bool counted = !stmt->always && lint_limit(lint, channel, false) != NULL;
        if (!lint->model->channels[channel].team && !counted) unlimited->send = stmt;
    }
}

static bool any_stays(const struct lint *lint) {
    for (uint32_t i = 0; i < lint->journey->stage_count; i++) {
        if (lint->stays[lint->journey->first_stage + i]) return true;
    }
    return false;
}

/* `endless`: the whens live on for as long as the user does nothing. */
static void unbounded(struct lint *lint, const struct model_triggers *whens, bool endless) {
    for (const struct model_trigger *one = whens->first; one != NULL; one = one->next) {
        bool once = one->kind == JBC_ON_AFTER || one->kind == JBC_ON_DATE;
        if (one->role != JBC_ROLE_WHEN_SIDE || one->most > 0 || once) continue;
        struct unlimited unlimited = {.lint = lint};
        const struct model_visitor visitor = {.self = &unlimited, .stmt = find_unlimited};
        model_visit_block(lint->model, one->body, &visitor);
        if (unlimited.send == NULL) continue;
        bool forever = endless && one->kind == JBC_ON_EVERY;
        struct diag *diag = diag_add(lint->diags, forever ? DIAG_WHEN_UNBOUNDED : DIAG_WHEN_OFTEN, one->span);
        diag_label(diag, unlimited.send->head, "each time");
        diag_help(
            diag,
            "bound it with `once` or `at most N times`, or limit the channel: `at most 1 per calendar day, otherwise skip`");
    }
}

/* ---- the key --------------------------------------------------------------------------------------------------------- */

static bool has_field(const struct model_event *event, const char *name) {
    for (uint32_t i = 0; i < event->field_count; i++) {
        if (strcmp(event->fields[i].name, name) == 0) return true;
    }
    return false;
}

static void key_lacking(struct lint *lint, const struct model_triggers *list) {
    if (lint->journey->key == NULL) return;
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        if (one->kind != JBC_ON_EVENT) continue;
        const struct model_event *event = &lint->model->events[one->match];
        if (has_field(event, lint->journey->key)) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_KEY_LACKING, one->span, event->name, lint->journey->key);
        diag_help(diag, "if it belongs to one of them, declare the field: `event \"%s\" { %s: ... }`", event->name,
                  lint->journey->key);
    }
}

/* ---- answers that are equal ------------------------------------------------------------------------------------------ */

static bool same_messages(const struct model_stmt *a, const struct model_stmt *b) {
    const struct model_alternative *x = a->alternatives;
    for (const struct model_alternative *y = b->alternatives; y != NULL; y = y->next, x = x->next) {
        if (x == NULL || x->template_ != y->template_ || x->param_count != y->param_count) return false;
        const struct model_param *p = x->params;
        for (const struct model_param *q = y->params; q != NULL; q = q->next, p = p->next) {
            if (strcmp(p->name, q->name) != 0 || !model_same_value(p->value, q->value)) return false;
        }
    }
    return x == NULL && a->always == b->always;
}

/* Statements with blocks of their own are never taken for equal. */
static bool same_stmt(const struct model_stmt *a, const struct model_stmt *b) {
    bool plain = a->branches == NULL && a->body == NULL && a->arguments == NULL && a->kind != MODEL_WAIT &&
                 a->kind != MODEL_SPLIT;
    bool text = a->text == NULL || b->text == NULL ? a->text == b->text : strcmp(a->text, b->text) == 0;
    return plain && text && a->kind == b->kind && a->index == b->index && a->target == b->target &&
           b->arguments == NULL && model_same_value(a->value, b->value) && same_messages(a, b);
}

static bool same_block(const struct model_block *a, const struct model_block *b) {
    if (a == NULL || b == NULL || a->count != b->count || a->count == 0) return false;
    const struct model_stmt *x = a->first;
    for (const struct model_stmt *y = b->first; y != NULL; y = y->next, x = x->next) {
        if (!same_stmt(x, y)) return false;
    }
    return true;
}

static void same_answer(struct lint *lint, const struct model_wait *wait) {
    for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
        if (!same_block(arm->body, wait->otherwise)) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_SAME_ANSWER, arm->span);
        diag_label(diag, wait->otherwise->span, "the same");
        diag_help(diag, "if it makes no difference, leave this answer out and `wait` the whole time");
    }
}

/* ---- the whole ------------------------------------------------------------------------------------------------------- */

static void fires_in_stage(struct lint *lint, const struct model_stage *stage) {
    never_fires(lint, &stage->whens);
    without_cause(lint, &stage->whens);
    becomes_only(lint, &stage->whens, stage);
    two_timers(lint, stage);
    unbounded(lint, &stage->whens, lint->stays[stage - lint->model->stages]);
    key_lacking(lint, &stage->whens);
    for (uint32_t i = 0; i < stage->wait_count; i++) {
        const struct model_wait *wait = &lint->model->waits[stage->first_wait + i];
        never_fires(lint, &wait->arms);
        without_cause(lint, &wait->arms);
        becomes_only(lint, &wait->arms, stage);
        key_lacking(lint, &wait->arms);
        same_answer(lint, wait);
    }
}

void lint_fires(struct lint *lint) {
    const struct model_journey *journey = lint->journey;
    const struct model_visitor visitor = {.self = lint, .stmt = note_sent};
    model_visit_journey(lint->model, journey, &visitor);
    never_fires(lint, &journey->whens);
    without_cause(lint, &journey->whens);
    without_cause(lint, &journey->ends);
    unbounded(lint, &journey->whens, any_stays(lint));
    key_lacking(lint, &journey->ends);
    key_lacking(lint, &journey->whens);
    for (uint32_t i = 0; i < journey->stage_count; i++) {
        fires_in_stage(lint, &lint->model->stages[journey->first_stage + i]);
    }
}
