#include "verify_waiting.h"

#include "decode.h"
#include "verify_wiring.h"

#define ALL_DAYS 127u /* bits of Monday to Sunday */

/* ---- what each kind of trigger has ---- */

enum has {
    HAS_NONE, /* must be absent */
    HAS_MAY,  /* may be there */
    HAS_MUST  /* must be there */
};

enum span_of_time {
    TIME_NONE,  /* 0 */
    TIME_SPAN,  /* more than 0 */
    TIME_OFFSET /* any, before or after */
};

#define ROLE(role) (1u << JBC_ROLE_##role)
#define ROLES_OF_RUN (ROLE(GOAL) | ROLE(LEAVE) | ROLE(WHEN_SIDE) | ROLE(WHEN_TAKE))
#define ROLES_ALL (ROLES_OF_RUN | ROLE(ENTER) | ROLE(ARM))

struct kind_rule {
    uint32_t roles;             /* in which it may stand */
    uint32_t match;             /* the section that `match` is an index into; JBC_SECTION_COUNT: none */
    enum has word;              /* `word` */
    enum has test;              /* `test` */
    enum has value;             /* `value` */
    enum has timer;             /* `timer`: none or must */
    enum span_of_time duration; /* `duration`; EVERY has it or days */
    uint8_t type;               /* of the value; 0: that of the trait */
};

#define NOTHING JBC_SECTION_COUNT
static const struct kind_rule kinds[JBC_ON_END] = {
    [JBC_ON_EVENT] = {ROLES_ALL, JBC_SECTION_EVENT, HAS_NONE, HAS_MAY, HAS_NONE, HAS_NONE, TIME_NONE, 0},
    [JBC_ON_REPORT] = {ROLES_ALL, JBC_SECTION_TEMPLATE, HAS_MUST, HAS_NONE, HAS_NONE, HAS_NONE, TIME_NONE, 0},
    [JBC_ON_BECOMES] = {ROLES_ALL, JBC_SECTION_TRAIT, HAS_NONE, HAS_NONE, HAS_MUST, HAS_NONE, TIME_NONE, 0},
    [JBC_ON_CHANGES] = {ROLES_ALL, JBC_SECTION_TRAIT, HAS_NONE, HAS_NONE, HAS_NONE, HAS_NONE, TIME_NONE, 0},
    [JBC_ON_TRUE] = {ROLE(ARM), NOTHING, HAS_NONE, HAS_MUST, HAS_NONE, HAS_MUST, TIME_NONE, 0},
    [JBC_ON_TURNS_TRUE] = {ROLES_ALL, NOTHING, HAS_NONE, HAS_MUST, HAS_NONE, HAS_MUST, TIME_NONE, 0},
    [JBC_ON_NO_EVENT] = {ROLES_ALL, JBC_SECTION_EVENT, HAS_NONE, HAS_MAY, HAS_NONE, HAS_MUST, TIME_SPAN, 0},
    [JBC_ON_ENDED] = {ROLES_ALL, JBC_SECTION_JOURNEY, HAS_MAY, HAS_NONE, HAS_NONE, HAS_NONE, TIME_NONE, 0},
    [JBC_ON_DATE] = {ROLES_OF_RUN | ROLE(ENTER), NOTHING, HAS_NONE, HAS_NONE, HAS_MUST, HAS_MUST, TIME_OFFSET,
                     JBC_TIME},
    [JBC_ON_EVERY] = {ROLES_OF_RUN | ROLE(ENTER), NOTHING, HAS_NONE, HAS_NONE, HAS_NONE, HAS_MUST, TIME_SPAN, 0},
    [JBC_ON_AFTER] = {ROLES_OF_RUN, NOTHING, HAS_NONE, HAS_NONE, HAS_NONE, HAS_MUST, TIME_SPAN, 0},
};

static bool holds(const struct wiring_place *place, bool condition, enum audit_claim claim) {
    return audit_that(place->audit, condition, claim, place->section, place->index);
}

static bool has_fits(enum has has, uint32_t reference) {
    return has == HAS_MAY || (has == HAS_MUST) == (reference != JBC_NONE);
}

static bool is_span(int64_t duration) {
    return duration > 0 && duration <= JRT_DURATION_MAX;
}

static bool duration_fits(const struct jbc_trigger *trigger, enum span_of_time span) {
    if (span == TIME_NONE) return trigger->duration == 0;
    if (span == TIME_SPAN) return is_span(trigger->duration);
    return trigger->duration >= -JRT_DURATION_MAX && trigger->duration <= JRT_DURATION_MAX;
}

