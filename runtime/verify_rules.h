/* A step of the verification: what each record says by itself. Enumerations are valid, numbers inside their bounds,
 * what must be zero is zero, and what belongs together agrees. Triggers and waits have their own step. Needs: table. */
#ifndef JRT_VERIFY_RULES_H
#define JRT_VERIFY_RULES_H

#include "verify_audit.h"

bool rules_check(struct audit *audit);

#endif
