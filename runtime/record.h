/* What records.def says, as data: for code that treats all records alike (loading, listing, building).
 *
 * Everything here is constant and derived from records.def; there is nothing to own or to free. */
#ifndef JRT_RECORD_H
#define JRT_RECORD_H

#include <string.h>

#include "bytecode.h"

#define RECORD_FIELDS_MAX 64 /* of one record */

enum record_form {
    RECORD_INDEX, /* an index into `section` */
    RECORD_OPT,   /* the same, or all bits set */
    RECORD_FIRST, /* begins a range of `section`; the next field is its length */
    RECORD_PLAIN, /* a number by itself */
    RECORD_PC,    /* an offset into CODE */
    RECORD_PC_OPT /* the same, or all bits set */
};

struct record_field {
    const char *name;      /* "first_enter" */
    const char *meaning;   /* one line, maybe empty */
    uint8_t size;          /* bytes: 1, 2, 4 or 8 */
    uint8_t is_signed;     /* 1: a signed number */
    enum record_form form; /* what it refers to, and how */
    uint32_t section;      /* enum jbc_section_kind, for the first three forms */
};

struct record_info {
    const char *name;                  /* "journey" */
    const char *section;               /* "JOURNEY" */
    const char *meaning;               /* "a journey" */
    const struct record_field *fields; /* in order, without padding between them: each begins where the last one ends */
    uint32_t field_count;              /* how many */
    uint32_t size;                     /* bytes of a record; 1 for TEXT and CODE, which have no fields */
};

/* What a section holds. NULL for a number that is no enum jbc_section_kind. */
const struct record_info *record_info(uint32_t kind);

/* The value of the field that lies at `at`. */
static inline int64_t record_get(const void *at, const struct record_field *field) {
    uint32_t four;
    if (field->size == sizeof four && !field->is_signed) {
        memcpy(&four, at, sizeof four);
        return four;
    }
    uint64_t bits = 0;
    memcpy(&bits, at, field->size);
    if (field->is_signed && field->size < sizeof bits) {
        /* Widens the sign: flipping its bit and subtracting it again does so for every size. */
        uint64_t sign = UINT64_C(1) << (8 * field->size - 1);
        return (int64_t)((bits ^ sign) - sign);
    }
    return (int64_t)bits;
}

/* Does this value of an optional reference refer to nothing? */
static inline int record_is_none(int64_t value, const struct record_field *field) {
    return (field->form == RECORD_OPT || field->form == RECORD_PC_OPT) &&
           value == (field->size == 2 ? (int64_t)JBC_NONE16 : (int64_t)JBC_NONE);
}

#endif
