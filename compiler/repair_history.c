/* What a user did, has or is, as other tools ask for it: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

enum { FAR = 12 }; /* tokens, after which nobody looks */

/* Whether a condition could begin with the present token. */
static bool condition_begins(struct parse *p) {
    return parse_accepts(p, TOK_COUNT) && parse_accepts(p, TOK_NOT);
}

/* Whether a trigger begins here. */
static bool trigger_begins(const struct parse *p) {
    int previous = p->previous.kind;
    bool arm = previous == TOK_FOR && p->statement == TOK_FOR;
    return previous == TOK_WHEN || previous == TOK_GOAL || arm;
}

/* ---- how often ---- */

/* How many of the tokens ahead say how often something happened, from the one at `from` on: `at least 3 times`. 0: none do.
 * Sets what a count is compared with. */
static uint32_t how_often(struct parse *p, uint32_t from, const char **comparison) {
    static const struct {
        const char *first;  /* the words before the number */
        const char *second; /* of which there may be one */
        const char *ours;   /* how a count says it */
    } bounds[] = {{"at", "least", "is at least"},   {"at", "most", "is at most"}, {"more", "than", "is more than"},
                  {"less", "than", "is less than"}, {"exactly", NULL, "is"},      {"over", NULL, "is more than"}};
    const char *ours = "is at least";
    uint32_t at = from;
    bool bound = false;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds && !bound; i++) {
        bound = token_is(p, token_ahead(p, at), bounds[i].first) &&
                (bounds[i].second == NULL || token_is(p, token_ahead(p, at + 1), bounds[i].second));
        if (!bound) continue;
        ours = bounds[i].ours;
        at += bounds[i].second == NULL ? 1 : 2;
    }
    static const char *const times[] = {"times", "time", "x", NULL};
    const struct token *number = token_ahead(p, at);
    bool said = token_is_any(p, token_ahead(p, at + 1), times);
    if (number->kind != TOK_NUMBER || !(bound || said)) return 0;
    *comparison = arena_format(p->arena, "%s %s", ours, token_text(p, number));
    return at + 1 + said - from;
}

/* Tokens from the one at `from` on that go on with a window behind its `in`: `last 7 days`; 0: none do. */
static uint32_t window_rest(struct parse *p, uint32_t from) {
    if (token_peek(p, from) != TOK_LAST) return 0;
    uint32_t at = from + 1;
    while (token_peek(p, at) == TOK_NUMBER && token_is_word(p, token_ahead(p, at + 1)) && at < FAR) at += 2;
    return at == from + 1 ? 0 : at - from;
}

/* Tokens from the one at `from` on that are a window: `in last 7 days`, `since entry`; 0: they are none. */
static uint32_t window_ahead(struct parse *p, uint32_t from) {
    if (token_peek(p, from) == TOK_SINCE && token_peek(p, from + 1) == TOK_ENTRY) return 2;
    uint32_t rest = token_peek(p, from) == TOK_IN ? window_rest(p, from + 1) : 0;
    return rest == 0 ? 0 : rest + 1;
}

/* The words of a window of `count` tokens that begins at `from`, and a blank; "" if it has none. */
static const char *window_text(struct parse *p, uint32_t from, uint32_t count) {
    if (count == 0) return "";
    struct span span = span_join(token_ahead(p, from)->span, token_ahead(p, from + count - 1)->span);
    return arena_format(p->arena, "%s ", token_span_text(p, span));
}

/* `event "X" happened at least 3 times in last 7 days`: how often is a count. */
static bool happened_often(struct parse *p, struct token token) {
    const char *comparison = NULL;
    if (p->previous.kind != TOK_TEXT || p->before_previous.kind != TOK_EVENT) return false;
    uint32_t often = how_often(p, 0, &comparison);
    if (often == 0) return false;
    uint32_t window = window_ahead(p, often);
    struct span subject = span_join(p->before_previous.span, p->previous.span);
    struct span whole = span_join(subject, token_ahead(p, often + window - 1)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole,
               arena_format(p->arena, "count of %s %s%s", token_span_text(p, subject), window_text(p, often, window),
                            comparison));
    token_drop(p, often);
    parse_push(p, token);
    return true;
}

