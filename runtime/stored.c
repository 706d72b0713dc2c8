#include "stored.h"

#include <string.h>

#include "pack.h"

/* The word behind the layout: the clock's bits, then these. */
#define CLOCK_MASK ((1ull << 49) - 1)
#define CLOCK_APART (1ull << 49) /* it is no instant of the calendar: 8 bytes of its own, and the bits are 0 */
#define DUE_SHIFT 50             /* 2 bits: enum due_form */
#define WIDE (1ull << 52)        /* sequence and serial have 4 bytes each */
#define RUNS_SHIFT 53            /* 7 bits: how many runs */
#define HAS_HOLDS (1ull << 60)
#define HAS_HEAP (1ull << 61)
#define HAS_IDS (1ull << 62)

enum due_form {
    DUE_NEVER, /* no bytes */
    DUE_AFTER, /* 4 bytes: so long after the clock */
    DUE_APART, /* 8 bytes: the instant */
    DUE_END    /* one more than the last */
};

/* The first byte of a run: 3 bits its phase, then these. */
#define RUN_FLAGS_SHIFT 3
#define RUN_WIDE 0x20u   /* journey, stage and wait have 2 bytes each */
#define SERIAL_SHIFT 6   /* enum serial_form */
#define NARROW_NONE 255u /* a wait of one byte: none */

enum serial_form {
    SERIAL_LAST,   /* no bytes: the user's last run */
    SERIAL_BEHIND, /* 1 byte: so many before the last */
    SERIAL_APART   /* 4 bytes: itself */
};

#define RUN_PLACE 16u /* bytes of a run's record that its place says */
#define RUN_ROOM 11u  /* bytes of a place at most */
#define PIECE_WORDS (STATE_PIECE / 8u)
#define HOLD_WORDS ((uint32_t)sizeof(struct hold) / 8u)

_Static_assert(sizeof(struct hold) % 8 == 0, "a held message is a row of words");
_Static_assert(offsetof(struct jbc_run, entered) == RUN_PLACE, "instants follow a run's place");

/* ---- bytes ---- */

/* Takes `size` bytes, 1 to 8, as a number. false: there are not as many. */
static inline bool take(struct stored *stored, unsigned size, uint64_t *number) {
    size_t left = (size_t)(stored->end - stored->next);
    if (left < size) return false;
    *number = 0;
    if (left < 8)
        memcpy(number, stored->next, size);
    else
        memcpy(number, stored->next, 8);
    *number = *number << (64 - 8 * size) >> (64 - 8 * size);
    stored->next += size;
    return true;
}

/* There is room for all eight bytes; what follows overwrites those that don't count. */
static uint8_t *put(uint8_t *to, uint64_t number, unsigned size) {
    memcpy(to, &number, 8);
    return to + size;
}

static uint32_t piece_count(const struct state *state) {
    return (state->program->project->fixed_size + STATE_PIECE - 1) / STATE_PIECE;
}

/* Words of a piece of the fixed part; the last one may be shorter. */
static uint32_t piece_words(const struct state *state, uint32_t piece) {
    uint32_t left = state->program->project->fixed_size / 8 - piece * PIECE_WORDS;
    return left < PIECE_WORDS ? left : PIECE_WORDS;
}

/* ---- reading ---- */

/* Takes a number of `width` bytes, which are there. */
static inline uint64_t number_at(const uint8_t **from, unsigned width) {
    uint64_t number = 0;
    memcpy(&number, *from, width);
    *from += width;
    return number;
}

/* Bytes before the runs. */
static size_t size_of_begin(uint64_t form) {
    unsigned due = form >> DUE_SHIFT & 3;
    size_t size = 14;
    if (due != DUE_NEVER) size += due == DUE_AFTER ? 4 : 8;
    if ((form & (CLOCK_APART | WIDE | HAS_HOLDS | HAS_HEAP)) == 0) return size;
    return size + ((form & CLOCK_APART) != 0 ? 8 : 0) + ((form & WIDE) != 0 ? 6 : 0) +
           ((form & HAS_HOLDS) != 0 ? 1 : 0) + ((form & HAS_HEAP) != 0 ? 4 : 0);
}

/* Reads clock and due from behind the form. */
static inline bool read_times(struct stored *stored, uint64_t form, const uint8_t **from) {
    unsigned due = form >> DUE_SHIFT & 3;
    stored->clock = JRT_TIME_MIN + (int64_t)(form & CLOCK_MASK);
    stored->due = INT64_MAX;
    if (due == DUE_AFTER) stored->due = stored->clock + (int64_t)number_at(from, 4);
    if (due == DUE_APART) stored->due = (int64_t)number_at(from, 8);
    if ((form & CLOCK_APART) == 0) return due != DUE_END;
    stored->clock = (int64_t)number_at(from, 8);
    return due < DUE_END && due != DUE_AFTER && (form & CLOCK_MASK) == 0;
}

