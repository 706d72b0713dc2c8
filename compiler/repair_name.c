/* Names with quotes where none belong, and without where some do: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"

/* A text as a name of the script's own: `First steps` becomes `first_steps`. */
static const char *snake(struct parse *p, const char *text, uint32_t length) {
    char *name = arena_alloc(p->arena, (size_t)length + 2);
    size_t used = 0;
    for (uint32_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        bool fits = isalnum(c) != 0;
        bool hump = isupper(c) && i > 0 && islower((unsigned char)text[i - 1]);
        if (used == 0 && isdigit(c)) name[used++] = '_';
        if ((!fits || hump) && used > 0 && name[used - 1] != '_') name[used++] = '_';
        if (fits) name[used++] = (char)tolower(c);
    }
    while (used > 0 && name[used - 1] == '_') used--;
    name[used] = '\0';
    return used == 0 ? "name" : name;
}

void repair_rename(struct parse *p, uint32_t begin, const char *text) {
    struct renamed *renamed = ARENA_NEW(p->arena, struct renamed);
    *renamed = (struct renamed){p->renamed, begin, text};
    p->file->lost = p->file->lost || text == NULL;
    p->renamed = renamed;
}

/* Takes a token for a name that is read as `text`. */
static enum repair take_as_name(struct parse *p, struct token token, const char *text) {
    repair_rename(p, token.span.begin, text);
    token.kind = TOK_IDENT;
    token_back(p, token);
    return REPAIR_AGAIN;
}

/* `stage "Tell them why it matters" {`: the title is there, the name is not. */
static enum repair title_alone(struct parse *p, struct token token) {
    const char *word = token_text(p, &p->previous);
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "a name", "before this");
    diag_help(diag, "a %s has a name of one word, then its title: `%s %s %s`", word, word,
              p->previous.kind == TOK_STAGE ? "first_steps" : "onboarding", token_text(p, &token));
    struct token name = token;
    name.kind = TOK_IDENT;
    name.span = span_before(token.span);
    repair_rename(p, name.span.begin, NULL);
    parse_push(p, name);
    token_back(p, token);
    return REPAIR_AGAIN;
}

/* Whether a text in quotes has so many words that it is a title. */
static bool is_title(struct parse *p, struct token token) {
    enum { WORDS = 4 }; /* of a title at least */
    unsigned blanks = 0;
    for (uint32_t i = token.span.begin; i < token.span.end; i++) blanks += p->source->text[i] == ' ';
    return blanks + 1 >= WORDS;
}

/* The name of the stage that has this text, which is in quotes, as its title; NULL: none has. */
static const char *stage_titled(struct parse *p, struct token title) {
    if (!repair_may_search(p)) return NULL;
    const char *text = p->source->text;
    const char *quoted = token_text(p, &title);
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    for (const char *at = strstr(text, "stage "); at != NULL; at = strstr(at + 1, "stage ")) {
        const char *name = at + strlen("stage ");
        size_t length = strspn(name, letters);
        if (length > 0 && name[length] == ' ' && strncmp(name + length + 1, quoted, strlen(quoted)) == 0)
            return arena_copy(p->arena, name, length);
    }
    return NULL;
}

/* `stage "first steps"`. */
static enum repair without_quotes(struct parse *p, struct token token) {
    bool line = repair_head(p) == TOK_JOURNEY && p->statement_next && token_peek(p, 0) != TOK_COLON;
    if (line) return REPAIR_NONE;
    bool part = p->previous.kind == TOK_STAGE || (p->previous.kind == TOK_JOURNEY && p->open_count == 0);
    if (part && token_peek(p, 0) == TOK_LBRACE && is_title(p, token)) return title_alone(p, token);
    const char *inside = p->source->text + token.span.begin + 1;
    uint32_t length = token.span.end - token.span.begin;
    const char *titled = p->previous.kind == TOK_GO_TO || p->previous.kind == TOK_STAGE ? stage_titled(p, token) : NULL;
    const char *name = titled != NULL ? titled : snake(p, inside, length > 2 ? length - 2 : 0);
    bool unknown = titled == NULL && p->previous.kind == TOK_GO_TO && is_title(p, token) &&
                   !repair_declared(p, "stage", name) && !repair_declared(p, "stage", token_text(p, &token));
    struct diag *diag = diag_add(p->diags, DIAG_QUOTED_NAME, token.span);
    diag_help(diag, "write `%s`", name);
    diag_fix(diag, token.span, name, unknown ? FIX_UNSURE : FIX_SURE);
    return take_as_name(p, token, name);
}

