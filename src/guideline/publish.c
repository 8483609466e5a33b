#include "guideline/publish_internal.h"

#include <ctype.h>
#include <stdlib.h>

// ---- names

Str publish_name(Arena *arena, Str text) {
    char *name = arena_alloc(arena, text.len + 1, 1);
    size_t len = 0;
    bool first = true;  // of a word
    for (size_t i = 0; i < text.len && len < 255; i++) {
        char c = text.data[i];
        bool small = c >= 'a' && c <= 'z';
        bool letter = small || (c >= 'A' && c <= 'Z');
        bool later = len > 0 && ((c >= '0' && c <= '9') || c == '_');
        if (small && first) c = (char)toupper(c);
        if (letter || later) name[len++] = c;
        first = !letter && !later;
    }
    return len == 0 ? STR("Unnamed") : (Str){name, len};
}

Str publish_quoted(Arena *arena, Str name) {
    Buf buf = {0};
    buf_add_char(&buf, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == '"' || name.data[i] == '\\') buf_add_char(&buf, '\\');
        buf_add_char(&buf, name.data[i]);
    }
    buf_add_char(&buf, '"');
    Str quoted = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return quoted;
}

static bool in_folder(const Library *library, Str folder) {
    Str file = library->file;
    return str_starts(file, folder) && file.len > folder.len && file.data[folder.len] == '/' &&
           memchr(file.data + folder.len + 1, '/', file.len - folder.len - 1) == NULL;
}

const Guideline *publish_guideline(const Publishing *p, const Library *library) {
    for (size_t i = 0; i < p->set->guideline_count; i++) {
        if (in_folder(library, p->set->guidelines[i]->folder)) return p->set->guidelines[i];
    }
    return NULL;
}

bool publish_has(const Publishing *p, const Library *library) {
    return library->name.len > 0 &&
           (graph_is_shared(library) || publish_guideline(p, library) != NULL);
}

Str publish_status(const Publishing *p, const Library *library) {
    const Guideline *own = library == NULL ? NULL : publish_guideline(p, library);
    if (own != NULL) return own->status;
    for (size_t i = 0; i < p->set->guideline_count; i++) {
        if (str_eq(p->set->guidelines[i]->status, STR("draft"))) return STR("draft");
    }
    return STR("active");
}

Str publish_library_url(const Publishing *p, const Library *library) {
    return part_canonical(p->arena, p->publisher, "Library", part_id(p->arena, library->name),
                          library->version);
}

void publish_expression(Publishing *p, Str cql, const Library *library) {
    json_begin(&p->w, '{');
    part_word(&p->w, "language", "text/cql");
    part_text(&p->w, p->arena, "expression", cql);
    part_text(&p->w, p->arena, "reference", publish_library_url(p, library));
    json_end(&p->w, '}');
}

// ---- files

void publish_begin_bare(Publishing *p, const char *type, Str id) {
    buf_reset(&p->text);
    p->w = (JsonWriter){.buf = &p->text};
    p->name = arena_printf(p->arena, "%s-%.*s.json", type, STR_ARG(id));
}

void publish_begin(Publishing *p, const Head *head) {
    JsonWriter *w = &p->w;
    publish_begin_bare(p, head->type, head->id);
    json_begin(w, '{');
    part_word(w, "resourceType", head->type);
    part_text(w, p->arena, "id", head->id);
    part_text(w, p->arena, "url",
              head->url.len > 0 ? head->url
                                : part_url(p->arena, p->publisher, head->type, head->id));
    part_text(w, p->arena, "version", head->version);
    part_text(w, p->arena, "name", head->name);
    part_text(w, p->arena, "title", head->title);
    part_text(w, p->arena, "status", head->status);
    json_key(w, "experimental");
    json_put_bool(w, true);
    part_text(w, p->arena, "date", head->date);
    part_text(w, p->arena, "publisher", p->publisher->name);
    part_text(w, p->arena, "description", head->description);
    part_text(w, p->arena, "copyright", p->publisher->copyright);
}

