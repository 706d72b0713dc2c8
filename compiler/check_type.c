/* check_type - types in words, and whether a value fits one. */
#include "checker.h"
#include "suggest.h"

#include <string.h>

enum { WORDS_SHOWN = 8 }; /* of a long `one of` type */

const char *type_words(const struct checker *c, uint32_t words) {
    const struct model_enum *one = &c->names->enums.items[words];
    const char *text = "";
    for (uint32_t i = 0; i < one->word_count && i < WORDS_SHOWN; i++) {
        text = arena_format(c->arena, "%s%s\"%s\"", text, i == 0 ? "" : ", ", one->words[i]);
    }
    return one->word_count > WORDS_SHOWN ? arena_format(c->arena, "%s, ...", text) : text;
}

static const char *kind_say(enum jbc_type kind) {
    switch (kind) {
    case JBC_BOOL: return "yes or no";
    case JBC_NUMBER: return "a number";
    case JBC_TIME: return "a time";
    case JBC_DURATION: return "a duration";
    case JBC_CLOCK: return "a time of day";
    case JBC_TEXT: return "a text";
    case JBC_LIST: return "a list";
    case JBC_TYPE_END: break;
    }
    return "`unknown`";
}

const char *type_say(const struct checker *c, const struct type_of *type) {
    if (type->kind == JBC_TEXT && type->words != JBC_NONE) {
        return arena_format(c->arena, "one of %s", type_words(c, type->words));
    }
    if (type->kind == JBC_TEXT && type->zone) {
        return "a timezone";
    }
    if (type->kind == JBC_NUMBER && type->day) {
        return "a day of the week";
    }
    if (type->kind == JBC_LIST && type->item != 0) {
        return arena_format(c->arena, "a list (each item %s)", kind_say(type->item));
    }
    return kind_say(type->kind);
}

struct type_of type_plain(enum jbc_type kind) {
    struct type_of type = {.kind = kind, .words = JBC_NONE};
    return type;
}

bool type_alike(const struct type_of *a, const struct type_of *b) {
    bool lists = a->kind == JBC_LIST && b->kind == JBC_LIST;
    return a->kind == b->kind && a->day == b->day && (!lists || a->item == b->item || a->item == 0 || b->item == 0);
}

