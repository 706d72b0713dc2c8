/* Words and signs of other languages, and misspelt words of ours: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"
#include "suggest.h"

/* A word or sign that people write, and the tokens that they mean. Of several lines for one word, the first fits whose
 * first token the parser can take. No token at all: the word is left out. */
static const struct near_miss {
    const char *wrong; /* as written, in lower case */
    int first;         /* what is meant, or 0 */
    int second;        /* what follows it, or 0 */
    const char *right; /* as it is written */
} near_misses[] = {
    /* signs */
    {"=", TOK_COLON, 0, ":"},
    {"=", TOK_IS, 0, "is"},
    {":=", TOK_COLON, 0, ":"},
    {"==", TOK_IS, 0, "is"},
    {"!=", TOK_IS, TOK_NOT, "is not"},
    {"<>", TOK_IS, TOK_NOT, "is not"},
    {">=", TOK_AT_LEAST, 0, "at least"},
    {">=", TOK_IS, TOK_AT_LEAST, "is at least"},
    {"<=", TOK_AT_MOST, 0, "at most"},
    {"<=", TOK_IS, TOK_AT_MOST, "is at most"},
    {">", TOK_MORE_THAN, 0, "more than"},
    {">", TOK_IS, TOK_MORE_THAN, "is more than"},
    {"<", TOK_LESS_THAN, 0, "less than"},
    {"<", TOK_IS, TOK_LESS_THAN, "is less than"},
    {"&&", TOK_AND, 0, "and"},
    {"&", TOK_AND, 0, "and"},
    {"||", TOK_OR, 0, "or"},
    {"|", TOK_OR, 0, "or"},
    {"!", TOK_NOT, 0, "not"},
    {"->", TOK_GO_TO, 0, "go to"},
    {"=>", TOK_GO_TO, 0, "go to"},
    {"→", TOK_GO_TO, 0, "go to"},
    {"≥", TOK_IS, TOK_AT_LEAST, "is at least"},
    {"≤", TOK_IS, TOK_AT_MOST, "is at most"},
    {"≠", TOK_IS, TOK_NOT, "is not"},
    {"–", TOK_TO, 0, "to"},
    {"—", TOK_TO, 0, "to"},
    {"-", TOK_TO, 0, "to"},
    {"–", TOK_MINUS, 0, "-"},
    {"−", TOK_MINUS, 0, "-"},
    {"×", TOK_STAR, 0, "*"},
    {"÷", TOK_SLASH, 0, "/"},
    {";", TOK_NEWLINE, 0, "a new line"},
    {";", 0, 0, ""},
    /* branches and loops */
    {"else", TOK_OTHERWISE, 0, "otherwise"},
    {"default", TOK_OTHERWISE, 0, "otherwise"},
    {"timeout", TOK_OTHERWISE, 0, "otherwise"},
    {"finally", TOK_OTHERWISE, 0, "otherwise"},
    {"elif", TOK_OTHERWISE, TOK_IF, "otherwise if"},
    {"elsif", TOK_OTHERWISE, TOK_IF, "otherwise if"},
    {"elseif", TOK_OTHERWISE, TOK_IF, "otherwise if"},
    {"unless", TOK_IF, TOK_NOT, "if not"},
    {"then", 0, 0, ""},
    {"do", 0, 0, ""},
    {"begin", 0, 0, ""},
    {"end", 0, 0, ""},
    {"endif", 0, 0, ""},
    {"loop", TOK_REPEAT, 0, "repeat"},
    {"break", TOK_STOP_REPEATING, 0, "stop repeating"},
    {"continue", TOK_GO_ON, 0, "go on"},
    {"pass", TOK_GO_ON, 0, "go on"},
    {"branch", TOK_SPLIT, 0, "split"},
    {"ab_test", TOK_SPLIT, 0, "split"},
    {"case", TOK_FOR, 0, "for"},
    {"on", TOK_WHEN, 0, "when"},
    {"on", TOK_FOR, 0, "for"},
    {"when", TOK_FOR, 0, "for"},
    {":", TOK_IS, 0, "is"},
    {"per", TOK_IN, TOK_ANY, "in any"},
    {"within", TOK_IN, TOK_ANY, "in any"},
    {"was", 0, 0, ""},
    {"whenever", TOK_WHEN, 0, "when"},
    {"trigger", TOK_WHEN, 0, "when"},
    {"if", TOK_WHERE, 0, "where"},
    {"if", TOK_ONLY_IF, 0, "only if"},
    {"and", TOK_WHERE, 0, "where"},
    {"with", TOK_WHERE, 0, "where"},
    {"each", TOK_EVERY, 0, "every"},
    /* statements */
    {"mail", TOK_SEND, TOK_IDENT, "send email"},
    {"email", TOK_SEND, TOK_IDENT, "send email"},
    {"delay", TOK_WAIT, 0, "wait"},
    {"sleep", TOK_WAIT, 0, "wait"},
    {"pause", TOK_WAIT, 0, "wait"},
    {"hold", TOK_WAIT, 0, "wait"},
    {"till", TOK_UNTIL, 0, "until"},
    {"goto", TOK_GO_TO, 0, "go to"},
    {"jump", TOK_GO_TO, 0, "go to"},
    {"move", TOK_GO_TO, 0, "go to"},
    {"next", TOK_GO_TO, 0, "go to"},
    {"proceed", TOK_GO_TO, 0, "go to"},
    {"quit", TOK_EXIT, 0, "exit"},
    {"finish", TOK_EXIT, 0, "exit"},
    {"return", TOK_EXIT, 0, "exit"},
    {"terminate", TOK_EXIT, 0, "exit"},
    {"emit", TOK_SEND, 0, "send"},
    {"deliver", TOK_SEND, 0, "send"},
    {"notify", TOK_SEND, 0, "send"},
    {"let", TOK_REMEMBER, 0, "remember"},
    {"var", TOK_REMEMBER, 0, "remember"},
    {"const", TOK_REMEMBER, 0, "remember"},
    {"store", TOK_REMEMBER, 0, "remember"},
    {"save", TOK_REMEMBER, 0, "remember"},
    {"track", TOK_MILESTONE, 0, "milestone"},
    {"record", TOK_MILESTONE, 0, "milestone"},
    {"update", TOK_SET, 0, "set"},
    {"disabled", TOK_OFF, 0, "off"},
    {"skip", TOK_OFF, 0, "off"},
    /* journeys and declarations */
    {"start", TOK_ENTER, 0, "enter"},
    {"trigger", TOK_ENTER, 0, "enter"},
    {"exit", TOK_LEAVE, 0, "leave"},
    {"stop", TOK_LEAVE, 0, "leave"},
    {"cancel", TOK_LEAVE, 0, "leave"},
    {"end", TOK_LEAVE, 0, "leave"},
    {"conversion", TOK_GOAL, 0, "goal"},
    {"workflow", TOK_JOURNEY, 0, "journey"},
    {"flow", TOK_JOURNEY, 0, "journey"},
    {"campaign", TOK_JOURNEY, 0, "journey"},
    {"sequence", TOK_JOURNEY, 0, "journey"},
    {"step", TOK_STAGE, 0, "stage"},
    {"state", TOK_STAGE, 0, "stage"},
    {"phase", TOK_STAGE, 0, "stage"},
    {"segment", TOK_CONDITION, 0, "condition"},
    {"audience", TOK_CONDITION, 0, "condition"},
    {"users", TOK_USER, 0, "user"},
    {"company", TOK_ACCOUNT, 0, "account"},
    {"scenario", TOK_TEST, 0, "test"},
    {"version", TOK_LANGUAGE, 0, "language"},
    {"limit", TOK_LIMITS, 0, "limits"},
    {"assert", TOK_EXPECT, 0, "expect"},
    {"should", TOK_EXPECT, 0, "expect"},
    {"assume", TOK_GIVEN, 0, "given"},
    {"maximum", TOK_AT_MOST, 0, "at most"},
    {"max", TOK_AT_MOST, 0, "at most"},
    {"from", 0, 0, ""},
    /* types */
    {"string", TOK_TEXT_W, 0, "text"},
    {"str", TOK_TEXT_W, 0, "text"},
    {"int", TOK_NUMBER_W, 0, "number"},
    {"integer", TOK_NUMBER_W, 0, "number"},
    {"float", TOK_NUMBER_W, 0, "number"},
    {"decimal", TOK_NUMBER_W, 0, "number"},
    {"bool", TOK_YES_NO, 0, "yes/no"},
    {"boolean", TOK_YES_NO, 0, "yes/no"},
    {"date", TOK_TIME, 0, "time"},
    {"datetime", TOK_TIME, 0, "time"},
    {"timestamp", TOK_TIME, 0, "time"},
    {"enum", TOK_ONE_OF, 0, "one of"},
    {"array", TOK_LIST, 0, "list"},
    {"nullable", TOK_OPTIONAL, 0, "optional"},
    {"required", 0, 0, ""},
    /* conditions and values */
    {"true", TOK_YES, 0, "yes"},
    {"false", TOK_NO, 0, "no"},
    {"null", TOK_UNKNOWN, 0, "unknown"},
    {"equals", TOK_IS, 0, "is"},
    {"equal", TOK_IS, 0, "is"},
    {"in", TOK_ONE_OF, 0, "one of"},
    {"in", TOK_IS, TOK_ONE_OF, "is one of"},
    {"exceeds", TOK_IS, TOK_MORE_THAN, "is more than"},
    {"includes", TOK_CONTAINS, 0, "contains"},
    {"include", TOK_CONTAINS, 0, "contains"},
    {"contain", TOK_CONTAINS, 0, "contains"},
    {"exists", TOK_IS, TOK_KNOWN, "is known"},
    {"happens", TOK_HAPPENED, 0, "happened"},
    {"occurred", TOK_HAPPENED, 0, "happened"},
    {"became", TOK_BECOMES, 0, "becomes"},
    {"become", TOK_BECOMES, 0, "becomes"},
    {"changed", TOK_CHANGES, 0, "changes"},
    {"greater", TOK_IS, TOK_MORE_THAN, "is more than"},
};

