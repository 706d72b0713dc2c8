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

static bool has(const struct zone_names *names, const char *name) {
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], name) == 0) return true;
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
    struct zone_names names = zone_names_read("zones");
    assert_int_equal(names.count, 4);
    assert_true(has(&names, "Zulu"));
    assert_true(has(&names, "America/Lima"));
    assert_true(has(&names, "America/Argentina/Salta"));
    assert_true(has(&names, "UTC")); /* the runtime knows it without a file */
    zone_names_free(&names);
}

static void test_no_folder_no_names(void **state) {
    (void)state;
    struct zone_names names = zone_names_read("nowhere");
    assert_int_equal(names.count, 0);
    assert_null(names.items);
    zone_names_free(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_folder_of_zones),
        cmocka_unit_test(test_no_folder_no_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
