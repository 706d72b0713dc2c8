/*
 * libjdl: compile the journey language, in memory.
 *
 * It does: turn the texts of one project into diagnostics, bytecode (a .jbc), plans of the tests in the texts, and pictures.
 * It can be called any number of times in a process, in any number of threads, each call by itself.
 * It never: reads a file, prints, keeps a global, or ends the process.
 *
 *     struct jdl_text text = {"hello.journey", bytes, length};
 *     jdl_result *result;
 *     if (jdl_compile(&text, 1, NULL, &result) == JDL_OK) {
 *         size_t size;
 *         const void *program = jdl_bytecode(result, &size);
 *         ...
 *     }
 *     jdl_result_free(result);
 *
 * For editors: hand in the texts as they stand in memory, with each key, and say no in `go_on` when the next key comes; a
 * check that was given up answers nothing and leaves nothing behind. Places have byte offsets beside lines and columns.
 *
 * Ownership: texts are only read during the call. A result owns everything that its functions hand out, until
 * jdl_result_free. All texts are UTF-8 and end in a NUL.
 * Units: instants and durations are milliseconds, numbers millionths, clock times milliseconds of the day. An index of an
 * event, trait, template, journey, stage, split or part is that of its record in the bytecode; JDL_NONE stands for none.
 */
#ifndef JDL_H
#define JDL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define JDL_API __attribute__((visibility("default")))
#else
#define JDL_API
#endif

#define JDL_NONE 0xffffffffu /* an index of nothing */

enum jdl_status {
    JDL_OK,        /* done; there may be warnings and notes */
    JDL_FINDINGS,  /* the texts have errors: there is no bytecode and no plan */
    JDL_CANCELED,  /* the host's `go_on` said no */
    JDL_NO_MEMORY, /* the host's memory, or the limit, is used up */
    JDL_MISUSE     /* a pointer is NULL that must not be */
};

typedef struct jdl_result jdl_result; /* what one compilation has found */

/* One text of the project. */
struct jdl_text {
    const char *name;  /* as messages show it, usually a path; texts are bound in the order of their names */
    const char *bytes; /* UTF-8 */
    size_t length;     /* bytes */
};

/* A place in a text. Lines and columns begin at 1; columns count characters; ends are one past the last. */
struct jdl_place {
    uint32_t text;       /* place in the array that was handed in; JDL_NONE: about the project, no place */
    uint32_t begin;      /* byte */
    uint32_t end;        /* byte */
    uint32_t line;       /* */
    uint32_t column;     /* */
    uint32_t end_line;   /* */
    uint32_t end_column; /* */
};

enum jdl_severity {
    JDL_ERROR,   /* no bytecode is made */
    JDL_WARNING, /* very likely not what was meant */
    JDL_NOTE     /* worth knowing */
};

/* A second place of a message. */
struct jdl_label {
    struct jdl_place place; /* where */
    const char *text;       /* "first declared here" */
};

/* One edit; all edits of a diagnostic belong together. */
struct jdl_edit {
    struct jdl_place place;  /* what goes; empty to insert */
    const char *replacement; /* what comes */
};

struct jdl_diagnostic {
    const char *code;               /* "J0201", permanent */
    enum jdl_severity severity;     /* how bad it is */
    const char *title;              /* a few words, the same for each of its code */
    const char *message;            /* one sentence without a full stop */
    const char *help;               /* how to mend it, or NULL */
    struct jdl_place place;         /* where */
    const struct jdl_label *labels; /* second places */
    size_t label_count;             /* how many */
    const struct jdl_edit *edits;   /* the fix */
    size_t edit_count;              /* how many; 0: there is none */
    int sure;                       /* 1: the fix may be applied unseen */
    int hint;                       /* 1: a note on what may well be right, to be shown on demand */
};