/* The token's text in lower case. */
static const char *lower_text(struct parse *p, const struct token *token) {
    char *text = arena_copy(p->arena, p->source->text + token->span.begin, token->span.end - token->span.begin);
    for (char *c = text; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return text;
}

/* ---- comments of other languages ---- */

static enum repair foreign_comment(struct parse *p, struct token token) {
    bool block = token_is(p, &token, "/*");
    struct diag *diag = diag_add(p->diags, DIAG_FOREIGN_COMMENT, token.span, token_text(p, &token));
    diag_help(diag, "a comment begins with `#` and ends with its line");
    if (!block) diag_fix(diag, token.span, "#", FIX_SURE);
    for (;;) {
        const struct token *next = token_ahead(p, 0);
        bool over = block ? token_is(p, next, "*/") : next->kind == TOK_NEWLINE;
        if (next->kind == TOK_END || (over && !block)) return REPAIR_AGAIN;
        token_drop(p, 1);
        if (over) return REPAIR_AGAIN;
    }
}

/* ---- words and signs ---- */

/* Drops a word that nothing is needed for, where what follows fits. */
static enum repair leave_out(struct parse *p, struct token token) {
    const char *wrong = token_text(p, &token);
    int next = token_peek(p, 0);
    bool word = token_is_word(p, &token);
    if (token.kind == TOK_STAR || (word && next != TOK_NEWLINE && !parse_accepts(p, next))) return REPAIR_NONE;
    if (word && next == TOK_NEWLINE && p->previous.kind == TOK_NEWLINE) token_drop(p, 1);
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, wrong);
    if (strcmp(wrong, ";") == 0)
        diag_help(diag, "a statement ends with its line; no sign is needed");
    else if (strcmp(wrong, "required") == 0)
        diag_help(diag, "every field is required that is not `optional`");
    else if (strcmp(wrong, "was") == 0)
        diag_help(diag, "leave it out: `email \"welcome\" opened`");
    else if (strcmp(wrong, "from") == 0)
        diag_help(diag, "write `quiet hours 21:00 to 08:00`");
    else
        diag_help(diag, "blocks stand between `{` and `}`; leave out `%s`", wrong);
    struct span gone = token.span;
    if (p->source->text[gone.end] == ' ') gone.end++;
    diag_fix(diag, gone, "", word && next == TOK_NEWLINE ? FIX_UNSURE : FIX_SURE);
    return REPAIR_AGAIN;
}

