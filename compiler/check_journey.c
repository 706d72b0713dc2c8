/* check_journey - a journey's lines and stages. */
#include "check_block.h"

#include <string.h>

/* Lines that a journey says once, by the item that said it first. */
struct once {
    const struct journey_item *again;    /* `enter again` */
    const struct journey_item *one_per;  /* `one per` */
    const struct journey_item *keep_out; /* `keep % out` */
    const struct journey_item *priority; /* `priority` */
    const struct journey_item *group;    /* `group` */
    bool within;                         /* a goal has a `within` */
};

/* ---- blocks --------------------------------------------------------------------------------------------------------- */

struct model_block *check_final(struct checker *c, const struct scope *scope, const struct block *block,
                                const char *owner) {
    struct frame frame = {.mode = FRAME_FINAL, .owner = owner, .scope = *scope, .stage = JBC_NONE};
    struct path path = {.falls = true};
    return block_check(c, &frame, block, &path);
}

struct model_block *check_when_block(struct checker *c, const struct scope *scope, const struct block *block,
                                     uint32_t stage, bool *takes) {
    struct frame frame = {.mode = FRAME_WHEN, .scope = *scope, .stage = stage};
    struct path path = {.falls = true};
    struct model_block *made = block_check(c, &frame, block, &path);
    *takes = !path.falls;
    return made;
}

struct model_block *check_stage_block(struct checker *c, const struct scope *scope, const struct block *block,
                                      uint32_t stage) {
    struct frame frame = {.mode = FRAME_STAGE, .scope = *scope, .stage = stage};
    struct path path = {.falls = true};
    struct model_block *made = block_check(c, &frame, block, &path);
    if (path.falls && !path.broken) {
        struct span end = {block->span.file, block->span.end > 0 ? block->span.end - 1 : 0, block->span.end};
        struct diag *diag = diag_add(c->diags, DIAG_RUNS_OFF, end);
        if (path.last != NULL) {
            diag_label(diag, path.last->head, "from here a path leads to the end");
        }
        diag_help(diag, "add `go to` a stage, `exit as` an outcome, or `stay`");
        return NULL;
    }
    return made;
}

/* ---- goals, leaves, whens ------------------------------------------------------------------------------------------- */

static struct scope run_scope(struct journey_check *journey) {
    struct scope scope = scope_project();
    scope.run = journey;
    scope.in_run = true;
    return scope;
}

static void add_trigger(struct model_triggers *list, struct model_trigger *made) {
    made->place = list->count++;
    if (list->last == NULL) {
        list->first = made;
    } else {
        list->last->next = made;
    }
    list->last = made;
}

static void find_send(void *self, const struct model_stmt *stmt) {
    if (stmt->kind == MODEL_SEND) {
        *(const struct model_stmt **)self = stmt;
    }
}

/* Whoever leaves is seldom to be written to. */
static void leave_sends(struct checker *c, const struct model_block *body) {
    const struct model_stmt *send = NULL;
    struct model model = {.splits = c->splits.items, .parts = c->parts.items, .waits = c->waits.items};
    struct model_visitor visitor = {.self = &send, .stmt = find_send};
    model_visit_block(&model, body, &visitor);
    for (const struct model_alternative *one = send == NULL ? NULL : send->alternatives; one != NULL; one = one->next) {
        for (uint32_t i = 0; i < c->names->templates.count; i++) {
            const struct bind_template *bound = &c->names->templates.items[i];
            if (bound->index == one->template_ && !c->names->channels.items[bound->channel].team) {
                struct diag *diag = diag_add(c->diags, DIAG_LEAVE_SENDS, one->span);
                diag_help(diag, "nothing drops this message any more; if that is meant, leave it as it is");
                return;
            }
        }
    }
}

static void end_check(struct checker *c, struct journey_check *journey, const struct journey_item *item,
                      struct model_triggers *list) {
    bool goal = item->kind == ITEM_GOAL;
    struct scope scope = run_scope(journey);
    struct model_trigger *made = ARENA_NEW(c->arena, struct model_trigger);
    made->role = goal ? JBC_ROLE_GOAL : JBC_ROLE_LEAVE;
    check_trigger(c, &scope, item->trigger, made);
    made->head = item->head;
    made->within = goal ? item->duration.ms : 0;
    made->outcome = goal ? "goal" : item->name.text == NULL ? "left" : item->name.text;
    if (!goal && item->name.text != NULL && bind_reserved_outcome(item->name.text)) {
        struct diag *diag = diag_add(c->diags, DIAG_RESERVED_OUTCOME, item->name.span, item->name.text);
        c->names->doubtful |= 1u << BIND_OUTCOME;
        diag_help(diag, "take another name, or leave `as` out: then it is `left`");
    }
    if (item->has_body) {
        struct scope inside = scope_of_block(&scope, c, item->trigger, made);
        made->body = check_final(c, &inside, &item->body, goal ? "goal" : "leave");
    }
    if (!goal && made->body != NULL && !c->off) {
        leave_sends(c, made->body);
    }
    if (!c->off) {
        add_trigger(list, made);
    }
}

