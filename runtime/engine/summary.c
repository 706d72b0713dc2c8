#include "summary.h"

#include "feed_inside.h"
#include "funnel.h"
#include "iso.h"
#include "parts.h"

#include <stdio.h>

enum {
    NAME_WIDTH = 36,  /* columns before the counts */
    COUNT_WIDTH = 12, /* columns of a count */
    NAMES_SHOWN = 5   /* unknown events that are named */
};

/* ---- pieces of lines ----------------------------------------------------------------------------------------------- */

static void add_blanks(struct buffer *out, size_t count) {
    while (count-- > 0) buffer_literal(out, " ");
}

/* A number with commas between its thousands, to the right of a column. */
static void add_count(struct buffer *out, uint64_t count, size_t width) {
    char digits[32], grouped[48];
    int size = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    size_t used = 0;
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0) grouped[used++] = ',';
        grouped[used++] = digits[i];
    }
    if (used < width) add_blanks(out, width - used);
    buffer_add(out, grouped, used);
}

/* Columns that a text takes, one for each character. */
static size_t width_of(const char *text, size_t size) {
    size_t width = 0;
    for (size_t i = 0; i < size; i++) width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

/* A name from column `indent` on, filled up to the counts' column; words before it are in `lead`. */
static void add_name(struct buffer *out, size_t indent, const char *lead, const char *name, size_t size) {
    size_t width = indent + width_of(lead, strlen(lead)) + width_of(name, size);
    add_blanks(out, indent);
    buffer_add(out, lead, strlen(lead));
    buffer_add(out, name, size);
    add_blanks(out, width < NAME_WIDTH ? NAME_WIDTH - width : 1);
}

static void add_share(struct buffer *out, uint64_t count, uint64_t whole) {
    char text[32];
    if (whole == 0) return;
    int size = snprintf(text, sizeof text, "%7.1f %%", 100.0 * (double)count / (double)whole);
    buffer_add(out, text, (size_t)size);
}

static void add_row(struct buffer *out, size_t indent, const char *lead, const char *name, size_t size, uint64_t count,
                    uint64_t whole) {
    add_name(out, indent, lead, name, size);
    add_count(out, count, COUNT_WIDTH);
    add_share(out, count, whole);
    buffer_literal(out, "\n");
}

static void add_plain_row(struct buffer *out, const char *name, uint64_t count) {
    add_row(out, 0, "", name, strlen(name), count, 0);
}

/* ---- what came in -------------------------------------------------------------------------------------------------- */

static void add_unknown(struct buffer *out, const jrt_feed *feed, uint64_t count) {
    struct tally names = {0};
    feed_add_unknown(feed, &names);
    tally_sort(&names);
    add_name(out, 0, "", "unknown events", 14);
    add_count(out, count, COUNT_WIDTH);
    buffer_literal(out, "   ");
    for (uint32_t i = 0; i < names.count && i < NAMES_SHOWN; i++) {
        if (i > 0) buffer_literal(out, ", ");
        buffer_json(out, names.rows[i].name, names.rows[i].size);
        buffer_literal(out, " ");
        add_count(out, names.rows[i].count, 0);
    }
    if (names.count > NAMES_SHOWN || names.others > 0) buffer_literal(out, ", ...");
    buffer_literal(out, "\n");
    tally_free(&names);
}

static void add_input(struct buffer *out, const jrt_engine *engine, const jrt_feed *feed) {
    struct jrt_feed_counts counts = {0};
    struct jrt_engine_usage usage;
    jrt_engine_usage(engine, &usage);
    if (feed) {
        jrt_feed_count(feed, &counts);
        add_plain_row(out, "events", counts.events);
    }
    add_plain_row(out, "users", usage.users);
    if (counts.unknown_events > 0) add_unknown(out, feed, counts.unknown_events);
    if (counts.unknown_messages > 0) add_plain_row(out, "reports about unknown messages", counts.unknown_messages);
    if (counts.rejected > 0) add_plain_row(out, "rejected lines", counts.rejected);
    if (counts.fields > 0) add_plain_row(out, "values that did not fit", counts.fields);
    if (usage.unknown_zones > 0) add_plain_row(out, "unknown time zones, read as fallback", usage.unknown_zones);
    if (jrt_engine_clock(engine) == INT64_MIN) return;
    char at[ISO_TIME_SIZE];
    size_t size = iso_print_time(jrt_engine_clock(engine), at);
    add_name(out, 0, "", "the clock stands at", 19);
    buffer_add(out, at, size);
    buffer_literal(out, "\n");
}

/* ---- journeys ------------------------------------------------------------------------------------------------------ */

static uint64_t sum_of(const struct tally *tally, uint32_t group) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < tally->count; i++) sum += tally->rows[i].group == group ? tally->rows[i].count : 0;
    return sum;
}

/* The rows of a group, each with its share of `whole`. */
static void add_group(struct buffer *out, size_t indent, const char *lead, const struct tally *tally, uint32_t group,
                      uint64_t whole) {
    for (uint32_t i = 0; i < tally->count; i++) {
        const struct tally_row *row = &tally->rows[i];
        if (row->group == group && row->count > 0) add_row(out, indent, lead, row->name, row->size, row->count, whole);
    }
}

