/* Several words or signs that together mean one thing, which is written otherwise: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"

enum { FAR = 20 }; /* tokens, after which nobody looks */

/* ---- names of several words ---- */

bool repair_declared(struct parse *p, const char *word, const char *name) {
    if (!repair_may_search(p)) return false;
    const char *wanted = arena_format(p->arena, "%s %s", word, name);
    size_t length = strlen(wanted);
    for (const char *at = strstr(p->source->text, wanted); at != NULL; at = strstr(at + 1, wanted))
        if (isalnum((unsigned char)at[length]) == 0 && at[length] != '_') return true;
    return false;
}

/* The words of a name, joined by `_`, from the token on over `count` tokens ahead; articles and words such as `stage` are left
 * out where the name stands behind `go to`. */
static const char *joined_name(struct parse *p, struct token token, uint32_t count, bool place) {
    static const char *const fillers[] = {"the", "a", "our", "stage", "step", "phase", "state", "block", NULL};
    const char *name = "";
    for (uint32_t i = 0; i <= count; i++) {
        const struct token *word = i == 0 ? &token : token_ahead(p, i - 1);
        if (place && token_is_any(p, word, fillers)) continue;
        char *lower = arena_copy(p->arena, p->source->text + word->span.begin, word->span.end - word->span.begin);
        for (char *c = lower; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
        name = arena_format(p->arena, "%s%s%s", name, *name == '\0' ? "" : "_", lower);
    }
    return name;
}

/* `walk_through` as one word. */
static const char *without_underscores(struct parse *p, const char *name) {
    char *text = arena_copy(p->arena, name, strlen(name));
    char *end = text;
    for (const char *c = name; *c != '\0'; c++)
        if (*c != '_') *end++ = *c;
    *end = '\0';
    return text;
}

/* How many words ahead belong to the name that begins with the present token; 0: it has one word. */
static uint32_t words_ahead(struct parse *p) {
    uint32_t count = 0;
    for (; count < FAR && token_is_word(p, token_ahead(p, count)); count++) {
        int kind = token_peek(p, count);
        if (kind == TOK_IF || kind == TOK_OTHERWISE || kind == TOK_SEND || kind == TOK_WAIT || kind == TOK_GO ||
            kind == TOK_EXIT || kind == TOK_FOR || kind == TOK_WHEN || kind == TOK_MILESTONE || kind == TOK_SET ||
            kind == TOK_REMEMBER || kind == TOK_STAY || kind == TOK_SPLIT || kind == TOK_REPEAT || kind == TOK_STOP)
            return 0;
    }
    int behind = token_peek(p, count);
    /* A block that began on this line ends on it: the last word stands for its `}`. */
    const struct open_block *block = p->open_count > 0 ? &p->open[p->open_count - 1] : NULL;
    bool one_line = block != NULL && block->span.begin >= source_line_begin(p->source, p->previous.span.begin);
    if (one_line && behind != TOK_RBRACE) return 0;
    return repair_ends_line(behind) || behind == TOK_LBRACE || behind == TOK_TEXT ? count : 0;
}

/* `go to first steps`, `exit as not interested`, `go to next stage`. */
static bool name_of_words(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    bool own =
        (previous == TOK_STAGE || previous == TOK_MILESTONE || previous == TOK_SPLIT) && p->statement == previous;
    bool outcome = previous == TOK_AS && (p->statement == TOK_EXIT || p->statement == TOK_LEAVE);
    bool journey = previous == TOK_JOURNEY && p->open_count == 0;
    bool place = previous == TOK_GO_TO;
    if (!(own || outcome || journey || place) || !token_is_word(p, &token) || !repair_by_layout(p, token)) return false;
    uint32_t count = words_ahead(p);
    if (count == 0) return false;
    static const char *const adverbs[] = {"randomly", "random", "evenly", "equally", NULL};
    static const char *const fillers[] = {"into", "by", "on", "between", "traffic", "users", NULL};
    if (previous == TOK_SPLIT && count == 1 && token_is_any(p, &token, fillers))
        return repair_drop(p, token, "the name of the split follows at once") == REPAIR_AGAIN;
    if (previous == TOK_SPLIT && count == 1 && token_is_any(p, token_ahead(p, 0), adverbs)) {
        repair_drop(p, *token_ahead(p, 0), "a split is by chance already");
        token_drop(p, 1);
        return false;
    }
    static const char *const orders[] = {"",      "next", "previous", "following", "first", "second",
                                         "third", "last", "end",      "beginning", "start", NULL};
    struct span whole = span_join(token.span, token_ahead(p, count - 1)->span);
    const char *name = joined_name(p, token, count, place);
    const char *squeezed = without_underscores(p, name);
    if (previous == TOK_STAGE && repair_declared(p, "go to", squeezed)) name = squeezed;
    bool known = !place || repair_declared(p, "stage", name);
    bool order = false;
    for (size_t i = 0; orders[i] != NULL; i++) order = order || strcmp(name, orders[i]) == 0;
    struct diag *diag = diag_add(p->diags, DIAG_BAD_NAME, whole, token_span_text(p, whole));
    if (!known && order) {
        diag_help(diag, "name the stage: `go to` and the word that stands behind `stage`");
    } else {
        diag_help(diag,
                  strchr(name, '_') == NULL ? "write `%s`: the name alone"
                                            : "write `%s`: a name is one word, its parts joined by `_`",
                  name);
        diag_fix(diag, whole, name, known ? FIX_SURE : FIX_UNSURE);
    }
    token_drop(p, count);
    repair_rename(p, token.span.begin, known ? name : NULL);
    token.span = whole;
    token.kind = TOK_IDENT;
    parse_push(p, token);
    return true;
}

/* ---- messages ---- */

/* The channel that has a template of this name, in quotes, if one has; else NULL. */
static const char *channel_of(struct parse *p, const char *quoted) {
    const char *text = p->source->text;
    if (!repair_may_search(p)) return NULL;
    const char *wanted = arena_format(p->arena, "template %s", quoted);
    const char *at = strstr(text, wanted);
    if (at == NULL || strstr(at + 1, wanted) != NULL) return NULL;
    const char *channel = NULL;
    for (const char *next = strstr(text, "channel "); next != NULL && next < at; next = strstr(next + 1, "channel "))
        channel = next + strlen("channel ");
    size_t length = channel == NULL ? 0 : strspn(channel, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length == 0 ? NULL : arena_copy(p->arena, channel, length);
}

static bool is_report(const struct parse *p, const struct token *token) {
    static const char *const reports[] = {"delivered", "opened", "clicked", "replied",      "dismissed",
                                          "bounced",   "failed", "skipped", "unsubscribed", NULL};
    return token_is_any(p, token, reports);
}

/* `send "tip"`, `for "tip" clicked`, `expect "tip"`: the channel is missing. */
void repair_channel_missing(struct parse *p, struct token token) {
    const char *quoted = token_text(p, &token);
    const char *channel = channel_of(p, quoted);
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "the channel", "before this");
    if (channel == NULL) {
        diag_help(diag, "write by which channel it goes: `email %s`", quoted);
    } else {
        diag_help(diag, "write `%s %s`", channel, quoted);
        diag_fix(diag, span_before(token.span), arena_format(p->arena, "%s ", channel), FIX_SURE);
    }
    struct token name = token;
    name.kind = TOK_IDENT;
    name.span = span_before(token.span);
    repair_rename(p, name.span.begin, channel);
    parse_push(p, name);
    token_back(p, token);
}

/* `send "tip" via push`, `for clicked email "tip"`, and messages without a channel. */
static bool message_order(struct parse *p, struct token token) {
    static const char *const ways[] = {"via", "by", "on", "through", "using", "in", "with", "as", "over", NULL};
    int previous = p->previous.kind;
    const struct token *next = token_ahead(p, 0);
    bool report = previous == TOK_FOR || previous == TOK_WHEN || previous == TOK_GOAL;
    if (report && is_report(p, &token) && token_is_word(p, next) && token_peek(p, 1) == TOK_TEXT) {
        struct token channel = *next;
        struct token text = *token_ahead(p, 1);
        channel.kind = TOK_IDENT;
        repair_say(
            p, DIAG_ODD_PHRASE, span_join(token.span, text.span),
            arena_format(p->arena, "%s %s %s", token_text(p, &channel), token_text(p, &text), token_text(p, &token)));
        token_drop(p, 2);
        token_back(p, token);
        token_back(p, text);
        token_back(p, channel);
        return true;
    }
    bool begins = p->previous.span.begin == p->statement_span.begin;
    if (token.kind != TOK_TEXT || (token.flags & TEXT_OPEN) || !(begins || report)) return false;
    if (previous == TOK_SEND && token_is_any(p, next, ways) && token_is_word(p, token_ahead(p, 1))) {
        struct token channel = *token_ahead(p, 1);
        channel.kind = TOK_IDENT;
        repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, channel.span),
                   arena_format(p->arena, "%s %s", token_text(p, &channel), token_text(p, &token)));
        token_drop(p, 2);
        token_back(p, token);
        token_back(p, channel);
        return true;
    }
    bool tail = next->kind == TOK_WITH || next->kind == TOK_AT || next->kind == TOK_BECAUSE;
    bool sends = (previous == TOK_SEND && !token_is_word(p, next)) ||
                 (previous == TOK_EXPECT && (tail || !token_is_word(p, next)));
    if (!sends && !(report && is_report(p, next))) return false;
    repair_channel_missing(p, token);
    return true;
}

