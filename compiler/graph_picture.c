/* graph_picture - from the flow graph to boxes and arrows. */
#include <string.h>

#include "graphing.h"
#include "words.h"

/* ---- boxes ---------------------------------------------------------------------------------------------------------- */

static uint32_t add_box(struct graph_maker *m, enum picture_shape shape, const char *name, const char *title) {
    uint32_t number = 1;
    for (uint32_t i = 0; i < m->picture->boxes.count; i++) number += m->picture->boxes.items[i].shape == shape;
    struct picture_box *box = VEC_PUSH(m->arena, m->picture->boxes);
    box->shape = shape;
    box->journey = m->journey;
    box->number = number;
    box->only_from = JBC_NONE;
    box->name = name;
    box->title = title;
    box->subtitle = "";
    box->count = PICTURE_UNCOUNTED;
    box->inside = PICTURE_UNCOUNTED;
    return m->picture->boxes.count - 1;
}

static void add_row(struct graph_maker *m, uint32_t box, enum picture_row_kind kind, const char *text) {
    struct picture_row *row = VEC_PUSH(m->arena, m->picture->boxes.items[box].rows);
    *row = (struct picture_row){.kind = kind, .lead = "", .text = text, .count = PICTURE_UNCOUNTED};
}

/* Is the outcome that of a goal or a leave? */
static bool is_of_journey(const struct model_journey *journey, const char *outcome) {
    const struct model_trigger *one = journey->ends.first;
    while (one != NULL && strcmp(one->outcome, outcome) != 0) one = one->next;
    return one != NULL;
}

/* Do so many stages lead to the outcome that each gets a box of its own for it? */
static bool is_split(const struct graph_maker *m, const char *outcome) {
    enum { MANY = 4 };
    const struct flow *flow = m->flow;
    const struct flow_node *top = &flow->nodes[flow->journey_nodes[m->journey]];
    uint32_t stages = 0;
    uint32_t last = JBC_NONE;
    if (is_of_journey(&flow->model->journeys[m->journey], outcome)) return false;
    for (uint32_t i = flow->journey_nodes[m->journey]; i <= top->last; i++) {
        const struct flow_node *node = &flow->nodes[i];
        bool leads =
            node->kind == FLOW_STMT && node->stmt->kind == MODEL_EXIT && strcmp(node->stmt->text, outcome) == 0;
        if (!leads || node->stage == last) continue;
        last = node->stage;
        stages++;
    }
    return stages >= MANY;
}

uint32_t graph_end(struct graph_maker *m, const char *outcome, uint32_t from) {
    const struct picture *picture = m->picture;
    uint32_t only_from = is_split(m, outcome) ? from : JBC_NONE;
    for (uint32_t i = m->first_box; i < picture->boxes.count; i++) {
        const struct picture_box *box = &picture->boxes.items[i];
        bool is_end = box->shape == PICTURE_GOAL || box->shape == PICTURE_END;
        if (is_end && box->only_from == only_from && strcmp(box->name, outcome) == 0) return i;
    }
    bool is_goal = strcmp(outcome, "goal") == 0;
    uint32_t made = add_box(m, is_goal ? PICTURE_GOAL : PICTURE_END, outcome, is_goal ? "Goal" : outcome);
    picture->boxes.items[made].only_from = only_from;
    return made;
}

