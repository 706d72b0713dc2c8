#include "render.h"

#include <string.h>

#include "calendar.h"

/* A text being built; once it is full or the scratch memory is used up, more is dropped. */
struct builder {
    char *bytes;   /* in scratch memory, JRT_TEXT_MAX long; NULL: no room */
    uint32_t size; /* bytes written */
};

static struct builder builder_begin(struct scratch *scratch) {
    return (struct builder){.bytes = scratch_take(scratch, JRT_TEXT_MAX)};
}

static void builder_add(struct builder *builder, const char *bytes, uint32_t size) {
    if (!builder->bytes) return;
    if (size > JRT_TEXT_MAX - builder->size) {
        size = JRT_TEXT_MAX - builder->size;
        while (size > 0 && ((uint8_t)bytes[size] & 0xc0) == 0x80) size--;
    }
    if (size > 0) memcpy(builder->bytes + builder->size, bytes, size);
    builder->size += size;
}

static struct jrt_value builder_end(struct scratch *scratch, struct builder *builder) {
    if (!builder->bytes) return value_missing();
    scratch->used -= JRT_TEXT_MAX - builder->size;
    return value_text(builder->bytes, builder->size);
}

uint32_t render_cut(const char *text, size_t size) {
    if (size <= JRT_TEXT_MAX) return (uint32_t)size;
    uint32_t cut = JRT_TEXT_MAX;
    while (cut > 0 && ((uint8_t)text[cut] & 0xc0) == 0x80) cut--;
    return cut;
}

/* ---- numbers ---- */

/* `digits` decimal digits of n, right-aligned with zeros. */
static void add_digits(struct builder *builder, uint64_t n, uint32_t digits) {
    char text[20];
    for (char *at = text + digits; at > text; n /= 10) *--at = (char)('0' + n % 10);
    builder_add(builder, text, digits);
}

static void add_whole(struct builder *builder, uint64_t n) {
    uint32_t digits = 1;
    for (uint64_t rest = n; rest >= 10; rest /= 10) digits++;
    add_digits(builder, n, digits);
}

/* Millionths as a decimal: at least `least` and at most six places, without zeros at the end beyond `least`. */
static void add_decimal(struct builder *builder, int64_t number, uint32_t least) {
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    if (number < 0) builder_add(builder, "-", 1);
    add_whole(builder, size / JBC_MILLION);
    uint64_t part = size % JBC_MILLION;
    uint32_t places = 6;
    while (places > least && part % 10 == 0) {
        part /= 10;
        places--;
    }
    if (places == 0) return;
    builder_add(builder, ".", 1);
    add_digits(builder, part, places);
}

struct jrt_value render_fixed(struct scratch *scratch, struct jrt_value number, uint32_t places) {
    if (number.type == 0) return number;
    struct builder builder = builder_begin(scratch);
    add_decimal(&builder, value_round(number, places).as.number, places > 6 ? 6 : places);
    return builder_end(scratch, &builder);
}

static void add_clock(struct builder *builder, int64_t ms) {
    add_digits(builder, (uint64_t)(ms / 3600000 % 24), 2);
    builder_add(builder, ":", 1);
    add_digits(builder, (uint64_t)(ms / 60000 % 60), 2);
}

struct jrt_value render_show(struct scratch *scratch, struct jrt_value value) {
    if (value.type == 0 || value.type == JBC_TEXT) return value;
    struct builder builder = builder_begin(scratch);
    if (value.type == JBC_NUMBER) {
        add_decimal(&builder, value.as.number, 0);
    } else if (value.type == JBC_BOOL) {
        if (value.as.number)
            builder_add(&builder, "yes", 3);
        else
            builder_add(&builder, "no", 2);
    } else if (value.type == JBC_CLOCK) {
        add_clock(&builder, value.as.number);
    } else if (value.type == JBC_LIST) {
        struct jrt_value items[JRT_LIST_MAX];
        uint32_t count = values_read((const uint8_t *)value.as.text, items, JRT_LIST_MAX);
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0) builder_add(&builder, ", ", 2);
            if (items[i].type == JBC_TEXT)
                builder_add(&builder, items[i].as.text, items[i].size);
            else if (items[i].type == JBC_NUMBER)
                add_decimal(&builder, items[i].as.number, 0);
        }
    }
    return builder_end(scratch, &builder);
}

/* ---- dates ---- */

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

static void add_name(struct builder *builder, const char *name, bool whole) {
    builder_add(builder, name, whole ? (uint32_t)strlen(name) : 3);
}

static void add_date_part(struct builder *builder, char part, const struct civil *c) {
    uint32_t hour12 = c->hour % 12 == 0 ? 12 : c->hour % 12;
    switch (part) {
    case 'd': add_digits(builder, c->day, 2); break;
    case 'e': add_whole(builder, c->day); break;
    case 'm': add_digits(builder, c->month, 2); break;
    case 'Y': add_digits(builder, (uint64_t)c->year, 4); break;
    case 'y': add_digits(builder, (uint64_t)c->year % 100, 2); break;
    case 'H': add_digits(builder, c->hour, 2); break;
    case 'I': add_digits(builder, hour12, 2); break;
    case 'M': add_digits(builder, c->minute, 2); break;
    case 'S': add_digits(builder, c->second, 2); break;
    case 'p': builder_add(builder, c->hour < 12 ? "AM" : "PM", 2); break;
    case 'B': add_name(builder, months[c->month - 1], true); break;
    case 'b': add_name(builder, months[c->month - 1], false); break;
    case 'A': add_name(builder, days[c->weekday], true); break;
    case 'a': add_name(builder, days[c->weekday], false); break;
    case 'j': add_digits(builder, c->day_of_year, 3); break;
    case '%': builder_add(builder, "%", 1); break;
    }
}

