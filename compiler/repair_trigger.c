/* Triggers, arms, lines of a journey and of a test as other tools have them: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

enum { FAR = 24 }; /* tokens, after which nobody looks */

/* ---- reports ---- */

/* The report that a word means, such as `clicked` for `click`; NULL: it is none. */
static const char *report_of(struct parse *p, const struct token *word) {
    static const struct {
        const char *word;   /* as written */
        const char *report; /* as it is called here */
    } reports[] = {
        {"click", "clicked"},
        {"clicks", "clicked"},
        {"clicked", "clicked"},
        {"open", "opened"},
        {"opens", "opened"},
        {"opened", "opened"},
        {"opening", "opened"},
        {"bounce", "bounced"},
        {"bounced", "bounced"},
        {"reply", "replied"},
        {"replies", "replied"},
        {"replied", "replied"},
        {"delivery", "delivered"},
        {"delivered", "delivered"},
        {"dismiss", "dismissed"},
        {"dismissed", "dismissed"},
        {"unsubscribe", "unsubscribed"},
    };
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        if (token_is(p, word, reports[i].word)) return reports[i].report;
    return NULL;
}

/* `for click on email "welcome"`: the message comes first. */
static bool report_first(struct parse *p, struct token token) {
    static const char *const joins[] = {"on", "of", "in", "to", "from", "the", NULL};
    const char *report = report_of(p, &token);
    if (report == NULL || !repair_in_trigger(p) || !token_is_any(p, token_ahead(p, 0), joins)) return false;
    uint32_t at = 1;
    while (at < 3 && token_is_any(p, token_ahead(p, at), joins)) at++;
    if (token_peek(p, at) != TOK_IDENT || token_peek(p, at + 1) != TOK_TEXT) return false;
    struct token channel = *token_ahead(p, at);
    struct token name = *token_ahead(p, at + 1);
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, name.span),
               arena_format(p->arena, "%s %s %s", token_text(p, &channel), token_text(p, &name), report));
    token_drop(p, at + 2);
    parse_push(p, channel);
    parse_push(p, name);
    repair_rename(p, token.span.begin, report);
    token.kind = TOK_IDENT;
    parse_push(p, token);
    return true;
}

/* `email "welcome" link clicked`. */
static bool report_filler(struct parse *p, struct token token) {
    static const char *const fillers[] = {"link", "cta", "button", "was", "has", "been", "gets", "got", "not", NULL};
    bool message = p->previous.kind == TOK_TEXT && p->before_previous.kind == TOK_IDENT;
    if (!message || !repair_in_trigger(p) || !token_is_any(p, &token, fillers) || token.kind == TOK_NOT) return false;
    const struct token *next = token_ahead(p, 0);
    if ((report_of(p, next) == NULL && next->kind != TOK_SKIPPED) || parse_accepts(p, token.kind)) return false;
    return repair_drop(p, token, "leave it out: `email \"welcome\" clicked`") == REPAIR_AGAIN;
}

/* ---- triggers ---- */

/* `leave when silent as gone`, `enter when lapsed is true`: a condition is a trigger when it becomes true. */
static bool becomes_true(struct parse *p, struct token token) {
    static const char *const yes[] = {"true", "yes", "met", NULL};
    bool closed = p->previous.kind == TOK_RPAREN;
    bool named = p->previous.kind == TOK_IDENT && p->before_previous.kind == TOK_WHEN;
    if (!repair_in_trigger(p) || p->statement == TOK_FOR || !(closed || named) || !parse_accepts(p, TOK_BECOMES))
        return false;
    if (token.kind == TOK_IS) {
        if (!token_is_any(p, token_ahead(p, 0), yes)) return false;
        repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, 0)->span), "becomes true");
        token_drop(p, 1);
        repair_push(p, TOK_BECOMES, token);
        repair_push(p, TOK_TRUE, token);
        return true;
    }
    bool known = closed || repair_declared(p, "condition", token_text(p, &p->previous));
    if (!known || parse_accepts(p, token.kind)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, p->previous.span, "becomes true", "after this");
    diag_help(diag, "a condition is a trigger when it `becomes true`; what must be so already stands behind `only if`");
    diag_fix(diag, span_after(p->previous.span), " becomes true", FIX_SURE);
    repair_push(p, TOK_BECOMES, token);
    repair_push(p, TOK_TRUE, token);
    token_back(p, token);
    return true;
}

