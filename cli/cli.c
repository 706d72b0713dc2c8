#include "cli.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- messages ---------------------------------------------------------------------------------------------------- */

static void say(const char *lead, const char *format, va_list list) __attribute__((format(printf, 2, 0)));
static void say(const char *lead, const char *format, va_list list) {
    fputs(lead, stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
}

int cli_cannot(const char *format, ...) {
    va_list list;
    va_start(list, format);
    say("journey: ", format, list);
    va_end(list);
    return CLI_CANNOT;
}

void cli_help_line(const char *format, ...) {
    va_list list;
    va_start(list, format);
    say("help: ", format, list);
    va_end(list);
}

int cli_bug(const char *format, ...) {
    va_list list;
    va_start(list, format);
    say("journey: a mistake in journey itself: ", format, list);
    va_end(list);
    cli_help_line("nothing is wrong with what you typed; please report this line, `journey --version`, and the script");
    return CLI_BUG;
}

/* ---- near misses ------------------------------------------------------------------------------------------------- */

enum { LONGEST_WORD = 32 };

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* How many letters must be added, dropped, changed or swapped with their neighbour to get from a to b. */
static size_t distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    size_t rows[3][LONGEST_WORD + 1];
    if (n > LONGEST_WORD || m > LONGEST_WORD) return LONGEST_WORD;
    for (size_t j = 0; j <= m; j++) rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *higher = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = least(changed, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], higher[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

const char *cli_nearest(const char *word, const char *const *names) {
    const char *best = NULL;
    size_t best_distance = strlen(word) / 3 + 1;
    for (; *names; names++) {
        size_t far = distance(word, *names);
        if (far < best_distance || (far == best_distance && !best)) {
            best = *names;
            best_distance = far;
        }
    }
    return best && best_distance < strlen(best) ? best : NULL;
}

/* ---- asking for values ------------------------------------------------------------------------------------------- */

static size_t option_count(const struct cli_command *command) {
    size_t count = 0;
    while (command->options && command->options[count].name) count++;
    return count;
}

const char *cli_value(const struct cli_args *args, const char *name) {
    const struct cli_option *options = args->command->options;
    for (size_t i = 0; i < option_count(args->command); i++) {
        if (strcmp(options[i].name, name) == 0) return args->values[i];
    }
    assert(false && "an option that the subcommand does not list");
    return NULL;
}

bool cli_given(const struct cli_args *args, const char *name) {
    return cli_value(args, name) != NULL;
}

bool cli_value_is(const struct cli_args *args, const char *name, const char *fallback, const char *word) {
    const char *value = cli_value(args, name);
    return strcmp(value ? value : fallback, word) == 0;
}

bool cli_number(const struct cli_args *args, const char *name, long least_allowed, long most, long fallback,
                long *result) {
    const char *value = cli_value(args, name);
    *result = fallback;
    if (!value) return true;
    char *end = NULL;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (*value == '\0' || *end != '\0' || errno != 0 || number < least_allowed || number > most) {
        cli_cannot("--%s wants a whole number from %ld to %ld, not \"%s\"", name, least_allowed, most, value);
        return false;
    }
    *result = number;
    return true;
}

bool cli_color(const struct cli_args *args, FILE *stream) {
    if (strcmp(args->color, "always") == 0) return true;
    if (strcmp(args->color, "never") == 0) return false;
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (no_color && *no_color) return false;
    if (!term || strcmp(term, "dumb") == 0) return false;
    return isatty(fileno(stream)) == 1;
}

/* ---- parsing ----------------------------------------------------------------------------------------------------- */

static const struct cli_option color_option = {"color", 0, "WHEN", "auto|always|never", "colours in messages"};

/* The state of a parse: what is still to come, and where results go. */
struct parse {
    const struct cli_command *command; /* whose options are allowed */
    struct cli_args *args;             /* the result */
    char **next;                       /* the argument to look at */
    char **end;                        /* behind the last one */
};

static bool wrong(const struct cli_command *command) {
    cli_help_line("`journey %s --help` lists what it takes", command->name);
    return false;
}

static bool unknown_option(const struct cli_command *command, const char *option, size_t length) {
    const char *names[64] = {0};
    size_t count = 0;
    for (; count < option_count(command) && count < 61; count++) names[count] = command->options[count].name;
    names[count++] = color_option.name;
    names[count] = "help";
    char word[LONGEST_WORD + 1];
    snprintf(word, sizeof word, "%.*s", (int)length, option);
    const char *near = strncmp(word, "--", 2) == 0 ? cli_nearest(word + 2, names) : NULL;
    cli_cannot("`journey %s` has no option \"%.*s\"", command->name, (int)length, option);
    if (!near) return wrong(command);
    cli_help_line("did you mean --%s?", near);
    return false;
}

static const struct cli_option *find_option(const struct cli_command *command, const char *text, size_t length) {
    for (size_t i = 0; i < option_count(command); i++) {
        const struct cli_option *option = &command->options[i];
        if (text[1] == '-' && strlen(option->name) == length - 2 && strncmp(option->name, text + 2, length - 2) == 0)
            return option;
        if (text[1] != '-' && option->letter && text[1] == option->letter) return option;
    }
    if (length == 7 && strncmp(text, "--color", length) == 0) return &color_option;
    return NULL;
}

static bool allowed_value(const struct cli_command *command, const struct cli_option *option, const char *value) {
    if (!option->choices) return true;
    char choices[256];
    const char *names[32] = {0};
    size_t count = 0;
    snprintf(choices, sizeof choices, "%s", option->choices);
    for (char *word = choices; word && count < 31; count++) {
        names[count] = word;
        char *bar = strchr(word, '|');
        if (bar) *bar = '\0';
        if (strcmp(word, value) == 0) return true;
        word = bar ? bar + 1 : NULL;
    }
    cli_cannot("--%s can't be \"%s\"; it is one of %s", option->name, value, option->choices);
    const char *near = cli_nearest(value, names);
    if (!near) return wrong(command);
    cli_help_line("did you mean --%s=%s?", option->name, near);
    return false;
}

static bool store_value(struct parse *parse, const struct cli_option *option, const char *value) {
    if (option == &color_option) {
        parse->args->color = value;
        return true;
    }
    const char **slot = &parse->args->values[option - parse->command->options];
    if (*slot) {
        cli_cannot("--%s is given twice", option->name);
        return wrong(parse->command);
    }
    *slot = value;
    return true;
}

/* One option, with its value if it takes one: `--x=y`, `--x y`, `-x y`, `-xy`. */
static bool parse_option(struct parse *parse) {
    const char *text = *parse->next++;
    const char *value = NULL;
    size_t length = strlen(text);
    if (text[1] == '-') {
        const char *equals = strchr(text, '=');
        if (equals) {
            value = equals + 1;
            length = (size_t)(equals - text);
        }
    } else if (length > 2) {
        value = text + 2;
        length = 2;
    }
    const struct cli_option *option = find_option(parse->command, text, length);
    if (!option) return unknown_option(parse->command, text, length);
    if (!option->value && value) {
        cli_cannot("--%s takes no value", option->name);
        return wrong(parse->command);
    }
    if (option->value && !value) {
        if (parse->next == parse->end) {
            cli_cannot("--%s wants a value, %s", option->name, option->choices ? option->choices : option->value);
            return wrong(parse->command);
        }
        value = *parse->next++;
    }
    if (!option->value) value = "";
    return allowed_value(parse->command, option, value) && store_value(parse, option, value);
}

static bool wants_help(int argc, char **argv) {
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "-h") == 0 || strcmp(argv[i], "--help") == 0) return true;
    }
    return false;
}

