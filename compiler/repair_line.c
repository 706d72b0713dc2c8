/* Lines whose words are ours, in an order or with signs that are not: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

/* ---- lines of a journey ---- */

/* `goal: event "X"`, `stage: first {`: the word is right, its colon is not. */
static bool needless_colon(struct parse *p, struct token token) {
    int begins = token_peek(p, 1);
    bool trigger = (token.kind == TOK_GOAL || token.kind == TOK_WHEN) && (begins == TOK_EVENT || begins == TOK_NO);
    bool stage = token.kind == TOK_STAGE && begins == TOK_IDENT;
    bool promise = token.kind == TOK_PROMISE && begins != TOK_TEXT;
    bool group = token.kind == TOK_GROUP && begins == TOK_IDENT;
    bool priority = token.kind == TOK_PRIORITY && begins == TOK_NUMBER;
    if (!trigger && !stage && !promise && !group && !priority) return false;
    struct token colon = *token_ahead(p, 0);
    token_drop(p, 1);
    repair_drop(p, colon, "no colon stands here");
    token_back(p, token);
    return true;
}

/* Whether the script declares an event of this name, which is in quotes. */
bool repair_is_event(struct parse *p, const char *quoted) {
    const char *declared = arena_format(p->arena, "event %s", quoted);
    return repair_may_search(p) && strstr(p->source->text, declared) != NULL;
}

/* `trigger: event "X"`, `enter: event "X"`, `exit: event "X"`. */
static bool trigger_named(struct parse *p, struct token token) {
    static const char *const enters[] = {"enter", "trigger", "triggers", "entry", "start", "starts", "begin", NULL};
    static const char *const leaves[] = {"leave", "exit", "stop", "stops", "end", "ends", NULL};
    bool enter = token_is_any(p, &token, enters);
    if (!enter && !token_is_any(p, &token, leaves)) return false;
    bool name = token_peek(p, 1) == TOK_TEXT && repair_is_event(p, token_text(p, token_ahead(p, 1)));
    if (token_peek(p, 1) != TOK_EVENT && !name) return false;
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    const char *words = enter ? "enter when" : "leave when";
    repair_say(p, DIAG_NEAR_MISS, whole, name ? arena_format(p->arena, "%s event", words) : words);
    token_drop(p, 1);
    if (name) {
        repair_push(p, enter ? TOK_ENTER : TOK_LEAVE, token);
        repair_push(p, TOK_WHEN, token);
        repair_push(p, TOK_EVENT, token);
        return true;
    }
    token.span = whole;
    token.kind = TOK_WHEN;
    repair_push(p, enter ? TOK_ENTER : TOK_LEAVE, token);
    token_back(p, token);
    return true;
}

/* `nudges: 0`: a variable, where only texts are told about the journey. */
static bool remember_missing(struct parse *p, struct token token) {
    int value = token_peek(p, 1);
    if (value != TOK_NUMBER && value != TOK_YES && value != TOK_NO && value != TOK_ENTRY) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "remember", "before this");
    diag_help(diag, "write `remember %s: ...` for a variable; what is told about a journey is a text: `owner: \"...\"`",
              token_text(p, &token));
    diag_fix(diag, span_before(token.span), "remember ", FIX_UNSURE);
    repair_push(p, TOK_REMEMBER, token);
    token_back(p, token);
    return true;
}

/* `on event "X"` without a block: who enters is meant, not what happens then. */
static bool enters_on(struct parse *p, struct token token) {
    static const char *const words[] = {"on", "if", "upon", NULL};
    if (token_peek(p, 0) != TOK_EVENT || !token_is_any(p, &token, words)) return false;
    uint32_t i = 1;
    bool ended = false;
    for (; i < TOKEN_FAR && !ended && token_peek(p, i) != TOK_LBRACE; i++) {
        int below = token_peek(p, i + 1);
        bool goes_on = below == TOK_LBRACE || below == TOK_ONCE || below == TOK_AT || below == TOK_WHERE ||
                       below == TOK_AND || below == TOK_OR || below == TOK_ONLY;
        ended = token_peek(p, i) == TOK_NEWLINE && !goes_on;
    }
    if (!ended) return false;
    repair_say(p, DIAG_NEAR_MISS, token.span, "enter when");
    repair_push(p, TOK_ENTER, token);
    token.kind = TOK_WHEN;
    token_back(p, token);
    return true;
}

