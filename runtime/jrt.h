/* libjrt: load a compiled project, verify it, and run it for one user at a time.
 *
 * It does: turn a user's state and one event, or the next due timer, into a new state and a list of actions. The same
 * input always gives the same bytes. Work and memory of a call are bounded by limits.h.
 * It never: reads a clock, does I/O, draws randomness, allocates in jrt_step or jrt_tick, keeps a global, or ends the
 * process.
 *
 * Ownership: a program and a context belong to whoever made them; a program must outlive its contexts. States are plain
 * bytes of the host; a result's state points into the context until its next call. Texts in events are only read during
 * the call; texts in actions live until the callback returns.
 * Threads: a program is immutable and may be shared; a context is for one thread at a time.
 * Units: instants are ms of the Unix epoch, durations ms, numbers millionths. Errors: enum jrt_status. */
#ifndef JRT_H
#define JRT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define JRT_VERSION "1.0.0"
#if defined(__GNUC__)
#define JRT_API __attribute__((visibility("default")))
#else
#define JRT_API
#endif

enum jrt_status {
    JRT_OK,        /* done */
    JRT_NO_MEMORY, /* the host's allocator gave nothing */
    JRT_BAD_BYTES, /* not a program, or one that the verifier refuses; the fault says why */
    JRT_BAD_STATE, /* not a state of this program: take it over, or it is damaged */
    JRT_FULL,      /* the new state would be over its limit; nothing was changed */
    JRT_MISUSE,    /* an index, a pointer or an instant that the host must not pass */
    JRT_NO_ZONE,   /* the engine: the file of a time zone is there, but could not be read */
    JRT_NO_LIBRARY /* the engine: simdjson, which reads JSON, could not be loaded */
};

typedef struct jrt_program jrt_program; /* verified bytecode */
typedef struct jrt_context jrt_context; /* what one thread needs to run it */

struct jrt_allocator {
    void *self;                              /* passed back */
    void *(*alloc)(void *self, size_t size); /* NULL: there is none */
    void (*release)(void *self, void *memory, size_t size);
};

/* Why bytes were refused. */
struct jrt_fault {
    const char *reason; /* static, plain English */
    uint32_t section;   /* enum jbc_section_kind it was found in; JBC_SECTION_COUNT: in none, but in the file */
    uint32_t place;     /* the record's index, or the offset into CODE */
};

/* Verifies `bytes` and makes a program that uses them in place: they must stay unchanged until jrt_program_free, be
 * aligned to 8 bytes, and be `size` long. `allocator` NULL: malloc. */
JRT_API enum jrt_status jrt_load(const void *bytes, size_t size, const struct jrt_allocator *allocator,
                                 jrt_program **program, struct jrt_fault *fault);
JRT_API void jrt_program_free(jrt_program *program);
JRT_API uint64_t jrt_program_hash(const jrt_program *program);

/* A value. Its type is an enum jbc_type, 0 where it is missing. */
struct jrt_value {
    uint8_t type;  /* 0: missing */
    int8_t rate;   /* for the runtime's own use; 0 from the host */
    uint16_t zero; /* 0 */
    uint32_t size; /* bytes of a text or a list */
    union {
        int64_t number;   /* all types but texts and lists */
        const char *text; /* UTF-8, not ended by a NUL; a list as jrt_list_* of value.h makes it */
    } as;
};

/* Time zones, given by the host. A zone is a number of the host's own, below 2^32. */
struct jrt_zones {
    void *self;
    int (*find)(void *self, const char *name, size_t size, uint32_t *zone); /* 1: exists */
    int64_t (*to_local)(void *self, uint32_t zone, int64_t utc);            /* civil ms, as if it were UTC */
    /* The instant of a civil time: in a gap the first instant after it, in an overlap the first of the two. */
    int64_t (*to_utc)(void *self, uint32_t zone, int64_t local);
};

