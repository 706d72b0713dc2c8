#include "tests/unit/rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/engine/zones.h"

static void say(struct rig *rig, const char *format, ...) {
    size_t used = strlen(rig->log);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(rig->log + used, sizeof rig->log - used, format, arguments);
    va_end(arguments);
}

static void say_message(struct rig *rig, const char *verb, const struct jrt_action *action) {
    const jrt_program *p = rig->program;
    const struct jbc_template *template_ = &p->templates[action->template_];
    uint32_t channel_size, name_size;
    const char *channel = program_string(p, p->channels[template_->channel].name, &channel_size);
    const char *name = program_string(p, template_->name, &name_size);
    say(rig, "%s %.*s %.*s", verb, (int)channel_size, channel, (int)name_size, name);
}

static void say_name(struct rig *rig, uint32_t string) {
    uint32_t size;
    const char *name = program_string(rig->program, string, &size);
    say(rig, "%.*s", (int)size, name);
}

static void say_whose(struct rig *rig, const struct jrt_action *action) {
    const jrt_program *p = rig->program;
    say(rig, " of ");
    if (action->gone)
        say(rig, "%.*s", (int)action->gone_size, action->gone);
    else
        say_name(rig, p->journeys[action->journey].name);
    say(rig, ".");
    if (action->stage != JBC_NONE) say_name(rig, p->stages[action->stage].name);
    if (action->key.type == JBC_TEXT) say(rig, " %.*s", (int)action->key.size, action->key.as.text);
}

static void on_action(void *self, const struct jrt_action *action) {
    struct rig *rig = self;
    switch (action->kind) {
    case JRT_SEND: say_message(rig, "send", action); break;
    case JRT_SKIPPED:
        say_message(rig, "skipped", action);
        say(rig, " %s", action->reason);
        break;
    case JRT_MILESTONE: say(rig, "milestone %.*s", (int)action->name_size, action->name); break;
    case JRT_EXIT: say(rig, "exit %.*s", (int)action->name_size, action->name); break;
    case JRT_REFUSED: say(rig, "refused %s", action->reason); break;
    case JRT_ERROR: say(rig, "error %s", action->reason); break;
    case JRT_SET: say(rig, "set"); break;
    case JRT_START: say(rig, "start"); break;
    case JRT_STAGE:
    case JRT_ENTER: return;
    }
    if (rig->whose) say_whose(rig, action);
    say(rig, "\n");
}

static void *take(void *self, size_t size) {
    struct rig *rig = self;
    rig->allocations++;
    return rig->allocations == rig->fail_at ? NULL : malloc(size);
}

static void give(void *self, void *memory, size_t size) {
    (void)self;
    (void)size;
    free(memory);
}

static struct jrt_host host_of(struct rig *rig) {
    return (struct jrt_host){
        .allocator = {rig, take, give}, .zones = zones_interface(rig->zones), .self = rig, .on_action = on_action};
}

void rig_open(struct rig *rig, const jrt_program *program) {
    *rig = (struct rig){.program = program, .now = RIG_BEGIN};
    rig->zones = zones_new(NULL);
    assert_non_null(rig->zones);
    struct jrt_host host = host_of(rig);
    assert_int_equal(jrt_context_new(program, &host, &rig->context), JRT_OK);
}

void rig_close(struct rig *rig) {
    jrt_context_free(rig->context);
    zones_free(rig->zones);
    free(rig->state);
}

/* Keeps a result; every state that comes out must be sound. */
static void keep(struct rig *rig, const struct jrt_result *result) {
    unsigned char *copy = malloc(result->size);
    assert_non_null(copy);
    memcpy(copy, result->state, result->size);
    free(rig->state);
    rig->state = copy;
    rig->size = result->size;
    assert_int_equal(jrt_state_check(rig->program, rig->state, rig->size), JRT_OK);
    assert_int_equal(jrt_due(rig->state, rig->size), result->due);
}

static const struct jrt_user user = {"ana", 3};

