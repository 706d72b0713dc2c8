/*
 * prove_count - see proving.h: `at most 3 messages in any 7 days`.
 *
 * A search over the least times between messages: with the first message that counts a window begins, and what comes next
 * comes as early as it can. Nothing is gained by being late, for every wait ends the earlier the earlier it begins; so the
 * least time to each state is enough. A timer that fires tells when its stage was entered: before the window, if need be. What the clock reads is kept in `phase`: the day of the week (7: any day) times
 * DAY_MS, plus the time of the day.
 */
#include "proving.h"
#include "words.h"

enum { ANY_DAY = 7, ALL_DAYS = 127 };

struct counting {
    struct prover *prover; /* whose promise */
    struct space *space;   /* what is searched */
    uint32_t most;         /* messages that are allowed */
    int64_t window;        /* ms */
    bool *timed;           /* of each stage: timed whens in it ask for messages */
    bool clocks;           /* the journey waits for clock times */
    uint32_t first;        /* of the messages that break it, in the last real way */
};

/* ---- clocks ---- */

static uint32_t only_day(uint32_t days) {
    for (uint32_t day = 0; day < ANY_DAY; day++) {
        if (days == 1u << day) return day;
    }
    return ANY_DAY;
}

/* The least time until the clock reads it; sets what is then known of the clock. */
static int64_t clock_wait(const struct counting *c, uint32_t *phase, const struct model_wait *wait) {
    const struct model *model = c->prover->model;
    uint32_t before = *phase;
    int64_t gap = 0;
    if (!zone_constant(model)) return 0;
    *phase = only_day(wait->days) * (uint32_t)DAY_MS + wait->clock;
    if (before == JBC_NONE) return 0;
    if (before / DAY_MS < ANY_DAY) {
        gap = clock_gap(before, wait->clock, wait->days);
        *phase = (uint32_t)((before + gap) % WEEK_MS);
    } else if (wait->days == ALL_DAYS) {
        gap = clock_gap(before % DAY_MS, wait->clock, ALL_DAYS);
    } else {
        gap = WEEK_MS;
        for (int64_t day = 0; day < ANY_DAY; day++) {
            int64_t one = clock_gap(day * DAY_MS + before % DAY_MS, wait->clock, wait->days);
            gap = one < gap ? one : gap;
        }
    }
    if (!zone_utc(model)) gap -= HOUR_MS;
    return gap < 0 ? 0 : gap;
}

static uint32_t phase_after(const struct counting *c, uint32_t phase, int64_t duration) {
    if (phase == JBC_NONE || !zone_utc(c->prover->model)) return JBC_NONE;
    if (phase / DAY_MS < ANY_DAY) return (uint32_t)((phase + duration) % WEEK_MS);
    return ANY_DAY * (uint32_t)DAY_MS + (uint32_t)((phase % DAY_MS + duration) % DAY_MS);
}

/* ---- waits ---- */

