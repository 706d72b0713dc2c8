#include "disasm.h"

#include <stdbool.h>

#include "decode.h"

struct listing {
    const jrt_program *program; /* what is listed */
    disasm_write *write;        /* where to */
    void *self;                 /* its first argument */
    uint32_t span;              /* the next source span */
    uint32_t stage;             /* the next stage; compilers emit their functions in this order */
};

/* ---- words and numbers ---- */

static void put_bytes(const struct listing *list, const char *text, size_t size) {
    list->write(list->self, text, size);
}

static void put(const struct listing *list, const char *text) {
    put_bytes(list, text, strlen(text));
}

/* At least `width` digits, which is 1 or more; with a sign where it is below 0. */
static void put_number(const struct listing *list, int64_t number, uint32_t width) {
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    for (; rest > 0 || sizeof digits - at < width; rest /= 10) digits[--at] = (char)('0' + rest % 10);
    if (number < 0) put(list, "-");
    put_bytes(list, digits + at, sizeof digits - at);
}

/* What would break the line, or move the cursor of a terminal, is written as \xx: the file may come from anywhere. */
static void put_name(const struct listing *list, uint32_t string) {
    static const char hex[] = "0123456789abcdef";
    uint32_t size;
    const char *text = program_string(list->program, string, &size);
    for (uint32_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        char escape[3] = {'\\', hex[byte >> 4], hex[byte & 15]};
        bool plain = byte >= ' ' && byte != 0x7f && byte != '"' && byte != '\\';
        put_bytes(list, plain ? text + i : escape, plain ? 1 : sizeof escape);
    }
}

static void put_quoted(const struct listing *list, uint32_t string) {
    put(list, "\"");
    put_name(list, string);
    put(list, "\"");
}

static void put_padded(const struct listing *list, const char *text, size_t width) {
    put(list, text);
    for (size_t i = strlen(text); i < width; i++) put(list, " ");
}

/* ---- operands ---- */

static const char *type_name(uint32_t type) {
    static const char *const names[JBC_TYPE_END] = {
        [JBC_BOOL] = "bool",   [JBC_NUMBER] = "number", [JBC_TIME] = "time",     [JBC_DURATION] = "duration",
        [JBC_CLOCK] = "clock", [JBC_TEXT] = "text",     [JBC_LIST] = "list of ",
    };
    return type >= JBC_BOOL && type < JBC_TYPE_END ? names[type] : "nothing";
}

static void put_type(const struct listing *list, uint32_t type) {
    put(list, type_name(type & 15));
    if ((type & 15) == JBC_LIST) put(list, type_name(type >> 4));
}

/* As much of days, hours, minutes, seconds and milliseconds as there is. */
static void put_duration(const struct listing *list, int64_t duration) {
    static const struct {
        int64_t ms;       /* in one */
        const char *name; /* of one */
    } units[] = {{JBC_DAY_MS, "d"}, {3600000, "h"}, {60000, "m"}, {1000, "s"}, {1, "ms"}};
    if (duration < 0) put(list, "-");
    if (duration == 0) put(list, "0");
    int64_t rest = duration < 0 ? -duration : duration;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (rest < units[i].ms) continue;
        put_number(list, rest / units[i].ms, 1);
        put(list, units[i].name);
        rest %= units[i].ms;
    }
}

/* Whole and the decimals that are not 0. */
static void put_millionths(const struct listing *list, int64_t number) {
    char decimals[6];
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    uint64_t part = size % JBC_MILLION;
    if (number < 0) put(list, "-");
    put_number(list, (int64_t)(size / JBC_MILLION), 1);
    if (part == 0) return;
    for (size_t i = sizeof decimals; i > 0; i--, part /= 10) decimals[i - 1] = (char)('0' + part % 10);
    size_t kept = sizeof decimals;
    while (decimals[kept - 1] == '0') kept--;
    put(list, ".");
    put_bytes(list, decimals, kept);
}

static void put_long(const struct listing *list, const struct decode_instruction *in, int64_t value) {
    if (in->op == JBC_OP_NUMBER)
        put_millionths(list, value);
    else if (in->op == JBC_OP_DURATION || in->op == JBC_OP_COUNT_IN || in->op == JBC_OP_CLOCK)
        put_duration(list, value);
    else
        put_number(list, value, 1);
}

static void put_field(const struct listing *list, const struct decode_instruction *in) {
    const struct jbc_event *event = &list->program->events[in->operand[0]];
    put_quoted(list, event->name);
    put(list, ".");
    put_name(list, list->program->fields[event->first_field + in->operand[1]].label);
}