/* Reads layout and form of `size` bytes, then clock and due; `from` moves behind them. false: these bytes are none. */
static inline bool read_form(struct stored *stored, const uint8_t **from, size_t size, uint64_t *form) {
    if (size < 14) return false;
    stored->layout = (uint32_t)number_at(from, 4);
    *form = number_at(from, 8);
    return *form >> 63 == 0 && size >= size_of_begin(*form) && read_times(stored, *form, from);
}

bool stored_begin(struct stored *stored, const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    uint64_t form;
    if (size > JRT_STATE_MAX || !read_form(stored, &from, size, &form)) return false;
    stored->end = (const uint8_t *)bytes + size;
    bool wide = (form & WIDE) != 0;
    stored->sequence = (uint32_t)(wide ? number_at(&from, 4) : number_at(&from, 1));
    stored->serial = (uint32_t)(wide ? number_at(&from, 4) : number_at(&from, 1));
    stored->run_count = form >> RUNS_SHIFT & STORED_RUNS_MAX;
    stored->hold_count = (form & HAS_HOLDS) != 0 ? (uint32_t)number_at(&from, 1) : 0;
    stored->heap_size = (form & HAS_HEAP) != 0 ? (uint32_t)number_at(&from, 4) : 0;
    stored->has_ids = (form & HAS_IDS) != 0;
    stored->next = from;
    return stored->hold_count <= JRT_HOLDS_MAX;
}

int64_t stored_due(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    struct stored stored;
    uint64_t form;
    return read_form(&stored, &from, size, &form) ? stored.due : INT64_MAX;
}

bool stored_ids(struct stored *stored, struct ids *ids) {
    ids->count = 0;
    if (!stored->has_ids) return true;
    const uint8_t *begin = ids_read(ids, stored->next, stored->end);
    if (begin) stored->end = begin;
    return begin != NULL;
}

/* Bytes of a run's place behind its first. */
static size_t size_of_place(unsigned form) {
    static const uint8_t serial_sizes[4] = {[SERIAL_BEHIND] = 1, [SERIAL_APART] = 4};
    return serial_sizes[form >> SERIAL_SHIFT] + ((form & RUN_WIDE) != 0 ? 6u : 3u);
}

bool stored_run(const struct stored *stored, const uint8_t **next, struct jbc_run *run) {
    const uint8_t *from = *next;
    size_t left = (size_t)(stored->end - from);
    if (left == 0 || left - 1 < size_of_place(*from)) return false;
    unsigned form = *from++;
    if ((form & RUN_WIDE) == 0) {
        run->journey = from[0];
        run->stage = from[1];
        run->wait = from[2] == NARROW_NONE ? JBC_NONE16 : from[2];
        from += 3;
    } else {
        run->journey = (uint16_t)number_at(&from, 2);
        run->stage = (uint16_t)number_at(&from, 2);
        run->wait = (uint16_t)number_at(&from, 2);
    }
    switch (form >> SERIAL_SHIFT) {
    case SERIAL_LAST: run->serial = stored->serial; break;
    case SERIAL_BEHIND: run->serial = stored->serial - (uint32_t)number_at(&from, 1); break;
    case SERIAL_APART: run->serial = (uint32_t)number_at(&from, 4); break;
    default: return false;
    }
    run->phase = form & 7;
    run->flags = form >> RUN_FLAGS_SHIFT & RUN_STORED_FLAGS;
    run->moves = 0;
    *next = from;
    return true;
}

uint32_t stored_runs_size(const struct stored *stored, const jrt_program *program) {
    const uint8_t *next = stored->next;
    struct jbc_run run;
    uint32_t size = 0;
    for (uint32_t i = 0; i < stored->run_count; i++) {
        if (!stored_run(stored, &next, &run) || run.journey >= program->journey_count) return UINT32_MAX;
        size += program->journeys[run.journey].run_size;
    }
    return size;
}

/* A row of whole words. */
static bool take_row(struct stored *stored, struct pack *pack, uint8_t *words, uint32_t count) {
    const uint8_t *end = pack_read(pack, stored->next, stored->end, words, count);
    if (!end) return false;
    stored->next = end;
    return true;
}

static bool take_runs(struct stored *stored, struct state *state, struct pack *pack) {
    const jrt_program *program = state->program;
    uint32_t at = 0;
    for (uint32_t i = 0; i < stored->run_count; i++) {
        struct jbc_run place;
        if (!stored_run(stored, &stored->next, &place) || place.journey >= program->journey_count) return false;
        uint32_t size = program->journeys[place.journey].run_size;
        if (place.stage >= program->stage_count || size > state->runs_room - at) return false;
        place.size = (uint16_t)size;
        memcpy(state->runs + at, &place, RUN_PLACE);
        at += size;
    }
    state->head.runs_size = at;
    for (at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) {
        uint32_t words = (state_run_at(state, at)->size - RUN_PLACE) / 8;
        if (!take_row(stored, pack, state->runs + at + RUN_PLACE, words)) return false;
    }
    return true;
}