/* `;` where a line could end. */
static enum repair end_line(struct parse *p, struct token token) {
    int next = token_peek(p, 0);
    bool ends_line = next == TOK_NEWLINE || next == TOK_RBRACE || next == TOK_END;
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, ";");
    diag_help(diag, ends_line ? "a statement ends with its line; no sign is needed" : "begin a new line instead");
    diag_fix(diag, token.span, ends_line ? "" : "\n", FIX_SURE);
    if (!ends_line) repair_push(p, TOK_NEWLINE, *token_ahead(p, 0));
    return REPAIR_AGAIN;
}

/* Takes a token for what a near miss means. */
static enum repair mend(struct parse *p, struct token token, const struct near_miss *miss) {
    bool sign = !token_is_word(p, &token);
    enum diag_id id = sign ? DIAG_NEAR_MISS_SIGN : DIAG_NEAR_MISS;
    const char *right = miss->right;
    struct span whole = token.span;
    int next = token_peek(p, 0);
    if ((miss->first == TOK_LEAVE || miss->first == TOK_ENTER) && next != TOK_WHEN && next != TOK_EVENT &&
        next != TOK_ON)
        return REPAIR_NONE;
    if (miss->first == TOK_SEND && miss->second == TOK_IDENT && token_peek(p, 0) != TOK_TEXT) return REPAIR_NONE;
    while (miss->first == TOK_GO_TO &&
           (token_peek(p, 0) == TOK_TO || (token_peek(p, 0) == TOK_STAGE && token_peek(p, 1) != TOK_NEWLINE))) {
        whole.end = token_ahead(p, 0)->span.end;
        token_drop(p, 1);
    }
    if (miss->first == TOK_IS && strcmp(miss->wrong, "greater") == 0 && token_peek(p, 0) == TOK_THAN) {
        whole.end = token_ahead(p, 0)->span.end;
        token_drop(p, 1);
    }
    const char *wrong = arena_copy(p->arena, p->source->text + whole.begin, whole.end - whole.begin);
    struct diag *diag = diag_add(p->diags, id, whole, wrong, right);
    diag_help(diag, "write `%s`", right);
    bool glued_before = sign && miss->first != TOK_COLON && whole.begin > 0 &&
                        strchr(" \t\n{(", p->source->text[whole.begin - 1]) == NULL;
    bool glued_behind = sign && strchr(" \n\r", p->source->text[whole.end]) == NULL;
    struct span replaced = whole;
    if (miss->first == TOK_COLON && replaced.begin > p->previous.span.end) replaced.begin = p->previous.span.end;
    diag_fix(diag, replaced, arena_format(p->arena, "%s%s%s", glued_before ? " " : "", right, glued_behind ? " " : ""),
             FIX_SURE);
    struct token mended = token;
    mended.span = whole;
    mended.kind = miss->first;
    if (miss->second != 0) {
        repair_push(p, miss->first, token);
        mended.kind = miss->second;
    }
    if (mended.kind == TOK_IDENT) {
        struct renamed *renamed = ARENA_NEW(p->arena, struct renamed);
        *renamed = (struct renamed){p->renamed, whole.begin, "email"};
        p->renamed = renamed;
    }
    token_back(p, mended);
    return REPAIR_AGAIN;
}

