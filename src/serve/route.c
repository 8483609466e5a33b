#include "serve/route.h"

#include <stdio.h>

static bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '~';
}

static size_t word_length(Str path, size_t at) {
    size_t end = at;
    while (end < path.len && is_word_char(path.data[end])) end++;
    return end - at;
}

// The rest of a path below a folder: words with single slashes between them, no "..".
static bool is_rest(Str path, size_t at) {
    while (true) {
        size_t length = word_length(path, at);
        if (length == 0 || path.data[at] == '.') return false;
        at += length;
        if (at == path.len) return true;
        if (path.data[at++] != '/') return false;
    }
}

// What follows a variable in its part of the pattern (".ics") ends its word.
static bool take_word(const char **pattern, Str path, size_t *at, Str *word) {
    enum { MAX_WORD = 128 };
    const char *suffix = *pattern;
    while (*suffix >= 'A' && *suffix <= 'Z') suffix++;
    size_t suffix_length = strcspn(suffix, "/");
    size_t length = word_length(path, *at);
    if (length <= suffix_length || length > MAX_WORD) return false;
    Str taken = {path.data + *at, length};
    if (!str_ends(taken, (Str){suffix, suffix_length})) return false;
    *word = (Str){taken.data, length - suffix_length};
    *at += length;
    *pattern = suffix + suffix_length;
    return true;
}

bool route_matches(const char *pattern, Str path, RouteWords *words) {
    RouteWords found = {STR(""), STR("")};
    size_t at = 0;
    while (*pattern != '\0') {
        if (*pattern == '*') {
            if (!is_rest(path, at)) return false;
            found.part = (Str){path.data + at, path.len - at};
            *words = found;
            return true;
        }
        if (*pattern >= 'A' && *pattern <= 'Z') {
            bool is_key = strncmp(pattern, "KEY", 3) == 0;
            if (!take_word(&pattern, path, &at, is_key ? &found.key : &found.part)) return false;
            continue;
        }
        if (at == path.len || path.data[at++] != *pattern++) return false;
    }
    if (at != path.len) return false;
    *words = found;
    return true;
}

static void allow_add(char allow[32], const char *method) {
    size_t used = strlen(allow);
    if (strstr(allow, method) != NULL) return;
    snprintf(allow + used, 32 - used, "%s%s%s", used > 0 ? ", " : "", method,
             strcmp(method, "GET") == 0 ? ", HEAD" : "");
}

RouteResult route_find(const Route *routes, Str method, Str path, const Route **route,
                       RouteWords *words, char allow[32]) {
    Str asked = str_eq(method, STR("HEAD")) ? STR("GET") : method;
    allow[0] = '\0';
    for (; routes->method != NULL; routes++) {
        if (!route_matches(routes->pattern, path, words)) continue;
        if (str_eq(asked, str_from(routes->method))) {
            *route = routes;
            return ROUTE_FOUND;
        }
        allow_add(allow, routes->method);
    }
    return allow[0] == '\0' ? ROUTE_NO_PATH : ROUTE_NO_METHOD;
}
