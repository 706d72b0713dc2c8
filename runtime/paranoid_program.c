#include "paranoid.h"

#ifdef JRT_PARANOID

#include <stdlib.h>

/* Where the bytes of one user's state are used already. */
struct map {
    uint8_t *used;  /* a byte for each; 1: something lies there */
    uint32_t begin; /* what is being placed must not lie before */
    uint32_t end;   /* nor reach behind */
};

static void demand(bool holds) {
    if (!holds) abort();
}

static void place(struct map *map, uint32_t offset, uint64_t size) {
    demand(offset >= map->begin && offset <= map->end && size <= map->end - offset);
    for (uint32_t i = 0; i < size; i++) demand(map->used[offset + i]++ == 0);
}

static void place_slots(const struct jrt_program *p, struct map *map, uint32_t first, uint32_t count,
                        uint32_t journey) {
    demand(first <= p->slot_count && count <= p->slot_count - first);
    for (uint32_t i = first; i < first + count; i++) {
        demand(p->slots[i].journey == journey);
        place(map, p->slots[i].offset, program_storage_size(p->slots[i].storage));
    }
}

static void fixed_part(const struct jrt_program *p, struct map *map) {
    *map = (struct map){map->used, 0, p->project->fixed_size};
    for (uint32_t i = 0; i < p->slot_count; i++)
        if (p->slots[i].journey == JBC_NONE16) place_slots(p, map, i, 1, JBC_NONE16);
    for (uint32_t i = 0; i < p->history_count; i++) {
        demand(p->historys[i].offset % 8 == 0);
        place(map, p->historys[i].offset, program_history_size(&p->historys[i]));
    }
    for (uint32_t i = 0; i < p->limit_count; i++) place(map, p->limits[i].offset, program_limit_size(&p->limits[i]));
}

static void clear(struct map *map, uint32_t begin, uint32_t end) {
    *map = (struct map){map->used, begin, end};
    memset(map->used + begin, 0, end - begin);
}

/* The stages of a journey share their part of the run; each is placed by itself. */
static void run_part(const struct jrt_program *p, struct map *map, uint32_t journey) {
    const struct jbc_journey *j = &p->journeys[journey];
    demand(j->run_size <= JRT_RUN_MAX && j->stage_area >= JBC_RUN_HEAD && j->stage_area <= j->run_size);
    clear(map, JBC_RUN_HEAD, j->stage_area);
    place_slots(p, map, j->first_slot, j->slot_count, journey);
    for (uint32_t i = j->first_stage; i < j->first_stage + j->stage_count; i++) {
        demand(p->stages[i].journey == journey);
        clear(map, j->stage_area, j->run_size);
        place_slots(p, map, p->stages[i].first_slot, p->stages[i].slot_count, journey);
    }
}

/* ---- what the runtime uses without an instruction ---- */

static void needs_func(const struct jrt_program *p, uint32_t func, enum jbc_func_kind kind, uint32_t type) {
    if (func == JBC_NONE) return;
    demand(func < p->func_count && p->funcs[func].kind == kind);
    demand(type == 0 || (p->funcs[func].type & 15u) == type);
}

static void needs_slot(const struct jrt_program *p, uint32_t slot, enum jbc_storage storage, uint32_t journey) {
    if (slot == JBC_NONE) return;
    demand(slot < p->slot_count && p->slots[slot].storage == storage && p->slots[slot].journey == journey);
}

static void needs_pc(const struct jrt_program *p, uint32_t func, uint32_t pc, uint32_t least) {
    if (pc == JBC_NONE) return;
    uint32_t end = p->funcs[func].pc + p->funcs[func].size;
    struct decode_instruction in = {.next = p->funcs[func].pc};
    demand(pc >= p->funcs[func].pc && pc < end && pc >= least);
    while (in.next < pc) demand(decode_at(p->code, end, in.next, &in) != 0);
    demand(in.next == pc);
}

