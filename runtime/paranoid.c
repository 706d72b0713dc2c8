#include "paranoid.h"

#ifdef JRT_PARANOID

#include <stdlib.h>

/* Not assert: it must not depend on NDEBUG, and a debugger or a sanitizer shows where it was. */
static void demand(bool holds) {
    if (!holds) abort();
}

static bool within(int64_t value, int64_t least, int64_t most) {
    return value >= least && value <= most;
}

/* A function of statements is part of one journey; the others may stand anywhere, but for the slots that they use. */
static bool is_own(uint32_t kind) {
    return kind == JBC_FUNC_FLOW || kind == JBC_FUNC_SIDE || kind == JBC_FUNC_FINAL;
}

/* ---- where instructions are ---- */

static uint32_t func_at(const struct jrt_program *p, uint32_t pc) {
    for (uint32_t i = 0; i < p->func_count; i++)
        if (pc >= p->funcs[i].pc && pc - p->funcs[i].pc < p->funcs[i].size) return i;
    abort();
}

/* Read from the function's begin, does an instruction begin at pc? */
static bool is_boundary(const struct jrt_program *p, uint32_t func, uint32_t pc) {
    uint32_t end = p->funcs[func].pc + p->funcs[func].size;
    struct decode_instruction in = {.next = p->funcs[func].pc};
    while (in.next < pc) demand(decode_at(p->code, end, in.next, &in) != 0);
    return in.next == pc && pc < end;
}

/* ---- what the verifier believed ---- */

void paranoid_note(const struct jrt_program *program, uint32_t pc, const uint8_t *types, uint32_t depth) {
    uint8_t *note = program->notes + (size_t)pc * PARANOID_NOTE;
    note[0] = (uint8_t)(depth + 1);
    if (depth > 0) memcpy(note + 1, types, depth);
}

static bool is_missing_or(struct jrt_value value, uint8_t type) {
    return value.type == 0 || value.type == (type & 15);
}

static void stack_is_as_noted(const struct paranoid *w, uint32_t pc, const struct jrt_value *stack, uint32_t top) {
    const uint8_t *note = w->context->program->notes + (size_t)pc * PARANOID_NOTE;
    demand(note[0] == top + 1);
    for (uint32_t i = 0; i < top; i++) demand(is_missing_or(stack[i], note[1 + i]));
}

/* ---- how one gets to an instruction ---- */

/* The runtime goes on here: nothing is on the stack, and the function is one of the run's journey, and of its stage. */
static void go_on_at(struct paranoid *w, uint32_t pc, uint32_t top) {
    const struct jrt_program *p = w->context->program;
    w->func = func_at(p, pc);
    w->steps = 0;
    const struct jbc_func *func = &p->funcs[w->func];
    demand(top == 0 && is_boundary(p, w->func, pc));
    if (is_own(func->kind))
        demand(w->run && func->journey == w->run->journey);
    else
        demand(pc == func->pc);
    for (uint32_t i = 0; i < p->stage_count; i++)
        if (p->stages[i].func == w->func) demand(w->run && w->run->stage == i);
}

static bool is_part(const struct jrt_program *p, int64_t split, uint32_t pc) {
    const struct jbc_split *record = &p->splits[split];
    for (uint32_t i = 0; i < record->part_count; i++)
        if (p->parts[record->first_part + i].pc == pc) return true;
    return false;
}

/* The instruction behind `before`, or where it leads. */
static bool is_next(const struct paranoid *w, uint32_t pc) {
    const struct decode_instruction *before = &w->before;
    switch ((unsigned)before->op) {
    case JBC_OP_JUMP:
    case JBC_OP_GO_ON: return pc == before->operand[0];
    case JBC_OP_IF_NO:
    case JBC_OP_AND:
    case JBC_OP_OR:
    case JBC_OP_ELSE: return pc == before->operand[0] || pc == before->next;
    case JBC_OP_REPEAT: return pc == before->operand[2] || pc == before->next;
    case JBC_OP_SPLIT: return is_part(w->context->program, before->operand[0], pc);
    case JBC_OP_YIELD:
    case JBC_OP_RETURN:
    case JBC_OP_STAY:
    case JBC_OP_EXIT: return false;
    default: return pc == before->next;
    }
}

