/*
 * graph - pictures of journeys, as text that Graphviz or Mermaid draws.
 *
 * It does: show what a product manager thinks in: each stage a box with its title and what is sent in it; where users go as
 * arrows with the reason in words; goals, leaves and exits as ends; what may happen at any time as a box of its own; how
 * many users were where, if the host has counted them.
 * It never: sees anything but the flow graph, draws, or fails. What it needs comes from the arena; the text is handed to
 * `write` piece by piece.
 */
#ifndef JDL_GRAPH_H
#define JDL_GRAPH_H

#include "flow.h"
#include "jdl.h"

/* Writes the picture of all journeys, or of the one that the options name. False: no journey has that name. */
bool graph_write(struct arena *arena, const struct flow *flow, const struct jdl_graph_options *options,
                 jdl_write *write, void *self);

#endif
