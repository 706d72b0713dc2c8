/* Reading what the command line names: scripts under paths, one whole file, standard input.
 *
 * Every failure is reported on standard error with the path and the reason, and answered by false. The texts belong to
 * the caller. Directories are walked in the order of their names' bytes, so that the order never depends on the disk;
 * names that begin with a dot and symbolic links to directories are left out; a file reached twice is read once. */
#ifndef JOURNEY_FILES_H
#define JOURNEY_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* One file as read. */
struct file {
    char *name;    /* as a person would type it, "shop/welcome.journey"; "-" for standard input */
    char *text;    /* its bytes, with a NUL after them that does not count */
    size_t length; /* how many bytes */
};

/* All scripts of a project. */
struct files {
    struct file *items; /* in a fixed order */
    size_t count;       /* how many; at least one after files_collect returned true */
};

/* A script larger than this is refused: it is no script. */
#define FILES_LARGEST_SCRIPT ((size_t)32 << 20)

/* Reads every *.journey file under the paths; `-` reads standard input. A path without scripts is an error. */
bool files_collect(const char *const *paths, size_t count, struct files *result);
void files_free(struct files *files);

/* Reads one file whole, `-` for standard input, at most `largest` bytes. `*text` is to be freed. */
bool files_read(const char *path, size_t largest, char **text, size_t *length);

/* Does the path name compiled bytecode, by its ending? */
bool files_is_bytecode(const char *path);

#endif
