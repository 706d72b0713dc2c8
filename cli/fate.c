#include "fate.h"
#include "match.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Both versions, and what is found. */
struct versions {
    const jrt_program *older; /* before */
    const jrt_program *newer; /* after */
    struct fates *fates;      /* the result */
};

/* ---- texts ------------------------------------------------------------------------------------------------------- */

/* A copy of a string of the program, to be freed; of JBC_NONE it is empty. NULL: no memory, and that is noted. */
static char *name_of(struct versions *v, const jrt_program *program, uint32_t id) {
    uint32_t size = 0;
    const char *text = id == JBC_NONE ? "" : program_string(program, id, &size);
    char *copy = malloc((size_t)size + 1);
    if (!copy) {
        v->fates->failed = true;
        return NULL;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

static char *format(const char *text, va_list list) __attribute__((format(printf, 1, 0)));
static char *format(const char *text, va_list list) {
    va_list again;
    va_copy(again, list);
    int size = vsnprintf(NULL, 0, text, list);
    char *made = size < 0 ? NULL : malloc((size_t)size + 1);
    if (made) vsnprintf(made, (size_t)size + 1, text, again);
    va_end(again);
    return made;
}

/* Adds what happens to those in a stage, or, with JBC_NONE, in a journey or everywhere. NULL: no memory. */
static struct fate *add(struct versions *v, enum fate_effect effect, uint32_t journey, uint32_t stage, const char *text,
                        ...) __attribute__((format(printf, 5, 6)));
static struct fate *add(struct versions *v, enum fate_effect effect, uint32_t journey, uint32_t stage, const char *text,
                        ...) {
    struct fate *grown = realloc(v->fates->items, (v->fates->count + 1) * sizeof *grown);
    if (!grown) {
        v->fates->failed = true;
        return NULL;
    }
    v->fates->items = grown;
    struct fate *fate = &grown[v->fates->count++];
    *fate = (struct fate){.effect = effect};
    va_list list;
    va_start(list, text);
    fate->text = format(text, list);
    va_end(list);
    if (journey != JBC_NONE) fate->journey = name_of(v, v->older, v->older->journeys[journey].name);
    if (stage != JBC_NONE) fate->stage = name_of(v, v->older, v->older->stages[stage].name);
    if (!fate->text) v->fates->failed = true;
    return fate;
}

static void help(struct versions *v, struct fate *fate, const char *text, ...) __attribute__((format(printf, 3, 4)));
static void help(struct versions *v, struct fate *fate, const char *text, ...) {
    va_list list;
    if (!fate) return;
    va_start(list, text);
    fate->help = format(text, list);
    va_end(list);
    if (!fate->help) v->fates->failed = true;
}

/* `3 days`, as scripts write it. */
static void duration(int64_t ms, char text[64]) {
    static const struct {
        int64_t ms;       /* its length */
        const char *name; /* of one */
    } units[] = {{86400000, "day"}, {3600000, "hour"}, {60000, "minute"}, {1000, "second"}};
    size_t length = 0;
    snprintf(text, 64, "0 seconds");
    for (size_t i = 0; i < sizeof units / sizeof *units && length < 40; i++) {
        int64_t count = ms / units[i].ms;
        ms %= units[i].ms;
        if (count == 0) continue;
        int more = snprintf(text + length, 64 - length, "%s%" PRId64 " %s%s", length > 0 ? " " : "", count,
                            units[i].name, count == 1 ? "" : "s");
        if (more > 0) length += (size_t)more;
    }
}

/* ---- who goes on where ------------------------------------------------------------------------------------------- */

/* The only stage that the newer version has and the older has not; JBC_NONE if there are none or several. */
static uint32_t only_new_stage(const struct versions *v, uint32_t older, uint32_t newer) {
    const struct jbc_journey *a = &v->older->journeys[older], *b = &v->newer->journeys[newer];
    uint32_t only = JBC_NONE;
    for (uint32_t i = b->first_stage; i < b->first_stage + b->stage_count; i++) {
        bool is_old = false;
        for (uint32_t k = a->first_stage; k < a->first_stage + a->stage_count; k++)
            is_old = is_old || match_text(v->newer, v->newer->stages[i].name, v->older, v->older->stages[k].name);
        if (is_old) continue;
        if (only != JBC_NONE) return JBC_NONE;
        only = i;
    }
    return only;
}

static void stage_gone(struct versions *v, uint32_t older, uint32_t newer, uint32_t stage) {
    struct fate *fate = add(v, FATE_ENDS, older, stage, "the stage is gone, so runs in it end as removed");
    uint32_t candidate = only_new_stage(v, older, newer);
    char *from = name_of(v, v->older, v->older->stages[stage].name);
    char *to = candidate == JBC_NONE ? NULL : name_of(v, v->newer, v->newer->stages[candidate].name);
    if (from && to)
        help(v, fate, "if it is now called %s, write `renamed stage %s to %s` into the journey, and they go on there",
             to, from, to);
    else if (from)
        help(v, fate, "if another stage takes its place, write `renamed stage %s to ...` into the journey", from);
    free(from);
    free(to);
}

/* ---- waits ------------------------------------------------------------------------------------------------------- */

static bool has_duration(const struct jbc_wait *wait) {
    return wait->kind == JBC_WAIT_FOR || wait->kind == JBC_WAIT_UP_TO;
}

static void compare_wait(struct versions *v, uint32_t journey, uint32_t stage, uint32_t number,
                         const struct jbc_wait *older, const struct jbc_wait *newer) {
    char before[64], after[64];
    if (has_duration(older) && has_duration(newer)) {
        if (older->duration == newer->duration) return;
        duration(older->duration, before);
        duration(newer->duration, after);
        if (newer->duration < older->duration)
            add(v, FATE_SOONER, journey, stage,
                "wait %" PRIu32 " takes %s, not %s: who has waited that long already goes on at once", number, after,
                before);
        else
            add(v, FATE_LATER, journey, stage, "wait %" PRIu32 " takes %s, not %s, counted from when it began", number,
                after, before);
        return;
    }
    bool same = older->kind == newer->kind && older->duration == newer->duration && older->clock == newer->clock &&
                older->days == newer->days && match_func(v->newer, newer->value, v->older, older->value);
    if (!same)
        add(v, FATE_ANEW, journey, stage,
            "wait %" PRIu32 " ends at another time; for those in it that is computed anew from when it began", number);
}

static void compare_waits(struct versions *v, uint32_t journey, uint32_t older, uint32_t newer) {
    const struct jbc_stage *a = &v->older->stages[older], *b = &v->newer->stages[newer];
    for (uint32_t i = 0; i < a->wait_count && i < b->wait_count; i++)
        compare_wait(v, journey, older, i + 1, &v->older->waits[a->first_wait + i],
                     &v->newer->waits[b->first_wait + i]);
    if (b->wait_count > a->wait_count && a->wait_count > 0)
        add(v, FATE_ANEW, journey, older,
            "it had %" PRIu32 " wait%s and has %" PRIu32 "; who is in the first is in the first again, and so on",
            a->wait_count, a->wait_count == 1 ? "" : "s", b->wait_count);
    if (b->wait_count >= a->wait_count) return;
    struct fate *fate;
    if (b->wait_count == 0)
        fate = add(v, FATE_ENDS, journey, older, "no wait is left, so runs that wait in it end as removed");
    else
        fate = add(v, FATE_ENDS, journey, older,
                   "it had %" PRIu32 " waits and has %" PRIu32 ", so runs in the last %s end as removed", a->wait_count,
                   b->wait_count, a->wait_count - b->wait_count == 1 ? "one" : "ones");
    help(v, fate, "waits are told apart by their order in the stage; keep a short wait in place of the one that goes");
}

/* ---- held messages ----------------------------------------------------------------------------------------------- */

static bool limits_hold(const jrt_program *program, uint32_t first, uint32_t count) {
    for (uint32_t i = first; i < first + count; i++) {
        if (program->limits[i].hold > 0) return true;
    }
    return false;
}

/* May this message be held? */
static bool may_hold(const jrt_program *program, const struct jbc_send *send) {
    if (send->always) return false;
    const struct jbc_journey *journey = &program->journeys[send->journey];
    for (uint32_t i = send->first_alternative; i < send->first_alternative + send->alternative_count; i++) {
        const struct jbc_channel *channel =
            &program->channels[program->templates[program->alternatives[i].template_].channel];
        if (channel->team) continue;
        if (channel->hours_count > 0 || limits_hold(program, channel->first_limit, channel->limit_count) ||
            limits_hold(program, journey->first_limit, journey->limit_count) ||
            limits_hold(program, program->project->first_limit, program->project->limit_count))
            return true;
    }
    return false;
}

/* A message that is held is found again by its number among the journey's; with `one per` come or gone none is. */
static bool hold_is_lost(const struct versions *v, uint32_t older, uint32_t newer, uint32_t send) {
    if (v->older->sends[send].journey != older || !may_hold(v->older, &v->older->sends[send])) return false;
    bool same_key = (v->older->journeys[older].key == JBC_NONE) == (v->newer->journeys[newer].key == JBC_NONE);
    return !same_key || match_send(v->newer, newer, v->older, send) == JBC_NONE;
}

static void compare_sends(struct versions *v, uint32_t older, uint32_t newer) {
    bool ends = false, drops = false;
    for (uint32_t i = 0; i < v->older->send_count; i++) {
        if (!hold_is_lost(v, older, newer, i)) continue;
        if (v->older->sends[i].place == JBC_PLACE_FLOW)
            ends = true;
        else
            drops = true;
    }
    const char *mend =
        "leave the message in its stage until those that are held have gone; or deploy outside quiet hours";
    if (ends)
        help(v,
             add(v, FATE_MAY_END, older, JBC_NONE,
                 "a message is not in its stage any more: a run that is held at it, by quiet hours or a limit, ends as "
                 "removed"),
             "%s", mend);
    if (drops)
        help(v,
             add(v, FATE_DROPS, older, JBC_NONE,
                 "a message of a `when`, a goal or a leave is gone: if it is held at that moment, by quiet hours or a "
                 "limit, it is never sent"),
             "%s", mend);
}

/* ---- variables --------------------------------------------------------------------------------------------------- */

static void compare_variables(struct versions *v, uint32_t older, uint32_t newer) {
    const struct jbc_journey *a = &v->older->journeys[older], *b = &v->newer->journeys[newer];
    for (uint32_t i = b->first_slot; i < b->first_slot + b->slot_count; i++) {
        const struct jbc_slot *slot = &v->newer->slots[i];
        const struct jbc_slot *from = NULL;
        if (slot->name == JBC_NONE) continue;
        for (uint32_t k = a->first_slot; k < a->first_slot + a->slot_count; k++) {
            if (match_text(v->newer, slot->name, v->older, v->older->slots[k].name)) from = &v->older->slots[k];
        }
        char *name = name_of(v, v->newer, slot->name);
        if (!from)
            add(v, FATE_FORGETS, older, JBC_NONE, "`%s` is new: runs inside begin with its first value",
                name ? name : "");
        else if (from->type != slot->type || from->item != slot->item)
            add(v, FATE_FORGETS, older, JBC_NONE, "`%s` is of another type: runs inside begin with its first value",
                name ? name : "");
        free(name);
    }
}

/* ---- what all users keep ----------------------------------------------------------------------------------------- */

static void compare_histories(struct versions *v) {
    for (uint32_t i = 0; i < v->newer->history_count; i++) {
        const struct jbc_history *history = &v->newer->historys[i];
        const struct jbc_history *from = match_history(v->newer, history, v->older);
        bool reads_more = from && (history->ring > from->ring || history->counted > from->counted);
        if (from && !reads_more) continue;
        char *name = name_of(v, v->newer, v->newer->events[history->event].name);
        struct fate *fate = add(
            v, FATE_EMPTY, JBC_NONE, JBC_NONE,
            reads_more ? "more of the past of event \"%s\"%s is read than was kept: what was not kept is missing, and "
                         "a condition about it is not true"
                       : "whether and when event \"%s\"%s happened is read for the first time: for users known before "
                         "it is missing, and a condition about it, `never happened` too, is not true until it happens",
            name ? name : "", history->where == JBC_NONE ? "" : " with its `where`");
        help(v, fate, "replay old events through `journey run` with the new version to fill it");
        free(name);
    }
}

static void compare_traits(struct versions *v) {
    for (uint32_t i = 0; i < v->newer->trait_count; i++) {
        const struct jbc_trait *trait = &v->newer->traits[i];
        bool was_kept = false;
        for (uint32_t k = 0; k < v->older->trait_count; k++) {
            was_kept = was_kept || (v->older->traits[k].slot != JBC_NONE && match_trait(v->newer, i, v->older, k));
        }
        if (trait->slot == JBC_NONE || was_kept) continue;
        char *name = name_of(v, v->newer, trait->name);
        struct fate *fate = add(v, FATE_EMPTY, JBC_NONE, JBC_NONE,
                                "%s.%s is read for the first time: for users known before it is unknown until the next "
                                "update brings it",
                                trait->account ? "account" : "user", name ? name : "");
        help(v, fate, "send an update of every user's profile after the change");
        free(name);
    }
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static void compare_stage(struct versions *v, uint32_t journey, uint32_t next, uint32_t stage) {
    uint32_t other = match_stage(v->newer, next, v->older, stage);
    if (other == JBC_NONE) {
        stage_gone(v, journey, next, stage);
        return;
    }
    if (!match_text(v->newer, v->newer->stages[other].name, v->older, v->older->stages[stage].name)) {
        uint32_t size = 0;
        const char *name = program_string(v->newer, v->newer->stages[other].name, &size);
        add(v, FATE_MOVES, journey, stage, "runs in it go on in stage %.*s", (int)size, name);
    }
    compare_waits(v, journey, stage, other);
}

static void compare_journey(struct versions *v, uint32_t journey) {
    const struct jbc_journey *a = &v->older->journeys[journey];
    uint32_t next = match_journey(v->newer, v->older, journey);
    if (next == JBC_NONE) {
        struct fate *fate = add(v, FATE_ENDS, journey, JBC_NONE, "the journey is gone, so all its runs end as removed");
        help(v, fate, "to let them come to their end, keep it and take away its `enter` alone");
        return;
    }
    for (uint32_t i = a->first_stage; i < a->first_stage + a->stage_count; i++) compare_stage(v, journey, next, i);
    compare_sends(v, journey, next);
    compare_variables(v, journey, next);
    const struct jbc_journey *b = &v->newer->journeys[next];
    if ((a->key == JBC_NONE) != (b->key == JBC_NONE) && a->again != JBC_AGAIN_ALWAYS && b->again != JBC_AGAIN_ALWAYS)
        add(v, FATE_FORGETS, journey, JBC_NONE, "`one per` is %s: who has been in it is taken for new by `enter again`",
            b->key == JBC_NONE ? "gone" : "new");
}

static int by_effect(const void *left, const void *right) {
    const struct fate *a = left, *b = right;
    return a->effect == FATE_ENDS ? (b->effect == FATE_ENDS ? 0 : -1) : b->effect == FATE_ENDS;
}

/* Those that end come first; the rest keeps its order. Lists are short. */
static void sort(struct fates *fates) {
    for (size_t i = 1; i < fates->count; i++) {
        struct fate moved = fates->items[i];
        size_t k = i;
        for (; k > 0 && by_effect(&moved, &fates->items[k - 1]) < 0; k--) fates->items[k] = fates->items[k - 1];
        fates->items[k] = moved;
    }
}

struct fates fates_find(const jrt_program *older, const jrt_program *newer) {
    struct fates fates = {0};
    struct versions v = {older, newer, &fates};
    for (uint32_t i = 0; i < older->journey_count; i++) compare_journey(&v, i);
    compare_histories(&v);
    compare_traits(&v);
    sort(&fates);
    return fates;
}

const char *fate_name(enum fate_effect effect) {
    switch (effect) {
    case FATE_ENDS: return "ends";
    case FATE_MAY_END: return "may end";
    case FATE_DROPS: return "drops";
    case FATE_MOVES: return "moves";
    case FATE_SOONER: return "sooner";
    case FATE_LATER: return "later";
    case FATE_ANEW: return "anew";
    case FATE_FORGETS: return "forgets";
    case FATE_EMPTY: return "empty";
    }
    return "";
}

void fates_free(struct fates *fates) {
    for (size_t i = 0; i < fates->count; i++) {
        free(fates->items[i].journey);
        free(fates->items[i].stage);
        free(fates->items[i].text);
        free(fates->items[i].help);
    }
    free(fates->items);
    *fates = (struct fates){0};
}
