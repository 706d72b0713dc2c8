/* prove_solve - see solving.h: values that grant all wishes, by trying those near the literals. */
#include <string.h>

#include "solving.h"

enum { UNIT = 1000000, DAY_END = 86400000 };

/* What a value comes to. */
enum outcome_kind {
    OUTCOME_UNCLEAR, /* too involved */
    OUTCOME_MISSING, /* missing */
    OUTCOME_NUMBER,  /* number: all but texts */
    OUTCOME_TEXT     /* text */
};

struct outcome {
    enum outcome_kind kind; /* which members are used */
    int64_t number;         /* NUMBER */
    const char *text;       /* TEXT */
};

/* ---- putting in place: afterwards VALUE_FIELD is a subject, and VALUE_NOW is what is not known ---- */

static const struct value *unclear(struct solver *solver, const struct value *value) {
    struct value *made = ARENA_NEW(solver->arena, struct value);
    *made = (struct value){.kind = VALUE_NOW, .type = value->type, .span = value->span};
    return made;
}

static const struct value *subject(struct solver *solver, const struct value *value, struct subject wanted) {
    uint32_t index = 0;
    for (; index < solver->subjects.count; index++) {
        const struct subject *one = &solver->subjects.items[index];
        bool same = one->kind == wanted.kind && one->index == wanted.index && one->serial == wanted.serial;
        if (same && model_same_value(one->asked, wanted.asked)) break;
    }
    if (index == solver->subjects.count) {
        wanted.type = value->type;
        *VEC_PUSH(solver->arena, solver->subjects) = wanted;
    }
    struct value *made = ARENA_NEW(solver->arena, struct value);
    *made = (struct value){.kind = VALUE_FIELD, .type = value->type, .span = value->span, .index = index};
    return made;
}

static const struct value *place_field(struct solver *solver, const struct value *value) {
    if (value->trigger != NULL) {
        uint32_t serial = solver->trigger_serials[value->trigger->number];
        return subject(solver, value, (struct subject){.kind = VALUE_FIELD, .index = value->field, .serial = serial});
    }
    for (uint32_t i = 0; i < solver->entry_count; i++) {
        if (solver->entry[i].fields[0] == value->field)
            return subject(solver, value, (struct subject){.kind = VALUE_ENTRY, .index = i});
    }
    return subject(solver, value,
                   (struct subject){.kind = VALUE_FIELD, .index = value->field, .serial = solver->event});
}

static const struct value *place_question(struct solver *solver, const struct value *value) {
    bool happened = false;
    if (solver->is_free == NULL || !solver->is_free(solver->self, value, &happened)) return unclear(solver, value);
    return subject(solver, value, (struct subject){.kind = value->kind, .asked = value, .happened = happened});
}

static struct value *place_items(struct solver *solver, const struct value *value) {
    struct value *first = NULL;
    struct value **end = &first;
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        struct value *copy = ARENA_NEW(solver->arena, struct value);
        *copy = *solver_place(solver, item);
        copy->next = NULL;
        *end = copy;
        end = &copy->next;
    }
    return first;
}

static const struct value *place_inside(struct solver *solver, const struct value *value) {
    struct value *made = ARENA_NEW(solver->arena, struct value);
    *made = *value;
    made->next = NULL;
    made->left = (struct value *)(uintptr_t)solver_place(solver, value->left);
    made->right = (struct value *)(uintptr_t)solver_place(solver, value->right);
    made->upper = (struct value *)(uintptr_t)solver_place(solver, value->upper);
    made->condition = (struct value *)(uintptr_t)solver_place(solver, value->condition);
    made->items = place_items(solver, value);
    return made;
}

