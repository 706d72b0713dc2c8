/* check_promise - the names in a journey's promises. */
#include "checker.h"

static bool fill_promise(struct checker *c, struct journey_check *journey, const struct promise *promise,
                         struct model_promise *made) {
    uint32_t channel = JBC_NONE;
    made->channel = JBC_NONE;
    made->event = JBC_NONE;
    made->stage = JBC_NONE;
    made->earlier = JBC_NONE;
    made->ms = promise->duration.ms;
    if (promise->kind == PROMISE_AT_MOST || promise->kind == PROMISE_NONE_AFTER) {
        if (!name_what(c, &promise->what, &channel)) {
            return false;
        }
        made->channel = channel == JBC_NONE ? JBC_NONE : c->names->channels.items[channel].index;
    }
    if (promise->kind == PROMISE_STAGE_ONLY_AFTER || promise->kind == PROMISE_STAGE_CAN_HAPPEN) {
        const struct bind_stage *stage = name_stage(c, journey, &promise->stage);
        if (stage == NULL) {
            return false;
        }
        made->stage = stage->index;
    }
    switch (promise->kind) {
    case PROMISE_ERROR: return false;
    case PROMISE_AT_MOST:
        made->kind = PROMISE_OF_AT_MOST;
        made->count = promise->count > UINT32_MAX ? UINT32_MAX : (uint32_t)promise->count;
        return true;
    case PROMISE_EVERYONE_LEAVES: made->kind = PROMISE_OF_LEAVING; return true;
    case PROMISE_NONE_AFTER: {
        const struct bind_event *event = name_event(c, &promise->event);
        struct scope scope = scope_project();
        made->kind = PROMISE_OF_NONE_AFTER;
        if (event == NULL) {
            return false;
        }
        made->event = event->index;
        if (promise->where != NULL) {
            made->where = check_where(c, &scope, promise->where, (uint32_t)(event - c->names->events.items));
            return made->where != NULL;
        }
        return true;
    }
    case PROMISE_STAGE_ONLY_AFTER: {
        const struct bind_stage *earlier = name_stage(c, journey, &promise->earlier);
        made->kind = PROMISE_OF_ONLY_AFTER;
        made->earlier = earlier == NULL ? JBC_NONE : earlier->index;
        return earlier != NULL;
    }
    case PROMISE_STAGE_CAN_HAPPEN: made->kind = PROMISE_OF_CAN_HAPPEN; return true;
    }
    return false;
}

void check_promise(struct checker *c, struct journey_check *journey, const struct promise *promise) {
    struct model_promise *made = ARENA_NEW(c->arena, struct model_promise);
    made->span = promise->span;
    if (!fill_promise(c, journey, promise, made) || c->off) {
        return;
    }
    *journey->promise_end = made;
    journey->promise_end = &made->next;
}
