/* What is said of a token that nothing mends: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

enum { NAMED = 5 }; /* expected tokens that a message names at most */

/* What can stand where a line or a statement begins; NULL if none does. */
static const char *line_in_a_word(struct parse *p) {
    if (!p->statement_next) return NULL;
    if (repair_head(p) == TOK_JOURNEY)
        return "a line of the journey, such as `enter when`, `goal`, `leave when` or `stage`";
    if (parse_accepts(p, TOK_EXPECT) && repair_head(p) == TOK_TEST)
        return "a line of the test, such as `given`, `event`, `after` or `expect`";
    if (repair_head(p) == TOK_WAIT && parse_accepts(p, TOK_FOR) && parse_accepts(p, TOK_OTHERWISE))
        return "an arm of the wait: `for ... { }` or `otherwise { }`";
    if (parse_accepts(p, TOK_IDENT)) return NULL;
    if (parse_accepts(p, TOK_STAY)) return "a statement, such as `send`, `wait`, `if` or `go to`";
    if (parse_accepts(p, TOK_LANGUAGE)) return "a declaration, such as `event`, `channel`, `journey` or `test`";
    if (parse_accepts(p, TOK_TEMPLATE) && parse_accepts(p, TOK_QUIET))
        return "a line of the channel, such as `only if`, `quiet hours`, `at most` or `template`";
    return NULL;
}

/* What can stand here, if a few words say it; NULL if the tokens have to be listed. */
static const char *in_a_word(struct parse *p) {
    const char *line = line_in_a_word(p);
    if (line != NULL) return line;
    if (p->previous.kind == TOK_EXPECT)
        return "what must have happened: `nothing`, a message such as `email \"welcome\"`, `skipped`, `milestone`, `stage`, `set`, "
               "`start journey` or `exit as`";
    if (p->previous.kind == TOK_EXIT && parse_accepts(p, TOK_AS))
        return "`as` and the name of the outcome: `exit as engaged`";
    if (p->previous.kind == TOK_WHEN || p->previous.kind == TOK_GOAL)
        return "what it waits for, such as `event \"...\"`, `no event`, `user.plan becomes`, `every` or `after`";
    if (parse_accepts(p, TOK_NUMBER) && parse_accepts(p, TOK_TEXT) && parse_accepts(p, TOK_DURATION))
        return parse_accepts(p, TOK_NOT) ? "a value or a condition" : "a value";
    if (parse_accepts(p, TOK_YES_NO)) return "a type: `text`, `number`, `yes/no`, `time`, `one of`, `list of`";
    return NULL;
}

/* Whether a kind is worth naming in a list of what could stand here. */
static bool worth_naming(int kind, bool name, bool alone) {
    const char *alias = parse_kind_name(kind);
    bool letters = alias[0] == '`' && alias[1] >= 'a' && alias[1] <= 'z' && strchr(alias, ' ') == NULL;
    bool arithmetic = kind == TOK_PLUS || kind == TOK_MINUS || kind == TOK_STAR || kind == TOK_SLASH;
    return !(name && letters) && !arithmetic && (kind != TOK_DOT || alone) && kind != TOK_LIST_COMMA;
}

const char *repair_expected(struct parse *p) {
    const char *word = in_a_word(p);
    if (word != NULL) return word;
    enum { KINDS = 256 };
    int kinds[KINDS];
    int count = parse_expected(p, kinds, KINDS);
    bool name = parse_accepts(p, TOK_IDENT);
    const char *list = NULL;
    const char *last = NULL;
    int shown = 0;
    for (int i = 0; i < count && i < KINDS && shown < NAMED; i++) {
        if (!worth_naming(kinds[i], name, count == 1)) continue;
        if (last != NULL) list = list == NULL ? last : arena_format(p->arena, "%s, %s", list, last);
        last = parse_kind_name(kinds[i]);
        shown++;
    }
    if (last == NULL) return "something else";
    return list == NULL ? last : arena_format(p->arena, "%s or %s", list, last);
}

/* What a token is called in a message. */
static const char *called(struct parse *p, const struct token *token) {
    if (token->kind == TOK_END) return "the end of the file";
    if (token->kind == TOK_NEWLINE) return "the end of the line";
    const char *text = token_text(p, token);
    size_t length = strlen(text);
    if (token->kind == TOK_TEXT) return length > 40 ? "this text" : arena_format(p->arena, "the text %s", text);
    return length > 40 ? "this" : arena_format(p->arena, "`%s`", text);
}

/* Whether a line that begins so goes on with the one before, so that the mistake is its own. */
static bool goes_on(int kind) {
    return kind == TOK_WHERE || kind == TOK_WITH || kind == TOK_ONLY_IF || kind == TOK_AND || kind == TOK_OR;
}

void repair_report(struct parse *p, struct token token) {
    bool ended = token.kind == TOK_NEWLINE || token.kind == TOK_RBRACE || token.kind == TOK_END ||
                 (token.line_start && !p->statement_next && !goes_on(token.kind));
    const char *hint = repair_hint(p, token);
    struct diag *diag = ended ? diag_add(p->diags, DIAG_UNFINISHED, p->previous.span, repair_expected(p))
                              : diag_add(p->diags, DIAG_UNEXPECTED, token.span, called(p, &token), repair_expected(p));
    if (hint != NULL) diag_help(diag, "%s", hint);
}

struct diag *repair_said(const struct parse *p, enum diag_id id, struct span span) {
    struct diag *last = p->diags->last;
    if (last == NULL || last->id != id || last->edit == NULL || last->span.file != span.file ||
        last->span.end > span.begin)
        return NULL;
    const char *between = p->source->text + last->span.end;
    return memchr(between, '\n', span.begin - last->span.end) == NULL ? last : NULL;
}
