/* check_text - texts, and the values inserted into them. */
#include "checker.h"

#include <string.h>

static struct value *over(struct checker *c, enum value_kind kind, enum jbc_type type, struct value *left,
                          struct span span) {
    struct value *value = value_new(c, kind, type_plain(type), span);
    value->left = left;
    value->type.optional = left->type.optional;
    return value;
}

/* A value as text, or NULL if it has none. */
static struct value *shown(struct checker *c, struct value *value) {
    switch (value->type.kind) {
    case JBC_TEXT: return value;
    case JBC_NUMBER:
    case JBC_BOOL:
    case JBC_CLOCK: return over(c, VALUE_SHOW, JBC_TEXT, value, value->span);
    case JBC_TIME: {
        struct diag *diag = diag_add(c->diags, DIAG_INSERTED_TIME, value->span);
        diag_help(diag, "say how: `| date: \"%%d %%B\"`");
        return NULL;
    }
    case JBC_LIST:
        if (value->type.item == JBC_TEXT || value->type.item == JBC_NUMBER) {
            return over(c, VALUE_SHOW, JBC_TEXT, value, value->span);
        }
        diag_add(c->diags, DIAG_NOT_INSERTED, value->span, type_say(c, &value->type));
        return NULL;
    case JBC_DURATION: diag_add(c->diags, DIAG_NOT_INSERTED, value->span, type_say(c, &value->type)); return NULL;
    case JBC_TYPE_END: break;
    }
    return NULL;
}

/* ---- filters -------------------------------------------------------------------------------------------------------- */

static struct value *filter_default(struct checker *c, const struct scope *scope, const struct filter *filter,
                                    struct value *value) {
    struct scope plain = *scope;
    plain.insertions = false;
    struct value *other = check_value(c, &plain, filter->argument);
    if (other == NULL) {
        return NULL;
    }
    bool alike = type_alike(&value->type, &other->type) && value->type.kind != JBC_TEXT;
    if (!alike) {
        value = shown(c, value);
        other = shown(c, other);
        if (value == NULL || other == NULL) {
            return NULL;
        }
    }
    struct value *made = value_new(c, VALUE_FALLBACK, type_plain(value->type.kind), filter->span);
    made->type.optional = value->type.optional && other->type.optional;
    value->next = other;
    made->items = value;
    made->item_count = 2;
    return made;
}

/* With its decimals as text where nothing but a `default` comes after it; as a number before other filters. */
static struct value *filter_round(struct checker *c, const struct filter *filter, struct value *value) {
    if (value->type.kind != JBC_NUMBER) {
        diag_add(c->diags, DIAG_WRONG_FILTER, filter->span, "round", "a number", type_say(c, &value->type));
        return NULL;
    }
    int64_t digits = 0;
    if (filter->argument != NULL) {
        const struct expr *argument = filter->argument;
        digits = argument->kind == EXPR_NUMBER ? argument->number / JBC_MILLION : -1;
        if (digits < 0 || digits > 6 || argument->number % JBC_MILLION != 0) {
            diag_add(c->diags, DIAG_ROUND_DIGITS, argument->span);
            return NULL;
        }
    }
    bool last = filter->next == NULL || filter->next->kind == FILTER_DEFAULT;
    struct value *made = over(c, last ? VALUE_ROUNDED : VALUE_ROUND, last ? JBC_TEXT : JBC_NUMBER, value, filter->span);
    made->number = digits;
    return made;
}

static const char date_letters[] = "aAbBdeHIjmMpSyY%";

static struct value *filter_date(struct checker *c, const struct filter *filter, struct value *value) {
    const struct expr *argument = filter->argument;
    if (value->type.kind != JBC_TIME) {
        diag_add(c->diags, DIAG_WRONG_FILTER, filter->span, "date", "a time", type_say(c, &value->type));
        return NULL;
    }
    const struct text_part *part = argument == NULL || argument->kind != EXPR_TEXT ? NULL : argument->text.parts.first;
    if (part == NULL || part->next != NULL || part->kind != PART_PLAIN) {
        diag_help(diag_add(c->diags, DIAG_DATE_FORMAT, filter->span),
                  "as in `date: \"%%d %%B %%Y\"`, which gives 02 March 2026");
        return NULL;
    }
    for (const char *at = strchr(part->plain, '%'); at != NULL; at = strchr(at + 2, '%')) {
        if (at[1] == '\0' || strchr(date_letters, at[1]) == NULL) {
            struct diag *diag = diag_add(c->diags, DIAG_DATE_FORMAT, argument->span);
            diag_help(diag, "after %% stands one of %s", date_letters);
            return NULL;
        }
    }
    struct value *made = over(c, VALUE_DATE, JBC_TEXT, value, filter->span);
    made->text = part->plain;
    return made;
}