/* `user.plan changes from "free" to "pro"`. */
static bool changes_from(struct parse *p, struct token token) {
    if (!token_is(p, token_ahead(p, 0), "from") || token_peek(p, 2) != TOK_TO || !parse_accepts(p, TOK_BECOMES))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 2)->span);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    diag_help(diag, "what it becomes is enough: `becomes %s`", token_text(p, token_ahead(p, 3)));
    diag_fix(diag, whole, "becomes", FIX_UNSURE);
    token_drop(p, 3);
    repair_push(p, TOK_BECOMES, token);
    return true;
}

/* `for not event "X" for 5 days`. */
static bool not_event(struct parse *p, struct token token) {
    bool silence = repair_in_trigger(p) && token_peek(p, 0) == TOK_EVENT && token_peek(p, 1) == TOK_TEXT &&
                   (token_peek(p, 2) == TOK_FOR || token_peek(p, 2) == TOK_IN);
    return silence && parse_accepts(p, TOK_NO) && repair_take_for(p, token, TOK_NO, 0, "no");
}

/* `when every Monday at 09:00 up to 3 times`, `only once`. */
static bool bound_words(struct parse *p, struct token token) {
    if (!repair_in_trigger(p)) return false;
    bool once = token_peek(p, 0) == TOK_ONCE && (token.kind == TOK_ONLY || token_is(p, &token, "just"));
    if (once && parse_accepts(p, TOK_ONCE) && !parse_accepts(p, token.kind))
        return repair_drop(p, token, "`once` alone says it") == REPAIR_AGAIN;
    bool up_to = token.kind == TOK_UP && token_peek(p, 0) == TOK_TO && token_peek(p, 1) == TOK_NUMBER;
    return up_to && parse_accepts(p, TOK_AT_MOST) && repair_take_for(p, token, TOK_AT_MOST, 1, "at most");
}

/* `when weekly on Monday at 09:00`, `when cron "0 9 * * 1"`. */
static bool schedule_words(struct parse *p, struct token token) {
    if (p->previous.kind != TOK_WHEN) return false;
    if (token_is(p, &token, "weekly") && token_peek(p, 0) == TOK_ON && token_peek(p, 1) == TOK_DAYNAME)
        return repair_take_for(p, token, TOK_EVERY, 1, "every");
    if (!token_is(p, &token, "cron") || token_peek(p, 0) != TOK_TEXT) return false;
    struct diag *diag = diag_add(p->diags, DIAG_NO_SUCH_WORD, token.span, "cron");
    diag_help(diag, "write `every day at 09:00`, `every Monday at 09:00` or `every 7 days`");
    token_drop(p, 1);
    repair_push(p, TOK_EVERY, token);
    literal_some_duration(p, &token);
    parse_push(p, token);
    return true;
}

/* `enter when event "X" (plan: "pro")`. */
static bool fields_in_brackets(struct parse *p, struct token token) {
    bool event = p->previous.kind == TOK_TEXT && p->before_previous.kind == TOK_EVENT && repair_in_trigger(p);
    if (!event || !token_is_word(p, token_ahead(p, 0)) || token_peek(p, 1) != TOK_COLON ||
        token_peek(p, 3) != TOK_RPAREN)
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 3)->span);
    const char *meant =
        arena_format(p->arena, "where %s is %s", token_text(p, token_ahead(p, 0)), token_text(p, token_ahead(p, 2)));
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    diag_help(diag, "what the event must say stands behind `where`: `%s`", meant);
    diag_fix(diag, whole, meant, FIX_SURE);
    token_drop(p, 4);
    return true;
}

/* ---- arms and moves ---- */

