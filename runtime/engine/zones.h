/* Time zones from the system's IANA files, as struct jrt_zones of jrt.h wants them.
 *
 * It does: read a zone's file the first time its name is asked for and keep it; know "UTC" without any file; answer for
 * every instant of the calendar, by the file's transitions and after them by its footer's rule.
 * It never: looks at TZ, at libc's zone or outside its folder. A name comes from strangers: it may hold letters, digits,
 * `_ + - /` only, and no `..`. What is not there or is no zone file counts as unknown; what is
 * there and can't be read just now does too, but then zones_status says so, for nothing may rest on it.
 *
 * Threads: one `struct zones` for each thread. Ownership: zones_free releases all; the interface that zones_interface
 * gives points into it. */
#ifndef JRT_ZONES_H
#define JRT_ZONES_H

#include "jrt.h"

struct zones;

/* `directory` NULL: /usr/share/zoneinfo. NULL is returned where there is no memory. */
struct zones *zones_new(const char *directory);
void zones_free(struct zones *zones);

struct jrt_zones zones_interface(struct zones *zones);

/* JRT_NO_MEMORY, JRT_NO_ZONE: a zone was taken for unknown that may well be known. It stays so. */
enum jrt_status zones_status(const struct zones *zones);

#endif
