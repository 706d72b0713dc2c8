/* check_name - look-ups that speak: what is unknown, what was meant instead, what is switched off. */
#include "checker.h"
#include "suggest.h"

#include <ctype.h>
#include <string.h>

enum { ADVISED_MAX = 1000 };

void name_near(struct checker *c, struct suggest *near, const char *wanted) {
    suggest_begin(near, c->advised < ADVISED_MAX ? wanted : NULL);
    c->advised++;
}

/* A declaration of one kind whose name is wrong, or taken by another one, may have been meant to declare what is not found. */
static bool is_taken(const struct checker *c, enum diag_id id) {
    static const struct {
        enum diag_id id;     /* what is not found */
        enum bind_kind kind; /* what declares it */
    } declared[] = {
        {DIAG_UNKNOWN_EVENT, BIND_EVENT},      {DIAG_UNKNOWN_ACCOUNT_TRAIT, BIND_ACCOUNT_TRAIT},
        {DIAG_UNKNOWN_TRAIT, BIND_USER_TRAIT}, {DIAG_UNKNOWN_CHANNEL, BIND_CHANNEL},
        {DIAG_UNKNOWN_STAGE, BIND_STAGE},      {DIAG_UNKNOWN_TEMPLATE, BIND_TEMPLATE},
        {DIAG_UNKNOWN_FIELD, BIND_FIELD},      {DIAG_UNKNOWN_JOURNEY, BIND_JOURNEY},
        {DIAG_UNKNOWN_BARE, BIND_CONDITION},   {DIAG_UNKNOWN_BARE, BIND_VARIABLE},
        {DIAG_UNKNOWN_BARE, BIND_FIELD},       {DIAG_UNKNOWN_VARIABLE, BIND_VARIABLE},
        {DIAG_UNKNOWN_ENTRY, BIND_FIELD},      {DIAG_UNKNOWN_OUTCOME, BIND_OUTCOME},
    };
    for (size_t i = 0; i < sizeof declared / sizeof *declared; i++) {
        if (declared[i].id == id && (c->names->doubtful >> declared[i].kind & 1) != 0) {
            return true;
        }
    }
    return false;
}

/* How a byte of a name is compared: `Deep Dive`, `deep-dive` and `deep_dive` are written alike. */
static char folded(char c) {
    return c == '-' || c == ' ' ? '_' : (char)tolower((unsigned char)c);
}

/* Whether something that is written like a name stands at an offset, as a word of its own. */
static bool stands_at(const struct source *source, uint32_t at, const char *name, uint32_t length) {
    if (at > 0 && (isalnum((unsigned char)source->text[at - 1]) != 0 || source->text[at - 1] == '_')) return false;
    for (uint32_t i = 0; i < length; i++) {
        if (folded(source->text[at + i]) != folded(name[i])) return false;
    }
    char behind = source->text[at + length];
    return isalnum((unsigned char)behind) == 0 && behind != '_';
}

/* Whether a name stands anywhere else, so that what could not be read may be what declares it. */
static bool stands_elsewhere(struct checker *c, const struct name *name) {
    enum { SEARCHES = 64 }; /* in one check, after which nobody looks */
    uint32_t length = (uint32_t)strlen(name->text);
    if (length == 0 || c->searched++ >= SEARCHES) return true;
    for (uint32_t i = 0; i < c->names->sources->count; i++) {
        const struct source *source = c->names->sources->items[i];
        for (uint32_t at = 0; at + length <= source->length; at++) {
            bool itself = i == name->span.file && at + length > name->span.begin && at < name->span.end;
            if (!itself && folded(source->text[at]) == folded(name->text[0]) &&
                stands_at(source, at, name->text, length))
                return true;
        }
    }
    return false;
}

/* Whether a word on the line of a name did not fit, so that the name is hardly what it was taken for. */
static bool line_is_broken(struct checker *c, const struct name *name) {
    enum { LOOKED_AT = 200 }; /* messages, after which nobody looks */
    if (!c->names->broken) return false;
    const struct source *source = sources_of(c->names->sources, name->span);
    uint32_t begin = source_line_begin(source, name->span.begin);
    unsigned count = 0;
    for (const struct diag *one = c->diags->first; one != NULL && count < LOOKED_AT; one = one->next, count++) {
        bool misfit = one->id == DIAG_UNEXPECTED || one->id == DIAG_UNFINISHED;
        if (misfit && one->span.file == name->span.file && source_line_begin(source, one->span.begin) == begin)
            return true;
    }
    return false;
}

