/* Turns of phrase of other tools and languages, where more than one word has to be read otherwise: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"
#include "node.h"

enum { FAR = 24 }; /* tokens, after which nobody looks */

/* ---- types ---- */

static const char *const type_names[] = {"text", "number", "time", "duration", "timezone", "string", "boolean", NULL};

/* `tags: [text]`, `tags: text[]`. */
static bool list_type(struct parse *p, struct token token) {
    bool before = token.kind == TOK_LBRACKET && token_peek(p, 1) == TOK_RBRACKET && token_is_word(p, token_ahead(p, 0));
    bool behind = token_is_word(p, &token) && token_peek(p, 0) == TOK_LBRACKET && token_peek(p, 1) == TOK_RBRACKET;
    if (!(before || behind) || !parse_accepts(p, TOK_LIST) || !repair_declares_fields(p)) return false;
    struct token type = before ? *token_ahead(p, 0) : token;
    repair_say(p, DIAG_ODD_PHRASE, span_join(token.span, token_ahead(p, 1)->span),
               arena_format(p->arena, "list of %s", token_text(p, &type)));
    token_drop(p, 2);
    repair_push(p, TOK_LIST, token);
    repair_push(p, TOK_OF, token);
    token_back(p, type);
    return true;
}

/* `seats?: number`: what may be missing is `optional`. */
static bool question_mark(struct parse *p, struct token token) {
    if (!token_is(p, &token, "?") || token_peek(p, 0) != TOK_COLON || !token_is_word(p, &p->previous) ||
        !repair_declares_fields(p) || !parse_accepts(p, TOK_COLON))
        return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, "?");
    diag_help(diag, "write `optional` behind the type: `%s: number optional`", token_text(p, &p->previous));
    struct token colon = *token_ahead(p, 0);
    struct token type = *token_ahead(p, 1);
    int behind = token_peek(p, 2);
    bool plain = token_is_word(p, &type) && (repair_ends_line(behind) || behind == TOK_COMMA);
    if (!plain) return true;
    diag_fix(diag, token.span, "", FIX_SURE);
    diag_fix(diag, span_after(type.span), " optional", FIX_SURE);
    token_drop(p, 2);
    parse_push(p, colon);
    if (!parse_accepts(p, type.kind)) {
        token_back(p, type);
        return true;
    }
    parse_push(p, type);
    repair_push(p, TOK_OPTIONAL, *token_ahead(p, 0));
    return true;
}

/* `"role": "text"`: the name of a type in quotes. */
static bool quoted_type(struct parse *p, struct token token) {
    uint32_t length = token.span.end - token.span.begin;
    int behind = token_peek(p, 0);
    bool alone = repair_ends_line(behind) || behind == TOK_COMMA || behind == TOK_OPTIONAL;
    if (length < 5 || !alone || p->previous.kind != TOK_COLON || !repair_declares_fields(p)) return false;
    struct token inner = token;
    inner.span = (struct span){token.span.file, token.span.begin + 1, token.span.end - 1};
    if (!token_is_any(p, &inner, type_names) || !parse_accepts(p, TOK_YES_NO)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_QUOTED_NAME, token.span);
    const char *name = token_text(p, &inner);
    const char *ours = token_is(p, &inner, "string") ? "text" : token_is(p, &inner, "boolean") ? "yes/no" : name;
    diag_help(diag, "write `%s`: a type has no quotes", ours);
    diag_fix(diag, token.span, ours, FIX_SURE);
    inner.kind = token_is(p, &inner, "boolean")    ? TOK_YES_NO
                 : token_is(p, &inner, "number")   ? TOK_NUMBER_W
                 : token_is(p, &inner, "time")     ? TOK_TIME
                 : token_is(p, &inner, "duration") ? TOK_DURATION_W
                 : token_is(p, &inner, "timezone") ? TOK_TIMEZONE
                                                   : TOK_TEXT_W;
    parse_push(p, inner);
    return true;
}