static void add_string_name(struct buffer *out, const jrt_program *program, uint32_t string) {
    uint32_t size;
    const char *text = program_string(program, string, &size);
    buffer_add(out, text, size);
}

static void add_stages(struct buffer *out, const struct funnel *funnel, const struct jbc_journey *journey,
                       uint64_t whole) {
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++) {
        uint32_t size;
        const char *name = program_string(funnel->program, funnel->program->stages[i].name, &size);
        add_row(out, 2, "stage ", name, size, funnel->stages[i], whole);
    }
}

static void add_journey(struct buffer *out, const struct funnel *funnel, uint32_t index) {
    const struct jbc_journey *journey = &funnel->program->journeys[index];
    uint64_t entered = funnel->entered[index], ended = sum_of(&funnel->ended, index);
    uint64_t refused = sum_of(&funnel->refused, index);
    buffer_literal(out, "\njourney ");
    add_string_name(out, funnel->program, journey->name);
    if (journey->title != JBC_NONE) {
        buffer_literal(out, " \"");
        add_string_name(out, funnel->program, journey->title);
        buffer_literal(out, "\"");
    }
    buffer_literal(out, "\n");
    add_row(out, 2, "entered", "", 0, entered, 0);
    if (funnel->kept_out[index] > 0) add_row(out, 4, "of them kept out", "", 0, funnel->kept_out[index], entered);
    add_stages(out, funnel, journey, entered);
    add_group(out, 2, "milestone ", &funnel->milestones, index, entered);
    add_row(out, 2, "ended", "", 0, ended, entered);
    add_group(out, 4, "as ", &funnel->ended, index, entered);
    add_row(out, 2, "still inside", "", 0, entered - ended, entered);
    if (refused == 0) return;
    add_row(out, 2, "refused", "", 0, refused, 0);
    add_group(out, 4, "", &funnel->refused, index, 0);
}

/* ---- messages ------------------------------------------------------------------------------------------------------ */

static void add_reasons(struct buffer *out, const struct tally *skipped, uint32_t template_) {
    bool first = true;
    for (uint32_t i = 0; i < skipped->count; i++) {
        const struct tally_row *row = &skipped->rows[i];
        if (row->group != template_ || row->count == 0) continue;
        if (first) buffer_literal(out, "   ");
        if (!first) buffer_literal(out, ", ");
        first = false;
        buffer_add(out, row->name, row->size);
        buffer_literal(out, " ");
        add_count(out, row->count, 0);
    }
    buffer_literal(out, "\n");
}

static void add_message(struct buffer *out, const struct funnel *funnel, uint32_t index) {
    const jrt_program *program = funnel->program;
    const struct jbc_template *template_ = &program->templates[index];
    uint64_t skipped = sum_of(&funnel->skipped, index);
    if (funnel->sent[index] == 0 && skipped == 0) return;
    struct buffer name = {0};
    add_string_name(&name, program, program->channels[template_->channel].name);
    buffer_literal(&name, " \"");
    add_string_name(&name, program, template_->name);
    buffer_literal(&name, "\"");
    add_name(out, 2, "", name.bytes ? name.bytes : "", name.used);
    out->failed |= name.failed;
    buffer_free(&name);
    add_count(out, funnel->sent[index], COUNT_WIDTH);
    add_count(out, skipped, COUNT_WIDTH);
    add_reasons(out, &funnel->skipped, index);
}

static void add_messages(struct buffer *out, const struct funnel *funnel) {
    uint64_t any = funnel->skipped.count;
    for (uint32_t i = 0; i < funnel->program->template_count; i++) any += funnel->sent[i];
    if (any == 0) return;
    buffer_literal(out, "\nmessages");
    add_blanks(out, NAME_WIDTH + COUNT_WIDTH - 8 - 4);
    buffer_literal(out, "sent     skipped\n");
    for (uint32_t i = 0; i < funnel->program->template_count; i++) add_message(out, funnel, i);
}

bool summary_write(const jrt_engine *engine, const jrt_feed *feed, struct buffer *out) {
    struct funnel funnel;
    if (!funnel_init(&funnel, engine_program(engine))) return false;
    engine_add_funnel(engine, &funnel);
    tally_sort(&funnel.ended);
    tally_sort(&funnel.milestones);
    tally_sort(&funnel.refused);
    tally_sort(&funnel.skipped);
    tally_sort(&funnel.errors);
    add_input(out, engine, feed);
    for (uint32_t i = 0; i < funnel.program->journey_count; i++) add_journey(out, &funnel, i);
    add_messages(out, &funnel);
    if (sum_of(&funnel.errors, 0) > 0) {
        buffer_literal(out, "\nerrors\n");
        add_group(out, 2, "", &funnel.errors, 0, 0);
    }
    bool fine = !funnel_failed(&funnel) && !out->failed;
    funnel_free(&funnel);
    return fine;
}
