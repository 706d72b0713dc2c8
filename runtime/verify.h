/* The verifier: is every claim of claims.def true of this program? The only gate between bytes and the interpreter, which
 * checks none of them again.
 *
 * Time and memory are linear in the file. It needs the tables of the program and an audit that is open; it changes neither
 * the bytes nor the program, but for the program's `worst` and `stack`. */
#ifndef JRT_VERIFY_H
#define JRT_VERIFY_H

#include "verify_audit.h"

bool verify_check(struct audit *audit);

#endif
