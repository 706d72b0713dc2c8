/* check_move - statements after which the flow is elsewhere. */
#include "check_block.h"

/* A goal's or leave's block stays where it is: the run is over. */
static bool may_move(struct checker *c, const struct frame *frame, const struct stmt *stmt) {
    if (frame->mode == FRAME_FINAL) {
        struct diag *diag = diag_add(c->diags, DIAG_MOVE_AT_END, stmt->head, frame->owner);
        if (stmt->kind == STMT_EXIT && frame->owner[0] == 'l')
            diag_help(diag,
                      "the run is over when this block is done; its outcome stands behind `as`: `leave when ... as %s`",
                      stmt->name.text == NULL ? "closed" : stmt->name.text);
        else
            diag_help(diag, "the run is over when this block is done; take the line away");
        return false;
    }
    if (frame->mode == FRAME_WHEN && stmt->kind == STMT_STAY) {
        struct diag *diag = diag_add(c->diags, DIAG_STAY_IN_WHEN, stmt->head);
        diag_help(diag, "leave it out: without `go to` or `exit as` the flow goes on as if nothing had happened");
        return false;
    }
    return true;
}

static bool go_to(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made) {
    const struct bind_stage *stage = name_stage(c, frame->scope.run, &stmt->name);
    made->kind = MODEL_GO_TO;
    made->index = stage == NULL ? JBC_NONE : stage->index;
    return stage != NULL;
}

static bool exit_as(struct checker *c, const struct stmt *stmt, struct model_stmt *made) {
    made->kind = MODEL_EXIT;
    made->text = stmt->name.text;
    if (stmt->name.text != NULL && bind_reserved_outcome(stmt->name.text)) {
        struct diag *diag = diag_add(c->diags, DIAG_RESERVED_OUTCOME, stmt->name.span, stmt->name.text);
        c->names->doubtful |= 1u << BIND_OUTCOME;
        diag_help(diag, "take another name, as in `exit as done`");
        return false;
    }
    return stmt->name.text != NULL;
}

static bool stop_repeating(struct checker *c, const struct frame *frame, const struct stmt *stmt,
                           struct model_stmt *made) {
    made->kind = MODEL_STOP_REPEATING;
    if (frame->loop == NULL) {
        struct diag *diag = diag_add(c->diags, DIAG_NOT_IN_REPEAT, stmt->head);
        diag_help(diag, "it may stand inside `repeat up to N times { }`");
        return false;
    }
    made->target = frame->loop->stmt;
    frame->loop->stopped = frame->loop->stopped || c->off == frame->loop->off;
    return true;
}

static const char *answer_say(const struct stmt *stmt) {
    return stmt->kind == STMT_GO_ON ? "go on" : stmt->kind == STMT_WAIT_AGAIN ? "wait again" : "keep waiting";
}

static enum model_stmt_kind answer_kind(const struct stmt *stmt) {
    return stmt->kind == STMT_GO_ON        ? MODEL_GO_ON
           : stmt->kind == STMT_WAIT_AGAIN ? MODEL_WAIT_AGAIN
                                           : MODEL_KEEP_WAITING;
}

/* `go on`, `wait again`, `keep waiting`: answers to the innermost wait. */
static bool answer(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                   const struct path *path) {
    struct wait_frame *wait = frame->wait;
    made->kind = answer_kind(stmt);
    if (wait == NULL) {
        struct diag *diag = diag_add(c->diags, DIAG_NOT_IN_WAIT, stmt->head, answer_say(stmt));
        if (frame->mode == FRAME_WHEN) {
            diag_help(diag, "a `when` steps aside and the flow goes on by itself: leave the line out");
        } else {
            diag_help(diag, "it may stand in an arm of a `wait`; elsewhere the next line follows by itself");
        }
        return false;
    }
    made->target = wait->stmt;
    if (stmt->kind == STMT_GO_ON) {
        wait->went_on = wait->went_on || c->off == wait->off;
        return true;
    }
    /* What is wrong here may have to be `go on`: then the line below the wait is reached. */
    bool before = wait->went_on;
    wait->went_on = before || c->off == wait->off;
    bool over = wait->answer == ANSWER_PAST || (wait->answer == ANSWER_OTHERWISE && stmt->kind == STMT_KEEP_WAITING);
    if (over) {
        const char *where = wait->answer == ANSWER_PAST ? "there is nothing to wait for here" : "the time has run out";
        struct diag *diag = diag_add(c->diags, DIAG_WAIT_IS_OVER, stmt->head, answer_say(stmt), where);
        diag_help(diag, "say where the user goes: `go on`, `go to` a stage, or `exit as`");
        return false;
    }
    if (stmt->kind == STMT_KEEP_WAITING && path->waited) {
        struct diag *diag = diag_add(c->diags, DIAG_KEPT_NO_WAIT, stmt->head);
        diag_help(diag, "write `wait again` to begin the outer wait anew, or `go on`");
        return false;
    }
    wait->went_on = before;
    return true;
}

bool move_check(struct checker *c, const struct frame *frame, const struct stmt *stmt, struct model_stmt *made,
                struct path *path) {
    bool fine = true;
    bool moves = stmt->kind == STMT_GO_TO || stmt->kind == STMT_EXIT || stmt->kind == STMT_STAY;
    if (moves && !may_move(c, frame, stmt)) {
        fine = false;
    } else if (stmt->kind == STMT_GO_TO) {
        fine = go_to(c, frame, stmt, made);
    } else if (stmt->kind == STMT_EXIT) {
        fine = exit_as(c, stmt, made);
    } else if (stmt->kind == STMT_STAY) {
        made->kind = MODEL_STAY;
    } else if (stmt->kind == STMT_STOP_REPEATING) {
        fine = stop_repeating(c, frame, stmt, made);
    } else {
        fine = answer(c, frame, stmt, made, path);
    }
    path->falls = false;
    path->last = stmt;
    return fine;
}
