/* `journey init`: a project to start from, empty or from what an event stream or a tracking plan holds. */
#include "cli.h"
#include "declare.h"
#include "files.h"
#include "infer.h"
#include "output.h"
#include "starter.h"
#include "tracking_plan.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGEST_INPUT ((size_t)1 << 30)

static const struct cli_option options[] = {
    {"from", 0, "FILE", NULL, "events as JSON lines, or a tracking plan in JSON Schema, to declare what is in it"},
    {NULL, 0, NULL, NULL, NULL},
};

/* One file that is to be made. */
struct made {
    char *path;   /* with the folder */
    char *text;   /* what goes in */
    bool service; /* one that is there already stays, without a word against it */
    bool present; /* it is there already */
};

/* All of them. */
struct making {
    const char *folder;    /* the project's */
    char *name;            /* of the project */
    const char *events;    /* a file to run it with: as --from named it; NULL: the sample, or none */
    bool sample;           /* there is a sample among the files */
    struct made files[16]; /* in the order in which they are made */
    size_t count;          /* how many */
};

/* ---- the project's name ------------------------------------------------------------------------------------------ */

/* The last part of the folder's path, as people would write it: `my-project` is "My project". */
static char *name_of(const char *folder) {
    char *real = realpath(folder, NULL);
    const char *path = real ? real : folder;
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    size_t begin = length;
    while (begin > 0 && path[begin - 1] != '/') begin--;
    char *name = calloc(length - begin + sizeof "My project", 1);
    for (size_t i = begin, used = 0; name && i < length; i++) {
        bool plain = isalnum((unsigned char)path[i]) || (unsigned char)path[i] >= 0x80 || path[i] == '.';
        if (plain)
            name[used++] = path[i];
        else if (used > 0 && name[used - 1] != ' ')
            name[used++] = ' ';
    }
    free(real);
    if (name) name[0] = (char)toupper((unsigned char)name[0]);
    if (name && strspn(name, " .") == strlen(name)) strcpy(name, "My project");
    if (!name) cli_cannot("out of memory");
    return name;
}

/* A text with the project's name where it belongs. */
static char *with_name(const char *text, const char *name) {
    const char *place = strstr(text, "@NAME@");
    if (!place) return strdup(text);
    size_t head = (size_t)(place - text), size = strlen(text) + strlen(name);
    char *result = malloc(size);
    if (result) snprintf(result, size, "%.*s%s%s", (int)head, text, name, place + strlen("@NAME@"));
    return result;
}

/* ---- the files --------------------------------------------------------------------------------------------------- */

/* Takes the text over. */
static bool add_file(struct making *making, const char *path, char *text, bool service) {
    struct made *made = &making->files[making->count];
    size_t size = strlen(making->folder) + strlen(path) + 2;
    bool here = strcmp(making->folder, ".") == 0;
    *made = (struct made){.path = malloc(size), .text = text, .service = service};
    making->count++;
    if (!made->path || !text) {
        cli_cannot("out of memory");
        return false;
    }
    snprintf(made->path, size, "%s%s%s", here ? "" : making->folder, here ? "" : "/", path);
    struct stat status;
    made->present = lstat(made->path, &status) == 0;
    return true;
}

static bool add_starter(struct making *making, enum starter_kind kind) {
    for (const struct starter_file *file = starter_files; file->path; file++) {
        if (file->kind != kind) continue;
        if (!add_file(making, file->path, with_name(file->text, making->name), kind == STARTER_SERVICE)) return false;
    }
    return true;
}

/* Nothing is overwritten: a script that is there already is somebody's work. */
static bool nothing_in_the_way(const struct making *making) {
    for (size_t i = 0; i < making->count; i++) {
        if (!making->files[i].present || making->files[i].service) continue;
        cli_cannot("\"%s\" is there already, and nothing is overwritten", making->files[i].path);
        cli_help_line("name a new folder: journey init my-project");
        return false;
    }
    return true;
}

/* Makes the folders on the way to a file. */
static bool make_folders(const char *path) {
    char *folder = strdup(path);
    bool fine = folder != NULL;
    for (char *slash = fine ? strchr(folder + 1, '/') : NULL; fine && slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        fine = mkdir(folder, 0777) == 0 || errno == EEXIST;
        *slash = '/';
    }
    free(folder);
    return fine;
}

/* Makes a file that is not there; not even one that has come into being meanwhile is touched. */
static bool make_file(const struct made *made) {
    int fd = make_folders(made->path) ? open(made->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    size_t left = strlen(made->text);
    const char *at = made->text;
    bool fine = fd >= 0;
    while (fine && left > 0) {
        ssize_t written = write(fd, at, left);
        fine = written >= 0 || errno == EINTR;
        at += written > 0 ? written : 0;
        left -= written > 0 ? (size_t)written : 0;
    }
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && fine) {
        error = errno;
        fine = false;
    }
    if (!fine) cli_cannot("can't write \"%s\": %s", made->path, strerror(error));
    return fine;
}

static int make_files(const struct making *making) {
    for (size_t i = 0; i < making->count; i++) {
        const struct made *made = &making->files[i];
        if (made->present) {
            printf("left     %s, which was there already\n", made->path);
            continue;
        }
        if (!make_file(made)) return CLI_CANNOT;
        printf("made     %s\n", made->path);
    }
    return CLI_OK;
}