static struct value *filter_case(struct checker *c, const struct filter *filter, enum value_kind kind, const char *name,
                                 struct value *value) {
    if (value->type.kind != JBC_TEXT) {
        diag_add(c->diags, DIAG_WRONG_FILTER, filter->span, name, "a text", type_say(c, &value->type));
        return NULL;
    }
    return over(c, kind, JBC_TEXT, value, filter->span);
}

static struct value *filtered(struct checker *c, const struct scope *scope, const struct filter *filter,
                              struct value *value) {
    switch (filter->kind) {
    case FILTER_ERROR: return NULL;
    case FILTER_DEFAULT: return filter_default(c, scope, filter, value);
    case FILTER_CAPITALIZE: return filter_case(c, filter, VALUE_CAPITALIZE, "capitalize", value);
    case FILTER_UPCASE: return filter_case(c, filter, VALUE_UPCASE, "upcase", value);
    case FILTER_DOWNCASE: return filter_case(c, filter, VALUE_DOWNCASE, "downcase", value);
    case FILTER_ROUND: return filter_round(c, filter, value);
    case FILTER_DATE: return filter_date(c, filter, value);
    }
    return NULL;
}

/* ---- texts ---------------------------------------------------------------------------------------------------------- */

static struct value *inserted(struct checker *c, const struct scope *scope, const struct text_part *part) {
    struct scope inside = *scope;
    inside.insertions = false;
    inside.inserted = true;
    struct value *value = check_value(c, &inside, part->value);
    for (const struct filter *filter = part->filters.first; filter != NULL && value != NULL; filter = filter->next) {
        value = filtered(c, scope, filter, value);
    }
    value = value == NULL ? NULL : shown(c, value);
    if (value == NULL) {
        return NULL;
    }
    if (value->type.optional) {
        struct diag *diag = diag_add(c->diags, DIAG_OPTIONAL, part->span, "a text");
        diag_help(diag, "say what to write then: `| default: \"...\"`");
        return NULL;
    }
    return value;
}

static struct value *plain_text(struct checker *c, const char *text, struct span span) {
    struct value *value = value_new(c, VALUE_TEXT, type_plain(JBC_TEXT), span);
    value->text = text;
    return value;
}

struct value *check_text(struct checker *c, const struct scope *scope, const struct expr *expr) {
    const struct text_part *first = expr->text.parts.first;
    if (first == NULL) {
        return plain_text(c, "", expr->span);
    }
    if (first->next == NULL && first->kind == PART_PLAIN) {
        return plain_text(c, first->plain, expr->span);
    }
    struct value *join = value_new(c, VALUE_JOIN, type_plain(JBC_TEXT), expr->span);
    struct value **end = &join->items;
    bool whole = true;
    for (const struct text_part *part = first; part != NULL; part = part->next) {
        struct value *item = NULL;
        if (part->kind == PART_PLAIN) {
            item = plain_text(c, part->plain, part->span);
        } else if (!scope->insertions) {
            struct diag *diag = diag_add(c->diags, DIAG_NO_INSERTION, part->span);
            diag_help(
                diag,
                "`{{ }}` works in template fields, `set`, `remember` and the fields of `start journey`; " DIAG_LITERAL_BRACES);
        } else {
            item = inserted(c, scope, part);
        }
        whole = whole && item != NULL;
        if (item != NULL) {
            *end = item;
            end = &item->next;
            join->item_count++;
        }
    }
    if (join->item_count > UINT8_MAX) {
        diag_add(c->diags, DIAG_TOO_MANY, expr->span, "pieces of one text", UINT8_MAX);
        return NULL;
    }
    if (!whole) {
        return NULL;
    }
    /* One insertion and nothing else is that value; it has the text's place. */
    return join->item_count == 1 ? join->items : join;
}
