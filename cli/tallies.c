#include "tallies.h"
#include "cli.h"
#include "json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Hashes that were seen: open addressing, 0 is free. */
struct seen {
    uint64_t *slots; /* a power of two */
    size_t room;     /* how many */
    size_t count;    /* of them in use */
};

/* What is counted while reading. */
struct counting {
    const char *path;  /* as messages name it */
    size_t line;       /* from 1 */
    json_t *counts;    /* for each place, as key_of writes it: how many */
    json_t *here;      /* for each run that is open: the key of its stage */
    struct seen users; /* user and place */
    bool failed;       /* out of memory */
};

/* ---- who was seen ------------------------------------------------------------------------------------------------ */

static uint64_t hash_of(const char *text, uint64_t hash) {
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    hash = (hash ^ 0x1f) * 0x100000001b3u;
    return hash ^ (hash >> 29);
}

static void place(struct seen *seen, uint64_t hash) {
    size_t at = (size_t)(hash * 0x9e3779b97f4a7c15u >> 20) & (seen->room - 1);
    while (seen->slots[at] != 0) at = (at + 1) & (seen->room - 1);
    seen->slots[at] = hash;
    seen->count++;
}

static bool grow(struct seen *seen) {
    struct seen larger = {.room = seen->room ? 2 * seen->room : 1024};
    larger.slots = calloc(larger.room, sizeof *larger.slots);
    if (!larger.slots) return false;
    for (size_t i = 0; i < seen->room; i++) {
        if (seen->slots[i] != 0) place(&larger, seen->slots[i]);
    }
    free(seen->slots);
    *seen = larger;
    return true;
}

