/* Loading: what is right loads and reads back; a file that is cut short, or has one byte changed, is refused or harmless;
 * an allocator that fails leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/checksum.h"
#include "runtime/program.h"
#include "runtime/record.h"
#include "tests/unit/sample.h"

struct loaded {
    struct sample sample; /* what it was made of */
    uint8_t *bytes;       /* the file */
    size_t size;          /* of the file */
};

static int setup(void **state) {
    struct loaded *loaded = calloc(1, sizeof *loaded);
    if (!loaded) return -1;
    sample_build(&loaded->sample);
    loaded->bytes = build_finish(&loaded->sample.build, &loaded->size);
    *state = loaded;
    return 0;
}

static int teardown(void **state) {
    struct loaded *loaded = *state;
    sample_free(&loaded->sample);
    free(loaded->bytes);
    free(loaded);
    return 0;
}

static void test_good_program_loads(void **state) {
    struct loaded *loaded = *state;
    jrt_program *program;
    struct jrt_fault fault;
    enum jrt_status status = jrt_load(loaded->bytes, loaded->size, NULL, &program, &fault);
    if (status != JRT_OK) fail_msg("%s (section %u, place %u)", fault.reason, fault.section, fault.place);
    assert_int_equal(program->event_count, 2);
    assert_int_equal(program->trigger_count, 11);
    assert_int_equal(program->stack, 3);
    assert_int_equal(program->project->fixed_size, 120);
    uint32_t size;
    const char *name = program_string(program, program->events[1].name, &size);
    assert_int_equal(size, 9);
    assert_memory_equal(name, "Logged In", 9);
    assert_int_equal(jrt_program_hash(program), program->header->content_hash);
    assert_ptr_equal(program->bytes, loaded->bytes);
    jrt_program_free(program);
}

/* The loop of stage 1 is 11 instructions long, its REPEAT included, and may run 1000 times after a way that begins in its
 * middle; one instruction stands before it, five behind it. */
static void test_worst_case_counts_loops(void **state) {
    struct loaded *loaded = *state;
    const struct build *build = &loaded->sample.build;
    uint16_t most = 1000;
    memcpy(build->bytes[JBC_SECTION_CODE] + loaded->sample.again + 3, &most, 2);
    size_t size;
    uint8_t *bytes = build_finish(build, &size);
    jrt_program *program;
    assert_int_equal(jrt_load(bytes, size, NULL, &program, NULL), JRT_OK);
    assert_int_equal(program->worst, 1 + 11 * 1001 + 5);
    jrt_program_free(program);
    free(bytes);
}

/* Loads a copy that is exactly `size` long, so that a sanitizer sees a byte too many. */
static enum jrt_status load_copy(const uint8_t *bytes, size_t size) {
    uint8_t *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    jrt_program *program = NULL;
    struct jrt_fault fault;
    enum jrt_status status = jrt_load(copy, size, NULL, &program, &fault);
    assert_true(status == JRT_OK || status == JRT_BAD_BYTES);
    assert_true((status == JRT_OK) == (program != NULL));
    assert_non_null(fault.reason);
    jrt_program_free(program);
    free(copy);
    return status;
}

static void test_every_truncation_is_refused(void **state) {
    struct loaded *loaded = *state;
    for (size_t size = 0; size < loaded->size; size++) {
        assert_int_equal(load_copy(loaded->bytes, size), JRT_BAD_BYTES);
        uint8_t *cut = malloc(size ? size : 1);
        assert_non_null(cut);
        memcpy(cut, loaded->bytes, size);
        build_mend(cut, size);
        assert_int_equal(load_copy(cut, size), JRT_BAD_BYTES);
        free(cut);
    }
}

/* The fields before the checksum are not covered by it, but each has a check of its own; only a version may be higher. */
static void test_every_changed_byte_is_refused(void **state) {
    struct loaded *loaded = *state;
    for (size_t at = 0; at < loaded->size; at++) {
        uint8_t good = loaded->bytes[at];
        loaded->bytes[at] = (uint8_t)(good ^ 0x55);
        bool version = at >= offsetof(struct jbc_header, version) && at < offsetof(struct jbc_header, oldest_reader);
        if (!version) assert_int_equal(load_copy(loaded->bytes, loaded->size), JRT_BAD_BYTES);
        loaded->bytes[at] = good;
    }
}