/* `count of event "X" is at least 3 in last 7 days`: the window stands before the comparison. */
static bool window_behind(struct parse *p, struct token token) {
    uint32_t rest = p->previous.kind == TOK_NUMBER ? window_rest(p, 0) : 0;
    if (rest == 0 || parse_accepts(p, TOK_IN)) return false;
    const char *text = p->source->text;
    uint32_t is = p->previous.span.begin;
    while (is > p->statement_span.begin && strncmp(text + is, " is ", 4) != 0) is--;
    if (is == p->statement_span.begin) return false;
    struct span whole = span_join(token.span, token_ahead(p, rest - 1)->span);
    const char *said = token_span_text(p, whole);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, said);
    diag_help(diag, "the window stands before the comparison: `count of event \"...\" %s is at least 3`", said);
    diag_fix(diag, (struct span){whole.file, is, is}, arena_format(p->arena, " %s", said), FIX_SURE);
    diag_fix(diag, (struct span){whole.file, p->previous.span.end, whole.end}, "", FIX_SURE);
    token_drop(p, rest);
    return true;
}

/* ---- never ---- */

/* `event "X" did not happen`, `event "X" has not happened`, `event "X" not happened`. */
static bool not_happened(struct parse *p, struct token token) {
    static const char *const helpers[] = {"did", "has", "have", "had", "was", "does", NULL};
    static const char *const verbs[] = {"happen",    "happened", "happens", "occur", "occurred",
                                        "performed", "done",     "exist",   NULL};
    bool helper = token_is_any(p, &token, helpers);
    if (p->previous.kind != TOK_TEXT || !(helper || token.kind == TOK_NOT)) return false;
    if (helper && token_peek(p, 0) != TOK_NOT) return false;
    if (!token_is_any(p, token_ahead(p, helper), verbs) || !parse_accepts(p, TOK_NEVER)) return false;
    struct span whole = span_join(token.span, token_ahead(p, helper)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, "never happened");
    token_drop(p, helper + 1u);
    repair_push(p, TOK_NEVER, token);
    repair_push(p, TOK_HAPPENED, token);
    return true;
}

/* `if no event "X" in last 7 days`, where no trigger stands. */
static bool no_event(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    bool condition = previous == TOK_IF || previous == TOK_ONLY_IF || previous == TOK_AND || previous == TOK_OR ||
                     (previous == TOK_COLON && p->statement == TOK_CONDITION);
    int behind = token_peek(p, 2);
    if (!condition || token_peek(p, 0) != TOK_EVENT || token_peek(p, 1) != TOK_TEXT || behind == TOK_FOR ||
        behind == TOK_WHERE || behind == TOK_HAPPENED)
        return false;
    struct token event = *token_ahead(p, 0);
    struct token name = *token_ahead(p, 1);
    struct span whole = span_join(token.span, name.span);
    const char *meant = arena_format(p->arena, "event %s never happened", token_text(p, &name));
    repair_say(p, DIAG_ODD_PHRASE, whole, meant);
    token_drop(p, 2);
    parse_push(p, event);
    parse_push(p, name);
    repair_push(p, TOK_NEVER, *token_ahead(p, 0));
    repair_push(p, TOK_HAPPENED, *token_ahead(p, 0));
    return true;
}

/* ---- since, ago, and windows ---- */

/* Takes the amount ahead and its unit for a duration. */
static struct token take_duration(struct parse *p) {
    struct token amount = *token_ahead(p, 0);
    token_drop(p, 1);
    literal_duration(p, &amount);
    return amount;
}

