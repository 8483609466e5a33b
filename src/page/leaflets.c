#include "page/leaflets.h"

#define CMARK_NO_SHORT_NAMES  // they are ours, too
#include <cmark.h>
#include <stdlib.h>

#include "base/file.h"
#include "finding/html.h"

static const char ending[] = ".en.md";
static const char beginning[] = "leaflet";

// ---- reading

static Str title_of(Str text) {
    Str title = STR("Leaflet");
    if (!str_starts(text, STR("# "))) return title;
    const char *end = memchr(text.data, '\n', text.len);
    size_t length = end == NULL ? text.len : (size_t)(end - text.data);
    return (Str){text.data + 2, length - 2};
}

static bool is_name(Str name) {
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return name.len > 0;
}

// "leaflet.en.md" is "GUIDELINE", "leaflet-children.en.md" is "GUIDELINE.children".
static bool name_of(Str guideline, Str file, Arena *arena, Str *name) {
    Str part = {file.data + sizeof beginning - 1, file.len - sizeof beginning - sizeof ending + 2};
    *name = guideline;
    if (part.len == 0) return is_name(guideline);
    Str more = {part.data + 1, part.len - 1};
    *name = arena_printf(arena, "%.*s.%.*s", STR_ARG(guideline), STR_ARG(more));
    return is_name(guideline) && part.data[0] == '-' && is_name(more);
}

static bool add_folder(const char *path, Str guideline, Arena *arena, Leaflets *leaflets,
                       Err *err) {
    Str *files;
    size_t count;
    if (!folder_list(path, str_from(ending), arena, &files, &count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        Leaflet leaflet = {.guideline = guideline};
        if (files[i].len < sizeof beginning + sizeof ending - 2 ||
            !str_starts(files[i], str_from(beginning)) ||
            !name_of(guideline, files[i], arena, &leaflet.name))
            continue;
        if (leaflets->count == LEAFLETS_MOST)
            return err_set(err, ERR_LIMIT, "there are more than %d leaflets", LEAFLETS_MOST);
        if (!file_read(path_join(arena, path, files[i]), LEAFLET_BYTES, arena, &leaflet.text, err))
            return false;
        leaflet.title = title_of(leaflet.text);
        leaflets->items[leaflets->count++] = leaflet;
    }
    return true;
}

static int by_name(const void *a, const void *b) {
    return str_compare(((const Leaflet *)a)->name, ((const Leaflet *)b)->name);
}

// The last part of a path.
static Str folder_name(const char *path) {
    Str name = str_from(path);
    while (name.len > 1 && str_ends(name, STR("/"))) name.len--;
    size_t at = name.len;
    while (at > 0 && name.data[at - 1] != '/') at--;
    return (Str){name.data + at, name.len - at};
}

bool leaflets_read(const char *folder, Arena *arena, Leaflets *leaflets, Err *err) {
    Leaflets read = {.items = ARENA_ARRAY(arena, Leaflet, LEAFLETS_MOST)};
    Str *names;
    size_t count;
    if (!folder_list(folder, STR(""), arena, &names, &count, err) ||
        !add_folder(folder, arena_str(arena, folder_name(folder)), arena, &read, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *path = path_join(arena, folder, names[i]);
        if (file_is_folder(path) && !add_folder(path, names[i], arena, &read, err)) return false;
    }
    if (read.count > 1) qsort(read.items, read.count, sizeof *read.items, by_name);
    *leaflets = read;
    return true;
}

const Leaflet *leaflets_find(const Leaflets *leaflets, Str name) {
    for (size_t i = 0; i < leaflets->count; i++) {
        if (str_eq(leaflets->items[i].name, name)) return &leaflets->items[i];
    }
    return NULL;
}

// ---- the page

static bool is_banned(cmark_node_type type) {
    return type == CMARK_NODE_IMAGE || type == CMARK_NODE_HTML_BLOCK ||
           type == CMARK_NODE_HTML_INLINE;
}

// A leaflet is for paper: what would be fetched, and markup that is not ours, goes. A link keeps
// its words.
static void strip(cmark_node *root) {
    cmark_iter *iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        bool leaf = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
        if (event != CMARK_EVENT_EXIT && !(leaf && event == CMARK_EVENT_ENTER)) continue;
        if (type == CMARK_NODE_LINK) {
            while (cmark_node_first_child(node) != NULL)
                cmark_node_insert_before(node, cmark_node_first_child(node));
        }
        if (type == CMARK_NODE_LINK || is_banned(type)) cmark_node_free(node);
    }
    cmark_iter_free(iter);
}

static void write_markdown(Buf *out, Str text) {
    enum { OPTIONS = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 };
    cmark_node *root = cmark_parse_document(text.data, text.len, OPTIONS);
    strip(root);
    char *html = cmark_render_html(root, OPTIONS);  // safe unless asked otherwise
    buf_add(out, str_from(html));
    void (*release)(void *) = cmark_get_default_mem_allocator()->free;
    release(html);
    cmark_node_free(root);
}

void leaflet_write(Buf *out, const Leaflet *leaflet) {
    MARK(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_text(out, leaflet->title, 0);
    MARK(out, "</title>\n<link rel=\"icon\" href=\"/app/vigil.svg\">\n<link rel=\"stylesheet\" "
              "href=\"/app/tokens.css\">\n"
              "<link rel=\"stylesheet\" href=\"/app/leaflet.css\">\n</head>\n"
              "<body>\n<main class=\"leaflet\">\n");
    write_markdown(out, leaflet->text);
    MARK(out, "</main>\n</body>\n</html>\n");
}