struct jdl_options {
    int check_only; /* 1: make no bytecode */
    int strip;      /* 1: leave spans and metadata out of the bytecode */
    int (*go_on)(
        void *self); /* asked before each text, journey and promise, and between passes; 0 cancels; NULL: never */
    void (*on_diagnostic)(void *self,
                          const struct jdl_diagnostic *diagnostic); /* each, in order of place, at the end; or NULL */
    void *self;                                                     /* passed to both */
    void *(*resize)(void *memory, void *old,
                    size_t size); /* where memory comes from: like realloc, size 0 frees; NULL: malloc */
    void *memory;                 /* passed to it */
    size_t memory_limit;          /* bytes of one compilation; 0: no limit */
    /* Is there a time zone of this name? NULL: any name is taken. */
    int (*zone_exists)(void *zones, const char *name);
    /* The names of all time zones, asked for when one is not there, to say which was meant; NULL: nothing is said. They
     * must live as long as the compilation. */
    const char *const *(*zone_names)(void *zones, size_t *count);
    void *zones; /* passed to both */
};

/* Compiles a project. `options` NULL: the usual. `result` is set whatever the status, but for JDL_NO_MEMORY and JDL_MISUSE,
 * when it is NULL. */
JDL_API enum jdl_status jdl_compile(const struct jdl_text *texts, size_t count, const struct jdl_options *options,
                                    jdl_result **result);
JDL_API void jdl_result_free(jdl_result *result); /* NULL is fine */

/* All diagnostics in order of name of the text and place. */
JDL_API const struct jdl_diagnostic *jdl_diagnostics(const jdl_result *result, size_t *count);
JDL_API size_t jdl_count(const jdl_result *result, enum jdl_severity severity);

/* The bytecode, aligned to 8 bytes; NULL after errors and with check_only. */
JDL_API const void *jdl_bytecode(const jdl_result *result, size_t *size);

/* ---- tests ---------------------------------------------------------------------------------------------------------- */

/* A literal. */
struct jdl_value {
    uint8_t type;  /* as enum jbc_type: 1 yes/no, 2 number, 3 time, 4 duration, 5 clock, 6 text, 7 list; 0: missing */
    uint8_t civil; /* 1: a time whose number is a date and clock as if in UTC, to be read on the user's clock */
    uint16_t zero; /* 0 */
    uint32_t item_count;           /* of a list */
    int64_t number;                /* of all but texts and lists */
    const char *text;              /* of a text; else NULL */
    const struct jdl_value *items; /* of a list; else NULL */
};

/* A value with the name of what it is for. */
struct jdl_given {
    uint32_t index; /* field of the event, trait, or JDL_NONE where only the name counts */
    const char *
        name; /* as the bytecode names it: of the field or trait as it comes in, of the message's field, of the variable */
    struct jdl_value value; /* what it is */
};

enum jdl_step_kind {
    JDL_STEP_EVENT,  /* event, values */
    JDL_STEP_UPDATE, /* values of traits, user's or account's */
    JDL_STEP_REPORT, /* template, text: the status; about the newest such message */
    JDL_STEP_AFTER,  /* ms: time moves on by that much */
    JDL_STEP_AT,     /* ms: time moves on to this date and clock, as if in UTC, read on the user's clock */
    JDL_STEP_EXPECT  /* expect: something must have happened since the last step that is no EXPECT */
};

enum jdl_expect_kind {
    JDL_EXPECT_NOTHING,   /* no send, skip, milestone, set, start or exit */
    JDL_EXPECT_SEND,      /* template, values (only those named are compared) */
    JDL_EXPECT_SKIPPED,   /* template, text: the reason, or NULL for any */
    JDL_EXPECT_MILESTONE, /* text: its name */
    JDL_EXPECT_SET,       /* values: one trait */
    JDL_EXPECT_START,     /* index: the journey that is asked to start; values of its variables */
    JDL_EXPECT_STAGE,     /* stages: some run is in one of them */
    JDL_EXPECT_EXIT,      /* text: the outcome */
    JDL_EXPECT_REFUSED    /* text: the reason, or NULL for any */
};