/* `since 3 days ago`, `within the last 3 days`, `over the past week`: a window is `in last 3 days`. */
static bool window_words(struct parse *p, struct token token) {
    static const char *const begins[] = {"within", "over", "during", "in", "for", "since", NULL};
    static const char *const lasts[] = {"last", "past", "previous", NULL};
    if (!token_is_any(p, &token, begins)) return false;
    bool ago = token.kind == TOK_SINCE && token_peek(p, 0) == TOK_NUMBER && token_is(p, token_ahead(p, 2), "ago");
    if (ago && parse_accepts(p, TOK_SINCE)) {
        const char *length = token_span_text(p, span_join(token_ahead(p, 0)->span, token_ahead(p, 1)->span));
        struct span whole = span_join(token.span, token_ahead(p, 2)->span);
        repair_say(p, DIAG_ODD_PHRASE, whole, arena_format(p->arena, "in last %s", length));
        repair_push(p, TOK_IN, token);
        repair_push(p, TOK_LAST, token);
        struct token duration = take_duration(p);
        token_drop(p, 1);
        parse_push(p, duration);
        return true;
    }
    uint32_t article = token_is(p, token_ahead(p, 0), "the");
    const struct token *last = token_ahead(p, article);
    bool plain = token.kind == TOK_IN && (article == 1 || last->kind == TOK_LAST); /* of which more is said */
    if (plain && last->kind == TOK_LAST) return false;
    if (!token_is_any(p, last, lasts) || !parse_accepts(p, TOK_IN) || p->statement == TOK_PROMISE) return false;
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, last->span), "in last");
    token_drop(p, article + 1);
    repair_push(p, TOK_IN, token);
    repair_push(p, TOK_LAST, token);
    return true;
}

/* `in last week`, `in any month`: how many? */
static bool length_word(struct parse *p, struct token token) {
    static const struct {
        const char *word;   /* as written */
        const char *length; /* what it is taken for */
    } lengths[] = {{"hour", "1 hour"},   {"day", "1 day"},       {"week", "7 days"},  {"weeks", "7 days"},
                   {"month", "30 days"}, {"quarter", "90 days"}, {"year", "365 days"}};
    if (p->previous.kind != TOK_LAST && p->previous.kind != TOK_ANY) return false;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        if (!token_is(p, &token, lengths[i].word) || !parse_accepts(p, TOK_DURATION)) continue;
        struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
        diag_help(diag, "a length of time is a number and a unit: `%s`", lengths[i].length);
        diag_fix(diag, token.span, lengths[i].length, FIX_UNSURE);
        literal_some_duration(p, &token);
        parse_push(p, token);
        return true;
    }
    return false;
}

/* `30 days ago` as a value. */
static bool ago(struct parse *p, struct token token) {
    const struct token *word = token_ahead(p, 0);
    if (!token_is(p, word, "ago") || p->statement == TOK_GIVEN || !parse_accepts(p, TOK_NOW)) return false;
    struct span whole = span_join(token.span, word->span);
    const struct diag *last = p->diags->last; /* of its unit, if that is none */
    bool said = last != NULL && last->span.file == whole.file && last->span.begin >= whole.begin;
    if (!said) repair_say(p, DIAG_ODD_PHRASE, whole, arena_format(p->arena, "now - %s", token_text(p, &token)));
    token_drop(p, 1);
    repair_push(p, TOK_NOW, token);
    repair_push(p, TOK_MINUS, token);
    parse_push(p, token);
    return true;
}

/* `days since event "X" is more than 5`: the unit stands behind the number. */
static bool units_since(struct parse *p, struct token token) {
    static const char *const units[] = {"days", "hours", "minutes", "weeks", NULL};
    if (token_peek(p, 0) != TOK_SINCE || !token_is_any(p, &token, units) || !condition_begins(p)) return false;
    uint32_t at = 1;
    while (at < FAR && token_peek(p, at) != TOK_NUMBER && !repair_ends_line(token_peek(p, at))) at++;
    bool number = token_peek(p, at) == TOK_NUMBER && token_peek(p, 1) == TOK_EVENT && token_peek(p, 2) == TOK_TEXT;
    if (!number || token_is_word(p, token_ahead(p, at + 1))) return false;
    struct span amount = token_ahead(p, at)->span;
    const char *unit = token_text(p, &token);
    const char *middle = token_span_text(p, span_join(token_ahead(p, 0)->span, amount));
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, amount), arena_format(p->arena, "time %s %s", middle, unit));
    struct token since = *token_ahead(p, 0);
    struct token event = *token_ahead(p, 1);
    struct token name = *token_ahead(p, 2);
    token_drop(p, at + 1);
    repair_push(p, TOK_TIME, token);
    parse_push(p, since);
    parse_push(p, event);
    parse_push(p, name);
    repair_push(p, TOK_IS, name);
    repair_push(p, TOK_MORE_THAN, name);
    name.span = amount;
    literal_some_duration(p, &name);
    parse_push(p, name);
    return true;
}

