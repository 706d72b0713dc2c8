/* Each allocation fails, one after the other, once and from then on: in the compiler and the formatter through their hook,
 * in the loader and the context through their allocator, in the engine through malloc itself, which the Makefile wraps for
 * this program. What must come is the status for it, nothing left behind, and results as ever once there is memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/jdl.h"
#include "runtime/engine/feed.h"
#include "tests/faults/memory.h"

static const char script[] =
    "language 1\n"
    "project \"F\" { timezone: user.timezone or \"Europe/Berlin\"\n event id window: 24 hours }\n"
    "limits { at most 3 messages per 7 days, otherwise hold up to 2 days }\n"
    "event \"A\" { t: text, n: number, w: one of \"x\", \"y\", l: list of text }\n"
    "event \"B\" { k: text }\n"
    "user { p: text optional, timezone: timezone optional, ends: time optional }\n"
    "channel email { quiet hours 22:00 to 08:00\n template \"m\" { t: text, l: list of text optional } }\n"
    "condition many: count of event \"B\" in last 7 days is at least 3\n"
    "journey j {\n"
    "  enter when event \"A\" where w is \"x\" and not many\n"
    "  enter again after 1 day\n"
    "  remember said: \"Hello {{ user.p | default: 'you' }}\"\n"
    "  when user.p changes at most 3 times { milestone changed }\n"
    "  stage s {\n"
    "    send email \"m\" { t: \"{{ said }}, {{ entry.t | upcase }}\", l: entry.l }\n"
    "    wait up to 2 days {\n"
    "      for event \"B\" where k is entry.t { exit as b }\n"
    "      otherwise { split halves { 50% a { exit as late }\n 50% b { go on } } }\n"
    "    }\n"
    "    exit as done\n"
    "  }\n"
    "}\n"
    "test \"t\" {\n"
    "  start at 2026-01-05 10:00\n"
    "  event \"A\" { t: \"a\", n: 1, w: \"x\", l: [\"p\"] }\n"
    "  expect email \"m\"\n"
    "}\n";

static const char wrong[] =
    "language 1\nproject \"F\" { timezon: \"UTC\" }\njourney j { enter when event \"Nope\" stage s { go too t } }\n";

static const char lines[] =
    "{\"type\":\"track\",\"userId\":\"ana\",\"event\":\"A\",\"timestamp\":\"2026-01-05T21:30:00Z\",\"messageId\":\"1\","
    "\"properties\":{\"t\":\"a\",\"n\":1,\"w\":\"x\",\"l\":[\"p\",\"q\"]}}\n"
    "{\"type\":\"track\",\"userId\":\"bob\",\"event\":\"B\",\"timestamp\":\"2026-01-05T22:00:00Z\",\"properties\":{\"k\":\"a\"}}\n"
    "not json\n"
    "{\"type\":\"identify\",\"userId\":\"ana\",\"timestamp\":\"2026-01-05T22:10:00Z\",\"traits\":{\"p\":\"Ana\",\"timezone\":\"America/Lima\"}}\n"
    "{\"type\":\"track\",\"userId\":\"ana\",\"event\":\"B\",\"timestamp\":\"2026-01-06T10:00:00Z\",\"properties\":{\"k\":\"a\"}}\n";

/* ---- the compiler ---- */

static enum jdl_status compile(const char *text, struct memory *memory, jdl_result **result) {
    struct jdl_text one = {"faults.journey", text, strlen(text)};
    struct jdl_options options = {.resize = memory_resize, .memory = memory};
    return jdl_compile(&one, 1, &options, result);
}

static enum jdl_status format(const char *text, struct memory *memory, jdl_result **result) {
    struct jdl_text one = {"faults.journey", text, strlen(text)};
    struct jdl_options options = {.resize = memory_resize, .memory = memory};
    return jdl_format(&one, &options, result);
}

/* Fails each allocation in turn, until there is none left to fail; the how many. */
static size_t starve(enum jdl_status (*work)(const char *, struct memory *, jdl_result **), const char *text,
                     enum jdl_status wanted, bool for_good) {
    for (size_t nth = 1;; nth++) {
        struct memory memory = {.fail = nth, .for_good = for_good};
        jdl_result *result = NULL;
        enum jdl_status status = work(text, &memory, &result);
        if (memory.calls < nth) {
            assert_int_equal(status, wanted);
            jdl_result_free(result);
            assert_int_equal(memory.live, 0);
            return nth - 1;
        }
        assert_int_equal(status, JDL_NO_MEMORY);
        assert_null(result);
        assert_int_equal(memory.live, 0);
    }
}

static void compiler_without_memory(void **unused) {
    (void)unused;
    size_t failed = 0;
    for (int for_good = 0; for_good < 2; for_good++) {
        failed += starve(compile, script, JDL_OK, for_good);
        failed += starve(compile, wrong, JDL_FINDINGS, for_good);
        failed += starve(format, script, JDL_OK, for_good);
    }
    print_message("compiler: %zu allocations failed\n", failed);
    assert_true(failed >= 6);
}