struct picture_arrow *graph_arrow(struct graph_maker *m, uint32_t from, uint32_t to, struct picture_label label) {
    struct picture *picture = m->picture;
    struct picture_arrow *arrow = NULL;
    for (uint32_t i = 0; i < picture->arrows.count && arrow == NULL; i++) {
        struct picture_arrow *one = &picture->arrows.items[i];
        if (one->from == from && one->to == to) arrow = one;
    }
    if (arrow == NULL) {
        arrow = VEC_PUSH(m->arena, picture->arrows);
        *arrow = (struct picture_arrow){.from = from, .to = to, .count = PICTURE_UNCOUNTED};
    }
    for (uint32_t i = 0; i < arrow->labels.count; i++) {
        struct picture_label *other = &arrow->labels.items[i];
        if (strcmp(other->text, label.text) != 0) continue;
        /* Two lines of the script for one reason: one that was tested is enough. */
        other->known = other->known && label.known;
        other->untested = other->untested && label.untested;
        return arrow;
    }
    if (*label.text != '\0') *VEC_PUSH(m->arena, arrow->labels) = label;
    return arrow;
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

/* What is a matter of the script alone, or shown by an arrow, is no line of a box. */
static bool is_shown(const struct outline_line *line) {
    switch (line->kind) {
    case OUTLINE_SEND:
    case OUTLINE_WAIT: return true;
    case OUTLINE_ACT: return line->stmt->kind != MODEL_REMEMBER;
    case OUTLINE_STEP: return line->stmt->kind != MODEL_KEEP_WAITING;
    case OUTLINE_MOVE: return false;
    case OUTLINE_WHEN:
    case OUTLINE_ARM:
    case OUTLINE_CONDITION:
    case OUTLINE_SPLIT:
    case OUTLINE_PART:
    case OUTLINE_REPEAT: break;
    }
    /* `otherwise { go on }` is what everyone expects. */
    bool goes_on = line->inside == 1 && line[1].kind == OUTLINE_STEP && line[1].stmt->kind == MODEL_GO_ON;
    if (goes_on && strcmp(line->text, "otherwise") == 0) return false;
    for (uint32_t i = 1; i <= line->inside; i++) {
        if (is_shown(&line[i])) return true;
    }
    return false;
}

static enum picture_row_kind kind_of(const struct outline_line *line) {
    switch (line->kind) {
    case OUTLINE_SEND: return PICTURE_MESSAGE;
    case OUTLINE_WAIT: return PICTURE_WAIT;
    case OUTLINE_WHEN: return PICTURE_WHEN;
    case OUTLINE_ARM:
    case OUTLINE_CONDITION:
    case OUTLINE_SPLIT:
    case OUTLINE_PART:
    case OUTLINE_REPEAT:
    case OUTLINE_ACT:
    case OUTLINE_MOVE:
    case OUTLINE_STEP: break;
    }
    return PICTURE_PLAIN;
}

/* The one line inside that is shown, if there is just one and nothing stands inside it; else NULL. */
static const struct outline_line *only_shown(const struct outline_line *line) {
    const struct outline_line *only = NULL;
    for (uint32_t i = 1; i <= line->inside; i++) {
        if (!is_shown(&line[i])) continue;
        if (only != NULL) return NULL;
        only = &line[i];
    }
    return only;
}

static bool may_lead(const struct outline_line *line) {
    return line->kind == OUTLINE_ARM || line->kind == OUTLINE_CONDITION || line->kind == OUTLINE_PART ||
           line->kind == OUTLINE_WHEN;
}

void graph_rows(struct graph_maker *m, uint32_t box, struct outline outline) {
    for (uint32_t i = 0; i < outline.count; i++) {
        const struct outline_line *line = &outline.lines[i];
        const struct outline_line *leads = line;
        if (!is_shown(line)) {
            i += line->inside;
            continue;
        }
        struct picture_row *row = VEC_PUSH(m->arena, m->picture->boxes.items[box].rows);
        *row = (struct picture_row){.depth = line->depth, .lead = "", .count = PICTURE_UNCOUNTED};
        row->kind = kind_of(line);
        const struct outline_line *only = may_lead(line) ? only_shown(line) : NULL;
        if (only != NULL) {
            row->lead = line->text;
            row->kind = only->kind == OUTLINE_SEND ? PICTURE_MESSAGE : row->kind;
            i += line->inside;
            line = only;
        }
        row->text = may_lead(line) ? arena_format(m->arena, "%s:", line->text) : line->text;
        if (line->kind == OUTLINE_SEND) row->send = line->stmt;
        if (leads->trigger != NULL) row->untested = graph_reason_of(m, leads->trigger, "").untested;
    }
}

/* ---- a journey ------------------------------------------------------------------------------------------------------ */

static void write_rules(struct graph_maker *m, uint32_t box, const struct model_journey *journey) {
    struct arena *arena = m->arena;
    const char *again = NULL;
    if (journey->again == JBC_AGAIN_ALWAYS && journey->enters.count > 0) again = "again and again";
    if (journey->again == JBC_AGAIN_AFTER)
        again = arena_format(arena, "again after %s", words_duration(arena, journey->again_after));
    if (again != NULL) add_row(m, box, PICTURE_PLAIN, again);
    if (journey->key != NULL) add_row(m, box, PICTURE_PLAIN, arena_format(arena, "one run per %s", journey->key));
    if (journey->group != NULL)
        add_row(m, box, PICTURE_PLAIN, arena_format(arena, "one journey of %s at a time", journey->group));
    if (journey->keep_out > 0)
        add_row(m, box, PICTURE_PLAIN, arena_format(arena, "%s are kept out", words_percent(arena, journey->keep_out)));
}

static uint32_t make_begin(struct graph_maker *m, const struct model_journey *journey) {
    struct arena *arena = m->arena;
    const struct model *model = m->flow->model;
    uint32_t box =
        add_box(m, PICTURE_BEGIN, "", journey->enters.count > 0 ? "Enter when" : "Started by another journey");
    for (const struct model_trigger *one = journey->enters.first; one != NULL; one = one->next) {
        add_row(m, box, PICTURE_WHEN, words_trigger(arena, model, one));
        if (one->only_if == NULL) continue;
        add_row(m, box, PICTURE_PLAIN,
                arena_format(arena, "only if %s", words_source(arena, model, one->only_if->span)));
    }
    write_rules(m, box, journey);
    return box;
}

/* What is live in every stage: limits and whens as lines, goals, leaves and moves as arrows. */
static void make_always(struct graph_maker *m, const struct model_journey *journey) {
    struct arena *arena = m->arena;
    const struct model *model = m->flow->model;
    if (journey->ends.count + journey->whens.count + journey->limits.count == 0) return;
    uint32_t box = add_box(m, PICTURE_ALWAYS, "", "At any time");
    for (uint32_t i = 0; i < journey->limits.count; i++) {
        add_row(m, box, PICTURE_PLAIN, words_source(arena, model, journey->limits.items[i].span));
    }
    graph_rows(m, box, outline_triggers(arena, m->flow, &journey->whens, JBC_ROLE_END));
    for (const struct model_trigger *one = journey->whens.first; one != NULL; one = one->next) {
        const char *cause = words_join(arena, words_trigger(arena, model, one), ", ", words_bound(arena, one));
        graph_ways(m, box, one->body, graph_reason_of(m, one, cause));
    }
    for (const struct model_trigger *one = journey->ends.first; one != NULL; one = one->next) {
        const char *cause = words_trigger(arena, model, one);
        if (one->within > 0) cause = arena_format(arena, "%s, within %s", cause, words_duration(arena, one->within));
        uint32_t end = graph_end(m, one->outcome, box);
        graph_arrow(m, box, end, graph_reason_of(m, one, cause));
        graph_rows(m, end, outline_body(arena, m->flow, one));
    }
    for (uint32_t i = 0; i < m->picture->arrows.count; i++) {
        struct picture_arrow *arrow = &m->picture->arrows.items[i];
        arrow->aside = arrow->aside || arrow->from == box;
    }
}

static void make_stage(struct graph_maker *m, uint32_t index) {
    const struct model_stage *stage = &m->flow->model->stages[index];
    uint32_t box = m->stage_boxes[index];
    graph_rows(m, box, outline_stage(m->arena, m->flow, index));
    for (const struct model_trigger *one = stage->whens.first; one != NULL; one = one->next) {
        const char *bound = words_bound(m->arena, one);
        const char *cause = words_join(m->arena, words_trigger(m->arena, m->flow->model, one), ", ", bound);
        graph_ways(m, box, one->body, graph_reason_of(m, one, cause));
    }
    graph_ways(m, box, stage->body, graph_reason(""));
}

static void make_journey(struct graph_maker *m, uint32_t index) {
    const struct model *model = m->flow->model;
    const struct model_journey *journey = &model->journeys[index];
    struct picture_frame *frame = VEC_PUSH(m->arena, m->picture->frames);
    frame->journey = index;
    frame->title = journey->title != NULL ? journey->title : journey->name;
    m->journey = index;
    m->first_box = m->picture->boxes.count;
    uint32_t begin = make_begin(m, journey);
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++) {
        const struct model_stage *stage = &model->stages[i];
        m->stage_boxes[i] = add_box(m, PICTURE_STAGE, stage->name, stage->name);
        if (stage->title != NULL) m->picture->boxes.items[m->stage_boxes[i]].subtitle = stage->title;
    }
    graph_arrow(m, begin, m->stage_boxes[journey->first_stage], graph_reason(""));
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++) make_stage(m, i);
    make_always(m, journey);
}