/* With the sums mended, the verifier alone stands between the change and the interpreter. */
static void test_every_mended_change_is_refused_or_sound(void **state) {
    struct loaded *loaded = *state;
    static const uint8_t changes[] = {0x01, 0x80, 0xff, 0x04};
    size_t refused = 0;
    size_t tried = 0;
    for (size_t at = sizeof(struct jbc_header); at < loaded->size; at++) {
        for (size_t i = 0; i < sizeof changes; i++, tried++) {
            uint8_t *changed = malloc(loaded->size);
            assert_non_null(changed);
            memcpy(changed, loaded->bytes, loaded->size);
            changed[at] ^= changes[i];
            build_mend(changed, loaded->size);
            if (load_copy(changed, loaded->size) == JRT_BAD_BYTES) refused++;
            free(changed);
        }
    }
    assert_true(refused > tried / 2);
}

/* ---- memory ---- */

struct stingy {
    size_t left;   /* allocations before it fails */
    size_t living; /* bytes that were not given back */
};

static void *stingy_alloc(void *self, size_t size) {
    struct stingy *stingy = self;
    if (stingy->left == 0) return NULL;
    stingy->left--;
    stingy->living += size;
    return malloc(size);
}

static void stingy_release(void *self, void *memory, size_t size) {
    struct stingy *stingy = self;
    stingy->living -= size;
    free(memory);
}

static void test_every_allocation_may_fail(void **state) {
    struct loaded *loaded = *state;
    enum jrt_status status = JRT_NO_MEMORY;
    size_t allowed = 0;
    for (; status != JRT_OK; allowed++) {
        struct stingy stingy = {.left = allowed};
        struct jrt_allocator allocator = {&stingy, stingy_alloc, stingy_release};
        jrt_program *program = NULL;
        status = jrt_load(loaded->bytes, loaded->size, &allocator, &program, NULL);
        assert_true(status == JRT_OK || (status == JRT_NO_MEMORY && !program && stingy.living == 0));
        jrt_program_free(program);
        assert_int_equal(stingy.living, 0);
    }
    assert_true(allowed > 10);
}

static void test_misuse_is_told(void **state) {
    struct loaded *loaded = *state;
    jrt_program *program;
    assert_int_equal(jrt_load(NULL, 0, NULL, &program, NULL), JRT_MISUSE);
    assert_int_equal(jrt_load(loaded->bytes, loaded->size, NULL, NULL, NULL), JRT_MISUSE);
    assert_int_equal(jrt_load(loaded->bytes + 1, loaded->size - 1, NULL, &program, NULL), JRT_MISUSE);
    jrt_program_free(NULL);
}

/* ---- sums and tables ---- */

static void test_sums_are_the_known_ones(void **state) {
    (void)state;
    static const char long_one[] = "Call me Ishmael. Some years ago--never mind how long precisely-";
    assert_true(checksum_hash(0, "", 0) == 0xef46db3751d8e999u);
    assert_true(checksum_hash(0, "a", 1) == 0xd24ec4f1a98c6e5bu);
    assert_true(checksum_hash(0, "asdf", 4) == 0x415872f599cea71eu);
    assert_true(checksum_hash(0, "xxhash", 6) == 0x32dd38952c4bc720u);
    assert_true(checksum_hash(20141025, "xxhash", 6) == 0xb559b98d844e0635u);
    assert_true(checksum_hash(0, long_one, sizeof long_one - 1) == 0x02a2e85470d6fd96u);
}

static void test_records_are_described(void **state) {
    (void)state;
    const struct record_info *info = record_info(JBC_SECTION_STAGE);
    assert_string_equal(info->name, "stage");
    assert_string_equal(info->fields[2].name, "journey");
    assert_int_equal(info->fields[2].form, RECORD_INDEX);
    assert_int_equal(info->fields[2].section, JBC_SECTION_JOURNEY);
    assert_int_equal(info->fields[1].form, RECORD_OPT);
    assert_int_equal(info->fields[4].form, RECORD_FIRST);
    assert_int_equal(info->fields[4].section, JBC_SECTION_TRIGGER);
    assert_null(record_info(JBC_SECTION_COUNT));
    int16_t low = -2;
    struct record_field field = {.size = 2, .is_signed = 1};
    assert_int_equal(record_get(&low, &field), -2);
    field.is_signed = 0;
    assert_int_equal(record_get(&low, &field), 65534);
    assert_string_equal(program_section_name(JBC_SECTION_ENUM), "ENUM");
    assert_null(program_section_name(99));
    assert_int_equal(program_storage_size(JBC_STORE_TIMER), 16);
    assert_int_equal(program_storage_size(JBC_STORE_END), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_good_program_loads, setup, teardown),
        cmocka_unit_test_setup_teardown(test_worst_case_counts_loops, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_truncation_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_changed_byte_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_mended_change_is_refused_or_sound, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_allocation_may_fail, setup, teardown),
        cmocka_unit_test_setup_teardown(test_misuse_is_told, setup, teardown),
        cmocka_unit_test(test_sums_are_the_known_ones),
        cmocka_unit_test(test_records_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
