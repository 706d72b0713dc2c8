#include "tests/fuzz/drive.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/context.h"
#include "runtime/stored.h"
#include "tests/fuzz/blocks.h"
#include "tests/fuzz/mutate_state.h"

#define HOUR 3600000ll

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
    struct drive *drive = self;
    for (uint32_t i = 0; i < action->value_count; i++) {
        const struct jrt_value *value = &action->values[i];
        if (value->type != JBC_TEXT && value->type != JBC_LIST) continue;
        for (uint32_t k = 0; k < value->size; k++) drive->dice += (uint8_t)value->as.text[k];
    }
    for (size_t i = 0; i < action->name_size; i++) drive->dice += (uint8_t)action->name[i];
}

/* ---- made-up events ---- */

static uint32_t roll(struct drive *drive, uint32_t below) {
    drive->dice = drive->dice * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (uint32_t)(drive->dice >> 33) % below;
}

static struct jrt_value any_text(struct drive *drive) {
    if (drive->program->string_count == 0) return value_text("x", 1);
    uint32_t size;
    const char *text = program_string(drive->program, roll(drive, drive->program->string_count), &size);
    return value_text(text, size);
}

/* Of what answers, mostly a word of the enumeration where there is one, and else often the same text, so that what compares
 * two finds them equal. */
static struct jrt_value any_word(struct drive *drive, uint32_t words) {
    if (!drive->answers || roll(drive, 4) == 0) return any_text(drive);
    if (words == JBC_NONE) return roll(drive, 2) ? value_text("free", 4) : any_text(drive);
    const struct jbc_enumeration *all = &drive->program->enumerations[words];
    return program_value(drive->program,
                         drive->program->members[all->first_member + roll(drive, all->member_count)].name);
}

static struct jrt_value any_value(struct drive *drive, uint8_t type, uint8_t item, uint32_t words) {
    struct jrt_value list = {.type = JBC_LIST};
    struct jrt_value one;
    if (roll(drive, 8) == 0) return value_missing();
    switch ((enum jbc_type)type) {
    case JBC_BOOL: return value_of(JBC_BOOL, roll(drive, 2));
    case JBC_NUMBER: return value_of(JBC_NUMBER, (int64_t)roll(drive, 1u << 31) * (roll(drive, 2) ? 4000000000ll : 1));
    case JBC_TIME: return value_of(JBC_TIME, drive->now + ((int64_t)roll(drive, 2000) - 1000) * HOUR);
    case JBC_DURATION: return value_of(JBC_DURATION, ((int64_t)roll(drive, 2000) - 1000) * HOUR);
    case JBC_CLOCK: return value_of(JBC_CLOCK, roll(drive, JBC_DAY_MS));
    case JBC_TEXT: return any_word(drive, words);
    case JBC_LIST:
        one = item == JBC_TEXT ? value_text("free", 4) : value_of((enum jbc_type)item, 1);
        list.size = values_size(&one, 1);
        values_write(drive->list, &one, 1);
        list.as.text = (const char *)drive->list;
        return list;
    case JBC_TYPE_END: break;
    }
    return value_missing();
}

static void fill_track(struct drive *drive, struct jrt_event *event, uint32_t name) {
    const struct jbc_event *record = &drive->program->events[name];
    event->name = name;
    event->count = record->field_count;
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct jbc_field *field = &drive->program->fields[record->first_field + i];
        drive->values[i] = any_value(drive, field->type, field->item, field->words);
    }
}

static void make_track(struct drive *drive, struct jrt_event *event) {
    fill_track(drive, event, roll(drive, drive->program->event_count));
}

static void make_update(struct drive *drive, struct jrt_event *event) {
    event->count = 1 + roll(drive, 3);
    for (uint32_t i = 0; i < event->count; i++) {
        drive->traits[i] = roll(drive, drive->program->trait_count);
        const struct jbc_trait *trait = &drive->program->traits[drive->traits[i]];
        drive->values[i] = any_value(drive, trait->type, trait->item, trait->words);
    }
    event->account = roll(drive, 2) ? "account" : NULL;
    event->account_size = event->account ? 7 : 0;
}

