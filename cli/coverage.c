#include "coverage.h"
#include "decode.h"

#include <stdlib.h>
#include <string.h>

/* An outcome that a journey can end with. */
struct outcome {
    uint32_t journey; /* index */
    uint32_t name;    /* string */
    uint32_t pc;      /* where it is said first; JBC_NONE: in a goal or leave without a block */
    bool reached;     /* some run ended so */
};

struct coverage {
    const jrt_program *program;         /* whose parts are counted */
    uint8_t *stages;                    /* for each: 1 if entered */
    uint8_t *triggers;                  /* for each: 1 if fired */
    uint8_t *waits;                     /* for each: of jdl_wait_way   */
    uint8_t *parts;                     /* for each: 1 if taken */
    uint8_t *branches;                  /* for each byte of code: 1 went on, 2 jumped */
    struct outcome *outcomes;           /* of all journeys */
    size_t outcome_count;               /* how many */
    size_t outcome_room;                /* room */
    const struct files *files;          /* the scripts, for the words of promises; NULL: promises are not listed */
    const struct jdl_diagnostic *found; /* by the compiler in them */
    size_t found_count;                 /* how many */
};

/* ---- what there is to reach -------------------------------------------------------------------------------------- */

static bool same_string(const jrt_program *program, uint32_t a, uint32_t b) {
    uint32_t a_size, b_size;
    const char *a_bytes = program_string(program, a, &a_size);
    const char *b_bytes = program_string(program, b, &b_size);
    return a_size == b_size && memcmp(a_bytes, b_bytes, a_size) == 0;
}

static bool add_outcome(struct coverage *coverage, uint32_t journey, uint32_t name, uint32_t pc) {
    for (size_t i = 0; i < coverage->outcome_count; i++) {
        const struct outcome *known = &coverage->outcomes[i];
        if (known->journey == journey && same_string(coverage->program, known->name, name)) return true;
    }
    if (coverage->outcome_count == coverage->outcome_room) {
        size_t room = coverage->outcome_room ? coverage->outcome_room * 2 : 16;
        struct outcome *outcomes = realloc(coverage->outcomes, room * sizeof *outcomes);
        if (!outcomes) return false;
        coverage->outcomes = outcomes;
        coverage->outcome_room = room;
    }
    coverage->outcomes[coverage->outcome_count++] = (struct outcome){journey, name, pc, false};
    return true;
}

static uint32_t trigger_pc(const jrt_program *program, const struct jbc_trigger *trigger) {
    if (trigger->pc != JBC_NONE) return trigger->pc;
    return trigger->body != JBC_NONE ? program->funcs[trigger->body].pc : JBC_NONE;
}

static bool find_outcomes(struct coverage *coverage) {
    const jrt_program *program = coverage->program;
    for (uint32_t i = 0; i < program->trigger_count; i++) {
        const struct jbc_trigger *trigger = &program->triggers[i];
        if (trigger->role != JBC_ROLE_GOAL && trigger->role != JBC_ROLE_LEAVE) continue;
        if (trigger->outcome == JBC_NONE) continue;
        if (!add_outcome(coverage, trigger->journey, trigger->outcome, trigger_pc(program, trigger))) return false;
    }
    for (uint32_t i = 0; i < program->func_count; i++) {
        const struct jbc_func *func = &program->funcs[i];
        struct decode_instruction in;
        for (uint32_t pc = func->pc; pc < func->pc + func->size; pc = in.next) {
            if (!decode_at(program->code, program->code_size, pc, &in)) break;
            if (in.op != JBC_OP_EXIT) continue;
            if (!add_outcome(coverage, func->journey, (uint32_t)in.operand[0], pc)) return false;
        }
    }
    return true;
}

struct coverage *coverage_new(const jrt_program *program) {
    struct coverage *coverage = calloc(1, sizeof *coverage);
    if (!coverage) return NULL;
    coverage->program = program;
    coverage->stages = calloc(program->stage_count + (size_t)1, 1);
    coverage->triggers = calloc(program->trigger_count + (size_t)1, 1);
    coverage->waits = calloc(program->wait_count + (size_t)1, 1);
    coverage->parts = calloc(program->part_count + (size_t)1, 1);
    coverage->branches = calloc(program->code_size + (size_t)1, 1);
    bool fine = coverage->stages && coverage->triggers && coverage->waits && coverage->parts && coverage->branches;
    if (fine && find_outcomes(coverage)) return coverage;
    coverage_free(coverage);
    return NULL;
}

void coverage_free(struct coverage *coverage) {
    if (!coverage) return;
    free(coverage->stages);
    free(coverage->triggers);
    free(coverage->waits);
    free(coverage->parts);
    free(coverage->branches);
    free(coverage->outcomes);
    free(coverage);
}

/* ---- what is reached --------------------------------------------------------------------------------------------- */

