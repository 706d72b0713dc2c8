/* The token stream between flex and the parser: see parsing.h. */
#include "parsing.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "journey.tab.h"
#include "journey.lex.h"
#include "node.h"

/* ---- what the scanner asks for ---- */

void *scan_alloc(struct scan *scan, size_t size) {
    size_t *piece = arena_alloc(scan->arena, size + 16);
    piece[0] = size;
    return (char *)piece + 16;
}

void *scan_realloc(struct scan *scan, void *old, size_t size) {
    if (old == NULL) return scan_alloc(scan, size);
    size_t had = *(size_t *)((char *)old - 16);
    if (size <= had) return old;
    void *piece = scan_alloc(scan, size);
    return memcpy(piece, old, had);
}

void scan_fail(struct scan *scan, const char *message) {
    (void)message;
    arena_fail(scan->arena);
}

bool scan_goes_on(const struct scan *scan) {
    enum { LINES = 8 }; /* that such a text has at most */
    const char *at = scan->source->text + scan->end;
    for (unsigned line = 0; line < LINES; line++) {
        size_t length = strcspn(at, "\n");
        const char *quote = memchr(at, '"', length);
        if (quote == NULL) {
            bool plain =
                strspn(at, " \t\r") < length && memchr(at, '{', length) == NULL && memchr(at, '}', length) == NULL;
            if (!plain || at[length] == '\0') return false;
            at += length + 1;
            continue;
        }
        unsigned quotes = 0;
        for (const char *c = quote; c < at + length; c++) quotes += *c == '"';
        const char *behind = quote + 1 + strspn(quote + 1, " \t\r");
        bool opened = memchr(at, '{', (size_t)(quote - at)) != NULL || memchr(at, '}', (size_t)(quote - at)) != NULL;
        return quotes % 2 == 1 && !opened && strchr("\n{},", *behind) != NULL;
    }
    return false;
}

void scan_comment(struct scan *scan) {
    const char *text = scan->source->text;
    struct comment *comment = ARENA_NEW(scan->arena, struct comment);
    uint32_t end = scan->end;
    while (end > scan->begin && isspace((unsigned char)text[end - 1])) end--;
    comment->span = (struct span){scan->source->index, scan->begin, end};
    uint32_t before = scan->begin;
    while (before > 0 && (text[before - 1] == ' ' || text[before - 1] == '\t')) before--;
    comment->own_line = before == 0 || text[before - 1] == '\n';
    AST_ADD(&scan->comments, comment);
}

/* ---- texts of tokens ---- */

bool token_is(const struct parse *p, const struct token *token, const char *word) {
    const char *text =
        p->source->text + token->span.begin; /* asked of every token: most differ in their first letter */
    uint32_t length = token->span.end - token->span.begin;
    uint32_t same = 0;
    while (same < length && word[same] == text[same] && word[same] != '\0') same++;
    return same == length && word[same] == '\0';
}

bool token_is_any(const struct parse *p, const struct token *token, const char *const *words) {
    for (; *words != NULL; words++)
        if (token_is(p, token, *words)) return true;
    return false;
}

const char *token_span_text(struct parse *p, struct span span) {
    return arena_copy(p->arena, p->source->text + span.begin, span.end - span.begin);
}

const char *token_text(struct parse *p, const struct token *token) {
    return token_span_text(p, token->span);
}

bool token_is_word(const struct parse *p, const struct token *token) {
    unsigned char c = (unsigned char)p->source->text[token->span.begin];
    bool fits =
        token->kind != TOK_NEWLINE && token->kind != TOK_END && token->kind != TOK_SIGN && token->kind != TOK_TEXT;
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0xC3;
    return fits && letter && token->span.begin < token->span.end;
}

/* ---- texts whose quotes are not right ---- */

/* Where the last insertion `{{ ... }}` between two offsets ends; the first offset if there is none that ends. */
static uint32_t insertions_end(struct parse *p, uint32_t begin, uint32_t end) {
    uint32_t last = begin;
    bool open = false;
    for (uint32_t i = begin; i + 1 < end; i++) {
        const char *two = p->source->text + i;
        open = open || (two[0] == '{' && two[1] == '{');
        if (!open || two[0] != '}' || two[1] != '}') continue;
        open = false;
        last = i + 2;
    }
    return last;
}

