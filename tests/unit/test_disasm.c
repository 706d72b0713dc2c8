/* The decoder and the listing: every instruction is read with all its operands, and shown with the names behind them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/decode.h"
#include "runtime/disasm.h"
#include "tests/unit/sample.h"

struct text {
    char *bytes;   /* ends in a NUL */
    size_t length; /* without it */
};

static void collect(void *self, const char *bytes, size_t size) {
    struct text *text = self;
    text->bytes = realloc(text->bytes, text->length + size + 1);
    assert_non_null(text->bytes);
    memcpy(text->bytes + text->length, bytes, size);
    text->length += size;
    text->bytes[text->length] = '\0';
}

/* The listing of the sample after a change. */
static struct text listing(void (*change)(struct sample *sample)) {
    struct sample sample;
    struct text text = {0};
    size_t size;
    jrt_program *program;
    sample_build(&sample);
    if (change) change(&sample);
    uint8_t *bytes = build_finish(&sample.build, &size);
    assert_int_equal(jrt_load(bytes, size, NULL, &program, NULL), JRT_OK);
    disasm_program(program, collect, &text);
    jrt_program_free(program);
    free(bytes);
    sample_free(&sample);
    return text;
}

/* Does the listing have this function? Lines are compared without their pcs, which any change of the sample moves. */
static void assert_function(const char *title, const char *const *lines) {
    struct text text = listing(NULL);
    char *at = strstr(text.bytes, title);
    if (!at) fail_msg("no \"%s\" in:\n%s", title, text.bytes);
    at = strchr(at, '\n') + 1;
    for (size_t i = 0; lines[i]; i++) {
        char *end = strchr(at, '\n');
        assert_non_null(end);
        *end = '\0';
        const char *line = strncmp(at, "  ;", 3) == 0 ? at : at + 9;
        assert_string_equal(line, lines[i]);
        at = end + 1;
    }
    assert_true(*at == '\n' || *at == '\0');
    free(text.bytes);
}

static void test_functions_are_listed(void **state) {
    (void)state;
    assert_function("function 10: value, a time",
                    (const char *[]){"TRAIT         trial_ends", "DURATION      3d", "SUB", "YIELD", NULL});
    assert_function("function 3: enter of main", (const char *[]){"FIELD         \"Signed Up\".plan",
                                                                  "STORE         slot 11 (at 48)", "RETURN", NULL});
    assert_function("function 16: flow of main, stage c", (const char *[]){"GO_TO         a", NULL});
    assert_function("function 18: first values of keyed", (const char *[]){"RETURN", NULL});
}

static void assert_listed(const char *words, void (*change)(struct sample *sample)) {
    struct text text = listing(change);
    if (!strstr(text.bytes, words)) fail_msg("no \"%s\" in:\n%s", words, text.bytes);
    free(text.bytes);
}

static void test_operands_are_named(void **state) {
    (void)state;
    static const char *const expected[] = {
        "SEND          email \"welcome\"\n",
        "SPLIT         subject\n",
        "START         keyed\n",
        "STOP          keyed\n",
        "SET           plan\n",
        "NUMBER        2.5\n",
        "NUMBER        86.4\n",
        "MISSING       list of text\n",
        "MILESTONE     \"late\"\n",
        "COUNT_IN      \"Signed Up\", 1d\n",
        "WAIT          3\n",
        "CLOCK         12h\n",
        "CLOCK         0\n",
        "DATE          \"%d %B\"\n",
        "  ; a.journey:3\n",
        "IN_GROUP      \"group\"\n",
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) assert_listed(expected[i], NULL);
}

static void test_jumps_show_where_they_lead(void **state) {
    (void)state;
    assert_listed("ELSE          -> 00012\n", NULL);
}

static void add_known(struct sample *sample, enum jbc_op op, int64_t operand) {
    struct build *build = &sample->build;
    uint32_t func = build_func(build, JBC_FUNC_PREDICATE, 0, JBC_NONE);
    build_op(build, op, operand, 0, 0);
    build_op(build, JBC_OP_KNOWN, 0, 0, 0);
    build_op(build, JBC_OP_YIELD, 0, 0, 0);
    build_end(build, func, 1);
}