enum repair repair_word(struct parse *p, struct token token) {
    if (token.kind == TOK_NEWLINE || token.kind == TOK_END || token.kind == TOK_TEXT || token.kind == TOK_NUMBER)
        return REPAIR_NONE;
    if (token_is(p, &token, "//") || token_is(p, &token, "/*")) return foreign_comment(p, token);
    const char *text = lower_text(p, &token);
    for (size_t i = 0; i < sizeof near_misses / sizeof near_misses[0]; i++) {
        const struct near_miss *miss = &near_misses[i];
        if (strcmp(miss->wrong, text) != 0 || (miss->first != 0 && !parse_accepts(p, miss->first))) continue;
        enum repair repair = miss->first == 0             ? leave_out(p, token)
                             : miss->first == TOK_NEWLINE ? end_line(p, token)
                                                          : mend(p, token, miss);
        if (repair != REPAIR_NONE) return repair;
    }
    return REPAIR_NONE;
}

/* ---- misspelt words ---- */

/* The word or words that a kind of token is written with; NULL if it is not written with letters. */
static const char *words_of(struct parse *p, int kind) {
    const char *alias = parse_kind_name(kind);
    size_t length = strlen(alias);
    if (alias[0] != '`' || length < 4 || alias[length - 1] != '`' || !islower((unsigned char)alias[1])) return NULL;
    return arena_copy(p->arena, alias + 1, length - 2);
}

/* The one of the expected words that is nearest to a text; 0 if none is near. */
static int nearest(struct parse *p, const char *text, const char **word) {
    enum { KINDS = 256 };
    int kinds[KINDS];
    int count = parse_expected(p, kinds, KINDS);
    struct suggest suggest;
    suggest_begin(&suggest, text);
    int best = 0;
    bool any_name = parse_accepts(p, TOK_IDENT);
    for (int i = 0; i < count && i < KINDS; i++) {
        const char *words = words_of(p, kinds[i]);
        if (words == NULL || (any_name && !repair_begins(kinds[i]))) continue;
        suggest_offer(&suggest, words);
        if (suggest_best(&suggest) == words) {
            best = kinds[i];
            *word = words;
        }
    }
    return best;
}

static enum repair respell(struct parse *p, struct token token, struct span whole, int kind, const char *word) {
    const char *wrong = arena_copy(p->arena, p->source->text + whole.begin, whole.end - whole.begin);
    struct diag *diag = diag_add(p->diags, DIAG_MISSPELT, whole, wrong, word);
    diag_help(diag, "write `%s`", word);
    diag_fix(diag, whole, word, FIX_SURE);
    token.kind = kind;
    token.span = whole;
    token_back(p, token);
    return REPAIR_AGAIN;
}

