/* `journey completions`: scripts by which a shell completes the command line. They are made from the tables of options that
 * the subcommands parse with, so that they never say anything else. */
#include "cli.h"
#include "output.h"

#include <string.h>

#define CLI_COMMAND(name) &cli_##name,
static const struct cli_command *const commands[] = {
#include "commands.def"
    NULL,
};
#undef CLI_COMMAND

static const struct cli_option options[] = {{NULL, 0, NULL, NULL, NULL}};

/* What all subcommands take beside their own options. */
static const struct cli_option shared[] = {
    {"help", 'h', NULL, NULL, "what it does, with examples"},
    {"color", 0, "WHEN", "auto|always|never", "colours in messages"},
    {NULL, 0, NULL, NULL, NULL},
};

/* ---- pieces of text ---------------------------------------------------------------------------------------------- */

/* Writes a text, with a backslash before each character that is one of `special`. */
static void put_escaped(struct output *out, const char *text, const char *special) {
    for (; *text; text++) {
        if (strchr(special, *text)) output_text(out, "\\");
        output_bytes(out, text, 1);
    }
}

/* A text in single quotes. */
static void put_quoted(struct output *out, const char *text) {
    output_text(out, "'");
    for (; *text; text++) {
        if (*text == '\'')
            output_text(out, "'\\''");
        else
            output_bytes(out, text, 1);
    }
    output_text(out, "'");
}

/* `a|b|c`, up to the first blank, with blanks between. */
static void put_words(struct output *out, const char *choices) {
    for (; *choices && *choices != ' '; choices++) output_bytes(out, *choices == '|' ? " " : choices, 1);
}

static bool begins_with(const char *text, const char *word) {
    return strncmp(text, word, strlen(word)) == 0;
}

/* Does the usage line begin with the words that can stand as the first argument, `a|b|c`? */
static bool lists_arguments(const struct cli_command *command) {
    const char *bar = memchr(command->usage, '|', strcspn(command->usage, " "));
    return bar != NULL && command->usage[0] != '[' && command->usage[0] != '-';
}

static bool wants_folder(const struct cli_option *option) {
    return option->value && begins_with(option->value, "DIR");
}

/* ---- bash -------------------------------------------------------------------------------------------------------- */

static void bash_names(struct output *out, const struct cli_option *table) {
    for (; table && table->name; table++) {
        output_format(out, " --%s", table->name);
        if (table->letter) output_format(out, " -%c", table->letter);
    }
}

/* What may follow an option, for those that take a value. */
static void bash_values(struct output *out, const char *command, const struct cli_option *table) {
    for (; table && table->name; table++) {
        if (!table->value) continue;
        output_format(out, "        %s:--%s", command, table->name);
        if (table->letter) output_format(out, "|%s:-%c", command, table->letter);
        output_text(out, ") ");
        if (table->choices) {
            output_text(out, "words='");
            put_words(out, table->choices);
            output_text(out, "'");
        } else {
            output_text(out, wants_folder(table) ? "kind=-d" : "kind=-f");
        }
        output_text(out, " ;;\n");
    }
}

static void bash_command(struct output *out, const struct cli_command *command) {
    bash_values(out, command->name, command->options);
    output_format(out, "        %s:*) words='", command->name);
    if (lists_arguments(command)) put_words(out, command->usage);
    output_text(out, "' flags='");
    bash_names(out, command->options);
    bash_names(out, shared);
    output_text(out, "' ;;\n");
}

static void put_command_names(struct output *out) {
    for (size_t i = 0; commands[i]; i++) output_format(out, "%s ", commands[i]->name);
    output_text(out, "help");
}

static void write_bash(struct output *out) {
    output_text(
        out, "# Completion of `journey` for bash: eval \"$(journey completions bash)\"\n"
             "_journey() {\n"
             "    local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]} words='' flags='' kind=''\n"
             "    # bash cuts `--format=json` at its sign.\n"
             "    [ \"$word\" = = ] && word=''\n"
             "    [ \"$last\" = = ] && last=${COMP_WORDS[COMP_CWORD - 2]}\n"
             "    [ \"${COMP_WORDS[COMP_CWORD]}\" = = ] && last=${COMP_WORDS[COMP_CWORD - 1]}\n"
             "    case $COMP_CWORD:${COMP_WORDS[1]}:$last in\n"
             "        1:*) words='");
    put_command_names(out);
    output_text(out, "' flags='--help --version' ;;\n        *:help:*) words='");
    put_command_names(out);
    output_text(out, "' ;;\n        *:--color) words='auto always never' ;;\n    esac\n"
                     "    [ -n \"$words\" ] || case ${COMP_WORDS[1]}:$last in\n");
    for (size_t i = 0; commands[i]; i++) bash_command(out, commands[i]);
    output_text(out, "    esac\n"
                     "    [[ $word == -* ]] && words=$flags\n"
                     "    # Without anything to offer, bash completes names of files.\n"
                     "    if [ -n \"$kind\" ]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen \"$kind\" -- \"$word\")\n"
                     "    else\n"
                     "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                     "    fi\n"
                     "}\n"
                     "complete -o default -F _journey journey\n");
}

/* ---- zsh --------------------------------------------------------------------------------------------------------- */

