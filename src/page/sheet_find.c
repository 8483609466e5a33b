// The layout of the page: which item stands where, by its name "guideline/id".

#include "page/sheet_internal.h"

static const Json *member(const Json *object, const char *name, JsonKind kind) {
    const Json *found = object == NULL ? NULL : json_member(object, str_from(name));
    return found != NULL && found->kind == (uint8_t)kind ? found : NULL;
}

const Json *layout_array(const Json *object, const char *name) {
    return member(object, name, JSON_ARRAY);
}

const Json *layout_object(const Json *object, const char *name) {
    return member(object, name, JSON_OBJECT);
}

Str layout_text(const Json *object, const char *name, Str otherwise) {
    const Json *found = member(object, name, JSON_STRING);
    return found == NULL ? otherwise : json_text(found);
}

SheetEntry *layout_entries(const Json *array, Arena *arena, size_t *count) {
    *count = 0;
    if (array == NULL || array->kind != JSON_ARRAY) return NULL;
    SheetEntry *entries = ARENA_ARRAY(arena, SheetEntry, array->count);
    for (size_t i = 0; i < array->count; i++) {
        const Json *item = &array->as.items[i];
        SheetEntry entry = {0};
        if (item->kind == JSON_STRING) entry.name = json_text(item);
        if (item->kind == JSON_OBJECT) {
            const Json *title = member(item, "title", JSON_STRING);
            entry.name = json_string(item, STR("finding"));
            entry.titled = title != NULL;
            if (title != NULL) entry.title = json_text(title);
        }
        if (entry.name.len > 0) entries[(*count)++] = entry;
    }
    return entries;
}

bool item_is_named(const Item *item, Str name) {
    Str guideline = item->guideline->id;
    return name.len == guideline.len + 1 + item->id.len && name.data[guideline.len] == '/' &&
           str_starts(name, guideline) && str_ends(name, item->id);
}

bool item_is_in(const Item *item, const SheetEntry *entries, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (item_is_named(item, entries[i].name)) return true;
    }
    return false;
}