/* `on timeout {`, `if nothing happens {`, `if no response {` among the arms of a wait. */
static bool timeout_arm(struct parse *p, struct token token) {
    static const char *const ins[] = {"timeout", "timed",   "time", "expired", "expires",
                                      "expiry",  "nothing", "no",   NULL};
    static const char *const last[] = {"timeout",  "out",      "up",    "expired", "expires", "expiry", "happens",
                                       "happened", "response", "reply", "answer",  "over",    NULL};
    bool opens = token.kind == TOK_ON || token.kind == TOK_IF || token.kind == TOK_WHEN || token.kind == TOK_FOR ||
                 token.kind == TOK_AFTER;
    if (repair_head(p) != TOK_WAIT || !p->statement_next || !opens) return false;
    uint32_t count = 0;
    while (count < 5 && token_is_word(p, token_ahead(p, count))) count++;
    if (count == 0 || token_peek(p, count) != TOK_LBRACE || !token_is_any(p, token_ahead(p, 0), ins) ||
        !token_is_any(p, token_ahead(p, count - 1), last) || !parse_accepts(p, TOK_OTHERWISE))
        return false;
    bool named =
        count == 1 && token.kind == TOK_FOR && repair_declared(p, "condition", token_text(p, token_ahead(p, 0)));
    return !named && repair_take_for(p, token, TOK_OTHERWISE, count, "otherwise");
}

/* `restart wait`, `reset timer`. */
static bool wait_again(struct parse *p, struct token token) {
    static const char *const verbs[] = {"restart", "reset", "repeat", "renew", NULL};
    static const char *const things[] = {"wait", "timer", "clock", "waiting", "timeout", NULL};
    uint32_t the = token_is(p, token_ahead(p, 0), "the");
    if (!p->statement_next || !token_is_any(p, &token, verbs) || !token_is_any(p, token_ahead(p, the), things) ||
        !repair_ends_line(token_peek(p, the + 1)) || !parse_accepts(p, TOK_WAIT_AGAIN))
        return false;
    return repair_take_for(p, token, TOK_WAIT_AGAIN, the + 1, "wait again");
}

/* `move user to habit`, `send user to habit`, `go to journey nps`. */
static bool moves(struct parse *p, struct token token) {
    static const char *const verbs[] = {"move", "send", "advance", "transition", "take", "bring", NULL};
    static const char *const whom[] = {"user", "users", "them", "customer", "contact", NULL};
    uint32_t the = token_is(p, token_ahead(p, 0), "the");
    if (p->statement_next && token_is_any(p, &token, verbs) && token_is_any(p, token_ahead(p, the), whom) &&
        token_peek(p, the + 1) == TOK_TO && parse_accepts(p, TOK_GO_TO)) {
        uint32_t stage = token_peek(p, the + 2) == TOK_STAGE;
        return repair_take_for(p, token, TOK_GO_TO, the + 2 + stage, "go to");
    }
    if (p->previous.kind != TOK_GO_TO || token.kind != TOK_JOURNEY || token_peek(p, 0) != TOK_IDENT) return false;
    struct token name = *token_ahead(p, 0);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, span_join(token.span, name.span),
                                 token_span_text(p, span_join(token.span, name.span)));
    diag_help(diag, "`go to` leads to a stage of this journey; another one begins by `start journey %s`",
              token_text(p, &name));
    token_drop(p, 1);
    repair_rename(p, name.span.begin, NULL);
    parse_push(p, name);
    return true;
}

/* `user.plan: "pro"` as a statement. */
static bool set_missing(struct parse *p, struct token token) {
    bool path = (token.kind == TOK_USER || token.kind == TOK_ACCOUNT) && token_peek(p, 0) == TOK_DOT;
    bool told = token_peek(p, 2) == TOK_COLON || token_is(p, token_ahead(p, 2), "=");
    if (!p->statement_next || !path || !told || parse_accepts(p, token.kind) || !parse_accepts(p, TOK_SET))
        return false;
    return repair_insert(p, token, TOK_SET, "set") == REPAIR_AGAIN;
}

