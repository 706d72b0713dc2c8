#include "declare.h"
#include "cli.h"
#include "jdl.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_FIELDS = 256 }; /* of one event or profile, as the runtime has it */

/* A text that grows. */
struct draft {
    char *text;    /* ended by a NUL; NULL while empty */
    size_t length; /* bytes without it */
    size_t room;   /* bytes there is room for */
    bool failed;   /* out of memory */
};

static void put_bytes(struct draft *draft, const char *bytes, size_t count) {
    if (!draft->text || draft->length + count + 1 > draft->room) {
        size_t room = (draft->length + count + 256) * 2;
        char *text = realloc(draft->text, room);
        if (!text) {
            draft->failed = true;
            return;
        }
        draft->text = text;
        draft->room = room;
    }
    memcpy(draft->text + draft->length, bytes, count);
    draft->length += count;
    draft->text[draft->length] = '\0';
}

static void put(struct draft *draft, const char *text) {
    put_bytes(draft, text, strlen(text));
}

/* A text in quotes, as the language writes it. */
static void put_quoted(struct draft *draft, const char *text) {
    put(draft, "\"");
    for (; *text; text++) {
        if (*text == '\n') {
            put(draft, "\\n");
            continue;
        }
        if (strchr("\"\\{", *text)) put(draft, "\\");
        put_bytes(draft, text, 1);
    }
    put(draft, "\"");
}

