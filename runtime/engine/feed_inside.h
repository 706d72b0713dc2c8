/* For summary.c: the names of unknown events that a feed has met, added to `names`. */
#ifndef JRT_FEED_INSIDE_H
#define JRT_FEED_INSIDE_H

#include "feed.h"
#include "tally.h"

void feed_add_unknown(const jrt_feed *feed, struct tally *names);

#endif
