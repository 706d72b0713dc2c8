/* Pictures as SVG: Graphviz's library lays a DOT text out in memory.
 *
 * It does: give one SVG document that needs nothing from outside and follows the reader's light or dark theme by itself.
 * It never: writes a file or starts a program. One thread at a time: the library has globals. */
#ifndef JOURNEY_GRAPH_SVG_H
#define JOURNEY_GRAPH_SVG_H

#include <stdbool.h>
#include <stddef.h>

/* What draws. Open one for all pictures of a process: the library remembers fonts beyond the life of what it had them from.
 * The library is loaded here, not with the process. NULL: it is missing, or there is no memory; reported. */
struct graph_svg *graph_svg_open(void);
void graph_svg_close(struct graph_svg *drawer); /* NULL is fine */

/* `*svg` ends in a NUL and is to be freed. `inline_` leaves the XML declaration out, for use within a page. False:
 * reported. */
bool graph_svg_draw(struct graph_svg *drawer, const char *dot, bool inline_, char **svg, size_t *length);

#endif
