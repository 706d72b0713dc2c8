/* prove_tell - see proving.h: the timeline of a way, for people. */
#include "proving.h"
#include "words.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

/* A line of the timeline. */
struct line {
    int64_t at;       /* from the beginning of the run */
    const char *text; /* what happens */
};

struct telling {
    struct prover *prover;   /* whose promise */
    const struct real *real; /* the way, gone by the clock */
    VEC(struct line) lines;  /* by time */
};

static void add(struct telling *t, int64_t at, const char *text) {
    VEC_PUSH(t->prover->arena, t->lines);
    uint32_t place = t->lines.count - 1;
    for (; place > 0 && t->lines.items[place - 1].at > at; place--) t->lines.items[place] = t->lines.items[place - 1];
    t->lines.items[place] = (struct line){at, text};
}

static const char *event_words(struct telling *t, const struct model_trigger *trigger) {
    return words_source(t->prover->arena, t->prover->model, trigger->span);
}

static void add_begin(struct telling *t) {
    const struct model_trigger *enter = t->prover->model->journeys[t->prover->journey].enters.first;
    const char *words = enter == NULL ? "the journey is started" : event_words(t, enter);
    add(t, 0, arena_format(t->prover->arena, "%s: the run begins", words));
}

static const char *branch_words(struct telling *t, const struct flow_edge *edge) {
    if (edge->branch == NULL || edge->branch->condition == NULL) return NULL;
    return arena_format(t->prover->arena, "if %s",
                        words_source(t->prover->arena, t->prover->model, edge->branch->condition->span));
}

/* What happens in a step, but for messages that are handed over; NULL: nothing that one would see. */
static const char *step_words(struct telling *t, const struct way_step *step) {
    struct arena *arena = t->prover->arena;
    const struct model *model = t->prover->model;
    const struct flow_edge *edge = step->move.edge;
    switch (step->move.way) {
    case SPACE_FIRES: return event_words(t, edge->trigger);
    case SPACE_HAPPENS: return arena_format(arena, "event \"%s\"", model->events[t->prover->promise->event].name);
    case SPACE_SKIPS: return arena_format(arena, "%s is skipped", words_template(arena, model, step->move.template_));
    case SPACE_GOES:
        if (edge->way == FLOW_MOVE) return words_stmt(arena, model, t->prover->flow->nodes[step->from.node].stmt);
        if (edge->way == FLOW_YES) return branch_words(t, edge);
        if (edge->way == FLOW_PART) return arena_format(arena, "split: %s", words_part(arena, model, edge->part));
        break;
    case SPACE_HANDS_OVER:
    case SPACE_RETURNS: break;
    }
    return NULL;
}

/* `Monday 10:00`, the day of the run before it if it is not the first. */
static const char *moment(struct telling *t, int64_t at) {
    static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    int64_t start = (int64_t)t->real->minute * MINUTE_MS;
    int64_t now = start + at;
    int day = (int)(now / DAY_MS - start / DAY_MS) + 1;
    int hour = (int)(now % DAY_MS / HOUR_MS);
    int minute = (int)(now % HOUR_MS / MINUTE_MS);
    int second = (int)(now % MINUTE_MS / SECOND_MS);
    const char *text =
        arena_format(t->prover->arena, "day %d, %s %02d:%02d", day, days[now / DAY_MS % 7], hour, minute);
    return second == 0 ? text : arena_format(t->prover->arena, "%s:%02d", text, second);
}

/* What somebody must do all the time so that nothing ends the way. */
static const char *add_broken(struct telling *t, const char *text) {
    struct arena *arena = t->prover->arena;
    for (uint32_t i = 0; i < t->real->broken.count; i++) {
        const struct model_trigger *one = t->real->broken.items[i];
        const char *words = arena_format(arena, "all the while event \"%s\" so often that `%s` never fires",
                                         t->prover->model->events[one->match].name, event_words(t, one));
        text = words_join(arena, text, ";\n", words);
    }
    return text;
}

const char *verdict_timeline(struct prover *prover, const struct real *real, const char *at_last) {
    enum { SHOWN = 24 };
    struct telling t = {.prover = prover, .real = real};
    struct arena *arena = prover->arena;
    const char *text = "";
    add_begin(&t);
    for (uint32_t i = 0; i < real->taken; i++) {
        const char *words = step_words(&t, &real->way->steps[i]);
        if (words != NULL) add(&t, real->times[i], words);
        for (uint32_t m = 0; m < real->messages.count; m++) {
            const struct real_message *message = &real->messages.items[m];
            if (message->step == i) add(&t, message->at, words_template(arena, prover->model, message->template_));
        }
    }
    if (at_last != NULL && real->taken > 0) add(&t, real->times[real->taken - 1] + MINUTE_MS, at_last);
    for (uint32_t i = 0; i < t.lines.count; i++) {
        const struct line *line = &t.lines.items[i];
        if (i == SHOWN) return add_broken(&t, arena_format(arena, "%s;\nand so on", text));
        bool same = i > 0 && line->at == t.lines.items[i - 1].at;
        const char *one = same ? line->text : arena_format(arena, "%s: %s", moment(&t, line->at), line->text);
        text = words_join(arena, text, same ? ", " : ";\n", one);
    }
    return add_broken(&t, text);
}
