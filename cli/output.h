/* Writing results: buffered, every write checked, a file never left half written.
 *
 * A file is written beside its place under another name and put there by output_close when all of it is on the disk;
 * until then, and after any failure, what stood there before stays. Standard output and what is no plain file (a pipe,
 * /dev/null) are written to directly. After a first failure the writing calls do nothing, and output_close reports it
 * once; so a caller may write without looking. One thread at a time. */
#ifndef JOURNEY_OUTPUT_H
#define JOURNEY_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output;

/* NULL or "-" is standard output. NULL is returned, and the reason reported, when the place can't be written to. */
struct output *output_open(const char *path);

void output_bytes(struct output *output, const void *bytes, size_t length);
void output_text(struct output *output, const char *text);
void output_format(struct output *output, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Has a write failed? A long run may stop early then. */
bool output_failed(const struct output *output);

/* Ends the writing, puts the file in its place, and frees. False: something failed, and it has been reported. */
bool output_close(struct output *output);

/* Frees without a result: the file as it was before stays. What went to standard output can't be taken back. */
void output_discard(struct output *output);

#endif