/* ---- lines of a journey ---- */

/* `group by cart_id`, `one per user.id`. */
static bool key_words(struct parse *p, struct token token) {
    if (repair_head(p) != TOK_JOURNEY) return false;
    if (token.kind == TOK_GROUP && p->statement_next && token_is(p, token_ahead(p, 0), "by") &&
        token_is_word(p, token_ahead(p, 1))) {
        repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, 0)->span), "one per");
        token_drop(p, 1);
        repair_push(p, TOK_ONE, token);
        repair_push(p, TOK_PER, token);
        return true;
    }
    if (p->statement != TOK_ONE || p->previous.kind != TOK_PER || token.kind != TOK_USER || token_peek(p, 0) != TOK_DOT)
        return false;
    struct span whole = span_join(p->statement_span, token.span);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    diag_help(diag, "a user has one run of a journey at a time already: leave the line out");
    while (!repair_ends_line(token_peek(p, 0))) token_drop(p, 1);
    parse_poison(p, whole);
    return true;
}

/* `enter on 2026-05-01`. */
static bool enter_at(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    if (p->previous.kind != TOK_ENTER || token.kind != TOK_ON || (next != TOK_DATE && next != TOK_INSTANT))
        return false;
    repair_say(p, DIAG_NEAR_MISS, token.span, "when at");
    repair_push(p, TOK_WHEN, token);
    token.kind = TOK_AT;
    parse_push(p, token);
    return true;
}

/* `once per 180 days`, `cooldown: 180 days`, `at most once every 180 days`. */
static bool cooldown(struct parse *p, struct token token) {
    static const char *const firsts[] = {"once", "cooldown", "cool_down", "throttle", "frequency", NULL};
    static const char *const seconds[] = {"per", "every", "each", "in", ":", "of", "for", NULL};
    if (repair_head(p) != TOK_JOURNEY || !p->statement_next || !token_is_any(p, &token, firsts)) return false;
    uint32_t at = token_is_any(p, token_ahead(p, 0), seconds);
    if (token_peek(p, at) != TOK_NUMBER || !parse_accepts(p, TOK_ENTER)) return false;
    struct span whole = at == 0 ? token.span : span_join(token.span, token_ahead(p, 0)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, "enter again after");
    token_drop(p, at);
    repair_push(p, TOK_ENTER, token);
    repair_push(p, TOK_AGAIN, token);
    repair_push(p, TOK_AFTER, token);
    return true;
}

/* `only when user.plan is "pro"` below an `enter when`. */
static bool only_when(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_ONLY || token_peek(p, 1) != TOK_WHEN || !parse_accepts(p, TOK_ONLY_IF)) return false;
    struct token first = *token_ahead(p, 0);
    repair_say(p, DIAG_NEAR_MISS, span_join(first.span, token_ahead(p, 1)->span), "only if");
    token_drop(p, 2);
    repair_push(p, TOK_ONLY_IF, token);
    return true;
}

/* `send in app "tour"`. */
static bool channel_in_two(struct parse *p, struct token token) {
    if (!token_is(p, token_ahead(p, 0), "app") || token_peek(p, 1) != TOK_TEXT ||
        !repair_declared(p, "channel", "in_app"))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    struct diag *diag = diag_add(p->diags, DIAG_BAD_NAME, whole, token_span_text(p, whole));
    diag_help(diag, "write `in_app`");
    diag_fix(diag, whole, "in_app", FIX_SURE);
    token_drop(p, 1);
    repair_rename(p, token.span.begin, "in_app");
    token.kind = TOK_IDENT;
    token.span = whole;
    parse_push(p, token);
    return true;
}

/* ---- lines of a test ---- */

