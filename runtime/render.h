/* Texts made from values: what `{{ }}` and its filters do.
 *
 * It does: exact decimals, dates by a format, upper and lower case of the Latin, Greek and Cyrillic alphabets. It never
 * allocates (scratch memory is handed in), never looks at a locale, and never cuts a character in two. A text that would
 * be over JRT_TEXT_MAX bytes is cut; where scratch memory is used up, the result is missing. A missing value gives a
 * missing text. */
#ifndef JRT_RENDER_H
#define JRT_RENDER_H

#include "value.h"

struct jrt_value render_show(struct scratch *scratch, struct jrt_value value);
/* A number with exactly `places` decimals. */
struct jrt_value render_fixed(struct scratch *scratch, struct jrt_value number, uint32_t places);
/* `local` is civil time in ms; format as strftime's %d %m %Y %y %H %I %M %S %p %B %b %A %a %e %j %%. */
struct jrt_value render_date(struct scratch *scratch, int64_t local, const char *format, uint32_t format_size);
struct jrt_value render_upcase(struct scratch *scratch, struct jrt_value text);
struct jrt_value render_downcase(struct scratch *scratch, struct jrt_value text);
struct jrt_value render_capitalize(struct scratch *scratch, struct jrt_value text);
/* The known ones of `parts` in a row. */
struct jrt_value render_concat(struct scratch *scratch, const struct jrt_value *parts, uint32_t count);
/* At most JRT_TEXT_MAX bytes of the text, ending with a whole character. */
uint32_t render_cut(const char *text, size_t size);

#endif