static void make_report(struct drive *drive, struct jrt_event *event) {
    static const char *const statuses[] = {"opened", "clicked", "delivered", "replied", "completed"};
    event->name = roll(drive, drive->program->template_count);
    event->status = statuses[roll(drive, 5)];
    event->status_size = strlen(event->status);
    event->action_run = roll(drive, 4);
}

/* What some trigger of the program looks for. 0: that is no event. */
static int make_answer(struct drive *drive, struct jrt_event *event) {
    const jrt_program *program = drive->program;
    const struct jbc_trigger *trigger = &program->triggers[roll(drive, program->trigger_count)];
    const struct jbc_trait *trait;
    struct jrt_value status;
    switch ((enum jbc_trigger_kind)trigger->kind) {
    case JBC_ON_EVENT:
    case JBC_ON_NO_EVENT:
        event->kind = JRT_EVENT_TRACK;
        fill_track(drive, event, trigger->match);
        return 1;
    case JBC_ON_REPORT:
        status = program_value(program, trigger->word);
        event->kind = JRT_EVENT_REPORT;
        event->name = trigger->match;
        event->status = status.as.text;
        event->status_size = status.size;
        return 1;
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES:
        make_update(drive, event);
        event->kind = JRT_EVENT_UPDATE;
        drive->traits[0] = trigger->match;
        trait = &program->traits[trigger->match];
        drive->values[0] = any_value(drive, trait->type, trait->item, trait->words);
        return 1;
    case JBC_ON_TRUE:
    case JBC_ON_TURNS_TRUE:
    case JBC_ON_ENDED:
    case JBC_ON_DATE:
    case JBC_ON_EVERY:
    case JBC_ON_AFTER:
    case JBC_ON_END: break;
    }
    return 0;
}

/* 0: the program knows nothing of that kind. */
static int make_event(struct drive *drive, struct jrt_event *event) {
    *event = (struct jrt_event){.time = drive->now, .values = drive->values, .traits = drive->traits};
    if (drive->answers && drive->program->trigger_count > 0 && roll(drive, 4) && make_answer(drive, event)) return 1;
    event->kind = (enum jrt_event_kind)roll(drive, JRT_EVENT_PROFILE + 1);
    if (roll(drive, 4) == 0) event->time -= roll(drive, 100) * HOUR;
    if (roll(drive, 2)) {
        event->id = "id";
        event->id_size = 1 + roll(drive, 2);
    }
    switch (event->kind) {
    case JRT_EVENT_TRACK:
    case JRT_EVENT_HISTORY:
        if (drive->program->event_count == 0) return 0;
        make_track(drive, event);
        return 1;
    case JRT_EVENT_UPDATE:
    case JRT_EVENT_PROFILE:
        if (drive->program->trait_count == 0) return 0;
        make_update(drive, event);
        return 1;
    case JRT_EVENT_REPORT:
        if (drive->program->template_count == 0) return 0;
        make_report(drive, event);
        return 1;
    }
    return 0;
}

/* ---- run ---- */

void drive_set_state(struct drive *drive, const uint8_t *state, size_t size) {
    uint8_t *copy = malloc(size + (size == 0));
    if (!copy) abort();
    memcpy(copy, state, size);
    free(drive->state);
    drive->state = copy;
    drive->size = size;
    drive->hears = UINT32_MAX;
    struct stored stored;
    if (stored_begin(&stored, state, size) && stored.clock > drive->now) drive->now = stored.clock;
}

/* Keeps the state in memory of exactly its size; what the runtime made must be sound. */
static void keep(struct drive *drive, const struct jrt_result *result) {
    uint8_t *state = malloc(result->size + (result->size == 0));
    if (!state) abort();
    memmove(state, result->state, result->size);
    free(drive->state);
    drive->state = state;
    drive->size = result->size;
    drive->hears = result->hears;
    if (jrt_state_check(drive->program, drive->state, drive->size) != JRT_OK) abort();
    if (jrt_due(drive->state, drive->size) != result->due) abort();
}