/* A slot with a name, and a send with two alternatives. */
static void name_more(struct sample *sample) {
    struct build *build = &sample->build;
    uint32_t name = build_text(build, "cart"), channel = build_text(build, "push"), hello = build_text(build, "hello");
    BUILT(build, SLOT, slot, SLOT_CART)->name = name;
    BUILD(build, CHANNEL, channel, .name = channel, .reach = JBC_NONE, .first_hours = 1, .first_limit = 2);
    BUILD(build, TEMPLATE, template, .name = hello, .channel = 1, .newest = JBC_NONE);
    BUILT(build, SEND, send, 3)->alternative_count = 2;
    BUILD(build, ALTERNATIVE, alternative, .template_ = 1, .first_param = 4);
}

static void test_names_that_there_may_be(void **state) {
    (void)state;
    assert_listed("STORE         slot 11 (cart)\n", name_more);
    assert_listed("SEND          email \"welcome\" or push \"hello\"\n", name_more);
}

static void add_odd_values(struct sample *sample) {
    add_known(sample, JBC_OP_TEXT, build_text(&sample->build, "a\x1b[2J\"\n\\\x7f"));
    add_known(sample, JBC_OP_NUMBER, -1);
    add_known(sample, JBC_OP_NUMBER, INT64_MIN + 1);
    add_known(sample, JBC_OP_DURATION, -93784005);
    add_known(sample, JBC_OP_TIME, -62135596800000);
}

static void test_odd_values_keep_their_line(void **state) {
    (void)state;
    assert_listed("TEXT          \"a\\1b[2J\\22\\0a\\5c\\7f\"\n", add_odd_values);
    assert_listed("NUMBER        -0.000001\n", add_odd_values);
    assert_listed("NUMBER        -9223372036854.775807\n", add_odd_values);
    assert_listed("DURATION      -1d2h3m4s5ms\n", add_odd_values);
    assert_listed("TIME          -62135596800000\n", add_odd_values);
}

/* ---- the decoder ---- */

static void test_every_opcode_is_described(void **state) {
    (void)state;
    for (uint32_t op = 0; op < JBC_OP_COUNT_OF; op++) assert_non_null(decode_info(op));
    assert_null(decode_info(JBC_OP_COUNT_OF));
    assert_string_equal(decode_info(JBC_OP_COUNT_IN)->name, "COUNT_IN");
    assert_string_equal(decode_info(JBC_OP_COUNT_IN)->operands, "yi");
}

static void test_operands_are_decoded(void **state) {
    (void)state;
    static const uint8_t code[] = {JBC_OP_STAY, JBC_OP_REPEAT, 0xfe, 0xff, 4, 0, 0xf6, 0xff, 0xff, 0xff};
    struct decode_instruction in;
    assert_int_equal(decode_at(code, sizeof code, 1, &in), 1);
    assert_int_equal(in.op, JBC_OP_REPEAT);
    assert_int_equal(in.operand[0], 65534);
    assert_int_equal(in.operand[1], 4);
    assert_int_equal(in.operand[2], 0);
    assert_int_equal(in.next, 10);
}

static void test_a_cut_instruction_is_none(void **state) {
    (void)state;
    struct decode_instruction in;
    for (uint32_t op = 0; op < JBC_OP_COUNT_OF; op++) {
        uint8_t code[16] = {(uint8_t)op};
        assert_int_equal(decode_at(code, sizeof code, 0, &in), 1);
        for (uint32_t size = 0; size < in.next; size++) {
            struct decode_instruction cut;
            uint8_t *exact = malloc(size + 1);
            assert_non_null(exact);
            memcpy(exact, code, size);
            assert_int_equal(decode_at(exact, size, 0, &cut), 0);
            free(exact);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions_are_listed),       cmocka_unit_test(test_operands_are_named),
        cmocka_unit_test(test_jumps_show_where_they_lead), cmocka_unit_test(test_odd_values_keep_their_line),
        cmocka_unit_test(test_names_that_there_may_be),    cmocka_unit_test(test_every_opcode_is_described),
        cmocka_unit_test(test_operands_are_decoded),       cmocka_unit_test(test_a_cut_instruction_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
