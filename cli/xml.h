/* Writing XML: texts and attributes with what XML does not allow in them replaced.
 *
 * It never: indents, closes what it did not open, or checks that the whole is well formed. */
#ifndef JOURNEY_XML_H
#define JOURNEY_XML_H

#include <stdio.h>

/* A text between tags or in an attribute's quotes. */
void xml_text(FILE *out, const char *text);

/* ` name="value"` */
void xml_attribute(FILE *out, const char *name, const char *value);

/* The line that every XML file begins with. */
void xml_begin(FILE *out);

#endif