/* Is the state within a window that began after the flow came to rest here? Then the earliest is what is worth knowing. */
static bool is_early(const struct space_state *from) {
    return from->count > 0 && !(from->resumed == 1 && from->began == PROVING_BEFORE);
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* The end of something that takes a while from when the flow came to rest. */
static int64_t end_of(const struct space_state *from, int64_t now, int64_t takes) {
    if (from->count == 0) return now;
    if (from->resumed == 0) return now + takes;
    return from->began == PROVING_BEFORE ? now : later(now, from->began + takes);
}

static void go(const struct counting *c, const struct space_state *from, struct space_move *move, int64_t *at) {
    const struct flow_node *node = &c->prover->flow->nodes[from->node];
    if (node->kind != FLOW_STMT || node->stmt->kind != MODEL_WAIT) return;
    const struct model_wait *wait = &c->prover->model->waits[node->stmt->index];
    uint32_t phase = from->phase;
    if (!is_early(from)) move->to.phase = JBC_NONE;
    if (move->edge->way != FLOW_TIME) return;
    switch (wait->kind) {
    case JBC_WAIT_FOR:
    case JBC_WAIT_UP_TO:
        *at = end_of(from, *at, wait->duration);
        move->to.phase = phase_after(c, phase, wait->duration);
        break;
    case JBC_WAIT_CLOCK:
        *at = end_of(from, *at, clock_wait(c, &phase, wait));
        move->to.phase = phase;
        break;
    case JBC_WAIT_DATA:
    case JBC_WAIT_UNTIL:
    case JBC_WAIT_END: break;
    }
}

/* ---- triggers ---- */

static int64_t minus(int64_t a, int64_t b) {
    return a > b ? a - b : 0;
}

/* By how much a message may have been asked for earlier than it was handed over. */
static int64_t held_before(const struct counting *c, uint32_t wait) {
    int64_t longest = 0;
    for (uint32_t n = c->space->first; n <= c->space->last; n++) {
        const struct flow_node *node = &c->prover->flow->nodes[n];
        if (node->kind != FLOW_STMT || node->stmt->kind != MODEL_SEND) continue;
        if (flow_next_wait(c->prover->flow, n) != wait) continue;
        int64_t hold = space_longest_hold(c->space, node->stmt, false);
        longest = hold > longest ? hold : longest;
    }
    return longest;
}

static int64_t held_within(const struct counting *c, const struct model_trigger *trigger) {
    uint32_t top = c->prover->flow->trigger_nodes[trigger->number];
    int64_t longest = 0;
    for (uint32_t n = top; n <= c->prover->flow->nodes[top].last; n++) {
        const struct flow_node *node = &c->prover->flow->nodes[n];
        if (node->kind != FLOW_STMT || node->stmt->kind != MODEL_SEND) continue;
        int64_t hold = space_longest_hold(c->space, node->stmt, false);
        longest = hold > longest ? hold : longest;
    }
    return longest;
}

/* The least time between two firings of an `every`. */
static int64_t every(const struct counting *c, const struct model_trigger *trigger) {
    if (trigger->days == 0) return trigger->duration;
    if (!zone_constant(c->prover->model)) return 0;
    int64_t least = WEEK_MS;
    for (int64_t day = 0; day < ANY_DAY; day++) {
        if ((trigger->days >> day & 1) == 0) continue;
        int64_t gap = clock_gap(day * DAY_MS + trigger->clock, trigger->clock, trigger->days);
        least = gap < least ? gap : least;
    }
    return zone_utc(c->prover->model) ? least : least - HOUR_MS;
}

/* The least time to the firing of a timed when, the how-many-th in the window and visit. If the visit began before the
 * window, the first may have been asked for before it too, and held. */
static int64_t timed_when(const struct counting *c, const struct space_state *from, const struct space_state *to,
                          const struct model_trigger *trigger, int64_t now) {
    uint32_t slot = c->space->slot_of_trigger[trigger->number];
    bool side = trigger->role == JBC_ROLE_WHEN_SIDE && slot != JBC_NONE;
    int64_t times = side ? space_used(c->space, to, slot) : 1;
    int64_t entered = trigger->stage == JBC_NONE ? PROVING_BEFORE : from->entered;
    int64_t between = trigger->kind == JBC_ON_EVERY ? every(c, trigger) : trigger->duration;
    bool clock = trigger->kind == JBC_ON_EVERY && trigger->days != 0; /* the first comes at any time */
    if (entered == PROVING_BEFORE) return later(now, minus((times - 1) * between, held_within(c, trigger)));
    return later(now, entered + (clock ? times - 1 : times) * between);
}

/* The timers that come before this one: they have fired. False: one of them has taken the run elsewhere. */
static bool fire_sooner(const struct counting *c, struct space_state *to, const struct model_trigger *trigger) {
    const struct model *model = c->prover->model;
    bool stage = trigger->stage != JBC_NONE;
    const struct model_trigger *one =
        stage ? model->stages[trigger->stage].whens.first : model->journeys[c->prover->journey].whens.first;
    for (; trigger->kind == JBC_ON_AFTER && one != NULL; one = one->next) {
        if (one->kind != JBC_ON_AFTER || one->duration >= trigger->duration) continue;
        if (one->role == JBC_ROLE_WHEN_TAKE) return false;
        space_use_up(c->space, to, one);
    }
    return true;
}

static void fire(const struct counting *c, const struct space_state *from, struct space_move *move, int64_t *at) {
    const struct model_trigger *trigger = move->edge->trigger;
    const struct flow_node *node = &c->prover->flow->nodes[from->node];
    bool back = move->to.rest != JBC_NONE;
    if (back && from->resumed == 0) move->to.began = from->count > 0 ? *at : PROVING_BEFORE;
    if (!back && !is_early(from)) move->to.phase = JBC_NONE;
    bool after = trigger->kind == JBC_ON_AFTER && trigger->role == JBC_ROLE_WHEN_SIDE && trigger->stage != JBC_NONE;
    if (after && from->count == 0) move->to.entered = -(trigger->duration + held_within(c, trigger));
    if (from->count == 0) return;
    bool timed = trigger->kind == JBC_ON_NO_EVENT || trigger->kind == JBC_ON_AFTER || trigger->kind == JBC_ON_EVERY;
    if (trigger->role == JBC_ROLE_ARM && trigger->kind == JBC_ON_NO_EVENT) {
        int64_t held = node->stmt->kind == MODEL_WAIT ? held_before(c, node->stmt->index) : 0;
        *at = end_of(from, *at, minus(trigger->duration, held));
    } else if (timed && (trigger->role == JBC_ROLE_WHEN_SIDE || trigger->role == JBC_ROLE_WHEN_TAKE)) {
        *at = timed_when(c, from, &move->to, trigger, *at);
        if (after && from->entered == PROVING_BEFORE) move->to.entered = *at - trigger->duration;
    }
}

/* ---- messages ---- */

enum { HELD = NOTE_STAGE_HELD | NOTE_JOURNEY_HELD };

/* A message of an arm that goes back to its wait: held, it waits beside the flow, and may come at any time later. */
static bool hold(const struct counting *c, const struct space_state *from, struct space_move *move) {
    const struct flow_node *node = &c->prover->flow->nodes[from->node];
    bool beside = node->keeps_waiting && node->within != NULL && node->within->role == JBC_ROLE_ARM;
    if (!beside || node->stmt->always || !space_held_by_hours(c->space, node->stmt)) return false;
    move->to.notes |= NOTE_STAGE_HELD;
    return true;
}

static bool hand_over(struct search *search, const struct space_state *from, struct space_move *move, bool *found) {
    const struct counting *c = search->self;
    bool counts = prove_counts(c->prover, move->template_);
    if (search->variant == 2) return counts && hold(c, from, move);
    if (!counts || search->variant == 1) return search->variant == 0 || (counts && from->count == 0);
    move->to.count = from->count + 1;
    *found = move->to.count > c->most;
    return true;
}

/* What was held beside the flow is handed over while the flow rests: as many of them as may be. */
static bool hand_over_held(const struct counting *c, const struct space_state *from, struct space_state *now,
                           struct space_move *move, bool *found) {
    const struct flow_node *node = &c->prover->flow->nodes[from->node];
    if ((from->notes & HELD) == 0 || node->kind != FLOW_STMT || !space_rests(c->space, from->node)) return false;
    if (now->count == 0) {
        now->resumed = 1;
        now->began = PROVING_BEFORE;
    }
    now->count = now->count + 1 > c->most ? now->count + 1 : c->most;
    move->to.count = now->count;
    *found = now->count > c->most;
    return true;
}

/* An arm or side step that goes back and has no message is not worth the trouble before the window. */
static bool is_idle(const struct counting *c, const struct space_state *from, const struct space_move *move) {
    if (from->count > 0 || from->rest == JBC_NONE || (from->notes & HELD) != 0) return false;
    if (move->way == SPACE_RETURNS) return true;
    const struct flow_node *node = &c->prover->flow->nodes[from->node];
    return node->kind == FLOW_STMT && node->stmt->kind == MODEL_KEEP_WAITING;
}

/* What of the clock is not known after a move, beside what waits do. */
static void forget_phase(const struct counting *c, const struct space_state *from, struct space_move *move) {
    const struct flow_node *node = &c->prover->flow->nodes[from->node];
    bool stmt = node->kind == FLOW_STMT;
    bool held = stmt && node->stmt->kind == MODEL_SEND && space_rests(c->space, from->node) && from->count == 0;
    /* An arm that could have gone back, but goes on: when it fired is not known if that was before the window. */
    bool away = from->rest != JBC_NONE && move->to.rest == JBC_NONE && move->to.resumed == 0;
    bool nested = stmt && node->stmt->kind == MODEL_KEEP_WAITING && from->rest == JBC_NONE;
    if (!c->clocks || held || nested || (away && from->began == PROVING_BEFORE)) move->to.phase = JBC_NONE;
}

static bool step(struct search *search, const struct space_state *from, struct space_move *move, int64_t *at,
                 bool *found) {
    const struct counting *c = search->self;
    const struct flow_node *node = &c->prover->flow->nodes[from->node];
    struct space_state now = *from;
    if (is_idle(c, from, move)) return false;
    if (move->way == SPACE_HANDS_OVER) {
        if (!hand_over(search, from, move, found)) return false;
    } else if (search->variant == 1) {
        if (!hand_over_held(c, from, &now, move, found)) return false;
    } else if (search->variant > 0) {
        return false;
    }
    if (*found) return true;
    bool rests = node->kind == FLOW_STMT && space_rests(c->space, from->node);
    if (move->to.entered == PROVING_NOW && rests) move->to.entered = PROVING_BEFORE;
    if (move->to.entered == PROVING_NOW && move->to.count > 0) move->to.entered = 0;
    if (move->way == SPACE_RETURNS && move->to.count == 0) move->to.entered = PROVING_BEFORE;
    if (move->way == SPACE_GOES) go(c, &now, move, at);
    if (move->way == SPACE_FIRES) {
        if (move->edge->trigger->role != JBC_ROLE_ARM && !fire_sooner(c, &move->to, move->edge->trigger)) return false;
        fire(c, &now, move, at);
    }
    forget_phase(c, &now, move);
    if (node->kind == FLOW_STAGE) {
        int64_t entered = from->count > 0 ? *at : PROVING_NOW;
        move->to.entered = c->timed[node->stage] ? entered : PROVING_BEFORE;
    }
    return move->to.count == 0 || *at < c->window;
}

/* ---- what is found ---- */

/* Are there so many messages so close together? */
static bool too_many(void *self, struct real *real) {
    struct counting *c = self;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < real->messages.count; i++) {
        if (prove_counts(c->prover, real->messages.items[i].template_))
            real->messages.items[kept++] = real->messages.items[i];
    }
    real->messages.count = kept;
    for (uint32_t i = 0; i + c->most < kept; i++) {
        c->first = i;
        if (real->messages.items[i + c->most].at - real->messages.items[i].at < c->window) return true;
    }
    return false;
}

