#include "verify_code.h"

/* A function under examination. */
struct scan {
    struct audit *audit;         /* of the whole */
    const struct jbc_func *func; /* its record */
    uint32_t index;              /* its place among the functions */
    uint32_t end;                /* offset of the byte behind it */
    uint32_t *steps;             /* for each of its bytes: instructions up to it, where one begins */
    struct audit_loop *outer;    /* the loops so far that lie in no other one */
    uint32_t depth;              /* how many */
    uint64_t cost;               /* steps up to the instruction at hand */
};

bool code_ends(enum jbc_op op) {
    static const bool ends[JBC_OP_COUNT_OF] = {
        [JBC_OP_JUMP] = true,       [JBC_OP_YIELD] = true,        [JBC_OP_SPLIT] = true,  [JBC_OP_WAIT] = true,
        [JBC_OP_WAIT_AGAIN] = true, [JBC_OP_KEEP_WAITING] = true, [JBC_OP_GO_ON] = true,  [JBC_OP_STAY] = true,
        [JBC_OP_GO_TO] = true,      [JBC_OP_EXIT] = true,         [JBC_OP_RETURN] = true,
    };
    return ends[op];
}

static bool fits(const struct scan *scan, bool holds, enum audit_claim claim, uint32_t pc) {
    return audit_that(scan->audit, holds, claim, JBC_SECTION_CODE, pc);
}

/* ---- which instruction may stand in which function ---- */

static bool is_flow_only(enum jbc_op op) {
    return op == JBC_OP_WAIT || op == JBC_OP_WAIT_AGAIN || op == JBC_OP_KEEP_WAITING || op == JBC_OP_GO_ON ||
           op == JBC_OP_STAY;
}

/* opcodes.def lists what computes before what acts; STORE is the first that acts. */
static bool is_allowed(enum jbc_func_kind kind, enum jbc_op op) {
    bool computes = op < JBC_OP_STORE;
    bool moves = op == JBC_OP_GO_TO || op == JBC_OP_EXIT;
    switch (kind) {
    case JBC_FUNC_PREDICATE:
    case JBC_FUNC_VALUE: return computes;
    case JBC_FUNC_FLOW: return op != JBC_OP_YIELD && op != JBC_OP_RETURN;
    case JBC_FUNC_SIDE: return op != JBC_OP_YIELD && !is_flow_only(op);
    case JBC_FUNC_FINAL: return op != JBC_OP_YIELD && !is_flow_only(op) && !moves;
    case JBC_FUNC_ENTER:
    case JBC_FUNC_INIT: return (computes && op != JBC_OP_YIELD) || op == JBC_OP_STORE || op == JBC_OP_RETURN;
    case JBC_FUNC_END: break;
    }
    return false;
}

/* ---- operands ---- */

/* The section that an operand of this letter is an index into; JBC_SECTION_COUNT: it is none. */
static uint32_t section_of(char letter) {
    switch (letter) {
    case 's':
    case 'g': return JBC_SECTION_STRING;
    case 't': return JBC_SECTION_TRAIT;
    case 'v': return JBC_SECTION_SLOT;
    case 'y': return JBC_SECTION_HISTORY;
    case 'j': return JBC_SECTION_JOURNEY;
    case 'S': return JBC_SECTION_SEND;
    case 'W': return JBC_SECTION_WAIT;
    case 'P': return JBC_SECTION_SPLIT;
    case 'A': return JBC_SECTION_START;
    case 'G': return JBC_SECTION_STAGE;
    case 'f': return JBC_SECTION_EVENT;
    default: return JBC_SECTION_COUNT;
    }
}

/* The record that an operand names exists. Only the first letter of an instruction names one. */
static bool record_exists(const struct scan *scan, const struct decode_instruction *in) {
    const struct jrt_program *program = scan->audit->program;
    uint32_t section = section_of(in->info->operands[0]);
    if (section == JBC_SECTION_COUNT) return true;
    if (!fits(scan, in->operand[0] < audit_count(scan->audit, section), CLAIM_OPERAND, in->pc)) return false;
    if (section != JBC_SECTION_EVENT) return true;
    return fits(scan, in->operand[1] < program->events[in->operand[0]].field_count, CLAIM_OPERAND, in->pc);
}

static bool in_bounds(int64_t value, int64_t least, int64_t most) {
    return value >= least && value <= most;
}

