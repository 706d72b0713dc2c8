/* The flow graph: its nodes and edges, what can be asked of it, and what it finds wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/check.h"
#include "compiler/flow.h"
#include "compiler/parse.h"
#include "tests/unit/compile.h"

static const char head[] = "language 1\nproject \"P\" { timezone: \"UTC\" }\n"
                           "event \"Begin\"\nevent \"A\" { word: text }\nevent \"B\"\n"
                           "channel email { template \"e\" { word: text optional } }\n"
                           "channel task { template \"t\" { word: text optional } }\n"
                           "journey j { enter when event \"Begin\"\n";

struct graph {
    struct arena *arena;     /* owns everything */
    const struct flow *flow; /* of the journey */
};

static struct graph graph_of(const char *stages) {
    struct graph graph = {.arena = arena_new(NULL)};
    assert_non_null(graph.arena);
    assert_int_equal(setjmp(*arena_trap(graph.arena)), 0);
    struct sources *sources = sources_new(graph.arena);
    struct diags *diags = diags_new(graph.arena);
    const char *text = arena_format(graph.arena, "%s%s}\n", head, stages);
    struct ast ast = {0};
    struct check_host host = {0};
    parse_source(graph.arena, sources_add(sources, "t.journey", text, strlen(text)), diags, &ast);
    struct checked checked = check_project(graph.arena, sources, diags, &ast, &host);
    for (const struct diag *one = diags->first; one != NULL; one = one->next) print_error("%s\n", one->message);
    assert_non_null(checked.model);
    graph.flow = flow_new(graph.arena, checked.model);
    assert_true(flow_check(graph.arena, diags, graph.flow));
    return graph;
}

static void graph_free(struct graph *graph) {
    arena_free(graph->arena);
}

static const char *stmt_name(enum model_stmt_kind kind) {
    static const char *const names[] = {
        [MODEL_SEND] = "send",
        [MODEL_WAIT] = "wait",
        [MODEL_IF] = "if",
        [MODEL_SPLIT] = "split",
        [MODEL_REPEAT] = "repeat",
        [MODEL_GO_TO] = "go to",
        [MODEL_EXIT] = "exit",
        [MODEL_STAY] = "stay",
        [MODEL_MILESTONE] = "milestone",
        [MODEL_REMEMBER] = "remember",
        [MODEL_SET] = "set",
        [MODEL_START] = "start",
        [MODEL_STOP] = "stop",
        [MODEL_STOP_REPEATING] = "stop repeating",
        [MODEL_GO_ON] = "go on",
        [MODEL_WAIT_AGAIN] = "wait again",
        [MODEL_KEEP_WAITING] = "keep waiting",
    };
    return names[kind];
}

static const char *node_name(const struct flow_node *node) {
    switch (node->kind) {
    case FLOW_JOURNEY: return "journey";
    case FLOW_STAGE: return "stage";
    case FLOW_GOAL: return "goal";
    case FLOW_LEAVE: return "leave";
    case FLOW_WHEN: return "when";
    case FLOW_ARM: return "arm";
    case FLOW_STMT: return stmt_name(node->stmt->kind);
    case FLOW_ROUND: return "round";
    case FLOW_END: return "end";
    case FLOW_BACK: return "back";
    }
    return "";
}

static const char *way_name(enum flow_way way) {
    static const char *const names[] = {
        [FLOW_ON] = "on",         [FLOW_BEGIN] = "begin",     [FLOW_FIRES] = "fires",   [FLOW_TIME] = "time",
        [FLOW_PAST] = "past",     [FLOW_UNKNOWN] = "unknown", [FLOW_YES] = "yes",       [FLOW_NO] = "no",
        [FLOW_PART] = "part",     [FLOW_AROUND] = "around",   [FLOW_ENOUGH] = "enough", [FLOW_MOVE] = "move",
        [FLOW_RETURN] = "return",
    };
    return names[way];
}

