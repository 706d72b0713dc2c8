#include "test_match.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

enum { NOBODY = -1 };

/* ---- values ------------------------------------------------------------------------------------------------------ */

static bool same_value(const struct test_step *step, const struct jdl_value *wanted, const struct jrt_value *value);

static bool same_list(const struct test_step *step, const struct jdl_value *wanted, const struct jrt_value *value) {
    struct jrt_value items[JRT_LIST_MAX];
    uint32_t count = values_read((const uint8_t *)value->as.text, items, JRT_LIST_MAX);
    if (count != wanted->item_count) return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!same_value(step, &wanted->items[i], &items[i])) return false;
    }
    return true;
}

static int64_t instant(const struct test_step *step, int64_t civil) {
    return step->words->zones.to_utc(step->words->zones.self, step->words->zone, civil);
}

static bool same_value(const struct test_step *step, const struct jdl_value *wanted, const struct jrt_value *value) {
    if (wanted->type != value->type) return false;
    if (wanted->type == 0) return true;
    if (wanted->type == JBC_LIST) return same_list(step, wanted, value);
    if (wanted->type == JBC_TEXT)
        return strlen(wanted->text) == value->size && memcmp(wanted->text, value->as.text, value->size) == 0;
    return (wanted->civil ? instant(step, wanted->number) : wanted->number) == value->as.number;
}

static bool is_called(const jrt_program *program, uint32_t string, const char *name) {
    if (string == JBC_NONE) return false;
    uint32_t size;
    const char *bytes = program_string(program, string, &size);
    return strlen(name) == size && memcmp(bytes, name, size) == 0;
}

/* The value that a message carries under this name, or with which a journey is started. */
static struct jrt_value named_value(const struct test_step *step, const struct jrt_action *action, const char *name) {
    const jrt_program *program = step->words->program;
    const struct jbc_start *start = action->kind == JRT_START ? &program->starts[action->send] : NULL;
    for (uint32_t i = 0; i < action->value_count; i++) {
        uint32_t string = start ? program->slots[program->arguments[start->first_argument + i].slot].name
                                : program->params[action->first_param + i].name;
        if (is_called(program, string, name)) return action->values[i];
    }
    return value_missing();
}

/* The first of the named values that is another; NULL: all are as expected. */
static const struct jdl_given *other_value(const struct test_step *step, const struct jdl_step *expect,
                                           const struct jrt_action *action) {
    for (size_t i = 0; i < expect->value_count; i++) {
        struct jrt_value value = named_value(step, action, expect->values[i].name);
        if (!same_value(step, &expect->values[i].value, &value)) return &expect->values[i];
    }
    return NULL;
}

/* ---- does this action fulfil that line? -------------------------------------------------------------------------- */

static bool same_words(const char *wanted, const char *bytes, size_t size) {
    return !wanted || (strlen(wanted) == size && memcmp(wanted, bytes, size) == 0);
}

static bool same_reason(const char *wanted, const char *reason) {
    return !wanted || (reason && strcmp(wanted, reason) == 0);
}

/* Is it the thing that the line speaks of, whatever its values and time? */
static bool same_thing(const struct test_step *step, const struct jdl_step *expect, const struct jrt_action *action) {
    if (expect->journey != JDL_NONE && expect->journey != action->journey) return false;
    switch (expect->expect) {
    case JDL_EXPECT_SEND: return action->kind == JRT_SEND && action->template_ == expect->index;
    case JDL_EXPECT_SKIPPED:
        return action->kind == JRT_SKIPPED && action->template_ == expect->index &&
               same_reason(expect->text, action->reason);
    case JDL_EXPECT_MILESTONE:
        return action->kind == JRT_MILESTONE && same_words(expect->text, action->name, action->name_size);
    case JDL_EXPECT_EXIT: return action->kind == JRT_EXIT && same_words(expect->text, action->name, action->name_size);
    case JDL_EXPECT_SET:
        return action->kind == JRT_SET && action->trait == expect->values[0].index &&
               same_value(step, &expect->values[0].value, &action->values[0]);
    case JDL_EXPECT_START: return action->kind == JRT_START && action->other == expect->index;
    case JDL_EXPECT_REFUSED: return action->kind == JRT_REFUSED && same_reason(expect->text, action->reason);
    case JDL_EXPECT_NOTHING:
    case JDL_EXPECT_STAGE: break;
    }
    return false;
}

static bool at_that_time(const struct test_step *step, const struct jdl_step *expect, const struct jrt_action *action) {
    return !expect->timed || action->at == instant(step, expect->at);
}

