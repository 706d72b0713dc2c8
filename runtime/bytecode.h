/* The .jbc format: what the compiler writes and the runtime reads, in one place.
 *
 * A file is a header, a table of sections, and the sections, each 8-byte aligned. TEXT and CODE are bytes; every other
 * section is an array of one record of records.def, used where it lies. Everything is little endian. The file is
 * reproducible: the same sources give the same bytes.
 *
 * This header defines data only. It needs nothing but the C library and is the one header of the runtime that the
 * compiler includes, with opcodes.def, records.def, limits.h and checksum.h. */
#ifndef JRT_BYTECODE_H
#define JRT_BYTECODE_H

#include <stddef.h>
#include <stdint.h>

#include "limits.h"
#include "records.def"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "a .jbc file is used in place: this needs a little-endian machine"
#endif

#define JBC_MAGIC "\x89JBC\r\n\x1a\n" /* 8 bytes; damaged by a transfer as text */
#define JBC_VERSION 2u                /* of the format that this header describes */
#define JBC_OLDEST 2u                 /* the oldest version that this runtime accepts */
#define JBC_NONE 0xffffffffu          /* an optional reference that refers to nothing */
#define JBC_NONE16 0xffffu            /* the same in 16 bits */
#define JBC_NEVER INT64_MIN           /* an instant that is not set; a missing 64-bit value in a state */
#define JBC_MILLION 1000000           /* numbers are millionths */
#define JBC_DAY_MS 86400000ll         /* ms of a day; a time of the day is below it */

/* The first bytes of a file. */
struct jbc_header {
    uint8_t magic[8];       /* JBC_MAGIC */
    uint16_t version;       /* of the format */
    uint16_t oldest_reader; /* a reader of a lower version must refuse the file */
    uint32_t size;          /* bytes of the whole file */
    uint32_t checksum;      /* lower half of the XXH64 of everything after this field */
    uint32_t section_count; /* entries of the section table, which follows the header */
    uint64_t content_hash;  /* XXH64 of all sections but SPAN and META, in a chain: equal means equal behaviour */
    uint32_t layout_hash;   /* of what the state's layout depends on: content_hash, its halves xored */
    uint32_t zero;          /* 0 */
};

struct jbc_section {
    uint32_t kind;   /* enum jbc_section_kind; each at most once, ascending */
    uint32_t offset; /* bytes from the begin of the file; a multiple of 8 */
    uint32_t size;   /* bytes */
    uint32_t count;  /* records; for TEXT and CODE the same as size */
};

#define JBC_SECTION_KIND(record, SECTION, meaning) JBC_SECTION_##SECTION,
enum jbc_section_kind {
    JBC_SECTION_TEXT,                               /* the bytes of all strings */
    JBC_SECTION_CODE,                               /* the instructions of all functions */
    JBC_RECORDS(JBC_SECTION_KIND) JBC_SECTION_COUNT /* how many kinds there are */
};
#undef JBC_SECTION_KIND

#define JBC_MEMBER_OF(type, ref, name, meaning) type name; /* meaning: records.def */
#define JBC_STRUCT(record, SECTION, meaning)                                                                           \
    struct jbc_##record {                                                                                              \
        JBC_##record(JBC_MEMBER_OF)                                                                                    \
    };
JBC_RECORDS(JBC_STRUCT)
#undef JBC_STRUCT
#undef JBC_MEMBER_OF

enum jbc_type {
    JBC_BOOL = 1, /* 0 or 1 */
    JBC_NUMBER,   /* millionths */
    JBC_TIME,     /* ms of the Unix epoch */
    JBC_DURATION, /* ms */
    JBC_CLOCK,    /* ms of the day */
    JBC_TEXT,     /* UTF-8; also a `one of` word and a time zone's name */
    JBC_LIST,     /* of one item type */
    JBC_TYPE_END  /* one more than the last */
};

/* How a slot keeps its value. A missing BOOL, WORD, TEXT or LIST is 0, a missing I64 is JBC_NEVER. */
enum jbc_storage {
    JBC_STORE_BOOL,   /* 1 byte: 1 no, 2 yes */
    JBC_STORE_WORD8,  /* 1 byte: the word's place in its enumeration, plus 1; up to 255 words */
    JBC_STORE_WORD16, /* 2 bytes: the same */
    JBC_STORE_I64,    /* 8 bytes */
    JBC_STORE_TEXT,   /* 4 bytes: into the state's heap */
    JBC_STORE_LIST,   /* 4 bytes: the same */
    JBC_STORE_BLOB,   /* 4 bytes: the same; the runtime's own bytes */
    JBC_STORE_COUNT,  /* 2 bytes: an unsigned number; loads as a NUMBER */
    JBC_STORE_SERIAL, /* 4 bytes: an unsigned number of the runtime's own */
    JBC_STORE_TIMER,  /* 16 bytes: i64 due, i64 base; the runtime's own */
    JBC_STORE_END     /* one more than the last */
};

