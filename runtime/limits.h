/* Every bound of the bytecode and the runtime, once, with its reason.
 *
 * The compiler refuses what is over a bound with a diagnostic, the verifier refuses bytecode that claims more, and the
 * runtime sizes its scratch memory by them. Sizes are bytes, times milliseconds, unless the name says otherwise. */
#ifndef JRT_LIMITS_H
#define JRT_LIMITS_H

#define JRT_PROGRAM_MAX (256u << 20) /* bytes of a .jbc: offsets stay far from 32-bit overflow */
#define JRT_RECORDS_MAX 65535u       /* records in one section: most references are 16 bits in code */
#define JRT_FUNC_MAX (1u << 20)      /* bytes of one function's code */
#define JRT_STEPS_MAX 10000000u      /* instructions of one function's longest way, loops counted as they may run */
#define JRT_STACK_MAX 64u            /* operand stack of one function: nesting is at most 64 deep */
#define JRT_STATE_MAX (1u << 20)     /* bytes of one user's state */
#define JRT_FIXED_MAX 60000u         /* bytes of its fixed part: slot offsets are 16 bits */
#define JRT_RUN_MAX 16384u           /* bytes of one run's record */
#define JRT_RUNS_MAX 64u             /* runs of one user that are live at once */
#define JRT_KEYED_MAX 16u            /* runs of one keyed journey that are live at once for a user */
#define JRT_KEYS_MAX 256u            /* keys a keyed journey remembers for `enter again`, the newest */
#define JRT_HOLDS_MAX 64u            /* messages held for one user at once; one more is skipped by limit */
#define JRT_IDS_MAX 64u              /* event ids remembered inside the window, the newest */
#define JRT_ROUNDS_MAX 16u           /* rounds of consequences of one event */
#define JRT_EFFECTS_MAX 256u         /* consequences waiting in all rounds of one event */
#define JRT_MOVES_MAX 64u            /* stages and waits that one run may begin within one call, before it must rest */
#define JRT_FIRES_MAX 1024u          /* timers fired in one call; more of the same instant wait for the next call */
#define JRT_RING_MAX 1024u           /* instants a window or a history remembers */
#define JRT_TEXT_MAX 4096u           /* bytes of one text value; a longer one is cut at a character */
#define JRT_LIST_MAX 256u            /* items of a list */
#define JRT_FIELDS_MAX 256u          /* fields of one event or template */
#define JRT_SCRATCH_MAX (256u << 10) /* bytes of texts built within one event or timer */
#define JRT_REPEAT_MAX 1000u         /* `repeat up to N times` */
#define JRT_BOUND_MAX 1000u          /* `at most N times` */
#define JRT_WINDOW_MAX (400ll * 86400000) /* a history window: 400 days */

#define JRT_TIME_MIN (-62135596800000ll)               /* the calendar's first instant, ms of the Unix epoch: year 1 */
#define JRT_TIME_MAX 253402300799999ll                 /* its last one: year 9999 */
#define JRT_DURATION_MAX (JRT_TIME_MAX - JRT_TIME_MIN) /* of a written duration; sums with an instant can't overflow */

#endif
