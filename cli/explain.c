/* `journey explain`: the long help of a message by its code, and the list of all codes. */
#include "cli.h"
#include "jdl.h"
#include "report.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_CODE = 16 };

/* A code as it stands in the registry: people type it in lower case, or copy the brackets around it. */
static void tidy(const char *word, char *code) {
    size_t length = 0;
    for (; *word && length < LONGEST_CODE - 1; word++) {
        if (isalnum((unsigned char)*word)) code[length++] = (char)toupper((unsigned char)*word);
    }
    code[length] = '\0';
}

static int list(void) {
    struct jdl_code code;
    for (size_t i = 0; jdl_code_at(i, &code); i++)
        printf("%s  %-7s  %s\n", code.code, report_severity(code.severity), code.title);
    return CLI_OK;
}

/* How many beginning letters and digits are the same. */
static size_t common(const char *a, const char *b) {
    size_t count = 0;
    while (a[count] && a[count] == b[count]) count++;
    return count;
}

static int unknown(const char *word, const char *tidied) {
    struct jdl_code code, near = {0};
    size_t best = 3;
    for (size_t i = 0; jdl_code_at(i, &code); i++) {
        if (common(code.code, tidied) < best + (near.code != NULL)) continue;
        near = code;
        best = common(code.code, tidied);
    }
    cli_cannot("there is no message with the code \"%s\"", word);
    if (near.code)
        cli_help_line("the nearest is %s, %s; `journey explain` lists them all", near.code, near.title);
    else
        cli_help_line("a code reads like J0101; `journey explain` lists them all");
    return CLI_CANNOT;
}

static int run(const struct cli_args *args) {
    char tidied[LONGEST_CODE];
    struct jdl_code code;
    if (args->path_count == 0) return list();
    tidy(args->paths[0], tidied);
    if (!jdl_explain(tidied, &code)) return unknown(args->paths[0], tidied);
    printf("%s (%s): %s\n\n%s\n", code.code, report_severity(code.severity), code.title, code.explanation);
    return CLI_OK;
}

static const struct cli_option options[] = {{NULL, 0, NULL, NULL, NULL}};

const struct cli_command cli_explain = {
    .name = "explain",
    .summary = "tell all about a message, by its code",
    .usage = "[CODE]",
    .examples = "  journey explain J0101                        what it means, and how to mend it\n"
                "  journey explain                              all codes\n",
    .options = options,
    .min_paths = 0,
    .max_paths = 1,
    .run = run,
};