/* A trait that is watched is kept: without its old value there is nothing to compare with. */
static bool match_fits(const struct audit *audit, const struct jbc_trigger *trigger, uint32_t section) {
    if (section == NOTHING) return trigger->match == JBC_NONE;
    if (trigger->match >= audit_count(audit, section)) return false;
    return section != JBC_SECTION_TRAIT || audit->program->traits[trigger->match].slot != JBC_NONE;
}

static bool clock_fits(const struct jbc_trigger *trigger) {
    return trigger->days <= ALL_DAYS && trigger->clock < (trigger->days ? JBC_DAY_MS : 1) &&
           (trigger->days == 0 || trigger->kind == JBC_ON_EVERY);
}

static bool kind_check(const struct wiring_place *place, const struct jbc_trigger *trigger) {
    const struct kind_rule *rule = &kinds[trigger->kind];
    enum span_of_time span = trigger->days != 0 ? TIME_NONE : rule->duration;
    return holds(place, (rule->roles >> trigger->role) & 1, CLAIM_TRIGGER_ROLE) &&
           holds(place, match_fits(place->audit, trigger, rule->match), CLAIM_TRIGGER_MATCH) &&
           holds(place, has_fits(rule->word, trigger->word), CLAIM_TRIGGER_WORD) &&
           holds(place, has_fits(rule->test, trigger->test), CLAIM_TRIGGER_TEST) &&
           holds(place, has_fits(rule->value, trigger->value), CLAIM_TRIGGER_VALUE) &&
           holds(place, has_fits(rule->timer, trigger->timer), CLAIM_TRIGGER_TIMER) &&
           holds(place, clock_fits(trigger), CLAIM_TRIGGER_CLOCK) &&
           holds(place, duration_fits(trigger, span), CLAIM_TRIGGER_DURATION);
}

/* ---- what each role has ---- */

static bool is_when(const struct jbc_trigger *trigger) {
    return trigger->role == JBC_ROLE_WHEN_SIDE || trigger->role == JBC_ROLE_WHEN_TAKE;
}

/* The range that a trigger lies in says what it is. */
static bool role_of_owner(const struct audit_owner *owner, const struct jbc_trigger *trigger) {
    bool of_journey = owner->section == JBC_SECTION_JOURNEY;
    if (owner->section == JBC_SECTION_WAIT) return trigger->role == JBC_ROLE_ARM;
    if (of_journey && owner->field == offsetof(struct jbc_journey, first_enter)) return trigger->role == JBC_ROLE_ENTER;
    if (of_journey && owner->field == offsetof(struct jbc_journey, first_end))
        return trigger->role == JBC_ROLE_GOAL || trigger->role == JBC_ROLE_LEAVE;
    return is_when(trigger);
}

/* Goals come before leaves. */
static bool end_order(const struct audit *audit, const struct jbc_trigger *trigger, uint32_t index) {
    if (trigger->role != JBC_ROLE_GOAL || index == 0) return true;
    const struct audit_owner *owners = audit->owners[JBC_SECTION_TRIGGER];
    bool same = owners[index - 1].section == owners[index].section && owners[index - 1].field == owners[index].field &&
                owners[index - 1].index == owners[index].index;
    return !same || audit->program->triggers[index - 1].role == JBC_ROLE_GOAL;
}

static bool bound_check(const struct wiring_place *place, const struct jbc_trigger *trigger) {
    bool bound = is_when(trigger) ? trigger->most <= JRT_BOUND_MAX : trigger->most == 0;
    return holds(place, bound && (trigger->most > 0) == (trigger->fired != JBC_NONE), CLAIM_TRIGGER_BOUND) &&
           (trigger->fired == JBC_NONE || wiring_slot(place, trigger->fired, JBC_STORE_COUNT, WIRING_EITHER));
}