/* A limit on memory is the same as memory that runs out. */
static void compiler_with_a_limit(void **unused) {
    (void)unused;
    struct jdl_text one = {"faults.journey", script, strlen(script)};
    bool enough = false;
    for (size_t limit = 1; !enough; limit *= 2) {
        struct memory memory = {0};
        struct jdl_options options = {.resize = memory_resize, .memory = &memory, .memory_limit = limit};
        jdl_result *result = NULL;
        enum jdl_status status = jdl_compile(&one, 1, &options, &result);
        enough = status == JDL_OK;
        if (!enough) assert_int_equal(status, JDL_NO_MEMORY);
        jdl_result_free(result);
        assert_int_equal(memory.live, 0);
    }
}

/* ---- the loader and the context ---- */

static jdl_result *compiled;
static jrt_program *program;

static int setup(void **unused) {
    (void)unused;
    static struct memory memory;
    size_t size;
    assert_int_equal(compile(script, &memory, &compiled), JDL_OK);
    const void *bytes = jdl_bytecode(compiled, &size);
    assert_int_equal(jrt_load(bytes, size, NULL, &program, NULL), JRT_OK);
    return 0;
}

static int teardown(void **unused) {
    (void)unused;
    jrt_program_free(program);
    jdl_result_free(compiled);
    return 0;
}

static void loader_without_memory(void **unused) {
    (void)unused;
    size_t size;
    const void *bytes = jdl_bytecode(compiled, &size);
    size_t failed = 0;
    enum jrt_status status = JRT_NO_MEMORY;
    for (size_t nth = 1; status != JRT_OK; nth++) {
        struct memory memory = {.fail = nth};
        struct jrt_allocator allocator = memory_allocator(&memory);
        jrt_program *made = NULL;
        status = jrt_load(bytes, size, &allocator, &made, NULL);
        if (status != JRT_OK) {
            assert_int_equal(status, JRT_NO_MEMORY);
            assert_null(made);
            failed++;
        }
        jrt_program_free(made);
        assert_int_equal(memory.live, 0);
    }
    print_message("loader: %zu allocations failed\n", failed);
    assert_true(failed > 3);
}

/* ---- the engine ---- */

struct heard {
    char *bytes; /* the lines so far; of a size that is enough */
    size_t size; /* bytes */
};

static void on_lines(void *self, const char *bytes, size_t size) {
    struct heard *heard = self;
    assert_true(heard->size + size < 65536);
    memcpy(heard->bytes + heard->size, bytes, size);
    heard->size += size;
}

struct input {
    size_t used; /* bytes of `lines` */
};

static long read_some(void *self, char *bytes, size_t size) {
    struct input *input = self;
    size_t left = sizeof lines - 1 - input->used;
    size_t most = size < 150 ? size : 150;
    size_t take_now = left < most ? left : most;
    memcpy(bytes, lines + input->used, take_now);
    input->used += take_now;
    return (long)take_now;
}

static enum jrt_status run(uint32_t shards, struct heard *heard) {
    struct jrt_engine_options engine_options = {.shards = shards, .self = heard, .on_lines = on_lines};
    struct jrt_feed_options feed_options = {.self = heard, .on_rejects = on_lines};
    struct input input = {0};
    jrt_engine *engine = NULL;
    jrt_feed *feed = NULL;
    enum jrt_status status = jrt_engine_new(program, &engine_options, &engine);
    if (status == JRT_OK) status = jrt_feed_new(engine, &feed_options, &feed);
    if (status == JRT_OK) status = jrt_feed_read(feed, read_some, &input);
    if (status == JRT_OK) status = jrt_engine_finish(engine, 1770000000000);
    jrt_feed_free(feed);
    jrt_engine_free(engine);
    return status;
}

static size_t starve_engine(uint32_t shards, bool for_good, const struct heard *wanted) {
    struct heard heard = {.bytes = malloc(65536)};
    assert_non_null(heard.bytes);
    size_t failed = 0;
    for (size_t nth = 1;; nth++) {
        heard.size = 0;
        memory_malloc_fails(nth, for_good);
        enum jrt_status status = run(shards, &heard);
        bool hit = memory_malloc_over() >= nth;
        failed += hit;
        if (status == JRT_OK) {
            assert_int_equal(heard.size, wanted->size);
            assert_memory_equal(heard.bytes, wanted->bytes, heard.size);
        } else {
            assert_int_equal(status, JRT_NO_MEMORY);
            assert_true(hit);
        }
        if (!hit) break;
    }
    free(heard.bytes);
    return failed;
}

static void engine_without_memory(void **unused) {
    (void)unused;
    size_t failed = 0;
    for (uint32_t shards = 1; shards <= 2; shards++) {
        struct heard wanted = {.bytes = malloc(65536)};
        assert_non_null(wanted.bytes);
        assert_int_equal(run(shards, &wanted), JRT_OK);
        assert_true(wanted.size > 200);
        for (int for_good = 0; for_good < 2; for_good++) failed += starve_engine(shards, for_good, &wanted);
        free(wanted.bytes);
    }
    print_message("engine: %zu allocations failed\n", failed);
    assert_true(failed > 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compiler_without_memory),
        cmocka_unit_test(compiler_with_a_limit),
        cmocka_unit_test(loader_without_memory),
        cmocka_unit_test(engine_without_memory),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