/* `channel task { to: "team" }`, `to: account.csm`. */
static bool receiver(struct parse *p, struct token token) {
    if (p->previous.kind != TOK_COLON || p->before_previous.kind != TOK_TO || repair_head(p) != TOK_CHANNEL)
        return false;
    if (token.kind != TOK_TEXT) {
        bool known = token.kind == TOK_USER || token_is(p, &token, "team");
        while (!known && token_peek(p, 0) == TOK_DOT && token_is_word(p, token_ahead(p, 1)))
            token_drop(p, 2); /* of whom more is said */
        return false;
    }
    const char *text = p->source->text + token.span.begin + 1;
    const char *name = strncmp(text, "user", 4) == 0 ? "user" : "team";
    struct diag *diag = diag_add(p->diags, DIAG_QUOTED_NAME, token.span);
    diag_help(diag, "write `to: team` or `to: user`");
    diag_fix(diag, token.span, name, strncmp(text, name, 4) == 0 && text[4] == '"' ? FIX_SURE : FIX_UNSURE);
    repair_rename(p, token.span.begin, name);
    token.kind = TOK_IDENT;
    parse_push(p, token);
    return true;
}

/* `user properties {`. */
static bool user_block(struct parse *p, struct token token) {
    static const char *const words[] = {"properties", "traits", "attributes", "profile", "fields", "schema", NULL};
    bool block = p->previous.kind == TOK_USER || p->previous.kind == TOK_ACCOUNT;
    return p->open_count == 0 && block && token_is_any(p, &token, words) && token_peek(p, 0) == TOK_LBRACE &&
           repair_drop(p, token, "`user { ... }` alone says it") == REPAIR_AGAIN;
}

/* ---- names and titles ---- */

/* `stage "Three notes" habit {`, `stage habit as "Three notes"`, `stage habit("Three notes")`. */
static bool title_words(struct parse *p, struct token token) {
    int previous = p->previous.kind;
    bool name_here =
        (previous == TOK_STAGE && p->statement == TOK_STAGE) || (previous == TOK_JOURNEY && p->open_count == 0);
    if (name_here && token.kind == TOK_TEXT && token_peek(p, 0) == TOK_IDENT && token_peek(p, 1) == TOK_LBRACE) {
        struct token name = *token_ahead(p, 0);
        struct span whole = span_join(token.span, name.span);
        repair_say(p, DIAG_ODD_PHRASE, whole,
                   arena_format(p->arena, "%s %s", token_text(p, &name), token_text(p, &token)));
        token_drop(p, 1);
        parse_push(p, name);
        token_back(p, token);
        return true;
    }
    static const char *const joins[] = {"as", "called", "named", "titled", "-", "–", NULL};
    const struct token *join = token_ahead(p, 0);
    if (name_here && token.kind == TOK_IDENT && token_peek(p, 1) == TOK_TEXT && token_is_any(p, join, joins)) {
        repair_drop(p, *join, "the title follows at once");
        token_drop(p, 1);
        return false;
    }
    bool behind =
        p->before_previous.kind == TOK_STAGE || (p->before_previous.kind == TOK_JOURNEY && p->open_count == 0);
    if (!behind || token.kind != TOK_LPAREN || token_peek(p, 0) != TOK_TEXT || token_peek(p, 1) != TOK_RPAREN)
        return false;
    struct span closer = token_ahead(p, 1)->span;
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, "(");
    diag_help(diag, "the title follows without parentheses");
    diag_fix(diag, token.span, " ", FIX_SURE);
    diag_fix(diag, closer, "", FIX_SURE);
    struct token title = *token_ahead(p, 0);
    token_drop(p, 2);
    parse_push(p, title);
    return true;
}