static bool has_values(const struct jdl_step *expect) {
    return expect->expect == JDL_EXPECT_SEND || expect->expect == JDL_EXPECT_START;
}

static bool fulfils(const struct test_step *step, const struct jdl_step *expect, const struct jrt_action *action) {
    return same_thing(step, expect, action) && at_that_time(step, expect, action) &&
           (!has_values(expect) || !other_value(step, expect, action));
}

/* What a closed test must name. */
static bool must_be_named(const struct jrt_action *action) {
    switch (action->kind) {
    case JRT_SEND:
    case JRT_SKIPPED:
    case JRT_MILESTONE:
    case JRT_SET:
    case JRT_START:
    case JRT_EXIT: return true;
    case JRT_STAGE:
    case JRT_REFUSED:
    case JRT_ENTER:
    case JRT_ERROR: break;
    }
    return false;
}

/* ---- one line, one action ---------------------------------------------------------------------------------------- */

/* Who has been given to whom. A line may fit several actions and an action several lines (`with` names only some values), so
 * a line that finds its action taken asks the other line to look for another one. */
struct pairing {
    const struct test_step *step; /* the step */
    int *line_of;                 /* for each entry of the step: the place of its line, or NOBODY */
    bool *asked;                  /* for each entry of the step: somebody asked for it in this round */
};

static bool pair(const struct pairing *pairing, size_t line) {
    const struct test_step *step = pairing->step;
    for (size_t i = 0; i < step->end - step->first; i++) {
        const struct test_entry *entry = &step->run->entries[step->first + i];
        if (entry->kind != TEST_ACTION || pairing->asked[i]) continue;
        if (!fulfils(step, &step->expects[line], &entry->action)) continue;
        pairing->asked[i] = true;
        if (pairing->line_of[i] != NOBODY && !pair(pairing, (size_t)pairing->line_of[i])) continue;
        pairing->line_of[i] = (int)line;
        return true;
    }
    return false;
}

/* ---- lines that name no action ----------------------------------------------------------------------------------- */

static bool nothing_happened(const struct test_step *step, const struct jdl_step *expect) {
    for (size_t i = step->first; i < step->end; i++) {
        const struct test_entry *entry = &step->run->entries[i];
        if (entry->kind != TEST_ACTION || !must_be_named(&entry->action)) continue;
        if (expect->journey != JDL_NONE && expect->journey != entry->action.journey) continue;
        if (at_that_time(step, expect, &entry->action)) return false;
    }
    return true;
}

static bool is_stage(const struct jdl_step *expect, uint32_t stage) {
    for (size_t i = 0; i < expect->stage_count; i++) {
        if (expect->stages[i] == stage) return true;
    }
    return false;
}

/* Did the run come into the stage just then? */
static bool came_then(const struct test_step *step, const struct jdl_step *expect, uint32_t run) {
    for (size_t i = step->first; i < step->end; i++) {
        const struct jrt_action *action = &step->run->entries[i].action;
        if (step->run->entries[i].kind != TEST_ACTION || action->run != run) continue;
        bool came = action->kind == JRT_STAGE || action->kind == JRT_ENTER;
        if (came && is_stage(expect, action->stage) && at_that_time(step, expect, action)) return true;
    }
    return false;
}

static bool is_there(const struct test_step *step, const struct jdl_step *expect) {
    for (size_t i = 0; i < step->live_count; i++) {
        const struct test_live *live = &step->live[i];
        if (live->stage == JBC_NONE || !is_stage(expect, live->stage)) continue;
        if (expect->journey != JDL_NONE && expect->journey != live->journey) continue;
        if (!expect->timed || came_then(step, expect, live->run)) return true;
    }
    return false;
}

/* ---- saying what is wrong ---------------------------------------------------------------------------------------- */

static const char *value_words(const struct test_step *step, const struct jrt_value *value) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return "";
    wording_value(step->words, value, out);
    bool fine = fclose(out) == 0;
    const char *kept = fine ? pool_copy(&step->run->pool, text, size) : NULL;
    free(text);
    return kept ? kept : "";
}

