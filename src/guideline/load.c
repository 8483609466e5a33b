// Loading guidelines/: value sets, bibliography, libraries, then the tags. Files are read in the
// order of their names, so that the hash over them and the order of everything is the same on every
// machine.

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "base/file.h"
#include "guideline/bind.h"
#include "guideline/layout.h"
#include "guideline/local.h"
#include "guideline/publisher.h"

enum { MAX_FILE = 16 << 20, MAX_FILES = 4096 };

typedef struct {
    const char *path;
    Str text;
} File;

typedef struct {
    Arena *arena;
    const char *root;
    const char *site;  // without a slash at its end; NULL
    File libraries[MAX_FILES];
    size_t library_count;
    TermsFile *terms_files;
    size_t terms_count;
    Digest digest;
    Terms *terms;
    DateTime now;
    Err *err;
} Loader;

static Str str_of(const char *text) {
    return (Str){text, strlen(text)};
}

// The name that counts in the hash: from the root on, or "site/NAME"; not where they happen to lie.
static Str name_of(const Loader *l, const char *path) {
    const char *site = l->site;
    if (site != NULL && str_starts(str_of(path), str_of(site)) && path[strlen(site)] == '/')
        return arena_printf(l->arena, "site%s", path + strlen(site));
    return str_of(path + strlen(l->root));
}

static bool read_file(Loader *l, const char *path, Str *text) {
    if (!file_read(path, MAX_FILE, l->arena, text, l->err)) return false;
    digest_add(&l->digest, name_of(l, path));
    digest_add(&l->digest, *text);
    return true;
}

// All .cql of a folder.
static bool read_libraries(Loader *l, const char *folder) {
    Str *names;
    size_t count;
    if (!folder_list(folder, STR(".cql"), l->arena, &names, &count, l->err)) return false;
    for (size_t i = 0; i < count; i++) {
        if (l->library_count == MAX_FILES)
            return err_set(l->err, ERR_LIMIT, "more than %d libraries", MAX_FILES);
        File *file = &l->libraries[l->library_count++];
        file->path = path_join(l->arena, folder, names[i]);
        if (!read_file(l, file->path, &file->text)) return false;
    }
    return true;
}

static bool read_terms(Loader *l, const char *folder) {
    if (!file_is_folder(folder)) return true;
    Str *names;
    size_t count;
    if (!folder_list(folder, STR(".json"), l->arena, &names, &count, l->err)) return false;
    TermsFile *files = ARENA_ARRAY(l->arena, TermsFile, count);
    l->terms_count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *path = path_join(l->arena, folder, names[i]);
        Str text;
        Json *root = ARENA_NEW(l->arena, Json);
        if (str_eq(names[i], STR("site.json")) || str_eq(names[i], STR("publish.json"))) continue;
        if (!read_file(l, path, &text)) return false;
        if (!json_read(text, NULL, &json_limits, l->arena, root, l->err))
            return err_at_byte(l->err, str_of(path), text);
        if (!terms_load(l->terms, root, str_of(path), l->err)) return false;
        files[l->terms_count++] = (TermsFile){str_of(path), root};
    }
    l->terms_files = files;
    return true;
}

static bool is_guideline_folder(Loader *l, Str name) {
    const char *folder = path_join(l->arena, l->root, name);
    return file_is_folder(folder) && !str_eq(name, STR("terms")) && !str_eq(name, STR("site"));
}

static bool read_all(Loader *l, GuidelineSet *set) {
    Str *names;
    size_t count;
    if (!read_terms(l, path_join(l->arena, l->root, STR("terms")))) return false;
    set->terms_files = l->terms_files;
    set->terms_file_count = l->terms_count;
    if (l->site != NULL && !file_is_folder(l->site))
        return err_set(l->err, ERR_MISSING, "there is no folder '%s'", l->site);
    if (l->site != NULL && !read_terms(l, l->site)) return false;
    if (!folder_list(l->root, STR(""), l->arena, &names, &count, l->err)) return false;
    for (size_t i = 0; i < count; i++) {
        if (is_guideline_folder(l, names[i]) &&
            !read_libraries(l, path_join(l->arena, l->root, names[i])))
            return false;
    }
    return true;
}

