#include "verify.h"

#include "verify_code.h"
#include "verify_layout.h"
#include "verify_moves.h"
#include "verify_rules.h"
#include "verify_table.h"
#include "verify_waiting.h"
#include "verify_typing.h"
#include "verify_wiring.h"

bool verify_check(struct audit *audit) {
    return table_check(audit) && rules_check(audit) && layout_check(audit) && code_check(audit) &&
           wiring_check(audit) && waiting_check(audit) && typing_check(audit) && moves_check(audit);
}