/* What statements make is lost with a statement, all else with a declaration. */
static bool is_lost(struct checker *c, enum diag_id id, const struct name *name, const struct suggest *near) {
    bool made = id == DIAG_UNKNOWN_MILESTONE || id == DIAG_UNKNOWN_OUTCOME || id == DIAG_UNKNOWN_SPLIT ||
                id == DIAG_UNKNOWN_PART;
    bool lost = made ? c->names->unread : c->names->lost;
    bool unlike = made && (near == NULL || suggest_best(near) == NULL); /* its own name may be what is missing there */
    return is_taken(c, id) || (lost && line_is_broken(c, name)) || (lost && (unlike || stands_elsewhere(c, name)));
}

/* What is missing once is one mistake, wherever it is named: says so at its first place. True: that has been said. */
static bool is_said(struct checker *c, enum diag_id id, uint32_t owner, const struct name *name) {
    enum { SHOWN = 4 }; /* places that a message shows at most */
    bool variable = id == DIAG_UNKNOWN_VARIABLE || id == DIAG_UNKNOWN_BARE;
    uint32_t kind = BIND_UNKNOWN + (uint32_t)(variable ? DIAG_UNKNOWN_BARE : id);
    const struct index_entry *old = index_find(&c->names->index, kind, owner, name->text);
    if (old == NULL) {
        index_add(c->arena, &c->names->index, kind, owner, name->text, c->unknowns.count);
        *VEC_PUSH(c->arena, c->unknowns) = (struct unknown){NULL, 1};
        return false;
    }
    struct unknown *unknown = &c->unknowns.items[old->place];
    if (++unknown->places <= SHOWN && unknown->diag != NULL) {
        diag_label(unknown->diag, name->span, "and here");
    }
    return true;
}

static struct diag *unknown_of(struct checker *c, enum diag_id id, uint32_t owner, const struct name *name,
                               const struct suggest *near) {
    if (name->text == NULL || is_lost(c, id, name, near) || is_said(c, id, owner, name)) {
        return NULL; /* the name may stand where a text could not be read */
    }
    struct diag *diag = diag_add(c->diags, id, name->span, name->text);
    c->unknowns.items[c->unknowns.count - 1].diag = diag;
    const char *best = near == NULL ? NULL : suggest_best(near);
    if (best != NULL) {
        const struct source *source = sources_of(c->names->sources, name->span);
        bool quoted = name->span.begin < source->length && source->text[name->span.begin] == '"';
        const char *text = quoted ? arena_format(c->arena, "\"%s\"", best) : best;
        diag_help(diag, "did you mean `%s`?", text);
        diag_fix(diag, name->span, text, FIX_UNSURE);
    }
    return diag;
}

struct diag *name_unknown(struct checker *c, enum diag_id id, const struct name *name, const struct suggest *near) {
    return unknown_of(c, id, c->inside, name, near);
}

/* The same for what is declared once for the whole project. */
static struct diag *unknown_anywhere(struct checker *c, enum diag_id id, const struct name *name,
                                     const struct suggest *near) {
    return unknown_of(c, id, JBC_NONE, name, near);
}

/* Where no name is near, lists those that there are. */
static void list_names(struct checker *c, struct diag *diag, const struct suggest *near, const char *begins,
                       const char *quote) {
    if (diag == NULL || suggest_best(near) != NULL || near->count == 0 || near->count > SUGGEST_LISTED) return;
    const char *list = "";
    for (unsigned i = 0; i < near->count; i++) {
        const char *between = i == 0 ? "" : i + 1 < near->count ? ", " : " and ";
        list = arena_format(c->arena, "%s%s`%s%s%s`", list, between, quote, near->listed[i], quote);
    }
    diag_help(diag, "%s %s", begins, list);
}

/* Where no name is near, tells how one would be declared. */
static void say_declare(struct checker *c, struct diag *diag, const struct suggest *near, enum diag_id id,
                        const char *name) {
    if (diag == NULL || suggest_best(near) != NULL || id == DIAG_UNKNOWN_JOURNEY) return;
    bool event = id == DIAG_UNKNOWN_EVENT;
    const char *how =
        event ? arena_format(c->arena, "`event \"%s\"`", name) : arena_format(c->arena, "`channel %s`", name);
    if (diag->help == NULL) {
        diag_help(diag, "declare it at the top of a file: %s", how);
    } else {
        diag_help(diag, "%s; a new one is declared by %s", arena_format(c->arena, "%s", diag->help), how);
    }
}

/* What is on must not build on what is off. */
static bool is_usable(struct checker *c, const struct name *name, const char *what, bool off, struct span declared) {
    if (!off || c->off) {
        return true;
    }
    struct diag *diag = diag_add(c->diags, DIAG_SWITCHED_OFF, name->span, what, name->text);
    diag_label(diag, declared, "it is switched off here");
    diag_help(diag, "take the `off` away, or switch this off too");
    return false;
}

