#define _XOPEN_SOURCE 700 /* wcwidth */
#include "utf8.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { REPLACEMENT = 0xFFFD, JOINER = 0x200D, PICTURE_SELECTOR = 0xFE0F };

static bool continues(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/* How many bytes a character has that begins so, and the bits of its code in the first of them; 0: none begins so. */
static size_t size_of(unsigned char first, uint32_t *bits) {
    if (first < 0x80) return (*bits = first, 1);
    if (first >= 0xC2 && first < 0xE0) return (*bits = first & 0x1Fu, 2);
    if (first >= 0xE0 && first < 0xF0) return (*bits = first & 0x0Fu, 3);
    if (first >= 0xF0 && first < 0xF5) return (*bits = first & 0x07u, 4);
    return 0;
}

size_t utf8_decode(const char *text, size_t length, uint32_t *code) {
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value = 0;
    size_t size = size_of((unsigned char)text[0], &value);
    *code = REPLACEMENT;
    if (size == 0 || size > length) return 1;
    for (size_t i = 1; i < size; i++) {
        if (!continues((unsigned char)text[i])) return 1;
        value = value << 6 | ((unsigned char)text[i] & 0x3Fu);
    }
    if (value < smallest[size] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return 1;
    *code = value;
    return size;
}

bool utf8_printable(uint32_t code) {
    if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return false;
    return !(code >= 0x202A && code <= 0x202E) && !(code >= 0x2066 && code <= 0x2069);
}

void utf8_begin(struct utf8_walk *walk, const char *text, size_t length) {
    *walk = (struct utf8_walk){.text = text, .length = length};
    walk->widths = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (walk->widths) walk->before = uselocale(walk->widths);
}

void utf8_end(struct utf8_walk *walk) {
    if (!walk->widths) return;
    uselocale(walk->before);
    freelocale(walk->widths);
    walk->widths = (locale_t)0;
}

static bool is_flag_letter(uint32_t code) {
    return code >= 0x1F1E6 && code <= 0x1F1FF;
}

static bool is_skin_tone(uint32_t code) {
    return code >= 0x1F3FB && code <= 0x1F3FF;
}

/* The columns of one character after those before it. */
static size_t columns_of(struct utf8_walk *walk, uint32_t code) {
    bool joined = walk->joined, half_flag = walk->half_flag, narrow = walk->narrow;
    walk->joined = code == JOINER;
    walk->half_flag = is_flag_letter(code) && !half_flag;
    walk->narrow = false;
    if (code == '\t') return UTF8_TAB - walk->column % UTF8_TAB;
    if (code >= 0x20 && code < 0x7F) {
        walk->narrow = (code >= '0' && code <= '9') || code == '#' || code == '*'; /* the key of a telephone, perhaps */
        return 1;
    }
    if (!utf8_printable(code)) return 1; /* shown as a replacement */
    if (is_flag_letter(code)) return half_flag ? 0 : 2;
    if (code == PICTURE_SELECTOR) return narrow ? 1 : 0;
    if (joined || is_skin_tone(code)) return 0;
    int width = walk->widths ? wcwidth((wchar_t)code) : 1;
    walk->narrow = width == 1;
    return width < 0 ? 1 : (size_t)width;
}

bool utf8_next(struct utf8_walk *walk, struct utf8_char *next) {
    if (walk->at >= walk->length) return false;
    next->size = utf8_decode(walk->text + walk->at, walk->length - walk->at, &next->code);
    next->columns = columns_of(walk, next->code);
    walk->at += next->size;
    walk->column += next->columns;
    return true;
}

size_t utf8_columns(const char *text, size_t length) {
    struct utf8_walk walk;
    struct utf8_char next;
    utf8_begin(&walk, text, length);
    while (utf8_next(&walk, &next)) {
    }
    utf8_end(&walk);
    return walk.column;
}

char *utf8_clean(const char *text, size_t length) {
    char *copy = malloc(length * 3 + 1), *to = copy;
    if (!copy) return NULL;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        /* A NUL would end the copy; a replacement in the text itself is three bytes long already. */
        bool fine = code != 0 && (code != REPLACEMENT || size == 3);
        memcpy(to, fine ? text + at : "\xEF\xBF\xBD", fine ? size : 3);
        to += fine ? size : 3;
        at += size;
    }
    *to = '\0';
    return copy;
}
