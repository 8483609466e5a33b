#include "serve/gate.h"

#include <strings.h>

static Str trimmed(Str text) {
    while (text.len > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\t'))
        text.len--;
    return text;
}

// Takes the text up to `mark` off the front of *rest. False: nothing was left.
static bool next_piece(Str *rest, char mark, Str *piece) {
    if (rest->data == NULL) return false;
    const char *end = rest->len == 0 ? NULL : memchr(rest->data, mark, rest->len);
    size_t length = end == NULL ? rest->len : (size_t)(end - rest->data);
    *piece = trimmed((Str){rest->data, length});
    *rest = end == NULL ? (STR_NONE) : ((Str){end + 1, rest->len - length - 1});
    return true;
}

static bool same_word(Str a, Str b) {
    return a.len == b.len && (a.len == 0 || strncasecmp(a.data, b.data, a.len) == 0);
}

Str cookie_find(Str header, Str name) {
    Str piece;
    while (next_piece(&header, ';', &piece)) {
        if (piece.len > name.len && str_starts(piece, name) && piece.data[name.len] == '=')
            return (Str){piece.data + name.len + 1, piece.len - name.len - 1};
    }
    return STR_NONE;
}

// "[::1]:80" -> "[::1]", "localhost:80" -> "localhost"
static Str without_port(Str host) {
    size_t length = host.len;
    if (length > 0 && host.data[0] == '[') {
        const char *end = memchr(host.data, ']', length);
        return end == NULL ? host : (Str){host.data, (size_t)(end - host.data) + 1};
    }
    const char *colon = length == 0 ? NULL : memchr(host.data, ':', length);
    return colon == NULL ? host : ((Str){host.data, (size_t)(colon - host.data)});
}

bool host_is_known(Str header, const char *const *names, size_t count) {
    Str host = without_port(header);
    for (size_t i = 0; i < count; i++) {
        if (same_word(host, str_from(names[i]))) return true;
    }
    return false;
}

// "https://vigil.example:8443" -> "vigil.example:8443"
static Str origin_host(Str origin) {
    Str schemes[] = {STR("http://"), STR("https://")};
    for (size_t i = 0; i < 2; i++) {
        if (str_starts(origin, schemes[i]))
            return (Str){origin.data + schemes[i].len, origin.len - schemes[i].len};
    }
    return STR_NONE;
}

bool origin_is_own(Str origin, Str fetch_site, Str host) {
    if (fetch_site.data != NULL && !str_eq(fetch_site, STR("same-origin"))) return false;
    if (origin.data == NULL) return true;
    // A form of a page without a referrer says "null", then Sec-Fetch-Site tells.
    if (str_eq(origin, STR("null"))) return fetch_site.data != NULL;
    Str named = origin_host(origin);
    return named.len > 0 && same_word(named, host);
}

bool accepts_coding(Str header, Str coding) {
    Str piece;
    while (next_piece(&header, ',', &piece)) {
        Str name, weight = {0};
        if (!next_piece(&piece, ';', &name) || !same_word(name, coding)) continue;
        if (piece.data == NULL) return true;
        next_piece(&piece, ';', &weight);
        // "q=0", "q=0.0", "q=0.000": not welcome
        for (size_t i = 2; i < weight.len; i++) {
            if (weight.data[i] >= '1' && weight.data[i] <= '9') return true;
        }
        return false;
    }
    return false;
}

bool is_json_type(Str header) {
    Str type;
    return next_piece(&header, ';', &type) && same_word(type, STR("application/json"));
}
