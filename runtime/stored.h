/* The stored form of a user's state: the bytes a host keeps.
 *
 * A state is small where little is known of the user. Little endian, one after the other, nothing aligned:
 *
 *   u32   the program's layout_hash
 *   u64   bits 0-48: the clock, counted from JRT_TIME_MIN; above them the form of what follows, see stored.c
 *   due   none: never; 4 bytes: so long after the clock; 8: an instant; then 8 of a clock outside the calendar
 *   u8 or u32 each: the sequence of the last action, the serial of the last run
 *   u8    held messages, if there are any; u32: bytes of the heap, if it has any
 *   runs  for each: a byte with phase, flags and form; u8 or u16 each: journey, stage, wait; its serial
 *   rows  for each run: its record behind the first 16 bytes, as words of pack.h
 *   fixed in pieces of 8 words, those that differ from a new user's: u16 how many, each u16 place, u8 which of its words,
 *         and their row. A fixed part of one piece is the u8 and the row alone
 *   rows  for each held message: struct hold, as words
 *   heap  its bytes
 *   ids   as ids.h says, if there are any
 *
 * Reading trusts nothing; whether what was read makes sense is sound.h's question. */
#ifndef JRT_STORED_H
#define JRT_STORED_H

#include "state.h"

#define STORED_RUNS_MAX 127u /* runs that the form can tell; more than may be live */

/* What stands before the rows. */
struct stored {
    uint32_t layout;     /* the program's layout_hash */
    uint32_t sequence;   /* the user's last action */
    uint32_t serial;     /* the user's last run */
    uint32_t run_count;  /* how many */
    uint32_t hold_count; /* how many */
    uint32_t heap_size;  /* bytes */
    int64_t due;         /* when a timer is due next, INT64_MAX: never */
    int64_t clock;       /* the largest `now` so far */
    const uint8_t *next; /* behind it: the runs */
    const uint8_t *end;  /* of the state; once stored_ids was called, where the ids begin */
    bool has_ids;        /* there are some at its end */
};

/* false: these bytes are none. */
bool stored_begin(struct stored *stored, const void *bytes, size_t size);

/* Takes the ids off the end, if there are any; before stored_read. false: they are not whole. */
bool stored_ids(struct stored *stored, struct ids *ids);

/* When a timer is due next; INT64_MAX: never, or these bytes are none. */
int64_t stored_due(const void *bytes, size_t size);

/* Takes a run's place, all but its instants and slots; they begin at stored->next, `next` moves on. false: there is no
 * whole one. Its size is not set. */
bool stored_run(const struct stored *stored, const uint8_t **next, struct jbc_run *run);

/* Bytes of the runs' records; UINT32_MAX: they are of another program. */
uint32_t stored_runs_size(const struct stored *stored, const jrt_program *program);

/* Fills the state's blocks but the heap, whose bytes are at stored->next then. false: it is not whole, or the runs don't fit.
 * Each is then of a journey of the program, of its size, with a stage of the program and flags that can be stored; all
 * else that a block says may be anything. */
bool stored_read(struct stored *stored, struct state *state);

/* Notes an id that came at `now`, in the window, in a state where it stands: `*size` bytes that may become `room`. IDS_BROKEN:
 * it is no state of that layout. */
enum ids_note stored_note_id(void *bytes, size_t *size, size_t room, uint32_t layout, uint64_t hash, int64_t now,
                             int64_t window);

/* Writes the state to state->out, with these bytes as its heap, which may lie at the end of state->out; all that comes
 * before the heap goes to `limit` at most, behind which there is room for as many bytes as the heap and the ids have. Its size, 0 where
 * it does not fit. */
size_t stored_write(const struct state *state, const uint8_t *heap, const uint8_t *limit);

#endif
