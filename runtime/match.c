#include "match.h"

#include <string.h>

#include "decode.h"

/* ---- names ---- */

bool match_text(const jrt_program *a, uint32_t x, const jrt_program *b, uint32_t y) {
    if (x == JBC_NONE || y == JBC_NONE) return x == y;
    uint32_t x_size;
    uint32_t y_size;
    const char *x_text = program_string(a, x, &x_size);
    const char *y_text = program_string(b, y, &y_size);
    return x_size == y_size && memcmp(x_text, y_text, x_size) == 0;
}

uint32_t match_journey(const jrt_program *p, const jrt_program *old, uint32_t journey) {
    for (uint32_t i = 0; i < p->journey_count; i++)
        if (match_text(p, p->journeys[i].name, old, old->journeys[journey].name)) return i;
    return JBC_NONE;
}

uint32_t match_stage(const jrt_program *p, uint32_t journey, const jrt_program *old, uint32_t stage) {
    uint32_t name = old->stages[stage].name;
    for (uint32_t i = 0; i < p->rename_count; i++)
        if (p->renames[i].journey == journey && match_text(p, p->renames[i].old, old, name)) return p->renames[i].stage;
    const struct jbc_journey *j = &p->journeys[journey];
    for (uint32_t i = j->first_stage; i < j->first_stage + j->stage_count; i++)
        if (match_text(p, p->stages[i].name, old, name)) return i;
    return JBC_NONE;
}

/* ---- functions ---- */

bool match_trait(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y) {
    return p->traits[x].account == old->traits[y].account && match_text(p, p->traits[x].name, old, old->traits[y].name);
}

static bool same_func(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y, bool of_history);

static bool same_history(const jrt_program *p, const struct jbc_history *a, const jrt_program *old,
                         const struct jbc_history *b) {
    return match_text(p, p->events[a->event].name, old, old->events[b->event].name) &&
           same_func(p, a->where, old, b->where, true);
}

/* `of_history`: in the `where` of a history, which reads no other; one that does all the same is like none. */
static bool same_operand(const jrt_program *p, const jrt_program *old, char kind, int64_t a, int64_t b,
                         bool of_history) {
    uint32_t x = (uint32_t)a;
    uint32_t y = (uint32_t)b;
    switch (kind) {
    case 's':
    case 'g': return match_text(p, x, old, y);
    case 't': return match_trait(p, x, old, y);
    case 'v': return match_text(p, p->slots[x].name, old, old->slots[y].name);
    case 'y': return !of_history && same_history(p, &p->historys[x], old, &old->historys[y]);
    case 'j': return match_text(p, p->journeys[x].name, old, old->journeys[y].name);
    case 'r': return true; /* both lead as far, since all instructions between are the same */
    default: return a == b;
    }
}

static bool same_field(const jrt_program *p, const jrt_program *old, const int64_t *a, const int64_t *b) {
    const struct jbc_event *x = &p->events[a[0]];
    const struct jbc_event *y = &old->events[b[0]];
    return match_text(p, x->name, old, y->name) &&
           match_text(p, p->fields[x->first_field + a[1]].name, old, old->fields[y->first_field + b[1]].name);
}

static bool same_instruction(const jrt_program *p, const jrt_program *old, const struct decode_instruction *a,
                             const struct decode_instruction *b, bool of_history) {
    if (a->op != b->op) return false;
    if (a->op == JBC_OP_FIELD) return same_field(p, old, a->operand, b->operand);
    for (uint32_t i = 0; a->info->operands[i]; i++)
        if (!same_operand(p, old, a->info->operands[i], a->operand[i], b->operand[i], of_history)) return false;
    return true;
}

static bool same_func(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y, bool of_history) {
    if (x == JBC_NONE || y == JBC_NONE) return x == y;
    const struct jbc_func *f = &p->funcs[x];
    const struct jbc_func *g = &old->funcs[y];
    if (f->size != g->size) return false;
    struct decode_instruction a = {.next = f->pc};
    struct decode_instruction b = {.next = g->pc};
    while (a.next < f->pc + f->size) {
        decode_at(p->code, p->code_size, a.next, &a);
        decode_at(old->code, old->code_size, b.next, &b);
        if (!same_instruction(p, old, &a, &b, of_history)) return false;
    }
    return true;
}

