/* A step of the verification: the places in a user's state. Every slot, history and limit lies in the part of the state
 * that it belongs to, and no two of them that are in use at one time share a byte; so whatever is written through one
 * is never read through another. Needs: rules. */
#ifndef JRT_VERIFY_LAYOUT_H
#define JRT_VERIFY_LAYOUT_H

#include "verify_audit.h"

bool layout_check(struct audit *audit);

#endif
