/* Exact decimals between JSON numbers and millionths.
 *
 * It does: read a JSON number, its exponent included, to the nearest millionth, half away from zero; print millionths
 * without trailing zeros. Binary fractions are never involved. */
#ifndef JRT_DECIMAL_H
#define JRT_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

#define DECIMAL_SIZE 24 /* bytes of the longest printed number */

enum decimal_result {
    DECIMAL_FINE,      /* read */
    DECIMAL_TOO_LARGE, /* a number, over what millionths in 64 bits can hold */
    DECIMAL_NO_NUMBER  /* not as JSON writes numbers */
};

enum decimal_result decimal_parse(const char *text, size_t size, int64_t *millionths);
/* Writes up to DECIMAL_SIZE bytes, no NUL; returns how many. */
size_t decimal_print(int64_t millionths, char *out);

#endif
