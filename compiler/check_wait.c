/* check_wait - waits and their answers. */
#include "check_block.h"

#include <string.h>

enum { ANY_DAY = 127 };

/* The answers of a wait, as they are gathered. */
struct answers {
    struct wait_frame wait;      /* what the blocks inside see */
    struct model_trigger **end;  /* where the next arm goes */
    struct path after;           /* the ways that go on below */
    const struct arm *otherwise; /* or NULL */
    const struct arm *past;      /* or NULL */
    const struct arm *unknown;   /* or NULL */
    bool whole;                  /* nothing is wrong so far */
    bool lost;                   /* what could not be read may be an answer that is missing */
};

/* A wait while it is made; the number it will have is taken when it begins, so that waits stand in the order of the text. */
static uint32_t wait_number(struct checker *c) {
    if (c->off) {
        return JBC_NONE;
    }
    VEC_PUSH(c->arena, c->waits);
    return c->waits.count - 1;
}

struct model_block *answer_check(struct checker *c, const struct frame *frame, const struct block *block,
                                 struct span head, struct path *path) {
    struct model_block *made = block_check(c, frame, block, path);
    if (path->falls && !path->broken) {
        struct diag *diag = diag_add(c->diags, DIAG_ANSWER_RUNS_OFF, head);
        diag_help(diag, "end it in `go on` (the line below the wait), `wait again`, `keep waiting`, `go to` a stage, "
                        "`exit as` or `stay`");
        path->broken = true;
        return NULL;
    }
    return made;
}

/* ---- each answer ---------------------------------------------------------------------------------------------------- */

static void for_check(struct checker *c, const struct frame *frame, const struct arm *arm, struct answers *answers,
                      struct model_wait *wait) {
    struct model_trigger *trigger = ARENA_NEW(c->arena, struct model_trigger);
    trigger->role = JBC_ROLE_ARM;
    trigger->place = wait->arms.count;
    bool fine = check_trigger(c, &frame->scope, arm->trigger, trigger);
    trigger->head = arm->head;
    trigger->stage = frame->stage;
    struct frame inside = *frame;
    inside.scope = scope_of_block(&frame->scope, c, arm->trigger, trigger);
    struct path path = {.falls = true};
    answers->wait.answer = ANSWER_ARM;
    trigger->body = answer_check(c, &inside, &arm->body, arm->head, &path);
    answers->after.broken = answers->after.broken || (path.broken && !arm->off);
    answers->whole = answers->whole && fine && trigger->body != NULL;
    if (!c->off) {
        *answers->end = trigger;
        answers->end = &trigger->next;
        wait->arms.count++;
        wait->arms.first = wait->arms.first == NULL ? trigger : wait->arms.first;
    }
}

static struct model_block *other_check(struct checker *c, const struct frame *frame, const struct arm *arm,
                                       struct answers *answers, enum answer answer) {
    struct path path = {.falls = true};
    answers->wait.answer = answer;
    struct model_block *made = answer_check(c, frame, &arm->body, arm->head, &path);
    answers->after.broken = answers->after.broken || path.broken;
    answers->whole = answers->whole && made != NULL;
    return made;
}

static bool note_answer(struct checker *c, const struct arm **place, const struct arm *arm, const char *what) {
    if (arm->off) {
        return true;
    }
    if (*place != NULL) {
        struct diag *diag = diag_add(c->diags, DIAG_ANSWERED_TWICE, arm->head, what);
        diag_label(diag, (*place)->head, "the first one is here");
        return false;
    }
    *place = arm;
    return true;
}

/* Whether an arm that could not be read is none of those that a wait must have. */
static bool begins_with_for(const struct checker *c, struct span span) {
    const struct source *source = sources_of(c->names->sources, span);
    return source->length - span.begin > 4 && memcmp(source->text + span.begin, "for ", 4) == 0;
}

