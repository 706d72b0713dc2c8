/* The end of a run in plain words: what came in, and for each journey the funnel: entered, each stage, milestones, endings,
 * who is still inside; messages sent and skipped, by reason.
 *
 * It does: put the text together from the engine's and the feed's counts; print it nowhere. The same run gives the same
 * text, whatever the number of shards. */
#ifndef JRT_SUMMARY_H
#define JRT_SUMMARY_H

#include "buffer.h"
#include "feed.h"

/* Appends the text. `feed` NULL: events did not come as lines. false: no memory. */
bool summary_write(const jrt_engine *engine, const jrt_feed *feed, struct buffer *out);

#endif
