#include "value.h"

#include <string.h>

char *scratch_take(struct scratch *scratch, uint32_t size) {
    if (size > scratch->size - scratch->used) {
        scratch->ran_out = true;
        return NULL;
    }
    char *bytes = scratch->bytes + scratch->used;
    scratch->used += size;
    return bytes;
}

/* ---- arithmetic ---- */

/* A 128-bit result as a value of that type, missing where it is over the range. */
static struct jrt_value narrow(enum jbc_type type, __int128 number) {
    if (number > INT64_MAX || number <= INT64_MIN) return value_missing();
    if (type == JBC_TIME && (number < JRT_TIME_MIN || number > JRT_TIME_MAX)) return value_missing();
    return value_of(type, (int64_t)number);
}

/* a / b, rounded half away from zero; b is not 0. */
static __int128 divide_rounded(__int128 a, __int128 b) {
    if (b < 0) {
        a = -a;
        b = -b;
    }
    return a >= 0 ? (a + b / 2) / b : -((-a + b / 2) / b);
}

/* The rate of a sum or difference: times that move are never added to each other by the compiler's types. */
static int8_t sum_rate(int a, int b) {
    return (int8_t)(a + b > 1 ? 1 : a + b < -1 ? -1 : a + b);
}

struct jrt_value value_add(struct jrt_value a, struct jrt_value b) {
    if (a.type == 0 || b.type == 0) return value_missing();
    enum jbc_type type = a.type == JBC_TIME || b.type == JBC_TIME ? JBC_TIME : (enum jbc_type)a.type;
    struct jrt_value sum = narrow(type, (__int128)a.as.number + b.as.number);
    sum.rate = sum_rate(a.rate, b.rate);
    return sum;
}

struct jrt_value value_subtract(struct jrt_value a, struct jrt_value b) {
    if (a.type == 0 || b.type == 0) return value_missing();
    enum jbc_type type = a.type == JBC_TIME && b.type == JBC_TIME ? JBC_DURATION : (enum jbc_type)a.type;
    struct jrt_value difference = narrow(type, (__int128)a.as.number - b.as.number);
    difference.rate = sum_rate(a.rate, -b.rate);
    return difference;
}

struct jrt_value value_multiply(struct jrt_value a, struct jrt_value b) {
    if (a.type == 0 || b.type == 0) return value_missing();
    enum jbc_type type = a.type == JBC_DURATION || b.type == JBC_DURATION ? JBC_DURATION : JBC_NUMBER;
    return narrow(type, divide_rounded((__int128)a.as.number * b.as.number, JBC_MILLION));
}

struct jrt_value value_divide(struct jrt_value a, struct jrt_value b) {
    if (a.type == 0 || b.type == 0 || b.as.number == 0) return value_missing();
    enum jbc_type type = a.type == JBC_DURATION && b.type == JBC_NUMBER ? JBC_DURATION : JBC_NUMBER;
    return narrow(type, divide_rounded((__int128)a.as.number * JBC_MILLION, b.as.number));
}

struct jrt_value value_negate(struct jrt_value a) {
    if (a.type == 0) return a;
    struct jrt_value negative = narrow((enum jbc_type)a.type, -(__int128)a.as.number);
    negative.rate = (int8_t)-a.rate;
    return negative;
}

struct jrt_value value_round(struct jrt_value a, uint32_t places) {
    if (a.type != JBC_NUMBER || places >= 6) return a;
    int64_t unit = JBC_MILLION;
    for (uint32_t i = 0; i < places; i++) unit /= 10;
    return narrow(JBC_NUMBER, divide_rounded(a.as.number, unit) * unit);
}

/* ---- comparison ---- */

static bool is_bytes(struct jrt_value value) {
    return value.type == JBC_TEXT || value.type == JBC_LIST;
}

bool value_equal(struct jrt_value a, struct jrt_value b) {
    if (a.type == 0 || a.type != b.type) return false;
    if (!is_bytes(a)) return a.as.number == b.as.number;
    if (a.size != b.size) return false;
    return a.as.text == b.as.text || memcmp(a.as.text, b.as.text, a.size) == 0;
}

