#include "verify_typing.h"

#include "verify_code.h"
#include "decode.h"
#include "paranoid.h"

/* A value on the stack and what lies below it. Stacks share their lower parts, so to keep one for a jump costs a number,
 * and to compare two costs no more than they differ. Node 0 is the empty stack. */
struct node {
    uint32_t below; /* another node */
    uint8_t type;   /* as audit_type makes it */
    uint8_t depth;  /* values, this one included */
};

struct typing {
    struct audit *audit;         /* of the whole */
    const struct jbc_func *func; /* under examination */
    uint32_t stage;              /* that it belongs to, JBC_NONE: none */
    struct node *nodes;          /* made in this function */
    uint32_t node_count;         /* how many */
    uint32_t *arrivals;          /* for each byte: the stack that a jump brings there, plus 1 */
    uint32_t *loop_ends;         /* for each byte where a loop begins: the pc of its last REPEAT */
    uint32_t top;                /* the stack now */
    uint32_t deepest;            /* most values so far */
    uint32_t next_loop;          /* the first of audit->loops that ends in this function or behind it */
    bool alive;                  /* the instruction before leads here */
    bool reached;                /* so does a way from the begin without a rest */
};

static bool fits(const struct typing *typing, bool holds, enum audit_claim claim, uint32_t pc) {
    return audit_that(typing->audit, holds, claim, JBC_SECTION_CODE, pc);
}

/* ---- the stack ---- */

/* There is room: the instruction has taken a value away before, or push has seen to it. */
static void put(struct typing *typing, uint8_t type) {
    uint32_t depth = typing->nodes[typing->top].depth + 1u;
    if (depth > typing->deepest) typing->deepest = depth;
    typing->nodes[typing->node_count] = (struct node){.below = typing->top, .type = type, .depth = (uint8_t)depth};
    typing->top = typing->node_count++;
}

static bool push(struct typing *typing, uint8_t type, uint32_t pc) {
    bool room = typing->nodes[typing->top].depth < JRT_STACK_MAX;
    if (!fits(typing, room, CLAIM_STACK_DEPTH, pc)) return false;
    put(typing, type);
    return true;
}

/* What an instruction gives for the values that it has taken away, if they are of types that it takes. */
static bool give(struct typing *typing, bool taken, uint8_t type, uint32_t pc) {
    if (!fits(typing, taken, CLAIM_STACK_TYPE, pc)) return false;
    put(typing, type);
    return true;
}

/* Takes the topmost value away; 0 where there is none, which is no type. */
static uint8_t pop(struct typing *typing) {
    uint8_t type = typing->nodes[typing->top].type;
    typing->top = typing->nodes[typing->top].below;
    return type;
}

static bool pop_type(struct typing *typing, uint8_t type, uint32_t pc) {
    return fits(typing, pop(typing) == type, CLAIM_STACK_TYPE, pc);
}

static bool same_stack(const struct typing *typing, uint32_t one, uint32_t other) {
    while (one != other) {
        if (typing->nodes[one].depth != typing->nodes[other].depth ||
            typing->nodes[one].type != typing->nodes[other].type)
            return false;
        one = typing->nodes[one].below;
        other = typing->nodes[other].below;
    }
    return true;
}

/* The stack as it is now arrives at `target`, which lies ahead. */
static bool arrive(struct typing *typing, uint32_t target, uint32_t pc) {
    uint32_t *arrival = &typing->arrivals[target - typing->func->pc];
    if (typing->reached) typing->audit->marks[target] |= MARK_REACHED;
    if (*arrival == 0) *arrival = typing->top + 1;
    return fits(typing, same_stack(typing, *arrival - 1, typing->top), CLAIM_STACK_JOIN, pc);
}

/* ---- types of single instructions ---- */

static uint8_t type_of_letter(char letter) {
    switch (letter) {
    case '?': return JBC_BOOL;
    case '#': return JBC_NUMBER;
    case '@': return JBC_TIME;
    case '~': return JBC_DURATION;
    case ':': return JBC_CLOCK;
    default: return JBC_TEXT;
    }
}

static uint8_t slot_type(const struct typing *typing, uint32_t slot) {
    const struct jbc_slot *record = &typing->audit->program->slots[slot];
    return audit_type(record->type, record->item);
}

static uint8_t trait_type(const struct typing *typing, uint32_t trait) {
    const struct jbc_trait *record = &typing->audit->program->traits[trait];
    return audit_type(record->type, record->item);
}