/* `track "Logged In" { ... }`, `expect email "welcome" to be sent`, `expect user in stage tip`. */
static bool test_words(struct parse *p, struct token token) {
    static const char *const verbs[] = {"track",  "fire", "trigger",  "emit",   "receive", "post",
                                        "occurs", "send", "simulate", "record", "user",    NULL};
    static const char *const fillers[] = {"to", "be", "is", "was", "has", "been", "gets", "get", "have", NULL};
    static const char *const places[] = {"in", "at", "is", "on", "to", "reaches", "enters", "be", NULL};
    if (repair_head(p) != TOK_TEST) return false;
    bool name = token_peek(p, 0) == TOK_TEXT && token_peek(p, 1) != TOK_IDENT;
    if (p->statement_next && name && token_is_any(p, &token, verbs) && parse_accepts(p, TOK_EVENT))
        return repair_is_event(p, token_text(p, token_ahead(p, 0))) && repair_take_for(p, token, TOK_EVENT, 0, "event");
    uint32_t at = 0;
    if (p->statement == TOK_EXPECT && p->previous.kind == TOK_TEXT && token_is_any(p, &token, fillers)) {
        while (at < 4 && token_is_any(p, token_ahead(p, at), fillers)) at++;
        if (!token_is(p, token_ahead(p, at), "sent")) return false;
        struct span whole = span_join(token.span, token_ahead(p, at)->span);
        struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, whole, token_span_text(p, whole));
        diag_help(diag, "leave it out: the message alone says it");
        diag_fix(diag, (struct span){whole.file, p->previous.span.end, whole.end}, "", FIX_SURE);
        token_drop(p, at + 1);
        return true;
    }
    if (p->previous.kind != TOK_EXPECT) return false;
    if ((token.kind == TOK_STAGE || token.kind == TOK_MILESTONE) && token_peek(p, 0) == TOK_TEXT) {
        struct token named = *token_ahead(p, 0);
        const char *bare = repair_inside(p, &named);
        if (bare[0] == '\0' || strchr(bare, '"') != NULL) return false;
        struct diag *diag = diag_add(p->diags, DIAG_QUOTED_NAME, named.span);
        diag_help(diag, "write `%s`", bare);
        diag_fix(diag, named.span, bare, FIX_SURE);
        token_drop(p, 1);
        repair_rename(p, named.span.begin, bare);
        parse_push(p, token);
        named.kind = TOK_IDENT;
        parse_push(p, named);
        return true;
    }
    if (token.kind != TOK_USER && token.kind != TOK_TO && token.kind != TOK_IN) return false;
    while (at < 4 && token_is_any(p, token_ahead(p, at), places)) at++;
    if (token_peek(p, at) != TOK_STAGE) return false;
    struct span whole = {token.span.file, token.span.begin, token_ahead(p, at)->span.begin};
    struct diag *diag =
        diag_add(p->diags, DIAG_TOO_MUCH, span_join(token.span, at > 0 ? token_ahead(p, at - 1)->span : token.span),
                 token_text(p, &token));
    diag_help(diag, "write `expect stage` and its name");
    diag_fix(diag, whole, "", FIX_SURE);
    token_drop(p, at);
    return true;
}

/* ---- all of it ---- */

bool repair_trigger(struct parse *p, struct token token) {
    switch (token.kind) {
    case TOK_NEWLINE: return only_when(p, token) || becomes_true(p, token);
    case TOK_LBRACE:
    case TOK_RBRACE:
    case TOK_IS: return becomes_true(p, token) || report_filler(p, token) || test_words(p, token);
    case TOK_LPAREN: return fields_in_brackets(p, token);
    case TOK_CHANGES: return changes_from(p, token);
    case TOK_NOT: return not_event(p, token);
    case TOK_IN: return p->previous.kind == TOK_SEND && channel_in_two(p, token);
    default: break;
    }
    if (!token_is_word(p, &token)) return false;
    if (p->statement_next)
        return timeout_arm(p, token) || wait_again(p, token) || moves(p, token) || set_missing(p, token) ||
               key_words(p, token) || cooldown(p, token) || test_words(p, token);
    return enter_at(p, token) || report_first(p, token) || report_filler(p, token) || becomes_true(p, token) ||
           bound_words(p, token) || schedule_words(p, token) || moves(p, token) || key_words(p, token) ||
           test_words(p, token);
}
