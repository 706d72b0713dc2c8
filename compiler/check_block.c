/* check_block - see check_block.h: blocks, branches, splits, repeats and the plain statements. */
#include "check_block.h"

#include <string.h>

#include "suggest.h"

struct path path_join(struct path a, struct path b) {
    struct path both = {.falls = a.falls || b.falls, .broken = a.broken || b.broken};
    both.waited = (a.falls && a.waited) || (b.falls && b.waited);
    both.last = b.last != NULL ? b.last : a.last;
    return both;
}

/* ---- branches ------------------------------------------------------------------------------------------------------- */

static bool if_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                     struct path *path) {
    struct model_branch **end = &made->branches;
    struct path after = {.last = stmt};
    bool whole = true;
    made->kind = MODEL_IF;
    for (const struct branch *branch = stmt->if_.branches.first; branch != NULL; branch = branch->next) {
        struct model_branch *one = ARENA_NEW(c->arena, struct model_branch);
        struct path inside = *path;
        one->condition = check_condition(c, &frame->scope, branch->condition);
        one->body = block_check(c, frame, &branch->body, &inside);
        whole = whole && one->condition != NULL && one->body != NULL;
        after = path_join(after, inside);
        *end = one;
        end = &one->next;
    }
    struct path otherwise = *path;
    if (stmt->if_.has_otherwise) {
        made->otherwise = block_check(c, frame, &stmt->if_.otherwise, &otherwise);
        whole = whole && made->otherwise != NULL;
    }
    *path = path_join(after, otherwise);
    path->last = stmt;
    return whole;
}

static void split_sum(struct checker *c, const struct stmt *stmt) {
    uint64_t sum = 0;
    bool whole = true;
    for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next) {
        sum += arm->share;
        if (arm->share == 0) {
            diag_add(c->diags, DIAG_NO_SHARE, arm->share_span);
            whole = false;
        }
    }
    if (whole && sum != 10000) {
        const char *text = sum % 100 == 0
                               ? arena_format(c->arena, "%u", (unsigned)(sum / 100))
                               : arena_format(c->arena, "%u.%02u", (unsigned)(sum / 100), (unsigned)(sum % 100));
        struct diag *diag = diag_add(c->diags, DIAG_SPLIT_SUM, stmt->head, text);
        diag_help(diag, "the parts of a split together are everybody: 100%%");
    }
}

/* Gives a split its name and number; JBC_NONE for one that is off. */
static uint32_t split_number(struct checker *c, const struct frame *frame, const struct stmt *stmt) {
    struct journey_check *run = frame->scope.run;
    if (c->off) {
        return JBC_NONE;
    }
    const struct index_entry *old = index_find(&c->names->index, BIND_SPLIT, run->place, stmt->name.text);
    if (old != NULL && run->bind->twice) {
        return JBC_NONE;
    }
    if (old != NULL) {
        struct diag *diag =
            diag_add(c->diags, DIAG_DUPLICATE, stmt->name.span, "split", bind_shown(c->names, &stmt->name));
        diag_label(diag, c->splits.items[old->place].span, "the first one is here");
        diag_help(diag, "a split's name decides who gets which part: give this one a name of its own");
        return JBC_NONE;
    }
    index_add(c->arena, &c->names->index, BIND_SPLIT, run->place, stmt->name.text, c->splits.count);
    index_add(c->arena, &c->names->index, BIND_ANY_SPLIT, 0, stmt->name.text, c->splits.count);
    struct model_split split = {.name = stmt->name.text, .journey = run->bind->index, .first_part = c->parts.count};
    split.part_count = stmt->split.arms.count;
    split.span = stmt->name.span;
    *VEC_PUSH(c->arena, c->splits) = split;
    uint32_t below = 0;
    for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next) {
        below += arm->share;
        struct model_part part = {.name = arm->name.text, .split = c->splits.count - 1, .below = below};
        part.span = arm->name.span;
        *VEC_PUSH(c->arena, c->parts) = part;
    }
    return c->splits.count - 1;
}