static bool role_check(const struct wiring_place *place, const struct jbc_trigger *trigger) {
    bool ends = trigger->role == JBC_ROLE_GOAL || trigger->role == JBC_ROLE_LEAVE;
    bool in_stage = trigger->role == JBC_ROLE_ARM || (trigger->role == JBC_ROLE_WHEN_TAKE && place->stage != JBC_NONE);
    bool within =
        trigger->role == JBC_ROLE_GOAL ? trigger->within == 0 || is_span(trigger->within) : trigger->within == 0;
    bool has_body = trigger->body != JBC_NONE;
    bool body = in_stage ? !has_body : has_body || !is_when(trigger);
    return holds(place, within, CLAIM_TRIGGER_WITHIN) &&
           holds(place, ends == (trigger->outcome != JBC_NONE), CLAIM_TRIGGER_OUTCOME) &&
           holds(place, trigger->role == JBC_ROLE_ENTER || trigger->only_if == JBC_NONE, CLAIM_TRIGGER_ONLY_IF) &&
           holds(place, body, CLAIM_TRIGGER_BODY) &&
           holds(place, in_stage == (trigger->pc != JBC_NONE), CLAIM_TRIGGER_PC) && bound_check(place, trigger);
}

/* ---- what a trigger uses ---- */

static bool body_check(const struct wiring_place *place, const struct jbc_trigger *trigger) {
    if (trigger->body == JBC_NONE) return true;
    switch ((enum jbc_role)trigger->role) {
    case JBC_ROLE_ENTER: return wiring_func(place, trigger->body, JBC_FUNC_ENTER, 0);
    case JBC_ROLE_GOAL:
    case JBC_ROLE_LEAVE: return wiring_own(place, trigger->body, JBC_FUNC_FINAL);
    case JBC_ROLE_WHEN_SIDE: return wiring_own(place, trigger->body, JBC_FUNC_SIDE);
    case JBC_ROLE_WHEN_TAKE: return wiring_own(place, trigger->body, JBC_FUNC_FLOW);
    case JBC_ROLE_ARM:
    case JBC_ROLE_END: break;
    }
    return true;
}

/* While an enter trigger waits there is no run, so its functions and its timer can't lie in one. */
static bool functions_check(const struct wiring_place *place, const struct jbc_trigger *trigger) {
    const struct jrt_program *program = place->audit->program;
    struct wiring_place outside = *place;
    if (trigger->role == JBC_ROLE_ENTER) outside.journey = JBC_NONE;
    uint8_t type = kinds[trigger->kind].type;
    if (trigger->kind == JBC_ON_BECOMES) {
        const struct jbc_trait *trait = &program->traits[trigger->match];
        type = audit_type(trait->type, trait->item);
    }
    return wiring_func(&outside, trigger->test, JBC_FUNC_PREDICATE, 0) &&
           wiring_func(&outside, trigger->value, JBC_FUNC_VALUE, type) &&
           wiring_func(&outside, trigger->only_if, JBC_FUNC_PREDICATE, 0) && body_check(place, trigger);
}

static bool timer_check(const struct wiring_place *place, const struct jbc_trigger *trigger) {
    if (trigger->timer == JBC_NONE) return true;
    enum wiring_area area = trigger->role == JBC_ROLE_ENTER ? WIRING_FIXED
                            : place->stage == JBC_NONE      ? WIRING_RUN
                                                            : WIRING_STAGE;
    bool seen = trigger->role != JBC_ROLE_ENTER || place->audit->program->project->first_seen != JBC_NONE;
    return wiring_slot(place, trigger->timer, JBC_STORE_TIMER, area) && holds(place, seen, CLAIM_FIRST_SEEN);
}

static bool entry_check(const struct wiring_place *place, const struct jbc_trigger *trigger,
                        const struct audit_owner *owner) {
    const struct jrt_program *program = place->audit->program;
    if (trigger->pc == JBC_NONE) return true;
    uint32_t least = owner->section == JBC_SECTION_WAIT ? program->waits[owner->index].pc + 1 : 0;
    return wiring_entry(place, program->stages[place->stage].func, trigger->pc, least);
}

static bool trigger_check(struct audit *audit, uint32_t index) {
    const struct jrt_program *program = audit->program;
    const struct jbc_trigger *trigger = &program->triggers[index];
    const struct audit_owner *owner = &audit->owners[JBC_SECTION_TRIGGER][index];
    struct wiring_place place = {audit, owner->index, JBC_NONE, JBC_SECTION_TRIGGER, index};
    if (owner->section == JBC_SECTION_WAIT) place.stage = program->waits[owner->index].stage;
    if (owner->section == JBC_SECTION_STAGE) place.stage = owner->index;
    if (place.stage != JBC_NONE) place.journey = program->stages[place.stage].journey;
    return holds(&place, trigger->kind < JBC_ON_END && trigger->role < JBC_ROLE_END, CLAIM_TRIGGER_KIND) &&
           holds(&place, role_of_owner(owner, trigger), CLAIM_TRIGGER_OWNER) &&
           holds(&place, end_order(audit, trigger, index), CLAIM_TRIGGER_ORDER) &&
           holds(&place, trigger->journey == place.journey, CLAIM_TRIGGER_JOURNEY) && kind_check(&place, trigger) &&
           role_check(&place, trigger) && functions_check(&place, trigger) && timer_check(&place, trigger) &&
           entry_check(&place, trigger, owner);
}

