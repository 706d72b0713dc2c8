#include "wanted.h"

#include <stdlib.h>

#include "program.h"

bool wanted_init(struct wanted *wanted, const jrt_program *program) {
    const struct jbc_project *project = program->project;
    *wanted = (struct wanted){.event_count = program->event_count, .template_count = program->template_count};
    wanted->events = calloc(program->event_count + 1u, 1);
    wanted->reports = calloc(program->template_count + 1u, 1);
    if (!wanted->events || !wanted->reports) return false;
    wanted->ids = project->id_window != 0;
    wanted->first = project->first_seen != JBC_NONE;
    wanted->updates = wanted->ids || project->account_id != JBC_NONE;
    for (uint32_t i = 0; i < program->trait_count; i++) wanted->updates |= program->traits[i].slot != JBC_NONE;
    listen_mark(program, wanted->events);
    for (uint32_t i = 0; i < program->template_count; i++)
        wanted->reports[i] = wanted->ids || program->templates[i].newest != JBC_NONE ? LISTEN_LOOKED_AT : 0;
    return true;
}

void wanted_free(struct wanted *wanted) {
    free(wanted->events);
    free(wanted->reports);
}
