/* A compiled project in memory: where its tables, texts and code lie.
 *
 * It does: have the file verified whole (verify.h) and point into the host's bytes. There is no other way to a jrt_program,
 * so who holds one may use every index, offset, type and jump in it without looking again; docs/bytecode.md lists what
 * that covers.
 * It never: copies or changes the bytes, or keeps more than this structure.
 *
 * Ownership: the bytes are the host's; this structure comes from `allocator` and goes back to it. */
#ifndef JRT_PROGRAM_H
#define JRT_PROGRAM_H

#include "bytecode.h"
#include "jrt.h"

/* Every record has its table and its length: `events` and `event_count`, `historys` and `history_count`. */
#define JBC_TABLE(record, SECTION, meaning)                                                                            \
    const struct jbc_##record *record##s; /* meaning: records.def */                                                   \
    uint32_t record##_count;              /* its length */

struct jrt_program {
    const uint8_t *bytes;              /* the whole file */
    const struct jbc_header *header;   /* its first bytes */
    const struct jbc_project *project; /* the only record of its section */
    const char *text;                  /* the bytes of all strings */
    const uint8_t *code;               /* the instructions of all functions */
    uint32_t text_size;                /* bytes */
    uint32_t code_size;                /* bytes */
    uint32_t worst;                    /* instructions of the longest way through one function, loops counted */
    uint32_t stack;                    /* the deepest operand stack of all functions */
    JBC_RECORDS(JBC_TABLE)
    struct jrt_allocator allocator; /* where this structure came from */
#ifdef JRT_PARANOID
    uint8_t *notes; /* for each byte of CODE, PARANOID_NOTE bytes: see paranoid.h */
#endif
};
#undef JBC_TABLE

/* The bytes of a string, not ended by a NUL. `id` must not be JBC_NONE. */
static inline const char *program_string(const struct jrt_program *program, uint32_t id, uint32_t *size) {
    const struct jbc_string *string = &program->strings[id];
    *size = string->size;
    return program->text + string->offset;
}

/* Bytes that a slot of this storage takes; 0 for no enum jbc_storage. */
uint32_t program_storage_size(uint32_t storage);

/* Bytes that a history or a limit takes in the fixed part, from its `offset`. */
uint64_t program_history_size(const struct jbc_history *history);
uint64_t program_limit_size(const struct jbc_limit *limit);

/* The name of a section: "EVENT". NULL for no enum jbc_section_kind. */
const char *program_section_name(uint32_t kind);

#endif
