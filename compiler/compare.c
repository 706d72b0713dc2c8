/* compare - see compare.h. */
#include "compare.h"

#include <string.h>

#include "compare_facts.h"
#include "words.h"

struct comparison {
    struct arena *arena;       /* owns everything */
    const struct flow *older;  /* */
    const struct flow *newer;  /* */
    compare_change *on_change; /* the host's */
    void *self;                /* handed to it */
    const char *journey;       /* what is being compared, or NULL */
    const char *stage;         /* likewise */
};

static void say(const struct comparison *c, enum jdl_change_kind kind, const char *about, const char *inside,
                const char *before, const char *after) {
    const struct jdl_change change = {kind, about, c->journey, c->stage, inside, before, after};
    c->on_change(c->self, &change);
}

static bool same(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* ---- facts with keys ------------------------------------------------------------------------------------------------ */

static const struct fact *find(const struct facts *facts, const char *key) {
    for (uint32_t i = 0; i < facts->list.count; i++) {
        if (same(facts->list.items[i].key, key)) return &facts->list.items[i];
    }
    return NULL;
}

static void compare_keyed(const struct comparison *c, struct facts older, struct facts newer) {
    for (uint32_t i = 0; i < older.list.count; i++) {
        const struct fact *a = &older.list.items[i];
        const struct fact *b = find(&newer, a->key);
        if (b == NULL)
            say(c, JDL_REMOVED, a->about, NULL, a->text, NULL);
        else if (!same(a->text, b->text))
            say(c, JDL_CHANGED, a->about, NULL, a->text, b->text);
    }
    for (uint32_t i = 0; i < newer.list.count; i++) {
        const struct fact *b = &newer.list.items[i];
        if (find(&older, b->key) == NULL) say(c, JDL_ADDED, b->about, NULL, NULL, b->text);
    }
}

/* ---- facts in order ------------------------------------------------------------------------------------------------- */

/* Lines of both versions, with the partner of each in the other: its number plus 1, 0 for none. */
struct pairing {
    const struct fact *a; /* of the older version */
    const struct fact *b; /* of the newer one */
    uint32_t a_count;     /* how many */
    uint32_t b_count;     /* how many */
    uint32_t *of_a;       /* for each of a */
    uint32_t *of_b;       /* for each of b */
};

static bool equal(const struct fact *a, const struct fact *b) {
    return a->depth == b->depth && same(a->about, b->about) && same(a->text, b->text);
}

static void pair(struct pairing *p, uint32_t i, uint32_t k) {
    p->of_a[i] = k + 1;
    p->of_b[k] = i + 1;
}

/* The longest sequence that both have, between what is equal at the beginning and at the end. */
static void pair_equal(struct arena *arena, struct pairing *p) {
    enum { MOST = 1 << 22 }; /* cells of the table; two longer texts are matched by what they begin and end with */
    uint32_t begin = 0;
    uint32_t a_end = p->a_count;
    uint32_t b_end = p->b_count;
    for (; begin < a_end && begin < b_end && equal(&p->a[begin], &p->b[begin]); begin++) pair(p, begin, begin);
    for (; a_end > begin && b_end > begin && equal(&p->a[a_end - 1], &p->b[b_end - 1]); a_end--, b_end--)
        pair(p, a_end - 1, b_end - 1);
    size_t width = (size_t)(b_end - begin) + 1;
    size_t height = (size_t)(a_end - begin) + 1;
    if (width * height > MOST) return;
    uint32_t *longest = ARENA_ARRAY(arena, uint32_t, width * height);
    for (size_t i = height - 1; i-- > 0;) {
        for (size_t k = width - 1; k-- > 0;) {
            uint32_t below = longest[(i + 1) * width + k];
            uint32_t right = longest[i * width + k + 1];
            bool is_equal = equal(&p->a[begin + i], &p->b[begin + k]);
            longest[i * width + k] = is_equal ? longest[(i + 1) * width + k + 1] + 1 : below > right ? below : right;
        }
    }
    for (size_t i = 0, k = 0; i + 1 < height && k + 1 < width;) {
        if (equal(&p->a[begin + i], &p->b[begin + k]))
            pair(p, begin + (uint32_t)i++, begin + (uint32_t)k++);
        else if (longest[(i + 1) * width + k] >= longest[i * width + k + 1])
            i++;
        else
            k++;
    }
}

/* How far a text names what it is about: a message without its fields, the event of an arm, the first word of an action. */
static size_t name_length(const struct fact *fact) {
    if (same(fact->about, "message")) {
        size_t length = strcspn(fact->text, "{");
        while (length > 0 && fact->text[length - 1] == ' ') length--;
        return length;
    }
    if (same(fact->about, "arm") || same(fact->about, "when")) return strcspn(fact->text, ",");
    if (same(fact->about, "action")) return strcspn(fact->text, " ");
    return 0;
}

/* May the one be the other with other words? */
static bool may_be_changed(const struct fact *a, const struct fact *b) {
    size_t length = name_length(a);
    return a->depth == b->depth && same(a->about, b->about) && length == name_length(b) &&
           strncmp(a->text, b->text, length) == 0;
}

/* The line in which a line stands: the last one before it that is less indented, plus 1; 0 if there is none. */
static uint32_t around(const struct fact *facts, uint32_t at) {
    uint32_t i = at;
    while (i > 0 && facts[i - 1].depth >= facts[at].depth) i--;
    return i;
}

static const char *line_around(const struct fact *facts, uint32_t at) {
    uint32_t line = around(facts, at);
    return line == 0 ? NULL : facts[line - 1].text;
}

/* Do two lines stand in lines that are partners, or in none? */
static bool stand_alike(const struct pairing *p, uint32_t i, uint32_t k) {
    uint32_t a = around(p->a, i);
    uint32_t b = around(p->b, k);
    return a == 0 || b == 0 ? a == b : p->of_a[a - 1] == b;
}

/* Between two pairs, lines of one kind are the same line with other words, in order. */
static void pair_changed(struct pairing *p) {
    uint32_t k = 0;
    for (uint32_t i = 0; i < p->a_count; i++) {
        if (p->of_a[i] != 0) {
            k = p->of_a[i];
            continue;
        }
        for (uint32_t n = k; n < p->b_count && p->of_b[n] == 0; n++) {
            if (!may_be_changed(&p->a[i], &p->b[n]) || !stand_alike(p, i, n)) continue;
            pair(p, i, n);
            k = n + 1;
            break;
        }
    }
}

/* What stands in different lines is not the same, even where the words are. */
static void part_unlike(struct pairing *p) {
    for (uint32_t i = 0; i < p->a_count; i++) {
        uint32_t partner = p->of_a[i];
        if (partner == 0 || stand_alike(p, i, partner - 1)) continue;
        p->of_a[i] = 0;
        p->of_b[partner - 1] = 0;
    }
}

/* A line with all that stands inside it, if nothing of that has a partner. */
static const char *whole(struct arena *arena, const struct fact *facts, const uint32_t *partners, uint32_t at,
                         uint32_t *inside) {
    const char *text = facts[at].text;
    const char *separator = ": ";
    *inside = 0;
    for (uint32_t i = at + 1; i <= at + facts[at].inside; i++) {
        if (partners[i] != 0) return facts[at].text;
    }
    for (uint32_t i = at + 1; i <= at + facts[at].inside; i++) {
        text = words_join(arena, text, separator, facts[i].text);
        separator = facts[i].inside > 0 ? ": " : "; ";
    }
    *inside = facts[at].inside;
    return text;
}

static void say_removed(const struct comparison *c, const struct pairing *p, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) {
        if (p->of_a[i] != 0) continue;
        uint32_t inside = 0;
        const char *text = whole(c->arena, p->a, p->of_a, i, &inside);
        say(c, JDL_REMOVED, p->a[i].about, line_around(p->a, i), text, NULL);
        i += inside;
    }
}