/* A remark at the end of the line; one line of it. */
static void put_note(struct draft *draft, const char *note) {
    put(draft, " # ");
    for (; *note; note++) put_bytes(draft, isspace((unsigned char)*note) ? " " : note, 1);
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

json_t *declare_field(const char *key, const char *type, bool optional) {
    return json_pack("{s:s, s:s, s:b}", "key", key, "type", type, "optional", optional);
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

enum { LONGEST_NAME = 80 };

/* `planName`, `Plan Name` and `plan-name` are plan_name. */
static void make_name(const char *key, char name[LONGEST_NAME]) {
    size_t length = 0;
    for (const char *c = key; *c && length < LONGEST_NAME - 24; c++) {
        bool letter = islower((unsigned char)*c) || isupper((unsigned char)*c) || isdigit((unsigned char)*c);
        bool new_word =
            isupper((unsigned char)*c) && c > key && (islower((unsigned char)c[-1]) || isdigit((unsigned char)c[-1]));
        if ((!letter || new_word) && length > 0 && name[length - 1] != '_') name[length++] = '_';
        if (letter) name[length++] = (char)tolower((unsigned char)*c);
    }
    while (length > 0 && name[length - 1] == '_') length--;
    name[length] = '\0';
    if (length == 0) strcpy(name, "field");
    if (isdigit((unsigned char)name[0])) {
        memmove(name + 2, name, length + 1);
        memcpy(name, "n_", 2);
    }
}

/* The name of a field in the script, unlike all that are taken. Events, users and accounts have `id` and `time` already. */
static void choose_name(const char *key, const char *owner, json_t *taken, char name[LONGEST_NAME]) {
    char base[LONGEST_NAME];
    make_name(key, base);
    if (strcmp(base, "id") == 0 || strcmp(base, "time") == 0) {
        snprintf(name, LONGEST_NAME, "%s_%.8s", owner, base);
        strcpy(base, name);
    }
    strcpy(name, base);
    for (int i = 2; json_object_get(taken, name); i++) snprintf(name, LONGEST_NAME, "%.56s_%d", base, i);
    json_object_set_new(taken, name, json_true());
}

/* ---- declarations ------------------------------------------------------------------------------------------------ */

static void put_type(struct draft *draft, const json_t *field) {
    const char *type = text_of(field, "type");
    const json_t *words = json_object_get(field, "words");
    if (strcmp(type, "list") == 0) {
        put(draft, "list of ");
        put(draft, text_of(field, "item"));
    } else {
        put(draft, type);
    }
    for (size_t i = 0; strcmp(type, "one of") == 0 && i < json_array_size(words); i++) {
        put(draft, i == 0 ? " " : ", ");
        put_quoted(draft, json_string_value(json_array_get(words, i)));
    }
    if (json_is_true(json_object_get(field, "optional"))) put(draft, " optional");
}

/* One field a line; what the language has no type for is a comment. */
static void put_field(struct draft *draft, const json_t *field, const char *owner, json_t *taken) {
    const char *key = text_of(field, "key");
    const char *note = text_of(field, "note");
    char name[LONGEST_NAME];
    if (strcmp(text_of(field, "type"), "none") == 0) {
        put_note(draft, key);
        put(draft, ": ");
        put(draft, note);
        put(draft, "\n");
        return;
    }
    choose_name(key, owner, taken, name);
    if (strcmp(name, key) != 0) {
        put_quoted(draft, key);
        put(draft, " as ");
    }
    put(draft, name);
    put(draft, ": ");
    put_type(draft, field);
    if (*note) put_note(draft, note);
    put(draft, "\n");
}

static void put_fields(struct draft *draft, const json_t *fields, const char *owner) {
    json_t *taken = json_object();
    draft->failed = draft->failed || !taken;
    put(draft, " {\n");
    for (size_t i = 0; i < json_array_size(fields) && i < MOST_FIELDS; i++)
        put_field(draft, json_array_get(fields, i), owner, taken);
    if (json_array_size(fields) > MOST_FIELDS) put(draft, "# There were more; 256 fields are the most.\n");
    put(draft, "}\n");
    json_decref(taken);
}

/* The name of the trait that says whose clock the project goes by, as put_fields will call it; false if none does. */
static bool zone_name(const json_t *found, char name[LONGEST_NAME]) {
    json_t *taken = json_object(), *field;
    bool here = false;
    size_t i;
    json_array_foreach(json_object_get(found, "user"), i, field) {
        const char *type = text_of(field, "type");
        if (i >= MOST_FIELDS || strcmp(type, "none") == 0) continue;
        choose_name(text_of(field, "key"), "user", taken, name);
        here = strcmp(type, "timezone") == 0;
        if (here) break;
    }
    json_decref(taken);
    return here;
}

static void put_project(struct draft *draft, const json_t *found, const char *project) {
    char name[LONGEST_NAME];
    put(draft, "language 1\n\nproject ");
    put_quoted(draft, project);
    put(draft, " {\ntimezone: ");
    if (zone_name(found, name)) {
        put(draft, "user.");
        put(draft, name);
        put(draft, " or ");
    }
    put(draft, "\"UTC\" # whose clock a time like 09:00 means\n}\n\n");
}

/* Is there a way to write to users? Reports about e-mail say so, and so does an address. */
static bool has_email(const json_t *found) {
    size_t i;
    json_t *field;
    json_array_foreach(json_object_get(found, "user"), i, field) {
        if (strcasecmp(text_of(field, "key"), "email") == 0) return true;
    }
    return json_is_true(json_object_get(found, "email"));
}

static void put_declarations(struct draft *draft, const json_t *found, const char *project) {
    size_t i;
    json_t *event;
    put_project(draft, found, project);
    json_array_foreach(json_object_get(found, "events"), i, event) {
        const char *note = text_of(event, "note");
        if (*note) {
            put_note(draft, note);
            put(draft, "\n");
        }
        put(draft, "event ");
        put_quoted(draft, text_of(event, "name"));
        if (json_array_size(json_object_get(event, "fields")) > 0)
            put_fields(draft, json_object_get(event, "fields"), "event");
        put(draft, "\n");
    }
    for (int account = 0; account < 2; account++) {
        const json_t *fields = json_object_get(found, account ? "account" : "user");
        if (json_array_size(fields) == 0) continue;
        put(draft, account ? "\naccount" : "\nuser");
        put_fields(draft, fields, account ? "account" : "user");
    }
    if (has_email(found)) put(draft, "\nchannel email { template \"welcome\" } # list all templates here\n");
}

/* ---- a first journey --------------------------------------------------------------------------------------------- */

/* Does the name hold the word, in whatever case? */
static bool holds(const char *name, const char *word) {
    size_t length = strlen(word);
    for (; *name; name++) {
        if (strncasecmp(name, word, length) == 0) return true;
    }
    return false;
}

/* The event with which a first journey begins: a sign-up if there is any, else the first. */
static size_t first_event(const json_t *found) {
    static const char *const begins[] = {"signed up",       "sign up",      "signup",        "sign_up",   "registered",
                                         "account created", "user created", "trial started", "installed", NULL};
    const json_t *events = json_object_get(found, "events");
    for (const char *const *word = begins; *word; word++) {
        for (size_t i = 0; i < json_array_size(events); i++) {
            if (holds(text_of(json_array_get(events, i), "name"), *word)) return i;
        }
    }
    return 0;
}

/* The event that it waits for: the next one that does not sound like an end; as many as there are events: none. */
static size_t second_event(const json_t *found) {
    static const char *const ends[] = {"delete",     "removed",      "closed", "cancel", "signed out",
                                       "logged out", "unsubscribed", "ended",  "failed", NULL};
    const json_t *events = json_object_get(found, "events");
    size_t first = first_event(found), count = json_array_size(events), other = count;
    for (size_t step = 1; step < count; step++) {
        size_t i = (first + step) % count;
        const char *const *word = ends;
        while (*word && !holds(text_of(json_array_get(events, i), "name"), *word)) word++;
        if (!*word) return i;
        if (other == count) other = i;
    }
    return other;
}

static const char *event_name(const json_t *found, size_t number) {
    return text_of(json_array_get(json_object_get(found, "events"), number), "name");
}

static void put_journey(struct draft *draft, const json_t *found) {
    const char *first = event_name(found, first_event(found)), *second = event_name(found, second_event(found));
    put(draft, "# A journey to begin with.");
    if (!has_email(found)) put(draft, " Give it a channel and messages: `send email \"welcome\"`.");
    put(draft, "\n\nlanguage 1\n\njourney first_steps ");
    put_quoted(draft, "The first steps");
    put(draft, " {\nenter when event ");
    put_quoted(draft, first);
    put(draft, "\nenter again never\n\nstage begin {\n");
    if (has_email(found)) put(draft, "send email \"welcome\"\n");
    if (*second) {
        put(draft, "wait up to 7 days {\nfor event ");
        put_quoted(draft, second);
        put(draft, " {\nmilestone second_step\nexit as done\n}\notherwise { exit as not_yet }\n}\n");
    } else {
        put(draft, "wait 7 days\nmilestone one_week\nexit as done\n");
    }
    put(draft, "}\n}\n");
}

/* A value that fits. */
static void put_value(struct draft *draft, const json_t *field, const char *type) {
    static const char *const values[][2] = {{"text", "\"text\""},     {"number", "1"},
                                            {"yes/no", "yes"},        {"time", "2026-03-02 09:00"},
                                            {"time of day", "09:00"}, {"timezone", "\"UTC\""}};
    if (strcmp(type, "one of") == 0)
        put_quoted(draft, json_string_value(json_array_get(json_object_get(field, "words"), 0)));
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strcmp(type, values[i][0]) == 0) put(draft, values[i][1]);
    }
    if (strcmp(type, "list") == 0) {
        put(draft, "[");
        put_value(draft, field, text_of(field, "item"));
        put(draft, "]");
    }
}

