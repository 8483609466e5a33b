#include "guideline/sources.h"

#include <stdlib.h>

static const char *const read_names[] = {[READ_FULL] = "full",
                                         [READ_ABSTRACT] = "abstract",
                                         [READ_SECONDARY] = "secondary",
                                         [READ_RECALLED] = "recalled",
                                         [READ_OWN] = "own"};

const char *source_read_name(SourceRead read) {
    return read_names[read];
}

const char *source_read_words(SourceRead read) {
    static const char *const words[] = {[READ_FULL] = "read: full",
                                        [READ_ABSTRACT] = "read: abstract",
                                        [READ_SECONDARY] = "read: secondary",
                                        [READ_RECALLED] = "read: recalled",
                                        [READ_OWN] = "our own decision"};
    return words[read];
}

const char *item_unread_words(const Item *item) {
    if (item->citation_count == 0 || item->best_read == READ_FULL) return NULL;
    return item->best_read == READ_OWN ? "No source says this: it is a decision of our own."
                                       : "Nobody here has read a source of this in full.";
}

// "Mirels H, Smith J, et al." of CSL's [{"family":..,"given":..}].
static Str authors_of(const Json *list, Arena *arena) {
    enum { SHOWN = 3 };
    if (list == NULL || list->kind != JSON_ARRAY) return STR_NONE;
    Buf buf = {0};
    for (uint32_t i = 0; i < list->count && i < SHOWN; i++) {
        Str family = json_string(&list->as.items[i], STR("family"));
        Str given = json_string(&list->as.items[i], STR("given"));
        if (family.data == NULL) family = json_string(&list->as.items[i], STR("literal"));
        buf_printf(&buf, "%s%.*s", i > 0 ? ", " : "", STR_ARG(family));
        if (given.len > 0) buf_printf(&buf, " %.*s", STR_ARG(given));
    }
    if (list->count > SHOWN) buf_add(&buf, STR(", et al."));
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static Str year_of(const Json *item) {
    const Json *issued = json_member(item, STR("issued"));
    const Json *parts = issued == NULL ? NULL : json_member(issued, STR("date-parts"));
    if (parts == NULL || parts->kind != JSON_ARRAY || parts->count == 0) return STR_NONE;
    const Json *first = &parts->as.items[0];
    if (first->kind != JSON_ARRAY || first->count == 0) return STR_NONE;
    const Json *year = &first->as.items[0];
    return year->kind == JSON_NUMBER || year->kind == JSON_STRING ? json_text(year) : STR_NONE;
}

static bool read_one(const Json *item, Arena *arena, Source *source, Err *err) {
    *source = (Source){.id = json_string(item, STR("id")),
                       .authors = authors_of(json_member(item, STR("author")), arena),
                       .title = json_string(item, STR("title")),
                       .journal = json_string(item, STR("container-title")),
                       .year = year_of(item),
                       .doi = json_string(item, STR("DOI")),
                       .pmid = json_string(item, STR("PMID")),
                       .url = json_string(item, STR("URL"))};
    if (source->id.len == 0 || source->title.len == 0)
        return err_set(err, ERR_CHECK, "a source needs \"id\" and \"title\"");
    Str read = json_string(item, STR("read"));
    for (size_t i = 0; i < sizeof read_names / sizeof read_names[0]; i++) {
        if (str_eq(read, (Str){read_names[i], strlen(read_names[i])})) {
            source->read = (uint8_t)i;
            return true;
        }
    }
    return err_set(
        err, ERR_CHECK,
        "source '%.*s': \"read\" says how far it was read: full, abstract, secondary, recalled "
        "or own",
        STR_ARG(source->id));
}

static int by_id(const void *a, const void *b) {
    Str x = ((const Source *)a)->id;
    Str y = ((const Source *)b)->id;
    int order = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);
    return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

bool bibliography_read(Str text, Str file, Arena *arena, const Source **sources, size_t *count,
                       Err *err) {
    Json root;
    if (!json_read(text, NULL, &json_limits, arena, &root, err))
        return err_at_byte(err, file, text);
    if (root.kind != JSON_ARRAY) {
        err_set(err, ERR_CHECK, "the bibliography is a list of CSL-JSON items");
        return err_at(err, file, 0, 0);
    }
    Source *items = ARENA_ARRAY(arena, Source, root.count);
    for (uint32_t i = 0; i < root.count; i++) {
        if (!read_one(&root.as.items[i], arena, &items[i], err)) return err_at(err, file, 0, 0);
    }
    qsort(items, root.count, sizeof *items, by_id);
    for (uint32_t i = 1; i < root.count; i++) {
        if (str_eq(items[i - 1].id, items[i].id)) {
            err_set(err, ERR_CHECK, "two sources have the id '%.*s'", STR_ARG(items[i].id));
            return err_at(err, file, 0, 0);
        }
    }
    *sources = items;
    *count = root.count;
    return true;
}

const Source *source_find(const Source *sources, size_t count, Str id) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq(sources[i].id, id)) return &sources[i];
    }
    return NULL;
}