static void when_check(struct checker *c, struct journey_check *journey, const struct when *when, uint32_t stage,
                       struct model_triggers *list) {
    struct scope scope = run_scope(journey);
    struct model_trigger *made = ARENA_NEW(c->arena, struct model_trigger);
    bool takes = false;
    made->role = JBC_ROLE_WHEN_SIDE;
    check_trigger(c, &scope, when->trigger, made);
    made->head = when->head;
    made->stage = stage;
    made->most = when->bound == BOUND_NONE ? 0 : (uint32_t)when->times;
    if (when->times > JRT_BOUND_MAX) {
        diag_add(c->diags, DIAG_TOO_MANY, when->head, "times in `at most`", (int)JRT_BOUND_MAX);
    }
    struct scope inside = scope_of_block(&scope, c, when->trigger, made);
    made->body = check_when_block(c, &inside, &when->body, stage, &takes);
    made->role = takes ? JBC_ROLE_WHEN_TAKE : JBC_ROLE_WHEN_SIDE;
    if (!c->off) {
        add_trigger(list, made);
    }
}

/* ---- lines ---------------------------------------------------------------------------------------------------------- */

static void say_once(struct checker *c, const struct journey_item **first, const struct journey_item *item,
                     const char *what) {
    if (item->off || c->off) {
        return;
    }
    if (*first != NULL) {
        struct diag *diag = diag_add(c->diags, DIAG_SAID_TWICE, item->head, what);
        diag_label(diag, (*first)->head, "the first one is here");
        return;
    }
    *first = item;
}

static void add_meta(struct checker *c, struct journey_check *journey, const struct journey_item *item) {
    struct index *index = &c->names->index;
    if (index_find(index, BIND_META, journey->place, item->name.text) != NULL) {
        diag_add(c->diags, DIAG_SAID_TWICE, item->head, item->name.text);
        return;
    }
    if (c->off) {
        return;
    }
    index_add(c->arena, index, BIND_META, journey->place, item->name.text, 0);
    struct model_meta *made = ARENA_NEW(c->arena, struct model_meta);
    made->key = item->name.text;
    made->value = item->text.text;
    *journey->meta_end = made;
    journey->meta_end = &made->next;
}

static void add_rename(struct checker *c, struct journey_check *journey, const struct journey_item *item) {
    struct index *index = &c->names->index;
    const struct bind_stage *old = bind_find_stage(c->names, journey->bind, item->name.text);
    if (old != NULL && !old->off && !c->off) {
        struct diag *diag = diag_add(c->diags, DIAG_RENAMED_EXISTS, item->name.span, item->name.text);
        diag_label(diag, old->span, "it is still here");
        diag_help(diag, "the first name is the old one: `renamed stage old to new`");
    }
    const struct bind_stage *to = name_stage(c, journey, &item->renamed_to);
    if (index_find(index, BIND_RENAME, journey->place, item->name.text) != NULL) {
        diag_add(c->diags, DIAG_DUPLICATE, item->name.span, "renamed stage", bind_shown(c->names, &item->name));
        return;
    }
    if (to == NULL || c->off) {
        return;
    }
    index_add(c->arena, index, BIND_RENAME, journey->place, item->name.text, 0);
    struct model_rename *made = ARENA_NEW(c->arena, struct model_rename);
    made->old = item->name.text;
    made->stage = to->index;
    *journey->rename_end = made;
    journey->rename_end = &made->next;
}

static void add_limits(struct checker *c, struct journey_check *journey, const struct journey_item *item) {
    for (const struct limit *limit = item->limits.first; limit != NULL; limit = limit->next) {
        bool off = c->off;
        struct model_limit made = {0};
        c->off = off || limit->off;
        if (check_limit(c, limit, &made) && !c->off) {
            *VEC_PUSH(c->arena, journey->limits) = made;
        }
        c->off = off;
    }
}

static void add_priority(struct checker *c, struct journey_check *journey, const struct journey_item *item) {
    if (item->priority > INT32_MAX || item->priority < INT32_MIN) {
        diag_add(c->diags, DIAG_TOO_LARGE, item->head);
        return;
    }
    journey->model->priority = c->off ? journey->model->priority : (int32_t)item->priority;
}

static void add_again(struct checker *c, struct journey_check *journey, const struct journey_item *item) {
    if (c->off) {
        return;
    }
    switch (item->again) {
    case AGAIN_NEVER: journey->model->again = JBC_AGAIN_NEVER; break;
    case AGAIN_ALWAYS: journey->model->again = JBC_AGAIN_ALWAYS; break;
    case AGAIN_AFTER:
        journey->model->again = JBC_AGAIN_AFTER;
        journey->model->again_after = item->duration.ms;
        break;
    }
}

