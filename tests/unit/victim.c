#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/victim.h"

void victim_retire(struct victim *v, uint32_t func) {
    struct jbc_func *record = FUNC(func);
    record->kind = JBC_FUNC_INIT;
    record->stack = 0;
    memset(v->code + record->pc, JBC_OP_RETURN, record->size);
}

uint32_t victim_more(struct victim *v, enum jbc_func_kind kind, uint32_t journey) {
    return build_func(v->b, kind, 0, journey);
}

void victim_end(struct victim *v, uint32_t func, uint16_t stack) {
    build_end(v->b, func, stack);
    v->code = v->b->bytes[JBC_SECTION_CODE];
}

uint32_t victim_op(struct victim *v, enum jbc_op name, int64_t first, int64_t second, int64_t third) {
    return build_op(v->b, name, first, second, third);
}

uint32_t victim_take_over(struct victim *v) {
    victim_retire(v, v->s.take_run);
    uint32_t func = victim_more(v, JBC_FUNC_FLOW, 0);
    TRIGGER(ON_RUN_TAKE)->body = func;
    return func;
}

enum jrt_status victim_load(enum phase phase, void (*change)(struct victim *v), struct jrt_fault *fault) {
    struct victim v = {0};
    sample_build(&v.s);
    v.b = &v.s.build;
    v.code = v.b->bytes[JBC_SECTION_CODE];
    if (phase == PHASE_RECORDS) change(&v);
    size_t size;
    uint8_t *bytes = build_finish(v.b, &size);
    v.header = (void *)bytes;
    v.table = (void *)(bytes + sizeof *v.header);
    if (phase != PHASE_RECORDS) change(&v);
    if (phase == PHASE_FILE) build_mend(bytes, size);
    jrt_program *program = NULL;
    enum jrt_status status = jrt_load(bytes, size, NULL, &program, fault);
    jrt_program_free(program);
    free(bytes);
    sample_free(&v.s);
    return status;
}

size_t victim_survivors(const struct victim_break *breaks, size_t count) {
    size_t survivors = 0;
    for (size_t i = 0; i < count; i++) {
        struct jrt_fault fault;
        const char *expected = audit_claim_reason(breaks[i].claim);
        enum jrt_status status = victim_load(breaks[i].phase, breaks[i].make, &fault);
        if (status == JRT_BAD_BYTES && strcmp(fault.reason, expected) == 0) continue;
        survivors++;
        print_error("expected \"%s\", got %s: \"%s\" (section %u, place %u)\n", expected,
                    status == JRT_OK ? "a program" : "a refusal", fault.reason, fault.section, fault.place);
    }
    return survivors;
}