/* `monday`, `Moday` or `Mon` where a day can stand. */
static enum repair respell_day(struct parse *p, struct token token, const char *lower) {
    const char *best = NULL;
    struct suggest suggest;
    suggest_begin(&suggest, token_text(p, &token));
    for (unsigned day = 0; day < 7; day++) {
        const char *name = day_name(day);
        suggest_offer(&suggest, name);
        if (strlen(lower) == 3 && lower[0] == tolower((unsigned char)name[0]) && strncmp(lower + 1, name + 1, 2) == 0)
            best = name;
    }
    best = best != NULL ? best : suggest_best(&suggest);
    if (best == NULL) return REPAIR_NONE;
    token.day = 0;
    while (strcmp(day_name(token.day), best) != 0) token.day++;
    return respell(p, token, token.span, TOK_DAYNAME, best);
}

enum repair repair_day(struct parse *p, struct token token) {
    bool short_word = token.span.end - token.span.begin <= 12;
    if (!token_is_word(p, &token) || token.kind == TOK_DAYNAME || !short_word || !parse_accepts(p, TOK_DAYNAME))
        return REPAIR_NONE;
    return respell_day(p, token, lower_text(p, &token));
}

enum repair repair_spelling(struct parse *p, struct token token) {
    if (!token_is_word(p, &token) || token.kind == TOK_DAYNAME || token.span.end - token.span.begin < 2 ||
        token.span.end - token.span.begin > 40)
        return REPAIR_NONE;
    const char *lower = lower_text(p, &token);
    const char *word = NULL;
    const struct token *next = token_ahead(p, 0);
    if (token_is_word(p, next) && next->span.end - next->span.begin <= 40) {
        struct span both = {token.span.file, token.span.begin, next->span.end};
        const char *text = arena_copy(p->arena, p->source->text + both.begin, both.end - both.begin);
        int kind = nearest(p, text, &word);
        if (kind != 0 && strchr(word, ' ') != NULL) {
            token_drop(p, 1);
            return respell(p, token, both, kind, word);
        }
    }
    int kind = nearest(p, lower, &word);
    bool of_ours = token.kind != TOK_IDENT && token.kind != TOK_WORD;
    size_t length = strlen(lower);
    if (kind == 0 || (strcmp(lower, word) != 0 && length < (of_ours ? 5u : 4u)) ||
        (of_ours && strcmp(lower, word) == 0))
        return REPAIR_NONE;
    return respell(p, token, token.span, kind, word);
}

/* ---- words without a counterpart ---- */

enum repair repair_foreign(struct parse *p, struct token token) {
    static const struct {
        const char *word; /* as written, in lower case */
        const char *help; /* what to do instead */
    } foreign[] = {
        {"while", "a repetition is bounded: `repeat up to 4 times { ... stop repeating ... }`"},
        {"foreach", "the language has no loop over a list"},
        {"import", "all `.journey` files under the paths given are one project; nothing is imported"},
        {"include", "all `.journey` files under the paths given are one project; nothing is included"},
        {"use", "all `.journey` files under the paths given are one project"},
        {"function", "a condition can have a name: `condition power_user: ...`; a journey can start another one"},
        {"def", "a condition can have a name: `condition power_user: ...`; a journey can start another one"},
        {"macro", "a condition can have a name: `condition power_user: ...`"},
        {"switch", "write `if ... { } otherwise if ... { } otherwise { }`"},
        {"try", "a send that fails is reported: `for email \"welcome\" failed { ... }`"},
        {"catch", "a send that fails is reported: `for email \"welcome\" failed { ... }`"},
        {"print", "what happens is recorded by itself; a point of interest is a `milestone`"},
        {"log", "what happens is recorded by itself; a point of interest is a `milestone`"},
        {"schedule", "write `when every Monday at 09:00 { ... }`, or `wait until ...`"},
        {"cron", "write `when every Monday at 09:00 { ... }`"},
        {"random", "write `split name { 50% a { ... } 50% b { ... } }`"},
    };
    if (!token_is_word(p, &token)) return REPAIR_NONE;
    const char *text = lower_text(p, &token);
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        if (strcmp(foreign[i].word, text) != 0) continue;
        struct diag *diag = diag_add(p->diags, DIAG_NO_SUCH_WORD, token.span, token_text(p, &token));
        diag_help(diag, "%s", foreign[i].help);
        return REPAIR_REPORTED;
    }
    return REPAIR_NONE;
}
