/* From a JSON value to a value of a declared type.
 *
 * It does: exact conversion, or a reason in plain English why the value does not fit. Nothing is guessed: a text is no
 * number, 1 is no yes.
 *
 *   text          a text                       number     a number, to the nearest millionth
 *   yes/no        true, false                  one of     a text that is one of the words
 *   time          a text: ISO 8601; without an offset (a date has none) it is civil, see engine.h
 *   time of day   a text: 09:00                duration   a text: P3D, PT12H; a number: milliseconds
 *   list          an array of such, without null; civil times in it are read on the clock of the project's fallback zone
 *
 * A text longer than JRT_TEXT_MAX bytes is cut at a character.
 * Texts without escapes point into the block of input, all else into `bump`; both must outlive the value. */
#ifndef JRT_CONVERT_H
#define JRT_CONVERT_H

#include "json_text.h"
#include "program.h"

struct converter {
    const jrt_program *program; /* whose types */
    struct jrt_zones zones;     /* for civil times in lists */
    uint32_t zone;              /* the project's fallback */
    struct bump *bump;          /* memory for what is made */
    uint32_t civil;             /* civil times made so far */
    bool failed;                /* no memory: values are not whole */
};

/* A declared type. */
struct convert_type {
    uint32_t words; /* the `one of` type, or JBC_NONE */
    uint8_t type;   /* enum jbc_type */
    uint8_t item;   /* a LIST's */
};

/* The value at token `index` of a walk; null is a missing value. Returns NULL, or why it does not fit: static, it goes on
 * after "the field ... ", and the value is missing then. */
const char *convert(struct converter *converter, const struct json_walk *walk, uint32_t index, struct convert_type type,
                    struct jrt_value *value);

#endif
