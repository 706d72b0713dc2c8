#include "record.h"

/* The numbers behind the words of the `ref` column: three for each section, in the order of enum record_form. */
#define REF_OF(record, SECTION, meaning) REF_##SECTION, REF_##SECTION##_OPT, REF_FIRST_##SECTION,
enum ref { JBC_RECORDS(REF_OF) REF_PLAIN, REF_PC, REF_PC_OPT };
#undef REF_OF

#define FORM(ref) (enum record_form)((ref) < REF_PLAIN ? (ref) % 3 : RECORD_PLAIN + (ref)-REF_PLAIN)
#define SECTION_OF(ref) ((ref) < REF_PLAIN ? (ref) / 3 + JBC_SECTION_CODE + 1 : JBC_SECTION_COUNT)
#define FIELD_OF(type, ref, name, meaning)                                                                             \
    {#name, meaning, sizeof(type), (type)-1 < (type)1, FORM(REF_##ref), SECTION_OF(REF_##ref)},
#define FIELDS_OF(record, SECTION, meaning)                                                                            \
    static const struct record_field record##_fields[] = {JBC_##record(FIELD_OF)};
JBC_RECORDS(FIELDS_OF)
#undef FIELDS_OF
#undef FIELD_OF

/* Fields are found by adding up their sizes, and the file's bytes must have one meaning: no padding. */
#define SIZE_OF(type, ref, name, meaning) +sizeof(type)
#define HAS_NO_PADDING(record, SECTION, meaning)                                                                       \
    _Static_assert(sizeof(struct jbc_##record) == 0 JBC_##record(SIZE_OF), "padding in struct jbc_" #record);
JBC_RECORDS(HAS_NO_PADDING)
#define HAS_ROOM(record, SECTION, meaning)                                                                             \
    _Static_assert(sizeof record##_fields / sizeof *record##_fields <= RECORD_FIELDS_MAX, "fields of " #record);
JBC_RECORDS(HAS_ROOM)
#undef HAS_ROOM
#undef HAS_NO_PADDING
#undef SIZE_OF

#define INFO_OF(record, SECTION, meaning)                                                                              \
    {#record,                                                                                                          \
     #SECTION,                                                                                                         \
     meaning,                                                                                                          \
     record##_fields,                                                                                                  \
     sizeof record##_fields / sizeof *record##_fields,                                                                 \
     sizeof(struct jbc_##record)},
static const struct record_info infos[] = {{"text", "TEXT", "the bytes of all strings", NULL, 0, 1},
                                           {"code", "CODE", "the instructions of all functions", NULL, 0, 1},
                                           JBC_RECORDS(INFO_OF)};
#undef INFO_OF

const struct record_info *record_info(uint32_t kind) {
    return kind < JBC_SECTION_COUNT ? &infos[kind] : NULL;
}
