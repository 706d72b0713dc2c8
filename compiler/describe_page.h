/*
 * describe_page - a page of headings, paragraphs, lists and tables, in Markdown or HTML.
 *
 * Promises: texts are plain and are escaped here, in the one place that knows the format. A list opens with its first item
 * and closes with the next thing that is none. Internal to describe.
 */
#ifndef JDL_DESCRIBE_PAGE_H
#define JDL_DESCRIBE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "jdl.h"

struct page {
    struct arena *arena;  /* for texts */
    enum jdl_page format; /* which */
    jdl_write *write;     /* the host's */
    void *self;           /* handed to it */
    uint32_t lists;       /* how many lists are open, one in the other */
};

void page_begin(struct page *page, const char *title);
void page_end(struct page *page);

/* level 1 to 3; `name` is what the script calls it, or empty. */
void page_heading(struct page *page, uint32_t level, const char *title, const char *name);

/* A paragraph; `lead` stands before it in bold and may be empty. */
void page_paragraph(struct page *page, const char *lead, const char *text);

/* An item of a list, `depth` lists deep, from 0, at most one deeper than the last; `strong` sets its text in bold. */
void page_item(struct page *page, uint32_t depth, const char *text, bool strong);

/* A table: its head, then rows of as many cells. page_table_end closes it. */
void page_table(struct page *page, const char *const *cells, uint32_t count);
void page_row(struct page *page, const char *const *cells, uint32_t count);
void page_table_end(struct page *page);

/* What is already in the page's format. */
void page_raw(struct page *page, const char *text);

#endif