void coverage_trace(struct coverage *coverage, enum jrt_trace_kind kind, uint32_t index) {
    switch (kind) {
    case JRT_TRACE_STAGE: coverage->stages[index] = 1; return;
    case JRT_TRACE_TRIGGER: coverage->triggers[index] = 1; return;
    case JRT_TRACE_WAIT: coverage->waits[index] |= JDL_WAIT_TIME; return;
    case JRT_TRACE_PAST: coverage->waits[index] |= JDL_WAIT_PAST; return;
    case JRT_TRACE_UNKNOWN: coverage->waits[index] |= JDL_WAIT_UNKNOWN; return;
    case JRT_TRACE_PART: coverage->parts[index] = 1; return;
    case JRT_TRACE_UNFORCED: return;
    case JRT_TRACE_BRANCH: coverage->branches[index / 2] |= index % 2 ? 2 : 1; return;
    }
}

void coverage_action(struct coverage *coverage, const struct jrt_action *action) {
    if (action->kind != JRT_EXIT) return;
    for (size_t i = 0; i < coverage->outcome_count; i++) {
        struct outcome *outcome = &coverage->outcomes[i];
        uint32_t size;
        const char *name = program_string(coverage->program, outcome->name, &size);
        if (outcome->journey == action->journey && size == action->name_size && memcmp(name, action->name, size) == 0)
            outcome->reached = true;
    }
}

void coverage_promises(struct coverage *coverage, const struct files *files, const jdl_result *result) {
    coverage->files = files;
    coverage->found = jdl_diagnostics(result, &coverage->found_count);
}

void coverage_reached(const struct coverage *coverage, struct jdl_reached *reached) {
    *reached = (struct jdl_reached){coverage->triggers, coverage->waits, coverage->parts};
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

/* The list while it is made. */
struct listing {
    const struct coverage *coverage; /* what is listed */
    const struct wording *words;     /* how it is said */
    struct pool *pool;               /* where to */
    struct coverage_item *items;     /* so far */
    size_t count;                    /* how many */
    size_t room;                     /* how many fit */
};

static const char *name_of(const struct listing *list, uint32_t string) {
    uint32_t size;
    const char *bytes = program_string(list->coverage->program, string, &size);
    const char *name = pool_copy(list->pool, bytes, size);
    return name ? name : "";
}

static const char *journey_of(const struct listing *list, uint32_t journey) {
    return name_of(list, list->coverage->program->journeys[journey].name);
}

static void add(struct listing *list, const char *kind, const char *text, uint32_t pc, bool reached) {
    if (list->count == list->room) return;
    struct place place = places_at(list->coverage->program, pc);
    const char *file = place.line > 0 ? pool_copy(list->pool, place.file, place.file_size) : NULL;
    list->items[list->count++] = (struct coverage_item){kind, text, file, place.line, reached};
}

static void stages(struct listing *list) {
    const jrt_program *program = list->coverage->program;
    for (uint32_t i = 0; i < program->stage_count; i++) {
        const struct jbc_stage *stage = &program->stages[i];
        const char *text = pool_format(list->pool, "stage %s of journey %s", name_of(list, stage->name),
                                       journey_of(list, stage->journey));
        add(list, "stage", text, program->funcs[stage->func].pc, list->coverage->stages[i]);
    }
}

static const char *role_word(enum jbc_role role) {
    switch (role) {
    case JBC_ROLE_ENTER: return "enter when";
    case JBC_ROLE_GOAL: return "goal";
    case JBC_ROLE_LEAVE: return "leave when";
    case JBC_ROLE_ARM: return "for";
    case JBC_ROLE_WHEN_SIDE:
    case JBC_ROLE_WHEN_TAKE: return "when";
    case JBC_ROLE_END: break;
    }
    return "";
}

static const char *trigger_words(const struct listing *list, const struct jbc_trigger *trigger) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return "";
    wording_trigger(list->words, trigger, out);
    bool fine = fclose(out) == 0;
    const char *kept = fine ? pool_copy(list->pool, text, size) : NULL;
    free(text);
    return kept ? kept : "";
}

static void triggers(struct listing *list) {
    const jrt_program *program = list->coverage->program;
    for (uint32_t i = 0; i < program->trigger_count; i++) {
        const struct jbc_trigger *trigger = &program->triggers[i];
        const char *text = pool_format(list->pool, "%s %s of journey %s", role_word((enum jbc_role)trigger->role),
                                       trigger_words(list, trigger), journey_of(list, trigger->journey));
        bool arm = trigger->role == JBC_ROLE_ARM;
        add(list, arm ? "arm" : "trigger", text, trigger_pc(program, trigger), list->coverage->triggers[i]);
    }
}

