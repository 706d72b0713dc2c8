/* Bytes that grow: where lines of output are put together.
 *
 * It does: append bytes, JSON texts, numbers. A failed allocation is remembered in `failed`; what is appended after it
 * goes nowhere, so that a caller may look once at the end. Memory is kept from one use to the next. buffer_free releases
 * it. */
#ifndef JRT_BUFFER_H
#define JRT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
    char *bytes; /* what was appended */
    size_t used; /* bytes */
    size_t room; /* bytes allocated */
    bool failed; /* no memory: the content is not whole */
};

/* Makes room for `size` more bytes, out of line. */
bool buffer_grow(struct buffer *buffer, size_t size);
void buffer_free(struct buffer *buffer);

/* Where `size` bytes may be written; NULL where there is no memory. The caller adds what it wrote to `used`. */
static inline char *buffer_room(struct buffer *buffer, size_t size) {
    if (buffer->room - buffer->used < size && !buffer_grow(buffer, size)) return NULL;
    return buffer->bytes + buffer->used;
}

static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t size) {
    char *room = buffer_room(buffer, size);
    if (!room || size == 0) return;
    memcpy(room, bytes, size);
    buffer->used += size;
}

/* Appends a literal. */
#define buffer_literal(buffer, text) buffer_add(buffer, "" text, sizeof(text) - 1)

/* A text as JSON, quotes included. What is no UTF-8 becomes U+FFFD, one for each byte that fits nowhere. */
void buffer_json(struct buffer *buffer, const char *text, size_t size);
void buffer_number(struct buffer *buffer, uint64_t number);
/* 16 lower-case hexadecimal digits. */
void buffer_hex(struct buffer *buffer, uint64_t number);

#endif