static void compare_ordered(const struct comparison *c, struct facts older, struct facts newer) {
    struct pairing p = {older.list.items, newer.list.items, older.list.count, newer.list.count, NULL, NULL};
    p.of_a = ARENA_ARRAY(c->arena, uint32_t, p.a_count + 1);
    p.of_b = ARENA_ARRAY(c->arena, uint32_t, p.b_count + 1);
    pair_equal(c->arena, &p);
    pair_changed(&p);
    part_unlike(&p);
    uint32_t said = 0;
    for (uint32_t k = 0; k < p.b_count; k++) {
        uint32_t partner = p.of_b[k];
        if (partner != 0) {
            if (partner > said) {
                say_removed(c, &p, said, partner - 1);
                said = partner;
            }
            const struct fact *a = &p.a[partner - 1];
            if (!equal(a, &p.b[k])) say(c, JDL_CHANGED, a->about, line_around(p.b, k), a->text, p.b[k].text);
            continue;
        }
        uint32_t inside = 0;
        const char *text = whole(c->arena, p.b, p.of_b, k, &inside);
        say(c, JDL_ADDED, p.b[k].about, line_around(p.b, k), NULL, text);
        k += inside;
    }
    say_removed(c, &p, said, p.a_count);
}

/* ---- stages and journeys -------------------------------------------------------------------------------------------- */