bool match_func(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y) {
    return same_func(p, x, old, y, false);
}

const struct jbc_history *match_history(const jrt_program *p, const struct jbc_history *history, const jrt_program *q) {
    for (uint32_t k = 0; k < q->history_count; k++)
        if (same_history(p, history, q, &q->historys[k])) return &q->historys[k];
    return NULL;
}

bool match_wait(const jrt_program *p, const struct jbc_wait *wait, const jrt_program *q, const struct jbc_wait *old) {
    return wait->kind == old->kind && wait->duration == old->duration && wait->clock == old->clock &&
           wait->days == old->days && match_func(p, wait->value, q, old->value);
}

bool match_template(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y) {
    const struct jbc_template *a = &p->templates[x];
    const struct jbc_template *b = &old->templates[y];
    return match_text(p, a->name, old, b->name) &&
           match_text(p, p->channels[a->channel].name, old, old->channels[b->channel].name);
}

static bool same_send(const jrt_program *p, const struct jbc_send *a, const jrt_program *q, const struct jbc_send *b) {
    if (a->alternative_count != b->alternative_count || a->place != b->place) return false;
    for (uint32_t i = 0; i < a->alternative_count; i++) {
        const struct jbc_alternative *x = &p->alternatives[a->first_alternative + i];
        const struct jbc_alternative *y = &q->alternatives[b->first_alternative + i];
        if (x->param_count != y->param_count) return false;
        if (!match_template(p, x->template_, q, y->template_)) return false;
        for (uint32_t k = 0; k < x->param_count; k++) {
            const struct jbc_param *m = &p->params[x->first_param + k];
            const struct jbc_param *n = &q->params[y->first_param + k];
            if (m->type != n->type || !match_text(p, m->name, q, n->name)) return false;
        }
    }
    return true;
}

/* ---- triggers ---- */

/* Do both ask for the same thing by name? */
static bool same_target(const jrt_program *p, const struct jbc_trigger *a, const jrt_program *q,
                        const struct jbc_trigger *b) {
    switch ((enum jbc_trigger_kind)a->kind) {
    case JBC_ON_EVENT:
    case JBC_ON_NO_EVENT: return match_text(p, p->events[a->match].name, q, q->events[b->match].name);
    case JBC_ON_REPORT: return match_template(p, a->match, q, b->match);
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES: return match_trait(p, a->match, q, b->match);
    case JBC_ON_ENDED: return match_text(p, p->journeys[a->match].name, q, q->journeys[b->match].name);
    case JBC_ON_EVERY: return (a->days != 0) == (b->days != 0);
    case JBC_ON_TRUE:
    case JBC_ON_TURNS_TRUE:
    case JBC_ON_DATE:
    case JBC_ON_AFTER:
    case JBC_ON_END: break;
    }
    return true;
}

/* A goal is no `leave`; whether what a `when` does moves the run is another matter. */
static bool same_role(const struct jbc_trigger *a, const struct jbc_trigger *b) {
    return (a->role == JBC_ROLE_GOAL) == (b->role == JBC_ROLE_GOAL);
}

static bool same_trigger(const jrt_program *p, const struct jbc_trigger *a, const jrt_program *q,
                         const struct jbc_trigger *b) {
    return a->kind == b->kind && same_role(a, b) && same_target(p, a, q, b) && match_text(p, a->word, q, b->word) &&
           match_func(p, a->test, q, b->test) && match_func(p, a->value, q, b->value);
}

