/* Fuzzer: bytes -> load -> run. The sums of the file are mended first, so that the verifier alone stands between the bytes
 * and the interpreter; what it accepts is run with made-up events and timers, and must neither harm memory nor leave a
 * state that is not sound. Everything follows from the bytes, so a finding can be repeated. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/checksum.h"
#include "runtime/program.h"
#include "runtime/value.h"

#define STEPS 48 /* events and times that each accepted program is run with */
#define HOUR 3600000ll

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
    const jrt_program *program;              /* accepted */
    jrt_context *context;                    /* of it */
    uint64_t dice;                           /* the next number */
    uint8_t *state;                          /* of the user */
    size_t size;                             /* bytes of it */
    int64_t now;                             /* the clock */
    struct jrt_value values[JRT_FIELDS_MAX]; /* of the event */
    uint32_t traits[JRT_FIELDS_MAX];         /* of an update */
    uint8_t list[64];                        /* the bytes of a list */
};

/* ---- the host ---- */

static int find_zone(void *self, const char *name, size_t size, uint32_t *zone) {
    (void)self;
    *zone = (uint32_t)size % 3;
    return size > 0 && name[0] != '?';
}

/* Zone 1 is always two hours ahead, zone 2 in the second half of each day only; so it has gaps and overlaps. */
static int64_t offset_of(uint32_t zone, int64_t instant) {
    int64_t of_day = instant % JBC_DAY_MS;
    if (of_day < 0) of_day += JBC_DAY_MS;
    return zone == 0 || (zone == 2 && of_day < JBC_DAY_MS / 2) ? 0 : 2 * HOUR;
}

static int64_t to_local(void *self, uint32_t zone, int64_t utc) {
    (void)self;
    return utc + offset_of(zone, utc);
}

static int64_t to_utc(void *self, uint32_t zone, int64_t local) {
    (void)self;
    int64_t utc = local - offset_of(zone, local - 2 * HOUR);
    return utc;
}

static void on_action(void *self, const struct jrt_action *action) {
    struct run *run = self;
    for (uint32_t i = 0; i < action->value_count; i++) {
        const struct jrt_value *value = &action->values[i];
        if (value->type != JBC_TEXT && value->type != JBC_LIST) continue;
        for (uint32_t k = 0; k < value->size; k++) run->dice += (uint8_t)value->as.text[k];
    }
    for (size_t i = 0; i < action->name_size; i++) run->dice += (uint8_t)action->name[i];
}

/* ---- made-up events ---- */

static uint32_t roll(struct run *run, uint32_t below) {
    run->dice = run->dice * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)(run->dice >> 33) % below;
}

static struct jrt_value any_text(struct run *run) {
    if (run->program->string_count == 0) return value_text("x", 1);
    uint32_t size;
    const char *text = program_string(run->program, roll(run, run->program->string_count), &size);
    return value_text(text, size);
}

static struct jrt_value any_value(struct run *run, uint8_t type, uint8_t item) {
    struct jrt_value list = {.type = JBC_LIST};
    struct jrt_value one;
    if (roll(run, 8) == 0) return value_missing();
    switch ((enum jbc_type)type) {
    case JBC_BOOL: return value_of(JBC_BOOL, roll(run, 2));
    case JBC_NUMBER: return value_of(JBC_NUMBER, (int64_t)roll(run, 1u << 31) * (roll(run, 2) ? 4000000000ll : 1));
    case JBC_TIME: return value_of(JBC_TIME, run->now + ((int64_t)roll(run, 2000) - 1000) * HOUR);
    case JBC_DURATION: return value_of(JBC_DURATION, ((int64_t)roll(run, 2000) - 1000) * HOUR);
    case JBC_CLOCK: return value_of(JBC_CLOCK, roll(run, JBC_DAY_MS));
    case JBC_TEXT: return any_text(run);
    case JBC_LIST:
        one = item == JBC_TEXT ? value_text("free", 4) : value_of((enum jbc_type)item, 1);
        list.size = values_size(&one, 1);
        values_write(run->list, &one, 1);
        list.as.text = (const char *)run->list;
        return list;
    case JBC_TYPE_END: break;
    }
    return value_missing();
}

static void make_track(struct run *run, struct jrt_event *event) {
    event->name = roll(run, run->program->event_count);
    const struct jbc_event *record = &run->program->events[event->name];
    event->count = record->field_count;
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct jbc_field *field = &run->program->fields[record->first_field + i];
        run->values[i] = any_value(run, field->type, field->item);
    }
}

static void make_update(struct run *run, struct jrt_event *event) {
    event->count = 1 + roll(run, 3);
    for (uint32_t i = 0; i < event->count; i++) {
        run->traits[i] = roll(run, run->program->trait_count);
        const struct jbc_trait *trait = &run->program->traits[run->traits[i]];
        run->values[i] = any_value(run, trait->type, trait->item);
    }
    event->account = roll(run, 2) ? "account" : NULL;
    event->account_size = event->account ? 7 : 0;
}