/* One option as _arguments reads it: '(-o --output)'{-o,--output}'[where to write]:FILE:_files'. */
static void zsh_option(struct output *out, const struct cli_option *option) {
    output_text(out, " \\\n                ");
    if (option->letter)
        output_format(out, "'(-%c --%s)'{-%c,--%s}'[", option->letter, option->name, option->letter, option->name);
    else
        output_format(out, "'--%s[", option->name);
    for (const char *c = option->help; *c; c++) {
        if (*c == '\'')
            output_text(out, "'\\''");
        else
            output_format(out, strchr("[]:\\", *c) ? "\\%c" : "%c", *c);
    }
    output_text(out, "]");
    if (option->choices) {
        output_format(out, ":%s:(", option->value);
        put_words(out, option->choices);
        output_text(out, ")");
    } else if (option->value) {
        output_format(out, ":%s:%s", option->value, wants_folder(option) ? "_files -/" : "_files");
    }
    output_text(out, "'");
}

static void zsh_command(struct output *out, const struct cli_command *command) {
    output_format(out, "        %s)\n            _arguments", command->name);
    for (const struct cli_option *option = command->options; option && option->name; option++) zsh_option(out, option);
    for (const struct cli_option *option = shared; option->name; option++) zsh_option(out, option);
    if (lists_arguments(command)) {
        output_text(out, " \\\n                '1:which:(");
        put_words(out, command->usage);
        output_text(out, ")'");
    } else if (command->max_paths > 0) {
        output_text(out, " \\\n                '*:file:_files'");
    }
    output_text(out, "\n            ;;\n");
}

static void write_zsh(struct output *out) {
    output_text(out, "#compdef journey\n"
                     "# Completion of `journey` for zsh: write this to a file `_journey` in a folder of $fpath.\n"
                     "_journey() {\n"
                     "    local -a subcommands\n"
                     "    subcommands=(\n");
    for (size_t i = 0; commands[i]; i++) {
        output_format(out, "        %s:", commands[i]->name);
        put_quoted(out, commands[i]->summary);
        output_text(out, "\n");
    }
    output_text(out, "        help:'explain a subcommand'\n"
                     "    )\n"
                     "    if (( CURRENT == 2 )) || [[ $words[2] == help ]]; then\n"
                     "        _describe -t commands 'subcommand' subcommands\n"
                     "        return\n"
                     "    fi\n"
                     "    local subcommand=$words[2]\n"
                     "    shift words\n"
                     "    (( CURRENT-- ))\n"
                     "    case $subcommand in\n");
    for (size_t i = 0; commands[i]; i++) zsh_command(out, commands[i]);
    output_text(out, "    esac\n"
                     "}\n"
                     "if [[ $funcstack[1] == _journey ]]; then _journey \"$@\"; else compdef _journey journey; fi\n");
}

/* ---- fish -------------------------------------------------------------------------------------------------------- */

static void fish_option(struct output *out, const char *condition, const struct cli_option *option) {
    output_format(out, "complete -c journey -n '%s' -l %s", condition, option->name);
    if (option->letter) output_format(out, " -s %c", option->letter);
    if (option->choices) {
        output_text(out, " -x -a '");
        put_words(out, option->choices);
        output_text(out, "'");
    } else if (option->value) {
        output_text(out, wants_folder(option) ? " -x -a '(__fish_complete_directories)'" : " -r -F");
    }
    output_text(out, " -d '");
    put_escaped(out, option->help, "'\\");
    output_text(out, "'\n");
}

static void fish_command(struct output *out, const struct cli_command *command) {
    char condition[96];
    snprintf(condition, sizeof condition, "__fish_seen_subcommand_from %s", command->name);
    output_format(out, "complete -c journey -n __fish_use_subcommand -f -a %s -d '", command->name);
    put_escaped(out, command->summary, "'\\");
    output_text(out, "'\n");
    for (const struct cli_option *option = command->options; option && option->name; option++)
        fish_option(out, condition, option);
    if (lists_arguments(command)) {
        output_format(out, "complete -c journey -n '%s' -f -a '", condition);
        put_words(out, command->usage);
        output_text(out, "'\n");
    }
}

static void write_fish(struct output *out) {
    output_text(
        out, "# Completion of `journey` for fish: journey completions fish >~/.config/fish/completions/journey.fish\n");
    for (size_t i = 0; commands[i]; i++) fish_command(out, commands[i]);
    output_text(out, "complete -c journey -n __fish_use_subcommand -f -a help -d 'explain a subcommand'\n"
                     "complete -c journey -n '__fish_seen_subcommand_from help' -f -a '");
    put_command_names(out);
    output_text(out, "'\n");
    for (const struct cli_option *option = shared; option->name; option++)
        fish_option(out, "not __fish_use_subcommand", option);
}

static int run(const struct cli_args *args) {
    static const struct {
        const char *shell;                 /* its name */
        void (*write)(struct output *out); /* writes its script */
    } shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(args->paths[0], shells[i].shell) != 0) continue;
        struct output *out = output_open(NULL);
        if (!out) return CLI_CANNOT;
        shells[i].write(out);
        return output_close(out) ? CLI_OK : CLI_CANNOT;
    }
    const char *const names[] = {"bash", "zsh", "fish", NULL};
    const char *near = cli_nearest(args->paths[0], names);
    cli_cannot("there are no completions for \"%s\"", args->paths[0]);
    if (near)
        cli_help_line("did you mean `journey completions %s`?", near);
    else
        cli_help_line("they exist for bash, zsh and fish");
    return CLI_CANNOT;
}

const struct cli_command cli_completions = {
    .name = "completions",
    .summary = "print the script by which a shell completes the command",
    .usage = "bash|zsh|fish",
    .examples = "  eval \"$(journey completions bash)\"            in ~/.bashrc\n"
                "  journey completions zsh >~/.zfunc/_journey   in a folder of zsh's $fpath\n"
                "  journey completions fish >~/.config/fish/completions/journey.fish\n",
    .options = options,
    .min_paths = 1,
    .max_paths = 1,
    .missing = "say for which shell: bash, zsh or fish",
    .run = run,
};
