#include "fix.h"
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* The edits that will be made, in order of text and place, none overlapping another. */
struct plan {
    const struct jdl_edit **edits; /* in order once they are sorted */
    size_t count;                  /* how many */
    size_t capacity;               /* room */
};

static bool before(const struct jdl_place *a, const struct jdl_place *b) {
    return a->text != b->text ? a->text < b->text : a->begin < b->begin;
}

/* Where an edit would be inserted to keep the order. */
static size_t position(const struct plan *plan, const struct jdl_edit *edit) {
    size_t low = 0, high = plan->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (before(&plan->edits[middle]->place, &edit->place))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Do two edits touch the same bytes, or the same point between two bytes? Which comes first would then be a guess. */
static bool overlap(const struct jdl_place *a, const struct jdl_place *b) {
    if (a->text != b->text) return false;
    if (a->begin == b->begin) return true;
    return a->begin < b->end && b->begin < a->end;
}

static bool fits(const struct plan *plan, const struct files *files, const struct jdl_edit *edit) {
    const struct jdl_place *place = &edit->place;
    if (place->text >= files->count || place->begin > place->end) return false;
    if (place->end > files->items[place->text].length) return false;
    size_t at = position(plan, edit);
    if (at > 0 && overlap(&plan->edits[at - 1]->place, place)) return false;
    return at == plan->count || !overlap(&plan->edits[at]->place, place);
}

static void insert(struct plan *plan, const struct jdl_edit *edit) {
    size_t at = position(plan, edit);
    memmove(plan->edits + at + 1, plan->edits + at, (plan->count - at) * sizeof *plan->edits);
    plan->edits[at] = edit;
    plan->count++;
}

static void take_back(struct plan *plan, const struct jdl_edit *edit) {
    size_t at = position(plan, edit);
    plan->count--;
    memmove(plan->edits + at, plan->edits + at + 1, (plan->count - at) * sizeof *plan->edits);
}

/* All edits of one diagnostic, or none. */
static bool adopt(struct plan *plan, const struct files *files, const struct jdl_diagnostic *item) {
    for (size_t i = 0; i < item->edit_count; i++) {
        if (fits(plan, files, &item->edits[i])) {
            insert(plan, &item->edits[i]);
            continue;
        }
        while (i > 0) take_back(plan, &item->edits[--i]);
        return false;
    }
    return item->edit_count > 0;
}

/* ---- the new text ------------------------------------------------------------------------------------------------ */

/* Does the text end its lines as Windows does? Its first line decides. */
static bool has_returns(const struct file *file) {
    const char *end = memchr(file->text, '\n', file->length);
    return end && end > file->text && end[-1] == '\r';
}

/* Copies a replacement, with the text's own line ends; the bytes it takes. `to` NULL: only counted. */
static size_t put(char *to, const char *replacement, bool returns) {
    size_t size = 0;
    for (const char *c = replacement; *c; c++) {
        bool extra = returns && *c == '\n' && (c == replacement || c[-1] != '\r');
        if (extra && to) to[size] = '\r';
        size += extra;
        if (to) to[size] = *c;
        size++;
    }
    return size;
}

/* The text of a file after its edits; NULL: out of memory. */
static char *edited(const struct file *file, const struct jdl_edit *const *edits, size_t count, size_t *length) {
    bool returns = has_returns(file);
    size_t size = file->length, at = 0, used = 0;
    for (size_t i = 0; i < count; i++) size += put(NULL, edits[i]->replacement, returns);
    char *text = malloc(size + 1);
    if (!text) return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct jdl_place *place = &edits[i]->place;
        memcpy(text + used, file->text + at, place->begin - at);
        used += place->begin - at;
        used += put(text + used, edits[i]->replacement, returns);
        at = place->end;
    }
    memcpy(text + used, file->text + at, file->length - at);
    used += file->length - at;
    text[used] = '\0';
    *length = used;
    return text;
}

/* Makes all new texts first, so that a failure changes nothing. */
static bool replace(struct files *files, const struct plan *plan, unsigned char *changed) {
    struct file *made = calloc(files->count + 1, sizeof *made);
    bool fine = made != NULL;
    for (size_t first = 0, next; fine && first < plan->count; first = next) {
        uint32_t text = plan->edits[first]->place.text;
        for (next = first; next < plan->count && plan->edits[next]->place.text == text;) next++;
        made[text].text = edited(&files->items[text], plan->edits + first, next - first, &made[text].length);
        fine = made[text].text != NULL;
    }
    for (size_t i = 0; made && i < files->count; i++) {
        if (!made[i].text) continue;
        char *old = fine ? files->items[i].text : made[i].text;
        if (fine) {
            files->items[i].text = made[i].text;
            files->items[i].length = made[i].length;
            changed[i] = 1;
        }
        free(old);
    }
    free(made);
    if (!fine) cli_cannot("out of memory");
    return fine;
}

bool fix_apply(struct files *files, const struct jdl_diagnostic *items, size_t count, unsigned char *changed,
               size_t *mended) {
    struct plan plan = {0};
    for (size_t i = 0; i < count; i++) plan.capacity += items[i].edit_count;
    plan.edits = calloc(plan.capacity + 1, sizeof *plan.edits);
    *mended = 0;
    if (!plan.edits) {
        cli_cannot("out of memory");
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (items[i].sure && adopt(&plan, files, &items[i])) (*mended)++;
    }
    bool fine = plan.count == 0 || replace(files, &plan, changed);
    free(plan.edits);
    return fine;
}