static uint8_t field_type(const struct typing *typing, const struct decode_instruction *in) {
    const struct jrt_program *program = typing->audit->program;
    const struct jbc_field *field = &program->fields[program->events[in->operand[0]].first_field + in->operand[1]];
    return audit_type(field->type, field->item);
}

/* What an arithmetic operation gives; 0: it is none for these types. */
static uint8_t arithmetic(enum jbc_op op, uint8_t left, uint8_t right) {
    bool numbers = left == JBC_NUMBER && right == JBC_NUMBER;
    bool durations = left == JBC_DURATION && right == JBC_DURATION;
    bool scaled = left == JBC_DURATION && right == JBC_NUMBER;
    bool moved = left == JBC_TIME && right == JBC_DURATION;
    if (op == JBC_OP_ADD) {
        if (moved || (left == JBC_DURATION && right == JBC_TIME)) return JBC_TIME;
        return numbers || durations ? left : 0;
    }
    if (op == JBC_OP_SUB) {
        if (left == JBC_TIME && right == JBC_TIME) return JBC_DURATION;
        return numbers || durations || moved ? left : 0;
    }
    if (op == JBC_OP_MUL) {
        if (scaled || (left == JBC_NUMBER && right == JBC_DURATION)) return JBC_DURATION;
        return numbers ? JBC_NUMBER : 0;
    }
    if (numbers || durations) return JBC_NUMBER; /* DIV */
    return scaled ? JBC_DURATION : 0;
}

static bool type_arithmetic(struct typing *typing, const struct decode_instruction *in) {
    uint8_t right = pop(typing);
    uint8_t left = pop(typing);
    uint8_t result = arithmetic(in->op, left, right);
    return give(typing, result != 0, result, in->pc);
}

static bool type_negation(struct typing *typing, uint32_t pc) {
    uint8_t type = pop(typing);
    bool signed_type = type == JBC_NUMBER || type == JBC_DURATION;
    return give(typing, signed_type, type, pc);
}

static bool type_comparison(struct typing *typing, const struct decode_instruction *in) {
    uint8_t right = pop(typing);
    uint8_t left = pop(typing);
    bool same = left != 0 && left == right;
    bool ordered = left >= JBC_NUMBER && left <= JBC_TEXT;
    bool contains = (left == JBC_TEXT && right == JBC_TEXT) || left == (right << 4 | JBC_LIST);
    bool fine = in->op == JBC_OP_CONTAINS ? contains : same && (in->op == JBC_OP_EQ || ordered);
    return give(typing, fine, JBC_BOOL, in->pc);
}

static bool type_list(struct typing *typing, const struct decode_instruction *in) {
    uint8_t item = pop(typing);
    bool is_item = item >= JBC_BOOL && item < JBC_LIST;
    for (int64_t i = 1; is_item && i < in->operand[0]; i++) is_item = pop(typing) == item;
    return give(typing, is_item, audit_type(JBC_LIST, item), in->pc);
}

static bool type_concat(struct typing *typing, const struct decode_instruction *in) {
    bool texts = true;
    for (int64_t i = 0; texts && i < in->operand[0]; i++) texts = pop(typing) == JBC_TEXT;
    return give(typing, texts, JBC_TEXT, in->pc);
}

static bool type_show(struct typing *typing, uint32_t pc) {
    uint8_t type = pop(typing);
    bool list = type == (JBC_TEXT << 4 | JBC_LIST) || type == (JBC_NUMBER << 4 | JBC_LIST);
    bool shown = list || type == JBC_NUMBER || type == JBC_TEXT || type == JBC_BOOL || type == JBC_CLOCK;
    return give(typing, shown, JBC_TEXT, pc);
}

/* What opcodes.def says in its columns is all there is to say. */
static bool type_plain(struct typing *typing, const struct decode_instruction *in) {
    const char *pops = in->info->pops;
    for (size_t i = strlen(pops); i > 0; i--)
        if (!pop_type(typing, type_of_letter(pops[i - 1]), in->pc)) return false;
    const char *pushes = in->info->pushes;
    return *pushes == '\0' || push(typing, type_of_letter(*pushes), in->pc);
}

/* ---- jumps and ends ---- */

/* Jumps with the value, which the way straight on does without. */
static bool type_choice(struct typing *typing, const struct decode_instruction *in) {
    uint8_t type = typing->nodes[typing->top].type;
    bool known = in->op == JBC_OP_ELSE ? type != 0 : type == JBC_BOOL;
    if (!fits(typing, known, CLAIM_STACK_TYPE, in->pc) || !arrive(typing, (uint32_t)in->operand[0], in->pc))
        return false;
    pop(typing);
    return true;
}