/* ---- waits ---- */

/* `wait "2 days"`, `wait (2 days)`, `wait about 2 days`, `wait = 2 days`. */
static bool wait_words(struct parse *p, struct token token) {
    bool digit = isdigit((unsigned char)p->source->text[token.span.begin + 1]) != 0;
    if (token.kind == TOK_TEXT && digit) {
        struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
        diag_help(diag, "a duration stands without quotes: `wait 2 days`");
        literal_some_duration(p, &token);
        parse_push(p, token);
        return true;
    }
    if (token_peek(p, 0) != TOK_NUMBER) return false;
    if (token.kind == TOK_LPAREN && token_is_word(p, token_ahead(p, 1)) && token_peek(p, 2) == TOK_RPAREN) {
        struct token amount = *token_ahead(p, 0);
        token_drop(p, 1);
        literal_duration(p, &amount);
        struct span whole = span_join(token.span, token_ahead(p, 0)->span);
        repair_say(p, DIAG_ODD_PHRASE, whole, token_text(p, &amount));
        token_drop(p, 1);
        token_back(p, amount);
        return true;
    }
    bool sign = token_is(p, &token, "=");
    static const char *const bounds[] = {"max", "maximum", "upto", "for", "until", "till", "up", NULL};
    bool filler = token.kind == TOK_IDENT && !token_is_any(p, &token, bounds);
    if (!sign && !filler) return false;
    return repair_drop(p, token, "write `wait 2 days`") == REPAIR_AGAIN;
}

