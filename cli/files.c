#include "files.h"
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a file lives on the disk, so that one reached by two paths is read once. */
struct identity {
    dev_t device; /* the disk */
    ino_t inode;  /* the file on it */
};

/* A collection under way. */
struct collect {
    struct files *files;   /* what has been read so far */
    struct identity *seen; /* one for each file */
    size_t capacity;       /* how many both have room for */
    size_t met;            /* scripts come across, those that were read before included */
};

static bool ends_with(const char *text, const char *ending) {
    size_t length = strlen(text), end = strlen(ending);
    return length > end && strcmp(text + length - end, ending) == 0;
}

bool files_is_bytecode(const char *path) {
    return ends_with(path, ".jbc");
}

static bool out_of_memory(void) {
    cli_cannot("out of memory");
    return false;
}

static bool cannot_read(const char *path) {
    cli_cannot("can't read %s%s%s: %s", strcmp(path, "-") ? "\"" : "", strcmp(path, "-") ? path : "standard input",
               strcmp(path, "-") ? "\"" : "", strerror(errno));
    return false;
}

/* ---- one file ---------------------------------------------------------------------------------------------------- */

/* Reads until the end, for the size of a pipe is not known before; a file that grows meanwhile is bounded too. */
static bool read_all(int fd, const char *path, size_t largest, char **text, size_t *length) {
    size_t capacity = 1 << 14, used = 0;
    char *bytes = malloc(capacity);
    if (!bytes) return out_of_memory();
    for (;;) {
        ssize_t got = read(fd, bytes + used, capacity - used - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            free(bytes);
            return cannot_read(path);
        }
        if (got == 0) break;
        used += (size_t)got;
        if (used > largest) {
            cli_cannot("\"%s\" is too large: more than %zu MB", path, largest >> 20);
            free(bytes);
            return false;
        }
        if (used + 1 == capacity) {
            char *more = realloc(bytes, capacity * 2);
            if (!more) {
                free(bytes);
                return out_of_memory();
            }
            bytes = more;
            capacity *= 2;
        }
    }
    bytes[used] = '\0';
    *text = bytes;
    *length = used;
    return true;
}

bool files_read(const char *path, size_t largest, char **text, size_t *length) {
    if (strcmp(path, "-") == 0) return read_all(STDIN_FILENO, path, largest, text, length);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return cannot_read(path);
    struct stat status;
    bool fine = fstat(fd, &status) == 0;
    if (fine && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        fine = false;
    }
    fine = fine ? read_all(fd, path, largest, text, length) : cannot_read(path);
    close(fd);
    return fine;
}

/* ---- all scripts of a project ------------------------------------------------------------------------------------ */

static bool make_room(struct collect *collect) {
    if (collect->files->items && collect->files->count < collect->capacity) return true;
    size_t capacity = collect->capacity ? collect->capacity * 2 : 16;
    struct file *items = realloc(collect->files->items, capacity * sizeof *items);
    if (items) collect->files->items = items;
    struct identity *seen = realloc(collect->seen, capacity * sizeof *seen);
    if (seen) collect->seen = seen;
    if (!items || !seen) return out_of_memory();
    collect->capacity = capacity;
    return true;
}

static bool add_script(struct collect *collect, const char *path, const struct stat *status) {
    struct files *files = collect->files;
    collect->met++;
    for (size_t i = 0; i < files->count && collect->seen; i++) {
        if (collect->seen[i].device == status->st_dev && collect->seen[i].inode == status->st_ino) return true;
    }
    if (!make_room(collect)) return false;
    struct file *file = &files->items[files->count];
    file->name = strdup(path);
    if (!file->name) return out_of_memory();
    if (!files_read(path, FILES_LARGEST_SCRIPT, &file->text, &file->length)) {
        free(file->name);
        return false;
    }
    collect->seen[files->count++] = (struct identity){status->st_dev, status->st_ino};
    return true;
}

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static char *join(const char *directory, const char *name) {
    if (strcmp(directory, ".") == 0) return strdup(name);
    size_t length = strlen(directory);
    while (length > 1 && directory[length - 1] == '/') length--;
    const char *between = directory[length - 1] == '/' ? "" : "/";
    size_t size = length + strlen(name) + 2;
    char *path = malloc(size);
    if (path) snprintf(path, size, "%.*s%s%s", (int)length, directory, between, name);
    return path;
}

static bool walk(struct collect *collect, const char *directory);

/* One name of a directory: a script is added, a directory walked, all else left alone. */
static bool visit(struct collect *collect, const char *path) {
    struct stat status, link;
    if (lstat(path, &link) != 0) return cannot_read(path);
    if (S_ISDIR(link.st_mode)) return walk(collect, path);
    if (!ends_with(path, ".journey")) return true;
    if (stat(path, &status) != 0) return cannot_read(path);
    return S_ISREG(status.st_mode) ? add_script(collect, path, &status) : true;
}

static bool walk(struct collect *collect, const char *directory) {
    struct dirent **entries = NULL;
    int count = scandir(directory, &entries, visible, by_bytes);
    if (count < 0) return cannot_read(directory);
    bool fine = true;
    for (int i = 0; i < count; i++) {
        char *path = fine ? join(directory, entries[i]->d_name) : NULL;
        if (fine) fine = path ? visit(collect, path) : out_of_memory();
        free(path);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

/* One path of the command line: here a wrong name is said, not skipped. */
static bool collect_path(struct collect *collect, const char *path) {
    struct stat status;
    if (strcmp(path, "-") == 0) {
        if (fstat(STDIN_FILENO, &status) != 0) return cannot_read(path);
        return add_script(collect, path, &status);
    }
    if (stat(path, &status) != 0) return cannot_read(path);
    if (S_ISDIR(status.st_mode)) {
        size_t before = collect->met;
        if (!walk(collect, path)) return false;
        if (collect->met > before) return true;
        cli_cannot("there are no scripts under \"%s\"", path);
        cli_help_line("a script's name ends in .journey");
        return false;
    }
    if (S_ISREG(status.st_mode) && !ends_with(path, ".journey")) {
        cli_cannot("\"%s\" is no script", path);
        cli_help_line("a script's name ends in .journey; standard input is `-`");
        return false;
    }
    return add_script(collect, path, &status);
}

bool files_collect(const char *const *paths, size_t count, struct files *result) {
    *result = (struct files){0};
    struct collect collect = {.files = result};
    bool fine = true;
    for (size_t i = 0; i < count && fine; i++) fine = collect_path(&collect, paths[i]);
    free(collect.seen);
    if (!fine) files_free(result);
    return fine;
}

void files_free(struct files *files) {
    for (size_t i = 0; i < files->count; i++) {
        free(files->items[i].name);
        free(files->items[i].text);
    }
    free(files->items);
    *files = (struct files){0};
}
