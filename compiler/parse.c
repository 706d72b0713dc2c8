#include "parse.h"

#include <assert.h>
#include <string.h>

#include "parsing.h"

#include "journey.tab.h"
#include "journey.lex.h"

/* ---- pushing tokens ---- */

/* Nesting is bounded, so that nobody who walks the tree runs out of stack. */
static void too_deep(struct parse *p, struct span where) {
    if (!p->too_deep) diag_add(p->diags, DIAG_NESTED_TOO_DEEP, where, AST_DEPTH);
    p->too_deep = true;
    p->stopped = true;
}

/* A `}` that is indented otherwise than its `{` tells, later, where one is missing or one too many. */
static void close_brace(struct parse *p, const struct token *token, struct span opened) {
    uint32_t before = repair_indentation(p, opened.begin);
    uint32_t after = repair_indentation(p, token->span.begin);
    if (after < before && p->suspect.end == 0) p->suspect = opened;
    bool one_line = memchr(p->source->text + opened.end, '\n', token->span.begin - opened.end) == NULL;
    bool in_line = after > before || (!token->line_start && !one_line);
    if (p->open_count == 0)
        p->early = after > before ? token->span : (struct span){0, 0, 0};
    else if (p->open_count == 1)
        p->early = in_line ? token->span : (struct span){0, 0, 0};
}

/* Keeps account of open blocks and brackets. */
static void count_brackets(struct parse *p, const struct token *token) {
    switch (token->kind) {
    case TOK_LBRACE:
        if (p->open_count == AST_DEPTH) {
            too_deep(p, token->span);
            return;
        }
        p->open[p->open_count++] = (struct open_block){token->span, p->statement, NULL, false, NULL};
        p->brackets = 0;
        break;
    case TOK_RBRACE:
        if (p->open_count > 0) {
            close_brace(p, token, p->open[--p->open_count].span);
            p->closed_head = p->open[p->open_count].head;
        }
        p->brackets = 0;
        break;
    case TOK_LPAREN:
    case TOK_LBRACKET:
        if (p->brackets++ == AST_DEPTH) too_deep(p, token->span);
        break;
    case TOK_RPAREN:
    case TOK_RBRACKET: p->brackets -= p->brackets > 0; break;
    default: break;
    }
}

/* Keeps account of where statements begin. */
static void count_statements(struct parse *p, const struct token *token) {
    switch (token->kind) {
    case TOK_NEWLINE:
    case TOK_LBRACE:
    case TOK_RBRACE: p->statement_next = true; break;
    case TOK_COMMA:
        p->statement_next =
            p->statement_next || (p->brackets == 0 && (p->open_count == 0 || repair_head(p) == TOK_JOURNEY));
        break;
    case TOK_OFF: break;
    case TOK_WHERE: p->where_begin = token->span.end; break;
    default:
        if (p->statement_next) {
            p->outside_known = p->outside_known && !(token->kind == TOK_JOURNEY && p->open_count == 0);
            p->statement = token->kind;
            p->statement_span = token->span;
            if (p->open_count == 0) {
                p->decl_before = p->decl_begin;
                p->decl_begin = token->span.begin;
            }
        }
        p->statement_next = false;
        break;
    }
}

static void set_value(const struct token *token, JDL_STYPE *value) {
    memset(value, 0, sizeof *value);
    switch (token->kind) {
    case TOK_NUMBER: value->TOK_NUMBER = token->number; break;
    case TOK_CLOCK: value->TOK_CLOCK = token->number; break;
    case TOK_PERCENT: value->TOK_PERCENT = token->percent; break;
    case TOK_DAYNAME: value->TOK_DAYNAME = token->day; break;
    case TOK_DURATION: value->TOK_DURATION = token->duration; break;
    case TOK_DATE: value->TOK_DATE = token->date; break;
    case TOK_INSTANT: value->TOK_INSTANT = token->date; break;
    default: break;
    }
}

void parse_push(struct parse *p, struct token token) {
    count_brackets(p, &token);
    if (p->stopped) return;
    count_statements(p, &token);
    JDL_STYPE value;
    set_value(&token, &value);
    struct span span = token.span;
    int status = jdl_push_parse(p->state, token.kind, &value, &span, p);
    if (status == 2) too_deep(p, token.span);
    if (status != YYPUSH_MORE) p->stopped = true;
    p->since_joined++;
    p->before_previous = p->previous;
    p->previous = token;
}

void parse_poison(struct parse *p, struct span where) {
    struct token poison = {0};
    poison.kind = TOK_POISON;
    poison.span = where;
    p->file->lost = true;
    parse_push(p, poison);
    parse_settled(p);
    p->brackets = 0;
}

/* ---- the loop ---- */

