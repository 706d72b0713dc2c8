#include "text.h"

#include <ctype.h>
#include <string.h>

#include "node.h"
#include "suggest.h"

/* A text that is being read. */
struct reader {
    struct parse *p;             /* messages and memory */
    uint32_t at;                 /* the next byte */
    uint32_t end;                /* one past the last byte inside the quotes, or of the line of a long text */
    char *plain;                 /* the plain part so far, room for the whole token */
    uint32_t length;             /* bytes of it */
    uint32_t plain_begin;        /* where it begins in the source */
    bool insertions;             /* they are allowed */
    bool closed;                 /* nothing has been said about its closing quote */
    bool plain_said;             /* that something in it is no insertion of ours has been said */
    struct text_part_list parts; /* finished ones */
};

static char peek(const struct reader *r) {
    return r->at < r->end ? r->p->source->text[r->at] : '\0';
}

static struct span from_to(const struct reader *r, uint32_t begin, uint32_t end) {
    return (struct span){r->p->source->index, begin, end};
}

/* ---- insertions: a path, then filters ---- */

static void skip_blanks(struct reader *r) {
    while (peek(r) == ' ' || peek(r) == '\t') r->at++;
}

/* A bare name; its text is NULL if there is none. */
static struct name read_name(struct reader *r) {
    uint32_t begin = r->at;
    if (isalpha((unsigned char)peek(r)) || peek(r) == '_')
        while (isalnum((unsigned char)peek(r)) || peek(r) == '_') r->at++;
    if (r->at == begin) return node_no_name(from_to(r, begin, begin));
    return node_name(r->p, from_to(r, begin, r->at));
}

static struct expr *bad_insertion(struct reader *r, uint32_t begin, uint32_t end, const char *wrong) {
    struct diag *diag = diag_add(r->p->diags, DIAG_BAD_INSERTION, from_to(r, begin, end), wrong);
    diag_help(diag, "write it like `{{ user.first_name | default: \"there\" }}`; " DIAG_LITERAL_BRACES);
    return node_expr(r->p, EXPR_ERROR, from_to(r, begin, end));
}

static struct expr *read_path(struct reader *r) {
    static const struct {
        const char *word;    /* what stands before the dot */
        enum path_root root; /* what it means */
    } roots[] = {{"user", ROOT_USER}, {"account", ROOT_ACCOUNT}, {"event", ROOT_EVENT}, {"entry", ROOT_ENTRY}};
    struct name first = read_name(r);
    if (first.text == NULL)
        return bad_insertion(r, first.span.begin, first.span.begin < r->end ? first.span.begin + 1 : first.span.end,
                             "an insertion begins with the name of a value");
    if (peek(r) != '.') {
        if (strcmp(first.text, "now") == 0) return node_expr(r->p, EXPR_NOW, first.span);
        return node_path(r->p, first.span, ROOT_NAME, first);
    }
    r->at++;
    struct name second = read_name(r);
    bool part = second.text != NULL && peek(r) == '.' && node_is_part(second.text);
    if (part) {
        struct span gone = from_to(r, second.span.begin, r->at + 1);
        r->at++;
        struct diag *diag = diag_add(r->p->diags, DIAG_TOO_MUCH, gone, token_span_text(r->p, gone));
        second = read_name(r);
        diag_help(diag, "the name follows at once: `%s.%s`", first.text, second.text == NULL ? "..." : second.text);
        diag_fix(diag, gone, "", FIX_SURE);
    }
    struct span whole = span_join(first.span, second.span);
    if (second.text == NULL) return bad_insertion(r, whole.begin, r->at, "a name is missing after the dot");
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (strcmp(roots[i].word, first.text) == 0) return node_path(r->p, whole, roots[i].root, second);
    return node_unknown_root(r->p, whole, first, second);
}

/* The text in quotes that is a filter's argument; the other kind of quotes may stand inside. */
static struct expr *read_quoted(struct reader *r) {
    uint32_t begin = r->at;
    char quote = peek(r);
    r->at++;
    while (peek(r) != quote && peek(r) != '\0') r->at++;
    struct expr *text = node_expr(r->p, EXPR_TEXT, from_to(r, begin, r->at + 1));
    if (peek(r) == '\0') return bad_insertion(r, begin, r->at, "the closing quote is missing inside the insertion");
    uint32_t length = r->at - begin - 1;
    if (length > 0) {
        struct text_part *part = ARENA_NEW(r->p->arena, struct text_part);
        part->span = from_to(r, begin + 1, r->at);
        part->plain = arena_copy(r->p->arena, r->p->source->text + begin + 1, length);
        part->plain_length = length;
        AST_ADD(&text->text.parts, part);
    }
    r->at++;
    return text;
}

