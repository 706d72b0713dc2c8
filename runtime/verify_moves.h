/* The last step of the verification: stages that follow each other without a rest make no circle, so a run that moves
 * comes to rest. Needs: typing. */
#ifndef JRT_VERIFY_MOVES_H
#define JRT_VERIFY_MOVES_H

#include "verify_audit.h"

bool moves_check(struct audit *audit);

#endif
