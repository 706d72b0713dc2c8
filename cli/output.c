#include "output.h"
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_SIZE = 1 << 16 };

struct output {
    int fd;                   /* where the bytes go */
    int error;                /* errno of the first failure; 0 while all is well */
    char *path;               /* the place of the result; NULL for standard output */
    char *temporary;          /* the file that is being written; NULL when writing directly */
    size_t used;              /* bytes in the buffer */
    char buffer[BUFFER_SIZE]; /* what has not been written yet */
};

static void write_all(struct output *output, const char *bytes, size_t length) {
    while (length > 0 && output->error == 0) {
        ssize_t written = write(output->fd, bytes, length);
        if (written < 0) {
            if (errno != EINTR) output->error = errno;
            continue;
        }
        bytes += written;
        length -= (size_t)written;
    }
}

static void flush(struct output *output) {
    write_all(output, output->buffer, output->used);
    output->used = 0;
}

/* The permissions that a new file would get, for mkstemp gives them to nobody but the owner. */
static mode_t usual_mode(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Opens a file beside the place of the result; the result's own permissions are kept where it exists. */
static bool open_beside(struct output *output, const struct stat *present) {
    size_t size = strlen(output->path) + sizeof ".XXXXXX";
    output->temporary = malloc(size);
    if (!output->temporary) {
        errno = ENOMEM;
        return false;
    }
    snprintf(output->temporary, size, "%s.XXXXXX", output->path);
    output->fd = mkstemp(output->temporary);
    if (output->fd < 0) {
        free(output->temporary);
        output->temporary = NULL;
        return false;
    }
    return fchmod(output->fd, present ? present->st_mode & 07777 : usual_mode()) == 0;
}

static bool open_place(struct output *output) {
    struct stat present;
    bool exists = stat(output->path, &present) == 0;
    if (exists && S_ISDIR(present.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (exists && !S_ISREG(present.st_mode)) {
        output->fd = open(output->path, O_WRONLY | O_CLOEXEC);
        return output->fd >= 0;
    }
    if (exists && access(output->path, W_OK) != 0) return false;
    /* A link stays a link: what it points to is replaced. */
    char *real = exists ? realpath(output->path, NULL) : NULL;
    if (real) {
        free(output->path);
        output->path = real;
    }
    return open_beside(output, exists ? &present : NULL);
}

struct output *output_open(const char *path) {
    struct output *output = calloc(1, sizeof *output);
    if (!output) {
        cli_cannot("out of memory");
        return NULL;
    }
    output->fd = STDOUT_FILENO;
    if (!path || strcmp(path, "-") == 0) {
        /* What printf has left in its buffer was said first. */
        if (fflush(stdout) != 0) output->error = errno;
        return output;
    }
    output->path = strdup(path);
    output->fd = -1;
    if (!output->path || !open_place(output)) {
        cli_cannot("can't write \"%s\": %s", path, output->path ? strerror(errno) : "out of memory");
        output_discard(output);
        return NULL;
    }
    return output;
}

void output_bytes(struct output *output, const void *bytes, size_t length) {
    if (length > sizeof output->buffer - output->used) flush(output);
    if (length >= sizeof output->buffer) {
        write_all(output, bytes, length);
        return;
    }
    if (length > 0) memcpy(output->buffer + output->used, bytes, length);
    output->used += length;
}

void output_text(struct output *output, const char *text) {
    output_bytes(output, text, strlen(text));
}

void output_format(struct output *output, const char *format, ...) {
    char small[512];
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(small, sizeof small, format, list);
    va_end(list);
    if (length >= 0 && (size_t)length < sizeof small) {
        output_bytes(output, small, (size_t)length);
    } else {
        char *large = length < 0 ? NULL : malloc((size_t)length + 1);
        if (large) {
            vsnprintf(large, (size_t)length + 1, format, again);
            output_bytes(output, large, (size_t)length);
        } else if (output->error == 0) {
            output->error = ENOMEM;
        }
        free(large);
    }
    va_end(again);
}

bool output_failed(const struct output *output) {
    return output->error != 0;
}

static void put_in_place(struct output *output) {
    if (output->temporary && output->error == 0 && fsync(output->fd) != 0) output->error = errno;
    if (output->path) {
        if (close(output->fd) != 0 && output->error == 0) output->error = errno;
        output->fd = -1;
    }
    if (output->temporary && output->error == 0) {
        if (rename(output->temporary, output->path) == 0) {
            free(output->temporary);
            output->temporary = NULL;
        } else {
            output->error = errno;
        }
    }
}

bool output_close(struct output *output) {
    flush(output);
    put_in_place(output);
    bool fine = output->error == 0;
    if (!fine)
        cli_cannot("can't write %s%s%s: %s", output->path ? "\"" : "", output->path ? output->path : "standard output",
                   output->path ? "\"" : "", strerror(output->error));
    output_discard(output);
    return fine;
}

void output_discard(struct output *output) {
    if (output->path && output->fd >= 0) close(output->fd);
    if (output->temporary) unlink(output->temporary);
    free(output->temporary);
    free(output->path);
    free(output);
}
