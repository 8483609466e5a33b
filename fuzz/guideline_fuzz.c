// Any text in the files of a guideline: its library with the tags, sources.json, a map of site/ and
// site.json. Each is refused by the name of its file, or all load.
//
// The input is four texts, apart by lines of "%%". Properties: a refusal has a code, words and the
// name of a file; loaded twice, the outcome and the hash are the same; every item has what its
// kind needs to be evaluated; what loads can be published, as JSON, or two names collide.

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guideline/publish.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

// Four files in memory, made anew for each input.
static const char *const names[] = {"guideline/G.cql", "sources.json", "site/map.json",
                                    "site/site.json"};
enum { FILES = sizeof names / sizeof names[0] };

typedef struct {
    char root[64];
    char paths[FILES][128];
    char site[128];
} Folder;

static void remove_folder(void);
static Folder folder;

static const Folder *folder_get(void) {
    if (folder.root[0] != '\0') return &folder;
    snprintf(folder.root, sizeof folder.root, "%s",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm/guideline_fuzz-XXXXXX"
                                           : "/tmp/guideline_fuzz-XXXXXX");
    must(mkdtemp(folder.root) != NULL, "a folder for the files");
    atexit(remove_folder);
    char path[128];
    snprintf(path, sizeof path, "%s/lib", folder.root);
    must(mkdir(path, 0700) == 0, "mkdir");
    snprintf(path, sizeof path, "%s/guideline", folder.root);
    must(mkdir(path, 0700) == 0, "mkdir");
    snprintf(folder.site, sizeof folder.site, "%s/site", folder.root);
    must(mkdir(folder.site, 0700) == 0, "mkdir");
    for (size_t i = 0; i < FILES; i++) {
        snprintf(folder.paths[i], sizeof folder.paths[i], "%s/%s", folder.root, names[i]);
    }
    return &folder;
}

static void remove_folder(void) {
    for (size_t i = 0; i < FILES; i++) unlink(folder.paths[i]);
    char path[128];
    snprintf(path, sizeof path, "%s/lib", folder.root);
    rmdir(path);
    snprintf(path, sizeof path, "%s/guideline", folder.root);
    rmdir(path);
    rmdir(folder.site);
    rmdir(folder.root);
}

static void write_file(const char *path, Str text) {
    FILE *file = fopen(path, "wb");
    must(file != NULL && fwrite(text.data, 1, text.len, file) == text.len && fclose(file) == 0,
         "a file is written");
}

static void check_items(const GuidelineSet *set) {
    for (size_t i = 0; i < set->item_count; i++) {
        const Item *item = set->items[i];
        must(item->id.len > 0 && item->declaration != NULL && item->guideline != NULL,
             "an item has an id, a declaration, a guideline");
        must(item->declaration->parameter_count == (item->each != NULL ? 1 : 0),
             "an item is about the patient or about one thing");
        must(item->kind != KIND_SCORE || item->citation_count > 0 || set->source_count == 0 ||
                 item->bands == NULL || !item->bands->is_function,
             "the bands of a score are a define");
        must(set->by_declaration[item->declaration->index] != NULL, "an item is found");
    }
}

static void check_published(const GuidelineSet *set, Arena *arena) {
    const Published *files;
    size_t count;
    Err err = {0};
    if (!publish_all(set, arena, &files, &count, &err)) {
        must(err.code == ERR_CHECK && err.message[0] != '\0', "only a name can stand in the way");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        Json json;
        must(json_read(files[i].text, NULL, &json_limits, arena, &json, &err), "it is JSON");
        must(json_string(&json, STR("resourceType")).len > 0, "it is a resource");
    }
}

static bool load(const Folder *where, char *hash, Err *err) {
    Arena *arena = arena_new();
    GuidelineOptions options = {.folder = where->root,
                                .site = where->site,
                                .canonical = "https://a.example",
                                .show_results = true};
    const GuidelineSet *set;
    datetime_parse(STR("2026-11-22T10:30:00Z"), 0, &options.now, err);
    bool ok = guideline_load(&options, arena, &set, err);
    if (ok) {
        check_items(set);
        check_published(set, arena);
        snprintf(hash, 80, "%s", set->hash);
    } else {
        must(err->code != ERR_NONE && err->message[0] != '\0', "a refusal says something");
        must(err->source[0] != '\0' || strstr(err->message, folder.root) != NULL,
             "a refusal names a file, or the folder");
    }
    arena_free(arena);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const Folder *where = folder_get();
    Str text = {(const char *)data, size};
    static const char rule[] = "\n%%\n";
    for (size_t i = 0; i < FILES; i++) {
        const char *end = text.len == 0 ? NULL : memmem(text.data, text.len, rule, 4);
        Str part = {text.data, end == NULL ? text.len : (size_t)(end - text.data)};
        size_t taken = end == NULL ? text.len : part.len + 4;
        if (part.len == 0) {
            unlink(where->paths[i]);
        } else {
            write_file(where->paths[i], part);
        }
        text = (Str){text.data + taken, text.len - taken};
    }
    char first[80] = "";
    char second[80] = "";
    Err err = {0};
    Err again = {0};
    bool ok = load(where, first, &err);
    must(load(where, second, &again) == ok, "twice the same outcome");
    must(strcmp(first, second) == 0 && strcmp(err.message, again.message) == 0,
         "twice the same hash and words");
    return 0;
}
