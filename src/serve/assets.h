// assets: the files of the page, embedded when the program was built (tools/embed).

#ifndef SERVE_ASSETS_H
#define SERVE_ASSETS_H

#include "base/arena.h"
#include "base/err.h"

typedef struct {
    const char *path, *type, *etag;
    const unsigned char *start, *end;
    const unsigned char *gzip_start, *gzip_end;  // the same compressed; NULL: it does not pay
} EmbeddedAsset;

extern const EmbeddedAsset assets_embedded[];
extern const size_t assets_embedded_count;
// Of all of them: in "/app/VERSION/main.mjs", which is kept for good where it was fetched.
extern const char assets_version[];

typedef struct {
    const char *type;
    const char *etag;  // NULL: it is read from a folder, and may change
    Str bytes, gzip;
    bool lasting;  // asked for by version
} Asset;

// `path` below /app/. folder NULL: what is embedded; else that folder, as the page is worked on.
// ERR_MISSING: there is no such file.
bool asset_find(Str path, const char *folder, Arena *arena, Asset *asset, Err *err);

#endif