static bool journey_line(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_COLON) return enters_on(p, token);
    if (needless_colon(p, token) || trigger_named(p, token)) return true;
    return token.kind == TOK_IDENT && remember_missing(p, token);
}

/* ---- statements ---- */

/* `nudges++`, `nudges += 2`. */
static bool counted(struct parse *p, struct token token) {
    struct token sign = *token_ahead(p, 0);
    struct token amount = *token_ahead(p, 1);
    bool more = token_is(p, &sign, "++") || token_is(p, &sign, "+=");
    bool amounts = amount.kind == TOK_NUMBER;
    if (!amounts) {
        amount = token;
        amount.kind = TOK_NUMBER;
        amount.number = NUMBER_ONE;
    }
    const char *name = token_text(p, &token);
    struct span whole = span_join(token.span, amounts ? amount.span : sign.span);
    repair_say(p, DIAG_NEAR_MISS, whole,
               arena_format(p->arena, "remember %s: %s %s %s", name, name, more ? "+" : "-",
                            amounts ? token_text(p, &amount) : "1"));
    token_drop(p, amounts ? 2 : 1);
    repair_push(p, TOK_REMEMBER, token);
    parse_push(p, token);
    repair_push(p, TOK_COLON, token);
    amount.span = token.span;
    parse_push(p, amount);
    return true;
}

/* `randomly split { ... }`: it is so by itself, but wants a name. */
static bool random_split(struct parse *p, struct token token) {
    if (!token_is(p, &token, "randomly") || token_peek(p, 0) != TOK_SPLIT || token_peek(p, 1) != TOK_LBRACE)
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    diag_help(diag, "a split is by chance already, and has a name: `split subject { 50%% short { } 50%% long { } }`");
    token = *token_ahead(p, 0);
    token_drop(p, 1);
    parse_push(p, token);
    token.kind = TOK_IDENT;
    token.span = span_before(token_ahead(p, 0)->span);
    repair_rename(p, token.span.begin, NULL);
    parse_push(p, token);
    return true;
}

/* `nudges: nudges + 1`, `nudges = nudges + 1`. */
static bool assignment(struct parse *p, struct token token) {
    static const char *const steps[] = {"++", "+=", "--", "-=", NULL};
    const struct token *sign = token_ahead(p, 0);
    if (token_is_any(p, sign, steps)) return counted(p, token);
    if (!token_is(p, sign, ":") && !token_is(p, sign, "=")) return false;
    struct span whole = span_join(token.span, sign->span);
    repair_say(p, DIAG_NEAR_MISS, whole, arena_format(p->arena, "remember %s:", token_text(p, &token)));
    token_retype(p, 0, TOK_COLON);
    repair_push(p, TOK_REMEMBER, token);
    token_back(p, token);
    return true;
}

/* `send "welcome" email`, `send an email "welcome"`. */
static bool message_words(struct parse *p, struct token token) {
    static const char *const articles[] = {"a", "an", "the", "one", NULL};
    const struct token *next = token_ahead(p, 0);
    if (token.kind == TOK_TEXT && (next->kind == TOK_IDENT || next->kind == TOK_WORD)) {
        const char *name = token_text(p, &token);
        struct token channel = *next;
        repair_say(p, DIAG_NEAR_MISS, span_join(token.span, channel.span),
                   arena_format(p->arena, "%s %s", token_text(p, &channel), name));
        token_drop(p, 1);
        token_back(p, token);
        channel.kind = TOK_IDENT;
        token_back(p, channel);
        return true;
    }
    if (next->kind != TOK_IDENT || token_peek(p, 1) != TOK_TEXT || !token_is_any(p, &token, articles)) return false;
    return repair_drop(p, token, "no article stands here: `send email \"welcome\"`") == REPAIR_AGAIN;
}

