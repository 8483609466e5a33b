#include "html_page.h"

#include "test.h"

enum { DEEPEST = 64, TARGETS = 256, NAME = 24 };

typedef struct {
    Str html;
    size_t at;
    Str open[DEEPEST];
    size_t depth;
    Str ids[TARGETS], links[TARGETS];
    size_t id_count, link_count;
    const char *fault;
} Markup;

static bool is_one_of(Str name, const char *const *among) {
    for (size_t i = 0; among[i] != NULL; i++) {
        if (str_eq(name, str_from(among[i]))) return true;
    }
    return false;
}

static bool fail(Markup *m, const char *fault) {
    if (m->fault == NULL) m->fault = fault;
    return false;
}

static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == ':' || c == '!';
}

static Str read_name(Markup *m) {
    size_t start = m->at;
    while (m->at < m->html.len && is_name(m->html.data[m->at])) m->at++;
    return (Str){m->html.data + start, m->at - start};
}

static bool take(Markup *m, char c) {
    if (m->at >= m->html.len || m->html.data[m->at] != c) return false;
    m->at++;
    return true;
}

// A reference of the five that the page writes.
static bool is_reference(Str html, size_t at) {
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_starts((Str){html.data + at, html.len - at}, str_from(known[i]))) return true;
    }
    return false;
}

static bool keep_target(Markup *m, Str name, Str value) {
    if (str_eq(name, STR("id"))) {
        for (size_t i = 0; i < m->id_count; i++) {
            if (str_eq(m->ids[i], value)) return fail(m, "an id twice");
        }
        if (m->id_count == TARGETS) return fail(m, "more ids than the test holds");
        m->ids[m->id_count++] = value;
    }
    if (str_eq(name, STR("href"))) {
        if (str_starts(value, STR("https://"))) return true;
        if (value.len == 0 || value.data[0] != '#') return fail(m, "a link that leads elsewhere");
        if (m->link_count == TARGETS) return fail(m, "more links than the test holds");
        m->links[m->link_count++] = (Str){value.data + 1, value.len - 1};
    }
    return true;
}

static bool read_attributes(Markup *m) {
    static const char *const allowed[] = {
        "class",     "id",   "href",  "scope",      "lang",    "charset",     "http-equiv",
        "content",   "name", "start", "datetime",   "viewBox", "aria-hidden", "aria-label",
        "focusable", "d",    "x",     "y",          "width",   "height",      "cx",
        "cy",        "r",    "html",  "data-label", NULL};
    while (take(m, ' ')) {
        Str name = read_name(m);
        if (!is_one_of(name, allowed)) return fail(m, "an attribute that the page does not have");
        if (!take(m, '=')) continue;
        if (!take(m, '"')) return fail(m, "an attribute without quotes");
        size_t start = m->at;
        while (m->at < m->html.len && m->html.data[m->at] != '"') {
            if (m->html.data[m->at] == '<') return fail(m, "markup in an attribute");
            m->at++;
        }
        if (!keep_target(m, name, (Str){m->html.data + start, m->at - start})) return false;
        if (!take(m, '"')) return fail(m, "an attribute without end");
    }
    return take(m, '>') || fail(m, "a tag without end");
}

static bool read_tag(Markup *m) {
    static const char *const allowed[] = {
        "html",   "head", "meta", "title",   "style",   "body",    "svg",     "defs",
        "symbol", "path", "rect", "circle",  "use",     "a",       "header",  "p",
        "b",      "nav",  "main", "section", "h1",      "h2",      "h3",      "h4",
        "ul",     "ol",   "li",   "span",    "bdi",     "time",    "table",   "thead",
        "tbody",  "tr",   "th",   "td",      "article", "details", "summary", "div",
        "dl",     "dt",   "dd",   "footer",  "code",    NULL};
    bool closes = take(m, '/');
    Str name = read_name(m);
    if (str_eq(name, STR("!DOCTYPE"))) return read_attributes(m);
    if (!is_one_of(name, allowed)) return fail(m, "a tag that the page does not have");
    if (closes) {
        if (m->depth == 0 || !str_eq(m->open[m->depth - 1], name))
            return fail(m, "an end without its start");
        m->depth--;
        return take(m, '>') || fail(m, "a tag without end");
    }
    if (!read_attributes(m)) return false;
    if (str_eq(name, STR("meta"))) return true;
    if (m->depth == DEEPEST) return fail(m, "deeper than the page goes");
    m->open[m->depth++] = name;
    if (!str_eq(name, STR("style"))) return true;
    while (m->at < m->html.len && m->html.data[m->at] != '<') m->at++;
    return true;
}

// Controls and marks that turn the direction of writing or are not seen, by their bytes.
static bool steers(const char *at, size_t left) {
    const unsigned char *p = (const unsigned char *)at;
    if (p[0] < ' ') return p[0] != '\n';
    if (p[0] == 0x7f) return true;
    if (left < 3) return false;
    if (p[0] == 0xc2) return p[1] < 0xa0;
    if (p[0] == 0xef) return p[1] == 0xbb && p[2] == 0xbf;
    if (p[0] != 0xe2) return false;
    return (p[1] == 0x80 && ((p[2] >= 0x8b && p[2] <= 0x8f) || (p[2] >= 0xa8 && p[2] <= 0xae))) ||
           (p[1] == 0x81 && p[2] >= 0xa0 && p[2] <= 0xaf);
}

static void read_page(Markup *m) {
    for (size_t i = 0; i < m->html.len; i++) {
        if (steers(m->html.data + i, m->html.len - i)) fail(m, "a character that steers");
    }
    while (m->at < m->html.len && m->fault == NULL) {
        char c = m->html.data[m->at];
        if (c == '>' || c == '"' || c == '\'') fail(m, "a character of markup in text");
        if (c == '&' && !is_reference(m->html, m->at)) fail(m, "a bare ampersand");
        m->at++;
        if (c == '<') read_tag(m);
    }
    if (m->depth > 0) fail(m, "an element that is not closed");
}

bool page_is_sound(Str html, bool whole, const char *file, int line) {
    Markup m = {.html = html};
    read_page(&m);
    for (size_t i = 0; whole && i < m.link_count; i++) {
        bool found = false;
        for (size_t k = 0; k < m.id_count; k++) found = found || str_eq(m.links[i], m.ids[k]);
        if (!found) fail(&m, "a link without target");
    }
    size_t from = m.at > 60 ? m.at - 60 : 0;
    return test_check(m.fault == NULL, file, line, "%s near: %.*s", m.fault, (int)(m.at - from),
                      html.data + from);
}

size_t page_count(Str html, const char *text) {
    size_t count = 0;
    size_t length = strlen(text);
    for (size_t at = 0; at + length <= html.len; at++)
        count += memcmp(html.data + at, text, length) == 0;
    return count;
}

bool page_order(Str html, const char *first, const char *second) {
    const char *a = memmem(html.data, html.len, first, strlen(first));
    const char *b = memmem(html.data, html.len, second, strlen(second));
    return a != NULL && b != NULL && a < b;
}
