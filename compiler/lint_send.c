/* lint_send - messages, and the waits around them. */
#include <string.h>

#include "linting.h"

static const struct model_channel *channel_of(const struct lint *lint, const struct model_alternative *message) {
    return &lint->model->channels[lint->model->templates[message->template_].channel];
}

static uint32_t channel_place(const struct lint *lint, const struct model_alternative *message) {
    return lint->model->templates[message->template_].channel;
}

/* The wait that is the next statement of the text, or NULL. */
static const struct model_wait *wait_below(const struct lint *lint, const struct model_stmt *stmt) {
    bool follows = stmt->next != NULL && stmt->next->kind == MODEL_WAIT;
    return follows ? &lint->model->waits[stmt->next->index] : NULL;
}

/* How long it lasts as written; 0 if that depends on something. */
static int64_t length_of(const struct model_wait *wait) {
    bool timed = wait != NULL && (wait->kind == JBC_WAIT_FOR || wait->kind == JBC_WAIT_UP_TO);
    return timed ? wait->duration : 0;
}

/* ---- limits and hours before a wait ---------------------------------------------------------------------------------- */

static void limit_skips(struct lint *lint, const struct model_stmt *send) {
    const struct model_wait *wait = wait_below(lint, send);
    if (wait == NULL || send->always) return;
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        const struct model_limit *limit = lint_limit(lint, channel_place(lint, one), true);
        const struct model_trigger *asks = NULL;
        bool answered = channel_of(lint, one)->team || limit == NULL;
        for (const struct model_trigger *arm = wait->arms.first; arm != NULL; arm = arm->next) {
            if (arm->kind != JBC_ON_REPORT || arm->match != one->template_) continue;
            answered = answered || strcmp(arm->word, "skipped") == 0;
            asks = arm;
        }
        if (answered || asks == NULL) continue;
        const char *channel = channel_of(lint, one)->name, *name = lint->model->templates[one->template_].name;
        struct diag *diag = diag_add(lint->diags, DIAG_LIMIT_SKIPS, one->span);
        diag_label(diag, limit->span, "this limit skips");
        diag_label(diag, asks->span, "and this waits for a report");
        diag_help(diag, "say what happens then: `for %s \"%s\" skipped { ... }`", channel, name);
        return;
    }
}

static void quiet_longer(struct lint *lint, const struct model_stmt *send) {
    int64_t length = length_of(wait_below(lint, send));
    if (length == 0 || send->always) return;
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        const struct model_channel *channel = channel_of(lint, one);
        int64_t closed = channel->team ? 0 : channel->longest_closed;
        if (closed <= length) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_QUIET_LONGER, one->span, lint_duration(lint->arena, closed),
                                     lint_duration(lint->arena, length));
        diag_help(diag, "wait longer, or `wait until` an hour at which the channel `%s` is open", channel->name);
        return;
    }
}

/* ---- the second choice ----------------------------------------------------------------------------------------------- */

/* Does the first message reach everybody whom the second does? */
static bool reaches_all(const struct model_channel *first, const struct model_channel *second) {
    return first->reach == NULL || (second->reach != NULL && model_same_value(first->reach, second->reach));
}

static void same_consent(struct lint *lint, const struct model_stmt *send) {
    const struct model_alternative *first = send->alternatives;
    if (lint_limit(lint, channel_place(lint, first), false) != NULL && !send->always) return;
    for (const struct model_alternative *one = first->next; one != NULL; one = one->next) {
        const struct model_channel *channel = channel_of(lint, first), *other = channel_of(lint, one);
        if (!reaches_all(channel, other)) continue;
        const char *why =
            channel->reach == NULL ? "the first choice reaches everybody" : "the first choice reaches the same users";
        struct diag *diag = diag_add(lint->diags, DIAG_SAME_CONSENT, one->span, other->name, why);
        diag_label(diag, channel->span, channel->reach == NULL ? "no `only if`" : "the same `only if`");
        diag_help(diag, "say in the channel `%s` whom it can reach: `only if ...`", channel->name);
        return;
    }
}

/* ---- two at once ----------------------------------------------------------------------------------------------------- */

