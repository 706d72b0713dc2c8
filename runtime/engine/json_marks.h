/* Where a block's lines end, and where its backslashes are: one pass over the bytes, 64 at a time.
 *
 * It does: give the places of all line feeds and backslashes in ascending order, one at each call. It looks at nothing
 * else, so a backslash behind a backslash comes out too. JSON_PADDING bytes behind the block must be readable. */
#ifndef JRT_JSON_MARKS_H
#define JRT_JSON_MARKS_H

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct json_marks {
    const char *bytes; /* the block */
    uint32_t size;     /* its bytes */
    uint32_t piece;    /* where the 64 bytes begin that are being looked at */
    uint64_t left;     /* a bit for each of them that is a mark and has not come out yet */
};

#ifdef __SSE2__
static inline __m128i json_marks_in(const char *bytes) {
    __m128i piece = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    return _mm_or_si128(_mm_cmpeq_epi8(piece, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(piece, _mm_set1_epi8('\\')));
}

/* A bit for each of 64 bytes: it is a mark. Most often none is. */
static inline uint64_t json_marks_of(const char *bytes) {
    __m128i a = json_marks_in(bytes), b = json_marks_in(bytes + 16);
    __m128i c = json_marks_in(bytes + 32), d = json_marks_in(bytes + 48);
    if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) == 0) return 0;
    return (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
           (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 | (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}
#else
static inline uint64_t json_marks_of(const char *bytes) {
    uint64_t bits = 0;
    for (unsigned i = 0; i < 64; i++) bits |= (uint64_t)(bytes[i] == '\n' || bytes[i] == '\\') << i;
    return bits;
}
#endif

static inline void json_marks_look(struct json_marks *marks) {
    uint32_t left = marks->size - marks->piece;
    marks->left = json_marks_of(marks->bytes + marks->piece);
    if (left < 64) marks->left &= (1ull << left) - 1;
}

static inline struct json_marks json_marks_begin(const char *bytes, uint32_t size) {
    struct json_marks marks = {.bytes = bytes, .size = size};
    json_marks_look(&marks);
    return marks;
}

/* The next mark; the block's size: there is none. */
static inline uint32_t json_marks_next(struct json_marks *marks) {
    while (marks->left == 0) {
        if (marks->size - marks->piece <= 64) return marks->size;
        marks->piece += 64;
        json_marks_look(marks);
    }
    uint32_t place = marks->piece + (uint32_t)__builtin_ctzll(marks->left);
    marks->left &= marks->left - 1;
    return place;
}

#endif
