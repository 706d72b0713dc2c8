/* The list of the machine's time zones: names in folders, and nothing that is no zone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "zone_names.h"

/* Is it among those that are listed? */
static bool lists(struct zone_names *names, const char *name) {
    size_t count;
    const char *const *all = zone_names_all(names, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i], name) == 0) return true;
    }
    return false;
}

static void touch(const char *path) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static void test_a_folder_of_zones(void **state) {
    (void)state;
    assert_int_equal(mkdir("zones", 0777), 0);
    assert_int_equal(mkdir("zones/America", 0777), 0);
    assert_int_equal(mkdir("zones/America/Argentina", 0777), 0);
    assert_int_equal(mkdir("zones/posix", 0777), 0);
    touch("zones/Zulu");
    touch("zones/zone.tab");
    touch("zones/leapseconds");
    touch("zones/posix/Zulu");
    touch("zones/America/Lima");
    touch("zones/America/Argentina/Salta");
    static const char *const zones[] = {"Zulu", "America/Lima", "America/Argentina/Salta", "UTC"};
    static const char *const others[] = {"zone.tab", "leapseconds",   "posix/Zulu", "America",      "America/", "Lima",
                                         "",         "America//Lima", "/Zulu",      "posix/../Zulu"};
    struct zone_names names = {.folder = "zones"};
    assert_true(zone_names_has(&names, "America/Argentina/Salta"));
    assert_false(names.listed); /* one look was enough */
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        assert_true(zone_names_has(&names, zones[i]));
        assert_true(lists(&names, zones[i])); /* the runtime knows UTC without a file */
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(zone_names_has(&names, others[i]));
        assert_false(lists(&names, others[i]));
    }
    size_t count;
    zone_names_all(&names, &count);
    assert_int_equal(count, sizeof zones / sizeof *zones);
    zone_names_free(&names);
}

static void test_no_folder_any_name(void **state) {
    (void)state;
    struct zone_names names = {.folder = "nowhere"};
    size_t count;
    assert_null(zone_names_all(&names, &count));
    assert_int_equal(count, 0);
    assert_true(zone_names_has(&names, "Europe/Lisbon"));
    zone_names_free(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_folder_of_zones),
        cmocka_unit_test(test_no_folder_any_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
