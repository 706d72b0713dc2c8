/* What every subcommand shares: its description, its options as parsed, its messages, its exit codes.
 *
 * A subcommand is one file, cli/NAME.c, that defines `const struct cli_command cli_NAME` and nothing else that is
 * visible, and one line in commands.def. main.c finds it there, parses the options that it lists, answers `--help`,
 * and calls `run` with the result; `run` returns an exit code and never calls exit().
 *
 * A subcommand writes its result with output.h (standard output or `-o FILE`), its messages to people on standard
 * error, and reads scripts with files.h. Everything handed to `run` belongs to main.c and lives until `run` returns. */
#ifndef JOURNEY_CLI_H
#define JOURNEY_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum cli_exit {
    CLI_OK = 0,       /* all is well */
    CLI_FINDINGS = 1, /* the input has findings: errors in a script, a failing test, a file not laid out */
    CLI_CANNOT = 2,   /* the job could not be done: wrong options, an unreadable file, a full disk */
    CLI_BUG = 70,     /* a mistake of this program's own */
};

/* One option of a subcommand. A table of them ends with an entry whose name is NULL. */
struct cli_option {
    const char *name;    /* the long name without dashes, "format" */
    char letter;         /* the short form, 'o' for `-o`; 0 if there is none */
    const char *value;   /* how the help calls its value, "FILE"; NULL for an option that takes none */
    const char *choices; /* the allowed values, "human|json"; NULL if any text may stand */
    const char *help;    /* what it does, one line, begins in lower case, no full stop */
};

struct cli_args;

/* One subcommand. */
struct cli_command {
    const char *name;                        /* "check" */
    const char *summary;                     /* one line for the list of subcommands, no full stop */
    const char *usage;                       /* what follows the name in the usage line, "PATH... [options]" */
    const char *examples;                    /* whole lines, two blanks before each, shown first in the help */
    const char *notes;                       /* paragraphs at the end of the help; NULL if there are none */
    const struct cli_option *options;        /* its own options; --help and --color are added to them */
    size_t min_paths;                        /* fewer arguments than this are a usage error */
    size_t max_paths;                        /* more than this too; CLI_MANY for no bound */
    const char *missing;                     /* what to say when there are too few, "say which scripts to check" */
    int (*run)(const struct cli_args *args); /* does the work; returns an enum cli_exit */
};

#define CLI_MANY ((size_t)-1)

/* A command line after parsing. */
struct cli_args {
    const struct cli_command *command; /* whose options these are */
    const char **values; /* for each of its options: the value, "" for one without value, NULL if not given */
    const char **paths;  /* the arguments that are no options, `-` included */
    size_t path_count;   /* how many there are */
    const char *color;   /* "auto", "always" or "never" */
};

#define CLI_COMMAND(name) extern const struct cli_command cli_##name;
#include "commands.def"
#undef CLI_COMMAND

/* The value of an option by its long name; NULL if it was not given. An unlisted name is a bug and fails an assert. */
const char *cli_value(const struct cli_args *args, const char *name);

/* Was the option given? */
bool cli_given(const struct cli_args *args, const char *name);

/* Is the option's value, or `fallback` where it was not given, the word? */
bool cli_value_is(const struct cli_args *args, const char *name, const char *fallback, const char *word);

/* A whole number between the bounds, `fallback` where the option was not given. False: reported, return CLI_CANNOT. */
bool cli_number(const struct cli_args *args, const char *name, long least, long most, long fallback, long *result);

/* May this stream show colours? --color decides, else NO_COLOR, TERM=dumb and whether the stream is a terminal. */
bool cli_color(const struct cli_args *args, FILE *stream);

/* Says on standard error why the job could not be done, "journey: ..." and a new line; returns CLI_CANNOT. */
int cli_cannot(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The mend for what was just said: "help: ..." on standard error. */
void cli_help_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says that this program is at fault and what to send us; returns CLI_BUG. */
int cli_bug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The nearest of the names to a mistyped word; NULL if none is near. `names` ends with NULL. */
const char *cli_nearest(const char *word, const char *const *names);

/* Parses what stands after the subcommand's name. False: reported. `*help` is set when help was asked for, and nothing
 * else is checked then. cli_args_free releases what it allocated, after either answer. */
bool cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_args *args, bool *help);
void cli_args_free(struct cli_args *args);

#endif
