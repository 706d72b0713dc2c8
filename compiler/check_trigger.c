/* check_trigger - what makes an enter, goal, leave, when or arm fire. */
#include "checker.h"
#include "suggest.h"

#include <string.h>

static uint32_t event_place(const struct checker *c, const struct bind_event *event) {
    return (uint32_t)(event - c->names->events.items);
}

/* In a keyed run, an event with a field of the key's name reaches only the run with that value, so it must be of its type. */
static bool key_fits(struct checker *c, const struct scope *scope, const struct name *name,
                     const struct bind_event *event) {
    const struct bind_journey *journey = scope->run == NULL ? NULL : scope->run->bind;
    if (journey == NULL || journey->key == NULL || scope->run->model->key_type.kind == 0) {
        return true;
    }
    uint32_t field = bind_find_field(event->fields, event->field_count, journey->key);
    const struct type_of *key = &scope->run->model->key_type;
    if (field == JBC_NONE || event->fields[field].type.kind == key->kind || event->fields[field].type.kind == 0) {
        return true;
    }
    struct diag *diag = diag_add(c->diags, DIAG_KEY_TYPE, name->span, journey->key,
                                 type_say(c, &event->fields[field].type), type_say(c, key));
    diag_label(diag, journey->key_span, "the runs of this journey are told apart by it");
    diag_label(diag, event->fields[field].span, "here it is of another type");
    return false;
}

static bool on_event(struct checker *c, const struct scope *scope, const struct trigger *trigger,
                     struct model_trigger *made) {
    const struct bind_event *event = name_event(c, &trigger->event);
    if (event == NULL) {
        return false;
    }
    made->kind = trigger->kind == TRIGGER_EVENT ? JBC_ON_EVENT : JBC_ON_NO_EVENT;
    made->match = event->index;
    made->duration = trigger->kind == TRIGGER_SILENCE ? trigger->duration.ms : 0;
    bool fine = made->role == JBC_ROLE_ENTER || key_fits(c, scope, &trigger->event, event);
    if (trigger->where != NULL) {
        made->test = check_where(c, scope, trigger->where, event_place(c, event));
        fine = fine && made->test != NULL;
    }
    return fine;
}

static bool on_report(struct checker *c, const struct trigger *trigger, struct model_trigger *made) {
    uint32_t template_ = name_template(c, &trigger->message, true);
    if (template_ == JBC_NONE || !name_report(c, template_, &trigger->report)) {
        return false;
    }
    struct bind_template *bound = &c->names->templates.items[template_];
    bound->reported = bound->reported || !c->off;
    made->kind = JBC_ON_REPORT;
    made->match = bound->index;
    made->word = trigger->report.text;
    return true;
}

static bool on_trait(struct checker *c, const struct scope *scope, const struct trigger *trigger,
                     struct model_trigger *made) {
    const struct expr *path = trigger->path;
    if (path == NULL || path->kind == EXPR_ERROR) {
        return false;
    }
    bool account = path->path.root == ROOT_ACCOUNT;
    const char *name = path->path.name.text;
    if ((!account && path->path.root != ROOT_USER) || (name != NULL && strcmp(name, "id") == 0)) {
        struct diag *diag = diag_add(c->diags, DIAG_NOT_A_TRAIT, path->span);
        diag_help(diag, "write `user.plan becomes ...`; a condition goes into parentheses: `(...) becomes true`");
        return false;
    }
    const struct bind_trait *trait = name_trait(c, &path->path.name, account);
    if (trait == NULL) {
        return false;
    }
    made->match = trait->index;
    made->kind = JBC_ON_CHANGES;
    if (trigger->kind == TRIGGER_BECOMES) {
        struct type_of want = trait->trait.field.type;
        want.optional = false;
        const char *what = arena_format(c->arena, "`%s.%s`", account ? "account" : "user", name);
        made->kind = JBC_ON_BECOMES;
        made->value = check_as(c, scope, trigger->value, &want, what);
        return made->value != NULL;
    }
    return true;
}

static bool on_condition(struct checker *c, const struct scope *scope, const struct trigger *trigger,
                         struct model_trigger *made) {
    made->kind = trigger->kind == TRIGGER_CONDITION ? JBC_ON_TRUE : JBC_ON_TURNS_TRUE;
    made->test = check_condition(c, scope, trigger->condition);
    return made->test != NULL && check_time_use(c, made->test);
}

