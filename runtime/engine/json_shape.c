#include "json_shape.h"

#include "json_quick.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ---- comparing ----------------------------------------------------------------------------------------------------- */

/* JSON_SHAPE_MORE bytes may be read behind the end of both. */
#ifdef __SSE2__
static inline uint32_t differing(const char *a, const char *b) {
    __m128i left = _mm_loadu_si128((const __m128i *)(const void *)a);
    __m128i right = _mm_loadu_si128((const __m128i *)(const void *)b);
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(left, right)) ^ 0xffff;
}

static inline bool same_bytes(const char *a, const char *b, uint32_t size) {
    uint32_t differ = 0;
    for (; size > 16; size -= 16, a += 16, b += 16) differ |= differing(a, b);
    return (differ | (differing(a, b) & ((1u << size) - 1))) == 0;
}
#else
static inline bool same_bytes(const char *a, const char *b, uint32_t size) {
    uint64_t differ = 0, left, right;
    for (; size >= 8; size -= 8, a += 8, b += 8) {
        memcpy(&left, a, 8);
        memcpy(&right, b, 8);
        differ |= left ^ right;
    }
    memcpy(&left, a, 8);
    memcpy(&right, b, 8);
    /* Of the last eight bytes only some count; in two shifts, since they may be none. */
    return (differ | (left ^ right) << (4 * (8 - size)) << (4 * (8 - size))) == 0;
}
#endif

bool json_shape_fits(const struct json_shape *shape, const struct json_tokens *tokens, uint32_t index) {
    const char *bytes = tokens->bytes;
    const uint32_t *places = tokens->places + index;
    const struct json_slot *slot = shape->slots, *last = slot + shape->slot_count - 1;
    uint32_t begin = places[0];
    if (shape->token_count == 0) return false;
    for (;; slot++) {
        uint32_t value = begin + slot->size;
        if (value > tokens->end || !same_bytes(bytes + begin, shape->bytes + slot->begin, slot->size)) return false;
        if (slot == last) return true;
        begin = places[slot[1].from];
        /* What follows is still of the line, so the number ends before it. */
        if (begin >= tokens->end) return false;
        if (slot->is_number) {
            if (json_quick_number(bytes + value) != bytes + begin) return false;
        } else if (bytes[value] != '"' || bytes[begin - 1] != '"') {
            return false;
        }
    }
}

/* ---- learning ------------------------------------------------------------------------------------------------------ */

/* Adds the bytes from the token `from` to `end`, and a slot behind them. */
static bool add_slot(struct json_shape *shape, const struct json_tokens *tokens, uint32_t index, uint32_t from,
                     uint32_t end) {
    struct json_slot *slot = &shape->slots[shape->slot_count];
    uint32_t begin = tokens->places[index + from], size = end - begin;
    uint32_t used = shape->slot_count > 0 ? slot[-1].begin + (uint32_t)slot[-1].size : 0;
    if (shape->slot_count > JSON_SHAPE_SLOTS || size > JSON_SHAPE_BYTES - used) return false;
    memcpy(shape->bytes + used, tokens->bytes + begin, size);
    *slot = (struct json_slot){.begin = (uint16_t)used, .size = (uint16_t)size, .from = (uint16_t)from};
    shape->slot_count++;
    return true;
}

static bool is_number(char c) {
    return c == '-' || (c >= '0' && c <= '9');
}

/* Is the token a text that is a value, or a number? */
static bool is_slot(const struct json_tokens *tokens, uint32_t token) {
    char c = tokens->bytes[tokens->places[token]], next = tokens->bytes[tokens->places[token + 1]];
    return (c == '"' && next != ':') || is_number(c);
}

bool json_shape_learn(struct json_shape *shape, const struct json_tokens *tokens, uint32_t index, uint32_t count,
                      uint32_t fixed) {
    const uint32_t *places = tokens->places + index;
    uint32_t from = 0;
    shape->token_count = shape->slot_count = 0;
    if (count > JSON_SHAPE_TOKENS) return false;
    for (uint32_t i = 1; i + 1 < count; i++) {
        if (index + i == fixed || !is_slot(tokens, index + i)) continue;
        const char *value = tokens->bytes + places[i], *end = tokens->bytes + places[i + 1];
        bool number = is_number(*value);
        if (number ? json_quick_number(value) != end : end[-1] != '"') return false;
        if (!add_slot(shape, tokens, index, from, places[i])) return false;
        shape->slots[shape->slot_count - 1].is_number = number;
        from = i + 1;
    }
    if (!add_slot(shape, tokens, index, from, places[count - 1] + 1)) return false;
    shape->token_count = count;
    return true;
}
