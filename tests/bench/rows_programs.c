#include "bench.h"

#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "jrt.h"
#include "parse.h"
#include "peer_lua.h"

#define COPIES 1000 /* journeys of the loading and the compiling rows */
#define STARTS 40   /* processes started in one round */

extern char **environ;

static void fail(const char *why) {
    fprintf(stderr, "a program could not be measured: %s\n", why);
    exit(2);
}

/* ---- loading ------------------------------------------------------------------------------------------------------- */

static double load_once(const void *bytes, size_t size) {
    jrt_program *program;
    struct jrt_fault fault;
    double begin = workload_clock();
    if (jrt_load(bytes, size, NULL, &program, &fault) != JRT_OK) fail(fault.reason);
    double seconds = workload_clock() - begin;
    jrt_program_free(program);
    return seconds;
}

static void loading_row(struct bench *bench, const void *program, size_t size) {
    struct goal goal = {"x", 1.0, 0.5, false};
    char *lua, measure[96];
    size_t lua_size;
    double ours[ROUNDS_MAX], theirs[ROUNDS_MAX];
    const char *absent = peer_lua_dump(COPIES, &lua, &lua_size);
    for (size_t round = 0; round < bench->rounds; round++) {
        /* Both are short, so that each round takes the best of three: the first one warms up. */
        for (int i = 0; i < 3; i++) {
            double mine = load_once(program, size), other = mine;
            if (!absent) peer_lua_undump(lua, lua_size, &other);
            if (i == 0 || mine < ours[round]) ours[round] = mine;
            if (i == 0 || other < theirs[round]) theirs[round] = other;
        }
    }
    snprintf(measure, sizeof measure, "journey, load and verify 1,000 journeys of %zu KB", size / 1000);
    table_add(&bench->times, measure, (struct goal){"ms", 0, 0, false},
              figure_scaled(figure_of(ours, bench->rounds), 1e3));
    if (absent) {
        table_skip(&bench->table, "load and verify 1,000 journeys: time over LuaJIT undump's", goal, absent);
        return;
    }
    table_add(&bench->table, "load and verify 1,000 journeys: time over LuaJIT undump's", goal,
              figure_ratio(ours, theirs, bench->rounds));
    snprintf(measure, sizeof measure, "LuaJIT, undump of 1,000 journeys of %zu KB", lua_size / 1000);
    table_add(&bench->times, measure, (struct goal){"ms", 0, 0, false},
              figure_scaled(figure_of(theirs, bench->rounds), 1e3));
    free(lua);
}

/* ---- compiling ----------------------------------------------------------------------------------------------------- */

/* From the texts to the syntax trees, in an arena as a compilation has it. */
static double parse_once(const struct script *script) {
    double begin = workload_clock();
    struct arena *arena = arena_new(NULL);
    if (!arena || setjmp(*arena_trap(arena)) != 0) fail("there is no memory");
    struct sources *sources = sources_new(arena);
    struct diags *diags = diags_new(arena);
    struct ast *ast = ARENA_NEW(arena, struct ast);
    for (size_t i = 0; i < script->count; i++) {
        const struct jdl_text *text = &script->texts[i];
        const struct source *source = sources_add(sources, text->name, text->bytes, text->length);
        if (!parse_plainly(arena, source, diags, ast)) fail("a copy of the script has errors");
    }
    arena_free(arena);
    return workload_clock() - begin;
}

static double compile_once(const struct script *script, jdl_result **result) {
    double begin = workload_clock();
    if (jdl_compile(script->texts, script->count, NULL, result) != JDL_OK) fail("a copy of the script has errors");
    return workload_clock() - begin;
}

static void compiling_row(struct bench *bench, const struct script *script) {
    char measure[96];
    double parsing[ROUNDS_MAX], compiling[ROUNDS_MAX];
    for (size_t round = 0; round <= bench->rounds; round++) {
        size_t to = round == 0 ? 0 : round - 1; /* the first warms up */
        jdl_result *result;
        compiling[to] = compile_once(script, &result);
        jdl_result_free(result);
        parsing[to] = parse_once(script);
    }
    table_add(&bench->table, "compile 1,000 journeys: time over that of parsing alone", (struct goal){"x", 3, 2, false},
              figure_ratio(compiling, parsing, bench->rounds));
    snprintf(measure, sizeof measure, "journey, compile 1,000 journeys of %zu KB", script_size(script) / 1000);
    table_add(&bench->times, measure, (struct goal){"ms", 0, 0, false},
              figure_scaled(figure_of(compiling, bench->rounds), 1e3));
    table_add(&bench->times, "journey, parse them alone", (struct goal){"ms", 0, 0, false},
              figure_scaled(figure_of(parsing, bench->rounds), 1e3));
}

/* ---- start-up ------------------------------------------------------------------------------------------------------ */

static double start(char *const *words) {
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    double begin = workload_clock();
    if (posix_spawn(&child, words[0], &actions, NULL, words, environ) != 0) fail("a process can't be started");
    if (waitpid(child, &status, 0) != child) fail("a process can't be waited for");
    double seconds = workload_clock() - begin;
    posix_spawn_file_actions_destroy(&actions);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail(words[0]);
    return seconds;
}

static void start_row(struct bench *bench) {
    char command[512], empty[512], subcommand[] = "check", small[] = "tests/bench/small.journey";
    char *check[] = {command, subcommand, small, NULL};
    char *nothing[] = {empty, NULL};
    double checks[ROUNDS_MAX], empties[ROUNDS_MAX];
    snprintf(command, sizeof command, "%s/journey", bench->build);
    snprintf(empty, sizeof empty, "%s/bench/empty", bench->build);
    for (size_t round = 0; round < bench->rounds; round++) {
        double some[STARTS], others[STARTS];
        for (size_t i = 0; i < STARTS; i++) {
            some[i] = start(check);
            others[i] = start(nothing);
        }
        checks[round] = figure_of(some, STARTS).median;
        empties[round] = figure_of(others, STARTS).median;
    }
    table_add(&bench->table, "`journey check` of a small file: time over that of an empty process",
              (struct goal){"x", 1.5, 1.2, false}, figure_ratio(checks, empties, bench->rounds));
    table_add(&bench->times, "`journey check` of a small file", (struct goal){"ms", 0, 0, false},
              figure_scaled(figure_of(checks, bench->rounds), 1e3));
    table_add(&bench->times, "empty process, dynamically linked", (struct goal){"ms", 0, 0, false},
              figure_scaled(figure_of(empties, bench->rounds), 1e3));
}

void rows_programs(struct bench *bench) {
    struct script script = script_copies(bench->source, COPIES, true);
    jdl_result *result;
    size_t size;
    compile_once(&script, &result);
    const void *program = jdl_bytecode(result, &size);
    loading_row(bench, program, size);
    jdl_result_free(result);
    compiling_row(bench, &script);
    script_free(&script);
    start_row(bench);
}
