/* The first step of the verification: the file's frame, so that every table can be read and every index followed.
 *
 * table_read needs the program's bytes and nothing else; it fills in the program's tables. table_check then looks at the
 * texts and at every reference of every record. Both change nothing but the program and the audit. */
#ifndef JRT_VERIFY_TABLE_H
#define JRT_VERIFY_TABLE_H

#include "verify_audit.h"

/* Header, checksum, section table; sets the pointers and counts of audit->program, whose `bytes` is set. */
bool table_read(struct audit *audit, size_t size);

/* Texts, references and ranges; fills audit->owners. */
bool table_check(struct audit *audit);

#endif