/* A statement that is being skipped. */
struct skip {
    uint32_t depth;       /* blocks opened in it that are still open */
    uint32_t indentation; /* of its first line */
    bool wants_block;     /* a `{` was missing where it broke */
    uint32_t begin;       /* where it was given up */
    bool first_line;      /* no line end has been passed */
};

/* Whether a `{` that nothing expects begins a block: something is closed on its line, or the next line is indented more. */
static bool opens_block(const struct parse *p, const struct token *brace) {
    const char *text = p->source->text;
    uint32_t at = brace->span.end;
    uint32_t depth = 1;
    enum { FAR = 10000 }; /* bytes, after which nobody looks */
    for (; text[at] != '\n' && text[at] != '\0' && text[at] != '#' && at - brace->span.end < FAR; at++) {
        depth += text[at] == '{';
        depth -= text[at] == '}';
        if (depth == 0) return true;
    }
    bool at_end = strspn(text + brace->span.end, " \t\r") >= at - brace->span.end;
    while (text[at] != '\0' && text[at] != '\n') at++;
    while (text[at] != '\0' && strchr(" \t\r\n", text[at]) != NULL) at++;
    return at_end && repair_indentation(p, at) > repair_indentation(p, brace->span.begin);
}

/* Whether a `}` on the statement's line belongs to the `{` that is missing, not to the block around. */
static bool belongs_to_missing(const struct parse *p, const struct skip *skip, const struct token *brace) {
    if (!skip->wants_block || !skip->first_line || p->open_count == 0 ||
        memchr(p->source->text + skip->begin, '\n', brace->span.begin - skip->begin) != NULL)
        return false;
    const char *opened = p->source->text + p->open[p->open_count - 1].span.end;
    return memchr(opened, '\n', brace->span.begin - p->open[p->open_count - 1].span.end) != NULL;
}

/* Whether the statement ends before this token. */
static bool skip_ends(struct parse *p, struct skip *skip, const struct token *token) {
    bool at_arm = token->kind == TOK_FOR || token->kind == TOK_OTHERWISE;
    if (token->kind == TOK_END) return true;
    if (skip->depth > 0) return false;
    if (at_arm && repair_head(p) == TOK_WAIT && p->previous.kind == TOK_RBRACE) return true;
    if (token->kind == TOK_RBRACE && !skip->first_line && skip->wants_block) {
        bool closes = repair_indentation(p, token->span.begin) == skip->indentation;
        skip->wants_block = false;
        return !closes;
    }
    if (token->kind == TOK_RBRACE) return !belongs_to_missing(p, skip, token);
    if (token->kind != TOK_NEWLINE) return false;
    skip->first_line = false;
    return !skip->wants_block || repair_indentation(p, token_ahead(p, 0)->span.begin) <= skip->indentation;
}

/* Skips what is left of a statement that cannot be mended, blocks included; the token that ends it is given back. */
static void skip_statement(struct parse *p, struct token token, bool wants_block) {
    struct skip skip = {0, repair_indentation(p, p->statement_span.begin), wants_block, token.span.begin, true};
    uint32_t end = token.span.end;
    if (token.kind == TOK_LBRACE && !opens_block(p, &token)) token.kind = TOK_SIGN;
    for (; !skip_ends(p, &skip, &token); token = token_next(p)) {
        skip.depth += token.kind == TOK_LBRACE;
        bool block_ends = token.kind == TOK_RBRACE && skip.depth > 0;
        skip.depth -= block_ends;
        skip.wants_block = skip.wants_block && !(block_ends && skip.depth == 0);
        end = token.span.end;
        p->previous = token;
    }
    token_back(p, token);
    p->skipped_to = end;
}

bool parse_ends_in_operator(const struct parse *p) {
    switch (p->previous.kind) {
    case TOK_AND:
    case TOK_OR:
    case TOK_NOT:
    case TOK_PLUS:
    case TOK_MINUS:
    case TOK_STAR:
    case TOK_SLASH:
    case TOK_IS:
    case TOK_ONE_OF:
    case TOK_AT_LEAST:
    case TOK_AT_MOST:
    case TOK_MORE_THAN:
    case TOK_LESS_THAN:
    case TOK_BETWEEN:
    case TOK_BEFORE:
    case TOK_AFTER:
    case TOK_WITHIN:
    case TOK_BECOMES:
    case TOK_CONTAINS:
    case TOK_STARTS_WITH:
    case TOK_ENDS_WITH: return true;
    default: return false;
    }
}

