/* Blocks and brackets that are not closed, or closed once too often: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

/* ---- blocks that are not closed ---- */

/* Whether a block holds fields, by what began its statement. */
static bool holds_fields(int head) {
    return head == TOK_EVENT || head == TOK_USER || head == TOK_ACCOUNT || head == TOK_GIVEN || head == TOK_SEND ||
           head == TOK_START || head == TOK_TEMPLATE;
}

bool repair_field_doubtful(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    if (repair_head(p) == TOK_PROJECT) return token.kind == TOK_EVENT && next == TOK_TEXT;
    bool type = next == TOK_TEXT_W || next == TOK_NUMBER_W || next == TOK_YES_NO || next == TOK_ONE || next == TOK_LIST;
    return holds_fields(repair_head(p)) && token.line_start && repair_begins(token.kind) && next != TOK_COLON && !type;
}

/* How many blocks stay open where a word like this stands; the number that are open if it says nothing. */
static uint32_t blocks_around(struct parse *p, struct token token) {
    int kind = token.kind;
    uint32_t depth = 0;
    if (p->open_count > 0 && repair_field_doubtful(p, token)) return p->open_count - 1;
    switch (kind) {
    case TOK_END:
    case TOK_LANGUAGE:
    case TOK_PROJECT:
    case TOK_CHANNEL:
    case TOK_CONDITION:
    case TOK_JOURNEY:
    case TOK_TEST: return 0;
    case TOK_ENTER:
    case TOK_GOAL:
    case TOK_LEAVE:
    case TOK_PROMISE:
    case TOK_RENAMED:
    case TOK_STAGE:
        while (depth < p->open_count && p->open[depth].head != TOK_JOURNEY) depth++;
        return depth < p->open_count ? depth + 1 : p->open_count;
    case TOK_EVENT:
    case TOK_USER:
    case TOK_ACCOUNT:
        return repair_head(p) == TOK_JOURNEY && repair_indentation(p, token.span.begin) == 0 ? 0 : p->open_count;
    case TOK_SEND:
    case TOK_WAIT:
    case TOK_GO_TO:
    case TOK_EXIT:
    case TOK_STAY:
    case TOK_MILESTONE:
    case TOK_REMEMBER:
    case TOK_SET:
    case TOK_SPLIT:
    case TOK_REPEAT: return repair_head(p) == TOK_WAIT ? p->open_count - 1 : p->open_count;
    case TOK_OTHERWISE:
        if (repair_head(p) == TOK_IF) return p->open_count - 1;
        /* fall through */
    case TOK_FOR:
        for (depth = p->open_count; depth > 0; depth--)
            if (p->open[depth - 1].head == TOK_WAIT) return depth;
        return p->open_count;
    default: return p->open_count;
    }
}

uint32_t repair_indentation(const struct parse *p, uint32_t offset) {
    enum { DEEPEST = 1000 }; /* columns, after which nobody counts */
    uint32_t begin = source_line_begin(p->source, offset);
    uint32_t count = 0;
    while (count < DEEPEST && (p->source->text[begin + count] == ' ' || p->source->text[begin + count] == '\t'))
        count++;
    return count;
}

/* The open block that most likely lacks its `}`: the outermost of those in question that is indented like its neighbour. */
static struct span culprit(const struct parse *p, uint32_t keep) {
    if (p->suspect.end != 0 && p->suspect.begin > p->open[keep].span.begin) return p->suspect;
    for (uint32_t i = p->open_count - 1; i > keep; i--)
        if (repair_indentation(p, p->open[i].span.begin) <= repair_indentation(p, p->open[i - 1].span.begin))
            return p->open[i - 1].span;
    return p->open[p->open_count - 1].span;
}

/* A `,` that ends the line of the one open block in question stands for its `}`: says so. */
static bool comma_for_closer(struct parse *p, uint32_t keep) {
    struct span open = p->open[p->open_count - 1].span;
    struct span comma = p->previous.span;
    if (p->previous.kind != TOK_COMMA || keep + 1 != p->open_count || p->open_block_known ||
        memchr(p->source->text + open.end, '\n', comma.begin - open.end) != NULL)
        return false;
    struct diag *diag = diag_add(p->diags, DIAG_UNEXPECTED, comma, "`,`", "`}`");
    diag_label(diag, open, "the block that begins here ends with `}`");
    diag_fix(diag, comma, "}", FIX_UNSURE);
    return true;
}

