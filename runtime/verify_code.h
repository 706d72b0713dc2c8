/* A step of the verification: the code as a row of instructions. Each one is whole, allowed in its function, and has
 * operands that exist; each jump leads to an instruction of its function, forward but for REPEAT; loops nest, and count in
 * a slot that nothing else changes; the longest way through a function is bounded. Notes where instructions begin, which
 * slots a function touches and whether it reads the clock. Needs: rules, layout. */
#ifndef JRT_VERIFY_CODE_H
#define JRT_VERIFY_CODE_H

#include "verify_audit.h"
#include "decode.h"

bool code_check(struct audit *audit);

/* Does control never fall through to the instruction behind this one? */
bool code_ends(enum jbc_op op);

#endif
