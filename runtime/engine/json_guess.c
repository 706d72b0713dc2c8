#include "json_guess.h"

enum {
    MANY_MISSES = 32, /* lines without luck, after which not every line is tried */
    WAIT_MOST = 1024  /* misses to be waited for at most, where shapes are learnt in vain */
};

/* ---- lines --------------------------------------------------------------------------------------------------------- */

static void note(struct guess_line *known, struct line *line) {
    struct json_walk *walk = &line->walk;
    memset(line->at, 0, sizeof line->at);
    for (uint32_t i = 0; i < known->member_count; i++) line->at[known->members[i]] = walk->next + known->values[i];
    line->inner_of = known->inner_of == 0 ? 0 : walk->next + known->inner_of;
    line->inner_count = known->inner_count;
    for (uint32_t i = 0; i < known->inner_count; i++) line->inner[i] = walk->next + known->inner[i];
    line->meanings = known->meanings;
    walk->next += known->shape.token_count;
}

static bool try_line(struct json_guess *guess, uint32_t which, struct line *line) {
    struct guess_line *known = &guess->lines[which];
    struct json_walk *walk = &line->walk;
    struct json_tokens tokens = {walk->bytes, walk->places, walk->end};
    if (!json_shape_fits(&known->shape, &tokens, walk->next)) return false;
    if (walk->places[walk->next + known->shape.token_count] < walk->end) return false;
    note(known, line);
    known->hits++;
    guess->last = which;
    guess->misses = 0;
    guess->hits++;
    return true;
}

bool json_guess_line(struct json_guess *guess, struct line *line) {
    if (guess->misses > MANY_MISSES && guess->misses % MANY_MISSES != 0) return false;
    if (try_line(guess, guess->last, line)) return true;
    for (uint32_t i = 0; i < GUESS_LINES; i++) {
        if (i != guess->last && try_line(guess, i, line)) return true;
    }
    return false;
}

/* Notes where the members of a line stand. false: there are too many. */
static bool keep_members(struct guess_line *known, const struct line *line, uint32_t index) {
    known->member_count = 0;
    for (uint32_t i = 0; i < LINE_MEMBER_COUNT; i++) {
        if (line->at[i] == 0) continue;
        if (known->member_count == GUESS_MEMBERS) return false;
        known->members[known->member_count] = (uint16_t)i;
        known->values[known->member_count++] = (uint16_t)(line->at[i] - index);
    }
    known->inner_of = (uint16_t)(line->inner_of == 0 ? 0 : line->inner_of - index);
    known->inner_count = (uint16_t)(line->inner_of == 0 ? 0 : line->inner_count);
    if (known->inner_count > LINE_KNOWN_MAX) return false;
    for (uint32_t i = 0; i < known->inner_count; i++) known->inner[i] = (uint16_t)(line->inner[i] - index);
    for (uint32_t i = 0; i < LINE_SCOPES; i++) known->meanings[i].scope = INPUT_SCOPE_NONE;
    return true;
}

/* The shape that has helped least makes room. Those that help stay, while others come and go. */
static struct guess_line *choose(struct json_guess *guess) {
    struct guess_line *least = &guess->lines[0];
    for (uint32_t i = 0; i < GUESS_LINES; i++) {
        if (guess->lines[i].hits < least->hits) least = &guess->lines[i];
    }
    for (uint32_t i = 0; i < GUESS_LINES; i++) guess->lines[i].hits /= 2;
    return least;
}

void json_guess_learn(struct json_guess *guess, const struct line *line, uint32_t index) {
    struct json_tokens tokens = {line->walk.bytes, line->walk.places, line->walk.end};
    guess->misses++;
    if (guess->wait > 0) {
        guess->wait--;
        return;
    }
    struct guess_line *known = choose(guess);
    bool in_vain = known->shape.token_count != 0 && known->hits == 0;
    guess->turn = !in_vain ? guess->turn / 2 : guess->turn < WAIT_MOST ? guess->turn * 2 + 1 : WAIT_MOST;
    guess->wait = guess->turn;
    known->hits = 0;
    /* Lines of one shape are of one type. */
    if (!json_shape_learn(&known->shape, &tokens, index, line->walk.next - index, line->at[LINE_TYPE])) return;
    if (!keep_members(known, line, index)) known->shape.token_count = 0;
}
