// Value sets and code systems of terms/ as they are, the code system of each guideline's items, and
// what is our own: marks, tiers, states, extensions.

#include "guideline/publish_internal.h"

// ---- which of terms/

// Is the URL, bare or with a version, named by what is published?
static bool is_named_by_libraries(const Publishing *p, Str url) {
    for (size_t i = 0; i < p->set->program->library_count; i++) {
        const Library *library = p->set->program->libraries[i];
        if (!publish_has(p, library)) continue;
        for (uint32_t k = 0; k < library->ast->declaration_count; k++) {
            const AstDeclaration *declaration = &library->ast->declarations[k];
            bool names = declaration->kind == AST_VALUESET || declaration->kind == AST_CODESYSTEM;
            if (names && str_eq(declaration->target, url)) return true;
        }
    }
    return false;
}

// Does the text stand anywhere in the value, alone or before a "|"?
static bool mentions(const Json *value, Str url) {
    if (value->kind == JSON_STRING) {
        Str text = json_text(value);
        return str_starts(text, url) && (text.len == url.len || text.data[url.len] == '|');
    }
    if (value->kind != JSON_ARRAY && value->kind != JSON_OBJECT) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        if (mentions(&value->as.items[i], url)) return true;
    }
    return false;
}

typedef struct {
    const Json **items;
    bool *wanted;
    size_t count;
} Files;

static bool is_terms(const Json *json) {
    Str type = json_string(json, STR("resourceType"));
    return (str_eq(type, STR("ValueSet")) || str_eq(type, STR("CodeSystem"))) &&
           json_string(json, STR("url")).len > 0;
}

// All there are; also those in a Bundle.
static Files files_of(Publishing *p) {
    size_t most = 0;
    for (size_t i = 0; i < p->set->terms_file_count; i++) {
        const Json *entries = json_member(p->set->terms_files[i].json, STR("entry"));
        most += entries != NULL && entries->kind == JSON_ARRAY ? entries->count : 1;
    }
    Files files = {.items = ARENA_ARRAY(p->arena, const Json *, most + 1),
                   .wanted = ARENA_ARRAY(p->arena, bool, most + 1)};
    for (size_t i = 0; i < p->set->terms_file_count; i++) {
        const Json *json = p->set->terms_files[i].json;
        const Json *entries = json_member(json, STR("entry"));
        if (is_terms(json)) files.items[files.count++] = json;
        for (uint32_t k = 0; entries != NULL && entries->kind == JSON_ARRAY && k < entries->count;
             k++) {
            const Json *resource = json_member(&entries->as.items[k], STR("resource"));
            if (resource != NULL && is_terms(resource)) files.items[files.count++] = resource;
        }
    }
    return files;
}

// What a library names, and what that names in turn.
static void choose(const Publishing *p, Files *files) {
    bool more = true;
    for (size_t i = 0; i < files->count; i++)
        files->wanted[i] = is_named_by_libraries(p, json_string(files->items[i], STR("url")));
    while (more) {
        more = false;
        for (size_t i = 0; i < files->count; i++) {
            Str url = json_string(files->items[i], STR("url"));
            for (size_t k = 0; k < files->count && !files->wanted[i]; k++) {
                files->wanted[i] = k != i && files->wanted[k] && mentions(files->items[k], url);
                more = more || files->wanted[i];
            }
        }
    }
}

// ---- as it is, with a compose

static bool system_before(const Json *contains, uint32_t at) {
    Str system = json_string(&contains->as.items[at], STR("system"));
    for (uint32_t i = 0; i < at; i++) {
        if (str_eq(json_string(&contains->as.items[i], STR("system")), system)) return true;
    }
    return false;
}

static void put_included_codes(Publishing *p, const Json *contains, Str system) {
    JsonWriter *w = &p->w;
    json_begin(w, '{');
    part_text(w, p->arena, "system", system);
    json_key(w, "concept");
    json_begin(w, '[');
    for (uint32_t i = 0; i < contains->count; i++) {
        const Json *code = &contains->as.items[i];
        if (!str_eq(json_string(code, STR("system")), system)) continue;
        json_begin(w, '{');
        part_text(w, p->arena, "code", json_string(code, STR("code")));
        part_text(w, p->arena, "display", json_string(code, STR("display")));
        json_end(w, '}');
    }
    json_end(w, ']');
    json_end(w, '}');
}