static bool type_yield(struct typing *typing, uint32_t pc) {
    uint8_t wanted = typing->func->kind == JBC_FUNC_PREDICATE ? JBC_BOOL : typing->func->type;
    return pop_type(typing, wanted, pc) && fits(typing, typing->top == 0, CLAIM_YIELD, pc);
}

static bool type_jump(struct typing *typing, const struct decode_instruction *in) {
    if (in->op == JBC_OP_IF_NO && !pop_type(typing, JBC_BOOL, in->pc)) return false;
    return arrive(typing, (uint32_t)in->operand[0], in->pc);
}

/* ---- statements ---- */

/* A loop ends: its counter is changed by nothing but its REPEAT, and by a STORE that leaves it at once. */
static bool counter_kept(const struct typing *typing, const struct decode_instruction *in) {
    const struct audit *audit = typing->audit;
    uint32_t counter = audit->counters[in->operand[0]];
    if (counter == JBC_NONE || in->op == JBC_OP_REPEAT) return true;
    const struct audit_loop *loop = &audit->loops[counter];
    uint32_t end = typing->func->pc + typing->func->size;
    bool ours = loop->end >= typing->func->pc && loop->end < end;
    if (!ours || in->op != JBC_OP_STORE) return false;
    if (in->pc < loop->begin || in->pc > loop->end) return true;
    struct decode_instruction next = {.op = JBC_OP_COUNT_OF};
    decode_at(audit->program->code, end, in->next, &next);
    return (next.op == JBC_OP_JUMP || next.op == JBC_OP_GO_ON) && next.operand[0] > loop->end;
}

static bool type_slot(struct typing *typing, const struct decode_instruction *in) {
    if (in->op == JBC_OP_STORE && !pop_type(typing, slot_type(typing, (uint32_t)in->operand[0]), in->pc)) return false;
    return fits(typing, counter_kept(typing, in), CLAIM_LOOP_KEPT, in->pc);
}

/* Where a message waits follows from where its statement stands. */
static bool send_place(const struct typing *typing, const struct jbc_send *send) {
    bool in_stage = typing->stage != JBC_NONE;
    switch ((enum jbc_func_kind)typing->func->kind) {
    case JBC_FUNC_FLOW: return send->place == JBC_PLACE_FLOW || (send->place == JBC_PLACE_STAGE && in_stage);
    case JBC_FUNC_SIDE: return send->place == (in_stage ? JBC_PLACE_STAGE : JBC_PLACE_RUN);
    case JBC_FUNC_FINAL: return send->place == JBC_PLACE_USER;
    case JBC_FUNC_PREDICATE:
    case JBC_FUNC_VALUE:
    case JBC_FUNC_ENTER:
    case JBC_FUNC_INIT:
    case JBC_FUNC_END: break;
    }
    return false;
}

static bool type_send(struct typing *typing, const struct decode_instruction *in) {
    const struct jrt_program *program = typing->audit->program;
    const struct jbc_send *send = &program->sends[in->operand[0]];
    bool next = send->next_wait == JBC_NONE ||
                (send->place == JBC_PLACE_FLOW && program->waits[send->next_wait].stage == typing->stage);
    if (!fits(typing, send->journey == typing->func->journey, CLAIM_STATEMENT_JOURNEY, in->pc) ||
        !fits(typing, send_place(typing, send), CLAIM_SEND_PLACE, in->pc) ||
        !fits(typing, next, CLAIM_SEND_WAIT, in->pc))
        return false;
    for (uint32_t i = send->first_alternative + send->alternative_count; i > send->first_alternative; i--) {
        const struct jbc_alternative *alternative = &program->alternatives[i - 1];
        for (uint32_t k = alternative->first_param + alternative->param_count; k > alternative->first_param; k--) {
            const struct jbc_param *param = &program->params[k - 1];
            if (!pop_type(typing, audit_type(param->type, param->item), in->pc)) return false;
        }
    }
    return true;
}

static bool type_start(struct typing *typing, const struct decode_instruction *in) {
    const struct jrt_program *program = typing->audit->program;
    const struct jbc_start *start = &program->starts[in->operand[0]];
    for (uint32_t i = start->first_argument + start->argument_count; i > start->first_argument; i--)
        if (!pop_type(typing, slot_type(typing, program->arguments[i - 1].slot), in->pc)) return false;
    return true;
}