/* `stage FirstSteps`, `stage café`. */
static enum repair in_lower_case(struct parse *p, struct token token) {
    while (token_peek(p, 0) == TOK_MINUS && token_ahead(p, 0)->span.begin == token.span.end &&
           token_ahead(p, 1)->span.begin == token.span.end + 1 && token_is_word(p, token_ahead(p, 1))) {
        token.span.end = token_ahead(p, 1)->span.end;
        token_drop(p, 2);
    }
    const char *text = token_text(p, &token);
    const char *name = snake(p, text, token.span.end - token.span.begin);
    struct diag *diag = diag_add(p->diags, DIAG_BAD_NAME, token.span, text);
    diag_help(diag, "write `%s`: small letters a to z, digits and `_`", name);
    diag_fix(diag, token.span, name, FIX_SURE);
    return take_as_name(p, token, name);
}

/* Whether a line of plain words begins here, as a remark for readers does. */
static bool is_prose(struct parse *p) {
    enum { WORDS = 3 }; /* behind the first one */
    if (!p->statement_next) return false;
    for (uint32_t i = 0; i < WORDS; i++)
        if (!token_is_word(p, token_ahead(p, i))) return false;
    return true;
}

/* Whether a line is a sentence for readers: nothing but words, more than a statement has. */
static bool is_sentence(struct parse *p, struct token token) {
    enum { WORDS = 6, FAR = 28 };
    if (!p->statement_next || !token.line_start || !token_is_word(p, &token)) return false;
    uint32_t count = 0;
    while (count < FAR && token_is_word(p, token_ahead(p, count))) count++;
    return count >= WORDS && token_peek(p, count) == TOK_NEWLINE;
}

static enum repair comment_without_sign(struct parse *p, struct token token) {
    struct diag *diag = diag_add(p->diags, DIAG_UNEXPECTED, token.span, "this sentence", "a line of the language");
    diag_help(diag, "a remark for readers begins with `#`");
    diag_fix(diag, span_before(token.span), "# ", FIX_UNSURE);
    while (token_peek(p, 0) != TOK_NEWLINE && token_peek(p, 0) != TOK_END) token_drop(p, 1);
    if (token_peek(p, 0) == TOK_NEWLINE) token_drop(p, 1);
    return REPAIR_AGAIN;
}

/* `stage first-steps`: the name goes on behind the dash. */
static enum repair without_dash(struct parse *p, struct token token) {
    const struct token *next = token_ahead(p, 0);
    bool adjacent = token.span.begin == p->previous.span.end && next->span.begin == token.span.end;
    if (!adjacent || !token_is_word(p, next) || !token_is_word(p, &p->previous)) return REPAIR_NONE;
    struct span whole = span_join(p->previous.span, next->span);
    const char *text = arena_copy(p->arena, p->source->text + whole.begin, whole.end - whole.begin);
    const char *name = snake(p, text, whole.end - whole.begin);
    struct diag *diag = diag_add(p->diags, DIAG_BAD_NAME, whole, text);
    diag_help(diag, "write `%s`", name);
    diag_fix(diag, whole, name, FIX_SURE);
    token_drop(p, 1);
    return REPAIR_AGAIN;
}

/* Whether a token can follow a word of a list: if it is anything else, that is the name of the next field. */
static bool follows_choice(int kind) {
    return kind == TOK_COMMA || kind == TOK_RBRACE || kind == TOK_NEWLINE || kind == TOK_OPTIONAL || kind == TOK_END;
}

void repair_choices(struct parse *p, struct diag *diag) {
    enum { LONGEST = 24 }; /* tokens that are looked at */
    uint32_t at = token_peek(p, 0) == TOK_COMMA ? 1 : 0;
    while (at < LONGEST) {
        at += token_peek(p, at) == TOK_NEWLINE;
        struct token word = *token_ahead(p, at);
        if ((word.kind != TOK_IDENT && word.kind != TOK_WORD) || !follows_choice(token_peek(p, at + 1))) return;
        const char *quoted = arena_format(p->arena, "\"%s\"", token_text(p, &word));
        if (diag == NULL) {
            diag = diag_add(p->diags, DIAG_MISSING_QUOTES, word.span);
            diag_help(diag, "write `%s`", quoted);
        }
        diag_fix(diag, word.span, quoted, FIX_SURE);
        token_retype(p, at, TOK_TEXT);
        if (token_peek(p, at + 1) != TOK_COMMA) return;
        at += 2;
    }
}

