/* One user's state in the form a step works on: a head and four blocks, the fixed part (slots, histories, limits), the
 * live runs, the held messages, the heap (texts, lists, blobs). Heap references count from the heap's begin. stored.h has
 * the form that a host keeps.
 *
 * state_open reads a stored state into the context's own memory, where runs and heap entries keep their place until
 * state_close writes them back without what has ended and what nothing refers to. So a step is all or nothing, needs
 * no allocation, and pointers into the blocks hold until it ends. Of the fixed part only pieces that were touched are
 * read, compared and written: what a user has nothing to do with costs nothing, however large the program is. */
#ifndef JRT_STATE_H
#define JRT_STATE_H

#include "ids.h"
#include "program.h"
#include "value.h"

/* What a state has once. */
struct state_head {
    uint32_t layout;     /* the program's layout_hash */
    uint32_t sequence;   /* the user's last action */
    uint32_t serial;     /* the user's last run */
    uint32_t runs_size;  /* bytes */
    uint32_t holds_size; /* bytes */
    uint32_t heap_size;  /* bytes */
    int64_t due;         /* when a timer is due next, INT64_MAX: never */
    int64_t clock;       /* the largest `now` so far */
};

/* What a run is doing. */
enum jrt_phase {
    RUN_FLOWING,  /* its statements are being run: only within a step */
    RUN_WAITING,  /* in `wait` */
    RUN_HELD,     /* its flow waits for a held message; `wait` may be live already (RUN_ARMED) */
    RUN_STAYING,  /* in its stage for good */
    RUN_KEPT_OUT, /* for comparison only: it sees goals and leaves */
    RUN_ENDED,    /* to be dropped when the state is closed */
    RUN_PHASE_END /* one more than the last */
};

/* Flags of a run. The last two are for within a call. */
#define RUN_ARMED 1u /* the arms of `wait` look for events since `asked`, though its clock has not begun */
#define RUN_TAKEN 2u /* a when has taken it over: the stage's whens are not live */
#define RUN_LEFT 4u  /* it has left its stage, or ended */
#define RUN_BEGAN 8u /* it has begun a wait */
#define RUN_STORED_FLAGS (RUN_ARMED | RUN_TAKEN)

/* A message that was asked for and not handed over yet. */
struct hold {
    int64_t asked;   /* instant */
    int64_t refused; /* the first refusal by a limit, JBC_NEVER: none yet */
    int64_t release; /* when it is looked at again */
    uint32_t run;    /* serial, 0: of the user */
    uint32_t values; /* heap: the values of all alternatives, in a row, and last the key of a keyed run */
    uint32_t pc;     /* FLOW: where the run goes on */
    uint16_t send;   /* index */
    uint16_t stage;  /* index, for its record */
    uint8_t place;   /* enum jbc_place */
    uint8_t gone;    /* 1: to be dropped when the state is closed; only within a step */
    uint8_t hours;   /* 1: its channel's hours hold it, 0: a limit */
    uint8_t which;   /* the alternative last chosen, from 0 */
    uint32_t first;  /* whole seconds from `asked` on, rounded up: when it was first to be looked at again */
};

#define STATE_PIECE 64u                                                /* bytes of a piece of the fixed part */
#define STATE_PIECES ((JRT_FIXED_MAX + STATE_PIECE - 1) / STATE_PIECE) /* at most */
#define STATE_OUT                                                                                                      \
    (JRT_STATE_MAX + 2 * (JRT_RUN_MAX + JRT_FIXED_MAX)) /* bytes of `out`: over the limit before it is told */

struct stored;

struct state {
    const jrt_program *program;                 /* whose layout it has */
    struct state_head head;                     /* sizes in it are of the blocks below */
    uint64_t touched[(STATE_PIECES + 63) / 64]; /* a bit for each piece of `fixed` that may differ from `fresh` */
    uint32_t touched_words;                     /* words of `touched` that this program needs */
    struct ids ids;                             /* of the newest events, where the project has a window for them */
    uint8_t *fixed;                             /* project->fixed_size bytes */
    uint8_t *runs;                              /* head.runs_size used of runs_room */
    uint8_t *holds;                             /* head.holds_size used, JRT_HOLDS_MAX holds fit */
    uint8_t *heap;                              /* head.heap_size used of JRT_STATE_MAX */
    uint8_t *out;                               /* STATE_OUT: what state_close writes */
    uint8_t *fresh;                             /* the fixed part of a user who was never seen */
    uint32_t *heap_slots;                       /* the fixed part's slots that refer to the heap */
    uint32_t heap_slot_count;                   /* of those */
    uint32_t runs_room;                         /* bytes */
    bool garbage;                               /* something in the heap may not be referred to any more */
    bool full;                                  /* something did not fit: the step must fail */
};

/* Gives the blocks their places in memory that begins at `base`, which is aligned to 16 bytes; the bytes that they
 * need. `base` NULL: only tells those. `program` and `runs_room` are set. */