/* ---- from events or a plan --------------------------------------------------------------------------------------- */

/* `*timed`: some of them say when they happened, so that they can be run. */
static json_t *found_in_events(const char *path, const char *text, size_t length, bool *timed) {
    struct inference *inference = infer_new();
    json_t *found = NULL;
    for (size_t at = 0; inference && at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t next = end ? (size_t)(end - text) + 1 : length;
        infer_line(inference, text + at, next - at);
        at = next;
    }
    size_t unusable = inference ? infer_unusable(inference) : 0;
    if (inference && infer_lines(inference) == unusable) {
        cli_cannot("there is no event in \"%s\"", path);
        cli_help_line(
            "it should hold Segment's messages or CloudEvents, one JSON object a line, or a tracking plan in JSON Schema");
    } else {
        found = inference ? infer_result(inference) : NULL;
        if (!found) cli_cannot("out of memory");
        if (found && unusable > 0)
            fprintf(stderr, "journey: %zu of %zu lines are no messages and were left out\n", unusable,
                    infer_lines(inference));
        if (found && infer_untimed(inference) > 0)
            fprintf(
                stderr,
                "journey: %zu of %zu lines do not say when it happened (\"timestamp\"), and `journey run` wants to know\n",
                infer_untimed(inference), infer_lines(inference));
    }
    *timed = found && infer_untimed(inference) + unusable < infer_lines(inference);
    infer_free(inference);
    return found;
}

/* A file that is one JSON document with rules is a plan; all else is taken for lines. */
static json_t *find(const char *path, bool *events) {
    char *text;
    size_t length;
    if (!files_read(path, LARGEST_INPUT, &text, &length)) return NULL;
    json_t *whole = json_loadb(text, length, JSON_DECODE_INT_AS_REAL, NULL), *found = NULL;
    if (tracking_plan_is(whole)) {
        found = tracking_plan_read(whole);
        if (!found) cli_cannot("the plan in \"%s\" has no events and no traits", path);
    } else {
        found = found_in_events(path, text, length, events);
    }
    json_decref(whole);
    free(text);
    return found;
}

static bool add_found(struct making *making, const char *path) {
    bool events = false;
    json_t *found = find(path, &events);
    if (events && strcmp(path, "-") != 0) making->events = path;
    struct declared declared;
    bool fine = found && declare_scripts(found, making->name, &declared);
    json_decref(found);
    if (!fine) return false;
    fine = add_file(making, "project.journey", declared.declarations, false);
    if (declared.journey) {
        fine = add_file(making, "first_steps.journey", declared.journey, false) && fine;
        fine = add_file(making, "tests.journey", declared.tests, false) && fine;
    }
    return fine;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

/* A path as a shell takes it. */
static void print_path(const char *path) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
    if (*path && path[strspn(path, plain)] == '\0') {
        fputs(path, stdout);
        return;
    }
    putchar('\'');
    for (; *path; path++) {
        if (*path == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*path);
    }
    putchar('\'');
}

static void say_what_next(const struct making *making) {
    static const char *const commands[][2] = {{"check", "# find every mistake, with its mend"},
                                              {"test", "# run the tests that stand in the scripts"}};
    const char *folder = making->folder;
    fputs("\nWhat next:\n", stdout);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        printf("  journey %s ", commands[i][0]);
        print_path(folder);
        printf("  %s\n", commands[i][1]);
    }
    if (!making->events && !making->sample) return;
    fputs("  journey run ", stdout);
    print_path(folder);
    fputs(" --events ", stdout);
    if (making->sample && strcmp(folder, ".") != 0) {
        print_path(folder);
        putchar('/');
    }
    print_path(making->sample ? "events.jsonl" : making->events);
    fputs(" --summary\n", stdout);
}

static void free_making(struct making *making) {
    for (size_t i = 0; i < making->count; i++) {
        free(making->files[i].path);
        free(making->files[i].text);
    }
    free(making->name);
}

static int run(const struct cli_args *args) {
    const char *from = cli_value(args, "from");
    struct making making = {.folder = args->path_count > 0 ? args->paths[0] : ".", .sample = !from};
    making.name = name_of(making.folder);
    bool fine = making.name != NULL;
    if (fine) fine = from ? add_found(&making, from) : add_starter(&making, STARTER_PROJECT);
    fine = fine && add_starter(&making, STARTER_SERVICE) && nothing_in_the_way(&making);
    int code = fine ? make_files(&making) : CLI_CANNOT;
    if (code == CLI_OK) say_what_next(&making);
    free_making(&making);
    return code;
}

const struct cli_command cli_init = {
    .name = "init",
    .summary = "make a project to start from",
    .usage = "[DIR] [--from FILE]",
    .examples = "  journey init my-project                      scripts, tests, sample events, files for code hosts\n"
                "  journey init --from events.jsonl my-project  declares the events and traits that are in a stream\n"
                "  journey init --from plan.json my-project     declares those of a tracking plan\n",
    .notes =
        "A file that is there already is never overwritten. Events are Segment's messages or CloudEvents, one JSON object a\n"
        "line; types, missing values and words that come again and again are told from what is there, so look over what was\n"
        "made. A tracking plan is one in JSON Schema, as Segment, Avo and RudderStack export it.\n",
    .options = options,
    .min_paths = 0,
    .max_paths = 1,
    .missing = NULL,
    .run = run,
};
