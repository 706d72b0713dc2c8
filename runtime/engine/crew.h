/* A few threads that do one piece of work each, and wait for one another.
 *
 * crew_run calls the work once for each index below the crew's size, index 0 on the caller's thread, and returns when all
 * have returned; what one piece has written is then seen by everybody. A crew of one has no threads. Who waits
 * looks for a moment before it sleeps, if there are as many processors as threads. One caller at a time. crew_free ends the
 * threads. */
#ifndef JRT_CREW_H
#define JRT_CREW_H

#include <stdbool.h>
#include <stdint.h>

struct crew;

/* NULL: no memory, or no threads to be had. */
struct crew *crew_new(uint32_t size);
void crew_free(struct crew *crew);
uint32_t crew_size(const struct crew *crew);

void crew_run(struct crew *crew, void (*work)(void *self, uint32_t index), void *self);

#endif
