/*
 * parsing - what the scanner, the token stream, the repairs and the grammar share while one text is parsed.
 *
 * Internal to parse.c and the files named below; nobody else includes it. A struct parse lives as long as one call of
 * parse_source. Who owns what: everything is the arena's, but bison's state, which parse.c makes and deletes.
 */
#ifndef JDL_PARSING_H
#define JDL_PARSING_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "ast.h"
#include "diag.h"
#include "source.h"

/* What the scanner returns beside the grammar's tokens; token.c turns them into those and says what is wrong. */
enum scan_kind {
    SCAN_ODD_SPACE = 10000, /* a blank that is none of ours, such as a no-break space */
    SCAN_ODD_CLOCK,         /* `9:00`, `9:00am` */
    SCAN_ODD_DATE,          /* `2026-3-2`, `03/02/2026` */
    SCAN_NUMBER_WORD,       /* `3days`, `24h` */
    SCAN_BAD_BYTE           /* broken UTF-8, reported already */
};

/* How a text was quoted. */
enum text_flag {
    TEXT_LONG = 1,   /* between `"""` */
    TEXT_OPEN = 2,   /* the closing quote is missing */
    TEXT_CURLY = 4,  /* between typographic quotes */
    TEXT_SINGLE = 8, /* between single quotes */
    TEXT_BROKEN = 16 /* it goes on over the end of its line */
};

/* The state of the scanner that flex does not keep itself. */
struct scan {
    struct arena *arena;          /* memory of the scanner */
    const struct source *source;  /* the text */
    struct comment_list comments; /* found so far */
    uint32_t begin;               /* where the token begins */
    uint32_t end;                 /* where it ends */
    uint32_t text_begin;          /* where the text that is being scanned begins */
    bool text_broken;             /* it went on over a line end */
    unsigned flags;               /* enum text_flag of the last text */
};

/* One token; `kind` is a token of the grammar, after token.c. */
struct token {
    int kind;         /* which */
    unsigned flags;   /* enum text_flag */
    struct span span; /* where */
    bool line_start;  /* it is the first on its line */
    union {
        int64_t number;            /* TOK_NUMBER in millionths, TOK_CLOCK in ms */
        uint32_t percent;          /* TOK_PERCENT in hundredths */
        uint8_t day;               /* TOK_DAYNAME, 0 is Monday */
        struct duration *duration; /* TOK_DURATION */
        struct date *date;         /* TOK_DATE, TOK_INSTANT */
    };
};

enum {
    TOKEN_AHEAD = 64,                /* tokens that are scanned before they are taken; a power of two */
    TOKEN_FAR = TOKEN_AHEAD / 2 - 1, /* the farthest that is looked at, 0 being the next */
    TOKEN_BACK = 8                   /* tokens that may be given back */
};

/* A block that is open: which, and where. */
struct open_block {
    struct span span;     /* its brace */
    int head;             /* the token that began its statement or declaration */
    struct diag *odd;     /* the message on the bracket that stands for its brace; NULL: it is a brace */
    bool by_layout;       /* its `{` was not written, so that the line that is indented less ends it */
    struct diag *doubled; /* the message on a second brace behind it; NULL: there is none */
};

/* A name that was mended: read as `text` where its token begins. */
struct renamed {
    struct renamed *next; /* the one mended before it */
    uint32_t begin;       /* where its token begins */
    const char *text;     /* as it should be written; NULL if nobody can tell, which has been said */
};

