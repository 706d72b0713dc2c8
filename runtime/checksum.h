/* The hash of a .jbc file's bytes, a part of the format: it finds damage, and tells contents apart. It does not withstand an
 * attacker, and nothing rests on it. It reads the bytes it is given and keeps nothing.
 *
 * Like bytecode.h it is for the runtime and the compiler, which share no object; so it is all in this header. */
#ifndef JRT_CHECKSUM_H
#define JRT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* XXH64 as its author describes it: four lanes, each of which takes every fourth word, so that the four multiplications
 * of a round do not wait for one another. */
#define CHECKSUM_PRIME_1 0x9e3779b185ebca87u
#define CHECKSUM_PRIME_2 0xc2b2ae3d27d4eb4fu
#define CHECKSUM_PRIME_3 0x165667b19e3779f9u
#define CHECKSUM_PRIME_4 0x85ebca77c2b2ae63u
#define CHECKSUM_PRIME_5 0x27d4eb2f165667c5u

static inline uint64_t checksum_turn(uint64_t value, unsigned bits) {
    return value << bits | value >> (64 - bits);
}

static inline uint64_t checksum_word(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint64_t checksum_mix(uint64_t lane, uint64_t word) {
    return checksum_turn(lane + word * CHECKSUM_PRIME_2, 31) * CHECKSUM_PRIME_1;
}

static inline uint64_t checksum_join(uint64_t hash, uint64_t lane) {
    return (hash ^ checksum_mix(0, lane)) * CHECKSUM_PRIME_1 + CHECKSUM_PRIME_4;
}

/* What is left when whole rounds are taken: words, half a word, bytes. */
static inline uint64_t checksum_finish(uint64_t hash, const uint8_t *at, size_t left) {
    for (; left >= 8; at += 8, left -= 8)
        hash = checksum_turn(hash ^ checksum_mix(0, checksum_word(at)), 27) * CHECKSUM_PRIME_1 + CHECKSUM_PRIME_4;
    if (left >= 4) {
        uint32_t half;
        memcpy(&half, at, sizeof half);
        hash = checksum_turn(hash ^ half * CHECKSUM_PRIME_1, 23) * CHECKSUM_PRIME_2 + CHECKSUM_PRIME_3;
        at += 4;
        left -= 4;
    }
    for (; left > 0; at++, left--) hash = checksum_turn(hash ^ *at * CHECKSUM_PRIME_5, 11) * CHECKSUM_PRIME_1;
    hash = (hash ^ hash >> 33) * CHECKSUM_PRIME_2;
    hash = (hash ^ hash >> 29) * CHECKSUM_PRIME_3;
    return hash ^ hash >> 32;
}

/* To hash several pieces as one, each is hashed with the hash of those before it as seed; the first has seed 0. */
static inline uint64_t checksum_hash(uint64_t seed, const void *bytes, size_t size) {
    const uint8_t *at = bytes;
    size_t left = size;
    uint64_t hash = seed + CHECKSUM_PRIME_5;
    if (left >= 32) {
        uint64_t a = seed + CHECKSUM_PRIME_1 + CHECKSUM_PRIME_2, b = seed + CHECKSUM_PRIME_2, c = seed,
                 d = seed - CHECKSUM_PRIME_1;
        for (; left >= 32; at += 32, left -= 32) {
            a = checksum_mix(a, checksum_word(at));
            b = checksum_mix(b, checksum_word(at + 8));
            c = checksum_mix(c, checksum_word(at + 16));
            d = checksum_mix(d, checksum_word(at + 24));
        }
        hash = checksum_turn(a, 1) + checksum_turn(b, 7) + checksum_turn(c, 12) + checksum_turn(d, 18);
        hash = checksum_join(checksum_join(checksum_join(checksum_join(hash, a), b), c), d);
    }
    return checksum_finish(hash + size, at, left);
}

#endif