/* What comes next at the same moment: the line below, or the first of the stage that is gone to. */
static const struct model_stmt *at_once_after(const struct lint *lint, const struct model_stmt *stmt) {
    switch (stmt->kind) {
    case MODEL_SEND:
    case MODEL_MILESTONE:
    case MODEL_REMEMBER:
    case MODEL_SET:
    case MODEL_START:
    case MODEL_STOP: return stmt->next;
    case MODEL_GO_TO: return lint->model->stages[stmt->index].body->first;
    case MODEL_WAIT:
    case MODEL_IF:
    case MODEL_SPLIT:
    case MODEL_REPEAT:
    case MODEL_EXIT:
    case MODEL_STAY:
    case MODEL_STOP_REPEATING:
    case MODEL_GO_ON:
    case MODEL_WAIT_AGAIN:
    case MODEL_KEEP_WAITING: break;
    }
    return NULL;
}

/* The first message on the channel that a block sends before anything else takes time; NULL: there is none. */
static const struct model_stmt *sent_first(const struct lint *lint, const struct model_block *block, uint32_t channel) {
    const struct model_stmt *stmt = block == NULL ? NULL : block->first;
    while (stmt != NULL && stmt->kind != MODEL_SEND && stmt->kind != MODEL_GO_TO) stmt = at_once_after(lint, stmt);
    bool sends = stmt != NULL && stmt->kind == MODEL_SEND;
    return sends && channel_place(lint, stmt->alternatives) == channel ? stmt : NULL;
}

/* The same, of the branches of an `if`. */
static const struct model_stmt *sent_in_branch(const struct lint *lint, const struct model_stmt *stmt,
                                               uint32_t channel) {
    for (const struct model_branch *one = stmt->branches; one != NULL; one = one->next) {
        const struct model_stmt *found = sent_first(lint, one->body, channel);
        if (found != NULL) return found;
    }
    return sent_first(lint, stmt->otherwise, channel);
}

static void two_sends(struct lint *lint, const struct model_stmt *send) {
    const struct model_alternative *message = send->alternatives;
    if (channel_of(lint, message)->team) return;
    const struct model_stmt *stmt = at_once_after(lint, send);
    for (uint32_t steps = 0; stmt != NULL && steps < LINT_PAIRS; steps++, stmt = at_once_after(lint, stmt)) {
        if (stmt == send) return;
        uint32_t channel = channel_place(lint, message);
        const struct model_stmt *other = stmt;
        if (stmt->kind == MODEL_IF) other = sent_in_branch(lint, stmt, channel);
        if (other == NULL || other->kind != MODEL_SEND || channel_place(lint, other->alternatives) != channel) continue;
        struct diag *diag = diag_add(lint->diags, DIAG_TWO_SENDS, other->head, channel_of(lint, message)->name);
        diag_label(diag, send->head, "the other message");
        diag_help(diag, "put a `wait` between them, or make one message of the two");
        return;
    }
}

/* ---- what a text says ------------------------------------------------------------------------------------------------ */

enum { LONGEST_TIME = 32 }; /* bytes of a time in a text that are shown */

static int64_t unit_at(const char *text) {
    static const struct {
        const char *name; /* in the singular */
        int64_t ms;       /* of one */
    } units[] = {{"minute", 60000}, {"hour", 3600000}, {"day", 86400000}, {"week", 604800000}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i].name);
        if (strncmp(text, units[i].name, length) != 0) continue;
        const char *end = text + length + (text[length] == 's');
        bool letter = (*end >= 'a' && *end <= 'z') || (*end >= 'A' && *end <= 'Z');
        return letter ? 0 : units[i].ms;
    }
    return 0;
}

/* "24 hours" or "24-hour" at the digits that `text` begins with: its length in ms, 0 if it is none. */
static int64_t time_at(const char *text) {
    int64_t number = 0;
    while (*text >= '0' && *text <= '9' && number < 10000) number = number * 10 + (*text++ - '0');
    if (*text != ' ' && *text != '-') return 0;
    return number * unit_at(text + 1);
}