int value_order(struct jrt_value a, struct jrt_value b) {
    if (!is_bytes(a)) return (a.as.number > b.as.number) - (a.as.number < b.as.number);
    uint32_t shared = a.size < b.size ? a.size : b.size;
    int order = shared > 0 ? memcmp(a.as.text, b.as.text, shared) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static bool text_contains(struct jrt_value whole, struct jrt_value part) {
    if (part.size == 0) return true;
    for (uint32_t at = 0; at + part.size <= whole.size; at++)
        if (memcmp(whole.as.text + at, part.as.text, part.size) == 0) return true;
    return false;
}

bool value_contains(struct jrt_value whole, struct jrt_value part) {
    if (whole.type == 0 || part.type == 0) return false;
    if (whole.type == JBC_TEXT) return part.type == JBC_TEXT && text_contains(whole, part);
    struct jrt_value items[JRT_LIST_MAX];
    uint32_t count = values_read((const uint8_t *)whole.as.text, items, JRT_LIST_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (value_equal(items[i], part)) return true;
    return false;
}

int64_t value_crossing(struct jrt_value a, struct jrt_value b, int64_t now) {
    int rate = a.rate - b.rate;
    if (rate == 0 || a.type == 0 || b.type == 0) return INT64_MAX;
    /* The difference moves by `rate` each millisecond; `gap` is how far it is from 0 in its direction of travel. */
    __int128 gap = rate > 0 ? (__int128)b.as.number - a.as.number : (__int128)a.as.number - b.as.number;
    if (gap < 0) return INT64_MAX;
    int speed = rate > 0 ? rate : -rate;
    __int128 meets = now + (gap + speed - 1) / speed;
    if (meets <= now) meets = now + 1; /* equal now: a strict comparison changes with the next millisecond */
    return meets >= INT64_MAX ? INT64_MAX : (int64_t)meets;
}

/* ---- values in a row ---- */

uint64_t value_hash(struct jrt_value value) {
    uint64_t hash = 0xcbf29ce484222325u;
    const uint8_t *bytes = is_bytes(value) ? (const uint8_t *)value.as.text : (const uint8_t *)&value.as.number;
    uint32_t size = is_bytes(value) ? value.size : (uint32_t)sizeof value.as.number;
    for (uint32_t i = 0; i < size; i++) hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return (hash ^ value.type) * 0x100000001b3u;
}

uint32_t values_size(const struct jrt_value *values, uint32_t count) {
    uint32_t size = 2;
    for (uint32_t i = 0; i < count; i++) size += 1 + (is_bytes(values[i]) ? 4 + values[i].size : 8);
    return size;
}

void values_write(uint8_t *to, const struct jrt_value *values, uint32_t count) {
    uint16_t short_count = (uint16_t)count;
    memcpy(to, &short_count, 2);
    to += 2;
    for (uint32_t i = 0; i < count; i++) {
        *to++ = values[i].type;
        if (is_bytes(values[i])) {
            memcpy(to, &values[i].size, 4);
            if (values[i].size > 0) memcpy(to + 4, values[i].as.text, values[i].size);
            to += 4 + values[i].size;
        } else {
            memcpy(to, &values[i].as.number, 8);
            to += 8;
        }
    }
}

uint32_t values_count(const uint8_t *bytes) {
    uint16_t count;
    memcpy(&count, bytes, 2);
    return count;
}

uint32_t values_read(const uint8_t *bytes, struct jrt_value *values, uint32_t most) {
    uint32_t count = values_count(bytes);
    if (count > most) count = most;
    bytes += 2;
    for (uint32_t i = 0; i < count; i++) {
        values[i] = (struct jrt_value){.type = *bytes++};
        if (is_bytes(values[i])) {
            memcpy(&values[i].size, bytes, 4);
            values[i].as.text = (const char *)bytes + 4;
            bytes += 4 + values[i].size;
        } else {
            memcpy(&values[i].as.number, bytes, 8);
            bytes += 8;
        }
    }
    return count;
}

static bool row_check(const uint8_t *bytes, uint32_t size, bool lists);

/* One value at `at`; how many bytes it takes, or 0 where it is not whole. */
static uint32_t value_check(const uint8_t *bytes, uint32_t at, uint32_t size, bool lists) {
    if (at >= size) return 0;
    uint8_t type = bytes[at];
    if (type >= JBC_TYPE_END) return 0;
    if (type != JBC_TEXT && type != JBC_LIST) return size - at >= 9 ? 9 : 0;
    if (size - at < 5) return 0;
    uint32_t inner;
    memcpy(&inner, bytes + at + 1, 4);
    if (inner > size - at - 5) return 0;
    if (type == JBC_LIST && (!lists || !row_check(bytes + at + 5, inner, false))) return 0;
    return 5 + inner;
}

/* `lists`: lists may stand in the row. None stands in a list, so this goes no deeper than two. */
static bool row_check(const uint8_t *bytes, uint32_t size, bool lists) {
    if (size < 2) return false;
    uint32_t count = values_count(bytes);
    uint32_t at = 2;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t step = value_check(bytes, at, size, lists);
        if (step == 0) return false;
        at += step;
    }
    return at == size;
}

bool values_check(const uint8_t *bytes, uint32_t size) {
    return row_check(bytes, size, true);
}
