/* graph_ways - why users go from one box to the next: the arrows and their reasons. */
#include <inttypes.h>

#include "graphing.h"
#include "words.h"

/* What is followed: a block of the box, with the reason for what comes next. */
struct way {
    struct graph_maker *maker; /* where arrows go */
    uint32_t box;              /* where they come from */
};

static void follow(const struct way *way, const struct model_block *block, struct picture_label cause);

/* ---- reasons ---- */

struct picture_label graph_reason(const char *text) {
    return (struct picture_label){.text = text};
}

/* One of which it is known whether a test came upon it. */
static struct picture_label reason_known(const struct graph_maker *m, const char *text, bool tested) {
    bool known = m->options->reached != NULL;
    return (struct picture_label){text, known, known && !tested};
}

struct picture_label graph_reason_of(const struct graph_maker *m, const struct model_trigger *trigger,
                                     const char *text) {
    const struct jdl_reached *reached = m->options->reached;
    if (text == NULL) text = words_trigger(m->arena, m->flow->model, trigger);
    return reason_known(m, text, reached != NULL && reached->triggers[trigger->number] != 0);
}

static struct picture_label reason_of_wait(const struct graph_maker *m, const struct model_stmt *stmt, const char *text,
                                           unsigned ways) {
    const struct jdl_reached *reached = m->options->reached;
    return reason_known(m, text, reached != NULL && (reached->waits[stmt->index] & ways) != 0);
}

static struct picture_label reason_of_part(const struct graph_maker *m, uint32_t part) {
    const struct jdl_reached *reached = m->options->reached;
    return reason_known(m, words_part(m->arena, m->flow->model, part), reached != NULL && reached->parts[part] != 0);
}

/* Both must have come. What an `if` decides is not known, so it leaves nothing known but that nobody came to it. */
static struct picture_label reason_and(struct arena *arena, struct picture_label first, struct picture_label second) {
    bool untested = first.untested || second.untested;
    return (struct picture_label){words_join(arena, first.text, ", ", second.text), second.known || untested, untested};
}

/* One of them must have come. */
static struct picture_label reason_or(struct arena *arena, struct picture_label first, struct picture_label second) {
    if (*first.text == '\0') return second;
    bool untested = first.untested && second.untested;
    return (struct picture_label){words_join(arena, first.text, " or ", second.text), first.known && second.known,
                                  untested};
}

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
static struct picture_label cause_below(const struct way *way, const struct model_stmt *stmt) {
    struct arena *arena = way->maker->arena;
    const struct model *model = way->maker->flow->model;
    const struct model_wait *wait = &model->waits[stmt->index];
    struct picture_label cause = graph_reason("");
    for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
        if (leads_below(way, arm->body, stmt, MODEL_GO_ON))
            cause = reason_or(arena, cause, graph_reason_of(way->maker, arm, NULL));
    }
    if (wait->otherwise != NULL && !leads_below(way, wait->otherwise, stmt, MODEL_GO_ON)) return cause;
    return reason_or(arena, cause, reason_of_wait(way->maker, stmt, words_time(arena, model, stmt), JDL_WAIT_TIME));
}

static void follow_wait(const struct way *way, const struct model_stmt *stmt) {
    struct arena *arena = way->maker->arena;
    const struct graph_maker *m = way->maker;
    const struct model_wait *wait = &m->flow->model->waits[stmt->index];
    const char *time = words_time(arena, m->flow->model, stmt);
    for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
        follow(way, arm->body, graph_reason_of(m, arm, NULL));
    }
    bool same = wait->past == wait->unknown;
    const char *past = arena_format(arena, "%s is %s", time, same ? "past or unknown" : "past");
    unsigned ways = same ? JDL_WAIT_PAST | JDL_WAIT_UNKNOWN : JDL_WAIT_PAST;
    follow(way, wait->past, reason_of_wait(m, stmt, past, ways));
    const char *unknown = arena_format(arena, "%s is unknown", time);
    if (!same) follow(way, wait->unknown, reason_of_wait(m, stmt, unknown, JDL_WAIT_UNKNOWN));
    follow(way, wait->otherwise, reason_of_wait(m, stmt, time, JDL_WAIT_TIME));
}

/* ---- statements ---- */

/* The reason for what stands below the `if`. */
static struct picture_label follow_if(const struct way *way, const struct model_stmt *stmt,
                                      struct picture_label cause) {
    struct arena *arena = way->maker->arena;
    struct picture_label otherwise = reason_and(arena, cause, graph_reason("otherwise"));
    bool ends = false;
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) {
        const char *condition = words_source(arena, way->maker->flow->model, one->condition->span);
        follow(way, one->body, reason_and(arena, cause, graph_reason(arena_format(arena, "if %s", condition))));
        ends = ends || one->body->ends;
    }
    follow(way, stmt->otherwise, otherwise);
    return ends && stmt->otherwise == NULL ? otherwise : cause;
}

static void follow_split(const struct way *way, const struct model_split *split, struct picture_label cause) {
    const struct graph_maker *m = way->maker;
    for (uint32_t i = split->first_part; i < split->first_part + split->part_count; i++) {
        follow(way, m->flow->model->parts[i].body, reason_and(m->arena, cause, reason_of_part(m, i)));
    }
}

static struct picture_label follow_repeat(const struct way *way, const struct model_stmt *stmt,
                                          struct picture_label cause) {
    follow(way, stmt->body, cause);
    bool may_stop = leads_below(way, stmt->body, stmt, MODEL_STOP_REPEATING);
    const char *rounds = may_stop ? "after up to %" PRIu32 " rounds" : "after %" PRIu32 " rounds";
    return reason_and(way->maker->arena, (struct picture_label){"", cause.known, cause.untested},
                      graph_reason(arena_format(way->maker->arena, rounds, stmt->times)));
}

static void follow(const struct way *way, const struct model_block *block, struct picture_label cause) {
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

void graph_ways(struct graph_maker *maker, uint32_t box, const struct model_block *block, struct picture_label cause) {
    const struct way way = {maker, box};
    follow(&way, block, cause);
}
