/* plan_expect - `expect` lines of tests. */
#include "plan.h"
#include "suggest.h"

#include <string.h>

static bool twice_before(const struct field_list *fields, const struct field *field) {
    for (const struct field *old = fields->first; old != field; old = old->next) {
        if (old->name.text != NULL && field->name.text != NULL && strcmp(old->name.text, field->name.text) == 0) {
            return true;
        }
    }
    return false;
}

/* The values after `with`; `declared` NULL: any fields. */
static bool with_values(struct checker *c, const struct field_list *fields, const struct model_field *declared,
                        uint32_t declared_count, const char *owner, struct jdl_step *step) {
    struct jdl_given *values = ARENA_ARRAY(c->arena, struct jdl_given, fields->count);
    bool whole = true;
    if (!check_field_count(c, fields)) {
        return false;
    }
    for (const struct field *field = fields->first; field != NULL; field = field->next) {
        struct jdl_given made = {.index = JDL_NONE, .name = field->name.text};
        bool fine = false;
        if (twice_before(fields, field)) {
            diag_add(c->diags, DIAG_DUPLICATE, field->name.span, "field", bind_shown(c->names, &field->name));
        } else if (declared == NULL) {
            fine = plan_any_literal(c, field->value, &made.value);
        } else {
            uint32_t place = name_field(c, &field->name, declared, declared_count, owner);
            const char *what = arena_format(c->arena, "the field `%s`", field->name.text);
            fine = place != JBC_NONE && plan_literal(c, field->value, &declared[place].type, what, &made.value);
        }
        whole = whole && fine;
        values[step->value_count] = made;
        step->value_count += fine ? 1 : 0;
    }
    step->values = values;
    return whole;
}

static bool expect_send(struct checker *c, const struct expect *expect, struct jdl_step *step) {
    uint32_t template_ = name_template(c, &expect->message, false);
    if (template_ == JBC_NONE) {
        return false;
    }
    const struct bind_template *bound = &c->names->templates.items[template_];
    const char *owner = arena_format(c->arena, "the template \"%s\"", bound->name);
    static const struct model_field none = {0};
    const struct model_field *fields = !bound->declared ? NULL : bound->field_count == 0 ? &none : bound->fields;
    step->index = bound->index;
    return with_values(c, &expect->fields, fields, bound->field_count, owner, step);
}

static bool known_reason(struct checker *c, const struct name *reason, const char *const *reasons, size_t count) {
    struct suggest near;
    if (reason->text == NULL) {
        return true;
    }
    name_near(c, &near, reason->text);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(reasons[i], reason->text) == 0) {
            return true;
        }
        suggest_offer(&near, reasons[i]);
    }
    struct diag *diag = diag_add(c->diags, DIAG_UNKNOWN_REASON, reason->span, reason->text);
    if (suggest_best(&near) != NULL) {
        diag_help(diag, "did you mean `%s`?", suggest_best(&near));
        diag_fix(diag, reason->span, suggest_best(&near), FIX_UNSURE);
    } else {
        const char *all = "";
        for (size_t i = 0; i < count; i++) {
            all = arena_format(c->arena, "%s%s`%s`", all, i == 0 ? "" : ", ", reasons[i]);
        }
        diag_help(diag, "the reasons are %s", all);
    }
    return false;
}

static bool expect_skipped(struct checker *c, const struct expect *expect, struct jdl_step *step) {
    static const char *const reasons[] = {"consent", "limit", "moved on", "left"};
    uint32_t template_ = name_template(c, &expect->message, false);
    step->index = template_ == JBC_NONE ? JDL_NONE : c->names->templates.items[template_].index;
    step->text = expect->reason.text;
    return known_reason(c, &expect->reason, reasons, sizeof reasons / sizeof *reasons) && template_ != JBC_NONE;
}

static bool expect_refused(struct checker *c, const struct expect *expect, struct jdl_step *step) {
    static const char *const reasons[] = {"already in", "again", "group", "limit"};
    step->text = expect->reason.text;
    return known_reason(c, &expect->reason, reasons, sizeof reasons / sizeof *reasons);
}