/* Everything about one text that is being parsed. */
struct parse {
    struct arena *arena;                   /* owns the tree */
    const struct source *source;           /* the text */
    struct diags *diags;                   /* where messages go */
    struct ast_file *file;                 /* the result */
    struct scan scan;                      /* the scanner's own state */
    void *scanner;                         /* flex's */
    struct jdl_pstate *state;              /* bison's */
    struct token ahead[TOKEN_AHEAD];       /* tokens scanned and not yet taken: a ring */
    uint32_t ahead_first;                  /* the next one */
    uint32_t ahead_count;                  /* how many */
    struct token back[TOKEN_BACK];         /* tokens given back: a stack */
    uint32_t back_count;                   /* how many */
    struct token previous;                 /* the last token pushed */
    struct token before_previous;          /* the one before it */
    int statement;                         /* the token that began the present statement */
    int closed_head;                       /* the token that began the statement whose block ended last */
    struct token joined;                   /* the operator at the end of the line before, as long as that goes on */
    uint32_t since_joined;                 /* tokens pushed since */
    uint32_t open_text;                    /* where the last text begins that was not closed */
    bool open_text_known;                  /* there is one */
    uint32_t where_begin;                  /* where the last `where` ends; 0 at the beginning */
    bool line_start;                       /* the next token scanned is the first of a line */
    bool statement_next;                   /* the next token begins one */
    struct span statement_span;            /* where it began */
    struct open_block open[AST_DEPTH + 1]; /* blocks that are open */
    uint32_t open_count;                   /* how many */
    uint32_t brackets;                     /* round and square ones that are open */
    uint32_t mends;                        /* repairs since the last token of the text was taken */
    bool too_deep;                         /* said already */
    bool odd_space_said;                   /* said already */
    bool stray_closer_known;               /* a block was given up, so that a `}` may be left over */
    bool open_block_known;                 /* that a `}` is missing has been said, or follows from what has been said */
    bool outside_known;                    /* that lines stand outside of their journey has been said */
    struct span suspect;     /* the brace of a block whose `}` was indented less; empty if there is none */
    struct span early;       /* the `}` that closed the last block of a file or journey, if it stands oddly; or empty */
    uint32_t name_searches;  /* how often the script was searched for a name of its own */
    uint32_t broken_arm;     /* the end of the last arm of a split that was given up */
    uint32_t skipped_to;     /* the end of the last statement that was given up */
    struct renamed *renamed; /* names that are read otherwise than they are written, or NULL */
    uint32_t errors_before;  /* errors of earlier files */
    uint32_t decl_begin;     /* where the present declaration begins */
    uint32_t decl_before;    /* where the one before it began */
    bool plainly;            /* nothing is mended: see parse_plainly */
    uint32_t layout_from;    /* from here on indentation may tell where a brace is wrong; UINT32_MAX: nowhere */
    bool failed;             /* the grammar could not take the text as it is written */
    bool gave_up;            /* the text was not read to its end */
    bool stopped;            /* no more tokens are wanted */
};

/* ---- scanner (journey.l) ---- */

void *scan_alloc(struct scan *scan, size_t size);
void *scan_realloc(struct scan *scan, void *old, size_t size);
_Noreturn void scan_fail(struct scan *scan, const char *message);
void scan_comment(struct scan *scan);

/* Whether a text that is open at the end of a line goes on below, and is closed there. */
bool scan_goes_on(const struct scan *scan);

/* ---- token stream (token.c) ---- */

/* Begins with the text's first token. */
void token_begin(struct parse *p);

/* The next token, line ends that mean nothing left out, words joined. After the last one it is the end, again and again. */
struct token token_next(struct parse *p);

/* Gives a token back; the next call of token_next returns it. */
void token_back(struct parse *p, struct token token);

/* Drops the line ends ahead if they stand inside brackets, where they mean nothing; one before a `}` tells that a bracket is
 * open, and stays. */
void token_over_lines(struct parse *p);

/* Drops tokens that were looked at. */
void token_drop(struct parse *p, uint32_t count);

/* The kind of the n-th token that was scanned but not taken, 0 being the next: not joined, line ends included. Behind
 * TOKEN_FAR it is as if the text ended. */
int token_peek(struct parse *p, uint32_t n);

/* The n-th one itself. */
const struct token *token_ahead(struct parse *p, uint32_t n);

/* Makes the n-th one, which has been looked at, a token of another kind. */
void token_retype(struct parse *p, uint32_t n, int kind);

/* The token that two neighbours make, such as `go` and `to`; 0 if they make none. */
int token_pair(int first, int second);

/* Whether one token stands right behind another, without a blank. */
static inline bool token_touches(const struct token *left, const struct token *right) {
    return left->span.end == right->span.begin;
}

/* Whether the token's text is the given word. */
bool token_is(const struct parse *p, const struct token *token, const char *word);

/* Whether it is one of several, the last of which is NULL. */
bool token_is_any(const struct parse *p, const struct token *token, const char *const *words);

/* What stands in a span of the text, in the arena. */
const char *token_span_text(struct parse *p, struct span span);

/* The token's text, in the arena. */
const char *token_text(struct parse *p, const struct token *token);

/* Whether the token is written with letters: a name or a word of the language. */
bool token_is_word(const struct parse *p, const struct token *token);

/* ---- literals (literal.c): the value is set; what is wrong has been reported ---- */

void literal_number(struct parse *p, struct token *token);
void literal_percent(struct parse *p, struct token *token);
void literal_clock(struct parse *p, struct token *token, bool odd);
/* The ms of a clock time that is no end of hours: 24:00 is none, which is said. */
int64_t literal_time_of_day(struct parse *p, int64_t clock_ms, struct span span);