const struct value *solver_place(struct solver *solver, const struct value *value) {
    if (value == NULL) return NULL;
    if (value->kind == VALUE_TRAIT) {
        uint32_t serial = solver->trait_serials[value->index];
        return subject(solver, value, (struct subject){.kind = VALUE_TRAIT, .index = value->index, .serial = serial});
    }
    if (value->kind == VALUE_ENTRY)
        return subject(solver, value, (struct subject){.kind = VALUE_ENTRY, .index = value->index});
    if (value->kind == VALUE_FIELD) return place_field(solver, value);
    if (value->kind == VALUE_CONDITION) return solver_place(solver, solver->model->conditions[value->index].value);
    if (value->kind == VALUE_VARIABLE) {
        const struct value *now = solver->variables[value->index];
        return now == NULL ? unclear(solver, value) : now;
    }
    bool question = value->kind == VALUE_HAPPENED || value->kind == VALUE_COUNT || value->kind == VALUE_TIME_SINCE ||
                    value->kind == VALUE_IN_JOURNEY || value->kind == VALUE_IN_GROUP;
    if (question) return place_question(solver, value);
    bool other = value->kind >= VALUE_EVENT_TIME && value->kind <= VALUE_IN_GROUP;
    if (other || value->kind == VALUE_WITHIN) return unclear(solver, value);
    return place_inside(solver, value);
}

/* ---- working out ---- */

static struct outcome truth_of(bool truth) {
    return (struct outcome){.kind = OUTCOME_NUMBER, .number = truth};
}

static struct outcome work_out(const struct value *value, const struct outcome *chosen);

static struct outcome compare(const struct value *value, const struct outcome *chosen) {
    struct outcome a = work_out(value->left, chosen);
    struct outcome b = work_out(value->right, chosen);
    if (a.kind == OUTCOME_UNCLEAR || b.kind == OUTCOME_UNCLEAR) return (struct outcome){.kind = OUTCOME_UNCLEAR};
    if (a.kind == OUTCOME_MISSING || b.kind == OUTCOME_MISSING) return truth_of(false);
    if (a.kind != b.kind) return (struct outcome){.kind = OUTCOME_UNCLEAR};
    int sign = a.kind == OUTCOME_TEXT ? strcmp(a.text, b.text) : (a.number > b.number) - (a.number < b.number);
    if (value->kind == VALUE_EQUAL) return truth_of(sign == 0);
    if (a.kind == OUTCOME_TEXT) return (struct outcome){.kind = OUTCOME_UNCLEAR};
    if (value->kind == VALUE_LESS) return truth_of(sign < 0);
    if (value->kind == VALUE_LESS_EQUAL) return truth_of(sign <= 0);
    return truth_of(value->kind == VALUE_MORE ? sign > 0 : sign >= 0);
}

static struct outcome between(const struct value *value, const struct outcome *chosen) {
    struct outcome a = work_out(value->left, chosen);
    struct outcome low = work_out(value->right, chosen);
    struct outcome high = work_out(value->upper, chosen);
    if (a.kind == OUTCOME_MISSING) return truth_of(false);
    if (a.kind != OUTCOME_NUMBER || low.kind != OUTCOME_NUMBER || high.kind != OUTCOME_NUMBER)
        return (struct outcome){.kind = OUTCOME_UNCLEAR};
    return truth_of(a.number >= low.number && a.number <= high.number);
}

static struct outcome one_of(const struct value *value, const struct outcome *chosen) {
    struct outcome a = work_out(value->left, chosen);
    if (a.kind == OUTCOME_MISSING) return truth_of(false);
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        struct outcome b = work_out(item, chosen);
        if (a.kind != b.kind || a.kind == OUTCOME_UNCLEAR) return (struct outcome){.kind = OUTCOME_UNCLEAR};
        if (a.kind == OUTCOME_TEXT ? strcmp(a.text, b.text) == 0 : a.number == b.number) return truth_of(true);
    }
    return truth_of(false);
}

static struct outcome fallback(const struct value *value, const struct outcome *chosen) {
    struct outcome result = {.kind = OUTCOME_MISSING};
    for (const struct value *item = value->items; item != NULL && result.kind == OUTCOME_MISSING; item = item->next)
        result = work_out(item, chosen);
    return result;
}

/* Sums of what is far from the ends of the numbers; all else is left to the runtime. */
static struct outcome sum(const struct value *value, const struct outcome *chosen) {
    struct outcome a = work_out(value->left, chosen);
    struct outcome b = work_out(value->right, chosen);
    const int64_t far = INT64_MAX / 4;
    if (a.kind == OUTCOME_MISSING || b.kind == OUTCOME_MISSING) return (struct outcome){.kind = OUTCOME_MISSING};
    bool clear = a.kind == OUTCOME_NUMBER && b.kind == OUTCOME_NUMBER && a.number > -far && a.number < far &&
                 b.number > -far && b.number < far;
    if (!clear) return (struct outcome){.kind = OUTCOME_UNCLEAR};
    return (struct outcome){.kind = OUTCOME_NUMBER,
                            .number = value->kind == VALUE_ADD ? a.number + b.number : a.number - b.number};
}