static enum repair close_blocks(struct parse *p, struct token token, uint32_t keep) {
    struct diag *diag = NULL;
    if (!p->open_block_known && !comma_for_closer(p, keep))
        diag = diag_add(p->diags, DIAG_OPEN_BLOCK, culprit(p, keep));
    if (diag != NULL && token.kind == TOK_END) {
        diag_help(diag, "add a `}` where the block ends");
    } else if (diag != NULL) {
        diag_label(diag, token.span, "this cannot stand inside the block");
        diag_help(diag, "add a `}` before `%s`", token_text(p, &token));
    }
    while (p->open_count > keep && !p->stopped) {
        if (!parse_accepts(p, TOK_RBRACE)) parse_poison(p, span_before(token.span));
        repair_push(p, TOK_RBRACE, token);
    }
    bool goes_on = token.kind == TOK_OTHERWISE && parse_accepts(p, TOK_OTHERWISE);
    if (token.kind != TOK_END && !goes_on && parse_accepts(p, TOK_NEWLINE)) repair_push(p, TOK_NEWLINE, token);
    p->stray_closer_known = true;
    p->suspect = (struct span){0, 0, 0};
    token_back(p, token);
    return REPAIR_AGAIN;
}

/* ---- a word in the place of a `}` ---- */

/* The number of the token ahead that ends the line; 0 if the line ends far away. `closed` becomes how many of the blocks that
 * are open here the rest of the line closes. */
static uint32_t rest_of_line(struct parse *p, uint32_t *closed) {
    enum { FAR = 28 }; /* tokens, after which nobody looks */
    uint32_t opened = 0;
    for (uint32_t i = 0; i < FAR; i++) {
        int kind = token_peek(p, i);
        if (kind == TOK_NEWLINE || kind == TOK_END) return i + 1;
        if (kind == TOK_RBRACE && opened == 0) ++*closed;
        opened += kind == TOK_LBRACE;
        opened -= kind == TOK_RBRACE && opened > 0;
    }
    return 0;
}

/* How many of the open blocks began on the line of a token. */
static uint32_t opened_on_line(const struct parse *p, struct token token) {
    uint32_t begin = source_line_begin(p->source, token.span.begin);
    uint32_t count = 0;
    while (count < p->open_count && p->open[p->open_count - 1 - count].span.begin >= begin) count++;
    return count;
}

/* Whether something can stand behind the `}` of a block on its line. */
static bool follows_closer(int kind) {
    switch (kind) {
    case TOK_IDENT:
    case TOK_WORD:
    case TOK_TEXT:
    case TOK_COLON:
    case TOK_DOT:
    case TOK_LBRACE:
    case TOK_LPAREN: return false;
    default: return true;
    }
}

/* Whether a sign can have been typed in the place of a `}`. */
static bool is_sign(const struct parse *p, int kind) {
    switch (kind) {
    case TOK_RPAREN:
    case TOK_RBRACKET:
    case TOK_LPAREN:
    case TOK_LBRACKET:
    case TOK_SIGN:
    case TOK_PLUS:
    case TOK_MINUS:
    case TOK_STAR:
    case TOK_SLASH:
    case TOK_COLON:
    case TOK_COMMA:
    case TOK_DOT: return p->brackets == 0;
    default: return false;
    }
}

/* Whether a word or sign most likely stands for the `}` of the innermost block: it lacks one on its line, or the word ends its line, or
 * stands alone on one that is indented like that of the `{`; and the next line is not indented more. */
static bool stands_for_closer(struct parse *p, struct token token) {
    bool literal = (token.kind == TOK_TEXT && (token.flags & TEXT_OPEN) == 0) || token.kind == TOK_NUMBER ||
                   token.kind == TOK_DURATION || token.kind == TOK_CLOCK || token.kind == TOK_DATE;
    if (p->open_count == 0 || !(literal || is_sign(p, token.kind) || token_is_word(p, &token)) ||
        !repair_by_layout(p, token))
        return false;
    uint32_t closed = 0;
    uint32_t line_end = rest_of_line(p, &closed);
    uint32_t opened = opened_on_line(p, token);
    uint32_t outer = repair_indentation(p, p->open[p->open_count - 1].span.begin);
    bool lacking = (opened > closed || (opened == 0 && line_end == 1)) && p->previous.kind != TOK_LBRACE &&
                   parse_accepts(p, TOK_RBRACE) && follows_closer(token_peek(p, 0));
    bool alone = opened == 0 && line_end == 1 && token.line_start && repair_indentation(p, token.span.begin) == outer;
    if (line_end == 0 || !(lacking || alone)) return false;
    const struct token *behind = token_ahead(p, token_peek(p, line_end - 1) == TOK_NEWLINE ? line_end : line_end - 1);
    uint32_t indentation = behind->kind == TOK_END ? 0 : repair_indentation(p, behind->span.begin);
    return behind->kind == TOK_RBRACE ? indentation < outer : indentation <= outer;
}

