#include "json_index.h"

#include <cstdlib>
#include <dlfcn.h>
#include <memory>
#include <new>
#include <simdjson.h>

static_assert(JSON_PADDING >= simdjson::SIMDJSON_PADDING, "blocks need the padding that simdjson asks for");
/* simdjson makes room for nine places more than a block has bytes. */
static_assert(JSON_INDEX_MORE <= 9, "so many places stand behind the last");

struct json_index {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser; /* the best for this machine */
    uint32_t empty[JSON_INDEX_MORE] = {0};                                 /* the places of an empty block */
    uint32_t size = 0;                                                     /* of the last block */
    bool is_empty = false;                                                 /* it had no token */
};

/* simdjson is opened when the first events are to be read: to load it, and the library of C++ with it, takes as long as
 * starting a process. All but this one of its functions is reached through its objects. nullptr: it can't be loaded. */
static const simdjson::implementation *best_of_simdjson() {
    void *library = dlopen(SIMDJSON_FILE, RTLD_NOW | RTLD_LOCAL);
    void *function = library ? dlsym(library, "_ZN8simdjson25get_active_implementationEv") : nullptr;
    if (!function) return nullptr;
    return reinterpret_cast<decltype(&simdjson::get_active_implementation)>(function)();
}

extern "C" enum jrt_status json_index_new(size_t capacity, struct json_index **index) {
    *index = nullptr;
    const simdjson::implementation *best = best_of_simdjson();
    if (!best) return JRT_NO_LIBRARY;
    void *memory = malloc(sizeof(struct json_index));
    if (!memory) return JRT_NO_MEMORY;
    struct json_index *made = new (memory) json_index;
    if (best->create_dom_parser_implementation(capacity, simdjson::DEFAULT_MAX_DEPTH, made->parser)) {
        json_index_free(made);
        return JRT_NO_MEMORY;
    }
    *index = made;
    return JRT_OK;
}

extern "C" void json_index_free(struct json_index *index) {
    if (!index) return;
    index->~json_index();
    free(index);
}

extern "C" enum json_index_result json_index_run(struct json_index *index, const char *bytes, size_t size) {
    index->size = static_cast<uint32_t>(size);
    index->is_empty = size == 0;
    if (size == 0) return JSON_INDEX_FINE;
    if (size > index->parser->capacity()) return JSON_INDEX_NO_MEMORY;
    simdjson::error_code error =
        index->parser->stage1(reinterpret_cast<const uint8_t *>(bytes), size, simdjson::stage1_mode::regular);
    index->is_empty = error == simdjson::EMPTY;
    if (error == simdjson::SUCCESS || error == simdjson::EMPTY) return JSON_INDEX_FINE;
    if (error == simdjson::UTF8_ERROR) return JSON_INDEX_NOT_UTF8;
    if (error == simdjson::UNCLOSED_STRING || error == simdjson::UNESCAPED_CHARS) return JSON_INDEX_OPEN_TEXT;
    return JSON_INDEX_NO_MEMORY;
}

extern "C" const uint32_t *json_index_places(struct json_index *index, uint32_t *count) {
    *count = index->is_empty ? 0 : index->parser->n_structural_indexes;
    uint32_t *places = index->is_empty ? index->empty : index->parser->structural_indexes.get();
    for (uint32_t i = 0; i < JSON_INDEX_MORE; i++) places[*count + i] = index->size;
    return places;
}
