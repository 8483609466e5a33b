// included: what the libraries of tests/differential name: the libraries they include, and value
// sets, which each hold the same two codes here. With it they are accepted, and their mutations go
// further than the head.

#ifndef FUZZ_INCLUDED_H
#define FUZZ_INCLUDED_H

#include <stdio.h>

#include "base/file.h"
#include "cql/check.h"

// For CheckOptions.find: fuzzers run from the root of the tree.
static inline bool included_find(void *ctx, Str name, Str version, Arena *arena, LibraryText *text,
                                 Err *err) {
    (void)ctx;
    (void)version;
    if (memchr(name.data, '/', name.len) != NULL || memchr(name.data, '\0', name.len) != NULL)
        return err_set(err, ERR_MISSING, "no library of this name");
    const char *path =
        arena_printf(arena, "tests/differential/libraries/%.*s.cql", STR_ARG(name)).data;
    text->file = str_from(path);
    return file_read(path, 1 << 20, arena, &text->source, err);
}

static inline void included_set(Terms *terms, Str url, Arena *arena) {
    Buf text = {0};
    JsonWriter w = {.buf = &text};
    json_begin(&w, '{');
    json_key(&w, "resourceType");
    json_put_string(&w, STR("ValueSet"));
    json_key(&w, "url");
    json_put_string(&w, url);
    json_key(&w, "compose");
    json_put_raw(&w,
                 STR("{\"include\":[{\"system\":\"http://snomed.info/sct\",\"concept\":[{\"code\":"
                     "\"254837009\"}]},{\"system\":\"http://loinc.org\",\"concept\":[{\"code\":"
                     "\"29463-7\"}]}]}"));
    json_end(&w, '}');
    Json set;
    Err ignored = {0};
    Str kept = arena_str(arena, buf_str(&text));
    buf_free(&text);
    if (json_read(kept, NULL, &json_limits, arena, &set, &ignored))
        terms_load(terms, &set, STR("set"), &ignored);
}

// The value sets that a library declares, as far as lines begin with that.
static inline void included_sets(Terms *terms, Str source, Arena *arena) {
    static const char declares[] = "\nvalueset ";
    const char *end = source.data + source.len;
    for (const char *at = source.data; at != NULL && at < end;) {
        at = memmem(at, (size_t)(end - at), declares, sizeof declares - 1);
        if (at == NULL) break;
        at++;
        const char *line = memchr(at, '\n', (size_t)(end - at));
        const char *open = memchr(at, '\'', (size_t)((line == NULL ? end : line) - at));
        const char *close = open == NULL ? NULL : memchr(open + 1, '\'', (size_t)(end - open - 1));
        if (close != NULL) included_set(terms, (Str){open + 1, (size_t)(close - open - 1)}, arena);
    }
}

#endif