static uint32_t find_journey(const struct model *model, const char *name) {
    for (uint32_t i = 0; i < model->journey_count; i++) {
        if (same(model->journeys[i].name, name)) return i;
    }
    return JBC_NONE;
}

static uint32_t find_stage(const struct model *model, const struct model_journey *journey, const char *name) {
    for (uint32_t i = journey->first_stage; i < journey->first_stage + journey->stage_count; i++) {
        if (same(model->stages[i].name, name)) return i;
    }
    return JBC_NONE;
}

/* The stage of the newer version that goes on for one of the older. */
static uint32_t successor(const struct model *newer, const struct model_journey *journey, const char *name) {
    for (const struct model_rename *one = journey->renames; one != NULL; one = one->next) {
        if (same(one->old, name)) return one->stage;
    }
    return find_stage(newer, journey, name);
}

static const char *stage_words(const struct comparison *c, const struct model_stage *stage) {
    if (stage->title == NULL) return arena_format(c->arena, "stage %s", stage->name);
    return arena_format(c->arena, "stage %s \"%s\"", stage->name, stage->title);
}

static void compare_stage(struct comparison *c, uint32_t older, uint32_t newer) {
    const struct model_stage *a = &c->older->model->stages[older];
    const struct model_stage *b = &c->newer->model->stages[newer];
    c->stage = b->name;
    const char *before = stage_words(c, a);
    const char *after = stage_words(c, b);
    if (!same(before, after)) say(c, JDL_CHANGED, "stage", NULL, before, after);
    compare_ordered(c, facts_of_stage(c->arena, c->older, older), facts_of_stage(c->arena, c->newer, newer));
    c->stage = NULL;
}

static void compare_stages(struct comparison *c, const struct model_journey *a, const struct model_journey *b) {
    const struct model *older = c->older->model;
    const struct model *newer = c->newer->model;
    uint8_t *taken = ARENA_ARRAY(c->arena, uint8_t, newer->stage_count + 1);
    for (uint32_t i = a->first_stage; i < a->first_stage + a->stage_count; i++) {
        uint32_t next = successor(newer, b, older->stages[i].name);
        if (next == JBC_NONE) {
            c->stage = older->stages[i].name;
            say(c, JDL_REMOVED, "stage", NULL, stage_words(c, &older->stages[i]), NULL);
            c->stage = NULL;
        } else {
            taken[next] = 1;
            compare_stage(c, i, next);
        }
    }
    for (uint32_t i = b->first_stage; i < b->first_stage + b->stage_count; i++) {
        if (taken[i]) continue;
        c->stage = newer->stages[i].name;
        say(c, JDL_ADDED, "stage", NULL, NULL, stage_words(c, &newer->stages[i]));
        compare_ordered(c, (struct facts){0}, facts_of_stage(c->arena, c->newer, i));
        c->stage = NULL;
    }
}

static const char *journey_words(const struct comparison *c, const struct model_journey *journey) {
    if (journey->title == NULL) return arena_format(c->arena, "journey %s", journey->name);
    return arena_format(c->arena, "journey %s \"%s\"", journey->name, journey->title);
}

static void compare_journey(struct comparison *c, uint32_t older, uint32_t newer) {
    const struct model_journey *a = &c->older->model->journeys[older];
    const struct model_journey *b = &c->newer->model->journeys[newer];
    compare_keyed(c, facts_of_rules(c->arena, c->older, older), facts_of_rules(c->arena, c->newer, newer));
    compare_ordered(c, facts_of_triggers(c->arena, c->older, older), facts_of_triggers(c->arena, c->newer, newer));
    compare_stages(c, a, b);
}

void compare_projects(struct arena *arena, const struct flow *older, const struct flow *newer,
                      compare_change *on_change, void *self) {
    struct comparison c = {arena, older, newer, on_change, self, NULL, NULL};
    compare_keyed(&c, facts_of_project(arena, older->model), facts_of_project(arena, newer->model));
    for (uint32_t i = 0; i < older->model->journey_count; i++) {
        const struct model_journey *journey = &older->model->journeys[i];
        uint32_t next = find_journey(newer->model, journey->name);
        c.journey = journey->name;
        if (next == JBC_NONE)
            say(&c, JDL_REMOVED, "journey", NULL, journey_words(&c, journey), NULL);
        else
            compare_journey(&c, i, next);
    }
    for (uint32_t i = 0; i < newer->model->journey_count; i++) {
        const struct model_journey *journey = &newer->model->journeys[i];
        if (find_journey(older->model, journey->name) != JBC_NONE) continue;
        c.journey = journey->name;
        say(&c, JDL_ADDED, "journey", NULL, NULL, journey_words(&c, journey));
    }
}
