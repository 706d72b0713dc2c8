/* Texts of the journey language for the measurements: the job's script, and others made from it.
 *
 * Everything handed out is the caller's, freed by free or script_free. Ends the program where there is no memory or the
 * file can't be read. */
#ifndef BENCH_SCRIPT_H
#define BENCH_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "jdl.h"

/* A project of several texts. */
struct script {
    struct jdl_text *texts; /* names and bytes belong to the script */
    size_t count;           /* how many */
};

/* A whole file, ended by a NUL. */
char *script_file(const char *path);

/* The text as it is, in a project of its own. */
struct script script_of(const char *source);
/* The same with `event id window: 24 hours` in its project. */
struct script script_with_window(const char *source);
/* The declarations in one text, and the journey `copies` times under other names, each in a text of its own. The first is
 * as it was. `own`: each other one is entered by an event of its own, which is declared too; otherwise by the same. */
struct script script_copies(const char *source, size_t copies, bool own);
void script_free(struct script *script);

size_t script_size(const struct script *script);

/* A copy of the text with `to` in place of each `from`. */
char *script_replace(const char *text, const char *from, const char *to);

#endif