/* Where one thing of the kind came that no line named, the difference tells more than that the line was missed. */
static const char *difference(const struct test_step *step, const struct jdl_step *expect,
                              const struct pairing *pairing) {
    struct pool *pool = &step->run->pool;
    for (size_t i = 0; i < step->end - step->first; i++) {
        const struct test_entry *entry = &step->run->entries[step->first + i];
        if (entry->kind != TEST_ACTION || pairing->line_of[i] != NOBODY) continue;
        if (!same_thing(step, expect, &entry->action)) continue;
        const struct jdl_given *other = has_values(expect) ? other_value(step, expect, &entry->action) : NULL;
        if (!other) return pool_format(pool, "it came at %s", entry->when);
        struct jrt_value value = named_value(step, &entry->action, other->name);
        return pool_format(pool, "it came with %s %s", other->name, value_words(step, &value));
    }
    return "this did not happen";
}

static const char *stages_words(const struct test_step *step) {
    struct pool *pool = &step->run->pool;
    const jrt_program *program = step->words->program;
    const char *words = "";
    for (size_t i = 0; i < step->live_count; i++) {
        if (step->live[i].stage == JBC_NONE) continue;
        uint32_t size, journey_size;
        const char *name = program_string(program, program->stages[step->live[i].stage].name, &size);
        const char *journey = program_string(program, program->journeys[step->live[i].journey].name, &journey_size);
        words = pool_format(pool, "%s%s%.*s (of journey %.*s)", words, *words ? ", " : "", (int)size, name,
                            (int)journey_size, journey);
    }
    return *words ? pool_format(pool, "the stages now are: %s", words) : "no journey is running now";
}

static bool add_missed(const struct test_step *step, const struct jdl_step *expect, const char *problem) {
    struct test_entry *entry = test_run_add(step->run, TEST_MISSED, step->now);
    if (!entry) return false;
    char when[WORDING_TIME];
    wording_time(step->words, step->now, when);
    entry->when = pool_copy(&step->run->pool, when, strlen(when));
    entry->text = expect->source;
    entry->step = expect;
    entry->problem = problem;
    return true;
}

static const struct jdl_place *last_line(const struct test_step *step) {
    return step->expect_count > 0 ? &step->expects[step->expect_count - 1].place : step->below;
}

static void mark_action(const struct test_step *step, struct test_entry *entry, int line) {
    if (line != NOBODY) {
        entry->step = &step->expects[line];
        return;
    }
    /* What the script itself cut short to its own bound is recorded, and no failure. */
    if (entry->action.kind == JRT_ERROR && !entry->action.name) entry->problem = "the project can't go on like this";
    if (!must_be_named(&entry->action)) return;
    entry->problem = "no `expect` names this";
    entry->paste = pool_format(&step->run->pool, "expect %s", entry->text);
    entry->below = last_line(step);
}

static bool mark_line(const struct test_step *step, size_t line, const struct pairing *pairing, bool paired) {
    const struct jdl_step *expect = &step->expects[line];
    switch (expect->expect) {
    case JDL_EXPECT_NOTHING: return nothing_happened(step, expect) || add_missed(step, expect, "something happened");
    case JDL_EXPECT_STAGE: return is_there(step, expect) || add_missed(step, expect, stages_words(step));
    case JDL_EXPECT_SEND:
    case JDL_EXPECT_SKIPPED:
    case JDL_EXPECT_MILESTONE:
    case JDL_EXPECT_SET:
    case JDL_EXPECT_START:
    case JDL_EXPECT_EXIT:
    case JDL_EXPECT_REFUSED: break;
    }
    return paired || add_missed(step, expect, difference(step, expect, pairing));
}

bool test_match(const struct test_step *step) {
    size_t entries = step->end - step->first;
    bool fine = true;
    bool *paired = calloc(step->expect_count + 1, sizeof *paired);
    struct pairing pairing = {step, calloc(entries + 1, sizeof *pairing.line_of),
                              calloc(entries + 1, sizeof *pairing.asked)};
    if (!paired || !pairing.line_of || !pairing.asked) fine = false;
    for (size_t i = 0; fine && i < entries; i++) pairing.line_of[i] = NOBODY;
    for (size_t line = 0; fine && line < step->expect_count; line++) {
        memset(pairing.asked, 0, entries * sizeof *pairing.asked);
        paired[line] = pair(&pairing, line);
    }
    for (size_t line = 0; fine && line < step->expect_count; line++)
        fine = mark_line(step, line, &pairing, paired[line]);
    for (size_t i = 0; fine && i < entries; i++) {
        struct test_entry *entry = &step->run->entries[step->first + i];
        if (entry->kind == TEST_ACTION) mark_action(step, entry, pairing.line_of[i]);
    }
    free(paired);
    free(pairing.line_of);
    free(pairing.asked);
    return fine;
}