/* `2-3 days`, where a length stands. */
static bool range_of_lengths(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    bool length = previous == TOK_WAIT || (previous == TOK_TO && p->statement == TOK_WAIT);
    const struct token *unit = token_ahead(p, 2);
    bool joins = token_peek(p, 0) == TOK_MINUS || (token_peek(p, 0) == TOK_TO && previous == TOK_WAIT);
    if (!length || !joins || token_peek(p, 1) != TOK_NUMBER || !token_is_word(p, unit)) return false;
    struct diag *diag =
        diag_add(p->diags, DIAG_BAD_DURATION, span_join(token.span, unit->span), "a wait has one length, not a range");
    struct token longer = *token_ahead(p, 1);
    token_drop(p, 2);
    literal_duration(p, &longer);
    diag_help(diag, "write `%s`", token_text(p, &longer));
    token_back(p, longer);
    return true;
}

/* ---- blocks ---- */

/* `{{ user.first_name }}` outside of a text. */
static bool insertion_alone(struct parse *p, struct token token) {
    const struct token *second = token_ahead(p, 0);
    bool value = parse_accepts(p, TOK_TEXT) && !parse_accepts(p, TOK_LBRACE);
    if (!value || second->kind != TOK_LBRACE || !token_touches(&token, second)) return false;
    struct span whole = {token.span.file, token.span.begin, repair_insertion_end(p, token.span.begin)};
    if (whole.end == 0) return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    diag_help(diag, "an insertion stands inside a text, in quotes: `\"{{ ... }}\"`; a value alone needs no braces");
    repair_take_whole(p, token, whole.end);
    return true;
}