/* `condition: user.plan is "pro"`: a condition has a name. */
static bool condition_name(struct parse *p, struct token token) {
    bool first = p->previous.kind == TOK_CONDITION && p->previous.span.begin == p->statement_span.begin;
    if (!first || p->open_count > 0) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "a name", "before this");
    diag_help(diag, "a condition has a name, by which it is asked: `condition power_user: ...`");
    struct token name = token;
    name.kind = TOK_IDENT;
    name.span = span_before(token.span);
    repair_rename(p, name.span.begin, "unnamed");
    parse_push(p, name);
    parse_push(p, token);
    return true;
}

/* ---- values ---- */

/* `user.traits.plan`, `event.properties.total`. */
static bool path_part(struct parse *p, struct token token) {
    int root = p->before_previous.kind;
    bool rooted = root == TOK_USER || root == TOK_ACCOUNT || root == TOK_EVENT || root == TOK_ENTRY;
    if (p->previous.kind != TOK_DOT || !rooted || token_peek(p, 0) != TOK_DOT || !node_is_part(token_text(p, &token)))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, whole, token_span_text(p, whole));
    diag_help(diag, "the name follows at once: `%s.%s`", token_text(p, &p->before_previous),
              token_text(p, token_ahead(p, 1)));
    diag_fix(diag, whole, "", FIX_SURE);
    token_drop(p, 1);
    return true;
}

/* `coalesce(user.name, "there")`: the language has no functions, and `or` for this. */
static bool first_known(struct parse *p, struct token token) {
    static const char *const names[] = {"coalesce", "ifnull", "isnull", "nvl", "default", "fallback", NULL};
    if (token_peek(p, 0) != TOK_LPAREN || !token_is_any(p, &token, names) || !parse_accepts(p, TOK_LPAREN))
        return false;
    uint32_t comma = 1;
    while (comma < FAR && token_peek(p, comma) != TOK_COMMA && token_peek(p, comma) != TOK_LIST_COMMA &&
           !repair_ends_line(token_peek(p, comma)))
        comma++;
    if (token_peek(p, comma) != TOK_COMMA && token_peek(p, comma) != TOK_LIST_COMMA) return false;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, token.span, token_text(p, &token));
    diag_help(diag, "the second where the first is missing is `VALUE or VALUE`");
    diag_fix(diag, token.span, "", FIX_SURE);
    diag_fix(diag, token_ahead(p, comma)->span, " or", FIX_SURE);
    token_retype(p, comma, TOK_OR);
    return true;
}

/* `count(event "X")`, `number of event "X"`. */
static bool count_words(struct parse *p, struct token token) {
    if (token.kind == TOK_NUMBER_W && token_peek(p, 0) == TOK_OF && token_peek(p, 1) == TOK_EVENT)
        return parse_accepts(p, TOK_COUNT) && repair_take_for(p, token, TOK_COUNT, 0, "count");
    if (token.kind != TOK_COUNT || token_peek(p, 0) != TOK_LPAREN || token_peek(p, 1) != TOK_EVENT ||
        token_peek(p, 2) != TOK_TEXT || token_peek(p, 3) != TOK_RPAREN)
        return false;
    struct token event = *token_ahead(p, 1);
    struct token name = *token_ahead(p, 2);
    struct span whole = span_join(token.span, token_ahead(p, 3)->span);
    repair_say(p, DIAG_ODD_PHRASE, whole, arena_format(p->arena, "count of event %s", token_text(p, &name)));
    token_drop(p, 4);
    parse_push(p, token);
    repair_push(p, TOK_OF, event);
    parse_push(p, event);
    parse_push(p, name);
    return true;
}

/* `big_spender()`, `now()`. */
static bool called(struct parse *p, struct token token) {
    if (token_peek(p, 0) != TOK_RPAREN || !token_touches(&p->previous, &token) || !token_is_word(p, &p->previous))
        return false;
    struct span whole = span_join(token.span, token_ahead(p, 0)->span);
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, whole, "()");
    diag_help(diag, "the name alone says it: `%s`", token_text(p, &p->previous));
    diag_fix(diag, whole, "", FIX_SURE);
    token_drop(p, 1);
    return true;
}