enum jbc_window {
    JBC_SLIDING,       /* the last `window` ms, (now - window, now] */
    JBC_CALENDAR_DAY,  /* since midnight on the project's clock */
    JBC_CALENDAR_WEEK, /* since Monday's midnight on the project's clock */
    JBC_WINDOW_END     /* one more than the last */
};

enum jbc_again {
    JBC_AGAIN_NEVER,  /* one entry for ever (for each key) */
    JBC_AGAIN_ALWAYS, /* whenever no run is live */
    JBC_AGAIN_AFTER,  /* again_after ms after the last entry, inclusive */
    JBC_AGAIN_END     /* one more than the last */
};

enum jbc_wait_kind {
    JBC_WAIT_FOR,   /* `wait 2 days`: duration */
    JBC_WAIT_DATA,  /* `wait VALUE, at most D`: value, duration */
    JBC_WAIT_CLOCK, /* `wait until 09:00`: clock and days */
    JBC_WAIT_UNTIL, /* `wait until TIME`: value */
    JBC_WAIT_UP_TO, /* `wait up to D { arms }`: duration */
    JBC_WAIT_END    /* one more than the last */
};

enum jbc_trigger_kind {
    JBC_ON_EVENT,      /* match: the event; test: its `where` */
    JBC_ON_REPORT,     /* match: the template; word: the status */
    JBC_ON_BECOMES,    /* match: the trait; value: what it becomes */
    JBC_ON_CHANGES,    /* match: the trait */
    JBC_ON_TRUE,       /* an arm `for CONDITION`: as soon as it is true; timer */
    JBC_ON_TURNS_TRUE, /* `CONDITION becomes true`: an edge; timer */
    JBC_ON_NO_EVENT,   /* match: the event; test: its `where`; duration; timer */
    JBC_ON_ENDED,      /* match: the journey; word: the outcome, none: any */
    JBC_ON_DATE,       /* value + duration; timer */
    JBC_ON_EVERY,      /* duration, or clock and days; timer */
    JBC_ON_AFTER,      /* duration after the stage or run began; timer */
    JBC_ON_END         /* one more than the last */
};

enum jbc_role {
    JBC_ROLE_ENTER,     /* begins a run */
    JBC_ROLE_GOAL,      /* ends it as `goal` */
    JBC_ROLE_LEAVE,     /* ends it */
    JBC_ROLE_ARM,       /* of a wait; pc */
    JBC_ROLE_WHEN_SIDE, /* a when that steps aside: body */
    JBC_ROLE_WHEN_TAKE, /* a when that takes the run over: pc (of a stage) or body (of the journey: a FLOW function) */
    JBC_ROLE_END        /* one more than the last */
};

/* Where a send stands, and so what its message waits beside and is dropped with. */
enum jbc_place {
    JBC_PLACE_FLOW,  /* holds the flow */
    JBC_PLACE_STAGE, /* a stage's side step: beside the flow, dropped when the stage is left */
    JBC_PLACE_RUN,   /* a journey's side step: dropped when the run ends */
    JBC_PLACE_USER,  /* a goal's or leave's block: nothing drops it */
    JBC_PLACE_END    /* one more than the last */
};

enum jbc_func_kind {
    JBC_FUNC_PREDICATE, /* leaves a bool: YIELD */
    JBC_FUNC_VALUE,     /* leaves a value of its type: YIELD */
    JBC_FUNC_FLOW,      /* a stage's statements, or a journey-level take-over: ends by resting or moving */
    JBC_FUNC_SIDE,      /* a side step: RETURN, or a move */
    JBC_FUNC_FINAL,     /* a goal's or leave's block: RETURN */
    JBC_FUNC_ENTER,     /* keeps what the run reads of its entering event: RETURN */
    JBC_FUNC_INIT,      /* sets the variables' first values: RETURN */
    JBC_FUNC_END        /* one more than the last */
};

#define OP(name, operands, pops, pushes, meaning) JBC_OP_##name,
enum jbc_op {
#include "opcodes.def"
    JBC_OP_COUNT_OF /* how many opcodes there are */
};
#undef OP

/* The head of a run's record as a step works on it, before its slots; they begin at offset JBC_RUN_HEAD. */
struct jbc_run {
    uint16_t size;    /* bytes of the record */
    uint16_t journey; /* index */
    uint16_t stage;   /* index into STAGE */
    uint16_t wait;    /* index into WAIT of the wait it rests in, or JBC_NONE16 */
    uint32_t serial;  /* the user's how-many-th run: the order of entry */
    uint8_t phase;    /* enum jrt_phase of the runtime */
    uint8_t flags;    /* the runtime's own */
    uint16_t moves;   /* within the call; 0 in a stored state */
    int64_t entered;  /* instant */
    int64_t asked;    /* when the wait began to look for events */
    int64_t began;    /* when its clock began (after the message before it was handed over) */
    int64_t due;      /* when its time comes; INT64_MAX: never */
};
#define JBC_RUN_HEAD 48u /* bytes of the head of a run's record */

#endif