/* Whether a sign may stand inside what lacks its quotes. */
static bool is_inner_sign(const struct parse *p, const struct token *token) {
    return token->kind == TOK_SLASH || token->kind == TOK_MINUS || token->kind == TOK_DOT || token->kind == TOK_PLUS ||
           token_is(p, token, "@") || token_is(p, token, "&") || token_is(p, token, "'");
}

/* `event Signed Up`: the words up to the next sign or word of the language are the name. */
static enum repair with_quotes(struct parse *p, struct token token) {
    struct span whole = token.span;
    bool title = p->previous.kind == TOK_TEST || p->previous.kind == TOK_PROJECT;
    for (; title && token_is_word(p, token_ahead(p, 0)); token_drop(p, 1)) whole.end = token_ahead(p, 0)->span.end;
    while (token_peek(p, 0) == TOK_WORD || token_peek(p, 0) == TOK_IDENT || token_peek(p, 0) == TOK_DAYNAME) {
        /* The report after a message (`email welcome opened`) is no part of the name. */
        if (token.kind == TOK_IDENT && token_peek(p, 0) == TOK_IDENT) break;
        whole.end = token_ahead(p, 0)->span.end;
        token_drop(p, 1);
    }
    /* `Europe/Berlin`, `log-in`, `ana@acme.com`: a sign and what follows it without a blank. */
    while (is_inner_sign(p, token_ahead(p, 0)) && token_ahead(p, 0)->span.begin == whole.end &&
           token_ahead(p, 1)->span.begin == whole.end + 1 &&
           (token_is_word(p, token_ahead(p, 1)) || token_peek(p, 1) == TOK_NUMBER)) {
        whole.end = token_ahead(p, 1)->span.end;
        token_drop(p, 2);
    }
    const char *text = arena_copy(p->arena, p->source->text + whole.begin, whole.end - whole.begin);
    const struct token *text_ahead = token_ahead(p, 0);
    struct diag *said = p->diags->last;
    bool opening = text_ahead->kind == TOK_TEXT && (text_ahead->flags & TEXT_OPEN) &&
                   text_ahead->span.begin == whole.end && said != NULL && said->id == DIAG_OPEN_TEXT &&
                   said->span.begin == text_ahead->span.begin;
    if (opening && text_ahead->span.end == text_ahead->span.begin + 1) {
        said->edit = NULL; /* it was taken for the first quote of a text */
        diag_help(said, "the quote before the text is missing: `\"%s\"`", text);
        diag_fix(said, span_before(whole), "\"", FIX_UNSURE);
        token_drop(p, 1);
        token.kind = TOK_TEXT;
        token.span = whole;
        token_back(p, token);
        return REPAIR_AGAIN;
    }
    if (token_peek(p, 0) == TOK_TEXT) {
        struct diag *much = diag_add(p->diags, DIAG_TOO_MUCH, whole, text);
        diag_help(much, "leave it out: the name in quotes follows");
        diag_fix(much, (struct span){whole.file, whole.begin, token_ahead(p, 0)->span.begin}, "", FIX_UNSURE);
        return REPAIR_AGAIN;
    }
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_QUOTES, whole);
    diag_help(diag, "write `\"%s\"`", text);
    const char *quoted = arena_format(p->arena, "\"%s\"", text);
    bool uses = p->previous.kind == TOK_EVENT && p->statement != TOK_EVENT && token.kind == TOK_IDENT;
    diag_fix(diag, whole, quoted, uses && !repair_is_event(p, quoted) ? FIX_UNSURE : FIX_SURE);
    if (token_peek(p, 0) == TOK_COMMA && (p->previous.kind == TOK_ONE_OF || p->previous.kind == TOK_LIST_COMMA))
        repair_choices(p, diag);
    token.kind = TOK_TEXT;
    token.span = whole;
    token_back(p, token);
    return REPAIR_AGAIN;
}

/* `"plan": text`, as in JSON, where a field of an event or a profile is declared. */
static enum repair quoted_field(struct parse *p, struct token token) {
    struct token name = p->previous;
    const char *text = p->source->text + name.span.begin + 1;
    uint32_t length = name.span.end - name.span.begin;
    const char *own = snake(p, text, length > 2 ? length - 2 : 0);
    struct diag *diag = diag_add(p->diags, DIAG_QUOTED_NAME, name.span);
    bool same = strlen(own) + 2 == length && strncmp(own, text, strlen(own)) == 0;
    const char *written = same ? own : arena_format(p->arena, "%s as %s", token_text(p, &name), own);
    diag_help(diag, "write `%s`", written);
    diag_fix(diag, name.span, written, FIX_SURE);
    repair_push(p, TOK_AS, token);
    token_back(p, token);
    struct token again = name;
    again.span = span_before(token.span);
    return take_as_name(p, again, own);
}

