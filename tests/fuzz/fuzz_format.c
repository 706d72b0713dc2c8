/* Any bytes: where they can be read as a script, laid out they still can, and laid out again nothing changes. */
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "ast.h"
#include "diag.h"
#include "format.h"
#include "parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text laid out; NULL where it can't be read. */
static const char *lay_out(struct arena *arena, const char *text, size_t size, size_t *length) {
    struct ast ast = {0};
    const struct source *source = sources_add(sources_new(arena), "a.journey", text, size);
    const struct ast_file *file = parse_source(arena, source, diags_new(arena), &ast);
    return file->broken ? NULL : format_file(arena, file, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(NULL);
    if (!arena || setjmp(*arena_trap(arena)) != 0) {
        arena_free(arena);
        return 0;
    }
    size_t once_length = 0, twice_length = 0;
    const char *once = lay_out(arena, (const char *)data, size, &once_length);
    if (once) {
        const char *twice = lay_out(arena, once, once_length, &twice_length);
        if (!twice || twice_length != once_length || memcmp(once, twice, once_length) != 0) abort();
    }
    arena_free(arena);
    return 0;
}