/* The fields that must be there, with values; nothing if none must. */
static void put_values(struct draft *draft, const json_t *fields, const char *owner) {
    json_t *taken = json_object();
    size_t i, count = 0;
    json_t *field;
    json_array_foreach(fields, i, field) {
        char name[LONGEST_NAME];
        if (strcmp(text_of(field, "type"), "none") == 0 || i >= MOST_FIELDS) continue;
        choose_name(text_of(field, "key"), owner, taken, name);
        if (json_is_true(json_object_get(field, "optional"))) continue;
        put(draft, count++ == 0 ? " { " : ", ");
        put(draft, name);
        put(draft, ": ");
        put_value(draft, field, text_of(field, "type"));
    }
    if (count > 0) put(draft, " }");
    json_decref(taken);
}

static bool any_required(const json_t *fields) {
    size_t i;
    json_t *field;
    json_array_foreach(fields, i, field) {
        if (strcmp(text_of(field, "type"), "none") != 0 && !json_is_true(json_object_get(field, "optional")))
            return true;
    }
    return false;
}

static void put_event(struct draft *draft, const json_t *found, size_t number) {
    const json_t *event = json_array_get(json_object_get(found, "events"), number);
    put(draft, "event ");
    put_quoted(draft, text_of(event, "name"));
    put_values(draft, json_object_get(event, "fields"), "event");
    put(draft, "\n");
}