/* ---- times ---- */

/* `wait until tomorrow`. */
static bool time_word(struct parse *p, struct token token) {
    static const struct {
        const char *word; /* as written */
        const char *help; /* what to do instead */
    } words[] = {
        {"tomorrow", "write `wait until 09:00`: the next time that the clock reads it"},
        {"today", "write `wait until 17:00`: the next time that the clock reads it"},
        {"tonight", "write `wait until 20:00`: the next time that the clock reads it"},
        {"morning", "write `wait until 09:00`: the next time that the clock reads it"},
        {"evening", "write `wait until 18:00`: the next time that the clock reads it"},
        {"noon", "write `wait until 12:00`"},
        {"midday", "write `wait until 12:00`"},
        {"midnight", "write `wait until 00:00`"},
        {"next", "write `wait until Monday 09:00`: the next one"},
        {"weekday", "write `wait until Monday 09:00`, or give the channel `deliver Monday to Friday 09:00 to 17:00`"},
    };
    int next = token_peek(p, 0);
    if (token.kind != TOK_IDENT || next == TOK_DOT || next == TOK_DAYNAME) return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!token_is(p, &token, words[i].word)) continue;
        struct diag *diag = diag_add(p->diags, DIAG_NO_SUCH_WORD, token.span, words[i].word);
        diag_help(diag, "%s", words[i].help);
        token.kind = TOK_CLOCK;
        token.number = 9 * 3600000;
        while (token_is_word(p, token_ahead(p, 0))) token_drop(p, 1);
        if (token_peek(p, 0) == TOK_CLOCK) token_drop(p, 1);
        token_back(p, token);
        return true;
    }
    return false;
}

/* `2 days and 3 hours`, `2 days, 3 hours`. */
static bool duration_parts(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_NUMBER || !token_is_word(p, token_ahead(p, 1)) || p->statement != TOK_WAIT)
        return false;
    struct token amount = *token_ahead(p, 0);
    struct span gap = {token.span.file, p->previous.span.end, amount.span.begin};
    struct token part = amount;
    token_drop(p, 1);
    if (!literal_duration(p, &part)) {
        token_back(p, amount);
        return false;
    }
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, token_text(p, &token));
    diag_help(diag, "write the parts side by side: `1 day 12 hours`");
    diag_fix(diag, gap, " ", FIX_SURE);
    return true;
}

/* `two days`, `a week`, `at most four messages`: numbers are written in digits. */
static bool number_word(struct parse *p, struct token token) {
    static const char *const words[] = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    enum { LONGEST = 6 }; /* letters of such a word */
    if (token.span.end - token.span.begin > LONGEST) return false;
    bool article = token_is(p, &token, "a") || token_is(p, &token, "an");
    bool once = token_is(p, &token, "once") && parse_accepts(p, TOK_NUMBER) && !parse_accepts(p, TOK_ONCE);
    bool twice = token_is(p, &token, "twice") && parse_accepts(p, TOK_NUMBER);
    unsigned number = twice ? 2 : article || once ? 1 : 0;
    while (!article && !once && !twice && number < sizeof words / sizeof words[0] &&
           !token_is(p, &token, words[number]))
        number++;
    if (number == sizeof words / sizeof words[0]) return false;
    if (article && !token_is_word(p, token_ahead(p, 0))) return false;
    static const char *const long_units[] = {"month", "months", "year", "years", NULL};
    bool long_unit = token_is_any(p, token_ahead(p, 0), long_units); /* of which more is said */
    const char *digits = arena_format(p->arena, "%u", number);
    struct token mended = token;
    mended.kind = TOK_NUMBER;
    mended.number = (int64_t)number * NUMBER_ONE;
    bool duration = parse_accepts(p, TOK_DURATION) && literal_duration(p, &mended);
    if (!duration && (article || !parse_accepts(p, TOK_NUMBER) || parse_accepts(p, TOK_IDENT))) return false;
    if (duration) mended.kind = TOK_DURATION;
    if (!long_unit) repair_say(p, DIAG_NEAR_MISS, token.span, digits);
    parse_push(p, mended);
    return true;
}