static bool enough_paths(const struct cli_args *args) {
    const struct cli_command *command = args->command;
    if (args->path_count < command->min_paths) {
        cli_cannot("%s", command->missing ? command->missing : "something is missing");
        cli_help_line("journey %s %s", command->name, command->usage);
        return false;
    }
    if (args->path_count > command->max_paths) {
        cli_cannot("\"%s\" is one argument too many", args->paths[command->max_paths]);
        cli_help_line("journey %s %s", command->name, command->usage);
        return false;
    }
    return true;
}

bool cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_args *args, bool *help) {
    *args = (struct cli_args){.command = command, .color = "auto"};
    args->values = calloc(option_count(command) + 1, sizeof *args->values);
    args->paths = calloc((size_t)argc + 1, sizeof *args->paths);
    if (!args->values || !args->paths) {
        cli_cannot("out of memory");
        return false;
    }
    *help = wants_help(argc, argv);
    if (*help) return true;
    struct parse parse = {command, args, argv, argv + argc};
    bool only_paths = false;
    while (parse.next != parse.end) {
        const char *text = *parse.next;
        if (!only_paths && strcmp(text, "--") == 0) {
            only_paths = true;
            parse.next++;
        } else if (!only_paths && text[0] == '-' && text[1] != '\0') {
            if (!parse_option(&parse)) return false;
        } else {
            args->paths[args->path_count++] = text;
            parse.next++;
        }
    }
    return enough_paths(args);
}

void cli_args_free(struct cli_args *args) {
    free(args->values);
    free(args->paths);
    *args = (struct cli_args){0};
}