static const char *message_words(const struct counting *c, const struct real *real, uint32_t number) {
    const struct real_message *message = &real->messages.items[number];
    const struct flow_node *node = &c->prover->flow->nodes[real->way->steps[message->step].from.node];
    struct arena *arena = c->prover->arena;
    const char *words = words_template(arena, c->prover->model, message->template_);
    if (node->within == NULL) return words;
    return arena_format(arena, "%s (%s)", words, words_trigger(arena, c->prover->model, node->within));
}

static const char *gap_words(const struct counting *c, int64_t gap) {
    if (gap < 1000) return "at once";
    return arena_format(c->prover->arena, "%s later", words_duration(c->prover->arena, gap));
}

static void refute(struct counting *c, const struct real *real) {
    enum { SHOWN = 6 };
    struct arena *arena = c->prover->arena;
    const char *text = "";
    for (uint32_t i = c->first; i <= c->first + c->most; i++) {
        const struct real_message *message = &real->messages.items[i];
        int64_t gap = i == c->first ? 0 : message->at - real->messages.items[i - 1].at;
        const char *words = message_words(c, real, i);
        const char *when = i == c->first ? "" : arena_format(arena, "%s ", gap_words(c, gap));
        int64_t since = message->at - real->messages.items[c->first].at;
        struct span span = c->prover->flow->nodes[real->way->steps[message->step].from.node].span;
        verdict_label(c->prover, span,
                      i == c->first  ? "this is sent"
                      : since < 1000 ? "and at once this"
                                     : arena_format(arena, "%s later this", words_duration(arena, since)));
        if (i - c->first < SHOWN) text = words_join(arena, text, "; ", arena_format(arena, "%s%s", when, words));
        if (i - c->first == SHOWN) text = words_join(arena, text, "; ", "and so on");
    }
    int64_t span = real->messages.items[c->first + c->most].at - real->messages.items[c->first].at;
    const char *in = span < 1000 ? "at one moment" : arena_format(arena, "in %s", words_duration(arena, span));
    verdict_set(c->prover, VERDICT_REFUTED, arena_format(arena, "%s: %u messages %s", text, c->most + 1, in));
    c->prover->verdict.timeline = verdict_timeline(c->prover, real, NULL);
}

