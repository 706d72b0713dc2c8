/* The first step of the verification: the file's frame, so that every table can be read and every index followed.
 *
 * table_read needs the program's bytes and nothing else; it fills in the program's tables. table_check then looks at the
 * texts and at every reference of every record. Both change nothing but the program and the check. */
#ifndef JRT_TABLE_H
#define JRT_TABLE_H

#include "check.h"

/* Header, checksum, section table; sets the pointers and counts of check->program, whose `bytes` is set. */
bool table_read(struct check *check, size_t size);

/* Texts, references and ranges; fills check->owners. */
bool table_check(struct check *check);

#endif