enum repair repair_closer(struct parse *p, struct token token) {
    if (!stands_for_closer(p, token)) return REPAIR_NONE;
    const char *written = arena_format(p->arena, "`%s`", token_text(p, &token));
    struct diag *diag = diag_add(p->diags, DIAG_UNEXPECTED, token.span, written, "`}`");
    diag_label(diag, p->open[p->open_count - 1].span, "the block that begins here ends with `}`");
    diag_fix(diag, token.span, "}", FIX_UNSURE);
    if (!parse_accepts(p, TOK_RBRACE)) parse_poison(p, span_before(token.span));
    token.kind = TOK_RBRACE;
    parse_push(p, token);
    p->stray_closer_known = true;
    return REPAIR_AGAIN;
}

/* ---- brackets ---- */

static enum repair close_bracket(struct parse *p, struct token token) {
    bool round = parse_accepts(p, TOK_RPAREN);
    struct span place = span_after(p->previous.span);
    const char *between = p->source->text + place.begin;
    bool new_line = memchr(between, '\n', token.span.begin - place.begin) != NULL;
    struct diag *diag = diag_add(p->diags, DIAG_OPEN_BRACKET, p->previous.span, round ? "(" : "[", round ? ")" : "]");
    diag_fix(diag, place, round ? ")" : "]", FIX_UNSURE);
    repair_push(p, round ? TOK_RPAREN : TOK_RBRACKET, token);
    token_back(p, token);
    if (new_line && token.kind != TOK_NEWLINE) {
        struct token line_end = {0};
        line_end.kind = TOK_NEWLINE;
        line_end.span = place;
        token_back(p, line_end);
    }
    return REPAIR_AGAIN;
}

static enum repair drop_bracket(struct parse *p, struct token token) {
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, token_text(p, &token));
    diag_help(diag, "there is no `%s` before it", token.kind == TOK_RPAREN ? "(" : "[");
    diag_fix(diag, token.span, "", FIX_UNSURE);
    return REPAIR_AGAIN;
}

/* ---- `{` and `}` ---- */

/* `}` with nothing to close. */
static enum repair stray_closer(struct parse *p, struct token token) {
    if (!p->stray_closer_known) {
        struct diag *diag = diag_add(p->diags, DIAG_STRAY_BRACE, token.span);
        diag_help(diag, "leave it out, or look whether a `{` is missing above");
    }
    p->stray_closer_known = true;
    return REPAIR_AGAIN;
}

/* The `}` that closed a block too early. */
static void say_stray(struct parse *p, struct token outside) {
    struct diag *diag = diag_add(p->diags, DIAG_STRAY_BRACE, p->early);
    diag_label(diag, outside.span, "so this stands outside of its block");
    diag_help(diag, "leave it out, or look whether a `{` is missing above");
}

/* A line of a journey or a stage that stands outside of all: often because a `}` too many closed the journey. */
static enum repair outside(struct parse *p, struct token token) {
    static const struct {
        int first;          /* the words from this one on, to the next line, have their place */
        const char *inside; /* there */
    } places[] = {
        {TOK_STAGE, "a journey"}, {TOK_ENTER, "a journey"},      {TOK_GOAL, "a journey"},
        {TOK_LEAVE, "a journey"}, {TOK_WHEN, "a journey"},       {TOK_PROMISE, "a journey"},
        {TOK_SEND, "a stage"},    {TOK_WAIT, "a stage"},         {TOK_IF, "a stage"},
        {TOK_GO_TO, "a stage"},   {TOK_EXIT, "a stage"},         {TOK_STAY, "a stage"},
        {TOK_SPLIT, "a stage"},   {TOK_REPEAT, "a stage"},       {TOK_MILESTONE, "a stage"},
        {TOK_SET, "a stage"},     {TOK_REMEMBER, "a journey"},   {TOK_TEMPLATE, "a channel"},
        {TOK_QUIET, "a channel"}, {TOK_DELIVER, "a channel"},    {TOK_EXPECT, "a test"},
        {TOK_GIVEN, "a test"},    {TOK_AFTER, "a test"},         {TOK_AT, "a test"},
        {TOK_START, "a test"},    {TOK_TIMEZONE, "the project"},
    };
    size_t i = 0;
    while (i < sizeof places / sizeof places[0] && places[i].first != token.kind) i++;
    int previous = p->previous.kind;
    bool first = p->previous.span.begin == p->statement_span.begin;
    if (first && (previous == TOK_LEAVE || previous == TOK_ENTER || previous == TOK_GOAL)) return REPAIR_NONE;
    if (previous == TOK_AGAIN || !(p->statement_next || parse_accepts(p, TOK_NEWLINE))) return REPAIR_NONE;
    if (i == sizeof places / sizeof places[0] || (p->open_count > 0 && repair_head(p) != TOK_JOURNEY))
        return REPAIR_NONE;
    if (p->outside_known) return REPAIR_REPORTED;
    if (p->early.end != 0)
        say_stray(p, token);
    else
        diag_add(p->diags, DIAG_OUTSIDE, token.span, token_text(p, &token), places[i].inside);
    p->outside_known = p->stray_closer_known = p->open_count == 0 || p->early.end != 0;
    return REPAIR_REPORTED;
}

