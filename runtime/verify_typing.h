/* A step of the verification: the operand stack. At each instruction its depth and its types are the same on every way
 * that leads there, each instruction finds the operands it takes, and whatever may rest finds the stack empty. Notes
 * which stages follow each other without a rest. Needs: waiting. */
#ifndef JRT_VERIFY_TYPING_H
#define JRT_VERIFY_TYPING_H

#include "verify_audit.h"

bool typing_check(struct audit *audit);

#endif