/* `user.name ?? "there"`. */
static bool either_known(struct parse *p, struct token token) {
    static const char *const seconds[] = {"?", ":", NULL};
    const struct token *second = token_ahead(p, 0);
    if (!token_is(p, &token, "?") || !token_is_any(p, second, seconds) || !token_touches(&token, second) ||
        !parse_accepts(p, TOK_OR))
        return false;
    return repair_take_for(p, token, TOK_OR, 1, "or");
}

/* Whether a kind of token is a value that is written out, of which a comparison may list several. */
static bool is_literal(int kind) {
    return kind == TOK_TEXT || kind == TOK_NUMBER || kind == TOK_DAYNAME;
}

/* `plan is "pro" or "team"`, `plan is "pro", "team"`: one of several. */
static bool one_of_values(struct parse *p, struct token token) {
    bool is = p->before_previous.kind == TOK_IS || p->before_previous.kind == TOK_NOT;
    int next = token_peek(p, 0);
    bool comma = token.kind == TOK_COMMA || token.kind == TOK_LIST_COMMA;
    if (!is || !is_literal(p->previous.kind) || next != p->previous.kind || (comma && next != TOK_TEXT)) return false;
    int behind = token_peek(p, 1);
    if (behind == TOK_IS || behind == TOK_COLON || behind == TOK_OPTIONAL) return false;
    struct span whole = span_join(p->previous.span, token_ahead(p, 0)->span);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    diag_fix(diag, span_before(p->previous.span), "one of ", FIX_SURE);
    const char *list = token_text(p, &p->previous);
    struct span last = p->previous.span;
    uint32_t at = 0;
    struct token between = token;
    while (token_peek(p, at) == next) {
        struct span value = token_ahead(p, at)->span;
        if (between.kind == TOK_OR)
            diag_fix(diag, (struct span){whole.file, last.end, between.span.end}, ",", FIX_SURE);
        list = arena_format(p->arena, "%s, %s", list, token_text(p, token_ahead(p, at)));
        last = value;
        between = *token_ahead(p, at + 1);
        bool more = between.kind == TOK_OR || between.kind == TOK_COMMA;
        if (!more || at + 2 >= FAR || token_peek(p, at + 2) != next || token_peek(p, at + 3) == TOK_IS) break;
        at += 2;
    }
    diag_help(diag, "write `is %sone of %s`", p->before_previous.kind == TOK_NOT ? "not " : "", list);
    diag->span.end = last.end;
    token_drop(p, at + 1);
    return true;
}

/* `items contains "boots" or "bags"`, `topic starts with "a", "b"`: each is asked by itself. */
static bool one_of_parts(struct parse *p) {
    int verb = p->before_previous.kind;
    bool asks = verb == TOK_CONTAINS || verb == TOK_STARTS_WITH || verb == TOK_ENDS_WITH;
    int behind = token_peek(p, 1);
    if (!asks || p->previous.kind != TOK_TEXT || token_peek(p, 0) != TOK_TEXT || behind == TOK_IS ||
        behind == TOK_COLON)
        return false;
    struct span whole = span_join(p->previous.span, token_ahead(p, 0)->span);
    struct diag *diag = diag_add(p->diags, DIAG_ODD_PHRASE, whole, token_span_text(p, whole));
    const char *words = token_span_text(p, p->before_previous.span);
    diag_help(diag, "say each by itself: `... %s %s or ... %s %s`", words, token_text(p, &p->previous), words,
              token_text(p, token_ahead(p, 0)));
    while (token_peek(p, 0) == TOK_TEXT && (token_peek(p, 1) == TOK_OR || token_peek(p, 1) == TOK_COMMA) &&
           token_peek(p, 2) == TOK_TEXT)
        token_drop(p, 2);
    token_drop(p, 1);
    return true;
}