/* `wait max 3 days`. */
static bool bound_word(struct parse *p, struct token token) {
    static const char *const words[] = {"max", "maximum", "upto", NULL};
    if (token_peek(p, 0) != TOK_NUMBER || token.kind != TOK_IDENT || !token_is_any(p, &token, words)) return false;
    repair_say(p, DIAG_NEAR_MISS, token.span, "up to");
    repair_push(p, TOK_UP, token);
    token.kind = TOK_TO;
    token_back(p, token);
    return true;
}

/* ---- types ---- */

/* `plan: "free" or "pro"`. */
static bool choices_alone(struct parse *p, struct token token) {
    bool either = token.kind != TOK_TEXT;
    struct diag *diag = either ? diag_add(p->diags, DIAG_NEAR_MISS, token.span, token_text(p, &token))
                               : diag_add(p->diags, DIAG_MISSING_WORD, token.span, "one of", "before this");
    diag_help(diag, "write `one of \"free\", \"pro\"`");
    diag_fix(diag, either ? token.span : span_before(token.span), either ? "one of" : "one of ", FIX_SURE);
    if (either) {
        token = *token_ahead(p, 0);
        token_drop(p, 1);
    }
    struct span before = token.span;
    for (uint32_t i = 0; i < 24 && token_peek(p, i + 1) == TOK_TEXT; i += 2) {
        const struct token *between = token_ahead(p, i);
        if (between->kind != TOK_OR && !token_is(p, between, "|")) break;
        diag_fix(diag, (struct span){before.file, before.end, between->span.end}, ",", FIX_SURE);
        before = token_ahead(p, i + 1)->span;
        token_retype(p, i, TOK_LIST_COMMA);
    }
    repair_push(p, TOK_ONE_OF, token);
    token_back(p, token);
    return true;
}

/* `one of ("free", "pro")`. */
static bool choices_in_brackets(struct parse *p, struct token token) {
    uint32_t closer = 0;
    while (closer < TOKEN_FAR && token_peek(p, closer) != TOK_RPAREN && token_peek(p, closer) != TOK_RBRACKET) closer++;
    if (closer < TOKEN_FAR && parse_accepts(p, TOK_LBRACKET)) { /* a condition takes a list in square brackets */
        struct diag *round = repair_said(p, DIAG_NEAR_MISS, token.span); /* `in ("free")`: one message tells of both */
        if (round == NULL) {
            round = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
            diag_help(round, "the words follow without parentheses: `is one of \"free\", \"pro\"`");
        }
        diag_fix(round, token.span, "", FIX_SURE);
        diag_fix(round, token_ahead(p, closer)->span, "", FIX_SURE);
        token_retype(p, closer, TOK_RBRACKET);
        token.kind = TOK_LBRACKET;
        parse_push(p, token);
        return true;
    }
    if (closer == TOKEN_FAR || token_peek(p, closer + 1) != TOK_NEWLINE) return false;
    struct diag *foreign = repair_said(p, DIAG_NEAR_MISS, token.span); /* `enum("free")` */
    if (foreign != NULL)
        diag_fix(foreign, token.span, " ", FIX_SURE);
    else
        repair_drop(p, token, "the words follow without brackets: `one of \"free\", \"pro\"`");
    diag_fix(p->diags->last, token_ahead(p, closer)->span, "", FIX_SURE);
    token_retype(p, closer, TOK_NEWLINE);
    return true;
}

static bool type_words(struct parse *p, struct token token) {
    bool either = token_is(p, &token, "either") && token_peek(p, 0) == TOK_TEXT;
    if (token.kind == TOK_TEXT || either) return choices_alone(p, token);
    int between = token_peek(p, 0);
    bool or = between == TOK_OR || between == TOK_SLASH || between == TOK_COMMA || token_is(p, token_ahead(p, 0), "|");
    bool yes_or_no = token.kind == TOK_YES && or &&token_peek(p, 1) == TOK_NO;
    if (!yes_or_no) return false;
    return repair_take_for(p, token, TOK_YES_NO, 2, "yes/no");
}

