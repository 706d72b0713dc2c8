/* plan - see plan.h: what is given, what happens, and when. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "suggest.h"

/* ---- what is given -------------------------------------------------------------------------------------------------- */

static void only_journeys(struct checker *c, struct plan_test *test, const struct test_item *item) {
    for (const struct name_item *one = item->names.first; one != NULL; one = one->next) {
        const struct bind_journey *journey = name_journey(c, &one->name);
        if (journey != NULL) {
            *VEC_PUSH(c->arena, test->only) = journey->index;
        }
    }
}

/* One trait with its value; false if it is wrong. */
static bool trait_value(struct checker *c, const struct field *field, bool account, struct jdl_given *made) {
    const struct bind_trait *trait = name_trait(c, &field->name, account);
    if (trait == NULL) {
        return false;
    }
    const struct model_field *declared = &trait->trait.field;
    const char *what = arena_format(c->arena, "`%s.%s`", account ? "account" : "user", declared->name);
    made->index = trait->index;
    made->name = declared->outside;
    return plan_literal(c, field->value, &declared->type, what, &made->value);
}

static void given_traits(struct checker *c, struct plan_test *test, const struct test_item *item, bool account) {
    test->given[account] = c->off ? test->given[account] : item;
    for (const struct field *field = item->fields.first; field != NULL; field = field->next) {
        struct jdl_given made = {0};
        if (!trait_value(c, field, account, &made)) {
            const struct bind_trait *trait = bind_find_trait(c->names, field->name.text, account);
            if (trait != NULL && !trait->off && !c->off) {
                test->plan->given[trait->index] = test->plan->number; /* it is there, though wrong */
            }
            test->misnamed = test->misnamed || trait == NULL;
            continue;
        }
        if (c->off) {
            continue;
        }
        if (test->plan->given[made.index] == test->plan->number) {
            diag_add(c->diags, DIAG_DUPLICATE, field->name.span, "given trait", bind_shown(c->names, &field->name));
        } else {
            test->plan->given[made.index] = test->plan->number;
            *VEC_PUSH(c->arena, test->traits) = made;
        }
    }
}

static void given_event(struct checker *c, struct plan_test *test, const struct test_item *item) {
    const struct bind_event *event = name_event(c, &item->event);
    if (event == NULL) {
        return;
    }
    struct jdl_past made = {.event = event->index, .ago = item->duration.ms, .place = plan_place(c, item->span)};
    made.values = plan_fields(c, item, event, false, &made.value_count);
    if (!c->off) {
        *VEC_PUSH(c->arena, test->past) = made;
    }
}

static void unknown_split(struct checker *c, const struct name *name) {
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < c->splits.count; i++) {
        suggest_offer(&near, c->splits.items[i].name);
    }
    struct diag *diag = name_unknown(c, DIAG_UNKNOWN_SPLIT, name, &near);
    if (diag != NULL && suggest_best(&near) == NULL && near.count > 0)
        diag_help(diag, "write the name of a split, such as `%s`", near.listed[0]);
}

static void unknown_part(struct checker *c, const struct test_item *item) {
    struct suggest near;
    name_near(c, &near, item->arm.text);
    const struct index_entry *entry = index_find(&c->names->index, BIND_ANY_SPLIT, 0, item->name.text);
    for (; entry != NULL; entry = index_next(&c->names->index, entry)) {
        const struct model_split *split = &c->splits.items[entry->place];
        for (uint32_t i = 0; i < split->part_count; i++) {
            suggest_offer(&near, c->parts.items[split->first_part + i].name);
        }
    }
    name_unknown(c, DIAG_UNKNOWN_PART, &item->arm, &near);
}

/* Decides every split of that name that has the part; says how many there are. */
static uint32_t force(struct checker *c, struct plan_test *test, const struct test_item *item, uint32_t *splits) {
    uint32_t forced = 0;
    const struct index_entry *entry = index_find(&c->names->index, BIND_ANY_SPLIT, 0, item->name.text);
    for (; entry != NULL; entry = index_next(&c->names->index, entry)) {
        const struct model_split *split = &c->splits.items[entry->place];
        (*splits)++;
        for (uint32_t i = 0; i < split->part_count; i++) {
            if (strcmp(c->parts.items[split->first_part + i].name, item->arm.text) != 0) {
                continue;
            }
            struct jdl_forced made = {entry->place, split->first_part + i};
            forced++;
            if (!c->off) {
                *VEC_PUSH(c->arena, test->forced) = made;
            }
        }
    }
    return forced;
}

