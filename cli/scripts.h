/* A project's scripts, read and compiled: what `check`, `build` and `test` begin with.
 *
 * It does: read the files that the paths name, compile them in memory, and say what the compiler found. It never writes a
 * file. Texts and result belong to the structure until scripts_free, which may be called after any answer. */
#ifndef JOURNEY_SCRIPTS_H
#define JOURNEY_SCRIPTS_H

#include "cli.h"
#include "files.h"
#include "jdl.h"
#include "report.h"

struct scripts {
    struct files files; /* as read */
    jdl_result *result; /* what the compiler made of them */
    bool portable; /* names in the bytecode begin at the folder that all scripts share: the same on every machine */
};

/* Reads, without compiling. False: reported. */
bool scripts_read(struct scripts *scripts, const char *const *paths, size_t count);

/* Compiles what was read, anew if it was compiled before. Answers CLI_OK or CLI_FINDINGS, or, having reported it, what
 * else the subcommand must return. `options` NULL: the usual; the time zones are always this machine's. */
int scripts_compile(struct scripts *scripts, const struct jdl_options *options);

/* What the compiler found, to be written by report.h. */
struct report scripts_report(const struct scripts *scripts);

/* All of it for a subcommand whose result is another: errors and warnings go to standard error, notes are left out. */
int scripts_open(struct scripts *scripts, const struct cli_args *args, const struct jdl_options *options);

void scripts_free(struct scripts *scripts);

#endif