/* ---- arms ---- */

/* `email "welcome" is clicked`. */
static bool report_words(struct parse *p, struct token token) {
    if (p->before_previous.kind != TOK_IDENT || token_peek(p, 0) != TOK_IDENT) return false;
    if (p->statement != TOK_FOR && p->statement != TOK_WHEN && parse_accepts(p, TOK_WAS)) {
        repair_say(p, DIAG_NEAR_MISS, token.span, "was");
        token.kind = TOK_WAS;
        parse_push(p, token);
        return true;
    }
    return repair_drop(p, token, "leave it out: `email \"welcome\" clicked`") == REPAIR_AGAIN;
}

/* `split subject { a: 50% { } }`: the share comes first. */
static bool share_behind(struct parse *p, struct token token) {
    uint32_t colon = token_peek(p, 0) == TOK_COLON;
    if (token_peek(p, colon) != TOK_PERCENT) return false;
    struct token share = *token_ahead(p, colon);
    repair_say(p, DIAG_NEAR_MISS, span_join(token.span, share.span),
               arena_format(p->arena, "%s %s", token_text(p, &share), token_text(p, &token)));
    token_drop(p, colon + 1);
    token_back(p, token);
    literal_percent(p, &share);
    parse_push(p, share);
    return true;
}

/* ---- tests ---- */

/* `expect send push "hello"`, `expect message push "hello"`. */
static bool expected_message(struct parse *p, struct token token) {
    static const char *const words[] = {"send", "sends", "sent", "message", "a", "an", NULL};
    if (!token_is_any(p, &token, words) || token_peek(p, 0) != TOK_IDENT || token_peek(p, 1) != TOK_TEXT) return false;
    return repair_drop(p, token, "the channel and the template say it: `expect email \"welcome\"`") == REPAIR_AGAIN;
}

/* ---- all of it ---- */

bool repair_line(struct parse *p, struct token token) {
    bool word = token_is_word(p, &token);
    if (p->previous.kind == TOK_SEND && (word || token.kind == TOK_TEXT)) return message_words(p, token);
    bool joins = token.kind == TOK_AND || token.kind == TOK_COMMA || token.kind == TOK_LIST_COMMA;
    if (p->previous.kind == TOK_DURATION && joins) return duration_parts(p, token);
    bool bracket = token.kind == TOK_LPAREN || token.kind == TOK_LBRACKET;
    if (bracket && p->previous.kind == TOK_ONE_OF && !parse_accepts(p, token.kind))
        return choices_in_brackets(p, token);
    /* What the parser could take is asked last: it costs more than a look at the tokens. */
    bool type = token.kind == TOK_TEXT || (token.kind == TOK_YES && token_peek(p, 0) == TOK_OR);
    if (type && parse_accepts(p, TOK_YES_NO) && !parse_accepts(p, token.kind)) return type_words(p, token);
    if (!word) return false;
    if (p->statement_next && repair_head(p) == TOK_JOURNEY) return journey_line(p, token);
    if (p->statement_next && random_split(p, token)) return true;
    if (p->statement_next && token.kind == TOK_IDENT && parse_accepts(p, TOK_REMEMBER) && !parse_accepts(p, TOK_IDENT))
        return assignment(p, token);
    if (token.kind == TOK_IS && p->previous.kind == TOK_TEXT) return report_words(p, token);
    bool share = token.kind == TOK_IDENT && (token_peek(p, 0) == TOK_PERCENT ||
                                             (token_peek(p, 0) == TOK_COLON && token_peek(p, 1) == TOK_PERCENT));
    if (share && parse_accepts(p, TOK_PERCENT)) return share_behind(p, token);
    if (p->previous.kind == TOK_WAIT && bound_word(p, token)) return true;
    if (p->previous.kind == TOK_UNTIL) return time_word(p, token);
    if (p->previous.kind == TOK_EXPECT) return expected_message(p, token);
    return (token.kind == TOK_IDENT || token.kind == TOK_ONCE || token.kind == TOK_ONE) && number_word(p, token);
}