// Includes are found among the files that were read, by their name.
static bool find_library(void *ctx, Str name, Str version, Arena *arena, LibraryText *text,
                         Err *err) {
    const Loader *l = ctx;
    (void)version;
    Str wanted = arena_printf(arena, "/%.*s.cql", STR_ARG(name));
    for (size_t i = 0; i < l->library_count; i++) {
        Str path = str_of(l->libraries[i].path);
        if (path.len < wanted.len ||
            !str_eq((Str){path.data + path.len - wanted.len, wanted.len}, wanted))
            continue;
        *text = (LibraryText){l->libraries[i].text, path};
        return true;
    }
    return err_set(err, ERR_MISSING, "library '%.*s' is not there: no file %.*s.cql in %s",
                   STR_ARG(name), STR_ARG(name), l->root);
}

// ---- from libraries to items

static bool in_folder(const Library *library, const char *folder) {
    Str prefix = str_of(folder);
    return library->file.len > prefix.len &&
           memcmp(library->file.data, prefix.data, prefix.len) == 0 &&
           library->file.data[prefix.len] == '/';
}

static Str folder_of(const Library *library) {
    size_t len = library->file.len;
    while (len > 0 && library->file.data[len - 1] != '/') len--;
    return (Str){library->file.data, len > 0 ? len - 1 : 0};
}

static bool bind_guideline(Binder *b, Guideline *guideline) {
    size_t first = b->count;
    for (size_t i = 0; i < b->program->library_count; i++) {
        const Library *library = b->program->libraries[i];
        if (!str_eq(folder_of(library), guideline->folder)) continue;
        if (!bind_declarations(b, library, guideline)) return false;
    }
    const Item **items = ARENA_ARRAY(b->arena, const Item *, b->count - first + 1);
    for (size_t i = first; i < b->count; i++) items[i - first] = b->items[i];
    guideline->items = items;
    guideline->item_count = b->count - first;
    return true;
}