static struct expr *read_number(struct reader *r) {
    struct token token = {0};
    uint32_t begin = r->at;
    while (isdigit((unsigned char)peek(r)) || peek(r) == '_' || peek(r) == '.') r->at++;
    token.span = from_to(r, begin, r->at);
    literal_number(r->p, &token);
    return node_number(r->p, token.span, token.number);
}

static struct expr *read_argument(struct reader *r) {
    skip_blanks(r);
    if (peek(r) == '"' || peek(r) == '\'') return read_quoted(r);
    if (isdigit((unsigned char)peek(r))) return read_number(r);
    return read_path(r);
}

/* What a filter wants behind its name. */
enum wants {
    WANTS_NOTHING,  /* no argument */
    WANTS_ANYTHING, /* a text, a number or a path */
    WANTS_TEXT,     /* a text */
    MAY_HAVE_NUMBER /* a number or nothing */
};

static const struct {
    const char *word;      /* its name */
    enum filter_kind kind; /* what it does */
    enum wants wants;      /* its argument */
} filters[] = {
    {"default", FILTER_DEFAULT, WANTS_ANYTHING}, {"capitalize", FILTER_CAPITALIZE, WANTS_NOTHING},
    {"upcase", FILTER_UPCASE, WANTS_NOTHING},    {"downcase", FILTER_DOWNCASE, WANTS_NOTHING},
    {"round", FILTER_ROUND, MAY_HAVE_NUMBER},    {"date", FILTER_DATE, WANTS_TEXT},
};

/* What is wrong with a filter's argument, or NULL. */
static const char *wrong_argument(enum wants wants, const struct expr *argument) {
    if (argument != NULL && argument->kind == EXPR_ERROR) return NULL;
    switch (wants) {
    case WANTS_NOTHING: return argument != NULL ? "takes nothing behind it" : NULL;
    case WANTS_ANYTHING: return argument == NULL ? "needs a value, such as `default: \"there\"`" : NULL;
    case WANTS_TEXT:
        return argument == NULL || argument->kind != EXPR_TEXT ? "needs a text, such as `date: \"%d %B\"`" : NULL;
    case MAY_HAVE_NUMBER:
        return argument != NULL && argument->kind != EXPR_NUMBER ? "takes a number, such as `round: 2`" : NULL;
    }
    return NULL;
}

static enum filter_kind unknown_filter(struct reader *r, struct name name) {
    struct diag *diag = diag_add(r->p->diags, DIAG_UNKNOWN_FILTER, name.span, name.text);
    static const struct {
        const char *foreign; /* as other tools call it */
        const char *ours;    /* as it is called here */
    } meant[] = {{"upper", "upcase"},       {"uppercase", "upcase"}, {"lower", "downcase"},
                 {"lowercase", "downcase"}, {"title", "capitalize"}, {"titleize", "capitalize"},
                 {"fallback", "default"},   {"strftime", "date"}};
    diag_help(diag, "the filters are default, capitalize, upcase, downcase, round, date");
    struct suggest suggest;
    suggest_begin(&suggest, name.text);
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) suggest_offer(&suggest, filters[i].word);
    const char *near = suggest_best(&suggest);
    if (near != NULL) {
        diag_help(diag, "did you mean `%s`?", near);
        diag_fix(diag, name.span, near, FIX_SURE);
        return FILTER_ERROR;
    }
    for (size_t i = 0; i < sizeof meant / sizeof meant[0]; i++) {
        if (strcmp(meant[i].foreign, name.text) == 0) {
            diag_help(diag, "write `%s`", meant[i].ours);
            diag_fix(diag, name.span, meant[i].ours, FIX_SURE);
        }
    }
    return FILTER_ERROR;
}