static void given_split(struct checker *c, struct plan_test *test, const struct test_item *item) {
    uint32_t splits = 0;
    if (item->name.text == NULL || item->arm.text == NULL) {
        return;
    }
    uint32_t forced = force(c, test, item, &splits);
    if (splits == 0) {
        unknown_split(c, &item->name);
    } else if (forced == 0) {
        unknown_part(c, item);
    }
    for (uint32_t i = 0; i < test->forced_names.count && !c->off; i++) {
        if (strcmp(test->forced_names.items[i].text, item->name.text) == 0) {
            struct diag *diag =
                diag_add(c->diags, DIAG_DUPLICATE, item->name.span, "given split", bind_shown(c->names, &item->name));
            diag_label(diag, test->forced_names.items[i].span, "the first one is here");
            return;
        }
    }
    if (!c->off) {
        *VEC_PUSH(c->arena, test->forced_names) = item->name;
    }
}

static void given_kept_out(struct checker *c, struct plan_test *test, const struct test_item *item) {
    if (c->off) {
        return;
    }
    bool *said = item->of_project ? &test->kept_out_of_project : &test->kept_out;
    if (*said) {
        diag_add(c->diags, DIAG_SAID_TWICE, item->span,
                 item->of_project ? "given kept out of project" : "given kept out");
    }
    *said = true;
}

static void start_at(struct checker *c, struct plan_test *test, const struct test_item *item) {
    int64_t ms = 0;
    if (!plan_moment(c, item->time, &ms) || c->off) {
        return;
    }
    if (test->start != NULL) {
        struct diag *diag = diag_add(c->diags, DIAG_SAID_TWICE, item->span, "start at");
        diag_label(diag, test->start->span, "the first one is here");
        return;
    }
    test->start = item;
    test->test->start = ms;
    test->clock = ms;
}

/* ---- what happens --------------------------------------------------------------------------------------------------- */

static struct jdl_step step_of(struct checker *c, const struct test_item *item, enum jdl_step_kind kind) {
    struct jdl_step step = {.kind = kind, .index = JDL_NONE, .journey = JDL_NONE};
    step.place = plan_place(c, item->span);
    step.source = plan_source(c, item->span);
    return step;
}

static bool event_step(struct checker *c, const struct test_item *item, struct jdl_step *step) {
    const struct bind_event *event = name_event(c, &item->event);
    if (event == NULL) {
        return false;
    }
    step->index = event->index;
    step->values = plan_fields(c, item, event, true, &step->value_count);
    return true;
}

static bool update_step(struct checker *c, const struct test_item *item, struct jdl_step *step) {
    if (!check_field_count(c, &item->fields)) {
        return false;
    }
    struct jdl_given *values = ARENA_ARRAY(c->arena, struct jdl_given, item->fields.count);
    for (const struct field *field = item->fields.first; field != NULL; field = field->next) {
        struct jdl_given made = {0};
        if (!trait_value(c, field, item->kind == TEST_ACCOUNT, &made)) {
            continue;
        }
        for (size_t i = 0; i < step->value_count; i++) {
            if (values[i].index == made.index) {
                diag_add(c->diags, DIAG_DUPLICATE, field->name.span, "field", bind_shown(c->names, &field->name));
            }
        }
        values[step->value_count++] = made;
    }
    step->values = values;
    return true;
}

static bool report_step(struct checker *c, const struct test_item *item, struct jdl_step *step) {
    uint32_t template_ = name_template(c, &item->message, false);
    if (template_ == JBC_NONE || !name_report(c, template_, &item->report)) {
        return false;
    }
    if (strcmp(item->report.text, "skipped") == 0) {
        struct diag *diag = diag_add(c->diags, DIAG_REPORTED_SKIP, item->report.span);
        diag_help(diag, "to say that a message is skipped write `expect skipped ...`");
        return false;
    }
    step->index = c->names->templates.items[template_].index;
    step->text = item->report.text;
    return true;
}

/* Time goes forward; an hour or two may come from the clocks' change. */
static bool at_step(struct checker *c, struct plan_test *test, const struct test_item *item, struct jdl_step *step) {
    enum { SLACK = 3 * 3600000 };
    if (!plan_moment(c, item->time, &step->ms)) {
        return false;
    }
    if (test->start != NULL && step->ms < test->clock - SLACK) {
        struct diag *diag = diag_add(c->diags, DIAG_TIME_BACKWARDS, item->span);
        diag_help(diag, "time only goes forward: put the lines in the order in which they happen");
        return false;
    }
    test->clock = c->off ? test->clock : step->ms;
    return true;
}