/* False if two parts have one name, which is reported. */
static bool split_names(struct checker *c, const struct stmt *stmt) {
    bool differ = true;
    for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next) {
        for (const struct split_arm *old = stmt->split.arms.first; old != arm; old = old->next) {
            if (strcmp(old->name.text, arm->name.text) == 0) {
                struct diag *diag =
                    diag_add(c->diags, DIAG_DUPLICATE, arm->name.span, "part", bind_shown(c->names, &arm->name));
                diag_label(diag, old->name.span, "the first one is here");
                differ = false;
                break;
            }
        }
    }
    return differ;
}

static bool split_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                        struct path *path) {
    made->kind = MODEL_SPLIT;
    if (split_names(c, stmt) && !stmt->split.broken) {
        split_sum(c, stmt);
    }
    made->index = split_number(c, frame, stmt);
    uint32_t first = made->index == JBC_NONE ? 0 : c->splits.items[made->index].first_part;
    struct path after = {.last = stmt, .broken = stmt->split.broken};
    bool whole = true;
    uint32_t i = 0;
    for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next, i++) {
        struct path inside = *path;
        struct model_block *body = block_check(c, frame, &arm->body, &inside);
        whole = whole && body != NULL;
        after = path_join(after, inside);
        if (made->index != JBC_NONE) {
            c->parts.items[first + i].body = body;
        }
    }
    *path = after;
    path->last = stmt;
    return whole;
}

static bool repeat_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                         struct path *path) {
    struct loop_frame loop = {.outer = frame->loop, .stmt = made, .off = c->off};
    struct frame inside = *frame;
    inside.loop = &loop;
    made->kind = MODEL_REPEAT;
    made->times = (uint32_t)stmt->repeat.times;
    if (stmt->repeat.times > JRT_REPEAT_MAX) {
        diag_add(c->diags, DIAG_TOO_MANY, stmt->repeat.times_span, "times to repeat", (int)JRT_REPEAT_MAX);
    }
    struct path body = *path;
    made->body = block_check(c, &inside, &stmt->repeat.body, &body);
    path->falls = body.falls || loop.stopped;
    path->waited = path->waited || body.waited || loop.stopped;
    path->broken = path->broken || body.broken;
    path->last = stmt;
    return made->body != NULL;
}

/* ---- plain statements ----------------------------------------------------------------------------------------------- */

static void unknown_variable(struct checker *c, const struct bind_journey *journey, const struct name *name) {
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < journey->variables.count; i++) {
        suggest_offer(&near, journey->variables.items[i].variable.name);
    }
    struct diag *diag = name_unknown(c, DIAG_UNKNOWN_VARIABLE, name, &near);
    if (diag != NULL && suggest_best(&near) == NULL) {
        diag_help(
            diag,
            "declare it at the top of the journey: `remember %s: 0`, or with a type: `remember %s: text optional`",
            name->text, name->text);
    }
}

static bool remember_check(struct checker *c, const struct frame *frame, const struct stmt *stmt,
                           struct model_stmt *made) {
    struct bind_journey *journey = frame->scope.run->bind;
    struct bind_variable *variable = bind_find_variable(c->names, journey, stmt->name.text);
    if (variable == NULL) {
        unknown_variable(c, journey, &stmt->name);
        return false;
    }
    if (variable->off && !c->off) {
        struct diag *diag = diag_add(c->diags, DIAG_SWITCHED_OFF, stmt->name.span, "variable", stmt->name.text);
        diag_label(diag, variable->variable.span, "it is switched off here");
        return false;
    }
    struct scope scope = frame->scope;
    scope.insertions = true;
    made->kind = MODEL_REMEMBER;
    made->index = variable->index;
    const char *what = arena_format(c->arena, "the variable `%s`", variable->variable.name);
    made->value = check_as(c, &scope, stmt->value, &variable->variable.type, what);
    return made->value != NULL;
}

static bool set_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made) {
    const struct expr *path = stmt->path;
    if (path == NULL || path->kind == EXPR_ERROR) {
        return false;
    }
    bool account = path->path.root == ROOT_ACCOUNT;
    const char *name = path->path.name.text;
    if ((!account && path->path.root != ROOT_USER) || (name != NULL && strcmp(name, "id") == 0)) {
        diag_help(diag_add(c->diags, DIAG_NOT_A_TRAIT, path->span), "`set` changes a trait: `set user.onboarded: yes`");
        return false;
    }
    const struct bind_trait *trait = name_trait(c, &path->path.name, account);
    if (trait == NULL) {
        return false;
    }
    struct scope scope = frame->scope;
    scope.insertions = true;
    made->kind = MODEL_SET;
    made->index = trait->index;
    const char *what = arena_format(c->arena, "`%s.%s`", account ? "account" : "user", name);
    made->value = check_as(c, &scope, stmt->value, &trait->trait.field.type, what);
    return made->value != NULL;
}