/* A slot has a name where a new version of the script must find it again; the others go by their offset. */
static void put_slot(const struct listing *list, uint32_t index) {
    const struct jbc_slot *slot = &list->program->slots[index];
    put(list, "slot ");
    put_number(list, index, 1);
    put(list, " (");
    if (slot->name != JBC_NONE)
        put_name(list, slot->name);
    else {
        put(list, "at ");
        put_number(list, slot->offset, 1);
    }
    put(list, ")");
}

static void put_send(const struct listing *list, uint32_t index) {
    const jrt_program *program = list->program;
    const struct jbc_send *send = &program->sends[index];
    for (uint32_t i = 0; i < send->alternative_count; i++) {
        const struct jbc_template *template_ =
            &program->templates[program->alternatives[send->first_alternative + i].template_];
        if (i > 0) put(list, " or ");
        put_name(list, program->channels[template_->channel].name);
        put(list, " ");
        put_quoted(list, template_->name);
    }
}

static void put_operand(const struct listing *list, const struct decode_instruction *in, char letter, int64_t value) {
    const jrt_program *program = list->program;
    uint32_t index = (uint32_t)value;
    switch (letter) {
    case 'r':
        put(list, "-> ");
        put_number(list, value, 5);
        break;
    case 'i': put_long(list, in, value); break;
    case 's':
    case 'g': put_quoted(list, index); break;
    case 'T': put_type(list, index); break;
    case 'f': put_field(list, in); break;
    case 't': put_name(list, program->traits[index].name); break;
    case 'v': put_slot(list, index); break;
    case 'y': put_quoted(list, program->events[program->historys[index].event].name); break;
    case 'j': put_name(list, program->journeys[index].name); break;
    case 'S': put_send(list, index); break;
    case 'P': put_name(list, program->splits[index].name); break;
    case 'A': put_name(list, program->journeys[program->starts[index].journey].name); break;
    case 'G': put_name(list, program->stages[index].name); break;
    default: put_number(list, value, 1); break;
    }
}

/* ---- lines ---- */

static void put_instruction(struct listing *list, const struct decode_instruction *in) {
    const jrt_program *program = list->program;
    if (list->span < program->span_count && program->spans[list->span].pc == in->pc) {
        const struct jbc_span *span = &program->spans[list->span++];
        put(list, "  ; ");
        put_name(list, span->file);
        put(list, ":");
        put_number(list, span->line, 1);
        put(list, "\n");
    }
    put(list, "  ");
    put_number(list, in->pc, 5);
    put(list, "  ");
    if (in->info->operands[0] == '\0')
        put(list, in->info->name);
    else
        put_padded(list, in->info->name, 14);
    int next = 0;
    for (const char *letter = in->info->operands; *letter; letter++) {
        if (next > 0) put(list, ", ");
        put_operand(list, in, *letter, in->operand[next]);
        next += *letter == 'f' ? 2 : 1;
    }
    put(list, "\n");
}

static const char *kind_name(const struct jbc_func *func) {
    switch ((enum jbc_func_kind)func->kind) {
    case JBC_FUNC_PREDICATE: return "condition";
    case JBC_FUNC_VALUE: return "value, a ";
    case JBC_FUNC_FLOW: return "flow";
    case JBC_FUNC_SIDE: return "side step";
    case JBC_FUNC_FINAL: return "goal or leave";
    case JBC_FUNC_ENTER: return "enter";
    case JBC_FUNC_INIT: return "first values";
    case JBC_FUNC_END: break;
    }
    return "";
}

static void put_title(struct listing *list, uint32_t index) {
    const jrt_program *program = list->program;
    const struct jbc_func *func = &program->funcs[index];
    put(list, "function ");
    put_number(list, index, 1);
    put(list, ": ");
    put(list, kind_name(func));
    if (func->kind == JBC_FUNC_VALUE) put_type(list, func->type);
    if (func->journey != JBC_NONE) {
        put(list, " of ");
        put_name(list, program->journeys[func->journey].name);
    }
    if (list->stage < program->stage_count && program->stages[list->stage].func == index) {
        put(list, ", stage ");
        put_name(list, program->stages[list->stage++].name);
    }
    put(list, "\n");
}

void disasm_program(const jrt_program *program, disasm_write *write, void *self) {
    struct listing list = {.program = program, .write = write, .self = self};
    for (uint32_t i = 0; i < program->func_count; i++) {
        const struct jbc_func *func = &program->funcs[i];
        struct decode_instruction in;
        if (i > 0) put(&list, "\n");
        put_title(&list, i);
        for (uint32_t pc = func->pc; decode_at(program->code, func->pc + func->size, pc, &in); pc = in.next)
            put_instruction(&list, &in);
    }
}