/* A line ends in an operator, and the next one is something else altogether: the statement ends, the line is read anew. */
static bool wrongly_joined(struct parse *p, struct token token) {
    bool begins = p->since_joined == 2 && repair_begins(p->before_previous.kind);
    if (p->joined.span.end <= p->statement_span.begin || !begins) return false;
    struct token line_end = {0};
    line_end.kind = TOK_NEWLINE;
    line_end.span = span_after(p->joined.span);
    diag_add(p->diags, DIAG_UNFINISHED, p->joined.span, "something behind it, on this line or the next");
    token_back(p, token);
    token_back(p, p->previous);
    token_back(p, p->before_previous);
    token_back(p, line_end);
    parse_poison(p, (struct span){token.span.file, p->statement_span.begin, p->joined.span.end});
    return true;
}

/* Gives up the statement that a token does not fit into. */
static void give_up(struct parse *p, struct token token, bool reported) {
    if (!reported && wrongly_joined(p, token)) return;
    if (!reported) repair_report(p, token);
    struct span broken = {token.span.file, p->statement_span.begin, token.span.end};
    if (broken.begin > token.span.begin) broken.begin = token.span.begin;
    skip_statement(p, token, token.kind != TOK_LBRACE && parse_accepts(p, TOK_LBRACE));
    if (broken.end < p->skipped_to) broken.end = p->skipped_to;
    parse_poison(p, broken);
    p->mends = 0;
}

/* Takes one token of a text that may be right as it stands: what does not fit ends the attempt. */
static void take_plainly(struct parse *p, struct token token) {
    bool fits = parse_accepts(p, token.kind);
    if (fits && repair_doubtful(p, token)) {
        p->failed = p->stopped = true;
    } else if (fits) {
        parse_push(p, token);
    } else if (repair_is_name(p, token)) {
        token.kind = TOK_IDENT;
        parse_push(p, token);
    } else if (token.kind == TOK_LIST_COMMA && parse_accepts(p, TOK_COMMA)) {
        token.kind = TOK_COMMA;
        parse_push(p, token);
    } else if (token.kind != TOK_NEWLINE || !parse_ends_in_operator(p)) {
        p->failed = p->stopped = true;
    }
}

/* Takes one token of the text. */
static void take(struct parse *p, struct token token) {
    if (repair_meaning(p, token)) return;
    if (repair_outside(p, token)) {
        give_up(p, token, true);
        return;
    }
    if (parse_accepts(p, token.kind) && !repair_doubtful(p, token)) {
        parse_push(p, token);
        p->mends = 0;
        return;
    }
    if (repair_is_name(p, token)) {
        token.kind = TOK_IDENT;
        parse_push(p, token);
        return;
    }
    if (token.kind == TOK_NEWLINE && parse_ends_in_operator(p)) {
        p->joined = p->previous;
        p->since_joined = 0;
        return;
    }
    uint32_t said = p->diags->count + p->diags->dropped;
    enum repair repair = repair_token(p, token);
    p->failed = p->failed || repair != REPAIR_AGAIN || p->diags->count + p->diags->dropped > said;
    if (p->failed && p->layout_from == UINT32_MAX) {
        p->stopped = true;
        return;
    }
    switch (repair) {
    case REPAIR_AGAIN: return;
    case REPAIR_REPORTED: give_up(p, token, true); return;
    case REPAIR_NONE: give_up(p, token, false); return;
    }
}

/* ---- what is said about a text as a whole ---- */

/* Whether the bytes can be a script at all. */
static bool is_text(struct parse *p) {
    const struct source *source = p->source;
    if (source->given > SOURCE_LIMIT) {
        struct span start = {source->index, 0, 0};
        struct diag *diag = diag_add(p->diags, DIAG_FILE_TOO_LONG, start, (int)(source->given / (1024 * 1024)));
        diag_help(diag, "a script is at most 16 MiB long; split it into several files");
        return false;
    }
    const char *nul = source->length == 0 ? NULL : memchr(source->text, '\0', source->length);
    if (nul != NULL) {
        uint32_t at = (uint32_t)(nul - source->text);
        diag_add(p->diags, DIAG_NOT_TEXT, (struct span){source->index, at, at + 1});
        return false;
    }
    uint32_t bad = source_bad_utf8(source, 0);
    if (bad < source->length) {
        struct diag *diag = diag_add(p->diags, DIAG_NOT_UTF8, (struct span){source->index, bad, bad + 1});
        diag_help(diag, "save the file as UTF-8; the first broken character is here");
    }
    return true;
}