struct jrt_value render_date(struct scratch *scratch, int64_t local, const char *format, uint32_t format_size) {
    struct builder builder = builder_begin(scratch);
    struct civil civil = calendar_civil(local);
    for (uint32_t i = 0; i < format_size; i++) {
        if (format[i] == '%' && i + 1 < format_size)
            add_date_part(&builder, format[++i], &civil);
        else
            builder_add(&builder, format + i, 1);
    }
    return builder_end(scratch, &builder);
}

/* ---- case ---- */

/* Ranges of letters whose other case lies at a fixed distance (Unicode's simple case mappings). */
struct case_range {
    uint32_t upper_first; /* first capital letter */
    uint32_t upper_last;  /* last capital letter */
    uint32_t distance;    /* from capital to small, modulo 2^32; 1: they alternate */
};

static const struct case_range case_ranges[] = {
    {'A', 'Z', 32},        {0xc0, 0xd6, 32},   {0xd8, 0xde, 32},   {0x100, 0x12e, 1},   {0x132, 0x136, 1},
    {0x139, 0x147, 1},     {0x14a, 0x176, 1},  {0x179, 0x17d, 1},  {0x386, 0x386, 38},  {0x388, 0x38a, 37},
    {0x391, 0x3a1, 32},    {0x3a3, 0x3ab, 32}, {0x400, 0x40f, 80}, {0x410, 0x42f, 32},  {0x460, 0x480, 1},
    {0x48a, 0x4be, 1},     {0x4d0, 0x52e, 1},  {0x531, 0x556, 48}, {0x1e00, 0x1e94, 1}, {0x1ea0, 0x1efe, 1},
    {0x178, 0x178, -121u}, {0x38c, 0x38c, 64}, {0x38e, 0x38f, 63},
};

static uint32_t change_case(uint32_t letter, bool up) {
    for (size_t i = 0; i < sizeof case_ranges / sizeof *case_ranges; i++) {
        const struct case_range *range = &case_ranges[i];
        if (range->distance == 1) {
            if (letter < range->upper_first || letter > range->upper_last + 1) continue;
            bool is_upper = (letter - range->upper_first) % 2 == 0;
            return up ? letter - !is_upper : letter + is_upper;
        }
        if (!up && letter >= range->upper_first && letter <= range->upper_last) return letter + range->distance;
        uint32_t base = letter - range->distance;
        if (up && base >= range->upper_first && base <= range->upper_last) return base;
    }
    return letter;
}

/* Reads one character of valid UTF-8; its length in bytes, 1 for a byte that begins none. */
static uint32_t read_letter(const char *text, uint32_t size, uint32_t *letter) {
    uint8_t first = (uint8_t)text[0];
    uint32_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 1 || length > size || first < 0xc0) {
        *letter = first < 0x80 ? first : 0;
        return 1;
    }
    *letter = first & (0xffu >> (length + 1));
    for (uint32_t i = 1; i < length; i++) *letter = *letter << 6 | ((uint8_t)text[i] & 0x3fu);
    return length;
}

static void add_letter(struct builder *builder, uint32_t letter) {
    char bytes[3];
    if (letter < 0x80) {
        bytes[0] = (char)letter;
        builder_add(builder, bytes, 1);
    } else if (letter < 0x800) {
        bytes[0] = (char)(0xc0 | letter >> 6);
        bytes[1] = (char)(0x80 | (letter & 0x3f));
        builder_add(builder, bytes, 2);
    } else {
        bytes[0] = (char)(0xe0 | letter >> 12);
        bytes[1] = (char)(0x80 | (letter >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (letter & 0x3f));
        builder_add(builder, bytes, 3);
    }
}

/* The text with the case of its first `letters` characters changed. */
static struct jrt_value recase(struct scratch *scratch, struct jrt_value text, bool up, uint32_t letters) {
    if (text.type != JBC_TEXT) return text;
    struct builder builder = builder_begin(scratch);
    for (uint32_t at = 0; at < text.size;) {
        uint32_t letter;
        uint32_t length = read_letter(text.as.text + at, text.size - at, &letter);
        uint32_t changed = letters > 0 && letter != 0 ? change_case(letter, up) : letter;
        if (changed != letter)
            add_letter(&builder, changed);
        else
            builder_add(&builder, text.as.text + at, length);
        if (letters > 0) letters--;
        at += length;
    }
    return builder_end(scratch, &builder);
}

struct jrt_value render_upcase(struct scratch *scratch, struct jrt_value text) {
    return recase(scratch, text, true, UINT32_MAX);
}

struct jrt_value render_downcase(struct scratch *scratch, struct jrt_value text) {
    return recase(scratch, text, false, UINT32_MAX);
}

struct jrt_value render_capitalize(struct scratch *scratch, struct jrt_value text) {
    return recase(scratch, text, true, 1);
}

struct jrt_value render_concat(struct scratch *scratch, const struct jrt_value *parts, uint32_t count) {
    struct builder builder = builder_begin(scratch);
    for (uint32_t i = 0; i < count; i++)
        if (parts[i].type == JBC_TEXT) builder_add(&builder, parts[i].as.text, parts[i].size);
    return builder_end(scratch, &builder);
}