/* A closing quote is missing: the braces at the line's end are given back to the script. */
static void open_text(struct parse *p, struct token *token) {
    const char *text = p->source->text;
    uint32_t end = token->span.end;
    while (end > token->span.begin + 1 && strchr(" \t\r", text[end - 1]) != NULL) end--;
    token->span.end = end;
    struct span opening = {token->span.file, token->span.begin,
                           token->span.begin + ((token->flags & TEXT_LONG) ? 3u : 1u)};
    struct diag *diag = diag_add(p->diags, DIAG_OPEN_TEXT, opening);
    p->open_text_known = true;
    p->open_text = token->span.begin;
    if (token->span.end == p->source->length) p->open_block_known = true;
    if (token->flags & TEXT_LONG) {
        diag_help(diag, "end the text with a line `\"\"\"`");
        return;
    }
    uint32_t inserted = insertions_end(p, token->span.begin, end);
    while (end > token->span.begin + 1 && end > inserted && strchr(" \t{}", text[end - 1]) != NULL) end--;
    const char *begin = text + token->span.begin;
    const char *insertion = arena_copy(p->arena, begin, end - token->span.begin);
    const char *last = NULL;
    for (const char *at = strstr(insertion, "{{"); at != NULL; at = strstr(at + 2, "{{")) last = at;
    bool insertion_open = last != NULL && strstr(last, "}}") == NULL;
    if (insertion_open)
        diag_help(diag, "the insertion `{{` has no `}}` on this line, so the text does not end; " DIAG_LITERAL_BRACES);
    else
        diag_help(diag, "a text ends on its line with `\"`");
    uint32_t at = end - (insertion_open && text[end - 1] == '"');
    const char *missing = !insertion_open ? "\"" : at < end ? " }}" : " }}\"";
    diag_fix(diag, (struct span){token->span.file, at, at}, missing, FIX_UNSURE);
    token->span.end = end;
}

/* A text of one line goes on over its end. */
static void broken_text(struct parse *p, struct token *token) {
    struct span opening = {token->span.file, token->span.begin, token->span.begin + 1};
    struct diag *diag = diag_add(p->diags, DIAG_OPEN_TEXT, opening);
    diag_help(diag, "a text ends on its line; one of several lines stands between two lines `\"\"\"`");
    token->flags = 0;
}

/* Typographic or single quotes where straight ones belong. */
static void odd_quotes(struct parse *p, const struct token *token) {
    const char *text = p->source->text;
    unsigned char first = (unsigned char)text[token->span.begin];
    uint32_t open = first == 0xE2 ? 3 : first == 0xC2 ? 2 : 1;
    uint32_t close = 1;
    if (token->flags & TEXT_CURLY && text[token->span.end - 1] != '"')
        close = (unsigned char)text[token->span.end - 2] == 0xC2 ? 2 : 3;
    struct diag *diag = repair_said(p, DIAG_ODD_QUOTES, token->span); /* of the same line */
    if (diag == NULL)
        diag = diag_add(p->diags, DIAG_ODD_QUOTES, token->span,
                        token->flags & TEXT_CURLY ? "typographic quotes" : "single quotes");
    diag_help(diag, "use straight double quotes: `\"...\"`");
    struct span opening = {token->span.file, token->span.begin, token->span.begin + open};
    struct span closing = {token->span.file, token->span.end - close, token->span.end};
    diag_fix(diag, opening, "\"", FIX_SURE);
    diag_fix(diag, closing, "\"", FIX_SURE);
}

/* ---- tokens from the scanner ---- */

/* The braces that stand behind a text that was not closed, as tokens. */
static void braces_behind(struct parse *p, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to; i++) {
        char c = p->source->text[i];
        if ((c != '{' && c != '}') || p->ahead_count == TOKEN_AHEAD) continue;
        struct token *brace = &p->ahead[(p->ahead_first + p->ahead_count++) % TOKEN_AHEAD];
        *brace = (struct token){0};
        brace->kind = c == '{' ? TOK_LBRACE : TOK_RBRACE;
        brace->span = (struct span){p->source->index, i, i + 1};
    }
}

/* A blank from a word processor: said once, and taken for a blank. */
static void odd_space(struct parse *p, struct span span) {
    if (p->odd_space_said) return;
    p->odd_space_said = true;
    struct diag *diag = diag_add(p->diags, DIAG_ODD_SPACE, span);
    diag_help(diag, "put an ordinary blank in its place");
    diag_fix(diag, span, " ", FIX_SURE);
}