static void make_report(struct run *run, struct jrt_event *event) {
    static const char *const statuses[] = {"opened", "clicked", "delivered", "replied", "completed"};
    event->name = roll(run, run->program->template_count);
    event->status = statuses[roll(run, 5)];
    event->status_size = strlen(event->status);
    event->action_run = roll(run, 4);
}

/* 0: the program knows nothing of that kind. */
static int make_event(struct run *run, struct jrt_event *event) {
    *event = (struct jrt_event){.time = run->now, .values = run->values, .traits = run->traits};
    event->kind = (enum jrt_event_kind)roll(run, JRT_EVENT_PROFILE + 1);
    if (roll(run, 4) == 0) event->time -= roll(run, 100) * HOUR;
    if (roll(run, 2)) {
        event->id = "id";
        event->id_size = 1 + roll(run, 2);
    }
    switch (event->kind) {
    case JRT_EVENT_TRACK:
    case JRT_EVENT_HISTORY:
        if (run->program->event_count == 0) return 0;
        make_track(run, event);
        return 1;
    case JRT_EVENT_UPDATE:
    case JRT_EVENT_PROFILE:
        if (run->program->trait_count == 0) return 0;
        make_update(run, event);
        return 1;
    case JRT_EVENT_REPORT:
        if (run->program->template_count == 0) return 0;
        make_report(run, event);
        return 1;
    }
    return 0;
}

/* ---- run ---- */

/* Keeps the state in memory of exactly its size; what the runtime made must be sound. */
static void keep(struct run *run, const struct jrt_result *result) {
    uint8_t *state = malloc(result->size + (result->size == 0));
    if (!state) abort();
    memmove(state, result->state, result->size);
    free(run->state);
    run->state = state;
    run->size = result->size;
    if (jrt_state_check(run->program, run->state, run->size) != JRT_OK) abort();
}

static void tick(struct run *run, const struct jrt_user *user) {
    struct jrt_result result;
    for (int i = 0; i < 64 && run->state && jrt_due(run->state, run->size) <= run->now; i++) {
        if (jrt_tick(run->context, user, run->state, run->size, run->now, &result) != JRT_OK) return;
        keep(run, &result);
    }
}

static void run_program(struct run *run) {
    static const int64_t strides[] = {0, 1, HOUR, 7 * HOUR, JBC_DAY_MS, 8 * JBC_DAY_MS};
    const struct jrt_user user = {"user", 4};
    struct jrt_event event;
    struct jrt_result result;
    run->now = 1767225600000;
    for (int i = 0; i < STEPS; i++) {
        run->now += strides[roll(run, 6)];
        tick(run, &user);
        if (!make_event(run, &event)) continue;
        if (jrt_step(run->context, &user, run->state, run->size, run->now, &event, &result) == JRT_OK)
            keep(run, &result);
    }
}

/* ---- bytes ---- */

/* What every file says of itself is made to be so. */
static void mend(uint8_t *bytes, size_t size) {
    struct jbc_header header;
    size_t summed = offsetof(struct jbc_header, checksum) + sizeof header.checksum;
    if (size < sizeof header) return;
    memcpy(&header, bytes, sizeof header);
    memcpy(header.magic, JBC_MAGIC, sizeof header.magic);
    header.version = header.oldest_reader = JBC_VERSION;
    header.size = (uint32_t)size;
    header.zero = 0;
    header.content_hash = CHECKSUM_FNV_BEGIN;
    for (uint32_t i = 0; i < header.section_count && sizeof header + (i + 1) * sizeof(struct jbc_section) <= size;
         i++) {
        struct jbc_section section;
        memcpy(&section, bytes + sizeof header + i * sizeof section, sizeof section);
        if (section.kind == JBC_SECTION_SPAN || section.kind == JBC_SECTION_META) continue;
        if (section.offset > size || section.size > size - section.offset) continue;
        header.content_hash = checksum_fnv(header.content_hash, bytes + section.offset, section.size);
    }
    memcpy(bytes, &header, sizeof header);
    header.checksum = checksum_crc32(bytes + summed, size - summed);
    memcpy(bytes, &header, sizeof header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct run *run = calloc(1, sizeof *run);
    uint8_t *bytes = malloc(size + (size == 0));
    jrt_program *program = NULL;
    if (!run || !bytes) abort();
    if (size > 0) memcpy(bytes, data, size);
    mend(bytes, size);
    if (jrt_load(bytes, size, NULL, &program, NULL) == JRT_OK) {
        struct jrt_host host = {.zones = {NULL, find_zone, to_local, to_utc}, .self = run, .on_action = on_action};
        run->program = program;
        run->dice = program->header->content_hash;
        if (jrt_context_new(program, &host, &run->context) == JRT_OK) run_program(run);
        jrt_context_free(run->context);
    }
    jrt_program_free(program);
    free(run->state);
    free(run);
    free(bytes);
    return 0;
}