static bool number_fits(const struct decode_instruction *in) {
    int64_t value = in->operand[0];
    int64_t item = value >> 4;
    int64_t type = value & 15;
    switch ((unsigned)in->op) {
    case JBC_OP_BOOL: return value <= 1;
    case JBC_OP_NUMBER: return value != JBC_NEVER;
    case JBC_OP_TIME:
    case JBC_OP_CIVIL: return in_bounds(value, JRT_TIME_MIN, JRT_TIME_MAX);
    case JBC_OP_DURATION: return in_bounds(value, -JRT_DURATION_MAX, JRT_DURATION_MAX);
    case JBC_OP_CLOCK: return in_bounds(value, 0, JBC_DAY_MS - 1);
    case JBC_OP_MISSING:
        return type == JBC_LIST ? in_bounds(item, JBC_BOOL, JBC_TEXT)
                                : item == 0 && in_bounds(type, JBC_BOOL, JBC_TEXT);
    case JBC_OP_EMPTY: return type == JBC_LIST && in_bounds(item, JBC_BOOL, JBC_TEXT);
    case JBC_OP_LIST:
    case JBC_OP_CONCAT: return in_bounds(value, 1, JRT_STACK_MAX);
    case JBC_OP_ROUND:
    case JBC_OP_ROUNDED: return value <= 6;
    case JBC_OP_COUNT_IN: return in_bounds(in->operand[1], 1, JRT_WINDOW_MAX);
    case JBC_OP_REPEAT: return in_bounds(in->operand[1], 1, JRT_REPEAT_MAX);
    default: return true;
    }
}

/* ---- what an instruction needs of the record that it names ---- */

/* Notes a use of a slot. A function that uses slots of one stage can't use those of another: they share their bytes. */
static bool touch(const struct scan *scan, uint32_t slot, uint32_t pc) {
    const struct audit_owner *owner = &scan->audit->owners[JBC_SECTION_SLOT][slot];
    struct audit_func *func = &scan->audit->funcs[scan->index];
    bool ours = scan->func->journey != JBC_NONE && scan->audit->program->slots[slot].journey == scan->func->journey;
    if (!fits(scan, ours, CLAIM_SLOT_OURS, pc)) return false;
    if (owner->section != JBC_SECTION_STAGE) {
        if (func->touches == JBC_NONE) func->touches = AUDIT_NOBODY;
        return true;
    }
    bool one = func->touches >= AUDIT_NOBODY || func->touches == owner->index;
    func->touches = owner->index;
    return fits(scan, one, CLAIM_ONE_STAGE, pc);
}

static bool slot_fits(const struct scan *scan, const struct decode_instruction *in) {
    uint32_t slot = (uint32_t)in->operand[0];
    uint8_t storage = scan->audit->program->slots[slot].storage;
    bool counts = in->op == JBC_OP_ADD_ONE || in->op == JBC_OP_REPEAT;
    bool values = storage <= JBC_STORE_LIST || storage == JBC_STORE_COUNT;
    return fits(scan, counts ? storage == JBC_STORE_COUNT : values, CLAIM_SLOT_STORAGE, in->pc) &&
           touch(scan, slot, in->pc);
}

static bool history_fits(const struct scan *scan, const struct decode_instruction *in) {
    const struct jbc_history *history = &scan->audit->program->historys[in->operand[0]];
    bool kept = in->op == JBC_OP_COUNT ? history->counted == 1 : history->ring > 0;
    return fits(scan, kept, CLAIM_HISTORY_KEPT, in->pc);
}

/* A wait, and a stage that is gone to, are those of the function. */
static bool place_fits(const struct scan *scan, const struct decode_instruction *in) {
    const struct jrt_program *program = scan->audit->program;
    if (in->op == JBC_OP_GO_TO) {
        const struct jbc_stage *stage = &program->stages[in->operand[0]];
        return fits(scan, stage->journey == scan->func->journey, CLAIM_GO_TO, in->pc);
    }
    const struct jbc_wait *wait = &program->waits[in->operand[0]];
    bool here = in->op != JBC_OP_WAIT || wait->pc == in->pc;
    return fits(scan, program->stages[wait->stage].func == scan->index && here, CLAIM_WAIT_PLACE, in->pc);
}

/* A statement's record belongs to one instruction; so what an instruction takes from the stack costs no more, in all
 * the code, than there are records. */
static bool spend(const struct scan *scan, uint32_t section, const struct decode_instruction *in) {
    uint8_t *spent = &scan->audit->spent[section][in->operand[0]];
    bool fresh = *spent == 0;
    *spent = 1;
    return fits(scan, fresh, CLAIM_ONE_STATEMENT, in->pc);
}

/* By the letter of its first operand, so that an instruction added to opcodes.def is judged like its kin. */
static bool use_fits(const struct scan *scan, const struct decode_instruction *in) {
    switch (in->info->operands[0]) {
    case 'v': return slot_fits(scan, in);
    case 'y': return history_fits(scan, in);
    case 'W':
    case 'G': return place_fits(scan, in);
    case 'S': return spend(scan, JBC_SECTION_SEND, in);
    case 'A': return spend(scan, JBC_SECTION_START, in);
    case 'P': return spend(scan, JBC_SECTION_SPLIT, in);
    default: break;
    }
    bool account = in->op != JBC_OP_ACCOUNT_ID || scan->audit->program->project->account_id != JBC_NONE;
    bool clock =
        in->op == JBC_OP_CIVIL || in->op == JBC_OP_TIME_OF_DAY || in->op == JBC_OP_DAY_OF_WEEK || in->op == JBC_OP_DATE;
    if (clock) scan->audit->funcs[scan->index].reads_clock = true;
    return fits(scan, account, CLAIM_ACCOUNT_ID, in->pc);
}