uint32_t match_trigger(const jrt_program *p, uint32_t first, uint32_t trigger, const jrt_program *q, uint32_t old_first,
                       uint32_t old_count) {
    const struct jbc_trigger *wanted = &p->triggers[trigger];
    uint32_t number = 0;
    for (uint32_t i = first; i < trigger; i++) number += same_trigger(p, &p->triggers[i], p, wanted);
    for (uint32_t i = old_first; i < old_first + old_count; i++)
        if (same_trigger(p, wanted, q, &q->triggers[i]) && number-- == 0) return i;
    return JBC_NONE;
}

/* ---- messages ---- */

/* The next SEND of a function from `at` on; false: there is none. */
static bool next_send(const jrt_program *p, const struct jbc_func *func, struct decode_instruction *at) {
    while (decode_at(p->code, func->pc + func->size, at->next, at))
        if (at->op == JBC_OP_SEND) return true;
    return false;
}

/* The functions of a stage in which send statements stand: those of its whens, last its flow. */
static const struct jbc_func *func_of(const jrt_program *p, uint32_t stage, uint32_t number) {
    const struct jbc_stage *s = &p->stages[stage];
    uint32_t func = number < s->when_count ? p->triggers[s->first_when + number].body : s->func;
    return func == JBC_NONE ? NULL : &p->funcs[func];
}

/* The number of a send statement among those of a stage that ask for the same as one of `q`; false: it does not stand there. */
static bool number_in(const jrt_program *p, uint32_t stage, uint32_t send, uint32_t *number) {
    *number = 0;
    for (uint32_t i = 0; i <= p->stages[stage].when_count; i++) {
        const struct jbc_func *func = func_of(p, stage, i);
        struct decode_instruction at = {.next = func ? func->pc : 0};
        while (func && next_send(p, func, &at)) {
            if (at.operand[0] == send) return true;
            *number += same_send(p, &p->sends[at.operand[0]], p, &p->sends[send]);
        }
    }
    return false;
}

/* The stage in which a send statement stands, and its number there; JBC_NONE: in none, as those of goals, leaves and of the
 * journey's own whens. */
static uint32_t stage_of(const jrt_program *p, uint32_t send, uint32_t *number) {
    const struct jbc_journey *journey = &p->journeys[p->sends[send].journey];
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++)
        if (number_in(p, i, send, number)) return i;
    return JBC_NONE;
}

/* The send statement of a stage that has this number among those that ask for the same as one of `q`; JBC_NONE: none. */
static uint32_t nth_in(const jrt_program *p, uint32_t stage, const jrt_program *q, uint32_t send, uint32_t number) {
    for (uint32_t i = 0; i <= p->stages[stage].when_count; i++) {
        const struct jbc_func *func = func_of(p, stage, i);
        struct decode_instruction at = {.next = func ? func->pc : 0};
        while (func && next_send(p, func, &at))
            if (same_send(p, &p->sends[at.operand[0]], q, &q->sends[send]) && number-- == 0)
                return (uint32_t)at.operand[0];
    }
    return JBC_NONE;
}

/* Does it stand beside the stages, and ask for the same as one of `q`? */
static bool same_beside(const jrt_program *p, uint32_t send, uint32_t journey, const jrt_program *q, uint32_t other) {
    uint32_t number;
    return p->sends[send].journey == journey && same_send(p, &p->sends[send], q, &q->sends[other]) &&
           stage_of(p, send, &number) == JBC_NONE;
}

uint32_t match_send(const jrt_program *p, uint32_t journey, const jrt_program *q, uint32_t send) {
    uint32_t number = 0;
    uint32_t old_stage = stage_of(q, send, &number);
    if (old_stage != JBC_NONE) {
        uint32_t stage = match_stage(p, journey, q, old_stage);
        return stage == JBC_NONE ? JBC_NONE : nth_in(p, stage, q, send, number);
    }
    number = 0;
    for (uint32_t i = 0; i < send; i++) number += same_beside(q, i, q->sends[send].journey, q, send);
    for (uint32_t i = 0; i < p->send_count; i++)
        if (same_beside(p, i, journey, q, send) && number-- == 0) return i;
    return JBC_NONE;
}
