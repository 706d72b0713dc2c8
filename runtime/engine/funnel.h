/* What became of the users, counted from the actions: entries, stages, milestones, endings, messages.
 *
 * It does: count an action, or take it back; add one funnel to another. Names are those of the program. A failed allocation
 * is remembered (funnel_failed). funnel_free releases all. */
#ifndef JRT_FUNNEL_H
#define JRT_FUNNEL_H

#include "program.h"
#include "tally.h"

struct funnel {
    const jrt_program *program; /* whose actions */
    uint64_t *entered;          /* by journey: runs begun, kept-out ones included */
    uint64_t *kept_out;         /* by journey: those that get nothing */
    uint64_t *stages;           /* by stage: times entered */
    uint64_t *sent;             /* by template */
    struct tally ended;         /* by journey and outcome */
    struct tally milestones;    /* by journey and name */
    struct tally refused;       /* by journey and reason */
    struct tally skipped;       /* by template and reason */
    struct tally errors;        /* by reason */
};

bool funnel_init(struct funnel *funnel, const jrt_program *program);
void funnel_free(struct funnel *funnel);
/* `times` 1, or -1 for an action that turned out not to count. */
void funnel_count(struct funnel *funnel, const struct jrt_action *action, int times);
void funnel_merge(struct funnel *funnel, const struct funnel *from);
bool funnel_failed(const struct funnel *funnel);

#endif
