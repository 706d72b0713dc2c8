/* Values and what can be asked of two of them.
 *
 * A missing value has type 0. It does: arithmetic on exact decimals with six places, comparison, lists. It never
 * allocates: texts and lists that are made go into the scratch memory it is handed. All functions are pure.
 *
 * `rate` says how a value moves with the clock: 1 grows by a millisecond each millisecond (now, time since an event),
 * -1 shrinks, 0 stands still. value_crossing turns it into the instant at which a comparison may change. */
#ifndef JRT_VALUE_H
#define JRT_VALUE_H

#include <stdbool.h>

#include "bytecode.h"
#include "jrt.h"

/* Memory for texts and lists made during one call; given back as a whole. */
struct scratch {
    char *bytes;   /* of the context */
    uint32_t used; /* bytes */
    uint32_t size; /* bytes */
    bool ran_out;  /* something was asked for that did not fit */
};

/* `size` bytes, or NULL where there is no room. */
char *scratch_take(struct scratch *scratch, uint32_t size);

static inline struct jrt_value value_missing(void) {
    return (struct jrt_value){0};
}

static inline struct jrt_value value_of(enum jbc_type type, int64_t number) {
    struct jrt_value value = {.type = (uint8_t)type};
    value.as.number = number;
    return value;
}

static inline struct jrt_value value_text(const char *text, uint32_t size) {
    struct jrt_value value = {.type = JBC_TEXT, .size = size};
    value.as.text = text;
    return value;
}

static inline bool value_is_yes(struct jrt_value value) {
    return value.type == JBC_BOOL && value.as.number != 0;
}

struct jrt_value value_add(struct jrt_value a, struct jrt_value b);
struct jrt_value value_subtract(struct jrt_value a, struct jrt_value b);
struct jrt_value value_multiply(struct jrt_value a, struct jrt_value b);
struct jrt_value value_divide(struct jrt_value a, struct jrt_value b);
struct jrt_value value_negate(struct jrt_value a);
/* A number to `places` decimals, half away from zero. */
struct jrt_value value_round(struct jrt_value a, uint32_t places);

/* Both known and equal. */
bool value_equal(struct jrt_value a, struct jrt_value b);
/* Less than, equal, more than 0; both must be known and of one type that has an order. */
int value_order(struct jrt_value a, struct jrt_value b);
bool value_contains(struct jrt_value whole, struct jrt_value part);

/* The first instant after `now` at which a comparison of a with b may give another answer, by time alone; INT64_MAX: it
 * never does. */
int64_t value_crossing(struct jrt_value a, struct jrt_value b, int64_t now);

/* A hash of the value's bytes, for keys: FNV-1a, 64 bits. */
uint64_t value_hash(struct jrt_value value);

/* Values in a row, as lists and held messages keep them: u16 count, then for each a type byte and 8 bytes, or for texts
 * and lists a type byte, u32 size and the bytes. */
uint32_t values_size(const struct jrt_value *values, uint32_t count);
void values_write(uint8_t *to, const struct jrt_value *values, uint32_t count);
uint32_t values_count(const uint8_t *bytes);
/* Reads up to `most` values; their texts point into `bytes`. */
uint32_t values_read(const uint8_t *bytes, struct jrt_value *values, uint32_t most);
/* Is it a whole row of values, exactly `size` bytes long, with lists no deeper than one? */
bool values_check(const uint8_t *bytes, uint32_t size);

#endif
