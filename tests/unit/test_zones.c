/* Time zones: our reading of the system's files against Python's, and names from strangers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "posix_tz.h"
#include "tzif.h"
#include "zones.h"

struct row {
    const char *zone; /* its name */
    int64_t from;     /* ms */
    int64_t to;       /* ms */
};

#include "zones_table.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static uint32_t zone_of(struct jrt_zones zones, const char *name) {
    uint32_t zone = UINT32_MAX;
    if (!zones.find(zones.self, name, strlen(name), &zone)) fail_msg("%s is unknown", name);
    return zone;
}

static void local_times_are_those_of_python(void **state) {
    (void)state;
    struct zones *all = zones_new(NULL);
    struct jrt_zones zones = zones_interface(all);
    for (size_t i = 0; i < COUNT(to_local_rows); i++) {
        const struct row *row = &to_local_rows[i];
        int64_t local = zones.to_local(zones.self, zone_of(zones, row->zone), row->from);
        if (local != row->to)
            fail_msg("%s at %lld: %lld, not %lld", row->zone, (long long)row->from, (long long)local,
                     (long long)row->to);
    }
    zones_free(all);
}

static void gaps_and_overlaps_are_those_of_the_contract(void **state) {
    (void)state;
    struct zones *all = zones_new(NULL);
    struct jrt_zones zones = zones_interface(all);
    for (size_t i = 0; i < COUNT(to_utc_rows); i++) {
        const struct row *row = &to_utc_rows[i];
        int64_t utc = zones.to_utc(zones.self, zone_of(zones, row->zone), row->from);
        if (utc != row->to)
            fail_msg("%s %lld: %lld, not %lld", row->zone, (long long)row->from, (long long)utc, (long long)row->to);
    }
    zones_free(all);
}

/* Berlin, 2026-03-29: 02:30 does not exist, and 2026-10-25: 02:30 comes twice. */
static void a_gap_ends_at_the_change_and_an_overlap_takes_the_first(void **state) {
    (void)state;
    struct zones *all = zones_new(NULL);
    struct jrt_zones zones = zones_interface(all);
    uint32_t berlin = zone_of(zones, "Europe/Berlin");
    assert_int_equal(zones.to_utc(zones.self, berlin, 1774751400000 + 123), 1774746000000);
    assert_int_equal(zones.to_utc(zones.self, berlin, 1792895400000 + 123), 1792888200000 + 123);
    zones_free(all);
}

static void every_civil_hour_comes_back_as_itself_or_later(void **state) {
    (void)state;
    static const char *const names[] = {"Australia/Lord_Howe", "Europe/Dublin",    "Africa/Casablanca",
                                        "Antarctica/Troll",    "America/Santiago", "Pacific/Apia"};
    struct zones *all = zones_new(NULL);
    struct jrt_zones zones = zones_interface(all);
    for (size_t i = 0; i < COUNT(names); i++) {
        uint32_t zone = zone_of(zones, names[i]);
        for (int64_t local = 0; local < 4102444800000; local += 97 * 60000 * 11) {
            int64_t utc = zones.to_utc(zones.self, zone, local);
            int64_t read = zones.to_local(zones.self, zone, utc);
            assert_true(read >= local && read - local <= 86400000);
            assert_true(zones.to_local(zones.self, zone, utc - 1) < local || read > local);
        }
    }
    zones_free(all);
}

static void the_calendar_repeats_after_400_years(void **state) {
    (void)state;
    static const char *const names[] = {"Europe/Dublin", "America/New_York", "Asia/Gaza", "Australia/Lord_Howe", "UTC"};
    const int64_t cycle = 146097ll * 86400000;
    struct zones *all = zones_new(NULL);
    struct jrt_zones zones = zones_interface(all);
    for (size_t i = 0; i < COUNT(names); i++) {
        uint32_t zone = zone_of(zones, names[i]);
        /* From 2100, when every file's own list is over, in steps that meet all hours of the day. */
        for (int64_t at = 4102444800000; at < 4102444800000 + cycle; at += 11 * 86400000 + 3700000) {
            int64_t offset = zones.to_local(zones.self, zone, at) - at;
            assert_int_equal(zones.to_local(zones.self, zone, at + 5 * cycle) - at - 5 * cycle, offset);
            assert_int_equal(zones.to_utc(zones.self, zone, at + 5 * cycle),
                             zones.to_utc(zones.self, zone, at) + 5 * cycle);
        }
    }
    zones_free(all);
}