enum jrt_event_kind {
    JRT_EVENT_TRACK,   /* name: the event's index; values: one for each of its fields */
    JRT_EVENT_UPDATE,  /* values with traits: a profile update, of the user or the account */
    JRT_EVENT_REPORT,  /* name: the template's index; status; action_run where the report names the message */
    JRT_EVENT_HISTORY, /* as TRACK, but it only fills histories: nothing fires */
    JRT_EVENT_PROFILE  /* as UPDATE, but nothing fires */
};

struct jrt_event {
    enum jrt_event_kind kind;
    uint32_t name;                  /* see the kind */
    int64_t time;                   /* its own stamp */
    const char *id;                 /* the message id, or NULL */
    size_t id_size;                 /* bytes */
    const struct jrt_value *values; /* see the kind */
    const uint32_t *traits;         /* UPDATE: the trait of each value */
    uint32_t count;                 /* values */
    const char *account;            /* UPDATE: the account's id where the message names it, or NULL */
    size_t account_size;            /* bytes */
    const char *status;             /* REPORT: `opened` ... */
    size_t status_size;             /* bytes */
    uint32_t action_run;            /* REPORT: the run in the action's id, or 0: the newest of the template */
};

enum jrt_action_kind {
    JRT_SEND,      /* template, values named by params */
    JRT_SKIPPED,   /* template, reason: consent, limit, moved on, left */
    JRT_MILESTONE, /* name */
    JRT_EXIT,      /* name: the outcome */
    JRT_STAGE,     /* from, stage */
    JRT_SET,       /* trait, values[0] */
    JRT_START,     /* other: the journey that was asked to start */
    JRT_REFUSED,   /* reason: already in, again, group, limit */
    JRT_ENTER,     /* a run began; reason `kept out` where it gets nothing */
    JRT_ERROR      /* reason: what was cut short, in plain English; name: `bound` where a bound of the script did it */
};

struct jrt_action {
    enum jrt_action_kind kind;
    int64_t at;                     /* instant of the decision */
    uint32_t sequence;              /* the user's how-many-th action, from 1 */
    uint32_t run;                   /* the run's serial, from 1; 0: none */
    uint32_t journey;               /* index */
    uint32_t stage;                 /* index, or JBC_NONE */
    uint32_t from;                  /* STAGE: index */
    uint32_t other;                 /* START: index */
    uint32_t template_;             /* SEND, SKIPPED: index */
    uint32_t send;                  /* SEND, SKIPPED: the statement's index */
    uint32_t trait;                 /* SET: index */
    struct jrt_value key;           /* of a keyed run */
    const char *gone;               /* EXIT as removed: the older program's name of the journey; else NULL */
    size_t gone_size;               /* bytes */
    const char *name;               /* MILESTONE, EXIT, ERROR; or NULL */
    size_t name_size;               /* bytes */
    const char *reason;             /* static, ended by NUL; or NULL */
    const uint32_t *params;         /* SEND: first param's index, NULL elsewhere */
    uint32_t first_param;           /* SEND: into PARAM */
    const struct jrt_value *values; /* SEND, SET */
    uint32_t value_count;           /* values */
};

/* What a run went through, for coverage and `journey test`; none of it is needed to run. */
enum jrt_trace_kind {
    JRT_TRACE_STAGE,    /* entered; index of the stage */
    JRT_TRACE_TRIGGER,  /* fired; index of the trigger */
    JRT_TRACE_WAIT,     /* its time came; index of the wait */
    JRT_TRACE_PAST,     /* `if past`; index of the wait */
    JRT_TRACE_UNKNOWN,  /* `if unknown`; index of the wait */
    JRT_TRACE_PART,     /* index of the split's part */
    JRT_TRACE_UNFORCED, /* a split was reached that jrt_force_split did not decide; its index */
    JRT_TRACE_BRANCH    /* a statement's IF_NO; offset into CODE, times 2, plus 1 if it jumped */
};