static struct outcome literal(const struct value *value) {
    if (value->kind == VALUE_MISSING) return (struct outcome){.kind = OUTCOME_MISSING};
    if (value->kind == VALUE_TEXT) return (struct outcome){.kind = OUTCOME_TEXT, .text = value->text};
    return (struct outcome){.kind = OUTCOME_NUMBER, .number = value->number};
}

static struct outcome work_out(const struct value *value, const struct outcome *chosen) {
    struct outcome unknown = {.kind = OUTCOME_UNCLEAR};
    if (value->kind <= VALUE_TEXT && value->kind != VALUE_CIVIL) return literal(value);
    if (value->kind == VALUE_FIELD) return chosen == NULL ? unknown : *chosen;
    if (value->kind >= VALUE_EQUAL && value->kind <= VALUE_MORE_EQUAL) return compare(value, chosen);
    if (value->kind == VALUE_BETWEEN) return between(value, chosen);
    if (value->kind == VALUE_ONE_OF) return one_of(value, chosen);
    if (value->kind == VALUE_FALLBACK) return fallback(value, chosen);
    if (value->kind == VALUE_ADD || value->kind == VALUE_SUBTRACT) return sum(value, chosen);
    if (value->kind == VALUE_KNOWN) {
        struct outcome of = work_out(value->left, chosen);
        return of.kind == OUTCOME_UNCLEAR ? of : truth_of(of.kind != OUTCOME_MISSING);
    }
    return unknown;
}

/* ---- choosing ---- */

static void add_number(struct outcome *tried, uint32_t *count, uint32_t room, int64_t number) {
    if (*count < room) tried[(*count)++] = (struct outcome){.kind = OUTCOME_NUMBER, .number = number};
}

static void add_text(struct outcome *tried, uint32_t *count, uint32_t room, const char *text) {
    if (*count < room) tried[(*count)++] = (struct outcome){.kind = OUTCOME_TEXT, .text = text};
}

static void add_near(const struct value *value, struct outcome *tried, uint32_t *count, uint32_t room) {
    if (value == NULL) return;
    if (value->kind == VALUE_TEXT) add_text(tried, count, room, value->text);
    if (value->kind == VALUE_NUMBER || value->kind == VALUE_DURATION || value->kind == VALUE_CLOCK) {
        for (int64_t by = -1; by <= 1; by++) add_number(tried, count, room, value->number + by);
        add_number(tried, count, room, value->number + UNIT);
        add_number(tried, count, room, value->number - UNIT);
    }
    add_near(value->left, tried, count, room);
    add_near(value->right, tried, count, room);
    add_near(value->upper, tried, count, room);
    for (const struct value *item = value->items; item != NULL; item = item->next) add_near(item, tried, count, room);
}

/* May the subject have that value at all? */
static bool fits(const struct subject *of, const struct outcome *value) {
    if (value->kind == OUTCOME_MISSING) return of->type.optional && !of->happened;
    if (of->type.kind == JBC_TEXT) return value->kind == OUTCOME_TEXT;
    if (value->kind != OUTCOME_NUMBER) return false; /* of a time or a list it is only asked whether it is known */
    if (of->kind == VALUE_HAPPENED && of->happened) return value->number == 1;
    if (of->type.kind == JBC_BOOL) return value->number == 0 || value->number == 1;
    if (of->type.kind == JBC_CLOCK) return value->number >= 0 && value->number < DAY_END;
    if (of->kind == VALUE_COUNT) return value->number >= (of->happened ? UNIT : 0) && value->number % UNIT == 0;
    if (of->type.day) return value->number >= UNIT && value->number <= 7 * UNIT && value->number % UNIT == 0;
    return of->kind != VALUE_TIME_SINCE || value->number >= 0;
}

