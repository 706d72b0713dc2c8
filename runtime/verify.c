#include "verify.h"

#include "code.h"
#include "layout.h"
#include "moves.h"
#include "rules.h"
#include "table.h"
#include "waiting.h"
#include "typing.h"
#include "wiring.h"

bool verify_check(struct audit *audit) {
    return table_check(audit) && rules_check(audit) && layout_check(audit) && code_check(audit) &&
           wiring_check(audit) && waiting_check(audit) && typing_check(audit) && moves_check(audit);
}
