/* Runs a fuzzer's check over the files given, without a fuzzing engine: for the corpus in `make test`, and for looking
 * at a finding with a debugger. Each file is handed over in memory of exactly its size, so that a sanitizer sees the
 * first byte read behind it. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return 1;
    uint8_t *data = NULL;
    int failed = 1;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        data = size >= 0 ? malloc((size_t)size + (size == 0)) : NULL;
        if (data && fread(data, 1, (size_t)size, file) == (size_t)size)
            failed = LLVMFuzzerTestOneInput(data, (size_t)size) != 0;
    }
    free(data);
    fclose(file);
    return failed;
}

int main(int argc, char **argv) {
    int failures = 0;
    for (int i = 1; i < argc; i++) {
        if (replay(argv[i]) != 0) {
            fprintf(stderr, "%s: failed\n", argv[i]);
            failures++;
        }
    }
    return failures ? 1 : 0;
}