static void wait_is_sound(const struct jrt_program *p, const struct jbc_wait *wait) {
    const struct jbc_stage *stage = &p->stages[wait->stage];
    struct decode_instruction in;
    bool data = wait->kind == JBC_WAIT_DATA;
    bool until = wait->kind == JBC_WAIT_UNTIL;
    demand((wait->value != JBC_NONE) == (data || until));
    needs_func(p, wait->value, JBC_FUNC_VALUE, data ? JBC_DURATION : JBC_TIME);
    needs_slot(p, wait->first, JBC_STORE_I64, stage->journey);
    needs_pc(p, stage->func, wait->pc, 0);
    demand(decode_at(p->code, p->code_size, wait->pc, &in) != 0 && in.op == JBC_OP_WAIT);
    needs_pc(p, stage->func, wait->on_time, in.next);
    needs_pc(p, stage->func, wait->on_past, in.next);
    needs_pc(p, stage->func, wait->on_unknown, in.next);
    for (uint32_t i = 0; i < wait->arm_count; i++) {
        uint32_t pc = p->triggers[wait->first_arm + i].pc;
        demand(p->triggers[wait->first_arm + i].role == JBC_ROLE_ARM && pc != JBC_NONE);
        needs_pc(p, stage->func, pc, in.next);
    }
}

static void stage_is_sound(const struct jrt_program *p, const struct jbc_stage *stage) {
    needs_func(p, stage->func, JBC_FUNC_FLOW, 0);
    for (uint32_t i = 0; i < stage->when_count; i++) needs_pc(p, stage->func, p->triggers[stage->first_when + i].pc, 0);
    for (uint32_t i = 0; i < stage->wait_count; i++) wait_is_sound(p, &p->waits[stage->first_wait + i]);
}

static void body_is_sound(const struct jrt_program *p, const struct jbc_trigger *trigger) {
    switch ((enum jbc_role)trigger->role) {
    case JBC_ROLE_ENTER: needs_func(p, trigger->body, JBC_FUNC_ENTER, 0); return;
    case JBC_ROLE_GOAL:
    case JBC_ROLE_LEAVE: needs_func(p, trigger->body, JBC_FUNC_FINAL, 0); return;
    case JBC_ROLE_WHEN_SIDE:
        demand(trigger->body != JBC_NONE);
        needs_func(p, trigger->body, JBC_FUNC_SIDE, 0);
        return;
    case JBC_ROLE_WHEN_TAKE:
        demand((trigger->body != JBC_NONE) != (trigger->pc != JBC_NONE));
        needs_func(p, trigger->body, JBC_FUNC_FLOW, 0);
        return;
    case JBC_ROLE_ARM: demand(trigger->body == JBC_NONE); return;
    case JBC_ROLE_END: break;
    }
    abort();
}

static void trigger_is_sound(const struct jrt_program *p, const struct jbc_trigger *trigger) {
    bool becomes = trigger->kind == JBC_ON_BECOMES;
    bool enters = trigger->role == JBC_ROLE_ENTER;
    demand((trigger->value != JBC_NONE) == (becomes || trigger->kind == JBC_ON_DATE));
    needs_func(p, trigger->value, JBC_FUNC_VALUE, becomes ? p->traits[trigger->match].type : JBC_TIME);
    needs_func(p, trigger->test, JBC_FUNC_PREDICATE, 0);
    needs_func(p, trigger->only_if, JBC_FUNC_PREDICATE, 0);
    needs_slot(p, trigger->timer, JBC_STORE_TIMER, enters ? JBC_NONE16 : trigger->journey);
    needs_slot(p, trigger->fired, JBC_STORE_COUNT, trigger->journey);
    body_is_sound(p, trigger);
}

static void journey_is_sound(const struct jrt_program *p, uint32_t journey) {
    const struct jbc_journey *j = &p->journeys[journey];
    bool after = j->again == JBC_AGAIN_AFTER;
    demand(j->stage_count > 0 && (!after || j->again_after > 0));
    needs_func(p, j->init, JBC_FUNC_INIT, 0);
    if (j->key != JBC_NONE)
        needs_slot(p, j->mark, JBC_STORE_BLOB, JBC_NONE16);
    else
        needs_slot(p, j->mark, JBC_STORE_I64, JBC_NONE16);
    for (uint32_t i = 0; i < j->tally_count; i++) {
        needs_func(p, p->tallys[j->first_tally + i].where, JBC_FUNC_PREDICATE, 0);
        needs_slot(p, p->tallys[j->first_tally + i].slot, JBC_STORE_COUNT, journey);
    }
    for (uint32_t i = 0; i < j->receipt_count; i++)
        needs_slot(p, p->receipts[j->first_receipt + i].slot, JBC_STORE_BOOL, journey);
}

