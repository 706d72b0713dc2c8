/* What a project looks at: asked for each event before anything is done for it.
 *
 * An event that is not wanted changes no user's state and makes no action, whoever the user is. One that begins nothing is
 * nothing to a user who was never seen. Both err only by saying yes. */
#ifndef JRT_WANTED_H
#define JRT_WANTED_H

#include <stdbool.h>

#include "jrt.h"
#include "listen.h"

struct wanted {
    uint8_t *events; /* by event: what it is to the program; see listen.h */
    uint8_t *
        reports; /* by template: LISTEN_LOOKED_AT; 0: no state depends on what became of its messages, nor on a report's id */
    uint32_t event_count;    /* of the program */
    uint32_t template_count; /* of the program */
    bool updates;            /* some trait is kept, or the account's id, or an update's id */
    bool first;              /* every message may be the first of its user: nothing is left out */
    bool ids;                /* the project has a window for ids */
};

/* false: no memory; wanted_free must still be called. */
bool wanted_init(struct wanted *wanted, const jrt_program *program);
void wanted_free(struct wanted *wanted);

enum wanted_answer {
    WANTED_NOT,    /* nothing of it is looked at */
    WANTED_YES,    /* it may change something */
    WANTED_UNKNOWN /* the program has no event, or no message, of this index */
};

static inline enum wanted_answer wanted_ask(const struct wanted *wanted, const struct jrt_event *event) {
    const uint8_t *list = wanted->events;
    uint32_t count = wanted->event_count;
    switch (event->kind) {
    case JRT_EVENT_TRACK:
    case JRT_EVENT_HISTORY: break;
    case JRT_EVENT_REPORT:
        list = wanted->reports;
        count = wanted->template_count;
        break;
    case JRT_EVENT_UPDATE:
    case JRT_EVENT_PROFILE: return wanted->first || wanted->updates ? WANTED_YES : WANTED_NOT;
    }
    if (event->name >= count) return WANTED_UNKNOWN;
    return wanted->first || (list[event->name] & LISTEN_LOOKED_AT) != 0 ? WANTED_YES : WANTED_NOT;
}

/* Does what is wanted matter to users whose states do not hear it? */
static inline bool wanted_unheard(const struct wanted *wanted) {
    return wanted->first || wanted->ids;
}

/* Could it begin something for a user whose state does not hear it? */
static inline bool wanted_begins(const struct wanted *wanted, const struct jrt_event *event) {
    bool tracks = event->kind == JRT_EVENT_TRACK || event->kind == JRT_EVENT_HISTORY;
    return !tracks || (wanted->events[event->name] & LISTEN_BEGINS) != 0;
}

#endif