/* `for event "X" { percent: 80 } {`: what an event must say stands behind `where`. */
static bool fields_of_trigger(struct parse *p, struct token token) {
    bool field = token_is_word(p, token_ahead(p, 0)) && token_peek(p, 1) == TOK_COLON && token_peek(p, 0) != TOK_OFF &&
                 token_peek(p, 0) != TOK_REMEMBER && token_peek(p, 0) != TOK_SEND;
    if (!repair_in_trigger(p) || !field || p->previous.kind != TOK_TEXT || p->before_previous.kind != TOK_EVENT)
        return false;
    uint32_t closer = 2;
    while (closer < FAR && token_peek(p, closer) != TOK_RBRACE && token_peek(p, closer) != TOK_NEWLINE) closer++;
    if (token_peek(p, closer) != TOK_RBRACE) return false;
    struct token name = *token_ahead(p, 0);
    struct token value = *token_ahead(p, 2);
    struct span whole = span_join(token.span, token_ahead(p, closer)->span);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    const char *meant = arena_format(p->arena, "where %s is %s", token_text(p, &name), token_text(p, &value));
    diag_help(diag, "what the event must say stands behind `where`: `%s`", meant);
    if (closer == 3) diag_fix(diag, whole, meant, FIX_SURE);
    token_drop(p, closer + 1);
    return true;
}

/* `wait up to 3 days ( ... )`: round or square brackets for a block's braces. */
static bool bracket_for_brace(struct parse *p, struct token token) {
    bool opens = token.kind == TOK_LPAREN || token.kind == TOK_LBRACKET;
    bool closes = token.kind == TOK_RPAREN || token.kind == TOK_RBRACKET;
    struct open_block *block = p->open_count > 0 ? &p->open[p->open_count - 1] : NULL;
    if (closes && block != NULL && block->odd != NULL && p->brackets == 0) {
        diag_fix(block->odd, token.span, "}", FIX_SURE);
        if (!parse_accepts(p, TOK_RBRACE)) return false;
        token.kind = TOK_RBRACE;
        parse_push(p, token);
        return true;
    }
    if (!opens || !parse_accepts(p, TOK_LBRACE) || parse_accepts(p, token.kind) || p->open_count == AST_DEPTH)
        return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
    diag_help(diag, "a block stands between `{` and `}`");
    diag_fix(diag, token.span, "{", FIX_SURE);
    p->open_block_known = p->stray_closer_known = true;
    token.kind = TOK_LBRACE;
    parse_push(p, token);
    p->open[p->open_count - 1].odd = diag;
    return true;
}

/* ---- lines ---- */

/* `hold out 10%`, `holdout: 10%`, `keep out 10%`, `control group 10%`, `keep 10% of users out`. */
static bool keep_out(struct parse *p, struct token token) {
    static const char *const words[] = {"hold",    "holdout", "hold_out", "control",   "control_group",
                                        "exclude", "keep",    "withhold", "leave_out", NULL};
    if ((repair_head(p) != TOK_JOURNEY && repair_head(p) != TOK_PROJECT) || !token_is_any(p, &token, words))
        return false;
    uint32_t end = 0;
    uint32_t share = FAR;
    for (; end < FAR && !repair_ends_line(token_peek(p, end)); end++)
        if (token_peek(p, end) == TOK_PERCENT && share == FAR) share = end;
    if (share == FAR || end == FAR) return false;
    if (token.kind == TOK_KEEP && share == 0 && token_is(p, token_ahead(p, 1), "out")) return false;
    struct token percent = *token_ahead(p, share);
    struct span whole = span_join(token.span, token_ahead(p, end - 1)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, arena_format(p->arena, "keep %s out", token_text(p, &percent)));
    token_drop(p, end);
    literal_percent(p, &percent);
    repair_push(p, TOK_KEEP, token);
    parse_push(p, percent);
    repair_push(p, TOK_OUT, *token_ahead(p, 0));
    return true;
}