static void prepare(struct counting *c) {
    const struct flow *flow = c->prover->flow;
    prove_matters(c->prover, c->space);
    for (uint32_t n = c->space->first; n <= c->space->last; n++) {
        const struct flow_node *node = &flow->nodes[n];
        if (node->kind == FLOW_STMT && node->stmt->kind == MODEL_WAIT)
            c->clocks = c->clocks || c->prover->model->waits[node->stmt->index].kind == JBC_WAIT_CLOCK;
        if (node->kind != FLOW_WHEN) continue;
        const struct model_trigger *when = node->trigger;
        bool timed = when->kind == JBC_ON_NO_EVENT || when->kind == JBC_ON_AFTER || when->kind == JBC_ON_EVERY;
        bool take = when->role == JBC_ROLE_WHEN_TAKE;
        if (timed && when->stage != JBC_NONE && (take || c->space->matters[when->number])) c->timed[when->stage] = true;
        if (take || !c->space->matters[when->number]) continue;
        uint32_t most = when->most == 0 ? UINT32_MAX : when->most;
        if (when->kind == JBC_ON_AFTER) most = 1;
        if (timed && most > c->most) most = c->most + 1;
        if (most <= c->most || timed) space_count_when(c->space, when, most);
    }
}

static const char *unsure(const struct counting *c, const char *reason) {
    if (reason != NULL) return reason;
    if (!zone_constant(c->prover->model))
        return "whether they can come so close together depends on clocks, and on changes of the user's time zone";
    return "whether they can come so close together depends on clocks";
}

void prove_count(struct prover *prover) {
    struct counting c = {.prover = prover, .most = prover->promise->count, .window = prover->promise->ms};
    struct search search = {.step = step, .self = &c, .variants = 3};
    struct real real = {0};
    bool is_real = false;
    c.space = search.space = space_new(prover->arena, prover->flow, prover->journey);
    c.timed = ARENA_ARRAY(prover->arena, bool, prover->model->stage_count);
    prepare(&c);
    enum search_result result = real_search(&search, &real, too_many, &c, &is_real);
    if (result == SEARCH_TOO_MUCH) verdict_too_much(prover);
    if (result == SEARCH_FOUND && is_real) refute(&c, &real);
    if (result != SEARCH_FOUND || is_real) return;
    const char *text = arena_format(prover->arena, "%u messages in %s may come about: %s", c.most + 1,
                                    words_duration(prover->arena, c.window), unsure(&c, real.reason));
    verdict_set(prover, VERDICT_UNKNOWN, text);
}
