#include "serve/assets.h"

#include "base/file.h"

typedef struct {
    const char *suffix, *type;
} TypeRow;

static const TypeRow types[] = {
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".html", "text/html; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
};

// What an embedded name stands for in a folder where packages were installed.
typedef struct {
    const char *path, *file;
} VendorRow;

static const VendorRow vendors[] = {
    {"vendor/preact.mjs", "node_modules/htm/preact/standalone.module.js"},
    {"vendor/uplot.mjs", "node_modules/uplot/dist/uPlot.esm.js"},
    {"vendor/uplot.css", "node_modules/uplot/dist/uPlot.min.css"},
};

static const char *type_of(Str path) {
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_ends(path, str_from(types[i].suffix))) return types[i].type;
    }
    return NULL;
}

static bool is_missing(Err *err) {
    return err_set(err, ERR_MISSING, "there is no such file of the page");
}

static bool read_from(const char *folder, Str path, Arena *arena, Asset *asset, Err *err) {
    enum { MAX_ASSET = 16 << 20 };
    Str file = path;
    for (size_t i = 0; i < sizeof vendors / sizeof vendors[0]; i++) {
        if (str_eq(path, str_from(vendors[i].path))) file = str_from(vendors[i].file);
    }
    const char *type = type_of(path);
    Err ignored = {0};
    if (type == NULL ||
        !file_read(path_join(arena, folder, file), MAX_ASSET, arena, &asset->bytes, &ignored))
        return is_missing(err);
    asset->type = type;
    return true;
}

bool asset_find(Str path, const char *folder, Arena *arena, Asset *asset, Err *err) {
    *asset = (Asset){0};
    if (folder != NULL) return read_from(folder, path, arena, asset, err);
    Str version = str_from(assets_version);
    if (path.len > version.len && str_starts(path, version) && path.data[version.len] == '/') {
        path = (Str){path.data + version.len + 1, path.len - version.len - 1};
        asset->lasting = true;
    }
    for (size_t i = 0; i < assets_embedded_count; i++) {
        const EmbeddedAsset *found = &assets_embedded[i];
        if (!str_eq(path, str_from(found->path))) continue;
        asset->type = found->type;
        asset->etag = found->etag;
        asset->bytes = (Str){(const char *)found->start, (size_t)(found->end - found->start)};
        if (found->gzip_start != NULL)
            asset->gzip = (Str){(const char *)found->gzip_start,
                                (size_t)(found->gzip_end - found->gzip_start)};
        return true;
    }
    return is_missing(err);
}