/* Is it the first time? */
static bool is_new(struct counting *counting, const char *user, const char *key) {
    struct seen *seen = &counting->users;
    uint64_t hash = hash_of(key, hash_of(user, 0xcbf29ce484222325u));
    if (hash == 0) hash = 1;
    if (2 * seen->count >= seen->room && !grow(seen)) {
        counting->failed = true;
        return false;
    }
    size_t at = (size_t)(hash * 0x9e3779b97f4a7c15u >> 20) & (seen->room - 1);
    for (; seen->slots[at] != 0; at = (at + 1) & (seen->room - 1)) {
        if (seen->slots[at] == hash) return false;
    }
    place(seen, hash);
    return true;
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

enum { KEY_PARTS = 5 };

/* What is counted, as one text: its parts with a separator that is in no name. To be freed. */
static char *key_of(struct counting *counting, enum jdl_tally_kind kind, const char *journey, const char *from,
                    const char *to, const char *channel) {
    size_t size = strlen(journey) + strlen(from) + strlen(to) + strlen(channel) + 16;
    char *key = malloc(size);
    if (key)
        snprintf(key, size, "%d\x1f%s\x1f%s\x1f%s\x1f%s", (int)kind, journey, from, to, channel);
    else
        counting->failed = true;
    return key;
}

static void add(struct counting *counting, const char *key, json_int_t more) {
    json_int_t count = json_integer_value(json_object_get(counting->counts, key)) + more;
    if (json_object_set_new(counting->counts, key, json_integer(count)) != 0) counting->failed = true;
}

/* Counts the user once. */
static void count_user(struct counting *counting, const char *user, enum jdl_tally_kind kind, const char *journey,
                       const char *from, const char *to) {
    char *key = key_of(counting, kind, journey, from, to, "");
    if (key && is_new(counting, user, key)) add(counting, key, 1);
    free(key);
}

static void count_message(struct counting *counting, const char *journey, const char *stage, const char *template_,
                          const char *channel) {
    char *key = key_of(counting, JDL_TALLY_SENT, journey, stage, template_, channel);
    if (key) add(counting, key, 1);
    free(key);
}

/* A run is in a stage now, or, with NULL, nowhere any more. */
static void move(struct counting *counting, const char *run, const char *journey, const char *stage) {
    const char *old = json_string_value(json_object_get(counting->here, run));
    if (old) add(counting, old, -1);
    json_object_del(counting->here, run);
    char *key = stage ? key_of(counting, JDL_TALLY_INSIDE, journey, stage, "", "") : NULL;
    if (key) {
        add(counting, key, 1);
        if (json_object_set_new(counting->here, run, json_words(key)) != 0) counting->failed = true;
    }
    free(key);
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static const char *text_at(const json_t *action, const char *member) {
    const char *text = json_string_value(json_object_get(action, member));
    return text ? text : "";
}

/* A run is a user in a journey, with its key if it has one. To be freed. */
static char *run_of(struct counting *counting, const json_t *action) {
    const json_t *key = json_object_get(action, "key");
    char *written = key ? json_dumps(key, JSON_ENCODE_ANY) : NULL;
    char *run = key_of(counting, JDL_TALLY_INSIDE, text_at(action, "journey"), text_at(action, "user"),
                       written ? written : "", "");
    free(written);
    return run;
}

static void count_enter(struct counting *counting, const json_t *action, const char *run) {
    const char *user = text_at(action, "user"), *journey = text_at(action, "journey"),
               *stage = text_at(action, "stage");
    count_user(counting, user, JDL_TALLY_ENTERED, journey, "", "");
    if (json_is_true(json_object_get(action, "kept_out"))) {
        count_user(counting, user, JDL_TALLY_KEPT_OUT, journey, "", "");
        return;
    }
    count_user(counting, user, JDL_TALLY_VISITED, journey, stage, "");
    move(counting, run, journey, stage);
}

static void count_action(struct counting *counting, const json_t *action, const char *run) {
    const char *type = text_at(action, "type"), *user = text_at(action, "user"), *journey = text_at(action, "journey");
    const char *stage = text_at(action, "stage");
    if (strcmp(type, "enter") == 0) {
        count_enter(counting, action, run);
    } else if (strcmp(type, "stage") == 0) {
        count_user(counting, user, JDL_TALLY_MOVED, journey, text_at(action, "from"), text_at(action, "to"));
        count_user(counting, user, JDL_TALLY_VISITED, journey, text_at(action, "to"), "");
        move(counting, run, journey, text_at(action, "to"));
    } else if (strcmp(type, "exit") == 0) {
        if (*stage) count_user(counting, user, JDL_TALLY_ENDED, journey, stage, text_at(action, "outcome"));
        count_user(counting, user, JDL_TALLY_ENDED, journey, "", text_at(action, "outcome"));
        move(counting, run, journey, NULL);
    } else if (strcmp(type, "send") == 0) {
        const char *template_ = text_at(action, "template"), *channel = text_at(action, "channel");
        if (*stage) count_message(counting, journey, stage, template_, channel);
        count_message(counting, journey, "", template_, channel);
    }
}

static bool read_line(struct counting *counting, const char *line, size_t length) {
    json_error_t problem;
    if (strspn(line, " \t\r\n") == length) return true;
    json_t *action = json_loadb(line, length, 0, &problem);
    if (!action || !*text_at(action, "type")) {
        cli_cannot("%s, line %zu is no action: %s", counting->path, counting->line,
                   action ? "it has no \"type\"" : problem.text);
        cli_help_line("--counts wants the actions that `journey run --actions FILE` writes");
        json_decref(action);
        return false;
    }
    char *run = run_of(counting, action);
    if (run) count_action(counting, action, run);
    free(run);
    json_decref(action);
    return true;
}

static bool read_lines(struct counting *counting, FILE *file) {
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    bool fine = true;
    while (fine && !counting->failed && (length = getline(&line, &room, file)) >= 0) {
        counting->line++;
        fine = read_line(counting, line, (size_t)length);
    }
    if (fine && ferror(file)) {
        cli_cannot("%s can't be read: %s", counting->path, strerror(errno));
        fine = false;
    }
    free(line);
    return fine;
}

/* ---- the result -------------------------------------------------------------------------------------------------- */

/* Cuts a key into its parts, in place; an empty part is none. */
static void cut(char *key, const char *parts[KEY_PARTS]) {
    for (size_t i = 0; i < KEY_PARTS; i++) {
        parts[i] = *key && *key != '\x1f' ? key : NULL;
        key += strcspn(key, "\x1f");
        if (*key) *key++ = '\0';
    }
}

static bool finish(const struct counting *counting, struct tallies *result) {
    size_t count = json_object_size(counting->counts);
    size_t size = 0;
    const char *key;
    json_t *number;
    json_object_foreach(counting->counts, key, number) size += strlen(key) + 1;
    char *names = malloc(size + 1);
    result->names = names;
    result->items = calloc(count + 1, sizeof *result->items);
    if (!names || !result->items) return false;
    json_object_foreach(counting->counts, key, number) {
        const char *parts[KEY_PARTS];
        size_t length = strlen(key) + 1;
        memcpy(names, key, length);
        cut(names, parts);
        names += length;
        struct jdl_tally *tally = &result->items[result->count++];
        tally->kind = (enum jdl_tally_kind)(*parts[0] - '0');
        tally->journey = parts[1];
        tally->from = parts[2];
        tally->to = parts[3];
        tally->channel = parts[4];
        tally->count = json_integer_value(number);
    }
    return true;
}

bool tallies_read(const char *path, struct tallies *result) {
    bool is_input = strcmp(path, "-") == 0;
    struct counting counting = {.path = is_input ? "standard input" : path};
    *result = (struct tallies){0};
    FILE *file = is_input ? stdin : fopen(path, "r");
    if (!file) {
        cli_cannot("%s can't be read: %s", path, strerror(errno));
        return false;
    }
    counting.counts = json_object();
    counting.here = json_object();
    bool fine = counting.counts && counting.here && read_lines(&counting, file);
    if (fine && (counting.failed || !finish(&counting, result))) {
        cli_cannot("out of memory");
        fine = false;
    }
    if (!is_input) fclose(file);
    json_decref(counting.counts);
    json_decref(counting.here);
    free(counting.users.slots);
    return fine;
}

void tallies_free(struct tallies *tallies) {
    free(tallies->items);
    free(tallies->names);
    *tallies = (struct tallies){0};
}