/* A wait without arms, and one that no test waits out, is reached with its stage; only what it must answer is listed. */
static void waits(struct listing *list) {
    const jrt_program *program = list->coverage->program;
    for (uint32_t i = 0; i < program->wait_count; i++) {
        const struct jbc_wait *wait = &program->waits[i];
        uint8_t seen = list->coverage->waits[i];
        const struct jbc_stage *stage = &program->stages[wait->stage];
        const char *where = pool_format(list->pool, "of the wait in stage %s of journey %s", name_of(list, stage->name),
                                        journey_of(list, stage->journey));
        if (wait->kind == JBC_WAIT_UP_TO)
            add(list, "arm", pool_format(list->pool, "otherwise %s", where), wait->on_time,
                (seen & JDL_WAIT_TIME) != 0);
        if (wait->on_past != JBC_NONE)
            add(list, "arm", pool_format(list->pool, "if past %s", where), wait->on_past, (seen & JDL_WAIT_PAST) != 0);
        if (wait->on_unknown != JBC_NONE)
            add(list, "arm", pool_format(list->pool, "if unknown %s", where), wait->on_unknown,
                (seen & JDL_WAIT_UNKNOWN) != 0);
    }
}

static void parts(struct listing *list) {
    const jrt_program *program = list->coverage->program;
    for (uint32_t i = 0; i < program->split_count; i++) {
        const struct jbc_split *split = &program->splits[i];
        for (uint32_t part = split->first_part; part < split->first_part + split->part_count; part++) {
            const char *text = pool_format(list->pool, "split %s: %s of journey %s", name_of(list, split->name),
                                           name_of(list, program->parts[part].name), journey_of(list, split->journey));
            add(list, "part", text, program->parts[part].pc, list->coverage->parts[part]);
        }
    }
}

static bool has_branches(const struct jbc_func *func) {
    return func->kind == JBC_FUNC_FLOW || func->kind == JBC_FUNC_SIDE || func->kind == JBC_FUNC_FINAL;
}

static void branches(struct listing *list) {
    const jrt_program *program = list->coverage->program;
    for (uint32_t i = 0; i < program->func_count; i++) {
        const struct jbc_func *func = &program->funcs[i];
        struct decode_instruction in;
        for (uint32_t pc = func->pc; has_branches(func) && pc < func->pc + func->size; pc = in.next) {
            if (!decode_at(program->code, program->code_size, pc, &in)) break;
            if (in.op != JBC_OP_IF_NO) continue;
            uint8_t seen = list->coverage->branches[pc];
            add(list, "branch", "`if` with its condition true", pc, (seen & 1) != 0);
            add(list, "branch", "`if` with its condition false", pc, (seen & 2) != 0);
        }
    }
}

static void outcomes(struct listing *list) {
    for (size_t i = 0; i < list->coverage->outcome_count; i++) {
        const struct outcome *outcome = &list->coverage->outcomes[i];
        const char *text = pool_format(list->pool, "exit as %s of journey %s", name_of(list, outcome->name),
                                       journey_of(list, outcome->journey));
        add(list, "outcome", text, outcome->pc, outcome->reached);
    }
}

/* The compiler gives every promise one verdict, on its words. */
static void promises(struct listing *list) {
    const struct coverage *coverage = list->coverage;
    for (size_t i = 0; i < coverage->found_count; i++) {
        const struct jdl_diagnostic *verdict = &coverage->found[i];
        const struct jdl_place *at = &verdict->place;
        bool proved = strcmp(verdict->code, "J0702") == 0;
        if ((!proved && strcmp(verdict->code, "J0704") != 0) || at->text >= coverage->files->count) continue;
        const struct file *file = &coverage->files->items[at->text];
        char *text = pool_copy(list->pool, file->text + at->begin, at->end - at->begin);
        for (char *c = text; c && *c != '\0'; c++) {
            if (*c == '\n' || *c == '\r') *c = ' ';
        }
        if (list->count == list->room || !text) return;
        list->items[list->count++] = (struct coverage_item){"promise", text, file->name, at->line, proved};
    }
}

static int by_place(const void *left, const void *right) {
    const struct coverage_item *a = left, *b = right;
    int files = strcmp(a->file ? a->file : "", b->file ? b->file : "");
    if (files != 0) return files;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    int kinds = strcmp(a->kind, b->kind);
    return kinds != 0 ? kinds : strcmp(a->text, b->text);
}

static size_t most_items(const struct coverage *coverage) {
    const jrt_program *program = coverage->program;
    return program->stage_count + (size_t)program->trigger_count + (size_t)program->wait_count * 3 +
           program->part_count + (size_t)program->code_size * 2 + coverage->outcome_count + coverage->found_count;
}

bool coverage_list(const struct coverage *coverage, const struct wording *words, struct pool *pool,
                   struct coverage_item **items, size_t *count) {
    struct listing list = {.coverage = coverage, .words = words, .pool = pool, .room = most_items(coverage)};
    list.items = pool_take(pool, (list.room + 1) * sizeof *list.items);
    if (!list.items) return false;
    stages(&list);
    triggers(&list);
    waits(&list);
    parts(&list);
    branches(&list);
    outcomes(&list);
    promises(&list);
    qsort(list.items, list.count, sizeof *list.items, by_place);
    *items = list.items;
    *count = list.count;
    return !pool->failed;
}