static bool moves(enum jbc_op op) {
    return op == JBC_OP_WAIT || op == JBC_OP_WAIT_AGAIN || op == JBC_OP_KEEP_WAITING || op == JBC_OP_GO_TO;
}

static void arrive(struct paranoid *w, uint32_t pc, uint32_t top) {
    const struct jrt_program *p = w->context->program;
    if (!w->begun || moves(w->before.op)) {
        go_on_at(w, pc, top);
        return;
    }
    const struct jbc_func *func = &p->funcs[w->func];
    demand(is_next(w, pc) && pc >= func->pc && pc - func->pc < func->size);
    demand(pc > w->before.pc || w->before.op == JBC_OP_REPEAT);
    if (pc != w->before.next) demand(is_boundary(p, w->func, pc));
    if (pc < w->before.pc) demand(top == 0);
    if (w->before.op >= JBC_OP_STORE) demand(top == 0);
}

/* ---- what an instruction names ---- */

static bool is_allowed(enum jbc_func_kind kind, enum jbc_op op) {
    bool acts = op >= JBC_OP_STORE;
    bool rests = op == JBC_OP_WAIT || op == JBC_OP_WAIT_AGAIN || op == JBC_OP_KEEP_WAITING || op == JBC_OP_GO_ON ||
                 op == JBC_OP_STAY;
    switch (kind) {
    case JBC_FUNC_PREDICATE:
    case JBC_FUNC_VALUE: return !acts;
    case JBC_FUNC_FLOW: return op != JBC_OP_YIELD && op != JBC_OP_RETURN;
    case JBC_FUNC_SIDE: return op != JBC_OP_YIELD && !rests;
    case JBC_FUNC_FINAL: return op != JBC_OP_YIELD && !rests && op != JBC_OP_GO_TO && op != JBC_OP_EXIT;
    case JBC_FUNC_ENTER:
    case JBC_FUNC_INIT: return op != JBC_OP_YIELD && (!acts || op == JBC_OP_STORE || op == JBC_OP_RETURN);
    case JBC_FUNC_END: break;
    }
    return false;
}

static uint32_t records_of(const struct jrt_program *p, char letter) {
    switch (letter) {
    case 's':
    case 'g': return p->string_count;
    case 'f': return p->event_count;
    case 't': return p->trait_count;
    case 'v': return p->slot_count;
    case 'y': return p->history_count;
    case 'j': return p->journey_count;
    case 'S': return p->send_count;
    case 'W': return p->wait_count;
    case 'P': return p->split_count;
    case 'A': return p->start_count;
    case 'G': return p->stage_count;
    default: return UINT32_MAX;
    }
}

static bool number_fits(const struct decode_instruction *in) {
    int64_t first = in->operand[0];
    switch ((unsigned)in->op) {
    case JBC_OP_BOOL: return first <= 1;
    case JBC_OP_NUMBER: return first != INT64_MIN;
    case JBC_OP_TIME:
    case JBC_OP_CIVIL: return within(first, JRT_TIME_MIN, JRT_TIME_MAX);
    case JBC_OP_DURATION: return within(first, -JRT_DURATION_MAX, JRT_DURATION_MAX);
    case JBC_OP_CLOCK: return within(first, 0, JBC_DAY_MS - 1);
    case JBC_OP_ROUND:
    case JBC_OP_ROUNDED: return first <= 6;
    case JBC_OP_COUNT_IN: return within(in->operand[1], 1, JRT_WINDOW_MAX);
    case JBC_OP_REPEAT: return within(in->operand[1], 1, JRT_REPEAT_MAX);
    default: return true;
    }
}

/* The stage whose slot it is; JBC_NONE: it lives with the run. */
static uint32_t stage_of_slot(const struct jrt_program *p, uint32_t slot) {
    for (uint32_t i = 0; i < p->stage_count; i++)
        if (slot >= p->stages[i].first_slot && slot - p->stages[i].first_slot < p->stages[i].slot_count) return i;
    return JBC_NONE;
}

