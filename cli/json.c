#include "json.h"
#include "cli.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

void *json_take(size_t size) {
    void *memory = malloc(size);
    if (memory) return memory;
    cli_cannot("out of memory");
    exit(CLI_CANNOT);
}

void json_begin(void) {
    json_set_alloc_funcs(json_take, free);
}

json_t *json_words(const char *text) {
    if (!text) return json_null();
    json_t *string = json_string(text);
    if (string) return string;
    char *clean = utf8_clean(text, strlen(text));
    string = clean ? json_string(clean) : NULL;
    free(clean);
    if (string) return string;
    cli_cannot("out of memory");
    exit(CLI_CANNOT);
}

void json_put(json_t *object, const char *key, json_t *value) {
    (void)json_object_set_new(object, key, value);
}

void json_add(json_t *array, json_t *value) {
    (void)json_array_append_new(array, value);
}

bool json_write(json_t *document, FILE *out) {
    bool fine = document && json_dumpf(document, out, JSON_INDENT(2)) == 0;
    if (fine) fputc('\n', out);
    json_decref(document);
    if (!fine) cli_cannot("the result could not be written as JSON: out of memory or of space");
    return fine;
}
