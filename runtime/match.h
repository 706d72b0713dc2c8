/* What of an older program is found again in a newer one.
 *
 * It does: tell by names and by what instructions say, never by indexes, which journey, stage, history and send statement of
 * one program goes on for that of another. The runtime takes users over by it, and `journey diff` says beforehand what will
 * become of them, by the same answers.
 * It never: reads a state, or changes anything. The newer program comes first. */
#ifndef JRT_MATCH_H
#define JRT_MATCH_H

#include <stdbool.h>

#include "program.h"

/* Do two strings say the same? JBC_NONE is the same as JBC_NONE alone. */
bool match_text(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y);

/* Do two functions say the same? Instruction by instruction; what an operand names is compared by its name. */
bool match_func(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y);

/* Are two traits, or two templates, called the same: a trait by whose it is too, a template by its channel? */
bool match_trait(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y);
bool match_template(const jrt_program *p, uint32_t x, const jrt_program *old, uint32_t y);

/* The journey of the same name; JBC_NONE: it is gone. */
uint32_t match_journey(const jrt_program *p, const jrt_program *old, uint32_t journey);

/* The stage of `journey` that goes on for an older one: by `renamed stage`, else by name; JBC_NONE: it is gone. */
uint32_t match_stage(const jrt_program *p, uint32_t journey, const jrt_program *old, uint32_t stage);

/* The older history of the same event and `where`; NULL: it was not kept. */
const struct jbc_history *match_history(const jrt_program *p, const struct jbc_history *history,
                                        const jrt_program *old);

/* Do two waits end at the same time, if they began at the same? Their answers may differ. */
bool match_wait(const jrt_program *p, const struct jbc_wait *wait, const jrt_program *q, const struct jbc_wait *old);

/* The older trigger that goes on in one of a list (of whens, answers, goals and leaves, or enters) that begins with `first`:
 * among those that ask the same, however long and by which clock, the one with the same number in its list; JBC_NONE: none. */
uint32_t match_trigger(const jrt_program *p, uint32_t first, uint32_t trigger, const jrt_program *old,
                       uint32_t old_first, uint32_t old_count);

/* The send statement of `journey` that goes on for an older one: among those that ask for the same messages, the one with the
 * same number, in its stage, else in the journey; JBC_NONE: there is none, and a message that it holds is dropped. */
uint32_t match_send(const jrt_program *p, uint32_t journey, const jrt_program *old, uint32_t send);

#endif
