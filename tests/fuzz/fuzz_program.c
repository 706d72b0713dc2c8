/* Fuzzer: bytes -> load -> run. The sums of the file are mended first, so that the verifier alone stands between the bytes
 * and the interpreter; what it accepts is run with made-up events and timers, and with states that a stranger has changed,
 * and must neither harm memory nor leave a state that is not sound. Everything follows from the bytes, so a finding can be repeated. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/drive.h"
#include "tests/fuzz/mutate.h"

#define STEPS 48   /* events and times that each accepted program is run with */
#define STRANGE 4  /* states of its user, as changed by a stranger */
#define ANSWERS 48 /* and such as its triggers look for */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed);
/* The fuzzing engine's; it is not there where a corpus is replayed. */
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

/* Mostly a change that could stand in a file; now and then any. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed) {
    void *aligned = malloc(size + (size == 0));
    if (!aligned) abort();
    if (size > 0) memcpy(aligned, data, size);
    int changed = seed % 16 != 0 && mutate_program(aligned, size, seed);
    if (changed) memcpy(data, aligned, size);
    free(aligned);
    return changed ? size : LLVMFuzzerMutate(data, size, most);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct drive *drive = calloc(1, sizeof *drive);
    uint8_t *bytes = malloc(size + (size == 0));
    jrt_program *program = NULL;
    if (!drive || !bytes) abort();
    if (size > 0) memcpy(bytes, data, size);
    mutate_mend(bytes, size);
    if (jrt_load(bytes, size, NULL, &program, NULL) == JRT_OK) {
        if (drive_open(drive, program, program->header->content_hash)) {
            drive_run(drive, STEPS);
            drive_strange(drive, STRANGE);
            drive_answer(drive, ANSWERS);
        }
        drive_close(drive);
    }
    jrt_program_free(program);
    free(drive);
    free(bytes);
    return 0;
}
