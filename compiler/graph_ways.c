/* graph_ways - why users go from one box to the next: the arrows and their reasons. */
#include <inttypes.h>

#include "graphing.h"
#include "words.h"

/* What is followed: a block of the box, with the reason for what comes next. */
struct way {
    struct graph_maker *maker; /* where arrows go */
    uint32_t box;              /* where they come from */
};

static void follow(const struct way *way, const struct model_block *block, const char *cause);

/* ---- what a wait leads to ---- */

struct search {
    const struct model_stmt *target; /* the wait or repeat */
    enum model_stmt_kind kind;       /* of the statement that leads to what is below it */
    bool found;                      /* there is one */
};

static void look(void *self, const struct model_stmt *stmt) {
    struct search *search = self;
    if (stmt->kind == search->kind && stmt->target == search->target) search->found = true;
}

/* Does a block lead to what stands below the statement? */
static bool leads_below(const struct way *way, const struct model_block *block, const struct model_stmt *stmt,
                        enum model_stmt_kind kind) {
    struct search search = {stmt, kind, false};
    const struct model_visitor visitor = {.self = &search, .stmt = look};
    model_visit_block(way->maker->flow->model, block, &visitor);
    return search.found;
}

/* Why the line below a wait comes: an arm that goes on, or time. */
static const char *cause_below(const struct way *way, const struct model_stmt *stmt) {
    struct arena *arena = way->maker->arena;
    const struct model *model = way->maker->flow->model;
    const struct model_wait *wait = &model->waits[stmt->index];
    const char *cause = "";
    for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
        if (!leads_below(way, arm->body, stmt, MODEL_GO_ON)) continue;
        cause = words_join(arena, cause, " or ", words_trigger(arena, model, arm));
    }
    if (wait->otherwise != NULL && !leads_below(way, wait->otherwise, stmt, MODEL_GO_ON)) return cause;
    return words_join(arena, cause, " or ", words_time(arena, model, stmt));
}

static void follow_wait(const struct way *way, const struct model_stmt *stmt) {
    struct arena *arena = way->maker->arena;
    const struct model *model = way->maker->flow->model;
    const struct model_wait *wait = &model->waits[stmt->index];
    const char *time = words_time(arena, model, stmt);
    for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
        follow(way, arm->body, words_trigger(arena, model, arm));
    }
    const char *past = wait->past == wait->unknown ? "past or unknown" : "past";
    follow(way, wait->past, arena_format(arena, "%s is %s", time, past));
    if (wait->unknown != wait->past) follow(way, wait->unknown, arena_format(arena, "%s is unknown", time));
    follow(way, wait->otherwise, time);
}

/* ---- statements ---- */

/* The reason for what stands below the `if`. */
static const char *follow_if(const struct way *way, const struct model_stmt *stmt, const char *cause) {
    struct arena *arena = way->maker->arena;
    bool ends = false;
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) {
        const char *condition = words_source(arena, way->maker->flow->model, one->condition->span);
        follow(way, one->body, words_join(arena, cause, ", ", arena_format(arena, "if %s", condition)));
        ends = ends || one->body->ends;
    }
    follow(way, stmt->otherwise, words_join(arena, cause, ", ", "otherwise"));
    return ends && stmt->otherwise == NULL ? words_join(arena, cause, ", ", "otherwise") : cause;
}

static void follow_split(const struct way *way, const struct model_split *split, const char *cause) {
    struct arena *arena = way->maker->arena;
    const struct model *model = way->maker->flow->model;
    for (uint32_t i = split->first_part; i < split->first_part + split->part_count; i++) {
        follow(way, model->parts[i].body, words_join(arena, cause, ", ", words_part(arena, model, i)));
    }
}

static const char *follow_repeat(const struct way *way, const struct model_stmt *stmt, const char *cause) {
    follow(way, stmt->body, cause);
    bool may_stop = leads_below(way, stmt->body, stmt, MODEL_STOP_REPEATING);
    return arena_format(way->maker->arena, may_stop ? "after up to %" PRIu32 " rounds" : "after %" PRIu32 " rounds",
                        stmt->times);
}

static void follow(const struct way *way, const struct model_block *block, const char *cause) {
    const struct model *model = way->maker->flow->model;
    if (block == NULL) return;
    for (const struct model_stmt *stmt = block->first; stmt != NULL; stmt = stmt->next) {
        switch (stmt->kind) {
        case MODEL_WAIT:
            follow_wait(way, stmt);
            cause = cause_below(way, stmt);
            break;
        case MODEL_IF: cause = follow_if(way, stmt, cause); break;
        case MODEL_SPLIT: follow_split(way, &model->splits[stmt->index], cause); break;
        case MODEL_REPEAT: cause = follow_repeat(way, stmt, cause); break;
        case MODEL_GO_TO: graph_arrow(way->maker, way->box, way->maker->stage_boxes[stmt->index], cause); break;
        case MODEL_EXIT: graph_arrow(way->maker, way->box, graph_end(way->maker, stmt->text, way->box), cause); break;
        case MODEL_SEND:
        case MODEL_STAY:
        case MODEL_MILESTONE:
        case MODEL_REMEMBER:
        case MODEL_SET:
        case MODEL_START:
        case MODEL_STOP:
        case MODEL_STOP_REPEATING:
        case MODEL_GO_ON:
        case MODEL_WAIT_AGAIN:
        case MODEL_KEEP_WAITING: break;
        }
    }
}

void graph_ways(struct graph_maker *maker, uint32_t box, const struct model_block *block, const char *cause) {
    const struct way way = {maker, box};
    follow(&way, block, cause);
}
