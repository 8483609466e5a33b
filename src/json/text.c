#include "json/text.h"

#include <stdlib.h>

// ---- escapes

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The four digits of a \uXXXX at `at`; -1 when it is none.
static int32_t hex_escape(const char *at, const char *end) {
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return -1;
    int32_t code = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0) return -1;
        code = code << 4 | digit;
    }
    return code;
}

static size_t write_utf8(char *out, uint32_t code) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

static bool is_high(int32_t code) {
    return code >= 0xD800 && code < 0xDC00;
}

static bool is_low(int32_t code) {
    return code >= 0xDC00 && code < 0xE000;
}

// At a \u: writes the character, steps over one or two escapes. False when it is wrong. NUL is
// refused, because text with it means something else to whoever cuts there.
static bool unescape_unicode(const char **at, const char *end, char **out) {
    int32_t code = hex_escape(*at, end);
    if (code <= 0 || is_low(code)) return false;
    *at += 6;
    if (is_high(code)) {
        int32_t low = hex_escape(*at, end);
        if (!is_low(low)) {
            *at -= 6;
            return false;
        }
        *at += 6;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    *out += write_utf8(*out, (uint32_t)code);
    return true;
}

static char simple_escape(char letter) {
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        return letter;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0';
    }
}

const char *json_unescape(Str raw, char *out, size_t *len) {
    const char *at = raw.data;
    const char *end = raw.data + raw.len;
    char *to = out;
    while (at < end) {
        const char *backslash = memchr(at, '\\', (size_t)(end - at));
        size_t plain = (size_t)((backslash == NULL ? end : backslash) - at);
        memcpy(to, at, plain);
        to += plain;
        at += plain;
        if (backslash == NULL) break;
        if (end - at >= 2 && at[1] == 'u') {
            if (!unescape_unicode(&at, end, &to)) return at;
            continue;
        }
        char c = '\0';
        if (end - at >= 2) c = simple_escape(at[1]);
        if (c == '\0') return at;
        *to++ = c;
        at += 2;
    }
    *len = (size_t)(to - out);
    return NULL;
}

// ---- members

int json_compare_names(Str a, Str b) {
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared == 0 ? 0 : memcmp(a.data, b.data, shared);
    return order != 0 ? order : (int)a.len - (int)b.len;
}

static int compare_members(const void *a, const void *b) {
    return json_compare_names(json_name(*(const Json *const *)a),
                              json_name(*(const Json *const *)b));
}

static int compare_to_member(const void *name, const void *member) {
    return json_compare_names(*(const Str *)name, json_name(*(const Json *const *)member));
}

void json_sort_members(const Json *members, uint32_t count, const Json **sorted) {
    for (uint32_t i = 0; i < count; i++) sorted[i] = &members[i];
    if (count > 1) qsort(sorted, count, sizeof(const Json *), compare_members);
}

const Json *json_find_sorted(const Json *const *sorted, uint32_t count, Str name) {
    const Json *const *found =
        count == 0 ? NULL : bsearch(&name, sorted, count, sizeof *sorted, compare_to_member);
    return found == NULL ? NULL : *found;
}

// ---- FHIR's primitive extensions (FHIR R4, "JSON representation of primitive elements")

static Json nameless(const Json *value) {
    Json copy = *value;
    copy.name = NULL;
    copy.name_len = 0;
    copy.key = 0;
    return copy;
}

static void make_pair(Arena *arena, const Json *value, const Json *extension, Json *pair) {
    Json *both = ARENA_ARRAY(arena, Json, 2);  // zeroed: two nulls
    if (value != NULL) both[0] = nameless(value);
    both[1] = nameless(extension);
    pair->kind = JSON_PAIR;
    pair->count = 2;
    pair->as.items = both;
}

static const char *join_arrays(Arena *arena, const Json *values, Json *extensions, Json *result) {
    uint32_t value_count = values == NULL ? 0 : values->count;
    uint32_t count = value_count > extensions->count ? value_count : extensions->count;
    Json *items = count == 0 ? NULL : ARENA_ARRAY(arena, Json, count);
    for (uint32_t i = 0; i < count; i++) {
        const Json *value = i < value_count ? &values->as.items[i] : NULL;
        const Json *extension = i < extensions->count ? &extensions->as.items[i] : NULL;
        bool is_paired = extension != NULL && extension->kind != JSON_NULL;
        if (is_paired && extension->kind != JSON_OBJECT) return "an extension that is no object";
        if (is_paired && value != NULL && value->kind >= JSON_ARRAY) {
            return "an extension of what is no primitive";
        }
        if (value != NULL) items[i] = *value;
        if (is_paired) make_pair(arena, value, extension, &items[i]);
    }
    result->kind = JSON_ARRAY;
    result->count = count;
    result->as.items = items;
    return NULL;
}

const char *json_join(Arena *arena, Json *partner, Json *extension) {
    Json *result = partner == NULL ? extension : partner;
    if (extension->kind == JSON_NULL) return NULL;
    if (extension->kind == JSON_ARRAY) {
        if (partner != NULL && partner->kind != JSON_ARRAY) {
            return "an array of extensions of what is no array";
        }
        return join_arrays(arena, partner, extension, result);
    }
    if (extension->kind != JSON_OBJECT) return "an extension that is no object";
    if (partner != NULL && partner->kind >= JSON_ARRAY) {
        return "an extension of what is no primitive";
    }
    make_pair(arena, partner, extension, result);
    return NULL;
}