size_t state_lay(struct state *state, uint8_t *base);
/* The same without `heap` and `out`: for looking at a state only. */
size_t state_lay_blocks(struct state *state, uint8_t *base);
/* Makes `fresh`, `fixed` and `heap_slots`; once, before the first state is opened. */
void state_prepare(struct state *state);
/* Reads a stored state whose begin was read; NULL: a user who was never seen. false: it is no state of this program (only
 * its form and layout are looked at; sound.h looks at all). */
bool state_open(struct state *state, struct stored *stored);
/* The same from its bytes; size 0: a user who was never seen. */
bool state_open_bytes(struct state *state, const void *bytes, size_t size);
/* Is it still what it is for a user who was never seen, but for the clock? */
bool state_is_fresh(const struct state *state);
/* Writes it back to state->out; its size, or 0 where it would be over JRT_STATE_MAX. */
uint32_t state_close(struct state *state);

/* These bytes of the fixed part are written. */
static inline void state_touch(struct state *state, uint32_t offset, uint32_t size) {
    uint32_t last = size == 0 ? offset / STATE_PIECE : (offset + size - 1) / STATE_PIECE;
    for (uint32_t piece = offset / STATE_PIECE; piece <= last; piece++)
        state->touched[piece / 64] |= 1ull << (piece % 64);
}

/* The same, and where they are. What is only read is read from state->fixed. */
static inline uint8_t *state_fixed(struct state *state, uint32_t offset, uint32_t size) {
    state_touch(state, offset, size);
    return state->fixed + offset;
}

/* The first touched piece from `piece` on; false: there is none. */
static inline bool state_next_touched(const struct state *state, uint32_t *piece) {
    for (uint32_t word = *piece / 64; word < state->touched_words; word++) {
        uint64_t bits = state->touched[word];
        if (word == *piece / 64) bits &= ~0ull << (*piece % 64);
        if (bits == 0) continue;
        *piece = word * 64 + (uint32_t)__builtin_ctzll(bits);
        return true;
    }
    return false;
}

/* Runs and holds keep their place until state_close. A new run's slots are set to missing; NULL: no room. */
struct jbc_run *state_add_run(struct state *state, uint32_t journey);
struct jbc_run *state_find_run(struct state *state, uint32_t serial);
struct hold *state_add_hold(struct state *state);

static inline struct jbc_run *state_run_at(const struct state *state, uint32_t offset) {
    return (struct jbc_run *)(void *)(state->runs + offset);
}

static inline uint32_t state_hold_count(const struct state *state) {
    return state->head.holds_size / (uint32_t)sizeof(struct hold);
}

static inline struct hold *state_hold(const struct state *state, uint32_t index) {
    return (struct hold *)(void *)state->holds + index;
}

/* Slots: where one is to be read, or written. `run` may be NULL for those of the fixed part. */
const uint8_t *slot_place(const struct state *state, const struct jbc_run *run, const struct jbc_slot *slot);
uint8_t *slot_edit(struct state *state, struct jbc_run *run, const struct jbc_slot *slot);
struct jrt_value slot_load(const struct state *state, const struct jbc_run *run, uint32_t slot);
void slot_store(struct state *state, struct jbc_run *run, uint32_t slot, struct jrt_value value);
void slot_clear(struct state *state, uint8_t *place, const struct jbc_slot *slot);
uint32_t slot_count(const struct state *state, const struct jbc_run *run, uint32_t slot);
void slot_add_one(struct state *state, struct jbc_run *run, uint32_t slot);

/* A copy of `size` bytes in the heap; its reference, 0 where there is no room (state->full is set). */
uint32_t heap_add(struct state *state, const void *bytes, uint32_t size);
/* The bytes of a reference that is not 0. */
const uint8_t *heap_get(const struct state *state, uint32_t reference, uint32_t *size);
/* The same to write in place. */
uint8_t *heap_edit(struct state *state, uint32_t reference, uint32_t *size);

/* Rings of instants, newest first, JBC_NEVER where unset. */
void ring_add(uint8_t *ring, uint32_t length, int64_t at);
int64_t ring_get(const uint8_t *ring, uint32_t index);

/* A history that a new program began to read of a user who was known before holds, in its oldest place, since when it is
 * complete; such a mark is older than every instant. JBC_NEVER where `at` is none. */
static inline int64_t ring_mark(int64_t since) {
    return JBC_NEVER + 1 + (since - JRT_TIME_MIN);
}

static inline int64_t ring_complete_since(int64_t at) {
    return at == JBC_NEVER || at >= JRT_TIME_MIN ? JBC_NEVER : at - (JBC_NEVER + 1) + JRT_TIME_MIN;
}

#define TALLY_UNKNOWN UINT16_MAX /* the same of what a run counts since its entry; a COUNT slot counts up to one less */
#define HISTORY_UNKNOWN UINT32_MAX /* a number of all occurrences that is not known, until the next one */

#endif
