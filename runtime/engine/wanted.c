#include "wanted.h"

#include <stdlib.h>
#include <string.h>

#include "listen.h"
#include "program.h"

static bool make(struct wanted *wanted, const jrt_program *program) {
    wanted->event_count = program->event_count;
    wanted->template_count = program->template_count;
    wanted->events = calloc(program->event_count + 1u, 1);
    wanted->begins = calloc(program->event_count + 1u, 1);
    wanted->reports = calloc(program->template_count + 1u, 1);
    return wanted->events && wanted->begins && wanted->reports;
}

static void want_entry(struct wanted *wanted, const struct jbc_trigger *trigger) {
    if (trigger->kind == JBC_ON_EVENT || trigger->kind == JBC_ON_NO_EVENT) wanted->begins[trigger->match] = 1;
    if (trigger->kind == JBC_ON_TRUE || trigger->kind == JBC_ON_TURNS_TRUE)
        memset(wanted->begins, 1, wanted->event_count);
}

bool wanted_init(struct wanted *wanted, const jrt_program *program) {
    const struct jbc_project *project = program->project;
    *wanted = (struct wanted){0};
    if (!make(wanted, program)) return false;
    wanted->ids = project->id_window != 0;
    wanted->first = project->first_seen != JBC_NONE;
    wanted->updates = project->account_id != JBC_NONE;
    for (uint32_t i = 0; i < program->trait_count; i++) wanted->updates |= program->traits[i].slot != JBC_NONE;
    wanted->updates |= wanted->ids;
    listen_mark(program, wanted->events);
    for (uint32_t i = 0; i < program->event_count; i++) wanted->begins[i] = program->events[i].history_count > 0;
    for (uint32_t i = 0; i < program->template_count; i++)
        wanted->reports[i] = wanted->ids || program->templates[i].newest != JBC_NONE;
    for (uint32_t i = 0; i < program->trigger_count; i++)
        if (program->triggers[i].role == JBC_ROLE_ENTER) want_entry(wanted, &program->triggers[i]);
    return true;
}

void wanted_free(struct wanted *wanted) {
    free(wanted->events);
    free(wanted->begins);
    free(wanted->reports);
}