struct jdl_step {
    enum jdl_step_kind kind;        /* which members are used */
    enum jdl_expect_kind expect;    /* JDL_STEP_EXPECT: of what */
    struct jdl_place place;         /* the line */
    uint32_t index;                 /* EVENT: event; REPORT and messages: template; START: journey; else JDL_NONE */
    uint32_t journey;               /* EXPECT: `of journey x`, or JDL_NONE */
    int64_t ms;                     /* AFTER, AT */
    const char *text;               /* see the kinds; or NULL */
    const struct jdl_given *values; /* EVENT, UPDATE, EXPECT */
    size_t value_count;             /* how many */
    const uint32_t *stages;         /* EXPECT_STAGE: all stages of that name */
    size_t stage_count;             /* how many */
    int timed;                      /* EXPECT: 1: it ends in `at` */
    int64_t at;                     /* EXPECT with `at`: the date and clock, as if in UTC */
    const char *source;             /* the line as written, without blanks round it and comments */
};

/* `given event "X" { ... } 40 days ago`. */
struct jdl_past {
    uint32_t event;                 /* index */
    int64_t ago;                    /* ms before the start */
    const struct jdl_given *values; /* fields */
    size_t value_count;             /* how many */
    struct jdl_place place;         /* the line */
};

/* `given split x is part`, for each split of that name. */
struct jdl_forced {
    uint32_t split; /* index */
    uint32_t part;  /* index */
};

struct jdl_test {
    const char *name;                /* */
    struct jdl_place place;          /* its first line */
    const uint32_t *only;            /* `only journey`: indexes */
    size_t only_count;               /* 0: all run */
    const struct jdl_given *traits;  /* `given user`, `given account` */
    size_t trait_count;              /* how many */
    const struct jdl_past *past;     /* `given event`, the longest ago first */
    size_t past_count;               /* how many */
    const struct jdl_forced *forced; /* `given split` */
    size_t forced_count;             /* how many */
    int kept_out;                    /* `given kept out`: of every journey */
    int kept_out_of_project;         /* `given kept out of project` */
    int64_t start;                   /* `start at`: the date and clock, as if in UTC */
    const struct jdl_step *steps;    /* in order */
    size_t step_count;               /* how many */
};

/* The tests of the project in the order of files and text; none after errors. */
JDL_API const struct jdl_test *jdl_tests(const jdl_result *result, size_t *count);

/* ---- layout --------------------------------------------------------------------------------------------------------- */

/* Lays one text out in the one canonical way, as docs/language.md describes it. JDL_FINDINGS: the text can't be read, the
 * diagnostics say why, and it should be left as it is. The options' flags, `go_on` and zones are not looked at. */
JDL_API enum jdl_status jdl_format(const struct jdl_text *text, const struct jdl_options *options, jdl_result **result);

/* The text laid out; NULL when it could not be read, or when what came out can't be read, which is a bug of ours. */
JDL_API const char *jdl_formatted(const jdl_result *result, size_t *length);

/* ---- pictures ------------------------------------------------------------------------------------------------------- */

/* Takes a piece of a text; pieces follow one another. */
typedef void jdl_write(void *self, const char *text, size_t length);

enum jdl_picture {
    JDL_DOT,    /* for Graphviz */
    JDL_MERMAID /* for code hosts and pages in Markdown */
};

enum jdl_tally_kind {
    JDL_TALLY_ENTERED,  /* users who entered the journey */
    JDL_TALLY_KEPT_OUT, /* of them, those who were kept out */
    JDL_TALLY_VISITED,  /* users who were in the stage `from` */
    JDL_TALLY_INSIDE,   /* users who are in the stage `from` now */
    JDL_TALLY_MOVED,    /* users who went from the stage `from` to the stage `to` */
    JDL_TALLY_ENDED,    /* users who left from the stage `from` with the outcome `to` */
    JDL_TALLY_SENT      /* messages `to` on `channel` handed over in the stage `from` */
};

/* A number that the host has counted. `from` NULL in ENDED and SENT: in the whole journey. */
struct jdl_tally {
    enum jdl_tally_kind kind; /* what was counted */
    const char *journey;      /* name */
    const char *from;         /* stage, or NULL */
    const char *to;           /* stage, outcome or template, or NULL */
    const char *channel;      /* JDL_TALLY_SENT; else NULL */
    int64_t count;            /* how many */
};

