/* Actions as JSON lines, as docs/operations.md and docs/actions.schema.json describe them.
 *
 * It does: format an action straight into a buffer; names of the program are escaped once, when the printer is made. The
 * same action gives the same bytes. It never allocates but through the buffer. actions_out_free releases all; one printer
 * may be shared by any number of threads, for printing does not change it. */
#ifndef JRT_ACTIONS_OUT_H
#define JRT_ACTIONS_OUT_H

#include "buffer.h"
#include "program.h"

/* A string of the program as JSON. */
struct actions_text {
    uint32_t offset; /* into the printer's bytes */
    uint32_t size;   /* bytes, quotes included */
};

struct actions_out {
    const jrt_program *program; /* whose actions */
    struct buffer bytes;        /* all escaped strings */
    struct actions_text *texts; /* by string */
};

bool actions_out_init(struct actions_out *printer, const jrt_program *program);
void actions_out_free(struct actions_out *printer);

/* Appends a line. `hash` is that of the user's id, hash.h. */
void actions_out_add(const struct actions_out *printer, struct buffer *out, const struct jrt_user *user, uint64_t hash,
                     const struct jrt_action *action);

/* An error of the engine's own: a step that failed, at the user's `serial`-th event of the run. */
void actions_out_error(struct buffer *out, const struct jrt_user *user, uint64_t hash, int64_t at, uint64_t serial,
                       const char *reason);

#endif
