#include "decimal.h"

#include <stdbool.h>

/* The parts of a number's text. */
struct parts {
    const char *digits; /* the first digit */
    const char *end;    /* behind the last digit of the mantissa */
    int64_t whole;      /* digits before the point, the exponent added */
    bool negative;      /* it begins with `-` */
};

static bool is_digit(const char *at, const char *end) {
    return at != end && *at >= '0' && *at <= '9';
}

/* Checks JSON's grammar: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static bool split(const char *text, size_t size, struct parts *parts) {
    const char *at = text, *end = text + size;
    parts->negative = at != end && *at == '-';
    if (parts->negative) at++;
    parts->digits = at;
    if (!is_digit(at, end)) return false;
    if (*at == '0' && is_digit(at + 1, end)) return false;
    while (is_digit(at, end)) at++;
    parts->whole = at - parts->digits;
    if (at != end && *at == '.') {
        if (!is_digit(++at, end)) return false;
        while (is_digit(at, end)) at++;
    }
    parts->end = at;
    if (at == end) return true;
    if (*at != 'e' && *at != 'E') return false;
    if (++at == end) return false;
    bool down = *at == '-';
    if (*at == '-' || *at == '+') at++;
    int64_t exponent = 0;
    const char *first = at;
    for (; is_digit(at, end); at++) {
        /* Far beyond every text's length: the digits that would matter are none. */
        if (exponent < 1000000000000) exponent = exponent * 10 + (*at - '0');
    }
    parts->whole += down ? -exponent : exponent;
    return at != first && at == end;
}

enum decimal_result decimal_parse(const char *text, size_t size, int64_t *millionths) {
    struct parts parts;
    if (size == 1 && is_digit(text, text + 1)) {
        *millionths = (*text - '0') * (int64_t)1000000;
        return DECIMAL_FINE;
    }
    if (!split(text, size, &parts)) return DECIMAL_NO_NUMBER;
    int64_t wanted = parts.whole + 6; /* digits of the mantissa that count */
    uint64_t sum = 0;
    int64_t seen = 0;
    bool up = false;
    for (const char *at = parts.digits; at != parts.end; at++) {
        if (*at == '.') continue;
        if (seen == wanted) up = *at >= '5';
        if (seen++ >= wanted) break;
        if (sum > (uint64_t)INT64_MAX / 10) return DECIMAL_TOO_LARGE;
        sum = sum * 10 + (uint64_t)(*at - '0');
    }
    if (sum == 0) seen = wanted; /* zeros behind a zero change nothing, however many an exponent asks for */
    for (; seen < wanted; seen++) {
        if (sum > (uint64_t)INT64_MAX / 10) return DECIMAL_TOO_LARGE;
        sum *= 10;
    }
    if (up) sum++;
    if (sum > (uint64_t)INT64_MAX) return DECIMAL_TOO_LARGE;
    *millionths = parts.negative ? -(int64_t)sum : (int64_t)sum;
    return DECIMAL_FINE;
}

size_t decimal_print(int64_t millionths, char *out) {
    char reversed[DECIMAL_SIZE];
    size_t count = 0, size = 0;
    uint64_t left = millionths < 0 ? 0 - (uint64_t)millionths : (uint64_t)millionths;
    uint64_t fraction = left % 1000000, whole = left / 1000000;
    if (fraction > 0) {
        int places = 6;
        for (; fraction % 10 == 0; fraction /= 10) places--;
        for (; places > 0; places--, fraction /= 10) reversed[count++] = (char)('0' + fraction % 10);
        reversed[count++] = '.';
    }
    do {
        reversed[count++] = (char)('0' + whole % 10);
        whole /= 10;
    } while (whole > 0);
    if (millionths < 0) out[size++] = '-';
    while (count > 0) out[size++] = reversed[--count];
    return size;
}
