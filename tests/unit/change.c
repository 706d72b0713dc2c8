#include "tests/unit/change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void change_open(struct change *change, const char *older, const char *newer) {
    change->older = compile_journeys(older);
    change->newer = compile_journeys(newer);
    rig_open(&change->rig, change->older.program);
}

void change_open_texts(struct change *change, const char *older, const char *newer) {
    change->older = compile_text(older);
    change->newer = compile_text(newer);
    rig_open(&change->rig, change->older.program);
}

void change_close(struct change *change) {
    rig_close(&change->rig);
    compile_free(&change->older);
    compile_free(&change->newer);
}

void change_deploy(struct change *change) {
    assert_int_equal(rig_take_over(&change->rig, change->newer.program), JRT_OK);
}