void literal_date(struct parse *p, struct token *token, bool odd);
void literal_day(struct parse *p, struct token *token);

/* Joins `3 days 4 hours` that begin with a token just taken, if a unit follows. */
bool literal_duration(struct parse *p, struct token *token);

/* Makes the token a duration of which nothing is known, where what is wrong with it has been said. */
void literal_some_duration(struct parse *p, struct token *token);

/* `3days`, `9am`: says so and makes the token what was meant. */
void literal_number_word(struct parse *p, struct token *token);

/* ---- repairs (repair.c, and the files that begin with its name) ---- */

enum repair {
    REPAIR_NONE,    /* no way to mend it: report it */
    REPAIR_AGAIN,   /* mended: go on with token_next */
    REPAIR_REPORTED /* reported, but not mended: skip the statement */
};

/* A token that the parser cannot take. */
enum repair repair_token(struct parse *p, struct token token);

/* What stands between the quotes of a text, as it is written; of one without an end, all behind its quote. */
const char *repair_inside(struct parse *p, const struct token *text);
/* Says what to write in the place of a span, with the fix; `id`: DIAG_NEAR_MISS or one that takes what is written, too. */
void repair_say(struct parse *p, enum diag_id id, struct span wrong, const char *written);

/* Takes a token for another one, says so, and gives it back; `more` tokens ahead are part of what was written. True. */
bool repair_take_for(struct parse *p, struct token token, int kind, uint32_t more, const char *written);

/* Whether a token of this kind ends a statement: the line, the block or the text is over. */
bool repair_ends_line(int kind);

/* Whether the statement is one that begins with a trigger. */
bool repair_in_trigger(const struct parse *p);

/* Where an insertion ends that begins at an offset: behind the `}}` on its line; 0: there is none. */
uint32_t repair_insertion_end(const struct parse *p, uint32_t begin);

/* Takes all from the token up to an offset for a name that nobody looks up; what is wrong with it has been said. */
void repair_take_whole(struct parse *p, struct token token, uint32_t end);

/* The name that begins at an offset is read as `text`; NULL: nobody can tell which it is, and that has been said. */
void repair_rename(struct parse *p, uint32_t begin, const char *text);

/* Leaves a token out and says why it is too much. */
enum repair repair_drop(struct parse *p, struct token token, const char *why);

/* A token that it could take, though something else is meant (`is greater than`): repair_meaning.c. True: mended, go on with
 * token_next. */
bool repair_meaning(struct parse *p, struct token token);

/* Our words in an order, or with signs, that are not ours (repair_line.c). True as above. */
bool repair_line(struct parse *p, struct token token);

/* Whole sentences that people write by habit (repair_sentence.c). True as above. */
bool repair_sentence(struct parse *p, struct token token);

/* Schedules, arms and fields as other tools have them (repair_habit.c). True as above. */
bool repair_habit(struct parse *p, struct token token);

/* What a user did or is, as other tools ask for it (repair_history.c). True as above. */
bool repair_history(struct parse *p, struct token token);

/* Turns of phrase of other tools and languages (repair_idiom.c). True as above. */
bool repair_idiom(struct parse *p, struct token token);

/* Triggers, arms and lines as other tools have them (repair_trigger.c). True as above. */
bool repair_trigger(struct parse *p, struct token token);

/* Amounts as they are written elsewhere: `1,500`, `$30`, `P3D`, `9h` (repair_amount.c). True as above. */
bool repair_amount(struct parse *p, struct token token);

/* Whether the script declares an event of this name, which is in quotes (repair_line.c). */
bool repair_is_event(struct parse *p, const char *quoted);

/* Whether a field with a type is being read (repair_hint.c). */
bool repair_declares_fields(const struct parse *p);

/* Says that a message lacks its channel, and takes what is meant for it (repair_phrase.c). */
void repair_channel_missing(struct parse *p, struct token token);

/* Whether the whole text may be searched once more, as it may some times only (repair_meaning.c). */
bool repair_may_search(struct parse *p);

/* Whether the script has a declaration of a name: `stage tip` (repair_phrase.c). False also after many searches. */
bool repair_declared(struct parse *p, const char *word, const char *name);

/* Several words that together mean one thing (repair_phrase.c). True as above. */
bool repair_phrase(struct parse *p, struct token token);

/* A date or a range of days that is written otherwise (repair_date.c). True as above. */
bool repair_date(struct parse *p, struct token token);

