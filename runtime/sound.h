/* Is a stored state whole and sound? For bytes from a store that is not trusted.
 *
 * It looks at everything that a step rests on and does not check again: sizes, the places of runs and messages, heap
 * references, instants. It never changes anything, and takes time linear in the state, the fixed part and the code; what
 * it reads the state into comes from the program's allocator, and goes back. A state that it accepts can be wrong about
 * its user, but not harm the process. JRT_BAD_STATE, or JRT_NO_MEMORY to find out. */
#ifndef JRT_SOUND_H
#define JRT_SOUND_H

#include "state.h"

enum jrt_status sound_state(const jrt_program *program, const void *bytes, size_t size);

#endif