static void slot_is_at_hand(const struct paranoid *w, const struct decode_instruction *in) {
    const struct jrt_program *p = w->context->program;
    const struct jbc_slot *slot = &p->slots[in->operand[0]];
    uint32_t stage = stage_of_slot(p, (uint32_t)in->operand[0]);
    bool counts = in->op == JBC_OP_ADD_ONE || in->op == JBC_OP_REPEAT;
    demand(w->run && slot->journey == w->run->journey && p->funcs[w->func].journey == w->run->journey);
    demand(stage == JBC_NONE || stage == w->run->stage);
    if (counts)
        demand(slot->storage == JBC_STORE_COUNT);
    else
        demand(slot->storage <= JBC_STORE_LIST || slot->storage == JBC_STORE_COUNT);
}

static void wait_is_here(const struct paranoid *w, const struct decode_instruction *in) {
    const struct jrt_program *p = w->context->program;
    const struct jbc_wait *wait = &p->waits[in->operand[0]];
    demand(w->run && wait->stage == w->run->stage && p->stages[wait->stage].func == w->func);
    demand(in->op != JBC_OP_WAIT || wait->pc == in->pc);
}

static void history_is_kept(const struct jrt_program *p, const struct decode_instruction *in) {
    const struct jbc_history *history = &p->historys[in->operand[0]];
    if (in->op == JBC_OP_COUNT)
        demand(history->counted == 1);
    else
        demand(history->ring > 0 && history->ring <= JRT_RING_MAX);
}

static void send_stands_here(const struct paranoid *w, const struct jbc_send *send) {
    const struct jrt_program *p = w->context->program;
    bool side = p->funcs[w->func].kind == JBC_FUNC_SIDE;
    demand(w->run && send->journey == w->run->journey);
    switch ((enum jbc_func_kind)p->funcs[w->func].kind) {
    case JBC_FUNC_FLOW:
    case JBC_FUNC_SIDE:
        demand(side ? send->place == JBC_PLACE_STAGE || send->place == JBC_PLACE_RUN
                    : send->place == JBC_PLACE_FLOW || send->place == JBC_PLACE_STAGE);
        break;
    case JBC_FUNC_FINAL: demand(send->place == JBC_PLACE_USER); break;
    case JBC_FUNC_PREDICATE:
    case JBC_FUNC_VALUE:
    case JBC_FUNC_ENTER:
    case JBC_FUNC_INIT:
    case JBC_FUNC_END: abort();
    }
    if (send->next_wait == JBC_NONE) return;
    demand(send->place == JBC_PLACE_FLOW && p->waits[send->next_wait].stage == w->run->stage);
}

static void jump_is_fine(const struct paranoid *w, const struct decode_instruction *in) {
    const struct jrt_program *p = w->context->program;
    bool back = in->op == JBC_OP_REPEAT;
    int64_t target = in->operand[back ? 2 : 0];
    demand(back ? target < in->pc : target >= in->next);
    demand(target >= p->funcs[w->func].pc && target < (int64_t)p->funcs[w->func].pc + p->funcs[w->func].size);
    demand(is_boundary(p, w->func, (uint32_t)target));
}

static void operands_fit(const struct paranoid *w, const struct decode_instruction *in) {
    const struct jrt_program *p = w->context->program;
    const char *letters = in->info->operands;
    demand(number_fits(in));
    if (*letters && strchr("sgftvyjSWPAG", *letters)) demand(in->operand[0] < records_of(p, *letters));
    if (strchr(letters, 'r')) jump_is_fine(w, in);
    switch (*letters) {
    case 'f': demand(in->operand[1] < p->events[in->operand[0]].field_count); break;
    case 'v': slot_is_at_hand(w, in); break;
    case 'W': wait_is_here(w, in); break;
    case 'y': history_is_kept(p, in); break;
    case 'G': demand(w->run && p->stages[in->operand[0]].journey == w->run->journey); break;
    case 'S': send_stands_here(w, &p->sends[in->operand[0]]); break;
    case 'P': demand(w->run && p->splits[in->operand[0]].journey == w->run->journey); break;
    default: break;
    }
    if (in->op == JBC_OP_STAY || in->op == JBC_OP_GO_ON) demand(w->run && p->stages[w->run->stage].func == w->func);
    if (in->op == JBC_OP_ACCOUNT_ID) demand(p->project->account_id != JBC_NONE);
}