/* ---- the user ---- */

/* Says what is meant by the token and those ahead up to the one at `last`. */
static void say_instead(struct parse *p, struct token token, uint32_t last, const char *meant) {
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, last)->span), meant);
}

/* `user did "Video Watched"`, `user has done event "X" 3 times`. */
static void user_did(struct parse *p, struct token token, uint32_t at, bool trigger) {
    struct token name = *token_ahead(p, at);
    const char *comparison = NULL;
    uint32_t often = how_often(p, at + 1, &comparison);
    uint32_t window = often == 0 ? 0 : window_ahead(p, at + 1 + often);
    const char *event = token_text(p, &name);
    const char *in = window_text(p, at + 1 + often, window);
    const char *meant = trigger     ? arena_format(p->arena, "event %s", event)
                        : often > 0 ? arena_format(p->arena, "count of event %s %s%s", event, in, comparison)
                                    : arena_format(p->arena, "event %s happened", event);
    say_instead(p, token, at + (trigger ? 0 : often + window), meant);
    token_drop(p, at + 1 + (trigger ? 0 : often + window));
    repair_push(p, TOK_EVENT, token);
    parse_push(p, name);
    if (!trigger) repair_push(p, TOK_HAPPENED, *token_ahead(p, 0));
}

/* `user has opened email "welcome"`. */
static void user_reported(struct parse *p, struct token token, uint32_t at, bool trigger) {
    struct token report = *token_ahead(p, at - 2);
    struct token channel = *token_ahead(p, at - 1);
    struct token name = *token_ahead(p, at);
    say_instead(p, token, at,
                arena_format(p->arena, "%s %s %s%s", token_text(p, &channel), token_text(p, &name),
                             trigger ? "" : "was ", token_text(p, &report)));
    token_drop(p, at + 1);
    channel.kind = report.kind = TOK_IDENT;
    parse_push(p, channel);
    parse_push(p, name);
    if (!trigger) repair_push(p, TOK_WAS, *token_ahead(p, 0));
    parse_push(p, report);
}

/* `user is big_spender`, `user enters segment big_spender`. */
static void user_is(struct parse *p, struct token token, uint32_t at, bool becomes) {
    struct token name = *token_ahead(p, at);
    say_instead(p, token, at,
                becomes ? arena_format(p->arena, "%s becomes true", token_text(p, &name)) : token_text(p, &name));
    token_drop(p, at + 1);
    parse_push(p, name);
    if (!becomes) return;
    repair_push(p, TOK_BECOMES, *token_ahead(p, 0));
    repair_push(p, TOK_TRUE, *token_ahead(p, 0));
}

/* `user has push_token`: a trait of the user, in a condition. */
static void user_has(struct parse *p, struct token token, uint32_t at) {
    struct token trait = *token_ahead(p, at);
    say_instead(p, token, at, arena_format(p->arena, "user.%s is known", token_text(p, &trait)));
    token_drop(p, at + 1);
    repair_push(p, TOK_USER, token);
    repair_push(p, TOK_DOT, token);
    parse_push(p, trait);
    repair_push(p, TOK_IS, *token_ahead(p, 0));
    repair_rename(p, token_ahead(p, 0)->span.begin, "known");
    repair_push(p, TOK_KNOWN, *token_ahead(p, 0));
}