/* Reports a milestone or an outcome that no journey, or not that one, makes. */
static bool unknown_mark(struct checker *c, const struct name *name, const struct bind_mark *marks, uint32_t count,
                         uint32_t journey, enum diag_id id) {
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < count; i++) {
        bool of_journey = journey == JBC_NONE || marks[i].journey == JBC_NONE || marks[i].journey == journey;
        suggest_offer(&near, of_journey ? marks[i].name : NULL);
    }
    name_unknown(c, id, name, &near);
    return false;
}

static bool expect_milestone(struct checker *c, const struct name *name, uint32_t journey) {
    const struct names *names = c->names;
    return bind_has_milestone(names, name->text, journey) ||
           unknown_mark(c, name, names->milestones.items, names->milestones.count, journey, DIAG_UNKNOWN_MILESTONE);
}

static bool expect_exit(struct checker *c, const struct name *name, uint32_t journey) {
    const struct names *names = c->names;
    return bind_has_outcome(names, name->text, journey) ||
           unknown_mark(c, name, names->outcomes.items, names->outcomes.count, journey, DIAG_UNKNOWN_OUTCOME);
}

static bool expect_set(struct checker *c, const struct expect *expect, struct jdl_step *step) {
    const struct expr *path = expect->path;
    bool trait_path =
        path != NULL && path->kind == EXPR_PATH && (path->path.root == ROOT_USER || path->path.root == ROOT_ACCOUNT);
    if (!trait_path) {
        if (path != NULL && path->kind != EXPR_ERROR) {
            diag_help(diag_add(c->diags, DIAG_NOT_A_TRAIT, path->span), "write `expect set user.onboarded: yes`");
        }
        return false;
    }
    bool account = path->path.root == ROOT_ACCOUNT;
    const struct bind_trait *trait = name_trait(c, &path->path.name, account);
    if (trait == NULL) {
        return false;
    }
    struct jdl_given *made = ARENA_NEW(c->arena, struct jdl_given);
    const struct model_field *field = &trait->trait.field;
    made->index = trait->index;
    made->name = field->outside;
    step->values = made;
    step->value_count = 1;
    const char *what = arena_format(c->arena, "`%s.%s`", account ? "account" : "user", field->name);
    return plan_literal(c, expect->value, &field->type, what, &made->value);
}

static bool expect_start(struct checker *c, const struct expect *expect, struct jdl_step *step) {
    const struct bind_journey *journey = name_journey(c, &expect->name);
    if (journey == NULL) {
        return false;
    }
    struct model_field *fields = ARENA_ARRAY(c->arena, struct model_field, journey->variables.count + 1);
    uint32_t count = 0;
    for (uint32_t i = 0; i < journey->variables.count; i++) {
        const struct bind_variable *variable = &journey->variables.items[i];
        if (!variable->off) {
            fields[count].name = variable->variable.name;
            fields[count].type = variable->variable.type;
            fields[count++].type.optional = true;
        }
    }
    step->index = journey->index;
    const char *owner = arena_format(c->arena, "journey `%s`", journey->name);
    return with_values(c, &expect->fields, fields, count, owner, step);
}

static void unknown_stage(struct checker *c, const struct name *name, uint32_t journey) {
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < c->names->stages.count; i++) {
        const struct bind_stage *one = &c->names->stages.items[i];
        suggest_offer(&near, !one->off && (journey == JBC_NONE || one->journey == journey) ? one->name : NULL);
    }
    name_unknown(c, DIAG_UNKNOWN_STAGE, name, &near);
}

