/* outline - see outline.h. */
#include "outline.h"

#include "vec.h"
#include "words.h"

struct writer {
    struct arena *arena;            /* owns everything */
    const struct model *model;      /* what is written of */
    VEC(struct outline_line) lines; /* so far */
    uint32_t depth;                 /* of the next line */
    uint32_t stage;                 /* whose lines they are, or JBC_NONE */
};

static uint32_t add(struct writer *w, enum outline_kind kind, const char *text) {
    struct outline_line *line = VEC_PUSH(w->arena, w->lines);
    *line = (struct outline_line){.kind = kind, .depth = w->depth, .wait = JBC_NONE, .text = text, .detail = ""};
    return w->lines.count - 1;
}

static void write_block(struct writer *w, const struct model_block *block);

/* A line with a block inside. */
static uint32_t write_with(struct writer *w, enum outline_kind kind, const char *text,
                           const struct model_block *block) {
    uint32_t line = add(w, kind, text);
    w->depth++;
    write_block(w, block);
    w->depth--;
    w->lines.items[line].inside = w->lines.count - 1 - line;
    return line;
}

static void write_wait(struct writer *w, const struct model_stmt *stmt) {
    struct arena *arena = w->arena;
    const struct model_wait *wait = &w->model->waits[stmt->index];
    for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
        const char *lead = arm->kind == JBC_ON_TRUE ? "as soon as" : "on";
        const char *text = arena_format(arena, "%s %s", lead, words_trigger(arena, w->model, arm));
        uint32_t line = write_with(w, OUTLINE_ARM, text, arm->body);
        w->lines.items[line].trigger = arm;
    }
    if (wait->past != NULL) {
        const char *text = wait->past == wait->unknown ? "if that is past or unknown" : "if that is past";
        write_with(w, OUTLINE_ARM, text, wait->past);
    }
    if (wait->unknown != NULL && wait->unknown != wait->past) {
        write_with(w, OUTLINE_ARM, "if that is unknown", wait->unknown);
    }
    if (wait->otherwise != NULL) write_with(w, OUTLINE_ARM, "otherwise", wait->otherwise);
}

static void write_if(struct writer *w, const struct model_stmt *stmt) {
    const char *lead = "if";
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) {
        const char *condition = words_source(w->arena, w->model, one->condition->span);
        write_with(w, OUTLINE_CONDITION, arena_format(w->arena, "%s %s", lead, condition), one->body);
        lead = "otherwise if";
    }
    if (stmt->otherwise != NULL) write_with(w, OUTLINE_CONDITION, "otherwise", stmt->otherwise);
}

static void write_split(struct writer *w, const struct model_split *split) {
    for (uint32_t i = split->first_part; i < split->first_part + split->part_count; i++) {
        write_with(w, OUTLINE_PART, words_part(w->arena, w->model, i), w->model->parts[i].body);
    }
}

static enum outline_kind kind_of(const struct model_stmt *stmt) {
    switch (stmt->kind) {
    case MODEL_SEND: return OUTLINE_SEND;
    case MODEL_WAIT: return OUTLINE_WAIT;
    case MODEL_IF: return OUTLINE_CONDITION;
    case MODEL_SPLIT: return OUTLINE_SPLIT;
    case MODEL_REPEAT: return OUTLINE_REPEAT;
    case MODEL_MILESTONE:
    case MODEL_REMEMBER:
    case MODEL_SET:
    case MODEL_START:
    case MODEL_STOP: return OUTLINE_ACT;
    case MODEL_GO_TO:
    case MODEL_EXIT: return OUTLINE_MOVE;
    case MODEL_STAY:
    case MODEL_STOP_REPEATING:
    case MODEL_GO_ON:
    case MODEL_WAIT_AGAIN:
    case MODEL_KEEP_WAITING: break;
    }
    return OUTLINE_STEP;
}

/* The fields of a message as written: `{ first_name: user.first_name or "there" }`. */
static const char *fields_of(struct writer *w, const struct model_stmt *send) {
    const char *made = "";
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        for (const struct model_param *param = one->params; param != NULL; param = param->next) {
            const char *value = words_source(w->arena, w->model, param->value->span);
            made = words_join(w->arena, made, ", ", arena_format(w->arena, "%s: %s", param->name, value));
        }
    }
    return made;
}

