#include "reached.h"
#include "test_run.h"

#include <stdlib.h>
#include <string.h>

/* ---- what actions tell ------------------------------------------------------------------------------------------- */

static bool same(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Counts one more. Names are the pool's. */
static bool count(struct reached *reached, struct jdl_tally tally) {
    for (size_t i = 0; i < reached->tally_count; i++) {
        struct jdl_tally *known = &reached->tallies[i];
        bool is_it = known->kind == tally.kind && same(known->journey, tally.journey) &&
                     same(known->from, tally.from) && same(known->to, tally.to) && same(known->channel, tally.channel);
        if (!is_it) continue;
        known->count++;
        return true;
    }
    if (reached->tally_count == reached->tally_room) {
        size_t room = reached->tally_room ? 2 * reached->tally_room : 32;
        struct jdl_tally *grown = realloc(reached->tallies, room * sizeof *grown);
        if (!grown) return false;
        reached->tallies = grown;
        reached->tally_room = room;
    }
    tally.count = 1;
    reached->tallies[reached->tally_count++] = tally;
    return true;
}

static const char *name(struct reached *reached, uint32_t string) {
    uint32_t size;
    const char *bytes = program_string(reached->program, string, &size);
    return pool_copy(&reached->pool, bytes, size);
}

static const char *stage_name(struct reached *reached, uint32_t stage) {
    return stage == JBC_NONE ? NULL : name(reached, reached->program->stages[stage].name);
}

/* A message counts in its stage and in the journey; one that was skipped was asked for just as well. */
static bool count_message(struct reached *reached, const struct jrt_action *action, struct jdl_tally tally) {
    const struct jbc_template *message = &reached->program->templates[action->template_];
    tally.kind = JDL_TALLY_SENT;
    tally.to = name(reached, message->name);
    tally.channel = name(reached, reached->program->channels[message->channel].name);
    if (!count(reached, tally)) return false;
    if (action->stage == JBC_NONE) return true;
    tally.from = stage_name(reached, action->stage);
    return count(reached, tally);
}

static bool count_action(struct reached *reached, const struct jrt_action *action) {
    if (action->journey >= reached->program->journey_count) return true;
    struct jdl_tally tally = {.journey = name(reached, reached->program->journeys[action->journey].name)};
    switch (action->kind) {
    case JRT_SEND:
    case JRT_SKIPPED: return count_message(reached, action, tally);
    case JRT_ENTER:
        tally.kind = JDL_TALLY_ENTERED;
        if (!count(reached, tally)) return false;
        tally.kind = action->reason ? JDL_TALLY_KEPT_OUT : JDL_TALLY_VISITED;
        tally.from = action->reason ? NULL : stage_name(reached, action->stage);
        return count(reached, tally);
    case JRT_STAGE:
        tally.kind = JDL_TALLY_VISITED;
        tally.from = stage_name(reached, action->stage);
        if (!count(reached, tally)) return false;
        tally.kind = JDL_TALLY_MOVED;
        tally.from = stage_name(reached, action->from);
        tally.to = stage_name(reached, action->stage);
        return count(reached, tally);
    case JRT_EXIT:
        tally.kind = JDL_TALLY_ENDED;
        tally.to = pool_copy(&reached->pool, action->name, action->name_size);
        if (!count(reached, tally)) return false;
        tally.from = stage_name(reached, action->stage);
        return tally.from == NULL || count(reached, tally);
    case JRT_MILESTONE:
    case JRT_SET:
    case JRT_START:
    case JRT_REFUSED:
    case JRT_ERROR: break;
    }
    return true;
}

/* ---- the tests --------------------------------------------------------------------------------------------------- */

static bool run_test(const struct test_bench *bench, const struct jdl_test *test, struct reached *reached) {
    struct test_run run;
    bool fine = test_run(bench, test, &run);
    for (size_t i = 0; fine && i < run.count; i++) {
        if (run.entries[i].kind == TEST_ACTION) fine = count_action(reached, &run.entries[i].action);
    }
    reached->failed += !run.passed;
    test_run_free(&run);
    return fine && !reached->pool.failed;
}

static int load(const struct scripts *scripts, struct reached *reached) {
    struct jrt_fault fault = {0};
    size_t size = 0;
    const void *bytes = jdl_bytecode(scripts->result, &size);
    enum jrt_status status = bytes ? jrt_load(bytes, size, NULL, &reached->program, &fault) : JRT_BAD_BYTES;
    if (status == JRT_OK) reached->coverage = coverage_new(reached->program);
    if (status == JRT_NO_MEMORY || (status == JRT_OK && !reached->coverage)) return cli_cannot("out of memory");
    if (status == JRT_OK) return CLI_OK;
    return cli_bug("the compiled project is refused: %s", fault.reason ? fault.reason : jrt_status_text(status));
}

int reached_by_tests(const struct scripts *scripts, struct reached *reached) {
    *reached = (struct reached){0};
    int code = load(scripts, reached);
    if (code != CLI_OK) return code;
    struct test_bench bench = {.program = reached->program, .coverage = reached->coverage, .zones = zones_new(NULL)};
    const struct jdl_test *tests = jdl_tests(scripts->result, &reached->tests);
    bool fine = bench.zones != NULL;
    for (size_t i = 0; fine && i < reached->tests; i++) fine = run_test(&bench, &tests[i], reached);
    if (!fine)
        code = cli_cannot("out of memory");
    else if (zones_status(bench.zones) != JRT_OK)
        code = cli_cannot("%s", jrt_status_text(zones_status(bench.zones)));
    zones_free(bench.zones);
    coverage_reached(reached->coverage, &reached->parts);
    return code;
}

void reached_free(struct reached *reached) {
    coverage_free(reached->coverage);
    jrt_program_free(reached->program);
    pool_free(&reached->pool);
    free(reached->tallies);
    *reached = (struct reached){0};
}
