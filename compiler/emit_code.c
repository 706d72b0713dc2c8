/* emit_code - see emitter.h: strings, instructions, jumps, and the counting that the verifier repeats. */
#include <string.h>

#include "emitter.h"

/* ---- strings ---- */

static uint64_t hash_text(const char *text, size_t length) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++) hash = (hash ^ (uint8_t)text[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

static uint32_t *find_string(struct emitter *e, const char *text, size_t length) {
    uint64_t at = hash_text(text, length);
    for (;; at++) {
        uint32_t *place = &e->strings[at & (e->string_room - 1)];
        if (*place == 0) return place;
        const struct jbc_string *string = &e->out->strings.items[*place - 1];
        if (string->size == length && memcmp(e->out->text.items + string->offset, text, length) == 0) return place;
    }
}

/* The table is at most half full. */
static void grow_strings(struct emitter *e) {
    uint32_t count = e->out->strings.count;
    if (count < e->string_room / 2) return;
    e->string_room = e->string_room == 0 ? 256 : e->string_room * 2;
    e->strings = ARENA_ARRAY(e->arena, uint32_t, e->string_room);
    for (uint32_t i = 0; i < count; i++) {
        const struct jbc_string *string = &e->out->strings.items[i];
        uint64_t at = hash_text(e->out->text.items + string->offset, string->size);
        while (e->strings[at & (e->string_room - 1)] != 0) at++;
        e->strings[at & (e->string_room - 1)] = i + 1;
    }
}

static void add_bytes(struct emitter *e, const char *bytes, size_t length) {
    while (e->out->text.capacity - e->out->text.count < length) {
        uint32_t capacity = e->out->text.capacity == 0 ? 1024 : e->out->text.capacity * 2;
        e->out->text.items = arena_grow(e->arena, e->out->text.items, e->out->text.count, capacity);
        e->out->text.capacity = capacity;
    }
    if (length > 0) memcpy(e->out->text.items + e->out->text.count, bytes, length);
    e->out->text.count += (uint32_t)length;
}

uint32_t emit_string(struct emitter *e, const char *text) {
    if (text == NULL) return JBC_NONE;
    size_t length = strlen(text);
    if (length > JRT_TEXT_MAX) {
        diag_add(e->diags, DIAG_TEXT_TOO_LONG, e->place, (int)length, (int)JRT_TEXT_MAX);
        e->failed = true;
        return 0;
    }
    grow_strings(e);
    uint32_t *place = find_string(e, text, length);
    if (*place != 0) return *place - 1;
    struct jbc_string *string = EMIT_RECORD(e, strings, "different texts and names");
    string->offset = e->out->text.count;
    string->size = (uint32_t)length;
    *place = e->out->strings.count;
    add_bytes(e, text, length);
    return e->out->strings.count - 1;
}

void emit_count(struct emitter *e, uint32_t count, const char *what) {
    if (count != JRT_RECORDS_MAX + 1) return;
    diag_add(e->diags, DIAG_TOO_MANY_RECORDS, e->place, what, (int)JRT_RECORDS_MAX);
    e->failed = true;
}

/* ---- functions ---- */

uint8_t emit_type(const struct type_of *type) {
    if (type->kind == JBC_LIST) return (uint8_t)(JBC_LIST | (type->item == 0 ? JBC_TEXT : type->item) << 4);
    return type->kind == 0 ? JBC_TEXT : (uint8_t)type->kind;
}

uint32_t emit_begin(struct emitter *e, enum jbc_func_kind kind, uint8_t type, uint32_t journey, struct span place) {
    e->place = e->deepest_place = place;
    e->func = e->out->funcs.count;
    struct jbc_func *func = EMIT_RECORD(e, funcs, "conditions, values and stages");
    *func = (struct jbc_func){.pc = e->out->code.count, .journey = journey, .kind = (uint8_t)kind, .type = type};
    e->journey = journey;
    e->depth = e->deepest = 0;
    e->cost = 0;
    e->alive = true;
    return e->func;
}

void emit_end(struct emitter *e) {
    if (e->stopped) return;
    struct jbc_func *func = &e->out->funcs.items[e->func];
    func->size = e->out->code.count - func->pc;
    func->stack = (uint16_t)e->deepest;
    if (e->deepest > JRT_STACK_MAX) {
        diag_add(e->diags, DIAG_TOO_DEEP, e->deepest_place, (int)e->deepest, (int)JRT_STACK_MAX);
        e->failed = true;
    }
    if (e->cost > JRT_STEPS_MAX) {
        struct diag *diag = diag_add(e->diags, DIAG_TOO_MANY_STEPS, e->cost_place, (int)JRT_STEPS_MAX);
        diag_help(diag, "repeat less often, or not inside of another `repeat`");
        e->failed = true;
    }
}

uint32_t emit_here(const struct emitter *e) {
    return e->out->code.count;
}

/* Spans are for people: where there are too many for one section the last are left out, and the program runs the same. */
void emit_span(struct emitter *e, struct span span) {
    uint32_t pc = emit_here(e);
    uint32_t count = e->out->spans.count;
    bool meets = count > 0 && e->out->spans.items[count - 1].pc == pc;
    if (e->stopped || (count == JRT_RECORDS_MAX && !meets)) return;
    const struct source *source = sources_of(e->model->sources, span);
    if (e->files[span.file] == 0) e->files[span.file] = emit_string(e, source->name) + 1;
    struct place place = source_place(source, span.begin);
    struct jbc_span *made = meets ? &e->out->spans.items[count - 1] : VEC_PUSH(e->arena, e->out->spans);
    *made = (struct jbc_span){.pc = pc,
                              .file = e->files[span.file] - 1,
                              .line = place.line,
                              .column = span.begin - source->line_begin[place.line - 1] + 1};
}

/* ---- instructions ---- */

struct effect {
    const char *pops;   /* a letter each */
    const char *pushes; /* likewise */
};

#define OP(name, operands, pops, pushes, meaning) {pops, pushes},
static const struct effect effects[] = {
#include "opcodes.def"
};
#undef OP

static void stop_if_long(struct emitter *e) {
    bool long_func = emit_here(e) - e->out->funcs.items[e->func].pc > JRT_FUNC_MAX;
    if (!long_func && emit_here(e) <= JRT_PROGRAM_MAX) return;
    if (long_func)
        diag_add(e->diags, DIAG_FUNCTION_TOO_LONG, e->place, (int)JRT_FUNC_MAX);
    else
        diag_add(e->diags, DIAG_PROGRAM_TOO_LARGE, e->place);
    e->failed = e->stopped = true;
}

static void put(struct emitter *e, uint64_t value, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) *VEC_PUSH(e->arena, e->out->code) = (uint8_t)(value >> (8 * i));
}

/* Does the flow never get to the instruction behind it? */
static bool ends(enum jbc_op op) {
    return op == JBC_OP_JUMP || op == JBC_OP_YIELD || op == JBC_OP_SPLIT || op == JBC_OP_WAIT ||
           op == JBC_OP_WAIT_AGAIN || op == JBC_OP_KEEP_WAITING || op == JBC_OP_GO_ON || op == JBC_OP_STAY ||
           op == JBC_OP_GO_TO || op == JBC_OP_EXIT || op == JBC_OP_RETURN;
}

/* An instruction with its operands already packed, lowest byte first. `taken`: what `&` stands for. */
static void put_op(struct emitter *e, enum jbc_op op, uint64_t operand, uint32_t size, uint32_t taken) {
    if (e->stopped) return;
    put(e, op, 1);
    put(e, operand, size);
    const struct effect *effect = &effects[op];
    uint32_t pops = effect->pops[0] == '&' ? taken : (uint32_t)strlen(effect->pops);
    e->depth = e->depth - pops + (uint32_t)strlen(effect->pushes);
    if (e->depth > e->deepest) {
        e->deepest = e->depth;
        e->deepest_place = e->place;
    }
    e->alive = !ends(op);
    if (++e->cost == JRT_STEPS_MAX + 1) e->cost_place = e->place;
    stop_if_long(e);
}

void emit_op(struct emitter *e, enum jbc_op op) {
    put_op(e, op, 0, 0, 0);
}

void emit_op8(struct emitter *e, enum jbc_op op, uint32_t operand) {
    put_op(e, op, operand, 1, 0);
}

void emit_op16(struct emitter *e, enum jbc_op op, uint32_t operand) {
    put_op(e, op, operand, 2, 0);
}

void emit_op32(struct emitter *e, enum jbc_op op, uint32_t operand) {
    put_op(e, op, operand, 4, 0);
}

void emit_op64(struct emitter *e, enum jbc_op op, int64_t operand) {
    put_op(e, op, (uint64_t)operand, 8, 0);
}

void emit_many8(struct emitter *e, enum jbc_op op, uint32_t operand, uint32_t taken) {
    put_op(e, op, operand, 1, taken);
}

void emit_many16(struct emitter *e, enum jbc_op op, uint32_t operand, uint32_t taken) {
    put_op(e, op, operand, 2, taken);
}

void emit_field(struct emitter *e, uint32_t event, uint32_t field) {
    put_op(e, JBC_OP_FIELD, event | (uint64_t)field << 16, 4, 0);
}

void emit_count_in(struct emitter *e, uint32_t history, int64_t window) {
    if (e->stopped) return;
    put_op(e, JBC_OP_COUNT_IN, history, 2, 0);
    put(e, (uint64_t)window, 8);
}

/* ---- jumps ---- */

static uint32_t operand_at(const struct emitter *e, uint32_t at) {
    uint32_t value = 0;
    for (uint32_t i = 0; i < 4; i++) value |= (uint32_t)e->out->code.items[at + i] << (8 * i);
    return value;
}

static void set_operand(struct emitter *e, uint32_t at, uint32_t value) {
    for (uint32_t i = 0; i < 4; i++) e->out->code.items[at + i] = (uint8_t)(value >> (8 * i));
}

void emit_repeat(struct emitter *e, uint32_t slot, uint32_t times, uint32_t begin, uint64_t cost) {
    if (e->stopped) return;
    uint32_t end = emit_here(e) + 9;
    put_op(e, JBC_OP_REPEAT, slot | (uint64_t)times << 16 | (uint64_t)(begin - end) << 32, 8, 0);
    if (e->cost > JRT_STEPS_MAX) return; /* reported at its first place; the product might overflow */
    e->cost += (e->cost - cost) * times;
    if (e->cost > JRT_STEPS_MAX) e->cost_place = e->place;
}

void emit_jump(struct emitter *e, enum jbc_op op, struct label *label) {
    if (e->stopped) return;
    put_op(e, op, label->last, 4, 0);
    label->last = emit_here(e) - 4 + 1;
}

void emit_label(struct emitter *e, struct label *label) {
    if (e->stopped) return;
    if (label->last != 0) e->alive = true;
    while (label->last != 0) {
        uint32_t at = label->last - 1;
        label->last = operand_at(e, at);
        set_operand(e, at, emit_here(e) - (at + 4));
    }
}