/* Gives a token of the scanner its value, or its meaning if it is an odd one. */
static void evaluate(struct parse *p, struct token *token) {
    switch (token->kind) {
    case TOK_NUMBER: literal_number(p, token); break;
    case TOK_PERCENT: literal_percent(p, token); break;
    case TOK_CLOCK: literal_clock(p, token, false); break;
    case SCAN_ODD_CLOCK: literal_clock(p, token, true); break;
    case TOK_DATE: literal_date(p, token, false); break;
    case SCAN_ODD_DATE: literal_date(p, token, true); break;
    case TOK_DAYNAME: literal_day(p, token); break;
    default: break;
    }
}

/* Scans one more token into the ring. */
static void scan_one(struct parse *p) {
    struct token token = {0};
    p->scan.flags = 0;
    token.kind = jdl_scan_lex(p->scanner);
    token.span = (struct span){p->source->index, p->scan.begin, p->scan.end};
    token.flags = p->scan.flags;
    if (token.kind == SCAN_ODD_SPACE) odd_space(p, token.span);
    if (token.kind == SCAN_ODD_SPACE || token.kind == SCAN_BAD_BYTE) return;
    /* A line end after another one says nothing, and however many there are, one can look over them. */
    bool after_line =
        p->ahead_count > 0 && p->ahead[(p->ahead_first + p->ahead_count - 1) % TOKEN_AHEAD].kind == TOK_NEWLINE;
    if (token.kind == TOK_NEWLINE && after_line) return;
    uint32_t whole_end = token.span.end;
    if (token.flags & TEXT_BROKEN) broken_text(p, &token);
    if (token.flags & TEXT_OPEN)
        open_text(p, &token);
    else if (token.flags & (TEXT_CURLY | TEXT_SINGLE))
        odd_quotes(p, &token);
    evaluate(p, &token);
    p->ahead[(p->ahead_first + p->ahead_count++) % TOKEN_AHEAD] = token;
    if ((token.flags & TEXT_OPEN) && !(token.flags & TEXT_LONG)) braces_behind(p, token.span.end, whole_end);
}

const struct token *token_ahead(struct parse *p, uint32_t n) {
    static const struct token unseen = {.kind = TOK_END};
    if (n > TOKEN_FAR) return &unseen;
    while (p->ahead_count <= n) scan_one(p);
    return &p->ahead[(p->ahead_first + n) % TOKEN_AHEAD];
}

void token_retype(struct parse *p, uint32_t n, int kind) {
    assert(n < p->ahead_count);
    p->ahead[(p->ahead_first + n) % TOKEN_AHEAD].kind = kind;
}

int token_peek(struct parse *p, uint32_t n) {
    return token_ahead(p, n)->kind;
}

void token_drop(struct parse *p, uint32_t count) {
    assert(count <= p->ahead_count);
    p->ahead_first = (p->ahead_first + count) % TOKEN_AHEAD;
    p->ahead_count -= count;
}

/* ---- line ends ---- */

/* Drops the line ends that come next. */
static void drop_line_ends(struct parse *p) {
    for (; token_peek(p, 0) == TOK_NEWLINE; token_drop(p, 1)) p->line_start = true;
}

void token_over_lines(struct parse *p) {
    if (p->brackets == 0 || token_peek(p, 0) != TOK_NEWLINE) return;
    int next = token_peek(p, 1);
    if (next != TOK_RBRACE && next != TOK_END) drop_line_ends(p);
}

/* Whether a line that begins with the tokens ahead goes on with the last one. */
static bool goes_on(struct parse *p) {
    int first = token_peek(p, 0);
    int second = token_peek(p, 1);
    switch (first) {
    case TOK_AND:
    case TOK_OR:
    case TOK_WHERE:
    case TOK_WITH: return second != TOK_COLON;
    case TOK_ONLY: return second == TOK_IF;
    case TOK_RBRACE:
    case TOK_END: return true;
    default: return false;
    }
}

/* Whether a line end means nothing; line ends that follow it are dropped here. */
static bool line_end_is_blank(struct parse *p) {
    drop_line_ends(p);
    if (p->brackets > 0 && token_peek(p, 0) != TOK_RBRACE && token_peek(p, 0) != TOK_END) return true;
    switch (p->previous.kind) {
    case TOK_END:
    case TOK_NEWLINE:
    case TOK_LBRACE:
    case TOK_LPAREN:
    case TOK_LBRACKET:
    case TOK_COMMA:
    case TOK_LIST_COMMA: return true;
    default: return goes_on(p);
    }
}

/* ---- words that belong together ---- */