static bool named_check(struct checker *c, const struct stmt *stmt, struct model_stmt *made) {
    if (stmt->kind == STMT_MILESTONE) {
        made->kind = MODEL_MILESTONE;
        made->text = stmt->name.text;
        return stmt->name.text != NULL;
    }
    const struct bind_journey *journey = name_journey(c, &stmt->name);
    made->kind = MODEL_STOP;
    made->index = journey == NULL ? JBC_NONE : journey->index;
    return journey != NULL;
}

static bool stmt_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                       struct path *path) {
    switch (stmt->kind) {
    case STMT_ERROR: path->broken = true; return false;
    case STMT_SEND: return check_send(c, &frame->scope, stmt, made);
    case STMT_WAIT: return wait_check(c, frame, stmt, made, path);
    case STMT_IF: return if_check(c, frame, stmt, made, path);
    case STMT_SPLIT: return split_check(c, frame, stmt, made, path);
    case STMT_REPEAT: return repeat_check(c, frame, stmt, made, path);
    case STMT_MILESTONE:
    case STMT_STOP_JOURNEY: return named_check(c, stmt, made);
    case STMT_REMEMBER: return remember_check(c, frame, stmt, made);
    case STMT_SET: return set_check(c, frame, stmt, made);
    case STMT_START_JOURNEY: return check_start(c, &frame->scope, stmt, made);
    case STMT_GO_TO:
    case STMT_EXIT:
    case STMT_STAY:
    case STMT_STOP_REPEATING:
    case STMT_GO_ON:
    case STMT_WAIT_AGAIN:
    case STMT_KEEP_WAITING: return move_check(c, frame, stmt, made, path);
    }
    return false;
}

/* ---- blocks --------------------------------------------------------------------------------------------------------- */

/* Nothing leads to this statement: once for each block. */
static void say_dead(struct checker *c, const struct stmt *stmt, struct path *path) {
    if (!path->broken && path->last != NULL && stmt->kind != STMT_ERROR) {
        const char *why = path->last->kind == STMT_EXIT    ? "`exit as` ends the run before it"
                          : path->last->kind == STMT_GO_TO ? "`go to` leaves the stage before it"
                          : path->last->kind == STMT_STAY  ? "`stay` stays for good before it"
                                                           : "everything before it goes elsewhere";
        struct diag *diag = diag_add(c->diags, DIAG_DEAD_CODE, stmt->head, why);
        diag_label(diag, path->last->head,
                   path->last->kind == STMT_WAIT ? "no answer of this wait says `go on`" : "here");
        diag_help(diag, "take it away, or put it before");
    }
    path->broken = true;
}

struct model_block *block_check(struct checker *c, const struct frame *frame, const struct block *block,
                                struct path *path) {
    struct model_block *made = ARENA_NEW(c->arena, struct model_block);
    struct model_stmt **end = &made->first;
    bool whole = true;
    made->span = block->span;
    for (const struct stmt *stmt = block->stmts.first; stmt != NULL; stmt = stmt->next) {
        struct model_stmt *one = ARENA_NEW(c->arena, struct model_stmt);
        one->span = stmt->span;
        one->head = stmt->head;
        one->index = JBC_NONE;
        if (!path->falls && !stmt->off) {
            say_dead(c, stmt, path);
            path->falls = true;
        }
        bool off = c->off;
        struct path beside = *path; /* what is switched off leads nowhere */
        c->off = off || stmt->off;
        bool fine = stmt_check(c, frame, stmt, one, stmt->off ? &beside : path);
        c->off = off;
        whole = whole && (fine || stmt->off);
        path->broken = path->broken || (!fine && stmt->kind == STMT_STOP_REPEATING); /* it may be left out */
        if (!off && !stmt->off) {
            *end = one;
            end = &one->next;
            made->count++;
        }
    }
    made->ends = !path->falls;
    return whole ? made : NULL;
}