/* ---- between journeys ----------------------------------------------------------------------------------------------- */

static uint32_t begin_of(const struct picture *picture, uint32_t journey) {
    for (uint32_t i = 0; i < picture->boxes.count; i++) {
        const struct picture_box *box = &picture->boxes.items[i];
        if (box->shape == PICTURE_BEGIN && box->journey == journey) return i;
    }
    return JBC_NONE;
}

/* A journey that begins when another has ended. */
static void link_ended(struct graph_maker *m, const struct model_trigger *enter, uint32_t journey) {
    const struct picture *picture = m->picture;
    uint32_t to = begin_of(picture, journey);
    for (uint32_t i = 0; i < picture->boxes.count && to != JBC_NONE; i++) {
        const struct picture_box *box = &picture->boxes.items[i];
        bool is_end = box->shape == PICTURE_GOAL || box->shape == PICTURE_END;
        bool is_meant = enter->word == NULL || strcmp(enter->word, box->name) == 0;
        if (is_end && box->journey == enter->match && is_meant) graph_arrow(m, i, to, graph_reason(""))->aside = true;
    }
}

/* A journey that another one starts. */
static void link_started(struct graph_maker *m) {
    const struct flow *flow = m->flow;
    for (uint32_t i = 0; i < flow->node_count; i++) {
        const struct flow_node *node = &flow->nodes[i];
        if (node->kind != FLOW_STMT || node->stmt->kind != MODEL_START || node->stage == JBC_NONE) continue;
        uint32_t to = begin_of(m->picture, node->stmt->index);
        uint32_t from = m->stage_boxes[node->stage];
        if (to != JBC_NONE && from != JBC_NONE) graph_arrow(m, from, to, graph_reason("starts"))->aside = true;
    }
}

struct picture *graph_picture(struct arena *arena, const struct flow *flow, uint32_t first, uint32_t count,
                              const struct jdl_graph_options *options) {
    const struct model *model = flow->model;
    struct graph_maker m = {.arena = arena, .flow = flow, .options = options};
    m.picture = ARENA_NEW(arena, struct picture);
    m.picture->legend = "";
    m.stage_boxes = ARENA_ARRAY(arena, uint32_t, model->stage_count);
    for (uint32_t i = 0; i < model->stage_count; i++) m.stage_boxes[i] = JBC_NONE;
    for (uint32_t j = first; j < first + count; j++) make_journey(&m, j);
    if (options->tally_count > 0 || options->reached != NULL) graph_count(&m);
    if (options->reached != NULL) graph_mark(&m);
    for (uint32_t j = first; j < first + count; j++) {
        for (const struct model_trigger *one = model->journeys[j].enters.first; one != NULL; one = one->next) {
            if (one->kind == JBC_ON_ENDED) link_ended(&m, one, j);
        }
    }
    link_started(&m);
    return m.picture;
}