/* ---- what an instruction takes ---- */

/* The values on top of the stack: `at(0)` is the topmost. */
struct view {
    const struct jrt_value *stack; /* all of it */
    uint32_t top;                  /* values */
};

static uint8_t at(struct view view, uint32_t below) {
    demand(below < view.top);
    return view.stack[view.top - 1 - below].type;
}

static void takes(struct view view, uint32_t below, uint8_t type) {
    uint8_t found = at(view, below);
    demand(found == 0 || found == (type & 15));
}

static uint8_t type_of(char letter) {
    static const char letters[] = "?#@~:$[";
    const char *found = strchr(letters, letter);
    return found ? (uint8_t)(JBC_BOOL + (found - letters)) : 0;
}

/* A missing operand makes a missing result whatever the other one is. */
static void arithmetic(enum jbc_op op, uint8_t a, uint8_t b) {
    if (a == 0 || b == 0) return;
    bool adds = op == JBC_OP_ADD || op == JBC_OP_SUB;
    bool same = a == b && (a == JBC_NUMBER || a == JBC_DURATION);
    bool scales = a == JBC_DURATION && b == JBC_NUMBER;
    bool moved = a == JBC_TIME && b == JBC_DURATION;
    if (op == JBC_OP_ADD) demand(same || moved || (a == JBC_DURATION && b == JBC_TIME));
    if (op == JBC_OP_SUB) demand(same || moved || (a == JBC_TIME && b == JBC_TIME));
    if (op == JBC_OP_DIV) demand(same || scales);
    if (!adds && op != JBC_OP_DIV)
        demand((same && a == JBC_NUMBER) || scales || (a == JBC_NUMBER && b == JBC_DURATION));
}

static void comparison(enum jbc_op op, uint8_t a, uint8_t b) {
    if (a == 0 || b == 0) return;
    if (op == JBC_OP_CONTAINS)
        demand((a == JBC_TEXT && b == JBC_TEXT) || (a == JBC_LIST && b != JBC_LIST));
    else
        demand(a == b && (op == JBC_OP_EQ || (a >= JBC_NUMBER && a <= JBC_TEXT)));
}

/* So many values, the topmost last: `type` of each. */
static void row(struct view view, uint32_t count, const uint8_t *types) {
    demand(count <= view.top);
    for (uint32_t i = 0; i < count; i++) takes(view, count - 1 - i, types[i]);
}

static void send_takes(const struct jrt_program *p, const struct jbc_send *send, struct view view) {
    uint8_t types[JRT_STACK_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < send->alternative_count; i++) {
        const struct jbc_alternative *alternative = &p->alternatives[send->first_alternative + i];
        for (uint32_t k = 0; k < alternative->param_count; k++) {
            demand(count < JRT_STACK_MAX);
            types[count++] = p->params[alternative->first_param + k].type;
        }
    }
    row(view, count, types);
}

static void start_takes(const struct jrt_program *p, const struct jbc_start *start, struct view view) {
    uint8_t types[JRT_STACK_MAX];
    demand(start->argument_count <= JRT_STACK_MAX);
    for (uint32_t i = 0; i < start->argument_count; i++)
        types[i] = p->slots[p->arguments[start->first_argument + i].slot].type;
    row(view, start->argument_count, types);
}

static void items_are_alike(struct view view, int64_t count, uint8_t type) {
    demand(within(count, 1, JRT_STACK_MAX) && count <= view.top);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t item = at(view, i);
        demand(item != JBC_LIST && (item == 0 || type == 0 || item == type));
        if (type == 0) type = item;
    }
}