bool repair_by_layout(const struct parse *p, struct token token) {
    return token.span.begin >= p->layout_from;
}

bool repair_outside(struct parse *p, struct token token) {
    if (!repair_by_layout(p, token)) return false;
    bool indented_line = p->open_count == 0 && p->statement_next && token.line_start && token.kind != TOK_RBRACE &&
                         token.kind != TOK_NEWLINE && token.kind != TOK_END &&
                         repair_indentation(p, token.span.begin) > 0;
    if (!indented_line) return false;
    if (!p->outside_known && p->early.end != 0) {
        say_stray(p, token);
        p->outside_known = p->stray_closer_known = true;
    }
    return p->outside_known;
}

/* A block that begins on the next line, or whose `{` is missing. */
static enum repair open_block(struct parse *p, struct token token) {
    if (token_peek(p, 0) == TOK_LBRACE) {
        struct span brace = token_ahead(p, 0)->span;
        struct diag *diag = diag_add(p->diags, DIAG_BRACE_LINE, brace);
        diag_help(diag, "put it at the end of the line before");
        diag_fix(diag, (struct span){brace.file, p->previous.span.end, brace.begin}, " ", FIX_SURE);
        return REPAIR_AGAIN;
    }
    struct diag *diag = diag_add(p->diags, DIAG_MISSING_WORD, p->previous.span, "{", "after this");
    diag_help(diag, "a block stands between `{` and `}`");
    diag_fix(diag, span_after(p->previous.span), " {", FIX_UNSURE);
    p->stray_closer_known = p->open_block_known = true;
    repair_push(p, TOK_LBRACE, token);
    if (p->open_count > 0) p->open[p->open_count - 1].by_layout = true;
    return REPAIR_AGAIN;
}

bool repair_dedent(struct parse *p, struct token token) {
    static const char *const closers[] = {"end", "endif", "end_if", "fi", "done", NULL};
    static const char *const others[] = {"else", "elif", "elsif", "elseif", "otherwise", NULL};
    struct open_block *block = p->open_count > 0 ? &p->open[p->open_count - 1] : NULL;
    if (block == NULL || !block->by_layout || p->brackets > 0) return false;
    struct token next = *token_ahead(p, 0);
    uint32_t here = repair_indentation(p, next.span.begin);
    uint32_t there = repair_indentation(p, block->span.begin);
    if (here > there || next.kind == TOK_END || !parse_accepts(p, TOK_RBRACE)) return false;
    if (next.kind == TOK_RBRACE && here == there) {
        block->by_layout = false; /* it is closed by its own brace */
        return false;
    }
    bool closer = token_is_any(p, &next, closers);
    while (closer && token_is_word(p, token_ahead(p, 0))) token_drop(p, 1);
    if (closer && token_peek(p, 0) == TOK_NEWLINE) token_drop(p, 1);
    repair_push(p, TOK_RBRACE, next);
    if (!token_is_any(p, &next, others)) parse_push(p, token);
    return true;
}

enum repair repair_block(struct parse *p, struct token token) {
    if (token.kind == TOK_RPAREN || token.kind == TOK_RBRACKET) return drop_bracket(p, token);
    if (p->brackets > 0 && (parse_accepts(p, TOK_RPAREN) || parse_accepts(p, TOK_RBRACKET)))
        return close_bracket(p, token);
    if (token.kind == TOK_NEWLINE && parse_accepts(p, TOK_LBRACE)) return open_block(p, token);
    if (token.kind == TOK_RBRACE && p->open_count == 0) return stray_closer(p, token);
    if (!token.line_start && token.kind != TOK_END) return outside(p, token);
    uint32_t keep = blocks_around(p, token);
    if (keep < p->open_count) return close_blocks(p, token, keep);
    return outside(p, token);
}
