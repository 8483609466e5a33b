// html_page: a patient and findings made by hand for the tests of the page, and a reader of markup
// that knows only what the page may hold.

#ifndef TESTS_FINDING_HTML_PAGE_H
#define TESTS_FINDING_HTML_PAGE_H

#include "finding/finding.h"

// A page is well formed: every tag and attribute is one that the page may hold, every element is
// closed where it was opened, ids are unique, each "#..." has its target when `whole`, and no byte
// steers a reader. Reports the first fault.
bool page_is_sound(Str html, bool whole, const char *file, int line);
#define CHECK_SOUND(html, whole) page_is_sound((html), (whole), __FILE__, __LINE__)

// How often `text` stands in `html`.
size_t page_count(Str html, const char *text);
#define CHECK_HAS(html, text) \
    CHECK_ROW(page_count((html), (text)) > 0, "the page lacks: %s", (text))
#define CHECK_LACKS(html, text) \
    CHECK_ROW(page_count((html), (text)) == 0, "the page holds: %s", (text))
// Both are there, and `first` begins before `second`.
bool page_order(Str html, const char *first, const char *second);
#define CHECK_ORDER(html, first, second) \
    CHECK_ROW(page_order((html), (first), (second)), "not in this order: %s, %s", (first), (second))

#endif
