#include "program_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"

/* Maps the file. An empty one can't be mapped and is no program: its size is 0 then. */
static bool map(const char *path, struct program_file *file) {
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool fine = fstat(fd, &status) == 0;
    if (fine && !S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
        fine = false;
    }
    if (fine && status.st_size > 0 && status.st_size <= JRT_PROGRAM_MAX) {
        file->bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        fine = file->bytes != MAP_FAILED;
        if (fine) file->size = (size_t)status.st_size;
    }
    int error = errno;
    close(fd);
    errno = error;
    return fine;
}

enum program_file_result program_file_open(const char *path, struct program_file *file, enum jrt_status *status,
                                           struct jrt_fault *fault) {
    *file = (struct program_file){0};
    if (!map(path, file)) return PROGRAM_FILE_UNREADABLE;
    if (file->size == 0) {
        *status = JRT_BAD_BYTES;
        *fault = (struct jrt_fault){.reason = "the file is empty, or far too large"};
        return PROGRAM_FILE_REFUSED;
    }
    *status = jrt_load(file->bytes, file->size, NULL, &file->program, fault);
    if (*status == JRT_OK) return PROGRAM_FILE_FINE;
    program_file_close(file);
    return PROGRAM_FILE_REFUSED;
}

void program_file_close(struct program_file *file) {
    jrt_program_free(file->program);
    if (file->size > 0) munmap(file->bytes, file->size);
    *file = (struct program_file){0};
}
