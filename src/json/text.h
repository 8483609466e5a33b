// text: what the reader, the writer and the comparison of values share.

#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include "json/json.h"

// Resolves the escapes of `raw` (what stands between the quotes, no quote or control character in
// it) into `out`, which has room for raw.len bytes. NULL, or where an escape is wrong: not one of
// RFC 8259 section 7, half a surrogate pair, or NUL.
const char *json_unescape(Str raw, char *out, size_t *len);

static inline bool json_same_name(const Json *a, const Json *b) {
    return str_eq(json_name(a), json_name(b));
}

int json_compare_names(Str a, Str b);  // by their bytes: <0, 0, >0

// Pointers to `count` members in the order of the bytes of their names.
void json_sort_members(const Json *members, uint32_t count, const Json **sorted);

const Json *json_find_sorted(const Json *const *sorted, uint32_t count, Str name);  // or NULL

// "_x", the name of the extension of "x".
static inline bool json_is_extension(Str name) {
    return name.len > 1 && name.data[0] == '_' && name.data[1] != '_';
}

// Joins FHIR's "_name" with "name": *partner (NULL: there is none, then *extension) becomes the
// pair, or an array of pairs. NULL, or what is wrong with their shapes.
const char *json_join(Arena *arena, Json *partner, Json *extension);

#endif