/* ---- jumps and loops ---- */

/* A loop counts in a slot of its own, and lies inside of what it lies in. What it costs is its body as often as it runs,
 * and once more for a way that begins in its middle. */
static bool loop_fits(struct scan *scan, const struct decode_instruction *in) {
    struct audit *audit = scan->audit;
    uint32_t *counter = &audit->counters[in->operand[0]];
    struct audit_loop loop = {.begin = (uint32_t)in->operand[2], .end = in->pc};
    if (!fits(scan, *counter == JBC_NONE, CLAIM_LOOP_COUNTER, in->pc)) return false;
    *counter = audit->loop_count;
    audit->loops[audit->loop_count++] = loop;
    while (scan->depth > 0 && scan->outer[scan->depth - 1].begin >= loop.begin) scan->depth--;
    bool nested = scan->depth == 0 || scan->outer[scan->depth - 1].end < loop.begin;
    if (!fits(scan, nested, CLAIM_LOOP_NESTED, in->pc)) return false;
    scan->outer[scan->depth++] = loop;
    scan->cost += (scan->cost - scan->steps[loop.begin - scan->func->pc]) * (uint64_t)in->operand[1];
    return true;
}

static bool jump_fits(struct scan *scan, const struct decode_instruction *in) {
    uint8_t *marks = scan->audit->marks;
    if (in->op == JBC_OP_REPEAT) {
        int64_t begin = in->operand[2];
        bool back = begin >= scan->func->pc && begin < in->pc && (marks[begin] & MARK_START);
        if (!fits(scan, back, CLAIM_LOOP_BACK, in->pc)) return false;
        marks[begin] |= MARK_LOOP;
        return loop_fits(scan, in);
    }
    if (in->info->operands[0] != 'r') return true;
    int64_t target = in->operand[0];
    if (!fits(scan, target >= in->next && target < scan->end, CLAIM_JUMP, in->pc)) return false;
    marks[target] |= MARK_TARGET;
    return true;
}

/* ---- functions ---- */

static bool instruction_check(struct scan *scan, const struct decode_instruction *in) {
    scan->audit->marks[in->pc] |= MARK_START;
    scan->steps[in->pc - scan->func->pc] = (uint32_t)scan->cost;
    scan->cost++;
    if (in->op == JBC_OP_GO_TO) scan->audit->move_room++;
    return fits(scan, is_allowed((enum jbc_func_kind)scan->func->kind, in->op), CLAIM_ALLOWED, in->pc) &&
           record_exists(scan, in) && fits(scan, number_fits(in), CLAIM_OPERAND, in->pc) && use_fits(scan, in) &&
           jump_fits(scan, in) && fits(scan, scan->cost <= JRT_STEPS_MAX, CLAIM_STEPS, in->pc);
}

static bool func_check(struct scan *scan) {
    const struct jrt_program *program = scan->audit->program;
    scan->end = scan->func->pc + scan->func->size;
    scan->depth = 0;
    scan->cost = 0;
    enum jbc_op last = JBC_OP_MISSING;
    for (uint32_t pc = scan->func->pc; pc < scan->end;) {
        struct decode_instruction in;
        int whole = decode_at(program->code, scan->end, pc, &in);
        if (!fits(scan, whole, CLAIM_OPCODE, pc) || !instruction_check(scan, &in)) return false;
        last = in.op;
        pc = in.next;
    }
    if (!fits(scan, code_ends(last), CLAIM_FALLS_OFF, scan->end - 1)) return false;
    for (uint32_t pc = scan->func->pc; pc < scan->end; pc++) {
        uint8_t mark = scan->audit->marks[pc];
        if (!fits(scan, !(mark & MARK_TARGET) || (mark & MARK_START), CLAIM_JUMP_START, pc)) return false;
    }
    if (scan->cost > program->worst) scan->audit->program->worst = (uint32_t)scan->cost;
    return true;
}

bool code_check(struct audit *audit) {
    const struct jrt_program *program = audit->program;
    for (uint32_t i = 0; i < program->func_count; i++)
        if (program->funcs[i].size > audit->longest_func) audit->longest_func = program->funcs[i].size;
    struct scan scan = {.audit = audit};
    scan.steps = audit_alloc(audit, audit->longest_func + (size_t)1, sizeof *scan.steps);
    scan.outer = audit_alloc(audit, program->slot_count + (size_t)1, sizeof *scan.outer);
    bool done = scan.steps && scan.outer;
    for (uint32_t i = 0; done && i < program->func_count; i++) {
        scan.func = &program->funcs[i];
        scan.index = i;
        done = func_check(&scan);
    }
    audit_release(audit, scan.steps, audit->longest_func + (size_t)1, sizeof *scan.steps);
    audit_release(audit, scan.outer, program->slot_count + (size_t)1, sizeof *scan.outer);
    return done;
}
