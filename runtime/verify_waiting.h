/* A step of the verification: triggers and waits. Each trigger has the fields that its kind and role ask for, and no
 * others; each wait those of its kind; their functions, slots and places in the code are as wiring.h says. Whatever a wait
 * may do without a rest leads forward. Needs: wiring. */
#ifndef JRT_VERIFY_WAITING_H
#define JRT_VERIFY_WAITING_H

#include "verify_audit.h"

bool waiting_check(struct audit *audit);

#endif
