/* The command `journey`: finds the subcommand, parses its options, answers questions for help, and turns what the
 * subcommand returns into the exit code. */
#include "cli.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

#define CLI_COMMAND(name) &cli_##name,
static const struct cli_command *const commands[] = {
#include "commands.def"
    NULL,
};
#undef CLI_COMMAND

/* What somebody who has just installed it needs, in the order in which they will need it. */
static const struct {
    const char *name; /* the subcommand */
    const char *line; /* how to call it, and what for */
} first_steps[] = {
    {"init", "journey init my-project            a project to start from"},
    {"check", "journey check my-project           find every mistake, with its mend"},
    {"test", "journey test my-project            run the tests that stand in the scripts"},
    {"graph", "journey graph my-project -o x.svg  a picture of every journey"},
    {"run", "journey run my-project --events events.jsonl --summary"},
};

static const struct cli_command *find(const char *name) {
    for (size_t i = 0; commands[i]; i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    }
    return NULL;
}

static void list_commands(void) {
    for (size_t i = 0; commands[i]; i++) printf("  %-12s %s\n", commands[i]->name, commands[i]->summary);
}

static void show_first_steps(void) {
    puts("journey compiles, tests and runs product journeys.\n");
    puts("To begin with:");
    for (size_t i = 0; i < sizeof first_steps / sizeof *first_steps; i++) {
        if (find(first_steps[i].name)) printf("  %s\n", first_steps[i].line);
    }
    puts("\n`journey help` lists everything, `journey help check` explains one subcommand.");
}

static void show_help(void) {
    puts("journey compiles, tests and runs product journeys.\n");
    puts("Usage: journey SUBCOMMAND [arguments] [options]\n");
    list_commands();
    puts("\n  help         journey help SUBCOMMAND explains one of them\n");
    puts("Options of every subcommand:");
    puts("  -h, --help                       what it does, with examples");
    puts("      --color auto|always|never    colours in messages; NO_COLOR is respected");
    puts("      --version                    the version\n");
    puts("Exit codes: 0 fine, 1 the scripts have findings or a test fails, 2 the job could not be done,");
    puts("70 a mistake in journey itself. `-` as a path is standard input.");
}

static void show_option(const struct cli_option *option) {
    char left[64];
    char letter[8] = "    ";
    if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
    const char *value = option->choices ? option->choices : option->value;
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
             option->value ? value : "");
    if (strlen(left) <= 30) {
        printf("  %-30s  %s\n", left, option->help);
    } else {
        printf("  %s\n  %-30s  %s\n", left, "", option->help);
    }
}

static void show_command_help(const struct cli_command *command) {
    printf("journey %s: %s\n\nExamples:\n%s\n", command->name, command->summary, command->examples);
    printf("Usage: journey %s %s\n\nOptions:\n", command->name, command->usage);
    for (const struct cli_option *option = command->options; option && option->name; option++) show_option(option);
    puts("  -h, --help                      this text");
    puts("      --color WHEN                auto, always or never");
    if (command->notes) printf("\n%s", command->notes);
}

static int unknown_command(const char *name) {
    const char *names[sizeof commands / sizeof *commands + 1] = {0};
    size_t count = 0;
    for (; commands[count]; count++) names[count] = commands[count]->name;
    names[count] = "help";
    cli_cannot("there is no subcommand \"%s\"", name);
    const char *near = cli_nearest(name, names);
    if (near) {
        cli_help_line("did you mean `journey %s`?", near);
    } else {
        cli_help_line("`journey help` lists the subcommands");
    }
    return CLI_CANNOT;
}

static int help(int argc, char **argv) {
    if (argc == 0) {
        show_help();
        return CLI_OK;
    }
    const struct cli_command *command = find(argv[0]);
    if (!command) return strcmp(argv[0], "help") == 0 ? (show_help(), CLI_OK) : unknown_command(argv[0]);
    show_command_help(command);
    return CLI_OK;
}

static int run_command(const struct cli_command *command, int argc, char **argv) {
    struct cli_args args;
    bool wants_help = false;
    int code = CLI_CANNOT;
    if (cli_parse(command, argc, argv, &args, &wants_help)) {
        code = CLI_OK;
        if (wants_help) {
            show_command_help(command);
        } else {
            code = command->run(&args);
        }
    }
    cli_args_free(&args);
    return code;
}

/* `journey --color never check x` is `journey check x --color never`: the option moves behind the subcommand. */
static int move_color(int argc, char **argv) {
    int words = strchr(argv[1], '=') ? 1 : 2;
    if (argc < 2 + words) return cli_cannot("--color wants a value and a subcommand after it");
    for (int moved = 0; moved < words; moved++) {
        char *word = argv[1];
        memmove(argv + 1, argv + 2, (size_t)(argc - 2) * sizeof *argv);
        argv[argc - 1] = word;
    }
    return CLI_OK;
}

static int dispatch(int argc, char **argv) {
    if (argc < 2) {
        show_first_steps();
        return CLI_OK;
    }
    if (strcmp(argv[1], "--color") == 0 || strncmp(argv[1], "--color=", 8) == 0) {
        if (move_color(argc, argv) != CLI_OK) return CLI_CANNOT;
    }
    const char *first = argv[1];
    if (strcmp(first, "-h") == 0 || strcmp(first, "--help") == 0) return help(0, NULL);
    if (strcmp(first, "help") == 0) return help(argc - 2, argv + 2);
    if (strcmp(first, "--version") == 0) {
        puts("journey " JOURNEY_VERSION);
        return CLI_OK;
    }
    if (first[0] == '-') {
        cli_cannot("\"%s\" stands before the subcommand", first);
        cli_help_line("options come after it: journey check PATH %s", first);
        return CLI_CANNOT;
    }
    const struct cli_command *command = find(first);
    if (!command) return unknown_command(first);
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--version") == 0) return dispatch(2, (char *[]){argv[0], argv[i], NULL});
    }
    return run_command(command, argc - 2, argv + 2);
}

int main(int argc, char **argv) {
    json_begin();
    int code = dispatch(argc, argv);
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    if (!written && code == CLI_OK) return cli_cannot("standard output can't be written to");
    return code;
}
