/* prove_run - see proving.h: goes a way by the clock. */
#include "hours.h"
#include "proving.h"
#include "words.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

/* On its way, in ms from a Monday 00:00 on. */
struct run {
    struct real *real;                     /* what comes out */
    const struct space *space;             /* whose way it is */
    struct space live;                     /* for questions about what is live */
    int64_t now;                           /* the time */
    int64_t start;                         /* when the run began */
    int64_t entered;                       /* when the stage was entered */
    int64_t *begun;                        /* of each node: when the flow came to rest there last */
    int64_t *fired;                        /* of each trigger: when it fired last; PROVING_BEFORE: not yet */
    int64_t *heard;                        /* of each event: when it came last; PROVING_BEFORE: not yet */
    int64_t ticked;                        /* when a timer made the way go on last */
    const struct model_trigger *delivered; /* the event that an arm answered to last, until time passes; or NULL */
    int64_t delivered_at;                  /* when that was */
    int64_t beside;                        /* when the last message beside the flow is handed over */
    int64_t over;                          /* when a timer ends the way, after it was long enough; 0: none */
    bool fine;                             /* no timer would act first */
};

static bool is_wait(const struct run *run, uint32_t node) {
    const struct flow_node *at = &run->space->flow->nodes[node];
    return at->kind == FLOW_STMT && at->stmt->kind == MODEL_WAIT;
}

/* When the wait's own time comes; now, if it comes from data that may be anything. */
static int64_t due_of(const struct run *run, uint32_t node) {
    if (!is_wait(run, node)) return run->now;
    const struct model_wait *wait = &run->space->model->waits[run->space->flow->nodes[node].stmt->index];
    int64_t begun = run->begun[node];
    switch (wait->kind) {
    case JBC_WAIT_FOR:
    case JBC_WAIT_UP_TO: return begun + wait->duration;
    case JBC_WAIT_DATA: return run->real->arms == REAL_LATE ? begun + wait->duration : run->now;
    case JBC_WAIT_CLOCK: return begun + clock_gap(begun, wait->clock, wait->days);
    case JBC_WAIT_UNTIL:
    case JBC_WAIT_END: break;
    }
    return run->now;
}

static void move_to(struct run *run, int64_t then) {
    if (then > run->now) run->now = then;
}

/* A timer makes the way go on. An event of the same instant would have come before it. */
static void tick(struct run *run, int64_t then) {
    move_to(run, then);
    run->ticked = run->now;
}

/* What comes from outside comes after what a timer has done. */
static void after_tick(struct run *run) {
    if (run->now == run->ticked) run->now += SECOND_MS;
}

/* ---- timers ---- */