/* `is any of "a", "b"`, `is either "a" or "b"`. */
static bool any_of(struct parse *p, struct token token) {
    if (p->previous.kind != TOK_IS && p->previous.kind != TOK_NOT) return false;
    int next = token_peek(p, 0);
    if ((token_is(p, &token, "a") || token_is(p, &token, "an")) && (next == TOK_TEXT || next == TOK_NUMBER))
        return repair_drop(p, token, "no article stands here") == REPAIR_AGAIN;
    if (next == TOK_OF && (token.kind == TOK_ANY || token_is(p, &token, "either")) && parse_accepts(p, TOK_ONE_OF))
        return repair_take_for(p, token, TOK_ONE_OF, 1, "one of");
    if (!token_is(p, &token, "either") || next != TOK_TEXT || !parse_accepts(p, TOK_ONE_OF)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_NEAR_MISS, token.span, "either");
    diag_help(diag, "write `one of \"a\", \"b\"`");
    diag_fix(diag, token.span, "one of", FIX_SURE);
    if (token_peek(p, 1) == TOK_OR && token_peek(p, 2) == TOK_TEXT) {
        struct span before = token_ahead(p, 0)->span;
        diag_fix(diag, (struct span){before.file, before.end, token_ahead(p, 1)->span.end}, ",", FIX_SURE);
        token_retype(p, 1, TOK_LIST_COMMA);
    }
    token.kind = TOK_ONE_OF;
    parse_push(p, token);
    return true;
}

/* `is greater than or equal to 20`, `is less than or equal to 20`. */
static bool or_equal(struct parse *p, struct token token) {
    static const char *const more[] = {"greater", "bigger", "larger", "higher", "more", NULL};
    static const char *const less[] = {"less", "smaller", "lower", "fewer", NULL};
    bool joined = token.kind == TOK_MORE_THAN || token.kind == TOK_LESS_THAN;
    uint32_t at = joined ? 0 : 1;
    bool least = token.kind == TOK_MORE_THAN || token_is_any(p, &token, more);
    if (!(least || token.kind == TOK_LESS_THAN || token_is_any(p, &token, less))) return false;
    if ((!joined && token_peek(p, 0) != TOK_THAN) || token_peek(p, at) != TOK_OR) return false;
    if (!token_is(p, token_ahead(p, at + 1), "equal") || !parse_accepts(p, TOK_AT_LEAST)) return false;
    uint32_t to = token_peek(p, at + 2) == TOK_TO;
    return repair_take_for(p, token, least ? TOK_AT_LEAST : TOK_AT_MOST, at + 2 + to, least ? "at least" : "at most");
}

/* `is between 7 to 8`, `is from 7 to 8`, `is 7-8`: a range has `between` and `and`. */
static bool range(struct parse *p, struct token token) {
    bool number = p->previous.kind == TOK_NUMBER && token_peek(p, 0) == TOK_NUMBER;
    int before = p->before_previous.kind;
    bool joins = token.kind == TOK_TO || token.kind == TOK_MINUS;
    if (joins && number && before == TOK_BETWEEN && parse_accepts(p, TOK_AND))
        return repair_take_for(p, token, TOK_AND, 0, "and");
    bool from = token_is(p, &token, "from") && p->previous.kind == TOK_IS && token_peek(p, 0) == TOK_NUMBER &&
                token_peek(p, 1) == TOK_TO && token_peek(p, 2) == TOK_NUMBER;
    if (from && parse_accepts(p, TOK_BETWEEN)) {
        struct span whole = span_join(token.span, token_ahead(p, 2)->span);
        repair_say(p, DIAG_ODD_PHRASE, whole,
                   arena_format(p->arena, "between %s and %s", token_text(p, token_ahead(p, 0)),
                                token_text(p, token_ahead(p, 2))));
        token_retype(p, 1, TOK_AND);
        token.kind = TOK_BETWEEN;
        parse_push(p, token);
        return true;
    }
    bool dash = joins && number && before == TOK_IS && repair_in_trigger(p) && p->where_begin > p->statement_span.begin;
    if (!dash || p->brackets > 0) return false;
    struct span whole = span_join(p->previous.span, token_ahead(p, 0)->span);
    repair_say(
        p, DIAG_ODD_PHRASE, whole,
        arena_format(p->arena, "between %s and %s", token_text(p, &p->previous), token_text(p, token_ahead(p, 0))));
    token_drop(p, 1);
    return true;
}