/* `at most 3 messages per 7 days, ...` or `limit 3 messages ...` as a line of a journey, a stage or a file. */
static bool limit_alone(struct parse *p, struct token token) {
    bool word = token_is(p, &token, "limit") || token_is(p, &token, "max") || token.kind == TOK_AT_MOST;
    bool at_most = token.kind == TOK_AT && token_peek(p, 0) == TOK_MOST && token_peek(p, 1) == TOK_NUMBER;
    bool limit = (word && token_peek(p, 0) == TOK_NUMBER) || at_most;
    bool here = repair_head(p) == TOK_JOURNEY || repair_head(p) == TOK_STAGE;
    if (!limit || parse_accepts(p, TOK_AT_MOST) || !(p->open_count == 0 || here)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "limits {", "before this");
    diag_help(diag, "limits stand in a block: `limits { at most 3 messages per 7 days, otherwise skip }`");
    repair_push(p, TOK_LIMITS, token);
    repair_push(p, TOK_LBRACE, token);
    while (!repair_ends_line(token_peek(p, 0))) token_drop(p, 1);
    parse_poison(p, token.span);
    repair_push(p, TOK_RBRACE, *token_ahead(p, 0));
    return true;
}

/* `re-enter`, `reentry:`, `never enter again` at the beginning of a line. */
static bool again_in_one(struct parse *p, struct token token) {
    static const char *const words[] = {"reenter", "reentry", "re_enter", "re_entry", NULL};
    static const char *const enter[] = {"enter", "entry", NULL};
    bool dash = token_is(p, &token, "re") && token_peek(p, 0) == TOK_MINUS && token_is_any(p, token_ahead(p, 1), enter);
    bool never = token.kind == TOK_NEVER && token_peek(p, 0) == TOK_ENTER;
    if (!dash && !never && !token_is_any(p, &token, words)) return false;
    uint32_t count = dash ? 2 : never ? 1 + (token_peek(p, 1) == TOK_AGAIN) : 0;
    count += !never && token_peek(p, count) == TOK_COLON;
    struct span whole = count == 0 ? token.span : span_join(token.span, token_ahead(p, count - 1)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, never ? "enter again never" : "enter again");
    token_drop(p, count);
    repair_push(p, TOK_ENTER, token);
    repair_push(p, TOK_AGAIN, token);
    if (never) repair_push(p, TOK_NEVER, token);
    return true;
}

/* `enter again: 30 days`, `enter again every 30 days`. */
static bool again_words(struct parse *p, struct token token) {
    if (p->statement_next && repair_head(p) == TOK_JOURNEY && again_in_one(p, token)) return true;
    static const char *const words[] = {":", "every", "each", "in", "within", "once", "per", "=", NULL};
    if (p->previous.kind != TOK_AGAIN || p->before_previous.kind != TOK_ENTER || !token_is_any(p, &token, words) ||
        token_peek(p, 0) != TOK_NUMBER)
        return false;
    repair_say(p, DIAG_ODD_PHRASE, token.span, token.kind == TOK_COLON ? " after" : "after");
    token.kind = TOK_AFTER;
    parse_push(p, token);
    return true;
}

/* `promise no more than 3 messages`, `no more than 3 messages per 7 days`. */
static bool no_more_than(struct parse *p, struct token token) {
    if (token.kind != TOK_NO || token_peek(p, 0) != TOK_MORE || token_peek(p, 1) != TOK_THAN ||
        !parse_accepts(p, TOK_AT_MOST))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 1)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, "at most");
    token_drop(p, 2);
    token.kind = TOK_AT_MOST;
    token.span = whole;
    token_back(p, token);
    return true;
}

/* `event "X" with plan "free"`. */
static bool where_without_is(struct parse *p, struct token token) {
    static const char *const words[] = {"with", "where", "having", NULL};
    int value = token_peek(p, 1);
    bool literal = value == TOK_TEXT || value == TOK_NUMBER || value == TOK_YES || value == TOK_NO;
    bool trigger = p->previous.kind == TOK_TEXT && p->before_previous.kind == TOK_EVENT;
    uint32_t colon = value == TOK_COLON;
    if (!trigger || !(literal || colon) || !token_is_any(p, &token, words) || !token_is_word(p, token_ahead(p, 0)) ||
        !parse_accepts(p, TOK_WHERE))
        return false;
    struct token name = *token_ahead(p, 0);
    struct span whole = span_join(token.span, colon ? token_ahead(p, 1)->span : name.span);
    repair_say(p, DIAG_ODD_PHRASE, whole, arena_format(p->arena, "where %s is", token_text(p, &name)));
    token_drop(p, 1 + colon);
    repair_push(p, TOK_WHERE, token);
    name.kind = TOK_IDENT;
    parse_push(p, name);
    repair_push(p, TOK_IS, *token_ahead(p, 0));
    return true;
}

