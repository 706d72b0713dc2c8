/* Words and signs of other languages, and misspelt words of ours: see parsing.h. */
#include "parsing.h"

#include <ctype.h>
#include <string.h>

#include "journey.tab.h"
#include "suggest.h"

/* What must follow a near miss. */
enum near_where {
    WHERE_ANY,     /* anything */
    WHERE_NUMBER,  /* a number */
    WHERE_TEXT,    /* a text */
    WHERE_DATE,    /* a date */
    WHERE_TRIGGER, /* a trigger */
    WHERE_PROMISE, /* anything, in a promise */
    WHERE_SEND,    /* a name and a text */
    WHERE_BRANCH,  /* `if` */
    WHERE_AGAIN,   /* anything, behind `enter again` */
    WHERE_TO       /* `to` */
};

enum { TOK_NONE = 0 }; /* no token */

/* One line of near_misses.def. */
static const struct near_miss {
    const char *wrong;     /* as written, in small letters */
    enum near_where where; /* what must follow */
    int first;             /* what is meant */
    int second;            /* what follows it */
    const char *right;     /* as it is written */
} near_misses[] = {
#define M(wrong, where, first, second, right) {wrong, WHERE_##where, TOK_##first, TOK_##second, right},
#include "near_misses.def"
#undef M
};

