/* A layer between the command and the C library, loaded with LD_PRELOAD: the how-many-th call of one kind fails.
 *
 *   FAULT=read:3   the third read fails with EIO; `read:3+`: and so does every one after it
 *   FAULT_TALLY    a file that gets the number of calls, when the process ends
 *
 * Kinds: open, read, write, fsync, mmap, rename, close, stat, malloc. Only calls of the command and of the libraries that
 * it is linked to are seen, not those that the C library makes itself, nor those of C++'s operator new: where that has no
 * memory, simdjson ends the process, and only its start uses it. A read and a write also fail in a milder way, by
 * being cut short or interrupted: `short:N`, `eintr:N`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_bool armed;     /* main is about to run, or runs */
static atomic_ulong calls;    /* of the kind, so far */
static unsigned long fail_at; /* the how-many-th fails; 0: none */
static bool for_good;         /* and all after it */
static char kind[16];         /* which calls are counted */

static bool fails(const char *name) {
    if (!armed || strcmp(name, kind) != 0) return false;
    unsigned long call = ++calls;
    return fail_at != 0 && (for_good ? call >= fail_at : call == fail_at);
}

__attribute__((constructor)) static void begin(void) {
    const char *wanted = getenv("FAULT");
    if (!wanted) return;
    size_t length = strcspn(wanted, ":");
    if (length >= sizeof kind || wanted[length] == '\0') return;
    memcpy(kind, wanted, length);
    char *end;
    fail_at = strtoul(wanted + length + 1, &end, 10);
    for_good = *end == '+';
    armed = true;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_TALLY");
    armed = false;
    if (!path) return;
    FILE *file = fopen(path, "w");
    if (!file) return;
    fprintf(file, "%lu\n", (unsigned long)calls);
    fclose(file);
}

/* The next function of that name: the sanitizer's, or the C library's. */
#define NEXT(name)                                                                                                     \
    static __typeof__(name) *next;                                                                                     \
    if (!next) *(void **)&next = dlsym(RTLD_NEXT, #name)

ssize_t read(int fd, void *bytes, size_t size) {
    NEXT(read);
    if (fails("read")) return errno = EIO, -1;
    if (fails("eintr")) return errno = EINTR, -1;
    if (fails("short") && size > 1) size = 1;
    return next(fd, bytes, size);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    NEXT(write);
    if (fails("write")) return errno = ENOSPC, -1;
    if (fails("eintr")) return errno = EINTR, -1;
    if (fails("short") && size > 1) size = 1;
    return next(fd, bytes, size);
}

int fsync(int fd) {
    NEXT(fsync);
    if (fails("fsync")) return errno = EIO, -1;
    return next(fd);
}

int close(int fd) {
    NEXT(close);
    if (!fails("close")) return next(fd);
    next(fd);
    return errno = EIO, -1;
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
    NEXT(mmap);
    if (fails("mmap")) return errno = ENOMEM, MAP_FAILED;
    return next(at, size, protection, flags, fd, offset);
}

int rename(const char *from, const char *to) {
    NEXT(rename);
    if (fails("rename")) return errno = EACCES, -1;
    return next(from, to);
}

int fstat(int fd, struct stat *status) {
    NEXT(fstat);
    if (fails("stat")) return errno = EIO, -1;
    return next(fd, status);
}

int stat(const char *path, struct stat *status) {
    NEXT(stat);
    if (fails("stat")) return errno = EIO, -1;
    return next(path, status);
}

int open(const char *path, int flags, ...) {
    NEXT(open);
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list list;
        va_start(list, flags);
        mode = va_arg(list, mode_t);
        va_end(list);
    }
    if (fails("open")) return errno = EMFILE, -1;
    return next(path, flags, mode);
}

int mkstemp(char *pattern) {
    NEXT(mkstemp);
    if (fails("open")) return errno = EMFILE, -1;
    return next(pattern);
}

/* Whether a call comes from C++'s own library, by where it returns to. */
static bool is_of_cxx(const void *caller) {
    Dl_info where;
    return dladdr(caller, &where) != 0 && where.dli_fname != NULL && strstr(where.dli_fname, "libstdc++") != NULL;
}

void *malloc(size_t size) {
    NEXT(malloc);
    if (armed && is_of_cxx(__builtin_return_address(0))) return next(size);
    if (fails("malloc")) return errno = ENOMEM, NULL;
    return next(size);
}

void *calloc(size_t count, size_t size) {
    NEXT(calloc);
    if (fails("malloc")) return errno = ENOMEM, NULL;
    return next(count, size);
}

void *realloc(void *old, size_t size) {
    NEXT(realloc);
    if (fails("malloc")) return errno = ENOMEM, NULL;
    return next(old, size);
}