/* `default("there")`: a filter's value stands behind a colon. What follows the bracket is read on. */
static void in_brackets(struct reader *r, struct filter *filter, const char *name) {
    const char *text = r->p->source->text;
    uint32_t open = r->at;
    uint32_t close = open;
    while (close < r->end && text[close] != ')' && text[close] != '|') close++;
    bool closed = close < r->end && text[close] == ')';
    struct diag *diag =
        diag_add(r->p->diags, DIAG_FILTER_ARGUMENT, from_to(r, filter->span.begin, closed ? close + 1 : open + 1), name,
                 "has its value behind a colon, without parentheses");
    diag_help(diag, "write `%s: \"...\"`", name);
    if (closed) {
        diag_fix(diag, from_to(r, open, open + 1), ": ", FIX_SURE);
        diag_fix(diag, from_to(r, close, close + 1), "", FIX_SURE);
    }
    r->at = closed ? close + 1 : close;
    filter->kind = FILTER_ERROR;
}

static struct filter *read_filter(struct reader *r) {
    struct filter *filter = ARENA_NEW(r->p->arena, struct filter);
    skip_blanks(r);
    struct name name = read_name(r);
    filter->span = name.span;
    if (name.text == NULL) {
        bad_insertion(r, r->at, r->at, "the name of a filter is missing after `|`");
        return filter;
    }
    skip_blanks(r);
    bool quote = peek(r) == '"' || peek(r) == '\'' || isdigit((unsigned char)peek(r));
    if (quote) {
        struct diag *diag = diag_add(r->p->diags, DIAG_FILTER_ARGUMENT, filter->span, name.text, "lacks its colon");
        diag_help(diag, peek(r) == '"' || peek(r) == '\'' ? "write `%s: \"...\"`" : "write `%s: 2`", name.text);
        diag_fix(diag, span_after(filter->span), ":", FIX_SURE);
    }
    if (peek(r) == '(' && !quote) {
        in_brackets(r, filter, name.text);
        return filter;
    }
    if (peek(r) == ':' || quote) {
        r->at += !quote;
        filter->argument = read_argument(r);
        filter->span.end = r->at;
    }
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        if (strcmp(filters[i].word, name.text) != 0) continue;
        const char *wrong = wrong_argument(filters[i].wants, filter->argument);
        if (wrong != NULL) diag_add(r->p->diags, DIAG_FILTER_ARGUMENT, filter->span, name.text, wrong);
        filter->kind = wrong != NULL ? FILTER_ERROR : filters[i].kind;
        return filter;
    }
    filter->kind = unknown_filter(r, name);
    return filter;
}

/* Where the insertion ends: the place of its `}}`, quotes skipped; the end of what there is if it has none. */
static uint32_t insertion_end(const struct reader *r) {
    const char *text = r->p->source->text;
    char quote = '\0';
    for (uint32_t i = r->at; i + 1 < r->end; i++) {
        if (quote != '\0')
            quote = text[i] == quote ? '\0' : quote;
        else if (text[i] == '"' || text[i] == '\'')
            quote = memchr(text + i + 1, text[i], r->end - i - 1) != NULL ? text[i] : '\0';
        else if (text[i] == '}' && text[i + 1] == '}')
            return i;
    }
    return r->end;
}

/* ---- parts ---- */

static void finish_plain(struct reader *r) {
    if (r->length == 0) return;
    struct text_part *part = ARENA_NEW(r->p->arena, struct text_part);
    part->span = from_to(r, r->plain_begin, r->at);
    part->plain = arena_copy(r->p->arena, r->plain, r->length);
    part->plain_length = r->length;
    AST_ADD(&r->parts, part);
    r->length = 0;
}

static void add_plain(struct reader *r, char c) {
    if (r->length == 0) r->plain_begin = r->at;
    r->plain[r->length++] = c;
}

/* `user.name || "there"`, `user.name or "there"`: what stands in for a missing value is a filter. */
static void read_fallback(struct reader *r, struct text_part *part) {
    static const char *const words[] = {"||", "??", "or ", "else "};
    const char *text = r->p->source->text;
    skip_blanks(r);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint32_t length = (uint32_t)strlen(words[i]);
        if (r->at + length > r->end || strncmp(text + r->at, words[i], length) != 0) continue;
        struct span span = from_to(r, r->at, r->at + length - (words[i][length - 1] == ' '));
        struct diag *diag =
            diag_add(r->p->diags, DIAG_BAD_INSERTION, span, "an insertion is one value, then filters after `|`");
        diag_help(diag, "what to write where the value is missing: `| default: \"there\"`");
        diag_fix(diag, span, "| default:", FIX_SURE);
        r->at += length;
        read_argument(r);
        part->value = node_expr(r->p, EXPR_ERROR, span);
        return;
    }
}