/* A word or sign of another language (repair_word.c). */
enum repair repair_word(struct parse *p, struct token token);

/* Something that is written like a thing of ours and means another, and numbers without their unit (repair_explain.c). */
enum repair repair_explain(struct parse *p, struct token token);

/* A word or sign that is missing before the token (repair_missing.c). */
enum repair repair_missing(struct parse *p, struct token token);

/* Says that something is missing, with a fix that puts it there, and pushes it; the token comes again (repair_missing.c). */
enum repair repair_insert(struct parse *p, struct token token, int kind, const char *written);

/* A day that is misspelt, or written small (repair_word.c). */
enum repair repair_day(struct parse *p, struct token token);

/* A word of the language in capitals, or misspelt (repair_word.c). */
enum repair repair_spelling(struct parse *p, struct token token);

/* Whether a word of the language is a name where it stands, for it means nothing else there: `if for is 3` (repair_name.c). */
bool repair_is_name(struct parse *p, struct token token);

/* A name that is quoted and should not be, or is not and should be (repair_name.c). */
enum repair repair_name(struct parse *p, struct token token);

/* A line that is a remark for readers (repair_name.c). */
enum repair repair_remark(struct parse *p, struct token token);

/* A word that stands where a block's `}` belongs (repair_block.c). */
enum repair repair_closer(struct parse *p, struct token token);

/* Words without quotes in a list of texts, from the token ahead on; they are taken for texts, and the message, if there is one
 * already, gets fixes for them (repair_name.c). */
void repair_choices(struct parse *p, struct diag *diag);

/* A block, or a bracket, that is not closed or closed once too often (repair_block.c). */
enum repair repair_block(struct parse *p, struct token token);

/* Says that a token does not fit, and what would (repair_report.c). */
void repair_report(struct parse *p, struct token token);

/* Whether indentation may tell where a brace is wrong: not before the grammar has failed (repair_block.c). */
bool repair_by_layout(const struct parse *p, struct token token);

/* Closes a block whose `{` was not written, where a line is indented less. True as above (repair_block.c). */
bool repair_dedent(struct parse *p, struct token token);

/* Whether a line stands outside of its block because a `}` too many closed that; said once (repair_block.c). */
bool repair_outside(struct parse *p, struct token token);

/* Whether a word stands where only some words can, though the grammar would take any as a name (repair.c). */
bool repair_doubtful(struct parse *p, struct token token);

/* A word that has no counterpart in the language: says what to do instead (repair_word.c). */
enum repair repair_foreign(struct parse *p, struct token token);

/* Whether a word begins a line of its own rather than a field, so that a `}` is missing above (repair_block.c). */
bool repair_field_doubtful(struct parse *p, struct token token);

/* Columns before the first letter of the line that an offset is on (repair_block.c). */
uint32_t repair_indentation(const struct parse *p, uint32_t offset);

/* What is probably meant, where a table knows it; else NULL (repair_hint.c). */
const char *repair_hint(struct parse *p, struct token token);

/* The last message if it says the same of something earlier on the line, so that one message can tell of both; else NULL
 * (repair_report.c). */
struct diag *repair_said(const struct parse *p, enum diag_id id, struct span span);

/* What the parser could take, in words (repair_report.c). */
const char *repair_expected(struct parse *p);

/* Pushes a token that is not written: it has an empty span before another one. */
void repair_push(struct parse *p, int kind, struct token before);

/* Whether a token begins a statement, an item or a declaration. */
bool repair_begins(int kind);

/* Whether a word begins a line of a test. */
bool repair_begins_test_line(int kind);

/* The token that began the innermost open block; TOK_END outside of all. */
int repair_head(const struct parse *p);

/* ---- parser (parse.c and the end of journey.y) ---- */

/* Pushes a token, and keeps account of blocks and statements. */
void parse_push(struct parse *p, struct token token);

/* Pushes POISON: what has been begun is given up. */
void parse_poison(struct parse *p, struct span where);

/* Whether the parser could take a token of this kind now. */
bool parse_accepts(struct parse *p, int kind);

/* Up to limit kinds that it could take; returns how many there are in all. */
int parse_expected(struct parse *p, int *kinds, int limit);

/* Whether the last token pushed is an operator: a line that ends so goes on with the next one. */
bool parse_ends_in_operator(const struct parse *p);

/* Tells the parser that an error is over. */
void parse_settled(struct parse *p);

/* What a message calls a kind of token. */
const char *parse_kind_name(int kind);

#endif
