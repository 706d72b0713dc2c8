#include "program.h"

#include <stdlib.h>

#include "paranoid.h"
#include "record.h"
#include "verify_table.h"
#include "verify.h"

uint32_t program_storage_size(uint32_t storage) {
    static const uint8_t sizes[JBC_STORE_END] = {
        [JBC_STORE_BOOL] = 1,   [JBC_STORE_WORD8] = 1,  [JBC_STORE_WORD16] = 2, [JBC_STORE_I64] = 8,
        [JBC_STORE_TEXT] = 4,   [JBC_STORE_LIST] = 4,   [JBC_STORE_BLOB] = 4,   [JBC_STORE_COUNT] = 2,
        [JBC_STORE_SERIAL] = 4, [JBC_STORE_TIMER] = 16,
    };
    return storage < JBC_STORE_END ? sizes[storage] : 0;
}

uint64_t program_history_size(const struct jbc_history *history) {
    return (history->counted ? 8u : 0u) + 8ull * history->ring;
}

uint64_t program_limit_size(const struct jbc_limit *limit) {
    return limit->kind == JBC_SLIDING ? 8ull * limit->most : 8u;
}

const char *program_section_name(uint32_t kind) {
    const struct record_info *info = record_info(kind);
    return info ? info->section : NULL;
}

/* ---- load ---- */

static void *plain_alloc(void *self, size_t size) {
    (void)self;
    return malloc(size);
}

static void plain_release(void *self, void *memory, size_t size) {
    (void)self;
    (void)size;
    free(memory);
}

static enum jrt_status verify(struct jrt_program *program, size_t size, struct jrt_fault *fault) {
    struct audit audit = {.program = program, .fault = fault};
    bool sound = table_read(&audit, size) && audit_open(&audit) && verify_check(&audit);
    audit_close(&audit);
    if (sound) return JRT_OK;
    return audit.no_memory ? JRT_NO_MEMORY : JRT_BAD_BYTES;
}

enum jrt_status jrt_load(const void *bytes, size_t size, const struct jrt_allocator *allocator, jrt_program **program,
                         struct jrt_fault *fault) {
    const struct jrt_allocator plain = {.alloc = plain_alloc, .release = plain_release};
    if (!allocator || !allocator->alloc) allocator = &plain;
    struct jrt_fault unread;
    if (!fault) fault = &unread;
    *fault = (struct jrt_fault){.reason = "no fault", .section = JBC_SECTION_COUNT};
    if (!bytes || !program || (uintptr_t)bytes % 8 != 0 || !allocator->release) return JRT_MISUSE;
    *program = NULL;
    struct jrt_program *made = allocator->alloc(allocator->self, sizeof *made);
    if (!made) return JRT_NO_MEMORY;
    *made = (struct jrt_program){.bytes = bytes, .allocator = *allocator};
    enum jrt_status status = verify(made, size, fault);
    if (status == JRT_OK)
        *program = made;
    else
        jrt_program_free(made);
    return status;
}

void jrt_program_free(jrt_program *program) {
    if (!program) return;
    struct jrt_allocator allocator = program->allocator;
    PARANOID(if (program->notes)
                 allocator.release(allocator.self, program->notes, program->code_size * (size_t)PARANOID_NOTE);)
    allocator.release(allocator.self, program, sizeof *program);
}

uint64_t jrt_program_hash(const jrt_program *program) {
    return program->header->content_hash;
}