static int by_id(const void *a, const void *b) {
    Str x = (*(const Guideline *const *)a)->id;
    Str y = (*(const Guideline *const *)b)->id;
    int order = memcmp(x.data, y.data, x.len < y.len ? x.len : y.len);
    return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

// Which declarations are inputs, and which keep their results by what they are about.
static void mark_declarations(const Binder *b) {
    for (size_t i = 0; i < b->count; i++) {
        Declaration *declaration = b->program->declarations[b->items[i]->declaration->index];
        declaration->is_input = b->items[i]->kind == KIND_INPUT;
        declaration->each = b->items[i]->each != NULL;
    }
    for (size_t i = 0; i < b->count; i++) {
        const Declaration *when = b->items[i]->when;
        if (when != NULL && when->is_function) b->program->declarations[when->index]->each = true;
    }
    for (size_t i = 0; i < b->program->declaration_count; i++) {
        Declaration *declaration = b->program->declarations[i];
        declaration->kept = !declaration->each && declaration->parameter_count == 1 &&
                            declaration->parameter_types[0]->kind == TYPE_STRING;
    }
}

// What is local to a hospital beside its maps; it counts in the hash.
static bool read_site(Loader *l, Binder *b, GuidelineSet *set) {
    if (l->site == NULL) return true;
    const char *path = path_join(l->arena, l->site, STR("site.json"));
    if (!file_exists(path)) return true;
    Str text;
    return read_file(l, path, &text) && local_take(text, str_of(path), l->now, b, set);
}

// The publish.json of site/ counts instead of the one that came with the guidelines.
static bool read_publisher(Loader *l, const char *canonical, GuidelineSet *set) {
    const char *path = path_join(l->arena, l->root, STR("publish.json"));
    const char *own = l->site == NULL ? path : path_join(l->arena, l->site, STR("publish.json"));
    if (file_exists(own)) path = own;
    Str text;
    if (file_exists(path) &&
        (!read_file(l, path, &text) ||
         !publisher_read(text, str_of(path), l->arena, &set->publisher, l->err)))
        return false;
    return canonical == NULL || publisher_rebase(&set->publisher, str_of(canonical), l->err);
}

static bool bind_all(Loader *l, Binder *b, GuidelineSet *set) {
    Guideline **guidelines = ARENA_ARRAY(l->arena, Guideline *, b->program->library_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < b->program->library_count; i++) {
        const Library *library = b->program->libraries[i];
        Guideline *guideline = ARENA_NEW(l->arena, Guideline);
        bool found;
        if (!bind_library(b, library, guideline, &found)) return false;
        if (!found) continue;
        guideline->folder = folder_of(library);
        for (size_t k = 0; k < count; k++) {
            if (!str_eq(guidelines[k]->folder, guideline->folder) &&
                !str_eq(guidelines[k]->id, guideline->id))
                continue;
            err_set(l->err, ERR_CHECK, "one library a folder has @guideline, and ids differ");
            return err_at(l->err, library->file, (int)library->ast->place.line, 1);
        }
        guidelines[count++] = guideline;
    }
    qsort(guidelines, count, sizeof *guidelines, by_id);
    for (size_t i = 0; i < count; i++) {
        if (!bind_guideline(b, guidelines[i])) return false;
    }
    for (size_t i = 0; i < b->program->library_count; i++) {
        if (!bind_stray_tags(b, b->program->libraries[i])) return false;
    }
    if (!bind_references(b) || !read_site(l, b, set)) return false;
    mark_declarations(b);
    const Item **by_declaration =
        ARENA_ARRAY(l->arena, const Item *, b->program->declaration_count + 1);
    for (size_t i = 0; i < b->count; i++)
        by_declaration[b->items[i]->declaration->index] = b->items[i];
    set->guidelines = (const Guideline *const *)guidelines;
    set->guideline_count = count;
    set->items = (const Item *const *)b->items;
    set->item_count = b->count;
    set->by_declaration = by_declaration;
    local_mark(set, b);
    return true;
}

static bool check_libraries(Loader *l, const GuidelineOptions *options, Program **program) {
    Checker *checker =
        checker_new(&(CheckOptions){.arena = l->arena,
                                    .terms = l->terms,
                                    .find = find_library,
                                    .ctx = l,
                                    .now = options->now,
                                    .show_results = options->show_results,
                                    .observed = options->observed,
                                    .watched = options->watched,
                                    .diagnostics = options->diagnostics,
                                    .warn = options->warn ? WARN_MISTAKES : WARN_NOTHING,
                                    .more_needs = options->more_needs});
    for (size_t i = 0; i < l->library_count; i++) {
        Library *library;
        if (!checker_add(checker, l->libraries[i].text, str_of(l->libraries[i].path), &library,
                         l->err))
            return false;
    }
    return checker_finish(checker, program, l->err);
}

// It says nothing about a patient: it has a hash of its own, so that a change of the page leaves
// what was concluded as it is.
static bool read_layout(Loader *l, GuidelineSet *set) {
    const char *path = path_join(l->arena, l->root, STR("page.json"));
    if (!file_exists(path)) return true;
    Str text;
    Digest digest;
    if (!file_read(path, MAX_FILE, l->arena, &text, l->err) ||
        !layout_read(text, str_of(path), set, l->arena, &set->layout, l->err))
        return false;
    digest_begin(&digest);
    digest_add(&digest, text);
    digest_end(&digest, set->layout_hash);
    return true;
}

// A guideline's own folder is loaded with all it stands among; only its items stay.
static void keep_only(GuidelineSet *set, Arena *arena, const char *folder) {
    const Guideline **kept = ARENA_ARRAY(arena, const Guideline *, set->guideline_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < set->guideline_count; i++) {
        if (in_folder(set->guidelines[i]->library, folder)) kept[count++] = set->guidelines[i];
    }
    set->guidelines = kept;
    set->guideline_count = count;
    const Item **items = ARENA_ARRAY(arena, const Item *, set->item_count + 1);
    size_t item_count = 0;
    for (size_t i = 0; i < set->item_count; i++) {
        if (in_folder(set->items[i]->declaration->library, folder))
            items[item_count++] = set->items[i];
    }
    set->items = items;
    set->item_count = item_count;
    set->is_part = true;
}

static const char *without_slash(Arena *arena, const char *path) {
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') len--;
    return arena_printf(arena, "%.*s%c", (int)len, path, 0).data;
}

// A path that ends with the folder's own name after a slash, so that the one above can be named.
static const char *whole_path(Arena *arena, const char *folder) {
    const char *slash = strrchr(folder, '/');
    const char *last = slash == NULL ? folder : slash + 1;
    if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
        char real[PATH_MAX];
        if (realpath(folder, real) == NULL) return folder;
        folder = arena_printf(arena, "%s%c", real, 0).data;
    } else if (slash == NULL) {
        folder = path_join(arena, ".", str_of(folder));
    }
    return folder;
}

