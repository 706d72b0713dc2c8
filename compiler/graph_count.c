/* graph_count - the host's numbers, put where they belong. */
#include <string.h>

#include "graphing.h"

static bool same(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* A number of the journey that a box belongs to; what the host does not name, it has not seen. */
static int64_t count_of(const struct graph_maker *m, uint32_t journey, enum jdl_tally_kind kind, const char *from,
                        const char *to, const char *channel) {
    const char *name = m->flow->model->journeys[journey].name;
    for (size_t i = 0; i < m->options->tally_count; i++) {
        const struct jdl_tally *one = &m->options->tallies[i];
        if (one->kind == kind && same(one->journey, name) && same(one->from, from) && same(one->to, to) &&
            same(one->channel, channel))
            return one->count;
    }
    return 0;
}

static void count_box(const struct graph_maker *m, struct picture_box *box) {
    const char *from = NULL;
    switch (box->shape) {
    case PICTURE_BEGIN: box->count = count_of(m, box->journey, JDL_TALLY_ENTERED, NULL, NULL, NULL); break;
    case PICTURE_STAGE:
        box->count = count_of(m, box->journey, JDL_TALLY_VISITED, box->name, NULL, NULL);
        box->inside = count_of(m, box->journey, JDL_TALLY_INSIDE, box->name, NULL, NULL);
        break;
    case PICTURE_GOAL:
    case PICTURE_END:
        from = box->only_from == JBC_NONE ? NULL : m->picture->boxes.items[box->only_from].name;
        box->count = count_of(m, box->journey, JDL_TALLY_ENDED, from, box->name, NULL);
        break;
    case PICTURE_ALWAYS: break;
    }
}

/* ---- messages ---- */

/* Does a send name the template? */
static bool names(const struct model_stmt *send, uint32_t template_) {
    const struct model_alternative *one = send->alternatives;
    while (one != NULL && one->template_ != template_) one = one->next;
    return one != NULL;
}

/* In how many lines of the journey a template stands; lines of other stages than `stage` count only if it is NULL. */
static uint32_t lines_with(const struct graph_maker *m, uint32_t journey, const struct picture_box *stage,
                           uint32_t template_) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < m->picture->boxes.count; i++) {
        const struct picture_box *box = &m->picture->boxes.items[i];
        bool other_stage = stage != NULL && box != stage && box->shape == PICTURE_STAGE;
        if (box->journey != journey || other_stage) continue;
        for (uint32_t k = 0; k < box->rows.count; k++) {
            found += box->rows.items[k].send != NULL && names(box->rows.items[k].send, template_);
        }
    }
    return found;
}

/* Actions name stage and template, not the line. So a line has a number where no other line can have caused it. */
static void count_row(const struct graph_maker *m, const struct picture_box *box, struct picture_row *row) {
    const struct model *model = m->flow->model;
    int64_t sum = 0;
    for (const struct model_alternative *one = row->send->alternatives; one != NULL; one = one->next) {
        const struct model_template *message = &model->templates[one->template_];
        bool alone = lines_with(m, box->journey, NULL, one->template_) == 1;
        if (!alone && (box->shape != PICTURE_STAGE || lines_with(m, box->journey, box, one->template_) > 1)) return;
        const char *from = alone ? NULL : box->name;
        sum += count_of(m, box->journey, JDL_TALLY_SENT, from, message->name, model->channels[message->channel].name);
    }
    row->count = sum;
}

/* ---- arrows ---- */

/* Do arrows from stages and from "at any time" end in this box? An action does not tell which; so the box alone counts. */
static bool has_other_ways(const struct picture *picture, uint32_t to) {
    uint32_t always = 0;
    uint32_t others = 0;
    for (uint32_t i = 0; i < picture->arrows.count; i++) {
        if (picture->arrows.items[i].to != to) continue;
        bool is_always = picture->boxes.items[picture->arrows.items[i].from].shape == PICTURE_ALWAYS;
        always += is_always;
        others += !is_always;
    }
    return always > 0 && others > 0;
}

static void count_arrow(const struct graph_maker *m, struct picture_arrow *arrow) {
    const struct picture *picture = m->picture;
    const struct picture_box *from = &picture->boxes.items[arrow->from];
    const struct picture_box *to = &picture->boxes.items[arrow->to];
    bool to_end = to->shape == PICTURE_GOAL || to->shape == PICTURE_END;
    if (from->shape == PICTURE_BEGIN) {
        int64_t kept_out = count_of(m, to->journey, JDL_TALLY_KEPT_OUT, NULL, NULL, NULL);
        arrow->count = from->count - kept_out;
    } else if (has_other_ways(picture, arrow->to)) {
        return;
    } else if (to_end && from->shape == PICTURE_ALWAYS) {
        arrow->count = to->count;
    } else if (to_end) {
        arrow->count = count_of(m, to->journey, JDL_TALLY_ENDED, from->name, to->name, NULL);
    } else if (from->shape == PICTURE_STAGE) {
        arrow->count = count_of(m, to->journey, JDL_TALLY_MOVED, from->name, to->name, NULL);
    }
}

void graph_count(struct graph_maker *m) {
    struct picture *picture = m->picture;
    for (uint32_t i = 0; i < picture->boxes.count; i++) {
        struct picture_box *box = &picture->boxes.items[i];
        count_box(m, box);
        for (uint32_t k = 0; k < box->rows.count; k++) {
            if (box->rows.items[k].send != NULL) count_row(m, box, &box->rows.items[k]);
        }
    }
    for (uint32_t i = 0; i < picture->arrows.count; i++) {
        count_arrow(m, &picture->arrows.items[i]);
        if (picture->arrows.items[i].count > picture->most) picture->most = picture->arrows.items[i].count;
    }
    picture->legend = "Numbers are users, each counted once in a box and on an arrow; of messages, how many were sent.";
}