static void arm_check(struct checker *c, const struct frame *frame, const struct arm *arm, struct answers *answers,
                      struct model_wait *wait) {
    struct model_block *body = NULL;
    bool fine = true;
    switch (arm->kind) {
    case ARM_ERROR:
        answers->lost = answers->lost || !begins_with_for(c, arm->span);
        answers->after.broken = true;
        answers->whole = false;
        break;
    case ARM_FOR: for_check(c, frame, arm, answers, wait); break;
    case ARM_OTHERWISE:
        fine = note_answer(c, &answers->otherwise, arm, "otherwise");
        body = other_check(c, frame, arm, answers, ANSWER_OTHERWISE);
        wait->otherwise = arm->off ? wait->otherwise : body;
        break;
    case ARM_PAST:
        fine = note_answer(c, &answers->past, arm, "if past");
        body = other_check(c, frame, arm, answers, ANSWER_PAST);
        wait->past = arm->off ? wait->past : body;
        break;
    case ARM_UNKNOWN:
        fine = note_answer(c, &answers->unknown, arm, "if unknown");
        body = other_check(c, frame, arm, answers, ANSWER_PAST);
        wait->unknown = arm->off ? wait->unknown : body;
        break;
    case ARM_PAST_OR_UNKNOWN:
        fine = note_answer(c, &answers->past, arm, "if past") && note_answer(c, &answers->unknown, arm, "if unknown");
        body = other_check(c, frame, arm, answers, ANSWER_PAST);
        wait->past = arm->off ? wait->past : body;
        wait->unknown = arm->off ? wait->unknown : body;
        break;
    }
    answers->whole = answers->whole && fine;
}

static void arms_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct answers *answers,
                       struct model_wait *wait) {
    struct frame inside = *frame;
    inside.wait = &answers->wait;
    inside.wait_depth++;
    for (const struct arm *arm = stmt->wait.arms.first; arm != NULL; arm = arm->next) {
        bool off = c->off;
        c->off = off || arm->off;
        arm_check(c, &inside, arm, answers, wait);
        c->off = off;
    }
}

/* ---- which answers a wait must have, and which it cannot ------------------------------------------------------------- */

static bool is_until_time(const struct stmt *stmt) {
    return stmt->wait.kind == WAIT_UNTIL && stmt->wait.moment.kind == MOMENT_VALUE;
}

static void must_answer(struct checker *c, const struct stmt *stmt, struct answers *answers, const char *what,
                        const char *why, const char *help) {
    answers->whole = false;
    if (answers->lost) {
        answers->after.broken = true; /* what could not be read may be that answer */
        return;
    }
    struct diag *diag = diag_add(c->diags, DIAG_UNANSWERED, stmt->head, what, why);
    diag_help(diag, "%s", help);
    answers->after.broken = true;
}

static void needless(struct checker *c, const struct arm *arm, struct answers *answers, const char *what,
                     const char *why, const char *help) {
    struct diag *diag = diag_add(c->diags, DIAG_NEEDLESS_ANSWER, arm->head, what, why);
    diag_help(diag, "%s", help);
    answers->whole = false;
}

static void answers_fit(struct checker *c, const struct stmt *stmt, struct answers *answers,
                        const struct model_wait *wait) {
    if (stmt->wait.kind == WAIT_UP_TO && answers->otherwise == NULL) {
        must_answer(c, stmt, answers, "otherwise", "when the time runs out",
                    "add `otherwise { go on }`, or where else the user goes");
    }
    if (stmt->wait.kind != WAIT_UP_TO && answers->otherwise != NULL) {
        bool past = is_until_time(stmt) && answers->past == NULL;
        bool unknown =
            is_until_time(stmt) && wait->value != NULL && wait->value->type.optional && answers->unknown == NULL;
        needless(c, answers->otherwise, answers, "otherwise", "when the time comes, the line below the wait follows",
                 past      ? "if the time may be over already, that is `if past { ... }`"
                 : unknown ? "if the time may be unknown, that is `if unknown { ... }`"
                           : "take it away");
        if (unknown) return; /* `otherwise` was meant for it */
    }
    bool time = is_until_time(stmt);
    if (time && answers->otherwise != NULL && answers->past == NULL)
        return; /* `otherwise` was meant for what is missing */
    bool known = time && wait->value != NULL;
    bool unknown = known && wait->value->type.optional && answers->unknown == NULL;
    if (time && wait->value == NULL) return; /* what is wrong with the time has been said */
    if (time && answers->past == NULL && unknown) {
        must_answer(c, stmt, answers, "if past or unknown", "if that time is over already, or not known",
                    "add `if past or unknown { go on }`, or `if past` and `if unknown` with where else the user goes");
    } else if (time && answers->past == NULL) {
        must_answer(c, stmt, answers, "if past", "if that time is over already",
                    "add `if past { go on }`, or where else the user goes");
    } else if (unknown) {
        must_answer(c, stmt, answers, "if unknown", "while that time is not known",
                    "add `if unknown { go on }`, or where else the user goes");
    }
    if (!time && answers->past != NULL) {
        needless(c, answers->past, answers, "if past", "such a time is always to come", "take it away");
    } else if (!time && answers->unknown != NULL) {
        needless(c, answers->unknown, answers, "if unknown", "such a time is always known", "take it away");
    }
}

