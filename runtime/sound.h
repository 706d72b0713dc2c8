/* Is a stored state whole and sound? For bytes from a store that is not trusted.
 *
 * It looks at everything that a step rests on and does not check again: sizes, the places of runs and messages, heap
 * references, instants. It never changes anything, allocates nothing, and takes time linear in the state and the code. A
 * state that it accepts can be wrong about its user, but not harm the process. */
#ifndef JRT_SOUND_H
#define JRT_SOUND_H

#include "state.h"

bool sound_state(const jrt_program *program, const void *bytes, size_t size);

#endif
