/* Fuzzer: bytes -> a time zone file. What is accepted must be a row of spans in order, each with a sane offset. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "runtime/engine/tzif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct tzif zone;
    if (!tzif_parse(data, size, &zone)) return 0;
    if (zone.count == 0 || zone.count > zone.room || zone.starts[0] != INT64_MIN) abort();
    for (uint32_t i = 0; i < zone.count; i++) {
        if (i > 0 && zone.starts[i] < zone.starts[i - 1]) abort();
        if (zone.offsets[i] < -700000 || zone.offsets[i] > 700000) abort();
    }
    tzif_free(&zone);
    return 0;
}
