#include "verify.h"

#include "code.h"
#include "layout.h"
#include "moves.h"
#include "rules.h"
#include "table.h"
#include "waiting.h"
#include "typing.h"
#include "wiring.h"

bool verify_check(struct check *check) {
    return table_check(check) && rules_check(check) && layout_check(check) && code_check(check) &&
           wiring_check(check) && waiting_check(check) && typing_check(check) && moves_check(check);
}
