/* check_limit - `at most N messages per ...`. */
#include "checker.h"

bool check_limit(struct checker *c, const struct limit *limit, struct model_limit *made) {
    made->span = limit->span;
    made->channel = JBC_NONE;
    made->most = (uint32_t)limit->count;
    made->hold = limit->hold ? limit->held.ms : 0;
    if (limit->count > JRT_RING_MAX) {
        diag_add(c->diags, DIAG_TOO_MANY, limit->span, "messages in a limit", (int)JRT_RING_MAX);
        return false;
    }
    switch (limit->per) {
    case LIMIT_ERROR: return false;
    case LIMIT_SLIDING:
        made->kind = JBC_SLIDING;
        made->window = limit->window.ms;
        break;
    case LIMIT_CALENDAR_DAY: made->kind = JBC_CALENDAR_DAY; break;
    case LIMIT_CALENDAR_WEEK: made->kind = JBC_CALENDAR_WEEK; break;
    }
    if (limit->what.text == NULL) {
        return true;
    }
    uint32_t channel = JBC_NONE;
    if (!name_what(c, &limit->what, &channel)) {
        return false;
    }
    if (channel != JBC_NONE) {
        const struct bind_channel *bound = &c->names->channels.items[channel];
        made->channel = bound->index;
        if (bound->team) {
            diag_add(c->diags, DIAG_TEAM_LIMIT, limit->what.span, bound->name);
        }
    }
    return true;
}
