#include "tests/unit/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/decode.h"

/* Each line stands by itself, so that the journeys begin at line SHARED_LINES + 1. */
static const char shared[] =
    "language 1\n"
    "project \"Tests\" { timezone: user.timezone or \"UTC\" }\n"
    "event \"Begin\" { plan: one of \"free\", \"pro\", key: text, at: time, many: number }\n"
    "event \"A\" { word: text, many: number }\n"
    "event \"B\" { word: text }\n"
    "event \"C\"\n"
    "user { name: text optional, plan: one of \"free\", \"pro\", seen: time optional, seats: number, "
    "opt_in: yes/no, timezone: timezone optional, unread: text optional }\n"
    "account { csm: text optional }\n"
    "channel email { template \"e\" { word: text optional }, template \"f\" }\n"
    "channel push { only if user.opt_in is yes\n  template \"p\" { word: text optional } }\n"
    "channel task { template \"t\" { word: text optional } }\n";
#define SHARED_LINES 12

static jdl_result *compile(const char *text, enum jdl_status wanted) {
    struct jdl_text one = {"test.journey", text, strlen(text)};
    jdl_result *result = NULL;
    enum jdl_status status = jdl_compile(&one, 1, NULL, &result);
    if (status != wanted && result != NULL) {
        size_t count;
        const struct jdl_diagnostic *all = jdl_diagnostics(result, &count);
        for (size_t i = 0; i < count; i++) print_error("%u: %s %s\n", all[i].place.line, all[i].code, all[i].message);
    }
    assert_int_equal(status, wanted);
    return result;
}

static char *with_shared(const char *journeys) {
    size_t size = sizeof shared + strlen(journeys);
    char *text = malloc(size);
    assert_non_null(text);
    snprintf(text, size, "%s%s", shared, journeys);
    return text;
}

struct compiled compile_text(const char *text) {
    struct compiled made = {.result = compile(text, JDL_OK)};
    size_t size;
    struct jrt_fault fault;
    const void *bytes = jdl_bytecode(made.result, &size);
    assert_non_null(bytes);
    enum jrt_status status = jrt_load(bytes, size, NULL, &made.program, &fault);
    if (status != JRT_OK) print_error("refused: %s (section %u, place %u)\n", fault.reason, fault.section, fault.place);
    assert_int_equal(status, JRT_OK);
    return made;
}

struct compiled compile_journeys(const char *journeys) {
    char *text = with_shared(journeys);
    struct compiled made = compile_text(text);
    free(text);
    return made;
}

void compile_free(struct compiled *compiled) {
    jrt_program_free(compiled->program);
    jdl_result_free(compiled->result);
}

void compile_fails(const char *journeys, const char *errors) {
    char *text = with_shared(journeys);
    jdl_result *result = compile(text, JDL_FINDINGS);
    char found[2000] = "";
    size_t count;
    size_t used = 0;
    const struct jdl_diagnostic *all = jdl_diagnostics(result, &count);
    for (size_t i = 0; i < count; i++) {
        if (all[i].severity != JDL_ERROR || used > sizeof found - 40) continue;
        used += (size_t)snprintf(found + used, sizeof found - used, "%s %u\n", all[i].code,
                                 all[i].place.line - SHARED_LINES);
    }
    assert_string_equal(found, errors);
    size_t size;
    assert_null(jdl_bytecode(result, &size));
    jdl_result_free(result);
    free(text);
}

/* ---- code as text ---- */

uint32_t compile_number(const jrt_program *program, uint32_t func, uint32_t pc) {
    const struct jbc_func *record = &program->funcs[func];
    uint32_t number = 0;
    struct decode_instruction in = {.next = record->pc};
    while (in.next < pc) {
        assert_true(decode_at(program->code, record->pc + record->size, in.next, &in));
        number++;
    }
    assert_int_equal(in.next, pc);
    return number;
}

static int put_operand(char *to, size_t room, const jrt_program *program, uint32_t func, char kind, int64_t value) {
    if (kind == 's' || kind == 'g') {
        uint32_t size;
        const char *text = program_string(program, (uint32_t)value, &size);
        return snprintf(to, room, " \"%.*s\"", (int)size, text);
    }
    if (kind == 'r') return snprintf(to, room, " @%u", compile_number(program, func, (uint32_t)value));
    return snprintf(to, room, " %lld", (long long)value);
}

char *compile_listing(const jrt_program *program, uint32_t func) {
    const struct jbc_func *record = &program->funcs[func];
    size_t room = 64 * (size_t)record->size + 64;
    char *text = calloc(1, room);
    assert_non_null(text);
    size_t used = 0;
    struct decode_instruction in = {.next = record->pc};
    while (in.next < record->pc + record->size) {
        assert_true(decode_at(program->code, record->pc + record->size, in.next, &in));
        used += (size_t)snprintf(text + used, room - used, "%s", in.info->name);
        const char *kinds = in.info->operands;
        uint32_t count = kinds[0] == 'f' ? 2 : (uint32_t)strlen(kinds);
        for (uint32_t i = 0; i < count; i++) {
            char kind = kinds[0] == 'f' ? 'f' : kinds[i];
            used += (size_t)put_operand(text + used, room - used, program, func, kind, in.operand[i]);
        }
        used += (size_t)snprintf(text + used, room - used, "\n");
    }
    return text;
}

/* ---- records by name ---- */

int compile_is(const jrt_program *program, uint32_t string, const char *text) {
    if (string == JBC_NONE) return 0;
    uint32_t size;
    const char *bytes = program_string(program, string, &size);
    return size == strlen(text) && memcmp(bytes, text, size) == 0;
}

const struct jbc_stage *compile_stage(const jrt_program *program, const char *name) {
    for (uint32_t i = 0; i < program->stage_count; i++) {
        if (compile_is(program, program->stages[i].name, name)) return &program->stages[i];
    }
    fail_msg("there is no stage %s", name);
    return NULL;
}

const struct jbc_journey *compile_journey(const jrt_program *program, const char *name) {
    for (uint32_t i = 0; i < program->journey_count; i++) {
        if (compile_is(program, program->journeys[i].name, name)) return &program->journeys[i];
    }
    fail_msg("there is no journey %s", name);
    return NULL;
}

const struct jbc_slot *compile_slot(const jrt_program *program, uint32_t first, uint32_t count, const char *name) {
    for (uint32_t i = first; i < first + count; i++) {
        if (compile_is(program, program->slots[i].name, name)) return &program->slots[i];
    }
    return NULL;
}