/* Looks a name up in one of the tables; `shown` is the member with the name to suggest. */
#define LOOK_UP(TYPE, call, vec, shown, id, what, span_of)                                                             \
    TYPE *found = (call);                                                                                              \
    if (found == NULL) {                                                                                               \
        struct suggest near;                                                                                           \
        name_near(c, &near, name->text);                                                                               \
        for (uint32_t i = 0; i < (vec).count; i++) {                                                                   \
            const TYPE *one = &(vec).items[i];                                                                         \
            suggest_offer(&near, one->off ? NULL : one->shown);                                                        \
        }                                                                                                              \
        struct diag *diag = unknown_anywhere(c, id, name, &near);                                                      \
        list_names(c, diag, &near, "the project has", id == DIAG_UNKNOWN_EVENT ? "\"" : "");                           \
        say_declare(c, diag, &near, id, name->text);                                                                   \
        return NULL;                                                                                                   \
    }                                                                                                                  \
    return is_usable(c, name, what, found->off, found->span_of) ? found : NULL

struct bind_event *name_event(struct checker *c, const struct name *name) {
    struct names *names = c->names;
    LOOK_UP(struct bind_event, bind_find_event(names, name->text), names->events, name, DIAG_UNKNOWN_EVENT, "event",
            span);
}

struct bind_channel *name_channel(struct checker *c, const struct name *name) {
    struct names *names = c->names;
    LOOK_UP(struct bind_channel, bind_find_channel(names, name->text), names->channels, name, DIAG_UNKNOWN_CHANNEL,
            "channel", span);
}

struct bind_journey *name_journey(struct checker *c, const struct name *name) {
    struct names *names = c->names;
    LOOK_UP(struct bind_journey, bind_find_journey(names, name->text), names->journeys, name, DIAG_UNKNOWN_JOURNEY,
            "journey", span);
}

struct bind_trait *name_trait(struct checker *c, const struct name *name, bool account) {
    struct bind_trait *found = bind_find_trait(c->names, name->text, account);
    if (found != NULL) {
        return is_usable(c, name, "trait", found->off, found->trait.field.span) ? found : NULL;
    }
    struct suggest near;
    name_near(c, &near, name->text);
    bool other = false;
    for (uint32_t i = 0; i < c->names->traits.count; i++) {
        const struct bind_trait *one = &c->names->traits.items[i];
        if (one->trait.account == account && !one->off) {
            suggest_offer(&near, one->trait.field.name);
        } else if (name->text != NULL && strcmp(one->trait.field.name, name->text) == 0) {
            other = true;
        }
    }
    struct diag *diag = unknown_anywhere(c, account ? DIAG_UNKNOWN_ACCOUNT_TRAIT : DIAG_UNKNOWN_TRAIT, name, &near);
    if (diag != NULL && other) {
        diag_help(diag, "there is `%s.%s`", account ? "user" : "account", name->text);
    } else if (diag != NULL && suggest_best(&near) == NULL) {
        diag_help(diag, "declare it in `%s { }`: `%s: text optional`", account ? "account" : "user", name->text);
    }
    return NULL;
}

struct bind_stage *name_stage(struct checker *c, const struct journey_check *journey, const struct name *name) {
    struct bind_stage *found = bind_find_stage(c->names, journey->bind, name->text);
    if (found != NULL) {
        return is_usable(c, name, "stage", found->off, found->span) ? found : NULL;
    }
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < journey->bind->stage_count; i++) {
        const struct bind_stage *one = &c->names->stages.items[journey->bind->first_stage + i];
        suggest_offer(&near, one->off ? NULL : one->name);
    }
    list_names(c, name_unknown(c, DIAG_UNKNOWN_STAGE, name, &near), &near, "the journey has", "");
    return NULL;
}

static void unknown_template(struct checker *c, uint32_t channel, const struct name *name) {
    struct suggest near;
    name_near(c, &near, name->text);
    const char *elsewhere = NULL;
    for (uint32_t i = 0; i < c->names->templates.count; i++) {
        const struct bind_template *one = &c->names->templates.items[i];
        if (one->channel == channel) {
            suggest_offer(&near, one->off ? NULL : one->name);
        } else if (name->text != NULL && strcmp(one->name, name->text) == 0) {
            elsewhere = c->names->channels.items[one->channel].name;
        }
    }
    struct diag *diag = unknown_of(c, DIAG_UNKNOWN_TEMPLATE, channel, name, &near);
    if (diag == NULL) {
        return;
    }
    diag_label(diag, c->names->channels.items[channel].span, "the channel is declared here");
    if (suggest_best(&near) == NULL && elsewhere != NULL) {
        diag_help(diag, "the channel `%s` has a template of that name", elsewhere);
    } else if (suggest_best(&near) == NULL) {
        diag_help(diag, "add `template \"%s\"` to the channel", name->text);
    }
}