/* A sentence about the user, where a condition or a trigger begins. */
static bool user_sentence(struct parse *p, struct token token) {
    static const char *const verbs[] = {"has",       "have",    "did",     "does",    "performed", "performs",
                                        "triggers",  "fires",   "is",      "in",      "enters",    "joins",
                                        "becomes",   "belongs", "matches", "clicked", "opened",    "completes",
                                        "completed", "was",     NULL};
    static const char *const alone[] = {"has", "have", "did", "does", "performed", NULL};
    bool user = token.kind == TOK_USER && token_peek(p, 0) != TOK_DOT;
    int next = token_peek(p, 0);
    bool verb = token.kind == TOK_IDENT && token_is_any(p, &token, alone) &&
                !repair_declared(p, "channel", token_text(p, &token)) &&
                (next == TOK_TEXT || next == TOK_IDENT || next == TOK_EVENT);
    if (!(user && token_is_any(p, token_ahead(p, 0), verbs)) && !verb) return false;
    bool trigger = trigger_begins(p);
    enum { WORDS = 6 }; /* of such a sentence at most */
    uint32_t at = 0;
    while (at < WORDS && token_is_word(p, token_ahead(p, at)) && token_peek(p, at) != TOK_AND &&
           token_peek(p, at) != TOK_OR && token_peek(p, at) != TOK_AS && token_peek(p, at) != TOK_ONCE)
        at++;
    if (!(trigger && p->statement != TOK_FOR) && !condition_begins(p)) return false;
    bool compares = next == TOK_IS || next == TOK_BECOMES || next == TOK_IN; /* a field that is called `user` */
    if (token_peek(p, at) == TOK_TEXT && compares) return false;
    if (token_peek(p, at) == TOK_TEXT) {
        bool report = at >= 2 && repair_declared(p, "channel", token_text(p, token_ahead(p, at - 1)));
        if (report)
            user_reported(p, token, at, trigger);
        else
            user_did(p, token, at, trigger);
        return true;
    }
    if (at < 2 || !user || token_peek(p, at - 1) != TOK_IDENT) return false;
    const char *name = token_text(p, token_ahead(p, at - 1));
    bool in_journey = at >= 3 && token_peek(p, at - 2) == TOK_JOURNEY && token_peek(p, at - 3) == TOK_IN && !trigger;
    if (in_journey) {
        struct token journey = *token_ahead(p, at - 1);
        say_instead(p, token, at - 1, arena_format(p->arena, "in journey %s", name));
        token_drop(p, at);
        repair_push(p, TOK_IN, token);
        repair_push(p, TOK_JOURNEY, token);
        parse_push(p, journey);
        return true;
    }
    bool has = token_is(p, token_ahead(p, 0), "has") || token_is(p, token_ahead(p, 0), "have");
    if (repair_declared(p, "condition", name)) {
        user_is(p, token, at - 1, trigger && p->statement != TOK_FOR);
        return true;
    }
    if (!has || at != 2 || trigger) return false;
    user_has(p, token, at - 1);
    return true;
}

bool repair_history(struct parse *p, struct token token) {
    switch (token.kind) {
    case TOK_HAPPENED: return happened_often(p, token);
    case TOK_IN: return window_behind(p, token) || window_words(p, token);
    case TOK_NOT: return not_happened(p, token);
    case TOK_NO: return no_event(p, token);
    case TOK_DURATION: return ago(p, token);
    case TOK_USER: return user_sentence(p, token);
    case TOK_LAST:
        return p->previous.kind == TOK_SINCE && token_peek(p, 0) == TOK_EVENT && !parse_accepts(p, TOK_LAST) &&
               repair_drop(p, token, "leave it out: `time since event \"...\"` counts from the last one") ==
                   REPAIR_AGAIN;
    default: break;
    }
    if (!token_is_word(p, &token)) return false;
    return not_happened(p, token) || window_words(p, token) || length_word(p, token) || units_since(p, token) ||
           user_sentence(p, token);
}