/* Reads `{{ ... }}`. */
static void read_insertion(struct reader *r) {
    uint32_t begin = r->at;
    uint32_t end = r->end;
    finish_plain(r);
    r->at += 2;
    if (peek(r) == '{' && r->insertions) {
        struct diag *diag = diag_add(r->p->diags, DIAG_BAD_INSERTION, from_to(r, begin, r->at + 1),
                                     "an insertion stands between two braces and two, not three");
        diag_help(diag, "write it like `{{ user.first_name | default: \"there\" }}`; " DIAG_LITERAL_BRACES);
        r->at++;
    }
    uint32_t close = insertion_end(r);
    uint32_t behind = close + 2 <= end ? close + 2 : end;
    if (!r->insertions) {
        struct diag *diag = diag_add(r->p->diags, DIAG_INSERTION_HERE, from_to(r, begin, behind));
        diag_help(
            diag,
            "a value can be inserted into the fields of a message, of `set`, `remember` and `start journey`; " DIAG_LITERAL_BRACES);
    } else if (close == end && !r->closed) {
        /* The missing quote has been reported, and why. */
    } else if (close == end) {
        bad_insertion(r, begin, begin + 2, "the closing `}}` is missing");
    } else {
        struct text_part *part = ARENA_NEW(r->p->arena, struct text_part);
        part->kind = PART_INSERT;
        part->span = from_to(r, begin, behind);
        r->end = close;
        skip_blanks(r);
        part->value = read_path(r);
        read_fallback(r, part);
        for (skip_blanks(r); peek(r) == '|'; skip_blanks(r)) {
            r->at++;
            AST_ADD(&part->filters, read_filter(r));
        }
        if (r->at < close && part->value->kind != EXPR_ERROR)
            part->value = bad_insertion(r, r->at, close, "an insertion is one value, then filters after `|`");
        r->end = end;
        AST_ADD(&r->parts, part);
    }
    r->at = behind;
}

static void read_escape(struct reader *r) {
    char c = r->at + 1 < r->end ? r->p->source->text[r->at + 1] : '\0';
    if (c == '"' || c == '\\' || c == '{' || c == 'n') {
        add_plain(r, c == 'n' ? '\n' : c);
        r->at += 2;
        return;
    }
    uint32_t width = c == '\0' ? 1 : 2;
    struct diag *diag = diag_add(r->p->diags, DIAG_BAD_ESCAPE, from_to(r, r->at, r->at + width));
    diag_help(diag, "after a `\\` stands `\"`, `\\`, `n` (a new line) or `{`; a `\\` itself is written `\\\\`");
    diag_fix(diag, from_to(r, r->at, r->at + 1), "\\\\", FIX_UNSURE);
    add_plain(r, '\\');
    r->at++;
}

/* Whether what stands between two offsets is a name that the script declares: `first_name: text`. */
static bool is_declared(const struct reader *r, uint32_t begin, uint32_t end) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    const char *text = r->p->source->text;
    const char *name = arena_copy(r->p->arena, text + begin, end - begin);
    if (*name == '\0' || strspn(name, letters) != strlen(name) || !repair_may_search(r->p)) return false;
    const char *declared = arena_format(r->p->arena, "%s:", name);
    for (const char *at = strstr(text, declared); at != NULL; at = strstr(at + 1, declared))
        if (at == text || strchr(" \t\n{,", at[-1]) != NULL) return true;
    return false;
}

/* Says that something is no insertion of ours, once in a text. */
static void say_plain(struct reader *r, uint32_t end, const char *inside) {
    if (r->plain_said) return;
    r->plain_said = true;
    struct span span = from_to(r, r->at, end);
    struct diag *diag = diag_add(r->p->diags, DIAG_PLAIN_BRACES, span);
    if (inside == NULL) {
        diag_help(diag, "a text inserts values alone: `{{ user.first_name | default: \"there\" }}`");
        return;
    }
    diag_help(diag, "write `{{ %s }}`", inside);
    diag_fix(diag, span, arena_format(r->p->arena, "{{ %s }}", inside), FIX_UNSURE);
}