static bool grants_all(const struct solver *solver, uint32_t subject, const struct outcome *value) {
    for (uint32_t i = 0; i < solver->wishes.count; i++) {
        const struct wish *wish = &solver->wishes.items[i];
        if (wish->subject != subject) continue;
        struct outcome found = work_out(wish->atom, value);
        if (found.kind != OUTCOME_NUMBER || (found.number != 0) != wish->truth) return false;
    }
    return true;
}

static bool can_be(struct solver *solver, uint32_t index) {
    enum { ROOM = 256 };
    const struct subject *of = &solver->subjects.items[index];
    struct outcome tried[ROOM] = {{.kind = OUTCOME_MISSING}};
    uint32_t count = 1;
    bool words = of->type.kind == JBC_TEXT && of->type.words != JBC_NONE;
    for (uint32_t i = 0; words && i < solver->model->enums[of->type.words].word_count; i++)
        add_text(tried, &count, ROOM, solver->model->enums[of->type.words].words[i]);
    add_number(tried, &count, ROOM, 0);
    add_number(tried, &count, ROOM, 1);
    if (!words) add_text(tried, &count, ROOM, "another text");
    for (uint32_t i = 0; i < solver->wishes.count && !words; i++) {
        if (solver->wishes.items[i].subject == index) add_near(solver->wishes.items[i].atom, tried, &count, ROOM);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (fits(of, &tried[i]) && grants_all(solver, index, &tried[i])) return true;
    }
    return false;
}

/* ---- wishes ---- */

enum { SUBJECT_NONE = 0xffffffff, SUBJECT_MANY = 0xfffffffe };

static uint32_t join(uint32_t a, uint32_t b) {
    if (a == SUBJECT_NONE || a == b) return b;
    return b == SUBJECT_NONE ? a : SUBJECT_MANY;
}

/* The one subject of a value, or none, or many. */
static uint32_t subject_of(const struct value *value) {
    if (value == NULL) return SUBJECT_NONE;
    if (value->kind == VALUE_NOW) return SUBJECT_MANY;
    if (value->kind == VALUE_FIELD) return value->index;
    uint32_t found = join(subject_of(value->left), subject_of(value->right));
    found = join(found, join(subject_of(value->upper), subject_of(value->condition)));
    for (const struct value *item = value->items; item != NULL; item = item->next)
        found = join(found, subject_of(item));
    return found;
}

static bool wish_atom(struct solver *solver, const struct value *value, bool truth) {
    uint32_t of = subject_of(value);
    if (of == SUBJECT_MANY) return false;
    if (of == SUBJECT_NONE) {
        struct outcome found = work_out(value, NULL);
        return found.kind == OUTCOME_NUMBER && (found.number != 0) == truth;
    }
    *VEC_PUSH(solver->arena, solver->wishes) = (struct wish){.atom = value, .truth = truth, .subject = of};
    return can_be(solver, of);
}

static bool wish_placed(struct solver *solver, const struct value *value, bool truth) {
    if (value->kind == VALUE_NOT) return wish_placed(solver, value->left, !truth);
    if (value->kind != VALUE_AND && value->kind != VALUE_OR) return wish_atom(solver, value, truth);
    bool all = (value->kind == VALUE_AND) == truth;
    for (const struct value *item = value->items; item != NULL; item = item->next) {
        uint32_t before = solver->wishes.count;
        bool granted = wish_placed(solver, item, truth);
        if (!granted) solver->wishes.count = before;
        if (granted != all) return granted;
    }
    return all;
}

bool solver_wish(struct solver *solver, const struct value *value, bool truth) {
    uint32_t before = solver->wishes.count;
    if (value == NULL) return truth;
    bool granted = wish_placed(solver, solver_place(solver, value), truth);
    if (!granted) solver->wishes.count = before;
    return granted;
}

void solver_init(struct solver *solver, struct arena *arena, const struct model *model, uint32_t triggers,
                 const struct model_journey *journey) {
    *solver = (struct solver){.arena = arena, .model = model};
    solver->trait_serials = ARENA_ARRAY(arena, uint32_t, model->trait_count);
    solver->trigger_serials = ARENA_ARRAY(arena, uint32_t, triggers);
    solver->variables = ARENA_ARRAY(arena, const struct value *, journey->variable_count);
}
