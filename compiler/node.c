#include "node.h"

#include <string.h>

/* ---- names and small things ---- */

struct name node_name(struct parse *p, struct span span) {
    struct name name = {NULL, span.end - span.begin, span};
    int recent = 4; /* a name that was mended is used at once */
    for (const struct renamed *renamed = p->renamed; renamed != NULL && recent > 0; renamed = renamed->next, recent--) {
        if (renamed->begin == span.begin) {
            name.text = renamed->text;
            name.length = name.text == NULL ? name.length : (uint32_t)strlen(name.text);
            return name;
        }
    }
    name.text = arena_copy(p->arena, p->source->text + span.begin, name.length);
    return name;
}

struct name node_no_name(struct span span) {
    return (struct name){NULL, 0, span_before(span)};
}

struct name node_two_words(struct parse *p, struct span span, struct name first, const char *second) {
    struct name name = {arena_format(p->arena, "%s %s", first.text, second), 0, span};
    name.length = (uint32_t)strlen(name.text);
    return name;
}

struct name_item *node_name_item(struct parse *p, struct name name) {
    struct name_item *item = ARENA_NEW(p->arena, struct name_item);
    item->name = name;
    return item;
}

void node_whole(struct parse *p, int64_t number, struct span span, int64_t least, int64_t *whole) {
    *whole = number / NUMBER_ONE;
    if (number % NUMBER_ONE == 0 && *whole >= least) return;
    if (number % NUMBER_ONE != 0)
        diag_add(p->diags, DIAG_BAD_COUNT, span, "a whole number");
    else
        diag_add(p->diags, DIAG_BAD_COUNT, span, "1 or more");
    *whole = *whole < least ? least : *whole;
}

struct name node_value_name(struct parse *p, struct name name) {
    static const char *const taken[] = {"account", "after", "and",  "at",      "before",  "between", "entry",
                                        "event",   "every", "if",   "in",      "journey", "no",      "not",
                                        "now",     "or",    "true", "unknown", "user",    "within",  "yes"};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcmp(taken[i], name.text) != 0) continue;
        struct diag *diag = diag_add(p->diags, DIAG_TAKEN_NAME, name.span, name.text);
        diag_help(diag, "choose another name, such as `%s_value`", name.text);
    }
    return name;
}

uint32_t node_share(struct parse *p, uint32_t share, struct span span) {
    if (share > 10000) diag_add(p->diags, DIAG_BAD_PERCENT, span, "a share of all users is at most 100%");
    return share;
}

uint8_t node_day_range(uint8_t first, uint8_t last) {
    uint8_t days = DAY_BIT(last);
    for (uint8_t day = first; day != last; day = (uint8_t)((day + 1) % 7)) days = (uint8_t)(days | DAY_BIT(day));
    return days;
}

/* ---- declarations ---- */

void node_file(struct parse *p, struct decl_list decls) {
    p->file->decls = decls;
}

struct decl *node_decl(struct parse *p, enum decl_kind kind, struct span span) {
    struct decl *decl = ARENA_NEW(p->arena, struct decl);
    decl->kind = kind;
    decl->span = span;
    decl->head = span;
    decl->name = node_no_name(span);
    decl->title = node_no_name(span);
    return decl;
}

struct decl *node_named_decl(struct parse *p, enum decl_kind kind, struct span span, struct span head_end,
                             struct name name) {
    struct decl *decl = node_decl(p, kind, span);
    decl->head.end = head_end.end;
    decl->name = name;
    return decl;
}

struct project_item *node_project_item(struct parse *p, enum project_item_kind kind, struct span span) {
    struct project_item *item = ARENA_NEW(p->arena, struct project_item);
    item->kind = kind;
    item->span = span;
    return item;
}

struct typed *node_typed(struct parse *p, struct span span, struct name outside, struct name name, struct type *type) {
    struct typed *typed = ARENA_NEW(p->arena, struct typed);
    typed->outside = outside;
    typed->name = name;
    typed->type = type;
    typed->span = span;
    return typed;
}

static bool has_typed(const struct typed_list *list, const char *name) {
    for (const struct typed *one = list->first; one != NULL; one = one->next)
        if (one->name.text != NULL && strcmp(one->name.text, name) == 0) return true;
    return false;
}