/* `user.plan not in "a", "b"`. */
static bool not_in(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    bool is = previous == TOK_IS;
    bool in = token_peek(p, 0) == TOK_IN && (is || parse_accepts(p, TOK_IS)) && previous != TOK_NOT;
    /* `where ok is no in last 1 hour` is right as it stands. */
    if (token.kind != TOK_NOT || !in || token_peek(p, 1) == TOK_JOURNEY) return false;
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, is ? "not one of" : "is not one of");
    token_drop(p, 1);
    if (!is) repair_push(p, TOK_IS, token);
    repair_push(p, TOK_NOT, token);
    token.kind = TOK_ONE_OF;
    token.span = whole;
    token_back(p, token);
    return true;
}

/* ---- types ---- */

/* `seats: optional number`, `seats: number, optional`. */
static bool optional_place(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    if (token.kind == TOK_COMMA && next == TOK_OPTIONAL && p->open_count > 0 &&
        (repair_ends_line(token_peek(p, 1)) || token_peek(p, 1) == TOK_COMMA) && parse_accepts(p, TOK_OPTIONAL))
        return repair_drop(p, token, "no comma stands before `optional`: `number optional`") == REPAIR_AGAIN;
    if (token.kind == TOK_LPAREN) {
        bool bracketed = next == TOK_OPTIONAL && token_peek(p, 1) == TOK_RPAREN && parse_accepts(p, TOK_OPTIONAL) &&
                         !parse_accepts(p, TOK_LPAREN);
        if (!bracketed) return false;
        repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, 1)->span), "optional");
        token_drop(p, 2);
        repair_push(p, TOK_OPTIONAL, token);
        return true;
    }
    bool type = token.kind == TOK_OPTIONAL && parse_accepts(p, TOK_YES_NO) && token_is_word(p, token_ahead(p, 0));
    if (!type || !repair_ends_line(token_peek(p, 1))) return false;
    struct token inner = *token_ahead(p, 0);
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, inner.span),
               arena_format(p->arena, "%s optional", token_text(p, &inner)));
    token_drop(p, 1);
    token_back(p, token);
    token_back(p, inner);
    return true;
}

bool repair_phrase(struct parse *p, struct token token) {
    if (token.kind == TOK_NEWLINE || token.kind == TOK_END) return false;
    switch (token.kind) {
    case TOK_LBRACE: return insertion_alone(p, token) || fields_of_trigger(p, token);
    case TOK_DATE: return repair_date(p, token);
    case TOK_NUMBER: return range_of_lengths(p, token) || repair_date(p, token);
    case TOK_COMMA:
    case TOK_OPTIONAL: return optional_place(p, token);
    case TOK_LPAREN:
        if (optional_place(p, token) || bracket_for_brace(p, token)) return true;
        break;
    case TOK_RPAREN:
    case TOK_LBRACKET:
    case TOK_RBRACKET: return bracket_for_brace(p, token);
    case TOK_NO:
    case TOK_NOT:
        if (no_more_than(p, token) || not_in(p, token)) return true;
        break;
    default: break;
    }
    bool begins = p->previous.span.begin == p->statement_span.begin;
    if (p->previous.kind == TOK_WAIT && begins && wait_words(p, token)) return true;
    if (message_order(p, token) || again_words(p, token)) return true;
    bool item = p->statement_next || (p->previous.kind == TOK_COMMA && repair_head(p) == TOK_PROJECT);
    if (item && (keep_out(p, token) || limit_alone(p, token))) return true;
    if (!token_is_word(p, &token)) return false;
    return name_of_words(p, token) || repair_date(p, token) || where_without_is(p, token);
}
