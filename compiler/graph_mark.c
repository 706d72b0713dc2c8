/* graph_mark - what no test came to. Numbers are read from the tallies first, as for users; a test counts as one. */
#include <inttypes.h>

#include "graphing.h"

/* How much of a picture tests came to. */
struct marks {
    uint32_t boxes;         /* where they may come */
    uint32_t boxes_tested;  /* of them, where one came */
    uint32_t arrows;        /* that lead on in a journey */
    uint32_t arrows_tested; /* of them, those that one took */
};

static void mark_box(struct picture_box *box, struct marks *marks) {
    box->untested = box->count == 0;
    if (box->count != PICTURE_UNCOUNTED) {
        marks->boxes++;
        marks->boxes_tested += !box->untested;
    }
    for (uint32_t i = 0; i < box->rows.count; i++) {
        struct picture_row *row = &box->rows.items[i];
        row->untested = !box->untested && (row->untested || row->count == 0);
        row->count = PICTURE_UNCOUNTED;
    }
    box->count = PICTURE_UNCOUNTED;
    box->inside = PICTURE_UNCOUNTED;
}

/* Where every reason is known, they decide; else the number of those who went from here to there. */
static void mark_arrow(const struct picture *picture, struct picture_arrow *arrow, struct marks *marks) {
    bool known = arrow->labels.count > 0;
    bool tested = false;
    for (uint32_t i = 0; i < arrow->labels.count; i++) {
        known = known && arrow->labels.items[i].known;
        tested = tested || !arrow->labels.items[i].untested;
    }
    bool came = !picture->boxes.items[arrow->from].untested && !picture->boxes.items[arrow->to].untested;
    arrow->untested = known ? !tested : arrow->count == 0;
    if (!came) arrow->untested = true;
    arrow->count = PICTURE_UNCOUNTED;
    marks->arrows++;
    marks->arrows_tested += !arrow->untested;
}

void graph_mark(struct graph_maker *m) {
    struct picture *picture = m->picture;
    struct marks marks = {0};
    for (uint32_t i = 0; i < picture->boxes.count; i++) mark_box(&picture->boxes.items[i], &marks);
    for (uint32_t i = 0; i < picture->arrows.count; i++) mark_arrow(picture, &picture->arrows.items[i], &marks);
    picture->most = 0;
    bool all = marks.boxes == marks.boxes_tested && marks.arrows == marks.arrows_tested;
    picture->legend = "Tests come to every box and go every way.";
    if (all) return;
    picture->legend = arena_format(m->arena,
                                   "Tests come to %" PRIu32 " of %" PRIu32 " boxes and go %" PRIu32 " of %" PRIu32
                                   " ways; the others are red.",
                                   marks.boxes_tested, marks.boxes, marks.arrows_tested, marks.arrows);
}