static bool take_piece(struct stored *stored, struct state *state, struct pack *pack, uint32_t piece) {
    uint64_t which;
    uint8_t words[STATE_PIECE];
    uint32_t count = 0;
    if (!take(stored, 1, &which) || which >> piece_words(state, piece) != 0) return false;
    for (uint64_t left = which; left != 0; left &= left - 1) count++;
    if (!take_row(stored, pack, words, count)) return false;
    state_touch(state, piece * STATE_PIECE, STATE_PIECE);
    const uint8_t *from = words;
    for (; which != 0; which &= which - 1, from += 8)
        memcpy(state->fixed + piece * STATE_PIECE + 8 * __builtin_ctzll(which), from, 8);
    return true;
}

static bool take_fixed(struct stored *stored, struct state *state, struct pack *pack) {
    uint32_t count = piece_count(state);
    uint64_t filled, piece;
    uint64_t next = 0;
    if (count <= 1) return count == 0 || take_piece(stored, state, pack, 0);
    if (!take(stored, 2, &filled)) return false;
    for (uint64_t i = 0; i < filled; i++, next = piece + 1) {
        if (!take(stored, 2, &piece) || piece < next || piece >= count) return false;
        if (!take_piece(stored, state, pack, (uint32_t)piece)) return false;
    }
    return true;
}

bool stored_read(struct stored *stored, struct state *state) {
    struct pack pack = pack_begin(stored->clock, stored->due);
    if (!take_runs(stored, state, &pack) || !take_fixed(stored, state, &pack)) return false;
    for (uint32_t i = 0; i < stored->hold_count; i++)
        if (!take_row(stored, &pack, state->holds + i * sizeof(struct hold), HOLD_WORDS)) return false;
    state->head.layout = stored->layout;
    state->head.sequence = stored->sequence;
    state->head.serial = stored->serial;
    state->head.holds_size = stored->hold_count * (uint32_t)sizeof(struct hold);
    state->head.heap_size = stored->heap_size;
    state->head.due = stored->due;
    state->head.clock = stored->clock;
    return (size_t)(stored->end - stored->next) == stored->heap_size;
}

/* ---- writing ---- */

static uint8_t *put_head(const struct state *state, uint8_t *to, uint32_t runs, uint32_t heap_size) {
    const struct state_head *head = &state->head;
    bool apart = head->clock < JRT_TIME_MIN || head->clock > JRT_TIME_MAX;
    bool wide = head->sequence > UINT8_MAX || head->serial > UINT8_MAX;
    enum due_form due = DUE_APART;
    uint64_t after = (uint64_t)head->due - (uint64_t)head->clock;
    if (head->due == INT64_MAX)
        due = DUE_NEVER;
    else if (!apart && after <= UINT32_MAX)
        due = DUE_AFTER;
    uint32_t holds = state_hold_count(state);
    uint64_t form = (apart ? CLOCK_APART : (uint64_t)(head->clock - JRT_TIME_MIN)) | (uint64_t)due << DUE_SHIFT |
                    (uint64_t)runs << RUNS_SHIFT;
    if (wide) form |= WIDE;
    if (holds > 0) form |= HAS_HOLDS;
    if (heap_size > 0) form |= HAS_HEAP;
    if (state->ids.count > 0) form |= HAS_IDS;
    to = put(to, head->layout, 4);
    to = put(to, form, 8);
    if (due == DUE_AFTER) to = put(to, after, 4);
    if (due == DUE_APART) to = put(to, (uint64_t)head->due, 8);
    if (apart) to = put(to, (uint64_t)head->clock, 8);
    to = put(to, head->sequence, wide ? 4 : 1);
    to = put(to, head->serial, wide ? 4 : 1);
    if (holds > 0) to = put(to, holds, 1);
    return heap_size > 0 ? put(to, heap_size, 4) : to;
}

static uint8_t *put_run(const struct state *state, uint8_t *to, const struct jbc_run *run) {
    bool wide =
        run->journey > UINT8_MAX || run->stage > UINT8_MAX || (run->wait >= NARROW_NONE && run->wait != JBC_NONE16);
    uint32_t behind = state->head.serial - run->serial;
    unsigned serial = behind == 0 ? SERIAL_LAST : behind <= UINT8_MAX ? SERIAL_BEHIND : SERIAL_APART;
    unsigned width = wide ? 2 : 1;
    unsigned form =
        run->phase | (unsigned)run->flags << RUN_FLAGS_SHIFT | (wide ? RUN_WIDE : 0) | serial << SERIAL_SHIFT;
    to = put(to, form, 1);
    to = put(to, run->journey, width);
    to = put(to, run->stage, width);
    to = put(to, !wide && run->wait == JBC_NONE16 ? NARROW_NONE : run->wait, width);
    if (serial == SERIAL_BEHIND) to = put(to, behind, 1);
    return serial == SERIAL_APART ? put(to, run->serial, 4) : to;
}