static const struct jrt_user user = {"user", 4};

static void tick(struct drive *drive) {
    struct jrt_result result;
    for (int i = 0; i < 64 && drive->state && jrt_due(drive->state, drive->size) <= drive->now; i++) {
        if (jrt_tick(drive->context, &user, drive->state, drive->size, drive->now, &result) != JRT_OK) return;
        keep(drive, &result);
    }
}

/* The program takes its own users over, as it does when only something small has changed. */
static void take_over(struct drive *drive) {
    struct jrt_result result;
    if (!drive->state) return;
    if (jrt_takeover(drive->context, drive->program, &user, drive->state, drive->size, drive->now, &result) == JRT_OK)
        keep(drive, &result);
}

/* Of an event that the state does not hear, jrt_note must leave what the step has left. */
static void note_too(const struct drive *drive, const struct jrt_event *event, const struct jrt_result *result) {
    size_t size = drive->size;
    uint8_t *state = malloc(result->size);
    if (!state) abort();
    memcpy(state, drive->state, size < result->size ? size : result->size);
    if (size <= result->size) {
        if (jrt_note(drive->context, state, &size, result->size, drive->now, event) != JRT_OK) abort();
        if (size != result->size || memcmp(state, result->state, size) != 0) abort();
    }
    free(state);
}

void drive_run(struct drive *drive, uint32_t steps) {
    static const int64_t strides[] = {0, 1, HOUR, 7 * HOUR, JBC_DAY_MS, 8 * JBC_DAY_MS};
    struct jrt_event event;
    struct jrt_result result;
    for (uint32_t i = 0; i < steps; i++) {
        drive->now += strides[roll(drive, 6)];
        if (drive->now > JRT_TIME_MAX) return;
        tick(drive);
        if (roll(drive, 64) == 0) take_over(drive);
        if (!make_event(drive, &event)) continue;
        bool heard = !drive->state || event.kind != JRT_EVENT_TRACK || (drive->hears >> event.name % 32 & 1) != 0;
        if (jrt_step(drive->context, &user, drive->state, drive->size, drive->now, &event, &result) != JRT_OK) continue;
        if (!heard) note_too(drive, &event, &result);
        keep(drive, &result);
    }
}

void drive_answer(struct drive *drive, uint32_t steps) {
    drive->answers = true;
    drive_run(drive, steps);
    drive->answers = false;
}

void drive_strange(struct drive *drive, uint32_t times) {
    uint8_t *own = drive->state;
    size_t size = drive->size;
    int64_t now = drive->now;
    drive->state = NULL;
    for (uint32_t i = 0; own && i < times; i++) {
        size_t changed_size;
        uint8_t *changed = mutate_state(drive->program, own, size, &drive->dice, &changed_size);
        if (changed && jrt_state_check(drive->program, changed, changed_size) == JRT_OK) {
            drive->now = now;
            drive_set_state(drive, changed, changed_size);
            drive_run(drive, 4);
        }
        free(changed);
    }
    free(drive->state);
    drive->state = own;
    drive->size = size;
    drive->hears = UINT32_MAX;
    drive->now = now;
}

bool drive_open(struct drive *drive, const jrt_program *program, uint64_t dice) {
    *drive = (struct drive){.program = program, .dice = dice, .now = 1767225600000};
    struct jrt_host host = {.allocator = {NULL, blocks_take, blocks_give},
                            .zones = {NULL, find_zone, to_local, to_utc},
                            .self = drive,
                            .on_action = on_action};
    return jrt_context_new(program, &host, &drive->context) == JRT_OK;
}

void drive_close(struct drive *drive) {
    jrt_context_free(drive->context);
    free(drive->state);
}