/* The token's text in lower case. */
static const char *lower_text(struct parse *p, const struct token *token) {
    char *text = arena_copy(p->arena, p->source->text + token->span.begin, token->span.end - token->span.begin);
    for (char *c = text; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return text;
}

/* ---- comments of other languages ---- */

static enum repair foreign_comment(struct parse *p, struct token token) {
    bool block =
        token_is(p, &token, "/*") && repair_may_search(p) && strstr(p->source->text + token.span.end, "*/") != NULL;
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
static enum repair leave_out(struct parse *p, struct token token, const struct near_miss *miss) {
    int next = token_peek(p, 0);
    bool word = token_is_word(p, &token);
    int both = token_pair(next, token_peek(p, 1));
    bool fits = next == TOK_NEWLINE || parse_accepts(p, next) || (both != 0 && parse_accepts(p, both));
    if (token.kind == TOK_STAR || (word && !fits)) return REPAIR_NONE;
    if (word && next == TOK_NEWLINE && p->previous.kind == TOK_NEWLINE) token_drop(p, 1);
    const char *wrong = token_text(p, &token);
    struct diag *diag = diag_add(p->diags, DIAG_TOO_MUCH, token.span, wrong);
    if (miss->right[0] != '\0')
        diag_help(diag, "%s", miss->right);
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

/* Whether what follows the token is what a near miss wants. */
static bool follows(struct parse *p, enum near_where where) {
    int next = token_peek(p, 0);
    switch (where) {
    case WHERE_ANY: return true;
    case WHERE_NUMBER: return next == TOK_NUMBER;
    case WHERE_TEXT: return next == TOK_TEXT;
    case WHERE_DATE: return next == TOK_DATE;
    case WHERE_TRIGGER: return next == TOK_WHEN || next == TOK_EVENT || next == TOK_ON;
    case WHERE_PROMISE: return p->statement == TOK_PROMISE;
    case WHERE_SEND: return next == TOK_IDENT && token_peek(p, 1) == TOK_TEXT;
    case WHERE_BRANCH: return next == TOK_IF;
    case WHERE_AGAIN: return p->previous.kind == TOK_AGAIN;
    case WHERE_TO: return next == TOK_TO;
    }
    return false;
}

/* Takes the words ahead that are part of what was written: `jump to`, `goto stage`, `greater than`. */
static void take_companions(struct parse *p, const struct near_miss *miss, struct span *whole) {
    for (;;) {
        int next = token_peek(p, 0);
        bool stage = next == TOK_STAGE && token_peek(p, 1) != TOK_NEWLINE;
        bool to_go = miss->first == TOK_GO_TO && (next == TOK_TO || stage);
        bool equals = miss->first == TOK_IS && miss->second == TOK_NONE && next == TOK_TO;
        bool prior = miss->first == TOK_BEFORE && next == TOK_TO;
        bool than = miss->second == TOK_MORE_THAN && next == TOK_THAN;
        bool sends = miss->first == TOK_EXPECT && next == TOK_SEND;
        bool same = miss->first == TOK_MILESTONE && next == TOK_MILESTONE;
        bool only_when = miss->first == TOK_ONLY_IF && next == TOK_WHEN;
        if (!to_go && !prior && !equals && !than && !only_when && !sends && !same) return;
        whole->end = token_ahead(p, 0)->span.end;
        token_drop(p, 1);
    }
}

/* Says what is meant, with the fix; a sign that touches its neighbours gets blanks. */
static void say_meant(struct parse *p, const struct near_miss *miss, struct span whole, bool sign) {
    const char *text = p->source->text;
    const char *wrong = arena_copy(p->arena, text + whole.begin, whole.end - whole.begin);
    struct diag *diag = diag_add(p->diags, sign ? DIAG_NEAR_MISS_SIGN : DIAG_NEAR_MISS, whole, wrong);
    diag_help(diag, "write `%s`", miss->right);
    bool colon = miss->first == TOK_COLON;
    bool touches_before = sign && !colon && whole.begin > 0 && strchr(" \t\n{(", text[whole.begin - 1]) == NULL;
    bool touches_behind = sign && strchr(" \n\r,}", text[whole.end]) == NULL;
    if (colon && whole.begin > p->previous.span.end) whole.begin = p->previous.span.end;
    const char *mended =
        arena_format(p->arena, "%s%s%s", touches_before ? " " : "", miss->right, touches_behind ? " " : "");
    int next = token_peek(p, 0);
    bool open = (miss->first == TOK_GO_TO || miss->first == TOK_HOLD) && (next == TOK_NEWLINE || next == TOK_RBRACE);
    diag_fix(diag, whole, mended, open ? FIX_UNSURE : FIX_SURE); /* more must be said behind it */
}

/* Takes a token for what a near miss means. */
static enum repair mend(struct parse *p, struct token token, const struct near_miss *miss) {
    struct token mended = token;
    take_companions(p, miss, &mended.span);
    say_meant(p, miss, mended.span, !token_is_word(p, &token));
    mended.kind = miss->first;
    if (miss->second != TOK_NONE) {
        repair_push(p, miss->first, token);
        mended.kind = miss->second;
    }
    if (mended.kind == TOK_IDENT) repair_rename(p, mended.span.begin, "email");
    token_back(p, mended);
    return REPAIR_AGAIN;
}

enum repair repair_word(struct parse *p, struct token token) {
    if (token.kind == TOK_NEWLINE || token.kind == TOK_END || token.kind == TOK_TEXT || token.kind == TOK_NUMBER)
        return REPAIR_NONE;
    bool comment = token_is(p, &token, "--") || token_is(p, &token, "<!--");
    /* A word that begins a line of its own where a field could stand: a `}` is missing, the word is right. */
    if (p->statement_next && repair_field_doubtful(p, token)) return REPAIR_NONE;
    bool trailing = comment && parse_accepts(p, TOK_NEWLINE) && token_is_word(p, token_ahead(p, 0));
    if (token_is(p, &token, "//") || token_is(p, &token, "/*") || (comment && p->statement_next) || trailing)
        return foreign_comment(p, token);
    bool postfix = !p->statement_next && (p->statement == TOK_WAIT || p->statement == TOK_SEND ||
                                          p->statement == TOK_GO_TO || p->statement == TOK_EXIT);
    if (postfix && token_is(p, &token, "unless")) return REPAIR_NONE; /* a condition stands before, which is said */
    const char *text = lower_text(p, &token);
    for (size_t i = 0; i < sizeof near_misses / sizeof near_misses[0]; i++) {
        const struct near_miss *miss = &near_misses[i];
        bool fits = miss->first == TOK_NONE || parse_accepts(p, miss->first);
        if (p->statement_next && repair_head(p) == TOK_TEST && miss->first != TOK_NONE)
            fits = fits && repair_begins_test_line(miss->first);
        bool event = miss->first == TOK_WHERE && token_peek(p, 0) == TOK_EVENT; /* `and event "Y"` compares nothing */
        if (strcmp(miss->wrong, text) != 0 || !follows(p, miss->where) || !fits || event) continue;
        enum repair repair = miss->first == TOK_NONE      ? leave_out(p, token, miss)
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

/* Whether a word is two words, written as one. */
static bool is_squeezed(const char *two, const char *word) {
    size_t first = strcspn(two, " ");
    return strncmp(two, word, first) == 0 && two[first] == ' ' && strcmp(two + first + 1, word + first) == 0;
}

static enum repair respell(struct parse *p, struct token token, struct span whole, int kind, const char *word) {
    repair_say(p, DIAG_MISSPELT, whole, word);
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

/* Of four letters or fewer only one may be wrong. */
static bool far_off(const char *text, const char *word) {
    struct suggest suggest;
    suggest_begin(&suggest, text);
    suggest_offer(&suggest, word);
    enum { LETTER = 10 }; /* the distance of one letter */
    return strlen(text) <= 4 && suggest.distance > LETTER;
}

enum repair repair_spelling(struct parse *p, struct token token) {
    if (!token_is_word(p, &token) || token.kind == TOK_DAYNAME || token.span.end - token.span.begin < 2 ||
        token.span.end - token.span.begin > 40)
        return REPAIR_NONE;
    const char *lower = lower_text(p, &token);
    if (p->previous.kind == TOK_PROMISE && repair_declared(p, "stage", lower)) return REPAIR_NONE;
    if (strchr(lower, ' ') != NULL && token.kind != TOK_WORD) return REPAIR_NONE; /* two words of ours, joined */
    const char *word = NULL;
    const struct token *next = token_ahead(p, 0);
    if (token_is_word(p, next) && next->span.end - next->span.begin <= 40) {
        struct span both = {token.span.file, token.span.begin, next->span.end};
        const char *text = arena_copy(p->arena, p->source->text + both.begin, both.end - both.begin);
        int kind = nearest(p, text, &word);
        if (kind != 0 && (strchr(word, ' ') != NULL || is_squeezed(text, word))) {
            token_drop(p, 1);
            return respell(p, token, both, kind, word);
        }
    }
    int kind = nearest(p, lower, &word);
    bool of_ours = token.kind != TOK_IDENT && token.kind != TOK_WORD;
    size_t length = strlen(lower);
    if (kind == 0 || (strcmp(lower, word) != 0 && length < (of_ours ? 5u : 4u)) || far_off(lower, word) ||
        (of_ours && (strcmp(lower, word) == 0 || lower[0] != word[0])))
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