static void tick(struct rig *rig, int64_t now) {
    struct jrt_result result;
    while (rig->state && jrt_due(rig->state, rig->size) <= now) {
        assert_int_equal(jrt_tick(rig->context, &user, rig->state, rig->size, now, &result), JRT_OK);
        keep(rig, &result);
    }
}

static enum jrt_status step(struct rig *rig, const struct jrt_event *event) {
    struct jrt_result result;
    enum jrt_status status = jrt_step(rig->context, &user, rig->state, rig->size, rig->now, event, &result);
    if (status == JRT_OK) keep(rig, &result);
    return status;
}

static int is_named(const jrt_program *p, uint32_t string, const char *name) {
    uint32_t size;
    const char *text = program_string(p, string, &size);
    return size == strlen(name) && memcmp(text, name, size) == 0;
}

static enum jrt_status track(struct rig *rig, const char *name, const char *field, struct jrt_value value,
                             int64_t time) {
    struct jrt_value values[64] = {{0}};
    const jrt_program *p = rig->program;
    for (uint32_t i = 0; i < p->event_count; i++) {
        if (!is_named(p, p->events[i].name, name)) continue;
        for (uint32_t k = 0; k < p->events[i].field_count; k++) {
            if (is_named(p, p->fields[p->events[i].first_field + k].name, field)) values[k] = value;
        }
        struct jrt_event event = {
            .kind = JRT_EVENT_TRACK, .name = i, .time = time, .values = values, .count = p->events[i].field_count};
        return step(rig, &event);
    }
    fail_msg("there is no event %s", name);
    return JRT_MISUSE;
}

enum jrt_status rig_event(struct rig *rig, const char *name) {
    return rig_event_with(rig, name, "", (struct jrt_value){0});
}

enum jrt_status rig_event_with(struct rig *rig, const char *name, const char *field, struct jrt_value value) {
    return track(rig, name, field, value, rig->now);
}

enum jrt_status rig_late(struct rig *rig, const char *name, int64_t ago) {
    return track(rig, name, "", (struct jrt_value){0}, rig->now - ago);
}

enum jrt_status rig_set(struct rig *rig, const char *trait, struct jrt_value value) {
    const jrt_program *p = rig->program;
    for (uint32_t i = 0; i < p->trait_count; i++) {
        if (!is_named(p, p->traits[i].name, trait)) continue;
        struct jrt_event event = {
            .kind = JRT_EVENT_UPDATE, .time = rig->now, .values = &value, .traits = &i, .count = 1};
        return step(rig, &event);
    }
    fail_msg("there is no trait %s", trait);
    return JRT_MISUSE;
}

enum jrt_status rig_report(struct rig *rig, const char *template_, const char *status, uint32_t run) {
    const jrt_program *p = rig->program;
    for (uint32_t i = 0; i < p->template_count; i++) {
        if (!is_named(p, p->templates[i].name, template_)) continue;
        struct jrt_event event = {.kind = JRT_EVENT_REPORT,
                                  .name = i,
                                  .time = rig->now,
                                  .status = status,
                                  .status_size = strlen(status),
                                  .action_run = run};
        return step(rig, &event);
    }
    fail_msg("there is no template %s", template_);
    return JRT_MISUSE;
}

void rig_after(struct rig *rig, int64_t ms) {
    rig->now += ms;
    tick(rig, rig->now);
}

enum jrt_status rig_take_over(struct rig *rig, const jrt_program *newer) {
    jrt_context *context;
    struct jrt_host host = host_of(rig);
    const jrt_program *older = rig->program;
    struct jrt_result result;
    assert_int_equal(jrt_context_new(newer, &host, &context), JRT_OK);
    rig->program = newer; /* whose actions they are */
    enum jrt_status status = jrt_takeover(context, older, &user, rig->state, rig->size, rig->now, &result);
    if (status != JRT_OK) {
        rig->program = older;
        jrt_context_free(context);
        return status;
    }
    keep(rig, &result);
    jrt_context_free(rig->context);
    rig->context = context;
    return JRT_OK;
}

void rig_expect(struct rig *rig, const char *lines) {
    assert_string_equal(rig->log, lines);
    rig->log[0] = '\0';
}
