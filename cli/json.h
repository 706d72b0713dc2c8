/* JSON in results: the few things that jansson leaves to its user.
 *
 * It does: make strings out of bytes that may be no UTF-8, and write a document once it is whole. Where there is no memory
 * left for JSON, the command says so and ends, for a result that lacks a part would be taken for a whole one. */
#ifndef JOURNEY_JSON_H
#define JOURNEY_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Before any other use of JSON. */
void json_begin(void);

/* Memory, to be given to free, for what becomes a part of a document. */
void *json_take(size_t size);

/* A string; what is no UTF-8 in it is replaced. `text` NULL: null. */
json_t *json_words(const char *text);

/* A member; the value is handed over. */
void json_put(json_t *object, const char *key, json_t *value);
void json_add(json_t *array, json_t *value);

/* Writes the document with a line end behind it, and releases it. False: reported. */
bool json_write(json_t *document, FILE *out);

#endif
