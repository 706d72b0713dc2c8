/* Which events can concern a user at all: looked up in the stored state, before it is opened.
 *
 * Most events of a busy product reach users whose runs wait for something else. For each journey, stage and wait a mask of
 * 64 bits says which events its triggers and tallies look at (an event's bit is its index modulo 64, so two may share
 * one); a condition looks at all of them. Events that are LISTEN_BEGINS are in every mask. It never says no wrongly. */
#ifndef JRT_LISTEN_H
#define JRT_LISTEN_H

#include "context.h"
#include "stored.h"

/* What an event is to a program. */
enum {
    LISTEN_LOOKED_AT = 1, /* something looks at it; one without changes no state */
    LISTEN_BEGINS = 2     /* it has a history, or may begin a journey; one without is nothing to a user never seen */
};

/* Writes a byte of these bits for each event of the program. */
void listen_mark(const jrt_program *program, uint8_t *marks);
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
