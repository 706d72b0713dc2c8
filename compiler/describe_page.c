/* describe_page - see describe_page.h. */
#include "describe_page.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static const char style[] =
    "body { font: 16px/1.5 Helvetica, Arial, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; overflow-wrap: break-word; "
    "color: #1d2939; background: #fff }\n"
    "h1, h2, h3 { line-height: 1.25; margin: 1.6em 0 .5em } code { color: #5d6b82 }\n"
    "table { border-collapse: collapse; display: block; overflow-x: auto } th, td { text-align: left; vertical-align: top; padding: .3em .8em .3em 0; "
    "border-bottom: 1px solid #d5dbe5 }\n"
    "svg { max-width: 100%; height: auto }\n"
    "@media (prefers-color-scheme: dark) { body { color: #e6eaf0; background: #11161d } code { color: #a3aec0 } "
    "th, td { border-color: #36404f } }\n";

/* ---- texts ---------------------------------------------------------------------------------------------------------- */

void page_raw(struct page *page, const char *text) {
    page->write(page->self, text, strlen(text));
}

static bool is_html(const struct page *page) {
    return page->format == JDL_HTML;
}

static bool is_word(char sign) {
    return isalnum((unsigned char)sign) != 0 || sign == '_';
}

/* What stands for a sign that the format would take for its own. `before` and `after` are its neighbours. */
static const char *escape_of(const struct page *page, char before, char sign, char after) {
    switch (sign) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: break;
    }
    if (is_html(page) || strchr("\\`*_[]|#~$!", sign) == NULL) return NULL;
    if (sign == '_' && is_word(before) && is_word(after)) return NULL;
    return arena_format(page->arena, "\\%c", sign);
}

static void put(struct page *page, const char *text) {
    char before = ' ';
    for (; *text != '\0'; before = *text++) {
        const char *escape = escape_of(page, before, *text, text[1]);
        if (escape != NULL)
            page_raw(page, escape);
        else
            page->write(page->self, text, 1);
    }
}

static void put_strong(struct page *page, const char *text) {
    page_raw(page, is_html(page) ? "<strong>" : "**");
    put(page, text);
    page_raw(page, is_html(page) ? "</strong>" : "**");
}

/* ---- blocks --------------------------------------------------------------------------------------------------------- */

/* Closes the lists deeper than `count`, with their last items. */
static void close_lists(struct page *page, uint32_t count) {
    if (!is_html(page) && count == 0 && page->lists > 0) page_raw(page, "\n");
    for (; page->lists > count; page->lists--) {
        if (is_html(page)) page_raw(page, "</li>\n</ul>\n");
    }
}

void page_begin(struct page *page, const char *title) {
    if (!is_html(page)) return;
    page_raw(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    put(page, title);
    page_raw(page, "</title>\n<style>\n");
    page_raw(page, style);
    page_raw(page, "</style>\n</head>\n<body>\n");
}

void page_end(struct page *page) {
    close_lists(page, 0);
    if (is_html(page)) page_raw(page, "</body>\n</html>\n");
}

void page_heading(struct page *page, uint32_t level, const char *title, const char *name) {
    close_lists(page, 0);
    if (is_html(page)) {
        page_raw(page, arena_format(page->arena, "<h%" PRIu32 ">", level));
    } else {
        for (uint32_t i = 0; i < level; i++) page_raw(page, "#");
        page_raw(page, " ");
    }
    put(page, title);
    if (*name != '\0') {
        page_raw(page, is_html(page) ? " <code>" : " `");
        page_raw(page, name);
        page_raw(page, is_html(page) ? "</code>" : "`");
    }
    page_raw(page, is_html(page) ? arena_format(page->arena, "</h%" PRIu32 ">\n", level) : "\n\n");
}

void page_paragraph(struct page *page, const char *lead, const char *text) {
    close_lists(page, 0);
    if (is_html(page)) page_raw(page, "<p>");
    if (*lead != '\0') {
        put_strong(page, lead);
        page_raw(page, " ");
    }
    put(page, text);
    page_raw(page, is_html(page) ? "</p>\n" : "\n\n");
}

static void open_item(struct page *page, uint32_t depth) {
    close_lists(page, depth + 1);
    if (!is_html(page)) {
        for (uint32_t i = 0; i < depth; i++) page_raw(page, "  ");
        page_raw(page, "- ");
        page->lists = depth + 1;
        return;
    }
    if (page->lists == depth + 1) page_raw(page, "</li>\n");
    for (; page->lists < depth + 1; page->lists++) page_raw(page, "<ul>\n");
    page_raw(page, "<li>");
}

void page_item(struct page *page, uint32_t depth, const char *text, bool strong) {
    open_item(page, depth);
    if (strong)
        put_strong(page, text);
    else
        put(page, text);
    if (!is_html(page)) page_raw(page, "\n");
}

static void put_cells(struct page *page, const char *const *cells, uint32_t count, const char *tag) {
    page_raw(page, is_html(page) ? "<tr>" : "|");
    for (uint32_t i = 0; i < count; i++) {
        page_raw(page, is_html(page) ? arena_format(page->arena, "<%s>", tag) : " ");
        put(page, cells[i]);
        page_raw(page, is_html(page) ? arena_format(page->arena, "</%s>", tag) : " |");
    }
    page_raw(page, is_html(page) ? "</tr>\n" : "\n");
}

void page_table(struct page *page, const char *const *cells, uint32_t count) {
    close_lists(page, 0);
    if (is_html(page)) page_raw(page, "<table>\n");
    put_cells(page, cells, count, "th");
    for (uint32_t i = 0; !is_html(page) && i < count; i++) page_raw(page, i + 1 < count ? "| --- " : "| --- |\n");
}

void page_row(struct page *page, const char *const *cells, uint32_t count) {
    put_cells(page, cells, count, "td");
}

void page_table_end(struct page *page) {
    page_raw(page, is_html(page) ? "</table>\n" : "\n");
}
