#include "verify_moves.h"

/* Stages without a way into them are taken away, and with them the ways out of them, until none is left; what then is
 * left goes in circles. `first` and `next` list the moves of each stage, as places in audit->moves plus 1. */
struct graph {
    uint32_t *first; /* for each stage: its first move */
    uint32_t *next;  /* for each move: another one of the same stage */
    uint32_t *ways;  /* for each stage: moves that lead into it and are not taken away */
    uint32_t *queue; /* stages to take away */
};

static void link_moves(const struct audit *audit, const struct graph *graph) {
    for (uint32_t i = 0; i < audit->move_count; i++) {
        const struct audit_move *move = &audit->moves[i];
        graph->next[i] = graph->first[move->from];
        graph->first[move->from] = i + 1;
        graph->ways[move->to]++;
    }
}

/* Fills `queue` with all stages that can be taken away; how many. */
static uint32_t take_away(const struct audit *audit, const struct graph *graph) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < audit->program->stage_count; i++)
        if (graph->ways[i] == 0) graph->queue[count++] = i;
    for (uint32_t done = 0; done < count; done++)
        for (uint32_t move = graph->first[graph->queue[done]]; move; move = graph->next[move - 1]) {
            uint32_t to = audit->moves[move - 1].to;
            if (--graph->ways[to] == 0) graph->queue[count++] = to;
        }
    return count;
}

static bool graph_check(struct audit *audit, const struct graph *graph) {
    link_moves(audit, graph);
    uint32_t count = take_away(audit, graph);
    uint32_t circle = 0;
    while (count < audit->program->stage_count && graph->ways[circle] == 0) circle++;
    return audit_that(audit, count == audit->program->stage_count, CLAIM_CIRCLE, JBC_SECTION_STAGE, circle);
}

bool moves_check(struct audit *audit) {
    size_t stages = audit->program->stage_count + (size_t)1;
    size_t moves = audit->move_count + (size_t)1;
    struct graph graph = {audit_alloc(audit, stages, 4), audit_alloc(audit, moves, 4), audit_alloc(audit, stages, 4),
                          audit_alloc(audit, stages, 4)};
    bool done = graph.first && graph.next && graph.ways && graph.queue && graph_check(audit, &graph);
    audit_release(audit, graph.first, stages, 4);
    audit_release(audit, graph.next, moves, 4);
    audit_release(audit, graph.ways, stages, 4);
    audit_release(audit, graph.queue, stages, 4);
    return done;
}
