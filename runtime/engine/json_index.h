/* The places of JSON's tokens in a block of text, found by simdjson: the one C++ file stands behind this header.
 *
 * It does: check that the block is UTF-8 and that no text in it is left open or holds a raw control character; list the
 * place of every bracket, colon, comma, and of the first byte of every text, number and word. It never looks at how they
 * follow one another: that is json_in's. json_index_free releases all. */
#ifndef JRT_JSON_INDEX_H
#define JRT_JSON_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "jrt.h"

#ifdef __cplusplus
extern "C" {
#endif

#define JSON_PADDING 64   /* bytes behind a block that must be readable, whatever they hold */
#define JSON_INDEX_MORE 4 /* places behind the last, each the block's size, so that a reader may look ahead */

enum json_index_result {
    JSON_INDEX_FINE,      /* the places are there */
    JSON_INDEX_NOT_UTF8,  /* somewhere in the block */
    JSON_INDEX_OPEN_TEXT, /* a text without its end, or a control character in one */
    JSON_INDEX_NO_MEMORY  /* or a block over the capacity */
};

struct json_index;

/* For blocks of up to `capacity` bytes. JRT_NO_MEMORY, or JRT_NO_LIBRARY: there is none. */
enum jrt_status json_index_new(size_t capacity, struct json_index **index);
void json_index_free(struct json_index *index);

enum json_index_result json_index_run(struct json_index *index, const char *bytes, size_t size);

/* The places of the last run, ascending; JSON_INDEX_MORE times the block's size follow the last. */
const uint32_t *json_index_places(struct json_index *index, uint32_t *count);

#ifdef __cplusplus
}
#endif
#endif