static void add_step(struct checker *c, struct plan_test *test, const struct test_item *item) {
    struct jdl_step step = step_of(c, item, JDL_STEP_EVENT);
    bool fine = true;
    if (test->start == NULL && test->broken) {
        test->start = item; /* what began it may be what could not be read */
    } else if (test->start == NULL && !c->off) {
        test->early = true;
        struct diag *diag = diag_add(c->diags, DIAG_NOT_STARTED, item->span);
        const struct test_item *later = item->next;
        while (later != NULL && later->kind != TEST_START_AT) later = later->next;
        bool profile = item->kind == TEST_USER || item->kind == TEST_ACCOUNT;
        if (later != NULL && profile)
            diag_help(diag, "what is so at the beginning is given: `given %s { ... }`",
                      item->kind == TEST_USER ? "user" : "account");
        else if (later != NULL)
            diag_help(diag, "put the `start at` above it");
        else
            diag_help(diag, "write `start at 2026-03-02 10:00` above it");
        test->start = item; /* once is enough */
    }
    if (item->kind == TEST_USER || item->kind == TEST_ACCOUNT) {
        step.kind = JDL_STEP_UPDATE;
        fine = update_step(c, item, &step);
    } else if (item->kind == TEST_REPORT) {
        step.kind = JDL_STEP_REPORT;
        fine = report_step(c, item, &step);
    } else if (item->kind == TEST_AFTER) {
        step.kind = JDL_STEP_AFTER;
        step.ms = item->duration.ms;
        test->clock += c->off ? 0 : step.ms;
    } else if (item->kind == TEST_AT) {
        step.kind = JDL_STEP_AT;
        fine = at_step(c, test, item, &step);
    } else {
        fine = event_step(c, item, &step);
    }
    if (fine && !c->off) {
        *VEC_PUSH(c->arena, test->steps) = step;
        test->nothing = NULL;
        test->something = NULL;
    }
}

/* ---- the test ------------------------------------------------------------------------------------------------------- */

/* Whether something is given below a line in which something happens, which is said. */
static bool given_late(struct checker *c, const struct plan_test *test, const struct test_item *item) {
    if (test->steps.count == 0 || c->off || test->early) {
        return false;
    }
    struct diag *diag = diag_add(c->diags, DIAG_GIVEN_LATE, item->span);
    bool traits = item->kind == TEST_GIVEN_USER || item->kind == TEST_GIVEN_ACCOUNT;
    if (traits) {
        const char *owner = item->kind == TEST_GIVEN_USER ? "user" : "account";
        diag_help(diag,
                  "put it above the first line in which something happens; what changes then is told by `%s { ... }`",
                  owner);
    } else {
        diag_help(diag, "put it above the first line in which something happens");
    }
    return traits && test->given[item->kind == TEST_GIVEN_ACCOUNT] != NULL;
}

static void item_check(struct checker *c, struct plan_test *test, const struct test_item *item) {
    bool late_start = item->kind == TEST_START_AT && test->start != NULL && test->start->kind != TEST_START_AT;
    if (late_start) {
        return; /* that something happens before it has been said */
    }
    bool given = item->kind >= TEST_ONLY_JOURNEY && item->kind <= TEST_START_AT;
    if (given && given_late(c, test, item)) {
        return;
    }
    switch (item->kind) {
    case TEST_ERROR: break;
    case TEST_ONLY_JOURNEY: only_journeys(c, test, item); break;
    case TEST_GIVEN_USER:
    case TEST_GIVEN_ACCOUNT: given_traits(c, test, item, item->kind == TEST_GIVEN_ACCOUNT); break;
    case TEST_GIVEN_EVENT: given_event(c, test, item); break;
    case TEST_GIVEN_SPLIT: given_split(c, test, item); break;
    case TEST_GIVEN_KEPT_OUT: given_kept_out(c, test, item); break;
    case TEST_START_AT: start_at(c, test, item); break;
    case TEST_EVENT:
    case TEST_USER:
    case TEST_ACCOUNT:
    case TEST_REPORT:
    case TEST_AFTER:
    case TEST_AT: add_step(c, test, item); break;
    case TEST_EXPECT: plan_expect(c, test, item); break;
    }
}