/* Each node on a line: its name, then each edge as the way and the number of the node it leads to. */
static void assert_graph(const struct graph *graph, const char *wanted) {
    char found[4000];
    size_t used = 0;
    for (uint32_t i = 0; i < graph->flow->node_count; i++) {
        const struct flow_node *node = &graph->flow->nodes[i];
        used += (size_t)snprintf(found + used, sizeof found - used, "%u %s:", i, node_name(node));
        for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
            const struct flow_edge *edge = &graph->flow->edges[e];
            assert_int_equal(edge->from, i);
            used += (size_t)snprintf(found + used, sizeof found - used, " %s %u", way_name(edge->way), edge->to);
        }
        used += (size_t)snprintf(found + used, sizeof found - used, "\n");
    }
    assert_string_equal(found, wanted);
}

/* ---- nodes and edges ---- */

static void a_wait_leads_to_its_arms_and_below(void **state) {
    (void)state;
    struct graph graph =
        graph_of("stage s { wait up to 1 day { for event \"A\" { go on }\n for event \"B\" { keep waiting }\n"
                 " otherwise { exit as late } }\n go to t }\nstage t { stay }\n");
    assert_graph(&graph, "0 journey: begin 1\n"
                         "1 stage: on 2\n"
                         "2 wait: fires 3 fires 5 time 7\n"
                         "3 arm: on 4\n"
                         "4 go on: on 8\n"
                         "5 arm: on 6\n"
                         "6 keep waiting: return 2\n"
                         "7 exit:\n"
                         "8 go to: move 9\n"
                         "9 stage: on 10\n"
                         "10 stay:\n");
    assert_int_equal(graph.flow->nodes[2].last, 7);
    assert_int_equal(graph.flow->nodes[1].last, 8);
    assert_ptr_equal(graph.flow->nodes[4].within, graph.flow->triggers[1]);
    graph_free(&graph);
}

static void branches_parts_and_repeats(void **state) {
    (void)state;
    struct graph graph =
        graph_of("stage s { repeat up to 3 times {\n"
                 "  if now is after 2026-01-01 { stop repeating } otherwise if now is before 2020-01-01 { }\n"
                 "  split x { 50% a { milestone m } 50% b { } }\n }\n stay }\n");
    assert_graph(&graph, "0 journey: begin 1\n"
                         "1 stage: on 2\n"
                         "2 repeat: on 3\n"
                         "3 if: yes 4 yes 5 no 5\n"
                         "4 stop repeating: on 8\n"
                         "5 split: part 6 part 7\n"
                         "6 milestone: on 7\n"
                         "7 round: around 3 enough 8\n"
                         "8 stay:\n");
    graph_free(&graph);
}

static void blocks_of_triggers_end_or_go_back(void **state) {
    (void)state;
    struct graph graph = graph_of("goal event \"A\" within 3 days { milestone g }\n leave when event \"B\" as gone\n"
                                  "when event \"A\" { milestone w }\n"
                                  "stage s { when event \"A\" { exit as taken }\n stay }\n");
    assert_graph(&graph, "0 journey: begin 9 fires 1 fires 4 fires 6\n"
                         "1 goal: on 2\n"
                         "2 milestone: on 3\n"
                         "3 end:\n"
                         "4 leave: on 5\n"
                         "5 end:\n"
                         "6 when: on 7\n"
                         "7 milestone: on 8\n"
                         "8 back:\n"
                         "9 stage: fires 10 on 12\n"
                         "10 when: on 11\n"
                         "11 exit:\n"
                         "12 stay:\n");
    assert_int_equal(graph.flow->trigger_count, 5);
    assert_int_equal(graph.flow->trigger_nodes[0], JBC_NONE);
    assert_int_equal(graph.flow->trigger_nodes[4], 10);
    graph_free(&graph);
}

/* ---- questions ---- */

static void a_message_may_rest_unless_it_is_for_the_team(void **state) {
    (void)state;
    struct graph graph = graph_of("when event \"B\" { send email \"e\" }\n"
                                  "stage s { send email \"e\"\n send task \"t\"\n send email \"e\" always\n"
                                  " send task \"t\" or email \"e\"\n wait 1 day\n stay }\n");
    const struct flow_node *nodes = graph.flow->nodes;
    assert_int_equal(nodes[2].stmt->kind, MODEL_SEND);
    const uint8_t wanted[] = {0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1};
    assert_int_equal(graph.flow->node_count, sizeof wanted);
    for (uint32_t i = 0; i < graph.flow->node_count; i++)
        assert_int_equal(flow_rests(graph.flow, &nodes[i]), wanted[i]);
    graph_free(&graph);
}

