/* Fuzzer: text -> check and build -> load -> run. Whatever the text is, there are findings or a program; what the compiler
 * builds must pass the verifier, be the same when it is built again, and run. */
#include <stdlib.h>
#include <string.h>

#include "compiler/jdl.h"
#include "tests/fuzz/drive.h"

#define STEPS 12 /* events and times that a program is run with */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds) {
    if (!holds) abort();
}

static enum jdl_status compile(const uint8_t *data, size_t size, jdl_result **result) {
    struct jdl_text text = {"fuzz.journey", (const char *)data, size};
    struct jdl_options options = {.memory_limit = (size_t)1 << 30};
    return jdl_compile(&text, 1, &options, result);
}

static void run(const jdl_result *result) {
    struct drive *drive = calloc(1, sizeof *drive);
    jrt_program *program = NULL;
    size_t size;
    const void *bytes = jdl_bytecode(result, &size);
    demand(drive && bytes && jrt_load(bytes, size, NULL, &program, NULL) == JRT_OK);
    if (drive_open(drive, program, program->header->content_hash)) drive_run(drive, STEPS);
    drive_close(drive);
    jrt_program_free(program);
    free(drive);
}

static void is_the_same(const jdl_result *result, const uint8_t *data, size_t size) {
    jdl_result *again = NULL;
    size_t one, other;
    demand(compile(data, size, &again) == JDL_OK);
    const void *first = jdl_bytecode(result, &one);
    const void *second = jdl_bytecode(again, &other);
    demand(first && second && one == other && memcmp(first, second, one) == 0);
    jdl_result_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    jdl_result *result = NULL;
    enum jdl_status status = compile(data, size, &result);
    if (status == JDL_FINDINGS)
        demand(jdl_count(result, JDL_ERROR) > 0);
    else
        demand(status == JDL_OK || status == JDL_NO_MEMORY);
    if (status == JDL_OK) {
        run(result);
        is_the_same(result, data, size);
    }
    jdl_result_free(result);
    return 0;
}