/* How a wait went on; bits. */
enum jdl_wait_way {
    JDL_WAIT_TIME = 1,   /* its time came */
    JDL_WAIT_PAST = 2,   /* `if past` */
    JDL_WAIT_UNKNOWN = 4 /* `if unknown` */
};

/* What the host's tests have come to, each array by the index of the record in the bytecode. */
struct jdl_reached {
    const uint8_t *triggers; /* for each trigger: 1 if it fired */
    const uint8_t *waits;    /* for each wait: of jdl_wait_way */
    const uint8_t *parts;    /* for each part of a split: 1 if somebody was sent there */
};

struct jdl_graph_options {
    enum jdl_picture format;         /* what is written */
    const char *journey;             /* only this one; NULL: all */
    const struct jdl_tally *tallies; /* numbers to show, in any order; what is not among them counts as 0 */
    size_t tally_count;              /* 0: no numbers are shown */
    /* NULL, or: the tallies count what tests did, and what none of them came to is marked instead of numbers. */
    const struct jdl_reached *reached;
};

/* Writes a picture of a project that was compiled without errors. JDL_MISUSE: a pointer is missing, there were errors, or
 * no journey has that name. */
JDL_API enum jdl_status jdl_graph(const jdl_result *result, const struct jdl_graph_options *options, jdl_write *write,
                                  void *self);

/* The names of the journeys by number, from 0; NULL behind the last, and after errors. */
JDL_API const char *jdl_journey_at(const jdl_result *result, size_t number);

/* ---- a page --------------------------------------------------------------------------------------------------------- */

enum jdl_page {
    JDL_MARKDOWN, /* with Mermaid pictures, as code hosts show them */
    JDL_HTML      /* one document */
};

struct jdl_describe_options {
    enum jdl_page format; /* what is written */
    /* HTML: a picture of a journey to put into the page as it is, alive until the next call; NULL: none. May be NULL. */
    const char *(*picture)(void *self, const char *journey);
    void *self; /* handed to it */
};

/* Writes a page about a project that was compiled without errors: what it does, for whom, when, what it sends. */
JDL_API enum jdl_status jdl_describe(const jdl_result *result, const struct jdl_describe_options *options,
                                     jdl_write *write, void *self);

/* ---- two versions --------------------------------------------------------------------------------------------------- */

enum jdl_change_kind {
    JDL_ADDED,   /* after: what is new */
    JDL_REMOVED, /* before: what is gone */
    JDL_CHANGED  /* before and after */
};

/* One difference in meaning, in the words of the scripts. */
struct jdl_change {
    enum jdl_change_kind kind; /* which texts are there */
    const char *about;         /* one word: "message", "wait", "stage", "event", ... */
    const char *journey;       /* name, or NULL: of the project */
    const char *stage;         /* name in the newer version, of one that is gone in the older; or NULL */
    const char *inside;        /* the line in which it stands: "on Logged In"; or NULL */
    const char *before;        /* or NULL */
    const char *after;         /* or NULL */
};

/* Says what changed from one project to another, both compiled without errors: the project's own things, then journey by
 * journey, stage by stage, in the order of the text. Comments, layout, order of files and tests are no changes. The texts
 * live during the call. */
JDL_API enum jdl_status jdl_compare(const jdl_result *older, const jdl_result *newer,
                                    void (*on_change)(void *self, const struct jdl_change *change), void *self);

/* ---- messages ------------------------------------------------------------------------------------------------------- */

/* What `journey explain` says. */
struct jdl_code {
    const char *code;           /* "J0201" */
    enum jdl_severity severity; /* how bad it is */
    const char *title;          /* a few words */
    const char *explanation;    /* the long help */
};

/* Fills `code` in; 0 if there is none of that name. */
JDL_API int jdl_explain(const char *name, struct jdl_code *code);
/* Every code by number, from 0; 0 behind the last. */
JDL_API int jdl_code_at(size_t number, struct jdl_code *code);

JDL_API const char *jdl_status_text(enum jdl_status status);

#ifdef __cplusplus
}
#endif
#endif
