/* The hash of a byte string, 64 bits: the same on every machine and in every version, for it stands in the ids of actions.
 *
 * Words of 8 bytes, little endian, are folded in by a 64 x 64 -> 128 bit multiplication whose halves are combined by
 * exclusive or. It is quick and spreads well; it is no defence against somebody who may choose ids freely, so nothing
 * rests on two ids having different hashes: tables compare the ids themselves. */
#ifndef JRT_HASH_H
#define JRT_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_A 0x9e3779b97f4a7c15ull /* 2^64 / golden ratio, odd */
#define HASH_B 0xd6e8feb86659fd93ull /* multiplier of a well tested 64-bit mixer */
#define HASH_C 0xa0761d6478bd642full /* odd, half of its bits set */

static inline uint64_t hash_fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_word(const unsigned char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The last 0 to 8 bytes as one word. */
static inline uint64_t hash_rest(const unsigned char *bytes, size_t size) {
    uint64_t word = 0;
    if (size == 8) return hash_word(bytes);
    if (size >= 4) {
        uint32_t low, high;
        memcpy(&low, bytes, 4);
        memcpy(&high, bytes + size - 4, 4);
        return (uint64_t)high << 32 | low;
    }
    for (size_t i = 0; i < size; i++) word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

static inline uint64_t hash_bytes(const void *bytes, size_t size) {
    const unsigned char *next = bytes;
    uint64_t hash = HASH_A ^ size;
    size_t left = size;
    for (; left > 8; left -= 8, next += 8) hash = hash_fold(hash ^ hash_word(next), HASH_B);
    hash = hash_fold(hash ^ hash_rest(next, left), HASH_B ^ size);
    return hash_fold(hash ^ HASH_C, HASH_A);
}

#endif