static bool type_split(struct typing *typing, const struct decode_instruction *in) {
    const struct jrt_program *program = typing->audit->program;
    const struct jbc_split *split = &program->splits[in->operand[0]];
    if (!fits(typing, split->journey == typing->func->journey, CLAIM_STATEMENT_JOURNEY, in->pc)) return false;
    for (uint32_t i = split->first_part; i < split->first_part + split->part_count; i++) {
        uint32_t pc = program->parts[i].pc;
        bool ahead = pc >= in->next && pc - typing->func->pc < typing->func->size;
        bool starts = ahead && (typing->audit->marks[pc] & MARK_START);
        if (!fits(typing, starts, CLAIM_PART_PC, in->pc) || !arrive(typing, pc, in->pc)) return false;
    }
    return true;
}

static bool type_move(struct typing *typing, const struct decode_instruction *in) {
    struct audit *audit = typing->audit;
    bool of_stage = typing->func->kind == JBC_FUNC_FLOW && typing->stage != JBC_NONE;
    if (of_stage && typing->reached)
        audit->moves[audit->move_count++] = (struct audit_move){.from = typing->stage, .to = (uint32_t)in->operand[0]};
    return true;
}

static bool type_rest(const struct typing *typing, const struct decode_instruction *in) {
    return fits(typing, typing->stage != JBC_NONE, CLAIM_REST_PLACE, in->pc);
}

/* ---- one instruction ---- */

static bool type_operation(struct typing *typing, const struct decode_instruction *in) {
    switch ((unsigned)in->op) {
    case JBC_OP_MISSING:
    case JBC_OP_EMPTY: return push(typing, (uint8_t)in->operand[0], in->pc);
    case JBC_OP_FIELD: return push(typing, field_type(typing, in), in->pc);
    case JBC_OP_TRAIT: return push(typing, trait_type(typing, (uint32_t)in->operand[0]), in->pc);
    case JBC_OP_LOAD: return push(typing, slot_type(typing, (uint32_t)in->operand[0]), in->pc);
    case JBC_OP_LIST: return type_list(typing, in);
    case JBC_OP_ADD:
    case JBC_OP_SUB:
    case JBC_OP_MUL:
    case JBC_OP_DIV: return type_arithmetic(typing, in);
    case JBC_OP_NEG: return type_negation(typing, in->pc);
    case JBC_OP_EQ:
    case JBC_OP_LT:
    case JBC_OP_LE:
    case JBC_OP_GT:
    case JBC_OP_GE:
    case JBC_OP_CONTAINS: return type_comparison(typing, in);
    case JBC_OP_KNOWN: return give(typing, pop(typing) != 0, JBC_BOOL, in->pc);
    case JBC_OP_SHOW: return type_show(typing, in->pc);
    case JBC_OP_CONCAT: return type_concat(typing, in);
    case JBC_OP_JUMP:
    case JBC_OP_IF_NO: return type_jump(typing, in);
    case JBC_OP_GO_ON: return type_rest(typing, in) && type_jump(typing, in);
    case JBC_OP_AND:
    case JBC_OP_OR:
    case JBC_OP_ELSE: return type_choice(typing, in);
    case JBC_OP_YIELD: return type_yield(typing, in->pc);
    case JBC_OP_STORE:
    case JBC_OP_ADD_ONE:
    case JBC_OP_REPEAT: return type_slot(typing, in);
    case JBC_OP_SEND: return type_send(typing, in);
    case JBC_OP_SET: return pop_type(typing, trait_type(typing, (uint32_t)in->operand[0]), in->pc);
    case JBC_OP_START: return type_start(typing, in);
    case JBC_OP_SPLIT: return type_split(typing, in);
    case JBC_OP_STAY: return type_rest(typing, in);
    case JBC_OP_GO_TO: return type_move(typing, in);
    default: return type_plain(typing, in);
    }
}

/* Is one of the places in a loop, behind its begin, reached by what came before the loop? Then so may its begin be.
 * Loops that contain each other multiply their cost, which is bounded; so a byte is looked at only a few times. */
static bool loop_is_reached(const struct typing *typing, uint32_t pc) {
    uint32_t end = typing->loop_ends[pc - typing->func->pc];
    for (uint32_t at = pc + 1; at <= end; at++)
        if (typing->audit->marks[at] & MARK_REACHED) return true;
    return false;
}

