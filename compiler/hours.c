/* hours - see hours.h. */
#include "hours.h"

enum {
    DAY_MINUTES = 1440,
    WEEK_MINUTES = 7 * DAY_MINUTES,
    MINUTE_MS = 60000,
    QUIET = 1,   /* bit of a minute that quiet hours close */
    DELIVERS = 2 /* bit of a minute that delivery hours open */
};

static void mark(const struct model_hours *hours, uint8_t *minutes) {
    uint32_t from = hours->from / MINUTE_MS;
    uint32_t to = hours->to / MINUTE_MS;
    uint32_t length = to > from ? to - from : to + DAY_MINUTES - from;
    for (uint32_t day = 0; day < 7; day++) {
        for (uint32_t i = 0; (hours->days >> day & 1) != 0 && i < length; i++) {
            uint8_t *minute = &minutes[(day * DAY_MINUTES + from + i) % WEEK_MINUTES];
            *minute = (uint8_t)(*minute | (hours->deliver ? DELIVERS : QUIET));
        }
    }
}

/* Fills the minutes of the week and returns what an open one looks like. */
static uint8_t mark_all(const struct model_hours *hours, uint32_t count, uint8_t *minutes) {
    uint8_t open = 0;
    for (uint32_t i = 0; i < count; i++) {
        open = hours[i].deliver ? DELIVERS : open;
        mark(&hours[i], minutes);
    }
    return open;
}

bool hours_ever_open(const struct model_hours *hours, uint32_t count) {
    uint8_t minutes[WEEK_MINUTES] = {0};
    uint8_t open = mark_all(hours, count, minutes);
    for (uint32_t i = 0; i < WEEK_MINUTES; i++) {
        if (minutes[i] == open) {
            return true;
        }
    }
    return false;
}

int64_t hours_longest_closed(const struct model_hours *hours, uint32_t count) {
    uint8_t minutes[WEEK_MINUTES] = {0};
    uint8_t open = mark_all(hours, count, minutes);
    int64_t longest = 0;
    int64_t spell = 0;
    for (uint32_t i = 0; i < 2 * WEEK_MINUTES; i++) { /* twice round, for a spell over the week's end */
        spell = minutes[i % WEEK_MINUTES] == open ? 0 : spell + 1;
        longest = spell > longest ? spell : longest;
    }
    return (longest > WEEK_MINUTES ? WEEK_MINUTES : longest) * MINUTE_MS;
}

void hours_until_open(const struct model_hours *hours, uint32_t count, uint32_t *minutes) {
    uint8_t looks[WEEK_MINUTES] = {0};
    uint8_t open = mark_all(hours, count, looks);
    uint32_t until = 0;
    for (uint32_t i = 2 * WEEK_MINUTES; i-- > 0;) { /* twice round, for a spell over the week's end */
        until = looks[i % WEEK_MINUTES] == open ? 0 : until + 1;
        minutes[i % WEEK_MINUTES] = until;
    }
}
