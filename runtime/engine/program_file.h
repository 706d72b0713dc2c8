/* A compiled project from a file: mapped read-only, verified, and let go as a whole.
 *
 * The file must not be changed in place while it is open; `journey build` puts a new one in its place instead. */
#ifndef JRT_PROGRAM_FILE_H
#define JRT_PROGRAM_FILE_H

#include "jrt.h"

struct program_file {
    void *bytes;          /* the mapped file */
    size_t size;          /* bytes */
    jrt_program *program; /* made from them */
};

enum program_file_result {
    PROGRAM_FILE_FINE,       /* open */
    PROGRAM_FILE_UNREADABLE, /* errno says why */
    PROGRAM_FILE_REFUSED     /* read, but refused: status and fault say why */
};

/* program_file_close releases what PROGRAM_FILE_FINE has opened; after another result there is nothing to release. */
enum program_file_result program_file_open(const char *path, struct program_file *file, enum jrt_status *status,
                                           struct jrt_fault *fault);
void program_file_close(struct program_file *file);

#endif