// A set that only lists its codes says by that how it is composed.
static void put_compose(Publishing *p, const Json *set) {
    const Json *expansion = json_member(set, STR("expansion"));
    const Json *contains = expansion == NULL ? NULL : json_member(expansion, STR("contains"));
    if (json_member(set, STR("compose")) != NULL || contains == NULL ||
        contains->kind != JSON_ARRAY || contains->count == 0)
        return;
    json_key(&p->w, "compose");
    json_begin(&p->w, '{');
    json_key(&p->w, "include");
    json_begin(&p->w, '[');
    for (uint32_t i = 0; i < contains->count; i++) {
        if (!system_before(contains, i))
            put_included_codes(p, contains, json_string(&contains->as.items[i], STR("system")));
    }
    json_end(&p->w, ']');
    json_end(&p->w, '}');
}

// Its own id, else the last word of its URL.
static Str id_of(Publishing *p, const Json *json) {
    Str id = json_string(json, STR("id"));
    Str url = json_string(json, STR("url"));
    if (id.len > 0) return id;
    size_t start = url.len;
    while (start > 0 && strchr("/:", url.data[start - 1]) == NULL) start--;
    return part_id(p->arena, (Str){url.data + start, url.len - start});
}

static bool publish_copy(Publishing *p, const Json *json) {
    Str type = json_string(json, STR("resourceType"));
    const char *word = str_eq(type, STR("ValueSet")) ? "ValueSet" : "CodeSystem";
    Str id = id_of(p, json);
    publish_begin_bare(p, word, part_id(p->arena, id));
    json_begin(&p->w, '{');
    part_word(&p->w, "resourceType", word);
    part_text(&p->w, p->arena, "id", id);
    for (uint32_t i = 0; i < json->count; i++) {
        const Json *member = &json->as.items[i];
        if (str_eq(json_name(member), STR("resourceType")) || str_eq(json_name(member), STR("id")))
            continue;
        if (str_eq(json_name(member), STR("expansion"))) put_compose(p, json);
        json_key_str(&p->w, json_name(member));
        json_write(json_put_here(&p->w), member, false);
    }
    return publish_end(p);
}

// ---- codes of our own

static void put_code_system(Publishing *p, const Head *head, size_t count) {
    publish_begin(p, head);
    json_key(&p->w, "caseSensitive");
    json_put_bool(&p->w, true);
    part_word(&p->w, "content", "complete");
    json_key(&p->w, "count");
    json_put_int(&p->w, (int64_t)count);
    json_key(&p->w, "concept");
    json_begin(&p->w, '[');
}

static void put_concept(Publishing *p, Str code, Str display, Str definition) {
    json_begin(&p->w, '{');
    part_text(&p->w, p->arena, "code", code);
    part_text(&p->w, p->arena, "display", display);
    part_text(&p->w, p->arena, "definition", definition);
    json_end(&p->w, '}');
}

// The codes of an item, and of what it tells besides.
static void put_item_concepts(Publishing *p, const Item *item) {
    CodeValue code = part_item_code(p->arena, p->publisher, item);
    put_concept(p, code.code, code.display, item->ask);
    for (size_t i = 0; i < item->detail_count; i++) {
        Str name = item->declaration->type->as.tuple.names[item->details[i]];
        code = part_detail_code(p->arena, p->publisher, item, name);
        put_concept(p, code.code, code.display, STR_NONE);
    }
}

static size_t count_concepts(const Guideline *guideline) {
    size_t count = guideline->item_count;
    for (size_t i = 0; i < guideline->item_count; i++) count += guideline->items[i]->detail_count;
    return count;
}

static bool publish_items(Publishing *p, const Guideline *guideline) {
    if (guideline->item_count == 0) return true;
    Head head = {.type = "CodeSystem",
                 .id = part_items_id(p->arena, guideline),
                 .version = guideline->version,
                 .name = publish_name(p->arena, part_items_id(p->arena, guideline)),
                 .title = guideline->title,
                 .status = guideline->status,
                 .date = guideline->reviewed,
                 .description =
                     STR("What the guideline concludes and asks: kind and id of each item.")};
    put_code_system(p, &head, count_concepts(guideline));
    for (size_t i = 0; i < guideline->item_count; i++) put_item_concepts(p, guideline->items[i]);
    json_end(&p->w, ']');
    return publish_end(p);
}

