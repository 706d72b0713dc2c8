/* Mending scripts: the compiler's sure edits, applied.
 *
 * It does: apply all edits of a diagnostic or none of them, leave out those that overlap what another mends, keep every
 * other byte, and write line ends as the script has them. It never: applies an edit that is not sure, reads or writes a
 * file. Mending again what was mended changes nothing, once the compiler has nothing sure left to say. */
#ifndef JOURNEY_FIX_H
#define JOURNEY_FIX_H

#include "files.h"
#include "jdl.h"

/* Applies what can be applied at once, and replaces the texts in `files`. `*mended` is how many diagnostics were; false: out of
 * memory, reported, and the texts are as they were. `changed` has a byte for each file, set to 1 where its text is new. */
bool fix_apply(struct files *files, const struct jdl_diagnostic *items, size_t count, unsigned char *changed,
               size_t *mended);

#endif
