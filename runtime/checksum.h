/* The two sums of a .jbc file: one finds damage, the other tells contents apart. Neither withstands an attacker, and
 * nothing rests on it. They read the bytes they are given and keep nothing. */
#ifndef JRT_CHECKSUM_H
#define JRT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#define CHECKSUM_FNV_BEGIN 0xcbf29ce484222325u /* the hash of no bytes */

/* CRC-32 as in zlib. */
uint32_t checksum_crc32(const void *bytes, size_t size);

/* FNV-1a, 64 bits, of what `hash` was made of and then these bytes. */
uint64_t checksum_fnv(uint64_t hash, const void *bytes, size_t size);

#endif