static void project_is_sound(const struct jrt_program *p) {
    needs_func(p, p->project->zone, JBC_FUNC_VALUE, JBC_TEXT);
    needs_slot(p, p->project->ids, JBC_STORE_BLOB, JBC_NONE16);
    needs_slot(p, p->project->account_id, JBC_STORE_TEXT, JBC_NONE16);
    needs_slot(p, p->project->first_seen, JBC_STORE_I64, JBC_NONE16);
    for (uint32_t i = 0; i < p->channel_count; i++) needs_func(p, p->channels[i].reach, JBC_FUNC_PREDICATE, 0);
    for (uint32_t i = 0; i < p->history_count; i++) needs_func(p, p->historys[i].where, JBC_FUNC_PREDICATE, 0);
    for (uint32_t i = 0; i < p->template_count; i++)
        needs_slot(p, p->templates[i].newest, JBC_STORE_SERIAL, JBC_NONE16);
    for (uint32_t i = 0; i < p->limit_count; i++)
        demand(p->limits[i].most > 0 && p->limits[i].most <= JRT_RING_MAX && p->limits[i].kind < JBC_WINDOW_END);
}

/* ---- code that a run may never come to ---- */

/* How often the instruction at `pc` may run on one way: for each loop around it, as often as that goes back, and once. */
static uint64_t passes(const struct jrt_program *p, uint32_t end, uint32_t pc) {
    uint64_t times = 1;
    struct decode_instruction in = {.next = pc};
    while (in.next < end) {
        demand(decode_at(p->code, end, in.next, &in) != 0);
        if (in.op == JBC_OP_REPEAT && in.operand[2] <= pc) times *= (uint64_t)in.operand[1] + 1;
        demand(times <= JRT_STEPS_MAX);
    }
    return times;
}

/* Its parts begin behind it, in its function, and their bounds rise to the whole. */
static void split_is_sound(const struct jrt_program *p, uint32_t func, const struct decode_instruction *in) {
    const struct jbc_split *split = &p->splits[in->operand[0]];
    uint32_t below = 0;
    for (uint32_t i = split->first_part; i < split->first_part + split->part_count; i++) {
        demand(p->parts[i].pc != JBC_NONE && p->parts[i].below >= below);
        needs_pc(p, func, p->parts[i].pc, in->next);
        below = p->parts[i].below;
    }
    demand(below == 10000);
}

static void func_is_sound(const struct jrt_program *p, uint32_t func) {
    uint32_t end = p->funcs[func].pc + p->funcs[func].size;
    uint64_t steps = 0;
    bool loops = false;
    struct decode_instruction in = {.next = p->funcs[func].pc};
    while (in.next < end) {
        demand(decode_at(p->code, end, in.next, &in) != 0);
        if (in.op == JBC_OP_SPLIT) split_is_sound(p, func, &in);
        if (in.info->operands[0] == 'W') demand(p->stages[p->waits[in.operand[0]].stage].func == func);
        loops = loops || in.op == JBC_OP_REPEAT;
        steps++;
    }
    if (loops) {
        steps = 0;
        for (uint32_t pc = p->funcs[func].pc; pc < end; pc = in.next) {
            demand(decode_at(p->code, end, pc, &in) != 0);
            steps += passes(p, end, pc);
        }
    }
    demand(steps <= p->worst && p->worst <= JRT_STEPS_MAX);
}

void paranoid_program(const struct jrt_program *program) {
    struct map map = {.used = calloc(1, JRT_FIXED_MAX + JRT_RUN_MAX)};
    if (!map.used) return;
    demand(program->project->fixed_size <= JRT_FIXED_MAX);
    fixed_part(program, &map);
    for (uint32_t i = 0; i < program->journey_count; i++) run_part(program, &map, i);
    free(map.used);
    project_is_sound(program);
    for (uint32_t i = 0; i < program->journey_count; i++) journey_is_sound(program, i);
    for (uint32_t i = 0; i < program->stage_count; i++) stage_is_sound(program, &program->stages[i]);
    for (uint32_t i = 0; i < program->trigger_count; i++) trigger_is_sound(program, &program->triggers[i]);
    for (uint32_t i = 0; i < program->func_count; i++) func_is_sound(program, i);
}

#endif