static int64_t scope_of(const struct run *run, const struct model_trigger *trigger, uint32_t rest) {
    if (trigger->role == JBC_ROLE_ARM) return run->begun[rest];
    return trigger->stage == JBC_NONE ? run->start : run->entered;
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* When a timer that is live at a rest fires next at the earliest; INT64_MAX: it need not. */
static int64_t timer_of(const struct run *run, const struct model_trigger *trigger, uint32_t rest) {
    int64_t scope = scope_of(run, trigger, rest);
    int64_t last = later(scope, run->fired[trigger->number]);
    switch (trigger->kind) {
    case JBC_ON_NO_EVENT: /* once for each silence */
        if (run->fired[trigger->number] >= later(scope, run->heard[trigger->match])) return INT64_MAX;
        return later(last, run->heard[trigger->match]) + trigger->duration;
    case JBC_ON_AFTER: return run->fired[trigger->number] >= scope ? INT64_MAX : scope + trigger->duration;
    case JBC_ON_EVERY:
        return trigger->days == 0 ? last + trigger->duration : last + clock_gap(last, trigger->clock, trigger->days);
    case JBC_ON_DATE:
    case JBC_ON_EVENT:
    case JBC_ON_REPORT:
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES:
    case JBC_ON_TRUE:
    case JBC_ON_TURNS_TRUE:
    case JBC_ON_ENDED:
    case JBC_ON_END: break;
    }
    return INT64_MAX;
}

/* Can somebody see to it that the silence is broken, without moving the run? */
static bool can_be_broken(const struct run *run, uint32_t event) {
    for (uint32_t n = run->space->first; n <= run->space->last; n++) {
        const struct model_trigger *one = run->space->flow->nodes[n].trigger;
        bool hears = one != NULL && one->kind == JBC_ON_EVENT && one->match == event;
        if (hears && space_takes(run->space, one)) return false;
    }
    return true;
}

/* A date that depends on the entry alone comes as surely as `after`. */
static bool may_be_far(const struct run *run, const struct model_trigger *trigger) {
    if (trigger->value->kind == VALUE_TRAIT) return true;
    if (trigger->value->kind != VALUE_ENTRY) return false;
    return run->space->of->entries[trigger->value->index].fields[0] != (uint32_t)MODEL_FIELD_TIME;
}

/* When a timer takes the run elsewhere for sure; INT64_MAX: it need not. */
static int64_t sure_timer(const struct run *run, const struct model_trigger *trigger, uint32_t rest) {
    if (!space_takes(run->space, trigger)) return INT64_MAX;
    if (trigger->kind == JBC_ON_NO_EVENT && can_be_broken(run, trigger->match)) return INT64_MAX;
    if (trigger->kind == JBC_ON_DATE) return may_be_far(run, trigger) ? INT64_MAX : run->start;
    return timer_of(run, trigger, rest);
}

/* The way cannot be gone so. */
static void stop(struct run *run, const char *reason) {
    if (!run->fine) return;
    run->fine = false;
    run->real->failed = run->real->taken;
    run->real->reason = reason;
}

/* A silence that does not come, since somebody sees to it. */
static void note_broken(struct run *run, const struct model_trigger *silence) {
    struct real *real = run->real;
    for (uint32_t i = 0; i < real->broken.count; i++) {
        if (real->broken.items[i] == silence) return;
    }
    *VEC_PUSH(run->space->arena, real->broken) = silence;
}

/* No timer that takes the run elsewhere may have come first, unless the run has lasted long enough by then. */
static void check_timers(struct run *run, uint32_t rest, const struct model_trigger *fired) {
    struct real *real = run->real;
    bool ends = real->stays == &run->space->flow->nodes[rest];
    if (run->now == run->begun[rest] && run->space->flow->nodes[rest].stmt->kind != MODEL_WAIT && !ends) return;
    space_live(&run->live, rest);
    for (uint32_t i = 0; i < run->live.live.count && run->fine; i++) {
        const struct model_trigger *one = run->live.live.items[i]->trigger;
        if (one == fired) continue;
        bool again = real->circle && (one->role == JBC_ROLE_ARM || (real->enters && one->stage != JBC_NONE));
        if (again && run->now == INT64_MAX / 2) continue;
        int64_t due = sure_timer(run, one, rest);
        bool silent = one->kind == JBC_ON_NO_EVENT && space_takes(run->space, one) && due == INT64_MAX;
        if (silent && timer_of(run, one, rest) <= run->now) note_broken(run, one);
        if (due > run->now) continue;
        if (real->enough > 0 && due - run->start > real->enough) {
            run->over = run->over == 0 || due < run->over ? due : run->over;
            continue;
        }
        stop(run, arena_format(run->space->arena, "`%s` may come first",
                               words_source(run->space->arena, run->space->model, one->span)));
    }
}

/* An answer to an event whose flow rests at once, in the same stage: the stage's `when`s on that event come next. */
static void check_delivered(struct run *run, uint32_t rest) {
    if (run->delivered == NULL || run->now != run->delivered_at) return;
    space_live(&run->live, rest);
    for (uint32_t i = 0; i < run->live.live.count; i++) {
        const struct model_trigger *one = run->live.live.items[i]->trigger;
        bool next = one->role == JBC_ROLE_WHEN_TAKE && one->kind == JBC_ON_EVENT && one->match == run->delivered->match;
        if (!next) continue;
        stop(run, arena_format(run->space->arena, "`%s` may take the run elsewhere by the same event",
                               words_source(run->space->arena, run->space->model, one->span)));
        return;
    }
}

/* ---- steps ---- */

/* Does a window begin in this side step, and end with the time of the wait? Then it comes just before that. */
static bool comes_last(const struct run *run, uint32_t step) {
    const struct way *way = run->real->way;
    uint32_t rest = way->steps[step].from.node;
    if (way->steps[step].from.count != 0 || run->real->arms == REAL_LATE) return false;
    for (uint32_t i = step + 1; i < way->count; i++) {
        const struct way_step *one = &way->steps[i];
        if (one->from.node != rest || one->move.way == SPACE_FIRES) continue;
        return one->from.resumed == 1 && one->from.count > 0 && one->move.way == SPACE_GOES;
    }
    return false;
}

/* How long the channel holds a message that is asked for then. */
static int64_t hold_at(const struct run *run, uint32_t channel, int64_t then) {
    const uint32_t *until = run->real->holds[channel]; /* NULL for a channel without hours, or to the team */
    if (until == NULL) return 0;
    int64_t minute = then / MINUTE_MS;
    uint32_t wait = until[minute % WEEK_MINUTES];
    return wait == 0 ? 0 : (minute + wait) * MINUTE_MS - then;
}

static int64_t hold_of(const struct run *run, uint32_t channel) {
    return hold_at(run, channel, run->now);
}

/* Until when the flow rests there at the most. */
static int64_t last_of(const struct run *run, uint32_t rest) {
    const struct model_stmt *stmt = run->space->flow->nodes[rest].stmt;
    int64_t longest = 0;
    if (stmt->kind == MODEL_WAIT) {
        const struct model_wait *wait = &run->space->model->waits[stmt->index];
        if (wait->kind == JBC_WAIT_DATA) return run->begun[rest] + wait->duration;
        return wait->kind == JBC_WAIT_UNTIL ? INT64_MAX : due_of(run, rest);
    }
    if (stmt->kind != MODEL_SEND) return INT64_MAX;
    for (const struct model_alternative *one = stmt->alternatives; one != NULL; one = one->next) {
        int64_t hold = hold_at(run, space_channel(run->space, one->template_), run->begun[rest]);
        longest = hold > longest ? hold : longest;
    }
    return run->begun[rest] + longest;
}

/* The way stands still at a message: it must really be held. */
static void check_held(struct run *run, const struct flow_node *node) {
    if (node->stmt->kind != MODEL_SEND) return;
    for (const struct model_alternative *one = node->stmt->alternatives; one != NULL; one = one->next) {
        if (hold_of(run, space_channel(run->space, one->template_)) > 0) return;
    }
    stop(run, arena_format(run->space->arena, "`%s` would have to be held then",
                           words_head(run->space->arena, run->space->model, node->span)));
}

/* The next firing from now on of what fires again and again, first at `timer`. */
static int64_t next_of(const struct model_trigger *trigger, int64_t timer, int64_t now) {
    if (timer >= now) return timer;
    if (trigger->days != 0) return now - 1 + clock_gap(now - 1, trigger->clock, trigger->days);
    return timer + (now - timer + trigger->duration - 1) / trigger->duration * trigger->duration;
}

/* How late an event can come at a rest: just before a timer takes the run elsewhere, or the wait's own time comes. */
static int64_t latest(struct run *run, uint32_t rest) {
    int64_t first = is_wait(run, rest) ? due_of(run, rest) : INT64_MAX;
    space_live(&run->live, rest);
    for (uint32_t i = 0; i < run->live.live.count; i++) {
        int64_t timer = sure_timer(run, run->live.live.items[i]->trigger, rest);
        if (timer < first) first = timer - SECOND_MS;
    }
    return first == INT64_MAX ? run->now : first;
}

/* The promise's event comes, after the time within which it would be a goal. */
static void happen(struct run *run, uint32_t rest) {
    const struct flow_node *node = &run->space->flow->nodes[rest];
    space_live(&run->live, rest);
    for (uint32_t i = 0; i < run->live.live.count; i++) {
        const struct model_trigger *one = run->live.live.items[i]->trigger;
        bool ends =
            one->kind == JBC_ON_EVENT && one->match == run->space->event && one->test == NULL && one->within > 0;
        int64_t over = run->start + one->within + SECOND_MS;
        if (!ends || over <= run->now) continue;
        bool lasts = node->stmt->kind == MODEL_STAY || (is_wait(run, rest) && over < due_of(run, rest));
        if (!lasts)
            stop(run, arena_format(run->space->arena, "`%s` may end the run first",
                                   words_source(run->space->arena, run->space->model, one->span)));
        move_to(run, over);
    }
    after_tick(run);
    check_held(run, node);
    check_timers(run, rest, NULL);
    run->heard[run->space->event] = run->now;
}

static void fire(struct run *run, uint32_t step, const struct model_trigger *trigger) {
    uint32_t rest = run->real->way->steps[step].from.node;
    int64_t timer = timer_of(run, trigger, rest);
    check_held(run, &run->space->flow->nodes[rest]);
    bool timed = trigger->kind == JBC_ON_NO_EVENT || trigger->kind == JBC_ON_AFTER || trigger->kind == JBC_ON_EVERY;
    if (timed && timer == INT64_MAX) {
        stop(run, "a timer would have to come twice");
        return;
    }
    if (run->real->arms == REAL_LATE && !timed) move_to(run, latest(run, rest));
    if (comes_last(run, step) && !timed) move_to(run, due_of(run, rest) - SECOND_MS);
    if (trigger->kind == JBC_ON_EVERY) timer = next_of(trigger, timer, run->now);
    if (timed && timer < run->now) {
        stop(run, arena_format(run->space->arena, "`%s` would have come before",
                               words_source(run->space->arena, run->space->model, trigger->span)));
        return;
    }
    if (timed) tick(run, timer);
    if (!timed) after_tick(run);
    if (run->now > last_of(run, rest))
        stop(run, arena_format(run->space->arena, "`%s` may be over by then",
                               words_head(run->space->arena, run->space->model, run->space->flow->nodes[rest].span)));
    check_timers(run, rest, trigger);
    run->fired[trigger->number] = run->now;
    if (trigger->kind == JBC_ON_EVENT) run->heard[trigger->match] = run->now;
    run->delivered = trigger->kind == JBC_ON_EVENT && trigger->role == JBC_ROLE_ARM ? trigger : NULL;
    run->delivered_at = run->now;
}

static void hand_over(struct run *run, uint32_t step) {
    const struct way_step *one = &run->real->way->steps[step];
    const struct flow_node *node = &run->space->flow->nodes[one->from.node];
    uint32_t channel = space_channel(run->space, one->move.template_);
    int64_t hold = node->stmt->always ? 0 : hold_of(run, channel);
    int64_t at = run->now + hold;
    if ((one->move.to.notes & ~one->from.notes & (NOTE_STAGE_HELD | NOTE_JOURNEY_HELD)) != 0) check_held(run, node);
    if (space_rests(run->space, one->from.node)) {
        if (hold > 0) tick(run, at);
        check_timers(run, one->from.node, NULL);
    }
    struct real *real = run->real;
    bool beside = node->within != NULL && node->within->role == JBC_ROLE_WHEN_SIDE;
    if (beside && at > run->beside) run->beside = at;
    VEC_PUSH(run->space->arena, real->messages);
    uint32_t place = real->messages.count - 1;
    for (; place > 0 && real->messages.items[place - 1].at > at - run->start; place--)
        real->messages.items[place] = real->messages.items[place - 1];
    real->messages.items[place] = (struct real_message){at - run->start, step, one->move.template_};
}

static void go(struct run *run, uint32_t step) {
    const struct way_step *one = &run->real->way->steps[step];
    if (!is_wait(run, one->from.node)) return;
    if (one->move.edge->way == FLOW_TIME) tick(run, due_of(run, one->from.node));
    check_timers(run, one->from.node, NULL);
}

static void take(struct run *run, uint32_t step) {
    const struct way_step *one = &run->real->way->steps[step];
    const struct flow_node *node = &run->space->flow->nodes[one->from.node];
    bool rests = node->kind == FLOW_STMT && space_rests(run->space, one->from.node);
    bool again = step > 0 && run->real->way->steps[step - 1].move.way == SPACE_HAPPENS;
    if (rests && one->from.resumed == 0 && !again) run->begun[one->from.node] = run->now;
    if (node->kind == FLOW_STAGE) {
        run->entered = run->now;
        run->delivered = NULL;
    }
    if (rests) check_delivered(run, one->from.node);
    switch (one->move.way) {
    case SPACE_GOES: go(run, step); break;
    case SPACE_FIRES: fire(run, step, one->move.edge->trigger); break;
    case SPACE_HANDS_OVER: hand_over(run, step); break;
    case SPACE_HAPPENS: happen(run, one->from.node); break;
    case SPACE_SKIPS:
    case SPACE_RETURNS: break;
    }
    run->real->times[step] = run->now - run->start;
}

/* A message beside the flow may be handed over after the way: the run must still be there, and be sure to rest. */
static void check_beside(struct run *run) {
    if (!run->fine || run->over != 0 || run->beside <= run->now || run->real->taken == 0) return;
    const struct space_state *end = &run->real->way->steps[run->real->taken - 1].move.to;
    uint32_t rest = end->rest != JBC_NONE ? end->rest : end->node;
    bool rests = run->space->flow->nodes[rest].kind == FLOW_STMT && space_rests(run->space, rest);
    if (rests && end->rest == JBC_NONE) run->begun[rest] = run->now;
    if (!rests || last_of(run, rest) < run->beside) {
        stop(run, "the run may be elsewhere before a message that is held is handed over");
        return;
    }
    int64_t now = run->now;
    run->now = run->beside;
    check_timers(run, rest, NULL);
    run->now = now;
}

static int64_t *never(struct arena *arena, uint32_t count) {
    int64_t *items = ARENA_ARRAY(arena, int64_t, count);
    for (uint32_t i = 0; i < count; i++) items[i] = PROVING_BEFORE;
    return items;
}

static void prepare(struct real *real) {
    const struct model *model = real->space->model;
    struct arena *arena = real->space->arena;
    real->times = ARENA_ARRAY(arena, int64_t, real->way->count);
    real->holds = ARENA_ARRAY(arena, uint32_t *, model->channel_count);
    for (uint32_t i = 0; i < model->channel_count; i++) {
        if (model->channels[i].team || model->channels[i].hours_count == 0) continue;
        real->holds[i] = ARENA_ARRAY(arena, uint32_t, WEEK_MINUTES);
        hours_until_open(model->channels[i].hours, model->channels[i].hours_count, real->holds[i]);
    }
}

bool real_run(struct real *real, uint32_t minute) {
    const struct flow *flow = real->space->flow;
    struct arena *arena = real->space->arena;
    struct run run = {.real = real, .space = real->space, .live = *real->space, .fine = true};
    if (real->times == NULL) {
        prepare(real);
        real->begun = ARENA_ARRAY(arena, int64_t, flow->node_count);
        real->fired = never(arena, flow->trigger_count);
        real->heard = never(arena, flow->model->event_count);
    }
    run.live.live = real->space->live;
    run.begun = real->begun;
    run.fired = real->fired;
    run.heard = real->heard;
    for (uint32_t i = 0; i < flow->trigger_count; i++) run.fired[i] = PROVING_BEFORE;
    for (uint32_t i = 0; i < flow->model->event_count; i++) run.heard[i] = PROVING_BEFORE;
    run.start = run.now = run.entered = (int64_t)minute * MINUTE_MS;
    run.ticked = run.beside = PROVING_BEFORE;
    real->minute = minute;
    real->messages.count = 0;
    real->broken.count = 0;
    for (real->taken = 0; real->taken < real->way->count && run.fine && run.over == 0; real->taken++)
        take(&run, real->taken);
    check_beside(&run);
    real->end = (run.over != 0 ? run.over : run.now) - run.start;
    if (run.over == 0 && run.fine && real->stays != NULL) {
        uint32_t rest = (uint32_t)(real->stays - flow->nodes);
        if (!real->circle) run.begun[rest] = run.now;
        run.now = INT64_MAX / 2;
        check_timers(&run, rest, NULL);
    }
    return run.fine;
}

bool real_clock(const struct real *real) {
    for (uint32_t i = 0; i < real->way->count; i++) {
        const struct way_step *one = &real->way->steps[i];
        const struct flow_node *node = &real->space->flow->nodes[one->from.node];
        if (one->move.way == SPACE_FIRES && one->move.edge->trigger->days != 0) return true;
        if (node->kind != FLOW_STMT) continue;
        if (node->stmt->kind == MODEL_WAIT && real->space->model->waits[node->stmt->index].kind == JBC_WAIT_CLOCK)
            return true;
        if (node->stmt->kind == MODEL_SEND && space_held_by_hours(real->space, node->stmt)) return true;
    }
    return false;
}

bool real_some(struct real *real, bool (*wanted)(void *self, struct real *real), void *self) {
    enum { MORNING = 10 * 60, STEPS = 500000 };
    uint32_t count = real_clock(real) ? WEEK_MINUTES : 1;
    uint32_t most = STEPS / (real->way->count + 1) + 1;
    uint32_t stride = count > most ? 61 : 1; /* minutes of all kinds, then */
    for (uint32_t i = 0; i < count && i < most; i++) {
        if (!real_run(real, (MORNING + i * stride) % WEEK_MINUTES)) continue;
        real->reason = NULL;
        if (wanted == NULL || wanted(self, real)) return true;
    }
    return false;
}

enum search_result real_search(struct search *search, struct real *real, bool (*wanted)(void *self, struct real *real),
                               void *self, bool *is_real) {
    enum { TURNS = 12 };
    *is_real = false;
    for (uint32_t turn = 0; turn < TURNS; turn++) {
        search->sure = turn > 0;
        enum search_result result = search_run(search);
        if (result != SEARCH_FOUND) return turn == 0 ? result : SEARCH_FOUND;
        struct way *way = ARENA_NEW(search->space->arena, struct way);
        *way = search->way;
        struct real look = {.space = search->space, .way = way, .arms = REAL_EARLY};
        real_conditions(&look);
        *is_real = look.reason == NULL && real_some(&look, wanted, self);
        if (*is_real || turn == 0) *real = look;
        if (*is_real) return SEARCH_FOUND;
        const struct space_move *failed = &way->steps[look.failed].move;
        bool avoids = look.reason != NULL && look.failed < way->count && failed->edge != NULL && failed->doubts == 0;
        if (avoids) *VEC_PUSH(search->space->arena, search->avoided) = failed->edge;
        if (!avoids && turn > 0) return SEARCH_FOUND;
    }
    return SEARCH_FOUND;
}