static void where_the_flow_may_have_rested(void **state) {
    (void)state;
    struct graph graph = graph_of("stage s { wait up to 9 days { for event \"A\" { repeat up to 2 times { milestone m\n"
                                  "   send email \"e\" }\n exit as done }\n otherwise { go on } }\n stay }\n");
    /* 2 wait, 3 arm, 4 repeat, 5 milestone, 6 send, 7 round, 8 exit: the second time around the message has been. */
    uint8_t rested[16] = {0};
    rested[9] = 7;
    flow_mark_rested(graph.arena, graph.flow, graph.flow->nodes[3].trigger, rested);
    const uint8_t wanted[16] = {[5] = 1, [6] = 1, [7] = 1, [8] = 1, [9] = 7};
    assert_memory_equal(rested, wanted, sizeof wanted);
    graph_free(&graph);
}

static void paths_that_keep_waiting(void **state) {
    (void)state;
    struct graph graph =
        graph_of("stage s { wait up to 9 days {\n"
                 "  for event \"A\" { send email \"e\"\n if now is after 2026-01-01 { keep waiting }\n keep waiting }\n"
                 "  for event \"B\" { send email \"e\"\n if now is after 2026-01-01 { keep waiting }\n wait again }\n"
                 "  otherwise { go on } }\n stay }\n");
    const struct flow_node *nodes = graph.flow->nodes;
    const uint8_t keeps[] = {0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0};
    assert_int_equal(graph.flow->node_count, sizeof keeps);
    for (uint32_t i = 0; i < graph.flow->node_count; i++) assert_int_equal(nodes[i].keeps_waiting, keeps[i]);
    assert_false(flow_rests(graph.flow, &nodes[4]));
    assert_true(flow_rests(graph.flow, &nodes[9]));
    graph_free(&graph);
}

/* ---- mistakes ---- */

static void stages_that_only_unreached_ones_lead_to(void **state) {
    (void)state;
    compile_fails("journey j { enter when event \"Begin\"\n"
                  " stage s { stay }\n"
                  " stage t { wait 1 day\n go to u }\n"
                  " stage u { wait 1 day\n go to t }\n}\n",
                  "J0450 3\nJ0450 5\n");
}

static void a_circle_needs_a_wait_on_every_way_round(void **state) {
    (void)state;
    compile_fails("journey j { enter when event \"Begin\"\n"
                  " stage s { if user.seats is 1 { wait 1 day }\n go to t }\n"
                  " stage t { send email \"f\"\n go to u }\n"
                  " stage u {\n"
                  "  when event \"A\" { go to s }\n"
                  "  go to s }\n}\n",
                  "J0451 8\n");
}

static void waits_loops_and_events_make_no_circle(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys("journey j { enter when event \"Begin\"\n"
                         " stage s { when event \"A\" { go to s }\n"
                         "  repeat up to 3 times { wait 1 day }\n go to t }\n"
                         " stage t { repeat up to 5 times { milestone m }\n"
                         "  wait up to 1 day { for event \"B\" { go to s }\n otherwise { go to t } } }\n}\n");
    compile_free(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_leads_to_its_arms_and_below),
        cmocka_unit_test(branches_parts_and_repeats),
        cmocka_unit_test(blocks_of_triggers_end_or_go_back),
        cmocka_unit_test(a_message_may_rest_unless_it_is_for_the_team),
        cmocka_unit_test(where_the_flow_may_have_rested),
        cmocka_unit_test(paths_that_keep_waiting),
        cmocka_unit_test(stages_that_only_unreached_ones_lead_to),
        cmocka_unit_test(a_circle_needs_a_wait_on_every_way_round),
        cmocka_unit_test(waits_loops_and_events_make_no_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
