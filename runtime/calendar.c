#include "calendar.h"

#include "bytecode.h"

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

int64_t calendar_day(int64_t local) {
    return floor_divide(local, JBC_DAY_MS);
}

uint32_t calendar_weekday(int64_t day) {
    return (uint32_t)(day + 3 - 7 * floor_divide(day + 3, 7)); /* 1970-01-01 was a Thursday */
}

int64_t calendar_week(int64_t day) {
    return floor_divide(day + 3, 7);
}

int64_t calendar_monday(int64_t week) {
    return 7 * week - 3;
}

struct civil calendar_civil(int64_t local) {
    int64_t day = calendar_day(local);
    uint32_t ms = (uint32_t)(local - day * JBC_DAY_MS);
    int64_t z = day + 719468;
    int64_t era = floor_divide(z, 146097);
    uint32_t doe = (uint32_t)(z - era * 146097);
    uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    uint32_t mp = (5 * doy + 2) / 153;
    struct civil civil = {
        .year = (int64_t)yoe + era * 400 + (mp >= 10),
        .month = mp < 10 ? mp + 3 : mp - 9,
        .day = doy - (153 * mp + 2) / 5 + 1,
        .hour = ms / 3600000,
        .minute = ms / 60000 % 60,
        .second = ms / 1000 % 60,
        .weekday = calendar_weekday(day),
    };
    bool leap = civil.year % 4 == 0 && (civil.year % 100 != 0 || civil.year % 400 == 0);
    civil.day_of_year = mp >= 10 ? doy - 305 : doy + 60 + leap;
    return civil;
}

static bool day_allowed(int64_t day, uint32_t days) {
    return days == 0 || (days >> calendar_weekday(day) & 1) != 0;
}

int64_t calendar_next(const struct jrt_zones *zones, uint32_t zone, int64_t after, uint32_t clock, uint32_t days) {
    int64_t day = calendar_day(zones->to_local(zones->self, zone, after)) - 1;
    /* Yesterday too: where a zone skips midnight, yesterday's clock can still be to come. Nine days reach every weekday. */
    for (int64_t last = day + 9; day <= last; day++) {
        if (!day_allowed(day, days)) continue;
        int64_t at = zones->to_utc(zones->self, zone, day * JBC_DAY_MS + clock);
        if (at > after) return at;
    }
    return after + 7 * JBC_DAY_MS;
}

bool calendar_in_window(const struct jrt_zones *zones, uint32_t zone, int64_t at, uint32_t from, uint32_t to,
                        uint32_t days) {
    int64_t today = calendar_day(zones->to_local(zones->self, zone, at));
    for (int64_t day = today - 1; day <= today + 1; day++) {
        if (!day_allowed(day, days)) continue;
        int64_t end_day = to <= from ? day + 1 : day;
        if (zones->to_utc(zones->self, zone, day * JBC_DAY_MS + from) > at) continue;
        if (at < zones->to_utc(zones->self, zone, end_day * JBC_DAY_MS + to)) return true;
    }
    return false;
}