static void write_stmt(struct writer *w, const struct model_stmt *stmt) {
    if (stmt->kind == MODEL_IF) {
        write_if(w, stmt);
        return;
    }
    bool is_send = stmt->kind == MODEL_SEND;
    const char *text = is_send ? words_send(w->arena, w->model, stmt) : words_stmt(w->arena, w->model, stmt);
    uint32_t at = add(w, kind_of(stmt), text);
    struct outline_line *line = &w->lines.items[at];
    line->stmt = stmt;
    if (is_send) line->detail = fields_of(w, stmt);
    if (stmt->kind == MODEL_WAIT && w->stage != JBC_NONE)
        line->wait = stmt->index - w->model->stages[w->stage].first_wait;
    w->depth++;
    if (stmt->kind == MODEL_WAIT) write_wait(w, stmt);
    if (stmt->kind == MODEL_SPLIT) write_split(w, &w->model->splits[stmt->index]);
    if (stmt->kind == MODEL_REPEAT) write_block(w, stmt->body);
    w->depth--;
    w->lines.items[at].inside = w->lines.count - 1 - at;
}

static void write_block(struct writer *w, const struct model_block *block) {
    if (block == NULL) return;
    for (const struct model_stmt *stmt = block->first; stmt != NULL; stmt = stmt->next) write_stmt(w, stmt);
}

/* `every Monday at 09:00` says by itself when. */
static bool is_time(const struct model_trigger *trigger) {
    return trigger->kind == JBC_ON_EVERY || trigger->kind == JBC_ON_AFTER || trigger->kind == JBC_ON_DATE;
}

static const char *lead_of(const struct model_trigger *trigger) {
    switch (trigger->role) {
    case JBC_ROLE_ENTER: return "enter when ";
    case JBC_ROLE_GOAL: return "goal: ";
    case JBC_ROLE_LEAVE: return "leave when ";
    case JBC_ROLE_ARM: return "on ";
    case JBC_ROLE_WHEN_SIDE:
    case JBC_ROLE_WHEN_TAKE:
    case JBC_ROLE_END: break;
    }
    return is_time(trigger) ? "" : "when ";
}

static void write_trigger(struct writer *w, const struct model_trigger *one) {
    struct arena *arena = w->arena;
    const char *text = arena_format(arena, "%s%s", lead_of(one), words_trigger(arena, w->model, one));
    text = words_join(arena, text, ", ", words_bound(arena, one));
    if (one->role == JBC_ROLE_GOAL && one->within > 0)
        text = arena_format(arena, "%s, within %s", text, words_duration(arena, one->within));
    if (one->role == JBC_ROLE_LEAVE) text = arena_format(arena, "%s, as %s", text, one->outcome);
    if (one->only_if != NULL)
        text = arena_format(arena, "%s, only if %s", text, words_source(arena, w->model, one->only_if->span));
    uint32_t line = write_with(w, OUTLINE_WHEN, text, one->body);
    w->lines.items[line].trigger = one;
}

static struct outline finish(const struct writer *w) {
    return (struct outline){w->lines.items, w->lines.count};
}

struct outline outline_stage(struct arena *arena, const struct flow *flow, uint32_t stage) {
    struct writer w = {.arena = arena, .model = flow->model, .stage = stage};
    const struct model_stage *one = &flow->model->stages[stage];
    for (const struct model_trigger *when = one->whens.first; when != NULL; when = when->next) write_trigger(&w, when);
    write_block(&w, one->body);
    return finish(&w);
}

struct outline outline_triggers(struct arena *arena, const struct flow *flow, const struct model_triggers *list,
                                enum jbc_role role) {
    struct writer w = {.arena = arena, .model = flow->model, .stage = JBC_NONE};
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        if (role == JBC_ROLE_END || one->role == role) write_trigger(&w, one);
    }
    return finish(&w);
}

struct outline outline_body(struct arena *arena, const struct flow *flow, const struct model_trigger *trigger) {
    struct writer w = {.arena = arena, .model = flow->model, .stage = trigger->stage};
    write_block(&w, trigger->body);
    return finish(&w);
}