static bool has_room(const uint8_t *to, const uint8_t *limit, size_t size) {
    return (size_t)(limit - to) >= size;
}

static uint8_t *put_runs(const struct state *state, struct pack *pack, uint8_t *to, const uint8_t *limit) {
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size)
        to = put_run(state, to, state_run_at(state, at));
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) {
        uint32_t words = (state_run_at(state, at)->size - RUN_PLACE) / 8;
        if (!has_room(to, limit, PACK_ROOM(words))) return NULL;
        to = pack_write(pack, to, state->runs + at + RUN_PLACE, words);
    }
    return to;
}

/* Those of a piece's words that differ from a new user's, copied to `words`; how many, and which they are. */
static uint32_t changed_words(const struct state *state, uint32_t piece, uint8_t words[STATE_PIECE], unsigned *which) {
    const uint8_t *fixed = state->fixed + piece * STATE_PIECE;
    const uint8_t *fresh = state->fresh + piece * STATE_PIECE;
    uint32_t count = piece_words(state, piece), changed = 0;
    *which = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (memcmp(fixed + 8 * i, fresh + 8 * i, 8) == 0) continue;
        *which |= 1u << i;
        memcpy(words + 8 * changed++, fixed + 8 * i, 8);
    }
    return changed;
}

static uint8_t *put_fixed(const struct state *state, struct pack *pack, uint8_t *to, const uint8_t *limit) {
    uint32_t count = piece_count(state);
    uint8_t *filled = to;
    uint32_t number = 0;
    bool alone = count == 1;
    if (count == 0) return to;
    if (!has_room(to, limit, 8)) return NULL;
    if (!alone) to += 2;
    for (uint32_t piece = 0; state_next_touched(state, &piece) || (alone && piece == 0); piece++) {
        uint8_t words[STATE_PIECE];
        unsigned which;
        uint32_t changed = changed_words(state, piece, words, &which);
        if (changed == 0 && !alone) continue;
        if (!has_room(to, limit, 3 + PACK_ROOM(PIECE_WORDS))) return NULL;
        if (!alone) to = put(to, piece, 2);
        to = put(to, which, 1);
        to = pack_write(pack, to, words, changed);
        number++;
    }
    if (!alone) memcpy(filled, &number, 2);
    return to;
}

size_t stored_write(const struct state *state, const uint8_t *heap, const uint8_t *limit) {
    uint32_t runs = 0;
    for (uint32_t at = 0; at < state->head.runs_size; at += state_run_at(state, at)->size) runs++;
    if (runs > STORED_RUNS_MAX || !has_room(state->out, limit, 64 + runs * RUN_ROOM)) return 0;
    struct pack pack = pack_begin(state->head.clock, state->head.due);
    uint8_t *to = put_head(state, state->out, runs, state->head.heap_size);
    to = put_runs(state, &pack, to, limit);
    if (to) to = put_fixed(state, &pack, to, limit);
    for (uint32_t i = 0; to && i < state_hold_count(state); i++) {
        if (!has_room(to, limit, PACK_ROOM(HOLD_WORDS))) return 0;
        to = pack_write(&pack, to, state->holds + i * sizeof(struct hold), HOLD_WORDS);
    }
    if (!to) return 0;
    if (state->head.heap_size > 0) memmove(to, heap, state->head.heap_size);
    to += state->head.heap_size;
    if (state->ids.count > 0) to = ids_write(&state->ids, to);
    return (size_t)(to - state->out);
}

enum ids_note stored_note_id(void *bytes, size_t *size, size_t room, uint32_t layout, uint64_t hash, int64_t now,
                             int64_t window) {
    const uint8_t *from = bytes;
    struct stored stored;
    uint64_t form;
    if (!read_form(&stored, &from, *size, &form) || stored.layout != layout) return IDS_BROKEN;
    size_t begin = size_of_begin(form), left = *size - begin;
    if (room < *size) return IDS_FULL;
    int64_t at = now > stored.clock ? now : stored.clock;
    bool any = (form & HAS_IDS) != 0;
    enum ids_note note = ids_note((uint8_t *)bytes + begin, &left, room - begin, any, hash, at, window);
    if (note != IDS_NEW) return note;
    form |= HAS_IDS;
    memcpy((uint8_t *)bytes + 4, &form, 8);
    *size = begin + left;
    return IDS_NEW;
}
