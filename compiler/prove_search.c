/* prove_search - see proving.h: the shortest way to a state in which a promise is broken. */
#include <assert.h>
#include <string.h>

#include "proving.h"

/* A state that was found. */
struct found {
    struct space_state state;     /* it */
    int64_t at;                   /* the least time to it */
    uint32_t depth;               /* moves to it */
    uint32_t parent;              /* the one before it */
    enum space_way way;           /* the move to it */
    uint32_t template_;           /* likewise */
    uint32_t doubts;              /* likewise */
    const struct flow_edge *edge; /* likewise */
    bool done;                    /* all that comes next was looked at */
};

/* A place in the queue. */
struct queued {
    int64_t at;     /* time */
    uint32_t depth; /* then moves */
    uint32_t found; /* of which state */
};

struct searching {
    struct arena *arena;      /* owns everything */
    struct search *search;    /* whose */
    VEC(struct found) found;  /* in the order of finding */
    VEC(struct queued) queue; /* a heap, the least first */
    uint32_t *table;          /* open addressing: found plus 1 */
    uint32_t table_size;      /* a power of two */
};

static uint64_t hash_of(const struct space_state *state) {
    uint64_t words[sizeof *state / 8];
    uint64_t hash = 0x9e3779b97f4a7c15u;
    memcpy(words, state, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        hash = (hash ^ words[i]) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return hash;
}

static uint32_t place_of(const struct searching *s, const struct space_state *state) {
    uint32_t place = (uint32_t)hash_of(state) & (s->table_size - 1);
    while (s->table[place] != 0 && memcmp(&s->found.items[s->table[place] - 1].state, state, sizeof *state) != 0)
        place = (place + 1) & (s->table_size - 1);
    return place;
}

static void grow_table(struct searching *s) {
    s->table_size = s->table_size == 0 ? 256 : s->table_size * 4;
    s->table = ARENA_ARRAY(s->arena, uint32_t, s->table_size);
    for (uint32_t i = 0; i < s->found.count; i++) s->table[place_of(s, &s->found.items[i].state)] = i + 1;
}

static bool before(const struct queued *a, const struct queued *b) {
    if (a->at != b->at) return a->at < b->at;
    return a->depth != b->depth ? a->depth < b->depth : a->found < b->found;
}

static void put(struct searching *s, struct queued one) {
    VEC_PUSH(s->arena, s->queue);
    uint32_t place = s->queue.count - 1;
    while (place > 0 && before(&one, &s->queue.items[(place - 1) / 2])) {
        s->queue.items[place] = s->queue.items[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    s->queue.items[place] = one;
}

static struct queued take(struct searching *s) {
    struct queued first = s->queue.items[0];
    struct queued last = s->queue.items[--s->queue.count];
    uint32_t place = 0;
    for (uint32_t child = 1; child < s->queue.count; child = 2 * place + 1) {
        if (child + 1 < s->queue.count && before(&s->queue.items[child + 1], &s->queue.items[child])) child++;
        if (!before(&s->queue.items[child], &last)) break;
        s->queue.items[place] = s->queue.items[child];
        place = child;
    }
    if (s->queue.count > 0) s->queue.items[place] = last;
    return first;
}

/* Notes that a state can be reached so; returns its place. */
static uint32_t reach(struct searching *s, const struct space_move *move, int64_t at, uint32_t parent, uint32_t depth) {
    if (s->found.count * 2 >= s->table_size) grow_table(s);
    uint32_t place = place_of(s, &move->to);
    bool known = s->table[place] != 0;
    uint32_t index = known ? s->table[place] - 1 : s->found.count;
    struct found *found = known ? &s->found.items[index] : VEC_PUSH(s->arena, s->found);
    assert(found != NULL);
    if (!known) {
        s->table[place] = index + 1;
        found->at = INT64_MAX;
    }
    if (found->done || found->at < at || (found->at == at && found->depth <= depth)) return index;
    *found = (struct found){.state = move->to,
                            .at = at,
                            .depth = depth,
                            .parent = parent,
                            .way = move->way,
                            .template_ = move->template_,
                            .doubts = move->doubts,
                            .edge = move->edge};
    put(s, (struct queued){at, depth, index});
    return index;
}

/* The way to a state, and one move more. */
static void trace(struct searching *s, uint32_t last, const struct space_move *move, int64_t at) {
    struct way *way = &s->search->way;
    way->count = s->found.items[last].depth + 1;
    way->steps = ARENA_ARRAY(s->arena, struct way_step, way->count);
    way->steps[way->count - 1] = (struct way_step){.from = s->found.items[last].state, .at = at, .move = *move};
    for (uint32_t i = way->count - 1; i-- > 0; last = s->found.items[last].parent) {
        const struct found *found = &s->found.items[last];
        struct way_step *step = &way->steps[i];
        step->from = s->found.items[found->parent].state;
        step->at = found->at;
        step->move = (struct space_move){found->way, found->edge, found->template_, found->doubts, found->state};
    }
}

static bool is_avoided(const struct search *search, const struct space_move *move) {
    if (!search->sure) return false;
    if (move->doubts != 0) return true;
    for (uint32_t i = 0; i < search->avoided.count; i++) {
        if (search->avoided.items[i] == move->edge) return true;
    }
    return false;
}

/* Looks at all that comes next; true: the promise is broken. */
static bool expand(struct searching *s, uint32_t index) {
    struct search *search = s->search;
    const struct space_state from = s->found.items[index].state;
    const int64_t now = s->found.items[index].at;
    s->found.items[index].done = true;
    space_moves(search->space, &from);
    uint32_t variants = search->variants == 0 ? 1 : search->variants;
    for (uint32_t i = 0; i < search->space->moves.count * variants; i++) {
        struct space_move move = search->space->moves.items[i / variants];
        int64_t at = now;
        bool broken = false;
        search->variant = i % variants;
        if (!search->step(search, &from, &move, &at, &broken) || is_avoided(search, &move)) continue;
        if (broken) {
            trace(s, index, &move, at);
            return true;
        }
        reach(s, &move, at, index, s->found.items[index].depth + 1);
    }
    return false;
}

enum search_result search_run(struct search *search) {
    struct searching *s = ARENA_NEW(search->space->arena, struct searching);
    *s = (struct searching){.arena = search->space->arena, .search = search};
    search->searching = s;
    if (search->space->too_large) return SEARCH_TOO_MUCH;
    struct space_move first = {.way = SPACE_GOES, .template_ = JBC_NONE, .to = space_begin(search->space)};
    reach(s, &first, 0, 0, 0);
    while (s->queue.count > 0) {
        struct queued next = take(s);
        if (s->found.items[next.found].done) continue;
        if (expand(s, next.found)) return SEARCH_FOUND;
        if (s->found.count > PROVING_BUDGET) return SEARCH_TOO_MUCH;
    }
    return SEARCH_NONE;
}

uint32_t search_count(const struct search *search) {
    return search->searching->found.count;
}

const struct space_state *search_state(const struct search *search, uint32_t number) {
    return &search->searching->found.items[number].state;
}

uint32_t search_number(const struct search *search, const struct space_state *state) {
    return search->searching->table[place_of(search->searching, state)] - 1;
}
