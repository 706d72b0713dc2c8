/* `journey build`: a project, compiled into one file of bytecode. */
#include "cli.h"
#include "output.h"
#include "program.h"
#include "scripts.h"
#include "zones.h"

#include <inttypes.h>

static const struct cli_option options[] = {
    {"output", 'o', "FILE.jbc", NULL, "where to write; required"},
    {"strip", 0, NULL, NULL, "leave out the places in the scripts, and the metadata"},
    {NULL, 0, NULL, NULL, NULL},
};

/* ---- what it will cost ------------------------------------------------------------------------------------------- */

static void ignore_action(void *self, const struct jrt_action *action) {
    (void)self;
    (void)action;
}

/* Bytes of the state of a user who is in no journey. False: there is no memory to find out. */
static bool state_at_rest(const jrt_program *program, size_t *size) {
    struct zones *zones = zones_new(NULL);
    if (!zones) return false;
    struct jrt_host host = {.zones = zones_interface(zones), .on_action = ignore_action};
    struct jrt_user user = {"user", 4};
    struct jrt_event event = {.kind = JRT_EVENT_PROFILE};
    struct jrt_result result = {0};
    jrt_context *context = NULL;
    bool fine = jrt_context_new(program, &host, &context) == JRT_OK &&
                jrt_step(context, &user, NULL, 0, 0, &event, &result) == JRT_OK;
    *size = result.size;
    jrt_context_free(context);
    zones_free(zones);
    return fine;
}

static const struct jbc_journey *largest_run(const jrt_program *program) {
    const struct jbc_journey *largest = NULL;
    for (uint32_t i = 0; i < program->journey_count; i++) {
        if (!largest || program->journeys[i].run_size > largest->run_size) largest = &program->journeys[i];
    }
    return largest;
}

static int show_figures(const jrt_program *program, const char *path, size_t size) {
    size_t at_rest;
    if (!state_at_rest(program, &at_rest)) return cli_cannot("out of memory");
    printf("%s: %zu bytes, hash %016" PRIx64 "\n", path, size, jrt_program_hash(program));
    printf("one event at worst: %u instructions in a function, %u values on its stack\n", program->worst,
           program->stack);
    printf("state: %zu bytes for a user in no journey", at_rest);
    const struct jbc_journey *largest = largest_run(program);
    if (largest) {
        uint32_t length;
        const char *name = program_string(program, largest->name, &length);
        printf(", and up to %u for a run (%.*s), texts not counted", largest->run_size, (int)length, name);
    }
    putchar('\n');
    return CLI_OK;
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

/* What the compiler makes must pass the gate that every runtime has. */
static int verify(const void *bytes, size_t size, jrt_program **program) {
    struct jrt_fault fault = {0};
    enum jrt_status status = jrt_load(bytes, size, NULL, program, &fault);
    if (status == JRT_OK) return CLI_OK;
    if (status == JRT_NO_MEMORY) return cli_cannot("out of memory");
    const char *section = program_section_name(fault.section);
    return cli_bug("the compiled project is refused: %s (%s, %u)", fault.reason ? fault.reason : "no reason given",
                   section ? section : "the file", fault.place);
}

static int write_program(const char *path, const void *bytes, size_t size) {
    struct output *output = output_open(path);
    if (!output) return CLI_CANNOT;
    output_bytes(output, bytes, size);
    return output_close(output) ? CLI_OK : CLI_CANNOT;
}

static int build(const struct cli_args *args, struct scripts *scripts, jrt_program **program) {
    const char *path = cli_value(args, "output");
    struct jdl_options compile = {.strip = cli_given(args, "strip")};
    int code = scripts_open(scripts, args, &compile);
    if (code != CLI_OK) return code;
    size_t size = 0;
    const void *bytes = jdl_bytecode(scripts->result, &size);
    if (!bytes) return cli_bug("the scripts have no errors, and yet there is no bytecode");
    code = verify(bytes, size, program);
    if (code == CLI_OK) code = write_program(path, bytes, size);
    if (code == CLI_OK && !(path[0] == '-' && path[1] == '\0')) code = show_figures(*program, path, size);
    return code;
}

static int run(const struct cli_args *args) {
    if (!cli_given(args, "output")) {
        cli_cannot("say where to write the bytecode");
        cli_help_line("journey build %s -o project.jbc", args->paths[0]);
        return CLI_CANNOT;
    }
    struct scripts scripts = {.portable = true};
    jrt_program *program = NULL;
    int code = build(args, &scripts, &program);
    jrt_program_free(program);
    scripts_free(&scripts);
    return code;
}

const struct cli_command cli_build = {
    .name = "build",
    .summary = "compile a project into one file of bytecode",
    .usage = "PATH... -o FILE.jbc",
    .examples =
        "  journey build . -o acme.jbc                  for `journey run`, or for a service that embeds libjrt\n",
    .notes =
        "The same scripts give the same bytes on every machine. The file is verified as a service would verify it, and\n"
        "written as a whole or not at all.\n",
    .options = options,
    .min_paths = 1,
    .max_paths = CLI_MANY,
    .missing = "say which scripts to build: files, or folders of *.journey files",
    .run = run,
};