static bool has_word(const struct checker *c, uint32_t words, const char *word) {
    const struct model_enum *one = &c->names->enums.items[words];
    for (uint32_t i = 0; i < one->word_count; i++) {
        if (strcmp(one->words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* The word that a text that is none of them was probably meant to be, or NULL. */
static const char *near_word(struct checker *c, uint32_t words, const char *text) {
    struct suggest near;
    name_near(c, &near, text);
    const struct model_enum *one = &c->names->enums.items[words];
    for (uint32_t i = 0; i < one->word_count; i++) {
        suggest_offer(&near, one->words[i]);
    }
    return suggest_best(&near);
}

static bool fit_word(struct checker *c, struct value *value, uint32_t words) {
    if (has_word(c, words, value->text)) {
        value->type.words = words;
        return true;
    }
    const char *near = near_word(c, words, value->text);
    struct diag *diag = diag_add(c->diags, DIAG_UNKNOWN_WORD, value->span, value->text, type_words(c, words));
    if (near != NULL) {
        const char *text = arena_format(c->arena, "\"%s\"", near);
        diag_help(diag, "did you mean `%s`?", text);
        diag_fix(diag, value->span, text, FIX_UNSURE);
    }
    return false;
}

/* Two `one of` types go together if some word is in both. */
static bool share_word(const struct checker *c, uint32_t a, uint32_t b) {
    const struct model_enum *one = &c->names->enums.items[a];
    for (uint32_t i = 0; i < one->word_count; i++) {
        if (has_word(c, b, one->words[i])) {
            return true;
        }
    }
    return false;
}

/* Is every word of `from` one of `into`? */
static bool within_words(const struct checker *c, uint32_t from, uint32_t into) {
    const struct model_enum *one = &c->names->enums.items[from];
    for (uint32_t i = 0; i < one->word_count; i++) {
        if (!has_word(c, into, one->words[i])) {
            return false;
        }
    }
    return true;
}

/* Is the text what a literal of that kind looks like? */
static bool is_written(enum jbc_type kind, const char *text) {
    if (kind == JBC_BOOL) {
        return strcmp(text, "yes") == 0 || strcmp(text, "no") == 0;
    }
    return kind == JBC_NUMBER && text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

static void wrong_type(struct checker *c, const struct value *value, const struct type_of *want, const char *what) {
    struct diag *diag =
        diag_add(c->diags, DIAG_WRONG_TYPE, value->span, what, type_say(c, want), type_say(c, &value->type));
    if (want->kind == JBC_DURATION && value->type.kind == JBC_NUMBER) {
        diag_help(diag, "a duration needs a unit: `3 days`, `2 hours`");
    } else if (want->kind == JBC_TIME && value->type.kind == JBC_BOOL) {
        diag_help(diag,
                  "to wait for a condition, write `wait up to 3 days { for CONDITION { go on } otherwise { go on } }`");
    } else if (want->kind == JBC_NUMBER && value->kind == VALUE_DURATION) {
        diag_help(diag, "a number stands without a unit");
    } else if (want->kind == JBC_CLOCK) {
        diag_help(diag, "a clock time has two digits for the hour and two for the minutes: `09:00`");
    } else if (want->kind == JBC_TIME && value->type.kind == JBC_TEXT) {
        diag_help(diag, "a date stands without quotes: `2026-03-02`, or `2026-03-02 10:00`");
    } else if (want->kind == JBC_TEXT && want->words == JBC_NONE && value->kind == VALUE_NUMBER) {
        diag_help(diag, "write it in quotes");
    } else if (value->kind == VALUE_TEXT && is_written(want->kind, value->text)) {
        diag_help(diag, "write it without quotes");
        diag_fix(diag, value->span, value->text, FIX_UNSURE);
    } else if (value->kind == VALUE_SHOW && value->left->type.kind == want->kind) {
        diag_help(diag, "the value alone stands without quotes and braces, as in `{ number: week }`");
    } else if (want->kind == JBC_NUMBER && value->kind == VALUE_TEXT && strpbrk(value->text, "+-*/") != NULL) {
        diag_help(diag, "a calculation stands without quotes");
    } else if (want->kind == JBC_BOOL && value->type.kind == JBC_TEXT) {
        diag_help(diag, "write `yes` or `no`");
    } else if (want->kind == JBC_TIME && value->type.kind == JBC_TEXT) {
        diag_help(diag, "write a time without quotes: `2026-03-02` or `2026-03-02 10:00`");
    }
}

static bool fit_text(struct checker *c, struct value *value, const struct type_of *want, const char *what) {
    if (want->words == JBC_NONE) {
        if (want->zone && !value->type.zone && value->kind != VALUE_TEXT) {
            wrong_type(c, value, want, what);
            return false;
        }
        return true;
    }
    if (value->kind == VALUE_TEXT) {
        return fit_word(c, value, want->words);
    }
    if (value->type.words == JBC_NONE || !within_words(c, value->type.words, want->words)) {
        wrong_type(c, value, want, what);
        return false;
    }
    return true;
}

static bool fit_items(struct checker *c, struct value *value, const struct type_of *want, const char *what) {
    struct type_of item = {.kind = want->item, .words = want->words};
    for (struct value *one = value->items; one != NULL; one = one->next) {
        if (!type_fit_kind(c, one, &item, what)) {
            return false;
        }
    }
    value->type.item = want->item;
    value->type.words = want->words;
    return true;
}

/* A choice fits if all that it may give does; it then has that type. */
static bool fit_choice(struct checker *c, struct value *value, const struct type_of *want, const char *what) {
    if (value->kind == VALUE_IF) {
        if (!type_fit_kind(c, value->left, want, what) || !type_fit_kind(c, value->right, want, what)) {
            return false;
        }
    }
    for (struct value *one = value->kind == VALUE_FALLBACK ? value->items : NULL; one != NULL; one = one->next) {
        if (!type_fit_kind(c, one, want, what)) {
            return false;
        }
    }
    bool optional = value->type.optional;
    value->type = *want;
    value->type.optional = optional;
    return true;
}

bool type_fit_kind(struct checker *c, struct value *value, const struct type_of *want, const char *what) {
    if (value->kind == VALUE_MISSING && value->type.kind == 0) {
        value->type = *want;
        value->type.optional = true;
        return true;
    }
    if (value->kind == VALUE_IF || value->kind == VALUE_FALLBACK) {
        return fit_choice(c, value, want, what);
    }
    if (!type_alike(&value->type, want)) {
        wrong_type(c, value, want, what);
        return false;
    }
    if (want->kind == JBC_TEXT) {
        return fit_text(c, value, want, what);
    }
    if (want->kind == JBC_LIST && value->kind == VALUE_LIST) {
        return fit_items(c, value, want, what);
    }
    return true;
}

/* Shows where a trait is declared as optional. */
static void label_optional(struct checker *c, struct diag *diag, const struct value *value) {
    for (uint32_t i = 0; value->kind == VALUE_TRAIT && i < c->names->traits.count; i++) {
        const struct bind_trait *trait = &c->names->traits.items[i];
        if (!trait->off && trait->index == value->index) {
            diag_label(diag, trait->trait.field.span, "it is declared as optional");
        }
    }
}

bool type_required(struct checker *c, const struct value *value, const char *what) {
    if (!value->type.optional) {
        return true;
    }
    if (value->kind == VALUE_MISSING) {
        struct diag *needed = diag_add(c->diags, DIAG_UNKNOWN_REQUIRED, value->span, what);
        diag_help(needed, "give a value, or declare it `optional`");
        return false;
    }
    struct diag *diag = diag_add(c->diags, DIAG_OPTIONAL, value->span, what);
    label_optional(c, diag, value);
    if (value->kind == VALUE_TIME_SINCE) {
        diag_help(
            diag,
            "while the event never happened there is no such time: say what then, `(time since ... or 400 days)`");
    } else {
        diag_help(diag, "say what to take then: `... or VALUE`, in a text `| default: \"...\"`");
    }
    return false;
}

bool type_fit(struct checker *c, struct value *value, const struct type_of *want, const char *what) {
    return type_fit_kind(c, value, want, what) && (want->optional || type_required(c, value, what));
}

static void unlike(struct checker *c, const struct value *a, const struct value *b) {
    struct diag *diag = diag_add(c->diags, DIAG_UNLIKE, b->span, type_say(c, &b->type), type_say(c, &a->type));
    if (a->type.day && b->type.kind == JBC_TEXT)
        diag_help(diag, "a day stands without quotes: `day of week is Monday`");
    else if (a->type.kind == JBC_CLOCK)
        diag_help(diag, "a clock time has two digits for the hour and two for the minutes: `09:00`");
    else if (a->type.kind == JBC_BOOL)
        diag_help(diag, "write `is yes` or `is no`");
    else if (a->type.kind == JBC_NUMBER && b->kind == VALUE_TEXT)
        diag_help(diag, "a number stands without quotes");
    else if (a->type.kind == JBC_DURATION && b->type.kind == JBC_NUMBER)
        diag_help(diag, "a duration needs a unit: `3 days`, `2 hours`");
}

bool type_join(struct checker *c, struct value *a, struct value *b) {
    bool missing = (a->kind == VALUE_MISSING && a->type.kind == 0) || (b->kind == VALUE_MISSING && b->type.kind == 0);
    if (missing) {
        struct value *empty = a->kind == VALUE_MISSING && a->type.kind == 0 ? a : b;
        struct value *other = empty == a ? b : a;
        empty->type = other->type;
        empty->type.optional = true;
        return true;
    }
    if (!type_alike(&a->type, &b->type)) {
        unlike(c, a, b);
        return false;
    }
    bool words = a->type.kind == JBC_TEXT && (a->type.words != JBC_NONE || b->type.words != JBC_NONE);
    if (words && a->type.words != JBC_NONE && b->kind == VALUE_TEXT) {
        return fit_word(c, b, a->type.words);
    }
    if (words && b->type.words != JBC_NONE && a->kind == VALUE_TEXT) {
        return fit_word(c, a, b->type.words);
    }
    if (words && a->type.words != JBC_NONE && b->type.words != JBC_NONE &&
        !share_word(c, a->type.words, b->type.words)) {
        unlike(c, a, b);
        return false;
    }
    return true;
}

/* May the literal stand for a word beside which it is only one of two possible texts? A near miss is a slip of the pen. */
static bool stands_beside(struct checker *c, struct value *literal, uint32_t words) {
    if (!has_word(c, words, literal->text) && near_word(c, words, literal->text) == NULL) {
        return true;
    }
    return fit_word(c, literal, words);
}

bool type_choose(struct checker *c, struct value *a, struct value *b) {
    if (a->type.kind != JBC_TEXT || b->type.kind != JBC_TEXT) {
        return type_join(c, a, b);
    }
    if (a->type.words != JBC_NONE && b->kind == VALUE_TEXT) {
        return stands_beside(c, b, a->type.words);
    }
    if (b->type.words != JBC_NONE && a->kind == VALUE_TEXT) {
        return stands_beside(c, a, b->type.words);
    }
    return true;
}