static void begin_test(struct draft *draft, const json_t *found, const char *name) {
    put(draft, "\ntest ");
    put_quoted(draft, name);
    put(draft, " {\n");
    for (int account = 0; account < 2; account++) {
        const json_t *fields = json_object_get(found, account ? "account" : "user");
        if (!any_required(fields)) continue;
        put(draft, account ? "given account" : "given user");
        put_values(draft, fields, account ? "account" : "user");
        put(draft, "\n");
    }
    put(draft, "start at 2026-03-02 10:00\n\n");
    put_event(draft, found, first_event(found));
    put(draft, has_email(found) ? "expect email \"welcome\"\n" : "expect stage begin\n");
}

static void put_tests(struct draft *draft, const json_t *found) {
    bool two = *event_name(found, second_event(found)) != '\0';
    put(draft, "language 1\n");
    begin_test(draft, found, two ? "takes the second step" : "ends after a week");
    if (two) {
        put(draft, "after 1 day\n");
        put_event(draft, found, second_event(found));
        put(draft, "expect milestone second_step\nexpect exit as done\n}\n");
    } else {
        put(draft, "after 7 days\nexpect milestone one_week\nexpect exit as done\n}\n");
    }
    begin_test(draft, found, two ? "does not take the second step" : "is still there after six days");
    put(draft, two ? "after 7 days\nexpect exit as not_yet\n}\n" : "after 6 days\nexpect nothing\n}\n");
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

/* Lays a draft out. NULL: out of memory, or a bug, which is reported. */
static char *finish(struct draft *draft) {
    struct jdl_text text = {"project.journey", draft->text, draft->length};
    jdl_result *result = NULL;
    char *copy = NULL;
    if (draft->failed || !draft->text) {
        cli_cannot("out of memory");
    } else if (jdl_format(&text, NULL, &result) == JDL_FINDINGS) {
        size_t count;
        const struct jdl_diagnostic *problems = jdl_diagnostics(result, &count);
        cli_bug("a script was made that can't be read: line %u: %s", problems->place.line, problems->message);
    } else {
        size_t length;
        const char *formatted = jdl_formatted(result, &length);
        copy = formatted ? strdup(formatted) : NULL;
        if (!copy) cli_cannot("out of memory");
    }
    jdl_result_free(result);
    free(draft->text);
    *draft = (struct draft){0};
    return copy;
}

bool declare_scripts(const json_t *found, const char *project, struct declared *result) {
    struct draft draft = {0};
    *result = (struct declared){0};
    put_declarations(&draft, found, project);
    result->declarations = finish(&draft);
    bool fine = result->declarations != NULL;
    if (fine && json_array_size(json_object_get(found, "events")) > 0) {
        put_journey(&draft, found);
        result->journey = finish(&draft);
        put_tests(&draft, found);
        result->tests = result->journey ? finish(&draft) : NULL;
        fine = result->tests != NULL;
    }
    free(draft.text);
    if (!fine) declare_free(result);
    return fine;
}

void declare_free(struct declared *result) {
    free(result->declarations);
    free(result->journey);
    free(result->tests);
    *result = (struct declared){0};
}