// The folder that holds lib/: the one above a guideline's own, or the folder itself without any.
static const char *root_above(Arena *arena, const char *folder) {
    const char *slash = strrchr(folder, '/');
    if (slash == NULL || slash == folder) return folder;
    const char *above = arena_printf(arena, "%.*s%c", (int)(slash - folder), folder, 0).data;
    return file_is_folder(path_join(arena, above, STR("lib"))) ? above : folder;
}

bool guideline_load(const GuidelineOptions *options, Arena *arena, const GuidelineSet **set,
                    Err *err) {
    const char *folder = without_slash(arena, options->folder);
    if (!file_is_folder(folder))
        return err_set(err, ERR_MISSING, "there is no folder '%s'", folder);
    bool is_root = file_is_folder(path_join(arena, folder, STR("lib")));
    if (!is_root) folder = whole_path(arena, folder);
    Loader *l = ARENA_NEW(arena, Loader);
    l->arena = arena;
    l->root = is_root ? folder : root_above(arena, folder);
    l->site = options->site == NULL ? NULL : without_slash(arena, options->site);
    l->terms = terms_new(arena);
    l->now = options->now;
    l->err = err;
    digest_begin(&l->digest);
    GuidelineSet *made = ARENA_NEW(arena, GuidelineSet);
    Str bibliography = STR("[]");
    const char *sources = path_join(arena, l->root, STR("sources.json"));
    if (!read_all(l, made) || !read_publisher(l, options->canonical, made) ||
        (file_exists(sources) && !read_file(l, sources, &bibliography)) ||
        !bibliography_read(bibliography, str_of(sources), arena, &made->sources,
                           &made->source_count, err)) {
        return false;
    }
    Program *program;
    if (!check_libraries(l, options, &program)) return false;
    Binder binder = {.arena = arena,
                     .program = program,
                     .sources = made->sources,
                     .source_count = made->source_count,
                     .err = err};
    made->program = program;
    made->terms = l->terms;
    if (!bind_all(l, &binder, made) || !read_layout(l, made)) return false;
    if (l->root != folder) keep_only(made, arena, folder);
    if (made->guideline_count == 0)
        return err_set(err, ERR_MISSING,
                       "there is no guideline in '%s': a folder with a library that has @guideline",
                       folder);
    digest_end(&l->digest, made->hash);
    *set = made;
    return true;
}

// ---- looking things up

const Guideline *guideline_find(const GuidelineSet *set, Str id) {
    for (size_t i = 0; i < set->guideline_count; i++) {
        if (str_eq(set->guidelines[i]->id, id)) return set->guidelines[i];
    }
    return NULL;
}

const Item *guideline_item(const Guideline *guideline, ItemKind kind, Str id) {
    for (size_t i = 0; i < guideline->item_count; i++) {
        if (guideline->items[i]->kind == kind && str_eq(guideline->items[i]->id, id))
            return guideline->items[i];
    }
    return NULL;
}

const Item *guideline_input(const GuidelineSet *set, const Declaration *declaration) {
    const Item *item = set->by_declaration[declaration->index];
    return item != NULL && item->kind == KIND_INPUT ? item : NULL;
}