static void required_traits(struct checker *c, struct plan_test *test) {
    if (test->misnamed) {
        return; /* what is missing may be what has another name */
    }
    for (uint32_t i = 0; i < test->plan->required.count; i++) {
        const struct bind_trait *trait = &c->names->traits.items[test->plan->required.items[i]];
        const struct model_field *field = &trait->trait.field;
        bool unread = field->type.kind == 0; /* it may be optional */
        if (unread || test->plan->given[trait->index] == test->plan->number) {
            continue;
        }
        const char *owner = trait->trait.account ? "account" : "user";
        const struct test_item *given = test->given[trait->trait.account];
        struct span place = given == NULL ? test->decl->head : given->span;
        struct unknown *missing = &test->plan->missing[trait->index];
        enum { SHOWN = 4 }; /* places that a message shows at most */
        if (missing->diag != NULL) {
            if (++missing->places <= SHOWN) {
                diag_label(missing->diag, place, "nor here");
            }
            return;
        }
        struct diag *diag = diag_add(c->diags, DIAG_TRAIT_NOT_GIVEN, place, owner, field->name);
        *missing = (struct unknown){diag, 1};
        diag_label(diag, field->span, "it is declared here, and not as optional");
        diag_help(diag, "add `given %s { %s: ... }`", owner, field->name);
        return;
    }
}

static int by_age(const void *a, const void *b) {
    const struct jdl_past *left = a;
    const struct jdl_past *right = b;
    if (left->ago != right->ago) {
        return left->ago > right->ago ? -1 : 1;
    }
    return left->place.text != right->place.text ? 0 : left->place.begin < right->place.begin ? -1 : 1;
}

static void finish(struct plan_test *test) {
    struct jdl_test *made = test->test;
    if (test->past.count > 1) {
        qsort(test->past.items, test->past.count, sizeof *test->past.items, by_age);
    }
    made->only = test->only.items;
    made->only_count = test->only.count;
    made->traits = test->traits.items;
    made->trait_count = test->traits.count;
    made->past = test->past.items;
    made->past_count = test->past.count;
    made->forced = test->forced.items;
    made->forced_count = test->forced.count;
    made->kept_out = test->kept_out;
    made->kept_out_of_project = test->kept_out_of_project;
    made->steps = test->steps.items;
    made->step_count = test->steps.count;
}

static void test_check(struct checker *c, struct plan *plan, const struct decl *decl) {
    struct jdl_test made = {.name = decl->name.text, .place = plan_place(c, decl->head)};
    struct plan_test test = {.plan = plan, .test = &made, .decl = decl};
    plan->number++;
    c->off = decl->off;
    bool whole = true;
    for (const struct test_item *item = decl->test.first; item != NULL; item = item->next) {
        c->off = decl->off || item->off;
        whole = whole && item->kind != TEST_ERROR;
        test.broken = !whole;
        item_check(c, &test, item);
    }
    c->off = false;
    if (decl->off) {
        return;
    }
    if (test.start == NULL && whole) {
        struct diag *diag = diag_add(c->diags, DIAG_NOT_STARTED, decl->head);
        diag_help(diag, "write `start at 2026-03-02 10:00` below what is given");
    }
    /* A profile before the start was meant as given, which has been said. */
    bool given = test.start == NULL || (test.start->kind != TEST_USER && test.start->kind != TEST_ACCOUNT);
    if (whole && given) {
        required_traits(c, &test);
    }
    finish(&test);
    *VEC_PUSH(c->arena, plan->tests) = made;
}

void plan_tests(struct checker *c, struct plan *plan) {
    plan->given = ARENA_ARRAY(c->arena, uint32_t, c->names->trait_count);
    plan->missing = ARENA_ARRAY(c->arena, struct unknown, c->names->trait_count);
    for (uint32_t i = 0; i < c->names->traits.count; i++) {
        const struct bind_trait *trait = &c->names->traits.items[i];
        if (!trait->off && !trait->trait.field.type.optional && trait->trait.field.type.kind != 0) {
            *VEC_PUSH(c->arena, plan->required) = i;
        }
    }
    for (uint32_t i = 0; i < c->names->file_count; i++) {
        for (const struct decl *decl = c->names->files[i]->decls.first; decl != NULL; decl = decl->next) {
            if (decl->kind == DECL_TEST) {
                test_check(c, plan, decl);
            }
        }
    }
}