static bool knows_outcome(struct checker *c, const struct name *outcome, uint32_t journey) {
    if (bind_has_outcome(c->names, outcome->text, journey)) {
        return true;
    }
    struct suggest near;
    name_near(c, &near, outcome->text);
    for (uint32_t i = 0; i < c->names->outcomes.count; i++) {
        const struct bind_mark *one = &c->names->outcomes.items[i];
        suggest_offer(&near, one->journey == journey || one->journey == JBC_NONE ? one->name : NULL);
    }
    struct diag *diag = name_unknown(c, DIAG_UNKNOWN_OUTCOME, outcome, &near);
    if (diag != NULL) {
        diag_label(diag, c->names->journeys.items[journey].span, "this journey");
    }
    return false;
}

static bool on_ended(struct checker *c, const struct trigger *trigger, struct model_trigger *made) {
    const struct bind_journey *journey = name_journey(c, &trigger->journey);
    if (journey == NULL) {
        return false;
    }
    made->kind = JBC_ON_ENDED;
    made->match = journey->index;
    made->word = trigger->outcome.text;
    if (trigger->outcome.text == NULL || journey->off) {
        return true;
    }
    return knows_outcome(c, &trigger->outcome, (uint32_t)(journey - c->names->journeys.items));
}

static bool on_moment(struct checker *c, const struct scope *scope, const struct trigger *trigger,
                      struct model_trigger *made) {
    struct type_of time = type_plain(JBC_TIME);
    time.optional = true; /* while it is unknown, it does not come */
    made->kind = JBC_ON_DATE;
    made->duration = trigger->moment.side == SIDE_AT ? 0 : trigger->moment.offset.ms;
    if (trigger->moment.side == SIDE_BEFORE) {
        made->duration = -made->duration;
    }
    made->value = check_as(c, scope, trigger->moment.value, &time, "a date to act on");
    return made->value != NULL;
}

/* An entry has no beginning to count from. */
static bool may_stand(struct checker *c, const struct trigger *trigger, enum jbc_role role) {
    if (role == JBC_ROLE_ENTER && trigger->kind == TRIGGER_AFTER) {
        struct diag *diag = diag_add(c->diags, DIAG_ENTER_AFTER, trigger->span);
        diag_help(diag,
                  "enter on an event and `wait` in the first stage, or `enter when 7 days after user.signed_up_at`");
        return false;
    }
    return true;
}

bool check_trigger(struct checker *c, const struct scope *scope, const struct trigger *trigger,
                   struct model_trigger *made) {
    made->span = trigger->span;
    made->match = JBC_NONE;
    made->key_field = JBC_NONE;
    made->stage = JBC_NONE;
    if (trigger->kind == TRIGGER_ERROR || !may_stand(c, trigger, made->role)) {
        return false;
    }
    switch (trigger->kind) {
    case TRIGGER_ERROR: return false;
    case TRIGGER_EVENT:
    case TRIGGER_SILENCE: return on_event(c, scope, trigger, made);
    case TRIGGER_REPORT: return on_report(c, trigger, made);
    case TRIGGER_BECOMES:
    case TRIGGER_CHANGES: return on_trait(c, scope, trigger, made);
    case TRIGGER_BECOMES_TRUE:
    case TRIGGER_CONDITION: return on_condition(c, scope, trigger, made);
    case TRIGGER_JOURNEY_ENDED: return on_ended(c, trigger, made);
    case TRIGGER_MOMENT: return on_moment(c, scope, trigger, made);
    case TRIGGER_EVERY:
        made->kind = JBC_ON_EVERY;
        made->duration = trigger->duration.ms;
        return true;
    case TRIGGER_EVERY_CLOCK:
        made->kind = JBC_ON_EVERY;
        made->days = trigger->days == 0 ? 127 : trigger->days;
        made->clock = (uint32_t)trigger->clock_ms;
        return true;
    case TRIGGER_AFTER:
        made->kind = JBC_ON_AFTER;
        made->duration = trigger->duration.ms;
        return true;
    }
    return false;
}

struct scope scope_of_block(const struct scope *outer, struct checker *c, const struct trigger *trigger,
                            const struct model_trigger *made) {
    struct scope inside = *outer;
    inside.trigger = made;
    inside.event = JBC_NONE;
    if (trigger->kind == TRIGGER_EVENT) {
        const struct bind_event *event = bind_find_event(c->names, trigger->event.text);
        inside.event = event == NULL ? JBC_NONE : event_place(c, event);
    }
    return inside;
}