static void names_from_strangers_are_unknown(void **state) {
    (void)state;
    static const char *const names[] = {
        "",
        "../../etc/passwd",
        "/etc/passwd",
        "Europe/../Europe/Berlin",
        "Europe/Berlin ",
        "Europe",
        "zone.tab",
        "Mars/Olympus_Mons",
        "Europe/Berl\xc3\xadn",
        "Europe/Berlin\n",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    struct zones *all = zones_new(NULL);
    struct jrt_zones zones = zones_interface(all);
    for (size_t i = 0; i < COUNT(names); i++) {
        uint32_t zone = 77;
        assert_int_equal(zones.find(zones.self, names[i], strlen(names[i]), &zone), 0);
        assert_int_equal(zone, 77);
    }
    assert_int_equal(zones.find(zones.self, "Europe/Berlin\0/x", 16, &(uint32_t){0}), 0);
    zones_free(all);
}

static void many_unknown_names_end_in_unknown_and_known_ones_stay_known(void **state) {
    (void)state;
    struct zones *all = zones_new("/nowhere");
    struct jrt_zones zones = zones_interface(all);
    for (int i = 0; i < 10000; i++) {
        char name[32];
        uint32_t zone;
        snprintf(name, sizeof name, "Made/Up_%d", i);
        assert_int_equal(zones.find(zones.self, name, strlen(name), &zone), 0);
    }
    assert_int_equal(zone_of(zones, "UTC"), 0);
    assert_int_equal(zones.to_local(zones.self, 0, 1234567890123), 1234567890123);
    assert_int_equal(zones.to_utc(zones.self, 0, -1), -1);
    zones_free(all);
}

/* ---- files and rules ----------------------------------------------------------------------------------------------- */

static void rules_are_parsed_or_refused(void **state) {
    (void)state;
    static const char *const good[] = {"UTC0",
                                       "<+0330>-3:30",
                                       "CET-1CEST,M3.5.0,M10.5.0/3",
                                       "IST-1GMT0,M10.5.0,M3.5.0/1",
                                       "EST5EDT4,J60/2,300/26:30:15",
                                       "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"};
    static const char *const bad[] = {"",
                                      "UTC",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.5.0,M1.1.0",
                                      "<UTC",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "CET-1CEST,J0,J1",
                                      "CET-1CEST,M3.5.0,M10.5.0/3x",
                                      "CET-99",
                                      "CET-1CEST,M3.5.7,M10.5.0"};
    struct posix_tz rule;
    for (size_t i = 0; i < COUNT(good); i++) assert_true(posix_tz_parse(good[i], strlen(good[i]), &rule));
    for (size_t i = 0; i < COUNT(bad); i++) assert_false(posix_tz_parse(bad[i], strlen(bad[i]), &rule));
}

static void forms_of_dates_in_rules_differ_in_leap_years(void **state) {
    (void)state;
    struct posix_tz rule;
    const char *text = "AAA0BBB,J60/0,59/0";
    assert_true(posix_tz_parse(text, strlen(text), &rule));
    assert_int_equal(rule.daylight, 3600);
    /* J60 is 1 March in every year; 59 is 1 March, and 29 February in a leap year. */
    assert_int_equal(posix_tz_instant(&rule.start, 2023, 0), 1677628800);
    assert_int_equal(posix_tz_instant(&rule.start, 2024, 0), 1709251200);
    assert_int_equal(posix_tz_instant(&rule.end, 2023, 0), 1677628800);
    assert_int_equal(posix_tz_instant(&rule.end, 2024, 0), 1709164800);
}

/* A whole small file: one transition at 1000 from 0 to 3600, and a footer. */
static size_t small_file(unsigned char *bytes, const char *footer) {
    static const unsigned char header[44] = {'T', 'Z', 'i', 'f', '2'};
    static const unsigned char types[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0x0e, 0x10, 0, 0};
    size_t at = 0;
    memcpy(bytes, header, 44);
    bytes[39] = 1; /* the 32-bit block: a type and a name, as every block must have */
    bytes[43] = 1;
    at = 44 + 6 + 1;
    memset(bytes + 44, 0, 7);
    memcpy(bytes + at, header, 44);
    bytes[at + 35] = 1;
    bytes[at + 39] = 2;
    bytes[at + 43] = 1;
    at += 44;
    memcpy(bytes + at, (unsigned char[]){0, 0, 0, 0, 0, 0, 0x03, 0xe8, 1}, 9);
    memcpy(bytes + at + 9, types, 12);
    bytes[at + 21] = 0;
    at += 22;
    bytes[at++] = '\n';
    memcpy(bytes + at, footer, strlen(footer));
    at += strlen(footer);
    bytes[at++] = '\n';
    return at;
}

static void a_file_is_read_whole_or_refused(void **state) {
    (void)state;
    unsigned char bytes[256];
    size_t size = small_file(bytes, "AAA-1");
    struct tzif zone;
    assert_true(tzif_parse(bytes, size, &zone));
    assert_int_equal(zone.count, 2);
    assert_int_equal(zone.starts[1], 1000);
    assert_int_equal(zone.offsets[0], 0);
    assert_int_equal(zone.offsets[1], 3600);
    tzif_free(&zone);
    for (size_t cut = 0; cut < size; cut++) {
        unsigned char *exact = malloc(cut ? cut : 1);
        memcpy(exact, bytes, cut);
        assert_false(tzif_parse(exact, cut, &zone));
        free(exact);
    }
    size = small_file(bytes, "nonsense");
    assert_false(tzif_parse(bytes, size, &zone));
}

static void a_damaged_file_never_reads_outside(void **state) {
    (void)state;
    unsigned char bytes[256];
    size_t size = small_file(bytes, "CET-1CEST,M3.5.0,M10.5.0/3");
    unsigned accepted = 0;
    for (size_t place = 0; place < size; place++) {
        for (int bit = 0; bit < 8; bit++) {
            unsigned char *copy = malloc(size);
            memcpy(copy, bytes, size);
            copy[place] = (unsigned char)(copy[place] ^ (1 << bit));
            struct tzif zone;
            if (tzif_parse(copy, size, &zone)) {
                accepted++;
                assert_true(zone.count >= 1 && zone.count <= zone.room);
                for (uint32_t i = 1; i < zone.count; i++) assert_true(zone.starts[i - 1] <= zone.starts[i]);
                tzif_free(&zone);
            }
            free(copy);
        }
    }
    assert_true(accepted > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(local_times_are_those_of_python),
        cmocka_unit_test(gaps_and_overlaps_are_those_of_the_contract),
        cmocka_unit_test(a_gap_ends_at_the_change_and_an_overlap_takes_the_first),
        cmocka_unit_test(every_civil_hour_comes_back_as_itself_or_later),
        cmocka_unit_test(the_calendar_repeats_after_400_years),
        cmocka_unit_test(names_from_strangers_are_unknown),
        cmocka_unit_test(many_unknown_names_end_in_unknown_and_known_ones_stay_known),
        cmocka_unit_test(rules_are_parsed_or_refused),
        cmocka_unit_test(forms_of_dates_in_rules_differ_in_leap_years),
        cmocka_unit_test(a_file_is_read_whole_or_refused),
        cmocka_unit_test(a_damaged_file_never_reads_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