static void operands_are_there(const struct paranoid *w, const struct decode_instruction *in, struct view view) {
    const struct jrt_program *p = w->context->program;
    const struct jbc_func *func = &p->funcs[w->func];
    const char *pops = in->info->pops;
    uint32_t count = (uint32_t)strlen(pops);
    if (*pops != '&') demand(count <= view.top);
    for (uint32_t i = 0; i < count && *pops != '&'; i++)
        if (type_of(pops[i])) takes(view, count - 1 - i, type_of(pops[i]));
    switch ((unsigned)in->op) {
    case JBC_OP_ADD:
    case JBC_OP_SUB:
    case JBC_OP_MUL:
    case JBC_OP_DIV: arithmetic(in->op, at(view, 1), at(view, 0)); break;
    case JBC_OP_NEG: demand(at(view, 0) == 0 || at(view, 0) == JBC_NUMBER || at(view, 0) == JBC_DURATION); break;
    case JBC_OP_EQ:
    case JBC_OP_LT:
    case JBC_OP_LE:
    case JBC_OP_GT:
    case JBC_OP_GE:
    case JBC_OP_CONTAINS: comparison(in->op, at(view, 1), at(view, 0)); break;
    case JBC_OP_SHOW: demand(at(view, 0) != JBC_TIME && at(view, 0) != JBC_DURATION); break;
    case JBC_OP_LIST: items_are_alike(view, in->operand[0], 0); break;
    case JBC_OP_CONCAT: items_are_alike(view, in->operand[0], JBC_TEXT); break;
    case JBC_OP_STORE: takes(view, 0, p->slots[in->operand[0]].type); break;
    case JBC_OP_SET: takes(view, 0, p->traits[in->operand[0]].type); break;
    case JBC_OP_SEND: send_takes(p, &p->sends[in->operand[0]], view); break;
    case JBC_OP_START: start_takes(p, &p->starts[in->operand[0]], view); break;
    case JBC_OP_YIELD:
        demand(view.top == 1);
        takes(view, 0, func->kind == JBC_FUNC_PREDICATE ? (uint8_t)JBC_BOOL : func->type);
        break;
    default: break;
    }
}

/* ---- the whole ---- */

struct paranoid paranoid_begin(const struct jrt_context *context, const struct jbc_run *run) {
    return (struct paranoid){.context = context, .run = run};
}

void paranoid_step(struct paranoid *watch, uint32_t pc, const struct jrt_value *stack, uint32_t top) {
    const struct jrt_program *p = watch->context->program;
    struct view view = {stack, top};
    struct decode_instruction in;
    arrive(watch, pc, top);
    const struct jbc_func *func = &p->funcs[watch->func];
    demand(++watch->steps <= p->worst && p->worst <= JRT_STEPS_MAX);
    demand(top <= func->stack && func->stack <= p->stack && p->stack <= JRT_STACK_MAX);
    demand(decode_at(p->code, func->pc + func->size, pc, &in) != 0);
    demand(is_allowed((enum jbc_func_kind)func->kind, in.op));
    operands_fit(watch, &in);
    operands_are_there(watch, &in, view);
    stack_is_as_noted(watch, pc, stack, top);
    watch->before = in;
    watch->begun = true;
}

void paranoid_call(const struct jrt_context *context, const struct jbc_run *run, uint32_t func, uint32_t kinds) {
    const struct jrt_program *p = context->program;
    demand(func < p->func_count && (kinds >> p->funcs[func].kind & 1) != 0);
    if (is_own(p->funcs[func].kind)) demand(run && p->funcs[func].journey == run->journey);
}

void paranoid_slot(const struct jrt_program *program, const struct jbc_run *run, const struct jbc_slot *slot) {
    uint32_t size = program_storage_size(slot->storage);
    demand(slot >= program->slots && slot < program->slots + program->slot_count && size > 0);
    if (slot->journey == JBC_NONE16) {
        demand(slot->offset + size <= program->project->fixed_size);
        return;
    }
    demand(run && run->journey == slot->journey && run->size == program->journeys[run->journey].run_size);
    demand(slot->offset >= JBC_RUN_HEAD && slot->offset + size <= run->size);
}

void paranoid_heap(const uint8_t *heap, uint32_t size, uint32_t reference) {
    uint32_t length;
    demand(reference >= 4 && reference % 4 == 0 && reference <= size);
    memcpy(&length, heap + reference - 4, 4);
    demand(length <= size - reference);
}

#endif