/* ---- waits ---- */

static bool wait_fields(const struct wiring_place *place, const struct jbc_wait *wait) {
    bool by_length = wait->kind == JBC_WAIT_FOR || wait->kind == JBC_WAIT_DATA || wait->kind == JBC_WAIT_UP_TO;
    bool by_value = wait->kind == JBC_WAIT_DATA || wait->kind == JBC_WAIT_UNTIL;
    bool by_clock = wait->kind == JBC_WAIT_CLOCK;
    bool plain = wait->kind == JBC_WAIT_FOR || wait->kind == JBC_WAIT_DATA;
    bool answers = wait->on_past != JBC_NONE || wait->on_unknown != JBC_NONE;
    return holds(place, by_length ? is_span(wait->duration) : wait->duration == 0, CLAIM_WAIT_DURATION) &&
           holds(place, by_value == (wait->value != JBC_NONE), CLAIM_WAIT_VALUE) &&
           holds(place, by_clock == (wait->first != JBC_NONE), CLAIM_WAIT_FIRST) &&
           holds(place, wait->clock < (by_clock ? JBC_DAY_MS : 1) && wait->days <= (by_clock ? ALL_DAYS : 0),
                 CLAIM_WAIT_CLOCK) &&
           holds(place, !plain || wait->arm_count == 0, CLAIM_WAIT_ARMS) &&
           holds(place, wait->kind == JBC_WAIT_UNTIL || !answers, CLAIM_WAIT_ANSWERS) &&
           holds(place, wait->zero == 0, CLAIM_ZERO);
}

static bool wait_entries(const struct wiring_place *place, const struct jbc_wait *wait) {
    const struct jrt_program *program = place->audit->program;
    uint32_t func = program->stages[wait->stage].func;
    struct decode_instruction in = {.op = JBC_OP_COUNT_OF};
    if (!wiring_entry(place, func, wait->pc, 0)) return false;
    decode_at(program->code, program->code_size, wait->pc, &in);
    if (!holds(place, in.op == JBC_OP_WAIT && in.operand[0] == place->index, CLAIM_WAIT_PC)) return false;
    uint32_t least = wait->pc + 1;
    return wiring_entry(place, func, wait->on_time, least) &&
           (wait->on_past == JBC_NONE || wiring_entry(place, func, wait->on_past, least)) &&
           (wait->on_unknown == JBC_NONE || wiring_entry(place, func, wait->on_unknown, least));
}

static bool wait_check(struct audit *audit, uint32_t index) {
    const struct jrt_program *program = audit->program;
    const struct jbc_wait *wait = &program->waits[index];
    struct wiring_place place = {audit, program->stages[wait->stage].journey, wait->stage, JBC_SECTION_WAIT, index};
    uint8_t type = wait->kind == JBC_WAIT_DATA ? JBC_DURATION : JBC_TIME;
    if (!holds(&place, wait->kind < JBC_WAIT_END, CLAIM_WAIT_KIND) ||
        !holds(&place, wait->stage == audit->owners[JBC_SECTION_WAIT][index].index, CLAIM_WAIT_STAGE) ||
        !wait_fields(&place, wait) || !wiring_func(&place, wait->value, JBC_FUNC_VALUE, type) ||
        !wait_entries(&place, wait))
        return false;
    if (wait->first == JBC_NONE) return true;
    bool instant = program->slots[wait->first].type == JBC_TIME;
    return wiring_slot(&place, wait->first, JBC_STORE_I64, WIRING_STAGE) && holds(&place, instant, CLAIM_USE_STORAGE);
}

/* Waits first: an arm's place is judged by its wait's. */
bool waiting_check(struct audit *audit) {
    for (uint32_t i = 0; i < audit->program->wait_count; i++)
        if (!wait_check(audit, i)) return false;
    for (uint32_t i = 0; i < audit->program->trigger_count; i++)
        if (!trigger_check(audit, i)) return false;
    return true;
}