bool publish_end(Publishing *p) {
    json_end(&p->w, '}');
    buf_add_char(&p->text, '\n');
    for (size_t i = 0; i < p->count; i++) {
        if (str_eq(p->files[i].name, p->name))
            return err_set(p->err, ERR_CHECK,
                           "two things would be published as %.*s: give one of them another name",
                           STR_ARG(p->name));
    }
    if (p->count == p->size) {
        size_t size = p->size == 0 ? 64 : p->size * 2;
        Published *files = ARENA_ARRAY(p->arena, Published, size);
        if (p->count > 0) memcpy(files, p->files, p->count * sizeof *files);
        p->files = files;
        p->size = size;
    }
    p->files[p->count++] = (Published){p->name, arena_str(p->arena, buf_str(&p->text))};
    return true;
}

static int by_name(const void *a, const void *b) {
    return str_compare(((const Published *)a)->name, ((const Published *)b)->name);
}

// ---- data requirements

typedef struct {
    Str *items;
    size_t count, size;
} Texts;

static bool is_new(Publishing *p, Texts *texts, Str text) {
    for (size_t i = 0; i < texts->count; i++) {
        if (str_eq(texts->items[i], text)) return false;
    }
    if (texts->count == texts->size) {
        size_t size = texts->size == 0 ? 16 : texts->size * 2;
        Str *items = ARENA_ARRAY(p->arena, Str, size);
        if (texts->count > 0) memcpy(items, texts->items, texts->count * sizeof *items);
        texts->items = items;
        texts->size = size;
    }
    texts->items[texts->count++] = arena_str(p->arena, text);
    return true;
}

void publish_requirements(Publishing *p, const char *key, const bool *declarations) {
    Texts texts = {0};
    Buf one = {0};
    bool reads_patient = false;
    for (size_t i = 0; i < p->set->program->declaration_count; i++) {
        const GraphEntry *entry = &p->graph->entries[i];
        if (!declarations[i]) continue;
        reads_patient = reads_patient || entry->reads_patient;
        for (size_t k = 0; k < entry->retrieve_count; k++) {
            JsonWriter w = {.buf = &one};
            buf_reset(&one);
            part_retrieve(&w, p->arena, p->set->terms, entry->retrieves[k]->as.retrieve);
            is_new(p, &texts, buf_str(&one));
        }
    }
    buf_free(&one);
    if (reads_patient) is_new(p, &texts, STR("{\"type\":\"Patient\"}"));
    if (texts.count == 0) return;
    json_key(&p->w, key);
    json_begin(&p->w, '[');
    for (size_t i = 0; i < texts.count; i++) json_put_raw(&p->w, texts.items[i]);
    json_end(&p->w, ']');
}

// ---- all

static bool publish_each(Publishing *p) {
    for (size_t i = 0; i < p->set->program->library_count; i++) {
        const Library *library = p->set->program->libraries[i];
        if (publish_has(p, library) && !publish_library(p, library)) return false;
    }
    for (size_t i = 0; i < p->set->guideline_count; i++) {
        const Guideline *guideline = p->set->guidelines[i];
        if (!publish_plan(p, guideline) || !publish_questionnaire(p, guideline)) return false;
    }
    return publish_terms(p);
}

bool publish_all(const GuidelineSet *set, Arena *arena, const Published **files, size_t *count,
                 Err *err) {
    Publishing p = {.set = set,
                    .publisher = &set->publisher,
                    .graph = graph_new(set, arena),
                    .arena = arena,
                    .err = err};
    // Nothing that is published may depend on the day: answers that are dates are not asked for.
    EvalOptions options = {.known_at_ms = INT64_MAX};
    Civil day = {.year = 2000, .month = 1, .day = 1};
    datetime_make(day, PRECISION_MILLISECOND, 0, &options.now);
    p.eval = eval_new(set->program, &options, set->parameters);
    eval_start(p.eval, NULL, arena);
    bool ok = publish_each(&p);
    eval_free(p.eval);
    buf_free(&p.text);
    if (!ok) return false;
    qsort(p.files, p.count, sizeof *p.files, by_name);
    *files = p.files;
    *count = p.count;
    return true;
}
