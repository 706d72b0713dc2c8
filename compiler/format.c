#include "format.h"

#include <assert.h>

#include "formatting.h"

const char *format_file(struct arena *arena, const struct ast_file *file, size_t *length) {
    assert(!file->broken);
    struct format f = {0};
    f.arena = arena;
    f.file = file;
    f.text = file->source->text;
    f.length = file->source->length;
    format_cut(&f);
    format_mark(&f);
    format_place(&f);
    return format_write(&f, length);
}
