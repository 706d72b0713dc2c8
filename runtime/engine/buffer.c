#include "buffer.h"

#include <stdlib.h>

bool buffer_grow(struct buffer *buffer, size_t size) {
    size_t room = buffer->room < 4096 ? 4096 : buffer->room * 2;
    if (buffer->failed || size > SIZE_MAX / 4) return false;
    while (room - buffer->used < size) room *= 2;
    char *bytes = realloc(buffer->bytes, room);
    if (!bytes) {
        buffer->failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->room = room;
    return true;
}

void buffer_free(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

/* ---- JSON texts ---------------------------------------------------------------------------------------------------- */

/* The bytes of the whole character at `text`, as UTF-8 allows them (no surrogates, nothing longer than needed); 0: none. */
static size_t character(const unsigned char *text, size_t left) {
    unsigned char lead = text[0], least = 0x80, most = 0xbf;
    size_t size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (size > left) return 0;
    if (lead == 0xe0) least = 0xa0;
    if (lead == 0xed) most = 0x9f;
    if (lead == 0xf0) least = 0x90;
    if (lead == 0xf4) most = 0x8f;
    if (size > 1 && (text[1] < least || text[1] > most)) return 0;
    for (size_t i = 2; i < size; i++) {
        if (text[i] < 0x80 || text[i] > 0xbf) return 0;
    }
    return size;
}

/* How many bytes from the begin need no change: printable ASCII without quotes and backslashes. */
static size_t plain(const unsigned char *text, size_t size) {
    size_t i = 0;
    while (i < size && text[i] >= 0x20 && text[i] < 0x80 && text[i] != '"' && text[i] != '\\') i++;
    return i;
}

static void add_escaped(struct buffer *buffer, unsigned char byte) {
    static const char hex[] = "0123456789abcdef";
    static const char with_letter[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = byte ? strchr(with_letter, byte) : NULL;
    if (found) {
        buffer_add(buffer, (char[]){'\\', letters[found - with_letter]}, 2);
    } else {
        buffer_add(buffer, (char[]){'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]}, 6);
    }
}

void buffer_json(struct buffer *buffer, const char *text, size_t size) {
    const unsigned char *at = (const unsigned char *)text, *end = at + size;
    buffer_literal(buffer, "\"");
    while (at != end) {
        size_t same = plain(at, (size_t)(end - at));
        buffer_add(buffer, at, same);
        at += same;
        if (at == end) break;
        size_t whole = character(at, (size_t)(end - at));
        if (whole == 1) {
            add_escaped(buffer, *at);
        } else if (whole > 1) {
            buffer_add(buffer, at, whole);
        } else {
            buffer_literal(buffer, "\xef\xbf\xbd");
        }
        at += whole > 0 ? whole : 1;
    }
    buffer_literal(buffer, "\"");
}

void buffer_number(struct buffer *buffer, uint64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    buffer_add(buffer, digits + at, sizeof digits - at);
}

void buffer_hex(struct buffer *buffer, uint64_t number) {
    static const char hex[] = "0123456789abcdef";
    char digits[16];
    for (size_t i = 0; i < 16; i++) digits[i] = hex[number >> (60 - 4 * i) & 15];
    buffer_add(buffer, digits, sizeof digits);
}