static void line_check(struct checker *c, struct journey_check *journey, const struct journey_item *item,
                       struct once *once, struct model_triggers *goals, struct model_triggers *leaves) {
    switch (item->kind) {
    case ITEM_ERROR:
    case ITEM_ENTER:
    case ITEM_REMEMBER:
    case ITEM_STAGE: break;
    case ITEM_METADATA: add_meta(c, journey, item); break;
    case ITEM_ENTER_AGAIN:
        say_once(c, &once->again, item, "enter again");
        add_again(c, journey, item);
        break;
    case ITEM_ONE_PER: say_once(c, &once->one_per, item, "one per"); break;
    case ITEM_KEEP_OUT:
        say_once(c, &once->keep_out, item, "keep out");
        journey->model->keep_out = c->off ? journey->model->keep_out : item->share;
        break;
    case ITEM_PRIORITY:
        say_once(c, &once->priority, item, "priority");
        add_priority(c, journey, item);
        break;
    case ITEM_GROUP: say_once(c, &once->group, item, "group"); break;
    case ITEM_GOAL:
        once->within = once->within || (item->duration.ms > 0 && !c->off);
        end_check(c, journey, item, goals);
        break;
    case ITEM_LEAVE: end_check(c, journey, item, leaves); break;
    case ITEM_LIMITS: add_limits(c, journey, item); break;
    case ITEM_WHEN: when_check(c, journey, item->when, JBC_NONE, &journey->model->whens); break;
    case ITEM_PROMISE: check_promise(c, journey, item->promise); break;
    case ITEM_RENAMED: add_rename(c, journey, item); break;
    }
}

/* ---- stages --------------------------------------------------------------------------------------------------------- */

static void stage_check(struct checker *c, struct journey_check *journey, const struct bind_stage *bind) {
    const struct stage *stage = bind->item->stage;
    struct model_stage made = {.name = bind->name, .title = stage->title.text, .span = bind->span};
    bool outer = c->off;
    c->off = outer || bind->off;
    made.journey = journey->bind->index;
    made.first_wait = c->waits.count;
    for (const struct when *when = stage->whens.first; when != NULL; when = when->next) {
        bool off = c->off;
        c->off = off || when->off;
        when_check(c, journey, when, bind->index, &made.whens);
        c->off = off;
    }
    struct scope scope = run_scope(journey);
    made.body = check_stage_block(c, &scope, &stage->body, bind->index);
    made.wait_count = c->waits.count - made.first_wait;
    if (!c->off) {
        c->model->stages[bind->index] = made;
        journey->model->first_stage = journey->model->stage_count == 0 ? bind->index : journey->model->first_stage;
        journey->model->stage_count++;
    }
    c->off = outer;
}

static void lines_check(struct checker *c, struct journey_check *journey) {
    struct once once = {0};
    struct model_triggers goals = {0};
    struct model_triggers leaves = {0};
    bool outer = c->off;
    journey->promise_end = &journey->model->promises;
    journey->meta_end = &journey->model->meta;
    journey->rename_end = &journey->model->renames;
    for (const struct journey_item *item = journey->bind->decl->journey.first; item != NULL; item = item->next) {
        bool when_off = item->kind == ITEM_WHEN && item->when->off;
        c->off = outer || item->off || when_off;
        line_check(c, journey, item, &once, &goals, &leaves);
    }
    c->off = outer;
    struct model_trigger *next = goals.first;
    while (next != NULL || leaves.first != NULL) { /* goals, then leaves */
        struct model_trigger *one = next != NULL ? next : leaves.first;
        if (next != NULL) {
            next = one->next;
        } else {
            leaves.first = one->next;
        }
        one->next = NULL;
        add_trigger(&journey->model->ends, one);
    }
    if (once.keep_out != NULL && !once.within) {
        struct diag *diag = diag_add(c->diags, DIAG_KEEP_OUT_WITHOUT_GOAL, once.keep_out->head);
        diag_help(diag, "add a goal with a time to compare by: `goal event \"...\" within 30 days`");
    }
}

void check_journey_body(struct checker *c, struct journey_check *journey) {
    struct model_journey *model = journey->model;
    const struct bind_journey *bind = journey->bind;
    c->off = bind->off;
    c->inside = bind->place;
    model->name = bind->name;
    model->title = bind->decl->title.text;
    model->span = bind->span;
    model->file = bind->span.file;
    model->group = bind->group;
    model->started = bind->started;
    model->again = bind->has_enter ? JBC_AGAIN_NEVER : JBC_AGAIN_ALWAYS;
    lines_check(c, journey);
    for (uint32_t i = 0; i < bind->stage_count; i++) {
        stage_check(c, journey, &c->names->stages.items[bind->first_stage + i]);
    }
    if (model->stage_count == 0 && !bind->off && !c->names->broken) {
        struct diag *diag = diag_add(c->diags, DIAG_NO_STAGE, bind->decl->head, bind->name);
        diag_help(diag, "add a stage: `stage first { exit as done }`");
    }
    model->limits.items = journey->limits.items;
    model->limits.count = journey->limits.count;
    model->entries = journey->entries.items;
    model->entry_count = journey->entries.count;
    c->off = false;
    c->inside = JBC_NONE;
}