/* ---- the wait itself ------------------------------------------------------------------------------------------------ */

static bool until_time(struct checker *c, const struct frame *frame, const struct moment *moment,
                       struct model_wait *wait) {
    struct type_of time = type_plain(JBC_TIME);
    time.optional = true;
    wait->kind = JBC_WAIT_UNTIL;
    struct value *value = check_as(c, &frame->scope, moment->value, &time, "a time to wait for");
    if (value == NULL) {
        return false;
    }
    if (moment->side != SIDE_AT) {
        struct value *offset = value_new(c, VALUE_DURATION, type_plain(JBC_DURATION), moment->offset.span);
        offset->number = moment->offset.ms;
        enum value_kind kind = moment->side == SIDE_BEFORE ? VALUE_SUBTRACT : VALUE_ADD;
        struct value *sum = value_new(c, kind, value->type, moment->span);
        sum->left = value;
        sum->right = offset;
        value = sum;
    }
    wait->value = value;
    return true;
}

/* `wait user.refill_after`: it may be anything. */
static void bound_missing(struct checker *c, const struct stmt *stmt) {
    struct diag *diag = diag_add(c->diags, DIAG_WAIT_BOUND, stmt->head);
    diag_help(diag, "say how long at most: add `, at most 90 days`");
    diag_fix(diag, span_after(stmt->head), ", at most 90 days", FIX_UNSURE);
}

static bool head_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_wait *wait) {
    struct type_of duration = type_plain(JBC_DURATION);
    wait->duration = stmt->wait.duration.ms;
    switch (stmt->wait.kind) {
    case WAIT_DURATION: wait->kind = JBC_WAIT_FOR; return true;
    case WAIT_UP_TO: wait->kind = JBC_WAIT_UP_TO; return true;
    case WAIT_VALUE:
        wait->kind = JBC_WAIT_DATA;
        wait->value = check_as(c, &frame->scope, stmt->wait.value, &duration, "a wait");
        if (wait->value != NULL && wait->duration == 0) bound_missing(c, stmt);
        return wait->value != NULL && wait->duration > 0;
    case WAIT_UNTIL:
        if (stmt->wait.moment.kind == MOMENT_VALUE) {
            return until_time(c, frame, &stmt->wait.moment, wait);
        }
        wait->kind = JBC_WAIT_CLOCK;
        wait->clock = (uint32_t)stmt->wait.moment.clock_ms;
        wait->days = stmt->wait.moment.days == 0 ? ANY_DAY : stmt->wait.moment.days;
        return true;
    }
    return false;
}

static bool may_wait(struct checker *c, const struct frame *frame, const struct stmt *stmt) {
    if (frame->mode == FRAME_STAGE) {
        return true;
    }
    if (frame->mode == FRAME_FINAL) {
        struct diag *diag = diag_add(c->diags, DIAG_WAIT_AT_END, stmt->head, frame->owner);
        diag_help(diag, "start a journey that waits: `start journey ...`");
        return false;
    }
    struct diag *diag = diag_add(c->diags, DIAG_WAIT_IN_WHEN, stmt->head);
    diag_help(diag, "`go to` a stage and wait there");
    return false;
}

bool wait_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                struct path *path) {
    bool allowed = may_wait(c, frame, stmt);
    struct model_wait wait = {.stage = frame->stage, .span = stmt->span, .depth = frame->wait_depth};
    struct answers answers = {
        .wait = {.outer = frame->wait, .stmt = made, .off = c->off}, .end = &wait.arms.first, .whole = allowed};
    made->kind = MODEL_WAIT;
    made->index = wait_number(c);
    answers.whole = head_check(c, frame, stmt, &wait) && answers.whole;
    struct model_trigger *first = NULL;
    answers.end = &first; /* the arms' list is put into the wait when all of them are there */
    arms_check(c, frame, stmt, &answers, &wait);
    wait.arms.first = first;
    answers_fit(c, stmt, &answers, &wait);
    if (made->index != JBC_NONE) {
        c->waits.items[made->index] = wait;
    }
    /* By its own time a wait goes on below, but for `wait up to`, where `otherwise` says it. */
    path->falls = stmt->wait.kind != WAIT_UP_TO || answers.wait.went_on || !allowed;
    path->waited = true;
    path->broken = path->broken || answers.after.broken || !allowed;
    path->last = stmt;
    return answers.whole;
}
