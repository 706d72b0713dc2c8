/* lint_comment - the comments that speak to the compiler: `# TODO: ...` and `# allow CODE: reason`. */
#include <string.h>

#include "lint.h"
#include "vec.h"

enum { ALLOWS_MOST = 10000 }; /* of a project; what comes after them is not looked at */

/* One code of an `# allow`. */
struct allow {
    uint32_t file;    /* of the sources */
    uint32_t line;    /* the line it speaks of; 0: the whole file */
    struct span span; /* of the code */
    enum diag_id id;  /* DIAG_COUNT if there is none of that name */
    bool used;        /* something was taken out */
    bool fine;        /* it gives a reason */
};

struct comments {
    struct arena *arena;         /* owns everything */
    struct diags *diags;         /* where findings go */
    const struct source *source; /* the text that is looked at */
    VEC(struct allow) allows;    /* in the order of the texts */
};

/* A stretch of a comment. */
struct words {
    const char *text; /* its beginning */
    uint32_t length;  /* bytes */
    uint32_t offset;  /* where it begins in the text */
};

static void skip(struct words *words, uint32_t count) {
    words->text += count;
    words->length -= count;
    words->offset += count;
}

static void skip_blanks(struct words *words) {
    while (words->length > 0 && (*words->text == ' ' || *words->text == '\t')) skip(words, 1);
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static uint32_t word_length(const struct words *words) {
    uint32_t length = 0;
    while (length < words->length && is_letter(words->text[length])) length++;
    return length;
}

static bool take_word(struct words *words, const char *word) {
    size_t length = strlen(word);
    if (word_length(words) != length || memcmp(words->text, word, length) != 0) return false;
    skip(words, (uint32_t)length);
    return true;
}

static struct words words_of(const struct source *source, const struct comment *comment) {
    struct words words = {source->text + comment->span.begin, comment->span.end - comment->span.begin,
                          comment->span.begin};
    while (words.length > 0 && *words.text == '#') skip(&words, 1);
    skip_blanks(&words);
    return words;
}

/* ---- TODO ------------------------------------------------------------------------------------------------------------ */

static bool report_todo(struct comments *c, const struct comment *comment, struct words words) {
    if (!take_word(&words, "TODO")) return false;
    skip_blanks(&words);
    if (words.length > 0 && *words.text == ':') skip(&words, 1);
    skip_blanks(&words);
    const char *what = words.length > 0 ? arena_copy(c->arena, words.text, words.length) : "it is not said what";
    diag_add(c->diags, DIAG_TODO, comment->span, what);
    return true;
}

/* ---- allow ----------------------------------------------------------------------------------------------------------- */

/* "J0944", also in small letters. */
static bool is_code(const char *text, uint32_t length) {
    if (length < 2 || (text[0] != 'J' && text[0] != 'j')) return false;
    for (uint32_t i = 1; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
    }
    return true;
}

static enum diag_id code_of(const char *text, uint32_t length) {
    char code[16] = "J";
    if (length >= sizeof code) return DIAG_COUNT;
    memcpy(code + 1, text + 1, length - 1);
    code[length] = '\0';
    return diag_find(code);
}

/* Reads the codes up to the colon; how many there were. */
static uint32_t read_codes(struct comments *c, struct words *words, uint32_t line) {
    uint32_t before = c->allows.count;
    while (c->allows.count < ALLOWS_MOST) {
        skip_blanks(words);
        uint32_t length = word_length(words);
        if (!is_code(words->text, length)) break;
        struct allow *allow = VEC_PUSH(c->arena, c->allows);
        allow->file = c->source->index;
        allow->line = line;
        allow->span = (struct span){c->source->index, words->offset, words->offset + length};
        allow->id = code_of(words->text, length);
        skip(words, length);
        skip_blanks(words);
        if (words->length > 0 && *words->text == ',') skip(words, 1);
    }
    return c->allows.count - before;
}

static void read_allow(struct comments *c, const struct comment *comment, struct words words, uint32_t line) {
    if (!take_word(&words, "allow")) return;
    uint32_t count = read_codes(c, &words, line);
    if (count == 0) return;
    bool colon = words.length > 0 && *words.text == ':';
    if (colon) skip(&words, 1);
    skip_blanks(&words);
    for (uint32_t i = c->allows.count - count; i < c->allows.count; i++) {
        c->allows.items[i].fine = colon && words.length > 0;
    }
    if (colon && words.length > 0) return;
    struct diag *diag = diag_add(c->diags, DIAG_ALLOW_REASON, comment->span);
    diag_help(diag, "say why it is right here, behind a colon: `# allow J0944: the reason`");
}

/* The line that a comment speaks of: its own, or the next one that is no comment. */
static uint32_t line_meant(const struct source *source, const struct comment *comment, uint32_t first_line) {
    uint32_t line = source_place(source, comment->span.begin).line;
    if (!comment->own_line) return line;
    if (line < first_line) return 0;
    for (const struct comment *next = comment->next; next != NULL && next->own_line; next = next->next) {
        if (source_place(source, next->span.begin).line != line + 1) break;
        line++;
    }
    return line + 1;
}

static void read_comments(struct comments *c, const struct ast_file *file) {
    c->source = file->source;
    uint32_t first_line =
        file->decls.first == NULL ? UINT32_MAX : source_place(file->source, file->decls.first->span.begin).line;
    for (const struct comment *one = file->comments.first; one != NULL; one = one->next) {
        struct words words = words_of(file->source, one);
        if (words.length == 0 || (*words.text != 'T' && *words.text != 'a')) continue;
        if (!report_todo(c, one, words)) read_allow(c, one, words, line_meant(file->source, one, first_line));
    }
}

/* ---- what is allowed goes -------------------------------------------------------------------------------------------- */

/* The first of the file's allows; they stand in the order of files. */
static uint32_t first_of(const struct comments *c, uint32_t file) {
    uint32_t low = 0, high = c->allows.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->allows.items[middle].file < file)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_allowed(struct comments *c, const struct sources *sources, const struct diag *diag) {
    if (diag_info(diag->id)->severity == SEVERITY_ERROR || diag->span.file >= sources->count) return false;
    uint32_t i = first_of(c, diag->span.file), line = 0;
    bool found = false;
    for (; i < c->allows.count && c->allows.items[i].file == diag->span.file; i++) {
        struct allow *allow = &c->allows.items[i];
        if (allow->id != diag->id) continue;
        if (line == 0) line = source_place(sources->items[diag->span.file], diag->span.begin).line;
        if (allow->line != 0 && allow->line != line) continue;
        allow->used = true;
        found = true;
    }
    return found;
}

static void report_useless(const struct comments *c, const struct allow *allow) {
    const struct diag_info *info = allow->id == DIAG_COUNT ? NULL : diag_info(allow->id);
    bool error = info != NULL && info->severity == SEVERITY_ERROR;
    const char *why = info == NULL ? "there is no message of that code"
                      : error      ? "errors cannot be allowed"
                                   : "nothing of that code is found here";
    diag_add(c->diags, DIAG_ALLOW_NOTHING, allow->span, why);
}

void lint_comments(struct arena *arena, struct diags *diags, const struct sources *sources, const struct ast *ast,
                   bool whole) {
    struct comments c = {.arena = arena, .diags = diags};
    for (const struct ast_file *file = ast->files.first; file != NULL; file = file->next) read_comments(&c, file);
    if (c.allows.count == 0) return;
    for (struct diag **at = &diags->first; *at != NULL;) {
        if (is_allowed(&c, sources, *at))
            diags_take(diags, at);
        else
            at = &(*at)->next;
    }
    for (uint32_t i = 0; i < c.allows.count; i++) {
        const struct allow *allow = &c.allows.items[i];
        bool known = allow->id != DIAG_COUNT && diag_info(allow->id)->severity != SEVERITY_ERROR;
        if (allow->fine && !allow->used && (whole || !known)) report_useless(&c, allow);
    }
}