static const struct {
    int first;  /* the one */
    int second; /* the other */
    int both;   /* what they are together */
} pairs[] = {
    {TOK_ONLY, TOK_IF, TOK_ONLY_IF},
    {TOK_ONE, TOK_OF, TOK_ONE_OF},
    {TOK_AT, TOK_LEAST, TOK_AT_LEAST},
    {TOK_AT, TOK_MOST, TOK_AT_MOST},
    {TOK_MORE, TOK_THAN, TOK_MORE_THAN},
    {TOK_LESS, TOK_THAN, TOK_LESS_THAN},
    {TOK_STARTS, TOK_WITH, TOK_STARTS_WITH},
    {TOK_ENDS, TOK_WITH, TOK_ENDS_WITH},
    {TOK_GO, TOK_TO, TOK_GO_TO},
    {TOK_GO, TOK_ON, TOK_GO_ON},
    {TOK_WAIT, TOK_AGAIN, TOK_WAIT_AGAIN},
    {TOK_KEEP, TOK_WAITING, TOK_KEEP_WAITING},
    {TOK_STOP, TOK_REPEATING, TOK_STOP_REPEATING},
};

/* Whether a token can be the first of two that belong together. */
static bool begins_pair(int kind) {
    size_t i = 0;
    while (i < sizeof pairs / sizeof pairs[0] && pairs[i].first != kind) i++;
    return i < sizeof pairs / sizeof pairs[0];
}

int token_pair(int first, int second) {
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i].first == first && pairs[i].second == second) return pairs[i].both;
    return 0;
}

/* Whether a comma goes on a list of literals: what follows can begin nothing else. */
static bool is_list_comma(struct parse *p) {
    drop_line_ends(p);
    switch (token_peek(p, 0)) {
    case TOK_TEXT: /* in a declaration `"Plan Name" as plan: text` is the next field */
        return p->statement == TOK_LEAVE || token_peek(p, 1) != TOK_AS;
    case TOK_NUMBER:
    case TOK_CLOCK:
    case TOK_DATE:
    case TOK_DAYNAME:
    case TOK_MINUS: return true;
    case TOK_YES:
    case TOK_NO:
    case TOK_UNKNOWN: return token_peek(p, 1) != TOK_COLON;
    default: return false;
    }
}

/* Joins a date with the clock time behind it. */
static void join_clock(struct parse *p, struct token *date) {
    token_over_lines(p);
    if (token_peek(p, 0) != TOK_CLOCK) return;
    const struct token *clock = token_ahead(p, 0);
    date->kind = TOK_INSTANT;
    date->date->clock_ms = literal_time_of_day(p, clock->number, clock->span);
    date->span.end = clock->span.end;
    token_drop(p, 1);
}

/* Joins two words, unless the first one stands where only a name can: `renamed stage go to come`. */
static void join_words(struct parse *p, struct token *token) {
    if (!begins_pair(token->kind)) return;
    token_over_lines(p);
    int both = token_pair(token->kind, token_peek(p, 0));
    bool value = both == TOK_WAIT_AGAIN && token_peek(p, 1) == TOK_COMMA;
    if (both == 0 || value || (!parse_accepts(p, both) && parse_accepts(p, token->kind))) return;
    token->kind = both;
    token->span.end = token_ahead(p, 0)->span.end;
    token_drop(p, 1);
}

/* Joins the token just taken with the ones ahead where they are one. */
static void join(struct parse *p, struct token *token) {
    switch (token->kind) {
    case SCAN_NUMBER_WORD: literal_number_word(p, token); break;
    case TOK_NUMBER: literal_duration(p, token); break;
    case TOK_DATE: join_clock(p, token); break;
    case TOK_COMMA: token->kind = is_list_comma(p) ? TOK_LIST_COMMA : TOK_COMMA; break;
    default: join_words(p, token); break;
    }
}

/* ---- the stream ---- */

void token_begin(struct parse *p) {
    p->previous.kind = TOK_END;
    p->before_previous.kind = TOK_END;
    p->statement_next = true;
    p->line_start = true;
}

struct token token_next(struct parse *p) {
    if (p->back_count > 0) return p->back[--p->back_count];
    for (;;) {
        struct token token = *token_ahead(p, 0);
        if (token.kind == TOK_END) return token;
        token_drop(p, 1);
        token.line_start = p->line_start;
        p->line_start = token.kind == TOK_NEWLINE;
        if (token.kind == TOK_NEWLINE && line_end_is_blank(p)) continue;
        join(p, &token);
        return token;
    }
}

void token_back(struct parse *p, struct token token) {
    assert(p->back_count < TOKEN_BACK);
    p->back[p->back_count++] = token;
}