void node_broken_typed(struct parse *p, struct typed_list *list, struct span broken) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    const char *text = p->source->text;
    for (uint32_t at = broken.begin; at < broken.end; at++) {
        uint32_t length = (uint32_t)strspn(text + at, letters);
        bool first = at == broken.begin;
        bool begins = length > 0 && (first || strchr(" \t\n,{", text[at - 1]) != NULL);
        uint32_t colon = at + length + (uint32_t)strspn(text + at + length, " ");
        bool named = at == broken.begin || text[colon] == ':' || text[colon] == '}' || text[colon] == ',';
        if (begins && named) {
            struct span span = {broken.file, at, at + length};
            struct name name = node_name(p, span);
            if (!has_typed(list, name.text)) {
                struct type *type = node_type(p, TYPE_ERROR, span);
                AST_ADD(list, node_typed(p, span, node_no_name(span), name, type));
            }
        }
        at += length;
    }
}

struct type *node_type(struct parse *p, enum type_kind kind, struct span span) {
    struct type *type = ARENA_NEW(p->arena, struct type);
    type->kind = kind;
    type->span = span;
    return type;
}

struct type *node_list_type(struct parse *p, struct span span, struct type *element) {
    struct type *type = node_type(p, TYPE_LIST, span);
    if (element->kind == TYPE_LIST) {
        diag_add(p->diags, DIAG_LIST_OF_LISTS, element->span);
        element->kind = TYPE_ERROR;
    }
    type->element = element;
    return type;
}

struct type *node_optional(struct type *type, struct span span) {
    type->optional = true;
    type->span = span;
    return type;
}

struct channel_item *node_channel_item(struct parse *p, enum channel_item_kind kind, struct span span) {
    struct channel_item *item = ARENA_NEW(p->arena, struct channel_item);
    item->kind = kind;
    item->span = span;
    item->name = node_no_name(span);
    return item;
}

struct channel_item *node_hours(struct parse *p, enum channel_item_kind kind, struct span span, uint8_t days,
                                int64_t from_ms, int64_t to_ms) {
    struct channel_item *item = node_channel_item(p, kind, span);
    item->days = days;
    item->from_ms = from_ms;
    item->to_ms = to_ms;
    return item;
}

struct channel_item *node_channel_to(struct parse *p, struct span span, struct name who) {
    struct channel_item *item = node_channel_item(p, CHANNEL_TO, span);
    item->to_team = strcmp(who.text, "team") == 0;
    if (!item->to_team && strcmp(who.text, "user") != 0) {
        struct diag *diag = diag_add(p->diags, DIAG_TO_WHOM, who.span, who.text);
        diag_help(diag, "write `to: team` or `to: user`");
        item->kind = CHANNEL_ERROR;
    }
    return item;
}

struct limit *node_window(struct parse *p, enum limit_window per, const struct duration *window) {
    struct limit *limit = ARENA_NEW(p->arena, struct limit);
    limit->per = per;
    if (window != NULL) limit->window = *window;
    return limit;
}

struct limit *node_bad_window(struct parse *p, struct span span) {
    const char *word = node_name(p, span).text;
    if (word == NULL) return node_window(p, LIMIT_ERROR, NULL); /* it has been said */
    struct diag *diag = diag_add(p->diags, DIAG_LIMIT_WINDOW, span, word);
    bool week = strncmp(word, "week", 4) == 0;
    if (strcmp(word, "day") == 0 || strcmp(word, "week") == 0) {
        diag_help(diag,
                  "write `per calendar %s` (it begins anew at midnight%s), or `per %s` (any %s, wherever they begin)",
                  word, week ? " after Sunday" : "", week ? "7 days" : "24 hours", week ? "7 days" : "24 hours");
        diag_fix(diag, span_before(span), "calendar ", FIX_UNSURE);
    } else {
        diag_help(diag, "write a length of time, such as `per 24 hours` or `per 30 days`");
    }
    return node_window(p, LIMIT_ERROR, NULL);
}

struct limit *node_over(struct parse *p, const struct duration *held) {
    struct limit *limit = ARENA_NEW(p->arena, struct limit);
    limit->hold = held != NULL;
    if (held != NULL) limit->held = *held;
    return limit;
}

struct limit *node_limit(struct parse *p, struct span span, int64_t count, struct span count_span, struct name what,
                         const struct limit *window, const struct limit *over) {
    struct limit *limit = ARENA_NEW(p->arena, struct limit);
    *limit = *window;
    limit->span = span;
    limit->what = what;
    node_whole(p, count, count_span, 1, &limit->count);
    if (over != NULL) {
        limit->hold = over->hold;
        limit->held = over->held;
    } else if (window->per != LIMIT_ERROR) {
        struct diag *diag = diag_add(p->diags, DIAG_LIMIT_OTHERWISE, span);
        diag_help(diag, "add `, otherwise skip`, or `, otherwise hold up to 2 days`");
        diag_fix(diag, span_after(span), ", otherwise skip", FIX_UNSURE);
    }
    return limit;
}