uint32_t name_template(struct checker *c, const struct message_ref *message, bool use) {
    const struct bind_channel *channel = name_channel(c, &message->channel);
    if (channel == NULL || message->template.text == NULL) {
        return JBC_NONE;
    }
    uint32_t place = (uint32_t)(channel - c->names->channels.items);
    if (!channel->declared && use) {
        return bind_use_template(c->names, place, &message->template, c->off);
    }
    uint32_t found = bind_find_template(c->names, place, message->template.text);
    if (found == JBC_NONE) {
        unknown_template(c, place, &message->template);
        return JBC_NONE;
    }
    const struct bind_template *one = &c->names->templates.items[found];
    return is_usable(c, &message->template, "template", one->off, one->span) ? found : JBC_NONE;
}

uint32_t name_field(struct checker *c, const struct name *name, const struct model_field *fields, uint32_t count,
                    const char *what) {
    uint32_t found = bind_find_field(fields, count, name->text);
    if (found != JBC_NONE || name->text == NULL || is_taken(c, DIAG_UNKNOWN_FIELD)) {
        return found;
    }
    struct suggest near;
    name_near(c, &near, name->text);
    for (uint32_t i = 0; i < count; i++) {
        suggest_offer(&near, fields[i].name);
    }
    struct name whole = *name;
    whole.text = arena_format(c->arena, "%s %s", what, name->text);
    if (is_said(c, DIAG_UNKNOWN_FIELD, JBC_NONE, &whole)) {
        return JBC_NONE;
    }
    struct diag *diag = diag_add(c->diags, DIAG_UNKNOWN_FIELD, name->span, what, name->text);
    c->unknowns.items[c->unknowns.count - 1].diag = diag;
    if (suggest_best(&near) != NULL) {
        diag_help(diag, "did you mean `%s`?", suggest_best(&near));
        diag_fix(diag, name->span, suggest_best(&near), FIX_UNSURE);
    } else if (count == 0) {
        diag_help(diag, "%s is declared without fields", what);
    } else {
        list_names(c, diag, &near, "it has", "");
    }
    return JBC_NONE;
}

static const char *const reports[] = {"delivered", "opened", "clicked", "replied",     "dismissed",
                                      "bounced",   "failed", "skipped", "unsubscribed"};

static bool is_report(const struct bind_channel *channel, const char *text) {
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        if (strcmp(reports[i], text) == 0) {
            return true;
        }
    }
    for (const struct channel_item *item = channel->decl->channel.first; item != NULL; item = item->next) {
        for (const struct name_item *one = item->names.first; one != NULL; one = one->next) {
            if (one->name.text != NULL && strcmp(one->name.text, text) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool name_report(struct checker *c, uint32_t template_, const struct name *report) {
    uint32_t place = c->names->templates.items[template_].channel;
    const struct bind_channel *channel = &c->names->channels.items[place];
    if (report->text == NULL || is_report(channel, report->text)) {
        return report->text != NULL;
    }
    struct suggest near;
    name_near(c, &near, report->text);
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        suggest_offer(&near, reports[i]);
    }
    for (const struct channel_item *item = channel->decl->channel.first; item != NULL; item = item->next) {
        for (const struct name_item *one = item->names.first; one != NULL; one = one->next) {
            suggest_offer(&near, one->name.text);
        }
    }
    struct diag *diag = name_unknown(c, DIAG_UNKNOWN_REPORT, report, &near);
    if (diag != NULL && suggest_best(&near) == NULL) {
        diag_help(diag, "if the channel `%s` makes such reports, add `reports %s` to it as its last line",
                  channel->name, report->text);
    }
    return false;
}

bool name_what(struct checker *c, const struct name *what, uint32_t *channel) {
    *channel = JBC_NONE;
    if (what->text == NULL) {
        return false;
    }
    const struct bind_channel *found = bind_find_channel(c->names, what->text);
    for (uint32_t i = 0; found == NULL && i < c->names->channels.count; i++) {
        const struct bind_channel *one = &c->names->channels.items[i];
        found = bind_is_plural(what->text, one->name) ? one : NULL;
    }
    if (found != NULL) {
        *channel = (uint32_t)(found - c->names->channels.items);
        return is_usable(c, what, "channel", found->off, found->span);
    }
    if (strcmp(what->text, "messages") == 0 || strcmp(what->text, "message") == 0) {
        return true;
    }
    struct suggest near;
    name_near(c, &near, what->text);
    suggest_offer(&near, "messages");
    for (uint32_t i = 0; i < c->names->channels.count; i++) {
        const struct bind_channel *one = &c->names->channels.items[i];
        suggest_offer(&near, one->off ? NULL : one->name);
        suggest_offer(&near, one->off ? NULL : arena_format(c->arena, "%ss", one->name));
    }
    unknown_anywhere(c, DIAG_UNKNOWN_CHANNEL, what, &near);
    return false;
}
