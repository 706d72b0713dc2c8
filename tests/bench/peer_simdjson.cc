#include "peer_simdjson.h"

#include <simdjson.h>
#include <string_view>

using namespace simdjson;

namespace {

struct fields {
    std::string_view user;  /* unescaped */
    std::string_view event; /* the same */
    std::string_view plan;  /* the same */
    std::string_view time;  /* the same */
    double count;           /* number */
    unsigned seen;          /* a bit for each that was there */
};

bool text(ondemand::value value, std::string_view *to) {
    return value.get_string().get(*to) == SUCCESS;
}

/* The members come in any order, so that one pass over them is the fastest way. */
bool read_properties(ondemand::value value, fields *to) {
    ondemand::object object;
    if (value.get_object().get(object) != SUCCESS) return false;
    for (auto each : object) {
        ondemand::field field;
        if (std::move(each).get(field) != SUCCESS) return false;
        ondemand::raw_json_string key = field.key();
        if (key.unsafe_is_equal("plan")) {
            if (!text(field.value(), &to->plan)) return false;
            to->seen |= 16;
        } else if (key.unsafe_is_equal("count")) {
            if (field.value().get_double().get(to->count) != SUCCESS) return false;
            to->seen |= 32;
        }
    }
    return true;
}

bool read_line(ondemand::document_reference document, fields *to) {
    ondemand::object object;
    std::string_view type;
    if (document.get_object().get(object) != SUCCESS) return false;
    for (auto each : object) {
        ondemand::field field;
        if (std::move(each).get(field) != SUCCESS) return false;
        ondemand::raw_json_string key = field.key();
        if (key.unsafe_is_equal("userId")) {
            if (!text(field.value(), &to->user)) return false;
            to->seen |= 1;
        } else if (key.unsafe_is_equal("event")) {
            if (!text(field.value(), &to->event)) return false;
            to->seen |= 2;
        } else if (key.unsafe_is_equal("timestamp")) {
            if (!text(field.value(), &to->time)) return false;
            to->seen |= 4;
        } else if (key.unsafe_is_equal("type")) {
            if (!text(field.value(), &type) || type != "track") return false;
            to->seen |= 8;
        } else if (key.unsafe_is_equal("properties")) {
            if (!read_properties(field.value(), to)) return false;
        }
    }
    return to->seen == 63;
}

void add(const fields &fields, simdjson_sums *sums) {
    sums->lines++;
    sums->counts += static_cast<uint64_t>(fields.count);
    sums->texts += fields.user.size() + fields.event.size() + fields.plan.size();
    sums->marks += static_cast<unsigned char>(fields.user.back()) + static_cast<unsigned char>(fields.event.back()) +
                   static_cast<unsigned char>(fields.plan.back()) +
                   static_cast<unsigned char>(fields.time[fields.time.size() - 2]);
}

} // namespace

int peer_simdjson(const char *bytes, size_t size, struct simdjson_sums *sums) {
    ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
    parser.threaded = false; /* one core, as the others */
#endif
    ondemand::document_stream stream;
    *sums = simdjson_sums{};
    if (parser.iterate_many(bytes, size, 1 << 20).get(stream) != SUCCESS) return 0;
    for (auto each : stream) {
        ondemand::document_reference document;
        fields found{};
        if (std::move(each).get(document) != SUCCESS || !read_line(document, &found)) return 0;
        add(found, sums);
    }
    return 1;
}