/* The first time that a text speaks of and the wait does not have; NULL if it speaks of none, or of the right one. */
static const char *other_time(const char *text, int64_t length) {
    const char *found = NULL;
    for (const char *at = text; *at != '\0'; at++) {
        bool begins = *at >= '0' && *at <= '9' && (at == text || at[-1] < '0' || at[-1] > '9');
        int64_t ms = begins ? time_at(at) : 0;
        if (ms == length) return NULL;
        if (ms != 0 && found == NULL) found = at;
    }
    return found;
}

static const char *shown_time(struct lint *lint, const char *text) {
    size_t length = strcspn(text, " -");
    length += 1 + strspn(text + length + 1, "abcdefghijklmnopqrstuvwxyz");
    return arena_copy(lint->arena, text, length < LONGEST_TIME ? length : LONGEST_TIME);
}

static void compare_text(struct lint *lint, const char *text, struct span span, int64_t length) {
    const char *other = text == NULL ? NULL : other_time(text, length);
    if (other == NULL) return;
    diag_add(lint->diags, DIAG_TEXT_SAYS, span, shown_time(lint, other), lint_duration(lint->arena, length));
}

static void text_says(struct lint *lint, const struct model_stmt *send) {
    int64_t length = length_of(wait_below(lint, send));
    for (const struct model_alternative *one = send->alternatives; length != 0 && one != NULL; one = one->next) {
        for (const struct model_param *param = one->params; param != NULL; param = param->next) {
            const struct value *value = param->value;
            if (value->kind == VALUE_TEXT) compare_text(lint, value->text, value->span, length);
            for (const struct value *item = value->items; value->kind == VALUE_JOIN && item != NULL;
                 item = item->next) {
                if (item->kind == VALUE_TEXT) compare_text(lint, item->text, value->span, length);
            }
        }
    }
}

/* A stage's title speaks of its wait, where it has one only. */
static void title_says(struct lint *lint, const struct model_stage *stage) {
    if (stage->wait_count != 1) return;
    int64_t length = length_of(&lint->model->waits[stage->first_wait]);
    if (length != 0) compare_text(lint, stage->title, stage->span, length);
}

/* ---- the last reminder ----------------------------------------------------------------------------------------------- */

static bool any_takes(const struct model_triggers *whens) {
    for (const struct model_trigger *one = whens->first; one != NULL; one = one->next) {
        if (one->role == JBC_ROLE_WHEN_TAKE) return true;
    }
    return false;
}

/* The last message of a stage that comes straight after a wait without answers. */
static void last_reminder(struct lint *lint, const struct model_stage *stage) {
    const struct model_stmt *last = NULL;
    if (lint->journey->ends.count > 0 || any_takes(&lint->journey->whens) || any_takes(&stage->whens)) return;
    for (const struct model_stmt *stmt = stage->body->first; stmt != NULL; stmt = stmt->next) {
        bool waits = stmt->kind == MODEL_WAIT && lint->model->waits[stmt->index].arms.count == 0;
        bool sends = stmt->next != NULL && stmt->next->kind == MODEL_SEND;
        if (waits && sends && !channel_of(lint, stmt->next->alternatives)->team) last = stmt->next;
    }
    if (last == NULL) return;
    struct diag *diag = diag_add(lint->diags, DIAG_LAST_REMINDER, last->head);
    diag_help(diag,
              "wait for what the user may do: `wait up to 3 days { for event \"...\" { ... } otherwise { go on } }`");
}

/* ---- the whole ------------------------------------------------------------------------------------------------------- */

static void look_at_send(void *self, const struct model_stmt *stmt) {
    struct lint *lint = self;
    if (stmt->kind != MODEL_SEND) return;
    limit_skips(lint, stmt);
    quiet_longer(lint, stmt);
    same_consent(lint, stmt);
    two_sends(lint, stmt);
    text_says(lint, stmt);
}

void lint_sends(struct lint *lint) {
    const struct model_visitor visitor = {.self = lint, .stmt = look_at_send};
    model_visit_journey(lint->model, lint->journey, &visitor);
    for (uint32_t i = 0; i < lint->journey->stage_count; i++) {
        const struct model_stage *stage = &lint->model->stages[lint->journey->first_stage + i];
        title_says(lint, stage);
        last_reminder(lint, stage);
    }
}