struct jrt_host {
    struct jrt_allocator allocator;                                         /* all NULL: malloc */
    struct jrt_zones zones;                                                 /* required */
    void *self;                                                             /* passed to the callbacks */
    void (*on_action)(void *self, const struct jrt_action *action);         /* required */
    void (*on_trace)(void *self, enum jrt_trace_kind kind, uint32_t index); /* or NULL */
};

struct jrt_user {
    const char *id; /* UTF-8 */
    size_t size;    /* bytes */
};

struct jrt_result {
    const void *state; /* the new state; the one that was given, where it did not change */
    size_t size;       /* bytes */
    int64_t due;       /* when it next needs a tick; INT64_MAX: never */
    int changed;       /* 0: the state is as it was, or of a new user of whom nothing need be remembered */
    uint32_t hears;    /* a bit for each event, its index modulo 32; 0: TRACK events of it only leave their id */
};

JRT_API enum jrt_status jrt_context_new(const jrt_program *program, const struct jrt_host *host, jrt_context **context);
JRT_API void jrt_context_free(jrt_context *context);

/* Instants are milliseconds of the Unix epoch, in the years 1 to 9999.
 *
 * Takes one event in. `state` NULL: a user who was never seen. `now` is the clock, never less than in the call before for
 * this user. The host must have fired what was due before `now` (jrt_tick). On an error nothing is changed, but actions
 * may have been given to the callback: the host drops them. */
JRT_API enum jrt_status jrt_step(jrt_context *context, const struct jrt_user *user, const void *state, size_t size,
                                 int64_t now, const struct jrt_event *event, struct jrt_result *result);

/* Takes a TRACK event in that the state does not hear. All that is left of it is its id, where the project has a window for
 * ids: it is noted in place, and `*size` grows up to `room`. JRT_FULL: there is no room; nothing was changed, and jrt_step
 * does the same. */
JRT_API enum jrt_status jrt_note(jrt_context *context, void *state, size_t *size, size_t room, int64_t now,
                                 const struct jrt_event *event);

/* Fires every timer of the earliest instant that is due at or before `now`, at that instant. Call it again while
 * result->due <= now (before an event with stamp now: while result->due < now). */
JRT_API enum jrt_status jrt_tick(jrt_context *context, const struct jrt_user *user, const void *state, size_t size,
                                 int64_t now, struct jrt_result *result);

/* When the state next needs a tick; INT64_MAX: never. */
JRT_API int64_t jrt_due(const void *state, size_t size);

/* Is it a whole and sound state of this program? For states from a store that is not trusted. */
JRT_API enum jrt_status jrt_state_check(const jrt_program *program, const void *state, size_t size);

/* The state of an older program's user, in terms of the context's program (ruling: takeover by names). */
JRT_API enum jrt_status jrt_takeover(jrt_context *context, const jrt_program *older, const struct jrt_user *user,
                                     const void *state, size_t size, int64_t now, struct jrt_result *result);

/* For tests: decide what otherwise hashes decide. `part` is an index into PART; `journey` JBC_NONE: of the project. */
JRT_API void jrt_force_split(jrt_context *context, uint32_t split, uint32_t part);
JRT_API void jrt_force_keep_out(jrt_context *context, uint32_t journey, int kept_out);
/* For tests: only journeys whose byte is 1 run; NULL: all. Array of one byte for each journey, copied. */
JRT_API enum jrt_status jrt_only_journeys(jrt_context *context, const uint8_t *enabled);
/* The host's number of the user's time zone: what the project's `timezone` says now, or its fallback. It changes nothing. */
JRT_API enum jrt_status jrt_zone_of(jrt_context *context, const struct jrt_user *user, const void *state, size_t size,
                                    uint32_t *zone);
/* How many names of time zones were not known to the host and fell back, since the context was made. */
JRT_API uint64_t jrt_unknown_zones(const jrt_context *context);

JRT_API const char *jrt_status_text(enum jrt_status status);

#ifdef __cplusplus
}
#endif
#endif