/* Whether a kind of token can follow a name in a value, a condition, a trigger, or in front of a template. */
static bool follows_name(int kind) {
    switch (kind) {
    case TOK_IS:
    case TOK_CONTAINS:
    case TOK_STARTS:
    case TOK_ENDS:
    case TOK_BECOMES:
    case TOK_CHANGES:
    case TOK_PLUS:
    case TOK_MINUS:
    case TOK_STAR:
    case TOK_SLASH:
    case TOK_AND:
    case TOK_OR:
    case TOK_IF:
    case TOK_OTHERWISE:
    case TOK_ONCE:
    case TOK_HAPPENED:
    case TOK_COMMA:
    case TOK_TEXT:
    case TOK_LBRACE:
    case TOK_RBRACE:
    case TOK_RPAREN:
    case TOK_RBRACKET:
    case TOK_NEWLINE:
    case TOK_END: return true;
    default: return false;
    }
}

bool repair_is_name(struct parse *p, struct token token) {
    switch (token.kind) {
    case TOK_AFTER:
    case TOK_AS:
    case TOK_AT:
    case TOK_BEFORE:
    case TOK_BETWEEN:
    case TOK_EVERY:
    case TOK_FOR:
    case TOK_IN:
    case TOK_IS:
    case TOK_JOURNEY:
    case TOK_OF:
    case TOK_OTHERWISE:
    case TOK_PER:
    case TOK_UNTIL:
    case TOK_UP:
    case TOK_WAS:
    case TOK_WHERE:
    case TOK_WITHIN: return follows_name(token_peek(p, 0)) && parse_accepts(p, TOK_IDENT);
    default: return false;
    }
}

/* `for email clicked { }`: which message is not said. */
static bool lacks_message(struct parse *p, struct token token) {
    static const char *const reports[] = {"delivered", "opened", "clicked", "replied",      "dismissed",
                                          "bounced",   "failed", "skipped", "unsubscribed", NULL};
    bool last = token_peek(p, 0) == TOK_LBRACE || token_peek(p, 0) == TOK_NEWLINE || token_peek(p, 0) == TOK_AS;
    if (p->previous.kind != TOK_IDENT || !last || !token_is_any(p, &token, reports)) return false;
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, token.span, "the message", "before this");
    diag_help(diag, "write which one: `%s \"welcome\" %s`", token_text(p, &p->previous), token_text(p, &token));
    return true;
}

enum repair repair_remark(struct parse *p, struct token token) {
    return is_sentence(p, token) ? comment_without_sign(p, token) : REPAIR_NONE;
}

enum repair repair_name(struct parse *p, struct token token) {
    if (token.kind == TOK_COLON && p->previous.kind == TOK_TEXT && parse_accepts(p, TOK_AS))
        return quoted_field(p, token);
    if (token.kind == TOK_TEXT && parse_accepts(p, TOK_IDENT) && !(token.flags & TEXT_LONG))
        return without_quotes(p, token);
    if (token.kind == TOK_MINUS) return without_dash(p, token);
    if (!token_is_word(p, &token)) return REPAIR_NONE;
    bool value = parse_accepts(p, TOK_TEXT) && parse_accepts(p, TOK_NUMBER);
    if (token.kind == TOK_WORD && value) {
        const char *name = snake(p, token_text(p, &token), token.span.end - token.span.begin);
        return repair_declared(p, "remember", name) ? in_lower_case(p, token) : with_quotes(p, token);
    }
    if (token.kind == TOK_WORD && is_prose(p)) return comment_without_sign(p, token);
    if (token.kind == TOK_WORD && parse_accepts(p, TOK_IDENT)) return in_lower_case(p, token);
    if (parse_accepts(p, TOK_TEXT) && lacks_message(p, token)) return REPAIR_REPORTED;
    bool dashed = token_peek(p, 0) == TOK_MINUS && token_ahead(p, 0)->span.begin == token.span.end;
    bool keyword = !dashed && token.kind != TOK_WORD && token.kind != TOK_IDENT && token.kind != TOK_DAYNAME;
    if (!keyword && parse_accepts(p, TOK_TEXT) && !parse_accepts(p, TOK_NUMBER) && !parse_accepts(p, TOK_NEWLINE))
        return with_quotes(p, token);
    return REPAIR_NONE;
}
