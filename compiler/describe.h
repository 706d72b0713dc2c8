/*
 * describe - a page about a project that people read who never see its scripts.
 *
 * It does: say for whom each journey is, when it begins and ends, what happens in it stage by stage, what it sends and when,
 * its limits, quiet hours and promises; in Markdown with a Mermaid picture, or as one HTML document.
 * It never: sees anything but the flow graph and what is made from it, or fails. Memory is the arena's; the text is handed
 * to `write` piece by piece.
 */
#ifndef JDL_DESCRIBE_H
#define JDL_DESCRIBE_H

#include "flow.h"
#include "jdl.h"

void describe_write(struct arena *arena, const struct flow *flow, const struct jdl_describe_options *options,
                    jdl_write *write, void *self);

#endif
