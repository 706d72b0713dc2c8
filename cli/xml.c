#include "xml.h"
#include "utf8.h"

#include <string.h>

/* XML has no way to say most control characters, not even escaped. */
static void one(FILE *out, const char *text, size_t size, uint32_t code) {
    if (code == '&')
        fputs("&amp;", out);
    else if (code == '<')
        fputs("&lt;", out);
    else if (code == '>')
        fputs("&gt;", out);
    else if (code == '"')
        fputs("&quot;", out);
    else if (code == '\n' || code == '\t' || code == '\r')
        fprintf(out, "&#%u;", code);
    else if (code < 0x20 || code == 0xFFFD || code == 0xFFFE || code == 0xFFFF)
        fputs("\xEF\xBF\xBD", out);
    else
        fwrite(text, 1, size, out);
}

void xml_text(FILE *out, const char *text) {
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(text + at, length - at, &code);
        one(out, text + at, size, code);
        at += size;
    }
}

void xml_attribute(FILE *out, const char *name, const char *value) {
    fprintf(out, " %s=\"", name);
    xml_text(out, value);
    fputc('"', out);
}

void xml_begin(FILE *out) {
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
}
