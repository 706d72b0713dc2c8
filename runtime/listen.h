/* Which events can concern a user at all: looked up in the stored state, before it is opened.
 *
 * Most events of a busy product reach users whose runs wait for something else. For each journey, stage and wait a mask of
 * 64 bits says which events its triggers and tallies look at (an event's bit is its index modulo 64, so two may share
 * one); a condition looks at all of them. Events that begin a journey or have a history are in every mask. It never says no
 * wrongly. */
#ifndef JRT_LISTEN_H
#define JRT_LISTEN_H

#include "context.h"
#include "stored.h"

/* Marks each event that something in the program looks at, a byte for each: what is not marked changes no state. */
void listen_mark(const jrt_program *program, uint8_t *events);
/* Fills the marks and masks of a context; once. */
void listen_index(struct jrt_context *context);
/* The events that may change anything of this stored state; of the open one. */
uint64_t listen_stored(const struct jrt_context *context, const struct stored *stored);
uint64_t listen_open(const struct jrt_context *context);

/* May an event of this index? */
static inline bool listen_has(uint64_t mask, uint32_t event) {
    return (mask >> (event % 64) & 1) != 0;
}

/* The same for a host, in half the bits. */
static inline uint32_t listen_fold(uint64_t mask) {
    return (uint32_t)(mask | mask >> 32);
}

#endif