static bool expect_stage(struct checker *c, const struct expect *expect, uint32_t journey, struct jdl_step *step) {
    const struct index *index = &c->names->index;
    VEC(uint32_t) stages = {0};
    const struct index_entry *entry = index_find(index, BIND_ANY_STAGE, 0, expect->name.text);
    for (; entry != NULL; entry = index_next(index, entry)) {
        const struct bind_stage *one = &c->names->stages.items[entry->place];
        if (!one->off && (journey == JBC_NONE || one->journey == journey)) {
            *VEC_PUSH(c->arena, stages) = one->index;
        }
    }
    step->stages = stages.items;
    step->stage_count = stages.count;
    if (stages.count == 0) {
        unknown_stage(c, &expect->name, journey);
    }
    return stages.count > 0;
}

static bool expect_kind(struct checker *c, const struct expect *expect, uint32_t journey, struct jdl_step *step) {
    step->text = expect->name.text;
    switch (expect->kind) {
    case EXPECT_NOTHING: step->expect = JDL_EXPECT_NOTHING; return true;
    case EXPECT_SEND: step->expect = JDL_EXPECT_SEND; return expect_send(c, expect, step);
    case EXPECT_SKIPPED: step->expect = JDL_EXPECT_SKIPPED; return expect_skipped(c, expect, step);
    case EXPECT_MILESTONE: step->expect = JDL_EXPECT_MILESTONE; return expect_milestone(c, &expect->name, journey);
    case EXPECT_SET: step->expect = JDL_EXPECT_SET; return expect_set(c, expect, step);
    case EXPECT_START: step->expect = JDL_EXPECT_START; return expect_start(c, expect, step);
    case EXPECT_STAGE: step->expect = JDL_EXPECT_STAGE; return expect_stage(c, expect, journey, step);
    case EXPECT_EXIT: step->expect = JDL_EXPECT_EXIT; return expect_exit(c, &expect->name, journey);
    case EXPECT_REFUSED: step->expect = JDL_EXPECT_REFUSED; return expect_refused(c, expect, step);
    }
    return false;
}

/* `nothing` and something cannot both be; `nothing of journey x`, or at some time, may stand beside what is of another. */
static void agree(struct checker *c, struct plan_test *test, const struct test_item *item) {
    enum expect_kind kind = item->expect.kind;
    bool action = kind != EXPECT_NOTHING && kind != EXPECT_STAGE && kind != EXPECT_REFUSED;
    bool narrowed = item->expect.journey.text != NULL || item->expect.at != NULL;
    if (kind == EXPECT_NOTHING && narrowed) {
        return;
    }
    test->nothing = kind == EXPECT_NOTHING ? item : test->nothing;
    test->something = action ? item : test->something;
    if (test->nothing == NULL || test->something == NULL || (kind != EXPECT_NOTHING && !action)) {
        return;
    }
    const struct test_item *other = item == test->nothing ? test->something : test->nothing;
    struct diag *diag = diag_add(c->diags, DIAG_NOTHING_AND, item->span);
    diag_label(diag, other->span, "the other is here, in the same step");
    diag_help(diag, "take one of them away; a step ends where something new happens or time moves on");
}

void plan_expect(struct checker *c, struct plan_test *test, const struct test_item *item) {
    const struct expect *expect = &item->expect;
    struct jdl_step step = {.kind = JDL_STEP_EXPECT, .index = JDL_NONE, .journey = JDL_NONE};
    uint32_t place = JBC_NONE;
    bool fine = true;
    if (expect->journey.text != NULL) {
        const struct bind_journey *journey = name_journey(c, &expect->journey);
        fine = journey != NULL;
        place = journey == NULL ? JBC_NONE : (uint32_t)(journey - c->names->journeys.items);
        step.journey = journey == NULL ? JDL_NONE : journey->index;
    }
    fine = expect_kind(c, expect, place, &step) && fine;
    if (expect->at != NULL) {
        step.timed = 1;
        fine = plan_moment(c, expect->at, &step.at) && fine;
    }
    if (c->off) {
        return;
    }
    agree(c, test, item);
    step.place = plan_place(c, item->span);
    step.source = plan_source(c, item->span);
    if (fine) {
        *VEC_PUSH(c->arena, test->steps) = step;
    }
}