static bool publish_own_codes(Publishing *p, OwnSystem system) {
    const OwnCodeSystem *own = own_system(system);
    Head head = {.type = "CodeSystem",
                 .id = str_from(own->id),
                 .name = str_from(own->name),
                 .title = str_from(own->title),
                 .status = publish_status(p, NULL),
                 .description = str_from(own->description)};
    put_code_system(p, &head, own->count);
    for (size_t i = 0; i < own->count; i++)
        put_concept(p, str_from(own->codes[i].code), str_from(own->codes[i].display),
                    str_from(own->codes[i].definition));
    json_end(&p->w, ']');
    return publish_end(p);
}

// ---- extensions of our own

static void begin_element(Publishing *p, const char *id) {
    json_begin(&p->w, '{');
    part_word(&p->w, "id", id);
    part_word(&p->w, "path", id);
}

static void put_elements(Publishing *p, const OwnExtension *own, Str url) {
    JsonWriter *w = &p->w;
    json_key(w, "differential");
    json_begin(w, '{');
    json_key(w, "element");
    json_begin(w, '[');
    begin_element(p, "Extension");
    part_word(w, "short", own->title);
    part_word(w, "definition", own->description);
    json_end(w, '}');
    begin_element(p, "Extension.extension");
    part_word(w, "max", "0");
    json_end(w, '}');
    begin_element(p, "Extension.url");
    part_text(w, p->arena, "fixedUri", url);
    json_end(w, '}');
    begin_element(p, "Extension.value[x]");
    json_key(w, "min");
    json_put_int(w, 1);
    json_key(w, "type");
    json_begin(w, '[');
    json_begin(w, '{');
    part_word(w, "code", own->type);
    json_end(w, '}');
    json_end(w, ']');
    json_end(w, '}');
    json_end(w, ']');
    json_end(w, '}');
}

// A URL in the value that ends with `end`; "" when there is none.
static Str url_with_end(const Json *value, Str end) {
    if (value->kind == JSON_STRING)
        return str_ends(json_text(value), end) ? json_text(value) : STR_NONE;
    Str found = {0};
    if (value->kind != JSON_ARRAY && value->kind != JSON_OBJECT) return found;
    for (uint32_t i = 0; i < value->count && found.len == 0; i++)
        found = url_with_end(&value->as.items[i], end);
    return found;
}

// Terms are published as they are, and name our extensions by the URLs of whoever wrote them.
static Str extension_url(Publishing *p, const OwnExtension *own, const Files *files) {
    Str end = arena_printf(p->arena, "/StructureDefinition/%s", own->id);
    for (size_t i = 0; i < files->count; i++) {
        Str url = files->wanted[i] ? url_with_end(files->items[i], end) : STR_NONE;
        if (url.len > 0) return url;
    }
    return part_url(p->arena, p->publisher, "StructureDefinition", str_from(own->id));
}

static bool publish_extension(Publishing *p, const OwnExtension *own, const Files *files) {
    JsonWriter *w = &p->w;
    Head head = {.type = "StructureDefinition",
                 .url = extension_url(p, own, files),
                 .id = str_from(own->id),
                 .name = str_from(own->name),
                 .title = str_from(own->title),
                 .status = publish_status(p, NULL),
                 .description = str_from(own->description)};
    publish_begin(p, &head);
    part_word(w, "fhirVersion", "4.0.1");
    part_word(w, "kind", "complex-type");
    json_key(w, "abstract");
    json_put_bool(w, false);
    json_key(w, "context");
    json_begin(w, '[');
    for (size_t i = 0; own->contexts[i] != NULL; i++) {
        json_begin(w, '{');
        part_word(w, "type", "element");
        part_word(w, "expression", own->contexts[i]);
        json_end(w, '}');
    }
    json_end(w, ']');
    part_word(w, "type", "Extension");
    part_word(w, "baseDefinition", "http://hl7.org/fhir/StructureDefinition/Extension");
    part_word(w, "derivation", "constraint");
    put_elements(p, own, head.url);
    return publish_end(p);
}

bool publish_terms(Publishing *p) {
    Files files = files_of(p);
    choose(p, &files);
    for (size_t i = 0; i < files.count; i++) {
        if (files.wanted[i] && !publish_copy(p, files.items[i])) return false;
    }
    for (size_t i = 0; i < p->set->guideline_count; i++) {
        if (!publish_items(p, p->set->guidelines[i])) return false;
    }
    for (size_t i = 0; i < OWN_SYSTEM_COUNT; i++) {
        if (!publish_own_codes(p, (OwnSystem)i)) return false;
    }
    size_t count;
    const OwnExtension *extensions = own_extensions(&count);
    for (size_t i = 0; i < count; i++) {
        if (!publish_extension(p, &extensions[i], &files)) return false;
    }
    return true;
}