/* `{user.first_name}`, `{first_name}` or `{% if ... %}` in a text: what other tools insert, and ours would send as it stands. */
static void look_at_brace(struct reader *r) {
    static const char *const begins[] = {"user.", "account.", "entry.", "event."};
    const char *text = r->p->source->text;
    uint32_t end = r->at;
    while (end < r->end && text[end] != '}') end++;
    bool escaped = text[r->at - 1] == '{'; /* `\{{`: the braces are meant as they are */
    uint32_t from = r->at + 1;
    uint32_t to = end;
    while (from < to && text[from] == ' ') from++;
    while (to > from && text[to - 1] == ' ') to--;
    if (end == r->end || escaped) return;
    if (text[r->at + 1] == '%') {
        say_plain(r, end + 1, NULL);
    } else if (is_declared(r, from, to) && !r->plain_said) {
        r->plain_said = true;
        struct diag *diag = diag_add(r->p->diags, DIAG_PLAIN_BRACES, from_to(r, r->at, end + 1));
        diag_help(diag, "a value is inserted by two braces and its whole name: `{{ user.first_name }}`");
    }
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        size_t length = strlen(begins[i]);
        if (to - from > length && strncmp(text + from, begins[i], length) == 0)
            say_plain(r, end + 1, arena_copy(r->p->arena, text + from, to - from));
    }
}

/* `*|FNAME|*`, `[[first_name]]`, `<%= name %>`, `%%FirstName%%`: merge tags of other tools. */
static void look_at_tag(struct reader *r) {
    static const struct {
        const char *open;  /* how it begins */
        const char *close; /* and ends */
    } tags[] = {{"*|", "|*"}, {"[[", "]]"}, {"<%", "%>"}, {"%%", "%%"}};
    const char *text = r->p->source->text;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (r->at + 4 > r->end || strncmp(text + r->at, tags[i].open, 2) != 0) continue;
        uint32_t at = r->at + 2;
        while (at + 2 <= r->end && strncmp(text + at, tags[i].close, 2) != 0) at++;
        bool words = at > r->at + 2 && at + 2 <= r->end;
        for (uint32_t c = r->at + 2; c < at && words; c++)
            words = isalnum((unsigned char)text[c]) != 0 || strchr("_.:= ", text[c]) != NULL;
        if (words) say_plain(r, at + 2, NULL);
        return;
    }
}

/* Reads to r->end. */
static void read_line(struct reader *r) {
    const char *text = r->p->source->text;
    while (r->at < r->end) {
        if (text[r->at] == '\\') {
            read_escape(r);
        } else if (text[r->at] == '{' && r->at + 1 < r->end && text[r->at + 1] == '{') {
            read_insertion(r);
        } else {
            if (text[r->at] == '{') look_at_brace(r);
            if (strchr("*[<%", text[r->at]) != NULL) look_at_tag(r);
            add_plain(r, text[r->at]);
            r->at++;
        }
    }
}

/* ---- long texts ---- */

/* The end of the line at `at`, without the CR of a CRLF. */
static uint32_t line_end(const char *text, uint32_t at, uint32_t end, uint32_t *next) {
    uint32_t stop = at;
    while (stop < end && text[stop] != '\n') stop++;
    *next = stop < end ? stop + 1 : end;
    return stop > at && stop < end && text[stop - 1] == '\r' ? stop - 1 : stop;
}

static uint32_t blanks(const char *text, uint32_t at, uint32_t end) {
    uint32_t count = 0;
    while (at + count < end && (text[at + count] == ' ' || text[at + count] == '\t')) count++;
    return count;
}

/* The indentation that all lines which are not blank have in common, in bytes; they must begin with the same ones. */
static uint32_t common_indentation(const char *text, uint32_t at, uint32_t end) {
    uint32_t first = UINT32_MAX;
    uint32_t common = 0;
    for (uint32_t next = at; at < end; at = next) {
        uint32_t stop = line_end(text, at, end, &next);
        uint32_t count = blanks(text, at, stop);
        if (at + count == stop) continue;
        if (first == UINT32_MAX) {
            first = at;
            common = count;
        }
        uint32_t same = 0;
        while (same < common && same < count && text[first + same] == text[at + same]) same++;
        common = same;
    }
    return common;
}

