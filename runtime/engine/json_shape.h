/* The shape of an object: all of its bytes but its texts and numbers.
 *
 * Lines of one source are alike: what differs is what stands in their texts and numbers. json_shape_learn keeps everything
 * else of an object that has been read, json_shape_fits compares another object with it. Where all of that is the same, byte
 * for byte, and texts and numbers stand where they stood, the object is as sound as the one before, and the same members
 * stand at the same tokens; so it need not be read. Anything else, even one blank more, does not fit, and proves nothing.
 * It leans on what json_index has proved for the block, and on the line's escapes being well written. */
#ifndef JRT_JSON_SHAPE_H
#define JRT_JSON_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#define JSON_SHAPE_SLOTS 48    /* texts and numbers of an object that is learnt */
#define JSON_SHAPE_BYTES 1024  /* of all that stands between them */
#define JSON_SHAPE_TOKENS 1024 /* of such an object */
#define JSON_SHAPE_MORE 16     /* bytes that are read behind a piece when it is compared */

/* A text or number, and what stands before it. */
struct json_slot {
    uint16_t begin; /* where the bytes before it begin in the shape's */
    uint16_t size;  /* how many they are */
    uint16_t from;  /* the token at which they begin, from the object's bracket */
    bool is_number; /* else a text */
};

struct json_shape {
    uint32_t slot_count;                          /* the last one is no value, but stands behind the closing bracket */
    uint32_t token_count;                         /* of the object, with both brackets; 0: nothing has been learnt */
    struct json_slot slots[JSON_SHAPE_SLOTS + 1]; /* in order */
    char bytes[JSON_SHAPE_BYTES + JSON_SHAPE_MORE]; /* what stands between the texts and numbers, piece behind piece */
};

/* The tokens of a block. */
struct json_tokens {
    const char *bytes;      /* the block */
    const uint32_t *places; /* of its tokens */
    uint32_t end;           /* of the line */
};

/* Does the object at token `index` have the shape? Nothing else is known of it. */
bool json_shape_fits(const struct json_shape *shape, const struct json_tokens *tokens, uint32_t index);

/* Learns the shape of the object at token `index`, which is `count` tokens long and has been read. The text at token `fixed`
 * belongs to the shape; 0: none does. false: it is too large, or not written closely enough. */
bool json_shape_learn(struct json_shape *shape, const struct json_tokens *tokens, uint32_t index, uint32_t count,
                      uint32_t fixed);

#endif