/* `language 1` is the first statement of a file, and stands there once. */
static void check_language(struct parse *p) {
    const struct decl *first = p->file->decls.first;
    const struct decl *found = NULL;
    for (const struct decl *decl = first; decl != NULL; decl = decl->next) {
        if (decl->kind != DECL_LANGUAGE) continue;
        if (decl->version != 1) {
            struct diag *diag = diag_add(p->diags, DIAG_LANGUAGE_VERSION, decl->span);
            diag_help(diag, "write `language 1`");
            diag_fix(diag, decl->span, "language 1", FIX_UNSURE);
        }
        if (found != NULL || (decl != first && first->kind != DECL_ERROR)) {
            struct diag *diag = diag_add(p->diags, DIAG_LANGUAGE_PLACE, decl->span);
            diag_label(diag, found != NULL ? found->span : first->head,
                       found != NULL ? "it is here already" : "this comes before it");
            diag_help(diag, "it is the first statement of a file, and stands there once");
        }
        found = decl;
    }
    if (found != NULL || (first != NULL && first->kind == DECL_ERROR)) return;
    uint32_t at = first == NULL ? p->source->length : first->span.begin;
    struct span place = {p->source->index, at, first == NULL ? at : first->head.end};
    struct diag *diag = diag_add(p->diags, DIAG_NO_LANGUAGE, place);
    diag_help(diag, "begin the file with the line `language 1`");
    diag_fix(diag, span_before(place), "language 1\n\n", FIX_SURE);
}

/* ---- one text ---- */

enum { ERRORS_LIMIT = 10000 }; /* errors in one file, after which it is not read on */

/* A file that is nothing but errors is not read to its end. */
static void stop_at_limit(struct parse *p) {
    if (p->stopped || p->diags->errors - p->errors_before < ERRORS_LIMIT) return;
    diag_add(p->diags, DIAG_TOO_MANY_ERRORS, span_after(p->previous.span), ERRORS_LIMIT);
    p->stopped = p->gave_up = true;
}

static void parse_text(struct parse *p) {
    if (!is_text(p)) return;
    p->state = jdl_pstate_new();
    if (p->state == NULL || jdl_scan_lex_init_extra(&p->scan, &p->scanner) != 0) arena_fail(p->arena);
    jdl_scan__scan_bytes(p->source->text, (int)p->source->length, p->scanner);
    token_begin(p);
    while (!p->stopped) {
        struct token token = token_next(p);
        if (p->plainly)
            take_plainly(p, token);
        else
            take(p, token);
        stop_at_limit(p);
    }
    p->file->comments = p->scan.comments;
    if (!p->too_deep && !p->gave_up) check_language(p);
}

/* How a text is read. */
struct attempt {
    bool plainly;         /* nothing is mended, nothing said; the first thing that does not fit ends it */
    uint32_t layout_from; /* indentation may tell something from this offset on */
};

/* Parses the text from its beginning. */
static struct parse *attempt(struct arena *arena, const struct source *source, struct diags *diags,
                             struct attempt how) {
    struct parse *p = ARENA_NEW(arena, struct parse);
    p->arena = p->scan.arena = arena;
    p->source = p->scan.source = source;
    p->diags = diags;
    p->file = ARENA_NEW(arena, struct ast_file);
    p->file->source = source;
    p->errors_before = diags->errors;
    p->plainly = how.plainly;
    p->layout_from = how.layout_from;
    /* Bison's state is not the arena's: when memory runs out it goes first, and then on to the caller's trap. */
    jmp_buf *outer = ARENA_NEW(arena, jmp_buf);
    memcpy(outer, arena_trap(arena), sizeof *outer);
    if (setjmp(*arena_trap(arena)) != 0) {
        jdl_pstate_delete(p->state);
        memcpy(arena_trap(p->arena), outer, sizeof *outer);
        arena_fail(p->arena);
    }
    parse_text(p);
    jdl_pstate_delete(p->state);
    memcpy(arena_trap(arena), outer, sizeof *outer);
    return p;
}

static struct ast_file *add_file(struct parse *p, struct ast *ast) {
    p->file->broken = p->diags->errors > p->errors_before;
    if (ast->files.last == NULL)
        ast->files.first = p->file;
    else
        ast->files.last->next = p->file;
    ast->files.last = p->file;
    ast->files.count++;
    return p->file;
}

struct ast_file *parse_plainly(struct arena *arena, const struct source *source, struct diags *diags, struct ast *ast) {
    struct diags before = *diags;
    struct parse *p = attempt(arena, source, diags, (struct attempt){true, UINT32_MAX});
    if (!p->failed && diags->count == before.count) return add_file(p, ast);
    diags_rewind(diags, &before);
    return NULL;
}

struct ast_file *parse_source(struct arena *arena, const struct source *source, struct diags *diags, struct ast *ast) {
    /* What the grammar takes is right, however it is laid out. So indentation is asked for advice only when the grammar has
     * failed, and only from the declaration on before the one where it did. */
    struct diags before = *diags;
    struct parse *p = attempt(arena, source, diags, (struct attempt){false, UINT32_MAX});
    if (p->failed) {
        diags_rewind(diags, &before);
        p = attempt(arena, source, diags, (struct attempt){false, p->decl_before});
    }
    return add_file(p, ast);
}