/* The lines between the two `"""`. */
static void read_long(struct reader *r, uint32_t end) {
    const char *text = r->p->source->text;
    uint32_t begin = r->at;
    uint32_t next = begin;
    uint32_t stop = line_end(text, begin, end, &next);
    bool on_opening_line = begin + blanks(text, begin, stop) != stop;
    if (on_opening_line || next == stop) {
        struct diag *diag = diag_add(r->p->diags, DIAG_LONG_TEXT, from_to(r, begin - 3, begin));
        diag_help(diag, "begin the text on the line below the opening `\"\"\"`, and end it with a line `\"\"\"`");
    }
    uint32_t at = on_opening_line ? begin : next;
    uint32_t last = end;
    while (last > at && (text[last - 1] == ' ' || text[last - 1] == '\t')) last--;
    if (last > at && text[last - 1] == '\n')
        last--;
    else if (last < end)
        last = end;
    if (last > at && text[last - 1] == '\r') last--;
    uint32_t indentation = on_opening_line ? 0 : common_indentation(text, at, last);
    while (at < last) {
        r->end = line_end(text, at, last, &next);
        uint32_t blank = blanks(text, at, r->end);
        r->at = at + (blank < indentation ? blank : indentation);
        read_line(r);
        if (next < last || (next == last && text[last - 1] == '\n')) add_plain(r, '\n');
        at = next;
    }
    r->at = last;
}

/* ---- whole texts ---- */

/* Bytes of the opening quote: three of a long text, one of ours, more of a typographic one, none if it is missing. */
static uint32_t quote_width(const char *text, uint32_t length) {
    if (length >= 3 && strncmp(text, "\"\"\"", 3) == 0) return 3;
    unsigned char first = (unsigned char)text[0];
    if (first != '"' && first != '\'' && first != 0xE2 && first != 0xC2)
        return 0; /* a name that was written without quotes, as the repairs hand it on */
    return first == 0xE2 ? 3 : first == 0xC2 ? 2 : 1;
}

/* Bytes of the closing quote; 0 if the text is not closed. */
static uint32_t closing_width(const char *text, uint32_t length, uint32_t opening) {
    if (opening == 0 || length < opening + 1) return 0;
    if (opening == 3 && text[0] == '"') return length >= 6 && strncmp(text + length - 3, "\"\"\"", 3) == 0 ? 3 : 0;
    if (text[0] == '\'') return text[length - 1] == '\'' ? 1 : 0;
    if (text[length - 1] == '"') return 1;
    if (opening > 1) return (unsigned char)text[length - 2] == 0xC2 ? 2 : 3;
    return 0;
}

static struct text_part_list read_text(struct parse *p, struct span span, bool insertions, bool *is_long) {
    const char *text = p->source->text + span.begin;
    uint32_t length = span.end - span.begin;
    uint32_t opening = quote_width(text, length);
    uint32_t closing = closing_width(text, length, opening);
    *is_long = opening == 3 && text[0] == '"';
    struct reader r = {0};
    r.p = p;
    r.at = span.begin + opening;
    r.end = span.end - closing;
    r.plain = arena_alloc(p->arena, length + 1);
    r.insertions = insertions;
    r.closed = !p->open_text_known || p->open_text != span.begin;
    if (*is_long)
        read_long(&r, r.end);
    else
        read_line(&r);
    finish_plain(&r);
    return r.parts;
}

struct name text_name(struct parse *p, struct span span) {
    bool is_long = false;
    struct text_part_list parts = read_text(p, span, false, &is_long);
    if (is_long) diag_add(p->diags, DIAG_LONG_NAME, (struct span){span.file, span.begin, span.begin + 3});
    struct name name = {"", 0, span};
    if (parts.count == 1 && parts.first->kind == PART_PLAIN) {
        name.text = parts.first->plain;
        name.length = parts.first->plain_length;
        return name;
    }
    for (const struct text_part *part = parts.first; part != NULL; part = part->next)
        name.text = arena_format(p->arena, "%s%s", name.text, part->plain);
    name.length = (uint32_t)strlen(name.text);
    return name;
}

struct expr *text_expr(struct parse *p, struct span span) {
    struct expr *expr = node_expr(p, EXPR_TEXT, span);
    expr->text.parts = read_text(p, span, true, &expr->text.is_long);
    return expr;
}