/* What arrives at an instruction: the stack of the one before, of jumps, or, where the runtime or a loop leads, nothing. */
static bool begin_instruction(struct typing *typing, uint32_t pc) {
    uint8_t mark = typing->audit->marks[pc];
    uint32_t arrival = typing->arrivals[pc - typing->func->pc];
    if (!typing->alive) typing->reached = false;
    if (!typing->alive) typing->top = arrival ? arrival - 1 : 0;
    if (arrival && !fits(typing, same_stack(typing, arrival - 1, typing->top), CLAIM_STACK_JOIN, pc)) return false;
    if ((mark & MARK_REACHED) || ((mark & MARK_LOOP) && loop_is_reached(typing, pc))) typing->reached = true;
    if (!(mark & (MARK_ENTRY | MARK_LOOP))) return true;
    return fits(typing, typing->top == 0, CLAIM_STACK_ENTRY, pc);
}

#ifdef JRT_PARANOID
static void note(const struct typing *typing, uint32_t pc) {
    uint8_t types[JRT_STACK_MAX];
    uint32_t depth = typing->nodes[typing->top].depth;
    for (uint32_t node = typing->top, i = depth; i > 0; node = typing->nodes[node].below)
        types[--i] = typing->nodes[node].type;
    paranoid_note(typing->audit->program, pc, types, depth);
}
#endif

static bool instruction_check(struct typing *typing, const struct decode_instruction *in) {
    if (!begin_instruction(typing, in->pc)) return false;
    PARANOID(note(typing, in->pc);)
    if (!type_operation(typing, in)) return false;
    typing->alive = !code_ends(in->op);
    return in->op < JBC_OP_STORE || fits(typing, typing->top == 0, CLAIM_STACK_REST, in->pc);
}

/* ---- functions ---- */

/* Functions come in the order of their code, and so do loops. */
static void find_loops(struct typing *typing) {
    const struct audit *audit = typing->audit;
    uint32_t end = typing->func->pc + typing->func->size;
    for (; typing->next_loop < audit->loop_count && audit->loops[typing->next_loop].end < end; typing->next_loop++) {
        const struct audit_loop *loop = &audit->loops[typing->next_loop];
        typing->loop_ends[loop->begin - typing->func->pc] = loop->end;
    }
}

static bool is_own(const struct jbc_func *func) {
    return func->kind == JBC_FUNC_FLOW || func->kind == JBC_FUNC_SIDE || func->kind == JBC_FUNC_FINAL;
}

static bool func_check(struct typing *typing, uint32_t index) {
    struct audit *audit = typing->audit;
    const struct jbc_func *func = &audit->program->funcs[index];
    typing->func = func;
    typing->stage = audit->funcs[index].stage;
    typing->node_count = 1;
    typing->top = typing->deepest = 0;
    typing->alive = typing->reached = true;
    memset(typing->arrivals, 0, func->size * sizeof *typing->arrivals);
    find_loops(typing);
    bool used = !is_own(func) || audit->funcs[index].used;
    if (!audit_that(audit, used, CLAIM_FUNC_USED, JBC_SECTION_FUNC, index)) return false;
    struct decode_instruction in;
    for (uint32_t pc = func->pc; decode_at(audit->program->code, func->pc + func->size, pc, &in); pc = in.next)
        if (!instruction_check(typing, &in)) return false;
    if (typing->deepest > audit->program->stack) audit->program->stack = typing->deepest;
    return audit_that(audit, func->stack == typing->deepest, CLAIM_STACK_SAID, JBC_SECTION_FUNC, index);
}

bool typing_check(struct audit *audit) {
    size_t room = audit->longest_func + (size_t)1;
    struct typing typing = {.audit = audit};
    typing.nodes = audit_alloc(audit, room, sizeof *typing.nodes);
    typing.arrivals = audit_alloc(audit, room, sizeof *typing.arrivals);
    typing.loop_ends = audit_alloc(audit, room, sizeof *typing.loop_ends);
    audit->moves = audit_alloc(audit, audit->move_room + (size_t)1, sizeof *audit->moves);
    bool done = typing.nodes && typing.arrivals && typing.loop_ends && audit->moves;
    PARANOID(audit->program->notes = audit_alloc(audit, audit->program->code_size, PARANOID_NOTE);
             done = done && audit->program->notes;)
    for (uint32_t i = 0; done && i < audit->program->func_count; i++) done = func_check(&typing, i);
    audit_release(audit, typing.nodes, room, sizeof *typing.nodes);
    audit_release(audit, typing.arrivals, room, sizeof *typing.arrivals);
    audit_release(audit, typing.loop_ends, room, sizeof *typing.loop_ends);
    return done;
}