/* `FRIEND-{{ user.id }}` without quotes. */
static bool glued_insertion(struct parse *p, struct token token) {
    const char *text = p->source->text;
    uint32_t at = token.span.begin;
    while (isalnum((unsigned char)text[at]) != 0 || text[at] == '-' || text[at] == '_') at++;
    if (at == token.span.begin || text[at] != '{' || text[at + 1] != '{' || !parse_accepts(p, TOK_TEXT)) return false;
    struct span whole = {token.span.file, token.span.begin, repair_insertion_end(p, at)};
    if (whole.end == 0) return false;
    const char *said = token_span_text(p, whole);
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_QUOTES, whole);
    diag_help(diag, "write `\"%s\"`", said);
    diag_fix(diag, whole, arena_format(p->arena, "\"%s\"", said), FIX_SURE);
    repair_take_whole(p, token, whole.end);
    return true;
}

/* `name like "sho%"`. */
static bool like(struct parse *p, struct token token) {
    static const char *const words[] = {"like", "ilike", "matches", NULL};
    const struct token *text = token_ahead(p, 0);
    if (text->kind != TOK_TEXT || !token_is_any(p, &token, words) || !parse_accepts(p, TOK_CONTAINS)) return false;
    const char *begin = repair_inside(p, text);
    size_t length = strlen(begin);
    bool open_end = length > 0 && begin[length - 1] == '%';
    bool open_begin = length > 0 && begin[0] == '%';
    const char *ours = open_end && !open_begin ? "starts with" : open_begin && !open_end ? "ends with" : "contains";
    size_t kept = length - open_end - (open_begin && length > 1);
    repair_say(p, DIAG_NEAR_MISS, span_join(token.span, text->span),
               arena_format(p->arena, "%s \"%.*s\"", ours, (int)kept, begin + open_begin));
    token.kind = TOK_CONTAINS;
    parse_push(p, token);
    return true;
}

/* ---- all of it ---- */

bool repair_idiom(struct parse *p, struct token token) {
    switch (token.kind) {
    case TOK_LBRACKET: return list_type(p, token);
    case TOK_LPAREN: return called(p, token) || title_words(p, token);
    case TOK_TEXT: return quoted_type(p, token) || receiver(p, token) || title_words(p, token);
    case TOK_COLON: return condition_name(p, token);
    case TOK_COUNT:
    case TOK_NUMBER_W:
        if (count_words(p, token)) return true;
        break;
    case TOK_SIGN: return either_known(p, token) || question_mark(p, token);
    case TOK_COMMA:
    case TOK_LIST_COMMA:
    case TOK_OR: return one_of_values(p, token) || one_of_parts(p);
    case TOK_MORE_THAN:
    case TOK_LESS_THAN: return or_equal(p, token);
    case TOK_TO: return range(p, token);
    case TOK_MINUS: return range(p, token);
    default: break;
    }
    if (!token_is_word(p, &token)) return false;
    return list_type(p, token) || receiver(p, token) || user_block(p, token) || path_part(p, token) ||
           title_words(p, token) || first_known(p, token) || any_of(p, token) || or_equal(p, token) ||
           range(p, token) || like(p, token) || glued_insertion(p, token);
}
